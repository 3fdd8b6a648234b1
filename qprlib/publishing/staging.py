"""Where an edition is made, and how it takes the place of the last one in a single step.

A render works in ``outputs/.staging/<edition>/`` and is moved to ``outputs/<edition>/`` only when it is
whole: whoever looks there sees the old edition or the new one and never a mixture. A failed run leaves the
last good edition as it was, and its own remains in the staging folder for inspection.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from filelock import FileLock, Timeout

from qprlib.errors import BusyError, Place, Problem, StorageError

STAGING: Final = ".staging"

FULL_DISK: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Numbers of the system's errors that mean that nothing more can be stored."""

_DENIED: Final = frozenset({errno.EACCES, errno.EPERM})
_STORAGE: Final = FULL_DISK | _DENIED | {errno.EROFS, errno.EIO, errno.ENOTDIR}

_ERRNO: Final = re.compile(r"\[Errno (\d+)\]|\(os error (\d+)\)")  # as Python and as Rust, so typst, write it

_RENAME_EXCHANGE: Final = 2  # linux/fs.h
_AT_FDCWD: Final = -100  # fcntl.h
# The system or the file system does not know the exchange of two names.
_NO_EXCHANGE: Final = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})


def storage_problem(error: OSError, doing: str, place: Place | None = None) -> Problem:
    """What a failed write means to the user.

    Parameters
    ----------
    error
        The system's error.
    doing
        What was being done, as ``writing the site``.
    place
        Where; by default the file the error names.
    """
    where = place or Place(file=str(error.filename or ""))
    if error.errno in FULL_DISK:
        return Problem(
            code="disk-full",
            found=f"there was no room left while {doing}",
            place=where,
            todo="free some space on that disk and render again; the last good edition is untouched",
        )
    if error.errno in _DENIED:
        return Problem(
            code="no-permission",
            found=f"the system refused access while {doing}",
            place=where,
            todo="see who owns that folder, and whether one of its files is open in another program",
        )
    if error.errno == errno.EROFS:
        return Problem(
            code="read-only",
            found=f"the disk cannot be written, while {doing}",
            place=where,
            todo="work in a folder on a disk that can be written",
        )
    return Problem(
        code="storage-failed",
        found=f"the system failed while {doing}: {error.strerror or error}",
        place=where,
        todo="see to the disk and render again; the last good edition is untouched",
    )


@contextlib.contextmanager
def storage_errors(doing: str, path: Path | None = None) -> Iterator[None]:
    """Turn the system's errors about storage into :class:`StorageError`; others pass.

    Parameters
    ----------
    doing
        What is being done, to complete "while ...": ``writing the site``.
    path
        The file or folder to name; by default the one the error names.
    """
    try:
        yield
    except OSError as error:
        number = _number(error)
        if number not in _STORAGE:
            raise
        place = None if path is None else Place(file=path.as_posix())
        plain = OSError(number, error.strerror, error.filename)
        raise StorageError(storage_problem(plain, doing, place)) from error


def _number(error: OSError) -> int | None:
    """The system's number of an error, also where only words are left of it: typst, and a folder that is copied."""
    found = None if error.errno else _ERRNO.search(str(error))
    return int(found[1] or found[2]) if found else error.errno


class Staging:
    """The right to render one edition, and the folder to do it in.

    Use it as a context manager: on entry it takes the edition's lock, puts right what an interrupted run
    left, and makes :attr:`folder` empty; on exit it gives the lock back.

    Parameters
    ----------
    outputs
        The project's ``outputs`` folder; it is made.
    edition
        Id of the edition.

    Attributes
    ----------
    folder
        ``outputs/.staging/<edition>``, where the edition is made.
    target
        ``outputs/<edition>``, where :meth:`promote` puts it.
    """

    def __init__(self, outputs: Path, edition: str) -> None:
        if not edition or edition.startswith(".") or Path(edition).name != edition:
            raise ValueError(f"not the name of an edition: {edition!r}")
        self.edition = edition
        self.target = outputs / edition
        self.folder = outputs / STAGING / edition
        self._aside = outputs / STAGING / f"{edition}.old"
        self._holder = outputs / STAGING / f"{edition}.pid"
        self._lock = FileLock(outputs / STAGING / f"{edition}.lock")

    def __enter__(self) -> Self:
        with storage_errors("preparing the staging folder", self.folder):
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                raise self._busy() from None
            try:
                self._holder.write_text(f"{os.getpid()}\n", encoding="ascii")
                self._recover()
                _remove(self.folder)
                self.folder.mkdir()
            except BaseException:
                self._release()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._release()

    def promote(self) -> Path:
        """Put the staged edition in the place of the last one, in one step, and return that place.

        Raises
        ------
        StorageError
            The folder cannot be moved; the last edition is where it was.
        """
        with storage_errors("putting the finished edition in its place", self.target):
            if not os.path.lexists(self.target):
                self.folder.rename(self.target)
            elif _exchange(self.folder, self.target):
                _remove(self.folder, strictly=False)
            else:
                self._swap()
        return self.target

    def _swap(self) -> None:
        """Two renames, where names cannot be exchanged; :meth:`_recover` mends what stops between them."""
        self.target.rename(self._aside)
        try:
            self.folder.rename(self.target)
        except OSError:
            self._aside.rename(self.target)
            raise
        _remove(self._aside, strictly=False)

    def _recover(self) -> None:
        if os.path.lexists(self._aside):
            if os.path.lexists(self.target):
                _remove(self._aside)
            else:
                self._aside.rename(self.target)

    def _release(self) -> None:
        with contextlib.suppress(OSError):
            self._holder.unlink()
        self._lock.release()

    def _busy(self) -> BusyError:
        try:
            holder = f" (process {int(self._holder.read_text(encoding='ascii'))})"
        except (OSError, ValueError):
            holder = ""
        return BusyError(
            Problem(
                code="edition-busy",
                found=f"another run{holder} is at work on edition {self.edition}",
                place=Place(file=f"{self.target.parent.name}/{STAGING}/{self.edition}.lock"),
                todo="wait until it has ended, or end it, and render again",
            )
        )


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; False where that cannot be done."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):  # a C library from before 2018
        return False
    if renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NO_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _remove(path: Path, *, strictly: bool = True) -> None:
    """Remove a file or a whole folder, if it is there.

    When not ``strictly``, what cannot be removed stays: the next run tries again.
    """
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError:
        if strictly:
            raise
