"""The data from the writer's chair: what looks like a slip, and what is new since the edition before.

Each check looks only where its finding means something. Rare events may be none at all, or as many as the last time;
a text that already tells of a restatement needs no telling.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import Final

from qprlib.checks.located import about_indicator
from qprlib.data.scale import LEAST_RATIO, MOST_RATIO
from qprlib.data.schema import Flag, Polarity
from qprlib.ground.cycles import cycle_of
from qprlib.ground.names import slugify
from qprlib.ground.numbers import format_target, format_value, in_words, is_percentage, plural, short_unit
from qprlib.scoring.scorecard import Point, Result
from qprlib.texts.commentary import REPORT_NOTEBOOK
from qprlib.texts.findings import Finding, Scene, Subject
from qprlib.texts.record import IndicatorRecord
from qprlib.texts.vocabulary import Vocabulary

_WORDS: Final = Vocabulary(__file__)

#: The same value twice is no coincidence if results usually move by at least so many of the steps they are given in.
TELLING_STEPS: Final = 20
#: From so many earlier moves on, the usual one is known; before, the digits of the value itself decide.
LEAST_MOVES: Final = 4
#: So many digits, or so many of them after the point, hardly come twice by chance.
TELLING_DIGITS, TELLING_DECIMALS = 5, 2
#: A count, or a percentage, that has never been below this does not fall to nothing from one period to the next.
NEVER_NOTHING: Final = 10
#: Smaller results do not either, if there are so many and they have kept within half of the least of them.
LEAST_RESULTS: Final = 4
LEAST_OF_THE_SMALL: Final = 5
#: How many earlier results are looked at.
WINDOW: Final = 8
#: A small count can be ten times its target by bad luck alone.
FAR_IN_COUNTS: Final = 20
#: So many periods behind is more than the usual time that figures take.
STALE: Final = 2
#: So many restated figures of an indicator are named, the others counted.
MOST_CHANGES: Final = 3


def find(scene: Scene) -> Iterator[Finding]:
    """What looks like a slip in the figures, indicator by indicator, and what changed since the edition before."""
    for indicator, subject in scene.subjects.items():
        words = _words(scene, indicator)
        for check, found in _odd(scene, subject, words):
            yield about_indicator(scene, check, indicator, f"{subject.row.printed_id}: {found}")
    if scene.before:
        yield from _since_before(scene)


def _words(scene: Scene, indicator: str) -> str:
    """All that was written about an indicator, without what was only carried over."""
    texts = scene.commentary.indicators.get(indicator, {})
    return "\n".join(text.markdown for text in texts.values() if not text.carried_over)


def _odd(scene: Scene, subject: Subject, words: str) -> Iterator[tuple[str, str]]:
    """The checks that find something odd, and what."""
    row = subject.row
    if not row.known:
        return
    period = row.period(row.period_end).long_label
    before = _before(subject)
    if before and not _WORDS.unchanged.search(words) and (why := _no_chance(subject, before)):
        earlier = row.period(before[-1].period_end).long_label
        value = _in_full(row.actual, row.unit)
        yield "identical-value", f"the value for the {period} is {value}, to the last digit as for the {earlier}; {why}"
    if row.actual == 0 and before and row.target != 0 and _never_nothing([one.actual for one in before]):
        values = [one.actual for one in before]
        least = format_value(min(values), short_unit(row.unit), row.decimals)
        last = format_value(values[-1], short_unit(row.unit), row.decimals)
        many = f"{in_words(len(values))} {plural(len(values), 'result')} before"
        said = f"the result before was {last}" if len(values) == 1 else f"the {many} were never below {least}"
        yield "zero-after-high", f"the value for the {period} is 0, and {said}"
    if far := _out_of_scale(subject):
        yield "out-of-scale", far
    yield from (one for one in _late(scene, subject) if one[0] != "in-arrears" or not _told_later(scene, row.id, words))


# --- slips ---------------------------------------------------------------------------------------------------


def _before(subject: Subject) -> list[Point]:
    """The results before the latest one that are like it, the last of them that of the period directly before.

    Nothing if the period directly before has no result, or if the series was broken since.
    """
    row = subject.row
    known = [point for point in subject.points if point.known]
    place = next((place for place, point in enumerate(known) if point.period_end == row.period_end), 0)
    if not place or row.period_end is None or known[place].break_before or known[place].flag == Flag.FORECAST:
        return []
    if not cycle_of(row).follow(known[place - 1].period_end, row.period_end):
        return []
    first = max((at for at in range(place) if known[at].break_before), default=0)
    return known[max(first, place - WINDOW) : place]


def _no_chance(subject: Subject, before: Sequence[Point]) -> str:
    """Why the same value as in the period before is hardly chance, "" if it may be or is not the same."""
    row = subject.row
    if row.actual != before[-1].actual or row.actual in (0, 100):
        return ""
    values = [one.actual for one in before]
    moves = [abs(later - earlier) for earlier, later in pairwise(values)]
    step = Decimal(1).scaleb(-max(_decimals(value) for value in values))
    if len(moves) >= LEAST_MOVES:
        usual = median(moves)
        if usual < TELLING_STEPS * float(step):
            return ""
        unit = " points" if is_percentage(row.unit) else ""
        return f"from one period to the next it usually moves by {_in_full(round(usual, 6), 'number')}{unit}"
    digits = len(Decimal(repr(row.actual)).normalize().as_tuple().digits)
    if _decimals(row.actual) < TELLING_DECIMALS and digits < TELLING_DIGITS:
        return ""
    return "so many digits hardly come twice by chance"


def _never_nothing(values: Sequence[float]) -> bool:
    """Whether results such as these do not fall to nought from one period to the next."""
    least = min(values)
    if least >= NEVER_NOTHING:
        return True
    steady = len(values) >= LEAST_RESULTS and max(values) - least <= least / 2
    whole = all(float(value).is_integer() for value in values)
    return least > 0 and steady and (least >= LEAST_OF_THE_SMALL or not whole)


def _out_of_scale(subject: Subject) -> str:
    row = subject.row
    if math.isnan(row.target) or row.target == 0 or row.actual == 0 or row.polarity == Polarity.RANGE:
        return ""
    if row.unit == "number" and abs(row.actual - row.target) < FAR_IN_COUNTS:
        return ""
    # Rounded, because 2.8 / 28 is a hair below 0.1 in binary.
    ratio = round(abs(row.actual / row.target), 9)
    if LEAST_RATIO <= ratio <= MOST_RATIO:
        return ""
    unit = short_unit(row.unit)
    value, target = format_value(row.actual, unit, row.decimals), format_target(row.target, unit, row.decimals)
    times = f"{ratio:,.0f} times" if ratio > 1 else f"a {1 / ratio:,.0f}th of"
    return f"the value of {value} is {times} the target of {target}"


def _late(scene: Scene, subject: Subject) -> Iterator[tuple[str, str]]:
    row = subject.row
    if not row.in_arrears or row.period_end is None:
        return
    cycle = cycle_of(row)
    due = cycle.latest(scene.edition.quarter.end)
    behind = cycle.number(due) - cycle.number(row.period_end)
    told = f"the latest result is that for the {row.period(row.period_end).long_label}, where that for the "
    told += f"{row.period(due).long_label} was due: {in_words(behind)} {plural(behind, 'period')} behind"
    yield ("stale-period" if behind >= STALE else "in-arrears"), told


def _told_later(scene: Scene, indicator: str, words: str) -> bool:
    """Whether a text says when figures come: the indicator's own, or a sentence of the report that names it."""
    if _WORDS.later.search(words):
        return True
    return any(_WORDS.later.search(sentence) for sentence in _sentences_naming(scene, indicator))


def _sentences_naming(scene: Scene, *called: str) -> Iterator[str]:
    """The sentences of the report's texts in which an indicator's id or reference stands."""
    name = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, called))})(?!\w)")
    for texts in scene.commentary.report.values():
        for text in texts.values():
            if not text.carried_over:
                told = scene.called.with_ids(text.markdown)
                yield from (one for one in re.split(r"(?<=[.!?])\s|\n", told) if name.search(one))


def _decimals(value: float) -> int:
    """How many digits stand behind the point in full precision."""
    exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _in_full(value: float, unit: str) -> str:
    """A value with every digit it has."""
    return format_value(value, short_unit(unit), _decimals(value))


# --- since the edition before --------------------------------------------------------------------------------


def _since_before(scene: Scene) -> Iterator[Finding]:
    assert scene.before
    before = {said.id: said for said in scene.before.indicators}
    edition = scene.before.edition
    for indicator, subject in scene.subjects.items():
        said = before.get(indicator)
        if said is None and _WORDS.newly.search(_words(scene, indicator)):
            continue
        if said is None:
            new = f"{subject.row.printed_id} is new: {edition} did not have it"
            yield about_indicator(scene, "new-indicator", indicator, new)
            continue
        words = _words(scene, indicator)
        for check, found in _restated(subject, said, words):
            yield about_indicator(scene, check, indicator, f"{subject.row.printed_id}: {found}")
    for said in before.values():
        if said.id not in scene.subjects and not any(_sentences_naming(scene, said.id, said.printed_id)):
            yield _removed(scene, said, edition)


def _restated(subject: Subject, said: IndicatorRecord, words: str) -> Iterator[tuple[str, str]]:
    """What was published for the periods that the edition before showed, and is another value now."""
    row = subject.row
    now = {point.period_end: point for point in subject.points}
    floor = "ceiling" if row.polarity == Polarity.LOWER else "floor"
    told, told_of_target = _WORDS.restated.search(words), _WORDS.target_changed.search(words)
    values: list[str] = []
    bounds: list[str] = []
    for when, end, actual, target, lowest in _published(said):
        point = now.get(end)
        new = point.actual if point else math.nan
        if not told and (change := _changed(row, actual, new, format_value, words)):
            values.append(f"its value {when} {change}")
        for name, old, new in (
            ("target", target, point.target if point else math.nan),
            (floor, lowest, point.floor if point else math.nan),
        ):
            if not told_of_target and (change := _changed(row, old, new, format_target, words)):
                bounds.append(f"its {name} {when} {change}")
    for check, changes in (("restated-value", values), ("restated-target", bounds)):
        if changes:
            rest = len(changes) - MOST_CHANGES
            yield check, "; ".join(changes[:MOST_CHANGES]) + (f"; and {rest} more" if rest > 0 else "")


def _published(said: IndicatorRecord) -> Iterator[tuple[str, date, float | None, float | None, float | None]]:
    """Words for the period, its end, value, target and floor: the latest period first, then those before it."""
    if said.period_end is not None:
        yield said.period, said.period_end, said.actual, said.target, said.floor
    for past in reversed(said.past):
        yield f"for {past.period}", past.period_end, past.actual, past.target, past.floor


def _changed(
    row: Result,
    old: float | None,
    new: float,
    printed: Callable[[float, str, int], str],
    words: str,
) -> str:
    """How a published figure changed, "" if it did not, prints the same, or the text names what was published."""
    if old is None or math.isclose(old, new, rel_tol=1e-12):
        return ""
    before, after = printed(old, row.unit, row.decimals), printed(new, row.unit, row.decimals)
    if before == after or _names(words, before):
        return ""
    return f"was published as {before} and is {after} now"


def _names(words: str, value: str) -> bool:
    """Whether a text names a value: its figure, standing alone."""
    figure = re.escape(value.split(maxsplit=1)[0])
    return bool(re.search(rf"(?<![\d.,]){figure}(?![\d%]|[.,]\d)", words))


def _removed(scene: Scene, said: IndicatorRecord, edition: str) -> Finding:
    slug = slugify(said.section)
    section = slug if slug in scene.sections else REPORT_NOTEBOOK
    last = f"{said.actual_words} {said.period}, {said.rating_label}" if said.period_end else said.rating_label
    found = f"{said.printed_id} ({said.name}) is not reported any more; in {edition} it was {last}"
    return about_indicator(scene, "removed-indicator", said.id, found, section=section)
