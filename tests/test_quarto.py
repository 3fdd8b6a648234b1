"""Kent's edition by the other publisher: the same chapters and theme, rendered by a real Quarto."""

from __future__ import annotations

import os
import re
import shutil
import zipfile
from pathlib import Path

import page
import pypdf
import pytest
from helpers.projects import KENT, RenderedEdition, contents, copy_of_project, qpr

from qprlib.errors import PublishError
from qprlib.pages.context import Context
from qprlib.publishing.publisher import LEAST_QUARTO, PublisherName, choose_publisher


def _lacking() -> str:
    """Why these tests cannot run here, "" if they can."""
    try:
        chosen = choose_publisher("auto")
    except PublishError as error:
        return str(error)
    return "" if chosen.name is PublisherName.QUARTO else chosen.reason


LACKING = _lacking()
pytestmark = [
    pytest.mark.quarto,
    pytest.mark.slow,
    pytest.mark.xdist_group("quarto"),
    pytest.mark.skipif(bool(LACKING), reason=LACKING or "-"),
]

HEADLINE = "26 KPIs: 11 Green, 8 Amber, 7 Red; 14 improving, 12 worsening"


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> RenderedEdition:
    project = copy_of_project(tmp_path_factory.mktemp("quarto") / "kent")
    done = qpr(project, "render", KENT, path=os.environ["PATH"], HOME=os.environ.get("HOME", ""))
    assert done.returncode == 0, done.stderr
    return RenderedEdition(str(project), done.stdout, done.stderr, done.returncode)


def test_quarto_is_taken_by_itself_and_named(edition: RenderedEdition) -> None:
    assert HEADLINE in edition.stdout
    assert re.search(rf"Published with Quarto: quarto {LEAST_QUARTO[0]}\.\d+\S* is on PATH\.", edition.stdout)


def test_every_page_is_there_with_its_parts(edition: RenderedEdition, kent: Context) -> None:
    for one in kent.pages:
        text = (edition.site / f"{one.slug}.html").read_text(encoding="utf-8")
        assert len(re.findall(r"<h1\b", text)) == 1, one.slug
        assert "<table" in text or one.slug == "index", one.slug
        assert "data-tags" not in text, one.slug
        assert ('id="TOC"' in text) == ('class="level2' in text), one.slug
    for row in kent.scored.results:
        text = (edition.site / f"{kent.page_of(row.section)}.html").read_text(encoding="utf-8")
        assert f'id="{row.id.lower()}"' in text
        assert re.search(rf'<img[^>]+src="figures/[\w-]+/{row.id}\.svg"[^>]+alt="Line chart: [^"]+\d[^"]*"', text), (
            row.id
        )
        for heading in ("commentary", "actions", "risks", "discussion"):
            assert f'id="{row.id.lower()}-{heading}"' in text


def test_links_between_pages_lead_somewhere(edition: RenderedEdition) -> None:
    pages = {path.name: path.read_text(encoding="utf-8") for path in sorted(edition.site.glob("*.html"))}
    ids = {name: set(re.findall(r'\bid="([^"]+)"', text)) for name, text in pages.items()}
    dead = [
        f"{name}: {target}"
        for name, text in pages.items()
        for target in re.findall(r'href="([^"#:]*(?:#[^"]*)?)"', text)
        if (file := target.partition("#")[0].removeprefix("./") or name).endswith(".html")
        and (file not in pages or not ids[file] >= set(filter(None, [target.partition("#")[2]])))
    ]
    assert dead == []


def test_pages_ask_nobody_for_anything(edition: RenderedEdition) -> None:
    for path in sorted(edition.site.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        outside = re.findall(r'<(?:script|link|img|iframe)\b[^>]*(?:src|href)="(?:https?:)?//[^"]*"', text)
        assert outside == [], path.name
    for path in sorted(edition.site.rglob("*.css")):
        assert not re.findall(r"(?:@import|url\()\s*[\"']?https?:", path.read_text(encoding="utf-8")), path.name


def test_pdf_is_accessible_and_says_what_the_site_says(edition: RenderedEdition) -> None:
    pdf = edition.folder / "report.pdf"
    result = page.validate_pdf(str(pdf), profile="ua1")
    assert result.is_compliant, result.failures
    reader = pypdf.PdfReader(pdf)
    assert 40 <= len(reader.pages) <= 90
    text = " ".join(" ".join(one.extract_text() for one in reader.pages).split())
    assert "Of 26 key performance indicators, 11 are rated Green" in text
    assert len(reader.outline) > 10


def test_word_keeps_a_text_for_every_picture(edition: RenderedEdition, kent: Context) -> None:
    with zipfile.ZipFile(edition.folder / "report.docx") as file:
        document = file.read("word/document.xml").decode("utf-8")
    described = re.findall(r'<wp:docPr[^>]*\bdescr="([^"]*)"', document)
    assert len(described) >= len(kent.scored.results)
    assert all(re.search(r"\d", text) for text in described if text.startswith("Line chart"))
    assert document.count("<w:tblHeader") >= len(kent.scored.results)


def test_executed_notebooks_do_not_depend_on_the_publisher(
    edition: RenderedEdition, kent_edition: RenderedEdition
) -> None:
    own, embedded = contents(edition.folder / "notebooks"), contents(kent_edition.folder / "notebooks")
    assert own == embedded


def test_the_site_is_whole_when_copied(edition: RenderedEdition, tmp_path: Path) -> None:
    copy = shutil.copytree(edition.site, tmp_path / "intranet")
    for name in ("report.pdf", "report.docx", "theme/report.css"):
        assert (copy / name).is_file(), name
