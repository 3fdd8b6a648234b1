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
from qprlib.texts.vocabulary import Vocabulary

_WORDS: Final = Vocabulary(__file__)
_NAMES: Final = _WORDS.words("names")
_SHORT: Final = frozenset(month[:3] for month in MONTHS)
AIM: Final = _WORDS.aim


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

    def said(self, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], str, str]]:
        """Where a pattern fits before the clause turns to others, each with the words before it and after it."""
        for match in pattern.finditer(self.text):
            if match.start() < self.own_until:
                yield match, self.text[: match.start()], self.text[match.end() :]

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
    # What is aimed at is called the target; what leads in to the subject is left out. Places stay.
    aimed = _WORDS.aimed_at.sub(lambda match: "the target".ljust(len(match[0])), blank(sentence, _WORDS.quoted))
    masked = blank(blank(aimed, _WORDS.lead), _WORDS.as_expected).replace("\N{OBJECT REPLACEMENT CHARACTER}", " ")
    conditional = bool(_WORDS.condition.search(masked))
    found: list[Clause] = []
    claimed, tail, aside = True, False, False
    for start, text, periods in _merged(masked, calendar):
        bare = Clause(text, sentence, start, (), periods, True, len(text))
        head = bare.plain(0, len(head_of(text)))
        spoken = Speaks.ELSE if AIM.search(head) else topic.of_phrase(head)
        follows = spoken in (Speaks.NOTHING, Speaks.POINTING)
        claims = not conditional and not _hoped(text, names) and (claimed or not follows)
        until = _own_until(text, names)
        if _WORDS.relative.match(text) and (tail or not claimed):
            until = 0
        if aside and follows:
            subject = Speaks.ELSE
        before = subject = Speaks.ELSE if (tail and _WORDS.relative.match(text)) or _WORDS.who.match(text) else subject
        if until <= len(head.rstrip()) and until < len(text):
            subject = Speaks.ELSE
        elif not follows:
            subject = spoken
        counted = figures(bare.plain())
        found.append(Clause(text, sentence, start, counted, periods, claims, until, before, subject, context))
        context += periods
        claimed = claims
        last = bare.plain(len(head))
        aside = until < len(text)
        # "Which" belongs to the words after the last verb or figure.
        verbs = [match.end() for match in _WORDS.verb.finditer(last)]
        tail = aside or topic.of_phrase(last[verbs[-1] :] if verbs else last) is Speaks.ELSE
    return tuple(found)


def _hoped(text: str, names: frozenset[str]) -> bool:
    """Whether a clause speaks of what is planned, hoped, feared or possible."""
    said = blank(text, _WORDS.goes_on)
    hopes = [*_WORDS.planned.finditer(said), *_WORDS.to_do.finditer(said)]
    return any(not set(match[0].lower().split()) <= names for match in hopes)


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
        if len(text) < 60 and not _WORDS.verb.search(bare):
            begun, held = start, text
            continue
        held = ""
        yield start, text, periods
    if held:
        yield begun, held, periods


def _parts(text: str) -> Iterator[tuple[int, str]]:
    begun = 0
    for match in _WORDS.split.finditer(text):
        if match.start() > begun and text[begun : match.start()].strip():
            yield begun, text[begun : match.start()]
        begun = match.end()
    if text[begun:].strip():
        yield begun, text[begun:]


def head_of(text: str) -> str:
    """The words of a clause before its verb or first figure."""
    match = _WORDS.verb.search(text)
    return text[: match.start()] if match else text


def _own_until(text: str, names: frozenset[str]) -> int:
    """Where a clause begins to speak of others, of a part or of somewhere else."""
    places = [
        match.start()
        for pattern in (_WORDS.others, _WORDS.partly)
        for match in pattern.finditer(text)
        if not set(match[0].lower().split()) <= names
    ]
    for match in _WORDS.place.finditer(text):
        name = match["name"]
        if not (name.lower() in names or name in _NAMES or name[:3] in _SHORT):
            places.append(match.start())
    return min(places, default=len(text))
