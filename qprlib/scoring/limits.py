"""Mean and control limits of a stretch of results, and what a unit allows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from qprlib.ground.numbers import is_percentage
from qprlib.scoring.arrays import SAME, Flags, Floats
from qprlib.scoring.rules import TRIAL_BELOW

#: Limits lie this many average moving ranges from the mean: three standard deviations for moving ranges of two.
LIMIT = 2.66
#: Near limits lie at two thirds of that.
NEAR = 2 / 3
#: A moving range as large as this many times their average is an outlier (Nelson 1982).
SCREEN = 3.267
#: Bases whose values overlap or add up: their moving ranges say nothing of the variation between periods.
UNSUITABLE = {
    "rolling_12_months": "rolling 12-month results overlap, so that limits would misjudge them",
    "year_to_date": "results add up through the year, so that limits would misjudge them",
    "academic_year_to_date": "results add up through the academic year, so that limits would misjudge them",
}
#: Units of which a value below zero means something: money, scores, and what is counted from a mark in the middle.
_BELOW_ZERO = re.compile(r"£|\$|€|\b(?:score|points?|index|net|balance|change|difference|variance|degrees?)\b|°", re.I)


@dataclass(frozen=True, slots=True)
class Segment:
    """Mean and limits between two changes of the process."""

    first: int  #: number of its first result (from 0)
    results: int
    based_on: int  #: how many of its results the limits are worked out from
    mean: float
    lower: float  #: lines of the chart, as the mean is, in the unit of the results; limits are NaN with a single result
    upper: float
    near_lower: float
    near_upper: float
    average_range: float  #: mean moving range, without outliers where they are screened
    screened: int  #: how many moving ranges were left out as outliers
    trial: bool  #: whether every further result moves the limits

    def within(self, lowest: float, highest: float) -> Segment:
        """The same lines, none of them beyond these bounds."""
        lower, upper, near_lower, near_upper = (
            float(np.clip(line, lowest, highest)) for line in (self.lower, self.upper, self.near_lower, self.near_upper)
        )
        return replace(self, lower=lower, upper=upper, near_lower=near_lower, near_upper=near_upper)


def limits_of(
    part: Floats, begin: int, *, screen: bool, fix_after: int | None, trial_below: int, as_upstream: bool
) -> Segment:
    """Mean and limits of a stretch of results that begins with number ``begin``."""
    baseline = part[:fix_after]
    mean = float(baseline.mean())
    ranges = np.abs(np.diff(baseline))
    average = float(ranges.mean()) if len(ranges) else np.nan
    kept = ranges
    if screen and len(ranges):
        kept = ranges[ranges < SCREEN * average]
        # Where hardly anything ever moves, all ranges but those of 0 would be left out, or even those.
        if not as_upstream and not kept.any():
            kept = ranges
        average = float(kept.mean()) if len(kept) else np.nan
    reach = LIMIT * average
    return Segment(
        first=begin,
        results=len(part),
        based_on=len(baseline),
        mean=mean,
        lower=mean - reach,
        upper=mean + reach,
        near_lower=mean - NEAR * reach,
        near_upper=mean + NEAR * reach,
        average_range=average,
        screened=len(ranges) - len(kept),
        trial=len(part) < trial_below,
    )


def usual_result(baseline: Floats) -> float | None:
    """The one result that more than half of these are; None where there is none."""
    middle = float(np.sort(baseline)[(len(baseline) - 1) // 2])
    same = np.abs(baseline - middle) <= SAME * float(np.abs(baseline).max())
    return middle if 2 * int(same.sum()) > len(baseline) else None


def bounds_of(unit: str, values: Sequence[float]) -> tuple[float, float]:
    """The least and the greatest value that a unit allows: a share lies between 0 and 100%, a count is never negative.

    Values beyond (a target among them) show that this unit is used otherwise, and nothing is claimed.
    """
    least, most = min(values), max(values)
    lowest = -np.inf if least < 0 or not unit or _BELOW_ZERO.search(unit) else 0.0
    return lowest, 100.0 if is_percentage(unit) and lowest == 0 and most <= 100 else np.inf


def why_no_limits(basis: str, values: Sequence[float]) -> str:
    """Why limits would mislead, as a clause; "" where they would not.

    Results that only rise or only fall have no level around which they could vary: no step goes back, and more than
    half of all steps lead on (a result that changed once is not meant), in as many results as limits need.
    """
    if basis in UNSUITABLE:
        return UNSUITABLE[basis]
    results = np.asarray(values, dtype=np.float64)
    steps = np.diff(results)
    moved: Flags = np.abs(steps) > SAME * float(np.abs(results).max(initial=0.0))
    ways = np.sign(steps[moved])
    if len(results) < TRIAL_BELOW or 2 * len(ways) <= len(steps) or (ways != ways[:1]).any():
        return ""
    return f"results only {'rise' if ways[0] > 0 else 'fall'}, so that there is no usual level"
