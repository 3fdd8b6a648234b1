"""How nbval compares the page notebooks: by their text, which a person can read in a change."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave a cell's HTML out of the comparison: it says the same as its plain text, with drawings in it."""
    for item in items:
        skipped = getattr(item.parent, "skip_compare", None)
        if skipped is not None and "text/html" not in skipped:
            item.parent.skip_compare = (*skipped, "text/html")  # type: ignore[union-attr]
