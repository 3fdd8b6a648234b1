"""What the pages and papers of an edition say, block by block, without publishing them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import html

from helpers.undrawn import pages_shown
from qprlib.report.context import Context
from qprlib.report.html_writer import to_html

_BLOCKS = ("h1", "h2", "h3", "h4", "p", "li", "figcaption", "table", "img", "pre")


@dataclass(frozen=True)
class Block:
    """One block of a page.

    Parameters
    ----------
    page
        The page's slug.
    indicator
        The anchor of the indicator whose part it is in, "" outside.
    kind
        ``h2``, ``p``, ``li``, ``figcaption``, ``alt``, ``caption``, ``head`` (of a column) or ``cell``.
    text
        Its text.
    table
        The caption of its table; a cell has ``row`` (the cells of its row) and ``column`` (the head above it), too.
    """

    page: str
    indicator: str
    kind: str
    text: str
    table: str = ""
    row: tuple[str, ...] = ()
    column: str = ""


def blocks(context: Context, folder: Path) -> list[Block]:
    """Every block of every page and paper, in order."""
    found: list[Block] = []
    for page, shown in pages_shown(context, folder).items():
        if shown.blocks:
            found += _of_page(page, to_html(shown))
    return found


def _of_page(page: str, text: str) -> Iterator[Block]:
    indicator = ""
    for element in html.fromstring(text).iter(*_BLOCKS):
        if any(above.tag in ("table", "li") for above in element.iterancestors()):
            continue
        if element.tag in ("h1", "h2"):
            indicator = element.get("id", "") if "indicator" in element.get("class", "") else ""
        if element.tag == "table":
            yield from _of_table(page, indicator, element)
        elif element.tag == "img":
            yield Block(page, indicator, "alt", element.get("alt", ""))
        else:
            for one in _of_list(element):
                yield Block(page, indicator, element.tag, one)


def _of_list(element: html.HtmlElement) -> Iterator[str]:
    """The text of a block; of an item of a list that holds blocks each by itself."""
    inner = [one for one in element if one.tag in ("p", "ul", "ol")]
    if element.tag == "li" and inner:
        for one in element.iter("p", "li"):
            if one is not element:
                yield plain(one.text_content())
    else:
        yield plain(element.text_content())


def _of_table(page: str, indicator: str, table: html.HtmlElement) -> Iterator[Block]:
    caption = plain(table.findtext("caption") or "")
    yield Block(page, indicator, "caption", caption)
    heads: tuple[str, ...] = ()
    for line in table.iter("tr"):
        cells = tuple(plain(cell.text_content()) for cell in line.iter("th", "td"))
        if not heads:
            heads = cells
            yield from (Block(page, indicator, "head", cell, caption) for cell in cells)
            continue
        for head, cell in zip(heads, cells, strict=False):
            yield Block(page, indicator, "cell", cell, caption, cells, head)


def plain(text: str) -> str:
    """A text with single, plain blanks."""
    return " ".join(text.split())
