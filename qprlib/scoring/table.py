"""A table of results rated and directed as it is, for people who keep no register and no notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from qprlib.data.checks import check_frequency
from qprlib.data.columns import Column, Kind, Need, typed_frame
from qprlib.data.running import check_running_totals
from qprlib.data.schema import Flag, Polarity
from qprlib.data.tables import read_table
from qprlib.errors import InputError, Place, Problem, Severity
from qprlib.periods import Basis, Frequency
from qprlib.scoring.cases import YES, at_last_year, check_cases, complete_cases
from qprlib.scoring.direction import direct
from qprlib.scoring.direction_words import direction_reason
from qprlib.scoring.rating import rate, rating_reasons
from qprlib.scoring.rules import DirectionRule, default_rule
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.targets import read_results, read_targets

COLUMNS: tuple[Column, ...] = (
    Column("indicator", Kind.TEXT, "Name or id of the indicator.", Need.FILLED),
    Column("period_end", Kind.DATE, "Last day of the period.", Need.FILLED),
    Column("actual", Kind.TEXT, "The result, or the state it is in, such as 'data only'.", Need.COLUMN),
    Column("target", Kind.TEXT, "The target: a number, a range (45 to 55) or a bound (>50).", Need.COLUMN),
    Column("floor", Kind.NUMBER, "The floor; for lower-is-better a ceiling."),
    Column("lower", Kind.NUMBER, "Lower end of the target range."),
    Column("upper", Kind.NUMBER, "Upper end of the target range."),
    Column("floor_lower", Kind.NUMBER, "The floor below a target range."),
    Column("floor_upper", Kind.NUMBER, "The ceiling above it."),
    Column("tolerance", Kind.NUMBER, "The indicator's own tolerance, in the unit of the scheme's band."),
    Column("polarity", Kind.CHOICE, "Which way is better; 'higher' where it is not given.", choices=tuple(Polarity)),
    Column("unit", Kind.TEXT, "Unit of the values, such as '%'."),
    Column("decimals", Kind.WHOLE, "Decimals of the published result.", most=6),
    Column("basis", Kind.CHOICE, "What a value adds up.", choices=tuple(Basis)),
    Column("frequency", Kind.CHOICE, "How often there is a value.", choices=tuple(Frequency)),
    Column("numerator", Kind.NUMBER, "Cases that count."),
    Column("denominator", Kind.NUMBER, "All cases."),
    Column("flag", Kind.CHOICE, "What is not final about the result.", choices=tuple(Flag)),
    Column("last_year", Kind.NUMBER, "The result of the same period a year before, if the table has no row for it."),
    Column("suppress_below", Kind.NUMBER, "A result of fewer cases than this is suppressed."),
    Column("break_before", Kind.CHOICE, "'yes' where the series breaks before this result.", choices=(YES,)),
    Column("forecast", Kind.NUMBER, "The forecast for the year's end."),
    Column("annual_target", Kind.NUMBER, "The target for the year."),
    Column("annual_floor", Kind.NUMBER, "The floor for the year."),
)
"""The columns that are understood; any other is handed through."""

RESULTS = (
    "rating",
    "rating_reason",
    "direction",
    "direction_base_period",
    "direction_base_value",
    "direction_reason",
)
"""The columns that are added, in this order."""


@dataclass(frozen=True)
class ScoreTable:
    """A table as read.

    Parameters
    ----------
    text
        Every column of the file in its order, as text.
    cases
        The same rows as cases, ready to be rated.
    warnings
        What is doubtful but stops nothing.
    """

    text: pd.DataFrame
    cases: pd.DataFrame
    warnings: tuple[Problem, ...] = ()


def read_score_table(path: Path, root: Path, scheme: Scheme) -> ScoreTable:
    """Read a table of results and check that the scheme can rate it.

    Parameters
    ----------
    path
        A CSV file or Excel workbook with the columns of :data:`COLUMNS`.
    root
        Folder to which names in messages are relative.
    scheme
        The scheme that is to rate it.

    Returns
    -------
    ScoreTable

    Raises
    ------
    InputError
        With every problem of the file.
    """
    table = read_table(path, root, COLUMNS, keep_others=True)
    problems = list(table.problems)
    if not table.readable or any(problem.severity is Severity.ERROR for problem in problems):
        raise InputError(problems)
    typed, found = typed_frame(table.frame, COLUMNS, table.file)
    problems += found
    results, found = read_results(typed["actual"], table.file)
    problems += found
    targets, found = read_targets(typed["target"], typed["polarity"], table.file)
    problems += found
    problems += _percentages_mixed(typed, table.file)
    ends_alone = typed["polarity"].eq("") & typed["target"].eq("") & typed["lower"].notna() & typed["upper"].notna()
    cases = typed.assign(
        actual=results["actual"],
        target=targets["target"],
        target_exclusive=targets["target_exclusive"],
        polarity=targets["polarity"].mask(ends_alone, str(Polarity.RANGE)),
        # A range in the target's own cell goes before the columns for its ends.
        lower=targets["lower"].fillna(typed["lower"]),
        upper=targets["upper"].fillna(typed["upper"]),
        # What is said of the result goes before what is said of its target.
        state=results["state"].where(results["state"] != "", targets["state"]),
        row=typed.index,
    )
    cases = complete_cases(cases)
    problems += check_cases(cases, scheme, table.file)
    problems += check_frequency(typed, table.file, "period_end")
    problems += check_running_totals(cases.drop(columns="row"), table.file)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise InputError(sorted(problems, key=lambda problem: problem.place.row or 0))
    return ScoreTable(table.frame, cases, tuple(problems))


def _percentages_mixed(typed: pd.DataFrame, file: str) -> list[Problem]:
    """Rows in which one figure has a % sign and the other looks like a share of 1."""
    signs = {name: typed[name].str.endswith("%") for name in ("actual", "target")}
    small = {name: pd.to_numeric(typed[name], errors="coerce").abs().between(0, 1, inclusive="right") for name in signs}
    mixed = signs["actual"] & small["target"] | signs["target"] & small["actual"]
    return [
        Problem(
            code="percentages-mixed",
            found=f"'{row.actual}' and '{row.target}' stand side by side: is one of them a share of 1?",
            place=Place(file, int(str(row.Index)), "target", indicator=str(row.indicator)),
            todo="write both the same way: 87% and 90%, or 87 and 90",
            severity=Severity.WARNING,
        )
        for row in typed[mixed].itertuples()
    ]


def score_table(table: ScoreTable, scheme: Scheme, rule: DirectionRule) -> pd.DataFrame:
    """Rate and direct every row of a table.

    Parameters
    ----------
    table
        The table as read.
    scheme, rule
        How to rate, and how to tell the direction of travel.

    Returns
    -------
    pandas.DataFrame
        The file's columns and rows in their order, as text, then the columns of :data:`RESULTS`; with
        ``forecast_rating`` and ``forecast_rating_reason`` behind them where the table has forecasts, and the long
        direction under ``short-and-long``.
    """
    cases = table.cases.assign(last_year=at_last_year(table.cases))
    scored = cases.assign(rating=rate(cases, scheme)["rating"])
    way = direct(cases, rule)
    directed = cases.join(way)
    added = {
        "rating": scored["rating"],
        "rating_reason": rating_reasons(scored, scheme),
        "direction": way["direction"],
        "direction_base_period": _days(way["base_end"]),
        "direction_base_value": way["base_value"],
        "direction_reason": _reasons(directed, rule),
    }
    if "long_direction" in way:
        added |= {
            "long_direction": way["long_direction"],
            "long_direction_base_period": _days(way["long_base_end"]),
            "long_direction_base_value": way["long_base_value"],
            "long_direction_reason": _reasons(
                directed.assign(
                    direction=way["long_direction"],
                    base_end=way["long_base_end"],
                    base_value=way["long_base_value"],
                    reason=way["long_reason"],
                ),
                default_rule("same-period-last-year"),
            ),
        }
    if cases["forecast"].notna().any() and scheme.rates == "current":
        from qprlib.scoring.rating import rate_forecast

        expected = cases.assign(rating=rate_forecast(cases, scheme)["rating"])
        added |= {
            "forecast_rating": expected["rating"],
            "forecast_rating_reason": rating_reasons(expected, scheme, forecast=True),
        }
    return table.text.drop(columns=[name for name in added if name in table.text]).assign(**added)


def _reasons(directed: pd.DataFrame, rule: DirectionRule) -> pd.Series:
    said = [direction_reason(row, rule) for row in directed.itertuples()]
    return pd.Series(said, index=directed.index, dtype="str")


def _days(days: pd.Series) -> pd.Series:
    """Days as ISO text, "" where there is none."""
    shown: pd.Series[str] = days.dt.strftime("%Y-%m-%d").fillna("").astype("str")
    return shown


def write_table(scored: pd.DataFrame, target: Path | None) -> str:
    """Write a scored table.

    Parameters
    ----------
    scored
        From :func:`score_table`.
    target
        A file that ends in ``.csv``, ``.xlsx`` or ``.parquet``; None for text to be printed.

    Returns
    -------
    str
        The table as CSV if ``target`` is None, else ``""``.
    """
    if target is None:
        return scored.to_csv(index=False, lineterminator="\n")
    match target.suffix.lower():
        case ".xlsx":
            _typed(scored, cell_by_cell=True).to_excel(target, index=False, sheet_name="Scored")
        case ".parquet":
            _typed(scored, cell_by_cell=False).to_parquet(target, index=False)
        case _:
            scored.to_csv(target, index=False, lineterminator="\n", encoding="utf-8")
    return ""


#: Columns that hold numbers, or numbers and words.
_NUMBERS = ("actual", "target", *(one.name for one in COLUMNS if one.kind in (Kind.NUMBER, Kind.WHOLE)))


def _typed(scored: pd.DataFrame, *, cell_by_cell: bool) -> pd.DataFrame:
    """A scored table whose numbers are numbers and whose days are days.

    A column of numbers and words ("data only", ">50") stays text, unless it may be typed cell by cell.
    """
    typed = scored.copy()
    for name in typed.columns:
        if name in _NUMBERS:
            text = typed[name].astype("object")
            numbers = pd.to_numeric(text.replace("", None), errors="coerce")
            if (numbers.notna() | text.eq("")).all():
                typed[name] = numbers
            elif cell_by_cell:
                typed[name] = numbers.astype("object").where(numbers.notna(), text.replace("", None))
        elif name == "period_end" or name.endswith("_base_period"):
            typed[name] = pd.to_datetime(typed[name].replace("", None)).dt.date
    return typed
