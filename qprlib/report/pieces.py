"""Small pieces that several pages share: statuses, links, statements of what is not there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from qprlib.data.schema import Flag, IndicatorKind
from qprlib.ground.edition import EditionName
from qprlib.ground.errors import Problem
from qprlib.ground.names import slugify
from qprlib.ground.numbers import (
    capital,
    format_target,
    format_value,
    opening_number,
    plural,
    short_unit,
    so_many_of,
)
from qprlib.ground.periods import Period
from qprlib.report import document as doc
from qprlib.report.context import Context
from qprlib.report.sentences.about_indicators import counted
from qprlib.scoring.bands import Band
from qprlib.scoring.counts import status_label
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.scorecard import Point, RatedResult, Result
from qprlib.scoring.states import Direction, NotRated
from qprlib.texts.commentary import Text
from qprlib.texts.markdown_tree import plain_text

#: What an empty cell says, so that nobody has to guess whether something was forgotten.
NOTHING = "None"
#: The same of what a register may state.
NOT_STATED = "Not stated"


def status(rating: str, scheme: Scheme) -> doc.Span:
    """A rating or non-rated state as the theme dresses it: word, tone and shape."""
    band = scheme.band(rating)
    if band is not None:
        return band_span(band)
    # "" stands for a result that was never there, such as one before the first.
    state = NotRated(rating) if rating else NotRated.NOT_AVAILABLE
    return doc.Span(state.label, ("status", "none"))


def rating_of(row: RatedResult, scheme: Scheme) -> doc.Inlines:
    """The rating of a result; of one set by hand also that it was, and what the rule gives."""
    shown = status(row.rating, scheme)
    if not row.overridden:
        return (shown,)
    return (shown, f" set by hand; the rule gives {status_label(row.computed_rating, scheme)}")


def band_span(band: Band) -> doc.Span:
    """A band's word, tone and shape."""
    return doc.Span(band.label, ("status", band.tone, band.shape))


def direction(way: str) -> doc.Span:
    """A direction of travel: word and arrow."""
    return doc.Span(Direction(way).label, ("direction", way))


def direction_of(row: Result) -> doc.Inlines:
    """The direction of travel of a result; the short and the long one where the rule gives both."""
    if not row.long_direction:
        return (direction(row.direction),)
    return ("Short: ", direction(row.direction), " Long: ", direction(row.long_direction))


#: Directions of travel from the best to the worst; the others are neither.
DIRECTION_ORDER = tuple(
    way.label for way in (Direction.IMPROVING, Direction.NO_CHANGE, Direction.NO_TREND, Direction.WORSENING)
)


def rating_order(context: Context) -> tuple[str, ...]:
    """The scheme's ratings from the best to the worst, as a table that can be sorted names them."""
    return tuple(band.label for band in context.scheme.bands)


def indicator_link(context: Context, row: Result, with_id: bool = False) -> doc.Inline:
    """A link to an indicator's place in the report; its name alone where the edition has no page for it."""
    text = named(context, row) if with_id else row.short_name
    page = context.page_of(row.section)
    return doc.Link(text, page=page, anchor=anchor(row.id), indicator=row.id) if page else text


def reference(context: Context, row: Result) -> str:
    """What an indicator is called by: its reference or id, or its number under an aim in a report arranged by aims."""
    return row.number if context.edition.arranged_by == "aim" and row.number else unbroken(row.printed_id)


def named(context: Context, row: Result) -> str:
    """An indicator by its id or number and its short name: "HW01 Routine repairs", "1.19 Fly tipping"."""
    return f"{reference(context, row)} {row.short_name}"


def section_word(context: Context) -> str:
    """What a section of the report is: a service, or a strategic aim in a report arranged by aims."""
    return "strategic aim" if context.edition.arranged_by == "aim" else "service"


def anchor(indicator: str) -> str:
    """An indicator's id as an address."""
    return slugify(indicator)


def latest_result(context: Context, row: Result) -> str:
    """The latest value with its period and what marks it: "87% (Jun 11, revised)", "56% (Dec 24, 5 of 9)".

    Where the edition says of all its results that they are provisional, that is not repeated for each.
    """
    if not row.known:
        return absent(row)
    marks = [unbroken(row.period(row.period_end).short), *filter(None, [counted(row, row)])]
    if isinstance(row.flag, str) and row.flag and not (row.flag == Flag.PROVISIONAL and context.edition.provisional):
        marks.append(row.flag)
    if row.in_arrears:
        marks.append("in arrears")
    value = format_value(row.actual, row.unit, row.decimals)
    return f"{value if ' ' in row.unit else unbroken(value)} ({', '.join(marks)})"


def absent(row: Result | Point) -> str:
    """What stands in the place of a result that is not there: "Suppressed", "Not due", "Not available"."""
    if row.suppressed:
        return NotRated.SUPPRESSED.label
    return (NotRated(row.state) if row.state else NotRated.NOT_AVAILABLE).label


def unbroken(text: str) -> str:
    """Text that stays on one line: a short period's label, a number and its unit."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def period_cell(period: Period) -> str:
    """What names a period in a table: its date is not broken, the words before it may be."""
    return period.label.replace(period.short, unbroken(period.short))


def target_cell(row: Result, value: float) -> str:
    """A target or floor in a table, where the result beside it or the caption names the unit."""
    return NOTHING if math.isnan(value) else format_target(value, short_unit(row.unit), row.decimals)


def aim_cell(row: Result) -> str:
    """What the latest result of an indicator is aimed at: its target, or the range in which it is best."""
    ranged = row.kind == IndicatorKind.KPI and not (math.isnan(row.lower) and math.isnan(row.upper))
    return range_cell(row, row.lower, row.upper) if ranged else target_cell(row, row.target)


def range_cell(row: Result, lower: float, upper: float) -> str:
    """A range in a table: "17.5% to 22.5%", "up to 22.5%"."""
    known = [bound for bound in (lower, upper) if not math.isnan(bound)]
    if not known:
        return NOTHING
    if len(known) == 2:
        return f"{target_cell(row, lower)} to {target_cell(row, upper)}"
    return f"{'from' if math.isnan(upper) else 'up to'} {target_cell(row, known[0])}"


def kept_table(
    caption: str, kind: str, columns: Sequence[doc.Column], rows: Sequence[tuple[doc.Inlines, ...]]
) -> doc.Table:
    """A table without the columns in which no row has anything, the others as much wider; the first stays."""
    nothing = {(NOTHING,), (NOT_STATED,), ("",)}
    places = [at for at, _ in enumerate(columns) if not at or any(row[at] not in nothing for row in rows)]
    share = sum(column.width for column in columns) / sum(columns[at].width for at in places)
    kept = tuple(replace(columns[at], width=round(columns[at].width * share)) for at in places)
    return doc.Table(caption, kind, kept, tuple(tuple(row[at] for at in places) for row in rows))


def lede(slug: str, *inlines: doc.Inline) -> doc.Content:
    """The first words of a page; other pages link to its place."""
    return doc.Content((doc.Box("lede", (doc.Paragraph(inlines),), anchor=f"page-{slug}"),))


def note(*inlines: doc.Inline) -> doc.Box:
    """An information box."""
    return doc.Box("note", (doc.paragraph(*inlines),))


def overrides(context: Context, section: str = "") -> doc.Box | None:
    """Every rating that was set by hand, with who set it, when and why; nothing where none was."""
    rows = [row for row in context.scored.results if row.overridden and section in ("", row.section)]
    if not rows:
        return None
    number = len(rows)
    opening = f"{opening_number(number)} {plural(number, 'rating')} {'was' if number == 1 else 'were'} set by hand."
    items = tuple((indicator_link(context, row, with_id=True), f": {row.rating_reason}") for row in rows)
    return doc.Box("note", (doc.paragraph(opening), doc.Bullets(items)))


def answering(owner: str, directorate: str) -> str:
    """Who answers for something: "Head of Housing (Growth)"; a role that names its directorate is enough."""
    if owner and directorate and directorate.casefold() not in owner.casefold():
        return f"{owner} ({directorate})"
    return owner or directorate or NOTHING


def source(text: str) -> doc.Box:
    """Small print under a chart or table."""
    return doc.Box("source", (doc.paragraph(text),))


def heading(text: str, level: int = 2, anchor: str = "") -> doc.Heading:
    """A heading with an address made of its words."""
    return doc.Heading(level, text, anchor or slugify(text))


def report_text(context: Context, title: str, below: str = "") -> tuple[doc.Block, ...]:
    """A text of ``report.ipynb``, nothing where it was not written."""
    text = context.commentary.report.get(title, {}).get(below)
    return prose(context, text, below=2) if text else ()


def prose(context: Context, text: Text, prefix: str = "", below: int = 3) -> tuple[doc.Block, ...]:
    """A text as it is published; above one that was carried over and that nobody has edited or accepted, a note of it.

    ``prefix`` begins the labels of its footnotes, an address made of its headings by default; ``below`` is the level of
    the heading that it stands under.
    """
    shown = doc.Prose(text.markdown, prefix or slugify(f"{text.owner} {text.heading}"), below)
    if not text.carried_over or _accepted(context, text):
        return (shown,)
    return (note(f"Carried over from {_edition_words(context, text.carried_over)} and not yet edited."), shown)


def _accepted(context: Context, text: Text) -> bool:
    words = plain_text(text.markdown)
    return any(
        one.owner == text.owner and one.check == "carried-over" and one.quote in words
        for one in context.commentary.acceptances
    )


def _edition_words(context: Context, edition: str) -> str:
    """An edition by its months, so that a reader need not know its name: ``April to June 2011``."""
    name = EditionName.parse(edition)
    return name.quarter.of(context.edition.organisation.years).months if name else edition


def problem_line(problem: Problem) -> doc.Inlines:
    """A problem as a sentence or three, without the notebook it was found in."""
    cell = f" (cell {problem.place.cell})" if problem.place.cell else ""
    said = f"{capital(problem.found.rstrip('.'))}{cell}."
    if problem.nearest:
        said += f" Did you mean {problem.nearest}?"
    elif problem.allowed:
        said += f" Allowed: {problem.allowed.rstrip('.')}."
    return (f"{said} {capital(problem.todo.rstrip('.'))}." if problem.todo else said,)


def let_pass(context: Context) -> doc.Box | None:
    """The errors of the commentary that did not stop it from being opened, nothing where there are none."""
    if not context.let_pass:
        return None
    items = tuple((f"{problem.place.file}: ", *problem_line(problem)) for problem in context.let_pass)
    return doc.Box(
        "warning", (doc.paragraph("The commentary cannot be published before this is corrected:"), doc.Bullets(items))
    )


def sums_sentence(right: int, published: int) -> str:
    """How many of a source's totals are the sum of their parts; it leads in those that are not."""
    if published == 1 and not right:
        return "The only published total is not the sum of its parts, and is shown as published:"
    are = "is the sum of its parts" if right < 2 else "are the sum of their parts"
    said = f"{so_many_of(right, published, 'published total')} {are}."
    if right == published:
        return said
    others = "All are" if not right else "The other is" if published - right == 1 else "The others are"
    return f"{said} {others} shown as published:"
