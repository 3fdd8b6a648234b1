"""An edition as it lies here, ready to be sent: whole, and verified against its manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from qprlib.delivery.target_list import DRAFTS, EditionState, Entry, FileRecord, fingerprint
from qprlib.ground.edition import list_editions
from qprlib.ground.errors import CommandError, EditionError, Place, Problem, listing, nearest
from qprlib.ground.files import file_sha256
from qprlib.ground.project import DRAFT, Project
from qprlib.ground.wordings import Wordings
from qprlib.publishing.run.manifest import MANIFEST, read_manifest, verify
from qprlib.publishing.run.staging import storage_errors

_WORDINGS: Final = Wordings(__file__)
_TOLD: Final = ("edition", "draft", "organisation", "quarter", "title", "pages", "neighbours", "headline")
_TOLD_OF_PARAMS: Final = ("organisation", "notice", "as_of", "published", "correction")

_MARK: Final = 8  # characters of a fingerprint in the name of a draft's folder


@dataclass(frozen=True)
class Parcel:
    """An edition to be sent."""

    edition: str
    draft: bool
    source: Path  #: its folder here
    files: tuple[FileRecord, ...]  #: the manifest among them
    about: Mapping[str, Any]  #: what pages of the target say of it

    @property
    def fingerprint(self) -> str:
        """One hash for all its files."""
        return fingerprint(self.files)

    @property
    def folder(self) -> str:
        """Where it lies on a target; each draft has an address of its own, so that none is ever half replaced."""
        return f"{DRAFTS}/{self.edition}{DRAFT}-{self.fingerprint[:_MARK]}" if self.draft else self.edition

    def entry(self, on: str) -> Entry:
        """The same in a target's list, as published."""
        return Entry(
            self.folder, self.edition, self.draft, EditionState.PUBLISHED, self.fingerprint, on, self.files, self.about
        )

    def read(self, file: FileRecord) -> bytes:
        """The bytes of a file; raises EditionError if it was changed since it was verified."""
        with storage_errors("reading the edition"):
            content = (self.source / file.path).read_bytes()
        if not file.holds(content):
            raise EditionError(_WORDINGS.problem("edition-changed.meanwhile", Place(self.source.name), path=file.path))
        return content


def read_parcel(project: Project, edition: str, *, draft: bool) -> Parcel:
    """The final render of an edition, or its draft.

    Raises CommandError if it is not there or not rendered so, EditionError if it is not as its manifest says.
    """
    source = project.draft(edition) if draft else project.output(edition)
    if not (source / MANIFEST).is_file():
        raise CommandError(_not_there(project, edition, draft))
    manifest = read_manifest(source)
    if damage := verify(source):
        place, told = Place(project.relative(source)), listing([str(one) for one in damage])
        option = " --draft" if draft else ""
        raise EditionError(
            _WORDINGS.problem("edition-changed.damaged", place, damage=told, edition=edition, option=option)
        )
    recorded = [FileRecord(one["path"], one["sha256"], one["bytes"]) for one in manifest["outputs"]]
    own = source / MANIFEST
    recorded.append(FileRecord(MANIFEST, file_sha256(own), own.stat().st_size))
    about = {name: manifest[name] for name in _TOLD}
    about["parameters"] = {name: manifest["parameters"].get(name) for name in _TOLD_OF_PARAMS}
    return Parcel(edition, draft, source, tuple(sorted(recorded)), about)


def _not_there(project: Project, edition: str, draft: bool) -> Problem:
    known = list_editions(project)
    if edition not in known:
        near = nearest(edition, known)
        return _WORDINGS.problem("unknown-edition", near=near, edition=edition, known=listing(known))
    if not draft and (project.draft(edition) / MANIFEST).is_file():
        return _WORDINGS.problem("draft-alone", edition=edition)
    as_draft, option = (" as a draft", " --draft") if draft else ("", "")
    return _WORDINGS.problem("not-rendered", edition=edition, as_draft=as_draft, option=option)
