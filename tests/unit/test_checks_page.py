"""docs/checks.md is what the checks say of themselves, and contradictions are found as well as it says."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from helpers.labelled import BLIND, USED, Measured, labelled, measure
from helpers.projects import REPOSITORY
from helpers.tools import run_tool

from qprlib.checks.all_checks import CHECKS
from qprlib.claims import contradiction
from qprlib.texts.findings import Family, Grade

PAGE = REPOSITORY / "docs" / "checks.md"
LEAST_PRECISION, LEAST_RECALL = 0.95, 0.80
DEVELOPMENT = [pytest.param(path, id=path.stem) for path in USED]
SETS = [*DEVELOPMENT, *([pytest.param(BLIND, id=BLIND.stem)] if BLIND.is_file() else [])]


@cache
def measured(path: Path) -> Measured:
    return measure(contradiction.find, labelled(path))


def test_the_page_is_current() -> None:
    assert run_tool("checks_page.py", "--check") == (0, "")


@pytest.mark.parametrize("path", DEVELOPMENT)
def test_findings_are_right(path: Path) -> None:
    found = measured(path)
    assert found.precision >= LEAST_PRECISION, [(one.indicator, one.sentence) for one in found.alarms]


@pytest.mark.parametrize("path", DEVELOPMENT)
def test_contradictions_are_found(path: Path) -> None:
    found = measured(path)
    assert found.recall >= LEAST_RECALL, [(one.indicator, one.sentence) for one in found.missed]


@pytest.mark.parametrize("path", SETS)
def test_the_page_prints_the_counts_that_are_measured(path: Path) -> None:
    found = measured(path)
    text = PAGE.read_text(encoding="utf-8").split("## How well contradictions are found")[1]
    false = len(found.found) + len(found.missed)
    counts = [len(found.quiet) + len(found.alarms), false, len(found.found), len(found.missed), len(found.alarms)]
    assert "".join(f"| {count} " for count in counts) in text


def test_every_check_is_explained_under_its_family() -> None:
    text = PAGE.read_text(encoding="utf-8")
    families = {
        title: re.findall(r"^### `([a-z-]+)`$", text.split(f"\n## {title}\n")[1].split("\n## ")[0], re.MULTILINE)
        for title in ("Missing", "Contradiction", "Data", "Words")
    }
    assert families == {
        str(family).capitalize(): [check.id for check in CHECKS if check.family is family] for family in Family
    }
    for check in CHECKS:
        assert f"| {check.grade} | " in next(line for line in text.splitlines() if f"[`{check.id}`]" in line)


def test_what_it_says_can_be_switched_off_is_a_note() -> None:
    text = PAGE.read_text(encoding="utf-8")
    named = re.search(r"off: \[([a-z-]+)\]", text)
    assert named
    assert next(check for check in CHECKS if check.id == named[1]).grade is Grade.NOTE
