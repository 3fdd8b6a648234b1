"""Sentences for a cabinet: numbers up to nine in words, and always on which indicators a difference stands."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from helpers.published import counted, edition
from helpers.scoring import result, scheme
from hypothesis import given
from hypothesis import strategies as st

from qprlib.pages import briefing
from qprlib.periods import Quarter
from qprlib.scoring.comparison import Comparison, Pair, Publication, Sets, Standing, compare, pair
from qprlib.scoring.counts import Counts, group_directions, shares
from qprlib.scoring.runs import Extreme, Limit, Run
from qprlib.scoring.states import Direction, NotRated


def counts(green: int, amber: int, red: int, **states: int) -> Counts:
    not_rated = {NotRated(name.replace("_", "-")): number for name, number in states.items()}
    return Counts({"green": green, "amber": amber, "red": red}, not_rated)


# Differences ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [(11, 8, "three more"), (7, 8, "one fewer"), (8, 8, "the same"), (30, 5, "25 more"), (0, 9, "nine fewer")],
)
def test_change(now: int, before: int, expected: str) -> None:
    assert briefing.change(now, before) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("2011-12-Q2", "the previous quarter"),
        ("2010-11-Q3", "quarter three last year"),
        ("2011-12-Q1", "quarter one of 2011/12"),
        ("2009-10-Q3", "quarter three of 2009/10"),
    ],
)
def test_quarters(before: str, expected: str) -> None:
    assert briefing.quarter_words(Quarter.parse("2011-12-Q3"), Quarter.parse(before)) == expected


def test_the_year_turns_between_quarters() -> None:
    assert briefing.quarter_words(Quarter(2011, 1), Quarter(2010, 4)) == "the previous quarter"


# Ratings ----------------------------------------------------------------------------------------------------

COUNTED = [
    ("several", counts(11, 8, 7), "Of 26 key performance indicators, 11 are rated Green, eight Amber and seven Red."),
    ("one", counts(1, 0, 0), "Of one key performance indicator, one is rated Green, none Amber and none Red."),
    ("none is Green", counts(0, 2, 0),
     "Of two key performance indicators, none are rated Green, two Amber and none Red."),
    ("with states", counts(2, 0, 1, data_only=1, no_target=2),
     "Of six key performance indicators, three are rated: two Green, none Amber and one Red. "
     "Three are not rated: one data only and two no target."),
    ("one left out", counts(1, 1, 1, not_available=1),
     "Of four key performance indicators, three are rated: one Green, one Amber and one Red. "
     "One is not rated: one not available."),
]  # fmt: skip


@pytest.mark.parametrize(("found", "expected"), [case[1:] for case in COUNTED], ids=[case[0] for case in COUNTED])
def test_rating_sentence(found: Counts, expected: str) -> None:
    now = Standing(Quarter.parse("2011-12-Q1"), found, {})
    assert briefing.rating_sentence(now, scheme()) == expected


def test_rating_sentence_with_changes_since() -> None:
    both = pair(counted("2011-12-Q1", (11, 8, 7)), counted("2010-11-Q4", (8, 11, 7)))
    assert briefing.rating_sentence(both, scheme()) == (
        "Of 26 key performance indicators, 11 are rated Green (three more than the previous quarter), eight Amber "
        "(three fewer) and seven Red (the same)."
    )
    assert "11 are rated Green (three more than the period before)" in briefing.rating_sentence(
        both, scheme(), since="the period before"
    )


def test_rating_lines_say_what_each_band_means() -> None:
    assert briefing.rating_lines(counted("2011-12-Q1", (1, 0, 10)), scheme()) == [
        "One is rated Green: met.",
        "None are rated Amber: near.",
        "10 are rated Red: far.",
    ]


def test_shares_that_do_not_add_up_have_a_note() -> None:
    assert briefing.share_note(counts(11, 8, 7)) == ""
    assert briefing.share_note(counts(1, 1, 1)) == "Percentages may not add up to 100 because of rounding."
    assert briefing.share_note(counts(11, 8, 7), counts(1, 1, 1)) == briefing.ROUNDING_NOTE
    assert briefing.share_note(counts(0, 0, 0), counts(0, 0, 0, no_target=2)) == ""


@given(st.lists(st.integers(0, 300), min_size=3, max_size=3))
def test_the_note_stands_exactly_where_printed_shares_do_not_make_100(numbers: list[int]) -> None:
    found = counts(*numbers)
    rows = briefing.share_rows([found], scheme())[:-1]
    printed = [int(row[1].split("%")[0]) for row in rows] if found.rated else []
    assert bool(briefing.share_note(found)) is (bool(printed) and sum(printed) != 100)
    assert list(shares(found).values()) == printed


def test_shares_of_nothing() -> None:
    assert briefing.share_rows([counts(0, 0, 0, no_target=2)], scheme()) == [
        ["Green", "none rated"], ["Amber", "none rated"], ["Red", "none rated"], ["Total rated", "0 of 2"],
    ]  # fmt: skip


def test_availability() -> None:
    assert briefing.availability_sentence(counts(5, 0, 0)) == "5 of 5 indicators have a result that is rated."
    assert briefing.availability_sentence(counts(1, 0, 0, suppressed=1), counts(1, 0, 0)) == (
        "1 of 2 indicators have a result that is rated, the same as in the previous quarter. "
        "One is not rated: one suppressed."
    )


def test_nobody_is_in_the_worst_band() -> None:
    made = edition("2011-12-Q1", (2, 0, 0))
    assert briefing.rated_sentence(made, scheme().worst) == "No indicator is rated Red."
    assert briefing.rated_sentence(made, scheme().bands[0]) == "The two indicators rated Green are in: Roads (two)."
    one = edition("2011-12-Q1", (0, 0, 1))
    assert briefing.rated_sentence(one, scheme().worst) == "The indicator rated Red is in: Roads (one)."


# Directions -------------------------------------------------------------------------------------------------

WAYS: list[tuple[str, Mapping[Direction, int], str]] = [
    ("both ways", {Direction.IMPROVING: 14, Direction.WORSENING: 12},
     "Performance is improving on 14 indicators and worsening on 12."),
    ("nothing improves", {Direction.WORSENING: 1}, "Performance is worsening on one indicator."),
    ("unchanged alone", {Direction.IMPROVING: 1, Direction.NO_CHANGE: 2},
     "Performance is improving on one indicator and unchanged on two."),
    ("some unchanged, some without a trend", {Direction.NO_CHANGE: 2, Direction.NO_TREND: 3},
     "Performance is stable or without a clear trend on five indicators."),
    ("every one", dict.fromkeys(Direction, 1),
     "Performance is improving on one indicator, stable or without a clear trend on two and worsening on one. "
     "Besides: one increasing, one decreasing, one not comparable and one with too few points."),
    ("none told", {Direction.TOO_FEW: 2}, "No direction: two with too few points."),
    ("no indicator", {}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("ways", "expected"), [case[1:] for case in WAYS], ids=[case[0] for case in WAYS])
def test_travel_sentence(ways: Mapping[Direction, int], expected: str) -> None:
    now = replace(counted("2011-12-Q1", (sum(ways.values()), 0, 0)), directions=ways)
    assert briefing.travel_sentence(now) == expected


def test_travel_with_changes_names_what_is_none_now() -> None:
    both = pair(counted("2011-12-Q1", (4, 0, 0), (0, 3, 1)), counted("2010-11-Q4", (4, 0, 0), (2, 1, 1)))
    assert briefing.travel_sentence(both) == (
        "Performance is improving on none (two fewer than the previous quarter), stable or without a clear trend on "
        "three (two more) and worsening on one (the same)."
    )


@given(st.dictionaries(st.sampled_from(list(Direction)), st.integers(0, 9)))
def test_no_direction_is_lost_between_the_groups(ways: dict[Direction, int]) -> None:
    assert group_directions(ways).total == sum(ways.values())


THEN = [
    ("better both ways", (7, 20, 11), "better than in the previous quarter, when three fewer indicators were improving "
     "and five more were worsening"),
    ("worse", (12, 20, 6), "worse than in the previous quarter, when two more indicators were improving and as many "
     "were worsening"),
    ("mixed", (9, 24, 5), "neither better nor worse than in the previous quarter, when one fewer indicator was "
     "improving and one fewer was worsening"),
    ("only fewer worsen", (10, 20, 8), "better than in the previous quarter, when as many indicators were improving "
     "and two more were worsening"),
]  # fmt: skip


@pytest.mark.parametrize(("then", "expected"), [case[1:] for case in THEN], ids=[case[0] for case in THEN])
def test_then(then: tuple[int, int, int], expected: str) -> None:
    both = pair(counted("2011-12-Q1", (38, 0, 0), (10, 22, 6)), counted("2010-11-Q4", (38, 0, 0), then))
    assert briefing.then_sentence(both) == f"The direction of travel is {expected}."


def test_then_the_same() -> None:
    now = counted("2011-12-Q1", (38, 0, 0), (10, 22, 6))
    both = pair(now, replace(now, quarter=Quarter.parse("2010-11-Q1")))
    assert briefing.then_sentence(both) == (
        "As many indicators are improving and worsening as in quarter one last year."
    )


# Sets of indicators -----------------------------------------------------------------------------------------


def comparison(now: Publication, before: Publication, *restated: Any) -> Comparison:
    return compare(now, before, scheme(), restated)


NOW = edition("2011-12-Q1", (2, 1, 1), (1, 2, 1))
BEFORE = replace(NOW, quarter=Quarter.parse("2010-11-Q4"))


def test_a_difference_says_on_which_set_it_stands() -> None:
    smaller = replace(NOW, indicators=NOW.indicators[1:])
    found = comparison(smaller, BEFORE)
    assert briefing.set_words(comparison(NOW, BEFORE).like_for_like) == ""
    assert briefing.set_words(found.like_for_like) == " on the three indicators in both"
    assert briefing.set_words(found.as_published) == ", when four were reported"
    lines = {
        pair_.sets: briefing.rating_lines(pair_, scheme())[0] for pair_ in (found.like_for_like, found.as_published)
    }
    assert lines == {
        Sets.COMMON: "One is rated Green (the same as in the previous quarter on the three indicators in both): met.",
        Sets.AS_PUBLISHED: "One is rated Green (one fewer than the previous quarter, when four were reported): met.",
    }


def test_a_restated_quarter_is_called_so() -> None:
    found = comparison(NOW, BEFORE, replace(NOW.indicators[0], rating="red"))
    assert briefing.rating_lines(found.like_for_like, scheme())[0] == (
        "Two are rated Green (one more than the previous quarter as restated since): met."
    )
    assert briefing.rating_lines(found.as_published, scheme())[0] == (
        "Two are rated Green (the same as in the previous quarter): met."
    )


def test_the_same_set() -> None:
    assert briefing.set_sentence(comparison(NOW, BEFORE)) == "The previous quarter had the same four indicators."
    assert briefing.reconciliation_lines(comparison(NOW, BEFORE)) == []


def test_sets_that_differ() -> None:
    first, second, *rest = NOW.indicators
    before = replace(BEFORE, indicators=(second, *rest, replace(first, id="X", name="Old", rating="not-available")))
    found = comparison(NOW, before, replace(second, rating="amber"))
    assert briefing.set_sentence(found) == (
        "Since the previous quarter one indicator has been removed (Old, last not available), one has been added "
        "(Indicator 1, now rated Green) and one has been restated (Indicator 2, published as Green and no clear "
        "trend, now Amber and no clear trend). Three are in both."
    )
    assert briefing.reconciliation_lines(found) == [
        "Green: one published for the previous quarter, one lost by restatement, none on the indicators in both.",
        "Amber: one published for the previous quarter, one gained by restatement, two on the indicators in both.",
        "Red: one published for the previous quarter, one on the indicators in both.",
        "Not available: one published for the previous quarter, one removed, none on the indicators in both.",
    ]


@given(st.lists(st.integers(0, 40), min_size=6, max_size=6))
def test_the_change_in_a_line_is_the_difference_of_its_numbers(numbers: list[int]) -> None:
    now, before = counted("2011-12-Q1", numbers[:3]), counted("2010-11-Q4", numbers[3:])
    both = Pair(now, now, before, Sets.AS_PUBLISHED)
    for line, new, old in zip(briefing.rating_lines(both, scheme()), numbers[:3], numbers[3:], strict=True):
        assert f"({briefing.change(new, old)} " in line


# One indicator ----------------------------------------------------------------------------------------------

JUNE = date(2011, 6, 30)
FOUR_YEARS = Extreme(True, JUNE, date(2007, 6, 30), 16, date(2007, 3, 31), 90.0, Limit.EARLIER_RESULT)

EXTREMES: list[tuple[str, Extreme, dict[str, Any], str]] = [
    ("for over four years", FOUR_YEARS, {},
     "The highest (best) result for over four years: the last as high was 90% for Mar 07."),
    ("for exactly four years", replace(FOUR_YEARS, since=date(2007, 6, 30)), {},
     "The highest (best) result for four years: the last as high was 90% for Jun 07."),
    ("for a year", replace(FOUR_YEARS, since=date(2010, 6, 30)), {},
     "The highest (best) result for a year: the last as high was 90% for Jun 10."),
    ("lower is better", FOUR_YEARS, {"polarity": "lower", "unit": "days", "decimals": 1},
     "The highest (worst) result for over four years: the last as high was 90.0 for Mar 07."),
    ("lowest", replace(FOUR_YEARS, highest=False), {},
     "The lowest (worst) result for over four years: the last as low was 90% for Mar 07."),
    ("neither way is better", FOUR_YEARS, {"polarity": "neutral"},
     "The highest result for over four years: the last as high was 90% for Mar 07."),
    ("the data begin", replace(FOUR_YEARS, since=None, since_value=math.nan, limit=Limit.START), {},
     "The highest (best) result for at least four years: the results held begin in June 2007."),
    ("the series begins anew", replace(FOUR_YEARS, since=None, first=date(2009, 9, 30), limit=Limit.BREAK), {},
     "The highest (best) result for at least a year: the series begins anew in September 2009."),
    ("a gap", replace(FOUR_YEARS, since=None, limit=Limit.GAP), {},
     "The highest (best) result for at least four years: the result before June 2007 is missing."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("extreme", "changes", "expected"), [case[1:] for case in EXTREMES], ids=[case[0] for case in EXTREMES]
)
def test_extremes(extreme: Extreme, changes: dict[str, Any], expected: str) -> None:
    assert briefing.extreme_sentence(result(**changes), extreme) == expected


RUNS = [
    ("four", Run("red", 4, date(2010, 9, 30), Limit.EARLIER_RESULT), "quarterly",
     "Rated Red for four quarters in a row, since Sep 10."),
    ("since the data begin", Run("red", 4, date(2010, 9, 30), Limit.START), "quarterly",
     "Rated Red for at least four quarters in a row, since Sep 10."),
    ("months", Run("amber", 12, date(2010, 7, 31), Limit.EARLIER_RESULT), "monthly",
     "Rated Amber for 12 months in a row, since Jul 10."),
    ("the first time", Run("red", 1, JUNE, Limit.EARLIER_RESULT), "quarterly", ""),
    ("not rated", Run("no-target", 4, date(2010, 9, 30), Limit.EARLIER_RESULT), "quarterly", ""),
]  # fmt: skip


@pytest.mark.parametrize(("run", "frequency", "expected"), [case[1:] for case in RUNS], ids=[case[0] for case in RUNS])
def test_runs(run: Run, frequency: str, expected: str) -> None:
    assert briefing.run_sentence(result(frequency=frequency), run, scheme()) == expected
