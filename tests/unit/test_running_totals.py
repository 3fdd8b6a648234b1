"""Running totals: what falls within its year is found, with both figures, and never becomes a direction."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from helpers.direction_cases import NAN
from helpers.projects import REPOSITORY
from hypothesis import given
from hypothesis import strategies as st

from qprlib.data.running import check_running_totals
from qprlib.ground.cycles import Cycle, Frequency
from qprlib.ground.errors import InputError, Place
from qprlib.scoring.direction import direct
from qprlib.scoring.direction_words import direction_reason
from qprlib.scoring.rules import RULES, PreviousPeriod, default_rule
from qprlib.scoring.scheme import read_scheme
from qprlib.scoring.table import read_score_table

SCHEME = read_scheme(REPOSITORY / "params" / "schemes" / "within-10-percent.yml", "within-10-percent.yml")
#: Basis and frequency, and the month with which its year begins: told here once more, by hand.
YEARS = {
    ("year_to_date", "monthly"): 4,
    ("year_to_date", "quarterly"): 4,
    ("academic_year_to_date", "academic_quarterly"): 8,
    ("academic_year_to_date", "termly"): 9,
}


@given(
    kind=st.sampled_from(sorted(YEARS)),
    figures=st.lists(st.one_of(st.none(), st.integers(-2, 9)), min_size=2, max_size=14),
    broken=st.sets(st.integers(0, 13), max_size=2),
    unit=st.sampled_from(["number", "£m", "%"]),
)
def test_a_fall_within_a_year_is_found_and_nothing_else_is(
    kind: tuple[str, str], figures: list[int | None], broken: set[int], unit: str
) -> None:
    basis, frequency = kind
    ends = list(Cycle(Frequency(frequency)).between(date(2022, 4, 30), date(2040, 1, 1)))[: len(figures)]
    frame = pd.DataFrame(
        {
            "indicator": "T1", "period_end": pd.to_datetime(ends), "basis": basis, "frequency": frequency,
            "unit": unit, "actual": [NAN if one is None else one for one in figures], "polarity": "higher",
            "decimals": 0, "break_before": [place in broken for place in range(len(figures))],
        }
    )  # fmt: skip
    first, later, total, era = set(), set(), 0, None
    for place, (end, figure) in enumerate(zip(ends, figures, strict=True)):
        began = end.year if end.month >= YEARS[kind] else end.year - 1
        now = (began, sum(one <= place for one in broken))
        fresh = now != era
        if fresh:
            total = 0
        if figure is None:
            era = None if fresh else era
            continue
        if unit != "%" and figure < total:
            (first if fresh else later).add(place)
        total, era = figure, now
    found = list(check_running_totals(frame, "actuals.csv"))
    assert {problem.place.row for problem in found} == first | later
    assert all(f"to {figures[problem.place.row or 0]} for" in problem.found for problem in found)
    for rule in set(RULES) - {"same-period-last-year"} if later else ():
        ways = direct(frame, default_rule(rule, Place("params")))["direction"]
        assert set(ways[sorted(later)]) <= {"not-comparable", "too-few"}


def test_a_year_that_seems_to_begin_otherwise_is_refused_with_its_month(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(
        "indicator,period_end,actual,target,polarity,frequency,basis,unit\n"
        "Air,2022-12-31,21,20,lower,annual,annual,µg/m³\n"
        "Killed,2023-09-30,180,170,lower,quarterly,year_to_date,number\n"
        "Killed,2023-12-31,240,230,lower,quarterly,year_to_date,number\n"
        "Killed,2024-03-31,40,50,lower,quarterly,year_to_date,number\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as refused:
        read_score_table(tmp_path / "table.csv", tmp_path, SCHEME)
    told = {problem.place.row: problem for problem in refused.value.problems}
    assert {row: problem.code for row, problem in told.items()} == {5: "total-falls"}
    assert told[5].nearest == "January (year_starts)"
    assert "falls from 240 for Dec 23 (row 4) to 40 for Mar 24" in told[5].found


@pytest.mark.parametrize(
    ("starts", "ends", "totals", "said"),
    [
        ("January", ["2023-12-31", "2024-03-31", "2024-06-30"], [240, 40, 95], "up from 40 for March 2024 to 55"),
        ("July", ["2025-03-31", "2025-06-30", "2025-09-30"], [330, 450, 130], "up from 120 for June 2025 to 130"),
        ("October", ["2024-12-31", "2025-03-31", "2025-06-30"], [90, 170, 240], "down from 80 for March 2025 to 70"),
        ("April", ["2024-12-31", "2025-03-31", "2025-06-30"], [210, 330, 130], "up from 120 for March 2025 to 130"),
    ],
)
def test_what_a_quarter_added_follows_the_year_of_the_indicator(
    starts: str, ends: list[str], totals: list[int], said: str, tmp_path: Path
) -> None:
    told = zip(ends, totals, strict=True)
    rows = [f"Killed,{end},{total},300,lower,quarterly,year_to_date,number,{starts}" for end, total in told]
    header = "indicator,period_end,actual,target,polarity,frequency,basis,unit,year_starts"
    (tmp_path / "table.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    cases = read_score_table(tmp_path / "table.csv", tmp_path, SCHEME).cases
    rule = PreviousPeriod(rule="previous-period", cumulative="increment")
    case = list(cases.assign(**direct(cases, rule)).itertuples())[-1]
    assert direction_reason(case, rule) == f"Counting each quarter alone, the result is {said}."
