"""Changing a target as it was agreed to: planned, shown, and planned again if somebody else was there meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from qprlib.delivery.arrival import Sent
from qprlib.delivery.lock import Lock
from qprlib.delivery.planned import Plan
from qprlib.delivery.settle import read_list
from qprlib.delivery.target import Store
from qprlib.delivery.target_list import Listing

#: Shows a plan and says whether it is to be carried out.
Agree = Callable[[Plan], bool]
#: Pages by path, in the order in which they are to be written.
Pages = Mapping[str, bytes]


@dataclass(frozen=True)
class Delivered:
    """What became of it.

    Parameters
    ----------
    plan
        What was planned.
    done
        Whether it was carried out; a plan of nothing counts as done.
    sent
        What was sent of the edition.
    """

    plan: Plan
    done: bool
    sent: Sent = field(default_factory=Sent)


def when_agreed(
    store: Store,
    lock: Lock,
    agree: Agree,
    *,
    plan_for: Callable[[Listing], tuple[Plan, Pages]],
    carry_out: Callable[[Plan, Pages], Sent],
) -> Delivered:
    """Plan a change, have it agreed to, and carry it out with nobody else at the target.

    Parameters
    ----------
    store
        The target.
    lock
        Taken when there is something to do and it is agreed to.
    agree
        Shown the plan. If the target has changed by the time the lock is taken, it is shown the new one.
    plan_for
        Makes a plan, and the pages around the editions, from the target's list.
    carry_out
        Does what was planned.

    Raises
    ------
    QprError
        If it may not or cannot be done.
    """
    plan, pages = plan_for(read_list(store))
    if plan.is_nothing or not agree(plan):
        return Delivered(plan, plan.is_nothing)
    with lock:
        now = read_list(store)
        if now != plan.before:
            plan, pages = plan_for(now)
            if plan.is_nothing or not agree(plan):
                return Delivered(plan, plan.is_nothing)
        return Delivered(plan, True, carry_out(plan, pages))
