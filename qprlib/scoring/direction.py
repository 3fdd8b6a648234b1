"""Direction of travel: what a value is compared with, and which way performance goes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qprlib.numbers import round_half_up_array
from qprlib.scoring.scheme import PreviousPeriod
from qprlib.scoring.states import Direction

#: Bases whose values add up through a year.
CUMULATIVE = ("year_to_date", "academic_year_to_date")


def direct(history: pd.DataFrame, rule: PreviousPeriod) -> pd.DataFrame:
    """Direction of every value of a history, compared with the value before it.

    Parameters
    ----------
    history
        One row per indicator and period with an actual, sorted by indicator and ``period_end``; columns
        ``indicator``, ``period_end``, ``actual``, ``polarity``, ``basis`` and ``decimals``.
    rule
        The rule and its parameters.

    Returns
    -------
    pandas.DataFrame
        Columns ``direction`` (a :class:`Direction` value), ``base_end`` and ``base_value`` (the period and value
        compared with; missing where there is none), same index as ``history``.

    Notes
    -----
    Equality is judged at published precision, the practice of the councils that print "no change".
    """
    earlier = history.groupby("indicator", sort=False)[["period_end", "actual"]].shift(1)
    decimals = history["decimals"].to_numpy(dtype=np.int64)
    better = np.where(history["polarity"].to_numpy() == "lower", -1.0, 1.0)
    now = round_half_up_array(history["actual"].to_numpy(dtype=np.float64), decimals)
    base = round_half_up_array(earlier["actual"].to_numpy(dtype=np.float64), decimals)
    change = better * (now - base)

    # Only where higher or lower is better has a change a better side. A total for the year so far stands for a
    # longer stretch than the one before it, or for the start of another year: good practice compares neither.
    unlike = ~history["polarity"].isin(["higher", "lower"]).to_numpy()
    if not rule.unlike_periods:
        unlike = unlike | history["basis"].isin(CUMULATIVE).to_numpy()
    direction = np.select(
        [np.isnan(base), unlike, change > 0, change < 0],
        [Direction.TOO_FEW, Direction.NOT_COMPARABLE, Direction.IMPROVING, Direction.WORSENING],
        Direction.NO_CHANGE,
    )
    return pd.DataFrame(
        {
            "direction": pd.Series([str(value) for value in direction], history.index, dtype="str"),
            "base_end": earlier["period_end"],
            "base_value": earlier["actual"],
        },
        index=history.index,
    )
