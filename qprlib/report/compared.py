"""What changed between two renders, as a director reads it: in the terminal, and as a page for the covering e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from rich.text import Text

from qprlib.agreeing.comparing import (
    ChangeKind,
    Count,
    RecordComparison,
    SentenceChange,
    TextChange,
    figure_words,
    move_words,
    summary,
)
from qprlib.ground.edition import Edition
from qprlib.ground.numbers import capital
from qprlib.ground.templates import template
from qprlib.texts.record import IndicatorRecord, Record

TEMPLATE = "compared.html"

#: What a page that stands alone leaves out of the theme: fonts that it cannot fetch, widths that it does not use.
_FONTS = re.compile(r"@font-face\s*\{[^}]*\}\s*")
_WIDTHS = re.compile(r"\.w-\d+ \{[^}]*\}\s*")
_COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
_STYLES = {ChangeKind.ADDED: "green", ChangeKind.REMOVED: "red"}


def comparison_text(comparison: RecordComparison) -> Iterator[str | Text]:
    """A comparison line by line for a terminal; words and marks say everything that colours say."""
    yield summary(comparison)
    if not comparison:
        return
    yield ""
    yield f"Before: {_headline(comparison.before, comparison.counts, 'before')}"
    yield f"Now:    {_headline(comparison.after, comparison.counts, 'after')}"
    for title, lines in _groups(comparison):
        yield ""
        yield Text(title, "bold")
        yield from (f"  {line}" for line in lines)
    texts = list(_text_changes(comparison))
    if texts:
        yield ""
        yield Text("Texts", "bold")
    for owner, change in texts:
        yield f"  {owner}{change.title}, {change.way}"
        for sentence in change.sentences:
            yield Text("    ").append_text(_sentence(sentence))


def _headline(record: Record, counts: tuple[Count, ...], side: str) -> str:
    """An edition in one line, from its counts where its record has none."""
    if record.headline:
        return record.headline
    return ", ".join(f"{getattr(count, side)} {count.label}" for count in counts)


def _groups(comparison: RecordComparison) -> Iterator[tuple[str, list[str]]]:
    """What changed beside the texts, by kind; kinds of which nothing changed are left out."""
    changes = comparison.indicators
    statuses = [f"{one.printed_id} {one.name}: {move_words(one.status, 'status')}" for one in changes if one.status]
    figures = [f"{one.printed_id} {one.name}: {figure_words(figure)}" for one in changes for figure in one.figures]
    ways = [
        f"{one.printed_id} {one.name}: {move_words(one.direction, 'direction')}" for one in changes if one.direction
    ]
    groups = {
        "Statuses": statuses,
        "Figures": figures,
        "Directions of travel": ways,
        "Indicators added": [indicator_words(said) for said in comparison.added],
        "Indicators removed": [indicator_words(said) for said in comparison.removed],
    }
    yield from ((title, lines) for title, lines in groups.items() if lines)


def indicator_words(said: IndicatorRecord) -> str:
    """An indicator that one side alone has: "HW04 Street lights: 98% in the quarter to June 2011, Green"."""
    result = f"{said.actual_words} {said.period}".strip()
    return f"{said.printed_id} {said.name}: {result}, {said.rating_label}"


def _text_changes(comparison: RecordComparison) -> Iterator[tuple[str, TextChange]]:
    """Every text that changed, with the indicator it belongs to."""
    for one in comparison.indicators:
        for text in one.texts:
            yield f"{one.printed_id} {one.name}: ", text
    for text in comparison.report:
        yield "", text


def _sentence(sentence: SentenceChange) -> Text:
    """A sentence with what went and what came marked: in words first, in colour beside it."""
    parts = [
        Text(piece.words) if piece.way is ChangeKind.SAME else Text(f"[{piece.way}: {piece.words}]", _STYLES[piece.way])
        for piece in sentence.pieces
    ]
    return Text(" ").join(parts)


def comparison_page(comparison: RecordComparison, edition: Edition, theme: Path) -> str:
    """A comparison as one page of HTML that needs no other file; ``edition`` is the later one.

    Read without its styles, as some programs for e-mail show it, its words say the same.
    """
    return template(theme, TEMPLATE).render(
        lang=edition.language,
        organisation=edition.organisation.name,
        title=edition.title,
        quarter=edition.quarter.label,
        edition=edition.edition,
        summary=summary(comparison),
        comparison=comparison,
        before=_headline(comparison.before, comparison.counts, "before"),
        after=_headline(comparison.after, comparison.counts, "after"),
        dress={band.id: f"{band.tone} {band.shape}" for band in (*comparison.before.bands, *comparison.after.bands)},
        texts=list(_text_changes(comparison)),
        indicator_words=indicator_words,
        capital=capital,
        style=_style(theme),
    )


def _style(theme: Path) -> str:
    """The theme's styles without what a page on its own cannot use."""
    css = (theme / "report.css").read_text(encoding="utf-8")
    for pattern in (_COMMENTS, _FONTS, _WIDTHS):
        css = pattern.sub("", css)
    return re.sub(r"\n\s*\n+", "\n", css).strip()
