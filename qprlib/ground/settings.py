"""The parts of an edition's params, each as strict as the whole that :mod:`qprlib.ground.edition` makes of them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    ValidationInfo,
    field_validator,
    model_serializer,
    model_validator,
)

from qprlib.ground.calendar import FIRST_YEAR, LAST_YEAR, MONTHS, YearForm, Years, is_report_year
from qprlib.ground.reported import Reported


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
    if not is_report_year(day.year):
        raise ValueError(f"no report is about that year; allowed are {FIRST_YEAR} to {LAST_YEAR}")
    return day


def has_been(day: datetime.date) -> datetime.date:
    """Refuse a day that is still to come."""
    if day > date.today():
        raise ValueError(f"that day is still to come: today is {date.today()}")
    return day


def _on_the_web(address: str) -> str:
    if address and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", address):
        raise ValueError("it is no web address, which begins with https://")
    return address


def _names_a_column(each: str | None) -> str | None:
    if each is not None and not re.fullmatch(r"[^\s.](.*[^\s.])?", each):
        raise ValueError("a column is needed, such as section, or finance.directorate for one of another table")
    return each


def _a_month(name: str) -> str:
    if name not in MONTHS:
        near = next((month for month in MONTHS if month[:3].lower() == name[:3].lower()), "")
        raise ValueError(f"no month is called so{f': did you mean {near}' if near else ''}")
    return name


#: A day of the params, in a year that a report can be about.
Day = Annotated[datetime.date, AfterValidator(_in_a_report)]


def years_in(parameters: Mapping[str, Any]) -> Years:
    """The years of the organisation whose params a manifest keeps."""
    organisation = parameters.get("organisation", {})
    return Years.named(organisation.get("year_starts", ""), organisation.get("year_label"))


def as_quarter(value: object) -> Reported:
    """The quarter that params name."""
    return value if isinstance(value, Reported) else Reported.parse(str(value))


class Organisation(Strict):
    """Who reports, when its year begins, and how it writes one: by the example of the year that ends in 2025."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    name: str
    short_name: str = ""
    year_starts: Annotated[str, AfterValidator(_a_month)] = "April"
    year_label: YearForm | None = None

    @model_serializer(mode="wrap")
    def _without_what_is_usual(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """As a manifest keeps it: what editions had before these two could be said is written as it was."""
        told: dict[str, Any] = write(self)
        usual = {name: type(self).model_fields[name].default for name in ("year_starts", "year_label")}
        return {name: value for name, value in told.items() if name not in usual or value != usual[name]}

    @property
    def years(self) -> Years:
        """Its years, by which its quarters are counted and its indicators unless they say otherwise."""
        return Years.named(self.year_starts, self.year_label)


class PageSetting(Strict):
    """One entry of an edition's list of pages.

    ``page`` names the page notebook. ``each`` makes one page of it for every value of a column: ``section`` is one of
    the register, ``finance.directorate`` one of the table ``finance``. The notebook is given the value as a parameter
    of the column's name, and ``title`` may hold that name in braces. ``about`` heads what the page is about, such as
    its priority, its directorate and its source.
    """

    page: str
    title: str = ""
    group: str = ""
    each: Annotated[str | None, AfterValidator(_names_a_column)] = None
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
    """What a decision on the paper would mean, by kind.

    What every organisation is asked has a sentence for a paper that is only to be noted; what only some are asked, as
    councils are about community safety, stands where it is said.
    """

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
    community_safety: str | None = Field(default=None, min_length=1)
    health: str | None = Field(default=None, min_length=1)


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
    day of the meeting, printed as not yet set where it is missing; ``decision`` is the number of those who give their
    decisions one; ``subject`` and ``recommendation`` are made from
    the edition where they are not given; ``background`` lists the background papers.
    """

    sender: tuple[str, ...] = Field(min_length=1)
    recipient: str = Field(min_length=1)
    date: Day | None = None
    decision: str = ""
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


def as_controls(given: object) -> object:
    """Indicators with a control chart as keys, whether they were listed or given with their settings."""
    if isinstance(given, list) and all(isinstance(one, str) for one in given):
        return {one: {} for one in given}
    if isinstance(given, dict):
        return {one: {} if setting is None else setting for one, setting in given.items()}
    raise ValueError("a list of indicators is needed, such as [CU02], or {CU02: {rebase: 2023-10-31, reason: ...}}")
