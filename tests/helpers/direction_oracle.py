"""A naive oracle for directions of travel: one indicator, one rule, plain Python, written from the rules' words."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

from scipy import stats

from helpers.any_organisation.calendar import Turns, Year, apart
from helpers.any_organisation.usual import signals
from qprlib.scoring.rules import (
    DirectionRule,
    LatestThree,
    PreviousPeriod,
    Regression,
    SamePeriodLastYear,
    ShortAndLong,
    SmallChange,
    TheilSen,
    XmrRule,
)


@dataclass(frozen=True)
class Value:
    """One result of an indicator."""

    end: date
    actual: float
    breaks: bool = False


@dataclass(frozen=True)
class Indicator:
    """What is declared of the indicator; ``unranged`` are the places of results that no range judges, ``starts`` is the
    month with which its year begins."""

    polarity: str = "higher"
    basis: str = ""
    frequency: str = ""
    unit: str = "number"
    decimals: int = 0
    lower: float = math.nan
    upper: float = math.nan
    unranged: frozenset[int] = frozenset()
    starts: int = 4


@dataclass(frozen=True)
class Known:
    """A result that is there: its number among all, era between breaks, exact and printed value."""

    place: int
    end: date
    era: int
    exact: float
    printed: float
    increment: bool = False


Answer = tuple[str, date | None, float | None, str]


def oracle(values: list[Value], indicator: Indicator, rule: DirectionRule) -> list[Answer]:
    """Direction, base period, base value and reason of every result; a missing result has none."""
    era, known = 0, []
    for place, value in enumerate(values):
        era += value.breaks
        if not math.isnan(value.actual):
            known.append(Known(place, value.end, era, value.actual, printed(value.actual, indicator.decimals)))
    answers: list[Answer] = [("too-few", None, None, "no-value")] * len(values)
    for number, one in enumerate(known):
        answers[one.place] = answer(known[: number + 1], known, indicator, rule)
    return answers


def printed(value: float, decimals: int) -> float:
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)) if decimals >= 0 else value


def answer(known: list[Known], every: list[Known], indicator: Indicator, rule: DirectionRule) -> Answer:
    if isinstance(rule, ShortAndLong):
        return answer(known, every, indicator, PreviousPeriod(cumulative=rule.cumulative))
    now = known[-1]
    yearly = isinstance(rule, SamePeriodLastYear) or (isinstance(rule, SmallChange) and "year" in rule.against)
    if yearly:
        before = next((one for one in known if a_year_apart(one, now, indicator)), None)
        if before is None:
            return "too-few", None, None, "no-last-year"
        if before.era != now.era:
            return "not-comparable", before.end, before.printed, "break-in-series"
        if score(now.printed, indicator) is None:
            return "not-comparable", before.end, before.printed, "no-range"
        return (
            way(compare(now.printed, before.printed, indicator, rule), indicator),
            *at(before),
            "same-period-last-year",
        )
    if len(known) == 1:
        return "too-few", None, None, "no-base"
    refused: Answer = ("not-comparable", known[-2].end, known[-2].printed, "cumulative")
    unlike = isinstance(rule, PreviousPeriod) and rule.unlike_periods
    series = known
    if "to_date" in indicator.basis and not unlike:
        series = increments(known, every, indicator) if rule.cumulative == "increment" else []  # type: ignore[union-attr]
        if not series or series[-1].place != now.place:
            return refused
        now = series[-1]
    series = [one for one in series if one is now or one.place not in indicator.unranged]
    if score(now.printed, indicator) is None:
        return (*refused[:3], "no-range")
    if isinstance(rule, PreviousPeriod | SmallChange):
        return pair(series[-2], now, indicator, rule, refused) if len(series) > 1 else refused
    if isinstance(rule, LatestThree) or rule.overlapping == "allow" or not overlap(every, indicator):
        return several(series, indicator, rule)
    step = {"half_yearly": 6, "two_yearly": 24, "three_yearly": 36}.get(indicator.frequency, 1)
    distance = math.ceil(covered(indicator) / step) * step
    apart = [one for one in series if (months(now) - months(one)) % distance == 0]
    enough = len([one for one in apart if one.era == now.era]) >= rule.least
    by_year = answer(known, every, indicator, SamePeriodLastYear())
    return (*several(apart, indicator, rule)[:3], "apart") if enough else by_year


def a_year_apart(one: Known, now: Known, indicator: Indicator) -> bool:
    """Whether a result is of the same period a year before: of weeks of the 52nd before."""
    if indicator.frequency == "weekly":
        return (now.end - one.end).days == 7 * 52
    return months(one) == months(now) - 12


def covered(indicator: Indicator) -> int:
    """How many months a result covers."""
    if indicator.basis in ("rolling_12_months", "annual", "academic_year"):
        return 12
    months_of = {"quarter": 1 if indicator.frequency == "termly" else 3, "half_year": 6, "rolling_3_years": 36}
    return months_of.get(indicator.basis, 1)


def overlap(every: list[Known], indicator: Indicator) -> bool:
    """Whether any two results of the series share a month."""
    if indicator.frequency == "weekly":
        return False  # a week, or a day, is all that one covers
    return any(months(b) - months(a) < covered(indicator) for a, b in pairwise(every))


def pair(before: Known, now: Known, indicator: Indicator, rule: DirectionRule, refused: Answer) -> Answer:
    unlike = isinstance(rule, PreviousPeriod) and rule.unlike_periods
    if before.era != now.era and not (isinstance(rule, PreviousPeriod) and rule.across_breaks):
        return (*refused[:3], "break-in-series")
    # Of surveys each is compared with the one before, however many years lie between.
    apart = {"two_yearly": 24, "three_yearly": 36}.get(indicator.frequency, 12)
    once_a_year = indicator.basis in ("annual", "academic_year") or (
        indicator.frequency in ("annual", "school_year", "two_yearly", "three_yearly")
    )
    if once_a_year and not unlike and months(now) - months(before) != apart:
        return (*refused[:3], "unlike-period")
    found = way(compare(now.printed, before.printed, indicator, rule), indicator)
    return found, *at(before), "increment" if now.increment else "previous-period"


def several(series: list[Known], indicator: Indicator, rule: DirectionRule) -> Answer:
    least = 3 if isinstance(rule, LatestThree) else rule.least  # type: ignore[union-attr]
    if len(series) == 1:
        return "too-few", None, None, "no-base"
    era = [one for one in series if one.era == series[-1].era]
    if len(era) < least:
        return "too-few", None, None, "break-in-series" if len(series) >= least else "too-few"
    if isinstance(rule, LatestThree):
        three = era[-3:]
        signs = [compare(b.printed, a.printed, indicator, rule) for a, b in pairwise(three)]
        if signs == [0, 0]:
            found = way(0, indicator)
        elif min(signs) >= 0 and (min(signs) > 0 or not rule.each_step):
            found = way(1, indicator)
        elif max(signs) <= 0 and (max(signs) < 0 or not rule.each_step):
            found = way(-1, indicator)
        else:
            found = "no-trend"
        return found, *at(three[0]), "latest-three"
    scores = [score(one.exact, indicator) for one in era]
    if isinstance(rule, XmrRule):
        met = signals([Decimal(repr(one)) for one in scores], first=rule.fix_after, screen=rule.screen)[-1]
        found = way(met[1], indicator) if met else "no-trend"
        return found, *at(era[0]), "limits"
    window = era if rule.window == "all" else era[-rule.window :]  # type: ignore[union-attr,operator]
    scores = scores[-len(window) :]
    if all(math.isclose(one, scores[0], rel_tol=1e-12) for one in scores):  # type: ignore[arg-type]
        return "no-change", *at(window[0]), "window"
    test = by_line if isinstance(rule, Regression) else by_ranks
    sign = test(window, scores, rule)
    return way(sign, indicator) if sign else "no-trend", *at(window[0]), "window"


def by_line(window: list[Known], scores: list[Any], rule: Any) -> int:
    days = [one.end.toordinal() for one in window]
    line = stats.linregress(days, scores)
    if rule.least_change is not None:
        mean = sum(one.exact for one in window) / len(window)
        passed = abs(line.slope * (days[-1] - days[0])) >= rule.least_change / 100 * abs(mean)
    else:
        passed = line.pvalue < rule.level
    return int(passed) * (int(line.slope > 0) - int(line.slope < 0))


def by_ranks(window: list[Known], scores: list[Any], rule: TheilSen) -> int:
    n = len(scores)
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    s = sum(sign_of(scores[j] - scores[i]) for i, j in pairs)
    groups = [sum(math.isclose(a, b, rel_tol=1e-12) for b in scores) for a in scores]
    variance = (n * (n - 1) * (2 * n + 5) - sum((t - 1) * (2 * t + 5) for t in groups)) / 18
    z = (s - sign_of(s)) / math.sqrt(variance)
    slopes = sorted((scores[j] - scores[i]) / (window[j].end - window[i].end).days for i, j in pairs)
    middle = (slopes[(len(slopes) - 1) // 2] + slopes[len(slopes) // 2]) / 2
    return sign_of(middle) if 2 * stats.norm.sf(abs(z)) < rule.level else 0


def sign_of(number: float) -> int:
    return 0 if abs(number) < 1e-9 else 1 if number > 0 else -1


def increments(known: list[Known], every: list[Known], indicator: Indicator) -> list[Known]:
    """What each period added to its year, where that is known."""
    if indicator.unit != "number":
        return []
    turns = Turns(indicator.frequency, Year(indicator.starts))
    first = turns.running(indicator.basis).starts
    shortest = min((months(b) - months(a) for a, b in pairwise(every)), default=12)
    found = []
    for number, one in enumerate(known):
        step = min(shortest, 12)
        if indicator.frequency:
            step = apart(replace(turns, known=one.end).before(one.end), one.end)
        covered = (one.end.month - first) % 12 + 1
        before = known[number - 1] if number else None
        if before and before.era == one.era and months(one) - months(before) == step < covered:
            added = printed(one.printed - before.printed, indicator.decimals)
            if one.exact >= before.exact:
                found.append(Known(one.place, one.end, one.era, one.exact - before.exact, added, True))
        elif covered == step or (indicator.frequency == "termly" and covered < step):
            found.append(Known(one.place, one.end, one.era, one.exact, one.printed, True))
    return found


def months(one: Known) -> int:
    return one.end.year * 12 + one.end.month


def at(one: Known) -> tuple[date, float]:
    return one.end, one.printed


def score(value: float, indicator: Indicator) -> float | None:
    """More is better; None where no range says what is."""
    if indicator.polarity == "lower":
        return -value
    if indicator.polarity == "range":
        sides = [side for side in (indicator.lower - value, value - indicator.upper) if not math.isnan(side)]
        return -max([0.0, *sides]) if sides else None
    return value


def compare(now: float, before: float, indicator: Indicator, rule: DirectionRule) -> int:
    change = score(now, indicator) - score(before, indicator)  # type: ignore[operator]
    if math.isclose(change, 0, abs_tol=1e-12 * max(abs(now), abs(before))):
        return 0
    if isinstance(rule, SmallChange):
        bound = rule.below / 100 * abs(before) if rule.measure == "relative" else rule.below
        if abs(change) < bound * (1 - 1e-9):
            return 0
    return 1 if change > 0 else -1


def way(sign: int, indicator: Indicator) -> str:
    if indicator.polarity == "neutral":
        return ("decreasing", "no-change", "increasing")[sign + 1]
    return ("worsening", "no-change", "improving")[sign + 1]
