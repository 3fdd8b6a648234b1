"""Safe Markdown: what a text may contain, and the same text written so that pandoc can read it in one way only.

An analyst's Markdown is parsed as CommonMark with tables and footnotes. :func:`check_text` says what is refused. What
pandoc or Quarto would take for more than CommonMark does (attributes, divisions, raw code, mathematics, shortcodes) is
shown as the text it is: :func:`to_pandoc` writes the parsed text out again with everything else escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from qprlib.ground.errors import Place, Problem
from qprlib.ground.hidden import hidden_problems
from qprlib.ground.merge_marks import lines_of
from qprlib.texts.commentary import REPORT_TEXTS, Text

#: Where links may lead: pages of the report, the web, and addresses to write to or call.
_LINKS: Final = re.compile(r"(?:https?://|mailto:|tel:|page:)[^\s]", re.IGNORECASE)
_LINKS_SAID: Final = (
    "https://..., mailto:..., tel:... or page:... for a page of this report, such as page:highways#hw01"
)

#: All that pandoc gives a meaning in the middle of a text; quotation marks, dots and hyphens, of which it makes
#: typographic ones, stay. A colon beside a word would make an address of it, or a smiling face.
_SPECIAL: Final = re.compile(r"([`*_{}\[\]<>|#$^~@&!=]|(?<=\w):|:(?=\w))")
#: What would open a list, a definition, a rule, a table or a title block at the start of a line.
_OPENING: Final = re.compile(r"[-+%=:(]|(?:[0-9]+|[A-Za-z]|[ivxlcdmIVXLCDM]+)(?=[.)](?:\s|$))|[Tt]able(?=:)")
_BRACE: Final = "\\}"
#: A mark without a note, or what was meant as one.
_NOTE_MARK: Final = re.compile(r"(?<!\\)\[\^([^\]\s]+)\](?!:)")
_NOTE: Final = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:", re.MULTILINE)
_CODE: Final = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)

#: So much of a text is quoted in a message.
_SHOWN: Final = 40

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


def markdown_parser(html: bool = True) -> MarkdownIt:
    """A parser of what analysts write; ``html`` recognises raw HTML, which is plain text otherwise."""
    parser = MarkdownIt("commonmark", {"html": html}).enable("table").use(footnote_plugin)
    return parser


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = markdown_parser()
    # Every link is parsed, so that those that lead where they may not are seen and named.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


@lru_cache(maxsize=512)
def parse(source: str) -> Node:
    """A text as a tree: ``root``, whose children are the blocks; inlines are children of ``inline``."""
    return Node("root", None, _nested(_parser().parse(source, {})))


def _nested(tokens: Sequence[Token]) -> tuple[Node, ...]:
    stack: list[tuple[Token | None, list[Node]]] = [(None, [])]
    for token in tokens:
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


# What is refused --------------------------------------------------------------------------------------------


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
                yield (
                    line,
                    Problem(
                        code="picture-refused",
                        found=f"the picture '{block.content}' is not let through",
                        todo="leave it out: charts are drawn from the data, so that both always agree",
                    ),
                )
            case "link":
                yield from _link(block, line)
            case "fence" if block.token and block.token.map and not _closed(block.token, lines):
                yield (
                    line,
                    Problem(
                        code="code-not-closed",
                        found="the code block never ends, and takes in all that follows",
                        todo=f"write {block.token.markup} on a line of its own where it ends",
                    ),
                )
            case "code_inline" | "fence" | "code_block" if "{{<" in block.content:
                yield (
                    line,
                    Problem(
                        code="code-refused",
                        found="'{{<' in code is a command to the publisher",
                        todo="put a blank between the braces and the '<'",
                    ),
                )
            case _:
                pass


def _with_lines(node: Node, line: int = 0) -> Iterator[tuple[Node, int]]:
    """Every node with the line of the block that it stands in."""
    line = node.line or line
    yield node, line
    for child in node.children:
        yield from _with_lines(child, line)


def _heading(block: Node, level: int, above: int) -> _Refused:
    words = _plain(block)
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
    if not _LINKS.match(target):
        shown = f"{target[:60]} ..." if len(target) > 60 else target
        yield (
            line,
            Problem(
                code="link-refused",
                found=f"the link to '{shown}' leads where it may not",
                allowed=_LINKS_SAID,
                todo="correct its address",
            ),
        )
    elif not _plain(block).strip():
        yield (
            line,
            Problem(
                code="link-refused",
                found=f"the link to '{target}' has no words",
                allowed="words that say where it leads",
                todo="write [words](address)",
            ),
        )


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
            yield (
                line,
                Problem(
                    code="footnote-broken",
                    found=f"the footnote [^{label}] has no text",
                    todo=f"write its text on a line of its own: [^{label}]: ...",
                ),
            )
    for label, line in written.items():
        if label not in marked:
            yield (
                line,
                Problem(
                    code="footnote-broken",
                    found=f"the footnote [^{label}]: has no mark in the text",
                    todo=f"write [^{label}] where it belongs",
                ),
            )
    for block in walk(parse(source)):
        if block.kind == "footnote" and any(child.kind == "footnote_ref" for child in walk(block)):
            label = str((block.token.meta if block.token else {}).get("label") or "")
            yield (
                written.get(label, 0),
                Problem(
                    code="footnote-broken",
                    found="a footnote stands in a footnote",
                    todo="make one footnote of the two",
                ),
            )


def _plain(node: Node) -> str:
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


# Writing for pandoc -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Style:
    """What the parts of one text share: the beginning of footnote labels, and the level of the heading above."""

    prefix: str
    below: int


def to_pandoc(source: str, prefix: str = "note", below: int = BELOW) -> str:
    """A text as Markdown in which only CommonMark, tables and footnotes have a meaning to pandoc and Quarto.

    Parameters
    ----------
    source
        Markdown, live figures filled.
    prefix
        What footnotes' labels begin with, so that those of two texts on one page do not collide.
    below
        Level of the heading that the text stands under: its own headings come directly below that.
    """
    return _blocks(parse(source).children, _Style(prefix, below))


def _blocks(blocks: Sequence[Node], style: _Style) -> str:
    written: list[str] = []
    caption = False
    for block, following in zip_longest(blocks, blocks[1:]):
        if caption:
            caption = False
            continue
        written.append(_block(block, style))
        if block.kind == "table" and following is not None and _is_caption(following):
            caption = True
            written.append(f": {_caption(_inline(following, style))}")
    return "\n\n".join(block for block in written if block)


def _caption(written: str) -> str:
    """A caption without its colon; where it ends with a brace, Quarto must not take that for attributes."""
    caption = written.removeprefix("\\").removeprefix(":").strip()
    return f"{caption.removesuffix(_BRACE)}[{_BRACE}]{{}}" if caption.endswith(_BRACE) else caption


def _is_caption(block: Node) -> bool:
    """Whether a paragraph below a table begins as a caption does."""
    return block.kind == "paragraph" and bool(block.children) and block.children[0].content.startswith(": ")


def _block(block: Node, style: _Style) -> str:
    match block.kind:
        case "paragraph":
            return _inline(block, style)
        case "heading":
            return _heading_written(block, style)
        case "bullet_list" | "ordered_list":
            return _list(block, style)
        case "blockquote":
            inner = _blocks(_without_headings(block.children), style)
            return "\n".join(f"> {row}".rstrip() for row in inner.split("\n"))
        case "fence" | "code_block":
            return _fenced(block.content)
        case "hr":
            return "* * *"
        case "table":
            return _table(block, style)
        case "html_block":
            return _escaped(" ".join(block.content.split()))
        case "footnote_block":
            return "\n\n".join(_note(note, style) for note in block.children)
    return ""


def _heading_written(block: Node, style: _Style) -> str:
    level = int(block.token.tag[1]) if block.token else BELOW + 1
    shown = min(6, style.below + max(1, level - BELOW))
    # With an address of its own, since one that pandoc made of the words might be that of another heading.
    return f"{'#' * shown} {_inline(block, style)} {{#{style.prefix}-line-{block.line}}}"


def _without_headings(blocks: Sequence[Node]) -> tuple[Node, ...]:
    """Headings in a quotation or list are none of the page: they become strong paragraphs."""
    return tuple(
        Node("paragraph", block.token, (Node("strong", None, block.children),)) if block.kind == "heading" else block
        for block in blocks
    )


def _list(block: Node, style: _Style) -> str:
    tight = all(
        child.token is not None and child.token.hidden
        for item in block.children
        for child in item.children
        if child.kind == "paragraph"
    )
    mark = block.token.markup if block.token else "."
    start = block.token.attrGet("start") if block.token else None
    number = int(start) if start is not None else 1
    items = []
    for place, item in enumerate(block.children):
        lead = f"{number + place}{mark}" if block.kind == "ordered_list" else "-"
        # Pandoc wants what belongs to an item four columns in, or as many as the item's own mark takes.
        lead = f"{lead} ".ljust(4)
        inner = ""
        for child in _without_headings(item.children):
            close = tight and child.kind in ("bullet_list", "ordered_list")
            if written := _block(child, style):
                inner += f"{(chr(10) if close else chr(10) * 2) if inner else ''}{written}"
        items.append(lead + _indented(inner, len(lead)) if inner else lead.rstrip())
    return ("\n" if tight else "\n\n").join(items)


def _indented(text: str, width: int) -> str:
    first, *rest = text.split("\n")
    return "\n".join([first, *(f"{' ' * width}{row}" if row else "" for row in rest)])


def _fenced(code: str) -> str:
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    code = code if code.endswith("\n") or not code else f"{code}\n"
    return f"{fence}\n{code}{fence}"


def _table(block: Node, style: _Style) -> str:
    rows = [row for part in block.children for row in part.children]
    rules = []
    for cell in rows[0].children:
        css = str(cell.token.attrGet("style") or "") if cell.token else ""
        rules.append({"text-align:left": ":--", "text-align:right": "--:", "text-align:center": ":-:"}.get(css, "---"))
    lines = ["| " + " | ".join(_inline(cell, style) for cell in row.children) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "|".join(rules) + "|", *lines[1:]])


def _note(note: Node, style: _Style) -> str:
    number = int(note.token.meta["id"]) + 1 if note.token else 0
    inner = _blocks(_without_headings(note.children), style)
    return f"[^{style.prefix}-{number}]: {_indented(inner, 4)}"


def _inline(block: Node, style: _Style) -> str:
    written = _inlines(block.children, style)
    # The first of a line could open a list, a definition or a rule.
    return "\n".join(_safe_line(line) for line in written.strip().split("\n"))


def _safe_line(line: str) -> str:
    line = line.lstrip(" ")
    opening = _OPENING.match(line)
    if not opening:
        return line
    # A mark is escaped itself, a number or letter by the full stop or bracket after it.
    place = opening.end() if opening[0].isalnum() else 0
    return f"{line[:place]}\\{line[place:]}"


def _inlines(nodes: Sequence[Node], style: _Style) -> str:
    return "".join(_inline_node(node, style) for node in nodes)


def _inline_node(node: Node, style: _Style) -> str:
    match node.kind:
        case "inline":
            return _inlines(node.children, style)
        case "text" | "text_special":
            return _escaped(node.content)
        case "softbreak":
            return " "
        case "hardbreak":
            return "\\\n"
        case "em":
            return _around("*", _inlines(_flat(node, "em"), style))
        case "strong":
            return _around("**", _inlines(_flat(node, "strong"), style))
        case "code_inline":
            return _code(node.content)
        case "link":
            return _link_written(node, style)
        case "image" | "html_inline":
            return _escaped(node.content)
        case "footnote_ref":
            return f"[^{style.prefix}-{int(_meta(node)['id']) + 1}]"
    return ""


def _meta(node: Node) -> dict[Any, Any]:
    return node.token.meta if node.token else {}


def _flat(node: Node, kind: str) -> tuple[Node, ...]:
    """What stands in emphasis, without emphasis of the same kind inside it, whose marks could not be told apart."""
    flat: list[Node] = []
    for child in node.children:
        flat += _flat(child, kind) if child.kind == kind else [Node(child.kind, child.token, _flat(child, kind))]
    return tuple(flat)


def _around(mark: str, inner: str) -> str:
    return f"{mark}{inner}{mark}" if inner.strip() else inner


def _code(code: str) -> str:
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * (longest + 1)
    edge = " " if "`" in code else ""
    return f"{fence}{edge}{code}{edge}{fence}" if code.strip() else code


def _link_written(node: Node, style: _Style) -> str:
    target = str(node.token.attrGet("href") or "") if node.token else ""
    words = _inlines(node.children, style)
    if not _LINKS.match(target):
        return words
    safe = target.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
    return f"[{words}]({safe})" if words.strip() else ""


def _escaped(text: str) -> str:
    # Where mathematics may begin with a backslash, an escaped one or an escaped bracket would still begin it.
    parts = (_SPECIAL.sub(r"\\\1", part).replace(r"\[", "&#91;") for part in text.replace("\n", " ").split("\\"))
    return "&#92;".join(parts)


# Showing in JupyterLab --------------------------------------------------------------------------------------


def to_html(source: str, prefix: str = "note") -> str:
    """A text as HTML for JupyterLab: raw HTML in it is shown as text, and links lead only where they may.

    The ids of its footnotes begin with ``prefix``.
    """
    return str(_shower().render(source, {"docId": prefix}))


@lru_cache(maxsize=1)
def _shower() -> MarkdownIt:
    parser = markdown_parser(html=False)
    parser.disable("image")
    parser.validateLink = lambda url: bool(_LINKS.match(url))  # type: ignore[method-assign]
    return parser
