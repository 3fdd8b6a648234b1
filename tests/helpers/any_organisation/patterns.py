"""How sentences are taken apart: numbers, periods and statuses as they are printed, and a table of patterns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from helpers.any_organisation.facts import EditionFacts, Facts, Value

#: In place of a text that somebody wrote.
WRITTEN = "⟦⟧"
#: What the parts of patterns in angle brackets stand for.
PARTS = {
    "n": r"[-−]?£?\d(?:[\d,]*\d)?(?:\.\d+)?%?",
    "period": r"(?:[A-Z][a-z]{2} \d\d(?!\d)|[A-Z][a-z]+ \d{4}|\d{4}/\d\d|\d{4})",
    "way": r"(?:Improving|Worsening|No change|No clear trend|Increasing|Decreasing|Not comparable|Too few points)",
    "count": r"(?:[Nn]o|[Nn]one|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|\d+)",
    "units": r"(?:results|periods|months|quarters|terms|(?:school )?years)",
    "day": r"\d{1,2} [A-Z][a-z]+ \d{4}",
    "text": re.escape(WRITTEN),
}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass
class Said:
    """A sentence with what is known of what it is about.

    Parameters
    ----------
    edition
        The edition.
    facts
        The indicator; None where it is about none.
    words
        The named parts of the pattern that took it.
    sentence
        All of it.
    status
        Rating and direction that stand above it on a card.
    """

    edition: EditionFacts
    facts: Facts
    words: dict[str, str] = field(default_factory=dict)
    sentence: str = ""
    status: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.words.get(name) or ""

    def number(self, name: str) -> Decimal:
        """A printed number."""
        return Decimal(self[name].translate(str.maketrans({"£": "", ",": "", "%": "", "−": "-"})))

    def count(self, name: str) -> int:
        """A count that is said in words or digits."""
        return spoken(self[name])

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


Check = Callable[[Said], bool]


@dataclass
class Patterns:
    """A table of patterns, each with what must be so for its sentences to be true."""

    rows: list[tuple[re.Pattern[str], Check]] = field(default_factory=list)

    def says(self, *patterns: str) -> Callable[[Check], Check]:
        """Add patterns to the table; ``<n:now>`` is a number that the check calls ``now``."""

        def keep(check: Check) -> Check:
            self.rows += [(compiled(one), check) for one in patterns]
            return check

        return keep

    def judge(self, sentence: str, said: Said) -> str:
        """What is wrong with a sentence: nothing, that it is false, or that no pattern knows it."""
        said.sentence = sentence
        for pattern, check in self.rows:
            found = pattern.fullmatch(sentence)
            if found:
                said.words = {name: text for name, text in found.groupdict().items() if text}
                return "" if check(said) else "it is false"
        return "no pattern knows it"


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern with its parts in angle brackets filled in."""

    def part(found: re.Match[str]) -> str:
        kind, _, name = found[1].partition(":")
        return f"(?P<{name}>{PARTS[kind]})" if name else f"(?:{PARTS[kind]})"

    return re.compile(re.sub(r"(?<!\?P)<([a-z]+(?::[a-z_]+)?)>", part, pattern))


def sentences(text: str, written: Sequence[str]) -> Iterator[str]:
    """The sentences of a block, with one sign for each text that somebody wrote; those alone are left out."""
    for one in written:
        if one in text:
            text = text.replace(one, WRITTEN)
    for sentence in re.split(rf"(?<=[.?!]) (?=[A-Z\d£−-]|{WRITTEN})", text):
        if sentence.replace(WRITTEN, "").strip(" .,:;"):
            yield sentence
