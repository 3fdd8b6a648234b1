"""Nothing false and nothing lost on anybody's data: organisations made from seeds, held against oracles.

Each seed's pages are read as they are shown; every fiftieth organisation is published, and its site, PDF and Word file
must say what its pages say.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from helpers.any_organisation import organisation, organisations, write
from helpers.any_organisation.oracles import faults_of_blocks, faults_of_documents, faults_of_pages
from helpers.any_organisation.shown import blocks
from helpers.thorough import THOROUGH
from hypothesis import Phase, find, settings

from qprlib.ground.project import Project
from qprlib.report.context import open_context

#: Seeds of every run, and up to which a thorough one goes; ``QPR_SEEDS=400 make test-thorough`` takes fewer.
SEEDS, THOROUGH_SEEDS = 200, int(os.environ.get("QPR_SEEDS", "5000"))
#: So many seeds are one test; the first of them is published.
TOGETHER = 50


def _shares(first: int, last: int) -> list[range]:
    return [range(seed, min(seed + TOGETHER, last)) for seed in range(first, last, TOGETHER)]


@pytest.mark.parametrize(
    "seeds",
    [*_shares(0, SEEDS), *(pytest.param(one, marks=THOROUGH) for one in _shares(SEEDS, THOROUGH_SEEDS))],
    ids=lambda seeds: f"{seeds[0]}-{seeds[-1]}",
)
def test_nothing_is_false_or_lost(seeds: range, tmp_path: Path) -> None:
    faults = {seed: faults_of_pages(organisation(seed), tmp_path / f"{seed}") for seed in seeds}
    faults[seeds[0]] += faults_of_documents(organisation(seeds[0]), tmp_path / "published")
    told = [f"seed {seed}: {fault}" for seed, some in faults.items() for fault in some]
    if told:
        pytest.fail("\n".join(told), pytrace=False)


#: Of what kind a block is, by what its text is known, what is written in its place, and what has to be told of it.
WRONG = (
    ("cell", r"^([\d,.]+)$", r"1\g<1>", "in the data"),
    ("cell", r"^Green$", "Red", "by the scheme's words"),
    ("p", r"is (above|below|equal to|within) the", "is beside the", "no pattern knows it"),
    ("p", r"^([A-Z][A-Za-z ]+? £?)(\d)", r"\g<1>9\g<2>", "it is false"),
    ("figcaption", r"since ", "since 1999 and ", "no pattern knows it"),
    ("figcaption", r"^(Up|Down)", "Unchanged", "no pattern knows it"),
    ("p", r"^Of (one|two|three|four|five|six) key", "Of nine key", "there are"),
    ("cell", r"^(Improving|Worsening|No change|Too few points|Not comparable)$", "Sideways", "on its card"),
    ("cell", r"Q\w+", "Somebody", "is nowhere"),
    ("p", r"(Q\w+)", r"\1 \1", "is there 2 times"),
)


#: The same of control charts, which few organisations have.
WRONG_OF_CHARTS = (
    ("p", r"^(The mean is £?)(\d)", r"\g<1>7\g<2>", "it is false"),
    ("p", r"^(.*expected between \S*?)(\d)", r"\g<1>7\g<2>", "it is false"),
    ("p", r"^(.*The limits rest on )(\d)", r"\g<1>7\g<2>", "it is false"),
    ("cell", r"^As usual$", "Better than usual: above the upper limit", "by the rules As usual"),
    ("figcaption", r"the latest result is .* usual.*", "the latest result is odd", "no pattern knows it"),
)
#: And of what a card says of them.
WRONG_OF_VARIATION = (
    ("p", r"The latest result is .* usual[^.]*\.",
     "The latest result is worse than usual: two of the last three are near the lower control limit.", "it is false"),
    ("p", r"The target was (met|missed) in \w+ of", r"The target was \1 in nine of", "it is false"),
)  # fmt: skip


@pytest.mark.parametrize(("seed", "wrongs"), [(19, WRONG), (2, WRONG_OF_VARIATION), (23, WRONG_OF_CHARTS)])
def test_each_oracle_notices_what_is_wrong(seed: int, wrongs: tuple[tuple[str, ...], ...], tmp_path: Path) -> None:
    made = organisation(seed)
    root = write(made, tmp_path / "project")
    with pd.option_context("mode.string_storage", "python"):
        context = open_context(made.edition, Project(root.resolve()))
        found = blocks(context, tmp_path / "executed")
    assert not faults_of_blocks(found, root, made.edition)
    for kind, known, instead, told in wrongs:
        changed = [replace(one, text=re.sub(known, instead, one.text)) if one.kind == kind else one for one in found]
        faults = faults_of_blocks(changed, root, made.edition)
        assert any(told in fault for fault in faults), (kind, known, faults[:5])


def test_a_seed_makes_the_same_again() -> None:
    assert organisation(7) == organisation(7) != organisation(8)


def test_the_simplest_organisation_is_as_small_as_can_be() -> None:
    made = find(organisations(), lambda one: True, settings=settings(phases=[Phase.generate], max_examples=1))
    assert [len(made.tables[name]) for name in ("indicators", "actuals", "targets")] == [2, 2, 2]
    assert len(made.tables) == 3
    assert len(made.params) == 2, "two quarters, so that the last is compared"
