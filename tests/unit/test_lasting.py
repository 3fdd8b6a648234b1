"""How long something has lasted: the best result since when, and the same rating how often."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from helpers.scoring import GREEN, RED, result, scheme

from qprlib.report.sentences.lasting import extreme_sentence, lasting_sentences, run_sentence
from qprlib.scoring.runs import Extreme, Limit, Run

JUNE = date(2011, 6, 30)
FOUR_YEARS = Extreme(True, JUNE, date(2007, 6, 30), 16, date(2007, 3, 31), 90.0, Limit.EARLIER_RESULT)
NONE_BEFORE = replace(FOUR_YEARS, since=None, since_value=math.nan)

EXTREMES: list[tuple[str, Extreme, dict[str, Any], str]] = [
    ("since one as good", FOUR_YEARS, {}, "The best result since March 2007, when it was 90%."),
    ("lower is better", FOUR_YEARS, {"polarity": "lower", "unit": "days", "decimals": 1},
     "The worst result since March 2007, when it was 90.0."),
    ("lowest", replace(FOUR_YEARS, highest=False), {}, "The worst result since March 2007, when it was 90%."),
    ("lowest is best", replace(FOUR_YEARS, highest=False), {"polarity": "lower"},
     "The best result since March 2007, when it was 90%."),
    ("neither way is better", FOUR_YEARS, {"polarity": "neutral"},
     "The highest result since March 2007, when it was 90%."),
    ("lowest of these", replace(FOUR_YEARS, highest=False), {"polarity": "range"},
     "The lowest result since March 2007, when it was 90%."),
    ("the data begin", replace(NONE_BEFORE, limit=Limit.START), {},
     "The best result since our records begin (June 2007)."),
    ("the series begins anew", replace(NONE_BEFORE, first=date(2009, 9, 30), limit=Limit.BREAK), {},
     "The best result since the series began anew (September 2009)."),
    ("a gap", replace(NONE_BEFORE, limit=Limit.GAP), {}, "The best result since at least June 2007."),
    ("part of a year", replace(NONE_BEFORE, limit=Limit.START), {"basis": "year_to_date"},
     "The best result for this part of the year since at least June 2007."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("extreme", "changes", "expected"), [case[1:] for case in EXTREMES], ids=[case[0] for case in EXTREMES]
)
def test_extremes(extreme: Extreme, changes: dict[str, Any], expected: str) -> None:
    assert extreme_sentence(result(**changes), extreme) == expected


FOUR = Run("red", 4, date(2010, 9, 30), Limit.EARLIER_RESULT)
RUNS = [
    ("four", FOUR, "quarterly", "Red for four quarters running, since September 2010."),
    ("two", replace(FOUR, length=2), "quarterly", "Red for the second quarter running."),
    ("months", Run("amber", 12, date(2010, 7, 31), Limit.EARLIER_RESULT), "monthly",
     "Amber for 12 months running, since July 2010."),
    ("since the data begin", replace(FOUR, limit=Limit.START), "quarterly",
     "Red in each of the four quarters since our records begin (September 2010)."),
    ("since a break", replace(FOUR, limit=Limit.BREAK), "quarterly",
     "Red in each of the four quarters since the series began anew (September 2010)."),
    ("back to a gap", replace(FOUR, limit=Limit.GAP), "quarterly", "Red in each of the last four quarters."),
    ("two results alone are no run", replace(FOUR, length=2, limit=Limit.START), "quarterly", ""),
    ("nor two beside a gap", replace(FOUR, length=2, limit=Limit.GAP), "quarterly", ""),
    ("the first time", replace(FOUR, length=1), "quarterly", ""),
    ("not rated", replace(FOUR, rating="no-target"), "quarterly", ""),
]  # fmt: skip


def test_in_all_might_mean_all_but_one() -> None:
    two = scheme({**GREEN, "label": "Met"}, {**RED, "label": "Not met"})
    for limit, said in ((Limit.START, "since our records begin (September 2010)"), (Limit.BREAK, "since the series")):
        assert run_sentence(result(), replace(FOUR, rating="red", limit=limit), two).startswith(
            f"Not met in any of the four quarters {said}"
        )
        assert run_sentence(result(), replace(FOUR, rating="green", limit=limit), two).startswith(
            "Met in each of the four"
        )


ALL_TIME = replace(NONE_BEFORE, limit=Limit.START, first=FOUR.first)
TOGETHER = [
    ("red", ALL_TIME, "but now at its best"),
    ("red", replace(ALL_TIME, highest=False), "and now at its worst"),
    ("green", ALL_TIME, "and now at its best"),
    ("green", replace(ALL_TIME, highest=False), "but now at its worst"),
]


@pytest.mark.parametrize(("rating", "extreme", "ending"), TOGETHER)
def test_what_goes_back_to_the_first_result_is_told_once(rating: str, extreme: Extreme, ending: str) -> None:
    run = replace(FOUR, rating=rating, limit=Limit.START)
    (said,) = lasting_sentences(result(), run, extreme, scheme())
    assert said.endswith(f"since our records begin (September 2010), {ending}.")
    later = replace(extreme, first=date(2010, 12, 31))
    assert len(lasting_sentences(result(), run, later, scheme())) == 2
    assert len(lasting_sentences(result(basis="year_to_date"), run, extreme, scheme())) == 2


@pytest.mark.parametrize(("run", "frequency", "expected"), [case[1:] for case in RUNS], ids=[case[0] for case in RUNS])
def test_runs(run: Run, frequency: str, expected: str) -> None:
    assert run_sentence(result(frequency=frequency), run, scheme()) == expected
