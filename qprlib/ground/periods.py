"""What one value covers, by its indicator's frequency and basis, and what the period is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from qprlib.ground.calendar import (
    APRIL,
    CALENDAR,
    Years,
    day_in_words,
    is_month_end,
    month_of,
    months_of,
    same_day,
    short_day,
)
from qprlib.ground.cycles import Cycle, Frequency
from qprlib.ground.labelled import Worded


class Basis(Worded):
    """What a value adds up; decides what it may be compared with."""

    SNAPSHOT = "snapshot", "", "snapshot at the end of the period"
    WEEK = "week", "", "the week alone"
    MONTH = "month", "", "the last month alone"
    QUARTER = "quarter", "", "the quarter alone"
    HALF_YEAR = "half_year", "", "the half-year alone"
    MEAN_OF_MONTHS = "mean_of_months", "", "average of the months in the period"
    YEAR_TO_DATE = "year_to_date", "", "financial year to date"
    ROLLING_12_MONTHS = "rolling_12_months", "", "rolling 12 months"
    ROLLING_3_YEARS = "rolling_3_years", "", "rolling three years"
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
        """As a sentence calls it by its end: ``March 2011``, ``6 July 2025``; a year by its label: ``2010/11``."""
        return _named(self.short, self.end)

    @classmethod
    def of(cls, cycle: Cycle, basis: Basis, end: date) -> Period:
        """The period of an indicator that ends on a day; ValueError when none of its cycle ends then."""
        if not cycle.ends_on(end):
            raise ValueError(f"{end} is not the end of a period: allowed is {cycle.in_words}.")
        start = _start(cycle, basis, end)
        long_label, in_words = _in_words(cycle, basis, start, end)
        short = short_label(cycle, end)
        ending = {Frequency.TERMLY: "Term ending ", Frequency.WEEKLY: "Week to "}.get(cycle.frequency, "")
        return cls(start, end, f"{ending}{short}", short, long_label, in_words)


def period_named(cycle: Cycle, end: date) -> str:
    """A period as a sentence calls it by its end, see :attr:`Period.named`."""
    return _named(short_label(cycle, end), end)


def _named(short: str, end: date) -> str:
    if short == short_day(end):
        return day_in_words(end)
    return month_of(end) if short == month_of(end, short=True) else short


#: How many months a value covers by its basis, where that is always the same.
COVERED_MONTHS: Mapping[str, int] = {
    Basis.MONTH: 1,
    Basis.QUARTER: 3,
    Basis.HALF_YEAR: 6,
    Basis.ROLLING_12_MONTHS: 12,
    Basis.ACADEMIC_YEAR: 12,
    Basis.ANNUAL: 12,
    Basis.ROLLING_3_YEARS: 36,
}


def basis_words(basis: str, cycle: Cycle) -> str:
    """What a value adds up, in the words of its years: ``calendar year to date``."""
    return Basis(basis).words.replace("financial year", cycle.years.kind)


def short_label(cycle: Cycle, end: date) -> str:
    """A period's label at its shortest: ``Jun 11``; ``2011`` (school year); ``2010/11``, ``2011`` (a year)."""
    match cycle.frequency:
        case Frequency.WEEKLY:
            return short_day(end)
        case Frequency.SCHOOL_YEAR:
            return str(end.year)
        case Frequency.ANNUAL if years := _ended(cycle, end):
            return years.label(years.first_year(end))
    return month_of(end, short=True)


def _ended(cycle: Cycle, end: date) -> Years | None:
    """The years of which one ends on a day: the indicator's own, else calendar years."""
    return next((years for years in (cycle.years, CALENDAR) if years.end_of(end) == end), None)


def year_begins(basis: str, frequency: str, starts: int = APRIL) -> int:
    """The month with which the year of a running total begins.

    Colleges and apprenticeships count from August, which gives quarters that end in October, January, April and July;
    schools count from September, and everybody else from the start of their own year.
    """
    if basis != Basis.ACADEMIC_YEAR_TO_DATE:
        return starts
    return 8 if frequency == Frequency.ACADEMIC_QUARTERLY else 9


def _start(cycle: Cycle, basis: Basis, end: date) -> date:
    """First day a value covers."""
    if basis is Basis.SNAPSHOT:
        return end
    if basis is Basis.WEEK:
        return end - timedelta(days=6)
    if basis in (Basis.YEAR_TO_DATE, Basis.ACADEMIC_YEAR_TO_DATE):
        years = Years(year_begins(basis, cycle.frequency, cycle.years.starts))
        return years.begin(years.first_year(end))
    if basis is Basis.MONTH:
        return end.replace(day=1)
    months = COVERED_MONTHS.get(basis)
    if months is None or (basis is Basis.QUARTER and cycle.frequency is Frequency.TERMLY):
        return cycle.previous(end) + timedelta(days=1)
    return same_day(end, -months) + timedelta(days=1)


def _in_words(cycle: Cycle, basis: Basis, start: date, end: date) -> tuple[str, str]:
    """The long label, and the same with its preposition for the middle of a sentence."""
    frequency, month, day, span = cycle.frequency, month_of(end), day_in_words(end), months_of(start, end)
    several = " to " in span
    match basis:
        case Basis.SNAPSHOT | Basis.QUARTER | Basis.MEAN_OF_MONTHS if frequency is Frequency.TERMLY:
            # Terms end on different days in different schools: no day is claimed.
            long = f"term ending {month}"
        case Basis.SNAPSHOT:
            return day, f"on {day}"
        case Basis.MEAN_OF_MONTHS if several:
            return f"average of the months {span}", f"on average in the months {span}"
        case Basis.MONTH | Basis.MEAN_OF_MONTHS:
            return month, f"in {month}"
        case Basis.YEAR_TO_DATE | Basis.ACADEMIC_YEAR_TO_DATE:
            if not is_month_end(end):
                return f"{day_in_words(start)} to {day}", f"from {day_in_words(start)} to {day}"
            return span, f"{'from' if several else 'in'} {span}"
        case Basis.ANNUAL if frequency is Frequency.ANNUAL and (years := _ended(cycle, end)):
            label = years.label(years.first_year(end))
            if label.isdigit():
                return label, f"in {label}"
            long = f"{years.kind} {label}"
        case _ if frequency is Frequency.SCHOOL_YEAR and basis not in _LONG:
            long = f"school year {end.year - 1}/{end.year % 100:02d}"
        case _:
            long = f"{_LONG.get(basis, 'year')} to {month if is_month_end(end) and basis is not Basis.WEEK else day}"
    return long, f"in the {long}"


#: What is said to reach to the end of a period.
_LONG = {
    Basis.WEEK: "week",
    Basis.QUARTER: "quarter",
    Basis.HALF_YEAR: "half-year",
    Basis.ROLLING_12_MONTHS: "12 months",
    Basis.ROLLING_3_YEARS: "three years",
}
