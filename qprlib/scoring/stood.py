"""Which result of an indicator stands at the end of a quarter, and what is set beside it.

The one that was due stands, or an older one in arrears. One rule for now and for the quarter before, for every
frequency:

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
from numpy.typing import NDArray

from qprlib.ground.calendar import year_before
from qprlib.ground.edition import Edition
from qprlib.scoring.places import Places
from qprlib.scoring.states import NotRated

#: An older result stands in for a missing one for so many periods, where the register does not say.
ARREARS = 1

#: What of a case is looked at.
ASKED = (
    "indicator",
    "period_end",
    "frequency",
    "year_starts",
    "actual",
    "suppressed",
    "state",
    "denominator",
    "arrears",
)
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
    places = Places.of(indicator, ends, told["frequency"], told.get("year_starts"))
    place, due = places.number, places.asked(lambda cycle, _: cycle.number(end), 0).astype(np.int64)
    said = state != ""
    alone = told["suppressed"] | np.isin(state, _STANDS_ALONE) | (told["denominator"] == 0)
    declared = said & (state != NotRated.NOT_DUE) & (place == due)
    newest = _last_of_each(indicator, np.flatnonzero(known | alone | said), len(names))
    # A state lasts until something else is told of the indicator.
    lasting = np.isin(state, _LASTING) & np.isin(np.arange(len(rows)), newest)
    newest = newest[(state[newest] == NotRated.NOT_DUE) & (place[newest] >= due[newest])]
    waiting = np.isin(indicator, indicator[newest])
    given = np.asarray(told.get("arrears", np.full(len(rows), np.nan)), dtype=np.float64)
    reached = (place >= due - np.where(np.isnan(given), ARREARS, given)) | waiting | lasting
    stands = (known | alone | declared) & reached
    # Rows that stand are sorted last, so that the last row of all is the latest of those, if there is any.
    order = np.lexsort((ends, stands))
    chosen = order[_last_of_each(indicator[order], np.flatnonzero((stands | said)[order]), len(names))]
    # A state of long ago is no state of now.
    chosen = chosen[stands[chosen] | (place[chosen] >= due[chosen])]
    found: pd.DataFrame = history.iloc[rows[chosen]]
    in_arrears = (stands & known & ~waiting & (place < due))[chosen]
    return found.assign(in_arrears=in_arrears).set_index("indicator")


def _last_of_each(indicator: NDArray[np.int64], rows: NDArray[np.int64], number: int) -> NDArray[np.int64]:
    """Of rows in order the last of each indicator, in order."""
    last = np.full(number, -1)
    np.maximum.at(last, indicator[rows], rows)
    return np.sort(last[last >= 0])


#: What is told of every result that is set beside another.
TOLD = ["actual", "rating", "computed_rating", "override_role", "against_target"]


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
    rows = np.flatnonzero((history["period_end"] == _of_indicator(told["period_end"], history)).to_numpy())
    codes, _ = pd.factorize(history["indicator"])
    ends = history["period_end"].to_numpy()
    at = Places.of(codes, ends, history["frequency"], history.get("year_starts")).year_before()[rows]
    then = history[["indicator", "period_end", *TOLD]].iloc[at].set_axis(history["indicator"].iloc[rows])
    then = then[at >= 0].reindex(told.index)
    same = then["actual"] == told["last_year"]
    end = then["period_end"].where(then["period_end"].notna(), year_before(told["period_end"]))
    return _named(then[TOLD[1:]].where(same, "").assign(actual=told["last_year"], period_end=end), "last_year")


def _of_indicator(days: pd.Series, history: pd.DataFrame) -> NDArray[np.datetime64]:
    """Each indicator's day beside every row of its history."""
    return days.reindex(history["indicator"]).to_numpy(dtype="datetime64[ns]")


def _named(rows: pd.DataFrame, prefix: str) -> pd.DataFrame:
    return rows[["period_end", *TOLD]].rename(columns={"period_end": "end"}).add_prefix(f"{prefix}_")
