"""The printed key to the direction of travel: what each word means under the rule that an edition uses."""

from __future__ import annotations

from collections.abc import Mapping

from qprlib.scoring.rules import (
    DirectionRule,
    LatestThree,
    PreviousPeriod,
    Regression,
    SamePeriodLastYear,
    ShortAndLong,
    SmallChange,
    TheilSen,
    XmrRule,
)
from qprlib.scoring.states import Direction

_NEITHER = "for this indicator neither way is better"
_UNKNOWN = "What each period added to the year so far is not known, or a break in the series lies between."


def direction_key(rule: DirectionRule) -> Mapping[Direction, str]:
    """What each direction means under a rule, as a sentence; only those that the rule can give.

    Such as "The line through the last 8 results slopes the better way, whatever the last step did." of improving under
    ``regression``.
    """
    match rule:
        case LatestThree():
            said = _three(rule)
        case Regression() | TheilSen():
            said = _trend(rule)
        case XmrRule():
            said = _limits(rule)
        case _:
            said = _two(rule)
    return {way: said[way] for way in Direction if way in said}


def _two(rule: PreviousPeriod | SamePeriodLastYear | ShortAndLong | SmallChange) -> dict[Direction, str]:
    by_year = isinstance(rule, SamePeriodLastYear) or (isinstance(rule, SmallChange) and rule.by_year)
    base = "the one for the same period a year before" if by_year else "the one before it"
    same = f"The latest result is printed the same as {base}."
    size = ""
    if isinstance(rule, SmallChange):
        size = f", by {rule.below:g}{'%' if rule.measure == 'relative' else ''} or more"
        same = f"The latest result differs from {base} by less than that, or not at all."
    unlike = isinstance(rule, PreviousPeriod) and rule.unlike_periods
    periods = "" if by_year or unlike else "they cover unlike periods, or "
    why = f"{periods}a break in the series lies between the two results"
    return {
        Direction.IMPROVING: f"The latest result is better than {base}{size}.",
        Direction.WORSENING: f"The latest result is worse than {base}{size}.",
        Direction.NO_CHANGE: same,
        Direction.INCREASING: f"The latest figure is higher than {base}{size}; {_NEITHER}.",
        Direction.DECREASING: f"The latest figure is lower than {base}{size}; {_NEITHER}.",
        Direction.NOT_COMPARABLE: f"{why[0].upper()}{why[1:]}.",
        Direction.TOO_FEW: "There is no such earlier result." if by_year else "There is no earlier result.",
    }


def _three(rule: LatestThree) -> dict[Direction, str]:
    steps = "Both of the last two steps are" if rule.each_step else "One of the last two steps at least is"
    turned = "" if rule.each_step else " and none is {}"
    return {
        Direction.IMPROVING: f"{steps} for the better{turned.format('for the worse')}.",
        Direction.WORSENING: f"{steps} for the worse{turned.format('for the better')}.",
        Direction.NO_CHANGE: "The latest three results are printed the same.",
        Direction.NO_TREND: "The latest three results do not go one way.",
        Direction.INCREASING: f"{steps} upward{turned.format('downward')}; {_NEITHER}.",
        Direction.DECREASING: f"{steps} downward{turned.format('upward')}; {_NEITHER}.",
        Direction.NOT_COMPARABLE: _UNKNOWN,
        Direction.TOO_FEW: "There are fewer than three results since the series began or broke.",
    }


def _trend(rule: Regression | TheilSen) -> dict[Direction, str]:
    line = "line" if isinstance(rule, Regression) else "median line"
    last = "all results" if rule.window == "all" else f"the last {rule.window} results"
    slope = f"The {line} through {last} slopes"
    return {
        Direction.IMPROVING: f"{slope} the better way, whatever the last step did.{_or_year_before(rule, 'better')}",
        Direction.WORSENING: f"{slope} the worse way, whatever the last step did.{_or_year_before(rule, 'worse')}",
        Direction.NO_CHANGE: f"{'All' if rule.window == 'all' else 'All of the'} {last.split(' ', 1)[1]} are the same.",
        Direction.NO_TREND: "The results rise and fall, and no line through them slopes clearly.",
        Direction.INCREASING: f"{slope} upward; {_NEITHER}.",
        Direction.DECREASING: f"{slope} downward; {_NEITHER}.",
        Direction.NOT_COMPARABLE: _UNKNOWN,
        Direction.TOO_FEW: f"There are fewer than {rule.least} results since the series began or broke.",
    }


def _limits(rule: XmrRule) -> dict[Direction, str]:
    than = "than usual, judged by its control limits"
    return {
        Direction.IMPROVING: f"The latest result is better {than}.{_or_year_before(rule, 'better')}",
        Direction.WORSENING: f"The latest result is worse {than}.{_or_year_before(rule, 'worse')}",
        Direction.NO_CHANGE: "The latest result is printed the same as a year before.",
        Direction.NO_TREND: "The latest result is within the usual variation.",
        Direction.INCREASING: f"The latest figure is higher {than}; {_NEITHER}.",
        Direction.DECREASING: f"The latest figure is lower {than}; {_NEITHER}.",
        Direction.NOT_COMPARABLE: _UNKNOWN,
        Direction.TOO_FEW: f"There are fewer than {rule.least} results since the series began or broke.",
    }


def _or_year_before(rule: Regression | TheilSen | XmrRule, than: str) -> str:
    """What is added where results may share months with the ones before."""
    apart = rule.overlapping == "apart"
    return f" Where results share months with those before: the latest is {than} than a year before." if apart else ""
