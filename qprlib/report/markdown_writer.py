"""The document tree as Markdown that pandoc and Quarto can read in one way only: one text for HTML, PDF and Word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from qprlib.report import document as tree
from qprlib.report.prose import read_prose

#: All that pandoc and Quarto give a meaning in the middle of a text; quotation marks, dots and hyphens, of which they
#: make typographic ones, stay. An exclamation mark would make a picture of a link that follows, a colon an address of
#: the word beside it, or a smiling face.
_SPECIAL: Final = re.compile(r"([`*_{}\[\]<>|#$^~@&=]|!$|:(?!\s))")
#: What would open a list, a definition, a rule, a table or a title block at the start of a line.
_OPENING: Final = re.compile(r"[-+%=:(]|(?:[0-9]+|[A-Za-z]|[ivxlcdmIVXLCDM]+)(?=[.)](?:\s|$))|[Tt]able(?=:)")
#: What would end an address.
_IN_LINKS: Final = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "()<>\\"})
#: No-break and other spaces are meant to stay what they are.
_BLANK: Final = re.compile(r"[ \t\n\r\f\v]+")
_BRACE: Final = "\\}"
_RULES: Final = {"": "---", "left": ":--", "right": "--:", "centre": ":-:"}


def escape(text: str) -> str:
    """Text that Markdown must not take for markup, on one line."""
    return _escaped(_BLANK.sub(" ", text).strip(" "))


def _escaped(line: str) -> str:
    # Where mathematics may begin with a backslash, an escaped one or an escaped bracket would still begin it.
    parts = (_SPECIAL.sub(r"\\\1", part).replace(r"\[", "&#91;") for part in line.split("\\"))
    return "&#92;".join(parts)


def attribute(text: str) -> str:
    """Text as a quoted attribute value."""
    safe = _BLANK.sub(" ", text).strip().replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return f'"{safe}"'


def to_markdown(content: tree.Content) -> str:
    """The whole content as Markdown, blocks separated by blank lines."""
    return _join(content.blocks) + "\n"


def _join(blocks: Iterable[tree.Block]) -> str:
    return "\n\n".join(filter(None, map(_block, blocks)))


def _inlines(inlines: tree.Inlines) -> str:
    return "".join(map(_inline, inlines))


def _paragraph(inlines: tree.Inlines) -> str:
    """Inlines on lines of their own, none of which must be taken for a list, a definition or a rule."""
    return "\n".join(_safe_line(line) for line in _inlines(inlines).strip(" \n").split("\n"))


def _safe_line(line: str) -> str:
    line = line.lstrip(" ")
    opening = _OPENING.match(line)
    if not opening:
        return line
    # A mark is escaped itself, a number or letter by the full stop or bracket after it.
    place = opening.end() if opening[0].isalnum() else 0
    return f"{line[:place]}\\{line[place:]}"


def _inline(inline: tree.Inline) -> str:
    match inline:
        case str():
            # Spaces at the ends separate neighbouring inlines and must stay.
            return _escaped(_BLANK.sub(" ", inline))
        case tree.Span(text, classes):
            return f"[{escape(text)}]{_classes(classes) or '{}'}"
        case tree.Strong(text):
            return f"**{escape(text)}**"
        case tree.Emphasis(content, strong):
            mark = "**" if strong else "*"
            return f"{mark}{_inlines(content)}{mark}"
        case tree.Code(text):
            fence = "`" * (_longest_run(text) + 1)
            # Spaces part the text's own marks from the fence's; pandoc leaves them out.
            edge = " " if "`" in text else ""
            return f"{fence}{edge}{text}{edge}{fence}"
        case tree.Link():
            return f"[{escape(inline.text)}]({inline.target}){_classes(inline.classes)}"
        case tree.LinkedWords(content, address):
            return f"[{_inlines(content)}]({address.translate(_IN_LINKS)})"
        case tree.Picture(path, alt, classes):
            return f"![{escape(alt)}]({path}){_classes(classes)}"
        case tree.FootnoteMark(label):
            return f"[^{label}]"
        case tree.LineBreak():
            return "\\\n"


def _longest_run(code: str) -> int:
    return max(map(len, re.findall("`+", code)), default=0)


def _classes(classes: tuple[str, ...]) -> str:
    return f"{{{' '.join(f'.{name}' for name in classes)}}}" if classes else ""


def _block(block: tree.Block) -> str:
    match block:
        case tree.Heading(level, _, anchor, classes):
            written = _inlines(block.content).strip(" ")
            return f"{'#' * level} {written} {{#{anchor}{''.join(f' .{name}' for name in classes)}}}"
        case tree.Paragraph(inlines):
            return _paragraph(inlines)
        case tree.Bullets(items):
            return "\n".join(f"- {_paragraph(item)}" for item in items)
        case tree.Table():
            return _table(block)
        case tree.Chart(path, caption):
            return f"![{escape(caption)}]({path}){{.chart fig-alt={attribute(block.alternative)}}}"
        case tree.Box(kind, blocks, anchor):
            named = " ".join(f".{name}" for name in kind.split())
            # Boxes may stand in boxes; the outer fence must be longer than any inside it.
            fence = ":" * (3 + _depth(blocks))
            return f"{fence} {{{f'#{anchor} ' if anchor else ''}{named}}}\n{_join(blocks)}\n{fence}"
        case tree.Prose():
            return _join(read_prose(block))
        case tree.Ready(markdown):
            return markdown
        case _:
            return _of_text(block)


def _of_text(block: tree.InText) -> str:
    match block:
        case tree.Items():
            return _items(block)
        case tree.Quotation(blocks):
            return "\n".join(f"> {row}".rstrip() for row in _join(blocks).split("\n"))
        case tree.CodeBlock(text):
            fence = "`" * max(3, _longest_run(text) + 1)
            return f"{fence}\n{text}{'' if text.endswith(chr(10)) or not text else chr(10)}{fence}"
        case tree.Rule():
            return "* * *"
        case tree.PipeTable(head, rows, aligns, caption):
            below = ["", _caption(_inlines(caption))] if caption else []
            return "\n".join([*_pipes(map(_inlines, head), aligns, rows), *below])
        case tree.Footnotes(notes):
            return "\n\n".join(f"[^{label}]: {_indented(_join(blocks), 4)}" for label, blocks in notes)


def _items(block: tree.Items) -> str:
    written = []
    for place, blocks in enumerate(block.items):
        # Pandoc wants what belongs to an item four columns in, or as many as the item's own mark takes.
        lead = f"{'-' if block.start is None else f'{block.start + place}{block.mark}'} ".ljust(4)
        inner = ""
        for one in filter(_block, blocks):
            gap = "\n" if block.tight and isinstance(one, tree.Items) else "\n\n"
            inner += f"{gap if inner else ''}{_block(one)}"
        written.append(f"{lead}{_indented(inner, len(lead))}".rstrip())
    return ("\n" if block.tight else "\n\n").join(written)


def _indented(text: str, width: int) -> str:
    first, *rest = text.split("\n")
    return "\n".join([first, *(f"{' ' * width}{row}" if row else "" for row in rest)])


def _depth(blocks: Iterable[tree.Block]) -> int:
    return max(
        (
            1 + _depth(block.blocks) if isinstance(block, tree.Box) else int(isinstance(block, tree.Table))
            for block in blocks
        ),
        default=0,
    )


def _tools(table: tree.Table) -> str:
    """What the site's script needs to sort and filter a table, as attributes: one word or list a column."""
    found: dict[str, str] = {}
    if any(column.sort for column in table.columns):
        found["sorts"] = " ".join(column.sort or "-" for column in table.columns)
        found["orders"] = ";".join("|".join(column.order) for column in table.columns)
    if table.filters:
        found["filters"] = " ".join(column.filter or "-" for column in table.columns)
        found |= {"many": table.filters.many, "groups": table.filters.groups, "since": table.filters.since}
    return "".join(f" {name}={attribute(value)}" for name, value in found.items() if value.strip("; "))


def _table(table: tree.Table) -> str:
    widths = " ".join(str(column.width) for column in table.columns if column.width)
    classes = " ".join(f".{name}" for name in ("table", *table.kind.split()))
    titles = (escape(column.title) for column in table.columns)
    lines = [
        f"::: {{{classes}{f' widths={attribute(widths)}' if widths else ''}{_tools(table)}}}",
        *_pipes(titles, [column.align for column in table.columns], table.rows),
        "",
        _caption(escape(table.caption)),
        ":::",
    ]
    return "\n".join(lines)


def _pipes(head: Iterable[str], aligns: Sequence[str], rows: Iterable[tuple[tree.Inlines, ...]]) -> list[str]:
    written = [head, *(map(_inlines, row) for row in rows)]
    first, *rest = (f"| {' | '.join(cells)} |" for cells in written)
    return [first, f"|{'|'.join(_RULES[align] for align in aligns)}|", *rest]


def _caption(written: str) -> str:
    """A table's caption; where it ends with a brace, Quarto must not take that for attributes."""
    return f": {written.removesuffix(_BRACE)}[{_BRACE}]{{}}" if written.endswith(_BRACE) else f": {written}"
