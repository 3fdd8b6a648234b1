"""Columns that are filled and have no header: where headers moved, every figure would be taken for another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qprlib.ground.errors import Place, Problem
from qprlib.intake.blocks import Block, ColumnHeading
from qprlib.intake.roles import looks_like_code
from qprlib.intake.sheets import WORDINGS, letters
from qprlib.intake.values import read_value

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORD = re.compile(r"[^\W\d_]{3}")


def unheaded(block: Block) -> Iterator[Problem]:
    """Columns of which a third or more is filled, with nothing above them."""
    for column, texts in _without_header(block):
        yield _problem(block, column, texts)


def moved_headers(block: Block) -> Iterator[Problem]:
    """The same of a table that is read for the first time, where words without a header may be meant so.

    Figures without one are refused, but not rows that are numbered; words right before the first header, if that does
    not fit what stands below it.
    """
    first = min((one.column for one in block.headings), default=0)
    for column, texts in _without_header(block):
        numbers = [value.number for text in texts if (value := read_value(text, "")).number is not None]
        numbered = numbers == [numbers[0] + place for place in range(len(numbers))] if numbers else False
        if (2 * len(numbers) > len(texts) and not numbered) or (column == first - 1 and _misfits(block)):
            yield _problem(block, column, texts)


def _without_header(block: Block) -> Iterator[tuple[int, list[str]]]:
    grid, headed = block.grid, {one.column for one in block.headings}
    for column in range(1, grid.width + 1):
        texts = [grid.own(row, column).text for row in block.rows if grid.shown(row, column)]
        filled = [text for text in texts if text]
        if column not in headed and len(filled) > 1 and 3 * len(filled) >= len(block.rows):
            yield column, filled


def _problem(block: Block, column: int, texts: Sequence[str]) -> Problem:
    said = {"letter": letters(column), "first": texts[0], "sheet": block.grid.title}
    return WORDINGS.problem("column-unheaded", Place(block.grid.file, row=block.header_rows[-1]), **said)


def _misfits(block: Block) -> bool:
    """Whether references are none, or names have no words, so that the headers stand above other columns."""
    return any(
        2 * sum(_fits(one, text) for text in texts) <= len(texts)
        for one in block.headings
        if one.role in ("reference", "name")
        and one.period is None
        and (texts := [text for row in block.rows if (text := block.grid.own(row, one.column).text)])
    )


def _fits(heading: ColumnHeading, text: str) -> bool:
    code = looks_like_code(text) and not _DAY.fullmatch(text)
    return (code and (heading.role == "reference" or bool(re.search("[A-Za-z]", text)))) or (
        heading.role == "name" and bool(_WORD.search(text))
    )
