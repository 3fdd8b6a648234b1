"""Whether a reading of a workbook is true: every figure stands in the cell it names and nothing is dropped silently.

It asks a reading for the plain attributes of ``Taken`` and shares nothing else with the product.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from workbooks.drawing import Book, named
from workbooks.moving import Moved
from workbooks.truth import IN_WORDS, Entry, Fact

#: What a status may be called where a colour alone says it.
_SHORT = {"g": "green", "a": "amber", "r": "red"}


def places(book: Book) -> dict[int, tuple[str, str]]:
    """The sheet and cell in which each mark stands."""
    return {drawn.mark: (leaf.title, named(place)) for leaf, place, drawn in book.marked()}


def cell_of(origin: str) -> tuple[str, str]:
    """The sheet and cell that an origin names; no sheet where the file has none."""
    match = re.search(r"\.[a-z]+, (?:(.+)!)?([A-Z]+[0-9]+)$", origin)
    return ((match[1] or "").strip("'"), match[2]) if match else ("", "")


def faults_of_figures(
    taken: Any,
    facts: Iterable[Fact],
    book: Book,
    *,
    loose: frozenset[tuple[str, str, str]] = frozenset(),
    told: Iterable[int] = (),
) -> list[str]:
    """What is wrong with the figures that were taken, in words; none if they are right."""
    where = places(book)
    sheets = {leaf.title for leaf in book.leaves}
    expected = {fact.key: fact for fact in facts}
    found: dict[tuple[str, str, str], Any] = {}
    faults = []
    for figure in taken.figures:
        key = (figure.indicator, str(figure.role), str(figure.period_end))
        if key in found:
            faults.append(f"{key} is given twice: {found[key].text!r} and {figure.text!r}")
        found[key] = figure
        if key in loose:
            continue
        if key not in expected:
            faults.append(f"{key} is given as {figure.text!r} from {figure.origin}, but is no figure of the workbook")
            continue
        faults += _faults_of(figure, expected[key], where, sheets)
    left = {cell_of(one.origin) for one in taken.unplaced}
    left |= {("", cell) for _, cell in left}
    texts = [one.text for one in taken.unplaced]

    def is_left(mark: int) -> bool:
        title, cell = where[mark]
        return (
            (title, cell) in left or (len(sheets) == 1 and ("", cell) in left) or any(title in text for text in texts)
        )

    for key, fact in expected.items():
        if key not in found and key not in loose and not is_left(fact.mark):
            faults.append(f"{key} is dropped silently: {'!'.join(where[fact.mark])}")
    used = {cell_of(figure.origin) for figure in taken.figures}
    for mark in told:
        title, cell = where[mark]
        if not is_left(mark) and not used & {(title, cell), ("", cell)}:
            faults.append(f"{title}!{cell} is dropped silently")
    return faults


def _faults_of(figure: Any, fact: Fact, where: dict[int, tuple[str, str]], sheets: set[str]) -> list[str]:
    faults = []
    title, cell = cell_of(figure.origin)
    if where[fact.mark] != (title or where[fact.mark][0], cell):
        faults.append(f"{fact.key} comes from {figure.origin}, not {'!'.join(where[fact.mark])}")
    if fact.role in IN_WORDS:
        text = " ".join(figure.text.split()).casefold()
        if fact.text.casefold() not in (text, _SHORT.get(text, text)):
            faults.append(f"{fact.key} says {figure.text!r}, not {fact.text!r}")
    elif fact.value is None:
        if figure.value is not None or figure.state != fact.state:
            faults.append(f"{fact.key} is {figure.value} {figure.state!r}, not {fact.state!r}")
    elif figure.value is None or abs(figure.value - fact.value) > 1e-9 * max(1, abs(fact.value)):
        faults.append(f"{fact.key} is {figure.value} {figure.state!r}, not {fact.value}")
    return faults


def faults_of_entry(taken: Any, entry: Entry) -> list[str]:
    """What is wrong with the reading of a workbook of the gallery."""
    faults = faults_of_figures(taken, entry.facts(), entry.book)
    known = entry.known()
    expected = [one.get("reference") or one["name"] for one in known]
    if [one.key for one in taken.indicators] != expected:
        faults.append(f"the indicators are {[one.key for one in taken.indicators]}, not {expected}")
    by_key = {one.key: one for one in taken.indicators}
    for key, row in zip(expected, known, strict=True):
        for name, value in row.items():
            said = str(getattr(by_key.get(key), name, "")) if name != "key" else value
            if said != value:
                faults.append(f"{name} of {key} is {said!r}, not {value!r}")
    told = " / ".join(f"{one.text}" for one in taken.unplaced)
    faults += [
        f"{text!r} is not told as unplaced ({told})"
        for text in entry.unplaced.strip().splitlines()
        if not any(text in one.text for one in taken.unplaced)
    ]
    assumed = " ".join(f"{one.what} {one.why}" for one in taken.assumed)
    faults += [f"{text!r} is not told: {assumed}" for text in entry.assumed.strip().splitlines() if text not in assumed]
    return faults


def faults_of_moved(moved: Moved, taken: Any, refusal: str) -> list[str]:
    """What is wrong with how a moved workbook was read, or refused."""
    if taken is None:
        said = refusal.casefold()
        named_in = [name for name in moved.names if name.casefold() in said]
        return [] if named_in else [f"the refusal names none of {moved.names}: {refusal}"]
    if moved.refuse:
        return [f"it is read, though nothing of it can be sure: {len(taken.figures)} figures"]
    return faults_of_figures(taken, moved.facts, moved.book, loose=moved.loose, told=moved.told)
