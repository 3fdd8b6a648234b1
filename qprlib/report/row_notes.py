"""What somebody wrote of the rows of a table, beneath it: each thing once, with the rows it was written of."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from qprlib.data.records import written
from qprlib.ground.numbers import ended, join_words
from qprlib.report.context import Context
from qprlib.report.document import Box, Paragraph, paragraph
from qprlib.scoring.scorecard import Point, Result

#: A line of a table and a column of it; either is "" where the table has but one, or the note is of the whole line.
Place = tuple[str, str]
#: Between sentences: not after "e.g." or "1.".
_BETWEEN = re.compile(r"(?<=\w{2}[.!?]) +(?=[A-Z])")


def notes(rows: Iterable[tuple[Place, str]], *after: Paragraph) -> Box | None:
    """The notes on a table, as small print beneath it; ``after`` is what else stands there.

    ``rows`` are all that the table shows, in its order, with "" for one without a note. A sentence that was written of
    several rows is told once: "Jul to Sep 2010: Counted anew.", "Libraries (Mar 11 and Jun 11): Two were closed.";
    without a place if it was written of every row.
    """
    noted = [(place, _BETWEEN.split(note.strip())) for place, note in rows]
    every = list(dict.fromkeys(place for place, _ in noted))
    written: dict[str, list[Place]] = {}
    for place, sentences in noted:
        for one in filter(None, sentences):
            some = written.setdefault(ended(one), [])
            if place not in some:
                some.append(place)
    said: dict[tuple[Place, ...], list[str]] = {}
    for sentence, some in written.items():
        said.setdefault(tuple(some), []).append(sentence)
    lines = [f"{_named(some, every)}{' '.join(sentences)}" for some, sentences in said.items()]
    return Box("source", (*map(paragraph, lines), *after)) if lines or after else None


def _named(some: Sequence[Place], every: Sequence[Place]) -> str:
    """The rows that a note is of: whole lines and whole columns by their names, else each line with its columns."""
    if len(some) == len(every) > 1:
        return ""
    lines, columns = (
        [one for one in _names(some, by) if one and _of(some, by, one) == _of(every, by, one)] for by in (0, 1)
    )
    left = [place for place in some if place[0] not in lines]
    whole = [*lines, *(column for column in columns if column in _names(left, 1))]
    parts = [join_words(whole)] if whole else []
    alike: dict[tuple[str, ...], list[str]] = {}
    for line in _names(left, 0):
        of_line = tuple(column for name, column in left if name == line and column not in columns)
        if of_line:
            alike.setdefault(of_line, []).append(line)
    for names, of in alike.items():
        parts.append(f"{join_words(of)} ({join_words(names)})" if of != [""] else join_words(names))
    return f"{'; '.join(parts)}: "


def _names(places: Iterable[Place], by: int) -> list[str]:
    return list(dict.fromkeys(place[by] for place in places))


def _of(places: Iterable[Place], by: int, name: str) -> set[Place]:
    return {place for place in places if place[by] == name}


def period_notes(context: Context, row: Result, points: Sequence[Point]) -> list[tuple[Place, str]]:
    """What was written of an indicator's results and targets in these periods, for :func:`notes`; breaks are named.

    A note on the latest target is left to the table of floors, which tells how each was set.
    """
    results, targets = written(context.data.actuals), written(context.data.targets)
    floors = any(not math.isnan(one) for one in (row.floor, row.floor_lower, row.floor_upper))
    listed = floors and any(page.notebook == "methods" for page in context.pages)
    told = targets.get((row.id, row.period_end)) if row.period_end and listed else None
    found = []
    for point in points:
        label = row.period(point.period_end).label
        name = f"{label}, after a break" if point.break_before else label
        found.append((("", name), results.get((row.id, point.period_end), "")))
        aimed = targets.get((row.id, point.period_end), "")
        if aimed and aimed != told:
            found.append((("", f"target for {label}"), aimed))
    return found
