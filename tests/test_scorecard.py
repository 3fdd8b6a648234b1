"""The scorecard: which result is the latest, what came before it, and who is in force."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest
from helpers.scoring import RULE, edition, organisation, scheme
from hypothesis import given, settings
from hypothesis import strategies as st

from qprlib.scoring.counts import count_ratings
from qprlib.scoring.scorecard import Result, Scored, score

MAR, JUN, SEP = "2011-03-31", "2011-06-30", "2011-09-30"
TARGETS = [("A1", end, 90.0, 83.0) for end in (MAR, JUN, SEP)]


def scored(*indicators: dict[str, Any], actuals: Any = (), targets: Any = (), **of_edition: Any) -> Scored:
    data = organisation(indicators or [{"id": "A1"}], actuals, targets)
    return score(data, edition(**of_edition), scheme(), RULE)


def only(*indicators: dict[str, Any], **given_: Any) -> Result:
    (row,) = scored(*indicators, **given_).results
    return row


def test_the_latest_result_with_what_it_is_rated_against() -> None:
    row = only(actuals=[("A1", MAR, 79), ("A1", JUN, 87)], targets=TARGETS)
    assert (row.period_end, row.actual, row.target, row.floor) == (date(2011, 6, 30), 87, 90, 83)
    assert (row.rating, row.direction, row.in_arrears) == ("amber", "improving", False)
    assert row.rating_reason == "87% is below the target of 90% and at or above the floor of 83%."
    assert (row.base_end, row.base_value) == (date(2011, 3, 31), 79)
    assert (row.previous_end, row.previous_actual, row.previous_rating) == (date(2011, 3, 31), 79, "red")


@pytest.mark.parametrize(
    ("as_of", "latest"),
    [
        (date(2011, 6, 29), 79.0),
        (date(2011, 6, 30), 87.0),
        (date(2011, 9, 29), 87.0),
        (date(2011, 9, 30), 91.0),
    ],
    ids=["the day before", "the day itself", "between", "the day of a later one"],
)
def test_a_result_counts_from_the_day_its_period_ends(as_of: date, latest: float) -> None:
    actuals = [("A1", MAR, 79), ("A1", JUN, 87), ("A1", SEP, 91)]
    assert only(actuals=actuals, targets=TARGETS, as_of=as_of).actual == latest


def test_a_result_after_the_cut_off_is_not_shown_and_not_rated() -> None:
    actuals = [("A1", JUN, 87), ("A1", SEP, 91)]
    found = scored(actuals=actuals, targets=TARGETS)
    points = {point.period_end: point for point in found.points["A1"]}
    assert not points[date(2011, 9, 30)].known
    assert points[date(2011, 9, 30)].target == 90
    assert points[date(2011, 9, 30)].rating == "not-available"


# title, frequency, latest period, in arrears for the quarter to June 2011
ARREARS = [
    ("the quarter itself", "quarterly", JUN, False),
    ("the quarter before", "quarterly", MAR, True),
    ("the last month", "monthly", JUN, False),
    ("the month before", "monthly", "2011-05-31", True),
    ("a year that ended in March", "annual", MAR, False),
    ("a year that ended the March before", "annual", "2010-03-31", True),
    ("the school year before", "school_year", "2010-08-31", False),
    ("a school year earlier", "school_year", "2009-08-31", True),
    ("the last term", "termly", "2011-04-30", False),
    ("the term before", "termly", "2010-12-31", True),
    ("the academic quarter to April", "academic_quarterly", "2011-04-30", False),
    ("the academic quarter to January", "academic_quarterly", "2011-01-31", True),
]


@pytest.mark.parametrize(
    ("frequency", "end", "late"), [case[1:] for case in ARREARS], ids=[case[0] for case in ARREARS]
)
def test_in_arrears(frequency: str, end: str, late: bool) -> None:
    row = only({"id": "A1", "frequency": frequency}, actuals=[("A1", end, 87)])
    assert row.in_arrears is late


# title, first period, last period, in force in the quarter to June 2011
FORCE = [
    ("always", None, None, True),
    ("from this quarter", JUN, None, True),
    ("from the next quarter", SEP, None, False),
    ("to this quarter", None, JUN, True),
    ("to the quarter before", None, MAR, False),
    ("from earlier to later", MAR, SEP, True),
]


@pytest.mark.parametrize(("first", "final", "there"), [case[1:] for case in FORCE], ids=[case[0] for case in FORCE])
def test_in_force(first: str | None, final: str | None, there: bool) -> None:
    known = scored(
        {"id": "A1", "first_period": first, "last_period": final},
        {"id": "B1"},
        actuals=[("A1", JUN, 87), ("B1", JUN, 50)],
        targets=[*TARGETS, ("B1", JUN, 60, 40)],
    )
    assert [row.id for row in known.results] == (["A1", "B1"] if there else ["B1"])
    assert set(known.history["indicator"]) == ({"A1", "B1"} if there else {"B1"})


def test_the_one_before_is_the_last_that_was_reported_not_the_quarter_before() -> None:
    row = only(actuals=[("A1", "2010-09-30", 70), ("A1", JUN, 87)], targets=TARGETS)
    assert (row.previous_end, row.previous_actual) == (date(2010, 9, 30), 70)
    assert row.base_end == date(2010, 9, 30)


def test_a_previous_result_without_a_target_has_its_state() -> None:
    row = only(actuals=[("A1", "2010-09-30", 70), ("A1", JUN, 87)], targets=TARGETS)
    assert row.previous_rating == "no-target"


def test_a_first_result_has_nothing_before_it() -> None:
    row = only(actuals=[("A1", JUN, 87)], targets=TARGETS)
    assert (row.previous_end, row.base_end, row.direction) == (None, None, "too-few")
    assert math.isnan(row.previous_actual)
    assert row.previous_rating == ""


NOTHING = "There is no result for the period."


@pytest.mark.parametrize(
    ("kind", "rating", "why"),
    [
        ("kpi", "not-available", NOTHING),
        ("data_only", "data-only", "The indicator is published for information and has no target by design."),
    ],
)
def test_an_indicator_without_any_value(kind: str, rating: str, why: str) -> None:
    known = scored({"id": "A1", "kind": kind}, {"id": "B1"}, actuals=[("B1", JUN, 87)], targets=TARGETS)
    row = known.results[0]
    assert (row.known, row.rating, row.rating_reason) == (False, rating, why)
    assert (row.direction, row.period_end, row.in_arrears, row.flag) == ("too-few", None, False, "")
    with pytest.raises(ValueError, match="A1 has no such period"):
        row.period(row.period_end)


def test_no_indicator_has_any_value() -> None:
    known = scored({"id": "A1"}, {"id": "B1"}, targets=TARGETS)
    assert [row.rating for row in known.results] == ["not-available", "not-available"]
    assert [len(known.points[name]) for name in ("A1", "B1")] == [3, 0]
    assert count_ratings(known.kpis["previous_rating"], scheme()).rated == 0


def test_a_value_of_an_empty_cell_is_no_value() -> None:
    row = only(actuals=[("A1", MAR, 79), ("A1", JUN, math.nan)], targets=TARGETS)
    assert (row.period_end, row.actual) == (date(2011, 3, 31), 79)
    assert row.in_arrears


def test_a_result_without_a_target_of_its_period() -> None:
    row = only(actuals=[("A1", JUN, 87)], targets=[("A1", MAR, 90, 83)])
    assert row.rating == "no-target"
    assert math.isnan(row.target)


def test_neutral_and_range_have_no_direction() -> None:
    known = scored(
        {"id": "A1", "polarity": "neutral"},
        {"id": "B1", "polarity": "range"},
        actuals=[(name, end, value) for name in ("A1", "B1") for end, value in ((MAR, 79), (JUN, 87))],
    )
    assert [row.direction for row in known.results] == ["not-comparable", "not-comparable"]


def test_order_is_the_registers_and_periods_run_forward() -> None:
    known = scored(
        {"id": "Z1"},
        {"id": "A1"},
        actuals=[("A1", JUN, 87), ("A1", MAR, 79), ("Z1", JUN, 1), ("Z1", MAR, 2)],
    )
    assert [row.id for row in known.results] == ["Z1", "A1"]
    assert list(known.history["indicator"]) == ["Z1", "Z1", "A1", "A1"]
    assert [point.period_end.month for point in known.points["Z1"]] == [3, 6]
    assert [row.actual for row in known.results] == [1, 87]


def test_kpis_are_told_from_other_indicators() -> None:
    known = scored({"id": "A1"}, {"id": "B1", "kind": "activity"}, {"id": "C1", "kind": "data_only"})
    assert list(known.kpis["id"]) == ["A1"]
    assert len(known.results) == 3


quarter_ends = st.sampled_from([f"{year}-{end}" for year in (2009, 2010) for end in ("03-31", "06-30", "09-30")])


@settings(max_examples=25)
@given(
    st.dictionaries(st.tuples(st.sampled_from(["A1", "B1"]), quarter_ends), st.integers(0, 100), min_size=1),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_files_rows_changes_nothing(values: dict[tuple[str, str], int], chance: Any) -> None:
    rows = [(name, end, value) for (name, end), value in values.items()]
    targets = [(name, end, 60, 40) for name, end in values]
    one = scored({"id": "A1"}, {"id": "B1"}, actuals=rows, targets=targets)
    chance.shuffle(rows)
    chance.shuffle(targets)
    other = scored({"id": "A1"}, {"id": "B1"}, actuals=rows, targets=targets)
    assert repr(one.results) == repr(other.results)
    assert repr(dict(one.points)) == repr(dict(other.points))
