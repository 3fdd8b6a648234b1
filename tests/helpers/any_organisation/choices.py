"""Where what is made at random comes from: a seed, or hypothesis, which then makes it smaller."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Choices(Protocol):
    """Three kinds of choice, each with the simplest answer first: 0, the first of the options, no."""

    def number(self, least: int, most: int) -> int:
        """A whole number within two bounds, both included."""

    def one_of(self, options: Sequence[T]) -> T:
        """One of the options."""

    def one_in(self, times: int) -> bool:
        """True once in so many times."""

    def beside(self, what: str) -> Choices:
        """Choices about something further, which leave all others of a seed as they are."""


class FromSeed:
    """Choices that follow from a seed alone, on every machine."""

    def __init__(self, seed: int | str) -> None:
        self._seed = seed
        self._chance = random.Random(seed)

    def number(self, least: int, most: int) -> int:
        return self._chance.randint(least, most)

    def one_of(self, options: Sequence[T]) -> T:
        return self._chance.choice(options)

    def one_in(self, times: int) -> bool:
        return self._chance.randrange(times) == 0

    def beside(self, what: str) -> FromSeed:
        return FromSeed(f"{self._seed} {what}")


class FromHypothesis:
    """Choices that hypothesis makes, and makes again simpler once a test has failed."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def number(self, least: int, most: int) -> int:
        return self._draw(st.integers(least, most))

    def one_of(self, options: Sequence[T]) -> T:
        return self._draw(st.sampled_from(options))

    def one_in(self, times: int) -> bool:
        return self._draw(st.integers(0, times - 1)) == times - 1

    def beside(self, what: str) -> FromHypothesis:
        return self
