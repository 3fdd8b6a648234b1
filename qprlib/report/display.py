"""How content shows itself: semantic Markdown while a page is rendered, HTML in JupyterLab."""

from __future__ import annotations

import os
from pathlib import Path

from qprlib.report.document import Content
from qprlib.report.html_writer import to_html
from qprlib.report.markdown_writer import to_markdown

#: Set by the renderer to the folder that keeps the page's figures; absent in JupyterLab.
FIGURES_VARIABLE = "QPR_FIGURES"


def figures_folder() -> Path | None:
    """The folder for this page's figures while it is rendered, None in JupyterLab."""
    named = os.environ.get(FIGURES_VARIABLE)
    return Path(named) if named else None


def bundle(content: Content) -> dict[str, str]:
    """The output of a cell that shows content.

    Quarto would take HTML for its HTML pages and Markdown for the rest if it were given both, so that a render
    gives it Markdown alone.
    """
    if figures_folder() is not None:
        return {"text/markdown": to_markdown(content)}
    return {"text/html": to_html(content), "text/plain": to_markdown(content)}


def preview_style(theme: Path) -> str:
    """The theme's styles as a ``<style>`` element that touches nothing of JupyterLab but what pages show in it."""
    css = (theme / "report.css").read_text(encoding="utf-8").replace(":root", ":scope")
    frame = (
        ":scope { background: var(--qpr-paper); color: var(--qpr-ink); font-family: var(--qpr-font); padding: 1rem; }\n"
        # A notebook has rules of its own for tables, stronger than a page's: stripes, and columns of one width.
        "tbody tr:not(#lab) { background: none; }\n"
        "table:not(#lab) { table-layout: auto; }"
    )
    return f"<style>@scope (.qpr-preview) {{\n{css}\n{frame}\n}}</style>"
