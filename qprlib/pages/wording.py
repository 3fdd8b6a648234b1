"""Sentences made from the scorecard: changes, findings of charts and their text alternatives."""

from __future__ import annotations

import math
from collections.abc import Sequence

from qprlib.data.running import CUMULATIVE
from qprlib.numbers import (
    capital,
    format_number,
    format_target,
    format_value,
    in_words,
    join_words,
    opening_number,
    round_half_up,
    short_unit,
)
from qprlib.scoring.counts import Movement
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.scorecard import Point, Result
from qprlib.scoring.words import status_label


def movement_sentence(moves: Sequence[Movement], since: str) -> str:
    """How many indicators went up and down a band.

    Such as "Eleven indicators have changed rating since the previous quarter: seven for the better and four for the
    worse."
    """
    number = len(moves)
    up = sum(move.steps > 0 for move in moves)
    if not moves:
        return f"No indicator has changed rating since {since}."
    if number == 1:
        return f"One indicator has moved to a {'better' if up else 'worse'} rating since {since}."
    said = f"{opening_number(number)} indicators have changed rating since {since}"
    if up in (0, number):
        return f"{said}, {'both' if number == 2 else 'all'} for the {'better' if up else 'worse'}."
    return f"{said}: {in_words(up)} for the better and {in_words(number - up)} for the worse."


def result_sentence(row: Result) -> str:
    """The latest result with its period and target: "87% in the quarter to June 2011, against a target of 90%"."""
    if not row.known:
        return "No result is available for this quarter"
    actual = format_value(row.actual, row.unit, row.decimals)
    said = f"{actual} {row.period(row.period_end).in_words}"
    if not math.isnan(row.target):
        said += f", against a target of {format_target(row.target, short_unit(row.unit), row.decimals)}"
    elif not math.isnan(row.lower) and not math.isnan(row.upper):
        said += f", against {'an expected' if row.kind == 'activity' else 'a target'} range of {range_words(row)}"
    return said


def range_words(row: Result) -> str:
    """The range in which a result is best or expected: "17.5% to 22.5%"."""
    lower, upper = (format_target(value, short_unit(row.unit), row.decimals) for value in (row.lower, row.upper))
    return f"{lower} to {upper}"


def against_target(row: Result) -> str:
    """Where the latest value stands: "below the target of 90%", "" without a target."""
    if not row.known or math.isnan(row.target):
        return ""
    target = format_target(row.target, short_unit(row.unit), row.decimals)
    if format_value(row.actual, short_unit(row.unit), row.decimals) == target:
        return f"equal to the target of {target}"
    # Readers see the printed value: it must stand where the sentence says.
    actual = round_half_up(row.actual, row.decimals)
    if row.polarity == "lower":
        return f"{'within' if actual < row.target else 'above'} the target of {target}"
    return f"{'above' if actual > row.target else 'below'} the target of {target}"


def finding(row: Result) -> str:
    """What a chart of an indicator shows, as its headline.

    Such as "Up from 79% to 87% since March 2011, below the target of 90%". For values that add up through a year
    no change is claimed: the latest one is set against its own target.
    """
    if not row.known:
        return "No result for this quarter yet"
    actual = format_value(row.actual, row.unit, row.decimals)
    standing = against_target(row)
    tail = f", {standing}" if standing else ""
    if math.isnan(row.previous_actual) or row.basis in CUMULATIVE:
        return capital(f"{actual} {row.period(row.period_end).in_words}{tail}")
    since = row.period(row.previous_end).named
    if format_number(row.previous_actual, row.decimals) == format_number(row.actual, row.decimals):
        return f"Unchanged at {actual} since {since}{tail}"
    way = "Up" if row.actual > row.previous_actual else "Down"
    previous = format_value(row.previous_actual, short_unit(row.unit), row.decimals)
    return f"{way} from {previous} to {actual} since {since}{tail}"


def last_year_sentence(row: Result, scheme: Scheme) -> str:
    """The result of the same period a year before, nothing where there is none or the direction has told it."""
    if row.last_year_end is None or row.last_year_end == row.base_end:
        return ""
    value = format_value(row.last_year_actual, short_unit(row.unit), row.decimals)
    band = scheme.band(row.last_year_rating)
    rated = f", rated {band.label}" if band else ""
    return f"A year before, for {row.period(row.last_year_end).short}, it was {value}{rated}."


def forecast_sentence(row: Result, scheme: Scheme | None = None) -> str:
    """The year-end forecast, with its own rating if a scheme is given; nothing where there is none."""
    if math.isnan(row.forecast):
        return ""
    said = f"The forecast for the year end is {format_value(row.forecast, short_unit(row.unit), row.decimals)}"
    if not math.isnan(row.annual_target):
        said += f" against an annual target of {format_target(row.annual_target, short_unit(row.unit), row.decimals)}"
    if scheme is None:
        return said
    band = scheme.band(row.forecast_rating)
    return f"{said}, rated {band.label}." if band else f"{said}."


def trend_alt(row: Result, points: Sequence[Point], scheme: Scheme) -> str:
    """The figures of a trend chart as text.

    Parameters
    ----------
    row
        The indicator's row of the scorecard.
    points
        Its periods with a result, as drawn, in order.
    scheme
        For the words of the ratings.

    Returns
    -------
    str
        The kind of chart, every value with its period and rating, and target and floor of the latest one.
    """
    unit = short_unit(row.unit)

    def rated(point: Point) -> str:
        return f"{status_label(point.rating, scheme)}{', set by hand' if point.overridden else ''}"

    said_points = [
        f"{row.period(point.period_end).short} {format_value(point.actual, unit, row.decimals)}"
        + ("" if row.kind == "activity" else f" ({rated(point)})")
        for point in points
    ]
    named = "" if unit == row.unit else f" ({row.unit})"
    said = f"Line chart: {row.short_name}{named}. " + ("; ".join(said_points) or "No result yet") + "."
    bounds = []
    if not math.isnan(row.target):
        bounds.append(f"target {format_target(row.target, unit, row.decimals)}")
    if not math.isnan(row.floor):
        limit = "ceiling" if row.polarity == "lower" else "floor"
        bounds.append(f"{limit} {format_target(row.floor, unit, row.decimals)}")
    if not math.isnan(row.lower) and not math.isnan(row.upper):
        bounds.append(f"{'expected' if row.kind == 'activity' else 'target'} range {range_words(row)}")
    if bounds:
        said += f" {capital(join_words(bounds))} for the latest period."
    return said


def polarity_words(polarity: str) -> str:
    """Which way is better, for a reader."""
    return {
        "higher": "Higher values are better",
        "lower": "Lower values are better",
        "range": "Values inside a range are best",
        "neutral": "Neither higher nor lower is better",
    }[polarity]
