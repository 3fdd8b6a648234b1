"""Activity: how much was asked of the services, against the range in which it was expected."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from qprlib.data.schema import IndicatorKind
from qprlib.downloads.declared import ABOVE, BELOW, WITHIN
from qprlib.ground.cycles import cycle_of
from qprlib.ground.numbers import (
    capital,
    drawn_unit,
    format_number,
    format_value,
    in_words,
    inside,
    join_words,
    opening_number,
    round_half_up,
    short_unit,
    so_many_of,
)
from qprlib.ground.periods import basis_words
from qprlib.report import document as doc
from qprlib.report import pieces
from qprlib.report.charts.drawing import keep_chart
from qprlib.report.charts.of_results import unit_beside
from qprlib.report.charts.side_charts import Level, draw_range
from qprlib.report.context import Context
from qprlib.report.row_notes import notes, period_notes
from qprlib.report.sentences.alternatives import marks, path_words
from qprlib.scoring.scorecard import Point, Result
from qprlib.texts.commentary import HEADINGS

#: What stands where an activity has no expected range, or no result.
NO_RANGE = "No expected range"
#: How many periods a chart and its table show.
SHOWN = 9
_SHAPES = {ABOVE: "triangle", WITHIN: "circle", BELOW: "square"}


def position(row: Result | Point, decimals: int) -> str:
    """Where a published figure stands: ``Above``, ``Within`` or ``Below`` its range, "" where that cannot be told."""
    if not row.known or (math.isnan(row.lower) and math.isnan(row.upper)):
        return ""
    figure = round_half_up(row.actual, decimals)
    if figure < row.lower:
        return BELOW
    return ABOVE if figure > row.upper else WITHIN


def activities(context: Context) -> list[Result]:
    """The activity indicators of an edition in the register's order.

    Raises
    ------
    LookupError
        If there is none.
    """
    found = [row for row in context.scored.results if row.kind == IndicatorKind.ACTIVITY]
    if not found:
        raise LookupError("no indicator of the register is an activity")
    return found


def opening(context: Context) -> doc.Content:
    """How many activities are above, within and below their range, and which are outside."""
    rows = activities(context)
    return pieces.lede("activity", " ".join(opening_sentences(rows)))


def opening_sentences(rows: Sequence[Result]) -> list[str]:
    """The finding in a sentence or three: counts first, then those outside by name."""
    groups = {where: [row for row in rows if position(row, row.decimals) == where] for where in (ABOVE, BELOW, WITHIN)}
    total = len(rows)
    counted = [
        f"{in_words(len(some))} {'is' if len(some) == 1 else 'are'} {where.lower()}"
        for where, some in groups.items()
        if some
    ]
    unknown = total - sum(map(len, groups.values()))
    if total == 1:
        stands = f"{counted[0].removeprefix('one ')} its" if counted else "cannot be set against an"
        return [f"The only activity {stands} expected range."]
    within = len(groups[WITHIN])
    said = [
        f"{so_many_of(within, total, 'activity', 'activities')} are within their expected range."
        if within == total
        else f"Of {in_words(total)} activities, {join_words(counted)} their expected range."
        if counted
        else f"None of the {in_words(total)} activities can be set against a range."
    ]
    said += [
        f"{where}: {join_words([inside(row.short_name) for row in some])}."
        for where, some in groups.items()
        if some and where != WITHIN
    ]
    if counted and unknown:
        said.append(f"{opening_number(unknown)} cannot be set against a range.")
    return said


def table(context: Context) -> doc.Content:
    """Every activity with its range, where it stands, and the result before and a year before."""
    return doc.content(
        pieces.heading("All activity at a glance", anchor="activity-at-a-glance"),
        doc.tabled(
            "Activity against its expected range",
            "glance activity",
            activities(context),
            (
                doc.Column("Activity", width=32),
                lambda row: doc.Link(pieces.named(context, row), page="activity", anchor=_place(row)),
            ),
            (
                doc.Column("Latest", "right", width=13),
                lambda row: _value(row, row.actual) if row.known else pieces.absent(row),
            ),
            (doc.Column("Expected", "right", width=19), lambda row: expected(row, row)),
            (doc.Column("Standing", width=12), lambda row: standing_of(row, row.decimals)),
            (doc.Column("Period before", "right", width=12), lambda row: _value(row, row.previous.actual)),
            (doc.Column("A year before", "right", width=12), lambda row: _value(row, row.year_before.actual)),
        ),
        pieces.source(
            "Activity is demand or context and is not rated: above its range more is asked of a service than was "
            "planned for, below it less. Ranges are set before the year from what past years make likely."
        ),
    )


def details(context: Context) -> doc.Content:
    """Each activity: where it stands in words, why it matters, its chart and its figures."""
    parts: list[doc.Block | doc.Content | None] = [pieces.heading("Each activity", anchor="each-activity")]
    for row in activities(context):
        parts += _one(context, row)
    return doc.content(*parts)


def _one(context: Context, row: Result) -> list[doc.Block | doc.Content | None]:
    points = context.scored.points[row.id]
    shown = [point for point in points if point.period_end <= context.edition.as_of][-SHOWN:]
    parts: list[doc.Block | doc.Content | None] = [doc.Heading(3, pieces.named(context, row), _place(row))]
    parts.append(doc.paragraph(*sentence(row), *((f" {row.note}",) if row.note else ())))
    if any(point.known for point in shown):
        levels = [Level(_label(row, point), point.actual, point.lower, point.upper) for point in shown]
        drawing = partial(
            draw_range, context.project.theme, levels, drawn_unit(row.unit), row.decimals, unit_beside(row.unit)
        )
        parts.append(keep_chart(drawing, f"activity-{row.id}", finding(row, shown), alt(row, shown), levels))
    parts += [_figures(context, row, shown), notes(period_notes(context, row, shown), doc.paragraph(_identity(row)))]
    texts = context.commentary.indicators.get(row.id, {})
    if any(title in texts for title in HEADINGS) and context.page_of(row.section):
        parts.append(doc.paragraph("What the service says: ", pieces.indicator_link(context, row, with_id=True), "."))
    return parts


def _label(row: Result, point: Point) -> str:
    return row.period(point.period_end).short.replace(" to ", "–")


def _place(row: Result) -> str:
    return f"activity-{pieces.anchor(row.id)}"


def _value(row: Result, value: float) -> str:
    return "None" if math.isnan(value) else pieces.unbroken(format_value(value, short_unit(row.unit), row.decimals))


def expected(row: Result, at: Result | Point) -> str:
    """The expected range in a table: ``104,000 to 124,000``."""
    ranged = not (math.isnan(at.lower) and math.isnan(at.upper))
    return pieces.range_cell(row, at.lower, at.upper) if ranged else NO_RANGE


def standing_of(row: Result | Point, decimals: int) -> doc.Inlines:
    """Where a result stands against its expected range, by word and shape."""
    where = position(row, decimals)
    return (doc.Span(where, ("status", "standing", _SHAPES[where])),) if where else ("Not told",)


def sentence(row: Result) -> doc.Inlines:
    """Where the latest figure stands, with how far outside its range it is."""
    if not row.known:
        return (f"There is no figure for this {row.noun}.",)
    value = f"{capital(format_value(row.actual, row.unit, row.decimals))} {row.period(row.period_end).in_words}"
    where = position(row, row.decimals)
    if not where:
        return (f"{value}; no range was set for it.",)
    return (*standing_of(row, row.decimals), f" the expected range of {expected(row, row)}: {value}{_gap(row, where)}.")


def _gap(row: Result, where: str) -> str:
    """How far outside: ``, 2.4% above its upper end``; nothing within the range, or at an end of nought."""
    end = row.upper if where == ABOVE else row.lower
    if where == WITHIN or not end:
        return ""
    share = 100 * abs(round_half_up(row.actual, row.decimals) - end) / abs(end)
    return f", {format_number(share, 1)}% {'above its upper' if where == ABOVE else 'below its lower'} end"


def finding(row: Result, points: Sequence[Point]) -> str:
    """The headline of a chart: where the activity stands, and for how many of the periods shown it was outside."""
    where = position(row, row.decimals)
    name = row.short_name
    if not where:
        return f"{name}: no range to compare with"
    known = [point for point in points if point.known]
    run = 0
    for point in reversed(known):
        if position(point, row.decimals) != where:
            break
        run += 1
    unit = "period" if row.frequency != "quarterly" else "quarter"
    if run >= len(known) > 1:
        return f"{name}: {where.lower()} the expected range in all {in_words(run)} {unit}s shown"
    if run > 1:
        return f"{name}: {where.lower()} the expected range for {in_words(run)} {unit}s in a row"
    before = position(known[-2], row.decimals) if len(known) > 1 else ""
    tail = f", after a {unit} {before.lower()} it" if before else ""
    return f"{name}: {where.lower()} the expected range{tail}"


def alt(row: Result, points: Sequence[Point]) -> str:
    """How the line runs, and the range that was expected of its last result."""
    last = [point for point in points if point.known][-1]
    range_then = expected(row, last)
    against = f" Expected then: {range_then}." if position(last, row.decimals) else ""
    return f"Line chart on a band: {path_words(marks(row, points))}.{against}"


def _figures(context: Context, row: Result, points: Sequence[Point]) -> doc.Table | None:
    if not points:
        return None
    unit = "" if short_unit(row.unit) == row.unit else f", {row.unit}"
    return doc.tabled(
        f"{pieces.reference(context, row)} by period{unit}",
        "trend",
        points,
        (doc.Column("Period", width=28), lambda point: pieces.period_cell(row.period(point.period_end))),
        (
            doc.Column("Result", "right", width=22),
            lambda point: _value(row, point.actual) if point.known else pieces.absent(point),
        ),
        (doc.Column("Expected", "right", width=30), lambda point: expected(row, point)),
        (doc.Column("Standing", width=20), lambda point: standing_of(point, row.decimals)),
    )


def _identity(row: Result) -> str:
    stated = {"Source": row.source, "Priority": row.priority, "Directorate": row.directorate, "Division": row.division}
    where = "".join(f" {title}: {said}." for title, said in stated.items() if said)
    owner = f" {row.owner_role} answers for it." if row.owner_role else ""
    return f"{row.name}: {basis_words(row.basis, cycle_of(row))}.{where}{owner}"
