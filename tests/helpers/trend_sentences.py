"""Whether a card's sentences on trend, variation and target are true, read as text and worked out again by hand.

Nothing of the product is asked but what an indicator is and what its results and targets were.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from statistics import linear_regression, mean
from typing import Any

_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_NUMBERS = {word: number for number, word in enumerate(_WORDS)}
_PERIOD = r"(?:[A-Z][a-z]+ \d{4}|\d{4}(?:/\d\d)?)"
_UNIT = r"(?:%|m|bn| [^\s.,]+)?"
_AMOUNT = r"(−?-?£?[\d,]+(?:\.\d+)?)(?: thousand| million|(?:m|bn|k)\b)?"


def printed(value: float, decimals: int) -> Decimal:
    """A value as it stands on the page."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def number(text: str) -> Decimal:
    """A printed figure as a number."""
    return Decimal(text.replace(",", "").replace("−", "-").replace("£", ""))


class Case:
    """An indicator with its periods and what its card says of them."""

    def __init__(self, row: Any, points: Sequence[Any], scheme: Any, said: str) -> None:
        self.row, self.scheme, self.said = row, scheme, said
        self.known = [one for one in points if not math.isnan(one.actual)]
        self.values = [printed(one.actual, row.decimals) for one in self.known]
        begins = max((place for place, one in enumerate(self.known) if one.break_before), default=0)
        self.in_force = self.known[begins:]
        self.sign = -1 if row.polarity == "lower" else 1

    def met(self, one: Any) -> bool:
        """Whether a result meets its target, as the scheme takes results."""
        exact = self.scheme.rate_on != "published"
        value = Decimal(repr(one.actual)) if exact else printed(one.actual, self.row.decimals)
        return self.sign * (value - Decimal(repr(one.target))) >= 0

    def problems(self) -> list[str]:
        """What is not true of what is said; a sentence that no rule below knows is one, too."""
        rest = self.said
        found = []
        for pattern, true in SENTENCES:
            for match in re.finditer(pattern, rest):
                if not true(self, match):
                    found.append(match[0])
            rest = re.sub(pattern, "", rest)
        return [*found, rest.strip()] if rest.strip() else found


def _consistently(case: Case, match: re.Match[str]) -> bool:
    met = [case.met(one) for one in case.in_force]
    one_target = len({one.target for one in case.in_force}) == 1
    as_usual = "is within the usual variation" in case.said
    band = case.scheme.band(case.row.rating)
    # Beside the band of a met target "misses", and beside the worst one "meets", would be absurd.
    absurd = band is not None and (
        band.measure == "met" if match[1] == "misses" else band is case.scheme.bands[-1] and len(case.scheme.bands) > 1
    )
    return set(met) == {match[1] == "meets"} and one_target and as_usual and not absurd


def _counted(case: Case, match: re.Match[str]) -> bool:
    of = _NUMBERS[match[3]]
    times = of if match[2] == "each" else _NUMBERS[match[2]]
    some = [case.met(one) is (match[1] == "met") for one in case.in_force[-of:]]
    return len(case.in_force) >= of and sum(some) == times


def _window(case: Case, word: str) -> list[Any]:
    count = _NUMBERS.get(word)
    return case.known[-(int(word) if count is None else count) :]


def _better(case: Case, change: float) -> str:
    return "improving" if case.sign * change > 0 else "worsening"


def _trend(case: Case, match: re.Match[str]) -> bool:
    window = _window(case, match[1])
    days = [one.period_end.toordinal() for one in window]
    slope = linear_regression(days, [one.actual for one in window]).slope
    first, last, before = (printed(window[place].actual, case.row.decimals) for place in (0, -1, -2))
    up = match[2] == "upward"
    true = (slope > 0) == up and case.row.direction == _better(case, slope)
    if match[3]:
        return true and number(match[3]) == first and number(match[4]) == last and (last <= first) == up
    if match[5]:
        return true and number(match[5]) == first == last
    true = true and (number(match[6]), number(match[7])) == (first, last) and (last > first) == up
    against = (last < before) if up else (last > before)
    if not match[8]:
        return true and not against
    return true and against and (match[8] == "up") == (last > before) and number(match[9]) == before


def _no_trend(case: Case, match: re.Match[str]) -> bool:
    window = _window(case, match[1])
    ends = [printed(window[place].actual, case.row.decimals) for place in (0, -1)]
    told = [number(match[4])] * 2 if match[4] else [number(match[2]), number(match[3])]
    return case.row.direction == "no-trend" and told == ends and (ends[0] == ends[1]) == bool(match[4])


def _usual(case: Case, match: re.Match[str]) -> bool:
    values = [one.actual for one in case.in_force]
    above, rule = match[1] in ("better", "higher"), match[2]
    above = above if case.sign > 0 else not above
    if "rise" in rule or "fall" in rule:
        return values[-7:] == sorted(values[-7:], reverse=not above) and ("rise" in rule) == above
    return (values[-1] > mean(values)) == above and ("above" in rule or "upper" in rule) == above


def _why(case: Case, match: re.Match[str]) -> bool:
    """What alone is said of the limits where the direction has told the rest: as the whole sentence would be."""
    values = [one.actual for one in case.in_force]
    high = any(word in match[1] for word in ("upper", "rise", "above the mean"))
    if "rise" in match[1] or "fall" in match[1]:
        return values[-7:] == sorted(values[-7:], reverse=not high)
    return (values[-1] > mean(values)) == high


def _against_limits(case: Case, match: re.Match[str]) -> bool:
    ways = {"better": "improving", "worse": "worsening", None: "no-trend"}
    return number(match[1]) == case.values[-1] and case.row.direction == ways[match[2]]


def _since(case: Case, match: re.Match[str]) -> bool:
    size, base = number(match[2]), number(match[3])
    change = case.values[-1] - base
    return abs(change) == size and (match[1] == "Up") == (change > 0) and case.row.direction == _better(case, change)


def _same(case: Case, match: re.Match[str]) -> bool:
    return case.row.direction == "no-change" and number(match[1]) == case.values[-1]


def _from(case: Case, match: re.Match[str]) -> bool:
    base, now = number(match[2]), number(match[3]) if match[3] else case.values[-1]
    change = now - base
    if (match[1].lower() == "up") != (change > 0) or not change:
        return False
    return case.row.direction == ("no-change" if match[4] else _better(case, float(change)))


def _no_last_year(case: Case, match: re.Match[str]) -> bool:
    end = case.known[-1].period_end
    before = (end.year - 1, end.month)
    return case.row.direction == "too-few" and before not in [
        (one.period_end.year, one.period_end.month) for one in case.known
    ]


def _adds_up(case: Case, match: re.Match[str]) -> bool:
    return case.row.direction == "not-comparable" and case.row.basis.endswith("to_date")


def _added(case: Case) -> list[Decimal]:
    """What each known period alone added to the total of its year: the first of a year all of it."""
    starts = 9 if case.row.basis.startswith("academic") else 4
    years = [one.period_end.year - (one.period_end.month < starts) for one in case.known]
    exact = [Decimal(repr(one.actual)) for one in case.known]
    added = [
        now - (exact[place - 1] if place and years[place] == years[place - 1] else 0) for place, now in enumerate(exact)
    ]
    return [printed(float(one), case.row.decimals) for one in added]


def _no_trend_added(case: Case, match: re.Match[str]) -> bool:
    added = _added(case)[-len(_window(case, match[1])) :]
    ends = [number(match[4])] * 2 if match[4] else [number(match[2]), number(match[3])]
    return case.row.direction == "no-trend" and ends == [added[0], added[-1]]


def _three(case: Case, match: re.Match[str]) -> bool:
    adds_up = case.row.basis.endswith("to_date")
    if bool(match[1]) != adds_up:
        return False
    values = (_added(case) if adds_up else case.values)[-3:]
    steps = {(later > earlier) - (later < earlier) for earlier, later in pairwise(values)}
    if match[5]:
        return steps == {0} and case.row.direction == "no-change" and number(match[5]) == values[-1]
    ways = {"are improving": ("improving", {case.sign}), "are worsening": ("worsening", {-case.sign})}
    ends = [number(match[3]), number(match[4])] == [values[0], values[-1]]
    if match[2] == "do not go one way":
        return ends and case.row.direction == "no-trend" and steps not in ({1}, {-1}, {0})
    return ends and (case.row.direction, steps) == ways[match[2]]


def _stood(case: Case, match: re.Match[str]) -> bool:
    """The total of the year so far as it was before, in the same year, and the direction that follows."""
    starts = 9 if case.row.basis.startswith("academic") else 4
    before, now = (one.period_end for one in case.known[-2:])
    years = {one.year - (one.month < starts) for one in (before, now)}
    base, change = case.values[-2], case.values[-1] - case.values[-2]
    named = f"{before:%B} {before.year}"
    same = number(match[1]) == base and match[2] == named and len(years) == 1
    return same and case.row.basis.endswith("to_date") and case.row.direction == _better(case, change)


def _otherwise_covered(case: Case, match: re.Match[str]) -> bool:
    """A total of an earlier year, of all or some of its months, which is set beside this year's so far."""
    starts = 8 if case.row.frequency == "academic_quarterly" else 9 if case.row.basis.startswith("academic") else 4
    now = case.known[-1].period_end
    told = [(one.period_end, value) for one, value in zip(case.known, case.values, strict=True)]
    before = [end for end, value in told if f"{end:%B} {end.year}" == match[2] and value == number(match[1])]
    years = {one.year - (one.month < starts) for one in (*before, now)}
    whole = [(one.month - starts) % 12 == 11 for one in before] == [True]
    return case.row.basis.endswith("to_date") and len(years) == 2 and whole == (match[3] == "the whole year")


_SUBJECT = r"(?:The latest result|What the latest period added)"
_OVER = r"over the last (\w+) \w+"
_ALONE = r"Counting each \w+ alone, "
_ENDS = rf"(?:from {_AMOUNT}{_UNIT} to {_AMOUNT}{_UNIT}|with both the first and the latest result at {_AMOUNT}{_UNIT})"
SENTENCES: list[tuple[str, Callable[[Case, re.Match[str]], bool]]] = [
    (r"The process consistently (meets|misses) the target\.", _consistently),
    (r"The target was (met|missed) in (\w+) of the last (\w+) \w+\.", _counted),
    (
        rf"The trend {_OVER} is (upward|downward), (?:although the first result (?:was {_AMOUNT}%? and the latest is "
        rf"{_AMOUNT}%?|and the latest are both {_AMOUNT}%?)|from {_AMOUNT}%? to {_AMOUNT}%?(?:, although the latest "
        rf"result is (up|down) from {_AMOUNT}%? for [\w/ ]+)?)\.",
        _trend,
    ),
    (rf"{_ALONE}there is no clear trend {_OVER}, {_ENDS}\.(?!\d)", _no_trend_added),
    (rf"There is no clear trend {_OVER}, {_ENDS}\.(?!\d)", _no_trend),
    (
        rf"({_ALONE})?[Tt]he latest three results (?:(do not go one way|are improving|are worsening), from "
        rf"{_AMOUNT}{_UNIT} for {_PERIOD} to {_AMOUNT}{_UNIT}|are the same, {_AMOUNT}{_UNIT})\.",
        _three,
    ),
    (rf"It stood at {_AMOUNT}{_UNIT} by ([\w ]+)\.", _stood),
    (rf"The result was {_AMOUNT}%? in each of the last \w+ \w+\.", _same),
    (r"The latest result is (better|worse|higher|lower) than usual: ([\w ]+)\.", _usual),
    (r"(The latest result is (?:above|below) the (?:upper|lower) control limit|The latest result is the last of seven "
     r"in a row (?:that \w+|\w+ the mean)|Two of the last three are near the (?:upper|lower) control limit)\.", _why),
    (r"The latest result is within the usual variation\.", lambda case, match: True),
    (rf"{_SUBJECT}, {_AMOUNT}%?, is within the usual variation of the \d+ results since \w+ \d+\.",
     lambda case, match: case.row.direction == "no-trend" and number(match[1]) == case.values[-1]),
    (rf"{_SUBJECT}, {_AMOUNT}%?, is (better|worse) than usual, judged by the control limits of the \d+ results "
     r"since \w+ \d+\.", _against_limits),
    (rf"(Up|Down) by {_AMOUNT}(?:%| percentage points?|m|bn| [^.\d]+?)? since [\w/ ]+ \({_AMOUNT}[^)]*\)"
     r"(?:, across a break in the series: the two do not compare directly)?\.", _since),
    (
        rf"(?:{_ALONE}the result is )?([Uu]p|[Dd]own) from {_AMOUNT}{_UNIT} for {_PERIOD}(?: to {_AMOUNT}{_UNIT})?"
        r"(: a change smaller than [\d.]+%? is no change)?\.",
        _from,
    ),
    (rf"This is the year so far; the {_AMOUNT}{_UNIT} for ({_PERIOD}) covered "
     r"(the whole year|another part of the year)\.", _otherwise_covered),
    (r"There is no result for the same period a year before to compare with\.", _no_last_year),
    (r"No (?:trend|direction) is shown: this is a (?:share|total|rate or an average) for the year so far[\w ,]*\.",
     _adds_up),
    (rf"The same as in [\w/ ]+ \({_AMOUNT}%?\)\.", _same),
    (r"Too few results(?: with a range)? for a (?:trend|direction)[\w ]*: \w+ are needed, and there (?:is|are) \w+\.",
     lambda case, match: case.row.direction == "too-few"),
    (r"There is no result\.", lambda case, match: math.isnan(case.row.actual)),
    (r"There is no earlier result to compare with\.", lambda case, match: case.row.direction == "too-few"),
    (r"It is not compared with [^.]+(?:\.\d[^.]*)? for [\w/ ]+, which covers an unlike period\.|"
     r"Not compared with [^:]+: [^.]+\.",
     lambda case, match: case.row.direction == "not-comparable"),
]  # fmt: skip
"""Every sentence that a card may say, and when it is true."""
