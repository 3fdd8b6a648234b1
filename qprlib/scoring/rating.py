"""Rating: which band each case falls in, for whole frames at once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qprlib.scoring.arrays import SAME, Flags, Floats
from qprlib.scoring.bands import YearBeforeTest
from qprlib.scoring.case_figures import Figures, figures_and_states
from qprlib.scoring.cases import forecast_cases
from qprlib.scoring.measures import MEASURES
from qprlib.scoring.reasons import rating_reason, rating_reasons
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.states import NotRated

__all__ = ["MET", "MISSED", "against_target", "rate", "rate_forecast", "rating_reason", "rating_reasons"]

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
    ``annual_floor`` instead of actual, target and floor. Amounts that differ by less than :data:`SAME` of their size
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
    figures, rating = figures_and_states(cases, scheme, {str(one): place for place, one in enumerate(NotRated)})
    return pd.Series(np.where(rating >= 0, "", np.where(figures.met(), MET, MISSED)), index=cases.index, dtype=object)


def rate_forecast(cases: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Rate the year-end forecast against the annual target by any scheme's bands, whatever it says it ``rates``."""
    return _rate(forecast_cases(cases), scheme)


def _rate(cases: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    words = [*(band.id for band in scheme.bands), *map(str, NotRated)]
    number = {word: place for place, word in enumerate(words)}
    rules = ["", *MEASURES, _HISTORY]

    figures, rating = figures_and_states(cases, scheme, number)
    bound = np.full(len(cases), np.nan)
    rule = np.zeros(len(cases), dtype=np.int8)
    passed = np.full(len(cases), np.nan)
    undecided = rating < 0
    for band in scheme.bands:
        test = band.by.test(band, figures, passed)
        missing = undecided & test.lacking
        rating[missing] = number[str(test.state)]
        undecided &= ~missing
        holds = test.holds
        decided_by = band.measure
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


def _history(asked: YearBeforeTest, figures: Figures, holds: Flags) -> tuple[Flags, Flags]:
    """Whether a test that holds also passes the one against last year, and where that cannot be told."""
    last = figures.last_year
    gain = np.where(
        figures.ranged,
        figures.outside(last) - figures.outside(figures.actual),
        figures.sign * (figures.actual - last),
    )
    near = SAME * np.maximum(np.abs(figures.actual), np.abs(last))
    passes = gain > near if asked is YearBeforeTest.BETTER else gain >= -near
    return holds & passes, holds & np.isnan(last)


def _clean(bound: Floats) -> Floats:
    """Bounds without the last digits of binary arithmetic: 52 less 10% is 46.8."""
    with np.errstate(all="ignore"):
        digits = 12 - np.ceil(np.log10(np.abs(bound)))
        usable = np.isfinite(digits) & (np.abs(digits) < 200)
        scale = 10.0 ** np.where(usable, digits, 0.0)
        return np.where(usable, np.rint(bound * scale) / scale, bound)
