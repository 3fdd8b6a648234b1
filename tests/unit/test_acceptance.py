"""A finding is accepted by a line in the notebook, as long as it is the finding that the line is about."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from helpers.scenes import FOLDER, accepted, scene

from qprlib.checks.acceptance import accept, concerns, line_to_accept
from qprlib.ground.project import Project
from qprlib.texts.commentary import ACCEPTED
from qprlib.texts.findings import Finding, Grade
from qprlib.texts.reading import read_commentary

SENTENCE = "Performance rose to 85% in June, and the target of 80% was met."
KNOWN = ("wrong-figure", "wrong-target", "no-commentary")


def finding(
    check: str = "wrong-figure", quote: str = "rose to 85%", sentence: str = SENTENCE, owner: str = "HW01"
) -> Finding:
    return Finding(check=check, grade=Grade.ERROR, section="highways", owner=owner, found="it is wrong",
                   heading="Commentary", sentence=sentence, quote=quote)  # fmt: skip


@pytest.mark.parametrize(
    ("check", "quote", "expected"),
    [
        ("wrong-figure", "rose to 85%", True),
        ("wrong-figure", "Rose to  85%.", True),
        ("wrong-figure", "85%", True),
        ("wrong-figure", "Performance rose to 85% in June", True),
        ("wrong-figure", SENTENCE, True),
        ("wrong-figure", "the target of 80%", False),
        ("wrong-figure", "rose to 86%", False),
        ("wrong-figure", "", False),
        ("wrong-target", "rose to 85%", False),
    ],
    ids=[
        "its words", "blanks, case and full stop", "fewer of its words", "more of the sentence", "the whole sentence",
        "other words of the sentence", "words that are not there", "no words", "another check",
    ],
)  # fmt: skip
def test_a_line_is_about_a_finding_of_its_check_whose_words_it_quotes(
    check: str, quote: str, *, expected: bool
) -> None:
    assert concerns(accepted(check, quote), finding()) is expected


def test_a_line_is_about_its_own_indicator_alone() -> None:
    assert not concerns(accepted("wrong-figure", "rose to 85%", owner="HW02"), finding())


def test_a_finding_about_no_sentence_is_accepted_without_words() -> None:
    whole = finding("no-commentary", quote="", sentence="")
    assert concerns(accepted("no-commentary"), whole)
    assert not concerns(accepted("no-commentary", "rose to 85%"), whole)


def test_quotation_marks_and_emphasis_make_no_difference() -> None:
    typed = finding(quote='called it "the best"', sentence="The leader *called it “the best”* in May.")
    assert concerns(accepted("wrong-figure", "called it “the best”"), typed)


def test_what_is_accepted_stays_and_bears_its_acceptance() -> None:
    line = accepted("wrong-figure", "rose to 85%")
    one, other = accept(scene(acceptances=[line]), [finding(), finding(quote="80%")], KNOWN)
    assert one.accepted == line
    assert not one.open
    assert other.open


def test_one_line_accepts_the_same_words_wherever_they_stand() -> None:
    line = accepted("wrong-figure", "rose to 85%")
    twice = [finding(), finding(sentence="Again it rose to 85%.")]
    assert [one.open for one in accept(scene(acceptances=[line]), twice, KNOWN)] == [False, False]


def test_a_line_that_is_about_nothing_is_a_warning_where_it_stands() -> None:
    (_, unused) = accept(scene(acceptances=[accepted("wrong-figure", "rose to 84%")]), [finding()], KNOWN)
    assert (unused.check, unused.grade, unused.owner, unused.heading) == (
        "acceptance-unused", "warning", "HW01", ACCEPTED,
    )  # fmt: skip
    assert (unused.section, unused.notebook, unused.cell) == ("highways", f"{FOLDER}/highways.ipynb", 9)
    assert unused.found == "'wrong-figure' of \"rose to 84%\" is accepted, but no such thing is found"
    assert unused.nearest == '"rose to 85%"'


def test_a_line_for_a_check_that_there_is_not_names_the_nearest() -> None:
    (_, unused) = accept(scene(acceptances=[accepted("wrong-figures", "rose to 85%")]), [finding()], KNOWN)
    assert unused.found == "'Accepted findings' names a check 'wrong-figures' that there is not"
    assert (unused.nearest, unused.allowed) == ("wrong-figure", "wrong-figure")


@pytest.mark.parametrize(("reason", "role"), [("REASON", "Director"), ("It is right", "ROLE"), ("REASON", "ROLE")])
def test_a_pasted_line_that_nobody_filled_in_accepts_nothing(reason: str, role: str) -> None:
    line = replace(accepted("wrong-figure", "rose to 85%"), reason=reason, role=role)
    one, unused = accept(scene(acceptances=[line]), [finding()], KNOWN)
    assert one.open
    assert unused.found == "the line that accepts 'wrong-figure' of \"rose to 85%\" still says REASON or ROLE"


@pytest.mark.parametrize("quote", ["rose to 85%", 'called it "the best"', ""])
def test_the_line_to_paste_reads_back_once_it_is_filled_in(tmp_path: Path, quote: str) -> None:
    one = finding(quote=quote, sentence=quote)
    line = line_to_accept(one, date(2011, 9, 5)).replace("REASON", "June's own figure").replace("ROLE", "Head of Roads")
    project = Project(tmp_path)
    folder = project.commentary("small-2011-12-Q1")
    folder.mkdir(parents=True)
    cell = {"cell_type": "markdown", "source": f"## HW01 Repairs\n\n### {ACCEPTED}\n\n{line}"}
    (folder / "highways.ipynb").write_text(json.dumps({"cells": [cell], "nbformat": 4}), encoding="utf-8")
    commentary, problems = read_commentary(project, "small-2011-12-Q1", {"HW01": "Highways"}, ["Highways"])
    assert not [problem for problem in problems if problem.severity == "error"]
    (acceptance,) = commentary.acceptances
    assert concerns(acceptance, one)


def test_the_line_to_paste() -> None:
    day = date(2011, 9, 5)
    assert line_to_accept(finding(), day) == '- `wrong-figure` "rose to 85%": REASON (ROLE, 5 September 2011)'
    whole = finding("no-commentary", quote="", sentence="")
    assert line_to_accept(whole, day) == "- `no-commentary`: REASON (ROLE, 5 September 2011)"
