"""What can go wrong, said once: one exception family, one exit code for each kind of trouble.

A user's mistake is a :class:`Problem` with a place, what is allowed and what to do next. A run collects
every problem it can find and raises one :class:`QprError` that carries them all; the command line prints
it without a traceback. The table of exit codes in ``docs/errors.md`` is held to this module by a test.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby
from typing import ClassVar


class Severity(StrEnum):
    """How grave a problem is: an error stops a render, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem was found."""

    file: str = ""  #: as the user knows it, relative to the project
    row: int | None = None  #: as an editor counts lines: the header of a CSV is line 1
    column: str = ""
    key: str = ""  #: in a YAML file, as ``pages.3.notebook``
    notebook: str = ""
    cell: int | None = None  #: of the notebook, counted from 1
    indicator: str = ""

    def __str__(self) -> str:
        parts = [
            self.file,
            self.notebook and f"notebook {self.notebook}",
            f"cell {self.cell}" if self.cell is not None else "",
            f"row {self.row}" if self.row is not None else "",
            self.column and f"column {self.column}",
            self.key and f"key {self.key}",
            self.indicator and f"indicator {self.indicator}",
        ]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and how to put it right."""

    code: str  #: name of its kind, such as ``unknown-indicator``, kept for ever
    found: str
    place: Place = field(default_factory=Place)
    allowed: str = ""
    nearest: str = ""  #: likely meaning of what was found
    todo: str = ""
    severity: Severity = Severity.ERROR

    def lines(self) -> list[str]:
        """The problem as lines of plain text, the first with its place and code."""
        where = f"{self.place}: " if str(self.place) else ""
        said = [f"{self.severity}: {where}{self.found} [{self.code}]"]
        if self.allowed:
            said.append(f"  allowed: {self.allowed}")
        if self.nearest:
            said.append(f"  did you mean: {self.nearest}?")
        if self.todo:
            said.append(f"  next: {self.todo}")
        return said

    def __str__(self) -> str:
        return "\n".join(self.lines())


class QprError(Exception):
    """A run cannot go on; carries every problem that was found.

    Subclasses fix ``exit_code`` and ``meaning``, which the command line and ``docs/errors.md`` use.
    """

    exit_code: ClassVar[int] = 1
    meaning: ClassVar[str] = "a fault of the suite itself: please report it"

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[QprError], tuple[tuple[Problem, ...]]]:
        # Raised in worker processes too: the problems must survive the way back.
        return type(self), (self.problems,)


class CommandError(QprError):
    """The command line names something that does not exist or cannot be combined."""

    exit_code = 2
    meaning = "the command line: an unknown command, option, edition or publisher"


class InputError(QprError):
    """Params, data or commentary have errors; all of them are listed."""

    exit_code = 3
    meaning = "the input: params, schemes, data, commentary or page notebooks have errors"


class PageError(QprError):
    """A page notebook failed while it ran, or ran without showing what it should."""

    exit_code = 4
    meaning = "a page notebook failed while it ran"


class PublishError(QprError):
    """The publisher is missing, too old, or failed."""

    exit_code = 5
    meaning = "the publisher: missing, too old, or failed while making the site, PDF or Word file"


class BusyError(QprError):
    """Another run works on the same edition, or another publisher on the same target."""

    exit_code = 6
    meaning = "another run is at work on the same edition or target"


class StorageError(QprError):
    """The disk is full, or a folder cannot be written."""

    exit_code = 7
    meaning = "storage: the disk is full or a folder cannot be written"


class EditionError(QprError):
    """A rendered edition is not what its manifest says, or was published and would say something else now."""

    exit_code = 8
    meaning = "a rendered or delivered edition: it is not what its list says, or would now say something else"


class AgreementError(QprError):
    """The commentary is not agreed: its checks find errors, or a section is not signed off."""

    exit_code = 9
    meaning = "the commentary: the checks found errors, or sections are not signed off"


class DeliveryError(QprError):
    """A target cannot be reached, or may not be changed as was asked."""

    exit_code = 10
    meaning = "the delivery: the target cannot be reached, or what was asked would harm what is there"


def plain_word(text: str) -> str:
    """A word without case and without the difference between hyphen, underscore and space."""
    return text.casefold().replace("_", "-").replace(" ", "-").strip()


def nearest(word: str, allowed: Iterable[str], least: float = 0.5) -> str:
    """The allowed word most like ``word``, or ``""`` when none is near.

    Case and the difference between hyphen, underscore and space are forgiven first; ``least`` is how like it must be,
    from 0 to 1.
    """
    by_plain = {plain_word(option): option for option in sorted(allowed)}
    matches = difflib.get_close_matches(plain_word(word), by_plain, n=1, cutoff=least)
    return by_plain[matches[0]] if matches else ""


def listing(words: Sequence[str], most: int = 12) -> str:
    """Words as a list in a message, cut after ``most`` with the number left out, where that saves more than a word."""
    if len(words) <= most + 1:
        return ", ".join(words)
    return f"{', '.join(words[:most])} and {len(words) - most} more"


MOST_ALIKE = 3
"""So many problems of one kind in one column are listed where each is about something else; the others are counted."""

#: Kinds of problems that are one mistake however many cells have it: how a column is written.
_OF_A_COLUMN = frozenset(
    {"empty-cell", "not-a-number", "not-a-result", "not-a-target", "not-a-date", "not-a-month-end"}
)


def told_once(problems: Iterable[Problem]) -> list[Problem]:
    """Problems of one kind in one column of a file once, with their rows and how many they are, in order of rows.

    Cells of one column that are written wrong in one way are one problem, as are those about the same thing. Of others
    :data:`MOST_ALIKE` are told and the rest counted.
    """
    alike: dict[tuple[object, ...], list[Problem]] = {}
    key: tuple[object, ...]
    for problem in sorted(problems, key=lambda one: (one.place.file, one.place.row or 0)):
        place = replace(problem.place, row=None, indicator="")
        written = problem.code in _OF_A_COLUMN
        about = (re.sub("'.*'", "", problem.found), problem.todo) if written else problem.found
        key = (place, problem.code, problem.severity, about if written else "", about)
        alike.setdefault(key if problem.place.row is not None else (*key, problem), []).append(problem)
    groups: dict[tuple[object, ...], list[list[Problem]]] = {}
    for key, group in alike.items():
        groups.setdefault(key[:4], []).append(group)
    told: list[Problem] = []
    for several in groups.values():
        told += [_counted(group) for group in several[:MOST_ALIKE]]
        rest = [problem for group in several[MOST_ALIKE:] for problem in group]
        if len(rest) == 1:
            told += rest
        elif rest:
            first = min(rest, key=lambda one: one.place.row or 0)
            rows = row_words(one.place.row for one in rest)
            where = rows or listing([one.place.indicator for one in rest if one.place.indicator])
            found = (
                f"The same again in {len(rest):,} more {'rows' if rows else 'places'}{f': {where}' if where else ''}."
            )
            told.append(replace(first, found=found, place=replace(first.place, indicator=""), nearest=""))
    return sorted(told, key=lambda one: (one.place.file, one.place.row or 0))


def _counted(group: Sequence[Problem]) -> Problem:
    """The first of some problems that are one, with the rows of all."""
    first = group[0]
    if len(group) == 1:
        return first
    rows = row_words(problem.place.row for problem in group)
    # What was worked out, such as the targets of a profile, stands in no row.
    like = f"rows are like this: {rows}" if rows else "periods are like this"
    found = f"{first.found.removesuffix('.')}; {len(group):,} {like}."
    return replace(first, found=found, place=replace(first.place, indicator=""))


def row_words(rows: Iterable[int | None], most: int = 12) -> str:
    """Rows as a message lists them: ``2, 5 to 9 and 12``."""
    numbers = sorted({row for row in rows if row is not None})
    runs = [[number for _, number in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    words = [str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs]
    if len(words) > most:
        return f"{', '.join(words[:most])} and others up to {numbers[-1]}"
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
