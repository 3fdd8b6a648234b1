"""The list of a target: what is published there, file by file. It is kept as ``.qpr/published.json``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from qprlib.ground.edition import EditionName
from qprlib.ground.errors import DeliveryError, Place, Problem

OURS: Final = ".qpr"
LIST: Final = f"{OURS}/published.json"
LOCK: Final = f"{OURS}/lock.json"
INCOMING: Final = f"{OURS}/incoming"
OUTGOING: Final = f"{OURS}/outgoing"
DRAFTS: Final = "drafts"

VERSION: Final = 1


class State(StrEnum):
    """What an edition on a target is."""

    COMING = "coming"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, order=True)
class FileRecord:
    """A file: its path, hash and size."""

    path: str
    sha256: str
    size: int

    def holds(self, content: bytes | None) -> bool:
        """Whether that is the content of this file."""
        return content is not None and len(content) == self.size and sha256(content) == self.sha256


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """When and why an edition was withdrawn."""

    on: str
    reason: str


@dataclass(frozen=True)
class Entry:
    """An edition on a target.

    Parameters
    ----------
    folder
        Where it lies: ``kent-2011-12-Q1``, or for a draft ``drafts/kent-2011-12-Q1-draft-0123abcd``.
    edition
        Its name.
    draft
        Whether it is a draft.
    state
        What it is there.
    fingerprint
        One hash for all of its files.
    on
        When it was published, as ISO time in UTC.
    files
        Its files, paths relative to its folder.
    about
        What pages say of it: a part of its manifest.
    withdrawn
        When and why it was withdrawn, the last time; kept when it is published again.
    """

    folder: str
    edition: str
    draft: bool
    state: State
    fingerprint: str
    on: str
    files: tuple[FileRecord, ...]
    about: Mapping[str, Any]
    withdrawn: Withdrawal | None = None

    @property
    def name(self) -> EditionName:
        """Its name in parts."""
        name = EditionName.parse(self.edition)
        assert name, self.edition
        return name

    @property
    def size(self) -> int:
        """The size of all its files."""
        return sum(one.size for one in self.files)

    @property
    def paths(self) -> dict[str, FileRecord]:
        """Path on the target to file."""
        return {f"{self.folder}/{one.path}": one for one in self.files}


@dataclass(frozen=True)
class Listing:
    """Everything that is ours on a target.

    Parameters
    ----------
    entries
        Editions by folder.
    pages
        What was made for the target itself, by path: front pages, pages of a report, styles, notes of withdrawal. Each
        as it is to be; while something is unfinished it may not have arrived yet.
    unfinished
        Whether pages have still to be written or files to be removed.
    gone
        Files of ours that are to be removed.
    address
        Where readers find the target, for the message; "" if nobody said.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    pages: Mapping[str, FileRecord] = field(default_factory=dict)
    unfinished: bool = False
    gone: tuple[str, ...] = ()
    address: str = ""

    def entry(self, edition: str, *, draft: bool) -> Entry | None:
        """An edition of that name, None if there is none; of drafts the last."""
        found = [one for one in self.entries.values() if one.edition == edition and one.draft is draft]
        return found[-1] if found else None

    def with_entry(self, entry: Entry) -> Listing:
        """The same with an edition added or replaced."""
        return replace(self, entries={**self.entries, entry.folder: entry})

    def without(self, folders: Iterable[str]) -> Listing:
        """The same without some editions."""
        left = set(folders)
        return replace(self, entries={name: one for name, one in self.entries.items() if name not in left})

    @property
    def published(self) -> list[Entry]:
        """The editions that readers are shown, drafts among them."""
        return [one for one in self.entries.values() if one.state is State.PUBLISHED]

    @property
    def ours(self) -> set[str]:
        """Every path that is ours, whether it has arrived or not; files of withdrawn editions are gone."""
        lying = (one for one in self.entries.values() if one.state is not State.WITHDRAWN)
        return {*self.pages, *self.gone, *(path for one in lying for path in one.paths)}

    def superseded_by(self, entry: Entry) -> Entry | None:
        """The edition that took the place of one: the last correction of its quarter."""
        name = entry.name
        later = [
            one
            for one in self.published
            if not one.draft and one.name.original == name.original and one.name.correction > name.correction
        ]
        return max(later, key=lambda one: one.name.correction) if later and not entry.draft else None


def sha256(content: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def fingerprint(files: Iterable[FileRecord]) -> str:
    """One hash for many files."""
    return sha256("".join(f"{one.sha256} {one.path}\n" for one in sorted(files)).encode("utf-8"))


def to_json(listing: Listing) -> bytes:
    """The list as a file: the same list, the same bytes."""
    plain = {
        "schema_version": VERSION,
        "made_by": "qpr publish; not for editing by hand",
        "address": listing.address,
        "unfinished": listing.unfinished,
        "editions": [_entry_plain(one) for _, one in sorted(listing.entries.items())],
        "pages": [_file_plain(one) for _, one in sorted(listing.pages.items())],
        "gone": sorted(listing.gone),
    }
    return (json.dumps(plain, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode("utf-8")


def from_json(content: bytes, place: str) -> Listing:
    """Read a list.

    Raises
    ------
    DeliveryError
        If it is broken, or a later version of the suite wrote it.
    """
    try:
        plain = json.loads(content)
        version = plain["schema_version"]
    except (ValueError, TypeError, KeyError) as error:
        raise _broken(place, str(error)) from None
    if not isinstance(version, int) or version > VERSION:
        raise DeliveryError(
            Problem(
                code="list-newer",
                found=f"the target's list is of version {version}, and this suite knows up to {VERSION}",
                place=Place(place),
                todo="use the version of the suite that published there, or a later one",
            )
        )
    try:
        entries = [_entry(one) for one in plain["editions"]]
        pages = [_file(one) for one in plain["pages"]]
        return Listing(
            entries={one.folder: one for one in entries},
            pages={one.path: one for one in pages},
            unfinished=bool(plain["unfinished"]),
            gone=tuple(_path(one) for one in plain["gone"]),
            address=str(plain["address"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _broken(place, f"{type(error).__name__} {error}") from None


def _broken(place: str, why: str) -> DeliveryError:
    return DeliveryError(
        Problem(
            code="list-broken",
            found=f"the target's list of what is published cannot be read: {' '.join(why.split())}",
            place=Place(place),
            todo="put it back from a backup of the target; without it nothing there is known to be ours, and nothing is"
            " changed",
        )
    )


def _entry_plain(entry: Entry) -> dict[str, Any]:
    withdrawn = {"on": entry.withdrawn.on, "reason": entry.withdrawn.reason} if entry.withdrawn else None
    return {
        "folder": entry.folder,
        "edition": entry.edition,
        "draft": entry.draft,
        "state": str(entry.state),
        "fingerprint": entry.fingerprint,
        "on": entry.on,
        "withdrawn": withdrawn,
        "about": dict(entry.about),
        "files": [_file_plain(one) for one in entry.files],
    }


def _entry(plain: Mapping[str, Any]) -> Entry:
    withdrawn = plain["withdrawn"]
    if EditionName.parse(plain["edition"]) is None:
        raise ValueError(f"no edition: {plain['edition']}")
    return Entry(
        folder=_path(plain["folder"]),
        edition=plain["edition"],
        draft=bool(plain["draft"]),
        state=State(plain["state"]),
        fingerprint=str(plain["fingerprint"]),
        on=str(plain["on"]),
        files=tuple(_file(one) for one in plain["files"]),
        about=dict(plain["about"]),
        withdrawn=Withdrawal(str(withdrawn["on"]), str(withdrawn["reason"])) if withdrawn else None,
    )


def _file_plain(one: FileRecord) -> dict[str, Any]:
    return {"path": one.path, "sha256": one.sha256, "bytes": one.size}


def _file(plain: Mapping[str, Any]) -> FileRecord:
    return FileRecord(_path(plain["path"]), str(plain["sha256"]), int(plain["bytes"]))


def _path(text: str) -> str:
    """A path that stays on the target: the list of a share that others can write is not trusted to."""
    parts = text.split("/")
    if not text or "\\" in text or ":" in parts[0] or {"", ".", ".."} & set(parts) or parts[0] == OURS:
        raise ValueError(f"not a path on the target: {text!r}")
    return text
