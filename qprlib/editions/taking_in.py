"""The next workbook of an organisation: what it adds and replaces, and its rows written into the tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qprlib.data.store import read_organisation
from qprlib.editions.next_params import WORDINGS
from qprlib.ground.edition import edition_names, load_edition
from qprlib.ground.errors import CommandError, InputError, listing, nearest
from qprlib.ground.files import put_all
from qprlib.ground.incoming import read_text
from qprlib.ground.project import Project
from qprlib.ground.settings import Organisation
from qprlib.intake.differing import WorkbookDifference, difference, recorded, with_rows
from qprlib.intake.layout import read_layout
from qprlib.intake.proposing import polarities_by_status
from qprlib.intake.reading_in import read_workbooks
from qprlib.intake.rows import Row, rows_taken
from qprlib.intake.taken import Taken, Unplaced

TABLES = ("indicators", "actuals", "targets")


@dataclass(frozen=True)
class NextWorkbook:
    """A workbook held against the data of its organisation; nothing is written yet."""

    organisation: Organisation
    taken: Taken
    found: WorkbookDifference
    texts: Mapping[str, str]  #: of the tables as they are
    unplaced: Sequence[Unplaced]
    order: Sequence[str]  #: the ids of the register


def organisation_with_layout(project: Project, named: str = "") -> Organisation:
    """The organisation that was begun from workbooks, by its id where there are several; CommandError if none is."""
    begun = sorted(path.parent.name for path in (project.root / "data").glob("*/intake.yml"))
    if named and named not in begun:
        problem = WORDINGS.problem("no-layout", near=nearest(named, begun), organisation=named, known=listing(begun))
        raise CommandError(problem)
    if not begun or (len(begun) > 1 and not named):
        raise CommandError(WORDINGS.problem("which-layout" if begun else "no-layout.any", known=listing(begun)))
    own = named or begun[0]
    for name in reversed(edition_names(project)):
        edition = load_edition(project, str(name))
        if edition.organisation.id == own:
            return edition.organisation
    raise CommandError(WORDINGS.problem("no-edition-of", organisation=own))


def plan_taking(project: Project, paths: Sequence[Path], organisation: Organisation) -> NextWorkbook:
    """What taking workbooks would change.

    InputError where they are not as the organisation's ``intake.yml`` says, with everything that moved.
    """
    folder = project.data(organisation.id)
    layout = read_layout(folder / "intake.yml", project.relative(folder / "intake.yml"))
    taken = read_workbooks(paths, years=organisation.years, layout=layout)
    texts = {name: _text(project, folder / f"{name}.csv") for name in TABLES}
    tables = {name: list(csv.DictReader(io.StringIO(text))) for name, text in texts.items()}
    register = tables["indicators"]
    known = {row.get("name", ""): row["id"] for row in register}
    known |= {row["id"]: row["id"] for row in register}
    known |= {row["reference"]: row["id"] for row in register if row.get("reference")}
    rows = rows_taken(taken, polarities_by_status(taken), organisation.years, known)
    order = [row["id"] for row in register]
    return NextWorkbook(organisation, taken, difference(rows, tables), texts, (*taken.unplaced, *rows.unplaced), order)


def take(project: Project, plan: NextWorkbook, today: date, reason: str = "", authority: str = "") -> list[Path]:
    """Write the rows of a plan, all or none; the files that changed.

    ``reason`` says why figures are revised, ``authority`` who decided it where targets are.

    InputError if the tables would be at fault with them: then they are as they were.
    """
    rows = recorded(plan.found, today, reason, authority)
    folder = project.data(plan.organisation.id)
    files = {folder / f"{name}.csv": with_new(plan, name, some) for name, some in rows.items() if some}
    before = {path: plan.texts[path.stem] for path in files}
    put_all(files)
    try:
        read_organisation(folder, project.root, plan.organisation.years)
    except InputError:
        put_all(before)
        raise
    return list(files)


def with_new(plan: NextWorkbook, table: str, rows: Sequence[Row]) -> str:
    """The text of a table with its new rows."""
    return with_rows(plan.texts[table], rows, plan.order, "id" if table == "indicators" else "indicator")


def _text(project: Project, path: Path) -> str:
    return read_text(path, project.relative(path)).removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
