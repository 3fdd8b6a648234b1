"""What an edition must say, worked out from the CSV and YAML files as plainly as can be; no code of the product.

One indicator at a time, in decimals. Periods, ratings and counts are found by the rules of ``docs/data.md`` and the
words of the scheme's own file.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from helpers.any_organisation.calendar import Span, Turns, Year

Row = dict[str, str]
#: States in the words of a table.
STATES = {
    "withdrawn": "Withdrawn", "data-only": "Data only", "new": "New", "not-due": "Not due", "no-cases": "No cases",
    "target-tbc": "Target to be confirmed", "suppressed": "Suppressed", "not-available": "Not available",
    "no-target": "No target", "no-floor": "No floor", "no-tolerance": "No tolerance",
    "no-last-year": "No result a year before",
}  # fmt: skip

#: States that say that nothing is aimed at.
NO_TARGET = ("new", "target-tbc", "no-target")


def rounded(value: Decimal, decimals: int) -> Decimal:
    """A value as it is published: halves away from zero."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def digits(value: Decimal, decimals: int) -> str:
    """The digits of a value as they are printed: with thousands commas, and no minus before nought."""
    shown = rounded(value, decimals)
    return f"{abs(shown) if shown == 0 else shown:,}"


def in_full(value: Decimal, decimals: int) -> str:
    """The digits of a target: as many as it was set with, at least those of its results."""
    given = -int(value.normalize().as_tuple().exponent)
    return digits(value, max(decimals, min(given, 6)))


@dataclass(frozen=True)
class Value:
    """What is known of one period of an indicator.

    Parameters
    ----------
    end
        Last day of the period.
    told
        Its row of the actuals.
    aims
        What was aimed at: ``target``, ``floor``, ``lower`` ... as far as they are there.
    secret
        Whether it was counted from too few cases to be published.
    first
        The day on which anything became known of it.
    """

    end: date
    told: Row
    aims: Mapping[str, Decimal]
    secret: bool
    first: str = ""

    @property
    def actual(self) -> Decimal | None:
        """The result, None where there is none or it is secret."""
        return None if self.secret or not self.told["actual"] else Decimal(self.told["actual"])

    @property
    def state(self) -> str:
        """The state that the data declare, "" without one."""
        return self.told.get("state", "")


@dataclass(frozen=True)
class Facts:
    """One indicator of an edition.

    Parameters
    ----------
    row
        What the register says.
    values
        Every period known by the cut-off, in order.
    scheme
        The scheme's file.
    due
        The end of what is reported on.
    turns
        When its periods end.
    overrides
        Ratings set by hand, by the end of their period.
    """

    row: Row
    values: tuple[Value, ...]
    scheme: Mapping[str, Any]
    due: date
    turns: Turns
    overrides: Mapping[date, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.row["id"]

    @property
    def printed_id(self) -> str:
        """What readers know it by: its reference, or its id where it has none."""
        return self.row.get("reference") or self.id

    @property
    def decimals(self) -> int:
        return int(self.row["decimals"])

    @property
    def running(self) -> bool:
        """Whether its results add up over a year."""
        return self.row["basis"] in ("year_to_date", "academic_year_to_date")

    @property
    def kpi(self) -> bool:
        return self.row["kind"] == "kpi"

    @property
    def rated(self) -> bool:
        """Whether its results are rated where nothing keeps them from it."""
        return self.kpi and self.row["polarity"] != "neutral"

    def label(self, value: Value) -> str:
        """How a table names the period of a value."""
        return self.turns.label(value.end)

    def at(self, words: str) -> Value | None:
        """The period that is called so in a table, on a chart or in a sentence."""
        return next((one for one in self.values if words in self.turns.names(one.end)), None)

    def printed(self, value: Value) -> str:
        """The digits of a result, "" without one."""
        return "" if value.actual is None else digits(value.actual, self.decimals)

    @property
    def latest(self) -> Value | None:
        """The last period with a result, or with one that must not be published."""
        shown = [one for one in self.values if one.actual is not None or one.secret]
        return shown[-1] if shown else None

    @property
    def added(self) -> list[Value]:
        """Of totals for the year so far what each period alone added, as far as that is known, since the last break."""
        found: list[Value] = []
        shown: dict[date, Decimal] = {}
        basis, turns = self.row["basis"], self.turns
        broken = False
        for one in self.values:
            broken |= one.told.get("break_before") == "yes"
            if one.actual is None:
                continue
            found, shown = ([], {}) if broken else (found, shown)
            broken = False
            now = shown[one.end] = one.actual
            before = turns.before(one.end)
            first = turns.begins_year(basis, before) != turns.begins_year(basis, one.end)
            if first or (before in shown and now >= shown[before]):
                full = [now, Decimal(0) if first else shown[before]]
                now_shown, before_shown = (rounded(each, self.decimals) for each in full)
                more = {"actual": str(now_shown - before_shown), "full": str(full[0] - full[1])}
                found.append(replace(one, told={**one.told, **more}))
        return found

    # Ratings ------------------------------------------------------------------------------------------------

    def rating(self, value: Value) -> str:
        """The rating of a period in words, as a table prints it."""
        by_hand = self.overrides.get(value.end)
        return self._words(by_hand or self._rated(value))

    def ruling(self, value: Value) -> str:
        """What the rule gives, whatever was set by hand."""
        return self._words(self._rated(value))

    def _words(self, found: str) -> str:
        return {band["id"]: str(band["label"]) for band in self.scheme["bands"]}.get(found) or STATES[found]

    def _rated(self, value: Value) -> str:
        polarity, state = self.row["polarity"], value.state
        if state == "withdrawn":
            return state
        if not self.kpi or polarity == "neutral":
            return "data-only"
        if state:
            return state
        if value.told.get("denominator") and Decimal(value.told["denominator"]) == 0:
            return "no-cases"
        if value.secret:
            return "suppressed"
        if value.actual is None:
            return "not-available"
        actual = rounded(value.actual, self.decimals)
        if self.short(value) is None:
            return "no-target"
        for band in self.scheme["bands"]:
            fits = self._fits(band, value, actual)
            if isinstance(fits, str):
                return fits
            if fits and self._earned(band, value, actual):
                return str(band["id"])
        raise AssertionError(f"no band takes {value}")

    def short(self, value: Value) -> Decimal | None:
        """How far a printed result lies on the worse side of its target; None without a target."""
        aims, polarity = value.aims, self.row["polarity"]
        if value.actual is None:
            return None
        actual = rounded(value.actual, self.decimals)
        if polarity == "range":
            low, high = self.range_of(value)
            return None if low is None or high is None else max(low - actual, actual - high, Decimal(0))
        if "target" not in aims:
            return None
        return actual - aims["target"] if polarity == "lower" else aims["target"] - actual

    def range_of(self, value: Value) -> tuple[Decimal | None, Decimal | None]:
        """The range of a period in which a result is best; a target alone is both of its ends."""
        low, high = value.aims.get("lower"), value.aims.get("upper")
        aim = value.aims.get("target")
        return (aim, aim) if low is None or high is None else (low, high)

    def _nearest(self, value: Value, actual: Decimal) -> tuple[Decimal, str]:
        """The target or the nearer end of its range, and the floor that belongs to it."""
        if self.row["polarity"] != "range":
            return value.aims["target"], "floor"
        low, high = self.range_of(value)
        assert low is not None
        assert high is not None
        return (high, "floor_upper") if abs(actual - high) <= abs(actual - low) else (low, "floor_lower")

    def _fits(self, band: Mapping[str, Any], value: Value, actual: Decimal) -> bool | str:
        short = self.short(value)
        assert short is not None
        aim, floor = self._nearest(value, actual)
        measure, inclusive = band["measure"], band.get("inclusive", False)
        if measure == "otherwise":
            return True
        if measure == "met":
            return short <= 0
        if measure == "floor":
            if floor not in value.aims:
                return "no-floor"
            upper = floor == "floor_upper" or (floor == "floor" and self.row["polarity"] == "lower")
            return actual <= value.aims[floor] if upper else actual >= value.aims[floor]
        within = self._within(band, value)
        if within is None:
            return "no-tolerance"
        if measure == "relative":
            # Of 0 there is no percentage: the widest band reaches as far as the indicator's own tolerance.
            base = abs(aim) if aim else 100 * value.aims.get("tolerance", Decimal(0)) / self._widest
            if aim == 0 < short and ("tolerance" not in value.aims or isinstance(band["within"], str)):
                return "no-tolerance"
            within = within * base / 100
        away = short
        if measure == "two-sided":
            away = max(short, Decimal(0)) if self.row["polarity"] == "range" else abs(short)
        return away <= within if inclusive else away < within

    @property
    def _widest(self) -> Decimal:
        """The largest percentage of its target that the scheme allows."""
        declared = [band.get("within") for band in self.scheme["bands"]]
        return max((Decimal(str(one)) for one in declared if isinstance(one, int | float)), default=Decimal(1))

    def _within(self, band: Mapping[str, Any], value: Value) -> Decimal | None:
        declared = band["within"]
        if not isinstance(declared, str):
            return Decimal(str(declared))
        own = value.aims.get("tolerance")
        return None if own is None else -own if declared.startswith("-") else own

    def _earned(self, band: Mapping[str, Any], value: Value, actual: Decimal) -> bool:
        """Whether a band that looks at last year is earned by it."""
        history = band.get("history")
        if not history:
            return True
        last = self.year_before(value)
        if last is None or last.actual is None:
            return False
        before = rounded(last.actual, self.decimals)
        gain = self.better(actual, before, value)
        return gain > 0 if history == "better-than-last-year" else gain >= 0

    def better(self, now: Decimal, before: Decimal, value: Value) -> Decimal:
        """By how much a result is better than another; negative where it is worse."""
        match self.row["polarity"]:
            case "lower":
                return before - now
            case "range":
                return self.away(before, value) - self.away(now, value)
            case _:
                return now - before

    def away(self, result: Decimal, value: Value) -> Decimal:
        """How far a result lies outside the range of a period; 0 without one."""
        low, high = self.range_of(value)
        return Decimal(0) if low is None or high is None else max(low - result, result - high, Decimal(0))

    def year_before(self, value: Value) -> Value | None:
        """The same period a year before, with no break since."""
        end = self.turns.year_before(value.end)
        if end is None:
            return None
        found = next((one for one in self.values if one.end == end), None)
        between = [one for one in self.values if end < one.end <= value.end]
        broken = any(one.told.get("break_before") == "yes" for one in between)
        return None if found is None or broken else found


class EditionFacts:
    """An edition, read from a project's folder.

    Parameters
    ----------
    root
        The project.
    name
        The edition.
    by
        The cut-off of a later edition, by whose data this one is restated.
    """

    def __init__(self, root: Path, name: str, by: date | None = None) -> None:
        self.root = root
        self.params = _read(root / "params" / f"{name}.yml")
        self._folder = root / "data" / str(self.params["organisation"]["id"])
        self.scheme = _read(root / "params" / "schemes" / f"{self.params['scheme']}.yml")
        organisation = self.params["organisation"]
        self.year = Year.named(organisation.get("year_starts", "April"), organisation.get("year_label", ""))
        self.span = Span.read(str(self.params["quarter"]), self.year)
        self.end = self.span.end
        self.as_of: date = self.params["as_of"]
        self.by = by or self.as_of
        self._tables: dict[str, list[Row]] = {}
        self._by_indicator: dict[str, dict[str, list[Row]]] = {}

    @cached_property
    def earlier(self) -> dict[date, EditionFacts]:
        """The editions before this one, by the end of their quarter."""
        names = sorted(file.stem for file in (self.root / "params").glob("*.yml"))
        own = str(self.params["edition"])
        found = [EditionFacts(self.root, name) for name in names if name != own]
        # Editions of another length stand beside these and are never compared with them.
        return {one.end: one for one in found if one.span.length == self.span.length and one.end < self.end}

    def restated(self, by: date) -> EditionFacts:
        """This edition as the data of a later day make it."""
        return EditionFacts(self.root, str(self.params["edition"]), by)

    def tables(self) -> list[str]:
        """The names of the files that are there."""
        return sorted(file.stem for file in self._folder.glob("*.csv"))

    def table(self, name: str) -> list[Row]:
        """The rows of a file, none where it is not there."""
        if name not in self._tables:
            file = self._folder / f"{name}.csv"
            self._tables[name] = []
            if file.exists():
                with file.open(encoding="utf-8", newline="") as opened:
                    self._tables[name] = list(csv.DictReader(opened))
        return self._tables[name]

    @cached_property
    def indicators(self) -> dict[str, Facts]:
        """Every indicator in force, by its id."""
        end = str(self.end)
        rows = [dict(row) for row in self.table("indicators")]
        rows = [row for row in rows if (row.get("first_period") or end) <= end <= (row.get("last_period") or end)]
        for change in self.table("changes"):
            if change["change"] == "redefined" and change["recorded"] > str(self.by):
                for row in rows:
                    if row["id"] == change["indicator"]:
                        row[change["field"]] = change["was"]
        return {row["id"]: self._facts(row) for row in rows}

    def _known(self, name: str, indicator: str, column: str = "period_end") -> dict[date, Row]:
        """Of each period of which something was recorded by the cut-off, the last row that is known."""
        found: dict[date, Row] = {}
        for told, row in self.told(name, indicator, column):
            end = date.fromisoformat(row[column])
            if told <= str(self.as_of) or (end in found and told <= str(self.by)):
                found[end] = row
        return dict(sorted(found.items()))

    def told(self, name: str, indicator: str, column: str = "period_end") -> list[tuple[str, Row]]:
        """The rows about an indicator with the day on which each became known, in that order."""
        rows = sorted(self._rows(name).get(indicator, ()), key=lambda row: row.get("recorded", ""))
        return [(row.get("recorded") or (row[column] if name == "actuals" else ""), row) for row in rows]

    def _rows(self, name: str) -> dict[str, list[Row]]:
        if name not in self._by_indicator:
            found = self._by_indicator[name] = {}
            for row in self.table(name):
                found.setdefault(row["indicator"], []).append(row)
        return self._by_indicator[name]

    def turns(self, row: Row) -> Turns:
        """When the periods of an indicator end."""
        own = row.get("year_starts")
        told = [one for name in ("actuals", "targets") for one in self._rows(name).get(row["id"], ())]
        known = date.fromisoformat(told[0]["period_end"]) if told else None
        return Turns(row["frequency"], Year.named(own, self.year.form) if own else self.year, known)

    def _facts(self, row: Row) -> Facts:
        aims = {end: _numbers(told) for end, told in self._known("targets", row["id"]).items()}
        aims = self._profiled(row) | aims
        actuals = self._known("actuals", row["id"])
        first: dict[date, str] = {}
        for told, one in self.told("actuals", row["id"], "period_end"):
            first.setdefault(date.fromisoformat(one["period_end"]), told)
        least = row.get("suppress_below", "")
        values = []
        for end in sorted({*actuals, *(one for one in aims if one <= self.as_of)}):
            told = actuals.get(end, {"actual": ""})
            cases = told.get("denominator", "")
            secret = bool(least and cases and told["actual"]) and Decimal(cases or 0) < Decimal(least or 0)
            if end <= self.as_of:
                denied = row["kind"] == "kpi" and told.get("state") in NO_TARGET
                values.append(Value(end, told, {} if denied else aims.get(end, {}), secret, first.get(end, "")))
        by_hand = {date.fromisoformat(o["period_end"]): o["rating"] for o in self.table("overrides")
                   if o["indicator"] == row["id"] and o["date"] <= str(self.by)}  # fmt: skip
        return Facts(row, tuple(values), self.scheme, self.end, self.turns(row), by_hand)

    def annual(self, facts: Facts, end: date) -> dict[str, Decimal]:
        """What is aimed at for the year of a period, where that was set: ``target`` and ``floor``."""
        for year_end, told in self._known("profiles", facts.id, "year_end").items():
            if end in facts.turns.of_year(year_end):
                named = {"target": told.get("annual_target"), "floor": told.get("annual_floor")}
                return {name: Decimal(one) for name, one in named.items() if one}
        return {}

    def _profiled(self, row: Row) -> dict[date, dict[str, Decimal]]:
        """The targets of each period of a year for which there is one target and a path to it."""
        found: dict[date, dict[str, Decimal]] = {}
        for year_end, told in self._known("profiles", row["id"], "year_end").items():
            year = self.turns(row).of_year(year_end)
            for place, end in enumerate(year, start=1):
                share = _share(told["profile"], place, len(year))
                named = {"target": "annual_target", "floor": "annual_floor"}
                found[end] = {
                    name: rounded(Decimal(told[of]) * share, int(row["decimals"]))
                    for name, of in named.items()
                    if told.get(of)
                }
        return found

    def count(self, words: str) -> int:
        """How many KPIs are rated so, or are in that state."""
        kpis = [one for one in self.indicators.values() if one.kpi]
        return sum(one.latest is not None and one.rating(one.latest) == words for one in kpis)


def _read(file: Path) -> Mapping[str, Any]:
    return _loaded(file.read_text(encoding="utf-8"))


@lru_cache(maxsize=32)
def _loaded(text: str) -> Mapping[str, Any]:
    said: Mapping[str, Any] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return said


def _numbers(told: Row) -> dict[str, Decimal]:
    names = ("target", "floor", "lower", "upper", "floor_lower", "floor_upper", "tolerance")
    return {name: Decimal(told[name]) for name in names if told.get(name)}


def _share(profile: str, place: int, of: int) -> Decimal:
    if profile == "linear":
        return Decimal(place) / of
    if profile == "flat":
        return Decimal(1)
    return Decimal(profile.split(";")[place - 1].strip().rstrip("%")) / 100


__all__ = ["EditionFacts", "Facts", "Value", "digits", "in_full", "rounded"]
