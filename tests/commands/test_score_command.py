"""`qpr score` and `qpr schemes`, as somebody uses them who keeps no register and no notebooks."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from helpers.projects import REPOSITORY, copy_of_project, qpr

from qprlib.data.tables import read_table
from qprlib.ground.calendar import month_end
from qprlib.ground.project import Project
from qprlib.scoring.scheme import list_schemes
from qprlib.scoring.table import COLUMNS, RESULTS

TABLE = """\
indicator,period_end,actual,target,floor,team
Repairs,2011-03-31,79,90,83,North
Repairs,2011-06-30,87,90,83,North
Waiting,2011-06-30,data only,,,South
Visits,2011-06-30,,960000,877453,South
Share,2011-06-30,50,>50,45,South
Calls,2011-06-30,"90",90,80,North
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose folder also holds the table."""
    folder = copy_of_project(tmp_path / "project")
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    return folder


def scored(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_rows_and_columns_come_back_in_order_with_six_more(project: Path) -> None:
    done = qpr(project, "score", "table.csv", "--scheme", "floor-standard")
    assert (done.returncode, done.stderr) == (0, "")
    rows = scored(done.stdout)
    own = TABLE.splitlines()[0].split(",")
    assert list(rows[0]) == [*own, *RESULTS]
    assert [{name: row[name] for name in own} for row in rows] == scored(TABLE)
    assert [row["rating"] for row in rows] == ["red", "amber", "data-only", "not-available", "amber", "green"]
    assert rows[1]["rating_reason"] == "87 is below the target of 90 but above the floor of 83."
    assert rows[1]["direction"] == "improving"
    assert (rows[1]["direction_base_period"], float(rows[1]["direction_base_value"])) == ("2011-03-31", 79)
    assert rows[1]["direction_reason"] == "Up from 79 for March 2011."
    assert [row["direction"] for row in rows[2:]] == ["too-few"] * 4


def test_the_order_of_rows_changes_nothing(project: Path) -> None:
    lines = TABLE.splitlines(keepends=True)
    (project / "turned.csv").write_text(lines[0] + "".join(reversed(lines[1:])), encoding="utf-8")
    one = scored(qpr(project, "score", "table.csv", "--scheme", "floor-standard").stdout)
    other = scored(qpr(project, "score", "turned.csv", "--scheme", "floor-standard").stdout)
    assert other == list(reversed(one))


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_the_result_can_be_a_file(project: Path, ending: str) -> None:
    done = qpr(project, "score", "table.csv", "--scheme", "floor-standard", "--out", f"out.{ending}")
    assert done.returncode == 0, done.stderr
    read = {"csv": pd.read_csv, "xlsx": pd.read_excel, "parquet": pd.read_parquet}[ending]
    frame = read(project / f"out.{ending}")
    assert list(frame["rating"]) == ["red", "amber", "data-only", "not-available", "amber", "green"]
    assert list(frame["target"].astype(str).str.removesuffix(".0"))[4] == ">50"
    assert frame["direction_base_value"].dropna().tolist() == [79]


def test_a_workbook_is_read_like_a_csv_file(project: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    rows = list(csv.reader(io.StringIO(TABLE)))
    sheet.append(rows[0])
    for row in rows[1:]:
        sheet.append([float(cell) if cell.replace(".", "").isdigit() else cell for cell in row])
    sheet["B2"] = pd.Timestamp("2011-03-31").to_pydatetime()
    book.save(project / "table.xlsx")
    from_book = scored(qpr(project, "score", "table.xlsx", "--scheme", "floor-standard").stdout)
    from_csv = scored(qpr(project, "score", "table.csv", "--scheme", "floor-standard").stdout)
    assert from_book == from_csv


def test_numbers_of_a_workbook_are_read_as_excel_shows_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["indicator", "period_end", "actual", "target"])
    book.active.append(["A", "2011-06-30", 0.1 + 0.2, 1234])
    book.save(tmp_path / "table.xlsx")
    frame = read_table(tmp_path / "table.xlsx", tmp_path, COLUMNS).frame
    assert frame[["actual", "target"]].values.tolist() == [["0.3", "1234"]]


def test_percentages_of_a_workbook_are_what_excel_shows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["indicator", "period_end", "actual", "target"])
    book.active.append(["A", "2011-06-30", 0.52, 0.9])
    for cell in ("C2", "D2"):
        book.active[cell].number_format = "0%"
    book.save(tmp_path / "table.xlsx")
    frame = read_table(tmp_path / "table.xlsx", tmp_path, COLUMNS).frame
    assert frame[["actual", "target"]].values.tolist() == [["52%", "90%"]]


def test_a_formula_that_was_never_worked_out_is_not_an_empty_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["indicator", "period_end", "actual", "target"])
    book.active.append(["A", "2011-06-30", "=5+1", 90])
    book.save(tmp_path / "table.xlsx")
    (problem,) = read_table(tmp_path / "table.xlsx", tmp_path, COLUMNS).problems
    assert (problem.code, problem.place.row) == ("formula-without-value", 2)


def test_numbers_and_days_of_a_workbook_are_numbers_and_days(project: Path) -> None:
    qpr(project, "score", "table.csv", "--scheme", "floor-standard", "--out", "out.xlsx")
    sheet = openpyxl.load_workbook(project / "out.xlsx").active
    names = [cell.value for cell in sheet[1]]
    rows = [dict(zip(names, [cell.value for cell in row], strict=True)) for row in sheet.iter_rows(min_row=2)]
    assert [row["actual"] for row in rows] == [79, 87, "data only", None, 50, 90]
    assert rows[1]["period_end"].date().isoformat() == "2011-06-30"
    assert rows[1]["direction_base_period"].date().isoformat() == "2011-03-31"


def test_a_column_that_is_nearly_understood_is_not_passed_by(project: Path) -> None:
    head = "indicator,period_end,actual,target"
    (project / "case.csv").write_text(f"{head},Polarity\nWait,2011-06-30,5,10,lower\n", encoding="utf-8")
    done = qpr(project, "score", "case.csv", "--scheme", "two-state")
    assert done.returncode == 3
    assert "did you mean: polarity?" in done.stderr
    (project / "near.csv").write_text(f"{head},polartiy,team\nWait,2011-06-30,5,10,lower,B\n", encoding="utf-8")
    done = qpr(project, "score", "near.csv", "--scheme", "two-state")
    assert done.returncode == 0
    assert done.stderr.count("[unknown-column]") == 1


def test_two_ends_without_a_target_are_a_range(project: Path) -> None:
    text = "indicator,period_end,actual,target,lower,upper\nA,2011-06-30,50,,45,55\nB,2011-06-30,60,,45,55\n"
    (project / "ends.csv").write_text(text, encoding="utf-8")
    rows = scored(qpr(project, "score", "ends.csv", "--scheme", "two-state").stdout)
    good, bad = (row["rating"] for row in rows)
    assert good != bad
    assert "no-target" not in (good, bad)


def test_a_declared_break_is_not_crossed(project: Path) -> None:
    text = "indicator,period_end,actual,target,break_before\nA,2011-03-31,5,10,\nA,2011-06-30,9,10,yes\n"
    (project / "break.csv").write_text(text, encoding="utf-8")
    assert (
        scored(qpr(project, "score", "break.csv", "--scheme", "two-state").stdout)[1]["direction"] == "not-comparable"
    )


def test_both_directions_have_their_reason(project: Path) -> None:
    done = qpr(project, "score", "table.csv", "--scheme", "floor-standard", "--direction", "short-and-long")
    row = scored(done.stdout)[1]
    assert row["direction_reason"] == "Up from 79 for March 2011."
    assert row["long_direction_reason"] == "There is no result for the same period a year before to compare with."


def test_a_scheme_may_be_a_file_and_the_direction_a_rule(project: Path) -> None:
    own = (project / "params/schemes/within-5-percent.yml").read_text(encoding="utf-8")
    (project / "mine.yml").write_text(own.replace("scheme: within-5-percent", "scheme: mine"), encoding="utf-8")
    done = qpr(project, "score", "table.csv", "--scheme", "mine.yml", "--direction", "short-and-long")
    rows = scored(done.stdout)
    assert [row["rating"] for row in rows] == ["red", "amber", "data-only", "not-available", "amber", "green"]
    assert {"long_direction", "long_direction_base_period", "long_direction_base_value"} <= set(rows[0])


def test_shipped_schemes_have_their_names_in_any_folder(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    done = qpr(tmp_path, "score", "table.csv", "--scheme", "two-state")
    assert (done.returncode, len(scored(done.stdout))) == (0, 6)


WRONG = [
    ("an unknown scheme", ["--scheme", "within-10-procent"], 3, "did you mean: within-10-percent?"),
    ("an unknown rule", ["--scheme", "two-state", "--direction", "regresion"], 2, "did you mean: regression?"),
    ("an unknown ending", ["--scheme", "two-state", "--out", "out.xls"], 2, "did you mean: .xlsx?"),
    ("a folder that is not there", ["--scheme", "two-state", "--out", "none/out.csv"], 2, "[no-folder]"),
    ("the table itself as output", ["--scheme", "two-state", "--out", "table.csv"], 2, "[same-file]"),
    ("no such scheme file", ["--scheme", "none.yml"], 3, "none.yml"),
]


@pytest.mark.parametrize(("arguments", "code", "said"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_mistakes_of_the_command_line(project: Path, arguments: list[str], code: int, said: str) -> None:
    done = qpr(project, "score", "table.csv", *arguments)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_every_bad_cell_is_named_at_once(project: Path) -> None:
    (project / "bad.csv").write_text(
        "indicator,period_end,actual,target\nA,2011-06-30,#REF!,90\nA,2011-06-31,80,soon\n", encoding="utf-8"
    )
    done = qpr(project, "score", "bad.csv", "--scheme", "two-state")
    assert done.returncode == 3
    for place in (
        "bad.csv, row 2, column actual",
        "bad.csv, row 3, column period_end",
        "bad.csv, row 3, column target",
    ):
        assert place in done.stderr
    assert "Traceback" not in done.stderr


def test_a_target_of_nought_is_rated_under_a_percentage_as_far_as_can_be_said(project: Path) -> None:
    rows = (
        "A,2011-06-30,0,0,lower,",
        "B,2011-06-30,1,0,lower,",
        "C,2011-06-30,1,0,lower,2",
        "D,2011-06-30,3,0,lower,2",
    )
    table = "\n".join(("indicator,period_end,actual,target,polarity,tolerance", *rows))
    (project / "zero.csv").write_text(f"{table}\n", encoding="utf-8")
    done = qpr(project, "score", "zero.csv", "--scheme", "within-10-percent", "--out", "rated.csv")
    assert done.returncode == 0, done.stderr
    assert (
        "row 3, column tolerance, indicator B: B missed its target of 0 in one period and is not rated there"
        in done.stderr
    )
    rated = pd.read_csv(project / "rated.csv").set_index("indicator")["rating"].to_dict()
    assert rated == {"A": "green", "B": "no-tolerance", "C": "amber", "D": "red"}


def test_schemes_are_listed_with_their_wording() -> None:
    done = qpr(REPOSITORY, "schemes")
    assert done.returncode == 0
    for scheme in list_schemes(Project(REPOSITORY)):
        assert scheme.scheme in done.stdout
        assert scheme.source in done.stdout
        for band in scheme.bands:
            assert f"{band.id}: {band.label}. {band.meaning}" in done.stdout


def test_a_scheme_is_checked_before_it_is_used(project: Path) -> None:
    good = project / "params/schemes/two-state.yml"
    assert "The scheme can be used." in qpr(project, "schemes", "check", str(good)).stdout
    bad = project / "bad.yml"
    bad.write_text(
        good.read_text(encoding="utf-8").replace("measure: met", "measure: met\n    inclusive: false"), encoding="utf-8"
    )
    done = qpr(project, "schemes", "check", "bad.yml")
    assert done.returncode == 3
    assert "bad.yml" in done.stderr
    assert "Traceback" not in done.stderr


#: Twelve months of results that hardly ever vary, and their direction in the last by control limits.
RARELY = {
    "one never event": ([0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0], 0, "number", "lower", "no-trend"),
    "no never event": ([0] * 12, 0, "number", "lower", "no-trend"),
    "a never event just now": ([0] * 11 + [1], 0, "number", "lower", "worsening"),
    "always the most but for a dip": ([100] * 5 + [98] + [100] * 6, 95, "%", "higher", "no-trend"),
    "always the most but at first": ([98] + [100] * 11, 95, "%", "higher", "no-trend"),
    "always the most but just now": ([100] * 11 + [98], 95, "%", "higher", "worsening"),
    "always the same": ([100] * 12, 100, "%", "higher", "no-trend"),
}


def test_the_usual_result_is_no_signal_however_rarely_another_occurs(project: Path) -> None:
    lines = [
        f"{name},{month_end(2023, month + 1)},{value},{target},{unit},{polarity},0,monthly"
        for name, (values, target, unit, polarity, _) in RARELY.items()
        for month, value in enumerate(values)
    ]
    header = "indicator,period_end,actual,target,unit,polarity,decimals,frequency"
    (project / "rarely.csv").write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    done = qpr(project, "score", "rarely.csv", "--scheme", "two-state", "--direction", "xmr")
    assert (done.returncode, done.stderr) == (0, "")
    december = {row["indicator"]: row["direction"] for row in scored(done.stdout) if row["period_end"] == "2023-12-31"}
    assert december == {name: case[-1] for name, case in RARELY.items()}
