"""What control limits say: the four rules of special-cause variation, what they mean, and whether a target is met."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qprlib.ground.labelled import Worded
from qprlib.scoring.arrays import SAME, Flags, Floats, Integers
from qprlib.scoring.limits import Segment, usual_result

#: So many results in a row make a trend, or a shift to one side of the mean.
RUN = 7


class Signal(Worded):
    """Which rule a result meets first, in the order in which they are asked."""

    ABOVE_LIMIT = "above-limit", "Above the upper control limit", "it is above the upper control limit"
    BELOW_LIMIT = "below-limit", "Below the lower control limit", "it is below the lower control limit"
    RISING = "rising", "The last of seven in a row that rise", "it is the last of seven in a row that rise"
    FALLING = "falling", "The last of seven in a row that fall", "it is the last of seven in a row that fall"
    NEAR_UPPER = (
        "near-upper",
        "Two of the last three are near the upper control limit",
        "two of the last three are near the upper control limit",
    )
    NEAR_LOWER = (
        "near-lower",
        "Two of the last three are near the lower control limit",
        "two of the last three are near the lower control limit",
    )
    ABOVE_MEAN = (
        "above-mean",
        "The last of seven in a row above the mean",
        "it is the last of seven in a row above the mean",
    )
    BELOW_MEAN = (
        "below-mean",
        "The last of seven in a row below the mean",
        "it is the last of seven in a row below the mean",
    )
    NONE = "none"

    @property
    def high(self) -> bool:
        """Whether it points up."""
        return self in (Signal.ABOVE_LIMIT, Signal.RISING, Signal.NEAR_UPPER, Signal.ABOVE_MEAN)


class Variation(Worded):
    """What the variation of a result means: the icon, as a word of its own."""

    COMMON_CAUSE = "common-cause", "As usual", "is within the usual variation"
    IMPROVEMENT_HIGH = "improvement-high", "Better than usual", "is better than usual"
    IMPROVEMENT_LOW = "improvement-low", "Better than usual", "is better than usual"
    CONCERN_HIGH = "concern-high", "Worse than usual", "is worse than usual"
    CONCERN_LOW = "concern-low", "Worse than usual", "is worse than usual"
    NEUTRAL_HIGH = "neutral-high", "Higher than usual", "is higher than usual"
    NEUTRAL_LOW = "neutral-low", "Lower than usual", "is lower than usual"


def variation_of(signal: Signal, polarity: str) -> Variation:
    """What a signal means where higher, lower or neither is better."""
    if signal is Signal.NONE:
        return Variation.COMMON_CAUSE
    if polarity not in ("higher", "lower"):
        return Variation.NEUTRAL_HIGH if signal.high else Variation.NEUTRAL_LOW
    if signal.high:
        return Variation.IMPROVEMENT_HIGH if polarity == "higher" else Variation.CONCERN_HIGH
    return Variation.CONCERN_LOW if polarity == "higher" else Variation.IMPROVEMENT_LOW


def signals(part: Floats, segment: Segment, as_upstream: bool) -> list[Signal]:
    """The first rule that every result of a segment meets."""
    # Equal is equal, whatever the last binary digit of a mean says.
    least = SAME * float(np.abs(part).max())
    side = np.where(np.abs(part - segment.mean) <= least, 0, np.sign(part - segment.mean)).astype(np.int64)
    usual = None if as_upstream else usual_result(part[: segment.based_on])
    if usual is not None:
        # What more than half of the results are is the usual result, on neither side, wherever the mean lies.
        side[np.abs(part - usual) <= least] = 0
    outside = (side != 0) & ((part > segment.upper + least) | (part < segment.lower - least))
    close = (side != 0) & ~outside & ((part > segment.near_upper + least) | (part < segment.near_lower - least))
    trend = trends(part, least, as_upstream)
    rules = (
        (outside, side, Signal.ABOVE_LIMIT, Signal.BELOW_LIMIT),
        (trend != 0, trend, Signal.RISING, Signal.FALLING),
        (two_in_three(close, side), side, Signal.NEAR_UPPER, Signal.NEAR_LOWER),
        (shifts(side), side, Signal.ABOVE_MEAN, Signal.BELOW_MEAN),
    )
    found = []
    for place in range(len(part)):
        met = next(((high if way[place] > 0 else low) for holds, way, high, low in rules if holds[place]), Signal.NONE)
        found.append(met)
    return found


def trends(part: Floats, least: float, as_upstream: bool) -> Integers:
    """1 in a run of seven rising results, -1 falling, 0 in none; in two runs, the way of the later."""
    step = np.diff(part)
    way = np.where(np.abs(step) <= least, 0, np.sign(step)).astype(np.int64)
    found = np.zeros(len(part), dtype=np.int64)
    for end in range(RUN - 1, len(part)):
        run = way[end - RUN + 1 : end]
        if run[0] != 0 and (run == run[0]).all():
            found[end - RUN + 1 : end + 1] = run[0]
    if as_upstream:
        # The package takes the step to the next result where that one, too, lies in any run.
        inside = np.flatnonzero(found != 0)
        onward = [bool(place + 1 < len(part) and found[place + 1]) for place in inside]
        found[inside] = [
            1 if (way[place] if on else way[place - 1]) > 0 else -1 for place, on in zip(inside, onward, strict=True)
        ]
    return found


def two_in_three(close: Flags, side: Integers) -> Flags:
    """Whether a result is one of two or more near limits among three in a row on one side of the mean."""
    found = np.zeros(len(close), dtype=np.bool_)
    for first in range(len(close) - 2):
        window = slice(first, first + 3)
        if close[window].sum() >= 2 and abs(int(side[window].sum())) == 3:
            found[window] |= close[window]
    return found


def shifts(side: Integers) -> Flags:
    """Whether a result is in a run of seven on one side of the mean."""
    found = np.zeros(len(side), dtype=np.bool_)
    for first in range(len(side) - RUN + 1):
        window = slice(first, first + RUN)
        if abs(int(side[window].sum())) == RUN:
            found[window] = True
    return found


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
