"""Figures in running words: per cent, points, counts, money, shares in words, with what is said around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from qprlib.ground.calendar import MONTHS
from qprlib.ground.numbers import round_half_up
from qprlib.texts.vocabulary import Vocabulary

_WORDS: Final = Vocabulary(__file__, months="|".join(MONTHS))


class Unit(StrEnum):
    """What a figure counts in."""

    PERCENT = "percent"  #: 85%, 85 per cent
    POINTS = "points"  #: eight percentage points
    SHARE = "share"  #: three in four, two thirds: never meant to the point
    NUMBER = "number"  #: 1,366; 24.4 days
    MONEY = "money"  #: £912


class Hedge(StrEnum):
    """How exactly a figure is meant."""

    EXACT = "exact"
    ABOUT = "about"
    NEARLY = "nearly"  #: a little less than
    JUST_OVER = "just-over"
    OVER = "over"  #: anything above
    UNDER = "under"  #: anything below


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its place in the text."""

    lead: int  #: where its hedge begins ("about")
    start: int
    end: int
    value: float
    decimals: int  #: that it was written with
    kind: Unit
    hedge: Hedge
    quote: str

    @property
    def step(self) -> float:
        """The unit of the last place that is meant: 1 for 83, 0.1 for 83.5, 100 for 1,400."""
        if self.decimals:
            return float(10.0**-self.decimals)
        zeros = len(digits := f"{self.value:.0f}") - len(digits.rstrip("0"))
        return float(10 ** max(0, min(zeros, len(digits) - 2)))


_ONES: Final = {word: number for number, word in enumerate(["zero", *_WORDS.listed("units"), *_WORDS.listed("teens")])}
_ORDINALS: Final = {word: number for number, word in enumerate(_WORDS.listed("ordinals"), start=2)}
_TENS: Final = {word: 10 * number for number, word in enumerate(_WORDS.listed("tens"), start=2)}
_PARTS: Final = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_TIMES: Final = {"m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9, "k": 1e3, "thousand": 1e3}


def blank(text: str, pattern: re.Pattern[str]) -> str:
    """The text with what fits a pattern replaced by blanks, so that places stay."""
    return pattern.sub(lambda match: " " * len(match[0]), text)


def figures(text: str) -> tuple[Figure, ...]:
    """The figures of a sentence, in order.

    Dates, years, times, ordinals, ages, telephone numbers, ranges such as 10-15 and numbers that are part of a name
    (level 4, Q2) are none. Numbers in words are read where a unit follows or where they are above one.
    """
    # "over 60" may be an age or a hedge: an age is said with an s, which has a rule of its own.
    left = _WORDS.no_figure.sub(lambda no: no[0] if _WORDS.over_age.match(no[0]) else " " * len(no[0]), text)
    return tuple(sorted([*_shares(left), *_numbers(blank(left, _WORDS.share))], key=lambda figure: figure.start))


def _shares(text: str) -> Iterator[Figure]:
    for match in _WORDS.share.finditer(text):
        if match["part"]:
            part, whole = _count(match["part"]), _count(match["whole"])
            if not 1 <= part < whole or (" in " in match[0] and whole > 20):
                continue
            value = 100 * part / whole
        elif match["top"]:
            value = 100 * _ONES[match["top"].lower()] / _PARTS[match["bottom"].lower().removesuffix("s")]
        else:
            value = 100 / _PARTS[re.split(r"[-\s]", match[0].lower())[-1]]
        yield _made(text, match.span(), value, 0, Unit.SHARE)


def _numbers(text: str) -> Iterator[Figure]:
    for match in _WORDS.figure.finditer(text):
        if match["halves"]:
            whole = match["halves"].split()[0].lower()
            value = 0.5 if whole == "half" else _count(whole) + 0.5
            yield _made(text, match.span(), value, 1, Unit.POINTS)
            continue
        if match["mixed"]:
            fraction = {"a half": 0.5, "a quarter": 0.25}.get(match["fraction"].lower(), 0.75)
            kind = Unit.PERCENT if match["mpercent"] else Unit.NUMBER
            yield _made(text, match.span(), _count(match["mixed"]) + fraction, 2, kind)
            continue
        if match["words"]:
            points = bool(match["wpercentpoints"] or match["wpoints"])
            kind = Unit.POINTS if points else Unit.PERCENT if match["wpercent"] else Unit.NUMBER
            if kind is Unit.NUMBER and match["words"].lower() in ("one", "zero"):
                continue
            yield _made(text, match.span(), _count(match["words"]), 0, kind)
            continue
        digits = match["digits"]
        decimals = len(digits.partition(".")[2])
        value = float(digits.replace(",", ""))
        if match["times"]:
            factor = _TIMES[match["times"].strip().lower()]
            value, decimals = round_half_up(value * factor, 6), decimals - len(f"{factor:.0f}") + 1
        points = bool(match["percentpoints"] or match["points"])
        kind = Unit.POINTS if points else Unit.PERCENT if match["percent"] else Unit.NUMBER
        yield _made(text, match.span(), value, decimals, Unit.MONEY if match["pound"] else kind)


def _made(text: str, span: tuple[int, int], value: float, decimals: int, kind: Unit) -> Figure:
    start, end = span
    hedge = _WORDS.hedge.search(text, 0, start)
    lead = hedge.start() if hedge else start
    found = Hedge[hedge.lastgroup or ""] if hedge else Hedge.EXACT
    if hedge is None and kind is Unit.SHARE:
        found = Hedge.ABOUT
    return Figure(lead, start, end, value, max(decimals, 0), kind, found, text[start:end].strip())


def _count(text: str) -> float:
    """A number in words or digits."""
    digits = text.replace(",", "")
    if digits.isdigit():
        return float(digits)
    return float(sum(_ONES.get(word, 0) or _TENS.get(word, 0) for word in re.split(r"[-\s]", text.lower())))


def count_of(text: str) -> int:
    """A small count, in words or digits, as a number or its place in order (three, third, 3rd); 0 of anything else."""
    word = text.lower()
    return _ONES.get(word) or _ORDINALS.get(word) or int(re.sub(r"\D", "", text) or 0)


def says(figure: Figure, value: float, decimals: int) -> bool:
    """Whether a figure is a value (in full precision, published with so many decimals) at one of its usual roundings.

    Rounded half up to the figure's decimals, from full precision or from what is published; large numbers also to tens,
    hundreds and so on with two figures left. A hedge widens this: "about" a little each way, "nearly" below, "over" and
    "under" without end.
    """
    published = round_half_up(value, decimals)
    step, shown = figure.step, figure.value
    if _WORDS.mixed.search(figure.quote) and figure.hedge in (Hedge.EXACT, Hedge.ABOUT):
        # "Eight and a quarter" is never meant to the point.
        return abs(published - shown) <= (0.1 if figure.hedge is Hedge.EXACT else 0.25) + 1e-9
    rough = max(0.03 * abs(shown), 0.5 * step, 2.0 if figure.kind in (Unit.PERCENT, Unit.SHARE) and shown >= 10 else 0)
    slack = 1e-9 * max(1.0, abs(shown))
    match figure.hedge:
        case Hedge.EXACT:
            return any(_rounds(one, shown, figure.decimals, step) for one in (value, published))
        case Hedge.ABOUT:
            return abs(published - shown) <= rough + slack
        case Hedge.NEARLY:
            return shown - 2 * rough - slack <= published < shown + slack
        case Hedge.JUST_OVER:
            return shown - slack <= published <= shown + rough + slack
        case Hedge.OVER:
            return published >= shown - slack
        case Hedge.UNDER:
            return published <= shown + slack


def _rounds(value: float, shown: float, decimals: int, step: float) -> bool:
    if abs(round_half_up(value, decimals) - shown) < 1e-9 * max(1.0, abs(shown)):
        return True
    if step <= 1 or shown < 1000:
        return False
    return abs(round_half_up(value / step, 0) * step - shown) < 1e-6
