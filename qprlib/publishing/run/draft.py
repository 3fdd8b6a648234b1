"""What tells a draft from a report: its words, its names, and what is still to be signed off."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from qprlib.ground.numbers import plural
from qprlib.ground.project import DRAFT
from qprlib.report.markdown_writer import escape

#: Before the title of a draft, and of each of its pages.
PREFIX: Final = "Draft: "


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A section that is not signed off."""

    title: str  #: as readers know it
    why: str  #: what is lacking, in a few words: ``drafted, two errors``


@dataclass(frozen=True, slots=True)
class Draft:
    """That an edition is a draft, and why."""

    sections: int  #: how many the edition has
    unsigned: tuple[Unsigned, ...] = ()  #: none where a draft was asked for although all are signed off

    @property
    def words(self) -> str:
        """The banner's words, and those of the covers."""
        number = len(self.unsigned)
        if not number:
            return "Draft. Not for publication."
        verb, sections = "is" if number == 1 else "are", plural(self.sections, "section")
        return f"Draft. Not for publication: {number} of {self.sections} {sections} {verb} not signed off."

    @property
    def markdown(self) -> str:
        """The list for the home page as semantic Markdown, ``""`` if nothing is left to be signed off."""
        if not self.unsigned:
            return ""
        lines = [f"- {escape(one.title)}: {escape(one.why)}" for one in self.unsigned]
        return "\n".join(["::: {.note .unsigned}", "**Not signed off yet:**", "", *lines, ":::", ""])


def draft_name(name: str, draft: object = True) -> str:
    """The name that a file has in a draft, if it is one: ``report.pdf`` is ``report-draft.pdf``."""
    if not draft:
        return name
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}{DRAFT}{path.suffix}"))
