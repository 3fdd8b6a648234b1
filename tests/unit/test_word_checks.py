"""Notes on words: what each finds and what looks alike and is left alone."""

from dataclasses import replace

import pytest

from qprlib.checks.wording_notes import CHECKS, find
from qprlib.ground.settings import CommentarySetting
from qprlib.texts.commentary import Commentary, Text
from qprlib.texts.findings import Family, Finding, Grade
from tests.helpers.labelled import scene


def found(*sentences: str, known: tuple[str, ...] = ()) -> list[Finding]:
    own = scene("PL01", sentences)
    edition = own.edition.model_copy(update={"commentary": CommentarySetting(known=known)})
    return list(find(replace(own, edition=edition)))


def checks(*sentences: str) -> list[tuple[str, str]]:
    return [(finding.check, finding.quote) for finding in found(*sentences)]


def test_every_check_is_a_note_of_its_family() -> None:
    assert {check.family for check in CHECKS} == {Family.WORDS}
    assert {check.grade for check in CHECKS} == {Grade.NOTE}
    assert all(check.why and check.example and check.todo and check.leaves for check in CHECKS)


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        (["The MASH was busy."], ["MASH"]),
        (["The MASH was busy.", "The MASH is calm."], ["MASH"]),
        (["The Multi-Agency Safeguarding Hub (MASH) was busy. The MASH is calm."], []),
        (["The MASH (Multi-Agency Safeguarding Hub) was busy."], []),
        (["The MASH was busy. The Multi-Agency Safeguarding Hub (MASH) is calm."], ["MASH"]),
        (["The NHS and the UK pay VAT on KPIs."], []),
        (["PL01 is in Q2."], []),
        (["Fifteen EHCPs were issued."], ["EHCPs"]),
        (["WE ANSWERED EVERY CALL."], []),
        (["Nothing here."], []),
    ],
)
def test_abbreviations_are_explained_at_first_use_in_a_section(sentences: list[str], expected: list[str]) -> None:
    assert checks(*sentences) == [("unexplained-abbreviation", short) for short in expected]


def test_params_can_list_abbreviations_as_known() -> None:
    assert found("The MASH was busy.", known=("MASH",)) == []


def test_an_abbreviation_is_explained_anew_in_each_section() -> None:
    one, two = scene("PL01", ["The Hub for Safeguarding (MASH) was busy."]), scene("BF01", ["The MASH was busy."])
    both = replace(
        one,
        subjects={**one.subjects, **two.subjects},
        sections={**one.sections, **two.sections},
        commentary=Commentary(indicators={**one.commentary.indicators, **two.commentary.indicators}),
    )

    assert [(finding.owner, finding.quote) for finding in find(both)] == [("BF01", "MASH")]


@pytest.mark.parametrize(("words", "expected"), [(40, []), (41, ["long-sentence"])])
def test_a_long_sentence_has_more_than_forty_words(words: int, expected: list[str]) -> None:
    assert [finding.check for finding in found(" ".join(["word"] * words) + ".")] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Up 4% from 80% to 84%.", ["4%"]),
        ("Up 5% from 80% to 84%.", []),
        ("Up four percentage points from 80% to 84%.", []),
        ("It rose by 4.5% to 83.5%.", ["4.5%"]),
        ("Calls rose by 4.5%.", []),
        ("Costs fell by 3%, and 12% of posts are vacant.", []),
    ],
)
def test_percentage_points_are_meant_between_two_percentages(sentence: str, expected: list[str]) -> None:
    assert checks(sentence) == [("percent-for-points", quote) for quote in expected]


def test_the_right_words_are_named() -> None:
    (finding,) = found("Up 4% from 80% to 84%.")

    assert finding.allowed == "four percentage points"


@pytest.mark.parametrize(
    ("sentence", "blames"),
    [
        ("Mr Smith failed to send the returns.", True),
        ("This is late because Jane Brown did not send it.", True),
        ("Cllr Ann Jones was to blame for the delay.", True),
        ("The fault of Mrs Patel was noted.", True),
        ("The drop follows Dr Wood's failure to reply.", True),
        ("Mr Smith, who led the team, joined in May.", False),
        ("The contractor failed to send the returns.", False),
        ("Kent Highways did not send the returns.", False),
        ("Sarah Green chairs the board.", False),
    ],
)
def test_nobody_is_blamed_by_name(sentence: str, blames: bool) -> None:
    assert [check for check, _ in checks(sentence)] == (["blames-a-person"] if blames else [])


def test_texts_of_the_report_are_looked_at_too() -> None:
    own = scene("PL01", [])
    text = Text("Foreword", "", "The MASH was busy.", "The MASH was busy.", "report.ipynb", 2)
    report = replace(own, commentary=Commentary(report={"Foreword": {"": text}}))

    (finding,) = find(report)

    assert (finding.section, finding.owner, finding.heading) == ("report", "Foreword", "")
