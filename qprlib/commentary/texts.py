"""The words for commentary: a text, what was accepted beside it, and all texts of an edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

HEADINGS: Final = ("Commentary", "Actions", "Risks", "Discussion")
"""The headings under an indicator, in the order they are published."""

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
        One of :data:`HEADINGS`; in ``report.ipynb`` the sub-heading, ``""`` above any.
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
    """

    indicators: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    report: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    acceptances: tuple[Acceptance, ...] = ()
    files: tuple[Path, ...] = ()

    def texts(self) -> Iterator[Text]:
        """Every text: those of indicators first, then those of the report."""
        for group in (self.indicators, self.report):
            for texts in group.values():
                yield from texts.values()
