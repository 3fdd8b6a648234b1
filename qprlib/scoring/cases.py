"""The frame of cases that is rated: its columns, what is filled in, and what is refused before rating.

A case is one indicator in one period: what was reached, what was aimed at, and what must be known to rate it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qprlib.data.schema import Flag, IndicatorKind, Polarity
from qprlib.ground.errors import Place, Problem, Severity, listing, nearest, told_once
from qprlib.ground.numbers import in_words, plural, round_half_up_array
from qprlib.scoring.scheme import Measure, Scheme
from qprlib.scoring.states import NotRated

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
    "actual": np.nan,
    "target": np.nan,
    "floor": np.nan,
    "lower": np.nan,
    "upper": np.nan,
    "floor_lower": np.nan,
    "floor_upper": np.nan,
    "tolerance": np.nan,
    "target_exclusive": False,
    "state": "",
    "flag": "",
    "numerator": np.nan,
    "denominator": np.nan,
    "suppress_below": np.nan,
    "last_year": np.nan,
    "forecast": np.nan,
    "annual_target": np.nan,
    "annual_floor": np.nan,
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


def year_before(days: pd.Series) -> pd.Series:
    """The same day a year before; the last day of a month stays the last day of its month.

    29 February 2012 becomes 28 February 2011, and 28 February 2013 becomes 29 February 2012.
    """
    day = days.to_numpy(dtype="datetime64[D]")
    month = day.astype("datetime64[M]")
    earlier = month - np.timedelta64(12, "M")
    last = (earlier + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    month_end = (day + np.timedelta64(1, "D")).astype("datetime64[M]") != month
    shifted = earlier.astype("datetime64[D]") + (day - month.astype("datetime64[D]"))
    found = np.where(month_end | (shifted > last), last, shifted)
    return pd.Series(found.astype("datetime64[ns]"), index=days.index, name=days.name)


def at_last_year(cases: pd.DataFrame) -> pd.Series:
    """The value of the same period a year before: as given in ``last_year``, else found in the series.

    Cases may be in any order. NaN where there is no such value, or where a declared break in the series lies between.
    """
    indicator, _ = pd.factorize(cases["indicator"])
    end = cases["period_end"]
    key = _key(indicator, end)
    order = np.argsort(key, kind="stable")
    wanted = _key(indicator, year_before(end))
    place = np.searchsorted(key[order], wanted)
    source = order[np.minimum(place, max(len(order) - 1, 0))] if len(order) else order
    known = (place < len(order)) & end.notna().to_numpy()
    if len(order):
        known &= key[source] == wanted
    if "break_before" in cases:
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


def _key(indicator: NDArray[np.int64], end: pd.Series) -> NDArray[np.int64]:
    """Indicator and day in one number that sorts like the two."""
    day = end.to_numpy(dtype="datetime64[D]").astype(np.int64)
    # No date this suite knows is more than 2**20 days from 1970; a missing one is put at the very start.
    day = np.where(np.abs(day) < 2**20, day, -(2**20))
    key: NDArray[np.int64] = indicator.astype(np.int64) * 2**22 + day
    return key


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
    """Collects problems of rows that a mask picks out."""

    def __init__(self, frame: pd.DataFrame, file: str) -> None:
        self.frame, self.file = frame, file
        self.problems: list[Problem] = []

    def add(
        self,
        code: str,
        column: str,
        bad: pd.Series,
        say: Callable[[Any], tuple[str, str, str]],
        todo: str,
        *,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """One problem for each bad row; ``say`` gives what was found, what is allowed and the nearest meaning."""
        chosen = np.asarray(bad, dtype=bool)
        for case in self.frame[chosen].itertuples() if chosen.any() else ():
            found, allowed, near = say(case)
            self.problems.append(Problem(code, found, self._place(case, column), allowed, near, todo, severity))

    def _place(self, case: Any, column: str) -> Place:
        row = getattr(case, "row", None)
        return Place(
            file=self.file,
            row=int(row) if row is not None and pd.notna(row) else None,
            column=column,
            indicator=str(case.indicator),
        )


#: Column of words to the words that may stand there.
_WORDS: dict[str, tuple[str, ...]] = {
    "kind": tuple(IndicatorKind),
    "polarity": tuple(Polarity),
    "state": ("", *NotRated),
    "flag": ("", *Flag),
}


def _check_words(frame: pd.DataFrame, report: _Report) -> None:
    for column, words in _WORDS.items():
        allowed = [str(word) for word in words if word]

        def say(case: Any, column: str = column, allowed: list[str] = allowed) -> tuple[str, str, str]:
            given = str(getattr(case, column))
            return f"'{given}' is not a known {column}", listing(allowed, 20), nearest(given, allowed)

        report.add(f"unknown-{column}", column, ~frame[column].isin(list(words)), say, "write one of the allowed words")
    dated = frame["period_end"].notna() & frame["indicator"].ne("")
    twice = dated & frame.duplicated(["indicator", "period_end"])
    report.add(
        "duplicate-period",
        "period_end",
        twice,
        lambda case: (f"{case.indicator} has a row for {case.period_end.date()} already", "", ""),
        "take one of the two rows out, or put its date right",
    )


def _check_numbers(frame: pd.DataFrame, report: _Report) -> None:
    rated = _to_be_rated(frame)
    higher, lower = frame["polarity"].eq("higher"), frame["polarity"].eq("lower")
    for column in ("tolerance", "denominator"):
        report.add(
            f"negative-{column}",
            column,
            frame[column] < 0,
            lambda case, column=column: (  # type: ignore[misc]
                f"the {column} of {case.indicator} is {getattr(case, column):g}, below nought",
                "0 or more",
                "",
            ),
            "write it without a sign",
        )
    wrong = rated & (higher & (frame["floor"] >= frame["target"]) | lower & (frame["floor"] <= frame["target"]))
    # A share of an annual target and that of its floor may be rounded to one figure.
    shares = frame["annual_floor"].notna() & frame["annual_floor"].ne(frame["annual_target"])
    wrong &= ~(shares & frame["floor"].eq(frame["target"]))
    report.add(
        "floor-wrong-side",
        "floor",
        wrong,
        lambda case: (
            f"the floor of {case.floor:g} is not on the worse side of the target of {case.target:g}, but "
            f"{case.polarity} is better for {case.indicator}",
            "a floor below the target where higher is better, above it where lower is, or none",
            "",
        ),
        "see whether floor and target are swapped, or the indicator's polarity is wrong",
    )
    report.add(
        "range-backwards",
        "lower",
        frame["lower"] > frame["upper"],
        lambda case: (f"the lower end of {case.lower:g} is above the upper end of {case.upper:g}", "", ""),
        "swap the two",
    )
    half = rated & frame["polarity"].eq("range") & (frame["lower"].isna() != frame["upper"].isna())
    report.add(
        "range-without-ends",
        "lower",
        half,
        lambda case: (f"{case.indicator} is best within a range, but only one of its ends is given", "both ends", ""),
        "fill in both, or give the indicator a target and a polarity of higher or lower",
    )


def _check_against_scheme(frame: pd.DataFrame, scheme: Scheme, report: _Report) -> None:
    rated = _to_be_rated(frame)
    ranged = frame["polarity"].eq("range")
    ends = frame["lower"].notna() & frame["upper"].notna()
    aimed = frame["target"].notna() | ranged & ends
    bare = [band for band in scheme.bands if band.measure is Measure.RELATIVE and band.at_zero is None]
    if bare:
        missed = rated & _missed_zero(frame, ranged & ends)
        if scheme.widest:
            missed &= frame["tolerance"].isna()
        own = "its tolerance, in its own unit, " if scheme.widest else ""
        times = frame.loc[missed, "indicator"].value_counts()
        report.add(
            "zero-target",
            "tolerance",
            missed & ~frame["indicator"].where(missed).duplicated(),  # once for each indicator
            lambda case: (
                f"{case.indicator} missed its target of 0 {_in_periods(times[case.indicator])} and is not rated there: "
                f"the scheme '{scheme.scheme}' allows a percentage of the target, and there is none of 0",
                f"{own}{'or ' if own else ''}a scheme that says with 'at_zero' how far is too far there",
                "",
            ),
            "fill in its tolerance, such as 2 for up to 2 cases: further off is the worst rating"
            if own
            else f"add 'at_zero' in the indicator's unit to the band '{bare[0].id}'",
            severity=Severity.WARNING,
        )
    if scheme.uses_floor:
        report.add(
            "no-floor",
            "floor",
            rated
            & aimed
            & frame["floor"].isna()
            & ~(ranged & frame[["floor_lower", "floor_upper"]].notna().all(axis=1)),
            lambda case: (f"{case.indicator} has no floor: it is not rated where it misses its target", "", ""),
            "add its floor",
            severity=Severity.WARNING,
        )
    if scheme.uses_tolerance:
        report.add(
            "no-tolerance",
            "tolerance",
            rated & aimed & frame["tolerance"].isna(),
            lambda case: (f"{case.indicator} has no tolerance, which the scheme '{scheme.scheme}' needs", "", ""),
            "add its tolerance",
            severity=Severity.WARNING,
        )
    report.add(
        "neutral-kpi",
        "polarity",
        frame["kind"].eq("kpi") & frame["polarity"].eq("neutral") & frame["target"].notna(),
        lambda case: (f"{case.indicator} has a target, but neither way is better: it is not rated", "", ""),
        "say which way is better, or make the indicator data only",
        severity=Severity.WARNING,
    )


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
