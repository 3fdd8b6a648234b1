"""An edition: one organisation's report for one quarter, read strictly from ``params/<edition>.yml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from qprlib.errors import CommandError, InputError, Place, Problem, listing, nearest
from qprlib.periods import Quarter
from qprlib.project import Project
from qprlib.slugs import slugify as slugify  # noqa: PLC0414 - others take it from here
from qprlib.yamlfiles import read_yaml


class Strict(BaseModel):
    """A part of a YAML file: unknown keys are refused, values are never changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


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
    """

    page: str
    title: str = ""
    group: str = ""
    each: Literal["section"] | None = None
    parameters: Mapping[str, Any] = Field(default_factory=dict)


class CommentarySetting(Strict):
    """How the texts of an edition are written and checked.

    ``due`` is the day by which sections are to be signed off; ``writers`` names the writer's role by section (by
    default the role that owns most of its indicators); ``off`` names the checks of grade note that are switched off;
    ``known`` lists abbreviations that need no explanation.
    """

    due: date | None = None
    writers: Mapping[str, str] = Field(default_factory=dict)
    off: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


class Edition(Strict):
    """What ``params/<edition>.yml`` says."""

    edition: str
    organisation: Organisation
    quarter: Annotated[Quarter, BeforeValidator(_quarter), PlainSerializer(str)]
    as_of: date
    title: str
    presented_to: str = ""
    provisional: str = ""
    language: str = "en-GB"
    scheme: str
    direction: str
    rolled_from: str = ""
    commentary: CommentarySetting = CommentarySetting()
    pages: tuple[PageSetting, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an edition: a notebook with its parameters, and where it stands in the report."""

    slug: str
    title: str
    group: str
    notebook: str
    parameters: Mapping[str, Any]
    section: str = ""


def list_editions(project: Project) -> list[str]:
    """The names of all editions that have a params file, sorted."""
    return sorted(path.stem for path in project.params.glob("*.yml"))


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
    expected = f"{edition.organisation.id}-{edition.quarter}"
    if not edition.edition == expected == name:
        raise InputError(
            Problem(
                code="edition-name",
                found=f"the file is called '{name}', names itself '{edition.edition}', and its organisation and "
                f"quarter make '{expected}'",
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
    return edition


def plan_pages(edition: Edition, sections: Sequence[str]) -> list[Page]:
    """The pages of an edition in order, with one page per section where its params ask for it.

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
            pages.append(Page(slugify(setting.page), title, setting.group, setting.page, dict(setting.parameters)))
    place = Place(f"params/{edition.edition}.yml", key="pages")
    slugs = [page.slug for page in pages]
    twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
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
