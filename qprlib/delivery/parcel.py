"""An edition as it lies here, ready to be sent: whole, and verified against its manifest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

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

    source: Path  #: its folder here
    content: Entry  #: as it is to stand in a target's list, but for the time; the manifest is among its files

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
    mark = fingerprint(recorded)
    # Each draft has an address of its own, so that none is ever half replaced.
    folder = f"{DRAFTS}/{edition}{DRAFT}-{mark[:_MARK]}" if draft else edition
    return Parcel(
        source, Entry(folder, edition, draft, EditionState.PUBLISHED, mark, "", tuple(sorted(recorded)), about)
    )


def _not_there(project: Project, edition: str, draft: bool) -> Problem:
    known = list_editions(project)
    if edition not in known:
        near = nearest(edition, known)
        return _WORDINGS.problem("unknown-edition", near=near, edition=edition, known=listing(known))
    if not draft and (project.draft(edition) / MANIFEST).is_file():
        return _WORDINGS.problem("draft-alone", edition=edition)
    as_draft, option = (" as a draft", " --draft") if draft else ("", "")
    return _WORDINGS.problem("not-rendered", edition=edition, as_draft=as_draft, option=option)
