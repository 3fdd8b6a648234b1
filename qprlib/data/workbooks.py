"""The first sheet of an Excel workbook as text, so that everything after it is the same as for CSV."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

from qprlib.data.cells import Cells, UnreadableError
from qprlib.errors import Place, Problem


def read_first_sheet(path: Path, file: str) -> Cells:
    """Read the first sheet of a workbook.

    Numbers come as Excel shows them in full (15 digits, so that 0.1+0.2 is 0.3), percentages as the number
    before the sign, dates in ISO form, formulas as the values that were saved with them.

    Parameters
    ----------
    path
        The workbook.
    file
        Its name in messages.

    Returns
    -------
    Cells
        The first row that is not blank is the header.

    Raises
    ------
    UnreadableError
        If there is no such file, it is no workbook, or its first sheet is empty.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    if not path.is_file():
        raise UnreadableError(
            Problem("missing-file", "There is no such file.", Place(file), todo="Put the name right.")
        )
    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise UnreadableError(
            Problem(
                code="not-a-workbook",
                found=f"The file cannot be read as an Excel workbook ({error}).",
                place=Place(file),
                todo="Open it in Excel and save it again as .xlsx, or as CSV UTF-8.",
            )
        ) from None
    sheet = book.worksheets[0]
    rows = [
        (number, [_text(cell.value, cell.number_format) for cell in row])
        for number, row in enumerate(sheet.iter_rows(), start=1)
    ]
    if any("" in row for _, row in rows):
        # The workbook holds either values or formulas: only a blank makes the second reading worth its time.
        _refuse_unsaved_formulas(rows, openpyxl.load_workbook(path).worksheets[0], file)
    filled = [(number, row) for number, row in rows if any(row)]
    if not filled:
        raise UnreadableError(
            Problem("empty-file", f"The first sheet, '{sheet.title}', is empty.", Place(file), todo="Fill it in.")
        )
    header_row, header = filled[0]
    width = max(place for place, name in enumerate(header, start=1) if name)
    return Cells(header_row, header[:width], [(number, _cut(row, width)) for number, row in filled[1:]])


def _refuse_unsaved_formulas(rows: list[tuple[int, list[str]]], sheet: Any, file: str) -> None:
    """A formula whose value was never worked out would read as an empty cell."""
    for number, row in rows:
        for place, text in enumerate(row, start=1):
            if not text and isinstance(sheet.cell(number, place).value, str):
                raise UnreadableError(
                    Problem(
                        code="formula-without-value",
                        found=f"Cell {sheet.cell(number, place).coordinate} holds a formula without a saved value.",
                        place=Place(file, row=number),
                        todo="Open the workbook in Excel and save it, or put the value in place of the formula.",
                    )
                )


def _cut(row: list[str], width: int) -> list[str]:
    """A row as wide as its header: Excel keeps formatted cells beyond it that hold nothing."""
    filled = max((place for place, text in enumerate(row, start=1) if text), default=0)
    return row[: max(width, filled)] + [""] * (width - len(row))


def _text(value: object, form: str = "") -> str:
    """A cell as Excel shows it; 0.52 in a cell that is formatted as a percentage is 52."""
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in form:
        value = value * 100.0
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
        case dt.datetime():
            return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
        case dt.date():
            return value.isoformat()
        case _:
            return " ".join(str(value).split())
