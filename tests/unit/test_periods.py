"""Quarters, period ends and labels."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qprlib.ground.calendar import (
    Basis,
    Frequency,
    Period,
    Quarter,
    QuarterError,
    is_month_end,
    is_period_end,
    latest_period_end,
    month_end,
    nearest_period_end,
    next_period_end,
    period_ends,
    previous_period_end,
    same_day_last_year,
    same_period_last_year,
    short_label,
)

quarters = st.builds(Quarter, st.integers(1902, 2196), st.integers(1, 4))
days = st.dates(date(1902, 1, 1), date(2196, 12, 31))
frequencies = st.sampled_from(Frequency)
bases = st.sampled_from(Basis)


@given(quarters)
def test_a_quarter_is_read_back_from_its_text(quarter: Quarter) -> None:
    assert Quarter.parse(str(quarter)) == quarter


@given(quarters)
def test_quarters_follow_one_another_without_a_gap(quarter: Quarter) -> None:
    assert quarter.end + timedelta(days=1) == quarter.next().start
    assert quarter.next().previous() == quarter
    assert quarter.previous() < quarter < quarter.next()


@given(quarters)
def test_four_quarters_back_is_the_same_quarter_last_year(quarter: Quarter) -> None:
    back = quarter.previous().previous().previous().previous()
    assert back == quarter.same_quarter_last_year()
    assert back.end == same_period_last_year(Frequency.QUARTERLY, quarter.end)


@given(days)
def test_every_day_is_in_one_quarter(day: date) -> None:
    quarter = Quarter.containing(day)
    assert quarter.start <= day <= quarter.end


@given(quarters, quarters)
def test_quarters_are_in_the_order_of_their_days(one: Quarter, other: Quarter) -> None:
    assert (one < other) == (one.end < other.end)


def test_kents_first_quarter() -> None:
    quarter = Quarter.parse("2011-12-Q1")
    assert (quarter.start, quarter.end) == (date(2011, 4, 1), date(2011, 6, 30))
    assert quarter.label == "Quarter 1, 2011/12"
    assert quarter.short == "Q1 2011/12"
    assert str(quarter.previous()) == "2010-11-Q4"
    assert str(quarter.same_quarter_last_year()) == "2010-11-Q1"


def test_the_turn_of_a_century() -> None:
    quarter = Quarter.parse("1999-00-Q4")
    assert (quarter.start, quarter.end) == (date(2000, 1, 1), date(2000, 3, 31))
    assert quarter.financial_year == "1999/00"


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("2011-12-q1", "2011-12-Q1"),
        ("2011-12-Q1 ", "2011-12-Q1"),
        ("2011/12 Q1", "2011-12-Q1"),
        ("2011/12-Q1", "2011-12-Q1"),
        ("Q1 2011/12", "2011-12-Q1"),
        ("Quarter 1, 2011/12", "2011-12-Q1"),
        ("2011-2012-Q1", "2011-12-Q1"),
        ("2011-13-Q1", "2011-12-Q1"),
        ("2011-Q1", "2011-12-Q1"),
        ("2011-12-Q5", ""),
        ("2011-12", ""),
        ("2199-00-Q1", ""),
        ("11-12-Q1", ""),
        ("٢٠١١-١٢-Q1", ""),
        ("", ""),
    ],
)
def test_anything_else_is_refused_with_the_nearest_meaning(text: str, near: str) -> None:
    with pytest.raises(QuarterError) as caught:
        Quarter.parse(text)
    assert caught.value.nearest == near
    assert "2011-12-Q1" in str(caught.value)


@given(st.text(max_size=20))
def test_reading_a_quarter_never_fails_otherwise(text: str) -> None:
    with contextlib.suppress(QuarterError):
        assert str(Quarter.parse(text)) == text


@pytest.mark.parametrize("number", [0, 5])
def test_there_are_four_quarters(number: int) -> None:
    with pytest.raises(QuarterError):
        Quarter(2011, number)


@given(frequencies, days)
def test_period_ends_around_a_day(frequency: Frequency, day: date) -> None:
    before, after = previous_period_end(frequency, day), next_period_end(frequency, day)
    assert before < day < after
    assert is_period_end(frequency, before)
    assert is_period_end(frequency, after)
    assert is_month_end(before)
    between = [end for end in period_ends(frequency, before, after) if before < end < after]
    assert between == ([day] if is_period_end(frequency, day) else [])


@given(frequencies, days)
def test_the_latest_period_end_is_on_or_before(frequency: Frequency, day: date) -> None:
    latest = latest_period_end(frequency, day)
    assert latest == (day if is_period_end(frequency, day) else previous_period_end(frequency, day))


@given(frequencies, st.integers(1902, 2196))
def test_a_year_has_as_many_period_ends_as_it_should(frequency: Frequency, year: int) -> None:
    ends = list(period_ends(frequency, date(year, 1, 1), date(year, 12, 31)))
    assert len(ends) == len(frequency.months)
    assert ends == [month_end(year, month) for month in frequency.months]


@given(frequencies, days)
def test_the_nearest_period_end(frequency: Frequency, day: date) -> None:
    near = nearest_period_end(frequency, day)
    assert is_period_end(frequency, near)
    assert nearest_period_end(frequency, near) == near
    assert previous_period_end(frequency, day) <= near <= next_period_end(frequency, day)


def test_the_first_of_a_month_is_written_for_that_month() -> None:
    assert nearest_period_end(Frequency.MONTHLY, date(2011, 6, 1)) == date(2011, 6, 30)
    assert nearest_period_end(Frequency.QUARTERLY, date(2011, 5, 31)) == date(2011, 6, 30)
    assert nearest_period_end(Frequency.SCHOOL_YEAR, date(2011, 7, 31)) == date(2011, 8, 31)


@given(frequencies, days)
def test_last_years_period_is_a_years_worth_of_periods_back(frequency: Frequency, day: date) -> None:
    end = latest_period_end(frequency, day)
    back = end
    for _ in range(len(frequency.months)):
        back = previous_period_end(frequency, back)
    assert same_period_last_year(frequency, end) == back


def test_last_year_of_a_day_that_ends_no_period_is_refused() -> None:
    with pytest.raises(ValueError, match="March, June, September or December"):
        same_period_last_year(Frequency.QUARTERLY, date(2011, 5, 31))


def test_leap_days() -> None:
    assert same_period_last_year(Frequency.MONTHLY, date(2012, 2, 29)) == date(2011, 2, 28)
    assert same_period_last_year(Frequency.MONTHLY, date(2013, 2, 28)) == date(2012, 2, 29)
    assert Period.of(Frequency.MONTHLY, Basis.ROLLING_12_MONTHS, date(2012, 2, 29)).start == date(2011, 3, 1)


@given(frequencies, bases, days)
def test_every_period_starts_within_the_year_before_its_end(frequency: Frequency, basis: Basis, day: date) -> None:
    period = Period.of(frequency, basis, latest_period_end(frequency, day))
    assert period.start <= period.end
    assert (period.end - period.start).days <= 365
    assert period.start.day == 1 or period.start == period.end
    assert period.short in period.label
    assert str(period.end.year) in period.long_label or str(period.end.year % 100) in period.long_label


@given(frequencies, bases, days)
def test_a_period_that_ends_on_no_possible_day_is_refused(frequency: Frequency, basis: Basis, day: date) -> None:
    if not is_period_end(frequency, day):
        with pytest.raises(ValueError, match="is not the end of a period"):
            Period.of(frequency, basis, day)


@given(frequencies, days)
def test_periods_since_the_last_one_leave_no_gap(frequency: Frequency, day: date) -> None:
    end = latest_period_end(frequency, day)
    this = Period.of(frequency, Basis.MEAN_OF_MONTHS, end)
    assert this.start - timedelta(days=1) == previous_period_end(frequency, end)


JUNE, JULY = date(2011, 6, 30), date(2011, 7, 31)


@pytest.mark.parametrize(
    ("frequency", "basis", "end", "start", "said"),
    [
        ("quarterly", "snapshot", JUNE, JUNE, ("Jun 11", "30 June 2011", "on 30 June 2011")),
        (
            "quarterly",
            "quarter",
            JUNE,
            date(2011, 4, 1),
            ("Jun 11", "quarter to June 2011", "in the quarter to June 2011"),
        ),
        ("quarterly", "month", JUNE, date(2011, 6, 1), ("Jun 11", "June 2011", "in June 2011")),
        (
            "quarterly",
            "mean_of_months",
            JUNE,
            date(2011, 4, 1),
            (
                "Jun 11",
                "average of the months April to June 2011",
                "on average in the months April to June 2011",
            ),
        ),
        ("monthly", "mean_of_months", JUNE, date(2011, 6, 1), ("Jun 11", "June 2011", "in June 2011")),
        (
            "quarterly",
            "year_to_date",
            JUNE,
            date(2011, 4, 1),
            ("Jun 11", "April to June 2011", "from April to June 2011"),
        ),
        (
            "quarterly",
            "year_to_date",
            date(2011, 3, 31),
            date(2010, 4, 1),
            ("Mar 11", "April 2010 to March 2011", "from April 2010 to March 2011"),
        ),
        (
            "monthly",
            "year_to_date",
            date(2011, 4, 30),
            date(2011, 4, 1),
            ("Apr 11", "April 2011", "in April 2011"),
        ),
        (
            "quarterly",
            "rolling_12_months",
            JUNE,
            date(2010, 7, 1),
            ("Jun 11", "12 months to June 2011", "in the 12 months to June 2011"),
        ),
        (
            "academic_quarterly",
            "academic_year_to_date",
            date(2011, 4, 30),
            date(2010, 8, 1),
            ("Apr 11", "August 2010 to April 2011", "from August 2010 to April 2011"),
        ),
        (
            "termly",
            "snapshot",
            JULY,
            JULY,
            ("Term ending Jul 11", "term ending July 2011", "in the term ending July 2011"),
        ),
        (
            "school_year",
            "academic_year",
            date(2011, 8, 31),
            date(2010, 9, 1),
            ("2011", "school year 2010/11", "in the school year 2010/11"),
        ),
        (
            "annual",
            "annual",
            date(2011, 3, 31),
            date(2010, 4, 1),
            ("2010/11", "financial year 2010/11", "in the financial year 2010/11"),
        ),
    ],
)
def test_what_a_value_covers_and_how_it_is_said(
    frequency: str, basis: str, end: date, start: date, said: tuple[str, str, str]
) -> None:
    period = Period.of(Frequency(frequency), Basis(basis), end)
    assert (period.start, period.end) == (start, end)
    assert (period.label, period.long_label, period.in_words) == said


def test_a_term_has_a_short_label_for_charts() -> None:
    assert short_label(Frequency.TERMLY, JULY) == "Jul 11"
    assert Period.of(Frequency.TERMLY, Basis.SNAPSHOT, JULY).short == "Jul 11"


def test_words_for_every_frequency_and_basis() -> None:
    assert all(frequency.words and frequency.ends_in_words for frequency in Frequency)
    assert Basis.ROLLING_12_MONTHS.words == "rolling 12 months"
    assert len({basis.words for basis in Basis}) == len(Basis)


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2025, 2, 5), date(2024, 2, 5)),
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2025, 3, 1), date(2024, 3, 1)),
    ],
    ids=str,
)
def test_the_same_day_last_year(day: date, before: date) -> None:
    assert same_day_last_year(day) == before
