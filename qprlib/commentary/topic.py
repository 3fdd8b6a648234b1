"""What a phrase speaks of: this indicator's own result, something else, or nothing that can be told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from qprlib.periods import MONTHS
from qprlib.scoring.scorecard import Result


class Speaks(Enum):
    """What a phrase speaks of."""

    OWN = auto()  #: the result itself
    COUNTED = auto()  #: what is counted for it (calls, where it is the share answered in time)
    POINTING = auto()  #: what was spoken of before: it, this
    NOTHING = auto()  #: no subject at all
    ELSE = auto()  #: something else, or something that is not known


def _words(*lists: str) -> frozenset[str]:
    return frozenset(" ".join(lists).split())


#: Words for any indicator's result.
_RESULT: Final = _words(
    "performance result results figure figures rate rates proportion percentage share level levels",
    "outturn score measure measurement indicator average mean value position actual actuals reading",
    "take-up uptake kpi outcome statistic trend trajectory direction ratio turnaround",
    "status rating rag condition",
)
#: Words that point back at what was spoken of.
_POINTING: Final = _words("it this that which they these")
#: Words that stand for the result where it is a number of things, else for what is counted.
_NUMBERS: Final = _words("number numbers total totals count counts volume volumes")
#: Words that stand for the result where it is a time.
_TIMES: Final = _words("time times wait waits days speed duration length")
#: Words that stand for what is counted, whatever it is.
_CASES: Final = _words(
    "case cases people residents customers clients users requests jobs them those we council council's team",
    "team's teams service services service's services' directorate department our us officers staff authority "
    "everyone all",
)
#: Words that say nothing about what is spoken of.
_EMPTY: Final = _words(
    "a an the of for to in on at by with from as and or nor both not also again still now then so too very much "
    "more most",
    "less least fewer many few some any each every other than up down above below over under between within "
    "during since",
    "until after before against compared is are was were be been being has have had having do does did there here",
    "overall however therefore meanwhile again already only just even quite rather slightly sharply steadily strongly",
    "markedly significantly considerably marginally broadly clearly slowly quickly gradually notably "
    "substantially further",
    "encouragingly disappointingly unfortunately pleasingly sadly importantly nevertheless nonetheless moreover",
    "furthermore additionally finally currently presently latest current recent quarter quarterly month monthly year",
    "yearly annual week period today previous last next first second third fourth its their his her your my who whose",
    "reported published provisional final unaudited confirmed actual good strong poor weak solid modest small "
    "large sharp",
    "steady slight marked significant considerable welcome better worse higher lower high low new",
    "unlike like despite following given alongside while although though whereas because but per cent percent points",
    "point target floor ceiling half quarters thirds out nearly almost about around approximately roughly once yet",
    "took take takes taking one two three four five six seven eight nine ten eleven twelve twenty thirty forty "
    "fifty sixty seventy eighty ninety",
    "pleased proud delighted report reports announce say says said able sick off path their downward upward",
    "travel little barely hardly movement moving heading remains remain remained stays stay stayed",
    "another disappointing encouraging positive negative bad difficult tough busy challenging excellent great "
    "pleasing mixed",
    "through into onto via waited waiting including left taken instead going itself fact line term terms spite "
    "way return returned end start course data dataset basis well continued",
    "sustained rolling date overall corporate headline key year-to-date in-year year-end month-end quarter-end",
    "continues continue continuing kept keep keeps keeping began begun begins started starting starts",
    "means meaning meant shows showed show shown saw seen see see saw stood stands stand came come recorded records",
    *(month.lower() for month in MONTHS),
)
#: Words for one thing: one of them stands for the other.
_ALIKE: Final = tuple(
    _words(words)
    for words in (
        "decide decided decision decisions determined determine determination processed process processing handled",
        "complete completed completion finish finished finishing done",
        "answer answered answering responded response pick picked answer-rate",
        "repair repaired fix fixed fixing mend mended",
        "collect collected collection recovered",
        "satisfied happy satisfaction",
        "house household households home homes dwelling dwellings",
        "care looked",
        "telephone phone phones",
        "online web digital digitally",
        "absence sickness sick",
        "child children young",
        "time timely timeliness prompt promptly",
        "call caller callers calls",
        "cost costs price",
        "safe safer safety",
        "adult adults",
        "recycled recycling recyclables reuse reused composted composting",
    )
)
_AS_A_RESULT: Final = re.compile(r"\bas\sa\sresult\b", re.IGNORECASE)
_TOKEN: Final = re.compile(r"[A-Za-z][A-Za-z'\N{RIGHT SINGLE QUOTATION MARK}-]*")
_ENDING: Final = re.compile(r"(?:'s|s'|ments?|ations?|ions?|ings?|ers?|ed|es|s|e)$")
_PREDICATE: Final = re.compile(
    r"^(?:\w{3,}ed|receiving|leaving|waiting|living|entering|starting|achieving|needing|using|having|claiming"
    r"|awaiting|being|going|staying|getting|gaining|attending|who|that|where|which|made|kept|held|left|lost|met"
    r"|won|taken|given|sent|paid|found|in|not|with)$"
)


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A word without its ending: repairs, repaired and repairing are one."""
    plain = word.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if plain.endswith("ies") and len(plain) > 4:
        plain = plain[:-3] + "y"
    short = _ENDING.sub("", plain)
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


def tokens(text: str) -> list[str]:
    """The words of a text in lower case, without figures."""
    return [token.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'") for token in _TOKEN.findall(text)]


@dataclass(frozen=True)
class Topic:
    """An indicator's own words.

    Parameters
    ----------
    counted
        The words of its name for what is counted: calls, of "calls answered within 60 seconds".
    told
        The words of its name for what is told about them: answered, seconds.
    organisation
        The organisation's words, which name nothing else.
    unit
        The unit of the result.
    """

    counted: frozenset[str]
    told: frozenset[str]
    organisation: frozenset[str]
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
    def is_count(self) -> bool:
        """Whether the result is itself a number of things, so that what is counted is what is told."""
        return self.unit == "number"

    def knows(self, word: str) -> bool:
        """Whether a word is one of the indicator's own."""
        return any(same_word(word, own) for own in self.told | self.counted)

    def counts(self, word: str) -> bool:
        """Whether a word stands for what is counted, whatever it is: people, cases."""
        return word in _CASES

    def of_phrase(self, phrase: str) -> Speaks:
        """What the subject of a sentence speaks of: one word that is not known makes it something else."""
        told = counted = result = cases = pointing = False
        for word in self._telling(phrase):
            if word in _RESULT or (word in _TIMES and self.unit in ("days", "weeks", "hours", "minutes", "seconds")):
                result = True
            elif word in _NUMBERS:
                result |= self.is_count
                counted |= not self.is_count
            elif word in _POINTING:
                pointing = True
            elif any(same_word(word, own) for own in self.told):
                told = True
            elif any(same_word(word, own) for own in self.counted):
                counted = True
            elif word in _CASES:
                cases = True
            else:
                return Speaks.ELSE
        number = any(word in _NUMBERS for word in tokens(phrase)) and not self.is_count
        if (result or told or (counted and (self.is_count or not self.told))) and not number:
            return Speaks.OWN
        if counted or cases:
            return Speaks.COUNTED
        return Speaks.POINTING if pointing else Speaks.NOTHING

    def likeness(self, phrase: str) -> tuple[int, int]:
        """How many telling words of a phrase are the indicator's own, and how many there are."""
        passed = _RESULT | _CASES | _POINTING | _NUMBERS
        telling = [word for word in self._telling(phrase) if word not in passed]
        return sum(self.knows(word) for word in telling), len(telling)

    def _telling(self, phrase: str) -> Iterator[str]:
        for word in tokens(_AS_A_RESULT.sub(" ", phrase)):
            if word not in _EMPTY and word not in self.organisation:
                yield word


def _parted(name: str) -> tuple[set[str], set[str]]:
    """The words of a name for what is counted, and for what is told about it."""
    words = [word for word in tokens(name) if word not in _RESULT | _NUMBERS]
    of = words.index("of") if "of" in words else 0
    place = next((number for number, word in enumerate(words) if number and _PREDICATE.match(word)), len(words))
    if 0 < of < place:
        # "Occupancy of short-stay beds": what is told comes first.
        return set(words[of:]), set(words[:of])
    return set(words[:place]), set(words[place:])
