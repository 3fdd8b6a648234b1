"""Every rule of years and periods against a second calendar, on ten thousand days; and what cases of it are called."""

from __future__ import annotations

import csv
import itertools
import random
from datetime import date, timedelta

import pytest
from helpers import calendar_oracle as oracle
from helpers.projects import REPOSITORY

from qprlib.ground.calendar import Years, month_end
from qprlib.ground.cycles import Cycle, Frequency
from qprlib.ground.periods import Basis, Period
from qprlib.ground.reported import Length, Reported, ReportedError

STARTS = (1, 4, 7, 10)
KNOWN = [one for one in Frequency if one.value in oracle.PERIODS]
SOMETIMES = [one for one in Frequency if one not in KNOWN]
#: 10,000 days: each start of a year is tried on a quarter of them, the last and first days of months among them.
_RANDOM = random.Random(20261201)
DAYS = {
    starts: [date(1982, 1, 1) + timedelta(days=_RANDOM.randrange(120 * 365)) for _ in range(1_950)]
    + [month_end(_RANDOM.randrange(1982, 2100), _RANDOM.randrange(1, 13)) for _ in range(401)]
    + [date(year, 2, 29) for year in range(1984, 2100, 4)]
    + [date(year, 12, 31) for year in range(1984, 2104)]
    for starts in STARTS
}


@pytest.mark.parametrize("starts", STARTS)
@pytest.mark.parametrize("frequency", KNOWN)
def test_the_ends_of_periods_are_those_of_the_second_calendar(frequency: Frequency, starts: int) -> None:
    cycle = Cycle(frequency, Years(starts))
    assert cycle.a_year == oracle.PERIODS[frequency]
    for day in DAYS[starts]:
        latest = oracle.latest(frequency, starts, day)
        assert cycle.latest(day) == latest
        assert cycle.ends_on(day) or latest != day
        assert cycle.ends_on(latest)
        assert cycle.next(day) == oracle.following(frequency, starts, day)
        assert cycle.previous(day) == oracle.before(frequency, starts, day)
        assert cycle.number(cycle.next(day)) == cycle.number(day) + 1
        assert cycle.follow(latest, cycle.next(day))
        assert not cycle.follow(latest, cycle.next(cycle.next(day)))


@pytest.mark.parametrize("starts", STARTS)
@pytest.mark.parametrize("frequency", KNOWN)
def test_a_year_before_is_so_many_periods_back(frequency: Frequency, starts: int) -> None:
    cycle = Cycle(frequency, Years(starts))
    for day in DAYS[starts][::20]:
        end = back = oracle.latest(frequency, starts, day)
        for _ in range(oracle.PERIODS[frequency]):
            back = oracle.before(frequency, starts, back)
        assert cycle.year_before(end) == back


@pytest.mark.parametrize("starts", STARTS)
@pytest.mark.parametrize(("frequency", "basis"), list(itertools.product(KNOWN, Basis)))
def test_a_value_covers_what_the_second_calendar_says(frequency: Frequency, basis: Basis, starts: int) -> None:
    cycle = Cycle(frequency, Years(starts))
    for day in DAYS[starts][::40]:
        end = oracle.latest(frequency, starts, day)
        period = Period.of(cycle, basis, end)
        assert (period.start, period.end) == (oracle.covered(basis, frequency, starts, end), end)
        assert period.short in period.label
        assert str(end.year % 100) in period.long_label


@pytest.mark.parametrize("starts", STARTS)
@pytest.mark.parametrize("length", Length)
def test_what_is_reported_on_is_that_of_the_second_calendar(length: Length, starts: int) -> None:
    years = Years(starts)
    for day in DAYS[starts]:
        found = Reported.containing(day, length, years)
        assert (found.start, found.end) == oracle.reported(length, starts, day)
        assert found.label == oracle.label(length, starts, day)
        assert found.year_label == oracle.year_label(starts, day)
        assert str(found) == oracle.name(length, starts, day)
        assert Reported.parse(str(found)).of(years) == found
        assert found.next().start == found.end + timedelta(days=1)
        assert found.next().previous() == found
        assert found.previous() < found < found.next()
        before = found.year_before()
        assert (before.start.year, before.start.month) == (found.start.year - 1, found.start.month)
        assert found.start.day == before.start.day == 1


@pytest.mark.parametrize("frequency", SOMETIMES)
@pytest.mark.parametrize("known", [date(2019, 10, 5), date(2020, 2, 29), date(2021, 3, 31)], ids=str)
def test_what_comes_every_few_years_comes_on_the_day_on_which_it_came(frequency: Frequency, known: date) -> None:
    cycle, years = Cycle(frequency, known=known), {"two_yearly": 2, "three_yearly": 3}[frequency]
    for times in range(-9, 10):
        end, year = cycle.end(times), known.year + times * years
        last = month_end(year, known.month)
        assert end == (last if known == month_end(known.year, known.month) else date(year, known.month, known.day))
        assert cycle.latest(end) == end
        assert cycle.previous(end) == cycle.end(times - 1)
        assert cycle.follow(cycle.end(times - 1), end + timedelta(days=9))
    assert cycle.year_before(known) is None


@pytest.mark.parametrize("weekday", range(7))
def test_weeks_end_on_the_day_on_which_one_did(weekday: int) -> None:
    known = date(2025, 6, 2) + timedelta(days=weekday)
    cycle = Cycle(Frequency.WEEKLY, known=known)
    for day in DAYS[4][::50]:
        latest = cycle.latest(day)
        assert latest.weekday() == known.weekday()
        assert 0 <= (day - latest).days < 7
    # 2020 has 53 weeks by the calendar of the ISO: the same week a year before is 52 weeks back all the same.
    assert cycle.year_before(known) == known - timedelta(weeks=52)


def test_fifty_three_weeks_leave_no_gap() -> None:
    cycle = Cycle(Frequency.WEEKLY)
    ends = list(cycle.between(date(2020, 12, 20), date(2021, 1, 17)))
    assert ends == [date(2020, 12, 20), date(2020, 12, 27), date(2021, 1, 3), date(2021, 1, 10), date(2021, 1, 17)]
    assert date(2021, 1, 3).isocalendar().week == 53


with (REPOSITORY / "tests" / "spec" / "periods.csv").open(encoding="utf-8") as _cases:
    CASES = list(csv.DictReader(_cases))


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join([*case.values()][:4]))
def test_what_a_value_covers_and_how_it_is_said(case: dict[str, str]) -> None:
    cycle = Cycle(Frequency(case["frequency"]), Years.named(case["year_starts"]), date.fromisoformat(case["end"]))
    period = Period.of(cycle, Basis(case["basis"]), date.fromisoformat(case["end"]))
    said = (str(period.start), period.label, period.long_label, period.in_words)
    assert said == (case["start"], case["label"], case["long_label"], case["in_words"])


@pytest.mark.parametrize(
    ("text", "starts", "label", "short", "months"),
    [
        ("2011-12-Q1", 4, "Quarter 1, 2011/12", "Q1 2011/12", "April to June 2011"),
        ("1999-00-Q4", 4, "Quarter 4, 1999/00", "Q4 1999/00", "January to March 2000"),
        ("2025-Q2", 1, "Quarter 2, 2025", "Q2 2025", "April to June 2025"),
        ("2024-25-Q2", 10, "Quarter 2, 2024/25", "Q2 2024/25", "January to March 2025"),
        ("2024-25-H2", 7, "Half-year 2, 2024/25", "H2 2024/25", "January to June 2025"),
        ("2025-H1", 1, "Half-year 1, 2025", "H1 2025", "January to June 2025"),
        ("2025-06", 4, "June 2025", "Jun 25", "June 2025"),
        ("2011-12", 4, "December 2011", "Dec 11", "December 2011"),
        ("2025", 1, "Year 2025", "2025", "January to December 2025"),
        ("2011-12-Y", 4, "Year 2011/12", "2011/12", "April 2011 to March 2012"),
        ("2024-25-Y", 7, "Year 2024/25", "2024/25", "July 2024 to June 2025"),
    ],
)
def test_what_is_reported_on_is_read_and_said(text: str, starts: int, label: str, short: str, months: str) -> None:
    found = Reported.parse(text).of(Years(starts))
    assert (found.label, found.short, found.months, str(found)) == (label, short, months, text)


@pytest.mark.parametrize(
    ("form", "said"),
    [("2024/25", "2024/25"), ("2024-25", "2024-25"), ("FY25", "FY25"), ("FY2025", "FY2025"), ("2025", "2025")],
)
def test_a_year_is_written_as_the_organisation_writes_it(form: str, said: str) -> None:
    years = Years(7, form)  # type: ignore[arg-type]
    assert years.label(2024) == said
    assert Reported.parse("2024-25-Q1").of(years).label == f"Quarter 1, {said}"


@pytest.mark.parametrize("form", ["2024/25", "2024-25"])
def test_a_calendar_year_is_never_written_as_two(form: str) -> None:
    years = Years(1, form)  # type: ignore[arg-type]
    assert years.label(2025) == "2025"
    assert Reported.parse("2025-Q1").of(years).label == "Quarter 1, 2025"


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("2011-12-q1", "2011-12-Q1"),
        ("2011-12-Q1 ", "2011-12-Q1"),
        ("2011/12 Q1", "2011-12-Q1"),
        ("2011/12-Q1", "2011-12-Q1"),
        ("Q1 2011/12", "2011-12-Q1"),
        ("Quarter 1, 2011/12", "2011-12-Q1"),
        ("H2 2025/26", "2025-26-H2"),
        ("2011-2012-Q1", "2011-12-Q1"),
        ("2011-13-Q1", "2011-12-Q1"),
        ("2011-12-Q5", ""),
        ("2011-12-H3", ""),
        ("2011-13", ""),
        ("2199-00-Q1", ""),
        ("11-12-Q1", ""),
        ("٢٠١١-١٢-Q1", ""),
        ("", ""),
    ],
)
def test_anything_else_is_refused_with_the_nearest_meaning(text: str, near: str) -> None:
    with pytest.raises(ReportedError) as caught:
        Reported.parse(text)
    assert caught.value.nearest == near
    assert "2011-12-Q1" in str(caught.value)


@pytest.mark.parametrize(("text", "starts", "near"), [("2025-Q1", 4, "2025-26-Q1"), ("2025-26-Q1", 1, "2025-Q1")])
def test_a_year_that_begins_otherwise_is_written_otherwise(text: str, starts: int, near: str) -> None:
    with pytest.raises(ReportedError, match="The year begins in") as caught:
        Reported.parse(text).of(Years(starts))
    assert caught.value.nearest == near
