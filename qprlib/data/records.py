"""Rows of a frame as typed records: what is computed works on frames, what is said works on records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date
from types import SimpleNamespace
from typing import Any, TypeVar

import pandas as pd

Record = TypeVar("Record")


class Row(SimpleNamespace):
    """A row of a declared table: a value for each of its columns, as ``columns.csv`` says what they hold.

    Missing text is ``""``, a missing day None, a missing number NaN.
    """


def records(frame: pd.DataFrame, kind: type[Record]) -> tuple[Record, ...]:
    """The rows of a frame that has a column for each field of a dataclass as its records, in the frame's order.

    See :class:`Row` for what is missing.
    """
    return tuple(kind(**row) for row in _plain(frame, [field.name for field in fields(kind)]))  # type: ignore[arg-type]


def rows_of(frame: pd.DataFrame) -> tuple[Row, ...]:
    """The rows of a frame with all their columns, in the frame's order."""
    return tuple(Row(**row) for row in _plain(frame, [str(name) for name in frame]))


def _plain(frame: pd.DataFrame, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    rows = zip(*(_values(frame[name]) for name in names), strict=True)
    return (dict(zip(names, values, strict=True)) for values in rows)


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
