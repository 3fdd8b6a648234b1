"""Which result of an indicator stands at the end of a quarter: the one that was due, or an older one in arrears.

One rule for now and for the quarter before, for every frequency:

- A period is due when it has ended by the end of the quarter; a later one counts too, once it has a result.
- What is declared of the due period decides: an older result never stands in for one that is said not to be available.
- Where the due period is merely missing, the latest older result stands in for it, in arrears, as far back as the
  indicator's limit of arrears allows; beyond it there is no result.
- Where nothing was due yet, the last result stands, and is not in arrears.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

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
    rows = np.flatnonzero(history["period_end"].to_numpy() <= np.datetime64(as_of))
    # Arrays without labels: a dozen comparisons of a small organisation's frame take longer than all else here.
    told = {name: history[name].to_numpy()[rows] for name in ASKED if name in history}
    state, ends, known = told["state"], told["period_end"], ~np.isnan(told["actual"])
    indicator, names = pd.factorize(told["indicator"])
    due = _by_frequency(told["frequency"], end)
    said = state != ""
    alone = told["suppressed"] | np.isin(state, _STANDS_ALONE) | (told["denominator"] == 0)
    declared = said & (state != NotRated.NOT_DUE) & (ends == due)
    newest = _last_of_each(indicator, np.flatnonzero(known | alone | said), len(names))
    # A state lasts until something else is told of the indicator.
    lasting = np.isin(state, _LASTING) & np.isin(np.arange(len(rows)), newest)
    newest = newest[(state[newest] == NotRated.NOT_DUE) & (ends[newest] >= due[newest])]
    waiting = np.isin(indicator, indicator[newest])
    reached = (ends >= _oldest(told, end)) | waiting | lasting
    stands = (known | alone | declared) & reached
    # Rows that stand are sorted last, so that the last row of all is the latest of those, if there is any.
    order = np.lexsort((ends, stands))
    chosen = order[_last_of_each(indicator[order], np.flatnonzero((stands | said)[order]), len(names))]
    # A state of long ago is no state of now.
    chosen = chosen[stands[chosen] | (ends[chosen] >= due[chosen])]
    found: pd.DataFrame = history.iloc[rows[chosen]]
    in_arrears = (stands & known & ~waiting & (ends < due))[chosen]
    return found.assign(in_arrears=in_arrears).set_index("indicator")


def _last_of_each(indicator: NDArray[np.int64], rows: NDArray[np.int64], number: int) -> NDArray[np.int64]:
    """Of rows in order the last of each indicator, in order."""
    last = np.full(number, -1)
    np.maximum.at(last, indicator[rows], rows)
    return np.sort(last[last >= 0])


def _by_frequency(frequencies: NDArray[Any], end: date) -> NDArray[np.datetime64]:
    """The end of the last period of each row's frequency that has ended by a day."""
    code, words = pd.factorize(frequencies)
    return np.array([latest_period_end(Frequency(one), end) for one in words], dtype="datetime64[ns]")[code]


def _oldest(told: Mapping[str, NDArray[Any]], end: date) -> NDArray[np.datetime64]:
    """The end of the oldest period whose result may still stand, by frequency and limit."""
    given = np.asarray(told.get("arrears", np.full(len(told["state"]), np.nan)), dtype=np.float64)
    keys = list(zip(told["frequency"], np.where(np.isnan(given), ARREARS, given).astype(int), strict=True))
    oldest = {}
    for frequency, limit in set(keys):
        day = latest_period_end(Frequency(frequency), end)
        for _ in range(limit):
            day = previous_period_end(Frequency(frequency), day)
        oldest[frequency, limit] = np.datetime64(day)
    return np.array([oldest[key] for key in keys], dtype="datetime64[ns]")
