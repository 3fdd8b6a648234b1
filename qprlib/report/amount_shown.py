"""How much of a long series a page shows, and how it names the quarters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

One = TypeVar("One")

#: A chart shows two years and the quarter they are compared with, or one; a table, one.
LONG, SHORT = 9, 5


def shown(items: Sequence[One]) -> list[One]:
    """The latest nine of a series, of one that has fewer the latest five, of a short one all."""
    return list(items[-(LONG if len(items) >= LONG else SHORT) :])


def latest(items: Sequence[One]) -> list[One]:
    """The latest five: a year, and the period it is compared with."""
    return list(items[-SHORT:])
