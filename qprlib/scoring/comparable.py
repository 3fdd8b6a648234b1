"""What of a series may be compared: the values themselves, or for cumulative ones what each period added."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qprlib.data.running import is_rate
from qprlib.ground.calendar import Years, months_into_year
from qprlib.ground.periods import year_begins
from qprlib.scoring.arrays import Codes, Flags, Floats, Integers
from qprlib.scoring.found import REASONS, Found, Reason
from qprlib.scoring.series import SortedSeries
from qprlib.scoring.states import Direction


@dataclass(frozen=True)
class Comparable:
    """The values that may be compared with each other; every array has one entry a value of the series."""

    value: Floats
    full: Floats
    score: Floats
    full_score: Floats
    valid: Flags
    why_not: Codes  #: reason where a value may not be compared
    increment: Flags

    def refuse(self, series: SortedSeries, found: Found) -> None:
        """Say why of every value with an earlier one but none it may be compared with; overwritten where it may."""
        later = np.flatnonzero(~series.begins)
        found.say(later, Direction.NOT_COMPARABLE, Reason.CUMULATIVE)
        found.reason[later] = self.why_not[later]
        found.base_end[later] = series.end[later - 1]
        found.base_value[later] = series.value[later - 1]


def comparable(series: SortedSeries, cumulative: str | None) -> Comparable:
    """The values that may be compared with each other.

    Cumulative ones by what each period added (``increment``), not at all (``never``), or as they are (None).
    """
    value, full = series.value, series.full
    valid = np.ones(len(series), dtype=np.bool_)
    # What stands alone without adding up has only results before it that no range judges.
    why_not = np.where(series.cumulative, REASONS[Reason.CUMULATIVE], REASONS[Reason.NO_RANGE]).astype(np.int8)
    increment = np.zeros(len(series), dtype=np.bool_)
    if cumulative is not None and series.cumulative.any():
        increment = series.cumulative
        valid = ~increment
        if cumulative == "increment":
            value, full, added = _increments(series)
            valid |= added
    score, full_score = series.score(value), series.score(full)
    no_range = np.isnan(score) & valid
    why_not[no_range] = REASONS[Reason.NO_RANGE]
    return Comparable(value, full, score, full_score, valid & ~no_range, why_not, increment)


def _increments(series: SortedSeries) -> tuple[Floats, Floats, Flags]:
    """What each period added to its year so far, and where that is known.

    The first period of a year added its own value; a later one its value less that of the period just before, in the
    same year and with no break between, unless that is below nought. How long a period is follows from the frequency;
    where that is not declared, it is the shortest step in the indicator's own series.
    """
    places = series.places
    gap = np.where(places.declared, places.gap, _shortest_steps(series))
    months_in = _months_into_year(series)
    before = np.zeros(len(series), dtype=np.bool_)
    step = np.diff(places.month)
    next_to = np.where(places.declared[1:], np.diff(places.number) == 1, step == gap[1:])
    before[1:] = ~series.begins[1:] & next_to & (step < months_in[1:]) & (series.segment[1:] == series.segment[:-1])
    # A term is as long as it is; other first periods must be as long as the periods that follow.
    termly = series.is_one_of("frequency", ("termly", "weekly"))
    opens = (months_in == gap) | (termly & (months_in < gap))
    units, texts = series.texts("unit")
    adds_up = series.cumulative & ~np.array([is_rate(text) for text in texts], dtype=np.bool_)[units]
    full, value = series.full.copy(), series.value.copy()
    later = np.flatnonzero(before & adds_up)
    full[later] -= series.full[later - 1]
    value[later] = series.published(series.value[later] - series.value[later - 1], later)
    # A total that fell within its year is no running total: nothing is known of what the period added.
    return value, full, adds_up & (before | opens) & ~(before & (full < 0))


def _shortest_steps(series: SortedSeries) -> Integers:
    between = np.full(len(series), 12, dtype=np.int64)
    between[1:] = np.where(series.begins[1:], 12, np.maximum(np.diff(series.places.month), 1))
    starts = np.flatnonzero(series.begins)
    shortest: Integers = np.minimum.reduceat(between, starts)[np.cumsum(series.begins) - 1] if len(starts) else between
    return shortest


def _months_into_year(series: SortedSeries) -> Integers:
    """How many months of its year a cumulative value covers: April's covers one of a year that begins with it."""
    told = [series.texts(name) for name in ("basis", "frequency", "year_starts")]
    alike, back = np.unique(np.stack([codes for codes, _ in told]), axis=1, return_inverse=True)
    texts = [[words[code] for code in codes] for (_, words), codes in zip(told, alike, strict=True)]
    begins = [year_begins(basis, one, Years.named(starts).starts) for basis, one, starts in zip(*texts, strict=True)]
    return months_into_year(series.places.month, np.array(begins, dtype=np.int64)[back])
