"""The printed words of a scheme: what each band takes in, and how results are rated."""

from __future__ import annotations

from dataclasses import dataclass

from qprlib.scoring.bands import Band, Measure, YearBeforeTest, achieves
from qprlib.scoring.scheme import Scheme


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One band in the key: its words, its look, and its rule in generated words."""

    id: str
    label: str
    tone: str
    shape: str
    symbol: str
    meaning: str
    rule: str
    achieves: bool


def scheme_key(scheme: Scheme) -> tuple[KeyLine, ...]:
    """The key to the ratings, best first: the council's meaning and the rule that is applied."""
    return tuple(
        KeyLine(
            band.id,
            band.label,
            band.tone,
            band.shape,
            band.symbol,
            band.meaning,
            band_rule(scheme, band),
            achieves(scheme.bands, place),
        )
        for place, band in enumerate(scheme.bands)
    )


def band_rule(scheme: Scheme, band: Band) -> str:
    """What a band takes in, in words made from its test and from the bands before it.

    Such as "Worse than the target, by no more than 10% of it.".
    """
    bands = scheme.bands
    before = bands[: bands.index(band)]
    bounded = [one for one in before if one.bounded]
    last = bounded[-1] if bounded else None
    said = _own_words(scheme, band, last)
    lost = [one for one in before if one.history]
    if band.history:
        test = "better than" if band.history is YearBeforeTest.BETTER else "not worse than"
        said += f", and {test} the same period a year before"
    elif lost and not band.bounded:
        test = "not better than" if lost[-1].history is YearBeforeTest.BETTER else "worse than"
        said += f", and {test} the same period a year before"
        if lost[-1].without_history == "next":
            said += " or without a result for that period"
    return f"{said}."


def _own_words(scheme: Scheme, band: Band, last: Band | None) -> str:
    target = scheme.target_name
    match band.measure:
        case Measure.MET:
            if last is not None and not last.asks_more:
                return f"At the {target}" if band.inclusive else f"Better than the {target}"
            return f"At the {target} or better" if band.inclusive else f"Better than the {target}"
        case Measure.FLOOR:
            return f"{_after(scheme, last)} {'at or' if band.inclusive else ''} better than {_floor(scheme)}".replace(
                "  ", " "
            )
        case Measure.TWO_SIDED:
            side = "no more than" if band.inclusive else "less than"
            return f"{side.capitalize()} {_amount(band)} from the {target} or target range, on either side"
        case Measure.OTHERWISE:
            return _left_over(scheme, last)
        case _ if band.asks_more:
            return f"Better than the {target} by {'at least' if band.inclusive else 'more than'} {_amount(band)}"
        case _:
            most = f"{'no more' if band.inclusive else 'less'} than {_amount(band)}"
            if last is None or last.asks_more:
                return f"At the {target}, better, or worse by {most}"
            if last.measure is Measure.MET:
                worse = f"Worse than the {target}" if last.inclusive else f"At the {target} or worse"
                return f"{worse}, by {most}"
            least = f"more than {_amount(last)}" if last.inclusive else f"{_amount(last)} or more"
            return f"Worse than the {target} by {least}, but by {most}"


def _after(scheme: Scheme, last: Band | None) -> str:
    if last is None:
        return "Anything"
    if last.measure is Measure.MET:
        return f"{'Worse than the' if last.inclusive else 'Not better than the'} {scheme.target_name}, but"
    return f"{_left_over(scheme, last)}, but"


def _left_over(scheme: Scheme, last: Band | None) -> str:
    """Everything beyond the last bound."""
    target = scheme.target_name
    if last is None:
        return "Anything else"
    match last.measure:
        case Measure.MET:
            return f"Worse than the {target}" if last.inclusive else f"Not better than the {target}"
        case Measure.FLOOR:
            return f"Worse than {_floor(scheme)}" if last.inclusive else f"At or worse than {_floor(scheme)}"
        case _:
            least = f"more than {_amount(last)}" if last.inclusive else f"{_amount(last)} or more"
            return f"Worse than the {target} by {least}"


def _floor(scheme: Scheme) -> str:
    return f"the {scheme.floor_name or 'floor'} of the indicator"


def _amount(band: Band) -> str:
    zero = f" (by {abs(band.at_zero):g} in the unit of the indicator where the target is 0)" if band.at_zero else ""
    if isinstance(band.within, str):
        per_cent = ", in per cent of the target" if band.measure is Measure.RELATIVE else ""
        return f"the tolerance of the indicator{per_cent}{zero}"
    size = abs(band.within or 0.0)
    return f"{size:g}% of it{zero}" if band.measure is Measure.RELATIVE else f"{size:g} in the unit of the indicator"


def method_notes(scheme: Scheme) -> list[str]:
    """How results are rated, sentence by sentence: for the method note of a report."""
    said = []
    if scheme.rates == "forecast":
        said.append("The forecast for the year's end is rated against the annual target.")
    said.append(
        "Results are rated as they are printed, rounded half up to the indicator's decimals."
        if scheme.rate_on == "published"
        else "Results are rated at full precision, whatever is printed."
    )
    if scheme.uses_floor:
        name = scheme.floor_name or "floor"
        ceiling = "" if scheme.floor_name else ": a ceiling"
        said.append(f"Where lower values are better the {name} lies above the {scheme.target_name}{ceiling}.")
        said.append(f"A result that misses its {scheme.target_name} and has no {name} is not rated.")
    if scheme.uses_tolerance:
        said.append("The tolerance is each indicator's own, in its unit; without one a result is not rated.")
    if any(band.measure is Measure.RELATIVE for band in scheme.bands):
        said.append("Percentages are of the target itself, whatever its sign; for a range, of its nearer end.")
        if any(band.measure is Measure.RELATIVE and band.at_zero is None for band in scheme.bands):
            said.append(
                "Of a target of 0 there is no percentage: a result that meets it is rated so, and one that misses it "
                + (
                    "is rated by the indicator's own tolerance in its unit, or without one is not rated."
                    if scheme.widest
                    else "is not rated."
                )
            )
    for band in scheme.bands:
        if band.history:
            what = "is not rated" if band.without_history == "not-rated" else "is rated by the bands after it"
            said.append(
                f"Without a result for the same period a year before, what could have been {band.label} {what}."
            )
    if scheme.suppress_below is not None:
        said.append(f"A result of fewer than {scheme.suppress_below} cases is suppressed.")
    return said
