"""The ends of a range, where a text quotes them wrong."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Final

from qprlib.claims.clauses import Clause
from qprlib.claims.faults import Fault
from qprlib.claims.periods_in_text import When
from qprlib.claims.quotable import Known
from qprlib.ground.numbers import format_target

_NUMBER: Final = r"\u00a3?(?P<{name}>\d[\d,]*(?:\.\d+)?)\s?(?:%|per\scent)?"
_RANGE: Final = r"(?:range|band|corridor|bracket)"
_LINK: Final = r"(?:\s(?:is|was|of|at|being|stands\sat|set\sat|which\sis|runs?|goes|from|between|lies)|,|:|\s?\()*\s"
_UPPER: Final = r"(?:upper|top|higher|maximum|outer)"
_LOWER: Final = r"(?:lower|bottom|minimum)"
_END: Final = rf"(?:\s(?:end|limit|bound|edge|part|threshold))?(?:\sof\s(?:the|our|its|this)\s(?:\w+\s)?{_RANGE})?"
_PATTERNS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_RANGE}(?:\s[a-z'-]+){{0,8}}?[:,]?\s\(?{_NUMBER.format(name='lower')}\s?(?:to|and|-|\N{{EN "
        rf"DASH}})\s?{_NUMBER.format(name='upper')}",
        rf"\b(?P<up>{_UPPER}){_END}{_LINK}{_NUMBER.format(name='upper')}",
        rf"\b(?P<down>{_LOWER}){_END}{_LINK}{_NUMBER.format(name='lower')}",
        rf"{_NUMBER.format(name='lower')}\s?(?:to|-|\N{{EN DASH}})\s?{_NUMBER.format(name='upper')}\s(?:target\s"
        rf"|expected\s|planned\s)?{_RANGE}",
        rf"{_NUMBER.format(name='upper')}\s(?:upper|maximum|top)\s(?:limit|end|bound)",
        rf"{_NUMBER.format(name='lower')}\s(?:lower|minimum)\s(?:limit|end|bound)",
    )
)  # fmt: skip
_OTHER: Final = re.compile(
    r"\b(?:national|previous|old|former|was|were|age|price|wide|proposed|new"
    r"|next)\b",
    re.IGNORECASE,
)


def wrong_ranges(clause: Clause, known: Known) -> Iterator[Fault]:
    """The ends of the indicator's range that are quoted wrong.

    Parameters
    ----------
    clause
        What is judged.
    known
        The indicator's values.

    Returns
    -------
    iterator of Fault
        None of an indicator without a range.
    """
    row = known.row
    ends = {"lower": row.lower, "upper": row.upper}
    if not clause.claimed or all(math.isnan(end) for end in ends.values()):
        return
    for pattern in _PATTERNS:
        match = pattern.search(clause.text)
        if match is None or match.start() >= clause.own_until or _OTHER.search(clause.text[: match.end()]):
            continue
        if any(period.when is not When.CURRENT and period.start < match.end() for period in clause.periods):
            continue
        for name, said in match.groupdict().items():
            if name in ends and said and not math.isnan(ends[name]) and _number(said) != ends[name]:
                right = " to ".join(format_target(end, row.unit, row.decimals) for end in ends.values())
                quote = clause.quote(*match.span())
                found = f'The text says "{quote}"; the range of {row.id} is {right}.'
                yield Fault("wrong-target", quote, found, right)
                return


def _number(said: str) -> float:
    return float(said.replace(",", "").rstrip("."))
