"""The judge of readings: a true reading has no faults, and each kind of false one is found."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from workbooks.gallery import ALL, READ
from workbooks.judging import faults_of_figures, faults_of_moved, places
from workbooks.moving import WAYS, Moved, moved_ones
from workbooks.truth import IN_WORDS, Entry, Fact


@dataclass(frozen=True)
class Figure:
    """A figure as a reading gives it."""

    indicator: str
    role: str
    period_end: str
    text: str
    value: float | None
    state: str
    origin: str


@dataclass(frozen=True)
class Left:
    origin: str
    text: str


@dataclass(frozen=True)
class Reading:
    figures: tuple[Figure, ...]
    unplaced: tuple[Left, ...] = ()


def true_figure(fact: Fact, where: dict[int, tuple[str, str]], file: str) -> Figure:
    title, cell = where[fact.mark]
    text = fact.text if fact.role in IN_WORDS else str(fact.value)
    return Figure(fact.indicator, fact.role, fact.period_end, text, fact.value, fact.state, f"{file}, {title}!{cell}")


def true_reading(entry: Entry) -> Reading:
    where = places(entry.book)
    return Reading(tuple(true_figure(fact, where, entry.name) for fact in entry.facts()))


def test_the_gallery_has_what_it_should() -> None:
    assert len(ALL) >= 25
    assert len({entry.name for entry in ALL}) == len(ALL)
    assert all(entry.facts() for entry in READ)
    assert sum(len(entry.facts()) for entry in READ) > 600


@pytest.mark.parametrize("entry", READ, ids=lambda entry: entry.name)
def test_a_true_reading_has_no_fault_and_any_false_one_has(entry: Entry) -> None:
    def faults(figures: tuple[Figure, ...]) -> list[str]:
        return faults_of_figures(Reading(figures), entry.facts(), entry.book)

    figures = true_reading(entry).figures
    assert not faults(figures)
    assert faults(figures[1:]), "one is dropped"
    assert faults((*figures, figures[0])), "one is given twice"
    assert faults((replace(figures[0], period_end="2031-03-31"), *figures[1:])), "one is of another period"
    assert faults((replace(figures[0], origin=f"{entry.name}, Other!A1"), *figures[1:])), "one is from elsewhere"
    at = next(place for place, figure in enumerate(figures) if figure.role == "actual")
    for changed in ({"value": 1e9, "state": ""}, {"value": None, "state": "withdrawn"}):
        assert faults((*figures[:at], replace(figures[at], **changed), *figures[at + 1 :])), changed


def test_what_moved_is_the_same_every_time_and_moves_in_every_way() -> None:
    first, again = ([moved.name for moved in moved_ones(READ, 500)] for _ in range(2))
    assert first == again
    assert len(set(first)) == len(first)
    assert {moved.way for moved in moved_ones(READ, 500)} == set(WAYS)


def test_facts_go_with_their_cells() -> None:
    for moved in moved_ones(READ, 500):
        where = places(moved.book)
        typed = {drawn.mark: drawn for _, _, drawn in moved.book.marked()}
        for fact in moved.facts:
            again = moved.entry.fact(fact.indicator, fact.role, fact.period_end, typed[fact.mark])
            assert replace(fact, text="") == replace(again, text=""), (moved.name, where[fact.mark])


@pytest.mark.parametrize(
    ("refusal", "right"),
    [("The column 'Q1 2024/25' is there twice, in G and H.", True), ("Something is wrong with the workbook.", False)],
)
def test_a_refusal_has_to_say_what_moved(refusal: str, right: bool) -> None:
    moved = Moved(READ[0], "", "", READ[0].book, (), ("Q1 2024/25", "column H"), refuse=True)
    assert bool(faults_of_moved(moved, None, refusal)) != right
    assert faults_of_moved(moved, Reading(()), "")
