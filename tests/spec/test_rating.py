"""Rating: the cases of the rule, why a case is rated so, and schemes that are refused."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from helpers.scoring import AMBER, GREEN, NAN, RED, cases, rated, scheme
from hypothesis import given
from hypothesis import strategies as st

from qprlib.scoring.rating import rate, rating_reason
from qprlib.scoring.states import NotRated

LOWER = {"polarity": "lower"}

# title, case, rating
CASES: list[tuple[str, dict[str, Any], str]] = [
    ("above the target", {"actual": 91, "target": 90, "floor": 83}, "green"),
    ("equal to the target", {"actual": 90, "target": 90, "floor": 83}, "green"),
    ("just below the target", {"actual": 89, "target": 90, "floor": 83}, "amber"),
    ("equal to the floor", {"actual": 83, "target": 90, "floor": 83}, "amber"),
    ("below the floor", {"actual": 82, "target": 90, "floor": 83}, "red"),
    ("lower is better: below the target", {**LOWER, "actual": 46, "target": 47, "floor": 51}, "green"),
    ("lower is better: equal to the target", {**LOWER, "actual": 47, "target": 47, "floor": 51}, "green"),
    ("lower is better: within the ceiling", {**LOWER, "actual": 50, "target": 47, "floor": 51}, "amber"),
    ("lower is better: equal to the ceiling", {**LOWER, "actual": 51, "target": 47, "floor": 51}, "amber"),
    ("lower is better: above the ceiling", {**LOWER, "actual": 52, "target": 47, "floor": 51}, "red"),
    ("no floor, target met", {"actual": 90, "target": 90}, "green"),
    ("no floor, target missed", {"actual": 89, "target": 90}, "no-floor"),
    ("no target", {"actual": 90}, "no-target"),
    ("a floor alone is no target", {"actual": 90, "floor": 83}, "no-target"),
    ("no result", {"target": 90, "floor": 83}, "not-available"),
    ("neither result nor target", {}, "not-available"),
    ("data only", {"kind": "data_only", "actual": 91, "target": 90, "floor": 83}, "data-only"),
    ("data only, without a result", {"kind": "data_only"}, "data-only"),
    ("activity", {"kind": "activity", "actual": 91, "target": 90, "floor": 83}, "data-only"),
    ("printed as the target", {"actual": 89.5, "target": 90, "floor": 83}, "green"),
    ("printed below the target", {"actual": 89.49, "target": 90, "floor": 83}, "amber"),
    ("printed as the floor", {"actual": 82.5, "target": 90, "floor": 83}, "amber"),
    ("0.285 is printed 0.29", {"decimals": 2, "actual": 0.285, "target": 0.29, "floor": 0.1}, "green"),
    ("1.005 is printed 1.01", {"decimals": 2, "actual": 1.005, "target": 1.01, "floor": 0.1}, "green"),
    ("0.1 + 0.2 is 0.3", {**LOWER, "decimals": 1, "actual": 0.1 + 0.2, "target": 0.3, "floor": 1}, "green"),
    ("a target is not rounded", {"actual": 73, "target": 73.5, "floor": 70}, "amber"),
    ("negative, better than the target", {"decimals": 1, "actual": -0.4, "target": -0.5, "floor": -1}, "green"),
    ("negative, at the floor", {"decimals": 1, "actual": -1.0, "target": -0.5, "floor": -1}, "amber"),
    ("negative, worse than the floor", {"decimals": 1, "actual": -1.1, "target": -0.5, "floor": -1}, "red"),
    ("target of nought, met", {**LOWER, "actual": 0, "target": 0, "floor": 2}, "green"),
    ("target of nought, missed", {**LOWER, "actual": 1, "target": 0, "floor": 2}, "amber"),
    ("a result of nought is a result", {"actual": 0, "target": 90, "floor": 83}, "red"),
]


@pytest.mark.parametrize(("case", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_rating(case: dict[str, Any], expected: str) -> None:
    assert rated(**case) == expected


def test_all_cases_at_once_are_rated_as_one_by_one() -> None:
    together = rate(cases([case for _, case, _ in CASES]), scheme())
    assert list(together["rating"]) == [expected for _, _, expected in CASES]


def test_a_scheme_may_rate_at_full_precision() -> None:
    case = {"actual": 89.6, "target": 90, "floor": 83}
    assert rated(**case) == "green"
    assert rated(by=scheme(rate_on="full"), **case) == "amber"


def test_a_floor_may_belong_to_the_worse_side() -> None:
    strict = scheme(GREEN, {**AMBER, "inclusive": False}, RED)
    assert rated(by=strict, actual=83, target=90, floor=83) == "red"
    assert rated(by=strict, actual=84, target=90, floor=83) == "amber"


def test_a_scheme_without_floors_needs_none() -> None:
    two = scheme(GREEN, RED)
    assert rated(by=two, actual=89, target=90) == "red"
    assert rated(by=two, actual=90, target=90) == "green"


# Reasons ----------------------------------------------------------------------------------------------------

REASONS: list[tuple[str, dict[str, Any], str]] = [
    ("above", {"actual": 93, "target": 75, "floor": 72}, "93% is above the target of 75%."),
    ("equal", {"actual": 71, "target": 71, "floor": 66}, "71% is equal to the target of 71%."),
    ("between", {"actual": 87, "target": 90, "floor": 83},
     "87% is below the target of 90% but above the floor of 83%."),
    ("below the floor", {"actual": 79, "target": 90, "floor": 83},
     "79% is below both the target of 90% and the floor of 83%."),
    ("lower is better, met", {**LOWER, "unit": "days", "decimals": 1, "actual": 24.4, "target": 28, "floor": 29.5},
     "24.4 is within the target of 28.0."),
    ("lower is better, between", {**LOWER, "unit": "number", "actual": 50, "target": 47, "floor": 51},
     "50 is above the target of 47 but within the ceiling of 51."),
    ("lower is better, beyond", {**LOWER, "unit": "number", "actual": 1250, "target": 47, "floor": 51},
     "1,250 is above both the target of 47 and the ceiling of 51."),
    ("a target in halves", {"actual": 73, "target": 73.5, "floor": 70},
     "73% is below the target of 73.5% but above the floor of 70%."),
    ("as printed", {"actual": 89.5, "target": 90, "floor": 83}, "90% is equal to the target of 90%."),
    ("no result", {"target": 90}, NotRated.NOT_AVAILABLE.words),
    ("no target", {"actual": 90}, NotRated.NO_TARGET.words),
    ("no floor", {"actual": 89, "target": 90}, NotRated.NO_FLOOR.words),
    ("data only", {"kind": "data_only", "actual": 89}, NotRated.DATA_ONLY.words),
]  # fmt: skip


def reason(case: dict[str, Any], by: Any = None) -> str:
    by = by or scheme()
    frame = cases([case])
    row = frame.assign(rating=rate(frame, by)["rating"]).itertuples()
    return rating_reason(next(iter(row)), by)


@pytest.mark.parametrize(("case", "expected"), [case[1:] for case in REASONS], ids=[case[0] for case in REASONS])
def test_reason(case: dict[str, Any], expected: str) -> None:
    assert reason(case) == expected


def test_the_reason_names_no_floor_where_the_scheme_has_none() -> None:
    two = scheme(GREEN, RED)
    assert reason({"actual": 79, "target": 90}, two) == "79% is below the target of 90%."
    assert reason({"actual": 79, "target": 90, "floor": 83}, two) == "79% is below the target of 90%."


def test_the_reason_says_to_which_side_the_floor_belongs() -> None:
    strict = scheme(GREEN, {**AMBER, "inclusive": False}, RED)
    case = {"actual": 83, "target": 90, "floor": 83}
    assert reason(case, strict) == "83% is below the target of 90% and no better than the floor of 83%."
    assert reason({**case, "actual": 84}, strict) == "84% is below the target of 90% but above the floor of 83%."


# Properties -------------------------------------------------------------------------------------------------

RANK = {"green": 2, "amber": 1, "red": 0}
tenths = st.integers(-5000, 5000).map(lambda number: number / 10)
polarities = st.sampled_from(["higher", "lower"])


@st.composite
def complete(draw: st.DrawFn) -> dict[str, Any]:
    """A case with a result, a target and a floor on its worse side."""
    polarity = draw(polarities)
    target, gap = draw(tenths), draw(st.integers(1, 500)) / 10
    floor = round(target - gap if polarity == "higher" else target + gap, 1)
    return {"polarity": polarity, "decimals": 1, "actual": draw(tenths), "target": target, "floor": floor}


@given(complete(), tenths)
def test_a_better_result_is_never_rated_worse(case: dict[str, Any], other: float) -> None:
    worst, best = sorted([case["actual"], other], reverse=case["polarity"] == "lower")
    assert RANK[rated(**{**case, "actual": worst})] <= RANK[rated(**{**case, "actual": best})]


@given(complete())
def test_higher_and_lower_are_mirrors(case: dict[str, Any]) -> None:
    other = "lower" if case["polarity"] == "higher" else "higher"
    mirrored = {name: -case[name] for name in ("actual", "target", "floor")}
    assert rated(**{**case, **mirrored, "polarity": other}) == rated(**case)


@given(st.permutations(range(len(CASES))))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    frame = cases([case for _, case, _ in CASES])
    shuffled = rate(frame.iloc[order], scheme())
    assert list(shuffled.index) == order
    pd.testing.assert_frame_equal(shuffled.sort_index(), rate(frame, scheme()))


@given(complete(), st.sampled_from([1, 2, 3]))
def test_another_scale_of_the_unit_changes_nothing(case: dict[str, Any], powers: int) -> None:
    # From per cent to per thousand, say: everything is 10 times as much and has one decimal less.
    smaller = {name: round(case[name] / 10**powers, 1 + powers) for name in ("actual", "target", "floor")}
    assert rated(**{**case, **smaller, "decimals": 1 + powers}) == rated(**case)


@given(complete())
def test_the_target_itself_is_best_and_the_floor_itself_not_worst(case: dict[str, Any]) -> None:
    assert rated(**{**case, "actual": case["target"]}) == "green"
    assert rated(**{**case, "actual": case["floor"]}) == "amber"


@given(complete(), st.sampled_from(["actual", "target", "floor"]))
def test_a_missing_figure_never_makes_a_worst_rating(case: dict[str, Any], missing: str) -> None:
    assert rated(**{**case, missing: NAN}) in {"green", *NotRated}
