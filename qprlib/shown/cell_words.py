"""What one cell of a frame says: numbers, dates, periods and words as the report prints them everywhere."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from numbers import Integral, Real
from pathlib import PurePath
from typing import Any, Final
from uuid import UUID

import numpy as np
import pandas as pd

from qprlib.ground.calendar import day_in_words, months_of
from qprlib.ground.errors import Place, Problem
from qprlib.ground.hidden import hidden_problems
from qprlib.ground.numbers import MINUS, capital, decimals_needed, format_number, join_words, plural
from qprlib.report.pieces import NOTHING
from qprlib.scoring.states import NotRated
from qprlib.shown.refusals import refusal

#: What a cell says in which there is no number or day; one without words says that there are none.
MISSING: Final = NotRated.NOT_AVAILABLE.label
#: Headings of whole numbers that are names and have no thousands: years, and what things are numbered by.
_YEARS: Final = re.compile(r"\byears?\b", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"\b(?:id|code|ref|reference)\b", re.IGNORECASE)
#: So many decimals are read at a glance; more only where a figure would be rounded to nothing.
_DECIMALS, _DECIMALS_MOST = 2, 6
#: A no-break space is meant to stay one.
_BLANK: Final = re.compile(r"[^\S\N{NO-BREAK SPACE}]+")
_LISTS = (list, tuple, set, frozenset, np.ndarray, pd.Series, pd.Index)


class NotAValueError(Exception):
    """A cell holds what cannot be said in it; ``problem`` lacks the table's caption."""

    def __init__(self, code: str, **about: str) -> None:
        self.code, self.about = code, about
        super().__init__(code)

    def problem(self, **about: str) -> Problem:
        """What is told of it."""
        return refusal(self.code, **self.about, **about)


def is_missing(value: Any) -> bool:
    """Whether a cell holds nothing: None, NaN, NA or NaT."""
    return value is None or (pd.api.types.is_scalar(value) and pd.isna(value) is True)


def is_number(value: object) -> bool:
    """Whether a cell holds a number; true and false are words."""
    return isinstance(value, Real | Decimal) and not isinstance(value, bool | np.bool_)


def decimals_of(values: Iterable[object]) -> int:
    """The decimals with which a column of numbers is printed, the same for all of it.

    Two at most, which are read at a glance; more where a figure would be rounded to nothing.
    """
    numbers = [float(value) for value in values if is_number(value) and math.isfinite(float(value))]  # type: ignore[arg-type]
    needed = max((decimals_needed(number, 0, _DECIMALS_MOST) for number in numbers), default=0)
    if needed <= _DECIMALS:
        return needed
    least = min((abs(number) for number in numbers if number), default=1.0)
    return min(_DECIMALS_MOST, max(_DECIMALS, 1 - math.floor(math.log10(least))))


def column_words(name: str, values: Iterable[Any]) -> list[str]:
    """What each cell of a column says: Python, numpy or pandas scalars, or lists of them.

    Under a heading that names years or numbers of things, numbers are printed without thousands. NotAValueError of the
    first value that no cell can say.
    """
    values = list(values)
    decimals = decimals_of(values)
    known = [value for value in values if not is_missing(value)]
    nothing = NOTHING if known and all(isinstance(value, str) for value in known) else MISSING
    return [nothing if is_missing(one) else value_words(one, decimals, plain=_are_names(name, known)) for one in values]


def _are_names(name: str, known: Sequence[Any]) -> bool:
    """Whether the numbers of a column are names: a year's amount under the heading "Year" is none."""
    said = name.replace("_", " ")
    years = _YEARS.search(said) and all(is_number(one) and 1500 <= one < 2500 for one in known)
    return bool(years or _NUMBERED.search(said)) and not decimals_of(known)


def value_words(value: Any, decimals: int | None = None, *, plain: bool = False) -> str:  # noqa: PLR0912 - a case a kind
    """What a cell says that is not missing; NotAValueError if no cell can say it.

    A number has as many decimals as it needs by default; a ``plain`` one is a name, such as a year: without thousands.
    """
    match value:
        case Enum():
            return value_words(value.value, decimals)
        case str():
            return _checked(value)
        case bool() | np.bool_():
            return "Yes" if value else "No"
        case Integral() if plain:
            return _whole(int(value))
        case Real() | Decimal() | Fraction():
            number = float(value)
            if not math.isfinite(number):
                raise NotAValueError("cell-infinite")
            if plain and number.is_integer():
                return _whole(int(number))
            return format_number(number, decimals_of([number]) if decimals is None else decimals)
        case pd.Period():
            return _period(value)
        case pd.Interval():
            return _interval(value)
        case timedelta() | np.timedelta64():
            return _duration(pd.Timedelta(value))
        case datetime() | np.datetime64():
            moment = pd.Timestamp(value)
            day = day_in_words(moment.date())
            return day if moment == moment.normalize() else f"{day}, {moment:%H:%M}"
        case date():
            return day_in_words(value)
        case time():
            return f"{value:%H:%M}"
        case UUID() | PurePath():
            return _checked(str(value))
        case _ if isinstance(value, _LISTS) and np.ndim(np.asarray(value, dtype=object)) <= 1:
            return _listed(value)
    raise NotAValueError("cell-not-a-value", kind=_kind(value))


def _whole(number: int) -> str:
    """A number that is a name, without thousands."""
    return str(number).replace("-", MINUS)


def _listed(values: Any) -> str:
    """Several values in one cell; sets by their words, since they have no order of their own."""
    said = [MISSING if is_missing(one) else value_words(one) for one in values]
    return ", ".join(sorted(said) if isinstance(values, set | frozenset) else said) or NOTHING


def _checked(text: str) -> str:
    hidden = hidden_problems(text, Place())
    if hidden:
        raise NotAValueError("cell-hidden-character", hidden=hidden[0].found)
    return _BLANK.sub(" ", text).strip() or NOTHING


def _kind(value: object) -> str:
    name = type(value).__name__
    words = {"dict": "mappings", "bytes": "strings of bytes", "complex": "complex numbers"}
    return words.get(name, f"values of the type {name}")


def _period(period: Any) -> str:
    """``April 2024``, ``April to June 2024``, ``2024``, ``April 2023 to March 2024``, ``1 April 2024``."""
    first, last = period.start_time, period.end_time
    if first.date() == last.date():
        day = day_in_words(first.date())
        return day if last - first > pd.Timedelta(hours=23) else f"{day}, {first:%H:%M}"
    whole = first.day == 1 and (last + pd.Timedelta(days=1)).day == 1
    if not whole:
        return f"{day_in_words(first.date())} to {day_in_words(last.date())}"
    if first.year == last.year and (first.month, last.month) == (1, 12):
        return str(first.year)
    return months_of(first.date(), last.date())


_INTERVALS: Final[Mapping[str, str]] = {
    "right": "over {low}, up to {high}", "left": "{low} to under {high}",
    "both": "{low} to {high}", "neither": "over {low}, under {high}",
}  # fmt: skip


def _interval(interval: Any) -> str:
    low, high = interval.left, interval.right
    if is_number(low) and is_number(high) and (math.isinf(low) or math.isinf(high)):
        bound, number = ("over", low) if math.isinf(high) else ("up to", high)
        return f"{bound} {value_words(number)}"
    return _INTERVALS[interval.closed].format(low=value_words(low), high=value_words(high))


def _duration(length: pd.Timedelta) -> str:
    """A length of time in its two largest units: ``3 days 2 hours``, ``45 seconds``."""
    parts = length.components if length >= pd.Timedelta(0) else (-length).components
    units = [(parts.days, "day"), (parts.hours, "hour"), (parts.minutes, "minute"), (parts.seconds, "second")]
    first = next((place for place, (number, _) in enumerate(units) if number), len(units) - 1)
    said = [f"{number:,} {plural(number, unit)}" for number, unit in units[first : first + 2] if number]
    words = join_words(said) if said else "0 seconds"
    return words if length >= pd.Timedelta(0) else f"minus {words}"


def heading_words(label: object) -> str:
    """A column's heading, NotAValueError if it is nothing that can be said.

    Of one with several levels it has all of them, as a table for everybody has one row of headings.
    """
    levels = label if isinstance(label, tuple) else (label,)
    said = ["" if is_missing(one) else value_words(one, plain=True).replace(NOTHING, "") for one in levels]
    return ": ".join(dict.fromkeys(part.strip() for part in said if part.strip()))


def capital_heading(label: object) -> str:
    """A heading made of a name in code: ``short_name`` is ``Short name``."""
    words = heading_words(label)
    return capital(words.replace("_", " ")) if re.fullmatch(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", words) else words
