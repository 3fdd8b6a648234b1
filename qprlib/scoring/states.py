"""The states an indicator can be in without being rated, and the directions of travel: each with its own words."""

from __future__ import annotations

from qprlib.ground.labelled import Worded
from qprlib.ground.wordings import Wordings


class NotRated(Worded):
    """Why an indicator has no rating.

    In arrears is none of them: such a result is rated on its own, older period and marked.
    """

    WITHDRAWN = "withdrawn", "Withdrawn", "The indicator is no longer reported."
    DATA_ONLY = "data-only", "Data only", "The indicator is published for information and has no target by design."
    NEW = "new", "New", "The indicator is new and has no target until there is something to base one on."
    NOT_DUE = "not-due", "Not due", "The indicator has no result in this period: its next one is not due yet."
    TARGET_TBC = "target-tbc", "Target to be confirmed", "The target has still to be confirmed."
    SUPPRESSED = "suppressed", "Suppressed", "There were too few cases for the result to be published."
    NO_CASES = "no-cases", "No cases", "There were no cases in the period, so that there is nothing to measure."
    NOT_AVAILABLE = "not-available", "Not available", "There is no result for the period."
    NO_TARGET = "no-target", "No target", "There is a result, but no target to rate it against."
    NO_FLOOR = "no-floor", "No floor", "The target was missed, and no floor says how far is too far."
    NO_TOLERANCE = "no-tolerance", "No tolerance", "The result cannot be rated without a tolerance, and none applies."
    NO_LAST_YEAR = (
        "no-last-year",
        "No result a year before",
        "The rating depends on the result a year before, and there is none to compare with.",
    )


class Direction(Worded):
    """Direction of travel of performance: an improvement of a lower-is-better indicator is a falling value."""

    IMPROVING = "improving", "Improving"
    WORSENING = "worsening", "Worsening"
    NO_CHANGE = "no-change", "No change"
    NO_TREND = "no-trend", "No clear trend"
    INCREASING = "increasing", "Increasing"
    DECREASING = "decreasing", "Decreasing"
    NOT_COMPARABLE = "not-comparable", "Not comparable"
    TOO_FEW = "too-few", "Too few points"


#: The problems of this room.
PROBLEMS = Wordings(__file__)
