"""Exampleshire: its story, worked out again by a naive reader; every edition sees only its own time."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pandas as pd
import pytest
from helpers import naive_reader
from helpers.projects import REPOSITORY

from qprlib.data.known import as_known
from qprlib.data.store import OrganisationData, read_organisation
from qprlib.ground.project import Project
from qprlib.report.context import Context, open_context
from qprlib.report.earlier import known_data
from qprlib.scoring.comparison import compare, publication
from qprlib.scoring.scorecard import Result, Scored, score

#: Up to which day each quarter's edition may know anything.
CUT_OFFS = {
    "2023-24-Q3": date(2024, 2, 5),
    "2023-24-Q4": date(2024, 5, 7),
    "2024-25-Q1": date(2024, 8, 5),
    "2024-25-Q2": date(2024, 11, 4),
    "2024-25-Q3": date(2025, 2, 5),
}
QUARTERS = list(CUT_OFFS)
EDITIONS = [f"exampleshire-{quarter}" for quarter in QUARTERS]
AIMS = "exampleshire-aims-2024-25-Q3"
FOLDER = REPOSITORY / "data" / "exampleshire"

each_edition = pytest.mark.parametrize("edition", [*EDITIONS, AIMS])


@cache
def opened(edition: str) -> Context:
    return open_context(edition, Project(REPOSITORY))


@cache
def everything() -> OrganisationData:
    return read_organisation(FOLDER, REPOSITORY)


def result(edition: str, indicator: str) -> Result:
    return next(row for row in opened(edition).scored.results if row.id == indicator)


def told(edition: str, indicator: str, column: str) -> Any:
    return opened(edition).scored.scorecard.at[indicator, column]


def ratings(indicator: str) -> list[str]:
    """An indicator's rating in each edition, "" where it is not in force."""
    cards = [opened(edition).scored.scorecard for edition in EDITIONS]
    return [str(card.at[indicator, "rating"]) if indicator in card.index else "" for card in cards]


# The files --------------------------------------------------------------------------------------------------


def test_its_page_names_every_file_and_tells_of_every_indicator() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(\w+\.csv)`", page)) == {path.name for path in FOLDER.glob("*.csv")}
    register = everything().indicators
    told = re.findall(r"^\| ([A-Z]{2}\d\d) \| ([^|]+) \|", page, re.MULTILINE)
    assert dict(told) == dict(zip(register["id"], register["short_name"], strict=True))


def test_it_has_what_a_council_has() -> None:
    data = everything()
    kpis = data.indicators[data.indicators["kind"] == "kpi"]
    assert len(kpis) == 40
    assert kpis["section"].nunique() == 8
    assert (data.indicators["kind"] == "activity").sum() == 12
    assert set(kpis["polarity"]) == {"higher", "lower", "range"}
    assert set(kpis["frequency"]) == {
        *("monthly", "quarterly", "academic_quarterly", "termly", "annual", "school_year"),
    }
    assert {"rolling_12_months", "year_to_date", "annual", "academic_year", "snapshot"} <= set(kpis["basis"])
    assert len(data.side["delivery"]) == 105
    assert Counter(data.side["changes"]["change"]) == {"withdrawn": 2, "added": 1, "redefined": 1}


def test_side_tables_agree_with_the_indicators() -> None:
    data = opened(EDITIONS[-1]).data
    actuals = data.actuals.set_index(["indicator", "period_end"])
    requests = (
        data.side["information_requests"].groupby(["kind", "period_end"])[["received", "answered", "in_time"]].sum()
    )
    for kind, indicator in (("foi", "GL01"), ("sar", "GL02")):
        for end, row in requests.loc[kind].iterrows():
            assert row["answered"] == actuals.at[(indicator, end), "denominator"]
            assert row["in_time"] == actuals.at[(indicator, end), "numerator"]
            assert kind != "foi" or row["received"] == actuals.at[("GL51", end), "actual"]
    for row in data.side["complaints"][data.side["complaints"]["row_kind"] == "published_total"].itertuples():
        parts = data.side["complaints"][
            (data.side["complaints"]["row_kind"] == "area") & (data.side["complaints"]["period_end"] == row.period_end)
        ]
        assert row.complaints == parts["complaints"].sum() == actuals.at[("CU04", row.period_end), "denominator"]
    potholes = pd.read_csv(FOLDER / "potholes.csv", parse_dates=["period_end"]).groupby("period_end")
    for end, row in potholes[["reported", "repaired_in_time"]].sum().iterrows():
        assert row["reported"] == actuals.at[("ET01", end), "denominator"]
        assert row["repaired_in_time"] == actuals.at[("ET01", end), "numerator"]


# The editions -----------------------------------------------------------------------------------------------


@each_edition
def test_an_edition_opens_and_lacks_nothing(edition: str) -> None:
    context = opened(edition)
    assert context.warnings == ()
    assert "invented" in context.edition.notice


def test_the_cut_offs_are_those_for_which_the_data_were_written() -> None:
    assert {quarter: opened(f"exampleshire-{quarter}").edition.as_of for quarter in QUARTERS} == CUT_OFFS


@each_edition
def test_ratings_and_directions_are_those_of_a_naive_reader(edition: str) -> None:
    kpis = opened(edition).scored.kpis
    found = naive_reader.edition(REPOSITORY, edition)
    assert dict(zip(kpis.index, kpis["rating"], strict=True)) == {name: one.rating for name, one in found.items()}
    assert dict(zip(kpis.index, kpis["direction"], strict=True)) == {name: one.direction for name, one in found.items()}
    ends = {name: str(end.date()) for name, end in kpis["period_end"].items()}
    assert ends == {name: one.end for name, one in found.items()}
    by_rating, by_direction = naive_reader.counts(found)
    assert Counter(kpis["rating"]) == by_rating
    assert Counter(kpis["direction"]) == by_direction


@each_edition
def test_an_edition_sees_nothing_that_was_recorded_later(edition: str) -> None:
    context = opened(edition)
    cut_off = pd.Timestamp(context.edition.as_of)
    for name in ("actuals", "benchmarks", "changes", "delivery_progress", "risk_scores", "complaints", "workforce",
                 "information_requests", "improvement"):  # fmt: skip
        frame = context.data.frame(name)
        assert frame is not None
        assert len(frame) or name == "changes", name
        assert frame["recorded"].le(cut_off).all(), name
    assert len(context.data.targets)
    assert context.data.targets["recorded"].dropna().le(cut_off).all()


@each_edition
def test_an_edition_is_the_same_without_what_was_recorded_later(edition: str) -> None:
    context = opened(edition)
    cut_off = pd.Timestamp(context.edition.as_of)
    whole = everything()
    past = replace(whole, actuals=whole.actuals[whole.actuals["recorded"] <= cut_off].reset_index(drop=True))
    known = as_known(past, context.edition.as_of)
    columns = ["indicator", "period_end", "actual", "flag", "row"]
    pd.testing.assert_frame_equal(known.actuals[columns], context.data.actuals[columns])


# What happens -----------------------------------------------------------------------------------------------


def test_ratings_tell_the_story() -> None:
    assert ratings("CU01") == ["red", "amber", "amber", "amber", "green"]
    assert ratings("CU04") == ["red"] * 5
    assert ratings("GL01") == ["red"] * 5
    assert ratings("CH02") == ["red", "red", "amber", "amber", "amber"]
    assert ratings("CH06") == ["amber", "amber", "red", "amber", "green"]
    assert ratings("AS02") == ["amber", "amber", "amber", "red", "red"]
    assert ratings("CH05")[2] == "suppressed"
    assert ratings("PH03") == ["", "", "new", "new", "new"]
    assert ratings("ED01") == ["green"] * 4 + [""]
    assert ratings("ED02") == ["green", "green", "amber", "amber", ""]


def test_off_target_but_improving_and_the_best_ever() -> None:
    last = EDITIONS[-1]
    assert (result(last, "CU04").rating, result(last, "CU04").direction) == ("red", "improving")
    points = opened(last).scored.points["GL01"]
    assert result(last, "GL01").rating == "red"
    assert result(last, "GL01").actual == max(point.actual for point in points if point.known)


def test_waiting_times_have_shifted() -> None:
    points = [point for point in opened(EDITIONS[-1]).scored.points["CU02"] if point.known]
    before = [point.actual for point in points if point.period_end < date(2023, 10, 31)]
    since = [point.actual for point in points if point.period_end >= date(2023, 10, 31)]
    assert len(since) >= 7
    assert max(since) < sum(before) / len(before)


def test_a_published_value_stays_in_its_edition_and_its_revision_is_marked_in_the_next() -> None:
    # October to December 2023, of moves into residential care: 575 was published, 588 it became.
    end = date(2023, 12, 31)
    old, new = (
        {point.period_end: point for point in opened(edition).scored.points["AS04"]}[end] for edition in EDITIONS[:2]
    )
    assert (old.actual, old.flag, old.revised) == (575, "provisional", False)
    assert (new.actual, new.flag, new.revised_from) == (588, "revised", 575)


def test_a_revised_latest_result_says_what_it_was_when_and_why() -> None:
    row = result(EDITIONS[-1], "AS05")
    assert (row.actual, row.revised_from) == (67.2, 67.8)
    assert told(EDITIONS[-1], "AS05", "revised_on") == pd.Timestamp(2024, 12, 10)
    assert told(EDITIONS[-1], "AS05", "revision_reason") == "Final weights of the survey."
    assert result(EDITIONS[2], "AS05").actual == 67.8
    assert not result(EDITIONS[2], "AS05").revised


def test_a_restated_target_says_who_decided_and_why() -> None:
    published, restated = result(EDITIONS[2], "AS01"), result(EDITIONS[3], "AS01")
    assert (published.target, published.rating, published.restated) == (85, "red", False)
    assert (restated.target, restated.target_from) == (80, 85)
    assert told(EDITIONS[3], "AS01", "target_changed_on") == pd.Timestamp(2024, 9, 19)
    assert told(EDITIONS[3], "AS01", "target_authority") == "Cabinet, 19 September 2024"
    assert told(EDITIONS[3], "AS01", "target_reason").startswith("The national standard")


def test_a_redefined_indicator_keeps_its_earlier_name_in_earlier_editions() -> None:
    assert result(EDITIONS[1], "CU05").name == "Percentage of applications made online"
    assert result(EDITIONS[2], "CU05").name == "Percentage of applications made online, without blue badges"


def rescored(edition: str, on: date) -> Scored:
    """An edition's own results as the data of a later day make them."""
    context = opened(edition)
    data, _ = known_data(everything(), "exampleshire", on, told_by=context.edition.as_of)
    return score(data, context.edition, context.scheme, context.rule)


def test_what_was_restated_since_reconciles_two_editions() -> None:
    before, now = opened(EDITIONS[2]), opened(EDITIONS[3])
    again = rescored(EDITIONS[2], now.edition.as_of)
    found = compare(
        publication(now.scored, now.edition.quarter),
        publication(before.scored, before.edition.quarter),
        now.scheme,
        publication(again, before.edition.quarter).indicators,
    )
    assert {one.published.id: (one.published.rating, one.restated.rating) for one in found.restated if (
        one.published.rating != one.restated.rating)} == {"AS01": ("red", "amber")}  # fmt: skip
    # What came in since is no restatement: the periods are those that the edition knew.
    assert again.points["ET04"][-1].period_end >= before.scored.points["ET04"][-1].period_end
    assert again.scorecard["period_end"].equals(before.scored.scorecard["period_end"])


def test_two_are_withdrawn_and_one_is_added() -> None:
    numbers = [len(opened(edition).scored.kpis) for edition in EDITIONS]
    assert numbers == [39, 39, 40, 40, 38]


# By aims ----------------------------------------------------------------------------------------------------


def test_the_report_by_aims_has_the_same_results_in_another_order() -> None:
    by_section, by_aim = opened(EDITIONS[-1]), opened(AIMS)
    assert by_aim.sections[0] == "A thriving and connected county"
    assert len(by_aim.sections) == 5
    assert {row.id: row.actual for row in by_aim.scored.results if row.known} == {
        row.id: row.actual for row in by_section.scored.results if row.known
    }
    numbers = [row.number for row in by_aim.scored.results]
    assert numbers == sorted(numbers, key=lambda number: [int(part) for part in number.split(".")])
    assert result(AIMS, "ET04").number == "1.19"
    assert all(re.fullmatch(r"[1-5]\.\d+", number) for number in numbers)
    assert [row.number for row in by_section.scored.results] == [""] * len(by_section.scored.results)


def test_pages_of_the_report_by_aims_are_its_aims() -> None:
    slugs = [page.slug for page in opened(AIMS).pages]
    assert "a-council-people-can-rely-on" in slugs
    assert "customer-services" not in slugs
