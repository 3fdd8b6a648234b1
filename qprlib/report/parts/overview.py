"""Every indicator on one table."""

from __future__ import annotations

from qprlib.ground.numbers import capital, in_words
from qprlib.report import pieces
from qprlib.report.charts.sparklines import RESULTS, sparkline
from qprlib.report.context import Context
from qprlib.report.document import Column, Content, Filters, Inline, Inlines, Link, Span, Table, content
from qprlib.report.parts.since import moved, since
from qprlib.scoring.counts import Movement
from qprlib.scoring.scorecard import Result


def opening(context: Context) -> Content:
    """What the page is, and how to read its marks."""
    key: tuple[Inline, ...] = ()
    if any(page.slug == "methods" for page in context.pages):
        link = Link("key", page="methods", anchor="key-to-ratings")
        key = (" The ", link, " says what the ratings mean.")
    return pieces.lede(
        "summary",
        f"Every indicator with its last {in_words(RESULTS)} results at most, the latest in figures, its target, and "
        f"its rating now and at the end of {since(context)}. ",
        "Each name leads to the indicator's chart, figures and commentary.",
        *key,
    )


def summary_table(context: Context) -> Content:
    """One row per indicator in force, by section, in the register's order."""
    rows: list[tuple[Inlines, ...]] = []
    moves = moved(context)
    for section in context.sections:
        rows.append(((Span(section, ("group",)),), *(("",) for _ in range(6))))
        rows += [
            (
                (pieces.indicator_link(context, row, with_id=True),),
                (sparkline(context, row),),
                (pieces.latest_result(context, row),),
                (pieces.aim_cell(row),),
                _rating_now(context, row, moves.get(row.id)),
                pieces.rating_of(row.before, context.scheme),
                pieces.direction_of(row),
            )
            for row in context.scored.results
            if row.section == section
        ]
    columns = (
        Column("Indicator", width=30, sort="text"),
        Column("Last results", width=12),
        Column("Latest result", width=16),
        Column("Target", width=8),
        Column("Rating now", width=11, sort="order", order=pieces.rating_order(context), filter="status"),
        Column("Rating before", width=11, sort="order", order=pieces.rating_order(context)),
        Column("Direction", width=12, sort="order", order=pieces.DIRECTION_ORDER, filter="direction"),
    )
    filters = Filters("indicators", capital(pieces.section_word(context)), since(context))
    return content(
        Table(f"All indicators, {context.edition.quarter.label}", "summary", columns, tuple(rows), filters),
        pieces.note(
            "In arrears: the latest result is older than the indicator's frequency allows. It is shown and rated "
            "with its own period."
        )
        if any(row.in_arrears for row in context.scored.results)
        else None,
        pieces.overrides(context),
        pieces.source(
            f"{context.edition.provisional} The small lines show whether results rise or fall, each on a scale of its "
            "own, and end in the shape of the latest rating. The arrow tells whether performance gets better, not "
            "whether the figure goes up: where lower values are better, a falling figure is improving.".lstrip()
        ),
    )


def _rating_now(context: Context, row: Result, move: Movement | None) -> Inlines:
    """The rating; its class tells the site's filter whether it changed, which readers see from the one before."""
    shown, *rest = pieces.rating_of(row, context.scheme)
    if move is None or not isinstance(shown, Span):
        return (shown, *rest)
    way = "moved-better" if move.steps > 0 else "moved-worse"
    return (Span(shown.text, (*shown.classes, way)), *rest)
