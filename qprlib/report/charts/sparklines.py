"""A trend as small as a word: a line through an indicator's last results, its last one marked by its rating's shape."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from matplotlib.figure import Figure

from qprlib.data.running import CUMULATIVE
from qprlib.report.charts.drawing import keep_chart, new_figure
from qprlib.report.charts.of_results import parts_of
from qprlib.report.charts.palette import INK, MARKERS, QUIET, TONES
from qprlib.report.context import Context
from qprlib.report.document import Inline, Picture
from qprlib.report.sentences.alternatives import marks, path_words
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.scorecard import Point, Result

#: So many results a sparkline shows: two years of quarters.
RESULTS = 8
_SIZE = (1.05, 0.3)  # inches


def sparkline(context: Context, row: Result) -> Inline:
    """The last results of an indicator as a small drawing; words where there are fewer than two since a break."""
    points = last_points(context.scored.points[row.id])
    if len(points) < 2:
        return "One result" if points else "No result"
    chart = keep_chart(
        partial(
            draw_spark,
            context.project.theme,
            [point.actual for point in points],
            parts_of(row, points),
            points[-1].rating,
            context.scheme,
        ),
        f"spark-{row.id}",
        "",
        path_words(marks(row, points), turns=row.basis not in CUMULATIVE),
    )
    return Picture(chart.path, chart.alt, ("spark",), chart.svg)


def last_points(points: Sequence[Point]) -> tuple[Point, ...]:
    """The last results that can be compared: known ones since the series last broke."""
    known: list[Point] = []
    for point in points:
        if point.break_before:
            known = []
        if point.known:
            known.append(point)
    return tuple(known[-RESULTS:])


def draw_spark(theme: Path, values: Sequence[float], parts: Sequence[int], rating: str, scheme: Scheme) -> Figure:
    """A line through two values or more, without axes: only its shape is meant to be seen.

    ``parts`` says of each value which part of the line it belongs to: one of values that add up ends with its year.
    """
    figure, axes = new_figure(theme, _SIZE[1])
    figure.set_size_inches(*_SIZE)
    figure.patch.set_alpha(0)
    axes.set_position((0.03, 0.1, 0.94, 0.8))
    axes.axis("off")
    low, high = min(values), max(values)
    room = (high - low) * 0.22 or 1
    axes.set_ylim(low - room, high + room)
    axes.set_xlim(-0.2, len(values) - 0.6)
    for part in dict.fromkeys(parts):
        places = [place for place, own in enumerate(parts) if own == part]
        shown = [values[place] for place in places]
        axes.plot(places, shown, color=QUIET, linewidth=1.3, solid_joinstyle="round")
    band = scheme.band(rating)
    axes.scatter(
        [len(values) - 1], [values[-1]], s=26, zorder=3,
        marker=MARKERS[band.shape] if band else "o", color=TONES[band.tone] if band else INK,
    )  # fmt: skip
    return figure
