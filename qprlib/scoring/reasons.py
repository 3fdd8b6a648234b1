"""Why a case is rated as it is: one sentence that a reader can check with the figures in it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

import pandas as pd

from qprlib.ground.calendar import day_in_words
from qprlib.ground.numbers import decimals_needed, ended, format_value, round_half_up, short_unit
from qprlib.scoring.bands import TOLERANCES, Band, Measure, YearBeforeTest
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.states import NotRated

#: As many decimals as a sentence ever prints to tell two figures apart.
_MOST_DECIMALS = 9

#: A large result of a small target is a share of many digits.
_WIDE = Context(prec=60)


def rating_reason(case: Any, scheme: Scheme, *, forecast: bool = False) -> str:
    """Why one case is rated as it is: "87% is below the target of 90% but above the floor of 83%."

    A case has ``rating`` and the columns of :data:`qprlib.scoring.cases.DEFAULTS`; what it has not got is taken as
    missing. With ``override_role`` and ``computed_rating`` it is a rating set by hand. ``forecast`` says that the
    year-end forecast was rated, by a scheme that otherwise rates actuals.
    """
    row = _Row.of(case, scheme, forecast or scheme.rates == "forecast")
    role = _get(case, "override_role", "")
    if not role:
        return _sentence(row, _text(_get(case, "rating", "")))
    day = pd.Timestamp(_get(case, "override_date", None))
    told = ended(_text(_get(case, "override_reason", "")).strip())
    computed = _text(_get(case, "computed_rating", ""))
    band, by_rule = scheme.band(_text(case.rating)), scheme.band(computed)
    return (
        f"{f'Rated {band.label}' if band else f'Left unrated ({NotRated(case.rating).label})'} by decision of the "
        f"{role} on {day_in_words(day)}: {told} The rule gives {by_rule.label if by_rule else 'no rating'}: "
        f"{_sentence(row, computed)}"
    )


def rating_reasons(cases: pd.DataFrame, scheme: Scheme, *, forecast: bool = False) -> pd.Series:
    """The reason of every row of a frame that has the columns of a case and ``rating``."""
    said = [rating_reason(case, scheme, forecast=forecast) for case in cases.itertuples()]
    return pd.Series(said, index=cases.index, dtype="str", name="rating_reason")


@dataclass(frozen=True)
class _Row:
    """The figures of one case as they were rated, and how each is printed."""

    scheme: Scheme
    actual: Decimal
    target: Decimal
    floor: Decimal
    floor_low: Decimal
    floor_high: Decimal
    low: Decimal
    high: Decimal
    tolerance: Decimal
    last_year: Decimal
    suppress_below: float
    polarity: str
    exclusive: bool
    unit: str
    decimals: int
    declared: bool  #: whether the decimals are
    forecast: bool

    @classmethod
    def of(cls, case: Any, scheme: Scheme, forecast: bool) -> _Row:
        declared = _get(case, "decimals", -1)
        decimals = int(declared)
        names = ("forecast", "annual_target", "annual_floor") if forecast else ("actual", "target", "floor")
        actual, target, floor = (_decimal(_get(case, name, math.nan)) for name in names)
        last_year = _decimal(math.nan if forecast else _get(case, "last_year", math.nan))
        if scheme.rate_on == "published" and decimals >= 0:
            actual, last_year = _rounded(actual, decimals), _rounded(last_year, decimals)
        low, high = _decimal(_get(case, "lower", math.nan)), _decimal(_get(case, "upper", math.nan))
        least = _get(case, "suppress_below", math.nan)
        return cls(
            scheme=scheme,
            actual=actual,
            target=target,
            floor=floor,
            floor_low=_decimal(_get(case, "floor_lower", math.nan)),
            floor_high=_decimal(_get(case, "floor_upper", math.nan)),
            low=target if low.is_nan() or high.is_nan() else low,
            high=target if low.is_nan() or high.is_nan() else high,
            tolerance=_decimal(_get(case, "tolerance", math.nan)),
            last_year=last_year,
            suppress_below=float(least) if not math.isnan(least) else float(scheme.suppress_below or math.nan),
            polarity=_text(_get(case, "polarity", "higher")) or "higher",
            exclusive=bool(_get(case, "target_exclusive", False)),
            unit=short_unit(_text(_get(case, "unit", "number"))),
            decimals=max(decimals, 0),
            declared=decimals >= 0,
            forecast=forecast,
        )

    @property
    def ranged(self) -> bool:
        """Whether the target is a range."""
        return self.polarity == "range" and self.low != self.high

    @property
    def asks_more(self) -> bool:
        """Whether the target itself is not enough."""
        return self.exclusive and self.polarity != "range"

    @property
    def above(self) -> bool:
        """Whether the result lies above the target, or nearer to the upper end of its range."""
        if self.polarity == "range":
            return abs(self.actual - self.high) <= abs(self.actual - self.low)
        return self.actual > self.target

    @property
    def aim(self) -> Decimal:
        """The target, or the nearer end of its range."""
        if self.polarity == "range":
            return self.high if self.above else self.low
        return self.target

    @property
    def bottom(self) -> Decimal:
        """The floor, or that of the nearer end of a range."""
        if self.polarity == "range":
            return self.floor_high if self.above else self.floor_low
        return self.floor

    @property
    def shortfall(self) -> Decimal:
        """How far the result lies on the worse side of its target."""
        if self.polarity == "range":
            return max(self.low - self.actual, self.actual - self.high, Decimal(0))
        return (self.actual - self.target) if self.polarity == "lower" else (self.target - self.actual)

    @property
    def missed(self) -> bool:
        """Whether it lies there at all."""
        return self.shortfall > _close(self.actual, self.aim)

    @property
    def equal(self) -> bool:
        """Whether the result is the target."""
        return abs(self.actual - self.aim) <= _close(self.actual, self.aim)

    @property
    def not_enough(self) -> bool:
        """Whether the result is the target, and the target itself is not enough."""
        return self.equal and self.asks_more

    def value(self, number: Decimal, *others: Decimal) -> str:
        """A figure with its unit; with more decimals where it would else be printed the same as others it is not."""
        decimals = self.decimals
        rounded = self.declared and (number is self.actual or number is self.last_year)
        if not rounded:
            decimals = decimals_needed(float(number), decimals, _MOST_DECIMALS)
        if not rounded or self.scheme.rate_on == "full":
            decimals = _apart(number, others, decimals)
        return format_value(float(number), self.unit, decimals)

    def distance(self, number: Decimal, *others: Decimal) -> str:
        """A distance in the unit; between two percentages it is in percentage points."""
        least = decimals_needed(float(number), self.decimals, _MOST_DECIMALS)
        text = format_value(float(number), "number", _apart(number, others, least))
        if self.unit != "%":
            return text
        return f"{text} percentage {'point' if text == '1' else 'points'}"


def _sentence(row: _Row, rating: str) -> str:
    """The sentence for a rating that a rule gave."""
    band = row.scheme.band(rating)
    if band is None:
        return _state(row, NotRated(rating))
    if row.actual.is_nan() or row.aim.is_nan():
        raise ValueError(f"a case that is rated '{rating}' needs its result and target to say why")
    ends = [
        row.aim + side * _distance(row, one)
        for one in row.scheme.bands
        if one.measure in TOLERANCES
        for side in (1, -1)
    ]
    subject = row.value(row.actual, row.target, row.aim, row.bottom, row.last_year, *ends)
    if row.forecast:
        subject = f"The year-end forecast of {subject}"
    said = _comparison(row, band)
    return f"{subject} {'' if said.startswith('meets ') else 'is '}{said}{_history(row, band)}."


def _comparison(row: _Row, band: Band) -> str:
    """Where the result lies: against the target, and against the bounds that decided."""
    failed = _failed(row, band)
    if band.measure is Measure.FLOOR and (row.missed or row.not_enough):
        return f"{_where(row)} but {_floor(row, reached=True)}"
    if band.measure in TOLERANCES:
        return _tolerance(row, band, failed)
    if band.measure is Measure.OTHERWISE and failed is not None:
        if failed.measure is Measure.FLOOR:
            return _below_both(row)
        if failed.measure in TOLERANCES and not failed.asks_more:
            # What is near enough but has not improved is said to be near enough.
            return (
                _tolerance(row, failed, None) if _fits(row, failed) else f"{_gap(row, failed)}, {_too_far(row, failed)}"
            )
    return _where(row)


def _failed(row: _Row, band: Band) -> Band | None:
    """The band with the last bound before this one, if there is one."""
    bands = row.scheme.bands
    return next((one for one in reversed(bands[: bands.index(band)]) if one.bounded), None)


def _fits(row: _Row, band: Band) -> bool:
    """Whether a result is within a band's tolerance, apart from its look at last year."""
    away = abs(row.actual - row.aim) if band.measure is Measure.TWO_SIDED else row.shortfall
    limit = _distance(row, band)
    near = _close(row.actual, row.aim, limit)
    return away <= limit + near if band.inclusive else away < limit - near


def _where(row: _Row) -> str:
    """Above, equal to or below the target; a target such as "more than 50" is met."""
    if row.ranged and not row.missed:
        return f"within {_target(row)}"
    if row.not_enough:
        return f"just outside {_target(row)}"
    if row.equal:
        return f"equal to {_target(row)}"
    if row.asks_more and not row.missed:
        return f"meets {_target(row)}"
    return f"{_side(row)} {_target(row)}"


def _side(row: _Row) -> str:
    """On which side of the target: what keeps to a target that is not to be exceeded is within it."""
    return "above" if row.above else "within" if row.polarity == "lower" else "below"


def _target(row: _Row) -> str:
    name = f"annual {row.scheme.target_name}" if row.forecast else row.scheme.target_name
    if row.ranged:
        return f"the {name} range of {row.value(row.low)} to {row.value(row.high)}"
    more = f"{'less' if row.polarity == 'lower' else 'more'} than " if row.asks_more else ""
    return f"the {name} of {more}{row.value(row.aim)}"


def _floor(row: _Row, *, reached: bool) -> str:
    """On which side of the floor or ceiling."""
    ceiling = row.above if row.polarity == "range" else row.polarity == "lower"
    if abs(row.actual - row.bottom) <= _close(row.actual, row.bottom):
        side = "at" if reached else "no better than"
    elif ceiling:
        side = "within" if reached else "above"
    else:
        side = "above" if reached else "below"
    name = row.scheme.floor_name or ("ceiling" if ceiling else "floor")
    return f"{side} the {name} of {row.value(row.bottom)}"


def _below_both(row: _Row) -> str:
    """Beyond the target and the floor: "below both the target of 90% and the floor of 83%"."""
    where, floor = _where(row), _floor(row, reached=False)
    side = where.partition(" ")[0]
    if floor.startswith(f"{side} "):
        return f"{side} both {where.removeprefix(f'{side} ')} and {floor.removeprefix(f'{side} ')}"
    return f"{where} and {floor}"


def _tolerance(row: _Row, band: Band, failed: Band | None) -> str:
    """Within a tolerance, or better by more than one."""
    if band.asks_more:
        needs = f"the {_amount(row, band)} needed for {band.label}"
        return f"{_gap(row, band)}, {'at least' if band.inclusive else 'more than'} {needs}"
    met = not row.missed and not row.not_enough
    if met and (row.equal or row.ranged or band.measure is not Measure.TWO_SIDED):
        return _where(row)
    said = []
    if failed is not None and failed.measure in TOLERANCES and not failed.asks_more and not failed.history:
        said.append(_too_far(row, failed, named=True))
    if band.inclusive:
        named = f" for {band.label}" if said else _sides(band)
        said.append(f"within the {_amount(row, band)} allowed{named}")
    else:
        said.append(f"less than the {_amount(row, band)} at which it is {_next(row.scheme, band).label}")
    return f"{_gap(row, band)}, {' and '.join(said)}"


def _too_far(row: _Row, failed: Band, *, named: bool = False) -> str:
    """Beyond the tolerance of a better band."""
    if failed.inclusive:
        return f"more than the {_amount(row, failed)} allowed{f' for {failed.label}' if named else _sides(failed)}"
    return f"not less than the {_amount(row, failed)} at which it is {_next(row.scheme, failed).label}"


def _sides(band: Band) -> str:
    return " on either side" if band.measure is Measure.TWO_SIDED else ""


def _gap(row: _Row, band: Band) -> str:
    """How far from the target, in the measure of a band: "11.7% below the target of 52%"."""
    if row.not_enough:
        return _where(row)
    away = abs(row.actual - row.aim)
    side = "above" if row.above else "below"
    if band.measure is not Measure.RELATIVE or row.aim == 0:
        return f"{row.distance(away, _limit(row, band))} {side} {_target(row)}"
    share = 100 * away / abs(row.aim)
    limits = [_limit(row, one) for one in row.scheme.bands if one.measure is Measure.RELATIVE]
    return f"{_per_cent(share, limits)} {side} {_target(row)}"


def _limit(row: _Row, band: Band) -> Decimal:
    """The size of a band's bound, in per cent or in the unit."""
    if band.measure is Measure.RELATIVE and row.aim == 0:
        if isinstance(band.within, float) and not row.tolerance.is_nan():
            return row.tolerance * abs(_decimal(band.within)) / _decimal(row.scheme.widest)
        if band.at_zero is not None:
            return abs(_decimal(band.at_zero))
    return row.tolerance if isinstance(band.within, str) else abs(_decimal(band.within))


def _distance(row: _Row, band: Band) -> Decimal:
    """The size of a band's bound in the unit."""
    limit = _limit(row, band)
    return limit * abs(row.aim) / 100 if band.measure is Measure.RELATIVE and row.aim != 0 else limit


def _amount(row: _Row, band: Band) -> str:
    limit = _limit(row, band)
    if band.measure is Measure.RELATIVE and row.aim != 0:
        return f"{_shortest(limit)}%"
    return row.distance(limit)


def _per_cent(share: Decimal, limits: list[Decimal]) -> str:
    """A share to one decimal, or as many as are needed to lie on its own side of nought and of every limit."""
    for decimals in range(1, _MOST_DECIMALS):
        shown = share.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _WIDE)
        if (shown != 0 or share == 0) and all(
            (shown > limit) == (share > limit + _close(share, limit))
            and (shown < limit) == (share < limit - _close(share, limit))
            for limit in limits
        ):
            break
    return "less than 0.1%" if shown == 0 != share else f"{_shortest(shown)}%"


def _history(row: _Row, band: Band) -> str:
    """What last year's result adds, where the scheme looks at it and the target was missed."""
    bands = row.scheme.bands
    asking = next((one for one in bands[: bands.index(band) + 1] if one.history), None)
    if asking is None or asking.history is None or (not row.missed and not row.not_enough and band is not asking):
        return ""
    near = asking.bounded
    if near and band is not asking and not _fits(row, asking):
        return ""
    if row.last_year.is_nan():
        return f", {'but' if near else 'and'} there is no result of a year before to compare with"
    last = row.value(row.last_year, row.actual)
    better = asking.history is YearBeforeTest.BETTER
    if band is asking:
        said = "better than" if better else "not worse than"
        return f", {'and' if near else 'but'} {said} the {last} of a year before"
    return f", {'but' if near else 'and'} {'not better than' if better else 'worse than'} the {last} of a year before"


def _state(row: _Row, state: NotRated) -> str:
    """Why a case is not rated."""
    if state is NotRated.DATA_ONLY and row.polarity == "neutral":
        return "Neither higher nor lower is better for this indicator: it is shown but not rated."
    if state is NotRated.SUPPRESSED and not math.isnan(row.suppress_below):
        return f"There were fewer than {row.suppress_below:g} cases, too few for the result to be published."
    if state is NotRated.NOT_AVAILABLE and row.forecast:
        return "There is no forecast for the year's end."
    if state is NotRated.NO_TARGET and row.forecast:
        return "There is a forecast, but no annual target to rate it against."
    if state is NotRated.NO_TOLERANCE and not row.aim.is_nan() and row.aim == 0 and row.missed:
        return "The target of 0 was missed, and a percentage of 0 cannot say how far is too far."
    return state.words


# --- small helpers -------------------------------------------------------------------------------------------


def _next(scheme: Scheme, band: Band) -> Band:
    """The band that takes what this one just leaves out."""
    bands = scheme.bands
    return next(one for one in bands[bands.index(band) + 1 :] if not one.history)


def _get(case: Any, name: str, usual: Any) -> Any:
    value = getattr(case, name, usual)
    return usual if value is None or (isinstance(value, float) and math.isnan(value)) else value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _decimal(value: Any) -> Decimal:
    return Decimal(repr(float(value))) if value is not None else Decimal("NaN")


def _rounded(number: Decimal, decimals: int) -> Decimal:
    return number if number.is_nan() else _decimal(round_half_up(float(number), decimals))


def _close(*numbers: Decimal) -> Decimal:
    """Below this a difference is none; see :data:`qprlib.scoring.rating.EQUAL`."""
    return max(abs(number) for number in numbers) * Decimal("1e-12")


def _apart(number: Decimal, others: tuple[Decimal, ...], decimals: int) -> int:
    """As many decimals as tell a figure from others that it is not."""
    unlike: list[Decimal] = [one for one in others if not one.is_nan() and abs(one - number) > _close(one, number)]
    while decimals < _MOST_DECIMALS and any(
        round_half_up(float(number), decimals) == round_half_up(float(one), decimals) for one in unlike
    ):
        decimals += 1
    return decimals


def _shortest(number: Decimal) -> str:
    return f"{number.normalize():f}"
