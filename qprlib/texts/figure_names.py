"""The names of live figures: what each is for an indicator, and what to write where an indicator has none."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from qprlib.data.running import CUMULATIVE
from qprlib.ground.numbers import decimals_needed
from qprlib.scoring.headline import status_label
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.scorecard import Result
from qprlib.scoring.states import Direction
from qprlib.texts.amounts import Amount, Figure, PrintedChange, Words
from qprlib.texts.findings import Subject


@dataclass(frozen=True, slots=True)
class Absent:
    """A figure that is not there: why, and what to write instead."""

    why: str
    todo: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name that may stand between braces, what it stands for, and the figure of an indicator."""

    id: str
    meaning: str
    of: Callable[[Subject, Scheme], Figure | Absent]


_Of = Callable[[Subject, Scheme], Figure | Absent]


def _result(subject: Subject, scheme: Scheme) -> Figure | Absent:
    row = subject.row
    if not row.known:
        return Absent(f"{row.id} has no result", "say in words why there is none")
    return Amount(row.actual, row.unit, row.decimals)


def _target(subject: Subject, scheme: Scheme) -> Figure | Absent:
    row = subject.row
    if math.isnan(row.target) and not math.isnan(row.lower) and not math.isnan(row.upper):
        return Absent(f"{row.id} has no target, but an expected range", "write {{ lower }} to {{ upper }}")
    return _limit(row, row.target, "target")


def _floor(subject: Subject, scheme: Scheme) -> Figure | Absent:
    row = subject.row
    return _limit(row, row.floor, "ceiling" if row.polarity == "lower" else "floor")


def _limit(row: Result, value: float, name: str) -> Figure | Absent:
    if math.isnan(value):
        return Absent(f"{row.id} has no {name}", f"take the sentence about its {name} out, or give it one in the data")
    # A target is printed with as many decimals as it was set.
    return Amount(value, row.unit, decimals_needed(value, row.decimals))


def _previous(subject: Subject, scheme: Scheme) -> Figure | Absent:
    row = subject.row
    if math.isnan(row.previous.actual):
        return Absent(f"{row.id} has no earlier result", "say that this is its first result")
    return Amount(row.previous.actual, row.unit, row.decimals)


def _last_year(subject: Subject, scheme: Scheme) -> Figure | Absent:
    row = subject.row
    if row.year_before.period_end is None or math.isnan(row.year_before.actual):
        return Absent(
            f"{row.id} has no result for the same period a year before", "compare with {{ previous }} instead"
        )
    return Amount(row.year_before.actual, row.unit, row.decimals)


def _change(subject: Subject, scheme: Scheme) -> Figure | Absent:
    row = subject.row
    previous = _previous(subject, scheme)
    if isinstance(previous, Absent):
        return previous
    if not row.known:
        return _result(subject, scheme)
    if row.basis in CUMULATIVE:
        return Absent(
            f"{row.id} adds up through a year, so that its last two results cover unlike periods",
            "write about {{ change_since_last_year }}, or give both results with their periods",
        )
    if _broken(subject, row.previous.period_end):
        return Absent(f"the series of {row.id} was broken since the result before", "give both results instead")
    return PrintedChange.between(row.previous.actual, row.actual, row.unit, row.decimals)


def _change_since_last_year(subject: Subject, scheme: Scheme) -> Figure | Absent:
    row = subject.row
    earlier = _last_year(subject, scheme)
    if isinstance(earlier, Absent):
        return earlier
    if not row.known:
        return _result(subject, scheme)
    return PrintedChange.between(row.year_before.actual, row.actual, row.unit, row.decimals)


def _broken(subject: Subject, since: date | None) -> bool:
    latest = subject.row.period_end
    if since is None or latest is None:
        return False
    return any(point.break_before for point in subject.points if since < point.period_end <= latest)


def _period(end: Callable[[Result], date | None], missing: _Of, lead: bool) -> _Of:
    """The period of a result, if that result is there; ``lead`` keeps the preposition."""

    def of(subject: Subject, scheme: Scheme) -> Figure | Absent:
        value = missing(subject, scheme)
        if isinstance(value, Absent):
            return value
        said = subject.row.period(end(subject.row)).in_words
        return Words(said if lead else re.sub(r"^(?:in|on average in|on|from) ", "", said))

    return of


def _rated(rating_of: Callable[[Result], str], missing: str, todo: str) -> _Of:
    """A rating beside the present one."""

    def of(subject: Subject, scheme: Scheme) -> Figure | Absent:
        rating = rating_of(subject.row)
        return Words(status_label(rating, scheme)) if rating else Absent(missing.format(id=subject.row.id), todo)

    return of


def _number(name: str, what: str, todo: str, *, counted: bool = False) -> _Of:
    """Another number of the row: a count such as its numerator, or one in the unit of the result."""

    def of(subject: Subject, scheme: Scheme) -> Figure | Absent:
        row, value = subject.row, getattr(subject.row, name)
        if math.isnan(value):
            return Absent(f"{row.id} has no {what}", todo)
        return Amount(value, "number" if counted else row.unit, decimals_needed(value, 0 if counted else row.decimals))

    return of


def _forecast(subject: Subject, scheme: Scheme) -> Figure | Absent:
    row = subject.row
    if math.isnan(row.forecast):
        return Absent(f"{row.id} has no forecast", "take the sentence about it out, or give one in the data")
    return Amount(row.forecast, row.unit, row.decimals)


def _text(name: str, what: str) -> _Of:
    def of(subject: Subject, scheme: Scheme) -> Figure | Absent:
        words = str(getattr(subject.row, name))
        return Words(words) if words else Absent(f"{subject.row.id} has no {what}", "write it out, or leave it out")

    return of


_RANGED = "leave it out, or give the range in the data"
_UNRATED = "leave the rating out"
_COUNTED = "take the sentence about it out, or give it in the data"

NAMES: Final = {
    name.id: name
    for name in (
        Name("actual", "the latest result", _result),
        Name("target", "its target", _target),
        Name("floor", "its floor", _floor),
        Name("ceiling", "the same, by the name it has where lower is better", _floor),
        Name("lower", "the lower end of the range it is expected in",
             _number("lower", "lower end of a range", _RANGED)),
        Name("upper", "the upper end of that range", _number("upper", "upper end of a range", _RANGED)),
        Name("previous", "the result before", _previous),
        Name("change", "the change since the result before", _change),
        Name("last_year", "the result of the same period a year before", _last_year),
        Name("change_since_last_year", "the change since then", _change_since_last_year),
        Name("period", "what the latest result covers", _period(lambda row: row.period_end, _result, lead=False)),
        Name("in_period", "the same, ready for a sentence", _period(lambda row: row.period_end, _result, lead=True)),
        Name("previous_period", "what the result before covers",
             _period(lambda row: row.previous.period_end, _previous, lead=False)),
        Name("last_year_period", "the same period a year before",
             _period(lambda row: row.year_before.period_end, _last_year, lead=False)),
        Name("rating", "the rating, or the state that says why there is none",
             lambda subject, scheme: Words(status_label(subject.row.rating, scheme))),
        Name("previous_rating", "the rating at the end of the previous quarter",
             _rated(lambda row: row.before.rating, "{id} has no earlier rating", "say that this is its first rating")),
        Name("last_year_rating", "the rating a year before",
             _rated(lambda row: row.year_before.rating,
                    "{id} has no rating for the same period a year before", _UNRATED)),
        Name("direction", "the direction of travel",
             lambda subject, _: Words(Direction(subject.row.direction).label.lower())),
        Name("numerator", "how many counted", _number("numerator", "numerator", _COUNTED, counted=True)),
        Name("denominator", "out of how many", _number("denominator", "denominator", _COUNTED, counted=True)),
        Name("forecast", "the forecast for the year end", _forecast),
        Name("forecast_rating", "the rating it would have",
             _rated(lambda row: row.forecast_rating, "the forecast of {id} has no rating", _UNRATED)),
        Name("annual_target", "the target for the year",
             lambda subject, _: _limit(subject.row, subject.row.annual_target, "annual target")),
        Name("name", "the indicator's full name", _text("name", "name")),
        Name("short_name", "its short name", _text("short_name", "short name")),
        Name("unit", "its unit", _text("unit", "unit")),
    )
}  # fmt: skip
"""What may be said of an indicator: alone under its own heading, after its id and a full stop elsewhere."""

EDITION_NAMES: Final = {
    "quarter": "the quarter of the report",
    "as_of": "the day up to which data count",
    "year": "the financial year",
    "kpis": "how many KPIs there are",
}
"""What may be said of the edition, in any text; beside it ``count`` with the id of a rating or direction."""

COUNT: Final = "count"
