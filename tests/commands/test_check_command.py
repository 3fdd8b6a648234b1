"""``qpr check``: what is found is shown with place, grade and remedy, counted, and told by the exit code."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from helpers.projects import KENT, SMALL, miniature, qpr
from helpers.scenes import MARCH, accepted, ids, of_points, scene, subject
from helpers.scoring import point

from qprlib.checks.all_checks import BY_ID, CHECKS, check_commentary, count, open_findings, setting_problems
from qprlib.cli.main import main
from qprlib.ground.settings import CommentarySetting
from qprlib.texts.findings import Family, Grade

HIGHWAYS = f"notebooks/commentary/{SMALL}/highways.ipynb"
EDUCATION = f"notebooks/commentary/{SMALL}/education.ipynb"


@dataclass(frozen=True)
class Ended:
    """What a command said and how it ended."""

    stdout: str
    stderr: str
    exit_code: int


Run = Callable[..., Ended]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return miniature(tmp_path / "small", signed=False)


@pytest.fixture
def run(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command in this process: a tenth of the time of one of its own."""
    monkeypatch.chdir(project)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")

    def called(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["qpr", "check", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Ended(said.out, said.err, int(ended.value.code or 0))

    return called


def write(project: Path, notebook: str, old: str, new: str) -> None:
    """Put other words into a notebook; some that stand in no cell are a mistake of the test."""
    path = project / notebook
    book = nbformat.read(path, as_version=4)
    (cell,) = [one for one in book.cells if old in one.source]
    cell.source = cell.source.replace(old, new)
    nbformat.write(book, path)


def without_actions(project: Path) -> None:
    """Take out what is done about ED01, which is Red."""
    book = nbformat.read(project / EDUCATION, as_version=4)
    (text,) = re.findall(r"### Actions.*", book.cells[1].source, re.DOTALL)
    write(project, EDUCATION, text, "")


# --- the command ---------------------------------------------------------------------------------------------


def test_an_edition_without_findings(run: Run) -> None:
    done = run(SMALL)
    assert (done.stderr, done.exit_code) == ("", 0)
    assert done.stdout.startswith("The checks of the commentary find nothing.\n")
    assert f"{SMALL} can be rendered as a draft. 3 KPIs" in done.stdout
    assert done.stdout.endswith(f"qpr status {SMALL}\n")


def test_findings_stand_under_their_section_and_indicator_with_place_remedy_and_line_to_paste(
    run: Run, project: Path
) -> None:
    without_actions(project)
    done = run(SMALL)
    assert done.exit_code == 9
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    assert lines[:6] == [
        f"Education  {EDUCATION}",
        "",
        "  ED01 Pupils who reach the expected level",
        "  error [red-without-actions] under Actions",
        "    ED01 is Red and has no actions",
        "    next: say under '### Actions' what is being done, by whom and by when",
    ]
    assert re.fullmatch(r"    to accept: - `red-without-actions`: REASON \(ROLE, \d+ [A-Z][a-z]+ \d{4}\)", lines[6])
    assert done.stderr == (
        "error: 1 error of the commentary is open [commentary-errors]\n"
        "  next: put them right, or accept them in their notebook with a reason; a draft can be rendered\n"
    )


def test_an_indicator_with_a_reference_is_shown_by_it_and_by_its_id(run: Run, project: Path) -> None:
    without_actions(project)
    register = project / "data" / "small" / "indicators.csv"
    with register.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    rows = [[*row, "1.1.2.PI" if row[0] == "ED01" else ""] for row in rows]
    with register.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[*header, "reference"], *rows])
    lines = [line.strip() for line in run(SMALL).stdout.splitlines()]
    assert "1.1.2.PI Pupils who reach the expected level (ED01)" in lines
    assert "1.1.2.PI is Red and has no actions" in lines


def test_a_sentence_is_shown_with_its_cell(run: Run, project: Path) -> None:
    write(project, HIGHWAYS, "A mild spring left fewer potholes.", "It took XX% longer.")
    done = run(SMALL, "--section", "highways")
    assert "  error [placeholder] under Commentary, cell 3\n" in done.stdout
    assert '    "It took XX% longer."\n' in done.stdout
    assert 'to accept: - `placeholder` "XX%": REASON' in done.stdout


def test_the_table_at_the_end_counts_by_section(run: Run, project: Path) -> None:
    without_actions(project)
    write(project, HIGHWAYS, "A mild spring left fewer potholes.", "TBC")
    table = run(SMALL).stdout.split("Section")[1].splitlines()
    assert [row.split() for row in table[:4]] == [
        ["errors", "warnings", "notes", "accepted"],
        ["Highways", "1", "0", "0", "0"],
        ["Education", "1", "0", "0", "0"],
        ["All", "2", "0", "0", "0"],
    ]


def test_a_section_alone(run: Run, project: Path) -> None:
    without_actions(project)
    assert run(SMALL, "--section", "Highways").exit_code == 0
    assert run(SMALL, "--section", "education").exit_code == 9
    done = run(SMALL, "--section", "highway")
    assert done.exit_code == 2
    assert done.stderr.splitlines()[:3] == [
        "error: there is no section 'highway' [unknown-section]",
        "  allowed: highways, education, report",
        "  did you mean: highways?",
    ]


def test_a_warning_does_not_change_the_exit_code(run: Run, project: Path) -> None:
    write(
        project, EDUCATION, "### Actions",
        "### Accepted findings\n\n- `no-commentary`: it is there (Head of Schools, 5 September 2011)\n\n### Actions",
    )  # fmt: skip
    done = run(SMALL)
    assert done.exit_code == 0
    assert "  warning [acceptance-unused] under Accepted findings, cell 2\n" in done.stdout
    assert "to accept" not in done.stdout


def test_the_printed_line_filled_in_accepts_the_finding(run: Run, project: Path) -> None:
    without_actions(project)
    (line,) = re.findall(r"to accept: (.+)", run(SMALL).stdout)
    filled = line.replace("REASON", "the plan is in the annual report").replace("ROLE", "Head of Schools")
    write(project, EDUCATION, "Three schools had a poor year.",
          f"Three schools had a poor year.\n\n### Accepted findings\n\n{filled}")  # fmt: skip
    done = run(SMALL)
    assert done.exit_code == 0
    assert "red-without-actions" not in done.stdout
    shown = run(SMALL, "--accepted").stdout
    assert "  accepted [red-without-actions] under Actions\n" in shown
    assert "    accepted: the plan is in the annual report (Head of Schools, " in shown
    assert [row.split() for row in shown.split("Section")[1].splitlines()[1:2]] == [["Education", "0", "0", "0", "1"]]


def test_json_holds_everything_and_nothing_else_is_printed(run: Run, project: Path) -> None:
    write(project, HIGHWAYS, "A mild spring left fewer potholes.", "It took X% longer.")
    done = run(SMALL, "--json")
    (one,) = json.loads(done.stdout)
    assert done.exit_code == 9
    assert (one["check"], one["grade"], one["section"], one["owner"]) == ("placeholder", "error", "highways", "HW02")
    assert (one["heading"], one["notebook"], one["cell"]) == ("Commentary", HIGHWAYS, 3)
    assert (one["sentence"], one["quote"], one["accepted"]) == ("It took X% longer.", "X%", None)
    assert one["to_accept"].startswith('- `placeholder` "X%": REASON (ROLE, ')


def test_problems_of_reading_come_first_and_stop_it(run: Run, project: Path) -> None:
    write(project, EDUCATION, "### Actions", "### Action")
    done = run(SMALL)
    assert (done.stdout, done.exit_code) == ("", 3)
    assert "[unknown-heading]" in done.stderr


def test_a_missing_commentary_is_told_once(run: Run, project: Path) -> None:
    write(project, HIGHWAYS, "### Commentary\n\nA mild spring left fewer potholes.", "")
    done = run(SMALL)
    assert done.stdout.count("HW02 has no commentary") == 1
    assert "HW02 has no commentary" not in done.stderr


def test_a_doubtful_figure_is_told_once(run: Run, project: Path) -> None:
    actuals = project / "data" / "small" / "actuals.csv"
    text = actuals.read_text(encoding="utf-8")
    actuals.write_text(text.replace("HW01,2011-06-30,87,", "HW01,2011-06-30,0,"), encoding="utf-8")
    done = run(SMALL)
    assert "warning [zero-after-high]" in done.stdout
    assert "doubtful-zero" not in done.stderr


def test_words_that_look_like_markup_are_shown_as_they_are(run: Run, project: Path) -> None:
    write(project, HIGHWAYS, "A mild spring left fewer potholes.", "[insert figure] of [bold]all[/bold] repairs.")
    assert '"[insert figure] of [bold]all[/bold] repairs."' in run(SMALL).stdout


@pytest.mark.parametrize(
    ("off", "code", "words"),
    [
        ("[in-arears]", "unknown-check", "  did you mean: in-arrears?"),
        ("[no-commentary]", "check-not-a-note", "'no-commentary' finds a thing of grade error"),
    ],
    ids=["a check that there is not", "a check that finds more than notes"],
)
def test_what_may_not_be_switched_off(run: Run, project: Path, off: str, code: str, words: str) -> None:
    params = project / "params" / f"{SMALL}.yml"
    params.write_text(params.read_text(encoding="utf-8") + f"commentary:\n  off: {off}\n", encoding="utf-8")
    done = run(SMALL)
    assert done.exit_code == 3
    assert f"params/{SMALL}.yml, key commentary.off" in done.stderr
    assert f"[{code}]" in done.stderr
    assert words in done.stderr


def test_as_a_process_it_says_the_same(project: Path) -> None:
    done = qpr(project, "check", SMALL)
    assert (done.returncode, done.stderr) == (0, "")
    assert "find nothing" in done.stdout


def test_kents_edition_has_no_open_error_or_warning(kent: object) -> None:
    findings = kent.findings  # type: ignore[attr-defined]
    grave = open_findings(findings, Grade.ERROR, Grade.WARNING)
    assert not [(KENT, one.owner, one.check, one.quote, one.found) for one in grave]


# --- all checks together -------------------------------------------------------------------------------------


def test_every_check_has_an_id_of_its_own_and_explains_itself() -> None:
    assert len(BY_ID) == len(CHECKS)
    for check in CHECKS:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", check.id)
        assert check.title, check.id
        assert check.why, check.id
        assert check.example, check.id
        assert check.todo, check.id
    assert {check.family for check in CHECKS} == set(Family)
    assert all(check.grade is Grade.NOTE for check in CHECKS if check.family is Family.WORDS)


def test_findings_stand_in_the_registers_order() -> None:
    red = {"rating": "red"}
    one = scene(
        subject(95, 80, id="RD02", section="Roads", **red),
        subject(95, 80, id="ED01", section="Education", **red),
        subject(95, 80, id="RD01", section="Roads", **red),
        report={"Foreword": "TBC"},
    )
    assert [(f.section, f.owner, f.heading) for f in check_commentary(one)] == [
        ("roads", "RD02", "Commentary"), ("roads", "RD02", "Actions"),
        ("roads", "RD01", "Commentary"), ("roads", "RD01", "Actions"),
        ("education", "ED01", "Commentary"), ("education", "ED01", "Actions"),
        ("report", "Foreword", ""),
    ]  # fmt: skip


def test_sentences_stand_in_the_order_of_their_text() -> None:
    one = scene(subject(95, 96), texts={"HW01": {"Commentary": "First X.X% then.\n\nNext ?? days.\n\nLast X%."}})
    assert [f.quote for f in check_commentary(one)] == ["X.X%", "??", "X%"]


def test_a_note_that_is_switched_off_is_not_told() -> None:
    late = of_points([point(MARCH, 95, 90, 83)], in_arrears=True)
    texts = {"HW01": {"Commentary": "It went as well as could be."}}
    assert ids(check_commentary(scene(late, texts=texts))) == ["in-arrears"]
    assert not check_commentary(scene(late, texts=texts, off=("in-arrears",)))


def test_what_is_accepted_is_counted_apart() -> None:
    one = scene(subject(95, 80), texts={}, acceptances=[accepted("red-without-actions")])
    findings = check_commentary(one)
    assert count(findings) == {"highways": {"error": 1, "warning": 0, "note": 0, "accepted": 1}}
    assert ids(open_findings(findings)) == ["no-commentary"]
    assert not open_findings(findings, Grade.NOTE)


def test_a_setting_that_switches_off_notes_is_in_order() -> None:
    notes = tuple(check.id for check in CHECKS if check.grade is Grade.NOTE)
    assert notes
    assert not list(setting_problems(CommentarySetting(off=notes), "params/x.yml"))


def test_stopped_it_says_nothing_of_editions_as_it_makes_none(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("qprlib.publishing.render.check_edition", stopped)
    done = run(SMALL)
    assert (done.exit_code, done.stdout, done.stderr) == (130, "", "Stopped.\n")
