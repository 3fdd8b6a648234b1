"""The values of a column, each once: what pages can be made for."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from qprlib.ground.errors import InputError, Problem, listing, nearest


def column_values(register: pd.DataFrame, table: Callable[[str], pd.DataFrame], each: str) -> list[object]:
    """The values of a column in the order of its table; what is missing is left out.

    ``each`` names a column of the register, ``section``, or one of a table, ``finance.directorate``, which ``table``
    gives by its name.

    InputError if there is no such column, or it holds no value.
    """
    name, dot, column = each.partition(".")
    frame = table(name) if dot else register
    column = column if dot else each
    columns = [str(one) for one in frame.columns]
    of = f"the table '{name}'" if dot else "the register"
    if column not in columns:
        near = nearest(column, columns)
        raise InputError(
            Problem(
                code="unknown-column",
                found=f"{of} has no column '{column}'",
                allowed=listing([f"{name}.{one}" if dot else one for one in columns], 30),
                nearest=f"{name}.{near}" if dot and near else near,
                todo="correct the column's name; one of another table is written with the table, finance.directorate",
            )
        )
    values = frame[column].drop_duplicates()
    kept = [value for value in values[values.notna()] if str(value).strip()]
    if not kept:
        raise InputError(
            Problem(
                code="no-values",
                found=f"the column '{column}' of {of} holds no value, so that there is no page to make",
                todo="fill in the column, or take the page out",
            )
        )
    return kept
