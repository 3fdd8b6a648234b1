"""What was taken from workbooks: indicators and figures with the cell each came from, and what could not be placed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qprlib.intake.layout import Layout


@dataclass(frozen=True, slots=True)
class TakenIndicator:
    """One indicator as the workbook describes it; ``""`` where it says nothing, and nothing is guessed yet."""

    key: str  #: what figures refer to: the reference, else the name
    reference: str
    name: str
    origin: str  #: ``KPI monitoring.xlsx, Q3!A12``
    section: str = ""
    unit: str = ""
    decimals: str = ""
    polarity: str = ""
    frequency: str = ""
    directorate: str = ""
    owner_role: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TakenFigure:
    """What one cell says of an indicator and a period."""

    indicator: str
    role: str  #: see :data:`qprlib.intake.layout.Role`
    period_end: date
    text: str  #: as the cell shows it
    origin: str
    length: str  #: of the period by its name: month, quarter, half_year, year
    value: float | None = None
    state: str = ""  #: a word of absence
    flag: str = ""
    note: str = ""
    to_date: bool = False  #: whether the name says that it adds up from the start of the year


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A cell, or a row or column, that was not taken, with the reason."""

    origin: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Assumed:
    """Something that the workbook does not say for certain, as it was taken, with the reason."""

    what: str
    why: str


@dataclass(frozen=True)
class Taken:
    """All that was taken from some files, and the layout by which it was."""

    indicators: tuple[TakenIndicator, ...]
    figures: tuple[TakenFigure, ...]
    unplaced: tuple[Unplaced, ...]
    assumed: tuple[Assumed, ...]
    layout: Layout
