"""How far an edition has come, in words: the opening, a line for each section, and who agreed what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from qprlib.agreeing.sections import SectionState, SectionStatus, since_words
from qprlib.ground.calendar import day_in_words
from qprlib.ground.numbers import capital, plural


def in_order(sections: Sequence[SectionStatus], today: date) -> list[SectionStatus]:
    """Sections as somebody sees to them: late ones first, then by state, then in the register's order."""
    states = list(SectionState)
    return sorted(sections, key=lambda one: (not one.late(today), states.index(one.state)))


def opening(edition: str, sections: Sequence[SectionStatus], today: date) -> str:
    """How far the edition is as a whole."""
    done = sum(one.agreed for one in sections)
    said = f"{edition}: {done} of {len(sections)} {plural(len(sections), 'section')} signed off"
    late = sum(one.late(today) for one in sections)
    if late:
        said += f", {late} late on {day_in_words(today)}"
    return f"{said}."


def state_words(section: SectionStatus, today: date) -> str:
    """The state with what has to be known at once: ``late, drafted``, ``checked, reopened``."""
    late = "late, " if section.late(today) else ""
    return f"{late}{section.state.label}{', reopened' if section.reopened else ''}"


def sign_off_words(section: SectionStatus) -> str:
    """Who signed a section off and what has changed since; "" for one that never was."""
    if section.signed is None:
        return ""
    said = f"signed off by {section.signed.role} on {day_in_words(section.signed.day)}"
    return f"{said}; since then: {since_words(section)}" if section.since else said


def sign_off_lines(sections: Sequence[SectionStatus]) -> Iterator[str]:
    """A line for each section that is or was signed off, those that were reopened first."""
    signed = [one for one in sections if one.signed is not None]
    for one in sorted(signed, key=lambda one: not one.reopened):
        yield f"{one.title}: {sign_off_words(one)}."


def plain_lines(sections: Sequence[SectionStatus], today: date) -> Iterator[str]:
    """A sentence or two for each section, for those to whom a table is read aloud."""
    for one in sections:
        counts = ((one.errors, "error"), (one.warnings, "warning"), (one.notes, "note"))
        findings = ", ".join(f"{number} {plural(number, word)}" for number, word in counts)
        due = f" Due {day_in_words(one.due)}." if one.due else ""
        signed = sign_off_words(one)
        yield (
            f"{one.title}: {state_words(one, today)}. Writer: {one.writer}.{due}"
            f" {one.words:,} {plural(one.words, 'word')}, {findings}.{f' {capital(signed)}.' if signed else ''}"
        )
