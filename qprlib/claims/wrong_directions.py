"""Words of direction against the change of the result and its direction of travel."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum, auto
from itertools import pairwise
from typing import Final

from qprlib.claims.claimed import ANY_READING, is_own, speaks
from qprlib.claims.clauses import Clause, head_of
from qprlib.claims.periods_in_text import Named, When
from qprlib.claims.quantities import count_of
from qprlib.claims.quotable import Fault, Known
from qprlib.claims.topic import Speaks, Topic, tokens
from qprlib.data.running import CUMULATIVE
from qprlib.ground.numbers import is_percentage, round_half_up
from qprlib.scoring.states import Direction
from qprlib.texts.vocabulary import Vocabulary

_WORDS: Final = Vocabulary(__file__)


class Way(Enum):
    """What a word of direction claims."""

    UP = auto()
    DOWN = auto()
    BETTER = auto()
    WORSE = auto()
    SAME = auto()
    STEADY = auto()  #: about the same
    NOT_BETTER = auto()


_OPPOSITE: Final = {Way.UP: "risen", Way.DOWN: "fallen", Way.BETTER: "improved", Way.WORSE: "worsened"}
_NEAR: Final = 40  # characters between a comparison and the period that it names
_MOVING: Final = tuple((Way[kind.upper()], pattern) for kind, pattern in _WORDS.patterns("moves"))
_COMPARING: Final = tuple((Way[kind.upper()], pattern) for kind, pattern in _WORDS.patterns("compared"))


def wrong_directions(clause: Clause, known: Known, topic: Topic) -> Iterator[Fault]:
    """Words of direction against the change of the result and against its direction of travel."""
    row = known.row
    if not clause.claimed or not row.known:
        return
    told = list(_compared(clause, topic))
    told += _moved(clause, topic, [(first, last) for _, first, last, _ in told])
    for way, place, end, compared in told:
        ends = _compared_with(clause, compared, known)
        if ends is None:
            continue
        both = row.polarity == "lower" and bool(ANY_READING.search(clause.text[:place]))
        ways = {way, *_RE_READ.get(way, ())} if both else {way}
        if all(_denied(one, ends, known, usual=compared is None) or _broken(one, clause, known) for one in ways):
            yield _against(clause.quote(place, end), ends, known)
            return


_RE_READ: Final = {Way.UP: (Way.BETTER,), Way.DOWN: (Way.WORSE,)}


def _broken(way: Way, clause: Clause, known: Known) -> bool:
    """Whether a movement said to have lasted several periods in a row has not."""
    run = _WORDS.run.search(clause.text)
    if run is None or known.row.basis in CUMULATIVE or way not in _OPPOSITE:
        return False
    count = count_of(run["count"])
    values = [known.actual(end) for end in known.ends[: count + 1]]
    return any(_unlike(way, now, then, known) for now, then in pairwise(values))


def _compared(clause: Clause, topic: Topic) -> Iterator[tuple[Way, int, int, Named | None]]:
    """Comparisons with a period that is named, "higher than in June": which way, from where to where, with what."""
    for kind, pattern in (*_COMPARING, (None, _WORDS.than)):
        for match, before, _ in clause.said(pattern):
            period = next((one for one in clause.periods if 0 <= one.start - match.end() <= _NEAR), None)
            if period is None or _WORDS.negated.search(before):
                continue
            if not _WORDS.only_links.fullmatch(clause.text[match.end() : period.start]):
                continue
            if kind is None:
                own = topic.of_phrase(match["what"]) is Speaks.OWN
                way = Way.DOWN if match["way"].lower() in ("fewer", "less", "lower", "smaller") else Way.UP
            else:
                way, slower = kind, _slower(match[0], before, topic)
                own = slower or is_own(clause, before, topic) or _fares(way, clause, before, topic)
            if own:
                yield way, match.start(), period.end, period


def _moved(clause: Clause, topic: Topic, taken: list[tuple[int, int]]) -> Iterator[tuple[Way, int, int, Named | None]]:
    """Movements without a period of their own to compare with: "rose", "continues to improve"."""
    for way, pattern in _MOVING:
        for match, before, after in clause.said(pattern):
            if any(first < match.end() and match.start() < last for first, last in taken):
                continue
            none = way in (Way.SAME, Way.STEADY) and re.search(r"\bno\s*$", before)
            if way is not Way.NOT_BETTER and not none and _WORDS.negated.search(before):
                continue
            if _WORDS.speed.search(match[0]) and not topic.is_time:
                continue
            taken.append(match.span())
            if _is_own(clause, before, after, topic) or _slower(match[0], before, topic):
                yield way, match.start(), match.end(), None


def _fares(way: Way, clause: Clause, before: str, topic: Topic) -> bool:
    """Whether what is counted is said to be better or worse: "our roads are in a poorer state"."""
    head = head_of(before)
    counted = topic.of_phrase(head) is Speaks.COUNTED and any(topic.knows(word) for word in tokens(head))
    return counted and way in (Way.BETTER, Way.WORSE) and speaks(clause, before, topic) is not Speaks.ELSE


def _slower(words: str, before: str, topic: Topic) -> bool:
    """Whether what is counted takes longer or less long, where the result is a time."""
    speed = re.search(r"longer|shorter|quick|faster|slow", words)
    return topic.is_time and bool(speed) and topic.of_phrase(before) is Speaks.COUNTED


def _is_own(clause: Clause, before: str, after: str, topic: Topic) -> bool:
    of = _WORDS.of_what.match(after)
    if of and re.search(r"[a-z]", of["what"]):
        spoken = topic.of_phrase(of["what"])
        if spoken in (Speaks.ELSE, Speaks.COUNTED):
            return False
        if spoken is Speaks.OWN:
            return topic.of_phrase(before) is not Speaks.ELSE
    words = clause.text[len(before) : len(clause.text) - len(after)]
    if _WORDS.free.match(after) or not _WORDS.transitive.search(words):
        we = _WORDS.we.search(before) and re.match(r"\s(?:on|since|from|against|compared)\b", after)
        head = head_of(before)
        # The subject is the result, and nothing turns away from it before the word of direction.
        led = head.strip() and not _WORDS.turns_away.search(before[len(head) :]) and is_own(clause, head, topic)
        return bool(we or led) or is_own(clause, before, topic)
    done_to = _WORDS.done_to.match(after)
    own = done_to and topic.of_phrase(done_to["what"]) is Speaks.OWN
    return bool(own) and topic.of_phrase(before) is not Speaks.ELSE


def _compared_with(clause: Clause, compared: Named | None, known: Known) -> tuple[date, ...] | None:
    """The periods that a claim of direction compares the latest result with, None where that cannot be told."""
    row = known.row
    if compared is not None:
        good = compared.when is When.KNOWN and compared.period_end is not None
        others = [one for one in clause.periods if one is not compared and one.when is not When.CURRENT]
        return (compared.period_end,) if good and not others and compared.period_end else None
    for one in clause.periods:
        # "Each quarter", "for the first time in two years" say how often or how long, not of when.
        passing = _WORDS.each.match(one.quote) or _WORDS.first_time.search(clause.text[: one.start])
        if one.when in (When.OTHER, When.LATER) and not passing:
            return None
    named = tuple(one.period_end for one in clause.periods if one.when is When.KNOWN and one.period_end)
    if named:
        first = next(one for one in clause.periods if one.when is When.KNOWN)
        # "In June it rose" speaks of June, not of the change since.
        leading = re.match(r"^\s*(?:in|during|for|over)\s+(?:the\s)?$", clause.text[: first.start], re.IGNORECASE)
        return None if leading else named
    if row.direction in (Direction.NOT_COMPARABLE, Direction.TOO_FEW):
        return None
    if {period.when for period in clause.context} & {When.OTHER, When.LATER, When.KNOWN}:
        return known.ends if _WORDS.long.search(clause.text) else known.before
    usual = (row.previous.period_end, row.base_end) if row.basis not in CUMULATIVE else (row.base_end,)
    long = (row.year_before.period_end, *(known.ends[-1:])) if _WORDS.long.search(clause.text) else ()
    return tuple(dict.fromkeys(end for end in (*usual, *long) if end is not None and end != row.period_end))


def _denied(way: Way, ends: Sequence[date], known: Known, *, usual: bool) -> bool:
    """Whether the data deny a word of direction: every change it can mean, and the direction of travel."""
    row = known.row
    changes = [(row.actual, then) for end in ends if not math.isnan(then := known.actual(end))]
    if not changes:
        return False
    if usual and set(ends) <= set(known.before) and _agrees(way, row.direction, row.polarity):
        return False
    return all(_unlike(way, now, then, known) for now, then in changes)


def _agrees(way: Way, direction: str, polarity: str) -> bool:
    if way in (Way.SAME, Way.STEADY):
        return direction in (Direction.NO_CHANGE, Direction.NO_TREND)
    if way is Way.NOT_BETTER:
        return direction != Direction.IMPROVING
    if way in (Way.BETTER, Way.WORSE):
        return direction == (Direction.IMPROVING if way is Way.BETTER else Direction.WORSENING)
    better = (way is Way.UP) is (polarity == "higher")
    moved = Direction.INCREASING if way is Way.UP else Direction.DECREASING
    return polarity != "range" and direction in (moved, Direction.IMPROVING if better else Direction.WORSENING)


def _unlike(way: Way, now: float, then: float, known: Known) -> bool:
    row = known.row
    printed = round_half_up(now, row.decimals) - round_half_up(then, row.decimals)
    change = now - then
    if way is Way.SAME:
        return abs(printed) > 1e-9
    if way is Way.STEADY:
        return abs(printed) > max(0.04 * abs(then), 2.0 if is_percentage(row.unit) and abs(then) >= 20 else 0.0)
    if way in (Way.UP, Way.DOWN):
        return change <= 1e-12 if way is Way.UP else change >= -1e-12
    good = _gain(now, then, row.polarity, row.lower, row.upper)
    if math.isnan(good):
        return False
    return good <= 1e-12 if way is Way.BETTER else good >= -1e-12 if way is Way.WORSE else good > 1e-12


def _gain(now: float, then: float, polarity: str, lower: float, upper: float) -> float:
    """How much better a result is than another, NaN where neither way is better."""
    if polarity == "range":
        outside = [max(lower - one, one - upper, 0.0) for one in (now, then)]
        return outside[1] - outside[0]
    return {"higher": now - then, "lower": then - now}.get(polarity, math.nan)


def _against(quote: str, ends: Sequence[date], known: Known) -> Fault:
    row = known.row
    then = known.result(ends[0])
    better = _gain(row.actual, then.number, row.polarity, row.lower, row.upper)
    printed = round_half_up(row.actual, row.decimals) - round_half_up(then.number, row.decimals)
    words = "has risen" if printed > 0 else "has fallen" if printed < 0 else "is the same"
    if better and not math.isnan(better) and printed:
        words += ", which is better" if better > 0 else ", which is worse"
    found = f'The text says "{quote}"; {row.printed_id} was {known.latest.words} and {then.words}: it {words}.'
    return Fault("wrong-direction", quote, found, f"{then.words}, then {known.latest.words}")
