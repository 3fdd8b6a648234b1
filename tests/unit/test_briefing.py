"""Sentences for a cabinet: numbers up to nine in words, and always on which indicators a difference stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from helpers.published import counted, edition
from helpers.scoring import scheme
from hypothesis import given
from hypothesis import strategies as st

from qprlib.ground.reported import Reported
from qprlib.report.sentences import briefing, differences, travel_counts
from qprlib.report.sentences.sets import set_sentence
from qprlib.scoring.comparison import Comparison, Pair, Publication, Published, Sets, Standing, compare, pair
from qprlib.scoring.counts import Counts, group_directions, shares
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
    assert differences.change(now, before) == expected


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
    assert differences.quarter_words(Reported.parse("2011-12-Q3"), Reported.parse(before)) == expected


def test_the_year_turns_between_quarters() -> None:
    assert differences.quarter_words(Reported(2011, 1), Reported(2010, 4)) == "the previous quarter"


# Ratings ----------------------------------------------------------------------------------------------------

COUNTED = [
    ("several", counts(11, 8, 7), "Of 26 key performance indicators, 11 are rated Green, eight Amber and seven Red."),
    ("one", counts(1, 0, 0), "The only indicator is Green."),
    ("none is Green", counts(0, 2, 0),
     "Both key performance indicators are rated Amber."),
    ("with states", counts(2, 0, 1, data_only=1, no_target=2),
     "Of six key performance indicators, three are rated: two Green, none Amber and one Red. "
     "Three are not rated: one is shown for information only, and two have no target."),
    ("one left out", counts(1, 1, 1, not_available=1),
     "Of four key performance indicators, three are rated: one Green, one Amber and one Red. "
     "One has no result."),
    ("all in one band", counts(0, 0, 26), "All 26 key performance indicators are rated Red."),
    ("three of two bands", counts(0, 2, 1), "Of three key performance indicators, none are rated Green, two Amber and "
     "one Red."),
    ("the only one is new", counts(0, 0, 0, new=1), "The only indicator is new and has no target yet."),
    ("none rated", counts(0, 0, 0, new=2, no_cases=1), "None of the three key performance indicators is rated. "
     "Three are not rated: two are new and have no target yet, and one had no cases."),
    ("new ones", counts(1, 1, 0, new=2), "Of four key performance indicators, two are rated: one Green, one Amber and "
     "none Red. Two are new and have no target yet."),
]  # fmt: skip


@pytest.mark.parametrize(("found", "expected"), [case[1:] for case in COUNTED], ids=[case[0] for case in COUNTED])
def test_rating_sentence(found: Counts, expected: str) -> None:
    now = Standing(Reported.parse("2011-12-Q1"), found, {})
    assert briefing.rating_sentence(now, scheme()) == expected


def test_rating_sentence_with_changes_since() -> None:
    both = pair(counted("2011-12-Q1", (11, 8, 7)), counted("2010-11-Q4", (8, 11, 7)))
    assert briefing.rating_sentence(both, scheme()) == (
        "Of 26 key performance indicators, 11 are rated Green (three more than in the previous quarter), eight Amber "
        "(three fewer) and seven Red (the same)."
    )
    assert "11 are rated Green (three more), eight" in briefing.rating_sentence(both, scheme(), basis=False)


CHANGED = [
    ((6, 0, 0), (5, 1, 0),
     "All six key performance indicators are rated Green (one more than in the previous quarter)."),
    ((0, 0, 2), (0, 0, 2), "Both key performance indicators are rated Red (the same as in the previous quarter)."),
    ((0, 0, 1), (0, 1, 0), "The only indicator is Red; in the previous quarter it was Amber."),
    ((0, 0, 1), (0, 0, 1), "The only indicator is Red, as it was in the previous quarter."),
    ((0, 0, 1), (0, 0, 0), "The only indicator is Red; in the previous quarter it was not rated."),
]  # fmt: skip


@pytest.mark.parametrize(("now", "before", "expected"), CHANGED)
def test_all_in_one_band_with_the_change(now: Any, before: Any, expected: str) -> None:
    earlier = Standing(Reported.parse("2010-11-Q4"), counts(*before, **({} if sum(before) else {"no_target": 1})), {})
    assert briefing.rating_sentence(pair(counted("2011-12-Q1", now), earlier), scheme()) == expected


def test_rating_lines_say_what_each_band_means() -> None:
    assert briefing.rating_lines(counted("2011-12-Q1", (1, 0, 10)), scheme()) == [
        "One is rated Green: met.",
        "None are rated Amber: near.",
        "Ten are rated Red: far.",
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
    assert briefing.availability_sentence(counts(5, 0, 0)) == "All five indicators are rated."
    assert briefing.availability_sentence(counts(0, 0, 0, suppressed=1)) == (
        "The only indicator has too few cases to be published."
    )
    assert briefing.availability_sentence(counts(1, 0, 0, suppressed=1), counts(1, 0, 0)) == (
        "One of the two indicators is rated, the same as in the previous quarter. "
        "One has too few cases to be published."
    )


def test_nobody_is_in_the_worst_band() -> None:
    made = edition("2011-12-Q1", (2, 0, 0))
    assert briefing.rated_sentence(made, scheme().worst) == "No indicator is rated Red."
    assert briefing.rated_sentence(made, scheme().bands[0]) == "The two indicators rated Green are both in Roads."
    one = edition("2011-12-Q1", (0, 0, 1))
    assert briefing.rated_sentence(one, scheme().worst) == "The only indicator rated Red is in Roads."


@pytest.mark.parametrize(
    ("sections", "said"),
    [
        (("Roads", "Roads", "Waste"), "Of the three indicators rated Red, two are in Roads and one in Waste."),
        (("Parks", "Roads", "Waste", "Roads"),
         "Of the four indicators rated Red, two are in Roads, one in Parks and one in Waste."),
        (("Parks", "Waste"), "Of the two indicators rated Red, one is in Parks and one in Waste."),
        (("Parks and lakes", "Roads", "Roads"),
         "Of the three indicators rated Red, two are in Roads; and one in Parks and lakes."),
    ],
)  # fmt: skip
def test_in_which_sections_the_worst_are(sections: tuple[str, ...], said: str) -> None:
    rows = tuple(
        Published(f"K{place}", f"Indicator {place}", section, "red", "no-trend")
        for place, section in enumerate(sections)
    )
    made = replace(edition("2011-12-Q1", (0, 0, 1)), indicators=rows)
    assert briefing.rated_sentence(made, scheme().worst) == said


# Directions -------------------------------------------------------------------------------------------------

WAYS: list[tuple[str, Mapping[Direction, int], str]] = [
    ("both ways", {Direction.IMPROVING: 14, Direction.WORSENING: 12},
     "Performance is improving on 14 indicators and worsening on 12."),
    ("nothing improves", {Direction.WORSENING: 2}, "Performance is worsening on two indicators."),
    ("unchanged alone", {Direction.IMPROVING: 1, Direction.NO_CHANGE: 2},
     "Performance is improving on one indicator and unchanged on two."),
    ("none unchanged", {Direction.NO_TREND: 4}, "Performance is without a clear trend on four indicators."),
    ("some unchanged, some without a trend", {Direction.NO_CHANGE: 2, Direction.NO_TREND: 3},
     "Performance is stable or without a clear trend on five indicators."),
    ("every one", dict.fromkeys(Direction, 1),
     "Performance is improving on one indicator, stable or without a clear trend on two and worsening on one. "
     "One is increasing, one is decreasing, one cannot be compared with earlier results and one has too few results "
     "to show a trend."),
    ("none told", {Direction.TOO_FEW: 2}, "Two have too few results to show a trend."),
    ("no indicator", {}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("ways", "expected"), [case[1:] for case in WAYS], ids=[case[0] for case in WAYS])
def test_travel_sentence(ways: Mapping[Direction, int], expected: str) -> None:
    now = replace(counted("2011-12-Q1", (sum(ways.values()), 0, 0)), directions=ways)
    assert travel_counts.travel_sentence(now) == expected


@pytest.mark.parametrize(
    ("way", "said"),
    [
        (Direction.IMPROVING, "The only indicator is improving"),
        (Direction.NO_TREND, "The only indicator shows no clear trend"),
        (Direction.TOO_FEW, "The only indicator has too few results to show a trend"),
    ],
)
def test_the_direction_of_an_only_indicator(way: Direction, said: str) -> None:
    now = replace(counted("2011-12-Q1", (1, 0, 0)), directions={way: 1})
    before = replace(counted("2010-11-Q4", (1, 0, 0)), directions={way: 1})
    assert travel_counts.travel_sentence(now) == f"{said}."
    assert travel_counts.travel_sentence(pair(now, before)) == f"{said}, as in the previous quarter."
    other = replace(before, directions={Direction.WORSENING: 1})
    assert travel_counts.travel_sentence(pair(now, other)) == f"{said}."


def test_where_no_count_changed_that_is_one_sentence() -> None:
    both = pair(counted("2011-12-Q1", (4, 1, 0)), counted("2010-11-Q4", (4, 1, 0)))
    assert briefing.rated_changes_sentence(both, scheme()) == (
        "As many indicators have each rating as in the previous quarter."
    )


def test_where_nothing_fell_short_no_shares_of_nothing_are_told() -> None:
    year = Reported.parse("2010-11-Q4")
    said = briefing.year_end_sentence(counts(3, 0, 0), counts(2, 0, 0), year, scheme())
    assert said == "No rated indicator is Amber or Red, as at the end of 2010/11."
    assert "0% (0 of 3)" in briefing.year_end_sentence(counts(3, 0, 0), counts(2, 1, 0), year, scheme())


def test_travel_with_changes_names_what_is_none_now() -> None:
    both = pair(counted("2011-12-Q1", (4, 0, 0), (0, 3, 1)), counted("2010-11-Q4", (4, 0, 0), (2, 1, 1)))
    assert travel_counts.travel_sentence(both) == (
        "Performance is improving on none (two fewer than in the previous quarter), without a clear trend on three "
        "(two more) and worsening on one (the same)."
    )


def test_travel_as_before_says_so_once() -> None:
    both = pair(counted("2011-12-Q1", (4, 0, 0), (2, 1, 1)), counted("2010-11-Q4", (4, 0, 0), (2, 1, 1)))
    assert travel_counts.travel_sentence(both) == (
        "Performance is improving on two indicators, without a clear trend on one and worsening on one, as in the "
        "previous quarter."
    )


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (counts(0, 0, 1), "The only indicator is Red."),
        (counts(0, 0, 0, new=1), "The only indicator is new and has no target yet."),
        (counts(2, 0, 0), "Both indicators are Green."),
        (counts(1, 0, 1), "One indicator is Green and the other Red."),
        (counts(0, 0, 3), "All three indicators are Red."),
        (counts(4, 0, 1), "Four of the five indicators are Green and one is Red."),
        (counts(1, 2, 1), "One of the four indicators is Green, two are Amber and one is Red."),
        (counts(2, 0, 0, new=1), "Two of the three indicators are Green. One is new and has no target yet."),
        (counts(0, 0, 0), ""),
    ],
)
def test_how_a_service_stands(found: Counts, said: str) -> None:
    assert briefing.section_sentence(found, scheme()) == said


def test_what_fell_short_at_the_years_end() -> None:
    year = Reported.parse("2010-11-Q4")
    assert briefing.year_end_sentence(counts(17, 10, 10), counts(11, 20, 8), year, scheme()) == (
        "Of the rated indicators, 54% (20 of 37) are Amber or Red, compared with 72% (28 of 39) at the end of 2010/11."
    )
    assert briefing.year_end_sentence(counts(1, 0, 0), counts(0, 0, 0, new=1), year, scheme()) == ""


@given(st.dictionaries(st.sampled_from(list(Direction)), st.integers(0, 9)))
def test_no_direction_is_lost_between_the_groups(ways: dict[Direction, int]) -> None:
    assert group_directions(ways).total == sum(ways.values())


THEN = [
    ("better both ways", (7, 20, 11), "Three more indicators are improving than in the previous quarter and five fewer "
     "are worsening."),
    ("worse", (12, 20, 6), "Two fewer indicators are improving than in the previous quarter, and as many are "
     "worsening."),
    ("by one", (9, 24, 5), "One more indicator is improving than in the previous quarter and one more is worsening."),
    ("only fewer worsen", (10, 20, 8), "As many indicators are improving as in the previous quarter, and two fewer are "
     "worsening."),
]  # fmt: skip


@pytest.mark.parametrize(("then", "expected"), [case[1:] for case in THEN], ids=[case[0] for case in THEN])
def test_then(then: tuple[int, int, int], expected: str) -> None:
    both = pair(counted("2011-12-Q1", (38, 0, 0), (10, 22, 6)), counted("2010-11-Q4", (38, 0, 0), then))
    assert travel_counts.then_sentence(both) == expected


def test_then_the_same() -> None:
    now = counted("2011-12-Q1", (38, 0, 0), (10, 22, 6))
    both = pair(now, replace(now, quarter=Reported.parse("2010-11-Q1")))
    assert travel_counts.then_sentence(both) == "As many indicators are improving and worsening as a year ago."


# Sets of indicators -----------------------------------------------------------------------------------------


def comparison(now: Publication, before: Publication, *restated: Any) -> Comparison:
    return compare(now, before, scheme(), restated)


NOW = edition("2011-12-Q1", (2, 1, 1), (1, 2, 1))
BEFORE = replace(NOW, quarter=Reported.parse("2010-11-Q4"))


def test_a_difference_says_on_which_set_it_stands() -> None:
    smaller = replace(NOW, indicators=NOW.indicators[1:])
    found = comparison(smaller, BEFORE)
    assert differences.set_words(comparison(NOW, BEFORE).like_for_like) == ""
    assert differences.set_words(found.like_for_like) == ", on the three indicators in both reports"
    assert differences.set_words(found.as_published) == ", when four were reported"
    lines = {
        pair_.sets: briefing.rating_lines(pair_, scheme())[0] for pair_ in (found.like_for_like, found.as_published)
    }
    assert lines == {
        Sets.COMMON: (
            "One is rated Green (the same as in the previous quarter, on the three indicators in both reports): met."
        ),
        Sets.AS_PUBLISHED: "One is rated Green (one fewer than in the previous quarter, when four were reported): met.",
    }


def test_a_restated_quarter_is_called_so() -> None:
    found = comparison(NOW, BEFORE, replace(NOW.indicators[0], rating="red"))
    assert briefing.rating_lines(found.like_for_like, scheme())[0] == (
        "Two are rated Green (one more than in the previous quarter as restated since): met."
    )
    assert briefing.rating_lines(found.as_published, scheme())[0] == (
        "Two are rated Green (the same as in the previous quarter): met."
    )


def test_the_same_set() -> None:
    assert set_sentence(comparison(NOW, BEFORE)) == "The previous quarter had the same four indicators."


def test_sets_that_differ() -> None:
    first, second, *rest = NOW.indicators
    before = replace(BEFORE, indicators=(second, *rest, replace(first, id="X", name="Old", rating="not-available")))
    found = comparison(NOW, before, replace(second, rating="amber"))
    assert set_sentence(found) == (
        "Since the previous quarter one indicator has been removed (Old, last not available), one has been added "
        "(Indicator 1, now rated Green) and one has been restated (Indicator 2, reported as Green and no clear "
        "trend, now Amber and no clear trend). Three are in both reports."
    )


@given(st.lists(st.integers(0, 40), min_size=6, max_size=6))
def test_the_change_in_a_line_is_the_difference_of_its_numbers(numbers: list[int]) -> None:
    now, before = counted("2011-12-Q1", numbers[:3]), counted("2010-11-Q4", numbers[3:])
    both = Pair(now, now, before, Sets.AS_PUBLISHED)
    for line, new, old in zip(briefing.rating_lines(both, scheme()), numbers[:3], numbers[3:], strict=True):
        assert f"({differences.change(new, old)} " in line
