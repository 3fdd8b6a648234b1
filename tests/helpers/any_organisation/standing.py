"""How each indicator stands at the end of a quarter: result, rating, target and direction, by the rules' words.

``docs/data.md`` says which result stands, ``tests/helpers/direction_oracle.py`` which way it goes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from helpers import direction_oracle
from helpers.any_organisation.card_words import printed
from helpers.any_organisation.facts import EditionFacts, Facts, Value
from qprlib.scoring.rules import RULES

_WAYS = {
    "improving": "Improving", "worsening": "Worsening", "no-change": "No change", "no-trend": "No clear trend",
    "increasing": "Increasing", "decreasing": "Decreasing", "not-comparable": "Not comparable",
    "too-few": "Too few points",
}  # fmt: skip
#: States that stand for the indicator whatever results are older, and those that last.
_ALONE, _LASTING = ("withdrawn", "new", "no-cases"), ("withdrawn", "new")
#: Units of which what each period added cannot be told: of shares, rates and times.
_RATE = re.compile(r"%|/|\bper\b|\b(?:days|hours|weeks)\b")


@dataclass(frozen=True)
class Stands:
    """An indicator at the end of a quarter.

    Parameters
    ----------
    facts
        The indicator.
    value
        The period that stands; None without one.
    arrears
        Whether it is an older one, in place of one that was due.
    rule
        The name of the direction rule.
    """

    facts: Facts
    value: Value | None
    arrears: bool
    rule: str

    @property
    def known(self) -> bool:
        """Whether there is a result."""
        return self.value is not None and self.value.actual is not None

    @property
    def rating(self) -> str:
        """The rating in words."""
        if self.value is None:
            return "Not available" if self.facts.rated else "Data only"
        return self.facts.rating(self.value)

    @cached_property
    def met(self) -> bool | None:
        """Whether the result meets its target, by the plain comparison; None where nothing is compared."""
        value = self.value
        if value is None or not self.known or not self.facts.rated or value.state:
            return None
        short = self.facts.short(value)
        return None if short is None else short <= 0

    @cached_property
    def way(self) -> str:
        """The direction of travel in words; of a rule with two the short one."""
        return _WAYS[self._direction(self.rule)]

    @property
    def long_way(self) -> str:
        """The direction since the same period a year before, which a rule may give beside the short one."""
        return _WAYS[self._direction("same-period-last-year")]

    def _direction(self, rule: str) -> str:
        if not self.known:
            return "too-few"
        assert self.value is not None
        declared = [one for one in self.facts.scheme.get("directions", ()) if one["rule"] == rule]
        until = [one for one in self.facts.values if one.actual is not None and one.end <= self.value.end]
        return _answer(self.facts, until, RULES[rule].model_validate(declared[0] if declared else {"rule": rule}))


def _answer(facts: Facts, until: Sequence[Value], rule: Any) -> str:
    row = facts.row
    known, era = [], 0
    for place, one in enumerate(facts.values):
        era += one.told.get("break_before") == "yes"
        if one.actual is not None:
            known.append(direction_oracle.Known(place, one.end, era, float(one.actual), float(printed(facts, one))))
    some = known[: len(until)]
    unit = row["unit"] if _RATE.search(row["unit"]) else "number"
    indicator = direction_oracle.Indicator(
        row["polarity"], row["basis"], row["frequency"], unit, int(row["decimals"]), starts=facts.turns.year.starts
    )
    if row["polarity"] != "range":
        return direction_oracle.answer(some, known, indicator, rule)[0]
    # Results that have a range are judged by that of the latest.
    low, high = facts.range_of(until[-1])
    bounds = {name: float(one) for name, one in (("lower", low), ("upper", high)) if one is not None}
    indicator = replace(indicator, **bounds)
    added = facts.running and not getattr(rule, "unlike_periods", False) and hasattr(rule, "cumulative")
    ranged = {place for place, one in enumerate(facts.values) if None not in facts.range_of(one)}
    unranged = replace(indicator, unranged=frozenset(range(len(facts.values))) - ranged)
    if added and bounds:
        return direction_oracle.answer(some, known, unranged, rule)[0]
    judged = [one for one in some if one.place in ranged]
    bare = not judged or judged[-1].place != some[-1].place
    if "year" in rule.rule or "year" in getattr(rule, "against", ""):
        if not bare:
            return direction_oracle.answer(some, known, indicator, rule)[0]
        then = direction_oracle.months(some[-1]) - 12
        return "not-comparable" if any(direction_oracle.months(one) == then for one in some) else "too-few"
    if bare:
        return "not-comparable" if len(some) > 1 else "too-few"
    if len(judged) == 1 < len(some) and rule.rule in ("previous-period", "short-and-long", "small-change"):
        return "not-comparable"
    return direction_oracle.answer(some, known, unranged, rule)[0]


def stands(facts: Facts, rule: str, end: date, until: date) -> Stands:
    """Which result of an indicator stands at the end of a quarter, of those whose periods ended by a day."""
    due = facts.turns.ends(end, 1)[0]
    told = [one for one in facts.values if one.end <= until]
    newest = next((one for one in reversed(told) if _known(one) or _alone(one) or one.state), None)
    waiting = newest is not None and newest.state == "not-due" and newest.end >= due
    oldest = facts.turns.before(due)

    def stands_in(one: Value) -> bool:
        declared = one.state not in ("", "not-due") and one.end == due
        reached = one.end >= oldest or waiting or (one.state in _LASTING and one is newest)
        return (_known(one) or _alone(one) or declared) and reached

    found = [one for one in told if stands_in(one)] or [one for one in told if one.state and one.end >= due]
    value = found[-1] if found else None
    arrears = value is not None and _known(value) and stands_in(value) and not waiting and value.end < due
    return Stands(facts, value, arrears, rule)


def _known(one: Value) -> bool:
    return one.actual is not None


def _alone(one: Value) -> bool:
    nobody = one.told.get("denominator") and Decimal(one.told["denominator"]) == 0
    return one.secret or one.state in ("suppressed", *_ALONE) or bool(nobody)


class Standings:
    """How all indicators of an edition stand, now and before.

    Parameters
    ----------
    edition
        The edition.
    """

    def __init__(self, edition: EditionFacts) -> None:
        self.edition = edition
        self.rule = str(edition.params["direction"])

    @cached_property
    def all(self) -> dict[str, Stands]:
        """Every indicator, by its id, in the edition's order."""
        edition = self.edition
        found = {
            name: stands(facts, self.rule, edition.end, edition.as_of) for name, facts in edition.indicators.items()
        }
        if edition.params.get("arranged_by") != "aim":
            return found
        named = [one for one in found.values() if one.facts.row.get("aim")]
        named.sort(key=lambda one: [int(part) for part in one.facts.row["aim_number"].split(".")])
        return {one.facts.id: one for one in named}

    @cached_property
    def kpis(self) -> dict[str, Stands]:
        """The key performance indicators."""
        return {name: one for name, one in self.all.items() if one.facts.kpi}
