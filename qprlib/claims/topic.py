"""What a phrase speaks of: this indicator's own result, something else, or nothing that can be told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from qprlib.ground.calendar import MONTHS
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
    "status rating rag condition state story survey kpi pi metric numbers processing running speed timeliness outcomes",
)
#: Words that point back at what was spoken of.
_POINTING: Final = _words("it this that which they these")
#: Words that stand for the result where it is a number of things, else for what is counted.
_NUMBERS: Final = _words("demand number numbers total totals count counts volume volumes")
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
    "alas sorry thanks regret happily luckily thankfully whole entire district borough county area locally here "
    "nowadays these far long big great deal back such single full-time equivalent member members local typical "
    "typically newly recent exactly precisely need needs needing something somewhat bit touch shade "
    "couple dozen hundred thousand autumn winter spring summer months quarters years good bad ever worryingly "
    "worrying frustratingly surprisingly predictably think know glad hope see note noted seems appears looks "
    "can what how why well-earned hard-won latest newest tale story news picture side glance across "
    "around us just only even though fact remember truth plainly bluntly short put simply than lately rest assured "
    "rated graded scored judged nothing something no none neither once twice anyone nobody everyone where every",
    *(month.lower() for month in MONTHS),
)
#: Adverbs say nothing about what is spoken of; these end as they do and are none.
_NO_ADVERBS: Final = _words(
    "family elderly supply reply assembly fly early only july weekly daily anomaly"
    " nightly disorderly friendly multiply apply comply rely"
)
#: Words for the council's own.
_OWNERS: Final = _words("our ours we us its")
#: Words for other measures, and for a part of what is counted: evidence that a phrase is not about the result.
_FOREIGN: Final = _words(
    "satisfaction response responses budget budgets spend spending expenditure income savings backlog turnover "
    "vacancy vacancies",
    "sickness absence morale staffing caseload caseloads appeal appeals referral referrals admission "
    "admissions approaches",
    "arrivals starts tonnage tonnages contamination fly-tipping visits calls emails volume volumes complaints "
    "compliments",
    "claims applications stability health training attendance tribunal evictions lettings voids supply rents "
    "hours stay",
    "delay delays discharges attacks incidents project projects initiative campaign pilot scheme schemes bus "
    "buses weather",
    "leavers adopters carers assessors advisers officers posts staff landlords providers families appeals "
    "reminders summonses",
    "inspection inspections survey-takers questionnaires grant grants interest inflation",
    "minor former other others kerbside business unclassified classified older younger young long-term "
    "short-term adult male",
    "female permanent agency second-stage local-authority independent private nursing domiciliary statutory "
    "remaining bulky",
    "garden food green-waste glass paper textile textiles gas electric footway footways bridge bridges cycle pavement",
    "national regional neighbouring neighbours government average-sized new-build ethnic disabled each some "
    "both single-person",
    "unaccompanied stress flu leave mental physical minority parish ward wards team-level pupil pupils school schools "
    "hospital hospitals supervision retention recruitment change changes work",
)
#: Words that join the parts of a subject.
_LINKS: Final = re.compile(
    r"\b(?:of|in|at|for|from|to|with|by|on|about|among|amongst|against|over|per|within|under|where"
    r"|who)\b",
    re.IGNORECASE,
)
#: A word that says of what kind the thing is not.
_OTHER_KIND: Final = re.compile(r"non-\w+|un[a-z]{6,}ed$|ex-\w+|sub-\w+")
#: Words for one thing: one of them stands for the other.
_ALIKE: Final = tuple(
    _words(words)
    for words in (
        "decide decided decision decisions determined determine determination processed process processing handled "
        "assess assessed settled turned dealt",
        "application applications majors schemes",
        "claim claims claimant claimants applicant applicants",
        "complete completed completion finish finished finishing done built build building delivered delivery handed",
        "answer answered answering responded response pick picked answer-rate got through",
        "repair repaired fix fixed fixing mend mended",
        "collect collected collection recovered banked gathered",
        "satisfied happy satisfaction",
        "house household households home homes dwelling dwellings",
        "household households family families placements placement",
        "placement placements place places bed beds room rooms",
        "occupancy occupied full filled",
        "employee employees staff worker workers colleague colleagues workforce",
        "road roads carriageway carriageways network a-road a-roads highway highways",
        "maintenance attention treatment resurfacing repair",
        "contact contacts enquiry enquiries",
        "arrears debt owed owe owing outstanding unpaid",
        "rent rents rental rent-roll tenants tenant roll debit",
        "homes home unit units housing completions completion",
        "accommodation housing ta",
        "second seconds minute",
        "transaction transactions services take-up uptake",
        "feel feels felt feeling feelings",
        "say says said told tell respondents answered asked agreed",
        "waste rubbish refuse tonnage bins",
        "time on-time deadline timely",
        "council council-tax tax",
        "care looked",
        "telephone phone phones",
        "online web digital digitally",
        "absence absences absent sickness sick illness ill",
        "child children young",
        "time timely timeliness prompt promptly",
        "call caller callers calls",
        "cost costs price prices fee fees pay paying paid charge charges weekly",
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


def foreign(word: str) -> bool:
    """Whether a word names another measure or another kind of what is counted."""
    return word in _FOREIGN or bool(_OTHER_KIND.match(word))


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
        """What the subject of a sentence speaks of.

        A word for another measure or kind makes it something else, and so does a word that nobody knows, unless it goes
        with an own one that leads: "claims processing", not "garage arrears".
        """
        told = counted = result = cases = pointing = False
        unknown = False
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
            elif word in _TIMES or foreign(word):
                return Speaks.ELSE
            else:
                unknown = True
        if unknown and self._other_kind(phrase):
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

    def _other_kind(self, phrase: str) -> bool:
        """Whether words that are not known narrow a phrase to a kind or a part, or lead it."""
        parts = [list(self._telling(part)) for part in _LINKS.split(phrase)]
        plain = _RESULT | _NUMBERS | _CASES | _TIMES
        known = [[self.knows(word) or word in plain for word in part] for part in parts if part]
        return not known[0][0] or any(not any(part) for part in known)

    def generic(self, phrase: str) -> bool:
        """Whether a phrase speaks of the result by a word for any result alone: the trend, the rate."""
        return not any(self.knows(word) or word in _OWNERS for word in tokens(phrase))

    def _telling(self, phrase: str) -> Iterator[str]:
        for word in tokens(_AS_A_RESULT.sub(" ", phrase)):
            adverb = word.endswith("ly") and word not in _NO_ADVERBS
            if not adverb and word not in _EMPTY and word not in self.organisation:
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
