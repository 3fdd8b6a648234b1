"""Labels beside the points of a chart, where there is room: none over words, over a mark or over a line of results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from qprlib.report.charts.palette import ACCENT

#: Lines of this width or more are those of results; thinner ones, of targets and limits, may be crossed.
_RESULTS = 2.0
#: Pixels by which a label may stand out beyond the beginning of the axis.
_SPARE = 4.0
_Side = tuple[float, float, str, str]
#: Where a label may stand beside its point: points to the right and up, and how its text lies there.
_ABOVE: _Side = (0, 9, "center", "bottom")
_BELOW: _Side = (0, -9, "center", "top")
_LEFT: _Side = (-9, 0, "right", "center")
_RIGHT: _Side = (9, 0, "left", "center")
_CORNERS: tuple[_Side, ...] = (
    (-5, 4, "right", "bottom"),
    (5, -4, "left", "top"),
    (5, 4, "left", "bottom"),
    (-5, -4, "right", "top"),
)


@dataclass(frozen=True)
class Label:
    """What is to be said of a point of a chart, and on which side of it rather."""

    text: str
    place: float
    height: float
    above: bool
    colour: str = ACCENT


def place_labels(axes: Axes, labels: Sequence[Label]) -> None:
    """Write labels beside their points, none over anything, the most important first; all else has its place already.

    For one without room the table beside the chart must do.
    """
    figure = axes.figure
    assert isinstance(figure, Figure)
    figure.draw_without_rendering()
    taken = [*_words(axes), *_marks(axes)]
    # Among the numbers of the scale a label would be taken for one of them.
    room = Bbox.from_extents(axes.bbox.x0 - _SPARE, figure.bbox.y0, figure.bbox.x1, figure.bbox.y1)
    lines = [(line.get_linewidth(), line.get_transform().transform_path(line.get_path())) for line in axes.get_lines()]
    results = [path for width, path in lines if width >= _RESULTS]
    others = [path for width, path in lines if width < _RESULTS]
    for label in labels:
        text = axes.annotate(label.text, (label.place, label.height), xytext=(0, 0), textcoords="offset points",
                             fontweight="semibold", color=label.colour, zorder=5)  # fmt: skip
        text.set_path_effects([withStroke(linewidth=3, foreground="white")])
        first, second = (_ABOVE, _BELOW) if label.above else (_BELOW, _ABOVE)
        free: list[tuple[bool, int, _Side, Bbox]] = []
        for side in (first, second, *_CORNERS, _LEFT, _RIGHT):
            _move(text, side)
            box = text.get_window_extent()
            if _within(box, room) and not (any(map(box.overlaps, taken)) or _crosses(results, box)):
                free.append((_crosses(others, box), len(free), side, box))
        if free:
            *_, side, box = min(free, key=lambda one: one[:2])
            _move(text, side)
            taken.append(box)
        else:
            text.remove()


def _move(text: Text, side: _Side) -> None:
    x, y, across, up = side
    text.set(position=(x, y), ha=across, va=up)


def _words(axes: Axes) -> Iterator[Bbox]:
    """The boxes of everything written on a chart; ticks beyond the ends of an axis are not drawn."""
    for axis, ends in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
        for tick in axis.get_major_ticks():
            if min(ends) <= tick.get_loc() <= max(ends) and tick.label1.get_text():
                yield tick.label1.get_window_extent()
    for text in axes.texts:
        if text.get_text():
            yield text.get_window_extent()


def _marks(axes: Axes) -> Iterator[Bbox]:
    for marks in axes.collections:
        if isinstance(marks, PathCollection):
            half = sqrt(max(marks.get_sizes())) / 2 * axes.figure.dpi / 72
            for x, y in marks.get_offset_transform().transform(marks.get_offsets()):
                yield Bbox.from_extents(x - half, y - half, x + half, y + half)


def _within(box: Bbox, room: Bbox) -> bool:
    return bool(box.x0 >= room.x0 and box.x1 <= room.x1 and box.y0 >= room.y0 and box.y1 <= room.y1)


def _crosses(paths: Sequence[Path], box: Bbox) -> bool:
    return any(np.shape(path.vertices)[0] > 1 and path.intersects_bbox(box, filled=False) for path in paths)
