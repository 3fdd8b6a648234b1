"""Direction of travel: which way performance goes since the value before."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from helpers.scoring import RULE, UNLIKE
from hypothesis import given, settings
from hypothesis import strategies as st

from qprlib.scoring.direction import direct
from qprlib.scoring.rules import PreviousPeriod


def history(*series: dict[str, Any]) -> pd.DataFrame:
    """Values of indicators, one quarter after another."""
    frames = []
    for number, one in enumerate(series):
        values = one["values"]
        ends = pd.date_range("2010-03-31", periods=len(values), freq="QE").as_unit("ns")
        frames.append(
            pd.DataFrame(
                {
                    "indicator": f"I{number}",
                    "period_end": ends,
                    "actual": np.array(values, dtype=np.float64),
                    "polarity": one.get("polarity", "higher"),
                    "basis": one.get("basis", "quarter"),
                    "decimals": one.get("decimals", 0),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def last(rule: PreviousPeriod = RULE, **series: Any) -> str:
    return str(direct(history(series), rule)["direction"].iloc[-1])


# title, series, direction of its last value
CASES: list[tuple[str, dict[str, Any], str]] = [
    ("up where higher is better", {"values": [79, 87]}, "improving"),
    ("down where higher is better", {"values": [87, 79]}, "worsening"),
    ("up where lower is better", {"values": [55, 56], "polarity": "lower"}, "worsening"),
    ("down where lower is better", {"values": [56, 55], "polarity": "lower"}, "improving"),
    ("the same", {"values": [71, 71]}, "no-change"),
    ("printed the same", {"values": [71.4, 70.6]}, "no-change"),
    ("printed differently, however near", {"values": [70.49, 70.5]}, "improving"),
    ("a tenth, where tenths are printed", {"values": [79.8, 79.7], "decimals": 1}, "worsening"),
    ("a sum of tenths is not a change", {"values": [0.3, 0.1 + 0.2], "decimals": 1}, "no-change"),
    ("below nought", {"values": [-2, -1]}, "improving"),
    ("only the last step counts", {"values": [90, 50, 51]}, "improving"),
    ("a single value", {"values": [79]}, "too-few"),
    ("neutral", {"values": [79, 87], "polarity": "neutral"}, "increasing"),
    ("neutral and the same", {"values": [79, 79], "polarity": "neutral"}, "no-change"),
    ("a range that is not declared", {"values": [79, 87], "polarity": "range"}, "not-comparable"),
    ("adding up through a year", {"values": [2588, 418], "basis": "year_to_date"}, "not-comparable"),
    ("through an academic year", {"values": [4210, 6420], "basis": "academic_year_to_date"}, "not-comparable"),
    ("rolling twelve months", {"values": [103, 119], "basis": "rolling_12_months"}, "improving"),
    ("a first value is too few before it is unlike", {"values": [1], "polarity": "neutral"}, "too-few"),
]


@pytest.mark.parametrize(("series", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_direction(series: dict[str, Any], expected: str) -> None:
    assert last(**series) == expected


def test_unlike_periods_are_compared_where_the_rule_says_so() -> None:
    assert last(UNLIKE, values=[2588, 418], basis="year_to_date") == "worsening"
    assert last(UNLIKE, values=[87, 79], polarity="neutral") == "decreasing"


def test_what_was_compared_is_said() -> None:
    found = direct(history({"values": [79, 87, 88]}), RULE)
    assert found["base_value"].tolist()[1:] == [79, 87]
    assert [day.date().isoformat() for day in found["base_end"][1:]] == ["2010-03-31", "2010-06-30"]
    assert pd.isna(found["base_value"].iloc[0])
    assert pd.isna(found["base_end"].iloc[0])


def test_indicators_are_not_compared_with_each_other() -> None:
    found = direct(history({"values": [10, 20]}, {"values": [30, 25]}), RULE)
    assert found["direction"].tolist() == ["too-few", "improving", "too-few", "worsening"]


def test_a_history_without_values() -> None:
    empty = history({"values": [79]}).iloc[:0]
    columns = ["direction", "base_end", "base_value", "reason", "compared", "points"]
    assert list(direct(empty, RULE).columns) == [*columns, "step_end", "step_value", "slope"]


whole = st.integers(-1000, 1000)
OTHER_WAY = {"improving": "worsening", "worsening": "improving", "no-change": "no-change"}


@settings(max_examples=40)
@given(whole, whole)
def test_going_back_is_the_other_way(before: int, now: int) -> None:
    assert last(values=[now, before]) == OTHER_WAY[last(values=[before, now])]


@settings(max_examples=40)
@given(whole, whole)
def test_higher_and_lower_are_mirrors(before: int, now: int) -> None:
    assert last(values=[before, now], polarity="lower") == last(values=[-before, -now])


@settings(max_examples=40)
@given(st.lists(st.lists(whole, min_size=1, max_size=4), min_size=1, max_size=4))
def test_all_at_once_is_one_by_one(series: list[list[int]]) -> None:
    together = direct(history(*({"values": values} for values in series)), RULE)["direction"].tolist()
    apart = [way for values in series for way in direct(history({"values": values}), RULE)["direction"]]
    assert together == apart
