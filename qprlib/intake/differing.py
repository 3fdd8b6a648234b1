"""What taking a workbook would add to the data of an organisation, and what it would replace; nothing is written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from statistics import median

from qprlib.intake.rows import Row, RowsTaken

#: Columns of which a change replaces what was known.
_FIGURES = {
    "actuals": ("actual", "numerator", "denominator", "state", "flag"),
    "targets": ("target", "floor", "lower", "upper"),
}
#: A result so many times the usual one, or so small a part of it, is odd.
_FAR = 5


@dataclass(frozen=True)
class Revised:
    """A row that replaces what was known of an indicator and a period."""

    table: str
    old: Row
    new: Row

    @property
    def words(self) -> str:
        """What changed: ``actual from 88 to 88.5``."""
        changes = [
            f"{name} from {self.old.get(name) or 'nothing'} to {self.new.get(name) or 'nothing'}"
            for name in _FIGURES[self.table]
            if not _same(self.old.get(name, ""), self.new.get(name, ""))
        ]
        return ", ".join(changes)


@dataclass(frozen=True)
class WorkbookDifference:
    """What a workbook has that the data have not, the other way round, and what looks odd."""

    indicators: Sequence[Row]  #: that are not in the register
    added: Mapping[str, Sequence[Row]]  #: by table
    revised: Sequence[Revised]
    missing: Sequence[str]  #: indicators that had results before and have none, or none for the newest period
    printed: Mapping[str, str]  #: what readers know each indicator by, by its id
    odd: Sequence[str] = field(default_factory=list)  #: sentences

    def __bool__(self) -> bool:
        return bool(self.indicators or self.revised or any(self.added.values()))


def difference(rows: RowsTaken, tables: Mapping[str, Sequence[Row]]) -> WorkbookDifference:
    """Hold the rows of a workbook against the tables of an organisation: indicators, actuals and targets as text."""
    register = {row["id"] for row in tables["indicators"]}
    added: dict[str, list[Row]] = {}
    revised: list[Revised] = []
    for table, taken in (("actuals", rows.actuals), ("targets", rows.targets)):
        standing = _standing(tables[table])
        for row in taken:
            old = standing.get((row["indicator"], row["period_end"]))
            if old is None:
                added.setdefault(table, []).append(row)
            elif any(not _same(old.get(name, ""), row.get(name, "")) for name in _FIGURES[table]):
                revised.append(Revised(table, old, row))
    new = [row for row in rows.indicators if row["id"] not in register]
    printed = {row["id"]: row.get("reference") or row["id"] for row in (*rows.indicators, *tables["indicators"])}
    missing = list(_missing(rows.actuals, tables, printed))
    return WorkbookDifference(
        new, added, revised, missing, printed, list(_odd(added.get("actuals", ()), tables, printed))
    )


def _missing(taken: Sequence[Row], tables: Mapping[str, Sequence[Row]], printed: Mapping[str, str]) -> Iterator[str]:
    """Indicators with results before, of which the workbook has none, or none for the newest period of their like."""
    often = {row["id"]: row["frequency"] for row in tables["indicators"] if not row.get("last_period")}
    before = {row["indicator"] for row in tables["actuals"] if row.get("actual")}
    told = {(row["indicator"], row["period_end"]) for row in taken}
    newest: dict[str, str] = {}
    for own, end in told:
        frequency = often.get(own, "")
        newest[frequency] = max(end, newest.get(frequency, ""))
    there = {own for own, _ in told}
    for own, frequency in often.items():
        if own in before - there:
            yield printed[own]
        elif own in before and (own, newest[frequency]) not in told:
            yield f"{printed[own]} for {newest[frequency]}"


def _standing(rows: Iterable[Row]) -> dict[tuple[str, str], Row]:
    """What counts of each indicator and period: the row recorded last."""
    ordered = sorted(rows, key=lambda row: row.get("recorded", ""))
    return {(row["indicator"], row["period_end"]): row for row in ordered}


def _same(old: str, new: str) -> bool:
    """Whether two cells say the same: as numbers where both are."""
    try:
        return abs(float(old) - float(new)) <= 1e-9 * max(1.0, abs(float(new)))
    except ValueError:
        return old == new


def _odd(added: Iterable[Row], tables: Mapping[str, Sequence[Row]], printed: Mapping[str, str]) -> Iterator[str]:
    """New results that are many times, or a small part of, what is usual for their indicator."""
    known: dict[str, list[float]] = {}
    for row in tables["actuals"]:
        if row.get("actual"):
            known.setdefault(row["indicator"], []).append(abs(float(row["actual"])))
    for row in added:
        usual = median(known.get(row["indicator"], [0.0]))
        value = abs(float(row["actual"])) if row.get("actual") else 0.0
        if usual and value and not 1 / _FAR <= value / usual <= _FAR:
            yield f"{printed[row['indicator']]}: {row['actual']} for {row['period_end']}, where {usual:g} is usual."


def with_rows(text: str, rows: Sequence[Row], order: Sequence[str], key: str = "indicator") -> str:
    """The text of a table with further rows, each behind the last of its indicator (``key``) that is not later.

    What is there keeps its place and its cells; columns that it lacks are added at the end.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")))
    there = list(reader)
    columns = list(dict.fromkeys([*(reader.fieldnames or []), *(name for row in rows for name in row if row[name])]))
    new: dict[str, list[Row]] = {}
    for row in rows:
        new.setdefault(row[key], []).append(row)
    done: list[Row] = []
    for own, some in groupby(there, key=lambda row: row[key]):
        done += sorted([*some, *new.pop(own, [])], key=_when)
    place = {own: number for number, own in enumerate(order)}
    for own in sorted(new, key=lambda own: place.get(own, len(place))):
        done += sorted(new[own], key=_when)
    made = io.StringIO()
    writer = csv.DictWriter(made, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(done)
    return made.getvalue()


def _when(row: Row) -> tuple[str, str]:
    return row.get("period_end") or "", row.get("recorded") or ""


def recorded(found: WorkbookDifference, today: date, reason: str, authority: str) -> dict[str, list[Row]]:
    """The rows to be added by table, with the day on which they became known and why they replace others."""
    rows: dict[str, list[Row]] = {"indicators": list(found.indicators)}
    for table, some in found.added.items():
        rows[table] = [{**row, "recorded": str(today)} for row in some]
    for one in found.revised:
        said = {"recorded": str(today), "reason": reason}
        if one.table == "targets":
            said["authority"] = authority
        rows.setdefault(one.table, []).append({**one.new, **said})
    return rows
