"""Complaints by service area and period, with every published total checked and none repaired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from math import isnan

from qprlib.data.records import Row
from qprlib.ground.calendar import MONTHS, Frequency, previous_period_end, same_period_last_year
from qprlib.ground.numbers import format_change, format_number, join_words, percentage, plural
from qprlib.report.amount_shown import SHORT, latest, shown
from qprlib.report.charts.drawing import keep_chart
from qprlib.report.charts.of_results import draw_bars
from qprlib.report.context import Context
from qprlib.report.document import (
    Bullets,
    Column,
    Content,
    Inlines,
    Strong,
    Table,
    content,
    paragraph,
)
from qprlib.report.parts import requests
from qprlib.report.parts.priorities import headed
from qprlib.report.pieces import heading, lede, report_text, source, sums_sentence
from qprlib.report.row_notes import notes
from qprlib.report.sentences.alternatives import Mark, path_words

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

    in_file_order: tuple[Row, ...]
    quarters: tuple[Row, ...]
    years: tuple[Row, ...]

    @property
    def parts(self) -> list[Row]:
        return [row for row in self.quarters if row.row_kind == "area"]

    @property
    def totals(self) -> list[Row]:
        return [row for row in self.quarters if row.row_kind == "published_total"]


def _read(context: Context) -> _Complaints:
    rows = context.data.rows("complaints")
    in_quarters = sorted((row for row in rows if _is_quarter(row)), key=lambda row: row.period_end)
    return _Complaints(rows, tuple(in_quarters), tuple(row for row in rows if not _is_quarter(row)))


def _is_quarter(row: Row) -> bool:
    return bool((row.period_end - row.period_start).days < 100)


def opening(context: Context) -> Content:
    """How many complaints, against the quarter before and a year before, in one sentence."""
    said = opening_sentence(_read(context).totals)
    return headed(context, "complaints", lede("complaints", " ".join((said, *requests.opening_sentences(context)))))


def opening_sentence(totals: Sequence[Row]) -> str:
    """The latest total against the quarter before and the same quarter a year before, as far as they are known."""
    if not totals or isnan(totals[-1].complaints):
        return "There is no total of complaints."
    now = totals[-1]
    number = round(now.complaints)
    were = plural(number, "was", "were")
    said = f"There {were} {number:,} {plural(number, 'complaint')} in {_spoken(now.period_label)}"
    compared = [
        f"{_change(now.complaints, one.complaints)} in {words}"
        for one, words in (
            (_ended(totals, previous_period_end(Frequency.QUARTERLY, now.period_end)), "the quarter before"),
            (year_ago(totals), ""),
        )
        if one and not isnan(one.complaints)
        for words in [words or _spoken(one.period_label)]
    ]
    return f"{said}{', ' if compared else ''}{join_words(compared)}."


def _ended(totals: Sequence[Row], end: date) -> Row | None:
    return next((one for one in totals if one.period_end == end), None)


def year_ago(totals: Sequence[Row]) -> Row | None:
    """The total of the same quarter a year before the latest, None where there is none."""
    return _ended(totals, same_period_last_year(Frequency.QUARTERLY, totals[-1].period_end))


def _spoken(label: str) -> str:
    """A printed period with its months in full: "Apr to Jun 2011" is "April to June 2011"."""
    full = {month[:3]: month for month in MONTHS}
    return " ".join(full.get(word, word) for word in label.split())


def _change(now: float, before: float) -> str:
    """Such as "7% fewer than", "as many as"; of none there is no percentage."""
    if now == before:
        return "as many as"
    if not before:
        return "against none"
    return f"{percentage(round(abs(now - before)), round(before))} {'fewer' if now < before else 'more'} than"


def chart(context: Context) -> Content:
    """Complaints in each quarter as published."""
    every = _read(context).totals
    totals = shown(every)
    if not totals:
        return Content()
    labels, values = [row.period_label for row in totals], [row.complaints for row in totals]
    drawn = [Mark(row.period_label, format_number(row.complaints, 0), row.complaints) for row in totals]
    periods = [bar_label(label, len(labels)) for label in labels]
    drawing = partial(draw_bars, context.project.theme, periods, values, 0)
    rows = tuple(((label,), (format_number(value, 0),)) for label, value in zip(labels, values, strict=True))
    columns = (Column("Period", width=60), Column("Complaints", "right", width=40))
    return content(
        keep_chart(drawing, "complaints", finding(every), f"Bar chart: {path_words(drawn)}.", drawn),
        Table("Complaints received, all services", "trend", columns, rows[::-1]),
        source("Number of complaints, all services."),
    )


def finding(totals: Sequence[Row]) -> str:
    """The headline of the chart: the change in a year."""
    now, before = totals[-1], year_ago(totals)
    number = format_number(now.complaints, 0)
    if before is None or isnan(before.complaints):
        return f"{number} complaints in {_spoken(now.period_label)}"
    if before.complaints == now.complaints:
        return f"Complaints are the same as a year before, {number}"
    way = "fell" if now.complaints < before.complaints else "rose"
    return f"Complaints {way} from {format_number(before.complaints, 0)} to {number} in a year"


def bar_label(label: str, bars: int) -> str:
    """A period under its bar; where there are many bars its year on a line of its own."""
    words = label.replace(" to ", "–")
    return words if bars <= SHORT else "\n".join(words.rsplit(" ", 1))


def table(context: Context) -> Content:
    """The figures of the source for the latest five quarters, with its totals.

    The 12 months are as published; where the source has none, the sum of the latest four quarters.
    """
    found = _read(context)
    labels = latest(list(dict.fromkeys(row.period_label for row in found.quarters)))
    figures = {(row.service_area, row.period_label): row.complaints for row in found.quarters}
    over_year = {row.service_area: row.complaints for row in found.years} or _over_year(found)
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
    said = [] if found.years else ["The 12 months are the sum of the latest four quarters."]
    if any(cell == (NO_FIGURE,) for row in rows for cell in row):
        said.insert(0, "Period labels are as published; “no figure” stands where the source has none.")
    noted = [row for row in found.quarters if row.period_label in labels] + list(found.years)
    return content(
        heading("Complaints by service", anchor="complaints-by-service"),
        Table("Complaints by service and period, as published", "complaints", columns, tuple(rows)),
        notes(
            (((row.service_area, row.period_label if _is_quarter(row) else "12 months"), row.note) for row in noted),
            *([paragraph(" ".join(said))] if said else []),
        ),
    )


def _over_year(found: _Complaints) -> dict[str, float]:
    """The sum of the latest four quarters of every area that has a figure in each of them."""
    ends = sorted({row.period_end for row in found.quarters})[-4:]
    sums: dict[str, float] = {}
    for area in dict.fromkeys(row.service_area for row in found.quarters):
        some = [row.complaints for row in found.quarters if row.service_area == area and row.period_end in ends]
        if len(some) == 4 and not any(isnan(value) for value in some):
            sums[area] = sum(some)
    return sums


def _figure(value: float | None) -> str:
    return NO_FIGURE if value is None or isnan(value) else format_number(value, 0)


def checks(context: Context) -> Content:
    """Which published totals are the sum of their parts, and which are not; nothing where none was published."""
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
    if not said:
        return Content()
    wrong: list[Inlines] = [(one,) for one in said if one]
    return content(
        heading("Totals checked", anchor="complaints-totals-checked"),
        paragraph(sums_sentence(len(said) - len(wrong), len(said))),
        Bullets(tuple(wrong)) if wrong else None,
    )


def _areas_of(area: str, parts: Sequence[Row]) -> set[str]:
    """An area and, where services were regrouped, the ones that were part of it before."""
    return {area, *(row.service_area for row in parts if row.part_of == area)}


def _difference(name: str, published: Row, parts: Sequence[Row]) -> str:
    """How a published total differs from the sum of its parts; "" where it does not."""
    if isnan(published.complaints):
        return f"{name}: no figure."
    total = sum(row.complaints for row in parts if not isnan(row.complaints))
    unknown = [row.service_area for row in parts if isnan(row.complaints)]
    if unknown:
        return (
            f"{name}: {format_number(published.complaints, 0)} published; those of its parts that are known add up to "
            f"{format_number(total, 0)}, and there is no figure for {join_words(list(dict.fromkeys(unknown)))}."
        )
    if published.complaints == total:
        return ""
    gap = format_change(published.complaints - total, "number", 0)
    more = "more" if published.complaints > total else "fewer"
    return (
        f"{name}: {format_number(published.complaints, 0)} published, {gap} {more} than the sum of its parts "
        f"({format_number(total, 0)})."
    )


def commentary(context: Context) -> Content:
    """What the customer service wrote."""
    text = report_text(context, "Complaints")
    return content(heading("Commentary", anchor="complaints-commentary"), *text) if text else Content()
