"""The words for checking: a check with its explanation, a finding with its place, and the scene that checks look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from qprlib.ground.edition import Edition
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
    """One finding of one check.

    Parameters
    ----------
    check, grade
        Id of the check, and its grade.
    section
        Slug of the section, ``report`` for the texts of no single indicator.
    owner
        Indicator id, or the heading of ``report.ipynb``.
    heading
        The heading, ``""`` where the finding is about the indicator as a whole.
    notebook, cell
        Where the text stands, or should stand; cell 0 where there is none yet.
    sentence
        The whole sentence as published, ``""`` where the finding is about no sentence.
    quote
        The words at fault, which stand in the sentence.
    found
        What was found, as a sentence that needs nothing else to be understood.
    allowed, nearest, todo
        What would be right, the nearest likely meaning, what to do next.
    accepted
        Who accepted it, if somebody did.
    """

    check: str
    grade: Grade
    section: str
    owner: str
    found: str
    heading: str = ""
    notebook: str = ""
    cell: int = 0
    sentence: str = ""
    quote: str = ""
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
    """Everything that checks look at.

    Parameters
    ----------
    edition, scheme
        What is reported and how it is rated.
    subjects
        The indicators in force by id, in the register's order.
    sections
        Slug of each section to its title, in the register's order.
    commentary
        The texts.
    folder
        The edition's commentary folder as messages name it: ``notebooks/commentary/kent-2011-12-Q1``.
    before
        What the edition before said, as it was signed off; None if there is no such record.
    benchmarks
        Indicator id to further known figures about it that texts may quote.
    notes
        What was written beside results in the data, by indicator id and the end of the period.
    """

    edition: Edition
    scheme: Scheme
    subjects: Mapping[str, Subject]
    sections: Mapping[str, str]
    commentary: Commentary
    folder: str
    before: Record | None = None
    benchmarks: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    notes: Mapping[tuple[str, date], str] = field(default_factory=dict)
