"""What a card says of trend, variation and target is true and never contradicts the rating beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from helpers.any_organisation import organisation as organisation_from
from helpers.any_organisation import write
from helpers.projects import REPOSITORY
from helpers.scoring import NAN, edition, organisation
from helpers.thorough import THOROUGH, marks_of
from helpers.trend_sentences import Case

from qprlib.ground.calendar import month_end
from qprlib.ground.project import Project
from qprlib.report.context import open_context
from qprlib.report.sentences.control_wording import variation_on_card, variation_sentences
from qprlib.report.sentences.travel import travel_reason
from qprlib.scoring.rules import default_rule
from qprlib.scoring.scheme import list_schemes
from qprlib.scoring.scorecard import Scored, score

PROJECT = Project(REPOSITORY)
EDITIONS = sorted(path.stem for path in (REPOSITORY / "params").glob("*.yml"))
SCHEMES = {scheme.scheme: scheme for scheme in list_schemes(PROJECT)}
RULES = ("regression", "theil-sen", "xmr", "previous-period")
#: Random series under each scheme and rule.
SERIES = 40
#: As many more whose latest result leaves their usual range.
LEAVING = 4


@pytest.mark.parametrize("name", [pytest.param(one, marks=marks_of(one)) for one in EDITIONS])
def test_of_every_indicator_of_every_edition(name: str) -> None:
    context = open_context(name, PROJECT)
    told = 0
    for row in context.scored.results:
        if row.polarity not in ("higher", "lower"):
            continue
        variation = variation_on_card(context, row)
        told += bool(variation)
        adds_up = row.basis.endswith("to_date")
        said = variation if adds_up else f"{travel_reason(row)} {variation}"
        assert Case(row, context.scored.points[row.id], context.scheme, said).problems() == [], row.id
    assert told or name.startswith("kent")


@pytest.mark.parametrize("seed", [*range(4), *(pytest.param(one, marks=THOROUGH) for one in range(4, 60))])
def test_of_every_indicator_of_any_organisation(seed: int, tmp_path: Path) -> None:
    made = organisation_from(seed)
    context = open_context(made.edition, Project(write(made, tmp_path / "project")))
    for row in context.scored.results:
        if row.polarity in ("higher", "lower") and row.decimals >= 0:
            said = f"{travel_reason(row)} {variation_on_card(context, row)}"
            assert Case(row, context.scored.points[row.id], context.scheme, said).problems() == [], row.id


def some_series(random: Random, name: str) -> tuple[dict[str, Any], list[Any], list[Any]]:
    """An indicator whose results waver around a level, a drift or a bound, with a target that may be restated."""
    decimals = random.choice([0, 1, 2])
    length = random.randint(1, 26)
    level, spread = random.choice([0, 1, 5, 60, 95, 99]), random.choice([0, 0.3, 1, 4])
    drift, ends = random.choice([0, 0, 0, 0.1, -0.3]), [month_end(2011, 6)]
    while len(ends) < length:
        ends.append(month_end(ends[-1].year - (ends[-1].month < 4), (ends[-1].month - 4) % 12 + 1))
    share = random.choice([True, False])
    target, restated = level + random.choice([-5, -spread, 0, spread, 5]), random.random() < 0.3
    actuals, targets = [], []
    for place, end in enumerate(reversed(ends)):
        value = max(level + drift * place + random.gauss(0, spread), 0.0)
        value = round(min(value, 100.0) if share else value, random.choice([decimals, decimals + 1]))
        if random.random() > 0.04 or place == length - 1:
            actuals.append((name, end.isoformat(), value))
        aim = max(target + (3 if restated and place > length / 2 else 0), 0.0)
        if random.random() > 0.03:
            targets.append((name, end.isoformat(), aim or (0.1 if share else 1.0), NAN))
    polarity = random.choice(["higher", "lower"])
    return (
        {"id": name, "decimals": decimals, "polarity": polarity, "unit": "%" if share else "number"},
        actuals,
        targets,
    )


def leaving_series(random: Random, name: str) -> tuple[dict[str, Any], list[Any], list[Any]]:
    """An indicator whose results waver around a level that the latest one has left."""
    ends = [month_end(2006 + (3 * place + 8) // 12, (3 * place + 8) % 12 + 1) for place in range(20)]
    actuals = [(name, end.isoformat(), round(50 + random.uniform(-2, 2), 1)) for end in ends]
    actuals[-1] = (name, ends[-1].isoformat(), random.choice([30.0, 70.0]))
    targets = [(name, end.isoformat(), 50.0, NAN) for end in ends]
    return {"id": name, "decimals": 1, "polarity": random.choice(["higher", "lower"])}, actuals, targets


def scored(scheme: str, rule: str) -> Scored:
    random = Random(f"{scheme} {rule}")
    made = [some_series(random, f"I{number}") for number in range(SERIES)]
    made += [leaving_series(random, f"L{number}") for number in range(LEAVING)]
    indicators = [indicator for indicator, _, _ in made]
    actuals = [one for _, some, _ in made for one in some]
    targets = [one for _, _, some in made for one in some]
    data = organisation(indicators, actuals, targets)
    breaks = [random.random() < 0.02 for _ in range(len(data.actuals))]
    data = replace(data, actuals=data.actuals.assign(break_before=breaks))
    return score(data, edition(as_of=date(2011, 8, 31)), SCHEMES[scheme], default_rule(rule))


#: Each scheme and each rule once; the others are left to a thorough run.
PAIRS = [
    pytest.param(scheme, rule, marks=[] if place % len(RULES) == number else [THOROUGH])
    for place, scheme in enumerate(SCHEMES)
    for number, rule in enumerate(RULES)
]


@pytest.mark.parametrize(("scheme", "rule"), PAIRS)
def test_of_random_series_under_every_scheme(scheme: str, rule: str) -> None:
    found = scored(scheme, rule)
    told = []
    for row in found.results:
        said = f"{travel_reason(row)} {variation_sentences(row, found.points[row.id], SCHEMES[scheme])}"
        told.append(said)
        assert Case(row, found.points[row.id], SCHEMES[scheme], said).problems() == [], (row, found.points[row.id])
    assert any("within the usual variation" in one for one in told)
    assert any("than usual" in one for one in told)


@pytest.mark.parametrize(
    "said",
    [
        "The process consistently misses the target.",
        "The target was met in two of the last eight quarters.",
        "The trend over the last eight quarters is downward, from 81% to 87%.",
        "There is no clear trend over the last eight quarters, from 80% to 87%.",
        "The latest result is worse than usual: it is above the upper control limit.",
        "Performance is fine.",
    ],
)
def test_the_evaluator_finds_what_is_false(said: str) -> None:
    ends = [month_end(2009 + (3 * place + 8) // 12, (3 * place + 8) % 12 + 1) for place in range(8)]
    data = organisation(
        [{"id": "HW01"}],
        [("HW01", end.isoformat(), 80.0 + place) for place, end in enumerate(ends)],
        [("HW01", end.isoformat(), 84.0, NAN) for end in ends],
    )
    found = score(data, edition(), SCHEMES["two-state"], default_rule("regression"))
    assert Case(found.results[0], found.points["HW01"], SCHEMES["two-state"], said).problems() == [said]
