"""What is left to ``make test-thorough``: more of the same on further editions and pages, and what takes long."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

THOROUGH = pytest.mark.thorough
#: Exampleshire's editions before its last.
EARLIER = ("exampleshire-2023-24-Q3", "exampleshire-2023-24-Q4", "exampleshire-2024-25-Q1", "exampleshire-2024-25-Q2")


def marks_of(edition: str) -> list[pytest.MarkDecorator]:
    """The marks of a test of an edition."""
    return [THOROUGH] if edition in EARLIER else []


def each(editions: Sequence[str]) -> pytest.MarkDecorator:
    """Ask the same of each edition."""
    return pytest.mark.parametrize("edition", [pytest.param(one, marks=marks_of(one)) for one in editions])
