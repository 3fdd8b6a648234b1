"""What a phrase speaks of: this indicator's own result, something else, or nothing that can be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from qprlib.ground.calendar import MONTHS
from qprlib.scoring.scorecard import Result
from qprlib.texts.vocabulary import Vocabulary

_WORDS: Final = Vocabulary(__file__)
_RESULT: Final = _WORDS.words("result")
_POINTING: Final = _WORDS.words("pointing")
_NUMBERS: Final = _WORDS.words("numbers")
_TIMES: Final = _WORDS.words("times")
CASES: Final = _WORDS.words("cases")
_EMPTY: Final = _WORDS.words("empty") | {month.lower() for month in MONTHS}
_NO_ADVERBS: Final = _WORDS.words("no_adverbs")
_OWNERS: Final = _WORDS.words("owners")
_FOREIGN: Final = _WORDS.words("foreign")
_ALIKE: Final = _WORDS.groups("alike")

#: Units of a result that is a time.
TIMES: Final = ("days", "weeks", "hours", "minutes")


class Speaks(Enum):
    """What a phrase speaks of."""

    OWN = auto()  #: the result itself
    COUNTED = auto()  #: what is counted for it (calls, where it is the share answered in time)
    POINTING = auto()  #: what was spoken of before: it, this
    NOTHING = auto()  #: no subject at all
    ELSE = auto()  #: something else, or something that is not known


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A word without its ending: repairs, repaired and repairing are one."""
    plain = word.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if plain.endswith("ies") and len(plain) > 4:
        plain = plain[:-3] + "y"
    short = _WORDS.ending.sub("", plain)
    return short if len(short) >= 3 else plain


@lru_cache(maxsize=8192)
def same_word(one: str, other: str) -> bool:
    """Whether two words are forms of one word, or mean the same here."""
    first, second = stem(one), stem(other)
    if first == second:
        return True
    if any(one.lower() in group and other.lower() in group for group in _ALIKE):
        return True
    shared = 0
    for left, right in zip(first, second, strict=False):
        if left != right:
            break
        shared += 1
    return (
        shared >= 5 and shared >= 0.75 * min(len(first), len(second)) and shared >= 0.6 * max(len(first), len(second))
    )


def foreign(word: str) -> bool:
    """Whether a word names another measure or another kind of what is counted."""
    return word in _FOREIGN or bool(_WORDS.other_kind.match(word))


def tokens(text: str) -> list[str]:
    """The words of a text in lower case, without figures."""
    return [token.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'") for token in _WORDS.token.findall(text)]


@dataclass(frozen=True)
class Topic:
    """An indicator's own words."""

    counted: frozenset[str]  #: what is counted: calls, of "calls answered within 60 seconds"
    told: frozenset[str]  #: what is told about it: answered, seconds
    organisation: frozenset[str]  #: words that name nothing else
    unit: str

    @classmethod
    def of(cls, row: Result, organisation: str) -> Topic:
        """The words of an indicator of an organisation."""
        counted: set[str] = set()
        told: set[str] = set()
        for name in {row.name, row.short_name}:
            before, after = _parted(name)
            counted |= before
            told |= after
        unit = set(tokens(row.unit)) if row.unit != "number" else set()
        own = frozenset(tokens(organisation)) | {"council", "county", "city", "borough", "district"}
        return cls(frozenset(counted - told - _EMPTY), frozenset((told | unit) - _EMPTY), own, row.unit)

    @property
    def is_time(self) -> bool:
        """Whether the result is a time."""
        return self.unit in TIMES

    def knows(self, word: str) -> bool:
        """Whether a word is one of the indicator's own."""
        return any(same_word(word, own) for own in self.told | self.counted)

    def of_phrase(self, phrase: str) -> Speaks:
        """What the subject of a sentence speaks of.

        A word for another measure or kind makes it something else, and so does a word that nobody knows, unless it goes
        with an own one that leads: "claims processing", not "garage arrears".
        """
        is_count = self.unit == "number"  # of things, so that what is counted is what is told
        told = counted = result = cases = pointing = False
        unknown = False
        for word in self._telling(phrase):
            if word in _RESULT or (word in _TIMES and (self.is_time or self.unit == "seconds")):
                result = True
            elif word in _NUMBERS:
                result |= is_count
                counted |= not is_count
            elif word in _POINTING:
                pointing = True
            elif any(same_word(word, own) for own in self.told):
                told = True
            elif any(same_word(word, own) for own in self.counted):
                counted = True
            elif word in CASES:
                cases = True
            elif word in _TIMES or foreign(word):
                return Speaks.ELSE
            else:
                unknown = True
        if unknown and self._other_kind(phrase):
            return Speaks.ELSE
        number = any(word in _NUMBERS for word in tokens(phrase)) and not is_count
        if (result or told or (counted and (is_count or not self.told))) and not number:
            return Speaks.OWN
        if counted or cases:
            return Speaks.COUNTED
        return Speaks.POINTING if pointing else Speaks.NOTHING

    def likeness(self, phrase: str) -> tuple[int, int]:
        """How many telling words of a phrase are the indicator's own, and how many there are."""
        passed = _RESULT | CASES | _POINTING | _NUMBERS
        telling = [word for word in self._telling(phrase) if word not in passed]
        return sum(self.knows(word) for word in telling), len(telling)

    def _other_kind(self, phrase: str) -> bool:
        """Whether words that are not known narrow a phrase to a kind or a part, or lead it."""
        parts = [list(self._telling(part)) for part in _WORDS.links.split(phrase)]
        plain = _RESULT | _NUMBERS | CASES | _TIMES
        known = [[self.knows(word) or word in plain for word in part] for part in parts if part]
        return not known[0][0] or any(not any(part) for part in known)

    def generic(self, phrase: str) -> bool:
        """Whether a phrase speaks of the result by a word for any result alone: the trend, the rate."""
        return not any(self.knows(word) or word in _OWNERS for word in tokens(phrase))

    def _telling(self, phrase: str) -> Iterator[str]:
        for word in tokens(_WORDS.as_a_result.sub(" ", phrase)):
            adverb = word.endswith("ly") and word not in _NO_ADVERBS
            if not adverb and word not in _EMPTY and word not in self.organisation:
                yield word


def _parted(name: str) -> tuple[set[str], set[str]]:
    """The words of a name for what is counted, and for what is told about it."""
    words = [word for word in tokens(name) if word not in _RESULT | _NUMBERS]
    of = words.index("of") if "of" in words else 0
    place = next((number for number, word in enumerate(words) if number and _WORDS.predicate.match(word)), len(words))
    if 0 < of < place:
        # "Occupancy of short-stay beds": what is told comes first.
        return set(words[of:]), set(words[:of])
    return set(words[:place]), set(words[place:])
