"""``report.source``: any table of the organisation's folder, read as the registers are, and an input of the render."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from helpers.projects import SMALL, miniature, qpr

from qprlib.face.report import Report
from qprlib.ground.errors import InputError
from qprlib.ground.project import Project
from qprlib.report.context import open_context

MONTHS = pd.DataFrame(
    {
        "month": pd.to_datetime(["2011-04-30", "2011-05-31", "2011-06-30"]),
        "code": ["007", "008", "009"],
        "service": ["Roads", "", "Schools"],
        "spent": [1200.5, float("nan"), -3.0],
    }
)
CSV = 'month,code,service,spent\n2011-04-30,007,Roads,"1,200.50"\n2011-05-31,008,,n/a\n2011-06-30,009,Schools,-3\n'


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    root = miniature(tmp_path_factory.mktemp("sources") / "project", signed=False)
    return Report(open_context(SMALL, Project(root.resolve()), for_writing=True))


@pytest.fixture
def folder(report: Report) -> Iterator[Path]:
    folder = report._context.data.folder
    before = set(folder.iterdir())
    yield folder
    for path in set(folder.iterdir()) - before:
        path.unlink()


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_a_table_is_the_same_from_every_kind_of_file(report: Report, folder: Path, ending: str) -> None:
    if ending == "csv":
        (folder / "finance.csv").write_text(CSV, encoding="utf-8")
    elif ending == "xlsx":
        MONTHS.to_excel(folder / "finance.xlsx", index=False)
    else:
        MONTHS.to_parquet(folder / "finance.parquet", index=False)
    pd.testing.assert_frame_equal(report.source("finance"), MONTHS.astype({"month": "datetime64[ns]"}))
    pd.testing.assert_frame_equal(report.source(f"finance.{ending}"), report.source("finance"))


def test_a_table_that_the_suite_knows_is_as_the_edition_knows_it(report: Report) -> None:
    actuals = report.source("actuals")
    assert len(actuals) == len(report._context.data.actuals)
    assert "row" not in actuals


def test_codes_can_be_left_as_text(report: Report, folder: Path) -> None:
    (folder / "wards.csv").write_text("ward,visits\n1,5\n2,6\n", encoding="utf-8")
    assert report.source("wards")["ward"].tolist() == [1.0, 2.0]
    assert report.source("wards", text=["ward"])["ward"].tolist() == ["1", "2"]


#: What a file holds, and what the message of it says.
WRONG = {
    "a cell that is no number among numbers": ("a,b\n1,2\n3,4\n5,about 6\n7,8\n", ["row 4, column b", "about 6"]),
    "a decimal comma": ('a,b\n1,2\n3,4\n5,"6,7"\n', ["row 4, column b", "did you mean: 6.7?"]),
    "an impossible day": ("day\n2011-04-30\n2011-02-30\n2011-06-30\n2011-06-30\n", ["row 3", "no such date"]),
    "a row of more cells": ("a,b\n1,2\n3,4,5\n", ["row 3", "3 cells"]),
    "no row": ("a,b\n", ["no rows"]),
    "a column twice": ("a,a\n1,2\n", ["two columns named 'a'"]),
    "semicolons": ("a;b\n1;2\n", ["semicolons"]),
    "what nobody sees": ("a\nRo\u200bads\n", ["row 2"]),
}


@pytest.mark.parametrize("name", ["owners", "owners.csv", "Owners", "../small/owners.csv"])
def test_who_answers_for_what_is_never_read(report: Report, folder: Path, name: str) -> None:
    """It is kept for the checks and for reminders: no page reads it, nor is made for each value of it."""
    (folder / "owners.csv").write_text("indicator,owner\nHW01,A. Name\n", encoding="utf-8")
    with pytest.raises(InputError, match="names people, and nothing of it is published") as told:
        report.source(name)
    assert "owners" not in told.value.problems[0].allowed
    assert [problem.code for problem in told.value.problems] == ["never-published"]


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_read_is_told_with_its_place(report: Report, folder: Path, case: str) -> None:
    held, said = WRONG[case]
    (folder / "wrong.csv").write_text(held, encoding="utf-8")
    with pytest.raises(InputError) as told:
        report.source("wrong")
    for words in ["data/small/wrong.csv", *said]:
        assert words in str(told.value)


def test_a_damaged_parquet_file_is_told(report: Report, folder: Path) -> None:
    (folder / "broken.parquet").write_bytes(b"PAR1 and then nothing")
    with pytest.raises(InputError, match="cannot be read as Parquet"):
        report.source("broken")


def test_an_unknown_table_names_the_nearest_and_nothing_outside_the_folder_is_read(
    report: Report, folder: Path
) -> None:
    (folder / "finance.csv").write_text(CSV, encoding="utf-8")
    with pytest.raises(InputError, match="did you mean: finance"):
        report.source("finances")
    (folder / "finance.xlsx").write_bytes(b"")
    with pytest.raises(InputError, match=r"finance\.csv, finance\.xlsx"):
        report.source("finance")
    for name in ("../small/finance.csv", str(folder / "finance.csv"), "../../params/small-2011-12-Q1"):
        with pytest.raises(InputError, match="no table"):
            report.source(name)
    with pytest.raises(InputError, match="no column 'wards'"):
        report.source("finance.csv", text=["wards"])


@pytest.mark.slow
def test_what_a_page_reads_is_an_input_of_the_render(tmp_path: Path) -> None:
    """The manifest lists it with its hash, and a render that would leave an edition alone sees that it changed."""
    root = miniature(tmp_path / "project", signed=False)
    finance = root / "data" / "small" / "finance.parquet"
    MONTHS.to_parquet(finance, index=False)
    page = root / "notebooks" / "summary.ipynb"
    notebook = json.loads(page.read_text(encoding="utf-8"))
    cell = next(cell for cell in notebook["cells"] if "report.summary()" in "".join(cell["source"]))
    cell["source"] = ["assert len(report.source('finance')) > 2\n", "report.summary()"]
    page.write_text(json.dumps(notebook), encoding="utf-8")

    def render() -> tuple[str, dict[str, Any]]:
        done = qpr(root, "render", "--all", "--formats", "html")
        assert done.returncode == 0, done.stderr
        manifest = root / "outputs" / f"{SMALL}-draft" / "manifest.json"
        inputs = json.loads(manifest.read_text(encoding="utf-8"))["inputs"]
        return done.stdout, {one["path"]: one["sha256"] for one in inputs}

    _, first = render()
    left, again = render()
    assert "left as it is" in left
    assert first == again
    MONTHS.assign(spent=1.0).to_parquet(finance, index=False)
    _, changed = render()
    name = "data/small/finance.parquet"
    assert first[name] != changed[name]
    assert {path for path in first if first[path] != changed[path]} == {name}
    assert not (root / "outputs" / f"{SMALL}-draft" / "notes").exists()
    shutil.rmtree(root)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_rows_that_were_recorded_after_the_cut_off_are_left_out(report: Report, folder: Path, ending: str) -> None:
    days = ["2011-07-01", "2011-08-31", "2011-09-01", None]
    spent = pd.DataFrame({"spent": [1.0, 2.0, 3.0, 4.0], "recorded": pd.to_datetime(days)})
    made = {"csv": spent.to_csv, "parquet": spent.to_parquet}[ending]
    made(folder / f"spent.{ending}", index=False)
    assert report.source("spent")["spent"].tolist() == [1.0, 2.0, 4.0]
