"""Servers that tests start for themselves, on loopback alone: OpenSSH for SFTP, and one that speaks S3."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from helpers.projects import LIMIT

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
_PRIVSEP = Path("/run/sshd")


@dataclass(frozen=True)
class SshServer:
    """A running server, the home of a user it knows, and a folder that it serves."""

    port: int
    home: Path
    folder: Path

    @property
    def target(self) -> str:
        return f"sftp://{getpass.getuser()}@127.0.0.1:{self.port}{self.folder}"

    @property
    def known_hosts(self) -> Path:
        return self.home / ".ssh" / "known_hosts"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def make_key(path: Path) -> str:
    """A new key without a passphrase; its public half."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path.with_suffix(".pub").read_text(encoding="utf-8").strip()


@contextmanager
def ssh_server(folder: Path, sftp: str = "internal-sftp") -> Iterator[SshServer]:
    """OpenSSH's server with keys of its own; skips, with the reason, where it cannot run. ``sftp`` is its subsystem."""
    if not SSHD or not shutil.which("ssh-keygen"):
        pytest.skip("OpenSSH's server is not installed (openssh-server)")
    if os.geteuid() == 0:
        _PRIVSEP.mkdir(mode=0o755, exist_ok=True)
    home, server, files = folder / "home", folder / "server", folder / "files"
    for one in (home / ".ssh", server, files):
        one.mkdir(parents=True)
    (home / ".ssh").chmod(0o700)
    host = make_key(server / "host")
    (server / "authorized").write_text(make_key(home / ".ssh" / "id_ed25519") + "\n", encoding="utf-8")
    port = free_port()
    settings = {
        "ListenAddress": "127.0.0.1",
        "Port": port,
        "HostKey": server / "host",
        "AuthorizedKeysFile": server / "authorized",
        "PidFile": "none",
        "StrictModes": "no",
        "UsePAM": "no",
        "PasswordAuthentication": "no",
        "KbdInteractiveAuthentication": "no",
        "PermitRootLogin": "yes",
        "MaxStartups": "100",
        "Subsystem": f"sftp {sftp}",
    }
    config = server / "sshd_config"
    config.write_text("".join(f"{name} {value}\n" for name, value in settings.items()), encoding="utf-8")
    log = (server / "log").open("wb")
    process = subprocess.Popen([SSHD, "-D", "-e", "-f", str(config)], stdout=log, stderr=log)
    try:
        _wait_for(port, process, server / "log")
        made = SshServer(port, home, files)
        made.known_hosts.write_text(f"[127.0.0.1]:{port} {' '.join(host.split()[:2])}\n", encoding="utf-8")
        yield made
    finally:
        process.terminate()
        process.wait(timeout=LIMIT)
        log.close()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        if process.poll() is not None:
            said = log.read_text(encoding="utf-8", errors="replace")[-300:]
            pytest.skip(f"OpenSSH's server does not run here: {said}")
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("OpenSSH's server did not begin to listen")
