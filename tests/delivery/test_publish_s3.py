"""Publishing to a store of objects, by the address that a user gives; one in memory stands for the one on the web."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pytest
from fsspec.implementations.memory import MemoryFileSystem
from fsspec.registry import _registry as known_stores
from helpers.delivering import Q1, Q2, deliver, take_back, two_editions, walk
from helpers.projects import contents

from qprlib.delivery.address import read_target
from qprlib.delivery.read_back import check_target
from qprlib.delivery.settle import read_list
from qprlib.delivery.target import Store, open_store
from qprlib.delivery.target_list import LOCK
from qprlib.ground.errors import DeliveryError, QprError
from qprlib.ground.project import Project

SECRET = "a-secret-that-nobody-sees"


class WebStore(MemoryFileSystem):
    """A store as s3fs shows one: no folders to be made, all listed at once, headings kept with each file."""

    protocol = "s3"
    async_impl = True
    cachable = False
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]
    headings: ClassVar[dict[str, dict[str, str]]] = {}
    fails: ClassVar[Exception | None] = None

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.removeprefix("s3://"))).lstrip("/")

    def ls(self, path: str, detail: bool = True, **_: Any) -> Any:
        if self.fails:
            raise self.fails
        return super().ls(path, detail)

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **headings: str) -> None:
        if mode == "create" and self.exists(path):
            raise OSError("An error occurred (PreconditionFailed) when calling the PutObject operation")
        self.headings[path] = headings
        super().pipe_file(path, value)


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> str:
    """A new bucket, and nothing in it."""
    for name, empty in (("store", {}), ("pseudo_dirs", ["", "reports"]), ("headings", {}), ("fails", None)):
        monkeypatch.setattr(WebStore, name, empty)
    monkeypatch.setitem(known_stores, "s3", WebStore)
    return "reports"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return two_editions(tmp_path / "project")


def connected(bucket: str, folder: str = "/performance") -> Store:
    return open_store(read_target(f"s3://{bucket}{folder}"))


def lying(store: Store) -> dict[str, bytes]:
    return {path: store.read(path) or b"" for path in store.sizes()}


@pytest.mark.parametrize("folder", ["/performance", ""])
def test_a_year_on_s3(bucket: str, project: Project, folder: str) -> None:
    store = connected(bucket, folder)
    assert deliver(project, store, Q1).done
    assert deliver(project, store, Q2).done
    assert take_back(project, store, Q1).done
    assert deliver(project, store, Q1, again=True).done
    found = lying(store)
    for edition in (Q1, Q2):
        there = {path.partition("/")[2]: one for path, one in found.items() if path.startswith(f"{edition}/")}
        assert there == contents(project.output(edition))
    assert {path.partition("/")[0] for path in walk(found)} >= {Q1, Q2, "small", "index.html"}
    assert check_target(store, read_list(store)) == []
    assert [path for path in found if path.startswith(".qpr/")] == [".qpr/published.json"]


def test_a_web_store_is_told_what_each_file_is_and_which_change(bucket: str, project: Project) -> None:
    deliver(project, connected(bucket), Q1)

    def said(path: str) -> tuple[str, str]:
        held = WebStore.headings[f"{bucket}/performance/{path}"]
        return held["ContentType"], held.get("CacheControl", "")

    assert said("index.html") == ("text/html; charset=utf-8", "no-cache")
    assert said(f"{Q1}/site/index.html") == ("text/html; charset=utf-8", "")
    assert said(f"{Q1}/report.pdf") == ("application/pdf", "")
    assert said("assets/site.css") == ("text/css; charset=utf-8", "no-cache")


def test_of_two_locks_one_is_made(bucket: str) -> None:
    one, two = connected(bucket), connected(bucket)
    assert one.create(LOCK, b"first")
    assert not two.create(LOCK, b"second")
    assert two.read(LOCK) == b"first"


def test_a_bucket_that_is_not_there_is_told(bucket: str) -> None:
    with pytest.raises(DeliveryError) as error:
        connected(f"{bucket}-not")
    assert error.value.problems[0].code == "target-missing"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("NoCredentialsError", "login-refused"),
        ("PartialCredentialsError", "login-refused"),
        ("ProfileNotFound", "login-refused"),
        ("EndpointConnectionError", "target-unreachable"),
        ("ConnectTimeoutError", "target-unreachable"),
        ("ReadTimeoutError", "target-unreachable"),
    ],
)
def test_what_its_library_raises_is_told_without_any_secret(
    bucket: str, kind: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setattr(WebStore, "fails", type(kind, (Exception,), {})(f"with {SECRET}"))
    with pytest.raises(DeliveryError) as error:
        connected(bucket)
    assert error.value.problems[0].code == code
    assert SECRET not in str(error.value)


def test_a_policy_that_forbids_writing_is_told(bucket: str, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    store = connected(bucket)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("Access Denied")

    monkeypatch.setattr(store.fs, "pipe_file", refuse)
    with pytest.raises(QprError) as error:
        deliver(project, store, Q1)
    assert error.value.problems[0].code == "no-permission"
    assert lying(store) == {}
