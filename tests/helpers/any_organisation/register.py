"""The register of an organisation made at random: its indicators, of every basis, frequency, polarity and unit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from helpers.any_organisation.calendar import BASES, LONG, SCHOOLS, SELDOM, Turns, Year
from helpers.any_organisation.choices import Choices
from helpers.any_organisation.words import Words

Row = dict[str, str]

UNITS = (
    "%", "number", "days", "£", "£m", "£000", "£ per head", "per 1,000 people", "FTE", "MWh", "µg/m³", "kg CO2e",
    "pence", "m²", "weeks", "out of 5", "hours",
)  # fmt: skip
RUNNING = ("year_to_date", "academic_year_to_date")
#: Numbers as organisations print them; the last could as well be figures.
REFERENCES = ("1.1.{}.PI", "CP/{:02d}", "BV{}a", "KPI {}.2", "HSG-PERF-2024/{}b", "{}.1", "{}")
#: Columns of the register that may be left out.
OPTIONAL = ("short_name", "directorate", "division", "owner_role", "priority", "source", "note", "suppress_below")


@dataclass(frozen=True)
class Indicator:
    """One indicator: its row of the register, and how its figures are made.

    Parameters
    ----------
    row
        What the register says.
    counted
        Whether each value comes with a numerator and a denominator.
    written
        The decimals of its values in the file, at least those that are published.
    turns
        When its periods end.
    """

    row: Row
    counted: bool
    written: int
    turns: Turns

    def __getitem__(self, column: str) -> str:
        return self.row.get(column, "")

    @property
    def decimals(self) -> int:
        """The decimals that are published."""
        return int(self.row["decimals"])

    @property
    def running(self) -> bool:
        """Whether its values add up over a year."""
        return self["basis"] in RUNNING

    @property
    def step(self) -> Decimal:
        """The smallest difference between two values as they are written."""
        return Decimal(1).scaleb(-self.written)


def make_register(choices: Choices, words: Words, year: Year, *, own_years: bool) -> list[Indicator]:
    """Two to six indicators, in one to three sections, with some of the columns that may be left out.

    They keep to the organisation's year; with ``own_years`` some have one of their own.
    """
    number = choices.number(2, 6)
    sections = [words.name() for _ in range(choices.number(1, min(3, number)))]
    columns = [column for column in OPTIONAL if choices.one_in(2)]
    aims = [words.name(signs=False) for _ in range(choices.number(0, 2))]
    places = sorted(choices.number(0, len(sections) - 1) for _ in range(number))
    found = []
    beside = choices.beside("own years")
    seldom = choices.beside("seldom")
    seldom_ones = own_years and seldom.one_in(2)
    for place, section in enumerate(places):
        name = f"{chr(65 + section)}{choices.one_of(('A', 'b', 'X_'))}{place + 1:02d}"
        one = _indicator(choices, words, name, year)
        row = one.row | {"section": sections[section]}
        row |= {column: _optional(choices, words, column) for column in columns}
        if not one.counted:
            row.pop("suppress_below", None)
        if aims:
            at = choices.number(0, len(aims) - 1)
            row |= {"aim": aims[at], "aim_number": f"{at + 1}.{place + 1}"}
        one = replace(one, row=row)
        if seldom_ones and seldom.one_in(2):
            one = _seldom(seldom, one)
        if own_years and one["frequency"] not in SCHOOLS and beside.one_in(4):
            one = _with_own_year(one, Year(beside.one_of((1, 4, 9, 11)), year.form))
        found.append(one)
    return _with_references(choices.beside("references"), found)


def _with_references(choices: Choices, register: list[Indicator]) -> list[Indicator]:
    """Some registers number most of their indicators as their organisation prints them."""
    if not choices.one_in(3):
        return register
    form = choices.one_of(REFERENCES)
    start = choices.number(1, 12)
    numbered = [replace(one, row=one.row | {"reference": form.format(start + at)}) for at, one in enumerate(register)]
    return [one if choices.one_in(4) else own for one, own in zip(register, numbered, strict=True)]


def _seldom(choices: Choices, one: Indicator) -> Indicator:
    """An indicator that comes as councils' seldom do."""
    frequency = choices.one_of(list(SELDOM))
    row = one.row | {"frequency": frequency, "basis": choices.one_of(SELDOM[frequency])}
    turns = replace(one.turns, frequency=frequency)
    if frequency != "annual" or choices.one_in(2):
        turns = replace(turns, known=date(2018, 1, 1) + timedelta(days=choices.number(0, 365)))
    return replace(one, row=row, turns=turns)


def _with_own_year(one: Indicator, year: Year) -> Indicator:
    row = one.row | {"year_starts": LONG[year.starts - 1]}
    return replace(one, row=row, turns=replace(one.turns, year=year))


def _indicator(choices: Choices, words: Words, name: str, year: Year) -> Indicator:
    kind = choices.one_of(("kpi", "kpi", "kpi", "kpi", "kpi", "activity", "data_only"))
    unit = choices.one_of(UNITS)
    frequency = choices.one_of(("quarterly", "quarterly", "quarterly", "monthly", *list(BASES)[2:]))
    polarity = choices.one_of(("higher", "higher", "lower", "lower", "range", "neutral"))
    if kind == "kpi" and polarity == "neutral":
        polarity = "higher"
    if kind == "activity":
        polarity = choices.one_of(("neutral", "higher", "lower"))
    decimals = choices.one_of((0, 0, 1, 1, 2, 3))
    row = {
        "id": name,
        "name": words.name(),
        "kind": kind,
        "unit": unit,
        "decimals": str(decimals),
        "polarity": polarity,
        "basis": choices.one_of(BASES[frequency]),
        "frequency": frequency,
    }
    counted = unit == "%" and choices.one_in(2)
    written = decimals if counted or choices.one_in(2) else decimals + choices.number(1, 2)
    return Indicator(row, counted, written, Turns(frequency, year))


def _optional(choices: Choices, words: Words, column: str) -> str:
    if choices.one_in(4):
        return ""
    match column:
        case "suppress_below":
            return str(choices.number(3, 20))
        case "note":
            return words.text()
        case "directorate" | "division" | "priority" | "owner_role":
            return words.name(signs=False)
        case _:
            return words.name()
