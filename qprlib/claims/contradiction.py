"""Contradictions: what a text asserts and the data deny.

Precision matters more than recall: a sentence is judged only where it clearly speaks of the indicator's own result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from qprlib.claims.claimed import Claim, Role, claims
from qprlib.claims.clauses import Clause, clauses
from qprlib.claims.faults import Fault
from qprlib.claims.periods_in_text import Calendar, Named
from qprlib.claims.quotable import Known, fits
from qprlib.claims.sentences import Sentence, sentences
from qprlib.claims.topic import Speaks, Topic, tokens
from qprlib.claims.wrong_directions import wrong_directions
from qprlib.claims.wrong_extremes import wrong_extremes
from qprlib.claims.wrong_figures import wrong_figures, wrong_multiples, wrong_periods
from qprlib.claims.wrong_ranges import wrong_ranges
from qprlib.claims.wrong_standings import wrong_comparisons
from qprlib.claims.wrong_statuses import wrong_statuses
from qprlib.ground.edition import slugify
from qprlib.texts.commentary import Text
from qprlib.texts.findings import Check, Family, Finding, Grade, Scene, Subject

CHECKS: Final = (
    Check(
        id="wrong-figure",
        family=Family.CONTRADICTION,
        grade=Grade.ERROR,
        title="A figure that is none of the indicator's values",
        why="Readers set the text beside the table: a figure that differs makes them doubt both.",
        example='"Performance rose to 85%" where the result is 83.5%.',
        todo="Correct the figure, or write it live: {{ actual }}.",
        leaves="Any known value at a usual rounding; figures in quotation marks, dates, money, benchmarks, other "
               "councils, "
        "parts of the whole, other measures, plans and forecasts.",
    ),
    Check(
        id="wrong-direction",
        family=Family.CONTRADICTION,
        grade=Grade.ERROR,
        title="A word of direction against the arrow",
        why="A text that says improving beside an arrow that says worsening is the fault readers complain of most.",
        example='"Performance continues to improve" where the result is worse than the one before.',
        todo="Say which way the result went, or name the period you compare with.",
        leaves="Changes since another period that is named, what is expected, and movements of anything else.",
    ),
    Check(
        id="wrong-status",
        family=Family.CONTRADICTION,
        grade=Grade.ERROR,
        title="A status word against the status",
        why="The status is computed; a text that names another one was written for other figures.",
        example='"The status remains Green" where it is Amber.',
        todo="Write the status that stands on the card, or live: {{ rating }}.",
        leaves="An earlier status that is named as such, and what would be.",
    ),
    Check(
        id="wrong-period",
        family=Family.CONTRADICTION,
        grade=Grade.ERROR,
        title="The result is told of another period",
        why="A wrong quarter in the text makes the figure wrong, and often shows that a text was copied.",
        example='"In the quarter to March, 87%" where 87% is the result of the quarter to June.',
        todo="Name the period on the card, or write it live: {{ period }}.",
        leaves="Past and future periods that are mentioned with their own figures or with none.",
    ),
    Check(
        id="wrong-extreme",
        family=Family.CONTRADICTION,
        grade=Grade.ERROR,
        title="The highest ever that is not",
        why="A record is what the press quotes; it has to be true of the whole series.",
        example='"The best result on record" where an earlier one was better.',
        todo="Take the claim back, or limit it to the time for which it is true.",
        leaves="Claims about a time before the data begin.",
    ),
    Check(
        id="wrong-target",
        family=Family.CONTRADICTION,
        grade=Grade.ERROR,
        title="A target or floor quoted wrong",
        why="The rating rests on the target: quoted wrong, the status cannot be followed.",
        example='"Against a target of 85%" where the target is 90%.',
        todo="Correct the target, or write it live: {{ target }}.",
        leaves="National, stretch, interim and future targets, and those of earlier periods.",
    ),
    Check(
        id="wrong-comparison",
        family=Family.CONTRADICTION,
        grade=Grade.ERROR,
        title="On the wrong side of the target",
        why="Above or below target is what a reader takes away.",
        example='"Performance is above target" where it is below.',
        todo="Say on which side of the target the result stands.",
        leaves="Other targets, other periods, and what is expected.",
    ),
)  # fmt: skip
_CHECK: Final = {check.id: check for check in CHECKS}

#: Where plans and dangers stand, only words about status and target are judged.
_JUDGED_IN_FULL: Final = ("Commentary", "Discussion")


def find(scene: Scene) -> Iterator[Finding]:
    """The contradictions in all texts about indicators, in the register's order."""
    for name, subject in scene.subjects.items():
        texts = scene.commentary.indicators.get(name, {})
        if texts:
            judge = _Judge.of(scene, subject)
            for text in texts.values():
                yield from judge.text(text)


def _read(found: Sequence[Clause], topic: Topic, known: Known) -> tuple[list[Clause], list[Claim]]:
    """The clauses with their claims: what goes on without a subject after a result speaks of that result."""
    clauses_read: list[Clause] = []
    made: list[Claim] = []
    told = right = False
    for one in found:
        follows = told and one.spoken is one.subject
        clause = replace(one, subject=Speaks.OWN, spoken=Speaks.OWN) if follows else one
        own = list(claims(clause, topic, known.row))
        listed = clause.sentence[: clause.start].rstrip().endswith(":") and any(
            before.figures for before in clauses_read
        )
        if listed or (right and clause.spoken is clause.subject):
            # "151 complaints: 44 about bins": after the result itself come its parts.
            own = [claim for claim in own if claim.role is not Role.RESULT]
        right |= any(claim.role is Role.RESULT and fits(claim.figure, [known.latest]) for claim in own)
        told = any(claim.role is Role.RESULT for claim in own) and clause.own_until == len(clause.text)
        clauses_read.append(clause)
        made += own
    return clauses_read, made


@dataclass(frozen=True)
class _Judge:
    """What one indicator's sentences are judged by."""

    scene: Scene
    known: Known
    topic: Topic
    calendar: Calendar
    names: frozenset[str]
    others: re.Pattern[str]
    stands: re.Pattern[str]

    @classmethod
    def of(cls, scene: Scene, subject: Subject) -> _Judge:
        row = subject.row
        known = Known(subject, tuple(scene.benchmarks.get(row.id, ())))
        organisation = scene.edition.organisation
        names = frozenset(
            tokens(f"{organisation.name} {organisation.short_name} {organisation.id} {row.name} {row.short_name}")
        )
        ends = [point.period_end for point in known.points]
        others = [re.escape(name) for name in scene.subjects if name != row.id]
        # An indicator of stage 1 says nothing of stage 2.
        for match in re.finditer(r"\b([A-Za-z]+)\s(\d)\b", f"{row.name} {row.short_name}"):
            others.append(rf"(?i:{match[1]})\s(?!{match[2]}\b)\d")
        pattern = re.compile(rf"\b(?:{'|'.join(others)})\b" if others else r"(?!)")
        labels = [re.escape(band.label) for band in scene.scheme.bands]
        bounds = ["target", "floor", "ceiling", "range", "tolerance", "minimum"]
        stands = re.compile("|".join([*labels, *bounds]), re.IGNORECASE)
        own = f"{organisation.name} {organisation.short_name}"
        return cls(scene, known, Topic.of(row, own), Calendar(row, ends, scene.edition.quarter), names, pattern, stands)

    def text(self, text: Text) -> Iterator[Finding]:
        """The contradictions in one text."""
        before: Sentence | None = None
        subject, context = Speaks.OWN, tuple[Named, ...]()
        for sentence in sentences(text.markdown):
            if before is None or before.block != sentence.block:
                subject, context = Speaks.OWN, ()
            before = sentence
            if sentence.heading:
                continue
            if text.heading not in _JUDGED_IN_FULL and not self.stands.search(sentence.text):
                subject = Speaks.ELSE
                continue
            found = clauses(sentence.text, self.topic, self.calendar, self.names, subject=subject, context=context)
            subject = found[-1].spoken if found else subject
            context = (*context, *(period for clause in found for period in clause.periods))
            if self.others.search(sentence.text):
                continue
            seen: set[tuple[str, str]] = set()
            for fault in self._faults(found, text.heading):
                if (fault.check, fault.quote) not in seen:
                    seen.add((fault.check, fault.quote))
                    yield self._finding(fault, sentence, text)

    def _faults(self, found: Sequence[Clause], heading: str) -> Iterator[Fault]:
        known, topic = self.known, self.topic
        full = heading in _JUDGED_IN_FULL
        if full:
            found, made = _read(found, topic, known)
            yield from wrong_figures(made, known)
            yield from wrong_periods(found, known)
        for clause in found:
            if full:
                yield from wrong_multiples(clause, known, topic)
                yield from wrong_directions(clause, known, topic)
                yield from wrong_extremes(clause, known, topic)
            yield from wrong_ranges(clause, known)
            yield from wrong_statuses(clause, known, topic, self.scene.scheme)
            yield from wrong_comparisons(clause, known, topic)

    def _finding(self, fault: Fault, sentence: Sentence, text: Text) -> Finding:
        check = _CHECK[fault.check]
        return Finding(
            check=check.id,
            grade=check.grade,
            section=slugify(self.known.row.section),
            owner=text.owner,
            heading=text.heading,
            notebook=text.notebook,
            cell=text.cell,
            sentence=sentence.text,
            quote=fault.quote,
            found=fault.found,
            allowed=fault.allowed,
            todo=check.todo,
        )
