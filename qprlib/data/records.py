"""Rows of a frame as typed records: what is computed works on frames, what is said works on records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

import pandas as pd

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class ComplaintsFigure:
    """One row of ``complaints.csv``."""

    service_area: str
    period_start: date
    period_end: date
    period_label: str
    complaints: float
    row_kind: str
    part_of: str
    note: str


@dataclass(frozen=True, slots=True)
class WorkforceFigure:
    """One row of ``workforce.csv``."""

    measure: str
    group: str
    period_end: date
    period_label: str
    value: float
    unit: str
    decimals: int
    row_kind: str
    note: str


@dataclass(frozen=True, slots=True)
class ImprovementTarget:
    """One row of ``improvement.csv``."""

    table: str
    indicator: str
    unit: str
    decimals: int
    polarity: str
    base_label: str
    base_value: float
    latest_label: str
    latest_value: float
    target_label: str
    target: float
    published_rating: str
    due: date | None
    note: str


@dataclass(frozen=True, slots=True)
class RequestsFigure:
    """One row of ``information_requests.csv``."""

    kind: str
    service_area: str
    period_start: date
    period_end: date
    received: float
    answered: float
    in_time: float
    overdue: float
    note: str


@dataclass(frozen=True, slots=True)
class DeliveryAction:
    """One row of ``delivery.csv``."""

    action: str
    title: str
    aim: str
    directorate: str
    owner_role: str
    start: date | None
    note: str


@dataclass(frozen=True, slots=True)
class DeliveryProgress:
    """One row of ``delivery_progress.csv``."""

    action: str
    period_end: date
    status: str
    due: date | None
    reason: str
    progress: str


@dataclass(frozen=True, slots=True)
class Risk:
    """One row of ``risks.csv``."""

    risk: str
    title: str
    description: str
    directorate: str
    owner_role: str
    target_score: float
    note: str


@dataclass(frozen=True, slots=True)
class RiskScore:
    """One row of ``risk_scores.csv``."""

    risk: str
    period_end: date
    likelihood: int
    impact: int
    mitigation: str
    note: str

    @property
    def score(self) -> int:
        """Likelihood times impact."""
        return self.likelihood * self.impact


def records(frame: pd.DataFrame, kind: type[Record]) -> tuple[Record, ...]:
    """The rows of a frame that has a column for each field of a dataclass as its records, in the frame's order.

    Missing text becomes ``""``, a missing day None, a missing number NaN.
    """
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    rows = zip(*(_values(frame[name]) for name in names), strict=True)
    return tuple(kind(**dict(zip(names, values, strict=True))) for values in rows)


def _values(column: pd.Series[Any]) -> Sequence[Any]:
    if pd.api.types.is_datetime64_any_dtype(column):
        return [None if pd.isna(day) else day.date() for day in column]
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return list(column.tolist())
    return ["" if pd.isna(text) else str(text) for text in column]


def written(table: pd.DataFrame) -> dict[tuple[str, date], str]:
    """The notes in a table of results or targets, by indicator and the end of the period, without empty ones."""
    columns = (table["indicator"], table["period_end"], table["note"])
    return {(str(name), end.date()): str(note) for name, end, note in zip(*columns, strict=True) if note}
