"""Words that set the result on the wrong side of its target, floor or range, and ends of a range quoted wrong."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from enum import Enum
from typing import Final

from qprlib.claims.claimed import ANY_READING
from qprlib.claims.clauses import Clause, head_of
from qprlib.claims.periods_in_text import When
from qprlib.claims.quantities import Unit
from qprlib.claims.quotable import Fault, Known
from qprlib.claims.topic import Speaks, Topic
from qprlib.ground.numbers import format_target, is_percentage, round_half_up
from qprlib.scoring.scorecard import Result
from qprlib.texts.vocabulary import Vocabulary

_WORDS: Final = Vocabulary(__file__)


class Stands(Enum):
    """How a text says that the result stands to a bound."""

    ABOVE = "above"
    BELOW = "below"
    MET = "met"
    BEATEN = "better than"
    MISSED = "missed"
    INSIDE = "inside"
    OUTSIDE = "outside"


_STANDINGS: Final = tuple((Stands[kind.upper()], pattern) for kind, pattern in _WORDS.patterns("standings"))
_AMISS: Final = (Stands.MISSED, Stands.OUTSIDE)
#: What else words may mean where lower is better: "performance is above target", "exceeds the target".
_RE_READ: Final = {Stands.ABOVE: Stands.BEATEN, Stands.BELOW: Stands.MISSED, Stands.BEATEN: Stands.ABOVE}
_QUOTED: Final = tuple(pattern for _, pattern in _WORDS.patterns("quoted"))


def wrong_ranges(clause: Clause, known: Known) -> Iterator[Fault]:
    """The ends of the indicator's range that are quoted wrong; none of an indicator without one."""
    row = known.row
    ends = {"lower": row.lower, "upper": row.upper}
    if not clause.claimed or all(math.isnan(end) for end in ends.values()):
        return
    for pattern in _QUOTED:
        match = pattern.search(clause.text)
        if match is None or match.start() >= clause.own_until or _WORDS.other_range.search(clause.text[: match.end()]):
            continue
        if any(period.when is not When.CURRENT and period.start < match.end() for period in clause.periods):
            continue
        for name, said in match.groupdict().items():
            figure = float(said.replace(",", "").rstrip(".")) if name in ends and said else math.nan
            if not math.isnan(figure) and not math.isnan(ends[name]) and figure != ends[name]:
                right = " to ".join(format_target(end, row.unit, row.decimals) for end in ends.values())
                quote = clause.quote(*match.span())
                found = f'The text says "{quote}"; the range of {row.printed_id} is {right}.'
                yield Fault("wrong-target", quote, found, right)
                return


def wrong_comparisons(clause: Clause, known: Known, topic: Topic) -> Iterator[Fault]:
    """Words that set the result on the wrong side of its target, floor or range."""
    row = known.row
    # "For the first time since the spring" does not say of which period it speaks.
    since = re.compile(r"\bsince\s(?:\w+\s){0,3}$")
    told = [
        one
        for one in clause.periods
        if not one.quote.startswith("since") and not since.search(clause.text[: one.start])
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
        near = [one for one in clause.figures if match.start() <= one.start <= match.end() + 6]
        shares = (Unit.PERCENT, Unit.POINTS, Unit.SHARE)
        if any((one.kind in shares) != is_percentage(row.unit) for one in near):
            continue  # the bound counts in something else than the result
        adjective = match.groupdict().get("adjective")
        if adjective and not topic.knows(adjective):
            continue
        if _WORDS.other_target.search(match[0] + after[:24]) or _WORDS.not_told_of_now.match(after):
            return
        if _WORDS.negated.search(before) and stands is not Stands.MISSED:
            return
        # "Exceeds the target" and "performance is above target" are read both ways where lower is better.
        twofold = stands is Stands.BEATEN and _WORDS.exceeds.match(match[0])
        lenient = row.polarity == "lower" and bool(
            twofold
            or (stands is not Stands.BEATEN and ANY_READING.search(before) and not re.search(r"\d\S*\s*$", before))
        )
        over_a_range = twofold and row.polarity in ("range", "neutral")
        if _false(Stands.ABOVE if over_a_range else stands, match["bound"].lower(), known, lenient=lenient):
            yield _standing(clause, match, known)
        return


def _of_the_result(clause: Clause, before: str, topic: Topic, *, passive: bool) -> bool:
    spoken = topic.of_phrase(clause.plain(0, len(head_of(before))))
    if spoken is Speaks.COUNTED:
        if _WORDS.us.search(before):
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
    either = [row.target, row.floor]
    limits = either[1:] if _WORDS.floor.match(bound) else either[:1] if _WORDS.target.match(bound) else either
    if any(math.isnan(limit) for limit in limits):
        return False
    readings = (stands, _RE_READ[stands]) if lenient and stands in _RE_READ else (stands,)
    return not any(_side(one, value - limit, row) for limit in limits for one in readings for value in values)


def _side(stands: Stands, over: float, row: Result) -> bool:
    gain = over if row.polarity == "higher" else -over
    if stands is Stands.ABOVE or stands is Stands.BELOW:
        return over > 1e-9 if stands is Stands.ABOVE else over < -1e-9
    if stands is Stands.BEATEN:
        return gain > 1e-9
    return gain < -1e-9 if stands in _AMISS else gain >= -1e-9


def _in_range(stands: Stands, value: float, lower: float, upper: float) -> bool:
    below, above = value < lower, value > upper
    if stands is Stands.ABOVE or stands is Stands.BELOW:
        return above if stands is Stands.ABOVE else below
    return (below or above) == (stands in _AMISS)


def _standing(clause: Clause, match: re.Match[str], known: Known) -> Fault:
    row, bound = known.row, match["bound"].lower()
    if re.search("range|band", bound) or math.isnan(row.target):
        parts = [format_target(one, row.unit, row.decimals) for one in (row.lower, row.upper) if not math.isnan(one)]
        right = f"the range is {' to '.join(parts)}"
    elif not _WORDS.floor.match(bound):
        right = f"the target is {format_target(row.target, row.unit, row.decimals)}"
    else:
        name = "ceiling" if row.polarity == "lower" else "floor"
        right = f"the {name} is {format_target(row.floor, row.unit, row.decimals)}"
    quote = clause.quote(*match.span())
    found = f'The text says "{quote}"; {row.printed_id} was {known.latest.words} and {right}.'
    return Fault("wrong-comparison", quote, found, f"{known.latest.words}; {right}")
