"""Tables of words and declarations that come with the package, each in the room that uses it."""

from __future__ import annotations

import csv
from pathlib import Path


def packaged_rows(module: str, name: str) -> list[dict[str, str]]:
    """The rows of a CSV file that lies beside a module, which is given by its ``__file__``; "" for an empty cell."""
    with Path(module).with_name(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
