"""What a live figure can be, and the ways to print it: an amount, a change, or words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from qprlib.ground.numbers import capital, format_change, format_value, in_words, is_percentage, round_half_up


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit."""

    number: float
    unit: str
    decimals: int

    @property
    def printed(self) -> str:
        """As the pages print it: ``87%``, ``24.4 days``."""
        if self.unit == "percentage points":
            return format_change(self.number, "%", self.decimals)
        return format_value(self.number, self.unit, self.decimals)


@dataclass(frozen=True, slots=True)
class PrintedChange:
    """What has to be added to an earlier printed number to get the later printed one."""

    size: float
    unit: str
    decimals: int

    @classmethod
    def between(cls, before: float, now: float, unit: str, decimals: int) -> PrintedChange:
        """The change from one number to another, of which readers see the printed values."""
        return cls(round_half_up(now, decimals) - round_half_up(before, decimals), unit, decimals)

    @property
    def none(self) -> bool:
        """Whether nothing changed that is printed."""
        return round_half_up(self.size, self.decimals) == 0

    @property
    def printed(self) -> str:
        """``up 8 percentage points``, ``down 5.1 days``, ``unchanged``."""
        if self.none:
            return "unchanged"
        return f"{'up' if self.size > 0 else 'down'} {format_change(self.size, self.unit, self.decimals)}"

    @property
    def in_words(self) -> str:
        """``eight percentage points higher``, ``5.1 days fewer``, ``unchanged``."""
        if self.none:
            return "unchanged"
        more = self.size > 0
        said = _small_in_words(format_change(self.size, self.unit, self.decimals))
        if self.unit.startswith("£"):
            return f"{said} {'more' if more else 'less'}"
        if is_percentage(self.unit) or " " in self.unit or (self.unit == "number" and self.decimals):
            return f"{said} {'higher' if more else 'lower'}"
        return f"{said} {'more' if more else 'fewer'}"


@dataclass(frozen=True, slots=True)
class Words:
    """A figure that is no number: a period, a rating, a name."""

    printed: str


Figure = Amount | PrintedChange | Words

FILTERS: Final = {
    "words": "in words, as a sentence says it; numbers up to nine are written out",
    "by": "the size of a change, without up or down",
    "number": "without its unit",
    "round": "with so many decimals: `round(0)`",
    "lower": "in small letters",
    "capital": "with a capital first letter",
}
"""What may stand after a bar."""


def _small_in_words(printed: str) -> str:
    """A printed amount whose number is written out up to nine: ``eight percentage points``, ``one day``."""
    found = re.match(r"([0-9])(?![0-9.,])(.*)\Z", printed)
    if not found:
        return printed
    number, rest = int(found[1]), found[2]
    if rest == "%":
        return f"{in_words(number) if number else 'nought'} per cent"
    if number == 1:
        rest = re.sub(r"^( [a-z]+[^\Ws])s\b", r"\1", rest)
    return f"{in_words(number)}{rest}"


def _in_words(figure: Figure) -> Figure | None:
    match figure:
        case PrintedChange():
            return Words(figure.in_words)
        case Amount():
            return Words(_small_in_words(figure.printed).replace("%", " per cent"))
        case Words():
            return None


def _by(figure: Figure) -> Figure | None:
    if not isinstance(figure, PrintedChange):
        return None
    unit = "percentage points" if is_percentage(figure.unit) else figure.unit
    # What a page leaves out of a change it leaves out here, too.
    unit = "number" if " " in unit and unit != "percentage points" and not unit.startswith("£") else unit
    return Amount(abs(figure.size), unit, figure.decimals)


def _bare(figure: Figure) -> Figure | None:
    match figure:
        case Amount():
            return replace(figure, unit="number")
        case PrintedChange():
            return Amount(abs(figure.size), "number", figure.decimals)
        case Words():
            return None


PLAIN: Final[Mapping[str, Callable[[Figure], Figure | None]]] = {
    "words": _in_words,
    "by": _by,
    "number": _bare,
    "lower": lambda figure: Words(figure.printed.lower()),
    "capital": lambda figure: Words(capital(figure.printed)),
}
