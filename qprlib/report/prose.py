"""What an analyst wrote as the document tree: nothing in it but what CommonMark, tables and footnotes mean.

What pandoc or Quarto would take for more (attributes, divisions, raw code, mathematics, shortcodes) and raw HTML are
words like all others; pictures are, and links that lead where they may not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Final

from qprlib.report import document as tree
from qprlib.report.document import plain_words
from qprlib.texts.markdown_tree import BELOW, LINKS, Node, parse

_ALIGNED: Final[dict[str, tree.Align]] = {
    "text-align:left": "left",
    "text-align:right": "right",
    "text-align:center": "centre",
}


@lru_cache(maxsize=512)
def read_prose(prose: tree.Prose) -> tuple[tree.Block, ...]:
    """The blocks of a text, for every writer."""
    return _TextReader(prose.prefix, prose.below).blocks(parse(prose.markdown).children)


@dataclass(frozen=True)
class _TextReader:
    prefix: str
    below: int

    def blocks(self, nodes: Iterable[Node]) -> tuple[tree.Block, ...]:
        made: list[tree.Block] = []
        for node in nodes:
            table = made[-1] if made else None
            if isinstance(table, tree.PipeTable) and not table.caption and _is_caption(node):
                colon, *rest = self.inlines(node)
                made[-1] = replace(table, caption=(str(colon)[1:].lstrip(), *rest))
            elif block := self.block(node):
                made.append(block)
        return tuple(made)

    def block(self, node: Node) -> tree.Block | None:
        match node.kind:
            case "paragraph":
                return tree.Paragraph(self.inlines(node))
            case "heading" if node.token:
                shown = min(6, self.below + max(1, int(node.token.tag[1]) - BELOW))
                # With an address of its own, since one that pandoc made of the words might be that of another heading.
                return tree.Heading(shown, self.inlines(node), f"{self.prefix}-line-{node.line}")
            case "bullet_list" | "ordered_list" if node.token:
                items = tuple(map(self.inside, node.children))
                if node.kind == "bullet_list":
                    return tree.Items(items, _is_tight(node))
                first = node.token.attrs.get("start", 1)
                return tree.Items(items, _is_tight(node), int(first), node.token.markup)
            case "blockquote":
                return tree.Quotation(self.inside(node))
            case "fence" | "code_block":
                return tree.CodeBlock(node.content)
            case "hr":
                return tree.Rule()
            case "table":
                return self.table(node)
            case "html_block":
                return tree.Paragraph((" ".join(node.content.split()),))
            case "footnote_block":
                return tree.Footnotes(tuple((self.label(note), self.inside(note)) for note in node.children))
        return None

    def inside(self, node: Node) -> tuple[tree.Block, ...]:
        """What stands in a quotation, an item or a note: headings there are none of the page, and become strong."""
        strong = (
            Node("paragraph", one.token, (Node("strong", None, one.children),)) if one.kind == "heading" else one
            for one in node.children
        )
        return self.blocks(strong)

    def table(self, node: Node) -> tree.Block:
        head, *rows = [row for part in node.children for row in part.children]
        styles = (str(cell.token.attrGet("style") or "") if cell.token else "" for cell in head.children)
        cells = [tuple(self.inlines(cell) for cell in row.children) for row in (head, *rows)]
        return tree.PipeTable(cells[0], tuple(cells[1:]), tuple(_ALIGNED.get(style, "") for style in styles))

    def label(self, note: Node) -> str:
        return f"{self.prefix}-{int(note.token.meta['id']) + 1 if note.token else 0}"

    def inlines(self, node: Node) -> tree.Inlines:
        found: list[tree.Inline] = []
        for kind, some in groupby(self.each(node.children), type):
            same = list(some)
            found += ["".join(map(str, same))] if kind is str else same
        return tuple(found)

    def each(self, nodes: Iterable[Node], marked: frozenset[str] = frozenset()) -> Iterator[tree.Inline]:
        """The inlines in nodes; emphasis in emphasis of its kind is none, since its marks could not be told apart."""
        for node in nodes:
            match node.kind:
                case "text" | "text_special" | "image" | "html_inline":
                    yield node.content.replace("\n", " ")
                case "softbreak":
                    yield " "
                case "hardbreak":
                    yield tree.LineBreak()
                case "code_inline":
                    yield tree.Code(node.content) if node.content.strip() else node.content
                case "footnote_ref":
                    yield tree.FootnoteMark(self.label(node))
                case "inline":
                    yield from self.each(node.children, marked)
                case "em" | "strong":
                    inner = tuple(self.each(node.children, marked | {node.kind}))
                    plain = node.kind in marked or not plain_words(inner).strip()
                    yield from inner if plain else [tree.Emphasis(inner, node.kind == "strong")]
                case "link":
                    inner = tuple(self.each(node.children, marked))
                    address = str(node.token.attrGet("href") or "") if node.token else ""
                    if not LINKS.match(address):
                        yield from inner
                    elif plain_words(inner).strip():
                        yield tree.LinkedWords(inner, address)


def _is_tight(node: Node) -> bool:
    """Whether the items of a list are lines, and not paragraphs."""
    inner = (child for item in node.children for child in item.children if child.kind == "paragraph")
    return all(child.token is not None and child.token.hidden for child in inner)


def _is_caption(node: Node) -> bool:
    """Whether a paragraph below a table begins as a caption does."""
    return node.kind == "paragraph" and bool(node.children) and node.children[0].content.startswith(": ")
