"""What each figure of a clause is said to be: the result, an earlier one, a change, a distance, a target, a floor."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from qprlib.claims.clauses import AIM, Clause, head_of
from qprlib.claims.periods_in_text import Named, When
from qprlib.claims.quantities import Figure, Unit
from qprlib.claims.resemblance import like_the_result
from qprlib.claims.topic import CASES, TIMES, Speaks, Topic, same_word, tokens
from qprlib.ground.numbers import is_percentage
from qprlib.scoring.scorecard import Result
from qprlib.texts.vocabulary import Vocabulary

_WORDS: Final = Vocabulary(__file__)
_AIM: Final = _WORDS.text("aim")
_LIMIT: Final = _WORDS.text("limit")
_ADJECTIVES: Final = _WORDS.words("adjectives")
ANY_READING: Final = _WORDS.any_reading
_LOOSE: Final = _WORDS.words("loose")


class Role(StrEnum):
    """What a figure is said to be."""

    RESULT = "result"
    EARLIER = "earlier"
    CHANGE = "change"
    DISTANCE = "distance"
    FLOOR_DISTANCE = "floor-distance"
    TARGET = "target"
    FLOOR = "floor"
    LIKE = "like"  #: a figure so like the result that it cannot well be another
    CASES = "cases"  #: the numerator or denominator of the result


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure, what it is said to be, and the periods named for it."""

    clause: Clause
    figure: Figure
    role: Role
    periods: tuple[Named, ...]

    @property
    def quote(self) -> str:
        """The words: the figure and its hedge."""
        return self.clause.quote(self.figure.lead, self.figure.end)


def claims(clause: Clause, topic: Topic, row: Result) -> Iterator[Claim]:
    """The figures of a clause that are claimed of this indicator, each with its role.

    A figure is passed over where nothing says what it is, and where the clause is no claim or speaks of something else.
    """
    if not clause.claimed:
        return
    told = [figure for figure in clause.figures if not _in_the_name(clause.text, figure, row)]
    clause = replace(clause, figures=tuple(told))
    for number, figure in enumerate(told):
        if figure.start >= clause.own_until:
            continue
        role = _role(clause, figure, topic, row)
        if role is not None:
            yield Claim(clause, figure, role, periods_of(clause, number))


def periods_of(clause: Clause, number: int) -> tuple[Named, ...]:
    """The periods named for a figure: the one that follows it, or else those that stand before any figure."""
    figure = clause.figures[number]
    following = clause.figures[number + 1].lead if number + 1 < len(clause.figures) else len(clause.text)
    after = tuple(
        one
        for one in clause.periods
        if figure.end <= one.start < following
        and not one.quote.lower().startswith("since")
        and (one.when is When.CURRENT or not _WORDS.compares.search(clause.text[figure.end : one.start]))
    )
    first = clause.figures[0].lead
    leading = tuple(one for one in clause.periods if one.start < first)
    return after + leading if number == 0 or not after else after


@dataclass(frozen=True)
class _Said:
    """A figure with what stands around it, as roles are told by."""

    clause: Clause
    figure: Figure
    topic: Topic
    row: Result

    @property
    def before(self) -> str:
        return self.clause.text[: self.figure.lead]

    @property
    def after(self) -> str:
        return self.clause.text[self.figure.end :]

    @property
    def subject(self) -> Speaks:
        return speaks(self.clause, head_of(self.before), self.topic)

    @property
    def own(self) -> bool:
        return self.subject is Speaks.OWN

    def of_unit(self, *, level: bool) -> bool:
        """Whether a figure counts in what the indicator counts in; a change may be in per cent or points as well."""
        figure, after, topic, unit = self.figure, self.after, self.topic, self.row.unit
        if is_percentage(unit):
            return figure.kind in ((Unit.PERCENT, Unit.SHARE) if level else (Unit.PERCENT, Unit.POINTS, Unit.SHARE))
        if not level and figure.kind in (Unit.PERCENT, Unit.SHARE):
            return True
        if unit.startswith("£"):
            return figure.kind is Unit.MONEY
        if figure.kind is not Unit.NUMBER:
            return False
        if _WORDS.closed.match(after):
            return True
        words = tokens(after)[:4]
        if not words:
            return True
        if unit == "number":
            return words[0] in _LOOSE or any(topic.knows(word) for word in words[:2])
        own = [word for word in tokens(unit) if word not in ("per", "a", "for")]
        if unit.startswith("per "):
            return words[0] in ("per", "for", "in", "out", *_LOOSE - {"more", "fewer", "less"})
        return words[0] in _LOOSE or any(same_word(words[0], word) for word in own)

    @property
    def opened(self) -> re.Match[str] | None:
        """The word before the bracket or colon that the figure follows."""
        return _WORDS.bracket.search(self.clause.sentence[: self.clause.start + self.figure.lead])


def _role(clause: Clause, figure: Figure, topic: Topic, row: Result) -> Role | None:
    """What a figure is said to be: the first that fits, in this order."""
    said = _Said(clause, figure, topic, row)
    before, after = said.before, said.after
    if not before.strip() and clause.text.strip() == clause.text[figure.lead : figure.end].strip() and said.opened:
        return _in_brackets(said)
    bounds = (
        (Role.TARGET, _WORDS.target_before, _WORDS.target_after),
        (Role.FLOOR, _WORDS.floor_before, _WORDS.floor_after),
    )
    bound = next((name for name, first, last in bounds if first.search(before) or last.match(after)), None)
    if bound is not None:
        purpose = re.search(r"\bfor\s(?P<what>[\w\s]+?)\s(?:is|was|of)\s*$", before)
        other = purpose and topic.of_phrase(purpose["what"]) is Speaks.ELSE
        return bound if not other and said.of_unit(level=True) else None
    distance = _WORDS.distance_after.match(after)
    gap = _WORDS.gap_after.match(after) and re.search(r"\btarget\b", clause.sentence)
    if distance or gap or _WORDS.distance_before.search(before):
        if figure.kind is Unit.SHARE or said.subject is Speaks.ELSE:
            return None
        return Role.FLOOR_DISTANCE if distance and distance["floor"] else Role.DISTANCE
    if re.search(rf"\b{_AIM}\b", before[-40:]) and not re.search(r"\b(?:at|was|is)\s*$", before):
        return None
    if _WORDS.begins_at.search(before):
        still = re.search(r"from\s*$", before) and not _WORDS.moves.search(before)
        return Role.EARLIER if not still and said.own and said.of_unit(level=True) else None
    if _WORDS.change_before.search(before) or _WORDS.change_after.match(after):
        return _change(said)
    role = _level(said) if said.of_unit(level=True) else _number_behind(said)
    return role or (Role.LIKE if like_the_result(clause, figure, topic, row) else None)


def _in_brackets(said: _Said) -> Role | None:
    """A figure alone in brackets: "the target (80%) was met", "performance (83.5%) improved"."""
    word = said.opened["word"].lower() if said.opened else ""
    named = Role.TARGET if re.fullmatch(_AIM, word) else Role.FLOOR if re.fullmatch(_LIMIT, word) else None
    own = said.topic.of_phrase(word) is Speaks.OWN and said.clause.subject is Speaks.OWN
    role = named or (Role.RESULT if own else None)
    return role if said.of_unit(level=True) else None


def _change(said: _Said) -> Role | None:
    """A figure after a movement: how far, or "up to" what."""
    if not said.own or not said.of_unit(level=False) or _of_cases(said):
        return None
    if re.search(r"\b(?:up|down)\sto\s*$", said.before):
        return Role.RESULT if said.of_unit(level=True) else None
    return Role.CHANGE


def _of_cases(said: _Said) -> bool:
    """Whether a bare number goes on about cases counted before: "1,150 claims were decided, 50 fewer than in June"."""
    if said.row.unit in ("%", "number") or said.figure.kind is not Unit.NUMBER:
        return False
    first = re.match(r"[\d,]+\s(?P<what>[a-z\s]+)", said.clause.sentence)
    return bool(first) and any(said.topic.knows(word) for word in tokens(first["what"] if first else "")[:3])


def _number_behind(said: _Said) -> Role | None:
    """A number of people or cases, which may be the result itself or the number behind a share."""
    people = any(word in CASES for word in tokens(said.after)[:2])
    if people and said.row.unit == "number" and said.figure.kind is Unit.NUMBER and _told_of_unit(said):
        return Role.RESULT
    return Role.CASES if _cases(said) else None


def _level(said: _Said) -> Role | None:
    """A figure in the indicator's unit."""
    before = said.before
    if said.own and (_WORDS.result_before.search(before) or (_WORDS.to.search(before) and _WORDS.moves.search(before))):
        if said.figure.kind not in (Unit.PERCENT, Unit.SHARE) or _WORDS.closed.match(said.after):
            return Role.RESULT
        # The figure has to be the whole of what is said, not "85% complete" or "30% of the cases".
        what = re.split(r",|\b(?:compared|against|up\sfrom|down\sfrom)\b", said.after)[0]
        hits, all_words = said.topic.likeness(what)
        return Role.RESULT if all_words > 0 and hits / all_words > 0.5 else None
    if said.own and before.strip() and head_of(before).strip() == before.strip() and said.opened:
        # "Complaints: 151 in the quarter".
        return Role.RESULT
    if of := _WORDS.of.search(before):
        number = said.figure.kind is Unit.NUMBER
        head = of["head"] if number else before[: of.start() + len(of["head"])]
        if said.topic.of_phrase(head) is Speaks.OWN and (said.own or not number):
            return Role.RESULT
    return Role.RESULT if _told_of_unit(said) else None


def is_own(clause: Clause, before: str, topic: Topic) -> bool:
    """Whether the first words of a clause, up to what is claimed, speak of the indicator's own result."""
    return not _WORDS.status.search(before) and speaks(clause, before, topic) is Speaks.OWN


def speaks(clause: Clause, before: str, topic: Topic) -> Speaks:
    """What the subject of a clause speaks of, where these are its first words; without one it goes on as before."""
    if AIM.search(before):
        return Speaks.ELSE
    spoken = topic.of_phrase(clause.plain(0, len(before)))
    if spoken is Speaks.OWN and clause.subject is Speaks.ELSE and topic.generic(before):
        # "Minor roads are another story, and the trend is worse": a word for any result goes on about the other.
        return Speaks.ELSE
    return clause.subject if spoken in (Speaks.NOTHING, Speaks.POINTING) else spoken


def qualified(claim: Claim) -> bool:
    """Whether a target or floor is not the indicator's own for the period: a stretch target, the national one."""
    figure, text = claim.figure, claim.clause.text
    before = text[: figure.lead]
    place = [match.start() for match in re.finditer(rf"\b(?:{_AIM}|{_LIMIT})\b", before, re.IGNORECASE)]
    words = tokens(before[: place[-1]] if place else before)[-3:] + tokens(text[figure.end :])[:1]
    return bool(set(words) & _ADJECTIVES)


def _cases(said: _Said) -> bool:
    """Whether a figure is said to be the number behind a rate or share: "there were 612 children in care"."""
    clause, figure, topic, row = said.clause, said.figure, said.topic, said.row
    if row.unit == "number" or figure.kind is not Unit.NUMBER or figure.decimals or math.isnan(row.numerator):
        return False
    if not any(topic.knows(word) for word in tokens(said.after)[:2]) or clause.spoken is Speaks.ELSE:
        return False
    hits, all_words = topic.likeness(clause.plain(0, clause.own_until))
    return 2 <= hits == all_words and clause.own_until == len(clause.text)


def _told_of_unit(said: _Said) -> bool:
    """Whether a figure stands before what is counted, in the indicator's own words: "85% of calls were answered"."""
    clause, figure, after, topic, row = said.clause, said.figure, said.after, said.topic, said.row
    share = figure.kind in (Unit.PERCENT, Unit.SHARE)
    noun = _WORDS.of_after.match(after)
    following = tokens(after)[:3]
    counted = bool(noun) and (share or any(topic.knows(word) or word in CASES for word in following))
    per = row.unit.startswith("per ") and re.match(r"\s(?:in|for|per|out\sof)\s(?:every\s|each\s)?[\d,]+", after)
    unit_word = figure.kind is Unit.MONEY or per or (row.unit not in ("%", "number") and not _WORDS.closed.match(after))
    if not (counted or unit_word):
        return False
    if topic.of_phrase(clause.plain(0, len(head_of(clause.text[: figure.lead])))) is Speaks.ELSE:
        return False
    own = clause.plain(0, clause.own_until)
    hits, all_words = topic.likeness(own)
    told = [word for word in tokens(own) if any(same_word(word, one) for one in topic.told)]
    if topic.told and not told:
        # "60 homes are on site" is told of other homes than those completed; "there were 151 complaints" is not.
        return row.unit == "number" and 0 < hits == all_words
    if not all_words or hits < min(2, all_words):
        return False
    # "35% of the applications decided were refused": what is said of them must be the indicator's, too.
    predicate = _WORDS.copula.split(own[figure.end :])
    own_said, all_said = topic.likeness(predicate[-1]) if len(predicate) > 1 else (0, 0)
    if all_said:
        return own_said / all_said >= 0.5 and hits / all_words > 0.55
    now = any(period.whole and period.when is When.CURRENT for period in clause.periods)
    return hits / all_words > (0.55 if now else 0.75)


def _in_the_name(text: str, figure: Figure, row: Result) -> bool:
    """Whether a figure is part of the indicator's name or unit: the 28 of "within 28 days"."""
    shown = text[figure.start : figure.end].strip()
    following = tokens(text[figure.end :])[:1]
    preceding = tokens(text[: figure.start])[-1:]
    for name in (row.name, row.short_name, row.unit):
        place = re.search(rf"(?<![\d.,]){re.escape(shown)}(?![\d%]|[.,]\d)", name)
        if place and (tokens(name[place.end() :])[:1] == following or tokens(name[: place.start()])[-1:] == preceding):
            return True
    if row.unit in TIMES and re.search(r"\bfor\s*$", text[: figure.lead]):
        return False
    limits = figure.kind is Unit.NUMBER and _WORDS.limited_to.search(text[: figure.lead])
    return bool(limits) and bool(_WORDS.limited_by.match(text[figure.end :]))
