"""How much of a long series a page shows, and how it names the quarters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from qprlib.ground.calendar import MONTHS

One = TypeVar("One")

#: A chart shows two years and the quarter they are compared with, or one; a table, one.
LONG, SHORT = 9, 5


def shown(items: Sequence[One]) -> list[One]:
    """The latest nine of a series, of one that has fewer the latest five, of a short one all."""
    return list(items[-(LONG if len(items) >= LONG else SHORT) :])


def latest(items: Sequence[One]) -> list[One]:
    """The latest five: a year, and the period it is compared with."""
    return list(items[-SHORT:])


def months_of(start: date, end: date, *, short: bool = False) -> str:
    """A quarter by its months: ``October to December 2024``, short ``Oct to Dec 2024``."""
    first, last = (MONTHS[day.month - 1] for day in (start, end))
    if short:
        first, last = first[:3], last[:3]
    year = "" if start.year == end.year else f" {start.year}"
    return f"{first}{year} to {last} {end.year}"
