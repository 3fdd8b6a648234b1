"""What a KPI card says beside its rating: others, few cases, the forecast, what was revised, a control chart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from helpers.projects import REPOSITORY, copy_of_project
from helpers.scoring import NAN, point, result

from qprlib.ground.errors import InputError
from qprlib.ground.project import Project
from qprlib.ground.settings import ControlSetting
from qprlib.report.context import Context, open_context
from qprlib.report.display import FIGURES_VARIABLE
from qprlib.report.document import Chart, Content, Table
from qprlib.report.markdown_writer import to_markdown
from qprlib.report.parts import methods, services
from qprlib.report.parts.benchmarks import Benchmark, benchmark_values, benchmarks_of, standing
from qprlib.report.parts.restatements import Restatement
from qprlib.report.sentences.card_wording import (
    benchmark_sentence,
    comparator_words,
    counted,
    few_cases_sentence,
    restatement_sentence,
)
from qprlib.report.sentences.control_wording import control_refusal

EDITION = "exampleshire-2024-25-Q3"

pytestmark = pytest.mark.usefixtures("undrawn")


@pytest.fixture(scope="module")
def county() -> Context:
    return open_context(EDITION, Project(REPOSITORY))


@pytest.fixture(autouse=True)
def in_jupyterlab(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FIGURES_VARIABLE, raising=False)


def tables(of: Content) -> dict[str, Table]:
    return {block.caption: block for block in of.blocks if isinstance(block, Table)}


def texts(table: Table) -> list[list[str]]:
    return [
        ["".join(one if isinstance(one, str) else str(getattr(one, "text", "")) for one in cell) for cell in row]
        for row in table.rows
    ]


# Others -----------------------------------------------------------------------------------------------------

NATIONAL = Benchmark("National", date(2010, 3, 31), "2009/10", 58.1, "")
NEIGHBOURS = Benchmark("Statistical neighbours", date(2009, 3, 31), "2008/09", 60.2, "")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"actual": 59.0}, "The result is better than the national average of 58.1% (2009/10) but worse than the "
                           "statistical neighbours' average of 60.2% (2008/09)."),
        ({"actual": 61.0}, "The result is better than the national average of 58.1% (2009/10) and the statistical "
                           "neighbours' average of 60.2% (2008/09)."),
        ({"actual": 58.14}, "The result is the same as the national average of 58.1% (2009/10) and worse than the "
                            "statistical neighbours' average of 60.2% (2008/09)."),
        ({"actual": 59.0, "polarity": "lower"}, "The result is worse than the national average of 58.1% (2009/10) but "
                                                "better than the statistical neighbours' average of 60.2% (2008/09)."),
        ({"actual": 59.0, "polarity": "range"}, "The result is above the national average of 58.1% (2009/10) but below "
                                                "the statistical neighbours' average of 60.2% (2008/09)."),
        ({"actual": NAN}, "The national average of 58.1% (2009/10) and the statistical neighbours' average of 60.2% "
                          "(2008/09) are the latest to compare with."),
    ],
    ids=["between", "better than both", "printed the same", "lower is better", "range", "no result"],
)  # fmt: skip
def test_benchmarks_in_words(changes: dict[str, Any], expected: str) -> None:
    assert benchmark_sentence(result(decimals=1, **changes), (NATIONAL, NEIGHBOURS)) == expected


def test_no_benchmark_no_sentence() -> None:
    assert benchmark_sentence(result(), ()) == ""


def test_a_count_so_far_is_not_compared_with_a_whole_year() -> None:
    row = result(unit="number", basis="year_to_date", actual=30.0)
    assert standing(row, NATIONAL) == ""
    assert "compared when the year has ended" in benchmark_sentence(row, (NATIONAL,))
    at_the_end = replace(row, period_end=date(2011, 3, 31))
    assert standing(at_the_end, NATIONAL) == "worse"
    assert standing(replace(row, unit="%"), NATIONAL) == "worse"


@pytest.mark.parametrize(
    ("comparator", "words"),
    [
        ("National", "the national average"),
        ("Statistical neighbours", "the statistical neighbours' average"),
        ("England", "the figure for England"),
        ("Wales", "the figure for Wales"),
    ],
)
def test_whose_figure_it_is(comparator: str, words: str) -> None:
    assert comparator_words(comparator) == words


def test_the_latest_figure_of_each_comparator_counts(county: Context) -> None:
    found = benchmarks_of(county.data, "CU01")
    assert [(one.comparator, one.period) for one in found] == [
        ("National", "2023/24"), ("Statistical neighbours", "2023/24"),
    ]  # fmt: skip
    assert benchmarks_of(county.data, "CH05") == ()
    assert len(benchmark_values(county.data)["CU01"]) == 4
    assert county.scene.benchmarks["CU01"] == benchmark_values(county.data)["CU01"]


def test_a_card_draws_words_and_tabulates_its_benchmarks(county: Context) -> None:
    card = services.card(county, "CU01")
    chart = next(block for block in card.blocks if isinstance(block, Chart))
    assert chart.alt == "Line chart: 92.0% in Mar 22, lowest 89.4% in Dec 23, 95.8% in Dec 24."
    assert texts(tables(card)["CU01 beside others (our result: Dec 24)"])[0][:4] == [
        "National", "2023/24", "91.0%", "Better",
    ]  # fmt: skip


def test_a_narrow_miss_is_told_on_the_card_and_in_the_key(county: Context) -> None:
    told = "The target was narrowly missed."
    near = [row.id for row in county.scored.results if told in to_markdown(services.card(county, row.id))]
    assert near == ["GE02", "GE04", "ET02", "AS01", "AS05"]
    assert "falls short of it by no more than 2% of the target" in to_markdown(methods.key(county))
    plain = replace(county, edition=county.edition.model_copy(update={"narrow_miss": None}))
    assert told not in to_markdown(services.card(plain, "GE02"))
    assert "narrowly" not in to_markdown(methods.key(plain))


def test_what_the_register_does_not_say_has_no_row(county: Context) -> None:
    told = texts(tables(services.card(county, "CU01"))["About CU01"])
    assert {"Priority", "Directorate", "Division", "Source"} <= {item for item, _ in told}
    bare = dict.fromkeys(("priority", "aim", "directorate", "division", "source", "note"), "")
    scored = replace(county.scored, scorecard=county.scored.scorecard.assign(**bare))
    told = texts(tables(services.card(replace(county, scored=scored), "CU01"))["About CU01"])
    assert [item for item, _ in told] == ["Full name", "Unit", "Better", "Basis"]


# Few cases --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"numerator": 5.0, "denominator": 9.0}, "5 of 9"),
        ({"numerator": 48.0, "denominator": 49.0}, "48 of 49"),
        ({"numerator": 45.0, "denominator": 50.0}, ""),
        ({"numerator": NAN, "denominator": 9.0}, ""),
        ({"numerator": 0.0, "denominator": 0.0}, ""),
        ({"numerator": 5.0, "denominator": 9.0, "unit": "days"}, ""),
        ({"numerator": 5.0, "denominator": 9.0, "actual": NAN}, ""),
        ({}, ""),
    ],
)
def test_n_of_m_where_m_is_small(changes: dict[str, Any], expected: str) -> None:
    row = result(**changes)
    assert counted(row, row) == expected
    assert (few_cases_sentence(row) != "") == (expected != "")


def test_few_cases_on_a_card(county: Context) -> None:
    said = to_markdown(services.card(county, "CH05"))
    assert "Based on few cases, 5 of 9: one more or less changes the result by about 11 percentage points." in said
    assert "| 56% (5 of 9) |" in said


def test_what_is_suppressed_is_nowhere_on_the_card(county: Context) -> None:
    rows = texts(tables(services.card(county, "CH05"))["CH05 by period"])
    assert next(row for row in rows if row[0].startswith("Jun") and row[0].endswith("24"))[1] == "Suppressed"


# Forecast, revisions ----------------------------------------------------------------------------------------


def test_a_forecast_with_its_rating_in_words_chart_and_table(county: Context) -> None:
    card = services.card(county, "GE03")
    said = to_markdown(card)
    assert "The forecast for the year end is 552 against an annual target of 660: [Red]{.status .red .square}." in said
    chart = next(block for block in card.blocks if isinstance(block, Chart))
    assert "forecast" not in chart.alt  # whoever hears the page has heard it just before
    assert texts(tables(card)["GE03 by period"])[-1][1:] == ["Forecast 552", "660", "560", "Red (forecast)"]


def test_a_revised_result_says_what_it_was_when_and_why(county: Context) -> None:
    said = to_markdown(services.card(county, "GE03"))
    assert "Result for Sep 24 revised from 281 to 268 on 25 January 2025. Jobs that could not be shown" in said
    assert "| 268 (revised, was 281) |" in said
    assert "The result is provisional and may change." in said


def test_a_restated_target_names_its_authority(county: Context) -> None:
    said = to_markdown(services.card(county, "AS01"))
    assert "Target for Jun 24 to Mar 25 restated from 85% to 80% (Cabinet, 19 September 2024)." in said


def test_an_earlier_edition_knows_nothing_of_later_revisions() -> None:
    then = open_context("exampleshire-2024-25-Q2", Project(REPOSITORY))
    said = to_markdown(services.card(then, "GE03"))
    assert "281 (provisional)" in said
    assert "25 January 2025" not in said


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (Restatement("A", "actual", (date(2011, 6, 30),), 80, NAN, date(2011, 9, 1), "", "It was wrong."),
         "Result for Jun 11 revised from 80% to none on 1 September 2011. It was wrong."),
        (Restatement("A", "floor", (date(2011, 6, 30),), 80, 82.5, date(2011, 9, 1), "Cabinet", ""),
         "Ceiling for Jun 11 restated from 80% to 82.5% (Cabinet)."),
        (Restatement("A", "annual_target", (date(2012, 3, 31),), 80, 85, date(2011, 9, 1), "", "law"),
         "Annual target for the year to Mar 12 restated from 80% to 85% (1 September 2011). Law."),
    ],
    ids=["taken back", "a ceiling without a reason", "a whole year"],
)  # fmt: skip
def test_restatements_in_words(one: Restatement, expected: str) -> None:
    assert restatement_sentence(result(polarity="lower"), one) == expected


# Long histories ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indicator", ["CU01", "CU02", "GE03", "ED08"])
def test_chart_and_table_show_at_most_13_periods_and_say_where_the_others_are(county: Context, indicator: str) -> None:
    card = services.card(county, indicator)
    rows = next(table for caption, table in tables(card).items() if " by period" in caption).rows
    assert 8 <= len(rows) <= 13
    held = len(county.scored.points[indicator])
    said = to_markdown(card)
    assert ("are in the web site's download [Series (CSV)](file:series.csv)." in said) == (held > 13)


def test_kents_short_history_is_shown_whole(kent: Context) -> None:
    for row in kent.scored.results:
        assert services.shown_points(row, kent.scored.points[row.id]) == kent.scored.points[row.id]


def test_results_too_small_to_publish_leave_the_latest_periods_in_sight(kent: Context) -> None:
    row = kent.scored.results[0]
    months = [date(2011 - back // 12, 12 - back % 12, 28) for back in reversed(range(20))]
    points = tuple(replace(point(end, rating="suppressed"), suppressed=True) for end in months)
    assert services.shown_points(row, points) == points[-13:]


# The control chart ------------------------------------------------------------------------------------------


def test_a_control_chart_is_drawn_where_the_edition_asks_for_one(county: Context) -> None:
    card = services.card(county, "CU02")
    chart = [block for block in card.blocks if isinstance(block, Chart)][-1]
    assert chart.caption == "Waiting time of calls: the latest result is better than usual"
    assert chart.alt.startswith("Control chart: Waiting time of calls (seconds). The mean is 108.4;")
    assert chart.alt.endswith("The latest result, Dec 24, is 77.")
    rows = texts(tables(card)["CU02 on its control chart, seconds"])
    assert len(rows) == 24
    assert rows[-1][1:] == ["77", "Better than usual: below the lower limit"]
    assert not [caption for caption in tables(services.card(county, "CU01")) if "control chart" in caption]


@pytest.mark.parametrize(
    ("basis", "number", "expected"),
    [
        ("quarter", 12, ""),
        ("quarter", 11, "it needs 12 results, and there are 11"),
        ("quarter", 1, "it needs 12 results, and there is 1"),
        ("rolling_12_months", 40, "rolling 12-month results overlap"),
        ("year_to_date", 40, "results add up through the year"),
    ],
)
def test_why_a_control_chart_cannot_be_drawn(basis: str, number: int, expected: str) -> None:
    known = [point(date(2011, 6, 30), 80)] * number
    said = control_refusal(result(basis=basis), known)
    assert expected in said
    assert bool(said) == bool(expected)


def test_a_card_says_why_there_is_no_control_chart(county: Context) -> None:
    asked = replace(
        county, edition=county.edition.model_copy(update={"spc": {"ED04": ControlSetting(), "PH03": ControlSetting()}})
    )
    assert "cannot be drawn: rolling 12-month results overlap" in to_markdown(services.card(asked, "ED04"))
    assert "cannot be drawn yet: it needs 12 results, and there are 3." in to_markdown(services.card(asked, "PH03"))


def test_a_control_chart_of_an_unknown_indicator_is_refused(tmp_path: Path) -> None:
    project = copy_of_project(tmp_path / "copy")
    params = project / "params" / f"{EDITION}.yml"
    params.write_text(params.read_text(encoding="utf-8").replace("spc: [CU02", "spc: [CU20"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        open_context(EDITION, Project(project))
    problem = caught.value.problems[0]
    assert (problem.code, problem.place.key) == ("unknown-indicator", "spc")
    assert "CU20" in problem.found
