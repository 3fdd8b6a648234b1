"""Direction rules as data: what a scheme may declare, what is refused, and the words that are generated."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from helpers.projects import REPOSITORY
from pydantic import ValidationError

from qprlib.data.running import is_rate
from qprlib.ground.errors import CommandError, InputError
from qprlib.ground.settings import Strict
from qprlib.ground.yamlfiles import read_yaml
from qprlib.scoring.rules import RULES, DirectionRule, Regression, SmallChange, TheilSen, XmrRule, default_rule


class Declared(Strict):
    """The part of a scheme that matters here."""

    directions: tuple[DirectionRule, ...]


def declared(folder: Path, *lines: str) -> tuple[DirectionRule, ...]:
    file = folder / "scheme.yml"
    file.write_text("\n".join(["directions:", *lines]), encoding="utf-8")
    return read_yaml(file, "scheme.yml", Declared).directions


@pytest.mark.parametrize("name", RULES)
def test_every_rule_has_defaults_and_words(name: str) -> None:
    rule = default_rule(name)
    assert rule.rule == name
    assert rule.words().endswith("A declared break in a series is never crossed.")
    assert "  " not in rule.words()


def test_a_schemes_own_words_go_before_the_generated_ones() -> None:
    assert Regression(meaning="As the council says.").words() == "As the council says."


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Regression(), "slope tested at the 5% level over the latest 8 results, at least 5 needed, real dates"),
        (Regression(window="all", level=0.1), "slope tested at the 10% level over all results"),
        (Regression(least_change=5), "fitted change of 5% or more of the mean over the latest 8 results"),
        (TheilSen(window=12), "over the latest 12 results, at least 5 needed, is tested at the 5% level"),
        (SmallChange(), "a change smaller than 3% of the earlier result is no change"),
        (SmallChange(below=2, measure="absolute"), "smaller than 2 in the indicator's unit"),
        (SmallChange(against="same-period-last-year"), "the same period a year before"),
        (XmrRule(least=8), "With fewer than 12 results the limits are trial limits."),
        (XmrRule(screen=False, fix_after=20), "limits from the first 20 results, at least 12 needed"),
    ],
)
def test_words_say_the_parameters(rule: DirectionRule, said: str) -> None:
    assert said in rule.words()


def test_rules_are_read_from_a_scheme(tmp_path: Path) -> None:
    found = declared(tmp_path, "  - rule: regression", "    window: all", "  - rule: xmr", "    screen: false")
    assert found == (Regression(window="all"), XmrRule(screen=False))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("  - rule: regresion",), ("row 2", "'regresion' is not a value of 'rule'", "did you mean: regression?")),
        (("  - rule: regression", "    windw: 8"), ("row 3", "'windw' is not known", "did you mean: window?")),
        (("  - rule: xmr", "    level: 0.1"), ("row 3", "'level' is not known", "allowed: cumulative, fix_after")),
        (("  - window: 8",), ("row 2", "the key 'rule' is missing", "rule: ...")),
        (("  - rule: regression", "    window: some"), ("row 3", "a window is a whole number of results",)),
        (("  - rule: regression", "    window: 2"), ("row 3", "3 or more, or the word all")),
        (("  - rule: regression", "    window: 4"), ("never holds the least of 5 results",)),
        (("  - rule: theil-sen", "    level: 1"), ("row 3", "less than 1")),
    ],
)  # fmt: skip
def test_a_mistake_in_a_scheme_is_named(tmp_path: Path, lines: tuple[str, ...], said: tuple[str, ...]) -> None:
    with pytest.raises(InputError) as error:
        declared(tmp_path, *lines)
    for part in said:
        assert part in str(error.value)
    assert len(error.value.problems) == 1


def test_a_rule_does_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        default_rule("regression").window = 9  # type: ignore[union-attr]


def test_an_unknown_rule_is_named_with_the_nearest() -> None:
    with pytest.raises(CommandError, match="did you mean: theil-sen"):
        default_rule("theil_sen")


@pytest.mark.parametrize(
    ("unit", "rate"),
    [
        ("%", True), ("per 10,000 children", True), ("kg per household", True), ("days", True), ("£/head", True),
        ("average score", True), ("number", False), ("", False), ("jobs", False), ("tonnes", False), ("£m", False),
        ("persons", False), ("holidays", False),
    ],
)  # fmt: skip
def test_what_adds_up_is_told_by_the_unit(unit: str, rate: bool) -> None:
    assert is_rate(unit) is rate


def test_scipy_is_loaded_only_where_a_rule_needs_it() -> None:
    code = "import sys, qprlib.scoring.scorecard, qprlib.scoring.spc; print('scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
