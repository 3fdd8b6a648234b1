r"""Change inputs at random and see that every command still ends as it should.

    .venv/bin/python tools/mutate.py                      # 2,000 cases
    .venv/bin/python tools/mutate.py --cases 300 --seed 7
    .venv/bin/python tools/mutate.py --first 1234 --cases 1 --keep /tmp/case     # one case, to look at

A case is a small project with one file changed and one command. The number of a case and the seed are all that it is
made from. A fault is a traceback, an exit code that docs/errors.md does not have for a user's mistake, a command that
is ended by a signal, or one that works for ten seconds. Each runs in a process of its own, forked from this one.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a process with threads is not to be forked

CASES = 2_000
SECONDS = 10  # of a processor's time: a busy machine is no fault
PATIENCE = 300  # of the clock, for what waits and does nothing
MEMORY = 3 << 30
#: What may come of a wrong input: all is well, the command line, the input, the commentary; see docs/errors.md.
ENDINGS = {0, 2, 3, 9}

EDITION = "small-2011-12-Q1"
DATA = "data/small"
#: What people, spreadsheets, editors and broken disks put where a value should be.
VALUES = [
    "", " ", "0", "-0", "-1", "1e308", "-1e308", "1e999", "1e-400", "9" * 40, "9" * 5_000,
    "0." + "0" * 60 + "1", "nan", "NaN",
    "inf", "-inf", "Infinity", "1,234.5", "1.234,5", "12.3%", "£4.50", "(12)", "1/2", "½", "１２", "٣", "0x1f", "1_000",
    "12:30", "31/12/2024", "2024-02-30", "0000-00-00", "9999-12-31", "2024-12-31T00:00:00+14:00", "tomorrow",
    "true", "no", "null", "~", "None", "n/a", "-", "–", "..", "[z]", "TBA", "#REF!", "#DIV/0!", "=1+1",
    "=cmd|'/C calc'!A0",
    "Ω" * 300, "a" * 40_000, "\u202e", "\ufeff", "\u200b", "\x00", "\x1b[31m", "\r", "\t", "\\", "'", '"',
    '"""', ",", ";",
    "|", "{{ actual }}", "{{ 1/0 }}", "{% for x in x %}", "${HOME}", "<script>alert(1)</script>", "](javascript:x)",
    "![](/etc/passwd)", "$x$", "`x`", "*", "# H", "../../etc/passwd", "/dev/zero", "CON", "éè", "e\u0301",
    "\ud7ff", "🙂",
    ":x:", "[red]", "[/]", "&amp;", "%s", "{0}", "HW01", "HW02", "higher", "green", "small",
]  # fmt: skip
#: What else YAML may hold in the place of a value.
YAML = [
    "!!bool maybe", "!!float abc", "!!int x", "!!python/object:os.system {}", "!!binary x", "!!timestamp x",
    "!!set {a}", "[10]",
    "[]", "{}", "{a: 1}", "&a [*a]", "*nothing", "&a {b: *a}", "[" * 2_000, "{a: " * 500, "? x", "- 1", "|",
    ">", "'", '"',
    "@x", "%x", "2024-13-45", "12:30:45", "0o17", "0b1", "1e3", ".inf", ".nan", "<<: *a", "!x y", "\t- x",
]  # fmt: skip
FORMATS = ["0%", '0"%"', "0\\%", "[h]:mm", "yyyy", "@", "[$-F800]dddd", '"£"0', "0,", "0E+0"]
CELLS = [dt.time(12, 30), dt.timedelta(hours=30), dt.date(1900, 1, 1), True, 1e308]
BYTES = [b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x80", b"\xc3", b"\r", b"\r\n", b"\n\n\n", b"\x1a", b"\xed\xa0\x80"]


@dataclass(frozen=True)
class Case:
    """What is changed, and the command that reads it.

    Parameters
    ----------
    number
        Of the case.
    file
        Path in the project.
    content
        What the file holds; None for a file that is not there.
    words
        The command.
    """

    number: int
    file: str
    content: bytes | None
    words: tuple[str, ...]


@dataclass(frozen=True)
class Fault:
    """A case that did not end as it should."""

    case: Case
    what: str
    said: str

    def __str__(self) -> str:
        last = self.said.strip().splitlines()[-6:]
        return "\n".join(
            [f"case {self.case.number}: {self.case.file}, qpr {' '.join(self.case.words)}: {self.what}", *last]
        )


# --- the project ------------------------------------------------------------------------------------------


def base(folder: Path) -> Path:
    """The project that is changed: the tests' miniature, a scheme and a table to be scored."""
    from helpers.projects import miniature  # type: ignore[import-not-found]

    project: Path = miniature(folder)
    shutil.copy(ROOT / "params" / "schemes" / "within-10-percent.yml", project / "params" / "schemes")
    (project / "table.csv").write_text(
        "indicator,name,period_end,unit,polarity,basis,frequency,actual,target,floor,numerator,denominator\n"
        "A1,Repairs,2025-03-31,%,higher,quarter,quarterly,81,90,80,810,1000\n"
        "A1,Repairs,2025-06-30,%,higher,quarter,quarterly,87,90,80,870,1000\n"
        "B2,Days to repair,2025-06-30,days,lower,quarter,quarterly,24.5,28,30,,\n",
        encoding="utf-8",
    )
    for path in (project / "table.csv", *(project / DATA).glob("*.csv")):
        path.with_suffix(".xlsx.base").write_bytes(workbook(path))
    return project


def workbook(table: Path) -> bytes:
    """A table as a workbook, with numbers and days as what they are."""
    import csv

    from openpyxl import Workbook

    book: Any = Workbook()
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            book.active.append([_typed(cell) for cell in row])
    return _saved(book)


def _typed(cell: str) -> object:
    for read in (float, dt.datetime.fromisoformat):
        try:
            return read(cell)
        except ValueError:
            continue
    return cell or None


def _saved(book: Any) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


# --- changes ----------------------------------------------------------------------------------------------


def change_bytes(chance: random.Random, content: bytes) -> bytes:
    """As a broken disk, a wrong encoding or a transfer that was cut off leaves a file."""
    at = chance.randrange(len(content) + 1)
    to = min(len(content), at + chance.choice([1, 2, 10, 200]))
    match chance.randrange(7):
        case 0:
            return content[:at]
        case 1:
            return content[:at] + content[to:]
        case 2:
            return content[:at] + chance.choice(BYTES) + content[at:]
        case 3:
            return content[:at] + bytes(byte ^ (1 << chance.randrange(8)) for byte in content[at:to]) + content[to:]
        case 4:
            return content.decode("utf-8", "replace").encode(chance.choice(["utf-16", "utf-32", "cp037", "utf-7"]))
        case 5:
            return content[:at] + content[at:to] * chance.choice([2, 3, 50]) + content[to:]
        case _:
            return chance.choice([b"", b"\n", b"%PDF-1.7\n", b"PK\x03\x04", b"\x00" * 5_000, content + content])


def change_lines(chance: random.Random, content: bytes) -> bytes:
    """As an editor, a merge or a hand that slips leaves a text."""
    lines = content.decode("utf-8").splitlines()
    at, other = (chance.randrange(len(lines)) for _ in range(2))
    match chance.randrange(6):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[other])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = "  " * chance.randrange(4) + lines[at].lstrip()
        case 4:
            lines.insert(at, chance.choice(["<<<<<<< HEAD", "=======", ">>>>>>> theirs", "---", "...", "\f"]))
        case _:
            lines[at] = lines[at].replace(chance.choice(lines[at] or " "), chance.choice(VALUES))
    return "\n".join([*lines, ""]).encode("utf-8", "surrogatepass")


def change_yaml(chance: random.Random, content: bytes) -> bytes:
    """Another value, key or depth in a line of YAML."""
    lines = content.decode("utf-8").splitlines()
    at = chance.choice([number for number, line in enumerate(lines) if ":" in line and not line.startswith("#")])
    key, _, value = lines[at].partition(":")
    new = chance.choice([*VALUES, *YAML])
    match chance.randrange(5):
        case 0:
            lines[at] = f"{new}:{value}"
        case 1:
            lines[at] = f"{key}: [{value.strip()}, {new}]"
        case 2:
            lines[at] = f"{key}:\n{' ' * (len(key) - len(key.lstrip()) + 2)}{new}: {value.strip()}"
        case _:
            lines[at] = f"{key}: {new}"
    return "\n".join([*lines, ""]).encode("utf-8", "surrogatepass")


def change_cells(chance: random.Random, content: bytes) -> bytes:
    """Other cells, columns and rows in a CSV file."""
    rows = [line.split(",") for line in content.decode("utf-8").splitlines()]
    column = chance.randrange(len(rows[0]))
    match chance.randrange(9):
        case 0:
            rows = [[cell for place, cell in enumerate(row) if place != column] for row in rows]
        case 1:
            rows = [[*row, row[column] if column < len(row) else ""] for row in rows]
        case 2:
            rows[0][column] = chance.choice(VALUES)
        case 3:
            rows = rows[1:]
        case 4:
            rows = [[cell.replace(",", ".") for cell in row] for row in rows]
            return "\n".join(chance.choice(";\t| ").join(row) for row in rows).encode()
        case _:
            for _ in range(chance.choice([1, 1, 1, 3, 20])):
                row = chance.choice(rows[1:] or rows)
                row[chance.randrange(len(row))] = chance.choice(VALUES)
    return "\n".join([*(",".join(row) for row in rows), ""]).encode("utf-8", "surrogatepass")


def change_workbook(chance: random.Random, content: bytes) -> bytes:
    """Other cells, kinds, formats and sheets in a workbook."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import IllegalCharacterError

    book = load_workbook(BytesIO(content))
    sheet = book.active
    if sheet is None or sheet.max_row > 1_000:
        return content
    for _ in range(chance.choice([1, 1, 2, 10])):
        try:
            _change_sheet(chance, book, sheet)
        except (IllegalCharacterError, ValueError, AttributeError):
            continue  # no workbook can hold that
        if sheet.max_row > 1_000:
            break  # any further change of so wide a sheet takes minutes
    return _saved(book)


def _change_sheet(chance: random.Random, book: Any, sheet: Any) -> None:
    cell = sheet.cell(chance.randint(1, sheet.max_row), chance.randint(1, sheet.max_column))
    match chance.randrange(12):
        case 0:
            cell.number_format = chance.choice(FORMATS)
        case 1:
            cell.value = chance.choice(CELLS)
        case 2:
            sheet.insert_rows(1, chance.choice([1, 2, 5]))
            sheet.cell(1, 1).value = chance.choice(VALUES)
        case 3:
            book.create_sheet("Cover", 0).cell(1, 1).value = "Report"
        case 4:
            sheet.sheet_state = "hidden"
            book.create_sheet("Notes")
        case 5:
            sheet.merge_cells(start_row=1, start_column=1, end_row=2, end_column=chance.randint(1, 4))
        case 6:
            sheet.delete_cols(chance.randint(1, sheet.max_column))
        case 7:
            sheet.cell(1_048_576, 16_384).number_format = "0%"
        case 8:
            book.create_chartsheet("Chart", 0)
        case _:
            cell.value = chance.choice(VALUES)


def change_notebook(chance: random.Random, content: bytes) -> bytes:
    """Another value somewhere in a notebook, or a key that is not there."""
    notebook = json.loads(content)
    places: list[tuple[Any, Any]] = []

    def walk(node: Any) -> None:
        for key in list(node) if isinstance(node, dict) else range(len(node)):
            places.append((node, key))
            if isinstance(node[key], dict | list):
                walk(node[key])

    walk(notebook)
    node, key = chance.choice(places)
    match chance.randrange(4):
        case 0:
            del node[key]
        case 1:
            node[key] = chance.choice([None, [], {}, 0, -1, 1.5, True, "x", [None], {"a": 1}, [[]], 1e400])
        case 2:
            node[key] = [node[key], node[key]]
        case _:
            node[key] = chance.choice(VALUES)
    return json.dumps(notebook).encode("utf-8")


Change = Callable[[random.Random, bytes], bytes]
CHECK, SCORE = ("check", EDITION), ("score", "table.csv", "--scheme", "small")
COMMENTARY = f"notebooks/commentary/{EDITION}"
#: How often, which file, by which changes, for which command.
KINDS: list[tuple[int, str, tuple[Change, ...], tuple[str, ...]]] = [
    (4, f"params/{EDITION}.yml", (change_yaml, change_yaml, change_lines, change_bytes), CHECK),
    (2, f"{DATA}/indicators.csv", (change_cells, change_cells, change_lines, change_bytes), CHECK),
    (4, f"{DATA}/actuals.csv", (change_cells, change_cells, change_lines, change_bytes), CHECK),
    (2, f"{DATA}/targets.csv", (change_cells, change_lines, change_bytes), CHECK),
    (3, f"{DATA}/actuals.xlsx", (change_workbook, change_workbook, change_bytes), CHECK),
    (2, f"{COMMENTARY}/highways.ipynb", (change_notebook, change_lines, change_bytes), CHECK),
    (1, "notebooks/service.ipynb", (change_notebook, change_bytes), CHECK),
    (1, f"{COMMENTARY}/sign-offs/highways.yml", (change_yaml, change_lines, change_bytes), CHECK),
    (8, "params/schemes/within-10-percent.yml", (change_yaml, change_yaml, change_lines, change_bytes),
     ("schemes", "check", "params/schemes/within-10-percent.yml")),
    (2, "params/schemes/small.yml", (change_yaml, change_lines), SCORE),
    (8, "table.csv", (change_cells, change_cells, change_lines, change_bytes), SCORE),
    (8, "table.xlsx", (change_workbook, change_workbook, change_bytes), ("score", "table.xlsx", "--scheme", "small")),
]  # fmt: skip


def case_of(project: Path, seed: int, number: int) -> Case:
    """The case of a number."""
    chance = random.Random(f"{seed} {number}")
    _, file, changes, words = chance.choices(KINDS, [kind[0] for kind in KINDS])[0]
    path = project / (f"{file}.base" if file.endswith(".xlsx") else file)
    content = path.read_bytes()
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        try:
            content = chance.choice(changes)(chance, content)
        except Exception:
            break
    return Case(number, file, None if chance.random() < 0.01 else content, words)


# --- runs -------------------------------------------------------------------------------------------------


def fault_of(project: Path, case: Case) -> Fault | None:
    """Run a case; what is wrong with how it ended."""
    path = project / case.file
    before = path.read_bytes() if path.is_file() else None
    table = path.with_suffix(".csv")
    aside = table.with_suffix(".aside")
    if case.file.endswith(".xlsx") and table.is_file():
        table.rename(aside)
    try:
        if case.content is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(case.content)
        code, said = run(project, case.words)
    finally:
        path.unlink(missing_ok=True)
        if before is not None:
            path.write_bytes(before)
        if aside.exists():
            aside.rename(table)
    if code in (-signal.SIGPROF, -signal.SIGALRM):
        return Fault(case, f"worked for more than {SECONDS} s", said)
    if code < 0:
        return Fault(case, f"was ended by {signal.Signals(-code).name}", said)
    if "Traceback (most recent call last)" in said or code not in ENDINGS:
        return Fault(case, f"exit code {code}", said)
    return None


def run(project: Path, words: tuple[str, ...]) -> tuple[int, str]:
    """Run a command in a process that was forked; its exit code, negative for a signal, and what it said."""
    with tempfile.TemporaryFile() as stream:
        child = os.fork()
        if not child:
            _become(project, words, stream.fileno())
        _, status = os.waitpid(child, 0)
        stream.seek(0)
        return os.waitstatus_to_exitcode(status), stream.read().decode("utf-8", "replace")


def _become(project: Path, words: tuple[str, ...], stream: int) -> None:
    from qprlib.cli.main import main

    for number in (1, 2):
        os.dup2(stream, number)
    sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))
    os.chdir(project)
    sys.argv = ["qpr", *words]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    signal.alarm(PATIENCE)
    code = 1
    try:
        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def faults(project: Path, seed: int, numbers: range) -> Iterator[Fault]:
    """Run the cases of some numbers, and tell what is wrong."""
    import importlib
    import pkgutil

    import qprlib

    for module in pkgutil.walk_packages(qprlib.__path__, "qprlib."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for number in numbers:
        found = fault_of(project, case_of(project, seed, number))
        if found:
            yield found


def main() -> None:
    """The command line: ends with 1 if there is a fault."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--first", type=int, default=0, help="the number of the first case")
    words.add_argument("--cases", type=int, default=CASES)
    words.add_argument("--keep", type=Path, help="leave the files of the cases that are at fault in this folder")
    asked = words.parse_args()
    number = 0
    with tempfile.TemporaryDirectory() as folder:
        project = base(Path(folder) / "project")
        for fault in faults(project, asked.seed, range(asked.first, asked.first + asked.cases)):
            number += 1
            print(f"{fault}\n", flush=True)
            if asked.keep:
                asked.keep.mkdir(parents=True, exist_ok=True)
                (asked.keep / f"{fault.case.number}-{Path(fault.case.file).name}").write_bytes(
                    fault.case.content or b""
                )
    print(f"{asked.cases} cases from {asked.first}, seed {asked.seed}: {number} at fault")
    sys.exit(bool(number))


if __name__ == "__main__":
    main()
