"""The data files of an organisation, declared once: reader, checks, downloads and ``docs/data.md`` follow from here.

The declarations stand in ``tables.csv`` beside this module: a line of its own for each table, which has no column, and
below it one for each of its columns. ``tools/data_page.py`` writes ``docs/data.md`` from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qprlib.data.columns import DeclaredColumn, Kind, Need
from qprlib.data.declarations import ROWS, TABLE
from qprlib.ground.calendar import MONTHS
from qprlib.ground.cycles import Frequency
from qprlib.ground.numbers import LARGEST
from qprlib.ground.periods import Basis


class IndicatorKind(StrEnum):
    """What an indicator is for."""

    KPI = "kpi"
    ACTIVITY = "activity"
    DATA_ONLY = "data_only"


class Polarity(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    RANGE = "range"
    NEUTRAL = "neutral"


class Flag(StrEnum):
    """What is not final about an actual."""

    PROVISIONAL = "provisional"
    REVISED = "revised"
    ESTIMATE = "estimate"
    FORECAST = "forecast"


@dataclass(frozen=True, slots=True)
class DataFile:
    """One kind of data file, as its lines in ``tables.csv`` declare it."""

    name: str  #: of the file in ``data/<organisation>/``
    meaning: str  #: one or two sentences for the data page
    columns: tuple[DeclaredColumn, ...]  #: in the order in which they are best written; any order is read
    required: bool  #: whether an organisation must have it; what is not required is a side table
    needs_rows: bool
    key: tuple[str, ...]  #: the columns that tell its rows apart, but for the day of record
    names: tuple[str, ...]  #: columns of names of things, which differ in more than a capital or a blank
    known: str  #: the column of the day from which a row without one of record is known, `always`, or "" (no such days)
    told: tuple[str, ...]  #: columns of which it is told when their values are replaced
    download: str  #: the title under which readers can take it away; "" where they cannot
    of: tuple[str, ...]  #: what its figures in a unit are of, and are set beside their like by; empty without such

    @property
    def stem(self) -> str:
        """Name without its ending: ``actuals``."""
        return self.name.removesuffix(".csv")


#: Choices that have names in code, by which ``tables.csv`` calls them; others are listed there.
_CHOICES: Mapping[str, Sequence[str]] = {
    **{kind.__name__: [one.value for one in kind] for kind in (IndicatorKind, Polarity, Basis, Frequency, Flag)},
    "Month": MONTHS,
}
#: Under this table stand the columns of several; a table's own row says only what is otherwise there.
_SHARED = "*"


def _column(row: Mapping[str, str]) -> DeclaredColumn:
    return DeclaredColumn(
        row["column"],
        Kind(row["kind"]),
        row["meaning"],
        Need[(row["need"] or "optional").upper()],
        tuple(_CHOICES.get(row["choices"], row["choices"].split())),
        least=int(row["least"] or 0),
        most=int(row["most"] or LARGEST),
        in_unit=not row["own_unit"],
        state_in=row["state_in"],
        of=row["of"],
        to_readers=row["to_readers"],
    )


_OF_SEVERAL = {row["column"]: row for row in ROWS if row["table"] == _SHARED}


def declared_columns(table: str) -> tuple[DeclaredColumn, ...]:
    """The columns of a table; under ``results`` stand those of a table that is scored without a register."""
    own = (row for row in ROWS if row["table"] == table and row["column"])
    return tuple(
        _column({key: cell or _OF_SEVERAL.get(row["column"], row)[key] for key, cell in row.items()}) for row in own
    )


def _file(line: Mapping[str, str]) -> DataFile:
    own = [row for row in ROWS if row["table"] == line["table"] and row["column"]]
    key, names, known, told, like = (
        tuple(row["column"] for row in own if role in row["role"].split())
        for role in ("key", "name", "known", "told", "like")
    )
    return DataFile(
        f"{line['table']}.csv",
        line["meaning"],
        declared_columns(line["table"]),
        bool(line["need"]),
        line["need"] == "rows",
        key,
        names,
        known[0] if known else line["role"],  # of all its rows: always
        told,
        line["to_readers"],
        like,
    )


FILES = tuple(_file(row) for row in ROWS if row["kind"] == TABLE)
"""Every kind of data file, in the order in which they are read."""

_BY_STEM = {one.stem: one for one in FILES}
INDICATORS, ACTUALS, TARGETS = FILES[:3]
PROFILES, CHANGES, OVERRIDES = (_BY_STEM[stem] for stem in ("profiles", "changes", "overrides"))
