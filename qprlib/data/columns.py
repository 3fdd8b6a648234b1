"""Kinds of columns: turn a column of text into typed values, with a problem for every bad cell.

Nothing is repaired in silence. A cell either reads as what its column declares, or becomes missing and gets
a message that says what was found, what is allowed, and what was probably meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

import numpy as np
import pandas as pd

from qprlib.data.absent import absent_doubt, absent_state
from qprlib.data.guesses import likely_date, no_number, no_value
from qprlib.data.numerals import read_numeral, shown_number
from qprlib.data.telling import told
from qprlib.ground.calendar import is_report_year, months_later
from qprlib.ground.durations import duration_of
from qprlib.ground.errors import Place, Problem, listing, nearest
from qprlib.ground.labelled import Worded
from qprlib.ground.numbers import LARGEST, SMALLEST, within_bounds

NUMBER_FORM = re.compile(
    r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]{1,3})?|[+-]?[0-9]+(?:\.[0-9]+)?E-[0-9]{1,3}"
)
"""A plain number, read in a row with its like; :func:`qprlib.data.numerals.read_numeral` reads all others."""

DATE_FORM = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
IDENTIFIER_FORM = r"[A-Za-z][A-Za-z0-9_]{0,39}"
"""An id is a name in commentary (``{{ HW02.actual }}``), an anchor in a page and the name of a file."""


class Kind(Worded):
    """What the cells of a column hold, and how that is said of one cell."""

    TEXT = "text", "", "any text"
    CHOICE = "choice"
    WHOLE = "whole number", "", "a whole number, {least} or more, such as 1234"
    NUMBER = "number", "", "a number such as 12.3 or 1,234"
    DATE = "date", "", "a date written year-month-day, such as 2011-06-30"
    PERIOD_END = "period end", "", "the last day of a month, written year-month-day, such as 2011-06-30"
    IDENTIFIER = "identifier", "", "letters, digits and underscores, a letter first, at most 40, such as HW01"


class Need(StrEnum):
    """How much of a column must be there."""

    FILLED = "in every row"
    COLUMN = "the column; cells may be empty"
    OPTIONAL = "may be left out"


@dataclass(frozen=True, slots=True)
class DeclaredColumn:
    """One declared column of a data file."""

    name: str
    kind: Kind
    meaning: str  #: one sentence for the data page
    need: Need = Need.OPTIONAL
    choices: tuple[str, ...] = ()
    least: int = 0  #: bounds of a whole number, both included
    most: int = LARGEST
    in_unit: bool = True  #: whether a number is measured in the unit of its row, which the cell may repeat
    state_in: str = ""  #: where it is said in a word why there is no number: ``the column state``
    of: str = ""  #: the column of another table in which its words must stand: ``delivery.action``
    to_readers: str = ""  #: its meaning for who takes the table away, where that is another

    @property
    def allowed(self) -> str:
        """What a cell may hold, in words."""
        words = listing(self.choices) or self.kind.words.format(least=self.least)
        if self.kind is Kind.WHOLE and self.most != LARGEST:
            words = f"a whole number from {self.least} to {self.most}"
        return words if self.need is Need.FILLED else f"{words}; empty if there is none"


def typed_column(
    text: pd.Series[str], column: DeclaredColumn, file: str, units: pd.Series[str] | None = None
) -> tuple[pd.Series, list[Problem]]:
    """Turn one column of trimmed text into typed values, with a problem for every bad cell.

    The index holds row numbers as an editor counts them; ``units`` say what each row is measured in, ``""`` where that
    is not told. Text, choices and identifiers are str with ``""`` for missing; numbers float64 with NaN; whole numbers
    int64 where every row must have one and has, otherwise float64 with NaN; dates datetime64[ns] with NaT.
    """
    measured = units if column.in_unit and column.kind is Kind.NUMBER else None
    values, bad = _values(text, column, measured)
    problems: list[Problem] = []
    for row, cell in text[bad].items() if bad.any() else ():
        place = Place(file=file, row=int(str(row)), column=column.name)
        problems.append(_described(cell, column, place, "" if measured is None else str(measured.at[row])))
    if column.need is Need.FILLED:
        problems += _empty_cells(text, column, file)
    return values, sorted(problems, key=lambda problem: problem.place.row or 0)


def typed_frame(
    text: pd.DataFrame, columns: Sequence[DeclaredColumn], file: str, units: pd.Series[str] | None = None
) -> tuple[pd.DataFrame, list[Problem]]:
    """Turn a frame of text into typed columns, in the declared order.

    See :func:`typed_column` for the types; ``units`` are not needed where the rows have a column for them. A declared
    column that is not in ``text`` becomes empty; the reader of the file has said so already where that is a mistake.
    """
    typed: dict[str, pd.Series] = {}
    problems: list[Problem] = []
    units = text.get("unit", units)
    absent = pd.Series("", index=text.index, dtype="str")
    nothing: dict[tuple[Kind, Need], pd.Series] = {}
    for column in columns:
        if column.name in text.columns:
            typed[column.name], found = typed_column(text[column.name], column, file, units)
            problems += found
            continue
        alike = column.kind, column.need
        if alike not in nothing:
            nothing[alike], _ = typed_column(absent, column, file, units)
        typed[column.name] = nothing[alike]
    return pd.DataFrame(typed, index=text.index), problems


def _empty_cells(text: pd.Series[str], column: DeclaredColumn, file: str) -> Iterator[Problem]:
    empty = text.eq("")
    for row in text.index[empty] if empty.any() else ():
        yield told("empty-cell", Place(file=file, row=int(row), column=column.name), allowed=column.allowed)


# --- text to values: each gives the values and a mask of the cells that are not what they should be ---------


def _values(
    text: pd.Series[str], column: DeclaredColumn, units: pd.Series[str] | None
) -> tuple[pd.Series, pd.Series[bool]]:
    match column.kind:
        case Kind.TEXT:
            return text, pd.Series(False, index=text.index)
        case Kind.CHOICE:
            bad = ~text.isin(["", *column.choices])
            return text.mask(bad, ""), bad
        case Kind.IDENTIFIER:
            # A bad id keeps its text, so that the other files' rows about it are not all "unknown" as well.
            return text, ~(text.eq("") | text.str.fullmatch(IDENTIFIER_FORM))
        case Kind.NUMBER | Kind.WHOLE:
            return _to_number(text, column, units)
        case Kind.DATE | Kind.PERIOD_END:
            days = pd.Series(
                np.array([_day(cell) for cell in text], dtype="datetime64[ns]"), text.index, name=text.name
            )
            bad = days.isna() & text.ne("")
            if column.kind is Kind.PERIOD_END:
                bad |= days.notna() & ~days.dt.is_month_end
            return days.mask(bad), bad


def _to_number(
    text: pd.Series[str], column: DeclaredColumn, units: pd.Series[str] | None
) -> tuple[pd.Series, pd.Series[bool]]:
    cells = text.to_numpy(dtype=object)
    plain = np.array([NUMBER_FORM.fullmatch(cell) is not None for cell in cells], dtype=bool)
    if units is not None:
        plain &= ~units.map({unit: duration_of(unit) is not None for unit in units.unique()}).to_numpy(dtype=bool)
    numbers = np.full(len(text), np.nan)
    # Python's own reading of decimals is exact to the last bit; that of pandas need not be.
    numbers[plain] = [float(cell) for cell in cells[plain]]
    size = np.abs(numbers)
    numbers[(size != 0) & ~((size >= SMALLEST) & (size <= LARGEST))] = np.nan
    filled = cells != ""
    for place in np.flatnonzero(~plain & filled):
        numeral = read_numeral(cells[place], "" if units is None else units.iloc[place])
        if numeral and not numeral.doubt:
            numbers[place] = numeral.value
    values = pd.Series(numbers, index=text.index)
    if column.kind is Kind.WHOLE:
        values = values.where(values.between(column.least, column.most) & values.mod(1).eq(0))
    bad = values.isna() & filled
    whole = column.kind is Kind.WHOLE and column.need is Need.FILLED and not values.isna().any()
    return (values.astype("int64") if whole else values), bad


@lru_cache(maxsize=10_000)
def _day(cell: str) -> np.datetime64:
    """The day that a cell says; no day where it says none that a report can be about."""
    try:
        day = date.fromisoformat(cell) if re.fullmatch(DATE_FORM, cell) else None
    except ValueError:
        day = None
    return np.datetime64(day if day and is_report_year(day.year) else "NaT", "ns")


# --- one bad cell to one message ----------------------------------------------------------------------------


def _described(cell: str, column: DeclaredColumn, place: Place, unit: str) -> Problem:
    if column.kind in (Kind.NUMBER, Kind.WHOLE):
        return _not_a_number(cell, column, place, unit)
    others = {Kind.DATE: _not_a_date, Kind.PERIOD_END: _not_a_period_end, Kind.IDENTIFIER: _not_an_identifier}
    return others.get(column.kind, _not_a_choice)(cell, column, place)


def _not_a_choice(cell: str, column: DeclaredColumn, place: Place) -> Problem:
    return Problem(
        code=f"unknown-{column.name.replace('_', '-')}",
        found=f"'{cell}' is not a known {column.name.replace('_', ' ')}.",
        place=place,
        allowed=column.allowed,
        nearest=nearest(cell, column.choices),
        todo="Write one of the allowed words, exactly as they stand here.",
    )


def _not_an_identifier(cell: str, column: DeclaredColumn, place: Place) -> Problem:
    plain = re.sub(r"[^A-Za-z0-9]+", "_", cell).strip("_")
    near = plain if re.fullmatch(IDENTIFIER_FORM, plain) else ""
    return told("not-an-identifier", place, near, cell=cell, allowed=column.allowed)


def _not_a_number(cell: str, column: DeclaredColumn, place: Place, unit: str) -> Problem:
    must, target = column.need is Need.FILLED, "target" in column.name
    state = absent_state(cell, target=target)
    numeral = read_numeral(cell, unit)
    if column.kind is Kind.WHOLE and numeral and within_bounds(numeral.value):
        found, near, todo = _not_whole(cell, column, numeral.value)
    elif state:
        found, near = f"'{cell}' is not a number but seems to say that there is none.", ""
        todo = "Leave the cell empty, and say why in the note."
        if must:
            todo = "Fill it in: every row needs one."
        elif column.state_in:
            near, todo = state, f"Leave the cell empty and write '{state}' into {column.state_in}."
    else:
        refusal = no_number(cell, unit, target=target, needed=must)
        found, near, todo = refusal.found, refusal.near, refusal.todo
    return Problem("not-a-number", found, place, column.allowed, near, todo)


def _not_whole(cell: str, column: DeclaredColumn, value: float) -> tuple[str, str, str]:
    """What was found, the nearest meaning and what to do where a number is not whole or out of bounds."""
    if not value.is_integer():
        # No nearest meaning: 2.5 may be meant as 2 or as 3, and may belong to another column.
        return f"'{cell}' is not a whole number.", "", "Write a whole number."
    if not column.least <= value <= column.most:
        return f"{shown_number(value)} is out of bounds.", "", "Write a number within the bounds."
    refusal = no_number(cell)
    return refusal.found, shown_number(value), refusal.todo


def _not_a_date(cell: str, column: DeclaredColumn, place: Place) -> Problem:
    code, found, near = "not-a-date", f"'{cell}' is not a date written year-month-day.", likely_date(cell)
    todo = "Write the date as year-month-day. In Excel: format the column as yyyy-mm-dd before you save."
    if sign := no_value(cell, "date", needed=column.need is Need.FILLED):
        found, todo, near = sign.found, sign.todo, ""
    elif absent_state(cell) or absent_doubt(cell):
        found, near = f"'{cell}' is not a date but seems to say that there is none.", ""
        must = column.need is Need.FILLED
        todo = "Fill it in: every row needs one." if must else "Leave the cell empty, and say why in the note."
    elif re.fullmatch(DATE_FORM, cell):
        code, found, todo = "impossible-date", f"There is no such date as {cell}.", "Put the date right."
        if not is_report_year(int(cell[:4])):
            found, near = f"{cell} is not in a year a report can be about.", ""
    return Problem(code, found, place, column.allowed, near, todo)


def _not_a_period_end(cell: str, column: DeclaredColumn, place: Place) -> Problem:
    near = likely_date(cell)
    last = str(months_later(date.fromisoformat(near), 0)) if near else ""
    if near != cell:
        problem = _not_a_date(cell, column, place)
        return Problem(problem.code, problem.found, place, column.allowed, last, problem.todo)
    return told("not-a-month-end", place, last, cell=cell, allowed=column.allowed)
