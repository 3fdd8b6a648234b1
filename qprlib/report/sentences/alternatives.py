"""Text alternatives of charts: after the finding, the kind of chart and the three figures that matter.

Every figure that is drawn stands in the table beside the chart; who cannot see the chart is told how it runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from qprlib.data.running import CUMULATIVE
from qprlib.ground.numbers import capital, format_value, short_unit
from qprlib.report.sentences.about_indicators import range_words
from qprlib.scoring.scorecard import Point, Result


class Mark(NamedTuple):
    """A value that is drawn: of which period, as it is printed, and as it is."""

    period: str
    printed: str
    value: float


def marks(row: Result, points: Sequence[Point]) -> list[Mark]:
    """The known results of an indicator as they are drawn."""
    unit = short_unit(row.unit)
    return [
        Mark(row.period(one.period_end).short, format_value(one.actual, unit, row.decimals), one.actual)
        for one in points
        if one.known
    ]


def path_words(drawn: Sequence[Mark], *, turns: bool = True) -> str:
    """Where a line begins, turns farthest and ends: "76% in Mar 23, lowest 74% in Sep 23, 87% in Dec 24"."""
    said = [f"{one.printed} in {one.period}" for one in drawn[:: max(len(drawn) - 1, 1)]]
    inner = drawn[1:-1] if turns else ()
    if inner:
        ends = (drawn[0].value, drawn[-1].value)
        low, high = min(inner, key=lambda one: one.value), max(inner, key=lambda one: one.value)
        below, above = min(ends) - low.value, high.value - max(ends)
        if max(below, above) > 0:
            word, turn = ("lowest", low) if below >= above else ("highest", high)
            said.insert(1, f"{word} {turn.printed} in {turn.period}")
    return ", ".join(said)


def trend_alt(row: Result, points: Sequence[Point]) -> str:
    """How the line of an indicator's results runs, and the range it is held against where it has one."""
    drawn = marks(row, points)
    if not drawn:
        return "Line chart: no result yet."
    said = f"Line chart: {path_words(drawn, turns=row.basis not in CUMULATIVE)}."
    if row.lower == row.lower and row.upper == row.upper:
        said += f" {capital('expected' if row.kind == 'activity' else 'target')} range {range_words(row)}."
    return said
