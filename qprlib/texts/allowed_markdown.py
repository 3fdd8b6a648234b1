"""What a text may contain: everything else is refused, with its line and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from markdown_it.token import Token

from qprlib.ground.errors import Place, Problem
from qprlib.ground.hidden import hidden_problems
from qprlib.ground.merge_marks import lines_of
from qprlib.texts.commentary import REPORT_TEXTS, Text
from qprlib.texts.markdown_tree import BELOW, LINKS, Node, parse, walk, words_of

_LINKS_SAID: Final = (
    "https://..., mailto:..., tel:... or page:... for a page of this report, such as page:highways#hw01"
)

#: A mark without a note, or what was meant as one.
_NOTE_MARK: Final = re.compile(r"(?<!\\)\[\^([^\]\s]+)\](?!:)")
_NOTE: Final = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:", re.MULTILINE)
_CODE: Final = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)

#: So much of a text is quoted in a message.
_SHOWN: Final = 40


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
                    yield _html(block, line)
                html = True
            case "image":
                found = f"the picture '{block.content}' is not let through"
                todo = "leave it out: charts are drawn from the data, so that both always agree"
                yield line, Problem("picture-refused", found, todo=todo)
            case "link":
                yield from _link(block, line)
            case "fence" if block.token and block.token.map and not _closed(block.token, lines):
                found = "the code block never ends, and takes in all that follows"
                todo = f"write {block.token.markup} on a line of its own where it ends"
                yield line, Problem("code-not-closed", found, todo=todo)
            case "code_inline" | "fence" | "code_block" if "{{<" in block.content:
                found = "'{{<' in code is a command to the publisher"
                yield line, Problem("code-refused", found, todo="put a blank between the braces and the '<'")
            case _:
                pass


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
        return _underlined(block, underline[:1], words)
    if level <= BELOW:
        what = f"the heading '{'#' * level} {words}' belongs to the page, not to a text"
    else:
        what = f"the heading '{'#' * level} {words}' leaves out a level"
    return block.line, Problem(
        code="heading-refused",
        found=what,
        allowed=" or ".join(f"'{'#' * fit} ...'" for fit in range(BELOW + 1, min(above + 1, 6) + 1)),
        todo=f"write '{'#' * (BELOW + 1)} {words}', or make it a paragraph",
    )


def _underlined(block: Node, sign: str, words: str) -> _Refused:
    """A line of hyphens or equals signs right under a text, which Markdown takes for a heading."""
    last = words if len(words) <= _SHOWN else f"... {words[-_SHOWN:].split(' ', 1)[-1]}"
    line = block.token.map[1] if block.token and block.token.map else block.line
    return line, Problem(
        code="heading-refused",
        found=f"the line of '{sign}' right under '{last}' makes a heading of it, and none may stand here",
        allowed=f"'{'#' * (BELOW + 1)} ...' for a heading; a blank line above '---' for a rule",
        todo="take the line out, or put a blank line above it",
    )


def _html(block: Node, line: int) -> _Refused:
    shown = " ".join(block.content.split())
    shown = f"{shown[:50]} ..." if len(shown) > 50 else shown
    if shown.startswith("<!--"):
        return line, Problem(
            code="html-refused",
            found=f"the note '{shown}' would stand in the published page for everybody to read",
            allowed="Markdown without HTML",
            todo="take it out; notes to colleagues may stand above the first heading of the notebook",
        )
    return line, Problem(
        code="html-refused",
        found=f"HTML is not let through: '{shown}'",
        allowed="Markdown without HTML: **strong**, *emphasis*, lists, tables, links, footnotes",
        todo="write it as Markdown, or put a backslash before a '<' that is meant as such",
    )


def _link(block: Node, line: int) -> Iterator[_Refused]:
    target = str(block.token.attrGet("href") or "") if block.token else ""
    if not LINKS.match(target):
        shown = f"{target[:60]} ..." if len(target) > 60 else target
        found = f"the link to '{shown}' leads where it may not"
        yield line, Problem("link-refused", found, allowed=_LINKS_SAID, todo="correct its address")
    elif not words_of(block):
        found = f"the link to '{target}' has no words"
        allowed = "words that say where it leads"
        yield line, Problem("link-refused", found, allowed=allowed, todo="write [words](address)")


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
    written = {found[1]: prose.count("\n", 0, found.start()) + 1 for found in _NOTE.finditer(prose)}
    marked = {found[1]: prose.count("\n", 0, found.start()) + 1 for found in _NOTE_MARK.finditer(prose)}
    for label, line in marked.items():
        if label not in written:
            yield _broken(
                line, f"the footnote [^{label}] has no text", f"write its text on a line of its own: [^{label}]: ..."
            )
    for label, line in written.items():
        if label not in marked:
            yield _broken(
                line, f"the footnote [^{label}]: has no mark in the text", f"write [^{label}] where it belongs"
            )
    for block in walk(parse(source)):
        if block.kind == "footnote" and any(child.kind == "footnote_ref" for child in walk(block)):
            label = str((block.token.meta if block.token else {}).get("label") or "")
            yield _broken(written.get(label, 0), "a footnote stands in a footnote", "make one footnote of the two")


def _broken(line: int, found: str, todo: str) -> _Refused:
    return line, Problem("footnote-broken", found, todo=todo)
