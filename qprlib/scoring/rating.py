"""Rating: which band each case falls in, for whole frames at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qprlib.ground.errors import InputError, Problem, listing, nearest
from qprlib.ground.numbers import round_half_up_array
from qprlib.scoring.bands import OWN_BETTER, Band, Measure, YearBeforeTest
from qprlib.scoring.cases import DEFAULTS, NOT_DECLARED, forecast_cases
from qprlib.scoring.reasons import rating_reason, rating_reasons
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.states import NotRated

__all__ = ["EQUAL", "MET", "MISSED", "against_target", "rate", "rate_forecast", "rating_reason", "rating_reasons"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

EQUAL = 1e-12
"""Two amounts are equal when they differ by no more than this part of the larger.

Sums and products of decimals come out of binary arithmetic about 1e-16 of their size off; figures that people write
differ by more than 1e-12. So a bound is met exactly when it is met on paper.
"""

_HISTORY = "history"

MET, MISSED = "met", "missed"
"""Where a result stands against its target, apart from its band."""


def rate(cases: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Rate every case of a frame.

    Non-rated states are decided first, in this order: withdrawn; data only; a state that is given; suppressed; no
    cases; not available; no target. Then the bands are tried in order. A floor, tolerance or result of last year that a
    band needs and a case lacks leaves that case unrated, rather than letting it fall through to a worse band.

    Any of the columns of :data:`qprlib.scoring.cases.DEFAULTS` may be left out; ``last_year`` is taken as given (see
    :func:`qprlib.scoring.cases.at_last_year`). A scheme that rates forecasts takes ``forecast``, ``annual_target`` and
    ``annual_floor`` instead of actual, target and floor. Amounts that differ by less than :data:`EQUAL` of their size
    are equal, so that 0.1 + 0.2 meets 0.3.

    Found are ``rating`` (a band's id or a :class:`~qprlib.scoring.states.NotRated` value), ``bound`` (the value on the
    result's own scale that decided) and ``rule`` (the measure of the band, or ``history`` where last year's result
    alone decided); NaN and ``""`` where nothing is rated.

    InputError if a kind, polarity or state is not known; :func:`~qprlib.scoring.cases.check_cases` says where.
    """
    return _rate(forecast_cases(cases) if scheme.rates == "forecast" else cases, scheme)


def against_target(cases: pd.DataFrame, scheme: Scheme) -> pd.Series:
    """``met`` or ``missed`` by the plain comparison of each result with its target, ``""`` where there is a state.

    A target of its own is met by what equals it, one that asks for more ("more than 50") by more, a range by what lies
    within. The result is compared as it is rated, as printed or in full. So this is neither the best band nor one that
    counts as achieved, both of which may take in results that miss their target.
    """
    figures, rating = _figures(cases, scheme, {str(one): place for place, one in enumerate(NotRated)})
    closed = ~(figures.exclusive & ~figures.ranged)
    met = _within(figures.shortfall, np.zeros_like(figures.actual), figures.size, closed)
    return pd.Series(np.where(rating >= 0, "", np.where(met, MET, MISSED)), index=cases.index, dtype=object)


def rate_forecast(cases: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Rate the year-end forecast against the annual target by any scheme's bands, whatever it says it ``rates``."""
    return _rate(forecast_cases(cases), scheme)


@dataclass(frozen=True)
class _Test:
    """How a band's test came out for every case."""

    holds: Mask
    lacking: Mask  #: the case has not what the test needs
    state: NotRated  #: what a lacking case is
    bound: Floats


@dataclass(frozen=True)
class _Figures:
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
    exclusive: Mask
    lower_better: Mask
    ranged: Mask
    widest: float  #: the largest percentage of its target that the scheme allows

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
    def above(self) -> Mask:
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

    @cached_property
    def size(self) -> Floats:
        """The size of the numbers at hand, against which a difference is nothing."""
        return np.maximum(np.abs(self.actual), np.abs(self.aim))


def _rate(cases: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    words = [*(band.id for band in scheme.bands), *map(str, NotRated)]
    number = {word: place for place, word in enumerate(words)}
    rules = ["", *map(str, Measure), _HISTORY]

    figures, rating = _figures(cases, scheme, number)
    bound = np.full(len(cases), np.nan)
    rule = np.zeros(len(cases), dtype=np.int8)
    passed = np.full(len(cases), np.nan)
    undecided = rating < 0
    for band in scheme.bands:
        test = _test(band, figures, passed)
        missing = undecided & test.lacking
        rating[missing] = number[str(test.state)]
        undecided &= ~missing
        holds = test.holds
        decided_by = str(band.measure)
        if band.history:
            holds, unknown = _history(band.history, figures, holds)
            if band.without_history == "not-rated":
                unknown &= undecided
                rating[unknown] = number[str(NotRated.NO_LAST_YEAR)]
                undecided &= ~unknown
            if not band.bounded:
                decided_by = _HISTORY
        fits = undecided & holds
        rating[fits] = number[band.id]
        rule[fits] = rules.index(decided_by)
        bound[fits] = (figures.last_year if decided_by == _HISTORY else test.bound)[fits]
        undecided &= ~fits
        passed = test.bound
    return pd.DataFrame(
        {
            "rating": pd.Series(np.array(words, dtype=object)[rating], index=cases.index, dtype=object),
            "bound": pd.Series(_clean(bound), index=cases.index),
            "rule": pd.Series(np.array(rules, dtype=object)[rule], index=cases.index, dtype=object),
        }
    )


# --- the tests of the bands ----------------------------------------------------------------------------------


def _test(band: Band, figures: _Figures, passed: Floats) -> _Test:
    """One band's test without its look at last year; ``passed`` is the bound of the band before."""
    nothing = np.zeros(len(figures.actual), dtype=bool)
    match band.measure:
        case Measure.OTHERWISE:
            return _Test(~nothing, nothing, NotRated.NO_TARGET, passed)
        case Measure.MET:
            closed = ~(figures.exclusive & ~figures.ranged) if band.inclusive else nothing
            holds = _within(figures.shortfall, np.zeros_like(figures.actual), figures.size, closed)
            return _Test(holds, nothing, NotRated.NO_TARGET, figures.aim)
        case Measure.FLOOR:
            # A range has two worse sides, and a floor on each.
            floor = np.where(
                figures.ranged, np.where(figures.above, figures.floor_high, figures.floor_low), figures.floor
            )
            short = figures.worse_side * (figures.actual - floor)
            size = np.maximum(np.abs(figures.actual), np.abs(floor))
            holds = _within(short, np.zeros_like(floor), size, np.full_like(nothing, band.inclusive))
            return _Test(holds, np.isnan(floor), NotRated.NO_FLOOR, floor)
        case Measure.TWO_SIDED:
            has_range = ~np.isnan(figures.low) & (figures.ranged | (figures.low != figures.high))
            away = np.where(has_range, figures.outside(figures.actual), np.abs(figures.actual - figures.target))
            limit = _limit(band, figures)
            holds = _within(away, limit, figures.size, np.full_like(nothing, band.inclusive))
            upper = np.where(has_range, figures.above, figures.actual >= figures.target)
            end = np.where(has_range, np.where(figures.above, figures.high, figures.low), figures.target)
            return _Test(holds, np.isnan(limit), NotRated.NO_TOLERANCE, end + np.where(upper, limit, -limit))
        case _:
            limit = _limit(band, figures)
            holds = _within(figures.shortfall, limit, figures.size, np.full_like(nothing, band.inclusive))
            return _Test(holds, np.isnan(limit), NotRated.NO_TOLERANCE, figures.aim + figures.worse_side * limit)


def _limit(band: Band, figures: _Figures) -> Floats:
    """The largest shortfall of a band in the indicator's unit; NaN where there is none."""
    if isinstance(band.within, str):
        within = -figures.tolerance if band.within == OWN_BETTER else figures.tolerance
    else:
        within = np.full(len(figures.actual), band.within)
    if band.measure is not Measure.RELATIVE:
        return within
    if isinstance(band.within, str):  # a tolerance in per cent says nothing of a target of 0
        limit = within * np.where(figures.aim == 0, np.nan, np.abs(figures.aim)) / 100
    else:
        limit = within * figures.base / 100
    unsaid = (figures.aim == 0) & np.isnan(limit)
    if not unsaid.any():
        return limit
    if band.at_zero is not None:
        return np.where(unsaid, band.at_zero, limit)
    # What meets such a target is within any tolerance of it.
    met = ~np.isnan(within) & (figures.shortfall <= 0) & (within >= 0)
    return np.where(unsaid & met, 0.0, limit)


def _within(amount: Floats, limit: Floats, size: Floats, closed: Mask) -> Mask:
    """Whether amounts are below their limit; at it where that is ``closed``. Missing ones are not."""
    gap = limit - amount
    near = EQUAL * np.maximum(size, np.abs(limit))
    return (gap > near) | (closed & (np.abs(gap) <= near))


def _history(asked: YearBeforeTest, figures: _Figures, holds: Mask) -> tuple[Mask, Mask]:
    """Whether a test that holds also passes the one against last year, and where that cannot be told."""
    last = figures.last_year
    gain = np.where(
        figures.ranged,
        figures.outside(last) - figures.outside(figures.actual),
        figures.sign * (figures.actual - last),
    )
    near = EQUAL * np.maximum(np.abs(figures.actual), np.abs(last))
    passes = gain > near if asked is YearBeforeTest.BETTER else gain >= -near
    return holds & passes, holds & np.isnan(last)


# --- from the frame to arrays --------------------------------------------------------------------------------


def _figures(cases: pd.DataFrame, scheme: Scheme, number: dict[str, int]) -> tuple[_Figures, NDArray[np.int16]]:
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

    def put(held: Mask, decided: NotRated) -> None:
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
    figures = _Figures(
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
        raise InputError(
            Problem(
                code=f"unknown-{name}",
                found=f"'{unknown[0]}' is not a known {name}",
                allowed=listing([word for word in words if word], 20),
                nearest=nearest(unknown[0], [word for word in words if word]),
                todo="write one of the allowed words",
            )
        )
    # Missing has the code -1: the last place.
    return np.array([*(numbers[one] for one in found), numbers[usual]], dtype=np.intp)[codes], numbers


def _clean(bound: Floats) -> Floats:
    """Bounds without the last digits of binary arithmetic: 52 less 10% is 46.8."""
    with np.errstate(all="ignore"):
        digits = 12 - np.ceil(np.log10(np.abs(bound)))
        usable = np.isfinite(digits) & (np.abs(digits) < 200)
        scale = 10.0 ** np.where(usable, digits, 0.0)
        return np.where(usable, np.rint(bound * scale) / scale, bound)
