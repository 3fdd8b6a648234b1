"""A frame of pandas as a table of text, so that everything after it is the same as for a file."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from qprlib.data.cells import Cells
from qprlib.data.columns import DeclaredColumn, Need
from qprlib.data.headers import likely_name
from qprlib.data.tables import TextTable, table_of
from qprlib.data.telling import told
from qprlib.ground.errors import InputError, Place, Problem, listing

_HEADING = -1
"""Stands for the row of the names of the columns."""


def frame_table(frame: pd.DataFrame, columns: Sequence[DeclaredColumn], name: str = "the frame") -> TextTable:
    """A frame against its declared columns; others are kept.

    Values may be of any type: numbers, days and periods, categories and texts, with NaN, NA, NaT or None for nothing.
    Messages name a row by its label where all labels are whole numbers, else by its position from 0.

    InputError if it is no frame, has columns of several levels, or lacks a column that it must have.
    """
    if not isinstance(frame, pd.DataFrame):
        raise InputError(told("not-a-frame", Place(), type=type(frame).__name__))
    if frame.columns.nlevels > 1:
        raise InputError(told("columns-of-levels", Place(), name=name, levels=frame.columns.nlevels))
    names = [str(one) for one in frame.columns]
    _refuse_missing(names, columns, name)
    by_label = pd.api.types.is_integer_dtype(frame.index.dtype) and frame.index.is_unique
    rows = [int(label) for label in frame.index] if by_label else list(range(len(frame)))
    texts = [[cell_text(value) for value in frame.iloc[:, place].array] for place in range(len(names))]
    values = [list(row) for row in zip(*texts, strict=True)]
    cells = Cells(_HEADING, names, list(zip(rows, values, strict=True)))
    table = table_of(cells, name, columns, keep_others=True)
    return replace(table, problems=tuple(_of_the_heading(problem) for problem in table.problems))


def _of_the_heading(problem: Problem) -> Problem:
    """A problem with no row where it is of the names of the columns, which stand in no row of a frame."""
    of_a_row = problem.place.row != _HEADING
    return problem if of_a_row else replace(problem, place=replace(problem.place, row=None))


def one_series(values: Any) -> list[float]:
    """The numbers of one series, NaN where one is missing.

    InputError if it is a table or no series at all, or with the first value that is no number.
    """
    if isinstance(values, str) or not pd.api.types.is_list_like(values) or getattr(values, "ndim", 1) != 1:
        choose = "choose one column, and the rows of one indicator: frame.query(\"indicator == 'HW01'\")['actual']"
        todo = choose if hasattr(values, "columns") else "give a list of numbers, such as [52, 47, 49]"
        raise InputError(told("not-a-series", Place(), type=type(values).__name__, todo=todo))
    return [_number(value, place) for place, value in enumerate(values)]


def _number(value: Any, place: int) -> float:
    missing = pd.api.types.is_scalar(value) and pd.isna(value)
    try:
        return math.nan if missing else float(value)
    except (TypeError, ValueError) as error:
        raise InputError(told("not-a-number.series", Place("the series", row=place), value=str(value))) from error


def cell_text(value: Any) -> str:
    """A value as somebody would have typed it into a cell: days in ISO form, a period as its last day."""
    match value:
        case str():
            return value.strip()
        case bool():
            return "yes" if value else ""
        case float():
            return "" if math.isnan(value) else repr(float(value)).removesuffix(".0")
        case pd.Period():
            return value.end_time.date().isoformat()
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if hasattr(value, "item"):  # one of numpy's own
        return cell_text(value.item())
    return str(value).strip()


def _refuse_missing(names: Sequence[str], columns: Sequence[DeclaredColumn], name: str) -> None:
    declared = {column.name for column in columns}
    free = [one for one in names if one not in declared]
    problems = []
    for column in columns:
        if column.name in names or column.need is Need.OPTIONAL:
            continue
        near = likely_name(column.name, free)
        renamed = f"rename the column that holds it: frame.rename(columns={{'{near}': '{column.name}'}})"
        there = f"its columns are {listing(names, 20)}" if names else "it has no column at all"
        todo = renamed if near else f"add it, or give the column that holds it the name '{column.name}'"
        said = {"frame": name, "name": column.name, "meaning": f"{column.meaning[:1].lower()}{column.meaning[1:]}"}
        problems.append(told("missing-column.frame", Place(), near, there=there, todo=todo, **said))
    if problems:
        raise InputError(problems)
