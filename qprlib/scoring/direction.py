"""Direction of travel: what a value is compared with, and which way performance goes."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from qprlib.scoring.found import Found
from qprlib.scoring.pairs import by_pairs
from qprlib.scoring.rules import (
    DirectionRule,
    LatestThree,
    PreviousPeriod,
    SamePeriodLastYear,
    ShortAndLong,
    SmallChange,
)
from qprlib.scoring.series import SortedSeries
from qprlib.scoring.windows import by_latest_three, by_windows


def direct(history: pd.DataFrame, rule: DirectionRule) -> pd.DataFrame:
    """Direction of every value of a history by a rule, indexed like the history.

    A history has one row per indicator and period, in any order: ``indicator``, ``period_end``, ``actual`` and
    ``polarity``, and where known ``decimals``, ``basis``, ``frequency``, ``unit``, ``lower``, ``upper`` (the range of a
    range polarity), ``last_year`` and ``break_before``. A row without an actual has no direction and is never compared
    with, but a break declared at it counts.

    Found are ``direction`` (a :class:`~qprlib.scoring.states.Direction` value), ``base_end`` and ``base_value`` (the
    period and value compared with; of a window its first; of a result that is not comparable, the one it was not
    compared with), ``reason`` (a :class:`~qprlib.scoring.found.Reason` value), ``compared`` (the value that was
    compared, as published: the actual, or what the period added to the year so far), ``points`` (how many results were
    looked at), and of a window ``step_end`` and ``step_value`` (the result before the latest) and ``slope`` (change in
    a year along its line; of Theil-Sen windows for the latest result of each indicator). Under ``short-and-long`` these
    are the short direction's, and ``long_direction``, ``long_base_end``, ``long_base_value`` and ``long_reason`` are
    added.

    Rules that compare two results judge equality at published precision, the practice of the councils that print "no
    change"; rules that fit a trend use full precision. A range that was set anew moves no result: each result is
    judged, with those it is compared with, by the range of its own period.
    """
    found = _directed(history, rule)
    for as_if, rows in _other_ranges(history):
        found.loc[rows] = _directed(as_if, rule).loc[rows]
    return found


def _directed(history: pd.DataFrame, rule: DirectionRule) -> pd.DataFrame:
    series = SortedSeries.of(history)
    found = _found(series, rule).frame(series)
    if isinstance(rule, ShortAndLong):
        longer = by_pairs(series, SamePeriodLastYear()).frame(series)
        for column in ("direction", "base_end", "base_value", "reason"):
            found[f"long_{column}"] = longer[column]
    return found


def _other_ranges(history: pd.DataFrame) -> Iterator[tuple[pd.DataFrame, pd.Index]]:
    """The series of which the range changed, as if one of them had always held, and the rows of which it was set."""
    ends, ranged = ["lower", "upper"], history["polarity"] == "range"
    if not ranged.any() or not set(ends) <= set(history):
        return
    each = history.loc[ranged, ["indicator", *ends]].dropna(thresh=2).drop_duplicates()
    if each["indicator"].is_unique:
        return
    each["number"] = each.groupby("indicator", sort=False).cumcount()
    several = history[history["indicator"].isin(each.loc[each["number"] > 0, "indicator"])]
    number = several[["indicator", *ends]].merge(each, how="left")["number"].set_axis(several.index)
    for one in sorted(number.dropna().unique()):
        held = each[each["number"] == one].set_index("indicator")
        alike = {end: several[end].mask(number.notna(), several["indicator"].map(held[end])) for end in ends}
        yield several.assign(**alike), several.index[number == one]


def _found(series: SortedSeries, rule: DirectionRule) -> Found:
    if isinstance(rule, ShortAndLong):
        return by_pairs(series, PreviousPeriod(cumulative=rule.cumulative))
    if isinstance(rule, PreviousPeriod | SamePeriodLastYear | SmallChange):
        return by_pairs(series, rule)
    return by_latest_three(series, rule) if isinstance(rule, LatestThree) else by_windows(series, rule)
