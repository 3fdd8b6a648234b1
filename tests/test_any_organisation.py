"""Nothing false and nothing lost on anybody's data: organisations made from seeds."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.any_organisation import organisation, organisations, write
from hypothesis import Phase, find, settings

from qprlib.pages.context import open_context
from qprlib.project import Project


@pytest.mark.parametrize("seed", range(3))
def test_any_organisation_opens(seed: int, tmp_path: Path) -> None:
    made = organisation(seed)
    assert organisation(seed) == made, "a seed makes the same again"
    context = open_context(made.edition, Project(write(made, tmp_path / "project")))
    assert [row.id for row in context.scored.results]


def test_the_simplest_organisation_is_as_small_as_can_be() -> None:
    made = find(organisations(), lambda one: True, settings=settings(phases=[Phase.generate], max_examples=1))
    assert [len(made.tables[name]) for name in ("indicators", "actuals", "targets")] == [2, 2, 2]
    assert len(made.tables) == 3
    assert len(made.params) == 2, "two quarters, so that the last is compared"
