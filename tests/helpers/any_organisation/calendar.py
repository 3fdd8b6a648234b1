"""Years, period ends and what is reported on, of the organisations that are made: by rule, not by the product's."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December")  # fmt: skip
#: Months from one end to the next, and those in which schools' and colleges' periods end in any year.
STEPS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "annual": 12, "two_yearly": 24, "three_yearly": 36}
SCHOOLS = {"academic_quarterly": (1, 4, 7, 10), "termly": (4, 7, 12), "school_year": (8,)}
#: What a value of a frequency may add up.
BASES = {
    "quarterly": ("quarter", "snapshot", "year_to_date", "rolling_12_months", "mean_of_months", "month"),
    "monthly": ("month", "snapshot", "year_to_date", "rolling_12_months"),
    "annual": ("annual", "snapshot", "mean_of_months"),
    "academic_quarterly": ("quarter", "snapshot", "academic_year_to_date", "rolling_12_months"),
    "termly": ("quarter", "snapshot", "academic_year_to_date", "mean_of_months"),
    "school_year": ("academic_year", "snapshot"),
}
#: And those that councils seldom have; of years and several years one may end on any day.
SELDOM = {
    "weekly": ("week", "snapshot"),
    "monthly": ("half_year", "rolling_3_years"),
    "quarterly": ("half_year", "rolling_3_years"),
    "half_yearly": ("half_year", "snapshot", "year_to_date", "rolling_12_months", "mean_of_months"),
    "annual": ("annual", "snapshot", "rolling_3_years", "mean_of_months"),
    "two_yearly": ("snapshot", "annual", "rolling_3_years"),
    "three_yearly": ("snapshot", "annual", "rolling_3_years"),
}
#: How many months a value covers, where that is always the same.
COVERS = {"quarter": 3, "half_year": 6, "rolling_12_months": 12, "annual": 12, "academic_year": 12,
    "rolling_3_years": 36}  # fmt: skip
#: What is said to reach to the end of a period.
TO = {"week": "week", "quarter": "quarter", "half_year": "half-year", "rolling_12_months": "12 months",
    "rolling_3_years": "three years"}  # fmt: skip
#: What an edition may report on, with its months.
LENGTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
BY_LENGTH = {"month": "monthly", "quarter": "quarterly", "half-year": "half_yearly", "year": "annual"}
NUMBERS = ("no", "one", "two", "three", "four")


def month_end(year: int, month: int) -> date:
    """Last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def months_back(end: date, months: int) -> date:
    """The last day of the month so many months before."""
    number = 12 * end.year + end.month - 1 - months
    return month_end(number // 12, number % 12 + 1)


def anniversary(day: date, year: int) -> date:
    """The same day of another year; the last day of a month stays the last day of its month."""
    last = month_end(year, day.month)
    return last if day == month_end(day.year, day.month) else last.replace(day=min(day.day, last.day))


def apart(earlier: date, later: date) -> int:
    """How many months lie between the months of two days."""
    return 12 * (later.year - earlier.year) + later.month - earlier.month


def spelt(start: date, end: date) -> str:
    """The months from one day to another: ``April to June 2024``."""
    first = f"{LONG[start.month - 1]}{'' if start.year == end.year else f' {start.year}'} to "
    return f"{'' if apart(start, end) == 0 else first}{LONG[end.month - 1]} {end.year}"


@dataclass(frozen=True)
class Year:
    """A year as an organisation or one of its indicators counts it.

    Parameters
    ----------
    starts
        The month with which it begins.
    form
        How one is written, by the example of that which ends in 2025; "" for the usual way.
    """

    starts: int = 4
    form: str = ""

    @classmethod
    def named(cls, month: str, form: str = "") -> Year:
        """One that begins with a month of this name."""
        return cls(LONG.index(month) + 1, form)

    def first(self, day: date) -> int:
        """The calendar year in which a day's year began."""
        return day.year if day.month >= self.starts else day.year - 1

    def last_day(self, day: date) -> date:
        """The last day of a day's year."""
        return date(self.first(day) + 1, self.starts, 1) - timedelta(days=1)

    def label(self, day: date) -> str:
        """A day's year as it is printed."""
        first, last = self.first(day), self.last_day(day).year
        forms = {"2025": f"{last}", "FY25": f"FY{last % 100:02d}", "FY2025": f"FY{last}",
            "2024/25": f"{first}/{last % 100:02d}", "2024-25": f"{first}-{last % 100:02d}"}  # fmt: skip
        # A calendar year is no two years, however others are written.
        form = "2025" if last == first and self.form[:2] == "20" else self.form
        return forms[form or ("2024/25" if last > first else "2025")]


@dataclass(frozen=True)
class Turns:
    """When the periods of an indicator end, and what they are called.

    Parameters
    ----------
    frequency, year
        How often they end, and the year that they divide.
    known
        A day on which one ended: others of weeks and of whole years follow from it.
    """

    frequency: str
    year: Year = field(default=Year())
    known: date | None = None

    @property
    def any_day(self) -> bool:
        """Whether one may end on any day."""
        return self.frequency == "weekly" or STEPS.get(self.frequency, 0) >= 12

    @property
    def months(self) -> tuple[int, ...]:
        """The months in which one may end."""
        last, step = self.year.starts + 10, STEPS.get(self.frequency, 12)
        return SCHOOLS.get(self.frequency) or tuple(sorted({(last - back) % 12 + 1 for back in range(0, 12, step)}))

    def ends(self, last: date, number: int) -> list[date]:
        """The latest period ends on or before a day, in order."""
        if self.frequency == "weekly":
            late = (last - (self.known or date(2023, 1, 1))).days % 7
            return [last - timedelta(days=late + 7 * back) for back in reversed(range(number))]
        if self.known and self.any_day:
            return self._anniversaries(self.known, last, number)
        found: list[date] = []
        months = self.months
        year, month = last.year, last.month
        while len(found) < number:
            end = month_end(year, month)
            if month in months and end <= last:
                found.append(end)
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        return found[::-1]

    def _anniversaries(self, known: date, last: date, number: int) -> list[date]:
        years = STEPS[self.frequency] // 12
        first = known.year % years
        every = [anniversary(known, year) for year in range(first + years * 600, last.year + 1, years)]
        return [end for end in every if end <= last][-number:]

    def before(self, end: date) -> date:
        """The end of the period before one."""
        return self.ends(end - timedelta(days=1), 1)[0]

    def year_before(self, end: date) -> date | None:
        """The end of the same period a year before; None of what comes less often."""
        if STEPS.get(self.frequency, 0) > 12:
            return None
        return end - timedelta(weeks=52) if self.frequency == "weekly" else anniversary(end, end.year - 1)

    def lies_apart(self, basis: str) -> int:
        """How many months lie between results of which none covers a time that another does."""
        step = STEPS.get(self.frequency, 3)
        return -(-COVERS.get(basis, 1) // step) * step

    def of_year(self, last: date) -> list[date]:
        """The ends of the year that ends on a day."""
        return self.ends(last, len(self.months))

    def running(self, basis: str) -> Year:
        """The year through which a running total adds up."""
        if basis == "academic_year_to_date":
            return Year(8 if self.frequency == "academic_quarterly" else 9)
        return self.year

    def begins_year(self, basis: str, end: date) -> int:
        """The year in which the running total that ends on a day began."""
        return self.running(basis).first(end)

    def label(self, end: date) -> str:
        """A period as the first column of a table names it."""
        if self.frequency == "school_year":
            return str(end.year)
        if self.frequency == "annual" and end == self.year.last_day(end):
            return self.year.label(end)
        if self.frequency == "annual" and (end.month, end.day) == (12, 31):
            return str(end.year)
        short = f"{SHORT[end.month - 1]} {end.year % 100:02d}"
        if self.frequency == "weekly":
            return f"Week to {end.day} {short}"
        return f"Term ending {short}" if self.frequency == "termly" else short

    def short(self, end: date) -> str:
        """The same where room is scarce."""
        return self.label(end).removeprefix("Term ending ").removeprefix("Week to ")

    def in_words(self, basis: str, end: date) -> str:
        """What a value covers, in the middle of a sentence: ``in the quarter to June 2024``."""
        month, day = f"{LONG[end.month - 1]} {end.year}", f"{end.day} {LONG[end.month - 1]} {end.year}"
        whole = end == month_end(end.year, end.month)
        if self.frequency == "termly" and basis in ("snapshot", "quarter", "mean_of_months"):
            return f"in the term ending {month}"
        if basis == "snapshot":
            return f"on {day}"
        if basis == "month":
            return f"in {month}"
        if basis == "mean_of_months":
            span = spelt(self.before(end) + timedelta(days=1), end)
            return f"on average in the months {span}" if " to " in span else f"in {span}"
        if "to_date" in basis:
            span = spelt(date(self.begins_year(basis, end), self.running(basis).starts, 1), end)
            return f"from {span}" if " to " in span else f"in {span}"
        ended = [year for year in (self.year, Year(1)) if end == year.last_day(end)]
        if basis == self.frequency == "annual" and ended:
            label = ended[0].label(end)
            kind = "calendar" if ended[0].starts == 1 else "financial"
            return f"in {label}" if label.isdigit() else f"in the {kind} year {label}"
        if self.frequency == "school_year" and basis not in TO:
            return f"in the school year {end.year - 1}/{end.year % 100:02d}"
        return f"in the {TO.get(basis, 'year')} to {month if whole and basis != 'week' else day}"

    def names(self, end: date) -> set[str]:
        """Every way in which tables, charts and sentences call a period by its end."""
        month = f"{LONG[end.month - 1]} {end.year}"
        found = {self.label(end), self.short(end), f"{end.day} {month}"}
        if self.frequency != "weekly":
            found.add(month)
        if self.frequency == "school_year":
            found.add(f"{end.year - 1}/{end.year % 100:02d}")
        return found


@dataclass(frozen=True)
class Span:
    """What an edition reports on: a month, quarter, half-year or year, by its last day."""

    end: date
    length: str = "quarter"
    year: Year = field(default=Year())

    @classmethod
    def containing(cls, day: date, length: str, year: Year) -> Span:
        """The one in which a day lies."""
        months = LENGTHS[length]
        into = (day.month - year.starts) % 12 % months
        return cls(months_back(day, into - months + 1), length, year)

    @classmethod
    def read(cls, name: str, year: Year) -> Span:
        """The one of this name: ``2024-25-Q3``, ``2024-Q3``."""
        month = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", name)
        if month:
            return cls(month_end(int(month[1]), int(month[2])), "month", year)
        taken = re.fullmatch(r"(\d{4})(?:-\d\d)?(?:-([QHY])(\d?))?", name)
        assert taken is not None, name
        length = {"Q": "quarter", "H": "half-year"}.get(taken[2], "year")
        months = 12 * int(taken[1]) + year.starts - 1 + LENGTHS[length] * int(taken[3] or 1) - 1
        return cls(month_end(months // 12, months % 12 + 1), length, year)

    def earlier(self, by: int = 1) -> Span:
        """The one so many before."""
        return Span(months_back(self.end, by * LENGTHS[self.length]), self.length, self.year)

    def year_before(self) -> Span:
        """The same of the year before."""
        return self.earlier(12 // LENGTHS[self.length])

    @property
    def start(self) -> date:
        """Its first day."""
        return self.earlier().end + timedelta(days=1)

    @property
    def number(self) -> int:
        """Which of its year it is."""
        return (self.end.month - self.year.starts) % 12 // LENGTHS[self.length] + 1

    @property
    def year_label(self) -> str:
        """Its year as it is printed."""
        return self.year.label(self.end)

    @property
    def name(self) -> str:
        """As params and the names of editions have it."""
        if self.length == "month":
            return f"{self.end.year}-{self.end.month:02d}"
        first = self.year.first(self.end)
        year = str(first) if self.year.starts == 1 else f"{first}-{(first + 1) % 100:02d}"
        if self.length == "year":
            return year if self.year.starts == 1 else f"{year}-Y"
        return f"{year}-{self.length[0].upper()}{self.number}"

    @property
    def label(self) -> str:
        """As pages have it at their heads: ``Quarter 3, 2024/25``."""
        if self.length == "month":
            return self.in_words
        if self.length == "year":
            return f"Year {self.year_label}"
        return f"{self.length.capitalize()} {self.number}, {self.year_label}"

    @property
    def short(self) -> str:
        """Where room is scarce: ``Q3 2024/25``."""
        if self.length == "month":
            return f"{SHORT[self.end.month - 1]} {self.end.year % 100:02d}"
        return self.year_label if self.length == "year" else f"{self.length[0].upper()}{self.number} {self.year_label}"

    @property
    def in_words(self) -> str:
        """As sentences have it: ``quarter three of 2024/25``."""
        if self.length == "month":
            return f"{LONG[self.end.month - 1]} {self.end.year}"
        if self.length == "year":
            return self.year_label
        return f"{self.length} {NUMBERS[self.number]} of {self.year_label}"

    @property
    def last_year(self) -> str:
        """What a report calls the same of the year before it: ``quarter three last year``."""
        name = LONG[self.end.month - 1] if self.length == "month" else f"{self.length} {NUMBERS[self.number]}"
        return f"{name} last year"
