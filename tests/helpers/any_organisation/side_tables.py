"""The tables beside the indicators' figures, each made by a function of its own; any of them may be left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from helpers.any_organisation.calendar import LENGTHS, SHORT, Turns, months_back
from helpers.any_organisation.choices import Choices
from helpers.any_organisation.figures import Clock
from helpers.any_organisation.register import Indicator, Row
from helpers.any_organisation.words import Words

Tables = dict[str, list[Row]]
Maker = Callable[[Choices, Words, Clock], Tables]


def _some(choices: Choices, row: Row, *columns: str) -> Row:
    """A row without some of the cells that may be empty."""
    return {name: "" if name in columns and choices.one_in(4) else value for name, value in row.items()}


def risks(choices: Choices, words: Words, clock: Clock) -> Tables:
    register, scores = [], []
    for number in range(1, choices.number(1, 3) + 1):
        name = f"CR{number:02d}"
        row = {
            "risk": name,
            "title": words.name(),
            "description": words.text(),
            "directorate": words.name(),
            "owner_role": words.name(),
            "target_score": str(choices.number(1, 25)),
            "note": words.text(),
        }
        register.append(_some(choices, row, "description", "directorate", "target_score", "note"))
        for end in clock.ends(choices.number(1, 3)):
            score = {"likelihood": str(choices.number(1, 5)), "impact": str(choices.number(1, 5))}
            text = {"mitigation": words.text(), "note": words.text()}
            scores.append(_some(choices, {"risk": name, "period_end": str(end), **score, **text}, "mitigation", "note"))
    return {"risks": register, "risk_scores": scores}


def delivery(choices: Choices, words: Words, clock: Clock) -> Tables:
    aims = [words.name() for _ in range(choices.number(1, 2))]
    actions, progress = [], []
    for number in range(1, choices.number(1, 4) + 1):
        row = {
            "action": f"4.{number}",
            "title": words.name(),
            "aim": aims[min(number, len(aims)) - 1],
            "directorate": words.name(),
            "owner_role": words.name(),
            "start": "2022-04-01",
            "note": words.text(),
        }
        actions.append(_some(choices, row, "directorate", "start", "note"))
        for end in clock.ends(choices.number(1, 3)):
            status = choices.one_of(("on-track", "not-started", "at-risk", "off-target", "completed"))
            due = str(end + timedelta(days=choices.number(-60, 400)))
            said = {
                "status": status,
                "due": due,
                "reason": words.text() if status in ("at-risk", "off-target") else "",
                "progress": words.text(),
            }
            progress.append({"action": f"4.{number}", "period_end": str(end)} | _some(choices, said, "due", "progress"))
    return {"delivery": actions, "delivery_progress": progress}


def complaints(choices: Choices, words: Words, clock: Clock) -> Tables:
    areas = [words.name() for _ in range(choices.number(1, 3))]
    rows = []
    totals = choices.one_in(2)
    for end in clock.ends(choices.number(1, 6)):
        found = [choices.number(0, 40) for _ in areas]
        total = sum(found) + choices.one_of((0, 0, 0, 1))
        lines = [*zip(areas, found, ["area"] * len(areas), strict=True)]
        lines += [("Total", total, "published_total")] if totals else []
        for area, number, kind in lines:
            note = words.text() if choices.one_in(8) else ""
            given = "" if kind == "area" and choices.one_in(10) else str(number)
            rows.append(
                {"service_area": area, **_period(end, clock), "period_label": _label(end, clock), "complaints": given}
                | {"row_kind": kind, "note": note}
            )
    return {"complaints": rows}


def information_requests(choices: Choices, words: Words, clock: Clock) -> Tables:
    areas = [words.name() for _ in range(choices.number(1, 2))]
    kinds = ("foi", "eir", "sar")[: choices.number(1, 3)]
    rows = []
    for end in clock.ends(choices.number(1, 6)):
        for kind in kinds:
            for area in areas:
                received, answered = choices.number(0, 30), choices.number(0, 30)
                counts = {"received": received, "answered": answered, "in_time": choices.number(0, answered)}
                note = words.text() if choices.one_in(8) else ""
                row = {"kind": kind, "service_area": area, **_period(end, clock), "note": note}
                row |= {name: str(number) for name, number in counts.items()} | {"overdue": str(choices.number(0, 5))}
                rows.append(_some(choices, row, "overdue"))
    return {"information_requests": rows}


def workforce(choices: Choices, words: Words, clock: Clock) -> Tables:
    groups = [words.name() for _ in range(choices.number(1, 3))]
    rows = []
    for end in clock.ends(choices.number(1, 6)):
        label = f"{end.day} {SHORT[end.month - 1]} {end.year}"
        same = {"period_end": str(end), "period_label": label}
        whole = {"unit": "number", "decimals": "0"}
        found = [choices.number(1, 3000) for _ in groups]
        for measure in ("Headcount", "Full-time equivalent"):
            for group, number in zip(groups, found, strict=True):
                rows.append(
                    {"measure": measure, "group": group, "value": str(number), "row_kind": "part", **same, **whole}
                )
            total = {"measure": measure, "group": "Total", "value": str(sum(found)), "row_kind": "published_total"}
            rows.append({**total, **same, **whole})
        trend = {"measure": "Full-time equivalent, trend", "group": "All staff", "value": str(sum(found))}
        rows.append({**trend, "row_kind": "memo", **same, **whole})
        sickness = {
            "measure": "Sickness, rolling year",
            "group": "All staff",
            "value": f"{choices.number(20, 150) / 10}",
        }
        rows.append({**sickness, "row_kind": "memo", "unit": "days", "decimals": "1", **same})
    for row in rows:
        row["note"] = words.text() if choices.one_in(10) else ""
    return {"workforce": rows}


def improvement(choices: Choices, words: Words, clock: Clock) -> Tables:
    rows = []
    tables = [words.name() for _ in range(choices.number(1, 2))]
    for table in tables:
        for _ in range(choices.number(1, 2)):
            due = clock.cuts[-1] + timedelta(days=choices.one_of((200, 60, -60, -200)))
            rows.append(
                {
                    "table": table,
                    "indicator": words.name(),
                    "unit": choices.one_of(("%", "number", "days")),
                    "decimals": str(choices.number(0, 1)),
                    "polarity": choices.one_of(("higher", "lower")),
                    "base_label": words.name(),
                    "base_value": str(choices.number(2, 90)),
                    "latest_label": words.name(),
                    "latest_value": str(choices.number(2, 90)),
                    "target_label": words.name(),
                    "target": str(choices.number(2, 90)),
                    "due": str(due) if choices.one_in(2) else "",
                    "note": words.text() if choices.one_in(3) else "",
                }
            )
    return {"improvement": rows}


#: The pages that have a table of their own, with what makes it.
PAGES: dict[str, Sequence[Maker]] = {
    "delivery": (delivery,),
    "complaints": (complaints, information_requests),
    "workforce": (workforce,),
    "risks": (risks,),
    "improvement": (improvement,),
}


def benchmarks(choices: Choices, words: Words, clock: Clock, indicators: Sequence[Indicator]) -> list[Row]:
    """What others reached, of some indicators."""
    comparators = [words.name() for _ in range(choices.number(1, 2))]
    rows = []
    for one in indicators:
        if one["kind"] != "kpi" or choices.one_in(2):
            continue
        for comparator in comparators:
            for end in Turns("annual", clock.year).ends(clock.cuts[-1], choices.number(1, 2)):
                value = choices.number(2, 99) if one["unit"] == "%" else choices.number(0, 5000)
                row = {
                    "indicator": one["id"],
                    "comparator": comparator,
                    "period_end": str(end),
                    "period_label": clock.year.label(end),
                    "value": str(value),
                    "source": words.name(),
                    "note": words.text(),
                }
                rows.append(_some(choices, row, "source", "note"))
    return rows


def overrides(choices: Choices, words: Words, actuals: Sequence[Row], bands: Sequence[str], clock: Clock) -> list[Row]:
    """A rating set by hand."""
    rated = [row for row in actuals if row["actual"] and not row.get("state")]
    if not rated:
        return []
    row = rated[-1]
    return [
        {
            "indicator": row["indicator"],
            "period_end": row["period_end"],
            "rating": choices.one_of((*bands, "not-due")),
            "role": words.name(),
            "date": str(clock.cuts[-1] - timedelta(days=2)),
            "reason": words.text(),
        }
    ]


def _period(end: date, clock: Clock) -> Row:
    return {"period_start": str(months_back(end, LENGTHS[clock.length]) + timedelta(days=1)), "period_end": str(end)}


def _label(end: date, clock: Clock) -> str:
    first = months_back(end, LENGTHS[clock.length] - 1)
    began = "" if first.year == end.year else f" {first.year}"
    months = "" if first == end else f"{SHORT[first.month - 1]}{began} to "
    return f"{months}{SHORT[end.month - 1]} {end.year}"
