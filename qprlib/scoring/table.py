"""A table of results rated and directed as it is, for people who keep no register and no notebooks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from qprlib.data.checks import check_frequency, check_names
from qprlib.data.columns import DeclaredColumn, Kind, typed_frame
from qprlib.data.numerals import CURRENCIES, PER_CENT, read_numeral, shown_number
from qprlib.data.running import check_running_totals
from qprlib.data.scale import far_from
from qprlib.data.schema import Polarity, declared_columns
from qprlib.data.shares import check_shares, figures_of
from qprlib.data.tables import TextTable, read_table
from qprlib.ground.errors import InputError, Place, Problem, Severity, row_words, told_once
from qprlib.ground.files import put
from qprlib.scoring.cases import at_last_year, check_cases, complete_cases
from qprlib.scoring.direction import direct
from qprlib.scoring.direction_words import direction_reason
from qprlib.scoring.rating import rate, rate_forecast, rating_reasons
from qprlib.scoring.rules import DirectionRule, default_rule
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.states import PROBLEMS
from qprlib.scoring.targets import read_results, read_targets

COLUMNS: tuple[DeclaredColumn, ...] = declared_columns("results")
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
    """A table as read."""

    text: pd.DataFrame  #: every column of the file in its order, as text
    cases: pd.DataFrame  #: the same rows as cases, ready to be rated
    warnings: tuple[Problem, ...] = ()  #: what is doubtful but stops nothing


def read_score_table(path: Path, root: Path, scheme: Scheme) -> ScoreTable:
    """Read a CSV file or Excel workbook with the columns of :data:`COLUMNS` and check that the scheme can rate it.

    InputError with every problem of the file.
    """
    return cases_of(read_table(path, root, COLUMNS, keep_others=True), scheme)


def cases_of(table: TextTable, scheme: Scheme | None = None, *, of_numbers: bool = False) -> ScoreTable:
    """The rows of a table as cases; without a scheme nothing is to be rated.

    ``of_numbers`` says that its figures came as numbers, with which nobody can write a sign: that they may be shares of
    1 is then doubtful and stops nothing.

    InputError with every problem of the table.
    """
    problems = list(table.problems)
    if not table.readable or any(problem.severity is Severity.ERROR for problem in problems):
        raise InputError(problems)
    empty = pd.Series("", index=table.frame.index, dtype="str")
    text = table.frame.assign(**{column.name: empty for column in COLUMNS if column.name not in table.frame})
    found, text = _of_one_unit(text, table.file)
    problems += found
    typed, found = typed_frame(text, COLUMNS, table.file)
    problems += [problem for problem in found if problem.place.column in table.frame]
    results, found = read_results(text["actual"], table.file, units=text["unit"])
    problems += found
    targets, found = read_targets(text["target"], typed["polarity"], table.file, units=text["unit"])
    problems += found
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
    for fact in _FACTS:
        found, cases[fact] = _one_fact(cases, fact, table.file)
        problems += found
    problems += _aims_unlike(cases, table.file)
    cases = complete_cases(cases)
    problems += _doubtful(cases, text, table.file, of_numbers)
    problems += check_cases(cases, scheme, table.file) if scheme else []
    problems += check_frequency(cases, table.file, "period_end")
    problems += check_running_totals(cases.drop(columns="row"), table.file)
    problems = told_once(problems)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise InputError(problems)
    return ScoreTable(table.frame, cases, tuple(problems))


_FACTS = ("polarity", "basis", "frequency", "year_starts")
"""What is true of an indicator and not of a row: one row may say it for all, and no two may say otherwise."""


def _of_one_unit(text: pd.DataFrame, file: str) -> tuple[list[Problem], pd.DataFrame]:
    """A table in which every row of an indicator has its unit, as one of them names it or the cells' own signs do."""
    problems, units = _one_fact(text, "unit", file)
    signs = (text["actual"] + text["target"]).str.extract(f"([%{''.join(CURRENCIES)}])", expand=False).fillna("")
    told = pd.DataFrame({"indicator": text["indicator"], "sign": signs})[signs.ne("")].drop_duplicates()
    only = told.drop_duplicates("indicator", keep=False).set_index("indicator")["sign"]
    signed = text["indicator"].map(only).astype("object").fillna("").astype("str")
    return problems, text.assign(unit=units.where(units.ne(""), signed))


def _one_fact(frame: pd.DataFrame, fact: str, file: str) -> tuple[list[Problem], pd.Series[str]]:
    """A fact of each indicator for all its rows, and what is told where they disagree."""
    said = frame.loc[frame[fact].ne(""), ["indicator", fact]]
    several = said.drop_duplicates()["indicator"]
    unlike = said[said["indicator"].isin(several[several.duplicated()])]
    problems = []
    for name, group in unlike.groupby("indicator", sort=False)[fact]:
        words = list(dict.fromkeys(group))
        where = "; ".join(f"'{word}' (row {row_words(group.index[group == word])})" for word in words)
        place = Place(file, int(group.index[group == words[1]][0]), fact, indicator=str(name))
        problems.append(PROBLEMS.problem("rows-disagree", place, name=name, fact=fact, where=where))
    first = said.drop_duplicates("indicator").set_index("indicator")[fact]
    return problems, frame["indicator"].map(first).astype("object").fillna("").astype("str")


def _aims_unlike(cases: pd.DataFrame, file: str) -> list[Problem]:
    """Single targets of an indicator that is best within a range in another of its rows."""
    alone = (
        cases["polarity"].eq(Polarity.RANGE) & cases["target"].notna() & cases[["lower", "upper"]].isna().all(axis=1)
    )
    return [
        PROBLEMS.problem(
            "rows-disagree.aim", Place(file, int(str(row.Index)), indicator=str(row.indicator)), name=row.indicator
        )
        for row in cases[alone].itertuples()
    ]


def _doubtful(cases: pd.DataFrame, text: pd.DataFrame, file: str, of_numbers: bool) -> Iterator[Problem]:
    """What can be read and may be meant otherwise: shares of 1, figures out of scale, names that are nearly alike."""
    percent = cases.loc[cases["unit"].eq(PER_CENT), "indicator"].unique()
    for share in check_shares([figures_of(cases, text, file)], list(percent)):
        yield replace(share, severity=Severity.WARNING, todo=_TIMES_100) if of_numbers else share
    mixed = _percentages_mixed(cases, text, file)
    yield from mixed
    others = cases.drop(index=[problem.place.row for problem in mixed])
    yield from far_from(others, "actual", others["target"], "the target of {}", file)
    yield from check_names(cases, ("indicator",), file)


_TIMES_100 = "Multiply by 100 if shares of 1 are given; if not, nothing is to be done."


def _percentages_mixed(cases: pd.DataFrame, text: pd.DataFrame, file: str) -> list[Problem]:
    """Rows in which one figure has a % sign and the other looks like a share of 1."""
    signs = {name: text[name].str.contains(PER_CENT, regex=False) for name in ("actual", "target")}
    small = {name: cases[name].abs().between(0, 1, inclusive="right") & ~signs[name] for name in signs}
    large = {name: cases[name].abs() > 1 for name in signs}
    mixed = {
        name: signs[other] & large[other] & small[name] for name, other in (("actual", "target"), ("target", "actual"))
    }
    return [
        PROBLEMS.problem(
            "percentages-mixed",
            Place(file, int(str(row)), name, indicator=str(cases["indicator"][row])),
            near=f"{shown_number(round(100 * cases[name][row], 10))}%",
            actual=text["actual"][row],
            target=text["target"][row],
        )
        for name, rows in mixed.items()
        for row in rows.index[rows]
    ]


def score_table(table: ScoreTable, scheme: Scheme, rule: DirectionRule) -> pd.DataFrame:
    """Rate and direct every row of a table: its columns in their order, as text, then those of :data:`RESULTS`.

    Behind them stand ``forecast_rating`` and ``forecast_rating_reason`` where the table has forecasts, and the long
    direction under ``short-and-long``.
    """
    added = rated_columns(table.cases, scheme) | directed_columns(table.cases, rule)
    added |= {name: _days(days) for name, days in added.items() if name.endswith("base_period")}
    added |= expected_columns(table.cases, scheme)
    return table.text.drop(columns=[name for name in added if name in table.text]).assign(**added)


def rated_columns(cases: pd.DataFrame, scheme: Scheme) -> dict[str, pd.Series[Any]]:
    """The rating of every case and why."""
    cases = cases.assign(last_year=at_last_year(cases))
    scored = cases.assign(rating=rate(cases, scheme)["rating"])
    return {"rating": scored["rating"], "rating_reason": rating_reasons(scored, scheme)}


def expected_columns(cases: pd.DataFrame, scheme: Scheme) -> dict[str, pd.Series[Any]]:
    """The rating of every forecast and why; nothing where there is none, or where the scheme rates nothing else."""
    if cases["forecast"].isna().all() or scheme.rates != "current":
        return {}
    expected = cases.assign(rating=rate_forecast(cases, scheme)["rating"])
    return {
        "forecast_rating": expected["rating"],
        "forecast_rating_reason": rating_reasons(expected, scheme, forecast=True),
    }


def directed_columns(cases: pd.DataFrame, rule: DirectionRule) -> dict[str, pd.Series[Any]]:
    """The direction of every case, what it was compared with and why; the long one too under ``short-and-long``."""
    cases = cases.assign(last_year=at_last_year(cases))
    way = direct(cases, rule)
    added: dict[str, pd.Series[Any]] = {}
    long = default_rule("same-period-last-year")
    for prefix, by in (("", rule), *((("long_", long),) if "long_direction" in way else ())):
        found = {name: way[f"{prefix}{name}"] for name in ("direction", "base_end", "base_value", "reason")}
        said = [direction_reason(row, by) for row in cases.join(way.assign(**found)).itertuples()]
        added |= {
            f"{prefix}direction": found["direction"],
            f"{prefix}direction_base_period": found["base_end"],
            f"{prefix}direction_base_value": found["base_value"],
            f"{prefix}direction_reason": pd.Series(said, index=cases.index, dtype="str"),
        }
    return added


def _days(days: pd.Series) -> pd.Series:
    """Days as ISO text, "" where there is none."""
    shown: pd.Series[str] = days.dt.strftime("%Y-%m-%d").fillna("").astype("str")
    return shown


def write_table(scored: pd.DataFrame, target: Path | None) -> str:
    """Write a scored table to a file that ends in ``.csv``, ``.xlsx`` or ``.parquet``; without one, give it as CSV."""
    if target is None:
        return scored.to_csv(index=False, lineterminator="\n")
    file = BytesIO()
    match target.suffix.lower():
        case ".xlsx":
            _typed(scored, cell_by_cell=True).to_excel(file, index=False, sheet_name="Scored")
        case ".parquet":
            _typed(scored, cell_by_cell=False).to_parquet(file, index=False)
        case _:
            scored.to_csv(file, index=False, lineterminator="\n", encoding="utf-8")
    put(target, file.getvalue())
    return ""


#: Columns that hold numbers, or numbers and words.
_NUMBERS = ("actual", "target", *(one.name for one in COLUMNS if one.kind in (Kind.NUMBER, Kind.WHOLE)))


def _number(cell: object) -> float:
    """The number in a cell of a scored table, NaN for words and for nothing."""
    numeral = read_numeral(cell) if isinstance(cell, str) else None
    if numeral is None or numeral.doubt:
        return float(cell) if isinstance(cell, int | float) else math.nan
    return numeral.value


def _typed(scored: pd.DataFrame, *, cell_by_cell: bool) -> pd.DataFrame:
    """A scored table whose numbers are numbers and whose days are days.

    A column of numbers and words ("data only", ">50") stays text, unless it may be typed cell by cell.
    """
    typed = scored.copy()
    for name in typed.columns:
        if name in _NUMBERS:
            text = typed[name].astype("object")
            numbers = text.map(_number)
            if (numbers.notna() | text.eq("")).all():
                typed[name] = numbers
            elif cell_by_cell:
                typed[name] = numbers.astype("object").where(numbers.notna(), text.replace("", None))
        elif name == "period_end" or name.endswith("_base_period"):
            typed[name] = pd.to_datetime(typed[name].replace("", None)).dt.date
    return typed
