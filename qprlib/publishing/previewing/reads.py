"""Which texts a page reads, told from the calls in its notebook.

A page that does something this module does not know reads everything: it then runs more often than it must, and never
shows what is out of date. ``tests/test_preview.py`` holds the table to what pages really show.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final


class Reads(StrEnum):
    """A kind of text that a page may show."""

    OWN = "own"
    """The commentary of the page's own section."""
    REPORT = "report"
    """The texts of no single indicator."""
    EVERY = "every"
    """Every text, or whether there is one."""
    FILES = "files"
    """The files themselves, byte for byte."""


ALL: Final = frozenset(Reads)

_NOTHING: Final[frozenset[Reads]] = frozenset()
_OWN: Final = frozenset({Reads.OWN})
_REPORT: Final = frozenset({Reads.REPORT})

#: What each method of ``Report`` reads; one that is not named here may read everything.
METHODS: Final[Mapping[str, frozenset[Reads]]] = {
    **dict.fromkeys(("service_opening", "service", "indicator", "card"), _OWN),
    **dict.fromkeys(
        (
            "foreword", "highlights", "complaints_commentary", "workforce_commentary", "improvement_commentary",
            "assurance", "delivery_opening", "risks_opening",
        ),
        _REPORT,
    ),
    **dict.fromkeys(
        (
            "headline", "results", "standfirst", "counts", "counts_by_service", "changes", "compared", "at_a_glance",
            "heat_map", "flows", "going_well", "improving", "activity_opening", "activity_table", "delivery_counts",
            "delivery_astray", "delivery_progress", "delivery_by_aim", "risks_chart", "risks_grid", "risks_register",
            "information_requests", "downloads", "all_downloads", "download_register",
            "summary_opening", "summary", "priorities", "complaints_opening", "complaints_chart", "complaints_table",
            "complaints_checks", "workforce_opening", "workforce_chart", "workforce_levels", "workforce_rates",
            "workforce_checks", "improvement_opening", "improvement_tables", "methods_opening", "key", "floors",
            "register", "sources", "checks", "accessibility", "accessibility_opening", "accessibility_statement",
            "changes_opening", "changes_reconciliation", "changes_indicators", "changes_targets", "changes_results",
            "cover_particulars", "cover_summary", "cover_introduction", "cover_results",
            "cover_direction", "cover_implications", "cover_closing", "minutes",
        ),
        _NOTHING,
    ),
    **dict.fromkeys(("worst", "activity_details", "cover_worst"), frozenset({Reads.EVERY})),
    "data_quality": frozenset({Reads.EVERY, Reads.REPORT}),
    "provenance": frozenset({Reads.FILES}),
}  # fmt: skip


def page_reads(notebook: Path, section: str) -> frozenset[Reads]:
    """What a page reads.

    Parameters
    ----------
    notebook
        The page notebook.
    section
        The section that the page is about, "" for a page about none.
    """
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8-sig"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        tree = ast.parse(code)
    except (OSError, ValueError, KeyError, TypeError, SyntaxError):
        return ALL
    found = code_reads(tree)
    return ALL if Reads.OWN in found and not section else found


def code_reads(tree: ast.Module) -> frozenset[Reads]:
    """What the code of a notebook reads: calls on what ``open_report`` returned are known, anything else is not."""
    reports = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and _opens(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found: set[Reads] = set()
    known = 0
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom | ast.Import) and _imports_more(node):
            return ALL
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in reports:
            found |= METHODS.get(node.attr, ALL)
            known += 1
    named = sum(
        isinstance(node, ast.Name) and node.id in reports and isinstance(node.ctx, ast.Load) for node in ast.walk(tree)
    )
    return frozenset(found) if reports and named == known else ALL


def _opens(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "open_report"


def _imports_more(node: ast.ImportFrom | ast.Import) -> bool:
    """Whether more is imported from this package than ``open_report``."""
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").startswith("qprlib") and [alias.name for alias in node.names] != ["open_report"]
    return any(alias.name.startswith("qprlib") for alias in node.names)
