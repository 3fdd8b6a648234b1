"""How sentences are taken apart: numbers, periods and statuses as they are printed, and a table of patterns."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

import yaml

from helpers.any_organisation.calendar import LONG
from helpers.any_organisation.facts import EditionFacts, Facts, Value
from helpers.any_organisation.written import ANY
from helpers.projects import REPOSITORY

_SCHEMES = (
    yaml.safe_load(one.read_text(encoding="utf-8")) for one in (REPOSITORY / "params" / "schemes").glob("*.yml")
)
_BANDS = sorted({str(band["label"]) for one in _SCHEMES for band in one["bands"]}, key=len, reverse=True)
#: What the parts of patterns in angle brackets stand for.
PARTS = {
    "n": r"[-−]?£?\d(?:[\d,]*\d)?(?:\.\d+)?%?",
    "year": r"(?:\d{4}[/-]\d\d(?!\d)|\d{4}|FY\d{4}|FY\d\d)",
    "period": r"(?:\d{1,2} [A-Z][a-z]{2} \d\d(?!\d)|\d{1,2} [A-Z][a-z]+ \d{4}|[A-Z][a-z]{2} \d\d(?!\d)|"
    r"[A-Z][a-z]+ \d{4}|\d{4}[/-]\d\d(?!\d)|\d{4}|FY\d{4}|FY\d\d)",
    "way": r"(?:Improving|Worsening|No change|No clear trend|Increasing|Decreasing|Not comparable|Too few points)",
    "count": r"(?:[Nn]one|[Nn]o|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|\d+)",
    "units": r"(?:results|periods|weeks|months|quarters|half-years|terms|surveys|(?:school )?years)",
    "day": r"\d{1,2} [A-Z][a-z]+ \d{4}",
    "change": r"(?:[Tt]he same|(?:[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|\d+) "
    r"(?:more|fewer))",
    "band": f"(?:{'|'.join(map(re.escape, _BANDS))})",
    "text": ANY,
    "texts": f"{ANY}+(?: {ANY}+)*",
}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass
class Sentence:
    """A sentence and what a pattern found in it.

    Parameters
    ----------
    edition
        The edition.
    words
        The named parts of the pattern that took it.
    sentence
        All of it.
    """

    edition: EditionFacts
    words: dict[str, str] = field(default_factory=dict, kw_only=True)
    sentence: str = field(default="", kw_only=True)

    def __getitem__(self, name: str) -> str:
        return self.words.get(name) or ""

    def number(self, name: str) -> Decimal:
        """A printed number."""
        return Decimal(self[name].translate(str.maketrans({"£": "", ",": "", "%": "", "−": "-"})))

    def count(self, name: str) -> int:
        """A count that is said in words or digits."""
        return spoken(self[name])


@dataclass
class Said(Sentence):
    """A sentence about an indicator.

    Parameters
    ----------
    facts
        The indicator.
    status
        Rating and direction that stand above it on a card.
    """

    facts: Facts
    status: dict[str, str] = field(default_factory=dict, kw_only=True)

    @property
    def now(self) -> Value:
        """The latest result."""
        assert self.facts.latest is not None
        return self.facts.latest

    def is_result(self, name: str, value: Value | None) -> bool:
        """Whether a printed number is the result of a period."""
        return value is not None and self.facts.printed(value) == _plain(self[name])

    def is_aim(self, name: str, aim: str, value: Value) -> bool:
        """Whether a printed number is what was aimed at."""
        found = value.aims.get(aim)
        return found is not None and found == self.number(name)

    def at_of(self, name: str, some: Sequence[Value]) -> Value | None:
        """Of some values that of the period that is named."""
        named = self.at(name)
        return next((one for one in some if named is not None and one.end == named.end), None)

    def at(self, name: str) -> Value | None:
        """The period that is named."""
        return self.facts.at(self[name])


def spoken(text: str) -> int:
    """A count from its words."""
    word = text.lower()
    return 0 if word in ("no", "none") else _NUMBERS.index(word) if word in _NUMBERS else int(word)


def _plain(text: str) -> str:
    return text.replace("£", "").replace("%", "").replace("−", "-")


Check = Callable[[Any], bool]
#: What a check raises where a sentence or cell names what is not there.
NOT_THERE = (AssertionError, LookupError, StopIteration, ValueError, ArithmeticError)


@dataclass
class Patterns:
    """A table of patterns, each with what must be so for its sentences to be true."""

    rows: list[tuple[str, Check]] = field(default_factory=list)

    def says(self, *patterns: str) -> Callable[[Check], Check]:
        """Add patterns to the table; ``<n:now>`` is a number that the check calls ``now``."""

        def keep(check: Check) -> Check:
            self.rows += [(one, check) for one in patterns]
            return check

        return keep

    def judge(self, sentence: str, said: Sentence) -> str:
        """What is wrong with a sentence: nothing, that it is false, or that no pattern knows it."""
        said.sentence = sentence
        for pattern, check in self.rows:
            found = compiled(pattern, said.edition.span.length).fullmatch(sentence)
            if found:
                said.words = {name: text for name, text in found.groupdict().items() if text}
                try:
                    return "" if check(said) else "it is false"
                except NOT_THERE as error:
                    return f"it is false: the data do not have this ({error!r})"
        return "no pattern knows it"


@cache
def compiled(pattern: str, noun: str = "quarter") -> re.Pattern[str]:
    """A pattern with its parts in angle brackets filled in, of a report on a month, quarter, half-year or year."""
    name = f"(?:{'|'.join(LONG)})" if noun == "month" else f"{noun} (?:one|two|three|four)"
    parts = {**PARTS, "noun": noun, "last": f"{name} last year", "Last": f"{name.capitalize()} last year"}
    if noun == "month":
        parts["Last"] = parts["last"]

    def part(found: re.Match[str]) -> str:
        kind, _, name = found[1].partition(":")
        return f"(?P<{name}>{parts[kind]})" if name else f"(?:{parts[kind]})"

    return re.compile(re.sub(r"(?<!\?P)<([A-Za-z]+(?::[a-z_]+)?)>", part, pattern))
