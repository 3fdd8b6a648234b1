"""What is set beside each indicator's result: its own period before, the previous quarter, the year before."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qprlib.ground.edition import Edition
from qprlib.scoring.cases import year_before
from qprlib.scoring.due import ASKED, standing_rows

#: What is told of every result that is set beside another.
TOLD = ("actual", "rating", "computed_rating", "override_role", "against_target")


def own_before(history: pd.DataFrame, latest: pd.DataFrame) -> pd.DataFrame:
    """The last result before each indicator's latest row."""
    before = history["period_end"].to_numpy() < _of_indicator(latest["period_end"], history)
    earlier = history.loc[history["actual"].notna() & before, ["indicator", "period_end", *TOLD]]
    rows = earlier.groupby("indicator", sort=False).tail(1).set_index("indicator")
    ends = history["period_end"].to_numpy()
    since = (ends > _of_indicator(rows["period_end"], history)) & (ends <= _of_indicator(latest["period_end"], history))
    broken = history.loc[since, ["indicator", "break_before"]].groupby("indicator", sort=False)["break_before"].any()
    found = _named(rows, "previous")
    return found.assign(break_since_previous=broken.reindex(found.index, fill_value=False))


def stood_before(history: pd.DataFrame, edition: Edition, told_before: date | None) -> pd.DataFrame:
    """What stood for each indicator at the end of the previous quarter, on results known then, as they are now."""
    end = edition.quarter.previous().end
    cut_off = told_before or end
    told = history[list(dict.fromkeys([name for name in (*ASKED, "first_told", *TOLD) if name in history]))]
    if "first_told" in told:
        # Without an edition of its own, that quarter's figures had as long to come in as this one's.
        by = told_before or end + (edition.as_of - edition.quarter.end)
        told = told[~(told["first_told"] > pd.Timestamp(by))]
    return _named(standing_rows(told, end, cut_off), "before")


def a_year_before(history: pd.DataFrame, latest: pd.DataFrame) -> pd.DataFrame:
    """The result of the same period a year before each indicator's latest row, with its rating where that is known.

    The result may be given beside this year's, without a row of its own; it is nothing where the series broke since.
    """
    told = latest[latest["last_year"].notna()]
    end = year_before(told["period_end"])
    on_the_day = history["period_end"].to_numpy() == _of_indicator(end, history)
    then = history.loc[on_the_day, ["indicator", *TOLD]].set_index("indicator").reindex(told.index)
    same = then.pop("actual") == told["last_year"]
    return _named(then.where(same, "").assign(actual=told["last_year"], period_end=end), "last_year")


def _of_indicator(days: pd.Series, history: pd.DataFrame) -> NDArray[np.datetime64]:
    """Each indicator's day beside every row of its history."""
    return days.reindex(history["indicator"]).to_numpy(dtype="datetime64[ns]")


def _named(rows: pd.DataFrame, prefix: str) -> pd.DataFrame:
    return rows[["period_end", *TOLD]].rename(columns={"period_end": "end"}).add_prefix(f"{prefix}_")
