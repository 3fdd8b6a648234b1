"""Which columns of a frame are about the edition's indicators, and how their results and ratings are said."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from qprlib.data.schema import IndicatorKind
from qprlib.ground.numbers import format_target, format_value
from qprlib.report.context import Context
from qprlib.report.document import Inlines, Link, Span
from qprlib.report.pieces import NOTHING, absent, anchor, direction, named, range_cell, status
from qprlib.scoring.scorecard import Result
from qprlib.scoring.signals import Signal, Variation
from qprlib.scoring.states import Direction, NotRated
from qprlib.shown.cell_words import MISSING, is_missing, is_number

#: Names of a column or index that says which indicator a row is about: by its id, or else by what it alone is called.
_WHOSE: Final = ("indicator", "id", "reference", "short_name", "name")
_IDS: Final = _WHOSE[:2]
#: Columns that hold results of the row's indicator, and those that hold what was aimed at, which is never rounded.
_RESULTS: Final = frozenset(
    {
        *("actual", "previous_actual", "before_actual", "last_year_actual", "last_year"),
        *("base_value", "long_base_value", "forecast", "benchmark", "revised_from"),
    }
)
_AIMS: Final = frozenset(
    {
        *("target", "floor", "lower", "upper", "bound", "floor_lower", "floor_upper", "target_from"),
        *("annual_target", "annual_floor"),
    }
)
_RATINGS: Final = ("rating", "rating_by_rule")
_DIRECTIONS: Final = ("direction", "long_direction")
#: Columns of control charts, with the words for what stands in them.
_OF_CHARTS: Final[Mapping[str, Mapping[str, str]]] = {
    "signal": {str(one): one.label for one in Signal},
    "variation": {str(one): one.label for one in Variation},
}


@dataclass(frozen=True)
class Owned:
    """What an edition knows of the columns of a frame."""

    context: Context
    results: Mapping[str, Result]
    #: for each row of the frame the indicator that it is about; empty where the rows are about none
    whose: tuple[str, ...] = ()
    #: for each row the ends of the range that stands in place of a target; empty where the frame has no such columns
    ranges: tuple[tuple[float, float], ...] = ()

    def is_amount(self, name: object) -> bool:
        """Whether a column holds figures of indicators."""
        return name in self.results or (bool(self.whose) and name in _RESULTS | _AIMS)

    def heading(self, name: object) -> str:
        """The heading of a column that is called after an indicator; "" of any other."""
        return named(self.context, self.results[name]) if isinstance(name, str) and name in self.results else ""

    def cells(self, name: object, values: Sequence[Any]) -> list[Inlines]:
        """What the cells of a column about indicators say; empty of any other column, and of one with other values."""
        if not isinstance(name, str):
            return []
        if name in _IDS and all(isinstance(one, str) and one in self.results for one in values):
            return [(self.results[one].printed_id,) for one in values]
        if name in self.results and _all_numbers(values):
            row = self.results[name]
            said = ("" if is_missing(one) else format_value(one, row.unit, row.decimals) for one in values)
            return [(one or MISSING,) for one in said]
        if self.whose and name in _RESULTS | _AIMS and _all_numbers(values):
            ranges = self.ranges or ((math.nan, math.nan),) * len(values)
            known = (math.nan if is_missing(one) else one for one in values)
            rows = zip(known, self.whose, ranges, strict=True)
            return [(self._amount(name, value, whose, ends),) for value, whose, ends in rows]
        if name in _RATINGS or name.endswith("_rating"):
            return self._ratings(values)
        if name in _DIRECTIONS and all(is_missing(one) or one in set(Direction) for one in values):
            return [(NOTHING,) if is_missing(one) else (direction(one),) for one in values]
        if (words := _OF_CHARTS.get(name)) and all(is_missing(one) or one in words for one in values):
            return [(NOTHING if is_missing(one) else words[one] or NOTHING,) for one in values]
        return []

    def names(self, name: object, values: Sequence[Any]) -> list[Inlines]:
        """The cells of a first column that names the rows' indicators, leading to their cards; else empty."""
        if name not in _WHOSE or len(values) != len(self.whose):
            return []
        rows = [self.results[one] for one in self.whose]
        named = [(value, self.context.page_of(row.section), row) for value, row in zip(values, rows, strict=True)]
        if not all(page and value in (row.id, row.reference, row.short_name, row.name) for value, page, row in named):
            return []
        return [
            (Link(row.printed_id if value == row.id else value, page, anchor(row.id)),) for value, page, row in named
        ]

    def _amount(self, name: str, value: float, indicator: str, ends: tuple[float, float]) -> str:
        row = self.results[indicator]
        if math.isnan(value):
            if name == "target" and row.kind == IndicatorKind.KPI:
                return range_cell(row, *ends)
            return absent(row) if name == "actual" and math.isnan(row.actual) else NOTHING if name in _AIMS else MISSING
        return (format_target if name in _AIMS else format_value)(value, row.unit, row.decimals)

    def _ratings(self, values: Sequence[Any]) -> list[Inlines]:
        scheme = self.context.scheme
        known = {*(band.id for band in scheme.bands), *map(str, NotRated), ""}
        if not all(is_missing(one) or one in known for one in values):
            return []
        return [(status("" if is_missing(one) else str(one), scheme),) for one in values]


def owned(frame: pd.DataFrame, about: Owned) -> Owned:
    """What an edition knows of the columns of this frame."""
    for name in _WHOSE:
        if name in frame.columns and list(frame.columns).count(name) == 1:
            whose = frame[name].tolist()
        elif name in frame.index.names:
            whose = frame.index.get_level_values(name).tolist()
        else:
            continue
        ids = _ids(name, about.results)
        if whose and all(isinstance(one, str) and one in ids for one in whose):
            return replace(about, whose=tuple(ids[one] for one in whose), ranges=_ranges(frame))
    return about


def _ranges(frame: pd.DataFrame) -> tuple[tuple[float, float], ...]:
    """The ends of each row's range, NaN where it has none; empty where the frame has not both columns."""
    if any(list(frame.columns).count(name) != 1 for name in ("lower", "upper")):
        return ()
    ends = [pd.to_numeric(frame[name], errors="coerce").astype("float64") for name in ("lower", "upper")]
    return tuple(zip(*(one.tolist() for one in ends), strict=True))


def _ids(name: str, results: Mapping[str, Result]) -> dict[str, str]:
    """The indicators by what such a column calls them, but for those that share a name."""
    if name in _IDS:
        return {one: one for one in results}
    names = Counter(getattr(row, name) for row in results.values())
    return {named: one for one, row in results.items() if (named := getattr(row, name)) and names[named] == 1}


def rated_words(words: str, context: Context) -> Span | None:
    """A rating or direction that somebody else put into words, as the theme dresses it: None of other words."""
    for band in context.scheme.bands:
        if words in (band.id, band.label):
            return status(band.id, context.scheme)
    return next((direction(way) for way in Direction if words in (way, way.label)), None)


def _all_numbers(values: Sequence[Any]) -> bool:
    return all(is_missing(one) or is_number(one) for one in values)
