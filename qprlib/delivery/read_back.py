"""Reading everything on a target back: what is missing, changed, or in our folders without being ours."""

from __future__ import annotations

from collections.abc import Callable

from qprlib.delivery.planned import top_folders
from qprlib.delivery.target import Store
from qprlib.delivery.target_list import INCOMING, LIST, LOCK, OURS, OUTGOING, EditionState, Listing
from qprlib.publishing.run.manifest import Difference, FileDifference

_WORK = (f"{INCOMING}/", f"{OUTGOING}/", f"{OURS}/taken-")


def check_target(
    store: Store, listing: Listing, tell: Callable[[str], object] = lambda words: None
) -> list[Difference]:
    """Hold every file of a target to its list, by hash; differences by path. Raises QprError if it cannot be read.

    Files of others are named where they lie in folders that are ours. An edition that is on its way is passed over.
    """
    expected = {path: file for one in listing.published for path, file in one.paths.items()} | dict(listing.pages)
    coming = {path for one in listing.entries.values() if one.state is EditionState.COMING for path in one.paths}
    tops, _ = top_folders([*expected, *coming])
    there = {path for top in sorted(tops | {OURS}) for path in store.sizes(top)}
    differences = []
    for number, (path, file) in enumerate(sorted(expected.items()), start=1):
        tell(f"File {number} of {len(expected)}: {path}")
        content = store.read(path)
        if content is None:
            differences.append(Difference(path, FileDifference.MISSING))
        elif not file.holds(content):
            differences.append(Difference(path, FileDifference.CHANGED))
    known = expected.keys() | coming | set(listing.gone) | {LIST, LOCK}
    differences += [
        Difference(path, FileDifference.EXTRA) for path in there if path not in known and not path.startswith(_WORK)
    ]
    return sorted(differences)
