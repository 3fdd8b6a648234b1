"""What PDF, Word and pages give to those who listen: headers, text alternatives, language, order, bookmarks."""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Final

import page as page_validation
import pikepdf
import pypdf
import pytest
from helpers.documents import (
    FILLER,
    Grid,
    Shown,
    attribute,
    chart_faults,
    drawn,
    html_charts,
    html_grids,
    numbers,
    one_line,
    pdf_alternatives,
    pdf_document_faults,
    pdf_grids,
    pdf_rows,
    pdf_table_faults,
    word_charts,
    word_contents,
    word_document_faults,
    word_grids,
)
from helpers.projects import AIMS, REPOSITORY, RenderedEdition

from qprlib.ground.errors import PublishError
from qprlib.ground.project import Project
from qprlib.publishing.make.documents import compile_typst
from qprlib.publishing.make.tagging import TableMark, complete_tags, elements, table_marks
from qprlib.publishing.run.pandoc import run_pandoc
from qprlib.report.context import open_context

KENT_CHARTS, AIMS_CHARTS = 28, 69  # what the notebooks draw; a chart that is lost or added is seen
TIMESTAMP: Final = 1_314_748_800


@pytest.fixture(scope="module", params=["kent_edition", "aims_edition"])
def edition(request: pytest.FixtureRequest) -> RenderedEdition:
    rendered = request.getfixturevalue(request.param)
    assert isinstance(rendered, RenderedEdition)
    return rendered


def slugs_of(edition: RenderedEdition) -> list[str]:
    return [one.slug for one in open_context(edition.edition, Project(Path(edition.project))).pages]


def open_pdf(edition: RenderedEdition, name: str = "report.pdf") -> pikepdf.Pdf:
    return pikepdf.open(edition.folder / name)


def expected(edition: RenderedEdition) -> tuple[list[str], list[str]]:
    return drawn(edition.folder / "notebooks", slugs_of(edition))


# Charts in three formats ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_notebooks_draw_as_many_charts_as_are_counted_here(edition: RenderedEdition) -> None:
    charts, sparks = expected(edition)
    assert len(charts) == (AIMS_CHARTS if edition.edition == AIMS else KENT_CHARTS)
    assert sparks
    assert all(numbers(alt) for alt in sparks)


@pytest.mark.slow
def test_every_chart_of_the_site_says_its_finding_and_figures_that_stand_beside_it(edition: RenderedEdition) -> None:
    shown = [one for slug in slugs_of(edition) for one in html_charts(edition.site / f"{slug}.html")]
    assert chart_faults(shown, expected(edition)[0]) == []


@pytest.mark.slow
def test_every_chart_of_the_word_document_says_the_same(edition: RenderedEdition) -> None:
    assert chart_faults(word_charts(edition.folder / "report.docx"), expected(edition)[0]) == []


@pytest.mark.slow
def test_every_picture_of_the_pdf_says_the_same(edition: RenderedEdition) -> None:
    charts, sparks = expected(edition)
    alternatives = pdf_alternatives(open_pdf(edition))
    assert sorted(alternatives) == sorted(charts + sparks)
    assert not any(FILLER.search(alt) for alt in alternatives)


@pytest.mark.parametrize(
    "alt", ["image", "A chart", "Chart 3", "picture", "", "HW01.svg", "No description has been provided for this image"]
)
def test_a_filler_is_known(alt: str) -> None:
    assert FILLER.search(alt)


@pytest.mark.parametrize(
    "alt", ["79% in Mar 11, 87% in Jun 11", "Up from 79% to 87%. Line chart: Repairs. Mar 11 79%."]
)
def test_a_sentence_is_no_filler(alt: str) -> None:
    assert not FILLER.search(alt)


GOOD = Shown("page", "Up from 79% to 87%. Line chart: Repairs. Mar 79%; Jun 87%.", "Up from 79% to 87%", "79% 87%", 1)


@pytest.mark.parametrize(
    "bad",
    [
        replace(GOOD, alt="A chart"),
        replace(GOOD, alt="Up from 79% to 87%. " + "Line chart " * 5 + "88%"),
        replace(GOOD, finding="Down"),
        replace(GOOD, beside="79%"),
        replace(GOOD, parts=0),
    ],
    ids=["filler", "another figure", "another finding", "a figure that stands nowhere", "no table or list"],
)
def test_a_fault_of_a_chart_is_seen(bad: Shown) -> None:
    assert chart_faults([GOOD], [GOOD.alt]) == []
    assert chart_faults([bad], [bad.alt]) != []
    assert chart_faults([GOOD], [GOOD.alt, "Another"]) != []


# Tables in three formats ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_tables_have_the_same_headers_in_three_formats(edition: RenderedEdition) -> None:
    site = [grid for slug in slugs_of(edition) for grid in html_grids(edition.site / f"{slug}.html")]
    # In the PDF the facts about an indicator may stand before its results, beside them.
    assert sorted(pdf_grids(open_pdf(edition)), key=repr) == sorted(site, key=repr)
    assert word_grids(edition.folder / "report.docx") == site
    assert sum(grid.row_headers for grid in site) > 60


# PDF --------------------------------------------------------------------------------------------------------


PDFS: Final = ("report.pdf", "cover-report.pdf")


@pytest.mark.slow
@pytest.mark.parametrize("name", PDFS)
def test_every_cell_of_a_pdf_names_its_headers(edition: RenderedEdition, name: str) -> None:
    assert pdf_table_faults(open_pdf(edition, name)) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", PDFS)
def test_a_pdf_has_language_title_bookmarks_order_and_words_for_its_links(edition: RenderedEdition, name: str) -> None:
    assert pdf_document_faults(open_pdf(edition, name)) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", PDFS)
def test_a_pdf_keeps_the_104_rules_of_pdf_ua(edition: RenderedEdition, name: str) -> None:
    result = page_validation.validate_pdf(str(edition.folder / name), profile="ua1")
    assert (result.failures, result.rules.total) == ([], 104)


@pytest.mark.slow
def test_bookmarks_are_the_headings(edition: RenderedEdition) -> None:
    document = open_pdf(edition)
    kinds = ["/H1", "/H2", "/H3", "/H4"]
    headings = sum(len(list(elements(document.Root.StructTreeRoot, kind))) for kind in kinds)
    with document.open_outline() as outline:
        found, waiting = 0, list(outline.root)
        while waiting:
            one = waiting.pop()
            found += 1
            waiting += one.children
    # The list of contents has a heading that leads nowhere.
    assert headings - 1 <= found <= headings


# A document of its own --------------------------------------------------------------------------------------

MARKDOWN = """
# A {#a}

See [the second part](page:b#second).

::: {.table .trend}
| Period | Result | Target |
|:--|--:|--:|
| Mar 11 | 79% | 90% |
| **Jun 11** | 87% | 90% |

: Named rows
:::

::: {.table .plain}
| One | Other |
|:--|:--|
| a | b |

: Plain rows
:::

| Written | By hand |
|:--|:--|
| c | d |

# B {#chapter-b}

## Second part {#second}

::: {.table .summary}
| Indicator | Now |
|:--|:--|
| [Highways]{.group} |  |
| HW01 | [Red]{.status .red .square} |
| [Waste]{.group} |  |
| WM01 | [Green]{.status .green .circle} |

: Groups
:::
"""


def typst_source(folder: Path) -> Path:
    shutil.copytree(REPOSITORY / "theme", folder / "theme", ignore=shutil.ignore_patterns("__pycache__"))
    arguments = ["--to=typst", "--wrap=none", "--template=theme/embedded.typ.template",
                 "--lua-filter=theme/report.lua", "--metadata=title=A report", "--metadata=lang=en-GB"]  # fmt: skip
    source = folder / "report.typ"
    source.write_text(run_pandoc(arguments, MARKDOWN, folder, TIMESTAMP), encoding="utf-8")
    return source


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The Typst source of a small document, and the PDF that is made of it."""
    folder = tmp_path_factory.mktemp("tagged")
    source = typst_source(folder)
    compile_typst(source, folder / "report.pdf", folder / "theme" / "fonts", TIMESTAMP)
    return source, folder / "report.pdf"


def test_the_source_tells_which_tables_have_row_headers(made: tuple[Path, Path]) -> None:
    assert table_marks(made[0].read_text(encoding="utf-8")) == [
        TableMark(3, True), TableMark(2, False), TableMark(2, False), TableMark(2, True),
    ]  # fmt: skip
    assert table_marks("Text about #qpr-table(columns: (1fr,), row-headers: true, and more") == []


def test_cells_that_name_rows_are_headers_and_those_of_plain_tables_are_not(made: tuple[Path, Path]) -> None:
    document = pikepdf.open(made[1])
    assert pdf_grids(document) == [Grid(3, 2, True), Grid(2, 1, False), Grid(2, 1, False), Grid(2, 4, True)]
    assert pdf_table_faults(document) == []
    named, plain, *_ = elements(document.Root.StructTreeRoot, "/Table")
    assert [[str(cell.S) for cell in row] for row in pdf_rows(named)] == [["/TH", "/TD", "/TD"]] * 2
    assert [[str(cell.S) for cell in row] for row in pdf_rows(plain)] == [["/TD", "/TD"]]
    heads = list(elements(next(elements(named, "/THead")), "/TH"))
    assert [str(attribute(cell, "/Scope")) for cell in heads] == ["/Column"] * 3
    (_, second) = pdf_rows(named)
    assert [str(name) for name in attribute(second[2], "/Headers")] == [str(heads[2].ID), str(second[0].ID)]


def test_a_row_that_names_a_group_is_a_header_of_the_rows_below_it(made: tuple[Path, Path]) -> None:
    document = pikepdf.open(made[1])
    *_, table = elements(document.Root.StructTreeRoot, "/Table")
    highways, repairs, waste, recycled = pdf_rows(table)
    assert [str(attribute(row[0], "/Scope")) for row in (highways, repairs, waste, recycled)] == [
        "/Column", "/Row", "/Column", "/Row",
    ]  # fmt: skip
    for group, row in ((highways, repairs), (waste, recycled)):
        assert str(group[0].ID) in [str(name) for name in attribute(row[0], "/Headers")]
        assert [str(name) for name in attribute(row[1], "/Headers")][1:] == [str(group[0].ID), str(row[0].ID)]


def test_a_link_says_to_which_heading_and_page_it_leads(made: tuple[Path, Path]) -> None:
    document = pikepdf.open(made[1])
    said = [str(link.Contents) for sheet in document.pages for link in sheet.get("/Annots", [])]
    assert said == ["A, page 2", "B, page 3", "Second part, page 3", "Second part, page 3"]
    assert pdf_document_faults(document) == []


def test_a_completed_pdf_keeps_the_rules_of_pdf_ua(made: tuple[Path, Path]) -> None:
    result = page_validation.validate_pdf(str(made[1]), profile="ua1")
    assert (result.failures, result.rules.total) == ([], 104)


def raw_pdf(source: Path, target: Path, timestamp: int) -> Path:
    """What typst makes by itself, at some time of the clock."""
    import typst

    fonts = [source.parent / "theme" / "fonts"]
    typst.compile(source, output=target, root=source.parent, font_paths=fonts, ignore_system_fonts=True,
                  pdf_standards=["ua-1"], timestamp=timestamp)  # fmt: skip
    return target


def test_the_bytes_depend_on_the_document_and_not_on_the_clock(made: tuple[Path, Path], tmp_path: Path) -> None:
    source, pdf = made
    text = source.read_text(encoding="utf-8")
    for name, clock in (("one.pdf", 1_500_000_000), ("other.pdf", 1_600_000_000)):
        complete_tags(raw_pdf(source, tmp_path / name, clock), text, TIMESTAMP)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "other.pdf").read_bytes() == pdf.read_bytes()
    document = pikepdf.open(pdf)
    assert str(document.docinfo.CreationDate) == "D:20110831000000Z"
    assert document.Root.Metadata.read_bytes().count(b"2011-08-31T00:00:00+00:00") == 2


def test_nothing_but_tags_words_of_links_and_dates_is_changed(made: tuple[Path, Path], tmp_path: Path) -> None:
    source, pdf = made
    before, after = pikepdf.open(raw_pdf(source, tmp_path / "raw.pdf", TIMESTAMP)), pikepdf.open(pdf)
    assert [sheet.Contents.read_bytes() for sheet in before.pages] == [
        sheet.Contents.read_bytes() for sheet in after.pages
    ]
    for kind in ("/P", "/H1", "/H2", "/Link", "/TR", "/Caption", "/Figure"):
        assert len(list(elements(before.Root.StructTreeRoot, kind))) == len(
            list(elements(after.Root.StructTreeRoot, kind))
        )
    assert any(fault.startswith("page") for fault in pdf_document_faults(before)), "typst names its links itself by now"
    assert not any(grid.row_headers for grid in pdf_grids(before)), "typst marks row headers itself by now"


def test_tables_that_do_not_match_are_refused(made: tuple[Path, Path], tmp_path: Path) -> None:
    source, _ = made
    text = source.read_text(encoding="utf-8")
    for other in (text + text, "", text.replace("columns: (", "columns: (1fr, ", 1)):
        with pytest.raises(PublishError, match="pdf-tables-unmatched"):
            complete_tags(raw_pdf(source, tmp_path / "raw.pdf", TIMESTAMP), other, TIMESTAMP)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits files in a process that was forked")
def test_a_full_disk_is_an_error_and_no_end_of_the_process(made: tuple[Path, Path], tmp_path: Path) -> None:
    import multiprocessing
    import resource

    source, _ = made
    text = source.read_text(encoding="utf-8")
    raw = raw_pdf(source, tmp_path / "raw.pdf", TIMESTAMP)
    before = raw.read_bytes()

    def child() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))
        try:
            complete_tags(raw, text, TIMESTAMP)
        except OSError as error:
            os._exit(error.errno or 0)

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    process.join()
    assert process.exitcode == errno.EFBIG
    assert raw.read_bytes() == before


# Word -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", ["report.docx", "cover-report.docx", "minutes.docx"])
def test_a_word_document_has_title_language_headings_and_no_empty_paragraphs(
    edition: RenderedEdition, name: str
) -> None:
    path = edition.folder / name
    assert word_document_faults(path) == []
    assert all(grid.columns for grid in word_grids(path))


@pytest.mark.slow
def test_the_word_documents_list_of_contents_can_be_read_as_it_is(edition: RenderedEdition) -> None:
    listed = [one_line(entry) for entry in word_contents(edition.folder / "report.docx")]
    context = open_context(edition.edition, Project(Path(edition.project)))
    assert len(listed) > len(context.pages)
    assert [entry for entry in listed if entry in {one_line(one.title) for one in context.pages}]
    assert all(one_line(one.title) in listed for one in context.pages)


@pytest.mark.slow
def test_the_executive_summary_takes_three_pages_at_most(edition: RenderedEdition) -> None:
    sheets = [sheet.extract_text() for sheet in pypdf.PdfReader(edition.folder / "report.pdf").pages]
    assert 1 <= sum("Executive summary" in "\n".join(text.splitlines()[:3]) for text in sheets[2:]) <= 3
