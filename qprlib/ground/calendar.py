"""Days, months and years, in words and in order: what the calendar stands on."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    IntOrArray = TypeVar("IntOrArray", int, NDArray[np.int64])

# Not from ``calendar``: its names follow the machine's locale, and an edition must not.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
APRIL = 4
"""The month with which a year begins where nothing else is said."""

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years a report can be about; anything else is a slip of the keyboard."""

YearForm = Literal["2024/25", "2024-25", "FY25", "FY2025", "2025"]
"""How a year is written, by the example of the one that ends in 2025."""


@dataclass(frozen=True, slots=True)
class Years:
    """The years of an organisation, or of an indicator that keeps to years of its own."""

    starts: int = APRIL  #: the month with which each begins, 1 for January
    form: YearForm | None = None  #: ``2025`` of calendar years and ``2024/25`` of others, unless another is given

    @classmethod
    def named(cls, month: str = "", form: YearForm | None = None) -> Years:
        """Years that begin with a month of a name, April if none is given."""
        return cls(MONTHS.index(month) + 1 if month else APRIL, form)

    @property
    def last_month(self) -> int:
        """The month with which each ends."""
        return (self.starts - 2) % 12 + 1

    def first_year(self, day: date) -> int:
        """The calendar year in which the year of a day begins: 2011 for 2011/12."""
        return day.year if day.month >= self.starts else day.year - 1

    def begin(self, first_year: int) -> date:
        """The first day of the year that begins in a calendar year."""
        return date(first_year, self.starts, 1)

    def end(self, first_year: int) -> date:
        """The last day of the year that begins in a calendar year."""
        return self.month_end(first_year, self.last_month)

    def month_end(self, first_year: int, month: int) -> date:
        """The last day of a month in the year that begins in a calendar year."""
        return month_end(first_year + (month < self.starts), month)

    def end_of(self, day: date) -> date:
        """The last day of a day's year."""
        return self.end(self.first_year(day))

    @property
    def kind(self) -> str:
        """What such a year is called: ``calendar year``, ``financial year``."""
        return "calendar year" if self.starts == 1 else "financial year"

    def label(self, first_year: int) -> str:
        """The year that begins in a calendar year as it is printed: ``2011/12``, ``2025``, ``FY25``."""
        first, last = first_year, self.end(first_year).year
        match self.form or "2024/25":
            case "2024/25" if first < last:
                return f"{first}/{last % 100:02d}"
            case "2024-25" if first < last:
                return f"{first}-{last % 100:02d}"
            case "FY25":
                return f"FY{last % 100:02d}"
            case "FY2025":
                return f"FY{last}"
        return str(last)


FROM_APRIL = Years()
"""The years of whoever says nothing else."""
CALENDAR = Years(1)


def is_report_year(year: int) -> bool:
    """Whether a report can be about a year; any other is a slip of the keyboard."""
    return FIRST_YEAR <= year <= LAST_YEAR


def as_day(day: date) -> date:
    """A day without the hour that pandas gives it."""
    return day.date() if isinstance(day, datetime) else day


def day_in_words(day: date) -> str:
    """A date as a reader says it: ``31 August 2011``."""
    return f"{day.day} {month_of(day)}"


def month_name(day: date) -> str:
    """A day's month alone: ``June``."""
    return MONTHS[day.month - 1]


def month_of(day: date, *, short: bool = False) -> str:
    """A day's month: ``June 2011``, short ``Jun 11``."""
    name = month_name(day)
    return f"{name[:3]} {day.year % 100:02d}" if short else f"{name} {day.year}"


def short_day(day: date) -> str:
    """A date where room is scarce: ``6 Jul 25``."""
    return f"{day.day} {month_of(day, short=True)}"


def months_of(start: date, end: date, *, short: bool = False) -> str:
    """The months from one day to another: ``April to June 2011``, ``August 2010 to April 2011``, ``April 2011``.

    Short: ``Apr to Jun 2011``.
    """
    first, last = (month_name(day)[: 3 if short else None] for day in (start, end))
    if (start.year, start.month) == (end.year, end.month):
        return f"{last} {end.year}"
    return f"{first}{'' if start.year == end.year else f' {start.year}'} to {last} {end.year}"


def month_number(day: date) -> int:
    """Months since the year nought."""
    return 12 * day.year + day.month - 1


def month_end(year: int, month: int) -> date:
    """Last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def numbered_month_end(number: int) -> date:
    """The last day of a month by its number, see :func:`month_number`."""
    return month_end(number // 12, number % 12 + 1)


def is_month_end(day: date) -> bool:
    """Whether a day is the last of its month."""
    return (day + timedelta(days=1)).day == 1


def months_between(first: date, last: date) -> int:
    """How many months lie between the months of two days; negative where the last is before the first."""
    return month_number(last) - month_number(first)


def months_later(day: date, months: int) -> date:
    """The end of the month so many months after a day's; before it of a negative number."""
    return numbered_month_end(month_number(day) + months)


def same_day(day: date, months: int) -> date:
    """The same day so many months later; the last day of a month stays the last day of its month."""
    end = months_later(day, months)
    return end if is_month_end(day) else end.replace(day=min(day.day, end.day))


def years_later(day: date, years: int) -> date:
    """The same day so many years later; the last day of a month stays the last day of its month."""
    return same_day(day, 12 * years)


def same_time_of_year(one: date, other: date) -> bool:
    """Whether two days lie in the same month of their years, so that totals up to them add up the same part of one."""
    return one.month == other.month


def months_into_year(month: IntOrArray, starts: IntOrArray) -> IntOrArray:
    """How many months of a year that begins with a month have begun, of numbered months (see :func:`month_number`).

    April is the first of a year that begins with it.
    """
    return (month - (starts - 1)) % 12 + 1


def same_day_last_year(day: date) -> date:
    """The same day a year before, of a day that ends no period; 29 February has 28 February before it."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def last_month_end(month: int, latest: date) -> date:
    """The last day of the last such month that has begun by a day."""
    return month_end(latest.year if month <= latest.month else latest.year - 1, month)


def year_before(days: pd.Series) -> pd.Series:
    """The same day a year before; the last day of a month stays the last day of its month.

    29 February 2012 becomes 28 February 2011, and 28 February 2013 becomes 29 February 2012.
    """
    import pandas as pd

    earlier = days - pd.DateOffset(years=1)
    return earlier.mask(days.dt.is_month_end, earlier + pd.offsets.MonthEnd(0)).astype("datetime64[ns]")
