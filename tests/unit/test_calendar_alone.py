"""Rules of years, quarters and months stand in ``qprlib/ground/`` and nowhere else: everybody asks the calendar."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import qprlib

PACKAGE = Path(qprlib.__file__).parent
#: What reckons with calendars by itself.
MODULES = {"calendar", "dateutil"}
OFFSETS = {"DateOffset", "MonthBegin", "MonthEnd", "QuarterEnd", "QuarterBegin", "YearBegin", "YearEnd", "offsets",
           "is_month_end", "is_quarter_end", "is_year_end", "to_period", "monthrange"}  # fmt: skip
#: Parts of a day by which a rule of years would have to go.
PARTS = {"month", "year"}
#: Where a part of a day is reckoned with and nothing follows from when a year begins or how long a period is.
ALLOWED = {
    ("columns.py", "bad |= days.notna() & ~days.dt.is_month_end"): "a column of ends of months, all cells at once",
    (
        "cell_words.py",
        "if first.year == last.year and (first.month, last.month) == (1, 12):",
    ): "a period of pandas, which knows calendar years alone",
}


def faults(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Each place, by its line, that reckons with parts of days, has months of its own, or asks others than ours."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names) if {one.name.partition(".")[0] for one in names} & MODULES:
                yield node.lineno, "imports another calendar"
            case ast.ImportFrom(module=str(module), level=0) if module.partition(".")[0] in MODULES:
                yield node.lineno, "imports another calendar"
            case ast.Attribute(attr=attr) if attr in OFFSETS:
                yield node.lineno, attr
            case ast.BinOp() | ast.Compare():
                sides = [node.left, *(node.comparators if isinstance(node, ast.Compare) else [node.right])]
                inner = [part for side in sides for part in ast.iter_child_nodes(ast.Tuple(elts=[side]))]
                for side in inner:
                    names = side.elts if isinstance(side, ast.Tuple) else [side]
                    if any(isinstance(one, ast.Attribute) and one.attr in PARTS for one in names):
                        yield node.lineno, "reckons with a part of a day"
            case ast.Constant(value=str(text)) if text in {"January", "April", "financial year"}:
                yield node.lineno, f"says {text}"


def test_a_rule_of_years_is_found_wherever_it_stands() -> None:
    wrong = """
import calendar
from dateutil.relativedelta import relativedelta
end = pd.offsets.MonthEnd(0)
year = day.year - 1
year = frame["end"].dt.year - (frame["end"].dt.month < 4)
same = (one.year, one.month) > (2024, 3)
if month == "April": pass
"""
    assert {line for line, _ in faults(ast.parse(wrong))} == {2, 3, 4, 5, 6, 7, 8}
    assert not list(faults(ast.parse("end = months_later(day, -12); label = years.label(day.year)")))


def test_what_is_allowed_is_still_there() -> None:
    texts = {path.name: [line.strip() for line in path.read_text(encoding="utf-8").splitlines()] for path in _modules()}
    assert all(line in texts[name] for name, line in ALLOWED)


def _modules() -> list[Path]:
    return [one for one in sorted(PACKAGE.rglob("*.py")) if one.relative_to(PACKAGE).parts[0] != "ground"]


@pytest.mark.parametrize("path", _modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_rule_of_years_stands_outside_the_ground(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    found = {(line, what) for line, what in faults(ast.parse(text))}
    told = [(line, what) for line, what in sorted(found) if (path.name, lines[line - 1].strip()) not in ALLOWED]
    assert not told, [f"{line}: {what}: {lines[line - 1].strip()}" for line, what in told]
