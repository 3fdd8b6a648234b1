"""What could give a suppressed result away: a number in the note beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from helpers.scenes import JUNE, scene, subject

from qprlib.checks import kept_back
from qprlib.texts.findings import Scene


def beside(note: str, *, suppressed: bool = True) -> Scene:
    one = subject()
    points = tuple(
        replace(point, state="suppressed", suppressed=suppressed) if point.period_end == JUNE else point
        for point in one.points
    )
    return replace(scene(replace(one, points=points)), notes={("HW01", JUNE): note})


@pytest.mark.parametrize(
    ("note", "number"),
    [
        ("3 of 4 children", "3"),
        ("Three children were seen within a day", "Three"),
        ("Seen on 5 June 2011: 2.", "2"),
        ("1,204 of them", "1,204"),
    ],
)
def test_a_number_beside_a_suppressed_result_is_found(note: str, number: str) -> None:
    (found,) = kept_back.find(beside(note))
    assert (found.check, found.grade, found.section) == ("suppressed-note", "warning", "highways")
    assert f"the number '{number.rstrip('.')}'" in found.found


@pytest.mark.parametrize(
    "note",
    ["", "Too few cases to publish.", "Fewer than five children.", "Under 10 cases", "Published from June 2012 on",
     "Kept back since 2010/11", "As for the last two quarters", "Sometimes often"],
)  # fmt: skip
def test_bounds_and_times_are_left_alone(note: str) -> None:
    assert not list(kept_back.find(beside(note)))


def test_a_number_beside_a_result_that_is_shown_is_left_alone() -> None:
    assert not list(kept_back.find(beside("3 of 4 children", suppressed=False)))
