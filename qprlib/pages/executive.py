"""The executive summary: what a councillor with ten minutes needs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from qprlib.numbers import capital, in_words, percentage, plural
from qprlib.pages.briefing import change, rating_sentence, run_sentence, share_note, travel_sentence
from qprlib.pages.charts import draw_movements
from qprlib.pages.context import Context
from qprlib.pages.document import (
    Block,
    Box,
    Bullets,
    Column,
    Content,
    Heading,
    Inlines,
    Link,
    Span,
    Strong,
    Table,
    content,
    paragraph,
)
from qprlib.pages.drawing import keep_chart
from qprlib.pages.parts import (
    band_span,
    heading,
    indicator_link,
    lede,
    overrides,
    prose,
    rating_before,
    rating_of,
    report_text,
)
from qprlib.pages.wording import movement_sentence, result_sentence
from qprlib.scoring.comparison import Standing, pair
from qprlib.scoring.counts import (
    NOT_RATED,
    Movement,
    count_by_section,
    count_directions,
    count_ratings,
    movement_matrix,
    movements,
)
from qprlib.scoring.scorecard import Result


def headline_words(context: Context) -> str:
    """The edition in one line."""
    return context.headline


def _standing(context: Context, column: str) -> Standing:
    kpis = context.scored.kpis
    # What the directions were before is known of no single period.
    ways = count_directions(kpis) if column == "rating" else {}
    return Standing(context.edition.quarter, count_ratings(kpis[column], context.scheme), ways)


def standfirst(context: Context) -> Content:
    """The headline in words, with the provisional note and the ratings set by hand below it."""
    now, before = _standing(context, "rating"), _standing(context, "previous_rating")
    rated = rating_sentence(pair(now, before), context.scheme, since="the period before")
    opening = lede("index", f"{context.edition.organisation.name}, {context.edition.quarter.label}.")
    provisional = context.edition.provisional
    return content(
        opening,
        Box("standfirst", (paragraph(f"{rated} {travel_sentence(now)}"),)),
        _tiles(context),
        Box("note", (paragraph(provisional),)) if provisional else None,
        overrides(context),
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
                (capital(change(number, earlier)),),
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
        partial(draw_movements, context.project.theme, moves, names, scheme),
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
                    *rating_before(row, scheme),
                    " to ",
                    *rating_of(row, scheme),
                )
            )
        return content(heading(title, 3), Bullets(tuple(items))) if items else Content()

    return content(
        heading("What changed"),
        said,
        chart,
        _matrix(context),
        listed("Moved to a better rating", up),
        listed("Moved to a worse rating", down),
    )


def _matrix(context: Context) -> Table:
    """From which rating to which, in the period before and now."""
    kpis, scheme = context.scored.kpis, context.scheme
    matrix = movement_matrix(kpis["previous_rating"], kpis["rating"], scheme)
    names = {band.id: band.label for band in scheme.bands} | {NOT_RATED: "not rated"}
    shown = [name for name in names if name != NOT_RATED or matrix.loc[name].any() or matrix[name].any()]
    rows: list[tuple[Inlines, ...]] = [
        (
            (capital(names[before]),),
            *((str(matrix.loc[before, now]),) for now in shown),
            (str(matrix.loc[before].sum()),),
        )
        for before in shown
    ]
    sums = matrix[shown].sum()
    rows.append(((Strong("Now"),), *((str(number),) for number in sums), (str(sums.sum()),)))
    columns = (
        Column("In the period before"),
        *(Column(f"Now {names[name]}", "right") for name in shown),
        Column("Before", "right"),
    )
    return Table("Indicators by rating in the period before and now", "counts", columns, tuple(rows))


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
                *rating_before(row, scheme),
                ").",
                _lasting(context, row),
            )
            for row in rows
            if row.section == section
        ]
        parts += [heading(section, 3, f"worst-{context.page_of(section)}"), Bullets(tuple(items))]
    return content(heading(title), opening, *parts)


def _lasting(context: Context, row: Result) -> str:
    run = context.scored.runs.get(row.id)
    said = run_sentence(row, run, context.scheme) if run else ""
    by_hand = f" {row.rating_reason}" if row.overridden else ""
    return f" {said}{by_hand}".rstrip()


def highlights(context: Context) -> Content:
    """What services want to be known, by theme, as they wrote it."""
    texts = context.commentary.report.get("Highlights", {})
    if not texts:
        return Content()
    parts: list[Block] = []
    for theme, text in texts.items():
        if theme:
            parts.append(heading(theme, 3, f"highlights-{context.page_of(theme) or theme.lower().replace(' ', '-')}"))
        parts += prose(context, text, below=3 if theme else 2)
    return content(heading("Highlights"), *parts)


def foreword(context: Context) -> Content:
    """The foreword, where one was written."""
    text = report_text(context, "Foreword")
    return content(heading("About this report"), *text) if text else Content()
