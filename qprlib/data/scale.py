"""Figures that are far out of scale, in every table whose figures have a unit: doubted, and never refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from qprlib.data import schema
from qprlib.data.columns import Kind
from qprlib.data.numerals import shown_number
from qprlib.data.telling import told
from qprlib.ground.errors import Place, Problem

PERCENT = "%"
COUNT = "number"
LEAST_PERCENT, MOST_PERCENT = -100, 1000
"""Percentages beyond are doubted: a change can double or halve a thing, hardly more."""

LEAST_RATIO, MOST_RATIO = 0.1, 10.0
"""A figure beyond this many times what it is set beside is doubted: councils have published 73,390 against 420."""

_DECLARED = {one.name: one for one in schema.FILES}


def check_scale(frames: Mapping[str, pd.DataFrame], files: Mapping[str, str]) -> Iterator[Problem]:
    """Warn of figures that no share or change is likely to have, or that are far from what they stand beside.

    Actuals are set beside their targets, those of an improvement notice too; what others reached beside our results,
    but for counts, of which a nation has more; figures of the workforce beside the others of their measure and group.
    Frames are by the name of their kind of file; those that are not there, or lack a column, are left out.
    """
    measured = {name: frame for name in frames if (frame := _with_units(name, frames)) is not None}
    for name, frame in measured.items():
        yield from _no_percentages(frame, _numbers(name), files[name])
    for name, value, reference, words in _beside(measured):
        yield from far_from(measured[name], value, reference, words, files[name])


def _numbers(name: str) -> list[str]:
    """The columns of a table whose figures are in the unit."""
    return [one.name for one in _DECLARED[name].columns if one.kind is Kind.NUMBER and one.in_unit]


def _with_units(name: str, frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame | None:
    """A table of figures with their units, which are its own or those of its indicators; None for other tables."""
    frame, register = frames[name], frames.get(schema.INDICATORS.name)
    if not _numbers(name):
        return None
    if "unit" in frame:
        return frame
    if register is None or "indicator" not in frame:
        return None
    return frame.assign(unit=units_of(frame, register))


def units_of(frame: pd.DataFrame, register: pd.DataFrame) -> pd.Series[str]:
    """The unit of the indicator that each row of a table is about, ``""`` where there is none."""
    unit_of = dict(zip(register["id"][::-1], register["unit"][::-1], strict=True))  # the first of two counts
    return pd.Series([unit_of.get(name, "") for name in frame["indicator"]], frame.index, dtype="str")


def _beside(measured: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, str, pd.Series[float], str]]:
    """Tables with the column that is looked at, what it is set beside row by row, and how that is worded."""
    actuals, targets = (measured.get(one.name) for one in (schema.ACTUALS, schema.TARGETS))
    if actuals is not None and targets is not None:
        key = ["indicator", "period_end"]
        aims = targets[targets["target"].notna() & targets["target"].ne(0)].drop_duplicates(key, keep="last")
        beside = actuals[key].merge(aims[[*key, "target"]], on=key, how="left")["target"].set_axis(actuals.index)
        yield schema.ACTUALS.name, "actual", beside, "the target of {}"
    for name, frame in measured.items():
        if {"latest_value", "target"} <= set(frame):
            yield name, "latest_value", frame["target"], "the target of {}"
        if "value" not in frame:
            continue
        keys = list(_DECLARED[name].of)
        if keys != ["indicator"]:
            yield name, "value", _medians(frame, "value", frame, keys), "the others of its kind, about {}"
        elif actuals is not None:
            beside = _medians(actuals, "actual", frame, keys).mask(frame["unit"].eq(COUNT))
            yield name, "value", beside, "our own results, about {}"


def _medians(like: pd.DataFrame, column: str, frame: pd.DataFrame, keys: list[str]) -> pd.Series[float]:
    """The median of a column of figures over those that share the keys of each row of a frame."""
    medians = like.groupby(keys)[column].median().rename("median").reset_index()
    return frame[keys].merge(medians, on=keys, how="left")["median"].set_axis(frame.index)


def _no_percentages(frame: pd.DataFrame, columns: list[str], file: str) -> Iterator[Problem]:
    """Percentages no share or change is likely to have, column after column."""
    percent = frame.loc[frame["unit"].eq(PERCENT), columns]
    values = percent.to_numpy()
    for place, at in np.argwhere(((values < LEAST_PERCENT) | (values > MOST_PERCENT)).T):
        row, column, value = percent.index[at], columns[place], values[at, place]
        bounds = f"{LEAST_PERCENT} to {MOST_PERCENT}"
        yield told("out-of-scale", _place(frame, row, column, file), value=shown_number(value), bounds=bounds)


def far_from(frame: pd.DataFrame, column: str, beside: pd.Series[float], words: str, file: str) -> Iterator[Problem]:
    """Warn of rows whose figure is many times, or a small part of, what it is set beside (NaN where there is nothing).

    ``words`` say what that is, with braces for it: ``the target of {}``.
    """
    values = frame[column]
    # Nought is common and true; whether it is doubtful is another check's question.
    in_scale = values.between(LEAST_PERCENT, MOST_PERCENT) & beside.between(LEAST_PERCENT, MOST_PERCENT)
    doubted = frame["unit"].eq(PERCENT) & ~in_scale  # that has been said
    kept = values.notna() & values.ne(0) & beside.notna() & beside.ne(0) & ~doubted
    # Rounded, because 2.8 / 28 is a hair below 0.1 in binary.
    ratio = (values[kept] / beside[kept]).abs().round(9)
    for row in ratio.index[~ratio.between(LEAST_RATIO, MOST_RATIO)]:
        value, other = float(values[row]), float(beside[row])
        near = _rescaled(value, other) if frame["unit"][row] == PERCENT else ""
        said = {"value": shown_number(value), "other": words.format(shown_number(other))}
        yield told("out-of-scale.beside", _place(frame, row, column, file), near, **said)


def _place(frame: pd.DataFrame, row: object, column: str, file: str) -> Place:
    about = frame["indicator"][row] if "indicator" in frame else ""  # type: ignore[call-overload]
    return Place(file=file, row=int(str(row)), column=column, indicator=str(about))


def _rescaled(value: float, other: float) -> str:
    """The percentage probably meant where a share of 1 was given, or ``""``: 0.87 for 87."""
    if abs(value) <= 1 and LEAST_RATIO <= abs(value * 100 / other) <= MOST_RATIO:
        return f"{value * 100:.10g}"
    return ""
