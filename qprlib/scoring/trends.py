"""Trends over windows of a series: straight lines, Theil-Sen slopes and the Mann-Kendall test, all rows at once.

A *window* is named by its last row and its length: row ``i`` of length ``n`` looks at rows ``i - n + 1`` to ``i``.
Many series lie in one array, one after another; lengths see to it that no window reaches into the series before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qprlib.scoring.arrays import SAME, Codes, Flags, Floats, Integers

#: Rows worked on at once: small enough for the processor's cache, so that memory stays flat.
_ROWS = 1 << 15
#: Cells of a table of windows worked on at once.
_CELLS = 1 << 21


@dataclass(frozen=True, slots=True)
class Lines:
    """Straight lines fitted to windows by least squares; every array has a value a window."""

    n: Integers  #: number of results in the window
    slope: Floats  #: change of the value with a unit of time; 0 where all values or all times are the same
    #: slope over its standard error: infinite for an exact line, 0 for slope 0, NaN with fewer than three results
    t: Floats
    mean: Floats  #: of the values
    span: Floats  #: time from the first result to the last
    flat: Flags  #: whether all values of the window are the same

    def significant(self, level: float) -> Flags:
        """Whether the slope differs from zero by a two-sided t test: its p is below ``level``."""
        from scipy.special import stdtrit

        # One critical value for each number of results is a thousand times cheaper than one p for each window.
        most = int(self.n.max(initial=0))
        critical = np.full(most + 1, np.inf)
        if most >= 3:
            critical[3:] = stdtrit(np.arange(1, most - 1), 1 - level / 2)
        passed: Flags = np.abs(np.nan_to_num(self.t, nan=0.0, posinf=np.inf, neginf=-np.inf)) > critical[self.n]
        return passed


def fit_lines(time: Floats, value: Floats, length: Integers) -> Lines:
    """Fit a straight line to every window of ``length`` results, none missing, by real dates as numbers: days, say."""
    size = len(value)
    slope, t, mean, span = (np.empty(size) for _ in range(4))
    flat = np.empty(size, dtype=np.bool_)
    for begin in range(0, size, _ROWS):
        end = min(begin + _ROWS, size)
        part = slice(begin, end)
        slope[part], t[part], mean[part], span[part], flat[part] = _fit_rows(time, value, length, begin, end)
    return Lines(length, slope, t, mean, span, flat)


def _fit_rows(
    time: Floats, value: Floats, length: Integers, begin: int, end: int
) -> tuple[Floats, Floats, Floats, Floats, Flags]:
    """Lines of the windows that end in rows ``begin`` to ``end``: two passes, so that large levels lose no digits."""
    n = length[begin:end]
    lags = range(int(n.max(initial=1)))
    count = n.astype(np.float64)
    now_x, now_y = time[begin:end], value[begin:end]
    sum_x, sum_y = np.zeros(end - begin), np.zeros(end - begin)
    for lag in lags:
        x, y, own = _lagged(time, value, n, begin, lag)
        sum_x[own] += x
        sum_y[own] += y
    mean_x, mean_y = sum_x / count, sum_y / count
    sxx, sxy, syy = (np.zeros(end - begin) for _ in range(3))
    for lag in lags:
        x, y, own = _lagged(time, value, n, begin, lag)
        inside = n[own] > lag
        x = (x - mean_x[own]) * inside
        y = (y - mean_y[own]) * inside
        sxx[own] += x * x
        sxy[own] += x * y
        syy[own] += y * y
    first = np.arange(begin, end) - n + 1
    span = now_x - time[first]
    mean = mean_y + now_y
    # A root mean square this small against the level is the rounding of equal values, not a difference.
    flat: Flags = syy <= count * (SAME * np.maximum(np.abs(mean), np.abs(now_y))) ** 2
    level = flat | (sxx == 0)
    slope = np.where(level, 0.0, sxy / np.where(level, 1.0, sxx))
    left = syy - slope * sxy
    exact = left <= 4 * count * np.finfo(np.float64).eps * syy
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(np.where(exact, 0.0, left) / (count - 2) / sxx)
        t = np.where(slope == 0, 0.0, slope / error)
    t[n < 3] = np.nan
    return slope, t, mean, span, flat


def _lagged(time: Floats, value: Floats, n: Integers, begin: int, lag: int) -> tuple[Floats, Floats, slice]:
    """Times and values ``lag`` rows back, counted from each row's own; 0 where that lies outside the window."""
    start, end = max(begin, lag), begin + len(n)
    own = slice(start - begin, None)
    inside = n[own] > lag
    x = (time[start - lag : end - lag] - time[start:end]) * inside
    y = (value[start - lag : end - lag] - value[start:end]) * inside
    return x, y, own


@dataclass(frozen=True, slots=True)
class Ranks:
    """Mann-Kendall tests of windows; every array has a value a window."""

    n: Integers  #: number of results in the window
    s: Integers  #: rising pairs of results less falling pairs
    variance: Floats  #: of ``s`` without a trend, corrected for results that are the same
    z: Floats  #: ``s`` less one towards zero (continuity), in standard deviations; 0 where all results are the same
    #: sign of the Theil-Sen slope, given that ``s`` is not 0; 0 where half of all pairs or more are level
    median: Integers

    @property
    def flat(self) -> Flags:
        """Whether all values of the window are the same."""
        return self.variance <= 0

    def significant(self, level: float) -> Flags:
        """Whether there is a trend by the two-sided test with the normal approximation."""
        from scipy.special import ndtri

        passed: Flags = np.abs(self.z) > ndtri(1 - level / 2)
        return passed


def rank_trends(value: Floats, length: Integers) -> Ranks:
    """Test every window of ``length`` results, none missing, for a trend after Mann and Kendall."""
    size = len(value)
    first = np.arange(size) - length + 1
    s = np.zeros(size, dtype=np.int64)
    unlike = np.zeros(size, dtype=np.int64)
    for lag in range(1, int(length.max(initial=1))):
        # Every pair so far apart, summed over a window as the difference of two running totals: whole and exact.
        ways = _signs(value[lag:], value[:-lag])
        inside = np.flatnonzero(length > lag)
        for total, step in ((s, ways), (unlike, np.abs(ways))):
            running = np.concatenate([[0], np.cumsum(step, dtype=np.int64)])
            total[inside] += running[inside + 1 - lag] - running[first[inside]]
    n = length.astype(np.float64)
    pairs = length * (length - 1) // 2
    variance = (n * (n - 1) * (2 * n + 5) - _tied(value, length, unlike < pairs)) / 18
    variance[unlike == 0] = 0.0
    z = np.sign(s) * np.where(variance > 0, (np.abs(s) - 1.0) / np.sqrt(np.where(variance > 0, variance, 1.0)), 0.0)
    rising = (unlike + s) // 2
    leading = np.where(s > 0, rising, unlike - rising)
    return Ranks(length, s, variance, z, np.where(2 * leading >= pairs, np.sign(s), 0))


def _signs(now: Floats, before: Floats) -> Codes:
    """1 where a value is above the one before, -1 below, 0 where they are the same but for rounding."""
    step = now - before
    near = np.abs(step) <= SAME * np.maximum(np.abs(now), np.abs(before))
    found: Codes = np.where(near, 0, np.sign(step)).astype(np.int8)
    return found


def _tied(value: Floats, length: Integers, with_ties: Flags) -> Floats:
    """What groups of t equal results take off the variance: the sum of t (t - 1) (2t + 5) over a window."""
    found = np.zeros(len(value))
    rows = np.flatnonzero(with_ties)
    # Windows of like length together: no cell of the table is wasted on the longest.
    rows = rows[np.argsort(length[rows], kind="stable")]
    begin = 0
    while begin < len(rows):
        end = begin + _rows_at_once(length[rows], begin)
        chunk = rows[begin:end]
        widest = int(length[chunk[-1]])
        back = np.arange(widest)
        inside = back < length[chunk, None]
        table = np.where(inside, value[np.maximum(chunk[:, None] - back, 0)], np.nan)
        table.sort(axis=1)  # missing ones last
        equal = np.zeros(table.shape, dtype=np.int64)
        with np.errstate(invalid="ignore"):
            near = table[:, 1:] - table[:, :-1] <= SAME * np.maximum(np.abs(table[:, 1:]), np.abs(table[:, :-1]))
        for column in range(1, widest):
            # How many results before this one are equal to it: t equal ones count 0, 1, ... t - 1.
            equal[:, column] = (equal[:, column - 1] + 1) * near[:, column - 1]
        # t (t - 1) (2t + 5) is the sum of 6k (k + 2) ... over k = 0 ... t - 1, by differences of the polynomial.
        found[chunk] = (6 * equal * equal + 12 * equal).sum(axis=1)
        begin = end
    return found


def _rows_at_once(lengths: Integers, begin: int) -> int:
    """How many windows from ``begin``, of rising lengths, fill one table."""
    ahead = lengths[begin : begin + _CELLS // max(int(lengths[begin]), 1) + 1]
    fitting = np.flatnonzero(ahead * np.arange(1, len(ahead) + 1) <= _CELLS)
    return max(int(fitting[-1]) + 1 if len(fitting) else 1, 1)


def theil_sen_slope(time: Floats, value: Floats) -> float:
    """The median of the slopes between every two results of one series, of which no two have one time.

    Change of the value with a unit of time; NaN with fewer than two results.
    """
    one, other = np.triu_indices(len(value), 1)
    if not len(one):
        return float("nan")
    return float(np.median((value[other] - value[one]) / (time[other] - time[one])))
