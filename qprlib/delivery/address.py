"""TARGET as a user types it: which kind of store, where on it, and no secret in it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from qprlib.ground.errors import CommandError, listing, nearest
from qprlib.ground.wordings import Wordings

FOLDER: Final = "file"
SFTP: Final = "sftp"

_WORDINGS: Final = Wordings(__file__)
_TARGETS: Final = "a folder or file share by its path, sftp://HOST/FOLDER, s3://BUCKET/FOLDER, or what fsspec knows"
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://(.*)", re.DOTALL)
_AS_WINDOWS: Final = re.compile(r"\\\\|[A-Za-z]:\\")
_AS_DRIVE: Final = re.compile(r"[A-Za-z]:(?![^/\\])")
_AS_SCP: Final = re.compile(r"[^/\\]+@[^/\\:]+:")
#: An address that was not written to the end, as sftp:/HOST, or one inside another, as zip::s3://...
_AS_ADDRESS: Final = re.compile(r"[^/\\]*:|[^./~].*:[^/\\]*@|//[^/]*[:@]")
_READ_ONLY: Final = frozenset(
    {"http", "https", "data", "git", "github", "gist", "zip", "tar", "libarchive", "reference"}
    | {"blockcache", "cached", "filecache", "simplecache"}
)
#: Of a command's own memory, or what another file system is wrapped in: nothing is there once the command has ended.
_KEEPS_NOTHING: Final = frozenset({"memory", "pyscript", "dask", "dir", "generic", "async_wrapper", "asyncwrapper"})
_WITH_USER: Final = frozenset({SFTP, "smb", "ftp"})  # with others, what stands before an @ is a key
_SAME: Final = {"ssh": SFTP, "local": FOLDER, "s3a": "s3"}

#: The library that a kind of store needs, where fsspec has not got it; our extra is named as the kind is.
LIBRARIES: Final = {SFTP: "paramiko", "s3": "s3fs"}


@dataclass(frozen=True, slots=True)
class DeliveryTarget:
    """Where editions are published."""

    protocol: str  #: as fsspec names it: ``file``, ``sftp``, ``s3`` ...
    root: str  #: the folder there, without a slash at its end
    shown: str  #: the whole as a user may see it: without anything that could be a secret
    host: str = ""  #: of a server; None and "" where the address does not say
    port: int | None = None
    user: str = ""

    def page(self, path: str = "") -> str:
        """The address of a file there, as it is shown."""
        return f"{self.shown.rstrip('/')}/{path}"


def read_target(text: str) -> DeliveryTarget:
    """Read TARGET; raises CommandError if nothing can be published there or it holds a password, never repeated."""
    text = text.strip()
    if not text:
        raise _refused("no-target-named")
    match = _SCHEME.fullmatch(text)
    if not match:
        return _folder(text)
    protocol = _SAME.get(match[1].lower(), match[1].lower())
    rest = match[2]
    before, at, after = rest.rpartition("@")
    if (at and (":" in before or protocol not in _WITH_USER)) or "?" in rest or "#" in rest:
        host = after.partition("/")[0].partition("?")[0]  # nothing else is repeated: it may hold a password or a key
        raise _refused("secret-in-target", address=f"{protocol}://{host}")
    if protocol == FOLDER:
        return _folder(rest)
    _refuse_unknown(protocol)
    if protocol == SFTP:
        return _server(rest)
    root = rest.rstrip("/")
    if protocol == "s3" and not root.partition("/")[0]:
        form = "s3://BUCKET/FOLDER; the folder may be left out"
        raise _refused("unknown-target.incomplete", missing="bucket", form=form)
    return DeliveryTarget(protocol, root, f"{protocol}://{root}")


def _refused(entry: str, nearest: str = "", **values: Any) -> CommandError:
    return CommandError(_WORDINGS.problem(entry, near=nearest, targets=_TARGETS, **values))


def _folder(text: str) -> DeliveryTarget:
    if _AS_SCP.match(text):  # user@host:folder, as scp has it; what stands before the @ may be a secret
        host, _, folder = text.rpartition("@")[2].partition(":")
        raise _refused("unknown-target.scp", f"sftp://USER@{host}/{folder.lstrip('/')}", host=host, folder=folder)
    if _AS_WINDOWS.match(text) and os.name != "nt":  # it would become a folder of that odd name here
        raise _refused("unknown-target.windows", text=text)
    if _AS_ADDRESS.match(text) and not _AS_DRIVE.match(text):
        raise _refused("unknown-target.neither")
    try:
        own = Path(text).expanduser()
    except RuntimeError:
        raise _refused("unknown-target.user", user=text[1:].partition("/")[0], text=text) from None
    path = Path(os.path.abspath(own))  # noqa: PTH100 - links are kept as the user knows them
    return DeliveryTarget(FOLDER, path.as_posix(), str(path))


def _server(rest: str) -> DeliveryTarget:
    parts = urlsplit(f"sftp://{rest}")
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or not parts.path.strip("/"):
        form = "sftp://USER@HOST:PORT/FOLDER; user and port may be left out"
        raise _refused("unknown-target.incomplete", missing="folder on the server" if host else "server", form=form)
    user = unquote(parts.username or "")
    where = f"{f'{user}@' if user else ''}{host}{f':{port}' if port else ''}"
    path = unquote(parts.path).rstrip("/")
    root = path.removeprefix("/~/")  # from the user's own folder there, which is where a session begins
    return DeliveryTarget(SFTP, root, f"sftp://{where}{path}", host, port, user)


def _refuse_unknown(protocol: str) -> None:
    """Refuse what fsspec does not know, or what cannot be written."""
    from fsspec.registry import available_protocols

    known = set(available_protocols()) - _READ_ONLY - _KEEPS_NOTHING
    if protocol in known:
        return
    why = "is not known"
    if protocol in _READ_ONLY:
        why = "can be read and not written"
    elif protocol in _KEEPS_NOTHING:
        why = "keeps nothing once the command has ended"
    near = nearest(protocol, known)
    others = listing(sorted(known - {"local", "ssh"}), 40)
    raise _refused("unknown-target.kind", near and f"{near}://", protocol=protocol, why=why, known=others)
