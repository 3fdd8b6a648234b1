"""How far each section of an edition has come: not started, drafted, checked, signed off."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from qprlib.agreeing.comparing import brief, compare
from qprlib.agreeing.signoffs import WORDINGS, SignOff, fingerprint, section_record
from qprlib.ground.edition import Edition
from qprlib.ground.errors import Place, Problem, listing, nearest
from qprlib.ground.names import slugify
from qprlib.ground.numbers import plural
from qprlib.texts.commentary import REPORT_NOTEBOOK, Text
from qprlib.texts.findings import Finding, Grade, Scene
from qprlib.texts.record import Record

REPORT_TITLE: Final = "Texts of the report"
"""The title of the section that the texts of no single indicator make."""

NOT_NAMED: Final = "not named"
"""What stands for the role of a writer that nobody has named."""

_ADDRESS: Final = re.compile(r"\]\([^)]*\)")
_WORD: Final = re.compile(r"\w[\w'’.,%-]*")


class SectionState(StrEnum):
    """How far a section has come, from the beginning on."""

    NOT_STARTED = "not-started"
    DRAFTED = "drafted"
    CHECKED = "checked"
    SIGNED_OFF = "signed-off"

    @property
    def label(self) -> str:
        """The state in words."""
        return self.replace("-", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionStatus:
    """How far one section has come."""

    slug: str
    title: str
    writer: str  #: the role of whoever writes it
    due: date | None  #: the day by which it is to be signed off
    words: int  #: written for this edition; what was carried over does not count
    errors: int  #: open findings, as warnings and notes
    warnings: int
    notes: int
    accepted: int
    state: SectionState
    signed: SignOff | None = None  #: its sign-off, also one that no longer holds
    since: tuple[str, ...] = ()  #: what changed since then, each in a few words

    @property
    def agreed(self) -> bool:
        """Whether it is signed off, as it stands."""
        return self.state is SectionState.SIGNED_OFF

    @property
    def reopened(self) -> bool:
        """Whether it was signed off and is no longer."""
        return self.signed is not None and not self.agreed

    def late(self, today: date) -> bool:
        """Whether its day has passed and it is not signed off."""
        return not self.agreed and self.due is not None and self.due < today

    @property
    def why_not_signed(self) -> str:
        """What keeps it from being signed off, or that nobody has done so: ``2 errors and 1 warning are open``."""
        if self.agreed:
            return ""
        if self.reopened and self.since:
            return f"changed since it was signed off: {since_words(self, 3)}"
        if self.state is SectionState.NOT_STARTED:
            return "not started"
        return f"{open_words(self)} open" if self.errors or self.warnings else "checked, not signed off"


def since_words(status: SectionStatus, most: int = 12) -> str:
    """What changed since a section was signed off, cut after ``most`` changes with the number left out."""
    rest = len(status.since) - most
    return "; ".join([*status.since[:most], *([f"and {rest} more"] if rest > 0 else [])])


def open_words(status: SectionStatus) -> str:
    """The open errors and warnings of a section in words: ``2 errors and 1 warning``."""
    counted = ((status.errors, "error"), (status.warnings, "warning"))
    return " and ".join(f"{number} {plural(number, word)}" for number, word in counted if number)


def section_titles(scene: Scene) -> dict[str, str]:
    """Slug to title of every section that is signed off: the register's, then the report's texts if there are any."""
    titles = dict(scene.sections)
    if any(file.stem == REPORT_NOTEBOOK for file in scene.commentary.files):
        titles[REPORT_NOTEBOOK] = REPORT_TITLE
    return titles


def sections_of(
    scene: Scene, findings: Sequence[Finding], record: Record, sign_offs: Mapping[str, SignOff]
) -> tuple[SectionStatus, ...]:
    """How far every section of an edition has come, in the register's order, the report's own texts last."""
    return tuple(
        _section(scene, named, [one for one in findings if one.section == named[0]], record, sign_offs.get(named[0]))
        for named in section_titles(scene).items()
    )


def _section(
    scene: Scene, named: tuple[str, str], findings: Sequence[Finding], record: Record, signed: SignOff | None
) -> SectionStatus:
    slug, title = named
    own = [text for text in _texts(scene, slug, title) if not text.carried_over]
    grades = Counter(finding.grade for finding in findings if finding.open)
    accepted = sum(not finding.open for finding in findings)
    errors, warnings = grades[Grade.ERROR], grades[Grade.WARNING]
    since: tuple[str, ...] = ()
    if signed:
        now = section_record(record, slug)
        if fingerprint(now) != signed.fingerprint:
            since = tuple(brief(compare(signed.record, replace(now, bands=record.bands)))) or tuple(
                f"the evidence of {said.printed_id}: its code or what it draws"
                for said in now.indicators
                if said.id in signed.record.by_id and said.evidence != signed.record.by_id[said.id].evidence
            )
            since = since or ("something that no page shows",)
        elif errors:
            found = dict.fromkeys(f.found for f in findings if f.open and f.grade is Grade.ERROR)
            since = tuple(f"the checks now find: {words}" for words in found)
    if signed and not since:
        state = SectionState.SIGNED_OFF
    elif not own and not accepted:
        state = SectionState.NOT_STARTED
    elif errors or warnings:
        state = SectionState.DRAFTED
    else:
        state = SectionState.CHECKED
    return SectionStatus(
        slug=slug,
        title=title,
        writer=_writer(scene, slug, title),
        due=scene.edition.commentary.due,
        words=sum(words_in(text.markdown) for text in own),
        errors=errors,
        warnings=warnings,
        notes=grades[Grade.NOTE],
        accepted=accepted,
        state=state,
        signed=signed,
        since=since,
    )


def _texts(scene: Scene, slug: str, title: str) -> Iterable[Text]:
    if slug == REPORT_NOTEBOOK:
        for below in scene.commentary.report.values():
            yield from below.values()
        return
    for name, subject in scene.subjects.items():
        if subject.row.section == title:
            yield from scene.commentary.indicators.get(name, {}).values()


def words_in(markdown: str) -> int:
    """How many words a text has; the address of a link is none."""
    return len(_WORD.findall(_ADDRESS.sub("]", markdown)))


def _writer(scene: Scene, slug: str, title: str) -> str:
    """The role named in params, else the one that owns most of the section's indicators."""
    named = {slugify(section): role for section, role in scene.edition.commentary.writers.items()}
    if slug in named:
        return named[slug]
    rows = (subject.row for subject in scene.subjects.values() if subject.row.section == title)
    owners = Counter(row.owner_role for row in rows if row.owner_role)
    return owners.most_common(1)[0][0] if owners else NOT_NAMED


def writer_problems(edition: Edition, sections: Iterable[str]) -> list[Problem]:
    """Writers in the params of sections that there are not, the nearest section named."""
    titles = {slugify(title): title for title in sections} | {REPORT_NOTEBOOK: REPORT_NOTEBOOK}
    return [
        WORDINGS.problem(
            "unknown-section",
            Place(f"params/{edition.edition}.yml", key=f"commentary.writers.{section}"),
            near=nearest(section, titles.values()),
            section=section,
            known=listing(list(titles.values()), 20),
        )
        for section in edition.commentary.writers
        if slugify(section) not in titles
    ]
