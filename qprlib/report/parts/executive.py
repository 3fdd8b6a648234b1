"""The executive summary: what a councillor with ten minutes needs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qprlib.ground.numbers import capital, ended, percentage, plural, with_article
from qprlib.report import document as doc
from qprlib.report import pieces
from qprlib.report.context import Context
from qprlib.report.parts.since import by_quarter, since, tile_change, way_change
from qprlib.report.parts.worst import worst_list
from qprlib.report.sentences.briefing import older_sentence, rating_sentence, share_note
from qprlib.report.sentences.differences import change
from qprlib.report.sentences.travel_counts import travel_sentence
from qprlib.scoring.bands import Band
from qprlib.scoring.comparison import Standing, pair, standing_before
from qprlib.scoring.counts import STABLE, Counts, count_by_section, count_directions, count_ratings
from qprlib.scoring.states import Direction


def standfirst(context: Context) -> doc.Content:
    """The headline in words, with the provisional note and the ratings set by hand below it."""
    kpis, scheme, quarter = context.scored.kpis, context.scheme, context.edition.quarter
    now = Standing(quarter, count_ratings(kpis["rating"], scheme), count_directions(kpis["direction"]))
    if context.history.previous:
        # The changes since, and the directions with them, stand below, on the indicators that both editions have.
        said, ways = rating_sentence(now, scheme), ""
    else:
        said = rating_sentence(pair(now, standing_before(kpis, quarter, scheme)), scheme)
        ways = travel_sentence(now)
    older = older_sentence(context.scored.older, quarter.noun)
    edition = context.edition
    presented = f" Presented to {ended(with_article(edition.presented_to))}" if edition.presented_to else ""
    opening = pieces.lede("index", f"{edition.organisation.name}, {edition.quarter.label}.{presented}")
    provisional = context.edition.provisional
    return doc.content(
        opening,
        doc.Box("standfirst", (doc.paragraph(" ".join(filter(None, (said, older)))),)),
        doc.paragraph(ways) if ways else None,
        _tiles(context),
        doc.Box("note", (doc.paragraph(provisional),)) if provisional else None,
        pieces.overrides(context),
    )


def _tiles(context: Context) -> doc.Box | None:
    """The counts as tiles: of ratings where something is rated, of directions where something has one."""
    if context.scored.kpis.empty:
        return None
    counts = count_ratings(context.scored.kpis["rating"], context.scheme)
    items: list[doc.Inlines] = [
        (
            doc.Span(str(number), ("figure",)),
            " ",
            pieces.band_span(band),
            " ",
            doc.Span(_tile_words(context, band, number, counts), ("caption",)),
        )
        for band, number in ((band, counts.bands[band.id]) for band in context.scheme.bands if counts.rated)
    ]
    ways = count_directions(context.scored.kpis["direction"])
    shown = {way: ways[way] for way in (Direction.IMPROVING, Direction.WORSENING) if way in ways}
    steady = {way: number for way, number in ways.items() if str(way) in STABLE}
    items += [_way_tile(context, way.label, (way,), number) for way, number in shown.items()]
    if steady:
        label = " or ".join(capital(way.label) if not place else way.label.lower() for place, way in enumerate(steady))
        items.append(_way_tile(context, label, tuple(steady), sum(steady.values())))
    return doc.Box("tiles", (doc.Bullets(tuple(items)),)) if items else None


def _way_tile(context: Context, label: str, ways: Sequence[Direction], number: int) -> doc.Inlines:
    """A tile of a direction of travel; what has none is told in words alone."""
    changed = way_change(context, ways)
    return (
        doc.Span(str(number), ("figure",)),
        " ",
        doc.Span(label, ("direction", str(ways[0]))),
        " ",
        doc.Span(f"{plural(number, 'indicator')}{f', {changed}' if changed else ''}", ("caption",)),
    )


def _tile_words(context: Context, band: Band, number: int, counts: Counts) -> str:
    changed = tile_change(context, band.id)
    return f"{percentage(number, counts.rated)} of {counts.rated} rated{f', {changed}' if changed else ''}"


def counts(context: Context) -> doc.Content:
    """The counts by rating: of every edition so far, or beside the previous quarter in the first."""
    return by_quarter(context) or counts_table(context)


def counts_table(context: Context) -> doc.Content:
    """Counts by rating: now, at the end of the previous quarter, and the change in words; nothing without KPIs."""
    kpis, scheme = context.scored.kpis, context.scheme
    if kpis.empty:
        return doc.Content()
    now = count_ratings(kpis["rating"], scheme)
    before = count_ratings(kpis["before_rating"], scheme)
    rows: list[tuple[doc.Inlines, ...]] = []
    for band in scheme.bands:
        number, earlier = now.bands[band.id], before.bands[band.id]
        rows.append(
            (
                (pieces.band_span(band),),
                (str(number),),
                (percentage(number, now.rated) if now.rated else "none rated",),
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
            (doc.Strong("All indicators"),),
            (str(now.total),),
            ("100%" if now.rated else "none rated",),
            (str(before.total),),
            (capital(change(now.total, before.total)),),
        )
    )
    columns = (
        doc.Column("Rating"),
        doc.Column("Now", "right"),
        doc.Column("Share of those rated", "right"),
        doc.Column(f"Previous {context.edition.quarter.noun}", "right"),
        doc.Column("Change"),
    )
    table = doc.Table(f"Indicators by rating, now and in {since(context)}", "counts", columns, tuple(rows))
    caveat = share_note(now)
    return doc.content(
        pieces.heading("Results by rating"),
        table,
        doc.Box("source", (doc.paragraph(caveat),)) if caveat else None,
    )


def section_table(context: Context) -> doc.Content:
    """Counts by service area, with a total that is their sum; nothing without KPIs."""
    kpis, scheme = context.scored.kpis, context.scheme
    if kpis.empty:
        return doc.Content()
    by_section = count_by_section(kpis, scheme)
    group = pieces.section_word(context)
    rows: list[tuple[doc.Inlines, ...]] = [
        (
            (doc.Link(section, page=context.page_of(section)),),
            *((str(counts.bands[band.id]),) for band in scheme.bands),
            (str(counts.total),),
        )
        for section, counts in by_section.items()
    ]
    total = count_ratings(kpis["rating"], scheme)
    rows.append(
        (
            (doc.Strong("All" if context.edition.arranged_by == "aim" else "All services"),),
            *((str(total.bands[band.id]),) for band in scheme.bands),
            (str(total.total),),
        )
    )
    columns = (
        doc.Column(capital(group), sort="text"),
        *(doc.Column(band.label, "right", sort="number") for band in scheme.bands),
        doc.Column("All", "right", sort="number"),
    )
    return doc.content(
        pieces.heading(f"Results by {group}"),
        doc.Table(f"Indicators by {group} and rating", "counts", columns, tuple(rows)),
    )


def worst_by_section(context: Context) -> doc.Content:
    """Every indicator in the worst band, by service, with its result and what is being done; nothing without KPIs."""
    if context.scored.kpis.empty:
        return doc.Content()
    items = worst_list(context, lambda row: pieces.indicator_link(context, row, with_id=True))
    return doc.content(pieces.heading(f"Rated {context.scheme.worst.label}"), *items)


def highlights(context: Context) -> doc.Content:
    """What services want to be known, by theme, as they wrote it."""
    texts = context.commentary.report.get("Highlights", {})
    if not texts:
        return doc.Content()
    parts: list[doc.Block] = []
    for theme, text in texts.items():
        lead = (
            replace(text, markdown=f"**{_plain(theme)}.** {text.markdown}")
            if theme and _runs_on(text.markdown)
            else text
        )
        if theme and lead is text:
            parts.append(pieces.heading(theme, 3))
        parts += pieces.prose(context, lead, below=2)
    return doc.content(pieces.heading("Highlights"), *parts)


def _plain(words: str) -> str:
    """Words as Markdown that means nothing but them."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", words)


def _runs_on(markdown: str) -> bool:
    """Whether a text begins with a sentence, before which its theme can stand: no heading, list, table or the like."""
    return markdown[:1].isalnum() and not re.match(r"\d+[.)] ", markdown)


def foreword(context: Context) -> doc.Content:
    """The foreword, where one was written."""
    text = pieces.report_text(context, "Foreword")
    return doc.content(pieces.heading("About this report"), *text) if text else doc.Content()
