"""The executive summary: what a councillor with ten minutes needs."""

from __future__ import annotations

from collections.abc import Sequence

from qprlib.numbers import in_words, percentage, plural
from qprlib.pages.charts import draw_movements
from qprlib.pages.context import Context
from qprlib.pages.document import (
    Box,
    Bullets,
    Column,
    Content,
    Heading,
    Inlines,
    Link,
    Prose,
    Span,
    Strong,
    Table,
    content,
    paragraph,
)
from qprlib.pages.drawing import keep_chart
from qprlib.pages.parts import band_span, heading, indicator_link, lede, report_text, status
from qprlib.pages.wording import (
    change_since,
    counts_sentence,
    direction_sentence,
    headline,
    movement_sentence,
    result_sentence,
    share_note,
)
from qprlib.scoring.counts import Movement, count_by_section, count_directions, count_ratings, movements


def headline_words(context: Context) -> str:
    """The edition in one line."""
    kpis = context.scored.kpis
    return headline(count_ratings(kpis["rating"], context.scheme), count_directions(kpis), context.scheme)


def standfirst(context: Context) -> Content:
    """The headline in words, with the provisional note below it."""
    kpis = context.scored.kpis
    counts = count_ratings(kpis["rating"], context.scheme)
    said = f"{counts_sentence(counts, context.scheme)} {direction_sentence(count_directions(kpis))}"
    opening = lede("index", f"{context.edition.organisation.name}, {context.edition.quarter.label}.")
    provisional = context.edition.provisional
    return content(
        opening,
        Box("standfirst", (paragraph(said),)),
        _tiles(context),
        Box("note", (paragraph(provisional),)) if provisional else None,
    )


def _tiles(context: Context) -> Box:
    counts = count_ratings(context.scored.kpis["rating"], context.scheme)
    items: list[Inlines] = [
        (
            Span(str(number), ("figure",)),
            " ",
            band_span(band),
            " ",
            Span(f"{percentage(number, counts.rated)} of {counts.rated} rated", ("caption",)),
        )
        for band, number in ((band, counts.bands[band.id]) for band in context.scheme.bands)
    ]
    ways = count_directions(context.scored.kpis)
    items += [
        (
            Span(str(number), ("figure",)),
            " ",
            Span(way.label, ("direction", str(way))),
            " ",
            Span(f"{plural(number, 'indicator')}", ("caption",)),
        )
        for way, number in ways.items()
    ]
    return Box("tiles", (Bullets(tuple(items)),))


def counts_table(context: Context) -> Content:
    """Counts by rating: now, in the period before, and the change in words."""
    kpis, scheme = context.scored.kpis, context.scheme
    now = count_ratings(kpis["rating"], scheme)
    before = count_ratings(kpis["previous_rating"], scheme)
    rows: list[tuple[Inlines, ...]] = []
    for band in scheme.bands:
        number, earlier = now.bands[band.id], before.bands[band.id]
        rows.append(
            (
                (band_span(band),),
                (str(number),),
                (percentage(number, now.rated),),
                (str(earlier),),
                (f"{change_since(number, earlier)} before",),
            )
        )
    for state, number in now.not_rated.items():
        rows.append(((state.label,), (str(number),), ("not rated",), (str(before.not_rated.get(state, 0)),), ("",)))
    rows.append(
        (
            (Strong("All indicators"),),
            (str(now.total),),
            (percentage(now.rated, now.rated),),
            (str(before.total),),
            ("",),
        )
    )
    columns = (
        Column("Rating"),
        Column("Now", "right"),
        Column("Share of those rated", "right"),
        Column("Previous period", "right"),
        Column("Change"),
    )
    table = Table("Indicators by rating, now and in the period before", "counts", columns, tuple(rows))
    caveat = share_note(now)
    return content(
        heading("Results by rating"),
        table,
        Box("source", (paragraph(caveat),)) if caveat else None,
    )


def section_table(context: Context) -> Content:
    """Counts by service area, with a total that is their sum."""
    kpis, scheme = context.scored.kpis, context.scheme
    by_section = count_by_section(kpis, scheme)
    rows: list[tuple[Inlines, ...]] = [
        (
            (Link(section, page=context.page_of(section)),),
            *((str(counts.bands[band.id]),) for band in reversed(scheme.bands)),
            (str(counts.total),),
        )
        for section, counts in by_section.items()
    ]
    total = count_ratings(kpis["rating"], scheme)
    rows.append(
        (
            (Strong("All services"),),
            *((str(total.bands[band.id]),) for band in reversed(scheme.bands)),
            (str(total.total),),
        )
    )
    columns = (
        Column("Service"),
        *(Column(band.label, "right") for band in reversed(scheme.bands)),
        Column("All", "right"),
    )
    return content(
        heading("Results by service"),
        Table("Indicators by service and rating", "counts", columns, tuple(rows)),
    )


def changes(context: Context) -> Content:
    """Which indicators moved band, in words and as a chart."""
    kpis, scheme = context.scored.kpis, context.scheme
    moves = movements(kpis, scheme)
    said = paragraph(movement_sentence(moves))
    if not moves:
        return content(heading("What changed"), said)
    rows = {row.id: row for row in context.scored.results}
    names = {row.id: f"{row.id} {row.short_name}" for row in rows.values()}
    up = [move for move in moves if move.steps > 0]
    down = [move for move in moves if move.steps < 0]
    alt = "Arrow chart of ratings before and now. " + "; ".join(
        f"{names[move.indicator]} from {move.before.label} to {move.after.label}" for move in moves
    )
    chart = keep_chart(
        draw_movements(context.project.theme, moves, names, scheme),
        "movements",
        f"{in_words(len(up)).capitalize()} better, {in_words(len(down))} worse than in the period before",
        alt + ".",
    )

    def listed(title: str, some: Sequence[Movement]) -> Content:
        items = []
        for move in some:
            row = rows[move.indicator]
            items.append(
                (
                    indicator_link(context, row, with_id=True),
                    ": from ",
                    band_span(move.before),
                    " to ",
                    band_span(move.after),
                )
            )
        return content(heading(title, 3), Bullets(tuple(items))) if items else Content()

    return content(
        heading("What changed"),
        said,
        chart,
        listed("Moved to a better rating", up),
        listed("Moved to a worse rating", down),
    )


def worst_by_section(context: Context) -> Content:
    """Every indicator in the worst band, by service, with its result and a link."""
    scheme = context.scheme
    rows = [row for row in context.scored.results if row.rating == scheme.worst.id]
    title = f"Rated {scheme.worst.label}"
    if not rows:
        return content(heading(title), paragraph(f"No indicator is rated {scheme.worst.label}."))
    number = len(rows)
    opening = paragraph(
        f"{in_words(number).capitalize()} {plural(number, 'indicator')} "
        f"{'is' if number == 1 else 'are'} rated {scheme.worst.label}."
    )
    parts: list[Heading | Bullets] = []
    for section in dict.fromkeys(row.section for row in rows):
        items: list[Inlines] = [
            (
                indicator_link(context, row, with_id=True),
                f": {result_sentence(row)} (before: ",
                status(row.previous_rating, scheme),
                ").",
            )
            for row in rows
            if row.section == section
        ]
        parts += [heading(section, 3, f"worst-{context.page_of(section)}"), Bullets(tuple(items))]
    return content(heading(title), opening, *parts)


def highlights(context: Context) -> Content:
    """What services want to be known, by theme, as they wrote it."""
    texts = context.commentary.report.get("Highlights", {})
    if not texts:
        return Content()
    parts: list[Heading | Prose] = []
    for theme, text in texts.items():
        if theme:
            parts.append(heading(theme, 3, f"highlights-{context.page_of(theme) or theme.lower().replace(' ', '-')}"))
        parts.append(Prose(text))
    return content(heading("Highlights"), *parts)


def foreword(context: Context) -> Content:
    """The foreword, where one was written."""
    text = report_text(context, "Foreword")
    return content(heading("About this report"), *text) if text else Content()
