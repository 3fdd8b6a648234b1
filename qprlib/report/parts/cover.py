"""The cover report: the paper with which an edition goes to its meeting, in numbered paragraphs."""

from __future__ import annotations

from collections.abc import Iterable

from qprlib.ground.numbers import in_words, plural
from qprlib.report import document as doc
from qprlib.report.context import Context
from qprlib.report.paper_facts import Facts, best_results, facts, off_target_improving
from qprlib.report.parts.delivery import programme_words
from qprlib.report.parts.since import as_reported, since, year_end_words
from qprlib.report.parts.standouts import improving_sentence, narrowly
from qprlib.report.parts.worst import worst_list, worst_results
from qprlib.report.pieces import band_span, heading, named, note, section_word, source
from qprlib.report.sentences import briefing
from qprlib.report.sentences import paper_wording as words
from qprlib.report.sentences.about_indicators import crossing_sentences
from qprlib.report.sentences.sets import set_sentence
from qprlib.report.sentences.travel_counts import then_sentence, travel_sentence

#: What each part of the block ``implications`` is called.
IMPLICATIONS = {
    "financial": "Financial",
    "legal": "Legal and governance",
    "data_protection": "Data protection",
    "equality": "Equality",
    "community_safety": "Community safety",
    "health": "Health and wellbeing",
}


def numbered(section: int, texts: Iterable[str], first: int = 1) -> doc.Box:
    """Paragraphs under their numbers: 2.1, 2.2 ..."""
    return doc.Box(
        "numbered", tuple(doc.paragraph(f"{section}.{place} {text}") for place, text in enumerate(texts, first))
    )


def entries(lines: Iterable[tuple[str, str]]) -> doc.Box:
    """What stands at the head and the end of a paper: a label and what it says, a paragraph each."""
    return doc.Box("entries", tuple(doc.Paragraph((doc.Strong(f"{label}:"), f" {said}")) for label, said in lines))


def particulars(context: Context) -> doc.Content:
    """From whom, to whom, when, about what, and who may read it."""
    edition = context.edition
    paper = words.setting(edition)
    lines = [
        ("From", "; ".join(paper.sender)),
        ("To", paper.recipient),
        ("Date", words.meeting_day(edition)),
        *([("Decision number", paper.decision)] if paper.decision else []),
        ("Subject", words.subject(edition)),
        ("Classification", paper.classification),
    ]
    return doc.content(entries(lines), note(edition.notice) if edition.notice else None)


def summary(context: Context) -> doc.Content:
    """The whole paper in two paragraphs, and what is recommended."""
    found = facts(context)
    scheme = context.scheme
    return doc.content(
        heading("Summary", anchor="paper-summary"),
        doc.paragraph(words.purpose_sentence(context.edition)),
        doc.paragraph(
            " ".join(
                filter(
                    None,
                    (
                        briefing.rating_sentence(found.now, scheme),
                        briefing.older_sentence(context.scored.older, context.edition.quarter.noun),
                        travel_sentence(found.now),
                    ),
                )
            )
        ),
        heading("Recommendation", anchor="paper-recommendation"),
        doc.paragraph(_recommended(context, found)),
    )


def _recommended(context: Context, found: Facts) -> str:
    worst = context.scheme.worst
    return words.recommendation(context.edition, found.now.ratings.bands[worst.id], worst)


def introduction(context: Context) -> doc.Content:
    """What the paper goes with, and what is counted in it."""
    found = facts(context)
    edition, number = context.edition, len(context.sections)
    texts = [
        words.report_sentence(edition),
        words.counted_sentence(
            found.now.total, len(context.scored.results), f"{in_words(number)} {plural(number, section_word(context))}"
        ),
        edition.provisional,
    ]
    return doc.content(
        heading("1. Introduction", anchor="paper-introduction"),
        numbered(1, [text for text in texts if text]),
    )


def results(context: Context) -> doc.Content:
    """How many indicators stand where, how that changed, and on which indicators the change stands."""
    found = facts(context)
    scheme, previous = context.scheme, found.previous
    compared = briefing.compared_sentence(found.ratings) if previous else ""
    lines = briefing.rating_lines(found.ratings, scheme, basis=not previous)
    parts: list[doc.Block] = [
        heading("2. Results", anchor="paper-results"),
        numbered(
            2,
            [
                words.scheme_sentence(scheme),
                f"{briefing.availability_sentence(found.now.ratings)} {compared}".strip(),
            ],
        ),
        doc.Bullets(tuple((line,) for line in lines)),
    ]
    place = 3
    if previous and (not previous.same_set or previous.restated):
        parts.append(numbered(2, [set_sentence(previous)], place))
        place += 1
    names = {row.id: row.short_name for row in context.scored.results}
    crossed = crossing_sentences(context, since(context))
    parts.append(
        numbered(
            2,
            [
                *words.moved_sentences(found.moves, names, since(context)),
                *filter(None, [crossed, year_end_words(context), programme_words(context)]),
            ],
            place,
        )
    )
    return doc.content(*parts, *_shares(context, found))


def _shares(context: Context, found: Facts) -> list[doc.Block]:
    """Counts and shares by rating, this edition's beside earlier ones."""
    scheme = context.scheme
    quarters = [(found.now.quarter.short, found.now.ratings)]
    for comparison in (found.previous, found.last_year):
        if comparison:
            quarters.append((comparison.before.quarter.short, comparison.as_published.before.ratings))
    caption = f"Indicators by rating, {as_reported(context)}"
    if not found.previous and not found.last_year:
        quarters.append((found.ratings.before.quarter.short, found.ratings.before.ratings))
        caption = f"Indicators by rating, now and in {since(context)}"
    columns = (doc.Column("Rating"), *(doc.Column(label, "right") for label, _ in quarters))
    rows: list[tuple[doc.Inlines, ...]] = []
    for place, line in enumerate(briefing.share_rows([counts for _, counts in quarters], scheme)):
        total = place == len(scheme.bands)
        first: doc.Inlines = (doc.Strong(line[0]),) if total else (band_span(scheme.bands[place]),)
        rows.append((first, *((cell,) for cell in line[1:])))
    caveat = briefing.share_note(*(counts for _, counts in quarters))
    return [doc.Table(caption, "counts", columns, tuple(rows)), *([source(caveat)] if caveat else [])]


def worst(context: Context) -> doc.Content:
    """The indicators in the worst band by service, each with its result and what is being done."""
    band = context.scheme.worst
    listed = worst_list(context, lambda row: doc.Strong(named(context, row))) if worst_results(context) else []
    return doc.content(
        heading(f"3. Rated {band.label}", anchor="paper-worst"),
        numbered(3, [briefing.rated_sentence(context.history.now, band)]),
        *listed,
    )


def direction(context: Context) -> doc.Content:
    """Which way performance goes, beside the previous quarter and the same quarter last year."""
    found = facts(context)
    texts = [
        travel_sentence(found.previous.like_for_like, basis=False) if found.previous else travel_sentence(found.now)
    ]
    if found.last_year:
        texts.append(then_sentence(found.last_year.like_for_like))
    off_target = sum(row.off_target for row in context.scored.results)
    if off_target:
        better = off_target_improving(context)
        said = improving_sentence(off_target, better)
        texts.append(f"{said.removesuffix('.')}: {'; '.join(row.short_name for row in better)}." if better else said)
    texts.append(words.best_sentence([row.short_name for row in best_results(context)]))
    texts.append(narrowly(context))
    return doc.content(
        heading("4. Direction of travel", anchor="paper-direction"), numbered(4, [text for text in texts if text])
    )


def implications(context: Context) -> doc.Content:
    """What a decision on the paper would mean, by kind."""
    told = words.setting(context.edition).implications.model_dump()
    items = [f"{title}: {told[name]}" for name, title in IMPLICATIONS.items() if told[name]]
    return doc.content(heading("5. Implications", anchor="paper-implications"), numbered(5, items))


def closing(context: Context) -> doc.Content:
    """The recommendation again, background papers, the appendix and whom to ask."""
    found = facts(context)
    edition = context.edition
    paper = words.setting(edition)
    contact = [("Contact", paper.contact), *([("At", paper.contact_at)] if paper.contact_at else [])]
    return doc.content(
        heading("6. Recommendation", anchor="paper-recommended"),
        numbered(6, [_recommended(context, found)]),
        heading("7. Background papers", anchor="paper-background"),
        numbered(7, ["There are none."])
        if not paper.background
        else doc.Bullets(tuple((title,) for title in paper.background)),
        heading("8. Appendix and contact", anchor="paper-contact"),
        entries([("Appendix 1", f"{words.subject(edition)} (edition {edition.edition})"), *contact]),
    )
