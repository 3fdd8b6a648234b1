"""The rules of rating as tables of cases, one file for each family: ``tests/spec/rating-*.csv``.

``docs/rating-rules.md`` shows the same tables; `make docs` writes it again.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from helpers.projects import REPOSITORY
from helpers.rating_oracle import rate_one
from helpers.rating_spec import SPEC, spec_cases, spec_outcome, spec_scheme, spec_tables

from qprlib.ground.project import Project
from qprlib.scoring.bands import YearBeforeTest
from qprlib.scoring.rating import rate
from qprlib.scoring.scheme import Scheme, list_schemes
from qprlib.scoring.states import NotRated

TABLES = spec_tables()
CASES = [(table.name, row) for table in TABLES for row in table.rows]
SHIPPED = list_schemes(Project(REPOSITORY))


@pytest.mark.parametrize(("table", "row"), CASES, ids=[f"{table}: {row['title']}" for table, row in CASES])
def test_case(table: str, row: dict[str, str]) -> None:
    outcome = spec_outcome([row], spec_scheme(row["scheme"])).iloc[0]
    assert (outcome["rating"], outcome["reason"]) == (row["rating"], row["reason"])


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_plain_rules_agree(table: Any) -> None:
    for row in table.rows:
        scheme = spec_scheme(row["scheme"])
        (case,) = spec_cases([row]).to_dict("records")
        if scheme.rates == "forecast":
            case |= {"actual": case["forecast"], "target": case["annual_target"]}
        assert rate_one(case, scheme) == row["rating"], row["title"]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_at_once_is_rated_as_its_rows(table: Any) -> None:
    for name in {row["scheme"] for row in table.rows}:
        rows = [row for row in table.rows if row["scheme"] == name]
        outcome = spec_outcome(rows, spec_scheme(name))
        assert list(outcome["rating"]) == [row["rating"] for row in rows]


def test_every_title_is_given_once_in_its_table() -> None:
    for table in TABLES:
        titles = [row["title"] for row in table.rows]
        assert len(set(titles)) == len(titles), table.name


def test_every_band_of_every_scheme_and_every_state_is_shown() -> None:
    shown = {(row["scheme"], row["rating"]) for _, row in CASES}
    bands = {(scheme.scheme, band.id) for scheme in SHIPPED for band in scheme.bands}
    bands |= {
        (path.stem, band.id) for path in (SPEC / "schemes").glob("*.yml") for band in spec_scheme(path.stem).bands
    }
    assert not bands - shown
    assert set(map(str, NotRated)) <= {rating for _, rating in shown}


# Changing any rule breaks a named case ----------------------------------------------------------------------


def changed(scheme: Scheme, place: int, **changes: Any) -> Scheme:
    """The scheme with one band changed, unchecked."""
    bands = list(scheme.bands)
    bands[place] = bands[place].model_copy(update=changes)
    return scheme.model_copy(update={"bands": tuple(bands)})


def mutants() -> Iterator[tuple[str, Scheme]]:
    """Every shipped scheme with one rule changed."""
    for scheme in SHIPPED:
        for place, band in enumerate(scheme.bands):
            name = f"{scheme.scheme}, {band.id}"
            if band.bounded:
                yield f"{name}: inclusiveness", changed(scheme, place, inclusive=not band.inclusive)
            if isinstance(band.within, float):
                for step in (-1, 1):
                    yield f"{name}: bound {step:+}", changed(scheme, place, within=band.within + step)
            if band.history:
                other = YearBeforeTest.NOT_WORSE if band.history is YearBeforeTest.BETTER else YearBeforeTest.BETTER
                yield f"{name}: test of last year", changed(scheme, place, history=other)
                yield f"{name}: no last year", changed(scheme, place, without_history="not-rated")
                yield f"{name}: no history", changed(scheme, place, history=None)


MUTANTS = list(mutants())


@pytest.mark.parametrize("mutant", [one for _, one in MUTANTS], ids=[name for name, _ in MUTANTS])
def test_changing_a_rule_breaks_a_case(mutant: Scheme) -> None:
    for table in TABLES:
        mine = [row for row in table.rows if row["scheme"] == mutant.scheme]
        if mine and list(rate(spec_cases(mine), mutant)["rating"]) != [row["rating"] for row in mine]:
            return
    pytest.fail(f"no case of tests/spec tells {mutant.scheme} from this change")


def test_the_page_of_rules_is_current() -> None:
    page = REPOSITORY / "docs" / "rating-rules.md"
    tool = REPOSITORY / "tools" / "rating_rules_page.py"
    made = subprocess.run(
        [sys.executable, str(tool), "--print"], capture_output=True, check=True, cwd=REPOSITORY
    ).stdout
    assert page.read_bytes() == made, "run `make docs`"
