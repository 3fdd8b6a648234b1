"""Markdown as a tree: what analysts write, parsed as CommonMark with tables and footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

#: Where links may lead: pages of the report, the web, and addresses to write to or call.
LINKS: Final = re.compile(r"(?:https?://|mailto:|tel:|page:)[^\s]", re.IGNORECASE)

#: The level of the headings that a text stands under.
BELOW: Final = 3


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
