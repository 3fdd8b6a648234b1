"""Words that set the result on the wrong side of its target, floor or range."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from enum import Enum
from typing import Final

from qprlib.claims.claimed import ANY_READING
from qprlib.claims.clauses import Clause, head_of
from qprlib.claims.faults import Fault
from qprlib.claims.periods_in_text import When
from qprlib.claims.quantities import Kind
from qprlib.claims.quotable import Known
from qprlib.claims.topic import Speaks, Topic
from qprlib.ground.numbers import format_target, is_percentage, round_half_up
from qprlib.scoring.scorecard import Result


class Stands(Enum):
    """How a text says that the result stands to a bound."""

    ABOVE = "above"
    BELOW = "below"
    MET = "met"
    BEATEN = "better than"
    MISSED = "missed"
    INSIDE = "inside"
    OUTSIDE = "outside"


_THE: Final = (
    r"(?:both\s)?(?:the\s|its\s|our\s|this\s|their\s|that\s|both\s(?:the\s|its\s)?)?(?:(?:quarter's"
    r"|quarterly|corporate|council's|agreed|set|current|year's|month's|profiled|expected|normal|usual"
    r"|own|half-year|mid-year|in-year|quarterly|desired|ambitious|challenging|tough|stretching|planned|approved"
    r"|published|stated"
    r"|acceptable|recommended|ideal|safe|preferred|required|intended|usual|upper|lower|outer|maximum|minimum|full"
    r"|optimum|optimal"
    r"|Red|Amber|Green|\w+ly)\s)*(?:\u00a3?\d[\d.,]*(?:%|\sper\scent)?(?:[\s-](?:days?|weeks?"
    r"|a\sweek))?\s)?(?:(?P<adjective>[a-z-]+)\s)??"
)
_BOUND: Final = (
    r"(?P<bound>targets?|floor|ceiling|minimum\sstandard|tolerance|limits?|thresholds?|standard|plan|profile|maximum"
    r"|minimum"
    r"|(?:upper|top|lower|bottom)\s(?:end|limit|bound|edge)?\s?of\s(?:the|our|its)\s(?:\w+\s)?range|trajectory"
    r"|(?:expected\s|target\s|normal\s|planned\s)?(?:range|band)"
    r"|(?:what|where|the\s(?:level|figure|number|mark|rate|maximum|standard))\s(?:that\s)?(?:the\s)?(?:\w+\s)?(?:has"
    r"|have|had)?\s?"
    r"(?:set|asked|agreed|want(?:s|ed)?|expect(?:s|ed)?|require[sd]?|need(?:s|ed)?|aim(?:s|ed)?|allow(?:s|ed)?)"
    r"(?:\s(?:of|for|from|at))?(?:\s(?:us|it|the\sservice))?(?:\s(?:for|to\sbe))?)\b(?!\s(?:date|group|audience"
    r"|setting|list|area|population|for\s20))"
)
#: The figure of a bound, between it and its verb.
_FIGURE: Final = r"(?:\s(?:of|for|at)\s(?:no\smore\sthan\s)?\u00a3?\d[\d.,]*(?:%|\sper\scent)?(?:\s\w+){0,3}?)?"
_NOT: Final = (
    r"(?:did\snot|didn't|does\snot|doesn't|has\snot|hasn't|have\snot|haven't|fail(?:s|ed)\sto"
    r"|failing\sto|not|never|unable\sto|yet\sto|was\snot|is\snot|isn't|wasn't)\s(?:yet\s|quite\s"
    r"|being\s|been\s)?"
)
_STANDINGS: Final = tuple(
    (stands, re.compile(pattern, re.IGNORECASE))
    for stands, pattern in (
        (Stands.MISSED, rf"\b{_NOT}(?:meet|met|meeting|reach(?:ed)?|hit|achieved?|attain(?:ed)?)\s{_THE}{_BOUND}"),
        (Stands.MISSED, rf"\b{_BOUND}{_FIGURE}\s(?:was|is|has|were|had)\s(?:narrowly\s|just\s"
                        rf"|again\s)?(?:{_NOT}(?:been\s"
                        rf"|being\s|quite\s)?(?:met|achieved|reached|hit|attained)|(?:been\s)?missed)"),
        (Stands.MISSED, rf"\b(?:miss(?:ed|es|ing)?|(?:fell|falls|falling|fallen|well|just|is|was|remains|still"
                        rf"|points?)?\s?(?:short|shy|wide|adrift|the\swrong\sside|failing|failed)\sof|trail(?:s|ed"
                        rf"|ing)?"
                        rf"|lag(?:s|ged|ging)?(?:\sbehind)?|down\son|undershoot(?:s|ing)?|undershot|fail(?:s|ed|ing)"
                        rf"|behind|worse\sthan|off|adrift\sof|underperform\w*\sagainst"
                        rf"|not\son|yet\sto\s(?:meet|reach|hit)|not\s(?:at|within))\s{_THE}{_BOUND}"),
        (Stands.MISSED, rf"^\s*(?:the\s)?{_BOUND}\s(?:missed|not\s(?:met|achieved))"),
        (Stands.MET, rf"^\s*(?:the\s)?{_BOUND}\s(?:met|achieved)"),
        (Stands.BEATEN, rf"\b(?:exceed(?:ed|s|ing)?|beat(?:s|ing|en)?|surpass(?:ed|es|ing)?|outperform(?:ed|s"
                        rf"|ing)?|ahead\sof|better\sthan|bettered|overachiev\w+|inside|clear\sof|topp(?:ed|ing)"
                        rf"|outstrip\w*|passed"
                        rf"|cleared)\s{_THE}{_BOUND}"),
        (Stands.BEATEN, rf"\b{_BOUND}{_FIGURE}\s(?:was|is|has|were)\s(?:comfortably\s|again\s|also\s|narrowly\s"
                        rf"|just\s)?(?:been\s)?(?:exceeded|beaten|surpassed)"),
        (Stands.MET, rf"\b{_BOUND}{_FIGURE}\s(?:was|is|has|were)\s(?:comfortably\s|again\s|also\s|therefore\s|being\s"
                     rf"|now\s|just\s)?(?:been\s)?(?:met|achieved|hit|reached|attained)"),
        (Stands.MET, rf"\b(?:met|meets|meeting|achiev(?:ed|es|ing)|hit|hitting|reached|attained|satisfies|on|at"
                     rf"|match(?:ed|es|ing)?|in\sstep\swith|comply\w*\swith"
                     rf"|in\sline\swith|within|equal\sto|exactly\son)\s{_THE}{_BOUND}"),
        (Stands.MISSED, rf"\b(?:breach(?:ed|es|ing)?|on\sthe\swrong\sside\sof)\s{_THE}{_BOUND}"),
        (Stands.MET, rf"\bon\sthe\sright\sside\sof\s{_THE}{_BOUND}"),
        (Stands.OUTSIDE, rf"\boutside\s(?:of\s)?{_THE}{_BOUND}"),
        (Stands.ABOVE, rf"\b(?:above|over|higher\sthan|more\sthan|greater\sthan|in\sexcess\sof)\s{_THE}{_BOUND}"),
        (Stands.BELOW, rf"\b(?:below|under|lower\sthan|less\sthan|fewer\sthan|beneath|underneath)\s{_THE}{_BOUND}"),
    )
)  # fmt: skip
_US: Final = re.compile(
    r"\b(?:we|us|the\s(?:council|service|team|directorate|department"
    r"|authority))\b",
    re.IGNORECASE,
)
_OTHER_TARGET: Final = re.compile(
    r"\b(?:national|government(?:'s)?|stretch|internal|contract\w*|interim|annual|year-end|full-year|next|future"
    r"|revised|proposed|original|old|previous|local|statutory|draft|other|all|most|some|any|each|every|own|second"
    r"|individual|team|on\starget\s(?:to|for)|course|new)\b",
    re.IGNORECASE,
)


def wrong_comparisons(clause: Clause, known: Known, topic: Topic) -> Iterator[Fault]:
    """Words that set the result on the wrong side of its target, floor or range."""
    row = known.row
    # "For the first time since the spring" does not say of which period it speaks.
    told = [
        period
        for period in clause.periods
        if not period.quote.startswith("since")
        and not re.search(r"\bsince\s(?:\w+\s){0,3}$", clause.text[: period.start])
    ]
    if not clause.claimed or not row.known or any(period.when is not When.CURRENT for period in told):
        return
    for stands, pattern in _STANDINGS:
        match = pattern.search(clause.text)
        if match is None or match.start() >= clause.own_until:
            continue
        before, after = clause.text[: match.start()], clause.text[match.end() :]
        if not _of_the_result(clause, before, topic, passive=match[0].lower().startswith(match["bound"].lower())):
            continue
        if _other_unit(clause, match, known):
            continue
        adjective = match.groupdict().get("adjective")
        if adjective and not topic.knows(adjective):
            continue
        if _OTHER_TARGET.search(match[0] + after[:24]) or re.match(
            r"\s(?:to\s\w+|for\s(?:the\s)?(?:year|20|next)|by\s(?!\d|an?\b|half|more|less|just|about|over|nearly"
            r"|almost|some|one|two|three|four|five|six|seven|eight|nine|ten)|in\s(?:all|some|most|every))",
            after,
        ):
            return
        if (
            re.search(
                r"\b(?:not|never|no\slonger|nor|neither|without|had|instead|rather|if|almost|nearly|close|towards?)\b"
                r"|n't",
                before,
                re.IGNORECASE,
            )
            and stands is not Stands.MISSED
        ):
            return
        # "Exceeds the target" and "performance is above target" are read both ways where lower is better.
        twofold = stands is Stands.BEATEN and _EXCEEDS.match(match[0])
        lenient = row.polarity == "lower" and bool(
            twofold
            or (stands is not Stands.BEATEN and ANY_READING.search(before) and not re.search(r"\d\S*\s*$", before))
        )
        over_a_range = twofold and row.polarity in ("range", "neutral")
        if _false(Stands.ABOVE if over_a_range else stands, match["bound"].lower(), known, lenient=lenient):
            yield _standing(clause, match, known)
        return


#: Being over a bound, which is better or worse by the polarity.
_EXCEEDS: Final = re.compile(r"exceed|surpass|pass|clear|outstrip|topp", re.IGNORECASE)


def _other_unit(clause: Clause, match: re.Match[str], known: Known) -> bool:
    """Whether the bound has a figure that counts in something else than the result."""
    near = [one for one in clause.figures if match.start() <= one.start <= match.end() + 6]
    return any((one.kind in (Kind.PERCENT, Kind.POINTS, Kind.SHARE)) != (is_percentage(known.row.unit)) for one in near)


def _of_the_result(clause: Clause, before: str, topic: Topic, *, passive: bool) -> bool:
    spoken = topic.of_phrase(clause.plain(0, len(head_of(before))))
    if spoken is Speaks.COUNTED:
        if _US.search(before):
            return True
        some = re.search(r"\b(?:most|some|many|few|all|several|number)\b", before, re.IGNORECASE)
        return not some and topic.of_phrase(clause.plain(0, len(before))) is not Speaks.ELSE
    if spoken in (Speaks.NOTHING, Speaks.POINTING):
        return clause.subject is Speaks.OWN or (passive and clause.own_until == len(clause.text))
    return spoken is Speaks.OWN


def _false(stands: Stands, bound: str, known: Known, *, lenient: bool) -> bool:
    """Whether a result does not stand so, neither in full nor as printed."""
    row = known.row
    values = (row.actual, round_half_up(row.actual, row.decimals))
    if re.search("range|band", bound) or (math.isnan(row.target) and row.polarity in ("range", "neutral")):
        if math.isnan(row.lower) and math.isnan(row.upper):
            return False
        return all(not _in_range(stands, value, row.lower, row.upper) for value in values)
    if row.polarity not in ("higher", "lower"):
        return False
    limits = [row.floor] if _FLOOR.match(bound) else [row.target] if _TARGET.match(bound) else [row.target, row.floor]
    if any(math.isnan(limit) for limit in limits):
        return False
    return all(_wrong_side(stands, limit, row, values, lenient=lenient) for limit in limits)


#: What is a target, what is a floor; a limit or a standard may be either.
_TARGET: Final = re.compile(r"targets?|plan|profile|trajectory|what|where|the\s", re.IGNORECASE)
_FLOOR: Final = re.compile(r"floor|ceiling|minimum|maximum|tolerance", re.IGNORECASE)


def _wrong_side(stands: Stands, limit: float, row: Result, values: tuple[float, ...], *, lenient: bool) -> bool:
    """Whether a result lies on the other side of a limit than is said, in full and as printed."""
    sides = [_side(stands, value - limit, row.polarity) for value in values]
    if lenient and stands in (Stands.ABOVE, Stands.BELOW):
        other = Stands.BEATEN if stands is Stands.ABOVE else Stands.MISSED
        sides += [_side(other, value - limit, row.polarity) for value in values]
    if lenient and stands is Stands.BEATEN:
        sides += [_side(Stands.ABOVE, value - limit, row.polarity) for value in values]
    return not any(sides)


def _side(stands: Stands, over: float, polarity: str) -> bool:
    gain = over if polarity == "higher" else -over
    match stands:
        case Stands.ABOVE:
            return over > 1e-9
        case Stands.BELOW:
            return over < -1e-9
        case Stands.MET | Stands.INSIDE:
            return gain >= -1e-9
        case Stands.BEATEN:
            return gain > 1e-9
        case Stands.MISSED | Stands.OUTSIDE:
            return gain < -1e-9


def _in_range(stands: Stands, value: float, lower: float, upper: float) -> bool:
    below, above = value < lower, value > upper
    match stands:
        case Stands.ABOVE:
            return above
        case Stands.BELOW:
            return below
        case Stands.MET | Stands.INSIDE | Stands.BEATEN:
            return not below and not above
        case Stands.MISSED | Stands.OUTSIDE:
            return below or above


def _standing(clause: Clause, match: re.Match[str], known: Known) -> Fault:
    row, bound = known.row, match["bound"].lower()
    if re.search("range|band", bound) or math.isnan(row.target):
        parts = [format_target(one, row.unit, row.decimals) for one in (row.lower, row.upper) if not math.isnan(one)]
        right = f"the range is {' to '.join(parts)}"
    elif not _FLOOR.match(bound):
        right = f"the target is {format_target(row.target, row.unit, row.decimals)}"
    else:
        name = "ceiling" if row.polarity == "lower" else "floor"
        right = f"the {name} is {format_target(row.floor, row.unit, row.decimals)}"
    quote = clause.quote(*match.span())
    found = f'The text says "{quote}"; {row.id} was {known.latest.words} and {right}.'
    return Fault("wrong-comparison", quote, found, f"{known.latest.words}; {right}")
