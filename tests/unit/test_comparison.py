"""Two editions compared: on which set, what was added, removed and restated, and that it all adds up."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

import pandas as pd
import pytest
from helpers.published import BANDS, counted, edition
from helpers.scoring import edition as params
from helpers.scoring import organisation, scheme
from hypothesis import given, settings
from hypothesis import strategies as st

from qprlib.ground.reported import Reported
from qprlib.scoring.comparison import (
    Comparison,
    Pair,
    Publication,
    Published,
    Sets,
    compare,
    pair,
    publication,
    standing,
)
from qprlib.scoring.counts import NEW, NOT_RATED, REMOVED, count_ratings, movement_matrix
from qprlib.scoring.states import Direction, NotRated

NOW, BEFORE = Reported(2011, 1), Reported(2010, 4)


def one(name: str, rating: str = "green", direction: str = "improving") -> Published:
    return Published(name, f"Indicator {name}", "Roads", rating, direction)


def compared(now: list[Published], before: list[Published], restated: list[Published] | None = None) -> Comparison:
    return compare(Publication(NOW, tuple(now)), Publication(BEFORE, tuple(before)), scheme(), restated or ())


# What an edition is -----------------------------------------------------------------------------------------


def test_an_edition_can_be_kept_in_a_file() -> None:
    made = edition("2011-12-Q1", (2, 1, 1), (1, 2, 1))
    kept = json.loads(json.dumps([asdict(each) for each in made.indicators]))
    assert Publication(Reported.parse("2011-12-Q1"), tuple(Published(**row) for row in kept)) == made


def test_an_indicator_twice_is_refused() -> None:
    with pytest.raises(ValueError, match=r"an indicator occurs twice: \['A'\]"):
        Publication(NOW, (one("A"), one("A")))


def test_an_unknown_direction_is_refused() -> None:
    with pytest.raises(ValueError, match="upwards"):
        one("A", direction="upwards")


@pytest.mark.parametrize("side", ["now", "before", "restated"])
def test_a_rating_of_another_scheme_is_refused(side: str) -> None:
    sides = {"now": [one("A")], "before": [one("A")], "restated": []}
    sides[side] = [one("A", "blue")]
    with pytest.raises(ValueError, match="blue"):
        compared(**sides)


def test_the_earlier_edition_must_be_earlier() -> None:
    with pytest.raises(ValueError, match="2011-12-Q1 is not before 2010-11-Q4"):
        compare(Publication(BEFORE, ()), Publication(NOW, ()), scheme())


# Sets of indicators -----------------------------------------------------------------------------------------


def test_the_same_set() -> None:
    found = compared([one("A"), one("B", "red")], [one("B", "amber"), one("A")])
    assert found.same_set
    assert found.like_for_like.sets is found.as_published.sets is Sets.SAME
    assert found.like_for_like.before.ratings.bands == {"green": 1, "amber": 1, "red": 0}


def test_added_and_removed_with_their_status() -> None:
    found = compared([one("A"), one("C", "amber")], [one("A"), one("B", "red", "worsening")])
    assert [(each.id, each.rating) for each in found.added] == [("C", "amber")]
    assert [(each.id, each.rating, each.direction) for each in found.removed] == [("B", "red", "worsening")]
    assert not found.same_set


def test_like_for_like_leaves_out_what_only_one_edition_has() -> None:
    found = compared([one("A", "red"), one("C")], [one("A"), one("B")]).like_for_like
    assert (found.sets, found.now.total, found.compared.total, found.before.total) == (Sets.COMMON, 2, 1, 1)
    assert found.compared.ratings.bands["red"] == found.before.ratings.bands["green"] == 1


def test_as_published_keeps_each_editions_own() -> None:
    found = compared([one("A")], [one("A"), one("B")]).as_published
    assert (found.sets, found.now.total, found.before.total) == (Sets.AS_PUBLISHED, 1, 2)


def test_a_new_name_is_not_a_new_indicator() -> None:
    assert compared([replace(one("A"), name="Other", section="Waste")], [one("A")]).same_set


def test_restated_is_what_differs_from_what_was_published() -> None:
    now, before = [one("A"), one("B"), one("C")], [one("A"), one("B", "red"), one("D")]
    restated = [one("A"), one("B", "amber"), one("C", "red"), one("D", "red")]
    found = compared(now, before, restated)
    assert [(each.published.id, each.published.rating, each.restated.rating) for each in found.restated] == [
        ("B", "red", "amber")
    ]
    assert found.like_for_like.before.ratings.bands == {"green": 1, "amber": 1, "red": 0}
    assert found.as_published.before.ratings.bands == {"green": 2, "amber": 0, "red": 1}
    assert found.like_for_like.restated == 1


def test_a_restated_direction_alone_is_a_restatement() -> None:
    assert compared([one("A")], [one("A")], [one("A", direction="worsening")]).restated


def test_reconciliation() -> None:
    now = [one("A"), one("B"), one("E", "red")]
    found = compared(now, [one("A"), one("B", "red"), one("D")], [one("B", "amber")]).ratings
    assert found.loc["green"].to_dict() == {
        "published": 2, "removed": 1, "restated": 0, "before": 1, "changed": 1, "in_both": 2, "added": 0, "now": 2,
    }  # fmt: skip
    assert found.loc["red"].to_dict() == {
        "published": 1, "removed": 0, "restated": -1, "before": 0, "changed": 0, "in_both": 0, "added": 1, "now": 1,
    }  # fmt: skip
    assert found.loc["amber", "restated"] == 1


def test_two_quarters_of_which_only_counts_are_known() -> None:
    now, before = counted("2011-12-Q1", (3, 0, 0)), counted("2010-11-Q4", (2, 2, 0))
    with pytest.raises(ValueError, match="3 indicators cannot be the same set as 4"):
        pair(now, before)
    assert pair(now, before, Sets.AS_PUBLISHED).before.total == 4
    with pytest.raises(ValueError, match="only a comparison on common indicators"):
        Pair(now, before, before, Sets.SAME)


def test_directions_must_be_of_all_indicators_or_of_none() -> None:
    made = counted("2011-12-Q1", (3, 0, 0), (1, 1, 1))
    with pytest.raises(ValueError, match="2 directions of 3 indicators"):
        replace(made, directions={Direction.IMPROVING: 2})
    assert replace(made, directions={}).total == 3


# Matrix -----------------------------------------------------------------------------------------------------


def test_matrix() -> None:
    before = pd.Series({"A": "red", "B": "red", "C": "green", "D": "no-target", "E": "amber"})
    now = pd.Series({"B": "green", "A": "red", "C": "not-available", "D": "amber", "F": "new"})
    matrix = movement_matrix(before, now, scheme())
    found = {(row, column): number for row, values in matrix.iterrows() for column, number in values.items() if number}
    assert found == {
        ("red", "red"): 1, ("red", "green"): 1, ("green", NOT_RATED): 1, (NOT_RATED, "amber"): 1,
        ("amber", REMOVED): 1, (NEW, NOT_RATED): 1,
    }  # fmt: skip
    assert list(matrix.index) == [*BANDS, NOT_RATED, NEW]
    assert list(matrix.columns) == [*BANDS, NOT_RATED, REMOVED]


def test_matrix_of_nothing() -> None:
    empty = pd.Series(dtype=object)
    assert movement_matrix(empty, empty, scheme()).to_numpy().sum() == 0


def test_matrix_refuses_an_indicator_twice() -> None:
    twice = pd.Series(["red", "red"], index=["A", "A"])
    with pytest.raises(ValueError, match="occurs twice"):
        movement_matrix(twice, twice, scheme())


# Properties -------------------------------------------------------------------------------------------------

STATUS = st.tuples(st.sampled_from([*BANDS, *map(str, NotRated), ""]), st.sampled_from([*map(str, Direction)]))
EDITION = st.dictionaries(st.sampled_from("ABCDEFGHIJ"), STATUS)


def listed(made: dict[str, tuple[str, str]]) -> list[Published]:
    return [one(name, *status) for name, status in made.items()]


@settings(max_examples=60, deadline=None)
@given(EDITION, EDITION, EDITION)
def test_reconciliation_holds_for_any_two_editions(now: Any, before: Any, restated: Any) -> None:
    found = compared(listed(now), listed(before), listed(restated))
    for frame in (found.ratings, found.directions):
        assert (frame["published"] - frame["removed"] + frame["restated"] == frame["before"]).all()
        assert (frame["before"] + frame["changed"] == frame["in_both"]).all()
        assert (frame["in_both"] + frame["added"] == frame["now"]).all()
        assert frame["published"].sum() == len(before)
        assert frame["now"].sum() == len(now)
        assert frame["before"].sum() == len(now.keys() & before.keys())
    like, printed = found.like_for_like, found.as_published
    for column, made in (("now", like.now), ("in_both", like.compared), ("before", like.before),
                         ("published", printed.before)):  # fmt: skip
        assert {band: int(found.ratings.loc[band, column]) for band in BANDS} == made.ratings.bands


@settings(max_examples=60, deadline=None)
@given(EDITION, EDITION)
def test_matrix_adds_up_to_the_counts(now: Any, before: Any) -> None:
    found = compared(listed(now), listed(before))
    matrix, pair_ = found.matrix, found.as_published
    assert {band: int(matrix.loc[band].sum()) for band in BANDS} == pair_.before.ratings.bands
    assert {band: int(matrix[band].sum()) for band in BANDS} == pair_.now.ratings.bands
    assert int(matrix.loc[NOT_RATED].sum()) == pair_.before.ratings.left_out
    assert int(matrix[NOT_RATED].sum()) == pair_.now.ratings.left_out
    assert int(matrix.loc[NEW].sum()) == len(found.added)
    assert int(matrix[REMOVED].sum()) == len(found.removed)
    assert matrix.loc[NEW, REMOVED] == 0


@settings(max_examples=40, deadline=None)
@given(EDITION, EDITION, st.randoms(use_true_random=False))
def test_order_changes_nothing(now: Any, before: Any, chance: Any) -> None:
    one_way = compared(listed(now), listed(before))
    mixed = [listed(now), listed(before)]
    for some in mixed:
        chance.shuffle(some)
    other = compared(*mixed)
    pd.testing.assert_frame_equal(one_way.ratings, other.ratings)
    pd.testing.assert_frame_equal(one_way.matrix, other.matrix)
    assert one_way.like_for_like == other.like_for_like


@settings(max_examples=40, deadline=None)
@given(EDITION, st.sampled_from(list(NotRated)))
def test_an_unrated_indicator_changes_no_band(now: Any, state: NotRated) -> None:
    without = standing(listed(now), NOW, scheme()).ratings
    having = standing([*listed(now), one("Z", str(state))], NOW, scheme()).ratings
    assert having.bands == without.bands
    assert having.total == without.total + 1


# From a scorecard -------------------------------------------------------------------------------------------


def test_an_edition_as_it_was_scored() -> None:
    from qprlib.scoring.scorecard import score

    data = organisation(
        [{"id": "A1", "name": "Repairs"}, {"id": "B1", "kind": "data_only"}],
        [("A1", "2011-03-31", 79), ("A1", "2011-06-30", 87)],
        [("A1", "2011-06-30", 90, 83)],
    )
    rule = scheme().directions[0]
    found = publication(score(data, params(), scheme(), rule), NOW)
    assert found.indicators == (Published("A1", "Repairs", "Roads", "amber", "improving"),)
    assert count_ratings(pd.Series([each.rating for each in found.indicators]), scheme()).bands["amber"] == 1
