"""Directions of travel: every rule's table of cases, which also makes ``docs/direction-rules.md``."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest
from helpers.direction_cases import as_row, history_of, read_cases, rule_of
from helpers.tools import run_tool

from qprlib.scoring.direction import direct
from qprlib.scoring.direction_words import direction_reason
from qprlib.scoring.rules import RULES

CASES = [
    pytest.param(name, case, id=f"{name}: {case['title']}")
    for name in RULES
    for case in read_cases(f"direction-{name}")
]


def day(value: pd.Timestamp) -> str:
    return "" if pd.isna(value) else value.date().isoformat()


@pytest.mark.parametrize(("name", "case"), CASES)
def test_case(name: str, case: Mapping[str, str]) -> None:
    rule, history = rule_of(name, case), history_of(case)
    row = as_row(history, direct(history, rule))
    for prefix in ("", "long_") if "long_direction" in case else ("",):
        assert getattr(row, f"{prefix}direction") == case[f"{prefix}direction"]
        assert getattr(row, f"{prefix}reason") == case[f"{prefix}reason"]
        assert day(getattr(row, f"{prefix}base_end")) == case[f"{prefix}base_period"]
        expected = float(case[f"{prefix}base_value"] or "nan")
        assert getattr(row, f"{prefix}base_value") == pytest.approx(expected, abs=1e-9, nan_ok=True)
    if case.get("sentence"):
        assert direction_reason(row, rule) == case["sentence"]


@pytest.mark.parametrize("name", RULES)
def test_titles_are_told_apart(name: str) -> None:
    titles = [case["title"] for case in read_cases(f"direction-{name}")]
    assert len(set(titles)) == len(titles)


def test_the_page_is_made_from_the_tables() -> None:
    assert run_tool("direction_rules_page.py", "--check") == (0, "")
