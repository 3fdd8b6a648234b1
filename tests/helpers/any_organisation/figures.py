"""Results and targets of an indicator made at random: near each other; with zeros, gaps, revisions, breaks, states."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from helpers.any_organisation.calendar import BY_LENGTH, Turns, Year
from helpers.any_organisation.choices import Choices
from helpers.any_organisation.register import Indicator, Row
from helpers.any_organisation.words import Words

#: States that stand beside a result, and those that stand in its place.
BESIDE, INSTEAD = (
    ("new", "target-tbc", "no-target"),
    ("not-available", "not-due", "suppressed", "no-cases", "withdrawn"),
)
PERIODS = {"quarterly": (1, 10), "monthly": (1, 22), "weekly": (1, 22), "annual": (1, 4), "school_year": (1, 4)}
ALL_ENDS = 28


@dataclass(frozen=True)
class Figures:
    """The rows about one indicator, by table."""

    actuals: list[Row]
    targets: list[Row]
    profiles: list[Row]


@dataclass(frozen=True)
class Clock:
    """When the editions were made.

    Parameters
    ----------
    cuts
        Their data cut-offs, in order.
    year, length
        The organisation's year, and what of it the editions report on.
    """

    cuts: tuple[date, ...]
    year: Year = field(default=Year())
    length: str = "quarter"

    def ends(self, number: int) -> list[date]:
        """The latest ends of what is reported on by the last cut-off."""
        return Turns(BY_LENGTH[self.length], self.year).ends(self.cuts[-1], number)

    def between(self, choices: Choices, end: date) -> date:
        """A day after the last edition but one, and after the period, by which the last edition knows of it."""
        first = max(self.cuts[-2] + timedelta(days=1), end)
        return min(first + timedelta(days=choices.number(0, 20)), max(self.cuts[-1], end))


def make_figures(choices: Choices, words: Words, one: Indicator, clock: Clock) -> Figures:
    """Results and targets of one indicator."""
    when = _ends(choices, one, clock)
    values = _values(choices, one, when)
    actuals, latest = _actuals(choices, words, one, when, values)
    if one["kind"] == "data_only" or (one["kind"] == "kpi" and choices.one_in(12)):
        if one["kind"] == "kpi" and actuals:
            actuals[-1]["state"] = "new"
        targets: list[Row] = []
    else:
        targets = _targets(choices, one, when, values)
    profiles = []
    by_year = one.running and one["kind"] == "kpi" and one["polarity"] != "range" and one["frequency"] != "termly"
    if targets and by_year and choices.one_in(2):
        profiles, targets = _profiles(choices, one, when, values), []
    _revise(choices, words, one, clock, actuals=actuals, values=latest)
    _restate(choices, words, clock, targets)
    return Figures(actuals, targets, profiles)


def _ends(choices: Choices, one: Indicator, clock: Clock) -> list[date]:
    most = one.turns.ends(clock.cuts[-1], ALL_ENDS)
    most = [end for end in most if one["first_period"] <= str(end) and str(end) <= (one["last_period"] or "9")]
    least, usual = PERIODS.get(one["frequency"], (1, 8))
    late = choices.number(1, 4) if choices.one_in(8) else 0
    known = most[: len(most) - late] or most
    return known[-choices.number(least, usual) :]


# Results ----------------------------------------------------------------------------------------------------


def _values(choices: Choices, one: Indicator, when: list[date]) -> list[Decimal]:
    """A walk that drifts, stays or jumps, with zeros; of running totals one that grows within its year."""
    size = choices.one_of((3, 40, 90) if one["unit"] == "%" else (3, 40, 700, 60_000))
    level = Decimal(choices.number(1, size))
    drift = choices.one_of((0, 0, 1, -1, 3))
    noise = choices.one_of((0, 2, 10))
    bound = Decimal(100) if one["unit"] == "%" else None
    below = one["unit"] in ("number", "£000", "%") and not one.running and not one.counted and choices.one_in(12)
    found: list[Decimal] = []
    year, so_far = 0, Decimal(0)
    for end in when:
        part = level * (100 + choices.number(-noise, noise)) / 100
        level = max(level + level * drift / 100, Decimal(0))
        if choices.one_in(15):
            part = Decimal(0)
        if one.running and one["unit"] != "%":
            began = one.turns.begins_year(one["basis"], end)
            so_far = part if began != year else so_far + part
            year, part = began, so_far
        part = -part if below and choices.one_in(2) else part
        part = min(part, bound) if bound else part
        found.append(part.quantize(one.step, ROUND_HALF_UP))
    if one["unit"] == "%" and all(0 <= value <= 1 for value in found):
        found = [value + 2 for value in found]  # shares of 1 under % are another matter
    return found


def _actuals(
    choices: Choices, words: Words, one: Indicator, when: list[date], values: list[Decimal]
) -> tuple[list[Row], list[Decimal]]:
    each, year = Decimal(choices.one_of((7, 30, 400))), 0
    part = whole = Decimal(0)
    rows = []
    for place, end in enumerate(when):
        row = {"indicator": one["id"], "period_end": str(end), "actual": str(values[place])}
        if one.counted:
            began = one.turns.begins_year(one["basis"], end) if one.running else place
            if began != year or not place:
                part = whole = Decimal(0)
            year = began
            # Over a year both grow.
            part += (each * values[place] / 100).quantize(Decimal(1), ROUND_HALF_UP)
            whole += each
            values[place] = (100 * part / whole).quantize(one.step, ROUND_HALF_UP)
            row |= {"actual": str(values[place]), "numerator": str(part), "denominator": str(whole)}
        _odd(choices, words, one, row, last=place == len(when) - 1, first=place == 0)
        rows.append(row)
    if one["kind"] == "kpi" and rows and rows[-1]["actual"] and choices.one_in(8):
        forecast = (values[-1] * choices.one_of((95, 100, 104)) / 100).quantize(one.step, ROUND_HALF_UP)
        rows[-1]["forecast"] = str(min(forecast, Decimal(100)) if one["unit"] == "%" else forecast)
    return rows, values


def _odd(choices: Choices, words: Words, one: Indicator, row: Row, *, last: bool, first: bool) -> None:
    """What is out of the ordinary about one result."""
    if choices.one_in(8):
        row["note"] = words.text()
    if choices.one_in(10):
        row["flag"] = choices.one_of(("provisional", "estimate", "revised"))
    if not first and choices.one_in(15):
        row |= {"break_before": "yes", "note": words.text()}
    if one["kind"] == "kpi" and choices.one_in(6 if last else 20):
        state = choices.one_of((*BESIDE, *INSTEAD))
        row["state"] = state
        if state in INSTEAD:
            row |= {"actual": "", "numerator": "", "denominator": ""}
    elif not last and choices.one_in(15):
        row |= {"actual": "", "numerator": "", "denominator": "", "note": words.text()}


def _revise(
    choices: Choices, words: Words, one: Indicator, clock: Clock, *, actuals: list[Row], values: list[Decimal]
) -> None:
    """A result that replaces one that the edition before had published."""
    if len(actuals) < 2 or one.running or one.counted or not choices.one_in(4):
        return
    place = len(actuals) - choices.number(1, min(3, len(actuals)))
    old = actuals[place]
    if not old["actual"] or date.fromisoformat(old["period_end"]) > clock.cuts[-2]:
        return
    value = (values[place] * choices.one_of((99, 101, 104, 80, 125)) / 100).quantize(one.step, ROUND_HALF_UP)
    if one["unit"] == "%":
        value = min(value, Decimal(100))
    day = clock.between(choices, date.fromisoformat(old["period_end"]))
    values[place] = value
    actuals.append(old | {"actual": str(value), "recorded": str(day), "reason": words.text(), "note": ""})


# Targets ----------------------------------------------------------------------------------------------------


def _targets(choices: Choices, one: Indicator, when: list[date], values: list[Decimal]) -> list[Row]:
    same = choices.one_in(2) and not one.running
    unit = Decimal(1).scaleb(-one.decimals)
    floors, tolerance = not choices.one_in(4), choices.one_in(2)
    rows: list[Row] = []
    near = values[-1]
    for end, value in zip(when, values, strict=True):
        if choices.one_in(15) and end != when[-1]:
            continue
        if not (same and rows):
            near = (value * choices.one_of((100, 100, 99, 101, 95, 105, 88, 112, 80, 125)) / 100).quantize(unit)
            if choices.one_in(8):
                near = near / 2  # a target with more decimals than its results
            if one["unit"] == "%":
                near = min(max(near, Decimal(2)), Decimal(100))
        row = {"indicator": one["id"], "period_end": str(end), "target": "", **_aims(one, near, unit, floors)}
        if tolerance and row["target"]:
            row["tolerance"] = str(max(abs(near) / 20, unit).quantize(unit))
        rows.append(row)
    return rows


def _aims(one: Indicator, near: Decimal, unit: Decimal, floors: bool) -> Row:
    wide = max(abs(near) / 10, unit).quantize(unit)
    if one["kind"] == "activity":
        return {"lower": str(near - wide), "upper": str(near + wide)}
    if one["polarity"] == "range":
        beyond = {"floor_lower": str(near - 3 * wide), "floor_upper": str(near + 3 * wide)} if floors else {}
        return {"lower": str(near - wide), "upper": str(near + wide), **beyond}
    floor = near - wide if one["polarity"] == "higher" else near + wide
    return {"target": str(near), **({"floor": str(floor)} if floors else {})}


def _restate(choices: Choices, words: Words, clock: Clock, targets: list[Row]) -> None:
    if not targets or not targets[-1]["target"] or not choices.one_in(4):
        return
    old = targets[-1]
    target, more = Decimal(old["target"]), Decimal(choices.one_of((1, -1, 5)))
    restated = old | {"target": str(target + more)}
    if "floor" in old:
        restated["floor"] = str(Decimal(old["floor"]) + more)
    day = clock.between(choices, clock.cuts[-2])
    targets.append(restated | {"recorded": str(day), "authority": words.name(), "reason": words.text()})


def _profiles(choices: Choices, one: Indicator, when: list[date], values: list[Decimal]) -> list[Row]:
    """A target for each year with the path that leads to it."""
    years = sorted({one.turns.running(one["basis"]).last_day(end) for end in when})
    annual = max(*values, Decimal(4)).quantize(Decimal(1), ROUND_HALF_UP)
    rows = []
    for year in years:
        row = {"indicator": one["id"], "year_end": str(year), "annual_target": str(annual)}
        row["profile"] = choices.one_of(("linear", "flat"))
        if one["frequency"] in ("quarterly", "academic_quarterly") and choices.one_in(2):
            row["profile"] = choices.one_of(("20%; 45%; 70%; 100%", "25%; 50%; 75%; 100%"))
        if choices.one_in(2):
            row["annual_floor"] = str(annual - 1 if one["polarity"] == "higher" else annual + 1)
        rows.append(row)
    return rows
