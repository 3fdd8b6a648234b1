"""Quarters and period ends of the organisations that are made: by rule and not by the product's calendar."""

from __future__ import annotations

from datetime import date, timedelta

#: Months at whose end a period of a frequency ends.
MONTHS = {
    "quarterly": (3, 6, 9, 12),
    "monthly": tuple(range(1, 13)),
    "annual": (3,),
    "academic_quarterly": (1, 4, 7, 10),
    "termly": (4, 7, 12),
    "school_year": (8,),
}
#: What a value of a frequency may add up.
BASES = {
    "quarterly": ("quarter", "snapshot", "year_to_date", "rolling_12_months", "mean_of_months", "month"),
    "monthly": ("month", "snapshot", "year_to_date", "rolling_12_months"),
    "annual": ("annual", "snapshot", "mean_of_months"),
    "academic_quarterly": ("quarter", "snapshot", "academic_year_to_date", "rolling_12_months"),
    "termly": ("quarter", "snapshot", "academic_year_to_date", "mean_of_months"),
    "school_year": ("academic_year", "snapshot"),
}


def month_end(year: int, month: int) -> date:
    """Last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def ends(frequency: str, last: date, number: int) -> list[date]:
    """The latest period ends on or before a day, in order."""
    found: list[date] = []
    year, month = last.year, last.month
    while len(found) < number:
        end = month_end(year, month)
        if month in MONTHS[frequency] and end <= last:
            found.append(end)
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found[::-1]


def begins_year(basis: str, frequency: str, end: date) -> int:
    """The year in which the running total that ends on a day began."""
    first = 4 if basis == "year_to_date" else 8 if frequency == "academic_quarterly" else 9
    return end.year if end.month >= first else end.year - 1


def quarter_name(place: int) -> str:
    """``2023-24-Q3`` of a quarter counted from the year 0."""
    year, number = divmod(place, 4)
    return f"{year}-{(year + 1) % 100:02d}-Q{number + 1}"


def quarter_end(place: int) -> date:
    """Last day of a quarter counted from the year 0."""
    year, number = divmod(place, 4)
    return month_end(year, 6 + 3 * number) if number < 3 else month_end(year + 1, 3)
