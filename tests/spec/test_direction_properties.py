"""What must hold of directions whatever the series, and agreement with the naive oracle."""

from __future__ import annotations

import math
from datetime import date
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from helpers.direction_oracle import Indicator, Value, oracle
from hypothesis import given, settings
from hypothesis import strategies as st

from qprlib.ground.calendar import month_end
from qprlib.ground.cycles import Cycle, Frequency
from qprlib.ground.periods import Basis
from qprlib.scoring.direction import direct
from qprlib.scoring.direction_words import direction_reason
from qprlib.scoring.rules import RULES, DirectionRule, default_rule

VARIANTS: list[dict[str, Any]] = [
    *({"rule": name} for name in RULES),
    {"rule": "previous-period", "unlike_periods": True},
    {"rule": "previous-period", "across_breaks": True},
    {"rule": "previous-period", "cumulative": "never"},
    {"rule": "latest-three", "each_step": True},
    {"rule": "regression", "window": "all", "least": 3, "level": 0.2},
    {"rule": "regression", "window": "all", "least": 3, "overlapping": "allow"},
    {"rule": "regression", "window": 4, "least": 3, "least_change": 4},
    {"rule": "theil-sen", "window": "all", "level": 0.2},
    {"rule": "small-change", "below": 2, "measure": "absolute"},
    {"rule": "small-change", "below": 5, "against": "same-period-last-year"},
    {"rule": "xmr", "least": 3, "screen": False, "overlapping": "allow"},
    {"rule": "xmr", "least": 4, "fix_after": 4},
]


SOME = settings(max_examples=8)

#: Random series for each rule: some 5,000 results.
SERIES = 600


def rule_of(variant: dict[str, Any]) -> DirectionRule:
    return type(default_rule(variant["rule"])).model_validate(variant)


def some_series(random: Random) -> tuple[Indicator, list[Value]]:
    """An indicator and its results, with gaps, breaks and results printed the same."""
    # Weeks and months do not divide one another: what is said of them has cases of its own.
    frequency = random.choice(["", *(one for one in Frequency if one is not Frequency.WEEKLY)])
    indicator = Indicator(
        polarity=random.choice(["higher", "lower", "neutral", "range"]),
        basis=random.choice(["", "", *(one for one in Basis if (frequency, one) != ("termly", "half_year"))]),
        frequency=frequency,
        unit=random.choice(["number", "number", "%"]),
        decimals=random.choice([0, 1, -1]),
        lower=random.choice([math.nan, 3.0]),
        upper=random.choice([math.nan, 6.0]),
    )
    end = month_end(2010, random.randint(1, 12))
    if frequency:
        end = Cycle(Frequency(frequency)).previous(end)
    step, drift = random.choice([1, 3]), random.choice([-4, 0, 0, 4])
    values = []
    for place in range(random.randint(1, 16)):
        actual = math.nan if random.random() < 0.1 else (40 + drift * place + random.randint(-9, 9)) / 10
        values.append(Value(end, actual, random.random() < 0.06))
        month = end.year * 12 + end.month - 1 + step
        end = Cycle(Frequency(frequency)).next(end) if frequency else month_end(month // 12, month % 12 + 1)
    return indicator, values


def many_series(size: int) -> st.SearchStrategy[list[tuple[Indicator, list[Value]]]]:
    seeds = st.lists(st.integers(0, 2**32), min_size=1, max_size=size)
    return seeds.map(lambda numbers: [some_series(Random(number)) for number in numbers])


def frame(*many: tuple[Indicator, list[Value]]) -> pd.DataFrame:
    rows = [
        {
            "indicator": f"I{number}",
            "period_end": value.end,
            "actual": value.actual,
            "break_before": value.breaks,
            **{name: getattr(indicator, name) for name in Indicator.__dataclass_fields__},
        }
        for number, (indicator, values) in enumerate(many)
        for value in values
    ]
    made = pd.DataFrame(rows)
    return made.assign(period_end=pd.to_datetime(made["period_end"]).astype("datetime64[ns]"))


def shown(found: pd.DataFrame) -> list[tuple[str, date | None, float | None, str]]:
    return [
        (
            row.direction,
            None if pd.isna(row.base_end) else row.base_end.date(),
            None if math.isnan(row.base_value) else row.base_value,
            row.reason,
        )
        for row in found.itertuples()
    ]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda one: " ".join(str(value) for value in one.values()))
def test_the_oracle_agrees(variant: dict[str, Any]) -> None:
    random = Random(2011)
    many = [some_series(random) for _ in range(SERIES)]
    rule = rule_of(variant)
    expected = [answer for indicator, values in many for answer in oracle(values, indicator, rule)]
    history = frame(*many)
    found = direct(history, rule)
    for row, ours, theirs in zip(history.itertuples(), shown(found), expected, strict=True):
        assert (ours[0], ours[1], ours[3]) == (theirs[0], theirs[1], theirs[3]), row
        assert ours[2] == pytest.approx(theirs[2], abs=1e-9), row
    assert set(found["direction"]) >= {"not-comparable", "too-few"}
    assert all(direction_reason(row, rule).endswith(".") for row in history.join(found).itertuples())


@pytest.mark.parametrize("name", RULES)
@SOME
@given(many_series(3), st.randoms(use_true_random=False))
def test_each_result_is_judged_by_the_range_of_its_own_period(
    name: str, many: list[tuple[Indicator, list[Value]]], chance: Random
) -> None:
    ranges = [(3.0, 5.0), (2.0, 6.0), (4.0, math.nan), (math.nan, math.nan)]
    history = frame(*many).assign(polarity="range")
    history[["lower", "upper"]] = [chance.choice(ranges) for _ in history.index]
    there = history["lower"].notna() | history["upper"].notna()
    found = direct(history, default_rule(name))
    for lower, upper in ranges[:3]:
        held = direct(history.assign(lower=np.where(there, lower, np.nan), upper=np.where(there, upper, np.nan)),
                      default_rule(name))  # fmt: skip
        own = there & history["lower"].eq(lower) & (history["upper"].eq(upper) | np.isnan(upper))
        pd.testing.assert_frame_equal(found[own], held[own])
    level = direct(history.assign(actual=1.0, basis=""), default_rule(name))["direction"]
    assert not set(level) & {"improving", "worsening"}, "a range that was set anew moves no result"


MIRROR = {"improving": "worsening", "worsening": "improving"}


@pytest.mark.parametrize("name", RULES)
@SOME
@given(many_series(3), st.randoms(use_true_random=False))
def test_row_order_is_irrelevant(name: str, many: list[tuple[Indicator, list[Value]]], shuffled: Random) -> None:
    history = frame(*many)
    order = list(range(len(history)))
    shuffled.shuffle(order)
    found = direct(history.iloc[order], default_rule(name))
    pd.testing.assert_frame_equal(found.sort_index(), direct(history, default_rule(name)))


@pytest.mark.parametrize("name", RULES)
@SOME
@given(many_series(3))
def test_mirrored_polarity_mirrors_the_direction(name: str, many: list[tuple[Indicator, list[Value]]]) -> None:
    history = frame(*many)
    higher = direct(history.assign(polarity="higher"), default_rule(name))["direction"]
    lower = direct(history.assign(polarity="lower"), default_rule(name))["direction"]
    assert lower.tolist() == [MIRROR.get(way, way) for way in higher]


@pytest.mark.parametrize("name", RULES)
@SOME
@given(many_series(3), st.sampled_from([1000.0, 0.001, 60.0, 1 / 7]))
def test_another_unit_changes_nothing(name: str, many: list[tuple[Indicator, list[Value]]], scale: float) -> None:
    history = frame(*many).assign(decimals=-1)
    scaled = history.assign(**{column: history[column] * scale for column in ("actual", "lower", "upper")})
    columns = ["direction", "base_end", "reason"]
    pd.testing.assert_frame_equal(
        direct(scaled, default_rule(name))[columns], direct(history, default_rule(name))[columns]
    )


@pytest.mark.parametrize("name", RULES)
@SOME
@given(many_series(4))
def test_indicators_do_not_touch_each_other(name: str, many: list[tuple[Indicator, list[Value]]]) -> None:
    together = direct(frame(*many), default_rule(name))
    apart = pd.concat([direct(frame(one), default_rule(name)) for one in many], ignore_index=True)
    pd.testing.assert_frame_equal(together, apart)


@pytest.mark.parametrize("name", RULES)
def test_a_history_needs_no_more_than_four_columns(name: str) -> None:
    ends = pd.date_range("2010-03-31", periods=13, freq="QE").as_unit("ns")
    history = pd.DataFrame({"indicator": "I1", "period_end": ends, "actual": np.arange(13.0), "polarity": "higher"})
    assert direct(history, default_rule(name))["direction"].iloc[-1] == "improving"
    assert direct(history.iloc[:0], default_rule(name)).empty
