"""In a kernel: whatever a cell shows, by its last line or with ``display``, is made into content or refused at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display

from qprlib.ground.errors import Problem
from qprlib.report.display import figures_folder
from qprlib.shown.outputs import kind_refusal, quoted
from qprlib.shown.refusals import Refused, refusal
from qprlib.shown.showing import Showing, kind_of, left_open

Bundle = tuple[dict[str, Any], dict[str, Any]]


class Formatter:
    """Stands before a kernel's own formatter: every value that an edition's notebook shows comes by here."""

    def __init__(self, own: Callable[..., Bundle], showing: Showing) -> None:
        self._own, self.showing = own, showing

    def __call__(self, value: object, include: object = None, exclude: object = None) -> Bundle:
        """The kinds in which a value is shown, and what is known of each, as a formatter of IPython returns them."""
        content = self.showing.value(value)
        if content is not None:
            return content._repr_mimebundle_(), {}
        shows_itself = hasattr(value, "_ipython_display_")
        data, about = ({}, {}) if shows_itself else self._own(value, include=include, exclude=exclude)
        if "text/markdown" in data and "text/html" not in data and type(value).__module__.partition(".")[0] != "qprlib":
            return self.showing.text(data["text/markdown"])._repr_mimebundle_(), {}
        problem = _shows_itself(value) if shows_itself else kind_refusal(data, kind_of(value))
        if problem is None:
            return data, about
        refused = Refused((), (problem,))
        if figures_folder() is not None:
            return refused._repr_mimebundle_(), {}
        display(refused)  # type: ignore[no-untyped-call]
        return self._own(value, include=include, exclude=exclude) if shows_itself else (data, about)


def _shows_itself(value: object) -> Problem:
    package = type(value).__module__.partition(".")[0]
    if package in ("plotly", "altair", "bokeh", "holoviews"):
        return refusal("chart-not-matplotlib", words=f", by {package}")
    return refusal("widget-shown", words=f", `{type(value).__name__}`")


def _tell_printed(shell: Any, result: Any) -> None:
    """Tell below a cell that has run what it printed: IPython keeps that with the cell's outputs."""
    kept = shell.history_manager.outputs.get(getattr(result, "execution_count", None), ())
    words = "".join(part for one in kept if one.output_type == "out_stream" for part in one.bundle["stream"])
    if words.strip():
        display(Refused((), (refusal("text-printed", words=quoted(words)),)))  # type: ignore[no-untyped-call]


def _show_left_open() -> None:
    """Show the figures that a cell has left to pyplot: JupyterLab would, and a render must not lose them unsaid."""
    for figure in left_open():
        display(figure)  # type: ignore[no-untyped-call]


def watch(shell: InteractiveShell, showing: Showing) -> None:
    """Have everything that the cells of a kernel show go by the report from now on.

    A second call changes the edition alone.
    """
    formatter: Any = shell.display_formatter
    if isinstance(formatter.format, Formatter):
        formatter.format.showing = showing
        return
    formatter.format = Formatter(formatter.format, showing)
    shell.events.register("post_run_cell", lambda result: _tell_printed(shell, result))
    shell.events.register("post_execute", _show_left_open)
