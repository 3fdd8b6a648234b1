"""What somebody probably meant by a cell that is not a plain number or date; only ever shown, never used."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qprlib.data.absent import absent_doubt, nearest_absent
from qprlib.data.numerals import read_numeral, shown_number
from qprlib.ground.calendar import MONTHS, is_report_year, month_end
from qprlib.ground.reported import Reported, ReportedError

_EXCEL_ERROR = re.compile(r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)", re.IGNORECASE)
_TOO_NARROW = re.compile(r"#{2,}")
_BOUND = re.compile(r"[<>≤≥]=?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?: .*)?")

_EXCEL_DAY_0 = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class CellRefusal:
    """Why a cell is refused, as a sentence; the nearest meaning, ``""`` where none is; and what to do, as another."""

    found: str
    near: str
    todo: str


def no_value(cell: str, what: str = "number", *, needed: bool = False) -> CellRefusal | None:
    """What is said of a cell in which Excel has put its own signs for a value that is not there."""
    if _EXCEL_ERROR.fullmatch(cell):
        otherwise = "." if needed else ", or leave the cell empty."
        return CellRefusal(
            f"'{cell}' is what Excel writes when a formula has failed.",
            "",
            f"Put the formula right in the workbook and save again{otherwise}",
        )
    if _TOO_NARROW.fullmatch(cell):
        return CellRefusal(
            f"'{cell}' is what Excel writes when a column is too narrow to show its {what}.",
            "",
            "Widen the column in the workbook and save again.",
        )
    return None


def no_number(cell: str, unit: str = "", *, target: bool = False, needed: bool = False) -> CellRefusal:
    """What is said of a cell that is not a number for certain.

    ``target``: whether it is one of targets; ``needed``: whether it may not be left empty.
    """
    if sign := no_value(cell, needed=needed):
        return sign
    if doubt := absent_doubt(cell, target=target):
        return CellRefusal(f"'{cell}' may mean that there is no number, or something else.", doubt.near, doubt.todo)
    if bound := _BOUND.match(cell):
        number = read_numeral(cell[bound.end() :].strip(), unit)
        near = shown_number(number.value, unit) if number and target else "suppressed" if "<" in bound[0] else ""
        todo = "Write the number alone" if target else "Leave the cell empty, and say why in the note"
        return CellRefusal(f"'{cell}' is not one number but a bound.", near, f"{todo}.")
    if _DAY.fullmatch(cell):
        todo = "Excel takes 6/12 for a date: format the cell as a number and write it again."
        return CellRefusal(f"'{cell}' is a date.", "", todo)
    if number := read_numeral(cell, unit):
        return CellRefusal(f"'{cell}' {number.doubt}.", shown_number(number.value, unit), number.todo)
    return CellRefusal(
        f"'{cell}' is not a number.",
        nearest_absent(cell, target=target),
        "Write the number alone." if needed else "Write the number alone, or leave the cell empty if there is none.",
    )


_DAY_FORMS = (
    *("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %m %Y", "%d/%m/%y", "%d-%m-%y", "%d.%m.%y"),
    *("%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"),
    *("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y"),
)
"""Tried in this order: the day stands before the month, as in Britain, where both are possible."""


def likely_date(text: str) -> str:
    """The date in a cell such as ``30/06/2011``, ``Jun-11``, ``40724`` or ``2011-02-30``, or ``""``."""
    for form in _DAY_FORMS:
        try:
            found = datetime.strptime(text, form).date()
        except ValueError:
            continue
        return str(found) if is_report_year(found.year) else ""
    found_by_rule = _too_late_in_month(text) or _month_by_name(text) or _excel_serial(text)
    return str(found_by_rule) if found_by_rule else _quarter_end(text)


def _too_late_in_month(text: str) -> date | None:
    """``2011-02-30`` or ``31/06/2011``: a day its month does not have, so the last one; or ``2011-06``."""
    match = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})(?:-(?:29|30|31))?", text)
    year, month = (match[1], match[2]) if match else ("", "")
    if not match:
        british = re.fullmatch(r"(?:29|30|31)[/.-]([0-9]{1,2})[/.-]([0-9]{4})", text)
        year, month = (british[2], british[1]) if british else ("", "")
    if not year or not is_report_year(int(year)) or not 1 <= int(month) <= len(MONTHS):
        return None
    return month_end(int(year), int(month))


def _month_by_name(text: str) -> date | None:
    """``Jun 11``, ``Jun-2011``, ``30 June 2011``, ``30-Jun-11``: with no day, the end of the month."""
    match = re.fullmatch(r"(?:([0-9]{1,2})(?:st|nd|rd|th)?[ -])?([A-Za-z]{3,9})[ -]'?([0-9]{4}|[0-9]{2})", text)
    if not match:
        return None
    day, name, year = match[1], match[2].casefold(), int(match[3])
    months = [number for number, month in enumerate(MONTHS, 1) if month.casefold().startswith(name)]
    if len(months) != 1:
        return None
    # Two digits: councils' figures are of this century, or the last ten years of the one before.
    full = year if year > 99 else (1900 if year >= 90 else 2000) + year
    if not is_report_year(full):
        return None
    last = month_end(full, months[0])
    return last if not day or int(day) > last.day else last.replace(day=max(1, int(day)))


def _excel_serial(text: str) -> date | None:
    """``40724``: a date in a column Excel shows as numbers. Five digits only: 18 May 1927 to 2173."""
    return _EXCEL_DAY_0 + timedelta(days=int(text)) if re.fullmatch(r"[1-9][0-9]{4}", text) else None


def _quarter_end(text: str) -> str:
    """``2011-12-Q1`` or ``Q1 2011/12``: the end of that quarter."""
    try:
        return str(Reported.parse(text).end)
    except ReportedError as error:
        return str(Reported.parse(error.nearest).end) if error.nearest else ""
