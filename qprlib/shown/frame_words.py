"""A pandas frame or series in words: which columns are shown, under which headings, and what each cell says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from qprlib.ground.errors import Problem
from qprlib.report.document import Align, Column, Inlines
from qprlib.shown.cell_words import NotAValueError, capital_heading, column_words, heading_words, is_missing, is_number
from qprlib.shown.grid import Grid, size_problems, unknown_column
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

    Its index is shown where it has a name, unless ``columns``, which are all by default, leaves it out: names of the
    index count as columns.
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
    if wrong_size := size_problems(len(shown), shown.shape[1], caption):
        return wrong_size
    if type(shown.columns).__name__ == "RangeIndex":  # nobody has named them
        return [refusal("column-without-name", caption=caption)]
    read = owned(frame, about)
    keys = _keys(shown.index)
    if any(name is None for name, _ in keys):
        return [refusal("index-without-name", caption=caption)]
    made: list[Column] = []
    cells: list[list[Inlines]] = []
    problems: list[Problem] = []
    inner = [(name, shown.iloc[:, place].tolist()) for place, name in enumerate(shown.columns)]
    for place, (name, values) in enumerate([*keys, *inner]):
        of_rows = place < len(keys)
        try:
            own = "" if of_rows else read.heading(name)
            heading = columns[name] if columns is not None and not of_rows else own or capital_heading(name)
            linked = read.names(name, values) if place == 0 and len(keys) < 2 else []
            said = linked or ([] if of_rows else read.cells(name, values))
            cells.append(said or [(word,) for word in column_words(str(heading), values)])
        except NotAValueError as refused:
            problems.append(refused.problem(caption=caption, name=" ".join(str(name).split())[:40]))
            continue
        made.append(Column(heading, "left" if of_rows else _align(name, values, read)))
    return problems or Grid(caption, tuple(made), tuple(zip(*cells, strict=True)), levels=len(keys))


def _align(name: object, values: Sequence[Any], read: Owned) -> Align:
    known = [value for value in values if not is_missing(value)]
    numbers = bool(known) and all(is_number(value) or isinstance(value, pd.Timedelta) for value in known)
    return "right" if numbers or read.is_amount(name) else "left"


def _keys(index: pd.Index) -> list[tuple[Any, list[Any]]]:
    """The name and values of each level of an index; none of one that only counts the rows, and has no name."""
    if index.nlevels == 1 and index.name is None and pd.api.types.is_integer_dtype(index.dtype):
        return []
    return [(name, index.get_level_values(level).tolist()) for level, name in enumerate(index.names)]
