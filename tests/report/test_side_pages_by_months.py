"""Pages of side tables in reports that are not of quarters: months, half-years and years have their own words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from qprlib.data.records import Row
from qprlib.ground.calendar import months_of
from qprlib.ground.reported import Length
from qprlib.report.markdown_writer import to_markdown
from qprlib.report.parts import complaints, delivery, requests, risks, side_tables


def day(text: str) -> date:
    return date.fromisoformat(text)


def progress(end: str, status: str) -> Row:
    return Row(action="1.1", period_end=day(end), status=status, due=None, reason="", progress="", note="")


ACTION = Row(action="1.1", title="Plant trees", start=None, aim="", owner_role="", directorate="", note="")


@pytest.mark.parametrize(
    ("length", "before", "said"),
    [
        (Length.MONTH, "2025-05-31", "One was completed in the month, and none is behind plan, one fewer than a month "
                                     "ago."),
        (Length.QUARTER, "2025-03-31", "One was completed in the quarter, and none is behind plan, one fewer than a "
                                       "quarter ago."),
        (Length.HALF_YEAR, "2024-12-31", "One was completed in the half-year, and none is behind plan, one fewer than "
                                         "a half-year ago."),
        (Length.YEAR, "2024-06-30", "One was completed in the year, and none is behind plan, one fewer than a year "
                                    "ago."),
    ],
)  # fmt: skip
def test_a_programme_is_compared_with_the_one_before_of_its_length(length: Length, before: str, said: str) -> None:
    told = [progress(before, "at-risk"), progress("2025-06-30", "completed")]
    programme = delivery.programme_of([ACTION], told, length)
    assert said in " ".join(delivery.opening_sentences(programme))
    assert programme.actions[0].moved
    other = Length.QUARTER if length is Length.MONTH else Length.MONTH
    assert not delivery.programme_of([ACTION], told, other).earlier, "what was told at another time is not before"


@pytest.mark.parametrize("length", list(Length))
def test_no_words_of_quarters_stand_on_the_page_of_a_programme(length: Length, monkeypatch: pytest.MonkeyPatch) -> None:
    told = [progress(str(length.before(day("2025-06-30"))), "on-track"), progress("2025-06-30", "at-risk")]
    programme = delivery.programme_of([ACTION], told, length)
    monkeypatch.setattr(delivery, "read_programme", lambda context: programme)
    page: Any = None
    said = "\n".join(to_markdown(part(page)) for part in (delivery.astray, delivery.progress))
    assert f"Progress since last {length.words}" in said
    assert f"and was not a {length.words} before" in said
    assert f"Done this {length.words}" in said
    assert "quarter" not in said or length is Length.QUARTER


@pytest.mark.parametrize("length", list(Length))
def test_a_risk_is_new_in_a_report_of_any_length(length: Length) -> None:
    risk = Row(risk="R1", title="Flood", target_score=6.0)
    score = Row(risk="R1", period_end=day("2025-06-30"), likelihood=4, impact=4)
    earlier = Row(risk="R1", period_end=length.before(day("2025-06-30")), likelihood=5, impact=4)
    assert risks.trend(risks.register_of([risk], [score], length).risks[0], length.words) == f"New this {length.words}"
    known = risks.register_of([risk], [score, earlier], length)
    assert risks.trend(known.risks[0], length.words) == "Down from 20"
    assert f"Since the {length.words} before one fell." in risks.opening_sentences(known)


def complaint(start: str, end: str, number: float, area: str = "Total") -> Row:
    kind = "published_total" if area == "Total" else "area"
    label = months_of(day(start), day(end), short=True)
    return Row(service_area=area, period_start=day(start), period_end=day(end), period_label=label, complaints=number,
               row_kind=kind, part_of="", note="")  # fmt: skip


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (("2025-05-01", "2025-05-31"), ("2025-06-01", "2025-06-30"), "in June 2025, 20% more than in the month before"),
        (("2024-07-01", "2024-12-31"), ("2025-01-01", "2025-06-30"),
         "in January to June 2025, 20% more than in the half-year before"),
        (("2025-02-01", "2025-02-28"), ("2025-03-01", "2025-05-31"),
         "in March to May 2025, 20% more than in the quarter before"),
    ],
)  # fmt: skip
def test_complaints_are_compared_with_the_period_before(before: Any, now: Any, said: str) -> None:
    assert said in complaints.opening_sentence([complaint(*before, 50), complaint(*now, 60)])


def months(first: str, number: int) -> list[tuple[str, str]]:
    found, start = [], day(first)
    for _ in range(number):
        after = (start.replace(day=28) + timedelta(days=4)).replace(day=1)
        found.append((str(start), str(after - timedelta(days=1))))
        start = after
    return found


def table(rows: list[Row], monkeypatch: pytest.MonkeyPatch) -> str:
    class _Context:
        class data:  # noqa: N801
            rows = staticmethod(lambda name: rows)

    context: Any = _Context
    monkeypatch.setattr(complaints, "_read", complaints._read)
    return to_markdown(complaints.table(context))


def test_twelve_months_add_up_to_a_year_and_eleven_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [complaint(*one, 10, "Housing") for one in months("2024-05-01", 14)]
    said = table(rows, monkeypatch)
    assert "The 12 months are the sum of the single figures within them." in said
    assert "120" in said
    assert "120" not in table(rows[:11], monkeypatch)
    assert "120" not in table([*rows[:6], *rows[7:]], monkeypatch), "a month is missing"


def test_two_half_years_add_up_to_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [complaint("2024-07-01", "2024-12-31", 30, "Housing"), complaint("2025-01-01", "2025-06-30", 40, "Housing")]
    said = table(rows, monkeypatch)
    assert "The 12 months are the sum of the latest two half-years." in said
    assert "70" in said


def test_complaints_of_a_year_are_not_summed(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [complaint("2023-07-01", "2024-06-30", 30, "Housing"), complaint("2024-07-01", "2025-06-30", 40, "Housing")]
    assert "The 12 months are those of the latest year." in table(rows, monkeypatch)


def test_where_all_figures_are_of_years_none_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [complaint("2023-01-01", "2023-12-31", 30, "Housing"), complaint("2024-01-01", "2024-12-31", 41, "Housing")]
    assert "41" in table(rows, monkeypatch)


def test_requests_are_told_by_their_own_periods() -> None:
    some = {"received": 5, "in_time": 4, "overdue": 0, "note": "", "service_area": "A", "kind": "foi"}
    rows = [Row(period_start=day(start), period_end=day(end), answered=5 + place, **some)
            for place, (start, end) in enumerate(months("2025-04-01", 3))]  # fmt: skip
    found = requests.totals(rows)
    said = to_markdown(side_tables.content(requests._by_quarter("foi", found["foi"])))
    assert "by month" in said
    assert "quarter" not in said.lower()
    assert "the lowest of three months" in requests._finding(found)


@pytest.mark.parametrize(
    ("ends", "noun"),
    [
        (["2025-03-31", "2025-06-30"], "quarter"),
        (["2025-05-31", "2025-06-30", "2025-03-31"], "month"),
        (["2024-12-31", "2025-06-30"], "half-year"),
        (["2024-06-30", "2025-06-30"], "year"),
        (["2025-06-30"], "month"),
        (["2025-06-23", "2025-06-30"], "period"),
    ],
)
def test_what_stands_between_days_has_the_name_of_the_shortest(ends: list[str], noun: str) -> None:
    assert side_tables.noun_of_ends([day(end) for end in ends], Length.MONTH) == noun
