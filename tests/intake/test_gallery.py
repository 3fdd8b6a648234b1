"""What is read from each workbook of the gallery is what stands in it, and what cannot be read says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from workbooks.drawing import save
from workbooks.gallery import READ, REFUSED
from workbooks.judging import faults_of_entry
from workbooks.truth import Entry

from qprlib.ground.calendar import Years
from qprlib.ground.errors import InputError
from qprlib.intake import read_workbooks


@pytest.mark.parametrize("entry", READ, ids=lambda entry: entry.name)
def test_a_workbook_gives_its_facts_and_drops_nothing_silently(entry: Entry, tmp_path: Path) -> None:
    path = save(entry.book, tmp_path)
    taken = read_workbooks([path], years=Years.named(entry.year_starts))
    assert not faults_of_entry(taken, entry)
    assert all(len(one.why) > 10 for one in (*taken.unplaced, *taken.assumed)), "each says why"


@pytest.mark.parametrize("entry", READ, ids=lambda entry: entry.name)
def test_the_layout_that_was_found_reads_the_same_again(entry: Entry, tmp_path: Path) -> None:
    path = save(entry.book, tmp_path)
    years = Years.named(entry.year_starts)
    first = read_workbooks([path], years=years)
    again = read_workbooks([path], years=years, layout=first.layout)
    assert (again.indicators, again.figures, again.unplaced) == (first.indicators, first.figures, first.unplaced)


def test_that_a_fiscal_year_begins_in_april_is_told_unless_somebody_says_so(tmp_path: Path) -> None:
    (entry,) = (one for one in READ if one.year_starts == "July")
    path = save(entry.book, tmp_path)
    told = [one.what for one in read_workbooks([path]).assumed]
    assert any("'FY25 Q2'" in one and "April" in one for one in told)
    assert not read_workbooks([path], years=Years.named("July")).assumed


@pytest.mark.parametrize("entry", REFUSED, ids=lambda entry: entry.name)
def test_a_file_that_cannot_be_read_is_refused_in_plain_words(entry: Entry, tmp_path: Path) -> None:
    path = save(entry.book, tmp_path)
    with pytest.raises(InputError) as refused:
        read_workbooks([path], years=Years())
    said = str(refused.value)
    assert not [word for word in entry.refused if word.casefold() not in said.casefold()], said
