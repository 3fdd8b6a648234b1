"""Profiled targets: the path of an annual target through its year."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qprlib.ground.cycles import Cycle, Frequency
from qprlib.scoring.profiles import (
    Profile,
    ProfileError,
    parse_profile,
    period_ends,
    profiled_targets,
    with_profiled_targets,
)

# title, profile, annual target, targets of the quarters
PROFILES: list[tuple[str, str, float, list[float]]] = [
    ("in equal steps", "linear", 3100, [775, 1550, 2325, 3100]),
    ("in equal steps to the last digit", "Linear", 0.3, [0.075, 0.15, 0.225, 0.3]),
    ("the same all year", "flat", 90, [90, 90, 90, 90]),
    ("listed", "400, 1000, 2000, 3100", 3100, [400, 1000, 2000, 3100]),
    ("listed with thousands commas", "400; 1,000; 2,000; 3,100", 3100, [400, 1000, 2000, 3100]),
    ("listed with spaces", "400 1000 2000 3100", 3100, [400, 1000, 2000, 3100]),
    ("shares of the year", "20%, 45%, 70%, 100%", 200, [40, 90, 140, 200]),
    ("falling to a lower target", "90, 80, 70, 60", 60, [90, 80, 70, 60]),
]


@pytest.mark.parametrize(
    ("text", "annual", "expected"), [one[1:] for one in PROFILES], ids=[one[0] for one in PROFILES]
)
def test_profile(text: str, annual: float, expected: list[float]) -> None:
    assert list(parse_profile(text).targets(annual, 4)) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("seasonal", "'seasonal' is not a profile"),
        ("", "'' is not a profile"),
        ("10%, 20, 30%, 100%", "is not a profile"),
        ("1, nan, 3, 4", "is not a profile"),
        ("1, 2, 3", "the profile has 3 figures, but the year has 4 periods"),
        ("1, 2, 3, 5", "the profile ends at 5, not at the annual target of 4"),
        ("20%, 40%, 60%, 90%", "the profile ends at 90, not at 100%"),
    ],
)
def test_refused_profile(text: str, said: str) -> None:
    with pytest.raises(ProfileError, match=said):
        parse_profile(text).targets(4, 4)


@given(st.floats(-1e9, 1e9), st.integers(1, 12))
def test_a_straight_path_ends_at_the_target_and_never_turns(annual: float, periods: int) -> None:
    path = Profile("linear").targets(annual, periods)
    assert path[-1] == annual
    assert list(path) == sorted(path, reverse=annual < 0)


def test_the_periods_of_a_year() -> None:
    assert period_ends(Cycle(Frequency.QUARTERLY), date(2012, 3, 31)) == (
        date(2011, 6, 30), date(2011, 9, 30), date(2011, 12, 31), date(2012, 3, 31),
    )  # fmt: skip
    months = period_ends(Cycle(Frequency.MONTHLY), date(2012, 3, 31))
    assert (len(months), months[0], months[-2]) == (12, date(2011, 4, 30), date(2012, 2, 29))
    assert period_ends(Cycle(Frequency.ACADEMIC_QUARTERLY), date(2012, 7, 31))[0] == date(2011, 10, 31)
    assert period_ends(Cycle(Frequency.ANNUAL), date(2012, 3, 31)) == (date(2012, 3, 31),)


@pytest.mark.parametrize(
    ("frequency", "end"),
    [
        (Frequency.QUARTERLY, date(2012, 2, 29)),
        (Frequency.QUARTERLY, date(2012, 3, 30)),
        (Frequency.TERMLY, date(2012, 7, 31)),
    ],
)
def test_days_on_which_no_year_of_alike_periods_ends(frequency: Frequency, end: date) -> None:
    with pytest.raises(ProfileError):
        period_ends(Cycle(frequency), end)


def annual(**changes: Any) -> pd.DataFrame:
    row = {
        "indicator": "SK02", "year_end": date(2012, 3, 31), "frequency": "quarterly", "annual_target": 100.0,
        "profile": "linear", "decimals": 0, "row": 2,
    }  # fmt: skip
    return pd.DataFrame([{**row, **changes}])


def test_the_targets_of_every_period() -> None:
    frame, problems = profiled_targets(pd.concat([annual(), annual(indicator="A1", profile="flat", annual_target=7.0)]))
    assert not problems
    assert list(frame["indicator"]) == ["SK02"] * 4 + ["A1"] * 4
    assert list(frame["target"]) == [25, 50, 75, 100, 7, 7, 7, 7]
    assert list(frame["annual_target"].unique()) == [100, 7]
    assert frame["period_end"].iloc[0] == pd.Timestamp("2011-06-30")


def test_targets_are_rounded_half_up_to_the_decimals_that_are_declared() -> None:
    assert list(profiled_targets(annual(annual_target=50.0))[0]["target"]) == [13, 25, 38, 50]
    assert list(profiled_targets(annual(annual_target=50.0).drop(columns="decimals"))[0]["target"]) == [
        12.5,
        25,
        37.5,
        50,
    ]


def test_a_profile_that_cannot_be_used_says_where() -> None:
    frame, (problem,) = profiled_targets(annual(profile="50, 100"), "targets.csv")
    assert len(frame) == 0
    assert problem.lines()[0] == (
        "error: targets.csv, row 2, column profile, indicator SK02: the profile has 2 figures, but the year has 4 "
        "periods [wrong-profile]"
    )


def test_profiles_give_targets_to_periods_that_have_none() -> None:
    indicators = pd.DataFrame({"id": ["ES01"], "frequency": ["quarterly"], "decimals": [0]})
    targets = pd.DataFrame(
        {"indicator": ["ES01"], "period_end": pd.to_datetime(["2011-06-30"]), "target": [700.0], "floor": [500.0]}
    )
    profiles = pd.DataFrame(
        {
            "indicator": ["ES01", "ES11"],
            "year_end": pd.to_datetime(["2012-03-31", "2012-03-31"]),
            "annual_target": [3100.0, 10.0],
            "profile": ["linear", "flat"],
            "row": [2, 3],
        }
    )
    both, problems = with_profiled_targets(targets, profiles, indicators, "data/kent/profiles.csv")
    ends = [end.date().isoformat() for end in both["period_end"]]
    assert dict(zip(ends, both["target"], strict=True)) == {
        "2011-06-30": 700,  # what targets.csv says goes before
        "2011-09-30": 1550,
        "2011-12-31": 2325,
        "2012-03-31": 3100,
    }
    (problem,) = problems
    assert (problem.code, problem.place.row, problem.nearest) == ("unknown-indicator", 3, "ES01")
