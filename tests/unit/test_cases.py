"""What goes into a rating: targets in words, last year's value, refused cases, forecasts, ratings set by hand."""

from __future__ import annotations

import math
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from helpers.rating_spec import spec_scheme
from helpers.scoring import AMBER, GREEN, RED, scheme
from hypothesis import given
from hypothesis import strategies as st

from qprlib.data.schema import ACTUALS
from qprlib.data.store import read_organisation
from qprlib.ground.calendar import year_before
from qprlib.ground.errors import MOST_ALIKE, InputError, Severity
from qprlib.scoring.cases import (
    DEFAULTS,
    at_last_year,
    check_cases,
    complete_cases,
)
from qprlib.scoring.overrides import apply_overrides
from qprlib.scoring.rating import rate, rate_forecast, rating_reason
from qprlib.scoring.states import NotRated
from qprlib.scoring.targets import Target, TargetError, parse_result, parse_target, read_results, read_targets

NAN = math.nan
PERCENT = spec_scheme("within-10-percent")


# Filling in -------------------------------------------------------------------------------------------------


def test_a_caller_gives_only_what_it_has() -> None:
    whole = complete_cases(pd.DataFrame({"actual": [1, 2], "extra": ["x", "y"]}, index=[7, 9]))
    assert set(whole.columns) == {*DEFAULTS, "extra"}
    assert list(whole.index) == [7, 9]
    assert whole["actual"].dtype == "float64"
    assert whole["period_end"].dtype == "datetime64[ns]"
    assert (list(whole["polarity"]), list(whole["kind"])) == (["higher"] * 2, ["kpi"] * 2)


def test_empty_cells_mean_what_a_missing_column_means() -> None:
    frame = pd.DataFrame(
        {
            "polarity": ["", "lower", None],
            "decimals": [NAN, 1.0, 0.0],
            "break_before": ["yes", "", "no"],
            "state": [None, "new", ""],
        }
    )
    whole = complete_cases(frame)
    assert list(whole["polarity"]) == ["higher", "lower", "higher"]
    assert list(whole["decimals"]) == [-1, 1, 0]
    assert list(whole["break_before"]) == [True, False, False]
    assert list(whole["state"]) == ["", "new", ""]


# Targets and results in words -------------------------------------------------------------------------------

TARGETS: list[tuple[str, Target]] = [
    ("", Target()),
    ("90", Target(90)),
    ("-4.5", Target(-4.5)),
    ("\N{MINUS SIGN}4", Target(-4)),
    ("90%", Target(90)),
    ("£1,250.50", Target(1250.5)),
    (".5", Target(0.5)),
    (">50", Target(50, exclusive=True, better="higher")),
    ("> 50 %", Target(50, exclusive=True, better="higher")),
    (">= 50", Target(50, better="higher")),
    ("≥50", Target(50, better="higher")),
    ("At least 50%", Target(50, better="higher")),
    ("50+", Target(50, better="higher")),
    ("50 or above", Target(50, better="higher")),
    ("greater than 50%", Target(50, exclusive=True, better="higher")),
    ("<5", Target(5, exclusive=True, better="lower")),
    ("<= 5", Target(5, better="lower")),
    ("≤5", Target(5, better="lower")),
    ("no more than 5", Target(5, better="lower")),
    ("under 5", Target(5, exclusive=True, better="lower")),
    ("5 or fewer", Target(5, better="lower")),
    ("45-55", Target(lower=45, upper=55, better="range")),
    ("45 to 55", Target(lower=45, upper=55, better="range")),
    ("45% – 55%", Target(lower=45, upper=55, better="range")),
    ("between 45 and 55", Target(lower=45, upper=55, better="range")),
    ("-5-5", Target(lower=-5, upper=5, better="range")),
    ("-10 to -5", Target(lower=-10, upper=-5, better="range")),
    ("5 to 5", Target(lower=5, upper=5, better="range")),
    ("TBC", Target(state="target-tbc")),
    ("Target to be confirmed", Target(state="target-tbc")),
    ("n/a", Target(state="no-target")),
    ("data only", Target(state="data-only")),
    ("Data-only", Target(state="data-only")),
    ("Monitor only", Target(state="data-only")),
]


def same(found: Target, expected: Target) -> bool:
    """Whether two targets are alike; missing numbers are."""
    pairs = zip(astuple(found), astuple(expected), strict=True)
    return all(one == other or (one != one and other != other) for one, other in pairs)  # noqa: PLR0124


@pytest.mark.parametrize(("text", "expected"), TARGETS, ids=[text or "empty" for text, _ in TARGETS])
def test_target(text: str, expected: Target) -> None:
    assert same(parse_target(text), expected)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("top quartile", "'top quartile' may mean that there is no number"),
        ("55-45", "The range '55-45' runs backwards"),
        ("1,36", "seems to have a comma for the decimal point"),
        ("90 days", "has words beside it"),
        (">", "is not one number but a bound"),
        ("> -", "is not one number but a bound"),
        ("%", "is not a target"),
        ("45 to", "has words beside it"),
    ],
)
def test_no_target(text: str, said: str) -> None:
    with pytest.raises(TargetError, match=said):
        parse_target(text)


@given(st.text(max_size=12))
def test_any_text_is_a_target_or_refused(text: str) -> None:
    try:
        found = parse_target(text)
    except TargetError:
        return
    assert math.isnan(found.lower) == math.isnan(found.upper)
    assert not found.lower > found.upper
    assert found.state == "" or math.isnan(found.target)


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_numbers_are_read_to_the_digit(whole: int, places: int) -> None:
    text = f"{whole / 10**places:,.{places}f}"
    assert parse_target(text).target == float(text.replace(",", ""))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("87.5", (87.5, "")),
        ("1,366", (1366.0, "")),
        ("n/a", (NAN, "not-available")),
        ("[x]", (NAN, "not-available")),
        ("[c]", (NAN, "suppressed")),
        ("Suppressed", (NAN, "suppressed")),
        ("Not due", (NAN, "not-due")),
        ("Annual", (NAN, "not-due")),
        ("new", (NAN, "new")),
        ("withdrawn", (NAN, "withdrawn")),
        ("no cases", (NAN, "no-cases")),
        ("", (NAN, "")),
    ],
)
def test_result(text: str, expected: tuple[float, str]) -> None:
    assert repr(parse_result(text)) == repr(expected)


def test_a_column_of_results_says_what_it_cannot_read() -> None:
    frame, problems = read_results(pd.Series(["12", "dta only", None], index=[2, 3, 4]), "t.csv")
    assert repr(list(frame["actual"])) == repr([12.0, NAN, NAN])
    assert [problem.lines() for problem in problems] == [
        [
            "error: t.csv, row 3, column actual: 'dta only' is neither a number nor a state. [not-a-result]",
            "  allowed: a number (87.5), an empty cell, or a state such as 'data only' or 'not due'",
            "  did you mean: data only?",
            "  next: Write the number alone, or leave the cell empty if there is none.",
        ]
    ]


@pytest.mark.parametrize(
    ("text", "todo"),
    [
        ("In arrears", "Give the older result itself, with the end of its own period."),
        ("[provisional]", "Write the result and put 'provisional' into the column flag."),
        ("87.5 (provisional)", "Write the number alone and put 'provisional' into the column flag."),
    ],
)
def test_words_about_a_result_are_not_taken_for_a_state(text: str, todo: str) -> None:
    _, (problem,) = read_results(pd.Series([text], index=[2]), "t.csv")
    assert (problem.code, problem.todo) == ("not-a-result", todo)
    assert problem.nearest in ("", "87.5")


def test_a_target_says_which_way_is_better_unless_that_is_declared() -> None:
    frame, problems = read_targets(
        pd.Series(["<5", "90", "45-55", ">50", "top"], index=[2, 3, 4, 5, 6]),
        pd.Series(["", "lower", "", "lower", ""], index=[2, 3, 4, 5, 6]),
        "t.csv",
    )
    assert list(frame["polarity"]) == ["lower", "lower", "range", "lower", ""]
    assert list(frame["target_exclusive"]) == [True, False, False, True, False]
    assert [str(problem).split("\n")[0] for problem in problems] == [
        "error: t.csv, row 6, column target: 'top' is not a target. [not-a-target]",
        "error: t.csv, row 5, column target: The target '>50' says that higher is better, but the polarity is 'lower'. "
        "[target-against-polarity]",
    ]


# Last year --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2012-06-30", "2011-06-30"),
        ("2012-02-29", "2011-02-28"),
        ("2013-02-28", "2012-02-29"),
        ("2013-02-27", "2012-02-27"),
        ("2012-02-28", "2011-02-28"),
        ("2012-03-15", "2011-03-15"),
        ("1969-12-31", "1968-12-31"),
    ],
)
def test_a_year_before(day: str, before: str) -> None:
    assert list(year_before(pd.Series(pd.to_datetime([day])))) == [pd.Timestamp(before)]


def series(*rows: tuple[str, str | None, float], **columns: list[Any]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["indicator", "period_end", "actual"])
    return frame.assign(period_end=pd.to_datetime(frame["period_end"]), **columns)


def test_last_year_is_found_in_the_series_of_the_same_indicator_in_any_order() -> None:
    frame = series(
        ("B", "2012-06-30", 20), ("A", "2011-06-30", 1), ("A", "2012-06-30", 2), ("B", "2012-03-31", 9), ("A", None, 7)
    )
    assert repr(list(at_last_year(frame))) == repr([NAN, NAN, 1.0, NAN, NAN])


def test_last_year_as_given_goes_before_the_series() -> None:
    frame = series(("A", "2011-06-30", 1), ("A", "2012-06-30", 2), last_year=[0.5, 8])
    assert list(at_last_year(frame)) == [0.5, 8]


@pytest.mark.parametrize(
    ("breaks", "expected"),
    [
        ([False, False, False], 1.0),
        ([True, False, False], 1.0),
        ([False, True, False], NAN),
        ([False, False, True], NAN),
    ],
)
def test_a_break_in_the_series_is_never_crossed(breaks: list[bool], expected: float) -> None:
    frame = series(("A", "2011-06-30", 1), ("A", "2011-09-30", 2), ("A", "2012-06-30", 3), break_before=breaks)
    assert at_last_year(frame).iloc[2] == pytest.approx(expected, nan_ok=True)
    assert at_last_year(frame.iloc[[2, 0, 1]]).iloc[0] == pytest.approx(expected, nan_ok=True)


def test_a_break_of_another_indicator_is_no_break() -> None:
    frame = series(
        ("A", "2011-06-30", 1), ("B", "2011-09-30", 2), ("A", "2012-06-30", 3), break_before=[False, True, False]
    )
    assert at_last_year(frame).iloc[2] == 1


def test_no_cases_have_no_last_year() -> None:
    assert len(at_last_year(series())) == 0


# Cases that are refused -------------------------------------------------------------------------------------


def checked(by: Any = PERCENT, **columns: Any) -> list[str]:
    frame = pd.DataFrame({"indicator": ["A1"], "row": [2], **{name: [value] for name, value in columns.items()}})
    return [problem.lines()[0] for problem in check_cases(frame, by, "t.csv")]


def test_a_missed_target_of_0_is_left_unrated_with_the_way_out() -> None:
    case = {"indicator": ["A1"], "row": [2], "polarity": ["lower"], "actual": [1.0], "target": [0.0]}
    (problem,) = check_cases(pd.DataFrame(case), PERCENT, "t.csv")
    assert problem.lines() == [
        "warning: t.csv, row 2, column tolerance, indicator A1: A1 missed its target of 0 in one period and is not "
        "rated there: "
        "the scheme 'within-10-percent' allows a percentage of the target, and there is none of 0 [zero-target]",
        "  allowed: its tolerance, in its own unit, or a scheme that says with 'at_zero' how far is too far there",
        "  next: fill in its tolerance, such as 2 for up to 2 cases: further off is the worst rating",
    ]


def test_missed_targets_of_0_are_told_once_for_each_indicator() -> None:
    ends = pd.to_datetime(["2024-03-31", "2024-06-30"] * 2)
    frame = pd.DataFrame({"indicator": ["A1", "A1", "B1", "B1"], "period_end": ends, "actual": -1.0, "target": 0.0})
    found = [problem.found for problem in check_cases(frame, PERCENT)]
    assert [said.partition(" and ")[0] for said in found] == [
        f"{name} missed its target of 0 in two periods" for name in ("A1", "B1")
    ]


# title, columns, whether there is a warning
ZERO_TARGETS: list[tuple[str, dict[str, Any], bool]] = [
    ("met, lower is better", {"polarity": "lower", "actual": 0.0}, False),
    ("met as it is printed", {"polarity": "lower", "actual": 0.4, "decimals": 0}, False),
    ("missed as it is printed", {"polarity": "lower", "actual": 0.5, "decimals": 0}, True),
    ("met, higher is better", {"actual": 3.0}, False),
    ("missed, higher is better", {"actual": -3.0}, True),
    ("missed, with a tolerance", {"polarity": "lower", "actual": 1.0, "tolerance": 2.0}, False),
    ("more than 0 is asked: within any tolerance", {"actual": 0.0, "target_exclusive": True}, False),
    ("no result", {"polarity": "lower"}, False),
    ("a range that begins at 0, within", {"polarity": "range", "actual": 1.0, "lower": 0.0, "upper": 5.0}, False),
    ("a range that begins at 0, below", {"polarity": "range", "actual": -1.0, "lower": 0.0, "upper": 5.0}, True),
    ("a range that begins at 0, above", {"polarity": "range", "actual": 6.0, "lower": 0.0, "upper": 5.0}, False),
]


@pytest.mark.parametrize(("title", "columns", "warned"), ZERO_TARGETS, ids=[one[0] for one in ZERO_TARGETS])
def test_only_what_misses_a_target_of_0_is_warned_of_and_left_unrated(
    title: str, columns: dict[str, Any], warned: bool
) -> None:
    case = {"target": 0.0, **columns}
    assert ["[zero-target]" in line for line in checked(**case)] == [True] * warned
    frame = complete_cases(pd.DataFrame({name: [value] for name, value in case.items()}))
    assert (rate(frame, PERCENT)["rating"].item() == "no-tolerance") is warned, title


def test_a_target_of_0_with_an_absolute_bound_is_accepted() -> None:
    assert checked(spec_scheme("zero-allowed"), actual=1.0, target=0.0) == []
    assert checked(scheme(), actual=1.0, target=0.0, floor=-1.0) == []


@pytest.mark.parametrize(
    "spared", [{"kind": "data_only"}, {"polarity": "neutral", "target": NAN}, {"state": "new"}], ids=str
)
def test_what_is_not_rated_needs_no_percentage(spared: dict[str, Any]) -> None:
    assert checked(**{"actual": 1.0, "target": 0.0, **spared}) == []


# title, scheme, case, what is said
DOUBTS: list[tuple[str, Any, dict[str, Any], str]] = [
    ("kind", PERCENT, {"kind": "kpis"}, "'kpis' is not a known kind [unknown-kind]"),
    ("polarity", PERCENT, {"polarity": "up"}, "'up' is not a known polarity [unknown-polarity]"),
    ("state", PERCENT, {"state": "in-arrears"}, "'in-arrears' is not a known state [unknown-state]"),
    ("flag", PERCENT, {"flag": "final"}, "'final' is not a known flag [unknown-flag]"),
    ("tolerance", PERCENT, {"tolerance": -1.0}, "the tolerance of A1 is -1, below nought [negative-tolerance]"),
    ("denominator", PERCENT, {"denominator": -3.0}, "the denominator of A1 is -3, below nought [negative-denominator]"),
    ("floor above", scheme(), {"target": 90.0, "floor": 95.0},
     "the floor of 95 is not on the worse side of the target of 90, but higher is better for A1 [floor-wrong-side]"),
    ("ceiling below", scheme(), {"target": 90.0, "floor": 85.0, "polarity": "lower"},
     "the floor of 85 is not on the worse side of the target of 90, but lower is better for A1 [floor-wrong-side]"),
    ("range backwards", PERCENT, {"polarity": "range", "lower": 5.0, "upper": 1.0},
     "the lower end of 5 is above the upper end of 1 [range-backwards]"),
    ("half a range", PERCENT, {"polarity": "range", "lower": 5.0},
     "A1 is best within a range, but only one of its ends is given [range-without-ends]"),
]  # fmt: skip


@pytest.mark.parametrize(("by", "case", "said"), [one[1:] for one in DOUBTS], ids=[one[0] for one in DOUBTS])
def test_refused_case(by: Any, case: dict[str, Any], said: str) -> None:
    (line,) = checked(by, **case)
    assert line.startswith("error: t.csv, row 2, column ")
    assert line.endswith(said)


def test_what_will_be_left_unrated_is_a_warning() -> None:
    assert "warning" in checked(scheme(), actual=1.0, target=2.0)[0]
    assert "[no-floor]" in checked(scheme(), actual=1.0, target=2.0)[0]
    assert "[no-tolerance]" in checked(spec_scheme("two-sided"), actual=1.0, target=2.0)[0]
    assert "[neutral-kpi]" in checked(polarity="neutral", actual=1.0, target=2.0)[0]


def test_a_period_twice_is_refused() -> None:
    frame = series(("A1", "2011-06-30", 1), ("A1", "2011-06-30", 2))
    assert [problem.code for problem in check_cases(frame, PERCENT)] == ["duplicate-period"]


def test_many_problems_of_a_kind_are_counted() -> None:
    frame = pd.DataFrame({"indicator": [f"A{n}" for n in range(1000)], "tolerance": -1.0})
    problems = check_cases(frame, PERCENT)
    assert len(problems) == MOST_ALIKE + 1
    assert problems[-1].found.startswith("The same again in 997 more places: ")
    assert problems[-1].severity is Severity.ERROR


@pytest.mark.parametrize("column", ["kind", "polarity", "state"])
def test_an_unknown_word_is_never_rated(column: str) -> None:
    with pytest.raises(InputError, match=f"'lowre' is not a known {column}"):
        rate(pd.DataFrame({"actual": [1.0], "target": [1.0], column: ["lowre"]}), PERCENT)


# The forecast beside the current rating ---------------------------------------------------------------------


def test_now_and_the_years_end_are_rated_side_by_side() -> None:
    frame = pd.DataFrame(
        {
            "actual": [25.0],
            "target": [20.0],
            "forecast": [60.0],
            "annual_target": [80.0],
            "decimals": [0],
            "denominator": [0],
        }
    ).assign(denominator=NAN)
    assert list(rate(frame, PERCENT)["rating"]) == ["green"]
    years_end = rate_forecast(frame, PERCENT)
    assert list(years_end["rating"]) == ["red"]
    case = next(frame.join(years_end).itertuples())
    assert rating_reason(case, PERCENT, forecast=True) == (
        "The year-end forecast of 60 is 25% below the annual target of 80, more than the 10% allowed."
    )


def test_a_forecast_with_an_annual_floor() -> None:
    frame = pd.DataFrame(
        {"forecast": [75.0, 75.0], "annual_target": [80.0, 80.0], "annual_floor": [70.0, NAN], "floor": 1.0}
    )
    assert list(rate_forecast(frame, scheme())["rating"]) == ["amber", "no-floor"]


def test_what_is_known_of_the_period_alone_says_nothing_of_the_year() -> None:
    frame = pd.DataFrame(
        {
            "forecast": [80.0] * 4,
            "annual_target": [80.0] * 4,
            "denominator": [0.0, NAN, NAN, NAN],
            "state": ["", "not-due", "withdrawn", "target-tbc"],
        }
    )
    assert list(rate_forecast(frame, PERCENT)["rating"]) == ["green", "green", "withdrawn", "target-tbc"]


# What decided -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "case", "expected"),
    [
        ("floor-standard", {"actual": 91.0}, ("green", 90.0, "met")),
        ("floor-standard", {"actual": 85.0}, ("amber", 80.0, "floor")),
        ("floor-standard", {"actual": 75.0}, ("red", 80.0, "otherwise")),
        ("within-10-percent", {"actual": 47.0, "target": 52.0}, ("amber", 46.8, "relative")),
        ("within-10-percent", {"actual": 33.0, "target": 30.0, "polarity": "lower"}, ("amber", 33.0, "relative")),
        ("within-10-percent", {"actual": 60.0, "lower": 45.0, "upper": 55.0, "polarity": "range"},
         ("amber", 60.5, "relative")),
        ("within-10-percent", {"actual": 30.0, "lower": 45.0, "upper": 55.0, "polarity": "range"},
         ("red", 40.5, "otherwise")),
        ("within-2-points", {"actual": 88.5}, ("amber", 88.0, "absolute")),
        ("two-sided", {"actual": 99.0, "tolerance": 5.0}, ("star", 95.0, "absolute")),
        ("two-sided", {"actual": 93.0, "tolerance": 5.0}, ("circle", 95.0, "two-sided")),
        ("two-sided", {"actual": 87.0, "tolerance": 5.0}, ("circle", 85.0, "two-sided")),
        ("two-sided", {"actual": 80.0, "tolerance": 5.0}, ("triangle", 85.0, "otherwise")),
        ("within-10-percent-or-improving", {"actual": 70.0, "last_year": 60.0}, ("amber", 60.0, "history")),
        ("within-10-percent-or-improving", {"actual": 70.0, "last_year": 75.0}, ("red", 81.0, "otherwise")),
        ("two-state", {"actual": NAN}, ("not-available", NAN, "")),
    ],
)  # fmt: skip
def test_the_bound_and_the_rule_that_decided(name: str, case: dict[str, Any], expected: tuple[str, float, str]) -> None:
    frame = pd.DataFrame([{"target": 90.0, "floor": 80.0, **case}])
    row = rate(frame, spec_scheme(name)).iloc[0]
    assert repr((row["rating"], float(row["bound"]), row["rule"])) == repr(expected)


# Ratings set by hand ----------------------------------------------------------------------------------------


def rated(*ratings: str) -> pd.DataFrame:
    frame = series(("A1", "2011-06-30", 79), ("A2", "2011-06-30", 91))
    return frame.assign(target=90.0, floor=83.0, unit="%", decimals=0, rating=list(ratings))


def override(**changes: Any) -> pd.DataFrame:
    row = {
        "indicator": "A1", "period_end": pd.Timestamp("2011-06-30"), "rating": "amber", "role": "Director of Highways",
        "date": pd.Timestamp("2011-08-01"), "reason": "The contractor's figures are disputed.", "row": 2,
    }  # fmt: skip
    return pd.DataFrame([{**row, **changes}])


def test_a_rating_set_by_hand_stands_beside_the_computed_one() -> None:
    found = apply_overrides(rated("red", "green"), override(), scheme())
    assert list(found["rating"]) == ["amber", "green"]
    assert list(found["computed_rating"]) == ["red", "green"]
    assert list(found["override_role"]) == ["Director of Highways", ""]
    assert list(found["override_date"].notna()) == [True, False]
    reasons = [rating_reason(case, scheme()) for case in found.itertuples()]
    assert reasons == [
        "Rated Amber by decision of the Director of Highways on 1 August 2011: The contractor's figures are disputed. "
        "The rule gives Red: 79% is below both the target of 90% and the floor of 83%.",
        "91% is above the target of 90%.",
    ]


def test_a_case_without_a_target_can_be_rated_by_hand() -> None:
    found = apply_overrides(rated("no-target", "green").assign(target=NAN), override(), scheme())
    said = rating_reason(next(found.itertuples()), scheme())
    assert said.endswith("The rule gives no rating: There is a result, but no target to rate it against.")


@pytest.mark.parametrize("overrides", [None, override().iloc[:0]], ids=["no file", "no rows"])
def test_nothing_set_by_hand(overrides: pd.DataFrame | None) -> None:
    found = apply_overrides(rated("red", "green"), overrides, scheme())
    assert list(found["rating"]) == list(found["computed_rating"]) == ["red", "green"]
    assert list(found["override_role"]) == ["", ""]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"role": ""}, "row 2, column role, indicator A1: a rating set by hand needs the role (not the name) of who"),
        ({"date": pd.NaT}, "column date, indicator A1: a rating set by hand needs the day of the decision"),
        ({"reason": "  "}, "column reason, indicator A1: a rating set by hand needs the reason"),
        ({"rating": "ambre"}, "did you mean: amber?"),
        ({"indicator": "A9"}, "A9 has no period that ends on 2011-06-30"),
        ({"period_end": pd.Timestamp("2011-09-30")}, "A1 has no period that ends on 2011-09-30"),
    ],
)
def test_refused_override(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as refused:
        apply_overrides(rated("red", "green"), override(**changes), scheme(), "overrides.csv")
    assert said in str(refused.value)
    assert "overrides.csv" in str(refused.value)


@pytest.mark.parametrize("kind", ["activity", "data_only"])
def test_what_is_counted_among_none_cannot_be_rated_by_hand(kind: str) -> None:
    with pytest.raises(InputError, match="A1 is shown for information and not counted among those rated"):
        apply_overrides(rated("data-only", "green").assign(kind=[kind, "kpi"]), override(), scheme(), "overrides.csv")


def test_a_rating_set_by_hand_twice_is_refused() -> None:
    twice = pd.concat([override(), override(rating="green")])
    with pytest.raises(InputError, match="this rating is set by hand twice"):
        apply_overrides(rated("red", "green"), twice, scheme())


# From the files ---------------------------------------------------------------------------------------------


def test_the_states_that_data_can_give_are_states() -> None:
    (given,) = (column.choices for column in ACTUALS.columns if column.name == "state")
    assert len(given) > 5
    assert set(given) <= set(NotRated)


def test_what_scoring_needs_is_read_from_the_files(tmp_path: Path) -> None:
    files = {
        "indicators.csv": "id,name,kind,section,unit,decimals,polarity,basis,frequency,suppress_below\n"
        "A1,One,kpi,Roads,%,0,higher,quarter,quarterly,5\n",
        "actuals.csv": "indicator,period_end,actual,state,break_before\n"
        "A1,2011-03-31,79,,\nA1,2011-06-30,,not-due,yes\n",
        "targets.csv": "indicator,period_end,target,tolerance\nA1,2011-03-31,90,2.5\n",
        "overrides.csv": "indicator,period_end,rating,role,date,reason\n"
        "A1,2011-03-31,amber,Director of Highways,2011-08-01,Disputed.\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    data = read_organisation(tmp_path, tmp_path)
    assert list(data.indicators["suppress_below"]) == [5]
    assert list(data.actuals["state"]) == ["", "not-due"]
    assert list(complete_cases(data.actuals)["break_before"]) == [False, True]
    assert list(data.targets["tolerance"]) == [2.5]
    assert list(data.side["overrides"]["date"]) == [pd.Timestamp("2011-08-01")]
    cases = data.actuals.assign(rating=["red", "not-due"])
    assert list(apply_overrides(cases, data.side["overrides"], scheme())["rating"]) == ["amber", "not-due"]

    (tmp_path / "overrides.csv").write_text(files["overrides.csv"].replace("Disputed.", ""), encoding="utf-8")
    with pytest.raises(InputError, match=r"overrides.csv, row 2, column reason: The cell is empty"):
        read_organisation(tmp_path, tmp_path)


@pytest.mark.parametrize(
    ("basis", "frequency", "end"), [("week", "weekly", "2011-03-27"), ("snapshot", "annual", "2010-11-26")]
)
def test_a_rating_is_set_by_hand_of_a_period_that_ends_on_any_day(
    basis: str, frequency: str, end: str, tmp_path: Path
) -> None:
    files = {
        "indicators.csv": "id,name,kind,section,unit,decimals,polarity,basis,frequency\n"
        f"A1,One,kpi,Roads,%,0,higher,{basis},{frequency}\n",
        "actuals.csv": f"indicator,period_end,actual\nA1,{end},79\n",
        "targets.csv": f"indicator,period_end,target\nA1,{end},90\n",
        "overrides.csv": f"indicator,period_end,rating,role,date,reason\nA1,{end},amber,Chair,2011-08-01,Disputed.\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    data = read_organisation(tmp_path, tmp_path)
    cases = data.actuals.assign(rating=["red"])
    assert list(apply_overrides(cases, data.side["overrides"], scheme())["rating"]) == ["amber"]


def test_a_percentage_band_alone_decides_what_is_refused() -> None:
    near = scheme(GREEN, {**AMBER, "measure": "absolute", "within": 2}, RED)
    assert checked(near, actual=1.0, target=0.0) == []
