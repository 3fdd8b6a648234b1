"""How long something has lasted: highest and lowest since when, and the same rating how many periods in a row.

A claim such as "the highest for over four years" is made only where every part of it can be checked in the data:

- What is compared is what is printed: values rounded to the indicator's decimals.
- The latest result must be beyond every one of at least :data:`LEAST_BEATEN` earlier results, which together with it
  span at least :data:`LEAST_MONTHS` months. An equal result ends the stretch as a better one does: it is the result
  since which the latest is the highest.
- Only like is compared with like: of values that add up through a year, the same part of every year.
- The stretch ends at a declared break in the series, at a period without a result and at a forecast. Beyond its end
  nothing is claimed: where no earlier result ends it, the claim is "for at least" so long, and names its beginning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from qprlib.data.running import CUMULATIVE
from qprlib.ground.calendar import months_between, same_time_of_year
from qprlib.ground.cycles import Cycle
from qprlib.ground.numbers import round_half_up

if TYPE_CHECKING:  # the scorecard itself asks for runs
    from qprlib.scoring.scorecard import Point

#: So many earlier results must be beaten before "highest" says more than "higher than last time".
LEAST_BEATEN = 4
#: So long a stretch takes in every season once.
LEAST_MONTHS = 12


class Limit(StrEnum):
    """Why a stretch could not be followed further back."""

    EARLIER_RESULT = "earlier-result"  #: a result as high (or low), or another rating: the stretch itself ends
    START = "start"  #: the data begin here
    BREAK = "break"  #: the series was broken
    GAP = "gap"  #: a period before has no result, or only a forecast


@dataclass(frozen=True, slots=True)
class Extreme:
    """The latest result is the highest (or else the lowest) for a while."""

    highest: bool
    end: date  #: the latest period
    first: date  #: the first period of the stretch that the latest result beats
    beaten: int  #: how many earlier results it beats
    #: the last earlier period at least as high (or low); None, with NaN, where the stretch ends otherwise
    since: date | None
    since_value: float
    limit: Limit  #: what ends the stretch

    @property
    def months(self) -> int:
        """For how many months it holds: back to the result as high, or to the first one beaten."""
        begun = self.since or self.first
        return months_between(begun, self.end)


def extreme_since(readings: Sequence[Point], cycle: Cycle, basis: str, decimals: int) -> Extreme | None:
    """Since when the latest result is the highest or the lowest; None where nothing may be claimed (see the rules
    above).

    Periods are in order, those without a result may be left out. Values are compared as printed (as they are where no
    decimals are declared: -1).
    """
    known = [one for one in readings if one.actual == one.actual]
    if not known or known[-1].flag == "forecast":
        return None
    stretch, limit = _unbroken(known, cycle)
    latest = stretch[-1]
    if basis in CUMULATIVE:
        stretch = [one for one in stretch if same_time_of_year(one.period_end, latest.period_end)]
    values = [one.actual if decimals < 0 else round_half_up(one.actual, decimals) for one in stretch]
    for highest in (True, False):
        sign = 1 if highest else -1
        beaten = 0
        while beaten < len(values) - 1 and sign * values[-2 - beaten] < sign * values[-1]:
            beaten += 1
        ended = beaten < len(values) - 1
        before = stretch[-2 - beaten] if ended else None
        found = Extreme(
            highest=highest,
            end=latest.period_end,
            first=stretch[-1 - beaten].period_end,
            beaten=beaten,
            since=before.period_end if before else None,
            since_value=before.actual if before else float("nan"),
            limit=Limit.EARLIER_RESULT if ended else limit,
        )
        if beaten >= LEAST_BEATEN and found.months >= LEAST_MONTHS:
            return found
    return None


def _unbroken(known: list[Point], cycle: Cycle) -> tuple[list[Point], Limit]:
    """The periods back from the latest without a break, a gap or a forecast, and what ends them."""
    place = len(known) - 1
    while True:
        if known[place].break_before:
            return known[place:], Limit.BREAK
        if place == 0:
            return known, Limit.START
        before = known[place - 1]
        if before.flag == "forecast" or not cycle.follow(before.period_end, known[place].period_end):
            return known[place:], Limit.GAP
        place -= 1


@dataclass(frozen=True, slots=True)
class Run:
    """The same rating, period after period, back from the latest one."""

    rating: str
    length: int
    first: date
    limit: Limit


def current_run(readings: Sequence[Point], cycle: Cycle) -> Run | None:
    """How many periods in a row the latest rating has been the same; None where there is no result at all.

    A period without a result ends the run, as does a declared break in the series: nothing is claimed beyond.
    """
    known = [one for one in readings if one.actual == one.actual]
    if not known:
        return None
    stretch, limit = _unbroken(known, cycle)
    length = 1
    while length < len(stretch) and stretch[-1 - length].rating == stretch[-1].rating:
        length += 1
    ended = length < len(stretch)
    return Run(stretch[-1].rating, length, stretch[-length].period_end, Limit.EARLIER_RESULT if ended else limit)
