"""A sheet of an Excel workbook as text, so that everything after it is the same as for CSV."""

from __future__ import annotations

import datetime as dt
import io
import warnings
import zipfile
from pathlib import Path
from typing import Any

from qprlib.data.cells import Cells
from qprlib.data.formats import shown_as
from qprlib.data.telling import told
from qprlib.ground.errors import InputError, Place, Problem, listing
from qprlib.ground.incoming import read_bytes

_OLD = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MOST_UNPACKED = 1_000_000_000
_SAVE_AGAIN = "Open it in Excel and save it again as .xlsx, or as CSV UTF-8."


def read_sheet(path: Path, file: str) -> tuple[Cells, list[Problem]]:
    """Read the first sheet of a workbook that anybody can see, with a warning where there are others.

    Numbers come as Excel shows them in full, with the per cent sign of their format (see
    :func:`qprlib.data.formats.shown_as`), dates in ISO form, lengths of time as ``h:mm:ss``, formulas as the values
    that were saved with them. Cells without a value are left out, however far away they are formatted.

    InputError if the file cannot be read, is no workbook, is protected, or its sheet is empty.
    """
    content = read_bytes(path, file)
    book = load_book(content, file, values=True)
    sheets = list(book.worksheets)
    if not sheets:
        charts = " but only charts" if book.sheetnames else ""
        raise _refused(file, f"The workbook has no sheet of cells{charts}.", "Put the table on a sheet of its own.")
    visible = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
    sheet = (visible or sheets)[0]
    place = sheets.index(sheet)
    # Only a cell without a value, though something is kept of it, may be a formula: that is worth a second reading.
    if any(cell.value is None for cell in _kept(sheet)):
        refuse_unsaved_formulas(load_book(content, file, values=False).worksheets[place], file)

    def others() -> list[Cells]:
        return [cells for one in sheets if one is not sheet and (cells := _cells(one)) is not None]

    cells = _cells(sheet)
    if cells is None:
        there = [f"'{one.sheet}'" for one in others()]
        todo = f"Fill it in, or make {listing(there)} the first sheet." if there else "Fill it in."
        raise InputError(told("empty-file.sheet", Place(file), sheet=sheet.title, todo=todo))
    warned = _which_sheet(sheet, sheets, file) if len(sheets) > 1 else []
    return Cells(cells.header_row, cells.header, cells.rows, cells.sheet, others), warned


def load_book(content: bytes, file: str, *, values: bool) -> Any:
    """A workbook with the values of its formulas, or the formulas themselves."""
    import openpyxl

    if content.startswith(_OLD):
        if _ENCRYPTED in content:
            raise _refused(file, "The workbook is protected by a password.", "Save it without one.")
        raise _refused(file, "This is a workbook in the old form of Excel (.xls).", _SAVE_AGAIN)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST_UNPACKED:
                raise _refused(file, "The workbook is far larger unpacked than any table.", _SAVE_AGAIN)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # parts of Excel that openpyxl does not know hold no figures
            return openpyxl.load_workbook(io.BytesIO(content), data_only=values)
    except InputError:
        raise
    except Exception as error:
        said = " ".join(str(error).split())[:120] or type(error).__name__
        raise _refused(file, f"The file cannot be read as an Excel workbook ({said}).", _SAVE_AGAIN) from None


def _refused(file: str, found: str, todo: str) -> InputError:
    return InputError(told("not-a-workbook", Place(file), found=found, todo=todo))


def _which_sheet(sheet: Any, sheets: list[Any], file: str) -> list[Problem]:
    """What is said of a workbook with several sheets: which was read, and which are hidden."""
    hidden_too = {one.title: "" if one.sheet_state == "visible" else " (hidden)" for one in sheets if one is not sheet}
    others = [f"'{title}'{said}" for title, said in hidden_too.items()]
    hidden = "" if sheet.sheet_state == "visible" else ", which is hidden"
    return [told("sheet-read", Place(file), sheet=sheet.title, hidden=hidden, others=listing(others))]


def _kept(sheet: Any) -> list[Any]:
    """The cells of which the file keeps anything: a sheet is as large as its farthest cell, and nearly all empty."""
    return list(sheet._cells.values())


def _cells(sheet: Any) -> Cells | None:
    """The filled cells of a sheet; None where there are none."""
    texts: dict[int, dict[int, str]] = {}
    for cell in _kept(sheet):
        if text := cell_text(cell.value, cell.number_format):
            texts.setdefault(cell.row, {})[cell.column] = text
    if not texts:
        return None
    header_row = min(texts)
    width = max(texts[header_row])
    rows = [
        (row, [texts[row].get(column, "") for column in range(1, max(width, *texts[row]) + 1)]) for row in sorted(texts)
    ]
    return Cells(header_row, rows[0][1], rows[1:], str(sheet.title))


def refuse_unsaved_formulas(sheet: Any, file: str) -> None:
    """A formula whose value was never worked out would read as an empty cell."""
    for cell in _kept(sheet):
        if cell.data_type == "f":
            raise InputError(told("formula-without-value", Place(file, row=cell.row), cell=cell.coordinate))


def cell_text(value: object, form: str) -> str:
    """A cell as Excel shows it."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return shown_as(float(value), form) if abs(value) < 1e300 else f"{float(value):g}"
        case dt.datetime():
            return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
        case dt.date():
            return value.isoformat()
        case dt.time():
            return value.isoformat(timespec="seconds")
        case dt.timedelta():
            seconds = round(value.total_seconds())
            sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
            return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        case _:
            return " ".join(str(value).split())
