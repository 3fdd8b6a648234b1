"""What the tables beside the indicators hold for an edition, worked out row by row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from helpers.any_organisation.calendar import LENGTHS, SHORT, months_back
from helpers.any_organisation.facts import EditionFacts, Row, rounded
from helpers.any_organisation.line import LONG_MONTHS

STATUS = {"on-track": "On track", "not-started": "Not started", "at-risk": "At risk", "off-target": "Off target",
    "completed": "Completed", "not-reported": "Not reported"}  # fmt: skip
ASTRAY = ("Off target", "At risk")
#: From the worst to the best.
ORDER = ("Off target", "At risk", "Not started", "On track", "Completed", "Not reported")


def day(one: date) -> str:
    """``30 June 2024``."""
    return f"{one.day} {LONG_MONTHS[one.month - 1]} {one.year}"


def before(end: date, length: str) -> date:
    """The end of the quarter before, or of what is reported on otherwise."""
    return months_back(end, LENGTHS[length])


def year_before(end: date) -> date:
    """The end of the same quarter a year before."""
    return months_back(end, 12)


def plain(text: str) -> str:
    """A text with single blanks."""
    return " ".join(text.split())


def percent(part: Decimal | int, whole: Decimal | int) -> str:
    """A share in whole per cent."""
    return f"{rounded(Decimal(100 * part) / whole, 0):,}%"


@dataclass(frozen=True)
class Action:
    """An action of the delivery programme: its row, and what was reported now and a quarter before."""

    row: Row
    now: Row | None
    then: Row | None

    @property
    def status(self) -> str:
        return STATUS[self.now["status"] if self.now else "not-reported"]

    @property
    def was(self) -> str:
        return STATUS[self.then["status"]] if self.then else ""

    @property
    def moved(self) -> bool:
        return bool(self.was) and self.was != self.status

    @property
    def redated(self) -> bool:
        """Whether its day was moved and its status was not."""
        return bool(self.now and self.then and self.now["due"] != self.then["due"] and not self.moved)

    def due(self, end: date) -> str:
        """When it is due, in the words of a table."""
        due = self.now["due"] if self.now else ""
        if not due:
            return "No day set"
        when = date.fromisoformat(due)
        said = day(when) + (", which has passed" if when <= end and self.status != "Completed" else "")
        if self.then and self.then["due"] and self.then["due"] != due:
            said += f" (was {day(date.fromisoformat(self.then['due']))})"
        return said


class Programme:
    """The delivery programme at the end of its latest quarter."""

    def __init__(self, edition: EditionFacts) -> None:
        rows = [row for row in edition.table("delivery_progress") if row["period_end"] <= str(edition.end)]
        self.end = date.fromisoformat(max(row["period_end"] for row in rows))
        at = {(row["action"], row["period_end"]): row for row in rows}
        ended, earlier = str(self.end), str(before(self.end, edition.span.length))
        self.earlier = any(row["period_end"] == earlier for row in rows)
        self.actions = [
            Action(row, at.get((row["action"], ended)), at.get((row["action"], earlier)))
            for row in edition.table("delivery")
            if (row["action"], ended) in at or (row.get("start") or "") <= ended
        ]
        self.counts = Counter(one.status for one in self.actions)
        self.were = Counter(one.was for one in self.actions if one.was)

    def action(self, name: str) -> Action | None:
        """The action of this number."""
        return next((one for one in self.actions if one.row["action"] == name), None)


@dataclass(frozen=True)
class Risk:
    """A risk: its row of the register, and its scores now and a quarter before."""

    row: Row
    now: Row | None
    then: Row | None

    @property
    def score(self) -> int:
        return _score(self.now)

    @property
    def was(self) -> int:
        return _score(self.then)

    @property
    def target(self) -> int:
        """0 where there is none."""
        return int(self.row.get("target_score") or 0)


def _score(row: Row | None) -> int:
    return int(row["likelihood"]) * int(row["impact"]) if row else 0


def level(score: int) -> str:
    """``high`` from 16, ``medium`` from 8."""
    return "high" if score >= 16 else "medium" if score >= 8 else "low"


class Risks:
    """The register of risks at the end of its latest quarter."""

    def __init__(self, edition: EditionFacts) -> None:
        rows = [row for row in edition.table("risk_scores") if row["period_end"] <= str(edition.end)]
        self.end = date.fromisoformat(max(row["period_end"] for row in rows))
        at = {(row["risk"], row["period_end"]): row for row in rows}
        ended, earlier = str(self.end), str(before(self.end, edition.span.length))
        known = {row["risk"] for row in rows}
        self.all = [Risk(row, at.get((row["risk"], ended)), at.get((row["risk"], earlier)))
                    for row in edition.table("risks") if row["risk"] in known]  # fmt: skip
        self.scored = sorted((one for one in self.all if one.now), key=lambda one: -one.score)


KINDS = {"foi": "Freedom of Information request", "eir": "environmental information request",
    "sar": "subject access request"}  # fmt: skip


class Requests:
    """Requests for information, added up over all services by kind and quarter."""

    def __init__(self, edition: EditionFacts) -> None:
        self.rows = [row for row in edition.table("information_requests") if row["period_end"] <= str(edition.end)]
        self.ends = sorted({row["period_end"] for row in self.rows})
        self.labels = {row["period_end"]: months_of(row["period_start"], row["period_end"]) for row in self.rows}
        self.kinds = [kind for kind in KINDS if any(row["kind"] == kind for row in self.rows)]

    def total(self, kind: str, end: date | str, column: str) -> int | None:
        """The sum of a column; None where a service gave none."""
        some = [row[column] for row in self.rows if (row["kind"], row["period_end"]) == (kind, str(end))]
        return sum(map(int, some)) if some and all(some) else None

    def share(self, kind: str, end: date | str) -> int | None:
        """Per cent of the answers that were in time."""
        answered, in_time = self.total(kind, end, "answered"), self.total(kind, end, "in_time")
        return None if not answered or in_time is None else int(percent(in_time, answered).rstrip("%"))


class Complaints:
    """Complaints by service and quarter."""

    def __init__(self, edition: EditionFacts) -> None:
        self.rows = edition.table("complaints")
        self._a_year = 12 // LENGTHS[edition.span.length]
        self.totals = {row["period_end"]: row for row in self.rows if row["row_kind"] == "published_total"}
        self.ends = sorted({row["period_end"] for row in self.rows})

    def parts(self, end: str) -> list[Row]:
        """The services of a quarter."""
        return [row for row in self.rows if row["period_end"] == end and row["row_kind"] == "area"]

    def number(self, area: str, label: str) -> str | None:
        """A figure as it is held, None where there is no row."""
        at = {(plain(row["service_area"]), row["period_label"]): row["complaints"] for row in self.rows}
        return at.get((area, label))

    def year(self, area: str) -> int | None:
        """The sum of the latest four quarters, or what makes a year, of one that has a figure in each."""
        some = [row["complaints"] for row in self.rows
                if plain(row["service_area"]) == area and row["period_end"] in self.ends[-self._a_year :]]  # fmt: skip
        return sum(map(int, some)) if len(some) == self._a_year and all(some) else None


class Workforce:
    """Figures about the staff."""

    def __init__(self, edition: EditionFacts) -> None:
        self.rows = edition.table("workforce")
        self.last = max(row["period_end"] for row in self.rows)

    def value(self, measure: str, group: str, end: date | str) -> Decimal | None:
        """A figure."""
        for row in self.rows:
            if (row["measure"], plain(row["group"]), row["period_end"]) == (measure, group, str(end)):
                return Decimal(row["value"])
        return None


def months_of(start: str, end: str) -> str:
    """``Jan to Mar 2024`` of the quarter that ends on a day."""
    begun, ended = date.fromisoformat(start), date.fromisoformat(end)
    year = "" if begun.year == ended.year else f" {begun.year}"
    first = "" if start[:7] == end[:7] else f"{SHORT[begun.month - 1]}{year} to "
    return f"{first}{SHORT[ended.month - 1]} {ended.year}"


def period_of(label: str) -> str:
    """``Apr to Jun 2024`` in full: ``April to June 2024``."""
    full = {month[:3]: month for month in LONG_MONTHS}
    return " ".join(full.get(word, word) for word in label.split())


def numbers(text: str) -> list[str]:
    """The numbers of a text, without commas."""
    return [one.replace(",", "") for one in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


__all__ = ["Action", "Complaints", "Mapping", "Programme", "Requests", "Risk", "Risks", "Sequence", "Workforce"]
