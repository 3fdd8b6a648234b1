"""What is not written yet: texts that an indicator should have, texts that nobody has edited, and fillers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Final

from qprlib.checks.located import about_indicator, section_of
from qprlib.data.schema import IndicatorKind
from qprlib.ground.cycles import cycle_of
from qprlib.ground.numbers import format_target, format_value, round_half_up, short_unit
from qprlib.scoring.bands import Band
from qprlib.scoring.scheme import Scheme
from qprlib.texts.commentary import Text
from qprlib.texts.findings import Finding, Scene, Subject, checks
from qprlib.texts.vocabulary import Vocabulary

_WORDS: Final = Vocabulary(__file__)
_MARKDOWN: Final = re.compile(r"[*_`>#]+|^\s*[-+]\s+", re.MULTILINE)


def find(scene: Scene) -> Iterator[Finding]:
    """What is missing, indicator by indicator and then in the texts of the report."""
    for indicator, subject in scene.subjects.items():
        yield from _not_written(scene, indicator, subject)
    for text in scene.commentary.texts():
        yield from _not_finished(scene, text)


def _not_written(scene: Scene, indicator: str, subject: Subject) -> Iterator[Finding]:
    row = subject.row
    texts = scene.commentary.indicators.get(indicator, {})
    if row.kind == IndicatorKind.KPI:
        if "Commentary" not in texts:
            yield about_indicator(
                scene, "no-commentary", indicator, f"{row.printed_id} has no commentary", heading="Commentary"
            )
    elif not texts and (beyond := _beyond_range(subject)):
        yield about_indicator(
            scene, "activity-out-of-range", indicator, f"{row.printed_id} {beyond}", heading="Commentary"
        )
    if "Actions" in texts:
        return
    band = scene.scheme.band(row.rating)
    if band is None:
        return
    if band.tone == checks()["red-without-actions"].tone:
        found = f"{row.printed_id} is {band.label} and has no actions"
        yield about_indicator(scene, "red-without-actions", indicator, found, heading="Actions")
    elif band.tone == checks()["amber-again-without-actions"].tone and (before := _amber_before(scene.scheme, subject)):
        said = "as in the period before" if before.id == band.id else f"after {before.label} in the period before"
        found = f"{row.printed_id} is {band.label}, {said}, and has no actions"
        yield about_indicator(scene, "amber-again-without-actions", indicator, found, heading="Actions")


def _amber_before(scheme: Scheme, subject: Subject) -> Band | None:
    """The rating of the period directly before, if it was of the same tone."""
    row = subject.row
    if row.period_end is None or row.previous.period_end is None:
        return None
    if not cycle_of(row).follow(row.previous.period_end, row.period_end):
        return None
    before = scheme.band(row.previous.rating)
    return before if before and before.tone == checks()["amber-again-without-actions"].tone else None


def _beyond_range(subject: Subject) -> str:
    """How an indicator that is not rated lies outside its expected range, "" if it does not."""
    row = subject.row
    if not row.known or (math.isnan(row.lower) and math.isnan(row.upper)):
        return ""
    # What is printed decides, as everywhere.
    actual = round_half_up(row.actual, row.decimals) if row.decimals >= 0 else row.actual
    for limit, outside, way in ((row.lower, actual < row.lower, "below"), (row.upper, actual > row.upper, "above")):
        if outside:
            value = format_value(row.actual, short_unit(row.unit), row.decimals)
            bound = format_target(limit, short_unit(row.unit), row.decimals)
            return f"is {value}, {way} the {bound} that was expected, and has no text"
    return ""


def _not_finished(scene: Scene, text: Text) -> Iterator[Finding]:
    plain = _MARKDOWN.sub(" ", text.markdown)
    where = f"the text under '{text.heading or text.owner}'"
    section = section_of(scene, text.owner)
    if text.carried_over:
        words = plain.split()
        said = f"{where} is the one of {text.carried_over}, unedited"
        yield checks()["carried-over"].of_text(
            text, section, said, sentence=" ".join(words[:12]), quote=" ".join(words[:6])
        )
    whole = " ".join(plain.split())
    if _is_filler(whole):
        yield checks()["placeholder"].of_text(text, section, f"{where} is only a filler", sentence=whole, quote=whole)
        return
    parts = [" ".join(one.split()) for one in re.split(r"\n[ \t]*\n", plain)]
    # A line of hyphens is a rule.
    fillers = [one for one in dict.fromkeys(parts) if _is_filler(one) and re.search(r"\w", one)]
    for one in fillers:
        yield checks()["placeholder"].of_text(
            text, section, f"a paragraph of {where} is only a filler", sentence=one, quote=one
        )
    for line in plain.splitlines():
        if " ".join(line.split()) in fillers:
            continue
        for match in _WORDS.blank.finditer(line):
            said = f"'{match[0]}' stands for something that is still to be put in"
            yield checks()["placeholder"].of_text(text, section, said, sentence=" ".join(line.split()), quote=match[0])


def _is_filler(words: str) -> bool:
    return bool(_WORDS.filler.fullmatch(words) or _WORDS.filler.fullmatch(words.rstrip(" .:")))
