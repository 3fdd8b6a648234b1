"""Charts: odd data draw without a word of complaint, the same figures give the same bytes, colours are the theme's."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from helpers.projects import REPOSITORY
from helpers.scoring import AMBER, GREEN, NAN, RED, point, result, scheme
from helpers.thorough import THOROUGH
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

from qprlib.ground.cycles import Cycle, Frequency
from qprlib.report.charts import palette
from qprlib.report.charts.control import draw_control
from qprlib.report.charts.drawing import NOT_FROM_ZERO, keep_chart, new_figure, spread, tick_labels
from qprlib.report.charts.of_results import draw_bars, draw_trend, forecast_place
from qprlib.report.display import FIGURES_VARIABLE
from qprlib.report.parts.benchmarks import Benchmark
from qprlib.report.sentences.control_wording import control_chart
from qprlib.scoring.bands import Shape, Tone
from qprlib.scoring.scorecard import Point

THEME = REPOSITORY / "theme"
ENDS = list(Cycle(Frequency.QUARTERLY).between(date(2008, 6, 30), date(2011, 6, 30)))


@pytest.fixture(autouse=True)
def in_jupyterlab(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FIGURES_VARIABLE, raising=False)


def points(actuals: Sequence[float], target: float = NAN, floor: float = NAN) -> list[Point]:
    """Quarters up to June 2011."""
    return [point(end, value, target, floor) for end, value in zip(ENDS[-len(actuals) :], actuals, strict=True)]


def trend(some: Sequence[Point], **changes: Any) -> Figure:
    return draw_trend(THEME, result(**changes), some, scheme())


def words(figure: Figure) -> list[str]:
    """Everything written on a chart."""
    figure.canvas.draw()
    return [text.get_text() for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]


def marks(figure: Figure) -> int:
    return sum(len(one.get_offsets()) for one in figure.findobj(PathCollection))


# Labels that would overlap ----------------------------------------------------------------------------------

heights = st.lists(st.floats(-1e6, 1e6), max_size=6)
gaps = st.floats(1e-3, 1e5)


@given(heights, gaps)
def test_labels_are_kept_apart_and_in_order(wanted: list[float], gap: float) -> None:
    moved = spread(wanted, gap)
    assert len(moved) == len(wanted)
    for one in range(len(wanted)):
        for other in range(len(wanted)):
            if wanted[one] < wanted[other]:
                assert moved[one] < moved[other]
    close = sorted(moved)
    assert all(above - below >= gap - 1e-6 for below, above in pairwise(close))


@given(heights, gaps)
def test_labels_are_moved_only_where_they_must_be(wanted: list[float], gap: float) -> None:
    moved = spread(wanted, gap)
    for place, height in enumerate(wanted):
        crowd = [other for other in wanted if abs(other - height) < gap * len(wanted)]
        if len(crowd) == 1:
            assert moved[place] == pytest.approx(height)
    # They are moved up as much as down.
    assert sum(moved) == pytest.approx(sum(wanted), abs=1e-3)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ([], []),
        ([5], [5]),
        ([1, 9], [1, 9]),
        ([5, 5], [4, 6]),
        ([5.5, 5], [6.25, 4.25]),
        ([1, 2, 3], [0, 2, 4]),
        ([0, 1, 2.5, 9], [-5 / 6, 7 / 6, 19 / 6, 9]),
    ],
)
def test_spread(wanted: list[float], expected: list[float]) -> None:
    assert spread(wanted, 2) == pytest.approx(expected)


# Odd data ---------------------------------------------------------------------------------------------------

# title, points, changes of the indicator, words that must be on the chart, words that must not
ODD: list[tuple[str, list[Point], dict[str, Any], set[str], set[str]]] = [
    ("an ordinary trend", points([79, 87], 90, 83), {},
     {"79%", "87%", "Target 90%", "Floor 83%", "Result", "Mar 11"}, set()),
    ("a single point", points([87], 90, 83), {}, {"87%", "Result", "Jun 11"}, set()),
    ("all equal", points([90] * 4, 90, 90), {}, {"90%", "Target 90%"}, set()),
    ("all nought", points([0, 0], 0), {}, {"0%", "Target 0%"}, set()),
    ("no target and no floor", points([79, 87]), {}, {"87%", "Result"}, {"Target", "Floor"}),
    ("no floor", points([79, 87], 90), {}, {"Target 90%"}, {"Floor"}),
    ("a ceiling", points([29.5, 24.4], 28, 29.5), {"polarity": "lower", "unit": "days", "decimals": 1},
     {"24.4", "Target 28.0", "Ceiling 29.5"}, {"Floor"}),
    ("no result yet at the end", points([79, NAN], 90, 83), {}, {"79%", "Target 90%"}, {"Result"}),
    ("a gap in the middle", points([79, NAN, 87], 90, 83), {}, {"79%", "87%", "Result"}, set()),
    ("negative", points([-5, -2.5], -3, -4), {"decimals": 1}, {"−5.0%", "−2.5%", "Target −3.0%"}, set()),
    ("from negative to positive", points([-5, 5], 0), {}, {"−5%", "5%"}, set()),
    ("large", points([939202, 815704], 960000, 877453), {"unit": "number"}, {"939,202", "Target 960,000"}, set()),
    ("very small", points([0.10, 0.12], 0.10, 0.12), {"decimals": 2, "polarity": "lower"},
     {"0.10%", "Ceiling 0.12%"}, set()),
    ("nothing rated", points([1, 2]), {"kind": "data_only"}, {"2%"}, {"Target"}),
    ("adding up through years", points([2000, 2588, 418], 3100), {"basis": "year_to_date", "unit": "number"},
     {"2,588", "418"}, set()),
    ("thirteen periods", points([float(70 + place % 5) for place in range(13)], 75, 71), {},
     {"Jun\n08", "Jun\n11"}, set()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("some", "changes", "there", "absent"), [case[1:] for case in ODD], ids=[case[0] for case in ODD]
)
def test_trend_of_odd_data(some: list[Point], changes: dict[str, Any], there: set[str], absent: set[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = trend(some, **changes)
        found = words(figure)
    assert there <= set(found)
    assert not [word for word in found if word.split()[0] in absent]
    assert marks(figure) == sum(one.known for one in some)
    low, high = figure.axes[0].get_ylim()
    for value in (one.actual for one in some if one.known):
        assert low <= value <= high


def test_every_result_has_its_value_and_every_period_its_label() -> None:
    some = points([float(60 + place) for place in range(13)], 75, 71)
    found = words(trend(some))
    assert {f"{60 + place}%" for place in range(13)} <= set(found)
    labels = [label.get_text() for label in trend(some).axes[0].get_xticklabels()]
    assert labels == [f"{end:%b}\n{end:%y}" for end in ENDS]


def test_where_values_have_no_room_the_last_the_highest_the_lowest_and_the_first_are_told() -> None:
    values = [70.4, 71.2, 75.9, 71.3, 70.8, 71.1, 60.2, 70.9, 71.4, 70.7, 71.6, 71.0, 72.5]
    found = [word for word in words(trend(points(values), decimals=1)) if word.endswith("%") and "." in word]
    assert {"70.4%", "75.9%", "60.2%", "72.5%"} <= set(found)
    assert not {"71.2%", "70.8%", "71.6%"} & set(found)


def test_labels_of_periods_that_do_not_fit_on_two_lines_are_left_out_from_the_last_on() -> None:
    assert tick_labels(["2019/20", "2020/21", "2021/22"], 0.4) == ["2019/20", "", "2021/22"]
    assert tick_labels(["2019/20", "2020/21"], 0.9) == ["2019/20", "2020/21"]
    assert tick_labels([], 0.4) == []


def test_days_stand_on_two_lines_as_a_chart_has_room_for() -> None:
    weeks = [f"{day} Jun 25" for day in (1, 8, 15, 22, 29)]
    assert tick_labels(weeks, 0.55) == [f"{day} Jun\n25" for day in (1, 8, 15, 22, 29)]
    few = tick_labels(weeks, 0.35)
    assert few == ["1 Jun\n25", "", "15 Jun\n25", "", "29 Jun\n25"]
    assert max(label.count("\n") for label in few) == 1


def benchmark(comparator: str, value: float) -> Benchmark:
    return Benchmark(comparator, date(2010, 3, 31), "2009/10", value, "")


def test_benchmarks_are_marks_with_their_own_period() -> None:
    others = (benchmark("National", 70), benchmark("Statistical neighbours", 95), benchmark("X" * 40, 80))
    figure = draw_trend(THEME, result(), points([79, 87], 90, 83), scheme(), others)
    found = words(figure)
    assert {"National 70% (2009/10)", "Neighbours 95% (2009/10)", f"{'X' * 15}… 80% (2009/10)"} <= set(found)
    low, high = figure.axes[0].get_ylim()
    assert low <= 70
    assert high >= 95
    assert marks(figure) == 2 + 3


@pytest.mark.parametrize(
    ("actuals", "said"),
    [([79, 87], True), ([-4, -2], True), ([2, 90], False), ([-5, 5], False)],
    ids=["above zero", "below zero", "near zero", "through zero"],
)
def test_a_scale_that_does_not_start_at_zero_says_so(actuals: list[float], said: bool) -> None:
    assert (NOT_FROM_ZERO in words(trend(points(actuals)))) is said


def test_a_scale_names_its_unit_where_its_numbers_do_not() -> None:
    some = points([77, 87])
    for unit in ("days", "µg/m³", "MWh", "days per FTE", "£000"):
        assert unit in words(trend(some, unit=unit))
    assert not {"%", "Number"} & {*words(trend(some)), *words(trend(some, unit="number"))}


def test_a_target_range_is_a_band_with_its_ends_named() -> None:
    some = [replace(one, lower=17.5, upper=22.5) for one in points([21, 23])]
    assert {"Best from 17.5%", "to 22.5%"} <= set(words(trend(some, polarity="range")))
    assert "Expected from 17.5%" in words(trend(some, polarity="neutral", kind="activity"))


def test_a_forecast_is_a_mark_at_the_year_end_alone() -> None:
    some = [*points([130, 268, 386]), point(date(2011, 9, 30)), point(date(2011, 12, 31)), point(date(2012, 3, 31))]
    told = {"unit": "number", "forecast": 552.0, "forecast_rating": "red"}
    assert "Forecast 552" in words(trend(some, **told))
    assert "Forecast 552" not in words(trend(some[:-1], **told))
    assert forecast_place(result(**told), some) == 5
    assert forecast_place(result(), some) is None


# The control chart ------------------------------------------------------------------------------------------


def control(values: Sequence[float], **changes: Any) -> Figure:
    row = result(**changes)
    some = points(values) if len(values) <= len(ENDS) else []
    return draw_control(THEME, row, control_chart(row, some))


def test_a_control_chart_names_its_lines_and_what_stands_out() -> None:
    found = words(control([70, 72, 71, 70, 72, 71, 70, 71, 72, 71, 70, 95]))
    assert {"Mean 72.9%", "Target 90%", "Better"} <= set(found)
    assert any(word.startswith("Upper limit") for word in found)
    assert "Worse" in words(control([70, 72, 71, 70, 72, 71, 70, 71, 72, 71, 70, 95], polarity="lower"))


def test_a_control_chart_without_anything_that_stands_out_or_moves() -> None:
    assert not {"Better", "Worse"} & set(words(control([70, 72] * 6)))
    assert "Mean 70.0%" in words(control([70] * 12, target=NAN))


def test_ratings_are_told_by_shape_as_well_as_colour() -> None:
    figure = trend(points([79, 87, 91], 90, 83))
    drawn = [one for one in figure.findobj(PathCollection) if len(one.get_offsets())]
    shapes = {len(one.get_paths()[0].vertices) for one in drawn}
    colours = {tuple(one.get_facecolor()[0]) for one in drawn}
    assert len(shapes) == len(colours) == 3


def test_lines_stop_where_another_year_begins() -> None:
    figure = trend(points([2000, 2588, 418], 3100), basis="year_to_date", unit="number")
    results = [line for line in figure.axes[0].get_lines() if line.get_color() == palette.ACCENT]
    assert sorted(list(line.get_ydata()) for line in results) == [[418], [2000, 2588]]


@pytest.mark.parametrize(
    ("values", "shown"),
    [([1134, 870], {"1,134", "870"}), ([5], {"5"}), ([0, 0], {"0"}), ([0.5, 0.25], {"1", "0"}), ([3, 3, 3], {"3"})],
    ids=["two", "one", "nought", "rounded", "equal"],
)
def test_bars_of_odd_data(values: list[float], shown: set[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        labels = [f"Q{place}" for place in range(len(values))]
        figure = draw_bars(THEME, labels, values, 0)
        found = words(figure)
    assert shown | set(labels) <= set(found)
    axes = figure.axes[0]
    assert axes.get_ylim()[0] == 0
    assert [bar.get_height() for bar in axes.patches] == pytest.approx(values)


# The same bytes ---------------------------------------------------------------------------------------------


def drawings() -> Iterator[Figure]:
    yield trend(points([79, 87], 90, 83))
    yield draw_bars(THEME, ["Q1", "Q2"], [3, 4], 0)


def fingerprints(folder: Path) -> dict[str, str]:
    for place, figure in enumerate(drawings()):
        keep_chart(figure, f"chart{place}", "A finding", "Figures")
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_the_same_figures_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        monkeypatch.setenv(FIGURES_VARIABLE, str(folder))
        found.append(fingerprints(folder))
    assert found[0] == found[1]
    assert len(found[0]) == 4


@THOROUGH
def test_another_process_draws_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, other = tmp_path / "own", tmp_path / "other"
    monkeypatch.setenv(FIGURES_VARIABLE, str(own))
    code = "import sys, pathlib, test_charts; test_charts.fingerprints(pathlib.Path(sys.argv[1]))"
    environment = {
        **os.environ,
        FIGURES_VARIABLE: str(other),
        "PYTHONHASHSEED": "271",
        "TZ": "Pacific/Auckland",
        "PYTHONPATH": os.pathsep.join(map(str, Path(__file__).parents[:2])),
    }
    other.mkdir()
    subprocess.run([sys.executable, "-c", code, str(other)], env=environment, check=True)
    drawn = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(other.iterdir())}
    assert drawn == fingerprints(own)


def test_no_clock_and_no_program_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FIGURES_VARIABLE, str(tmp_path))
    chart = keep_chart(trend(points([87], 90)), "HW01", "A finding", "Figures")
    assert chart.path == f"figures/{tmp_path.name}/HW01"
    assert chart.svg == b""
    svg = (tmp_path / "HW01.svg").read_text(encoding="utf-8")
    assert "<dc:date>" not in svg
    assert str(date.today().year) not in re.sub(r'(?:d|id|points)="[^"]*"', "", svg)
    assert b"Software" not in (tmp_path / "HW01.png").read_bytes()


def test_in_jupyterlab_a_chart_is_kept_inline() -> None:
    chart = keep_chart(trend(points([87], 90)), "HW01", "A finding", "Figures")
    assert (chart.path, chart.caption, chart.alt) == ("figures/HW01", "A finding", "Figures")
    assert chart.svg.startswith(b"<?xml")


def test_the_fonts_are_the_themes() -> None:
    figure, axes = new_figure(THEME, 2)
    text = axes.text(0, 0, "x")
    assert text.get_fontname() == "Source Sans 3"
    assert figure.get_figheight() == 2


# Colours ----------------------------------------------------------------------------------------------------

CSS = {
    name: value.lower()
    for name, value in re.findall(
        r"--qpr-([a-z-]+):\s*(#[0-9a-fA-F]{6})", (THEME / "report.css").read_text(encoding="utf-8")
    )
}
TYPST = dict(
    re.findall(r'"?([a-z]+)"?: \(mark: rgb\("(#[0-9A-Fa-f]{6})"\)', (THEME / "report.typ").read_text(encoding="utf-8"))
)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(palette.ACCENT, "accent"), (palette.INK, "ink"), (palette.QUIET, "ink-soft"), (palette.HAIRLINE, "line")],
    ids=["accent", "ink", "quiet", "hairline"],
)
def test_colours_of_charts_are_the_stylesheets(ours: str, theirs: str) -> None:
    assert ours.lower() == CSS[theirs]


@pytest.mark.parametrize("tone", [*Tone.__args__, "none"])
def test_colours_of_ratings_are_the_same_in_charts_site_and_pdf(tone: str) -> None:
    assert palette.TONES[tone].lower() == CSS[tone] == TYPST[tone].lower()


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(colour: str) -> float:
    return 1.05 / (luminance(colour) + 0.05)


def test_no_chart_has_a_colour_of_its_own() -> None:
    for module in (REPOSITORY / "qprlib" / "pages").glob("*.py"):
        if module.name != "palette.py":
            assert not re.findall(r'"#[0-9A-Fa-f]{6}"', module.read_text(encoding="utf-8")), module.name


def test_contrast_on_white() -> None:
    assert all(
        contrast(colour) >= 4.5 for colour in (palette.BETTER, palette.SECOND, palette.OTHER)
    )  # words of control charts
    assert all(contrast(colour) >= 3 for colour in palette.TONES.values())  # WCAG 1.4.11, graphics
    assert all(contrast(colour) >= 4.5 for colour in (palette.ACCENT, palette.INK, palette.QUIET))  # 1.4.3, text


def test_a_grey_print_keeps_the_ratings_apart() -> None:
    green, red, amber = (luminance(palette.TONES[tone]) for tone in ("green", "red", "amber"))
    assert green < red < amber


def test_every_shape_a_scheme_can_name_has_a_marker_of_its_own() -> None:
    assert set(palette.MARKERS) == set(Shape.__args__)
    assert len(set(palette.MARKERS.values())) == len(palette.MARKERS)


def test_every_band_of_the_small_scheme_differs_in_tone_and_shape() -> None:
    assert len({(band["tone"], band["shape"]) for band in (GREEN, AMBER, RED)}) == 3
