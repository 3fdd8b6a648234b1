"""``data/<organisation>/intake.yml``: what was taken for what in a workbook, so that the next one is read alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field

from qprlib.ground.calendar import YearForm
from qprlib.ground.settings import Strict
from qprlib.ground.yamlfiles import read_yaml

Role = Literal[
    "actual", "target", "floor", "lower", "upper", "numerator", "denominator", "status", "direction", "comment"
]
"""What is told of an indicator and a period."""
About = Literal[
    "reference", "name", "section", "unit", "decimals", "polarity", "frequency", "directorate", "owner", "note"
]
"""What an indicator is."""
Known = Role | About | Literal["period", "year", "type", "skip"]


class TableLayout(Strict):
    """A table of a sheet: what each of its columns holds, by the words above it."""

    sheet: str
    columns: Mapping[str, Known] = Field(min_length=1)


class Layout(Strict):
    """The tables of a workbook, and the words of its statuses with the colour each means, ``""`` where none is known.

    The sheets without a table are left out.
    """

    tables: tuple[TableLayout, ...] = Field(min_length=1)
    statuses: Mapping[str, Literal["green", "amber", "red", ""]] = Field(default_factory=dict)
    left_out: tuple[str, ...] = ()


_FORMS: Mapping[YearForm, str] = {
    "FY2025": r"\bFY ?[0-9]{4}\b",
    "FY25": r"\bFY ?[0-9]{2}\b",
    "2024-25": r"\b20[0-9]{2}-[0-9]{2}\b(?!-)",
}


def year_form(layout: Layout) -> YearForm | None:
    """How headers and sheets write a year, where that is not 2024/25 or 2025."""
    words = " ".join([*(one.sheet for one in layout.tables), *(name for one in layout.tables for name in one.columns)])
    return next((form for form, written in _FORMS.items() if re.search(written, words, re.IGNORECASE)), None)


def read_layout(path: Path, shown: str) -> Layout:
    """Read an ``intake.yml``; InputError with every mistake in it."""
    return read_yaml(path, shown, Layout)
