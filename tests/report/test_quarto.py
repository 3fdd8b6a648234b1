"""Every edition by the other publisher: the same chapters and theme, rendered by a real Quarto."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import page
import pikepdf
import pypdf
import pytest
from bs4 import Tag
from helpers import documents, html_pages
from helpers.naive_facts import AIMS, FIVE
from helpers.projects import RenderedEdition, contents, copy_of_project, lacking_quarto, qpr_with_quarto

from qprlib.publishing.make.publisher import LEAST_QUARTO
from qprlib.report.context import Context

LACKING = lacking_quarto()
pytestmark = [
    pytest.mark.quarto,
    pytest.mark.slow,
    pytest.mark.xdist_group("quarto"),
    pytest.mark.skipif(bool(LACKING), reason=LACKING or "-"),
]

HEADLINE = "26 KPIs: 11 Green, 8 Amber, 7 Red; 14 improving, 12 worsening"


@pytest.fixture(scope="module")
def edition(quarto_edition: RenderedEdition) -> RenderedEdition:
    return quarto_edition


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
        assert re.search(
            rf'<img[^>]+src="figures/[\w-]+/{row.id}\.svg"[^>]+alt="[^"]*Line chart: [^"]+\d[^"]*"', text
        ), row.id
        for heading in ("commentary", "actions", "risks", "discussion"):
            assert f'id="{row.id.lower()}-{heading}"' in text


def test_links_between_pages_lead_somewhere(edition: RenderedEdition) -> None:
    """Those to other editions too, which lead to pages beside this one's folder."""

    @cache
    def ids(path: Path) -> set[str]:
        return set(re.findall(r'\bid="([^"]+)"', path.read_text(encoding="utf-8"))) if path.is_file() else {"no page"}

    dead, seen = [], set()
    for file in sorted(edition.site.glob("*.html")):
        for target in re.findall(r'href="([^"#:]*(?:#[^"]*)?)"', file.read_text(encoding="utf-8")):
            name, _, place = target.partition("#")
            path = (file.parent / name).resolve() if name else file
            seen.add(path)
            if path.suffix == ".html" and ids(path) & {"no page"} | {place} - ids(path) - {""}:
                dead.append(f"{file.name}: {target}")
    assert dead == []
    assert edition.folder.parent / "index.html" in seen


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
    assert 40 <= len(reader.pages) <= 75
    text = " ".join(" ".join(one.extract_text() for one in reader.pages).split())
    assert "Of 26 key performance indicators, 11 are rated Green" in text
    assert len(reader.outline) > 10


def test_word_keeps_a_text_for_every_picture(edition: RenderedEdition, kent: Context) -> None:
    with zipfile.ZipFile(edition.folder / "report.docx") as file:
        document = file.read("word/document.xml").decode("utf-8")
    described = re.findall(r'<wp:docPr[^>]*\bdescr="([^"]*)"', document)
    assert len(described) >= len(kent.scored.results)
    assert all(re.search(r"\d", text) for text in described if "Line chart: " in text)
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


def test_charts_and_tables_are_as_accessible_as_the_embedded_publishers(
    edition: RenderedEdition, kent: Context
) -> None:
    slugs = [one.slug for one in kent.pages]
    charts, sparks = documents.drawn(edition.folder / "notebooks", slugs)
    site = [edition.site / f"{slug}.html" for slug in slugs]
    assert documents.chart_faults([one for path in site for one in documents.html_charts(path)], charts) == []
    assert documents.chart_faults(documents.word_charts(edition.folder / "report.docx"), charts) == []
    with pikepdf.open(edition.folder / "report.pdf") as pdf:
        assert sorted(documents.pdf_alternatives(pdf)) == sorted(charts + sparks)
        assert documents.pdf_table_faults(pdf) == []
        assert documents.pdf_document_faults(pdf) == []
        grids = documents.pdf_grids(pdf)
    assert grids == [grid for path in site for grid in documents.html_grids(path)]
    assert grids == documents.word_grids(edition.folder / "report.docx")
    assert documents.word_document_faults(edition.folder / "report.docx") == []


def test_the_pdf_bears_the_data_cut_off_and_not_the_clock(edition: RenderedEdition) -> None:
    with pikepdf.open(edition.folder / "report.pdf") as pdf:
        assert str(pdf.docinfo.CreationDate) == "D:20110831000000Z"
    assert (edition.folder / "report.pdf").read_bytes() == (edition.site / "report.pdf").read_bytes()
    assert not list(edition.site.rglob("*.typ"))


# A year of editions ---------------------------------------------------------------------------------------------

each_of_the_year = pytest.mark.parametrize("name", [*FIVE, AIMS])
INVENTED = "Exampleshire is an invented county"

Year = Callable[[str], RenderedEdition]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """Exampleshire's editions, each rendered by the first test that asks for it; not to be changed."""
    project = copy_of_project(tmp_path_factory.mktemp("quarto") / "exampleshire")

    @cache
    def edition(name: str) -> RenderedEdition:
        done = qpr_with_quarto(project, "render", name)
        assert done.returncode == 0, done.stderr
        return RenderedEdition(str(project), done.stdout, done.stderr, done.returncode)

    return edition


def folder_of(made: RenderedEdition, name: str) -> Path:
    return Path(made.project) / "outputs" / name


def shape(table: Tag) -> tuple[str, int, int, int]:
    """What a table is called, and how many of its cells are there, head rows or columns, and name their column."""
    cells = table.find_all(["th", "td"])
    caption = html_pages.words(table.caption) if table.caption else ""
    return (
        caption,
        len(cells),
        sum("scope" in one.attrs for one in cells),
        sum("data-label" in one.attrs for one in cells),
    )


@each_of_the_year
def test_each_edition_of_the_year_is_rendered_without_a_warning(name: str, year: Year) -> None:
    made = year(name)
    assert "Published with Quarto" in made.stdout
    assert made.stderr == ""
    files = {path.name for path in folder_of(made, name).iterdir()}
    papers = {"cover-report.pdf", "cover-report.docx", "minutes.docx"}
    assert files >= {"site", "report.pdf", "report.docx", "record.json", "manifest.json"} | papers


@each_of_the_year
def test_its_pages_have_all_that_the_embedded_publishers_have(
    name: str, year: Year, sites: Callable[[str], Path]
) -> None:
    own, other = folder_of(year(name), name) / "site", sites(name)
    slugs = sorted(path.stem for path in other.glob("*.html"))
    assert len(slugs) >= 15
    assert slugs == sorted(path.stem for path in own.glob("*.html"))
    for slug in slugs:
        ours, theirs = html_pages.page(own / f"{slug}.html"), html_pages.page(other / f"{slug}.html")
        assert html_pages.outline(ours) == html_pages.outline(theirs), slug
        assert [*map(shape, ours.find_all("table"))] == [*map(shape, theirs.find_all("table"))], slug
        for part in (
            "status",
            "direction",
            "lede",
            "note",
            "warning",
            "tiles",
            "download",
            "other-editions",
            "erratum",
        ):
            assert len(ours.select(f".{part}")) == len(theirs.select(f".{part}")), (slug, part)
        elsewhere = [[link["href"] for link in one.select(".other-editions a")] for one in (ours, theirs)]
        assert elsewhere[0] == elsewhere[1]
        assert INVENTED in html_pages.words(ours.select(".notice-banner")[0])


@each_of_the_year
def test_its_site_offers_documents_and_papers(name: str, year: Year) -> None:
    site = folder_of(year(name), name) / "site"
    home = (site / "index.html").read_text(encoding="utf-8")
    for file in ("report.pdf", "report.docx", "cover-report.pdf", "cover-report.docx"):
        assert (site / file).is_file()
        assert re.search(rf'href="(?:\./)?{file}"', home), file
    assert not (site / "minutes.docx").exists()


@each_of_the_year
def test_its_pdf_is_no_longer_than_it_must_be_and_names_the_invented_county_on_each_page(name: str, year: Year) -> None:
    reader = pypdf.PdfReader(folder_of(year(name), name) / "report.pdf")
    assert 60 <= len(reader.pages) <= 110
    texts = [" ".join(one.extract_text().split()) for one in reader.pages]
    assert [place for place, text in enumerate(texts, start=1) if INVENTED not in text] == []
    assert all(f"Page {place} of {len(texts) - 1}" in text for place, text in enumerate(texts[1:], start=1))
    chapters = [one.title for one in reader.outline if not isinstance(one, list)]
    assert {"Delivery programme", "Workforce", "Corporate risks", "Methods and sources"} <= set(chapters)


@each_of_the_year
def test_its_word_document_has_every_table_with_a_header_that_is_repeated(
    name: str, year: Year, sites: Callable[[str], Path]
) -> None:
    with zipfile.ZipFile(folder_of(year(name), name) / "report.docx") as file:
        tables = re.findall(r"<w:tbl>.*?</w:tbl>", file.read("word/document.xml").decode("utf-8"), re.DOTALL)
        headers = [file.read(one).decode("utf-8") for one in file.namelist() if one.startswith("word/header")]
    pages = [html_pages.page(path) for path in sites(name).glob("*.html")]
    assert len(tables) == sum(len(page.find_all("table")) for page in pages)
    for table in tables:
        assert "<w:tblHeader/>" in table.partition("</w:tr>")[0]
        assert table.count("<w:cantSplit/>") == table.count("<w:tr>")
    assert headers
    assert all(INVENTED in one for one in headers)
