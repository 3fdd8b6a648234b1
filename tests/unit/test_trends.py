"""Trends over windows against published and computed reference values, and one window at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from helpers.direction_cases import read_cases
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from qprlib.scoring.trends import Lines, fit_lines, rank_trends, theil_sen_slope

#: References: slope, t and p of scipy.stats.linregress 1.17, slopes of scipy.stats.theilslopes, tests of pymannkendall
#: 1.4.3 (original_test), and NIST's certified values for Norris (Statistical Reference Datasets).


def cases(name: str) -> list[Any]:
    return [pytest.param(case, id=case["title"]) for case in read_cases(name)]


def numbers(text: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array(text.split(), dtype=np.float64)


def ones(size: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.arange(1, size + 1)


def p_of(lines: Lines) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Two-sided p of every slope."""
    return 2 * stats.t.sf(np.abs(lines.t), np.maximum(lines.n - 2, 1))


@pytest.mark.parametrize("case", cases("trends-lines"))
def test_lines(case: Mapping[str, str]) -> None:
    time, value = numbers(case["days"]), numbers(case["values"])
    lines = fit_lines(time, value, ones(len(value)))
    assert lines.slope[-1] == pytest.approx(float(case["slope"]), rel=1e-11)
    assert lines.t[-1] == pytest.approx(float(case["t"]), rel=1e-9)
    assert p_of(lines)[-1] == pytest.approx(float(case["p"]), rel=1e-9, abs=1e-80)
    if case["theil_sen"]:
        assert theil_sen_slope(time, value) == pytest.approx(float(case["theil_sen"]), rel=1e-12)


@pytest.mark.parametrize("case", cases("trends-mann-kendall"))
def test_ranks(case: Mapping[str, str]) -> None:
    value = numbers(case["values"])
    ranks = rank_trends(value, ones(len(value)))
    assert ranks.s[-1] == int(case["s"])
    assert ranks.variance[-1] == pytest.approx(float(case["variance"]), rel=1e-12)
    assert ranks.z[-1] == pytest.approx(float(case["z"]), rel=1e-12)
    assert 2 * stats.norm.sf(abs(ranks.z[-1])) == pytest.approx(float(case["p"]), rel=1e-9)
    found = (
        {1: "increasing", -1: "decreasing"}.get(int(np.sign(ranks.z[-1])), "") if ranks.significant(0.05)[-1] else ""
    )
    assert (found or "no trend") == case["trend"]
    assert theil_sen_slope(np.arange(len(value), dtype=float), value) == pytest.approx(float(case["slope"]), rel=1e-12)


def test_a_line_through_every_point_is_certain() -> None:
    lines = fit_lines(np.arange(5.0), np.array([0.1, 0.2, 0.3, 0.4, 0.5]), ones(5))
    assert lines.t[-1] == np.inf
    assert p_of(lines)[-1] == 0
    assert lines.significant(1e-9)[-1]


def test_equal_values_have_no_slope() -> None:
    lines = fit_lines(np.arange(5.0), np.array([0.3, 0.1 + 0.2, 0.3, 0.1 + 0.2, 0.3]), ones(5))
    assert lines.flat.all()
    assert (lines.slope == 0).all()
    assert not lines.significant(0.99).any()


def test_equal_dates_have_no_slope() -> None:
    lines = fit_lines(np.zeros(4), np.array([1.0, 2, 3, 5]), ones(4))
    assert lines.slope[-1] == 0
    assert not lines.significant(0.99)[-1]


def test_two_results_are_never_a_trend() -> None:
    lines = fit_lines(np.arange(2.0), np.array([1.0, 2]), ones(2))
    assert np.isnan(lines.t[-1])
    assert not lines.significant(0.99)[-1]


def test_a_high_level_loses_no_digits() -> None:
    value = np.array([1.0, 3, 2, 5, 4, 6])
    low, high = (fit_lines(np.arange(6.0), value + level, ones(6)) for level in (0, 1e9))
    assert high.t[-1] == pytest.approx(low.t[-1], rel=1e-12)


def test_no_rows_at_all() -> None:
    empty = np.zeros(0)
    assert len(fit_lines(empty, empty, empty.astype(np.int64)).significant(0.05)) == 0
    assert len(rank_trends(empty, empty.astype(np.int64)).significant(0.05)) == 0


def test_one_result_has_no_theil_sen_slope() -> None:
    assert np.isnan(theil_sen_slope(np.zeros(1), np.zeros(1)))


values = st.lists(st.integers(0, 6).map(float), min_size=1, max_size=25)


@settings(max_examples=60)
@given(values, st.integers(1, 12), st.data())
def test_windows_are_fitted_as_if_alone(many: list[float], window: int, data: st.DataObject) -> None:
    steps = data.draw(st.lists(st.integers(1, 200), min_size=len(many), max_size=len(many)))
    time, value = np.cumsum(steps).astype(float), np.array(many)
    length = np.minimum(ones(len(value)), window)
    lines, ranks = fit_lines(time, value, length), rank_trends(value, length)
    for last, size in enumerate(length):
        own = slice(last - size + 1, last + 1)
        if size >= 3 and len(set(value[own])) > 1:
            line = stats.linregress(time[own], value[own])
            assert lines.slope[last] == pytest.approx(line.slope, rel=1e-9, abs=1e-12)
            assert p_of(lines)[last] == pytest.approx(line.pvalue, rel=1e-6, abs=1e-12)
        alone = rank_trends(value[own], ones(size))
        assert (ranks.s[last], ranks.variance[last]) == (alone.s[-1], alone.variance[-1])
        if ranks.significant(0.1)[last]:
            assert ranks.median[last] == np.sign(theil_sen_slope(time[own], value[own]))
