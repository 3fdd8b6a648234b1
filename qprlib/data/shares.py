"""Percentages that may be shares of 1: 0.98 under the unit % can be 98% or 0.98%, and nobody can tell which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import reduce

import numpy as np
import pandas as pd

from qprlib.data.columns import Kind
from qprlib.data.numerals import PER_CENT, shown_number
from qprlib.data.schema import FILES
from qprlib.data.telling import told
from qprlib.ground.errors import Place, Problem

VALUES = tuple(
    dict.fromkeys(
        column.name for file in FILES for column in file.columns if column.kind is Kind.NUMBER and column.in_unit
    )
)
"""Columns of figures that are in the unit of what they are of."""


def figures_of(frame: pd.DataFrame, text: pd.DataFrame, file: str, of: Sequence[str] = ("indicator",)) -> pd.DataFrame:
    """The figures of a table in one column, with what says how each is meant: a row for each.

    ``of`` (from the columns that name what the figures are of), ``file``, ``row``, ``column``, ``value``; ``signed``,
    whether its cell in ``text`` has a per cent sign; ``share``, its numerator over its denominator where it is a result
    that has them.
    """
    columns = [column for column in VALUES if column in text and column in frame]
    share = np.full((len(frame), len(columns)), np.nan)
    if "actual" in columns and {"numerator", "denominator"} <= set(frame.columns):
        share[:, columns.index("actual")] = frame["numerator"] / frame["denominator"].where(frame["denominator"] > 0)
    value = frame[columns].to_numpy(dtype=np.float64)
    signed = np.array([PER_CENT in cell for column in columns for cell in text[column]], dtype=bool)
    signed = signed.reshape(value.shape[::-1]).T
    # Column after column, so that the first figure of anything is a result.
    place, row = np.nonzero(~np.isnan(value).T)
    return pd.DataFrame(
        {
            "of": named(frame, of).array.take(row),
            "file": file,
            "row": frame.index.take(row),
            "column": np.array(columns, dtype=object)[place],
            "value": value[row, place],
            "signed": signed[row, place],
            "share": share[row, place],
        }
    )


def named(frame: pd.DataFrame, of: Sequence[str]) -> pd.Series[str]:
    """What each row is of, from the columns that name it."""
    first, *others = (frame[column] for column in of)
    return reduce(lambda one, other: one + ", " + other, others, first)


def check_shares(figures: Sequence[pd.DataFrame], percentages: Sequence[str]) -> Iterator[Problem]:
    """Series under the unit % of which every figure lies from 0 to 1, and nothing says that this is meant.

    A per cent sign in a cell, or a numerator and denominator that make it, say so. ``figures`` are those of
    :func:`figures_of`, ``percentages`` what is measured in per cent.
    """
    every = pd.concat(figures, ignore_index=True)
    every = every[every["of"].isin(percentages)]
    if every.empty:
        return
    least, most, signed = (every.groupby("of")[name] for name in ("value", "value", "signed"))
    small = (least.min() >= 0) & most.max().between(0, 1, inclusive="right") & ~signed.any()
    for name, group in every[every["of"].map(small).astype(bool)].groupby("of", sort=False):
        size = group["value"]
        known = group[group["share"].notna() & size.ne(0)]
        if len(known) and np.isclose(known["value"], 100 * known["share"], rtol=0.02).all():
            continue
        first = group[size.ne(0)].iloc[0]
        own, meant = shown_number(first["value"]), shown_number(float(Decimal(repr(float(first["value"]))) * 100))
        why = f"{own} can be meant as {meant}% or as {own}%"
        if len(known) and np.isclose(known["value"], known["share"], rtol=0.02).all():
            why = f"{own} is a share of 1, as its numerator and denominator say"
        place = Place(str(first["file"]), int(first["row"]), str(first["column"]), indicator=str(name))
        yield told("share-or-percentage", place, meant, name=name, why=why, meant=meant, own=own)
