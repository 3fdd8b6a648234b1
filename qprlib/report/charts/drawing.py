"""One style for every chart, and one way to keep it: the same bytes from the same figures."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from qprlib.report.charts.drawn import drawing_of, drawings_kept
from qprlib.report.charts.palette import HAIRLINE, INK, QUIET, RULE
from qprlib.report.charts.svg import small_svg
from qprlib.report.display import figures_folder
from qprlib.report.document import Chart

#: Inches: narrow enough that the lettering can still be read on a phone, where a chart fills the screen.
WIDTH = 5.6
#: Inches a letter of a period's label takes.
_TICK_LETTER = 0.08
#: What a chart says whose scale begins above zero, in the corner beside its periods.
NOT_FROM_ZERO = "Scale does not\nstart at zero"
#: Pixels an inch for Word, which gets a picture of points and not of lines.
PNG_DPI = 160

#: How files are written, whoever has drawn.
_FILES: Any = {
    "svg.fonttype": "path",
    # Element ids of an SVG are hashes: with a salt of our own they are the same on every run.
    "svg.hashsalt": "qprlib",
    "path.simplify": False,
}
_STYLE: Any = {
    "font.family": ["Source Sans 3"],
    "font.size": 11,
    "text.color": INK,
    "axes.edgecolor": HAIRLINE,
    "axes.labelcolor": QUIET,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": RULE,
    "grid.linewidth": 0.8,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelsize": 10.5,
    "ytick.labelsize": 10.5,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    **_FILES,
}


@cache
def chart_fonts(theme: Path) -> None:
    """Let charts use the theme's fonts."""
    for file in sorted((theme / "fonts").glob("*.otf")):
        font_manager.fontManager.addfont(file)


def house_style() -> None:
    """Have matplotlib draw as the report's charts are drawn: with its own defaults, but for the suite's style."""
    mpl.rcdefaults()
    mpl.rcParams.update(_STYLE)


def new_figure(theme: Path, height: float) -> tuple[Figure, Axes]:
    """An empty figure in the suite's style with the theme's fonts; its height is in inches."""
    chart_fonts(theme)
    mpl.rcParams.update(_STYLE)
    figure = Figure(figsize=(WIDTH, height))
    FigureCanvasAgg(figure)
    return figure, figure.add_subplot()


def say_scale(axes: Axes, unit: str = "") -> None:
    """Name the unit above the scale, and say so where the scale does not start at zero.

    Limits of the chart are set before, with room for a line of text above it; the unit is "" where the numbers say it.
    """
    if unit:
        low, high = axes.get_ylim()
        if any(high - 0.06 * (high - low) < tick <= high for tick in axes.get_yticks()):
            axes.set_ylim(low, high + 0.06 * (high - low))  # the number at the top keeps clear of it
        axes.annotate(unit, (0, 1), xytext=(-26, 7), xycoords="axes fraction", color=QUIET,
                      textcoords="offset points", ha="left", va="bottom", fontsize=10)  # fmt: skip
    low, high = axes.get_ylim()
    if not low <= 0 <= high:
        axes.annotate(NOT_FROM_ZERO, (1, 0), xytext=(9, -3), xycoords="axes fraction", color=QUIET, fontsize=9,
                      textcoords="offset points", ha="left", va="top", linespacing=1.1)  # fmt: skip


def fit_sides(figure: Figure) -> None:
    """Move the sides of a chart inwards where words beside it would be cut off by the picture's edge."""
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in figure.findobj(Text) if text.get_text()]
    width, sides = figure.bbox.width, figure.subplotpars
    left, right = max(0.0, -min(box.x0 for box in boxes)), max(0.0, max(box.x1 for box in boxes) - width)
    if left or right:
        spare = 0.005
        figure.subplots_adjust(left=sides.left + left / width + spare, right=sides.right - right / width - spare)


def keep_chart(figure: Figure | partial[Figure], name: str, caption: str, alt: str, data: object = None) -> Chart:
    """Write a figure for the page, or keep it inline in JupyterLab.

    ``figure`` may be the call that draws it: a preview makes it only if nothing equal was drawn before. While a page is
    rendered, ``<name>.svg`` and ``<name>.png`` lie in the page's figure folder (Word cannot take an SVG); a preview,
    which is a site alone, has no use for the second. ``data`` is what it is drawn from, as :class:`Chart` keeps it.
    """
    folder = figures_folder()
    if folder is None:
        return Chart(f"figures/{name}", caption, alt, drawing_of(figure, lambda: picture_of(figure)), data)
    folder.mkdir(parents=True, exist_ok=True)
    if drawings_kept() is None:
        with _in_style(figure):
            drawing = _drawn(figure)
            (folder / f"{name}.svg").write_bytes(_svg(drawing))
            drawing.savefig(folder / f"{name}.png", dpi=PNG_DPI, metadata={"Software": None})
    else:
        (folder / f"{name}.svg").write_bytes(drawing_of(figure, lambda: picture_of(figure)))
    return Chart(f"figures/{folder.name}/{name}", caption, alt, data=data)


def picture_of(figure: Figure | partial[Figure]) -> bytes:
    """A figure as an SVG."""
    with _in_style(figure):
        return _svg(_drawn(figure))


@contextmanager
def _in_style(figure: Figure | partial[Figure]) -> Iterator[None]:
    """The suite's style for a call that draws, whatever a notebook has set for its own charts; none of it stays.

    A figure that has been drawn by an analyst keeps its looks: only how files are written is ours.
    """
    with mpl.rc_context():
        if isinstance(figure, partial):
            house_style()
        mpl.rcParams.update(_FILES)
        yield


def _drawn(figure: Figure | partial[Figure]) -> Figure:
    return figure() if isinstance(figure, partial) else figure


def _svg(figure: Figure) -> bytes:
    drawing = io.BytesIO()
    figure.savefig(drawing, format="svg", metadata={"Date": None, "Creator": None})
    return small_svg(drawing.getvalue())


def with_room(values: Sequence[float], below: float, above: float, at_zero: float | None = None) -> tuple[float, float]:
    """The ends of a scale: every value with room for its label, in shares of their range.

    Where zero is near the scale begins there, if ``at_zero`` is the room above it then.
    """
    low, high = min(values), max(values)
    room = (high - low) or abs(high) or 1.0
    if at_zero is not None and 0 <= low < 0.4 * high:
        return 0.0, high + at_zero * room
    return low - below * room, high + above * room


def tick_labels(labels: Sequence[str], room: float) -> list[str]:
    """Labels that fit side by side: on two lines where one is too long, else only every second or third."""
    if max(map(len, labels), default=0) * _TICK_LETTER <= room:
        return list(labels)
    split = ["\n".join(label.rsplit(" ", 1)) for label in labels]
    widest = max(len(part) for label in split for part in label.split("\n")) * _TICK_LETTER
    step = math.ceil(widest / room)
    return [label if (len(split) - 1 - place) % step == 0 else "" for place, label in enumerate(split)]


def spread(heights: Sequence[float], gap: float, least: float = -math.inf) -> list[float]:
    """Move labels apart that would overlap, each as little as its neighbours allow, and none below ``least``.

    Heights and ``gap``, the least distance between two, are in the same unit; the new ones come in the order given. At
    the foot of a chart are the names of its periods, where no label may stand.
    """
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    groups: list[list[int]] = []
    centres: list[float] = []
    for place in order:
        groups.append([place])
        centres.append(heights[place])
        while len(groups) > 1 and centres[-1] - centres[-2] < gap * (len(groups[-1]) + len(groups[-2])) / 2:
            merged = groups[-2] + groups[-1]
            groups[-2:], centres[-2:] = [merged], [sum(heights[one] for one in merged) / len(merged)]
    moved = [0.0] * len(heights)
    for group, centre in zip(groups, centres, strict=True):
        for rank, place in enumerate(group):
            moved[place] = centre + (rank - (len(group) - 1) / 2) * gap
            moved[place] = max(moved[place], least)
            least = moved[place] + gap
    return moved
