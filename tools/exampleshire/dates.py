"""The calendar of the county: quarters with data, when figures become known, and the editions' cut-offs."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

FIRST, LAST = date(2021, 6, 30), date(2024, 12, 31)
"""First and last quarter with data."""

EDITIONS: dict[str, date] = {
    "2023-24-Q3": date(2024, 2, 5),
    "2023-24-Q4": date(2024, 5, 7),
    "2024-25-Q1": date(2024, 8, 5),
    "2024-25-Q2": date(2024, 11, 4),
    "2024-25-Q3": date(2025, 2, 5),
}
"""Data cut-off (``as_of``) of each edition. ``params/exampleshire-*.yml`` have the same days; a test compares them."""

WORLD_ENDS = date(2025, 2, 28)
"""Nothing is recorded after this day."""

TARGETS_SET: dict[int, date] = {
    2016: date(2016, 3, 24),
    2017: date(2017, 3, 23),
    2018: date(2018, 3, 22),
    2019: date(2019, 3, 21),
    2020: date(2020, 3, 26),
    2021: date(2021, 3, 25),
    2022: date(2022, 3, 24),
    2023: date(2023, 3, 23),
    2024: date(2024, 3, 21),
}
"""Day on which Cabinet set the targets of the financial year that begins in each year."""

MONTHS_TO_RECORD = 25
"""Day of the following month on which a quarter's or a month's figures are usually recorded."""


def month_end(year: int, month: int) -> date:
    """The last day of a month; months beyond 12 run on into the following years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])


def ends(months: tuple[int, ...], first: date, last: date) -> list[date]:
    """The ends of the given months from one day to another."""
    every = [month_end(year, month) for year in range(first.year, last.year + 1) for month in range(1, 13)]
    return [day for day in every if first <= day <= last and day.month in months]


QUARTERS = ends((3, 6, 9, 12), FIRST, LAST)
MONTHS = ends(tuple(range(1, 13)), date(2021, 4, 30), date(2025, 1, 31))
TERMS = ends((4, 7, 12), date(2021, 7, 31), LAST)
COLLEGE_QUARTERS = ends((1, 4, 7, 10), date(2021, 10, 31), date(2024, 10, 31))


def quarters_on(day: date, number: int) -> date:
    """The quarter's end some quarters after another."""
    return month_end(day.year, day.month + 3 * number)


def recorded(end: date, lag: int = 0) -> date:
    """When a figure is recorded: in the month after its period, or ``lag`` quarters later."""
    later = month_end(end.year, end.month + 3 * lag)
    return later + timedelta(days=MONTHS_TO_RECORD)


def financial_year(day: date) -> int:
    """The year in which the financial year of a day begins."""
    return day.year if day.month >= 4 else day.year - 1


def quarter_of_year(day: date) -> int:
    """Quarter of the financial year, 0 to 3."""
    return (day.month - 4) % 12 // 3


_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def quarter_label(end: date) -> str:
    """``Oct to Dec 2023``."""
    return f"{_NAMES[end.month - 3]} to {_NAMES[end.month - 1]} {end.year}"


def day_label(day: date) -> str:
    """``31 December 2023``."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def month_label(day: date) -> str:
    """``Dec 23``."""
    return f"{_NAMES[day.month - 1]} {day.year % 100:02d}"
