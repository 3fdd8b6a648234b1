"""Words on charts: none over another, none cut off by the picture's edge, on any chart of any edition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Any
from unittest import mock

import pytest
from helpers.projects import KENT, REPOSITORY
from helpers.scoring import NAN, point, result, scheme
from helpers.thorough import each
from helpers.undrawn import pages_shown
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from qprlib.ground.cycles import Cycle, Frequency
from qprlib.ground.project import Project
from qprlib.publishing.run.evidence_runs import open_with_evidence
from qprlib.report.charts import drawing
from qprlib.report.charts.control import draw_control
from qprlib.report.charts.of_results import draw_trend
from qprlib.report.charts.quarterly import draw_quarters
from qprlib.report.charts.side_charts import Level, Share, draw_range, draw_shares, draw_states
from qprlib.report.parts.benchmarks import Benchmark
from qprlib.report.sentences.control_wording import control_chart

THEME = REPOSITORY / "theme"
EDITIONS = (
    KENT, "exampleshire-2023-24-Q3", "exampleshire-2023-24-Q4", "exampleshire-2024-25-Q1", "exampleshire-2024-25-Q2",
    "exampleshire-2024-25-Q3",
)  # fmt: skip
ENDS = list(Cycle(Frequency.QUARTERLY).between(date(2008, 6, 30), date(2011, 6, 30)))


def written(figure: Figure) -> Iterator[tuple[str, Bbox]]:
    """What a chart says, and where; numbers of a scale beyond its ends are not drawn."""
    figure.draw_without_rendering()
    hidden = {
        id(label)
        for axes in figure.axes
        for axis, ends in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim()))
        for tick in axis.get_major_ticks()
        for label in (tick.label1, tick.label2)
        if not min(ends) <= tick.get_loc() <= max(ends)
    }
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip() and id(text) not in hidden:
            yield text.get_text(), text.get_window_extent()


def faults(figure: Figure) -> list[str]:
    """Words that stand on others, by more than the air around letters, and words that are cut off."""
    found, said = [], list(written(figure))
    for (one, box), (other, beside) in combinations(said, 2):
        across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
        up = min(box.y1, beside.y1) - max(box.y0, beside.y0)
        if across > 1 and up > 2:
            found.append(f"{one!r} stands on {other!r}")
    for one, box in said:
        if box.x0 < -1 or box.y0 < -1 or box.x1 > figure.bbox.x1 + 1 or box.y1 > figure.bbox.y1 + 1:
            found.append(f"{one!r} is cut off")
    return found


@each(EDITIONS)
def test_words_of_every_chart_keep_clear_of_each_other(edition: str, tmp_path: Any) -> None:
    figures: list[Figure] = []
    draw = drawing._drawn

    class NoFile:
        def savefig(self, target: Any, **_: object) -> None:
            target.write_bytes(b"")

    def kept(figure: Any) -> NoFile:
        figures.append(draw(figure))
        return NoFile()

    with mock.patch("helpers.undrawn.undrawn", drawn_by(kept)):
        pages_shown(open_with_evidence(edition, Project(REPOSITORY)), tmp_path / "executed")
    assert len(figures) > 20
    assert not [(figure.axes[0].get_title(), fault) for figure in figures for fault in faults(figure)]


def drawn_by(draw: Any) -> Any:
    """In place of leaving drawings out: each goes to ``draw``."""
    from contextlib import contextmanager

    from helpers.undrawn import _EMPTY

    @contextmanager
    def drawn() -> Iterator[None]:
        with (
            mock.patch.dict("os.environ"),
            mock.patch.object(drawing, "_drawn", draw),
            mock.patch.object(drawing, "_svg", return_value=_EMPTY),
        ):
            yield

    return drawn


# Any figures ------------------------------------------------------------------------------------------------------

values = st.lists(st.one_of(st.integers(0, 100), st.integers(-50, 2_000_000)).map(float), min_size=1, max_size=13)
units = st.sampled_from(["%", "number", "days", "per 100,000 children and young people", "£000", "µg/m³"])


@given(values, units, st.integers(0, 2), st.sets(st.sampled_from(("bounds", "adds up", "others"))))
@settings(max_examples=60)
def test_words_of_a_trend_of_any_figures_keep_clear(
    actuals: list[float], unit: str, decimals: int, has: set[str]
) -> None:
    bounds = (max(actuals) * 0.9, max(actuals) * 0.8) if "bounds" in has else (NAN, NAN)
    some = [point(end, value, *bounds) for end, value in zip(ENDS[-len(actuals) :], actuals, strict=True)]
    others = [
        Benchmark(name, date(2010, 3, 31), "2009/10", actuals[0], "") for name in ("National", "CIPFA neighbours")
    ]
    row = result(unit=unit, decimals=decimals, basis="year_to_date" if "adds up" in has else "quarter")
    figure = draw_trend(THEME, row, some, scheme(), others if "others" in has else ())
    assert not faults(figure)


@given(values, units)
@settings(max_examples=20)
def test_words_of_other_charts_of_any_figures_keep_clear(actuals: list[float], unit: str) -> None:
    labels = [f"{end:%b %y}" for end in ENDS[-len(actuals) :]]
    levels = [
        Level(label, value, min(actuals) * 0.9, max(actuals) * 0.7)
        for label, value in zip(labels, actuals, strict=True)
    ]
    assert not faults(draw_range(THEME, levels, "number", 0, unit if unit not in ("%", "number") else ""))
    counts = [int(abs(value)) % 400 for value in actuals][:6]
    states = [Share(f"In state {place}", "green", "circle", one, one + 3) for place, one in enumerate(counts)]
    assert not faults(draw_states(THEME, states))


def test_nought_keeps_clear_of_the_periods() -> None:
    some = [point(end, value, 5, 3) for end, value in zip(ENDS[-4:], (0.0, 0.0, 4.0, 0.0), strict=True)]
    figure = draw_trend(THEME, result(unit="number"), some, scheme())
    assert not faults(figure)
    assert [text for text, _ in written(figure)].count("0") >= 3


@pytest.mark.parametrize("number", [2, 9])
def test_shares_of_two_years_keep_clear(number: int) -> None:
    labels = [f"Oct–Dec\n20{place + 10}" for place in range(number)]
    shares = {"Freedom of information": [80.0] * number, "Subject access": [79.0] * number}
    assert not faults(draw_shares(THEME, labels, shares))


def test_long_names_of_bands_are_not_cut_off() -> None:
    bands = scheme().bands
    named = scheme().model_copy(
        update={"bands": tuple(one.model_copy(update={"label": f"{one.label}, a long way from it"}) for one in bands)}
    )
    figure = draw_quarters(THEME, ["Q1 2010/11", "Q2 2010/11"], [[3, 2, 1], [3, 2, 1]], named)
    assert not [one for one in faults(figure) if "cut off" in one]


def control(values: Sequence[float]) -> Figure:
    some = [point(end, value, 90) for end, value in zip(ENDS, values, strict=False)]
    return draw_control(THEME, result(), control_chart(result(), some))


def test_words_of_a_control_chart_keep_clear() -> None:
    assert not faults(control([70, 72, 71, 70, 72, 71, 70, 71, 72, 71, 70, 95]))
    assert not faults(control([70, 92, 71, 70, 72, 71, 50, 71, 72, 71, 70, 95, 20]))
