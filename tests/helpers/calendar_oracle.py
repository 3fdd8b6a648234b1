"""A second calendar that shares nothing with the first: every day of a century is looked at in turn."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import month_abbr, month_name, monthrange
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

FIRST, LAST = date(1975, 1, 1), date(2125, 12, 31)
#: Months of schools and colleges in which their periods end, and where the others end, by the months of a year.
SCHOOLS = {"academic_quarterly": {1, 4, 7, 10}, "termly": {4, 7, 12}, "school_year": {8}}
EVERY = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "annual": 12}
LENGTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
PERIODS = {"weekly": 52, "monthly": 12, "quarterly": 4, "academic_quarterly": 4, "termly": 3, "half_yearly": 2,
           "annual": 1, "school_year": 1}  # fmt: skip


def month_of_year(day: date, starts: int) -> int:
    """Which month of a year that begins with a month a day lies in, from 1 to 12."""
    month = starts
    for count in range(1, 13):
        if month == day.month:
            return count
        month = 1 if month == 12 else month + 1
    raise AssertionError(day)


@cache
def ends(frequency: str, starts: int) -> list[date]:
    """Every day on which a period ends; weeks end on Sunday."""
    found, day = [], FIRST
    while day <= LAST:
        tomorrow = day + timedelta(days=1)
        if frequency == "weekly":
            is_end = day.isoweekday() == 7
        elif tomorrow.day != 1:
            is_end = False
        elif frequency in SCHOOLS:
            is_end = day.month in SCHOOLS[frequency]
        else:
            is_end = month_of_year(day, starts) % EVERY[frequency] == 0
        if is_end:
            found.append(day)
        day = tomorrow
    return found


def latest(frequency: str, starts: int, day: date) -> date:
    """The last end on or before a day."""
    return ends(frequency, starts)[bisect_right(ends(frequency, starts), day) - 1]


def following(frequency: str, starts: int, day: date) -> date:
    """The first end after a day."""
    return ends(frequency, starts)[bisect_right(ends(frequency, starts), day)]


def before(frequency: str, starts: int, day: date) -> date:
    """The last end before a day."""
    return ends(frequency, starts)[bisect_left(ends(frequency, starts), day) - 1]


@cache
def changes(length: str, starts: int) -> list[date]:
    """Every day on which a month, quarter, half-year or year begins."""
    days = (FIRST + timedelta(days=number) for number in range((LAST - FIRST).days))
    return [day for day in days if day.day == 1 and (month_of_year(day, starts) - 1) % LENGTHS[length] == 0]


def reported(length: str, starts: int, day: date) -> tuple[date, date]:
    """The first and last day of the month, quarter, half-year or year in which a day lies."""
    place = bisect_right(changes(length, starts), day)
    return changes(length, starts)[place - 1], changes(length, starts)[place] - timedelta(days=1)


def _back(day: date, stop: Callable[[date], bool]) -> date:
    while not stop(day):
        day -= timedelta(days=1)
    return day


def first_year(starts: int, day: date) -> int:
    """The calendar year in which a day's year begins."""
    return reported("year", starts, day)[0].year


def year_label(starts: int, day: date) -> str:
    """A day's year: one number if it lies in one calendar year."""
    begins, ends_in = reported("year", starts, day)
    return str(begins.year) if begins.year == ends_in.year else f"{begins.year}/{str(ends_in.year)[2:]}"


def label(length: str, starts: int, day: date) -> str:
    """What is reported on, in words."""
    start, _ = reported(length, starts, day)
    place = (month_of_year(start, starts) - 1) // LENGTHS[length] + 1
    match length:
        case "month":
            return f"{month_name[day.month]} {day.year}"
        case "quarter":
            return f"Quarter {place}, {year_label(starts, day)}"
        case "half_year":
            return f"Half-year {place}, {year_label(starts, day)}"
    return f"Year {year_label(starts, day)}"


def name(length: str, starts: int, day: date) -> str:
    """What is reported on, as the name of an edition has it."""
    year = year_label(starts, day).replace("/", "-")
    start, _ = reported(length, starts, day)
    place = (month_of_year(start, starts) - 1) // LENGTHS[length] + 1
    match length:
        case "month":
            return f"{day.year}-{day.month:02d}"
        case "quarter":
            return f"{year}-Q{place}"
        case "half_year":
            return f"{year}-H{place}"
    return year if starts == 1 else f"{year}-Y"


def covered(basis: str, frequency: str, starts: int, end: date) -> date:
    """The first day that a value with such an end covers."""
    if basis == "snapshot":
        return end
    if basis == "week":
        return end - timedelta(days=6)
    if basis == "mean_of_months" or (basis == "quarter" and frequency == "termly"):
        return before(frequency, starts, end) + timedelta(days=1)
    if basis in ("year_to_date", "academic_year_to_date"):
        if basis == "academic_year_to_date":
            starts = 8 if frequency == "academic_quarterly" else 9
        return _back(end, lambda at: at.day == 1 and at.month == starts)
    months = {"month": 1, "quarter": 3, "half_year": 6, "rolling_3_years": 36}.get(basis, 12)
    if (end + timedelta(days=1)).day == 1:
        day = end
        for _ in range(months):
            day = day.replace(day=1) - timedelta(days=1)
        return day + timedelta(days=1)
    if months == 1:
        return end.replace(day=1)
    year, month = end.year, end.month - months
    while month < 1:
        year, month = year - 1, month + 12
    return date(year, month, min(end.day, monthrange(year, month)[1])) + timedelta(days=1)


def short(day: date) -> str:
    """A month where room is scarce."""
    return f"{month_abbr[day.month]} {str(day.year)[2:]}"
