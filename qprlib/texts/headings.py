"""The headings that tell where each text of a commentary notebook belongs."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt

from qprlib.texts.commentary import REPORT_TEXTS

#: What stands first in a heading of level 2: an indicator's id, or a text of the report.
_OWNER = re.compile(rf"[A-Z]{{1,6}}[0-9]{{1,4}}\b|(?:{'|'.join(REPORT_TEXTS)})\Z")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def id_of(heading: str) -> str:
    """The indicator's id that a heading of level 2 begins with."""
    return heading.split(maxsplit=1)[0].rstrip(":") if heading else ""


def headings(source: str) -> list[tuple[int, str, int, int]]:
    """Level, title, first line and line after, of each heading of level 2 or 3.

    A line of hyphens under a text makes a heading of it, which is hardly ever meant. Unless a cell begins with an
    owner that is underlined so, it stays in the text, where :func:`qprlib.texts.safe_markdown.check_text` tells of it.
    """
    tokens = _parser().parse(source)
    return [
        (int(token.tag[1]), " ".join(tokens[place + 1].content.split()) or "(empty)", token.map[0], token.map[1])
        for place, token in enumerate(tokens)
        if token.type == "heading_open"
        and token.level == 0
        and token.tag in ("h2", "h3")
        and token.map
        and (token.markup.startswith("#") or (place == 0 and _OWNER.match(tokens[1].content)))
    ]
