"""What a column holds, by the words that people write above it, and what their words for a few things mean."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

#: Roles of columns that say what an indicator is.
ABOUT: Final = (
    *("reference", "name", "section", "unit", "decimals", "polarity", "frequency", "directorate", "owner", "note"),
)
#: Roles of what is told of an indicator and a period.
TOLD: Final = (
    *("actual", "target", "floor", "lower", "upper", "numerator", "denominator", "status", "direction", "comment"),
)
#: Of these the words count, of all others a number.
IN_WORDS: Final = ("status", "direction", "comment")
#: Roles that say of which period, or what, the cells of a row are.
OF_ROW: Final = ("period", "year", "type")


@cache
def _headers() -> tuple[tuple[str, re.Pattern[str]], ...]:
    with Path(__file__).with_name("roles.csv").open(encoding="utf-8", newline="") as file:
        return tuple((row["role"], re.compile(row["header"], re.IGNORECASE)) for row in csv.DictReader(file))


def role_of(header: str) -> str:
    """What a column with such words above it holds, ``""`` where no word is known: ``KPI ref`` is a reference."""
    plain = re.sub(r"\[[^\]]*\]", " ", header).replace("_", " ")
    plain = " ".join(re.sub(r"[.:*()%]", " ", plain).split())
    return next((role for role, pattern in _headers() if plain and pattern.fullmatch(plain)), "")


@cache
def _meanings() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    with Path(__file__).with_name("meanings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["of"], {}).update(dict.fromkeys(row["words"].split(", "), row["means"]))
    return found


def meaning(of: str, word: str) -> str:
    """What a word means of polarity, frequency, tone, way or the role of a row; ``""`` where it is not known."""
    return _meanings()[of].get(" ".join(word.casefold().split()), "")


#: A length of time that something takes; what is done within one is a share, of which there should be much.
_TAKES = re.compile(
    r"\b(?:days|weeks|hours|minutes) (?:to|lost|taken|per|for each)\b"
    r"|\b(?:average|mean) (?:\w+ ){0,2}(?:days|weeks|hours|minutes)\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:within|in time|on time|in (?:an?|the|one|two|three|four|five|seven|ten|[0-9]+) \w+|answered|resolved|closed"
    r"|completed|met|reduced|cleared|removed|repaired|collected|prevented|satisfied|who quit|saved)\b",
    re.IGNORECASE,
)


def lower_is_better(name: str) -> bool:
    """Whether a name speaks of what there should be little of: days to do something, complaints, arrears."""
    words = "|".join(re.escape(word) for word in _meanings()["better"])
    little = _TAKES.search(name) or re.search(rf"\b(?:{words})\b", name, re.IGNORECASE)
    return bool(little) and not _DONE.search(name)


def looks_like_code(text: str) -> bool:
    """Whether a cell looks like a reference: ``HW01``, ``1.1.2.PI``, ``CP/07``, ``12``."""
    return bool(re.fullmatch(r"[A-Za-z]{0,8}[-./ _]?\d[\w./-]{0,11}|[A-Z]{1,5}[-./_][A-Z0-9./-]{1,10}", text))
