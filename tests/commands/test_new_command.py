"""`qpr new` rolls an edition forward: it shows, asks, makes all or nothing, and overwrites nothing."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from helpers.projects import KENT, REPOSITORY, contents, miniature, qpr

from qprlib.editions.next_params import moved_day, working_day
from qprlib.editions.rolling import RollForward, make_edition, plan_edition
from qprlib.ground.edition import load_edition
from qprlib.ground.errors import CommandError, InputError
from qprlib.ground.project import Project
from qprlib.ground.reported import Reported
from qprlib.report.context import open_context
from qprlib.texts.reading import raw_texts, read_commentary, split_mark

NEXT = "kent-2011-12-Q2"
PARAMS = f"params/{KENT}.yml"
REGISTER = "data/kent/indicators.csv"
HIGHWAYS = f"notebooks/commentary/{KENT}/highways.ipynb"
MARK = f"> Carried over from {KENT}: edit this text, then delete this line."

Row = dict[str, str]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Params, data and notebooks of Kent's edition."""
    for name in ("params", "data", "notebooks"):
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    for other in (tmp_path / "params").glob("*.yml"):
        if other.stem != KENT:
            other.unlink()
    shutil.copy(REPOSITORY / "_quarto.yml", tmp_path)
    return Project(tmp_path)


def cells(project: Project, notebook: str, edition: str = NEXT) -> dict[str, str]:
    """The cells of a notebook, by their ids."""
    path = project.commentary(edition) / f"{notebook}.ipynb"
    return {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}


def change_register(project: Project, change: Callable[[list[Row]], list[Row]]) -> None:
    path = project.root / REGISTER
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = change(list(reader))
    fields = dict.fromkeys(name for row in rows for name in row)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def with_values(indicator: str, **values: str) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: [{**row, **values} if row["id"] == indicator else row for row in rows]


def change_text(project: Project, cell: str, source: str, edition: str = KENT, notebook: str = "highways") -> None:
    path = project.commentary(edition) / f"{notebook}.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    (found,) = (one for one in content["cells"] if one["id"] == cell)
    found["source"] = source
    path.write_text(json.dumps(content), encoding="utf-8")


def made(project: Project, name: str = NEXT, source: str = "") -> RollForward:
    plan = plan_edition(project, name, source)
    make_edition(project, plan)
    return plan


def refused(project: Project, name: str, source: str = "", as_of: date | None = None) -> str:
    with pytest.raises(CommandError) as caught:
        plan_edition(project, name, source, as_of)
    return str(caught.value)


# --- what is said and asked -----------------------------------------------------------------------------


def test_the_command_shows_the_difference_and_makes_the_files(project: Project) -> None:
    done = qpr(project.root, "new", NEXT, "--from", KENT, "--yes")
    assert done.returncode == 0, done.stderr
    assert "+quarter: 2011-12-Q2" in done.stdout
    assert "+as_of: 2011-11-30            # data cut-off" in done.stdout
    assert "highways.ipynb: 3 indicators, 12 texts carried over" in done.stdout
    assert "The same 26 indicators are in force as in kent-2011-12-Q1." in done.stdout
    assert "of 26 indicators have a result for Quarter 2, 2011/12 already." in done.stdout
    assert "11 files made." in done.stdout
    assert f"lab {NEXT}" in done.stdout
    assert load_edition(project, NEXT).rolled_from == KENT


def test_without_a_terminal_nothing_is_made_and_the_way_is_told(project: Project) -> None:
    before = contents(project.root)
    done = qpr(project.root, "new", NEXT)
    assert done.returncode == 2
    assert "+edition: kent-2011-12-Q2" in done.stdout
    assert "[nobody-to-ask]" in done.stderr
    assert f"new {NEXT} --yes'" in done.stderr
    assert contents(project.root) == before


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("answer", "there"), [("y", True), ("Yes", True), ("n", False), ("", False), ("no", False)])
def test_at_a_terminal_it_asks(project: Project, answer: str, there: bool) -> None:
    done = qpr(project.root, "new", NEXT, typed=f"{answer}\n")
    assert done.returncode == 0, done.stderr
    assert "Make these files? [y/N]" in done.stdout
    assert ("Nothing has been made." in done.stdout) is not there
    assert project.params_file(NEXT).exists() is there
    assert project.commentary(NEXT).exists() is there


def test_a_cut_off_can_be_given(project: Project) -> None:
    done = qpr(project.root, "new", NEXT, "--as-of", "2011-11-15", "--yes")
    assert done.returncode == 0, done.stderr
    assert load_edition(project, NEXT).as_of == date(2011, 11, 15)


@pytest.mark.parametrize(("day", "code"), [("15/11/2011", "not-a-date"), ("2011-06-30", "cut-off-before-quarter")])
def test_a_cut_off_that_cannot_be_is_refused(project: Project, day: str, code: str) -> None:
    done = qpr(project.root, "new", NEXT, "--as-of", day, "--yes")
    assert done.returncode == 2
    assert f"[{code}]" in done.stderr
    assert not project.params_file(NEXT).exists()


# --- names ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code", "meant"),
    [
        ("kent-2011-Q2", "not-an-edition-name", NEXT),
        ("kent-2011-13-Q2", "not-an-edition-name", NEXT),
        ("2011-12-Q2", "not-an-edition-name", NEXT),
        ("knet-2011-12-Q2", "not-an-edition-name", NEXT),
        ("next", "not-an-edition-name", ""),
        ("kent-2010-11-Q4", "nothing-to-roll", ""),
        (KENT, "edition-exists", ""),
    ],
)
def test_a_name_that_does_not_fit_is_refused(project: Project, name: str, code: str, meant: str) -> None:
    said = refused(project, name)
    assert f"[{code}]" in said
    assert (f"did you mean: {meant}?" in said) is bool(meant)


@pytest.mark.parametrize(
    ("source", "code"),
    [("kent-2011-12-Q9", "unknown-edition"), ("exampleshire-2011-12-Q1", "other-organisation")],
)
def test_a_source_that_does_not_fit_is_refused(project: Project, source: str, code: str) -> None:
    text = (project.root / PARAMS).read_text(encoding="utf-8")
    other = text.replace(KENT, "exampleshire-2011-12-Q1").replace("id: kent", "id: exampleshire")
    project.params_file("exampleshire-2011-12-Q1").write_text(other, encoding="utf-8")
    assert f"[{code}]" in refused(project, NEXT, source)


def test_an_earlier_quarter_is_refused(project: Project) -> None:
    said = refused(project, "kent-2010-11-Q4", KENT)
    assert "[not-a-later-quarter]" in said
    assert f"did you mean: {NEXT}?" in said


def test_a_quarter_may_be_left_out(project: Project) -> None:
    made(project, "kent-2011-12-Q4")
    edition = load_edition(project, "kent-2011-12-Q4")
    assert (edition.as_of, edition.rolled_from) == (date(2012, 5, 31), KENT)


def test_the_last_edition_before_is_the_source(project: Project) -> None:
    made(project)
    assert plan_edition(project, "kent-2011-12-Q3").source == NEXT


# --- nothing is lost ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "there",
    [f"params/{NEXT}.yml", f"notebooks/commentary/{NEXT}/highways.ipynb", f"notebooks/commentary/{NEXT}/notes.txt"],
)
def test_nothing_is_overwritten(project: Project, there: str) -> None:
    path = project.root / there
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine", encoding="utf-8")
    before = contents(project.root)
    said = refused(project, NEXT, KENT)
    assert "[edition-exists]" in said
    assert there in said
    assert contents(project.root) == before


def test_what_appears_while_somebody_thinks_is_not_overwritten(project: Project) -> None:
    plan = plan_edition(project, NEXT)
    project.params_file(NEXT).write_text("theirs", encoding="utf-8")
    with pytest.raises(CommandError, match="edition-exists"):
        make_edition(project, plan)
    assert project.params_file(NEXT).read_text(encoding="utf-8") == "theirs"
    assert not project.commentary(NEXT).exists()


@pytest.mark.parametrize("step", range(0, 22, 3))
def test_if_one_file_cannot_be_written_none_is_made(
    project: Project, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_edition(project, NEXT)
    before = contents(project.root)
    done = 0

    def failing(real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **more: object) -> object:
            nonlocal done
            done += 1
            if done > step:
                raise OSError(28, "No space left on device")
            return real(*arguments, **more)

        return call

    monkeypatch.setattr(Path, "write_bytes", failing(Path.write_bytes))
    monkeypatch.setattr(Path, "replace", failing(Path.replace))
    with pytest.raises(OSError, match="No space"):
        make_edition(project, plan)
    monkeypatch.undo()
    assert contents(project.root) == before
    assert not project.commentary(NEXT).exists()


def test_a_broken_notebook_stops_everything(project: Project) -> None:
    (project.root / HIGHWAYS).write_text("<<<<<<< HEAD\n{}", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        plan_edition(project, NEXT)
    assert f"{HIGHWAYS}, row 1" in str(caught.value)
    assert "unfinished merge" in str(caught.value)


# --- params ---------------------------------------------------------------------------------------------


def test_all_else_of_the_params_stays_as_it_is(project: Project) -> None:
    old = (project.root / PARAMS).read_text(encoding="utf-8").splitlines()
    made(project)
    new = project.params_file(NEXT).read_text(encoding="utf-8").splitlines()
    assert [line for line in old if line not in new] == [
        "# Kent County Council's report for April to June 2011, the first of its kind.",
        "edition: kent-2011-12-Q1",
        "quarter: 2011-12-Q1",
        "as_of: 2011-08-31            # data cut-off: a result counts if its period ended on or before this day",
        "presented_to: Cabinet, 19 September 2011",
        "  date: 2011-09-19",
    ]
    assert [line for line in new if line not in old] == [
        "# Kent County Council's report for July to September 2011, rolled forward from kent-2011-12-Q1.",
        "edition: kent-2011-12-Q2",
        "quarter: 2011-12-Q2",
        "as_of: 2011-11-30            # data cut-off: a result counts if its period ended on or before this day",
        "rolled_from: kent-2011-12-Q1",
        'presented_to: "" # to be filled in; last time: Cabinet, 19 September 2011',
        "  date: # to be filled in; last time: 2011-09-19",
    ]


def add_to_params(project: Project, text: str) -> None:
    path = project.root / PARAMS
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_the_day_on_which_commentary_is_due_moves_on(project: Project) -> None:
    add_to_params(project, "commentary:\n  due: 2011-09-09  # a fortnight before Cabinet\n  known: [KCC]\n")
    made(project)
    assert load_edition(project, NEXT).commentary.due == date(2011, 12, 9)
    assert "# a fortnight before Cabinet" in project.params_file(NEXT).read_text(encoding="utf-8")


def test_lines_that_still_name_the_old_quarter_are_shown(project: Project) -> None:
    add_to_params(project, "# Figures of June 2011 are final.\n# Commentary of Q1 2011/12\n")
    plan = plan_edition(project, NEXT)
    assert [line.partition(": ")[2] for line in plan.look_at] == [
        "# Figures of June 2011 are final.",
        "# Commentary of Q1 2011/12",
    ]


def test_other_comments_at_the_head_stay(project: Project) -> None:
    path = project.root / PARAMS
    path.write_text("# Kept by the performance team.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    made(project)
    head = project.params_file(NEXT).read_text(encoding="utf-8").splitlines()[:3]
    assert head[0].startswith("# Kent County Council's report for July to September 2011")
    assert head[1:] == ["# Kept by the performance team.", f"edition: {NEXT}"]


@pytest.mark.parametrize(
    ("day", "old", "new", "moved"),
    [
        ("2011-08-31", "2011-12-Q1", "2011-12-Q2", "2011-11-30"),
        ("2011-08-31", "2011-12-Q1", "2011-12-Q3", "2012-02-29"),
        ("2011-06-30", "2011-12-Q1", "2011-12-Q2", "2011-09-30"),
        ("2011-08-15", "2011-12-Q1", "2011-12-Q2", "2011-11-15"),
        ("2012-02-29", "2011-12-Q3", "2012-13-Q3", "2013-02-28"),
        ("2011-05-31", "2011-12-Q1", "2011-12-Q2", "2011-08-31"),
    ],
)
def test_a_day_keeps_its_distance_from_the_end_of_the_quarter(day: str, old: str, new: str, moved: str) -> None:
    assert str(moved_day(date.fromisoformat(day), Reported.parse(old), Reported.parse(new))) == moved


@pytest.mark.parametrize(
    ("day", "works"), [("2011-12-09", "2011-12-09"), ("2011-12-10", "2011-12-09"), ("2011-12-11", "2011-12-09")]
)
def test_nothing_is_due_on_a_weekend(day: str, works: str) -> None:
    assert str(working_day(date.fromisoformat(day))) == works


# --- texts ----------------------------------------------------------------------------------------------


def test_every_text_is_kept_and_marked_until_it_is_edited(project: Project) -> None:
    made(project)
    for old in sorted(project.commentary(KENT).glob("*.ipynb")):
        now = raw_texts(project.commentary(NEXT) / old.name)
        assert {key: split_mark(text) for key, text in now.items()} == {
            key: (KENT, text) for key, text in raw_texts(old).items()
        }
    change_text(project, "hw01-actions", f"### Actions\n\n{MARK}\n\n- Something new.", NEXT)
    context = open_context(NEXT, project)
    texts = context.commentary.indicators["HW01"]
    assert texts["Actions"].carried_over == ""
    assert texts["Actions"].source == "- Something new."
    assert texts["Commentary"].carried_over == KENT
    assert context.commentary.report["Foreword"][""].carried_over == KENT


def test_live_figures_stay_live(project: Project) -> None:
    change_text(project, "hw01-commentary", "### Commentary\n\n{{ actual }} were on time.")
    made(project)
    assert (
        cells(project, "highways")["hw01-commentary"] == f"### Commentary\n\n{MARK}\n\n{{{{ actual }}}} were on time."
    )


def test_an_empty_text_has_its_heading_and_no_mark(project: Project) -> None:
    change_text(project, "hw01-risks", "### Risks")
    made(project)
    assert cells(project, "highways")["hw01-risks"] == "### Risks"


def test_accepted_findings_are_not_carried_over(project: Project) -> None:
    accepted = "### Accepted findings\n\n- `wrong-figure`: so it was (Manager, 5 September 2011)"
    change_text(project, "hw01-risks", f"### Risks\n\nWinter.\n\n{accepted}")
    plan = made(project)
    assert cells(project, "highways")["hw01-risks"] == f"### Risks\n\n{MARK}\n\nWinter."
    assert "wrong-figure" not in "".join(plan.files.values())
    assert not plan.warnings


def test_a_text_nobody_edited_is_carried_on_with_one_mark(project: Project) -> None:
    made(project)
    made(project, "kent-2011-12-Q3")
    text = cells(project, "highways", "kent-2011-12-Q3")["hw01-commentary"]
    assert text.count("Carried over") == 1
    assert f"Carried over from {NEXT}:" in text


def test_a_text_under_an_unknown_heading_is_told(project: Project) -> None:
    change_text(project, "hw01-actions", "### Acitons\n\n- Lost?")
    (warning,) = plan_edition(project, NEXT).warnings
    assert "[text-left-behind]" in str(warning)
    assert warning.nearest == "Actions"
    assert "highways.ipynb" in str(warning)


def test_indicators_added_removed_and_redefined_are_told(project: Project) -> None:
    def change(rows: list[Row]) -> list[Row]:
        rows = with_values("HW02", last_period="2011-06-30")(rows)
        rows = with_values("HW01", short_name="Repairs within 28 days")(rows)
        rows = with_values("WM01", section="Highways")(rows)
        new = {**next(row for row in rows if row["id"] == "HW03"), "id": "HW04", "short_name": "Streetlights repaired"}
        return [*rows, {**new, "first_period": "2011-09-30"}]

    change_register(project, change)
    done = qpr(project.root, "new", NEXT, "--yes")
    assert done.returncode == 0, done.stderr
    assert "HW04 Streetlights repaired (Highways)" in done.stdout
    last = f"its last text is in {HIGHWAYS}"
    assert f"HW02 Average days to repair potholes: {last}" in done.stdout
    assert "HW01 is now called 'Repairs within 28 days', before 'Routine repairs completed" in done.stdout
    assert "WM01 has moved to Highways, and its texts with it" in done.stdout

    highways = cells(project, "highways")
    assert highways["title"].endswith(f"HW02 Average days to repair potholes is no longer in force; {last}.")
    assert not [cell for cell in highways if cell.startswith("hw02")]
    assert [highways[f"hw04{part}"] for part in ("", "-card", "-commentary", "-actions", "-risks", "-discussion")] == [
        "## HW04 Streetlights repaired",
        'report.card("HW04")',
        "### Commentary",
        "### Actions",
        "### Risks",
        "### Discussion",
    ]
    assert highways["wm01-commentary"].startswith(f"### Commentary\n\n{MARK}")
    assert list(highways)[-1] == "check"


def test_of_an_indicator_with_a_reference_both_names_are_told(project: Project) -> None:
    def change(rows: list[Row]) -> list[Row]:
        rows = with_values("HW02", last_period="2011-06-30")(rows)
        new = {**next(row for row in rows if row["id"] == "HW03"), "id": "HW04", "first_period": "2011-09-30"}
        return [{**row, "reference": {"HW02": "1.1.2.PI", "HW04": "PI 7"}.get(row["id"], "")} for row in [*rows, new]]

    change_register(project, change)
    plan = made(project)
    assert plan.removed == (f"1.1.2.PI Average days to repair potholes (HW02): its last text is in {HIGHWAYS}",)
    [added] = plan.added
    assert added.startswith("PI 7 ")
    assert added.endswith(" (HW04) (Highways)")


def test_an_indicator_that_left_the_register_is_told(project: Project) -> None:
    change_register(project, lambda rows: [row for row in rows if row["id"] != "HW02"])
    for name in ("actuals.csv", "targets.csv"):
        path = project.root / "data/kent" / name
        kept = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("HW02,")]
        path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    plan = made(project)
    assert plan.removed == (f"HW02 Average days to repair potholes: its last text is in {HIGHWAYS}",)
    assert "HW02 Average days to repair potholes is no longer in force" in cells(project, "highways")["title"]


def test_a_series_that_breaks_is_told(project: Project) -> None:
    before = plan_edition(project, NEXT).results
    path = project.root / "data/kent/actuals.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows = [{**row, "break_before": ""} for row in rows]
    rows.append({**dict.fromkeys(rows[0], ""), "indicator": "HW01", "period_end": "2011-09-30", "actual": "90"})
    rows[-1]["break_before"] = "yes"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    plan = plan_edition(project, NEXT)
    assert plan.redefined == ("HW01: its series breaks, so that results are not compared across",)
    assert plan.results == before + 1


def test_a_section_without_a_notebook_gets_one(project: Project) -> None:
    (project.root / HIGHWAYS).unlink()
    made(project)
    assert cells(project, "highways")["hw01-commentary"] == "### Commentary"


def test_every_notebook_has_the_form(project: Project) -> None:
    plan = made(project)
    assert next(iter(plan.files)) == project.params_file(NEXT)
    for path in list(plan.files)[1:]:
        names = list(cells(project, path.stem))
        assert names[:2] == ["title", "set-up"]
        assert names[-1] == "check"
        assert f'open_report("{NEXT}")' in cells(project, path.stem)["set-up"]


# --- the whole way --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_rolled_forward_quarter_renders_as_a_draft_before_it_has_data(tmp_path: Path) -> None:
    folder, name = miniature(tmp_path / "small"), "small-2011-12-Q2"
    assert qpr(folder, "new", name, "--yes").returncode == 0
    done = qpr(folder, "render", name, "--formats", "html")
    assert done.returncode == 0, done.stderr
    page = (folder / "outputs" / f"{name}-draft" / "site" / "highways.html").read_text(encoding="utf-8")
    assert "Fewer repairs waited for parts." in page
    assert "edit this text, then delete this line" not in page
    assert "Sep 11" not in page


def test_no_text_is_carried_over_in_an_edition_that_was_not_rolled(project: Project) -> None:
    register = {"HW01": "Highways"}
    commentary, _ = read_commentary(project, KENT, register, ["Highways"])
    assert not [text for text in commentary.texts() if text.carried_over]
