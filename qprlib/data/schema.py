"""The data files of an organisation, declared once: reader, checks, downloads and ``docs/data.md`` follow from here.

The declarations are two tables beside this module, ``tables.csv`` and ``columns.csv``. ``python -m qprlib.data.schema``
writes ``docs/data.md``; a test holds the page current.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from qprlib.data.columns import DeclaredColumn, Kind, Need
from qprlib.ground.calendar import Basis, Frequency
from qprlib.ground.numbers import LARGEST
from qprlib.ground.packaged import packaged_rows


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
    """One kind of data file, as a row of ``tables.csv`` and its columns in ``columns.csv`` declare it."""

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
    page: str  #: the page notebook that cannot be made without it, if there is one

    @property
    def stem(self) -> str:
        """Name without its ending: ``actuals``."""
        return self.name.removesuffix(".csv")


#: Choices that have names in code, by which ``columns.csv`` calls them; others are listed there.
_CHOICES: Mapping[str, type[StrEnum]] = {
    kind.__name__: kind for kind in (IndicatorKind, Polarity, Basis, Frequency, Flag)
}
#: Under this table stand the columns of several; a table's own row says only what is otherwise there.
_SHARED = "*"


def _column(row: Mapping[str, str]) -> DeclaredColumn:
    choices = _CHOICES.get(row["choices"])
    return DeclaredColumn(
        row["column"],
        Kind(row["kind"]),
        row["meaning"],
        Need[(row["need"] or "optional").upper()],
        tuple(choice.value for choice in choices) if choices else tuple(row["choices"].split()),
        least=int(row["least"] or 0),
        most=int(row["most"] or LARGEST),
        in_unit=not row["own_unit"],
        state_in=row["state_in"],
        of=row["of"],
        to_readers=row["to_readers"],
    )


_ROWS = packaged_rows(__file__, "columns.csv")
_OF_SEVERAL = {row["column"]: row for row in _ROWS if row["table"] == _SHARED}


def declared_columns(table: str) -> tuple[DeclaredColumn, ...]:
    """The columns of a table; under ``results`` stand those of a table that is scored without a register."""
    own = (row for row in _ROWS if row["table"] == table)
    return tuple(
        _column({key: cell or _OF_SEVERAL.get(row["column"], row)[key] for key, cell in row.items()}) for row in own
    )


FILES = tuple(
    DataFile(
        f"{one['table']}.csv",
        one["meaning"],
        declared_columns(one["table"]),
        bool(one["must"]),
        one["must"] == "rows",
        tuple(one["key"].split()),
        tuple(one["names"].split()),
        one["known"],
        tuple(one["told"].split()),
        one["download"],
        one["page"],
    )
    for one in packaged_rows(__file__, "tables.csv")
)
"""Every kind of data file, in the order in which they are read."""

INDICATORS, ACTUALS, TARGETS, PROFILES, BENCHMARKS, CHANGES, DELIVERY, DELIVERY_PROGRESS = FILES[:8]
RISKS, RISK_SCORES, COMPLAINTS, INFORMATION_REQUESTS, WORKFORCE, IMPROVEMENT, OVERRIDES = FILES[8:]

REDEFINABLE = next(column.choices for column in CHANGES.columns if column.name == "field")
"""Columns of the register whose earlier words ``changes.csv`` can keep."""

_INTRODUCTION = """# The data files

<!-- Made from qprlib/data/schema.py by `python -m qprlib.data.schema`. Change it there. -->

An organisation's figures lie in `data/<organisation>/` as CSV: commas between columns, column names in the
first row, UTF-8 (in Excel: *CSV UTF-8 (Comma delimited)*). Columns may stand in any order. Dates are written
year-month-day: `2011-06-30`. Numbers are best written plain: `1234.5`. What can mean only one thing is read as well:
thousands commas (`1,234.5`), the unit of the row beside the number (`87%`, `£5`, `12 days`), amounts of money such as
`£1.2m` and `(12.30)`. Anything else is refused, with the number that was probably meant; no number is larger than a
million million.

**An empty cell means that there is no value.** Zero means zero. Say in the note why a value is missing.

`qpr check EDITION` reads everything and lists every problem at once, with file, row and column. Other files
in the folder are left alone.

**What was known when.** Rows are added and never changed. A row with a day in `recorded` is seen by every edition
whose data cut-off (`as_of`) is that day or later; of several rows about the same thing an edition takes the last that
it sees, and knows what that replaced. So an old edition shows what was known in its time, and a new one shows what was
revised, from what, when and why.
"""


def schema_page() -> str:
    """The page ``docs/data.md``, in Markdown."""
    parts = [_INTRODUCTION]
    for data_file in FILES:
        must = "" if data_file.required else " May be left out."
        parts += [f"## {data_file.name}\n", f"{data_file.meaning}{must}\n", _column_table(data_file)]
    frequencies = [f"| `{each.value}` | {each.periods_per_year} | {each.ends_in_words} |" for each in Frequency]
    bases = [f"| `{each.value}` | {each.words} |" for each in Basis]
    parts += [
        "## Frequencies and period ends\n",
        "\n".join(["| Frequency | Periods a year | A period ends on |", "|:--|--:|:--|", *frequencies, ""]),
        "## What a value adds up\n",
        "\n".join(["| Basis | Meaning |", "|:--|:--|", *bases, ""]),
    ]
    return "\n".join(parts)


def _column_table(data_file: DataFile) -> str:
    lines = ["| Column | Holds | Must be there | Meaning |", "|:--|:--|:--|:--|"]
    for column in data_file.columns:
        holds = column.kind.value
        if column.choices:
            holds = "one of " + ", ".join(f"`{choice}`" for choice in column.choices)
        lines.append(f"| `{column.name}` | {holds} | {column.need.value} | {column.meaning} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write ``docs/data.md`` of this source tree."""
    page = Path(__file__).parents[2] / "docs" / "data.md"
    page.write_text(schema_page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
