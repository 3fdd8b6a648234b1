"""The second oracle: each generated sentence about target, status, direction, comparison, run or extreme is true.

A sentence that no pattern knows is a fault too, so that no wording slips by.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from helpers.any_organisation import usual_sentences  # noqa: F401 - adds its patterns to the tables
from helpers.any_organisation.card_sentences import CARD, HEADLINE
from helpers.any_organisation.facts import EditionFacts, Facts
from helpers.any_organisation.patterns import WRITTEN, Said, sentences
from helpers.any_organisation.shown import Block
from helpers.any_organisation.words import MARK


def written_texts(edition: EditionFacts, notebooks: Path) -> list[str]:
    """Every text that somebody wrote, the longest first: of tables, params and commentary."""
    found: set[str] = set()
    for table in edition.tables():
        for row in edition.table(table):
            found |= {text for text in row.values() if text and MARK.search(text)}
    found |= set(_texts(edition.params))
    for file in notebooks.glob("*.ipynb"):
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
            for line in str(cell["source"]).splitlines():
                found.add(re.sub(r"^(?:- |#+ )", "", line))
    # A full stop at the end is left out where another follows.
    found |= {text.rstrip(".") for text in found}
    return sorted((" ".join(text.split()) for text in found if MARK.search(text)), key=len, reverse=True)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def false_sentences(found: Sequence[Block], edition: EditionFacts, written: Sequence[str]) -> Iterator[str]:
    """What the cards of indicators say and is not so, or is said in words that no pattern knows."""
    anchors = {re.sub(r"[^a-z0-9]+", "-", one.lower()): facts for one, facts in edition.indicators.items()}
    status: dict[str, dict[str, str]] = {}
    for block in found:
        facts = anchors.get(block.indicator)
        if facts is None or block.kind not in ("p", "li", "figcaption"):
            continue
        said = Said(edition, facts, status=status.setdefault(block.indicator, {}))
        table = HEADLINE if block.kind == "figcaption" else CARD
        for sentence in sentences(_without_unit(block.text, facts), written):
            wrong = table.judge(sentence, said)
            if wrong:
                yield f"{block.page}, {facts.id}: {sentence!r}: {wrong}"


def _without_unit(text: str, facts: Facts) -> str:
    """A text without the unit behind its numbers, which figures are told without."""
    unit = facts.row["unit"]
    if unit in ("%", "number"):
        return text
    unit = "thousand" if unit == "£000" else unit.removeprefix("£")
    return re.sub(rf"(?<=\d) ?{re.escape(unit.strip())}(?![\w])", "", text) if unit else text


__all__ = ["WRITTEN", "false_sentences", "written_texts"]
