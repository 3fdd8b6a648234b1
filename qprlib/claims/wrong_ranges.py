"""The ends of a range, where a text quotes them wrong."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from qprlib.claims.clauses import Clause
from qprlib.claims.periods_in_text import When
from qprlib.claims.quotable import Fault, Known
from qprlib.ground.numbers import format_target
from qprlib.texts.vocabulary import Vocabulary

_WORDS: Final = Vocabulary(__file__)

_PATTERNS: Final = tuple(pattern for _, pattern in _WORDS.patterns("quoted"))


def wrong_ranges(clause: Clause, known: Known) -> Iterator[Fault]:
    """The ends of the indicator's range that are quoted wrong; none of an indicator without one."""
    row = known.row
    ends = {"lower": row.lower, "upper": row.upper}
    if not clause.claimed or all(math.isnan(end) for end in ends.values()):
        return
    for pattern in _PATTERNS:
        match = pattern.search(clause.text)
        if match is None or match.start() >= clause.own_until or _WORDS.other.search(clause.text[: match.end()]):
            continue
        if any(period.when is not When.CURRENT and period.start < match.end() for period in clause.periods):
            continue
        for name, said in match.groupdict().items():
            figure = float(said.replace(",", "").rstrip(".")) if name in ends and said else math.nan
            if not math.isnan(figure) and not math.isnan(ends[name]) and figure != ends[name]:
                right = " to ".join(format_target(end, row.unit, row.decimals) for end in ends.values())
                quote = clause.quote(*match.span())
                found = f'The text says "{quote}"; the range of {row.id} is {right}.'
                yield Fault("wrong-target", quote, found, right)
                return
