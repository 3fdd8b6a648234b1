"""Whatever a cell shows, as content of the report or as a refusal that says what to write instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from qprlib.ground.errors import Place, Problem
from qprlib.ground.names import slugify
from qprlib.report.context import Context, subjects_of
from qprlib.report.document import Content, Prose, paragraph
from qprlib.shown.cell_words import NotAValueError, value_words
from qprlib.shown.drawings import as_chart, figure_of, forget, use_style
from qprlib.shown.frame_words import as_frame, frame_grid, headings_of
from qprlib.shown.grid import Grid, as_content
from qprlib.shown.owned import Owned
from qprlib.shown.refusals import Refused, refusal
from qprlib.shown.styled import great_grid, styler_grid
from qprlib.texts.allowed_markdown import check_text
from qprlib.texts.commentary import Text
from qprlib.texts.figures import LiveFigures


@dataclass(frozen=True)
class Showing:
    """What an edition's notebooks show, in the units, decimals and words of its indicators."""

    context: Context

    @cached_property
    def _about(self) -> Owned:
        return Owned(self.context, {row.id: row for row in self.context.scored.results})

    def style(self) -> None:
        """Let all that is drawn from now on follow the house style."""
        use_style(self.context.project.theme)

    def table(
        self, frame: Any, columns: Mapping[Any, str] | Sequence[Any] | None = None, caption: str = "", empty: str = ""
    ) -> Content:
        """A table as the report shows its own; what it is given is that of :meth:`qprlib.face.report.Report.table`."""
        plain = as_frame(frame)
        try:
            headings = headings_of(columns)
            if empty and _rows(frame if plain is None else plain) == 0:
                return Content((paragraph(empty),))
            if plain is not None:
                made = frame_grid(plain, headings, caption, self._about)
            elif _is_styler(frame):
                made = styler_grid(frame, caption, self._about)
            elif _is_great_table(frame):
                made = great_grid(frame, caption, self._about)
            else:
                return _refused(refusal("not-a-table", kind=kind_of(frame)))
            if plain is None and headings is not None and isinstance(made, Grid):
                chosen = made.chosen(headings)
                made = [chosen] if isinstance(chosen, Problem) else chosen
        except NotAValueError as error:
            return _refused(error.problem(**{"caption": caption, "name": "?", **error.about}))
        return as_content(made.with_groups()) if isinstance(made, Grid) else _refused(*made)

    def chart(self, drawn: Any, finding: str = "", alt: str = "") -> Content:
        """A chart as the report shows its own, given what :meth:`qprlib.face.report.Report.chart` is."""
        figure = figure_of(drawn)
        if figure is None:
            return _refused(refusal("not-a-chart", kind=kind_of(drawn)))
        return as_chart(figure, finding, alt)

    def text(self, markdown: Any) -> Content:
        """A text as the report shows commentary: Markdown, with live figures such as ``{{ FI01.actual }}``."""
        words = getattr(markdown, "data", None) if _is_markdown(markdown) else markdown
        if not isinstance(words, str):
            return _refused(refusal("not-a-text", kind=kind_of(markdown)))
        context = self.context
        figures = LiveFigures(context.edition, context.scheme, subjects_of(context.scored))
        text, problems = figures.fill(Text("", "", words, words, "", 0))
        problems = [_here(problem) for problem in (*problems, *check_text(text))]
        # Footnotes of two texts of a page must not share a label.
        shown = (Prose(text.markdown, f"text-{slugify(words)[:40].strip('-')}"),)
        return Refused(shown, tuple(problems)) if problems else Content(shown)

    def value(self, value: Any) -> Content | None:
        """What a cell shows whose last line is this value, refused or not; None of what may be anything."""
        if isinstance(value, Content):
            return value
        if _is_markdown(value):
            return self.text(value)
        if isinstance(value, str):
            try:
                parts = [part for part in value.split("\n\n") if part.strip()]
                return Content(tuple(paragraph(value_words(part)) for part in parts))  # nothing in it is markup
            except NotAValueError as error:
                return _refused(error.problem(caption="", name="text"))
        if as_frame(value) is not None or _is_styler(value) or _is_great_table(value):
            return self.table(value)
        figure = figure_of(value)
        return as_chart(figure, "", "") if figure is not None else None


def _here(problem: Problem) -> Problem:
    """A problem of a text without the heading under which texts of a commentary stand."""
    found = problem.found.removeprefix("under '', ").removeprefix("under '': ")
    return replace(problem, place=Place(), found=f"a text: {found}")


def left_open() -> list[Any]:
    """The figures that a cell has drawn with pyplot and shown nobody, which JupyterLab would show."""
    import sys

    plt = sys.modules.get("matplotlib.pyplot")
    figures = [plt.figure(number) for number in plt.get_fignums()] if plt else []
    for figure in figures:
        forget(figure)
    return figures


def kind_of(value: object) -> str:
    """What a value is, in the words of Python: ``a list``, ``a DataFrameGroupBy``."""
    name = type(value).__name__
    words = {"int": "whole number", "float": "number", "str": "text", "NoneType": "value that is None"}.get(name, name)
    return f"{'an' if words[:1].lower() in 'aeiou' else 'a'} {words}"


def _refused(*problems: Problem) -> Refused:
    return Refused((), problems)


def _is_markdown(value: object) -> bool:
    from IPython.display import Markdown

    return isinstance(value, Markdown)


def _is_styler(value: object) -> bool:
    return type(value).__name__ == "Styler" or any(one.__name__ == "Styler" for one in type(value).__mro__)


def _is_great_table(value: object) -> bool:
    """Whether it is a table of great_tables, told by its name: the package need not be installed."""
    return any(one.__name__ == "GT" and one.__module__.startswith("great_tables") for one in type(value).__mro__)


def _rows(table: Any) -> int:
    """The rows of a frame, or of the frame that is dressed."""
    data: Any = getattr(table, "data", None) if _is_styler(table) else getattr(table, "_tbl_data", table)
    return len(data) if hasattr(data, "__len__") else -1
