"""Of 500 workbooks in which something moved none is misread: what is taken is true, and a refusal says what moved."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from helpers.thorough import THOROUGH
from workbooks.drawing import save
from workbooks.gallery import READ
from workbooks.judging import faults_of_moved
from workbooks.moving import WAYS, Moved, moved_ones
from workbooks.truth import Entry

from qprlib.ground.calendar import Years
from qprlib.ground.errors import InputError
from qprlib.intake import read_workbooks

MANY = 500
#: Of all of them so many are tried each time.
EACH = 5


@cache
def layout_of(name: str) -> Any:
    """The layout that was found for a workbook before anything of it moved."""
    entry = next(entry for entry in READ if entry.name == name)
    with TemporaryDirectory() as folder:
        return _read(entry, save(entry.book, Path(folder)), None).layout


def _read(entry: Entry, path: Path, layout: Any) -> Any:
    return read_workbooks([path], years=Years.named(entry.year_starts), layout=layout)


@cache
def moved(many: int) -> tuple[Moved, ...]:
    return tuple(moved_ones(READ, many))


def faults(one: Moved, folder: Path, layout: Any) -> list[str]:
    path = save(one.book, folder)
    try:
        taken, refusal = _read(one.entry, path, layout), ""
    except InputError as error:
        taken, refusal = None, str(error)
    return faults_of_moved(one, taken, refusal)


def misread(share: Sequence[Moved], folder: Path, *, by_layout: bool = True) -> dict[str, list[str]]:
    return {
        one.name: found
        for one in share
        if (found := faults(one, folder, layout_of(one.entry.name) if by_layout else None))
    }


@pytest.mark.parametrize("way", WAYS)
def test_none_of_a_share_is_misread(way: str, tmp_path: Path) -> None:
    assert not misread([one for one in moved(MANY)[::EACH] if one.way == way], tmp_path)


#: What a status means that nobody knows is asked, once the layout is found.
FRESH = [way for way in WAYS if way != "status_misspelt"]
#: Its headers hang on those to their left, so that nobody who sees it for the first time can tell that one is gone.
HANGING = "Directorate scorecard.xlsx"


def fresh(many: Sequence[Moved]) -> list[Moved]:
    return [one for one in many if one.way in FRESH and one.entry.name != HANGING]


@pytest.mark.parametrize("way", FRESH)
def test_none_of_a_share_is_misread_when_it_is_read_for_the_first_time(way: str, tmp_path: Path) -> None:
    assert not misread([one for one in fresh(moved(MANY)[2::EACH]) if one.way == way], tmp_path, by_layout=False)


def test_a_status_that_nobody_knows_means_nothing_until_somebody_says(tmp_path: Path) -> None:
    one = next(one for one in moved(MANY) if one.way == "status_misspelt")
    assert _read(one.entry, save(one.book, tmp_path), None).layout.statuses["Purplish"] == ""


@THOROUGH
def test_none_of_five_hundred_is_misread(tmp_path: Path) -> None:
    assert not misread(moved(MANY), tmp_path)


@THOROUGH
def test_none_of_five_hundred_is_misread_when_it_is_read_for_the_first_time(tmp_path: Path) -> None:
    assert not misread(fresh(moved(MANY)), tmp_path, by_layout=False)
