"""Small schemes, organisations and results for tests of scoring, words and charts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from qprlib.data.store import OrganisationData
from qprlib.ground.edition import Edition
from qprlib.scoring.rating import rate
from qprlib.scoring.rules import PreviousPeriod
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.scorecard import Point, RatedResult, Result

NAN = math.nan

GREEN: Mapping[str, Any] = {
    "id": "green", "label": "Green", "meaning": "Met.", "tone": "green", "shape": "circle", "measure": "met",
}  # fmt: skip
AMBER: Mapping[str, Any] = {
    "id": "amber", "label": "Amber", "meaning": "Near.", "tone": "amber", "shape": "triangle", "measure": "floor",
}  # fmt: skip
RED: Mapping[str, Any] = {
    "id": "red", "label": "Red", "meaning": "Far.", "tone": "red", "shape": "square", "measure": "otherwise",
}  # fmt: skip
RULE = PreviousPeriod(rule="previous-period", meaning="Better or worse than before.")
UNLIKE = PreviousPeriod(rule="previous-period", meaning="Better or worse than before.", unlike_periods=True)


def scheme(*bands: Mapping[str, Any], rate_on: str = "published") -> Scheme:
    """A scheme of these bands, by default Green, Amber and Red."""
    return Scheme.model_validate(
        {
            "scheme": "small",
            "name": "Small",
            "source": "A test",
            "rate_on": rate_on,
            "bands": list(bands or (GREEN, AMBER, RED)),
            "directions": [RULE],
        }
    )


def cases(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """A frame of cases to rate; what a case does not say is a whole percentage where higher is better."""
    usual = {
        "kind": "kpi", "polarity": "higher", "decimals": 0, "unit": "%", "actual": NAN, "target": NAN, "floor": NAN,
    }  # fmt: skip
    return pd.DataFrame([{**usual, **row} for row in rows], columns=list(usual))


def rated(*, by: Scheme | None = None, **case: Any) -> str:
    """The rating of one case."""
    return str(rate(cases([case]), by or scheme())["rating"].iloc[0])


def edition(quarter: str = "2011-12-Q1", as_of: date = date(2011, 8, 31)) -> Edition:
    """An edition with a home page alone."""
    return Edition.model_validate(
        {
            "edition": f"small-{quarter}",
            "organisation": {"id": "small", "name": "Small Council"},
            "quarter": quarter,
            "as_of": as_of,
            "title": "Quarterly Performance Report",
            "scheme": "small",
            "direction": "previous-period",
            "pages": [{"page": "index"}],
        }
    )


def organisation(
    indicators: Sequence[Mapping[str, Any]],
    actuals: Sequence[tuple[str, str, float]] = (),
    targets: Sequence[tuple[str, str, float, float]] = (),
) -> OrganisationData:
    """Data as the store gives it, already checked.

    ``indicators`` are quarterly percentages unless they say otherwise; ``actuals`` are (indicator, period end,
    value), ``targets`` (indicator, period end, target, floor).
    """
    usual: dict[str, Any] = {
        "name": "", "short_name": "", "kind": "kpi", "section": "Roads", "unit": "%", "decimals": 0,
        "polarity": "higher", "basis": "quarter", "frequency": "quarterly", "directorate": "", "division": "",
        "owner_role": "", "reference": "", "priority": "", "source": "", "note": "",
        "first_period": None, "last_period": None,
    }  # fmt: skip
    register = pd.DataFrame([{"id": "", **usual, **indicator} for indicator in indicators])
    for column in ("first_period", "last_period"):
        register[column] = pd.to_datetime(register[column])
    known = pd.DataFrame(actuals, columns=["indicator", "period_end", "actual"])
    aims = pd.DataFrame(targets, columns=["indicator", "period_end", "target", "floor"])
    return OrganisationData(
        folder=Path("data/small"),
        indicators=register,
        actuals=_dated(known, "actual").assign(numerator=NAN, denominator=NAN, flag="", note=""),
        targets=_dated(aims, "target", "floor").assign(lower=NAN, upper=NAN, note=""),
        warnings=(),
        files=(),
    )


def _dated(frame: pd.DataFrame, *numbers: str) -> pd.DataFrame:
    types = {"indicator": "str", "period_end": "datetime64[ns]", **dict.fromkeys(numbers, "float64")}
    return frame.astype(types)


RESULT = Result(
    id="HW01", name="Routine repairs completed within 28 days", short_name="Repairs within 28 days", kind="kpi",
    section="Highways", unit="%", decimals=0, polarity="higher", basis="quarter", frequency="quarterly",
    directorate="", division="", owner_role="", priority="", source="", note="",
    period_end=date(2011, 6, 30), actual=87.0, target=90.0, floor=83.0, flag="", rating="amber", rating_reason="",
    direction="improving", base_end=date(2011, 3, 31), base_value=79.0, in_arrears=False,
    previous=RatedResult(period_end=date(2011, 3, 31), actual=79.0, rating="red"),
    before=RatedResult(period_end=date(2011, 3, 31), actual=79.0, rating="red"),
)  # fmt: skip


def result(**changes: Any) -> Result:
    """A row of a scorecard: 87% after 79%, target 90%, unless changed.

    ``before`` sets the value compared with and the previous one together; ``previous_...``, ``before_...`` and
    ``last_year_...`` what is set beside it.
    """
    if "before" in changes:
        changes["base_value"] = changes["previous_actual"] = changes.pop("before")
    for name, prefix in {"previous": "previous_", "before": "before_", "year_before": "last_year_"}.items():
        own = {key: changes.pop(key) for key in list(changes) if key.startswith(prefix)}
        told = {"period_end" if key == f"{prefix}end" else key.removeprefix(prefix): one for key, one in own.items()}
        changes[name] = replace(getattr(RESULT, name), **told)
    return replace(RESULT, **changes)


def point(end: date, actual: float = NAN, target: float = NAN, floor: float = NAN, rating: str = "") -> Point:
    """One period of an indicator, rated by the small scheme unless told."""
    own = rating or rated(actual=actual, target=target, floor=floor)
    return Point(period_end=end, actual=actual, target=target, floor=floor, flag="", rating=own)
