"""An edition: one organisation's report for one quarter, read strictly from ``params/<edition>.yml``."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationInfo,
    field_validator,
    model_validator,
)

from qprlib.errors import CommandError, InputError, Place, Problem, listing, nearest
from qprlib.periods import FIRST_YEAR, LAST_YEAR, Quarter, QuarterError
from qprlib.project import Project
from qprlib.slugs import slugify as slugify  # noqa: PLC0414 - others take it from here
from qprlib.yamlfiles import read_yaml


class Strict(BaseModel):
    """A part of a YAML file: unknown keys and blank texts are refused, values are never changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    @field_validator("*")
    @classmethod
    def _nothing_blank(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuse what prints nothing: a text of blanks alone, an empty one where one is needed or in a list."""
        if isinstance(value, str):
            texts = [value] if value or cls.model_fields[str(info.field_name)].is_required() else []
        else:
            texts = [one for one in value if isinstance(one, str)] if isinstance(value, tuple) else []
        if not all(text.strip() for text in texts):
            raise ValueError("it is blank, and a text is needed here")
        return value


def _in_a_report(day: datetime.date) -> datetime.date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"no report is about that year; allowed are {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _has_been(day: datetime.date) -> datetime.date:
    if day > date.today():
        raise ValueError(f"that day is still to come: today is {date.today()}")
    return day


def _on_the_web(address: str) -> str:
    if address and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", address):
        raise ValueError("it is no web address, which begins with https://")
    return address


#: A day of the params, in a year that a report can be about.
Day = Annotated[datetime.date, AfterValidator(_in_a_report)]


def _quarter(value: object) -> Quarter:
    return value if isinstance(value, Quarter) else Quarter.parse(str(value))


class Organisation(Strict):
    """Who reports."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    name: str
    short_name: str = ""


class PageSetting(Strict):
    """One entry of an edition's list of pages.

    ``page`` names the page notebook; ``each: section`` makes one page of it for every section of the register.
    ``about`` heads what the page is about, such as its priority, its directorate and its source.
    """

    page: str
    title: str = ""
    group: str = ""
    each: Literal["section"] | None = None
    parameters: Mapping[str, Any] = Field(default_factory=dict)
    about: Mapping[str, str] = Field(default_factory=dict)


class Licence(Strict):
    """On what terms readers may use the data: an id of the Open Definition, its name and the address of its words."""

    name: str = Field(pattern=r"^[A-Za-z0-9.-]+$")
    title: str = ""
    path: Annotated[str, AfterValidator(_on_the_web)] = ""


class CommentarySetting(Strict):
    """How the texts of an edition are written and checked.

    ``due`` is the day by which sections are to be signed off; ``writers`` names the writer's role by section (by
    default the role that owns most of its indicators); ``off`` names the checks of grade note that are switched off;
    ``known`` lists abbreviations that need no explanation.
    """

    due: Day | None = None
    writers: Mapping[str, str] = Field(default_factory=dict)
    off: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


class Implications(Strict):
    """What a decision on the paper would mean, by kind; each has a sentence for a paper that is only to be noted."""

    financial: str = Field(default="Noting this report commits nobody to any spending.", min_length=1)
    legal: str = Field(default="No legal or governance matter arises from noting this report.", min_length=1)
    data_protection: str = Field(
        default="The report holds totals and averages and no personal data, so no data protection impact "
        "assessment was made.",
        min_length=1,
    )
    equality: str = Field(
        default="The report proposes no change to a service or a policy, so no equality impact assessment was made.",
        min_length=1,
    )
    community_safety: str = Field(default="Noting this report has no direct effect on community safety.", min_length=1)
    health: str = Field(default="Noting this report has no direct effect on health and wellbeing.", min_length=1)


class AccessibilitySetting(Strict):
    """Under which law the accessibility statement is made, and whom to ask.

    ``jurisdiction`` is one of those whose law the suite knows; elsewhere ``law`` names it, as it stands in a sentence,
    and ``appeal`` says in sentences to whom to turn if the answer does not help. A statement that is given none of them
    speaks of no law. ``contact`` is a role, never a person, and ``contact_at`` where it is reached; without them those
    of the paper are taken.
    """

    jurisdiction: Literal["england", "scotland", "wales", "northern-ireland"] | None = None
    law: str = ""
    appeal: str = ""
    contact: str = ""
    contact_at: str = ""

    @model_validator(mode="after")
    def _known_or_told(self) -> AccessibilitySetting:
        if self.jurisdiction and (self.law or self.appeal):
            raise ValueError("a jurisdiction says law and appeal itself: give either it or them")
        return self


class PaperSetting(Strict):
    """The paper with which an edition goes to its meeting: the cover report, and the brief for the minutes.

    ``sender`` and ``contact`` are roles, never persons; ``contact_at`` is where the role is reached; ``date`` is the
    day of the meeting, printed as not yet set where it is missing; ``subject`` and ``recommendation`` are made from
    the edition where they are not given; ``background`` lists the background papers.
    """

    sender: tuple[str, ...] = Field(min_length=1)
    recipient: str = Field(min_length=1)
    date: Day | None = None
    decision: str = "Not applicable"
    subject: str = ""
    classification: str = "Unrestricted"
    recommendation: str = ""
    implications: Implications = Implications()
    background: tuple[str, ...] = ()
    contact: str = Field(min_length=1)
    contact_at: str = ""


class Priority(Strict):
    """A priority of the organisation's plan; ``in_register`` is what the register calls it, where that differs."""

    title: str = Field(min_length=1)
    in_register: str = ""


class Plan(Strict):
    """The organisation's plan with all its priorities in order, also those that no indicator serves."""

    name: str = Field(min_length=1)
    priorities: tuple[Priority, ...] = Field(min_length=1)


class Correction(Strict):
    """That an edition corrects one that was published: which correction it is, when it was made, and why.

    ``date`` is also the day up to which corrected figures are known. ``pages`` names further pages that are corrected,
    by their addresses: what changed on the others is found by itself.
    """

    number: int = Field(ge=1)
    date: Day
    reason: str = Field(min_length=1)
    pages: tuple[str, ...] = ()


class ControlSetting(Strict):
    """The control chart of an indicator: from which day on its limits begin anew, and why."""

    rebase: Day | None = None
    reason: str = ""

    @model_validator(mode="after")
    def _dated_and_explained(self) -> Self:
        if bool(self.rebase) != bool(self.reason):
            raise ValueError("'rebase' (the day from which limits begin anew) and 'reason' belong together")
        return self


def _controls(given: object) -> object:
    """Indicators with a control chart as keys, whether they were listed or given with their settings."""
    if isinstance(given, list) and all(isinstance(one, str) for one in given):
        return {one: {} for one in given}
    if isinstance(given, dict):
        return {one: {} if setting is None else setting for one, setting in given.items()}
    raise ValueError("a list of indicators is needed, such as [CU02], or {CU02: {rebase: 2023-10-31, reason: ...}}")


class Edition(Strict):
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
    organisation: Organisation
    quarter: Annotated[Quarter, BeforeValidator(_quarter), PlainSerializer(str)]
    as_of: Day
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
    licence: Licence | None = None
    commentary: CommentarySetting = CommentarySetting()
    accessibility: AccessibilitySetting = AccessibilitySetting()
    paper: PaperSetting | None = None
    plan: Plan | None = None
    narrow_miss: float | None = Field(default=None, gt=0, le=20)
    spc: Annotated[Mapping[str, ControlSetting], BeforeValidator(_controls)] = Field(default_factory=dict)
    published: Annotated[Day, AfterValidator(_has_been)] | None = None
    correction: Correction | None = None
    pages: tuple[PageSetting, ...] = Field(min_length=1)

    @property
    def name(self) -> EditionName:
        """The name that organisation, report, quarter and correction make."""
        series = "-".join(filter(None, (self.organisation.id, self.report)))
        return EditionName(series, self.quarter, self.correction.number if self.correction else 0)

    @property
    def known_on(self) -> date:
        """The day on which what it says was known: its cut-off, of a correction the day of the correction."""
        return self.correction.date if self.correction else self.as_of


#: The page notebook of the accessibility statement, which is also the address of its page; and what it is called.
ACCESSIBILITY: Final = "accessibility"
STATEMENT: Final = "Accessibility statement"

_NAME = re.compile(
    r"(?P<series>[a-z][a-z0-9-]*)-(?P<quarter>[0-9]{4}-[0-9]{2}-Q[1-4])(?:-correction-(?P<number>[1-9][0-9]*))?"
)


@dataclass(frozen=True, slots=True, order=True)
class EditionName:
    """The name of an edition in its parts; names are in order by series, quarter and correction.

    Parameters
    ----------
    series
        Organisation and, for a further report of it, that: ``kent``, ``exampleshire-aims``. Editions of one series
        follow one another.
    quarter
        The quarter.
    correction
        Which correction it is, 0 for the edition as it was first published.
    """

    series: str
    quarter: Quarter
    correction: int = 0

    @classmethod
    def parse(cls, text: str) -> EditionName | None:
        """The parts of a name, None if it is none."""
        match = _NAME.fullmatch(text)
        if not match:
            return None
        try:
            quarter = Quarter.parse(match["quarter"])
        except QuarterError:
            return None
        return cls(match["series"], quarter, int(match["number"] or 0))

    def __str__(self) -> str:
        return f"{self.series}-{self.quarter}" + (f"-correction-{self.correction}" if self.correction else "")

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
    """One page of an edition: a notebook with its parameters, and where it stands in the report."""

    slug: str
    title: str
    group: str
    notebook: str
    parameters: Mapping[str, Any]
    section: str = ""
    about: Mapping[str, str] = field(default_factory=dict)


def list_editions(project: Project) -> list[str]:
    """The names of all editions that have a params file, sorted."""
    return sorted(path.stem for path in project.params.glob("*.yml"))


def edition_names(project: Project, series: str = "") -> list[EditionName]:
    """The names of all editions in their parts, or of those of one series, in order."""
    names = filter(None, map(EditionName.parse, list_editions(project)))
    return sorted(name for name in names if series in ("", name.series))


def load_edition(project: Project, name: str) -> Edition:
    """Read an edition's params file.

    Parameters
    ----------
    project
        Where to look.
    name
        The edition, such as ``kent-2011-12-Q1``.

    Returns
    -------
    Edition

    Raises
    ------
    CommandError
        If there is no such edition; the nearest one is named.
    InputError
        With every mistake in the file.
    """
    editions = list_editions(project)
    if name not in editions:
        raise CommandError(
            Problem(
                code="unknown-edition",
                found=f"there is no edition '{name}' in params/",
                allowed=listing(editions) if editions else "(params/ holds no edition yet)",
                nearest=nearest(name, editions),
                todo="run 'qpr list' to see the editions",
            )
        )
    path = project.params_file(name)
    shown = project.relative(path)
    edition = read_yaml(path, shown, Edition)
    expected = str(edition.name)
    if not edition.edition == expected == name:
        raise InputError(
            Problem(
                code="edition-name",
                found=f"the file is called '{name}', names itself '{edition.edition}', and its organisation"
                f"{', report' if edition.report else ''}{', correction' if edition.correction else ''} and quarter make"
                f" '{expected}'",
                place=Place(shown, key="edition"),
                allowed="one and the same name in all three places",
                todo=f"correct the keys edition, organisation.id and quarter, or rename the file to {expected}.yml",
            )
        )
    if edition.as_of < edition.quarter.start:
        raise InputError(
            Problem(
                code="cut-off-before-quarter",
                found=f"the data cut-off {edition.as_of} lies before the quarter begins ({edition.quarter.start})",
                place=Place(shown, key="as_of"),
                allowed=f"a date from {edition.quarter.start}",
                todo="correct as_of or quarter",
            )
        )
    if edition.published and edition.published < edition.known_on:
        raise InputError(
            Problem(
                code="published-too-early",
                found=f"it was published on {edition.published}, before what it says was known ({edition.known_on})",
                place=Place(shown, key="published"),
                allowed=f"a day from {edition.known_on} to today",
                todo="correct published, or as_of",
            )
        )
    if edition.correction:
        _check_correction(editions, edition, edition.correction, shown)
    return edition


def _check_correction(editions: Sequence[str], edition: Edition, correction: Correction, shown: str) -> None:
    problems = []
    corrected = str(edition.name.corrected)
    if corrected not in editions:
        problems.append(
            Problem(
                code="corrects-nothing",
                found=f"it is correction {correction.number}, and there is no edition '{corrected}' that it corrects",
                place=Place(shown, key="correction.number"),
                allowed="1 for the first correction of an edition in params/, then 2 and so on",
                nearest=nearest(corrected, editions),
                todo="correct the number, or restore the params of the edition that is corrected",
            )
        )
    if correction.date < edition.as_of:
        problems.append(
            Problem(
                code="corrected-too-early",
                found=f"the correction of {correction.date} lies before the data cut-off {edition.as_of}",
                place=Place(shown, key="correction.date"),
                allowed=f"a day from {edition.as_of}: what was known by it is in the edition already",
                todo="correct the date of the correction, or as_of",
            )
        )
    if problems:
        raise InputError(problems)


def plan_pages(edition: Edition, sections: Sequence[str]) -> list[Page]:
    """The pages of an edition in order, with one page per section where its params ask for it.

    The law wants an accessibility statement of every site: where params do not list its page, it is the last one.

    Parameters
    ----------
    edition
        The edition.
    sections
        Names of the register's sections, in its order.

    Returns
    -------
    list of Page
        The first is always ``index``, which both publishers make the home page.

    Raises
    ------
    InputError
        If the first page is not ``index`` or two pages would have one address.
    """
    pages: list[Page] = []
    for setting in edition.pages:
        if setting.each == "section":
            pages += [
                Page(
                    slug=slugify(section),
                    title=section,
                    group=setting.group,
                    notebook=setting.page,
                    parameters={**setting.parameters, "section": section},
                    section=section,
                )
                for section in sections
            ]
        else:
            title = setting.title or setting.page.replace("-", " ").capitalize()
            pages.append(
                Page(
                    slug=slugify(setting.page),
                    title=title,
                    group=setting.group,
                    notebook=setting.page,
                    parameters=dict(setting.parameters),
                    about=setting.about,
                )
            )
    if not any(page.notebook == ACCESSIBILITY for page in pages):
        group = "About" if any(page.group for page in pages) else ""
        pages.append(Page(ACCESSIBILITY, STATEMENT, group, ACCESSIBILITY, {}))
    place = Place(f"params/{edition.edition}.yml", key="pages")
    slugs = [page.slug for page in pages]
    twice = sorted(
        {slug for slug in slugs if slugs.count(slug) > 1} | {"search"}.intersection(slugs)
    )  # every site's own
    problems = [
        Problem("page-twice", f"two pages have the address '{slug}'", place, todo="remove one of them")
        for slug in twice
    ]
    if slugs[0] != "index":
        problems.append(
            Problem(
                code="no-index",
                found=f"the first page is '{slugs[0]}'",
                place=place,
                allowed="'index' as the first page: it is the home page of the site",
                todo="put '- page: index' first",
            )
        )
    if problems:
        raise InputError(problems)
    return pages
