"""What is usual for a series: its control limits and the four rules, as ``docs/spc.md`` words them, in fractions."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

#: Limits lie so many mean moving ranges from the mean; ranges of so many means are outliers; so many make a run.
LIMIT, OUTLIER, RUN, LEAST = Fraction(266, 100), Fraction(3267, 1000), 7, 12
#: What is said of a result by the rule that it meets first: on the card, and in the table of the chart.
WORDS = {
    ("limit", 1): ("it is above the upper control limit", "above the upper limit"),
    ("limit", -1): ("it is below the lower control limit", "below the lower limit"),
    ("run", 1): ("it is the last of seven in a row that rise", "in a rise of seven"),
    ("run", -1): ("it is the last of seven in a row that fall", "in a fall of seven"),
    ("near", 1): ("two of the last three are near the upper control limit", "near the upper limit"),
    ("near", -1): ("two of the last three are near the lower control limit", "near the lower limit"),
    ("side", 1): ("it is the last of seven in a row above the mean", "in seven above the mean"),
    ("side", -1): ("it is the last of seven in a row below the mean", "in seven below the mean"),
}
#: Bases of which results overlap or add up.
UNSUITED = ("year_to_date", "academic_year_to_date", "rolling_12_months")
Signal = tuple[str, int] | None


def mean_and_reach(values: Sequence[Decimal], *, screen: bool = True) -> tuple[Fraction, Fraction]:
    """The mean of a series, and how far its limits lie from it; outlying ranges are left out of them if ``screen``."""
    some = [Fraction(one) for one in values]
    ranges = [abs(later - earlier) for earlier, later in pairwise(some)]
    average = sum(ranges, Fraction(0)) / len(ranges)
    kept = [one for one in ranges if one < OUTLIER * average]
    if not screen or not any(kept):
        kept = ranges
    return sum(some, Fraction(0)) / len(some), LIMIT * sum(kept, Fraction(0)) / len(kept)


def signals(values: Sequence[Decimal], *, first: int | None = None, screen: bool = True) -> list[Signal]:
    """The rule that each result meets first, and the way it points; None of what is as usual.

    The limits rest on all results, or on the ``first`` so many.
    """
    mean, reach = mean_and_reach(values[:first], screen=screen)
    away = [Fraction(one) - mean for one in values]
    usual = [one for one in set(values) if 2 * values.count(one) > len(values)]
    side = [0 if one in usual else _sign(gap) for one, gap in zip(values, away, strict=True)]
    outside = [bool(way) and abs(gap) > reach for way, gap in zip(side, away, strict=True)]
    far = [bool(way) and abs(gap) > reach * 2 / 3 for way, gap in zip(side, away, strict=True)]
    near = [one and not out for one, out in zip(far, outside, strict=True)]
    run, close, shift = ([0] * len(values) for _ in range(3))
    for begun in range(len(values) - RUN + 1):
        window = range(begun, begun + RUN)
        steps = {_sign(Fraction(values[one + 1] - values[one])) for one in window[:-1]}
        if steps in ({1}, {-1}):
            run[begun : begun + RUN] = [*steps] * RUN
        if {side[one] for one in window} in ({1}, {-1}):
            shift[begun : begun + RUN] = [side[begun]] * RUN
    for begun in range(len(values) - 2):
        window = range(begun, begun + 3)
        if {side[one] for one in window} in ({1}, {-1}) and sum(near[one] for one in window) > 1:
            for one in window:
                close[one] = close[one] or (side[one] if near[one] else 0)
    found: list[Signal] = []
    for place, way in enumerate(side):
        met = {"limit": way if outside[place] else 0, "run": run[place], "near": close[place], "side": shift[place]}
        found.append(next(((rule, points) for rule, points in met.items() if points), None))
    return found


def meant(signal: Signal, polarity: str) -> str:
    """Whether what stands out is better, worse, higher or lower than usual; "" of what does not."""
    if signal is None:
        return ""
    up = signal[1] > 0
    if polarity not in ("higher", "lower"):
        return "higher" if up else "lower"
    return "better" if up == (polarity == "higher") else "worse"


def only_one_way(values: Sequence[Decimal]) -> str:
    """Whether results only ``rise`` or only ``fall``, more often than they stay: such have no level."""
    steps = [_sign(Fraction(later - earlier)) for earlier, later in pairwise(values)]
    moved = [one for one in steps if one]
    if len(values) < LEAST or 2 * len(moved) <= len(steps) or len(set(moved)) > 1:
        return ""
    return "rise" if moved[0] > 0 else "fall"


def assured(values: Sequence[Decimal], targets: Sequence[Decimal | None], polarity: str) -> str:
    """Whether a process ``consistently meets`` or ``consistently misses`` its one target, "" if neither can be said."""
    if polarity not in ("higher", "lower") or len(set(targets)) != 1 or targets[0] is None:
        return ""
    if signals(values)[-1] is not None:
        return ""
    aim, sign = Fraction(targets[0]), 1 if polarity == "higher" else -1
    met = {sign * (Fraction(one) - aim) >= 0 for one in values}
    mean, reach = mean_and_reach(values)
    beyond = reach == 0 or abs(aim - mean) > reach
    return {(True,): "consistently meets", (False,): "consistently misses"}.get(tuple(met), "") if beyond else ""


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)
