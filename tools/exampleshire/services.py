"""Complaints, requests for information, staff and the Improvement Notice: what is declared of each."""

from __future__ import annotations

from datetime import date

AREAS: dict[str, tuple[float, float, float]] = {
    "Adult social care": (15, 8, 9),
    "Children's social care": (14, 12, 46),
    "Customer services": (5, 2, 3),
    "Education and special needs": (22, 14, 24),
    "Environment and waste": (10, 11, 2),
    "Growth and planning": (4, 13, 2),
    "Highways and transport": (27, 24, 3),
    "Resources and governance": (3, 16, 11),
}
"""Shares of each service area in complaints, Freedom of Information requests and subject access requests."""

LATE_WEIGHTS = {"Children's social care": 4.0, "Education and special needs": 3.0}
"""How much more often than others (1) an area answers late."""

FIRST_QUARTER = date(2022, 12, 31)
"""First quarter of complaints, requests and staff: nine quarters in all."""

STAFF: dict[str, tuple[int, int, float]] = {
    "Adults and Health": (2410, 2455, 0.82),
    "Children and Learning": (3120, 3290, 0.80),
    "Growth and Environment": (1545, 1490, 0.90),
    "Resources": (1820, 1735, 0.91),
}
"""Headcount at the first and the last quarter, and full-time equivalents a head, by directorate."""

RATES: tuple[tuple[str, str, int, tuple[float, ...]], ...] = (
    (
        "Sickness, days a full-time equivalent, rolling 12 months", "days", 1,
        (9.4, 9.6, 9.5, 9.3, 9.1, 9.0, 8.8, 8.7, 8.6),
    ),
    ("Turnover, rolling 12 months", "%", 1, (15.8, 15.9, 15.6, 15.2, 14.9, 14.6, 14.1, 13.8, 13.5)),
    ("Agency staff, share of all staff", "%", 1, (6.1, 6.3, 6.2, 6.0, 5.7, 5.5, 5.2, 5.0, 4.8)),
)  # fmt: skip
"""Measures of all staff: name, unit, decimals, values of nine quarters."""

NOTICE: tuple[tuple[str, str, str, int, str, float, tuple[float, ...], float, date], ...] = (
    (
        "Targets for September 2024", "Children without a social worker for more than five days", "number", 0, "lower",
        64,
        (31, 18, 9, 4, 2), 5, date(2024, 9, 30),
    ),
    (
        "Targets for September 2024", "Social workers who were supervised in the month", "%", 0, "higher", 58,
        (71, 76, 84, 91, 92), 90, date(2024, 9, 30),
    ),
    (
        "Targets for September 2024", "Visits to children in care made on time", "%", 0, "higher", 82,
        (88, 90, 91, 93, 94), 95,
        date(2024, 9, 30),
    ),
    (
        "Targets for March 2025", "Assessments completed within 45 working days", "%", 1, "higher", 71.4,
        (76.8, 79.5, 82.1, 84.0, 86.2), 85, date(2025, 3, 31),
    ),
    (
        "Targets for March 2025", "Case-holding posts filled by permanent qualified social workers", "%", 1, "higher",
        72.1,
        (), 80, date(2025, 3, 31),
    ),
    (
        "Targets for March 2025", "Cases held by a social worker on average", "cases", 1, "lower", 23.4,
        (21.2, 20.5, 19.1, 18.4, 17.6), 18, date(2025, 3, 31),
    ),
)  # fmt: skip
"""Table, measure, unit, decimals, polarity, base of March 2023, values of the five editions' quarters, target, due.

The measure without values is the indicator CH02, whose figures it takes.
"""
