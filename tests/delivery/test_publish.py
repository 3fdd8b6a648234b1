"""What a target holds after editions were published, corrected and withdrawn, and what is refused."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from helpers.delivering import (
    LATER,
    NOW,
    Q1,
    Q2,
    Q2_CORRECTED,
    deliver,
    fill,
    folder_store,
    held,
    listed,
    memory_store,
    no_wait,
    object_store,
    put_edition,
    take_back,
    two_editions,
    walk,
)
from helpers.projects import contents

from qprlib.delivery.address import DeliveryTarget, read_target
from qprlib.delivery.deliver import Delivery
from qprlib.delivery.message import message
from qprlib.delivery.parcel import read_parcel
from qprlib.delivery.planned import DeliveryPlan, FileStep
from qprlib.delivery.read_back import check_target
from qprlib.delivery.settle import read_list
from qprlib.delivery.target import Store, open_store
from qprlib.delivery.target_list import LIST, EditionState, Listing, from_json, to_json
from qprlib.delivery.trouble import without_secrets, worded
from qprlib.ground.errors import CommandError, DeliveryError, EditionError, QprError
from qprlib.ground.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return two_editions(tmp_path / "project")


@pytest.fixture(params=["renames", "objects"])
def store(request: pytest.FixtureRequest) -> Store:
    """A target of either kind, in memory."""
    name = request.node.name.replace("[", "-").replace("]", "")
    made = memory_store(name) if request.param == "renames" else object_store(name)
    fill(made, {})
    return made


def refused(act: Callable[[], object], kind: type[QprError] = DeliveryError) -> str:
    with pytest.raises(kind) as error:
        act()
    return error.value.problems[0].code


def front(store: Store) -> str:
    return BeautifulSoup(held(store)["index.html"], "html.parser").get_text(" ")


# --- what is there afterwards ---------------------------------------------------------------------------


def test_an_edition_arrives_byte_for_byte_with_pages_of_what_is_published_there(project: Project, store: Store) -> None:
    deliver(project, store, Q2)  # Q1 is rendered here too, and is not published there
    found = held(store)
    assert {path: one for path, one in found.items() if path.startswith(f"{Q2}/")} == {
        f"{Q2}/{path}": one for path, one in contents(project.output(Q2)).items()
    }
    assert not any(path.startswith(f"{Q1}/") for path in found)
    assert "July to September 2024" in front(store)
    assert "April to June 2024" not in front(store)
    assert b"no site of the edition of April to June 2024" in b" ".join(found["small/2024-25-Q1/index.html"].split())
    walk(found)
    deliver(project, store, Q1)
    assert b"url=../../small-2024-25-Q1/site/index.html" in held(store)["small/2024-25-Q1/index.html"]


def test_a_correction_comes_beside_what_it_corrects(project: Project, store: Store) -> None:
    deliver(project, store, Q2)
    before = {path: one for path, one in held(store).items() if path.startswith(f"{Q2}/")}
    put_edition(project, Q2_CORRECTED, "Roads are not mended.", reason="One district was left out.")
    deliver(project, store, Q2_CORRECTED, now=LATER)
    found = held(store)
    assert {path: one for path, one in found.items() if path.startswith(f"{Q2}/")} == before
    assert "Superseded" in front(store)
    assert "One district was left out." in front(store)
    assert f"{Q2}/site/index.html" in walk(found)
    assert f"url=../../{Q2_CORRECTED}/site/index.html".encode() in found["small/2024-25-Q2/index.html"]
    one = read_list(store).entry(Q2, draft=False)
    assert one
    later = read_list(store).superseded_by(one)
    assert later
    assert later.edition == Q2_CORRECTED


def test_published_once_more_nothing_is_sent_and_nothing_is_written(project: Project, store: Store) -> None:
    deliver(project, store, Q1)
    before = held(store, ours=True)
    done = deliver(project, store, Q1, now=LATER)
    assert done.plan.is_nothing
    assert done.plan.size == 0
    assert held(store, ours=True) == before


def test_a_run_for_another_edition_finishes_what_was_left(project: Project, store: Store) -> None:
    deliver(project, store, Q1)
    whole = held(store)
    listing = replace(read_list(store), unfinished=True)
    store.write(LIST, to_json(listing))
    store.remove("index.html")
    store.write("small/index.html", b"<title>an older page")
    deliver(project, store, Q2)
    take_back(project, store, Q2)
    assert {path for path in held(store) if not path.startswith(f"{Q2}/")} >= whole.keys() - {"search/editions.js"}
    assert check_target(store, read_list(store)) == []


def test_the_plan_is_shown_first_and_a_no_changes_nothing(project: Project, store: Store) -> None:
    shown: list[DeliveryPlan] = []

    def look(plan: DeliveryPlan) -> bool:
        shown.append(plan)
        return False

    parcel = read_parcel(project, Q1, draft=False)
    done = Delivery(project, store, no_wait(store), look).publish(parcel, NOW)
    assert not done.done
    assert held(store, ours=True) == {}
    (plan,) = shown
    new = {one.path for one in plan.of(FileStep.NEW)}
    assert {f"{Q1}/report.pdf", f"{Q1}/manifest.json", "index.html", "small/index.html", "assets/site.css"} <= new
    assert plan.size == sum(one.size for one in plan.of(FileStep.NEW))
    assert not plan.of(FileStep.REMOVED)


def test_a_plan_says_that_it_finishes_what_was_begun(project: Project, store: Store) -> None:
    shown: list[DeliveryPlan] = []

    def look(plan: DeliveryPlan) -> bool:
        shown.append(plan)
        return False

    parcel = read_parcel(project, Q1, draft=False)
    entry = replace(parcel.content, on=NOW)
    for before in (
        Listing(),
        Listing({Q1: replace(entry, state=EditionState.COMING)}),
        Listing({Q1: entry}, unfinished=True),
    ):
        store.write(LIST, to_json(before))
        Delivery(project, store, no_wait(store), look).publish(parcel, NOW)
    assert [plan.goes_on for plan in shown] == [False, True, True]


# --- drafts ---------------------------------------------------------------------------------------------


def test_a_draft_has_a_place_of_its_own_that_the_front_page_does_not_name(project: Project, store: Store) -> None:
    put_edition(project, Q2, "Roads will be mended.", draft=True)
    deliver(project, store, Q1)
    before = held(store)
    deliver(project, store, Q2, draft=True)
    found = held(store)
    assert {path: one for path, one in found.items() if not path.startswith("drafts/")} == before
    assert not any(path.startswith("drafts/") for path in walk(found))
    reached = walk(found, "drafts/index.html")
    assert {path.partition("/")[0] for path in reached} == {"drafts"}
    assert any(path.startswith(f"drafts/{Q2}-draft-") for path in reached)


def test_a_draft_alone_makes_no_front_page(project: Project, store: Store) -> None:
    fill(store, {"index.html": b"somebody else's"})
    put_edition(project, Q2, draft=True)
    deliver(project, store, Q2, draft=True)
    assert held(store)["index.html"] == b"somebody else's"


def test_a_new_draft_takes_the_place_of_the_last_and_the_final_edition_of_all(project: Project, store: Store) -> None:
    for words in ("One.", "Two."):
        put_edition(project, Q2, words, draft=True)
        deliver(project, store, Q2, draft=True)
    drafts = [path for path in held(store) if path.startswith("drafts/small-") and path.endswith("report.pdf")]
    assert [held(store)[path] for path in drafts] == [b"%PDF-1.7 Two."]
    deliver(project, store, Q2)
    assert not any(path.startswith("drafts/") for path in held(store))


def test_a_draft_is_withdrawn_without_a_note(project: Project, store: Store) -> None:
    deliver(project, store, Q1)
    before = held(store)
    put_edition(project, Q2, draft=True)
    deliver(project, store, Q2, draft=True)
    take_back(project, store, Q2, draft=True)
    assert held(store) == before


# --- withdrawing ----------------------------------------------------------------------------------------


def test_a_withdrawn_edition_leaves_a_note_at_its_addresses_and_nothing_else(project: Project, store: Store) -> None:
    deliver(project, store, Q1)
    deliver(project, store, Q2)
    take_back(project, store, Q2, "A table showed figures for <5 people.")
    found = held(store)
    left = {path for path in found if path.startswith(f"{Q2}/")}
    assert left == {f"{Q2}/site/index.html", f"{Q2}/site/highways.html"}
    note = BeautifulSoup(found[f"{Q2}/site/highways.html"], "html.parser")
    words = " ".join(note.get_text(" ").split())
    assert "Here was the page Highways of the Quarterly Performance Report of Small Council" in words
    assert "withdrawn on 1 December 2024" in words
    assert "A table showed figures for <5 people." in words
    assert note.h1
    assert "July to September 2024" not in front(store)
    assert not any(path.startswith(f"{Q2}/") for path in walk(found))
    assert "small/2024-25-Q2/index.html" in found  # what led to it still leads somewhere
    walk(found, f"{Q2}/site/index.html")


def test_a_note_leads_to_the_edition_that_counts(project: Project, store: Store) -> None:
    put_edition(project, Q2_CORRECTED, "Roads are not mended.", reason="One district was left out.")
    deliver(project, store, Q2)
    deliver(project, store, Q2_CORRECTED)
    take_back(project, store, Q2)
    assert f"../../{Q2_CORRECTED}/site/index.html".encode() in held(store)[f"{Q2}/site/index.html"]
    assert "Superseded" not in front(store)


def test_what_was_withdrawn_comes_back_only_if_it_is_asked_for(project: Project, store: Store) -> None:
    deliver(project, store, Q1)
    whole = held(store)
    take_back(project, store, Q1)
    assert refused(lambda: deliver(project, store, Q1)) == "withdrawn-there"
    deliver(project, store, Q1, again=True)
    assert held(store) == whole
    put_edition(project, Q1, "Other words.")
    take_back(project, store, Q1)
    assert refused(lambda: deliver(project, store, Q1, again=True)) == "published-otherwise"


def test_withdrawing_twice_changes_nothing_and_needs_a_reason_and_an_edition(project: Project, store: Store) -> None:
    deliver(project, store, Q1)
    assert refused(lambda: take_back(project, store, Q1, " "), CommandError) == "withdrawn-without-reason"
    assert refused(lambda: take_back(project, store, Q2), CommandError) == "not-published-there"
    take_back(project, store, Q1)
    before = held(store, ours=True)
    assert take_back(project, store, Q1, "Another reason.").plan.is_nothing
    assert held(store, ours=True) == before


# --- what is refused ------------------------------------------------------------------------------------


def test_other_bytes_never_take_the_place_of_what_was_published(project: Project, store: Store) -> None:
    deliver(project, store, Q1)
    before = held(store, ours=True)
    put_edition(project, Q1, "Other words.")
    with pytest.raises(DeliveryError, match="qpr new small-2024-25-Q1 --correction") as error:
        deliver(project, store, Q1)
    assert error.value.problems[0].code == "published-otherwise"
    assert held(store, ours=True) == before


@pytest.mark.parametrize(
    "theirs",
    ["index.html", "assets/site.css", "small/index.html", f"{Q1}/site/index.html", f"{Q1}/notes.txt", "search.html"],
)
def test_files_of_others_in_the_way_stop_it_before_anything_is_sent(
    project: Project, store: Store, theirs: str
) -> None:
    fill(store, {theirs: b"theirs"})
    assert refused(lambda: deliver(project, store, Q1)) == "foreign-files"
    assert held(store, ours=True) == {theirs: b"theirs"}


def test_files_of_others_beside_ours_are_left_alone(project: Project, store: Store) -> None:
    theirs = {"readme.txt": b"a", "team/index.html": b"b", "assets/logo.svg": b"c", "small/photo.jpg": b"d"}
    fill(store, theirs)
    deliver(project, store, Q1)
    take_back(project, store, Q1)
    assert theirs.items() <= held(store).items()


def test_an_edition_that_is_not_as_its_manifest_says_is_not_sent(project: Project, store: Store) -> None:
    (project.output(Q1) / "report.pdf").write_bytes(b"changed by hand")
    assert refused(lambda: deliver(project, store, Q1), EditionError) == "edition-changed"
    assert held(store, ours=True) == {}


@pytest.mark.parametrize(
    ("edition", "draft", "code"),
    [
        ("small-2024-25-Q3", False, "draft-alone"),
        (Q1, True, "not-rendered"),
        ("smal-2024-25-Q1", False, "unknown-edition"),
    ],
)
def test_what_is_not_there_to_be_published_is_told(project: Project, edition: str, draft: bool, code: str) -> None:
    put_edition(project, "small-2024-25-Q3", draft=True)
    assert refused(lambda: read_parcel(project, edition, draft=draft), CommandError) == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{", "list-broken"),
        (b"[]", "list-broken"),
        (b'{"schema_version": 1}', "list-broken"),
        (b'{"schema_version": 99}', "list-newer"),
    ],
)
def test_a_list_that_cannot_be_read_stops_everything(project: Project, store: Store, content: bytes, code: str) -> None:
    fill(store, {LIST: content})
    assert refused(lambda: deliver(project, store, Q1)) == code
    assert held(store, ours=True) == {LIST: content}


@pytest.mark.parametrize("path", ["../theirs.html", "/etc/passwd", "a/../../b", ".qpr/lock.json", "C:/x", "a\\b", ""])
def test_a_list_names_no_path_outside_the_target(path: str) -> None:
    content = to_json(Listing()).replace(b'"gone": []', f'"gone": [{path!r}]'.replace("'", '"').encode())
    assert refused(lambda: from_json(content, "x")) == "list-broken"


def test_a_file_that_comes_back_otherwise_than_it_was_sent_stops_it(project: Project) -> None:
    store = memory_store("faulty")
    fill(store, {})
    write = store.fs.pipe_file

    def faulty(path: str, content: bytes, **named: object) -> None:
        write(path, content.replace(b"PDF-1.7", b"PDF-1.8"), **named)

    store.fs.pipe_file = faulty
    assert refused(lambda: deliver(project, store, Q1)) == "not-as-sent"
    assert walk(held(store)) == {}


# --- reading back ---------------------------------------------------------------------------------------


def test_reading_back_names_what_is_missing_changed_or_not_ours(project: Project, store: Store) -> None:
    deliver(project, store, Q1)
    deliver(project, store, Q2)
    take_back(project, store, Q2)
    assert check_target(store, read_list(store)) == []
    store.remove(f"{Q1}/report.pdf")
    store.write(f"{Q1}/site/index.html", b"edited by hand")
    store.write("small/index.html", b"edited too")
    store.write(f"{Q1}/site/extra.html", b"x")
    store.write(f"{Q2}/report.pdf", b"back again")
    store.write(".qpr/odd", b"x")
    store.write("theirs/x.html", b"x")
    assert [str(one) for one in check_target(store, read_list(store))] == [
        "extra: .qpr/odd",
        f"missing: {Q1}/report.pdf",
        f"extra: {Q1}/site/extra.html",
        f"changed: {Q1}/site/index.html",
        f"extra: {Q2}/report.pdf",
        "changed: small/index.html",
    ]


def test_the_list_says_what_is_there_and_nothing_of_who_or_where(project: Project, store: Store) -> None:
    deliver(project, store, Q1)
    plain = listed(store)
    (entry,) = plain["editions"]
    assert (entry["edition"], entry["state"], entry["on"]) == (Q1, "published", NOW)
    assert entry["about"]["headline"]["bands"][0]["number"] == 3
    assert str(project.root) not in store.fs.cat_file(store.path(LIST)).decode()
    assert from_json(to_json(read_list(store)), "x") == read_list(store)


def test_the_message_has_headline_address_and_reason(project: Project, store: Store) -> None:
    put_edition(project, Q2_CORRECTED, "Roads are not mended.", reason="One district was left out.")
    deliver(project, store, Q2, address="https://intranet.example/reports")
    done = deliver(project, store, Q2_CORRECTED)
    entry = done.plan.after.entries[Q2_CORRECTED]
    assert message(store, done.plan.after, entry).splitlines() == [
        "Subject: Small Council: correction 1 of Quarterly Performance Report, July to September 2024",
        "",
        "One district was left out.",
        "",
        "6 KPIs: 3 Green, 2 Amber, 1 Red.",
        "",
        f"https://intranet.example/reports/{Q2_CORRECTED}/site/index.html",
    ]


# --- targets as they are typed --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "protocol", "root", "shown"),
    [
        ("/srv/reports/", "file", "/srv/reports", "/srv/reports"),
        ("file:///srv/reports", "file", "/srv/reports", "/srv/reports"),
        ("sftp://anna@host.example:2222/srv/x/", "sftp", "/srv/x", "sftp://anna@host.example:2222/srv/x"),
        ("ssh://host.example/srv", "sftp", "/srv", "sftp://host.example/srv"),
        ("sftp://host.example/~/www", "sftp", "www", "sftp://host.example/~/www"),
        ("s3://bucket/performance/", "s3", "bucket/performance", "s3://bucket/performance"),
        ("s3://bucket", "s3", "bucket", "s3://bucket"),
        ("webdav://host/x", "webdav", "host/x", "webdav://host/x"),
    ],
)
def test_a_target_is_read(text: str, protocol: str, root: str, shown: str) -> None:
    target = read_target(text)
    assert (target.protocol, target.root, target.shown) == (protocol, root, shown)


NOT_WINDOWS = pytest.mark.skipif(os.name == "nt", reason="there it is a folder")
SECRET = "correct-horse-battery-staple"
UNFINISHED = [
    template.format(SECRET)
    for template in (
        "sftp:/anna:{}@host/srv", "sftp:anna:{}@host/srv", "s3:/{}@bucket", "SFTP:\\\\anna:{}@host\\srv",
        "simplecache::s3://anna:{}@bucket/x", "zip::sftp://anna:{}@host/x",
        "dir::memory://{}", "://anna:{}@host/srv", "//anna:{}@host/srv", "anna:{}@host/srv", "anna:{}@host",
        "sftp//anna:{}@host", "sftp;//anna:{}@host/srv",
    )
]  # fmt: skip
KEEPS_NOTHING = ["memory", "dir", "generic", "async_wrapper", "filecache", "cached", "reference", "libarchive"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"sftp://anna:{SECRET}@host/srv", "secret-in-target"),
        (f"sftp://anna:{SECRET}@odd@host/srv", "secret-in-target"),
        (f"zip://x::sftp://anna:{SECRET}@host/x", "secret-in-target"),
        (f"s3://AKIA:{SECRET}@bucket/x", "secret-in-target"),
        (f"s3://{SECRET}@bucket/x", "secret-in-target"),
        (f"s3://bucket/x?secret={SECRET}", "secret-in-target"),
        (f"https://anna:{SECRET}@host/x", "secret-in-target"),
        (f"anna:{SECRET}@host:/srv", "unknown-target"),
        ("anna@host:/srv", "unknown-target"),
        ("https://intranet.example/x", "unknown-target"),
        ("sfpt://host/x", "unknown-target"),
        ("sftp://host", "unknown-target"),
        ("sftp:///srv", "unknown-target"),
        ("s3://", "unknown-target"),
        ("s3:///folder", "unknown-target"),
        ("sftp://host:port/srv", "unknown-target"),
        (" ", "no-target-named"),
        *((text, "unknown-target") for text in UNFINISHED),
        *((f"{kind}://x/y", "unknown-target") for kind in KEEPS_NOTHING),
        pytest.param("\\\\server\\share", "unknown-target", marks=NOT_WINDOWS),
        pytest.param("C:\\reports", "unknown-target", marks=NOT_WINDOWS),
    ],
)
def test_a_target_that_is_none_or_holds_a_secret_is_refused_and_not_repeated(text: str, code: str) -> None:
    with pytest.raises(CommandError) as error:
        read_target(text)
    assert error.value.problems[0].code == code
    assert SECRET not in str(error.value)


def test_a_target_inside_the_projects_own_renders_is_refused(project: Project) -> None:
    inside = read_target(str(project.outputs / "published"))
    assert refused(lambda: open_store(inside, project), CommandError) == "unknown-target"


def test_a_folder_whose_parent_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert refused(lambda: open_store(read_target(str(tmp_path / "not" / "mounted")))) == "target-missing"
    assert open_store(read_target(str(tmp_path / "new"))).renames


def test_a_library_that_is_missing_is_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "paramiko", None)
    monkeypatch.delitem(sys.modules, "qprlib.delivery.sftp", raising=False)
    with pytest.raises(CommandError, match=r"qprlib\[sftp\]") as error:
        open_store(read_target("sftp://host/srv"))
    assert error.value.problems[0].code == "library-missing"


def test_a_store_without_its_library_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(CommandError, match=r"python -m pip install 'qprlib\[s3\]'") as error:
        open_store(read_target("s3://bucket/performance"))
    (problem,) = error.value.problems
    assert (problem.code, problem.found) == ("library-missing", "s3:// needs a library that is not installed: s3fs")


def test_words_of_others_are_told_without_any_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    said = f"cannot sign with {SECRET} at https://anna:hunter2@host/x"
    assert without_secrets(said) == "cannot sign with *** at https://***@host/x"
    error = worded(ValueError(said), "writing x", DeliveryTarget("s3", "bucket", "s3://bucket"))
    assert SECRET not in str(error)
    assert "hunter2" not in str(error)


def test_what_else_fsspec_has_is_a_target_too(project: Project) -> None:
    store = open_store(DeliveryTarget("memory", "anywhere/reports", "memory://anywhere/reports"), project)
    deliver(project, store, Q1)
    assert "/anywhere/reports/index.html" in store.fs.store
    assert check_target(store, read_list(store)) == []


def test_a_folder_on_disk_is_a_target_too(project: Project, tmp_path: Path) -> None:
    store = folder_store(tmp_path / "share")
    deliver(project, store, Q1)
    deliver(project, store, Q2)
    take_back(project, store, Q1)
    assert check_target(store, read_list(store)) == []
    assert sorted(one.name for one in (tmp_path / "share" / ".qpr").iterdir()) == ["published.json"]
