"""What was known on a day: an edition sees no more, today or in ten years.

Rows of a table are added and never changed. A row with a day in ``recorded`` is seen from that day on; of several rows
about the same thing the last one that is seen counts, and what it replaced is kept as a revision. So nobody writes down
an old value twice: it stands where it always stood.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from qprlib.data.schema import FILES, DataFile
from qprlib.data.store import OrganisationData, seen_by
from qprlib.data.telling import told_of
from qprlib.ground.errors import Problem, told_once

#: States of a result that say that nothing is aimed at.
_NO_TARGET = ("new", "target-tbc", "no-target")

REVISION_COLUMNS = (
    *("indicator", "period_end", "column", "old", "new", "flag", "old_recorded"),
    *("recorded", "authority", "reason", "row"),
)


def as_known(data: OrganisationData, on: date, *, told_by: date | None = None) -> OrganisationData:
    """The data as they were known on a day, such as an edition's data cut-off.

    Every key of a table is there once, the register in the words of that day, and ``revisions`` has a row for each time
    that a value was replaced, in order of the tables: ``column`` says which (``actual``, ``target``, ``floor`` ...),
    ``row`` the line of the new one. ``first_told`` says of each actual on which day the first row about its period
    became known. ``told_by`` is an earlier day, if only that is wanted of which something was known by then: with an
    earlier edition's cut-off this gives that edition's results as today's data make them, without any since.
    """
    day = pd.Timestamp(on)
    found: dict[str, pd.DataFrame] = {}
    revisions: list[pd.DataFrame] = []
    for kind in FILES:
        name = kind.stem
        frame = data.frame(name)
        if frame is None or not kind.known:
            continue
        seen = frame[seen_by(frame, day, kind.known)]
        again = seen.duplicated(list(kind.key)).any()
        if told_by is not None:
            told = seen_by(seen, pd.Timestamp(told_by), kind.known)
            keys = [seen[column] for column in kind.key]
            seen = seen[told.groupby(keys, sort=False, dropna=False).transform("any") if again else told]
        group = seen.groupby(list(kind.key), sort=False, dropna=False).ngroup() if again else seen["row"]
        # What is asked again of data as they were known has lost its first rows.
        if name == "actuals" and "first_told" not in seen:
            told = seen["recorded"].fillna(seen[kind.known])
            seen = seen.assign(first_told=told.groupby(group).transform("min") if again else told)
        if not again:  # Every row stands, and none replaces another.
            found[name] = seen.reset_index(drop=True)
            continue
        seen = seen.assign(_group=group).sort_values(["_group", "recorded"], kind="stable", na_position="first")
        if kind.told:
            revisions.append(_revisions(seen, kind))
        found[name] = seen.drop_duplicates("_group", keep="last").drop(columns="_group").reset_index(drop=True)
    changes = data.side.get("changes")
    if changes is not None:
        found["changes"] = changes[changes["recorded"] <= day].reset_index(drop=True)
    return replace(
        data,
        indicators=_in_the_words_of(data.indicators, changes, day),
        actuals=found.pop("actuals"),
        targets=found.pop("targets"),
        side={**data.side, **found},
        known_by=told_by or on,
        revisions=pd.concat(revisions, ignore_index=True) if revisions else pd.DataFrame(columns=REVISION_COLUMNS),
    )


def decided_by(data: OrganisationData, day: date | None) -> OrganisationData:
    """The data without the ratings that were set by hand after a day; all of them, where there is no such day."""
    given = data.side.get("overrides")
    if given is None or day is None:
        return data
    kept = given[~(given["date"] > pd.Timestamp(day))].reset_index(drop=True)
    return replace(data, side={**data.side, "overrides": kept})


def without_denied(data: OrganisationData, file: str) -> tuple[OrganisationData, list[Problem]]:
    """The data without the targets of periods of which the actuals say that there is none, with a warning for each."""
    denied = data.actuals[data.actuals["state"].isin(_NO_TARGET)]
    if denied.empty:
        return data, []
    kpis = set(data.indicators.loc[data.indicators["kind"] == "kpi", "id"])
    targets_of = {key for key in _keys(data.targets) if key[0] in kpis}
    aimed = denied[[key in targets_of for key in _keys(denied)]]
    if aimed.empty:
        return data, []
    beside = set(_keys(aimed))
    targets = data.targets[[key not in beside for key in _keys(data.targets)]].reset_index(drop=True)
    revisions = data.revisions
    if revisions is not None:
        others = np.array([key not in beside for key in _keys(revisions)], dtype=bool)
        revisions = revisions[others | (revisions["column"] == "actual")].reset_index(drop=True)
    in_file = aimed.set_index("row")
    problems = told_once(told_of(in_file, in_file["state"].ne(""), "target-denied", file))
    return replace(data, targets=targets, revisions=revisions), problems


def _keys(frame: pd.DataFrame) -> Iterator[tuple[str, pd.Timestamp]]:
    """What each row is about: its indicator and period."""
    return zip(frame["indicator"], frame["period_end"], strict=True)


def _revisions(seen: pd.DataFrame, kind: DataFile) -> pd.DataFrame:
    """Where a row's value is another than that of the row before it about the same thing."""
    # Of the first row about anything there is nothing before; most tables have nothing else.
    again = np.flatnonzero(seen["_group"].duplicated())
    parts: list[pd.DataFrame] = []
    for column in kind.told:
        value = seen[column].to_numpy()
        # A value that comes where there was none replaces nothing.
        changed = again[~np.isnan(value[again - 1]) & (value[again - 1] != value[again])]
        if parts and not len(changed):
            continue
        now = seen.iloc[changed]
        parts.append(
            pd.DataFrame(
                {
                    "indicator": now["indicator"],
                    "period_end": now[kind.key[1]],
                    "column": column,
                    "old": value[changed - 1],
                    "new": now[column],
                    "flag": _text(now, "flag"),
                    "old_recorded": seen["recorded"].to_numpy()[changed - 1],
                    "recorded": now["recorded"],
                    "authority": _text(now, "authority"),
                    "reason": _text(now, "reason"),
                    "row": now["row"],
                },
                columns=list(REVISION_COLUMNS),
            )
        )
    return pd.concat(parts).sort_index(kind="stable")


def _text(frame: pd.DataFrame, column: str) -> Sequence[str] | pd.Series[str]:
    return frame[column] if column in frame else [""] * len(frame)


def _in_the_words_of(indicators: pd.DataFrame, changes: pd.DataFrame | None, day: pd.Timestamp) -> pd.DataFrame:
    """The register with every later redefinition undone, the latest first."""
    if changes is None:
        return indicators
    later = changes[changes["field"].ne("") & (changes["recorded"] > day)]
    if later.empty:
        return indicators
    words = indicators.copy()
    latest_first = later.sort_values("recorded", ascending=False, kind="stable")
    for indicator, field, was in latest_first[["indicator", "field", "was"]].itertuples(index=False, name=None):
        own = words["id"] == indicator
        columns = [str(field)]
        if field == "name":
            # A short name that nobody gave is the name.
            columns += ["short_name"] if (words.loc[own, "short_name"] == words.loc[own, "name"]).all() else []
        words.loc[own, columns] = str(was)
    return words
