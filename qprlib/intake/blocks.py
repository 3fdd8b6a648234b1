"""The tables of a sheet: where their headers are, what each column is headed with, and which rows lie below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from qprlib.intake.period_names import PeriodName, read_period_name
from qprlib.intake.roles import ABOUT, IN_WORDS, meaning, role_of
from qprlib.intake.sheets import SheetGrid


@dataclass(frozen=True, slots=True)
class ColumnHeading:
    """What stands above one column: its words, and what they say it holds."""

    column: int
    text: str  #: of two header rows both, from above
    role: str  #: ``""`` where the words are not known
    period: PeriodName | None = None


@dataclass(frozen=True)
class Block:
    """One table of a sheet."""

    grid: SheetGrid
    header_rows: tuple[int, ...]
    headings: tuple[ColumnHeading, ...]
    rows: tuple[int, ...]  #: below its header, blank ones left out
    titles: tuple[str, ...]  #: what stands above it, from above
    title_rows: tuple[int, ...] = ()
    blank_before: frozenset[int] = field(default_factory=frozenset)  #: rows with a blank one right above


@lru_cache(maxsize=10_000)
def read_heading(text: str) -> tuple[str, PeriodName | None]:
    """The role and period that the words above a column say, ``""`` and None where they say none."""
    period = read_period_name(text)
    words = period.rest if period else text
    if period and not words:
        return "actual", period
    return meaning("row", words) or role_of(words), period


def blocks_of(grid: SheetGrid) -> list[Block]:
    """The tables of a sheet from above, those cells left out that are hidden."""
    rows = {row: own for row in range(1, grid.height + 1) if (own := _own(grid, row))}
    heads = [row for row in rows if _is_header(rows[row])]
    heads = [row for row in heads if row == heads[0] or _begins_another(rows, row, heads[0])]
    heads = [row for place, row in enumerate(heads) if not place or row - 1 != heads[place - 1]]
    found: list[Block] = []
    for place, at in enumerate(heads):
        head, second = at, _second(grid, at, rows)
        if not second and _periods_above(rows, head):
            head, second = head - 1, head
        last = heads[place + 1] - 1 if place + 1 < len(heads) else grid.height
        titles = list(_titles(rows, head, every=not found))
        below = {one for follows in heads[place + 1 : place + 2] for one in _titles(rows, follows, every=False)}
        body = [row for row in rows if max(head, second) < row <= last and row not in below]
        found.append(
            Block(
                grid,
                (head, second) if second else (head,),
                tuple(_beside_periods(list(_headings(grid, head, second)))),
                tuple(body),
                tuple(next(iter(rows[row].values())) for row in titles),
                tuple(titles),
                frozenset(row for row in body if row - 1 not in rows),
            )
        )
    return found


def _own(grid: SheetGrid, row: int) -> dict[int, str]:
    """The texts of a row by column, each merged one once; nothing of a row that is hidden."""
    if row in grid.hidden_rows:
        return {}
    return {
        column: cell.text
        for column in range(1, grid.width + 1)
        if column not in grid.hidden_columns and (cell := grid.own(row, column)).text
    }


def _is_header(texts: dict[int, str]) -> bool:
    """Whether the cells of a row are words that people write above columns, one of them for what an indicator is."""
    told = [(text.casefold(), *read_heading(text)) for text in texts.values()]
    known = sum(bool(role) for _, role, _ in told)
    # "number" is a unit more often than what a column of references is headed.
    names = any(role in ("name", "reference") and not period and text != "number" for text, role, period in told)
    return len(texts) > 2 and names and known > 1 and 2 * known >= len(texts)


def _begins_another(rows: dict[int, dict[int, str]], row: int, first: int) -> bool:
    """Whether a row heads another table: as the first is headed, or below a blank row or a title."""
    return len(rows.get(row - 1, {})) < 2 or bool(set(rows[row].values()) & set(rows[first].values()))


def _second(grid: SheetGrid, head: int, rows: dict[int, dict[int, str]]) -> int:
    """The second row of a header: periods or roles below others, and nothing below what an indicator is; 0 if none."""
    texts = rows.get(head + 1, {})
    known = sum(bool(meaning("row", text) or read_heading(text)[0]) for text in texts.values())
    figures = any(re.fullmatch(r"[-£$€]?[0-9.,]+%?", text) for text in texts.values())
    about = [column for column, text in rows[head].items() if read_heading(text)[0] in ("name", "reference")]
    if len(texts) > 1 and 2 * known > len(texts) and not figures and not any(column in texts for column in about):
        return head + 1
    return 0


def _beside_periods(headings: list[ColumnHeading]) -> list[ColumnHeading]:
    """The headings, with the period to their left where each period has one alike: ``Q1 | RAG | Q2 | RAG``."""
    periods = [one for one in headings if one.role == "actual" and one.period]
    found = list(headings)
    for role in ("target", "floor", *IN_WORDS):
        alike = [one for one in headings if one.role == role and not one.period]
        left = [max((of.column for of in periods if of.column < one.column), default=0) for one in alike]
        if len(alike) > 1 and 0 not in left and len(set(left)) == len(alike) == len(periods):
            of_column = {of.column: of for of in periods}
            for one, column in zip(alike, left, strict=True):
                words = f"{of_column[column].text} {one.text}"
                found[found.index(one)] = replace(one, text=words, period=of_column[column].period)
    return found


def _periods_above(rows: dict[int, dict[int, str]], head: int) -> bool:
    """Whether the row above a header has periods alone, and none above its first column: the years of quarters."""
    texts = rows.get(head - 1, {})
    names = [read_period_name(text) for text in texts.values()]
    return bool(texts) and min(texts) > min(rows[head]) and all(name and not name.rest for name in names)


def _titles(rows: dict[int, dict[int, str]], head: int, *, every: bool) -> Iterator[int]:
    """Rows of one text above a header: all of them above the first table, else those right above."""
    row = head - 1
    found = []
    while row > 0:
        texts = rows.get(row)
        if texts and len(texts) > 1 and not every:
            break
        if texts is None and not every:
            break
        if texts:
            found.append(row)
        row -= 1
    return iter(found[::-1])


def _headings(grid: SheetGrid, head: int, second: int) -> Iterator[ColumnHeading]:
    carried = ""
    for column in range(1, grid.width + 1):
        if column in grid.hidden_columns:
            continue
        upper = grid.cell(head, column).text
        lower = grid.cell(second, column).text if second else ""
        if second:
            # A period above several columns, merged or written once.
            carried = upper if upper else carried if lower else ""
            period = read_period_name(carried)
            upper = upper or (carried if period and not (period.rest and role_of(period.rest) in ABOUT) else "")
        words = [upper, *([lower] if lower != upper else [])]
        text = " ".join(" ".join(words).split())
        if text:
            yield ColumnHeading(column, text, *read_heading(text))
