"""The states an indicator can be in without being rated, and the directions of travel: each with its own words."""

from __future__ import annotations

from enum import StrEnum


class NotRated(StrEnum):
    """Why an indicator has no rating.

    In arrears is none of them: such a result is rated on its own, older period and marked.
    """

    WITHDRAWN = "withdrawn"
    DATA_ONLY = "data-only"
    NEW = "new"
    NOT_DUE = "not-due"
    TARGET_TBC = "target-tbc"
    SUPPRESSED = "suppressed"
    NO_CASES = "no-cases"
    NOT_AVAILABLE = "not-available"
    NO_TARGET = "no-target"
    NO_FLOOR = "no-floor"
    NO_TOLERANCE = "no-tolerance"
    NO_LAST_YEAR = "no-last-year"

    @property
    def label(self) -> str:
        """The state in a table."""
        return _LABELS[self]

    @property
    def meaning(self) -> str:
        """The state in the key."""
        return _MEANINGS[self]


_LABELS = {
    NotRated.WITHDRAWN: "Withdrawn",
    NotRated.DATA_ONLY: "Data only",
    NotRated.NEW: "New",
    NotRated.NOT_DUE: "Not due",
    NotRated.TARGET_TBC: "Target to be confirmed",
    NotRated.SUPPRESSED: "Suppressed",
    NotRated.NO_CASES: "No cases",
    NotRated.NOT_AVAILABLE: "Not available",
    NotRated.NO_TARGET: "No target",
    NotRated.NO_FLOOR: "No floor",
    NotRated.NO_TOLERANCE: "No tolerance",
    NotRated.NO_LAST_YEAR: "No result a year before",
}

_MEANINGS = {
    NotRated.WITHDRAWN: "The indicator is no longer reported.",
    NotRated.DATA_ONLY: "The indicator is published for information and has no target by design.",
    NotRated.NEW: "The indicator is new and has no target until there is something to base one on.",
    NotRated.NOT_DUE: "The indicator has no result in this period: its next one is not due yet.",
    NotRated.TARGET_TBC: "The target has still to be confirmed.",
    NotRated.SUPPRESSED: "There were too few cases for the result to be published.",
    NotRated.NO_CASES: "There were no cases in the period, so that there is nothing to measure.",
    NotRated.NOT_AVAILABLE: "There is no result for the period.",
    NotRated.NO_TARGET: "There is a result, but no target to rate it against.",
    NotRated.NO_FLOOR: "The target was missed, and no floor says how far is too far.",
    NotRated.NO_TOLERANCE: "The result cannot be rated without a tolerance, and none applies.",
    NotRated.NO_LAST_YEAR: "The rating depends on the result a year before, and there is none to compare with.",
}


class Direction(StrEnum):
    """Direction of travel of performance: an improvement of a lower-is-better indicator is a falling value."""

    IMPROVING = "improving"
    WORSENING = "worsening"
    NO_CHANGE = "no-change"
    NO_TREND = "no-trend"
    INCREASING = "increasing"
    DECREASING = "decreasing"
    NOT_COMPARABLE = "not-comparable"
    TOO_FEW = "too-few"

    @property
    def label(self) -> str:
        """The direction in a table."""
        return _DIRECTIONS[self]


_DIRECTIONS = {
    Direction.IMPROVING: "Improving",
    Direction.WORSENING: "Worsening",
    Direction.NO_CHANGE: "No change",
    Direction.NO_TREND: "No clear trend",
    Direction.INCREASING: "Increasing",
    Direction.DECREASING: "Decreasing",
    Direction.NOT_COMPARABLE: "Not comparable",
    Direction.TOO_FEW: "Too few points",
}
