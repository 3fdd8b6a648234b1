"""Notes on words: unexplained abbreviations, long sentences, per cent for points, blame of a person by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from qprlib.claims.quantities import Figure, Unit, figures
from qprlib.ground.numbers import format_number, in_words, is_percentage, round_half_up
from qprlib.scoring.scorecard import Result
from qprlib.texts.commentary import REPORT_NOTEBOOK, Text
from qprlib.texts.findings import Family, Finding, Scene, checks
from qprlib.texts.sentences import Sentence, sentences
from qprlib.texts.vocabulary import Vocabulary

_WORDS: Final = Vocabulary(__file__)
COMMON: Final = _WORDS.words("common")

MOST_WORDS: Final = 40
"""A sentence of more words is a long one."""

CHECKS: Final = tuple(check for check in checks().values() if check.family is Family.WORDS)
"""What is looked for."""

_PATTERNS: Final = {check.id: _WORDS.compiled(check.pattern) for check in CHECKS if check.pattern}


def find(scene: Scene) -> Iterator[Finding]:
    """Notes on all texts, section by section in the register's order, then on the report's own texts."""
    for section, title in scene.sections.items():
        rows = [subject.row for subject in scene.subjects.values() if subject.row.section == title]
        known = _known(scene, rows)
        for row in rows:
            for text in scene.commentary.indicators.get(row.id, {}).values():
                yield from _notes(scene, text, section, row, known)
    known = _known(scene, [subject.row for subject in scene.subjects.values()])
    for texts in scene.commentary.report.values():
        for text in texts.values():
            yield from _notes(scene, text, REPORT_NOTEBOOK, None, known)


def _known(scene: Scene, rows: list[Result]) -> set[str]:
    """The abbreviations that need no explanation in a section, to which its texts add what they explain."""
    organisation = scene.edition.organisation
    known = {*COMMON, *scene.edition.commentary.known, organisation.short_name, *scene.subjects}
    for name in (organisation.name, *(row.name for row in rows), *(row.section for row in rows)):
        known |= {match["short"] for match in _WORDS.abbreviation.finditer(name)}
    return known


def _notes(scene: Scene, text: Text, section: str, row: Result | None, known: set[str]) -> Iterator[Finding]:
    for sentence in sentences(text.markdown):
        said_by_ids = replace(sentence, text=scene.called.with_ids(sentence.text))
        for check, said, quote, allowed in _said_of(said_by_ids, row, known):
            words, found = (scene.called.as_written(one, sentence.text) for one in (quote, said))
            yield checks()[check].of_text(text, section, found, sentence=sentence.text, quote=words, allowed=allowed)


def _said_of(sentence: Sentence, row: Result | None, known: set[str]) -> Iterator[tuple[str, str, str, str]]:
    """Of each finding its check, what is found, the words and what would be right."""
    for short, said in dict(_abbreviations(sentence.text, known)).items():
        yield "unexplained-abbreviation", said, short, ""
    words = len(re.findall(r"[^\s\N{EM DASH}\N{EN DASH}]*\w[^\s]*", sentence.text))
    if words > MOST_WORDS and not sentence.heading:
        yield "long-sentence", f"The sentence has {words} words.", "", f"at most {MOST_WORDS} words"
    for figure, points in _percent_for_points(sentence.text, row):
        number = in_words(int(points)) if points == int(points) else format_number(points, 1)
        right = f"{number} percentage {'point' if points == 1 else 'points'}"
        said = f"The text says {figure.quote} for a change between two percentages; it is {right}."
        yield "percent-for-points", said, figure.quote, right
    for name, pattern in _PATTERNS.items():
        for match in pattern.finditer(sentence.text):
            yield name, checks()[name].found.format(quote=match[0]), match[0], ""


def _abbreviations(sentence: str, known: set[str]) -> Iterator[tuple[str, str]]:
    """The abbreviations that a sentence uses and nobody has explained; what it explains is known from then on."""
    letters = [letter for letter in sentence if letter.isalpha()]
    if letters and sum(letter.isupper() for letter in letters) > 0.6 * len(letters):
        # A sentence in capitals has no abbreviations that could be told.
        return
    for match in _WORDS.abbreviation.finditer(sentence):
        short = match["short"]
        single = short[:-1] if short.endswith("s") else short
        if {short, single, f"{single}s", short.replace(".", "")} & known:
            continue
        known |= {short, single}
        in_brackets = sentence[: match.start()].endswith("(") and re.search(
            r"\w+[\s-]\w+[^()]*\($", sentence[: match.start()]
        )
        explained = re.match(
            r"\s?\((?:[^()]*\w+[\s-]\w+[^()]*)\)|,?\s(?:which\s)?(?:stands\sfor|means|short\sfor)\s",
            sentence[match.end() :],
        )
        if not in_brackets and not explained:
            yield short, f"Nothing says what {short} stands for."


def _percent_for_points(sentence: str, row: Result | None) -> Iterator[tuple[Figure, float]]:
    """Changes in per cent between two percentages that are right in points and wrong in per cent."""
    found = figures(sentence)
    levels = [figure for figure in found if figure.kind is Unit.PERCENT and not _is_change(sentence, figure)]
    for figure in found:
        if figure.kind is not Unit.PERCENT or not _is_change(sentence, figure):
            continue
        pairs = [(one.value, two.value) for one in levels for two in levels if one.start < two.start]
        if not pairs and row is not None and is_percentage(row.unit) and row.known and len(levels) == 1:
            now = round_half_up(row.actual, row.decimals)
            before = round_half_up(row.previous.actual, row.decimals)
            if levels[0].value in (now, before):
                pairs = [(before, now)]
        for one, two in pairs:
            points = abs(two - one)
            relative = [100 * points / base for base in (one, two) if base]
            close = 10.0**-figure.decimals / 2 + 1e-9
            if abs(points - figure.value) <= close and all(abs(size - figure.value) > close for size in relative):
                yield figure, round_half_up(points, max(figure.decimals, 1))
                break


def _is_change(sentence: str, figure: Figure) -> bool:
    return bool(_WORDS.change.search(sentence[: figure.lead]) or _WORDS.change_after.match(sentence[figure.end :]))
