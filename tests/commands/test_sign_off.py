"""``qpr sign-off``: a checked section is agreed by role and day, anything else is refused with the list."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import yaml
from helpers.projects import SMALL, contents, miniature, qpr
from helpers.typed import Typed, typed

HIGHWAYS = f"notebooks/commentary/{SMALL}/highways.ipynb"
SIGNED = f"notebooks/commentary/{SMALL}/sign-offs"
ROLE = "Head of Highways"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose section Highways is checked, and whose section Education lacks its commentary."""
    folder = miniature(tmp_path / "project", signed=False)
    write(folder, "education", "## ED01 Expected level\n")
    return folder


@pytest.fixture
def run(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Typed]:
    """The command in this process."""
    return partial(typed, monkeypatch, capsys, project)


def write(folder: Path, section: str, *cells: str) -> None:
    """Put other texts into a section's notebook."""
    path = folder / f"notebooks/commentary/{SMALL}/{section}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] = [
        {"cell_type": "markdown", "id": f"cell-{number}", "metadata": {}, "source": cell}
        for number, cell in enumerate(cells)
    ]
    path.write_text(json.dumps(notebook), encoding="utf-8")


def reword(folder: Path, old: str, new: str) -> None:
    path = folder / HIGHWAYS
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def sign(folder: Path, section: str = "highways", *more: str, role: str = ROLE, day: str = "2011-09-05") -> str:
    done = qpr(folder, "sign-off", SMALL, section, "--role", role, "--date", day, *more)
    assert done.returncode == 0, done.stderr
    return done.stdout


def status_of(folder: Path, section: str = "Highways") -> str:
    done = qpr(folder, "status", SMALL, "--plain")
    assert done.returncode == 0, done.stderr
    return next(line for line in done.stdout.splitlines() if line.startswith(f"{section}: "))


# --- agreed ---------------------------------------------------------------------------------------------------


def test_a_checked_section_is_signed_off_and_the_next_step_named(project: Path) -> None:
    said = sign(project)
    assert said.splitlines() == [
        "Highways signed off by Head of Highways on 5 September 2011.",
        "1 of 2 sections are signed off.",
        f"Next: {said.splitlines()[-1].removeprefix('Next: ').split(' status')[0]} status {SMALL}",
    ]
    kept = yaml.safe_load((project / SIGNED / "highways.yml").read_text(encoding="utf-8"))
    assert (kept["section"], kept["role"], kept["date"]) == ("Highways", ROLE, "2011-09-05")
    assert [one["id"] for one in kept["record"]["indicators"]] == ["HW01", "HW02"]
    assert status_of(project).startswith("Highways: signed off. ")


@pytest.mark.parametrize("named", ["highways", "Highways", "HIGHWAYS"])
def test_a_section_is_known_by_name_and_address(project: Path, named: str) -> None:
    sign(project, named)
    assert (project / SIGNED / "highways.yml").is_file()


def test_a_section_that_is_signed_off_and_unchanged_is_left_as_it_is(project: Path) -> None:
    sign(project)
    before = contents(project / SIGNED)
    said = sign(project, role="Somebody else", day="2011-09-07")
    assert "Highways was signed off by Head of Highways on 5 September 2011, and nothing has changed since." in said
    assert "Nothing was written." in said
    assert contents(project / SIGNED) == before


def test_a_change_of_text_reopens_and_a_new_sign_off_closes(project: Path) -> None:
    sign(project)
    reword(project, "A mild spring left fewer potholes.", "A mild spring left few potholes.")
    line = status_of(project)
    assert "Signed off by Head of Highways on 5 September 2011; since then: HW02 Commentary changed." in line
    assert line.startswith("Highways: checked, reopened.")
    sign(project, role="Deputy head of Highways", day="2011-09-07")
    assert "Signed off by Deputy head of Highways on 7 September 2011." in status_of(project)


def test_a_change_of_a_figure_reopens(project: Path) -> None:
    sign(project)
    actuals = project / "data" / "small" / "actuals.csv"
    actuals.write_text(actuals.read_text(encoding="utf-8").replace("06-30,87,", "06-30,88,"), encoding="utf-8")
    assert "since then: HW01 result 87% is now 88%" in status_of(project)


def test_a_change_of_blanks_alone_reopens_nothing(project: Path) -> None:
    sign(project)
    reword(project, "A mild spring left fewer potholes.", "A mild spring\\n  left fewer   potholes.\\n\\n")
    assert status_of(project).startswith("Highways: signed off. ")


def test_a_broken_sign_off_is_told_and_can_be_replaced(project: Path) -> None:
    sign(project)
    (project / SIGNED / "highways.yml").write_text("section: [", encoding="utf-8")
    done = qpr(project, "status", SMALL)
    assert done.returncode == 0
    assert "warning: " in done.stderr
    assert f"qpr sign-off {SMALL} highways --role ROLE" in done.stderr
    sign(project)
    assert status_of(project).startswith("Highways: signed off. ")


def test_two_people_who_sign_different_sections_write_different_files(project: Path) -> None:
    sign(project)
    first = contents(project / SIGNED)
    write(project, "education", "## ED01 Expected level\n\n### Commentary\n\nThree schools had a poor year.")
    findings = json.loads(qpr(project, "check", SMALL, "--section", "education", "--json").stdout)
    accepted = "\n".join(one["to_accept"] for one in findings if one["grade"] != "note" and one["to_accept"])
    if accepted:  # what the checks find is none of this test's business
        text = "## ED01 Expected level\n\n### Commentary\n\nThree schools had a poor year.\n\n### Accepted findings\n\n"
        filled = accepted.replace("REASON", "it is so").replace("ROLE", "Head of Schools")
        write(project, "education", text + filled)
    sign(project, "education", role="Head of Schools")
    both = contents(project / SIGNED)
    assert set(both) == {"highways.yml", "education.yml"}
    assert both["highways.yml"] == first["highways.yml"]


def test_all_sections_are_signed_at_once_or_none(project: Path) -> None:
    refused = qpr(project, "sign-off", SMALL, "all", "--role", ROLE)
    assert refused.returncode == 9
    assert not (project / SIGNED).exists()
    for name in ("indicators", "actuals", "targets"):
        table = project / "data" / "small" / f"{name}.csv"
        lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
        table.write_text("".join(line for line in lines if not line.startswith("ED01")), encoding="utf-8")
    (project / f"notebooks/commentary/{SMALL}/education.ipynb").unlink()
    said = sign(project, "all")
    assert "1 of 1 sections are signed off." in said
    assert said.splitlines()[-1].endswith(f"render {SMALL} --final")


# --- refused --------------------------------------------------------------------------------------------------


def test_an_unchecked_section_is_refused_with_everything_that_is_open(project: Path) -> None:
    done = qpr(project, "sign-off", SMALL, "education", "--role", "Head of Schools")
    assert done.returncode == 9
    assert "Education cannot be signed off: no text was written or edited for this edition" in done.stderr
    assert "[section-not-checked]" in done.stderr
    assert "ED01" in done.stderr.split("[section-not-checked]")[1], "the open findings are listed"
    assert not (project / SIGNED).exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["highway", "--role", ROLE], "did you mean: highways?"),
        (["Roads", "--role", ROLE], "allowed: highways, education, all"),
        (["report", "--role", ROLE], "the edition has no section 'report'"),
        (["../highways", "--role", ROLE, "--date", "soon"], "'soon' is not a date"),
        (["highways", "--role", ""], "no role is given"),
        (["highways", "--role", "   "], "no role is given"),
        (["highways", "--role", "--"], "'--' is no role"),
        (["highways", "--role", "42"], "'42' is no role"),
        (["highways", "--role", "jo.bloggs@kent.example"], "is an e-mail address"),
        (["highways", "--role", "x" * 81], "81 characters long"),
        (["highways", "--role", "Head\u0007"], "cannot be printed"),
        (["highways", "--role", ROLE, "--date", "5 September 2011"], "year-month-day, such as 2011-09-05"),
        (["highways", "--role", ROLE, "--date", "2011-02-30"], "'2011-02-30' is not a date"),
        (["highways", "--role", ROLE, "--date", "2001-09-05"], "lies before the quarter begins"),
        (["highways", "--role", ROLE, "--date", "2999-09-05"], "is still to come"),
        (["highways"], "Missing option '--role'"),
    ],
)
def test_a_mistake_is_told_and_nothing_written(
    run: Callable[..., Typed], project: Path, arguments: list[str], words: str
) -> None:
    done = run("sign-off", SMALL, *arguments)
    assert done.returncode == 2
    assert words in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert not (project / SIGNED).exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="who may do everything is refused nothing")
def test_a_folder_that_cannot_be_written_is_told(project: Path) -> None:
    sign(project)
    reword(project, "fewer potholes", "few potholes")
    (project / SIGNED).chmod(0o555)
    done = qpr(project, "sign-off", SMALL, "highways", "--role", ROLE)
    (project / SIGNED).chmod(0o755)
    assert done.returncode == 7
    assert "writing the sign-off" in done.stderr


def test_a_file_in_the_place_of_the_folder_is_told(project: Path) -> None:
    (project / SIGNED).write_text("", encoding="utf-8")
    done = qpr(project, "sign-off", SMALL, "highways", "--role", ROLE)
    assert done.returncode == 7
    assert "Traceback" not in done.stderr


def test_a_failed_write_leaves_the_older_sign_off(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import date

    from qprlib.agreeing import signoffs
    from qprlib.ground.project import Project
    from qprlib.report.context import open_context

    sign(project)
    before = contents(project / SIGNED)
    found = Project(project.resolve())
    other = signoffs.sign(open_context(SMALL, found).record(draft=True), "highways", "Highways", "B", date(2011, 9, 7))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        signoffs.write_sign_off(found, SMALL, other)
    assert contents(project / SIGNED) == before
