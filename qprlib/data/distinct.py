"""The values of a column, each once: what pages can be made for."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from qprlib.data.telling import told
from qprlib.ground.errors import InputError, Place, listing, nearest


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
        near = f"{name}.{near}" if dot and near else near
        known = listing([f"{name}.{one}" if dot else one for one in columns], 30)
        raise InputError(told("unknown-column.each", Place(), near, of=of, column=column, columns=known))
    values = frame[column].drop_duplicates()
    kept = [value for value in values[values.notna()] if str(value).strip()]
    if not kept:
        raise InputError(told("no-values", Place(), column=column, of=of))
    return kept
