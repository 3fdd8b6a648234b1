"""Counts made from the scorecard: each is computed once and said wherever it is needed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from qprlib.scoring.scheme import Band, Scheme
from qprlib.scoring.states import Direction, NotRated


@dataclass(frozen=True)
class Counts:
    """How many indicators are in each band, with what is left out said by state.

    Parameters
    ----------
    bands
        Band id to number of indicators, in the scheme's order, every band present.
    not_rated
        State to number of indicators, only states that occur.
    """

    bands: dict[str, int]
    not_rated: dict[NotRated, int]

    @property
    def rated(self) -> int:
        """How many indicators have a rating."""
        return sum(self.bands.values())

    @property
    def total(self) -> int:
        """How many indicators there are, rated or not."""
        return self.rated + sum(self.not_rated.values())


def count_ratings(ratings: pd.Series, scheme: Scheme) -> Counts:
    """Count ratings by band and non-rated states by name.

    A missing value (no earlier period, say) is "not available".
    """
    filled = ratings.fillna(str(NotRated.NOT_AVAILABLE))
    found = filled.value_counts()
    bands = {band.id: int(found.get(band.id, 0)) for band in scheme.bands}
    states = {state: int(found.get(str(state), 0)) for state in NotRated}
    return Counts(bands, {state: number for state, number in states.items() if number})


def count_by_section(kpis: pd.DataFrame, scheme: Scheme) -> dict[str, Counts]:
    """Counts for every section, in the register's order."""
    return {
        str(section): count_ratings(rows["rating"], scheme) for section, rows in kpis.groupby("section", sort=False)
    }


def count_directions(kpis: pd.DataFrame) -> dict[Direction, int]:
    """How many indicators go each way; only directions that occur, improving first."""
    found = kpis["direction"].value_counts()
    return {way: int(found[str(way)]) for way in Direction if found.get(str(way), 0)}


@dataclass(frozen=True)
class Movement:
    """One indicator that went from one band to another."""

    indicator: str
    before: Band
    after: Band
    steps: int  #: bands gained (positive) or lost (negative)


def movements(kpis: pd.DataFrame, scheme: Scheme) -> list[Movement]:
    """The indicators whose band differs from the one before: gains first, the largest step first.

    Only indicators rated both times can move.
    """
    moved = []
    for row in kpis.itertuples():
        before, after = scheme.band(str(row.previous_rating)), scheme.band(str(row.rating))
        if before is None or after is None or before == after:
            continue
        steps = scheme.bands.index(before) - scheme.bands.index(after)
        moved.append(Movement(str(row.id), before, after, steps))
    return sorted(moved, key=lambda one: -one.steps)
