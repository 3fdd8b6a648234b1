"""Accepting findings: which finding an acceptance in the notebook is about, and acceptances that are about none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from qprlib.checks.located import section_of
from qprlib.ground.calendar import day_in_words
from qprlib.ground.errors import listing, nearest
from qprlib.texts.commentary import ACCEPTED, Acceptance
from qprlib.texts.findings import Finding, Scene, checks

UNUSED: Final = checks()["acceptance-unused"]

#: What stands in the line to paste until somebody fills it in.
REASON, ROLE = "REASON", "ROLE"

#: What a typist's machine and a notebook write differently.
_ALIKE: Final = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "\u00a0": " ", "*": "", "_": ""})


def accept(scene: Scene, findings: Iterable[Finding], known: Sequence[str]) -> tuple[Finding, ...]:
    """Mark the findings that somebody accepted, and add one of :data:`UNUSED` for every acceptance that is about none.

    An acceptance is about a finding of the same owner and check if the words it quotes stand in the finding's sentence
    at the finding's own words; one that quotes none is about a finding that is about no sentence. ``known`` are the ids
    of all checks, to name the nearest.
    """
    used: set[Acceptance] = set()
    marked: list[Finding] = []
    for finding in findings:
        about = next((one for one in scene.commentary.acceptances if concerns(one, finding)), None)
        if about:
            used.add(about)
        marked.append(replace(finding, accepted=about) if about else finding)
    unused = [one for one in scene.commentary.acceptances if one not in used]
    return (*marked, *(_unused(scene, one, marked, known) for one in unused))


def concerns(acceptance: Acceptance, finding: Finding) -> bool:
    """Whether an acceptance is about a finding."""
    if (acceptance.owner, acceptance.check) != (finding.owner, finding.check) or not _filled_in(acceptance):
        return False
    said, fault = _plain(acceptance.quote), _plain(finding.quote)
    if not said or not finding.sentence:
        return not said and not fault
    if said == fault:
        return True
    # Words that merely stand in the same sentence would accept every fault of it.
    return said in _plain(finding.sentence) and (fault in said or said in fault)


def _filled_in(acceptance: Acceptance) -> bool:
    return acceptance.reason.strip(" .") != REASON and acceptance.role != ROLE


def line_to_accept(finding: Finding, today: date) -> str:
    """The line that accepts a finding, to be completed with reason and role and put under its heading."""
    words = " ".join(finding.quote.split())
    quote = f' "{words}"' if words else ""
    return f"- `{finding.check}`{quote}: {REASON} ({ROLE}, {day_in_words(today)})"


def _unused(scene: Scene, acceptance: Acceptance, findings: Sequence[Finding], known: Sequence[str]) -> Finding:
    quoted = f' of "{acceptance.quote}"' if acceptance.quote else ""
    own = [one for one in findings if one.owner == acceptance.owner and one.open]
    same = [one.quote for one in own if one.check == acceptance.check and one.quote]
    if not _filled_in(acceptance):
        found = f"the line that accepts '{acceptance.check}'{quoted} still says {REASON} or {ROLE}"
        near, allowed = "", "the reason in your own words, and the role of whoever accepts it"
    elif acceptance.check not in known:
        found = f"'{ACCEPTED}' names a check '{acceptance.check}' that there is not"
        near, allowed = nearest(acceptance.check, known), listing(sorted({one.check for one in own}))
    else:
        found = f"'{acceptance.check}'{quoted} is accepted, but no such thing is found"
        near, allowed = (f'"{same[0]}"' if same else ""), ""
    return Finding(
        check=UNUSED.id,
        grade=UNUSED.grade,
        section=section_of(scene, acceptance.owner),
        owner=acceptance.owner,
        heading=ACCEPTED,
        notebook=acceptance.notebook,
        cell=acceptance.cell,
        found=found,
        allowed=allowed,
        nearest=near,
        todo=UNUSED.todo if _filled_in(acceptance) else "put in the reason and the role",
    )


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", words.translate(_ALIKE)).strip(" .").casefold()
