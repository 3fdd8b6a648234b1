"""Bringing the pages around editions up to date, the front page last, and removing what is not wanted any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from qprlib.delivery.arrival import PAGES, clean, folders_of, put_checked
from qprlib.delivery.lock import Lock
from qprlib.delivery.target import Store
from qprlib.delivery.target_list import INCOMING, LIST, FileRecord, Listing, from_json, sha256, to_json


def read_list(store: Store) -> Listing:
    """The target's list, an empty one where nobody has published; raises DeliveryError if it cannot be read."""
    content = store.read(LIST)
    return Listing() if content is None else from_json(content, store.target.page(LIST))


def write_list(store: Store, lock: Lock, listing: Listing) -> None:
    """Replace the target's list, in one step where the target can."""
    lock.check()
    _replace(store, LIST, to_json(listing))


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
    store.tidy(folders_of(after.gone))
    clean(store, after)
    write_list(store, lock, replace(after, unfinished=False, gone=()))
    if store.renames:
        store.tidy({PAGES, INCOMING})


def _replace(store: Store, path: str, content: bytes) -> None:
    """Replace a file: in one rename, or, where there is none, as a store of objects does it."""
    file = FileRecord(path, sha256(content), len(content))
    if store.renames:
        half = f"{PAGES}/{sha256(path.encode())[:16]}"
        put_checked(store, half, file, content)
        store.move(half, path)
    else:
        put_checked(store, path, file, content, changes=True)
