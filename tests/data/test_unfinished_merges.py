"""A merge that was left unfinished is one clear error, wherever its marks stand, and is never published."""

from __future__ import annotations

from pathlib import Path

import pytest
from making_notebooks import markdown, write

from qprlib.data.columns import DeclaredColumn, Kind
from qprlib.data.tables import read_table
from qprlib.ground.errors import InputError, Problem, Severity
from qprlib.ground.merge_marks import merge_marks, own_version
from qprlib.ground.project import Project
from qprlib.ground.settings import Organisation
from qprlib.ground.yamlfiles import read_yaml
from qprlib.texts.allowed_markdown import check_text
from qprlib.texts.reading import read_commentary

EDITION = "small-2011-12-Q1"
INDICATORS = {"HW01": "Highways", "HW02": "Highways"}
COLUMNS = (DeclaredColumn("name", Kind.TEXT, "A name."), DeclaredColumn("value", Kind.TEXT, "A value."))
NOTEBOOK = f"notebooks/commentary/{EDITION}/highways.ipynb"


def read(root: Path, *sources: str) -> tuple[dict[str, dict[str, str]], list[Problem]]:
    """The texts of one notebook, and everything that is told of it and of what its texts contain."""
    project = Project(root)
    write(project.commentary(EDITION) / "highways.ipynb", *map(markdown, sources))
    found, problems = read_commentary(project, EDITION, INDICATORS, ["Highways"])
    problems += [problem for text in found.texts() for problem in check_text(text)]
    texts = {owner: {name: text.source for name, text in those.items()} for owner, those in found.indicators.items()}
    return texts, [problem for problem in problems if problem.code != "no-commentary"]


# title, the cells, the cell and line that are told, what is read until the merge is put in order
CELLS = [
    ("two versions of a text",
     ("## HW01", "### Commentary\n\n<<<<<<< local\nFaster.\n=======\nSlower.\n>>>>>>> remote\n\nThe end."),
     (2, 3), "Faster.\n\nThe end."),
    ("blank lines between the marks",
     ("## HW01\n### Commentary\n<<<<<<< HEAD\n\nFaster.\n\n=======\n\nSlower.\n\n>>>>>>> mine\n",),
     (1, 3), "Faster."),
    ("with the version before both",
     ("## HW01\n### Commentary\n<<<<<<< local\nFaster.\n||||||| base\nAs fast.\n=======\nSlower.\n>>>>>>> remote\n",),
     (1, 3), "Faster."),
    ("a heading in both versions",
     ("## HW01", "<<<<<<< local\n### Commentary\nFaster.\n=======\n### Commentary\nSlower.\n>>>>>>> remote"),
     (2, 1), "Faster."),
    ("only the line between is left", ("## HW01\n### Commentary\nFaster.\n\n=======\n\nSlower.",),
     (1, 5), "Faster.\n\n\nSlower."),
    ("right under a text", ("## HW01\n### Commentary\nFaster.\n=======\nSlower.",), (1, 4), "Faster.\nSlower."),
    ("only the last line is left", ("## HW01\n### Commentary\nFaster.\n>>>>>>> remote",), (1, 4), "Faster."),
    ("a cell that the other side deleted",
     ("## HW01", "<<<<<<< REMOTE CELL DELETED >>>>>>>\n### Commentary\nFaster."), (2, 1), "Faster."),
    ("Windows line ends", ("## HW01\r\n### Commentary\r\n<<<<<<< local\r\nFaster.\r\n=======\r\nSlower.\r\n>>>>>>> x",),
     (1, 3), "Faster."),
]  # fmt: skip


@pytest.mark.parametrize(("sources", "place", "text"), [case[1:] for case in CELLS], ids=[case[0] for case in CELLS])
def test_marks_in_a_cell_are_one_error_with_cell_and_line(
    sources: tuple[str, ...], place: tuple[int, int], text: str, tmp_path: Path
) -> None:
    texts, problems = read(tmp_path, *sources)
    (problem,) = problems
    assert (problem.code, problem.severity) == ("unfinished-merge", Severity.ERROR)
    assert (problem.place.file, problem.place.cell) == (NOTEBOOK, place[0])
    assert problem.found.startswith(f"line {place[1]} of the cell: an unfinished merge: '")
    assert "take out every line with a mark" in problem.todo
    assert texts == {"HW01": {"Commentary": text}}


def test_the_lines_of_all_marks_are_named(tmp_path: Path) -> None:
    _, (problem,) = read(tmp_path, "## HW01\n### Commentary\n<<<<<<< local\nA.\n=======\nB.\n>>>>>>> remote")
    assert problem.found.endswith("'<<<<<<< local' stands between two versions (lines 3, 5, 7 have marks)")


@pytest.mark.parametrize(
    "text",
    [
        "Fewer <<<<<<< than before.",
        "| a | b |\n|---|---|\n|||||||\n",
        "a\n\n----\n\nb",
        "<<<<<<<<< nine",
        "1 > 0",
    ],
)
def test_what_is_no_mark_is_left_alone(text: str) -> None:
    assert merge_marks(text) == []
    assert own_version(text) == text


def test_a_notebook_that_is_no_json_because_of_a_merge(tmp_path: Path) -> None:
    project = Project(tmp_path)
    path = write(project.commentary(EDITION) / "highways.ipynb", markdown("## HW01"))
    good = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*good[:3], "<<<<<<< HEAD", good[3], "=======", *good[3:], ">>>>>>> x"]), "utf-8")
    _, problems = read_commentary(project, EDITION, {}, ["Highways"])
    (problem,) = problems
    assert (problem.code, problem.place.file, problem.place.row) == ("unfinished-merge", NOTEBOOK, 4)
    assert "git checkout --ours" in problem.todo


def test_a_yaml_file_with_marks(tmp_path: Path) -> None:
    path = tmp_path / "edition.yml"
    path.write_text("id: kent\n<<<<<<< HEAD\nname: Kent\n=======\nname: KCC\n>>>>>>> mine\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_yaml(path, "params/edition.yml", Organisation)
    (problem,) = raised.value.problems
    assert (problem.code, problem.place.file, problem.place.row) == ("unfinished-merge", "params/edition.yml", 2)


def test_a_table_with_marks(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("name,value\nA,1\n<<<<<<< HEAD\nB,2\n=======\nB,3\n>>>>>>> mine\n", encoding="utf-8")
    table = read_table(path, tmp_path, COLUMNS)
    assert [(problem.code, problem.place.row) for problem in table.problems] == [("unfinished-merge", 3)]
    assert not table.readable
