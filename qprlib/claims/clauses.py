"""Clauses of a sentence, and whether what each says is claimed of this indicator's own result at all.

A check that raises false alarms is switched off, so a clause is judged only where nothing speaks against it: not a
question, a quotation, a hope, a plan or a condition; not about others, a part of the whole, or somewhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from qprlib.claims.periods_in_text import Calendar, Named
from qprlib.claims.quantities import Figure, blank, figures
from qprlib.claims.topic import Speaks, Topic
from qprlib.ground.calendar import MONTHS
from qprlib.texts.vocabulary import Vocabulary

_VOCABULARY: Final = Vocabulary(__file__)
_QUOTED: Final = _VOCABULARY.pattern("quoted", cased=True)
_PLANNED: Final = _VOCABULARY.pattern("planned", cased=True)
_TO_DO: Final = _VOCABULARY.pattern("to_do", cased=True)
_GOES_ON: Final = _VOCABULARY.pattern("goes_on")
_CONDITION: Final = _VOCABULARY.pattern("condition")
_AS_EXPECTED: Final = _VOCABULARY.pattern("as_expected")
_OTHERS: Final = _VOCABULARY.pattern("others", cased=True)
_PARTLY: Final = _VOCABULARY.pattern("partly", cased=True)
_NAMES: Final = _VOCABULARY.words("names")
_PLACE: Final = _VOCABULARY.pattern("place", cased=True)
_SPLIT: Final = _VOCABULARY.pattern("split", cased=True)
_AIMED_AT: Final = _VOCABULARY.pattern("aimed_at")
_LEAD: Final = _VOCABULARY.pattern("lead")
_RELATIVE: Final = _VOCABULARY.pattern("relative")
_WHO: Final = _VOCABULARY.pattern("who")
AIM: Final = _VOCABULARY.pattern("aim")
_VERB: Final = _VOCABULARY.pattern("verb", cased=True)


@dataclass(frozen=True)
class Clause:
    """One clause of a sentence; places count from its beginning."""

    text: str  #: quotations and code are blanked
    sentence: str
    start: int  #: where it begins in the sentence
    figures: tuple[Figure, ...]
    periods: tuple[Named, ...]
    claimed: bool  #: whether it claims something as a fact
    own_until: int  #: from there on it speaks of others, or of a part
    subject: Speaks = Speaks.OWN  #: what the clause before speaks of: one without a subject goes on about it
    spoken: Speaks = Speaks.OWN  #: what its own subject speaks of
    context: tuple[Named, ...] = ()  #: periods named earlier in the sentence

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
    """The clauses of a sentence without Markdown; none of a question.

    ``names`` are words in lower case that name no other place or body; ``subject`` is what the sentence before spoke
    of, which "it" then is; ``context`` has the periods that sentences before it named in the same paragraph.
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


def _as_target(text: str) -> str:
    """The text with what is aimed at called the target, so that places stay."""
    return _AIMED_AT.sub(lambda match: "the target".ljust(len(match[0])), text)


def _without_lead(text: str) -> str:
    """The text without what leads in to its subject, blanked so that places stay."""
    return blank(text, _LEAD)


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
