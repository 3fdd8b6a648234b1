"""Three small organisations unlike a council, written from one table of figures each.

A licensing agency whose year begins in January reports by half-years, quarters and years; a hospital trust by months,
with weekly figures and a yearly survey; a housing association by quarters of a year that begins in July.
"""

from __future__ import annotations

import csv
import json
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path

from helpers.projects import bare_project

Figures = list[float] | list[str]
#: id, name, section, unit, decimals, polarity, basis, frequency, year_starts of its own
Indicator = tuple[str, str, str, str, int, str, str, str, str]


def month_ends(first: date, number: int, step: int) -> list[date]:
    """So many ends of months, a number of months apart."""
    found, year, month = [], first.year, first.month
    for _ in range(number):
        found.append(date(year, month, monthrange(year, month)[1]))
        month += step
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return found


_SUNDAYS = [date(2025, 5, 4) + timedelta(weeks=week) for week in range(9)]
_QUARTERS = month_ends(date(2022, 3, 31), 14, 3)
_MONTHS = month_ends(date(2024, 4, 30), 15, 1)
_HOUSING = month_ends(date(2023, 9, 30), 8, 3)

AGENCY: dict[Indicator, tuple[list[date], Figures, Figures]] = {
    ("A1", "Applications decided in time", "Licensing", "%", 0, "higher", "half_year", "half_yearly", ""): (
        month_ends(date(2022, 6, 30), 7, 6), [84, 86, 87, 85, 89, 91, 92], [90] * 7,
    ),
    ("A2", "Inspections in the year so far", "Inspection", "number", 0, "higher", "year_to_date", "quarterly", ""): (
        _QUARTERS, [310, 640, 980, 1300, 330, 650, 960, 1310, 300, 620, 950, 1260, 340, 690],
        [325, 650, 975, 1300] * 3 + [325, 650],
    ),
    ("A3", "People killed or seriously injured", "Roads", "number", 0, "lower", "annual", "annual", ""): (
        month_ends(date(2021, 12, 31), 4, 12), [221, 214, 205, 198], [200] * 4,
    ),
    ("A4", "Grants paid in the year so far", "Grants", "£000", 0, "higher", "year_to_date", "quarterly", "April"): (
        _QUARTERS[9:], [410, 800, 1190, 1600, 420], [400, 800, 1200, 1600, 400],
    ),
}  # fmt: skip
TRUST: dict[Indicator, tuple[list[date], Figures, Figures]] = {
    ("T1", "Patients seen within four hours", "Urgent care", "%", 1, "higher", "month", "monthly", ""): (
        _MONTHS, [74.1, 73.2, 74.8, 75.5, 73.9, 74.4, 76.0, 75.2, 74.9, 75.8, 76.5, 77.0, 77.2, 77.9, 78.4], [78] * 15,
    ),
    ("T2", "Infections in the year so far", "Safety", "number", 0, "lower", "year_to_date", "monthly", ""): (
        _MONTHS, [2, 5, 6, 9, 11, 14, 15, 18, 20, 22, 25, 27, 3, 4, 6], [3 * n for n in (*range(1, 13), 1, 2, 3)],
    ),
    ("T3", "Ambulance handovers over an hour", "Urgent care", "number", 0, "lower", "week", "weekly", ""): (
        _SUNDAYS, [41, 38, 44, 36, 35, 33, 30, 31, 28], [30] * 9,
    ),
    ("T5", "Mean response to emergency calls", "Urgent care", "mm:ss", 0, "lower", "month", "monthly", ""): (
        _MONTHS[-6:], ["8:02", "7:58", "7:45", "7:51", "8:00", "7:42"], ["7:00"] * 6,
    ),
    ("T4", "Staff who would recommend the trust", "People", "%", 0, "higher", "snapshot", "annual", ""): (
        [date(2022, 11, 25), date(2023, 11, 24), date(2024, 11, 29)], [58, 61, 63], [65] * 3,
    ),
}  # fmt: skip
HOUSING: dict[Indicator, tuple[list[date], Figures, Figures]] = {
    ("H1", "Homes with a gas safety certificate", "Safety", "%", 1, "higher", "snapshot", "quarterly", ""): (
        _HOUSING, [100, 100, 99.9, 100, 100, 99.8, 100, 100], [100] * 8,
    ),
    ("H2", "Rent collected in the year so far", "Income", "£000", 0, "higher", "year_to_date", "quarterly", ""): (
        _HOUSING, [4120, 8190, 12350, 16500, 4230, 8460, 12700, 16990], [4200, 8400, 12600, 16800] * 2,
    ),
    ("H3", "Emergency repairs within 24 hours", "Repairs", "%", 1, "higher", "quarter", "quarterly", ""): (
        _HOUSING, [94.0, 94.8, 95.2, 95.9, 96.3, 96.1, 97.0, 97.4], [97] * 8,
    ),
    ("H4", "Tenants satisfied", "Tenants", "%", 0, "higher", "rolling_12_months", "half_yearly", ""): (
        month_ends(date(2023, 12, 31), 4, 6), [71, 72, 74, 75], [75] * 4,
    ),
}  # fmt: skip

#: Organisation, its name, its indicators, when its year begins, how a year is written, its scheme.
BODIES = {
    "agency": ("Rural Licensing Agency", AGENCY, "January", "", "within-10-percent"),
    "trust": ("Northmoor Hospital Trust", TRUST, "April", "", "within-5-percent"),
    "housing": ("Harbourside Homes", HOUSING, "July", "FY25", "two-state"),
}
#: Numbers as the organisation prints them, of those that have one.
REFERENCES = {"H1": "1.1.2.PI", "H2": "1.1.10.PI", "H3": "HOU/07", "H4": "KPI 12"}
#: What services wrote, by edition and notebook, as its cells.
TEXTS = {
    "housing-2024-25-Q4": {
        "repairs": [
            "# Repairs",
            "## HOU/07 Emergency repairs within 24 hours",
            "### Commentary\n\nEmergency repairs reached {{ [HOU/07].actual }} and gas safety {{ [1.1.2.PI].actual }}.",
        ],
        "income": [
            "# Income",
            "## H2 Rent collected in the year so far",
            "### Commentary\n\nFor 1.1.10.PI we collected {{ actual }}.",
        ],
        "tenants": [
            "# Tenants",
            "## KPI 12 Tenants satisfied",
            "### Commentary\n\nKPI 12 reached {{ [KPI 12].actual }}, as HOU/07 rose.",
        ],
    }
}
#: Editions by name, with their cut-offs.
EDITIONS = {
    "agency-2024": "2025-01-31",
    "agency-2025-Q1": "2025-04-30",
    "agency-2025-Q2": "2025-07-31",
    "agency-2024-H2": "2025-01-31",
    "agency-2025-H1": "2025-07-31",
    "trust-2024-06": "2024-07-15",
    "trust-2025-05": "2025-06-15",
    "trust-2025-06": "2025-07-15",
    "housing-2024-25-Q3": "2025-04-30",
    "housing-2024-25-Q4": "2025-07-31",
}


def bodies(folder: Path) -> Path:
    """A project with the three bodies and all their editions."""
    root = bare_project(folder)
    for organisation, (_, indicators, *_) in BODIES.items():
        own = root / "data" / organisation
        own.mkdir()
        register, actuals, targets = [], [], []
        for (id_, name, section, unit, decimals, polarity, basis, frequency, starts), figures in indicators.items():
            register.append(
                [id_, REFERENCES.get(id_, ""), name, "kpi", section, unit, decimals, polarity, basis, frequency, starts]
            )
            actuals += [[id_, end, value] for end, value, _ in zip(*figures, strict=True)]
            targets += [[id_, end, target] for end, _, target in zip(*figures, strict=True)]
        header = [
            "id",
            "reference",
            "name",
            "kind",
            "section",
            "unit",
            "decimals",
            "polarity",
            "basis",
            "frequency",
            "year_starts",
        ]
        _write(own / "indicators.csv", header, register)
        _write(own / "actuals.csv", ["indicator", "period_end", "actual"], actuals)
        _write(own / "targets.csv", ["indicator", "period_end", "target"], targets)
    for edition, as_of in EDITIONS.items():
        (root / "params" / f"{edition}.yml").write_text(_params(edition, as_of), encoding="utf-8")
    for edition, notebooks in TEXTS.items():
        commentary = root / "notebooks" / "commentary" / edition
        commentary.mkdir(parents=True)
        for name, cells in notebooks.items():
            written = [
                {"cell_type": "markdown", "id": f"cell-{place}", "metadata": {}, "source": cell}
                for place, cell in enumerate(cells)
            ]
            content = {"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
            (commentary / f"{name}.ipynb").write_text(json.dumps(content), encoding="utf-8")
    return root


def _write(path: Path, header: list[str], rows: list[list[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])


def _params(edition: str, as_of: str) -> str:
    organisation, _, covers = edition.partition("-")
    name, _, starts, form, scheme = BODIES[organisation]
    return f"""\
edition: {edition}
organisation:
  id: {organisation}
  name: {name}
  year_starts: {starts}
{f"  year_label: {form}" if form else ""}
quarter: {covers}
as_of: {as_of}
title: Performance Report
presented_to: Board
scheme: {scheme}
direction: previous-period
{"spc: [HOU/07, H2]" if organisation == "housing" else ""}
paper:
  sender: [Director of Performance]
  recipient: Board
  date: {as_of}
  contact: Head of Performance
pages:
  - {{page: index, title: Executive summary}}
  - {{page: summary, title: All indicators}}
  - {{page: service, each: section}}
  - {{page: methods, title: Methods and sources}}
"""
