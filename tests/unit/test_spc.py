"""XmR charts: the package's own test vectors and published figures, our cases, and what must hold of any chart."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pytest
from helpers.direction_cases import read_cases
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from qprlib.ground.calendar import month_end
from qprlib.scoring import signals
from qprlib.scoring.latest_signals import latest_signals
from qprlib.scoring.limits import Segment
from qprlib.scoring.signals import Assurance, Signal, assurance_of
from qprlib.scoring.spc import UnsuitableSeriesError, Xmr, xmr

#: Source of spc-limits, spc-rules and spc-assurance: NHSRplotthedots 0.2.2 (commit 050b07d), its tests, snapshots and
#: the page on deviations. Limits there are printed to seven digits or two decimals.


def cases(name: str) -> list[Any]:
    return [pytest.param(case, id=case["title"]) for case in read_cases(name)]


def numbers(text: str) -> list[float]:
    return [math.nan if word == "-" else float(word) for word in text.split()]


def drawn(case: Mapping[str, str]) -> Xmr:
    return xmr(numbers(case["values"]), **(YAML(typ="safe").load(case["options"] or "{}")))


def drawn_anyway(values: list[float], **options: Any) -> Xmr:
    return xmr(values, if_unsuitable="warn", **options)


@pytest.mark.parametrize("case", cases("spc-limits"))
def test_limits(case: Mapping[str, str]) -> None:
    limits = drawn(case).limits
    for line in ("mean", "lower", "upper"):
        assert getattr(limits, line) == pytest.approx(float(case[line]), abs=float(case["within"]))


@pytest.mark.parametrize("case", cases("spc-rules"))
def test_rule(case: Mapping[str, str]) -> None:
    values, side = np.array(numbers(case["values"])), np.array(numbers(case["side"]), dtype=np.int64)
    found = {
        "trend": lambda: signals.trends(values, 0.0, as_upstream=False),
        "shift": lambda: signals.shifts(side),
        "near": lambda: signals.two_in_three(values == 1, side),
    }[case["rule"]]()
    assert found.astype(int).tolist() == [int(word) for word in case["flagged"].split()]


@pytest.mark.parametrize("case", cases("spc-assurance"))
def test_assurance(case: Mapping[str, str]) -> None:
    lower, upper = float(case["lower"]), float(case["upper"])
    limits = Segment(0, 12, 12, (lower + upper) / 2, lower, upper, lower, upper, 1.0, 0, False)
    target = float(case["target"] or "nan")
    found = assurance_of(limits, target, case["polarity"], [lower, upper], as_upstream=True)
    assert found == (Assurance(case["assurance"]) if case["assurance"] else None)


@pytest.mark.parametrize("case", cases("spc-charts"))
def test_chart(case: Mapping[str, str]) -> None:
    chart = drawn(case)
    assert [("-" if one.signal is Signal.NONE else one.signal) for one in chart.points] == case["signals"].split()
    assert chart.variation == case["variation"]
    assert chart.words == case["words"]


# Options ----------------------------------------------------------------------------------------------------------

ENDS = [month_end(2010 + place // 12, place % 12 + 1) for place in range(24)]
STEP = [50.0, 52, 49, 51, 50, 53, 48, 51, 50, 52, 49, 51, 70, 72, 69, 71, 70, 73, 68, 71, 70, 72, 69, 71]


def test_rebase_draws_new_limits_from_that_day_on() -> None:
    plain, rebased = xmr(STEP, ENDS), xmr(STEP, ENDS, rebase=[date(2011, 1, 31)])
    assert plain.variation == "improvement-high"
    assert rebased.variation == "common-cause"
    assert [(segment.first, segment.results, segment.mean) for segment in rebased.segments] == [
        (0, 12, 50.5),
        (12, 12, 70.5),
    ]
    assert [point.segment for point in rebased.points] == [0] * 12 + [1] * 12


def test_a_rebase_day_between_results_takes_the_next_one() -> None:
    assert xmr(STEP, ENDS, rebase=[date(2011, 1, 2)]) == xmr(STEP, ENDS, rebase=[date(2011, 1, 31)])


def test_a_rebase_day_after_the_last_result_changes_nothing() -> None:
    assert xmr(STEP, ENDS, rebase=[date(2030, 1, 1)]) == xmr(STEP, ENDS)


def test_a_segment_of_one_result_has_no_limits() -> None:
    chart = xmr(STEP, ENDS, rebase=[ENDS[-1]], target=10)
    assert math.isnan(chart.limits.upper)
    assert chart.variation == "common-cause"
    assert chart.assurance is None
    assert chart.limits.trial


@pytest.mark.parametrize(("results", "trial"), [(11, True), (12, False), (13, False)])
def test_trial_limits_below_twelve(results: int, trial: bool) -> None:
    assert xmr(STEP[:results]).limits.trial is trial


def test_trial_limits_as_the_packages_code_has_them() -> None:
    assert xmr(STEP[:12], trial_below=13).limits.trial


@pytest.mark.parametrize("basis", ["rolling_12_months", "year_to_date", "academic_year_to_date"])
def test_unsuitable_series_are_refused(basis: str) -> None:
    with pytest.raises(UnsuitableSeriesError, match="use the results of single periods"):
        xmr(STEP, basis=basis)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"values": []}, "no result"),
        ({"values": [math.nan]}, "no result"),
        ({"values": [1, 2], "ends": ENDS[:1]}, "2 results have 1 days"),
        ({"values": [1, 2], "ends": ENDS[1::-1]}, "do not rise"),
        ({"values": [1, 2], "rebase": ENDS[:1]}, "rebase needs the days"),
        ({"values": [1, 2], "fix_after": 1}, "at least two"),
        ({"values": [1, 2], "polarity": "up"}, "no polarity"),
        ({"values": [1, 2], "basis": "quarter", "if_unsuitable": "ignore"}, "refuse or warn"),
    ],
)
def test_what_cannot_be_drawn_is_refused(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        xmr(**arguments)


ONLY_UP = [10.0, 12, 13, 15, 18, 19, 22, 23, 23, 28, 29, 31]


@pytest.mark.parametrize("sign", [1, -1])
def test_a_series_that_only_grows_or_shrinks_gets_no_limits(sign: int) -> None:
    with pytest.raises(UnsuitableSeriesError, match=f"results only {'rise' if sign > 0 else 'fall'}"):
        xmr([sign * value for value in ONLY_UP])


@pytest.mark.parametrize("values", [ONLY_UP[:11], [*ONLY_UP[:11], 22.0], [5.0] * 11 + [6.0], [5.0] * 12])
def test_one_step_back_or_hardly_any_step_is_variation(values: list[float]) -> None:
    assert xmr(values).limits.upper >= xmr(values).limits.lower


def test_only_the_results_in_force_have_to_vary() -> None:
    with pytest.raises(UnsuitableSeriesError):
        xmr([*STEP[:12], *ONLY_UP], ENDS, rebase=[ENDS[12]])
    assert xmr([*ONLY_UP, *STEP[:12]], ENDS, rebase=[ENDS[12]]).variation == "common-cause"


@pytest.mark.parametrize(
    ("unit", "values", "lower", "upper"),
    [
        ("%", [97.0, 100] * 6, 90.52, 100.0),  # without: 106.48
        ("%", [1.0, 4] * 6, 0.0, 10.48),  # without: -5.48
        ("%", [97.0, 101] * 6, 88.36, 109.64),  # more than 100% is possible here
        ("number", [1.0, 4] * 6, 0.0, 10.48),
        ("days", [1.0, 4] * 6, 0.0, 10.48),
        ("number", [-1.0, 2] * 6, -7.48, 8.48),  # a balance
        ("£m", [1.0, 4] * 6, -5.48, 10.48),
        ("score", [1.0, 4] * 6, -5.48, 10.48),
        ("", [1.0, 4] * 6, -5.48, 10.48),
    ],
)
def test_limits_end_at_what_the_unit_allows(unit: str, values: list[float], lower: float, upper: float) -> None:
    limits = xmr(values, unit=unit).limits
    assert (limits.lower, limits.upper) == (pytest.approx(lower), pytest.approx(upper))
    assert lower <= limits.near_lower <= limits.near_upper <= upper


# Properties -------------------------------------------------------------------------------------------------------

series = st.lists(st.integers(0, 20).map(float), min_size=1, max_size=30)
OTHER = {"above": "below", "rising": "falling", "near-upper": "near-lower"}
MIRRORED = {
    Signal.ABOVE_LIMIT: Signal.BELOW_LIMIT,
    Signal.RISING: Signal.FALLING,
    Signal.NEAR_UPPER: Signal.NEAR_LOWER,
    Signal.ABOVE_MEAN: Signal.BELOW_MEAN,
    Signal.NONE: Signal.NONE,
}
MIRRORED |= {other: one for one, other in MIRRORED.items()}


@settings(max_examples=60)
@given(series, st.integers(-100, 100), st.sampled_from([0.5, 1.0, 2.0, 1000.0]))
def test_limits_move_with_the_series(values: list[float], shift: int, scale: float) -> None:
    before, after = drawn_anyway(values), drawn_anyway([scale * value + shift for value in values])
    assert [one.signal for one in after.points] == [one.signal for one in before.points]
    for line in ("mean", "lower", "upper", "near_lower", "near_upper"):
        expected = scale * getattr(before.limits, line) + shift
        assert getattr(after.limits, line) == pytest.approx(expected, abs=1e-6, nan_ok=True)


@settings(max_examples=60)
@given(series)
def test_the_mirrored_series_has_mirrored_signals(values: list[float]) -> None:
    mirrored = drawn_anyway([-value for value in values])
    assert [one.signal for one in mirrored.points] == [MIRRORED[one.signal] for one in drawn_anyway(values).points]


@settings(max_examples=60)
@given(series)
def test_the_mirrored_polarity_mirrors_the_icon(values: list[float]) -> None:
    higher, lower = drawn_anyway(values).variation, drawn_anyway(values, polarity="lower").variation
    swapped = {"improvement-high": "concern-high", "concern-low": "improvement-low"}
    assert lower == swapped.get(higher, higher)


@settings(max_examples=60)
@given(st.lists(st.integers(0, 20).map(float), min_size=6, max_size=12), series)
def test_results_after_a_fixed_baseline_leave_the_limits(baseline: list[float], later: list[float]) -> None:
    fixed = len(baseline)
    before, after = (
        drawn_anyway(baseline, fix_after=fixed).limits,
        drawn_anyway(baseline + later, fix_after=fixed).limits,
    )
    assert (after.mean, after.lower, after.upper) == (before.mean, before.lower, before.upper)


@settings(max_examples=60)
@given(st.lists(series, min_size=1, max_size=4), st.booleans(), st.one_of(st.none(), st.integers(2, 12)))
def test_many_series_at_once_are_one_by_one(many: list[list[float]], screen: bool, fix_after: int | None) -> None:
    value = np.array([value for values in many for value in values])
    length = np.array([place + 1 for values in many for place in range(len(values))])
    signs = []
    for values in many:
        for place in range(len(values)):
            signal = drawn_anyway(values[: place + 1], screen=screen, fix_after=fix_after).latest.signal
            signs.append(0 if signal is Signal.NONE else 1 if signal.high else -1)
    assert latest_signals(value, length, screen=screen, fix_after=fix_after).tolist() == signs
