"""The numbers that are rated, as arrays: from a frame of cases, with the states that keep a case from being rated."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qprlib.ground.errors import InputError
from qprlib.ground.numbers import round_half_up_array
from qprlib.scoring.arrays import SAME, Flags, Floats
from qprlib.scoring.cases import DEFAULTS, NOT_DECLARED
from qprlib.scoring.states import PROBLEMS, NotRated

if TYPE_CHECKING:
    from qprlib.scoring.scheme import Scheme


@dataclass(frozen=True)
class Figures:
    """The numbers of all cases, one array each."""

    actual: Floats
    target: Floats
    floor: Floats
    floor_low: Floats  #: floors at both ends of a target range
    floor_high: Floats
    low: Floats  #: ends of the target range; the target itself where there is none
    high: Floats
    tolerance: Floats
    last_year: Floats
    exclusive: Flags
    lower_better: Flags
    ranged: Flags
    widest: float  #: the largest percentage of its target that the scheme allows

    def __len__(self) -> int:
        return len(self.actual)

    @cached_property
    def sign(self) -> Floats:
        """Which way a shortfall counts."""
        return np.where(self.lower_better, -1.0, 1.0)

    @cached_property
    def shortfall(self) -> Floats:
        """How far each result lies on the worse side of its target; outside its range."""
        return np.where(self.ranged, self.outside(self.actual), self.sign * (self.target - self.actual))

    def outside(self, value: Floats) -> Floats:
        """How far values lie outside the target range, 0 inside."""
        return np.maximum(np.maximum(self.low - value, value - self.high), 0.0)

    @cached_property
    def above(self) -> Flags:
        """Whether the nearer end of the range is the upper one."""
        return np.abs(self.actual - self.high) <= np.abs(self.actual - self.low)

    @cached_property
    def aim(self) -> Floats:
        """The target, or the nearer end of the range."""
        return np.where(self.ranged, np.where(self.above, self.high, self.low), self.target)

    @cached_property
    def worse_side(self) -> Floats:
        """Which way is worse on the result's own scale, seen from the aim."""
        return np.where(self.ranged, np.where(self.above, 1.0, -1.0), -self.sign)

    @cached_property
    def base(self) -> Floats:
        """What percentages are of: the size of the aim; of 0 what brings the widest of them to the case's tolerance."""
        stand_in = 100 * self.tolerance / self.widest if self.widest else np.full_like(self.aim, np.nan)
        return np.where(self.aim == 0, stand_in, np.abs(self.aim))

    def within(self, amount: Floats, limit: Floats, closed: Flags | bool, beside: Floats | None = None) -> Flags:
        """Whether amounts are below their limit; at it where that is ``closed``. Missing ones are not.

        A difference is nothing against the size of the result and of what is ``beside`` it, by default its aim.
        """
        gap = limit - amount
        size = np.maximum(np.abs(self.actual), np.abs(self.aim if beside is None else beside))
        near = SAME * np.maximum(size, np.abs(limit))
        return (gap > near) | (closed & (np.abs(gap) <= near))

    def met(self) -> Flags:
        """Whether the target is met: by what equals it, of one that asks for more by more, of a range within it."""
        return self.within(self.shortfall, np.zeros(len(self)), ~(self.exclusive & ~self.ranged))


def figures_and_states(
    cases: pd.DataFrame, scheme: Scheme, number: dict[str, int]
) -> tuple[Figures, NDArray[np.int16]]:
    """The numbers that are rated, and the rating of every case that is in a state (-1 for the others)."""
    given_decimals = _column(cases, "decimals")
    decimals = np.where(np.isnan(given_decimals), NOT_DECLARED, given_decimals).astype(np.int64)
    actual, last_year = _column(cases, "actual"), _column(cases, "last_year")
    if scheme.rate_on == "published":
        actual, last_year = round_half_up_array(actual, decimals), round_half_up_array(last_year, decimals)
    target, low, high = _column(cases, "target"), _column(cases, "lower"), _column(cases, "upper")
    polarity, polarities = _coded(cases, "polarity", ("higher", "lower", "range", "neutral"))
    ranged = polarity == polarities["range"]
    whole = ~(np.isnan(low) | np.isnan(high))
    low, high = np.where(whole, low, target), np.where(whole, high, target)

    kind, kinds = _coded(cases, "kind", ("kpi", "activity", "data_only"))
    state, states = _coded(cases, "state", ("", *map(str, NotRated)))
    denominator = _column(cases, "denominator")
    least = _column(cases, "suppress_below")
    if scheme.suppress_below is not None:
        least = np.where(np.isnan(least), scheme.suppress_below, least)

    rating = np.full(len(cases), -1, dtype=np.int16)

    def put(held: Flags, decided: NotRated) -> None:
        rating[(rating < 0) & held] = number[str(decided)]

    put(state == states[str(NotRated.WITHDRAWN)], NotRated.WITHDRAWN)
    put((kind != kinds["kpi"]) | (polarity == polarities["neutral"]), NotRated.DATA_ONLY)
    given = np.array([-1, *(number[str(one)] for one in NotRated)], dtype=np.int16)[state]
    rating = np.where(rating < 0, given, rating)
    with np.errstate(invalid="ignore"):
        # Nothing happened is no secret: nought is never suppressed but said.
        put((denominator < least) & (denominator != 0), NotRated.SUPPRESSED)
    put(denominator == 0, NotRated.NO_CASES)
    put(np.isnan(actual), NotRated.NOT_AVAILABLE)
    put(np.where(ranged, np.isnan(low), np.isnan(target)), NotRated.NO_TARGET)
    figures = Figures(
        actual=actual,
        target=target,
        floor=_column(cases, "floor"),
        floor_low=_column(cases, "floor_lower"),
        floor_high=_column(cases, "floor_upper"),
        low=low,
        high=high,
        tolerance=_column(cases, "tolerance"),
        last_year=last_year,
        exclusive=_column(cases, "target_exclusive") == 1,
        lower_better=polarity == polarities["lower"],
        ranged=ranged,
        widest=scheme.widest,
    )
    return figures, rating


def _column(cases: pd.DataFrame, name: str) -> Floats:
    """A column of numbers, NaN where it is missing."""
    if name not in cases:
        return np.full(len(cases), np.nan)
    return cases[name].to_numpy(dtype=np.float64)


def _coded(cases: pd.DataFrame, name: str, words: tuple[str, ...]) -> tuple[NDArray[np.intp], dict[str, int]]:
    """A column of words as their numbers in ``words``; missing is the default."""
    numbers = {word: place for place, word in enumerate(words)}
    usual = str(DEFAULTS[name])
    if name not in cases:
        return np.full(len(cases), numbers[usual], dtype=np.intp), numbers
    codes, unique = pd.factorize(cases[name])
    found = [str(one) or usual for one in unique]
    unknown = sorted(set(found) - set(words))
    if unknown:
        allowed = [word for word in words if word]
        raise InputError(PROBLEMS.unknown(f"unknown-{name}", unknown[0], allowed, **{name: unknown[0]}, most=20))
    # Missing has the code -1: the last place.
    return np.array([*(numbers[one] for one in found), numbers[usual]], dtype=np.intp)[codes], numbers
