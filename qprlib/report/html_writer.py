"""The document tree as HTML, for an analyst's JupyterLab."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from html import escape as escape_html

from qprlib.report import document as tree
from qprlib.report.prose import read_prose

_ALIGNED = {"": "", "left": ' style="text-align: left"', "right": ' style="text-align: right"',
            "centre": ' style="text-align: center"'}  # fmt: skip


def to_html(content: tree.Content) -> str:
    """The content as one HTML fragment with the classes that ``theme/report.css`` dresses."""
    return f'<div class="qpr-preview"><main>{blocks_html(content)}</main></div>'


def blocks_html(content: tree.Content) -> str:
    """The content as HTML that stands among other blocks."""
    return _join(content.blocks)


def _join(blocks: Iterable[tree.Block]) -> str:
    return "\n".join(_block(block) for block in blocks)


def _inlines(inlines: tree.Inlines) -> str:
    return "".join(_inline(inline) for inline in inlines)


def _inline(inline: tree.Inline) -> str:
    match inline:
        case str():
            return escape_html(inline)
        case tree.Span(text, classes):
            return f'<span class="{" ".join(classes)}">{escape_html(text)}</span>'
        case tree.Strong(text):
            return f"<strong>{escape_html(text)}</strong>"
        case tree.Code(text):
            return f"<code>{escape_html(text)}</code>"
        case tree.Link(text, _, anchor, address, classes):
            # Other pages are other notebooks here, so only places on this page and addresses are links.
            target = escape_html(address or (f"#{anchor}" if anchor else ""))
            dressed = f' class="{" ".join(classes)}"' if classes else ""
            if target:
                return f'<a href="{target}"{dressed}>{escape_html(text)}</a>'
            return f"<span{dressed}>{escape_html(text)}</span>" if classes else escape_html(text)
        case tree.Picture(_, alt, classes, svg):
            return f'<img src="{_data(svg)}" alt="{escape_html(alt)}" class="{" ".join(classes)}">'
        case tree.Emphasis(content, strong):
            mark = "strong" if strong else "em"
            return f"<{mark}>{_inlines(content)}</{mark}>"
        case tree.LinkedWords(content, address):
            return f'<a href="{escape_html(address)}">{_inlines(content)}</a>'
        case tree.FootnoteMark(label):
            return f'<sup class="footnote-ref"><a href="#fn-{label}">[{label.rpartition("-")[2]}]</a></sup>'
        case tree.LineBreak():
            return "<br>"


def _data(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode('ascii')}"


def _block(block: tree.Block) -> str:
    match block:
        case tree.Heading(level, _, anchor, classes):
            attributes = f'id="{anchor}" class="{" ".join(classes)}"'
            return f"<h{level} {attributes}>{_inlines(block.content)}</h{level}>"
        case tree.Paragraph(inlines):
            return f"<p>{_inlines(inlines)}</p>"
        case tree.Bullets(items):
            return "<ul>" + "".join(f"<li>{_inlines(item)}</li>" for item in items) + "</ul>"
        case tree.Table():
            return _table(block)
        case tree.Chart(_, caption, _, svg):
            return (
                f'<figure class="chart"><figcaption>{escape_html(caption)}</figcaption>'
                f'<img src="{_data(svg)}" alt="{escape_html(block.alternative)}"></figure>'
            )
        case tree.Box(kind, blocks, anchor):
            named = f' id="{anchor}"' if anchor else ""
            return f'<div{named} class="{kind}">{_join(blocks)}</div>'
        case tree.Prose():
            return _join(read_prose(block))
        case tree.Ready(_, html):
            return html
        case _:
            return _of_text(block)


def _of_text(block: tree.InText) -> str:
    match block:
        case tree.Items(items, tight, start):
            kind = "ul" if start is None else "ol"
            opening = kind if start in (None, 1) else f'{kind} start="{start}"'
            return f"<{opening}>{''.join(f'<li>{_item(item, tight)}</li>' for item in items)}</{kind}>"
        case tree.Quotation(blocks):
            return f"<blockquote>{_join(blocks)}</blockquote>"
        case tree.CodeBlock(text):
            return f"<pre><code>{escape_html(text)}</code></pre>"
        case tree.Rule():
            return "<hr>"
        case tree.PipeTable(head, rows, aligns, caption):
            named = f"<caption>{_inlines(caption)}</caption>" if caption else ""
            body = "".join(_pipe_row("td", row, aligns) for row in rows)
            return f"<table>{named}<thead>{_pipe_row('th', head, aligns)}</thead><tbody>{body}</tbody></table>"
        case tree.Footnotes(notes):
            listed = (f'<li id="fn-{label}">{_join(blocks)}</li>' for label, blocks in notes)
            return f'<section class="footnotes"><ol>{"".join(listed)}</ol></section>'


def _item(blocks: Iterable[tree.Block], tight: bool) -> str:
    return "\n".join(
        _inlines(one.content) if tight and isinstance(one, tree.Paragraph) else _block(one) for one in blocks
    )


def _pipe_row(kind: str, cells: Iterable[tree.Inlines], aligns: Iterable[str]) -> str:
    written = (f"<{kind}{_ALIGNED[align]}>{_inlines(cell)}</{kind}>" for cell, align in zip(cells, aligns, strict=True))
    return f"<tr>{''.join(written)}</tr>"


def _table(table: tree.Table) -> str:
    styles = [_ALIGNED[column.align] for column in table.columns]
    head = "".join(
        f'<th scope="col"{style}>{escape_html(column.title)}</th>'
        for column, style in zip(table.columns, styles, strict=True)
    )
    named = "plain" not in table.kind.split()
    body = ""
    for row in table.rows:
        match row[0]:
            case (tree.Span(name, ("group",)),):  # its rows make a body of their own, as on the site
                body += f'{"</tbody><tbody>" if body else ""}<tr class="group">'
                body += f'<th scope="rowgroup" colspan="{len(table.columns)}"{styles[0]}>{escape_html(name)}</th></tr>'
                continue
            case (tree.Strong(),):
                opening = '<tr class="total">'
            case _:
                opening = "<tr>"
        cells = [
            f'<th scope="row"{style}>{_inlines(cell)}</th>'
            if named and not place
            else f"<td{style}>{_inlines(cell)}</td>"
            for place, (cell, style) in enumerate(zip(row, styles, strict=True))
        ]
        body += f"{opening}{''.join(cells)}</tr>"
    return (
        f'<div class="table-scroll {table.kind}"><table class="{table.kind}">'
        f"<caption>{escape_html(table.caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
