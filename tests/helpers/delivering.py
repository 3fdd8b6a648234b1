"""Editions that are small but real, targets of several kinds, a line that breaks, and a reader who follows links."""

from __future__ import annotations

import errno
import json
import posixpath
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import fsspec
from fsspec.implementations.memory import MemoryFileSystem

from helpers.projects import REPOSITORY, contents
from qprlib.delivery.address import DeliveryTarget, read_target
from qprlib.delivery.deliver import Delivered, Delivery
from qprlib.delivery.lock import Lock
from qprlib.delivery.parcel import read_parcel
from qprlib.delivery.target import FolderFiles, Store
from qprlib.delivery.target_list import OURS, Withdrawal
from qprlib.ground.edition import EditionName
from qprlib.ground.project import Project
from qprlib.publishing.run.manifest import build_manifest, write_manifest

NOW = "2024-11-05T09:30:00Z"
LATER = "2024-12-01T10:00:00Z"
Q1, Q2, Q2_CORRECTED = "small-2024-25-Q1", "small-2024-25-Q2", "small-2024-25-Q2-correction-1"
_PAGES = {"index": "Executive summary", "highways": "Highways"}
_LINK = re.compile(rb'(?:href|src)="([^"#?]+)[^"]*"|url=([^"#]+)"')


def small_project(folder: Path) -> Project:
    """A project with this one's theme and nothing rendered."""
    (folder / "params").mkdir(parents=True)
    (folder / "outputs").mkdir()
    (folder / "_quarto.yml").touch()
    (folder / "theme").symlink_to(REPOSITORY / "theme")
    return Project(folder)


def two_editions(folder: Path) -> Project:
    """The same with two editions, of which none was published."""
    project = small_project(folder)
    put_edition(project, Q1)
    put_edition(project, Q2, "Roads are mended sooner.")
    return project


def put_edition(
    project: Project, name: str, words: str = "Roads are mended.", *, draft: bool = False, reason: str = ""
) -> Path:
    """A rendered edition of two pages: what it holds and names is real, but for its figures."""
    parts = EditionName.parse(name)
    assert parts
    folder = project.draft(name) if draft else project.output(name)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "site" / "data").mkdir(parents=True)
    (project.params / f"{name}.yml").touch()
    up, series = "../../", parts.series
    for slug, title in _PAGES.items():
        links = [f"{other}.html" for other in _PAGES] + ["data/scorecard.csv", "../report.pdf", f"{up}index.html"]
        links += [f"{up}{series}/{slug}.html", f"{up}{series}/2024-25-Q1/{slug}.html"]
        anchors = " ".join(f'<a href="{link}">x</a>' for link in links)
        (folder / "site" / f"{slug}.html").write_text(f"<title>{title}</title><p>{words} {anchors}", encoding="utf-8")
    (folder / "site" / "search").mkdir()
    (folder / "site" / "search" / "index.js").write_text(f"/* {name} */", encoding="utf-8")
    (folder / "site" / "data" / "scorecard.csv").write_text("indicator,actual\nHW01,79\n", encoding="utf-8")
    (folder / "report.pdf").write_bytes(b"%PDF-1.7 " + words.encode())
    correction = {"number": parts.correction, "date": "2024-12-01", "reason": reason} if parts.correction else None
    manifest = build_manifest(
        folder,
        project.root,
        edition=name,
        organisation=series,
        quarter=str(parts.quarter),
        title="Quarterly Performance Report",
        parameters={
            "organisation": {"id": series, "name": f"{series.capitalize()} Council"},
            "as_of": "2024-10-31",
            "published": "2024-11-05",
            "correction": correction,
        },
        publisher={"name": "embedded", "reason": "it was asked for", "versions": {}},
        formats=["html", "pdf"],
        headline={
            "words": "6 KPIs: 3 Green, 2 Amber, 1 Red",
            "bands": [{"label": "Green", "tone": "green", "shape": "circle", "number": 3}],
        },
        inputs=[],
        draft=draft,
        pages=_PAGES,
        neighbours={"previous": "2024-25-Q1"},
    )
    write_manifest(manifest, folder)
    return folder


# --- targets --------------------------------------------------------------------------------------------


def folder_store(folder: Path) -> Store:
    """A target that renames."""
    return Store(FolderFiles(), read_target(str(folder)), renames=True)


def object_store(name: str) -> Store:
    """A target that cannot rename, as a store of objects is; in memory."""
    files = fsspec.filesystem("memory")
    return Store(files, DeliveryTarget("memory", f"/{name}", f"memory://{name}"), renames=False)


class RenamingMemory(MemoryFileSystem):
    """Memory that renames a file or folder in one step, as disks do."""

    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]
    cachable = False

    def mv(self, old: str, new: str, **_: Any) -> None:
        held = {path: file for path, file in self.store.items() if f"{path}/".startswith(f"{old}/")}
        if not held:
            raise FileNotFoundError(old)
        if any(path.startswith(f"{new}/") for path in self.store):
            raise OSError(errno.ENOTEMPTY, "not empty", new)
        for path, file in held.items():
            self.store[new + path.removeprefix(old)] = file
            del self.store[path]


def memory_store(name: str) -> Store:
    """A target that renames, in memory, for tests of many runs."""
    return Store(RenamingMemory(), DeliveryTarget("memory", f"/{name}", f"memory://{name}"), renames=True)


def held(store: Store, *, ours: bool = False) -> dict[str, bytes]:
    """Every file of a target; what lies in the folder kept for publishing only if asked for."""
    if isinstance(store.fs, FolderFiles) or isinstance(getattr(store.fs, "under", None), FolderFiles):
        found = contents(Path(store.target.root))
    else:
        fs = getattr(store.fs, "under", store.fs)
        root = store.target.root
        found = {path.removeprefix(f"{root}/"): fs.cat_file(path) for path in fs.find(root)}
    return {path: content for path, content in found.items() if ours or not path.startswith(f"{OURS}/")}


def fill(store: Store, files: dict[str, bytes]) -> None:
    """Put a target into a state, whatever it was in before."""
    if isinstance(store.fs, FolderFiles):
        root = Path(store.target.root)
        shutil.rmtree(root, ignore_errors=True)
        for path, content in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        return
    for path in store.fs.find(store.target.root):
        store.fs.rm_file(path)
    for path, content in files.items():
        store.fs.pipe_file(f"{store.target.root}/{path}", content)


# --- what is done ---------------------------------------------------------------------------------------


class Clock:
    """A clock that goes on when somebody sleeps, and not otherwise."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def no_wait(store: Store) -> Lock:
    """A lock that is waited for in no time at all."""
    clock = Clock()
    return Lock(store, 300, lambda words: None, clock=clock, sleep=clock.sleep)


def deliver(project: Project, store: Store, edition: str, *, draft: bool = False, **asked: Any) -> Delivered:
    """Publish without being asked."""
    asked = {"now": NOW, **asked}
    parcel = read_parcel(project, edition, draft=draft)
    return Delivery(project, store, no_wait(store), lambda plan: True).publish(parcel, **asked)


def take_back(
    project: Project, store: Store, edition: str, reason: str = "A name was shown.", *, draft: bool = False
) -> Delivered:
    """Withdraw without being asked."""
    delivery = Delivery(project, store, no_wait(store), lambda plan: True)
    return delivery.withdraw(edition, Withdrawal(LATER, reason), draft=draft)


# --- a line that breaks ---------------------------------------------------------------------------------

_OPERATIONS = {"cat_file", "pipe_file", "info", "ls", "find", "makedirs", "mv", "rm_file", "rmdir", "open"}


@dataclass
class Breaking:
    """A file system whose connection breaks at its n-th operation and stays broken.

    ``how`` says whether that operation was done, was not, or, of a write, was done by half.
    """

    under: Any
    at: int = 0
    how: str = "before"
    count: int = 0
    written: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self.under, name)
        return self._breaking(name, attribute) if name in _OPERATIONS else attribute

    def _breaking(self, name: str, operation: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            self.count += 1
            if self.at and self.count > self.at:
                raise ConnectionResetError("the line is dead")
            breaks = self.count == self.at
            if breaks and self.how == "half" and name == "pipe_file":
                path, content, *rest = arguments
                operation(path, content[: len(content) // 2], *rest, **named)
            if breaks and self.how != "after":
                raise ConnectionResetError("the line broke")
            done = operation(*arguments, **named)
            if name in {"cat_file", "pipe_file"}:
                (self.read if name == "cat_file" else self.written).append(arguments[0])
            if breaks:
                raise ConnectionResetError("the answer was lost")
            return done

        return run


def on_a_line(store: Store, at: int = 0, how: str = "before") -> Store:
    """The same target over a line that breaks."""
    return Store(Breaking(store.fs, at, how), store.target, renames=store.renames)


# --- a reader -------------------------------------------------------------------------------------------


def walk(files: dict[str, bytes], start: str = "index.html") -> dict[str, bytes]:
    """Everything that a reader reaches from the front page; fails if a link leads nowhere."""
    reached: dict[str, bytes] = {}
    waiting = [start] if start in files else []
    while waiting:
        path = waiting.pop()
        if path in reached:
            continue
        assert path in files, f"a link leads to {path}, which is not there"
        reached[path] = files[path]
        if path.endswith(".html"):
            waiting += [
                posixpath.normpath(posixpath.join(posixpath.dirname(path), link)) for link in _links(files[path])
            ]
    return reached


def _links(page: bytes) -> Iterator[str]:
    for match in _LINK.finditer(page):
        link = (match[1] or match[2]).decode()
        if not re.match(r"[a-z]+:|//", link):
            yield link


def listed(store: Store) -> dict[str, Any]:
    """The list of a target as it lies there."""
    plain: dict[str, Any] = json.loads(store.fs.cat_file(store.path(f"{OURS}/published.json")))
    return plain
