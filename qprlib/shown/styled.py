"""Tables that an analyst has dressed: a Styler of pandas, a table of great_tables. What they say is kept, not how."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final

import pandas as pd

from qprlib.report.document import Align, Column, Inlines
from qprlib.shown.cell_words import (
    MISSING,
    NotAValueError,
    capital_heading,
    column_words,
    is_missing,
    is_number,
    value_words,
)
from qprlib.shown.frame_words import CAPTION
from qprlib.shown.grid import Grid
from qprlib.shown.owned import Owned, owned, rated_words

#: What pandas prints for a value that is not there, unless the Styler says what to print.
_ABSENT: Final = ("nan", "None", "NaT", "<NA>", "NaN")


# A Styler ----------------------------------------------------------------------------------------------------


def styler_grid(styler: Any, caption: str, about: Owned) -> Grid:
    """A Styler in words: its values as it formats them, its own caption by default, and not what it hides.

    Ratings and directions are shown as the edition shows them. NotAValueError if a cell holds what cannot be said.
    """
    made, undressed = _translated(styler), _translated(styler.data.style)
    caption = caption or _words_of_caption(styler.caption) or str(styler.data.attrs.get(CAPTION) or "")
    usual = {_place(cell): cell["display_value"] for row in undressed["body"] for cell in row}
    body = [[cell for cell in row if cell["is_visible"]] for row in made["body"]]
    width = max(map(len, body), default=0)
    read = owned(styler.data, about)
    columns: list[Column] = []
    cells: list[list[Inlines]] = []
    levels = 0
    for heading, *column in zip(_headings(made["head"], width), *body, strict=True):
        values, said = [cell["value"] for cell in column], [str(cell["display_value"]) for cell in column]
        place = _place(column[0])
        label = styler.data.columns[place[2]] if place[0] == "col" else None
        if label is None and not heading and pd.api.types.is_integer_dtype(styler.data.index.dtype):
            continue  # it only counts the rows
        levels += label is None
        # What the analyst has not formatted is printed as everywhere else.
        as_usual = all(usual.get(_place(cell)) == cell["display_value"] for cell in column)
        shown = read.cells(label, values) if as_usual or not read.is_amount(label) else []
        if not shown and as_usual:
            shown = [(word,) for word in column_words(heading, values)]
        numbers = all(is_missing(one) or is_number(one) for one in values) and not all(map(is_missing, values))
        right = label is not None and (numbers or read.is_amount(label))
        columns.append(Column(heading, "right" if right else "left"))
        cells.append(shown or [_cell(one, about) for one in said])
    return Grid(caption, tuple(columns), tuple(zip(*cells, strict=True)), levels=levels)


def _translated(styler: Any) -> Any:
    """What a Styler's own writers make HTML or LaTeX from: the one form of it that loses nothing."""
    return styler._translate(sparse_index=False, sparse_cols=False, blank="", trim=False)


def _place(cell: Any) -> tuple[str, int, int]:
    """Where a cell stands: ``col`` or ``level``, its row, and its column or level."""
    classes = str(cell["class"])
    row, kind = re.search(r"\brow(\d+)", classes), "col" if "data" in classes.split() else "level"
    column = re.search(rf"\b{kind}(\d+)", classes)
    return kind, int(row[1]) if row else -1, int(column[1]) if column else -1


def _words_of_caption(caption: object) -> str:
    """A Styler's caption may be a pair of a long and a short one."""
    return str((caption[0] if isinstance(caption, tuple) else caption) or "")


def _headings(head: Any, width: int) -> list[str]:
    """One heading for each visible column: of several rows of headings all that stand above it."""
    stacked: list[list[str]] = [[] for _ in range(width)]
    for row in head:
        cells = [cell for cell in row if cell["is_visible"]]
        for place, cell in enumerate(cells[-width:] if len(cells) >= width else cells):
            words = _display(cell["display_value"]).strip()
            kind = str(cell["class"])
            # What the columns are called is no heading of the rows below it.
            named = "index_name" in kind and not any("index_name" in str(one["class"]) for one in _of_columns(cells))
            if words and ("col_heading" in kind or named) and words not in stacked[place]:
                stacked[place].append(words)
    return [capital_heading(": ".join(words)) if words else "" for words in stacked]


def _of_columns(cells: Any) -> Iterator[Any]:
    """The cells of a row that are headings of columns, among which no name of an index stands."""
    return (cell for cell in cells if "col_heading" in str(cell["class"]) and cell["display_value"])


def _display(value: object) -> str:
    words = str(value)
    return MISSING if words in _ABSENT else words


def _cell(words: str, about: Owned) -> Inlines:
    return (rated_words(words, about.context) or value_words(words),)


_SIDES: Final[dict[str, Align]] = {"gt_right": "right", "gt_center": "centre", "gt_left": "left"}


# Great Tables ------------------------------------------------------------------------------------------------


def great_grid(table: Any, caption: str, about: Owned) -> Grid:
    """A table of great_tables in words: data as it formats them, labels, spanners, groups, title and notes.

    Its title and subtitle are the caption by default. NotAValueError if a cell holds a picture, or what cannot be said.
    """
    reader = _Reader()
    reader.feed(table.as_raw_html())
    reader.close()
    title = ": ".join(filter(None, (reader.title, reader.subtitle)))
    width = max((len(row) for row in reader.rows), default=0)
    headings, aligns = reader.headings(width)
    cells = tuple(tuple(_cell(words or MISSING, about) for words in row) for row in reader.rows)
    columns = tuple(map(Column, headings, aligns))
    groups = tuple(reader.groups) if any(reader.groups) else ()
    return Grid(caption or title, columns, cells, groups=groups, notes=tuple(reader.notes))


class _Reader(HTMLParser):
    """Takes the HTML of great_tables apart by its own classes, in which everything that it says has a place."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = self.subtitle = ""
        self.rows: list[list[str]] = []
        self.groups: list[str] = []
        self.notes: list[str] = []
        self._head: list[list[tuple[str, int, int, Align]]] = []
        self._group = ""
        self._cell: set[str] | None = None
        self._spans = (1, 1)
        self._words: list[str] = []
        self._marks: list[str] = []
        self._mark = False
        self._part = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        classes = set(about.get("class", "").split())
        if tag in ("thead", "tbody", "tfoot"):
            self._part = tag
        elif tag == "tr" and self._part == "thead" and "gt_col_headings" in classes:
            self._head.append([])
        elif tag == "tr" and self._part == "tbody" and "gt_group_heading_row" not in classes:
            self.rows.append([])
            self.groups.append(self._group)
        elif tag in ("td", "th") and self._part:
            self._cell, self._words, self._marks = classes, [], []
            self._spans = (int(about.get("colspan", "1")), int(about.get("rowspan", "1")))
        elif self._cell is not None and tag in ("img", "svg", "video", "iframe"):
            raise NotAValueError("cell-not-a-value", kind="pictures", name=self._heading_here())
        elif tag == "span" and self._cell is not None and "gt_footnote_marks" in classes:
            self._mark = True
        elif tag in ("br", "p", "div") and self._cell is not None:
            self._words.append(" ")

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            (self._marks if self._mark else self._words).append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._mark and tag == "span":  # in which no other stands
            self._mark = False
        if tag in ("thead", "tbody", "tfoot"):
            self._part = ""
        elif tag in ("td", "th") and self._cell is not None:
            words, marks = (" ".join("".join(said).split()) for said in (self._words, self._marks))
            self._ended(self._cell, words, marks)
            self._cell = None

    def _ended(self, kind: set[str], words: str, marks: str) -> None:
        if marks and self._part != "tfoot":
            words = f"{words} (note {marks})"
        align = next((side for name, side in _SIDES.items() if name in kind), _SIDES["gt_left"])
        if "gt_title" in kind:
            self.title = words
        elif "gt_subtitle" in kind:
            self.subtitle = words
        elif self._part == "thead" and self._head:
            self._head[-1].append((words, *self._spans, align))
        elif "gt_group_heading" in kind:
            self._group = words
        elif self._part == "tfoot":
            self.notes += [f"Note {marks}: {words}" if marks else words] if words else []
        elif self._part == "tbody" and self.rows:
            self.rows[-1].append(words)

    def _heading_here(self) -> str:
        headings, _ = self.headings(max((len(row) for row in self.rows), default=1))
        place = len(self.rows[-1]) if self.rows else 0
        return headings[place] if place < len(headings) else ""

    def headings(self, width: int) -> tuple[list[str], list[Align]]:
        """For each column the headings above it, and the side of its cells; cells that span several count for each."""
        stacked: list[list[str]] = [[] for _ in range(width)]
        aligns: list[Align] = ["left"] * width
        taken: dict[tuple[int, int], bool] = {}
        for level, row in enumerate(self._head):
            place = 0
            for words, across, down, align in row:
                while taken.get((level, place)):
                    place += 1
                for column in range(place, min(place + across, width)):
                    taken |= {(level + below, column): True for below in range(down)}
                    if words:
                        stacked[column].append(words)
                    aligns[column] = align
                place += across
        return [": ".join(map(capital_heading, words)) for words in stacked], aligns
