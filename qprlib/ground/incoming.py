"""The one way in for files: what is no plain file, or cannot be read, is an error with a message."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from qprlib.ground.errors import InputError, Place, Problem, nearest

MOST_BYTES = 500_000_000
"""No file of figures or words is larger; a device or a broken disk may be."""

_CLOSE = "close it in other programs and see that you may read it"
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
                raise InputError(Problem("not-a-file", words, place, todo="put the file itself in its place"))
        if found.st_size > MOST_BYTES:
            words = f"the file has {found.st_size / 1e6:,.0f} MB, far more than any such file"
            raise InputError(Problem("unreadable-file", words, place, todo="see whether it is damaged"))
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(_missing(path, place)) from None
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno == errno.ELOOP:
            words = "this is a link that leads back to itself"
            raise InputError(Problem("not-a-file", words, place, todo="put the file itself in its place")) from None
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        words = f"the file cannot be read: {why}"
        raise InputError(Problem("unreadable-file", words, place, todo=_CLOSE)) from None


def read_text(path: Path, shown: str) -> str:
    """The text of a file in UTF-8, without a byte order mark; raises as :func:`read_bytes`, and for other encodings."""
    content = read_bytes(path, shown)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        words = f"the file is not UTF-8 text (byte {error.start + 1})"
        raise InputError(Problem("wrong-encoding", words, Place(shown), todo="save it again as UTF-8")) from None


def real_path(path: Path) -> Path:
    """A path by its own name, with the links of its folders followed; also where one leads back to itself."""
    return Path(os.path.realpath(path.parent)) / path.name


def _missing(path: Path, place: Place) -> Problem:
    try:
        beside = [other.name for other in path.parent.iterdir()]
    except OSError:
        beside = []
    if path.name in beside:
        return Problem("missing-file", "this is a link to a file that is not there", place, todo="put the file there")
    return Problem(
        code="missing-file",
        found="there is no such file",
        place=place,
        nearest=nearest(path.name, beside),
        todo="put the file there, or give the right name to the one that is meant",
    )
