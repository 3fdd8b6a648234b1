"""The four rules of special-cause variation: which one a result meets first, and what that means."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from qprlib.ground.numbers import capital
from qprlib.scoring.limits import Segment, usual_result
from qprlib.scoring.trends import SAME, Flags, Floats, Integers

#: So many results in a row make a trend, or a shift to one side of the mean.
RUN = 7


class Signal(StrEnum):
    """Which rule a result meets first, in the order in which they are asked."""

    ABOVE_LIMIT = "above-limit"
    BELOW_LIMIT = "below-limit"
    RISING = "rising"
    FALLING = "falling"
    NEAR_UPPER = "near-upper"
    NEAR_LOWER = "near-lower"
    ABOVE_MEAN = "above-mean"
    BELOW_MEAN = "below-mean"
    NONE = "none"

    @property
    def words(self) -> str:
        """The rule as a sentence without its full stop; "" for none."""
        return _SIGNAL_WORDS.get(self, "")

    @property
    def label(self) -> str:
        """The rule in a table: ``Above the upper control limit``."""
        return capital(self.words.removeprefix("it is "))

    @property
    def high(self) -> bool:
        """Whether it points up."""
        return self in (Signal.ABOVE_LIMIT, Signal.RISING, Signal.NEAR_UPPER, Signal.ABOVE_MEAN)


_SIGNAL_WORDS = {
    Signal.ABOVE_LIMIT: "it is above the upper control limit",
    Signal.BELOW_LIMIT: "it is below the lower control limit",
    Signal.RISING: "it is the last of seven in a row that rise",
    Signal.FALLING: "it is the last of seven in a row that fall",
    Signal.NEAR_UPPER: "two of the last three are near the upper control limit",
    Signal.NEAR_LOWER: "two of the last three are near the lower control limit",
    Signal.ABOVE_MEAN: "it is the last of seven in a row above the mean",
    Signal.BELOW_MEAN: "it is the last of seven in a row below the mean",
}


class Variation(StrEnum):
    """What the variation of a result means: the icon, as a word of its own."""

    COMMON_CAUSE = "common-cause"
    IMPROVEMENT_HIGH = "improvement-high"
    IMPROVEMENT_LOW = "improvement-low"
    CONCERN_HIGH = "concern-high"
    CONCERN_LOW = "concern-low"
    NEUTRAL_HIGH = "neutral-high"
    NEUTRAL_LOW = "neutral-low"

    @property
    def words(self) -> str:
        """As printed of the latest result: ``is better than usual``."""
        return _VARIATION_WORDS[self]

    @property
    def label(self) -> str:
        """In one word or two, beside a result: ``Better than usual``."""
        return _VARIATION_LABELS[self]


_VARIATION_LABELS = {
    Variation.COMMON_CAUSE: "As usual",
    Variation.IMPROVEMENT_HIGH: "Better than usual",
    Variation.IMPROVEMENT_LOW: "Better than usual",
    Variation.CONCERN_HIGH: "Worse than usual",
    Variation.CONCERN_LOW: "Worse than usual",
    Variation.NEUTRAL_HIGH: "Higher than usual",
    Variation.NEUTRAL_LOW: "Lower than usual",
}
_VARIATION_WORDS = {one: f"is {label.lower()}" for one, label in _VARIATION_LABELS.items()} | {
    Variation.COMMON_CAUSE: "is within the usual variation"
}


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
