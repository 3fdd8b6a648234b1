"""Every indicator at a glance: a strip of statuses by section, and a table of ratings by quarter."""

from __future__ import annotations

from qprlib.ground.calendar import month_of
from qprlib.ground.numbers import in_words
from qprlib.ground.reported import Reported
from qprlib.report.context import Context
from qprlib.report.document import Column, Content, Inline, Inlines, Link, Span, Table, content
from qprlib.report.earlier import QUARTERS
from qprlib.report.pieces import anchor, heading, indicator_link, reference, source, status
from qprlib.scoring.scorecard import Point, Result
from qprlib.scoring.states import NotRated

#: Fewer quarters in which half of the indicators are rated make no map.
_LEAST_QUARTERS = 4


def strip(context: Context) -> Content:
    """One cell a KPI, by section: its shape, what it is called by, and its rating in words; nothing without KPIs."""
    rows: list[tuple[Inlines, ...]] = []
    for section in context.sections:
        some = [row for row in context.scored.results if row.section == section and row.kind == "kpi"]
        page = context.page_of(section)
        cells: list[Inline] = []
        for row in some:
            shown = status(row.rating, context.scheme)
            text = f"{reference(context, row)} {shown.text}"
            cells += [
                Link(text, page, anchor(row.id), classes=shown.classes) if page else Span(text, shown.classes),
                " ",
            ]
        name: Inline = Link(section, page=page) if page else section
        if cells:
            rows.append(((name,), tuple(cells[:-1])))
    if not rows:
        return Content()
    columns = (Column("Strategic aim" if context.edition.arranged_by == "aim" else "Service", width=28),
               Column("Indicators and their ratings", width=72))  # fmt: skip
    return content(
        heading("At a glance"),
        Table(f"Every indicator's rating, {context.edition.quarter.label}", "strip", columns, tuple(rows)),
    )


def heat_map(context: Context) -> Content:
    """Each indicator's rating in every quarter as it is known now; nothing where few quarters have ratings."""
    quarters = last_quarters(context.edition.quarter)
    rated = {row.id: ratings(context.scored.points[row.id], quarters) for row in context.scored.results}
    kpis = [row for row in context.scored.results if row.kind == "kpi"]
    many = {one: sum(context.scheme.band(rated[row.id][one]) is not None for row in kpis) for one in quarters}
    filled = [quarter for quarter in quarters if 2 * many[quarter] >= len(kpis)]
    if not kpis or len(filled) < _LEAST_QUARTERS:
        return Content()
    quarters = quarters[quarters.index(filled[0]) :]
    rows: list[tuple[Inlines, ...]] = []
    for section in context.sections:
        some = [row for row in kpis if row.section == section]
        if some:
            rows.append(((Span(section, ("group",)),), *((("",)) for _ in quarters)))
        rows += [_row(context, row, rated[row.id], quarters) for row in some]
    share = 72 // len(quarters)
    columns = (
        Column("Indicator", width=100 - share * len(quarters)),
        *(Column(_quarter_end(quarter), "centre", share) for quarter in quarters),
    )
    first, last, noun = quarters[0], quarters[-1], quarters[-1].noun
    return content(
        heading(f"Indicators by {noun}"),
        Table(
            f"Rating of each indicator in the {in_words(len(quarters))} {noun}s from {first.label} to {last.label}",
            "heat",
            columns,
            tuple(rows),
        ),
        source(
            f"A column is named by the last month of its {noun}, and a result stands in the {noun} in which its "
            "period ended, of several the last. An empty cell: no period ended then, or none is known. Results "
            f"and targets are those known now, so that a {noun} may differ from what its own report has."
        ),
    )


def _row(context: Context, row: Result, rated: dict[Reported, str], quarters: list[Reported]) -> tuple[Inlines, ...]:
    cells = [(status(rated[one], context.scheme),) if rated[one] else ("",) for one in quarters]
    return ((indicator_link(context, row, with_id=True),), *cells)


def last_quarters(last: Reported, number: int = QUARTERS) -> list[Reported]:
    """So many quarters up to this one, the earliest first."""
    found = [last]
    while len(found) < number:
        found.append(found[-1].previous())
    return found[::-1]


#: States that say something of a quarter: of others the cell is empty.
_TOLD = (NotRated.SUPPRESSED, NotRated.NEW, NotRated.NO_CASES, NotRated.WITHDRAWN)


def ratings(points: tuple[Point, ...], quarters: list[Reported]) -> dict[Reported, str]:
    """The rating in every quarter: of the last period that ended in it, "" where none did or nothing is known of it."""
    found = dict.fromkeys(quarters, "")
    for point in points:
        quarter = quarters[0].containing(point.period_end, quarters[0].length, quarters[0].years)
        if quarter in found and (point.known or point.rating in _TOLD):
            found[quarter] = point.rating
    return found


def _quarter_end(quarter: Reported) -> str:
    return month_of(quarter.end, short=True)
