"""Which result of an indicator stands at the end of a quarter: the one that was due, or an older one in arrears.

One rule for now and for the quarter before, for every frequency:

- A period is due when it has ended by the end of the quarter; a later one counts too, once it has a result.
- What is declared of the due period decides: an older result never stands in for one that is said not to be available.
- Where the due period is merely missing, the latest older result stands in for it, in arrears, as far back as the
  indicator's limit of arrears allows; beyond it there is no result.
- Where nothing was due yet, the last result stands, and is not in arrears.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from qprlib.ground.calendar import Frequency, latest_period_end, previous_period_end
from qprlib.scoring.states import NotRated

#: An older result stands in for a missing one for so many periods, where the register does not say.
ARREARS = 1

#: What of a case is looked at.
ASKED = ("indicator", "period_end", "frequency", "actual", "suppressed", "state", "denominator", "arrears")
#: States of a newer period that no older result may hide.
_STANDS_ALONE = [str(state) for state in (NotRated.WITHDRAWN, NotRated.NEW, NotRated.NO_CASES)]
#: States of an indicator, and not of one period alone.
_LASTING = [str(state) for state in (NotRated.WITHDRAWN, NotRated.NEW)]


def standing_rows(history: pd.DataFrame, end: date, as_of: date) -> pd.DataFrame:
    """The row of a history that stands for each indicator at the end of a quarter, on results up to a day; by
    indicator.

    The history is sorted by period; ``arrears`` is the limit where it was declared, NaN for the usual one.
    ``in_arrears`` is added. An indicator of which nothing stands has no row.
    """
    told = history.loc[history["period_end"] <= pd.Timestamp(as_of), [name for name in ASKED if name in history]]
    due = told["frequency"].map({one: _due(one, end) for one in told["frequency"].unique()})
    told = told.assign(due=due.astype("datetime64[ns]"))
    state, known = told["state"], told["actual"].notna()
    alone = told["suppressed"] | state.isin(_STANDS_ALONE) | (told["denominator"] == 0)
    not_due = state == str(NotRated.NOT_DUE)
    declared = (state != "") & ~not_due & (told["period_end"] == told["due"])
    newest = told[known | alone | (state != "")].groupby("indicator", sort=False).tail(1)
    # A state lasts until something else is told of the indicator.
    lasting = state.isin(_LASTING) & told.index.isin(newest.index)
    newest = newest[(newest["state"] == str(NotRated.NOT_DUE)) & (newest["period_end"] >= newest["due"])]
    waiting = told["indicator"].isin(newest["indicator"])
    reached = (told["period_end"] >= _oldest(told, end)) | waiting | lasting
    stands = (known | alone | declared) & reached
    told = told.assign(
        stands=stands, in_arrears=stands & known & ~waiting & (told["period_end"] < told["due"])
    )[stands | (state != "")]  # fmt: skip
    # Rows that stand are sorted last, so that the last row of all is the latest of those, if there is any.
    chosen = told.sort_values(["stands", "period_end"], kind="stable").groupby("indicator", sort=False).tail(1)
    # A state of long ago is no state of now.
    chosen = chosen[chosen["stands"] | (chosen["period_end"] >= chosen["due"])]
    return history.loc[chosen.index].assign(in_arrears=chosen["in_arrears"]).set_index("indicator")


def _due(frequency: str, end: date) -> np.datetime64:
    return np.datetime64(latest_period_end(Frequency(frequency), end))


def _oldest(told: pd.DataFrame, end: date) -> pd.Series:
    """The end of the oldest period whose result may still stand, by frequency and limit."""
    limits = told["arrears"].fillna(ARREARS).astype(int) if "arrears" in told else [ARREARS] * len(told)
    keys = list(zip(told["frequency"], limits, strict=True))
    oldest = {}
    for frequency, limit in set(keys):
        day = latest_period_end(Frequency(frequency), end)
        for _ in range(limit):
            day = previous_period_end(Frequency(frequency), day)
        oldest[frequency, limit] = np.datetime64(day)
    return pd.Series([oldest[key] for key in keys], told.index, dtype="datetime64[ns]")
