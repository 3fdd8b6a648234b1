"""Requests for information: freedom of information, environmental information and subject access."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from math import isnan

from qprlib.data.records import Row
from qprlib.ground.calendar import day_in_words, months_of, years_later
from qprlib.ground.numbers import MISSING, capital, format_number, in_words, join_words, percentage
from qprlib.report.amount_shown import shown
from qprlib.report.charts.drawing import keep_chart
from qprlib.report.charts.side_charts import draw_shares
from qprlib.report.context import Context
from qprlib.report.document import Box, Column, Content, Inline, Strong, Table, content, in_cells, paragraph, tabled
from qprlib.report.parts.side_tables import noun_of
from qprlib.report.pieces import heading, source, unbroken
from qprlib.report.row_notes import notes
from qprlib.report.sentences.alternatives import Mark, path_words

#: Each kind as a heading, inside a sentence, and in a chart.
_NAMES = {
    "foi": ("Freedom of Information requests", "Freedom of Information requests", "FOI"),
    "eir": ("Environmental information requests", "environmental information requests", "EIR"),
    "sar": ("Subject access requests", "subject access requests", "Subject access"),
}


@dataclass(frozen=True)
class Total:
    """All requests of one kind in one quarter; NaN where a service gave no figure."""

    kind: str
    start: date
    end: date
    received: float
    answered: float
    in_time: float
    overdue: float

    @property
    def share(self) -> float:
        """Per cent of those answered that were answered in time, NaN where none was."""
        return 100 * self.in_time / self.answered if self.answered else float("nan")

    @property
    def in_words(self) -> str:
        """The share with what it was counted from: ``85% (454 of 531)``."""
        return in_time_words(self.in_time, self.answered)


def in_time_words(in_time: float, answered: float) -> str:
    """A share in time with its counts: ``85% (454 of 531)``; ``None answered`` of nothing."""
    if isnan(in_time) or isnan(answered):
        return capital(MISSING)
    if not answered:
        return "None answered"
    share = percentage(round(in_time), round(answered))
    return unbroken(f"{share} ({format_number(in_time, 0)} of {format_number(answered, 0)})")


def totals(rows: Sequence[Row]) -> dict[str, list[Total]]:
    """The sums over all services, by kind in the order of the declaration, quarter by quarter."""
    found: dict[str, list[Total]] = {}
    for kind in _NAMES:
        of_kind = [row for row in rows if row.kind == kind]
        for end in sorted({row.period_end for row in of_kind}):
            some = [row for row in of_kind if row.period_end == end]
            sums = (sum(getattr(row, name) for row in some) for name in ("received", "answered", "in_time", "overdue"))
            found.setdefault(kind, []).append(Total(kind, min(row.period_start for row in some), end, *sums))
    return found


def _read(context: Context) -> tuple[Row, ...]:
    if context.data.frame("information_requests") is None:
        return ()
    rows = context.data.rows("information_requests")
    return tuple(row for row in rows if row.period_end <= context.edition.quarter.end)


def opening_sentences(context: Context) -> list[str]:
    """The latest shares in time in one sentence, nothing where there are no figures."""
    latest = [some[-1] for some in totals(_read(context)).values() if not isnan(some[-1].share)]
    parts = [
        f"{format_number(one.share, 0)}% of {_NAMES[one.kind][1]} "
        f"({format_number(one.in_time, 0)} of {format_number(one.answered, 0)})"
        for one in latest
    ]
    return [f"{join_words(parts)} were answered in time."] if parts else []


def sentence(kind: str, found: Sequence[Total]) -> str:
    """How many of the latest quarter's answers were in time, against a year before, and what is overdue."""
    now = found[-1]
    asked = _NAMES[kind][1] if now.answered != 1 else _NAMES[kind][1].removesuffix("s")
    said = f"Of {format_number(now.answered, 0)} {asked} answered, {format_number(now.in_time, 0)}"
    if not now.answered or isnan(now.share):
        return f"No share of {_NAMES[kind][1]} in time can be told for {months_of(now.start, now.end)}."
    said += f" ({format_number(now.share, 0)}%) {'was' if now.in_time == 1 else 'were'} answered in time"
    before = next((one for one in found if one.end == years_later(now.end, -1)), None)
    if before and not isnan(before.share):
        change = round(now.share) - round(before.share)
        against = f"{format_number(before.share, 0)}% a year before"
        said += f", {'up from' if change > 0 else 'down from' if change < 0 else 'the same as the'} {against}"
    if not isnan(now.overdue):
        number = format_number(now.overdue, 0) if now.overdue else "none"
        said += f"; {number} {'was' if now.overdue < 2 else 'were'} overdue at the end"
    return f"{said}."


def part(context: Context) -> Content:
    """Chart, quarters of each kind, and services of the latest quarter; nothing where there are no figures."""
    rows = _read(context)
    found = totals(rows)
    if not found:
        return Content()
    return content(
        heading("Requests for information", anchor="information-requests"),
        paragraph(" ".join(sentence(kind, some) for kind, some in found.items())),
        _chart(context, found),
        *(part for kind, some in found.items() for part in (_by_quarter(kind, some), _notes(rows, kind, some))),
        _by_service(rows, found),
    )


def _chart(context: Context, found: dict[str, list[Total]]) -> Content:
    ends = shown(sorted({one.end for some in found.values() for one in some}))
    starts = {one.end: one.start for some in found.values() for one in some}
    labels = [months_of(starts[end], end, short=True) for end in ends]
    shares = {
        _NAMES[kind][2]: [next((one.share for one in some if one.end == end), float("nan")) for end in ends]
        for kind, some in found.items()
    }
    drawn = [label.rsplit(" ", 1) for label in labels]
    wrapped = ["\n".join((months.replace(" to ", "–"), year)) for months, year in drawn]
    said = []
    for name, values in shares.items():
        known = [(label, value) for label, value in zip(labels, values, strict=True) if not isnan(value)]
        points = [Mark(label, f"{format_number(value, 0)}%", value) for label, value in known]
        said += [f"{name} {path_words(points, turns=False)}"] if points else []
    if not said:
        return Content()  # nothing was answered at any time
    return content(
        keep_chart(
            partial(draw_shares, context.project.theme, wrapped, shares), "information-requests", _finding(found),
            f"Line chart of answers in time: {'; '.join(said)}.", {"period": labels, **shares},
        ),
        source(
            f"Share of the requests answered in the {noun_of(starts[ends[-1]], ends[-1])} that were answered in "
            "time, all services."
        ),
    )  # fmt: skip


def _finding(found: dict[str, list[Total]]) -> str:
    parts = []
    for kind, some in found.items():
        known = [one for one in shown(some) if not isnan(one.share)]
        if not known:
            continue
        now = known[-1]
        best, worst = (pick(round(one.share) for one in known) for pick in (max, min))
        tail = ""
        if len(known) > 2 and best != worst:
            where = "the highest" if round(now.share) == best else "the lowest" if round(now.share) == worst else ""
            tail = f", {where} of {in_words(len(known))} {noun_of(now.start, now.end)}s" if where else ""
        parts.append(f"{_NAMES[kind][2]} {format_number(now.share, 0)}%{tail}")
    return (
        f"Answered in time: {'; '.join([*parts[:1], *(_inside(part) for part in parts[1:])])}"
        if parts
        else "No request was answered"
    )


def _inside(name: str) -> str:
    """A name inside a sentence: in small letters, unless it is an abbreviation."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _by_quarter(kind: str, found: Sequence[Total]) -> Table:
    noun = noun_of(found[-1].start, found[-1].end)
    return tabled(
        f"{_NAMES[kind][0]} by {noun}",
        "requests",
        reversed(shown(found)),
        (Column(capital(noun), width=28), lambda one: unbroken(months_of(one.start, one.end, short=True))),
        (Column("Received", "right", width=18), lambda one: format_number(one.received, 0)),
        (Column("Answered in time", "right", width=32), lambda one: one.in_words),
        (Column("Overdue at the end", "right", width=22), lambda one: format_number(one.overdue, 0)),
    )


def _notes(rows: Sequence[Row], kind: str, found: Sequence[Total]) -> Box | None:
    """What was written of the services' figures that a table of quarters adds up."""
    some = [row for one in reversed(shown(found)) for row in rows if (row.kind, row.period_end) == (kind, one.end)]
    return notes(
        ((row.service_area, months_of(row.period_start, row.period_end, short=True)), row.note) for row in some
    )


def _by_service(rows: Sequence[Row], found: dict[str, list[Total]]) -> Content:
    end = max(some[-1].end for some in found.values())
    now = {(row.service_area, row.kind): row for row in rows if row.period_end == end}
    kinds = [kind for kind in found if any(key == kind for _, key in now)]
    rows_shown = []
    for area in dict.fromkeys(area for area, _ in now):
        cells: list[Inline] = [area]
        for row in (now.get((area, kind)) for kind in kinds):
            cells += [in_time_words(row.in_time, row.answered), format_number(row.overdue, 0)] if row else ["None"] * 2
        rows_shown.append(in_cells(cells))
    all_services = [found[kind][-1] for kind in kinds]
    figures = [said for one in all_services for said in (one.in_words, format_number(one.overdue, 0))]
    rows_shown.append(in_cells((Strong("All services"), *figures)))
    each = 68 // len(kinds)
    columns = [Column("Service", width=100 - each * len(kinds))]
    for name in (_NAMES[kind][2] for kind in kinds):
        columns += [
            Column(f"{name} in time", "right", width=each - each * 2 // 5),
            Column(f"{name} overdue", "right", width=each * 2 // 5),
        ]
    start = min(row.period_start for row in rows if row.period_end == end)
    title = f"Answers in time by service, {months_of(start, end)}"
    return content(
        Table(title, "glance by-service", tuple(columns), tuple(rows_shown)),
        source(f"Overdue: open and late on {day_in_words(end)}."),
    )
