"""Checks of the side tables by themselves, against each other and against the register.

As in :mod:`qprlib.data.checks`, all work on typed frames whose index holds the row numbers of the file, and every
mistake is told once. A check is left out where a table that it needs is not there. What can be told from a row alone
stands in ``side_checks.csv``: a table, which of its rows are wrong, and how ``problems.csv`` words that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from qprlib.data import schema
from qprlib.data.columns import DeclaredColumn
from qprlib.data.telling import WORDINGS, told, told_of
from qprlib.ground.errors import Place, Problem, listing, nearest
from qprlib.ground.packaged import packaged_rows

_RULES = packaged_rows(__file__, "side_checks.csv")
_DATES = {"added": "first_period", "withdrawn": "last_period"}


def check_side_tables(frames: Mapping[str, pd.DataFrame], files: Mapping[str, str]) -> Iterator[Problem]:
    """Check the side tables; frames and the files that messages name are by the name of their kind of file."""
    for one in schema.FILES:
        for column in one.columns:
            if column.of and one.name in frames:
                yield from _unknown(frames, files, one.name, column)
        choices = {column.name: column.choices for column in one.columns}
        for rule in _RULES:
            if rule["table"] == one.stem and one.name in frames:
                frame, problem = frames[one.name], rule["problem"]
                bad = frame.eval(rule["rows"], engine="python")
                allowed = listing(choices[WORDINGS.rows[problem]["column"]], 20)
                yield from told_of(frame, bad, problem, files[one.name], choices=allowed)
    if schema.CHANGES.name in frames and schema.INDICATORS.name in frames:
        changes, register = frames[schema.CHANGES.name], frames[schema.INDICATORS.name]
        yield from _changes_of_register(changes, register, files[schema.CHANGES.name])
        yield from _unexplained(changes, register, files[schema.INDICATORS.name])


def _unknown(
    frames: Mapping[str, pd.DataFrame], files: Mapping[str, str], of: str, column: DeclaredColumn
) -> Iterator[Problem]:
    """Rows about something that the other table does not have."""
    stem, _, key = column.of.partition(".")
    to = f"{stem}.csv"
    if to not in frames:
        if to != schema.INDICATORS.name:  # of which that has been said already
            yield told("missing-file", Place(files[of]), to=to)
        return
    known = list(dict.fromkeys(name for name in frames[to][key] if name))
    given = frames[of][column.name]
    for row, name in given[given.ne("") & ~given.isin(known)].items():
        yield Problem(
            code=f"unknown-{column.name}",
            found=f"There is no {column.name} '{name}'.",
            place=Place(files[of], int(str(row)), column.name),
            allowed=f"one from {files[to]}: {listing(known)}",
            nearest=nearest(str(name), known),
            todo=f"Put it right, or add it to {files[to]}.",
        )


def _changes_of_register(changes: pd.DataFrame, register: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Indicators added or withdrawn of which the register says nothing."""
    dates = register.drop_duplicates("id").set_index("id")
    for change, column in _DATES.items():
        undated = dates.index[dates[column].isna()]
        bad = changes["change"].eq(change) & changes["indicator"].isin(undated)
        yield from told_of(changes, bad, "change-without-date", file, date=column, register=schema.INDICATORS.name)


def _unexplained(changes: pd.DataFrame, register: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Indicators that begin or end without a word of who decided and why."""
    for change, column in _DATES.items():
        said = changes.loc[changes["change"].eq(change), "indicator"]
        bad = register[column].notna() & ~register["id"].isin(said)
        more: dict[str, Any] = {"change": change, "changes": schema.CHANGES.name}
        yield from told_of(register, bad, "change-without-reason", file, column=column, **more)
