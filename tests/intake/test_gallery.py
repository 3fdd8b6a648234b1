"""What is read from each workbook of the gallery is what stands in it, and what cannot be read says so."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from helpers.projects import KENT, REPOSITORY
from workbooks.drawing import save
from workbooks.gallery import READ, REFUSED
from workbooks.judging import faults_of_entry
from workbooks.truth import Entry

from qprlib.downloads.write import download_files
from qprlib.ground.calendar import Years
from qprlib.ground.errors import InputError
from qprlib.intake import read_workbooks
from qprlib.report.context import Context

ABOUT = ("name", "section", "unit", "polarity")


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


def test_the_workbook_that_a_report_offers_gives_the_results_that_it_was_made_of(kent: Context, tmp_path: Path) -> None:
    files = download_files(kent.data, kent.scored, kent.edition, kent.scheme, kent.rule)
    path = tmp_path / f"{KENT}.xlsx"
    path.write_bytes(files[path.name])
    taken = read_workbooks([path])
    for role, table in (("actual", "actuals"), ("target", "targets"), ("floor", "targets")):
        with (REPOSITORY / "data" / "kent" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            expected = {
                (row["indicator"], row["period_end"]): float(row[role].rstrip("%"))
                for row in csv.DictReader(file)
                if row[role]
            }
        known = {
            (one.key, str(end)) for one in taken.indicators for end in {figure.period_end for figure in taken.figures}
        }
        found = {
            (one.indicator, str(one.period_end)): one.value
            for one in taken.figures
            if one.role == role and one.value is not None
        }
        assert found == {key: value for key, value in expected.items() if key in known}
        assert len(found) > 50
    with (REPOSITORY / "data" / "kent" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        register = {row["id"]: row for row in csv.DictReader(file)}
    assert all(
        (one.name, one.section, one.unit.replace("per cent", "%"), one.polarity)
        == tuple(register[one.key][name] for name in ABOUT)
        for one in taken.indicators
    )
    assert any("Workforce" in one.what for one in taken.assumed)


def test_a_sheet_that_the_layout_leaves_out_is_not_looked_at(tmp_path: Path) -> None:
    (entry,) = (one for one in READ if one.name == "Directorate returns Q2.xlsx")
    path = save(entry.book, tmp_path)
    layout = read_workbooks([path]).layout
    kept = tuple(one for one in layout.tables if one.sheet != "Leisure")
    fewer = layout.model_copy(update={"tables": kept, "left_out": (*layout.left_out, "Leisure")})
    taken = read_workbooks([path], layout=fewer)
    assert [one.key for one in taken.indicators] == ["H1", "H2", "H3", "P1", "P2"]
    assert any("'Leisure'" in one.what for one in taken.assumed)


@pytest.mark.parametrize("entry", REFUSED, ids=lambda entry: entry.name)
def test_a_file_that_cannot_be_read_is_refused_in_plain_words(entry: Entry, tmp_path: Path) -> None:
    path = save(entry.book, tmp_path)
    with pytest.raises(InputError) as refused:
        read_workbooks([path], years=Years())
    said = str(refused.value)
    assert not [word for word in entry.refused if word.casefold() not in said.casefold()], said
