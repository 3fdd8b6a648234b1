"""Direction of travel: what a value is compared with, and which way performance goes."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qprlib.data.running import CUMULATIVE, is_rate
from qprlib.numbers import format_value, round_half_up_array, short_unit
from qprlib.periods import MONTHS, Frequency, short_label, year_begins
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
from qprlib.scoring.trends import SAME, Flags, Floats, Integers, fit_lines, rank_trends

Days = NDArray[np.datetime64]

#: Bases and frequencies of which a year has one value.
_ANNUAL_BASES = ("annual", "academic_year")
_ANNUAL_FREQUENCIES = ("annual", "school_year")


class Reason(StrEnum):
    """What a direction rests on, or why there is none."""

    PREVIOUS_PERIOD = "previous-period"
    SAME_PERIOD_LAST_YEAR = "same-period-last-year"
    INCREMENT = "increment"
    LATEST_THREE = "latest-three"
    WINDOW = "window"
    LIMITS = "limits"
    BREAK_IN_SERIES = "break-in-series"
    CUMULATIVE = "cumulative"
    UNLIKE_PERIOD = "unlike-period"
    NO_RANGE = "no-range"
    AUTOCORRELATED = "autocorrelated"
    NO_VALUE = "no-value"
    NO_BASE = "no-base"
    TOO_FEW = "too-few"


_WAYS = tuple(Direction)
_WAY = {way: code for code, way in enumerate(_WAYS)}
_REASONS = tuple(Reason)
_REASON = {reason: code for code, reason in enumerate(_REASONS)}

Codes = NDArray[np.int8]


@dataclass(frozen=True)
class _Series:
    """The values of a history, sorted by indicator and period; every array has one entry a value."""

    history: pd.DataFrame
    rows: Integers  #: where each value stands in the history
    code: Integers  #: number of its indicator
    end: Days
    segment: Integers  #: breaks in the series declared up to this value, in its indicator
    full: Floats
    value: Floats  #: as published

    @classmethod
    def of(cls, history: pd.DataFrame) -> _Series:
        """Take from a history what has a value; what breaks before a missing value breaks before the next."""
        code = pd.factorize(history["indicator"])[0].astype(np.int64)
        end = history["period_end"].to_numpy(dtype="datetime64[ns]")
        actual = history["actual"].to_numpy(dtype=np.float64)
        rows = np.arange(len(history))
        if not _sorted(code, end):
            rows = np.lexsort((end, code))
        segment = np.zeros(len(rows), dtype=np.int64)
        if "break_before" in history:
            # Runs on from one indicator to the next: only differences within one are ever looked at.
            segment = np.cumsum(history["break_before"].to_numpy(dtype=np.bool_)[rows]).astype(np.int64)
        known = ~np.isnan(actual[rows])
        if not known.all():
            rows, segment = rows[known], segment[known]
        full = actual[rows]
        value = full
        if "decimals" in history:
            decimals = history["decimals"].to_numpy(dtype=np.int64)[rows]
            value = _published(full, decimals)
        return cls(history, rows, code[rows], end[rows], segment, full, value)

    def __len__(self) -> int:
        return len(self.rows)

    def number(self, name: str) -> Floats:
        """A column of numbers, NaN where the history has none."""
        if name not in self.history:
            return np.full(len(self), np.nan)
        return self.history[name].to_numpy(dtype=np.float64)[self.rows]

    def is_one_of(self, name: str, words: Collection[str]) -> Flags:
        """Whether a text column has one of these words."""
        codes, texts = self._texts(name)
        return np.isin(np.asarray(texts, dtype=object), list(words))[codes]

    def _texts(self, name: str) -> tuple[Integers, list[str]]:
        """A text column as numbers of its different texts."""
        found: dict[str, tuple[Integers, list[str]]] = self.__dict__.setdefault("_read", {})
        if name not in found:
            if name in self.history:
                codes, texts = pd.factorize(self.history[name], use_na_sentinel=False)
                found[name] = codes[self.rows], ["" if pd.isna(text) else str(text) for text in texts]
            else:
                found[name] = np.zeros(len(self), dtype=np.int64), [""]
        return found[name]

    @cached_property
    def begins(self) -> Flags:
        """Whether a value is the first of its indicator."""
        first = np.ones(len(self), dtype=np.bool_)
        first[1:] = self.code[1:] != self.code[:-1]
        return first

    @cached_property
    def month(self) -> Integers:
        """Months since the year nought at the end of the period."""
        return self.end.astype("datetime64[M]").astype(np.int64) + 1970 * 12

    @cached_property
    def annual(self) -> Flags:
        """Whether a year has one value of the indicator."""
        by_basis = self.is_one_of("basis", _ANNUAL_BASES)
        found: Flags = by_basis | self.is_one_of("frequency", _ANNUAL_FREQUENCIES)
        return found

    @cached_property
    def cumulative(self) -> Flags:
        """Whether values add up through a year."""
        return self.is_one_of("basis", CUMULATIVE)

    @cached_property
    def neutral(self) -> Flags:
        """Whether neither way is better."""
        return self.is_one_of("polarity", ("neutral",))

    def score(self, value: Floats) -> Floats:
        """Values turned so that more is better: for a range, less outside it; NaN where no range is declared."""
        score = np.where(self.is_one_of("polarity", ("lower",)), -value, value)
        ranged = np.flatnonzero(self.is_one_of("polarity", ("range",)))
        if len(ranged):
            lower, upper, own = self.number("lower")[ranged], self.number("upper")[ranged], value[ranged]
            outside = np.fmax(np.fmax(lower - own, own - upper), 0.0)
            score[ranged] = np.where(np.isnan(lower) & np.isnan(upper), np.nan, -outside)
        return score


@dataclass(frozen=True)
class _Comparable:
    """What of a series may be compared: the values themselves, or for cumulative ones what each period added."""

    value: Floats
    full: Floats
    score: Floats
    full_score: Floats
    valid: Flags
    why_not: Codes  #: reason where a value may not be compared
    increment: Flags


@dataclass
class _Found:
    """The directions found; every array has one entry a value of the series."""

    way: Codes
    base_end: Days
    base_value: Floats
    reason: Codes
    compared: Floats
    points: Integers

    @classmethod
    def nothing(cls, series: _Series) -> _Found:
        """Nothing found yet: every value is its indicator's first."""
        size = len(series)
        return cls(
            way=np.full(size, _WAY[Direction.TOO_FEW], dtype=np.int8),
            base_end=np.full(size, np.datetime64("NaT"), dtype="datetime64[ns]"),
            base_value=np.full(size, np.nan),
            reason=np.full(size, _REASON[Reason.NO_BASE], dtype=np.int8),
            compared=series.value.copy(),
            points=np.ones(size, dtype=np.int64),
        )

    def say(self, where: Flags | Integers, way: Direction, reason: Reason) -> None:
        """Set a direction and its reason."""
        self.way[where] = _WAY[way]
        self.reason[where] = _REASON[reason]


def direct(history: pd.DataFrame, rule: DirectionRule) -> pd.DataFrame:
    """Direction of every value of a history by a rule.

    Parameters
    ----------
    history
        One row per indicator and period; columns ``indicator``, ``period_end``, ``actual`` and ``polarity``, and
        where known ``decimals``, ``basis``, ``frequency``, ``unit``, ``lower``, ``upper`` (the range of a range
        polarity), ``last_year`` and ``break_before``. The order of rows does not matter. A row without an actual
        has no direction and is never compared with, but a break declared at it counts.
    rule
        The rule and its parameters.

    Returns
    -------
    pandas.DataFrame
        Indexed like ``history``: ``direction`` (a :class:`Direction` value), ``base_end`` and ``base_value`` (the
        period and value compared with; of a window its first), ``reason`` (a :class:`Reason` value), ``compared``
        (the value that was compared, as published: the actual, or what the period added to the year so far) and
        ``points`` (how many results were looked at). Under ``short-and-long`` these are the short direction's, and
        ``long_direction``, ``long_base_end``, ``long_base_value`` and ``long_reason`` are added. Where a result is
        not comparable, the base is the result it was not compared with.

    Notes
    -----
    Rules that compare two results judge equality at published precision, the practice of the councils that print
    "no change"; rules that fit a trend use full precision.
    """
    series = _Series.of(history)
    if isinstance(rule, ShortAndLong):
        frame = _frame(series, _pairs(series, PreviousPeriod(cumulative=rule.cumulative)))
        longer = _frame(series, _pairs(series, SamePeriodLastYear()))
        for column in ("direction", "base_end", "base_value", "reason"):
            frame[f"long_{column}"] = longer[column]
        return frame
    if isinstance(rule, PreviousPeriod | SamePeriodLastYear | SmallChange):
        return _frame(series, _pairs(series, rule))
    if isinstance(rule, LatestThree):
        return _frame(series, _latest_three(series, rule))
    return _frame(series, _windows(series, rule))


def _frame(series: _Series, found: _Found) -> pd.DataFrame:
    """What was found, in the order of the history."""
    index = series.history.index
    whole = len(series) == len(index) and bool((series.rows[1:] > series.rows[:-1]).all())

    def placed(values: NDArray[Any], missing: Any) -> NDArray[Any]:
        if whole:
            return values
        every = np.full(len(index), missing, dtype=values.dtype)
        every[series.rows] = values
        return every

    way = placed(found.way, _WAY[Direction.TOO_FEW])
    reason = placed(found.reason, _REASON[Reason.NO_VALUE])
    return pd.DataFrame(
        {
            "direction": _words(way, _WAYS),
            "base_end": placed(found.base_end, np.datetime64("NaT")),
            "base_value": placed(found.base_value, np.nan),
            "reason": _words(reason, _REASONS),
            "compared": placed(found.compared, np.nan),
            "points": placed(found.points, 0),
        },
        index=index,
    )


def _words(codes: Codes, words: tuple[StrEnum, ...]) -> pd.api.extensions.ExtensionArray:
    return pd.array([str(word) for word in words], dtype="str").take(codes.astype(np.intp))


def _sorted(code: Integers, end: Days) -> bool:
    same = code[1:] == code[:-1]
    return bool(((code[1:] > code[:-1]) | (same & (end[1:] >= end[:-1]))).all())


def _published(full: Floats, decimals: Integers) -> Floats:
    """Values rounded half up as they are printed; as they are where no number of decimals is declared (-1)."""
    declared = decimals >= 0
    if declared.all():
        return round_half_up_array(full, decimals)
    value = full.copy()
    value[declared] = round_half_up_array(full[declared], decimals[declared])
    return value


# What may be compared ---------------------------------------------------------------------------------------------


def _comparable(series: _Series, cumulative: str | None) -> _Comparable:
    """The values that may be compared with each other.

    Parameters
    ----------
    series
        All values.
    cumulative
        ``increment``: cumulative values by what each period added; ``never``: not at all; None: as they are.
    """
    value, full = series.value, series.full
    valid = np.ones(len(series), dtype=np.bool_)
    why_not = np.full(len(series), _REASON[Reason.CUMULATIVE], dtype=np.int8)
    increment = np.zeros(len(series), dtype=np.bool_)
    if cumulative is not None and series.cumulative.any():
        increment = series.cumulative
        valid = ~increment
        if cumulative == "increment":
            value, full, added = _increments(series)
            valid |= added
    score, full_score = series.score(value), series.score(full)
    no_range = np.isnan(score) & valid
    why_not[no_range] = _REASON[Reason.NO_RANGE]
    return _Comparable(value, full, score, full_score, valid & ~no_range, why_not, increment)


def _increments(series: _Series) -> tuple[Floats, Floats, Flags]:
    """What each period added to its year so far, and where that is known.

    The first period of a year added its own value; a later one its value less that of the period just before, in the
    same year and with no break between, unless that is below nought. How long a period is follows from the frequency;
    where that is not declared, it is the shortest step in the indicator's own series.
    """
    month = series.month
    gap = _steps(series)
    months_in = _months_into_year(series)
    before = np.zeros(len(series), dtype=np.bool_)
    step = month[1:] - month[:-1]
    before[1:] = (
        ~series.begins[1:] & (step == gap[1:]) & (step < months_in[1:]) & (series.segment[1:] == series.segment[:-1])
    )
    # A term is as long as it is; other first periods must be as long as the periods that follow.
    termly = series.is_one_of("frequency", ("termly",))
    opens = (months_in == gap) | (termly & (months_in < gap))
    rates = [is_rate(text) for text in series._texts("unit")[1]]
    adds_up = series.cumulative & ~np.array(rates, dtype=np.bool_)[series._texts("unit")[0]]
    full, value = series.full.copy(), series.value.copy()
    later = np.flatnonzero(before & adds_up)
    full[later] -= series.full[later - 1]
    value[later] -= series.value[later - 1]
    if "decimals" in series.history:
        decimals = series.history["decimals"].to_numpy(dtype=np.int64)[series.rows]
        value[later] = _published(value[later], decimals[later])
    # A total that fell within its year is no running total: nothing is known of what the period added.
    return value, full, adds_up & (before | opens) & ~(before & (full < 0))


def _steps(series: _Series) -> Integers:
    """Months from the period before to each period, by frequency or else the shortest step of the indicator."""
    step = np.full(len(series), 12, dtype=np.int64)
    codes, texts = series._texts("frequency")
    month_of_year = (series.month % 12).astype(np.int64)
    for number, text in enumerate(texts):
        own = codes == number
        if text:
            ends = sorted(Frequency(text).months)
            lengths = np.zeros(12, dtype=np.int64)
            for place, end in enumerate(ends):
                lengths[end - 1] = (end - ends[place - 1] - 1) % 12 + 1
            step[own] = lengths[month_of_year[own]]
        else:
            step[own] = _shortest_steps(series)[own]
    return step


def _shortest_steps(series: _Series) -> Integers:
    between = np.full(len(series), 12, dtype=np.int64)
    between[1:] = np.where(series.begins[1:], 12, np.maximum(np.diff(series.month), 1))
    starts = np.flatnonzero(series.begins)
    shortest: Integers = np.minimum.reduceat(between, starts)[np.cumsum(series.begins) - 1] if len(starts) else between
    return shortest


def _months_into_year(series: _Series) -> Integers:
    """How many months of its year a cumulative value covers: April's covers one of the financial year."""
    (basis_codes, bases), (codes, frequencies) = series._texts("basis"), series._texts("frequency")
    begins = np.array([[year_begins(basis, one) for one in frequencies] for basis in bases], dtype=np.int64)
    first = begins[basis_codes, codes] - 1
    found: Integers = (series.month - first) % 12 + 1
    return found


def _refuse(series: _Series, comparable: _Comparable, found: _Found) -> None:
    """Say of every value with an earlier one, but none it may be compared with, why; to be overwritten where it may."""
    later = np.flatnonzero(~series.begins)
    found.way[later] = _WAY[Direction.NOT_COMPARABLE]
    found.reason[later] = comparable.why_not[later]
    found.base_end[later] = series.end[later - 1]
    found.base_value[later] = series.value[later - 1]


def _set_ways(series: _Series, found: _Found, rows: Integers, change: NDArray[np.signedinteger[Any]]) -> None:
    """Directions of rows from the sign of their change, more being better."""
    neutral = series.neutral[rows]
    up = np.where(neutral, _WAY[Direction.INCREASING], _WAY[Direction.IMPROVING])
    down = np.where(neutral, _WAY[Direction.DECREASING], _WAY[Direction.WORSENING])
    found.way[rows] = np.where(change > 0, up, np.where(change < 0, down, _WAY[Direction.NO_CHANGE]))


def _sign(change: Floats, size: Floats) -> Codes:
    """The sign of a change; a change that is only the rounding of values of this size is none."""
    sign: Codes = np.where(np.abs(change) <= SAME * size, 0, np.sign(change)).astype(np.int8)
    return sign


# Rules that compare two results -----------------------------------------------------------------------------------


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


def _pairs(series: _Series, rule: PreviousPeriod | SamePeriodLastYear | SmallChange) -> _Found:
    found = _Found.nothing(series)
    by_year = isinstance(rule, SamePeriodLastYear) or (
        isinstance(rule, SmallChange) and rule.against == "same-period-last-year"
    )
    if by_year:
        pairs = _with_last_year(series, found)
    else:
        unlike = isinstance(rule, PreviousPeriod) and rule.unlike_periods
        cumulative = None if unlike or isinstance(rule, SamePeriodLastYear) else rule.cumulative
        pairs = _with_previous(series, found, cumulative, unlike_periods=unlike)
    change = pairs.now_score - pairs.base_score
    way = _sign(change, np.maximum(np.abs(pairs.now), np.abs(pairs.base)))
    if isinstance(rule, SmallChange):
        bound = rule.below / 100 * np.abs(pairs.base) if rule.measure == "relative" else rule.below
        # A change of exactly the bound is no small one, whatever the last binary digit says.
        way[np.abs(change) < bound * (1 - 1e-9)] = 0
    _set_ways(series, found, pairs.rows, way)
    found.base_end[pairs.rows] = pairs.base_end
    found.base_value[pairs.rows] = pairs.base
    found.compared[pairs.rows] = pairs.now
    found.reason[pairs.rows] = pairs.reason
    found.points[pairs.rows] = 2
    return found


def _with_previous(series: _Series, found: _Found, cumulative: str | None, *, unlike_periods: bool) -> _Pairs:
    """Pair every value that may be compared with the one before it."""
    comparable = _comparable(series, cumulative)
    _refuse(series, comparable, found)
    valid = np.flatnonzero(comparable.valid)
    same = series.code[valid[1:]] == series.code[valid[:-1]]
    now, base = valid[1:][same], valid[:-1][same]
    broken = series.segment[now] != series.segment[base]
    found.say(now[broken], Direction.NOT_COMPARABLE, Reason.BREAK_IN_SERIES)
    fit = ~broken
    if not unlike_periods and series.annual.any():
        unlike = fit & series.annual[now] & (series.month[now] - series.month[base] != 12)
        found.say(now[unlike], Direction.NOT_COMPARABLE, Reason.UNLIKE_PERIOD)
        fit &= ~unlike
    if not fit.all():
        now, base = now[fit], base[fit]
    reason = np.where(comparable.increment[now], _REASON[Reason.INCREMENT], _REASON[Reason.PREVIOUS_PERIOD])
    return _Pairs(
        now,
        comparable.value[now],
        comparable.score[now],
        series.end[base],
        comparable.value[base],
        comparable.score[base],
        reason.astype(np.int8),
    )


def _with_last_year(series: _Series, found: _Found) -> _Pairs:
    """Pair every value with that of the same period a year before: the one given, else the one in the series."""
    comparable = _comparable(series, None)
    at = _a_year_before(series)
    base_end = np.where(at >= 0, series.end[at], np.datetime64("NaT"))
    base = np.where(at >= 0, series.value[at], np.nan)
    base_score = np.where(at >= 0, comparable.score[at], np.nan)
    # No break since: of the rows after the base, none may declare one.
    segment = np.where(at >= 0, series.segment[at], 0)
    given = np.flatnonzero(~np.isnan(series.number("last_year")))
    if len(given):
        value = series.number("last_year").copy()
        if "decimals" in series.history:
            decimals = series.history["decimals"].to_numpy(dtype=np.int64)[series.rows]
            value[given] = _published(value[given], decimals[given])
        base[given] = value[given]
        base_score[given] = series.score(value)[given]
        alone = given[at[given] < 0]
        base_end[alone] = _dates_a_year_before(series.end[alone])
        segment[alone] = _segment_at(series, alone, base_end[alone])
    paired = np.flatnonzero(~np.isnan(base))
    found.base_end[paired] = base_end[paired]
    found.base_value[paired] = base[paired]
    broken = segment[paired] != series.segment[paired]
    found.say(paired[broken], Direction.NOT_COMPARABLE, Reason.BREAK_IN_SERIES)
    no_range = ~broken & ~(comparable.valid[paired] & ~np.isnan(base_score[paired]))
    found.say(paired[no_range], Direction.NOT_COMPARABLE, Reason.NO_RANGE)
    rows = paired[~broken & ~no_range]
    return _Pairs(
        rows,
        series.value[rows],
        comparable.score[rows],
        base_end[rows],
        base[rows],
        base_score[rows],
        np.full(len(rows), _REASON[Reason.SAME_PERIOD_LAST_YEAR], dtype=np.int8),
    )


def _a_year_before(series: _Series) -> Integers:
    """Row of the same period a year before, -1 where the series has none; the ends of two Februaries match."""
    days = series.end.astype("datetime64[D]")
    next_day = days + np.timedelta64(1, "D")
    closes = next_day.astype("datetime64[M]") != days.astype("datetime64[M]")
    day = (days - days.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1
    day = np.where(closes, 31, day)
    # One number for indicator, month and day, in the order of the series, finds all pairs in one search.
    key = (series.code * 100_000 + series.month) * 32 + day
    place = np.searchsorted(key, key - 12 * 32)
    place = np.minimum(place, max(len(key) - 1, 0))
    found: Integers = np.where(key[place] == key - 12 * 32, place, -1) if len(key) else place
    return found


def _dates_a_year_before(ends: Days) -> Days:
    """The same days a year before; the last of a month stays the last of a month."""
    days = ends.astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    rest = days - months.astype("datetime64[D]")
    closes = (days + np.timedelta64(1, "D")).astype("datetime64[M]") != months
    start = (months - 12).astype("datetime64[D]")
    last = (months - 11).astype("datetime64[D]") - np.timedelta64(1, "D")
    found: Days = np.where(closes, last, np.minimum(start + rest, last)).astype("datetime64[ns]")
    return found


def _segment_at(series: _Series, rows: Integers, ends: Days) -> Integers:
    """Breaks declared up to a date, in the indicator of each row."""
    found = np.zeros(len(rows), dtype=np.int64)
    starts = np.flatnonzero(series.begins)
    first = starts[np.cumsum(series.begins)[rows] - 1]
    history_breaks = series.segment[first] - _declared(series)[first]
    for place, (row, begin, end) in enumerate(zip(rows, first, ends, strict=True)):
        before = begin + int(np.searchsorted(series.end[begin : row + 1], end, side="right")) - 1
        found[place] = series.segment[before] if before >= begin else history_breaks[place]
    return found


def _declared(series: _Series) -> Integers:
    """1 where a break is declared just before a value."""
    if "break_before" not in series.history:
        return np.zeros(len(series), dtype=np.int64)
    return series.history["break_before"].to_numpy(dtype=np.int64)[series.rows]


# Rules that look at several results -------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Runs:
    """The values that may be compared, numbered in their indicators and since the last break."""

    rows: Integers
    in_indicator: Integers
    since_break: Integers


def _runs(series: _Series, valid: Flags) -> _Runs:
    rows = np.flatnonzero(valid)
    code, segment = series.code[rows], series.segment[rows]
    opens = np.ones(len(rows), dtype=np.bool_)
    opens[1:] = code[1:] != code[:-1]
    resumes = opens.copy()
    resumes[1:] |= segment[1:] != segment[:-1]
    return _Runs(rows, _count_on(opens), _count_on(resumes))


def _count_on(opens: Flags) -> Integers:
    """1, 2, 3 ... from every opening on."""
    place = np.arange(len(opens))
    found: Integers = place - np.maximum.accumulate(np.where(opens, place, 0)) + 1
    return found


def _too_few(found: _Found, runs: _Runs, least: int) -> Flags:
    """Mark the rows with too few results since the last break; where only the break is to blame, say that."""
    short = runs.since_break < least
    found.say(runs.rows[short], Direction.TOO_FEW, Reason.TOO_FEW)
    found.say(runs.rows[short & (runs.in_indicator >= least)], Direction.TOO_FEW, Reason.BREAK_IN_SERIES)
    found.say(runs.rows[runs.in_indicator == 1], Direction.TOO_FEW, Reason.NO_BASE)
    found.points[runs.rows] = runs.since_break
    found.base_end[runs.rows] = np.datetime64("NaT")
    found.base_value[runs.rows] = np.nan
    return short


def _latest_three(series: _Series, rule: LatestThree) -> _Found:
    found = _Found.nothing(series)
    comparable = _comparable(series, rule.cumulative)
    _refuse(series, comparable, found)
    runs = _runs(series, comparable.valid)
    found.compared[runs.rows] = comparable.value[runs.rows]
    three = np.flatnonzero(~_too_few(found, runs, 3))
    now, middle, first = runs.rows[three], runs.rows[three - 1], runs.rows[three - 2]

    def step(later: Integers, earlier: Integers) -> Codes:
        size = np.maximum(np.abs(comparable.value[later]), np.abs(comparable.value[earlier]))
        return _sign(comparable.score[later] - comparable.score[earlier], size)

    one, two = step(middle, first), step(now, middle)
    way = np.where(one == two, one, 0)
    if not rule.each_step:
        way = np.where((one == 0) | (two == 0), one + two, way)
    _set_ways(series, found, now, way)
    mixed = (way == 0) & ((one != 0) | (two != 0))
    found.way[now[mixed]] = _WAY[Direction.NO_TREND]
    _window_base(found, series, comparable.value, now=now, first=first, reason=Reason.LATEST_THREE)
    found.points[now] = 3
    return found


def _windows(series: _Series, rule: Regression | TheilSen | XmrRule) -> _Found:
    found = _Found.nothing(series)
    comparable = _comparable(series, rule.cumulative)
    valid = comparable.valid
    if isinstance(rule, XmrRule) and not rule.autocorrelated:
        rolling = series.is_one_of("basis", ("rolling_12_months",))
        comparable.why_not[rolling] = _REASON[Reason.AUTOCORRELATED]
        valid = valid & ~rolling
    _refuse(series, comparable, found)
    runs = _runs(series, valid)
    found.compared[runs.rows] = comparable.value[runs.rows]
    enough = np.flatnonzero(~_too_few(found, runs, rule.least))
    length = runs.since_break
    if not isinstance(rule, XmrRule) and rule.window != "all":
        length = np.minimum(length, rule.window)
    score = comparable.full_score[runs.rows]
    if isinstance(rule, Regression):
        way, flat = _by_line(series, comparable, rule, runs, length)
    elif isinstance(rule, TheilSen):
        ranks = rank_trends(score, length)
        way, flat = np.where(ranks.significant(rule.level), ranks.median, 0), ranks.flat
    else:
        from qprlib.scoring.spc import latest_signals

        way = latest_signals(score, length, screen=rule.screen, fix_after=rule.fix_after).astype(np.int64)
        flat = np.zeros(len(way), dtype=np.bool_)
    now = runs.rows[enough]
    _set_ways(series, found, now, way[enough])
    found.way[now[(way[enough] == 0) & ~flat[enough]]] = _WAY[Direction.NO_TREND]
    reason = Reason.LIMITS if isinstance(rule, XmrRule) else Reason.WINDOW
    first = runs.rows[enough - length[enough] + 1]
    _window_base(found, series, comparable.value, now=now, first=first, reason=reason)
    found.points[now] = length[enough]
    return found


def _by_line(
    series: _Series, comparable: _Comparable, rule: Regression, runs: _Runs, length: Integers
) -> tuple[Integers, Flags]:
    """Sign of the trend by a straight line, and where all results are the same."""
    time = series.end[runs.rows].astype("datetime64[D]").astype(np.float64)
    lines = fit_lines(time, comparable.full_score[runs.rows], length)
    if rule.least_change is None:
        passed = lines.significant(rule.level)
    else:
        mean = lines.mean
        if series.is_one_of("polarity", ("range",)).any():
            # Distances from a range have no size to compare with; the results have.
            mean = fit_lines(time, comparable.full[runs.rows], length).mean
        passed = np.abs(lines.slope * lines.span) >= rule.least_change / 100 * np.abs(mean) * (1 - 1e-9)
    return np.where(passed, np.sign(lines.slope), 0).astype(np.int64), lines.flat


def _window_base(
    found: _Found, series: _Series, value: Floats, *, now: Integers, first: Integers, reason: Reason
) -> None:
    """What a window begins with is what the latest result is compared with."""
    found.base_end[now] = series.end[first]
    found.base_value[now] = value[first]
    found.reason[now] = _REASON[reason]


# Words ------------------------------------------------------------------------------------------------------------

_NOT_COMPARABLE = {
    Reason.BREAK_IN_SERIES: "there is a break in the series since",
    Reason.CUMULATIVE: "results add up through the year, and what the periods added is not known for both",
    Reason.UNLIKE_PERIOD: "annual results are compared year on year only",
    Reason.NO_RANGE: "no range is declared for which of the two is nearer",
    Reason.AUTOCORRELATED: "rolling 12-month results overlap, so that control limits would misjudge them",
}


def direction_reason(row: Any, rule: DirectionRule) -> str:
    """Why a result has its direction, as a sentence that a reader can check.

    Parameters
    ----------
    row
        A row of the history with what :func:`direct` found: ``actual``, ``direction``, ``base_end``, ``base_value``,
        ``reason``, and where known ``unit``, ``decimals``, ``frequency``, ``compared`` and ``points``.
    rule
        The rule that found it.

    Returns
    -------
    str
        Such as "Up from 79% for Mar 11." or "Not compared with 2,588 for Mar 11: there is a break in the series
        since."
    """
    reason, way = Reason(row.reason), Direction(row.direction)
    if reason is Reason.NO_VALUE:
        return "There is no result."
    if reason is Reason.NO_BASE:
        yearly = isinstance(rule, SamePeriodLastYear) or (
            isinstance(rule, SmallChange) and rule.against == "same-period-last-year"
        )
        base = "result for the same period a year before" if yearly else "earlier result"
        return f"There is no {base} to compare with."
    if way is Direction.TOO_FEW:
        least = 3 if isinstance(rule, LatestThree) else getattr(rule, "least", 2)
        since = " since the break in the series" if reason is Reason.BREAK_IN_SERIES else ""
        points = int(getattr(row, "points", 0))
        found = f": {points} found" if points else ""
        return f"At least {least} results are needed{since}{found}."
    base = f"{_shown(row, row.base_value)} for {_label(row, row.base_end)}"
    if way is Direction.NOT_COMPARABLE:
        return f"Not compared with {base}: {_NOT_COMPARABLE[reason]}."
    now = float(getattr(row, "compared", row.actual))
    if reason in (Reason.WINDOW, Reason.LIMITS, Reason.LATEST_THREE):
        return _window_sentence(row, rule, way, base)
    moved = not math.isclose(now, row.base_value, rel_tol=SAME, abs_tol=0)
    size = "No change" if not moved else "Up" if now > row.base_value else "Down"
    added = f", the period alone, of a total for the year so far, being {_shown(row, now)}"
    said = f"{size} from {base}{added if reason is Reason.INCREMENT else ''}{_distance_words(row, way)}"
    if isinstance(rule, SmallChange) and way is Direction.NO_CHANGE and moved:
        unit = "%" if rule.measure == "relative" else ""
        said += f": a change smaller than {rule.below:g}{unit} is no change"
    return f"{said}."


def _window_sentence(row: Any, rule: DirectionRule, way: Direction, base: str) -> str:
    count = int(getattr(row, "points", 0))
    results = f"the {count} results" if count else "the results"
    if way is Direction.NO_CHANGE:
        return f"All of {results} since {base} are the same."
    if isinstance(rule, LatestThree):
        said = "differ in their way" if way is Direction.NO_TREND else f"are {_way_words(way)}"
        return f"The latest three results, from {base}, {said}."
    if isinstance(rule, XmrRule):
        said = "common cause" if way is Direction.NO_TREND else f"special cause, {_way_words(way)}"
        return f"Variation of the latest of {results} since {base} is {said}."
    test = "The trend" if isinstance(rule, TheilSen) else "The slope"
    if isinstance(rule, Regression) and rule.least_change is not None:
        passed = f"is {'less than' if way is Direction.NO_TREND else 'at least'} {rule.least_change:g}% of their mean"
        return f"The fitted change over {results} since {base} {passed}{_way_ending(way)}."
    level = rule.level if isinstance(rule, Regression | TheilSen) else math.nan
    passed = "is not" if way is Direction.NO_TREND else "is"
    return f"{test} of {results} since {base} {passed} significant at the {100 * level:g}% level{_way_ending(way)}."


def _way_ending(way: Direction) -> str:
    return "" if way is Direction.NO_TREND else f": {_way_words(way)}"


def _way_words(way: Direction) -> str:
    return way.label.lower()


def _distance_words(row: Any, way: Direction) -> str:
    if getattr(row, "polarity", "") != "range":
        return ""
    words = {Direction.IMPROVING: "nearer to the range", Direction.WORSENING: "further from the range"}
    return f", {words.get(way, 'as far from the range')}"


def _shown(row: Any, value: float) -> str:
    decimals = int(getattr(row, "decimals", -1))
    unit = short_unit(getattr(row, "unit", "number"))
    if decimals < 0:
        text = f"{value:,.6f}".rstrip("0").rstrip(".")
        return f"{text}%" if unit == "%" else text
    return format_value(value, unit, decimals)


def _label(row: Any, end: date) -> str:
    frequency = getattr(row, "frequency", "")
    if frequency:
        return short_label(Frequency(frequency), end)
    return f"{MONTHS[end.month - 1][:3]} {end.year % 100:02d}"
