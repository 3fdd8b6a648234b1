"""docs/errors.md says what the code does: every exit code and every code of a problem, and no other."""

from __future__ import annotations

import ast
import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import qprlib.ground.errors
from qprlib.data.schema import FILES
from qprlib.ground.errors import InputError, Place, Problem, QprError, Severity, listing, nearest, told_once
from qprlib.ground.packaged import packaged_rows

REPOSITORY = Path(__file__).parents[2]
DOCUMENT = REPOSITORY / "docs" / "errors.md"
CODE = re.compile(r"[a-z]+(?:-[a-z]+)+")


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading."""
    text = DOCUMENT.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines[1:]]


def kinds_of_errors() -> list[type[QprError]]:
    return [
        kind
        for kind in vars(qprlib.ground.errors).values()
        if isinstance(kind, type) and issubclass(kind, QprError) and kind is not QprError
    ]


def codes_in_the_source() -> set[str]:
    """Every code a problem is made with: given by name or first, or put into a variable called ``code``."""
    found: set[str] = set()
    for path in sorted((REPOSITORY / "qprlib").rglob("*.py")):
        for expression in expressions_for_codes(ast.parse(path.read_text(encoding="utf-8"))):
            found |= {
                node.value
                for node in ast.walk(expression)
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value)
            }
    # An unknown word of a column, or of another table that it names, is named after the column.
    named = (column for file in FILES for column in file.columns if column.choices or column.of)
    choices = {column.name.replace("_", "-") for column in named}
    tables = (REPOSITORY / "qprlib").rglob("*problems.csv")
    worded = {row.get("problem", row.get("code", "")) for path in tables for row in packaged_rows(str(path), path.name)}
    return found | {f"unknown-{name}" for name in choices} | {one.partition(".")[0] for one in worded}


def expressions_for_codes(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="Problem" | "refuse" | "_RefusedError"), args=args, keywords=keywords):
                yield from args[:1]
                yield from (keyword.value for keyword in keywords if keyword.arg == "code")
            case ast.Assign(targets=[ast.Name(id="code")], value=value):
                yield value
            case ast.Assign(targets=[ast.Tuple(elts=[ast.Name(id="code"), *_])], value=ast.Tuple(elts=[value, *_])):
                yield value


@pytest.mark.parametrize(
    "table", sorted((REPOSITORY / "qprlib").rglob("problems.csv")), ids=lambda path: path.parent.name
)
def test_every_wording_is_used(table: Path) -> None:
    used = "".join(
        path.read_text(encoding="utf-8") for kind in ("*.py", "side_checks.csv") for path in table.parent.glob(kind)
    )
    for row in packaged_rows(str(table), table.name):
        assert re.search(rf"""["',]{re.escape(row["problem"])}(?:["'\n]|$)""", used), row["problem"]


#: Ended from outside: 128 and the number of the signal, as shells have it.
ENDED = {
    129: "ended, as its window was closed",
    130: "stopped with Ctrl-C",
    143: "ended by another program, or as the machine went down",
}


def test_every_exit_code_is_documented() -> None:
    documented = {int(code): meaning for code, meaning in rows("Exit codes")}
    of_errors = {kind.exit_code: kind.meaning for kind in [QprError, *kinds_of_errors()]}
    assert documented == {0: "all is well", **of_errors, **ENDED}


def test_every_kind_of_error_has_an_exit_code_of_its_own() -> None:
    codes = [kind.exit_code for kind in kinds_of_errors()]
    assert sorted(codes) == list(range(2, 2 + len(codes)))


def test_every_code_is_documented_in_order() -> None:
    documented = [code for code, _ in rows("Codes of problems")]
    assert documented == sorted(set(documented))
    assert set(documented) == codes_in_the_source()


def test_messages_in_tests_bear_documented_codes() -> None:
    documented = {code for code, _ in rows("Codes of problems")}
    for expected in (REPOSITORY / "tests" / "bad_input").rglob("expected.txt"):
        text = expected.read_text(encoding="utf-8")
        assert set(re.findall(r"\[([a-z]+(?:-[a-z]+)+)\]$", text, re.MULTILINE)) <= documented, expected


def test_a_problem_as_a_user_reads_it() -> None:
    place = Place("data/kent/actuals.csv", row=3, column="actual", indicator="HW01")
    problem = Problem("not-a-number", "'12,3%' is not a number.", place, "a plain number", "12.3", "Write it.")
    assert problem.lines() == [
        "error: data/kent/actuals.csv, row 3, column actual, indicator HW01: '12,3%' is not a number. [not-a-number]",
        "  allowed: a plain number",
        "  did you mean: 12.3?",
        "  next: Write it.",
    ]
    assert Problem("a-b", "bare", severity=Severity.WARNING).lines() == ["warning: bare [a-b]"]


def test_problems_survive_the_way_from_another_process() -> None:
    error = InputError([Problem("a-b", "one", Place("x", row=1)), Problem("c-d", "two")])
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is InputError
    assert again.problems == error.problems


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("sumary", "summary"),
        ("SUMMARY", "summary"),
        ("adult social care", "adult-social-care"),
        ("zzz", ""),
        ("", ""),
    ],
)
def test_the_nearest_likely_meaning(word: str, expected: str) -> None:
    assert nearest(word, ["summary", "adult-social-care", "index"]) == expected


def test_a_long_listing_is_cut() -> None:
    assert listing(["a", "b", "c", "d"], 2) == "a, b and 2 more"
    assert listing(["a", "b", "c"], 2) == "a, b, c", "one more word takes no more room than saying so"
    assert listing(["a", "b"], 2) == "a, b"


def test_alike_problems_that_stand_in_no_row_are_counted_without_rows() -> None:
    place = Place("data/small/targets.csv", column="floor", indicator="HW01")
    (told,) = told_once([Problem("no-floor", "HW01 has no floor", place, todo="add its floor")] * 4)
    assert told.found == "HW01 has no floor; 4 periods are like this."
