"""Sentences of a text: Markdown is read by its tokens, so that a sentence is what a reader sees, without any marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from markdown_it.token import Token

from qprlib.texts.markdown_tree import tokens
from qprlib.texts.vocabulary import Vocabulary

_WORDS: Final = Vocabulary(__file__)
_ABBREVIATIONS: Final = _WORDS.words("abbreviations")
_PERHAPS: Final = _WORDS.words("perhaps")

#: Stands for code in a sentence: a figure inside code is no claim.
_CODE: Final = "\N{OBJECT REPLACEMENT CHARACTER}"

_BREAKS: Final = {"softbreak": " ", "hardbreak": " "}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as it is read, without Markdown's marks."""

    text: str
    block: int  #: number of the paragraph, list item or heading it stands in
    heading: bool = False


@lru_cache(maxsize=512)
def sentences(markdown: str) -> tuple[Sentence, ...]:
    """The sentences of a text, in order: of paragraphs, list items, block quotes and headings.

    Tables, code and raw HTML are left out; of a link its words are kept, of an image nothing.
    """
    return tuple(
        Sentence(text, block, heading)
        for block, (prose, heading) in enumerate(_blocks(tokens(markdown)))
        for text in split(prose)
    )


def split(prose: str) -> tuple[str, ...]:
    """The sentences of running words without Markdown.

    A full stop inside a number, after an abbreviation or an initial ends none; nor do an ellipsis or a mark in
    quotation marks before a word in lower case.
    """
    said = " ".join(prose.split())
    found, begun = [], 0
    for end in _WORDS.end.finditer(said):
        if _ends(said, end):
            found.append(said[begun : end.end()].strip())
            begun = end.end()
    found.append(said[begun:].strip())
    return tuple(one for one in found if one)


def _ends(said: str, end: re.Match[str]) -> bool:
    """Whether a mark ends a sentence."""
    rest = said[end.end() :].lstrip()
    if not rest:
        return True
    first = rest.lstrip("\"'(\u2018\u201c[")[:1]
    if end[0] != ".":
        return not first.islower()
    match = _WORDS.word_before.search(said, 0, end.start())
    word = match[0].lower() if match else ""
    if word == "no":
        return not first.isdigit()
    if word in _ABBREVIATIONS or (re.fullmatch(r"(?:[a-z]\.)*[a-z]", word) and word not in ("i", "a")):
        return False
    if word in _PERHAPS:
        return first.isupper()
    return not first.islower() or word.isdigit()


def units(markdown: str) -> Iterator[str]:
    """A text in the units that a reader compares: sentences, rows of tables, lines of code."""
    row: list[str] | None = None
    for token in tokens(markdown):
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield " | ".join(row)
            row = None
        elif token.type == "inline":
            words = "".join(_BREAKS.get(one.type, one.content) for one in token.children or [])
            if row is None:
                yield from split(words)
            else:
                row.append(" ".join(words.split()))
        elif token.type in {"fence", "code_block", "html_block"}:
            yield from (line.strip() for line in token.content.splitlines() if line.strip())


def _blocks(parsed: Sequence[Token]) -> Iterator[tuple[str, bool]]:
    """The prose of each block, and whether it is a heading; tables are passed over."""
    shown = {"code_inline": _CODE, **_BREAKS}
    in_table, opened = 0, ""
    for token in parsed:
        if token.type in ("table_open", "table_close"):
            in_table += token.nesting
        elif token.type.endswith("_open"):
            opened = token.type
        elif token.type == "inline" and not in_table:
            inlines = token.children or []
            said = "".join(one.content if one.type == "text" else shown.get(one.type, "") for one in inlines)
            yield re.sub(r"\[\^[^\]\s]+\]:?", "", said), opened == "heading_open"  # without marks of footnotes
