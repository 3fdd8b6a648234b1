"""The scheme and the rule that are proposed are those that say most often what the workbook says."""

from __future__ import annotations

from datetime import date

import pytest
from helpers.projects import REPOSITORY

from qprlib.ground.project import Project
from qprlib.intake.layout import Layout, TableLayout
from qprlib.intake.proposing import (
    cases_taken,
    polarities_by_status,
    reported,
    rules_by_agreement,
    schemes_by_agreement,
)
from qprlib.intake.taken import Taken, TakenFigure, TakenIndicator

QUARTERS = (date(2024, 6, 30), date(2024, 9, 30), date(2024, 12, 31), date(2025, 3, 31))
#: Results against a target of 100, with the status by a tolerance of 10%: 5% would have all but one of the ambers red.
BY_TEN = [(101, "Green"), (100, "G"), (96, "Amber"), (94, "A"), (91, "At risk"), (90, "amber"), (89, "Red"), (50, "R")]


def taken(rows: dict[str, list[dict[str, float | str]]], polarity: str = "higher") -> Taken:
    """Indicators with what is told of each quarter, by role."""
    indicators = tuple(TakenIndicator(key, key, f"Indicator {key}", "", polarity=polarity) for key in rows)
    figures = tuple(
        TakenFigure(
            key,
            role,  # type: ignore[arg-type]
            end,
            str(said),
            "",
            "quarter",
            value=float(said) if isinstance(said, (int, float)) else None,
        )
        for key, quarters in rows.items()
        for end, told in zip(QUARTERS, quarters, strict=False)
        for role, said in told.items()
    )
    layout = Layout(tables=(TableLayout(sheet="Q1", columns={"Ref": "reference"}),))
    return Taken(indicators, figures, (), (), layout)


def agreement(found: Taken) -> dict[str, str]:
    return {one.name: one.words for one in schemes_by_agreement(cases_taken(found), Project(REPOSITORY))}


def test_the_scheme_that_agrees_with_all_is_first_and_the_others_are_told() -> None:
    rows = {f"K{at}": [{"actual": actual, "target": 100, "status": said}] for at, (actual, said) in enumerate(BY_TEN)}
    found = agreement(taken(rows))
    assert next(iter(found)) == "within-10-percent"
    assert found["within-10-percent"] == "8 of 8"
    assert found["within-5-percent"] == "5 of 8"
    assert found["within-15-percent"] == "7 of 8"
    assert found["two-state"] == "4 of 8"


def test_floors_speak_for_a_scheme_of_floors() -> None:
    rows = {
        "A": [{"actual": 70, "target": 100, "floor": 60, "status": "Amber"}],
        "B": [{"actual": 97, "target": 100, "floor": 98, "status": "Red"}],
    }
    assert next(iter(agreement(taken(rows)))) == "floor-standard"


def test_a_scheme_that_lacks_what_it_needs_comes_behind_one_that_does_not() -> None:
    rows = {"A": [{"actual": 101, "target": 100, "status": "Green"}, {"actual": 99, "target": 100}]}
    found = schemes_by_agreement(cases_taken(taken(rows)), Project(REPOSITORY))
    by_name = {one.name: one for one in found}
    assert by_name["floor-standard"].lacking == 1
    assert by_name["floor-standard"].agreed == by_name["within-5-percent"].agreed == 1
    assert found.index(by_name["floor-standard"]) > found.index(by_name["within-5-percent"])


def test_without_statuses_each_scheme_tells_its_counts() -> None:
    rows = {f"K{at}": [{"actual": actual, "target": 100}] for at, (actual, _) in enumerate(BY_TEN)}
    found = agreement(taken(rows))
    assert found["within-10-percent"] == "2 Green, 4 Amber, 2 Red"
    assert found["within-5-percent"] == "2 Green, 1 Amber, 5 Red"


def test_only_the_newest_result_is_counted() -> None:
    rows = {"A": [{"actual": 10, "target": 100}, {"actual": 101, "target": 100}]}
    assert agreement(taken(rows))["within-10-percent"] == "1 Green, 0 Amber, 0 Red"


def test_a_status_that_nobody_knows_or_without_a_target_says_nothing() -> None:
    rows = {
        "A": [{"actual": 101, "target": 100, "status": "Purple"}],
        "B": [{"actual": 5, "status": "Green"}],
        "C": [{"actual": 80, "target": 100, "status": "Red"}],
    }
    assert agreement(taken(rows))["within-10-percent"] == "1 of 1"


@pytest.mark.parametrize(
    ("quarters", "expected"),
    [
        ([(90, 100, "Red"), (105, 100, "Green")], "higher"),
        ([(90, 100, "Green"), (105, 100, "Red")], "lower"),
        ([(90, 100, "Amber")], "higher"),
        ([(100, 100, "Green")], None),
        ([(90, 100, "Red"), (80, 100, "Green")], None),
        ([(90, 100, "")], None),
    ],
)
def test_statuses_tell_which_way_is_better(quarters: list[tuple[float, float, str]], expected: str | None) -> None:
    told = [{"actual": actual, "target": target, "status": status} for actual, target, status in quarters]
    assert polarities_by_status(taken({"A": told}, polarity="")).get("A") == expected
    assert polarities_by_status(taken({"A": told}, polarity="lower")) == {}


def test_the_rule_that_agrees_most_often_is_first() -> None:
    actuals, arrows = (50, 55, 54, 54), ("", "Improving", "↓", "Same")
    told = [
        {"actual": actual, **({"direction": arrow} if arrow else {})}
        for actual, arrow in zip(actuals, arrows, strict=True)
    ]
    found = rules_by_agreement(cases_taken(taken({"A": told})))
    assert found[0].name == "previous-period"
    assert found[0].words == "3 of 3"
    assert {one.name: one.agreed for one in found}["same-period-last-year"] == 0
    assert reported(found, 1) == ["previous-period: 3 of 3"]


def test_nothing_taken_proposes_without_failing() -> None:
    found = schemes_by_agreement(cases_taken(taken({})), Project(REPOSITORY))
    assert {one.of for one in found} == {0}
    assert {one.of for one in rules_by_agreement(cases_taken(taken({})))} == {0}
