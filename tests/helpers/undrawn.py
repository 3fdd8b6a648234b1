"""An edition's site, PDF and Word file as a render makes them, in a few seconds: no kernel, and every drawing left out.

The cells of each page notebook are run here, one after another, with the edition read once for all of them. What they
show goes the way of a render: chapters, pandoc with the filter, the site's template, typst, Word's reference document.
So the words, headings, tables and captions are those of the published pages; only the pictures are empty.
"""

from __future__ import annotations

import ast
import json
import os
import re
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pypdf
from lxml import etree, html

from helpers.projects import REPOSITORY
from qprlib.downloads.write import download_files
from qprlib.face.report import Report
from qprlib.ground.edition import Page
from qprlib.ground.project import Project
from qprlib.publishing.make.documents import whole_book, write_pdf, write_word
from qprlib.publishing.make.meeting_papers import paper_pages, write_papers
from qprlib.publishing.make.publisher import Format
from qprlib.publishing.render import check_edition, indicators_of, page_job
from qprlib.publishing.run.book import Book, check_links, make_book
from qprlib.publishing.run.evidence_runs import open_with_evidence
from qprlib.publishing.run.jobs import PageJob
from qprlib.publishing.run.notebooks import NOT_PUBLISHED, PARAMETERS_TAG
from qprlib.publishing.site.embedded_site import write_site
from qprlib.publishing.site.errata import around_pages
from qprlib.report.charts import drawing
from qprlib.report.context import Context
from qprlib.report.display import FIGURES_VARIABLE, bundle
from qprlib.report.document import Content

_EMPTY = b'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="320"/>'
#: What Word takes for a picture: one white point.
_POINT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da63f8ffff3f0005fe02fe"
    "331295140000000049454e44ae426082"
)
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ALL = tuple(Format)


@dataclass(frozen=True)
class Undrawn:
    """An edition's files without drawings, and what a reader finds in them.

    ``folder`` holds ``site/``, ``report.pdf``, ``report.docx`` and, where the params ask for papers,
    ``cover-report.pdf``, ``cover-report.docx`` and ``minutes.docx``.
    """

    context: Context
    book: Book
    folder: Path

    @property
    def site(self) -> Path:
        """The folder of the pages."""
        return self.folder / "site"

    def site_text(self, *, whole: bool = False) -> dict[str, str]:
        """The text of each page by its slug: of what it says itself, or of the whole page with title and navigation."""
        return {path.stem: page_text(path, whole=whole) for path in sorted(self.site.glob("*.html"))}

    def pdf_text(self, name: str = "report") -> str:
        """The text of ``report.pdf`` or ``cover-report.pdf``, page after page."""
        return pdf_text(self.folder / f"{name}.pdf")

    def word_text(self, name: str = "report") -> str:
        """The text of ``report.docx``, ``cover-report.docx`` or ``minutes.docx``, a line for each paragraph."""
        return word_text(self.folder / f"{name}.docx")


def build_undrawn(
    edition: str, folder: Path, root: Path = REPOSITORY, formats: Collection[Format] = _ALL, *, check: bool = True
) -> Undrawn:
    """Make an edition of any project without drawing, in a folder that need not exist.

    Parameters
    ----------
    edition
        Such as ``kent-2011-12-Q1``.
    folder
        Gets the files, see :class:`Undrawn`.
    root
        The project's folder, with ``params``, ``data``, ``notebooks``, ``theme`` and ``_quarto.yml``: see
        :func:`helpers.projects.bare_project`.
    formats
        What to make: ``Format.HTML`` for the site, ``Format.PDF``, ``Format.DOCX``.
    check
        Whether everything is checked first that a render checks.

    Raises
    ------
    QprError
        As a render does.
    """
    context, book = book_undrawn(edition, folder, root, formats, check=check)
    if Format.PDF in formats:
        write_pdf(whole_book(book), folder / "report.pdf")
    if Format.DOCX in formats:
        write_word(whole_book(book), folder / "report.docx")
    if Format.HTML in formats:
        write_site(book, folder / "site", "the tests", [])
    return Undrawn(context, book, folder)


def book_undrawn(
    edition: str, folder: Path, root: Path = REPOSITORY, formats: Collection[Format] = _ALL, *, check: bool = True
) -> tuple[Context, Book]:
    """Make the chapters alone, as for :func:`build_undrawn`, with papers where a format asks for them."""
    project = Project(root.resolve())
    context = check_edition(project, edition) if check else open_with_evidence(edition, project)
    executed = folder / "notebooks"
    executed.mkdir(parents=True)
    report = Report(context)
    papers = paper_pages(context.edition) if {Format.PDF, Format.DOCX}.intersection(formats) else []
    for page in (*context.pages, *papers):
        _run(context, page, executed, report)
    if papers:
        write_papers(context, executed, folder, formats, None)
    book = make_book(
        project,
        context.edition,
        pages=context.pages,
        indicators=indicators_of(context),
        executed=executed,
        folder=folder / "book",
        files=download_files(context.data, context.scored, context.edition, context.scheme, context.rule),
        around=around_pages(context),
    )
    check_links(book)
    return context, book


def write_undrawn(edition: str, folder: Path) -> Path:
    """Write the site of an edition of this project into ``folder`` and return the folder of its pages."""
    return build_undrawn(edition, folder, formats=(Format.HTML,), check=False).site


def _run(context: Context, page: Page, executed: Path, report: Report) -> None:
    job = page_job(context, page, executed)
    with undrawn():
        job.output.write_text(json.dumps(_executed(job, report)), encoding="utf-8")


class _NoDrawing:
    """In place of a figure: it is saved as one point."""

    def savefig(self, target: Path, **_: object) -> None:
        target.write_bytes(_POINT)


@contextmanager
def undrawn() -> Iterator[None]:
    """Leave every drawing out, as long as this lasts."""
    with (
        mock.patch.dict(os.environ),
        mock.patch.object(drawing, "_in_style", nullcontext),
        mock.patch.object(drawing, "_drawn", return_value=_NoDrawing()),
        mock.patch.object(drawing, "_svg", return_value=_EMPTY),
    ):
        yield


def _executed(job: PageJob, report: Report) -> dict[str, Any]:
    """The page's notebook with the outputs that its cells have for this edition."""
    notebook: dict[str, Any] = json.loads(job.notebook.read_text(encoding="utf-8"))
    for cell, shown in _cells(notebook, job, report):
        cell["outputs"] = []
        if shown.blocks:
            cell["outputs"].append({"output_type": "execute_result", "data": bundle(shown), "metadata": {},
                                    "execution_count": None})  # fmt: skip
    return notebook


def _cells(notebook: dict[str, Any], job: PageJob, report: Report) -> Iterator[tuple[dict[str, Any], Content]]:
    """The code cells of a page's notebook with what each shows."""
    os.environ[FIGURES_VARIABLE] = job.env[FIGURES_VARIABLE]
    names = {**job.parameters, "report": report}
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        tags = set(cell["metadata"].get("tags", []))
        body = [one for one in ast.parse("".join(cell["source"])).body if not _opens(one)]
        last = [body.pop()] if body and isinstance(body[-1], ast.Expr) and not tags & NOT_PUBLISHED else []
        if PARAMETERS_TAG not in tags:
            exec(compile(ast.Module(body, []), job.page, "exec"), names)
        shown = Content()
        for one in last:
            shown = eval(compile(ast.Expression(one.value), job.page, "eval"), names)
            assert isinstance(shown, Content), f"{job.page}: {''.join(cell['source'])}"
            assert shown.blocks or "shows-output" not in tags, f"{job.page}: {''.join(cell['source'])} shows nothing"
        yield cell, shown


def _opens(statement: ast.stmt) -> bool:
    """Whether a statement opens the report, which is open already."""
    return isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "report"


def pages_shown(context: Context, executed: Path) -> dict[str, Content]:
    """What each page and paper of an edition shows, by its slug; nothing is published, drawn or written."""
    report = Report(context)
    found = {}
    with undrawn():
        for page in (*context.pages, *paper_pages(context.edition)):
            job = page_job(context, page, executed)
            notebook = json.loads(job.notebook.read_text(encoding="utf-8"))
            found[page.slug] = sum((shown for _, shown in _cells(notebook, job, report)), Content())
    return found


# What a reader finds --------------------------------------------------------------------------------------------


def page_text(page: Path, *, whole: bool = False) -> str:
    """The text of a page, a line for each block and cell; ``whole`` with its title, head and navigation."""
    tree = html.fromstring(page.read_text(encoding="utf-8"))
    for element in tree.xpath("//script | //style"):
        element.drop_tree()
    for element in tree.iter("p", "li", "td", "th", "h1", "h2", "h3", "h4", "caption", "figcaption", "a", "title"):
        element.tail = f"\n{element.tail or ''}" if element.tag != "a" else element.tail
    (start,) = tree.xpath("/html" if whole else "//main")
    return _lines(start.text_content())


def pdf_text(path: Path) -> str:
    """The text of a PDF, page after page."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def word_text(path: Path) -> str:
    """The text of a Word file with its headers and footers, a line for each paragraph."""
    with zipfile.ZipFile(path) as packed:
        names = [name for name in packed.namelist() if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name)]
        trees = [etree.fromstring(packed.read(name)) for name in sorted(names)]
    paragraphs = (paragraph for tree in trees for paragraph in tree.iter(f"{_WORD}p"))
    return _lines("\n".join("".join(_runs(paragraph)) for paragraph in paragraphs))


def _runs(paragraph: Any) -> Iterator[str]:
    for run in paragraph.iter(f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br"):
        yield (run.text or "") if run.tag == f"{_WORD}t" else " "


def _lines(text: str) -> str:
    """A text with plain blanks, without empty lines."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
