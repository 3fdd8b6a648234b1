"""Small pieces that several pages share: statuses, links, statements of what is not there."""

from __future__ import annotations

import math

from qprlib.data.schema import Flag
from qprlib.edition import slugify
from qprlib.numbers import format_target, format_value, short_unit
from qprlib.pages.context import Context
from qprlib.pages.document import (
    Block,
    Box,
    Content,
    Heading,
    Inline,
    Link,
    Paragraph,
    Prose,
    Span,
    paragraph,
)
from qprlib.scoring.scheme import Band, Scheme
from qprlib.scoring.scorecard import Result
from qprlib.scoring.states import Direction, NotRated

#: What an empty cell says, so that nobody has to guess whether something was forgotten.
NOTHING = "None"


def status(rating: str, scheme: Scheme) -> Span:
    """A rating or non-rated state as the theme dresses it: word, tone and shape."""
    band = scheme.band(rating)
    if band is not None:
        return band_span(band)
    # "" stands for a result that was never there, such as one before the first.
    state = NotRated(rating) if rating else NotRated.NOT_AVAILABLE
    return Span(state.label, ("status", "none"))


def band_span(band: Band) -> Span:
    """A band's word, tone and shape."""
    return Span(band.label, ("status", band.tone, band.shape))


def direction(way: str) -> Span:
    """A direction of travel: word and arrow."""
    return Span(Direction(way).label, ("direction", way))


def indicator_link(context: Context, row: Result, with_id: bool = False) -> Inline:
    """A link to an indicator's place in the report; its name alone where the edition has no page for it."""
    text = f"{row.id} {row.short_name}" if with_id else row.short_name
    page = context.page_of(row.section)
    return Link(text, page=page, anchor=anchor(row.id)) if page else text


def anchor(indicator: str) -> str:
    """An indicator's id as an address."""
    return slugify(indicator)


def latest_result(context: Context, row: Result) -> str:
    """The latest value with its period and what marks it: "87% (Jun 11, revised)".

    Where the edition says of all its results that they are provisional, that is not repeated for each.
    """
    if not row.known:
        return NotRated.NOT_AVAILABLE.label
    marks = [unbroken(row.period(row.period_end).short)]
    if isinstance(row.flag, str) and row.flag and not (row.flag == Flag.PROVISIONAL and context.edition.provisional):
        marks.append(row.flag)
    if row.in_arrears:
        marks.append("in arrears")
    value = format_value(row.actual, row.unit, row.decimals)
    return f"{value if ' ' in row.unit else unbroken(value)} ({', '.join(marks)})"


def unbroken(text: str) -> str:
    """Text that stays on one line: a period's label, a number and its unit."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def target_cell(row: Result, value: float) -> str:
    """A target or floor in a table, where the result beside it or the caption names the unit."""
    return NOTHING if math.isnan(value) else format_target(value, short_unit(row.unit), row.decimals)


def lede(slug: str, *inlines: Inline) -> Content:
    """The first words of a page; other pages link to its place."""
    return Content((Box("lede", (Paragraph(inlines),), anchor=f"page-{slug}"),))


def note(*inlines: Inline) -> Box:
    """An information box."""
    return Box("note", (paragraph(*inlines),))


def source(text: str) -> Box:
    """Small print under a chart or table."""
    return Box("source", (paragraph(text),))


def heading(text: str, level: int = 2, anchor: str = "") -> Heading:
    """A heading with an address made of its words."""
    return Heading(level, text, anchor or slugify(text))


def report_text(context: Context, title: str, below: str = "") -> tuple[Block, ...]:
    """A text of ``report.ipynb``, nothing where it was not written."""
    text = context.commentary.report.get(title, {}).get(below, "")
    return (Prose(text),) if text else ()
