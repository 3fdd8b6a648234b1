"""The printed key to the direction of travel: what each word means under the rule that an edition uses.

The sentences stand in ``direction_key.csv``, for rules that compare two results, look at three, fit a trend or draw
limits; what is in braces there depends on the rule's own settings.
"""

from __future__ import annotations

from collections.abc import Mapping

from qprlib.ground.packaged import packaged_rows
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


def direction_key(rule: DirectionRule) -> Mapping[Direction, str]:
    """What each direction means under a rule, as a sentence; only those that the rule can give.

    Such as "The line through the last 8 results slopes the better way, whatever the last step did." of improving under
    ``regression``.
    """
    match rule:
        case LatestThree():
            kind, settings = "three", _three(rule)
        case Regression() | TheilSen():
            kind, settings = "trend", _trend(rule)
        case XmrRule():
            kind, settings = "limits", _over_several(rule)
        case _:
            kind, settings = "two", _two(rule)
    said = {
        row["direction"]: row["meaning"].format(**settings)
        for row in packaged_rows(__file__, "direction_key.csv")
        if row["rule"] == kind
    }
    return {way: said[way] for way in Direction if way in said}


def _two(rule: PreviousPeriod | SamePeriodLastYear | ShortAndLong | SmallChange) -> dict[str, str]:
    by_year = isinstance(rule, SamePeriodLastYear) or (isinstance(rule, SmallChange) and rule.by_year)
    base = "the one for the same period a year before" if by_year else "the one before it"
    same = f"The latest result is printed the same as {base}."
    size = ""
    if isinstance(rule, SmallChange):
        size = f", by {rule.below:g}{'%' if rule.measure == 'relative' else ''} or more"
        same = f"The latest result differs from {base} by less than that, or not at all."
    unlike = isinstance(rule, PreviousPeriod) and rule.unlike_periods
    broken = "break in the series lies between the two results"
    return {
        "base": base,
        "same": same,
        "size": size,
        "why": f"A {broken}" if by_year or unlike else f"They cover unlike periods, or a {broken}",
        "none": "There is no such earlier result." if by_year else "There is no earlier result.",
    }


def _three(rule: LatestThree) -> dict[str, str]:
    steps = "Both of the last two steps are" if rule.each_step else "One of the last two steps at least is"
    turned = {"better": "for the better", "worse": "for the worse", "up": "upward", "down": "downward"}
    none = {f"no_{way}": "" if rule.each_step else f" and none is {words}" for way, words in turned.items()}
    return {"steps": steps, **none}


def _trend(rule: Regression | TheilSen) -> dict[str, str]:
    line = "line" if isinstance(rule, Regression) else "median line"
    last = "all results" if rule.window == "all" else f"the last {rule.window} results"
    every = "All results" if rule.window == "all" else f"All of the last {rule.window} results"
    return {"slope": f"The {line} through {last} slopes", "all": every, **_over_several(rule)}


def _over_several(rule: Regression | TheilSen | XmrRule) -> dict[str, str]:
    """What is the same of all rules over several results, which may share months with the ones before."""
    added = " Where results share months with those before: the latest is {} than a year before."
    apart = {f"or_{than}": added.format(than) if rule.overlapping == "apart" else "" for than in ("better", "worse")}
    return {"least": str(rule.least), "than": "than usual, judged by its control limits", **apart}
