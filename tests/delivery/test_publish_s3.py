"""Publishing to a server that speaks S3."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.delivering import Q1, Q2, deliver, take_back, two_editions, walk
from helpers.projects import contents
from helpers.servers import free_port

from qprlib.delivery.address import read_target
from qprlib.delivery.read_back import check_target
from qprlib.delivery.settle import read_list
from qprlib.delivery.target import Store, open_store
from qprlib.delivery.target_list import LOCK
from qprlib.ground.errors import DeliveryError, QprError, StorageError
from qprlib.ground.project import Project

pytest.importorskip("s3fs", reason="the extra s3 is not installed")
server_module = pytest.importorskip("moto.server", reason="moto is not installed")

SECRET = "a-secret-that-nobody-sees"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server for the whole module."""
    port = free_port()
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def bucket(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A new bucket, and credentials in the environment, as users have them."""
    import boto3

    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "no-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "no-credentials"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    name = "reports-" + tmp_path.name.replace("_", "-").lower()[-40:].strip("-")
    where = {"LocationConstraint": "eu-west-2"}
    boto3.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration=where)
    return name


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return two_editions(tmp_path / "project")


def connected(bucket: str, folder: str = "/performance") -> Store:
    return open_store(read_target(f"s3://{bucket}{folder}"))


def lying(store: Store) -> dict[str, bytes]:
    return {path: store.read(path) or b"" for path in store.sizes()}


@pytest.mark.parametrize("folder", ["/performance", ""])
def test_a_year_on_s3(bucket: str, project: Project, folder: str, tmp_path: Path) -> None:
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
    import boto3

    deliver(project, connected(bucket), Q1)
    client = boto3.client("s3")

    def said(path: str) -> tuple[str, str]:
        head = client.head_object(Bucket=bucket, Key=f"performance/{path}")
        return head["ContentType"], head.get("CacheControl", "")

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


def test_without_credentials_nobody_is_let_in(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(DeliveryError) as error:
        connected(bucket)
    assert error.value.problems[0].code == "login-refused"


def test_a_server_that_is_not_there_is_told(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(DeliveryError) as error:
        connected(bucket)
    assert error.value.problems[0].code == "target-unreachable"
    assert SECRET not in str(error.value)


def test_a_policy_that_forbids_writing_is_told(bucket: str, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    store = connected(bucket)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("Access Denied")

    monkeypatch.setattr(store.fs, "pipe_file", refuse)
    with pytest.raises(QprError) as error:
        deliver(project, store, Q1)
    assert isinstance(error.value, StorageError)
    assert error.value.problems[0].code == "no-permission"
    assert lying(store) == {}
