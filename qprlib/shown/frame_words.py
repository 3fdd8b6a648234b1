"""A pandas frame or series in words: which columns are shown, under which headings, and what each cell says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from qprlib.ground.errors import Problem
from qprlib.report.document import Align, Inlines
from qprlib.shown.cell_words import NotAValueError, capital_heading, column_words, heading_words, is_missing, is_number
from qprlib.shown.grid import Grid, GridColumn, size_problems, unknown_column
from qprlib.shown.owned import Owned, owned
from qprlib.shown.refusals import refusal

#: Attribute of a frame that may hold its caption, as pandas keeps what is known of a whole frame.
CAPTION: Final = "caption"


def headings_of(columns: Mapping[Any, str] | Sequence[Any] | None) -> dict[Any, str] | None:
    """The columns that were asked for with their headings; of a mere list the names are the headings."""
    if columns is None or isinstance(columns, Mapping):
        return None if columns is None else {name: str(heading) for name, heading in columns.items()}
    names = [columns] if isinstance(columns, str) else list(columns)
    return {name: capital_heading(name) for name in names}


def as_frame(value: Any) -> pd.DataFrame | None:
    """A frame of pandas made of what holds a table: a series, and frames of polars or Arrow; None of anything else."""
    if isinstance(value, pd.DataFrame):
        return value
    if isinstance(value, pd.Series):
        frame = value.to_frame(value.name if value.name is not None else "")
        frame.attrs = dict(value.attrs)
        return frame
    if type(value).__module__.partition(".")[0] in ("polars", "pyarrow") and hasattr(value, "to_pandas"):
        return as_frame(value.to_pandas())
    return None


def frame_grid(frame: pd.DataFrame, columns: dict[Any, str] | None, caption: str, about: Owned) -> Grid | list[Problem]:
    """A frame in words, or why it cannot be said.

    Parameters
    ----------
    frame
        Its index is shown where it has a name, unless ``columns`` leaves it out.
    columns
        Column to heading, in the order in which they are shown; all by default. Names of the index count as columns.
    caption
        What the table shows.
    about
        The edition whose indicators some columns may be about.

    Returns
    -------
    Grid or list of Problem
    """
    caption = caption or str(frame.attrs.get(CAPTION) or "")
    inside = [name for name in frame.index.names if name is not None]
    shown = frame
    if columns is not None:
        known = [*inside, *frame.columns]
        if unknown := [name for name in columns if name not in known]:
            words = [heading_words(name) for name in known]
            return [unknown_column(heading_words(name), words, caption) for name in unknown]
        twice = [name for name in columns if list(frame.columns).count(name) > 1]
        if twice:
            return [refusal("column-twice", caption=caption, name=heading_words(twice[0]))]
        taken = [name for name in inside if name in columns and name not in frame.columns]
        shown = frame.reset_index(level=taken)[list(columns)].reset_index(drop=True) if taken else frame[list(columns)]
        shown.index = pd.RangeIndex(len(shown))
    if problems := size_problems(len(shown), shown.shape[1], caption):
        return problems
    if type(shown.columns).__name__ == "RangeIndex":  # nobody has named them
        return [refusal("column-without-name", caption=caption)]
    keys, problems = _index(shown.index, caption)
    read = owned(frame, about)
    made = list(keys)
    for place, name in enumerate(shown.columns):
        try:
            heading = columns[name] if columns is not None else read.heading(name) or capital_heading(name)
            values = shown.iloc[:, place].tolist()
            cells = read.cells(name, values) or _said(column_words(str(heading), values))
        except NotAValueError as refused:
            problems.append(refused.problem(caption=caption, name=_safe(name)))
            continue
        made.append((GridColumn(heading, heading_words(name), _align(name, values, read)), cells))
    if problems:
        return problems
    rows = tuple(zip(*(cells for _, cells in made), strict=True))
    return Grid(caption, tuple(column for column, _ in made), rows, levels=len(keys))


_Made = tuple[GridColumn, list[Inlines]]


def _said(words: Sequence[str]) -> list[Inlines]:
    return [(word,) for word in words]


def _safe(name: object) -> str:
    return " ".join(str(name).split())[:40]


def _align(name: object, values: Sequence[Any], read: Owned) -> Align:
    known = [value for value in values if not is_missing(value)]
    numbers = bool(known) and all(is_number(value) or isinstance(value, pd.Timedelta) for value in known)
    return "right" if numbers or read.is_amount(name) else "left"


def _index(index: pd.Index, caption: str) -> tuple[list[_Made], list[Problem]]:
    """The columns that an index makes, one for each level.

    An index that only counts the rows, and has no name, makes none.
    """
    names = list(index.names)
    if len(names) == 1 and names[0] is None and pd.api.types.is_integer_dtype(index.dtype):
        return [], []
    if any(name is None for name in names):
        return [], [refusal("index-without-name", caption=caption)]
    made: list[_Made] = []
    problems: list[Problem] = []
    for level, name in enumerate(names):
        try:
            heading = capital_heading(name)
            values = index.get_level_values(level).tolist()
            cells = _said(column_words(heading, values))
        except NotAValueError as refused:
            problems.append(refused.problem(caption=caption, name=_safe(name)))
            continue
        made.append((GridColumn(heading, heading_words(name)), cells))
    return made, problems
