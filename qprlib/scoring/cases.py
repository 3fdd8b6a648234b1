"""The frame of cases that is rated: its columns, what is filled in, and what is refused before rating.

A case is one indicator in one period: what was reached, what was aimed at, and what must be known to rate it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from qprlib.data.schema import Flag, IndicatorKind, Polarity
from qprlib.ground.errors import Place, Problem, listing, nearest, told_once
from qprlib.ground.numbers import in_words, plural, round_half_up_array
from qprlib.scoring.places import Places
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.states import PROBLEMS, NotRated

NOT_DECLARED = -1
"""Decimals of an indicator for which none are declared: rated at full precision, printed as short as can be."""

DEFAULTS: dict[str, Any] = {
    "indicator": "",
    "period_end": np.datetime64("NaT", "ns"),
    "kind": "kpi",
    "polarity": "higher",
    "unit": "number",
    "decimals": NOT_DECLARED,
    "basis": "",
    "frequency": "",
    "year_starts": "",
    **dict.fromkeys(("actual", "target", "floor", "lower", "upper", "floor_lower", "floor_upper", "tolerance"), np.nan),
    "target_exclusive": False,
    "state": "",
    "flag": "",
    **dict.fromkeys(("numerator", "denominator", "suppress_below", "last_year"), np.nan),
    **dict.fromkeys(("forecast", "annual_target", "annual_floor"), np.nan),
    "break_before": False,
}
"""The columns of a case and what a column that is not given, or an empty cell, means."""

_TYPES = {bool: "bool", int: "int64", float: "float64", np.datetime64: "datetime64[ns]"}

YES = "yes"
"""How a data file says that a series breaks before a value."""


def complete_cases(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame of cases with every column of :data:`DEFAULTS`, so that callers give only what they have; others are
    kept.

    Numbers are float64 with NaN, text str with its default for missing, ``decimals`` int64, ``period_end``
    datetime64[ns]. ``break_before`` and ``target_exclusive`` may be given as truth values or the word ``yes``.
    """
    made: dict[str, Any] = {}
    for name, usual in DEFAULTS.items():
        if name not in frame:
            made[name] = usual
            continue
        column = frame[name]
        if isinstance(usual, str):
            missing = column.isna() | column.eq("") if usual else column.isna()
            if missing.any():
                made[name] = column.mask(missing, usual)
        elif column.dtype == _TYPES[type(usual)]:
            continue
        elif isinstance(usual, bool):
            made[name] = column.isin([True, 1, YES])
        elif isinstance(usual, int):
            made[name] = column.fillna(usual).astype(np.int64)
        elif isinstance(usual, float):
            made[name] = pd.to_numeric(column).astype(np.float64)
        else:
            made[name] = column.astype("datetime64[ns]")
    return frame.assign(**made)


# --- the same period of the year before ----------------------------------------------------------------------


def at_last_year(cases: pd.DataFrame) -> pd.Series:
    """The value of the same period a year before: as given in ``last_year``, else found in the series.

    Cases may be in any order. NaN where there is no such value, or where a declared break in the series lies between.
    """
    indicator, _ = pd.factorize(cases["indicator"])
    end = cases["period_end"].to_numpy(dtype="datetime64[ns]")
    source = Places.of(indicator, end, cases.get("frequency"), cases.get("year_starts")).year_before()
    known = source >= 0
    if "break_before" in cases:
        order = np.lexsort((end, indicator))
        # Values on either side of a break differ in how many breaks the series has had by then.
        broken = cases["break_before"]
        flags = (broken if broken.dtype == bool else broken.isin([True, 1, YES])).to_numpy(dtype=np.int64)
        eras = np.empty(len(order), dtype=np.int64)
        eras[order] = np.cumsum(flags[order])
        known &= eras[source] == eras
    actual = cases["actual"].to_numpy(dtype=np.float64)
    found = np.where(known, actual[source], np.nan)
    if "last_year" in cases:
        given = cases["last_year"].to_numpy(dtype=np.float64)
        found = np.where(np.isnan(given), found, given)
    return pd.Series(found, index=cases.index, name="last_year")


# --- the year-end forecast -----------------------------------------------------------------------------------

#: States that hold for the year as well as for the period.
_OF_THE_YEAR = (NotRated.WITHDRAWN, NotRated.DATA_ONLY, NotRated.TARGET_TBC)


def forecast_cases(cases: pd.DataFrame) -> pd.DataFrame:
    """Cases in which the year-end forecast stands for the actual, and the annual target for the target.

    What is known of the period alone (its number of cases, that nothing is due yet, last year's value) says nothing
    of the year and is left out.
    """
    complete = complete_cases(cases)
    kept = complete["state"].isin([str(state) for state in _OF_THE_YEAR])
    return complete.assign(
        actual=complete["forecast"],
        target=complete["annual_target"],
        floor=complete["annual_floor"],
        floor_lower=np.nan,
        floor_upper=np.nan,
        state=complete["state"].where(kept, ""),
        denominator=np.nan,
        last_year=np.nan,
    )


# --- what is refused -----------------------------------------------------------------------------------------


def check_cases(cases: pd.DataFrame, scheme: Scheme, file: str = "") -> list[Problem]:
    """Everything about the cases that the scheme cannot rate, or would rate only by guessing.

    Errors: unknown words, floors and ranges the wrong way round, negative tolerances and denominators, a period twice.
    Warnings: what will be left unrated, such as what misses a target of 0 of which a percentage is allowed. A column
    ``row`` holds the line of the file, if it is known.
    """
    frame = forecast_cases(cases) if scheme.rates == "forecast" else complete_cases(cases)
    report = _Report(frame, file)
    _check_words(frame, report)
    _check_numbers(frame, report)
    _check_against_scheme(frame, scheme, report)
    return told_once(report.problems)


class _Report:
    """Collects problems of rows that a mask picks out, worded as ``problems.csv`` has them."""

    def __init__(self, frame: pd.DataFrame, file: str) -> None:
        self.frame, self.file = frame, file
        self.problems: list[Problem] = []

    def add(self, code: str, bad: pd.Series, words: Sequence[str] = (), **more: Any) -> None:
        """One problem for each bad row; ``words`` may stand in the column, ``more`` is said besides."""
        chosen = np.asarray(bad, dtype=bool)
        if not chosen.any():
            return
        for case in self.frame.assign(choice=listing(words, 20), **more)[chosen].to_dict("records"):
            row = case.get("row")
            line = int(row) if row is not None and pd.notna(row) else None
            column = PROBLEMS.rows[code]["column"]
            near = nearest(str(case[column]), words) if words else ""
            place = Place(self.file, line, column, indicator=str(case["indicator"]))
            self.problems.append(PROBLEMS.problem(code, place, near, **{str(one): said for one, said in case.items()}))


#: What is told where a word is none of a column's to the words that may stand there.
_WORDS: dict[str, Iterable[str]] = {
    "unknown-kind": IndicatorKind, "unknown-polarity": Polarity, "unknown-state": NotRated, "unknown-flag": Flag,
}  # fmt: skip


def _check_words(frame: pd.DataFrame, report: _Report) -> None:
    for code, words in _WORDS.items():
        column, allowed = code.removeprefix("unknown-"), [str(word) for word in words]
        empty = [""] if column in ("state", "flag") else []
        report.add(code, ~frame[column].isin([*allowed, *empty]), allowed)
    dated = frame["period_end"].notna() & frame["indicator"].ne("")
    report.add("duplicate-period", dated & frame.duplicated(["indicator", "period_end"]))


def _check_numbers(frame: pd.DataFrame, report: _Report) -> None:
    rated = _to_be_rated(frame)
    higher, lower = frame["polarity"].eq("higher"), frame["polarity"].eq("lower")
    report.add("negative-tolerance", frame["tolerance"] < 0)
    report.add("negative-denominator", frame["denominator"] < 0)
    wrong = rated & (higher & (frame["floor"] >= frame["target"]) | lower & (frame["floor"] <= frame["target"]))
    # A share of an annual target and that of its floor may be rounded to one figure.
    shares = frame["annual_floor"].notna() & frame["annual_floor"].ne(frame["annual_target"])
    report.add("floor-wrong-side", wrong & ~(shares & frame["floor"].eq(frame["target"])))
    report.add("range-backwards", frame["lower"] > frame["upper"])
    half = rated & frame["polarity"].eq("range") & (frame["lower"].isna() != frame["upper"].isna())
    report.add("range-without-ends", half)


def _check_against_scheme(frame: pd.DataFrame, scheme: Scheme, report: _Report) -> None:
    rated = _to_be_rated(frame)
    ranged = frame["polarity"].eq("range")
    ends = frame["lower"].notna() & frame["upper"].notna()
    aimed = frame["target"].notna() | ranged & ends
    bare = [band for band in scheme.bands if band.by.of_target and band.at_zero is None]
    if bare:
        missed = rated & _missed_zero(frame, ranged & ends)
        own, todo = "", f"add 'at_zero' in the indicator's unit to the band '{bare[0].id}'"
        if scheme.widest:
            missed &= frame["tolerance"].isna()
            own = "its tolerance, in its own unit, or "
            todo = "fill in its tolerance, such as 2 for up to 2 cases: further off is the worst rating"
        times = frame.loc[missed, "indicator"].value_counts()
        periods = frame["indicator"].map({name: _in_periods(number) for name, number in times.items()})
        once = missed & ~frame["indicator"].where(missed).duplicated()  # for each indicator
        report.add("zero-target", once, periods=periods, own=own, todo=todo, scheme=scheme.scheme)
    if scheme.uses_floor:
        floors = ranged & frame[["floor_lower", "floor_upper"]].notna().all(axis=1)
        report.add("no-floor", rated & aimed & frame["floor"].isna() & ~floors)
    if scheme.uses_tolerance:
        report.add("no-tolerance", rated & aimed & frame["tolerance"].isna(), scheme=scheme.scheme)
    neutral = frame["kind"].eq("kpi") & frame["polarity"].eq("neutral")
    report.add("neutral-kpi", neutral & frame["target"].notna())


def _in_periods(number: int) -> str:
    return f"in {in_words(number)} {plural(number, 'period')}"


def _missed_zero(frame: pd.DataFrame, in_range: pd.Series[bool]) -> pd.Series[bool]:
    """Results, as printed, on the worse side of a target of 0, or beyond an end of their range that is 0."""
    actual = round_half_up_array(frame["actual"].to_numpy(dtype=np.float64), frame["decimals"].to_numpy(dtype=np.int64))
    beyond = (actual < frame["lower"]) & frame["lower"].eq(0) | (actual > frame["upper"]) & frame["upper"].eq(0)
    short = frame["polarity"].eq("higher") & (actual < 0) | frame["polarity"].eq("lower") & (actual > 0)
    return in_range & beyond | ~in_range & frame["target"].eq(0) & short


def _to_be_rated(frame: pd.DataFrame) -> pd.Series[bool]:
    return frame["kind"].eq("kpi") & frame["polarity"].ne("neutral") & frame["state"].eq("")
