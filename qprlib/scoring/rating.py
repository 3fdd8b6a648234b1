"""Rating: pure functions on frames, vectorised over indicators and periods."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from qprlib.numbers import format_target, format_value, round_half_up_array, short_unit
from qprlib.scoring.scheme import Measure, Scheme
from qprlib.scoring.states import NotRated


def rate(cases: pd.DataFrame, scheme: Scheme) -> pd.Series:
    """Rate every case of a frame.

    Non-rated states are decided first. A band's bound that is missing (no floor) leaves a case unrated rather than
    letting it fall through to a worse band.

    Parameters
    ----------
    cases
        One row per indicator and period, with columns ``kind``, ``polarity`` (``higher`` or ``lower``),
        ``decimals``, ``actual``, ``target`` and ``floor`` in the indicator's unit; missing is NaN.
    scheme
        The bands, first match wins. ``rate_on: published`` rounds actuals half up to the indicator's decimals.

    Returns
    -------
    pandas.Series
        A band id or a :class:`~qprlib.scoring.states.NotRated` value for each row, same index as ``cases``.
    """
    actual = cases["actual"].to_numpy(dtype=np.float64)
    if scheme.rate_on == "published":
        actual = round_half_up_array(actual, cases["decimals"].to_numpy(dtype=np.int64))
    better = np.where(cases["polarity"].to_numpy() == "lower", -1.0, 1.0)
    target = cases["target"].to_numpy(dtype=np.float64)

    rating = np.full(len(cases), "", dtype=object)
    kind = cases["kind"].to_numpy()
    for state, holds in (
        (NotRated.DATA_ONLY, kind != "kpi"),
        (NotRated.NOT_AVAILABLE, np.isnan(actual)),
        (NotRated.NO_TARGET, np.isnan(target)),
    ):
        rating[(rating == "") & holds] = str(state)

    bounds = {Measure.MET: target, Measure.FLOOR: cases["floor"].to_numpy(dtype=np.float64)}
    for band in scheme.bands:
        undecided = rating == ""
        if band.measure is Measure.OTHERWISE:
            rating[undecided] = band.id
            continue
        bound = bounds[band.measure]
        rating[undecided & np.isnan(bound)] = str(NotRated.NO_FLOOR)
        with np.errstate(invalid="ignore"):
            ahead = better * (actual - bound)
            holds = ahead >= 0 if band.inclusive else ahead > 0
        rating[undecided & holds] = band.id
    return pd.Series(rating, index=cases.index, name="rating", dtype=object)


def rating_reason(case: Any, scheme: Scheme) -> str:
    """Why one case is rated as it is, as a sentence that a reader can check.

    Parameters
    ----------
    case
        A row with ``rating``, ``actual``, ``target``, ``floor``, ``unit``, ``decimals`` and ``polarity``.
    scheme
        The scheme that rated it.

    Returns
    -------
    str
        Such as "87% is below the target of 90% and at or above the floor of 83%."
    """
    band = scheme.band(case.rating)
    if band is None:
        return NotRated(case.rating).meaning
    unit = short_unit(case.unit)
    actual = format_value(case.actual, unit, case.decimals)
    target = format_target(case.target, unit, case.decimals)
    worse, better = ("above", "below") if case.polarity == "lower" else ("below", "above")
    if band.measure is Measure.MET:
        met = "equal to" if target == actual else better
        return f"{actual} is {met} the target of {target}."
    floored = next((one for one in scheme.bands if one.measure is Measure.FLOOR), None)
    if floored is None:
        return f"{actual} is {worse} the target of {target}."
    limit = "ceiling" if case.polarity == "lower" else "floor"
    floor = format_target(case.floor, unit, case.decimals)
    side = better if band is floored else worse
    if floored.inclusive == (band is floored):
        side = f"at or {side}"
    return f"{actual} is {worse} the target of {target} and {side} the {limit} of {floor}."
