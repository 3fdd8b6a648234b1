"""An improvement notice: targets set from outside, each simply met or not."""

from __future__ import annotations

from qprlib.data.records import ImprovementTarget, records
from qprlib.edition import slugify
from qprlib.numbers import format_change, format_value, in_words, plural
from qprlib.pages.context import Context
from qprlib.pages.document import Block, Box, Column, Content, Inlines, Span, Table, content, paragraph
from qprlib.pages.parts import band_span, heading, lede, prose, source
from qprlib.periods import day_in_words
from qprlib.scoring.scheme import Band

_TEXTS = ("Commentary", "Actions", "Risks")


def _rows(context: Context) -> tuple[ImprovementTarget, ...]:
    if context.data.improvement is None:
        raise LookupError(f"data/{context.edition.organisation.id}/improvement.csv is not there")
    return records(context.data.improvement, ImprovementTarget)


def _rating(context: Context, row: ImprovementTarget) -> Band:
    """Met is the best band and missed the worst: a notice sets no floor between them."""
    better = row.latest_value <= row.target if row.polarity == "lower" else row.latest_value >= row.target
    return context.scheme.bands[0] if better else context.scheme.worst


def _to_come(context: Context, row: ImprovementTarget) -> bool:
    """Whether the target is due after the end of the edition's quarter."""
    return row.due is not None and row.due > context.edition.quarter.end


def opening(context: Context) -> Content:
    """How many of the notice's targets are met; of those that are not, which were due and which are still to come."""
    rows = _rows(context)
    met = sum(_rating(context, row) == context.scheme.bands[0] for row in rows)
    said = (
        f"{in_words(met).capitalize()} of the {in_words(len(rows))} {plural(len(rows), 'target')} of the Improvement "
        f"Notice {'is' if met == 1 else 'are'} met."
    )
    return lede("improvement", " ".join((said, *_unmet(context, rows))))


def _unmet(context: Context, rows: tuple[ImprovementTarget, ...]) -> list[str]:
    """Sentences about the targets that have a day and are not met."""
    open_ = [row for row in rows if row.due and _rating(context, row) != context.scheme.bands[0]]
    said = []
    for row in open_:
        gap = format_change(row.target - row.latest_value, row.unit, int(row.decimals))
        name = row.indicator[:1].lower() + row.indicator[1:]
        short = f"{_figure(row.latest_value, row)} against {_figure(row.target, row)}"
        day = day_in_words(row.due) if row.due else ""
        said.append(
            f"Not yet met, and due by {day}: {name}, {short}."
            if _to_come(context, row)
            else f"Missed by {gap}, and due by {day}: {name}, {short}."
        )
    return said


def tables(context: Context) -> Content:
    """Each table of the notice, with the rating of every target."""
    parts: list[Block] = []
    rows = _rows(context)
    for name in dict.fromkeys(row.table for row in rows):
        some = [row for row in rows if row.table == name]
        first = some[0]
        lines: list[tuple[Inlines, ...]] = []
        for row in some:
            lines.append(
                (
                    (row.indicator,),
                    (_figure(row.base_value, row),),
                    (_figure(row.latest_value, row),),
                    (_figure(row.target, row),),
                    _stands(context, row),
                )
            )
        # A label that not all rows share stands for none of them.
        base, latest, aim = (
            getattr(first, name) if len({getattr(row, name) for row in some}) == 1 else general
            for name, general in (("base_label", "Base"), ("latest_label", "Latest"), ("target_label", "Target"))
        )
        columns = (
            Column("Measure", width=40),
            Column(base, "right", width=15),
            Column(latest, "right", width=15),
            Column(aim, "right", width=15),
            Column("Rating", width=15),
        )
        parts += [
            heading(name, anchor=f"improvement-{slugify(name)}"),
            Table(f"Improvement Notice: {name}", "notice", columns, tuple(lines)),
        ]
        notes = [f"{row.indicator}: {row.note}." for row in some if row.note]
        parts += [source(text) for text in notes]
    return content(*parts, _disagreements(context, rows), _as_known(context, rows))


def _stands(context: Context, row: ImprovementTarget) -> Inlines:
    """Met or missed as the scheme's best and worst band; not yet due where neither can be said."""
    if _rating(context, row) != context.scheme.bands[0] and _to_come(context, row):
        return (Span("Not yet due", ("status", "none")),)
    return (band_span(_rating(context, row)),)


def _as_known(context: Context, rows: tuple[ImprovementTarget, ...]) -> Box | None:
    """What the ratings mean where targets have days, and as of when the figures are known."""
    if not any(row.due for row in rows):
        return None
    best, worst = context.scheme.bands[0].label, context.scheme.worst.label
    return source(
        f"{best}: met. {worst}: due and not met. Not yet due: not met, and due after "
        f"{day_in_words(context.edition.quarter.end)}. As recorded by {day_in_words(context.edition.as_of)}."
    )


def _figure(value: float, row: ImprovementTarget) -> str:
    return format_value(value, row.unit, int(row.decimals))


def _disagreements(context: Context, rows: tuple[ImprovementTarget, ...]) -> Content:
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
