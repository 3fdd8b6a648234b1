"""The states an indicator can be in without being rated: values of their own, each with its own words."""

from __future__ import annotations

from enum import StrEnum


class NotRated(StrEnum):
    """Why an indicator has no rating."""

    DATA_ONLY = "data-only"
    NOT_AVAILABLE = "not-available"
    NO_TARGET = "no-target"
    NO_FLOOR = "no-floor"

    @property
    def label(self) -> str:
        """The state in a table."""
        return _LABELS[self]

    @property
    def meaning(self) -> str:
        """The state in the key."""
        return _MEANINGS[self]


_LABELS = {
    NotRated.DATA_ONLY: "Data only",
    NotRated.NOT_AVAILABLE: "Not available",
    NotRated.NO_TARGET: "No target",
    NotRated.NO_FLOOR: "No floor",
}

_MEANINGS = {
    NotRated.DATA_ONLY: "The indicator is published for information and has no target by design.",
    NotRated.NOT_AVAILABLE: "There is no result for the period.",
    NotRated.NO_TARGET: "There is a result, but no target to rate it against.",
    NotRated.NO_FLOOR: "The target was missed, and no floor says how far is too far.",
}


class Direction(StrEnum):
    """Direction of travel of performance: an improvement of a lower-is-better indicator is a falling value."""

    IMPROVING = "improving"
    WORSENING = "worsening"
    NO_CHANGE = "no-change"
    NOT_COMPARABLE = "not-comparable"
    TOO_FEW = "too-few"

    @property
    def label(self) -> str:
        """The direction in a table."""
        return _DIRECTIONS[self]

    @property
    def meaning(self) -> str:
        """The direction in the key."""
        return _DIRECTION_MEANINGS[self]


_DIRECTIONS = {
    Direction.IMPROVING: "Improving",
    Direction.WORSENING: "Worsening",
    Direction.NO_CHANGE: "No change",
    Direction.NOT_COMPARABLE: "Not comparable",
    Direction.TOO_FEW: "Too few points",
}

_DIRECTION_MEANINGS = {
    Direction.IMPROVING: "The result is better than the one it is compared with.",
    Direction.WORSENING: "The result is worse than the one it is compared with.",
    Direction.NO_CHANGE: "The result is printed the same as the one it is compared with.",
    Direction.NOT_COMPARABLE: "The earlier result covers an unlike period, or neither way is better.",
    Direction.TOO_FEW: "There is no earlier result.",
}
