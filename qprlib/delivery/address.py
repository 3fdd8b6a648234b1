"""TARGET as a user types it: which kind of store, where on it, and no secret in it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from qprlib.ground.errors import CommandError, Problem, listing, nearest

FOLDER: Final = "file"
SFTP: Final = "sftp"

_ALLOWED: Final = "a folder or file share by its path, sftp://HOST/FOLDER, s3://BUCKET/FOLDER, or what fsspec knows"
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

#: What has to be installed for a kind of store, as this project names it, where fsspec has not got it itself.
EXTRAS: Final = {SFTP: "sftp", "s3": "s3"}


@dataclass(frozen=True, slots=True)
class Target:
    """Where editions are published.

    Parameters
    ----------
    protocol
        As fsspec names it: ``file``, ``sftp``, ``s3`` ...
    root
        The folder there, without a slash at its end.
    shown
        The whole as a user may see it: without anything that could be a secret.
    host, port, user
        Of a server; empty, None and empty where the address does not say.
    """

    protocol: str
    root: str
    shown: str
    host: str = ""
    port: int | None = None
    user: str = ""

    def page(self, path: str = "") -> str:
        """The address of a file there, as it is shown."""
        return f"{self.shown.rstrip('/')}/{path}"


def read_target(text: str) -> Target:
    """Read TARGET.

    Raises
    ------
    CommandError
        If it is nothing that can be published to, or it holds a password; that is never repeated.
    """
    text = text.strip()
    if not text:
        raise CommandError(
            Problem("no-target-named", "no target was named", allowed=_ALLOWED, todo="give it with --to")
        )
    match = _SCHEME.fullmatch(text)
    if not match:
        return _folder(text)
    protocol = _SAME.get(match[1].lower(), match[1].lower())
    rest = match[2]
    _refuse_secrets(protocol, rest)
    if protocol == FOLDER:
        return _folder(rest)
    _refuse_unknown(protocol)
    if protocol != SFTP:
        root = rest.rstrip("/")
        return Target(protocol, root, f"{protocol}://{root}")
    return _server(rest)


def _folder(text: str) -> Target:
    if _AS_SCP.match(text):  # user@host:folder, as scp has it; what stands before the @ may be a secret
        host, _, folder = text.rpartition("@")[2].partition(":")
        raise CommandError(
            Problem(
                code="unknown-target",
                found=f"'{host}:{folder}' after a user's name is an address for scp",
                allowed=_ALLOWED,
                nearest=f"sftp://USER@{host}/{folder.lstrip('/')}",
                todo="give it in that form",
            )
        )
    if _AS_WINDOWS.match(text) and os.name != "nt":  # it would become a folder of that odd name here
        raise CommandError(
            Problem(
                code="unknown-target",
                found=f"'{text}' is a path of Windows, and this is another system",
                allowed=_ALLOWED,
                todo="give the folder as which the share is connected here, as /mnt/intranet",
            )
        )
    if _AS_ADDRESS.match(text) and not _AS_DRIVE.match(text):
        raise CommandError(
            Problem(
                code="unknown-target",
                found="the target is neither an address nor a folder; it may hold a password and is not repeated",
                allowed=_ALLOWED,
                todo="write an address with ://, and one alone; a folder with a colon in its name as ./NAME",
            )
        )
    try:
        own = Path(text).expanduser()
    except RuntimeError:
        raise CommandError(
            Problem(
                code="unknown-target",
                found=f"there is no user '{text[1:].partition('/')[0]}' whose folder '{text}' could lie in",
                allowed=_ALLOWED,
                todo="write the whole path, or '~/' for a folder of your own",
            )
        ) from None
    path = Path(os.path.abspath(own))  # noqa: PTH100 - links are kept as the user knows them
    return Target(FOLDER, path.as_posix(), str(path))


def _server(rest: str) -> Target:
    parts = urlsplit(f"sftp://{rest}")
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or not parts.path.strip("/"):
        raise CommandError(
            Problem(
                code="unknown-target",
                found="the address names no server" if not host else "the address names no folder on the server",
                allowed="sftp://USER@HOST:PORT/FOLDER; user and port may be left out",
                todo="complete the address",
            )
        )
    user = unquote(parts.username or "")
    where = f"{f'{user}@' if user else ''}{host}{f':{port}' if port else ''}"
    path = unquote(parts.path).rstrip("/")
    root = path.removeprefix("/~/")  # from the user's own folder there, which is where a session begins
    return Target(SFTP, root, f"sftp://{where}{path}", host, port, user)


def _refuse_secrets(protocol: str, rest: str) -> None:
    """Refuse an address that holds a password or a key; nothing of it is repeated."""
    before, at, after = rest.rpartition("@")
    secret = at and (":" in before or protocol not in _WITH_USER)
    query = "?" in rest or "#" in rest
    if not secret and not query:
        return
    raise CommandError(
        Problem(
            code="secret-in-target",
            found=f"the address of {protocol}://{after.partition('/')[0].partition('?')[0]} holds a password, a key or"
            " a query",
            allowed="an address without them, as sftp://USER@HOST/FOLDER or s3://BUCKET/FOLDER",
            todo="take it out, as it would stay in the shell's history; passwords and keys come from the agent or from"
            " variables (docs/publishing.md). If it was real, change it",
        )
    )


def _refuse_unknown(protocol: str) -> None:
    """Refuse what fsspec does not know, or what cannot be written."""
    from fsspec.registry import available_protocols

    known = set(available_protocols()) - _READ_ONLY - _KEEPS_NOTHING
    if protocol not in known:
        kind = (
            "can be read and not written" if protocol in _READ_ONLY
            else "keeps nothing once the command has ended" if protocol in _KEEPS_NOTHING
            else "is not known"
        )  # fmt: skip
        raise CommandError(
            Problem(
                code="unknown-target",
                found=f"'{protocol}://' {kind}",
                allowed=f"{_ALLOWED}: {listing(sorted(known - {'local', 'ssh'}), 40)}",
                nearest=f"{near}://" if (near := nearest(protocol, known)) else "",
                todo="name a folder, or ask who runs the web server for its folder or its SFTP address",
            )
        )
