"""Clauses of a sentence, and whether what each says is claimed of this indicator's own result at all.

A check that raises false alarms is switched off, so a clause is judged only where nothing speaks against it: not a
question, a quotation, a hope, a plan or a condition; not about others, a part of the whole, or somewhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from qprlib.claims.periods_in_text import Calendar, Named
from qprlib.claims.quantities import Figure, blank, figures
from qprlib.claims.topic import Speaks, Topic
from qprlib.ground.calendar import MONTHS

_QUOTED: Final = re.compile(
    r"\u201c[^\u201d]*\u201d|\"[^\"]*\"|(?<!\w)\u2018[^\u2019]*\u2019(?!\w)|(?<!\w)'[^']+'(?!\w)"
)
_PLANNED: Final = re.compile(
    r"\b(?:will|won't|would|should|could|may|might|can|cannot|must|shall|ought|likely|unlikely"
    r"|expect(?!ed\s(?:range|level|band))\w*|forecast\w*|predict\w*"
    r"|project(?:s|ed|ion|ions|ing)|planned|plans?\sto|planning\sto|aim(?:s|ed|ing)?|ambition|aspir\w+|hop(?:e|es"
    r"|ed|ing)|anticipat\w+"
    r"|estimat\w+|intend\w*|intention|due\sto\s(?:reach|rise|fall|be|increase|improve)|next\s(?:year|quarter"
    r"|month)|(?:is|are|am)\s(?:now\s)?going\sto|about\sto|set\sto|in\sorder\sto"
    r"|so\sthat|whether|assum\w+|possib\w+|need(?:s|ed|ing)?\s(?:to|for)|on\scourse|on\strack|commit\w*\sto|seek\w*"
    r"|try\w*|trying|effort\w*|help(?:s|ed|ing)?\s(?:to|us)|scope\sto|potential(?:ly)?|goal|objective|agreed\sto"
    r"|asked\s(?:whether|to|that|why|how|if)|question\w*|argued"
    r"|suggest\w*|believe\w*|thought|risk\w*|in\sfuture|future|coming|ahead\sof\sus"
    r"|by\s(?:the\send\sof\s)?(?:20\d\d|next))\b"
)
_TO_DO: Final = re.compile(
    r"\bto\s(?:reach|achieve|increase|improve|raise|reduce|cut|bring|get|hit|meet|exceed|keep|maintain|drive"
    r"|lower|sustain|restore|recover|be|fall|rise|stay|remain|continue|return|see)\b"
)
_GOES_ON: Final = re.compile(
    r"(?:(?:%|cent)\sof\s\w+(?:\s\w+)?|good|pleas\w+|encourag\w+|disappoint\w+|sad|glad|delighted|sorry|fail\w*"
    r"|unable|able|manag\w+|struggl\w+|yet|ever|known|found|seen|seems?"
    r"|appears?|shown|waiting|continu\w+|began|begun|start(?:ed|s)|kept|tend(?:s|ed)?)\sto\b(?:\s\w+)?",
    re.IGNORECASE,
)
_CONDITION: Final = re.compile(
    r"^\s*had\b(?=.*\bwould)|\b(?:if(?!\sanything)|unless|were\sit|had\s(?:it|we|they)\b(?=.*\bwould)|whether"
    r"|suppos\w+|otherwise|in\scase|provided\s(?!by))\b",
    re.IGNORECASE,
)
_AS_EXPECTED: Final = re.compile(
    r"(?<=\brange)\s(?:that\s)?(?:we|members|cabinet|the\s\w+)\s(?:had\s|have\s|has\s)?(?:planned|expected|aimed|hoped"
    r"|wanted|set|agreed|asked)(?:\s(?:for|at|to))?\b"
    r"|\b(?:(?:as|than|despite|against)\s(?:was\s|had\sbeen\s|we\shad\s|originally\s|initially\s)?(?:expected"
    r"|planned|forecast|predicted|anticipated|hoped|projected)"
    r"|expectations?|(?:faster|slower|better|worse|higher|lower|more|less)\sthan\s(?:expected|forecast|planned)"
    r"|planned\s(?:maintenance|works?)|estimated)\b",
    re.IGNORECASE,
)
_OTHERS: Final = re.compile(
    r"\b(?:[Nn]ational(?:ly)?|England|English\saverage|Wales|Scotland|Britain|UK|U\.K\.|[Gg]overnment(?:'s)?"
    r"|regional(?:ly)?|[Rr]egion|South\s(?:East|West)"
    r"|North\s(?:East|West)|East\sof\sEngland|(?:East|West)\sMidlands|London|[Nn]eighbour\w*|[Pp]eers?"
    r"|[Oo]ther\s(?:\w+\s)?(?:councils?|authorities|areas|boroughs|districts|counties|providers|organisations"
    r"|teams|services)"
    r"|[Ss]imilar\s(?:\w+\s)?(?:councils?|authorities|areas)|[Nn]earby|[Cc]omparator\w*|[Bb]enchmark\w*"
    r"|[Qq]uartile|best\squarter|lowest\squarter|top\squarter|family\sgroup|CIPFA"
    r"|[Ee]lsewhere|shire|metropolitan|unitar(?:y|ies)|[Cc]ount(?:y|ies)\saverage|[Ss]tatistical|[Cc]ountry"
    r"|[Ss]ector|[Ii]ndustry|median"
    r"|[Cc]ouncils\b|[Aa]uthorities|[Aa]ll[-\s]council|(?:average|mean)\s(?:for|of|across|among)\s(?:all|other"
    r"|the)\b|[Pp]artners?|contractors?'?s?|private\ssector|market\srate)\b"
)
_PARTLY: Final = re.compile(
    r"\b(?:of\s(?:these|those(?!\s(?:asked|surveyed|questioned|who|responding|replying|decided|received|due))|them"
    r"|this|which|whom|the\s(?:remaining|rest|others?|cases|total|\d+))|among(?:st)?"
    r"|includ(?:es?|ing|ed)|exclud(?:es?|ing|ed)|except|apart\sfrom|the\sremain\w+|the\srest"
    r"|break\w*\sdown|in\sparticular|split|made\sup\sof|c(?:a|o)me\sfrom|account(?:s|ed|ing)?\sfor|some\sof"
    r"|most\sof|due\sto|because\sof|driven\sby|caused\sby|as\sa\sresult\sof|owing\sto|thanks\sto"
    r"|reflect(?:s|ed|ing)|boys|girls|men|women|males?|females?|(?:best|worst|busiest|highest"
    r"|lowest)[-\s]performing|respectively|each\s(?:team|district|ward|area)|per\scent\sof\sthose|by\scontrast"
    r"|only\sfor|within\sthis|subset|sub-group|(?:highest|lowest|best|worst|strongest|weakest|higher|lower|better"
    r"|worse)\s(?:for|among|in)\s(?!\d|two|three|four|five|six|seven|eight|ten|an?\b|over|more|almost|nearly"
    r"|at\sleast|many|some|the\s(?:year|quarter|time|last|past|same|previous)|this|that|[A-Z])|group"
    r"|online\sforms|ranging|ranged|range\sof|varie[sd]|varying|adjust\w*|seasonal\w*|revis\w+|restat\w+"
    r"|correct\w+|provisional(?:ly)?\s(?:reported|published)"
    r"|previously\s(?:reported|published)|originally|estimate)\b|\b(?:[Aa]n?\sfurther|[Aa]nother"
    r"|[Aa]n?\sadditional|[Aa]dditional|[Ee]xtra)\s(?=\d|(?:two|three|four|five|six|seven|eight|nine"
    r"|ten)\b(?!\s(?:percentage\s)?points?))"
)
_NAMES: Final = frozenset(
    [
        "I",
        "KPI",
        "Cabinet",
        "Council",
        "Committee",
        "Board",
        "Performance",
        "The",
        "This",
        "That",
        "It",
        "We",
        "Our",
        "Red",
        "Amber",
        "Green",
        "RAG",
        "Q",
        "Quarter",
        "Government",
        "A",
        "An",
        "In",
        "At",
        "Stage",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ]
)
_PLACE: Final = re.compile(r"(?<=\w\s)(?P<name>[A-Z][A-Za-z-]+)")
_SPLIT: Final = re.compile(
    r"""
      \s*[;:()\[\]]\s* | \s+(?:-|\N{EN DASH}|\N{EM DASH})\s+
    | (?:,\s*|\s+)(?=(?:but|while|whilst|whereas|although|though|because|yet|despite|even\sthough|if|unless
        |where|when|so\sthat)\s)
    | ,\s*(?=(?:which|who|with|and|so|compared|against|up|down|an?|the|well|just|still|now|still|having|making
        |meaning|\w+ing|\w+ly|it|this|better|worse|higher|lower|above|below|short|or|not|from|from|as|due
        |reflecting|after|before|rather|helped|driven|boosted|caused|thanks|led|given|followed|supported|pushed|lifted)\b)
    | \s+(?=and\s(?:the|is|was|it|its|has|had|have|remains?|stays?|now|so|this|that|there|we|our|still|rated
        |moved|rose|fell|continues?|are|were|performance|status|missed|met|beat|above|below)\b)
    | ,\s+(?=\d|\w+\s(?:percentage\s)?points?\b)
    """,
    re.VERBOSE,
)  # fmt: skip


@dataclass(frozen=True)
class Clause:
    """One clause of a sentence.

    Parameters
    ----------
    text
        Its words, with quotations and code blanked.
    sentence
        The whole sentence.
    start
        Where it begins in the sentence.
    figures, periods
        What it counts and which periods it names, placed in the clause.
    claimed
        Whether it claims something as a fact.
    own_until
        Up to which place it may speak of this indicator's own result; from there on it speaks of others or of a part.
    subject
        What the subject of the clause before speaks of: a clause without its own takes it over.
    spoken
        What its own subject speaks of.
    context
        The periods named earlier in the sentence.
    """

    text: str
    sentence: str
    start: int
    figures: tuple[Figure, ...]
    periods: tuple[Named, ...]
    claimed: bool
    own_until: int
    subject: Speaks = Speaks.OWN
    spoken: Speaks = Speaks.OWN
    context: tuple[Named, ...] = ()

    def plain(self, start: int = 0, end: int | None = None) -> str:
        """The words between two places, without the periods they name."""
        end = len(self.text) if end is None else end
        said = list(self.text)
        for period in self.periods:
            said[period.start : period.end] = " " * (period.end - period.start)
        return "".join(said)[start:end]

    def quote(self, start: int, end: int) -> str:
        """The words of the sentence between two places of the clause."""
        return self.sentence[self.start + start : self.start + end].strip(" ,")


def clauses(
    sentence: str,
    topic: Topic,
    calendar: Calendar,
    names: frozenset[str],
    *,
    subject: Speaks = Speaks.OWN,
    context: tuple[Named, ...] = (),
) -> tuple[Clause, ...]:
    """The clauses of a sentence.

    Parameters
    ----------
    sentence
        A sentence without Markdown.
    topic, calendar
        The indicator's words and periods.
    names
        Words, in lower case, that name no other place or body: the organisation's and the indicator's own.
    subject
        What the sentence before spoke of, which "it" then is.
    context
        The periods that the sentences before it named, in the same paragraph.

    Returns
    -------
    tuple of Clause
        None of a question.
    """
    if sentence.endswith("?"):
        return ()
    masked = blank(_without_lead(_as_target(blank(sentence, _QUOTED))), _AS_EXPECTED).replace(
        "\N{OBJECT REPLACEMENT CHARACTER}", " "
    )
    conditional = bool(_CONDITION.search(masked))
    found: list[Clause] = []
    claimed, tail, aside = True, False, False
    for start, text, periods in _merged(masked, calendar):
        bare = Clause(text, sentence, start, (), periods, True, len(text))
        head = bare.plain(0, len(head_of(text)))
        spoken = Speaks.ELSE if AIM.search(head) else topic.of_phrase(head)
        follows = spoken in (Speaks.NOTHING, Speaks.POINTING)
        claims = not conditional and not _hoped(text, names) and (claimed or not follows)
        until = _own_until(text, names)
        if _RELATIVE.match(text) and (tail or not claimed):
            until = 0
        if aside and follows:
            subject = Speaks.ELSE
        before = subject = Speaks.ELSE if (tail and _RELATIVE.match(text)) or _WHO.match(text) else subject
        if until <= len(head.rstrip()) and until < len(text):
            subject = Speaks.ELSE
        elif not follows:
            subject = spoken
        found.append(
            Clause(text, sentence, start, figures(bare.plain()), periods, claims, until, before, subject, context)
        )
        context += periods
        claimed = claims
        last = bare.plain(len(head))
        aside = until < len(text)
        tail = aside or topic.of_phrase(_after_verbs(last)) is Speaks.ELSE
    return tuple(found)


#: What is aimed at, in other words than target.
_AIMED_AT: Final = re.compile(
    r"(?:\b(?:what|where|(?:the\s)?(?:level|figure|number|mark|rate|share|percentage|standard|position|total"
    r"|amount)(?:\sthat)?)"
    r"|(?<=[\d%]))\s(?:the\s)?(?:we|members|cabinet|councillors|council|committee|board|service|it|directors)\s?(?:'d"
    r"|'ve|were|are|was|is|have|has|had"
    r"|would)?\s?(?:set|asked|agreed|want(?:s|ed)?|expect(?:s|ed)?|require[sd]?|need(?:s|ed)?|aim(?:s|ed|ing)?"
    r"|look(?:ed|ing)?|hop(?:ed|ing)"
    r"|allow(?:s|ed)?|like[sd]?|should|supposed|meant|plann(?:ed|ing))\b(?:\s(?:of|for|from|at|us|it|ourselves"
    r"|the\sservice|to\sbe|be|to"
    r"\ssee))*",
    re.IGNORECASE,
)


def _as_target(text: str) -> str:
    """The text with what is aimed at called the target, so that places stay."""
    return _AIMED_AT.sub(lambda match: "the target".ljust(len(match[0])), text)


#: What a sentence may begin with before it comes to its subject: reasons and circumstances, which restrict nothing.
_LEAD: Final = re.compile(
    r"^\s*(?:with|after|following|despite|given|thanks\sto|because\sof|owing\sto|through|now\sthat|as\sexpected"
    r"|although\snot)\b"
    r"(?![^,;]*(?:\d|target|floor|ceiling|range|rated|status|record))[^,;.]*,",
    re.IGNORECASE,
)


def _without_lead(text: str) -> str:
    """The text without what leads in to its subject, blanked so that places stay."""
    return blank(text, _LEAD)


_RELATIVE: Final = re.compile(r"\s*(?:which|where|whose|this|that)\b", re.IGNORECASE)
_WHO: Final = re.compile(r"\s*(?:who|whose)\b", re.IGNORECASE)


def _hoped(text: str, names: frozenset[str]) -> bool:
    """Whether a clause speaks of what is planned, hoped, feared or possible."""
    said = blank(text, _GOES_ON)
    return any(
        not set(match[0].lower().split()) <= names for pattern in (_PLANNED, _TO_DO) for match in pattern.finditer(said)
    )


def _merged(masked: str, calendar: Calendar) -> Iterator[tuple[int, str, tuple[Named, ...]]]:
    """The parts of a sentence with the periods they name.

    One without a verb ("In the quarter to June", "Nationally") goes with the next, unless a mark parts them.
    """
    begun, held = 0, ""
    periods: tuple[Named, ...] = ()
    for place, part in _parts(masked):
        gap = masked[begun + len(held) : place]
        if held and (";" in gap or (":" in gap and len(held.split()) == 1 and not part[:1].isdigit())):
            yield begun, held, periods
            held = ""
        text = held + " " * (place - begun - len(held)) + part if held else part
        start = begun if held else place
        periods = calendar.named(text)
        bare = Clause(text, text, 0, (), periods, True, len(text)).plain()
        if len(text) < 60 and not head_verb(bare):
            begun, held = start, text
            continue
        held = ""
        yield start, text, periods
    if held:
        yield begun, held, periods


def _parts(text: str) -> Iterator[tuple[int, str]]:
    begun = 0
    for match in _SPLIT.finditer(text):
        if match.start() > begun and text[begun : match.start()].strip():
            yield begun, text[begun : match.start()]
        begun = match.end()
    if text[begun:].strip():
        yield begun, text[begun:]


#: A subject that is what is aimed at, not what was reached.
AIM: Final = re.compile(
    r"\b(?:targets?|floor|ceiling|forecast|gap)(?:\s(?:has|have|had|itself|for|of|[\d/]+|\w+ly|also|was|is))*\s*$",
    re.IGNORECASE,
)

_VERB: Final = re.compile(
    r"(?<![\w-])(?:is|are|was|were|has|have|had|rose|risen|rises?|rising|fell|fallen|falls?|falling|stood|stands?"
    r"|remain\w*|stay\w*|reach\w*|improv\w*|increas\w*|decreas\w*"
    r"|declin\w*|worsen\w*|dropp?\w*|continu\w*|mov(?:ed|es|ing)|met|miss(?:ed|es)|exceed\w*|beat|did|does|do"
    r"|took|takes?|climb\w*|grew|grown|dipp?\w*|slipp?\w*|deteriorat\w*|total(?:led|s)"
    r"|averag(?:es|ed)|hit|came|went|gone|jump\w*|recover(?:ed|s|y)|turned|turns|edged|reduc\w+|compares?"
    r"|compared|represents?|equals?|achiev\w+|means|meant|recorded|saw|\d[\d.,]*%?|up|down|against|no\slonger"
    r"|still|ended|finished|sits?|numbered|waited|waits?|stalled|landed|lengthened|shortened|fared|left|produced"
    r"|generated|sent|spent|brought|drew|attracted|runs?|lies|settled|closed|levelled|hovered|crept|nudged|surged"
    r"|plunged|tumbled|eased|leapt|swung|bounced|rebounded|rallied|picked|got|gets|became|becomes?|doubled|halved"
    r"|trebled|tripled|held|holds|kept|keeps|costs?|shows?|showed|stabilised|plateaued|slid|shrank|narrowed"
    r"|widened|outperform\w*|surpass\w*|shot|peaked|dropped|works?|worked|improv\w+|passed|looks?|looked|lost"
    r"|made|gave|gives|puts?|placed|places|returned|returns|began|starts?|started|sank|soared|fared|ranks?|ranked"
    r"|attain\w*|scored|scores|slumped|weakened|strengthened|hit|hits|narrowly|comfortably|again|rated|graded|sits"
    r"|handled|breach\w*|match\w*|waiting|taking|stands?|turning|keeps?|ran|slow(?:ed|s)|quickened|tightened|loosened"
    r"|inched|drifted|ticked"
    r"|opened|answered|decided|collected|completed|recycled|felt|told|said|says|feels?|needs?|needed|needing|build"
    r"|built"
    r"|delivered|handed|banked|logged|received|closed|arrived|happened|helped|led|managed|brought|beats?|misses|falls"
    r"|regressed|regained|reversed|flatlined|spiked|topped|slipping|rising|climbing|beaten|owed?|owes|spend|spends"
    r"|pay|pays"
    r"|paid|isn't|aren't|wasn't|weren't|hasn't|haven't|hadn't|didn't|doesn't|don't|'ve|'re|'s)(?![\w-])"
    r"|\u00a3"
)


def head_of(text: str) -> str:
    """The words of a clause before its verb or first figure."""
    match = _VERB.search(text)
    return text[: match.start()] if match else text


def _after_verbs(text: str) -> str:
    """The words after the last verb or figure, to which "which" belongs."""
    place = [match.end() for match in _VERB.finditer(text)]
    return text[place[-1] :] if place else text


def head_verb(text: str) -> bool:
    """Whether there is a verb or a figure at all."""
    return bool(_VERB.search(text))


def _own_until(text: str, names: frozenset[str]) -> int:
    """Where a clause begins to speak of others, of a part or of somewhere else."""
    places = [
        match.start()
        for pattern in (_OTHERS, _PARTLY)
        for match in pattern.finditer(text)
        if not set(match[0].lower().split()) <= names
    ]
    for match in _PLACE.finditer(text):
        name = match["name"]
        if not (name.lower() in names or name in _NAMES or name[:3] in _SHORT):
            places.append(match.start())
    return min(places, default=len(text))


_SHORT: Final = frozenset(month[:3] for month in MONTHS)
