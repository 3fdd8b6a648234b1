"""The charts: each draws figures that somebody else has chosen and counted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator

from qprlib.numbers import format_number, format_target, format_value, short_unit
from qprlib.pages.drawing import new_figure, spread
from qprlib.pages.palette import ACCENT, HAIRLINE, INK, MARKERS, QUIET, TONES
from qprlib.scoring.counts import Movement
from qprlib.scoring.direction import CUMULATIVE
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.scorecard import Point, Result

_LABEL_GAP = 0.085  # of the axis height: a line of text


def draw_trend(theme: Path, row: Result, points: Sequence[Point], scheme: Scheme) -> Figure:
    """Actual, target and floor of one indicator through its periods.

    Parameters
    ----------
    theme
        The theme folder.
    row
        The indicator's row of the scorecard.
    points
        Its periods in order.
    scheme
        Gives each rating its tone and shape.

    Returns
    -------
    Figure
        Every series labelled at its end, every result with its value, its rating told by shape and tone.
    """
    import seaborn as sns  # takes a second to load, which a chart that was drawn before need not wait for

    figure, axes = new_figure(theme, 2.9)
    data = pd.DataFrame(
        {
            "place": range(len(points)),
            "actual": [point.actual for point in points],
            "target": [point.target for point in points],
            "floor": [point.floor for point in points],
            "rating": [point.rating for point in points],
            "year": _years(row, points),
        }
    )
    for series, colour, dashes in (("floor", QUIET, (1, 2)), ("target", INK, (5, 2))):
        if data[series].isna().all():
            continue
        sns.lineplot(
            data, x="place", y=series, units="year", ax=axes, color=colour, linestyle=(0, dashes), linewidth=1.4,
            estimator=None, errorbar=None, zorder=2,
        )  # fmt: skip
    known = data[data["actual"].notna()]
    sns.lineplot(
        known, x="place", y="actual", units="year", ax=axes, color=ACCENT, linewidth=2.4, estimator=None,
        errorbar=None, zorder=3,
    )  # fmt: skip
    _points(axes, known, scheme)

    low, high = _limits(data)
    axes.set_ylim(low, high)
    axes.set_xlim(-0.35, len(data) - 1 + 0.9)
    axes.set_xticks(list(data["place"]), [row.period(point.period_end).short for point in points])
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(_axis_numbers(axes, row.unit))
    axes.set(xlabel="", ylabel="")
    _value_labels(axes, known, row)
    _series_labels(axes, data, row, (high - low) * _LABEL_GAP)
    figure.subplots_adjust(left=0.1, right=0.84, top=0.96, bottom=0.12)
    return figure


def _years(row: Result, points: Sequence[Point]) -> list[int]:
    """The year whose total each value belongs to: lines stop where a new one begins to add up."""
    if row.basis not in CUMULATIVE:
        return [0] * len(points)
    return [row.period(point.period_end).start.year for point in points]


def _points(axes: Axes, known: pd.DataFrame, scheme: Scheme) -> None:
    for rating, rows in known.groupby("rating", sort=False):
        band = scheme.band(str(rating))
        axes.scatter(
            rows["place"],
            rows["actual"],
            marker=MARKERS[band.shape] if band else "o",
            color=TONES[band.tone] if band else TONES["none"],
            s=74,
            edgecolor="white",
            linewidth=1.2,
            zorder=4,
        )


def _limits(data: pd.DataFrame) -> tuple[float, float]:
    """The range of the axis: every value with room for its label, and zero where it is near."""
    values = data[["actual", "target", "floor"]].to_numpy().ravel()
    values = values[~pd.isna(values)]
    low, high = float(values.min()), float(values.max())
    room = (high - low) or abs(high) or 1.0
    if low >= 0 and low < 0.4 * high:
        return 0.0, high + 0.18 * room
    return low - 0.22 * room, high + 0.22 * room


def _axis_numbers(axes: Axes, unit: str) -> FuncFormatter:
    suffix = "%" if unit == "%" else ""

    def shown(value: float, _: int) -> str:
        ticks = axes.get_yticks()
        step = abs(ticks[1] - ticks[0]) if len(ticks) > 1 else 1.0
        decimals = max(0, -math.floor(math.log10(step) + 1e-9))
        # Steps of 2.5 need one decimal more than their magnitude says.
        decimals += int(not math.isclose(step * 10**decimals, round(step * 10**decimals), abs_tol=1e-6))
        return format_number(value, decimals) + suffix

    return FuncFormatter(shown)


def _value_labels(axes: Axes, known: pd.DataFrame, row: Result) -> None:
    """Every result's value beside its point, on the side away from the line to its neighbours."""
    actuals = list(known["actual"])
    for rank, (place, actual) in enumerate(zip(known["place"], actuals, strict=True)):
        neighbours = actuals[max(rank - 1, 0) : rank] + actuals[rank + 1 : rank + 2]
        above = sum(neighbour - actual for neighbour in neighbours) <= 0
        label = axes.annotate(
            format_value(actual, short_unit(row.unit), row.decimals),
            (place, actual),
            xytext=(0, 9 if above else -9),
            textcoords="offset points",
            ha="center",
            va="bottom" if above else "top",
            fontweight="semibold",
            color=ACCENT,
            zorder=5,
        )
        label.set_path_effects([withStroke(linewidth=3, foreground="white")])


def _series_labels(axes: Axes, data: pd.DataFrame, row: Result, gap: float) -> None:
    """Names at the ends of the lines instead of a legend."""
    last = len(data) - 1
    labels: list[tuple[float, float, str, str]] = []
    for series, colour in (("target", INK), ("floor", QUIET)):
        known = data[data[series].notna()]
        if len(known):
            name = "Ceiling" if series == "floor" and row.polarity == "lower" else series.capitalize()
            value = format_target(float(known[series].iloc[-1]), short_unit(row.unit), row.decimals)
            labels.append((float(known["place"].iloc[-1]), float(known[series].iloc[-1]), f"{name} {value}", colour))
    actual = data[data["actual"].notna()]
    if len(actual) and actual["place"].iloc[-1] == last:
        labels.append((float(last), float(actual["actual"].iloc[-1]), "Result", ACCENT))
    heights = spread([height for _, height, _, _ in labels], gap)
    for (place, _, text, colour), height in zip(labels, heights, strict=True):
        axes.text(place + 0.14, height, text, color=colour, va="center", ha="left", fontsize=10.5)


def draw_movements(theme: Path, moves: Sequence[Movement], names: dict[str, str], scheme: Scheme) -> Figure:
    """Every indicator that changed band, from where it was to where it is.

    Parameters
    ----------
    theme
        The theme folder.
    moves
        At least one movement, in the order to be drawn from the top.
    names
        Indicator id to the label of its line.
    scheme
        Gives the columns: the worst band left, the best right.

    Returns
    -------
    Figure
    """
    figure, axes = new_figure(theme, 0.75 + 0.36 * len(moves))
    columns = list(reversed(scheme.bands))
    axes.grid(visible=False)
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(len(moves) - 0.4, -0.6)
    for column, band in enumerate(columns):
        axes.axvline(column, color=HAIRLINE, linewidth=0.9, zorder=1)
        axes.text(column, -0.75, band.label, ha="center", va="bottom", fontweight="semibold", color=INK)
    for line, move in enumerate(moves):
        start, end = columns.index(move.before), columns.index(move.after)
        axes.annotate(
            "",
            (end, line),
            xytext=(start, line),
            arrowprops={"arrowstyle": "-|>", "color": QUIET, "linewidth": 1.3, "shrinkA": 6, "shrinkB": 8},
            zorder=2,
        )
        axes.scatter(
            [start], [line], marker=MARKERS[move.before.shape], s=58, facecolor="white",
            edgecolor=TONES[move.before.tone], linewidth=1.4, zorder=3,
        )  # fmt: skip
        axes.scatter([end], [line], marker=MARKERS[move.after.shape], s=84, color=TONES[move.after.tone], zorder=3)
    axes.set_yticks(range(len(moves)), [names[move.indicator] for move in moves], color=INK)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    figure.subplots_adjust(left=0.56, right=0.95, top=1 - 0.42 / figure.get_figheight(), bottom=0.03)
    return figure


def draw_bars(theme: Path, labels: Sequence[str], values: Sequence[float], decimals: int) -> Figure:
    """Bars from zero, each with its value; the last one, which the report is about, in the accent colour.

    Parameters
    ----------
    theme
        The theme folder.
    labels, values
        One bar each, in order.
    decimals
        Decimals of the values printed on the bars.

    Returns
    -------
    Figure
    """
    import seaborn as sns

    figure, axes = new_figure(theme, 2.7)
    data = pd.DataFrame({"label": list(labels), "value": list(values)})
    colours = ["#9DB4C8"] * (len(data) - 1) + [ACCENT]
    sns.barplot(
        data,
        x="label",
        y="value",
        hue="label",
        palette=colours,
        ax=axes,
        width=0.62,
        errorbar=None,
        legend=False,
    )
    for place, value in enumerate(values):
        axes.annotate(
            format_value(value, "number", decimals),
            (place, value),
            xytext=(0, 4),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontweight="semibold",
            color=INK,
        )
    axes.set(xlabel="", ylabel="")
    axes.set_ylim(0, max(values) * 1.14 or 1)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: format_number(value, 0)))
    figure.subplots_adjust(left=0.09, right=0.98, top=0.96, bottom=0.11)
    return figure
