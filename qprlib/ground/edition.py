"""An edition: one organisation's report for one quarter, read strictly from ``params/<edition>.yml``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, ValidationInfo, field_validator

from qprlib.ground import settings
from qprlib.ground.errors import CommandError, InputError, Place, Problem
from qprlib.ground.project import Project
from qprlib.ground.reported import Reported, ReportedError
from qprlib.ground.wordings import PROBLEMS
from qprlib.ground.yamlfiles import read_yaml


class Edition(settings.Strict):
    """What ``params/<edition>.yml`` says.

    ``report`` tells a second report of the same organisation and quarter from the first, and stands in its name;
    ``notice`` is printed on every page; ``arranged_by: aim`` takes the register's aims for sections and its aim numbers
    for the order, and leaves out indicators without an aim. ``licence`` stands in the data package and the workbook.
    ``accessibility`` says under which law the accessibility statement is made. ``language`` is that of the sentences
    that the suite makes: there is one. ``paper`` asks for the cover report and the brief for the minutes. ``plan``
    lists the priorities that the register's indicators serve. ``narrow_miss`` is how far, in per cent of its target, a
    result may fall short to be called narrowly missed. ``spc`` names the indicators that get a control chart,
    each with the day from which its limits begin anew, if they do. ``published`` is the day on which the edition was
    published: from then on its render stays as it is, and what is wrong with it is put right by a ``correction``, an
    edition of its own.
    """

    edition: str
    organisation: settings.Organisation
    quarter: Annotated[Reported, BeforeValidator(settings.as_quarter), PlainSerializer(str)]
    as_of: settings.Day
    title: str
    report: str = Field(default="", pattern=r"^([a-z][a-z0-9-]*)?$")
    notice: str = ""
    presented_to: str = ""
    provisional: str = ""
    language: Literal["en-GB"] = "en-GB"
    scheme: str
    direction: str
    arranged_by: Literal["section", "aim"] = "section"
    rolled_from: str = ""
    licence: settings.Licence | None = None
    commentary: settings.CommentarySetting = settings.CommentarySetting()
    accessibility: settings.AccessibilitySetting = settings.AccessibilitySetting()
    paper: settings.PaperSetting | None = None
    plan: settings.Plan | None = None
    narrow_miss: float | None = Field(default=None, gt=0, le=20)
    spc: Annotated[Mapping[str, settings.ControlSetting], BeforeValidator(settings.as_controls)] = Field(
        default_factory=dict
    )
    published: Annotated[settings.Day, AfterValidator(settings.has_been)] | None = None
    correction: settings.Correction | None = None
    pages: tuple[settings.PageSetting, ...] = Field(min_length=1)

    @field_validator("quarter")
    @classmethod
    def _of_its_organisation(cls, quarter: Reported, info: ValidationInfo) -> Reported:
        """What is reported on, with the days that it has in the years of the organisation."""
        organisation = info.data.get("organisation")
        return quarter.of(organisation.years) if organisation else quarter

    @property
    def name(self) -> EditionName:
        """The name that organisation, report, quarter and correction make."""
        series = "-".join(filter(None, (self.organisation.id, self.report)))
        return EditionName(series, self.quarter, self.correction.number if self.correction else 0)

    def control_of(self, *called: str) -> settings.ControlSetting | None:
        """How the control chart of an indicator is drawn, by its id or reference; None if it has none."""
        return next((self.spc[one] for one in called if one in self.spc), None)

    @property
    def known_on(self) -> date:
        """The day on which what it says was known: its cut-off, of a correction the day of the correction."""
        return self.correction.date if self.correction else self.as_of


_NAME = re.compile(
    r"(?P<series>[a-z][a-z0-9-]*)-(?P<quarter>[0-9]{4}(?:-[0-9]{2})?-[QH][1-4]|[0-9]{4}-[0-9]{2}(?:-Y)?|[0-9]{4})(?:-correction-(?P<number>[1-9][0-9]*))?"
)


@dataclass(frozen=True, slots=True, order=True)
class EditionName:
    """The name of an edition in its parts; names are in order by series, quarter and correction."""

    #: organisation and, for a further report of it, that: ``exampleshire-aims``; editions of one follow one another
    series: str
    quarter: Reported
    correction: int = 0  #: which correction it is, 0 for the edition as it was first published

    @classmethod
    def parse(cls, text: str) -> EditionName | None:
        """The parts of a name, None if it is none."""
        match = _NAME.fullmatch(text)
        if not match:
            return None
        try:
            quarter = Reported.parse(match["quarter"])
        except ReportedError:
            return None
        return cls(match["series"], quarter, int(match["number"] or 0))

    def __str__(self) -> str:
        return f"{self.series}-{self.quarter}" + (f"-correction-{self.correction}" if self.correction else "")

    @property
    def line(self) -> str:
        """What it is one of: ``exampleshire-aims`` of quarters; months, half-years and years stand beside them."""
        noun = self.quarter.noun
        return self.series if noun == "quarter" else f"{self.series}-{noun}s"

    @property
    def original(self) -> EditionName:
        """The edition as it was first published."""
        return EditionName(self.series, self.quarter)

    @property
    def corrected(self) -> EditionName:
        """The edition that a correction corrects: the one before it."""
        return EditionName(self.series, self.quarter, self.correction - 1)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an edition: a notebook with its parameters, and where it stands in the report.

    ``section`` is the section whose indicators have their cards on it; ``of`` says of which value of a column it is,
    where there is one for each: ``section Highways``.
    """

    slug: str
    title: str
    group: str
    notebook: str
    parameters: Mapping[str, Any]
    section: str = ""
    about: Mapping[str, str] = field(default_factory=dict)
    of: str = ""


def list_editions(project: Project) -> list[str]:
    """The names of all editions that have a params file, sorted."""
    return sorted(path.stem for path in project.params.glob("*.yml"))


def edition_names(project: Project, line: str = "") -> list[EditionName]:
    """The names of all editions in their parts, or of those of one line, in order."""
    names = filter(None, map(EditionName.parse, list_editions(project)))
    return sorted(name for name in names if line in ("", name.line))


def load_edition(project: Project, name: str) -> Edition:
    """Read an edition's params file.

    CommandError if there is no such edition; the nearest one is named; InputError with every mistake in the file.
    """
    editions = list_editions(project)
    if name not in editions:
        problem = PROBLEMS.unknown("unknown-edition.params", name, editions)
        raise CommandError(problem if editions else replace(problem, allowed="(params/ holds no edition yet)"))
    path = project.params_file(name)
    shown = project.relative(path)
    edition = read_yaml(path, shown, Edition)
    if contradiction := _contradiction(edition, name, shown):
        raise InputError(contradiction)
    if edition.correction:
        _check_correction(editions, edition, edition.correction, shown)
    return edition


def _contradiction(edition: Edition, name: str, shown: str) -> Problem | None:
    """The first thing in which the keys of a file contradict each other or its name."""
    expected, quarter = str(edition.name), edition.quarter
    if not edition.edition == expected == name:
        parts = f"{', report' if edition.report else ''}{', correction' if edition.correction else ''}"
        named = {"name": name, "edition": edition.edition, "expected": expected, "parts": parts}
        return PROBLEMS.problem("edition-name", Place(shown, key="edition"), **named)
    if edition.as_of < quarter.start:
        place = Place(shown, key="as_of")
        return PROBLEMS.problem("cut-off-before-quarter", place, as_of=edition.as_of, start=quarter.start)
    if edition.published and edition.published < edition.known_on:
        place = Place(shown, key="published")
        return PROBLEMS.problem("published-too-early", place, day=edition.published, known=edition.known_on)
    return None


def _check_correction(editions: Sequence[str], edition: Edition, correction: settings.Correction, shown: str) -> None:
    problems = []
    corrected = str(edition.name.corrected)
    if corrected not in editions:
        place = Place(shown, key="correction.number")
        problems.append(PROBLEMS.unknown("corrects-nothing", corrected, editions, place, number=correction.number))
    if correction.date < edition.as_of:
        place = Place(shown, key="correction.date")
        problems.append(PROBLEMS.problem("corrected-too-early", place, day=correction.date, as_of=edition.as_of))
    if problems:
        raise InputError(problems)
