"""The rules of rating written once more, as plainly as can be: one case at a time, in decimal arithmetic.

Slow, and sharing nothing with the product but the declared fields of a scheme.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from qprlib.scoring.scheme import Scheme

NAN = Decimal("NaN")


def rate_one(case: Mapping[str, Any], scheme: Scheme) -> str:  # noqa: PLR0912, PLR0915 - one rule after another
    """The rating of one case, which must have every column."""
    actual = published(case["actual"], case, scheme)
    target, floor = number(case["target"]), number(case["floor"])
    low, high = number(case["lower"]), number(case["upper"])
    polarity, state = case["polarity"], case["state"]

    if state == "withdrawn":
        return "withdrawn"
    if case["kind"] != "kpi" or polarity == "neutral":
        return "data-only"
    if state:
        return str(state)
    cases = number(case["denominator"])
    least = number(case["suppress_below"])
    if least.is_nan() and scheme.suppress_below is not None:
        least = Decimal(scheme.suppress_below)
    if cases == 0:
        return "no-cases"
    if not cases.is_nan() and not least.is_nan() and cases < least:
        return "suppressed"
    if actual.is_nan():
        return "not-available"
    if polarity == "range":
        if low.is_nan() or high.is_nan():
            low = high = target
        if low.is_nan():
            return "no-target"
    elif target.is_nan():
        return "no-target"

    # How far on the worse side of the target, and of what a percentage is taken.
    if polarity == "range":
        short = how_far_outside(actual, low, high)
        nearest = high if abs(actual - high) <= abs(actual - low) else low
        base = abs(nearest)
    elif polarity == "higher":
        short, base = target - actual, abs(target)
    else:
        short, base = actual - target, abs(target)

    for band in scheme.bands:
        inclusive = band.inclusive
        if band.measure == "met":
            if case["target_exclusive"] and polarity != "range":
                inclusive = False
            fits = no_more_than(short, Decimal(0), inclusive)
        elif band.measure == "floor":
            if polarity == "range":
                above = nearest == high
                bottom = number(case.get("floor_upper" if above else "floor_lower", NAN))
                short_of_floor = actual - bottom if above else bottom - actual
            else:
                bottom = floor
                short_of_floor = floor - actual if polarity == "higher" else actual - floor
            if bottom.is_nan():
                return "no-floor"
            fits = no_more_than(short_of_floor, Decimal(0), inclusive)
        elif band.measure == "otherwise":
            fits = True
        else:
            within = own_or_declared(band.within, number(case["tolerance"]))
            away = short
            if band.measure == "relative":
                own = number(case["tolerance"])
                if base == 0 and not isinstance(band.within, str) and not own.is_nan():
                    # The widest percentage of the scheme ends at the indicator's own tolerance.
                    shares = [abs(number(one.within)) for one in scheme.bands
                              if one.measure == "relative" and not isinstance(one.within, str)]  # fmt: skip
                    within = within / max(shares) * own
                elif base == 0 and band.at_zero is not None:
                    within = number(band.at_zero)
                elif base == 0 and not within.is_nan() and (short > 0 or within < 0):
                    within = NAN
                else:
                    within = within * base / 100
            elif band.measure == "two-sided":
                has_range = not number(case["lower"]).is_nan() and not number(case["upper"]).is_nan()
                if polarity == "range" or has_range:
                    ends = (number(case["lower"]), number(case["upper"])) if has_range else (target, target)
                    away = how_far_outside(actual, *ends)
                else:
                    away = abs(actual - target)
            if within.is_nan():
                return "no-tolerance"
            fits = no_more_than(away, within, inclusive)
        if fits and band.history:
            last = published(case["last_year"], case, scheme)
            if last.is_nan():
                if band.without_history == "not-rated":
                    return "no-last-year"
                fits = False
            else:
                if polarity == "range":
                    gain = how_far_outside(last, low, high) - how_far_outside(actual, low, high)
                elif polarity == "higher":
                    gain = actual - last
                else:
                    gain = last - actual
                fits = gain > 0 if band.history == "better-than-last-year" else gain >= 0
        if fits:
            return band.id
    raise AssertionError(f"no band takes {case}")


def no_more_than(amount: Decimal, limit: Decimal, inclusive: bool) -> bool:
    return amount <= limit if inclusive else amount < limit


def how_far_outside(value: Decimal, low: Decimal, high: Decimal) -> Decimal:
    if value < low:
        return low - value
    if value > high:
        return value - high
    return Decimal(0)


def own_or_declared(within: float | str | None, tolerance: Decimal) -> Decimal:
    if within == "tolerance":
        return tolerance
    if within == "-tolerance":
        return -tolerance
    return number(within)


def published(value: float, case: Mapping[str, Any], scheme: Scheme) -> Decimal:
    """The value that is rated: as printed, or to the twelve digits beyond which there is only binary noise."""
    given = number(value)
    if given.is_nan():
        return given
    if scheme.rate_on == "published" and case["decimals"] >= 0:
        return given.quantize(Decimal(1).scaleb(-case["decimals"]), rounding=ROUND_HALF_UP)
    return Decimal(f"{given:.12g}")


def number(value: Any) -> Decimal:
    return Decimal(repr(float(value)))
