"""Complaints by service area and period, with every published total checked and none repaired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from qprlib.data.records import ComplaintsFigure, records
from qprlib.data.schema import ComplaintsRow
from qprlib.numbers import format_change, format_number, percentage
from qprlib.pages.charts import draw_bars
from qprlib.pages.context import Context
from qprlib.pages.document import (
    Block,
    Bullets,
    Column,
    Content,
    Inlines,
    Strong,
    Table,
    content,
    paragraph,
)
from qprlib.pages.drawing import keep_chart
from qprlib.pages.parts import heading, lede, report_text, shown_as_published, source
from qprlib.periods import MONTHS

#: What a table shows where the source has no figure.
NO_FIGURE = "no figure"
#: The name of the line that a source prints below its services.
TOTAL = "Total"


@dataclass(frozen=True)
class _Complaints:
    """The file's rows, told apart.

    ``in_file_order`` holds all; ``quarters`` the figures of single quarters by period, ``totals`` the published ones
    among them; ``years`` the published totals over twelve months.
    """

    in_file_order: tuple[ComplaintsFigure, ...]
    quarters: tuple[ComplaintsFigure, ...]
    years: tuple[ComplaintsFigure, ...]

    @property
    def parts(self) -> list[ComplaintsFigure]:
        return [row for row in self.quarters if row.row_kind == ComplaintsRow.AREA]

    @property
    def totals(self) -> list[ComplaintsFigure]:
        return [row for row in self.quarters if row.row_kind == ComplaintsRow.PUBLISHED_TOTAL]


def _read(context: Context) -> _Complaints:
    if context.data.complaints is None:
        raise LookupError(f"data/{context.edition.organisation.id}/complaints.csv is not there")
    rows = records(context.data.complaints, ComplaintsFigure)
    in_quarters = sorted((row for row in rows if _is_quarter(row)), key=lambda row: row.period_end)
    return _Complaints(rows, tuple(in_quarters), tuple(row for row in rows if not _is_quarter(row)))


def _is_quarter(row: ComplaintsFigure) -> bool:
    return (row.period_end - row.period_start).days < 100


def opening(context: Context) -> Content:
    """How many complaints, against the quarter before and a year before, in one sentence."""
    year_ago, *_, before, now = _read(context).totals
    return lede(
        "complaints",
        f"{format_number(now.complaints, 0)} complaints in {_spoken(now.period_label)}: "
        f"{_change(now.complaints, before.complaints)} than in the quarter before and "
        f"{_change(now.complaints, year_ago.complaints)} than in {_spoken(year_ago.period_label)}.",
    )


def _spoken(label: str) -> str:
    """A printed period with its months in full: "Apr to Jun 2011" is "April to June 2011"."""
    full = {month[:3]: month for month in MONTHS}
    return " ".join(full.get(word, word) for word in label.split())


def _change(now: float, before: float) -> str:
    """Such as "7% fewer"."""
    return f"{percentage(round(abs(now - before)), round(before))} {'fewer' if now < before else 'more'}"


def chart(context: Context) -> Content:
    """Complaints in each quarter as published."""
    totals = _read(context).totals
    labels, values = [row.period_label for row in totals], [row.complaints for row in totals]
    alt = "Bar chart of complaints received. " + "; ".join(
        f"{label} {format_number(value, 0)}" for label, value in zip(labels, values, strict=True)
    )
    way = "fell" if values[-1] < values[0] else "rose"
    caption = f"Complaints {way} from {format_number(values[0], 0)} to {format_number(values[-1], 0)} in a year"
    periods = [label.replace(" to ", "–") for label in labels]
    drawing = partial(draw_bars, context.project.theme, periods, values, 0)
    return content(keep_chart(drawing, "complaints", caption, f"{alt}."), source("Number of complaints, all services."))


def table(context: Context) -> Content:
    """Every figure of the source, period by period, with its published totals."""
    found = _read(context)
    labels = list(dict.fromkeys(row.period_label for row in found.quarters))
    figures = {(row.service_area, row.period_label): row.complaints for row in found.quarters}
    over_year = {row.service_area: row.complaints for row in found.years}
    areas = dict.fromkeys(row.service_area for row in found.in_file_order)
    rows: list[tuple[Inlines, ...]] = []
    for area in areas:
        cells = [_figure(figures.get((area, label))) for label in labels]
        name: Inlines = (Strong(area),) if area == TOTAL else (area,)
        rows.append((name, *((cell,) for cell in cells), (_figure(over_year.get(area)),)))
    columns = (
        Column("Service", width=28),
        *(Column(label, "right", width=12) for label in labels),
        Column("12 months", "right", width=12),
    )
    return content(
        heading("Complaints by service", anchor="complaints-by-service"),
        Table("Complaints by service and period, as published", "complaints", columns, tuple(rows)),
        source("Period labels are as published. Where services were regrouped in April 2011 the source has no figure."),
    )


def _figure(value: float | None) -> str:
    return NO_FIGURE if value is None else format_number(value, 0)


def checks(context: Context) -> Content:
    """Which published totals are the sum of their parts, and which are not."""
    found = _read(context)
    said = [
        _difference(
            f"Total for {total.period_label}",
            total,
            [row for row in found.parts if row.period_end == total.period_end],
        )
        for total in found.totals
    ]
    for total in found.years:
        areas = _areas_of(total.service_area, found.parts)
        some = found.totals if total.service_area == TOTAL else found.parts
        inside = [
            row
            for row in some
            if row.service_area in areas
            and row.period_start >= total.period_start
            and row.period_end <= total.period_end
        ]
        said.append(_difference(f"12 months, {total.service_area}", total, inside))
    wrong: list[Inlines] = [(one,) for one in said if one]
    opening_words = f"{len(said) - len(wrong)} of {len(said)} published totals are the sum of their parts."
    return content(
        heading("Totals checked", anchor="complaints-totals-checked"),
        paragraph(opening_words + (f" {shown_as_published(len(wrong))}" if wrong else "")),
        Bullets(tuple(wrong)) if wrong else None,
        *_doubted_labels(found.quarters),
    )


def _areas_of(area: str, parts: Sequence[ComplaintsFigure]) -> set[str]:
    """An area and, where services were regrouped, the ones that their notes say were part of it."""
    return {area, *(row.service_area for row in parts if f"part of {area}".casefold() in row.note.casefold())}


def _difference(name: str, published: ComplaintsFigure, parts: Sequence[ComplaintsFigure]) -> str:
    """How a published total differs from the sum of its parts; "" where it does not."""
    total = sum(row.complaints for row in parts)
    if published.complaints == total:
        return ""
    gap = format_change(published.complaints - total, "number", 0)
    more = "more" if published.complaints > total else "fewer"
    return (
        f"{name}: {format_number(published.complaints, 0)} published, {gap} {more} than the sum of its parts "
        f"({format_number(total, 0)})."
    )


def _doubted_labels(quarters: Sequence[ComplaintsFigure]) -> list[Block]:
    """Periods whose printed label the data's notes doubt."""
    doubts = {row.period_label: row.note.split(".")[0] for row in quarters if "looks like a slip" in row.note}
    if not doubts:
        return []
    items: list[Inlines] = [(f"{label}: {doubt[:1].lower()}{doubt[1:]}.",) for label, doubt in doubts.items()]
    return [
        paragraph("Period labels that look like slips are shown as published too:"),
        Bullets(tuple(items)),
    ]


def commentary(context: Context) -> Content:
    """What the customer service wrote."""
    text = report_text(context, "Complaints")
    return content(heading("Commentary", anchor="complaints-commentary"), *text) if text else Content()
