"""Bodies whose year or report is not a council's: what their reports say in every format, worked out by hand."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from helpers.bodies import EDITIONS, REFERENCES, bodies
from helpers.undrawn import Undrawn, build_undrawn

from qprlib.downloads.offered import make_tables
from qprlib.editions.old_texts import read_old_texts
from qprlib.face.report import Report
from qprlib.ground.project import Project
from qprlib.publishing.site.search_places import read_page
from qprlib.report.context import open_context
from qprlib.report.parts.reminders import card_to_write, known_figures
from qprlib.report.parts.services import card, indicator_part
from qprlib.texts.evidence import evidence_code

#: What each edition says, by page; "papers" is the cover report.
SAID: dict[str, dict[str, list[str]]] = {
    "agency-2025-H1": {
        "index": [
            "Rural Licensing Agency, Half-year 1, 2025",
            "Compared with earlier half-years",
            "Since the previous half-year.",
            "One of the results is older than the half-year.",
            "690 from January to June 2025, above the target of 650. Counting each quarter alone, the result is up "
            "from 340 for March 2025 to 350.",
            "up from 91% to 92% since December 2024",
            "down from 205 to 198 since 2023",
            "July to December 2024 (previous)",
        ],
        "licensing": ["92% in the half-year to June 2025, against a target of 90%."],
        "roads": ["198 in 2024, against a target of 200.", "Whole year, reported once a calendar year"],
        "inspection": [
            "A year earlier, from January to June 2024, it was 620 (Amber).",
            "Calendar year to date, reported quarterly",
        ],
        "grants": [
            "£420 thousand from April to June 2025, against a target of £400 thousand.",
            "Counting each quarter alone, the result is up from £410 thousand for March 2025 to £420 thousand.",
            "Financial year to date, reported quarterly; its year begins in April",
        ],
        "papers": [
            "performed up to the end of June 2025 (Half-year 1, 2025)",
            "asked to NOTE the results for half-year one of 2025",
        ],
    },
    "agency-2025-Q2": {
        "index": ["Quarter 2, 2025", "Compared with earlier quarters", "January to March 2025 (previous)"],
        "papers": ["asked to NOTE the results for quarter two of 2025"],
    },
    "agency-2024": {
        "index": ["Rural Licensing Agency, Year 2024", "down from 205 to 198 since 2023"],
        "roads": ["198 in 2024, against a target of 200."],
        "papers": ["performed up to the end of December 2024 (Year 2024)", "asked to NOTE the results for 2024"],
    },
    "trust-2025-06": {
        "index": [
            "Northmoor Hospital Trust, June 2025",
            "One of the results is older than the month.",
            "Mean response to emergency calls",
            "Compared with earlier months",
            "down from 31 to 28 since 22 June 2025, within the target of 30",
            "up from 61% to 63% since November 2023, below the target of 65%",
            "since the previous month: T1",
            "May 2025 (previous)",
            "June last year",
        ],
        "urgent-care": [
            "7:42 in June 2025, against a target of 7:00.",
            "Unit Minutes and seconds",
            "28 in the week to 29 June 2025, against a target of 30.",
            "Week to 29 Jun 25",
            "The week alone, reported weekly",
        ],
        "people": ["63% on 29 November 2024, against a target of 65%.", "reported once a year"],
        "safety": ["Counting each month alone, the result is up from 1 for May 2025 to 2."],
        "papers": ["asked to NOTE the results for June 2025"],
    },
    "housing-2024-25-Q4": {
        "index": [
            "Harbourside Homes, Quarter 4, FY25",
            "January to March 2025 (previous)",
            "£16,990 thousand from July 2024 to June 2025, above the target of £16,800 thousand. Counting each quarter "
            "alone, the result is up from £4,240 thousand for March 2025 to £4,290 thousand.",
        ],
        "tenants": [
            "75% in the 12 months to June 2025, against a target of 75%.",
            "Up by 1 percentage point since December 2024",
            "KPI 12 Tenants satisfied",
            "KPI 12 reached 75%, as HOU/07 rose.",
        ],
        "repairs": [
            "HOU/07 Emergency repairs within 24 hours",
            "Emergency repairs reached 97.4% and gas safety 100.0%.",
        ],
        "income": ["1.1.10.PI Rent collected in the year so far", "For 1.1.10.PI we collected £16,990 thousand.",
                   "A year earlier, from July 2023 to June 2024, it was £16,500 thousand (Not on target)."],
        "papers": ["asked to NOTE the results for quarter four of FY25"],
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bodies(tmp_path_factory.mktemp("bodies") / "project")


@pytest.fixture(scope="module", params=SAID)
def made(request: pytest.FixtureRequest, project: Path, tmp_path_factory: pytest.TempPathFactory) -> Undrawn:
    return build_undrawn(request.param, tmp_path_factory.mktemp(request.param), project, check=False)


def plain(text: str) -> str:
    """A text without what only a format adds: line breaks, hyphens at line ends, blanks of two kinds."""
    return re.sub(r"\s+", " ", text.replace("\u00ad", "").replace("\u00a0", " ").replace("\u2060", ""))


def test_its_pages_say_what_is_so(made: Undrawn) -> None:
    pages = {name: plain(text) for name, text in made.site_text(whole=True).items()}
    lacking = {
        page: lost
        for page, texts in SAID[made.context.edition.edition].items()
        if page != "papers" and (lost := [text for text in texts if text not in pages[page]])
    }
    assert not lacking


def test_its_documents_say_what_is_so(made: Undrawn) -> None:
    told = SAID[made.context.edition.edition]
    pages = [text for page, texts in told.items() if page != "papers" for text in texts if "(previous)" not in text]
    for document, texts in (("report", pages), ("cover-report", told["papers"])):
        word, pdf = (plain(text) for text in (made.word_text(document), made.pdf_text(document)))
        assert [text for text in texts if text not in word] == []
        # A PDF has no blank where a line ends within a word.
        assert [text for text in texts if text.replace(" ", "") not in pdf.replace(" ", "").replace("-", "-")] == []


def test_where_an_indicator_has_a_reference_no_page_shows_its_id(made: Undrawn) -> None:
    rows = {row.id: row.reference for row in made.context.scored.results if row.reference}
    own = REFERENCES if made.context.edition.organisation.id == "housing" else {}
    assert rows == own
    told = {name: plain(text) for name, text in made.site_text(whole=True).items()}
    # A card says once, folded away, what the data call it.
    shown = {page: re.sub(r"Identifier in the data \w+", "", text) for page, text in told.items()}
    assert [(page, one) for page, text in shown.items() for one in rows if re.search(rf"\b{one}\b", text)] == []
    assert all(f"{reference} " in told["summary"] for reference in rows.values())


def test_search_finds_an_indicator_by_its_reference(made: Undrawn) -> None:
    found = {
        spot.id: spot.title
        for page in made.site.glob("*.html")
        for spot in read_page(page.stem, page.read_text(encoding="utf-8"))
        if spot.id
    }
    assert found == {row.printed_id: row.short_name for row in made.context.scored.results}


def test_a_table_of_an_analysts_own_names_indicators_as_readers_know_them(project: Path) -> None:
    report = Report(open_context("housing-2024-25-Q4", Project(project)))
    for name, others in (("indicator", "actual"), ("reference", "actual"), ("actual", "indicator")):
        [table] = report.table(report.scorecard[[name, others]], caption="All").blocks
        shown = [cell for row in table.rows for cells in row for cell in cells]
        assert {getattr(cell, "text", cell) for cell in shown} >= {*REFERENCES.values()}
        assert [getattr(cell, "anchor", "") for cell in shown].count("h4") == (name != "actual")


def test_an_analyst_may_ask_by_reference_for_whatever_has_an_id(project: Path) -> None:
    context = open_context("housing-2024-25-Q4", Project(project))
    for one, reference in REFERENCES.items():
        for part in (indicator_part, card, card_to_write, known_figures):
            assert part(context, reference) == part(context, one)
    assert [str(card(context, one)).count("Control chart") > 0 for one in REFERENCES] == [False, True, True, False]


def test_what_stands_under_a_reference_comes_along_and_is_run(project: Path) -> None:
    context = open_context("housing-2024-25-Q4", Project(project))
    ids = context.scene.called.ids
    assert {*context.commentary.indicators} == {"H2", "H3", "H4"}
    old = read_old_texts(context.project, "housing-2024-25-Q4", ids)
    assert {*old.indicators} == {("H2", "Commentary"), ("H3", "Commentary"), ("H4", "Commentary")}
    assert (old.names["H3"], old.names["H4"]) == ("Emergency repairs within 24 hours", "Tenants satisfied")
    cells = [("markdown", "## HOU/07 Emergency repairs"), ("markdown", "### Evidence"), ("code", "report.table(x)")]
    notebook = json.dumps(
        {
            "cells": [{"cell_type": kind, "id": f"c{at}", "metadata": {}, "source": said,
                       **({"outputs": [], "execution_count": None} if kind == "code" else {})}
                      for at, (kind, said) in enumerate(cells)],
            "metadata": {}, "nbformat": 4, "nbformat_minor": 5,
        }
    )  # fmt: skip
    assert [*evidence_code(notebook, "repairs.ipynb", ids)] == ["H3"]
    assert [*evidence_code(notebook, "repairs.ipynb")] == ["HOU/07"]


def test_tables_to_take_away_have_both(made: Undrawn) -> None:
    context = made.context
    tables = make_tables(context.data, context.scored, context.scheme, context.edition.as_of)
    card = next(table.frame for table in tables if table.spec.name == "scorecard")
    references = dict(zip(card["indicator"], card["reference"].fillna(""), strict=True))
    assert references == {row.id: row.reference for row in context.scored.results}


def test_no_report_of_another_length_speaks_of_quarters(made: Undrawn) -> None:
    noun = made.context.edition.quarter.noun
    said = " ".join(plain(text) for page, text in made.site_text().items() if page != "methods")
    of_quarters = re.findall(r"(?:previous|this|last|the) quarter\b(?! to)", said)
    assert not (of_quarters and noun != "quarter")


def test_every_edition_of_theirs_can_be_made(project: Path, tmp_path: Path) -> None:
    for edition in EDITIONS.keys() - SAID.keys():
        made = build_undrawn(edition, tmp_path / edition, project, (), check=False)
        assert made.context.scored.results
