"""An edition as it lies here, ready to be sent: whole, and verified against its manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from qprlib.delivery.target_list import DRAFTS, Entry, FileRecord, State, fingerprint
from qprlib.ground.edition import list_editions
from qprlib.ground.errors import CommandError, EditionError, Place, Problem, listing, nearest
from qprlib.ground.files import file_sha256
from qprlib.ground.project import DRAFT, Project
from qprlib.publishing.run.manifest import MANIFEST, read_manifest, verify
from qprlib.publishing.run.staging import storage_errors

_TOLD: Final = ("edition", "draft", "organisation", "quarter", "title", "pages", "neighbours", "headline")
_TOLD_OF_PARAMS: Final = ("organisation", "notice", "as_of", "published", "correction")

_MARK: Final = 8  # characters of a fingerprint in the name of a draft's folder


@dataclass(frozen=True)
class Parcel:
    """An edition to be sent.

    Parameters
    ----------
    edition
        Its name.
    draft
        Whether it is a draft.
    source
        Its folder here.
    files
        Its files, the manifest among them.
    about
        What pages of the target say of it.
    """

    edition: str
    draft: bool
    source: Path
    files: tuple[FileRecord, ...]
    about: Mapping[str, Any]

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
            self.folder, self.edition, self.draft, State.PUBLISHED, self.fingerprint, on, self.files, self.about
        )

    def read(self, file: FileRecord) -> bytes:
        """The bytes of a file.

        Raises
        ------
        EditionError
            If it was changed since it was verified.
        """
        with storage_errors("reading the edition"):
            content = (self.source / file.path).read_bytes()
        if not file.holds(content):
            raise EditionError(
                Problem(
                    code="edition-changed",
                    found=f"{file.path} was changed while the edition was being sent",
                    place=Place(self.source.name),
                    todo="wait until nobody works on it, and run the same command again",
                )
            )
        return content


def read_parcel(project: Project, edition: str, *, draft: bool) -> Parcel:
    """The final render of an edition, or its draft.

    Raises
    ------
    CommandError
        If there is no such edition, or it has not been rendered so.
    EditionError
        If it is not as its manifest says.
    """
    source = project.draft(edition) if draft else project.output(edition)
    if not (source / MANIFEST).is_file():
        raise CommandError(_not_there(project, edition, draft))
    manifest = read_manifest(source)
    if damage := verify(source):
        raise EditionError(
            Problem(
                code="edition-changed",
                found=f"it is not as its manifest says: {listing([str(one) for one in damage])}",
                place=Place(project.relative(source)),
                todo=f"nothing was sent; render it again with 'qpr render {edition}{' --draft' if draft else ''}'",
            )
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
        return Problem(
            code="unknown-edition",
            found=f"there is no edition '{edition}'",
            allowed=listing(known),
            nearest=nearest(edition, known),
            todo="run 'qpr list' to see the editions",
        )
    if not draft and (project.draft(edition) / MANIFEST).is_file():
        return Problem(
            code="draft-alone",
            found=f"{edition} has been rendered as a draft alone, and only final editions are published",
            todo=f"sign off its sections and run 'qpr render {edition} --final'; or publish the draft, at a place of"
            " its own, with --draft",
        )
    how = " --draft" if draft else ""
    return Problem(
        code="not-rendered",
        found=f"{edition} has not been rendered{' as a draft' if draft else ''}",
        todo=f"run 'qpr render {edition}{how}' first",
    )
