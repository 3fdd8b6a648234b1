"""The charts: each draws figures that somebody else has chosen and counted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from qprlib.data.running import CUMULATIVE
from qprlib.ground.cycles import cycle_of
from qprlib.ground.durations import duration_of
from qprlib.ground.numbers import capital, drawn_unit, format_number, format_target, format_value, unit_name
from qprlib.report.charts.drawing import WIDTH, fit_sides, new_figure, say_scale, spread, tick_labels, with_room
from qprlib.report.charts.labels import Label, place_labels
from qprlib.report.charts.palette import ACCENT, BAND, EARLIER, INK, MARKERS, QUIET, TONES
from qprlib.report.parts.benchmarks import Benchmark
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.scorecard import Point, Result

_LABEL_GAP = 0.1  # of the axis height: a line of text
#: Inches a letter of a value takes.
_VALUE_LETTER = 0.082
#: Letters of a comparator's name beside its mark.
_LONGEST_COMPARATOR = 16
#: Marks of benchmarks: none of the shapes that a rating has.
_OTHERS = ("x", "+", "1")
#: Where labels begin that stand beside marks of benchmarks, in periods after the last.
_BESIDE = 0.8


def draw_trend(
    theme: Path, row: Result, points: Sequence[Point], scheme: Scheme, benchmarks: Sequence[Benchmark] = ()
) -> Figure:
    """Actual, target and floor of one indicator through its periods.

    Every series is labelled at its end, a target range is a band, every result has its value where there is room (else
    the first, the last, the highest and the lowest), its rating is told by shape and tone. A forecast of a year end
    that is among the periods is a hollow mark there; what others reached is a mark each beside the latest period, with
    its own.
    """
    import seaborn as sns  # takes a second to load, which a chart that was drawn before need not wait for

    figure, axes = new_figure(theme, 2.9)
    told = ("actual", "target", "floor", "lower", "upper", "rating")
    data = pd.DataFrame({name: [getattr(point, name) for point in points] for name in told})
    data = data.assign(place=range(len(points)), year=parts_of(row, points))
    _range(axes, data)
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
    forecast = forecast_place(row, points)
    if forecast is not None:
        _forecast(axes, row, forecast, scheme)

    values = data[["actual", "target", "floor", "lower", "upper"]].to_numpy(dtype=float).ravel()
    drawn = [float(value) for value in values if not math.isnan(value)]
    more = [row.forecast] if forecast is not None else []
    low, high = with_room([*drawn, *more, *(one.value for one in benchmarks)], 0.22, 0.22, at_zero=0.18)
    axes.set_ylim(low, high)
    axes.set_xlim(-0.35, len(data) - 1 + 0.9)
    right = 0.66 if benchmarks else 0.8
    room = WIDTH * (right - 0.1) / (len(data) + 0.25)
    labels = tick_labels([row.period(point.period_end).short for point in points], room)
    axes.set_xticks(list(data["place"]), labels)
    number_scale(axes, row.unit)
    axes.set(xlabel="", ylabel="")
    _series_labels(axes, data, row, (high - low) * _LABEL_GAP, benchmarks=benchmarks, forecast=forecast)
    say_scale(axes, unit_beside(row.unit))
    figure.subplots_adjust(left=0.1, right=right, top=0.9, bottom=0.18)
    fit_sides(figure)
    _value_labels(axes, known, row, room)
    return figure


def unit_beside(unit: str) -> str:
    """The unit that a scale has to name: none for per cent, which its numbers bear, and for plain counts."""
    if duration_of(unit):
        return unit_name(unit)
    return "" if drawn_unit(unit) == unit else unit


def forecast_place(row: Result, points: Sequence[Point]) -> int | None:
    """Which of the periods is the year end that is forecast; None if it is none of them."""
    if math.isnan(row.forecast) or row.period_end is None:
        return None
    end = cycle_of(row).years.end_of(row.period_end)
    return next((place for place, one in enumerate(points) if one.period_end == end and not one.known), None)


def _forecast(axes: Axes, row: Result, place: int, scheme: Scheme) -> None:
    band = scheme.band(row.forecast_rating)
    axes.scatter(
        [place], [row.forecast], marker=MARKERS[band.shape] if band else "o", s=74, facecolor="white",
        edgecolor=TONES[band.tone] if band else ACCENT, linewidth=1.6, zorder=4,
    )  # fmt: skip


def _range(axes: Axes, data: pd.DataFrame) -> None:
    """The range in which results are best or expected, as a band."""
    known = data[data["lower"].notna() & data["upper"].notna()]
    if len(known):
        axes.fill_between(known["place"], known["lower"], known["upper"], color=BAND, linewidth=0, zorder=1)
        for edge in ("lower", "upper"):
            axes.plot(known["place"], known[edge], color=QUIET, linewidth=0.9, linestyle=(0, (2, 2)), zorder=2)


def parts_of(row: Result, points: Sequence[Point]) -> list[int]:
    """The year whose total each value belongs to: lines stop where a new one begins to add up."""
    if row.basis not in CUMULATIVE:
        return [0] * len(points)
    return [row.period(point.period_end).start.year for point in points]


def _points(axes: Axes, known: pd.DataFrame, scheme: Scheme) -> None:
    for rating, rows in known.groupby("rating", sort=False):
        band = scheme.band(str(rating))
        axes.scatter(
            rows["place"], rows["actual"], marker=MARKERS[band.shape] if band else "o",
            color=TONES[band.tone if band else "none"], s=74, edgecolor="white", linewidth=1.2, zorder=4,
        )  # fmt: skip


def number_scale(axes: Axes, unit: str, most: int = 5) -> None:
    """Numbers beside the axis with as many decimals as its steps need; of time on a clock at whole parts of it."""
    suffix = "%" if unit == "%" else ""
    clock = duration_of(unit)

    def shown(value: float, _: int) -> str:
        if clock:
            return format_value(value, unit, 0)
        ticks = axes.get_yticks()
        step = abs(ticks[1] - ticks[0]) if len(ticks) > 1 else 1.0
        decimals = max(0, -math.floor(math.log10(step) + 1e-9))
        # Steps of 2.5 need one decimal more than their magnitude says.
        decimals += int(not math.isclose(step * 10**decimals, round(step * 10**decimals), abs_tol=1e-6))
        return format_number(value, decimals) + suffix

    steps = [1, 1.5, 3, 6, 10] if clock else [1, 2, 2.5, 5, 10]
    axes.yaxis.set_major_locator(MaxNLocator(nbins=most, steps=steps))
    axes.yaxis.set_major_formatter(FuncFormatter(shown))


def _value_labels(axes: Axes, known: pd.DataFrame, row: Result, room: float) -> None:
    """The values beside their points, on the side away from the line to their neighbours."""
    actuals = list(known["actual"])
    texts = [format_value(one, drawn_unit(row.unit), row.decimals) for one in actuals]
    labels = []
    for rank in _told(actuals, texts, room):
        neighbours = actuals[max(rank - 1, 0) : rank] + actuals[rank + 1 : rank + 2]
        above = sum(neighbour - actuals[rank] for neighbour in neighbours) <= 0
        labels.append(Label(texts[rank], float(known["place"].iloc[rank]), actuals[rank], above))
    place_labels(axes, labels)


def _told(actuals: Sequence[float], labels: Sequence[str], room: float) -> list[int]:
    """Which results have their value beside them: last, highest, lowest and first, then all others if there is room."""
    ranks = range(len(actuals))
    if not ranks:
        return []
    told = dict.fromkeys((ranks[-1], max(ranks, key=actuals.__getitem__), min(ranks, key=actuals.__getitem__), 0))
    fits = max(map(len, labels)) * _VALUE_LETTER <= room
    return [*told, *(rank for rank in reversed(ranks) if rank not in told and fits)]


def _series_labels(
    axes: Axes, data: pd.DataFrame, row: Result, gap: float, *, benchmarks: Sequence[Benchmark], forecast: int | None
) -> None:
    """Names at the ends of the lines instead of a legend, and the benchmarks with their marks."""
    last = len(data) - 1
    unit = drawn_unit(row.unit)
    beside = last + _BESIDE if benchmarks else None
    labels: list[tuple[float, float, str, str]] = []
    named = {"target": "Target", "floor": "Ceiling" if row.polarity == "lower" else "Floor"}
    named |= (
        {"lower": "Expected from", "upper": "to"} if row.kind == "activity" else {"lower": "Best from", "upper": "to"}
    )
    for series, name in named.items():
        known = data[data[series].notna()]
        if len(known):
            value = format_target(float(known[series].iloc[-1]), unit, row.decimals)
            colour = INK if series == "target" else QUIET
            labels.append((float(known["place"].iloc[-1]), float(known[series].iloc[-1]), f"{name} {value}", colour))
    actual = data[data["actual"].notna()]
    if len(actual) and actual["place"].iloc[-1] == last:
        labels.append((float(last), float(actual["actual"].iloc[-1]), "Result", ACCENT))
    if forecast is not None:
        labels.append(
            (float(forecast), row.forecast, f"Forecast {format_value(row.forecast, unit, row.decimals)}", ACCENT)
        )
    for one, marker in zip(benchmarks, _OTHERS * len(benchmarks), strict=False):
        name = one.comparator.removeprefix("Statistical ")
        name = _shortened(name if name == one.comparator else capital(name))
        value = format_value(one.value, unit, row.decimals)
        labels.append((float(last), one.value, f"{name} {value} ({one.period})", QUIET))
        axes.scatter(
            [last + 0.32], [one.value], marker=marker, s=52, color=QUIET, linewidth=1.8, zorder=4, clip_on=False
        )
    heights = spread([height for _, height, _, _ in labels], gap, axes.get_ylim()[0] + gap / 2)
    for (place, _, text, colour), height in zip(labels, heights, strict=True):
        # Beside marks the labels stand in one column.
        at = beside if beside is not None else place + (0.14 if forecast is None else 0.3)
        axes.text(at, height, text, color=colour, va="center", ha="left", fontsize=10.5)


def _shortened(name: str) -> str:
    """As much of a name as stands beside a mark; the table has the whole."""
    if len(name) <= _LONGEST_COMPARATOR:
        return name
    return f"{name[: _LONGEST_COMPARATOR - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"


def draw_bars(theme: Path, labels: Sequence[str], values: Sequence[float], decimals: int) -> Figure:
    """Bars from zero, each with its value; the last one, which the report is about, in the accent colour."""
    import seaborn as sns

    figure, axes = new_figure(theme, 2.7)
    data = pd.DataFrame({"label": list(labels), "value": list(values)})
    colours = [EARLIER] * (len(data) - 1) + [ACCENT]
    sns.barplot(
        data, x="label", y="value", hue="label", palette=colours, ax=axes, width=0.62, errorbar=None, legend=False
    )
    for place, value in enumerate(values):
        axes.annotate(
            format_value(value, "number", decimals), (place, value), xytext=(0, 4), textcoords="offset points",
            ha="center", va="bottom", fontweight="semibold", color=INK,
        )  # fmt: skip
    axes.set(xlabel="", ylabel="")
    axes.set_ylim(0, max(values) * 1.14 or 1)
    # Every bar says its value and starts from zero: a scale beside them would say it twice.
    axes.set_yticks([])
    # Where there are many bars, their labels take two lines.
    bottom = 0.17 if any("\n" in label for label in labels) else 0.11
    figure.subplots_adjust(left=0.01, right=0.99, top=0.96, bottom=bottom)
    return figure
