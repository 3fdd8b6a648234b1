"""What is not written yet is found, and located; what needs no words is left alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from helpers.scenes import FOLDER, JUNE, MARCH, ids, of_points, scene, subject
from helpers.scoring import AMBER, GREEN, NAN, RED, point, scheme

from qprlib.checks import missing
from qprlib.ground.project import Project
from qprlib.texts.commentary import Text
from qprlib.texts.findings import Finding, Scene, Subject
from qprlib.texts.reading import read_commentary

WRITTEN = {"HW01": {"Commentary": "Repairs took less time.", "Actions": "A second crew begins in May."}}
ONLY_COMMENTARY = {"HW01": {"Commentary": "Repairs took less time."}}


def found(one: Scene) -> list[Finding]:
    return list(missing.find(one))


def activity(actual: float, lower: float = 10, upper: float = 20, kind: str = "activity", decimals: int = 0) -> Subject:
    return subject(15.0, actual, target=NAN, floor=NAN, kind=kind, polarity="neutral", unit="number",
                   decimals=decimals, rating="data-only", lower=lower, upper=upper)  # fmt: skip


# --- texts that should be there ------------------------------------------------------------------------------


def test_an_indicator_without_commentary_is_an_error_at_its_notebook() -> None:
    (one,) = found(scene(subject(95, 96)))
    assert (one.check, one.grade, one.section, one.owner, one.heading) == (
        "no-commentary", "error", "highways", "HW01", "Commentary",
    )  # fmt: skip
    assert (one.notebook, one.cell) == (f"{FOLDER}/highways.ipynb", 0)
    assert one.found == "HW01 has no commentary"
    assert one.todo


@pytest.mark.parametrize("kind", ["activity", "data_only"])
def test_what_is_not_rated_needs_no_commentary(kind: str) -> None:
    assert not found(scene(activity(15, kind=kind)))


@pytest.mark.parametrize(
    ("values", "texts", "expected"),
    [
        ((95, 80), ONLY_COMMENTARY, ["red-without-actions"]),
        ((95, 80), WRITTEN, []),
        ((95, 85), ONLY_COMMENTARY, []),
        ((84, 85), ONLY_COMMENTARY, ["amber-again-without-actions"]),
        ((84, 85), WRITTEN, []),
        ((80, 85), ONLY_COMMENTARY, []),
        ((84, 95), ONLY_COMMENTARY, []),
        ((80, 95), ONLY_COMMENTARY, []),
    ],
    ids=[
        "Red", "Red with actions", "Amber for the first time", "Amber again", "Amber again with actions",
        "Amber after Red", "Green after Amber", "Green after Red",
    ],
)  # fmt: skip
def test_red_and_repeated_amber_need_actions(
    values: tuple[float, ...], texts: dict[str, dict[str, str]], expected: list[str]
) -> None:
    assert ids(found(scene(subject(*values), texts=texts))) == expected


def test_amber_after_a_period_without_a_result_is_not_amber_again() -> None:
    gap = of_points([point(date(2010, 12, 31), 84, 90, 83), point(MARCH, NAN, 90, 83), point(JUNE, 85, 90, 83)])
    assert not found(scene(gap, texts=ONLY_COMMENTARY))


def test_amber_is_told_by_its_tone_whatever_a_scheme_calls_it() -> None:
    near = {**AMBER, "id": "near", "label": "Just missed"}
    by = scheme(GREEN, near, RED)
    twice = subject(84, 85, rating="near", previous_rating="near")
    (one,) = found(scene(twice, texts=ONLY_COMMENTARY, by=by))
    assert one.found == "HW01 is Just missed, as in the period before, and has no actions"


def test_a_rating_set_by_hand_counts_as_it_stands() -> None:
    by_hand = subject(95, 96, rating="red", computed_rating="green", override_role="Director")
    assert ids(found(scene(by_hand, texts=ONLY_COMMENTARY))) == ["red-without-actions"]


def test_a_state_that_is_not_rated_needs_no_actions() -> None:
    assert not found(scene(subject(80, 81, rating="no-target"), texts=ONLY_COMMENTARY))


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (activity(20), ""),
        (activity(10), ""),
        (activity(20.4, decimals=0), ""),
        (activity(21), "HW01 is 21, above the 20 that was expected, and has no text"),
        (activity(9), "HW01 is 9, below the 10 that was expected, and has no text"),
        (activity(21, lower=NAN), "HW01 is 21, above the 20 that was expected, and has no text"),
        (activity(21, lower=NAN, upper=NAN), ""),
    ],
    ids=["upper end", "lower end", "printed at the end", "above", "below", "one end alone", "no range"],
)
def test_activity_outside_its_range_needs_a_word(one: Subject, expected: str) -> None:
    assert [finding.found for finding in found(scene(one))] == ([expected] if expected else [])


def test_one_word_about_activity_outside_its_range_will_do() -> None:
    assert not found(scene(activity(21), texts={"HW01": {"Risks": "Demand may go on rising."}}))


# --- texts that are not finished -----------------------------------------------------------------------------


def test_a_text_that_was_carried_over_and_not_edited_is_an_error_in_its_cell() -> None:
    words = "Repairs took *less* time than in any of the quarters before this one, and by far."
    carried = Text("HW01", "Commentary", words, words, f"{FOLDER}/highways.ipynb", 7, "small-2010-11-Q4")
    (one,) = found(scene(subject(95, 96), texts={"HW01": {"Commentary": carried}}))
    assert (one.check, one.grade, one.heading, one.cell) == ("carried-over", "error", "Commentary", 7)
    assert one.found == "the text under 'Commentary' is the one of small-2010-11-Q4, unedited"
    assert one.quote == "Repairs took less time than in"
    assert one.sentence.startswith(one.quote)
    edited = replace(carried, carried_over="")
    assert not found(scene(subject(95, 96), texts={"HW01": {"Commentary": edited}}))


@pytest.mark.parametrize(
    "words",
    [
        "TBC", "tbc.", "n/a", "N/A", "...", "To follow", "**Commentary to follow**", "Awaiting update from service",
        "awaiting data", "Please add commentary here", "To be confirmed.", "?", "xxx",
    ],
)  # fmt: skip
def test_a_text_that_is_only_a_filler_is_no_text(words: str) -> None:
    assert ids(found(scene(subject(95, 96), texts={"HW01": {"Commentary": words}}))) == ["placeholder"]


@pytest.mark.parametrize("words", ["TBC", "TODO", "To be confirmed.", "Awaiting update from service", "xxx"])
def test_a_paragraph_that_is_only_a_filler_is_found(words: str) -> None:
    (one,) = found(scene(subject(95, 96), texts={"HW01": {"Commentary": f"All is well.\n\n{words}\n\n---\n\nMore."}}))
    assert (one.check, one.quote) == ("placeholder", words)


@pytest.mark.parametrize(
    ("words", "quote"),
    [
        ("Performance was XX% in the quarter.", "XX%"),
        ("Performance rose to X.X% in the quarter.", "X.X%"),
        ("It took ?? days.", "??"),
        ("It cost £xxk.", "£xxk"),
        ("Numbers fell to [insert figure] in June.", "[insert figure]"),
        ("Numbers fell (insert reason here).", "(insert reason here)"),
        ("TODO: say why.", "TODO:"),
    ],
)
def test_a_blank_left_in_a_sentence_is_found(words: str, quote: str) -> None:
    (one,) = found(scene(subject(95, 96), texts={"HW01": {"Commentary": f"All is well.\n\n{words}"}}))
    assert (one.check, one.quote, one.sentence) == ("placeholder", quote, words)


@pytest.mark.parametrize(
    "words",
    [
        "The start date is to be confirmed by the contractor.",
        "The work is to begin in January (to be confirmed).",
        "Appendix XX of the Act, and Superbowl XXI.",
        "See the [update on the contract](https://example.org/update).",
        "The target is TBC until the budget is agreed.",
        "Is that enough? We think not.",
        "The result is not applicable to schools, n/a in the table.",
        "The X5 bus was late. Size X.",
        "The number (name withheld) was low.",
    ],
)
def test_words_that_only_look_like_a_filler_are_left_alone(words: str) -> None:
    assert not found(scene(subject(95, 96), texts={"HW01": {"Commentary": words}}))


def test_texts_of_the_report_are_looked_at_too() -> None:
    one = scene(subject(95, 96), texts=WRITTEN, report={"Foreword": "TBC"})
    assert [(f.section, f.owner, f.check) for f in found(one)] == [("report", "Foreword", "placeholder")]


# --- what reading refuses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "code", "near"),
    [
        ("## HW01 Repairs\n\n### Action\n\nA second crew.", "unknown-heading", "Actions"),
        ("## HW10 Repairs\n\n### Commentary\n\nIt went well.", "unknown-indicator", "HW01"),
    ],
    ids=["a heading nobody knows", "an indicator that is not in force"],
)
def test_what_cannot_be_placed_is_located_with_the_nearest_named(
    tmp_path: Path, cell: str, code: str, near: str
) -> None:
    project = Project(tmp_path)
    folder = project.commentary("small-2011-12-Q1")
    folder.mkdir(parents=True)
    cells = [{"cell_type": "markdown", "source": words} for words in ("# Highways", cell)]
    (folder / "highways.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4}), encoding="utf-8")
    _, problems = read_commentary(project, "small-2011-12-Q1", {"HW01": "Highways"}, ["Highways"])
    (problem,) = [one for one in problems if one.severity == "error"]
    assert (problem.code, problem.nearest, problem.place.cell) == (code, near, 2)
    assert problem.place.file == f"{FOLDER}/highways.ipynb"
    assert problem.todo
