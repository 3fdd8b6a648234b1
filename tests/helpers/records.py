"""Records for tests: what an edition says, in a line or two."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from qprlib.texts.record import Past, Record, Rung, Said

BANDS = (
    Rung("green", "Green", "green", "circle"),
    Rung("amber", "Amber", "amber", "triangle"),
    Rung("red", "Red", "red", "square"),
)
JUNE = date(2011, 6, 30)
MARCH = date(2011, 3, 31)

HW01 = Said(
    id="HW01",
    name="Repairs in 28 days",
    section="Highways",
    kind="kpi",
    unit="%",
    decimals=0,
    period_end=JUNE,
    period="in the quarter to June 2011",
    actual=87.0,
    target=90.0,
    floor=80.0,
    actual_words="87%",
    target_words="90%",
    floor_words="80%",
    rating="amber",
    rating_label="Amber",
    direction="improving",
    direction_label="Improving",
    texts={"Commentary": "Repairs rose to 87%. A second crew started in May."},
    basis="quarter",
    past=(Past(MARCH, "Mar 11", 79.0, 90.0, 80.0, "red"),),
    further={},
)
HW02 = replace(
    HW01,
    id="HW02",
    name="Days to repair",
    unit="days",
    decimals=1,
    actual=24.4,
    target=28.0,
    floor=30.0,
    actual_words="24.4 days",
    target_words="28.0 days",
    floor_words="30.0 days",
    rating="green",
    rating_label="Green",
    texts={"Commentary": "A mild spring left fewer potholes."},
    past=(),
)
ED01 = replace(HW02, id="ED01", name="Expected level", section="Education", texts={})


def record(*indicators: Said, **fields: Any) -> Record:
    """An edition that says this of these indicators."""
    known: dict[str, Any] = {"edition": "small-2011-12-Q1", "draft": True, "headline": "", "bands": BANDS}
    return Record(**{**known, **fields}, indicators=indicators)


SMALL_RECORD = record(HW01, HW02, ED01, report={"Highlights": {"": "Roads are better.", "Schools": "Results are in."}})
