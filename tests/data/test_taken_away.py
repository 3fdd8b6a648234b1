"""The examples with each optional table and column taken away: what is not kept is left out, or refused by name.

The pages are run without drawing and written as chapters; a table that would have no rows cannot be built. With
``make test-thorough`` each column is taken away alone, and PDF, Word file and site are made.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.projects import REPOSITORY, bare_project
from helpers.thorough import THOROUGH
from helpers.undrawn import book_undrawn, build_undrawn
from ruamel.yaml import YAML

from qprlib.data.columns import Need
from qprlib.data.declarations import SHOWN_BY
from qprlib.data.schema import FILES
from qprlib.ground.errors import InputError
from qprlib.ground.yamlfiles import yaml_text

KENT, COUNTY = "kent-2011-12-Q1", "exampleshire-2023-24-Q3"
EDITIONS = (KENT, COUNTY)

#: Columns without which the rest of their table means something else: what is then said.
REFUSED = {
    ("exampleshire", "actuals", "denominator"): "0.04 can be meant as 4%",
    ("exampleshire", "actuals", "numerator"): "0.04 can be meant as 4%",
    ("exampleshire", "actuals", "reason"): "replaced-without-word",
    ("exampleshire", "actuals", "recorded"): "duplicate-period",
    ("exampleshire", "changes", "field"): "empty-cell",
    ("exampleshire", "changes", "was"): "empty-cell",
    ("exampleshire", "delivery_progress", "reason"): "no-reason",
    ("exampleshire", "improvement", "recorded"): "duplicate-row",
    ("exampleshire", "indicators", "aim"): "half-an-aim",
    ("exampleshire", "indicators", "first_period"): "change-without-date",
    ("exampleshire", "indicators", "last_period"): "change-without-date",
    ("exampleshire", "targets", "authority"): "replaced-without-word",
    ("exampleshire", "targets", "lower"): "range-without-ends",
    ("exampleshire", "targets", "reason"): "replaced-without-word",
    ("exampleshire", "targets", "recorded"): "duplicate-period",
    ("exampleshire", "targets", "upper"): "range-without-ends",
}


def _columns(organisation: str) -> Iterator[tuple[str, list[str]]]:
    """Each table of an organisation with the optional columns that it has."""
    for file in FILES:
        path = REPOSITORY / "data" / organisation / file.name
        if path.is_file():
            with path.open(encoding="utf-8-sig", newline="") as opened:
                there = next(csv.reader(opened))
            optional = [one.name for one in file.columns if one.need is Need.OPTIONAL and one.name in there]
            yield file.name.removesuffix(".csv"), optional


TABLES = [
    (edition, table)
    for edition in EDITIONS
    for table, _ in _columns(edition.partition("-")[0])
    if not next(file.required for file in FILES if file.name == f"{table}.csv")
]
COLUMNS = [
    (edition, table, column)
    for edition in EDITIONS
    for table, columns in _columns(edition.partition("-")[0])
    for column in columns
]


def _project(folder: Path, edition: str) -> tuple[Path, str]:
    """One of the examples without its commentary, so that no text speaks of what is taken away."""
    organisation = edition.partition("-")[0]
    root = bare_project(folder / "project")
    shutil.copytree(REPOSITORY / "data" / organisation, root / "data" / organisation)
    shutil.copy(REPOSITORY / "params" / f"{edition}.yml", root / "params")
    return root, organisation


def _without_pages(root: Path, edition: str, table: str) -> None:
    """Take the pages that show a table out of the params."""
    path = root / "params" / f"{edition}.yml"
    params = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    shown = {page for page, tables in SHOWN_BY.items() if table in tables}
    params["pages"] = [page for page in params["pages"] if page["page"] not in shown]
    path.write_text(yaml_text(params), encoding="utf-8")


def _without_columns(path: Path, gone: list[str]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = [name for name in rows[0] if name not in gone]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, kept, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(("edition", "table"), TABLES)
def test_without_an_optional_table_its_parts_are_left_out(edition: str, table: str, tmp_path: Path) -> None:
    root, organisation = _project(tmp_path, edition)
    together = next((tables for tables in SHOWN_BY.values() if table in tables), (table,))
    for name in together:
        (root / "data" / organisation / f"{name}.csv").unlink()
    _without_pages(root, edition, table)
    _, book = book_undrawn(edition, tmp_path / "made", root, ())
    assert book.texts


@pytest.mark.parametrize("edition", EDITIONS)
def test_without_every_optional_column_that_can_go_the_report_is_made(edition: str, tmp_path: Path) -> None:
    root, organisation = _project(tmp_path, edition)
    for table, columns in _columns(organisation):
        gone = [one for one in columns if (organisation, table, one) not in REFUSED]
        _without_columns(root / "data" / organisation / f"{table}.csv", gone)
    _, book = book_undrawn(edition, tmp_path / "made", root, ())
    assert book.texts


@THOROUGH
@pytest.mark.parametrize(("edition", "table", "column"), COLUMNS)
def test_without_an_optional_column_the_report_is_made_in_every_format_or_refused(
    edition: str, table: str, column: str, tmp_path: Path
) -> None:
    root, organisation = _project(tmp_path, edition)
    _without_columns(root / "data" / organisation / f"{table}.csv", [column])
    code = REFUSED.get((organisation, table, column))
    if code is None:
        assert build_undrawn(edition, tmp_path / "made", root).pdf_text()
        return
    with pytest.raises(InputError, match=code):
        book_undrawn(edition, tmp_path / "made", root, ())
