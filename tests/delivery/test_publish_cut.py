"""A connection that breaks at every single operation: readers never see half a site, and the next run finishes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from helpers.delivering import (
    LATER,
    Q1,
    Q2,
    Breaking,
    deliver,
    fill,
    folder_store,
    held,
    memory_store,
    object_store,
    on_a_line,
    take_back,
    two_editions,
    walk,
)
from helpers.projects import contents
from helpers.thorough import THOROUGH

from qprlib.delivery.front import pages_around
from qprlib.delivery.parcel import read_parcel
from qprlib.delivery.target import Store
from qprlib.delivery.target_list import LOCK, Listing
from qprlib.ground.errors import DeliveryError
from qprlib.ground.project import Project

Act = Callable[[Store], object]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return two_editions(tmp_path_factory.mktemp("cut") / "project")


@pytest.fixture(scope="module", autouse=True)
def made_once() -> Iterator[None]:
    """Pages depend on the list alone and parcels on the edition, and making them takes most of the time."""
    made: dict[str, dict[str, bytes]] = {}

    def once(project: Project, listing: Listing) -> dict[str, bytes]:
        key = repr([(one.folder, one.state, one.on, one.withdrawn) for one in listing.entries.values()])
        if key not in made:
            made[key] = pages_around(project, listing)
        return made[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("qprlib.delivery.deliver.pages_around", once)
        patch.setattr("helpers.delivering.read_parcel", cache(read_parcel))
        yield


def new_store(kind: str, folder: Path) -> Store:
    if kind == "a disk":
        return folder_store(folder / "target")
    name = f"{folder.parent.name}-{folder.name}"
    return memory_store(name) if kind == "a folder" else object_store(name)


def first(project: Project) -> tuple[Act | None, Act]:
    """Nothing, then a first edition."""
    return None, lambda store: deliver(project, store, Q1)


def second(project: Project) -> tuple[Act | None, Act]:
    """An edition, then the next."""
    return (lambda store: deliver(project, store, Q1)), lambda store: deliver(project, store, Q2)


def withdrawing(project: Project) -> tuple[Act | None, Act]:
    """Two editions, one of which is withdrawn."""

    def before(store: Store) -> None:
        deliver(project, store, Q1)
        deliver(project, store, Q2)

    return before, lambda store: take_back(project, store, Q2)


def returning(project: Project) -> tuple[Act | None, Act]:
    """An edition that was withdrawn comes back."""

    def before(store: Store) -> None:
        deliver(project, store, Q1)
        deliver(project, store, Q2)
        take_back(project, store, Q2)

    return before, lambda store: deliver(project, store, Q2, again=True, now=LATER)


# Done by half is not done at all but for a file that is written, so that a folder's "before" is more of the same.
IN_SHORT = {(second, "a folder", "half"), (second, "a store of objects", "before")}
CASES = [
    *((first, kind, "after") for kind in ("a folder", "a store of objects")),
    *(
        pytest.param(case, kind, how, marks=[] if how == "after" or (case, kind, how) in IN_SHORT else [THOROUGH])
        for case in (second, withdrawing, returning)
        for kind, ways in (("a folder", ("before", "half", "after")), ("a store of objects", ("before", "after")))
        for how in ways
    ),
    (second, "a disk", "half"),  # the others are in memory, where a thousand runs take seconds
]


@pytest.mark.parametrize(("case", "kind", "how"), CASES, ids=lambda one: getattr(one, "__name__", str(one)))
def test_cut_anywhere_it_is_old_or_new_and_the_next_run_finishes(
    case: Callable[[Project], tuple[Act | None, Act]], kind: str, how: str, project: Project, tmp_path: Path
) -> None:
    before, act = case(project)
    store = new_store(kind, tmp_path)
    fill(store, {"theirs/notes.txt": b"not ours", "welcome.html": b"not ours either"})
    if before:
        before(store)
    old_all = held(store, ours=True)
    old = held(store)
    whole = on_a_line(store)
    act(whole)
    new, new_all = held(store), held(store, ours=True)
    assert isinstance(whole.fs, Breaking)
    total = whole.fs.count
    assert total > 40
    codes: set[str] = set()
    for at in range(1, total + 1):
        fill(store, old_all)
        broken = on_a_line(store, at, how)
        finished = False
        try:
            act(broken)
            finished = True  # what broke was the tidying up alone
        except DeliveryError as error:
            codes.add(error.problems[0].code)
        check_reader(old, new, held(store), project, at)
        again = on_a_line(store)
        act(again)
        assert held(store) == new, f"after a cut at operation {at}"
        left = held(store, ours=True)
        left.pop(LOCK, None)  # a run that finds nothing to do leaves it to the next that does
        assert left.keys() == new_all.keys(), f"left behind after a cut at operation {at}"
        assert left == new_all
        check_nothing_twice(broken, again, finished)
    assert codes == {"connection-lost"}


def check_reader(
    old: dict[str, bytes], new: dict[str, bytes], now: dict[str, bytes], project: Project, at: int
) -> None:
    """What a reader sees is the old or the new state: page by page whole, and all new once the front page is."""
    assert now["theirs/notes.txt"] == b"not ours", at
    assert now["welcome.html"] == b"not ours either", at
    seen = walk(now)
    for path, content in seen.items():
        assert content in (old.get(path), new.get(path)), f"{path} is neither old nor new after {at}"
    if now.get("index.html") == new.get("index.html") and old.get("index.html") != new.get("index.html"):
        assert seen == walk(new), at
    elif not any(content != old.get(path) for path, content in seen.items()):
        assert seen == walk(old), at
    for edition in {path.partition("/")[0] for path in seen} & {Q1, Q2}:  # what is reached is whole
        source = contents(project.output(edition))
        assert {path.partition("/")[2]: one for path, one in now.items() if path.startswith(f"{edition}/")} == source


def check_nothing_twice(broken: Store, again: Store, finished: bool) -> None:
    """Files of an edition that arrived and were read back are not sent a second time."""
    one, two = broken.fs, again.fs
    assert isinstance(one, Breaking)
    assert isinstance(two, Breaking)
    names = ("report.pdf", "scorecard.csv", "index.js", "manifest.json")
    arrived = {path for path in one.written if path in one.read and path.endswith(names) and "/small-" in path}
    assert not arrived & set(two.written)
    assert not (finished and set(two.written) & set(one.written) - {path for path in two.written if ".qpr" in path})
