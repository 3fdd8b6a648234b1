"""Statistical process control: XmR charts as NHS "Making Data Count" defines them, in numbers and words.

The rules follow the NHS-R package NHSRplotthedots 0.2.2; ``docs/spc.md`` lists every departure with its switch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd

from qprlib.scoring.arrays import Floats
from qprlib.scoring.limits import Segment, bounds_of, limits_of, why_no_limits
from qprlib.scoring.rules import TRIAL_BELOW
from qprlib.scoring.signals import Assurance, Signal, Variation, assurance_of, signals, variation_of


class UnsuitableSeriesError(ValueError):
    """An XmR chart of this series would mislead."""


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One result on the chart, with the target it had, if any."""

    end: date | None
    value: float
    target: float | None
    segment: int
    signal: Signal
    variation: Variation


@dataclass(frozen=True, slots=True)
class Xmr:
    """An XmR chart in numbers and words."""

    points: tuple[ChartPoint, ...]
    segments: tuple[Segment, ...]
    assurance: Assurance | None  #: None where nothing can be said of the target
    warnings: tuple[str, ...]  #: what a reader must know: trial limits, a series that is not suited

    def __repr__(self) -> str:
        return f"<XmR chart of {len(self.points)} results: {self.words}>"

    @property
    def latest(self) -> ChartPoint:
        """The latest result, whose variation is the chart's."""
        return self.points[-1]

    @property
    def variation(self) -> Variation:
        """Variation of the latest result."""
        return self.latest.variation

    @property
    def frame(self) -> pd.DataFrame:
        """A row for each result, with the mean and limits it is judged by, its signal and what that means."""
        rows = []
        for point in self.points:
            limits = self.segments[point.segment]
            rows.append((point.end, point.value, point.target, limits.mean, limits.lower, limits.upper,
                         str(point.signal), str(point.variation)))  # fmt: skip
        names = ["end", "value", "target", "mean", "lower", "upper", "signal", "variation"]
        frame = pd.DataFrame(rows, columns=names)
        return frame.assign(end=pd.to_datetime(frame["end"]), target=frame["target"].astype("float64"))

    @property
    def limits(self) -> Segment:
        """The mean and limits in force."""
        return self.segments[-1]

    @property
    def words(self) -> str:
        """Variation, assurance and warnings as sentences."""
        if np.isnan(self.limits.lower):
            said = ["there are no limits by which to judge the latest result"]
        else:
            rule = self.latest.signal.words
            said = [f"the latest result {self.variation.words}{': ' if rule else ''}{rule}"]
        if self.assurance is not None:
            said.append(f"the process {self.assurance.words}")
        return " ".join(f"{text[:1].upper()}{text[1:]}." for text in (*said, *self.warnings))


def xmr(
    values: Sequence[float],
    ends: Sequence[date] | None = None,
    *,
    polarity: str = "higher",
    target: float | Sequence[float] | None = None,
    unit: str = "",
    screen: bool = True,
    fix_after: int | None = None,
    rebase: Sequence[date] = (),
    basis: str = "",
    if_unsuitable: str = "refuse",
    trial_below: int = TRIAL_BELOW,
    as_upstream: bool = False,
) -> Xmr:
    """Draw up an XmR chart of one series: results in the order of time, at least one; NaN where one is missing.

    ``target`` is one for all results, or that of each (NaN where it has none). Limits are drawn no further than the
    ``unit`` allows (a share ends at 0 and 100%). ``screen`` leaves outlying moving ranges out of the limits, as the
    package does; the NHS Excel tools do not. ``fix_after`` works limits out from the first so many results of each
    segment only; ``rebase`` begins new limits with the first result on or after each of these days. A cumulative or
    rolling series by its ``basis``, or one that only grows, is refused or, ``if_unsuitable`` is ``warn``, drawn with a
    warning. Limits from fewer than ``trial_below`` results are trial limits: the package's code says 13, its
    documentation 12. ``as_upstream`` does as NHSRplotthedots 0.2.2 where we depart from it on purpose
    (``docs/spc.md``).

    UnsuitableSeriesError if the series is unsuited and not to be warned of; ValueError if there is no result, if
    days are missing or not rising, or an option is none of those named.
    """
    if if_unsuitable not in ("refuse", "warn"):
        raise ValueError(f"'{if_unsuitable}' is not allowed: refuse or warn")
    if polarity not in ("higher", "lower", "neutral", "range"):
        raise ValueError(f"'{polarity}' is no polarity: allowed are higher, lower, neutral and range")
    if fix_after is not None and fix_after < 2:
        raise ValueError("limits need at least two results: fix_after must be 2 or more")
    series, days, targets = _known(values, ends, target)
    starts = _starts(days, rebase)
    unsuited = why_no_limits(basis, series[starts[-1] :].tolist())
    if unsuited and if_unsuitable == "refuse":
        raise UnsuitableSeriesError(f"{unsuited}: use the results of single periods, or ask for a warning instead")
    warnings = [unsuited] if unsuited else []
    if len(series) < len(values):
        missing = len(values) - len(series)
        warnings.append(f"{missing} missing {'result is' if missing == 1 else 'results are'} left out")
    segments, points = [], []
    for number, begin in enumerate(starts):
        stop = starts[number + 1] if number + 1 < len(starts) else len(series)
        part = series[begin:stop]
        segment = limits_of(
            part, begin, screen=screen, fix_after=fix_after, trial_below=trial_below, as_upstream=as_upstream
        )
        segments.append(segment)
        for place, signal in enumerate(signals(part, segment, as_upstream)):
            end = days[begin + place] if days else None
            means, aim = variation_of(signal, polarity), float(targets[begin + place])
            points.append(ChartPoint(end, float(part[place]), None if np.isnan(aim) else aim, number, signal, means))
    latest = segments[-1]
    if latest.trial:
        warnings.append(
            f"limits are trial limits: they rest on {latest.results} results, {trial_below} are needed, and every "
            "further one moves them"
        )
    meant = _assured(latest, points, targets, polarity, as_upstream)
    lowest, highest = bounds_of(unit, [*series.tolist(), *targets[~np.isnan(targets)].tolist()])
    return Xmr(tuple(points), tuple(one.within(lowest, highest) for one in segments), meant, tuple(warnings))


def _assured(
    limits: Segment, points: Sequence[ChartPoint], targets: Floats, polarity: str, as_upstream: bool
) -> Assurance | None:
    """Assurance by the limits in force, where all that they rest on had the latest target and nothing has changed."""
    behind = slice(limits.first, None)
    if not as_upstream and (points[-1].signal is not Signal.NONE or limits.trial):
        return None
    if np.isnan(targets[behind]).any() or len(set(targets[behind].tolist())) != 1:
        return None
    return assurance_of(limits, float(targets[-1]), polarity, [one.value for one in points[behind]], as_upstream)


def _known(
    values: Sequence[float], ends: Sequence[date] | None, target: float | Sequence[float] | None
) -> tuple[Floats, list[date], Floats]:
    """The results that are there, with their days if there are any, and their targets."""
    series = np.asarray(values, dtype=np.float64)
    targets = np.full(len(series), np.nan)
    if target is not None:
        targets[:] = target
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
    return series[here], days, targets[here]


def _starts(days: list[date], rebase: Sequence[date]) -> list[int]:
    """Number of the first result of every segment."""
    if rebase and not days:
        raise ValueError("rebase needs the days of the results")
    found = {next((place for place, day in enumerate(days) if day >= change), 0) for change in rebase}
    return sorted(found | {0})
