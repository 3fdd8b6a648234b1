"""Kinds of columns: turn a column of text into typed values, with a problem for every bad cell.

Nothing is repaired in silence. A cell either reads as what its column declares, or becomes missing and gets
a message that says what was found, what is allowed, and what was probably meant.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from qprlib.data.guesses import EXCEL_ERROR, TOO_NARROW, likely_date, likely_number, means_missing
from qprlib.errors import Place, Problem, listing, nearest
from qprlib.periods import FIRST_YEAR, LAST_YEAR

NUMBER_FORM = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]{1,3})?|[+-]?[0-9]+(?:\.[0-9]+)?E-[0-9]{1,3}"
"""A plain number. ``8.2E+05``, with which Excel may have cut digits, is not among them."""

WHOLE_FORM = r"[+-]?[0-9]+(?:\.0*)?"
DATE_FORM = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
IDENTIFIER_FORM = r"[A-Za-z][A-Za-z0-9_]{0,39}"
"""An id is a name in commentary (``{{ HW02.actual }}``), an anchor in a page and the name of a file."""

MOST_WHOLE = 10**12


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    CHOICE = "choice"
    WHOLE = "whole number"
    NUMBER = "number"
    DATE = "date"
    PERIOD_END = "period end"
    IDENTIFIER = "identifier"


class Need(StrEnum):
    """How much of a column must be there."""

    FILLED = "in every row"
    COLUMN = "the column; cells may be empty"
    OPTIONAL = "may be left out"


@dataclass(frozen=True, slots=True)
class Column:
    """One declared column of a data file.

    Parameters
    ----------
    name
        As it stands in the header.
    kind
        What its cells hold.
    meaning
        One sentence for the data page.
    need
        Whether the column, and every cell of it, must be there.
    choices
        The words allowed, for ``Kind.CHOICE``.
    least, most
        Bounds of a whole number, both included.
    """

    name: str
    kind: Kind
    meaning: str
    need: Need = Need.OPTIONAL
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = MOST_WHOLE

    @property
    def allowed(self) -> str:
        """What a cell may hold, in words."""
        match self.kind:
            case Kind.TEXT:
                words = "any text"
            case Kind.CHOICE:
                words = listing(self.choices)
            case Kind.WHOLE if self.most == MOST_WHOLE:
                words = f"a whole number, {self.least} or more, such as 1234"
            case Kind.WHOLE:
                words = f"a whole number from {self.least} to {self.most}"
            case Kind.NUMBER:
                words = "a plain number such as 12.3 or 1234: no % sign, no commas, no words"
            case Kind.DATE:
                words = "a date written year-month-day, such as 2011-06-30"
            case Kind.PERIOD_END:
                words = "the last day of a month, written year-month-day, such as 2011-06-30"
            case Kind.IDENTIFIER:
                words = "letters, digits and underscores, a letter first, at most 40, such as HW01"
        return words if self.need is Need.FILLED else f"{words}; empty if there is none"


def typed_column(text: pd.Series[str], column: Column, file: str) -> tuple[pd.Series, list[Problem]]:
    """Turn one column of text into typed values.

    Parameters
    ----------
    text
        Trimmed text, ``""`` for an empty cell; the index holds row numbers as an editor counts them.
    column
        What the column declares.
    file
        The file's name in messages.

    Returns
    -------
    values
        Same index. Text, choices and identifiers: str with ``""`` for missing. Numbers: float64 with NaN.
        Whole numbers: int64 where every row must have one and has, otherwise float64 with NaN. Dates:
        datetime64[ns] with NaT.
    problems
        One for every bad cell, in order of rows.
    """
    values, bad = _CONVERTERS[column.kind](text, column)
    problems: list[Problem] = []
    for row, cell in text[bad].items():
        place = Place(file=file, row=int(str(row)), column=column.name)
        problems.append(_DESCRIBERS[column.kind](cell, column, place))
    if column.need is Need.FILLED:
        problems += _empty_cells(text, column, file)
    return values, sorted(problems, key=lambda problem: problem.place.row or 0)


def typed_frame(text: pd.DataFrame, columns: Sequence[Column], file: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Turn a frame of text into typed columns, in the declared order.

    See :func:`typed_column` for the types. A declared column that is not in ``text`` becomes empty; the
    reader of the file has said so already where that is a mistake.
    """
    typed: dict[str, pd.Series] = {}
    problems: list[Problem] = []
    for column in columns:
        absent = column.name not in text.columns
        cells = pd.Series("", index=text.index, dtype="str") if absent else text[column.name]
        typed[column.name], found = typed_column(cells, column, file)
        problems += [] if absent else found
    return pd.DataFrame(typed, index=text.index), problems


def _empty_cells(text: pd.Series[str], column: Column, file: str) -> Iterator[Problem]:
    for row in text.index[text.eq("")]:
        yield Problem(
            code="empty-cell",
            found="The cell is empty.",
            place=Place(file=file, row=int(row), column=column.name),
            allowed=column.allowed,
            todo="Fill it in: every row needs one.",
        )


# --- text to values: each gives the values and a mask of the cells that are not what they should be ---------


def _to_text(text: pd.Series[str], column: Column) -> tuple[pd.Series, pd.Series[bool]]:
    return text, pd.Series(False, index=text.index)


def _to_choice(text: pd.Series[str], column: Column) -> tuple[pd.Series, pd.Series[bool]]:
    bad = ~text.isin(["", *column.choices])
    return text.mask(bad, ""), bad


def _to_identifier(text: pd.Series[str], column: Column) -> tuple[pd.Series, pd.Series[bool]]:
    # A bad id keeps its text, so that the other files' rows about it are not all "unknown" as well.
    return text, ~(text.eq("") | text.str.fullmatch(IDENTIFIER_FORM))


def _to_number(text: pd.Series[str], column: Column) -> tuple[pd.Series, pd.Series[bool]]:
    values = _floats(text, NUMBER_FORM)
    return values, values.isna() & text.ne("")


def _to_whole(text: pd.Series[str], column: Column) -> tuple[pd.Series, pd.Series[bool]]:
    values = _floats(text, WHOLE_FORM)
    values = values.where(values.between(column.least, column.most))
    bad = values.isna() & text.ne("")
    whole = column.need is Need.FILLED and not values.isna().any()
    return (values.astype("int64") if whole else values), bad


def _floats(text: pd.Series[str], form: str) -> pd.Series[float]:
    """Numbers of the cells that have the form, NaN for the others."""
    fits = text.str.fullmatch(form)
    numbers = np.full(len(text), np.nan)
    # Python's own reading of decimals is exact to the last bit; that of pandas need not be.
    numbers[fits.to_numpy()] = [float(cell) for cell in text[fits]]
    numbers[np.isinf(numbers)] = np.nan
    return pd.Series(numbers, index=text.index)


def _to_date(text: pd.Series[str], column: Column) -> tuple[pd.Series, pd.Series[bool]]:
    candidates = text.where(text.str.fullmatch(DATE_FORM))
    days = pd.to_datetime(candidates, format="%Y-%m-%d", errors="coerce")
    days = days.where(days.dt.year.between(FIRST_YEAR, LAST_YEAR)).astype("datetime64[ns]")
    return days, days.isna() & text.ne("")


def _to_period_end(text: pd.Series[str], column: Column) -> tuple[pd.Series, pd.Series[bool]]:
    days, bad = _to_date(text, column)
    bad |= days.notna() & ~days.dt.is_month_end
    return days.mask(bad), bad


# --- one bad cell to one message ----------------------------------------------------------------------------


def _not_a_choice(cell: str, column: Column, place: Place) -> Problem:
    return Problem(
        code=f"unknown-{column.name.replace('_', '-')}",
        found=f"'{cell}' is not a known {column.name.replace('_', ' ')}.",
        place=place,
        allowed=column.allowed,
        nearest=nearest(cell, column.choices),
        todo="Write one of the allowed words, exactly as they stand here.",
    )


def _not_an_identifier(cell: str, column: Column, place: Place) -> Problem:
    plain = re.sub(r"[^A-Za-z0-9]+", "_", cell).strip("_")
    return Problem(
        code="not-an-identifier",
        found=f"'{cell}' cannot be an id.",
        place=place,
        allowed=column.allowed,
        nearest=plain if re.fullmatch(IDENTIFIER_FORM, plain) else "",
        todo="Change it here and in the other files of this folder.",
    )


def _not_a_number(cell: str, column: Column, place: Place) -> Problem:
    found, near = f"'{cell}' is not a number.", ""
    must = column.need is Need.FILLED
    if EXCEL_ERROR.fullmatch(cell):
        found = f"'{cell}' is what Excel writes when a formula has failed."
        todo = "Put the formula right in the workbook and save again"
        todo += "." if must else ", or leave the cell empty."
    elif TOO_NARROW.fullmatch(cell):
        found = f"'{cell}' is what Excel writes when a column is too narrow to show its number."
        todo = "Widen the column in the workbook and save again."
    elif means_missing(cell):
        found = f"'{cell}' is not a number but seems to say that there is none."
        todo = "Fill it in: every row needs one." if must else "Leave the cell empty, and say why in the note."
    elif re.match(r"[<>≤≥]", cell):
        found = f"'{cell}' is not one number but a bound."
        todo = "Leave the cell empty, and say why in the note."
    elif re.search(r"[0-9]E\+", cell):
        found = f"'{cell}' is how Excel shortens a long number; digits may be lost."
        near = likely_number(cell)
        todo = "Format the column as a number in the workbook and save again."
    else:
        near = likely_number(cell)
        todo = (
            "Write the number alone." if must else "Write the number alone, or leave the cell empty if there is none."
        )
        if column.kind is Kind.WHOLE:
            found, near, todo = _not_whole(cell, column, (found, near, todo))
    return Problem("not-a-number", found, place, column.allowed, near, todo)


def _not_whole(cell: str, column: Column, said: tuple[str, str, str]) -> tuple[str, str, str]:
    """What was found, the nearest meaning and what to do where a number is not whole or out of bounds."""
    found, near, todo = said
    if not near:
        return said
    number = float(near)
    if not number.is_integer():
        # No nearest meaning: 2.5 may be meant as 2 or as 3, and may belong to another column.
        return f"'{cell}' is not a whole number.", "", "Write a whole number."
    if not column.least <= number <= column.most:
        return f"{near} is out of bounds.", "", "Write a number within the bounds."
    return found, f"{math.trunc(number)}", todo


def _not_a_date(cell: str, column: Column, place: Place) -> Problem:
    code, found, near = "not-a-date", f"'{cell}' is not a date written year-month-day.", likely_date(cell)
    todo = "Write the date as year-month-day. In Excel: format the column as yyyy-mm-dd before you save."
    if EXCEL_ERROR.fullmatch(cell) or TOO_NARROW.fullmatch(cell) or means_missing(cell):
        number = _not_a_number(cell, column, place)
        found, todo, near = number.found.replace("number", "date"), number.todo, ""
    elif re.fullmatch(DATE_FORM, cell):
        code, found, todo = "impossible-date", f"There is no such date as {cell}.", "Put the date right."
        year = int(cell[:4])
        if not FIRST_YEAR <= year <= LAST_YEAR:
            found, near = f"{cell} is not in a year a report can be about.", ""
    return Problem(code, found, place, column.allowed, near, todo)


def _not_a_period_end(cell: str, column: Column, place: Place) -> Problem:
    near = likely_date(cell)
    last = str((pd.Timestamp(near) + pd.offsets.MonthEnd(0)).date()) if near else ""
    if near != cell:
        problem = _not_a_date(cell, column, place)
        return Problem(problem.code, problem.found, place, column.allowed, last, problem.todo)
    return Problem(
        code="not-a-month-end",
        found=f"{cell} is not the last day of a month.",
        place=place,
        allowed=column.allowed,
        nearest=last,
        todo="Write the last day of the period.",
    )


def _never(cell: str, column: Column, place: Place) -> Problem:
    raise AssertionError(f"any text is good in column {column.name}")


_CONVERTERS: dict[Kind, Callable[[pd.Series[str], Column], tuple[pd.Series, pd.Series[bool]]]] = {
    Kind.TEXT: _to_text,
    Kind.CHOICE: _to_choice,
    Kind.WHOLE: _to_whole,
    Kind.NUMBER: _to_number,
    Kind.DATE: _to_date,
    Kind.PERIOD_END: _to_period_end,
    Kind.IDENTIFIER: _to_identifier,
}

_DESCRIBERS: dict[Kind, Callable[[str, Column, Place], Problem]] = {
    Kind.TEXT: _never,
    Kind.CHOICE: _not_a_choice,
    Kind.WHOLE: _not_a_number,
    Kind.NUMBER: _not_a_number,
    Kind.DATE: _not_a_date,
    Kind.PERIOD_END: _not_a_period_end,
    Kind.IDENTIFIER: _not_an_identifier,
}
