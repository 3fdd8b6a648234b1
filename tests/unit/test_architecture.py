"""The plan of the house names every module."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers.projects import REPOSITORY

PLAN = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
NAMED = {word.removesuffix(".py") for word in re.findall(r"`([a-z_.]+)`", PLAN)}
MODULES = sorted(
    path.relative_to(REPOSITORY)
    for path in (REPOSITORY / "qprlib").rglob("*.py")
    if path.stem not in ("__init__", "__main__")
)


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_module_is_named_in_the_plan(module: Path) -> None:
    assert module.stem in NAMED, f"say in docs/architecture.md what {module} is for"


def test_no_room_is_named_that_there_is_not() -> None:
    rooms = {word.rstrip("/") for word in re.findall(r"^\| `([a-z]+/)`", PLAN, re.MULTILINE)}
    assert rooms == {path.parent.name for path in (REPOSITORY / "qprlib").glob("*/__init__.py")}
