"""The printed words of a scheme: what each band takes in, and how results are rated."""

from __future__ import annotations

from dataclasses import dataclass

from qprlib.scoring.bands import Band, YearBeforeTest, achieves
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
    said = band.by.rule(band, scheme, last)
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
    if any(band.by.of_target for band in scheme.bands):
        said.append("Percentages are of the target itself, whatever its sign; for a range, of its nearer end.")
        if any(band.by.of_target and band.at_zero is None for band in scheme.bands):
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
