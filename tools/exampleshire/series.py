"""From a declared indicator to its figures by period: pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from exampleshire import dates
from exampleshire.activity import Activity
from exampleshire.chance import Chance, rounded
from exampleshire.kpis import Kpi

EDITIONS_SHOWN = 5


@dataclass(frozen=True)
class Figure:
    """One value: what was measured in a period, and what it was counted from."""

    end: date
    value: float | None
    numerator: int | None = None
    denominator: int | None = None


def period_ends(kpi: Kpi) -> list[date]:
    """The ends of a KPI's periods, in order."""
    match kpi.frequency:
        case "monthly":
            return dates.MONTHS
        case "termly":
            return dates.TERMS
        case "academic_quarterly":
            return dates.COLLEGE_QUARTERS
        case "school_year":
            years = [2016, 2017, 2018, 2019, 2022, 2023, 2024]
            return [date(year, 8, 31) for year in years]
        case "annual":
            return [date(year, 3, 31) for year in range(2017, 2025)]
        case _:
            last = kpi.last_period or dates.LAST
            return [end for end in dates.QUARTERS if end <= last]


def figures(kpi: Kpi) -> list[Figure]:
    """Every figure of a KPI, as it is known in the end."""
    ends, chance = period_ends(kpi), Chance(kpi.id)
    if kpi.counts:
        return [
            Figure(end, _share(part, whole, kpi.decimals), part, whole)
            for end, (part, whole) in zip(ends, kpi.counts, strict=True)
        ]
    values = _values(kpi, ends, chance)
    counted = [_counted(kpi, end, value, chance) for end, value in zip(ends, values, strict=True)]
    return _added_up(kpi, counted) if kpi.basis == "year_to_date" and kpi.cases else counted


def _added_up(kpi: Kpi, quarters: Sequence[Figure]) -> list[Figure]:
    """Shares for the year so far, counted from the cases of the year so far."""
    found: list[Figure] = []
    for one in quarters:
        so_far = found[-1].denominator or 0 if found and dates.quarter_of_year(one.end) else 0
        whole = (one.denominator or 0) + so_far
        part = round((one.value or 0) * whole / 100)
        found.append(Figure(one.end, _share(part, whole, kpi.decimals), part, whole))
    return found


def _values(kpi: Kpi, ends: Sequence[date], chance: Chance) -> list[float | None]:
    if kpi.values:
        return list(kpi.values)
    if kpi.levels:
        return [rounded(_level(kpi, end) + chance.bell(kpi.wobble), kpi.decimals) for end in ends]
    shown = list(kpi.last)
    # What comes late is shown late: the last of the five is then not the last quarter's, which no edition sees.
    beyond = [shown[-1]] * kpi.lag
    early = len(ends) - len(shown) - len(beyond)
    drift = _drift(kpi, ends[:early], chance)
    top = 100.0 if kpi.unit == "%" else float("inf")
    return [*(rounded(min(value, top), kpi.decimals) for value in drift), *shown, *beyond]


def _drift(one: Kpi | Activity, ends: Sequence[date], chance: Chance) -> list[float]:
    """A straight drift between an indicator's two early levels, with its season and chance."""
    first, last = one.early
    found = []
    for place, end in enumerate(ends):
        level = first + (last - first) * place / max(len(ends) - 1, 1)
        found.append(level + one.season[dates.quarter_of_year(end)] + chance.bell(one.wobble))
    return found


def _level(kpi: Kpi, end: date) -> float:
    """The level that began last."""
    return [level for start, level in kpi.levels if start <= end][-1]


def _counted(kpi: Kpi, end: date, value: float | None, chance: Chance) -> Figure:
    """A percentage with the cases behind it: the share that is printed is worked out from them."""
    if value is None or end in kpi.missing:
        return Figure(end, None)
    if not kpi.cases:
        return Figure(end, value)
    whole = round(kpi.cases * chance.between(0.94, 1.06))
    part = round(value * whole / 100)
    return Figure(end, _share(part, whole, kpi.decimals), part, whole)


def _share(part: int, whole: int, decimals: int) -> float:
    return rounded(100 * part / whole, decimals)


def activity_figures(activity: Activity) -> list[Figure]:
    """Every figure of an activity indicator."""
    chance, number = Chance(activity.id), len(dates.QUARTERS) - EDITIONS_SHOWN
    drift = _drift(activity, dates.QUARTERS[:number], chance)
    decimals = activity_decimals(activity)
    values = [*(rounded(value, decimals) for value in drift), *activity.last]
    return [Figure(end, value) for end, value in zip(dates.QUARTERS, values, strict=True)]


def activity_decimals(activity: Activity) -> int:
    """Decimals of an activity indicator: none, unless its values have one."""
    return 0 if all(float(value).is_integer() for value in activity.last) else 1
