"""Checks of the side tables against each other and against the register.

As in :mod:`qprlib.data.checks`, all work on typed frames whose index holds the row numbers of the file, and every
mistake is told once. A check is left out where a table that it needs is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from qprlib.data import checks, schema
from qprlib.data.columns import DeclaredColumn
from qprlib.data.schema import DataFile, DeliveryStatus, RegisterChange
from qprlib.ground.errors import Place, Problem, Severity, listing, nearest

Found = Iterator[Problem]


def check_side_tables(
    frames: Mapping[str, pd.DataFrame], files: Mapping[str, str]
) -> Iterator[tuple[str, list[Problem]]]:
    """Check the side tables, given as to :func:`qprlib.data.scale.check_scale`: each kind of file with its problems."""
    for one in schema.FILES:
        for column in one.columns:
            if column.of and one.name in frames:
                yield one.name, list(_unknown(frames, files, one.name, column))
    if schema.PROFILES.name in frames:
        name, key = schema.PROFILES.name, schema.PROFILES.key
        yield name, list(checks.check_replaced(frames[name], files[name], key, ("authority", "reason")))
    checked: tuple[tuple[DataFile, Any], ...] = (
        (schema.INFORMATION_REQUESTS, _requests),
        (schema.DELIVERY_PROGRESS, _progress),
        (schema.CHANGES, _changes),
    )
    for data_file, check in checked:
        if data_file.name in frames:
            yield data_file.name, list(check(frames[data_file.name], files[data_file.name]))
    if schema.CHANGES.name in frames and schema.INDICATORS.name in frames:
        changes, register = frames[schema.CHANGES.name], frames[schema.INDICATORS.name]
        yield schema.CHANGES.name, list(_changes_of_register(changes, register, files[schema.CHANGES.name]))
        yield schema.INDICATORS.name, list(_unexplained(changes, register, files[schema.INDICATORS.name]))


def _unknown(frames: Mapping[str, pd.DataFrame], files: Mapping[str, str], of: str, column: DeclaredColumn) -> Found:
    """Rows about something that the other table does not have."""
    stem, _, key = column.of.partition(".")
    to = f"{stem}.csv"
    if to not in frames:
        if to == schema.INDICATORS.name:
            return  # that has been said already
        yield Problem(
            code="missing-file",
            found=f"Its rows are about rows of {to}, which is not there or cannot be used.",
            place=Place(file=files[of]),
            todo=f"Add {to}, or put it right.",
        )
        return
    known = list(dict.fromkeys(name for name in frames[to][key] if name))
    given = frames[of][column.name]
    for row, name in given[given.ne("") & ~given.isin(known)].items():
        yield Problem(
            code=f"unknown-{column.name}",
            found=f"There is no {column.name} '{name}'.",
            place=_place(files[of], row, column.name),
            allowed=f"one from {files[to]}: {listing(known)}",
            nearest=nearest(str(name), known),
            todo=f"Put it right, or add it to {files[to]}.",
        )


def _requests(requests: pd.DataFrame, file: str) -> Found:
    """More answered in time than answered at all."""
    for row in requests.index[requests["in_time"] > requests["answered"]]:
        in_time, answered = float(requests["in_time"][row]), float(requests["answered"][row])
        yield Problem(
            code="part-above-whole",
            found=f"{in_time:g} were answered in time, but only {answered:g} were answered.",
            place=_place(file, row, "in_time"),
            allowed="at most as many as were answered",
            todo="Put one of the two numbers right; perhaps they are swapped.",
        )


def _progress(progress: pd.DataFrame, file: str) -> Found:
    """Actions that are not as planned, and nobody says why."""
    astray = progress["status"].isin([DeliveryStatus.AT_RISK.value, DeliveryStatus.OFF_TARGET.value])
    for row in progress.index[astray & progress["reason"].eq("")]:
        yield Problem(
            code="no-reason",
            found=f"Action {_text(progress, row, 'action')} is {_text(progress, row, 'status')}, and nobody says why.",
            place=_place(file, row, "reason"),
            todo="Say in a sentence why: it is printed beside the status.",
        )


def _changes(changes: pd.DataFrame, file: str) -> Found:
    """Redefinitions that do not say what was, and other changes that do."""
    redefined = changes["change"].eq(RegisterChange.REDEFINED.value)
    for row in changes.index[redefined]:
        for column in ("field", "was"):
            if not changes.at[row, column]:
                yield Problem(
                    code="empty-cell",
                    found="An indicator is redefined, but it is not said what was changed.",
                    place=_place(file, row, column),
                    allowed=listing(schema.REDEFINABLE, 20) if column == "field" else "the earlier words",
                    todo="Fill it in: editions of the time before print the earlier words.",
                )
    for row in changes.index[~redefined & changes["change"].ne("") & changes["was"].ne("")]:
        yield Problem(
            code="unused-cell",
            found=f"Only a redefined indicator has earlier words; this one is {_text(changes, row, 'change')}.",
            place=_place(file, row, "was"),
            todo="Take the words out, or put the change right.",
        )


def _changes_of_register(changes: pd.DataFrame, register: pd.DataFrame, file: str) -> Found:
    """Indicators added or withdrawn of which the register says nothing."""
    dates = register.drop_duplicates("id").set_index("id")
    for change, column in _DATES.items():
        for row, name in changes.loc[changes["change"].eq(change.value), "indicator"].items():
            if name in dates.index and dates[column].isna()[name]:
                yield Problem(
                    code="change-without-date",
                    found=f"{name} is {change.value}, but the register does not say when: its {column} is empty.",
                    place=_place(file, row, "change"),
                    todo=f"Fill in {column} of {name} in {schema.INDICATORS.name}, or take this row out.",
                )


def _unexplained(changes: pd.DataFrame, register: pd.DataFrame, file: str) -> Found:
    """Indicators that begin or end without a word of who decided and why."""
    for change, column in _DATES.items():
        said = changes.loc[changes["change"].eq(change.value), "indicator"]
        for row in register.index[register[column].notna() & ~register["id"].isin(said)]:
            yield Problem(
                code="change-without-reason",
                found=f"{_text(register, row, 'id')} is {change.value}, but {schema.CHANGES.name} does not say why.",
                place=_place(file, row, column),
                todo=f"Add a row for it to {schema.CHANGES.name}.",
                severity=Severity.WARNING,
            )


_DATES = {RegisterChange.ADDED: "first_period", RegisterChange.WITHDRAWN: "last_period"}


def _text(frame: pd.DataFrame, row: Any, column: str) -> str:
    return str(frame[column][row])


def _place(file: str, row: Any, column: str) -> Place:
    return Place(file=file, row=int(row), column=column)
