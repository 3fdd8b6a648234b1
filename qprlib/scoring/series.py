"""The results of a history as sorted arrays: what every rule for the direction of travel looks at."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qprlib.data.running import CUMULATIVE
from qprlib.ground.numbers import round_half_up_array
from qprlib.ground.periods import COVERED_MONTHS
from qprlib.scoring.arrays import Days, Flags, Floats, Integers
from qprlib.scoring.places import Places

#: Bases of which each value covers a whole year, and frequencies of which a year has one value.
_ANNUAL_BASES = ("annual", "academic_year")
_ANNUAL_FREQUENCIES = ("annual", "school_year", "two_yearly", "three_yearly")


@dataclass(frozen=True)
class SortedSeries:
    """The values of a history, sorted by indicator and period; every array has one entry a value."""

    history: pd.DataFrame
    rows: Integers  #: where each value stands in the history
    code: Integers  #: number of its indicator
    end: Days
    segment: Integers  #: breaks in the series declared up to this value, in its indicator
    full: Floats
    value: Floats  #: as published

    @classmethod
    def of(cls, history: pd.DataFrame) -> SortedSeries:
        """Take from a history what has a value; what breaks before a missing value breaks before the next."""
        code = pd.factorize(history["indicator"])[0].astype(np.int64)
        end = history["period_end"].to_numpy(dtype="datetime64[ns]")
        actual = history["actual"].to_numpy(dtype=np.float64)
        rows = np.arange(len(history))
        if not _sorted(code, end):
            rows = np.lexsort((end, code))
        segment = np.zeros(len(rows), dtype=np.int64)
        if "break_before" in history:
            # Runs on from one indicator to the next: only differences within one are ever looked at.
            segment = np.cumsum(history["break_before"].to_numpy(dtype=np.bool_)[rows]).astype(np.int64)
        known = ~np.isnan(actual[rows])
        if not known.all():
            rows, segment = rows[known], segment[known]
        full = actual[rows]
        made = cls(history, rows, code[rows], end[rows], segment, full, full)
        return replace(made, value=made.published(full, np.arange(len(rows))))

    def __len__(self) -> int:
        return len(self.rows)

    def number(self, name: str) -> Floats:
        """A column of numbers, NaN where the history has none."""
        if name not in self.history:
            return np.full(len(self), np.nan)
        return self.history[name].to_numpy(dtype=np.float64)[self.rows]

    def published(self, full: Floats, rows: Integers) -> Floats:
        """Values of these rows rounded half up as they are printed; as they are where no decimals are declared (-1)."""
        if "decimals" not in self.history:
            return full
        return round_half_up_array(full, self.history["decimals"].to_numpy(dtype=np.int64)[self.rows[rows]])

    def texts(self, name: str) -> tuple[Integers, list[str]]:
        """A text column as numbers of its different texts."""
        found: dict[str, tuple[Integers, list[str]]] = self.__dict__.setdefault("_read", {})
        if name not in found:
            if name in self.history:
                codes, texts = pd.factorize(self.history[name], use_na_sentinel=False)
                found[name] = codes[self.rows], ["" if pd.isna(text) else str(text) for text in texts]
            else:
                found[name] = np.zeros(len(self), dtype=np.int64), [""]
        return found[name]

    def is_one_of(self, name: str, words: Collection[str]) -> Flags:
        """Whether a text column has one of these words."""
        codes, texts = self.texts(name)
        return np.isin(np.asarray(texts, dtype=object), list(words))[codes]

    @cached_property
    def begins(self) -> Flags:
        """Whether a value is the first of its indicator."""
        first = np.ones(len(self), dtype=np.bool_)
        first[1:] = self.code[1:] != self.code[:-1]
        return first

    @cached_property
    def places(self) -> Places:
        """Where the periods lie in the cycles of their indicators."""
        if "frequency" not in self.history:
            return Places.of(self.code, self.end)
        frequency, starts = (self._spelt(name) for name in ("frequency", "year_starts"))
        return Places.of(self.code, self.end, frequency, starts)

    def _spelt(self, name: str) -> NDArray[np.object_]:
        codes, texts = self.texts(name)
        return np.array(texts, dtype=object)[codes]

    @cached_property
    def annual(self) -> Flags:
        """Whether a year has one value of the indicator."""
        by_basis = self.is_one_of("basis", _ANNUAL_BASES)
        found: Flags = by_basis | self.is_one_of("frequency", _ANNUAL_FREQUENCIES)
        return found

    @cached_property
    def cumulative(self) -> Flags:
        """Whether values add up through a year."""
        return self.is_one_of("basis", CUMULATIVE)

    @cached_property
    def covers(self) -> Integers:
        """Over how many periods a value reaches, its own among them; over how many months without a frequency."""
        codes, texts = self.texts("basis")
        months = np.array([COVERED_MONTHS.get(text, 0) for text in texts], dtype=np.float64)[codes]
        found: Integers = np.maximum(np.ceil(months / self.places.step - 1e-9), 1).astype(np.int64)
        return found

    @cached_property
    def overlapping(self) -> Flags:
        """Whether any two neighbours in the value's indicator cover some of the same time."""
        near = np.zeros(len(self), dtype=np.bool_)
        near[1:] = ~self.begins[1:] & (np.diff(self.places.number) < self.covers[1:])
        if not near.any():
            return near
        starts = np.flatnonzero(self.begins)
        found: Flags = np.logical_or.reduceat(near, starts)[np.cumsum(self.begins) - 1]
        return found

    @cached_property
    def neutral(self) -> Flags:
        """Whether neither way is better."""
        return self.is_one_of("polarity", ("neutral",))

    def score(self, value: Floats) -> Floats:
        """Values turned so that more is better: for a range, less outside it; NaN where no range is declared."""
        score = np.where(self.is_one_of("polarity", ("lower",)), -value, value)
        ranged = np.flatnonzero(self.is_one_of("polarity", ("range",)))
        if len(ranged):
            lower, upper, own = self.number("lower")[ranged], self.number("upper")[ranged], value[ranged]
            outside = np.fmax(np.fmax(lower - own, own - upper), 0.0)
            score[ranged] = np.where(np.isnan(lower) & np.isnan(upper), np.nan, -outside)
        return score


def _sorted(code: Integers, end: Days) -> bool:
    same = code[1:] == code[:-1]
    return bool(((code[1:] > code[:-1]) | (same & (end[1:] >= end[:-1]))).all())
