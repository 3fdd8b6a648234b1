"""Ratings set by hand: what each needs, and how it takes the place of the computed one, which stays beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from qprlib.ground.errors import InputError, Place, Problem, listing, nearest
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.states import PROBLEMS, NotRated

_OVERRIDE_NEEDS = {
    "role": "the role (not the name) of who decided",
    "date": "the day of the decision",
    "reason": "the reason, as it is to be printed",
}


def check_overrides(ratings: pd.DataFrame, overrides: pd.DataFrame, scheme: Scheme, file: str = "") -> list[Problem]:
    """Everything that keeps ratings set by hand from being used: each needs a case, a rating and who, when and why."""
    ratings_of = [*(band.id for band in scheme.bands), *map(str, NotRated)]
    problems: list[Problem] = []
    concerned = ratings[ratings["indicator"].isin(overrides["indicator"])]
    known = set(_keys(concerned))
    unrated = set(concerned.loc[concerned["kind"] != "kpi", "indicator"]) if "kind" in concerned else set()
    seen: set[tuple[str, Any]] = set()

    def refuse(which: str, one: Any, **told: Any) -> None:
        row = getattr(one, "row", None)
        place = Place(file, None if row is None else int(row), told.pop("column", ""), indicator=str(one.indicator))
        problems.append(PROBLEMS.problem(which, place, name=one.indicator, **told))

    for one in overrides.itertuples():
        for column, what in _OVERRIDE_NEEDS.items():
            given = getattr(one, column, None)
            if given is None or pd.isna(given) or not str(given).strip():
                refuse("override-incomplete", one, column=column, what=what)
        if one.rating not in ratings_of:
            told = {"word": one.rating, "choice": listing(ratings_of, 20), "scheme": scheme.scheme}
            refuse("unknown-rating", one, near=nearest(str(one.rating), ratings_of), **told)
        key = (str(one.indicator), one.period_end)
        if one.indicator in unrated:
            refuse("unrated-kind", one)
        if key not in known:
            day = "no day" if pd.isna(one.period_end) else str(pd.Timestamp(one.period_end).date())  # type: ignore[arg-type]
            refuse("unknown-case", one, day=day)
        if key in seen:
            refuse("duplicate-row", one)
        seen.add(key)
    return problems


def apply_overrides(
    ratings: pd.DataFrame, overrides: pd.DataFrame | None, scheme: Scheme, file: str = ""
) -> pd.DataFrame:
    """Put ratings set by hand in the place of computed ones, which stay beside them.

    Added are ``computed_rating`` (what the rule gives, for every row), ``override_role``, ``override_reason`` (``""``
    where nothing was set) and ``override_date`` (NaT there).

    InputError with every problem of the overrides.
    """
    place = {}
    if overrides is not None and len(overrides):
        if problems := check_overrides(ratings, overrides, scheme, file):
            raise InputError(problems)
        place = {key: number for number, key in enumerate(_keys(overrides))}
    chosen = np.array([place.get(key, -1) for key in _keys(ratings)] if place else [-1] * len(ratings), dtype=np.int64)
    rows = np.flatnonzero(chosen >= 0)
    rating = ratings["rating"].to_numpy(dtype=object).copy()
    text = {name: np.full(len(ratings), "", dtype=object) for name in ("role", "reason")}
    days = np.full(len(ratings), np.datetime64("NaT"), dtype="datetime64[ns]")
    if overrides is not None and len(rows):
        given = overrides.iloc[chosen[rows]]
        rating[rows] = given["rating"].to_numpy(dtype=object)
        for name, values in text.items():
            values[rows] = given[name].to_numpy(dtype=object)
        days[rows] = given["date"].to_numpy(dtype="datetime64[ns]")
    return ratings.assign(
        computed_rating=ratings["rating"],
        rating=pd.Series(rating, index=ratings.index, dtype=object),
        override_role=pd.Series(text["role"], index=ratings.index, dtype="str"),
        override_date=pd.Series(days, index=ratings.index),
        override_reason=pd.Series(text["reason"], index=ratings.index, dtype="str"),
    )


def _keys(frame: pd.DataFrame) -> Iterator[tuple[Any, Any]]:
    return zip(frame["indicator"], frame["period_end"], strict=True)
