"""Sentences made from the scorecard: changes, findings of charts and their text alternatives."""

from __future__ import annotations

import math
from collections.abc import Sequence

from qprlib.data.running import CUMULATIVE
from qprlib.ground.numbers import (
    capital,
    format_number,
    format_target,
    format_value,
    in_words,
    opening_number,
    plural,
    round_half_up,
    short_unit,
)
from qprlib.report.context import Context
from qprlib.scoring.counts import Movement, crossings
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.scorecard import Point, Result, counted_from_few


def movement_sentence(moves: Sequence[Movement], since: str) -> str:
    """How many indicators went up and down a band.

    Such as "Eleven indicators have changed rating since the previous quarter: seven for the better and four for the
    worse."
    """
    number = len(moves)
    up = sum(move.steps > 0 for move in moves)
    if not moves:
        return f"No indicator has moved to a better or worse rating since {since}."
    if number == 1:
        return f"One indicator has moved to a {'better' if up else 'worse'} rating since {since}."
    said = f"{opening_number(number)} indicators have changed rating since {since}"
    if up in (0, number):
        return f"{said}, {'both' if number == 2 else 'all'} for the {'better' if up else 'worse'}."
    return f"{said}: {in_words(up)} for the better and {in_words(number - up)} for the worse."


def crossing_sentences(context: Context, since: str) -> str:
    """Which indicators came to be rated and which are rated no more, nothing where none is.

    Such as "One indicator that was not rated in the previous quarter is rated now: Health checks (Red)."
    """
    names = {row.id: row.short_name for row in context.scored.results}
    gained, lost = crossings(context.scored.kpis, context.scheme)
    said = []
    for some, before, now, then in ((gained, "not rated", "rated", ""), (lost, "rated", "not rated", "then ")):
        if some:
            was, verb = ("was", "is") if len(some) == 1 else ("were", "are")
            named = "; ".join(f"{names[name]} ({then}{band.label})" for name, band in some)
            subject = f"{opening_number(len(some))} {plural(len(some), 'indicator')} that {was} {before} in {since}"
            said.append(f"{subject} {verb} {now} now: {named}.")
    return " ".join(said)


def result_sentence(row: Result) -> str:
    """The latest result with its period and target: "87% in the quarter to June 2011, against a target of 90%".

    A share of few cases says from how many it was counted: "56% (5 of 9) in the quarter to June 2011".
    """
    if not row.known:
        return f"No result is available for this {row.noun}"
    actual = format_value(row.actual, row.unit, row.decimals)
    counts = counted(row, row)
    said = f"{actual}{f' ({counts})' if counts else ''} {row.period(row.period_end).in_words}"
    if not math.isnan(row.target):
        said += f", against a target of {format_target(row.target, short_unit(row.unit), row.decimals)}"
    elif not math.isnan(row.lower) and not math.isnan(row.upper):
        said += f", against {'an expected' if row.kind == 'activity' else 'a target'} range of {range_words(row)}"
    return said


def counted(row: Result, point: Result | Point) -> str:
    """What a share of few cases was counted from: "5 of 9"; "" where there are many, or nobody says."""
    if not counted_from_few(row.unit, point):
        return ""
    return f"{format_number(point.numerator, 0)} of {format_number(point.denominator, 0)}"


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

    Such as "Up from 79% to 87% since March 2011, below the target of 90%". For values that add up through a year, and
    across a break in the series, no change is claimed: the latest one is set against its own target.
    """
    if not row.known:
        return f"No result for this {row.noun} yet"
    actual = format_value(row.actual, row.unit, row.decimals)
    standing = against_target(row)
    tail = f", {standing}" if standing else ""
    if math.isnan(row.previous.actual) or row.basis in CUMULATIVE or row.break_since_previous:
        return capital(f"{actual} {row.period(row.period_end).in_words}{tail}")
    since = row.period(row.previous.period_end).named
    if format_number(row.previous.actual, row.decimals) == format_number(row.actual, row.decimals):
        return f"Unchanged at {actual} since {since}{tail}"
    way = "Up" if row.actual > row.previous.actual else "Down"
    previous = format_value(row.previous.actual, short_unit(row.unit), row.decimals)
    return f"{way} from {previous} to {actual} since {since}{tail}"


def last_year_sentence(row: Result, scheme: Scheme) -> str:
    """The result of the same period a year before, nothing where there is none or the direction has told it."""
    if row.year_before.period_end is None or row.year_before.period_end == row.base_end:
        return ""
    value = format_value(row.year_before.actual, short_unit(row.unit), row.decimals)
    band = scheme.band(row.year_before.rating)
    rated = f" ({band.label})" if band else ""
    it = "it" if row.known else "the result"
    return f"A year earlier, {row.period(row.year_before.period_end).in_words}, {it} was {value}{rated}."


def narrowly_missed(row: Result, margin: float | None) -> bool:
    """Whether a result misses its target by no more than a margin in per cent of it, as it is printed."""
    if margin is None or not row.off_target or math.isnan(row.target) or not row.target:
        return False
    gap = abs(round_half_up(row.actual, row.decimals) - row.target)
    return gap <= abs(row.target) * margin / 100 + 1e-9


def narrow_miss_sentence(row: Result, margin: float | None) -> str:
    """That a result misses its target narrowly; nothing where it does not."""
    return "The target was narrowly missed." if narrowly_missed(row, margin) else ""


def narrow_key(margin: float) -> str:
    """What is called a narrow miss, for the key."""
    return f"A target is narrowly missed where the result falls short of it by no more than {margin:g}% of the target."


def narrow_sentence(rows: Sequence[Result], margin: float | None) -> str:
    """Which indicators missed their targets by no more than the margin; nothing where none did, or there is no margin.

    Such as "One indicator narrowly missed its target, by no more than 2% of the target: Developer contributions (97%
    against 98%)."
    """
    found = [row for row in rows if narrowly_missed(row, margin)]
    if not found:
        return ""
    named = []
    for row in found:
        unit = short_unit(row.unit)
        against = format_target(row.target, unit, row.decimals)
        named.append(f"{row.short_name} ({format_value(row.actual, unit, row.decimals)} against {against})")
    its = "its target" if len(found) == 1 else "their targets"
    said = f"{opening_number(len(found))} {plural(len(found), 'indicator')} narrowly missed {its}"
    return f"{said}, by no more than {margin:g}% of the target: {'; '.join(named)}."


def forecast_sentence(row: Result) -> str:
    """The year-end forecast, to be followed by its rating; nothing where there is none."""
    if math.isnan(row.forecast):
        return ""
    said = f"The forecast for the year end is {format_value(row.forecast, short_unit(row.unit), row.decimals)}"
    if not math.isnan(row.annual_target):
        said += f" against an annual target of {format_target(row.annual_target, short_unit(row.unit), row.decimals)}"
    return said


def polarity_words(polarity: str) -> str:
    """Which way is better, for a reader."""
    return {
        "higher": "Higher values are better",
        "lower": "Lower values are better",
        "range": "Values inside a range are best",
        "neutral": "Neither higher nor lower is better",
    }[polarity]
