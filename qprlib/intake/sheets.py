"""The sheets of a file as grids of cells: what each shows, its colour, what is merged and what is hidden."""

from __future__ import annotations

import colorsys
import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from qprlib.data.tables import READERS
from qprlib.data.workbooks import cell_text, load_book, refuse_unsaved_formulas
from qprlib.ground.errors import InputError, Place
from qprlib.ground.incoming import read_bytes
from qprlib.ground.wordings import Wordings

WORDINGS = Wordings(__file__)
Spot = tuple[int, int]  #: row and column, from 1
#: Endings of files that can be taken from.
ENDINGS = (".xlsx", ".xlsm", ".csv", ".parquet")


@dataclass(frozen=True, slots=True)
class GridCell:
    """What one cell shows."""

    text: str
    tone: str = ""  #: red, amber or green by its fill
    bold: bool = False


_NOTHING = GridCell("")


@dataclass(frozen=True, eq=False)
class SheetGrid:
    """One sheet; of a file without sheets the whole of it, under no name."""

    file: str
    sheet: str
    cells: Mapping[Spot, GridCell]
    merged: Mapping[Spot, Spot] = field(default_factory=dict)  #: the first cell of what is merged, by the others
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False

    @property
    def title(self) -> str:
        """Its name: the sheet's, or the file's without its ending."""
        return self.sheet or Path(self.file).stem

    @cached_property
    def height(self) -> int:
        """The last row that has anything."""
        return max((row for row, _ in self.cells), default=0)

    @cached_property
    def width(self) -> int:
        """The last column that has anything."""
        return max((column for _, column in self.cells), default=0)

    def cell(self, row: int, column: int) -> GridCell:
        """A cell as a reader sees it: each place of a merged one shows the same."""
        return self.cells.get(self.merged.get((row, column), (row, column)), _NOTHING)

    def own(self, row: int, column: int) -> GridCell:
        """A cell by itself: of merged ones only the first shows anything."""
        return self.cells.get((row, column), _NOTHING)

    def shown(self, row: int, column: int) -> bool:
        """Whether neither its row nor its column is hidden."""
        return row not in self.hidden_rows and column not in self.hidden_columns

    def origin(self, row: int, column: int) -> str:
        """Where a cell stands, for people: ``KPI monitoring.xlsx, Q3!F12``."""
        row, column = self.merged.get((row, column), (row, column))
        sheet = f"{self.sheet}!" if self.sheet else ""
        return f"{self.file}, {sheet}{letters(column)}{row}"


def letters(column: int) -> str:
    """A column as a spreadsheet names it: 1 is A, 28 is AB."""
    found = ""
    while column:
        column, digit = divmod(column - 1, 26)
        found = chr(ord("A") + digit) + found
    return found


def read_grids(path: Path) -> list[SheetGrid]:
    """Every sheet of a file.

    InputError if it cannot be read: an old workbook, HTML under the name of one, a password, a formula without value.
    """
    ending = path.suffix.lower()
    if ending in (".xlsx", ".xlsm", ".xls"):
        return _workbook(path)
    if ending == ".parquet":
        return [_of_rows(path, _parquet(path))]
    if ending != ".csv":
        raise InputError(WORDINGS.problem("not-to-take", Place(path.name), endings=", ".join(ENDINGS)))
    cells, _ = READERS[".csv"](path, path.name)
    return [_of_rows(path, [(cells.header_row, cells.header), *cells.rows])]


def _of_rows(path: Path, rows: list[tuple[int, list[str]]]) -> SheetGrid:
    found = {
        (row, column): GridCell(" ".join(text.split()))
        for row, texts in rows
        for column, text in enumerate(texts, 1)
        if text.strip()
    }
    return SheetGrid(path.name, "", found)


def _parquet(path: Path) -> list[tuple[int, list[str]]]:
    """A Parquet file as its rows of text, below the names of its columns."""
    import io

    import pandas as pd

    frame = pd.read_parquet(io.BytesIO(read_bytes(path, path.name)))
    written = io.StringIO()
    frame.to_csv(written, index=False, date_format="%Y-%m-%d")
    return list(enumerate(csv.reader(written.getvalue().splitlines()), 1))


def _workbook(path: Path) -> list[SheetGrid]:
    content = read_bytes(path, path.name)
    if re.match(rb"\s*<", content[:200]):
        raise InputError(WORDINGS.problem("html-as-workbook", Place(path.name)))
    book = load_book(content, path.name, values=True)
    sheets = list(book.worksheets)
    if any(cell.value is None for sheet in sheets for cell in sheet._cells.values()):
        for sheet in load_book(content, path.name, values=False).worksheets:
            refuse_unsaved_formulas(sheet, path.name)
    return [_sheet(path.name, sheet) for sheet in sheets]


def _sheet(file: str, sheet: Any) -> SheetGrid:
    found: dict[Spot, GridCell] = {}
    for (row, column), cell in sheet._cells.items():
        text = cell_text(cell.value, cell.number_format)
        tone = _tone(cell.fill.fgColor.rgb) if cell.has_style and cell.fill.fill_type == "solid" else ""
        if text or tone:
            found[row, column] = GridCell(text, tone, bool(cell.has_style and cell.font.b))
    merged = {
        (row, column): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }
    columns: set[int] = set()
    for one in sheet.column_dimensions.values():
        if one.hidden:
            columns |= set(range(one.min, one.max + 1))
    rows = {number for number, one in sheet.row_dimensions.items() if one.hidden}
    return SheetGrid(
        file,
        str(sheet.title),
        found,
        merged,
        frozenset(rows),
        frozenset(columns),
        sheet.sheet_state != "visible",
    )


@lru_cache(maxsize=1000)
def _tone(rgb: object) -> str:
    """Red, amber or green by the hue of a fill, ``""`` of any other and of shades of grey."""
    if not isinstance(rgb, str) or len(rgb) < 6:
        return ""  # a colour of the workbook's theme, which says nothing by itself
    red, green, blue = (int(rgb[-6:][place : place + 2], 16) / 255 for place in (0, 2, 4))
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    if saturation < 0.12 or value < 0.3:
        return ""
    degrees = 360 * hue
    bounds = (("red", 0, 18), ("amber", 18, 66), ("green", 75, 170), ("red", 340, 361))
    return next((tone for tone, low, high in bounds if low <= degrees < high), "")
