"""What a part prints as frames of pandas, so that an analyst can go on with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from qprlib.report.document import Block, Box, Bullets, Chart, Inlines, Link, Span, Table, plain_words

_NUMBER = re.compile(r"[-+\N{MINUS SIGN}]?[0-9][0-9,]*(?:\.[0-9]+)?")
#: What a cell says that holds nothing.
_NOTHING = ("", "None")


def frames_of(blocks: Iterable[Block]) -> dict[str, pd.DataFrame]:
    """Every table, chart and list of a part by its caption, in the order in which they stand.

    A table is as it is printed, with whole columns of plain numbers as numbers; a chart gives what it is drawn from; a
    list has its items as ``text``. Rows and items that lead to an indicator have its id as ``indicator``, the name of
    that column in the scorecard.
    """
    found: dict[str, pd.DataFrame] = {}
    for caption, frame in _each(blocks):
        name, more = caption, 2
        while name in found:
            name, more = f"{caption} ({more})", more + 1
        found[name] = frame
    return found


def frame_of(blocks: Sequence[Block]) -> pd.DataFrame | None:
    """The first table of a part; where it has none what its first chart is drawn from, else its first list."""
    kinds = (Table, Chart, Bullets)
    flat = list(_flat(blocks))
    first = next((block for kind in kinds for block in flat if isinstance(block, kind)), None)
    return next((frame for _, frame in _each([] if first is None else [first])), None)


def _flat(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield from _flat(block.blocks) if isinstance(block, Box) else [block]


def _each(blocks: Iterable[Block]) -> Iterator[tuple[str, pd.DataFrame]]:
    for block in _flat(blocks):
        match block:
            case Table():
                yield block.caption, _table(block)
            case Chart() if block.data is not None:
                yield block.caption, pd.DataFrame(block.data)
            case Bullets():
                texts = [{"text": plain_words(item).strip()} for item in block.items]
                yield "list", _with_ids(pd.DataFrame(texts), [_indicator(item[:1]) for item in block.items])


def _table(table: Table) -> pd.DataFrame:
    group, groups, rows = "", [], []
    for row in table.rows:
        head = row[0][0] if row[0] else ""
        if isinstance(head, Span) and "group" in head.classes:
            group = head.text
        else:
            rows.append(row)
            groups.append(group)
    frame = pd.DataFrame({place: [plain_words(row[place]) for row in rows] for place in range(len(table.columns))})
    frame.columns = [column.title for column in table.columns]
    for place in range(1, len(table.columns)):
        frame.isetitem(place, _numbers(frame.iloc[:, place]).array)
    if any(groups):
        named = table.filters.groups if table.filters else ""
        frame.insert(0, named or "Group", groups, allow_duplicates=True)
    return _with_ids(frame, [next(filter(None, map(_indicator, row)), "") for row in rows])


def _with_ids(frame: pd.DataFrame, ids: Sequence[str]) -> pd.DataFrame:
    """The frame with the indicators that its rows lead to."""
    if any(ids):
        frame.insert(0, "indicator", list(ids), allow_duplicates=True)
    return frame


def _indicator(inlines: Inlines) -> str:
    """The indicator that the one link of a cell leads to, "" where there is none or where there are several."""
    found = {one.indicator for one in inlines if isinstance(one, Link) and one.indicator}
    return found.pop() if len(found) == 1 else ""


def _numbers(column: pd.Series[Any]) -> pd.Series[Any]:
    """A column of plain numbers as numbers, with NaN where a cell holds nothing; any other as it is."""
    said = [text for text in column if text not in _NOTHING]
    if not said or not all(_NUMBER.fullmatch(text) for text in said):
        return column
    plain = column.str.replace(",", "").str.replace("\N{MINUS SIGN}", "-")
    return pd.to_numeric(plain.where(~column.isin(_NOTHING)))
