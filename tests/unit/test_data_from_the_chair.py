"""Slips in the figures and news since the edition before, as a writer of commentary is told of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from helpers.scenes import (
    DECEMBER,
    FOLDER,
    JUNE,
    MARCH,
    ids,
    of_points,
    past,
    record,
    said,
    scene,
    subject,
)
from helpers.scoring import NAN, point

from qprlib.checks import data_slips
from qprlib.texts.commentary import Text
from qprlib.texts.findings import Finding, Scene, Subject

COUNT = {"unit": "number", "target": NAN, "floor": NAN}


def found(one: Scene) -> list[Finding]:
    return list(data_slips.find(one))


# --- the same value twice ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "one",
    [
        subject(71.3, 80.2, 76.8, 83.5, 79.9, 79.9, decimals=1),
        subject(83.4615, 83.4615),
        subject(815704, 815704, **COUNT),
        subject(1200, 1500, 1350, 1490, 1280, 1280, **COUNT),
    ],
    ids=["moves by many tenths", "four digits behind the point", "six digits", "a count that moves by hundreds"],
)
def test_the_same_value_twice_is_odd_where_it_is_hardly_chance(one: Subject) -> None:
    (finding,) = found(scene(one))
    assert (finding.check, finding.grade, finding.owner, finding.section) == (
        "identical-value", "warning", "HW01", "highways",
    )  # fmt: skip


def test_the_finding_says_why_it_is_hardly_chance() -> None:
    one, two = (
        found(scene(subject(71.3, 80.2, 76.8, 83.5, 79.9, 79.9, decimals=1)))[0],
        found(scene(subject(83.4615, 83.4615)))[0],
    )
    assert one.found == (
        "HW01: the value for the quarter to June 2011 is 79.9%, to the last digit as for the quarter to March 2011; "
        "from one period to the next it usually moves by 5.15 points"
    )
    assert two.found.endswith("83.4615%, to the last digit as for the quarter to March 2011; "
                              "so many digits hardly come twice by chance")  # fmt: skip


@pytest.mark.parametrize(
    "one",
    [
        subject(79, 87, 87),
        subject(214, 226, 204, 230, 214, 214, **COUNT),
        subject(2, 0, 1, 3, 1, 1, **COUNT),
        subject(99.1, 99.3, 99.2, 99.4, 99.3, 99.3, decimals=1),
        subject(100, 100, decimals=2),
        subject(0, 0, **COUNT),
        subject(83.4615, 83.4616),
        of_points([point(DECEMBER, 83.4615, 90, 83), point(JUNE, 83.4615, 90, 83)]),
        of_points([point(MARCH, 83.4615, 90, 83), replace(point(JUNE, 83.4615, 90, 83), break_before=True)]),
        of_points([point(MARCH, 83.4615, 90, 83), replace(point(JUNE, 83.4615, 90, 83), flag="forecast")]),
    ],
    ids=[
        "whole per cent", "a count that moves by ten or so", "rare events", "moves by a tenth", "all of them", "none",
        "the last digit differs", "not the period directly before", "a break in the series", "a forecast",
    ],
)  # fmt: skip
def test_the_same_value_twice_may_be_chance(one: Subject) -> None:
    assert "identical-value" not in ids(found(scene(one)))


@pytest.mark.parametrize(
    "words", ["The result is unchanged.", "It remained at 83.46%.", "Exactly the same as in March."]
)
def test_a_text_that_says_nothing_changed_settles_it(words: str) -> None:
    one = subject(83.4615, 83.4615)
    assert ids(found(scene(one, texts={"HW01": {"Commentary": words}}))) == []
    carried = Text("HW01", "Commentary", words, words, f"{FOLDER}/highways.ipynb", 5, "small-2010-11-Q4")
    assert ids(found(scene(one, texts={"HW01": {"Commentary": carried}}))) == ["identical-value"]


# --- nought --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "one",
    [
        subject(99, 0),
        subject(98, 99, 97, 99, 0),
        subject(42, 118, 61, 0, **COUNT),
        subject(3.2, 3.4, 3.1, 3.0, 0, decimals=1),
        subject(6, 7, 6, 8, 0, **COUNT),
    ],
    ids=["after 99", "after many near 99", "a count in tens", "a small rate that hardly moves", "a steady small count"],
)
def test_nought_is_odd_where_results_were_never_near_it(one: Subject) -> None:
    finding = next(one for one in found(scene(one)) if one.check == "zero-after-high")
    assert finding.grade == "warning"
    assert finding.todo.startswith("leave the cell empty")


def test_the_finding_names_what_went_before() -> None:
    assert found(scene(subject(99, 0)))[0].found == (
        "HW01: the value for the quarter to June 2011 is 0, and the result before was 99%"
    )
    assert found(scene(subject(98, 99, 97, 99, 0)))[0].found.endswith(
        "and the four results before were never below 97%"
    )


@pytest.mark.parametrize(
    "one",
    [
        subject(2, 1, 3, 2, 0, **COUNT),
        subject(12, 4, 15, 0, **COUNT),
        subject(99, 0, 98, 0),
        subject(0.4, 0.2, 0.5, 0.3, 0, decimals=1),
        subject(560, 39, 0, unit="number", target=0.0, floor=NAN, polarity="lower"),
        subject(0, unit="number"),
        subject(99, NAN),
    ],
    ids=["rare events", "few before", "nought before", "a small share", "nought is the target", "the first", "missing"],
)
def test_nought_may_be_true(one: Subject) -> None:
    assert "zero-after-high" not in ids(found(scene(one)))


# --- scale ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (subject(73000, 73390, unit="number", target=420.0, floor=NAN), "73,390 is 175 times the target of 420"),
        (subject(0.8, 0.9, decimals=1, target=90.0), "0.9% is a 100th of the target of 90.0%"),
        (subject(26, 27.9, unit="days", decimals=1, target=2.0, floor=3.0), "27.9 is 14 times the target of 2.0"),
    ],
)
def test_an_actual_far_from_its_target_is_out_of_scale(one: Subject, words: str) -> None:
    (finding,) = found(scene(one))
    assert (finding.check, finding.grade) == ("out-of-scale", "warning")
    assert finding.found == f"HW01: the value of {words}"


@pytest.mark.parametrize(
    "one",
    [
        subject(80, 87, target=87.0),
        subject(900, 900, unit="number", target=90.0),
        subject(9, 9, unit="number", target=90.0),
        subject(2, 12, unit="number", target=1.0, floor=2.0, polarity="lower"),
        subject(3, 5, target=0.0, polarity="lower"),
        subject(3, 0, target=50.0),
        subject(80, 87, target=NAN),
    ],
    ids=["met", "ten times", "a tenth", "a small count", "a target of nought", "a result of nought", "no target"],
)
def test_an_actual_may_be_far_from_its_target(one: Subject) -> None:
    assert "out-of-scale" not in ids(found(scene(one)))


# --- late ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (MARCH, [("in-arrears", "note", "one period behind")]),
        (DECEMBER, [("stale-period", "warning", "two periods behind")]),
        (date(2010, 6, 30), [("stale-period", "warning", "four periods behind")]),
    ],
)
def test_how_far_a_result_is_behind(end: date, expected: list[tuple[str, str, str]]) -> None:
    late = of_points([point(end, 87, 90, 83)], in_arrears=True)
    assert [(one.check, str(one.grade), one.found.rsplit(": ", 1)[1]) for one in found(scene(late))] == expected


@pytest.mark.parametrize(
    ("texts", "report", "settled"),
    [
        ("The figure for June is expected in November.", "", True),
        ("Results come a quarter later than others.", "", True),
        ("Repairs were quicker.", "", False),
        ("", "Repairs (HW01) and rents (HO03) come a quarter after the period they cover.", True),
        ("", "Repairs (HW01) were quicker. Rents (HO03) come a quarter after their period.", False),
        ("", "Repairs (HW011) come a quarter after the period they cover.", False),
    ],
)
def test_a_text_that_says_when_figures_come_settles_that_they_are_late(texts: str, report: str, settled: bool) -> None:
    late = of_points([point(MARCH, 87, 90, 83)], in_arrears=True)
    one = scene(late, texts={"HW01": {"Commentary": texts}} if texts else None)
    if report:
        text = Text("Data quality", "", report, report, "report.ipynb", 1)
        one = replace(one, commentary=replace(one.commentary, report={"Data quality": {"": text}}))
    assert ids(found(one)) == ([] if settled else ["in-arrears"])


def test_texts_settle_what_is_new_and_what_is_gone() -> None:
    before = record(said(id="HW09", name="Gullies emptied"))
    one = scene(subject(79, 87), before=before, texts={"HW01": {"Commentary": "Cabinet added this in May."}})
    assert ids(found(one)) == ["removed-indicator"]
    text = Text("Data quality", "", "Gullies (HW09) are not counted any more.", "", "report.ipynb", 1)
    text = replace(text, markdown=text.source)
    assert not found(replace(one, commentary=replace(one.commentary, report={"Data quality": {"": text}})))


def test_what_was_due_is_named() -> None:
    assert found(scene(of_points([point(MARCH, 87, 90, 83)], in_arrears=True)))[0].found == (
        "HW01: the latest result is that for the quarter to March 2011, where that for the quarter to June 2011 was "
        "due: one period behind"
    )


def test_a_result_that_is_not_due_is_not_late() -> None:
    assert not found(scene(of_points([point(MARCH, 87, 90, 83)], in_arrears=False)))


def test_an_annual_result_is_late_by_years() -> None:
    late = of_points(
        [point(date(2009, 3, 31), 87, 90, 83)], in_arrears=True, frequency="annual", basis="annual", previous_end=None
    )
    assert found(scene(late))[0].found.endswith("where that for the financial year 2010/11 was due: two periods behind")


# --- since the edition before --------------------------------------------------------------------------------


def test_nothing_is_said_without_an_edition_before() -> None:
    assert not found(scene(subject(79, 87)))


def test_what_stayed_as_published_is_not_told() -> None:
    assert not found(scene(subject(79, 87), before=record(said())))


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (said(actual=78.0, actual_words="78%"),
         [("restated-value",
           "HW01: its value in the quarter to March 2011 was published as 78% and is 79% now")]),
        (said(target=85.0, target_words="85%"),
         [("restated-target",
           "HW01: its target in the quarter to March 2011 was published as 85% and is 90% now")]),
        (said(floor=80.0, floor_words="80%"),
         [("restated-target",
           "HW01: its floor in the quarter to March 2011 was published as 80% and is 83% now")]),
        (said(target=85.0, floor=80.0),
         [("restated-target",
           "HW01: its target in the quarter to March 2011 was published as 85% and is 90% now; "
           "its floor in the quarter to March 2011 was published as 80% and is 83% now")]),
        (said(period_end=DECEMBER, actual=70.0, period="in the quarter to December 2010"),
         [("restated-value",
           "HW01: its value in the quarter to December 2010 was published as 70% and is not available now"),
          ("restated-target",
           "HW01: its target in the quarter to December 2010 was published as 90% and is not available now; "
           "its floor in the quarter to December 2010 was published as 83% and is not available now")]),
        (said(past=(past(MARCH, 79.0, 88.0),), period_end=None),
         [("restated-target", "HW01: its target for Dec 10 was published as 88% and is 90% now")]),
        (said(actual=79.4, actual_words="79%"), []),
        (said(actual=None, target=None, floor=None), []),
        (said(period_end=None), []),
    ],
    ids=["value", "target", "floor", "target and floor", "gone", "an earlier period", "printed the same",
         "was not known", "no result then"],
)  # fmt: skip
def test_what_was_published_and_is_something_else_now(one: object, expected: list[tuple[str, str]]) -> None:
    assert [(f.check, f.found) for f in found(scene(subject(79, 87), before=record(one)))] == expected  # type: ignore[arg-type]


def test_many_restated_periods_are_counted() -> None:
    ends = [date(2009, 6, 30), date(2009, 9, 30), date(2009, 12, 31), date(2010, 3, 31)]
    points = [*(point(end, 70, 90, 83) for end in ends), point(JUNE, 87, 90, 83)]
    before = said(period_end=None, past=tuple(past(end, 60.0) for end in ends))
    (one,) = found(scene(of_points(points), before=record(before)))
    assert one.found.count("was published as") == 3
    assert one.found.endswith("; and 1 more")


@pytest.mark.parametrize(
    "words",
    [
        "The figure for March was revised after an audit.",
        "March was published as 78%, which was a slip.",
        "March has been restated.",
    ],
)
def test_a_text_that_tells_of_a_restated_value_settles_it(words: str) -> None:
    before = record(said(actual=78.0, actual_words="78%"))
    assert not found(scene(subject(79, 87), before=before, texts={"HW01": {"Discussion": words}}))


@pytest.mark.parametrize("words", ["178% of places were taken.", "In 1978 the road was built.", "It was 78.4% in May."])
def test_a_figure_within_another_settles_nothing(words: str) -> None:
    before = record(said(actual=78.0, actual_words="78%"))
    one = scene(subject(79, 87), before=before, texts={"HW01": {"Discussion": words}})
    assert ids(found(one)) == ["restated-value"]


@pytest.mark.parametrize(
    "words", ["The target was raised by Cabinet in May.", "We agreed a new, stretching target.", "It was 85% before."]
)
def test_a_text_that_tells_of_a_changed_target_settles_it(words: str) -> None:
    before = record(said(target=85.0, target_words="85%"))
    assert not found(scene(subject(79, 87), before=before, texts={"HW01": {"Commentary": words}}))


def test_new_and_removed_indicators_are_news() -> None:
    before = record(said(id="HW09", name="Gullies emptied"), said(id="ED01", section="Education"))
    new, gone, other = found(scene(subject(79, 87), before=before))
    assert (new.check, new.grade, new.owner) == ("new-indicator", "note", "HW01")
    assert new.found == "HW01 is new: small-2010-11-Q4 did not have it"
    assert (gone.check, gone.grade, gone.owner, gone.section) == ("removed-indicator", "note", "HW09", "highways")
    assert gone.found == (
        "HW09 (Gullies emptied) is not reported any more; in small-2010-11-Q4 it was 79% in the quarter to March 2011, "
        "Red"
    )
    assert (other.owner, other.section) == ("ED01", "report")


def test_a_result_that_is_missing_is_no_slip() -> None:
    assert not found(scene(replace(subject(79, 87), row=replace(subject().row, actual=NAN))))
