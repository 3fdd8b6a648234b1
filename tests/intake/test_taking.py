"""The next workbook of an organisation: what it adds and revises is shown and written, and what moved is refused."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from helpers.projects import bare_project
from typer.testing import CliRunner
from workbooks.drawing import Drawing, save

from qprlib.cli.main import app
from qprlib.ground.errors import CommandError, InputError, QprError

RUNNER = CliRunner()
HEADER = "Ref | Indicator | Unit | Good is | Target | Q1 2024/25 | Q2 2024/25"
FIRST = f"""
{HEADER}
HW01 | Potholes repaired in time | % | High | 90 | 88.4 | 91.2
HW02 | Streetlights repaired     | % | High | 95 | 97.1 | 96.4
"""
NEXT = f"""
{HEADER} | Q3 2024/25
HW01 | Potholes repaired in time | % | High | 90 | 88.4 | 91.2 | 92.5
HW02 | Streetlights repaired     | % | High | 95 | 97.1 | 96.4 | 94.8
"""


def book(name: str, text: str, folder: Path) -> Path:
    return save(Drawing(name).sheet("KPIs", text).book, folder)


@pytest.fixture(name="root")
def _root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = bare_project(tmp_path / "project")
    monkeypatch.chdir(root)
    done = RUNNER.invoke(app, ["init", "body", "--from", str(book("Q2.xlsx", FIRST, tmp_path)), "--yes"])
    assert done.exit_code == 0, done.output
    return root


def take(path: Path, *more: str) -> str:
    done = RUNNER.invoke(app, ["take", str(path), *more])
    if isinstance(done.exception, QprError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def rows(root: Path, table: str) -> list[dict[str, str]]:
    with (root / "data" / "body" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def everything(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted((root / "data").rglob("*.*"))}


def test_what_a_new_quarter_adds_is_written_with_its_day_and_cell(root: Path, tmp_path: Path) -> None:
    before = everything(root)
    path = book("Q3.xlsx", NEXT, tmp_path)
    said = take(path, "--dry-run")
    assert "2 actuals of 2024-12-31 to be added" in said
    assert "2 targets of 2024-12-31 to be added" in said
    assert everything(root) == before
    take(path, "--yes")
    added = [row for row in rows(root, "actuals") if row["period_end"] == "2024-12-31"]
    assert [(row["indicator"], row["actual"], row["recorded"]) for row in added] == [
        ("HW01", "92.5", str(date.today())), ("HW02", "94.8", str(date.today())),
    ]  # fmt: skip
    assert [row["origin"] for row in added] == ["Q3.xlsx, KPIs!H2", "Q3.xlsx, KPIs!H3"]
    ends = [(row["indicator"], row["period_end"]) for row in rows(root, "actuals")]
    assert ends == sorted(ends), "rows stand in order, so that git shows what came"
    assert "nothing is to be written" in take(path, "--yes")


def test_what_is_revised_needs_a_reason_and_keeps_the_old_row(root: Path, tmp_path: Path) -> None:
    path = book("Q3.xlsx", NEXT.replace("91.2", "90.7"), tmp_path)
    before = everything(root)
    with pytest.raises(CommandError) as raised:
        take(path, "--yes")
    assert "--reason" in str(raised.value)
    assert everything(root) == before
    said = take(path, "--yes", "--reason", "Late returns")
    assert "revised: HW01 2024-09-30, actual from 91.2 to 90.7" in said
    told = [row for row in rows(root, "actuals") if (row["indicator"], row["period_end"]) == ("HW01", "2024-09-30")]
    assert [(row["actual"], row["recorded"], row["reason"]) for row in told] == [
        ("91.2", "", ""), ("90.7", str(date.today()), "Late returns"),
    ]  # fmt: skip


def test_a_restated_target_needs_who_decided_it(root: Path, tmp_path: Path) -> None:
    path = book("Q3.xlsx", NEXT.replace("| 95 |", "| 96 |"), tmp_path)
    with pytest.raises(CommandError):
        take(path, "--yes", "--reason", "New plan")
    take(path, "--yes", "--reason", "New plan", "--authority", "Cabinet")
    assert {row["authority"] for row in rows(root, "targets") if row["target"] == "96" and row["reason"]} == {"Cabinet"}


def test_what_is_new_missing_or_odd_is_told(root: Path, tmp_path: Path) -> None:
    text = f"""
{HEADER} | Q3 2024/25
HW01 | Potholes repaired in time | % | High | 90 | 88.4 | 91.2 | 9.2
HW03 | Bridges inspected         | % | High | 98 | 99   | 99   | 99
"""
    said = take(book("Q3.xlsx", text, tmp_path), "--yes")
    assert "new indicator HW03 Bridges inspected" in said
    assert "missing, though there were results before: HW02" in said
    assert "odd: HW01: 9.2 for 2024-12-31, where" in said
    assert [row["id"] for row in rows(root, "indicators")] == ["HW01", "HW02", "HW03"]


def test_a_result_that_was_due_and_is_not_there_is_told(root: Path, tmp_path: Path) -> None:
    said = take(book("Q3.xlsx", NEXT.replace("| 94.8", "|"), tmp_path), "--yes")
    assert "1 actual of 2024-12-31 to be added" in said
    assert "missing, though there were results before: HW02 for 2024-12-31" in said
    assert "missing" not in take(book("Q3.xlsx", NEXT, tmp_path), "--yes")


def test_the_next_command_is_told_in_full(root: Path, tmp_path: Path) -> None:
    assert f"Next: qpr new body-2024-25-Q3 --as-of {date.today()}" in take(book("Q3.xlsx", NEXT, tmp_path), "--yes")
    revised = book("Q2.xlsx", FIRST.replace("91.2", "90.7"), tmp_path)
    assert "Next: qpr check body-2024-25-Q2" in take(revised, "--yes", "--reason", "Late returns")


def test_indicators_are_called_by_their_references(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = bare_project(tmp_path / "project")
    monkeypatch.chdir(root)
    first, later = (text.replace("HW0", "1.1.") for text in (FIRST, NEXT))
    done = RUNNER.invoke(app, ["init", "body", "--from", str(book("Q2.xlsx", first, tmp_path)), "--yes"])
    assert done.exit_code == 0, done.output
    later = later.replace("91.2 | 92.5", "90.7 | 9.2").replace("| 94.8", "|")
    said = take(book("Q3.xlsx", later, tmp_path), "--dry-run")
    assert "revised: 1.1.1 2024-09-30, actual from 91.2 to 90.7" in said
    assert "odd: 1.1.1: 9.2 for 2024-12-31" in said
    assert "1.1.2 for 2024-12-31" in said
    assert "I1_1" not in said


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("Good is", "Polarity of the KPI", "Good is"),
        ("Q2 2024/25", "Q2 2025/26", "Q2 2024/25"),
        ("Q3 2024/25", "Q2 2024/25", "Q2 2024/25"),
        ("Target | Q1", "Target | Change | Q1", "Change"),
    ],
)
def test_what_moved_is_refused_and_nothing_is_written(
    old: str, new: str, names: str, root: Path, tmp_path: Path
) -> None:
    before = everything(root)
    with pytest.raises(InputError) as raised:
        take(book("Q3.xlsx", NEXT.replace(old, new), tmp_path), "--yes")
    assert names in str(raised.value)
    assert everything(root) == before


def test_rows_at_which_the_data_would_break_are_taken_back(root: Path, tmp_path: Path) -> None:
    before = everything(root)
    shares = NEXT.replace("| 92.5", "| 0.925").replace("| 94.8", "| 0.948")
    text = "\n".join(line for line in shares.splitlines())
    first = root / "data" / "body" / "actuals.csv"
    first.write_text(first.read_text().replace("2024-06-30", "2024-06-29", 1))
    broken = everything(root)
    with pytest.raises(InputError):
        take(book("Q3.xlsx", text, tmp_path), "--yes", "--reason", "x")
    assert everything(root) == broken
    assert before != broken


def test_whose_workbook_it_is_is_asked_where_several_were_begun(root: Path, tmp_path: Path) -> None:
    done = RUNNER.invoke(app, ["init", "other", "--from", str(book("Q2.xlsx", FIRST, tmp_path)), "--yes"])
    assert done.exit_code == 0
    path = book("Q3.xlsx", NEXT, tmp_path)
    with pytest.raises(CommandError) as raised:
        take(path, "--yes")
    assert "body" in str(raised.value)
    with pytest.raises(CommandError) as raised:
        take(path, "--organisation", "boddy")
    assert raised.value.problems[0].nearest == "body"
    assert "to be added" in take(path, "--organisation", "other", "--dry-run")
