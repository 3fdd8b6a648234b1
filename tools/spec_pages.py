"""Reference pages made from the tables of cases under ``tests/spec/``: reading, table writing, keeping current."""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
SPEC = ROOT / "tests" / "spec"


def read_cases(name: str) -> list[dict[str, str]]:
    """The rows of ``tests/spec/<name>.csv``, every cell as text."""
    with (SPEC / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; columns in which every cell is empty are left out."""
    kept = [place for place in range(len(header)) if any(row[place] for row in rows)]
    lines = [[header[place] for place in kept], ["---"] * len(kept)]
    lines += [[row[place].replace("|", "\\|").replace("\n", " ") for place in kept] for row in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def cases_table(cases: Sequence[Mapping[str, str]], columns: Mapping[str, str]) -> str:
    """A table of cases: ``columns`` gives the column of the file and its heading on the page."""
    return table(list(columns.values()), [[case.get(name, "") for name in columns] for case in cases])


def keep(path: Path, text: str, arguments: Sequence[str]) -> int:
    """Write a page, or with ``--check`` only say whether it is current; gives the exit code."""
    shown = path.relative_to(ROOT).as_posix()
    if "--check" not in arguments:
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{shown} is written")
        return 0
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return 0
    print(f"{shown} is not what its tables say: run `python tools/{Path(sys.argv[0]).name}`")
    return 1
