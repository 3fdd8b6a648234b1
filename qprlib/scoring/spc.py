"""Statistical process control: XmR charts as NHS "Making Data Count" defines them, in numbers and words.

The rules follow the NHS-R package NHSRplotthedots 0.2.2; ``docs/spc.md`` lists every departure with its switch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from qprlib.scoring.rules import TRIAL_BELOW
from qprlib.scoring.trends import SAME, Flags, Floats, Integers

#: Limits lie this many average moving ranges from the mean: three standard deviations for moving ranges of two.
LIMIT = 2.66
#: Near limits lie at two thirds of that.
NEAR = 2 / 3
#: A moving range as large as this many times their average is an outlier (Nelson 1982).
SCREEN = 3.267
#: So many results in a row make a trend, or a shift to one side of the mean.
RUN = 7
#: Bases whose values overlap or add up: their moving ranges say nothing of the variation between periods.
UNSUITABLE = {
    "rolling_12_months": "rolling 12-month results overlap",
    "year_to_date": "results add up through the year",
    "academic_year_to_date": "results add up through the academic year",
}

_CELLS = 1 << 20


class UnsuitableSeriesError(ValueError):
    """An XmR chart of this series would mislead."""


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
        """The rule as a sentence without its full stop."""
        return _SIGNAL_WORDS[self]

    @property
    def high(self) -> bool:
        """Whether it points up."""
        return self in (Signal.ABOVE_LIMIT, Signal.RISING, Signal.NEAR_UPPER, Signal.ABOVE_MEAN)


_SIGNAL_WORDS = {
    Signal.ABOVE_LIMIT: "the result is above the upper control limit",
    Signal.BELOW_LIMIT: "the result is below the lower control limit",
    Signal.RISING: "seven results in a row rise",
    Signal.FALLING: "seven results in a row fall",
    Signal.NEAR_UPPER: "two of three results in a row are near the upper control limit",
    Signal.NEAR_LOWER: "two of three results in a row are near the lower control limit",
    Signal.ABOVE_MEAN: "seven results in a row are above the mean",
    Signal.BELOW_MEAN: "seven results in a row are below the mean",
    Signal.NONE: "no rule of special-cause variation is met",
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
        """As printed beside the rating: ``special cause, improving``."""
        return _VARIATION_WORDS[self]


_VARIATION_WORDS = {
    Variation.COMMON_CAUSE: "common cause",
    Variation.IMPROVEMENT_HIGH: "special cause, improving",
    Variation.IMPROVEMENT_LOW: "special cause, improving",
    Variation.CONCERN_HIGH: "special cause, worsening",
    Variation.CONCERN_LOW: "special cause, worsening",
    Variation.NEUTRAL_HIGH: "special cause, high",
    Variation.NEUTRAL_LOW: "special cause, low",
}


class Assurance(StrEnum):
    """Whether the process as it is meets the target."""

    PASSES = "passes"
    FAILS = "fails"
    HIT_AND_MISS = "hit-and-miss"

    @property
    def words(self) -> str:
        """As printed: ``consistently meets the target``."""
        return _ASSURANCE_WORDS[self]


_ASSURANCE_WORDS = {
    Assurance.PASSES: "consistently meets the target",
    Assurance.FAILS: "consistently misses the target",
    Assurance.HIT_AND_MISS: "meets and misses the target at random",
}


@dataclass(frozen=True, slots=True)
class Segment:
    """Mean and limits between two changes of the process.

    Parameters
    ----------
    first, results
        Number of its first result (from 0) and how many there are.
    based_on
        How many of them the limits are worked out from.
    mean, lower, upper, near_lower, near_upper
        The lines of the chart, in the unit of the results; limits are NaN with a single result.
    average_range
        Mean moving range, without outliers where they are screened.
    screened
        How many moving ranges were left out as outliers.
    trial
        Whether the limits are trial limits, which every further result moves.
    """

    first: int
    results: int
    based_on: int
    mean: float
    lower: float
    upper: float
    near_lower: float
    near_upper: float
    average_range: float
    screened: int
    trial: bool


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One result on the chart."""

    end: date | None
    value: float
    segment: int
    signal: Signal
    variation: Variation


@dataclass(frozen=True, slots=True)
class Xmr:
    """An XmR chart in numbers and words.

    Parameters
    ----------
    points, segments
        Results and limits, in order.
    assurance
        None without a target, without a better side, or without limits.
    warnings
        What a reader must know: trial limits, a series that is not suited.
    """

    points: tuple[ChartPoint, ...]
    segments: tuple[Segment, ...]
    assurance: Assurance | None
    warnings: tuple[str, ...]

    @property
    def latest(self) -> ChartPoint:
        """The latest result, whose variation is the chart's."""
        return self.points[-1]

    @property
    def variation(self) -> Variation:
        """Variation of the latest result."""
        return self.latest.variation

    @property
    def limits(self) -> Segment:
        """The mean and limits in force."""
        return self.segments[-1]

    @property
    def words(self) -> str:
        """Variation, assurance and warnings as sentences."""
        said = [f"{self.variation.words}: {self.latest.signal.words}"]
        if self.assurance is not None:
            said.append(f"the process {self.assurance.words}")
        return " ".join(f"{text[:1].upper()}{text[1:]}." for text in (*said, *self.warnings))


def xmr(
    values: Sequence[float],
    ends: Sequence[date] | None = None,
    *,
    polarity: str = "higher",
    target: float | None = None,
    screen: bool = True,
    fix_after: int | None = None,
    rebase: Sequence[date] = (),
    basis: str = "",
    if_unsuitable: str = "refuse",
    trial_below: int = TRIAL_BELOW,
    as_upstream: bool = False,
) -> Xmr:
    """Draw up an XmR chart of one series.

    Parameters
    ----------
    values
        The results in the order of time, at least one; NaN where one is missing: it is left out.
    ends
        The end of each result's period; needed for ``rebase``.
    polarity
        ``higher``, ``lower``, or ``neutral`` or ``range``, where neither way is better.
    target
        Gives the assurance.
    screen
        Leave outlying moving ranges out of the limits, as the package does; the NHS Excel tools do not.
    fix_after
        Work the limits out from the first so many results of each segment only.
    rebase
        New limits from the first result on or after each of these days.
    basis
        What a result covers, as :class:`qprlib.periods.Basis`.
    if_unsuitable
        What to do with a cumulative or rolling series: ``refuse`` or ``warn``.
    trial_below
        Limits from fewer results are trial limits. The package's code says 13, its documentation 12.
    as_upstream
        Do as NHSRplotthedots 0.2.2 where we depart from it on purpose (``docs/spc.md``).

    Returns
    -------
    Xmr

    Raises
    ------
    UnsuitableSeriesError
        If the basis is cumulative or rolling and ``if_unsuitable`` is ``refuse``.
    ValueError
        If there is no result, if days are missing or not rising, or an option is none of those named.
    """
    warnings = _suited(basis, if_unsuitable)
    if polarity not in ("higher", "lower", "neutral", "range"):
        raise ValueError(f"'{polarity}' is no polarity: allowed are higher, lower, neutral and range")
    if fix_after is not None and fix_after < 2:
        raise ValueError("limits need at least two results: fix_after must be 2 or more")
    series, days = _known(values, ends)
    if len(series) < len(values):
        missing = len(values) - len(series)
        warnings.append(f"{missing} missing {'result is' if missing == 1 else 'results are'} left out")
    starts = _starts(days, rebase)
    segments, points = [], []
    for number, begin in enumerate(starts):
        stop = starts[number + 1] if number + 1 < len(starts) else len(series)
        part = series[begin:stop]
        segment = _segment(
            part, begin, screen=screen, fix_after=fix_after, trial_below=trial_below, as_upstream=as_upstream
        )
        segments.append(segment)
        for place, signal in enumerate(_signals(part, segment, as_upstream)):
            end = days[begin + place] if days else None
            points.append(ChartPoint(end, float(part[place]), number, signal, _variation(signal, polarity)))
    latest = segments[-1]
    if latest.trial:
        warnings.append(
            f"limits are trial limits: they rest on {latest.results} results, {trial_below} are needed, and every "
            "further one moves them"
        )
    return Xmr(tuple(points), tuple(segments), _assurance(latest, target, polarity, series), tuple(warnings))


def _suited(basis: str, if_unsuitable: str) -> list[str]:
    if if_unsuitable not in ("refuse", "warn"):
        raise ValueError(f"'{if_unsuitable}' is not allowed: refuse or warn")
    if basis not in UNSUITABLE:
        return []
    reason = f"{UNSUITABLE[basis]}, so that control limits misjudge them"
    if if_unsuitable == "refuse":
        raise UnsuitableSeriesError(f"{reason}: use the results of single periods, or ask for a warning instead")
    return [reason]


def _known(values: Sequence[float], ends: Sequence[date] | None) -> tuple[Floats, list[date]]:
    """The results that are there, with their days if there are any."""
    series = np.asarray(values, dtype=np.float64)
    here = ~np.isnan(series)
    days: list[date] = []
    if ends is not None:
        if len(ends) != len(series):
            raise ValueError(f"{len(series)} results have {len(ends)} days")
        days = [end for end, known in zip(ends, here, strict=True) if known]
        if any(later <= earlier for earlier, later in pairwise(days)):
            raise ValueError("the days of the results do not rise")
    if not here.any():
        raise ValueError("there is no result")
    return series[here], days


def _starts(days: list[date], rebase: Sequence[date]) -> list[int]:
    """Number of the first result of every segment."""
    if rebase and not days:
        raise ValueError("rebase needs the days of the results")
    found = {next((place for place, day in enumerate(days) if day >= change), 0) for change in rebase}
    return sorted(found | {0})


def _segment(
    part: Floats, begin: int, *, screen: bool, fix_after: int | None, trial_below: int, as_upstream: bool
) -> Segment:
    baseline = part[:fix_after]
    mean = float(baseline.mean())
    ranges = np.abs(np.diff(baseline))
    average = float(ranges.mean()) if len(ranges) else np.nan
    kept = ranges
    if screen and len(ranges):
        kept = ranges[ranges < SCREEN * average]
        # Where nothing ever moves every range is 0, none of them is below 0, and all would be left out.
        if len(kept):
            average = float(kept.mean())
        elif as_upstream:
            average = np.nan
        else:
            kept = ranges
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


def _signals(part: Floats, segment: Segment, as_upstream: bool) -> list[Signal]:
    """The first rule that every result meets."""
    # Equal is equal, whatever the last binary digit of a mean says.
    least = SAME * float(np.abs(part).max())
    side = np.where(np.abs(part - segment.mean) <= least, 0, np.sign(part - segment.mean)).astype(np.int64)
    outside = (part > segment.upper + least) | (part < segment.lower - least)
    close = ~outside & ((part > segment.near_upper + least) | (part < segment.near_lower - least))
    trend = _trends(part, least, as_upstream)
    near = _two_in_three(close, side)
    shift = _shifts(side)
    rules = (
        (outside, side, Signal.ABOVE_LIMIT, Signal.BELOW_LIMIT),
        (trend != 0, trend, Signal.RISING, Signal.FALLING),
        (near, side, Signal.NEAR_UPPER, Signal.NEAR_LOWER),
        (shift, side, Signal.ABOVE_MEAN, Signal.BELOW_MEAN),
    )
    found = []
    for place in range(len(part)):
        met = next(((high if way[place] > 0 else low) for holds, way, high, low in rules if holds[place]), Signal.NONE)
        found.append(met)
    return found


def _trends(part: Floats, least: float, as_upstream: bool) -> Integers:
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


def _two_in_three(close: Flags, side: Integers) -> Flags:
    """Whether a result is one of two or more near limits among three in a row on one side of the mean."""
    found = np.zeros(len(close), dtype=np.bool_)
    for first in range(len(close) - 2):
        window = slice(first, first + 3)
        if close[window].sum() >= 2 and abs(int(side[window].sum())) == 3:
            found[window] |= close[window]
    return found


def _shifts(side: Integers) -> Flags:
    """Whether a result is in a run of seven on one side of the mean."""
    found = np.zeros(len(side), dtype=np.bool_)
    for first in range(len(side) - RUN + 1):
        window = slice(first, first + RUN)
        if abs(int(side[window].sum())) == RUN:
            found[window] = True
    return found


def _variation(signal: Signal, polarity: str) -> Variation:
    if signal is Signal.NONE:
        return Variation.COMMON_CAUSE
    if polarity not in ("higher", "lower"):
        return Variation.NEUTRAL_HIGH if signal.high else Variation.NEUTRAL_LOW
    if signal.high:
        return Variation.IMPROVEMENT_HIGH if polarity == "higher" else Variation.CONCERN_HIGH
    return Variation.CONCERN_LOW if polarity == "higher" else Variation.IMPROVEMENT_LOW


def _assurance(limits: Segment, target: float | None, polarity: str, series: Floats) -> Assurance | None:
    """What the limits in force say of the target: a target on a limit is met and missed at random."""
    if target is None or polarity not in ("higher", "lower") or np.isnan(limits.lower):
        return None
    least = SAME * max(float(np.abs(series).max()), abs(target))
    if limits.lower - least <= target <= limits.upper + least:
        return Assurance.HIT_AND_MISS
    return Assurance.FAILS if (target > limits.upper) == (polarity == "higher") else Assurance.PASSES


# Many series at once -----------------------------------------------------------------------------------------------


def latest_signals(
    value: Floats, length: Integers, *, screen: bool = True, fix_after: int | None = None
) -> NDArray[np.int8]:
    """Way of the signal of every result, were it the latest of its series.

    Parameters
    ----------
    value
        Results of many series, one after another, each in the order of time.
    length
        Number of each result in its series (1, 2, 3 ...).
    screen, fix_after
        As for :func:`xmr`.

    Returns
    -------
    numpy.ndarray
        1 for a signal that points up, -1 down, 0 for common cause: what :func:`xmr` says of the latest result of the
        series up to it.
    """
    starts = np.flatnonzero(length == 1)
    sizes = np.diff(np.append(starts, len(value)))
    found = np.zeros(len(value), dtype=np.int8)
    # Series of like size together: no cell of the table is wasted on the longest.
    order = np.argsort(sizes, kind="stable")
    begin = 0
    while begin < len(order):
        some = order[begin:]
        fitting = np.flatnonzero(sizes[some] * np.arange(1, len(some) + 1) <= _CELLS)
        some = some[: max(int(fitting[-1]) + 1 if len(fitting) else 1, 1)]
        inside = np.arange(sizes[some[-1]]) < sizes[some, None]
        place = np.where(inside, starts[some, None] + np.arange(inside.shape[1]), starts[some, None])
        found[place[inside]] = _latest_in_table(value[place], screen, fix_after)[inside]
        begin += len(some)
    return found


def _latest_in_table(value: Floats, screen: bool, fix_after: int | None) -> NDArray[np.int8]:
    """Signals of a table with a series a row; what stands after a series' end is never looked at."""
    long = value.shape[1]
    basis = np.minimum(np.arange(long), (fix_after or long) - 1)  # last result the limits rest on, for each
    start = value[:, :1]
    mean = (start + np.cumsum(value - start, axis=1) / (np.arange(long) + 1))[:, basis]
    average = _average_ranges(value, basis, screen)
    least = SAME * np.maximum.accumulate(np.abs(value), axis=1)
    reach = LIMIT * average + least

    def back(lag: int) -> tuple[Floats, Floats]:
        """Distance from the mean of the result ``lag`` before each, and its size; by the limits of the latest."""
        away = np.full(value.shape, np.nan)
        away[:, lag:] = value[:, : max(long - lag, 0)] - mean[:, lag:]
        return away, np.abs(away)

    away, size = back(0)
    side = np.where(size > least, np.sign(away), 0.0)
    with np.errstate(invalid="ignore"):
        outside = size > reach
        close = [~outside & (size > NEAR * LIMIT * average + least)]
        same = [side != 0]
        for lag in range(1, RUN):
            away, size = back(lag)
            same.append(same[-1] & (size > least) & (np.sign(away) == side))
            if lag <= 2:
                close.append((size <= reach) & (size > NEAR * LIMIT * average + least))
    near = close[0] & (close[1] | close[2]) & same[2]
    step = np.zeros(value.shape)
    step[:, 1:] = np.diff(value, axis=1)
    way = np.where(np.abs(step) <= least, 0, np.sign(step)).astype(np.int64)
    total = np.cumsum(way, axis=1)
    trend = np.zeros(value.shape, dtype=np.int64)
    if long >= RUN:
        run = total[:, RUN - 1 :] - total[:, : long - RUN + 1]
        trend[:, RUN - 1 :] = np.where(np.abs(run) == RUN - 1, np.sign(run), 0)
    found = np.select([outside, trend != 0, near | same[RUN - 1]], [side, trend, side], 0)
    return found.astype(np.int8)


def _average_ranges(value: Floats, basis: Integers, screen: bool) -> Floats:
    """Mean moving range of the results up to each (or up to the last the limits rest on); NaN for the first."""
    ranges = np.zeros(value.shape)
    ranges[:, 1:] = np.abs(np.diff(value, axis=1))
    with np.errstate(invalid="ignore"):
        average = (np.cumsum(ranges, axis=1) / np.arange(len(basis)))[:, basis]
    if not screen:
        return average
    total, kept = np.zeros(value.shape), np.zeros(value.shape)
    bound = SCREEN * average
    for place in range(1, int(basis.max(initial=0)) + 1):
        own = ranges[:, place : place + 1]
        with np.errstate(invalid="ignore"):
            inside = own < bound[:, place:]
        total[:, place:] += own * inside
        kept[:, place:] += inside
    return np.where(kept > 0, total / np.where(kept > 0, kept, 1), average)
