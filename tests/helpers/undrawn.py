"""An edition's site as a render makes it, in a few seconds: no kernel, and every drawing left out.

The cells of each page notebook are run here, one after another, with the edition read once for all of them. What they
show goes the way of a render: chapters, pandoc with the filter, the site's template. So the words, headings, tables and
captions are those of the published pages; only the pictures are empty.
"""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from helpers.projects import REPOSITORY
from qprlib.downloads.write import download_files
from qprlib.pages import drawing
from qprlib.pages.context import Context, open_context
from qprlib.pages.display import FIGURES_VARIABLE, bundle
from qprlib.pages.document import Content
from qprlib.pages.report import Report
from qprlib.project import Project
from qprlib.publishing.around import around_pages
from qprlib.publishing.book import NOT_PUBLISHED, check_links, make_book
from qprlib.publishing.jobs import PageJob
from qprlib.publishing.render import indicators_of, page_jobs
from qprlib.publishing.site import write_site

_EMPTY = b'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="320"/>'


def write_undrawn(edition: str, folder: Path) -> Path:
    """Write an edition's site into ``folder`` and return the folder of its pages."""
    context = open_context(edition, Project(REPOSITORY))
    executed = folder / "notebooks"
    executed.mkdir(parents=True)
    report = Report(context)
    for job in page_jobs(context, executed):
        with _undrawn(job):
            job.output.write_text(json.dumps(_executed(job, report)), encoding="utf-8")
    _publish(context, executed, folder)
    return folder / "site"


@contextmanager
def _undrawn(job: PageJob) -> Iterator[None]:
    with (
        mock.patch.dict(os.environ, {FIGURES_VARIABLE: job.env[FIGURES_VARIABLE]}),
        mock.patch.object(drawing, "_drawn"),
        mock.patch.object(drawing, "_svg", return_value=_EMPTY),
    ):
        yield


def _executed(job: PageJob, report: Report) -> dict[str, Any]:
    """The page's notebook with the outputs that its cells have for this edition."""
    notebook: dict[str, Any] = json.loads(job.notebook.read_text(encoding="utf-8"))
    names = {**job.parameters, "report": report}
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        cell["outputs"], tags = [], set(cell["metadata"].get("tags", []))
        body = ast.parse("".join(cell["source"])).body
        if tags & NOT_PUBLISHED or not body or not isinstance(body[-1], ast.Expr):
            continue
        shown = eval(compile(ast.Expression(body[-1].value), job.page, "eval"), dict(names))
        assert isinstance(shown, Content), f"{job.page}: {''.join(cell['source'])}"
        if shown.blocks:
            cell["outputs"].append({"output_type": "execute_result", "data": bundle(shown), "metadata": {},
                                    "execution_count": None})  # fmt: skip
    return notebook


def _publish(context: Context, executed: Path, folder: Path) -> None:
    book = make_book(
        context.project,
        context.edition,
        pages=context.pages,
        indicators=indicators_of(context),
        executed=executed,
        folder=folder / "book",
        files=download_files(context.data, context.scored, context.edition, context.scheme, context.rule),
        around=around_pages(context),
    )
    check_links(book)
    write_site(book, folder / "site", "the tests", [])
