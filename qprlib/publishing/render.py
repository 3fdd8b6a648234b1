"""One render: declared inputs in, one finished edition out, or nothing changed at all."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from qprlib.edition import Page
from qprlib.errors import CommandError, InputError, Place, Problem, Severity, listing, nearest
from qprlib.pages.context import Context, open_context
from qprlib.pages.display import FIGURES_VARIABLE
from qprlib.pages.executive import headline_words
from qprlib.pages.parts import anchor
from qprlib.project import PROJECT_VARIABLE, Project
from qprlib.publishing.book import Book, Indicator, check_links, make_book, read_settings
from qprlib.publishing.execute import run_pages, warm_up
from qprlib.publishing.jobs import PageJob, PageRun
from qprlib.publishing.manifest import PublisherRecord, build_manifest, write_manifest
from qprlib.publishing.notebooks import check_page
from qprlib.publishing.publisher import Format, Publisher, PublisherName, choose_publisher
from qprlib.publishing.staging import Staging, storage_errors
from qprlib.scoring.counts import count_directions, count_ratings

#: Pages that show a side table of the same name.
SIDE_TABLES = ("complaints", "workforce", "improvement")


class Progress(Protocol):
    """What a render tells while it works."""

    def step(self, words: str) -> None:
        """A new step begins."""

    def pages(self, total: int) -> None:
        """So many pages are about to run."""

    def page_done(self, run: PageRun) -> None:
        """A page has ended, well or badly."""


@dataclass(frozen=True)
class Rendered:
    """A finished edition."""

    edition: str
    headline: str
    folder: Path
    publisher: Publisher
    formats: tuple[Format, ...]
    warnings: tuple[Problem, ...]

    @property
    def files(self) -> dict[str, Path]:
        """What a reader opens, by the words for it."""
        paths = {
            Format.HTML: ("site", self.folder / "site" / "index.html"),
            Format.PDF: ("PDF", self.folder / "report.pdf"),
            Format.DOCX: ("Word", self.folder / "report.docx"),
        }
        return {words: path for format_, (words, path) in paths.items() if format_ in self.formats}


def check_edition(project: Project, edition: str) -> Context:
    """Check everything a render needs, without running anything.

    Parameters
    ----------
    project, edition
        What to check.

    Returns
    -------
    Context
        With the warnings.

    Raises
    ------
    QprError
        With every problem found.
    """
    context = open_context(edition, project)
    problems: list[Problem] = []
    params = project.relative(project.params_file(edition))
    available = sorted(path.stem for path in project.notebooks.glob("*.ipynb"))
    for page in context.pages:
        if page.notebook not in available:
            problems.append(
                Problem(
                    code="unknown-page",
                    found=f"there is no page notebook '{page.notebook}'",
                    place=Place(params, key="pages"),
                    allowed=listing(available, 20),
                    nearest=nearest(page.notebook, available),
                    todo="correct the page's name, or add its notebook to notebooks/",
                )
            )
        else:
            problems += check_page(
                # A notebook that is run for every section is wrong once.
                _notebook(project, page.notebook),
                _parameters(context, page),
                project.root,
                "" if page.section else page.slug,
            )
    problems += [
        Problem(
            code="missing-file",
            found=f"the page '{page.slug}' needs a table that is not there",
            place=Place(f"data/{context.edition.organisation.id}/{page.notebook}.csv"),
            todo=f"add the table, or take the page out of {params}",
        )
        for page in context.pages
        if page.notebook in SIDE_TABLES and getattr(context.data, page.notebook) is None
    ]
    try:
        read_settings(project)
    except InputError as error:
        problems += error.problems
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise InputError(list(dict.fromkeys(problems)))
    return context


def render(
    project: Project,
    edition: str,
    progress: Progress,
    *,
    publisher: str = "auto",
    formats: Collection[Format] = tuple(Format),
    workers: int | None = None,
    verbose: bool = False,
) -> Rendered:
    """Render an edition into ``outputs/<edition>/``.

    Parameters
    ----------
    project, edition
        What to render.
    progress
        Told what happens.
    publisher
        ``auto``, ``quarto`` or ``embedded``.
    formats
        What to make; at least one.
    workers
        How many pages run at once; by default as many as there are cores.
    verbose
        Let the engines print.

    Returns
    -------
    Rendered

    Raises
    ------
    QprError
        The last good edition is then as it was, and what this run made is in ``outputs/.staging/<edition>/``.
    """
    if not formats:
        raise CommandError(
            Problem(
                code="no-format",
                found="no format was named",
                allowed=listing([str(one) for one in Format]),
                todo="name formats separated by commas, as in --formats html,pdf",
            )
        )
    chosen = choose_publisher(publisher)
    progress.step("Reading and checking the inputs")
    warm_up()
    context = check_edition(project, edition)
    wanted = tuple(one for one in Format if one in formats)
    with Staging(project.outputs, edition) as staging:
        executed = staging.folder / "notebooks"
        jobs = _jobs(context, executed)
        progress.pages(len(jobs))
        run_pages(jobs, workers, progress.page_done)
        progress.step(f"Publishing with {chosen.words}")
        with storage_errors("publishing", staging.folder):
            book = make_book(
                project,
                context.edition,
                pages=context.pages,
                indicators=_indicators(context),
                executed=executed,
                folder=staging.folder / "book",
            )
            check_links(book)
            _publish(book, chosen, wanted, staging.folder, verbose)
            shutil.rmtree(book.folder)
            _write_manifest(context, chosen, wanted, staging.folder)
        progress.step("Putting the finished edition in its place")
        folder = staging.promote()
    return Rendered(edition, headline_words(context), folder, chosen, wanted, context.warnings)


def _notebook(project: Project, name: str) -> Path:
    return project.notebooks / f"{name}.ipynb"


def _parameters(context: Context, page: Page) -> dict[str, object]:
    return {"edition": context.edition.edition, **page.parameters}


def _jobs(context: Context, executed: Path) -> list[PageJob]:
    project = context.project
    return [
        PageJob(
            page=page.slug,
            notebook=_notebook(project, page.notebook),
            output=executed / f"{page.slug}.ipynb",
            root=project.root,
            parameters=_parameters(context, page),
            about=f"section {page.section}" if page.section else "",
            env={
                FIGURES_VARIABLE: str((executed / "figures" / page.slug).resolve()),
                PROJECT_VARIABLE: str(project.root),
            },
        )
        for page in context.pages
    ]


def _indicators(context: Context) -> list[Indicator]:
    return [
        Indicator(row.id, row.short_name, context.page_of(row.section), anchor(row.id))
        for row in context.scored.results
    ]


def _publish(book: Book, publisher: Publisher, formats: Collection[Format], folder: Path, verbose: bool) -> None:
    if publisher.name is PublisherName.QUARTO:
        from qprlib.publishing.quarto import publish_quarto

        publish_quarto(book, publisher, formats, folder, verbose)
    else:
        from qprlib.publishing.embedded import publish_embedded

        publish_embedded(book, publisher, formats, folder)


def input_files(context: Context) -> Sequence[Path]:
    """Every file that a render of the edition depends on: its own, the pages, the theme and the code."""
    project = context.project
    pages = {_notebook(project, page.notebook) for page in context.pages}
    theme = {path for path in project.theme.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    code = {path for path in (project.root / "qprlib").rglob("*.py") if path.is_file()}
    return sorted({*context.input_files, *pages, *theme, *code, project.quarto_yml})


def _write_manifest(context: Context, publisher: Publisher, formats: Collection[Format], folder: Path) -> None:
    edition = context.edition
    kpis = context.scored.kpis
    manifest = build_manifest(
        folder,
        context.project.root,
        edition=edition.edition,
        organisation=edition.organisation.id,
        quarter=str(edition.quarter),
        title=edition.title,
        parameters=edition.model_dump(),
        publisher=PublisherRecord(name=str(publisher.name), reason=publisher.reason, versions=publisher.versions),
        formats=[str(one) for one in formats],
        headline={
            "words": headline_words(context),
            "ratings": count_ratings(kpis["rating"], context.scheme).bands,
            "directions": {str(way): number for way, number in count_directions(kpis).items()},
        },
        inputs=input_files(context),
    )
    write_manifest(manifest, folder)
