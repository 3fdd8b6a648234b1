"""Rows of a frame as typed records: what is computed works on frames, what is said works on records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from types import SimpleNamespace
from typing import Any, TypeVar

import pandas as pd

Record = TypeVar("Record")


@dataclass(frozen=True)
class RegisteredIndicator:
    """What is printed of a row of the register."""

    id: str
    name: str
    short_name: str
    kind: str
    section: str
    unit: str
    decimals: int
    polarity: str
    basis: str
    frequency: str
    directorate: str
    division: str
    owner_role: str
    priority: str
    source: str
    note: str
    reference: str = ""  #: its number as the organisation prints it
    year_starts: str = ""  #: the month with which its year begins
    year_form: str = ""  #: how a year is written, see :data:`qprlib.ground.calendar.YearForm`

    @property
    def printed_id(self) -> str:
        """What readers know it by: its reference, or its id where it has none."""
        return self.reference or self.id

    @property
    def known_as(self) -> str:
        """What analysts know it by, whose files have its id: "1.1.2.PI Gas safety (H1)"."""
        return f"{self.printed_id} {self.name}" + (f" ({self.id})" if self.reference else "")


class Row(SimpleNamespace):
    """A row of a declared table: a value for each of its columns, as ``tables.csv`` says what they hold.

    Missing text is ``""``, a missing day None, a missing number NaN.
    """


def records(frame: pd.DataFrame, kind: type[Record], **made: Sequence[Any]) -> tuple[Record, ...]:
    """The rows of a frame that has a column for each field of a dataclass as its records, in the frame's order.

    See :class:`Row` for what is missing. Fields whose values are ``made`` already need no column.
    """
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    rows = zip(*(made[name] if name in made else _values(frame[name]) for name in names), strict=True)
    return tuple(kind(**dict(zip(names, values, strict=True))) for values in rows)


def rows_of(frame: pd.DataFrame) -> tuple[Row, ...]:
    """The rows of a frame with all their columns, in the frame's order."""
    names = [str(name) for name in frame]
    rows = zip(*(_values(frame[name]) for name in names), strict=True)
    return tuple(Row(**dict(zip(names, values, strict=True))) for values in rows)


def _values(column: pd.Series[Any]) -> Sequence[Any]:
    if pd.api.types.is_datetime64_any_dtype(column):
        return [None if pd.isna(day) else day.date() for day in column]
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return list(column.tolist())
    return ["" if pd.isna(text) else str(text) for text in column]


def written(table: pd.DataFrame) -> dict[tuple[str, date], str]:
    """The notes in a table of results or targets, by indicator and the end of the period, without empty ones."""
    columns = (table["indicator"], table["period_end"], table["note"])
    return {(str(name), end.date()): str(note) for name, end, note in zip(*columns, strict=True) if note}
