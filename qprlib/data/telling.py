"""What is told of the rows of a table, in the words of ``problems.csv``: a kind of problem is a row there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from qprlib.ground.errors import Place, Problem
from qprlib.ground.wordings import Wordings

WORDINGS = Wordings(__file__)


def told(which: str, place: Place, /, near: str = "", **values: Any) -> Problem:
    """A problem as ``problems.csv`` words it; numbers and days are shown as an analyst would write them."""
    return WORDINGS.problem(which, place, near, **{name: shown(value) for name, value in values.items()})


def told_of(
    frame: pd.DataFrame, bad: Any, which: str, file: str, /, *, column: str = "", about: str = "", **values: Any
) -> Iterator[Problem]:
    """A problem for each row that a mask picks out; its words may have the cells of the row, and ``values``.

    The frame's index holds the row numbers of the file; ``about`` is the column of the indicator that it is told of;
    ``near`` among the values is the nearest likely meaning. Values may be series.
    """
    if not bad.any():
        return
    rows = frame[bad].assign(**{name: _chosen(value, bad) for name, value in values.items()})
    for row, cells in zip(rows.index, rows.to_dict("records"), strict=True):
        place = Place(file, int(str(row)), column, indicator=str(cells[about]) if about else "")
        yield told(which, place, **{str(name): cell for name, cell in cells.items()})


def _chosen(value: Any, bad: pd.Series[bool]) -> Any:
    return value[bad] if isinstance(value, pd.Series) else value


def shown(value: Any) -> str:
    """A cell as an analyst would write it: ``815704``, ``12.3``, ``2011-06-30``."""
    match value:
        case pd.Timestamp():
            return str(value.date())
        case float():
            return str(int(value)) if value.is_integer() else repr(float(value))
    return str(value)
