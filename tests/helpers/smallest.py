"""The smallest organisation that can be, and what may be added to it table by table.

One KPI with two periods, no optional column, no side table and no commentary: whatever a page shows beyond that has to
be left out, or to say that it is not there.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from helpers.projects import bare_project
from qprlib.data.columns import Need
from qprlib.data.schema import FILES
from qprlib.ground.yamlfiles import yaml_text

EDITION = "tiny-2024-25-Q1"
Row = Mapping[str, object]
Tables = Mapping[str, Sequence[Row]]

INDICATOR: Row = {
    "id": "A1",
    "name": "Missed bins",
    "kind": "kpi",
    "section": "Waste",
    "unit": "number",
    "decimals": 0,
    "polarity": "lower",
    "basis": "quarter",
    "frequency": "quarterly",
}
TABLES: Tables = {
    "indicators": [INDICATOR],
    "actuals": [
        {"indicator": "A1", "period_end": "2024-03-31", "actual": 40},
        {"indicator": "A1", "period_end": "2024-06-30", "actual": 44},
    ],
    "targets": [
        {"indicator": "A1", "period_end": "2024-03-31", "target": 50},
        {"indicator": "A1", "period_end": "2024-06-30", "target": 42},
    ],
}
PAPER = {"sender": ["Leader of the Council"], "recipient": "Cabinet", "contact": "Head of Performance"}
#: Pages that need a table of their own are asked for with it.
PAGES = ("index", "summary", "service", "changes", "methods", "accessibility")


def write_smallest(folder: Path, tables: Tables = TABLES, *, pages: Sequence[str] = PAGES, **params: object) -> Path:
    """Write a project with the smallest organisation into a new folder.

    Parameters
    ----------
    folder
        The project's folder.
    tables
        Name of a data file without its ending, to its rows; a table without rows has a header alone.
    pages
        The page notebooks, ``index`` first; ``service`` stands for a page for each section.
    params
        Further or other keys of the edition's params.
    """
    bare_project(folder)
    write_tables(folder / "data" / "tiny", tables)
    write_params(folder, pages=pages, **params)
    return folder


def write_tables(folder: Path, tables: Tables) -> None:
    """Write tables of data, each with the columns that its rows have."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row)) or _needed(name)
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)


def _needed(table: str) -> list[str]:
    """The columns that a data file must have."""
    (declared,) = (one for one in FILES if one.name == f"{table}.csv")
    return [column.name for column in declared.columns if column.need is not Need.OPTIONAL]


def write_params(folder: Path, *, pages: Sequence[str] = PAGES, **params: object) -> None:
    """Write the params of the edition; keys that are None are left out."""
    values: dict[str, object] = {
        "edition": EDITION,
        "organisation": {"id": "tiny", "name": "Tiny District Council"},
        "quarter": "2024-25-Q1",
        "as_of": "2024-08-05",
        "title": "Quarterly Performance Report",
        "scheme": "within-10-percent",
        "direction": "previous-period",
        "paper": PAPER,
        "pages": [{"page": page, **({"each": "section"} if page == "service" else {})} for page in pages]
        if all(isinstance(page, str) for page in pages)
        else pages,
        **params,
    }
    kept = {key: value for key, value in values.items() if value is not None}
    text = yaml_text(kept)
    (folder / "params" / f"{values['edition']}.yml").write_text(text, encoding="utf-8")
