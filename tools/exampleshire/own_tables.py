"""Tables that the suite does not know, for a page and evidence of an analyst's own: spending, potholes by district."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from exampleshire import dates
from exampleshire.chance import Chance, split
from exampleshire.kpis import KPIS
from exampleshire.series import figures

Row = dict[str, object]

#: Directorate: its budget for 2023/24 in thousands of pounds, and by how much spending departs from it in each year.
BUDGETS: dict[str, tuple[int, tuple[float, float]]] = {
    "Adults and Health": (204_000, (0.006, 0.021)),
    "Children and Learning": (161_400, (0.012, 0.034)),
    "Growth and Environment": (72_300, (-0.004, -0.011)),
    "Resources": (40_200, (0.001, -0.014)),
}
GROWTH = 1.045
"""From one year's budget to the next's."""

DISTRICTS: dict[str, tuple[float, float]] = {
    "Aldermoor": (0.31, 0.92),
    "Brackwater": (0.24, 1.00),
    "Easterhythe": (0.14, 1.03),
    "Thornley Vale": (0.19, 1.05),
    "Wexcombe": (0.12, 1.07),
}
"""District: its share of the potholes reported, and how readily they are repaired in time."""


def finance() -> Iterator[Row]:
    """Budget and spending of each month, in thousands of pounds."""
    for end in dates.ends(tuple(range(1, 13)), date(2023, 4, 30), date(2025, 1, 31)):
        place = dates.financial_year(end) - 2023
        for directorate, (first, drifts) in BUDGETS.items():
            budget = round(first * GROWTH**place / 12)
            # Spending departs from its budget slowly: what is agreed in a year is felt by its end.
            month = (end.month - 4) % 12
            drift = drifts[place] * (0.6 + 0.8 * month / 11)
            spent = round(budget * (1 + drift + Chance(f"{directorate} spent {end}").bell(0.006)))
            yield {
                "directorate": directorate,
                "month_end": end,
                "budget": budget,
                "spent": spent,
                "recorded": dates.recorded(end),
            }


def potholes() -> Iterator[Row]:
    """Potholes by district: they add up to what ET01 counts."""
    kpi = next(one for one in KPIS if one.id == "ET01")
    for figure in figures(kpi):
        if figure.end < date(2023, 6, 30) or figure.denominator is None or figure.numerator is None:
            continue
        chance = Chance(f"potholes {figure.end}")
        reported = split(
            int(figure.denominator), [share * chance.between(0.92, 1.08) for share, _ in DISTRICTS.values()]
        )
        ready = [number * pace for number, (_, pace) in zip(reported, DISTRICTS.values(), strict=True)]
        in_time = split(int(figure.numerator), ready, reported)
        for district, number, repaired in zip(DISTRICTS, reported, in_time, strict=True):
            yield {
                "district": district,
                "period_end": figure.end,
                "reported": number,
                "repaired_in_time": repaired,
                "recorded": dates.recorded(figure.end),
            }
