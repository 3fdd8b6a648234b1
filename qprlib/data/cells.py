"""What every kind of table file comes down to before it is checked: a header and rows of text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cells:
    """Header and rows of a file: each row with its line number, blank rows left out.

    Parameters
    ----------
    header_row, header
        The first row that is not blank, and its cells.
    rows
        The rows below it.
    sheet
        The sheet of a workbook, ``""`` for other files.
    elsewhere
        The other sheets of the workbook that hold anything.
    """

    header_row: int
    header: list[str]
    rows: list[tuple[int, list[str]]]
    sheet: str = ""
    elsewhere: Callable[[], list[Cells]] = list
