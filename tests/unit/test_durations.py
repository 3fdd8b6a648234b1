"""Lengths of time as units: read, refused, printed, changed, drawn and found in sentences."""

from __future__ import annotations

import pytest
from helpers.scenes import ids, scene, subject
from hypothesis import given
from hypothesis import strategies as st

from qprlib.checks.all_checks import check_commentary
from qprlib.data.numerals import read_numeral, shown_number
from qprlib.ground.durations import Duration, counted_unit, duration_of, plain_lengths
from qprlib.ground.numbers import (
    drawn_unit,
    format_change,
    format_number,
    format_target,
    format_value,
    short_unit,
    unit_name,
)


@pytest.mark.parametrize(
    ("cell", "unit", "value"),
    [
        ("7:42", "mm:ss", 462),
        ("0:05", "mm:ss", 5),
        ("12:30", "m:ss", 750),
        ("75:30", "mm:ss", 4530),
        ("-0:18", "mm:ss", -18),
        ("\N{MINUS SIGN}0:18", "mm:ss", -18),
        ("00:07:42", "mm:ss", 462),
        ("1:02:15", "mm:ss", 3735),
        ("0", "mm:ss", 0),
        ("1:30", "h:mm", 90),
        ("26:05", "hh:mm", 1565),
        ("01:30:00", "h:mm", 90),
        ("1:02:15", "h:mm:ss", 3735),
        ("0:07:42", "H:MM:SS", 462),
    ],
)
def test_a_length_of_time_is_read_as_its_unit_says(cell: str, unit: str, value: float) -> None:
    numeral = read_numeral(cell, unit)
    assert numeral is not None
    assert (numeral.value, numeral.doubt) == (value, "")


@pytest.mark.parametrize(
    ("cell", "unit", "near", "doubt"),
    [
        ("7.7", "mm:ss", "7:42", "has no colon"),
        ("462", "mm:ss", "462:00", "has no colon"),
        ("07:42:00", "mm:ss", "7:42", "is hours and minutes"),
        ("7:42", "h:mm:ss", "0:07:42", "has two parts"),
        ("1.5", "h:mm", "1:30", "has no colon"),
    ],
)
def test_what_may_mean_something_else_is_refused_with_the_likely_meaning(
    cell: str, unit: str, near: str, doubt: str
) -> None:
    numeral = read_numeral(cell, unit)
    assert numeral is not None
    assert doubt in numeral.doubt
    assert numeral.todo.startswith("Write it as")
    if doubt == "has two parts":
        assert numeral.value == 462
    else:
        assert shown_number(numeral.value, unit) == near


@pytest.mark.parametrize("cell", ["7:62", "7:4", "seven", "7:42 min", "12 minutes", ":30", "1:2:3", "7;42"])
def test_what_is_no_length_of_time_is_none(cell: str) -> None:
    assert read_numeral(cell, "mm:ss") is None


@pytest.mark.parametrize(
    ("value", "unit", "printed"),
    [
        (462, "mm:ss", "7:42"),
        (462.4, "mm:ss", "7:42"),
        (462.5, "mm:ss", "7:43"),
        (59.6, "mm:ss", "1:00"),
        (-18, "mm:ss", "\N{MINUS SIGN}0:18"),
        (-0.2, "mm:ss", "0:00"),
        (3735, "mm:ss", "62:15"),
        (3735, "h:mm:ss", "1:02:15"),
        (90, "h:mm", "1:30"),
        (1565, "hh:mm", "26:05"),
        (float("nan"), "mm:ss", "not available"),
    ],
)
def test_a_length_of_time_is_printed(value: float, unit: str, printed: str) -> None:
    assert format_value(value, unit, 0) == printed
    assert format_target(value, unit, 0) == printed
    assert format_value(value, short_unit(unit), 0) == printed
    assert format_value(value, drawn_unit(unit), 0) == printed


@given(st.integers(-500_000, 500_000), st.sampled_from(["mm:ss", "h:mm", "h:mm:ss"]))
def test_what_is_printed_is_read_again(value: int, unit: str) -> None:
    numeral = read_numeral(format_value(value, unit, 0), unit)
    assert numeral is not None
    assert numeral.doubt == ""
    assert numeral.value == value


def test_a_change_and_the_names_of_units() -> None:
    assert format_change(-18, "mm:ss", 0) == "0:18"
    assert [unit_name(unit) for unit in ("mm:ss", "h:mm")] == ["Minutes and seconds", "Hours and minutes"]
    assert [counted_unit(unit) for unit in ("mm:ss", "h:mm", "h:mm:ss", "%", "days")] == [
        "seconds", "minutes", "seconds", "%", "days",
    ]  # fmt: skip
    assert duration_of("ratio 1:20") is None
    assert format_number(462, 0) == "462"


@pytest.mark.parametrize(
    ("sentence", "plain"),
    [
        ("It fell to 7:42 against 7:00.", "It fell to 462 against 420."),
        ("It took 7 minutes 42 seconds.", "It took 462."),
        ("It took 7 minutes and 42 seconds, not 8 minutes.", "It took 462, not 480."),
        ("It took 1 hour, 2 minutes and 15 seconds.", "It took 3735."),
        ("About 18 seconds and 12 crews.", "About 18 and 12 crews."),
        ("Nothing of the kind: 12%.", "Nothing of the kind: 12%."),
    ],
)
def test_sentences_are_read_with_plain_numbers(sentence: str, plain: str) -> None:
    assert plain_lengths(sentence, Duration.MINUTES)[0] == plain


RESPONSE = {"unit": "mm:ss", "polarity": "lower", "name": "Mean response", "short_name": "Mean response"}


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The mean response was 7:42 in the quarter to June 2011.", ""),
        ("The mean response was 7 minutes 42 seconds.", ""),
        ("The mean response fell from 8:00 to 7:42.", ""),
        ("The mean response was 6:42.", "6:42"),
        ("The mean response was 6 minutes 42 seconds.", "6 minutes 42 seconds"),
        ("The mean response rose from 8:00 to 7:42.", "rose"),
    ],
)
def test_what_a_sentence_says_of_a_length_of_time_is_judged(sentence: str, found: str) -> None:
    row = subject(480.0, 462.0, target=420.0, floor=500.0, **RESPONSE)
    told = [one for one in check_commentary(scene(row, texts={"HW01": {"Commentary": sentence}})) if one.quote]
    assert bool(told) == bool(found), ids(told)
    assert all(one.quote in sentence for one in told)
    assert not told or any(found in one.quote for one in told)
    assert all("7:42" in one.found for one in told)
