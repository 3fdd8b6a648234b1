"""The harmonised shorthand of the Government Analysis Function, as far as a performance report needs it.

From *Using symbols and shorthand* (Analysis Function, 2022:
https://analysisfunction.civilservice.gov.uk/policy-store/symbols-in-tables-definitions-and-help/): letters in square
brackets, several beside each other where several are needed; a cell without data says why; what is to be said of a
value stands in a column of its own, never in the cell with the value, so that the column still adds up; what is used is
explained above the table. "NA" is not used, as it can mean either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from qprlib.ground.labelled import Worded

_MARK = re.compile(r"\[([a-z]+)\]")

#: The form of a column of marks: ``[p][r]``, or nothing.
MARKS_PATTERN = r"^(\[[a-z]+\])+$"


class Shorthand(Worded):
    """One mark, in the order in which marks stand beside each other."""

    NOT_AVAILABLE = "x", "", "not available"
    CONFIDENTIAL = "c", "", "confidential: suppressed because few cases would show"
    NOT_APPLICABLE = "z", "", "not applicable, or nothing to tell"
    LOW = "low", "", "a low figure that is rounded to zero where it is published, but is no real zero"
    BREAK = "b", "", "break in the series: what came before cannot be compared"
    ESTIMATED = "e", "", "estimated"
    FORECAST = "f", "", "forecast"
    PROVISIONAL = "p", "", "provisional"
    REVISED = "r", "", "revised"

    @property
    def mark(self) -> str:
        """As it stands in a cell: ``[x]``."""
        return f"[{self.value}]"


def used_in(texts: Iterable[object]) -> tuple[Shorthand, ...]:
    """The marks that occur in some cells, in their order."""
    found = {letters for text in texts if isinstance(text, str) for letters in _MARK.findall(text)}
    return tuple(one for one in Shorthand if one.value in found)


def legend(marks: Iterable[Shorthand]) -> str:
    """What stands above a table that uses marks, "" where it uses none."""
    said = "; ".join(f"{one.mark} {one.words}" for one in marks)
    return f"Some shorthand is used in this table: {said}." if said else ""
