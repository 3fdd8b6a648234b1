"""What was replaced: results that were revised, and targets and ranges that were restated, with when and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from qprlib.ground.calendar import same_day_last_year
from qprlib.report.context import Context
from qprlib.scoring.scorecard import Point

#: The column of the revisions that holds results; all others are what was aimed at.
RESULT = "actual"


@dataclass(frozen=True, slots=True)
class Restatement:
    """One value that was replaced, in one or several periods alike.

    Parameters
    ----------
    indicator
        Its id.
    column
        What was replaced: ``actual``, ``target``, ``floor`` ...
    ends
        Last days of the periods, in order.
    old, new
        What it was and what it is; NaN where there is no value any more.
    recorded
        Day from which the new value is known.
    authority, reason
        Who decided (of a target), and why.
    """

    indicator: str
    column: str
    ends: tuple[date, ...]
    old: float
    new: float
    recorded: date
    authority: str
    reason: str

    @property
    def of_result(self) -> bool:
        """Whether a result was revised, not what was aimed at."""
        return self.column == RESULT


def restatements(
    context: Context, after: date | None = None, until: date | None = None, indicator: str = ""
) -> tuple[Restatement, ...]:
    """What was replaced, in the register's order, the latest first.

    Parameters
    ----------
    context
        The edition.
    after, until
        Only what was recorded after the one day and up to the other.
    indicator
        Only of this one; by default of all that are in force.

    Returns
    -------
    tuple of Restatement
        Nothing about a result that is suppressed: what it was may say what it is.
    """
    found = context.data.revisions
    if found is None or found.empty:
        return ()
    order = {row.id: place for place, row in enumerate(context.scored.results) if indicator in ("", row.id)}
    found = found[found["indicator"].isin(order) & found["recorded"].notna()]
    if after is not None:
        found = found[found["recorded"] > pd.Timestamp(after)]
    if until is not None:
        found = found[found["recorded"] <= pd.Timestamp(until)]
    secret = {(name, point.period_end) for name in order for point in context.scored.points[name] if point.suppressed}
    groups: dict[tuple[object, ...], list[date]] = {}
    named = ["indicator", "column", "old", "new", "recorded", "authority", "reason", "period_end"]
    for *key, end in found[named].itertuples(index=False, name=None):
        if (key[0], end.date()) not in secret or key[1] != RESULT:
            # NaN is not equal to itself, and must not part what belongs together.
            groups.setdefault(tuple("" if part != part else part for part in key), []).append(end.date())  # noqa: PLR0124
    made = [
        Restatement(
            indicator=str(key[0]),
            column=str(key[1]),
            ends=tuple(sorted(ends)),
            old=_number(key[2]),
            new=_number(key[3]),
            recorded=pd.Timestamp(str(key[4])).date(),
            authority=str(key[5]),
            reason=str(key[6]),
        )
        for key, ends in groups.items()
    ]
    return tuple(sorted(made, key=lambda one: (order[one.indicator], -one.recorded.toordinal(), one.ends)))


def year_before(context: Context) -> date:
    """The day up to which the edition of the same quarter last year knew everything; else a year ago."""
    earlier = context.history.editions.get(context.edition.quarter.year_before())
    return earlier.edition.known_on if earlier else same_day_last_year(context.edition.known_on)


def recent(context: Context, indicator: str, shown: Sequence[Point]) -> tuple[Restatement, ...]:
    """What of the shown periods of an indicator was replaced in the year up to the edition's cut-off."""
    ends = {point.period_end for point in shown}
    after = same_day_last_year(context.edition.known_on)
    return tuple(one for one in restatements(context, after, indicator=indicator) if ends.intersection(one.ends))


def _number(value: object) -> float:
    return float("nan") if value == "" else float(str(value))
