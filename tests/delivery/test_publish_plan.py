"""The plan of a delivery, worked out from lists alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qprlib.delivery.planned import (
    FileStep,
    check_allowed,
    check_foreign,
    first_written,
    make_plan,
    with_edition,
    with_pages,
    without_edition,
)
from qprlib.delivery.target_list import (
    EditionState,
    Entry,
    FileRecord,
    Listing,
    Withdrawal,
    fingerprint,
    from_json,
    to_json,
)
from qprlib.ground.errors import DeliveryError

WHY = Withdrawal("2024-12-01T10:00:00Z", "A name was shown.")


def record(path: str, word: str = "a") -> FileRecord:
    return FileRecord(path, word * 64, 10)


def edition(name: str, *files: FileRecord, draft: bool = False, state: EditionState = EditionState.PUBLISHED) -> Entry:
    held = files or (record("report.pdf"), record("site/index.html"))
    folder = f"drafts/{name}-draft-{fingerprint(held)[:8]}" if draft else name
    return Entry(folder, name, draft, state, fingerprint(held), "2024-11-05T09:30:00Z", held, {})


Q1, Q2 = edition("small-2024-25-Q1"), edition("small-2024-25-Q2")
PAGES = {path: record(path) for path in ("small/index.html", "index.html")}
ONE = Listing({Q1.folder: Q1}, PAGES)


def steps(before: Listing, after: Listing, entry: Entry | None, arrived: dict[str, int] | None = None) -> list[str]:
    return [f"{one.way}: {one.path}" for one in make_plan(before, after, entry, arrived or {}).steps]


@pytest.mark.parametrize(
    ("before", "entry", "pages", "arrived", "expected"),
    [
        pytest.param(
            Listing(),
            Q1,
            PAGES,
            {},
            [
                "new: small-2024-25-Q1/report.pdf",
                "new: small-2024-25-Q1/site/index.html",
                "new: small/index.html",
                "new: index.html",
            ],
            id="the first edition",
        ),
        pytest.param(
            replace(Listing(), entries={Q1.folder: replace(Q1, state=EditionState.COMING)}),
            Q1,
            PAGES,
            {"small-2024-25-Q1/report.pdf": 10, "small-2024-25-Q1/site/index.html": 3},
            [
                "unchanged: small-2024-25-Q1/report.pdf",
                "new: small-2024-25-Q1/site/index.html",
                "new: small/index.html",
                "new: index.html",
            ],
            id="the rest of an edition that was interrupted",
        ),
        pytest.param(
            ONE,
            Q1,
            PAGES,
            {},
            [
                "unchanged: small-2024-25-Q1/report.pdf",
                "unchanged: small-2024-25-Q1/site/index.html",
                "unchanged: small/index.html",
                "unchanged: index.html",
            ],
            id="nothing",
        ),
        pytest.param(
            ONE,
            Q2,
            {"small/all.html": record("small/all.html"), "index.html": record("index.html", "b")},
            {},
            [
                "new: small-2024-25-Q2/report.pdf",
                "new: small-2024-25-Q2/site/index.html",
                "new: small/all.html",
                "changed: index.html",
                "removed: small/index.html",
            ],
            id="pages that come, change and go",
        ),
        pytest.param(
            replace(ONE, unfinished=True),
            Q1,
            PAGES,
            {},
            [
                "unchanged: small-2024-25-Q1/report.pdf",
                "unchanged: small-2024-25-Q1/site/index.html",
                "changed: small/index.html",
                "changed: index.html",
            ],
            id="pages of which nobody knows whether they arrived",
        ),
    ],
)
def test_the_plan_of_publishing(
    before: Listing, entry: Entry, pages: dict[str, FileRecord], arrived: dict[str, int], expected: list[str]
) -> None:
    after = with_pages(before, with_edition(before, entry), pages)
    assert steps(before, after, after.entries[entry.folder], arrived) == expected


def test_a_final_edition_removes_the_drafts_that_it_takes_the_place_of() -> None:
    drafts = [edition(Q1.edition, record("report.pdf", word), draft=True) for word in "xy"]
    other = edition(Q2.edition, draft=True)
    before = Listing({one.folder: one for one in (*drafts, other)})
    after = with_edition(before, Q1)
    assert set(after.entries) == {Q1.folder, other.folder}
    assert set(after.gone) == {f"{one.folder}/report.pdf" for one in drafts}


def test_withdrawing_removes_the_files_once_and_keeps_the_notes() -> None:
    notes = {f"{Q1.folder}/site/index.html": record(f"{Q1.folder}/site/index.html", "n")}
    after = with_pages(ONE, without_edition(ONE, Q1, WHY), {**PAGES, **notes})
    assert after.gone == (f"{Q1.folder}/report.pdf",)
    assert after.entries[Q1.folder].state is EditionState.WITHDRAWN
    settled = replace(after, gone=())
    assert with_pages(settled, settled, settled.pages).gone == ()


def test_what_never_arrived_is_withdrawn_without_a_trace() -> None:
    before = Listing({Q1.folder: replace(Q1, state=EditionState.COMING)})
    assert without_edition(before, before.entries[Q1.folder], WHY).entries == {}


GONE = replace(Q1, state=EditionState.WITHDRAWN, withdrawn=WHY)
CHANGED = edition("small-2024-25-Q1", record("report.pdf", "z"), record("site/index.html"))


@pytest.mark.parametrize(
    ("there", "entry", "again", "code"),
    [
        pytest.param(None, Q1, False, "", id="not there"),
        pytest.param(replace(Q1, state=EditionState.COMING), Q1, False, "", id="on its way"),
        pytest.param(
            replace(Q1, state=EditionState.COMING), CHANGED, False, "", id="on its way, and rendered again since"
        ),
        pytest.param(Q1, Q1, False, "", id="there"),
        pytest.param(Q1, CHANGED, False, "published-otherwise", id="there with other bytes"),
        pytest.param(Q1, CHANGED, True, "published-otherwise", id="there with other bytes, whatever is asked"),
        pytest.param(GONE, Q1, False, "withdrawn-there", id="withdrawn"),
        pytest.param(GONE, Q1, True, "", id="withdrawn, to come back"),
        pytest.param(
            replace(Q1, state=EditionState.WITHDRAWN, withdrawn=WHY),
            CHANGED,
            True,
            "published-otherwise",
            id="withdrawn, others",
        ),
        pytest.param(
            replace(Q1, state=EditionState.COMING, withdrawn=WHY),
            CHANGED,
            True,
            "published-otherwise",
            id="coming back, others",
        ),
    ],
)
def test_what_may_be_published(there: Entry | None, entry: Entry, again: bool, code: str) -> None:
    before = Listing({there.folder: there} if there else {})
    if not code:
        check_allowed(before, entry, "target", again=again)
        return
    with pytest.raises(DeliveryError) as error:
        check_allowed(before, entry, "target", again=again)
    assert error.value.problems[0].code == code


def test_another_file_of_the_same_edition_that_was_on_its_way_goes() -> None:
    before = Listing({Q1.folder: replace(Q1, state=EditionState.COMING)})
    fewer = edition(Q1.edition, record("site/index.html", "q"))
    assert with_edition(before, fewer).gone == (f"{Q1.folder}/report.pdf",)


names = st.sampled_from(["small-2024-25-Q1", "small-2024-25-Q2", "small-2024-25-Q1-correction-1", "big-2023-24-Q4"])
files = st.dictionaries(
    st.sampled_from(["a.pdf", "site/index.html", "site/b.html", "data/c.csv"]), st.sampled_from("abc"), min_size=1
).map(lambda found: tuple(record(path, word) for path, word in sorted(found.items())))
entries = st.builds(
    lambda name, held, draft, state: edition(name, *held, draft=draft, state=state),
    names,
    files,
    st.booleans(),
    st.sampled_from([*EditionState]),
).map(lambda one: replace(one, withdrawn=WHY) if one.state is EditionState.WITHDRAWN else one)
paths = st.sampled_from(["index.html", "small/index.html", "assets/x.css", "search.html", "small/b.html"])
pages = st.dictionaries(paths, st.sampled_from("abc")).map(
    lambda found: {path: record(path, word) for path, word in found.items()}
)
listings = st.builds(
    Listing,
    st.lists(entries, max_size=4).map(lambda found: {one.folder: one for one in found}),
    pages,
    st.booleans(),
    st.lists(st.sampled_from(["small/old.html", "x/y.html"]), unique=True).map(lambda found: tuple(sorted(found))),
)


@given(listings)
def test_a_list_survives_being_kept(listing: Listing) -> None:
    assert from_json(to_json(listing), "x") == listing


@given(listings, entries, pages)
def test_nothing_is_lost_from_sight_and_nothing_wanted_is_removed(
    before: Listing, entry: Entry, wanted: dict[str, FileRecord]
) -> None:
    after = with_pages(before, with_edition(before, replace(entry, state=EditionState.PUBLISHED)), wanted)
    assert before.ours <= after.ours  # all that was ours is still there or is to be removed
    assert not set(after.gone) & set(after.pages)
    assert not set(after.gone) & {path for one in after.published for path in one.paths}
    assert set(after.gone) <= before.ours


@given(listings, entries, pages)
def test_every_file_has_one_fate_and_only_ours_are_touched(
    before: Listing, entry: Entry, wanted: dict[str, FileRecord]
) -> None:
    after = with_pages(before, with_edition(before, replace(entry, state=EditionState.PUBLISHED)), wanted)
    plan = make_plan(before, after, after.entries[entry.folder], {})
    touched = [one.path for one in plan.steps]
    assert len(touched) == len(set(touched))
    assert {one.path for one in plan.of(FileStep.REMOVED)} <= before.ours
    assert {one.path for one in plan.of(FileStep.CHANGED)} <= before.ours
    assert plan.size == sum(one.size for one in plan.of(FileStep.NEW) + plan.of(FileStep.CHANGED))


@given(
    listings, entries, pages, st.sets(st.sampled_from(["index.html", "small/b.html", "small-2024-25-Q1/a.pdf", "z"]))
)
def test_whatever_lies_there_and_is_not_ours_stops_it(
    before: Listing, entry: Entry, wanted: dict[str, FileRecord], there: set[str]
) -> None:
    after = with_pages(before, with_edition(before, entry), wanted)
    firsts, folders = first_written(before, after, entry)
    met = {path for path in there if path in firsts or any(path.startswith(f"{name}/") for name in folders)}
    if met - before.ours:
        with pytest.raises(DeliveryError):
            check_foreign(before, met, "target")
    else:
        check_foreign(before, met, "target")
