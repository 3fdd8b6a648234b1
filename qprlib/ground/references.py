"""What indicators are called: by their ids, or by the references that their organisation prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

#: A reference that could as well be a figure: it is meant only after such a word, or before its indicator's name.
_LIKE_A_FIGURE: Final = re.compile(r"\d+(?:[.,]\d+)?")
_INTRODUCED: Final = r"\b(?i:indicators?|measures?|K?PIs?|references?|refs?\.?|numbers?|nos?\.?)\s"


@dataclass(frozen=True)
class Called:
    """What the indicators of an edition are called, in the order of the register."""

    references: Mapping[str, str]  #: by id, "" of one that has none
    names: Mapping[str, str]  #: by id, the short one

    @classmethod
    def of(cls, rows: Iterable[Any]) -> Called:
        """Of rows of a register or scorecard, which have an id, a reference and a short name."""
        listed = list(rows)
        return cls({one.id: one.reference for one in listed}, {one.id: one.short_name for one in listed})

    @cached_property
    def ids(self) -> Mapping[str, str]:
        """The id by whatever an indicator may be asked for: its id or its reference."""
        return {name: one for one, reference in self.references.items() for name in (reference, one) if name}

    def with_ids(self, sentence: str) -> str:
        """A sentence with ids in place of references, whose digits are no figures and letters no abbreviations."""
        return self._named.sub(self._id, sentence) if self._named else sentence

    def as_written(self, words: str, sentence: str) -> str:
        """Words of such a sentence as they stand in the one that it was made from."""
        for one, reference in self.references.items():
            if words not in sentence and reference:
                words = re.sub(rf"\b{re.escape(one)}\b", lambda _, said=reference: said, words)  # type: ignore[misc]
        return words

    @cached_property
    def _named(self) -> re.Pattern[str] | None:
        known = [(one, reference) for one, reference in self.references.items() if reference]
        ways = [self._way(*one) for one in sorted(known, key=lambda pair: -len(pair[1]))]
        # Part of a longer one (1.1 of 1.1.2), or of a fraction, it is none.
        return re.compile(rf"(?<!\w)(?<!\w[./])(?:{'|'.join(ways)})(?![\w%]|[./]\w)") if ways else None

    def _way(self, one: str, reference: str) -> str:
        written = re.escape(reference)
        if not _LIKE_A_FIGURE.fullmatch(reference):
            return written
        return rf"{_INTRODUCED}{written}|{written}(?=:?\s{re.escape(self.names[one])})"

    def _id(self, match: re.Match[str]) -> str:
        said = match[0] if match[0] in self.ids else match[0].split()[-1]
        return match[0].removesuffix(said) + self.ids[said]


def parted(heading: str, ids: Mapping[str, str]) -> tuple[str, str]:
    """The id of the indicator that a heading begins with, by all that it may be called, and the rest.

    Of a heading that begins with none it is the first word.
    """
    words = heading.split()
    for many in range(len(words), 0, -1):  # a reference may have blanks
        called = " ".join(words[:many])
        if found := ids.get(called) or ids.get(called.rstrip(":")):
            return found, " ".join(words[many:])
    return (words[0].rstrip(":"), " ".join(words[1:])) if words else ("", "")


def natural(code: str) -> tuple[tuple[int, int, str], ...]:
    """By which codes are sorted as people number: 1.9 before 1.10, CP9 before CP10."""
    parts = re.findall(r"\d+|[^\W\d]+", code)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part.casefold()) for part in parts)
