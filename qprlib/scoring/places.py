"""Where the periods of many values lie in the cycles of their indicators, all at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from qprlib.ground.calendar import months_between, year_before
from qprlib.ground.cycles import Cycle, cycles_of
from qprlib.scoring.arrays import Days, Flags, Floats, Integers


@dataclass(frozen=True)
class Places:
    """The periods of values, in any order; every array has one entry a value."""

    indicator: Integers
    end: Days
    code: Integers  #: number of its cycle
    cycles: list[Cycle | None]  #: None where no frequency is declared

    @classmethod
    def of(
        cls, indicator: Integers, end: Days, frequency: ArrayLike | None = None, year_starts: ArrayLike | None = None
    ) -> Places:
        """The places of values by indicator and end, where known by frequency and start of the year."""
        if frequency is None:
            return cls(indicator, end, np.zeros(len(end), dtype=np.int64), [None])
        known = pd.Series(end).groupby(indicator).transform("max").to_numpy()
        return cls(indicator, end, *cycles_of(frequency, year_starts, known))

    def asked(self, what: Callable[[Cycle, date], float], otherwise: ArrayLike) -> Floats:
        """What is asked of the cycle and the period of each value, once for all alike; else what stands there.

        Nothing is asked where there is no cycle or no period.
        """
        found: Floats = np.broadcast_to(np.asarray(otherwise, dtype=np.float64), self.end.shape).copy()
        rows = np.flatnonzero(self.declared & ~np.isnat(self.end))
        if len(rows):
            days = self.end[rows].astype("datetime64[D]")
            alike = self.code[rows] * 1_000_000 + days.astype(np.int64)
            _, first, back = np.unique(alike, return_index=True, return_inverse=True)
            cycles = [self.cycles[code] for code in self.code[rows[first]]]
            answers = [what(cycle, day) for cycle, day in zip(cycles, days[first].tolist(), strict=True) if cycle]
            found[rows] = np.array(answers, dtype=np.float64)[back]
        return found

    @cached_property
    def declared(self) -> Flags:
        """Whether a frequency is declared."""
        found: Flags = np.array([cycle is not None for cycle in self.cycles], dtype=np.bool_)[self.code]
        return found

    @cached_property
    def month(self) -> Integers:
        """Months since the year nought at the end of the period."""
        return self.end.astype("datetime64[M]").astype(np.int64) + 1970 * 12

    @cached_property
    def number(self) -> Integers:
        """The number of the period in its cycle; of its month where no frequency is declared."""
        return self.asked(lambda cycle, end: cycle.place(end), self.month).astype(np.int64)

    @cached_property
    def step(self) -> Floats:
        """How many months a period has; 1 where no frequency is declared."""
        return self.asked(lambda cycle, _: cycle.step, 1.0)

    @cached_property
    def a_year(self) -> Integers:
        """How many periods a year has, 12 where no frequency is declared; 0 where several years have one."""
        return self.asked(lambda cycle, _: cycle.a_year, 12).astype(np.int64)

    @cached_property
    def gap(self) -> Integers:
        """How many months lie between the end of the period before and this one; 0 where no frequency is declared."""
        return self.asked(lambda cycle, end: months_between(cycle.previous(end), end), 0).astype(np.int64)

    def year_before(self) -> Integers:
        """The row of the same period a year before, -1 where there is none."""
        ends = pd.Series(self.end)
        told = ends.notna().to_numpy()
        own = np.where(self.declared, self.number, _days(ends))
        then = np.where(self.declared, self.number - self.a_year, _days(year_before(ends)))
        key, wanted = self.indicator * _MANY + own, self.indicator * _MANY + then
        rows = np.flatnonzero(told)
        rows = rows[np.argsort(key[rows], kind="stable")]
        if not len(rows):
            return np.full(len(ends), -1, dtype=np.int64)
        at = rows[np.minimum(np.searchsorted(key[rows], wanted), len(rows) - 1)]
        return np.where(told & (key[at] == wanted) & (self.a_year > 0), at, -1)


#: More than any period or day is numbered.
_MANY = 1_000_000


def _days(ends: pd.Series) -> NDArray[np.int64]:
    return ends.fillna(pd.Timestamp(0)).to_numpy(dtype="datetime64[D]").astype(np.int64)
