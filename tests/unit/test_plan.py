"""The priorities of the organisation's plan, and how many of them an indicator serves."""

from __future__ import annotations

import pytest

from qprlib.ground.settings import Plan, Priority
from qprlib.report.parts.priorities import priorities_sentence


@pytest.mark.parametrize(
    ("number", "without", "said"),
    [
        (1, 0, "The plan has one priority. It is served by at least one indicator of this report."),
        (1, 1, "The plan has one priority. No indicator of this report serves it."),
        (2, 0, "The plan has two priorities. Each is served by at least one indicator of this report."),
        (2, 1, "The plan has two priorities. One is served by indicators of this report and one by none."),
        (2, 2, "The plan has two priorities. No indicator of this report serves any of them."),
        (16, 9, "The plan has 16 priorities. Seven are served by indicators of this report and nine by none."),
    ],
)
def test_how_many_priorities_are_served(number: int, without: int, said: str) -> None:
    plan = Plan(name="The plan", priorities=tuple(Priority(title=str(place)) for place in range(number)))
    assert priorities_sentence(plan, without) == said
