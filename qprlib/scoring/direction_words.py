"""Why a result has its direction of travel, as a sentence that a reader can check."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from qprlib.data.running import is_rate
from qprlib.ground.calendar import as_day, month_of, months_between
from qprlib.ground.cycles import Frequency, cycle_of
from qprlib.ground.numbers import format_value, in_words, is_percentage, short_unit
from qprlib.ground.periods import COVERED_MONTHS, period_named
from qprlib.scoring.arrays import SAME
from qprlib.scoring.found import Reason
from qprlib.scoring.rules import DirectionRule, LatestThree, Regression, SmallChange, TheilSen, XmrRule
from qprlib.scoring.states import Direction

#: What a number of periods is called that follow one another.
PERIODS = {
    Frequency.MONTHLY: "months",
    Frequency.QUARTERLY: "quarters",
    Frequency.ACADEMIC_QUARTERLY: "quarters",
    Frequency.TERMLY: "terms",
    Frequency.WEEKLY: "weeks",
    Frequency.HALF_YEARLY: "half-years",
    Frequency.TWO_YEARLY: "surveys",
    Frequency.THREE_YEARLY: "surveys",
    Frequency.ANNUAL: "years",
    Frequency.SCHOOL_YEAR: "school years",
}
_BETTER = (Direction.IMPROVING, Direction.INCREASING)
_AGAINST = ", although the latest result is "


def direction_reason(row: Any, rule: DirectionRule) -> str:
    """Why a result has its direction, as a sentence that a reader can check.

    Such as "Up from 79% for March 2011." or "The trend over the last eight quarters is upward, from 79% to 87%."
    ``row`` is one of the history with what :func:`qprlib.scoring.direction.direct` found; what else is known is used.
    """
    reason, way = Reason(row.reason), Direction(row.direction)
    if reason is Reason.NO_VALUE:
        return "There is no result."
    if reason is Reason.NO_BASE:
        return "There is no earlier result to compare with."
    if reason is Reason.NO_LAST_YEAR:
        return "There is no result for the same period a year before to compare with."
    if way is Direction.TOO_FEW:
        return _too_few(row, rule, reason)
    base = f"{_shown(row, row.base_value)} for {_label(row, row.base_end)}"
    if way is Direction.NOT_COMPARABLE:
        return _not_comparable(row, rule, reason, base)
    if reason is Reason.LATEST_THREE:
        return _three(row, way)
    if isinstance(rule, XmrRule) and reason in (Reason.LIMITS, Reason.APART):
        return _against_limits(row, way)
    if reason is Reason.APART:
        return _trend(row, way)
    if reason is Reason.WINDOW:
        return _alone(row, _trend(row, way))
    now = _now(row)
    moved = not math.isclose(now, row.base_value, rel_tol=SAME, abs_tol=0)
    said = f"{'No change' if not moved else 'Up' if now > row.base_value else 'Down'} from {base}"
    if reason is Reason.INCREMENT:
        went = f"{said[0].lower()}{said[1:]} to {_shown(row, now)}" if moved else base.replace(" for ", ", as for ")
        said = f"The result is {went}"
    said += _nearer(row, way)
    if isinstance(rule, SmallChange) and way is Direction.NO_CHANGE and moved:
        unit = "%" if rule.measure == "relative" else ""
        said += f": a change smaller than {rule.below:g}{unit} is no change"
    return _alone(row, f"{said}.") if reason is Reason.INCREMENT else f"{said}."


def periods_phrase(row: Any) -> str:
    """The results of a window: "eight quarters", "eight results" where one is missing, "six results a year apart"."""
    count = int(row.points)
    if Reason(row.reason) is Reason.APART:
        return f"{in_words(count)} results {_stretch(row)} apart"
    frequency = getattr(row, "frequency", "")
    if frequency:
        cycle = cycle_of(row)
        first = cycle.end(cycle.place(as_day(row.period_end)) - count + 1)
        if months_between(row.base_end, first) == 0:
            return f"{in_words(count)} {PERIODS[Frequency(frequency)]}"
    return f"{in_words(count)} results"


def _stretch(row: Any) -> str:
    """How far apart results lie of which none shares a month with another: as far as each is long."""
    step = cycle_of(row).step if getattr(row, "frequency", "") else 1
    months = round(math.ceil(COVERED_MONTHS[row.basis] / step - 1e-9) * step)
    one = {1: "a month", 3: "a quarter", 6: "a half-year", 12: "a year"}
    return one.get(months, f"{in_words(months // 12)} years")


def _too_few(row: Any, rule: DirectionRule, reason: Reason) -> str:
    least = 3 if isinstance(rule, LatestThree) else getattr(rule, "least", 2)
    what = "a trend" if isinstance(rule, Regression | TheilSen) else "a direction"
    since = " since the break in the series" if reason is Reason.BREAK_IN_SERIES else ""
    points = int(getattr(row, "points", 0))
    there = f", and there {'is' if points == 1 else 'are'} {in_words(points)}" if points else ""
    results = "results with a range" if _ranged(row) else "results"
    return f"Too few {results} for {what}{since}: {in_words(least)} are needed{there}."


def _not_comparable(row: Any, rule: DirectionRule, reason: Reason, base: str) -> str:
    if reason is Reason.CUMULATIVE:
        shown = "trend" if isinstance(rule, Regression | TheilSen) else "direction"
        unit = getattr(row, "unit", "")
        what = "share" if is_percentage(unit) else "rate or an average" if is_rate(unit) else "total"
        said = f"No {shown} is shown: this is a {what} for the year so far"
        unknown = what == "total" and getattr(rule, "cumulative", "never") == "increment"
        return f"{said}, and what its last periods added is not known." if unknown else f"{said}."
    why = {
        Reason.BREAK_IN_SERIES: "there is a break in the series since",
        Reason.UNLIKE_PERIOD: "annual results are compared year on year only",
        Reason.NO_RANGE: "no range says which of the two is better",
    }[reason]
    return f"Not compared with {base}: {why}."


def _three(row: Any, way: Direction) -> str:
    from_to = f"from {_shown(row, row.base_value)} for {_label(row, row.base_end)} to {_shown(row, _now(row))}"
    said = f"are {way.label.lower()}, {from_to}"
    if way is Direction.NO_TREND:
        said = f"do not go one way, {from_to}"
    elif way is Direction.NO_CHANGE:
        far = "all within" if _distance(row, _now(row)) == 0 else "equally far from"
        said = f"are {far} the range, {from_to}" if _ranged(row) else f"are the same, {_shown(row, _now(row))}"
    return _alone(row, f"The latest three results {said}.")


def _against_limits(row: Any, way: Direction) -> str:
    of = f"of the {int(row.points)} results since {_label(row, row.base_end)}"
    what = "What the latest period added" if _adds_up(row) else "The latest result"
    now = _shown(row, _now(row))
    if way is Direction.NO_TREND:
        return f"{what}, {now}, is within the usual variation {of}."
    usual = {
        Direction.IMPROVING: "better",
        Direction.WORSENING: "worse",
        Direction.INCREASING: "higher",
        Direction.DECREASING: "lower",
    }[way]
    return f"{what}, {now}, is {usual} than usual, judged by the control limits {of}."


def _alone(row: Any, said: str) -> str:
    """A sentence on what each period alone added, of totals; of all else as it is."""
    if not _adds_up(row):
        return said
    frequency = getattr(row, "frequency", "")
    noun = PERIODS[Frequency(frequency)].removesuffix("s") if frequency else "period"
    return f"Counting each {noun} alone, {said[0].lower()}{said[1:]}"


def without_last_step(reason: str) -> str:
    """A reason without what the latest result did against its trend, for whoever has told that already."""
    return f"{reason.partition(_AGAINST)[0].removesuffix('.')}."


def _trend(row: Any, way: Direction) -> str:
    """The trend of a window: where it goes, from what to what, and whether the last step went with it."""
    first, now = _shown(row, row.base_value), _shown(row, _now(row))
    over = f"the last {periods_phrase(row)}"
    if way is Direction.NO_CHANGE:
        if _ranged(row):
            same = "within the range" if _distance(row, _now(row)) == 0 else "equally far from the range"
            return f"Every result over {over} is {same}."
        return f"The result was {now} in each of {over}."
    if way is Direction.NO_TREND:
        ends = f"from {first} to {now}" if first != now else f"with both the first and the latest result at {now}"
        return f"There is no clear trend over {over}, {ends}."
    towards = _towards(row, way)
    went = _went(row, _now(row), row.base_value, way)
    if went <= 0:
        ends = f"was {first} and the latest is {now}" if first != now else f"and the latest are both {now}"
        return f"The trend over {over} is {towards}, although the first result {ends}."
    said = f"The trend over {over} is {towards}, from {first} to {now}"
    if _went(row, _now(row), row.step_value, way) < 0:
        step = f"{_shown(row, row.step_value)} for {_label(row, row.step_end)}"
        if _ranged(row):
            turned = "further from the range than" if way is Direction.IMPROVING else "nearer to the range than"
        else:
            turned = "up from" if _now(row) > row.step_value else "down from"
        said += f"{_AGAINST}{turned} {step}"
    return f"{said}."


def _towards(row: Any, way: Direction) -> str:
    if _ranged(row):
        return "towards the range" if way in _BETTER else "away from the range"
    falls_well = getattr(row, "polarity", "higher") == "lower"
    return "upward" if (way in _BETTER) != falls_well else "downward"


def _went(row: Any, now: float, before: float, way: Direction) -> float:
    """How far a result lies from another in the way of a trend, as printed: below 0 it went against it."""
    if _ranged(row):
        change = _distance(row, before) - _distance(row, now)
        return change if way in _BETTER else -change
    change = now - before
    return change if _towards(row, way) == "upward" else -change


def _distance(row: Any, value: float) -> float:
    """How far outside its range a value lies."""
    sides = (getattr(row, "lower", math.nan) - value, value - getattr(row, "upper", math.nan))
    return max([0.0, *(side for side in sides if not math.isnan(side))])


def _ranged(row: Any) -> bool:
    return getattr(row, "polarity", "") == "range"


def _adds_up(row: Any) -> bool:
    return str(getattr(row, "basis", "")).endswith("to_date")


def _now(row: Any) -> float:
    """What was compared, as it is printed."""
    return float(getattr(row, "compared", row.actual))


def _nearer(row: Any, way: Direction) -> str:
    if not _ranged(row):
        return ""
    words = {Direction.IMPROVING: "nearer to the range", Direction.WORSENING: "further from the range"}
    return f", {words.get(way, 'as far from the range')}"


def _shown(row: Any, value: float) -> str:
    decimals = int(getattr(row, "decimals", -1))
    unit = short_unit(getattr(row, "unit", "number"))
    if decimals < 0:
        text = f"{value:,.6f}".rstrip("0").rstrip(".")
        return f"{text}%" if is_percentage(unit) else text
    return format_value(value, unit, decimals)


def _label(row: Any, end: date) -> str:
    """A period by its end, as a sentence calls it: "March 2011"; a year by its label."""
    return period_named(cycle_of(row), as_day(end)) if getattr(row, "frequency", "") else month_of(end)
