"""The control chart (XmR): results with their mean and limits, and what stands out told by shape and word."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from qprlib.ground.numbers import drawn_unit, format_target, format_value
from qprlib.report.charts.drawing import WIDTH, fit_sides, new_figure, say_scale, spread, tick_labels, with_room
from qprlib.report.charts.labels import Label, place_labels
from qprlib.report.charts.of_results import number_scale, unit_beside
from qprlib.report.charts.palette import BETTER, HAIRLINE, INK, OTHER, QUIET, SECOND
from qprlib.scoring.limits import Segment
from qprlib.scoring.scorecard import Result
from qprlib.scoring.signals import Variation
from qprlib.scoring.spc import ChartPoint, Xmr

#: So many results are drawn, the latest; the limits rest on all.
MOST = 24

#: Words of runs so close would touch.
_SOON: Final = 4

_BETTER: Final = (BETTER, "D")
_WORSE: Final = (SECOND, "X")
_OTHER: Final = (OTHER, "P")
#: Colour and shape of what stands out; never those of a rating.
_LOOKS: Final = {
    Variation.IMPROVEMENT_HIGH: _BETTER,
    Variation.IMPROVEMENT_LOW: _BETTER,
    Variation.CONCERN_HIGH: _WORSE,
    Variation.CONCERN_LOW: _WORSE,
    Variation.NEUTRAL_HIGH: _OTHER,
    Variation.NEUTRAL_LOW: _OTHER,
}


def shown(chart: Xmr) -> tuple[ChartPoint, ...]:
    """The results that are drawn."""
    return chart.points[-MOST:]


def draw_control(theme: Path, row: Result, chart: Xmr) -> Figure:
    """A control chart, with the indicator's target where it has one.

    Mean and limits are lines with their names at the end; results that stand out are filled, in a shape of their own
    and with their word at the last of each run; the others are small and grey.
    """
    figure, axes = new_figure(theme, 3.1)
    points = shown(chart)
    for number, segment in enumerate(chart.segments):
        places = [place for place, one in enumerate(points) if one.segment == number]
        if places:
            _lines(axes, segment, places[0] - 0.3, places[-1] + 0.3)
    axes.plot(range(len(points)), [one.value for one in points], color=QUIET, linewidth=1.3, zorder=3)
    for place, one in enumerate(points):
        colour, marker = _LOOKS.get(one.variation, (QUIET, "o"))
        plain = one.variation not in _LOOKS
        axes.scatter(
            [place], [one.value], marker=marker, s=26 if plain else 66, color=colour, edgecolor="white",
            linewidth=0.6, zorder=4,
        )  # fmt: skip
    # Each result's own target: a line across would judge earlier results by today's.
    targets = [math.nan if one.target is None else one.target for one in points]
    axes.step(range(len(points)), targets, where="mid", color=INK, linewidth=1.3, linestyle=(0, (5, 2)), zorder=2)
    _vertical(axes, chart, points)
    axes.set_xlim(-0.5, len(points) - 0.4)
    right = 0.77
    labels = tick_labels(
        [row.period(one.end).short if one.end else "" for one in points], WIDTH * (right - 0.1) / (len(points) + 0.1)
    )
    axes.set_xticks(range(len(points)), labels)
    number_scale(axes, row.unit)
    axes.grid(visible=False)
    _names(axes, row, chart, len(points) - 0.1)
    say_scale(axes, unit_beside(row.unit))
    figure.subplots_adjust(left=0.1, right=right, top=0.89, bottom=0.18)
    fit_sides(figure)
    _words(axes, points)
    return figure


def _lines(axes: Axes, segment: Segment, start: float, end: float) -> None:
    axes.hlines(segment.mean, start, end, color=QUIET, linewidth=1.2, zorder=2)
    if not math.isnan(segment.lower):
        axes.hlines([segment.lower, segment.upper], start, end, color=QUIET, linewidth=1.1, linestyle=(0, (2, 2)),
                    zorder=2)  # fmt: skip
        axes.fill_between([start, end], segment.lower, segment.upper, color=HAIRLINE, alpha=0.28, linewidth=0, zorder=1)


def _vertical(axes: Axes, chart: Xmr, points: Sequence[ChartPoint]) -> None:
    drawn = {one.segment for one in points}
    values = [one.value for one in points]
    values += [
        value
        for number, one in enumerate(chart.segments)
        if number in drawn
        for value in (one.lower, one.upper)
        if not math.isnan(value)
    ]
    values += [one.target for one in points if one.target is not None]
    axes.set_ylim(with_room(values, 0.2, 0.2))


def _words(axes: Axes, points: Sequence[ChartPoint]) -> None:
    """The word of what stands out at the last result of each run."""
    low, high = axes.get_ylim()
    labels = []
    for place, one in enumerate(points):
        # Close runs of one kind share the word of the last.
        soon = points[place + 1 : place + 1 + _SOON]
        if one.variation not in _LOOKS or any(other.variation is one.variation for other in soon):
            continue
        word = one.variation.label.split()[0]
        above = one.signal.high == (one.value < high - 0.12 * (high - low))
        labels.append(Label(word, place, one.value, above, _LOOKS[one.variation][0]))
    place_labels(axes, labels[::-1])


def _names(axes: Axes, row: Result, chart: Xmr, place: float) -> None:
    """The names of the lines at their ends."""
    unit, limits = drawn_unit(row.unit), chart.limits
    named = [("Mean", limits.mean, QUIET)]
    if not math.isnan(limits.lower):
        named += [("Upper limit", limits.upper, QUIET), ("Lower limit", limits.lower, QUIET)]
    labels = [(f"{name} {format_value(value, unit, row.decimals + 1)}", value, colour) for name, value, colour in named]
    if not math.isnan(row.target):
        labels.append((f"Target {format_target(row.target, unit, row.decimals)}", row.target, INK))
    low, high = axes.get_ylim()
    heights = spread([value for _, value, _ in labels], (high - low) * 0.1, low + (high - low) * 0.05)
    for (text, _, colour), height in zip(labels, heights, strict=True):
        axes.text(place, height, text, color=colour, va="center", ha="left", fontsize=10.5)
