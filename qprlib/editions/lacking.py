"""Commentary notebooks that an edition does not have yet: an empty one for each section, and one for the report."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from qprlib.data.store import read_organisation
from qprlib.ground.edition import Edition
from qprlib.ground.errors import InputError
from qprlib.ground.files import put_all
from qprlib.ground.incoming import read_text
from qprlib.ground.names import slugify
from qprlib.ground.project import Project
from qprlib.scoring.scorecard import edition_register
from qprlib.texts.commentary import REPORT_NOTEBOOK
from qprlib.texts.notebook_file import written
from qprlib.texts.notebook_form import IndicatorCells, report_notebook, section_notebook


def lacking(project: Project, edition: Edition) -> list[Path]:
    """The sections' notebooks that are not there, by the register alone; none where it cannot be read."""
    folder = project.commentary(edition.edition)
    notebooks = [folder / f"{slug}.ipynb" for slug in sections_in_order(project, edition)]
    return [path for path in notebooks if not path.exists()]


def sections_in_order(project: Project, edition: Edition) -> list[str]:
    """The register's sections by their slugs; none where it cannot be read, which the notebook itself tells."""
    register = project.data(edition.organisation.id) / "indicators.csv"
    try:
        rows = list(csv.DictReader(read_text(register, project.relative(register)).splitlines(keepends=True)))
    except (InputError, csv.Error):
        return []
    column = "aim" if edition.arranged_by == "aim" else "section"
    return [slug for slug in dict.fromkeys(slugify(row.get(column) or "") for row in rows) if slug]


def make_lacking(project: Project, edition: Edition) -> Sequence[Path]:
    """Make the notebooks that are not there: all, or none if one cannot be written (OSError).

    InputError with every problem of the data.
    """
    data = read_organisation(project.data(edition.organisation.id), project.root, edition.organisation.years)
    register = edition_register(data.indicators, edition)
    folder = project.commentary(edition.edition)
    made = {folder / f"{REPORT_NOTEBOOK}.ipynb": report_notebook(edition.edition, {"Foreword": {}, "Data quality": {}})}
    for section in dict.fromkeys(register["section"]):
        rows = register[register["section"] == section]
        cells = [IndicatorCells(str(row.id), str(row.short_name)) for row in rows.itertuples()]
        made[folder / f"{slugify(section)}.ipynb"] = section_notebook(edition.edition, str(section), cells)
    files = {path: written(notebook) for path, notebook in made.items() if not path.exists()}
    folder.mkdir(parents=True, exist_ok=True)
    put_all(files)
    return list(files)
