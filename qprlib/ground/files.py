"""Writing a file in one step, and folders for a while: nothing half written is seen, and nothing of it stays.

What is not finished lies under a hidden name that says which process of which machine made it. Whoever writes there
next removes what was left by processes that were ended.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import tempfile
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Final

SOCKET_PATH_MOST: Final = 100
"""Longest path of a Unix socket in bytes; Linux allows 107, macOS 103."""

_UNFINISHED: Final = re.compile(r"\..*qpr-(?P<machine>[0-9a-f]{8})-(?P<process>[0-9]{1,9})-.*")
#: Seconds after which what another machine has left is left indeed: nothing takes as long to write.
_LONG: Final = 24 * 60 * 60.0


def put(path: Path, content: bytes | str) -> None:
    """Write a file in one step, if it does not hold that content already; its folder is made if it is not there.

    Whoever reads it sees the old content or the new one. A text is written as UTF-8, with the line ends it has.
    OSError if it cannot be written; it is as it was.
    """
    held = content.encode("utf-8") if isinstance(content, str) else content
    path = path.resolve() if path.is_symlink() else path
    if path.is_file() and path.read_bytes() == held:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    _clear(path.parent)
    half = path.with_name(f".{path.name}.{_mark()}-")
    try:
        half.write_bytes(held)
        half.replace(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def put_all(files: Mapping[Path, str]) -> None:
    """Write several files: all of them or, if one cannot be written, none (OSError)."""
    before = {path: path.read_bytes() if path.exists() else None for path in files}
    try:
        for path, content in files.items():
            put(path, content)
    except BaseException:
        for path, held in before.items():
            if held is None:
                path.unlink(missing_ok=True)
            else:
                put(path, held)
        raise


@contextmanager
def scratch(parent: Path | None = None) -> Iterator[Path]:
    """A folder of its own for as long as it is used, by default where the system keeps temporary files."""
    where = parent or Path(tempfile.gettempdir())
    where.mkdir(parents=True, exist_ok=True)
    _clear(where)
    folder = Path(tempfile.mkdtemp(prefix=f".{_mark()}-", dir=where))
    owner = os.getpid()
    try:
        yield folder
    finally:
        if os.getpid() == owner:  # a process forked meanwhile drops what it has of this when it ends
            shutil.rmtree(folder, ignore_errors=True)


def has_ended(process: int) -> bool:
    """Whether there is certainly no such process on this machine."""
    if os.name != "posix":  # elsewhere a look at a process would end it
        return False
    with suppress(PermissionError):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
    return False


def _mark() -> str:
    return f"qpr-{_machine()}-{os.getpid()}"


@cache
def _machine() -> str:
    return f"{zlib.crc32(platform.node().encode()):08x}"


@cache
def _clear(folder: Path) -> None:
    """Remove what ended processes have left unfinished in a folder, once for each process that writes there."""
    try:
        there = list(folder.iterdir())
    except OSError:
        return  # it may be written and not be read
    for path in there:
        made = _UNFINISHED.fullmatch(path.name)
        if made and _is_left(path, made["machine"], int(made["process"])):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with suppress(OSError):
                    path.unlink()


def _is_left(path: Path, machine: str, process: int) -> bool:
    if machine == _machine() and has_ended(process):
        return True
    try:
        return time.time() - path.lstat().st_mtime > _LONG
    except OSError:
        return False  # it is finished by now


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
