"""The document tree as HTML, for an analyst's JupyterLab."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from html import escape as escape_html

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
from qprlib.texts.safe_markdown import to_html as prose_html


def to_html(content: Content) -> str:
    """The content as one HTML fragment with the classes that ``theme/report.css`` dresses."""
    return f'<div class="qpr-preview"><main>{_join(content.blocks)}</main></div>'


def _join(blocks: Iterable[Block]) -> str:
    return "\n".join(_block(block) for block in blocks)


def _inlines(inlines: Inlines) -> str:
    return "".join(_inline(inline) for inline in inlines)


def _inline(inline: Inline) -> str:
    match inline:
        case str():
            return escape_html(inline)
        case Span(text, classes):
            return f'<span class="{" ".join(classes)}">{escape_html(text)}</span>'
        case Strong(text):
            return f"<strong>{escape_html(text)}</strong>"
        case Code(text):
            return f"<code>{escape_html(text)}</code>"
        case Link(text, _, anchor, address, classes):
            # Other pages are other notebooks here, so only places on this page and addresses are links.
            target = escape_html(address or (f"#{anchor}" if anchor else ""))
            dressed = f' class="{" ".join(classes)}"' if classes else ""
            if target:
                return f'<a href="{target}"{dressed}>{escape_html(text)}</a>'
            return f"<span{dressed}>{escape_html(text)}</span>" if classes else escape_html(text)
        case Picture(_, alt, classes, svg):
            return f'<img src="{_data(svg)}" alt="{escape_html(alt)}" class="{" ".join(classes)}">'


def _data(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode('ascii')}"


def _block(block: Block) -> str:
    match block:
        case Heading(level, text, anchor, classes):
            attributes = f'id="{anchor}" class="{" ".join(classes)}"'
            return f"<h{level} {attributes}>{escape_html(text)}</h{level}>"
        case Paragraph(inlines):
            return f"<p>{_inlines(inlines)}</p>"
        case Bullets(items):
            return "<ul>" + "".join(f"<li>{_inlines(item)}</li>" for item in items) + "</ul>"
        case Table():
            return _table(block)
        case Chart(_, caption, _, svg):
            return (
                f'<figure class="chart"><figcaption>{escape_html(caption)}</figcaption>'
                f'<img src="{_data(svg)}" alt="{escape_html(block.alternative)}"></figure>'
            )
        case Box(kind, blocks, anchor):
            named = f' id="{anchor}"' if anchor else ""
            return f'<div{named} class="{kind}">{_join(blocks)}</div>'
        case Prose(markdown, prefix):
            return prose_html(markdown, prefix)
        case Ready(markdown):
            return f"<pre>{escape_html(markdown)}</pre>"


def _table(table: Table) -> str:
    align = {"left": "left", "right": "right", "centre": "center"}
    styles = [f'style="text-align: {align[column.align]}"' for column in table.columns]
    head = "".join(
        f'<th scope="col" {style}>{escape_html(column.title)}</th>'
        for column, style in zip(table.columns, styles, strict=True)
    )
    named = "plain" not in table.kind.split()
    body = ""
    for row in table.rows:
        match row[0]:
            case (Span(name, ("group",)),):  # its rows make a body of their own, as on the site
                body += f'{"</tbody><tbody>" if body else ""}<tr class="group">'
                body += f'<th scope="rowgroup" colspan="{len(table.columns)}" {styles[0]}>{escape_html(name)}</th></tr>'
                continue
            case (Strong(),):
                opening = '<tr class="total">'
            case _:
                opening = "<tr>"
        cells = [
            f'<th scope="row" {style}>{_inlines(cell)}</th>'
            if named and not place
            else f"<td {style}>{_inlines(cell)}</td>"
            for place, (cell, style) in enumerate(zip(row, styles, strict=True))
        ]
        body += f"{opening}{''.join(cells)}</tr>"
    return (
        f'<div class="table-scroll {table.kind}"><table class="{table.kind}">'
        f"<caption>{escape_html(table.caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
