"""Words that set the result on the wrong side of its target, floor or range."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from enum import Enum
from typing import Final

from qprlib.commentary.claims import ANY_READING
from qprlib.commentary.clauses import Clause, head_of
from qprlib.commentary.faults import Fault
from qprlib.commentary.known import Known
from qprlib.commentary.periods_in_text import When
from qprlib.commentary.topic import Speaks, Topic
from qprlib.numbers import format_target, round_half_up


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
    r"|own)\s)*(?:\u00a3?\d[\d.,]*(?:%|\sper\scent)?(?:[\s-](?:days?|weeks?"
    r"|a\sweek))?\s)?(?:(?P<adjective>[a-z-]+)\s)??"
)
_BOUND: Final = (
    r"(?P<bound>targets?|floor|ceiling|minimum\sstandard|tolerance|(?:expected\s|target\s|normal\s"
    r"|planned\s)?range)\b(?!\s(?:date|group|audience|setting|list|area|population|for\s20))"
)
_NOT: Final = (
    r"(?:did\snot|didn't|does\snot|doesn't|has\snot|hasn't|have\snot|haven't|fail(?:s|ed)\sto"
    r"|failing\sto|not|never|unable\sto|yet\sto|was\snot|is\snot|isn't|wasn't)\s(?:yet\s|quite\s"
    r"|being\s|been\s)?"
)
_STANDINGS: Final = tuple(
    (stands, re.compile(pattern, re.IGNORECASE))
    for stands, pattern in (
        (Stands.MISSED, rf"\b{_NOT}(?:meet|met|meeting|reach(?:ed)?|hit|achieved?|attain(?:ed)?)\s{_THE}{_BOUND}"),
        (Stands.MISSED, rf"\b{_BOUND}\s(?:was|is|has|were|had)\s(?:narrowly\s|just\s|again\s)?(?:{_NOT}(?:been\s"
                        rf"|being\s|quite\s)?(?:met|achieved|reached|hit|attained)|(?:been\s)?missed)"),
        (Stands.MISSED, rf"\b(?:miss(?:ed|es|ing)?|(?:fell|falls|falling|fallen|well|just|is|was|remains|still"
                        rf"|points?)?\s?short\sof|behind|worse\sthan|off|adrift\sof|underperform\w*\sagainst"
                        rf"|not\son|yet\sto\s(?:meet|reach|hit)|not\s(?:at|within))\s{_THE}{_BOUND}"),
        (Stands.MISSED, rf"^\s*(?:the\s)?{_BOUND}\s(?:missed|not\s(?:met|achieved))"),
        (Stands.MET, rf"^\s*(?:the\s)?{_BOUND}\s(?:met|achieved)"),
        (Stands.BEATEN, rf"\b(?:exceed(?:ed|s|ing)?|beat(?:s|ing|en)?|surpass(?:ed|es|ing)?|outperform(?:ed|s"
                        rf"|ing)?|ahead\sof|better\sthan|bettered|overachiev\w+|inside|passed"
                        rf"|cleared)\s{_THE}{_BOUND}"),
        (Stands.BEATEN, rf"\b{_BOUND}\s(?:was|is|has|were)\s(?:comfortably\s|again\s|also\s|narrowly\s"
                        rf"|just\s)?(?:been\s)?(?:exceeded|beaten|surpassed)"),
        (Stands.MET, rf"\b{_BOUND}\s(?:was|is|has|were)\s(?:comfortably\s|again\s|also\s|therefore\s|being\s"
                     rf"|now\s|just\s)?(?:been\s)?(?:met|achieved|hit|reached|attained)"),
        (Stands.MET, rf"\b(?:met|meets|meeting|achiev(?:ed|es|ing)|hit|hitting|reached|attained|satisfies|on|at"
                     rf"|in\sline\swith|within|equal\sto|exactly\son)\s{_THE}{_BOUND}"),
        (Stands.MISSED, rf"\b(?:breach(?:ed|es|ing)?|on\sthe\swrong\sside\sof)\s{_THE}{_BOUND}"),
        (Stands.MET, rf"\bon\sthe\sright\sside\sof\s{_THE}{_BOUND}"),
        (Stands.OUTSIDE, rf"\boutside\s(?:of\s)?{_THE}{_BOUND}"),
        (Stands.ABOVE, rf"\b(?:above|over|higher\sthan|more\sthan|greater\sthan|in\sexcess\sof)\s{_THE}{_BOUND}"),
        (Stands.BELOW, rf"\b(?:below|under|lower\sthan|less\sthan|fewer\sthan|beneath|underneath)\s{_THE}{_BOUND}"),
    )
)  # fmt: skip
_US: Final = re.compile(
    r"^[\s,]*(?:\w+ly\s|however\s)?(?:in\s[\w\s]+)?(?:we|the\s(?:council|service|team|directorate|department"
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
        if not period.quote.startswith("since") and not re.search(r"\bsince\s(?:the\s)?$", clause.text[: period.start])
    ]
    if not clause.claimed or not row.known or any(period.when is not When.CURRENT for period in told):
        return
    for stands, pattern in _STANDINGS:
        match = pattern.search(clause.text)
        if match is None or match.start() >= clause.own_until:
            continue
        before, after = clause.text[: match.start()], clause.text[match.end() :]
        if not _of_the_result(clause, before, topic, passive=match[0].lower().startswith(match["bound"].lower())):
            return
        adjective = match.groupdict().get("adjective")
        if adjective and not topic.knows(adjective):
            return
        if _OTHER_TARGET.search(match[0] + after[:24]) or re.match(
            r"\s(?:to\s\w+|for\s(?:the\s)?(?:year|20|next)|by\s|in\s(?:all|some|most|every))", after
        ):
            return
        if (
            re.search(
                r"\b(?:not|never|no\slonger|nor|neither|without|had|instead|rather|if|almost|nearly|close|moving"
                r"|moved|move|back|towards?)\b|n't",
                before,
                re.IGNORECASE,
            )
            and stands is not Stands.MISSED
        ):
            return
        # "Exceeds the target" and "performance is above target" are read both ways where lower is better.
        twofold = stands is Stands.BEATEN and re.match(r"exceed|surpass|pass|clear", match[0], re.IGNORECASE)
        lenient = row.polarity == "lower" and bool(
            twofold or (stands is not Stands.BEATEN and ANY_READING.search(before))
        )
        if _false(stands, match["bound"].lower(), known, lenient=lenient):
            yield _standing(clause, match, known)
        return


def _of_the_result(clause: Clause, before: str, topic: Topic, *, passive: bool) -> bool:
    spoken = topic.of_phrase(clause.plain(0, len(head_of(before))))
    if spoken is Speaks.COUNTED:
        if _US.match(before):
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
    if "range" in bound or (math.isnan(row.target) and row.polarity in ("range", "neutral")):
        if math.isnan(row.lower) and math.isnan(row.upper):
            return False
        return all(not _in_range(stands, value, row.lower, row.upper) for value in values)
    limit = row.target if bound.startswith("target") else row.floor
    if math.isnan(limit) or row.polarity not in ("higher", "lower"):
        return False
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
    if "range" in bound or math.isnan(row.target):
        parts = [format_target(one, row.unit, row.decimals) for one in (row.lower, row.upper) if not math.isnan(one)]
        right = f"the range is {' to '.join(parts)}"
    elif bound.startswith("target"):
        right = f"the target is {format_target(row.target, row.unit, row.decimals)}"
    else:
        name = "ceiling" if row.polarity == "lower" else "floor"
        right = f"the {name} is {format_target(row.floor, row.unit, row.decimals)}"
    quote = clause.quote(*match.span())
    found = f'The text says "{quote}"; {row.id} was {known.latest.words} and {right}.'
    return Fault("wrong-comparison", quote, found, f"{known.latest.words}; {right}")
