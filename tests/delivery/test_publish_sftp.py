"""Publishing over SFTP to OpenSSH's own server."""

from __future__ import annotations

import getpass
import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.delivering import Q1, Q2, deliver, held, take_back, two_editions, walk
from helpers.projects import LIMIT, contents
from helpers.servers import SshServer, free_port, make_key, ssh_server

from qprlib.delivery.address import read_target
from qprlib.delivery.read_back import check_target
from qprlib.delivery.settle import read_list
from qprlib.delivery.target import Store, open_store
from qprlib.ground.errors import DeliveryError, QprError, StorageError
from qprlib.ground.project import Project

pytest.importorskip("paramiko", reason="the extra sftp is not installed")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    with ssh_server(tmp_path_factory.mktemp("ssh")) as server:
        yield server


@pytest.fixture
def server(running: SshServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SshServer:
    """The server with an empty folder, seen by a user whose only key and known host it is."""
    folder = tmp_path / "served"
    folder.mkdir()
    as_user(running, monkeypatch)
    return replace(running, folder=folder)


def as_user(running: SshServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(running.home))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    monkeypatch.setenv("QPR_SFTP_TIMEOUT", str(LIMIT))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return two_editions(tmp_path / "project")


def connected(server: SshServer) -> Store:
    return open_store(read_target(server.target))


def problem_of(error: pytest.ExceptionInfo[QprError]) -> str:
    return error.value.problems[0].code


def test_a_year_over_sftp(server: SshServer, project: Project) -> None:
    store = connected(server)
    assert deliver(project, store, Q1).done
    assert deliver(project, store, Q2).done
    assert contents(server.folder / Q2) == contents(project.output(Q2))
    assert take_back(project, store, Q1).done
    assert deliver(project, store, Q1, again=True).done
    found = contents(server.folder)
    assert {path.partition("/")[0] for path in walk(found)} >= {Q1, Q2, "small", "index.html"}
    assert check_target(store, read_list(store)) == []
    assert sorted(path for path in found if path.startswith(".qpr/")) == [".qpr/published.json"]
    store.close()


def test_another_user_publishes_with_a_new_connection(server: SshServer, project: Project) -> None:
    for edition in (Q1, Q2, Q2):
        store = connected(server)
        deliver(project, store, edition)
        store.close()
    assert held(connected_folder(server)).keys() >= {f"{Q1}/manifest.json", f"{Q2}/manifest.json"}


def connected_folder(server: SshServer) -> Store:
    return open_store(read_target(str(server.folder)))


def test_an_unknown_server_is_refused_with_its_fingerprint(server: SshServer, monkeypatch: pytest.MonkeyPatch) -> None:
    known = server.known_hosts.read_text(encoding="utf-8")
    server.known_hosts.write_text("", encoding="utf-8")
    try:
        with pytest.raises(DeliveryError) as error:
            connected(server)
    finally:
        server.known_hosts.write_text(known, encoding="utf-8")
    assert problem_of(error) == "host-key-unknown"
    assert "SHA256:" in error.value.problems[0].found


def test_a_server_with_another_key_is_refused(server: SshServer, tmp_path: Path) -> None:
    known = server.known_hosts.read_text(encoding="utf-8")
    other = make_key(tmp_path / "other").split()
    server.known_hosts.write_text(f"[127.0.0.1]:{server.port} {other[0]} {other[1]}\n", encoding="utf-8")
    try:
        with pytest.raises(DeliveryError) as error:
            connected(server)
    finally:
        server.known_hosts.write_text(known, encoding="utf-8")
    assert problem_of(error) == "host-key-changed"


def test_a_user_whom_the_server_does_not_know_is_not_let_in(
    server: SshServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "stranger"
    (home / ".ssh").mkdir(parents=True)
    make_key(home / ".ssh" / "id_ed25519")
    shutil.copy(server.known_hosts, home / ".ssh" / "known_hosts")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("QPR_SFTP_PASSWORD", "correct-horse-battery")
    with pytest.raises(DeliveryError) as error:
        connected(server)
    assert problem_of(error) == "login-refused"
    assert "correct-horse" not in str(error.value)


def test_the_name_of_a_server_may_come_from_the_ssh_configuration(server: SshServer, project: Project) -> None:
    config = server.home / ".ssh" / "config"
    said = f"Host intranet\n  HostName 127.0.0.1\n  Port {server.port}\n  User {getpass.getuser()}\n"
    config.write_text(said, encoding="utf-8")
    try:
        store = open_store(read_target(f"sftp://intranet{server.folder}"))
        assert deliver(project, store, Q1).done
        store.close()
    finally:
        config.unlink()


def test_a_server_that_is_not_there_is_told(server: SshServer) -> None:
    with pytest.raises(DeliveryError) as error:
        open_store(read_target(f"sftp://127.0.0.1:{free_port()}/srv/reports"))
    assert problem_of(error) == "target-unreachable"


def test_a_server_that_says_nothing_is_given_up(server: SshServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QPR_SFTP_TIMEOUT", "0.3")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(DeliveryError) as error:
            open_store(read_target(f"sftp://127.0.0.1:{silent.getsockname()[1]}/srv/reports"))
    assert problem_of(error) == "target-unreachable"


def test_a_folder_that_is_not_there_is_not_made(server: SshServer) -> None:
    with pytest.raises(DeliveryError) as error:
        open_store(read_target(f"{server.target}/no/such/place"))
    assert problem_of(error) == "target-missing"


@pytest.mark.parametrize("pieces", [3, 40, 90])
def test_a_line_that_is_cut_in_the_midst_is_told_and_the_next_run_finishes(
    server: SshServer, project: Project, pieces: int
) -> None:
    with cut_line(server, pieces) as target, pytest.raises(QprError) as error:
        deliver(project, open_store(read_target(target)), Q1)
    assert problem_of(error) in {"target-unreachable", "connection-lost"}
    now = contents(server.folder)
    walk(now)
    store = connected(server)
    assert deliver(project, store, Q1).done
    assert contents(server.folder / Q1) == contents(project.output(Q1))
    store.close()


class cut_line:  # noqa: N801 - it reads as what it is: with cut_line(...)
    """A line to the server that is cut after so many pieces from us."""

    def __init__(self, server: SshServer, pieces: int) -> None:
        self._server, self._pieces = server, pieces
        self._ear = socket.socket()
        self._ends: list[socket.socket] = []

    def __enter__(self) -> str:
        self._ear.bind(("127.0.0.1", 0))
        self._ear.listen()
        threading.Thread(target=self._carry, daemon=True).start()
        port = self._ear.getsockname()[1]
        host = self._server.known_hosts.read_text(encoding="utf-8").split(" ", 1)[1]
        with self._server.known_hosts.open("a", encoding="utf-8") as file:
            file.write(f"[127.0.0.1]:{port} {host.splitlines()[0]}\n")
        return self._server.target.replace(f":{self._server.port}", f":{port}")

    def __exit__(self, *_: object) -> None:
        for one in [self._ear, *self._ends]:
            one.close()

    def _carry(self) -> None:
        ours, _ = self._ear.accept()
        theirs = socket.create_connection(("127.0.0.1", self._server.port))
        self._ends += [ours, theirs]
        threading.Thread(target=self._back, args=(theirs, ours), daemon=True).start()
        for _ in range(self._pieces):
            data = ours.recv(65536)
            if not data:
                break
            theirs.sendall(data)
        for one in (ours, theirs):
            one.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _back(source: socket.socket, to: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                to.sendall(data)
        except OSError:
            pass


def test_a_folder_that_may_not_be_written_is_told(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ssh_server(tmp_path / "ssh", "internal-sftp -R") as read_only:
        as_user(read_only, monkeypatch)
        store = connected(read_only)
        with pytest.raises(StorageError) as error:
            deliver(project, store, Q1)
        store.close()
    assert problem_of(error) == "no-permission"
    assert contents(read_only.folder) == {}
