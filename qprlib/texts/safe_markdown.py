"""Safe Markdown: a text written so that pandoc can read it in one way only, or shown as HTML.

What pandoc or Quarto would take for more than CommonMark does (attributes, divisions, raw code, mathematics,
shortcodes) is shown as the text it is: :func:`to_pandoc` writes the parsed text out again with everything else escaped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Final

from markdown_it import MarkdownIt

from qprlib.texts.markdown_tree import BELOW, LINKS, Node, markdown_parser, parse

#: All that pandoc gives a meaning in the middle of a text; quotation marks, dots and hyphens, of which it makes
#: typographic ones, stay. A colon beside a word would make an address of it, or a smiling face.
_SPECIAL: Final = re.compile(r"([`*_{}\[\]<>|#$^~@&!=]|(?<=\w):|:(?=\w))")
#: What would open a list, a definition, a rule, a table or a title block at the start of a line.
_OPENING: Final = re.compile(r"[-+%=:(]|(?:[0-9]+|[A-Za-z]|[ivxlcdmIVXLCDM]+)(?=[.)](?:\s|$))|[Tt]able(?=:)")
_BRACE: Final = "\\}"
#: What would end an address.
_IN_LINKS: Final = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "()<>\\"})


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
    fence = "`" * max(3, _longest_run(code) + 1)
    code = code if code.endswith("\n") or not code else f"{code}\n"
    return f"{fence}\n{code}{fence}"


def _longest_run(code: str) -> int:
    return max((len(run) for run in re.findall("`+", code)), default=0)


def _table(block: Node, style: _Style) -> str:
    rows = [row for part in block.children for row in part.children]
    rules = []
    for cell in rows[0].children:
        css = str(cell.token.attrGet("style") or "") if cell.token else ""
        rules.append({"text-align:left": ":--", "text-align:right": "--:", "text-align:center": ":-:"}.get(css, "---"))
    lines = ["| " + " | ".join(_inline(cell, style) for cell in row.children) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "|".join(rules) + "|", *lines[1:]])


def _note(note: Node, style: _Style) -> str:
    inner = _blocks(_without_headings(note.children), style)
    return f"[^{style.prefix}-{_number(note)}]: {_indented(inner, 4)}"


def _number(note: Node) -> int:
    """The number of a footnote or its mark, from 1."""
    return int(note.token.meta["id"]) + 1 if note.token else 0


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
            return f"[^{style.prefix}-{_number(node)}]"
    return ""


def _flat(node: Node, kind: str) -> tuple[Node, ...]:
    """What stands in emphasis, without emphasis of the same kind inside it, whose marks could not be told apart."""
    flat: list[Node] = []
    for child in node.children:
        flat += _flat(child, kind) if child.kind == kind else [Node(child.kind, child.token, _flat(child, kind))]
    return tuple(flat)


def _around(mark: str, inner: str) -> str:
    return f"{mark}{inner}{mark}" if inner.strip() else inner


def _code(code: str) -> str:
    fence = "`" * (_longest_run(code) + 1)
    edge = " " if "`" in code else ""
    return f"{fence}{edge}{code}{edge}{fence}" if code.strip() else code


def _link_written(node: Node, style: _Style) -> str:
    target = str(node.token.attrGet("href") or "") if node.token else ""
    words = _inlines(node.children, style)
    if not LINKS.match(target):
        return words
    return f"[{words}]({target.translate(_IN_LINKS)})" if words.strip() else ""


def _escaped(text: str) -> str:
    # Where mathematics may begin with a backslash, an escaped one or an escaped bracket would still begin it.
    parts = (_SPECIAL.sub(r"\\\1", part).replace(r"\[", "&#91;") for part in text.replace("\n", " ").split("\\"))
    return "&#92;".join(parts)


def to_html(source: str, prefix: str = "note") -> str:
    """A text as HTML for JupyterLab: raw HTML in it is shown as text, and links lead only where they may.

    The ids of its footnotes begin with ``prefix``.
    """
    return str(_shower().render(source, {"docId": prefix}))


@lru_cache(maxsize=1)
def _shower() -> MarkdownIt:
    parser = markdown_parser(html=False)
    parser.disable("image")
    parser.validateLink = lambda url: bool(LINKS.match(url))  # type: ignore[method-assign]
    return parser
