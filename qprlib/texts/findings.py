"""The words for checking: a check with its explanation, a finding with its place, and the scene that checks look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path

from qprlib.ground.edition import Edition
from qprlib.ground.references import Called
from qprlib.ground.yamlfiles import read_mapping
from qprlib.scoring.runs import Extreme, Run
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.scorecard import Point, Result
from qprlib.texts.commentary import Acceptance, Commentary, Text
from qprlib.texts.record import Record


class Grade(StrEnum):
    """How grave a finding is.

    An open error or warning keeps a section from being signed off; a note does not.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Family(StrEnum):
    """What a check is about."""

    MISSING = "missing"
    CONTRADICTION = "contradiction"
    DATA = "data"
    WORDS = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A kind of finding, as ``checks.yml`` declares and ``docs/checks.md`` explains it.

    ``tone`` is that of the ratings it is about: its title begins with the usual word for it.
    """

    id: str
    family: Family
    grade: Grade
    title: str
    why: str
    example: str
    todo: str
    leaves: str = ""
    tone: str = ""
    pattern: str = ""  #: what finds it in a sentence, if words alone do; names in braces are ``wording_notes.yml``'s
    found: str = ""  #: what is then said of the words, which are its ``{quote}``

    def title_under(self, scheme: Scheme) -> str:
        """The title in the words of a scheme; "" of a check of ratings that the scheme does not give."""
        if not self.tone:
            return self.title
        labels = [band.label for band in scheme.bands if band.tone == self.tone]
        return self.title.replace(self.tone.capitalize(), " or ".join(labels), 1) if labels else ""

    def of_text(
        self, text: Text, section: str, found: str, *, sentence: str = "", quote: str = "", allowed: str = ""
    ) -> Finding:
        """A finding of this kind about a text of a section, or about a sentence of it."""
        return Finding(
            check=self.id,
            grade=self.grade,
            section=section,
            owner=text.owner,
            heading=text.heading,
            notebook=text.notebook,
            cell=text.cell,
            sentence=sentence,
            quote=quote,
            found=found,
            allowed=allowed,
            todo=self.todo,
        )


@cache
def checks() -> Mapping[str, Check]:
    """Every check by its id, family by family."""
    families = read_mapping(Path(__file__).with_name("checks.yml"), "checks.yml")
    return {
        name: Check(id=name, family=Family(family), **{**said, "grade": Grade(said["grade"])})
        for family, declared in families.items()
        for name, said in declared.items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding of one check."""

    check: str
    grade: Grade
    section: str  #: its slug, ``report`` for the texts of no single indicator
    owner: str  #: indicator id, or the heading of ``report.ipynb``
    found: str  #: a sentence that needs nothing else to be understood
    heading: str = ""  #: "" where it is about the indicator as a whole
    notebook: str = ""  #: where the text stands, or should stand
    cell: int = 0  #: 0 where there is none yet
    sentence: str = ""  #: as published, "" where it is about no sentence
    quote: str = ""  #: the words at fault, which stand in the sentence
    allowed: str = ""
    nearest: str = ""
    todo: str = ""
    accepted: Acceptance | None = None

    @property
    def open(self) -> bool:
        """Whether it still has to be dealt with."""
        return self.accepted is None


@dataclass(frozen=True)
class Subject:
    """What is known of one indicator: its row of the scorecard, its periods, how long its rating has lasted, since when
    its result is the highest or lowest.
    """

    row: Result
    points: tuple[Point, ...]
    run: Run | None = None
    extreme: Extreme | None = None


@dataclass(frozen=True)
class Scene:
    """Everything that checks look at."""

    edition: Edition
    scheme: Scheme
    subjects: Mapping[str, Subject]  #: indicators in force by id, in the register's order
    sections: Mapping[str, str]  #: slug to title, in the register's order
    commentary: Commentary
    folder: str  #: of the commentary, as messages name it
    before: Record | None = None  #: what the edition before said, as signed off
    benchmarks: Mapping[str, tuple[float, ...]] = field(default_factory=dict)  #: further figures that texts may quote
    notes: Mapping[tuple[str, date], str] = field(default_factory=dict)  #: by indicator and end of the period

    @cached_property
    def called(self) -> Called:
        """What its indicators are called."""
        return Called.of(subject.row for subject in self.subjects.values())
