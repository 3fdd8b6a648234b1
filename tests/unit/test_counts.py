"""Counts by rating, section and direction, and who moved band."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest
from helpers.scoring import AMBER, GREEN, RED, scheme
from hypothesis import given, settings
from hypothesis import strategies as st

from qprlib.scoring.counts import (
    Counts,
    count_by_section,
    count_directions,
    count_ratings,
    movements,
)
from qprlib.scoring.states import Direction, NotRated

BANDS = ["green", "amber", "red"]
RATINGS = [*BANDS, *map(str, NotRated)]


def series(*ratings: str | None) -> pd.Series:
    return pd.Series(list(ratings), dtype=object)


def card(*rows: tuple[str, str | None, str]) -> pd.DataFrame:
    """A scorecard of (section, rating before, rating now)."""
    frame = pd.DataFrame(rows, columns=["section", "before_rating", "rating"])
    return frame.assign(id=[f"A{number}" for number in range(len(rows))])


def test_every_band_is_counted_even_at_nought_and_states_only_where_they_occur() -> None:
    counts = count_ratings(series("green", "green", "no-target"), scheme())
    assert counts == Counts({"green": 2, "amber": 0, "red": 0}, {NotRated.NO_TARGET: 1})
    assert (counts.rated, counts.total) == (2, 3)


def test_nothing_before_is_not_available() -> None:
    counts = count_ratings(series("red", None, float("nan")), scheme())
    assert counts.not_rated == {NotRated.NOT_AVAILABLE: 2}


def test_no_indicator_at_all() -> None:
    assert count_ratings(series(), scheme()).total == 0
    assert movements(card(), scheme()) == []


@given(st.lists(st.sampled_from(RATINGS)))
def test_counts_add_up(ratings: list[str]) -> None:
    counts = count_ratings(series(*ratings), scheme())
    assert counts.total == len(ratings)
    assert counts.rated == sum(rating in BANDS for rating in ratings)
    assert {**counts.bands, **{str(state): number for state, number in counts.not_rated.items()}} == {
        **dict.fromkeys(BANDS, 0),
        **Counter(ratings),
    }


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from("XYZ"), st.none(), st.sampled_from(RATINGS)), max_size=12))
def test_sections_add_up_to_the_whole(rows: list[tuple[str, None, str]]) -> None:
    by_section = count_by_section(card(*rows), scheme())
    assert list(by_section) == list(dict.fromkeys(row[0] for row in rows))
    whole = count_ratings(card(*rows)["rating"], scheme())
    for band in BANDS:
        assert sum(counts.bands[band] for counts in by_section.values()) == whole.bands[band]
    assert sum(counts.total for counts in by_section.values()) == whole.total


def test_directions_that_occur_improving_first() -> None:
    kpis = pd.DataFrame({"direction": ["worsening", "no-change", "improving", "worsening"]})
    assert list(count_directions(kpis["direction"]).items()) == [
        (Direction.IMPROVING, 1),
        (Direction.WORSENING, 2),
        (Direction.NO_CHANGE, 1),
    ]


# title, before, now, steps; None where nothing moved
MOVES = [
    ("a better band", "red", "amber", 1),
    ("two better bands", "red", "green", 2),
    ("a worse band", "green", "amber", -1),
    ("two worse bands", "green", "red", -2),
    ("the same band", "amber", "amber", None),
    ("nothing before", None, "red", None),
    ("not rated before", "no-target", "red", None),
    ("not rated now", "red", "not-available", None),
]


@pytest.mark.parametrize(("before", "now", "steps"), [case[1:] for case in MOVES], ids=[case[0] for case in MOVES])
def test_movement(before: str | None, now: str, steps: int | None) -> None:
    moved = movements(card(("X", before, now)), scheme())
    assert [move.steps for move in moved] == ([] if steps is None else [steps])
    for move in moved:
        assert (move.before.id, move.after.id) == (before, now)


def test_gains_first_and_otherwise_the_registers_order() -> None:
    rows = [("green", "red"), ("red", "amber"), ("red", "green"), ("amber", "green"), ("green", "amber")]
    moved = movements(card(*(("X", before, now) for before, now in rows)), scheme())
    assert [move.indicator for move in moved] == ["A2", "A1", "A3", "A4", "A0"]


def test_bands_of_another_scheme() -> None:
    star = {**GREEN, "id": "exceeded", "label": "Exceeded", "shape": "star"}
    moved = movements(card(("X", "red", "exceeded")), scheme(star, AMBER, RED))
    assert [move.after.label for move in moved] == ["Exceeded"]
