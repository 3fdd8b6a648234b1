"""What every kind of table file comes down to before it is checked: a header and rows of text."""

from __future__ import annotations

from dataclasses import dataclass

from qprlib.errors import Problem


class UnreadableError(Exception):
    """A file cannot be used at all; never leaves the data room."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


@dataclass(frozen=True, slots=True)
class Cells:
    """Header and rows of a file: each row with its line number, blank rows left out."""

    header_row: int
    header: list[str]
    rows: list[tuple[int, list[str]]]
