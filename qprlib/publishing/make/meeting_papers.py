"""The papers for the meeting: documents of their own, made from executed notebooks like every page.

Both publishers get them from here, through pandoc and typst: one Quarto book makes one PDF and one Word file, not four.
They are made before the site, which offers the cover report for download.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from qprlib.ground.edition import Edition, Page
from qprlib.ground.errors import CommandError, InputError, Place, Problem, Severity
from qprlib.ground.files import scratch
from qprlib.ground.numbers import with_article
from qprlib.publishing.make.documents import Document, said_by_all, write_pdf, write_word
from qprlib.publishing.make.publisher import WORDINGS, Format
from qprlib.publishing.run.book import chapter_text, copy_theme, read_settings, timestamp_of
from qprlib.publishing.run.draft import PREFIX, Draft, draft_name
from qprlib.publishing.run.edition_pages import notebook_problems, page_job
from qprlib.publishing.run.execute import run_pages
from qprlib.publishing.run.jobs import PageRun
from qprlib.publishing.run.staging import STAGING, storage_errors
from qprlib.report.context import Context
from qprlib.report.sentences.paper_wording import setting, subject

#: The folder in ``outputs/`` of papers that were made alone.
FOLDER: Final = "papers"

#: The document that gives Word its styles; a draft's has its own beside it.
REFERENCE: Final = "theme/paper.docx"


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A paper: its notebook, what it is called, its formats, and whether the site offers it."""

    notebook: str
    title: str
    formats: tuple[Format, ...]
    offered: bool

    def heading(self, edition: Edition) -> str:
        """What stands at its head."""
        return f"Report to {with_article(setting(edition).recipient)}" if self is COVER else self.title

    def name(self, edition: Edition) -> str:
        """What the document is called, in its properties and at the head of every page."""
        return f"{self.heading(edition)}: {subject(edition)}"


COVER: Final = PaperKind("cover-report", "Cover report", (Format.PDF, Format.DOCX), offered=True)
#: For the clerk, who writes on in it: Word alone, and not on the site.
MINUTES: Final = PaperKind("minutes", "Facts for the minutes", (Format.DOCX,), offered=False)
KINDS: Final = (COVER, MINUTES)


@dataclass(frozen=True, slots=True)
class Made:
    """A paper that was made."""

    kind: PaperKind
    format: Format
    path: Path

    @property
    def words(self) -> str:
        """As the site offers it: "Cover report as Word"."""
        return f"{self.kind.title} as {'PDF' if self.format is Format.PDF else 'Word'}"


def paper_pages(edition: Edition, kinds: Sequence[PaperKind] = KINDS) -> list[Page]:
    """The papers of an edition as pages to run; none where its params do not ask for them."""
    if edition.paper is None:
        return []
    return [Page(kind.notebook, kind.title, "", kind.notebook, {}) for kind in kinds]


def paper_problems(context: Context) -> list[Problem]:
    """What is wrong with the settings of an edition's papers."""
    edition = context.edition
    file = f"params/{edition.edition}.yml"
    problems = [
        WORDINGS.problem("page-twice", Place(file, key="pages"), slug=page.slug)
        for page in context.pages
        if edition.paper and page.slug in {kind.notebook for kind in KINDS}
    ]
    if edition.paper and context.scored.kpis.empty:
        problems.append(WORDINGS.problem("no-kpi", Place(file, key="paper")))
    if edition.paper and edition.paper.date and edition.paper.date < edition.as_of:
        problems.append(
            WORDINGS.problem(
                "paper-too-early", Place(file, key="paper.date"), date=edition.paper.date, as_of=edition.as_of
            )
        )
    return problems


def write_papers(
    context: Context,
    executed: Path,
    folder: Path,
    formats: Collection[Format],
    draft: Draft | None,
    *,
    kinds: Sequence[PaperKind] = KINDS,
) -> list[Made]:
    """Write the papers of an edition, as far as ``formats`` asks for them; none without a block ``paper`` in params."""
    project, edition = context.project, context.edition
    made: list[Made] = []
    pages = paper_pages(edition, kinds)
    if not pages or not any(one in formats for kind in kinds for one in kind.formats):
        return made
    work = folder / ".papers"
    work.mkdir()
    reference = draft_name(REFERENCE, draft)
    copy_theme(project, work, reference, edition.notice)
    filters = ["theme/paper.lua", *(read_settings(project).get("filters") or [])]
    for kind, page in zip(kinds, pages, strict=True):
        text = chapter_text(executed / f"{page.slug}.ipynb", work / f"{page.slug}.ipynb", page, None, {})
        document = Document(
            text,
            work,
            _metadata(kind, edition, draft),
            timestamp_of(edition),
            filters,
            "theme/paper.typ.template",
            reference,
            # The paper's title is a Title; its parts are headings from level 1 on.
            for_word=["--shift-heading-level-by=-1"],
        )
        for one in kind.formats:
            if one in formats:
                target = folder / draft_name(f"{kind.notebook}.{one}", draft)
                (write_pdf if one is Format.PDF else write_word)(document, target)
                made.append(Made(kind, one, target))
    shutil.rmtree(work)
    return made


def _metadata(kind: PaperKind, edition: Edition, draft: Draft | None) -> Mapping[str, str]:
    prefix = PREFIX if draft else ""
    titles = {"title": prefix + kind.heading(edition), "name": prefix + kind.name(edition)}
    return {"paper": "true", **titles, **said_by_all(edition, draft)}


# A paper alone ----------------------------------------------------------------------------------------------


def check_paper(context: Context, kind: PaperKind) -> None:
    """Check what a paper alone needs; CommandError if params ask for none, InputError with every mistake."""
    edition = context.edition
    if edition.paper is None:
        raise CommandError(
            WORDINGS.problem("no-paper", Place(f"params/{edition.edition}.yml"), edition=edition.edition)
        )
    problems = paper_problems(context)
    problems += notebook_problems(context, paper_pages(edition, [kind]), "paper")
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise InputError(problems)


def make_alone(
    context: Context,
    kind: PaperKind,
    formats: Collection[Format],
    draft: Draft | None,
    *,
    page_done: Callable[[PageRun], None] | None = None,
) -> list[Made]:
    """Make one paper alone in ``outputs/papers/<edition>/``; each file takes the place of the last in one step."""
    outputs = context.project.outputs
    target = outputs / FOLDER / context.edition.edition
    with storage_errors("writing the paper", target):
        target.mkdir(parents=True, exist_ok=True)
        with scratch(outputs / STAGING) as folder:
            executed = folder / "notebooks"
            jobs = [page_job(context, page, executed) for page in paper_pages(context.edition, [kind])]
            run_pages(jobs, 1, page_done or (lambda _: None))
            made = write_papers(context, executed, folder, formats, draft, kinds=[kind])
            placed = []
            for one in made:
                path = target / one.path.name
                placed.append(Made(one.kind, one.format, one.path.replace(path)))
    return placed
