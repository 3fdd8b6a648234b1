"""The message for the e-mail that tells of an edition; nothing sends it."""

from __future__ import annotations

from collections.abc import Iterator

from qprlib.agreeing.comparing import RecordComparison, brief, compare
from qprlib.agreeing.last_records import RECORD_FILE
from qprlib.delivery.target import Store
from qprlib.delivery.target_list import EditionState, Entry, Listing
from qprlib.ground.errors import InputError
from qprlib.ground.numbers import plural
from qprlib.ground.settings import years_in
from qprlib.publishing.site.front_page import FRONT
from qprlib.texts.record import Record, from_json

MOST = 12
"""So many changes are told one by one."""


def message(store: Store, listing: Listing, entry: Entry) -> str:
    """What to write to readers: which edition, its headline, where it is, and what changed since the one before.

    The record of the edition before is read from the target, as that is what its readers know.
    """
    about = entry.about
    when = _months(entry)
    organisation = about["parameters"]["organisation"]["name"]
    correction = about["parameters"].get("correction")
    what = f"{about['title']}, {when}"
    if entry.draft:
        what = f"draft of {what}, not for publication"
    elif correction:
        what = f"correction {correction['number']} of {what}"
    lines = [f"Subject: {organisation}: {what}", ""]
    if correction:
        lines += [f"{correction['reason']}", ""]
    lines += [f"{about['headline']['words']}.", "", address(store, listing, entry)]
    before = _before(listing, entry)
    if before:
        record, now = _record(store, before), _record(store, entry)
        since = f"{_months(before)}{f', correction {n}' if (n := before.name.correction) else ''}"
        if record and now:
            lines += ["", *_changes(compare(record, now, since))]
    return "\n".join(lines)


def _months(entry: Entry) -> str:
    return entry.name.quarter.of(years_in(entry.about["parameters"])).months


def address(store: Store, listing: Listing, entry: Entry) -> str:
    """Where readers find an edition: its home page, or its folder if it has no site."""
    base = listing.address or store.target.shown
    home = "site/index.html" if any(one.path == "site/index.html" for one in entry.files) else ""
    return f"{base.rstrip('/')}/{entry.folder}/{home}"


def front_address(store: Store, listing: Listing) -> str:
    """Where readers find the front page."""
    return f"{(listing.address or store.target.shown).rstrip('/')}/{FRONT}"


def _before(listing: Listing, entry: Entry) -> Entry | None:
    """The edition that readers have had last: of the same quarter, else of the quarter before."""
    name = entry.name
    earlier = [
        one
        for one in listing.entries.values()
        if one.state is EditionState.PUBLISHED
        and not one.draft
        and one.name.line == name.line
        and (one.name.quarter, one.name.correction) < (name.quarter, name.correction)
    ]
    return max(earlier, key=lambda one: (one.name.quarter, one.name.correction)) if earlier else None


def _record(store: Store, entry: Entry) -> Record | None:
    content = store.read(f"{entry.folder}/{RECORD_FILE}")
    try:
        return from_json(content.decode("utf-8")) if content else None
    except (InputError, UnicodeDecodeError):
        return None


def _changes(found: RecordComparison) -> Iterator[str]:
    """Counts, and what has another rating; of a correction every change."""
    yield f"Since {found.since}:"
    yield from (f"- {one.label}: {one.after}, before {one.before}" for one in found.counts if one.before or one.after)
    if found.other_edition:
        said = [
            f"{one.printed_id} {one.name}: {one.status.after}, before {one.status.before}"
            for one in found.indicators
            if one.status
        ]
    else:
        said = brief(found)
    said += [f"{one.printed_id} {one.name}: new" for one in found.added]
    said += [f"{one.printed_id} {one.name}: no longer reported" for one in found.removed]
    yield from (f"- {line}" for line in said[:MOST])
    if len(said) > MOST:
        yield f"- and {len(said) - MOST} further {plural(len(said) - MOST, 'change')}"
