"""Figures that resemble the result: in its unit, close to it or made of its digits, and with nothing against it.

Whoever mistypes a result writes something like it; whoever speaks of another measure seldom does, and says what it is.
"""

from __future__ import annotations

import re
from typing import Final

from qprlib.claims.clauses import Clause, head_of
from qprlib.claims.quantities import Figure, Unit
from qprlib.claims.topic import Speaks, Topic, foreign, same_word, tokens
from qprlib.ground.numbers import format_number, is_percentage, round_half_up
from qprlib.scoring.scorecard import Result
from qprlib.texts.vocabulary import Vocabulary

_WORDS: Final = Vocabulary(__file__)

#: How far a figure may lie from the result and still be taken for it, as a share of the result.
_NEAR: Final = 0.3


def like_the_result(clause: Clause, figure: Figure, topic: Topic, row: Result) -> bool:
    """Whether a figure can hardly be anything but the result, though nothing says so in as many words.

    It counts in the result's unit, is near it or made of its digits, and has a word of the indicator's and none of
    another measure with it.
    """
    before, after = clause.text[: figure.lead], clause.text[figure.end :]
    against = _WORDS.no_level.search(before) or _WORDS.step_after.match(after) or _WORDS.contrary.search(clause.text)
    if against or not row.known or not _in_unit(figure, after, topic, row):
        return False
    own = clause.plain(0, clause.own_until)
    said = sum(topic.knows(word) for word in tokens(own))
    if exact(figure, row):
        return clause.subject is not Speaks.ELSE or said > 0
    if abs(figure.value - round_half_up(row.target, row.decimals)) < 1e-9:
        # A target may have the result's digits in another order: "behind the plan of 1,250" at 1,205.
        return False
    if swapped(figure, row):
        return said > 0 or clause.subject is Speaks.OWN
    head = head_of(before)
    narrowed = topic.of_phrase(head) is Speaks.ELSE and any(topic.knows(word) or foreign(word) for word in tokens(head))
    if narrowed or _WORDS.part.search(clause.text):
        # "Garage arrears", "nursing placements": a kind of what is counted.
        return False
    return said > 0 and row.actual != 0 and abs(figure.value - row.actual) <= _NEAR * abs(row.actual)


def swapped(figure: Figure, row: Result) -> bool:
    """Whether a figure has the digits of the result in another order."""
    known = format_number(round_half_up(row.actual, row.decimals), row.decimals)
    shown = f"{figure.value:.{figure.decimals}f}"
    digits = [re.sub(r"\D", "", one) for one in (known, shown)]
    return len(digits[0]) > 1 and digits[0] != digits[1] and sorted(digits[0]) == sorted(digits[1])


def exact(figure: Figure, row: Result) -> bool:
    """Whether a figure is the result as it is printed, with so many digits that this is no chance."""
    known = round_half_up(row.actual, row.decimals)
    long = len(re.sub(r"\D", "", format_number(known, row.decimals))) > 2
    return long and figure.decimals == row.decimals and abs(figure.value - known) < 1e-9


def _in_unit(figure: Figure, after: str, topic: Topic, row: Result) -> bool:
    """Whether a figure counts in what the result counts in."""
    unit, following = row.unit, tokens(after)[:4]
    if is_percentage(unit):
        return figure.kind in (Unit.PERCENT, Unit.SHARE)
    if unit.startswith("\N{POUND SIGN}"):
        return figure.kind is Unit.MONEY
    if figure.kind is not Unit.NUMBER:
        return False
    if unit == "number":
        plain = not following and (swapped(figure, row) or exact(figure, row))
        return plain or any(topic.knows(word) for word in following) or exact(figure, row)
    if unit.startswith("per "):
        return following[:1] in (["per"], ["for"], ["in"]) or figure.decimals == row.decimals > 0
    return any(same_word(word, own) for word in following[:2] for own in tokens(unit))
