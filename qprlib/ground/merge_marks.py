"""The marks that an unfinished merge leaves in a file: where they stand, and what is told of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from qprlib.ground.errors import Place, Problem
from qprlib.ground.wordings import PROBLEMS

#: A line that git, or nbdime inside a cell, puts between two versions. Without a word behind it, a row of upright
#: strokes may be that of a table; seven equals signs stand alone in any case.
_MARK: Final = re.compile(r"(?:<{7}|>{7})(?:\s.*)?|\|{7}\s+\S.*|={7}\s*")
_LINE_ENDS: Final = re.compile(r"\r\n|\r|\n")


def lines_of(text: str) -> list[str]:
    """The lines of a text as an editor and a Markdown parser count them; other signs that Python breaks at do not."""
    return _LINE_ENDS.split(text)


def merge_marks(text: str) -> list[tuple[int, str]]:
    """Line, counted from 1, and words of every mark of an unfinished merge in a text."""
    if not any(sign in text for sign in ("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        return []
    return [(number, line.strip()) for number, line in enumerate(lines_of(text), start=1) if _MARK.fullmatch(line)]


def merge_problem(text: str, place: Place, todo: str, where: str = "") -> Problem | None:
    """The one problem of a text that was merged and not put in order again, None where there is no mark.

    The line becomes the row of its place, or inside a cell is named in words: ``line 3`` and ``where``.
    """
    marks = merge_marks(text)
    if not marks:
        return None
    line, mark = marks[0]
    at = f"line {line}{where}: " if place.cell else ""
    more = f" (lines {', '.join(str(number) for number, _ in marks)} have marks)" if len(marks) > 1 else ""
    if not place.cell:
        place = Place(place.file, row=line)
    return PROBLEMS.problem("unfinished-merge", place, at=at, mark=mark[:40], more=more, todo=todo)


def own_version(text: str) -> str:
    """A text with the versions of whoever merged, and without marks: what is shown until the merge is put in order."""
    return "\n".join(_own(lines_of(text))) if merge_marks(text) else text


def _own(lines: list[str]) -> Iterator[str]:
    inside, kept = False, True
    for line in lines:
        if not _MARK.fullmatch(line):
            if kept:
                yield line
        elif line.startswith("<"):
            # nbdime says on one line that the other side deleted a cell.
            inside = ">>>>>>>" not in line
            kept = True
        elif line.startswith(">"):
            inside, kept = False, True
        else:
            kept = not inside
