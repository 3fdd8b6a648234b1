"""All files of an edition's downloads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from qprlib.data.store import OrganisationData
from qprlib.downloads.csvfile import csv_bytes
from qprlib.downloads.offered import make_tables
from qprlib.downloads.package import DATA_PACKAGE, package_bytes
from qprlib.downloads.workbook import workbook_bytes
from qprlib.ground.edition import Edition
from qprlib.scoring.rules import DirectionRule
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.scorecard import Scored


def workbook_name(edition: str) -> str:
    """Name of an edition's workbook."""
    return f"{edition}.xlsx"


def download_files(
    data: OrganisationData, scored: Scored, edition: Edition, scheme: Scheme, rule: DirectionRule
) -> dict[str, bytes]:
    """Every file by its name: the CSV files, the workbook and the data package; the same inputs give the same bytes."""
    tables = make_tables(data, scored, scheme, edition.as_of)
    files = {table.spec.file: csv_bytes(table) for table in tables}
    return {
        **files,
        workbook_name(edition.edition): workbook_bytes(edition, scheme, rule, tables),
        DATA_PACKAGE: package_bytes(edition, tables, files),
    }


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Put the files into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, contents in files.items():
        (folder / name).write_bytes(contents)
