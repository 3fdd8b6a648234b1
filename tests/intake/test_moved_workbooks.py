"""Of 500 workbooks in which something moved none is misread: what is taken is true, and a refusal says what moved."""

from __future__ import annotations

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
    return read_workbooks([path], organisation="anyshire", years=Years.named(entry.year_starts), layout=layout)


def faults(moved: Moved, folder: Path) -> list[str]:
    layout = layout_of(moved.entry.name)
    path = save(moved.book, folder)
    try:
        taken, refusal = _read(moved.entry, path, layout), ""
    except InputError as error:
        taken, refusal = None, str(error)
    return faults_of_moved(moved, taken, refusal)


def misread(share: list[Moved], folder: Path) -> dict[str, list[str]]:
    return {moved.name: found for moved in share if (found := faults(moved, folder))}


@pytest.mark.parametrize("way", WAYS)
def test_none_of_a_share_is_misread(way: str, tmp_path: Path) -> None:
    share = [moved for moved in list(moved_ones(READ, MANY))[::EACH] if moved.way == way]
    assert not misread(share, tmp_path)


@THOROUGH
def test_none_of_five_hundred_is_misread(tmp_path: Path) -> None:
    assert not misread(list(moved_ones(READ, MANY)), tmp_path)
