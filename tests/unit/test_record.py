"""What an edition says, as a record: everything that is printed, the same bytes for the same record, and back."""

from __future__ import annotations

import json
from datetime import date

import pytest
from helpers.projects import KENT, REPOSITORY
from helpers.records import SMALL_RECORD

from qprlib.ground.errors import InputError
from qprlib.ground.project import Project
from qprlib.report.context import open_context
from qprlib.texts.record import Record, from_json, in_full, to_json


@pytest.fixture(scope="module")
def kent() -> Record:
    return open_context(KENT, Project(REPOSITORY)).record(draft=False)


def test_a_record_says_what_the_pages_print(kent: Record) -> None:
    said = kent.by_id["HW01"]
    assert (said.actual, said.actual_words, said.target_words, said.floor_words) == (87.0, "87%", "90%", "83%")
    assert (said.rating, said.rating_label, said.direction_label) == ("amber", "Amber", "Improving")
    assert (said.period_end, said.period) == (date(2011, 6, 30), "in the quarter to June 2011")
    assert set(said.texts) == {"Commentary", "Actions", "Risks", "Discussion"}
    assert [one.period for one in said.past][-1] == "Mar 11"
    assert said.past[-1].actual == 79.0
    assert kent.headline.startswith("26 KPIs: 11 Green, 8 Amber, 7 Red")
    assert [band.id for band in kent.bands] == ["green", "amber", "red"]
    assert "Foreword" in kent.report or kent.report


def test_a_record_comes_back_from_its_text_as_it_was(kent: Record) -> None:
    for record in (kent, SMALL_RECORD):
        assert from_json(to_json(record)) == record
        assert to_json(from_json(to_json(record))) == to_json(record)


def test_a_record_is_strict_json_in_plain_letters(kent: Record) -> None:
    text = to_json(kent)
    json.loads(text, parse_constant=pytest.fail)  # NaN and Infinity are not JSON
    assert "\\u" not in text
    assert text.endswith("}\n")


def test_a_field_of_a_later_version_is_passed_over() -> None:
    content = json.loads(to_json(SMALL_RECORD))
    content["colour"] = "blue"
    content["indicators"][0]["mood"] = "good"
    assert from_json(json.dumps(content)) == SMALL_RECORD


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "it is not JSON"),
        ("[]", "its content"),
        ('{"edition": "small"}', "draft"),
        (to_json(SMALL_RECORD).replace('"actual": 87.0', '"actual": "many"'), "indicators.0.actual"),
    ],
)
def test_a_broken_record_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        from_json(text, "outputs/small/record.json")
    (problem,) = refused.value.problems
    assert problem.code == "record-broken"
    assert said in problem.found
    assert problem.place.file == "outputs/small/record.json"
    assert problem.todo


@pytest.mark.parametrize(
    ("value", "words"),
    [(86.514, "86.514"), (1745.0, "1,745"), (0.1 + 0.2, "0.3"), (None, "no result"), (-2.5, "−2.5"), (1e15, "1e+15")],
)
def test_a_value_in_full_has_all_its_digits(value: float | None, words: str) -> None:
    assert in_full(value) == words
