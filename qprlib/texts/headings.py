"""The headings that tell where each text of a commentary notebook belongs."""

from __future__ import annotations

import re

from qprlib.texts.commentary import REPORT_TEXTS
from qprlib.texts.markdown_tree import tokens

#: What stands first in a heading of level 2: an indicator's id, or a text of the report.
_OWNER = re.compile(rf"[A-Z]{{1,6}}[0-9]{{1,4}}\b|(?:{'|'.join(REPORT_TEXTS)})\Z")


def id_of(heading: str) -> str:
    """The indicator's id that a heading of level 2 begins with."""
    return heading.split(maxsplit=1)[0].rstrip(":") if heading else ""


def headings(source: str) -> list[tuple[int, str, int, int]]:
    """Level, title, first line and line after, of each heading of level 2 or 3.

    A line of hyphens under a text makes a heading of it, which is hardly ever meant. Unless a cell begins with an
    owner that is underlined so, it stays in the text, where :mod:`qprlib.texts.allowed_markdown` tells of it.
    """
    parsed = tokens(source)
    return [
        (int(token.tag[1]), " ".join(parsed[place + 1].content.split()) or "(empty)", token.map[0], token.map[1])
        for place, token in enumerate(parsed)
        if token.type == "heading_open"
        and token.level == 0
        and token.tag in ("h2", "h3")
        and token.map
        and (token.markup.startswith("#") or (place == 0 and _OWNER.match(parsed[1].content)))
    ]
