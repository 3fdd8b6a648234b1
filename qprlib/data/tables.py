"""One table file to a frame of text: nothing is interpreted, every row keeps the number an editor gives it.

Reads CSV as councils have it: UTF-8 with or without a byte order mark, or what Excel on Windows saves
(cp1252, with a warning). What cannot be read safely is refused with a way out.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd

from qprlib.data.cells import Cells
from qprlib.data.columns import DeclaredColumn, Need
from qprlib.data.headers import check_header
from qprlib.data.telling import told
from qprlib.data.workbooks import read_sheet
from qprlib.ground.errors import InputError, Place, Problem
from qprlib.ground.hidden import hidden_characters, hidden_problems
from qprlib.ground.incoming import read_bytes, real_path
from qprlib.ground.merge_marks import merge_problem

_SAVE_AS_UTF8 = "In Excel: File, Save As, file type 'CSV UTF-8 (Comma delimited)'."
_MULTI_BYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SIGNATURES = {
    b"PK\x03\x04": ("an Excel workbook (or another packed file) with a name that ends in .csv", _SAVE_AS_UTF8),
    b"\xd0\xcf\x11\xe0": ("an old Excel workbook with a name that ends in .csv", _SAVE_AS_UTF8),
    b"%PDF": ("a PDF", "Put the table itself there, saved as CSV."),
}
_LONGEST_CELL = 1_000_000
_NOTHING = pd.DataFrame(index=pd.Index([], name="row", dtype="int64"))


@dataclass(frozen=True, eq=False)
class TextTable:
    """A table as text."""

    file: str  #: its name in messages: relative to the project, with forward slashes
    #: str columns, trimmed, "" for an empty cell, in the file's order; the index (``row``) has line numbers, header = 1
    frame: pd.DataFrame
    problems: tuple[Problem, ...] = ()  #: what is wrong with the file as a table
    #: rows with too few or too many cells, perhaps shifted ones: not worth a second message
    ragged: frozenset[int] = field(default_factory=frozenset)
    readable: bool = True  #: False when nothing of the table could be used


def shown_path(path: Path, root: Path) -> str:
    """A path as messages show it: relative to the project where it lies inside, with forward slashes."""
    try:
        return real_path(path).relative_to(root.resolve()).as_posix()
    except ValueError:
        return path.as_posix()


def read_table(
    path: Path,
    root: Path,
    columns: Sequence[DeclaredColumn],
    *,
    needs_rows: bool = True,
    keep_others: bool = False,
) -> TextTable:
    """Read one CSV file, or a sheet of an Excel workbook, against its declared columns; never raises for what is in it.

    ``needs_rows``: whether a file with a header and no rows is an error. ``keep_others``: whether columns that are not
    declared are kept, instead of reported.
    """
    file = shown_path(path, root)
    try:
        cells, warnings = READERS.get(path.suffix.lower(), _read_csv)(path, file)
    except InputError as unreadable:
        return TextTable(file, _NOTHING, unreadable.problems, readable=False)
    return table_of(cells, file, columns, warnings, needs_rows=needs_rows, keep_others=keep_others)


def table_of(
    cells: Cells,
    file: str,
    columns: Sequence[DeclaredColumn],
    warnings: Sequence[Problem] = (),
    *,
    needs_rows: bool = True,
    keep_others: bool = False,
) -> TextTable:
    """Cells of whatever source as a table, against its declared columns; see :func:`read_table`."""
    problems, positions = check_header(cells, columns, file, keep_others=keep_others)
    if not positions:
        return TextTable(file, _NOTHING, (*warnings, *problems), readable=False)
    ragged = _ragged_rows(cells, columns, file)
    problems += ragged
    problems += _hidden(cells, file)
    if not cells.rows and needs_rows:
        problems.append(told("no-rows", Place(file)))
    return TextTable(
        file=file,
        frame=_frame(cells, positions),
        problems=(*warnings, *problems),
        ragged=frozenset(problem.place.row for problem in ragged if problem.place.row is not None),
    )


# --- bytes to text ------------------------------------------------------------------------------------------


def _read_csv(path: Path, file: str) -> tuple[Cells, list[Problem]]:
    warnings: list[Problem] = []
    return _split(_decode(read_bytes(path, file), file, warnings), file), warnings


#: What reads each kind of file into cells, by its ending: another kind of table is one more here.
READERS: Final[Mapping[str, Callable[[Path, str], tuple[Cells, list[Problem]]]]] = {
    ".csv": _read_csv,
    ".xlsx": read_sheet,
    ".xlsm": read_sheet,
}


def _refuse(which: str, file: str, row: int | None = None, **values: Any) -> InputError:
    """The one problem of a file that cannot be read as a table."""
    return InputError(told(which, Place(file, row=row), **values))


def _decode(data: bytes, file: str, warnings: list[Problem]) -> str:
    for signature, (what, todo) in _SIGNATURES.items():
        if data.startswith(signature):
            raise _refuse("not-text", file, what=what, todo=todo)
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if marked or b"\x00" in data:
        utf16 = marked or data[1::2].count(0) > len(data) // 3
        raise _refuse("wrong-encoding.utf-16" if utf16 else "wrong-encoding.nul", file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = _decode_cp1252(data, error, file, warnings)
    if not text.strip():
        raise _refuse("empty-file", file)
    if control := _CONTROL.search(text):
        raise _refuse("not-text.control", file, text.count("\n", 0, control.start()) + 1)
    keep = "keep the rows that are right and take out every line with a mark"
    if merge := merge_problem(text, Place(file=file), keep):
        raise InputError(merge)
    return text


def _decode_cp1252(data: bytes, error: UnicodeDecodeError, file: str, warnings: list[Problem]) -> str:
    """Text that is not UTF-8: read as Excel on Windows saves it, unless that is doubtful."""
    row = data.count(b"\n", 0, error.start) + 1
    mixed = _MULTI_BYTE.search(data)
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    if mixed or not text:
        why = "its rows are in two different encodings" if mixed else "it is in no encoding known here"
        raise _refuse("wrong-encoding", file, row, why=why)
    warnings.append(told("excel-encoding", Place(file, row)))
    return text


# --- text to cells ------------------------------------------------------------------------------------------


def _split(text: str, file: str) -> Cells:
    """Split text at commas and line ends; trim cells; leave out blank rows."""
    rows: list[tuple[int, list[str]]] = []
    # Old line ends are made one, or the reader would count lines otherwise than an editor does.
    reader = csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), strict=True)
    before = csv.field_size_limit(_LONGEST_CELL)
    line = 1
    try:
        for cells in reader:
            trimmed = [cell.strip() for cell in cells]
            if any(trimmed):
                rows.append((line, trimmed))
            line = reader.line_num + 1
    except csv.Error:
        raise _refuse("open-quotation", file, line) from None
    finally:
        csv.field_size_limit(before)
    header_line, header = rows[0] if rows else (1, [])
    for sign, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "upright strokes")):
        if len(header) <= 1 and sign in "".join(header):
            raise _refuse("not-comma-separated", file, header_line, name=name)
    if not rows:
        raise _refuse("empty-file.commas", file)
    return Cells(header_line, header, rows[1:])


# --- shape -------------------------------------------------------------------------------------------------


def _hidden(cells: Cells, file: str) -> list[Problem]:
    """Characters that nobody sees in any cell: some are printed, and an id with one is found nowhere."""
    everything = [(cells.header_row, cells.header), *cells.rows]
    return [
        problem
        for row, values in everything
        if hidden_characters("\n".join(values))
        for column, value in enumerate(values)
        for problem in hidden_problems(
            value, Place(file=file, row=row, column=cells.header[column] if column < len(cells.header) else "")
        )
    ]


def _ragged_rows(cells: Cells, columns: Sequence[DeclaredColumn], file: str) -> list[Problem]:
    """Rows with more or fewer cells than the header has.

    Empty cells at the end are let pass: Excel writes too many of them, or leaves them off.
    """
    width = len(cells.header)
    needed = {column.name for column in columns if column.need is Need.FILLED}
    enough = max((place + 1 for place, name in enumerate(cells.header) if name in needed), default=0)
    problems = []
    for row, values in cells.rows:
        filled = len(values)
        while filled > width and not values[filled - 1]:
            filled -= 1
        if filled > width:
            todo = "A text with a comma needs quotation marks round it, a number is written without commas."
        elif filled < enough:
            todo = "Put in the commas that are missing."
        else:
            continue
        cells_words = f"{filled} cell{'s' * (filled > 1)}"
        more: dict[str, Any] = {"cells": cells_words, "width": width, "commas": width - 1, "todo": todo}
        problems.append(told("ragged-row", Place(file, row), **more))
    return problems


def _frame(cells: Cells, positions: dict[str, int]) -> pd.DataFrame:
    index = pd.Index([row for row, _ in cells.rows], name="row", dtype="int64")
    values = {
        name: [row[position] if position < len(row) else "" for _, row in cells.rows]
        for name, position in positions.items()
    }
    return pd.DataFrame(values, index=index, dtype="str")
