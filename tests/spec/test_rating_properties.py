"""What holds for every scheme and every case, and that the frame path does what the plain rules say."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from helpers.projects import REPOSITORY
from helpers.rating_oracle import rate_one
from helpers.rating_spec import SPEC, spec_scheme
from hypothesis import given, settings
from hypothesis import strategies as st

from qprlib.ground.project import Project
from qprlib.scoring.cases import complete_cases
from qprlib.scoring.counts import count_ratings
from qprlib.scoring.rating import rate, rating_reasons
from qprlib.scoring.scheme import Scheme, list_schemes
from qprlib.scoring.states import NotRated

SHIPPED = list_schemes(Project(REPOSITORY))
MADE = [spec_scheme(path.stem) for path in sorted((SPEC / "schemes").glob("*.yml"))]
ALL = [*SHIPPED, *MADE]
RANDOM_CASES = 10_000
NAN = math.nan

#: Figures that scale with the unit.
AMOUNTS = ("actual", "target", "floor", "lower", "upper", "floor_lower", "floor_upper", "last_year")

each_scheme = pytest.mark.parametrize("scheme", SHIPPED, ids=lambda scheme: scheme.scheme)


# The frame path and the plain rules -------------------------------------------------------------------------


def random_cases(number: int, seed: int, decimals: tuple[int, ...] = (-1, 0, 1, 2)) -> list[dict[str, Any]]:
    """Cases of every kind, many of them exactly at a bound, written in decimals as people write them."""
    chance = np.random.default_rng(seed)

    def some(values: list[Any], odds: list[float] | None = None) -> Any:
        return values[chance.choice(len(values), p=odds)]

    def figure(places: int) -> Decimal:
        return Decimal(int(chance.integers(-300, 2000))).scaleb(-places)

    cases = []
    for _ in range(number):
        places = int(some(list(decimals)))
        written = max(places, 0)
        target = figure(written) if chance.random() < 0.95 else Decimal(0)
        polarity = some(["higher", "lower", "range", "neutral"], [0.45, 0.4, 0.12, 0.03])
        worse = -1 if polarity == "higher" else 1
        gap = abs(figure(written)) / 4
        low, high = sorted([target, target + abs(figure(written)) / 10])
        own = some([Decimal(5), Decimal("2.5"), gap.quantize(Decimal("0.01"))])
        # A bound to the digit, or something near it, or anything.
        share = Decimal(str(some([0, 1, 5, 10, 15, 5.1, 4.9, -5, 20])))
        actual = some(
            [
                target,
                target + worse * abs(target) * share / 100,
                target + worse * own * int(some([-1, 1])),
                high + abs(high) * share / 100,
                target + worse * gap,
                figure(written),
                figure(written + 2),
            ]
        )
        cases.append(
            {
                "kind": some(["kpi", "activity", "data_only"], [0.94, 0.03, 0.03]),
                "polarity": polarity,
                "decimals": places,
                "actual": maybe(chance, actual, 0.95),
                "target": maybe(chance, target, 0.95),
                "floor": maybe(chance, target + worse * gap, 0.85),
                "floor_lower": maybe(chance, low - gap, 0.85),
                "floor_upper": maybe(chance, high + gap, 0.85),
                "lower": maybe(chance, low, 0.9) if polarity == "range" else NAN,
                "upper": maybe(chance, high, 0.9) if polarity == "range" else NAN,
                "tolerance": maybe(chance, own, 0.9),
                "target_exclusive": bool(chance.random() < 0.05),
                "state": some(["", *map(str, NotRated)], [0.88, *[0.01] * 12]),
                "denominator": some([NAN, 0.0, 3.0, 5.0, 40.0], [0.6, 0.05, 0.1, 0.1, 0.15]),
                "suppress_below": some([NAN, 4.0, 5.0], [0.8, 0.1, 0.1]),
                "last_year": maybe(chance, some([actual, figure(written), actual + gap, actual - gap]), 0.85),
                "unit": some(["%", "number", "days"]),
            }
        )
    return cases


def maybe(chance: np.random.Generator, value: Decimal, odds: float) -> float:
    return float(value) if chance.random() < odds else NAN


@pytest.fixture(scope="module")
def many() -> tuple[list[dict[str, Any]], pd.DataFrame]:
    rows = random_cases(RANDOM_CASES, seed=2011)
    return rows, complete_cases(pd.DataFrame(rows))


@pytest.mark.parametrize("scheme", ALL, ids=lambda scheme: scheme.scheme)
def test_ten_thousand_random_cases_agree_with_the_plain_rules(
    scheme: Scheme, many: tuple[list[dict[str, Any]], pd.DataFrame]
) -> None:
    rows, frame = many
    if scheme.rates == "forecast":
        frame = frame.assign(forecast=frame["actual"], annual_target=frame["target"], annual_floor=frame["floor"])
        kept = {"withdrawn", "data-only", "target-tbc"}
        rows = [
            {**row, "denominator": NAN, "last_year": NAN, "state": row["state"] if row["state"] in kept else ""}
            for row in rows
        ]
    ratings = list(rate(frame, scheme)["rating"])
    wrong = [
        (row, found, expected)
        for row, found in zip(rows, ratings, strict=True)
        if found != (expected := rate_one(row, scheme))
    ]
    assert not wrong, f"{len(wrong)} of {len(rows)}, first: {wrong[0]}"
    assert {band.id for band in scheme.bands} <= set(ratings), "the cases reach every band"


@pytest.mark.parametrize("scheme", ALL, ids=lambda scheme: scheme.scheme)
def test_every_random_case_has_a_reason_and_a_bound(scheme: Scheme) -> None:
    frame = complete_cases(pd.DataFrame(random_cases(600, seed=7)))
    rated = frame.join(rate(frame, scheme))
    bands = {band.id for band in scheme.bands}
    is_rated = rated["rating"].isin(bands)
    assert (rated.loc[is_rated, "rule"] != "").all()
    assert rated.loc[is_rated, "bound"].notna().all()
    assert (rated.loc[~is_rated, "rule"] == "").all()
    assert rated.loc[~is_rated, "bound"].isna().all()
    for reason in rating_reasons(rated, scheme):
        assert reason.endswith(".")
        assert not reason.endswith("..")
        assert "nan" not in reason.lower()
        assert "not available" not in reason
        assert "  " not in reason


# Properties -------------------------------------------------------------------------------------------------


def one(case: dict[str, Any], scheme: Scheme) -> str:
    return str(rate(pd.DataFrame([case]), scheme)["rating"].iloc[0])


tenths = st.integers(-5000, 5000).map(lambda number: number / 10)


@st.composite
def complete(draw: st.DrawFn, polarities: tuple[str, ...] = ("higher", "lower")) -> dict[str, Any]:
    """A case with everything that any scheme needs; its target is not 0."""
    polarity = draw(st.sampled_from(polarities))
    target = draw(tenths.filter(bool))
    gap = draw(st.integers(1, 500)) / 10
    return {
        "polarity": polarity,
        "decimals": 1,
        "actual": draw(st.one_of(tenths, st.sampled_from([0.85, 0.9, 0.95, 0.99, 1, 1.01, 1.05, 1.1, 1.15]).map(
            lambda share: round(share * target, 1)))),
        "target": target,
        "floor": round(target - gap if polarity == "higher" else target + gap, 1),
        "tolerance": draw(st.integers(0, 300)) / 10,
        "last_year": draw(tenths),
    }  # fmt: skip


@each_scheme
@settings(max_examples=40, deadline=None)
@given(case=complete(), other=tenths)
def test_a_better_result_is_never_rated_worse(scheme: Scheme, case: dict[str, Any], other: float) -> None:
    worst, best = sorted([case["actual"], other], reverse=case["polarity"] == "lower")
    low, high = (scheme.rank(one({**case, "actual": actual}, scheme)) for actual in (worst, best))
    assert low is not None
    assert high is not None
    assert low >= high


@each_scheme
@settings(max_examples=40, deadline=None)
@given(case=complete())
def test_higher_and_lower_are_mirrors(scheme: Scheme, case: dict[str, Any]) -> None:
    other = "lower" if case["polarity"] == "higher" else "higher"
    mirrored = {name: -case[name] for name in AMOUNTS if name in case}
    assert one({**case, **mirrored, "polarity": other}, scheme) == one(case, scheme)


@each_scheme
@settings(max_examples=40, deadline=None)
@given(case=complete(), powers=st.sampled_from([-1, 1, 2, 3]))
def test_another_scale_of_the_unit_changes_nothing(scheme: Scheme, case: dict[str, Any], powers: int) -> None:
    # From per cent to per thousand, say: ten times as much, and a decimal less.
    scaled = {
        name: float(Decimal(repr(case[name])).scaleb(-powers)) for name in (*AMOUNTS, "tolerance") if name in case
    }
    assert one({**case, **scaled, "decimals": 1 + powers}, scheme) == one(case, scheme)


@each_scheme
@settings(max_examples=40, deadline=None)
@given(case=complete())
def test_the_target_itself_is_achieved(scheme: Scheme, case: dict[str, Any]) -> None:
    assert scheme.achieves(one({**case, "actual": case["target"]}, scheme))


@each_scheme
@settings(max_examples=40, deadline=None)
@given(case=complete(), missing=st.sampled_from(["actual", "target", "floor", "tolerance"]))
def test_a_missing_figure_never_makes_a_rating_worse(scheme: Scheme, case: dict[str, Any], missing: str) -> None:
    assert one({**case, missing: NAN}, scheme) in {one(case, scheme), *NotRated}


@each_scheme
@settings(max_examples=15, deadline=None)
@given(rows=st.lists(complete(("higher", "lower", "range")), min_size=1, max_size=8), chance=st.randoms())
def test_the_order_of_rows_changes_nothing(scheme: Scheme, rows: list[dict[str, Any]], chance: Any) -> None:
    frame = pd.DataFrame(rows)
    order = list(range(len(rows)))
    chance.shuffle(order)
    shuffled = rate(frame.iloc[order], scheme)
    assert list(shuffled.index) == order
    pd.testing.assert_frame_equal(shuffled.sort_index(), rate(frame, scheme))


@each_scheme
@settings(max_examples=15, deadline=None)
@given(rows=st.lists(complete(), max_size=6), state=st.sampled_from(list(NotRated)))
def test_an_unrated_indicator_changes_no_count(scheme: Scheme, rows: list[dict[str, Any]], state: NotRated) -> None:
    frame = complete_cases(pd.DataFrame(rows, columns=["polarity", "decimals", *AMOUNTS, "tolerance"]))
    more = complete_cases(
        pd.DataFrame([*rows, {"polarity": "higher", "actual": 1.0, "target": 1.0, "state": str(state)}])
    )
    before = count_ratings(rate(frame, scheme)["rating"], scheme)
    after = count_ratings(rate(more, scheme)["rating"], scheme)
    assert after.bands == before.bands
    assert after.total == before.total + 1
    assert after.not_rated[state] == before.not_rated.get(state, 0) + 1


@each_scheme
def test_nothing_to_rate(scheme: Scheme) -> None:
    none = rate(complete_cases(pd.DataFrame({"indicator": []})), scheme)
    assert list(none.columns) == ["rating", "bound", "rule"]
    assert len(none) == 0


@each_scheme
def test_an_index_with_labels_twice_is_kept(scheme: Scheme) -> None:
    frame = pd.DataFrame({"actual": [1.0, 2.0], "target": [1.0, 1.0], "tolerance": [0.5, 0.5]}, index=["A", "A"])
    assert list(rate(frame, scheme).index) == ["A", "A"]
