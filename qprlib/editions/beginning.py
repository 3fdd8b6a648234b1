"""A new organisation: its data, the params of its newest period and notebooks to write in, from what was taken."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from qprlib.editions.next_params import WORDINGS, checked_params
from qprlib.ground.calendar import MONTHS, Years, months_later
from qprlib.ground.edition import Edition, EditionName
from qprlib.ground.errors import CommandError, Place
from qprlib.ground.files import put_all
from qprlib.ground.names import slugify
from qprlib.ground.project import Project
from qprlib.ground.reported import Length, Reported
from qprlib.ground.yamlfiles import yaml_text
from qprlib.intake.layout import Layout
from qprlib.intake.rows import RowsTaken, rows_taken
from qprlib.intake.taken import Assumed, Taken, TakenFigure, Unplaced
from qprlib.texts.notebook_file import written
from qprlib.texts.notebook_form import IndicatorCells, report_notebook, section_notebook

_TITLES = {Length.MONTH: "Monthly", Length.QUARTER: "Quarterly", Length.HALF_YEAR: "Half-yearly", Length.YEAR: "Annual"}
#: Signs that would be markup in a text that somebody wrote into a cell, and what would begin a list or a quotation.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>|#~^$])")
_BEGINS = re.compile(r"^(?:([-+])|([0-9]+)([.)]))")


@dataclass(frozen=True)
class Chosen:
    """What a workbook cannot say for certain of an organisation."""

    organisation: str
    name: str
    scheme: str
    direction: str
    years: Years
    polarities: Mapping[str, str]  #: of indicators of which the workbook says none, by key


@dataclass(frozen=True)
class Beginning:
    """The files of a new organisation, not yet written."""

    edition: Edition
    files: Mapping[Path, str]
    rows: RowsTaken
    assumed: Sequence[Assumed]
    unplaced: Sequence[Unplaced]


def plan_organisation(project: Project, taken: Taken, chosen: Chosen, today: date, *, again: bool = False) -> Beginning:
    """What beginning an organisation would write: register, results, targets, layout, params and notebooks.

    ``again``: its data are there and are written anew; params and notebooks that are there stay as they are.

    CommandError if the organisation is there already, or no result has a number; InputError if the params made are at
    fault.
    """
    folder = project.data(chosen.organisation)
    if folder.exists() and not again:
        place = Place(project.relative(folder))
        raise CommandError(WORDINGS.problem("organisation-exists", place, organisation=chosen.organisation))
    rows = rows_taken(taken, chosen.polarities, chosen.years)
    quarter = newest(taken, chosen.years)
    edition_name = str(EditionName(chosen.organisation, quarter))
    text = _params(taken, chosen, quarter, edition_name, today)
    edition = checked_params(project, edition_name, text)
    files = {
        folder / "indicators.csv": _csv(rows.indicators),
        folder / "actuals.csv": _csv(rows.actuals),
        folder / "targets.csv": _csv(rows.targets) or "indicator,period_end,target\n",
        folder / "intake.yml": layout_text(taken.layout, taken),
    }
    notebooks, late = _notebooks(taken, rows, edition_name, quarter)
    kept = {project.params_file(edition_name): text} | {
        project.commentary(edition_name) / f"{slug}.ipynb": made for slug, made in notebooks.items()
    }
    files |= {path: made for path, made in kept.items() if not path.exists()}
    return Beginning(edition, files, rows, (*taken.assumed, *rows.assumed), (*taken.unplaced, *rows.unplaced, *late))


def make_organisation(project: Project, plan: Beginning) -> None:
    """Write the files of a plan: all, or none if one cannot be written (OSError)."""
    for folder in {path.parent for path in plan.files}:
        folder.mkdir(parents=True, exist_ok=True)
    put_all(plan.files)


def newest(taken: Taken, years: Years) -> Reported:
    """The newest period of which there is a result, as long as the periods of most results that end with it are."""
    known = [one for one in taken.figures if one.role == "actual" and one.value is not None]
    if not known:
        raise CommandError(WORDINGS.problem("nothing-taken"))
    last = max(one.period_end for one in known)
    lengths = [one.length for one in known if one.length and one.period_end == last]
    length = Length(max(sorted(set(lengths)), key=lengths.count)) if lengths else Length.QUARTER
    return Reported.containing(last, length, years)


def layout_text(layout: Layout, taken: Taken) -> str:
    """The layout as ``intake.yml``, with what a reader has to know to correct it."""
    files = sorted({one.origin.partition(", ")[0] for one in taken.indicators})
    head = (
        f"# What was taken for what in {', '.join(files)}.\n"
        "# Beside each header of the workbook stands what its column holds; docs/your-organisation.md has the words,\n"
        "# and 'skip' leaves a column out. Correct what is wrong, then run qpr init with --again. The next workbook\n"
        "# is read by this file, and refused where its headers are not these.\n"
    )
    plain = layout.model_dump(mode="json", exclude_defaults=True)
    return head + yaml_text(plain)


def _params(taken: Taken, chosen: Chosen, quarter: Reported, edition: str, today: date) -> str:
    """The params of the newest period, with what a reader has to know of each key."""
    organisation = {"id": chosen.organisation, "name": chosen.name}
    if chosen.years.starts != Years().starts:
        organisation["year_starts"] = MONTHS[chosen.years.starts - 1]
    if chosen.years.form:
        organisation["year_label"] = chosen.years.form
    cut_off = months_later(quarter.end, 1)
    said: dict[str, Any] = {
        "edition": edition,
        "organisation": organisation,
        "quarter": str(quarter),
        "as_of": min(cut_off, max(today, quarter.end)),
        "title": f"{_TITLES[quarter.length]} Performance Report",
        "scheme": chosen.scheme,
        "direction": chosen.direction,
        "pages": [
            {"page": "index", "title": "Summary", "group": "Overview"},
            {"page": "summary", "title": "All indicators", "group": "Overview"},
            {"page": "service", "each": "section", "group": "Services"},
            {"page": "methods", "title": "Methods and sources", "group": "About"},
        ],
    }
    files = sorted({one.origin.partition(", ")[0] for one in taken.indicators})
    lines = yaml_text(said).splitlines()
    notes = {
        "as_of:": "data cut-off: what was known by this day counts",
        "scheme:": f"how results are rated: params/schemes/{chosen.scheme}.yml; 'qpr schemes' shows the others",
        "direction:": "how the direction of travel is found: docs/direction-rules.md",
        "pages:": "in this order; each is a notebook in notebooks/",
    }
    for place, line in enumerate(lines):
        if note := next((note for key, note in notes.items() if line.startswith(key)), ""):
            lines[place] = f"{line}  # {note}"
    first = f"# {chosen.name}'s report for {quarter.months}, begun from {', '.join(files)}. Every key: docs/params.md."
    return "\n".join([first, "# yaml-language-server: $schema=params.schema.json", *lines]) + "\n"


def _notebooks(taken: Taken, rows: RowsTaken, edition: str, quarter: Reported) -> tuple[dict[str, str], list[Unplaced]]:
    """A commentary notebook for each section and one for the report, by slug; and comments that belong to no text.

    Comments on the newest period become its commentary.
    """
    keys = {own: key for key, own in rows.ids.items()}
    comments: dict[str, TakenFigure] = {}
    late = []
    for one in taken.figures:
        if one.role == "comment" and quarter.start <= one.period_end <= quarter.end:
            comments[one.indicator] = one
        elif one.role == "comment":
            why = f"a comment on another period than {quarter.label}, which no text of this edition is about"
            late.append(Unplaced(one.origin, one.text, why))
    found = {}
    for section in dict.fromkeys(row["section"] for row in rows.indicators):
        cells = [
            IndicatorCells(row["id"], row["name"], {"Commentary": as_text(comment.text)} if comment else {})
            for row in rows.indicators
            if row["section"] == section
            for comment in [comments.get(keys[row["id"]])]
        ]
        found[slugify(section)] = written(section_notebook(edition, section, cells))
    found["report"] = written(report_notebook(edition, {"Foreword": {}, "Data quality": {}}))
    return found, late


def as_text(cell: str) -> str:
    """What somebody wrote into a cell as a text that prints the same: nothing of it is markup."""
    plain = _MARKUP.sub(r"\\\1", " ".join(cell.split()))
    return _BEGINS.sub(lambda begins: f"\\{begins[1]}" if begins[1] else f"{begins[2]}\\{begins[3]}", plain)


def _csv(rows: Sequence[Mapping[str, str]]) -> str:
    """Rows as a file that git shows well: columns that are wholly empty left out, a line a row."""
    columns = [name for name in dict.fromkeys(name for row in rows for name in row)
               if any(row.get(name) for row in rows) or name in _ALWAYS]  # fmt: skip
    if not rows:
        return ""
    made = io.StringIO()
    writer = csv.DictWriter(made, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue()


#: Columns that a table has even where they are empty.
_ALWAYS = ("actual", "target")
