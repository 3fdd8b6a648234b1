"""Withdrawing an edition from a target: the links to it go first, then notes take its place, then its files go."""

from __future__ import annotations

from collections.abc import Callable

from qprlib.delivery.agreed import Agree, Delivered, Pages, when_agreed
from qprlib.delivery.arrival import Sent
from qprlib.delivery.front import pages_around, recorded
from qprlib.delivery.lock import Lock
from qprlib.delivery.planned import Plan, make_plan, with_pages, without_edition
from qprlib.delivery.settle import settle
from qprlib.delivery.target import Store
from qprlib.delivery.target_list import Entry, Listing, State, Withdrawal
from qprlib.ground.errors import CommandError, Place, Problem, listing, nearest
from qprlib.ground.project import Project


def withdraw(
    project: Project,
    store: Store,
    edition: str,
    withdrawal: Withdrawal,
    *,
    draft: bool,
    lock: Lock,
    agree: Agree,
    tell: Callable[[str], object] = lambda words: None,
) -> Delivered:
    """Withdraw an edition, or remove its draft.

    Parameters
    ----------
    project
        Whose theme dresses the pages.
    store
        The target.
    edition
        Its name.
    withdrawal
        When and why, as readers are told.
    draft
        Whether its draft is meant.
    lock, agree, tell
        As for publishing.

    Raises
    ------
    QprError
        If it is not there, no reason is given, or it cannot be done; the same call finishes what was begun.
    """
    if not withdrawal.reason.strip() and not draft:
        raise CommandError(
            Problem(
                code="withdrawn-without-reason",
                found="an edition is withdrawn with a reason, which its readers are told",
                todo='give it, as in --reason "A table showed figures for fewer than five people."',
            )
        )

    def carry_out(plan: Plan, pages: Pages) -> Sent:
        settle(store, lock, plan.before, plan.after, pages, tell=tell)
        return Sent()

    return when_agreed(
        store,
        lock,
        agree,
        plan_for=lambda before: _plan(project, store, before, edition, withdrawal, draft=draft),
        carry_out=carry_out,
    )


def _plan(
    project: Project, store: Store, before: Listing, edition: str, withdrawal: Withdrawal, *, draft: bool
) -> tuple[Plan, Pages]:
    entry = before.entry(edition, draft=draft)
    if entry is None:
        raise CommandError(_unknown(before, edition, draft, store.target.shown))
    # Of one that is withdrawn already, what an interrupted run left is finished, with the words that it was given.
    after = before if entry.state is State.WITHDRAWN else without_edition(before, entry, withdrawal)
    pages = pages_around(project, after)
    after = with_pages(before, after, recorded(pages))
    return make_plan(before, after, None, {}), pages


def _unknown(before: Listing, edition: str, draft: bool, shown: str) -> Problem:
    known = sorted(one.edition for one in before.entries.values() if one.draft is draft)
    return Problem(
        code="not-published-there",
        found=f"{'a draft of ' if draft else ''}{edition} is not published there",
        place=Place(shown),
        allowed=listing(known) or "(nothing is published there)",
        nearest=nearest(edition, known) or _entry_hint(before, edition),
        todo="run 'qpr published TARGET' to see what is",
    )


def _entry_hint(before: Listing, edition: str) -> str:
    other: Entry | None = before.entry(edition, draft=True)
    return f"{edition} --draft" if other else ""
