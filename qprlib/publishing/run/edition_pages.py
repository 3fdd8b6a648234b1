"""The pages and papers of an edition: whether their notebooks can be run, and each as a job."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from qprlib.ground.edition import Page
from qprlib.ground.errors import Place, Problem, listing, nearest
from qprlib.ground.project import PROJECT_VARIABLE
from qprlib.publishing.run.jobs import WORDINGS, PageJob
from qprlib.publishing.run.notebooks import check_page
from qprlib.report.context import Context
from qprlib.report.display import EDITION_VARIABLE, FIGURES_VARIABLE
from qprlib.report.noted import NOTES_VARIABLE
from qprlib.texts.evidence import EVIDENCE_VARIABLE

#: The folder beside the executed notebooks in which pages note what they read.
NOTES: Final = "notes"


def notebook_problems(context: Context, pages: Iterable[Page], key: str) -> list[Problem]:
    """What is wrong with the notebooks of pages; ``key`` of the edition's params asks for them."""
    project = context.project
    available = sorted(path.stem for path in project.notebooks.glob("*.ipynb"))
    params = Place(project.relative(project.params_file(context.edition.edition)), key=key)
    missing = "unknown-page.paper" if key == "paper" else "unknown-page"
    problems: list[Problem] = []
    for page in pages:
        if page.notebook in available:
            # A notebook that is run for every value of a column is wrong once.
            named = "" if page.of else page.slug
            path = project.notebooks / f"{page.notebook}.ipynb"
            problems += check_page(path, _parameters(context, page), project.root, named)
        else:
            near, allowed = nearest(page.notebook, available), listing(available, 20)
            problems.append(WORDINGS.problem(missing, params, near=near, notebook=page.notebook, allowed=allowed))
    return problems


def page_job(context: Context, page: Page, executed: Path) -> PageJob:
    """A page or paper as a job; the notebook that it writes, and ``figures/``, lie in ``executed``."""
    project = context.project
    return PageJob(
        page=page.slug,
        notebook=project.notebooks / f"{page.notebook}.ipynb",
        output=executed / f"{page.slug}.ipynb",
        root=project.root,
        parameters=_parameters(context, page),
        about=page.of,
        env={
            FIGURES_VARIABLE: str((executed / "figures" / page.slug).resolve()),
            NOTES_VARIABLE: str((executed.parent / NOTES / page.slug).resolve()),
            PROJECT_VARIABLE: str(project.root),
            EDITION_VARIABLE: context.edition.edition,
            EVIDENCE_VARIABLE: os.pathsep.join(sorted({str(one.folder) for one in context.evidence.values()})),
        },
    )


def _parameters(context: Context, page: Page) -> dict[str, object]:
    return {"edition": context.edition.edition, **page.parameters}
