"""The scorecard: one row per indicator with everything the pages say about it, and the counts made from it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from qprlib.data.records import RegisteredIndicator, records
from qprlib.data.schema import OVERRIDES
from qprlib.data.store import OrganisationData
from qprlib.ground.cycles import cycle_of
from qprlib.ground.edition import Edition
from qprlib.ground.numbers import is_percentage
from qprlib.ground.periods import Basis, Period
from qprlib.ground.references import natural
from qprlib.ground.reported import Reported
from qprlib.scoring.cases import at_last_year, complete_cases
from qprlib.scoring.direction import direct
from qprlib.scoring.direction_words import direction_reason
from qprlib.scoring.found import Reason
from qprlib.scoring.overrides import apply_overrides
from qprlib.scoring.rating import MET, MISSED, against_target, rate, rate_forecast
from qprlib.scoring.reasons import rating_reasons
from qprlib.scoring.rules import DirectionRule
from qprlib.scoring.runs import Extreme, Run, current_run, extreme_since
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.states import Direction, NotRated
from qprlib.scoring.stood import TOLD, a_year_before, own_before, standing_rows, stood_before

#: What the register says of an indicator that its cases need.
_OF_THE_INDICATOR = [
    *("kind", "polarity", "decimals", "unit", "basis", "frequency", "year_starts", "year_form"),
    *("suppress_below", "arrears"),
]
#: Columns of the tables that stay behind: the scorecard's note is the register's.
_OF_THE_FILES = [
    *("note", "note_target", "row", "row_target"),
    *("recorded", "recorded_target", "reason", "reason_target", "authority", "first_told"),
]
#: What is set beside a result, by what its columns begin with.
_BESIDE = {"previous": "previous", "before": "before", "year_before": "last_year"}
#: A share of fewer cases than this moves by two percentage points or more with each of them, and a reader is told.
FEW_CASES = 50
#: What is told of a replaced result and target: column of the revisions to column of the history.
_REPLACED: dict[str, dict[str, str]] = {
    "actual": {"old": "revised_from", "recorded": "revised_on", "reason": "revision_reason"},
    "target": {
        "old": "target_from",
        "recorded": "target_changed_on",
        "authority": "target_authority",
        "reason": "target_reason",
    },
}
#: What stands there where nothing was replaced, by the last word of the column's name.
_NEVER: dict[str, Any] = {"from": math.nan, "on": np.datetime64("NaT", "ns"), "authority": "", "reason": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedResult:
    """A result with its rating; without one of them where there was none."""

    period_end: date | None
    actual: float
    rating: str
    computed_rating: str = ""
    override_role: str = ""
    against_target: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a result."""
        return not math.isnan(self.actual)

    @property
    def overridden(self) -> bool:
        """Whether somebody set the rating by hand."""
        return bool(self.override_role)

    @property
    def on_target(self) -> bool:
        """Whether the result meets its target by the plain comparison of the two, whatever its band."""
        return self.against_target == MET

    @property
    def off_target(self) -> bool:
        """Whether the result misses its target by that comparison."""
        return self.against_target == MISSED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told(RatedResult):
    """What was reached in a period, what it was rated against, and what there is to be said of both."""

    target: float
    floor: float
    flag: str
    lower: float = math.nan
    upper: float = math.nan
    numerator: float = math.nan
    denominator: float = math.nan
    suppressed: bool = False
    state: str = ""
    revised_from: float = math.nan
    target_from: float = math.nan

    @property
    def revised(self) -> bool:
        """Whether the result is not what was recorded before."""
        return not math.isnan(self.revised_from)

    @property
    def restated(self) -> bool:
        """Whether the target is not what was recorded before."""
        return not math.isnan(self.target_from)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point(_Told):
    """One period of an indicator."""

    period_end: date
    break_before: bool = False


#: A result that was never there.
NEVER = RatedResult(period_end=None, actual=math.nan, rating="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(_Told, RegisteredIndicator):
    """One row of the scorecard: an indicator with its latest result, and others to set beside it."""

    previous: RatedResult = NEVER  #: of the indicator's own period before
    before: RatedResult = NEVER  #: what stood at the end of the previous quarter
    year_before: RatedResult = NEVER  #: of the same period
    rating_reason: str
    direction: str
    direction_code: str = ""
    direction_reason: str = ""
    base_end: date | None
    base_value: float
    points: float = math.nan
    slope: float = math.nan
    long_direction: str = ""
    in_arrears: bool
    break_since_previous: bool = False
    forecast: float = math.nan
    annual_target: float = math.nan
    forecast_rating: str = ""
    floor_lower: float = math.nan
    floor_upper: float = math.nan
    aim: str = ""
    number: str = ""
    noun: str = "quarter"  #: what is reported on: a month, a quarter, a half-year, a year

    @property
    def newly_on_target(self) -> bool:
        """Whether it meets its target and missed it at the end of the previous quarter."""
        return self.on_target and self.before.off_target

    def period(self, end: date | None) -> Period:
        """The period that a value of this indicator covers; ValueError if there is no such period."""
        if end is None:
            raise ValueError(f"{self.id} has no such period")
        return Period.of(cycle_of(self), Basis(self.basis), end)


def counted_from_few(unit: str, point: Result | Point) -> bool:
    """Whether a share was counted from fewer than :data:`FEW_CASES`, and the two numbers are known."""
    return is_percentage(unit) and point.known and 0 < point.denominator < FEW_CASES and not math.isnan(point.numerator)


@dataclass(frozen=True)
class Scored:
    """An edition scored.

    ``history`` has one row per indicator and period that has an actual, a state or a target, in the register's order; a
    case as :mod:`qprlib.scoring.cases` has it, with ``rating`` (as it stands), ``computed_rating``, the override of it
    and the direction. Values later than the edition's cut-off have no actual, nor have those that are ``suppressed``.

    ``scorecard`` has one row per indicator in force, indexed by its id, in the register's order: the register's columns
    and what :class:`Result` has.
    """

    history: pd.DataFrame
    scorecard: pd.DataFrame

    @cached_property
    def kpis(self) -> pd.DataFrame:
        """The rows of the scorecard that are rated or should be."""
        return self.scorecard[self.scorecard["kind"] == "kpi"]

    @property
    def older(self) -> int:
        """Of how many of them the result is older than the quarter."""
        return int(self.kpis["older"].sum())

    @cached_property
    def results(self) -> tuple[Result, ...]:
        """The scorecard's rows as records."""
        beside = {name: self._beside(prefix) for name, prefix in _BESIDE.items()}
        return records(self.scorecard, Result, **beside)

    def _beside(self, prefix: str) -> tuple[RatedResult, ...]:
        columns = self.scorecard[[f"{prefix}_end", *(f"{prefix}_{name}" for name in TOLD)]]
        return records(columns.set_axis(["period_end", *TOLD], axis="columns"), RatedResult)

    @cached_property
    def points(self) -> Mapping[str, tuple[Point, ...]]:
        """The periods of every indicator in force, in order."""
        found = {str(name): records(rows, Point) for name, rows in self.history.groupby("indicator", sort=False)}
        return {str(name): found.get(str(name), ()) for name in self.scorecard["id"]}

    @cached_property
    def runs(self) -> Mapping[str, Run]:
        """How many periods in a row every indicator with a result has had its latest rating."""
        known = [row for row in self.results if row.known]
        found = {row.id: current_run(self.points[row.id], cycle_of(row)) for row in known}
        return {name: run for name, run in found.items() if run}

    @cached_property
    def extremes(self) -> Mapping[str, Extreme]:
        """The indicators whose latest result is the highest or lowest for a while, and since when."""
        found = {
            row.id: extreme_since(self.points[row.id], cycle_of(row), row.basis, row.decimals)
            for row in self.results
            if row.known
        }
        return {name: extreme for name, extreme in found.items() if extreme}


def score(
    data: OrganisationData,
    edition: Edition,
    scheme: Scheme,
    rule: DirectionRule,
    told_before: date | None = None,
    *,
    alone: bool = False,
    cases: pd.DataFrame | None = None,
) -> Scored:
    """Score every indicator of an edition, on tables as they were known (:func:`qprlib.data.known.as_known`) at its
    cut-off.

    ``told_before`` is the data cut-off of the previous quarter's edition, where there was one: what stood before is
    worked out from what was known by then, as it is known now. Without one it is worked out for the end of that
    quarter. ``alone``: ratings and directions are enough, as of an earlier edition that this one is compared with;
    nothing is set beside a result, no reason is given, and :attr:`Scored.results` cannot be asked.
    ``cases`` are from :func:`edition_cases`, where somebody has them already.

    InputError with every problem of ratings set by hand.
    """
    register = edition_register(data.indicators, edition)
    history = _rated(edition_cases(data, edition) if cases is None else cases, scheme)
    file = f"data/{edition.organisation.id}/{OVERRIDES.name}"
    history = apply_overrides(history, _overrides(data, register, edition), scheme, file)
    history = pd.concat([history, direct(history, rule).rename(columns={"reason": "direction_code"})], axis="columns")
    latest = standing_rows(history, edition.quarter.end, edition.as_of)
    history = _not_due_yet(history, edition)
    own = {"year_form": _year_form(edition), "noun": edition.quarter.noun}
    card = register.set_index("id", drop=False).assign(**own)
    card = _beside(card, latest[_of_the_latest(latest)])
    if alone:
        return Scored(history, _with_all(card, scheme))
    then = _in_force(data.indicators, edition.quarter.previous())
    before = stood_before(history[history["indicator"].isin(then["id"])], edition, told_before)
    card = _beside(card, own_before(history, latest), before, a_year_before(history, latest))
    # One that was in force and of which nothing was known was not rated; one that was not has no rating of then.
    silent = card["id"].isin(then["id"]) & card["before_rating"].isna()
    is_rated = (card["kind"] == "kpi") & (card["polarity"] != "neutral")
    nothing = np.where(is_rated, str(NotRated.NOT_AVAILABLE), str(NotRated.DATA_ONLY))
    card["before_rating"] = card["before_rating"].mask(silent, pd.Series(nothing, card.index))
    return Scored(history, _finished(_with_all(card, scheme), scheme, rule, edition))


def _beside(card: pd.DataFrame, *found: pd.DataFrame) -> pd.DataFrame:
    """The scorecard with what was found of its indicators, by their ids."""
    return pd.concat([card, *(one.reindex(card.index) for one in found)], axis="columns")


def edition_register(indicators: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """The indicators of the edition in its order, under its sections and with its numbers."""
    rows = _in_force(indicators, edition.quarter)
    if edition.arranged_by == "section":
        return rows.assign(aim=rows.get("aim", ""), number="")
    named = rows[rows["aim"] != ""]
    order = named["aim_number"].map(natural)
    named = named.assign(section=named["aim"], number=named["aim_number"])
    return named.loc[order.sort_values(kind="stable").index].reset_index(drop=True)


def _in_force(indicators: pd.DataFrame, quarter: Reported) -> pd.DataFrame:
    """The indicators of a register whose first and last period take in a quarter, in its order."""
    end = pd.Timestamp(quarter.end)
    # Without a day of its own an indicator has always been in force, and always will be.
    outside = (indicators["first_period"] > end) | (indicators["last_period"] < end)
    return indicators[~outside].reset_index(drop=True)


def edition_cases(data: OrganisationData, edition: Edition) -> pd.DataFrame:
    """All periods of the indicators in force as cases to rate, with nothing known after the cut-off.

    ``row`` is the line of their actuals, ``row_target`` that of their targets.
    """
    register = edition_register(data.indicators, edition)
    actuals = data.actuals[data.actuals["period_end"] <= pd.Timestamp(edition.as_of)]
    both = actuals.merge(data.targets, on=["indicator", "period_end"], how="outer", suffixes=("", "_target"))
    place = pd.Index(register["id"]).get_indexer(both["indicator"])
    order = np.lexsort((both["period_end"].to_numpy(), place))
    order = order[place[order] >= 0]
    both, place = both.iloc[order].reset_index(drop=True), place[order]
    own = {name: register[name].array.take(place) for name in _OF_THE_INDICATOR if name in register}
    return complete_cases(both.assign(**own, year_form=_year_form(edition), **_replaced(both, data.revisions)))


def _year_form(edition: Edition) -> str:
    return edition.organisation.year_label or ""


def _replaced(history: pd.DataFrame, revisions: pd.DataFrame | None) -> dict[str, Any]:
    """What a result and a target were before they were last replaced, and when and why they were, by column."""
    found: dict[str, Any] = {}
    for column, names in _REPLACED.items():
        found |= {name: _NEVER[name.rpartition("_")[2]] for name in names.values()}
        own = None if revisions is None else revisions[revisions["column"] == column]
        if own is None or own.empty:
            continue
        key = ["indicator", "period_end"]
        last = own.drop_duplicates(key, keep="last")
        told = history[key].merge(last[[*key, *names]], on=key, how="left").set_axis(history.index)
        found |= {
            new: told[old] if _NEVER[new.rpartition("_")[2]] != "" else told[old].fillna("")
            for old, new in names.items()
        }
    return found


def _rated(history: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """The cases with their ratings as worked out; a suppressed result is gone for good."""
    least = history["suppress_below"].fillna(scheme.suppress_below or 0)
    small = (history["denominator"] < least) & (history["denominator"] != 0)
    secret = small | (history["state"] == str(NotRated.SUPPRESSED))
    history = history.assign(suppressed=secret, actual=history["actual"].mask(secret))
    history["last_year"] = at_last_year(history)
    met = against_target(history, scheme)
    history = pd.concat([history, rate(history, scheme)], axis="columns").assign(against_target=met)
    history["forecast_rating"] = pd.Series("", history.index, dtype=object)
    if (given := history["forecast"].notna()).any():
        history.loc[given, "forecast_rating"] = rate_forecast(history[given], scheme)["rating"]
    # What is too small to publish must not be worked out from what stands beside it.
    beside = ("numerator", "denominator", "revised_from", "forecast")
    return history.assign(**{name: history[name].mask(secret) for name in beside})


def _overrides(data: OrganisationData, register: pd.DataFrame, edition: Edition) -> pd.DataFrame | None:
    """The ratings set by hand that concern this edition: of indicators in force, up to its cut-off."""
    given = data.side.get("overrides")
    if given is None:
        return None
    of_register = given["indicator"].isin(register["id"])
    return given[of_register & (given["period_end"] <= pd.Timestamp(edition.as_of))]


def _of_the_latest(latest: pd.DataFrame) -> list[str]:
    """The columns of the latest row that the scorecard takes over: all but the register's and the files' own."""
    return [name for name in latest.columns if name not in (*_OF_THE_INDICATOR, *_OF_THE_FILES)]


def _not_due_yet(history: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """The history with the state of periods that end after the quarter and have no result: they are not due yet."""
    to_come = (history["period_end"] > pd.Timestamp(edition.quarter.end)) & history["actual"].isna()
    to_come &= ~history["suppressed"] & (history["state"] == "")
    state = str(NotRated.NOT_DUE)
    waits = to_come & (history["rating"] == str(NotRated.NOT_AVAILABLE))
    return history.assign(
        state=history["state"].mask(to_come, state),
        **{name: history[name].mask(waits, state) for name in ("rating", "computed_rating")},
    )


def _with_all(card: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """The scorecard with what is said of indicators without any row."""
    card = complete_cases(card.assign(indicator=card["id"]))
    without = card["period_end"].isna()
    if without.any():
        for name, found in rate(card[without], scheme).items():
            card.loc[without, str(name)] = found
        card.loc[without, "computed_rating"] = card.loc[without, "rating"]
    card["direction"] = card["direction"].fillna(str(Direction.TOO_FEW))
    return card


def _finished(card: pd.DataFrame, scheme: Scheme, rule: DirectionRule, edition: Edition) -> pd.DataFrame:
    """The scorecard with reasons and marks."""
    if "long_direction" not in card:
        never = pd.to_datetime(pd.Series(pd.NaT, card.index))
        card = card.assign(long_direction="", long_base_end=never, long_base_value=math.nan)
    card["direction_code"] = card["direction_code"].fillna(str(Reason.NO_VALUE))
    card["rating_reason"] = rating_reasons(card, scheme)
    directed = card.assign(reason=card["direction_code"])
    card["direction_reason"] = [direction_reason(case, rule) for case in directed.itertuples()]
    card["in_arrears"], card["break_since_previous"] = (
        card[name].eq(True) for name in ("in_arrears", "break_since_previous")
    )
    card["older"] = card["actual"].notna() & (card["period_end"] < pd.Timestamp(edition.quarter.start))
    card["suppressed"] = card["suppressed"].eq(True)
    return card
