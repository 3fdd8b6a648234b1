"""Bringing an edition to its place, and then the pages around it up to date, the front page last.

Every file is read back and compared; nothing is sent that is there and right, and what is not wanted any more is
removed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from qprlib.delivery import target_list as listed
from qprlib.delivery.lock import Lock
from qprlib.delivery.parcel import Parcel
from qprlib.delivery.planned import arrivals
from qprlib.delivery.target import Store
from qprlib.delivery.target_list import INCOMING, OURS, OUTGOING, EditionState, Entry, FileRecord, Listing
from qprlib.ground.errors import DeliveryError, Place
from qprlib.ground.wordings import Wordings

_WORDINGS: Final = Wordings(__file__)

#: Where pages arrive that take the place of others.
_PAGES: Final = f"{INCOMING}/pages"


@dataclass(frozen=True, slots=True)
class Sent:
    """How many files and bytes were sent, and how many were there and right."""

    files: int = 0
    size: int = 0
    kept: int = 0


def arrived(store: Store, entry: Entry) -> dict[str, int]:
    """What lies there of an edition that has not been published yet: its paths in the end, with sizes."""
    base = arrivals(entry)
    coming = store.sizes(base) if store.renames else {}
    found = {f"{entry.folder}/{path.removeprefix(f'{base}/')}": size for path, size in coming.items()}
    return store.sizes(entry.folder) | found


def send(store: Store, lock: Lock, parcel: Parcel, entry: Entry, tell: Callable[[str], object]) -> Sent:
    """Bring an edition to its place, whole and verified; nothing links to it yet.

    Raises QprError if that cannot be done; what has arrived stays for the next try.
    """
    if not store.renames:
        return _fill(store, lock, parcel, entry.folder, tell)
    placed = {path.removeprefix(f"{entry.folder}/"): size for path, size in store.sizes(entry.folder).items()}
    if placed == {one.path: one.size for one in entry.files} and _all_right(store, lock, entry):
        return Sent(kept=len(entry.files))  # it was renamed, and only the answer was lost
    base = arrivals(entry)
    sent = _fill(store, lock, parcel, base, tell)
    wanted = {f"{base}/{one.path}" for one in entry.files}
    for path in store.sizes(base):  # so that a rename brings the edition and nothing else
        if path not in wanted:
            store.remove(path)
            lock.beat()
    lock.check()
    if placed:  # notes of its withdrawal, or an earlier state that was never published
        store.move(entry.folder, f"{OUTGOING}/{entry.folder.rpartition('/')[2]}-{entry.fingerprint[:16]}")
    store.move(base, entry.folder)
    return sent


def _put_checked(store: Store, path: str, file: FileRecord, content: bytes, *, changes: bool = False) -> None:
    """Write a file and read it back; raises DeliveryError if other bytes come back than were sent."""
    store.write(path, content, changes=changes)
    if not file.holds(store.read(path)):
        raise DeliveryError(_WORDINGS.problem("not-as-sent", Place(store.target.shown), path=path))


def _clean(store: Store, listing: Listing) -> None:
    """Remove from our own folder what came for editions that nobody waits for any more, and what was moved aside."""
    if not store.renames:
        return
    waited = {arrivals(one) for one in listing.entries.values() if one.state is EditionState.COMING}
    for folder in (INCOMING, OUTGOING):
        there = [path for path in store.sizes(folder) if not any(path.startswith(f"{name}/") for name in waited)]
        for path in there:
            store.remove(path)
        store.tidy({*_folders_of(there), folder, _PAGES} - {OURS})


def _folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder above some paths."""
    return {str(folder) for path in paths for folder in PurePosixPath(path).parents} - {"."}


def _fill(store: Store, lock: Lock, parcel: Parcel, base: str, tell: Callable[[str], object]) -> Sent:
    there = store.sizes(base)
    kept = files = size = 0
    for number, file in enumerate(sorted(parcel.content.files, key=_turn), start=1):
        path = f"{base}/{file.path}"
        tell(f"File {number} of {len(parcel.content.files)}: {file.path}")
        if there.get(path) == file.size and file.holds(store.read(path)):
            kept += 1
        else:
            _put_checked(store, path, file, parcel.read(file))
            files, size = files + 1, size + file.size
        lock.beat()
    return Sent(files, size, kept)


def _turn(file: FileRecord) -> tuple[bool, bool, str]:
    """When a file's turn is: pages come after what they show, the home page last of all."""
    return file.path == "site/index.html", file.path.endswith(".html"), file.path


def _all_right(store: Store, lock: Lock, entry: Entry) -> bool:
    for path, file in entry.paths.items():
        if not file.holds(store.read(path)):
            return False
        lock.beat()
    return True


def read_list(store: Store) -> Listing:
    """The target's list, an empty one where nobody has published; raises DeliveryError if it cannot be read."""
    content = store.read(listed.LIST)
    return Listing() if content is None else listed.from_json(content, store.target.page(listed.LIST))


def write_list(store: Store, lock: Lock, listing: Listing) -> None:
    """Replace the target's list, in one step where the target can."""
    lock.check()
    _replace(store, listed.LIST, listed.to_json(listing))


def settle(
    store: Store,
    lock: Lock,
    before: Listing,
    after: Listing,
    pages: Mapping[str, bytes],
    *,
    tell: Callable[[str], object],
) -> None:
    """Take the last two steps: the list says what is to be, the pages follow, and the list says that all is done.

    The ``pages`` stand in the order in which they are to be written. Raises QprError if it cannot be done; the next run
    finishes it.
    """
    write_list(store, lock, replace(after, unfinished=True))
    tell("Bringing the pages up to date")
    for path, content in pages.items():
        file = after.pages[path]
        if not before.unfinished and before.pages.get(path) == file:
            continue
        if before.unfinished and file.holds(store.read(path)):
            continue
        if path.rpartition("/")[2] == "index.html":
            lock.check()
        _replace(store, path, content)
        lock.beat()
    tell("Removing what is no longer needed")
    for path in after.gone:
        store.remove(path)
        lock.beat()
    store.tidy(_folders_of(after.gone))
    _clean(store, after)
    write_list(store, lock, replace(after, unfinished=False, gone=()))
    if store.renames:
        store.tidy({_PAGES, INCOMING})


def _replace(store: Store, path: str, content: bytes) -> None:
    """Replace a file: in one rename, or, where there is none, as a store of objects does it."""
    file = FileRecord(path, listed.sha256(content), len(content))
    if store.renames:
        half = f"{_PAGES}/{listed.sha256(path.encode())[:16]}"
        _put_checked(store, half, file, content)
        store.move(half, path)
    else:
        _put_checked(store, path, file, content, changes=True)
