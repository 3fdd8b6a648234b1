"""Tables of the organisation's folder that nothing declares: read as the registers are, and typed by their cells."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import pandas as pd

from qprlib.data.absent import absent_state
from qprlib.data.columns import DeclaredColumn, Kind, typed_column
from qprlib.data.frames import frame_table
from qprlib.data.numerals import read_numeral
from qprlib.data.tables import READERS, TextTable, read_table, shown_path
from qprlib.data.telling import told
from qprlib.ground.errors import InputError, Place, Problem, Severity, listing, nearest, told_once
from qprlib.ground.incoming import read_bytes

#: What a table may be kept as, in the order in which a name without an ending is looked for.
ENDINGS = (*READERS, ".parquet")
#: Tables that say who answers for what, by name: no reader is to see them, so that no page reads them.
NEVER_PUBLISHED = ("owners",)
#: So large a part of a column's cells makes it one of numbers or days, in which any other cell is a mistake.
_MOST = 2 / 3


def find_table(folder: Path, name: str, root: Path) -> Path:
    """The file of a table of the organisation's folder by its name, with or without its ending.

    InputError if there is none of that name, several with different endings, or one that is never published.
    """
    tables = sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS)
    there = [path for path in tables if path.stem.lower() not in NEVER_PUBLISHED]
    place, stem = Place(shown_path(folder, root)), Path(name).stem
    known = listing([path.stem for path in there], 30)
    if stem.lower() in NEVER_PUBLISHED:
        raise InputError(told("never-published", place, name=name, tables=known))
    found = [path for path in there if name in (path.name, path.stem)]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(told("several-tables", place, name=name, names=listing([path.name for path in found])))
    near, files = nearest(stem, [path.stem for path in there]), listing([f"{stem}{ending}" for ending in ENDINGS])
    raise InputError(told("missing-file.table", place, near, name=name, tables=known, files=files))


def read_other(path: Path, root: Path, text: Collection[str] = ()) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Read a table that nothing declares, with what is doubtful but stops nothing.

    The file's columns in their order: numbers float64 with NaN, days datetime64[ns] with NaT, all else str with ``""``
    for an empty cell. Columns named as ``text`` are left so, whatever their cells look like: codes, for instance.

    InputError with everything in the file that cannot be read, each with its row and column.
    """
    table = _parquet(path, root) if path.suffix.lower() == ".parquet" else read_table(path, root, (), keep_others=True)
    problems = list(table.problems)
    columns: dict[str, pd.Series[Any]] = {}
    for name in table.frame:
        kind = Kind.TEXT if name in text else _kind(table.frame[name])
        column = DeclaredColumn(str(name), kind, "", in_unit=False)
        columns[str(name)], found = typed_column(table.frame[name].map(_without_words(kind)), column, table.file)
        problems += [problem for problem in found if problem.place.row not in table.ragged]
    unknown = [name for name in text if name not in table.frame]
    if table.readable and unknown:
        known = [str(name) for name in table.frame]
        columns_there = listing(known, 30)
        problems += [
            told("unknown-column.text", Place(table.file), nearest(name, known), name=name, columns=columns_there)
            for name in unknown
        ]
    problems = told_once(problems)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise InputError(problems)
    return pd.DataFrame(columns).reset_index(drop=True), tuple(problems)


def _kind(cells: pd.Series[str]) -> Kind:
    """What most filled cells of a column are; a code that begins with a nought is no number."""
    filled = cells[[bool(cell) and not absent_state(cell) for cell in cells]]
    if filled.empty or filled.str.fullmatch("0[0-9]+").any():
        return Kind.TEXT
    if filled.str.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").mean() > _MOST:
        return Kind.DATE
    return Kind.NUMBER if filled.map(lambda cell: read_numeral(cell) is not None).mean() > _MOST else Kind.TEXT


def _without_words(kind: Kind) -> Any:
    """A cell as it is; of a column of numbers or days, without the words that say that there is none."""
    return (lambda cell: cell) if kind is Kind.TEXT else (lambda cell: "" if absent_state(cell) else cell)


def _parquet(path: Path, root: Path) -> TextTable:
    """A Parquet file as a table; its rows are counted from 1."""
    import io

    import pyarrow.parquet

    file = shown_path(path, root)
    try:
        columns = pyarrow.parquet.read_table(io.BytesIO(read_bytes(path, file))).to_pydict()
    except pyarrow.ArrowException as error:
        said = " ".join(str(error).split())[:120]
        raise InputError(told("not-parquet", Place(file), said=said)) from None
    rows = pd.RangeIndex(1, 1 + max(map(len, columns.values()), default=0))
    return frame_table(pd.DataFrame(columns, index=rows, dtype="object"), (), file)
