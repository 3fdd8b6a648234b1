"""The commands about what readers are given: ``qpr publish``, ``qpr unpublish`` and ``qpr published``."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from qprlib.cli.given import WORDINGS, TerminalProgress, agreed, declared
from qprlib.ground.errors import CommandError, EditionError, Place
from qprlib.ground.project import Project, find_project
from qprlib.ground.terminal import EditionArgument, command_word, messages, screen

if TYPE_CHECKING:
    from qprlib.delivery.deliver import Delivered, Delivery
    from qprlib.delivery.planned import DeliveryPlan
    from qprlib.delivery.target import Store
    from qprlib.delivery.target_list import Entry, Listing
    from qprlib.publishing.run.manifest import Difference

#: Seconds to wait for another publisher: long enough to find out that one is no more.
WAIT = 90.0

#: How an edition is called that has not arrived yet.
COMING = "on its way"

DryRun = Annotated[bool, declared("publish dry-run")]
Yes = Annotated[bool, declared("publish yes")]
Wait = Annotated[float, declared("publish wait", min=0)]
ForDraft = Annotated[bool, declared("publish draft")]


def publish(
    edition: EditionArgument,
    to: Annotated[str, declared("publish to")],
    *,
    draft: ForDraft = False,
    dry_run: DryRun = False,
    again: Annotated[bool, declared("publish again")] = False,
    address: Annotated[str, declared("publish address")] = "",
    wait: Wait = WAIT,
    yes: Yes = False,
) -> None:
    """Put a final edition where its readers find it, whole or not at all, and print a message for the e-mail."""
    from qprlib.delivery.message import front_address, message
    from qprlib.delivery.parcel import read_parcel
    from qprlib.ground.edition import load_edition

    project = find_project()
    known = address.startswith(("https://", "http://", "file:", "\\\\")) or not address
    if not known or "@" in address or "?" in address:  # it is none, or would tell a secret to every reader
        raise CommandError(WORDINGS.problem("not-an-address"))
    with _opened(to, project) as store:
        parcel = read_parcel(project, edition, draft=draft)
        question = f"Publish {_called(edition, draft)}?"
        with _delivery(project, store, question, dry_run=dry_run, yes=yes, wait=wait) as delivery:
            done = delivery.publish(parcel, _now(), again=again, address=address)
        entry = done.plan.after.entries[parcel.content.folder]
        if done.plan.is_nothing:
            screen.print(
                f"{_called(edition, draft)} is published there already, byte for byte; nothing was to be done."
            )
        if dry_run or not done.done:
            return
        _show_sent(done)
        screen.print(f"Front page: {front_address(store, done.plan.after)}", soft_wrap=True)
        screen.print("\nA message for the e-mail:\n")
        screen.print(message(store, done.plan.after, entry))
    if not draft and load_edition(project, edition).published is None:
        # Params should say so, so that a later render leaves it as it is.
        path = project.relative(project.params_file(edition))
        screen.print(f"\nNext: write 'published: {entry.on[:10]}' in {path}, so that no later render changes it.")


def unpublish(
    edition: EditionArgument,
    from_: Annotated[str, declared("unpublish from")],
    *,
    reason: Annotated[str, declared("unpublish reason")] = "",
    draft: ForDraft = False,
    dry_run: DryRun = False,
    wait: Wait = WAIT,
    yes: Yes = False,
) -> None:
    """Withdraw an edition: a note takes its place, its files are removed, and the lists leave it out."""
    from qprlib.delivery.target_list import Withdrawal

    project = find_project()
    question = f"Withdraw {_called(edition, draft)}?"
    with _opened(from_, project) as store:
        with _delivery(project, store, question, dry_run=dry_run, yes=yes, wait=wait) as delivery:
            done = delivery.withdraw(edition, Withdrawal(_now(), " ".join(reason.split())), draft=draft)
        if done.plan.is_nothing:
            screen.print(f"{_called(edition, draft)} is withdrawn there already; nothing was to be done.")
        elif done.done:
            screen.print(f"{_called(edition, draft)} is withdrawn. Copies that readers or search engines keep remain.")


def published(
    target: Annotated[str, declared("published target")],
    verify: Annotated[bool, declared("published verify")] = False,
    as_json: Annotated[bool, declared("published json")] = False,
) -> None:
    """List the editions that are published at a target, and with --verify read all of them back."""
    from qprlib.delivery.read_back import check_target
    from qprlib.delivery.settle import read_list

    with _opened(target) as store:
        found = read_list(store)
        differences: list[Difference] = []
        if verify:
            with TerminalProgress() as progress:
                differences = check_target(store, found, progress.step)
        if as_json:
            sys.stdout.write(json.dumps(_plain(found, differences, verify), indent=2, ensure_ascii=False) + "\n")
        else:
            _show_list(store, found)
            if verify and not differences:
                screen.print("Every file there is as the list says.")
        if differences:
            place = Place(store.target.shown)
            raise EditionError(
                WORDINGS.problem("delivered-changed", place, change=one.change, path=one.path, todo=_mend(one, found))
                for one in differences
            )


def _mend(difference: Difference, found: Listing) -> str:
    if difference.change == "extra":
        return "find out whose it is; it is left alone"
    if difference.path in found.pages:
        return "publish any edition again: pages are made anew"
    return "put it back from a backup of the target or from outputs/"


@contextlib.contextmanager
def _opened(text: str, project: Project | None = None) -> Iterator[Store]:
    from qprlib.delivery.address import read_target
    from qprlib.delivery.target import open_store

    store = open_store(read_target(text), project)
    try:
        yield store
    finally:
        store.close()


@contextlib.contextmanager
def _delivery(
    project: Project, store: Store, question: str, *, dry_run: bool, yes: bool, wait: float
) -> Iterator[Delivery]:
    """What changes a target, once somebody has agreed to the plan that it shows."""
    from qprlib.delivery.deliver import Delivery
    from qprlib.delivery.lock import Lock

    def agree(plan: DeliveryPlan) -> bool:
        screen.print(f"Target:    {store.target.shown}")
        if plan.goes_on:
            screen.print("An interrupted run is finished with this one.")
        for line in plan.lines():
            screen.print(line)
        if dry_run:
            screen.print("Nothing was changed.")
            return False
        # The words may hold an address of somebody else's, which is not repeated.
        return yes or agreed(question, "was changed", f"'{command_word()}' with the same words and --yes")

    with TerminalProgress() as progress:
        yield Delivery(project, store, Lock(store, wait, messages.print), agree, progress.step)


def _called(edition: str, draft: bool) -> str:
    return f"The draft of {edition}" if draft else edition


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _show_sent(done: Delivered) -> None:
    from qprlib.ground.numbers import plural, size_words

    sent = done.sent
    if sent.files or sent.kept:
        words = (
            f"Sent {sent.files} {plural(sent.files, 'file')}, {size_words(sent.size)}" if sent.files else "Sent nothing"
        )
        kept = f"; {sent.kept} were there already" if sent.kept else ""
        screen.print(f"{words}{kept}. Every one was read back and is as it was sent.")


def _state(found: Listing, entry: Entry) -> str:
    from qprlib.delivery.target_list import EditionState

    if entry.state is EditionState.COMING:
        return COMING
    if entry.state is EditionState.WITHDRAWN:
        return "withdrawn"
    if entry.draft:
        return "draft"
    later = found.superseded_by(entry)
    return f"superseded by {later.edition}" if later else "current"


def _in_order(found: Listing) -> list[Entry]:
    return sorted(
        found.entries.values(), key=lambda one: (one.draft, one.name.series, one.name.quarter, one.name.correction)
    )


def _show_list(store: Store, found: Listing) -> None:
    from qprlib.ground.numbers import plural, size_words

    if not found.entries:
        screen.print(f"Nothing is published at {store.target.shown}.")
    for one in _in_order(found):
        state = _state(found, one)
        words = f"{state}, {'begun' if state == COMING else 'published'} {one.on[:10]}"
        if one.withdrawn and state == "withdrawn":
            words += f", withdrawn {one.withdrawn.on[:10]}: {one.withdrawn.reason}"
        screen.print(f"{one.edition}  {words}")
        screen.print(f"  {one.about['headline'].get('words', '')}")
        if state != "withdrawn":
            screen.print(
                f"  {store.target.page(one.folder)}, {len(one.files)} {plural(len(one.files), 'file')},"
                + f" {size_words(one.size)}"
            )
    if found.unfinished:
        screen.print("A run was interrupted: publish again, and it is finished.")


def _plain(found: Listing, differences: Sequence[Difference], verified: bool) -> dict[str, Any]:
    editions = [
        {
            "edition": one.edition,
            "folder": one.folder,
            "draft": one.draft,
            "state": _state(found, one),
            "published": one.on,
            "withdrawn": {"on": one.withdrawn.on, "reason": one.withdrawn.reason} if one.withdrawn else None,
            "headline": one.about["headline"],
            "fingerprint": one.fingerprint,
            "files": len(one.files),
            "bytes": one.size,
        }
        for one in _in_order(found)
    ]
    said: dict[str, Any] = {"editions": editions, "unfinished": found.unfinished}
    if verified:
        said["differences"] = [{"path": one.path, "change": str(one.change)} for one in differences]
    return said
