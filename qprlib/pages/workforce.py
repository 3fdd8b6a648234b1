"""The workforce: contracts, headcount, full-time equivalents, sickness and turnover."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from qprlib.data.records import WorkforceFigure, records
from qprlib.data.schema import WorkforceRow
from qprlib.numbers import format_number, format_value
from qprlib.pages.charts import draw_bars
from qprlib.pages.context import Context
from qprlib.pages.document import Bullets, Column, Content, Inlines, Strong, Table, content, paragraph
from qprlib.pages.drawing import keep_chart
from qprlib.pages.parts import heading, lede, report_text, shown_as_published, source
from qprlib.periods import day_in_words

#: The measure whose quarters are drawn.
TREND = "Full-time equivalent, trend"


def _read(context: Context) -> tuple[WorkforceFigure, ...]:
    if context.data.workforce is None:
        raise LookupError(f"data/{context.edition.organisation.id}/workforce.csv is not there")
    return records(context.data.workforce, WorkforceFigure)


def _trend(rows: Sequence[WorkforceFigure]) -> list[WorkforceFigure]:
    return sorted((row for row in rows if row.measure == TREND), key=lambda row: row.period_end)


def _levels(rows: Sequence[WorkforceFigure]) -> list[WorkforceFigure]:
    """Figures of measures that are broken down by group: those with a published total."""
    broken_down = {row.measure for row in rows if row.row_kind == WorkforceRow.PUBLISHED_TOTAL}
    return [row for row in rows if row.measure in broken_down]


def opening(context: Context) -> Content:
    """How many staff, and the change over the periods shown."""
    first, *_, last = _trend(_read(context))
    change = 100 * (last.value - first.value) / first.value
    return lede(
        "workforce",
        f"{format_number(last.value, 0)} full-time equivalent staff outside schools on "
        f"{day_in_words(last.period_end)}, {format_number(abs(change), 1)}% {'fewer' if change < 0 else 'more'} than "
        f"on {day_in_words(first.period_end)}.",
    )


def chart(context: Context) -> Content:
    """Full-time equivalents by quarter, bars from zero."""
    trend = _trend(_read(context))
    labels, values = [row.period_label for row in trend], [row.value for row in trend]
    way = "fell" if values[-1] < values[0] else "rose"
    caption = f"Staff numbers {way} from {format_number(values[0], 0)} to {format_number(values[-1], 0)} in a year"
    alt = "Bar chart of full-time equivalent staff outside schools. " + "; ".join(
        f"{label} {format_number(value, 0)}" for label, value in zip(labels, values, strict=True)
    )
    drawing = partial(draw_bars, context.project.theme, labels, values, 0)
    return content(
        heading("Full-time equivalent staff", anchor="workforce-full-time-equivalent"),
        keep_chart(drawing, "fte", caption, f"{alt}."),
        source("Full-time equivalents at the end of each quarter, schools left out."),
    )


def levels(context: Context) -> Content:
    """Staffing by group and measure on the latest day, as published."""
    found = _levels(_read(context))
    measures = dict.fromkeys(row.measure for row in found)
    cells = {(row.group, row.measure): row for row in found}
    rows: list[tuple[Inlines, ...]] = []
    for group, kind in {row.group: row.row_kind for row in found}.items():
        name: Inlines = (Strong(group),) if kind == WorkforceRow.PUBLISHED_TOTAL else (group,)
        figures = [cells[group, measure] for measure in measures]
        rows.append((name, *((format_value(one.value, one.unit, one.decimals),) for one in figures)))
    columns = (Column("Group", width=32), *(Column(measure, "right", width=17) for measure in measures))
    day = day_in_words(max(row.period_end for row in found))
    return content(
        heading("Staffing levels", anchor="workforce-levels"),
        Table(f"Staff on {day}, as published", "workforce", columns, tuple(rows)),
    )


def rates(context: Context) -> Content:
    """Sickness and turnover by rolling year."""
    rows = _read(context)
    apart = {TREND, *(row.measure for row in _levels(rows))}
    found = sorted((row for row in rows if row.measure not in apart), key=lambda row: row.period_end)
    labels = dict.fromkeys(row.period_label for row in found)
    cells = {(row.measure, row.period_label): row for row in found}
    lines: list[tuple[Inlines, ...]] = []
    for measure in dict.fromkeys(row.measure for row in found):
        figures = [cells[measure, label] for label in labels]
        lines.append(((measure,), *((format_value(one.value, one.unit, one.decimals),) for one in figures)))
    columns = (Column("Measure", width=52), *(Column(label, "right", width=24) for label in labels))
    return content(
        heading("Sickness and turnover", anchor="workforce-rates"),
        Table("Sickness and turnover outside schools, rolling 12 months", "workforce", columns, tuple(lines)),
    )


def checks(context: Context) -> Content:
    """Which published totals are the sum of the groups listed above them, and which are not.

    A total closes the parts that stand above it in the data file, back to the total before.
    """
    found = _levels(_read(context))
    wrong: list[Inlines] = []
    totals = 0
    for measure in dict.fromkeys(row.measure for row in found):
        parts = 0.0
        for row in (one for one in found if one.measure == measure):
            if row.row_kind == WorkforceRow.PART:
                parts += row.value
            elif row.row_kind == WorkforceRow.PUBLISHED_TOTAL:
                totals += 1
                published, total = format_number(row.value, row.decimals), format_number(parts, row.decimals)
                if published != total:
                    why = f" {row.note}." if row.note else ""
                    wrong.append((f"{measure}, {row.group}: {published} published, the parts add up to {total}.{why}",))
                parts = 0.0
    said = f"{totals - len(wrong)} of {totals} published totals are the sum of their parts."
    return content(
        heading("Totals checked", anchor="workforce-totals-checked"),
        paragraph(said + (f" {shown_as_published(len(wrong))}" if wrong else "")),
        Bullets(tuple(wrong)) if wrong else None,
    )


def commentary(context: Context) -> Content:
    """What the personnel service wrote."""
    text = report_text(context, "Workforce")
    return content(heading("Commentary", anchor="workforce-commentary"), *text) if text else Content()
