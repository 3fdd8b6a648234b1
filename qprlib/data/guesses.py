"""What somebody probably meant by a cell that is not a plain number or date; only ever shown, never used."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from qprlib.periods import FIRST_YEAR, LAST_YEAR, MONTHS, Quarter, QuarterError, month_end

EXCEL_ERROR = re.compile(r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)", re.IGNORECASE)
"""What Excel writes in a cell whose formula failed."""

TOO_NARROW = re.compile(r"#{2,}")
"""What Excel shows, and saves, for a number in a column that is too narrow."""

_MISSING_WORDS = frozenset(
    {
        *("-", "--", "–", "—", ".", "..", "...", "?", "*", "x", "z", "c", "[x]", "[z]", "[c]"),
        *("n/a", "na", "n.a.", "n/k", "n/d", "nan", "none", "null", "blank", "missing", "unknown"),
        *("tbc", "tba", "tbd", "to be confirmed", "not available", "not applicable", "not known", "no data"),
        *("data only", "not due", "pending", "awaited", "suppressed", "no target"),
    }
)

_EXCEL_DAY_0 = date(1899, 12, 30)


def means_missing(text: str) -> bool:
    """Whether a cell says in words or signs that there is no value."""
    return text.casefold() in _MISSING_WORDS


def likely_number(text: str) -> str:
    """The number in a cell such as ``12,3%``, ``1,234``, ``£5``, ``(7)`` or ``87*``, or ``""``."""
    body = text.replace("−", "-").replace("–", "-").replace("\u00a0", " ")
    body = re.sub(r"^\((.+)\)$", r"-\1", body)
    body = re.sub(r"(?<=[0-9])\s*(?:\*+|\([a-z]\)|\[[a-z]\])$", "", body, flags=re.IGNORECASE)
    body = re.sub(r"^(-?)\s*[£$€]\s*|\s*(?:%|per cent|percent|p)$", r"\1", body, flags=re.IGNORECASE)
    body = re.sub(r"(?<=[0-9])[ '](?=[0-9]{3}(?![0-9]))", "", body)
    if re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", body):
        body = body.replace(",", "")
    elif re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{3})+,[0-9]+", body):
        body = body.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"-?[0-9]+,[0-9]+", body):
        body = body.replace(",", ".")
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?E\+?[0-9]{1,2}", body, re.IGNORECASE):
        return f"{float(body):.0f}"
    return body if re.fullmatch(r"-?([0-9]+(\.[0-9]+)?|\.[0-9]+)", body) else ""


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
        return str(found) if FIRST_YEAR <= found.year <= LAST_YEAR else ""
    found_by_rule = _too_late_in_month(text) or _month_by_name(text) or _excel_serial(text)
    return str(found_by_rule) if found_by_rule else _quarter_end(text)


def _too_late_in_month(text: str) -> date | None:
    """``2011-02-30`` or ``31/06/2011``: a day its month does not have, so the last one; or ``2011-06``."""
    match = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})(?:-(?:29|30|31))?", text)
    year, month = (match[1], match[2]) if match else ("", "")
    if not match:
        british = re.fullmatch(r"(?:29|30|31)[/.-]([0-9]{1,2})[/.-]([0-9]{4})", text)
        year, month = (british[2], british[1]) if british else ("", "")
    if not year or not FIRST_YEAR <= int(year) <= LAST_YEAR or not 1 <= int(month) <= len(MONTHS):
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
    if not FIRST_YEAR <= full <= LAST_YEAR:
        return None
    last = month_end(full, months[0])
    return last if not day or int(day) > last.day else last.replace(day=max(1, int(day)))


def _excel_serial(text: str) -> date | None:
    """``40724``: a date in a column Excel shows as numbers. Five digits only: 18 May 1927 to 2173."""
    return _EXCEL_DAY_0 + timedelta(days=int(text)) if re.fullmatch(r"[1-9][0-9]{4}", text) else None


def _quarter_end(text: str) -> str:
    """``2011-12-Q1`` or ``Q1 2011/12``: the end of that quarter."""
    try:
        return str(Quarter.parse(text).end)
    except QuarterError as error:
        return str(Quarter.parse(error.nearest).end) if error.nearest else ""
