"""A page of facts for whoever minutes the meeting: the headline, what changed, the worst, what is asked."""

from __future__ import annotations

from qprlib.report.context import Context
from qprlib.report.document import Block, Box, Bullets, Content, Heading, Paragraph, content, paragraph, plain_words
from qprlib.report.paper_facts import best_results, facts
from qprlib.report.parts.delivery import programme_words
from qprlib.report.parts.since import since
from qprlib.report.parts.worst import worst_list
from qprlib.report.pieces import heading, note
from qprlib.report.sentences import paper_wording as words
from qprlib.report.sentences.about_indicators import counted, crossing_sentences
from qprlib.report.sentences.briefing import compared_sentence, older_sentence, rating_sentence
from qprlib.report.sentences.travel_counts import then_sentence, travel_sentence
from qprlib.scoring.scorecard import Result


def brief(context: Context) -> Content:
    """The facts in numbered paragraphs, and the decision asked."""
    found = facts(context)
    scheme, edition = context.scheme, context.edition
    names: dict[str, str] = dict(context.data.indicators[["id", "short_name"]].itertuples(index=False, name=None))
    like = found.previous.like_for_like if found.previous else None
    if like:
        rated = rating_sentence(like, scheme, basis=False)
        rated += f" {compared_sentence(like)}" if "(" in rated else ""
    else:
        rated = rating_sentence(found.ratings, scheme)
    travelled = [travel_sentence(like or found.now, basis=False)]
    if found.last_year:
        travelled.append(then_sentence(found.last_year.like_for_like))
    changed = [words.moved_in_short(found.moves, names), crossing_sentences(context, since(context))]
    if found.previous:
        changed.append(words.set_in_short(found.previous, names))
    older = older_sentence(context.scored.older, edition.quarter.noun)
    best = words.best_sentence([row.short_name for row in best_results(context)])
    texts = [
        " ".join(filter(None, (words.period_sentence(edition), rated, older))),
        *(" ".join(filter(None, some)) for some in (travelled, changed, [best], [programme_words(context)])),
    ]
    number = found.now.ratings.bands[scheme.worst.id]
    return content(
        note(edition.notice) if edition.notice else None,
        heading("Facts", anchor="brief-facts"),
        *_numbers([text for text in texts if text]),
        heading(f"Rated {scheme.worst.label}", anchor="brief-worst"),
        *worst_list(context, _named, facts=False),
        heading("Decision asked", anchor="brief-decision"),
        paragraph(words.recommendation(edition, number, scheme.worst)),
    )


def _numbers(texts: list[str]) -> list[Block]:
    return [Box("numbered", tuple(paragraph(f"{place}) {text}") for place, text in enumerate(texts, 1)))]


def _named(row: Result) -> str:
    """One of the worst with its service; of a share of few cases also from how many it was counted."""
    counts = counted(row, row)
    return f"{row.short_name} ({row.section}{f'; counted from {counts}' if counts else ''})"


def plain(shown: Content) -> str:
    """A paper's parts as they are read on a terminal."""
    return "\n\n".join(filter(None, map(_plain, shown.blocks)))


def _plain(block: Block) -> str:
    match block:
        case Heading() | Paragraph():
            return plain_words(block.content)
        case Bullets():
            return "\n".join(f"- {plain_words(item)}" for item in block.items)
        case Box():
            return "\n".join(map(_plain, block.blocks))
    return ""
