"""All checks of commentary: what each is, which are switched off, and what they find in an edition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from qprlib.checks import acceptance, data_slips, kept_back, missing, wording_notes
from qprlib.claims import contradiction
from qprlib.ground.errors import Place, Problem, listing, nearest
from qprlib.ground.settings import CommentarySetting
from qprlib.texts.commentary import ACCEPTED, PUBLISHED, REPORT_NOTEBOOK
from qprlib.texts.findings import Check, Family, Finding, Grade, Scene, checks

BY_ID: Final[Mapping[str, Check]] = checks()
CHECKS: Final[tuple[Check, ...]] = tuple(BY_ID.values())
"""Every check, family by family."""

_FIND: Final[tuple[Callable[[Scene], Iterable[Finding]], ...]] = (
    missing.find,
    contradiction.find,
    data_slips.find,
    kept_back.find,
    wording_notes.find,
)
_FAMILIES: Final = tuple(Family)
_GRADES: Final = tuple(Grade)


def check_commentary(scene: Scene) -> tuple[Finding, ...]:
    """Everything that is found in an edition's commentary and figures, without notes that are switched off.

    By section and indicator in the register's order, then by heading and place in the text; the texts of the report
    last.
    """
    # Grades may only be switched off as far as setting_problems allows: an edition with others never gets here.
    off = set(scene.edition.commentary.off)
    found = [finding for find in _FIND for finding in find(scene)]
    marked = acceptance.accept(scene, found, list(BY_ID))
    return tuple(sorted((one for one in marked if one.check not in off), key=_order(scene)))


def setting_problems(setting: CommentarySetting, file: str) -> Iterator[Problem]:
    """What is wrong with the checks that an edition's params file switches off."""
    place = Place(file, key="commentary.off")
    notes = sorted(check.id for check in CHECKS if check.grade is Grade.NOTE)
    for name in setting.off:
        if name not in BY_ID:
            yield Problem(
                code="unknown-check",
                found=f"there is no check '{name}'",
                place=place,
                allowed=listing(notes, 20),
                nearest=nearest(name, notes) or nearest(name, BY_ID),
                todo="correct the check's name, or take it out",
            )
        elif BY_ID[name].grade is not Grade.NOTE:
            yield Problem(
                code="check-not-a-note",
                found=f"'{name}' finds a thing of grade {BY_ID[name].grade}, and cannot be switched off",
                place=place,
                allowed=listing(notes, 20),
                todo=f"take it out; accept single findings under '### {ACCEPTED}' instead",
            )


def open_findings(findings: Iterable[Finding], *grades: Grade) -> tuple[Finding, ...]:
    """Those that nobody accepted, of these grades or of all."""
    return tuple(one for one in findings if one.open and (not grades or one.grade in grades))


def count(findings: Iterable[Finding]) -> dict[str, dict[str, int]]:
    """How many findings each section has: by grade those that are open, and as ``accepted`` the others."""
    counts: dict[str, dict[str, int]] = {}
    for one in findings:
        row = counts.setdefault(one.section, {**dict.fromkeys(map(str, _GRADES), 0), "accepted": 0})
        row[str(one.grade) if one.open else "accepted"] += 1
    return counts


def _order(scene: Scene) -> Callable[[Finding], tuple[int, int, int, int, int, int, str]]:
    sections = {name: place for place, name in enumerate([*scene.sections, REPORT_NOTEBOOK])}
    owners = {name: place for place, name in enumerate([*scene.subjects, *scene.commentary.report])}
    headings = {name: place for place, name in enumerate(["", *PUBLISHED, ACCEPTED])}
    last = len(sections) + len(owners) + len(headings)
    texts = {(text.owner, text.heading): text.markdown for text in scene.commentary.texts()}

    def key(one: Finding) -> tuple[int, int, int, int, int, int, str]:
        # Of one text, findings stand in the order of their sentences, as far as those can be found in the source.
        text = texts.get((one.owner, one.heading), "")
        place = text.find(one.sentence[:40]) if one.sentence else -1
        if place < 0 and one.quote:
            place = text.find(one.quote)
        return (
            sections.get(one.section, last),
            owners.get(one.owner, last),
            headings.get(one.heading, last),
            place,
            _FAMILIES.index(BY_ID[one.check].family),
            _GRADES.index(one.grade),
            one.check,
        )

    return key
