"""The brief for the minutes: a page of facts, on the terminal and in Word."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest
from helpers.projects import REPOSITORY, copy_of_project, qpr
from helpers.scoring import scheme

from qprlib.ground.project import Project
from qprlib.report.context import Context, open_context
from qprlib.report.parts.minutes import brief, plain
from qprlib.report.sentences import paper_wording
from qprlib.scoring.counts import Movement

NUMBER = r"(?:none|one|two|three|four|five|six|seven|eight|nine|\d+|[A-Z][a-z]+(?:-[a-z]+)?)"
CHANGE = rf"\((?:the same|{NUMBER} (?:more|fewer))\)"


@pytest.fixture(scope="module")
def invented() -> str:
    context = open_context("exampleshire-2024-25-Q3", Project(REPOSITORY))
    return plain(brief(context))


GRAMMAR = [
    ("S1: up to when", r"1\) The report for quarter three of 2024/25 goes up to the end of December 2024\."),
    ("S0, S1: of how many, how many in each band, with changes",
     rf"{NUMBER} Green {CHANGE}, {NUMBER} Amber {CHANGE} and {NUMBER} Red {CHANGE}"),
    ("S0, S1: three ways, with changes",
     rf"2\) Performance is improving on {NUMBER} indicators(?P<change> {CHANGE})?, without [^.]* on {NUMBER}"
     rf"(?(change) {CHANGE}) and worsening on {NUMBER}(?(change) {CHANGE}|, as in the previous quarter\.)"),
    ("S1: quarter three last year",
     rf"{NUMBER} more indicators are improving than a year ago and {NUMBER} fewer are worsening"),
    ("S1: removed", r"Two indicators were removed \(Schools good or better; Early years settings good or better\)\."),
    ("S0: Reds by section", r"Rated Red\n\n- Complaints answered in time \(Customer services\)\. Action: Extend"),
    ("S1: best for years", rf"4\) {NUMBER} indicators have their best results for two years or more: "),
    ("S4 3.8: delivery programme", rf"5\) Of the {NUMBER} actions in the delivery programme, {NUMBER} are completed"),
    ("S0, S1: resolved to note", r"Decision asked\n\nCabinet is asked to NOTE"),
]  # fmt: skip


@pytest.mark.parametrize("pattern", [case[1] for case in GRAMMAR], ids=[case[0] for case in GRAMMAR])
def test_the_brief_says_what_minutes_say(pattern: str, invented: str) -> None:
    assert re.search(pattern, invented)


def test_kents_brief(kent: Context) -> None:
    text = plain(brief(kent))
    assert (
        "11 are rated Green (three more than in the previous quarter), eight Amber (three fewer) and seven Red" in text
    )
    assert "Performance is improving on 14 indicators and worsening on 12." in text
    assert text.count("\n- ") == text.count("Action") == 7
    assert len(text.split()) < 420


def test_a_page(invented: str) -> None:
    assert len(invented.split()) < 680


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], "No indicator moved to a better or worse rating."),
        ([1], "One indicator moved to a better rating (Calls)."),
        ([1, -1], "One indicator moved to a better rating (Calls) and one to a worse one (Roads)."),
        ([-1], "One indicator moved to a worse rating (Roads)."),
    ],
)
def test_moves_in_short(steps: list[int], expected: str) -> None:
    green, amber, _ = scheme().bands
    moves = [Movement("A", amber, green, 1) if one > 0 else Movement("B", green, amber, -1) for one in steps]
    assert paper_wording.moved_in_short(moves, {"A": "Calls", "B": "Roads"}) == expected


@pytest.mark.slow
def test_the_command_prints_the_facts_and_makes_one_page_of_word(tmp_path: Path) -> None:
    project = copy_of_project(tmp_path / "project")
    done = qpr(project, "minutes", "kent-2011-12-Q1")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Facts for the minutes: Quarterly Performance Report, Quarter 1, 2011/12\n")
    assert "Cabinet is asked to NOTE" in done.stdout
    path = project / "outputs" / "papers" / "kent-2011-12-Q1" / "minutes.docx"
    assert done.stdout.rstrip().endswith("minutes.docx")
    document = docx.Document(str(path))
    assert [one.text for one in document.paragraphs if one.style and one.style.name == "Heading 1"] == [
        "Facts", "Rated Red", "Decision asked",
    ]  # fmt: skip


def test_without_word_nothing_is_written(tmp_path: Path) -> None:
    project = copy_of_project(tmp_path / "project")
    done = qpr(project, "minutes", "kent-2011-12-Q1", "--no-word")
    assert done.returncode == 0, done.stderr
    assert not (project / "outputs").exists()
