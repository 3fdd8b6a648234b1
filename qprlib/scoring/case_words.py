"""One case that was rated: its figures as they were compared, and how each is printed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING, Any

from qprlib.ground.numbers import decimals_needed, format_value, round_half_up, short_unit

if TYPE_CHECKING:
    from qprlib.scoring.bands import Band
    from qprlib.scoring.scheme import Scheme

#: As many decimals as a sentence ever prints to tell two figures apart.
_MOST_DECIMALS = 9
#: A large result of a small target is a share of many digits.
_WIDE = Context(prec=60)
#: The numbers of a case that are taken as they are.
_NUMBERS = ("actual", "target", "floor", "floor_lower", "floor_upper", "lower", "upper", "tolerance", "last_year")


@dataclass(frozen=True)
class RatedCase:
    """The figures of one case as they were rated, and how each is printed."""

    scheme: Scheme
    actual: Decimal
    target: Decimal
    floor: Decimal
    floor_lower: Decimal
    floor_upper: Decimal
    lower: Decimal  #: end of the target range, as the next; the target itself where there is none
    upper: Decimal
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
    def of(cls, case: Any, scheme: Scheme, forecast: bool) -> RatedCase:
        """A case by its attributes; what it has not got is missing."""
        told = {name: decimal(given(case, name, math.nan)) for name in _NUMBERS}
        if forecast:
            names = {"actual": "forecast", "target": "annual_target", "floor": "annual_floor"}
            told |= {name: decimal(given(case, other, math.nan)) for name, other in names.items()}
            told["last_year"] = Decimal("NaN")
        decimals = int(given(case, "decimals", -1))
        if scheme.rate_on == "published" and decimals >= 0:
            told |= {name: _rounded(told[name], decimals) for name in ("actual", "last_year")}
        if told["lower"].is_nan() or told["upper"].is_nan():
            told["lower"] = told["upper"] = told["target"]
        least = given(case, "suppress_below", math.nan)
        return cls(
            scheme=scheme,
            suppress_below=float(least) if not math.isnan(least) else float(scheme.suppress_below or math.nan),
            polarity=text(given(case, "polarity", "higher")) or "higher",
            exclusive=bool(given(case, "target_exclusive", False)),
            unit=short_unit(text(given(case, "unit", "number"))),
            decimals=max(decimals, 0),
            declared=decimals >= 0,
            forecast=forecast,
            **told,
        )

    @property
    def ranged(self) -> bool:
        """Whether the target is a range."""
        return self.polarity == "range" and self.lower != self.upper

    @property
    def asks_more(self) -> bool:
        """Whether the target itself is not enough."""
        return self.exclusive and self.polarity != "range"

    @property
    def above(self) -> bool:
        """Whether the result lies above the target, or nearer to the upper end of its range."""
        if self.polarity == "range":
            return abs(self.actual - self.upper) <= abs(self.actual - self.lower)
        return self.actual > self.target

    @property
    def aim(self) -> Decimal:
        """The target, or the nearer end of its range."""
        if self.polarity == "range":
            return self.upper if self.above else self.lower
        return self.target

    @property
    def bottom(self) -> Decimal:
        """The floor, or that of the nearer end of a range."""
        if self.polarity == "range":
            return self.floor_upper if self.above else self.floor_lower
        return self.floor

    @property
    def shortfall(self) -> Decimal:
        """How far the result lies on the worse side of its target."""
        if self.polarity == "range":
            return max(self.lower - self.actual, self.actual - self.upper, Decimal(0))
        return (self.actual - self.target) if self.polarity == "lower" else (self.target - self.actual)

    @property
    def away(self) -> Decimal:
        """How far it lies from its target, on either side."""
        return abs(self.actual - self.aim)

    @property
    def missed(self) -> bool:
        """Whether it lies on the worse side at all."""
        return self.shortfall > self.close()

    @property
    def equal(self) -> bool:
        """Whether the result is the target."""
        return self.away <= self.close()

    @property
    def not_enough(self) -> bool:
        """Whether the result is the target, and the target itself is not enough."""
        return self.equal and self.asks_more

    @property
    def short(self) -> bool:
        """Whether the target is not met."""
        return self.missed or self.not_enough

    def close(self, *others: Decimal) -> Decimal:
        """Below this a difference from the target, or from others, is none."""
        return _close(self.actual, self.aim, *others)

    def next_band(self, band: Band) -> Band:
        """The band that takes what a band just leaves out."""
        bands = self.scheme.bands
        return next(one for one in bands[bands.index(band) + 1 :] if not one.history)

    # --- in words --------------------------------------------------------------------------------------------

    @property
    def where(self) -> str:
        """Above, equal to or below the target; a target such as "more than 50" is met.

        What keeps to a target that is not to be exceeded is within it.
        """
        if self.ranged and not self.missed:
            return f"within {self.target_words}"
        if self.not_enough:
            return f"just outside {self.target_words}"
        if self.equal:
            return f"equal to {self.target_words}"
        if self.asks_more and not self.missed:
            return f"meets {self.target_words}"
        return f"{'above' if self.above else 'within' if self.polarity == 'lower' else 'below'} {self.target_words}"

    @property
    def target_words(self) -> str:
        """The target with its value."""
        name = f"annual {self.scheme.target_name}" if self.forecast else self.scheme.target_name
        if self.ranged:
            return f"the {name} range of {self.value(self.lower)} to {self.value(self.upper)}"
        more = f"{'less' if self.polarity == 'lower' else 'more'} than " if self.asks_more else ""
        return f"the {name} of {more}{self.value(self.aim)}"

    def beside_floor(self, *, reached: bool) -> str:
        """On which side of the floor or ceiling the result lies, with its value."""
        ceiling = self.above if self.polarity == "range" else self.polarity == "lower"
        if abs(self.actual - self.bottom) <= _close(self.actual, self.bottom):
            side = "at" if reached else "no better than"
        elif ceiling:
            side = "within" if reached else "above"
        else:
            side = "above" if reached else "below"
        name = self.scheme.floor_name or ("ceiling" if ceiling else "floor")
        return f"{side} the {name} of {self.value(self.bottom)}"

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
        shown = format_value(float(number), "number", _apart(number, others, least))
        if self.unit != "%":
            return shown
        return f"{shown} percentage {'point' if shown == '1' else 'points'}"

    def per_cent(self, limits: list[Decimal]) -> str:
        """How far from the target in per cent of it, on its own side of nought and of every limit.

        To one decimal, or to as many as are needed for that.
        """
        share = 100 * self.away / abs(self.aim)
        for decimals in range(1, _MOST_DECIMALS):
            shown = share.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _WIDE)
            if (shown != 0 or share == 0) and all(
                (shown > limit) == (share > limit + _close(share, limit))
                and (shown < limit) == (share < limit - _close(share, limit))
                for limit in limits
            ):
                break
        return "less than 0.1%" if shown == 0 != share else f"{shortest(shown)}%"


def given(case: Any, name: str, usual: Any) -> Any:
    """What a case has under a name, the usual where it has nothing."""
    value = getattr(case, name, usual)
    return usual if value is None or (isinstance(value, float) and math.isnan(value)) else value


def text(value: Any) -> str:
    """A value that is text, else nothing."""
    return value if isinstance(value, str) else ""


def decimal(value: Any) -> Decimal:
    """A number as it is written."""
    return Decimal(repr(float(value))) if value is not None else Decimal("NaN")


def shortest(number: Decimal) -> str:
    """A number without zeros at its end."""
    return f"{number.normalize():f}"


def _rounded(number: Decimal, decimals: int) -> Decimal:
    return number if number.is_nan() else decimal(round_half_up(float(number), decimals))


def _close(*numbers: Decimal) -> Decimal:
    """Below this a difference is none; see :data:`qprlib.scoring.arrays.SAME`."""
    return max(abs(number) for number in numbers) * Decimal("1e-12")


def _apart(number: Decimal, others: tuple[Decimal, ...], decimals: int) -> int:
    """As many decimals as tell a figure from others that it is not."""
    unlike: list[Decimal] = [one for one in others if not one.is_nan() and abs(one - number) > _close(one, number)]
    while decimals < _MOST_DECIMALS and any(
        round_half_up(float(number), decimals) == round_half_up(float(one), decimals) for one in unlike
    ):
        decimals += 1
    return decimals
