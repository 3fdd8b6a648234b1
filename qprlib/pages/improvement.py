"""An improvement notice: targets set from outside, each simply met or not."""

from __future__ import annotations

from qprlib.data.records import ImprovementTarget, records
from qprlib.edition import slugify
from qprlib.numbers import format_number, in_words, plural
from qprlib.pages.context import Context
from qprlib.pages.document import Block, Column, Content, Inlines, Table, content, paragraph
from qprlib.pages.parts import band_span, heading, lede, prose, source
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


def opening(context: Context) -> Content:
    """How many of the notice's targets are met."""
    rows = _rows(context)
    met = sum(_rating(context, row) == context.scheme.bands[0] for row in rows)
    return lede(
        "improvement",
        f"{in_words(met).capitalize()} of the {in_words(len(rows))} {plural(len(rows), 'target')} of the Improvement "
        f"Notice for children's services {'is' if met == 1 else 'are'} met.",
    )


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
                    (band_span(_rating(context, row)),),
                )
            )
        columns = (
            Column("Measure", width=40),
            Column(first.base_label, "right", width=15),
            Column(first.latest_label, "right", width=15),
            Column(first.target_label, "right", width=15),
            Column("Rating", width=15),
        )
        parts += [
            heading(name, anchor=f"improvement-{slugify(name)}"),
            Table(f"Improvement Notice: {name}", "notice", columns, tuple(lines)),
        ]
        notes = [f"{row.indicator}: {row.note}." for row in some if row.note]
        parts += [source(text) for text in notes]
    return content(*parts, _disagreements(context, rows))


def _figure(value: float, row: ImprovementTarget) -> str:
    return format_number(value, int(row.decimals)) + ("%" if row.unit == "%" else "")


def _disagreements(context: Context, rows: tuple[ImprovementTarget, ...]) -> Content:
    """Where the published rating is not the one that the figures give."""
    wrong = [row for row in rows if row.published_rating and row.published_rating != _rating(context, row).label]
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
