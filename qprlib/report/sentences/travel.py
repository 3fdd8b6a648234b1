"""The direction of travel on a card: what it rests on as a sentence, and how a trend was found, to be unfolded."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from qprlib.data.running import CUMULATIVE
from qprlib.ground.numbers import (
    capital,
    format_change,
    format_number,
    format_value,
    in_words,
    round_half_up,
    short_unit,
)
from qprlib.ground.periods import Basis
from qprlib.report.document import Column, Table
from qprlib.report.sentences.about_indicators import polarity_words
from qprlib.scoring.found import Reason
from qprlib.scoring.rules import DirectionRule, Regression, TheilSen
from qprlib.scoring.scorecard import Point, Result
from qprlib.scoring.states import Direction

#: Where the direction rests on one earlier result, the change since is what a reader wants to know.
_PAIRWISE = (Reason.PREVIOUS_PERIOD, Reason.SAME_PERIOD_LAST_YEAR)


def travel_reason(row: Result) -> str:
    """What the direction of travel rests on: the change since the result compared with, or what the rule says."""
    pairwise = row.direction_code in _PAIRWISE and row.polarity != "range"
    # A change that the rule takes for none is one all the same: the rule's own sentence says so.
    small = row.direction == Direction.NO_CHANGE and not _printed_alike(row)
    return change_sentence(row) if pairwise and not small else row.direction_reason


def _printed_alike(row: Result) -> bool:
    return format_number(row.actual, row.decimals) == format_number(row.base_value, row.decimals)


def change_sentence(row: Result) -> str:
    """What the direction of travel compares: "Up by 8 percentage points since March 2011 (79%)."."""
    direction = Direction(row.direction)
    if direction is Direction.TOO_FEW:
        return "There is no earlier result to compare with."
    base = format_value(row.base_value, short_unit(row.unit), row.decimals)
    period = row.period(row.base_end)
    if direction is Direction.NOT_COMPARABLE:
        if row.polarity not in ("higher", "lower"):
            return f"{polarity_words(row.polarity)}, so it is not compared with {base} for {period.named}."
        return f"It is not compared with {base} for {period.named}, which covers an unlike period."
    if direction is Direction.NO_CHANGE:
        return f"The same as in {period.named} ({base})."
    if row.basis in CUMULATIVE and row.direction_code != Reason.SAME_PERIOD_LAST_YEAR:
        if period.start == row.period(row.period_end).start:
            return f"It stood at {base} by {period.named}."
        covered = "the whole year" if (period.end - period.start).days > 360 else "another part of the year"
        return f"This is the year so far; the {base} for {period.named} covered {covered}."
    change = round_half_up(row.actual, row.decimals) - round_half_up(row.base_value, row.decimals)
    way = "Up" if change > 0 else "Down"
    broken = row.break_since_previous and row.base_end == row.previous.period_end
    across = ", across a break in the series: the two do not compare directly" if broken else ""
    return f"{way} by {format_change(change, row.unit, row.decimals)} since {period.named} ({base}){across}."


def lag_sentence(row: Result) -> str:
    """That a rolling result is slow, where its last step went the other way than its direction; else nothing."""
    if row.basis != Basis.ROLLING_12_MONTHS or math.isnan(row.previous.actual) or not row.known:
        return ""
    step = round_half_up(row.actual, row.decimals) - round_half_up(row.previous.actual, row.decimals)
    better = step > 0 if row.polarity == "higher" else step < 0
    turned = row.direction == (Direction.WORSENING if better else Direction.IMPROVING)
    if not step or not turned or row.polarity not in ("higher", "lower"):
        return ""
    return "As each result covers 12 months, it is slow to show a recent change."


def trend_table(row: Result, name: str, rule: DirectionRule, points: Sequence[Point]) -> Table | None:
    """How the trend of an indicator was found, in one row to be unfolded; nothing where its direction is no trend."""
    if row.direction_code not in (Reason.WINDOW, Reason.APART) or not isinstance(rule, Regression | TheilSen):
        return None
    columns = (
        Column("Results", width=30),
        Column("Slope", width=26),
        Column("Test", width=44),
    )
    since = f"{row.period(row.base_end).short} to {row.period(row.period_end).short}"
    apart = ", each as far from the next as it is long" if row.direction_code == Reason.APART else ""
    cells = (f"{in_words(int(row.points))}, {since}{apart}", _slope(row), _test(row, rule, points))
    return Table(
        f"{name}: how the trend was found", "trend slope", columns, (tuple((capital(cell),) for cell in cells),)
    )


def _slope(row: Result) -> str:
    """The change in a year along the line, one decimal finer than the results are printed."""
    if math.isnan(row.slope):
        return "That of the distance from the range"
    decimals = max(row.decimals, 0) + 1
    size = format_change(row.slope, row.unit, decimals)
    if round_half_up(row.slope, decimals) == 0:
        return f"Less than {format_change(10.0**-decimals, row.unit, decimals)} a year"
    return f"{'+' if row.slope > 0 else '−'}{size} a year"


def _test(row: Result, rule: Regression | TheilSen, points: Sequence[Point]) -> str:
    """What the slope had to pass, and whether it did; no level is claimed of results that share months."""
    passed = Direction(row.direction) not in (Direction.NO_TREND, Direction.NO_CHANGE)
    line = "straight line" if isinstance(rule, Regression) else "median slope"
    if isinstance(rule, Regression) and rule.least_change is not None:
        verdict = "reached" if passed else "not reached"
        return f"{line}: a fitted change of at least {rule.least_change:g}% of the mean, {verdict}"
    if row.direction_code == Reason.WINDOW and _share_months(row, points):
        return f"{line}; no significance is claimed, as the results share months"
    test = "t test" if isinstance(rule, Regression) else "Mann-Kendall test"
    return f"{line}, {test} at the {100 * rule.level:g}% level: {'passed' if passed else 'not passed'}"


def _share_months(row: Result, points: Sequence[Point]) -> bool:
    """Whether two neighbouring results cover some of the same days, other than as parts of one year's total."""
    spans = [row.period(point.period_end) for point in points if point.known]
    return row.basis not in CUMULATIVE and any(later.start <= earlier.end for earlier, later in pairwise(spans))
