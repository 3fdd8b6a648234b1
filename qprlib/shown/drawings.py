"""What matplotlib, seaborn or pandas has drawn, as a chart of the report; and the house style it is drawn in."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib.artist import Artist
from matplotlib.figure import Figure, SubFigure

from qprlib.report.charts.drawing import WIDTH, chart_fonts, house_style, keep_chart, picture_of
from qprlib.report.charts.palette import ACCENT, BETTER, EARLIER, OTHER, QUIET, SECOND
from qprlib.report.document import Chart, Content
from qprlib.shown.axes import in_house_form
from qprlib.shown.refusals import Refused, refusal

#: Inches: the least height of a chart that was drawn for a wider page, however flat it was.
_LEAST: Final = 2.4
#: What a chart of an analyst's own has beyond the style of the report's charts: colours in order, sizes, legends.
_OWN: Final[Any] = {
    "axes.prop_cycle": cycler(color=[ACCENT, SECOND, BETTER, OTHER, EARLIER, QUIET]),
    "figure.figsize": (WIDTH, 3.1),
    "lines.linewidth": 2.2,
    "lines.markersize": 5,
    "legend.frameon": False,
    "legend.fontsize": 10,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.labelsize": 10.5,
    "patch.edgecolor": "none",
    "hist.bins": "auto",
    "date.autoformatter.month": "%b %y",
    "date.autoformatter.day": "%-d %b" if os.name == "posix" else "%d %b",
}


def use_style(theme: Path) -> None:
    """Let everything that is drawn from now on follow the house style."""
    chart_fonts(theme)
    house_style()
    mpl.rcParams.update(_OWN)


def figure_of(value: Any) -> Figure | None:
    """The figure that something drawn belongs to, None of what is not drawn.

    It may be a figure, axes, a grid or plot of seaborn, any artist, or a list, array or mapping of some: all that
    drawing functions return.
    """
    if isinstance(value, Figure):
        return value
    if isinstance(value, SubFigure):
        return value.figure.get_figure(root=True)
    if type(value).__module__.startswith("seaborn._core.plot") and hasattr(value, "on"):
        empty = Figure(figsize=mpl.rcParams["figure.figsize"])
        value.on(empty).plot()
        return empty
    if isinstance(value, Artist):
        found = value.get_figure(root=True)
        return found if isinstance(found, Figure) else None
    figure = getattr(value, "figure", None)
    if isinstance(figure, Figure) and type(value).__module__.startswith("seaborn"):
        return figure
    return next((found for one in _drawn_in(value) if (found := figure_of(one)) is not None), None)


def _drawn_in(value: Any) -> Iterator[Any]:
    """What a list, array, mapping or container of artists holds."""
    if isinstance(value, np.ndarray):
        yield from value.ravel() if value.dtype == object else ()
    elif isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, list | tuple):
        yield from (one for one in value if not isinstance(one, str | int | float))


def as_chart(figure: Figure, finding: str, alt: str) -> Content:
    """A figure as the report shows its charts, or why it is not published.

    It is closed for pyplot, so that JupyterLab does not show it once more.
    """
    forget(figure)
    if not any(axes.has_data() or axes.texts or axes.patches for axes in figure.axes):
        return Refused((), (refusal("chart-empty"),))
    in_house_form(figure)
    lacks = {(False, False): "words", (False, True): "finding", (True, False): "alt"}
    lacking = lacks.get((bool(finding.strip()), bool(alt.strip())))
    problems = [refusal(f"chart-without-{lacking}")] if lacking else []
    _fit(figure)
    said = finding.strip() or "Chart", alt.strip() or "No text alternative."
    if problems:
        return Refused((Chart("", *said, picture_of(figure)),), tuple(problems))
    name = f"own-{hashlib.sha256(picture_of(figure)).hexdigest()[:12]}"
    return Content((keep_chart(figure, name, *said),))


def forget(figure: Figure) -> None:
    """Take a figure out of what pyplot, and with it JupyterLab, still has to show."""
    import matplotlib.pyplot as plt

    plt.close(figure)


def _fit(figure: Figure) -> None:
    """Bring a figure to the width of a page, so that its letters are as large as those of the report's charts.

    A figure that was drawn for a wider page gets as much lower, but never so low that nothing could be told apart.
    """
    width, height = figure.get_size_inches()
    if width > WIDTH:
        figure.set_size_inches(WIDTH, max(min(height, _LEAST), height * WIDTH / width))
    if figure.get_layout_engine() is None and not figure.legends:
        # A legend beside a grid of seaborn has had its room made already, which another engine would take away.
        figure.set_layout_engine("tight")
    figure.draw_without_rendering()
    for axes in figure.axes:
        labels = [label for label in axes.get_xticklabels() if label.get_text() and label.get_visible()]
        boxes = [label.get_window_extent() for label in labels]
        if any(right.x0 < left.x1 + 2 for left, right in pairwise(boxes)):
            for label in labels:  # names that would run into each other
                label.set(rotation=45, ha="right", rotation_mode="anchor")
