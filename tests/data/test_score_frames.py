"""Scoring of any frame without an edition: the same as ``qpr score`` makes of the same table in a file."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from helpers.projects import REPOSITORY
from hypothesis import given, settings
from hypothesis import strategies as st

import qprlib as qpr
from qprlib.data.frames import cell_text
from qprlib.ground.errors import InputError
from qprlib.scoring.rules import RULES, default_rule
from qprlib.scoring.scheme import scheme_named
from qprlib.scoring.spc import UnsuitableSeriesError
from qprlib.scoring.table import read_score_table, score_table

SCHEMES = sorted(path.stem for path in (REPOSITORY / "params" / "schemes").glob("*.yml"))
QUARTERS = [pd.Timestamp(day) for day in ("2023-12-31", "2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31")]


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("frames")


FIGURES = st.one_of(st.none(), st.integers(2, 400), st.decimals(2, 400, places=1).map(float))


@settings(max_examples=8)
@given(
    st.lists(st.tuples(FIGURES, st.integers(3, 300)), min_size=2, max_size=5),
    st.sampled_from(SCHEMES),
    st.sampled_from(sorted(RULES)),
)
def test_a_frame_is_scored_as_the_file_is(folder: Path, rows: list[tuple[Any, int]], scheme: str, rule: str) -> None:
    frame = pd.DataFrame(
        {
            "indicator": "HW01",
            "period_end": QUARTERS[-len(rows) :],
            "actual": pd.array([actual for actual, _ in rows], dtype="Float64"),
            "target": [target for _, target in rows],
            "floor": [target - 2 for _, target in rows],
            "tolerance": 2,
            "polarity": "higher",
            "frequency": "quarterly",
            "decimals": 1,
        }
    )
    path = folder / "frame.csv"
    frame.map(cell_text).to_csv(path, index=False)
    chosen = scheme_named(scheme)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = _refusal(lambda: read_score_table(path, path.parent, chosen))
        assert _refusal(lambda: qpr.rate(frame, scheme)) == found
        if found:
            return
        read = read_score_table(path, path.parent, chosen)
        expected = score_table(read, chosen, default_rule(rule))
        rated, directed = qpr.rate(frame, scheme), qpr.direct(frame, rule)
    assert rated["rating"].astype("str").tolist() == expected["rating"].tolist()
    assert rated["rating_reason"].tolist() == expected["rating_reason"].tolist()
    assert directed["direction"].astype("str").tolist() == expected["direction"].tolist()
    assert directed["direction_reason"].tolist() == expected["direction_reason"].tolist()
    pd.testing.assert_frame_equal(rated[list(frame)], frame)


def _refusal(read: Callable[[], object]) -> list[str]:
    """The codes of the problems for which something is refused."""
    try:
        read()
    except InputError as refused:
        return [problem.code for problem in refused.problems]
    return []


#: A value of a frame, and the cell that somebody would have typed.
CELLS: list[tuple[object, str]] = [
    (87, "87"), (87.0, "87"), (0.1 + 0.2, "0.30000000000000004"), (np.float64(1e-7), "1e-07"), (np.int64(5), "5"),
    (Decimal("1.50"), "1.50"), (float("nan"), ""), (None, ""), (pd.NA, ""), (pd.NaT, ""), (np.nan, ""),
    (True, "yes"), (False, ""), (np.True_, "yes"), (" 87% ", "87%"), (date(2024, 6, 30), "2024-06-30"),
    (pd.Timestamp("2024-06-30"), "2024-06-30"), (pd.Timestamp("2024-06-30 12:00"), "2024-06-30 12:00:00"),
    (pd.Period("2024Q2", freq="Q"), "2024-06-30"), (pd.Period("2024-06", freq="M"), "2024-06-30"),
    (np.datetime64("2024-06-30"), "2024-06-30"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), CELLS, ids=repr)
def test_a_value_becomes_the_cell_that_somebody_would_type(value: object, text: str) -> None:
    assert cell_text(value) == text


#: Columns of every type, each of which says the same.
KINDS: dict[str, Any] = {
    "integers": [91, 87, 71],
    "texts": ["91%", "87%", "71%"],
    "floats": [91.0, 87.0, 71.0],
    "nullable": pd.array([91, 87, 71], dtype="Int64"),
    "categories": pd.Categorical([91, 87, 71]),
    "objects": np.array([91, Decimal(87), "71"], dtype="object"),
    "arrow": pd.array([91, 87, 71], dtype="int64[pyarrow]"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_any_type_of_column_is_read(kind: str) -> None:
    frame = pd.DataFrame({"actual": KINDS[kind], "target": 90}, index=["a", "b", "c"])
    rated = qpr.rate(frame, "within-5-percent")
    assert rated["rating"].tolist() == ["green", "amber", "red"]
    assert rated.index.tolist() == ["a", "b", "c"]
    assert list(rated["rating"].cat.categories)[:3] == ["green", "amber", "red"]
    assert list(frame) == ["actual", "target"], "the frame that was given stays as it was"


def test_what_has_no_result_or_target_is_not_rated() -> None:
    frame = pd.DataFrame({"actual": [None, 91, "suppressed"], "target": [90, None, 90]})
    assert qpr.rate(frame, "within-5-percent")["rating"].tolist() == ["not-available", "no-target", "suppressed"]


def test_a_frame_without_rows_stays_one() -> None:
    with pytest.raises(InputError, match="no rows"):
        qpr.rate(pd.DataFrame({"actual": [], "target": []}), "within-5-percent")


def test_a_rule_has_the_parameters_of_the_scheme_that_declares_it() -> None:
    frame = pd.DataFrame({"period_end": QUARTERS[-2:], "actual": [89.9, 90.5], "basis": "year_to_date"})
    kent = qpr.read_scheme("kent-2011")
    assert kent.rule("previous-period") != default_rule("previous-period")
    assert len(qpr.direct(frame, "previous-period", scheme="kent-2011")) == 2


#: What somebody gives, and what the message of it says.
WRONG: dict[str, tuple[Any, list[str]]] = {
    "no frame": ([1, 2], ["a pandas DataFrame is needed, not a list"]),
    "columns with other names": (
        pd.DataFrame({"Actual": [1], "Goal": [2]}),
        ["no column 'actual'", "did you mean: Actual?", "rename(columns={'Actual': 'actual'})", "no column 'target'"],
    ),
    "a word that is no number": (
        pd.DataFrame({"actual": [1.0, 2.0], "target": ["3", "about 4"]}, index=[7, 9]),
        ["the frame, row 9, column target", "about 4"],
    ),
    "columns of two levels": (pd.DataFrame([[1, 2]], columns=[["a", "a"], ["b", "c"]]), ["columns of 2 levels"]),
    "a column twice": (pd.DataFrame([[1, 2, 3]], columns=["actual", "actual", "target"]), ["two columns"]),
    "a period twice": (
        pd.DataFrame({"indicator": "A", "period_end": QUARTERS[:1] * 2, "actual": [1, 2], "target": 1}),
        ["row 1, column period_end", "has a row for 2023-12-31 already"],
    ),
    "a wrong word": (
        pd.DataFrame({"actual": [1], "target": [2], "polarity": ["up"]}),
        ["row 0, column polarity", "'up' is not a known polarity"],
    ),
    "a column nearly of a name that is known": (
        pd.DataFrame({"actual": [1], "target": [2], "Polarity": ["lower"]}), ["did you mean: polarity?"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_rated_is_told_with_its_place(case: str) -> None:
    frame, said = WRONG[case]
    with pytest.raises(InputError) as told:
        qpr.rate(frame, "within-5-percent")
    for words in said:
        assert words in str(told.value)


def test_unknown_schemes_and_rules_name_the_nearest() -> None:
    frame = pd.DataFrame({"period_end": QUARTERS[:1], "actual": [1], "target": [2]})
    with pytest.raises(qpr.QprError, match="within-5-percent"):
        qpr.rate(frame, "within-5-per-cent")
    with pytest.raises(qpr.QprError, match="did you mean: regression"):
        qpr.direct(frame, "regresion")
    with pytest.raises(qpr.QprError, match="no column 'period_end'"):
        qpr.direct(frame[["actual"]], "regression")


def test_what_is_doubtful_is_a_warning() -> None:
    frame = pd.DataFrame({"actual": [1, 2], "target": [2, 2], "tolerence": [1, 1]})
    with pytest.warns(UserWarning, match="did you mean: tolerance"):
        qpr.rate(frame, "within-5-percent")
    with pytest.warns(UserWarning, match="0.12 can be meant as 12% or as 0.12%"):
        rated = qpr.rate(pd.DataFrame({"actual": [0.12], "target": [0.1], "unit": "%"}), "within-5-percent")
    assert rated["rating"].tolist() == ["green"]


#: The columns that somebody has, and for each one that is missing what is guessed of them.
GUESSED: list[tuple[list[str], dict[str, str]]] = [
    (["Ward", "Result", "Goal"], {"actual": "Result", "target": "Goal"}),
    (["Ward", "Outturn", "Aim"], {"actual": "Outturn", "target": "Aim"}),
    (["Ward", "Actuals", "Targets"], {"actual": "Actuals", "target": "Targets"}),
    (["KPI", "actual", "Retargeted on"], {"target": ""}),
    (["Ward", "Month", "Cost"], {"actual": "", "target": ""}),
]


@pytest.mark.parametrize(("names", "guessed"), GUESSED, ids=[" ".join(names) for names, _ in GUESSED])
def test_what_is_missing_is_guessed_from_what_people_call_it(names: list[str], guessed: dict[str, str]) -> None:
    with pytest.raises(InputError) as told:
        qpr.rate(pd.DataFrame({name: [1] for name in names}), "within-5-percent")
    assert {problem.found.split("'")[1]: problem.nearest for problem in told.value.problems} == guessed
    assert {problem.allowed for problem in told.value.problems} == {f"its columns are {', '.join(names)}"}


#: Frames with a fault of their heading, which stands in no row.
HEADINGS = [["Polarity", "actual", "target"], ["actual", "actual", "target"], ["tolerence", "actual", "target"]]


@pytest.mark.parametrize("names", HEADINGS, ids=" ".join)
def test_a_fault_of_the_heading_has_no_row(names: list[str]) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        refused = ""
        try:
            qpr.rate(pd.DataFrame([[1, 2, 3]], columns=names), "within-5-percent")
        except InputError as error:
            refused = str(error)
    said = refused + "".join(str(one.message) for one in told)
    assert "the frame, column" in said
    assert "row" not in said.split("column")[0]


def test_a_column_that_is_added_replaces_one_of_its_name() -> None:
    frame = pd.DataFrame({"actual": [1], "rating": ["x"], "target": [2]})
    assert qpr.rate(frame, "within-5-percent")["rating"].tolist() == ["red"]
    assert frame["rating"].tolist() == ["x"]


# --- a report's own frames -----------------------------------------------------------------------------------

EDITIONS = sorted(path.stem for path in (REPOSITORY / "params").glob("*.yml"))

#: What a cell of a file would say of a result, which a report's frames hold as a rating and not as a column: where
#: the edition has the first, a frame has nothing but the second.
SAID_BY_STATE = {
    "not-due": "not-available", "suppressed": "not-available", "withdrawn": "not-available",
    "no-cases": "not-available", "target-tbc": "no-target", "data-only": "no-target", "new": "no-target",
}  # fmt: skip


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_reports_own_frames_are_scored_as_the_edition_was(edition: str) -> None:
    report = qpr.open_report(edition)
    scheme = report._context.scheme
    rule = scheme.rule(report._context.edition.direction)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        for frame in (report.series, report.scorecard):
            due = frame["period_end"] <= report.as_of
            by_rule = frame["rating_by_rule"].astype("str").where(frame["rating_by_rule"].ne(""), frame["rating"])
            rated = qpr.rate(frame, scheme)
            unlike = due & rated["rating"].astype("str").ne(by_rule.astype("str"))
            assert by_rule[unlike].map(SAID_BY_STATE).tolist() == rated["rating"][unlike].tolist()
            assert unlike.sum() <= len(frame) / 25
            assert {"higher", "lower"} <= set(frame["polarity"])
        series = report.series
        directed = qpr.direct(series, rule)
        told_of = series["actual"].notna()
        assert directed["direction"][told_of].tolist() == series["direction"][told_of].tolist()
        compared = told_of & series["base_value"].notna()
        assert directed["direction_base_value"][compared].tolist() == series["base_value"][compared].tolist()
    assert not [str(one.message) for one in told if "is not used" in str(one.message)]


def test_a_control_chart_of_a_series_has_its_days() -> None:
    values = pd.Series([52, 47, None, 55], index=pd.PeriodIndex(["2024Q1", "2024Q2", "2024Q3", "2024Q4"], freq="Q"))
    frame = qpr.xmr(values).frame
    assert frame["end"].dt.date.tolist() == [date(2024, 3, 31), date(2024, 6, 30), date(2024, 12, 31)]
    assert frame["value"].tolist() == [52, 47, 55]
    assert qpr.xmr([1.0, 5.0, 2.0], target=4).frame["target"].tolist() == [4, 4, 4]
    with pytest.raises(UnsuitableSeriesError):
        qpr.xmr([1, 2, 3], basis="year_to_date")


#: What is given for a control chart, and what the message of it says.
NO_SERIES: dict[str, tuple[Any, dict[str, Any], list[str]]] = {
    "words": (["52", "a"], {}, ["row 1: 'a' is no number", "None where there is no result"]),
    "words in a Series": (pd.Series(["b", 1]), {}, ["row 0: 'b' is no number"]),
    "a table": (pd.DataFrame({"actual": [1, 2]}), {}, ["type DataFrame", "choose one column", "['actual']"]),
    "rows of a table": ([[1, 2], [3, 4]], {}, ["'[1, 2]' is no number"]),
    "an array of two dimensions": (np.ones((2, 2)), {}, ["type ndarray"]),
    "a word": ("abc", {}, ["type str"]),
    "a number": (5, {}, ["type int", "[52, 47, 49]"]),
    "a wrong option": ([1, 2, 1], {"targte": 2}, ["no option 'targte'", "did you mean: target?", "rebase"]),
}


@pytest.mark.parametrize("case", NO_SERIES)
def test_what_is_no_series_of_numbers_is_told(case: str) -> None:
    values, options, said = NO_SERIES[case]
    with pytest.raises(InputError) as told:
        qpr.xmr(values, **options)
    for words in said:
        assert words in str(told.value)


@pytest.mark.parametrize("missing", [None, pd.NA, np.nan, pd.NaT], ids=repr)
def test_whatever_is_missing_from_a_series_is_left_out(missing: Any) -> None:
    assert qpr.xmr([Decimal("1.5"), missing, np.int64(2), "3"]).frame["value"].tolist() == [1.5, 2, 3]


def test_every_scheme_and_rule_is_listed() -> None:
    assert set(qpr.list_schemes()["scheme"]) == set(SCHEMES)
    assert qpr.list_rules()["rule"].tolist() == list(RULES)
    assert qpr.list_schemes()[["name", "ratings", "rule"]].ne("").all(axis=None)
