"""The cover report: its sentences against the grammar of councils' own papers, its counts, and its documents."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import docx
import page as page_validation
import pypdf
import pytest
from docx.oxml.ns import qn
from helpers import naive_reader
from helpers.papers import whole
from helpers.projects import REPOSITORY, SMALL, contents, copy_of_project, miniature, qpr, sign_off
from helpers.scoring import edition, scheme
from pydantic import ValidationError

from qprlib.ground.numbers import opening_number
from qprlib.ground.project import Project
from qprlib.ground.settings import Implications, PaperSetting
from qprlib.publishing.make.meeting_papers import COVER, FOLDER, MINUTES, check_paper, paper_pages, paper_problems
from qprlib.report.context import Context, open_context
from qprlib.report.paper_facts import Facts, facts
from qprlib.report.parts.worst import actions_told
from qprlib.report.sentences import paper_wording
from qprlib.scoring.counts import Movement

INVENTED = "exampleshire-2024-25-Q3"
PAPER = PaperSetting(sender=("Leader of the Council",), recipient="Cabinet", contact="Head of Performance")
NUMBER = r"(?:none|one|two|three|four|five|six|seven|eight|nine|\d+|[A-Z][a-z]+(?:-[a-z]+)?)"
CHANGE = rf"\((?:the same|{NUMBER} (?:more|fewer))[^)]*\)"


@pytest.fixture(scope="module")
def invented() -> Context:
    return open_context(INVENTED, Project(REPOSITORY))


# The grammar of facts: which facts stand in a Cabinet paper, and in what order (S0, S1, S2 and S4 of the seeds) ----

GRAMMAR = [
    ("S2: from, to, when, decision, subject, classification",
     r"^From: .+\nTo: .+\nDate: .+\nDecision number: .+\nSubject: .+\nClassification: .+"),
    ("S2: summary with the period's end", r"Summary\n\n.*up to the end of December 2024 \(Quarter 3, 2024/25\)"),
    ("S2, S0: of how many, how many in each band",
     rf"Of {NUMBER} key performance indicators, .*{NUMBER} .*Green, {NUMBER} Amber and {NUMBER} Red"),
    ("S2: recommendation to note", r"Recommendation\n\nCabinet is asked to NOTE .*being done"),
    ("S2: numbered sections", r"1\. Introduction\n\n1\.1 .*\n1\.2 "),
    ("S2 2.2: a line a band with its change and meaning", rf"- {NUMBER} are rated Green {CHANGE}: .+\n- {NUMBER} are"),
    ("S2 2.3: the Reds by section", rf"3\.1 The {NUMBER} indicators rated Red are in: Customer services \({NUMBER}\);"),
    ("S0: what is done about each", r"Red in each .*Action: "),
    ("S2 2.4, S0: three ways with changes",
     rf"improving on {NUMBER} indicators(?P<change> {CHANGE})?, without a clear trend on {NUMBER}"
     rf"(?(change) {CHANGE}) and worsening on {NUMBER}(?(change) {CHANGE}|, as in the previous quarter\.)"),
    ("S1: indicators removed", r"two indicators have been removed"),
    ("S1: against the same quarter last year",
     rf"{NUMBER} more indicators are improving than a year ago and {NUMBER} fewer are worsening"),
    ("S1: from one band to another", r"Calls answered \(from Amber to Green\)"),
    ("S1: best for years, though Red",
     r"Freedom of Information in time .*Red in each of the 15 quarters .*now at its best"),
    ("S4 3.7: off target and improving",
     rf"{NUMBER} of the {NUMBER} indicators off target are improving or have [^:.]*: "),
    ("S4 6 to 11: implications", r"5\.1 Financial: .*(?s:.)*5\.6 Health and wellbeing: "),
    ("S4 13, 14: background papers, appendix", r"7\. Background papers\n\n7\.1 (?s:.)*Appendix 1: "),
    ("S2 4: contact", r"Contact: Head of Performance and Analysis"),
]  # fmt: skip


@pytest.mark.parametrize("pattern", [case[1] for case in GRAMMAR], ids=[case[0] for case in GRAMMAR])
def test_the_paper_says_what_a_cabinet_paper_says(pattern: str, invented: Context) -> None:
    assert re.search(pattern, whole(invented), re.IGNORECASE)


#: Of an edition without an earlier one in its series: what differs from the grammar above.
ALONE = [
    *(case for case in GRAMMAR if not case[0].startswith(("S1", "S2, S0", "S2: summary", "S2 2.3", "S2 2.4", "S2 4"))),
    ("S2: summary with the period's end", r"Summary\n\n.*up to the end of \w+ \d{4} \(Quarter \d, \d{4}/\d\d\)"),
    ("S2, S0: of how many, how many in each band", rf"Of {NUMBER} key performance indicators, .*{NUMBER} .*Green, "
     rf"{NUMBER} (?:are rated )?Amber and {NUMBER} (?:are rated )?Red"),
    ("S2 2.2: since the previous quarter", r"are rated Green \((?:the same as|\w+ (?:more|fewer) than) in the "),
    ("S2 2.3: the Reds by section or aim", rf"3\.1 The {NUMBER} indicators rated Red are in: [^()]+ \({NUMBER}\);"),
    ("S2 2.4: direction of travel", rf"Performance is improving on {NUMBER} indicators.* and worsening on {NUMBER}\."),
    ("S1: from one band to another", r"moved to a better rating since the previous quarter: .* \(from \w+ to Green\)"),
    ("S2 4: contact", r"Contact: Head of Performance"),
]  # fmt: skip


@pytest.mark.parametrize("name", ["kent-2011-12-Q1", "exampleshire-2023-24-Q3", "exampleshire-aims-2024-25-Q3"])
@pytest.mark.parametrize("pattern", [case[1] for case in ALONE], ids=[case[0] for case in ALONE])
def test_a_first_edition_and_one_by_aims_say_it_too(pattern: str, name: str) -> None:
    assert re.search(pattern, paper(name), re.IGNORECASE)


@cache
def paper(name: str) -> str:
    return whole(open_context(name, Project(REPOSITORY)))


HEADINGS = ["Summary", "Recommendation", "Introduction", "Results", "Rated Red", "Direction of travel", "Implications",
            "Recommendation", "Background papers", "Appendix and contact"]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["kent-2011-12-Q1", "exampleshire-2023-24-Q3", INVENTED, "exampleshire-aims-2024-25-Q3"]
)
def test_its_parts_come_in_the_order_of_a_cabinet_paper(name: str) -> None:
    lines = paper(name).splitlines()
    heads = [re.sub(r"^\d\. ", "", line) for line in lines if re.sub(r"^\d\. ", "", line) in HEADINGS]
    assert heads == HEADINGS


@pytest.mark.parametrize("name", ["exampleshire-2023-24-Q3", INVENTED, "exampleshire-aims-2024-25-Q3"])
def test_every_number_of_its_summary_is_a_naive_readers(name: str) -> None:
    found = naive_reader.edition(REPOSITORY, name)
    ratings, ways = naive_reader.counts(found)
    text = paper(name)
    assert f"Of {len(found)} key performance indicators, " in text
    reds = re.findall(r"^- (\S+) .*Actions?: ", text, re.MULTILINE)
    assert len(reds) == ratings["red"]
    words = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    for way in (ways["improving"], ways["worsening"], ways["no-trend"] + ways["no-change"]):
        assert re.search(rf" on {words[way] if way < len(words) else way}\b", text)
    for band, label in (("green", "Green"), ("amber", "Amber"), ("red", "Red")):
        number = ratings[band]
        said = opening_number(number) if number else "None"
        assert re.search(rf"^- {said} (?:is|are) rated {label} \(", text, re.MULTILINE | re.IGNORECASE)


def test_no_sentence_is_a_seeds_own() -> None:
    told = " ".join(Implications().model_dump().values()).casefold()
    for copied in ("there are no direct", "has not been completed because", "rights and freedoms"):
        assert copied not in told


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], ["No indicator has moved to a better or worse rating since the previous quarter."]),
        ([1], ["One indicator has moved to a better rating since the previous quarter: Calls (from Amber to Green)."]),
        ([1, -1], [
            "One indicator has moved to a better rating since the previous quarter: Calls (from Amber to Green).",
            "One indicator has moved to a worse rating since the previous quarter: Roads (from Green to Amber).",
        ]),
    ],
)  # fmt: skip
def test_moves(steps: list[int], expected: list[str]) -> None:
    green, amber, _ = scheme().bands
    moves = [Movement("A", amber, green, 1) if one > 0 else Movement("B", green, amber, -1) for one in steps]
    said = paper_wording.moved_sentences(moves, {"A": "Calls", "B": "Roads"}, "the previous quarter")
    assert said == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("", []),
        ("- Hire two people", ["Hire two people."]),
        ("Hired two. Trained **six**.", ["Hired two.", "Trained six."]),
        ("- One\n- Two\n- Three", ["One.", "Two.", "Three."]),
        (f"- One\n- {'Two ' * 50}\n- Three", ["One."]),
        (f"- {'One ' * 50}\n- Two", [f"{'One ' * 49}One."]),
    ],
)
def test_the_first_actions_are_told(markdown: str, expected: list[str]) -> None:
    assert actions_told(markdown) == expected


@pytest.mark.parametrize(
    ("reds", "expected"),
    [
        (0, "Cabinet is asked to NOTE the results for quarter one of 2011/12."),
        (1, "Cabinet is asked to NOTE the results for quarter one of 2011/12 and what is being done about the "
            "indicator rated Red."),
        (9, "Cabinet is asked to NOTE the results for quarter one of 2011/12 and what is being done about the nine "
            "indicators rated Red."),
    ],
)  # fmt: skip
def test_recommendation(reds: int, expected: str) -> None:
    one = edition().model_copy(update={"paper": PAPER})
    assert paper_wording.recommendation(one, reds, scheme().worst) == expected
    several = one.model_copy(update={"paper": PAPER.model_copy(update={"recipient": "Members"})})
    assert paper_wording.recommendation(several, 0, scheme().worst).startswith("Members are asked to NOTE")
    board = one.model_copy(update={"paper": PAPER.model_copy(update={"recipient": "Audit Committee"})})
    assert paper_wording.recommendation(board, 0, scheme().worst).startswith("The Audit Committee is asked to NOTE")
    assert paper_wording.purpose_sentence(board).startswith("This paper tells the Audit Committee how ")
    own = one.model_copy(update={"paper": PAPER.model_copy(update={"recommendation": "Do it."})})
    assert paper_wording.recommendation(own, reds, scheme().worst) == "Do it."


@pytest.mark.parametrize(
    ("names", "best"),
    [
        ([], ""),
        (["A"], "One indicator has its best result for two years or more: A."),
        (["A", "B, C"], "Two indicators have their best results for two years or more: A; B, C."),
    ],
)
def test_best_results(names: list[str], best: str) -> None:
    assert paper_wording.best_sentence(names) == best


# Counts -----------------------------------------------------------------------------------------------------


def test_kents_facts_are_the_published_ones(kent: Context) -> None:
    text = whole(kent)
    assert "Of 26 key performance indicators, 11 are rated Green, eight Amber and seven Red." in text
    assert "Performance is improving on 14 indicators and worsening on 12." in text
    assert "Eleven are rated Green (three more than in the previous quarter)" in text
    assert "To: Cabinet\nDate: 19 September 2011" in text
    reds = re.findall(r"^- ([A-Z]{2}\d\d) .*Actions?: ", text, re.MULTILINE)
    assert reds == ["CS01", "CS03", "CS05", "ED02", "ES01", "CU01", "CU02"]


def test_exampleshires_counts_are_a_naive_readers(invented: Context) -> None:
    found = naive_reader.edition(REPOSITORY, INVENTED)
    rated = {word: sum(one.rating == word for one in found.values()) for word in ("green", "amber", "red")}
    text = whole(invented)
    assert f"{rated['green']} Green, {rated['amber']} Amber and {rated['red']} Red." in text
    reds = re.findall(r"^- (\w+) .*Actions?: ", text, re.MULTILINE)
    assert sorted(reds) == sorted(name for name, one in found.items() if one.rating == "red")
    before = naive_reader.edition(REPOSITORY, "exampleshire-2024-25-Q2")
    now = facts(invented)
    assert now.previous is not None
    assert now.previous.as_published.before.ratings.bands == {
        word: sum(one.rating == word for one in before.values()) for word in ("green", "amber", "red")
    }


def test_changes_of_rating_are_those_between_the_editions(invented: Context) -> None:
    found: Facts = facts(invented)
    assert found.previous is not None
    then = {one.id: one.rating for one in found.previous.before_in_both}
    assert {move.indicator: move.before.id for move in found.moves} == {
        one.id: then[one.id]
        for one in found.previous.now_in_both
        if one.rating != then[one.id] and {one.rating, then[one.id]} <= {"green", "amber", "red"}
    }


# Settings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [{"sender": ()}, {"recipient": ""}, {"contact": ""}, {"from": "Leader"}, {"implications": {"climate": "None."}},
     {"implications": {"legal": ""}}, {"date": "soon"}],
    ids=str,
)  # fmt: skip
def test_settings_are_strict(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PaperSetting.model_validate({**PAPER.model_dump(), **wrong})


def test_what_is_not_given_is_said_plainly() -> None:
    one = edition().model_copy(update={"paper": PAPER})
    assert paper_wording.meeting_day(one) == "Not yet set"
    assert paper_wording.subject(one) == f"{one.title}, {one.quarter.label}"


def test_an_edition_without_the_block_has_no_papers(kent: Context) -> None:
    without = replace(kent, edition=kent.edition.model_copy(update={"paper": None}))
    assert paper_pages(without.edition) == []
    with pytest.raises(Exception, match="nothing of a paper") as caught:
        check_paper(without, COVER)
    assert [one.code for one in caught.value.problems] == ["no-paper"]  # type: ignore[attr-defined]


def test_a_meeting_before_the_cut_off_is_refused(kent: Context) -> None:
    assert kent.edition.paper is not None
    early = kent.edition.paper.model_copy(update={"date": kent.edition.quarter.start})
    context = replace(kent, edition=kent.edition.model_copy(update={"paper": early}))
    assert [one.code for one in paper_problems(context)] == ["paper-too-early"]
    assert paper_problems(kent) == []


# Documents --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this project with the papers of two editions made alone."""
    project = copy_of_project(tmp_path_factory.mktemp("papers") / "project")
    sign_off(project, INVENTED)
    for name in ("kent-2011-12-Q1", INVENTED):
        for command in ("cover", "minutes"):
            done = qpr(project, command, name)
            assert done.returncode == 0, done.stderr
    return project / "outputs" / FOLDER


EDITIONS = pytest.mark.parametrize("name", ["kent-2011-12-Q1", INVENTED])


@pytest.mark.slow
@EDITIONS
def test_the_pdf_has_two_or_three_pages_and_keeps_pdf_ua(papers: Path, name: str) -> None:
    path = papers / name / "cover-report.pdf"
    pdf = pypdf.PdfReader(path)
    assert 2 <= len(pdf.pages) <= 3
    assert pdf.metadata is not None
    assert str(pdf.metadata.title).startswith("Report to Cabinet: Quarterly Performance Report, Quarter")
    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"
    checked = page_validation.validate_pdf(str(path), profile="ua1")
    assert checked.is_compliant
    assert checked.rules.failed == 0
    if name == INVENTED:
        assert all("Exampleshire is an invented county" in sheet.extract_text() for sheet in pdf.pages)


@pytest.mark.slow
@EDITIONS
def test_the_word_document_has_headings_language_and_header_rows(papers: Path, name: str) -> None:
    document = docx.Document(str(papers / name / "cover-report.docx"))
    named = [(one.style.name, one.text) for one in document.paragraphs if one.style]
    assert ("Title", "Report to Cabinet") in named
    assert [text for style, text in named if style == "Heading 1"] == [
        "Summary", "Recommendation", "1. Introduction", "2. Results", "3. Rated Red", "4. Direction of travel",
        "5. Implications", "6. Recommendation", "7. Background papers", "8. Appendix and contact",
    ]  # fmt: skip
    assert {style for style, _ in named} >= {"Entry", "Numbered"}
    assert {"Heading 2", "Heading 3"}.isdisjoint(style for style, _ in named)
    assert [text for _, text in named if text == "Contents"] == []
    languages = document.styles.element.findall(f".//{qn('w:lang')}")
    assert "en-GB" in {one.get(qn("w:val")) for one in languages}
    for table in document.tables:
        assert table.rows[0]._tr.findall(f".//{qn('w:tblHeader')}")
    head = " ".join(one.text for one in document.sections[0].header.paragraphs)
    assert ("invented county" in head) is (name == INVENTED)


@pytest.mark.slow
@EDITIONS
def test_word_and_pdf_say_the_same(papers: Path, name: str) -> None:
    def words(text: str) -> str:
        return re.sub(r"[\W_]+", "", text)

    document = docx.Document(str(papers / name / "cover-report.docx"))
    read = words(" ".join(sheet.extract_text() for sheet in pypdf.PdfReader(papers / name / "cover-report.pdf").pages))
    for one in document.paragraphs:
        if one.style and one.style.name in ("Heading 1", "Heading 2", "Entry"):
            assert words(one.text) in read, one.text


@pytest.mark.slow
def test_papers_come_with_every_render_and_drafts_are_named_so(tmp_path: Path) -> None:
    project = miniature(tmp_path / "project")
    params = project / "params" / f"{SMALL}.yml"
    block = "paper:\n  sender: [Leader]\n  recipient: Cabinet\n  contact: Head of Performance\n"
    params.write_text(params.read_text(encoding="utf-8").replace("pages:", f"{block}pages:", 1), encoding="utf-8")
    for notebook in (COVER.notebook, MINUTES.notebook):
        source = REPOSITORY / "notebooks" / f"{notebook}.ipynb"
        (project / "notebooks" / source.name).write_bytes(source.read_bytes())
    for flag, folder, end in (("--final", SMALL, ""), ("--draft", f"{SMALL}-draft", "-draft")):
        done = qpr(project, "render", SMALL, flag)
        assert done.returncode == 0, done.stderr
        made = contents(project / "outputs" / folder)
        names = {f"cover-report{end}.pdf", f"cover-report{end}.docx", f"minutes{end}.docx"}
        assert names <= made.keys()
        listed = {entry["path"] for entry in json.loads(made["manifest.json"])["outputs"]}
        assert names <= listed
        front = made["site/index.html"].decode()
        for kind in ("pdf", "docx"):
            assert made[f"site/cover-report{end}.{kind}"] == made[f"cover-report{end}.{kind}"]
            assert f'href="cover-report{end}.{kind}"' in front
        assert f"site/minutes{end}.docx" not in made
        assert not any(".papers" in path for path in made)


@pytest.mark.slow
def test_a_paper_alone_has_the_same_bytes_twice_and_leaves_the_edition_alone(papers: Path) -> None:
    project = papers.parent.parent
    before = contents(papers)
    done = qpr(project, "cover", "kent-2011-12-Q1", "--formats", "docx,pdf")
    assert done.returncode == 0, done.stderr
    assert contents(papers) == before
    assert {path.name for path in papers.parent.iterdir()} <= {FOLDER, ".staging"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("cover", "kent-2011-12-Q1", "--formats", "pfd"), "unknown-format"),
     (("cover", "kent-2011-12-Q1", "--formats", ","), "no-format"),
     (("cover", "kent-2011-12-Q2"), "unknown-edition")],
    ids=str,
)  # fmt: skip
def test_a_slip_on_the_command_line_is_told(arguments: tuple[str, ...], code: str) -> None:
    done = qpr(REPOSITORY, *arguments)
    assert done.returncode == 2
    assert f"[{code}]" in done.stderr
    assert "Traceback" not in done.stderr
