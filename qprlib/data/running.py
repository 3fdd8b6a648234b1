"""Running totals: figures that add up through a year and begin anew with it, and what they cannot do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from qprlib.data.telling import told
from qprlib.ground.calendar import Years, month_name, month_of, months_into_year, months_later
from qprlib.ground.cycles import cycle_of
from qprlib.ground.errors import Place, Problem
from qprlib.ground.periods import Basis, short_label, year_begins

#: Bases whose values add up through a year.
CUMULATIVE = (Basis.YEAR_TO_DATE.value, Basis.ACADEMIC_YEAR_TO_DATE.value)

#: Units whose totals for the year so far are rates or averages: what a quarter added cannot be told from them.
_RATE = re.compile(
    r"%|/|\b(?:per|percent|percentage|rate|ratio|score|index|average|mean)\b"
    r"|\b(?:days?|hours?|minutes?|weeks?|months?|years?)\b",
    re.IGNORECASE,
)


def is_rate(unit: str) -> bool:
    """Whether values of this unit do not add up: percentages, rates and average times."""
    return bool(_RATE.search(unit))


def check_running_totals(frame: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Totals for the year so far that fall within their year, and the numbers of such shares that do.

    A rate may fall, but neither of the two numbers that it is worked out from. Of several rows about one period the one
    recorded last counts; nothing is compared across a declared break. The frame's index holds the row numbers of the
    file; ``numerator``, ``denominator``, ``break_before`` and ``recorded`` may be missing.
    """
    totals = frame[frame["basis"].isin(CUMULATIVE) & frame["period_end"].notna()]
    if totals.empty:
        return
    order = ["indicator", "period_end", *(["recorded"] if "recorded" in totals else [])]
    totals = totals.rename_axis("row").reset_index().sort_values(order, kind="stable", na_position="first")
    totals = totals.drop_duplicates(["indicator", "period_end"], keep="last")
    begins = totals_begin(totals)
    broken = totals["break_before"].isin([True, "yes"]) if "break_before" in totals else False
    totals = totals.assign(begins=begins, year=begins.dt.year, part=pd.Series(broken, totals.index).cumsum())
    adds_up = ~totals["unit"].map({unit: is_rate(unit) for unit in totals["unit"].unique()})
    for column, own in (("actual", totals[adds_up]), ("numerator", totals), ("denominator", totals)):
        if column in own:
            yield from _falls(own[own[column].notna()], column, file)


def totals_begin(totals: pd.DataFrame) -> pd.Series:
    """The first day of the year in which each running total adds up."""
    starts = totals["year_starts"] if "year_starts" in totals else pd.Series("", totals.index)
    told = zip(totals["basis"], totals["frequency"], starts.fillna(""), strict=True)
    begins = [year_begins(basis, frequency, Years.named(start).starts) for basis, frequency, start in told]
    month = totals["period_end"].to_numpy(dtype="datetime64[M]")
    since = months_into_year(month.astype(np.int64), np.array(begins, dtype=np.int64)) - 1
    return pd.Series((month - since).astype("datetime64[ns]"), totals.index)


def _falls(totals: pd.DataFrame, column: str, file: str) -> Iterator[Problem]:
    """Where one column of running totals is below the total before it in the same year, or below nought."""
    before = totals.groupby(["indicator", "year", "part"])[["row", "period_end", column]].shift()
    falling = totals.assign(before_row=before["row"], before_end=before["period_end"], before=before[column].fillna(0))
    for _, row in falling[falling[column] < falling["before"] - 1e-9 * falling["before"].abs()].iterrows():
        what = "The total" if column == "actual" else f"The {column}"
        earlier, near = "nought", ""
        if pd.notna(row["before_end"]):
            near = f"{month_name(months_later(row['before_end'], 1))} (year_starts)"
            earlier = f"{_number(row['before'])} for {_label(row, 'before_end')} (row {int(row['before_row'])})"
        yield told(
            "total-falls" if column == "actual" else "total-falls.share",
            Place(file, int(row["row"]), column, str(row["indicator"])),
            near=near if column == "actual" else "",
            what=what,
            earlier=earlier,
            now=_number(row[column]),
            period=_label(row, "period_end"),
            month=month_name(row["begins"]),
            year=row["year"],
        )


def _label(row: pd.Series[Any], column: str) -> str:
    end: date = row[column].date()
    return short_label(cycle_of(row), end) if row["frequency"] else month_of(end, short=True)


def _number(value: Any) -> str:
    return f"{value:,.10g}"
