"""The third oracle: each word that somebody wrote is there, and once where it should be once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from helpers.any_organisation.facts import EditionFacts, Row
from helpers.any_organisation.words import MARK

#: Columns whose words stand in every edition of their row, by the table.
THERE = {
    "indicators": ("name", "short_name", "directorate", "division", "owner_role", "priority", "source", "note"),
    "actuals": ("note",),
    "targets": ("authority", "reason"),
    "benchmarks": ("comparator", "note"),
    "changes": ("authority", "reason"),
    "complaints": ("service_area", "note"),
    "delivery": ("title", "directorate", "owner_role", "aim", "note"),
    "delivery_progress": ("reason", "progress"),
    "improvement": ("table", "indicator", "note"),
    "information_requests": ("service_area", "note"),
    "risks": ("title", "description", "directorate", "owner_role", "note"),
    "risk_scores": ("mitigation", "note"),
    "workforce": ("group", "note"),
    "overrides": ("role", "reason"),
}
#: Texts that are told once in the whole report.
ONCE = {("risks", "description"), ("risk_scores", "mitigation"), ("improvement", "note")}
_PAPER = ("sender", "recipient", "contact", "background")
#: Pages without which a table is told nowhere.
PAGE = {"changes": "changes", "delivery_progress": "delivery"}
#: Of how many periods a table is told.
LATEST = {"complaints": 5, "information_requests": 5, "workforce": 5}


def lost_words(text: str, edition: EditionFacts) -> Iterator[str]:
    """What the tables say and a report does not, or says more than once."""
    said = Counter(MARK.findall(text))
    for table, columns in THERE.items():
        for number, row in _told(table, edition):
            for column in columns:
                for mark in MARK.findall(row.get(column) or ""):
                    if not said[mark]:
                        yield f"{table}.csv, row {number}, {column}: {mark} of {row[column]!r} is nowhere"
                    elif said[mark] > 1 and (table, column) in ONCE:
                        yield f"{table}.csv, row {number}, {column}: {mark} is there {said[mark]} times"
    for where, mark in _params(edition.params):
        if not said[mark]:
            yield f"params, {where}: {mark} is nowhere"


def lost_commentary(text: str, notebooks: Path) -> Iterator[str]:
    """What stands in an edition's notebooks and not once in its report."""
    said = Counter(MARK.findall(text))
    for file in sorted(notebooks.glob("*.ipynb")):
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
            source = str(cell["source"])
            # What is being done is told again where indicators are listed that have to get better.
            again = source.startswith("### Actions")
            body = source.partition("\n")[2] if source.startswith("#") else source
            for mark in MARK.findall(body):
                if said[mark] != 1 and not (again and said[mark]):
                    yield f"{file.name}: {mark} of {body!r} is there {said[mark]} times"


def _told(table: str, edition: EditionFacts) -> Iterator[tuple[int, Row]]:
    """The rows of a table that an edition has to tell, with their numbers."""
    pages = [page["page"] for page in edition.params["pages"]]
    if PAGE.get(table, pages[0]) not in pages:
        return
    rows = list(enumerate(edition.table(table), start=2))
    last = max((row["period_end"] for _, row in rows if row.get("period_end")), default="")
    for number, row in rows:
        told = row.get("recorded") or ""
        if told > str(edition.as_of) or (told and told <= str(edition.as_of - timedelta(days=365))):
            continue
        if table in ("delivery_progress", "risk_scores") and row["period_end"] != last:
            continue
        if (
            table in LATEST
            and row["period_end"] not in sorted({one["period_end"] for _, one in rows})[-LATEST[table] :]
        ):
            continue
        if (
            table == "workforce"
            and row["measure"] in ("Headcount", "Full-time equivalent")
            and row["period_end"] != last
        ):
            continue
        if table not in ("indicators", "changes") and "indicator" in row and table != "improvement":
            facts = edition.indicators.get(row["indicator"])
            if facts is None or not _shown(table, row, edition):
                continue
        if table == "indicators" and row["id"] not in edition.indicators:
            continue
        if table == "changes" and not _recent(row, edition):
            continue
        if table == "indicators" and edition.indicators[row["id"]].row["kind"] == "activity":
            row = {"name": row["name"], "note": row.get("note", "")}  # noqa: PLW2901 - what its own page tells
        yield number, row


def _shown(table: str, row: Row, edition: EditionFacts) -> bool:
    """Whether a row is about something that is still told."""
    facts = edition.indicators[row["indicator"]]
    if table == "overrides":
        due = facts.turns.ends(facts.due, 2)[0]  # an older result stands for nothing any more
        return bool(facts.values) and str(facts.values[-1].end) == row["period_end"] >= str(due)
    if table == "targets" and any(str(one.end) == row["period_end"] and not one.aims for one in facts.values):
        return False  # its state says that there is none
    if table == "benchmarks":
        others = [one["period_end"] for one in edition.table(table) if _same(one, row)]
        return row["period_end"] == max(others) <= str(edition.as_of) and facts.kpi and facts.latest is not None
    if table == "actuals" and facts.latest:
        return row in [one.told for one in facts.values if one.end <= facts.latest.end][-8:]
    return facts.latest is not None and row["period_end"] <= str(facts.latest.end)


def _same(one: Row, other: Row) -> bool:
    """Whether two benchmarks are of one indicator and one comparator."""
    return (one["indicator"], one["comparator"]) == (other["indicator"], other["comparator"])


def _recent(row: Row, edition: EditionFacts) -> bool:
    """Whether a change of the register was decided since the last edition and is known."""
    day = date.fromisoformat(row["recorded"])
    return edition.end - timedelta(days=90) < day <= edition.as_of


def _params(params: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    said: dict[str, Any] = {**params, **params.get("paper", {}), "organisation": params["organisation"]["name"]}
    for name in (
        "organisation",
        "title",
        "presented_to",
        "provisional",
        "sender",
        "recipient",
        "contact",
        "background",
    ):
        value = said.get(name, "")
        for text in value if isinstance(value, list) else [value]:
            for mark in MARK.findall(text):
                yield name, mark
