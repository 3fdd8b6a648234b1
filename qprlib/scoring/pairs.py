"""Rules that compare two results: with the period before, or with the same period a year before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from qprlib.ground.calendar import year_before
from qprlib.scoring.arrays import Codes, Days, Floats, Integers
from qprlib.scoring.comparable import comparable
from qprlib.scoring.found import REASONS, Found, Reason, sign
from qprlib.scoring.rules import PreviousPeriod, SamePeriodLastYear, SmallChange
from qprlib.scoring.series import SortedSeries
from qprlib.scoring.states import Direction


@dataclass(frozen=True)
class _Pairs:
    """Results that are compared: row of each, and what it is compared with."""

    rows: Integers
    now: Floats
    now_score: Floats
    base_end: Days
    base: Floats
    base_score: Floats
    reason: Codes


def by_pairs(series: SortedSeries, rule: PreviousPeriod | SamePeriodLastYear | SmallChange) -> Found:
    """Direction of every result since the one that the rule compares it with."""
    found = Found.nothing(series)
    if isinstance(rule, SamePeriodLastYear) or (isinstance(rule, SmallChange) and rule.by_year):
        pairs = _with_last_year(series, found)
    else:
        own = rule if isinstance(rule, PreviousPeriod) else PreviousPeriod(cumulative=rule.cumulative)
        pairs = _with_previous(series, found, own)
    change = pairs.now_score - pairs.base_score
    way = sign(change, np.maximum(np.abs(pairs.now), np.abs(pairs.base)))
    if isinstance(rule, SmallChange):
        bound = rule.below / 100 * np.abs(pairs.base) if rule.measure == "relative" else rule.below
        # A change of exactly the bound is no small one, whatever the last binary digit says.
        way[np.abs(change) < bound * (1 - 1e-9)] = 0
    found.turn(series, pairs.rows, way)
    found.base_end[pairs.rows] = pairs.base_end
    found.base_value[pairs.rows] = pairs.base
    found.compared[pairs.rows] = pairs.now
    found.reason[pairs.rows] = pairs.reason
    found.points[pairs.rows] = 2
    return found


def _with_previous(series: SortedSeries, found: Found, rule: PreviousPeriod) -> _Pairs:
    """Pair every value that may be compared with the one before it."""
    some = comparable(series, None if rule.unlike_periods else rule.cumulative)
    some.refuse(series, found)
    valid = np.flatnonzero(some.valid)
    same = series.code[valid[1:]] == series.code[valid[:-1]]
    now, base = valid[1:][same], valid[:-1][same]
    fit = (series.segment[now] == series.segment[base]) | rule.across_breaks
    found.say(now[~fit], Direction.NOT_COMPARABLE, Reason.BREAK_IN_SERIES)
    if not rule.unlike_periods and series.annual.any():
        apart = series.places.number[now] - series.places.number[base]
        unlike = fit & series.annual[now] & (apart != np.maximum(series.places.a_year[now], 1))
        found.say(now[unlike], Direction.NOT_COMPARABLE, Reason.UNLIKE_PERIOD)
        fit &= ~unlike
    if not fit.all():
        now, base = now[fit], base[fit]
    reason = np.where(some.increment[now], REASONS[Reason.INCREMENT], REASONS[Reason.PREVIOUS_PERIOD])
    return _Pairs(
        now,
        some.value[now],
        some.score[now],
        series.end[base],
        some.value[base],
        some.score[base],
        reason.astype(np.int8),
    )


def _with_last_year(series: SortedSeries, found: Found) -> _Pairs:
    """Pair every value with that of the same period a year before: the one given, else the one in the series."""
    some = comparable(series, None)
    at = series.places.year_before()
    base_end = np.where(at >= 0, series.end[at], np.datetime64("NaT"))
    base = np.where(at >= 0, series.value[at], np.nan)
    base_score = np.where(at >= 0, some.score[at], np.nan)
    # No break since: of the rows after the base, none may declare one.
    segment = np.where(at >= 0, series.segment[at], 0)
    given = np.flatnonzero(~np.isnan(series.number("last_year")))
    if len(given):
        value = series.number("last_year").copy()
        value[given] = series.published(value[given], given)
        base[given] = value[given]
        base_score[given] = series.score(value)[given]
        alone = given[at[given] < 0]
        base_end[alone] = year_before(pd.Series(series.end[alone])).to_numpy()
        segment[alone] = _segment_at(series, alone, base_end[alone])
    found.reason[:] = REASONS[Reason.NO_LAST_YEAR]
    paired = np.flatnonzero(~np.isnan(base))
    found.base_end[paired] = base_end[paired]
    found.base_value[paired] = base[paired]
    broken = segment[paired] != series.segment[paired]
    found.say(paired[broken], Direction.NOT_COMPARABLE, Reason.BREAK_IN_SERIES)
    no_range = ~broken & ~(some.valid[paired] & ~np.isnan(base_score[paired]))
    found.say(paired[no_range], Direction.NOT_COMPARABLE, Reason.NO_RANGE)
    rows = paired[~broken & ~no_range]
    return _Pairs(
        rows,
        series.value[rows],
        some.score[rows],
        base_end[rows],
        base[rows],
        base_score[rows],
        np.full(len(rows), REASONS[Reason.SAME_PERIOD_LAST_YEAR], dtype=np.int8),
    )


def _segment_at(series: SortedSeries, rows: Integers, ends: Days) -> Integers:
    """Breaks declared up to a date, in the indicator of each row."""
    found = np.zeros(len(rows), dtype=np.int64)
    starts = np.flatnonzero(series.begins)
    first = starts[np.cumsum(series.begins)[rows] - 1]
    history_breaks = series.segment[first] - _declared(series)[first]
    for place, (row, begin, end) in enumerate(zip(rows, first, ends, strict=True)):
        before = begin + int(np.searchsorted(series.end[begin : row + 1], end, side="right")) - 1
        found[place] = series.segment[before] if before >= begin else history_breaks[place]
    return found


def _declared(series: SortedSeries) -> Integers:
    """1 where a break is declared just before a value."""
    if "break_before" not in series.history:
        return np.zeros(len(series), dtype=np.int64)
    return series.history["break_before"].to_numpy(dtype=np.int64)[series.rows]
