"""The words for commentary: a text, what was accepted beside it, and all texts of an edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

HEADINGS: Final = ("Commentary", "Actions", "Risks", "Discussion")
"""The headings under an indicator, in the order they are published."""

EVIDENCE: Final = "Evidence"
"""The heading under which an indicator has code cells whose tables and charts are published, after its commentary."""

PUBLISHED: Final = (HEADINGS[0], EVIDENCE, *HEADINGS[1:])
"""All headings under an indicator in the order in which they are published."""

ACCEPTED: Final = "Accepted findings"
"""The heading under which findings of the checks are accepted; it is not published."""

REPORT_TEXTS: Final = (
    "Foreword",
    "Data quality",
    "Highlights",
    "Complaints",
    "Workforce",
    "Improvement",
    "Delivery",
    "Risks",
    "Assurance",
)
"""Texts of ``report.ipynb`` that belong to no single indicator."""

REPORT_NOTEBOOK: Final = "report"
"""The commentary notebook that holds them; also the id of the section that they make."""


@dataclass(frozen=True, slots=True)
class Text:
    """What stands under one heading.

    Parameters
    ----------
    owner
        Id of the indicator, or the heading of ``report.ipynb``.
    heading
        One of :data:`PUBLISHED`; in ``report.ipynb`` the sub-heading, ``""`` above any.
    source
        Markdown as it was written, without the mark of a text that was carried over.
    markdown
        Markdown as it is published: live figures are filled.
    notebook, cell
        Where it stands: path relative to the project, and cell counted from 1.
    carried_over
        The edition it was carried over from, as long as nobody has edited it; else ``""``.
    """

    owner: str
    heading: str
    source: str
    markdown: str
    notebook: str
    cell: int
    carried_over: str = ""


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
    """The code cells under an indicator's heading :data:`EVIDENCE`.

    Parameters
    ----------
    notebook, cell
        Where the first of them stands.
    fingerprint
        Of their code, and of what stands above the first indicator; where cells stand does not matter.
    """

    notebook: str
    cell: int
    fingerprint: str


@dataclass(frozen=True)
class Commentary:
    """All texts of an edition.

    Parameters
    ----------
    indicators
        Indicator id to heading to text; empty texts are left out.
    report
        Heading of ``report.ipynb`` to sub-heading to text, ``""`` for text above any sub-heading.
    acceptances
        Every accepted finding, in order of notebook and cell.
    files
        The notebooks read, sorted.
    evidence
        Indicator id to the code that its evidence is made by.
    """

    indicators: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    report: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    acceptances: tuple[Acceptance, ...] = ()
    files: tuple[Path, ...] = ()
    evidence: Mapping[str, EvidenceCode] = field(default_factory=dict)

    def texts(self) -> Iterator[Text]:
        """Every text: those of indicators first, then those of the report."""
        for group in (self.indicators, self.report):
            for texts in group.values():
                yield from texts.values()
