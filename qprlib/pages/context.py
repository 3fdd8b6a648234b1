"""Everything a page is made from, read and scored once for a kernel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qprlib.data.schema import PROFILES, TARGETS
from qprlib.data.store import OrganisationData, read_organisation
from qprlib.edition import Edition, Page, load_edition, plan_pages
from qprlib.errors import InputError, Place, Problem, Severity
from qprlib.pages.commentary import Commentary, read_commentary
from qprlib.project import Project, find_project
from qprlib.scoring.cases import check_cases
from qprlib.scoring.profiles import with_profiled_targets
from qprlib.scoring.rules import DirectionRule
from qprlib.scoring.scheme import Scheme, load_scheme
from qprlib.scoring.scorecard import Scored, edition_cases, score


@dataclass(frozen=True)
class Context:
    """An edition with its scheme, data, scores, texts and plan of pages."""

    project: Project
    edition: Edition
    scheme: Scheme
    rule: DirectionRule
    data: OrganisationData
    scored: Scored
    commentary: Commentary
    pages: tuple[Page, ...]
    warnings: tuple[Problem, ...]

    @property
    def input_files(self) -> tuple[Path, ...]:
        """Every file this edition was read from, sorted."""
        params = self.project.params_file(self.edition.edition)
        scheme = self.project.scheme_file(self.edition.scheme)
        return tuple(sorted({params, scheme, *self.data.files, *self.commentary.files}))

    @property
    def sections(self) -> list[str]:
        """The sections with an indicator in force, in the register's order."""
        return list(dict.fromkeys(row.section for row in self.scored.results))

    def page_of(self, section: str) -> str:
        """The address of a section's page, "" if the edition has none."""
        return next((page.slug for page in self.pages if page.section == section), "")


def open_context(edition: str, project: Project | None = None) -> Context:
    """Read, check and score an edition.

    Parameters
    ----------
    edition
        Name of the edition.
    project
        Where to look; found from the current folder by default.

    Returns
    -------
    Context

    Raises
    ------
    CommandError
        If there is no such edition.
    InputError
        With every problem of params, scheme, data and commentary together.
    """
    project = project or find_project()
    params = load_edition(project, edition)
    place = Place(f"params/{edition}.yml", key="scheme")
    problems: list[Problem] = []
    scheme = rule = data = None
    try:
        scheme = load_scheme(project, params.scheme, place)
        rule = scheme.direction(params.direction, Place(place.file, key="direction"))
    except InputError as error:
        problems += error.problems
    try:
        data = read_organisation(project.data(params.organisation.id), project.root)
    except InputError as error:
        problems += error.problems
    if scheme is None or rule is None or data is None:
        raise InputError(problems)

    if data.profiles is not None:
        profiles = f"data/{params.organisation.id}/{PROFILES.name}"
        targets, found = with_profiled_targets(data.targets, data.profiles, data.indicators, profiles)
        data = replace(data, targets=targets)
        problems += found
    problems += check_cases(edition_cases(data, params), scheme, f"data/{params.organisation.id}/{TARGETS.name}")
    scored = score(data, params, scheme, rule)
    section_of = {row.id: row.section for row in scored.results}
    sections = list(dict.fromkeys(section_of.values()))
    texts, found = read_commentary(project, edition, section_of, sections)
    problems += found
    pages = _pages(params, sections, problems)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        raise InputError(errors)
    warnings = (*data.warnings, *problems)
    return Context(project, params, scheme, rule, data, scored, texts, tuple(pages), warnings)


def _pages(edition: Edition, sections: Sequence[str], problems: list[Problem]) -> list[Page]:
    try:
        return plan_pages(edition, sections)
    except InputError as error:
        problems += error.problems
        return []
