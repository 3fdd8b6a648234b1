"""Control limits of many series at once: the signal of every result, were it the latest of its series."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from qprlib.scoring.arrays import SAME, Flags, Floats, Integers
from qprlib.scoring.limits import LIMIT, NEAR, SCREEN
from qprlib.scoring.signals import RUN

#: Cells of a table of series worked on at once.
_CELLS = 1 << 20


def latest_signals(
    value: Floats, length: Integers, *, screen: bool = True, fix_after: int | None = None
) -> NDArray[np.int8]:
    """Way of the signal of every result, were it the latest of its series: 1 up, -1 down, 0 common cause.

    That is what :func:`qprlib.scoring.spc.xmr` says of the latest result of the series up to it. The results of many
    series stand one after another, each in the order of time; ``length`` numbers them in their series (1, 2, 3 ...).
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
    usual, most = _usual(value, basis, least)

    def back(lag: int) -> tuple[Floats, Floats]:
        """Distance from the mean of the result ``lag`` before each, and its size; by the limits of the latest."""
        away = np.full(value.shape, np.nan)
        own = value[:, : max(long - lag, 0)]
        same = most[:, lag:] & (np.abs(own - usual[:, lag:]) <= least[:, lag:])
        away[:, lag:] = np.where(same, 0.0, own - mean[:, lag:])
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
    # Where hardly anything ever moves, all ranges but those of 0 would be left out, or even those.
    return np.where(total > 0, total / np.where(kept > 0, kept, 1), average)


def _usual(value: Floats, basis: Integers, least: Floats) -> tuple[Floats, Flags]:
    """The result that is likeliest to be more than half of those the limits rest on, and whether it is."""
    usual, lead = value.copy(), np.ones(len(value))
    for place in range(1, value.shape[1]):
        same = np.abs(value[:, place] - usual[:, place - 1]) <= least[:, place]
        usual[:, place] = np.where(same | (lead > 0), usual[:, place - 1], value[:, place])
        lead = np.where(same | (lead == 0), lead + 1, lead - 1)
    usual = usual[:, basis]
    times = np.zeros(value.shape)
    for place in range(int(basis.max(initial=0)) + 1):
        times[:, place:] += np.abs(value[:, place : place + 1] - usual[:, place:]) <= least[:, place:]
    return usual, 2 * times > basis + 1
