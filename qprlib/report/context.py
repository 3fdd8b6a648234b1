"""Everything a page is made from, read and scored once for a kernel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from qprlib.agreeing.sections import SectionStatus, section_titles, sections_of, writer_problems
from qprlib.agreeing.signoffs import FOLDER, SignOff, as_agreed, last_signed, read_sign_offs
from qprlib.data.distinct import column_values
from qprlib.data.other_tables import find_table
from qprlib.data.records import written
from qprlib.data.schema import IndicatorKind
from qprlib.data.store import OrganisationData
from qprlib.ground.edition import Edition, Page, load_edition
from qprlib.ground.errors import InputError, Problem, Severity
from qprlib.ground.names import slugify
from qprlib.ground.planning import plan_pages, table_of
from qprlib.ground.project import Project, find_project
from qprlib.ground.references import Called
from qprlib.report.earlier import History, earlier_names, read_history
from qprlib.report.kept_context import kept
from qprlib.report.parts.benchmarks import benchmark_values
from qprlib.report.rated import files_rated, rate_edition
from qprlib.scoring.counts import headline
from qprlib.scoring.rules import DirectionRule
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.scorecard import Scored, edition_register
from qprlib.texts.allowed_markdown import check_text
from qprlib.texts.commentary import Commentary
from qprlib.texts.evidence import EvidenceShown, evidence_folders, read_shown, with_words
from qprlib.texts.figures import LiveFigures, fill_figures
from qprlib.texts.findings import Finding, Scene, Subject
from qprlib.texts.reading import read_commentary
from qprlib.texts.record import Record, record_edition


@dataclass(frozen=True)
class Context:
    """An edition with its scheme, data, scores, texts and plan of pages.

    ``data`` is what was known when it was made, ``recorded`` everything that is recorded, for the editions before it.
    ``let_pass`` holds the errors of the commentary that did not stop it from being opened for writing, and ``as_read``
    says that it is as its files are, nothing of it replaced. ``evidence`` is what the evidence of indicators has shown,
    where it was run.
    """

    project: Project
    edition: Edition
    scheme: Scheme
    rule: DirectionRule
    data: OrganisationData
    recorded: OrganisationData
    scored: Scored
    commentary: Commentary
    pages: tuple[Page, ...]
    warnings: tuple[Problem, ...]
    let_pass: tuple[Problem, ...] = ()
    evidence: Mapping[str, EvidenceShown] = field(default_factory=dict)
    as_read: bool = field(default=False, init=False)

    def with_evidence(self, shown: Mapping[str, EvidenceShown]) -> Context:
        """The same with what its evidence has shown, which changes nothing of its data."""
        made = replace(self, evidence=shown)
        object.__setattr__(made, "as_read", self.as_read)
        return made

    @property
    def input_files(self) -> tuple[Path, ...]:
        """Every file this edition was read from, sorted."""
        params = self.project.params_file(self.edition.edition)
        scheme = self.project.scheme_file(self.edition.scheme)
        signed = (self.project.commentary(self.edition.edition) / FOLDER).glob("*.yml")
        # Texts of the edition before decide whether one was carried over.
        earlier = self.edition.rolled_from
        before = self.project.commentary(earlier).glob("*.ipynb") if earlier else ()
        compared = map(self.project.params_file, earlier_names(self.project, self.edition))
        named = [table for setting in self.edition.pages if (table := table_of(setting))]
        tables = [find_table(self.data.folder, table, self.project.root) for table in named]
        return tuple(
            sorted({params, scheme, *self.data.files, *tables, *self.commentary.files, *signed, *before, *compared})
        )

    @property
    def sections(self) -> list[str]:
        """The sections with an indicator in force, in the register's order."""
        return list(dict.fromkeys(row.section for row in self.scored.results))

    @cached_property
    def scene(self) -> Scene:
        """Everything that checks of the commentary look at."""
        return Scene(
            edition=self.edition,
            scheme=self.scheme,
            subjects=subjects_of(self.scored),
            sections={slugify(section): section for section in self.sections},
            commentary=with_words(self.commentary, self.evidence),
            folder=self.project.relative(self.project.commentary(self.edition.edition)),
            before=last_signed(self.project, self.edition),
            benchmarks=benchmark_values(self.data),
            notes=written(self.data.actuals),
        )

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the checks find in the commentary, sorted; those that somebody accepted among them."""
        from qprlib.checks.all_checks import check_commentary

        return check_commentary(self.scene)

    @cached_property
    def history(self) -> History:
        """The editions before this one, and how it compares with them."""
        if not self.as_read:
            return read_history(self)
        return kept("history", files_rated(self.project, self.edition), lambda: read_history(self))

    @property
    def headline(self) -> str:
        """The edition in one line: how many indicators, their ratings and directions."""
        return headline(self.scored.kpis, self.scheme, self.edition.quarter.noun)

    def record(self, draft: bool) -> Record:
        """What the edition says now, as plain values."""
        return record_edition(self.edition, self.scheme, self.scored, self.commentary, draft, evidence=self.evidence)

    @cached_property
    def sign_offs(self) -> tuple[dict[str, SignOff], list[Problem]]:
        """The sign-offs of the edition by section, and what is wrong with their files."""
        return read_sign_offs(self.project, self.edition.edition, section_titles(self.scene))

    @cached_property
    def sections_status(self) -> tuple[SectionStatus, ...]:
        """How far every section has come."""
        unseen = self.commentary.evidence.keys() - self.evidence.keys()
        record = as_agreed(self.record(draft=True), self.sign_offs[0], unseen)
        return sections_of(self.scene, self.findings, record, self.sign_offs[0])

    def page_of(self, section: str) -> str:
        """The address of a section's page, "" if the edition has none."""
        return next((page.slug for page in self.pages if page.section == section), "")


def subjects_of(scored: Scored) -> dict[str, Subject]:
    """What is known of each indicator in force, in the register's order."""
    return {
        row.id: Subject(row, scored.points[row.id], scored.runs.get(row.id), scored.extremes.get(row.id))
        for row in scored.results
    }


def read_texts(project: Project, edition: Edition, scheme: Scheme, scored: Scored) -> tuple[Commentary, list[Problem]]:
    """The texts of an edition as they stand on disk now, with their live figures filled, and what is wrong with them.

    Of notebooks that are at fault the texts that could be placed are returned.
    """
    section_of = {row.id: row.section for row in scored.results}
    sections = list(dict.fromkeys(section_of.values()))
    ids = Called.of(scored.results).ids
    unrated = {row.id for row in scored.results if row.kind != IndicatorKind.KPI}
    texts, problems = read_commentary(
        project, edition.edition, section_of, sections, edition.rolled_from, unrated=unrated, ids=ids
    )
    if any("{" in text.source for text in texts.texts()):
        texts, found = fill_figures(texts, LiveFigures(edition, scheme, subjects_of(scored)))
        problems += found
    problems += [problem for text in texts.texts() for problem in check_text(text)]
    return texts, problems


def open_context(edition: str, project: Project | None = None, for_writing: bool = False) -> Context:
    """Read, check and score an edition; the project is found from the current folder by default.

    ``for_writing``: somebody is at work on the commentary, so that its errors are kept in ``let_pass`` and stop nobody.

    Raises
    ------
    CommandError
        If there is no such edition.
    InputError
        With every problem of params, scheme, data and commentary together.
    """
    project = project or find_project()
    params = load_edition(project, edition)
    rated = kept("rated", files_rated(project, params), lambda: rate_edition(project, params))
    scheme, rule, data, scored = rated.scheme, rated.rule, rated.data, rated.scored
    problems = list(rated.problems)
    sections = list(dict.fromkeys(row.section for row in scored.results))
    texts, found = read_texts(project, params, scheme, scored)
    let_pass = [problem for problem in found if for_writing and problem.severity is Severity.ERROR]
    problems += [problem for problem in found if problem not in let_pass]
    problems += writer_problems(params, sections)
    if params.commentary.off:
        from qprlib.checks.all_checks import setting_problems

        problems += setting_problems(params.commentary, f"params/{edition}.yml")
    pages: list[Page] = []
    try:
        pages = pages_of(project, params, rated.data)
    except InputError as error:
        problems += error.problems
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        raise InputError(errors)
    warnings = (*data.warnings, *problems)
    ids = Called.of(scored.results).ids
    shown = {one.indicator: one for folder in evidence_folders() for one in read_shown(folder, ids)}
    read = (project, params, scheme, rule, data, rated.recorded, scored, texts)
    context = Context(*read, tuple(pages), warnings, tuple(let_pass), shown)
    object.__setattr__(context, "as_read", True)
    return context


def pages_of(project: Project, edition: Edition, data: OrganisationData) -> list[Page]:
    """The pages of an edition; raises as :func:`qprlib.ground.planning.plan_pages`."""
    register = edition_register(data.indicators, edition).drop(columns="row")
    return plan_pages(edition, partial(column_values, register, lambda name: data.table(name, project.root)[0]))
