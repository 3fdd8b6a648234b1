"""Highest since when, and how often in a row: what may be claimed, and what may not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qprlib.ground.cycles import Cycle, Frequency
from qprlib.scoring.runs import LEAST_BEATEN, LEAST_MONTHS, Extreme, Limit, current_run, extreme_since

FIRST = date(2006, 3, 31)


@dataclass(frozen=True)
class Quarterly:
    period_end: date
    actual: float
    flag: str = ""
    rating: str = "red"
    break_before: bool = False


def readings(
    *values: float,
    broken_before: int = -1,
    flags: dict[int, str] | None = None,
    ratings: str = "",
    frequency: Frequency = Frequency.QUARTERLY,
) -> list[Quarterly]:
    """Values from March 2006 on, one a period; NaN leaves a gap. ``ratings`` are letters g, a, r."""
    names = {"g": "green", "a": "amber", "r": "red", "n": "no-target"}
    ends = Cycle(frequency).between(FIRST, date(2100, 1, 1))
    return [
        Quarterly(end, value, (flags or {}).get(place, ""), names[ratings[place]] if ratings else "red",
                  place == broken_before)
        for place, (end, value) in enumerate(zip(ends, values, strict=False))
    ]  # fmt: skip


def found(some: list[Quarterly], basis: str = "quarter", decimals: int = 0, **more: Frequency) -> Extreme | None:
    return extreme_since(some, Cycle(more.get("frequency", Frequency.QUARTERLY)), basis, decimals)


FOUR_YEARS = [50.0, *[40.0] * 17]  # March 2006, then to June 2010
NAN = math.nan

# title, values, highest, since, months, limit; None where nothing may be claimed
CLAIMS: list[tuple[str, list[float], tuple[bool, date | None, int, Limit] | None]] = [
    ("highest for over four years", [*FOUR_YEARS, 45], (True, FIRST, 54, Limit.EARLIER_RESULT)),
    ("lowest for over four years", [30, *[40] * 17, 35], (False, FIRST, 54, Limit.EARLIER_RESULT)),
    ("a tie is the result since which it holds", [50, *[40] * 17, 50], (True, FIRST, 54, Limit.EARLIER_RESULT)),
    ("a tie with last time is no claim", [40] * 10 + [50, 50], None),
    ("all the same", [40] * 20, None),
    ("highest of all held: the data's beginning limits it", [40] * 12 + [50], (True, None, 36, Limit.START)),
    ("only three beaten", [50, 40, 40, 40, 45], None),
    ("four beaten in a year", [50, 40, 40, 40, 40, 45], (True, FIRST, 15, Limit.EARLIER_RESULT)),
    ("four beaten, the data begin with them", [40, 40, 40, 40, 45], (True, None, 12, Limit.START)),
    ("higher than last time alone", [50, 40, 45], None),
    ("neither", [30, 50, 40, 40, 40, 40, 40], None),
    ("one value", [40], None),
    ("none", [], None),
    ("none known", [NAN, NAN], None),
    ("a gap ends it", [40, 40, NAN, 40, 40, 40, 40, 50], (True, None, 12, Limit.GAP)),
    ("too near a gap", [40] * 8 + [NAN, 40, 40, 50], None),
    ("later periods without a result do not count", [*FOUR_YEARS, 45, NAN], (True, FIRST, 54, Limit.EARLIER_RESULT)),
]  # fmt: skip


@pytest.mark.parametrize(("values", "expected"), [case[1:] for case in CLAIMS], ids=[case[0] for case in CLAIMS])
def test_claims(values: list[float], expected: tuple[bool, date | None, int, Limit] | None) -> None:
    claim = found(readings(*values))
    got = None if claim is None else (claim.highest, claim.since, claim.months, claim.limit)
    assert got == expected


def test_a_break_is_never_crossed() -> None:
    claim = found(readings(50, *[40] * 11, 45, broken_before=6))
    assert claim is not None
    assert (claim.since, claim.limit, claim.first, claim.beaten) == (None, Limit.BREAK, date(2007, 9, 30), 6)
    assert found(readings(*[40] * 10, 45, broken_before=8)) is None
    assert found(readings(*[40] * 10, 45, broken_before=10)) is None


def test_a_forecast_is_neither_claimed_for_nor_beaten() -> None:
    assert found(readings(*[40] * 12, 50, flags={12: "forecast"})) is None
    claim = found(readings(*[40] * 12, 50, flags={3: "forecast"}))
    assert claim is not None
    assert (claim.limit, claim.beaten) == (Limit.GAP, 8)


def test_provisional_results_count() -> None:
    assert found(readings(*[40] * 12, 50, flags={12: "provisional"})) is not None


def test_values_are_compared_as_printed() -> None:
    assert found(readings(*[40.4] * 12, 40.0)) is None
    assert found(readings(*[40.4] * 12, 40.0), decimals=1) is not None


def test_values_without_declared_decimals_are_compared_as_they_are() -> None:
    assert found(readings(*[40.4] * 12, 40.0), decimals=-1) is not None


def test_what_adds_up_is_compared_with_the_same_part_of_other_years() -> None:
    years = [10.0, 20, 30, 40]
    climbing = [value + year for year in range(5) for value in years]
    assert found(readings(*climbing[:17]), basis="year_to_date") is not None
    claim = found(readings(*climbing), basis="year_to_date")
    assert claim is not None
    assert (claim.highest, claim.beaten, claim.first) == (True, 4, date(2006, 12, 31))
    assert found(readings(*climbing[:16]), basis="year_to_date") is None


def test_years_count_as_years() -> None:
    annual = Frequency.ANNUAL
    claim = found(readings(9, 5, 5, 5, 5, 8, frequency=annual), basis="annual", frequency=annual)
    assert claim is not None
    assert claim.months == 60


@given(st.lists(st.one_of(st.integers(0, 9), st.just(NAN)), max_size=30))
def test_no_claim_is_contradicted_by_the_data(values: list[float]) -> None:
    some = readings(*map(float, values))
    claim = found(some)
    if claim is None:
        return
    known = [each for each in some if not math.isnan(each.actual)]
    latest = known[-1]
    between = [each for each in known[:-1] if claim.first <= each.period_end]
    assert claim.beaten == len(between) >= LEAST_BEATEN
    assert claim.months >= LEAST_MONTHS
    for each in between:
        assert each.actual < latest.actual if claim.highest else each.actual > latest.actual
    if claim.since is not None:
        (then,) = (each.actual for each in known if each.period_end == claim.since)
        assert then >= latest.actual if claim.highest else then <= latest.actual
        assert then == claim.since_value


# title, ratings (period by period), values or None, length, limit
RUNS = [
    ("four Reds", "garrrr", 4, Limit.EARLIER_RESULT),
    ("the first of its kind", "rrrg", 1, Limit.EARLIER_RESULT),
    ("Red from the start", "rrr", 3, Limit.START),
    ("any band", "raaa", 3, Limit.EARLIER_RESULT),
    ("a period not rated ends it", "rrnrr", 2, Limit.EARLIER_RESULT),
]


@pytest.mark.parametrize(("ratings", "length", "limit"), [case[1:] for case in RUNS], ids=[case[0] for case in RUNS])
def test_runs(ratings: str, length: int, limit: Limit) -> None:
    some = readings(*[40.0] * len(ratings), ratings=ratings)
    run = current_run(some, Cycle(Frequency.QUARTERLY))
    assert run is not None
    assert (run.length, run.limit, run.rating) == (length, limit, some[-1].rating)
    assert run.first == some[-length].period_end


def test_a_run_ends_at_a_missing_result_and_at_a_break() -> None:
    run = current_run(readings(40, 40, NAN, 40, 40, ratings="rrrrr"), Cycle(Frequency.QUARTERLY))
    assert run is not None
    assert (run.length, run.limit) == (2, Limit.GAP)
    run = current_run(readings(40, 40, 40, broken_before=1, ratings="rrr"), Cycle(Frequency.QUARTERLY))
    assert run is not None
    assert (run.length, run.limit) == (2, Limit.BREAK)


def test_no_result_no_run() -> None:
    assert current_run([], Cycle(Frequency.QUARTERLY)) is None
    assert current_run(readings(NAN, ratings="r"), Cycle(Frequency.QUARTERLY)) is None
