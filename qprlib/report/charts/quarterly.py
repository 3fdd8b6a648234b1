"""Charts of counts by quarter."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from qprlib.report.charts.drawing import fit_sides, new_figure, spread
from qprlib.report.charts.palette import INK, MARKERS, QUIET, TONES
from qprlib.scoring.scheme import Scheme

#: Tones on which figures stand in ink and not in white: at least 4.5:1 either way.
_LIGHT = ("amber",)
_WIDTH = 0.62


def draw_quarters(theme: Path, labels: Sequence[str], stacks: Sequence[Sequence[int]], scheme: Scheme) -> Figure:
    """Stacked bars from zero, a quarter each, with the number in every part and the bands named beside the last.

    A stack has the count of every band in the scheme's order: the best stands at the bottom.
    """
    figure, axes = new_figure(theme, 3.1)
    top = max(sum(stack) for stack in stacks) or 1
    for place, stack in enumerate(stacks):
        base = 0
        for band, number in zip(scheme.bands, stack, strict=True):
            if not number:
                continue
            axes.bar(place, number, _WIDTH, bottom=base, color=TONES[band.tone], edgecolor="white", linewidth=1.2)
            # A part lower than its figure says it nowhere: the table beside the chart does.
            if number / top > 0.05:
                colour = INK if band.tone in _LIGHT else "white"
                axes.text(place, base + number / 2, str(number), ha="center", va="center_baseline", color=colour,
                          fontweight="semibold")  # fmt: skip
            base += number
    last, middles, base = stacks[-1], [], 0
    for number in last:
        middles.append(base + number / 2)
        base += number
    edge = len(stacks) - 1 + _WIDTH / 2
    for band, height in zip(scheme.bands, spread(middles, top * 0.1), strict=True):
        axes.scatter([edge + 0.16], [height], marker=MARKERS[band.shape], s=52, color=TONES[band.tone], clip_on=False)
        axes.annotate(band.label, (edge + 0.16, height), xytext=(9, 0), textcoords="offset points", va="center",
                      color=INK, fontweight="semibold", annotation_clip=False)  # fmt: skip
    axes.set_xlim(-0.5, len(stacks) - 1 + 0.5)
    axes.set_ylim(0, top * 1.06)
    axes.set_xticks(range(len(labels)), [label.replace(" ", "\n", 1) for label in labels])
    axes.set_ylabel("Indicators", color=QUIET)
    figure.subplots_adjust(left=0.1, right=0.8, top=0.98, bottom=0.17)
    fit_sides(figure)
    return figure
