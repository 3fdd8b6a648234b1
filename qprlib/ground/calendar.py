"""Quarters, period ends and what a value covers: pure functions on ``datetime.date``.

A quarter belongs to the report and follows the financial year, April to March. A period belongs to one
indicator: its end is fixed by the indicator's frequency, its start by the basis of the figure.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from qprlib.ground.labelled import Worded

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

# Not from ``calendar``: its names follow the machine's locale, and an edition must not.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years a report can be about; anything else is a slip of the keyboard."""

YEAR_BEGINS = 4
"""The month with which the financial year begins."""


class QuarterError(ValueError):
    """A text is not a quarter; what was found, what is allowed, and the likely meaning (or ``""``)."""

    def __init__(self, found: str, near: str = "") -> None:
        self.found = found
        self.allowed = "a financial year and a quarter, such as 2011-12-Q1 (April to June 2011)"
        self.nearest = near
        super().__init__(f"{found} Write {self.allowed}." + (f" Did you mean {near}?" if near else ""))


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a financial year that runs from April to March."""

    year: int  #: calendar year in which the financial year starts: 2011 for 2011/12
    number: int  #: 1 (April to June) to 4 (January to March)

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 4:
            raise QuarterError(f"There is no quarter {self.number}.")
        if not (is_report_year(self.year) and self.year < LAST_YEAR):
            raise QuarterError(f"{self.year} is not a year a report can be about.")

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """The quarter written as ``2011-12-Q1``; QuarterError, with the likely meaning, for anything else."""
        match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-Q([1-4])", text)
        if not match:
            raise QuarterError(f"'{text}' is not a quarter.", _likely_quarter(text))
        year, second, number = int(match[1]), int(match[2]), int(match[3])
        if second != (year + 1) % 100:
            raise QuarterError(
                f"'{text}' is not a quarter: a financial year that starts in {year} ends in {year + 1}.",
                _likely_quarter(text),
            )
        return cls(year, number)

    @classmethod
    def containing(cls, day: date) -> Quarter:
        """The quarter in which a day falls."""
        year, month = divmod(12 * day.year + day.month - YEAR_BEGINS, 12)
        return cls(year, month // 3 + 1)

    @property
    def start(self) -> date:
        """First day of the quarter."""
        return months_later(self.end, -3) + timedelta(days=1)

    @property
    def end(self) -> date:
        """Last day of the quarter."""
        return months_later(date(self.year, YEAR_BEGINS, 1), 3 * self.number - 1)

    @property
    def months(self) -> str:
        """Its months, so that a reader need not know its number: ``April to June 2011``."""
        return months_of(self.start, self.end)

    @property
    def financial_year(self) -> str:
        """The financial year as printed: ``2011/12``."""
        return _two_years(self.year + 1)

    @property
    def label(self) -> str:
        """``Quarter 1, 2011/12``."""
        return f"Quarter {self.number}, {self.financial_year}"

    @property
    def short(self) -> str:
        """``Q1 2011/12``."""
        return f"Q{self.number} {self.financial_year}"

    def previous(self) -> Quarter:
        """The quarter before this one."""
        return self._later(-1)

    def next(self) -> Quarter:
        """The quarter after this one."""
        return self._later(1)

    def same_quarter_last_year(self) -> Quarter:
        """The quarter a year before this one."""
        return Quarter(self.year - 1, self.number)

    def _later(self, quarters: int) -> Quarter:
        year, place = divmod(4 * self.year + self.number - 1 + quarters, 4)
        return Quarter(year, place + 1)

    def __str__(self) -> str:
        return f"{self.year}-{(self.year + 1) % 100:02d}-Q{self.number}"


def is_report_year(year: int) -> bool:
    """Whether a report can be about a year; any other is a slip of the keyboard."""
    return FIRST_YEAR <= year <= LAST_YEAR


def _likely_quarter(text: str) -> str:
    """The quarter somebody probably meant, from a year and a quarter number in any order, or ``""``."""
    number = re.search(r"(?:q|quarter|qtr)\s*([1-4])(?![0-9])", text, re.IGNORECASE)
    year = re.search(r"(?<![0-9])((?:19|20|21)[0-9]{2})(?![0-9]{3})", text)
    if not (number and year) or int(year[1]) >= LAST_YEAR:
        return ""
    return str(Quarter(int(year[1]), int(number[1])))


class Frequency(Worded):
    """How often an indicator has a value, and on which month ends."""

    MONTHLY = "monthly", "", "monthly"
    QUARTERLY = "quarterly", "", "quarterly"
    ACADEMIC_QUARTERLY = "academic_quarterly", "", "quarterly by academic year"
    TERMLY = "termly", "", "each school term"
    ANNUAL = "annual", "", "once a financial year"
    SCHOOL_YEAR = "school_year", "", "once a school year"

    @property
    def months(self) -> tuple[int, ...]:
        """Calendar months at whose end a period can end, in order."""
        return _MONTHS[self]

    @property
    def ends_in_words(self) -> str:
        """The possible period ends, for a message: ``the last day of March, June, September or December``."""
        if self is Frequency.MONTHLY:
            return "the last day of a month"
        if self is Frequency.ANNUAL:
            return "31 March"
        if self is Frequency.SCHOOL_YEAR:
            return "31 August"
        names = [MONTHS[month - 1] for month in self.months]
        return f"the last day of {', '.join(names[:-1])} or {names[-1]}"


_MONTHS: dict[Frequency, tuple[int, ...]] = {
    Frequency.MONTHLY: tuple(range(1, 13)),
    Frequency.QUARTERLY: (3, 6, 9, 12),
    Frequency.ACADEMIC_QUARTERLY: (1, 4, 7, 10),
    Frequency.TERMLY: (4, 7, 12),
    Frequency.ANNUAL: (3,),
    Frequency.SCHOOL_YEAR: (8,),
}


class Basis(Worded):
    """What a value adds up; decides what it may be compared with."""

    SNAPSHOT = "snapshot", "", "snapshot at the end of the period"
    QUARTER = "quarter", "", "the quarter alone"
    MONTH = "month", "", "the last month alone"
    MEAN_OF_MONTHS = "mean_of_months", "", "average of the months in the period"
    YEAR_TO_DATE = "year_to_date", "", "financial year to date"
    ROLLING_12_MONTHS = "rolling_12_months", "", "rolling 12 months"
    ACADEMIC_YEAR_TO_DATE = "academic_year_to_date", "", "academic year to date"
    ACADEMIC_YEAR = "academic_year", "", "academic year"
    ANNUAL = "annual", "", "whole year"


@dataclass(frozen=True, slots=True)
class Period:
    """What one value covers."""

    start: date  #: the first day, which of a snapshot is the last
    end: date
    label: str  #: as a table shows it: ``Jun 11``, ``2011``, ``2010/11``, ``Term ending Jul 11``
    short: str  #: where room is scarce, as on a chart: ``Jul 11`` for a term, otherwise the label
    long_label: str  #: in words, without a preposition: ``quarter to June 2011``
    in_words: str  #: for the middle of a sentence: ``in the quarter to June 2011``, ``on 30 June 2011``

    @property
    def named(self) -> str:
        """As a sentence calls it by its end: ``March 2011``; a year by its label: ``2010/11``."""
        return month_of(self.end) if self.short[:1].isalpha() else self.short

    @classmethod
    def of(cls, frequency: Frequency, basis: Basis, end: date) -> Period:
        """The period of an indicator that ends on a day; ValueError when no period of this frequency ends then."""
        if not is_period_end(frequency, end):
            raise ValueError(f"{end} is not the end of a period: allowed is {frequency.ends_in_words}.")
        start = _start(frequency, basis, end)
        long_label, in_words = _in_words(frequency, basis, start, end)
        short = short_label(frequency, end)
        label = f"Term ending {short}" if frequency is Frequency.TERMLY else short
        return cls(start, end, label, short, long_label, in_words)


def day_in_words(day: date) -> str:
    """A date as a reader says it: ``31 August 2011``."""
    return f"{day.day} {month_of(day)}"


def last_month_end(month: int, latest: date) -> date:
    """The last day of the last such month that has begun by a day."""
    return month_end(latest.year if month <= latest.month else latest.year - 1, month)


def month_of(day: date, *, short: bool = False) -> str:
    """A day's month: ``June 2011``, short ``Jun 11``."""
    name = MONTHS[day.month - 1]
    return f"{name[:3]} {day.year % 100:02d}" if short else f"{name} {day.year}"


def months_of(start: date, end: date, *, short: bool = False) -> str:
    """The months from one day to another: ``April to June 2011``, ``August 2010 to April 2011``, ``April 2011``.

    Short: ``Apr to Jun 2011``.
    """
    first, last = (MONTHS[day.month - 1][: 3 if short else None] for day in (start, end))
    if (start.year, start.month) == (end.year, end.month):
        return f"{last} {end.year}"
    return f"{first}{'' if start.year == end.year else f' {start.year}'} to {last} {end.year}"


def months_between(first: date, last: date) -> int:
    """How many months lie between the months of two days; negative where the last is before the first."""
    return 12 * (last.year - first.year) + last.month - first.month


def months_later(day: date, months: int) -> date:
    """The end of the month so many months after a day's; before it of a negative number."""
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    return month_end(year, month + 1)


def year_end(day: date) -> date:
    """The last day of a day's financial year."""
    return Quarter(Quarter.containing(day).year, 4).end


def same_day_last_year(day: date) -> date:
    """The same day a year before; 29 February has 28 February before it."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def year_before(days: pd.Series) -> pd.Series:
    """The same day a year before; the last day of a month stays the last day of its month.

    29 February 2012 becomes 28 February 2011, and 28 February 2013 becomes 29 February 2012.
    """
    import pandas as pd

    earlier = days - pd.DateOffset(years=1)
    return earlier.mask(days.dt.is_month_end, earlier + pd.offsets.MonthEnd(0)).astype("datetime64[ns]")


def years_begun(days: pd.Series, first_months: Sequence[int]) -> pd.Series:
    """The calendar year in which each day's year began, where that begins with such a month."""
    years: pd.Series = (12 * days.dt.year + days.dt.month - first_months) // 12
    return years


def month_end(year: int, month: int) -> date:
    """Last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def is_month_end(day: date) -> bool:
    """Whether a day is the last of its month."""
    return day == month_end(day.year, day.month)


def is_period_end(frequency: Frequency, day: date) -> bool:
    """Whether a period of this frequency can end on this day."""
    return day.month in frequency.months and is_month_end(day)


def are_period_ends(frequency: Frequency, days: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    """Which days a period of this frequency can end on; ``days`` are datetime64[D], and no day is no end."""
    import numpy as np

    months = days.astype("datetime64[M]")
    last_days = (days + 1).astype("datetime64[M]") != months
    ends: NDArray[np.bool_] = last_days & np.isin(months.astype(np.int64) % 12 + 1, frequency.months)
    return ends


def previous_period_end(frequency: Frequency, day: date) -> date:
    """The last possible period end before a day, which need not be a period end itself."""
    return latest_period_end(frequency, day - timedelta(days=1))


def next_period_end(frequency: Frequency, day: date) -> date:
    """The first possible period end after a day, which need not be a period end itself."""
    end = months_later(day + timedelta(days=1), 0)
    while end.month not in frequency.months:
        end = months_later(end, 1)
    return end


def latest_period_end(frequency: Frequency, on_or_before: date) -> date:
    """The last possible period end on or before a day: what is due at a data cut-off."""
    end = months_later(on_or_before + timedelta(days=1), -1)
    while end.month not in frequency.months:
        end = months_later(end, -1)
    return end


def nearest_period_end(frequency: Frequency, day: date) -> date:
    """The period end somebody probably meant by ``day``.

    The end of the same month where that is possible (1 June is written for June), otherwise the nearest
    in days, the later of two equally near.
    """
    if day.month in frequency.months:
        return month_end(day.year, day.month)
    before, after = previous_period_end(frequency, day), next_period_end(frequency, day)
    return before if day - before < after - day else after


def same_period_last_year(frequency: Frequency, end: date) -> date:
    """End of the same period a year before; ValueError when ``end`` is not a possible period end."""
    if not is_period_end(frequency, end):
        raise ValueError(f"{end} is not the end of a period: allowed is {frequency.ends_in_words}.")
    return month_end(end.year - 1, end.month)


def period_ends(frequency: Frequency, first: date, last: date) -> Iterator[date]:
    """Every possible period end from ``first`` to ``last``, both included, in order."""
    end = first if is_period_end(frequency, first) else next_period_end(frequency, first)
    while end <= last:
        yield end
        end = next_period_end(frequency, end)


def short_label(frequency: Frequency, end: date) -> str:
    """A period's label at its shortest: ``Jun 11``; ``2011`` (school year); ``2010/11`` (annual)."""
    if frequency is Frequency.SCHOOL_YEAR:
        return str(end.year)
    if frequency is Frequency.ANNUAL:
        return _two_years(end.year)
    return month_of(end, short=True)


def _two_years(last: int) -> str:
    return f"{last - 1}/{last % 100:02d}"


def _start(frequency: Frequency, basis: Basis, end: date) -> date:
    """First day a value covers."""
    match basis:
        case Basis.SNAPSHOT:
            return end
        case Basis.MONTH:
            return end.replace(day=1)
        case Basis.QUARTER if frequency is not Frequency.TERMLY:
            return months_later(end, -3) + timedelta(days=1)
        case Basis.QUARTER | Basis.MEAN_OF_MONTHS:
            return previous_period_end(frequency, end) + timedelta(days=1)
        case Basis.YEAR_TO_DATE | Basis.ACADEMIC_YEAR_TO_DATE:
            return last_month_end(year_begins(basis, frequency), end).replace(day=1)
        case Basis.ROLLING_12_MONTHS | Basis.ACADEMIC_YEAR | Basis.ANNUAL:
            return month_end(end.year - 1, end.month) + timedelta(days=1)


def year_begins(basis: str, frequency: str) -> int:
    """The month with which the year of a running total begins.

    Colleges and apprenticeships count from August, which gives quarters that end in October, January, April and July;
    schools count from September, and everybody else from April.
    """
    if basis != Basis.ACADEMIC_YEAR_TO_DATE:
        return YEAR_BEGINS
    return 8 if frequency == Frequency.ACADEMIC_QUARTERLY else 9


def _in_words(frequency: Frequency, basis: Basis, start: date, end: date) -> tuple[str, str]:
    """The long label, and the same with its preposition for the middle of a sentence."""
    month, span, years = month_of(end), months_of(start, end), _two_years(end.year)
    several = " to " in span
    match basis:
        case Basis.SNAPSHOT | Basis.QUARTER | Basis.MEAN_OF_MONTHS if frequency is Frequency.TERMLY:
            # Terms end on different days in different schools: no day is claimed.
            long = f"term ending {month}"
        case Basis.SNAPSHOT:
            return day_in_words(end), f"on {day_in_words(end)}"
        case Basis.MEAN_OF_MONTHS if several:
            return f"average of the months {span}", f"on average in the months {span}"
        case Basis.MONTH | Basis.MEAN_OF_MONTHS:
            return month, f"in {month}"
        case Basis.YEAR_TO_DATE | Basis.ACADEMIC_YEAR_TO_DATE:
            return span, f"{'from' if several else 'in'} {span}"
        case Basis.QUARTER:
            long = f"quarter to {month}"
        case Basis.ROLLING_12_MONTHS:
            long = f"12 months to {month}"
        case Basis.ANNUAL if frequency is Frequency.ANNUAL:
            long = f"financial year {years}"
        case _:
            long = f"school year {years}" if frequency is Frequency.SCHOOL_YEAR else f"year to {month}"
    return long, f"in the {long}"
