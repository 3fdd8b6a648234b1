"""Workbooks to indicators and figures: found by the words in them, or by the layout that was found before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qprlib.ground.calendar import FROM_APRIL, Years
from qprlib.ground.errors import InputError, Place, Problem, listing, nearest
from qprlib.intake.blocks import Block, blocks_of
from qprlib.intake.layout import Layout, TableLayout
from qprlib.intake.period_names import read_period_name
from qprlib.intake.roles import meaning
from qprlib.intake.sheets import ENDINGS, WORDINGS, SheetGrid, letters, read_grids
from qprlib.intake.table_columns import Columns, columns_of, like_known, plain_header
from qprlib.intake.taken import Assumed, Taken, TakenFigure, TakenIndicator, Unplaced
from qprlib.intake.taking import Taking, hidden_cells
from qprlib.intake.unheaded import moved_headers, unheaded

#: What an organisation begins with that has no workbook.
#: The sheets by which a workbook is known that a report offers to take away, and those of its results.
_OF_A_REPORT = {"Contents", "Columns", "All periods"}
_RESULTS = {"Scorecard", "All periods"}
TEMPLATE = Path(__file__).with_name("template.csv")


def read_workbooks(paths: Sequence[Path], *, years: Years = FROM_APRIL, layout: Layout | None = None) -> Taken:
    """Take what there is from workbooks, CSV and Parquet files, or from all such files of folders.

    Without a ``layout`` what each column holds is told by the words above it; with one nothing else is believed, and
    what is not as it says is refused.

    InputError with everything for which a file cannot be read, or that moved.
    """
    grids = [grid for path in _files(paths) for grid in read_grids(path)]
    aside = _aside(grids, layout)
    visible = [grid for grid in grids if not grid.hidden and grid.cells and grid.title not in aside]
    tables = [(grid, blocks_of(grid)) for grid in visible]
    found = [(grid, blocks) for grid, blocks in tables if blocks]
    if not found:
        sheets = listing([f"'{grid.title}'" for grid in visible])
        raise InputError(
            WORDINGS.problem("no-table", Place(", ".join(path.name for path in _files(paths))), sheets=sheets)
        )
    if layout:
        _compare(layout, found)
    elif moved := [problem for _, blocks in found for block in blocks for problem in moved_headers(block)]:
        raise InputError(moved)
    gathered = _Gathered(layout)
    for _, blocks in found:
        for block in blocks:
            gathered.take(block, years, of_several=len(found) > 1, blocks=len(blocks))
        gathered.unplaced += hidden_cells(blocks[0])
    left_out = [(grid, "it holds no table of indicators") for grid, blocks in tables if not blocks]
    left_out += [(grid, "it is hidden") for grid in grids if grid.hidden and grid.cells]
    left_out += [(grid, aside[grid.title]) for grid in grids if grid.title in aside and not grid.hidden]
    return gathered.taken(left_out)


def _aside(grids: Sequence[SheetGrid], layout: Layout | None) -> dict[str, str]:
    """Sheets that are not looked at, with the reason: those that a layout names, and side tables of a report's own
    workbook, some of which look like tables of indicators.
    """
    titles = {grid.title for grid in grids}
    if layout:
        return dict.fromkeys(titles & set(layout.left_out), "intake.yml leaves it out")
    if not titles >= _OF_A_REPORT:
        return {}
    return dict.fromkeys(titles - _RESULTS, "it is beside the results in a workbook that a report offers")


def _files(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        inside = sorted(one for one in path.iterdir() if one.suffix.lower() in ENDINGS) if path.is_dir() else [path]
        found += [one for one in inside if not one.name.startswith(("~$", "."))]
    return found


@dataclass
class _Gathered:
    """What several tables gave."""

    layout: Layout | None
    indicators: dict[str, TakenIndicator] = field(default_factory=dict)
    figures: dict[tuple[str, str, object], TakenFigure] = field(default_factory=dict)
    unplaced: list[Unplaced] = field(default_factory=list)
    assumed: list[Assumed] = field(default_factory=list)
    tables: list[TableLayout] = field(default_factory=list)

    def take(self, block: Block, years: Years, *, of_several: bool, blocks: int) -> None:
        """Take one table."""
        known = _known(self.layout, block) if self.layout else None
        columns = columns_of(block, years, known)
        statuses = frozenset(map(str.casefold, self.layout.statuses)) if self.layout else None
        taking = Taking(block, columns, years, _section(block, of_several=of_several, blocks=blocks), statuses)
        taking.rows()
        for key, one in taking.indicators.items():
            first = self.indicators.setdefault(key, one)
            self.indicators[key] = _completed(first, one)
        for figure in taking.figures:
            at = (figure.indicator, figure.role, figure.period_end)
            other = self.figures.get(at)
            if other and _alike(other, figure):
                self.unplaced.append(Unplaced(figure.origin, figure.text, "another cell says the same"))
                continue
            if other and figure.role == "comment":
                self.unplaced.append(
                    Unplaced(figure.origin, figure.text, "another cell has a comment on the same period")
                )
                continue
            if other:
                end = str(figure.period_end)
                same = {"first": other.origin, "second": figure.origin, "role": figure.role, "end": end}
                place = Place(block.grid.file, indicator=figure.indicator)
                raise InputError(WORDINGS.problem("figure-twice", place, name=figure.indicator, **same))
            self.figures[at] = figure
        self.unplaced += taking.unplaced
        self.assumed += _doubts(columns, block, years)
        self.tables.append(_layout_of(block, columns))

    def taken(self, left_out: Sequence[tuple[SheetGrid, str]]) -> Taken:
        """Everything, with the sheets that were left out."""
        self.assumed += [
            Assumed(f"The sheet '{grid.title}' of {grid.file} is left out.", f"{why[0].upper()}{why[1:]}.")
            for grid, why in left_out
        ]
        different = {(one.sheet, tuple(one.columns.items())): one for one in self.tables}
        words = dict.fromkeys(one.text for one in self.figures.values() if one.role == "status")
        statuses = {word: meaning("tone", word) for word in words}
        out = tuple(grid.title for grid, _ in left_out)
        layout = Layout(tables=tuple(different.values()), statuses=statuses, left_out=out)  # type: ignore[arg-type]
        return Taken(
            tuple(self.indicators.values()),
            tuple(self.figures.values()),
            tuple(self.unplaced),
            tuple(self.assumed),
            self.layout or layout,
        )


def _alike(one: TakenFigure, other: TakenFigure) -> bool:
    """Whether two cells say the same of an indicator and a period, as a summary and its table do."""
    if one.value is not None or other.value is not None:
        return one.value == other.value
    return (one.state, one.text.casefold()) == (other.state, other.text.casefold())


def _completed(first: TakenIndicator, later: TakenIndicator) -> TakenIndicator:
    """What a later sheet says of an indicator where the first says nothing."""
    empty = [name for name in ("name", "section", "unit", "polarity", "frequency") if not getattr(first, name)]
    return replace(first, **{name: getattr(later, name) for name in empty})


def _section(block: Block, *, of_several: bool, blocks: int) -> str:
    """The section of a whole table: the title above one of several on a sheet, else the sheet's name if no period's."""
    title = block.titles[-1] if block.titles else ""
    if blocks > 1 and title and not read_period_name(title):
        return title
    return block.grid.sheet if of_several and not read_period_name(block.grid.sheet) else ""


def _doubts(columns: Columns, block: Block, years: Years) -> Iterator[Assumed]:
    if columns.doubtful:
        names = listing([f"'{one.text}'" for one in columns.doubtful], 6)
        yield Assumed(
            f"{names} on '{block.grid.title}' are taken as of the year that begins in the calendar year they name.",
            "The organisation's years have two calendar years, and one is written.",
        )
    fiscal = [heading for heading, _, _ in columns.told if heading.period and heading.period.ends_in]
    if fiscal and years.starts == FROM_APRIL.starts:
        names = listing([f"'{one.text}'" for one in fiscal], 6)
        yield Assumed(
            f"{names} on '{block.grid.title}' are taken as of years that begin in April.",
            "Fiscal years often begin in another month: --year-starts says in which.",
        )


def _layout_of(block: Block, columns: Columns) -> TableLayout:
    roles = {column: role for role, column in columns.about.items()}
    roles |= {heading.column: heading.role for heading, _, _ in columns.told}
    names = {one.text: roles.get(one.column, "skip") for one in block.headings}
    return TableLayout(sheet=block.grid.title, columns=names)  # type: ignore[arg-type]


# --- held against a layout -----------------------------------------------------------------------------------


def _known(layout: Layout, block: Block) -> TableLayout:
    """The table of a layout that a block is one more of: of its sheet, or of a sheet for another period."""
    own = [one for one in layout.tables if one.sheet == block.grid.title] or list(layout.tables)
    names = {plain_header(one.text) for one in block.headings}
    return max(own, key=lambda one: len(names & set(map(plain_header, one.columns))))


def _compare(layout: Layout, found: Sequence[tuple[SheetGrid, list[Block]]]) -> None:
    problems = [*_sheets(layout, found)]
    for _, blocks in found:
        for block in blocks:
            problems += _columns(_known(layout, block), block)
    if problems:
        raise InputError(problems)


def _columns(known: TableLayout, block: Block) -> Iterator[Problem]:
    """Columns that are not there any more, that are new, and filled ones that nothing heads, as where headers moved."""
    grid, row = block.grid, block.header_rows[-1]
    there = {plain_header(one.text) for one in block.headings}
    of_layout = set(map(plain_header, known.columns))
    gone = [name for name in known.columns if plain_header(name) not in there]
    new = [one for one in block.headings if plain_header(one.text) not in of_layout and not like_known(one, known)]
    for name in gone:
        near = nearest(name, [one.text for one in new or block.headings])
        place = Place(grid.file, row=row, column=name)
        yield WORDINGS.problem("column-gone", place, near, name=name, sheet=grid.title)
    for one in new:
        place = Place(grid.file, row=row, column=one.text)
        said = {"name": one.text, "letter": letters(one.column), "sheet": grid.title}
        yield WORDINGS.problem("column-new", place, nearest(one.text, gone), **said)
    order = [plain_header(name) for name in known.columns if read_period_name(name)]
    now = [plain_header(one.text) for one in block.headings if plain_header(one.text) in order]
    if now != [name for name in order if name in now]:
        names = listing([f"'{one.text}'" for one in block.headings if plain_header(one.text) in order], 20)
        yield WORDINGS.problem("columns-order", Place(grid.file, row=row), names=names, sheet=grid.title)
    yield from unheaded(block)


def _sheets(layout: Layout, found: Sequence[tuple[SheetGrid, list[Block]]]) -> Iterator[Problem]:
    there = [grid.title for grid, _ in found]
    periods = [one.sheet for one in layout.tables if read_period_name(one.sheet)]
    for one in layout.tables:
        if one.sheet not in there and not (one.sheet in periods and any(map(read_period_name, there))):
            near = nearest(one.sheet, there)
            place = Place(found[0][0].file)
            known = listing([f"'{title}'" for title in there], 20)
            yield WORDINGS.problem("sheet-gone", place, near, name=one.sheet, sheets=known)
    known_sheets = [one.sheet for one in layout.tables]
    for grid, _ in found:
        if grid.title not in known_sheets and not (periods and read_period_name(grid.title)):
            near = nearest(grid.title, known_sheets)
            known = listing([f"'{title}'" for title in known_sheets], 20)
            yield WORDINGS.problem("sheet-new", Place(grid.file), near, name=grid.title, sheets=known)
