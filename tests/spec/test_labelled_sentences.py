"""The labelled sentences are sound: what is said of their indicators is what the product makes of them."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from helpers.labelled import (
    BLIND,
    DEVELOPMENT,
    FRESH,
    HELD_OUT,
    MORE,
    Labelled,
    groups,
    labelled,
    measure,
    result,
    scene,
    stage,
)

from qprlib.claims import contradiction
from qprlib.ground.numbers import format_value, short_unit
from qprlib.scoring.states import Direction
from qprlib.texts.findings import Finding, Grade, Scene

#: The issue asks for 150 sentences in all; each set has to be large enough to say something by itself.
LEAST = {DEVELOPMENT: 120, HELD_OUT: 120, FRESH: 100, MORE: 120}
if BLIND.is_file():
    LEAST[BLIND] = 100
LEAST_OF_ALL = 150
SETS = [pytest.param(path, id=path.stem) for path in LEAST]


@pytest.mark.parametrize("indicator", list(groups()))
def test_what_is_said_of_an_indicator_is_what_the_product_makes_of_it(indicator: str) -> None:
    row, scheme = result(indicator), stage(indicator)[1]
    standing = groups()[indicator]["standing"]
    band = scheme.band(row.rating)
    assert format_value(row.actual, short_unit(row.unit), row.decimals) in standing
    assert Direction(row.direction).label.lower() in standing
    assert band is None or f", {band.label}" in standing
    assert ("arrears" in standing) is row.in_arrears


@pytest.mark.parametrize("path", SETS)
def test_the_sentences_are_many_told_apart_and_half_of_them_false(path: Path) -> None:
    sentences = labelled(path)
    assert len(sentences) >= LEAST[path]
    assert len({one.id for one in sentences}) == len(sentences)
    assert len({(one.indicator, one.sentence) for one in sentences}) == len(sentences)
    assert 0.4 <= sum(one.contradicts for one in sentences) / len(sentences) <= 0.6
    assert {one.indicator for one in sentences} <= set(groups())
    assert all(one.sentence.strip() == one.sentence for one in sentences)


@pytest.mark.parametrize("path", SETS)
def test_a_false_sentence_names_the_check_that_should_find_it_and_a_true_one_none(path: Path) -> None:
    known = {check.id for check in contradiction.CHECKS}
    for one in labelled(path):
        assert (one.check in known) if one.contradicts else not one.check, one.id


def test_no_two_sets_share_a_sentence() -> None:
    sets = [{one.sentence.casefold() for one in labelled(path)} for path in LEAST]
    assert not any(one & other for one, other in combinations(sets, 2))
    assert sum(map(len, sets)) >= LEAST_OF_ALL


def test_precision_and_recall_are_counted_as_they_are_defined() -> None:
    def says_up(one: Scene) -> list[Finding]:
        (text,) = one.commentary.texts()
        grave = Finding(check="x", grade=Grade.ERROR, section="", owner="RW01", found="")
        return [grave] if "up" in text.markdown else []

    told = [
        Labelled(str(place), "RW01", sentence, contradicts, "", "")
        for place, (sentence, contradicts) in enumerate(
            [("up", True), ("up and up", True), ("up then", True), ("up now", False), ("down", True), ("so", False)]
        )
    ]
    found = measure(says_up, told)
    assert (len(found.found), len(found.alarms), len(found.missed), len(found.quiet)) == (3, 1, 1, 1)
    assert (found.precision, found.recall, found.total) == (0.75, 0.75, 6)
    nothing = measure(lambda _: [], told)
    assert (nothing.precision, nothing.recall) == (0.0, 0.0)


def test_a_scene_holds_the_sentences_under_one_heading() -> None:
    (text,) = scene("RW01", ["One.", "Two."]).commentary.texts()
    assert (text.owner, text.heading, text.markdown) == ("RW01", "Commentary", "One.\n\nTwo.")
