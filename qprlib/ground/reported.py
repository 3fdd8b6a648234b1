"""What an edition reports on: a month, a quarter, a half-year or a year of its organisation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from qprlib.ground.calendar import (
    CALENDAR,
    FIRST_YEAR,
    FROM_APRIL,
    LAST_YEAR,
    MONTHS,
    Years,
    is_month_end,
    month_of,
    months_between,
    months_later,
    months_of,
)
from qprlib.ground.labelled import Worded
from qprlib.ground.numbers import in_words


class Length(Worded):
    """How long a time an edition reports on; its words are what sentences call it."""

    MONTH = "month", "", "month"
    QUARTER = "quarter", "Q", "quarter"
    HALF_YEAR = "half_year", "H", "half-year"
    YEAR = "year", "Y", "year"

    @classmethod
    def of(cls, start: date, end: date) -> Length | None:
        """How long the time from one day to another is; None where it is none of them."""
        months = months_between(start, end) + 1 if start.day == 1 and is_month_end(end) else 0
        return next((one for one in cls if one.months == months), None)

    @property
    def months(self) -> int:
        """How many months it has."""
        return _LENGTHS[self]

    def before(self, end: date) -> date:
        """The end of the one before that which ends on a day."""
        return months_later(end, -self.months)

    @property
    def a_year(self) -> int:
        """How many of them a year has."""
        return 12 // self.months


_LENGTHS = {Length.MONTH: 1, Length.QUARTER: 3, Length.HALF_YEAR: 6, Length.YEAR: 12}


class ReportedError(ValueError):
    """A text names no month, quarter, half-year or year; what was found, what is allowed, and the likely meaning."""

    def __init__(self, found: str, near: str = "") -> None:
        self.found, self.nearest = found, near
        self.allowed = FORM
        super().__init__(f"{found} Write {self.allowed}." + (f" Did you mean {near}?" if near else ""))


FORM = (
    "a quarter such as 2011-12-Q1 (April to June 2011), a half-year such as 2011-12-H1, a year such as 2011-12-Y or a "
    "month such as 2011-04; a quarter, half-year or year of a calendar year is 2011-Q2, 2011-H1 or 2011"
)
_FORMS = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])"
    r"|(?P<split>[0-9]{4}-[0-9]{2})-(?:(?P<kind>[QH])(?P<number>[0-9])|Y)"
    r"|(?P<whole>[0-9]{4})(?:-(?P<part>[QH])(?P<place>[0-9]))?"
)
_SIGNS = {one.label: one for one in Length if one.label}


@dataclass(frozen=True, slots=True, order=True)
class Reported:
    """A month, quarter, half-year or year that is reported on; of one length they are in order.

    ``2011-12-Q1`` is read without knowing when the organisation's year begins, and as of one that begins in April
    until :meth:`of` tells it otherwise: the name stays the same, the days do not.
    """

    year: int  #: calendar year in which the year begins, of a month its own
    number: int  #: 1 to 4 of quarters, 1 or 2 of half-years, 1 of years, of a month its own from 1 to 12
    length: Length = field(default=Length.QUARTER)
    years: Years = field(default=FROM_APRIL, compare=False)

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.length.a_year:
            raise ReportedError(f"There is no {self.length.words} {self.number}.")
        if not FIRST_YEAR <= self.year < LAST_YEAR:
            raise ReportedError(f"{self.year} is not a year a report can be about.")

    @classmethod
    def parse(cls, text: str) -> Reported:
        """What a text such as ``2011-12-Q1`` names; ReportedError, with the likely meaning, for anything else."""
        match = _FORMS.fullmatch(text)
        if not match:
            raise ReportedError(f"'{text}' is no quarter and no other time that a report is about.", _likely(text))
        if match["month"]:
            return cls(int(match["year"]), int(match["month"]), Length.MONTH)
        if match["whole"]:
            length, number = _SIGNS[match["part"] or "Y"], int(match["place"] or 1)
            return cls(int(match["whole"]), number, length, CALENDAR)
        year, second = map(int, match["split"].split("-"))
        if second != (year + 1) % 100:
            raise ReportedError(f"'{text}' is none: a year that starts in {year} ends in {year + 1}.", _likely(text))
        return cls(year, int(match["number"] or 1), _SIGNS[match["kind"] or "Y"])

    @classmethod
    def containing(cls, day: date, length: Length = Length.QUARTER, years: Years = FROM_APRIL) -> Reported:
        """The one of a length in which a day falls."""
        if length is Length.MONTH:
            return cls(day.year, day.month, length, years)
        return cls(years.first_year(day), (day.month - years.starts) % 12 // length.months + 1, length, years)

    def of(self, years: Years) -> Reported:
        """The same of an organisation with such years; ReportedError where its years are written otherwise."""
        made = replace(self, years=years)
        if self.length is not Length.MONTH and (years.starts == 1) != (self.years.starts == 1):
            raise ReportedError(f"The year begins in {MONTHS[years.starts - 1]}, and '{self}' is one that does not.",
                                str(made))  # fmt: skip
        return made

    @property
    def start(self) -> date:
        """Its first day."""
        before = (1 if self.length is Length.MONTH else self.years.starts) - 1 + (self.number - 1) * self.length.months
        return date(self.year + before // 12, before % 12 + 1, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        return self.next().start - timedelta(days=1)

    @property
    def months(self) -> str:
        """Its months, so that a reader need not know its number: ``April to June 2011``."""
        return months_of(self.start, self.end)

    @property
    def year_label(self) -> str:
        """The year it lies in as printed: ``2011/12``."""
        return self.years.label(self.years.first_year(self.start))

    @property
    def label(self) -> str:
        """``Quarter 1, 2011/12``, ``Half-year 2, 2025``, ``June 2025``, ``Year 2025``."""
        match self.length:
            case Length.MONTH:
                return self.months
            case Length.YEAR:
                return f"Year {self.year_label}"
        return f"{self.length.words.capitalize()} {self.number}, {self.year_label}"

    @property
    def short(self) -> str:
        """``Q1 2011/12``, ``H2 2025``, ``Jun 25``, ``2025``."""
        match self.length:
            case Length.MONTH:
                return month_of(self.start, short=True)
            case Length.YEAR:
                return self.year_label
        return f"{self.length.label}{self.number} {self.year_label}"

    @property
    def noun(self) -> str:
        """What sentences call it: ``quarter``, ``half-year``."""
        return self.length.words

    @property
    def in_words(self) -> str:
        """As a sentence names it: ``quarter one of 2011/12``, ``June 2025``, ``2025``."""
        if self.length in (Length.MONTH, Length.YEAR):
            return self.short if self.length is Length.YEAR else self.months
        return f"{self.noun} {in_words(self.number)} of {self.year_label}"

    def seen_from(self, now: Reported) -> str:
        """As a report about a later one calls it: ``the previous quarter``, ``quarter three last year``, ``June last
        year``.
        """
        if self == now.previous():
            return f"the previous {self.noun}"
        if self == now.year_before():
            name = MONTHS[self.number - 1] if self.length is Length.MONTH else f"{self.noun} {in_words(self.number)}"
            return f"{name} last year"
        return self.in_words

    @property
    def ends_year(self) -> bool:
        """Whether a year ends with it."""
        return self.end == self.years.end_of(self.end)

    def later(self, by: int) -> Reported:
        """The one that comes so many later; before it of a negative number."""
        year, place = divmod(self.year * self.length.a_year + self.number - 1 + by, self.length.a_year)
        return replace(self, year=year, number=place + 1)

    def previous(self) -> Reported:
        """The one before."""
        return self.later(-1)

    def next(self) -> Reported:
        """The one after."""
        return self.later(1)

    def year_before(self) -> Reported:
        """The same of the year before."""
        return self.later(-self.length.a_year)

    def __str__(self) -> str:
        if self.length is Length.MONTH:
            return f"{self.year}-{self.number:02d}"
        year = str(self.year) if self.years.starts == 1 else f"{self.year}-{(self.year + 1) % 100:02d}"
        if self.length is Length.YEAR:
            return year if self.years.starts == 1 else f"{year}-Y"
        return f"{year}-{self.length.label}{self.number}"


def _likely(text: str) -> str:
    """What somebody probably meant, from a year and a number of quarter or half-year in any order, or ``""``."""
    number = re.search(r"(?:(q|quarter|qtr)|(h|half|half-year))\s*([1-4])(?![0-9])", text, re.IGNORECASE)
    year = re.search(r"(?<![0-9])((?:19|20|21)[0-9]{2})(?![0-9]{3})", text)
    if not (number and year) or int(year[1]) >= LAST_YEAR or (number[2] and int(number[3]) > 2):
        return ""
    return str(Reported(int(year[1]), int(number[3]), Length.QUARTER if number[1] else Length.HALF_YEAR))
