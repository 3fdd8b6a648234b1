"""What bad data gets: every folder in tests/bad_input/data, the whole text of the message."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from qprlib.data.schema import ACTUALS
from qprlib.data.store import read_organisation
from qprlib.ground.errors import InputError, Severity

FOLDER = Path(__file__).parents[1] / "bad_input" / "data"
GOOD = FOLDER / "_good"
MISTAKES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and path != GOOD)
UPDATE = "UPDATE_EXPECTED" in os.environ


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A project with one small organisation without mistakes; returns the organisation's folder."""
    folder = tmp_path / "data" / "small"
    shutil.copytree(GOOD, folder)
    return folder


def said_about(folder: Path) -> str:
    """All that a user reads about a folder of data, then whether a render would go on."""
    try:
        problems = read_organisation(folder, folder.parents[1]).warnings
        end = "A render goes on."
    except InputError as error:
        problems = error.problems
        end = "A render stops."
    return "\n".join([*(line for problem in problems for line in problem.lines()), end]) + "\n"


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_good_data_gets_no_message(small: Path) -> None:
    assert said_about(small) == "A render goes on.\n"


@pytest.mark.parametrize("mistake", MISTAKES)
def test_message_for(mistake: str, small: Path) -> None:
    overlay = FOLDER / mistake
    expected = overlay / "expected.txt"
    for path in overlay.glob("*.csv"):
        shutil.copy(path, small)
    if (overlay / "without.txt").exists():
        for name in (overlay / "without.txt").read_text(encoding="utf-8").split():
            (small / name).unlink()
    said = said_about(small)
    if UPDATE:
        expected.write_text(said, encoding="utf-8", newline="\n")
    assert said == expected.read_text(encoding="utf-8")


def test_every_error_says_where_and_what_to_do() -> None:
    for mistake in MISTAKES:
        said = (FOLDER / mistake / "expected.txt").read_text(encoding="utf-8")
        starts = [line for line in said.splitlines() if line.startswith(("error: ", "warning: "))]
        assert starts, mistake
        assert said.count("  next: ") == len(starts), mistake
        assert all("data/small/" in line for line in starts), mistake
        assert str(Path.home()) not in said
        assert "\\" not in said


def test_five_mistakes_in_one_file_are_told_at_once() -> None:
    said = (FOLDER / "five-mistakes" / "expected.txt").read_text(encoding="utf-8")
    codes = ["impossible-date", "not-a-number", "unknown-flag", "unknown-indicator", "duplicate-period"]
    assert [said.count(f"[{code}]") for code in codes] == [1] * 5
    assert said.count("error: ") == 5


def test_missing_folder_names_the_nearest(small: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_organisation(small.parent / "smal", small.parents[1])
    (problem,) = caught.value.problems
    assert problem.code == "missing-folder"
    assert problem.nearest == "small"
    assert problem.place.file == "data/smal"


def test_side_tables_may_be_absent(small: Path) -> None:
    (small / "complaints.csv").unlink()
    data = read_organisation(small, small.parents[1])
    assert "complaints" not in data.side
    assert "workforce" not in data.side
    assert [path.name for path in data.files] == ["indicators.csv", "actuals.csv", "targets.csv"]


def test_targets_may_have_no_rows_but_every_kpi_is_warned_of(small: Path) -> None:
    path = small / "targets.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    data = read_organisation(small, small.parents[1])
    assert len(data.targets) == 0
    assert data.targets["period_end"].dtype == "datetime64[ns]"
    assert [problem.place.indicator for problem in data.warnings] == ["HW01", "HW02", "ED01"]
    assert {problem.severity for problem in data.warnings} == {Severity.WARNING}


def test_optional_columns_may_be_left_out(small: Path) -> None:
    (small / "actuals.csv").write_text("actual,period_end,indicator\n87,2011-06-30,HW01\n", encoding="utf-8")
    actuals = read_organisation(small, small.parents[1]).actuals
    assert list(actuals.columns) == [*(column.name for column in ACTUALS.columns), "row"]
    assert actuals["numerator"].isna().all()
    assert actuals["flag"].eq("").all()


def test_other_files_are_left_alone(small: Path) -> None:
    (small / "working.csv").write_bytes(b"\xff\xfe\x00 anything")
    assert said_about(small) == "A render goes on.\n"


def test_rows_are_sorted_by_the_register_then_by_period(small: Path) -> None:
    path = small / "actuals.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
    actuals = read_organisation(small, small.parents[1]).actuals
    assert list(actuals["indicator"]) == ["HW01"] * 2 + ["HW02"] * 2 + ["ED01"] * 2 + ["AS01"] * 2
    assert actuals.groupby("indicator")["period_end"].apply(lambda ends: ends.is_monotonic_increasing).all()
    assert list(actuals["row"]) == [9, 8, 7, 6, 5, 4, 3, 2]


def test_types_of_the_frames(small: Path) -> None:
    data = read_organisation(small, small.parents[1])
    assert data.indicators["decimals"].dtype == "int64"
    assert data.indicators["first_period"].dtype == "datetime64[ns]"
    assert data.actuals["actual"].dtype == "float64"
    assert data.actuals["actual"].isna().sum() == 1
    assert data.indicators["note"].eq("").all()
    assert data.side["complaints"]["complaints"].dtype == "float64"


def test_short_name_is_the_name_where_it_is_empty(small: Path) -> None:
    change(small, "indicators.csv", "Days to repair", "")
    short_names = read_organisation(small, small.parents[1]).indicators["short_name"]
    assert list(short_names)[:2] == ["Repairs in 28 days", "Average days to repair a pothole"]


def test_a_flood_of_like_problems_is_counted(small: Path) -> None:
    lines = [f"HW01,{day:02d}/06/2011,1,,,,\n" for day in range(1, 31)]
    header = (small / "actuals.csv").read_text(encoding="utf-8").splitlines()[0]
    (small / "actuals.csv").write_text(header + "\n" + "".join(lines), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_organisation(small, small.parents[1])
    (problem,) = caught.value.problems
    assert problem.found.endswith("; 30 rows are like this: 2 to 31.")


def test_an_unreadable_register_hides_no_problem_of_other_files(small: Path) -> None:
    (small / "indicators.csv").write_bytes(b"")
    change(small, "actuals.csv", "HW01,2011-06-30,87", "HW01,2011-06-30,n/a")
    said = said_about(small)
    assert "[empty-file]" in said
    assert "[not-a-number]" in said
    assert "[unknown-indicator]" not in said


def test_a_bad_id_is_told_once_and_not_again_for_every_actual(small: Path) -> None:
    change(small, "indicators.csv", "HW02,", "HW-02,")
    for file in ("actuals.csv", "targets.csv"):
        path = small / file
        path.write_text(path.read_text(encoding="utf-8").replace("HW02", "HW-02"), encoding="utf-8")
    assert said_about(small).count("error: ") == 1


@pytest.mark.parametrize(
    ("actual", "doubted"), [("280", False), ("280.1", True), ("2.8", False), ("2.7", True), ("0", False)]
)
def test_ten_times_the_target_is_the_last_that_is_not_doubted(actual: str, doubted: bool, small: Path) -> None:
    change(small, "actuals.csv", "24.4", actual)
    assert ("[out-of-scale]" in said_about(small)) == doubted


@pytest.mark.parametrize(("actual", "doubted"), [("1000", False), ("1000.1", True), ("-100", False), ("-100.1", True)])
def test_percentages_are_doubted_beyond_their_bounds(actual: str, doubted: bool, small: Path) -> None:
    change(small, "actuals.csv", "HW01,2011-06-30,87", f"HW01,2011-06-30,{actual}")
    assert ("for a percentage" in said_about(small)) == doubted


def test_a_zero_among_low_percentages_is_a_zero(small: Path) -> None:
    change(small, "actuals.csv", "HW01,2011-06-30,87", "HW01,2011-06-30,0")
    change(small, "actuals.csv", "HW01,2011-03-31,79", "HW01,2011-03-31,50")
    assert said_about(small) == "A render goes on.\n"
