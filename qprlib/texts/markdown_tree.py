"""Markdown as a tree: what analysts write, parsed as CommonMark with tables and footnotes, and its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from qprlib.texts.commentary import REPORT_TEXTS

#: Where links may lead: pages of the report, the web, and addresses to write to or call.
LINKS: Final = re.compile(r"(?:https?://|mailto:|tel:|page:)[^\s]", re.IGNORECASE)

#: The level of the headings that a text stands under.
BELOW: Final = 3

#: What stands first in a heading of level 2: an indicator's id, or a text of the report.
_OWNER = re.compile(rf"[A-Z]{{1,6}}[0-9]{{1,4}}\b|(?:{'|'.join(REPORT_TEXTS)})\Z")


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a parsed text: markdown-it's token with what it encloses."""

    kind: str
    token: Token | None
    children: tuple[Node, ...] = ()

    @property
    def content(self) -> str:
        """The words of a leaf."""
        return self.token.content if self.token else ""

    @property
    def line(self) -> int:
        """The line of the text it begins on, counted from 1; 0 if that is not known."""
        return self.token.map[0] + 1 if self.token and self.token.map else 0


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table").use(footnote_plugin)
    # Every link is parsed, so that those that lead where they may not are seen and named.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


@lru_cache(maxsize=512)
def parse(source: str) -> Node:
    """A text as a tree: ``root``, whose children are the blocks; inlines are children of ``inline``."""
    return Node("root", None, _nested(tokens(source)))


@lru_cache(maxsize=512)
def tokens(source: str) -> tuple[Token, ...]:
    """A text as markdown-it's tokens: its footnotes come last."""
    return tuple(_parser().parse(source))


def _nested(parsed: Sequence[Token]) -> tuple[Node, ...]:
    stack: list[tuple[Token | None, list[Node]]] = [(None, [])]
    for token in parsed:
        if token.nesting == 1:
            stack.append((token, []))
        elif token.nesting == -1:
            opening, children = stack.pop()
            kind = opening.type.removesuffix("_open") if opening else "root"
            stack[-1][1].append(Node(kind, opening, tuple(children)))
        else:
            stack[-1][1].append(Node(token.type, token, _nested(token.children or ())))
    return tuple(stack[0][1])


def walk(node: Node) -> Iterator[Node]:
    """A node and everything in it, in order."""
    yield node
    for child in node.children:
        yield from walk(child)


def words_of(node: Node) -> str:
    """The words in a node, on one line."""
    return " ".join("".join(child.content for child in walk(node) if child.kind in ("text", "code_inline")).split())


def plain_text(markdown: str) -> str:
    """The words of a text without its markup, on one line."""
    # Every block begins a word of its own, as does every line.
    said = [
        child.content if child.kind in ("text", "code_inline") else " "
        for child in walk(parse(markdown))
        if child.kind in ("text", "code_inline", "softbreak", "hardbreak", "inline")
    ]
    return " ".join("".join(said).split())


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
