"""Counts made from the scorecard: each is computed once and said wherever it is needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from qprlib.ground.numbers import plural, round_half_up
from qprlib.scoring.bands import Band
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.states import Direction, NotRated

#: Rows and columns of a movement matrix beside the bands.
NOT_RATED, NEW, REMOVED = "not-rated", "new", "removed"

#: Directions that councils count together as "stable or with no clear trend" (Kent's reports since 2019).
STABLE = ("no-change", "no-trend")


@dataclass(frozen=True)
class Counts:
    """How many indicators are in each band, with what is left out said by state."""

    bands: dict[str, int]  #: by id, in the scheme's order, every band present
    not_rated: dict[NotRated, int]  #: only states that occur

    @property
    def rated(self) -> int:
        """How many indicators have a rating."""
        return sum(self.bands.values())

    @property
    def left_out(self) -> int:
        """How many indicators have no rating."""
        return sum(self.not_rated.values())

    @property
    def total(self) -> int:
        """How many indicators there are, rated or not."""
        return self.rated + self.left_out


def count_ratings(ratings: Iterable[object], scheme: Scheme) -> Counts:
    """Count ratings by band and non-rated states by name; a missing value (no earlier period, say) is "not available".

    ValueError if a rating is neither a band of the scheme nor a state: it would be left out without a word.
    """
    found = Counter(one if isinstance(one, str) and one else str(NotRated.NOT_AVAILABLE) for one in ratings)
    bands = {band.id: found[band.id] for band in scheme.bands}
    unknown = sorted(set(found) - set(bands) - set(NotRated))
    if unknown:
        raise ValueError(f"the scheme '{scheme.scheme}' has no band, and there is no state, called {unknown}")
    return Counts(bands, {state: found[state] for state in NotRated if found[state]})


def count_by_section(kpis: pd.DataFrame, scheme: Scheme) -> dict[str, Counts]:
    """Counts for every section, in the register's order."""
    return {
        str(section): count_ratings(rows["rating"], scheme) for section, rows in kpis.groupby("section", sort=False)
    }


def count_directions(directions: Iterable[object]) -> dict[Direction, int]:
    """How many indicators go each way; only directions that occur, improving first."""
    found = Counter(directions)
    return {way: found[way] for way in Direction if found[way]}


@dataclass(frozen=True)
class Ways:
    """Directions as councils say them in one breath: better, stable or no clear trend, worse.

    ``left_out`` has every direction that is none of the three (not comparable, too few points, volumes that
    merely rise or fall), so that nothing goes missing between the parts and the whole.
    """

    improving: int
    stable: int
    worsening: int
    left_out: dict[Direction, int]

    @property
    def told(self) -> int:
        """How many indicators have one of the three."""
        return self.improving + self.stable + self.worsening

    @property
    def total(self) -> int:
        """How many indicators there are."""
        return self.told + sum(self.left_out.values())


def group_directions(directions: Mapping[Direction, int]) -> Ways:
    """Put counts of directions into the three groups that reports name."""
    shown = {Direction.IMPROVING, Direction.WORSENING, *(way for way in Direction if str(way) in STABLE)}
    return Ways(
        improving=directions.get(Direction.IMPROVING, 0),
        stable=sum(number for way, number in directions.items() if str(way) in STABLE),
        worsening=directions.get(Direction.WORSENING, 0),
        left_out={way: number for way, number in directions.items() if number and way not in shown},
    )


def shares(counts: Counts, decimals: int = 0) -> dict[str, float]:
    """Each band's share of the rated indicators in per cent, rounded half up; empty where nothing is rated."""
    if not counts.rated:
        return {}
    return {band: round_half_up(100 * number / counts.rated, decimals) for band, number in counts.bands.items()}


def shares_add_up(counts: Counts, decimals: int = 0) -> bool:
    """Whether the printed shares make 100; of nothing rated there is nothing to add."""
    found = shares(counts, decimals)
    return not found or round_half_up(sum(found.values()), decimals) == 100


@dataclass(frozen=True)
class Movement:
    """One indicator that went from one band to another."""

    indicator: str
    before: Band
    after: Band
    steps: int  #: bands gained (positive) or lost (negative)


def movements(kpis: pd.DataFrame, scheme: Scheme) -> list[Movement]:
    """The indicators whose band differs from that at the end of the previous quarter: gains first, large steps first.

    Only indicators rated both times can move.
    """
    moved = []
    for name, then, now in zip(kpis["id"], kpis["before_rating"], kpis["rating"], strict=True):
        before, after = scheme.band(str(then)), scheme.band(str(now))
        if before is None or after is None or before == after:
            continue
        steps = scheme.bands.index(before) - scheme.bands.index(after)
        moved.append(Movement(str(name), before, after, steps))
    return sorted(moved, key=lambda one: -one.steps)


def crossings(kpis: pd.DataFrame, scheme: Scheme) -> tuple[list[tuple[str, Band]], list[tuple[str, Band]]]:
    """The indicators that are rated and were not at the end of the previous quarter, and those that are no more.

    Each with its band, in the order of ``kpis``; those that the previous quarter did not know are neither.
    """
    gained, lost = [], []
    states = set(map(str, NotRated))
    for name, then, now in zip(kpis["id"], kpis["before_rating"], kpis["rating"], strict=True):
        before, after = scheme.band(str(then)), scheme.band(str(now))
        if after and str(then) in states:
            gained.append((str(name), after))
        elif before and not after:
            lost.append((str(name), before))
    return gained, lost


def movement_matrix(before: pd.Series, now: pd.Series, scheme: Scheme) -> pd.DataFrame:
    """How many indicators went from each rating to each; one that is not in both is new or was removed.

    Rows are what was before: every band, ``not-rated``, ``new``. Columns are what is now: every band, ``not-rated``,
    ``removed``. A row's sum is the count before, a column's the count now. ValueError if an indicator occurs twice, or
    a rating is neither a band of the scheme nor a state.
    """
    for ratings in (before, now):
        if not ratings.index.is_unique:
            raise ValueError(f"an indicator occurs twice: {sorted(set(ratings.index[ratings.index.duplicated()]))}")
        count_ratings(ratings, scheme)
    bands = [band.id for band in scheme.bands]
    was, became = ({name: one if one in bands else NOT_RATED for name, one in some.items()} for some in (before, now))
    pairs = Counter((was.get(name, NEW), became.get(name, REMOVED)) for name in was | became)
    rows, columns = [*bands, NOT_RATED, NEW], [*bands, NOT_RATED, REMOVED]
    matrix = pd.DataFrame([[pairs[row, column] for column in columns] for row in rows], rows, columns)
    return matrix.rename_axis(index="before", columns="now")


def headline(kpis: pd.DataFrame, scheme: Scheme, noun: str = "quarter") -> str:
    """The edition in one line: "26 KPIs: 11 Green, 8 Amber, 7 Red; 14 improving, 12 worsening".

    It ends with how many of the results are older than the quarter, where some are.
    """
    counts, directions = count_ratings(kpis["rating"], scheme), count_directions(kpis["direction"])
    older = int(kpis["older"].sum())
    bands = [f"{counts.bands[band.id]} {band.label}" for band in scheme.bands]
    states = [f"{number} {state.label.lower()}" for state, number in counts.not_rated.items()]
    ways = [f"{number} {way.label.lower()}" for way, number in directions.items()]
    said = f"{counts.total} {plural(counts.total, 'KPI')}: {', '.join(bands + states)}"
    parts = [said, *([", ".join(ways)] if ways else [])]
    if older:
        parts.append(f"{older} {plural(older, 'result')} older than the {noun}")
    return "; ".join(parts)


def status_label(rating: str, scheme: Scheme) -> str:
    """The word for a rating or a state."""
    band = scheme.band(rating)
    return band.label if band else NotRated(rating).label
