"""The highest ever, the best since 2009, never so few: claims that an earlier result denies.

A claim has a word of degree (highest, so few, lower than), which says which way it goes, and a span (ever, since 2009,
for two years), which says how far back. Both are read wherever they stand in the clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from qprlib.claims.clauses import Clause, head_of
from qprlib.claims.faults import Fault
from qprlib.claims.periods_in_text import Named, When
from qprlib.claims.quotable import Known
from qprlib.claims.topic import Speaks, Topic
from qprlib.data.running import CUMULATIVE
from qprlib.ground.numbers import round_half_up

#: Words of degree by the way they go; "better" and "worse" depend on the indicator's polarity.
_UP: Final = (
    "high|higher|highest|large|larger|largest|long|longer|longest|slow|slower|slowest|great|greater|greatest|many"
)
_UP_MORE: Final = (
    "|more|most|full|fuller|fullest|big|bigger|biggest|much|costly|expensive|dear|dearer|dearest|peak|busier|busiest"
)
_DOWN: Final = "low|lower|lowest|small|smaller|smallest|short|shorter|shortest|few|fewer|fewest|little|less|least|cheap"
_DOWN_MORE: Final = "|quieter|quietest|cheaper|cheapest"
_BETTER: Final = "good|better|best|strong|stronger|strongest|healthy|healthier|healthiest"
_WORSE: Final = "bad|worse|worst|poor|poorer|poorest|weak|weaker|weakest"
_QUICK: Final = "fast|faster|fastest|quick|quicker|quickest|swift|swifter|swiftest|speedier|speediest"
_WAYS: Final = {
    word: way
    for way, words in (
        ("up", _UP + _UP_MORE),
        ("down", _DOWN + _DOWN_MORE),
        ("better", _BETTER),
        ("worse", _WORSE),
        ("quick", _QUICK),
    )
    for word in words.split("|")
}
_SUPERLATIVE: Final = "|".join(
    word for word in _WAYS if word.endswith("est") or word in ("most", "best", "worst", "least")
)
_COMPARATIVE: Final = "|".join(
    word for word in _WAYS if word in ("more", "less", "worse", "better", "fewer") or word.endswith("er")
)
_DEGREE: Final = "|".join(_WAYS)
_PERIOD: Final = r"(?:quarter|month|year|period|survey|result|figure|time|point|term)"
_CLAIMS: Final = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        # "No quarter has seen a lower rate", "never been higher", "never has so small a share".
        ("none", rf"\bno\s(?:other\s|previous\s|earlier\s)?{_PERIOD}\s(?:has|have|had|was|saw|since|on|in)\b.{{0,40}}?"
                 rf"\b(?P<word>{_COMPARATIVE}|(?:as|so)\s(?P<so>{_DEGREE}))\b"),
        ("never", rf"\b(?:never|not|hasn't|haven't|has\snot|have\snot|nor)\b.{{0,60}}?\b(?P<strict>so|this|that|as"
                  rf"|such\sa|quite\sso)"
                  rf"\s(?P<word>{_DEGREE})\b(?!\sas\b)"),
        ("none", rf"\b(?:not\s(?:one|a\ssingle)|no)\s{_PERIOD}\b.{{0,50}}?\b(?:has|have|had|was)\b.{{0,40}}?"
                 rf"\b(?P<word>{_COMPARATIVE})\b"),
        ("none", rf"\bat\sno\s(?:other\s)?(?:time|point|stage)\b.{{0,60}}?\b(?:(?P<word>{_COMPARATIVE})|(?P<strict>as"
                 rf"|so|this)"
                 rf"\s(?P<so>{_DEGREE}))\b"),
        ("never", rf"\b(?:never|not|hasn't|haven't)\s(?:\w+\s){{0,3}}?(?:been|stood|seen|had|known|recorded|reached"
                  rf"|gone|done"
                  rf"|fared|performed)\s(?:\w+\s){{0,3}}?(?P<word>{_COMPARATIVE})\b"),
        ("than", rf"\b(?P<word>{_COMPARATIVE})\b[^,;]{{0,50}}?\bthan\s(?:(?:at|in|for|on)\s)?(?P<strict>ever"
                 rf"|any\b(?:\s\w+)?\s"
                 rf"{_PERIOD}|any\s(?:other|previous|earlier)|anything|all\s(?:other|previous|earlier)"
                 rf"|it\shas\s(?:ever\s)?been|it's\s(?:ever\s)?been)"),
        ("record", r"\b(?:record|all-time|new)[\s-](?P<word>high|low|best|worst)\b|\brecord\s(?P<what>levels?|results?"
                   r"|performance|quarter|number|figure|rate|total|month|year)\b"),
        ("span", r"\b(?P<count>two|three|four|five|six|seven|eight|nine|ten|\d+)-(?P<unit>year|quarter"
                 r"|month)\s(?P<word>high|low)"
                 r"\b"),
        ("most", rf"\b(?P<word>{_SUPERLATIVE})(?:-ever)?\b"),
    )
)  # fmt: skip
#: How far back a claim goes; the first that fits.
_SINCE: Final = re.compile(
    r"\b(?:since|after)\b[^,;]*?(?:\b(?P<month>[A-Z][a-z]+)\s)?\b(?P<year>20\d\d|19\d\d)(?P<second>/\d\d)?"
)
_SINCE_MONTH: Final = re.compile(
    r"\bsince\s(?:the\s(?:end\sof|quarter\sto)\s)?(?P<month>January|February|March|April|May|June|July|August|September"
    r"|October|November|December)\b"
)
_LENGTH: Final = re.compile(
    r"\b(?:for|in|over|of|during|across|within)\s(?:the\s|these\s|our\s)?(?:last\s|past\s|previous\s|more\sthan\s"
    r"|over\s|at"
    r"\sleast\s|almost\s|nearly\s|well\sover\s|all\s)*(?:the\s)?(?:(?P<number>\d+|two|three|four|five|six|seven|eight"
    r"|nine|ten"
    r"|twelve|an?)\s)?(?P<unit>years?|quarters?|months?|period)\b(?!\s(?:to|ending|ended)\b)",
    re.IGNORECASE,
)
_THIS_YEAR: Final = re.compile(r"\bthis\s(?:financial\s)?year\b|\bof\sthe\s(?:financial\s)?year\b", re.IGNORECASE)
_EVER: Final = re.compile(
    r"\bever\b|-ever\b|\bon\srecord|\brecords?\sbegan|\bto\sdate\b|\byet\b|\bseries\b|\bof\sall\b|\ball-time"
    r"|\bso\sfar\b"
    r"|\b(?:we|it|council|service|team|district)(?:'ve|'s|\s(?:have|has))(?:\s(?:yet|so\sfar|ever))?\s(?:had|seen"
    r"|managed"
    r"|recorded|achieved|reported|known|been|experienced|reached)\b|\bsince\s(?:reporting|recording|monitoring|counting"
    r"|measur\w+|we\s(?:first|began|started|have)|the\s(?:measure|indicator|series|data|question|figures?)"
    r"|this\s(?:measure|indicator)|it\swas|figures"
    r"|data)\b|\brecorded\b|\bshown\b|\bhistory\b|\bmemory\b",
    re.IGNORECASE,
)
_NOT_THE: Final = re.compile(r"(?:\b(?:not|no\slonger|far\sfrom|hardly|never)|n't)\s(?:\w+\s){0,3}$", re.IGNORECASE)
_PLACED: Final = re.compile(
    r"\b(?:second|third|fourth|fifth|2nd|3rd|one\sof|among|next|close\sto|near|nearly|almost|was\sonce|since|at|than"
    r"|of)"
    r"\s(?:the\s|its\s|our\s|their\s)?$",
    re.IGNORECASE,
)
_AT_ITS: Final = re.compile(r"\bat\s(?:its|their|our|the)\s$", re.IGNORECASE)
_COUNT: Final = {
    word: number
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}


@dataclass(frozen=True, slots=True)
class _Claim:
    """A claim of an extreme: where it stands, which way it goes, whether a tie denies it or it is denied itself."""

    start: int
    end: int
    sign: int
    strict: bool
    denied: bool
    ends: tuple[date, ...]


def wrong_extremes(clause: Clause, known: Known, topic: Topic) -> Iterator[Fault]:
    """Claims of an extreme ("highest ever", "best since 2009") where an earlier result went further."""
    row = known.row
    if not clause.claimed or not row.known or row.period_end is None:
        return
    for claim in _claims(clause, known, topic):
        beyond = [end for end in claim.ends if _further(known, end, claim)]
        if bool(beyond) is claim.denied or not claim.ends:
            continue
        rivals = beyond or claim.ends
        furthest = max(rivals, key=lambda end: (claim.sign * known.actual(end), end))
        quote = clause.quote(claim.start, claim.end)
        found = f'The text says "{quote}"; {row.id} was {known.latest.words}, and {known.result(furthest).words}.'
        yield Fault("wrong-extreme", quote, found, known.result(furthest).words)
        return


def _further(known: Known, end: date, claim: _Claim) -> bool:
    """Whether the result of a period lies beyond the latest one, or beside it where the claim allows no tie."""
    decimals = known.row.decimals
    gap = claim.sign * (round_half_up(known.actual(end), decimals) - round_half_up(known.row.actual, decimals))
    return gap > 1e-9 or (claim.strict and gap > -1e-9)


def _claims(clause: Clause, known: Known, topic: Topic) -> Iterator[_Claim]:
    """The extremes that a clause claims of the result."""
    text = clause.text
    for kind, pattern in _CLAIMS:
        for match in pattern.finditer(text):
            given = match.groupdict()
            before = text[: match.start()]
            if match.start() >= clause.own_until or (_PLACED.search(before) and not _AT_ITS.search(before)):
                continue
            if any(one.when is not When.CURRENT and one.start < match.start() for one in clause.periods):
                continue
            sign = _sign(given, known)
            ends, last = _stretch(kind, match, text, known, clause.periods)
            if not sign or ends is None or not _is_own(kind, clause, match, last, topic):
                continue
            # A comparison's "never" belongs to it; a superlative's turns it round.
            denied = kind in ("most", "record", "span") and bool(_NOT_THE.search(before))
            yield _Claim(match.start(), max(match.end(), last), sign, bool(given.get("strict")), denied, tuple(ends))
            return


def _is_own(kind: str, clause: Clause, match: re.Match[str], last: int, topic: Topic) -> bool:
    """Whether an extreme is claimed of the result: nothing before it and nothing within it is of something else."""
    before, inside = clause.plain(0, match.start()), clause.plain(match.start(), max(match.end(), last))
    if kind in ("record", "span"):
        inside = ""
    elif kind == "most":
        inside = _SPAN_WORDS.sub(" ", clause.plain(match.end(), max(match.end(), last)))
    else:
        inside = _SPAN_WORDS.sub(" ", inside)
    within = topic.of_phrase(inside)
    if within is Speaks.ELSE:
        return False
    following = re.match(r"\s(?:for|in|of|among|at)\s(?P<what>[^,;.]+)", clause.plain(max(match.end(), last)))
    if kind == "most" and following and topic.of_phrase(following["what"]) is Speaks.ELSE:
        return bool(re.search(r"\b(?:district|county|borough|area)\b", following["what"]))
    spoken = topic.of_phrase(head_of(before))
    if spoken in (Speaks.NOTHING, Speaks.POINTING):
        return within is Speaks.OWN or clause.subject is not Speaks.ELSE
    return spoken is Speaks.OWN or within is Speaks.OWN or _of_those_counted(before, topic)


def _of_those_counted(before: str, topic: Topic) -> bool:
    """Whether a clause tells how those who are counted fared: "claims are decided faster than ever"."""
    timed = topic.unit in ("days", "weeks", "hours", "minutes")
    we = re.search(r"\b(?:we|the\s(?:team|service|council))\b", before, re.IGNORECASE)
    return topic.of_phrase(head_of(before)) is Speaks.COUNTED and bool(timed or we)


#: What a span is made of, and the words of such claims, which name no subject.
_SPAN_WORDS: Final = re.compile(
    rf"\b(?:since\b.*|anything|everything|than|never|not|no|other|previous|earlier|{_PERIOD}s?|ever|any|record"
    rf"|records|began|all-time|so|this|that|such|as"
    rf"|yet|series|seen|had|managed|achieved|recorded|known|been|we've|it's|reached|haven't|hasn't|history|memory"
    rf"|{_DEGREE})\b",
    re.IGNORECASE,
)


def _sign(given: dict[str, str | None], known: Known) -> int:
    """1 where the text claims that none was higher, -1 that none was lower, 0 where that cannot be told."""
    row = known.row
    better = {"higher": 1, "lower": -1}.get(row.polarity, 0)
    word = (given.get("so") or given.get("word") or "").lower()
    if given.get("what"):
        what = str(given["what"]).lower()
        return better if re.match("result|performance|quarter|month|year", what) else 1
    way = _WAYS.get(word, "")
    timed = row.unit in ("days", "weeks", "hours", "minutes")
    if way == "quick":
        return -1 if timed else better
    return {"up": 1, "down": -1, "better": better, "worse": -better}.get(way, 0)


def _stretch(
    kind: str, match: re.Match[str], text: str, known: Known, periods: Sequence[Named]
) -> tuple[Sequence[date] | None, int]:
    """The earlier periods that a claim takes in, None where it says nothing of that, and where its span ends."""
    latest = known.row.period_end
    assert latest is not None
    ends = [end for end in known.ends if end < latest]
    if known.row.basis in CUMULATIVE:
        ends = [end for end in ends if end.month == latest.month]
    if kind == "span":
        return _within(ends, match["count"], match["unit"], known), match.end()
    place = match.start()
    told = (_SINCE, _SINCE_MONTH, _EVER)
    named_since = any(one.period_end and re.search(r"\bsince\s$", text[: one.start]) for one in periods)
    if not named_since and re.search(r"\bsince\b", text[place:]) and not any(one.search(text, place) for one in told):
        # "Since last autumn" and the like: a span that cannot be told.
        return None, match.end()
    if since := _SINCE.search(text, place):
        year = int(since["year"]) + (1 if since["second"] else 0)
        number = _month_number(since["month"] or "") or (3 if since["second"] else 12)
        return [end for end in ends if (end.year, end.month) > (year, number)], since.end()
    for named in periods:
        if named.period_end and named.start > place and re.search(r"\bsince\s$", text[: named.start]):
            return [end for end in ends if end > named.period_end], named.end
    if since := _SINCE_MONTH.search(text, place):
        number = _month_number(since["month"])
        year = latest.year if number < latest.month else latest.year - 1
        return [end for end in ends if (end.year, end.month) > (year, number)], since.end()
    if length := _LENGTH.search(text, place):
        return _within(ends, length["number"] or "one", length["unit"], known), length.end()
    if _THIS_YEAR.search(text, place):
        return [end for end in ends if (end.year, end.month) > (latest.year - (latest.month < 4), 3)], match.end()
    if ever := _EVER.search(text, place):
        return ends, ever.end()
    plain = kind in ("none", "than", "record") or match[0].lower().startswith("never")
    return (ends if plain else None), match.end()


def _within(ends: Sequence[date], number: str, unit: str, known: Known) -> Sequence[date]:
    """The earlier periods within so many quarters, months or years."""
    latest = known.row.period_end
    assert latest is not None
    count = int(number) if number.isdigit() else _COUNT.get(number.lower(), 1)
    if unit.lower().startswith("quarter") and known.row.frequency == "quarterly":
        return ends[: max(count - 1, 0)]
    months = count * (12 if unit.lower().startswith("year") else 3 if unit.lower().startswith("quarter") else 1)
    return [end for end in ends if 12 * (latest.year - end.year) + latest.month - end.month < months]


def _month_number(name: str) -> int:
    names = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    return names.index(name[:3].lower()) + 1 if name[:3].lower() in names else 0
