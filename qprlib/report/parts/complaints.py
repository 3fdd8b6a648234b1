"""Complaints by service area and period, with every published total checked and none repaired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import isnan

from qprlib.data.records import Row
from qprlib.ground.calendar import MONTHS, years_later
from qprlib.ground.numbers import format_change, format_number, in_words, join_words, percentage, plural
from qprlib.ground.reported import Length
from qprlib.report.amount_shown import SHORT, latest, shown
from qprlib.report.context import Context
from qprlib.report.document import Column, Content, Strong, Table, content, in_cells, paragraph
from qprlib.report.parts import requests
from qprlib.report.parts.side_tables import (
    NO_FIGURE,
    bars,
    headed,
    noun_of,
    totals_checked,
    written_about,
    year_finding,
)
from qprlib.report.pieces import heading, source
from qprlib.report.row_notes import notes
from qprlib.report.sentences.alternatives import Mark

#: The name of the line that a source prints below its services.
TOTAL = "Total"


@dataclass(frozen=True)
class _Complaints:
    """The file's rows in its order, those of single quarters (or months) by period, and of twelve months."""

    in_file_order: tuple[Row, ...]
    quarters: tuple[Row, ...]
    years: tuple[Row, ...]

    def of(self, kind: str) -> list[Row]:
        """The areas of single quarters, or their published totals."""
        return [row for row in self.quarters if row.row_kind == kind]


def _read(context: Context) -> _Complaints:
    rows = context.data.rows("complaints")
    single = [row for row in rows if not _is_year(row)]
    years = [row for row in rows if single and _is_year(row)]
    return _Complaints(rows, tuple(sorted(single or rows, key=lambda row: row.period_end)), tuple(years))


def _is_year(row: Row) -> bool:
    return bool((row.period_end - row.period_start).days > 300)


def opening(context: Context) -> Content:
    """How many complaints, against the quarter before and a year before, in one sentence."""
    said = opening_sentence(_read(context).of("published_total"))
    return headed(context, "complaints", said, *requests.opening_sentences(context))


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
            (
                _ended(totals, now.period_start - timedelta(days=1)),
                f"the {noun_of(now.period_start, now.period_end)} before",
            ),
            (_year_ago(totals), ""),
        )
        if one and not isnan(one.complaints)
        for words in [words or _spoken(one.period_label)]
    ]
    return f"{said}{', ' if compared else ''}{join_words(compared)}."


def _ended(totals: Sequence[Row], end: date) -> Row | None:
    return next((one for one in totals if one.period_end == end), None)


def _year_ago(totals: Sequence[Row]) -> Row | None:
    """The total of the same quarter a year before the latest."""
    return _ended(totals, years_later(totals[-1].period_end, -1))


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
    every = _read(context).of("published_total")
    totals = shown(every)
    if not totals:
        return Content()
    now, before = totals[-1], _year_ago(every)
    return content(
        bars(
            context,
            "complaints",
            [Mark(row.period_label, format_number(row.complaints, 0), row.complaints) for row in totals],
            year_finding(
                "Complaints",
                now.complaints,
                before.complaints if before else None,
                f"complaints in {_spoken(now.period_label)}",
            ),
            "Complaints received, all services",
            period="Period",
            counted="Complaints",
            wrapped=[_bar_label(row.period_label, len(totals)) for row in totals],
        ),
        source("Number of complaints, all services."),
    )


def _bar_label(label: str, bars: int) -> str:
    """A period under its bar; where there are many bars its year on a line of its own."""
    words = label.replace(" to ", "–")
    return words if bars <= SHORT else "\n".join(words.rsplit(" ", 1))


def table(context: Context) -> Content:
    """The figures of the source for the latest five quarters, with its totals.

    The 12 months are as published; where the source has none, the sum of the latest four quarters, or twelve months.
    """
    found = _read(context)
    labels = latest(list(dict.fromkeys(row.period_label for row in found.quarters)))
    figures = {(row.service_area, row.period_label): row.complaints for row in found.quarters}
    over_year = {row.service_area: row.complaints for row in found.years} or _over_year(found)
    rows = tuple(
        in_cells(
            (
                Strong(area) if area == TOTAL else area,
                *(_figure(figures.get((area, label))) for label in labels),
                _figure(over_year.get(area)),
            )
        )
        for area in dict.fromkeys(row.service_area for row in found.in_file_order)
    )
    columns = (
        Column("Service", width=28),
        *(Column(label, "right", width=12) for label in (*labels, "12 months")),
    )
    said = [] if found.years else [f"The 12 months are {_in_a_year(found)}."]
    if any(cell == (NO_FIGURE,) for row in rows for cell in row):
        said.insert(0, "Period labels are as published; “no figure” stands where the source has none.")
    noted = [row for row in found.quarters if row.period_label in labels] + list(found.years)
    return content(
        heading("Complaints by service", anchor="complaints-by-service"),
        Table("Complaints by service and period, as published", "complaints", columns, rows),
        notes(
            (((row.service_area, "12 months" if _is_year(row) else row.period_label), row.note) for row in noted),
            *([paragraph(" ".join(said))] if said else []),
        ),
    )


def _over_year(found: _Complaints) -> dict[str, float]:
    """The sum of the latest four quarters, or what makes a year, of every area that has a figure in each of them."""
    if not found.quarters:
        return {}
    latest_end = found.quarters[-1].period_end
    begin = years_later(latest_end, -1)
    sums: dict[str, float] = {}
    for area in dict.fromkeys(row.service_area for row in found.quarters):
        some = [row for row in found.quarters if row.service_area == area and row.period_start > begin]
        days = sum((row.period_end - row.period_start).days + 1 for row in some)
        if days == (latest_end - begin).days and not any(isnan(row.complaints) for row in some):
            sums[area] = sum(row.complaints for row in some)
    return sums


def _in_a_year(found: _Complaints) -> str:
    last = found.quarters[-1] if found.quarters else None
    length = Length.of(last.period_start, last.period_end) if last else Length.QUARTER
    if length in (None, Length.MONTH):
        return "the sum of the single figures within them"
    if length is Length.YEAR:
        return "those of the latest year"
    return f"the sum of the latest {in_words(length.a_year)} {plural(length.a_year, length.words)}"


def _figure(value: float | None) -> str:
    return NO_FIGURE if value is None or isnan(value) else format_number(value, 0)


def checks(context: Context) -> Content:
    """Which published totals are the sum of their parts, and which are not; nothing where none was published."""
    found = _read(context)
    areas, totals = found.of("area"), found.of("published_total")
    said = [
        _difference(
            f"Total for {total.period_label}", total, [row for row in areas if row.period_end == total.period_end]
        )
        for total in totals
    ]
    for total in found.years:
        names = _areas_of(total.service_area, areas)
        inside = [
            row
            for row in (totals if total.service_area == TOTAL else areas)
            if row.service_area in names
            and row.period_start >= total.period_start
            and row.period_end <= total.period_end
        ]
        said.append(_difference(f"12 months, {total.service_area}", total, inside))
    return totals_checked("complaints", len(said), [one for one in said if one])


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
    return written_about(context, "complaints")
