"""Every column of every table for download, described once.

Columns of the scorecard, of all periods and of the activity stand in ``fields.csv``. Columns of a side table take their
meaning from the data file's own declaration (:mod:`qprlib.data.schema`), so that ``docs/data.md`` and a download never
say two things about one column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from qprlib.data.columns import IDENTIFIER_FORM, DeclaredColumn, Kind, Need
from qprlib.data.schema import FILES, INDICATORS, DataFile, Flag, IndicatorKind, Polarity
from qprlib.downloads.fields import Field, Reference, TableSpec, Type
from qprlib.downloads.shorthand import MARKS_PATTERN, Shorthand
from qprlib.ground.cycles import Frequency
from qprlib.ground.packaged import packaged_rows
from qprlib.ground.periods import Basis
from qprlib.scoring.states import Direction

#: Where an activity stands against its expected range.
BELOW, WITHIN, ABOVE = "Below", "Within", "Above"

_CHOICES: Mapping[str, tuple[str, ...]] = {
    **{kind.__name__: tuple(kind) for kind in (IndicatorKind, Polarity, Basis, Frequency, Flag)},
    "position": (BELOW, WITHIN, ABOVE),
    "": (),
}
_PATTERNS = {"id": f"^{IDENTIFIER_FORM}$", "marks": MARKS_PATTERN, "": ""}
_TO_SCORECARD = Reference(("indicator",), "scorecard", ("indicator",))


@dataclass(frozen=True, slots=True)
class TableWords:
    """What stands in the columns of ratings and directions of a table."""

    ratings: tuple[str, ...]  #: in the scheme's order, and why there may be none
    coded: bool = False  #: whether they are the ids of scheme and rule, for whoever computes on, not the report's words

    def field(self, row: Mapping[str, str], *, required: bool) -> Field:
        """A column as a row of ``fields.csv`` declares it."""
        kind, description, choices = row["type"], row["description"], _CHOICES[row["choices"]]
        match kind:
            case "amount":
                kind, description = "number", f"{description} In the unit of the row."
            case "rating":
                told = "As the scheme's id of the band" if self.coded else "In the words of the report"
                description = f"{description} {told}; the methods page says what each means."
                kind, choices = "", self.ratings
            case "direction":
                kind, choices = "", tuple(str(one) if self.coded else one.label for one in Direction)
        return Field(
            row["name"],
            row["title"],
            description,
            Type(kind or "string"),
            choices=choices,
            required=required or bool(row["required"]),
            empty=Shorthand(row["empty"] or "z"),
            mark=row["mark"],
            pattern=_PATTERNS[row["pattern"]],
        )

    def fields(self, table: str) -> tuple[Field, ...]:
        """The columns of a table in order.

        In ``fields.csv`` the table's name has a ``*`` where a column is no part of a download, but there for whoever
        computes on, and a ``!`` where every one of its rows has a value.
        """
        rows = [(row, row["tables"].split()) for row in _rows()]
        marks = ("", "!", "*") if self.coded else ("", "!")
        return tuple(
            self.field(row, required=f"{table}!" in tables)
            for row, tables in rows
            if any(f"{table}{mark}" in tables for mark in marks)
        )


@cache
def _rows() -> list[dict[str, str]]:
    return packaged_rows(__file__, "fields.csv")


#: What is taken away of the scores: title, description, what identifies a row, and what that refers to.
_SCORED = {
    "scorecard": (
        "Scorecard",
        "One row for each indicator of the edition: its latest result, target, rating and direction of travel, "
        "with the result before and that of a year before.",
        ("indicator",),
        (),
    ),
    "series": (
        "All periods",
        "One row for each indicator and period: the result, what it was rated against and its rating. "
        "Targets that are already set for later periods are given, too.",
        ("indicator", "period_end"),
        (_TO_SCORECARD,),
    ),
    "activity": (
        "Activity",
        "One row for each activity indicator: its latest figure and the range in which it was expected.",
        ("indicator",),
        (_TO_SCORECARD,),
    ),
}


def scored_table(name: str, words: TableWords) -> TableSpec:
    """The scorecard, the series with every period, or the activity, whose indicators are context."""
    title, description, key, references = _SCORED[name]
    return TableSpec(name, title, description, words.fields(name), key, references)


_TYPES = {
    **dict.fromkeys((Kind.TEXT, Kind.CHOICE, Kind.IDENTIFIER), Type.STRING),
    **dict.fromkeys((Kind.DATE, Kind.PERIOD_END), Type.DATE),
    Kind.WHOLE: Type.INTEGER,
    Kind.NUMBER: Type.NUMBER,
}


def _side_table(data_file: DataFile) -> TableSpec:
    """A side table as its data file declares it, what identifies a row first."""
    filled = {column.name for column in data_file.columns if column.need is Need.FILLED}
    # To a program a key of which a part may be empty is none.
    key = data_file.key if filled >= set(data_file.key) else ()
    named = {column.name: _side_field(column) for column in data_file.columns}
    return TableSpec(
        data_file.stem,
        data_file.download,
        data_file.meaning.replace("`", ""),
        (*(named[name] for name in key), *(field for name, field in named.items() if name not in key)),
        key,
        tuple(_reference(column) for column in data_file.columns if column.of and column.name in key),
    )


def _reference(column: DeclaredColumn) -> Reference:
    table, _, target = column.of.partition(".")
    return _TO_SCORECARD if table == INDICATORS.stem else Reference((column.name,), table, (target,))


def _side_field(column: DeclaredColumn) -> Field:
    # Where the column must be there, a figure should be; of a target there need be none.
    figure = column.need is Need.COLUMN and column.kind in (Kind.WHOLE, Kind.NUMBER) and column.name != "target"
    return Field(
        column.name,
        column.name.replace("_", " ").capitalize(),
        (column.to_readers or column.meaning).replace("`", "'"),
        _TYPES[column.kind],
        choices=column.choices,
        required=column.need is Need.FILLED,
        empty=Shorthand.NOT_AVAILABLE if figure else Shorthand.NOT_APPLICABLE,
    )


#: The side tables that can be downloaded, in the order of the report.
SIDE_TABLES = tuple(_side_table(one) for one in FILES if one.download)
