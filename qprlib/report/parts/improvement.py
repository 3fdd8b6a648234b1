"""An improvement notice: targets set from outside, met or missed once they are due, on track or behind until then."""

from __future__ import annotations

from qprlib.data.records import Row
from qprlib.ground.calendar import day_in_words
from qprlib.ground.names import slugify
from qprlib.ground.numbers import format_change, format_value, in_words, inside, plural, so_many_of
from qprlib.report.context import Context
from qprlib.report.document import Block, Box, Column, Content, Inline, Span, content, paragraph, tabled
from qprlib.report.parts.side_tables import headed
from qprlib.report.pieces import band_span, heading, prose, source
from qprlib.report.row_notes import notes
from qprlib.scoring.bands import Band

_TEXTS = ("Commentary", "Actions", "Risks")


def _rows(context: Context) -> tuple[Row, ...]:
    return context.data.rows("improvement")


def _rating(context: Context, row: Row) -> Band:
    """Met is the best band and missed the worst: a notice sets no floor between them."""
    better = row.latest_value <= row.target if row.polarity == "lower" else row.latest_value >= row.target
    return context.scheme.bands[0] if better else context.scheme.worst


def _to_come(context: Context, row: Row) -> bool:
    """Whether the target is due after the end of the edition's quarter: until then it is neither met nor missed."""
    return row.due is not None and row.due > context.edition.quarter.end


def _reached(context: Context, row: Row) -> bool:
    """Whether the latest figure is at its target, which is met only if it is due."""
    return _rating(context, row) == context.scheme.bands[0]


def opening(context: Context) -> Content:
    """How many of the notice's targets that were due are met, and how those that are due later stand."""
    rows = _rows(context)
    later = [row for row in rows if _to_come(context, row)]
    due = [row for row in rows if row not in later]
    met, ahead = (sum(_reached(context, row) for row in some) for some in (due, later))
    said = due_sentences(met, len(due), ahead, len(later))
    return headed(context, "improvement", *said, *_unmet(context, rows))


def due_sentences(met: int, due: int, ahead: int, later: int) -> list[str]:
    """How many of the targets that were due are met, and how many of those that are due later are on track."""
    of_notice = " of the Improvement Notice"
    said = []
    if due:
        which = of_notice + (f" that {plural(due, 'was', 'were')} due" if later else "")
        verb = ("is" if met < 2 else "are") + (" not" if due == 1 > met else "")
        said.append(f"{so_many_of(met, due, 'target')}{which} {verb} met.")
    if later:
        number, how = (ahead, "on track") if ahead else (later, "behind")
        behind = "the other is" if later - ahead == 1 else f"{in_words(later - ahead)} are"
        rest = f" and {behind} behind" if 0 < ahead < later else ""
        which = f"{'' if due else of_notice} that {plural(later, 'is', 'are')} due later"
        said.append(f"{so_many_of(number, later, 'target')}{which} {'is' if number == 1 else 'are'} {how}{rest}.")
    return said


def _unmet(context: Context, rows: tuple[Row, ...]) -> list[str]:
    """Sentences about the targets that have a day and are not reached."""
    said = []
    for row in rows:
        if row.due is None or _reached(context, row):
            continue
        gap = format_change(row.target - row.latest_value, row.unit, int(row.decimals))
        name = inside(row.indicator)
        how = "Behind" if _to_come(context, row) else f"Missed by {gap}"
        short = f"{_figure(row.latest_value, row)} against {_figure(row.target, row)}"
        said.append(f"{how}, and due by {day_in_words(row.due)}: {name}, {short}.")
    return said


def tables(context: Context) -> Content:
    """Each table of the notice, with the rating of every target."""
    parts: list[Block | None] = []
    rows = _rows(context)
    for name in dict.fromkeys(row.table for row in rows):
        some = [row for row in rows if row.table == name]
        # A label that not all rows share stands for none of them.
        base, latest, aim = (
            labels.pop() if len(labels) == 1 else general
            for labels, general in (
                ({row.base_label for row in some}, "Base"),
                ({row.latest_label for row in some}, "Latest"),
                ({row.target_label for row in some}, "Target"),
            )
        )
        parts += [
            heading(name, anchor=f"improvement-{slugify(name)}"),
            tabled(
                f"Improvement Notice: {name}",
                "notice",
                some,
                (Column("Measure", width=40), lambda row: row.indicator),
                (Column(base, "right", width=15), lambda row: _figure(row.base_value, row)),
                (Column(latest, "right", width=15), lambda row: _figure(row.latest_value, row)),
                (Column(aim, "right", width=15), lambda row: _figure(row.target, row)),
                (Column("Rating", width=15), lambda row: _stands(context, row)),
            ),
            notes(((row.indicator, ""), row.note) for row in some),
        ]
    return content(*parts, _disagreements(context, rows), _as_known(context, rows))


def _stands(context: Context, row: Row) -> Inline:
    """Met or missed as the scheme's best and worst band; on track or behind in the same dress until it is due."""
    band = _rating(context, row)
    if not _to_come(context, row):
        return band_span(band)
    return Span("On track" if _reached(context, row) else "Behind", ("status", band.tone, band.shape))


def _as_known(context: Context, rows: tuple[Row, ...]) -> Box | None:
    """What the ratings mean where targets have days, and as of when the figures are known."""
    if not any(row.due for row in rows):
        return None
    best, worst = context.scheme.bands[0].label, context.scheme.worst.label
    return source(
        f"{best}: met. {worst}: due and not met. On track, or behind: the target is due after "
        f"{day_in_words(context.edition.quarter.end)}, and the latest figure is at it already, or is not. "
        f"As recorded by {day_in_words(context.edition.as_of)}."
    )


def _figure(value: float, row: Row) -> str:
    return format_value(value, row.unit, int(row.decimals))


def _disagreements(context: Context, rows: tuple[Row, ...]) -> Content:
    """Where the published rating is not the one that the figures give."""
    wrong = [row for row in rows if row.published_rating and row.published_rating != _rating(context, row).label]
    if not any(row.published_rating for row in rows):
        return content(source("Each rating is worked out from the figures."))
    if not wrong:
        return content(source("Each rating is worked out from the figures and agrees with the one published."))
    return content(
        *(
            paragraph(f"{row.indicator} was published as {row.published_rating}; the figures make it "
                      f"{_rating(context, row).label}.")
            for row in wrong
        )
    )  # fmt: skip


def commentary(context: Context) -> Content:
    """What the programme wrote."""
    texts = context.commentary.report.get("Improvement", {})
    return content(
        *(
            part
            for title in _TEXTS
            if title in texts
            for part in (heading(title, anchor=f"improvement-{slugify(title)}"), *prose(context, texts[title], below=2))
        )
    )
