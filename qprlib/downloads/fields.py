"""How a table for download is declared: its columns, what identifies a row, and what it refers to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from qprlib.downloads.shorthand import Shorthand


class Type(StrEnum):
    """What a column holds, in the words of Table Schema."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table for download."""

    name: str  #: as it heads the CSV file and stands in the data package
    title: str  #: as it heads the column in the workbook
    description: str
    type: Type = Type.STRING  #: a boolean is written ``yes`` or ``no``
    choices: tuple[str, ...] = ()  #: the words allowed, if they are few
    required: bool = False  #: whether every row has a value
    empty: Shorthand = Shorthand.NOT_APPLICABLE  #: what an empty cell means, where no other column says so
    mark: str = ""  #: the column whose shorthand says why a cell of this one is empty
    pattern: str = ""  #: the form of its texts, as a regular expression


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns of a table whose values are found in another table."""

    fields: tuple[str, ...]
    table: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table that can be downloaded, as it is described wherever it is offered."""

    name: str  #: of its CSV file, without the ending, and of its resource in the data package
    title: str
    description: str
    fields: tuple[Field, ...]  #: in order, what identifies a row first
    key: tuple[str, ...] = ()  #: columns that tell the rows apart; none where nothing does
    references: tuple[Reference, ...] = ()

    @property
    def file(self) -> str:
        """Name of its CSV file."""
        return f"{self.name}.csv"


@dataclass(frozen=True, eq=False)
class DownloadTable:
    """A table of one edition: how it is declared, and its rows.

    ``frame`` has the columns of ``spec`` in their order. Texts are str with ``""`` for missing; numbers float64 with
    NaN; whole numbers Int64 with NA; dates datetime64 with NaT; booleans bool.
    """

    spec: TableSpec
    frame: pd.DataFrame
