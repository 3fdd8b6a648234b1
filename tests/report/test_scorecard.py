"""The scorecard: which result is the latest, what came before it, and who is in force."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from helpers.scoring import RULE, edition, organisation, scheme
from hypothesis import given, settings
from hypothesis import strategies as st

from qprlib.ground.errors import InputError
from qprlib.report.context import Context
from qprlib.report.document import Table
from qprlib.report.markdown_writer import to_markdown
from qprlib.report.parts import executive, overview, services, since
from qprlib.report.sentences.about_indicators import forecast_sentence
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
    assert row.rating_reason == "87% is below the target of 90% but above the floor of 83%."
    assert (row.base_end, row.base_value) == (date(2011, 3, 31), 79)
    assert (row.previous.period_end, row.previous.actual, row.previous.rating) == (date(2011, 3, 31), 79, "red")


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
    assert points[date(2011, 9, 30)].rating == "not-due"


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
    assert (row.previous.period_end, row.previous.actual) == (date(2010, 9, 30), 70)
    assert row.base_end == date(2010, 9, 30)


def test_a_previous_result_without_a_target_has_its_state() -> None:
    row = only(actuals=[("A1", "2010-09-30", 70), ("A1", JUN, 87)], targets=TARGETS)
    assert row.previous.rating == "no-target"


def test_a_first_result_has_nothing_before_it() -> None:
    row = only(actuals=[("A1", JUN, 87)], targets=TARGETS)
    assert (row.previous.period_end, row.base_end, row.direction) == (None, None, "too-few")
    assert math.isnan(row.previous.actual)
    assert row.previous.rating == ""


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


def test_neutral_is_neither_better_nor_worse_and_a_range_must_be_declared() -> None:
    known = scored(
        {"id": "A1", "polarity": "neutral"},
        {"id": "B1", "polarity": "range"},
        actuals=[(name, end, value) for name in ("A1", "B1") for end, value in ((MAR, 79), (JUN, 87))],
    )
    assert [row.direction for row in known.results] == ["increasing", "not-comparable"]


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


@settings(max_examples=25, deadline=None)
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


# The same quarter last year ---------------------------------------------------------------------------------

YEAR = ("2010-06-30", "2010-09-30", "2010-12-31", MAR, JUN)


def more(found: Any, **columns: Mapping[tuple[str, str], Any]) -> Any:
    """The same organisation with more columns of actuals or targets, by indicator and period end."""
    frame = found.actuals
    keys = [(name, str(end.date())) for name, end in zip(frame["indicator"], frame["period_end"], strict=True)]
    made = {column: [values.get(key, "") for key in keys] for column, values in columns.items()}
    for column, values in made.items():
        if column in ("numerator", "denominator"):
            made[column] = [value if value != "" else math.nan for value in values]
    return replace(found, actuals=frame.assign(**made))


def results(found: Any, by: Any = None, **of_edition: Any) -> list[Result]:
    return list(score(found, edition(**of_edition), by or scheme(), RULE).results)


def series(*values: float, name: str = "A1", targets: bool = True) -> Any:
    ends = YEAR[-len(values) :]
    aims = [(name, end, 90.0, 83.0) for end in ends] if targets else []
    return organisation([{"id": name}], [(name, end, value) for end, value in zip(ends, values, strict=True)], aims)


def test_the_same_period_a_year_before() -> None:
    (row,) = results(series(92, 80, 81, 82, 87))
    assert (row.year_before.period_end, row.year_before.actual, row.year_before.rating) == (
        date(2010, 6, 30),
        92,
        "green",
    )


@pytest.mark.parametrize("broken", [MAR, JUN])
def test_a_year_before_is_not_told_across_a_break(broken: str) -> None:
    (row,) = results(more(series(92, 80, 81, 82, 87), break_before={("A1", broken): "yes"}))
    assert (row.year_before.period_end, row.year_before.rating) == (None, "")
    assert math.isnan(row.year_before.actual)


def test_nothing_a_year_before() -> None:
    (row,) = results(series(80, 81, 82, 87))
    assert (row.year_before.period_end, row.year_before.rating) == (None, "")


# States -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["suppressed", "withdrawn", "new", "no-cases"])
def test_a_newer_period_that_says_why_is_not_hidden_by_an_older_result(state: str) -> None:
    (row,) = results(more(series(81, 82, math.nan), state={("A1", JUN): state}))
    assert (row.rating, row.period_end, row.known, row.in_arrears) == (state, date(2011, 6, 30), False, False)
    assert (row.previous.period_end, row.previous.actual) == (date(2011, 3, 31), 82)


@pytest.mark.parametrize(("state", "late"), [("", True), ("not-due", False)])
def test_an_older_result_stands_in_for_one_that_is_missing_or_not_due(state: str, late: bool) -> None:
    found = score(more(series(81, 82, math.nan), state={("A1", JUN): state}), edition(), scheme(), RULE)
    (row,) = found.results
    assert (row.actual, row.period_end, row.in_arrears, row.rating) == (82, date(2011, 3, 31), late, "red")
    assert found.older == 1


@pytest.mark.parametrize("state", ["not-available", "no-target", "target-tbc"])
def test_what_is_declared_of_the_due_period_decides(state: str) -> None:
    (row,) = results(more(series(81, 82, math.nan), state={("A1", JUN): state}))
    assert (row.rating, row.period_end, row.known, row.in_arrears) == (state, date(2011, 6, 30), False, False)
    assert (row.before.rating, row.before.actual) == ("red", 82)


@pytest.mark.parametrize("state", ["withdrawn", "new"])
@pytest.mark.parametrize(("later", "lasts"), [(math.nan, True), (82, False)])
def test_a_lasting_state_ends_with_the_next_result(state: str, later: float, lasts: bool) -> None:
    (row,) = results(more(series(81, later, math.nan, math.nan, math.nan), state={("A1", YEAR[0]): state}))
    assert row.rating == (state if lasts else "not-available")


# title, frequency, limit, period of the last result, whether it still stands for the quarter to June 2011
LIMITS = [
    ("a quarter late", "quarterly", None, MAR, True),
    ("two quarters late", "quarterly", None, "2010-12-31", False),
    ("two quarters late, of three allowed", "quarterly", 3, "2010-12-31", True),
    ("four quarters late, of three allowed", "quarterly", 3, "2010-06-30", False),
    ("a quarter late, and none allowed", "quarterly", 0, MAR, False),
    ("in time, and no arrears allowed", "quarterly", 0, JUN, True),
    ("a month late", "monthly", None, "2011-05-31", True),
    ("two months late", "monthly", None, "2011-04-30", False),
    ("a year late", "annual", None, "2010-03-31", True),
    ("two years late", "annual", None, "2009-03-31", False),
    ("a term late", "termly", None, "2010-12-31", True),
    ("two terms late", "termly", None, "2010-07-31", False),
]


@pytest.mark.parametrize(
    ("frequency", "limit", "end", "stands"), [case[1:] for case in LIMITS], ids=[case[0] for case in LIMITS]
)
def test_a_limit_of_arrears_ends_what_an_older_result_may_stand_for(
    frequency: str, limit: int | None, end: str, stands: bool
) -> None:
    row = only({"id": "A1", "frequency": frequency, "arrears": limit}, actuals=[("A1", end, 87)])
    assert (row.known, row.rating) == (stands, "no-target" if stands else "not-available")
    assert row.in_arrears is (stands and end != JUN)


# Before -----------------------------------------------------------------------------------------------------

# title, frequency, results by period, what stood at the end of March 2011
STOOD = [
    ("the quarter before", "quarterly", {MAR: 79, JUN: 87}, 79),
    ("the quarter before was missing", "quarterly", {"2010-12-31": 75, JUN: 87}, 75),
    ("two quarters before were missing", "quarterly", {"2010-09-30": 75, JUN: 87}, None),
    ("the last month of the quarter before", "monthly", {MAR: 79, "2011-04-30": 80, "2011-05-31": 81, JUN: 87}, 79),
    ("the same year's result", "annual", {"2010-03-31": 79, MAR: 87}, 87),
    ("the same school year's result", "school_year", {"2009-08-31": 79, "2010-08-31": 87}, 87),
    ("the term that had ended", "termly", {"2010-12-31": 79, "2011-04-30": 87}, 79),
    ("nothing yet", "quarterly", {JUN: 87}, None),
]


@pytest.mark.parametrize(("frequency", "values", "then"), [case[1:] for case in STOOD], ids=[case[0] for case in STOOD])
def test_before_is_what_stood_at_the_end_of_the_previous_quarter(
    frequency: str, values: dict[str, float], then: float | None
) -> None:
    row = only({"id": "A1", "frequency": frequency}, actuals=[("A1", end, value) for end, value in values.items()])
    assert row.before.rating == ("not-available" if then is None else "no-target")
    assert math.isnan(row.before.actual) if then is None else row.before.actual == then


def test_an_indicator_that_was_not_in_force_had_no_status_before() -> None:
    row = only({"id": "A1", "first_period": JUN}, actuals=[("A1", MAR, 79), ("A1", JUN, 87)], targets=TARGETS)
    assert (row.before.rating, row.before.period_end, row.previous.actual) == ("", None, 79)


def test_what_was_not_told_by_then_did_not_stand_before() -> None:
    """A result that always comes a quarter late is not set beside itself."""
    found = organisation([{"id": "A1"}], [("A1", "2010-12-31", 79), ("A1", MAR, 87)], TARGETS)
    told = pd.to_datetime(["2011-04-20", "2011-07-20"])
    found = replace(found, actuals=found.actuals.assign(first_told=told))
    (row,) = score(found, edition(), scheme(), RULE).results
    assert (row.actual, row.in_arrears, row.before.actual) == (87, True, 79)
    (row,) = score(found, edition(), scheme(), RULE, told_before=date(2011, 8, 1)).results
    assert row.before.actual == 87


@pytest.mark.parametrize("state", ["not-due", "not-available", "target-tbc"])
def test_the_only_thing_known_is_a_state(state: str) -> None:
    (row,) = results(more(series(math.nan), state={("A1", JUN): state}))
    assert (row.rating, row.known) == (state, False)


def test_no_cases_are_said() -> None:
    (row,) = results(more(series(82, math.nan), denominator={("A1", JUN): 0.0}))
    assert (row.rating, row.period_end, row.in_arrears) == ("no-cases", date(2011, 6, 30), False)


def test_a_suppressed_result_is_nowhere() -> None:
    small = scheme().model_copy(update={"suppress_below": 10})
    data = more(
        series(92, 80, 81, 82, 87),
        denominator={("A1", JUN): 9.0, ("A1", "2010-06-30"): 9.0, ("A1", MAR): 10.0},
        numerator={("A1", JUN): 8.0},
    )
    found = score(data, edition(), small, RULE)
    (row,) = found.results
    assert (row.rating, row.suppressed, row.known, row.flag) == ("suppressed", True, False, "")
    for number in (row.actual, row.numerator, row.denominator, row.year_before.actual):
        assert math.isnan(number)
    assert row.previous.actual == 82
    hidden = found.history[found.history["suppressed"]]
    assert hidden[["actual", "numerator", "denominator", "last_year"]].isna().all(axis=None)
    assert not found.history.isin([92.0, 87.0]).any(axis=None)
    assert found.runs == found.extremes == {}


def test_an_indicators_own_number_of_cases_goes_before_the_schemes() -> None:
    small = scheme().model_copy(update={"suppress_below": 10})
    data = more(series(87), denominator={("A1", JUN): 7.0})
    own = replace(data, indicators=data.indicators.assign(suppress_below=5.0))
    assert [row.rating for row in results(own, small)] == ["amber"]


# Ratings set by hand ----------------------------------------------------------------------------------------


def by_hand(found: Any, *rows: tuple[str, str, str]) -> Any:
    made = pd.DataFrame(rows, columns=["indicator", "period_end", "rating"])
    made["period_end"] = pd.to_datetime(made["period_end"])
    made = made.assign(role="Corporate Director", date=pd.Timestamp(2011, 8, 4), reason="Wrong floor")
    return replace(found, side={"overrides": made})


def test_a_rating_set_by_hand_stands_beside_the_computed_one() -> None:
    (row,) = results(by_hand(series(82, 87), ("A1", JUN, "red")))
    assert (row.rating, row.computed_rating, row.overridden) == ("red", "amber", True)
    assert row.override_role == "Corporate Director"
    assert "by decision of the Corporate Director on 4 August 2011: Wrong floor." in row.rating_reason
    assert "87% is below the target of 90% but above the floor of 83%." in row.rating_reason


def test_a_previous_rating_set_by_hand_is_marked() -> None:
    (row,) = results(by_hand(series(82, 87), ("A1", MAR, "green")))
    assert (row.overridden, row.before.rating, row.before.computed_rating) == (False, "green", "red")
    assert row.before.override_role == "Corporate Director"


def test_it_is_counted_as_set_and_runs_with_it() -> None:
    found = score(by_hand(series(82, 82, 87), ("A1", JUN, "red")), edition(), scheme(), RULE)
    assert count_ratings(found.kpis["rating"], scheme()).bands["red"] == 1
    assert found.runs["A1"].length == 3


def test_ratings_set_by_hand_of_later_periods_and_of_others_are_left_alone() -> None:
    data = series(82, 87)
    gone = replace(
        data, indicators=pd.concat([data.indicators, data.indicators.assign(id="B1", last_period=pd.Timestamp(MAR))])
    )
    (row,) = results(by_hand(gone, ("A1", SEP, "red"), ("B1", MAR, "red")))
    assert not row.overridden


def test_one_for_a_period_without_anything_is_refused() -> None:
    with pytest.raises(InputError, match="A1 has no period that ends on 2010-12-31"):
        results(by_hand(series(82, 87), ("A1", "2010-12-31", "red")))


def test_it_is_printed_wherever_the_rating_is(kent: Context) -> None:
    hands = by_hand(kent.data, ("HW01", JUN, "red"), ("HW02", MAR, "red"))
    found = replace(kent, scored=score(hands, kent.edition, kent.scheme, kent.rule))
    mark = "set by hand; the rule gives Amber"
    shown = {
        "summary": overview.summary_table(found),
        "service": services.opening(found, "Highways"),
        "card": services.card(found, "HW01"),
        "list of the worst": executive.worst_by_section(found),
    }
    for name, part in shown.items():
        assert mark in to_markdown(part) or "Rated Red by decision of the Corporate Director" in to_markdown(part), name
    assert "Rated Red by decision of the Corporate Director on 4 August 2011: Wrong floor." in to_markdown(
        shown["card"]
    )
    assert "One rating was set by hand." in to_markdown(executive.standfirst(found))
    trend = next(block for block in shown["card"].blocks if isinstance(block, Table))
    (rating,) = (row[-1] for row in trend.rows if row[0] == ("Jun\N{NO-BREAK SPACE}11",))
    assert mark in "".join(part if isinstance(part, str) else part.text for part in rating)
    # The one before of HW02 was set by hand, from Amber to Red.
    assert mark in to_markdown(since.changes(found))


# Forecasts --------------------------------------------------------------------------------------------------


def test_a_year_end_forecast_is_rated_beside_the_result() -> None:
    data = series(82, 87)
    data = replace(data, actuals=data.actuals.assign(forecast=91.0), targets=data.targets.assign(annual_target=95.0))
    (row,) = results(data)
    assert (row.rating, row.forecast_rating) == ("amber", "no-floor")
    assert forecast_sentence(row) == "The forecast for the year end is 91% against an annual target of 95%"
    (row,) = results(replace(data, targets=data.targets.assign(annual_target=90.0)))
    assert row.forecast_rating == "green"
