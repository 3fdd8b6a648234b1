"""One render: declared inputs in, one finished edition out, or nothing changed at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from qprlib.agreeing.sections import SectionState, SectionStatus
from qprlib.data.declarations import SHOWN_BY
from qprlib.downloads.write import download_files, write_files
from qprlib.ground.calendar import day_in_words
from qprlib.ground.errors import AgreementError, CommandError, InputError, Place, Problem, Severity, listing
from qprlib.ground.files import file_sha256
from qprlib.ground.project import Project
from qprlib.publishing.make.meeting_papers import COVER, paper_pages, paper_problems, write_papers
from qprlib.publishing.make.publisher import Format, Publisher, PublisherName, choose_publisher
from qprlib.publishing.published import WORDINGS, check_published, is_unchanged, published_render
from qprlib.publishing.run.book import Book, Indicator, check_links, make_book, read_settings
from qprlib.publishing.run.draft import Draft, Unsigned, draft_name
from qprlib.publishing.run.edition_pages import NOTES, notebook_problems, page_job
from qprlib.publishing.run.evidence_runs import run_evidence
from qprlib.publishing.run.execute import run_pages, warm_up
from qprlib.publishing.run.jobs import PageRun
from qprlib.publishing.run.manifest import build_manifest, read_manifest, write_manifest
from qprlib.publishing.run.staging import RECORD, Staging, storage_errors
from qprlib.publishing.side_pages import pages_without_rows
from qprlib.publishing.site.errata import around_pages, corrected_record, neighbours_of
from qprlib.publishing.site.front_page import write_front
from qprlib.publishing.site.search_form import write_search
from qprlib.report.context import Context, open_context
from qprlib.report.kept_context import keeping
from qprlib.report.noted import notes_of
from qprlib.report.pieces import anchor, reference
from qprlib.scoring.counts import count_directions, count_ratings
from qprlib.texts.record import to_json


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
    """A finished edition; ``left`` says why it was left as it was, "" if it was rendered."""

    edition: str
    headline: str
    folder: Path
    publisher: Publisher
    formats: tuple[Format, ...]
    warnings: tuple[Problem, ...]
    draft: Draft | None = None
    left: str = ""

    @property
    def files(self) -> dict[str, Path]:
        """What a reader opens, by the words for it."""
        paths = {
            Format.HTML: ("site", "site/index.html"),
            Format.PDF: ("PDF", draft_name("report.pdf", self.draft)),
            Format.DOCX: ("Word", draft_name("report.docx", self.draft)),
        }
        found = {words: self.folder / path for format_, (words, path) in paths.items() if format_ in self.formats}
        papers = [self.folder / draft_name(f"{COVER.notebook}.{one}", self.draft) for one in COVER.formats]
        first = next((path for path in papers if path.is_file()), None)
        return {**found, "paper": first} if first else found


def check_edition(
    project: Project, edition: str, tell: Callable[[str], None] = lambda _: None, stop: Connection | None = None
) -> Context:
    """Check all that a render needs, and run its evidence, of which ``tell`` is told; QprError has every problem."""
    context = open_context(edition, project)
    params = project.relative(project.params_file(edition))
    pages = (*context.pages, *paper_pages(context.edition))
    problems = notebook_problems(context, pages, "pages")
    problems += [
        WORDINGS.problem(
            "missing-file", Place(f"data/{context.edition.organisation.id}/{table}.csv"), slug=page.slug, params=params
        )
        for page in context.pages
        for table in SHOWN_BY.get(page.notebook, ())
        if table not in context.data.side
    ]
    problems += pages_without_rows(context, params)
    problems += paper_problems(context)
    try:
        read_settings(project)
    except InputError as error:
        problems += error.problems
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise InputError(list(dict.fromkeys(problems)))
    return run_evidence(context, stop, tell)


@keeping()
def render(
    project: Project,
    edition: str,
    progress: Progress,
    *,
    publisher: str = "auto",
    formats: Collection[Format] = tuple(Format),
    workers: int | None = None,
    verbose: bool = False,
    draft: bool | None = None,
    keep_unchanged: bool = False,
) -> Rendered:
    """Render an edition into ``outputs/<edition>/``, or as a draft into ``outputs/<edition>-draft/``.

    ``draft`` is True for a draft in any case, False for a final render or none; by default it is final if every section
    is signed off. With ``keep_unchanged`` a render that would come out the same is left as it is; one that was
    published is in any case. Raises AgreementError if a final render was asked for and sections are not signed off,
    EditionError if it was published and would say something else now: nothing has been run. After any other QprError
    the last good edition is as it was, and what this run made is in ``outputs/.staging/<edition>/``.
    """
    if not formats:
        raise CommandError(WORDINGS.problem("no-format", allowed=listing([str(one) for one in Format])))
    chosen = choose_publisher(publisher)
    progress.step("Reading and checking the inputs")
    warm_up()
    context = check_edition(project, edition, progress.step)
    wanted = tuple(one for one in Format if one in formats)
    published = None if draft else published_render(context)
    if published:
        check_published(context, published, _download_files(context))
        assert context.edition.published
        left = f"It was published on {day_in_words(context.edition.published)} and is left as it is."
        return _left(context, published, left)
    why = draft_of(context, draft)
    facts = _facts(context, chosen, wanted, why)
    last = project.draft(edition) if why else project.output(edition)
    if keep_unchanged and is_unchanged(context, last, input_files(context), facts):
        return _left(context, last, "Nothing it is made from has changed; it is left as it is.", why)
    agreed = {} if why else {path: file_sha256(path) for path in context.input_files}
    _ = context.history  # every page that compares finds it kept
    with Staging(project.outputs, edition, draft=why is not None) as staging:
        executed = staging.folder / "notebooks"
        pages = (*context.pages, *paper_pages(context.edition))
        jobs = [page_job(context, page, executed) for page in pages]
        progress.pages(len(jobs))
        run_pages(jobs, workers, progress.page_done)
        progress.step(f"Publishing with {chosen.words}")
        with storage_errors("publishing", staging.folder):
            files = _download_files(context)
            made = write_papers(context, executed, staging.folder, wanted, why)
            book = make_book(
                project,
                context.edition,
                pages=context.pages,
                indicators=indicators_of(context),
                executed=executed,
                folder=staging.folder / "book",
                draft=why,
                files=files,
                papers=[(paper.words, paper.path) for paper in made if paper.kind.offered],
                around=around_pages(context),
            )
            check_links(book)
            _publish(book, chosen, wanted, staging.folder, verbose)
            if Format.HTML in wanted:
                write_files(files, staging.folder / "site" / "data")
                write_search(book, staging.folder / "site")
            shutil.rmtree(book.folder)
            noted = notes_of(staging.folder / NOTES)
            shutil.rmtree(staging.folder / NOTES, ignore_errors=True)
            said = to_json(context.record(why is not None))
            (staging.folder / RECORD).write_text(said, encoding="utf-8", newline="\n")
            inputs = [*input_files(context), *noted]
            write_manifest(build_manifest(staging.folder, project.root, inputs, **facts), staging.folder)
            _check_unchanged(context, agreed, noted)
        progress.step("Putting the finished edition in its place")
        folder = staging.promote()
        progress.step("Bringing the front page up to date")
        front = write_front(project)
    warnings = (*context.warnings, *context.sign_offs[1], *staging.warnings, *front)
    return Rendered(edition, context.headline, folder, chosen, wanted, warnings, why)


def _download_files(context: Context) -> dict[str, bytes]:
    return download_files(context.data, context.scored, context.edition, context.scheme, context.rule)


def _left(context: Context, folder: Path, words: str, draft: Draft | None = None) -> Rendered:
    """An edition that was left as it was."""
    manifest = read_manifest(folder)
    made_by = manifest["publisher"]
    publisher = Publisher(PublisherName(made_by["name"]), made_by["reason"], made_by["versions"])
    formats = tuple(Format(one) for one in manifest["formats"])
    warnings = (*context.warnings, *write_front(context.project))
    return Rendered(
        context.edition.edition, manifest["headline"]["words"], folder, publisher, formats, warnings, draft, words
    )


def _facts(context: Context, publisher: Publisher, formats: Sequence[Format], draft: Draft | None) -> Mapping[str, Any]:
    """What a manifest says of a render beside its files."""
    edition = context.edition
    kpis = context.scored.kpis
    ratings = count_ratings(kpis["rating"], context.scheme)
    return {
        "pages": {page.slug: page.title for page in context.pages},
        "neighbours": {name: str(one) for name, one in neighbours_of(context.project, edition).items()},
        "edition": edition.edition,
        "organisation": edition.organisation.id,
        "quarter": str(edition.quarter),
        "title": edition.title,
        "draft": draft is not None,
        "parameters": edition.model_dump(),
        "publisher": {"name": publisher.name, "reason": publisher.reason, "versions": publisher.versions},
        "formats": formats,
        "headline": {
            "words": context.headline,
            "ratings": ratings.bands,
            "bands": [
                {"label": band.label, "tone": band.tone, "shape": band.shape, "number": ratings.bands[band.id]}
                for band in context.scheme.bands
            ],
            "not_rated": ratings.left_out,
            "directions": {str(way): number for way, number in count_directions(kpis["direction"]).items()},
        },
    }


def draft_of(context: Context, wanted: bool | None = None) -> Draft | None:
    """Why a render is a draft, None if it is final; AgreementError if ``wanted`` is False and it cannot be final."""
    statuses = context.sections_status
    unsigned = [status for status in statuses if status.state is not SectionState.SIGNED_OFF]
    if unsigned and wanted is False:
        raise AgreementError(_not_signed(context, status) for status in unsigned)
    if not unsigned and not wanted:
        return None
    return Draft(len(statuses), tuple(Unsigned(status.title, status.why_not_signed) for status in unsigned))


def _not_signed(context: Context, status: SectionStatus) -> Problem:
    edition = context.edition.edition
    ready = status.state is SectionState.CHECKED
    return WORDINGS.problem(
        "not-signed-off",
        Place(f"{context.scene.folder}/{status.slug}.ipynb"),
        title=status.title,
        why_not_signed=status.why_not_signed,
        todo=f"run 'qpr sign-off {edition} {status.slug} --role ROLE'" if ready else f"run 'qpr check {edition}'",
    )


def _check_unchanged(context: Context, agreed: Mapping[Path, str], noted: Mapping[Path, set[str]]) -> None:
    """Pages read the inputs while they run: a final edition must not hold what was changed after it was agreed.

    Nor may any edition hold tables of which two pages have read different states.
    """
    read = {**noted, **{path: {before} for path, before in agreed.items()}}
    changed = [path for path, before in read.items() if not path.is_file() or {file_sha256(path)} != before]
    if changed:
        raise InputError(
            WORDINGS.problem("changed-meanwhile", Place(context.project.relative(path))) for path in changed
        )


def indicators_of(context: Context) -> list[Indicator]:
    """The edition's indicators as navigation names them."""
    return [
        Indicator(reference(context, row), row.short_name, context.page_of(row.section), anchor(row.id))
        for row in context.scored.results
    ]


def _publish(book: Book, publisher: Publisher, formats: Collection[Format], folder: Path, verbose: bool) -> None:
    if publisher.name is PublisherName.QUARTO:
        from qprlib.publishing.make.quarto import publish_quarto

        publish_quarto(book, publisher, formats, folder, verbose)
    else:
        from qprlib.publishing.make.embedded import publish_embedded

        publish_embedded(book, publisher, formats, folder)


def input_files(context: Context) -> Sequence[Path]:
    """Every file that a render of the edition depends on: its own, the pages, the theme and the code."""
    project = context.project
    pages = {project.notebooks / f"{page.notebook}.ipynb" for page in (*context.pages, *paper_pages(context.edition))}
    theme = {path for path in project.theme.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    code = {path for path in (project.root / "qprlib").rglob("*.py") if path.is_file()}
    found = {*context.input_files, *pages, *theme, *code, project.quarto_yml}
    if context.edition.correction:
        corrected = context.edition.name.corrected
        record = corrected_record(project, corrected)
        # What is corrected is told by what was published, or, where that is not at hand, by what it is made from.
        found |= {record} if record else set(open_context(str(corrected), project).input_files)
    return sorted(found)
