"""Chance that is the same everywhere: seeded by a name, and made of uniform numbers and additions alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

SEED = "Exampleshire"


class Chance:
    """A stream of chance for one thing, which no other thing disturbs.

    Python keeps ``random()`` the same from version to version. Bell-shaped numbers are sums of twelve of them: no
    logarithm or cosine takes part, which might differ in its last digit between machines.
    """

    def __init__(self, name: str) -> None:
        self._stream = random.Random(f"{SEED}: {name}")

    def bell(self, spread: float) -> float:
        """A number around nought with this standard deviation, never beyond six of them."""
        return spread * (sum(self._stream.random() for _ in range(12)) - 6)

    def between(self, low: float, high: float) -> float:
        """A number from a range."""
        return low + (high - low) * self._stream.random()


def rounded(value: float, decimals: int) -> float:
    """Halves away from nought, on the shortest decimal text: as councils print."""
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))


def split(total: int, weights: Sequence[float], most: Sequence[int] | None = None) -> list[int]:
    """A total in whole parts by weights, the largest remainders first, none above its ``most``.

    Raises
    ------
    ValueError
        If the parts cannot hold the total.
    """
    limits = list(most) if most is not None else [total] * len(weights)
    if sum(limits) < total:
        raise ValueError(f"{limits} cannot hold {total}")
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [min(int(share), limit) for share, limit in zip(exact, limits, strict=True)]
    while sum(parts) < total:
        open_parts = [place for place in range(len(parts)) if parts[place] < limits[place]]
        neediest = max(open_parts, key=lambda place: (exact[place] - parts[place], -place))
        parts[neediest] += 1
    return parts
