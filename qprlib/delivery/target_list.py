"""The list of a target: what is published there, file by file. It is kept as ``.qpr/published.json``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from qprlib.ground.edition import EditionName
from qprlib.ground.errors import DeliveryError, Place
from qprlib.ground.wordings import Wordings

OURS: Final = ".qpr"
LIST: Final = f"{OURS}/published.json"
LOCK: Final = f"{OURS}/lock.json"
INCOMING: Final = f"{OURS}/incoming"
OUTGOING: Final = f"{OURS}/outgoing"
DRAFTS: Final = "drafts"

VERSION: Final = 1
_WORDINGS: Final = Wordings(__file__)


def _on_the_target(path: str) -> str:
    """A path that stays on the target: the list of a share that others can write is not trusted to."""
    parts = path.split("/")
    if not path or "\\" in path or ":" in parts[0] or {"", ".", ".."} & set(parts) or parts[0] == OURS:
        raise ValueError(f"not a path on the target: {path!r}")
    return path


def _of_an_edition(name: str) -> str:
    if EditionName.parse(name) is None:
        raise ValueError(f"no edition: {name}")
    return name


PathThere = Annotated[str, AfterValidator(_on_the_target)]


class EditionState(StrEnum):
    """What an edition on a target is."""

    COMING = "coming"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, order=True)
class FileRecord:
    """A file: its path, hash and size."""

    path: PathThere
    sha256: str
    size: Annotated[int, Field(alias="bytes")]

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
    """An edition on a target."""

    folder: PathThere  #: ``kent-2011-12-Q1``, or for a draft ``drafts/kent-2011-12-Q1-draft-0123abcd``
    edition: Annotated[str, AfterValidator(_of_an_edition)]
    draft: bool
    state: EditionState
    fingerprint: str  #: one hash for all of its files
    on: str  #: when it was published, as ISO time in UTC
    files: tuple[FileRecord, ...]  #: paths relative to its folder
    about: Mapping[str, Any]  #: what pages say of it: a part of its manifest
    withdrawn: Withdrawal | None = None  #: the last time; kept when it is published again

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

    Its ``pages`` are what was made for the target itself: front pages, pages of a report, styles, notes of withdrawal.
    Each is as it is to be; while something is unfinished it may not have arrived yet.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)  #: by folder
    pages: Mapping[str, FileRecord] = field(default_factory=dict)  #: by path
    unfinished: bool = False  #: whether pages have still to be written or files to be removed
    gone: tuple[str, ...] = ()  #: files of ours that are to be removed
    address: str = ""  #: where readers find the target, for the message; "" if nobody said

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
        return [one for one in self.entries.values() if one.state is EditionState.PUBLISHED]

    @property
    def ours(self) -> set[str]:
        """Every path that is ours, whether it has arrived or not; files of withdrawn editions are gone."""
        lying = (one for one in self.entries.values() if one.state is not EditionState.WITHDRAWN)
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


class _ListFile(BaseModel):
    """The list as its file has it."""

    schema_version: int = VERSION
    made_by: str = "qpr publish; not for editing by hand"
    address: str
    unfinished: bool
    editions: tuple[Entry, ...]
    pages: tuple[FileRecord, ...]
    gone: tuple[PathThere, ...]


def to_json(listing: Listing) -> bytes:
    """The list as a file: the same list, the same bytes."""
    file = _ListFile(
        address=listing.address,
        unfinished=listing.unfinished,
        editions=tuple(one for _, one in sorted(listing.entries.items())),
        pages=tuple(one for _, one in sorted(listing.pages.items())),
        gone=tuple(sorted(listing.gone)),
    )
    plain = file.model_dump(mode="json", by_alias=True)
    return (json.dumps(plain, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode("utf-8")


def from_json(content: bytes, place: str) -> Listing:
    """Read a list; raises DeliveryError if it is broken, or a later version of the suite wrote it."""
    try:
        plain = json.loads(content)
        version = plain["schema_version"]
        if not isinstance(version, int) or version > VERSION:
            problem = _WORDINGS.problem("list-newer", Place(place), version=version, known=VERSION)
            raise DeliveryError(problem)
        file = _ListFile.model_validate(plain)
    except (ValueError, TypeError, KeyError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else None
        why = f"{'.'.join(map(str, first['loc']))}: {first['msg']}" if first else " ".join(str(error).split())
        raise DeliveryError(_WORDINGS.problem("list-broken", Place(place), why=why)) from None
    return Listing(
        entries={one.folder: one for one in file.editions},
        pages={one.path: one for one in file.pages},
        unfinished=file.unfinished,
        gone=file.gone,
        address=file.address,
    )
