"""Publishing an edition to a target, from the look at what is there to the last page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from qprlib.delivery.agreed import Agree, Delivered, Pages, when_agreed
from qprlib.delivery.arrival import Sent, arrived, send
from qprlib.delivery.front import pages_around, recorded
from qprlib.delivery.lock import Lock
from qprlib.delivery.parcel import Parcel
from qprlib.delivery.planned import (
    Plan,
    check_allowed,
    check_foreign,
    first_written,
    make_plan,
    top_folders,
    with_edition,
    with_pages,
)
from qprlib.delivery.settle import settle, write_list
from qprlib.delivery.target import Store
from qprlib.delivery.target_list import Listing, State
from qprlib.ground.project import Project


@dataclass(frozen=True, slots=True)
class Asked:
    """What publishing is asked for.

    Parameters
    ----------
    now
        The time, as ISO in UTC.
    again
        Whether an edition that was withdrawn may come back.
    address
        Where readers find the target, "" to keep what was said before.
    """

    now: str
    again: bool = False
    address: str = ""


def publish(
    project: Project,
    store: Store,
    parcel: Parcel,
    asked: Asked,
    *,
    lock: Lock,
    agree: Agree,
    tell: Callable[[str], object] = lambda words: None,
) -> Delivered:
    """Publish an edition.

    Parameters
    ----------
    project
        Whose theme dresses the pages.
    store
        The target.
    parcel
        The edition.
    asked
        What is asked for.
    lock, agree
        See :func:`qprlib.delivery.agreed.when_agreed`.
    tell
        Told of each step.

    Raises
    ------
    QprError
        If it may not or cannot be done. What readers see is whole at every moment, and the same call finishes what was
        begun.
    """
    return when_agreed(
        store,
        lock,
        agree,
        plan_for=lambda before: _plan(project, store, parcel, asked, before),
        carry_out=lambda plan, pages: _carry_out(store, lock, parcel, plan, pages, tell=tell),
    )


def _plan(project: Project, store: Store, parcel: Parcel, asked: Asked, before: Listing) -> tuple[Plan, Pages]:
    entry = parcel.entry(asked.now)
    check_allowed(before, entry, store.target.shown, again=asked.again)
    after = with_edition(replace(before, address=asked.address or before.address), entry)
    pages = pages_around(project, after)
    after = with_pages(before, after, recorded(pages))
    entry = after.entries[entry.folder]
    _look_for_others(store, before, after, parcel)
    known = before.entries.get(entry.folder)
    there = arrived(store, entry) if known and known.state is State.COMING else {}
    return make_plan(before, after, entry, there), pages


def _look_for_others(store: Store, before: Listing, after: Listing, parcel: Parcel) -> None:
    """Look whether somebody else's files lie where something would be written for the first time."""
    files, folders = first_written(before, after, after.entries[parcel.folder])
    tops, alone = top_folders(files)
    wanted = set(files)
    there = {path for top in sorted(tops) for path in store.sizes(top) if path in wanted}
    there |= {path for path in alone if store.exists(path)}
    there |= {path for folder in folders for path in store.sizes(folder)}
    check_foreign(before, after, there, store.target.shown)


def _carry_out(
    store: Store, lock: Lock, parcel: Parcel, plan: Plan, pages: Pages, *, tell: Callable[[str], object]
) -> Sent:
    before, after, entry = plan.before, plan.after, plan.entry
    assert entry
    known = before.entries.get(entry.folder)
    sent = Sent()
    if known is None or known.state is not State.PUBLISHED:
        claimed = replace(before.with_entry(replace(entry, state=State.COMING)), gone=_earlier(before, after))
        write_list(store, lock, claimed)
        sent = send(store, lock, parcel, entry, tell)
        before = replace(claimed, unfinished=before.unfinished)
    settle(store, lock, before, after, pages, tell=tell)
    return sent


def _earlier(before: Listing, after: Listing) -> tuple[str, ...]:
    """What is to be removed in the end; named from the start, so that a run that ends early leaves it known as ours."""
    return tuple(sorted({*before.gone, *(path for path in after.gone if path not in before.pages)}))
