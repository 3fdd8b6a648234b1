"""Records that renders have left behind: which one "last" is, and how it is called in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from qprlib.agreeing.comparing import compare
from qprlib.agreeing.signoffs import WORDINGS
from qprlib.ground.errors import CommandError
from qprlib.ground.incoming import read_text
from qprlib.ground.project import EARLIER, Project
from qprlib.texts.record import Record, from_json

RECORD_FILE: Final = "record.json"
"""The file in which a render keeps what its edition says."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that was kept, and what it is, to complete "Since ...": ``the draft in outputs/...``."""

    record: Record
    words: str


def read_record(path: Path, shown: str) -> Record:
    """Read a record from its file; raises InputError if it cannot be read."""
    return from_json(read_text(path, shown), shown)


def record_at(path: Path, shown: str) -> Kept:
    """The record that a user names by its folder or file.

    Raises CommandError if nothing is there, InputError if it cannot be read.
    """
    file = path / RECORD_FILE if path.is_dir() else path
    if not file.is_file():
        what = f"{RECORD_FILE} in '{shown}'" if path.is_dir() else f"'{shown}'"
        raise CommandError(WORDINGS.problem("no-record", what=what, file=RECORD_FILE))
    record = read_record(file, shown)
    return Kept(record, f"{_kind(record)} {record.edition} in {shown}")


def last_record(project: Project, edition: str, now: Record) -> Kept:
    """The newest record of an edition that says something else than now, else the newest there is.

    The draft in ``outputs/`` is newer than the final edition, and that is newer than what renders have replaced. Raises
    CommandError if the edition was never rendered, InputError if a record cannot be read.
    """
    first: Kept | None = None
    for path, words in _kept(project, edition):
        record = read_record(path, project.relative(path))
        kept = Kept(record, words.format(kind=_kind(record)))
        first = first or kept
        if compare(record, now):
            return kept
    if first is None:
        raise CommandError(WORDINGS.problem("no-record.never", edition=edition, file=RECORD_FILE))
    return first


def _kept(project: Project, edition: str) -> Iterator[tuple[Path, str]]:
    """Every record of an edition, newest first, with what to call it."""
    for folder in (project.draft(edition), project.output(edition)):
        if (folder / RECORD_FILE).is_file():
            yield folder / RECORD_FILE, f"{{kind}} {edition} rendered last"
    earlier = [path for path in (project.outputs / EARLIER / edition).glob("*.json") if path.stem.isdecimal()]
    for path in sorted(earlier, key=lambda one: int(one.stem), reverse=True):
        yield path, f"an earlier render, {{kind}} {edition} kept as number {int(path.stem)}"


def _kind(record: Record) -> str:
    return "the draft of" if record.draft else "the final edition"
