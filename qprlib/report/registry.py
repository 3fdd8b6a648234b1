"""The ready-made parts of pages: by what name a notebook calls each, what makes it, and which texts it reads.

Nothing is imported before a part is asked for, so that whoever looks at a table waits for no charts, and the preview
can tell what a page reads without making it. ``docs/face.md`` lists them under these headings.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from qprlib.report.document import Content


class Reads(StrEnum):
    """A kind of text that a part may show."""

    OWN = "own"
    """The commentary of the page's own section."""
    REPORT = "report"
    """The texts of no single indicator."""
    EVERY = "every"
    """Every text, or whether there is one."""
    FILES = "files"
    """The files themselves, byte for byte."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a page.

    Parameters
    ----------
    name
        What a notebook calls it: ``worst`` is ``report.worst()``.
    made_by
        The module of ``report/parts`` and the function that makes it; it takes the edition's context before what the notebook
        gives.
    group
        The heading under which the docs list it.
    reads
        Which texts it shows; figures and statuses are read by every part.
    """

    name: str
    made_by: str
    group: str
    reads: frozenset[Reads] = frozenset()

    @property
    def function(self) -> Callable[..., Content]:
        """What makes the part; its module is imported now."""
        module, name = self.made_by.split(".")
        made: Callable[..., Content] = getattr(importlib.import_module(f"qprlib.report.parts.{module}"), name)
        return made

    @property
    def meaning(self) -> str:
        """What it shows, in a sentence."""
        return " ".join((inspect.getdoc(self.function) or "").split("\n\n")[0].split())

    @property
    def signature(self) -> inspect.Signature:
        """What a notebook gives it."""
        own = inspect.signature(self.function, eval_str=False)
        return own.replace(parameters=list(own.parameters.values())[1:])


_OWN, _REPORT, _EVERY = ((one,) for one in (Reads.OWN, Reads.REPORT, Reads.EVERY))
_Declared = tuple[str, str] | tuple[str, str, tuple[Reads, ...]]
_DECLARED: Final[Mapping[str, tuple[_Declared, ...]]] = {
    "The executive summary": (
        ("standfirst", "executive.standfirst"),
        ("foreword", "executive.foreword", _REPORT),
        ("counts", "executive.counts"),
        ("counts_by_service", "executive.section_table"),
        ("compared", "since.compared"),
        ("at_a_glance", "heat.strip"),
        ("heat_map", "heat.heat_map"),
        ("changes", "since.changes"),
        ("flows", "since.flows"),
        ("going_well", "standouts.going_well"),
        ("improving", "standouts.improving"),
        ("worst", "executive.worst_by_section", _EVERY),
        ("highlights", "executive.highlights", _REPORT),
    ),
    "The summary of all indicators": (
        ("summary_opening", "overview.opening"),
        ("summary", "overview.summary_table"),
        ("priorities", "priorities.priorities"),
    ),
    "A service and its indicators": (
        ("service_opening", "services.opening", _OWN),
        ("service", "services.service", _OWN),
        ("indicator", "services.indicator_part", _OWN),
    ),
    "For whoever writes": (
        ("card", "reminders.card_to_write", _OWN),
        ("check", "reminders.checked", tuple(Reads)),
        ("figures", "reminders.known_figures", tuple(Reads)),
    ),
    "What differs from earlier editions": (
        ("changes_opening", "changes.opening"),
        ("changes_reconciliation", "changes.reconciliation"),
        ("changes_indicators", "changes.indicators"),
        ("changes_targets", "changes.targets"),
        ("changes_results", "changes.results"),
    ),
    "Activity, the delivery programme, risks": (
        ("activity_opening", "activity.opening"),
        ("activity_table", "activity.table"),
        ("activity_details", "activity.details", _EVERY),
        ("delivery_opening", "programme.opening", _REPORT),
        ("delivery_counts", "programme.counts"),
        ("delivery_astray", "programme.astray"),
        ("delivery_progress", "programme.progress"),
        ("delivery_by_aim", "programme.by_aim"),
        ("risks_opening", "risks.opening", _REPORT),
        ("risks_chart", "risks.chart"),
        ("risks_grid", "risks.grid"),
        ("risks_register", "risks.register"),
    ),
    "Complaints, workforce, improvement": (
        ("complaints_opening", "complaints.opening"),
        ("complaints_chart", "complaints.chart"),
        ("complaints_table", "complaints.table"),
        ("complaints_checks", "complaints.checks"),
        ("complaints_commentary", "complaints.commentary", _REPORT),
        ("information_requests", "requests.part"),
        ("workforce_opening", "workforce.opening"),
        ("workforce_chart", "workforce.chart"),
        ("workforce_levels", "workforce.levels"),
        ("workforce_rates", "workforce.rates"),
        ("workforce_checks", "workforce.checks"),
        ("workforce_commentary", "workforce.commentary", _REPORT),
        ("improvement_opening", "improvement.opening"),
        ("improvement_tables", "improvement.tables"),
        ("improvement_commentary", "improvement.commentary", _REPORT),
    ),
    "The papers for the meeting": (
        ("cover_particulars", "cover.particulars"),
        ("cover_summary", "cover.summary"),
        ("cover_introduction", "cover.introduction"),
        ("cover_results", "cover.results"),
        ("cover_worst", "cover.worst", _EVERY),
        ("cover_direction", "cover.direction"),
        ("cover_implications", "cover.implications"),
        ("cover_closing", "cover.closing"),
        ("minutes", "minutes.brief"),
    ),
    "Files to take away": (
        ("downloads", "take_away.links"),
        ("all_downloads", "take_away.listing"),
        ("download_register", "take_away.register"),
    ),
    "Methods and sources": (
        ("methods_opening", "methods.opening"),
        ("key", "methods.key"),
        ("data_quality", "methods.data_quality", (Reads.EVERY, Reads.REPORT)),
        ("assurance", "methods.assurance", _REPORT),
        ("sources", "methods.sources"),
        ("checks", "methods.checks"),
        ("accessibility", "accessibility.pointer"),
        ("floors", "methods.floors"),
        ("register", "methods.register"),
        ("provenance", "methods.provenance", (Reads.FILES,)),
    ),
    "The accessibility statement": (
        ("accessibility_opening", "accessibility.opening"),
        ("accessibility_statement", "accessibility.statement"),
    ),
}

#: Every part by the name that a notebook calls.
PARTS: Final[Mapping[str, Part]] = MappingProxyType(
    {
        name: Part(name, made_by, group, frozenset(reads[0] if reads else ()))
        for group, declared in _DECLARED.items()
        for name, made_by, *reads in declared
    }
)
