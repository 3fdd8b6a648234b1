"""Sign-offs: who agreed a section, when, and exactly what it said then.

One YAML file a section in ``notebooks/commentary/<edition>/sign-offs/``, written by ``qpr sign-off`` alone, so that two
people who sign off different sections never meet in one file. A sign-off holds as long as the section says the same:
its fingerprint is a hash over every figure and every published word, without regard to blanks.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from qprlib.ground.edition import Edition, edition_names
from qprlib.ground.errors import InputError, Place, Problem, Severity, listing, nearest
from qprlib.ground.files import put
from qprlib.ground.names import slugify
from qprlib.ground.project import Project
from qprlib.ground.settings import Strict
from qprlib.ground.wordings import Wordings
from qprlib.ground.yamlfiles import OneLine, read_yaml, yaml_text
from qprlib.texts.commentary import EVIDENCE, REPORT_NOTEBOOK
from qprlib.texts.record import Record, as_plain, from_plain

WORDINGS: Final = Wordings(__file__)
FOLDER: Final = "sign-offs"
"""The folder of sign-offs within an edition's commentary."""

_TOP: Final = (
    "# Written by 'qpr sign-off'. Not to be edited: any change to the section's texts or figures reopens it.\n"
)
#: Fields of a record that say nothing by themselves: where an indicator stands, and the edition as a whole.
_LEFT_OUT: Final = frozenset({"section", "draft", "headline", "bands"})


class _File(Strict):
    """A sign-off as its file has it."""

    section: str
    role: str
    date: date
    fingerprint: str
    record: Mapping[str, Any]


@dataclass(frozen=True)
class SignOff:
    """That a section was agreed: which, by whom, when, and what it said then."""

    slug: str
    section: str
    role: str
    day: date
    fingerprint: str
    record: Record


def sign_off_file(project: Project, edition: str, slug: str) -> Path:
    """Where the sign-off of a section is kept."""
    return project.commentary(edition) / FOLDER / f"{slug}.yml"


def section_record(record: Record, slug: str) -> Record:
    """What one section of an edition says; the section ``report`` has the texts of no single indicator."""
    if slug == REPORT_NOTEBOOK:
        return replace(record, draft=False, headline="", indicators=(), bands=())
    own = tuple(said for said in record.indicators if slugify(said.section) == slug)
    return replace(record, draft=False, headline="", indicators=own, report={}, bands=())


def as_agreed(record: Record, sign_offs: Mapping[str, SignOff], unseen: Collection[str]) -> Record:
    """A record in which evidence of ``unseen`` indicators, not run now, is what it was when it was agreed."""
    agreed = {said.id: said for one in sign_offs.values() for said in one.record.indicators if said.id in unseen}
    indicators = [
        replace(
            said,
            evidence={**agreed[said.id].evidence, "code": said.evidence["code"]},
            texts={**said.texts, EVIDENCE: agreed[said.id].texts.get(EVIDENCE, "")},
        )
        if said.id in agreed
        else said
        for said in record.indicators
    ]
    return replace(record, indicators=tuple(indicators))


def fingerprint(record: Record) -> str:
    """A hash over what a record says: every figure to twelve digits, every word; blanks and order do not count."""
    said = as_plain(replace(record, indicators=tuple(sorted(record.indicators, key=lambda one: one.id))))
    canonical = json.dumps(_canonical(said), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def _canonical(value: Any) -> Any:
    """A value without what makes no difference; what is empty is left out, so that a new field breaks no old hash."""
    match value:
        case dict():
            kept = {name: _canonical(one) for name, one in value.items() if name not in _LEFT_OUT}
            return {name: one for name, one in kept.items() if one not in (None, "", [], {})}
        case list():
            return [_canonical(one) for one in value]
        case str():
            return " ".join(value.split())
        case bool():
            return value
        case int() | float():
            return f"{value:.12g}"
        case _:
            return value


def sign(record: Record, slug: str, section: str, role: str, day: date) -> SignOff:
    """The sign-off of a section as it stands now."""
    own = section_record(record, slug)
    return SignOff(slug, section, role, day, fingerprint(own), own)


def write_sign_off(project: Project, edition: str, sign_off: SignOff) -> Path:
    """Keep a sign-off in its file: an older one is replaced in one step, or stays if that fails (OSError)."""
    path = sign_off_file(project, edition, sign_off.slug)
    if path.parent.exists() and not path.parent.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path.parent))
    plain = as_plain(sign_off.record)
    kept = {name: value for name, value in plain.items() if name not in {"draft", "headline", "bands"}}
    for said in kept["indicators"]:
        said["past"] = [OneLine(one) for one in said["past"]]  # each on a line of its own
    agreed = {"section": sign_off.section, "role": sign_off.role, "date": sign_off.day.isoformat()}
    put(path, _TOP + yaml_text({**agreed, "fingerprint": sign_off.fingerprint, "record": kept}))
    return path


def read_sign_offs(
    project: Project, edition: str, sections: Mapping[str, str] | None = None
) -> tuple[dict[str, SignOff], list[Problem]]:
    """All sign-offs of an edition by slug, sorted, and warnings.

    Warned of is a file that is broken or was edited, which counts for nothing, and one of a section that is no longer
    among the ``sections`` (slug to title, None where they are not known).
    """
    found: dict[str, SignOff] = {}
    problems: list[Problem] = []
    for path in sorted((project.commentary(edition) / FOLDER).glob("*.yml")):
        shown = project.relative(path)
        if sections is not None and path.stem not in sections:
            near, known = nearest(path.stem, sections), listing(list(sections), 20)
            gone = WORDINGS.problem("sign-off-of-no-section", Place(shown), near=near, slug=path.stem, known=known)
            problems.append(gone)
            continue
        try:
            found[path.stem] = _read(path, shown, edition)
        except InputError as error:
            # A draft can be made without it, and 'qpr sign-off' must be able to replace it: it stops nothing.
            again = f"sign the section off again with 'qpr sign-off {edition} {path.stem} --role ROLE'"
            todo = f"restore the file, or {again}"
            problems += [replace(problem, todo=todo, severity=Severity.WARNING) for problem in error.problems]
    return found, problems


def _read(path: Path, shown: str, edition: str) -> SignOff:
    file = read_yaml(path, shown, _File)
    plain = {"draft": False, "headline": "", **file.record}
    record = from_plain(plain, shown)
    if fingerprint(record) != file.fingerprint:
        raise InputError(WORDINGS.problem("sign-off-edited", Place(shown, key="fingerprint")))
    if record.edition != edition:
        place = Place(shown, key="record.edition")
        raise InputError(WORDINGS.problem("sign-off-elsewhere.edition", place, other=record.edition, right=edition))
    if path.stem not in {slugify(file.section), REPORT_NOTEBOOK}:
        place = Place(shown, key="section")
        raise InputError(WORDINGS.problem("sign-off-elsewhere.section", place, other=file.section, right=path.stem))
    return SignOff(path.stem, file.section, file.role, file.date, file.fingerprint, record)


def last_signed(project: Project, edition: Edition) -> Record | None:
    """What the edition before said, assembled from its sign-offs.

    That is the edition the one in hand was rolled from, else the newest earlier one of the same report that is signed
    off. None where one of its notebooks has no sign-off, since what it said would be missing. Raises InputError if one
    is broken.
    """
    # The newest first, the last correction of a quarter before what it corrects.
    earlier = [one for one in edition_names(project, edition.name.line) if one.quarter < edition.quarter]
    agreed = [str(one) for one in reversed(earlier) if (project.commentary(str(one)) / FOLDER).is_dir()]
    for name in [edition.rolled_from] if edition.rolled_from else agreed:
        found, problems = read_sign_offs(project, name)
        if problems:
            raise InputError(replace(problem, severity=Severity.ERROR) for problem in problems)
        if found and {notebook.stem for notebook in project.commentary(name).glob("*.ipynb")} <= set(found):
            signed = [one.record for one in found.values()]
            return Record(
                edition=name,
                draft=False,
                headline="",
                indicators=tuple(said for one in signed for said in one.indicators),
                report={title: texts for one in signed for title, texts in one.report.items()},
            )
    return None
