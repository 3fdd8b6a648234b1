"""What a rule finds of every result: its direction, what that rests on, and what it was compared with."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qprlib.scoring.arrays import SAME, Codes, Days, Flags, Floats, Integers
from qprlib.scoring.series import SortedSeries
from qprlib.scoring.states import Direction


class Reason(StrEnum):
    """What a direction rests on, or why there is none."""

    PREVIOUS_PERIOD = "previous-period"
    SAME_PERIOD_LAST_YEAR = "same-period-last-year"
    INCREMENT = "increment"
    LATEST_THREE = "latest-three"
    WINDOW = "window"
    APART = "apart"
    LIMITS = "limits"
    BREAK_IN_SERIES = "break-in-series"
    CUMULATIVE = "cumulative"
    UNLIKE_PERIOD = "unlike-period"
    NO_RANGE = "no-range"
    NO_VALUE = "no-value"
    NO_BASE = "no-base"
    NO_LAST_YEAR = "no-last-year"
    TOO_FEW = "too-few"


#: Numbers of directions and reasons in arrays.
WAYS = {way: code for code, way in enumerate(Direction)}
REASONS = {reason: code for code, reason in enumerate(Reason)}


@dataclass
class Found:
    """The directions found; every array has one entry a value of the series."""

    way: Codes  #: numbers of a :class:`Direction`, and ``reason`` of a :class:`Reason`
    base_end: Days  #: what a value is compared with; of a window its first
    base_value: Floats
    reason: Codes
    compared: Floats  #: the value that was compared, as published
    points: Integers  #: how many results were looked at
    step_end: Days  #: the last result before in a window: where its last step began
    step_value: Floats
    #: change in a year along the line through a window, in the unit of the values; NaN where none was fitted
    slope: Floats

    @classmethod
    def nothing(cls, series: SortedSeries) -> Found:
        """Nothing found yet: every value is its indicator's first."""
        size = len(series)
        never = np.full(size, np.datetime64("NaT"), dtype="datetime64[ns]")
        return cls(
            way=np.full(size, WAYS[Direction.TOO_FEW], dtype=np.int8),
            base_end=never,
            base_value=np.full(size, np.nan),
            reason=np.full(size, REASONS[Reason.NO_BASE], dtype=np.int8),
            compared=series.value.copy(),
            points=np.ones(size, dtype=np.int64),
            step_end=never.copy(),
            step_value=np.full(size, np.nan),
            slope=np.full(size, np.nan),
        )

    def say(self, where: Flags | Integers, way: Direction, reason: Reason) -> None:
        """Set a direction and its reason."""
        self.way[where] = WAYS[way]
        self.reason[where] = REASONS[reason]

    def turn(self, series: SortedSeries, rows: Integers, change: NDArray[np.signedinteger[Any]]) -> None:
        """Directions of rows from the sign of their change, more being better."""
        neutral = series.neutral[rows]
        up = np.where(neutral, WAYS[Direction.INCREASING], WAYS[Direction.IMPROVING])
        down = np.where(neutral, WAYS[Direction.DECREASING], WAYS[Direction.WORSENING])
        self.way[rows] = np.where(change > 0, up, np.where(change < 0, down, WAYS[Direction.NO_CHANGE]))

    def take(self, other: Found, rows: Integers) -> None:
        """Take over what another rule found of these rows."""
        for one in fields(self):
            getattr(self, one.name)[rows] = getattr(other, one.name)[rows]

    def frame(self, series: SortedSeries) -> pd.DataFrame:
        """What was found, in the order of the history; rows without a value have no direction."""
        missing = {"way": WAYS[Direction.TOO_FEW], "reason": REASONS[Reason.NO_VALUE], "points": 0}
        columns = {}
        for one in fields(self):
            found = getattr(self, one.name)
            every = np.full(len(series.history), missing.get(one.name, np.nan), dtype=found.dtype)
            every[series.rows] = found
            columns[one.name] = every
        way, reason = (_words(columns[name], kind) for name, kind in (("way", Direction), ("reason", Reason)))
        made = pd.DataFrame({**columns, "way": way, "reason": reason}, index=series.history.index)
        return made.rename(columns={"way": "direction"})


def _words(codes: Codes, words: type[StrEnum]) -> pd.api.extensions.ExtensionArray:
    return pd.array([str(word) for word in words], dtype="str").take(codes.astype(np.intp))


def sign(change: Floats, size: Floats) -> Codes:
    """The sign of a change; a change that is only the rounding of values of this size is none."""
    found: Codes = np.where(np.abs(change) <= SAME * size, 0, np.sign(change)).astype(np.int8)
    return found
