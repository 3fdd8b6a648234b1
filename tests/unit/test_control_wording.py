"""Variation, limits and assurance on a card, limits that begin anew on a day, and how a trend was found."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from helpers.projects import REPOSITORY
from helpers.scoring import NAN, result, scheme

from qprlib.ground.calendar import month_end
from qprlib.ground.edition import Edition
from qprlib.ground.numbers import round_half_up
from qprlib.ground.project import Project
from qprlib.ground.settings import ControlSetting
from qprlib.report.context import Context, open_context
from qprlib.report.document import Table
from qprlib.report.markdown_writer import to_markdown
from qprlib.report.parts import methods, services
from qprlib.report.sentences.control_wording import (
    control_chart,
    control_finding,
    control_refusal,
    known_points,
    limits_sentence,
    variation_sentences,
)
from qprlib.report.sentences.travel import trend_table
from qprlib.scoring.rules import Regression, TheilSen
from qprlib.scoring.runs import Limit, Run
from qprlib.scoring.scheme import Scheme, list_schemes
from qprlib.scoring.scorecard import Point, Result

SCHEMES = {one.scheme: one for one in list_schemes(Project(REPOSITORY))}
STEADY = (81.0, 79, 80, 82, 80, 79, 81, 80, 78, 81, 80, 79)


@pytest.fixture(scope="module")
def county() -> Context:
    return open_context("exampleshire-2024-25-Q3", Project(REPOSITORY))


def months(values: Sequence[float], targets: float | Sequence[float] = 80.0, breaks: int = -1) -> list[Point]:
    aims = [targets] * len(values) if isinstance(targets, int | float) else list(targets)
    return [
        Point(
            period_end=month_end(2009 + place // 12, place % 12 + 1), actual=value, target=aim, floor=NAN, flag="",
            rating="green", break_before=place == breaks, against_target=against(value, aim, 1),
        )
        for place, (value, aim) in enumerate(zip(values, aims, strict=True))
    ]  # fmt: skip


def against(value: float, target: float, sign: int) -> str:
    if math.isnan(value) or math.isnan(target):
        return ""
    return "met" if sign * (round_half_up(value, 0) - target) >= 0 else "missed"


def row_of(points: Sequence[Point], **changes: Any) -> Result:
    last = points[-1]
    told = {"basis": "month", "frequency": "monthly", "period_end": last.period_end, "actual": last.actual}
    return result(**{**told, "target": last.target, **changes})


def said(points: list[Point], of: Scheme | None = None, **changes: Any) -> str:
    if changes.get("polarity") == "lower":
        points = [replace(one, against_target=against(one.actual, one.target, -1)) for one in points]
    return variation_sentences(row_of(points, **changes), points, of or scheme())


USUAL = "The latest result is within the usual variation."
MISSED = " The target was missed in each of the last eight months."
# title, results, target or targets, what the indicator is, what is said
CASES: list[tuple[str, list[float], Any, dict[str, Any], str]] = [
    ("wholly above the target", list(STEADY), 70, {}, f"{USUAL} The process consistently meets the target."),
    ("wholly below the target", list(STEADY), 90, {}, f"{USUAL} The process consistently misses the target."),
    ("wholly below where lower is better", list(STEADY), 90, {"polarity": "lower"},
     f"{USUAL} The process consistently meets the target."),
    ("around the target", list(STEADY), 80, {}, f"{USUAL} The target was met in five of the last eight months."),
    ("the latest is unusual", [*STEADY[:11], 92.0], 90, {},
     "The latest result is better than usual: it is above the upper control limit. "
     "The target was met in one of the last eight months."),
    ("the target was restated", list(STEADY), [90] * 6 + [95] * 6, {},
     f"{USUAL} The target was missed in each of the last eight months."),
    ("a target for the last five", list(STEADY), [NAN] * 7 + [79] * 5, {},
     f"{USUAL} The target was met in four of the last five months."),
    ("a target for the last three", list(STEADY), [NAN] * 9 + [79] * 3, {}, USUAL),
    ("no target", list(STEADY), NAN, {}, USUAL),
    ("neither way is better", list(STEADY), 70, {"polarity": "neutral"}, USUAL),
    ("always at the target", [100.0] * 12, 100, {}, f"{USUAL} The process consistently meets the target."),
    ("printed at the target though a little below", [94.8 + place % 2 / 10 for place in range(12)], 95, {},
     f"{USUAL} The target was met in each of the last eight months."),
    ("a month without a result", [*STEADY[:6], NAN, *STEADY], 80, {},
     f"{USUAL} The target was met in five of the last eight months."),
    ("a month among the last eight without a result", [*STEADY, NAN, 80.0], 80, {},
     f"{USUAL} The target was met in five of the last eight results."),
    ("eleven results", list(STEADY[:11]), 70, {}, ""),
    ("only growing", [float(value) for value in range(60, 72)], 90, {}, ""),
    ("rolling", list(STEADY), 70, {"basis": "rolling_12_months"}, ""),
    ("adding up", list(STEADY), 70, {"basis": "year_to_date"}, ""),
    ("as usual, as the direction has said", list(STEADY), 70,
     {"direction_reason": "The latest result, 80, is within the usual variation of the 12 results since Jan 24."},
     "The process consistently meets the target."),
    ("better than usual, as the direction has said", [*STEADY[:11], 92.0], 90,
     {"direction_reason": "The latest result, 92, is better than usual, judged by the control limits."},
     "The latest result is above the upper control limit. The target was met in one of the last eight months."),
]  # fmt: skip


@pytest.mark.parametrize(("values", "targets", "changes", "expected"), [case[1:] for case in CASES],
                         ids=[case[0] for case in CASES])  # fmt: skip
def test_what_is_said_of_variation_and_target(
    values: list[float], targets: Any, changes: dict[str, Any], expected: str
) -> None:
    assert said(months(values, targets), **changes) == expected


@pytest.mark.parametrize(
    ("rating", "length", "told"),
    [("red", 12, ""), ("red", 8, ""), ("red", 7, MISSED), ("green", 8, MISSED), (None, 0, MISSED)],
)
def test_targets_that_were_all_missed_are_told_once_beside_a_run_of_the_rating(
    rating: str | None, length: int, told: str
) -> None:
    points = months(list(STEADY), [90] * 6 + [95] * 6)
    run = Run(rating, length, points[-length].period_end, Limit.EARLIER_RESULT) if rating else None
    assert variation_sentences(row_of(points), points, scheme(), None, run) == f"{USUAL}{told}"


def test_nothing_is_said_of_a_target_that_is_no_bound() -> None:
    points = months(list(STEADY), 70)
    assert said(points, SCHEMES["two-sided"]) == USUAL


def test_a_break_begins_new_limits() -> None:
    assert said(months([*STEADY, *(value + 15 for value in STEADY)], 90, breaks=12)).endswith(
        "The process consistently meets the target."
    )
    assert said(months([*STEADY, 95.0], 90, breaks=12)) == ""


# Limits that begin anew on a day ----------------------------------------------------------------------------

MOVED = months([*STEADY, *(value + 15 for value in STEADY)], 90)
REBASED = ControlSetting(rebase=date(2010, 1, 1), reason="A new system answers calls.")


def test_limits_begin_anew_on_a_day_with_its_reason() -> None:
    row = row_of(MOVED)
    assert variation_sentences(row, MOVED, scheme()).startswith("The latest result is better than usual")
    assert variation_sentences(row, MOVED, scheme(), REBASED) == f"{USUAL} The process consistently meets the target."
    chart = control_chart(row, MOVED, REBASED)
    assert [one.first for one in chart.segments] == [0, 12]
    assert limits_sentence(row, chart, REBASED) == (
        "The mean is 95.0%; results are expected between 90.6% and 99.4% as long as nothing changes. The limits rest "
        "on 12 results. They begin anew on 1 January 2010: A new system answers calls."
    )
    assert control_finding(row, chart) == "Repairs within 28 days: the latest result is within the usual variation"


def test_a_break_before_a_missing_result_begins_new_limits() -> None:
    points = list(MOVED)
    points[12] = replace(points[12], actual=math.nan, break_before=True)
    known = known_points(points)
    assert [point.break_before for point in known] == [place == 12 for place in range(len(points) - 1)]
    assert [one.first for one in control_chart(row_of(known), known).segments] == [0, 12]
    assert variation_sentences(row_of(points), points, scheme()) == "", "too few results are left"


def test_limits_that_have_just_begun_are_called_trial_limits() -> None:
    setting = ControlSetting(rebase=date(2010, 12, 1), reason="A new system")
    row = row_of(MOVED)
    assert control_refusal(row, MOVED, setting) == ""
    said = limits_sentence(row, control_chart(row, MOVED, setting), setting)
    assert said.startswith("The mean is 94.0%. The limits rest on 1 result. They begin anew on 1 December 2010: A new")
    assert control_finding(row, control_chart(row, MOVED, setting)).endswith("the limits begin anew")
    assert variation_sentences(row, MOVED, scheme(), setting) == ""


def test_a_series_that_only_grows_has_no_chart_until_it_does_not() -> None:
    points = months([float(value) for value in range(60, 73)])
    assert control_refusal(row_of(points), points).endswith("results only rise, so that there is no usual level.")
    assert control_refusal(row_of(points), [*points[:-1], replace(points[-1], actual=60.0)]) == ""


@pytest.mark.parametrize(
    ("given", "rebased"),
    [
        (["CU02", "GL01"], {"CU02": None, "GL01": None}),
        ({"CU02": None}, {"CU02": None}),
        ({"CU02": {"rebase": "2023-10-31", "reason": "New"}, "GL01": {}}, {"CU02": date(2023, 10, 31), "GL01": None}),
    ],
)
def test_params_list_control_charts_or_give_them_settings(county: Context, given: Any, rebased: dict[str, Any]) -> None:
    read = Edition.model_validate({**county.edition.model_dump(), "spc": given})
    assert {name: setting.rebase for name, setting in read.spc.items()} == rebased


def test_the_card_prints_the_reason_and_the_new_limits(county: Context) -> None:
    rebased = {"CU02": ControlSetting(rebase=date(2023, 10, 31), reason="Calls are answered by a new system")}
    asked = replace(county, edition=county.edition.model_copy(update={"spc": rebased}))
    card = to_markdown(services.card(asked, "CU02"))
    assert "They begin anew on 31 October 2023: Calls are answered by a new system." in card
    assert card != to_markdown(services.card(county, "CU02"))


# How a trend was found --------------------------------------------------------------------------------------

FOUND: list[tuple[str, Any, dict[str, Any], list[str]]] = [
    ("a line", Regression(), {},
     ["Eight, Sep 09 to Jun 11", "+8.0 percentage points a year", "Straight line, t test at the 5% level: passed"]),
    ("no trend", Regression(level=0.1), {"direction": "no-trend", "slope": -0.01},
     ["Eight, Sep 09 to Jun 11", "Less than 0.1 percentage points a year",
      "Straight line, t test at the 10% level: not passed"]),
    ("ranks", TheilSen(), {"slope": -8.0},
     ["Eight, Sep 09 to Jun 11", "−8.0 percentage points a year",
      "Median slope, Mann-Kendall test at the 5% level: passed"]),
    ("a declared change", Regression(least_change=4), {},
     ["Eight, Sep 09 to Jun 11", "+8.0 percentage points a year",
      "Straight line: a fitted change of at least 4% of the mean, reached"]),
    ("apart", Regression(), {"direction_code": "apart", "basis": "rolling_12_months"},
     ["Eight, Sep 09 to Jun 11, each as far from the next as it is long", "+8.0 percentage points a year",
      "Straight line, t test at the 5% level: passed"]),
    ("sharing months as they come", Regression(overlapping="allow"), {"basis": "rolling_12_months"},
     ["Eight, Sep 09 to Jun 11", "+8.0 percentage points a year",
      "Straight line; no significance is claimed, as the results share months"]),
    ("a range", Regression(), {"polarity": "range", "slope": NAN},
     ["Eight, Sep 09 to Jun 11", "That of the distance from the range",
      "Straight line, t test at the 5% level: passed"]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "changes", "expected"), [case[1:] for case in FOUND], ids=[case[0] for case in FOUND])
def test_how_a_trend_was_found(rule: Any, changes: dict[str, Any], expected: list[str]) -> None:
    points = [
        Point(
            period_end=month_end(*year_and_month), actual=80.0 + place, target=80.0, floor=NAN, flag="", rating="green"
        )
        for place in range(8)
        for year_and_month in [(2009 + (3 * place + 8) // 12, (3 * place + 8) % 12 + 1)]
    ]
    told = {"direction_code": "window", "points": 8.0, "slope": 8.0, "base_end": date(2009, 9, 30), **changes}
    table = trend_table(result(**told), "HW01", rule, points)
    assert isinstance(table, Table)
    assert table.caption == "HW01: how the trend was found"
    assert [cell[0] for cell in table.rows[0]] == expected


def test_a_direction_that_is_no_trend_has_nothing_to_unfold() -> None:
    assert trend_table(result(direction_code="previous-period"), "HW01", Regression(), []) is None


def test_no_page_speaks_of_significance_of_results_that_share_months(county: Context) -> None:
    rolling = [row.id for row in county.scored.results if row.basis == "rolling_12_months"]
    assert rolling
    for name in rolling:
        card = to_markdown(services.card(county, name))
        assert "level" not in card.split("About")[0], name
        assert "significan" not in card, name


def test_the_key_to_directions_is_the_rules_own(county: Context) -> None:
    key = to_markdown(methods.key(county))
    assert "slopes the better way, whatever the last step did." in key
    assert "Of results that cover some of the same months" in key
    assert "a card also says whether the latest one is within the usual variation" in key
    kent = to_markdown(methods.key(open_context("kent-2011-12-Q1", Project(REPOSITORY))))
    assert "The latest result is better than the one before it." in kent
    assert "slopes" not in kent
    assert "usual variation" not in kent
