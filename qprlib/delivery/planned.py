"""What publishing or withdrawing would do to a target: worked out from two lists, with nothing touched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from qprlib.delivery.target_list import INCOMING, EditionState, Entry, FileRecord, Listing, Withdrawal
from qprlib.ground.errors import DeliveryError, Place, listing
from qprlib.ground.numbers import plural, size_words
from qprlib.ground.wordings import Wordings

_WORDINGS = Wordings(__file__)
_TOLD = 5  # foreign files that a message names


class FileStep(StrEnum):
    """What becomes of a file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one file: its path on the target, the way, and its bytes that are sent."""

    path: str
    way: FileStep
    size: int = 0


@dataclass(frozen=True)
class DeliveryPlan:
    """What would be done: the list before and after, and what becomes of each file."""

    before: Listing
    after: Listing
    entry: Entry | None  #: the edition in question, as it is to be; None if it leaves the list
    steps: tuple[Step, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether everything is as it is to be."""
        return not self.before.unfinished and replace(self.after, address=self.before.address) == self.before

    @property
    def goes_on(self) -> bool:
        """Whether it finishes what an interrupted run began."""
        known = self.before.entries.get(self.entry.folder) if self.entry else None
        return self.before.unfinished or (known is not None and known.state is EditionState.COMING)

    @property
    def size(self) -> int:
        """How much is sent."""
        return sum(one.size for one in self.steps)

    def of(self, way: FileStep) -> list[Step]:
        """The files of which that becomes."""
        return [one for one in self.steps if one.way is way]

    def lines(self) -> Iterator[str]:
        """The plan for the user."""
        for way in FileStep:
            steps = self.of(way)
            if not steps:
                continue
            folders: dict[str, list[Step]] = {}
            for one in steps:
                folders.setdefault(one.path.partition("/")[0] if "/" in one.path else one.path, []).append(one)
            size = sum(one.size for one in steps)
            words = f", {size_words(size)}" if size else ""
            yield f"{way + ':':<11}{len(steps)} {plural(len(steps), 'file')}{words}"
            if way is not FileStep.UNCHANGED:
                for name, of in folders.items():
                    yield f"  {name}" if len(of) == 1 and name == of[0].path else f"  {name}/  {len(of)}"
        yield f"To send:   {size_words(self.size)}"


def arrivals(entry: Entry) -> str:
    """Where an edition arrives on a target that renames."""
    return f"{INCOMING}/{entry.folder.rpartition('/')[2]}-{entry.fingerprint[:16]}"


def check_allowed(before: Listing, entry: Entry, shown: str, *, again: bool) -> None:
    """Refuse (DeliveryError) other bytes in the place of what was published, or unasked what was withdrawn."""
    there = before.entries.get(entry.folder)
    if there is None or (there.state is EditionState.COMING and there.withdrawn is None):
        return
    if there.fingerprint != entry.fingerprint:
        old = {one.path: one for one in there.files}
        new = {one.path: one for one in entry.files}
        differ = sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))
        was = "is" if there.state is EditionState.PUBLISHED else "was"
        told: dict[str, Any] = {
            "was": was,
            "day": there.on[:10],
            "files": listing(differ, _TOLD),
            "original": entry.name.original,
        }
        raise DeliveryError(_WORDINGS.problem("published-otherwise", Place(shown), edition=entry.edition, **told))
    if there.state is not EditionState.PUBLISHED and not again:
        assert there.withdrawn
        day, reason = there.withdrawn.on[:10], there.withdrawn.reason
        raise DeliveryError(
            _WORDINGS.problem("withdrawn-there", Place(shown), edition=entry.edition, day=day, reason=reason)
        )


def with_edition(before: Listing, entry: Entry) -> Listing:
    """The list with an edition published, and without the drafts that it takes the place of; pages are not made yet."""
    there = before.entries.get(entry.folder)
    if there and there.state is EditionState.PUBLISHED:
        entry = there
    elif there:
        entry = replace(entry, withdrawn=there.withdrawn)
    drafts = [name for name, one in before.entries.items() if one.draft and one.edition == entry.edition]
    return _cleared(before, before.without(drafts).with_entry(entry))


def without_edition(before: Listing, entry: Entry, withdrawal: Withdrawal) -> Listing:
    """The list with an edition withdrawn; a draft, or one that never arrived, leaves no note."""
    if entry.draft or (entry.state is EditionState.COMING and entry.withdrawn is None):
        return _cleared(before, before.without([entry.folder]))
    return _cleared(before, before.with_entry(replace(entry, state=EditionState.WITHDRAWN, withdrawn=withdrawal)))


def with_pages(before: Listing, after: Listing, pages: Mapping[str, FileRecord]) -> Listing:
    """The list with the pages it is to have."""
    return _cleared(before, replace(after, pages=dict(pages)))


def _cleared(before: Listing, after: Listing) -> Listing:
    """The list with what has to go named: all that was ours and is wanted no more."""
    return replace(
        after, gone=tuple(sorted({*before.ours, *after.gone} - replace(after, gone=()).ours)), unfinished=False
    )


def make_plan(before: Listing, after: Listing, entry: Entry | None, arrived: Mapping[str, int]) -> DeliveryPlan:
    """The plan that leads from one list to another, where an ``entry`` is published or none.

    ``arrived`` are those of its files that lie there from an interrupted run, by path, with their sizes; they are
    checked before they count.
    """
    steps: list[Step] = []
    known = before.entries.get(entry.folder) if entry else None
    published = known is not None and known.state is EditionState.PUBLISHED
    for path, file in entry.paths.items() if entry else ():
        there = published or arrived.get(path) == file.size
        steps.append(Step(path, FileStep.UNCHANGED) if there else Step(path, FileStep.NEW, file.size))
    for path, file in after.pages.items():
        was = before.pages.get(path)
        if was == file and not before.unfinished:
            steps.append(Step(path, FileStep.UNCHANGED))
        else:
            steps.append(Step(path, FileStep.CHANGED if was else FileStep.NEW, file.size))
    steps += [Step(path, FileStep.REMOVED) for path in after.gone]
    return DeliveryPlan(before, after, entry, tuple(steps))


def check_foreign(before: Listing, there: Collection[str], shown: str) -> None:
    """Refuse (DeliveryError) to write where somebody else's files lie; ``there`` is what lies where something would."""
    foreign = sorted(set(there) - before.ours)
    if foreign:
        entry = "foreign-files" if before.entries else "foreign-files.at-first"
        raise DeliveryError(_WORDINGS.problem(entry, Place(shown), files=listing(foreign, _TOLD)))


def first_written(before: Listing, after: Listing, entry: Entry) -> tuple[set[str], list[str]]:
    """Where something would be written for the first time: files, and a folder whose every file would be in the way."""
    pages = set(after.pages) - before.ours
    return pages, [] if entry.folder in before.entries else [entry.folder]


def top_folders(paths: Iterable[str]) -> tuple[set[str], list[str]]:
    """The first folders of paths, and the paths without one."""
    every = list(paths)
    return {path.partition("/")[0] for path in every if "/" in path}, [path for path in every if "/" not in path]
