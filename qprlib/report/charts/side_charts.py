"""Charts of activity, the delivery programme, risks and requests, in the style of every other chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from textwrap import fill

from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter

from qprlib.ground.durations import duration_of
from qprlib.ground.numbers import format_value
from qprlib.report.charts.drawing import WIDTH, fit_sides, new_figure, say_scale, spread, tick_labels, with_room
from qprlib.report.charts.labels import Label, place_labels
from qprlib.report.charts.of_results import number_scale
from qprlib.report.charts.palette import ACCENT, BAND, HAIRLINE, INK, MARKERS, QUIET, RULE, TONES

#: Lines of one chart: told apart by their names, their marks and by lightness.
_LINES = (ACCENT, TONES["none"], INK)


#: Marks below and above the range: those of the words in the table.
_OUTSIDE = ("s", "^")


@dataclass(frozen=True)
class Level:
    """One period of an activity: what was counted, and the range in which it was expected (NaN where there is none)."""

    label: str
    value: float
    lower: float
    upper: float


def draw_range(theme: Path, levels: Sequence[Level], unit: str, decimals: int, counted: str = "") -> Figure:
    """An activity through its periods, one at least, on the range in which it was expected, whose ends are named.

    What is above it is a filled triangle and what is below it a filled square, as in the table, with its value.
    ``counted`` is the unit above the scale, where the values bear none.
    """
    figure, axes = new_figure(theme, 2.45)
    places = list(range(len(levels)))
    lower, upper = [one.lower for one in levels], [one.upper for one in levels]
    axes.fill_between(places, lower, upper, color=BAND, linewidth=0, zorder=1)
    for edge in (lower, upper):
        axes.plot(places, edge, color=QUIET, linewidth=0.9, linestyle=(0, (2, 2)), zorder=2)
    known = [(place, one) for place, one in enumerate(levels) if not isnan(one.value)]
    axes.plot([place for place, _ in known], [one.value for _, one in known], color=ACCENT, linewidth=2.2, zorder=3)
    for place, one in known:
        outside = one.value < one.lower or one.value > one.upper
        axes.scatter(
            [place], [one.value], marker=_OUTSIDE[one.value > one.upper] if outside else "o", s=58 if outside else 40,
            facecolor=ACCENT if outside else "white", edgecolor=ACCENT, linewidth=1.5, zorder=4,
        )  # fmt: skip
    drawn = [value for one in levels for value in (one.value, one.lower, one.upper) if not isnan(value)]
    axes.set_ylim(with_room(drawn, 0.2, 0.24, at_zero=0.24))
    axes.set_xlim(-0.35, len(levels) - 1 + 0.25)
    axes.set_xticks(places, tick_labels([one.label for one in levels], WIDTH * 0.67 / len(levels)))
    number_scale(axes, unit if duration_of(unit) else "number", 4)
    last = levels[-1]
    if not isnan(last.upper) and not isnan(last.lower):
        low, high = axes.get_ylim()
        heights = spread([last.lower, last.upper], (high - low) * 0.17, low + (high - low) * 0.1)
        texts = (format_value(last.lower, unit, decimals), format_value(last.upper, unit, decimals))
        for height, name, text in zip(heights, ("Expected from", "to"), texts, strict=True):
            axes.text(len(levels) - 1 + 0.58, height, f"{name}\n{text}" if name != "to" else f"to {text}", color=QUIET,
                      va="center", ha="left", fontsize=10, linespacing=1.05)  # fmt: skip
    say_scale(axes, counted)
    figure.subplots_adjust(left=0.1, right=0.77, top=0.88, bottom=0.2)
    fit_sides(figure)
    told = [(place, one) for place, one in known if not one.lower <= one.value <= one.upper or place == len(levels) - 1]
    place_labels(axes, [Label(format_value(one.value, unit, decimals), place, one.value, not one.value < one.lower)
                        for place, one in reversed(told)])  # fmt: skip
    return figure


def draw_shares(theme: Path, labels: Sequence[str], shares: Mapping[str, Sequence[float]]) -> Figure:
    """Percentages of two or three kinds through the same periods, from 0 to 100, each named at its end."""
    figure, axes = new_figure(theme, 2.9)
    ends: list[tuple[str, float, str]] = []
    for (name, values), colour, marker in zip(shares.items(), _LINES, ("o", "s", "^"), strict=False):
        known = [(place, value) for place, value in enumerate(values) if not isnan(value)]
        axes.plot([place for place, _ in known], [value for _, value in known], color=colour, linewidth=2.2,
                  marker=marker, markersize=6, markeredgecolor="white", zorder=3)  # fmt: skip
        if known:
            ends.append((f"{name}\n{format_value(known[-1][1], '%', 0)}", known[-1][1], colour))
    for height, (text, _, colour) in zip(spread([end for _, end, _ in ends], 21), ends, strict=True):
        axes.text(len(labels) - 1 + 0.22, height, text, color=colour, va="center", ha="left", fontsize=10.5,
                  fontweight="semibold", linespacing=1.05)  # fmt: skip
    axes.set_ylim(0, 104)
    axes.set_xlim(-0.5, len(labels) - 1 + 0.2)
    # Two years of quarters have no room for every name: the last is named, and each second before it.
    named = [label if len(labels) <= 6 or (len(labels) - place) % 2 else "" for place, label in enumerate(labels)]
    axes.set_xticks(range(len(labels)), named)
    axes.set_yticks([0, 25, 50, 75, 100])
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}%"))
    figure.subplots_adjust(
        left=0.09, right=0.77, top=0.97, bottom=0.1 if not any("\n" in one for one in labels) else 0.17
    )
    fit_sides(figure)
    return figure


@dataclass(frozen=True)
class Share:
    """One state of many things: its name, tone and shape, how many are in it now and how many were before."""

    name: str
    tone: str
    shape: str
    now: int
    before: int | None = None


def draw_states(theme: Path, shares: Sequence[Share]) -> Figure:
    """How many things are in each state, from the top: bars from zero, each with its count and the count before."""
    figure, axes = new_figure(theme, 0.35 + 0.44 * len(shares))
    most = max((max(one.now, one.before or 0) for one in shares), default=1) or 1
    for line, one in enumerate(shares):
        colour = TONES.get(one.tone, TONES["none"])
        axes.barh(line, one.now, height=0.58, color=colour, zorder=2)
        if one.before is not None:
            axes.plot([one.before] * 2, [line - 0.38, line + 0.38], color=INK, linewidth=1.6, zorder=3,
                      path_effects=[withStroke(linewidth=4, foreground="white")])  # fmt: skip
        said = f"{one.now}" + ("" if one.before is None else f"  (was {one.before})")
        axes.text(max(one.now, one.before or 0) + most * 0.018, line, said, va="center", ha="left", color=INK,
                  fontweight="semibold")  # fmt: skip
        axes.scatter([-most * 0.035], [line], marker=MARKERS.get(one.shape, "_"), color=colour, s=62, clip_on=False,
                     zorder=3)  # fmt: skip
    axes.grid(visible=False)
    axes.axvline(0, color=QUIET, linewidth=0.9)
    axes.set_xlim(0, most * 1.28)
    axes.set_ylim(len(shares) - 0.5, -0.5)
    axes.set_xticks([])
    axes.set_yticks(range(len(shares)), [one.name for one in shares], color=INK)
    axes.tick_params(axis="y", pad=22)
    axes.spines["bottom"].set_visible(False)
    figure.subplots_adjust(left=0.25, right=0.98, top=0.97, bottom=0.03)
    fit_sides(figure)
    return figure


@dataclass(frozen=True)
class ScoredRisk:
    """One risk: its label, its score now, before and as it is aimed at, and the tone and shape of its level."""

    label: str
    now: int
    before: int | None
    target: int | None
    tone: str
    shape: str


def draw_scores(theme: Path, scored: Sequence[ScoredRisk], most: int, levels: Sequence[tuple[str, int]]) -> Figure:
    """Each risk on a line, from the top: from the score before to the score now, with its target.

    ``most`` is the highest score there can be; ``levels`` have their lowest scores, in rising order.
    """
    figure, axes = new_figure(theme, 0.75 + 0.45 * len(scored))
    axes.grid(visible=False)
    for line, one in enumerate(scored):
        axes.plot([0, most], [line] * 2, color=RULE, linewidth=0.8, zorder=1)
        if one.before is not None and one.before != one.now:
            axes.annotate(
                "", (one.now, line), xytext=(one.before, line), zorder=2,
                arrowprops={"arrowstyle": "-|>", "color": QUIET, "linewidth": 1.3, "shrinkA": 0, "shrinkB": 6},
            )  # fmt: skip
        if one.target is not None:
            axes.plot([one.target] * 2, [line - 0.34, line + 0.34], color=INK, linewidth=2, zorder=2)
        axes.scatter([one.now], [line], marker=MARKERS.get(one.shape, "o"), color=TONES.get(one.tone, QUIET), s=78,
                     edgecolor="white", linewidth=1, zorder=4)  # fmt: skip
        # Beside the mark, on the side where no arrow comes in.
        left = one.before is not None and one.before > one.now
        shift = -9 if left else 9
        label = axes.annotate(
            f"{one.now}", (one.now, line), xytext=(shift, 0), textcoords="offset points", va="center",
            ha="right" if left else "left", fontweight="semibold", color=INK, zorder=5,
        )  # fmt: skip
        label.set_path_effects([withStroke(linewidth=3, foreground="white")])
    for name, least in levels:
        if least > 1:
            axes.axvline(least - 0.5, color=HAIRLINE, linewidth=1, zorder=1)
        axes.text(max(least - 0.5, 0) + 0.15, -0.85, name, ha="left", va="bottom", color=QUIET, fontsize=10)
    axes.set_xlim(0, most + 0.6)
    axes.set_ylim(len(scored) - 0.4, -0.8)
    axes.set_xticks([0, 5, 10, 15, 20, 25][: most // 5 + 1])
    axes.set_yticks(range(len(scored)), [fill(one.label, 36) for one in scored], color=INK, linespacing=1.05)
    height = figure.get_figheight()
    figure.subplots_adjust(left=0.46, right=0.93, top=1 - 0.3 / height, bottom=0.3 / height)
    fit_sides(figure)
    return figure
