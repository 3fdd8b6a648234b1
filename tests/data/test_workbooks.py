"""Workbooks as people save them: formats of numbers, sheets, damage; tables whose header is elsewhere."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from helpers.rating_spec import spec_scheme
from openpyxl.chart import BarChart

from qprlib.data.formats import shown_as
from qprlib.data.tables import TextTable, read_table
from qprlib.ground.errors import InputError, Problem
from qprlib.scoring.table import COLUMNS, read_score_table

HEADER = ["indicator", "period_end", "actual", "target"]
ROW = ["Repairs", "2024-06-30", 87, 90]


def book(*sheets: tuple[str, list[list[object]]]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return made


def saved(made: openpyxl.Workbook, folder: Path) -> Path:
    path = folder / "table.xlsx"
    made.save(path)
    return path


def read(made: openpyxl.Workbook, folder: Path) -> TextTable:
    return read_table(saved(made, folder), folder, COLUMNS, keep_others=True)


def problem_of(table: TextTable) -> Problem:
    (problem,) = table.problems
    assert not table.readable
    return problem


#: What a cell holds, its number format, and the text that is read.
FORMATS = [
    (87, '0"%"', "87%"),
    (87, r"0\%", "87%"),
    (87, '0.0" %"', "87%"),
    (0.87, "0%", "87%"),
    (0.873, "0.0%", "87.3%"),
    (0.87, "0%;[Red]-0%", "87%"),
    (-0.05, "0%;[Red]-0%;-", "-5%"),
    (87, "0;-0%", "87"),
    (0.5, "[<=1]0%;0", "50%"),
    (87, "[<=1]0%;0", "87"),
    (87, '[Red]0" in 100"', "87"),
    (87, "[$-809]0", "87"),
    (87, "0_%", "87"),
    (87, "General", "87"),
    (0.1 + 0.2, "General", "0.3"),
    (0.00001, "General", "1e-05"),
    (-12.3, "#,##0.0;(#,##0.0)", "-12.3"),
    (1234567, "#,##0", "1234567"),
    (1234567, "#,##0,", "1234.567 thousand"),
    (1234567, '£0.0,,"m"', "£1.234567 million"),
    (1.2, '"£"0.0"m"', "£1.2m"),
    (12, '0" days"', "12"),
    (0, '0;-0;"n/a"', "n/a"),
    (0, r'_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)', "0"),
]


@pytest.mark.parametrize(("value", "form", "text"), FORMATS, ids=[f"{value} as {form}" for value, form, _ in FORMATS])
def test_a_number_says_what_its_format_says(value: float, form: str, text: str) -> None:
    assert shown_as(float(value), form) == text


@pytest.mark.parametrize("form", ['0"%"', r"0\%", "0%"])
@pytest.mark.parametrize("both", [True, False])
def test_percentages_of_excel_are_rated_as_shown(form: str, both: bool, tmp_path: Path) -> None:
    made = book(("Data", [[*HEADER, "unit"], ["A", dt.datetime(2024, 6, 30), 87, 90, "%"]]))
    for name in ("C2", "D2") if both else ("C2",):
        cell = made.active[name]
        cell.number_format = form
        cell.value = cell.value / 100 if form == "0%" else cell.value
    table = read_score_table(saved(made, tmp_path), tmp_path, spec_scheme("within-10-percent"))
    assert table.cases[["actual", "target"]].values.tolist() == [[87, 90]]
    assert table.warnings == ()


def test_times_of_excel_are_refused_with_their_minutes(tmp_path: Path) -> None:
    made = book(
        (
            "Data",
            [
                [*HEADER, "unit"],
                ["A", dt.datetime(2024, 6, 30), dt.time(0, 12, 30), dt.timedelta(minutes=14), "minutes"],
            ],
        )
    )
    with pytest.raises(InputError) as caught:
        read_score_table(saved(made, tmp_path), tmp_path, spec_scheme("two-state"))
    assert [(one.place.column, one.nearest) for one in caught.value.problems] == [("actual", "12.5"), ("target", "14")]
    assert all("length of time" in one.found for one in caught.value.problems)


def test_a_cell_formatted_at_the_far_end_is_none(tmp_path: Path) -> None:
    made = book(("Data", [HEADER, ROW]))
    made.active["XFD1048576"].number_format = "0%"
    table = read(made, tmp_path)
    assert not table.problems
    assert table.frame.shape == (1, 4)


# Sheets -------------------------------------------------------------------------------------------------------


def test_a_sheet_that_is_seen_goes_before_a_hidden_one_and_is_named(tmp_path: Path) -> None:
    made = book(("Old", [HEADER, ["Old", "2023-06-30", 1, 2]]), ("New", [HEADER, ROW]), ("Notes", [["Ask the team"]]))
    made["Old"].sheet_state = "hidden"
    table = read(made, tmp_path)
    assert list(table.frame["indicator"]) == ["Repairs"]
    (warning,) = table.problems
    assert (warning.code, warning.severity) == ("sheet-read", "warning")
    assert warning.found == "The sheet 'New' was read, and not 'Old' (hidden), 'Notes'."


def test_one_sheet_is_not_worth_a_word(tmp_path: Path) -> None:
    assert not read(book(("Data", [HEADER, ROW])), tmp_path).problems


@pytest.mark.parametrize(
    ("sheets", "place", "said"),
    [
        ([("Data", [["Quarterly figures"], [], ["Source: the team"], HEADER, ROW])], 4, "Row 4 looks like the header"),
        (
            [("Cover", [["Quarterly figures"]]), ("Data", [["Title"], HEADER, ROW])],
            2,
            "row 2 of the sheet 'Data' looks",
        ),
        ([("Data", [["Indicator", "Period end", "Actual", "Target"], ROW])], 1, "'Indicator', 'Period end', 'Actual'"),
        (
            [("Data", [["Indicator", "Unit", "Q1", "Q2", "Q3", "Q4"], ["A", "%", 1, 2, 3, 4]])],
            1,
            "a column for each period",
        ),
        (
            [("Data", [["KPI", "Jun-24", "Sep-24"], ["A", 1, 2]])],
            1,
            "a column for each period in row 1: 'Jun-24', 'Sep-24'",
        ),
        ([("Data", [["Name", "2022/23", "2023/24"], ["A", 1, 2]])], 1, "a column for each period in row 1"),
        ([("Data", [["Our figures"], ["KPI", "2022", "2023"], ["A", 1, 2]])], 2, "a column for each period in row 2"),
        ([("Cover", [["Hello"]]), ("Data", [["KPI", "2022", "2023"]])], 1, "in row 1 of the sheet 'Data'"),
        ([("Data", [["a", "b"], [1, 2], [3, 4]])], 1, "None of the columns that are needed is here"),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_table_without_its_header_gets_one_message(
    sheets: list[tuple[str, list[list[object]]]], place: int, said: str, ending: str, tmp_path: Path
) -> None:
    if ending == "csv" and len(sheets) > 1:
        pytest.skip("a CSV file has no sheets")
    if ending == "xlsx":
        table = read(book(*sheets), tmp_path)
    else:
        path = tmp_path / "table.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(sheets[0][1])
        table = read_table(path, tmp_path, COLUMNS, keep_others=True)
    problem = next(one for one in table.problems if one.severity == "error")
    assert [one.code for one in table.problems if one.severity == "error"] == ["header-elsewhere"]
    assert said in problem.found
    assert problem.todo
    assert str(place) in problem.found or problem.place.row == place


# Damage -------------------------------------------------------------------------------------------------------


def packed(parts: dict[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return content.getvalue()


def whole(folder: Path) -> bytes:
    return saved(book(("Data", [HEADER, ROW])), folder).read_bytes()


def chart_alone(folder: Path) -> bytes:
    made = openpyxl.Workbook()
    made.create_chartsheet("Chart").add_chart(BarChart())
    made.remove(made["Sheet"])
    return saved(made, folder).read_bytes()


DAMAGED = {
    "cut off": lambda folder: whole(folder)[:-400],
    "cut in half": lambda folder: whole(folder)[: len(whole(folder)) // 2],
    "empty": lambda _: b"",
    "text": lambda _: b"indicator,period_end\n",
    "protected by a password": lambda _: b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
    "of the old form": lambda _: b"\xd0\xcf\x11\xe0" + bytes(600),
    "another packed file": lambda _: packed({"word/document.xml": "<w/>"}),
    "without a sheet": lambda folder: packed(
        {
            **{
                name: zipfile.ZipFile(io.BytesIO(whole(folder))).read(name).decode()
                for name in ("[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
            },
            "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets/></workbook>',
        }
    ),
    "with a chart alone": chart_alone,
    "with broken XML": lambda folder: _broken(whole(folder)),
}


def _broken(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = {name: file.read(name).decode() for name in file.namelist()}
    return packed({**parts, "xl/worksheets/sheet1.xml": parts["xl/worksheets/sheet1.xml"].replace("</row>", "</raw>")})


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_workbook_is_refused_in_a_sentence(damage: str, tmp_path: Path) -> None:
    content = DAMAGED[damage](tmp_path)
    path = tmp_path / "table.xlsx"
    path.write_bytes(content)
    problem = problem_of(read_table(path, tmp_path, COLUMNS))
    assert problem.code in ("not-a-workbook", "empty-file")
    assert problem.place.file == "table.xlsx"
    assert problem.todo
