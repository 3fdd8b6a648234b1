"""What control limits say of a target: whether the process as it is meets it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qprlib.ground.worded import Worded
from qprlib.scoring.limits import Segment
from qprlib.scoring.trends import SAME


class Assurance(Worded):
    """Whether the process as it is meets the target."""

    PASSES = "passes", "", "consistently meets the target"
    FAILS = "fails", "", "consistently misses the target"
    HIT_AND_MISS = "hit-and-miss", "", "may meet or miss the target by chance"


def assurance_of(
    limits: Segment, target: float, polarity: str, values: Sequence[float], as_upstream: bool = False
) -> Assurance | None:
    """Whether a process of these results, which lie behind the limits in force, meets a target.

    None without a target, a better side or limits, and where results behind the limits were on the other side of the
    target than the limits promise: "consistently" is true of all of them or not said. A target on a limit is met or
    missed by chance. ``as_upstream`` goes by the limits alone, as NHSRplotthedots does.
    """
    if polarity not in ("higher", "lower") or np.isnan(limits.lower) or np.isnan(target):
        return None
    sign = 1 if polarity == "higher" else -1
    least = SAME * max(float(np.abs(values).max()), abs(target))
    met = {sign * (value - target) >= -least for value in values}
    if not as_upstream and limits.upper - limits.lower <= 2 * least:
        # Nothing ever varies: the target is met, be it only just, or it is missed.
        return Assurance.PASSES if met == {True} else Assurance.FAILS
    if limits.lower - least <= target <= limits.upper + least:
        return Assurance.HIT_AND_MISS
    promised = (target > limits.upper) != (polarity == "higher")
    if not as_upstream and met != {promised}:
        return None
    return Assurance.PASSES if promised else Assurance.FAILS
