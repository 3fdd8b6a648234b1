"""Publishing an edition to a target and withdrawing it, from the look at what is there to the last page.

A change is planned, shown, and planned again if somebody else was at the target before the lock was taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from qprlib.delivery import planned as plans
from qprlib.delivery.front import pages_around, recorded
from qprlib.delivery.lock import Lock
from qprlib.delivery.parcel import Parcel
from qprlib.delivery.planned import DeliveryPlan
from qprlib.delivery.settle import Sent, arrived, read_list, send, settle, write_list
from qprlib.delivery.target import Store
from qprlib.delivery.target_list import EditionState, Entry, Listing, Withdrawal
from qprlib.ground.errors import CommandError, Place, listing, nearest
from qprlib.ground.project import Project
from qprlib.ground.wordings import Wordings

_WORDINGS: Final = Wordings(__file__)


@dataclass(frozen=True)
class Delivered:
    """What became of a plan."""

    plan: DeliveryPlan
    done: bool  #: whether it was carried out; a plan of nothing counts as done
    sent: Sent = field(default_factory=Sent)


@dataclass(frozen=True)
class Delivery:
    """Changes a target for a project: whole at every moment for readers, and the same call finishes what was begun.

    ``agree`` is shown a plan and says whether it is to be carried out; ``tell`` is told of each step.
    """

    project: Project  #: its theme dresses the pages
    store: Store
    lock: Lock
    agree: Callable[[DeliveryPlan], bool]
    tell: Callable[[str], object] = lambda words: None

    def publish(self, parcel: Parcel, now: str, *, again: bool = False, address: str = "") -> Delivered:
        """Publish an edition at a time in UTC; ``again`` if it was withdrawn and may come back.

        The ``address`` at which readers find the target is kept there; "" keeps what was said before. Raises QprError
        if it may not or cannot be done.
        """
        wanted = replace(parcel.content, on=now)

        def planned(before: Listing) -> tuple[DeliveryPlan, Mapping[str, bytes]]:
            plans.check_allowed(before, wanted, self.store.target.shown, again=again)
            after, pages = self._with_pages(
                before, plans.with_edition(replace(before, address=address or before.address), wanted)
            )
            entry = after.entries[wanted.folder]
            self._refuse_foreign(before, after, entry)
            known = before.entries.get(entry.folder)
            there = arrived(self.store, entry) if known and known.state is EditionState.COMING else {}
            return plans.make_plan(before, after, entry, there), pages

        return self._when_agreed(planned, parcel)

    def withdraw(self, edition: str, withdrawal: Withdrawal, *, draft: bool) -> Delivered:
        """Withdraw an edition or remove its draft: links to it go first, then notes take its place, then files go.

        Raises QprError if it is not there, no reason is given, or it cannot be done.
        """
        if not withdrawal.reason.strip() and not draft:
            raise CommandError(_WORDINGS.problem("withdrawn-without-reason"))

        def planned(before: Listing) -> tuple[DeliveryPlan, Mapping[str, bytes]]:
            entry = before.entry(edition, draft=draft)
            if entry is None:
                raise self._unknown(before, edition, draft)
            # Of one that is withdrawn already, what an interrupted run left is finished, with the words it was given.
            gone = entry.state is EditionState.WITHDRAWN
            after, pages = self._with_pages(
                before, before if gone else plans.without_edition(before, entry, withdrawal)
            )
            return plans.make_plan(before, after, None, {}), pages

        return self._when_agreed(planned)

    def _when_agreed(
        self, planned: Callable[[Listing], tuple[DeliveryPlan, Mapping[str, bytes]]], parcel: Parcel | None = None
    ) -> Delivered:
        plan, pages = planned(read_list(self.store))
        if plan.is_nothing or not self.agree(plan):
            return Delivered(plan, plan.is_nothing)
        with self.lock:
            now = read_list(self.store)
            if now != plan.before:
                plan, pages = planned(now)
                if plan.is_nothing or not self.agree(plan):
                    return Delivered(plan, plan.is_nothing)
            before, sent = self._sent(plan, parcel)
            settle(self.store, self.lock, before, plan.after, pages, tell=self.tell)
            return Delivered(plan, True, sent)

    def _sent(self, plan: DeliveryPlan, parcel: Parcel | None) -> tuple[Listing, Sent]:
        """Send an edition that is not published yet; the target's list as it is then, and what was sent."""
        before, after, entry = plan.before, plan.after, plan.entry
        known = before.entries.get(entry.folder) if entry else None
        if entry is None or parcel is None or (known is not None and known.state is EditionState.PUBLISHED):
            return before, Sent()
        # What is to be removed in the end is named from the start, so that a run that ends early leaves it as ours.
        gone = {*before.gone, *(path for path in after.gone if path not in before.pages)}
        claimed = replace(before.with_entry(replace(entry, state=EditionState.COMING)), gone=tuple(sorted(gone)))
        write_list(self.store, self.lock, claimed)
        sent = send(self.store, self.lock, parcel, entry, self.tell)
        return replace(claimed, unfinished=before.unfinished), sent

    def _with_pages(self, before: Listing, after: Listing) -> tuple[Listing, Mapping[str, bytes]]:
        """A list with its pages, and these by path, in the order in which they are to be written."""
        pages = pages_around(self.project, after)
        return plans.with_pages(before, after, recorded(pages)), pages

    def _refuse_foreign(self, before: Listing, after: Listing, entry: Entry) -> None:
        """Refuse to go on where somebody else's files lie and something would be written for the first time."""
        wanted, folders = plans.first_written(before, after, entry)
        tops, alone = plans.top_folders(wanted)
        there = {path for top in sorted(tops) for path in self.store.sizes(top) if path in wanted}
        there |= {path for path in alone if self.store.exists(path)}
        there |= {path for folder in folders for path in self.store.sizes(folder)}
        plans.check_foreign(before, there, self.store.target.shown)

    def _unknown(self, before: Listing, edition: str, draft: bool) -> CommandError:
        known = sorted(one.edition for one in before.entries.values() if one.draft is draft)
        as_draft = f"{edition} --draft" if before.entry(edition, draft=True) else ""
        return CommandError(
            _WORDINGS.problem(
                "not-published-there",
                Place(self.store.target.shown),
                near=nearest(edition, known) or as_draft,
                what=f"{'a draft of ' if draft else ''}{edition}",
                known=listing(known) or "(nothing is published there)",
            )
        )
