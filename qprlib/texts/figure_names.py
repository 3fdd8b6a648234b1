"""The names of live figures: what each is for an indicator, and what to write where an indicator has none.

All stand in ``figure_names.csv``, each with its kind, the field of the indicator's result that it is read from, and
what is said where that is empty.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from qprlib.data.running import CUMULATIVE
from qprlib.ground.numbers import decimals_needed
from qprlib.ground.packaged import packaged_rows
from qprlib.scoring.counts import status_label
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.states import Direction
from qprlib.texts.amounts import Amount, Figure, PrintedChange, Words
from qprlib.texts.findings import Subject


@dataclass(frozen=True, slots=True)
class Absent:
    """A figure that is not there: why, and what to write instead."""

    why: str
    todo: str


@dataclass(frozen=True, slots=True)
class FigureName:
    """A name that may stand between braces, what it stands for, and how it is read."""

    id: str
    meaning: str
    kind: str
    field: str
    lacks: str
    todo: str

    def of(self, subject: Subject, scheme: Scheme) -> Figure | Absent:
        """The figure of an indicator."""
        row = subject.row
        match self.kind:
            case "result" | "limit" | "count":
                return self._number(subject)
            case "target" if math.isnan(row.target) and not math.isnan(row.lower) and not math.isnan(row.upper):
                why = f"{row.printed_id} has no target, but an expected range"
                return Absent(why, "write {{ lower }} to {{ upper }}")
            case "target":
                return self._number(subject)
            case "floor":
                name = "ceiling" if row.polarity == "lower" else "floor"
                todo = f"take the sentence about its {name} out, or give it one in the data"
                found = self._number(subject)
                return Absent(f"{row.printed_id} has no {name}", todo) if isinstance(found, Absent) else found
            case "change":
                return _change(subject, scheme)
            case "change since last year":
                return _between("last_year", subject, scheme)
            case "period" | "in period":
                return self._period(subject, scheme)
            case "direction":
                return Words(Direction(row.direction).label.lower())
        words = str(attrgetter(self.field)(row))
        if not words:
            return self._absent(subject)
        return Words(status_label(words, scheme) if self.kind == "rating" else words)

    def _absent(self, subject: Subject) -> Absent:
        return Absent(self.lacks.replace("{id}", subject.row.printed_id), self.todo)

    def _number(self, subject: Subject) -> Figure | Absent:
        row, value = subject.row, float(attrgetter(self.field)(subject.row))
        if math.isnan(value) or (self.id == "last_year" and row.year_before.period_end is None):
            return self._absent(subject)
        match self.kind:
            case "count":
                return Amount(value, "number", decimals_needed(value, 0))
            case "result":
                return Amount(value, row.unit, row.decimals)
        # A target is printed with as many decimals as it was set.
        return Amount(value, row.unit, decimals_needed(value, row.decimals))

    def _period(self, subject: Subject, scheme: Scheme) -> Figure | Absent:
        """The period of a result, if that result is there, with its preposition or without."""
        result, end = self.field.split()
        value = NAMES[result].of(subject, scheme)
        if isinstance(value, Absent):
            return value
        said = subject.row.period(attrgetter(end)(subject.row)).in_words
        return Words(said if self.kind == "in period" else re.sub(r"^(?:in|on average in|on|from) ", "", said))


def _change(subject: Subject, scheme: Scheme) -> Figure | Absent:
    """The change since the result before, where the two cover like periods."""
    row = subject.row
    found = _between("previous", subject, scheme)
    if isinstance(found, Absent):
        return found
    if row.basis in CUMULATIVE:
        return Absent(
            f"{row.printed_id} adds up through a year, so that its last two results cover unlike periods",
            "write about {{ change_since_last_year }}, or give both results with their periods",
        )
    since, latest = row.previous.period_end, row.period_end
    if since and latest and any(one.break_before for one in subject.points if since < one.period_end <= latest):
        return Absent(f"the series of {row.printed_id} was broken since the result before", "give both results instead")
    return found


def _between(earlier: str, subject: Subject, scheme: Scheme) -> Figure | Absent:
    """The change from an earlier result to the latest."""
    before, now = (NAMES[name].of(subject, scheme) for name in (earlier, "actual"))
    if not isinstance(before, Amount) or not isinstance(now, Amount):
        return before if isinstance(before, Absent) else now
    return PrintedChange.between(before.number, now.number, now.unit, now.decimals)


NAMES: Final = {row["id"]: FigureName(**row) for row in packaged_rows(__file__, "figure_names.csv")}
"""What may be said of an indicator: alone under its own heading, after its id and a full stop elsewhere."""

EDITION_NAMES: Final = {
    "quarter": "the quarter of the report",
    "as_of": "the day up to which data count",
    "year": "the financial year",
    "kpis": "how many KPIs there are",
}
"""What may be said of the edition, in any text; beside it ``count`` with the id of a rating or direction."""

COUNT: Final = "count"
