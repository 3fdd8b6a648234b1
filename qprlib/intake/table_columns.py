"""What each column of a table holds for certain: its role, and the period that it, the sheet or the row is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from qprlib.ground.calendar import Years
from qprlib.ground.errors import InputError, Place
from qprlib.ground.reported import Length
from qprlib.intake.blocks import Block, ColumnHeading, read_heading
from qprlib.intake.layout import TableLayout
from qprlib.intake.period_names import PeriodName, read_period_name, step_of
from qprlib.intake.roles import ABOUT, OF_ROW, TOLD, looks_like_code, meaning
from qprlib.intake.sheets import WORDINGS, letters


@dataclass(frozen=True)
class Columns:
    """The columns of a table by what they hold."""

    about: Mapping[str, int]  #: roles that say what an indicator is, or of which period and kind a row is
    told: tuple[
        tuple[ColumnHeading, date | None, Length | None], ...
    ]  #: what is told of a period, with its end if it has one
    unknown: tuple[ColumnHeading, ...]
    context: PeriodName | None  #: what sheet and titles say of the period
    doubtful: tuple[ColumnHeading, ...] = ()  #: of a year that may be meant as the one in which it begins or ends

    @property
    def ends(self) -> list[date]:
        """The periods of the columns of results, in order."""
        return sorted({end for heading, end, _ in self.told if heading.role == "actual" and end})


def columns_of(block: Block, years: Years, layout: TableLayout | None) -> Columns:
    """What the columns of a table hold, by the words above them or as a layout says.

    InputError where two columns say the same, so that nobody knows which is right.
    """
    headings = _roles(block, layout)
    _no_twins(block, headings)
    context = _context(block)
    about: dict[str, int] = {}
    told, unknown = [], []
    for heading in headings:
        if heading.role in (*ABOUT, *OF_ROW) and not heading.period and heading.role not in about:
            about[heading.role] = heading.column
        elif heading.role in TOLD:
            told.append(heading)
        else:
            unknown.append(heading)
    dated = [(one, _named(one, headings, context)) for one in told]
    step = step_of([end for _, name in dated if name and name.length is Length.MONTH and (end := name.end(years))])
    found: list[tuple[ColumnHeading, date | None, Length | None]] = []
    doubtful = []
    for heading, name in dated:
        end = name.end(years) if name else None
        if heading.period and not end:
            unknown.append(heading)
            continue
        length = name.length if name else None
        found.append((heading, end, step if length is Length.MONTH and step else length))
        if name and name.doubtful(years):
            doubtful.append(heading)
    return Columns(about, tuple(_plainest(found, unknown)), tuple(unknown), context, tuple(doubtful))


def _roles(block: Block, layout: TableLayout | None) -> list[ColumnHeading]:
    """The headings with the roles that the layout gives them, else with those that words and cells say."""
    if layout:
        known = {plain_header(text): role for text, role in layout.columns.items()}
        return [
            replace(one, role="" if (role := known.get(plain_header(one.text), one.role)) == "skip" else role)
            for one in block.headings
        ]
    headings = list(block.headings)
    names = [one for one in headings if one.role == "name"]
    references = [one for one in headings if one.role == "reference" and _texts(block, one)]
    for one in names:
        if (texts := _texts(block, one)) and all(map(looks_like_code, texts)) and (len(names) > 1 or not references):
            # Codes are no names: they are the references, where no other column has those.
            empty = [other for other in headings if other.role == "reference" and not _texts(block, other)]
            headings = [replace(other, role="") if other in empty else other for other in headings]
            headings[headings.index(one)] = replace(one, role="" if references else "reference")
            break
    if not any(one.role == "name" for one in headings):
        for one in references:
            if (texts := _texts(block, one)) and sum(map(looks_like_code, texts)) < len(texts) / 2:
                headings[headings.index(one)] = replace(one, role="name")
    roles = {one.role for one in headings if not one.period}
    for one in headings:
        if one.role == "note" and roles & {"period", "year"} and "comment" not in roles:
            # Where each row has a period of its own, its note is about that period.
            headings[headings.index(one)] = replace(one, role="comment")
        if one.role == "type":
            texts = _texts(block, one)
            role = "type" if any(meaning("row", text) for text in texts) else "unit" if _units(texts) else ""
            headings[headings.index(one)] = replace(one, role=role)
    return headings


def _texts(block: Block, heading: ColumnHeading) -> list[str]:
    return [text for row in block.rows if (text := block.grid.own(row, heading.column).text)]


def _units(texts: Sequence[str]) -> bool:
    return any(text in ("%", "£", "$", "number", "count", "days") for text in map(str.casefold, texts))


def plain_header(text: str) -> str:
    """The words above a column, whatever their capitals and blanks."""
    return " ".join(text.casefold().split())


def _no_twins(block: Block, headings: Sequence[ColumnHeading]) -> None:
    seen: dict[tuple[str, object], ColumnHeading] = {}
    for one in headings:
        if not one.role:
            continue
        key = (one.role, (one.period.day, one.period.length, one.period.number, one.period.year)) if one.period else (
            one.text.casefold(), one.role)  # fmt: skip
        if first := seen.get(key):
            place = Place(block.grid.file, row=block.header_rows[-1], column=one.text)
            both = {"first": letters(first.column), "second": letters(one.column), "sheet": block.grid.title}
            raise InputError(WORDINGS.problem("column-twice", place, name=one.text, **both))
        seen[key] = one


def _context(block: Block) -> PeriodName | None:
    """What stands above a table, the sheet's name and the file's say of the period."""
    found: PeriodName | None = None
    for text in (*reversed(block.titles), block.grid.sheet, Path(block.grid.file).stem):
        if name := read_period_name(text):
            found = name if found is None else found.within(name)
    return found


def _named(heading: ColumnHeading, headings: Sequence[ColumnHeading], context: PeriodName | None) -> PeriodName | None:
    """The period of a column, its year from the same period elsewhere or from the sheet where it says none itself."""
    name = heading.period
    if name is None or name.dated:
        return name
    others = (one.period for one in headings if one.period and one.period.year and one is not heading)
    same = next((one for one in others if (one.length, one.number) == (name.length, name.number)), None)
    source = same or context
    return name.within(source) if source else name


def _plainest(
    found: list[tuple[ColumnHeading, date | None, Length | None]], unknown: list[ColumnHeading]
) -> list[tuple[ColumnHeading, date | None, Length | None]]:
    """Of several columns of one role and no period the one with the fewest words: target, not stretch target."""
    kept = []
    for one in found:
        heading, end, _ = one
        alike = [h for h, e, _ in found if h.role == heading.role and e is None]
        if end is None and heading is not min(alike, key=lambda h: len(h.text)):
            unknown.append(heading)
        else:
            kept.append(one)
    return kept


def like_known(heading: ColumnHeading, layout: TableLayout) -> bool:
    """Whether a column that a layout does not have is one more period of what it has."""
    if not heading.period or heading.role not in TOLD:
        return False
    return any(
        role == heading.role and (known := read_heading(text)[1]) and known.length == heading.period.length
        for text, role in layout.columns.items()
    )
