"""Where an edition is made, and how it takes the place of the last one in a single step.

A render works in ``outputs/.staging/<edition>/`` and is moved to ``outputs/<edition>/`` only when it is
whole: whoever looks there sees the old edition or the new one and never a mixture. A failed run leaves the
last good edition as it was, and its own remains in the staging folder for inspection.

A draft goes to ``outputs/<edition>-draft/``, so that it never takes the place of a final edition; a final edition
supersedes the draft. What a replaced edition said is kept in ``outputs/.earlier/<edition>/``.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from filelock import FileLock, Timeout

from qprlib.ground.errors import BusyError, Place, Problem, StorageError
from qprlib.ground.files import put
from qprlib.ground.project import DRAFT, EARLIER
from qprlib.publishing.run.jobs import WORDINGS

STAGING: Final = ".staging"

RECORD: Final = "record.json"
"""The file of an edition that holds what it says."""

KEPT_MOST: Final = 50
"""So many records of one edition's earlier renders are kept."""

FULL_DISK: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Numbers of the system's errors that mean that nothing more can be stored."""

_CODES: Final = {
    **dict.fromkeys(FULL_DISK, "disk-full"),
    **dict.fromkeys((errno.EACCES, errno.EPERM), "no-permission"),
    errno.EROFS: "read-only",
}
_STORAGE: Final = {*_CODES, errno.EIO, errno.ENOTDIR}

_ERRNO: Final = re.compile(r"\[Errno (\d+)\]|\(os error (\d+)\)")  # as Python and as Rust, so typst, write it

_RENAME_EXCHANGE: Final = 2  # linux/fs.h
_AT_FDCWD: Final = -100  # fcntl.h
# The system or the file system does not know the exchange of two names.
_NO_EXCHANGE: Final = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})


def storage_problem(error: OSError, doing: str, place: Place | None = None) -> Problem:
    """What a failed write means to the user; ``doing`` is what was being done, as ``writing the site``."""
    where = place or Place(file=str(error.filename or ""))
    code = _CODES.get(error.errno or 0, "storage-failed")
    return WORDINGS.problem(code, where, doing=doing, why=error.strerror or error)


@contextlib.contextmanager
def storage_errors(doing: str, path: Path | None = None) -> Iterator[None]:
    """Turn the system's errors about storage into StorageError, others pass; ``doing`` completes "while ..."."""
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

    Use it as a context manager: on entry it takes the edition's lock, puts right what an interrupted run left, and
    makes ``folder`` empty (``outputs/.staging/<edition>``); on exit it gives the lock back. Draft and final renders of
    one edition share one lock. :meth:`promote` puts the folder at ``target``, and notes in ``warnings`` what it had to
    leave undone.
    """

    def __init__(self, outputs: Path, edition: str, *, draft: bool = False) -> None:
        if not edition or edition.startswith(".") or Path(edition).name != edition:
            raise ValueError(f"not the name of an edition: {edition!r}")
        self.edition = edition
        self.warnings: tuple[Problem, ...] = ()
        self._final = outputs / edition
        self._draft = outputs / f"{edition}{DRAFT}"
        self._is_draft = draft
        self.target = self._draft if draft else self._final
        self.folder = outputs / STAGING / edition
        self._earlier = outputs / EARLIER / edition
        self._superseded = outputs / STAGING / f"{self._draft.name}.gone"
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

        A final edition then removes the draft that it supersedes. The record of what was replaced is kept. Raises
        StorageError if the folder cannot be moved; the last edition is where it was.
        """
        replaced = [self.target] if self._is_draft else [self._final, self._draft]
        records = [_read_record(folder) for folder in replaced]
        with storage_errors("putting the finished edition in its place", self.target):
            if not os.path.lexists(self.target):
                self.folder.rename(self.target)
            elif _exchange(self.folder, self.target):
                _remove(self.folder, strictly=False)
            else:
                self._swap()
        self._keep([record for record in records if record])
        if not self._is_draft:
            self._remove_draft()
        return self.target

    def _keep(self, records: Sequence[bytes]) -> None:
        """Keep records, oldest first, but none twice in a row; what cannot be kept is lost: no render fails for it."""
        with contextlib.suppress(OSError):
            kept = sorted((path for path in self._earlier.glob("*.json") if path.stem.isdecimal()), key=_number_of)
            known = [_read_record(self.target), kept[-1].read_bytes() if kept else b""]
            for record in records:
                if record not in known:
                    path = self._earlier / f"{_number_of(kept[-1]) + 1 if kept else 1:03}.json"
                    put(path, record)
                    kept.append(path)
                    known.append(record)
            for path in kept[:-KEPT_MOST]:
                path.unlink()

    def _remove_draft(self) -> None:
        """Remove the draft, all at once for whoever looks there."""
        if not os.path.lexists(self._draft):
            return
        try:
            _remove(self._superseded)
            self._draft.rename(self._superseded)
        except OSError as error:
            self.warnings = (
                WORDINGS.problem(
                    "draft-left",
                    Place(file=f"{self._draft.parent.name}/{self._draft.name}"),
                    why=error.strerror or error,
                ),
            )
        else:
            _remove(self._superseded, strictly=False)

    def _swap(self) -> None:
        """Two renames, where names cannot be exchanged; :meth:`_recover` mends what stops between them."""
        aside = self._aside(self.target)
        self.target.rename(aside)
        try:
            self.folder.rename(self.target)
        except OSError:
            aside.rename(self.target)
            raise
        _remove(aside, strictly=False)

    def _aside(self, target: Path) -> Path:
        return self.folder.with_name(f"{target.name}.old")

    def _recover(self) -> None:
        for target in (self._final, self._draft):
            aside = self._aside(target)
            if os.path.lexists(aside):
                if os.path.lexists(target):
                    _remove(aside)
                else:
                    aside.rename(target)
        _remove(self._superseded, strictly=False)

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
            WORDINGS.problem(
                "edition-busy",
                Place(file=f"{self.target.parent.name}/{STAGING}/{self.edition}.lock"),
                holder=holder,
                edition=self.edition,
            )
        )


def _read_record(folder: Path) -> bytes:
    """The record of an edition's folder, empty if there is none to be read."""
    try:
        return (folder / RECORD).read_bytes()
    except OSError:
        return b""


def _number_of(record: Path) -> int:
    return int(record.stem)


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
    """Remove a file or folder, if it is there; if not ``strictly``, what cannot be removed waits for the next run."""
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError:
        if strictly:
            raise
