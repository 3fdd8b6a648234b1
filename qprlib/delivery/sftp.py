"""SFTP with the server's key held to known_hosts; fsspec's own would take any key it has not met."""

from __future__ import annotations

import base64
import hashlib
import io
import logging
import os
from pathlib import Path
from typing import Any, Final

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem

from qprlib.delivery.address import DeliveryTarget
from qprlib.delivery.trouble import UnknownHostKeyError

#: Where a password or a key's words may come from, if there is no agent.
PASSWORD: Final = "QPR_SFTP_PASSWORD"
PASSPHRASE: Final = "QPR_SFTP_PASSPHRASE"
#: Seconds without an answer after which a server is given up; docs/publishing.md names it.
TIMEOUT_VARIABLE: Final = "QPR_SFTP_TIMEOUT"
TIMEOUT: Final = 30.0

_WINDOW: Final = 32768


class _Refuse(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]  # paramiko has no types
    """No key is taken on trust."""

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        """Say which key it is, so that it can be compared with what the server's keeper says."""
        digest = base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode("ascii").rstrip("=")
        raise UnknownHostKeyError(hostname, key.get_name(), f"SHA256:{digest}")


class CheckedSFTP(SFTPFileSystem):  # type: ignore[misc]  # fsspec has no types
    """fsspec's SFTP: strict about keys, with a limit for every answer, and fast on slow lines."""

    cachable = False

    def _connect(self) -> None:
        logging.getLogger("paramiko").addHandler(logging.NullHandler())
        logging.getLogger("paramiko").propagate = False  # what goes wrong is told once, in our own words
        self.client = paramiko.SSHClient()
        self.client.set_missing_host_key_policy(_Refuse())
        for file in self.ssh_kwargs.pop("known_hosts"):
            if Path(file).is_file():
                self.client.load_system_host_keys(file)
        timeout = self.ssh_kwargs.pop("answer")
        self.client.connect(self.host, **self.ssh_kwargs)
        self.ftp = self.client.open_sftp()
        self.ftp.get_channel().settimeout(timeout)

    def close(self) -> None:
        """End the connection."""
        self.client.close()

    def cat_file(self, path: str, start: Any = None, end: Any = None, **_: Any) -> bytes:
        """The bytes of a file, asked for ahead of their arrival."""
        held = io.BytesIO()
        self.ftp.getfo(self._strip_protocol(path), held)
        return held.getvalue()

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **_: Any) -> None:
        """Write a file; in the mode ``create`` only if it is not there."""
        with self.ftp.open(self._strip_protocol(path), "wx" if mode == "create" else "w", _WINDOW) as file:
            file.set_pipelined(True)
            file.write(value)

    def mv(self, old: str, new: str, **_: Any) -> None:
        """Rename in one step, also over a file that is there."""
        self.ftp.posix_rename(self._strip_protocol(old), self._strip_protocol(new))


def connect(target: DeliveryTarget) -> CheckedSFTP:
    """A connection to a server, with what ``~/.ssh/config`` says of it.

    Secrets are taken from the agent, from keys in ``~/.ssh``, or from the variables :data:`PASSWORD` and
    :data:`PASSPHRASE`.
    """
    home = Path.home() / ".ssh"
    config = home / "config"
    said: dict[str, Any] = {}
    if config.is_file():
        said = dict(paramiko.SSHConfig.from_path(str(config)).lookup(target.host))
    known = said.get("userknownhostsfile", "").split() or [str(home / "known_hosts"), str(home / "known_hosts2")]
    timeout = float(os.environ.get(TIMEOUT_VARIABLE) or TIMEOUT)
    options: dict[str, Any] = {
        "username": target.user or said.get("user"),
        "port": target.port or int(said.get("port", 22)),
        "password": os.environ.get(PASSWORD),
        "passphrase": os.environ.get(PASSPHRASE),
        "key_filename": [str(Path(name).expanduser()) for name in said.get("identityfile", [])] or None,
        **dict.fromkeys(("timeout", "banner_timeout", "auth_timeout", "channel_timeout", "answer"), timeout),
        "known_hosts": ["/etc/ssh/ssh_known_hosts", *(str(Path(name).expanduser()) for name in known)],
    }
    return CheckedSFTP(said.get("hostname", target.host), **options)
