"""Drafts that are made of workbooks alone, in three formats: their pages keep the rules, and all say the figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from helpers.desk import CHROMIUM
from helpers.projects import bare_project, qpr
from helpers.thorough import THOROUGH
from helpers.walking import go, rules_kept, sound, walker
from playwright.sync_api import Browser, Page
from workbooks.drawing import save
from workbooks.gallery import READ
from workbooks.truth import Entry

ENTRIES = {entry.name: entry for entry in READ}
#: A council, a housing association, a trust, a Scottish council, a city of the United States, and an agency.
DRAFTS = {
    "Performance scorecard.xlsx": "body-2024-25-Q2",
    "Landlord performance.xlsx": "body-2024-25-Q3",
    "IPR M9.xlsx": "body-2024-12",
    "LGBF 2023-24.xlsx": "body-2023-24-Y",
    "City performance measures FY25.xlsx": "body-2024-25-Q2",
    "Corporate indicators.xlsx": "body-2025-H1",
}
OTHERS = list(DRAFTS)[1:]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}; Debian's package is called chromium"),
]


@dataclass(frozen=True)
class Draft:
    """A draft and the workbook that it was made of."""

    entry: Entry
    edition: str
    folder: Path

    @property
    def pages(self) -> list[Path]:
        return sorted(self.folder.glob("site/*.html"))


@pytest.fixture(
    scope="module", params=[pytest.param(name, marks=[THOROUGH] if name in OTHERS else []) for name in DRAFTS]
)
def draft(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Draft:
    entry, edition = ENTRIES[request.param], DRAFTS[request.param]
    folder = tmp_path_factory.mktemp("begun")
    project = bare_project(folder / "project")
    years = ["--year-starts", entry.year_starts] if entry.year_starts else []
    begun = qpr(project, "init", "body", "--from", str(save(entry.book, folder)), "--yes", *years)
    assert begun.returncode == 0, begun.stdout + begun.stderr
    rendered = qpr(project, "render", edition)
    assert rendered.returncode == 0, rendered.stdout + rendered.stderr
    return Draft(entry, edition, project / "outputs" / f"{edition}-draft")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with walker(browser) as opened:
        yield opened


def test_the_pages_of_a_draft_keep_all_rules_and_are_sound(draft: Draft, page: Page) -> None:
    assert len(draft.pages) > 3
    faults = []
    for one in draft.pages:
        go(page, one.as_uri())
        faults += [f"{one.name}: {fault}" for fault in (*rules_kept(page, whole=False), *sound(page))]
    assert faults == []


def test_every_newest_result_is_on_a_page_and_in_both_documents(draft: Draft) -> None:
    said = {
        "site": " ".join(re.sub(r"<[^>]+>", " ", one.read_text(encoding="utf-8")) for one in draft.pages),
        "pdf": pdf_text(next(draft.folder.glob("*.pdf"))),
        "docx": word_text(next(draft.folder.glob("*.docx"))),
    }
    facts = [fact for fact in draft.entry.facts() if fact.role == "actual" and fact.value is not None]
    newest = {fact.indicator: fact for fact in sorted(facts, key=lambda fact: fact.period_end)}
    names = {one.get("reference") or one["name"]: one["name"] for one in draft.entry.known()}
    for key, fact in newest.items():
        for where, text in said.items():
            assert one_line(names[key]) in one_line(text), (where, key)
            assert printed(fact.value or 0.0) & set(re.findall(r"[0-9][0-9,.]*[0-9]|[0-9]", text)), (where, fact)


def printed(value: float) -> set[str]:
    """A number as it may be printed: with up to two decimals, with commas for thousands."""
    return {f"{value:,.{places}f}" for places in range(3) if abs(round(value, places) - value) < 1e-9} | {
        f"{value:,.0f}"
    }


def one_line(text: str) -> str:
    return re.sub(r"[\s\u00ad]+", "", text.replace("&amp;", "&"))


def pdf_text(path: Path) -> str:
    from pypdf import PdfReader

    return " ".join(page.extract_text() for page in PdfReader(path).pages)


def word_text(path: Path) -> str:
    from docx import Document

    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
