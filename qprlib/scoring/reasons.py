"""Why a case is rated as it is: one sentence that a reader can check with the figures in it."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from qprlib.ground.calendar import day_in_words
from qprlib.ground.numbers import ended
from qprlib.scoring.bands import Band, YearBeforeTest
from qprlib.scoring.case_words import RatedCase, given, text
from qprlib.scoring.measures import Absolute
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.states import NotRated


def rating_reason(case: Any, scheme: Scheme, *, forecast: bool = False) -> str:
    """Why one case is rated as it is: "87% is below the target of 90% but above the floor of 83%."

    A case has ``rating`` and the columns of :data:`qprlib.scoring.cases.DEFAULTS`; what it has not got is taken as
    missing. With ``override_role`` and ``computed_rating`` it is a rating set by hand. ``forecast`` says that the
    year-end forecast was rated, by a scheme that otherwise rates actuals.
    """
    rated = RatedCase.of(case, scheme, forecast or scheme.rates == "forecast")
    role = given(case, "override_role", "")
    if not role:
        return _sentence(rated, text(given(case, "rating", "")))
    day = pd.Timestamp(given(case, "override_date", None))
    told = ended(text(given(case, "override_reason", "")).strip())
    computed = text(given(case, "computed_rating", ""))
    band, by_rule = scheme.band(text(case.rating)), scheme.band(computed)
    return (
        f"{f'Rated {band.label}' if band else f'Left unrated ({NotRated(case.rating).label})'} by decision of the "
        f"{role} on {day_in_words(day)}: {told} The rule gives {by_rule.label if by_rule else 'no rating'}: "
        f"{_sentence(rated, computed)}"
    )


def rating_reasons(cases: pd.DataFrame, scheme: Scheme, *, forecast: bool = False) -> pd.Series:
    """The reason of every row of a frame that has the columns of a case and ``rating``."""
    said = [rating_reason(case, scheme, forecast=forecast) for case in cases.itertuples()]
    return pd.Series(said, index=cases.index, dtype="str", name="rating_reason")


def _sentence(case: RatedCase, rating: str) -> str:
    """The sentence for a rating that a rule gave."""
    band = case.scheme.band(rating)
    if band is None:
        return _state(case, NotRated(rating))
    if case.actual.is_nan() or case.aim.is_nan():
        raise ValueError(f"a case that is rated '{rating}' needs its result and target to say why")
    ends = [
        case.aim + side * one.by.distance(one, case)
        for one in case.scheme.bands
        if isinstance(one.by, Absolute)
        for side in (1, -1)
    ]
    subject = case.value(case.actual, case.target, case.aim, case.bottom, case.last_year, *ends)
    if case.forecast:
        subject = f"The year-end forecast of {subject}"
    bands = case.scheme.bands
    failed = next((one for one in reversed(bands[: bands.index(band)]) if one.bounded), None)
    said = band.by.why(band, case, failed)
    return f"{subject} {'' if said.startswith('meets ') else 'is '}{said}{_history(case, band)}."


def _history(case: RatedCase, band: Band) -> str:
    """What last year's result adds, where the scheme looks at it and the target was missed."""
    bands = case.scheme.bands
    asking = next((one for one in bands[: bands.index(band) + 1] if one.history), None)
    if asking is None or (not case.short and band is not asking):
        return ""
    near = asking.bounded
    if near and band is not asking and not asking.by.fits(asking, case):
        return ""
    if case.last_year.is_nan():
        return f", {'but' if near else 'and'} there is no result of a year before to compare with"
    last = case.value(case.last_year, case.actual)
    better = asking.history is YearBeforeTest.BETTER
    if band is asking:
        said = "better than" if better else "not worse than"
        return f", {'and' if near else 'but'} {said} the {last} of a year before"
    return f", {'but' if near else 'and'} {'not better than' if better else 'worse than'} the {last} of a year before"


def _state(case: RatedCase, state: NotRated) -> str:
    """Why a case is not rated."""
    if state is NotRated.DATA_ONLY and case.polarity == "neutral":
        return "Neither higher nor lower is better for this indicator: it is shown but not rated."
    if state is NotRated.SUPPRESSED and not math.isnan(case.suppress_below):
        return f"There were fewer than {case.suppress_below:g} cases, too few for the result to be published."
    if state is NotRated.NOT_AVAILABLE and case.forecast:
        return "There is no forecast for the year's end."
    if state is NotRated.NO_TARGET and case.forecast:
        return "There is a forecast, but no annual target to rate it against."
    if state is NotRated.NO_TOLERANCE and not case.aim.is_nan() and case.aim == 0 and case.missed:
        return "The target of 0 was missed, and a percentage of 0 cannot say how far is too far."
    return state.words
