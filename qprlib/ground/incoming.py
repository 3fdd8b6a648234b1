"""The one way in for files: what is no plain file, or cannot be read, is an error with a message."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from qprlib.ground.errors import InputError, Place, Problem
from qprlib.ground.wordings import PROBLEMS

MOST_BYTES = 500_000_000
"""No file of figures or words is larger; a device or a broken disk may be."""

_KINDS = (
    (stat.S_ISDIR, "this is a folder, not a file"),
    (stat.S_ISFIFO, "this is a pipe, not a file"),
    (stat.S_ISSOCK, "this is a socket, not a file"),
    (stat.S_ISCHR, "this is a device, not a file"),
    (stat.S_ISBLK, "this is a device, not a file"),
)


def read_bytes(path: Path, shown: str, row: int | None = None) -> bytes:
    """The content of a file, ``shown`` in messages; ``row`` is the line that names it, where that is another file's.

    It is asked what it is before it is opened: a pipe would wait for ever.

    InputError if there is no such file (the nearest name beside it is given), it is no plain file, or it cannot be
    read.
    """
    place = Place(shown, row=row)
    try:
        found = path.stat()
        for is_kind, words in _KINDS:
            if is_kind(found.st_mode):
                raise InputError(PROBLEMS.problem("not-a-file", place, words=words))
        if found.st_size > MOST_BYTES:
            raise InputError(PROBLEMS.problem("unreadable-file.large", place, size=found.st_size / 1e6))
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(_missing(path, place)) from None
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno == errno.ELOOP:
            words = "this is a link that leads back to itself"
            raise InputError(PROBLEMS.problem("not-a-file", place, words=words)) from None
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(PROBLEMS.problem("unreadable-file", place, why=why)) from None


def read_text(path: Path, shown: str) -> str:
    """The text of a file in UTF-8, without a byte order mark; raises as :func:`read_bytes`, and for other encodings."""
    content = read_bytes(path, shown)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(PROBLEMS.problem("wrong-encoding", Place(shown), byte=error.start + 1)) from None


def real_path(path: Path) -> Path:
    """A path by its own name, with the links of its folders followed; also where one leads back to itself."""
    return Path(os.path.realpath(path.parent)) / path.name


def _missing(path: Path, place: Place) -> Problem:
    try:
        beside = [other.name for other in path.parent.iterdir()]
    except OSError:
        beside = []
    if path.name in beside:
        return PROBLEMS.problem("missing-file.link", place)
    return PROBLEMS.unknown("missing-file", path.name, beside, place)
