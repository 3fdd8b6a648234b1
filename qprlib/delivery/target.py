"""The few operations that delivery needs of a target, on whatever fsspec reaches; their errors are worded here.

Paths are relative to the target, with forward slashes.
"""

from __future__ import annotations

import contextlib
import mimetypes
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from fsspec.implementations.local import LocalFileSystem

from qprlib.delivery.address import FOLDER, LIBRARIES, SFTP, DeliveryTarget
from qprlib.delivery.trouble import worded
from qprlib.ground.errors import CommandError
from qprlib.ground.project import Project
from qprlib.ground.wordings import Wordings

_WORDINGS: Final = Wordings(__file__)
#: Pages that change keep this heading on a store that is a web server too.
_ASK_AGAIN: Final = "no-cache"
#: What a web store says of a file that was to be made and is there.
_THERE_ALREADY: Final = ("PreconditionFailed", "pre-conditions")


class FolderFiles(LocalFileSystem):  # type: ignore[misc]  # fsspec has no types
    """fsspec's files of a folder or share; theirs would copy piece by piece where a rename is not possible."""

    cachable = False

    def mv(self, path1: str, path2: str, **_: Any) -> None:
        """Rename in one step, also over a file that is there."""
        os.replace(self._strip_protocol(path1), self._strip_protocol(path2))  # noqa: PTH105


class Store:
    """A target: an fsspec file system, and the folder there.

    One that ``renames`` does so with a file or folder in one step, over a file that is there; in others files are
    written in place, which a store of objects does in one step each.
    """

    def __init__(self, fs: Any, target: DeliveryTarget, *, renames: bool) -> None:
        self.fs = fs
        self.target = target
        self.renames = renames
        self._at_once = bool(getattr(fs, "async_impl", False))  # such stores list all at once and have no folders
        self._made: set[str] = set()

    def path(self, name: str = "") -> str:
        """A path as the file system has it."""
        return f"{self.target.root}/{name}".rstrip("/") if name else self.target.root

    @contextlib.contextmanager
    def _told(self, doing: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            raise worded(error, doing, self.target) from error

    def read(self, name: str) -> bytes | None:
        """The bytes of a file, None if there is none."""
        with self._told(f"reading {name}"):
            try:
                return bytes(self.fs.cat_file(self.path(name)))
            except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
                return None

    def exists(self, name: str) -> bool:
        """Whether there is a file or folder of that name."""
        with self._told(f"looking for {name}"):
            try:
                self.fs.info(self.path(name))
            except (FileNotFoundError, NotADirectoryError):
                return False
            return True

    def sizes(self, folder: str = "") -> dict[str, int]:
        """Every file below a folder with its size in bytes; nothing if there is no such folder."""
        root = self.path()
        found: Iterable[tuple[str, int]] = ()
        with self._told(f"listing {folder or 'the target'}"):
            if not self._at_once:
                found = self._walk(self.path(folder))
            else:
                with contextlib.suppress(FileNotFoundError):
                    there = self.fs.find(self.path(folder), detail=True)
                    found = [(name, int(info["size"] or 0)) for name, info in there.items()]
            # A store of objects leaves out the slash at the beginning of its paths, and others may add it.
            start = len(root.strip("/"))
            return {name.strip("/")[start:].strip("/"): size for name, size in found}

    def _walk(self, folder: str) -> Iterator[tuple[str, int]]:
        """What fsspec's own walk does, but an error is an error and no empty folder; links are not followed."""
        try:
            entries = self.fs.ls(folder, detail=True)
        except (FileNotFoundError, NotADirectoryError):
            return
        for one in sorted(entries, key=lambda one: str(one["name"])):
            name = str(one["name"])
            if one["type"] == "directory" and not one.get("islink"):
                yield from self._walk(name)
            elif name.strip("/") != folder.strip("/"):
                yield name, int(one["size"] or 0)

    def write(self, name: str, content: bytes, *, changes: bool = False) -> None:
        """Write a file; ``changes`` says of one on a web store that readers are to ask for it again."""
        with self._told(f"writing {name}"):
            self._make_folder(name)
            self.fs.pipe_file(self.path(name), content, **self._headings(name, changes))

    def create(self, name: str, content: bytes) -> bool:
        """Write a file if there is none, in one step where the store can; whether it was written."""
        with self._told(f"making {name}"):
            self._make_folder(name)
            full = self.path(name)
            try:
                if self.target.protocol == FOLDER:
                    with self.fs.open(full, "xb") as file:
                        file.write(content)
                else:
                    self.fs.pipe_file(full, content, mode="create")
            except Exception as error:
                if isinstance(error, FileExistsError) or any(words in str(error) for words in _THERE_ALREADY):
                    return False
                # Some servers give no reason for refusing what is there already.
                if isinstance(error, OSError) and error.errno is None and self.fs.exists(full):
                    return False
                raise
            return True

    def move(self, old: str, new: str) -> None:
        """Rename a file or folder in one step; only where :attr:`renames`."""
        with self._told(f"putting {new} in its place"):
            self._make_folder(new)
            self.fs.mv(self.path(old), self.path(new))
            self._made = {made for made in self._made if not f"{made}/".startswith(f"{self.path(old)}/")}

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        with self._told(f"removing {name}"), contextlib.suppress(FileNotFoundError, NotADirectoryError):
            if hasattr(self.fs, "rm_file"):
                self.fs.rm_file(self.path(name))
            else:
                self.fs.rm(self.path(name))

    def tidy(self, folders: set[str]) -> None:
        """Remove folders that are empty; what cannot be removed stays, as it harms nobody."""
        for folder in sorted(folders, key=lambda name: name.count("/"), reverse=True):
            with contextlib.suppress(Exception):
                if not self.fs.ls(self.path(folder), detail=False):
                    self.fs.rmdir(self.path(folder))
            self._made.discard(self.path(folder))

    def close(self) -> None:
        """End the connection, if it is one."""
        if hasattr(self.fs, "close"):
            with contextlib.suppress(Exception):
                self.fs.close()

    def _make_folder(self, name: str) -> None:
        folder = self.path(name).rpartition("/")[0]
        if folder and folder not in self._made and not self._at_once:
            self.fs.makedirs(folder, exist_ok=True)
            self._made.add(folder)

    def _headings(self, name: str, changes: bool) -> dict[str, str]:
        """What a store of objects tells browsers of a file."""
        if self.target.protocol != "s3":
            return {}
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        kind += "; charset=utf-8" if kind.startswith("text/") else ""
        return {"ContentType": kind, **({"CacheControl": _ASK_AGAIN} if changes else {})}


def open_store(target: DeliveryTarget, project: Project | None = None) -> Store:
    """Connect to a target.

    Raises CommandError if it is the project's own folder of renders or a library is missing, DeliveryError if it cannot
    be reached, is not there, or does not let us in.
    """
    if project and target.protocol == FOLDER and Path(target.root).resolve().is_relative_to(project.outputs.resolve()):
        raise CommandError(_WORDINGS.problem("unknown-target.outputs"))
    try:
        return _connected(target)
    except ImportError as error:
        name = LIBRARIES.get(target.protocol) or getattr(error, "name", None) or str(error)
        install = f"install what '{name}' names"
        if target.protocol in LIBRARIES:
            install = f"run: python -m pip install 'qprlib[{target.protocol}]'"
        problem = _WORDINGS.problem("library-missing", protocol=target.protocol, name=name, install=install)
        raise CommandError(problem) from None
    except Exception as error:
        raise worded(error, "connecting", target, connected=False) from error


def _connected(target: DeliveryTarget) -> Store:
    if target.protocol == FOLDER:
        if not os.path.isdir(target.root) and not os.path.isdir(os.path.dirname(target.root)):  # noqa: PTH112, PTH120
            raise worded(FileNotFoundError(), "looking for it", target)
        return Store(FolderFiles(), target, renames=True)
    if target.protocol == SFTP:
        from qprlib.delivery.sftp import connect

        server = connect(target)
        above = target.root.rpartition("/")[0] or ("/" if target.root.startswith("/") else ".")
        if not server.isdir(target.root) and not server.isdir(above):
            raise worded(FileNotFoundError(), "looking for it", target)
        return Store(server, target, renames=True)
    from fsspec.core import url_to_fs

    fresh = {"skip_instance_cache": True, "use_listings_cache": False}
    files, root = url_to_fs(f"{target.protocol}://{target.root}", **fresh)
    if target.protocol == "s3":
        files.ls(root.partition("/")[0], detail=False)  # a bucket that is not there is told at once
    return Store(files, replace(target, root=root.rstrip("/")), renames=False)
