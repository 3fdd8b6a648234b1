"""Contradictions between text and data: found where the data deny what is said, and never raised where they do not."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from qprlib.claims.contradiction import CHECKS, find
from qprlib.claims.quantities import Hedge, Kind, figures, says
from qprlib.texts.commentary import Commentary, Text
from qprlib.texts.findings import Family, Finding, Grade, Scene
from tests.helpers.labelled import DEVELOPMENT, Labelled, labelled, measure, scene


def found(indicator: str, *sentences: str, heading: str = "Commentary") -> list[Finding]:
    return list(find(scene(indicator, sentences, heading)))


def test_every_check_is_an_error_of_its_family_with_all_its_explanations() -> None:
    ids = [check.id for check in CHECKS]

    assert len(ids) == len(set(ids))
    assert {check.family for check in CHECKS} == {Family.CONTRADICTION}
    assert {check.grade for check in CHECKS} == {Grade.ERROR}
    assert all(check.why and check.example and check.todo and check.leaves for check in CHECKS)


def test_the_development_set_is_large_and_even() -> None:
    sentences = labelled(DEVELOPMENT)
    false = sum(one.contradicts for one in sentences)

    assert len(sentences) >= 120
    assert 0.4 <= false / len(sentences) <= 0.6
    assert {one.check for one in sentences if one.contradicts} == {check.id for check in CHECKS}


def test_the_development_set_is_judged_as_promised() -> None:
    measured = measure(find, labelled(DEVELOPMENT))

    assert measured.precision >= 0.95, [one.sentence for one in measured.alarms]
    assert measured.recall >= 0.80, [one.sentence for one in measured.missed]


@pytest.mark.parametrize("one", [one for one in labelled(DEVELOPMENT) if not one.contradicts], ids=lambda one: one.id)
def test_what_is_true_raises_nothing(one: Labelled) -> None:
    assert found(one.indicator, one.sentence) == []


def test_a_finding_says_what_is_right_and_where_it_stands() -> None:
    (finding,) = found("PL01", "There is good news. Performance rose to 85% this quarter.")

    assert finding.check == "wrong-figure"
    assert finding.sentence == "Performance rose to 85% this quarter."
    assert finding.quote == "85%"
    assert finding.found == "The text says 85%; PL01 was 83.5% in the quarter to September 2023."
    assert finding.allowed == "83.5% in the quarter to September 2023"
    assert finding.owner == "PL01"
    assert finding.section == "planning"
    assert finding.todo


@pytest.mark.parametrize(
    "sentence",
    [
        'The paper wrote "Performance rose to 85%".',
        "Has performance risen to 85%?",
        "Performance would rise to 85% if two posts were filled.",
        "We expect performance to reach 85% by March.",
        "The code says `85%`.",
    ],
)
def test_quotations_questions_conditions_hopes_and_code_are_left_alone(sentence: str) -> None:
    assert found("PL01", sentence) == []


def test_a_subject_that_points_back_is_what_the_sentence_before_spoke_of() -> None:
    alone = found("PL01", "It rose to 85%.")
    after = list(find(_one_paragraph("PL01", "Satisfaction with the service is measured too. It rose to 85%.")))

    assert [finding.check for finding in alone] == ["wrong-figure"]
    assert after == []


def test_in_actions_and_risks_only_status_and_target_are_judged() -> None:
    assert found("PL01", "Performance fell.", heading="Risks") == []
    assert [one.check for one in found("PL01", "The target is 85%.", heading="Commentary")] == ["wrong-target"]
    assert [one.check for one in found("PL01", "The status remains Amber.", heading="Actions")] == ["wrong-status"]


def test_benchmarks_of_the_scene_are_known_values() -> None:
    sentence = "The rate was 88.8%."
    with_benchmark = replace(scene("PL01", [sentence]), benchmarks={"PL01": (88.8,)})

    assert [finding.check for finding in found("PL01", sentence)] == ["wrong-figure"]
    assert list(find(with_benchmark)) == []


def test_a_sentence_about_another_indicator_is_left_alone() -> None:
    own = scene("PL01", ["Performance rose to 85%, as BF01 did."])
    both = replace(own, subjects={**own.subjects, "BF01": scene("BF01", ["-"]).subjects["BF01"]})

    assert list(find(both)) == []


def test_headings_and_tables_are_not_judged() -> None:
    assert found("PL01", "#### Performance fell to 70%", "| Performance |\n|---|\n| fell to 70% |") == []


def test_findings_are_the_same_each_time() -> None:
    sentences = [one.sentence for one in labelled(DEVELOPMENT) if one.indicator == "PL01"]

    assert found("PL01", *sentences) == found("PL01", *sentences)


def _one_paragraph(indicator: str, prose: str) -> Scene:
    own = scene(indicator, [prose])
    text = Text(indicator, "Commentary", prose, prose, "notebook.ipynb", 3)
    return replace(own, commentary=Commentary(indicators={indicator: {"Commentary": text}}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rose to 85%", [(Kind.PERCENT, 85.0)]),
        ("79.5 per cent", [(Kind.PERCENT, 79.5)]),
        ("eight percentage points", [(Kind.POINTS, 8.0)]),
        ("3% points", [(Kind.POINTS, 3.0)]),
        ("twenty-five points", [(Kind.POINTS, 25.0)]),
        ("three in four", [(Kind.SHARE, 75.0)]),
        ("two thirds of calls", [(Kind.SHARE, 200 / 3)]),
        ("half of the calls", [(Kind.SHARE, 50.0)]),
        ("1,366 people", [(Kind.NUMBER, 1366.0)]),
        ("\N{POUND SIGN}1.2m", [(Kind.MONEY, 1.2e6)]),
        ("in 2011", []),
        ("in 2010/11", []),
        ("on 30 June 2011", []),
        ("by 5pm at 10:30", []),
        ("on 0300 123 4567", []),
        ("an 18-year-old at level 4", []),
        ("the 3rd of HW01", []),
        ("10-15%", []),
        ("one of the teams", []),
        ("In the quarter to September 58.2% of tax", [(Kind.PERCENT, 58.2)]),
    ],
)
def test_figures_are_read_with_what_they_count(text: str, expected: Sequence[tuple[Kind, float]]) -> None:
    assert [(one.kind, pytest.approx(one.value)) for one in figures(text)] == list(expected)


@pytest.mark.parametrize(
    ("text", "value", "decimals", "same"),
    [
        ("83.5%", 83.5, 1, True),
        ("84%", 83.5, 1, True),
        ("83%", 83.5, 1, False),
        ("85%", 83.5, 1, False),
        ("about 85%", 83.5, 1, True),
        ("about 90%", 83.5, 1, False),
        ("nearly 84%", 83.5, 1, True),
        ("nearly 84%", 84.5, 1, False),
        ("more than 80%", 83.5, 1, True),
        ("more than 84%", 83.5, 1, False),
        ("under 84%", 83.5, 1, True),
        ("under 80%", 83.5, 1, False),
        ("just over 83%", 83.5, 1, True),
        ("just over 75%", 83.5, 1, False),
        ("1,400", 1366, 0, True),
        ("1,370", 1366, 0, True),
        ("1,360", 1366, 0, False),
        ("816,000", 815704, 0, True),
        ("80%", 83.5, 1, False),
    ],
)
def test_a_figure_is_a_value_at_its_usual_roundings(text: str, value: float, decimals: int, same: bool) -> None:
    (figure,) = figures(text)

    assert says(figure, value, decimals) is same


def test_hedges_are_read_before_a_figure() -> None:
    read = [
        figures(f"{words} 80%")[0].hedge for words in ("about", "nearly", "just over", "more than", "less than", "to")
    ]

    assert read == [Hedge.ABOUT, Hedge.NEARLY, Hedge.JUST_OVER, Hedge.OVER, Hedge.UNDER, Hedge.EXACT]
