"""The second oracle: each generated sentence about target, status, direction, comparison, run or extreme is true.

A sentence that no pattern knows is a fault too, so that no wording slips by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from helpers.any_organisation import usual_sentences  # noqa: F401 - adds its patterns to the tables
from helpers.any_organisation.card_sentences import CARD, HEADLINE
from helpers.any_organisation.facts import EditionFacts, Facts
from helpers.any_organisation.patterns import Said
from helpers.any_organisation.shown import Block
from helpers.any_organisation.written import Written


def false_sentences(found: Sequence[Block], edition: EditionFacts, written: Written) -> Iterator[str]:
    """What the cards of indicators say and is not so, or is said in words that no pattern knows."""
    anchors = {re.sub(r"[^a-z0-9]+", "-", one.lower()): facts for one, facts in edition.indicators.items()}
    status: dict[str, dict[str, str]] = {}
    for block in found:
        facts = anchors.get(block.indicator)
        if facts is None or block.kind not in ("p", "li", "figcaption"):
            continue
        said = Said(edition, facts, status=status.setdefault(block.indicator, {}))
        table = HEADLINE if block.kind == "figcaption" else CARD
        for sentence in written.sentences(without_unit(block.text, facts)):
            wrong = table.judge(sentence, said)
            if wrong:
                yield f"{block.page}, {facts.id}: {written.plain(sentence)!r}: {wrong}"


def without_unit(text: str, facts: Facts) -> str:
    """A text without the unit behind its numbers, which figures are told without."""
    unit = facts.row["unit"]
    if unit in ("%", "number"):
        return text
    unit = "thousand" if unit == "£000" else unit.removeprefix("£")
    return re.sub(rf"(?<=\d) ?{re.escape(unit.strip())}(?![\w])", "", text) if unit else text
