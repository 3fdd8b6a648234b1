"""Every test that docs/faults.md names is there."""

from __future__ import annotations

import ast
import re

import pytest
from helpers.projects import REPOSITORY

PAGE = (REPOSITORY / "docs" / "faults.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[a-z_/]+\.py)(?:::(\w+))?`", PAGE)))


@pytest.mark.parametrize(("file", "test"), NAMED, ids=["::".join(filter(None, one)) for one in NAMED])
def test_a_kind_of_fault_is_held_by_a_test_that_is_there(file: str, test: str) -> None:
    tree = ast.parse((REPOSITORY / file).read_text(encoding="utf-8"))
    tests = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert test in tests if test else any(name.startswith("test_") for name in tests)


def test_each_row_names_what_holds_it() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("|") and not line.startswith(("| kind", "|:--"))]
    assert rows
    assert not [row for row in rows if "`tests/" not in row]
