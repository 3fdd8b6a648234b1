"""The scorecard: one row per indicator with everything the pages say about it, and the counts made from it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from qprlib.data.records import records
from qprlib.data.store import OrganisationData
from qprlib.edition import Edition
from qprlib.periods import Basis, Frequency, Period, latest_period_end
from qprlib.scoring.direction import direct
from qprlib.scoring.rating import rate, rating_reason
from qprlib.scoring.scheme import PreviousPeriod, Scheme
from qprlib.scoring.states import Direction

_OF_THE_INDICATOR = ["kind", "polarity", "decimals", "unit", "basis", "frequency"]


@dataclass(frozen=True, slots=True)
class Point:
    """One period of an indicator: what was reached and what it was rated against."""

    period_end: date
    actual: float
    target: float
    floor: float
    flag: str
    rating: str

    @property
    def known(self) -> bool:
        """Whether there is a result."""
        return not math.isnan(self.actual)


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the scorecard: an indicator, its latest result and the one before."""

    id: str
    name: str
    short_name: str
    kind: str
    section: str
    unit: str
    decimals: int
    polarity: str
    basis: str
    frequency: str
    directorate: str
    division: str
    owner_role: str
    priority: str
    source: str
    note: str
    period_end: date | None
    actual: float
    target: float
    floor: float
    flag: str
    rating: str
    rating_reason: str
    direction: str
    base_end: date | None
    base_value: float
    in_arrears: bool
    previous_end: date | None
    previous_actual: float
    previous_rating: str

    @property
    def known(self) -> bool:
        """Whether there is a result."""
        return not math.isnan(self.actual)

    def period(self, end: date | None) -> Period:
        """The period that a value of this indicator covers.

        Raises
        ------
        ValueError
            If there is no such period.
        """
        if end is None:
            raise ValueError(f"{self.id} has no such period")
        return Period.of(Frequency(self.frequency), Basis(self.basis), end)


@dataclass(frozen=True)
class Scored:
    """An edition scored.

    Parameters
    ----------
    history
        One row per indicator and period that has an actual or a target, in the register's order; with the rating
        and, where there is an actual, the direction. Values later than the edition's cut-off have no actual.
    scorecard
        One row per indicator in force, indexed by its id, in the register's order: the register's columns, the
        latest value (``period_end``, ``actual``, ``target``, ``floor``, ``flag``, ``rating``, ``rating_reason``,
        ``direction``, ``base_end``, ``base_value``, ``in_arrears``) and the one before it (``previous_end``,
        ``previous_actual``, ``previous_rating``).
    """

    history: pd.DataFrame
    scorecard: pd.DataFrame

    @property
    def kpis(self) -> pd.DataFrame:
        """The rows of the scorecard that are rated or should be."""
        return self.scorecard[self.scorecard["kind"] == "kpi"]

    @cached_property
    def results(self) -> tuple[Result, ...]:
        """The scorecard's rows as records."""
        return records(self.scorecard, Result)

    @cached_property
    def points(self) -> Mapping[str, tuple[Point, ...]]:
        """The periods of every indicator in force, in order."""
        found = {str(name): records(rows, Point) for name, rows in self.history.groupby("indicator", sort=False)}
        return {result.id: found.get(result.id, ()) for result in self.results}


def score(data: OrganisationData, edition: Edition, scheme: Scheme, rule: PreviousPeriod) -> Scored:
    """Score every indicator of an edition.

    Parameters
    ----------
    data
        The organisation's tables, checked.
    edition
        Gives the quarter and the data cut-off: a value counts if its period ended on or before it.
    scheme, rule
        How to rate, and how to tell the direction of travel.

    Returns
    -------
    Scored
    """
    register = _in_force(data.indicators, edition)
    history = _history(data, register, pd.Timestamp(edition.as_of))
    history["rating"] = rate(history, scheme)
    known = history[history["actual"].notna()]
    history = history.join(direct(known, rule))

    known = history[history["actual"].notna()].set_index("indicator", drop=False)
    latest = known.groupby(level=0, sort=False).tail(1)
    before = known.groupby(level=0, sort=False).nth(-2)
    card = register.set_index("id", drop=False).join(
        latest[
            [
                "period_end",
                "actual",
                "target",
                "floor",
                "flag",
                "rating",
                "direction",
                "base_end",
                "base_value",
            ]
        ]
    )
    earlier = pd.DataFrame(
        {
            "previous_end": before["period_end"],
            "previous_actual": before["actual"],
            "previous_rating": before["rating"],
        }
    )
    card = card.join(earlier)
    without = card["actual"].isna()
    card.loc[without, "rating"] = rate(card.loc[without], scheme)
    card["direction"] = card["direction"].fillna(str(Direction.TOO_FEW))
    card["rating_reason"] = [rating_reason(case, scheme) for case in card.itertuples()]
    card["in_arrears"] = [
        pd.notna(end) and end.date() < latest_period_end(Frequency(frequency), edition.quarter.end)
        for end, frequency in zip(card["period_end"], card["frequency"], strict=True)
    ]
    return Scored(history.reset_index(drop=True), card)


def _in_force(indicators: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """The indicators whose first and last period take in the edition's quarter."""
    end = pd.Timestamp(edition.quarter.end)
    begun = indicators["first_period"].isna() | (indicators["first_period"] <= end)
    not_ended = indicators["last_period"].isna() | (indicators["last_period"] >= end)
    return indicators[begun & not_ended].reset_index(drop=True)


def _history(data: OrganisationData, register: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    actuals = data.actuals[data.actuals["period_end"] <= as_of]
    both = actuals.merge(data.targets, on=["indicator", "period_end"], how="outer", suffixes=("", "_target"))
    order = {indicator: place for place, indicator in enumerate(register["id"])}
    both = both[both["indicator"].isin(order)]
    both = both.sort_values(
        ["indicator", "period_end"],
        key=lambda column: column.map(order) if column.name == "indicator" else column,
    )
    own = register.set_index("id")[_OF_THE_INDICATOR]
    return both.join(own, on="indicator").reset_index(drop=True)
