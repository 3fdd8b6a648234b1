"""A folder or file share by its plain path, with renames that are one step or an error."""

from __future__ import annotations

import os
from typing import Any

from fsspec.implementations.local import LocalFileSystem


class FolderFiles(LocalFileSystem):  # type: ignore[misc]  # fsspec has no types
    """fsspec's local files; theirs would copy piece by piece where a rename is not possible."""

    cachable = False

    def mv(self, path1: str, path2: str, **_: Any) -> None:
        """Rename in one step, also over a file that is there."""
        os.replace(self._strip_protocol(path1), self._strip_protocol(path2))  # noqa: PTH105
