"""Every indicator on one table."""

from __future__ import annotations

from qprlib.pages.context import Context
from qprlib.pages.document import Column, Content, Inline, Inlines, Link, Table, content
from qprlib.pages.parts import (
    direction_of,
    indicator_link,
    latest_result,
    lede,
    note,
    overrides,
    rating_before,
    rating_of,
    source,
    target_cell,
)


def opening(context: Context) -> Content:
    """What the page is, and how to read its marks."""
    key: tuple[Inline, ...] = ()
    if any(page.slug == "methods" for page in context.pages):
        link = Link("key", page="methods", anchor="key-to-ratings")
        key = (" The ", link, " says what the ratings mean.")
    return lede(
        "summary",
        "Every indicator with its latest result, its target and its rating now and in the period before. ",
        "Each name leads to the indicator's chart, figures and commentary.",
        *key,
    )


def summary_table(context: Context) -> Content:
    """One row per indicator in force, in the register's order."""
    rows: list[tuple[Inlines, ...]] = [
        (
            (indicator_link(context, row, with_id=True),),
            (row.section,),
            (latest_result(context, row),),
            (target_cell(row, row.target),),
            rating_of(row, context.scheme),
            rating_before(row, context.scheme),
            direction_of(row),
        )
        for row in context.scored.results
    ]
    columns = (
        Column("Indicator", width=31),
        Column("Service", width=13),
        Column("Latest result", width=15),
        Column("Target", width=9),
        Column("Rating now", width=10),
        Column("Rating before", width=10),
        Column("Direction", width=12),
    )
    return content(
        Table(f"All indicators, {context.edition.quarter.label}", "summary", columns, tuple(rows)),
        note(
            "In arrears: the latest result is older than the indicator's frequency allows. It is shown and rated "
            "with its own period."
        )
        if any(row.in_arrears for row in context.scored.results)
        else None,
        overrides(context),
        source(
            f"{context.edition.provisional} The arrow tells whether performance gets better, not whether the figure "
            "goes up: where lower values are better, a falling figure is improving.".lstrip()
        ),
    )
