"""What a text may contain: everything else is refused, with its line and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from markdown_it.token import Token

from qprlib.ground.errors import Place, Problem
from qprlib.ground.hidden import hidden_problems
from qprlib.ground.merge_marks import lines_of
from qprlib.ground.wordings import Wordings
from qprlib.texts.commentary import REPORT_TEXTS, Text
from qprlib.texts.markdown_tree import BELOW, LINKS, Node, parse, walk, words_of

_WORDINGS: Final = Wordings(__file__)

#: A mark without a note, or what was meant as one.
_NOTE_MARK: Final = re.compile(r"(?<!\\)\[\^([^\]\s]+)\](?!:)")
_NOTE: Final = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:", re.MULTILINE)
_CODE: Final = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)

#: So much of a text is quoted in a message.
_SHOWN: Final = 40
#: The highest heading that a text may have.
_OWN: Final = "#" * (BELOW + 1)


def check_text(text: Text) -> list[Problem]:
    """Everything that is refused in a text as it would be published: errors, each with its line.

    Raw HTML, a link that leads where it may not or has no words, a picture, a heading that breaks the order of the
    page, a code block that never ends, a footnote without its other half, a character that nobody sees.
    """
    source = text.markdown
    found = [*_refused(parse(source), source), *_notes(source)]
    place = Place(text.notebook, cell=text.cell, indicator=text.owner if text.owner not in REPORT_TEXTS else "")
    hidden = hidden_problems(source, place, f"{_where(text)}, ")
    return hidden + [
        replace(problem, found=f"{_where(text)}{f', line {line}' if line else ''}: {problem.found}", place=place)
        for line, problem in sorted(found, key=lambda one: one[0])
    ]


def _where(text: Text) -> str:
    return f"under '{text.heading or text.owner}'"


#: A problem without its place, and the line it is found in (0 if unknown).
_Refused = tuple[int, Problem]


def _refused(root: Node, source: str) -> Iterator[_Refused]:
    lines = lines_of(source)
    above, html = BELOW, False
    for block in root.children:
        if block.kind == "heading" and block.token:
            level = int(block.token.tag[1])
            if not BELOW < level <= above + 1:
                yield _heading(block, level, above)
            else:
                above = level
    for block, line in _with_lines(root):
        match block.kind:
            case "html_block" | "html_inline":
                # What closes something is told with what opened it.
                if not (block.content.startswith("</") and html):
                    shown = _cut(" ".join(block.content.split()), 50)
                    kind = "html-refused.note" if shown.startswith("<!--") else "html-refused"
                    yield line, _told(kind, shown=shown)
                html = True
            case "image":
                yield line, _told("picture-refused", words=block.content)
            case "link":
                yield from _link(block, line)
            case "fence" if block.token and block.token.map and not _closed(block.token, lines):
                yield line, _told("code-not-closed", mark=block.token.markup)
            case "code_inline" | "fence" | "code_block" if "{{<" in block.content:
                yield line, _told("code-refused")


def _with_lines(node: Node, line: int = 0) -> Iterator[tuple[Node, int]]:
    """Every node with the line of the block that it stands in."""
    line = node.line or line
    yield node, line
    for child in node.children:
        yield from _with_lines(child, line)


def _heading(block: Node, level: int, above: int) -> _Refused:
    words = words_of(block)
    underline = block.token.markup if block.token else ""
    if not underline.startswith("#"):
        # A line of hyphens or equals signs right under a text, which Markdown takes for a heading.
        last = words if len(words) <= _SHOWN else f"... {words[-_SHOWN:].split(' ', 1)[-1]}"
        line = block.token.map[1] if block.token and block.token.map else block.line
        return line, _told("heading-refused.underlined", sign=underline[:1], words=last, own=_OWN)
    kind = "heading-refused.of-page" if level <= BELOW else "heading-refused.level"
    allowed = " or ".join(f"'{'#' * fit} ...'" for fit in range(BELOW + 1, min(above + 1, 6) + 1))
    return block.line, _told(kind, marks="#" * level, words=words, own=_OWN, allowed=allowed)


def _cut(text: str, most: int) -> str:
    return f"{text[:most]} ..." if len(text) > most else text


def _link(block: Node, line: int) -> Iterator[_Refused]:
    target = str(block.token.attrGet("href") or "") if block.token else ""
    if not LINKS.match(target):
        yield line, _told("link-refused", shown=_cut(target, 60))
    elif not words_of(block):
        yield line, _told("link-refused.words", target=target)


def _closed(token: Token, lines: Sequence[str]) -> bool:
    """Whether the last line of a fenced code block is a fence, inside whatever quotation or list it stands."""
    first, last = token.map or [0, 0]
    closing = lines[last - 1].lstrip(" >\t").rstrip() if last - 1 > first and last <= len(lines) else ""
    return closing.startswith(token.markup) and not closing.strip(token.markup[0])


def _notes(source: str) -> Iterator[_Refused]:
    """Footnotes whose mark or text is missing, and footnotes in footnotes; code is no place for either."""
    if "[^" not in source:
        return
    prose = _CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source)
    for block in walk(parse(source)):
        if block.kind in ("fence", "code_block") and block.token and block.token.map:
            rows = prose.split("\n")
            first, last = block.token.map
            rows[first:last] = [""] * (last - first)
            prose = "\n".join(rows)
    written, marked = (
        {found[1]: prose.count("\n", 0, found.start()) + 1 for found in pattern.finditer(prose)}
        for pattern in (_NOTE, _NOTE_MARK)
    )
    for label, line in marked.items():
        if label not in written:
            yield line, _told("footnote-broken.text", label=label)
    for label, line in written.items():
        if label not in marked:
            yield line, _told("footnote-broken.mark", label=label)
    for block in walk(parse(source)):
        if block.kind == "footnote" and any(child.kind == "footnote_ref" for child in walk(block)):
            label = str((block.token.meta if block.token else {}).get("label") or "")
            yield written.get(label, 0), _told("footnote-broken.nested")


def _told(which: str, **values: Any) -> Problem:
    return _WORDINGS.problem(which, Place(), **values)
