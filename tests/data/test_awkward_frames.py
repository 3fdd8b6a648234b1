"""Whatever frame an analyst has becomes a table for everybody, in every format, or is refused in plain words."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import page as page_validation
import pikepdf
import pytest
from helpers.awkward import ACCESSIBLE, REFUSED, Awkward
from helpers.documents import html_grids, pdf_grids, pdf_table_faults
from helpers.undrawn import page_text, pdf_text, word_text
from lxml import html

from qprlib.publishing.make.documents import whole_book, write_pdf, write_word
from qprlib.publishing.run.book import Book, make_book
from qprlib.publishing.site.embedded_site import write_site
from qprlib.report.context import Context
from qprlib.report.display import FIGURES_VARIABLE, bundle
from qprlib.report.document import Content, Table, plain_words
from qprlib.shown.refusals import Refused
from qprlib.shown.showing import Showing


@pytest.fixture(scope="module")
def contents(kent: Context) -> dict[str, Content]:
    showing = Showing(kent)
    return {one.name: showing.table(one.make(), caption=one.caption) for one in (*ACCESSIBLE, *REFUSED)}


@pytest.fixture(scope="module")
def book(kent: Context, contents: dict[str, Content], tmp_path_factory: pytest.TempPathFactory) -> Book:
    """One page with every awkward table that is accessible, as a render makes it."""
    folder = tmp_path_factory.mktemp("awkward")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(FIGURES_VARIABLE, str(folder / "figures"))
        outputs = [
            {
                "output_type": "execute_result",
                "execution_count": None,
                "metadata": {},
                "data": bundle(contents[one.name]),
            }
            for one in ACCESSIBLE
        ]
    cell = {"cell_type": "code", "id": "own", "metadata": {}, "source": "", "execution_count": 1, "outputs": outputs}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    index = next(page for page in kent.pages if page.slug == "index")
    (folder / "executed").mkdir()
    (folder / "executed" / "index.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return make_book(
        kent.project, kent.edition, pages=[index], indicators=[], executed=folder / "executed", folder=folder / "book"
    )


@pytest.fixture(scope="module")
def published(book: Book) -> Path:
    folder = book.folder.parent
    write_site(book, folder / "site", "the tests", [])
    write_pdf(whole_book(book), folder / "report.pdf")
    write_word(whole_book(book), folder / "report.docx")
    return folder


def tables(content: Content) -> list[Table]:
    return [block for block in content.blocks if isinstance(block, Table)]


@pytest.mark.parametrize("one", ACCESSIBLE, ids=lambda one: one.name)
def test_an_awkward_frame_becomes_a_table(one: Awkward, contents: dict[str, Content]) -> None:
    content = contents[one.name]
    assert not isinstance(content, Refused), content
    (table,) = tables(content)
    assert table.caption == one.caption
    said = [*(column.title for column in table.columns), *(plain_words(cell) for row in table.rows for cell in row)]
    assert all(column.title.strip() for column in table.columns)
    for words in one.says:
        assert any(words in " ".join(text.split()) for text in said), (words, said)
    assert not any(word in said for word in ("nan", "NaN", "NaT", "<NA>", "None,")), said
    assert not any("object at 0x" in text for text in said)


@pytest.mark.parametrize("one", REFUSED, ids=lambda one: one.name)
def test_an_awkward_frame_is_refused_with_what_to_write_instead(one: Awkward, contents: dict[str, Content]) -> None:
    content = contents[one.name]
    assert isinstance(content, Refused)
    assert [problem.code for problem in content.problems] == [one.refused]
    assert all(problem.todo and "{" not in problem.found for problem in content.problems)


def test_all_are_on_the_site_with_headers_and_their_words(published: Path, contents: dict[str, Content]) -> None:
    page = published / "site" / "index.html"
    grids = html_grids(page)
    assert len(grids) == len(ACCESSIBLE)
    tree = html.fromstring(page.read_text(encoding="utf-8"))
    for one, grid, shown in zip(ACCESSIBLE, grids, tree.xpath("//main//table"), strict=True):
        (table,) = tables(contents[one.name])
        assert (grid.columns, grid.row_headers) == (len(table.columns), True), one.name
        assert grid.rows == len(table.rows), one.name
        assert "".join(shown.xpath("./caption//text()")).strip() == one.caption
        assert all(head.get("scope") == "col" for head in shown.xpath("./thead//th"))
    assert not tree.xpath("//main//script | //main//td//b | //main//td//i")
    text = page_text(page).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    for one in ACCESSIBLE:
        for words in one.says:
            assert words in text, (one.name, words)


def test_the_pdf_has_all_tagged_and_keeps_the_rules_of_pdf_ua(published: Path, contents: dict[str, Content]) -> None:
    result = page_validation.validate_pdf(str(published / "report.pdf"), profile="ua1")
    assert (result.failures, result.rules.total) == ([], 104)
    with pikepdf.open(published / "report.pdf") as document:
        assert pdf_table_faults(document) == []
        grids = pdf_grids(document)
    assert [grid.columns for grid in grids] == [len(tables(contents[one.name])[0].columns) for one in ACCESSIBLE]
    assert all(grid.row_headers for grid in grids)
    text = pdf_text(published / "report.pdf")
    assert all(one.caption in text.replace("\n", " ") for one in ACCESSIBLE)


def test_word_has_all_with_captions_and_header_rows(published: Path, contents: dict[str, Content]) -> None:
    document = docx.Document(str(published / "report.docx"))
    named = {one.caption: one for one in ACCESSIBLE}
    found = []
    for table in document.tables:
        (caption,) = table._tbl.tblPr.xpath("./w:tblCaption/@w:val")
        found.append(named[caption].name)
        assert len(table.columns) == len(tables(contents[named[caption].name])[0].columns)
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert found == [one.name for one in ACCESSIBLE]
    text = word_text(published / "report.docx").replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    for one in ACCESSIBLE:
        for words in one.says:
            assert words in text, (one.name, words)
