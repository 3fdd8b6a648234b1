"""Contradictions: what a text asserts and the data deny.

Precision matters more than recall: a sentence is judged only where it clearly speaks of the indicator's own result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from qprlib.claims.claimed import Claim, Role, claims
from qprlib.claims.clauses import Clause, clauses
from qprlib.claims.periods_in_text import Calendar, Named
from qprlib.claims.quotable import Fault, Known, fits
from qprlib.claims.topic import Speaks, Topic, tokens
from qprlib.claims.wrong_directions import wrong_directions
from qprlib.claims.wrong_extremes import wrong_extremes
from qprlib.claims.wrong_figures import wrong_figures, wrong_multiples, wrong_periods
from qprlib.claims.wrong_standings import wrong_comparisons, wrong_ranges
from qprlib.claims.wrong_statuses import wrong_statuses
from qprlib.ground.durations import duration_of, plain_lengths
from qprlib.ground.names import slugify
from qprlib.texts.commentary import Text
from qprlib.texts.findings import Family, Finding, Scene, Subject, checks
from qprlib.texts.sentences import Sentence, sentences

CHECKS: Final = tuple(check for check in checks().values() if check.family is Family.CONTRADICTION)
"""What is looked for."""

#: Where plans and dangers stand, only words about status and target are judged.
_JUDGED_IN_FULL: Final = ("Commentary", "Evidence", "Discussion")


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
        after_colon = clause.sentence[: clause.start].rstrip().endswith(":")
        listed = after_colon and any(before.figures for before in clauses_read)
        if listed or (right and clause.spoken is clause.subject):
            # "151 complaints: 44 about bins": after the result itself come its parts.
            own = [claim for claim in own if claim.role is not Role.RESULT]
        right |= any(claim.role is Role.RESULT and fits(claim.figure, [known.latest]) for claim in own)
        told = any(claim.role is Role.RESULT for claim in own) and clause.own_until == len(clause.text)
        clauses_read.append(clause)
        made += own
    return clauses_read, made


def _as_written(words: str, lengths: Mapping[str, str]) -> str:
    """Words with lengths of time as the sentence has them, which was read with plain numbers."""
    return re.sub(r"\b[0-9]+\b", lambda number: lengths.get(number[0], number[0]), words) if lengths else words


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
        own = f"{organisation.name} {organisation.short_name}"
        names = frozenset(tokens(f"{own} {organisation.id} {row.name} {row.short_name}"))
        ends = [point.period_end for point in known.points]
        others = [re.escape(name) for name in scene.subjects if name != row.id]
        # An indicator of stage 1 says nothing of stage 2.
        for match in re.finditer(r"\b([A-Za-z]+)\s(\d)\b", f"{row.name} {row.short_name}"):
            others.append(rf"(?i:{match[1]})\s(?!{match[2]}\b)\d")
        pattern = re.compile(rf"\b(?:{'|'.join(others)})\b" if others else r"(?!)")
        labels = [re.escape(band.label) for band in scene.scheme.bands]
        bounds = ["target", "floor", "ceiling", "range", "tolerance", "minimum"]
        stands = re.compile("|".join([*labels, *bounds]), re.IGNORECASE)
        return cls(scene, known, Topic.of(row, own), Calendar(row, ends, scene.edition.quarter), names, pattern, stands)

    def text(self, text: Text) -> Iterator[Finding]:
        """The contradictions in one text."""
        before: Sentence | None = None
        subject, context = Speaks.OWN, tuple[Named, ...]()
        for sentence in sentences(text.markdown if text.judged is None else text.judged):
            if before is None or before.block != sentence.block:
                subject, context = Speaks.OWN, ()
            before = sentence
            if sentence.heading:
                continue
            if text.heading not in _JUDGED_IN_FULL and not self.stands.search(sentence.text):
                subject = Speaks.ELSE
                continue
            said, lengths = self.scene.called.with_ids(sentence.text), dict[str, str]()
            if duration := duration_of(self.known.row.unit):
                said, lengths = plain_lengths(said, duration)
            found = clauses(said, self.topic, self.calendar, self.names, subject=subject, context=context)
            subject = found[-1].spoken if found else subject
            context = (*context, *(period for clause in found for period in clause.periods))
            if self.others.search(said):
                continue
            seen: set[tuple[str, str]] = set()
            for fault in self._faults(found, text.heading):
                if (fault.check, fault.quote) not in seen:
                    seen.add((fault.check, fault.quote))
                    quote, found_words = (_as_written(one, lengths) for one in (fault.quote, fault.found))
                    written = self.scene.called.as_written(quote, sentence.text)
                    found_words = found_words.replace(quote, written)
                    quoted = {"sentence": sentence.text, "quote": written, "allowed": fault.allowed}
                    section = slugify(self.known.row.section)
                    yield checks()[fault.check].of_text(text, section, found_words, **quoted)

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
