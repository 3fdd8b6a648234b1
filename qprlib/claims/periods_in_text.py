"""Periods that a sentence names, set beside the periods of one indicator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from qprlib.ground.calendar import MONTHS, last_month_end, month_end, months_later, years_later
from qprlib.ground.cycles import Frequency, cycle_of
from qprlib.ground.periods import Basis
from qprlib.ground.reported import Length, Reported
from qprlib.scoring.scorecard import Result
from qprlib.texts.vocabulary import Vocabulary

_WORDS: Final = Vocabulary(__file__, months="|".join(MONTHS))


class When(StrEnum):
    """How a period that is named stands to the indicator's latest."""

    CURRENT = "current"
    KNOWN = "known"  #: another period with a result
    LATER = "later"  #: a period after the latest
    OTHER = "other"  #: a part of a period, a season, a longer time, or one without a result


@dataclass(frozen=True, slots=True)
class Named:
    """A period as a sentence names it."""

    start: int
    end: int
    when: When
    period_end: date | None  #: None if it is none of the indicator's
    whole: bool  #: named by its own name, not by a month or "last quarter"
    dated: bool  #: whether the year is said
    quote: str


#: The quarter with whose end the first so many months of a year are over; of three where no number is said.
_FIRST_MONTHS: Final = {"six": 2, "6": 2, "nine": 3, "9": 3}
_READ: Final = tuple(
    (form, re.compile(pattern if form in ("month", "span", "length", "quarter") else rf"(?i:\b(?:{pattern})\b)"))
    for form, pattern in _WORDS.pairs("forms")
)


@dataclass(frozen=True)
class Calendar:
    """The periods of one indicator, to read names of periods by."""

    row: Result
    ends: Sequence[date]  #: of the periods with a result, in order
    quarter: Reported  #: the report's

    def named(self, text: str) -> tuple[Named, ...]:
        """The periods that a text names, in order."""
        if not _WORDS.maybe.search(text):
            return ()
        found: list[Named] = []
        taken: list[tuple[int, int]] = []
        for form, pattern in _READ:
            for match in pattern.finditer(text):
                if any(match.start() < last and first < match.end() for first, last in taken):
                    continue
                if form == "other" and match[0].lower() in f"{self.row.name} {self.row.unit}".lower():
                    continue
                taken.append(match.span())
                found += self._read(form, match)
        return tuple(sorted(found, key=lambda one: one.start))

    def _read(self, form: str, match: re.Match[str]) -> Iterator[Named]:
        whole = form in ("span", "length", "quarter", "year", "year-end", "first-months")
        given = match.groupdict()
        dated = bool(given.get("year") or given.get("fy") or given.get("calendar"))
        end, sure = self._meant(form, match, given)
        if form == "span" and not sure and self.row.period_end:
            # "Between March and June": from one period to the other.
            first = self._dated(
                {"month": given["first"], "year": given["firstyear"] or given["year"]}, self.row.period_end
            )
            whens = [self._when(one, True) for one in (first, end)]
            if set(whens) == {When.KNOWN, When.CURRENT}:
                for one, when in zip((first, end), whens, strict=True):
                    yield Named(match.start(), match.end(), when, one, False, dated, match[0].strip())
                return
        yield Named(match.start(), match.end(), self._when(end, sure), end, whole, dated, match[0].strip())

    def _when(self, end: date | None, sure: bool) -> When:
        if end is None or not sure:
            return When.OTHER
        if end == self.row.period_end:
            return When.CURRENT
        if end in self.ends:
            return When.KNOWN
        latest = self.row.period_end
        return When.LATER if latest and end > latest else When.OTHER

    def _meant(self, form: str, match: re.Match[str], given: dict[str, str | None]) -> tuple[date | None, bool]:
        """The period's end, and whether it is one that a value of this indicator can stand for."""
        latest = self.row.period_end
        if latest is None or form == "other":
            return None, False
        annual = self.row.frequency in (Frequency.ANNUAL, Frequency.SCHOOL_YEAR)
        monthly = self.row.frequency == Frequency.MONTHLY
        to_date = self.row.basis in (Basis.YEAR_TO_DATE, Basis.ACADEMIC_YEAR_TO_DATE)
        season = "June" if (given.get("season") or "").lower() == "spring" else "September"
        first = _FIRST_MONTHS.get((given.get("months") or "").lower(), 1)
        years = self.quarter.years
        year = years.first_year(self.quarter.start)
        relative: dict[str, tuple[date | None, bool]] = {
            "this": (latest, not monthly),
            "this-month": (latest, monthly),
            "this-year": (latest, annual or to_date),
            "half": (Reported(year, 1, Length.HALF_YEAR, years).end, self.row.basis == Basis.YEAR_TO_DATE),
            "year-end": (years.end(year - 1), True),
            "season": (self._dated({"month": season}, latest), self.row.frequency == Frequency.QUARTERLY),
            "first-months": (Reported(year, first, years=years).end, not annual and not monthly),
            "before": (self.row.previous.period_end, not monthly),
            "month-before": (self.row.previous.period_end, monthly),
            "year-before": (self._same_period(given, latest), True),
        }
        if form in relative:
            return relative[form]
        match form:
            case "quarter":
                return self._quarter(given), not annual and not monthly
            case "year":
                ends_in = int(str(given["fy"])[:4]) + 1
                return month_end(ends_in, latest.month), annual or self.row.basis == Basis.ANNUAL
            case "calendar":
                return month_end(int(given["calendar"] or 0), latest.month), self.row.frequency == Frequency.SCHOOL_YEAR
            case "length":
                return self._dated(given, latest), self._length_fits(str(given["length"]))
            case "span":
                return self._dated(given, latest), self._span_fits(given)
        # A month: of a value that covers more than a month it is the last month's name, or the month alone.
        alone = bool(given.get("alone"))
        return self._dated(given, latest), not alone

    def _dated(self, given: dict[str, str | None], latest: date) -> date:
        month = month_number(given["month"] or "")
        if given.get("lastyear"):
            return month_end(years_later(latest, -1).year, month)
        if given.get("year"):
            return month_end(int(str(given["year"])), month)
        # Without a year the latest one that has begun is meant.
        return last_month_end(month, latest)

    def _quarter(self, given: dict[str, str | None]) -> date:
        word = (given.get("number") or given.get("nth") or "").lower()
        number = int(word) if word.isdigit() else 4
        for names in (_WORDS.listed("nth"), _WORDS.listed("numbers")):
            if word in names:
                number = names.index(word) + 1
        said = given.get("fy") or ""
        now = Reported.containing(self.quarter.start, years=self.quarter.years)
        year = now.year
        if said[:4].isdigit():
            year = int(said[:4])
        elif re.search(r"ago|before|earlier|last|previous", said) or (not said and number > now.number):
            year -= 1
        return Reported(year, number, years=self.quarter.years).end

    def _same_period(self, given: dict[str, str | None], latest: date) -> date:
        """The end of the same period a year before, or of a year that is named."""
        said = given.get("sameyear")
        if not said:
            return months_later(latest, -12)
        if len(said) > 4:
            return self.quarter.years.month_end(int(said[:4]), latest.month)
        return month_end(int(said), latest.month)

    def _length_fits(self, length: str) -> bool:
        length = re.sub(r"^(?:financial|rolling)\s", "", length)
        if length in ("year", "twelve months", "12 months"):
            return self.row.basis in (Basis.ROLLING_12_MONTHS, Basis.ANNUAL, Basis.ACADEMIC_YEAR)
        if length == "month":
            return self.row.frequency == Frequency.MONTHLY or self.row.basis == Basis.MONTH
        if length in ("quarter", "three months", "3 months", "period", "term"):
            return self.row.basis not in (Basis.ROLLING_12_MONTHS, Basis.ANNUAL)
        return self.row.basis in (Basis.YEAR_TO_DATE, Basis.ACADEMIC_YEAR_TO_DATE)

    def _span_fits(self, given: dict[str, str | None]) -> bool:
        months = (month_number(given["month"] or "") - month_number(given["first"] or "")) % 12
        if self.row.basis == Basis.ACADEMIC_YEAR_TO_DATE:
            return True
        if self.row.basis == Basis.YEAR_TO_DATE:
            return (given["first"] or "")[:3] == MONTHS[cycle_of(self.row).years.starts - 1][:3]
        return months == 2 and self.row.basis not in (Basis.ROLLING_12_MONTHS, Basis.ANNUAL)


def month_number(name: str) -> int:
    """The number of a month by its name or abbreviation, 0 of anything else."""
    return next((number for number, month in enumerate(MONTHS, 1) if month[:3].lower() == name[:3].lower()), 0)


def part_month(named: Named, row: Result) -> bool:
    """Whether a month may be meant alone, while the value covers more than that."""
    return not named.whole and row.basis in (Basis.QUARTER, Basis.MEAN_OF_MONTHS, Basis.ACADEMIC_YEAR_TO_DATE)
