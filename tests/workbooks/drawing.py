"""Workbooks drawn as text, a line for each row with ``|`` between its cells, and saved as the files that people keep.

A cell is a number where it looks like one, a date where it is written ``2024-06-30``, else a text; behind an apostrophe
a text in any case. Braces behind it say how it looks: ``0.724 {0.0%}``, ``72.4 {green}``, ``Total {bold}``,
``=F4*2 {formula}``. ``{+2}`` merges it with the two cells to its right and ``{v3}`` with the three below; ``\\n`` breaks
a line. Texts are drawn without the apostrophe where nothing else could be meant.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

Value = str | int | float | dt.date
Place = tuple[int, int]  #: row and column, from 1

#: As Excel's own palette and as councils' style sheets have them.
FILLS = {"green": "FF00B050", "amber": "FFFFC000", "red": "FFFF0000", "blue": "FF5B9BD5", "grey": "FFD9D9D9"}
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LOOKS = re.compile(r"\s*\{([^{}]+)\}$")


@dataclass(frozen=True)
class Drawn:
    """One cell, and the number by which it is known wherever it is moved."""

    value: Value
    mark: int
    form: str = "General"
    fill: str = ""
    bold: bool = False
    formula: bool = False

    @property
    def text(self) -> str:
        """What it says on one line."""
        return self.value.isoformat() if isinstance(self.value, dt.date) else " ".join(str(self.value).split())


@dataclass
class Leaf:
    """A sheet: its filled cells by row and column, what is merged, and what is hidden."""

    title: str
    cells: dict[Place, Drawn]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  #: first row and column, last row and column
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    state: str = "visible"

    @property
    def height(self) -> int:
        return max((row for row, _ in self.cells), default=0)

    @property
    def width(self) -> int:
        return max((column for _, column in self.cells), default=0)

    def copy(self) -> Leaf:
        return Leaf(
            self.title,
            dict(self.cells),
            list(self.merged),
            set(self.hidden_rows),
            set(self.hidden_columns),
            self.state,
        )


@dataclass
class Book:
    """A file to be: several sheets of a workbook, or the one table of another kind of file."""

    name: str
    leaves: list[Leaf]

    def copy(self) -> Book:
        return Book(self.name, [leaf.copy() for leaf in self.leaves])

    def leaf(self, title: str) -> Leaf:
        return next(leaf for leaf in self.leaves if leaf.title == title)

    def marked(self) -> Iterator[tuple[Leaf, Place, Drawn]]:
        for leaf in self.leaves:
            for place, drawn in leaf.cells.items():
                yield leaf, place, drawn


def letters(column: int) -> str:
    """A column as Excel names it."""
    found = ""
    while column:
        column, digit = divmod(column - 1, 26)
        found = chr(65 + digit) + found
    return found


def column_of(name: str) -> int:
    number = 0
    for letter in name:
        number = 26 * number + ord(letter) - 64
    return number


def named(place: Place) -> str:
    return f"{letters(place[1])}{place[0]}"


def placed(name: str) -> Place:
    match = re.fullmatch(r"([A-Z]+)([0-9]+)", name)
    assert match, name
    return int(match[2]), column_of(match[1])


@dataclass
class Drawing:
    """A workbook that is being drawn: ``Drawing("KPIs.xlsx").sheet("Q1", text).sheet(...).book``."""

    name: str
    leaves: list[Leaf] = field(default_factory=list)
    marks: int = 0

    def sheet(self, title: str, text: str, *, hidden: str = "", state: str = "visible") -> Drawing:
        """A sheet, with the columns and rows that are hidden: ``"D E 7"``."""
        leaf = Leaf(title, {}, state=state)
        for row, line in enumerate(text.strip("\n").split("\n"), 1):
            for column, written in enumerate(line.split("|"), 1):
                if written.strip():
                    self._cell(leaf, (row, column), written.strip())
        for one in hidden.split():
            (leaf.hidden_rows if one.isdigit() else leaf.hidden_columns).add(
                int(one) if one.isdigit() else column_of(one)
            )
        self.leaves.append(leaf)
        return self

    def _cell(self, leaf: Leaf, place: Place, written: str) -> None:
        self.marks += 1
        drawn = Drawn("", self.marks)
        row, column = place
        while match := _LOOKS.search(written):
            written, look = written[: match.start()], match[1]
            if look in FILLS:
                drawn = replace(drawn, fill=look)
            elif look in ("bold", "formula"):
                drawn = replace(drawn, **{look: True})
            elif look[0] == "+":
                leaf.merged.append((row, column, row, column + int(look[1:])))
            elif re.fullmatch(r"v[0-9]+", look):
                leaf.merged.append((row, column, row + int(look[1:]), column))
            else:
                drawn = replace(drawn, form=look)
        leaf.cells[place] = replace(drawn, value=typed(written))

    @property
    def book(self) -> Book:
        return Book(self.name, self.leaves)


def typed(written: str) -> Value:
    """What is typed into a cell by a text."""
    if written.startswith("'"):
        return written[1:]
    if _NUMBER.fullmatch(written):
        return float(written) if "." in written else int(written)
    if _DAY.fullmatch(written):
        return dt.date.fromisoformat(written)
    return written.replace("\\n", "\n")


# --- saving -------------------------------------------------------------------------------------------------


def save(made: Book, folder: Path) -> Path:
    """The file, in the form that its name says."""
    path = folder / made.name
    match path.suffix:
        case ".xlsx":
            _workbook(made).save(path)
        case ".csv":
            path.write_text(_lines(made.leaves[0]), encoding="utf-8")
        case ".parquet":
            _frame(made.leaves[0]).to_parquet(path)
        case _:
            path.write_text(_html(made.leaves[0]), encoding="utf-8")
    return path


def _workbook(made: Book) -> Any:
    import openpyxl
    from openpyxl.styles import Font, PatternFill

    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for leaf in made.leaves:
        sheet = workbook.create_sheet(leaf.title)
        sheet.sheet_state = leaf.state
        for place, drawn in leaf.cells.items():
            cell = sheet.cell(*place)
            cell.value = drawn.value
            if isinstance(drawn.value, str) and not drawn.formula:
                cell.data_type = "s"
            if drawn.form != "General":
                cell.number_format = drawn.form
            if drawn.fill:
                cell.fill = PatternFill("solid", fgColor=FILLS[drawn.fill])
            if drawn.bold:
                cell.font = Font(bold=True)
        for first_row, first_column, last_row, last_column in leaf.merged:
            sheet.merge_cells(start_row=first_row, start_column=first_column, end_row=last_row, end_column=last_column)
        for row in leaf.hidden_rows:
            sheet.row_dimensions[row].hidden = True
        for column in leaf.hidden_columns:
            sheet.column_dimensions[letters(column)].hidden = True
    return workbook


def _rows(leaf: Leaf) -> list[list[Value | None]]:
    return [
        [leaf.cells[row, column].value if (row, column) in leaf.cells else None for column in range(1, leaf.width + 1)]
        for row in range(1, leaf.height + 1)
    ]


def _lines(leaf: Leaf) -> str:
    if leaf.width == 1:
        return "".join(f"{drawn.text}\n" for drawn in leaf.cells.values())
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([[_plain(value) for value in row] for row in _rows(leaf)])
    return written.getvalue()


def _frame(leaf: Leaf) -> Any:
    import pandas as pd

    header, *rows = _rows(leaf)
    columns = {}
    for name, values in zip(header, zip(*rows, strict=True), strict=True):
        kinds = {isinstance(value, (int, float)) or type(value) for value in values if value is not None}
        # A column has one type: numbers among texts are texts.
        columns[str(name)] = values if len(kinds) == 1 else [value if value is None else str(value) for value in values]
    return pd.DataFrame(columns)


def _plain(value: Value | None) -> Value:
    return "" if value is None else value


def _html(leaf: Leaf) -> str:
    rows = "".join(f"<tr>{''.join(f'<td>{_plain(value)}</td>' for value in row)}</tr>\n" for row in _rows(leaf))
    return f"<html><head><title>{leaf.title}</title></head><body><table>\n{rows}</table></body></html>\n"
