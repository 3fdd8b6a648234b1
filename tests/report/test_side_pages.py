"""Activity, delivery, risks, requests, complaints, workforce and improvement: every table there, every count right.

The figures are counted again from the CSV files by a reader that knows nothing of the package.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any
from unittest import mock

import pandas as pd
import pytest
from helpers.projects import REPOSITORY
from helpers.thorough import each

from qprlib.data.records import Row
from qprlib.ground.calendar import months_of
from qprlib.ground.edition import Page
from qprlib.ground.errors import InputError
from qprlib.ground.project import Project
from qprlib.ground.reported import Length
from qprlib.publishing import render
from qprlib.report.amount_shown import shown
from qprlib.report.context import Context, open_context
from qprlib.report.document import Box, Chart, Content, Paragraph, Table
from qprlib.report.markdown_writer import to_markdown
from qprlib.report.parts import activity, complaints, delivery, improvement, requests, risks, workforce

EDITIONS = [
    f"exampleshire-{quarter}" for quarter in ("2023-24-Q3", "2023-24-Q4", "2024-25-Q1", "2024-25-Q2", "2024-25-Q3")
]
LATEST = EDITIONS[-1]

each_edition = each(EDITIONS)


@cache
def opened(edition: str) -> Context:
    return open_context(edition, Project(REPOSITORY))


def rows_of(name: str, context: Context) -> list[dict[str, str]]:
    """The rows of a file that an edition may know, read without the package."""
    with (REPOSITORY / "data" / "exampleshire" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if not row.get("recorded") or row["recorded"] <= context.edition.as_of.isoformat()]


def end_of(context: Context) -> str:
    return context.edition.quarter.end.isoformat()


def tables(content: Content) -> list[Table]:
    return [block for block in content.blocks if isinstance(block, Table)]


def charts(content: Content) -> list[Chart]:
    return [block for block in content.blocks if isinstance(block, Chart)]


def text(inlines: Any) -> str:
    return "".join(one if isinstance(one, str) else one.text for one in inlines)


def cells(table: Table) -> list[list[str]]:
    return [[text(cell).replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in table.rows]


def lede(content: Content) -> str:
    box = content.blocks[0]
    assert isinstance(box, Box)
    assert box.kind == "lede"
    paragraph = box.blocks[0]
    assert isinstance(paragraph, Paragraph)
    return text(paragraph.content)


# Every page has what it must have ---------------------------------------------------------------------------


@each_edition
@pytest.mark.parametrize(
    ("part", "number", "drawn"),
    [
        pytest.param(activity.table, 1, 0, id="activity at a glance"),
        pytest.param(activity.details, 12, 12, id="each activity"),
        pytest.param(delivery.counts, 1, 1, id="actions by status"),
        pytest.param(delivery.astray, 1, 0, id="actions off target"),
        pytest.param(delivery.progress, 1, 0, id="actions that moved"),
        pytest.param(delivery.by_aim, 2, 0, id="actions by aim"),
        pytest.param(risks.chart, 0, 1, id="risk scores"),
        pytest.param(risks.grid, 1, 0, id="risk grid"),
        pytest.param(risks.register, 1, 0, id="risk register"),
        pytest.param(complaints.chart, 1, 1, id="complaints chart"),
        pytest.param(complaints.table, 1, 0, id="complaints table"),
        pytest.param(requests.part, 3, 1, id="requests"),
        pytest.param(workforce.chart, 1, 1, id="staff chart"),
        pytest.param(workforce.levels, 1, 0, id="staff levels"),
        pytest.param(workforce.rates, 1, 0, id="sickness and turnover"),
        pytest.param(improvement.tables, 2, 0, id="improvement notice"),
    ],
)
def test_every_part_has_its_tables_and_charts(edition: str, part: Any, number: int, drawn: int) -> None:
    content = part(opened(edition))
    assert len(tables(content)) == number
    assert len(charts(content)) == drawn
    for table in tables(content):
        assert table.rows
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert all(text(cell).strip() for row in table.rows for cell in row), "an empty cell"
        assert sum(column.width for column in table.columns) in range(95, 103)
    for chart in charts(content):
        assert chart.alt.endswith(".")
        assert any(sign.isdigit() for sign in chart.alt)
        assert chart.caption
    said = to_markdown(content)
    assert "nan" not in re.findall(r"\w+", said)
    assert "None of no" not in said


# Activity ---------------------------------------------------------------------------------------------------


@each_edition
def test_each_activity_stands_where_its_figures_put_it(edition: str) -> None:
    context = opened(edition)
    end = end_of(context)
    register = {row["id"]: row for row in rows_of("indicators", context) if row["kind"] == "activity"}
    now = [row for row in rows_of("actuals", context) if row["period_end"] == end and row["indicator"] in register]
    value = {row["indicator"]: float(row["actual"]) for row in now}
    limits = {row["indicator"]: row for row in rows_of("targets", context) if row["period_end"] == end}
    expected = {
        name: "Above" if value[name] > float(limits[name]["upper"])
        else "Below" if value[name] < float(limits[name]["lower"]) else "Within"
        for name in register
    }  # fmt: skip
    [table] = tables(activity.table(context))
    assert {row[0].split()[0]: row[3] for row in cells(table)} == expected
    counted = Counter(expected.values())
    said = lede(activity.opening(context))
    words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    for where, number in counted.items():
        spoken = words[number] if number < len(words) else str(number)
        assert re.search(rf"\b{spoken} (is|are) {where.lower()}\b", said)


def test_each_activity_says_whose_it_is_and_where_its_figures_come_from() -> None:
    row = activity.activities(opened(LATEST))[0]
    stated = {"source": "Telephone system", "priority": "Easy to deal with", "directorate": "Resources", "division": ""}
    said = activity._identity(replace(row, owner_role="Head of Contact", **stated))
    assert said.endswith(
        ". Source: Telephone system. Priority: Easy to deal with. Directorate: Resources. "
        "Head of Contact answers for it."
    )
    assert said.startswith(f"{row.name}: ")
    assert activity._identity(replace(row, owner_role="", **dict.fromkeys(stated, ""))).count(".") == 1


def test_why_an_activity_matters_is_told_beside_its_chart() -> None:
    said = to_markdown(activity.details(opened(LATEST)))
    assert "[Above]{.status .standing .triangle} the expected range of 500 to 620: 642 in the quarter" in said
    assert "3.5% above its upper end. Each request takes about a day of work." in said
    for row in rows_of("indicators", opened(LATEST)):
        if row["kind"] == "activity":
            assert row["note"]
            assert row["note"] in said


@pytest.mark.parametrize(
    ("actual", "lower", "upper", "where"),
    [
        pytest.param(10, 10, 20, "Within", id="the lower end is within"),
        pytest.param(20, 10, 20, "Within", id="the upper end is within"),
        pytest.param(9.6, 10, 20, "Within", id="what is printed counts"),
        pytest.param(9.4, 10, 20, "Below", id="below"),
        pytest.param(20.6, 10, 20, "Above", id="above"),
        pytest.param(5, math.nan, 20, "Within", id="no lower end"),
        pytest.param(5, 10, math.nan, "Below", id="no upper end"),
        pytest.param(5, math.nan, math.nan, "", id="no range"),
        pytest.param(math.nan, 10, 20, "", id="no figure"),
    ],
)
def test_a_figure_is_above_within_or_below(actual: float, lower: float, upper: float, where: str) -> None:
    row = replace(activity.activities(opened(LATEST))[0], actual=actual, lower=lower, upper=upper)
    assert activity.position(row, 0) == where
    said = text(activity.sentence(row))
    assert said.startswith(where) if where else "expected range of" not in said


# The delivery programme -------------------------------------------------------------------------------------


@each_edition
def test_actions_are_counted_as_the_file_has_them(edition: str) -> None:
    context = opened(edition)
    now = Counter(
        row["status"] for row in rows_of("delivery_progress", context) if row["period_end"] == end_of(context)
    )
    assert sum(now.values()) == 105
    programme = delivery.read_programme(context)
    assert programme.counts == now
    before = Counter(
        row["status"]
        for row in rows_of("delivery_progress", context)
        if row["period_end"] == context.edition.quarter.previous().end.isoformat()
    )
    assert programme.counts_before == before
    [table] = tables(delivery.counts(context))
    assert {row[0].lower().replace(" ", "-"): int(row[1]) for row in cells(table)[:-1] if row[1] != "0"} == now
    assert cells(table)[-1][1] == "105"


@each_edition
def test_every_action_that_is_astray_is_listed_with_reason_and_owner(edition: str) -> None:
    context = opened(edition)
    owners = {row["action"]: row["owner_role"] for row in rows_of("delivery", context)}
    astray = {
        row["action"]: row
        for row in rows_of("delivery_progress", context)
        if row["period_end"] == end_of(context) and row["status"] in ("off-target", "at-risk")
    }
    [table] = tables(delivery.astray(context))
    listed = {row[0].split()[0]: row for row in cells(table)}
    assert listed.keys() == astray.keys()
    for action, row in listed.items():
        assert row[1].lower().replace(" ", "-") == astray[action]["status"]
        assert row[3] == astray[action]["reason"]
        assert row[5] == owners[action]
    statuses = [row[1] for row in cells(table)]
    assert statuses == sorted(statuses, reverse=True), "those off target come first"


@each_edition
def test_every_action_that_moved_is_listed(edition: str) -> None:
    context = opened(edition)
    by_end: dict[str, dict[str, str]] = {}
    for row in rows_of("delivery_progress", context):
        by_end.setdefault(row["period_end"], {})[row["action"]] = row["status"]
    now, before = by_end[end_of(context)], by_end[context.edition.quarter.previous().end.isoformat()]
    moved = {action for action, status in now.items() if status != before[action]}
    [table] = tables(delivery.progress(context))
    listed = {row[0].split()[0] for row in cells(table) if row[1] != row[2]}
    assert listed == moved


def test_each_aim_adds_up() -> None:
    table, *_ = tables(delivery.by_aim(opened(LATEST)))
    *aims, total = [[int(figure) for figure in row[1:]] for row in cells(table)]
    assert [sum(column) for column in zip(*aims, strict=True)] == total
    assert all(row[0] == sum(row[1:]) for row in [*aims, total])


def action(name: str, start: date | None = None) -> Row:
    return Row(action=name, title=f"Do {name}", aim="An aim", directorate="Some", owner_role="Director", start=start)


def told(name: str, end: str, status: str, due: str = "2025-03-31", reason: str = "") -> Row:
    ended, due_on = date.fromisoformat(end), date.fromisoformat(due)
    return Row(action=name, period_end=ended, status=status, due=due_on, reason=reason, progress="")


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        pytest.param("on-track", "on-track",
                     "The only action in the delivery programme is on track. None is off target or at risk. "
                     "None was completed in the quarter.", id="no move"),
        pytest.param("on-track", "completed", "One was completed in the quarter", id="completed"),
        pytest.param("at-risk", "on-track", "none is behind plan, one fewer than a quarter ago.", id="recovered"),
        pytest.param("on-track", "at-risk", "one is behind plan, one more than a quarter ago.", id="slipped"),
        pytest.param("", "on-track", "is on track. None is off target or at risk.", id="no quarter before"),
        pytest.param("on-track", "", "The only action in the delivery programme is not reported", id="nobody reported"),
    ],
)  # fmt: skip
def test_the_first_words_of_the_programme(before: str, now: str, said: str) -> None:
    reported = [told("1.1", "2024-09-30", before)] if before else []
    reported += [told("1.1", "2024-12-31", now)] if now else [told("9.9", "2024-12-31", "on-track")]
    programme = delivery.programme_of([action("1.1")], reported, Length.QUARTER)
    assert said in " ".join(delivery.opening_sentences(programme))


def test_an_action_that_has_not_begun_and_was_not_reported_is_not_counted() -> None:
    later = action("1.2", date(2025, 4, 1))
    programme = delivery.programme_of([action("1.1"), later], [told("1.1", "2024-12-31", "on-track")], Length.QUARTER)
    assert [one.action.action for one in programme.actions] == ["1.1"]


def test_a_day_that_passed_or_was_moved_is_said() -> None:
    reported = [told("1.1", "2024-09-30", "at-risk", "2024-10-31"), told("1.1", "2024-12-31", "at-risk", "2024-11-30")]
    programme = delivery.programme_of([action("1.1")], reported, Length.QUARTER)
    assert programme.actions[0].due_moved
    assert delivery._due(programme.actions[0], programme) == (
        "30 November 2024, which has passed (was 31 October 2024)"
    )


# Risks ------------------------------------------------------------------------------------------------------


@each_edition
def test_the_register_and_the_grid_hold_every_risk_once(edition: str) -> None:
    context = opened(edition)
    scores = {row["risk"]: row for row in rows_of("risk_scores", context) if row["period_end"] == end_of(context)}
    [register] = tables(risks.register(context))
    listed = {row[0].split()[0]: row for row in cells(register)}
    assert listed.keys() == scores.keys()
    for name, row in listed.items():
        score = int(scores[name]["likelihood"]) * int(scores[name]["impact"])
        level = "High" if score >= 16 else "Medium" if score >= 8 else "Low"
        assert row[1] == f"{level} {score}"
        assert row[4] == scores[name]["mitigation"]
    [grid] = tables(risks.grid(context))
    assert [row[0][0] for row in cells(grid)] == ["5", "4", "3", "2", "1"]
    found = {
        name: (5 - line, place)
        for line, row in enumerate(cells(grid))
        for place, cell in enumerate(row[1:], 1)
        for name in re.findall(r"CR\d+", cell)
    }
    assert found == {name: (int(row["likelihood"]), int(row["impact"])) for name, row in scores.items()}
    for row in cells(grid):
        for cell in row[1:]:
            assert int(cell.split()[0]) == len(re.findall(r"CR\d+", cell))
    words = to_markdown(risks.grid(context)).split(":::\n")[-1]
    assert sorted(re.findall(r"CR\d+", words)) == sorted(scores)


def risk(name: str, target: float = 6) -> Row:
    return Row(risk=name, title=f"Title of {name}", directorate="", owner_role="Head", target_score=target)


def score(name: str, end: str, likelihood: int, impact: int) -> Row:
    return Row(risk=name, period_end=date.fromisoformat(end), likelihood=likelihood, impact=impact, mitigation="")


@pytest.mark.parametrize(
    ("before", "now", "trend"),
    [
        pytest.param((4, 4), (5, 5), "Up from 16", id="up"),
        pytest.param((5, 5), (4, 4), "Down from 25", id="down"),
        pytest.param((2, 4), (4, 2), "Unchanged", id="another cell, the same score"),
        pytest.param(None, (4, 4), "New this quarter", id="new"),
        pytest.param((4, 4), None, "Not scored", id="not scored"),
    ],
)
def test_the_trend_of_a_risk(before: Any, now: Any, trend: str) -> None:
    scores = [score("OTHER", "2024-12-31", 1, 1)]
    scores += [score("R1", "2024-09-30", *before)] if before else []
    scores += [score("R1", "2024-12-31", *now)] if now else []
    register = risks.register_of([risk("R1"), risk("OTHER")], scores, Length.QUARTER)
    assert risks.trend(register.risks[0], "quarter") == trend


@pytest.mark.parametrize(
    ("number", "level"), [(1, "Low"), (7, "Low"), (8, "Medium"), (15, "Medium"), (16, "High"), (25, "High")]
)
def test_levels_meet_without_a_gap(number: int, level: str) -> None:
    assert risks.level_of(number).name == level
    assert risks.level_key() == "High 16 to 25, medium 8 to 15 and low 1 to 7."


# Requests, complaints, workforce, improvement ---------------------------------------------------------------


@each_edition
def test_requests_in_time_are_counted_as_the_file_has_them(edition: str) -> None:
    context = opened(edition)
    said = lede(complaints.opening(context))
    for kind, name in (("foi", "Freedom of Information requests"), ("sar", "subject access requests")):
        rows = [
            row
            for row in rows_of("information_requests", context)
            if row["kind"] == kind and row["period_end"] == end_of(context)
        ]
        in_time, answered, overdue = (sum(int(row[key]) for row in rows) for key in ("in_time", "answered", "overdue"))
        assert f"of {name} ({in_time} of {answered})" in said
        quarter = next(
            table for table in tables(requests.part(context)) if table.caption.lower().startswith(name.lower())
        )
        assert cells(quarter)[0][2].endswith(f"({in_time} of {answered})")
        assert cells(quarter)[0][3] == str(overdue)


OF_FOI = {"kind": "foi", "period_start": date(2024, 10, 1), "period_end": date(2024, 12, 31)}


def test_nobody_divides_by_no_answer() -> None:
    rows = [Row(**OF_FOI, received=3, answered=0, in_time=0, overdue=3)]
    [total] = requests.totals(rows)["foi"]
    assert math.isnan(total.share)
    assert total.in_words == "None answered"
    assert "can be told for October to December 2024" in requests.sentence("foi", [total])


def test_no_chart_is_drawn_of_shares_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [Row(**OF_FOI, received=3, answered=0, in_time=0, overdue=3, service_area="A", note="")]
    monkeypatch.setattr(requests, "_read", lambda context: rows)
    assert not charts(requests.part(opened(LATEST)))
    assert tables(requests.part(opened(LATEST)))


def total(end: str, number: float) -> Row:
    last = date.fromisoformat(end)
    start = (pd.Timestamp(last) - pd.offsets.MonthBegin(3)).date()
    label = months_of(start, last, short=True)
    return Row(
        service_area="Total", period_start=start, period_end=last, period_label=label, complaints=number,
        row_kind="published_total", part_of="", note="",
    )  # fmt: skip


def changed(row: Row, **values: Any) -> Row:
    return Row(**{**vars(row), **values})


def staff(measure: str, group: str, day: date, value: float, **more: Any) -> Row:
    usual = {"unit": "number", "decimals": 0, "row_kind": "memo", "note": ""}
    named = {"measure": measure, "group": group, "period_end": day, "period_label": f"{day:%b} {day:%Y}"}
    return Row(**named, **{"value": value, **usual, **more})


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((0, 1, 0, 1), "The only target of N that was due is not met. The only target that is due later is behind."),
        ((1, 1, 1, 2), "The only target of N that was due is met. One of the two targets that are due later is on "
                       "track and the other is behind."),
        ((3, 5, 2, 2), "Three of the five targets of N that were due are met. Both targets that are due later are on "
                       "track."),
        ((0, 3, 0, 0), "None of the three targets of N is met."),
        ((4, 4, 0, 0), "All four targets of N are met."),
        ((0, 0, 0, 3), "All three targets of N that are due later are behind."),
    ],
)  # fmt: skip
def test_targets_of_a_notice_that_are_due_and_that_are_not(counts: tuple[int, int, int, int], said: str) -> None:
    told = " ".join(improvement.due_sentences(*counts))
    assert told == said.replace(" N ", " the Improvement Notice ")


ENDS = ["2022-12-31", "2023-03-31", "2023-06-30", "2023-09-30", "2023-12-31", "2024-03-31", "2024-06-30", "2024-09-30"]


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        pytest.param([], "There is no total of complaints.", id="none"),
        pytest.param(ENDS[:1], "There were 100 complaints in October to December 2022.", id="one quarter"),
        pytest.param(ENDS[:2],
                     "There were 101 complaints in January to March 2023, 1% more than in the quarter before.",
                     id="two"),
        pytest.param(ENDS[:5],
                     "There were 104 complaints in October to December 2023, 1% more than in the quarter before and "
                     "4% more than in October to December 2022.", id="five"),
        pytest.param(ENDS,
                     "There were 107 complaints in July to September 2024, 1% more than in the quarter before and "
                     "4% more than in July to September 2023.", id="more than five"),
        pytest.param([*ENDS[:1], *ENDS[4:5]],
                     "There were 101 complaints in October to December 2023, 1% more than in October to December 2022.",
                     id="a gap before"),
    ],
)  # fmt: skip
def test_a_year_ago_is_the_same_quarter_a_year_before(ends: list[str], said: str) -> None:
    assert complaints.opening_sentence([total(end, 100 + place) for place, end in enumerate(ends)]) == said


def test_more_than_none_is_no_percentage() -> None:
    said = complaints.opening_sentence([total(end, number) for end, number in zip(ENDS, (0, 12), strict=False)])
    assert said == "There were 12 complaints in January to March 2023, against none in the quarter before."


def test_a_total_with_a_part_that_is_not_known_is_neither_right_nor_wrong() -> None:
    parts = [changed(total(ENDS[0], 30), service_area="A", row_kind="area"),
             changed(total(ENDS[0], math.nan), service_area="B", row_kind="area")]  # fmt: skip
    said = complaints._difference("Total", total(ENDS[0], 51), parts)
    assert said == "Total: 51 published; those of its parts that are known add up to 30, and there is no figure for B."
    assert "not available" not in said


def test_areas_that_were_part_of_an_older_one_are_those_that_the_data_name() -> None:
    one = changed(total(ENDS[0], 5), row_kind="area")
    parts = [changed(one, service_area="Schools", part_of="Children"),
             changed(one, service_area="Waste", note="New; part of Children before")]  # fmt: skip
    assert complaints._areas_of("Children", parts) == {"Children", "Schools"}


def test_every_group_of_a_measure_has_its_line_and_its_clause() -> None:
    rows = [
        staff("Sickness, days", group, date(year, 3, 31), value, unit="days", decimals=1)
        for group, value in (("Schools", 5.0), ("Others", 9.0))
        for year, value in ((2023, value + 1), (2024, value))
    ] + [staff(workforce.TREND, group, date(2024, 3, 31), 10.0)
         for group in ("Schools", "Others")]  # fmt: skip
    with mock.patch.object(workforce, "_read", return_value=tuple(rows)):
        [table] = tables(workforce.rates(opened(LATEST)))
        opening = lede(workforce.opening(opened(LATEST)))
    shown = {line[0]: line[1:] for line in cells(table)}
    assert [name for name in shown if name.startswith(workforce.TREND)] == [f"{workforce.TREND} (Others)"]
    assert shown["Sickness, days (Schools)"] == ["6.0 days", "5.0 days"]
    assert shown["Sickness, days (Others)"] == ["10.0 days", "9.0 days"]
    assert "sickness (Schools) fell from 6.0 to 5.0 days and sickness (Others) fell from 10.0 to 9.0 days" in opening


def test_a_measure_whose_latest_day_is_older_stands_in_a_table_of_that_day() -> None:
    rows = [
        staff(measure, group, day, value, row_kind=kind)
        for measure, day, value in (
            ("Headcount", date(2024, 12, 31), 8.0), ("Headcount", date(2024, 9, 30), 6.0),
            ("Contracts", date(2024, 9, 30), 10.0),
        )
        for group, kind, value in (("Roads", "group", value), ("All staff", "published_total", value + 1))
    ]  # fmt: skip
    with mock.patch.object(workforce, "_read", return_value=tuple(rows)):
        made = tables(workforce.levels(opened(LATEST)))
        said = to_markdown(workforce.checks(opened(LATEST)))
    assert [(table.caption, cells(table)) for table in made] == [
        ("Staff on 31 December 2024, as published", [["Roads", "8"], ["All staff", "9"]]),
        ("Staff on 30 September 2024, as published", [["Roads", "10"], ["All staff", "11"]]),
    ]
    assert "Headcount, All staff: 9 published" in said
    assert "Contracts, All staff: 11 published" in said


@pytest.mark.parametrize(("number", "kept"), [(0, 0), (3, 3), (5, 5), (8, 5), (9, 9), (14, 9)])
def test_a_chart_shows_five_or_nine_periods(number: int, kept: int) -> None:
    assert shown(list(range(number))) == list(range(number - kept, number))


@each_edition
def test_staff_and_rates_are_those_of_the_quarter(edition: str) -> None:
    context = opened(edition)
    now = {
        (row["measure"], row["group"]): row["value"]
        for row in rows_of("workforce", context)
        if row["period_end"] == end_of(context)
    }
    [levels] = tables(workforce.levels(context))
    for group, headcount, fte, *_ in cells(levels):
        assert headcount.replace(",", "") == now["Headcount", group]
        assert fte.replace(",", "") == now["Full-time equivalent", group]
    [rates] = tables(workforce.rates(context))
    for measure, *_, last in cells(rates):
        assert float(re.sub(r"[^\d.]", "", last)) == float(now[measure, "All staff"])


@each_edition
def test_a_target_that_is_not_due_is_not_missed(edition: str) -> None:
    context = opened(edition)
    latest: dict[str, dict[str, str]] = {}
    for row in rows_of("improvement", context):
        latest[row["indicator"]] = row
    met, due = 0, 0
    listed = {row[0]: row for table in tables(improvement.tables(context)) for row in cells(table)}
    assert listed.keys() == latest.keys()
    for name, row in latest.items():
        value, target = float(row["latest_value"]), float(row["target"])
        good = value <= target if row["polarity"] == "lower" else value >= target
        to_come = row["due"] > end_of(context)
        met, due = met + (good and not to_come), due + (not to_come)
        assert listed[name][4] == (("On track" if good else "Behind") if to_come else "Green" if good else "Red")
    words = ["None", "One", "Two", "Three", "Four", "Five", "Six"]
    said = lede(improvement.opening(context))
    number = "All" if met == due else f"{words[met]} of the"
    assert not due or said.startswith(f"{number} {words[due].lower()} target")
    assert due == 6 or re.search(rf"(?:of the|All) {words[6 - due].lower()} targets [^.]*that are due later", said)
    assert ("due later" in said) is (due < 6)


# What is missing is said before anything runs ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "missing"),
    [
        ("delivery", ("delivery", "delivery_progress")),
        ("risks", ("risks", "risk_scores")),
        ("complaints", ("complaints",)),
        ("workforce", ("workforce",)),
        ("improvement", ("improvement",)),
    ],
)
def test_a_page_without_its_table_is_told(page: str, missing: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    assert any(one.notebook == page for one in opened(LATEST).pages)
    data = opened(LATEST).data
    side = {name: frame for name, frame in data.side.items() if name not in missing}
    without = replace(opened(LATEST), data=replace(data, side=side))
    monkeypatch.setattr(render, "open_context", lambda *_: without)
    with pytest.raises(InputError) as raised:
        render.check_edition(Project(REPOSITORY), LATEST)
    told_files = {str(one.place.file) for one in raised.value.problems if one.code == "missing-file"}
    assert told_files == {f"data/exampleshire/{name}.csv" for name in missing}


@pytest.mark.parametrize("page", ["activity", "delivery", "risks"])
def test_a_page_whose_table_holds_nothing_is_told(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    context = opened("kent-2011-12-Q1") if page == "activity" else opened(LATEST)
    if page == "activity":
        context = replace(context, pages=(*context.pages, Page("activity", "Activity", "About", "activity", {})))
    else:
        name = {"delivery": "delivery_progress", "risks": "risk_scores"}[page]
        frame = context.data.side[name]
        later = frame[frame["period_end"] > pd.Timestamp(context.edition.quarter.end)]
        context = replace(context, data=replace(context.data, side={**context.data.side, name: later}))
    monkeypatch.setattr(render, "open_context", lambda *_: context)
    with pytest.raises(InputError) as raised:
        render.check_edition(Project(REPOSITORY), context.edition.edition)
    assert [one.code for one in raised.value.problems] == ["no-rows"]
    assert f"'{page}'" in raised.value.problems[0].found
