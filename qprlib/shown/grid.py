"""A table on its way to the page: headings and cells that are words already, whatever they came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from qprlib.ground.errors import Problem, listing, nearest
from qprlib.report.document import Block, Column, Content, Inlines, Span, Table, plain_words
from qprlib.report.pieces import source
from qprlib.shown.refusals import Refused, refusal

#: What fits on a page and is read: a year's months with a name and a total, and about twelve pages of a PDF.
COLUMNS_MOST: Final = 14
ROWS_MOST: Final = 500
#: Characters that stand beside each other on paper without a figure being cut in two, in large and in small type.
_ROOM, _ROOM_SMALL = 80, 118
#: Words may be cut, figures may not; with more letters than this they are.
_WORD_MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Grid:
    """A table in words, its caption "" if nothing says it."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    levels: int = 1  #: how many of the first columns name the rows
    groups: tuple[str, ...] = ()  #: for each row the group it belongs to; empty where there are none
    notes: tuple[str, ...] = ()  #: what stands beneath the table

    def with_groups(self) -> Grid:
        """Of rows with names on several levels the first as groups, where each group's rows stand together."""
        groups = tuple(str(row[0][0]) for row in self.rows) if self.levels > 1 else ()
        runs = [name for name, _ in groupby(groups)]
        if not len(set(runs)) == len(runs) < len(groups):
            return self
        return replace(self, columns=self.columns[1:], rows=tuple(row[1:] for row in self.rows), groups=groups)

    def chosen(self, headings: dict[str, str]) -> Grid | Problem:
        """The grid with these columns alone, by their headings, in this order and under new headings."""
        places = {column.title: place for place, column in reversed(list(enumerate(self.columns)))}
        if unknown := next((name for name in headings if name not in places), None):
            return unknown_column(unknown, list(places), self.caption)
        kept = [places[name] for name in headings]
        return replace(
            self,
            columns=tuple(
                replace(self.columns[place], title=title) for place, title in zip(kept, headings.values(), strict=True)
            ),
            rows=tuple(tuple(row[place] for place in kept) for row in self.rows),
            levels=1,
        )


def unknown_column(name: str, known: Sequence[str], caption: str) -> Problem:
    """What is told of a column that was asked for and is not there."""
    several = list(dict.fromkeys(known))
    return refusal(
        "column-unknown", caption=caption, name=name, allowed=listing(several), nearest=nearest(name, several)
    )


def size_problems(rows: int, columns: int, caption: str) -> list[Problem]:
    """What is told of a table that has nothing to show, or more than a page can."""
    found = []
    if not columns:
        found.append(refusal("table-without-columns", caption=caption))
    elif not rows:
        found.append(refusal("table-without-rows", caption=caption))
    if columns > COLUMNS_MOST:
        found.append(refusal("table-too-wide", caption=caption, number=columns, most=COLUMNS_MOST))
    if rows > ROWS_MOST:
        found.append(refusal("table-too-long", caption=caption, number=rows, most=ROWS_MOST))
    return found


def as_content(grid: Grid) -> Content:
    """The table with its notes as the report shows it, or why it is not published.

    It is not without a caption, nor with nothing to show, too much, or headings that a listener could not tell apart.
    """
    problems = [] if grid.caption else [refusal("table-without-caption")]
    problems += size_problems(len(grid.rows), len(grid.columns), grid.caption)
    if len(grid.columns) <= COLUMNS_MOST and _room(grid) > _ROOM_SMALL:
        problems.append(refusal("table-too-full", caption=grid.caption, number=len(grid.columns)))
    headings = [column.title for column in grid.columns]
    twice = next((heading for heading in headings if heading and headings.count(heading) > 1), "")
    if twice:
        problems.append(refusal("column-twice", caption=grid.caption, name=twice))
    if not all(headings):
        problems.append(refusal("column-without-name", caption=grid.caption))
    blocks: tuple[Block, ...] = ()
    if grid.rows and grid.columns and len(grid.columns) <= COLUMNS_MOST:
        blocks = (_table(grid), *map(source, grid.notes))
    return Refused(blocks, tuple(problems)) if problems else Content(blocks)


def _table(grid: Grid) -> Table:
    kind = "wide" if _room(grid) > _ROOM else "own"
    columns = tuple(replace(column, title=column.title or " ") for column in grid.columns)
    return Table(grid.caption or "Table", kind, columns, _grouped(grid) if grid.groups else grid.rows[:ROWS_MOST])


def _room(grid: Grid) -> int:
    """About how many characters stand beside each other: each column's longest figure or word, and its margin."""

    def longest(place: int, column: Column) -> int:
        cells = [plain_words(row[place]) for row in grid.rows]
        if column.align == "right":
            return max(map(len, cells), default=0)
        words = [word for cell in (column.title, *cells) for word in cell.split()]
        return min(_WORD_MOST, max(map(len, words), default=0))

    return sum(longest(place, column) + 2 for place, column in enumerate(grid.columns))


def _grouped(grid: Grid) -> tuple[tuple[Inlines, ...], ...]:
    """The rows with a row above each group that names it, as the report's own tables have them."""
    empty: tuple[Inlines, ...] = ((),) * (len(grid.columns) - 1)
    rows: list[tuple[Inlines, ...]] = []
    for name, group in groupby(zip(grid.groups, grid.rows[:ROWS_MOST], strict=False), lambda pair: pair[0]):
        if name:
            rows.append(((Span(name, ("group",)),), *empty))
        rows += [row for _, row in group]
    return tuple(rows)
