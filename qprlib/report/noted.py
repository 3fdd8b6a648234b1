"""Which tables a page has read beside those of the edition: noted by the page, and taken up by the render."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from qprlib.ground.files import file_sha256

#: Set by the renderer to the file in which a page notes what it reads; absent in JupyterLab.
NOTES_VARIABLE = "QPR_NOTES"


def note_read(path: Path) -> None:
    """Note that this page reads a file, as it is now; nothing where no page is rendered."""
    if named := os.environ.get(NOTES_VARIABLE):
        notes = Path(named)
        notes.parent.mkdir(parents=True, exist_ok=True)
        with notes.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps([str(path), file_sha256(path)]) + "\n")


def note_again(folder: Path) -> None:
    """Note what was read for something that this page takes in, as it was then."""
    named = os.environ.get(NOTES_VARIABLE)
    for notes in sorted(folder.glob("*")) if named else ():
        Path(str(named)).parent.mkdir(parents=True, exist_ok=True)
        with Path(str(named)).open("a", encoding="utf-8") as lines:
            lines.write(notes.read_text(encoding="utf-8"))


def notes_of(folder: Path) -> Mapping[Path, set[str]]:
    """Every file that the pages of a render have noted, with the hashes of what they found in it."""
    found: dict[Path, set[str]] = {}
    for notes in sorted(folder.glob("*")):
        for line in notes.read_text(encoding="utf-8").splitlines():
            file, digest = json.loads(line)
            found.setdefault(Path(file), set()).add(digest)
    return found
