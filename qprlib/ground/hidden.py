"""Characters that nobody sees, or that change what is seen: which there are in a text, where, and what is told of them.

Text that is pasted brings them along: a command to a terminal, a sign that turns the order of letters round, a sign of
no width that keeps a word from being found. A reader is shown other words than a screen reader reads, or than the
checks have checked. What writing needs is let through: a soft hyphen, spaces of any width, a joiner between letters
that join, marks of direction beside letters that run from right to left, and the flags of the home nations.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from qprlib.ground.errors import Place, Problem
from qprlib.ground.merge_marks import lines_of
from qprlib.ground.numbers import in_words, plural
from qprlib.ground.wordings import PROBLEMS

#: Names of control characters, which Unicode gives none.
_CONTROLS: Final[Mapping[int, str]] = {
    0x00: "NULL", 0x07: "BELL", 0x08: "BACKSPACE", 0x0B: "LINE TABULATION", 0x0C: "FORM FEED", 0x1B: "ESCAPE",
    0x7F: "DELETE", 0x85: "NEXT LINE", 0x9B: "CONTROL SEQUENCE INTRODUCER",
}  # fmt: skip

_SOFT_HYPHEN, _NON_JOINER, _JOINER = "\u00ad", "\u200c", "\u200d"
_DIRECTION_MARKS: Final = frozenset("\u200e\u200f\u061c")
#: Letters and marks that have no ink, although Unicode calls them letters or marks.
_BLANKS: Final = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\u2800\U000e0100-\U000e01ef"
#: Signs of the category "format" that are seen: they stand over or around numbers.
_SEEN: Final = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")

#: All that may have to be refused: a quick look, since hardly any text has any.
_SUSPECT: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u06dd\u070f\u08e2\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    f"\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\ue000-\uf8ff\U000e0000-\U0010ffff{_BLANKS}"
    "\U0001d173-\U0001d17a\ufe00-\ufe0f]"
)
_FLAG: Final = re.compile("\U0001f3f4(?:\U000e0067\U000e0062)(?:[\U000e0061-\U000e007a]{3})\U000e007f")
_VARIATIONS: Final = re.compile("[\ufe00-\ufe0f]")
_WORDS: Final = 24


@dataclass(frozen=True, slots=True)
class Hidden:
    """One hidden character of a text: its name, its line counted from 1, the words before it, and how often it stands
    in the text.
    """

    name: str
    line: int
    before: str
    times: int


def hidden_characters(text: str) -> list[Hidden]:
    """The hidden characters of a text, each kind once, where it stands first."""
    if not _SUSPECT.search(text):
        return []
    found: dict[str, list[int]] = {}
    for place in _places(text):
        found.setdefault(text[place], []).append(place)
    return [
        Hidden(_name(sign), len(lines_of(text[: places[0]])), _before(text, places[0]), len(places))
        for sign, places in found.items()
    ]


def hidden_problems(text: str, place: Place, where: str = "") -> list[Problem]:
    """What is told of the hidden characters of a text: each kind once, as an error.

    ``where`` stands before the line in the message; without it no line is named.
    """
    return [
        PROBLEMS.problem(
            "hidden-character", place, at=f"{where}line {one.line}: " if where else "", name=one.name, where=_at(one)
        )
        for one in hidden_characters(text)
    ]


def _at(one: Hidden) -> str:
    first = f"after '{one.before}'" if one.before else "at the beginning"
    if one.times == 1:
        return first
    more = one.times - 1
    return f"{first} and in {in_words(more)} more {plural(more, 'place')}"


def _places(text: str) -> Iterator[int]:
    flags = {place for flag in _FLAG.finditer(text) for place in range(flag.start() + 1, flag.end())}
    for found in _SUSPECT.finditer(text):
        place = found.start()
        if place not in flags and not _fits(text, place):
            yield place


def _fits(text: str, place: int) -> bool:
    """Whether a suspect character is one that writing needs where it stands."""
    sign = text[place]
    before = text[place - 1 : place]
    if sign in _SEEN:
        return True
    if sign in (_JOINER, _NON_JOINER):
        # Between letters that join, as in Persian or Hindi, and between the parts of a picture.
        after = text[place + 1 : place + 2]
        return _joins(before) and (_joins(after) or sign == _NON_JOINER)
    if sign in _DIRECTION_MARKS:
        return any(other.isalpha() and unicodedata.bidirectional(other) in ("R", "AL") for other in text)
    if _VARIATIONS.match(sign):
        # One may choose the form of a sign; a row of them can hide a text.
        return bool(before) and not _VARIATIONS.match(before) and not before.isspace()
    return False


def _joins(sign: str) -> bool:
    """Whether a character joins with its neighbours: letters beyond the Latin, Greek and Cyrillic, and pictures."""
    return bool(sign) and (
        (ord(sign) >= 0x590 and unicodedata.category(sign)[0] in "LM") or unicodedata.category(sign) in ("So", "Sk")
    )


def _name(sign: str) -> str:
    number = ord(sign)
    name = unicodedata.name(sign, "") or _CONTROLS.get(number, "")
    kind = {"Cc": "a control character", "Cs": "half a character", "Co": "a character for private use"}
    return f"U+{number:04X} ({name or kind.get(unicodedata.category(sign), 'no character')})"


def _before(text: str, place: int) -> str:
    """The last words before a place, without other hidden characters and on one line."""
    words = _SUSPECT.sub("", text[max(0, place - 4 * _WORDS) : place])
    said = " ".join(words.split())
    return said if len(said) <= _WORDS else said[-_WORDS:].split(" ", 1)[-1]
