"""Rules that look at several results: the latest three, a trend over a window, or control limits.

Results that cover some of the same months (rolling twelve months, published every quarter) move together although
nothing changes: a test of eight of them finds a trend in one flat series out of three. Such results are tested apart,
one for each stretch that they cover; where there are too few of those, each is compared with the same period a year
before. ``overlapping: allow`` takes them as they come.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qprlib.scoring.arrays import Flags, Floats, Integers
from qprlib.scoring.comparable import Comparable, comparable
from qprlib.scoring.found import REASONS, WAYS, Found, Reason, sign
from qprlib.scoring.pairs import by_pairs
from qprlib.scoring.rules import LatestThree, Regression, SamePeriodLastYear, TheilSen, XmrRule
from qprlib.scoring.series import SortedSeries
from qprlib.scoring.states import Direction
from qprlib.scoring.trends import fit_lines, rank_trends, theil_sen_slope

_DAYS_IN_A_YEAR = 365.25


@dataclass(frozen=True)
class _Runs:
    """The values that may be looked at together, those of a run next to each other, numbered in it."""

    rows: Integers
    number: Integers  #: 1, 2, 3 ... in the whole run
    since_break: Integers  #: the same since the last break


def _runs(series: SortedSeries, valid: Flags, apart: Flags | None = None) -> _Runs:
    """Runs of an indicator's values; where they are to lie apart, one for each phase of what they cover."""
    rows = np.flatnonzero(valid)
    phase = np.zeros(len(rows), dtype=np.int64)
    if apart is not None and apart.any():
        phase = np.where(apart[rows], series.places.number[rows] % series.covers[rows], 0)
        order = np.lexsort((series.end[rows], phase, series.code[rows]))
        rows, phase = rows[order], phase[order]
    opens = np.ones(len(rows), dtype=np.bool_)
    opens[1:] = (series.code[rows[1:]] != series.code[rows[:-1]]) | (phase[1:] != phase[:-1])
    resumes = opens.copy()
    resumes[1:] |= series.segment[rows[1:]] != series.segment[rows[:-1]]
    return _Runs(rows, _count_on(opens), _count_on(resumes))


def _count_on(opens: Flags) -> Integers:
    """1, 2, 3 ... from every opening on."""
    place = np.arange(len(opens))
    found: Integers = place - np.maximum.accumulate(np.where(opens, place, 0)) + 1
    return found


def _too_few(found: Found, runs: _Runs, least: int) -> Flags:
    """Mark the rows with too few results since the last break; where only the break is to blame, say that."""
    short = runs.since_break < least
    found.say(runs.rows[short], Direction.TOO_FEW, Reason.TOO_FEW)
    found.say(runs.rows[short & (runs.number >= least)], Direction.TOO_FEW, Reason.BREAK_IN_SERIES)
    found.say(runs.rows[runs.number == 1], Direction.TOO_FEW, Reason.NO_BASE)
    found.points[runs.rows] = runs.since_break
    found.base_end[runs.rows] = np.datetime64("NaT")
    found.base_value[runs.rows] = np.nan
    return short


def by_latest_three(series: SortedSeries, rule: LatestThree) -> Found:
    """Direction of every result by its step and the step before."""
    found = Found.nothing(series)
    some = comparable(series, rule.cumulative)
    some.refuse(series, found)
    runs = _runs(series, some.valid)
    found.compared[runs.rows] = some.value[runs.rows]
    three = np.flatnonzero(~_too_few(found, runs, 3))
    now, middle, first = runs.rows[three], runs.rows[three - 1], runs.rows[three - 2]

    def step(later: Integers, earlier: Integers) -> Integers:
        size = np.maximum(np.abs(some.value[later]), np.abs(some.value[earlier]))
        return sign(some.score[later] - some.score[earlier], size).astype(np.int64)

    one, two = step(middle, first), step(now, middle)
    way = np.where(one == two, one, 0)
    if not rule.each_step:
        way = np.where((one == 0) | (two == 0), one + two, way)
    found.turn(series, now, way)
    mixed = (way == 0) & ((one != 0) | (two != 0))
    found.way[now[mixed]] = WAYS[Direction.NO_TREND]
    _rest_on(found, series, some.value, now, first=first, step=middle)
    found.reason[now] = REASONS[Reason.LATEST_THREE]
    found.points[now] = 3
    return found


def by_windows(series: SortedSeries, rule: Regression | TheilSen | XmrRule) -> Found:
    """Direction of every result by the trend of its window, or by the control limits of the results up to it."""
    found = Found.nothing(series)
    some = comparable(series, rule.cumulative)
    some.refuse(series, found)
    apart = series.overlapping if rule.overlapping == "apart" else np.zeros(len(series), dtype=np.bool_)
    runs = _runs(series, some.valid, apart)
    found.compared[runs.rows] = some.value[runs.rows]
    short = _too_few(found, runs, rule.least)
    yearly = runs.rows[short & (apart & ~series.begins)[runs.rows]]
    if len(yearly):
        found.take(by_pairs(series, SamePeriodLastYear()), yearly)
    length = runs.since_break
    if not isinstance(rule, XmrRule) and rule.window != "all":
        length = np.minimum(length, rule.window)
    way, flat, slope = _ways(series, some, rule, runs, length)
    enough = np.flatnonzero(~short)
    now = runs.rows[enough]
    found.turn(series, now, way[enough])
    found.way[now[(way[enough] == 0) & ~flat[enough]]] = WAYS[Direction.NO_TREND]
    first = runs.rows[enough - length[enough] + 1]
    _rest_on(found, series, some.value, now, first=first, step=runs.rows[enough - 1])
    usual = Reason.LIMITS if isinstance(rule, XmrRule) else Reason.WINDOW
    found.reason[now] = np.where(apart[now], REASONS[Reason.APART], REASONS[usual])
    found.points[now] = length[enough]
    found.slope[now] = slope[enough]
    return found


def _ways(
    series: SortedSeries, some: Comparable, rule: Regression | TheilSen | XmrRule, runs: _Runs, length: Integers
) -> tuple[Integers, Flags, Floats]:
    """Sign of each window's trend (more is better), where all its results are the same, and its slope in a year."""
    score = some.full_score[runs.rows]
    if isinstance(rule, XmrRule):
        from qprlib.scoring.latest_signals import latest_signals

        way = latest_signals(score, length, screen=rule.screen, fix_after=rule.fix_after).astype(np.int64)
        return way, np.zeros(len(way), dtype=np.bool_), np.full(len(way), np.nan)
    time = series.end[runs.rows].astype("datetime64[D]").astype(np.float64)
    if isinstance(rule, TheilSen):
        ranks = rank_trends(score, length)
        slope = _median_slopes(time, score, length, _lasts(series, runs))
        return np.where(ranks.significant(rule.level), ranks.median, 0), ranks.flat, _in_unit(series, runs, slope)
    lines = fit_lines(time, score, length)
    if rule.least_change is None:
        passed = lines.significant(rule.level)
    else:
        mean = lines.mean
        if series.is_one_of("polarity", ("range",)).any():
            # Distances from a range have no size to compare with; the results have.
            mean = fit_lines(time, some.full[runs.rows], length).mean
        passed = np.abs(lines.slope * lines.span) >= rule.least_change / 100 * np.abs(mean) * (1 - 1e-9)
    way = np.where(passed, np.sign(lines.slope), 0).astype(np.int64)
    return way, lines.flat, _in_unit(series, runs, lines.slope)


def _lasts(series: SortedSeries, runs: _Runs) -> Integers:
    """Places in the runs of the latest result of every indicator."""
    last = np.ones(len(series), dtype=np.bool_)
    last[:-1] = series.begins[1:]
    found: Integers = np.flatnonzero(last[runs.rows])
    return found


def _median_slopes(time: Floats, score: Floats, length: Integers, lasts: Integers) -> Floats:
    """Theil-Sen slopes of the windows that end in these places, which are all that anybody prints; NaN elsewhere."""
    slope = np.full(len(score), np.nan)
    for place in lasts:
        window = slice(place - length[place] + 1, place + 1)
        slope[place] = theil_sen_slope(time[window], score[window])
    return slope


def _in_unit(series: SortedSeries, runs: _Runs, slope: Floats) -> Floats:
    """Slopes of scores as changes of the values in a year; NaN for distances from a range."""
    rows = runs.rows
    turned = np.where(series.is_one_of("polarity", ("lower",))[rows], -slope, slope) * _DAYS_IN_A_YEAR
    found: Floats = np.where(series.is_one_of("polarity", ("range",))[rows], np.nan, turned)
    return found


def _rest_on(
    found: Found, series: SortedSeries, value: Floats, now: Integers, *, first: Integers, step: Integers
) -> None:
    """What a window begins with is what the latest result is compared with; its last step began one before."""
    found.base_end[now], found.base_value[now] = series.end[first], value[first]
    found.step_end[now], found.step_value[now] = series.end[step], value[step]
