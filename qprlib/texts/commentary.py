"""The words for commentary: a text, what was accepted beside it, and all texts of an edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from qprlib.data.declarations import SHOWN_BY

HEADINGS: Final = ("Commentary", "Actions", "Risks", "Discussion")
"""The headings under an indicator, in the order they are published."""

EVIDENCE: Final = "Evidence"
"""The heading under which an indicator has code cells whose tables and charts are published, after its commentary."""

PUBLISHED: Final = (HEADINGS[0], EVIDENCE, *HEADINGS[1:])
"""All headings under an indicator in the order in which they are published."""

ACCEPTED: Final = "Accepted findings"
"""The heading under which findings of the checks are accepted; it is not published."""

_TEXTS = ("Foreword", "Data quality", "Highlights", "Complaints", "Workforce", "Improvement", "Delivery", "Risks")
REPORT_TEXTS: Final = tuple(dict.fromkeys((*_TEXTS, "Assurance", *(page.capitalize() for page in SHOWN_BY))))
"""Texts of ``report.ipynb`` that belong to no single indicator; each page that shows a table has one."""

REPORT_NOTEBOOK: Final = "report"
"""The commentary notebook that holds them; also the id of the section that they make."""


@dataclass(frozen=True, slots=True)
class Text:
    """What stands under one heading."""

    owner: str  #: id of the indicator, or the heading of ``report.ipynb``
    heading: str  #: one of :data:`PUBLISHED`; in ``report.ipynb`` the sub-heading, "" above any
    source: str  #: as it was written, without the mark of a text that was carried over
    markdown: str  #: as it is published: live figures are filled
    notebook: str  #: path relative to the project
    cell: int  #: counted from 1
    carried_over: str = ""  #: the edition it was carried over from, as long as nobody has edited it
    judged: str | None = None  #: what of the Markdown speaks of the indicator, where that is not all of it


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A finding that somebody accepts, as a line under :data:`ACCEPTED` says it.

    The line is ``- `check-id` "the words": reason (Role, 5 September 2011)``; the words in quotation marks are left out
    for a finding that quotes none.
    """

    owner: str
    check: str
    quote: str
    reason: str
    role: str
    day: date
    notebook: str
    cell: int


@dataclass(frozen=True, slots=True)
class EvidenceCode:
    """The code cells under an indicator's heading :data:`EVIDENCE`: where the first of them stands, and a hash.

    It is taken of their code and of what stands above the first indicator; where cells stand does not matter.
    """

    notebook: str
    cell: int
    fingerprint: str


@dataclass(frozen=True)
class Commentary:
    """All texts of an edition; empty ones are left out."""

    indicators: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)  #: by id and heading
    report: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)  #: "" above any sub-heading
    acceptances: tuple[Acceptance, ...] = ()  #: in order of notebook and cell
    files: tuple[Path, ...] = ()  #: the notebooks read, sorted
    evidence: Mapping[str, EvidenceCode] = field(default_factory=dict)  #: by id of the indicator

    def texts(self) -> Iterator[Text]:
        """Every text: those of indicators first, then those of the report."""
        for group in (self.indicators, self.report):
            for texts in group.values():
                yield from texts.values()
