"""Sentences outside the cards: each is judged by a pattern, or is of a kind that asserts nothing of results."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from helpers.any_organisation import (  # noqa: F401 their patterns enter the table
    change_sentences,
    paper_sentences,
    quality_sentences,
    side_counts,
    side_sentences,
    summary_sentences,
)
from helpers.any_organisation.item_sentences import Lists, without_unit
from helpers.any_organisation.line import PAGES, Line, Report
from helpers.any_organisation.patterns import compiled
from helpers.any_organisation.shown import Block

#: Kinds of sentences that assert nothing of results, each with the reason why nothing has to judge it.
UNJUDGED = Path(__file__).parents[2] / "spec" / "unjudged_sentences.csv"
with UNJUDGED.open(encoding="utf-8", newline="") as _opened:
    _UNJUDGED = [(row["page"], row["heading"], row["sentence"]) for row in csv.DictReader(_opened)]

#: The number of a paragraph of a paper.
_NUMBER = re.compile(r"^\d+(?:\.\d+|\)) ")
_PAPERS = ("cover-report", "minutes")


def false_on_pages(found: Sequence[Block], report: Report) -> Iterator[str]:
    """What pages and papers say outside the cards and is not so, or is said in words that no pattern knows."""
    lists = Lists(report)
    headings: dict[str, set[str]] = {}
    for block in found:
        if block.kind in ("h1", "h2"):
            headings.setdefault(block.page, set()).add(block.text)
    for block, line, text in blocks_of(found, report):
        wrong = lists.item(line, text) if block.kind == "li" else None
        if wrong is None:
            for sentence in report.written.sentences(text):
                wrong = PAGES.judge(sentence, line)
                if wrong and not ("no pattern" in wrong and needs_no_judgement(line, sentence)):
                    yield f"{block.page}: {report.written.plain(sentence)!r}: {wrong}"
        elif wrong:
            yield f"{block.page}: {block.text!r}: {wrong}"
    yield from lists.missing(headings)


def blocks_of(found: Sequence[Block], report: Report) -> Iterator[tuple[Block, Line, str]]:
    """The blocks outside the cards with what is known of their sentences, and their texts without a number."""
    above, under, page = "", "", ""
    for block in found:
        if block.page != page:
            above, under, page = "", "", block.page
        if block.kind in ("h1", "h2"):
            above = block.text
        if block.kind in ("h1", "h2", "h3"):
            under = block.text
        if block.indicator or block.kind not in ("p", "li", "figcaption"):
            continue
        line = Line(report.edition, report, block.page, above)
        line.about["since"] = "last year" if "last year" in under else "previous"
        line.about["facts"] = facts = report.by_name.get(under)
        text = _NUMBER.sub("", block.text) if block.page in _PAPERS else block.text
        yield block, line, without_unit(text, facts) if facts else text


def needs_no_judgement(line: Line, sentence: str) -> bool:
    """Whether a sentence is of a kind that asserts nothing of results."""
    return any(
        page in ("", line.page)
        and heading in ("", line.above)
        and compiled(pattern, line.edition.span.length).fullmatch(sentence)
        for page, heading, pattern in _UNJUDGED
    )
