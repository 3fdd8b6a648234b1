"""What stands at the axes of a chart: names as a table's headings say them, and days where the results are."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import matplotlib.dates as mdates
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator

from qprlib.ground.calendar import is_month_end
from qprlib.shown.cell_words import capital_heading

#: So many days have room below a chart.
_DAYS_MOST: Final = 12
#: How seaborn names the parts of a grid: "service = Housing | ward = Ash".
_PART: Final = re.compile(r"\b([a-z]\w*) = ([^|]+?)(?=\s*(?:\||$))")


def in_house_form(figure: Figure) -> None:
    """Let the axes of a figure say names of columns in words, and ends of months where their results are.

    Matplotlib marks the beginnings of months, where a reader would take a result of 30 April for one of May.
    """
    for axes in figure.axes:
        axes.set_xlabel(capital_heading(axes.get_xlabel()))
        axes.set_ylabel(capital_heading(axes.get_ylabel()))
        for side in ("left", "center", "right"):
            if title := axes.get_title(loc=side):
                axes.set_title(_PART.sub(lambda part: f"{capital_heading(part[1])}: {part[2]}", title), loc=side)
        _mark_month_ends(axes)
    for legend in (*figure.legends, *filter(None, (axes.get_legend() for axes in figure.axes))):
        named = legend.get_title()
        named.set_text(capital_heading(named.get_text()))
        if not named.get_text():  # else its entries are values, and stay as they are
            for text in legend.get_texts():
                text.set_text(capital_heading(text.get_text()))


def _mark_month_ends(axes: Axes) -> None:
    """Mark the ends of months for which an axis has results, if it has none for other days."""
    for place, axis in enumerate((axes.xaxis, axes.yaxis)):
        if not isinstance(axis.get_major_locator(), mdates.AutoDateLocator):
            continue
        found = sorted({number for number in _numbers(axes, place) if math.isfinite(number)})
        days: list[date] = [mdates.num2date(number).date() for number in found]  # type: ignore[no-untyped-call]
        if found and all(number.is_integer() and is_month_end(day) for number, day in zip(found, days, strict=True)):
            every = math.ceil(len(found) / _DAYS_MOST)
            axis.set_major_locator(FixedLocator(found[::-1][::every][::-1]))  # the latest has its mark
            axis.set_major_formatter(mdates.DateFormatter("%b %y"))  # type: ignore[no-untyped-call]


def _numbers(axes: Axes, place: int) -> Iterator[float]:
    """Where on its x axis (0) or y axis (1) something is drawn: lines, points and bars."""
    for line in axes.lines:
        if line.get_transform() is axes.transData:  # else it is a mark at some height of the whole chart
            yield from map(float, np.asarray(line.get_xydata())[:, place])
    for points in axes.collections:
        offsets: Any = points.get_offsets()
        if points.get_offset_transform() is axes.transData:
            yield from map(float, offsets[:, place])
    for patch in axes.patches:
        if isinstance(patch, Rectangle) and patch.get_data_transform() is axes.transData:
            start, size = (patch.get_x(), patch.get_width()) if place == 0 else (patch.get_y(), patch.get_height())
            yield start + size / 2
