"""What is known of one indicator: the values that a text may quote, each with its words; and faults against them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from qprlib.claims.quantities import Figure, Unit, says
from qprlib.ground.cycles import cycle_of
from qprlib.ground.numbers import (
    format_change,
    format_number,
    format_target,
    format_value,
    is_percentage,
    round_half_up,
)
from qprlib.scoring.scorecard import Point, Result
from qprlib.texts.findings import Subject


@dataclass(frozen=True, slots=True)
class Value:
    """A known value: how many decimals it is published with, and how it reads in a message."""

    number: float
    decimals: int
    words: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A contradiction: the check's id, the words, what is wrong as a whole sentence, and what would be right."""

    check: str
    quote: str
    found: str
    allowed: str = ""


@dataclass(frozen=True)
class Known:
    """The values known of an indicator, and further figures (benchmarks) that texts may quote."""

    subject: Subject
    benchmarks: tuple[float, ...] = ()

    @property
    def row(self) -> Result:
        """The indicator's row of the scorecard."""
        return self.subject.row

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """Its periods with a result, in order."""
        return tuple(point for point in self.subject.points if point.known)

    @cached_property
    def before(self) -> tuple[date, ...]:
        """The periods that the latest result is usually compared with: the one before, the rule's, a year before."""
        row = self.row
        ends = (row.previous.period_end, row.base_end, row.year_before.period_end)
        return tuple(dict.fromkeys(end for end in ends if end is not None))

    def actual(self, end: date | None) -> float:
        """The result of a period, NaN where there is none."""
        if end is not None and end == self.row.period_end:
            return self.row.actual
        if end is not None and end == self.row.year_before.period_end:
            return self.row.year_before.actual
        return next((point.actual for point in self.points if point.period_end == end), math.nan)

    def result(self, end: date | None) -> Value:
        """The result of a period, with its words: "83.5% in the quarter to June 2011"."""
        number, row = self.actual(end), self.row
        words = f"{format_value(number, row.unit, row.decimals)} {self.period(end)}".strip()
        return Value(number, row.decimals, words)

    @property
    def latest(self) -> Value:
        """The latest result."""
        return self.result(self.row.period_end)

    def results(self, ends: Iterable[date | None]) -> tuple[Value, ...]:
        """The results of periods, those that are known."""
        found = [self.result(end) for end in dict.fromkeys(ends)]
        return tuple(value for value in found if not math.isnan(value.number))

    @cached_property
    def ends(self) -> tuple[date, ...]:
        """The ends of all periods with a result, the latest first."""
        known = [point.period_end for point in reversed(self.points)]
        return tuple(dict.fromkeys([*known, *self.before]))

    @cached_property
    def others(self) -> tuple[Value, ...]:
        """Figures that may stand for a result without being one: the forecast, benchmarks."""
        row = self.row
        found = [Value(row.forecast, row.decimals, "the forecast")] if not math.isnan(row.forecast) else []
        return (*found, *(Value(number, 6, "a benchmark") for number in self.benchmarks))

    def period(self, end: date | None) -> str:
        """A period in the middle of a sentence, "" where there is none."""
        if end is None or not cycle_of(self.row).ends_on(end):
            return ""
        return self.row.period(end).in_words

    def changes(self, ends: Iterable[date], kind: Unit) -> Iterator[Value]:
        """How far the latest result lies from those of other periods, in units or in per cent of the earlier one."""
        row = self.row
        for end in ends:
            then = self.actual(end)
            if math.isnan(then) or end == row.period_end:
                continue
            now, earlier = (round_half_up(one, row.decimals) for one in (row.actual, then))
            since = f"since {self.row.period(end).short}" if self.period(end) else "since then"
            if kind is not Unit.SHARE and (kind is not Unit.PERCENT or is_percentage(row.unit)):
                for size in (now - earlier, row.actual - then):
                    change = round_half_up(abs(size), 9)
                    yield Value(change, row.decimals, f"{format_change(change, row.unit, row.decimals)} {since}")
            if kind in (Unit.PERCENT, Unit.SHARE) and then:
                for one, other in ((now, earlier), (row.actual, then)):
                    if other:
                        share = abs(100 * (one - other) / other)
                        yield Value(share, 1, f"{format_number(share, 1)}% {since}")

    def distances(self, kind: Unit, *, floor: bool) -> Iterator[Value]:
        """How far the latest result lies from its target, or from its floor."""
        row = self.row
        for bound, name in ((row.target, "target"), (row.floor, "floor"), (row.annual_target, "annual target")):
            if math.isnan(bound) or floor != (name == "floor"):
                continue
            for now in (round_half_up(row.actual, row.decimals), row.actual):
                size = round_half_up(abs(now - bound), 9)
                words = f"{format_change(size, row.unit, row.decimals)} from the {name}"
                if kind is not Unit.PERCENT or is_percentage(row.unit):
                    yield Value(size, row.decimals, words)
                if kind is Unit.PERCENT and bound:
                    yield Value(100 * size / bound, 1, words)

    def range_ends(self) -> tuple[Value, ...]:
        """The ends of the range."""
        row = self.row
        ends = [(row.lower, "the lower end of the range"), (row.upper, "the upper end of the range")]
        return tuple(
            Value(number, 6, f"{format_target(number, row.unit, row.decimals)}, {name}")
            for number, name in ends
            if not math.isnan(number)
        )

    def bounds(self, name: str, ends: Iterable[date | None] | None = None) -> tuple[Value, ...]:
        """The targets or floors, by that ``name``, of periods: all by default."""
        row = self.row
        known = {point.period_end: float(getattr(point, name)) for point in self.subject.points}
        if row.period_end is not None:
            known[row.period_end] = float(getattr(row, name))
        wanted = list(known) if ends is None else list(ends)
        found = [
            Value(known[end], 6, f"{format_target(known[end], row.unit, row.decimals)} {self.period(end)}".strip())
            for end in wanted
            if end is not None and end in known and not math.isnan(known[end])
        ]
        if ends is None and name == "target" and not math.isnan(row.annual_target):
            words = f"{format_target(row.annual_target, row.unit, row.decimals)} for the year"
            found.append(Value(row.annual_target, 6, words))
        return tuple(found)


def fits(figure: Figure, values: Iterable[Value]) -> bool:
    """Whether a figure is one of these values at a usual rounding."""
    return any(says(figure, value.number, value.decimals) for value in values)


def closest(figure: Figure, values: Iterable[Value]) -> Value | None:
    """The value nearest to a figure, the first of equally near ones."""
    return min(values, key=lambda value: abs(value.number - figure.value), default=None)
