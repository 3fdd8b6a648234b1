"""What pages that show a table of their own share: its rows, bars, changes in words, texts, checked totals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from math import isnan

from qprlib.data.records import Row
from qprlib.ground.numbers import format_number
from qprlib.ground.reported import Length
from qprlib.report.charts.drawing import keep_chart
from qprlib.report.charts.of_results import draw_bars
from qprlib.report.context import Context
from qprlib.report.document import Bullets, Column, Content, content, facts_table, paragraph, tabled
from qprlib.report.pieces import heading, lede, report_text, sums_sentence
from qprlib.report.sentences.alternatives import Mark, path_words

#: What a table shows where the source has no figure.
NO_FIGURE = "no figure"


def rows_by_quarter(context: Context, table: str) -> list[Row]:
    """The rows of a table up to the end of the edition's quarter; LookupError if there is none."""
    quarter = context.edition.quarter
    rows = [row for row in context.data.rows(table) if row.period_end <= quarter.end]
    if not rows:
        raise LookupError(f"{table}.csv has no quarter up to {quarter.label}")
    return rows


def noun_of(start: date, end: date) -> str:
    """What the time from one day to another is called: ``quarter``; ``period`` where it has no name."""
    length = Length.of(start, end)
    return length.words if length else "period"


def noun_of_ends(ends: Sequence[date], reported: Length) -> str:
    """What the times between the days on which they end are called, by the shortest; of one alone as the report's."""
    found = [(one + timedelta(days=1), later) for one, later in pairwise(sorted(set(ends)))]
    return noun_of(*min(found, key=lambda one: one[1] - one[0])) if found else reported.words


def headed(context: Context, page: str, *said: str) -> Content:
    """A page's opening sentences, with what the page is about where its params say so."""
    opening = lede(page, " ".join(said))
    found = next((one for one in context.pages if one.notebook == page and one.about), None)
    return content(opening, facts_table(f"About this page: {found.title}", found.about) if found else None)


def bars(
    context: Context,
    name: str,
    drawn: Sequence[Mark],
    finding: str,
    caption: str,
    *,
    period: str,
    counted: str,
    wrapped: Sequence[str] = (),
) -> Content:
    """Whole numbers through their periods as bars, and as a table with the latest first.

    ``wrapped`` are the periods as they stand under the bars, where that is not as they stand in the table.
    """
    labels = wrapped or [one.period for one in drawn]
    figure = partial(draw_bars, context.project.theme, labels, [one.value for one in drawn], 0)
    return content(
        keep_chart(figure, name, finding, f"Bar chart: {path_words(drawn)}.", drawn),
        tabled(
            caption,
            "trend",
            reversed(drawn),
            (Column(period, width=60), lambda one: one.period),
            (Column(counted, "right", width=40), lambda one: one.printed),
        ),
    )


def year_finding(what: str, now: float, before: float | None, alone: str) -> str:
    """The headline of a chart: how a number changed in a year; ``alone`` follows it where none is known of then."""
    number = format_number(now, 0)
    if before is None or isnan(before):
        return f"{number} {alone}"
    was = format_number(before, 0)
    if was == number:
        return f"{what} are the same as a year before, {number}"
    return f"{what} {'fell' if now < before else 'rose'} from {was} to {number} in a year"


def more_or_fewer(change: float, decimals: int = 0) -> str:
    """A change in words and figures: "12 more"."""
    return f"{format_number(abs(change), decimals)} {'more' if change > 0 else 'fewer'}" if change else "no change"


def written_about(context: Context, page: str) -> Content:
    """What the service wrote about a page; nothing where it did not."""
    text = report_text(context, page.capitalize())
    return content(heading("Commentary", anchor=f"{page}-commentary"), *text) if text else Content()


def totals_checked(page: str, checked: int, wrong: Sequence[str]) -> Content:
    """How many published totals are the sum of their parts, and which are not; nothing where none was published."""
    if not checked:
        return Content()
    return content(
        heading("Totals checked", anchor=f"{page}-totals-checked"),
        paragraph(sums_sentence(checked - len(wrong), checked)),
        Bullets(tuple((one,) for one in wrong)) if wrong else None,
    )
