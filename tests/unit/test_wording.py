"""Sentences made from figures: what a reader is told must be what the figures say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import pytest
from helpers.scoring import NAN, cases, point, result, scheme
from hypothesis import given
from hypothesis import strategies as st

from qprlib.ground.calendar import day_in_words
from qprlib.ground.numbers import format_number
from qprlib.report.sentences.about_indicators import (
    against_target,
    finding,
    movement_sentence,
    narrow_sentence,
    narrowly_missed,
    polarity_words,
    result_sentence,
)
from qprlib.report.sentences.alternatives import trend_alt
from qprlib.report.sentences.travel import change_sentence, lag_sentence, travel_reason
from qprlib.scoring.counts import Counts, Movement, headline, status_label
from qprlib.scoring.rating import rate
from qprlib.scoring.states import Direction, NotRated


def counts(green: int, amber: int, red: int, **states: int) -> Counts:
    not_rated = {NotRated(name.replace("_", "-")): number for name, number in states.items()}
    return Counts({"green": green, "amber": amber, "red": red}, not_rated)


# Headline and counts ----------------------------------------------------------------------------------------

WAYS = {Direction.IMPROVING: 14, Direction.WORSENING: 12}
HEADLINES: list[tuple[str, Counts, Mapping[Direction, int], int, str]] = [
    ("Kent", counts(11, 8, 7), WAYS, 0, "26 KPIs: 11 Green, 8 Amber, 7 Red; 14 improving, 12 worsening"),
    ("one", counts(1, 0, 0), {Direction.NO_CHANGE: 1}, 0, "1 KPI: 1 Green, 0 Amber, 0 Red; 1 no change"),
    ("with states", counts(1, 0, 0, no_target=2), {Direction.TOO_FEW: 3}, 2,
     "3 KPIs: 1 Green, 0 Amber, 0 Red, 2 no target; 3 too few points; 2 results older than the quarter"),
    ("one is older", counts(1, 0, 0), {Direction.NO_CHANGE: 1}, 1,
     "1 KPI: 1 Green, 0 Amber, 0 Red; 1 no change; 1 result older than the quarter"),
    ("none", counts(0, 0, 0), {}, 0, "0 KPIs: 0 Green, 0 Amber, 0 Red"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("found", "ways", "older", "expected"), [case[1:] for case in HEADLINES], ids=[case[0] for case in HEADLINES]
)
def test_headline(found: Counts, ways: Mapping[Direction, int], older: int, expected: str) -> None:
    ratings = [name for name, number in {**found.bands, **found.not_rated}.items() for _ in range(number)]
    led = [way for way, number in ways.items() for _ in range(number)]
    kpis = pd.DataFrame({"rating": ratings, "direction": led, "older": [place < older for place in range(len(led))]})
    assert headline(kpis, scheme()) == expected


MOVED = [
    ("none", [], "No indicator has moved to a better or worse rating since the previous quarter."),
    ("one up", [1], "One indicator has moved to a better rating since the previous quarter."),
    ("one down", [-2], "One indicator has moved to a worse rating since the previous quarter."),
    ("both ways", [1, 2, -1], "Three indicators have changed rating since the previous quarter: two for the better "
     "and one for the worse."),
    ("two up", [1, 1], "Two indicators have changed rating since the previous quarter, both for the better."),
    ("many", [-1] * 10, "Ten indicators have changed rating since the previous quarter, all for the worse."),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "expected"), [case[1:] for case in MOVED], ids=[case[0] for case in MOVED])
def test_movement_sentence(steps: list[int], expected: str) -> None:
    best, worst = scheme().bands[0], scheme().worst
    assert (
        movement_sentence([Movement("A1", best, worst, number) for number in steps], "the previous quarter") == expected
    )


# The latest result ------------------------------------------------------------------------------------------

DAYS: dict[str, Any] = {
    "unit": "days",
    "decimals": 1,
    "polarity": "lower",
    "actual": 24.4,
    "target": 28.0,
    "floor": 29.5,
}
TO_DATE: dict[str, Any] = {
    "unit": "number", "basis": "year_to_date", "actual": 418.0, "before": 2588.0, "target": 775.0,
    "direction": "worsening",
}  # fmt: skip

RESULTS: list[tuple[str, dict[str, Any], str]] = [
    ("a percentage", {}, "87% in the quarter to June 2011, against a target of 90%"),
    ("days", DAYS, "24.4 days in the quarter to June 2011, against a target of 28.0"),
    ("a snapshot", {"basis": "snapshot"}, "87% on 30 June 2011, against a target of 90%"),
    ("no target", {"target": NAN}, "87% in the quarter to June 2011"),
    ("adding up", TO_DATE, "418 from April to June 2011, against a target of 775"),
    ("no result", {"actual": NAN, "period_end": None}, "No result is available for this quarter"),
]


@pytest.mark.parametrize(("changes", "expected"), [case[1:] for case in RESULTS], ids=[case[0] for case in RESULTS])
def test_result_sentence(changes: dict[str, Any], expected: str) -> None:
    assert result_sentence(result(**changes)) == expected


STANDINGS: list[tuple[str, dict[str, Any], str]] = [
    ("below", {}, "below the target of 90%"),
    ("above", {"actual": 93.0}, "above the target of 90%"),
    ("equal", {"actual": 90.0}, "equal to the target of 90%"),
    ("printed as equal", {"actual": 89.6}, "equal to the target of 90%"),
    ("lower is better: within", DAYS, "within the target of 28.0"),
    ("lower is better: above", {**DAYS, "actual": 29.0}, "above the target of 28.0"),
    ("lower is better: equal", {**DAYS, "actual": 28.0}, "equal to the target of 28.0"),
    ("a target in halves", {"actual": 73.0, "target": 73.5}, "below the target of 73.5%"),
    ("printed above a target it is just below", {"actual": 73.6, "target": 73.8}, "above the target of 73.8%"),
    ("no target", {"target": NAN}, ""),
    ("no result", {"actual": NAN}, ""),
]


@pytest.mark.parametrize(("changes", "expected"), [case[1:] for case in STANDINGS], ids=[case[0] for case in STANDINGS])
def test_against_target(changes: dict[str, Any], expected: str) -> None:
    assert against_target(result(**changes)) == expected


tenths = st.integers(-2000, 2000).map(lambda number: number / 10)


@given(tenths, tenths, st.integers(0, 1), st.sampled_from(["higher", "lower"]))
def test_the_sentence_never_contradicts_the_rating(actual: float, target: float, decimals: int, polarity: str) -> None:
    row = result(actual=actual, target=target, floor=NAN, decimals=decimals, polarity=polarity)
    case = {"actual": actual, "target": target, "decimals": decimals, "polarity": polarity}
    met = rate(cases([case]), scheme())["rating"].iloc[0] == "green"
    better = "within" if polarity == "lower" else "above"
    assert against_target(row).startswith((better, "equal to")) is met


FINDINGS: list[tuple[str, dict[str, Any], str]] = [
    ("up, below", {}, "Up from 79% to 87% since March 2011, below the target of 90%"),
    ("up, equal", {"actual": 90.0}, "Up from 79% to 90% since March 2011, equal to the target of 90%"),
    ("down, within", {**DAYS, "before": 29.5},
     "Down from 29.5 to 24.4 days since March 2011, within the target of 28.0"),
    ("up, above a ceiling", {**DAYS, "actual": 30.0, "before": 29.5},
     "Up from 29.5 to 30.0 days since March 2011, above the target of 28.0"),
    ("unchanged", {"before": 87.0}, "Unchanged at 87% since March 2011, below the target of 90%"),
    ("printed unchanged", {"before": 86.9}, "Unchanged at 87% since March 2011, below the target of 90%"),
    ("adding up through a year", TO_DATE, "418 from April to June 2011, below the target of 775"),
    ("no value before", {"before": NAN, "previous_end": None},
     "87% in the quarter to June 2011, below the target of 90%"),
    ("no target", {"target": NAN}, "Up from 79% to 87% since March 2011"),
    ("school years", {"frequency": "school_year", "basis": "academic_year", "period_end": date(2011, 8, 31),
                      "previous_end": date(2010, 8, 31)}, "Up from 79% to 87% since 2010, below the target of 90%"),
    ("financial years", {"frequency": "annual", "basis": "annual", "period_end": date(2011, 3, 31),
                         "previous_end": date(2010, 3, 31)},
     "Up from 79% to 87% since 2009/10, below the target of 90%"),
    ("no result", {"actual": NAN}, "No result for this quarter yet"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), [case[1:] for case in FINDINGS], ids=[case[0] for case in FINDINGS])
def test_finding(changes: dict[str, Any], expected: str) -> None:
    assert finding(result(**changes)) == expected


SENTENCES: list[tuple[str, dict[str, Any], str]] = [
    ("up", {}, "Up by 8 percentage points since March 2011 (79%)."),
    ("up by one", {"before": 86.0}, "Up by 1 percentage point since March 2011 (86%)."),
    ("up by ten", {"before": 77.0}, "Up by 10 percentage points since March 2011 (77%)."),
    ("down", {**DAYS, "before": 29.5}, "Down by 5.1 days since March 2011 (29.5)."),
    ("a rate", {"unit": "per 10,000 children", "actual": 56.0, "before": 55.0}, "Up by 1 since March 2011 (55)."),
    ("the change of what is printed", {"decimals": 1, "actual": 79.86, "before": 79.84},
     "Up by 0.1 percentage points since March 2011 (79.8%)."),
    ("unchanged", {"before": 87.0, "direction": "no-change"}, "The same as in March 2011 (87%)."),
    ("adding up", TO_DATE, "This is the year so far; the 2,588 for March 2011 covered the whole year."),
    ("unlike", {"direction": "not-comparable", "basis": "year_to_date"},
     "It is not compared with 79% for March 2011, which covers an unlike period."),
    ("neutral", {"direction": "not-comparable", "polarity": "neutral"},
     "Neither higher nor lower is better, so it is not compared with 79% for March 2011."),
    ("best within a range", {"direction": "not-comparable", "polarity": "range"},
     "Values inside a range are best, so it is not compared with 79% for March 2011."),
    ("too few", {"direction": "too-few"}, "There is no earlier result to compare with."),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), [case[1:] for case in SENTENCES], ids=[case[0] for case in SENTENCES])
def test_change_sentence(changes: dict[str, Any], expected: str) -> None:
    assert change_sentence(result(**changes)) == expected


def test_a_small_change_that_counts_as_none_is_told_all_the_same() -> None:
    small = "Up from 86% for March 2011: a change smaller than 3% is no change."
    told = {"direction": "no-change", "direction_code": "previous-period", "direction_reason": small}
    assert travel_reason(result(before=86.0, **told)) == small
    assert travel_reason(result(before=87.0, **told)) == "The same as in March 2011 (87%)."


@given(tenths, tenths)
def test_the_size_of_a_change_is_the_difference_of_the_printed_values(before: float, now: float) -> None:
    said = change_sentence(result(unit="number", actual=now, before=before, direction="improving"))
    printed = [int(format_number(value, 0).replace(",", "").replace("−", "-")) for value in (before, now)]
    way = "Up" if printed[1] > printed[0] else "Down"
    assert said.startswith(f"{way} by {format_number(abs(printed[1] - printed[0]), 0)} since")


# Charts in words --------------------------------------------------------------------------------------------


LINES: list[tuple[str, list[float], str]] = [
    ("none", [], "Line chart: no result yet."),
    ("one", [79], "Line chart: 79% in Mar 11."),
    ("two", [79, 87], "Line chart: 79% in Mar 11, 87% in Jun 11."),
    ("straight", [79, 83, 87], "Line chart: 79% in Mar 11, 87% in Sep 11."),
    ("a valley", [79, 70, 82, 87], "Line chart: 79% in Mar 11, lowest 70% in Jun 11, 87% in Dec 11."),
    ("a hill", [79, 95, 82, 87], "Line chart: 79% in Mar 11, highest 95% in Jun 11, 87% in Dec 11."),
    ("both, the hill higher", [79, 78, 95, 87], "Line chart: 79% in Mar 11, highest 95% in Sep 11, 87% in Dec 11."),
]
ENDS = (date(2011, 3, 31), date(2011, 6, 30), date(2011, 9, 30), date(2011, 12, 31))


@pytest.mark.parametrize(("values", "expected"), [case[1:] for case in LINES], ids=[case[0] for case in LINES])
def test_an_alternative_says_where_a_line_begins_turns_and_ends(values: list[float], expected: str) -> None:
    points = [point(end, value, 90, 83) for end, value in zip(ENDS, values, strict=False)]
    assert trend_alt(result(), points) == expected


def test_an_alternative_names_the_range_and_no_turn_of_what_adds_up() -> None:
    points = [point(end, value) for end, value in zip(ENDS, [79, 70, 82, 87], strict=True)]
    ranged = result(target=NAN, lower=70.0, upper=80.0, polarity="range", basis="year_to_date")
    assert trend_alt(ranged, points) == "Line chart: 79% in Mar 11, 87% in Dec 11. Target range 70% to 80%."


MISSES: list[tuple[str, dict[str, Any], bool]] = [
    ("just below", {"actual": 89.0}, True),
    ("at the margin", {"actual": 88.2, "decimals": 1}, True),
    ("beyond it", {"actual": 88.1, "decimals": 1}, False),
    ("met", {"actual": 90.0, "against_target": "met"}, False),
    ("just above, where lower is better", {"polarity": "lower", "actual": 91.0}, True),
    ("within, where lower is better", {"polarity": "lower", "actual": 89.0, "against_target": "met"}, False),
    ("no target", {"target": NAN}, False),
]


@pytest.mark.parametrize(("changes", "narrow"), [case[1:] for case in MISSES], ids=[case[0] for case in MISSES])
def test_a_narrow_miss_is_within_the_declared_margin_of_the_target(changes: dict[str, Any], narrow: bool) -> None:
    assert narrowly_missed(result(**{"against_target": "missed", **changes}), 2) is narrow


def test_narrow_misses_are_named_with_result_and_target() -> None:
    row = result(actual=89.0, against_target="missed")
    assert narrow_sentence([result(actual=60.0)], 2) == ""
    assert narrow_sentence([row], 2) == (
        "One indicator narrowly missed its target, by no more than 2% of the target: "
        "Repairs within 28 days (89% against 90%)."
    )
    assert narrow_sentence([row, row], 2.5).startswith(
        "Two indicators narrowly missed their targets, by no more than 2.5% of the target: "
    )


LAGS: list[tuple[str, dict[str, Any], bool]] = [
    ("worsening, and better in the last step", {"direction": "worsening"}, True),
    ("improving, and better in the last step", {"direction": "improving"}, False),
    ("improving, and worse in the last step", {"before": 88.0, "direction": "improving"}, True),
    ("lower is better", {"direction": "improving", "polarity": "lower"}, True),
    ("no step", {"before": 87.0, "direction": "worsening"}, False),
    ("a quarter alone", {"direction": "worsening", "basis": "quarter"}, False),
]


@pytest.mark.parametrize(("changes", "told"), [case[1:] for case in LAGS], ids=[case[0] for case in LAGS])
def test_a_rolling_result_is_slow_where_its_last_step_went_the_other_way(changes: dict[str, Any], told: bool) -> None:
    said = lag_sentence(result(**{"basis": "rolling_12_months", **changes}))
    assert said == ("As each result covers 12 months, it is slow to show a recent change." if told else "")


@dataclass(frozen=True)
class _Words:
    rating: str
    label: str


@pytest.mark.parametrize(
    "case", [_Words("red", "Red"), _Words("no-floor", "No floor"), _Words("data-only", "Data only")], ids=str
)
def test_the_word_for_a_rating(case: _Words) -> None:
    assert status_label(case.rating, scheme()) == case.label


def test_small_words() -> None:
    assert day_in_words(date(2011, 8, 1)) == "1 August 2011"
    assert polarity_words("lower") == "Lower values are better"
