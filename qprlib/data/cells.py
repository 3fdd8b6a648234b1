"""What every kind of table file comes down to before it is checked: a header and rows of text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cells:
    """Header and rows of a file: each row with its line number, blank rows left out."""

    header_row: int  #: the first row that is not blank
    header: list[str]
    rows: list[tuple[int, list[str]]]
    sheet: str = ""  #: the sheet of a workbook, ``""`` for other files
    elsewhere: Callable[[], list[Cells]] = list  #: the other sheets of the workbook that hold anything
