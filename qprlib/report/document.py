"""What a page is made of: a small tree of meaning, without a thought for any output format.

:mod:`qprlib.report.markdown_writer` writes it as the semantic Markdown that both publishers read, and
:mod:`qprlib.report.html_writer` as the HTML that an analyst sees in JupyterLab.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from qprlib.ground.errors import listing
from qprlib.ground.numbers import plural

if TYPE_CHECKING:
    import pandas as pd

Align = Literal["left", "right", "centre"]
Sort = Literal["", "text", "number", "order"]
One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text with classes: a status, a direction, a figure in a tile."""

    text: str
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Strong:
    """A run of important text."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A run of text to be typed, or a name in a file."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another page or place of the report (``page``, ``anchor``) or to an address.

    ``classes`` dress it as those of a :class:`Span` would: a status that leads to its indicator. ``indicator`` is the
    id of the indicator that it leads to, for whoever goes on with the figures.
    """

    text: str
    page: str = ""
    anchor: str = ""
    address: str = ""
    classes: tuple[str, ...] = ()
    indicator: str = field(default="", compare=False)

    @property
    def target(self) -> str:
        """Where it leads, as the Lua filter reads it: ``page:highways#hw01``."""
        return self.address or f"page:{self.page}{'#' if self.anchor else ''}{self.anchor}"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as small as a word, with its text alternative; ``path`` and ``svg`` as for :class:`Chart`."""

    path: str
    alt: str
    classes: tuple[str, ...] = ()
    svg: bytes = b""


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words that an analyst has emphasised; other marks may stand among them."""

    content: Inlines
    strong: bool = False


@dataclass(frozen=True, slots=True)
class LinkedWords:
    """Words of an analyst's that lead to an address, ``page:highways#hw01`` among them."""

    content: Inlines
    address: str


@dataclass(frozen=True, slots=True)
class FootnoteMark:
    """The mark of a footnote of an analyst's, by its label."""

    label: str


@dataclass(frozen=True, slots=True)
class LineBreak:
    """The end of a line where an analyst has set one."""


Inline = str | Span | Strong | Code | Link | Picture | Emphasis | LinkedWords | FootnoteMark | LineBreak
Inlines = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the page's title, which is level 1 and belongs to the publisher."""

    level: int
    text: str | Inlines
    anchor: str
    classes: tuple[str, ...] = ()

    @property
    def content(self) -> Inlines:
        """Its words."""
        return (self.text,) if isinstance(self.text, str) else self.text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    content: Inlines


@dataclass(frozen=True, slots=True)
class Bullets:
    """A bulleted list, one paragraph an item; a part without items is left out by its maker."""

    items: tuple[Inlines, ...]

    def __post_init__(self) -> None:
        if not self.items:
            raise ValueError("a list needs an item: leave the part out where there is none")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its header, alignment and share of the text's width in per cent.

    ``sort`` is what a reader of the site may sort it by: its text, its number, or the place of its status or direction
    in ``order``, which names them from the best to the worst. ``filter`` is what a filter by it is called in the
    address: ``status``.
    """

    title: str
    align: Align = "left"
    width: int = 0
    sort: Sort = ""
    order: tuple[str, ...] = ()
    filter: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the site needs to offer filters of a table's rows, beside those of its columns.

    ``many`` is what the rows are, ``groups`` what a group of them is, and ``since`` what the classes ``moved-better``
    and ``moved-worse`` of a status compare with; each "" where there is none.
    """

    many: str
    groups: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption and a row at least; its first column names the rows unless ``kind`` includes ``plain``.

    The site lets readers sort it by the columns that say so, and filter it if it has ``filters``; PDF and Word show
    every row in this order. A part without data is left out by its maker: typst gives a table without rows no header.
    """

    caption: str
    kind: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    filters: Filters | None = None

    def __post_init__(self) -> None:
        if not self.rows:
            raise ValueError(f"the table '{self.caption}' has no row: leave the part out where there are no data")
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"the table '{self.caption}' has {len(self.columns)} columns, and a row of other length")


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its finding as caption and its figures as text.

    ``path`` is where the files lie, relative to the chapter and without extension; ``svg`` is the drawing itself,
    which JupyterLab shows inline. ``data`` is what it is drawn from, in any form that pandas makes a frame of.
    """

    path: str
    caption: str
    alt: str
    svg: bytes = b""
    data: Any = field(default=None, compare=False, repr=False)

    @property
    def alternative(self) -> str:
        """The text alternative: the finding, then the figures, so that whoever has heard enough can go on."""
        return f"{self.caption.rstrip('.')}. {self.alt}" if self.caption else self.alt


@dataclass(frozen=True, slots=True)
class Box:
    """Blocks set apart, told by class: ``standfirst``, ``lede``, ``tiles``, ``note``, ``source`` ..."""

    kind: str
    blocks: tuple[Block, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown written by an analyst, whose blocks :func:`qprlib.report.prose.read_prose` gives.

    ``prefix`` begins the labels of its footnotes and is the text's own; ``below`` is the level of the heading it
    stands under.
    """

    markdown: str
    prefix: str = "note"
    below: int = 3


@dataclass(frozen=True, slots=True)
class Ready:
    """What a cell has made already: semantic Markdown, and the same as HTML."""

    markdown: str
    html: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list in a text of an analyst's, numbered from ``start`` if it is; the items of a ``tight`` one are lines."""

    items: tuple[tuple[Block, ...], ...]
    tight: bool
    start: int | None = None
    mark: str = "."


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation in a text of an analyst's."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines of code."""

    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the page, between two parts of a text."""


@dataclass(frozen=True, slots=True)
class PipeTable:
    """A table in a text of an analyst's; ``aligns`` has "" for a column without one of its own."""

    head: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    aligns: tuple[Align | Literal[""], ...]
    caption: Inlines = ()


@dataclass(frozen=True, slots=True)
class Footnotes:
    """The footnotes of a text by their labels."""

    notes: tuple[tuple[str, tuple[Block, ...]], ...]


InText = Items | Quotation | CodeBlock | Rule | PipeTable | Footnotes
Block = Heading | Paragraph | Bullets | Table | Chart | Box | Prose | Ready | InText


@dataclass(frozen=True, slots=True)
class Content:
    """What one cell of a page notebook shows.

    While a page is rendered for publishing it shows itself as semantic Markdown alone; in JupyterLab as HTML.
    """

    blocks: tuple[Block, ...] = field(default=())

    def __add__(self, other: Content) -> Content:
        return Content(self.blocks + other.blocks)

    def __repr__(self) -> str:
        """What it shows, in a line: a shell shows no more, and a notebook the blocks themselves."""
        return f"<{type(self).__name__}: {listing([_block_words(block) for block in self.blocks], 6) or 'nothing'}>"

    @property
    def frame(self) -> pd.DataFrame | None:
        """What is printed, as a frame: the first table, else what the chart is drawn from, else the list; or None."""
        from qprlib.report.as_frame import frame_of

        return frame_of(self.blocks)

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """Every table, chart and list as a frame, by its caption."""
        from qprlib.report.as_frame import frames_of

        return frames_of(self.blocks)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        from qprlib.report.display import bundle

        return bundle(self)


def _block_words(block: Block) -> str:
    """A block by its kind, and by what names it."""
    kind = type(block).__name__.lower()
    rows = f" ({len(block.rows):,} {plural(len(block.rows), 'row')})" if isinstance(block, Table) else ""
    named = getattr(block, "caption", "") or (plain_words(block.content) if isinstance(block, Heading) else "")
    return f"{kind} '{named}'{rows}" if named else kind


def content(*parts: Block | Content | None) -> Content:
    """Blocks and contents, one after another, leaving out what is None."""
    blocks: list[Block] = []
    for part in parts:
        if isinstance(part, Content):
            blocks += part.blocks
        elif part is not None:
            blocks.append(part)
    return Content(tuple(blocks))


def paragraph(*inlines: Inline) -> Paragraph:
    """A paragraph of these inlines."""
    return Paragraph(inlines)


def tabled(
    caption: str,
    kind: str,
    rows: Iterable[One],
    *columns: tuple[Column, Callable[[One], Inline | Inlines]],
    filters: Filters | None = None,
) -> Table:
    """A table of things alike: each column with what it says of one of them."""
    cells = (tuple(said(row) for _, said in columns) for row in rows)
    return Table(caption, kind, tuple(column for column, _ in columns), tuple(map(in_cells, cells)), filters)


def in_cells(row: Iterable[Inline | Inlines]) -> tuple[Inlines, ...]:
    """A row of a table, of cells that may be a single inline each."""
    return tuple(cell if isinstance(cell, tuple) else (cell,) for cell in row)


def facts_table(caption: str, facts: Mapping[str, str]) -> Table:
    """What is stated of one thing, an item a row."""
    item, detail = Column("Item", width=22), Column("Detail", width=78)
    return tabled(caption, "identity", facts.items(), (item, lambda fact: fact[0]), (detail, lambda fact: fact[1]))


def plain_words(inlines: Inlines) -> str:
    """Inlines as they are read out: their texts, and what a small drawing shows."""
    return "".join(map(_words, inlines)).replace("\N{NO-BREAK SPACE}", " ")


def _words(inline: Inline) -> str:
    match inline:
        case str():
            return inline
        case Picture():
            return inline.alt
        case Emphasis() | LinkedWords():
            return "".join(map(_words, inline.content))
        case FootnoteMark():
            return ""
        case LineBreak():
            return " "
        case _:
            return inline.text
