"""The executive summary: what a councillor with ten minutes needs."""

from __future__ import annotations

from collections.abc import Sequence

from qprlib.commentary.sentences import sentences
from qprlib.numbers import capital, in_words, percentage, plural
from qprlib.pages.briefing import change, rating_sentence, run_sentence, share_note, travel_sentence
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
from qprlib.pages.parts import (
    band_span,
    heading,
    indicator_link,
    lede,
    overrides,
    prose,
    rating_before,
    report_text,
    section_word,
)
from qprlib.pages.since import tile_change, way_change
from qprlib.pages.wording import result_sentence
from qprlib.scoring.comparison import Standing, pair, standing_before
from qprlib.scoring.counts import STABLE, Counts, count_by_section, count_directions, count_ratings
from qprlib.scoring.scheme import Band
from qprlib.scoring.scorecard import Result
from qprlib.scoring.states import Direction


def headline_words(context: Context) -> str:
    """The edition in one line."""
    return context.headline


def standfirst(context: Context) -> Content:
    """The headline in words, with the provisional note and the ratings set by hand below it."""
    kpis, scheme, quarter = context.scored.kpis, context.scheme, context.edition.quarter
    now = Standing(quarter, count_ratings(kpis["rating"], scheme), count_directions(kpis))
    if context.history.previous:
        # The changes since, and the directions with them, stand below, on the indicators that both editions have.
        said, ways = rating_sentence(now, scheme), ""
    else:
        said = rating_sentence(pair(now, standing_before(kpis, quarter, scheme)), scheme)
        ways = travel_sentence(now)
    edition = context.edition
    presented = f" Presented to {edition.presented_to}." if edition.presented_to else ""
    opening = lede("index", f"{edition.organisation.name}, {edition.quarter.label}.{presented}")
    provisional = context.edition.provisional
    return content(
        opening,
        Box("standfirst", (paragraph(said),)),
        paragraph(ways) if ways else None,
        _tiles(context),
        Box("note", (paragraph(provisional),)) if provisional else None,
        overrides(context),
    )


def _tiles(context: Context) -> Box | None:
    """The counts as tiles; nothing without KPIs."""
    if context.scored.kpis.empty:
        return None
    counts = count_ratings(context.scored.kpis["rating"], context.scheme)
    items: list[Inlines] = [
        (
            Span(str(number), ("figure",)),
            " ",
            band_span(band),
            " ",
            Span(_tile_words(context, band, number, counts), ("caption",)),
        )
        for band, number in ((band, counts.bands[band.id]) for band in context.scheme.bands)
    ]
    ways = count_directions(context.scored.kpis)
    shown = {way: ways[way] for way in (Direction.IMPROVING, Direction.WORSENING) if way in ways}
    steady = {way: number for way, number in ways.items() if str(way) in STABLE}
    items += [_way_tile(context, way.label, (way,), number) for way, number in shown.items()]
    if steady:
        label = " or ".join(capital(way.label) if not place else way.label.lower() for place, way in enumerate(steady))
        items.append(_way_tile(context, label, tuple(steady), sum(steady.values())))
    return Box("tiles", (Bullets(tuple(items)),))


def _way_tile(context: Context, label: str, ways: Sequence[Direction], number: int) -> Inlines:
    """A tile of a direction of travel; what has none is told in words alone."""
    changed = way_change(context, ways)
    return (
        Span(str(number), ("figure",)),
        " ",
        Span(label, ("direction", str(ways[0]))),
        " ",
        Span(f"{plural(number, 'indicator')}{f', {changed}' if changed else ''}", ("caption",)),
    )


def _tile_words(context: Context, band: Band, number: int, counts: Counts) -> str:
    changed = tile_change(context, band.id)
    return f"{percentage(number, counts.rated)} of {counts.rated} rated{f', {changed}' if changed else ''}"


def counts_table(context: Context) -> Content:
    """Counts by rating: now, at the end of the previous quarter, and the change in words; nothing without KPIs."""
    kpis, scheme = context.scored.kpis, context.scheme
    if kpis.empty:
        return Content()
    now = count_ratings(kpis["rating"], scheme)
    before = count_ratings(kpis["before_rating"], scheme)
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
    for state in {**now.not_rated, **before.not_rated}:
        number, earlier = now.not_rated.get(state, 0), before.not_rated.get(state, 0)
        said = capital(change(number, earlier))
        rows.append(((state.label,), (str(number),), ("not rated",), (str(earlier),), (said,)))
    rows.append(
        (
            (Strong("All indicators"),),
            (str(now.total),),
            (percentage(now.rated, now.rated),),
            (str(before.total),),
            (capital(change(now.total, before.total)),),
        )
    )
    columns = (
        Column("Rating"),
        Column("Now", "right"),
        Column("Share of those rated", "right"),
        Column("Previous quarter", "right"),
        Column("Change"),
    )
    table = Table("Indicators by rating, now and in the previous quarter", "counts", columns, tuple(rows))
    caveat = share_note(now)
    return content(
        heading("Results by rating"),
        table,
        Box("source", (paragraph(caveat),)) if caveat else None,
    )


def section_table(context: Context) -> Content:
    """Counts by service area, with a total that is their sum; nothing without KPIs."""
    kpis, scheme = context.scored.kpis, context.scheme
    if kpis.empty:
        return Content()
    by_section = count_by_section(kpis, scheme)
    group = section_word(context)
    rows: list[tuple[Inlines, ...]] = [
        (
            (Link(section, page=context.page_of(section)),),
            *((str(counts.bands[band.id]),) for band in scheme.bands),
            (str(counts.total),),
        )
        for section, counts in by_section.items()
    ]
    total = count_ratings(kpis["rating"], scheme)
    rows.append(
        (
            (Strong("All" if context.edition.arranged_by == "aim" else "All services"),),
            *((str(total.bands[band.id]),) for band in scheme.bands),
            (str(total.total),),
        )
    )
    columns = (
        Column(capital(group), sort="text"),
        *(Column(band.label, "right", sort="number") for band in scheme.bands),
        Column("All", "right", sort="number"),
    )
    return content(
        heading(f"Results by {group}"),
        Table(f"Indicators by {group} and rating", "counts", columns, tuple(rows)),
    )


def worst_by_section(context: Context) -> Content:
    """Every indicator in the worst band, by service, with its result and a link; nothing without KPIs."""
    scheme = context.scheme
    if context.scored.kpis.empty:
        return Content()
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
                *_being_done(context, row),
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


#: So long may what is being done about an indicator be here; the rest stands on its own page.
_LONGEST_ACTION = 260


def _being_done(context: Context, row: Result) -> Inlines:
    """The first of the actions that the service wrote, nothing where it wrote none for this edition."""
    text = context.commentary.indicators.get(row.id, {}).get("Actions")
    if text is None or text.carried_over:
        return ()
    said = [one.text for one in sentences(text.markdown) if not one.heading]
    if not said:
        return ()
    told = said[0]
    if len(said) > 1 and len(told) + len(said[1]) < _LONGEST_ACTION:
        told += f" {said[1]}"
    return (" ", Strong("Being done:"), f" {told}{'' if told.endswith(('.', '?')) else '.'}")


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
