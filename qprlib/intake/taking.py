"""Figures from the rows of a table: whose each is, of which period, what it says; and what was left where it stood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from qprlib.ground.calendar import Years
from qprlib.ground.errors import InputError, Place
from qprlib.ground.reported import Length
from qprlib.intake.blocks import Block, ColumnHeading
from qprlib.intake.period_names import PeriodName, read_period_name, step_of
from qprlib.intake.roles import IN_WORDS, meaning
from qprlib.intake.sheets import WORDINGS
from qprlib.intake.table_columns import Columns
from qprlib.intake.taken import TakenFigure, TakenIndicator, Unplaced
from qprlib.intake.values import CellValue, read_value

#: A row that adds up others: by its whole name, or by how it begins where others of the table have references.
_TOTAL = re.compile(
    r"(?:(?:grand|sub)[- ]?)?totals?|overall|averages?|mean|all (?:services|indicators|measures)", re.IGNORECASE
)
_TOTAL_OF = re.compile(r"(?:(?:grand|sub)[- ]?)?totals?\b|overall\b|average\b", re.IGNORECASE)


#: Roles of what a result is held against.
BOUNDS = ("target", "floor", "lower", "upper")


@dataclass(frozen=True, slots=True)
class Spell:
    """A period that a cell is about: its end, its length where that is known, whether it counts from a year's start."""

    end: date
    length: Length | None
    to_date: bool = False

    @property
    def said(self) -> dict[str, Any]:
        """As a figure has it."""
        return {"period_end": self.end, "length": str(self.length or ""), "to_date": self.to_date}


@dataclass
class Taking:
    """Goes through one table, row by row, and gathers."""

    block: Block
    columns: Columns
    years: Years
    section: str = ""  #: of the table as a whole
    statuses: frozenset[str] | None = None  #: the words that a status may be, in small letters; any if None
    indicators: dict[str, TakenIndicator] = field(default_factory=dict)
    figures: list[TakenFigure] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    _current: str = ""
    _sections: str = ""
    _filled: str = ""  #: the last cell of the column of sections
    _after_blank: bool = False

    def rows(self) -> None:
        """Take every row."""
        self._titles()
        for place, row in enumerate(self.block.rows):
            self._after_blank |= bool(place) and row in self.block.blank_before
            texts = self._texts(row)
            if not texts:
                continue
            if self._again(texts):
                continue
            if len(set(texts.values())) == 1 and not self._is_told(texts):
                self._single(row, texts, place)
            elif self._total(texts):
                self._leave(row, texts, "a total or an average among the rows: such are worked out, not read")
            else:
                self._indicator(row, texts)
        if self._tidy:
            self._as_long_as_apart()

    def _as_long_as_apart(self) -> None:
        """Of rows that say a day alone, the periods are as long as the days lie apart."""
        step = step_of([one.period_end for one in self.figures if one.length == Length.MONTH])
        if step:
            length = {str(Length.MONTH): str(step)}
            self.figures = [replace(one, length=length.get(one.length, one.length)) for one in self.figures]

    # --- what a row is -----------------------------------------------------------------------------------------

    def _texts(self, row: int) -> dict[int, str]:
        """The visible texts of a row by column, what is merged at its first place alone."""
        grid = self.block.grid
        return {
            column: text
            for column in range(1, grid.width + 1)
            if column not in grid.hidden_columns and (text := grid.own(row, column).text)
        }

    def _again(self, texts: dict[int, str]) -> bool:
        """Whether a row is the header once more."""
        own = {one.column: one.text.casefold() for one in self.block.headings}
        return len(texts) > 2 and all(own.get(column, "").endswith(text.casefold()) for column, text in texts.items())

    def _is_told(self, texts: dict[int, str]) -> bool:
        told = {heading.column for heading, _, _ in self.columns.told}
        return bool(set(texts) & told) and bool(self.columns.about.get("type"))

    def _total(self, texts: dict[int, str]) -> bool:
        reference, name = (self.columns.about.get(role, 0) for role in ("reference", "name"))
        if reference and name and reference not in texts and _TOTAL_OF.match(texts.get(name, "")):
            return True
        return any(_TOTAL.fullmatch(texts.get(column, "")) for column in (name, reference))

    def _single(self, row: int, texts: dict[int, str], place: int) -> None:
        """A row with one text: the heading of the rows below it, or a note."""
        later = self.block.rows[place + 1 :]
        follows = next((len(set(self._texts(one).values())) for one in later), 0)
        if follows > 1 and "section" not in self.columns.about:
            self._sections, self._after_blank = next(iter(texts.values())), False
        else:
            self._leave(row, texts, "a note beside the table")

    def _titles(self) -> None:
        block = self.block
        for row, text in zip(block.title_rows, block.titles, strict=True):
            for column, rest in list(self._texts(row).items())[1:]:
                self.unplaced.append(
                    Unplaced(block.grid.origin(row, column), rest, f"stands above the table, beside {text}")
                )

    def _leave(self, row: int, texts: dict[int, str], why: str) -> None:
        origin = self.block.grid.origin
        self.unplaced += [Unplaced(origin(row, column), text, why) for column, text in texts.items()]

    # --- an indicator --------------------------------------------------------------------------------------------

    def _indicator(self, row: int, texts: dict[int, str]) -> None:
        about = {role: self._about(row, role) for role in self.columns.about}
        key = about.get("reference", "") or about.get("name", "")
        current = self.indicators.get(self._current)
        if "type" in about and current and not about.get("reference") and about.get("name", "") in ("", current.name):
            key = self._current
        filled = [one for one, _, _ in self.columns.told if one.column in texts]
        if not key or (self._after_blank and not self._has_number(row, filled)):
            why = (
                "neither a reference nor a name stands beside it"
                if not key
                else "a row below the table without a number"
            )
            self._leave(row, texts, why)
            return
        self._after_blank = False
        if key not in self.indicators:
            self.indicators[key] = self._made(row, key, about)
        elif (key != self._current and not self._tidy) or (not self._tidy and "type" not in about):
            raise self._twice(row, key)
        self._current = key
        if self._tidy:
            self._tidy_row(row, key, about)
        else:
            self._wide_row(row, key, about)
        self._beside(row, texts)

    @property
    def _tidy(self) -> bool:
        return bool({"period", "year"} & set(self.columns.about))

    def _twice(self, row: int, key: str) -> InputError:
        first = self.indicators[key].origin
        place = Place(self.block.grid.file, row=row, indicator=key)
        return InputError(
            WORDINGS.problem("indicator-twice", place, name=key, first=first, sheet=self.block.grid.title)
        )

    def _about(self, row: int, role: str) -> str:
        text = self.block.grid.cell(row, self.columns.about[role]).text
        if role == "section":
            self._filled = text or self._filled
            return self._filled
        return text

    def _made(self, row: int, key: str, about: dict[str, str]) -> TakenIndicator:
        unit = about.get("unit", "")
        return TakenIndicator(
            key=key,
            reference=about.get("reference", ""),
            name=about.get("name", ""),
            origin=self.block.grid.origin(row, self.columns.about.get("reference") or self.columns.about["name"]),
            section=about.get("section", "") or self._sections or self.section,
            unit=unit,
            decimals=about.get("decimals", ""),
            polarity=meaning("polarity", about.get("polarity", "")),
            frequency=meaning("frequency", about.get("frequency", "")),
            directorate=about.get("directorate", ""),
            owner_role=about.get("owner", ""),
            note=about.get("note", ""),
        )

    def _has_number(self, row: int, filled: list[ColumnHeading]) -> bool:
        cells = [self.block.grid.cell(row, one.column).text for one in filled if one.role not in IN_WORDS]
        return any(not read_value(text, "").why for text in cells)

    def _beside(self, row: int, texts: dict[int, str]) -> None:
        """What stands in columns of which nothing is known."""
        known = {one.column for one, _, _ in self.columns.told} | set(self.columns.about.values())
        named = {one.column: one.text for one in self.block.headings}
        for column, text in texts.items():
            if column in known:
                continue
            heading = named.get(column)
            why = f"what the column '{heading}' holds is not known" if heading else "nothing stands above its column"
            self.unplaced.append(Unplaced(self.block.grid.origin(row, column), text, why))
        for role in ("polarity", "frequency"):
            column = self.columns.about.get(role, 0)
            if texts.get(column) and not meaning(role, texts[column]):
                why = f"no {role} is called so"
                self.unplaced.append(Unplaced(self.block.grid.origin(row, column), texts[column], why))

    # --- figures -------------------------------------------------------------------------------------------------

    def _wide_row(self, row: int, key: str, about: dict[str, str]) -> None:
        as_type = meaning("row", about.get("type", "")) if "type" in about else ""
        if "type" in about and not as_type:
            self._leave(row, {c: t for c, t in self._texts(row).items() if c not in self.columns.about.values()},
                        f"what a row '{about['type']}' holds is not known")  # fmt: skip
            return
        for heading, end, length in self.columns.told:
            role = as_type if as_type and heading.role == "actual" else heading.role
            self._told(row, heading, key, role, self._periods(heading, end, length))

    def _periods(self, heading: ColumnHeading, end: date | None, length: Length | None) -> list[Spell]:
        """The periods that a column is about."""
        own = Spell(end, length, bool(heading.period and heading.period.to_date)) if end else None
        if own and not (heading.role in (*BOUNDS, *IN_WORDS) and length is Length.YEAR):
            return [own]
        known = self._of_results(filled=heading.role in IN_WORDS)
        if own:  # the target of a year stands for the periods of results in it, words about it for the newest of them
            inside = [one for one in known if self.years.end_of(one.end) == self.years.end_of(own.end)]
            return inside[-1:] or [own] if heading.role in IN_WORDS else inside or [own]
        if heading.role in IN_WORDS:
            return known[-1:]
        return known if heading.role != "actual" else self._of_sheet()

    def _of_results(self, *, filled: bool) -> list[Spell]:
        """The periods of results in this table, or of those with any; where columns name none, that of the sheet."""
        found = {
            end: Spell(end, length, bool(heading.period and heading.period.to_date))
            for heading, end, length in self.columns.told
            if heading.role == "actual" and end and (not filled or self._filled_column(heading.column))
        }
        return [found[end] for end in sorted(found)] or self._of_sheet()

    def _filled_column(self, column: int) -> bool:
        return any(self.block.grid.own(row, column).text for row in self.block.rows)

    def _of_sheet(self) -> list[Spell]:
        context = self.columns.context
        end = context.end(self.years) if context else None
        return [Spell(end, context.length if context else None)] if end else []

    def _tidy_row(self, row: int, key: str, about: dict[str, str]) -> None:
        name = self._row_period(about)
        end = name.end(self.years) if name else None
        rest = {column: text for column, text in self._texts(row).items() if column not in self.columns.about.values()}
        if not name or not end:
            said = about.get("period") or about.get("year") or "nothing"
            self._leave(row, rest, f"its period is not known: it says {said}")
            return
        as_type = meaning("row", about.get("type", ""))
        if "type" in about and not as_type:
            self._leave(row, rest, f"what a row '{about['type']}' holds is not known")
            return
        for heading, own_end, _ in self.columns.told:
            role = as_type if as_type and heading.role == "actual" else heading.role
            self._told(row, heading, key, role, [Spell(own_end or end, name.length, name.to_date)])

    def _row_period(self, about: dict[str, str]) -> PeriodName | None:
        period, year = (read_period_name(about.get(role, "")) for role in ("period", "year"))
        name = period.within(year) if period and year else period or year
        context = self.columns.context
        return name.within(context) if name and context and not name.dated else name

    def _told(self, row: int, heading: ColumnHeading, key: str, role: str, spells: Sequence[Spell]) -> None:
        """One cell, of one period or of several that it stands for."""
        grid, column = self.block.grid, heading.column
        cell = grid.cell(row, column)
        made = partial(TakenFigure, indicator=key, origin=grid.origin(row, column))
        if role == "actual" and cell.tone and not self._has_status:
            self.figures += [made(role="status", text=cell.tone, **one.said) for one in spells]
        text = cell.text or (cell.tone if role == "status" else "")
        value = CellValue()
        if text and role not in IN_WORDS:
            value = read_value(text, self.indicators[key].unit, target=role in BOUNDS)
        why = ""
        if text and not spells:
            why = "of which period it is, neither column nor sheet says"
        elif role == "status" and text and self.statuses is not None and text.casefold() not in self.statuses:
            why = "no status is called so in intake.yml"
        elif value.why:
            why = f"{value.why}, where a number is looked for"
        if why:
            self.unplaced.append(Unplaced(grid.origin(row, column), text, why))
        elif text:
            said: dict[str, Any] = {"value": value.number, "state": value.state, "flag": value.flag, "note": value.note}
            self.figures += [made(role=role, text=text, **said, **one.said) for one in spells]

    @property
    def _has_status(self) -> bool:
        return any(heading.role == "status" for heading, _, _ in self.columns.told) or "type" in self.columns.about


def hidden_cells(block_or_grid: Block) -> Iterator[Unplaced]:
    """The cells of a sheet that are hidden from its readers."""
    grid = block_or_grid.grid
    for (row, column), cell in sorted(grid.cells.items()):
        if cell.text and not grid.shown(row, column):
            yield Unplaced(
                grid.origin(row, column), cell.text, "it is hidden, so that nobody who read the workbook saw it"
            )
