"""An analyst's own words in a cell, with live figures, held to what a text may contain."""

from __future__ import annotations

from dataclasses import replace

from qprlib.ground.errors import Place, Problem
from qprlib.ground.names import slugify
from qprlib.report.context import Context, subjects_of
from qprlib.report.document import Content, Prose, paragraph
from qprlib.shown.cell_words import value_words
from qprlib.shown.refused import Refused
from qprlib.texts.allowed_markdown import check_text
from qprlib.texts.commentary import Text
from qprlib.texts.figures import LiveFigures


def as_text(markdown: str, context: Context) -> Content:
    """Markdown with live figures as the report prints commentary, or why it is not published."""
    text = Text("", "", markdown, markdown, "", 0)
    figures = LiveFigures(context.edition, context.scheme, subjects_of(context.scored))
    text, problems = figures.fill(text)
    problems = [_here(problem) for problem in (*problems, *check_text(text))]
    # Footnotes of two texts of a page must not share a label.
    shown = (Prose(text.markdown, f"text-{slugify(markdown)[:40].strip('-')}"),)
    return Refused(shown, tuple(problems)) if problems else Content(shown)


def _here(problem: Problem) -> Problem:
    """A problem of a text without the heading under which texts of a commentary stand."""
    found = problem.found.removeprefix("under '', ").removeprefix("under '': ")
    return replace(problem, place=Place(), found=f"a text: {found}")


def plain_text(words: str) -> Content:
    """A string as paragraphs: nothing in it is markup.

    Raises
    ------
    NotAValueError
        If it has characters that nobody sees.
    """
    parts = [part for part in words.split("\n\n") if part.strip()]
    return Content(tuple(paragraph(value_words(part)) for part in parts))
