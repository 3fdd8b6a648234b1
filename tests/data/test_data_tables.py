"""Reading one table: rows, columns, kinds of cells, and the page that documents them."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qprlib.data import schema
from qprlib.data.columns import DeclaredColumn, Kind, Need, typed_column, typed_frame
from qprlib.data.guesses import likely_date
from qprlib.data.store import read_organisation
from qprlib.data.tables import TextTable, read_table, shown_path
from qprlib.ground.hidden import hidden_characters
from qprlib.scoring.table import COLUMNS as SCORED

ROOT = Path(__file__).parents[2]
NAME = DeclaredColumn("name", Kind.TEXT, "Name.", Need.FILLED)
VALUE = DeclaredColumn("value", Kind.NUMBER, "Value.", Need.COLUMN)
NOTE = DeclaredColumn("note", Kind.TEXT, "Note.")
COLUMNS = (NAME, VALUE, NOTE)


def read(folder: Path, content: str | bytes, **options: bool) -> TextTable:
    path = folder / "table.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(path, folder, COLUMNS, **options)


def cells(text: str, column: DeclaredColumn) -> tuple[object, list[str]]:
    """The value of one cell, and the lines of its problems."""
    values, problems = typed_column(pd.Series([text], index=[7], dtype="str"), column, "t.csv")
    return values.iloc[0], [line for problem in problems for line in problem.lines()]


def test_rows_keep_the_numbers_of_an_editor(tmp_path: Path) -> None:
    table = read(tmp_path, 'name,value,note\n\nA,1,"two\nlines"\n,,\n  \nB,2,\n')
    assert not table.problems
    assert list(table.frame.index) == [3, 7]
    assert list(table.frame["note"]) == ["two\nlines", ""]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_counts_alike(ending: str, tmp_path: Path) -> None:
    table = read(tmp_path, ending.join(["name,value", "A,1", "", "B,2"]))
    assert list(table.frame.index) == [2, 4]
    assert list(table.frame["name"]) == ["A", "B"]


def test_a_byte_order_mark_and_stray_spaces_do_not_matter(tmp_path: Path) -> None:
    table = read(tmp_path, "\ufeffname , value\n A\u00a0, 1 \n".encode())
    assert not table.problems
    assert table.frame.iloc[0].to_dict() == {"name": "A", "value": "1"}


def test_excel_leaves_off_or_adds_commas_at_the_end_of_rows(tmp_path: Path) -> None:
    table = read(tmp_path, "name,value,note,,\nA,1,x,,\nB\nC,3,,,,,,\n")
    assert not table.problems
    assert list(table.frame["value"]) == ["1", "", "3"]


def test_a_column_without_a_name_is_told_when_it_holds_something(tmp_path: Path) -> None:
    table = read(tmp_path, "name,value,\nA,1,\nB,2,late\n")
    assert [(problem.code, problem.place.row) for problem in table.problems] == [("nameless-column", 3)]


def test_cp1252_is_read_with_its_signs(tmp_path: Path) -> None:
    table = read(tmp_path, "name,value\nCafé – £5,1\n".encode("cp1252"))
    assert [problem.severity for problem in table.problems] == ["warning"]
    assert table.frame["name"].iloc[0] == "Café – £5"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings_are_refused(encoding: str, tmp_path: Path) -> None:
    table = read(tmp_path, "name,value\nA,1\n".encode(encoding))
    assert [problem.code for problem in table.problems] == ["wrong-encoding"]
    assert not table.readable


@pytest.mark.parametrize(("sign", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "upright strokes")])
def test_other_separators_are_recognised(sign: str, word: str, tmp_path: Path) -> None:
    table = read(tmp_path, f"name{sign}value\nA{sign}1\n")
    assert word in table.problems[0].found


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "table.csv").mkdir()
    table = read_table(tmp_path / "table.csv", tmp_path, COLUMNS)
    assert [problem.code for problem in table.problems] in (["not-a-file"], ["unreadable-file"])


@pytest.mark.skipif(os.name == "nt" or getattr(os, "geteuid", lambda: 1)() == 0, reason="everything may be read here")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("name,value\n", encoding="utf-8")
    path.chmod(0)
    assert [problem.code for problem in read_table(path, tmp_path, COLUMNS).problems] == ["unreadable-file"]


def test_control_characters_are_refused_with_their_row(tmp_path: Path) -> None:
    table = read(tmp_path, "name,value\nA,1\nB\x07,2\n")
    assert [(problem.code, problem.place.row) for problem in table.problems] == [("not-text", 3)]


def test_undeclared_columns_can_be_kept(tmp_path: Path) -> None:
    table = read(tmp_path, "team,name,value\nX,A,1\n", keep_others=True)
    assert not table.problems
    assert list(table.frame.columns) == ["team", "name", "value"]


def test_a_missing_column_names_the_nearest_when_others_are_kept(tmp_path: Path) -> None:
    table = read(tmp_path, "Names,value\nA,1\n", keep_others=True)
    assert [(problem.code, problem.nearest) for problem in table.problems] == [("missing-column", "Names")]


def test_missing_columns_are_told_once_each_with_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("Indicator name,actual,target\nA,1,2\n", encoding="utf-8")
    (problem,) = read_table(path, tmp_path, SCORED, keep_others=True).problems
    assert problem.found == "The columns 'indicator' and 'period_end' are missing."
    assert problem.nearest == "'Indicator name' for 'indicator'"
    for column in SCORED[:2]:
        assert f"{column.name}: {column.meaning}" in problem.todo


def test_paths_are_shown_relative_to_the_project(tmp_path: Path) -> None:
    assert shown_path(tmp_path / "data" / "kent" / "a.csv", tmp_path) == "data/kent/a.csv"
    outside = tmp_path.parent / "a.csv"
    assert shown_path(outside, tmp_path) == outside.as_posix()


plain_text = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=12).filter(
    lambda text: text.strip() == text and not hidden_characters(text)
)


@given(st.lists(st.tuples(plain_text, plain_text), min_size=1, max_size=6))
def test_any_text_comes_back_as_it_was(rows: list[tuple[str, str]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([("name", "note"), *rows])
    columns = (NAME, NOTE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_text(buffer.getvalue(), encoding="utf-8", newline="")
        table = read_table(path, path.parent, columns)
    assert not table.problems
    assert list(table.frame.itertuples(index=False, name=None)) == rows


@pytest.mark.parametrize("text", ["0", "-1.5", "+2", ".5", "5.", "1e-05", "1E-05", "007"])
def test_plain_numbers(text: str) -> None:
    assert cells(text, VALUE) == (float(text), [])


@pytest.mark.parametrize("text", ["n/a", "N/A", "tbc", "TBC", "..", "nan", "[x]", "Not available"])
def test_words_for_missing_get_their_own_sentence(text: str) -> None:
    _, problems = cells(text, VALUE)
    assert "seems to say that there is none" in problems[0]
    assert problems[-1] == "  next: Leave the cell empty, and say why in the note."


@pytest.mark.parametrize("text", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"])
def test_excel_errors_get_their_own_sentence(text: str) -> None:
    _, problems = cells(text, VALUE)
    assert "what Excel writes when a formula has failed" in problems[0]
    assert "leave the cell empty" in problems[-1]


@pytest.mark.parametrize("text", ["<5", "≥ 90", ">50"])
def test_a_bound_is_no_number(text: str) -> None:
    assert "not one number but a bound" in cells(text, VALUE)[1][0]


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("30/06/2011", "2011-06-30"),
        ("6/7/2011", "2011-07-06"),
        ("06/30/2011", "2011-06-30"),
        ("30.06.11", "2011-06-30"),
        ("2011/06/30", "2011-06-30"),
        ("2011-6-30", "2011-06-30"),
        ("20110630", "2011-06-30"),
        ("2011-06-30 00:00:00", "2011-06-30"),
        ("2011-06-30T00:00:00", "2011-06-30"),
        ("2011-02-30", "2011-02-28"),
        ("2012-02-30", "2012-02-29"),
        ("31/06/2011", "2011-06-30"),
        ("2011-06", "2011-06-30"),
        ("Jun 11", "2011-06-30"),
        ("Jun-11", "2011-06-30"),
        ("June 2011", "2011-06-30"),
        ("30 June 2011", "2011-06-30"),
        ("30th Jun 2011", "2011-06-30"),
        ("40724", "2011-06-30"),
        ("2011-12-Q1", "2011-06-30"),
        ("Q1 2011/12", "2011-06-30"),
        ("2011-13-01", ""),
        ("0211-06-30", ""),
        ("30 Foo 2011", ""),
        ("yesterday", ""),
    ],
)
def test_what_is_no_date_and_its_nearest_meaning(text: str, near: str) -> None:
    value, problems = cells(text, DeclaredColumn("day", Kind.DATE, "Day.", Need.FILLED))
    assert value is pd.NaT
    assert likely_date(text) == near
    assert (f"  did you mean: {near}?" in problems) == bool(near)
    assert sum(line.startswith("error: ") for line in problems) == 1


@given(st.text(max_size=12))
def test_guessing_never_fails(text: str) -> None:
    if day := likely_date(text):
        pd.Timestamp(day)


@given(st.text(max_size=12), st.sampled_from(Kind))
def test_any_cell_is_either_a_value_or_has_one_problem(text: str, kind: Kind) -> None:
    column = DeclaredColumn("c", kind, "C.", Need.COLUMN, choices=("one", "two"))
    text = text.strip()
    value, problems = cells(text, column)
    missing = value == "" or bool(pd.isna(value))
    if kind is Kind.IDENTIFIER:
        return  # a bad id keeps its text on purpose
    assert sum(line.startswith("error: ") for line in problems) == (1 if missing and text else 0)


def test_whole_numbers_are_int_where_every_row_has_one() -> None:
    column = DeclaredColumn("n", Kind.WHOLE, "N.", Need.FILLED, least=0, most=6)
    values, problems = typed_column(pd.Series(["1", "2.0"], dtype="str"), column, "t.csv")
    assert not problems
    assert values.dtype == "int64"
    values, _ = typed_column(pd.Series(["1", "7"], dtype="str"), column, "t.csv")
    assert values.dtype == "float64"


def test_period_ends_are_month_ends() -> None:
    column = DeclaredColumn("period_end", Kind.PERIOD_END, "End.", Need.FILLED)
    assert cells("2012-02-29", column) == (pd.Timestamp("2012-02-29"), [])
    assert "  did you mean: 2011-06-30?" in cells("2011-06-01", column)[1]
    assert "  did you mean: 2011-06-30?" in cells("01/06/2011", column)[1]


def test_an_absent_optional_column_becomes_empty() -> None:
    frame, problems = typed_frame(pd.DataFrame({"name": ["A"], "value": ["1"]}, dtype="str"), COLUMNS, "t.csv")
    assert not problems
    assert list(frame.columns) == ["name", "value", "note"]
    assert frame["note"].iloc[0] == ""


def test_every_declared_column_says_what_it_means() -> None:
    for data_file in schema.FILES:
        names = [column.name for column in data_file.columns]
        assert len(names) == len(set(names))
        for column in data_file.columns:
            assert column.meaning.endswith((".", ")."))
            assert bool(column.choices) == (column.kind is Kind.CHOICE)


def test_the_data_page_is_current() -> None:
    command = [sys.executable, "tools/data_page.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_kents_data_is_read_without_a_message() -> None:
    data = read_organisation(ROOT / "data" / "kent", ROOT)
    assert data.warnings == ()
    assert len(data.indicators) == 26
