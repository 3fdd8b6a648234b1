"""Sentences of a KPI card: benchmarks, few cases, and what was revised or restated."""

from __future__ import annotations

import math
from collections.abc import Sequence

from qprlib.ground.calendar import day_in_words
from qprlib.ground.numbers import capital, format_change, format_target, format_value, inside, join_words, short_unit
from qprlib.report.parts.benchmarks import Benchmark, comparable, standing
from qprlib.report.parts.restatements import Restatement
from qprlib.report.sentences.about_indicators import counted
from qprlib.scoring.scorecard import Result

_STANDINGS = {
    "better": "better than",
    "worse": "worse than",
    "same": "the same as",
    "above": "above",
    "below": "below",
}


# Few cases --------------------------------------------------------------------------------------------------


def few_cases_sentence(row: Result) -> str:
    """That the latest result rests on few cases, and how much one of them moves it; "" where it does not."""
    found = counted(row, row)
    if not found:
        return ""
    moved = format_change(100 / row.denominator, "%", 0)
    return f"Based on few cases, {found}: one more or less changes the result by about {moved}."


# Benchmarks -------------------------------------------------------------------------------------------------


def comparator_words(comparator: str) -> str:
    """Whose figure it is inside a sentence: "the national average", "the statistical neighbours' average"."""
    if comparator.casefold() == "national":
        return "the national average"
    if comparator.endswith("s") and " " in comparator:
        return f"the {inside(comparator)}' average"
    return f"the figure for {comparator}"


def benchmark_words(row: Result, benchmark: Benchmark) -> str:
    """A benchmark with its value and its own period: "the national average of 58.1% (2023/24)"."""
    value = format_value(benchmark.value, short_unit(row.unit), row.decimals)
    return f"{comparator_words(benchmark.comparator)} of {value} ({benchmark.period})"


def benchmark_sentence(row: Result, benchmarks: Sequence[Benchmark]) -> str:
    """How the result stands against each benchmark, "" without any.

    Such as "The result is better than the national average of 58.1% (2023/24) but worse than the statistical
    neighbours' average of 60.2% (2023/24)."
    """
    if not benchmarks:
        return ""
    if not comparable(row):
        said = capital(join_words([benchmark_words(row, one) for one in benchmarks]))
        verb = "is" if len(benchmarks) == 1 else "are"
        if not row.known:
            return f"{said} {verb} the latest to compare with."
        return f"{said} {verb} for a whole year: this year's total is compared when the year has ended."
    groups: dict[str, list[str]] = {}
    for one in benchmarks:
        groups.setdefault(standing(row, one), []).append(benchmark_words(row, one))
    parts = [f"{_STANDINGS[found]} {join_words(some)}" for found, some in groups.items()]
    opposed = len(groups) == 2 and "same" not in groups
    return f"The result is {' but '.join(parts) if opposed else join_words(parts)}."


def standing_word(row: Result, benchmark: Benchmark) -> str:
    """How the result stands, as a cell of a table says it: "Better", "Not compared"."""
    return capital(standing(row, benchmark)) or "Not compared"


# Revised and restated ---------------------------------------------------------------------------------------


def replaced_word(row: Result, column: str) -> str:
    """What was replaced, as a reader calls it: "result", "target", "ceiling"."""
    floor = "ceiling" if row.polarity == "lower" else "floor"
    of_range = "expected range" if row.kind == "activity" else "target range"
    return {
        "actual": "result",
        "floor": floor,
        "lower": f"lower end of the {of_range}",
        "upper": f"upper end of the {of_range}",
        "floor_lower": "floor below the range",
        "floor_upper": "ceiling above the range",
        "annual_target": "annual target",
        "annual_floor": f"annual {floor}",
    }.get(column, column)


def replaced_value(row: Result, one: Restatement, value: float) -> str:
    """An old or a new value as it is printed."""
    if math.isnan(value):
        return "none"
    form = format_value if one.of_result else format_target
    return form(value, short_unit(row.unit), row.decimals)


def replaced_periods(row: Result, one: Restatement) -> str:
    """Of which periods: "Sep 24", "Jun 24 to Mar 25"; "whole year 2024/25" of what is set for a year."""
    first, last = row.period(one.ends[0]).short, row.period(one.ends[-1]).short
    if one.column.startswith("annual"):
        first, last = (f"the year to {label}" for label in (first, last))
    return first if first == last else f"{first} to {last}"


def restatement_sentence(row: Result, one: Restatement) -> str:
    """What was replaced, by what, when, by whom and why."""
    old, new = (replaced_value(row, one, value) for value in (one.old, one.new))
    what, when = capital(replaced_word(row, one.column)), replaced_periods(row, one)
    reason = f" {capital(one.reason.rstrip('.'))}." if one.reason else ""
    if one.of_result:
        return f"Result for {when} revised from {old} to {new} on {day_in_words(one.recorded)}.{reason}"
    by = one.authority or day_in_words(one.recorded)
    return f"{what} for {when} restated from {old} to {new} ({by}).{reason}"
