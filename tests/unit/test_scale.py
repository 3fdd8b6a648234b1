"""Figures far out of scale are doubted in every table whose figures have a unit, and nowhere refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from helpers.projects import REPOSITORY
from helpers.smallest import INDICATOR, TABLES, Row, write_tables

from qprlib.data import schema
from qprlib.data.columns import Kind
from qprlib.data.scale import check_scale
from qprlib.data.store import read_organisation
from qprlib.ground.errors import Severity

PERCENT = {**INDICATOR, "unit": "%", "polarity": "higher"}
DAYS = {**INDICATOR, "unit": "days"}


def _notice(**changes: object) -> list[Row]:
    return [{"table": "Notice", "indicator": "Visits", "unit": "%", "decimals": 0, "polarity": "higher",
             "base_label": "", "base_value": 60, "latest_label": "", "latest_value": 70, "target_label": "",
             "target": 80, **changes}]  # fmt: skip


def _staff(*values: object, unit: str = "number") -> list[Row]:
    return [{"measure": "Sickness", "group": "All", "period_end": end, "period_label": end, "value": value,
             "unit": unit, "decimals": 1, "row_kind": "memo"}
            for end, value in zip(("2023-12-31", "2024-03-31", "2024-06-30"), values, strict=False)]  # fmt: skip


def _others(value: object) -> list[Row]:
    return [{"indicator": "A1", "comparator": "National", "period_end": "2024-06-30", "period_label": "Jun 24",
             "value": value}]  # fmt: skip


def _row(**values: object) -> list[Row]:
    return [{"indicator": "A1", "period_end": "2024-06-30", **values}]


FAR = "is far out of scale for a percentage"
#: Title, tables, and the place and words of the one warning; "" where there is none.
CASES: list[tuple[str, Mapping[str, list[Row]], str]] = [
    (
        "an actual",
        {"indicators": [PERCENT], "actuals": _row(actual=5000)},
        f"row 2, column actual, indicator A1: 5000 {FAR}",
    ),
    (
        "a forecast",
        {"indicators": [PERCENT], "actuals": _row(actual=44, forecast=5000)},
        f"column forecast, indicator A1: 5000 {FAR}",
    ),
    (
        "a target",
        {"indicators": [PERCENT], "actuals": _row(actual=""), "targets": _row(target=4200)},
        f"column target, indicator A1: 4200 {FAR}",
    ),
    (
        "a floor",
        {"indicators": [PERCENT], "targets": _row(target=50, floor=-4000)},
        f"column floor, indicator A1: -4000 {FAR}",
    ),
    (
        "an upper end",
        {
            "indicators": [{**PERCENT, "polarity": "range"}],
            "actuals": _row(actual=""),
            "targets": _row(target="", lower=40, upper=6000),
        },
        f"column upper, indicator A1: 6000 {FAR}",
    ),
    (
        "a benchmark",
        {"indicators": [PERCENT], "benchmarks": _others(4100)},
        f"row 2, column value, indicator A1: 4100 {FAR}",
    ),
    (
        "an annual target",
        {
            "indicators": [PERCENT],
            "profiles": [{"indicator": "A1", "year_end": "2025-03-31", "annual_target": 9000, "profile": "flat"}],
        },
        f"column annual_target, indicator A1: 9000 {FAR}",
    ),
    ("a share of staff", {"workforce": _staff(5000, unit="%")}, f"workforce.csv, row 2, column value: 5000 {FAR}"),
    ("a notice's base", {"improvement": _notice(base_value=6000)}, f"column base_value, indicator Visits: 6000 {FAR}"),
    ("a notice's target", {"improvement": _notice(target=8000)}, f"column target, indicator Visits: 8000 {FAR}"),
    (
        "an actual beside its target",
        {"actuals": _row(actual=4400), "targets": _row(target=42)},
        "row 2, column actual, indicator A1: 4400 is very far from the target of 42",
    ),
    (
        "a notice's latest beside its target",
        {"improvement": _notice(unit="days", latest_value=8100)},
        "column latest_value, indicator Visits: 8100 is very far from the target of 80",
    ),
    (
        "a benchmark beside our results",
        {"indicators": [DAYS], "benchmarks": _others(4200)},
        "column value, indicator A1: 4200 is very far from our own results, about 42",
    ),
    (
        "staff beside its like",
        {"workforce": _staff(9.1, 910, 8.7)},
        "row 3, column value: 910 is very far from the others of its kind, about 9.1",
    ),
    ("a count of a nation", {"benchmarks": _others(42000)}, ""),
    ("nought", {"indicators": [DAYS], "benchmarks": _others(0), "workforce": _staff(9.1, 0, 8.7)}, ""),
    ("a target of nought", {"improvement": _notice(unit="cases", target=0)}, ""),
    (
        "what is usual",
        {
            "indicators": [PERCENT],
            "benchmarks": _others(41),
            "workforce": _staff(9.1, 9, 8.7),
            "improvement": _notice(),
        },
        "",
    ),
]


@pytest.mark.parametrize(("title", "tables", "said"), CASES, ids=[case[0] for case in CASES])
def test_figures_out_of_scale_are_doubted(
    title: str, tables: Mapping[str, list[Row]], said: str, tmp_path: Path
) -> None:
    write_tables(tmp_path / "tiny", {**TABLES, **tables})
    found = [one for one in read_organisation(tmp_path / "tiny", tmp_path).warnings if one.code == "out-of-scale"]
    assert [one.severity for one in found] == [Severity.WARNING] * bool(said)
    assert [said in one.lines()[0] for one in found] == [True] * bool(said), found


def test_every_column_of_figures_with_a_unit_is_looked_at() -> None:
    numbers = {
        (file.name, column.name)
        for file in schema.FILES
        for column in file.columns
        if column.kind is Kind.NUMBER and column.in_unit
    }
    tried = {"actual", "forecast", "target", "floor", "upper", "value", "annual_target", "base_value"}
    alike = {"lower", "floor_lower", "floor_upper", "annual_floor", "latest_value"}
    assert {column for _, column in numbers} == tried | alike
    assert {file for file, _ in numbers} == {
        "actuals.csv", "targets.csv", "profiles.csv", "benchmarks.csv", "workforce.csv", "improvement.csv",
    }  # fmt: skip


@pytest.mark.parametrize("organisation", ["kent", "exampleshire"])
def test_nothing_that_was_published_is_doubted(organisation: str) -> None:
    warnings = read_organisation(REPOSITORY / "data" / organisation, REPOSITORY).warnings
    assert [one.lines()[0] for one in warnings if one.code == "out-of-scale"] == []


def test_tables_without_their_register_are_left_out() -> None:
    assert list(check_scale({}, {})) == []
