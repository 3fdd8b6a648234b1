"""The document tree as pandoc Markdown: one text for HTML, PDF and Word."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qprlib.report.document import (
    Block,
    Box,
    Bullets,
    Chart,
    Code,
    Content,
    Heading,
    Inline,
    Inlines,
    Link,
    Paragraph,
    Picture,
    Prose,
    Ready,
    Span,
    Strong,
    Table,
)
from qprlib.texts.safe_markdown import to_pandoc

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#$^~@&])")
#: What would open a list, a definition, a rule or a title block at the start of a paragraph.
_OPENING = re.compile(r"^([-+:%]|\(?(?:[0-9]+|[A-Za-z]|[ivxlcdm]+|[IVXLCDM]+)(?=[.)](?:\s|$)))")
#: A no-break space is meant to stay one.
_BLANK = re.compile(r"[^\S\N{NO-BREAK SPACE}]+")
_RULES = {"left": ":--", "right": "--:", "centre": ":-:"}


def escape(text: str) -> str:
    """Text that Markdown must not take for markup, on one line."""
    safe = _SPECIAL.sub(r"\\\1", _one_line(text))
    # A link may follow, which an exclamation mark would make a picture.
    return f"{safe[:-1]}\\!" if safe.endswith("!") else safe


def attribute(text: str) -> str:
    """Text as a quoted attribute value."""
    safe = _one_line(text).strip().replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return f'"{safe}"'


def _one_line(text: str) -> str:
    return _BLANK.sub(" ", text).strip(" ")


def to_markdown(content: Content) -> str:
    """The whole content as Markdown, blocks separated by blank lines."""
    return _join(content.blocks) + "\n"


def _join(blocks: Iterable[Block]) -> str:
    return "\n\n".join(_block(block) for block in blocks)


def _inlines(inlines: Inlines) -> str:
    return "".join(_inline(inline) for inline in inlines)


def _paragraph(inlines: Inlines) -> str:
    """Inlines that begin a line of their own and must not be taken for a list, a definition or a rule."""
    text = _inlines(inlines).lstrip(" ")
    opening = _OPENING.match(text)
    if not opening:
        return text
    # A mark is escaped itself, a number or letter by the full stop or bracket after it.
    place = 0 if opening[0] in "-+:%" else opening.end()
    return f"{text[:place]}\\{text[place:]}"


def _inline(inline: Inline) -> str:
    match inline:
        case str():
            # Spaces at the ends separate neighbouring inlines and must stay.
            spaced = _BLANK.sub(" ", inline)
            lead, tail = spaced.startswith(" "), spaced.endswith(" ")
            return f"{' ' if lead else ''}{escape(inline)}{' ' if tail and spaced != ' ' else ''}"
        case Span(text, classes):
            return f"[{escape(text)}]{_classes(classes) or '{}'}"
        case Strong(text):
            return f"**{escape(text)}**"
        case Code(text):
            fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
            # Spaces part the text's own marks from the fence's; pandoc leaves them out.
            edge = " " if "`" in text else ""
            return f"{fence}{edge}{text}{edge}{fence}"
        case Link():
            return f"[{escape(inline.text)}]({inline.target}){_classes(inline.classes)}"
        case Picture(path, alt, classes):
            return f"![{escape(alt)}]({path}){_classes(classes)}"


def _classes(classes: tuple[str, ...]) -> str:
    return f"{{{' '.join(f'.{name}' for name in classes)}}}" if classes else ""


def _block(block: Block) -> str:
    match block:
        case Heading(level, text, anchor, classes):
            return f"{'#' * level} {escape(text)} {{#{anchor}{''.join(f' .{name}' for name in classes)}}}"
        case Paragraph(inlines):
            return _paragraph(inlines)
        case Bullets(items):
            return "\n".join(f"- {_paragraph(item)}" for item in items)
        case Table():
            return _table(block)
        case Chart(path, caption):
            return f"![{escape(caption)}]({path}){{.chart fig-alt={attribute(block.alternative)}}}"
        case Box(kind, blocks, anchor):
            named = " ".join(f".{name}" for name in kind.split())
            # Boxes may stand in boxes; the outer fence must be longer than any inside it.
            fence = ":" * (3 + _depth(blocks))
            return f"{fence} {{{f'#{anchor} ' if anchor else ''}{named}}}\n{_join(blocks)}\n{fence}"
        case Prose(markdown, prefix, below):
            return to_pandoc(markdown, prefix, below)
        case Ready(markdown):
            return markdown


def _depth(blocks: Iterable[Block]) -> int:
    return max(
        (1 + _depth(block.blocks) if isinstance(block, Box) else int(isinstance(block, Table)) for block in blocks),
        default=0,
    )


def _tools(table: Table) -> str:
    """What the site's script needs to sort and filter a table, as attributes: one word or list a column."""
    found: dict[str, str] = {}
    if any(column.sort for column in table.columns):
        found["sorts"] = " ".join(column.sort or "-" for column in table.columns)
        found["orders"] = ";".join("|".join(column.order) for column in table.columns)
    if table.filters:
        found["filters"] = " ".join(column.filter or "-" for column in table.columns)
        found |= {"many": table.filters.many, "groups": table.filters.groups, "since": table.filters.since}
    return "".join(f" {name}={attribute(value)}" for name, value in found.items() if value.strip("; "))


def _table(table: Table) -> str:
    widths = " ".join(str(column.width) for column in table.columns if column.width)
    classes = " ".join(f".{name}" for name in ("table", *table.kind.split()))
    lines = [
        f"::: {{{classes}{f' widths={attribute(widths)}' if widths else ''}{_tools(table)}}}",
        "| " + " | ".join(escape(column.title) for column in table.columns) + " |",
        "|" + "|".join(_RULES[column.align] for column in table.columns) + "|",
        *("| " + " | ".join(_inlines(cell) for cell in row) + " |" for row in table.rows),
        "",
        f": {escape(table.caption)}",
        ":::",
    ]
    return "\n".join(lines)
