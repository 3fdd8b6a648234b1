"""The names that people give periods: ``Q3 2024/25``, ``Dec-24``, ``31/12/2024``, ``2023/24 outturn``, ``YTD Q2``.

A name is taken apart into what it says; what it leaves open, the year most often, is filled in from around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from qprlib.ground.calendar import MONTHS, Years, is_report_year, month_end, months_between, months_later
from qprlib.ground.reported import Length, Reported

_MONTH = "|".join(rf"{name[:3]}(?:{name[3:]}|{name[3:4]})?" if name != "May" else "May" for name in MONTHS)
_DASHES = "\N{EN DASH}\N{EM DASH}-"
_QUOTE = "\N{RIGHT SINGLE QUOTATION MARK}'"
_TO = rf"\s*(?:[/{_DASHES}]|to)\s*"
_FORMS = {
    "day": r"(?P<iso>\d{4}-\d{2}-\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2})?)?"
    r"|(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4}|\d{2})",
    "named_day": rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ -](?P<m>{_MONTH})[ -](?P<y>\d{{4}}|\d{{2}})",
    "months": rf"(?P<first>{_MONTH})(?:\s*'?(?:\d{{4}}|\d{{2}}))?{_TO}"
    rf"(?P<last>{_MONTH})(?:\s*'?(?P<y>\d{{4}}|\d{{2}}))?",
    "split": rf"(?:FY\s*)?(?P<y>(?:19|20)\d{{2}})\s*[/{_DASHES}]\s*(?P<z>\d{{4}}|\d{{2}})"
    rf"|(?:FY\s*)?(?P<short>\d{{2}})[/{_DASHES}](?P<zz>\d{{2}})",
    "fiscal": r"FY\s*'?(?P<y>\d{4}|\d{2})",
    "month": rf"(?P<m>{_MONTH})(?:[ {_QUOTE}.-]*(?P<y>\d{{4}}|\d{{2}}))?",
    "quarter": r"(?:Q|Qtr\.?\s*|Quarter\s*)(?P<n>[1-4])|(?P<nth>[1-4])(?:st|nd|rd|th)\s+quarter",
    "half": r"(?:H|Half(?:[ -]year)?\s*)(?P<n>[12])|(?P<word>first|second)\s+half(?:[ -]year)?",
    "year": r"(?P<y>(?:19|20)\d{2})",
}
_PATTERNS = {name: re.compile(rf"(?<!\w)(?:{form})(?!\w)", re.IGNORECASE) for name, form in _FORMS.items()}
_TO_DATE = re.compile(r"\b(?:ytd|year to date|cumulative|cum\.?)\b", re.IGNORECASE)
_FILLER = re.compile(
    r"\b(?:period|ending|ended|to|at|end of|as at|for|in|the|return)\b|[()\[\],:;\N{EN DASH}-]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PeriodName:
    """What a name says of a period; None where it says nothing."""

    rest: str  #: the words left over: ``Actual``, ``Target``
    length: Length | None = None
    number: int = 0  #: of the quarter or half-year, or the month
    year: int = 0  #: as it is written: the first of a split year
    split: bool = False  #: whether the year is one of two calendar years, such as 2024/25
    ends_in: bool = False  #: whether the year is told by the one in which it ends: FY25
    #: The last day, where the name says it itself; how long it is the days of others tell, a month where none do.
    day: date | None = None
    to_date: bool = False

    @property
    def dated(self) -> bool:
        """Whether it says a year."""
        return bool(self.year or self.day)

    def within(self, other: PeriodName) -> PeriodName:
        """The same with what another one above or around it says: the year, or for a bare year the quarter."""
        if self.day:
            return self
        shorter = self.length in (None, Length.YEAR) and other.length not in (None, Length.YEAR) and not other.day
        length, number = (other.length, other.number) if shorter else (self.length, self.number)
        told = self if self.year else other
        made = replace(self, length=length, number=number, to_date=self.to_date or other.to_date)
        return replace(made, year=told.year, split=told.split, ends_in=told.ends_in)

    def end(self, years: Years) -> date | None:
        """Its last day in such years; None while something is open or does not fit them."""
        if self.day:
            return self.day
        if not self.year or not self.length:
            return None
        if self.length is Length.MONTH and not self.split:
            return month_end(self.year, self.number)
        first = self.year
        if self.ends_in and years.starts != 1:
            first -= 1
        if self.split and years.starts == 1:
            return None  # a year of two calendar years, and the organisation's has one
        if self.length is Length.MONTH:
            return years.month_end(first, self.number)
        return Reported(first, self.number or 1, self.length, years).end

    def doubtful(self, years: Years) -> bool:
        """Whether the year may be meant as the one in which it begins or ends: ``Q1 2025`` where years are split."""
        return bool(self.year and not self.day and not self.split and not self.ends_in and years.starts != 1
                    and self.length is not Length.MONTH)  # fmt: skip


def read_period_name(text: str) -> PeriodName | None:
    """Take a name apart; None where it names no period at all."""
    left = " ".join(text.split())
    found = PeriodName("")
    if _TO_DATE.search(left):
        found, left = replace(found, to_date=True), _TO_DATE.sub(" ", left)
    for name, pattern in _PATTERNS.items():
        match = pattern.search(left)
        if match is None:
            continue
        more = _with(found, name, match.groupdict())
        if more is None:
            continue
        found, left = more, f"{left[: match.start()]} {left[match.end() :]}"
    if not (found.length or found.dated):
        return None
    if found.length is None:
        found = replace(found, length=Length.YEAR, number=1)
    return replace(found, rest=" ".join(_FILLER.sub(" ", left).split()))


def _with(found: PeriodName, name: str, said: dict[str, str | None]) -> PeriodName | None:
    """What is known with one more part of a name; None where the part adds nothing or cannot be meant."""
    if found.day:
        return found if name in ("quarter", "half") else None  # "Quarter 3 (Oct - Dec 2024)" says the same twice
    match name:
        case "day" | "named_day":
            day = _day(said)
            return replace(found, day=day, length=Length.MONTH) if day else None
        case "months":
            first, last = _month(said["first"]), _month(said["last"])
            many = (last - first) % 12 + 1
            length = next((one for one in Length if one.months == many), None)
            more = replace(found, length=length, number=last)
            return replace(
                more,
                day=month_end(_full(said["y"]), last) if said["y"] else None,
                length=length if said["y"] else Length.MONTH,
            )
        case "split" if not found.year:
            year, second = _full(said["y"] or said["short"]), int(said["z"] or said["zz"] or 0)
            return replace(found, year=year, split=True) if (year + 1) % 100 == second % 100 else None
        case "fiscal" if not found.year:
            return replace(found, year=_full(said["y"]), ends_in=True)
        case "month" if not found.length:
            more = replace(found, length=Length.MONTH, number=_month(said["m"]))
            return replace(more, year=_full(said["y"])) if said["y"] and not found.year else more
        case "quarter" if not found.length:
            return replace(found, length=Length.QUARTER, number=int(said["n"] or said["nth"] or 0))
        case "half" if not found.length:
            number = int(said["n"] or 0) or (1 if (said["word"] or "").lower() == "first" else 2)
            return replace(found, length=Length.HALF_YEAR, number=number)
        case "year" if not found.year and is_report_year(int(said["y"] or 0)):
            return replace(found, year=int(said["y"] or 0))
    return None


def _day(said: dict[str, str | None]) -> date | None:
    try:
        if said.get("iso"):
            day = date.fromisoformat(said["iso"] or "")
        else:
            month = said["m"] or ""
            day = date(_full(said["y"]), int(month) if month.isdigit() else _month(month), int(said["d"] or 0))
    except ValueError:
        return None
    if not is_report_year(day.year):
        return None
    # The first of a month stands for the month: spreadsheets keep Apr-24 so.
    return months_later(day, 0) if day.day == 1 else day


def _month(name: str | None) -> int:
    return next(place for place, month in enumerate(MONTHS, 1) if month[:3].casefold() == (name or "")[:3].casefold())


def _full(year: str | None) -> int:
    """A year of two digits in full: councils' figures are of this century, or of the last ten years before it."""
    number = int(year or 0)
    return number if number > 99 else (1900 if number >= 90 else 2000) + number


def step_of(ends: list[date]) -> Length | None:
    """The length of periods by the days on which they end: ``Jun-24, Sep-24`` are quarters."""
    gaps = {months_between(*pair) for pair in zip(sorted(ends), sorted(ends)[1:], strict=False)} - {0}
    return next((one for one in Length if gaps and one.months == min(gaps)), None)
