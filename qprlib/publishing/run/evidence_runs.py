"""Running the evidence of an edition: once for the same code and data, for pages, checks and sign-offs alike."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from qprlib.face.reads import code_reads
from qprlib.ground.errors import InputError, PageError, Place
from qprlib.ground.files import scratch
from qprlib.ground.incoming import read_text
from qprlib.ground.names import slugify
from qprlib.ground.numbers import join_words
from qprlib.ground.project import PROJECT_VARIABLE, Project
from qprlib.publishing.run.execute import run_pages
from qprlib.publishing.run.jobs import WORDINGS, PageJob
from qprlib.publishing.run.notebooks import shown_path
from qprlib.report.charts.drawn import drawing_tools
from qprlib.report.context import Context, open_context
from qprlib.report.display import EDITION_VARIABLE, FIGURES_VARIABLE
from qprlib.report.kept_context import state_of
from qprlib.report.noted import NOTES_VARIABLE
from qprlib.report.rated import files_rated
from qprlib.texts.commentary import EVIDENCE
from qprlib.texts.evidence import DRAWINGS, EXECUTED, NOTED, evidence_sources, fingerprint_of, read_shown

FOLDER: Final = ".evidence"
"""In ``outputs/``: what evidence has shown, a folder a section."""
_KEPT_MOST: Final = 4  # folders of a section: a render may still read from one while somebody writes


def open_with_evidence(edition: str, project: Project, tell: Callable[[str], None] = lambda _: None) -> Context:
    """Open an edition as :func:`qprlib.report.context.open_context`, and run its evidence."""
    return run_evidence(open_context(edition, project), tell=tell)


def run_evidence(
    context: Context, stop: Connection | None = None, tell: Callable[[str], None] = lambda _: None
) -> Context:
    """Run the evidence of an edition through papermill; what has run on the same code and data is not run again.

    Its notebooks are read as they stand on disk now. ``tell`` is told whose evidence is run, which takes seconds.
    PageError if a cell failed or showed what cannot be published, or if the evidence of an indicator shows nothing.
    """
    project = context.project

    @cache
    def made_with() -> str:
        """What all evidence is made with beside its own code, hashed once, and only where there is some."""
        data = state_of("evidence", files_rated(project, context.edition))
        return f"{drawing_tools(project.theme)}\n{data}"

    found = [_SectionEvidence.read(context, slugify(section), made_with) for section in context.sections]
    sections = [one for one in found if one is not None]
    if not sections:
        return context
    todo = [one for one in sections if not (one.folder / EXECUTED).is_file()]
    if todo:
        tell(f"Running the evidence of {join_words([one.slug for one in todo])}")
        with scratch(project.outputs / FOLDER) as folder:
            run_pages([one.job(context.edition.edition, folder, project.root) for one in todo], stop=stop)
            for one in todo:
                one.require_shown(folder / one.slug, context)
                one.keep(folder / one.slug)
    shown = {one.indicator: one for section in sections for one in read_shown(section.folder, context.scene.called.ids)}
    return context.with_evidence(shown)


@dataclass(frozen=True)
class _SectionEvidence:
    """The evidence of one section: its notebook, the cells of it that are run, and where what they show is kept."""

    slug: str
    notebook: Path
    cells: Mapping[int, str]
    folder: Path

    @classmethod
    def read(cls, context: Context, slug: str, made_with: Callable[[], str]) -> _SectionEvidence | None:
        """The evidence of a section, None if it has none."""
        project, name = context.project, context.edition.edition
        notebook = project.commentary(name) / f"{slug}.ipynb"
        try:
            ids = context.scene.called.ids
            found = evidence_sources(read_text(notebook, project.relative(notebook)), ids)
        except InputError:
            return None  # what is wrong with the notebook is told by whoever reads its texts
        if not found:
            return None
        cells = {number: owner for number, (owner, _) in found.items()}
        sources = {number: source for number, (_, source) in found.items()}
        code = [f"{number} {source}" for number, source in sources.items()]
        # Where it may show texts of the commentary, a change of one changes what it shows.
        texts = state_of("texts", context.commentary.files) if code_reads("\n".join(sources.values())) else ""
        made_of = "\n".join([made_with(), texts, *code])
        return cls(slug, notebook, cells, project.outputs / FOLDER / name / f"{slug}-{fingerprint_of(made_of)}")

    def job(self, edition: str, folder: Path, root: Path) -> PageJob:
        """What is run, in a folder."""
        return PageJob(
            page=self.slug,
            notebook=self.notebook,
            output=folder / self.slug / EXECUTED,
            root=root,
            about=f"the evidence of section {self.slug}",
            env={
                FIGURES_VARIABLE: str((folder / self.slug / DRAWINGS).resolve()),
                NOTES_VARIABLE: str((folder / self.slug / NOTED / self.slug).resolve()),
                PROJECT_VARIABLE: str(root),
                EDITION_VARIABLE: edition,
            },
            cells=self.cells,
        )

    def require_shown(self, folder: Path, context: Context) -> None:
        """Refuse evidence that shows nothing."""
        shown = {one.indicator for one in read_shown(folder, context.scene.called.ids)}
        nothing = {
            owner: number for number, owner in reversed(list(self.cells.items())) if owner and owner not in shown
        }
        if nothing:
            raise PageError(
                WORDINGS.problem(
                    "evidence-shows-nothing",
                    Place(notebook=shown_path(self.notebook, context.project.root), cell=number, indicator=owner),
                    owner=owner,
                    heading=EVIDENCE,
                )
                for owner, number in nothing.items()
            )

    def keep(self, made: Path) -> None:
        """Put what was shown into its place; what was shown by older code or data goes, but for the last few."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with suppress(OSError):  # another process has put the same there
            made.rename(self.folder)
        others = [one for one in self.folder.parent.glob(f"{self.slug}-*") if one.name[:-17] == self.slug]
        for old in sorted(others, key=lambda one: one.stat().st_mtime)[:-_KEPT_MOST]:
            shutil.rmtree(old, ignore_errors=True)
