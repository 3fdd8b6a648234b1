"""How values are rounded, printed and put into words."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qprlib.ground.numbers import (
    MISSING,
    capital,
    decimals_needed,
    drawn_unit,
    format_change,
    format_number,
    format_target,
    format_value,
    in_words,
    inside,
    join_words,
    percentage,
    plural,
    round_half_up,
    round_half_up_array,
    short_unit,
    so_many_of,
    unit_name,
    with_article,
)

NAN = math.nan

ROUNDED: list[tuple[str, float, int, float]] = [
    ("a half goes up", 0.5, 0, 1),
    ("a half after an even digit goes up", 2.5, 0, 3),
    ("below a half goes down", 2.4999, 0, 2),
    ("a half that binary floats hold too low", 0.285, 2, 0.29),
    ("another", 1.005, 2, 1.01),
    ("a sum of tenths", 0.1 + 0.2, 1, 0.3),
    ("negative halves go away from nought", -2.5, 0, -3),
    ("nought", 0, 2, 0),
    ("nothing to round", 87, 1, 87),
    ("a large number", 815704.5, 0, 815705),
]


@pytest.mark.parametrize(
    ("value", "decimals", "expected"), [case[1:] for case in ROUNDED], ids=[case[0] for case in ROUNDED]
)
def test_rounding(value: float, decimals: int, expected: float) -> None:
    assert round_half_up(value, decimals) == expected
    assert round_half_up_array(np.array([value]), np.array([decimals])).tolist() == [expected]


@given(st.integers(-(10**9), 10**9), st.integers(0, 6), st.integers(0, 6))
def test_rounding_is_that_of_the_decimal_as_written(number: int, written: int, decimals: int) -> None:
    exact = Decimal(number).scaleb(-written)
    expected = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    assert round_half_up(float(exact), decimals) == float(expected)


@given(
    st.lists(
        st.tuples(
            st.floats(-1e12, 1e12) | st.integers(-(10**6), 10**6).map(lambda number: number / 1000) | st.just(NAN),
            st.integers(0, 6),
        )
    )
)
@example([(28.499999999999996, 0), (0.28499999999999998, 2), (1e12 + 0.5, 0)])
def test_what_is_rated_is_what_is_printed(pairs: list[tuple[float, int]]) -> None:
    values = np.array([value for value, _ in pairs], dtype=np.float64)
    decimals = np.array([number for _, number in pairs], dtype=np.int64)
    one_by_one = [round_half_up(value, number) for value, number in pairs]
    np.testing.assert_array_equal(round_half_up_array(values, decimals), one_by_one)


PRINTED: list[tuple[str, float, str, int, str]] = [
    ("per cent is attached", 87, "%", 0, "87%"),
    ("decimals are kept", 71.0, "%", 1, "71.0%"),
    ("a number is bare", 1366, "number", 0, "1,366"),
    ("a unit stands apart", 24.4, "days", 1, "24.4 days"),
    ("a rate", 56, "per 10,000 children", 0, "56 per 10,000 children"),
    ("money", 1234, "£", 0, "£1,234"),
    ("millions of money", 1.25, "£ million", 1, "£1.3 million"),
    ("money that is owed", -912, "£ a week", 0, "−£912 a week"),
    ("thousands", 815704, "number", 0, "815,704"),
    ("negative", -234.5, "number", 1, "−234.5"),
    ("no minus before nought", -0.04, "%", 1, "0.0%"),
    ("minus nought", -0.0, "number", 0, "0"),
    ("a small negative number keeps its sign", -0.05, "%", 1, "−0.1%"),
    ("missing", NAN, "%", 0, MISSING),
    ("infinite is no figure", math.inf, "%", 0, MISSING),
]


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "expected"), [case[1:] for case in PRINTED], ids=[case[0] for case in PRINTED]
)
def test_printed(value: float, unit: str, decimals: int, expected: str) -> None:
    assert format_value(value, unit, decimals) == expected


@pytest.mark.parametrize(
    ("target", "decimals", "expected"),
    [(73.5, 0, "73.5%"), (73, 0, "73%"), (6, 1, "6.0%"), (0.1, 2, "0.10%"), (1 / 3, 0, "0.333333%"), (NAN, 0, MISSING)],
)
def test_a_target_is_never_rounded_away(target: float, decimals: int, expected: str) -> None:
    assert format_target(target, "%", decimals) == expected


@given(st.integers(-(10**8), 10**8), st.integers(0, 6), st.integers(0, 6))
def test_decimals_needed_are_enough_and_no_more(number: int, written: int, least: int) -> None:
    value = float(Decimal(number).scaleb(-written))
    decimals = decimals_needed(value, least)
    assert decimals >= least
    assert round_half_up(value, decimals) == value
    assert decimals == least or round_half_up(value, decimals - 1) != value


CHANGES: list[tuple[str, float, str, int, str]] = [
    ("points of a percentage", 8, "%", 0, "8 percentage points"),
    ("one point", 1, "%", 0, "1 percentage point"),
    ("minus one point", -1, "%", 0, "1 percentage point"),
    ("ten points", 10, "%", 0, "10 percentage points"),
    ("a hundred points", 100, "%", 0, "100 percentage points"),
    ("a tenth of a point", -0.1, "%", 1, "0.1 percentage points"),
    ("days", -5.1, "days", 1, "5.1 days"),
    ("a count", -1234, "number", 0, "1,234"),
    ("money", -1.2, "£ million", 1, "£1.2 million"),
    ("points of a share of something", 0.15, "% of rent due", 2, "0.15 percentage points"),
    ("a rate is named once", 1, "per 10,000 children", 0, "1"),
]


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "expected"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES]
)
def test_change(value: float, unit: str, decimals: int, expected: str) -> None:
    assert format_change(value, unit, decimals) == expected


SO_MANY = [
    (0, 5, "None of the five targets"), (1, 5, "One of the five targets"), (5, 5, "All five targets"),
    (2, 2, "Both targets"), (0, 2, "Neither of the two targets"), (0, 3, "None of the three targets"),
    (1, 1, "The only target"), (0, 1, "The only target"),
    (21, 38, "Twenty-one of the 38 targets"), (38, 38, "All 38 targets"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "total", "expected"), SO_MANY)
def test_so_many_of_a_whole(number: int, total: int, expected: str) -> None:
    assert so_many_of(number, total, "target") == expected


BODIES = [
    ("Cabinet", "Cabinet"), ("Cabinet, 13 March 2025", "Cabinet, 13 March 2025"), ("Board, May", "the Board, May"),
    ("Full Council", "Full Council"), ("Members", "Members"), ("Board", "the Board"),
    ("Audit Committee", "the Audit Committee"), ("The Executive", "The Executive"), ("the Board", "the Board"),
    ("Cabinet Member for Roads", "the Cabinet Member for Roads"), ("Board of Trustees", "the Board of Trustees"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), BODIES)
def test_a_body_has_the_article_that_it_goes_with(body: str, expected: str) -> None:
    assert with_article(body) == expected


UNITS: list[tuple[str, float, int, str, str]] = [
    ("thousands of pounds", 4500, 0, "£000", "£4,500 thousand"),
    ("thousands, with an apostrophe", 298.2, 1, "£'000", "£298.2 thousand"),
    ("thousands, with a curly apostrophe and an s", -3, 0, "£\N{RIGHT SINGLE QUOTATION MARK}000s", "−£3 thousand"),
    ("thousands a year", 12, 0, "£000 per year", "£12 thousand per year"),
    ("thousands after a blank", 12, 0, "£ 000", "£12 thousand"),
    ("thousands of tonnes", 16, 0, "'000 tonnes", "16 thousand tonnes"),
    ("thousands alone", 16, 0, "000s", "16 thousand"),
    ("a rate of many is no thousands", 1.5, 1, "per 100,000", "1.5 per 100,000"),
    ("a rate of a thousand", 1.5, 1, "per 1000 people", "1.5 per 1000 people"),
    ("millions", 4.5, 1, "£m", "£4.5m"),
    ("thousands as a letter", 4500, 0, "£k", "£4,500k"),
    ("billions", -1.2, 1, "£bn", "−£1.2bn"),
    ("millions in a word", 4.5, 1, "£ million", "£4.5 million"),
    ("pounds of each", 56.1, 2, "£ per household", "£56.10 per household"),
    ("euros", 3, 0, "€000", "€3 thousand"),
    ("dollars", 3, 0, "$m", "$3m"),
    ("per cent of something", 87, 0, "% of households", "87% of households"),
    ("a sign that is no letter more or less", 19.9, 1, "µg/m³", "19.9 µg/m³"),
    ("capitals within", 1310, 0, "MWh", "1,310 MWh"),
    ("an abbreviation", 2.4, 1, "days per FTE", "2.4 days per FTE"),
    ("a bracket", 12, 0, "kilotonnes (kt CO2e)", "12 kilotonnes (kt CO2e)"),
    ("what a number is and not what it counts", 0.95, 2, "index", "0.95"),
    ("the same with a capital", 4.2, 1, "Score", "4.2"),
    ("what an index is of is written out", 104, 0, "index points", "104 index points"),
]


@pytest.mark.parametrize(
    ("value", "decimals", "unit", "expected"), [case[1:] for case in UNITS], ids=[case[0] for case in UNITS]
)
def test_a_unit_is_printed_as_it_was_written(value: float, decimals: int, unit: str, expected: str) -> None:
    assert format_value(value, unit, decimals) == expected
    assert unit_name(unit) == unit


@given(st.text(alphabet="abcdefgµ°³/() CKMWh", min_size=1, max_size=12).map(str.strip).filter(bool))
def test_no_letter_of_a_unit_is_changed(unit: str) -> None:
    assert format_value(7, unit, 0) == f"7 {unit}"
    assert unit_name(unit) == unit


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Statistical neighbours", "statistical neighbours"),
        ("CIPFA neighbours", "CIPFA neighbours"),
        ("iESE members", "iESE members"),
        ("Kent schools", "Kent schools"),
        ("National Highways", "National Highways"),
        ("Calls to the contact centre", "calls to the contact centre"),
        ("Children in Need", "Children in Need"),
        ("MWh used", "MWh used"),
        ("The target is met.", "the target is met."),
        ("", ""),
    ],
)
def test_only_ordinary_words_begin_small_inside_a_sentence(name: str, expected: str) -> None:
    assert inside(name) == expected


def test_a_name_keeps_its_letters_at_the_start_of_a_sentence() -> None:
    for name in ("iPads lent", "pH of the river", "µg/m³ of dust", "kWh used", "eBay sales"):
        assert capital(name) == name


SHORT_UNITS = (
    ("%", "%", "%"),
    ("% of rent due", "%", "number"),
    ("%ile", "number", "number"),
    ("number", "number", "number"),
    ("days", "number", "number"),
    ("£", "£", "number"),
    ("£m", "£m", "number"),
    ("£ million", "£ million", "number"),
    ("£000", "£000", "number"),
    ("£m per school", "£m", "number"),
    ("£ per household", "£", "number"),
    ("€/hour", "€", "number"),
)


@pytest.mark.parametrize(("unit", "again", "under_caption"), SHORT_UNITS, ids=[case[0] for case in SHORT_UNITS])
def test_money_and_per_cent_are_said_with_every_figure_of_a_sentence(unit: str, again: str, under_caption: str) -> None:
    assert (short_unit(unit), drawn_unit(unit)) == (again, under_caption)


@pytest.mark.parametrize(("number", "expected"), [(0, "no"), (1, "one"), (9, "nine"), (10, "10"), (1234, "1,234")])
def test_counts_in_words(number: int, expected: str) -> None:
    assert in_words(number) == expected


@pytest.mark.parametrize(
    ("words", "expected"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_words_in_a_row(words: list[str], expected: str) -> None:
    assert join_words(words) == expected


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(7, 26, "27%"), (8, 26, "31%"), (11, 26, "42%"), (1, 200, "1%"), (0, 3, "0%"), (3, 3, "100%"), (0, 0, MISSING)],
)
def test_share(part: int, whole: int, expected: str) -> None:
    assert percentage(part, whole) == expected


def test_small_words() -> None:
    assert (plural(1, "KPI"), plural(2, "KPI"), plural(0, "KPI")) == ("KPI", "KPIs", "KPIs")
    assert plural(2, "council", "councils together") == "councils together"
    assert capital("up from 79%") == "Up from 79%"
    assert capital("") == ""
    assert format_number(NAN, 0) == MISSING
