"""The workforce: contracts, headcount, full-time equivalents, sickness and turnover."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from qprlib.data.records import Row
from qprlib.ground.calendar import day_in_words, years_later
from qprlib.ground.numbers import (
    capital,
    ended,
    format_number,
    format_value,
    inside,
    join_words,
    round_half_up,
    short_unit,
)
from qprlib.report.amount_shown import latest, shown
from qprlib.report.context import Context
from qprlib.report.document import Column, Content, Inlines, Strong, Table, content, in_cells, paragraph
from qprlib.report.parts.side_tables import (
    NO_FIGURE,
    bars,
    headed,
    more_or_fewer,
    noun_of_ends,
    totals_checked,
    written_about,
    year_finding,
)
from qprlib.report.pieces import heading
from qprlib.report.row_notes import notes
from qprlib.report.sentences.alternatives import Mark

#: The measure whose quarters are drawn.
TREND = "Full-time equivalent, trend"


def _read(context: Context) -> tuple[Row, ...]:
    return context.data.rows("workforce")


def _trend(rows: Sequence[Row]) -> list[Row]:
    """The quarters of all staff, or of the first group if there is no total; other groups are among the rates."""
    found = [row for row in rows if row.measure == TREND]
    whole = [row.group for row in sorted(found, key=lambda row: row.row_kind != "published_total")][:1]
    return sorted((row for row in found if row.group in whole), key=lambda row: row.period_end)


def _levels(rows: Sequence[Row]) -> list[Row]:
    """Figures of measures that are broken down by group, those with a published total, each on its latest day."""
    broken_down = {row.measure for row in rows if row.row_kind == "published_total"}
    ends: dict[str, date] = {}
    for row in rows:
        ends[row.measure] = max(row.period_end, ends.get(row.measure, row.period_end))
    return [row for row in rows if row.measure in broken_down and row.period_end == ends[row.measure]]


def _rates(rows: Sequence[Row]) -> list[Row]:
    """Figures of the other measures, one for each group and period, in the order of their periods."""
    told = {id(row) for row in _trend(rows)}
    broken_down = {row.measure for row in rows if row.row_kind == "published_total"} - {TREND}
    found = [row for row in rows if row.measure not in broken_down and id(row) not in told]
    return sorted(found, key=lambda row: row.period_end)


def _called(rows: Sequence[Row], row: Row, name: str) -> str:
    """What is counted, with whom it is counted for where a measure has several groups."""
    groups = {one.group for one in rows if one.measure == row.measure}
    return name if len(groups) == 1 and row.measure != TREND else f"{name} ({row.group})"


def _year_before(rows: Sequence[Row], row: Row) -> Row | None:
    """The same figure a year before."""
    end = years_later(row.period_end, -1)
    return next((o for o in rows if (o.measure, o.group, o.period_end) == (row.measure, row.group, end)), None)


def _outside_schools(rows: Sequence[Row]) -> str:
    """What follows "staff" where the figures are of those groups alone, with a blank before it."""
    return " outside schools" if rows and all(row.group.casefold() == "non-schools" for row in rows) else ""


def opening(context: Context) -> Content:
    """How many staff, and the change in a year; then how sickness, turnover and the like changed."""
    rows = _read(context)
    trend = _trend(rows)
    if not trend:
        return headed(context, "workforce", "There is no count of full-time equivalent staff.")
    last = trend[-1]
    said = (
        f"There were {format_number(last.value, 0)} full-time equivalent staff{_outside_schools(trend)} on "
        f"{day_in_words(last.period_end)}"
    )
    before = _year_before(trend, last)
    if before and before.value:
        change = 100 * (last.value - before.value) / before.value
        said += (
            f", {format_number(abs(change), 1)}% {'fewer' if change < 0 else 'more'} than "
            f"on {day_in_words(before.period_end)}"
        )
    return headed(context, "workforce", f"{said}.", *_rates_words(_rates(rows)))


def _rates_words(rows: Sequence[Row]) -> list[str]:
    """Each rate against a year before, all in one sentence; nothing where no year before is known."""
    clauses = []
    for now in {(row.measure, row.group): row for row in rows}.values():
        before = _year_before(rows, now)
        if before is None:
            continue
        value, was = (format_value(row.value, row.unit, row.decimals) for row in (now, before))
        name = _called(rows, now, _short(now.measure))
        if value == was:
            clauses.append(f"{name} stayed at {value}")
        else:
            bare = format_value(before.value, short_unit(before.unit), before.decimals)
            clauses.append(f"{name} {'rose' if now.value > before.value else 'fell'} from {bare} to {value}")
    return [f"Over the year {join_words(clauses)}."] if clauses else []


def _short(measure: str) -> str:
    """A measure without what qualifies it, as it stands inside a sentence: ``sickness``."""
    return inside(measure.partition(",")[0])


def chart(context: Context) -> Content:
    """Full-time equivalents by quarter, bars from zero."""
    every = _trend(_read(context))
    trend = shown(every)
    if not trend:
        return Content()
    outside = _outside_schools(trend)
    noun = noun_of_ends([row.period_end for row in every], context.edition.quarter.length)
    left_out = ", schools left out" if outside else ""
    now, before = trend[-1], _year_before(every, trend[-1])
    noted = ((("", row.period_label), row.note) for row in reversed(trend))
    return content(
        heading("Full-time equivalent staff", anchor="workforce-full-time-equivalent"),
        bars(
            context,
            "fte",
            [Mark(row.period_label, format_number(row.value, 0), row.value) for row in trend],
            year_finding(
                "Staff numbers", now.value, before.value if before else None, f"staff on {day_in_words(now.period_end)}"
            ),
            f"Full-time equivalent staff{outside}",
            period=f"End of {noun}",
            counted="Full-time equivalents",
        ),
        notes(noted, paragraph(f"Full-time equivalents at the end of each {noun}{left_out}.")),
    )


def levels(context: Context) -> Content:
    """Staffing by group and measure, each on its latest day, as published."""
    every = _read(context)
    found = _levels(every)
    if not found:
        return Content()
    wrong = [row for row, parts in _totals(found) if not _adds_up(row, parts)]  # told with why where totals are checked
    days = sorted({row.period_end for row in found}, reverse=True)
    return content(
        heading("Staffing levels", anchor="workforce-levels"),
        *(_level_table(every, [row for row in found if row.period_end == day]) for day in days),
        notes(((row.group, row.measure), "" if row in wrong else row.note) for row in found),
    )


def _level_table(every: Sequence[Row], found: Sequence[Row]) -> Table:
    """Figures of one day."""
    measures = dict.fromkeys(row.measure for row in found)
    cells = {(row.group, row.measure): row for row in found}
    yearly = any(_year_before(every, row) for row in found)
    rows: list[tuple[Inlines, ...]] = []
    for group, kind in {row.group: row.row_kind for row in found}.items():
        figures = [cells.get((group, measure)) for measure in measures]
        name = Strong(group) if kind == "published_total" else group
        changes = [_change(every, one) if one else NO_FIGURE for one in figures] if yearly else []
        rows.append(in_cells((name, *map(_printed, figures), *changes)))
    named = [*measures, *(f"{measure}, change in a year" for measure in measures if yearly)]
    columns = (Column("Group", width=32), *(Column(name, "right", width=17) for name in named))
    caption = f"Staff on {day_in_words(found[0].period_end)}, as published"
    return Table(caption, "glance workforce" if yearly else "workforce", columns, tuple(rows))


def _printed(row: Row | None) -> str:
    return format_value(row.value, row.unit, row.decimals) if row else NO_FIGURE


def _change(rows: Sequence[Row], row: Row) -> str:
    """By how much a figure changed in a year: ``12 more``."""
    before = _year_before(rows, row)
    if before is None:
        return NO_FIGURE
    change = round_half_up(row.value, row.decimals) - round_half_up(before.value, row.decimals)
    return more_or_fewer(change, row.decimals)


def rates(context: Context) -> Content:
    """Sickness, turnover and the like, for the latest five periods."""
    found = _rates(_read(context))
    if not found:
        return Content()
    labels = latest(list(dict.fromkeys(row.period_label for row in found)))
    names = {id(row): _called(found, row, row.measure) for row in found}
    cells = {(names[id(row)], row.period_label): row for row in found}
    rows = tuple(
        in_cells((name, *(_printed(cells.get((name, label))) for label in labels)))
        for name in dict.fromkeys(names.values())
    )
    few = len(labels) <= 2
    columns = (
        Column("Measure", width=52 if few else 35),
        *(Column(label, "right", width=24 if few else 13) for label in labels),
    )
    title = capital(join_words(list(dict.fromkeys(_short(row.measure) for row in found))))
    kind = "workforce" if few else "glance workforce"
    return content(
        heading(title, anchor="workforce-rates"),
        Table(f"{title}{_outside_schools(found)}", kind, columns, rows),
        notes(((names[id(row)], row.period_label), row.note) for row in found if row.period_label in labels),
    )


def _totals(found: Sequence[Row]) -> list[tuple[Row, float]]:
    """Each published total with the sum of the parts that stand above it in the data file, back to the total before."""
    totals = []
    for measure in dict.fromkeys(row.measure for row in found):
        parts = 0.0
        for row in (one for one in found if one.measure == measure):
            if row.row_kind == "part":
                parts += row.value
            elif row.row_kind == "published_total":
                totals.append((row, parts))
                parts = 0.0
    return totals


def _adds_up(total: Row, parts: float) -> bool:
    """Whether a total is the sum of its parts, as both are printed."""
    return format_number(total.value, total.decimals) == format_number(parts, total.decimals)


def checks(context: Context) -> Content:
    """Which published totals are the sum of the groups listed above them, and which are not; nothing without totals."""
    totals = _totals(_levels(_read(context)))
    wrong = []
    for row, parts in totals:
        if not _adds_up(row, parts):
            published, total = format_number(row.value, row.decimals), format_number(parts, row.decimals)
            why = f" {ended(row.note)}" if row.note else ""
            wrong.append(f"{row.measure}, {row.group}: {published} published, the parts add up to {total}.{why}")
    return totals_checked("workforce", len(totals), wrong)


def commentary(context: Context) -> Content:
    """What the personnel service wrote."""
    return written_about(context, "workforce")
