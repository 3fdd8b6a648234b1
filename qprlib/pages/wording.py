"""Sentences made from the scorecard: headline, changes, findings of charts and their text alternatives."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date

from qprlib.numbers import (
    capital,
    format_change,
    format_number,
    format_target,
    format_value,
    in_words,
    join_words,
    percentage,
    plural,
    round_half_up,
    short_unit,
)
from qprlib.periods import MONTHS
from qprlib.scoring.counts import Counts, Movement
from qprlib.scoring.direction import CUMULATIVE
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.scorecard import Point, Result
from qprlib.scoring.states import Direction, NotRated


def day_in_words(day: date) -> str:
    """A date as a reader says it: ``31 August 2011``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def headline(counts: Counts, directions: Mapping[Direction, int], scheme: Scheme) -> str:
    """The edition in one line: "26 KPIs: 11 Green, 8 Amber, 7 Red; 14 improving, 12 worsening"."""
    bands = [f"{counts.bands[band.id]} {band.label}" for band in scheme.bands]
    states = [f"{number} {state.label.lower()}" for state, number in counts.not_rated.items()]
    ways = [f"{number} {way.label.lower()}" for way, number in directions.items()]
    said = f"{counts.total} {plural(counts.total, 'KPI')}: {', '.join(bands + states)}"
    return f"{said}; {', '.join(ways)}" if ways else said


def counts_sentence(counts: Counts, scheme: Scheme) -> str:
    """The counts as a sentence: "Of 26 key performance indicators, 11 are rated Green, ..."."""
    bands = [f"{counts.bands[band.id]} are rated {band.label}" for band in scheme.bands]
    bands = [text.replace("1 are", "1 is", 1) if text.startswith("1 ") else text for text in bands]
    states = [f"{number} {state.label.lower()}" for state, number in counts.not_rated.items()]
    left_out = f" ({join_words(states)})" if states else ""
    noun = plural(counts.total, "key performance indicator")
    return f"Of {counts.total} {noun}, {join_words(bands)}{left_out}."


def direction_sentence(directions: Mapping[Direction, int]) -> str:
    """The directions as a sentence: "Performance is improving on 14 and worsening on 12"."""
    states = {
        Direction.IMPROVING: "improving",
        Direction.WORSENING: "worsening",
        Direction.NO_CHANGE: "unchanged",
        Direction.NOT_COMPARABLE: "not comparable",
        Direction.TOO_FEW: "not yet known",
    }
    said = join_words([f"{states[way]} on {number}" for way, number in directions.items()])
    return f"Performance is {said}." if said else ""


def change_since(now: int, before: int) -> str:
    """How a count compares with the one before: "three more than", "one fewer than", "the same as"."""
    if now == before:
        return "the same as"
    return f"{in_words(abs(now - before))} {'more' if now > before else 'fewer'} than"


def movement_sentence(moves: Sequence[Movement]) -> str:
    """How many indicators went up and down a band."""
    up = sum(move.steps > 0 for move in moves)
    down = sum(move.steps < 0 for move in moves)
    if not moves:
        return "No indicator moved to another rating."
    said = [
        f"{in_words(number)} moved to a {better} rating"
        for number, better in ((up, "better"), (down, "worse"))
        if number
    ]
    verb = "indicators" if up + down > 1 else "indicator"
    return capital(f"{in_words(up + down)} {verb} changed rating: {join_words(said)}.")


def share_note(counts: Counts) -> str:
    """A note where rounded shares do not add up to 100 per cent, else nothing."""
    if not counts.rated:
        return ""
    shares = [int(percentage(number, counts.rated).rstrip("%")) for number in counts.bands.values()]
    return "" if sum(shares) == 100 else "Percentages may not add up to 100 because of rounding."


def result_sentence(row: Result) -> str:
    """The latest result with its period and target: "87% in the quarter to June 2011, against a target of 90%"."""
    if not row.known:
        return "No result is available for this quarter"
    actual = format_value(row.actual, row.unit, row.decimals)
    said = f"{actual} {row.period(row.period_end).in_words}"
    if not math.isnan(row.target):
        said += f", against a target of {format_target(row.target, short_unit(row.unit), row.decimals)}"
    return said


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
    since = _since(row)
    if format_number(row.previous_actual, row.decimals) == format_number(row.actual, row.decimals):
        return f"Unchanged at {actual} since {since}{tail}"
    way = "Up" if row.actual > row.previous_actual else "Down"
    previous = format_value(row.previous_actual, short_unit(row.unit), row.decimals)
    return f"{way} from {previous} to {actual} since {since}{tail}"


def _since(row: Result) -> str:
    """The earlier period as a chart's headline names it."""
    period = row.period(row.previous_end)
    if row.frequency in ("annual", "school_year"):
        return period.short
    return f"{MONTHS[period.end.month - 1]} {period.end.year}"


def change_sentence(row: Result) -> str:
    """What the direction of travel compares: "Up by 8 percentage points since Mar 11 (79%)."."""
    direction = Direction(row.direction)
    if direction is Direction.TOO_FEW:
        return "There is no earlier result to compare with."
    base = format_value(row.base_value, short_unit(row.unit), row.decimals)
    label = row.period(row.base_end).short
    if direction is Direction.NOT_COMPARABLE:
        if row.polarity not in ("higher", "lower"):
            return f"{polarity_words(row.polarity)}: the result for {label} ({base}) is not compared."
        return f"The result for {label} ({base}) covers an unlike period and is not compared."
    if direction is Direction.NO_CHANGE:
        return f"The same as for {label} ({base})."
    if row.basis in CUMULATIVE:
        return f"Compared with {label} ({base}), which covers a different part of a year."
    change = round_half_up(row.actual, row.decimals) - round_half_up(row.base_value, row.decimals)
    way = "Up" if change > 0 else "Down"
    return f"{way} by {format_change(change, row.unit, row.decimals)} since {label} ({base})."


def status_label(rating: str, scheme: Scheme) -> str:
    """The word for a rating or a state."""
    band = scheme.band(rating)
    return band.label if band else NotRated(rating).label


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
    said_points = [
        f"{row.period(point.period_end).short} {format_value(point.actual, unit, row.decimals)}"
        f" ({status_label(point.rating, scheme)})"
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
