"""What publishing or withdrawing would do to a target: worked out from two lists, with nothing touched."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from qprlib.delivery.target_list import INCOMING, Entry, FileRecord, Listing, State, Withdrawal
from qprlib.ground.errors import DeliveryError, Place, Problem, listing
from qprlib.ground.numbers import plural, size_words

_TOLD = 5  # foreign files that a message names


class Way(StrEnum):
    """What becomes of a file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one file: its path on the target, the way, and its bytes that are sent."""

    path: str
    way: Way
    size: int = 0


@dataclass(frozen=True)
class Plan:
    """What would be done.

    Parameters
    ----------
    before
        The list as it is.
    after
        The list as it is to be when all is done.
    entry
        The edition in question, as it is to be; None if it leaves the list.
    steps
        What becomes of each file.
    """

    before: Listing
    after: Listing
    entry: Entry | None
    steps: tuple[Step, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether everything is as it is to be."""
        return not self.before.unfinished and replace(self.after, address=self.before.address) == self.before

    @property
    def goes_on(self) -> bool:
        """Whether it finishes what an interrupted run began."""
        known = self.before.entries.get(self.entry.folder) if self.entry else None
        return self.before.unfinished or (known is not None and known.state is State.COMING)

    @property
    def size(self) -> int:
        """How much is sent."""
        return sum(one.size for one in self.steps)

    def of(self, way: Way) -> list[Step]:
        """The files of which that becomes."""
        return [one for one in self.steps if one.way is way]

    def lines(self) -> Iterator[str]:
        """The plan for the user."""
        for way in Way:
            steps = self.of(way)
            if not steps:
                continue
            folders: dict[str, list[Step]] = {}
            for one in steps:
                folders.setdefault(one.path.partition("/")[0] if "/" in one.path else one.path, []).append(one)
            size = sum(one.size for one in steps)
            words = f", {size_words(size)}" if size else ""
            yield f"{way + ':':<11}{len(steps)} {plural(len(steps), 'file')}{words}"
            if way is not Way.UNCHANGED:
                for name, of in folders.items():
                    yield f"  {name}" if len(of) == 1 and name == of[0].path else f"  {name}/  {len(of)}"
        yield f"To send:   {size_words(self.size)}"


def arrivals(entry: Entry) -> str:
    """Where an edition arrives on a target that renames."""
    return f"{INCOMING}/{entry.folder.rpartition('/')[2]}-{entry.fingerprint[:16]}"


def check_allowed(before: Listing, entry: Entry, shown: str, *, again: bool) -> None:
    """Refuse to put other bytes in the place of what was published, or to bring back unasked what was withdrawn.

    Raises
    ------
    DeliveryError
        If it may not be published there.
    """
    there = before.entries.get(entry.folder)
    if there is None or (there.state is State.COMING and there.withdrawn is None):
        return
    if there.fingerprint != entry.fingerprint:
        old = {one.path: one for one in there.files}
        new = {one.path: one for one in entry.files}
        differ = sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))
        was = "is" if there.state is State.PUBLISHED else "was"
        raise DeliveryError(
            Problem(
                code="published-otherwise",
                found=f"{entry.edition} {was} published there on {there.on[:10]} with other content; what differs:"
                f" {listing(differ, _TOLD)}",
                place=Place(shown),
                todo=f"if what was published is wrong, make a correction, which comes beside it: 'qpr new"
                f' {entry.name.original} --correction "REASON"\'; else put the published render back from a backup',
            )
        )
    if there.state is not State.PUBLISHED and not again:
        assert there.withdrawn
        raise DeliveryError(
            Problem(
                code="withdrawn-there",
                found=f"{entry.edition} was withdrawn there on {there.withdrawn.on[:10]}: {there.withdrawn.reason}",
                place=Place(shown),
                todo="if it is to be published once more as it was, say so with --again; else make a correction",
            )
        )


def with_edition(before: Listing, entry: Entry) -> Listing:
    """The list with an edition published, and without the drafts that it takes the place of; pages are not made yet."""
    there = before.entries.get(entry.folder)
    if there and there.state is State.PUBLISHED:
        entry = there
    elif there:
        entry = replace(entry, withdrawn=there.withdrawn)
    superseded = [
        name
        for name, one in before.entries.items()
        if one.draft and one.edition == entry.edition and name != entry.folder
    ]
    return _cleared(before, before.without(superseded).with_entry(entry))


def without_edition(before: Listing, entry: Entry, withdrawal: Withdrawal) -> Listing:
    """The list with an edition withdrawn; a draft, or one that never arrived, leaves no note."""
    if entry.draft or (entry.state is State.COMING and entry.withdrawn is None):
        return _cleared(before, before.without([entry.folder]))
    return _cleared(before, before.with_entry(replace(entry, state=State.WITHDRAWN, withdrawn=withdrawal)))


def with_pages(before: Listing, after: Listing, pages: Mapping[str, FileRecord]) -> Listing:
    """The list with the pages it is to have."""
    return _cleared(before, replace(after, pages=dict(pages)))


def _cleared(before: Listing, after: Listing) -> Listing:
    """The list with what has to go named: all that was ours and is wanted no more."""
    return replace(
        after, gone=tuple(sorted({*before.ours, *after.gone} - replace(after, gone=()).ours)), unfinished=False
    )


def make_plan(before: Listing, after: Listing, entry: Entry | None, arrived: Mapping[str, int]) -> Plan:
    """The plan that leads from one list to another.

    Parameters
    ----------
    before, after
        The lists.
    entry
        The edition that is published, if it is.
    arrived
        Of its files those that lie there from an interrupted run, by path, with their sizes; they are checked before
        they count.
    """
    steps: list[Step] = []
    known = before.entries.get(entry.folder) if entry else None
    published = known is not None and known.state is State.PUBLISHED
    for path, file in entry.paths.items() if entry else ():
        there = published or arrived.get(path) == file.size
        steps.append(Step(path, Way.UNCHANGED) if there else Step(path, Way.NEW, file.size))
    for path, file in after.pages.items():
        was = before.pages.get(path)
        if was == file and not before.unfinished:
            steps.append(Step(path, Way.UNCHANGED))
        else:
            steps.append(Step(path, Way.CHANGED if was else Way.NEW, file.size))
    steps += [Step(path, Way.REMOVED) for path in after.gone]
    return Plan(before, after, entry, tuple(steps))


def check_foreign(before: Listing, after: Listing, there: Collection[str], shown: str) -> None:
    """Refuse to write where somebody else's files lie.

    Parameters
    ----------
    before, after
        The lists.
    there
        The files that lie where something would be written for the first time.
    shown
        The target as the user knows it.

    Raises
    ------
    DeliveryError
        If one of them is not ours.
    """
    foreign = sorted(set(there) - before.ours)
    if not foreign:
        return
    never = not before.entries
    raise DeliveryError(
        Problem(
            code="foreign-files",
            found=f"files that we have not put there are in the way: {listing(foreign, _TOLD)}",
            place=Place(shown),
            allowed="an empty folder, or one in which nothing has our names",
            todo=(
                "publish to a folder of its own inside it, as TARGET/performance; or, if these files are an older copy"
                " of the site, move them away yourself"
                if never
                else "find out whose they are and move them away, then run the same command again"
            ),
        )
    )


def first_written(before: Listing, after: Listing, entry: Entry | None) -> tuple[list[str], list[str]]:
    """Where something would be written for the first time: files, and a folder whose every file would be in the way."""
    pages = [path for path in after.pages if path not in before.ours]
    claimed = entry is None or entry.folder in before.entries
    return pages, [] if claimed or entry is None else [entry.folder]


def top_folders(paths: Sequence[str]) -> tuple[set[str], list[str]]:
    """The first folders of paths, and the paths without one."""
    return {path.partition("/")[0] for path in paths if "/" in path}, [path for path in paths if "/" not in path]
