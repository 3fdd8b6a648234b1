"""What stands in which cell of a drawn workbook, told by hand: the facts that a reading of it must give.

Figures are told by lines of three parts: the sheet, what its rows are and what its columns are.
``Q1 | 5 HW01, 6 HW02 | E actual 2024-06-30, F target 2024-06-30`` says that E5 is the actual of HW01 up to 30 June 2024,
and so on for four cells. A word is a role, the last day of a period or an indicator, whether it stands with a row or a
column: of a tidy table each row has an indicator and a period of its own. ``5-7 HW01 HW02 HW03`` tells of three rows, and ``2024-06-30+2024-09-30`` of a target that stands for both.
Cells that are not filled hold no figure.

What a number says is worked out here from what was typed, and from nothing of the product.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from workbooks.drawing import Book, Drawn, column_of

ROLES = (
    *("actual", "target", "floor", "lower", "upper", "numerator", "denominator"),
    *("status", "direction", "comment"),
)
#: Of these the words of the cell are the fact.
IN_WORDS = ("status", "direction", "comment")
#: What words in the place of a number say of an actual, and of a target.
_WORDS = {
    "n/a": ("not-available", "no-target"),
    "not available": ("not-available", "no-target"),
    "no data": ("not-available", ""),
    "awaiting data": ("not-available", ""),
    "tbc": ("not-available", "target-tbc"),
    "not due": ("not-due", ""),
    "data only": ("data-only", "data-only"),
    "no target": ("", "no-target"),
    "new": ("new", "new"),
    "suppressed": ("suppressed", ""),
}

Key = tuple[str, str, str]  #: indicator, role and last day of the period


@dataclass(frozen=True)
class Fact:
    """One figure: the cell that it stands in, and what that says."""

    indicator: str  #: its reference, or its name where it has none
    role: str
    period_end: str
    mark: int
    value: float | None = None
    state: str = ""
    text: str = ""

    @property
    def key(self) -> Key:
        return self.indicator, self.role, self.period_end


@dataclass(frozen=True)
class Entry:
    """A workbook of the gallery and what it must give."""

    book: Book
    shape: str  #: what is particular about it
    indicators: str = ""  #: a table with a line of names; a key refers to a line from the figures
    figures: str = ""
    #: What cells say that are no plain numbers: a number, a word of absence, or None where nobody can tell.
    reads: Mapping[str, float | str | None] = field(default_factory=dict)
    unplaced: str = ""  #: texts, a line each, that must be told as not placed
    assumed: str = ""  #: words, a line each, that the assumptions must have somewhere
    year_starts: str = ""
    refused: tuple[str, ...] = ()  #: words of the refusal, if it is one

    @property
    def name(self) -> str:
        return self.book.name

    def known(self) -> list[dict[str, str]]:
        """What is told of each indicator."""
        if not self.indicators:
            return []
        header, *lines = ([cell.strip() for cell in line.split("|")] for line in self.indicators.strip().split("\n"))
        return [dict(zip(header, line, strict=True)) for line in lines]

    def facts(self) -> list[Fact]:
        """Every figure that a reading must give, and no other."""
        keys = {one["key"]: one.get("reference") or one["name"] for one in self.known()}
        found = [fact for line in self.figures.strip().splitlines() for fact in self._line(line, keys)]
        assert len({fact.key for fact in found}) == len(found), f"{self.name}: a figure is told twice"
        return found

    def _line(self, line: str, keys: Mapping[str, str]) -> Iterator[Fact]:
        title, rows, columns = (part.strip() for part in line.split("|"))
        leaf = self.book.leaf(title)
        for row, of_row in _spread(rows, int):
            for column, of_column in _spread(columns, column_of):
                drawn = leaf.cells.get((row, column))
                words = [*of_row, *of_column]
                role = next(word for word in words if word in ROLES)
                ends = next(word for word in words if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(\+.*)?", word))
                (key,) = (word for word in words if word not in (role, ends))
                if drawn and (role != "status" or drawn.fill or isinstance(drawn.value, str)):
                    for end in ends.split("+"):
                        yield self.fact(keys[key], role, end, drawn)

    def fact(self, indicator: str, role: str, end: str, drawn: Drawn) -> Fact:
        """What one cell says."""
        value, state, text = said(drawn, role, self.reads)
        return Fact(indicator, role, end, drawn.mark, value, state, text)


def said(drawn: Drawn, role: str, reads: Mapping[str, float | str | None]) -> tuple[float | None, str, str]:
    """A cell's number, word of absence and text, in a role."""
    text = " ".join(drawn.text.split())
    if role == "status":
        # A colour is the status where the cell says nothing of it.
        return None, "", text if isinstance(drawn.value, str) else drawn.fill
    if role in IN_WORDS:
        return None, "", text
    if isinstance(drawn.value, (int, float)):
        return float(drawn.value) * (100 if drawn.form.endswith("%") else 1), "", text
    assert not isinstance(drawn.value, date), f"a date is no figure: {drawn}"
    if re.fullmatch(r"-?[0-9.]+", text):
        return float(text), "", text
    meant = reads[text] if text in reads else _WORDS[text.casefold()][role != "actual"]
    return (None, meant, text) if isinstance(meant, str) else (meant, "", text)


def _spread(written: str, count: Callable[[str], int]) -> Iterator[tuple[int, list[str]]]:
    """Rows or columns with the words that are told of each."""
    for part in written.split(","):
        place, *words = part.split()
        first, _, last = place.partition("-")
        if not last:
            yield count(first), words
            continue
        many = list(range(count(first), count(last) + 1))
        own, shared = words[: len(many)], words[len(many) :]
        assert len(own) == len(many), part
        for at, word in zip(many, own, strict=True):
            yield at, [word, *shared]
