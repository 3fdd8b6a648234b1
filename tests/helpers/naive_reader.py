"""An edition worked out once more from the CSV files, as plainly as can be: one indicator at a time, no library.

Shares nothing with the product: neither its readers nor its periods, rules or schemes. It knows the two schemes of
Exampleshire's editions, the regression rule with its usual parameters, and what `docs/data.md` says of the files.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

#: Two-sided critical values of Student's t at the 5% level, by degrees of freedom.
CRITICAL = {3: 3.1824, 4: 2.7764, 5: 2.5706, 6: 2.4469}
LEAST, MOST = 5, 8
PERIODS = {"quarterly": 4, "monthly": 12}

Row = dict[str, str]


@dataclass(frozen=True)
class Naive:
    """What was found of one indicator."""

    rating: str
    direction: str
    end: str
    actual: str


@cache
def params(path: Path) -> dict[str, str]:
    """The plain keys of a params file."""
    lines = re.findall(r"^(\w+): ([^#\n]+?) *(?:#.*)?$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(lines)


@cache
def read(folder: Path, name: str) -> list[Row]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        # A cell may have the sign of its unit: 0.10%.
        return [{name: re.sub(r"(?<=\d)%$", "", cell) for name, cell in row.items()} for row in csv.DictReader(file)]


@cache
def by_indicator(folder: Path, name: str) -> dict[str, list[Row]]:
    """The rows of a file by the indicator they are about."""
    found: dict[str, list[Row]] = {}
    for row in read(folder, name):
        found.setdefault(row["indicator"], []).append(row)
    return found


def quarter_end(quarter: str) -> str:
    year, number = int(quarter[:4]), int(quarter[-1])
    return [f"{year}-06-30", f"{year}-09-30", f"{year}-12-31", f"{year + 1}-03-31"][number - 1]


@cache
def edition(root: Path, name: str, on: str = "") -> dict[str, Naive]:
    """Rating and direction of every KPI in force; ``on`` a later day, as what was recorded by then restates them."""
    said = params(root / "params" / f"{name}.yml")
    folder, day, scheme = root / "data" / "exampleshire", said["as_of"], said["scheme"]
    kpis = [one for one in in_force(root, name) if one["kind"] == "kpi"]
    return {one["id"]: indicator(one, folder, on or day, scheme, told=day) for one in kpis}


def in_force(root: Path, name: str) -> list[Row]:
    """The register's rows of the indicators that an edition reports."""
    end = quarter_end(params(root / "params" / f"{name}.yml")["quarter"])
    rows = read(root / "data" / "exampleshire", "indicators")
    return [one for one in rows if one["first_period"] <= end and (one["last_period"] or end) >= end]


def known(rows: list[Row], day: str, told: str = "") -> dict[str, Row]:
    """Of an indicator's rows the last of each period recorded by a day; with ``told``, of those known then."""
    by_period: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: row["recorded"]):
        new = row["period_end"] not in by_period
        if row["recorded"] <= day and row["period_end"] <= day and not (new and told and row["recorded"] > told):
            by_period[row["period_end"]] = row
    return dict(sorted(by_period.items()))


def indicator(one: Row, folder: Path, day: str, scheme: str, told: str = "") -> Naive:
    actuals = known(by_indicator(folder, "actuals")[one["id"]], day, told)
    secret = {
        end
        for end, row in actuals.items()
        if one["suppress_below"] and row["denominator"] and int(row["denominator"]) < int(one["suppress_below"])
    }
    shown = {end: row for end, row in actuals.items() if row["actual"] or end in secret}
    end = max(shown)
    row = shown[end]
    if end in secret:
        return Naive("suppressed", "too-few", end, "")
    rating = row["state"] or rate(one, Decimal(row["actual"]), aim(one, folder, end, day), scheme)
    series = [(when, actuals[when]) for when in actuals if actuals[when]["actual"] and when not in secret]
    return Naive(rating, direction(one, series), end, row["actual"])


# Ratings ----------------------------------------------------------------------------------------------------


def aim(one: Row, folder: Path, end: str, day: str) -> dict[str, Decimal]:
    """Target and floor of a period, or the range and its floors."""
    rows = [row for row in by_indicator(folder, "targets").get(one["id"], ()) if row["period_end"] == end]
    rows = sorted((row for row in rows if row["recorded"] <= day), key=lambda row: row["recorded"])
    if rows:
        names = ("target", "floor", "lower", "upper", "floor_lower", "floor_upper")
        return {name: Decimal(rows[-1][name]) for name in names if rows[-1][name]}
    (profile,) = [
        row
        for row in by_indicator(folder, "profiles").get(one["id"], ())
        if 0 <= days(end, row["year_end"]) < 365 and row["recorded"] <= day
    ]
    place = {"06": 0, "09": 1, "12": 2, "03": 3}[end[5:7]]
    if profile["profile"] == "linear":
        share = Decimal(place + 1) / 4
    else:
        share = Decimal(profile["profile"].split(";")[place].strip().rstrip("%")) / 100
    return {
        "target": whole(Decimal(profile["annual_target"]) * share),
        "floor": whole(Decimal(profile["annual_floor"]) * share),
    }


def days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def whole(number: Decimal) -> Decimal:
    return Decimal(math.floor(number + Decimal("0.5")))


def rate(one: Row, actual: Decimal, aims: dict[str, Decimal], scheme: str) -> str:
    if one["polarity"] == "range":
        short = max(aims["lower"] - actual, actual - aims["upper"], Decimal(0))
        nearest = aims["upper"] if actual > aims["upper"] else aims["lower"]
        above_floor = aims["floor_lower"] <= actual <= aims["floor_upper"]
    else:
        sign = -1 if one["polarity"] == "lower" else 1
        short, nearest = sign * (aims["target"] - actual), aims["target"]
        above_floor = sign * (actual - aims["floor"]) >= 0
    if short <= 0:
        return "green"
    if scheme == "within-5-percent":
        return "amber" if short <= abs(nearest) * 5 / 100 else "red"
    return "amber" if above_floor else "red"


# Directions -------------------------------------------------------------------------------------------------


def direction(one: Row, series: list[tuple[str, Row]]) -> str:
    """A straight line through the latest eight results, tested at the 5% level."""
    breaks = [place for place, (_, row) in enumerate(series) if row["break_before"] == "yes"]
    points = [(when, float(row["actual"])) for when, row in series]
    since = points[breaks[-1] :] if breaks else points
    if one["basis"] in ("year_to_date", "academic_year_to_date"):
        if one["unit"] == "%":
            return "not-comparable"
        since = added(since, one["basis"])
    if one["basis"] == "rolling_12_months":
        # Fewer than five of these series lie a year apart, so that each is compared with the year before.
        return since_last_year(one, since)
    if len(since) < LEAST:
        return "too-few"
    window = since[-MOST:]
    times = [float(date.fromisoformat(when).toordinal()) for when, _ in window]
    values = [score(one, value) for _, value in window]
    n, middle, mean = len(window), sum(times) / len(window), sum(values) / len(window)
    spread = sum((time - middle) ** 2 for time in times)
    slope = sum((time - middle) * (value - mean) for time, value in zip(times, values, strict=True)) / spread
    left = sum((value - mean - slope * (time - middle)) ** 2 for time, value in zip(times, values, strict=True))
    error = math.sqrt(left / (n - 2) / spread)
    if all(value == values[0] for value in values):
        return "no-change"
    if abs(slope) <= CRITICAL[n - 2] * error:
        return "no-trend"
    return "improving" if slope > 0 else "worsening"


def since_last_year(one: Row, points: list[tuple[str, float]]) -> str:
    """The change since the same quarter a year before, as printed."""
    when, now = points[-1]
    before = {earlier[:7]: value for earlier, value in points}.get(f"{int(when[:4]) - 1}{when[4:7]}")
    if before is None:
        return "too-few"
    change = score(one, now) - score(one, before)
    return "improving" if change > 1e-9 else "worsening" if change < -1e-9 else "no-change"


def added(points: list[tuple[str, float]], basis: str) -> list[tuple[str, float]]:
    """What each quarter added to its year; every year of these series is whole up to its latest quarter."""
    first_month = 6 if basis == "year_to_date" else 10
    found = []
    before = 0.0
    for when, value in points:
        if int(when[5:7]) == first_month:
            before = 0.0
        found.append((when, value - before))
        before = value
    return found


def score(one: Row, value: float) -> float:
    """More is better."""
    if one["polarity"] == "range":
        return -max(17.5 - value, value - 22.5, 0.0)
    return -value if one["polarity"] == "lower" else value


def counts(found: dict[str, Naive]) -> tuple[Counter[str], Counter[str]]:
    """How many of each rating, and of each direction."""
    return Counter(one.rating for one in found.values()), Counter(one.direction for one in found.values())
