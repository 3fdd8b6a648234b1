"""``qpr status``: how far each section has come, for eyes and for ears."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.projects import SMALL, miniature, qpr, sign_off

DUE = "commentary:\n  due: 2011-09-09\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a due date, where one of two sections is signed off; not to be changed."""
    folder = miniature(tmp_path_factory.mktemp("status") / "project", signed=False)
    params = folder / "params" / f"{SMALL}.yml"
    params.write_text(params.read_text(encoding="utf-8") + DUE, encoding="utf-8")
    (folder / f"notebooks/commentary/{SMALL}/education.ipynb").unlink()
    sign_off(folder, SMALL, "highways")
    return folder


def test_the_table_is_readable_at_eighty_columns(project: Path) -> None:
    done = qpr(project, "status", SMALL, "--today", "2011-09-08", COLUMNS="80")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert max(len(line.rstrip()) for line in lines[:-1]) <= 80
    assert lines[0] == f"{SMALL}: 1 of 2 sections signed off."
    assert lines[2].split() == ["Section,", "writer", "Due", "Words", "Errors", "Warnings", "Notes", "State"]
    education, highways = (next(line for line in lines if line.startswith(name)) for name in ("Education", "Highways"))
    assert lines.index(education) < lines.index(highways)
    assert "9 Sep 11" in education
    assert education.rstrip().endswith("not started")
    assert highways.rstrip().endswith("signed off")
    assert "Highways: signed off by Head of Performance on 5 September 2011." in lines
    assert lines[-1].endswith(f"check {SMALL}")


def test_late_sections_come_first_and_are_called_so(project: Path) -> None:
    done = qpr(project, "status", SMALL, "--today", "2011-09-10", "--plain")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == f"{SMALL}: 1 of 2 sections signed off, 1 late on 10 September 2011."
    assert lines[2].startswith("Education: late, not started. Writer: Head of Schools. Due 9 September 2011. 0 words, ")
    assert lines[3].startswith("Highways: signed off. Writer: Head of Highways. ")
    assert lines[3].endswith("Signed off by Head of Performance on 5 September 2011.")


def test_what_is_signed_off_throughout_is_to_be_rendered(tmp_path: Path) -> None:
    folder = miniature(tmp_path / "project")
    done = qpr(folder, "status", SMALL)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{SMALL}: 2 of 2 sections signed off.")
    assert done.stdout.splitlines()[-1].endswith(f"render {SMALL} --final")


def test_a_day_that_is_none_is_told(project: Path) -> None:
    done = qpr(project, "status", SMALL, "--today", "tomorrow")
    assert done.returncode == 2
    assert "'tomorrow' is not a date" in done.stderr


def test_an_edition_that_is_none_is_told_with_the_nearest(project: Path) -> None:
    for command in (["status"], ["compare"], ["sign-off"]):
        more = ["highways", "--role", "Head"] if command == ["sign-off"] else []
        done = qpr(project, *command, "small-2011-12-Q3", *more)
        assert done.returncode == 2
        assert f"did you mean: {SMALL}?" in done.stderr
