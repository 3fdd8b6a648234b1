"""Nothing false and nothing lost on anybody's data: organisations made from seeds, held against oracles.

Each seed's pages are read as they are shown; every twentieth organisation is published, and its site, PDF and Word file
must say what its pages say.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.any_organisation import organisation, organisations
from helpers.any_organisation.oracles import faults_of_documents, faults_of_pages
from helpers.thorough import THOROUGH
from hypothesis import Phase, find, settings

SEEDS, THOROUGH_SEEDS, TOGETHER, PUBLISHED = 200, 5_000, 20, 20


def _shares(first: int, last: int) -> list[range]:
    return [range(seed, seed + TOGETHER) for seed in range(first, last, TOGETHER)]


@pytest.mark.parametrize(
    "seeds",
    [*_shares(0, SEEDS), *(pytest.param(one, marks=THOROUGH) for one in _shares(SEEDS, THOROUGH_SEEDS))],
    ids=lambda seeds: f"{seeds[0]}-{seeds[-1]}",
)
def test_nothing_is_false_or_lost(seeds: range, tmp_path: Path) -> None:
    faults = {seed: faults_of_pages(organisation(seed), tmp_path / f"{seed}") for seed in seeds}
    published = seeds[0]
    assert published % PUBLISHED == 0
    faults[published] += faults_of_documents(organisation(published), tmp_path / "published")
    told = [f"seed {seed}: {fault}" for seed, some in faults.items() for fault in some]
    if told:
        pytest.fail("\n".join(told), pytrace=False)


def test_a_seed_makes_the_same_again() -> None:
    assert organisation(7) == organisation(7) != organisation(8)


def test_the_simplest_organisation_is_as_small_as_can_be() -> None:
    made = find(organisations(), lambda one: True, settings=settings(phases=[Phase.generate], max_examples=1))
    assert [len(made.tables[name]) for name in ("indicators", "actuals", "targets")] == [2, 2, 2]
    assert len(made.tables) == 3
    assert len(made.params) == 2, "two quarters, so that the last is compared"
