"""Profiled targets: the path through the year of a target that is set for the whole of it.

A total that grows through the year (775, 1,550, 2,325, 3,100) meets an annual target only at the end; rated against it
in the first quarter everything would be missed. A profile gives each period its own target.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd

from qprlib.data.numerals import PER_CENT, read_numeral
from qprlib.ground.cycles import Cycle, Frequency, cycle_of
from qprlib.ground.errors import Place, Problem
from qprlib.ground.numbers import round_half_up
from qprlib.scoring.arrays import SAME
from qprlib.scoring.states import PROBLEMS

PROFILE_FORMS = (
    "'linear', 'flat', the targets of each period (775, 1550, 2325, 3100), or their shares of the year (20%, 45%, 70%, "
    "100%)"
)


class ProfileError(ValueError):
    """A profile cannot be read, or does not fit its target."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How an annual target is reached."""

    #: ``linear`` (equal steps from nought), ``flat``, ``listed`` (values are targets), ``shares`` (per cent of the
    #: target)
    kind: str
    values: tuple[float, ...] = ()  #: one for each period of the year, in order

    def targets(self, annual: float, periods: int) -> tuple[float, ...]:
        """The target of each period of a year with so many.

        ProfileError if the list has another number of periods, or does not end at the annual target.
        """
        if self.kind == "flat":
            return (annual,) * periods
        if self.kind == "linear":
            return tuple(_part(annual, number, periods) for number in range(1, periods + 1))
        if len(self.values) != periods:
            raise ProfileError(f"the profile has {len(self.values)} figures, but the year has {periods} periods")
        whole = 100.0 if self.kind == "shares" else annual
        if not np.isclose(self.values[-1], whole, rtol=SAME, atol=0):
            end = f"{whole:g}%" if self.kind == "shares" else f"the annual target of {whole:g}"
            raise ProfileError(f"the profile ends at {self.values[-1]:g}, not at {end}")
        if self.kind == "shares":
            return tuple(_part(annual, share, 100) for share in self.values)
        return self.values


def _part(annual: float, share: float, whole: float) -> float:
    """A part of a target as on paper: three quarters of 0.3 is 0.225. Of nothing known, nothing is known."""
    if math.isnan(annual) or whole == 0:
        return math.nan
    return float(Fraction(repr(annual)) * Fraction(repr(share)) / Fraction(repr(whole)))


def parse_profile(text: str) -> Profile:
    """Read a profile: ``linear``, ``flat``, or a list with commas, semicolons or spaces between; shares have a % sign
    each.

    In a list with thousands commas (``1,550``) semicolons must stand between.

    ProfileError if it is none of these.
    """
    plain = " ".join(text.split()).casefold()
    if plain in {"linear", "flat"}:
        return Profile(plain)
    parts = [part.strip() for part in (plain.split(";") if ";" in plain else re.split(r"[, ]+", plain))]
    numerals = [numeral for numeral in map(read_numeral, parts) if numeral and not numeral.doubt]
    signs = {numeral.sign for numeral in numerals}
    if len(numerals) < len(parts) or len(signs) > 1:
        raise ProfileError(f"'{text}' is not a profile")
    return Profile("shares" if signs == {PER_CENT} else "listed", tuple(numeral.value for numeral in numerals))


def period_ends(cycle: Cycle, year_end: date) -> tuple[date, ...]:
    """The ends of the periods of the year that ends on a day, in order.

    ProfileError if no period of that frequency ends on that day.
    """
    if not cycle.ends_on(year_end):
        raise ProfileError(f"{year_end} is not the end of a period that comes {cycle.frequency.words}")
    if cycle.frequency is Frequency.TERMLY:
        raise ProfileError("the terms of a year are not alike: list their targets in targets.csv")
    last = cycle.number(year_end)
    return tuple(cycle.end(number) for number in range(last + 1 - max(cycle.a_year, 1), last + 1))


def with_profiled_targets(
    targets: pd.DataFrame, profiles: pd.DataFrame, indicators: pd.DataFrame, file: str
) -> tuple[pd.DataFrame, list[Problem]]:
    """Targets with those that profiles give to periods that have none, and a problem for each profile that cannot be
    used.

    The new rows have ``indicator``, ``period_end``, ``target``, ``floor``, ``annual_target`` and ``annual_floor``.
    """
    register = indicators.set_index("id")
    known = profiles["indicator"].isin(register.index)
    problems = [
        PROBLEMS.unknown("unknown-indicator", str(name), [str(one) for one in register.index], Place(file, int(row)))
        for name, row in profiles.loc[~known, ["indicator", "row"]].itertuples(index=False)
    ]
    own = [name for name in ("frequency", "year_starts", "decimals") if name in register]
    annual = profiles[known].join(register[own], on="indicator")
    made, found = profiled_targets(annual, file)
    both = pd.concat([targets, made], ignore_index=True)
    # Rows of a profile have no texts: missing text is "" in every frame of the data room.
    texts = [name for name in ("authority", "reason", "note") if name in both]
    both[texts] = both[texts].fillna("")
    first = both.drop_duplicates(["indicator", "period_end"], keep="first")
    return first.reset_index(drop=True), problems + found


def profiled_targets(annual: pd.DataFrame, file: str = "") -> tuple[pd.DataFrame, list[Problem]]:
    """The target of every period of annual targets with a profile, in their order, and what is wrong with some.

    Each row has ``indicator``, ``year_end`` (the day on which the year ends), ``frequency``, ``annual_target`` and
    ``profile``; ``decimals``, to which targets are rounded, if they are to be; ``annual_floor``, which takes the same
    path, and ``row`` if known.
    """
    rows: list[tuple[str, date, float, float, float, float]] = []
    problems: list[Problem] = []
    for one in annual.itertuples():
        year_end = pd.Timestamp(one.year_end).date()  # type: ignore[arg-type]
        decimals = int(getattr(one, "decimals", -1))
        try:
            ends = period_ends(cycle_of(one), year_end)
            targets = parse_profile(str(one.profile)).targets(float(one.annual_target), len(ends))  # type: ignore[arg-type]
            least = float(getattr(one, "annual_floor", math.nan))
            floors = [_part(least, each, float(one.annual_target)) for each in targets]  # type: ignore[arg-type]
        except ProfileError as error:
            row = getattr(one, "row", None)
            place = Place(file, None if row is None else int(row), indicator=str(one.indicator))
            problems.append(PROBLEMS.problem("wrong-profile", place, said=error, forms=PROFILE_FORMS))
            continue
        rows += [
            (str(one.indicator), end, target, floor, float(one.annual_target), least)  # type: ignore[arg-type]
            for end, target, floor in zip(ends, _rounded(targets, decimals), _rounded(floors, decimals), strict=True)
        ]
    numbers = ["target", "floor", "annual_target", "annual_floor"]
    frame = pd.DataFrame(rows, columns=["indicator", "period_end", *numbers])
    return frame.astype({"period_end": "datetime64[ns]", **dict.fromkeys(numbers, "float64")}), problems


def _rounded(values: Sequence[float], decimals: int) -> Sequence[float]:
    return values if decimals < 0 else [round_half_up(each, decimals) for each in values]
