"""Which texts a page reads, told from the calls in its notebook and from what the registry says of each part.

A page that does something this module does not know reads everything: it then runs more often than it must, and never
shows what is out of date. ``tests/commands/test_preview_changes.py`` holds the registry to what pages really show.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

from qprlib.face.report import Report
from qprlib.ground.errors import InputError
from qprlib.ground.incoming import read_text
from qprlib.report.registry import PARTS, Reads
from qprlib.texts.notebook_file import read_notebook

ALL: Final = frozenset(Reads)


def page_reads(notebook: Path, section: str) -> frozenset[Reads]:
    """What a page reads, by its notebook and the section that it is about, "" for a page about none."""
    try:
        cells = read_notebook(read_text(notebook, notebook.name), notebook.name)["cells"]
        found = code_reads("\n".join(cell["source"] for cell in cells if cell["cell_type"] == "code"))
    except InputError:
        return ALL
    return ALL if Reads.OWN in found and not section else found


def code_reads(code: str) -> frozenset[Reads]:
    """What the code of a notebook reads: calls on what ``open_report`` returned are known, anything else is not."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return ALL
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
            found |= _reads(node.attr)
            known += 1
    named = sum(
        isinstance(node, ast.Name) and node.id in reports and isinstance(node.ctx, ast.Load) for node in ast.walk(tree)
    )
    return frozenset(found) if reports and named == known else ALL


def _reads(name: str) -> frozenset[Reads]:
    """What is read by something that a report has; beside its parts that is figures, which no text changes."""
    if name in PARTS:
        return PARTS[name].reads
    return frozenset() if name in vars(Report) and not name.startswith("_") else ALL


def _opens(value: ast.expr) -> bool:
    """Whether it is ``qpr.open_report(...)``, or ``open_report(...)`` as in notebooks from before the face."""
    if not isinstance(value, ast.Call):
        return False
    called = value.func
    return (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) == "open_report"


def _imports_more(node: ast.ImportFrom | ast.Import) -> bool:
    """Whether more is imported from this package than the face."""
    if isinstance(node, ast.ImportFrom):
        inside = (node.module or "").startswith("qprlib.")
        return inside and [alias.name for alias in node.names] != ["open_report"]
    return any(alias.name.startswith("qprlib.") for alias in node.names)
