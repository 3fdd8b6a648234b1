"""Periods that a sentence names, set beside the periods of one indicator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from qprlib.ground.calendar import MONTHS, Basis, Frequency, Quarter, month_end
from qprlib.scoring.scorecard import Result


class When(StrEnum):
    """How a period that is named stands to the indicator's latest."""

    CURRENT = "current"
    KNOWN = "known"  #: another period with a result
    LATER = "later"  #: a period after the latest
    OTHER = "other"  #: a part of a period, a season, a longer time, or one without a result


@dataclass(frozen=True, slots=True)
class Named:
    """A period as a sentence names it.

    Parameters
    ----------
    start, end
        Place in the text.
    when
        How it stands to the latest period.
    period_end
        The end of the period meant, None if it is none of the indicator's.
    whole
        Whether a quarter, year or span is named by its own name, not a month or a word such as "last quarter".
    dated
        Whether the year is said.
    quote
        The words themselves.
    """

    start: int
    end: int
    when: When
    period_end: date | None
    whole: bool
    dated: bool
    quote: str


_MONTH: Final = rf"(?:{'|'.join(MONTHS)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_YEAR: Final = r"(?:19|20)\d{2}"
_FINANCIAL: Final = r"(?:19|20)\d{2}\s?(?:/|-|\N{EN DASH})\s?(?:20)?\d{2}"
_NTH: Final = ("first", "second", "third", "fourth")
_NUMBERS: Final = ("one", "two", "three", "four")
_YEAR_BEFORE: Final = r"(?:last\syear|a\syear\s(?:ago|before|earlier)|the\syear\sbefore|the\sprevious\syear)"

#: In order: what fits first is taken, and nothing inside it is read again.
_FORMS: Final[tuple[tuple[str, str], ...]] = (
    ("year-before", rf"(?:the\s)?(?:same|corresponding|equivalent)\s(?:quarter|period|time|point|month|stage"
                    rf"|week)s?(?:\s(?:of|in|from))?\s(?:{_YEAR_BEFORE}|the\s(?:previous|preceding"
                    rf"|prior)\s(?:financial\s)?year|last\sfinancial\syear"
                    rf"|(?P<sameyear>{_FINANCIAL}|{_YEAR}))"
     rf"|(?:this|that)\s(?:time|quarter|period)\slast\syear|year\son\syear|(?:twelve|12)\smonths\s(?:ago|earlier"
     rf"|before)"),
    ("span", rf"(?:between\s|from\s)?(?P<first>{_MONTH})(?:\s(?P<firstyear>{_YEAR}))?\s?(?:\sto\s|\sand\s|\suntil\s"
             rf"|-|\N{{EN DASH}}|,\s{_MONTH}\sand\s)\s?(?:the\send\sof\s)?(?P<month>{_MONTH})(?:,?\s(?P<year>{_YEAR}"
             rf"|(?P<lastyear>last\syear)))?"),
    ("length", rf"(?P<length>quarter|three\smonths|3\smonths|twelve\smonths|12\smonths|(?:financial\s"
               rf"|rolling\s)?year|six\smonths|nine\smonths|term|month|period)\s(?:to|ending|ended|up\sto"
               rf"|that\sended\s(?:in|on))\s(?:the\send\sof\s)?(?:\d{{1,2}}(?:st"
               rf"|th)?\s)?(?P<month>{_MONTH})(?:,?\s(?P<year>{_YEAR}|(?P<lastyear>last\syear)))?"),
    ("length", rf"(?P<month>{_MONTH})(?:\s(?P<year>{_YEAR}))?\s(?P<length>quarter)\b"),
    ("quarter", rf"(?:\bQ|\b[Qq]uarter\s|\bQtr\s?)(?P<number>[1-4]|{'|'.join(_NUMBERS)})\b(?:,?(?:\sof"
                rf"|\sin)?(?:\sthe)?\s(?P<fy>{_FINANCIAL}|{_YEAR}|{_YEAR_BEFORE}|this\s(?:financial\s)?year))?"),
    ("quarter", rf"\b(?:the\s)?(?P<nth>{'|'.join(_NTH)}|final|last)\squarter\sof\s(?:the\s)?(?P<fy>{_FINANCIAL}"
                rf"|{_YEAR}|{_YEAR_BEFORE}|this\s(?:financial\s)?year|(?:financial\s)?year)"),
    ("quarter", rf"\b(?:the\s)(?P<nth>{'|'.join(_NTH)})\squarter\b(?!\s(?:running|in\sa\srow|in\ssuccession))"),
    ("year-end", r"(?:at\s|by\s)?(?:the\s)?(?:end\sof\s|close\sof\s)(?:the\s)?(?:last|previous|preceding|prior"
                 r"|old)\s(?:financial"
                 r"\s)?year|(?:at\s)?(?:last|the\sprevious)\syear[-\s]end|(?:at\s)?last\syear's\send"),
    ("first-months", r"(?:the\s|its\s|our\s)?(?:first|opening)\s(?P<months>three|3|six|6|nine|9)\smonths(?:\s(?:of|in"
                     r"|into)(?:\s(?:the"
                     r"|this|our|the\scurrent))?(?:\s(?:new|current))?(?:\sfinancial)?\syear)?"
                     r"|(?:three|six|nine)\smonths\sinto\sthe\s(?:financial\s)?year"),
    ("season", r"(?:in|over|during|through|throughout|of|than|for|was)\s(?:the\s)?(?P<season>spring|summer)(?!\sterm"
               r"|\s\d)"),
    ("before", r"(?<=than\s)the\s(?:last|previous)(?:\sone)?\b(?!\s\w)|(?:the\s)?(?:last|previous|preceding"
               r"|prior)\s(?:quarter|period|reporting\speriod)|the\s(?:quarter"
               r"|period)\s(?:before|earlier)|a\squarter\s(?:ago|earlier|before)|quarter\son\squarter"
               r"|three\smonths\s(?:ago|earlier|before)|(?:the\s)?last\s(?:report|time)\b|the\s(?:report|term"
               r"|one)\sbefore|last\sterm|the\sprevious\sterm|previously"),
    ("this", r"(?:this|the\s(?:latest|current|present|reporting))\s(?:quarter|period)|(?:the|these"
             r"|all)\sthree\smonths\b(?!\s(?:to|ending|ended|up|before|earlier))|the\squarter\b(?!\s(?:before"
             r"|to|end))|this\sterm"),
    ("month-before", r"month\son\smonth|(?:last|the\s(?:previous|preceding|prior))\smonth|a\smonth\s(?:ago|earlier"
                     r"|before)|the\smonth\sbefore"),
    ("this-month", r"(?:this|the\s(?:latest|current))\smonth"),
    ("year-before", rf"(?:the\s)?{_YEAR_BEFORE}(?:'s|\N{{RIGHT SINGLE QUOTATION MARK}}s)?"),
    ("half", r"(?:the\s)?(?:first\s)?half(?:[-\s]|\sof\s(?:the\s|this\s)?(?:financial\s)?)year(?:\spoint|\sstage"
             r"|\smark)?"
             r"|(?:the\s)?mid-?year(?:\spoint)?"),
    ("this-year", r"(?:this|the\scurrent|the\slatest)\s(?:financial\s|school\s|academic\s)?year|(?:so\sfar"
                  r"|to\sdate)\sthis\syear|(?:the\s)?year\sto\sdate|so\sfar"),
    ("year", rf"(?:the\s)?(?:financial\syear|school\syear|academic\syear)?\s?(?P<fy>{_FINANCIAL})"),
    ("month", rf"(?:(?P<close>(?:at|by|since)?\s?(?:the\s)?end\sof\s|(?:on|at|by|as\sat|as\sof)\s\d{{1,2}}(?:st|nd"
              rf"|rd|th)?\s(?:of\s)?)|(?P<since>since\s)|\b)(?P<month>{_MONTH})(?:'s"
              rf"|\N{{RIGHT SINGLE QUOTATION MARK}}s)?(?:,?\s(?P<year>{_YEAR}"
              rf"|(?P<lastyear>last\syear)))?(?P<alone>\salone)?"),
    ("calendar", rf"(?<![\d,./])\b(?P<calendar>{_YEAR})\b(?![,.]\d|%|/)"),
    ("other", r"(?:in|over|during|through|throughout|since|until|before|after|by|last|this|the|early"
              r"|late)\s(?:the\s)?(?:early\s|late\s|last\s|past\s|hard\s|recent\s)?(?:winter|summer|spring|autumn"
              r"|Christmas|Easter|lockdown|pandemic|half[-\s]term|holidays?)\b"),
    ("other", r"since(?:\sthen)?(?=\s*(?:$|[.,;)]))"),
    ("other", r"(?:over|in|during|for|within|across)\s(?:the\s)?(?:past|last|recent|previous|preceding)\s(?:few\s"
              r"|several\s|couple\sof\s|\w+\s)?(?:years?|months?|weeks?|days?|quarters?|decade)|(?:\w+)\s(?:years"
              r"|months|weeks|quarters|decades?)\s(?:ago|earlier|before)|long(?:er)?[-\s](?:term|run)|over\stime"
              r"|month\sby\smonth|year\sby\syear|each\s(?:month|week|day)|every\s(?:month|week|day|quarter)|weekly"
              r"|monthly|daily|(?:this|last|that|the)\sweek|yesterday|today|recently|earlier\sin\sthe\s(?:year"
              r"|quarter)|mid-\w+|(?:two|three|four|five|\d+)\s(?:quarters|years|months|weeks|periods"
              r"|terms)\b(?!\sof\b|\s(?:running|in\sa\srow|in\ssuccession))|first\shalf|second\shalf|half[-\s]year"
              r"|before\sthat|\bthen\b|initially|at\sfirst|peak|next\s\w+"),
)  # fmt: skip
#: No text without any of this names a period: most clauses are told so at once.
_MAYBE: Final = re.compile(
    rf"{_MONTH}|\d|since|quarter|year|month|week|period|term|time|now|today|day|winter|summer|spring|autumn|decade"
    rf"|mas\b|Easter|pandemic"
    r"|lockdown|holiday|recent|report|so\sfar|previous|then\b|first|initially|peak|next|before|half|mid-",
    re.IGNORECASE,
)
_READ: Final = tuple(
    (form, re.compile(pattern if form in ("month", "span", "length", "quarter") else rf"(?i:\b(?:{pattern})\b)"))
    for form, pattern in _FORMS
)


@dataclass(frozen=True)
class Calendar:
    """The periods of one indicator, to read names of periods by.

    Parameters
    ----------
    row
        Its row of the scorecard.
    ends
        The ends of its periods with a result, in order.
    quarter
        The report's quarter.
    """

    row: Result
    ends: Sequence[date]
    quarter: Quarter

    def named(self, text: str) -> tuple[Named, ...]:
        """The periods that a text names, in order."""
        if not _MAYBE.search(text):
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
        relative: dict[str, tuple[date | None, bool]] = {
            "this": (latest, not monthly),
            "this-month": (latest, monthly),
            "this-year": (latest, annual or to_date),
            "half": (month_end(self.quarter.year, 9), self.row.basis == Basis.YEAR_TO_DATE),
            "year-end": (month_end(self.quarter.year, 3), True),
            "season": (self._season(given), self.row.frequency == Frequency.QUARTERLY),
            "first-months": (self._first_months(given), not annual and not monthly),
            "before": (self.row.previous_end, not monthly),
            "month-before": (self.row.previous_end, monthly),
            "year-before": (self._same_period(given, latest), True),
        }
        if form in relative:
            return relative[form]
        match form:
            case "quarter":
                return self._quarter(given), not annual and not monthly
            case "year":
                return self._financial(given), annual or self.row.basis == Basis.ANNUAL
            case "calendar":
                year = int(given["calendar"] or 0)
                return month_end(year, latest.month), self.row.frequency == Frequency.SCHOOL_YEAR
            case "length":
                return self._dated(given, latest), self._length_fits(str(given["length"]))
            case "span":
                return self._dated(given, latest), self._span_fits(given)
        # A month: of a value that covers more than a month it is the last month's name, or the month alone.
        alone = bool(given.get("alone"))
        return self._dated(given, latest), not alone

    def _dated(self, given: dict[str, str | None], latest: date) -> date:
        month = _month(given["month"] or "")
        if given.get("lastyear"):
            return month_end(latest.year - 1, month)
        if given.get("year"):
            return month_end(int(str(given["year"])), month)
        # Without a year the latest one that has begun is meant.
        return month_end(latest.year if month <= latest.month else latest.year - 1, month)

    def _quarter(self, given: dict[str, str | None]) -> date:
        word = (given.get("number") or given.get("nth") or "").lower()
        number = int(word) if word.isdigit() else 4
        for names in (_NTH, _NUMBERS):
            if word in names:
                number = names.index(word) + 1
        said = given.get("fy") or ""
        year = self.quarter.year
        if said[:4].isdigit():
            year = int(said[:4])
        elif re.search(r"ago|before|earlier|last|previous", said) or (not said and number > self.quarter.number):
            year -= 1
        return Quarter(year, number).end

    def _same_period(self, given: dict[str, str | None], latest: date) -> date:
        """The end of the same period a year before, or of a year that is named."""
        said = given.get("sameyear")
        if not said:
            return month_end(latest.year - 1, latest.month)
        financial = len(said) > 4
        return month_end(int(said[:4]) + (1 if financial and latest.month < 4 else 0), latest.month)

    def _season(self, given: dict[str, str | None]) -> date:
        """The end of the quarter that a season is told of: April to June, July to September."""
        month = 6 if (given.get("season") or "").lower() == "spring" else 9
        latest = self.row.period_end or self.quarter.end
        return month_end(latest.year if month <= latest.month else latest.year - 1, month)

    def _first_months(self, given: dict[str, str | None]) -> date:
        """The end of the first three, six or nine months of the report's year."""
        quarters = {"three": 1, "3": 1, "six": 2, "6": 2, "nine": 3, "9": 3}
        return Quarter(self.quarter.year, quarters.get((given.get("months") or "three").lower(), 1)).end

    def _financial(self, given: dict[str, str | None]) -> date:
        latest = self.row.period_end
        year = int(str(given["fy"])[:4]) + 1
        return month_end(year, latest.month if latest else 3)

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
        months = (_month(given["month"] or "") - _month(given["first"] or "")) % 12
        if self.row.basis in (Basis.YEAR_TO_DATE, Basis.ACADEMIC_YEAR_TO_DATE):
            return MONTHS[0 if self.row.basis == Basis.ACADEMIC_YEAR_TO_DATE else 3][:3] == (given["first"] or "")[
                :3
            ] or (self.row.basis == Basis.ACADEMIC_YEAR_TO_DATE)
        return months == 2 and self.row.basis not in (Basis.ROLLING_12_MONTHS, Basis.ANNUAL)


def _month(name: str) -> int:
    return next(number for number, month in enumerate(MONTHS, start=1) if month[:3] == name[:3])


def part_month(named: Named, row: Result) -> bool:
    """Whether a month may be meant alone, while the value covers more than that."""
    return not named.whole and row.basis in (Basis.QUARTER, Basis.MEAN_OF_MONTHS, Basis.ACADEMIC_YEAR_TO_DATE)
