"""An indicator's number as the organisation prints it: in live figures, claims, records and errors."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import permutations

import pandas as pd
import pytest
from helpers.scenes import ids, said, scene, subject

from qprlib.agreeing.comparing import brief, compare
from qprlib.checks.all_checks import check_commentary
from qprlib.data import checks
from qprlib.data.known import _in_the_words_of
from qprlib.ground.errors import InputError
from qprlib.ground.references import Called, natural, parted
from qprlib.publishing.site.errata import _change_line
from qprlib.report.parts.services import find_indicator
from qprlib.texts.figures import LiveFigures
from qprlib.texts.record import Record, as_plain, from_plain

REPAIRS = subject(reference="1.1.2.PI")
WASTE = subject(40.0, 55.0, id="CP_7", name="Waste recycled", short_name="Recycled", reference="CP/7", target=50.0)
LIVE = LiveFigures(scene(REPAIRS, WASTE).edition, scene(REPAIRS).scheme, scene(REPAIRS, WASTE).subjects)


@pytest.mark.parametrize(
    ("inner", "printed"),
    [
        ("[1.1.2.PI].actual", "87%"),
        (" [ 1.1.2.PI ] .actual ", "87%"),
        ("HW01.actual", "87%"),
        ("[HW01].actual", None),
        ("[CP/7].actual", "55%"),
        ("[CP/7].previous", "40%"),
        ("CP_7.target", "50%"),
    ],
)
def test_a_live_figure_asks_by_reference_or_id(inner: str, printed: str | None) -> None:
    if printed is None:
        with pytest.raises(Exception, match="HW01"):
            LIVE.figure(inner)
    else:
        assert LIVE.figure(inner).printed == printed


def test_a_reference_that_nobody_has_is_told_with_the_nearest() -> None:
    text = scene(REPAIRS, WASTE, texts={"HW01": {"Commentary": "It was {{ [1.1.2.P1].actual }}."}})
    filled, [problem] = LIVE.fill(next(iter(text.commentary.indicators["HW01"].values())))
    assert "1.1.2.P1" in problem.found
    assert problem.nearest == "[1.1.2.PI]"
    assert "[1.1.2.PI]" in problem.allowed
    assert "[CP/7]" in problem.allowed
    assert filled.markdown.endswith("{{ [1.1.2.P1].actual }}.")


@pytest.mark.parametrize(
    "sentence",
    [
        "For {own} the result was 87%.",
        "{own} reached 87% and its target is 90%.",
        "The result of {own} was 78%.",
        "{own}: 78% in the quarter to June 2011, against a target of 85%.",
        "The result was 87%, while {other} stands at 55%.",
        "{other} fell to 12%.",
        "It rose from 79% ({own}) to 88%.",
    ],
)
def test_the_digits_of_a_reference_are_no_figures(sentence: str) -> None:
    """What is found of a sentence is the same whether it calls indicators by their ids or by their references."""
    by_id = sentence.format(own="HW01", other="CP_7")
    by_reference = sentence.format(own="1.1.2.PI", other="CP/7")
    told = [
        ids(check_commentary(scene(*rows, texts={"HW01": {"Commentary": said}})))
        for rows, said in (
            ((subject(), replace(WASTE, row=replace(WASTE.row, reference=""))), by_id),
            ((REPAIRS, WASTE), by_reference),
        )
    ]
    assert told[0] == told[1]
    assert ("wrong-figure" in told[0]) == sentence.startswith("{own}: 78%")


def test_a_finding_calls_an_indicator_as_readers_do() -> None:
    told = check_commentary(scene(REPAIRS, texts={"HW01": {"Commentary": "The result was 78%."}}))
    assert any("1.1.2.PI was 87%" in one.found for one in told)


def register(*references: str) -> pd.DataFrame:
    rows = [{"id": f"A{place}", "reference": one} for place, one in enumerate(references, 1)]
    return pd.DataFrame(rows, index=range(2, 2 + len(rows)))


@pytest.mark.parametrize(
    ("references", "rows"),
    [
        (("1.1", "1.2", ""), []),
        (("", ""), []),
        (("1.1", "1.1"), [3]),
        (("pi.1", "PI.1", "pi.1"), [3, 4]),
        (("A2", ""), [2]),
        (("A1", "A2"), []),
    ],
)
def test_a_reference_is_one_indicators_alone(references: tuple[str, ...], rows: list[int]) -> None:
    problems = list(checks._duplicate_references(register(*references), "indicators.csv"))
    assert [problem.place.row for problem in problems] == rows
    assert all(problem.place.column == "reference" for problem in problems)


def test_a_record_keeps_a_reference_and_one_without_is_as_it_was() -> None:
    plain = as_plain(Record("x-2011-12-Q1", False, "", (said(), replace(said(), id="B", reference="1.2"))))
    assert ["reference" in one for one in plain["indicators"]] == [False, True]
    assert [one.printed_id for one in from_plain(plain, "record.json").indicators] == ["HW01", "1.2"]


def test_a_card_is_asked_for_by_either_name() -> None:
    class _Scored:
        results = (REPAIRS.row, WASTE.row)

    class _Context:
        scored = _Scored
        edition = scene().edition

    for name in ("1.1.2.PI", "HW01"):
        assert find_indicator(_Context, name) is REPAIRS.row  # type: ignore[arg-type]
    with pytest.raises(InputError) as raised:
        find_indicator(_Context, "CP-7")  # type: ignore[arg-type]
    assert raised.value.problems[0].nearest in ("CP/7", "CP_7")


CALLED = Called.of(
    subject(id=one, reference=reference, short_name=name).row
    for one, reference, name in (
        ("A", "1.1.2.PI", "Gas safety"),
        ("B", "1.1", "Fires"),
        ("C", "PI 1.1.2", "Rent"),
        ("D", "12", "Waste"),
        ("E", "CP/07", "Bins"),
        ("F", "", "Lights"),
        ("G", "1.1.2", "Voids"),
    )
)


@pytest.mark.parametrize(
    ("sentence", "by_ids"),
    [
        ("1.1.2.PI rose, as 1.1.2 and PI 1.1.2 did.", "A rose, as G and C did."),
        ("CP/07's target; see 1.1.2.PI.", "E's target; see A."),
        ("Lights (F) rose.", "Lights (F) rose."),
        # A longer reference, a fraction or a path is another thing.
        ("CP/070, XCP/07, 1.1.2.PIX, 1.1.2.9 and 1/12.", "CP/070, XCP/07, 1.1.2.PIX, 1.1.2.9 and 1/12."),
        # What could as well be a figure is one, unless it is called an indicator or is followed by its name.
        ("It rose by 1.1 to 12 in all.", "It rose by 1.1 to 12 in all."),
        ("Indicator 12 fell by 12, or 12%.", "Indicator D fell by 12, or 12%."),
        ("KPI 1.1 rose by 1.1 points, measure 12 did not.", "KPI B rose by 1.1 points, measure D did not."),
        ("12 Waste fell and 1.1: Fires rose by 12.", "D Waste fell and B: Fires rose by 12."),
    ],
)  # fmt: skip
def test_of_a_sentence_references_alone_give_way_to_ids(sentence: str, by_ids: str) -> None:
    assert CALLED.with_ids(sentence) == by_ids
    assert CALLED.as_written(by_ids, sentence) == (by_ids if by_ids == sentence else sentence)


@pytest.mark.parametrize(
    ("heading", "owner", "rest"),
    [
        ("A Gas safety", "A", "Gas safety"),
        ("1.1.2.PI Gas safety", "A", "Gas safety"),
        ("1.1.2.PI: Gas safety", "A", "Gas safety"),
        ("PI 1.1.2 Rent", "C", "Rent"),
        ("CP/07", "E", ""),
        ("12 Waste in 12 wards", "D", "Waste in 12 wards"),
        ("CP/08: Bins", "CP/08", "Bins"),
        ("", "", ""),
    ],
)
def test_a_heading_begins_with_an_id_or_a_reference(heading: str, owner: str, rest: str) -> None:
    assert parted(heading, CALLED.ids) == (owner, rest)


@pytest.mark.parametrize(
    "codes",
    [
        ["1.1.2.PI", "1.1.10.PI", "1.9", "1.10", "2", "10"],
        ["BV12", "BV12a", "BV12b", "BV112"],
        ["CP/07", "CP/7.1", "CP/10", "cp/11"],
        ["CP9", "CP10", "HW01", "HW02"],
        ["PI 2", "PI 12"],
    ],
)
def test_codes_are_sorted_as_people_number(codes: list[str]) -> None:
    for some in permutations(codes) if len(codes) < 6 else (codes[::-1], sorted(codes)):
        assert sorted(some, key=natural) == codes


def test_a_quote_of_a_finding_stands_in_its_sentence() -> None:
    said = "In CP/7 and {own} cases, {own} has fallen from 79% and the DRS is late."
    told = check_commentary(scene(REPAIRS, WASTE, texts={"HW01": {"Commentary": said.format(own="1.1.2.PI")}}))
    quoting = [one for one in told if one.quote]
    assert "unexplained-abbreviation" in ids(quoting)
    assert [one for one in quoting if one.quote not in one.sentence or "HW01" in one.found] == []


def test_no_finding_calls_an_indicator_by_its_id_where_it_has_a_reference() -> None:
    before = Record("small-2010-11-Q4", False, "", (said(), said(id="OLD", reference="9.9")))
    red = subject(95.0, 60.0, reference="1.1.2.PI", rating="red")
    for texts in ({}, {"HW01": {"Commentary": "The result was 78% and is TBC."}}):
        told = check_commentary(scene(red, WASTE, texts=texts, before=before))
        assert len(told) > 3
        assert [one.found for one in told if re.search(r"\b(HW01|CP_7|OLD)\b", one.found)] == []
    named = scene(red, WASTE, report={"Foreword": "Measure 9.9 has ended."}, before=before)
    assert "removed-indicator" in ids(check_commentary(scene(red, WASTE, before=before)))
    assert "removed-indicator" not in ids(check_commentary(named))


def test_a_reference_that_is_a_name_to_jinja_needs_no_brackets() -> None:
    row = subject(reference="BV12a")
    live = LiveFigures(scene().edition, scene().scheme, scene(row).subjects)
    assert live.figure("BV12a.actual").printed == live.figure("[BV12a].actual").printed == "87%"


def test_an_edition_from_before_a_renumbering_prints_the_old_reference() -> None:
    now = pd.DataFrame({"id": ["A", "B"], "name": "", "short_name": "", "reference": ["2.1", "2.2"]})
    changed = pd.DataFrame(
        {"indicator": ["B"], "field": ["reference"], "was": ["1.9"], "recorded": pd.to_datetime(["2011-08-01"])}
    )
    for day, references in (("2011-07-31", ["2.1", "1.9"]), ("2011-08-01", ["2.1", "2.2"])):
        assert list(_in_the_words_of(now, changed, pd.Timestamp(day))["reference"]) == references


@pytest.mark.parametrize("reference", ["", "1.1.2.PI"])
def test_what_a_correction_and_a_comparison_say_of_an_indicator_is_under_its_reference(reference: str) -> None:
    old, new = (
        Record("small-2011-12-Q1", False, "", (said(reference=reference, actual=actual, actual_words=f"{actual}%"),))
        for actual in (79.0, 81.0)
    )
    found = compare(old, new)
    [change] = found.indicators
    for line in (_change_line(change), *brief(found)):
        assert line.replace("\\", "").startswith(f"{reference or 'HW01'} ")
