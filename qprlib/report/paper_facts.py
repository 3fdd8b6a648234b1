"""The facts of the papers for a meeting, all from the scorecard of the edition and those before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from qprlib.report.context import Context
from qprlib.scoring.comparison import Comparison, Pair, Standing, pair, standing, standing_before
from qprlib.scoring.counts import Movement, movements
from qprlib.scoring.scorecard import Result
from qprlib.scoring.states import Direction

#: Whether the highest result is the best, by polarity.
BETTER: Final = {"higher": True, "lower": False}

#: A best result is worth a meeting's time if it was not as good for so many months.
LONG = 24


@dataclass(frozen=True)
class Facts:
    """What a paper counts."""

    now: Standing
    ratings: Pair
    previous: Comparison | None
    last_year: Comparison | None
    moves: Sequence[Movement]


def facts(context: Context) -> Facts:
    """The facts of an edition's papers."""
    history, scheme, kpis = context.history, context.scheme, context.scored.kpis
    now = standing(history.now.indicators, context.edition.quarter, scheme)
    before = history.previous
    ratings = before.like_for_like if before else pair(now, standing_before(kpis, now.quarter, scheme))
    return Facts(now, ratings, before, history.last_year, movements(kpis, scheme))


def best_results(context: Context) -> tuple[Result, ...]:
    """The indicators whose result is the best for at least two years, in the edition's order."""
    found = []
    for row in context.scored.results:
        extreme = context.scored.extremes.get(row.id)
        if row.kind == "kpi" and extreme and extreme.highest is BETTER.get(row.polarity) and extreme.months >= LONG:
            found.append(row)
    return tuple(found)


def off_target_improving(context: Context) -> tuple[Result, ...]:
    """The indicators that miss their target and improve or have moved to a better rating, in the edition's order."""
    gained = {one.indicator for one in movements(context.scored.kpis, context.scheme) if one.steps > 0}
    off_target = [row for row in context.scored.results if row.kind == "kpi" and row.known and row.off_target]
    return tuple(row for row in off_target if row.direction == Direction.IMPROVING or row.id in gained)
