"""The first row of a table against its declared columns; where it is no header, which row looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from qprlib.data.cells import Cells
from qprlib.data.columns import DeclaredColumn, Need
from qprlib.data.guesses import likely_date
from qprlib.data.telling import told
from qprlib.ground.errors import Place, Problem, Severity, listing, nearest, plain_word
from qprlib.ground.numbers import join_words

_MOST_ROWS = 30
"""A header further down is none that anybody wrote."""

_PERIOD = re.compile(r"(?:fy ?)?(?:19|20)[0-9]{2}(?:[/-][0-9]{2,4})?|q[1-4]|(?:quarter|qtr) ?[1-4]", re.IGNORECASE)

_WORDS_FOR = {
    "actual": ("result", "value", "outturn", "performance", "achieved", "figure", "score"),
    "target": ("goal", "aim", "plan", "standard", "benchmark", "threshold"),
    "period_end": ("date", "period", "quarter-end", "month-end", "quarter", "month", "day", "end", "year"),
    "indicator": ("kpi", "measure", "metric", "pi", "name", "id"),
}
"""What people call a column that has another name here, the likeliest first."""


def check_header(
    cells: Cells, columns: Sequence[DeclaredColumn], file: str, *, keep_others: bool
) -> tuple[list[Problem], dict[str, int]]:
    """Check the header of a table: its problems, and where each usable column stands.

    There is one problem alone, and no columns, where the first row is no header at all: a title, a cover sheet, a
    column for each period, or names in another spelling.
    """
    if problem := _not_the_header(cells, columns, file):
        return [problem], {}
    declared = {column.name: column for column in columns}
    positions: dict[str, int] = {}
    problems: list[Problem] = []
    unknown: list[str] = []
    for position, name in enumerate(cells.header):
        if not name:
            problems += _nameless(cells, position, file)
        elif name in positions or name in unknown:
            problems.append(told("duplicate-column", Place(file, cells.header_row, name), name=name))
        elif name in declared:
            positions[name] = position
        elif keep_others:
            positions[name] = position
            free = [one.name for one in columns if one.need is Need.OPTIONAL and one.name not in cells.header]
            problems += _perhaps_misspelt(name, free, cells, file)
        else:
            unknown.append(name)
    missing = [column.name for column in columns if column.name not in positions and column.need is not Need.OPTIONAL]
    absent = [name for name in declared if name not in positions]
    for name in unknown:
        near = nearest(name, missing) or nearest(name, absent)
        if near in missing:
            missing.remove(near)
        known = listing(list(declared), most=len(declared))
        problems.append(told("unknown-column", Place(file, cells.header_row, name), near, name=name, names=known))
    if missing:
        problems.append(_missing(missing, declared, cells, file, free=cells.header if keep_others else ()))
    return problems, positions


def likely_name(name: str, free: Sequence[str]) -> str:
    """Which of the columns that mean nothing yet may hold what a missing one should; ``""`` where none is likely.

    A word that people use for the same is likelier than a name that is spelt alike.
    """
    plain = {plain_word(one): one for one in free}
    used = next((plain[word] for word in _WORDS_FOR.get(name, ()) if word in plain), "")
    return used or nearest(name, free, least=0.75)


def _missing(
    missing: Sequence[str], declared: Mapping[str, DeclaredColumn], cells: Cells, file: str, free: Sequence[str]
) -> Problem:
    """All columns that are not there, told once, each with what it holds and the name that may stand for it."""
    near = {name: found for name in missing if (found := likely_name(name, free))}
    (name, *others), quoted = missing, [f"'{name}'" for name in missing]
    place = Place(file=file, row=cells.header_row)
    if not others:
        return told("missing-column", place, near.get(name, ""), name=name, meaning=declared[name].meaning)
    likely = join_words([f"'{found}' for '{name}'" for name, found in near.items()])
    meanings = " ".join(f"{name}: {declared[name].meaning}" for name in missing)
    return told("missing-column.several", place, likely, names=join_words(quoted), meanings=meanings)


def _perhaps_misspelt(name: str, absent: Sequence[str], cells: Cells, file: str) -> list[Problem]:
    """A column that is not used, though its name is nearly that of one which is not there."""
    alike = nearest(name, absent, least=0.75)
    if not alike:
        return []
    problem = told("unknown-column.unused", Place(file, cells.header_row, name), alike, name=name)
    return [replace(problem, severity=Severity.ERROR) if plain_word(name) == plain_word(alike) else problem]


def _nameless(cells: Cells, position: int, file: str) -> list[Problem]:
    """A column without a name is nothing when it is empty (Excel leaves such), else a problem."""
    for row, values in cells.rows:
        if position < len(values) and values[position]:
            return [told("nameless-column", Place(file, row), number=position + 1, value=values[position])]
    return []


def _not_the_header(cells: Cells, columns: Sequence[DeclaredColumn], file: str) -> Problem | None:
    """The one problem of a table whose first row names none of, or hardly any of, the columns that it must have."""
    needed = [column.name for column in columns if column.need is not Need.OPTIONAL]
    if len(needed) < 2 or set(needed) <= set(cells.header):
        return None
    place = Place(file, row=cells.header_row)
    renamed = {name: plain for name, plain in _declared(cells.header, columns).items() if name != plain}
    if len(renamed) > 1 and set(needed) <= set(_declared(cells.header, columns).values()):
        allowed = listing(list(renamed.values()), 20)
        return told("header-elsewhere.spelling", place, names=_quoted(list(renamed)), allowed=allowed)
    for table in (cells, *cells.elsewhere()):
        for row, names in _rows(table):
            if row == cells.header_row and table is cells:
                continue
            if set(needed) <= set(_declared(names, columns).values()):
                above, wanted = row - cells.header_row, listing(needed, 6)
                if table is cells:
                    return told("header-elsewhere.row", place, row=row, above=above, names=wanted)
                sheets = {"sheet": cells.sheet, "other": table.sheet}
                return told("header-elsewhere.sheet", place, row=row, names=wanted, **sheets)
    for table in (cells, *cells.elsewhere()):
        for row, names in _rows(table):
            periods = [name for name in names if _PERIOD.fullmatch(name) or likely_date(name)]
            if len(periods) > 1 and _texts(names) and not _declared(names, columns).get("period_end"):
                where = f"row {row}" if table is cells else f"row {row} of the sheet '{table.sheet}'"
                allowed = listing(needed, 20)
                return told("header-elsewhere.wide", place, where=where, names=_quoted(periods), allowed=allowed)
    if not set(needed) & set(_declared(cells.header, columns).values()):
        first = _quoted([name for name in cells.header if name])
        return told("header-elsewhere.none", place, names=first, allowed=listing(needed, 20))
    return None


def _quoted(names: Sequence[str]) -> str:
    return listing([f"'{name}'" for name in names], 4)


def _rows(cells: Cells) -> Iterator[tuple[int, list[str]]]:
    yield cells.header_row, cells.header
    yield from cells.rows[:_MOST_ROWS]


def _texts(names: Sequence[str]) -> bool:
    """Whether a row may be a header: it names something that is neither a number nor a period."""
    return any(re.search(r"[A-Za-z]{3}", name) and not _PERIOD.fullmatch(name) for name in names)


def _declared(names: Sequence[str], columns: Sequence[DeclaredColumn]) -> dict[str, str]:
    """The cells of a row that are names of columns but for capitals, blanks and hyphens, each with its column."""
    of_plain = {plain_word(column.name): column.name for column in columns}
    return {name: of_plain[plain_word(name)] for name in names if plain_word(name) in of_plain}
