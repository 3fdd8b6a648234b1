"""On which days the periods of an indicator end: a cycle for each frequency, start of the year and known end.

Every rule follows from two functions: the ``n``-th end of a cycle, and the number of its last end on or before a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from qprlib.ground.calendar import (
    FROM_APRIL,
    MONTHS,
    Years,
    as_day,
    day_in_words,
    month_end,
    month_number,
    numbered_month_end,
    years_later,
)
from qprlib.ground.labelled import Worded

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Frequency(Worded):
    """How often an indicator has a value."""

    WEEKLY = "weekly", "", "weekly"
    MONTHLY = "monthly", "", "monthly"
    QUARTERLY = "quarterly", "", "quarterly"
    ACADEMIC_QUARTERLY = "academic_quarterly", "", "quarterly by academic year"
    TERMLY = "termly", "", "each school term"
    HALF_YEARLY = "half_yearly", "", "half-yearly"
    ANNUAL = "annual", "", "once a financial year"
    SCHOOL_YEAR = "school_year", "", "once a school year"
    TWO_YEARLY = "two_yearly", "", "every two years"
    THREE_YEARLY = "three_yearly", "", "every three years"


#: Months from one end to the next, of those that end with the year and go on from there.
_STEPS = {
    Frequency.MONTHLY: 1,
    Frequency.QUARTERLY: 3,
    Frequency.HALF_YEARLY: 6,
    Frequency.ANNUAL: 12,
    Frequency.TWO_YEARLY: 24,
    Frequency.THREE_YEARLY: 36,
}
#: Months in which the periods of schools and colleges end, whatever the year of the organisation.
_SCHOOLS = {Frequency.ACADEMIC_QUARTERLY: (1, 4, 7, 10), Frequency.TERMLY: (4, 7, 12), Frequency.SCHOOL_YEAR: (8,)}
#: Surveys and yearly returns end when they do: a day on which one ended says when the next one will.
_ANY_DAY = (Frequency.ANNUAL, Frequency.TWO_YEARLY, Frequency.THREE_YEARLY)
_DAYS_A_MONTH = 365.2425 / 12
_A_SUNDAY = date(1899, 12, 31)


@dataclass(frozen=True, slots=True)
class Cycle:
    """The days on which an indicator's periods end, each with a number; neighbours have neighbouring numbers.

    ``known`` is one such day. It says on which day of the week weekly periods end, Sunday where nothing is known; and
    on which day and in which years those end that come once a year or less often.
    """

    frequency: Frequency
    years: Years = FROM_APRIL
    known: date | None = None

    def end(self, number: int) -> date:
        """The end of the period of a number."""
        if self.frequency is Frequency.WEEKLY:
            return (self.known or _A_SUNDAY) + timedelta(weeks=number)
        if months := _SCHOOLS.get(self.frequency):
            year, place = divmod(number, len(months))
            return month_end(year, months[place])
        step = _STEPS[self.frequency]
        if self._anchor:
            return years_later(self._anchor, number * step // 12)
        return numbered_month_end(number * step + self._offset)

    def number(self, day: date) -> int:
        """The number of the last period that has ended by a day."""
        if self.frequency is Frequency.WEEKLY:
            return (day - (self.known or _A_SUNDAY)).days // 7
        if months := _SCHOOLS.get(self.frequency):
            ended = sum(month_end(day.year, month) <= day for month in months)
            return day.year * len(months) + ended - 1
        if self._anchor:
            near = (day.year - self._anchor.year) // (_STEPS[self.frequency] // 12)
        else:
            near = (month_number(day) - self._offset) // _STEPS[self.frequency]
        return near if self.end(near) <= day else near - 1

    def place(self, end: date) -> int:
        """The number of the period that a result is of; of those that end on any day, the nearest."""
        near = self.step / 2 * _DAYS_A_MONTH if self.on_any_day else 0
        return self.number(end + timedelta(days=near))

    @property
    def step(self) -> float:
        """How many months a period has."""
        return 12 / self.a_year if self.a_year else _STEPS[self.frequency]

    @property
    def on_any_day(self) -> bool:
        """Whether periods may end on any day, and one is known."""
        return self._anchor is not None

    @property
    def _anchor(self) -> date | None:
        return self.known if self.frequency in _ANY_DAY else None

    @property
    def _offset(self) -> int:
        """The number of a month with which a period ends: the last one of a year."""
        return (self.years.last_month - 1) % _STEPS[self.frequency]

    @property
    def a_year(self) -> int:
        """How many periods a year has; 0 where several years have one."""
        if self.frequency is Frequency.WEEKLY:
            return 52
        months = _SCHOOLS.get(self.frequency)
        return len(months) if months else 12 // _STEPS[self.frequency]

    @property
    def months(self) -> tuple[int, ...]:
        """Calendar months in which a period can end, in order; none where any day can be an end."""
        if self.frequency is Frequency.WEEKLY or self.on_any_day:
            return ()
        ends = _SCHOOLS.get(self.frequency) or {
            (self._offset + number * _STEPS[self.frequency]) % 12 + 1 for number in range(self.a_year or 1)
        }
        return tuple(sorted(ends))

    def ends_on(self, day: date) -> bool:
        """Whether a period ends on a day; what comes once a year or less often may end on any."""
        return self.frequency in _ANY_DAY or self.latest(day) == day

    def latest(self, on_or_before: date) -> date:
        """The last end on or before a day: what is due at a data cut-off."""
        return self.end(self.number(on_or_before))

    def previous(self, day: date) -> date:
        """The last end before a day, which need not be an end itself."""
        return self.latest(day - timedelta(days=1))

    def next(self, day: date) -> date:
        """The first end after a day, which need not be an end itself."""
        return self.end(self.number(day) + 1)

    def nearest(self, day: date) -> date:
        """The end somebody probably meant: of the same month, else nearest in days, the later of two as near.

        1 June is written for June.
        """
        if day.month in self.months:
            return month_end(day.year, day.month)
        before, after = self.latest(day), self.next(day)
        return before if day - before < after - day else after

    def follow(self, earlier: date, later: date) -> bool:
        """Whether a period comes next after another; of those that end on any day, whether it is about as far off."""
        if self.frequency in _ANY_DAY:
            return round((later - earlier).days / _DAYS_A_MONTH / _STEPS[self.frequency]) == 1
        return self.next(earlier) == later

    def year_before(self, end: date) -> date | None:
        """The end of the same period a year before; None where years have no period of their own."""
        if not self.a_year:
            return None
        return years_later(end, -1) if self.frequency in _ANY_DAY else self.end(self.number(end) - self.a_year)

    def between(self, first: date, last: date) -> Iterator[date]:
        """Every end from ``first`` to ``last``, both included, in order."""
        return map(self.end, range(self.number(first - timedelta(days=1)) + 1, self.number(last) + 1))

    @property
    def comes(self) -> str:
        """How often there is a value: ``quarterly``, ``once a calendar year``, ``once a year`` of no name."""
        named = self.known is None or self.known == self.years.end_of(self.known)
        return self.frequency.words.replace("financial year", self.years.kind if named else "year")

    @property
    def in_words(self) -> str:
        """The possible ends, for a message: ``the last day of March, June, September or December``."""
        if self.frequency is Frequency.WEEKLY:
            return f"every seventh day from {day_in_words(self.known)}" if self.known else "a Sunday"
        if self._anchor:
            return f"a day about {self._anchor.day} {MONTHS[self._anchor.month - 1]}, on which others of it do"
        names = [MONTHS[month - 1] for month in self.months]
        if len(names) == 12:
            return "the last day of a month"
        if len(names) == 1:
            return f"{month_end(2001, self.months[0]).day} {names[0]}"
        return f"the last day of {', '.join(names[:-1])} or {names[-1]}"


#: Frequencies of which one end says when the others are.
ANCHORED = (Frequency.WEEKLY, *_ANY_DAY)


def cycle_of(row: Any) -> Cycle:
    """The cycle of an indicator, from a row with its ``frequency``.

    The row may have ``year_starts`` (a month's name) and ``year_form`` of its years, and ``period_end``, the end of one
    of its periods.
    """
    known = getattr(row, "period_end", None) if row.frequency in ANCHORED else None
    known = None if known is None else as_day(known)
    return _cycle(str(row.frequency), getattr(row, "year_starts", "") or "", known, getattr(row, "year_form", "") or "")


@cache
def _cycle(frequency: str, year_starts: str, known: date | None, year_form: Any = "") -> Cycle:
    return Cycle(Frequency(frequency), Years.named(year_starts, year_form or None), known)


def cycles_of(frequency: Any, year_starts: Any = None, known: Any = None) -> tuple[NDArray[Any], list[Cycle | None]]:
    """The cycle of every row of a table, as the number of one in the list of them.

    ``known`` is the end of a period of each row's indicator, NaT where there is none; only some frequencies ask for it.
    The cycle of a row without a frequency is None.
    """
    import numpy as np

    frequencies = [str(one) for one in frequency]
    starts = [""] * len(frequencies) if year_starts is None else list(year_starts)
    ends: list[date | None] = [None] * len(frequencies)
    if known is not None and not set(ANCHORED).isdisjoint(frequencies):
        days = np.asarray(known, dtype="datetime64[D]").astype(object)  # NaT becomes None
        ends = [day if one in ANCHORED else None for one, day in zip(frequencies, days, strict=True)]
    found: dict[tuple[str, str, date | None], int] = {}
    rows = zip(frequencies, starts, ends, strict=True)
    codes = np.fromiter((found.setdefault(row, len(found)) for row in rows), np.int64, len(frequencies))
    return codes, [_cycle(*row) if row[0] else None for row in found]
