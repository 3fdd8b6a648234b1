"""Notebooks are kept tidy: no outputs, counts or notes of a machine, stable ids, and never another text."""

from __future__ import annotations

import copy
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from helpers.projects import KENT, REPOSITORY, contents, qpr
from hypothesis import given
from hypothesis import strategies as st

from qprlib.ground.errors import CommandError, InputError
from qprlib.ground.project import Project
from qprlib.texts.notebook_file import read_notebook, written
from qprlib.texts.notebook_form import IndicatorCells, carried_over, report_notebook, section_notebook
from qprlib.texts.tidying import before_saving, tidied, tidied_text, tidy_files

KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
STREAM = {"output_type": "stream", "name": "stdout", "text": "87%\n"}
RICH = {
    "output_type": "execute_result",
    "execution_count": 3,
    "data": {"text/html": "<p>87%</p>", "text/plain": "'87%'"},
    "metadata": {},
}


def markdown(source: str, cell_id: str = "0a1b2c3d", **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": cell_id, "metadata": metadata, "source": source}


def code(source: str, cell_id: str = "4e5f6a7b", outputs: tuple[Any, ...] = (), **metadata: Any) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": cell_id,
        "metadata": metadata,
        "source": source,
        "outputs": list(outputs),
        "execution_count": 7 if outputs else None,
    }


def notebook(*cells: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def ids(cells: list[dict[str, Any]]) -> list[str]:
    return [cell["id"] for cell in cells]


# --- what goes and what stays ---------------------------------------------------------------------------


def test_outputs_counts_and_notes_of_a_machine_go() -> None:
    dirty = notebook(
        markdown("# Highways", "title", trusted=True, jp_MarkdownHeadingCollapsed=True),
        code(
            'report.card("HW01")',
            "hw01-card",
            (STREAM, RICH),
            collapsed=False,
            jupyter={"outputs_hidden": True},
            execution={"iopub.execute_input": "2011-09-05T10:00:00Z"},
            scrolled=True,
        ),
        kernelspec={"display_name": "qpr (py3.12)", "language": "python", "name": "qpr"},
        language_info={"name": "python", "version": "3.12.1"},
        widgets={"state": {}},
        toc={"base_numbering": 1},
    )
    assert tidied(dirty) == notebook(
        markdown("# Highways", "title"),
        code('report.card("HW01")', "hw01-card"),
        **KERNEL,
        language_info={"name": "python"},
    )


def test_tags_and_pictures_in_a_text_stay() -> None:
    cell = {**markdown("![a](attachment:a.png)", "hw01", tags=["x"]), "attachments": {"a.png": {"image/png": "aGk="}}}
    assert tidied(notebook(cell))["cells"] == [cell]


def test_a_page_notebook_keeps_the_plain_text_of_checked_outputs() -> None:
    page = notebook(
        code("1", "a1b2c3d4", (RICH, STREAM), tags=["nbval-check-output"]),
        code("2", "b1b2c3d4", (RICH,), tags=["shows-output"]),
        code("", "c1b2c3d4"),
    )
    first, second, third = tidied(page, page=True)["cells"]
    assert ids([first, second, third]) == ids(page["cells"])
    assert first["execution_count"] == 1
    assert first["outputs"] == [
        {"output_type": "display_data", "data": {"text/plain": "'87%'"}, "metadata": {}},
        STREAM,
    ]
    assert (second["execution_count"], second["outputs"]) == (None, [])
    assert tidied(page)["cells"][0]["outputs"] == []


def test_empty_cells_that_jupyterlab_leaves_go() -> None:
    kept = tidied(notebook(code("  \n"), markdown("", "0a1b2c3e"), markdown("", "hw01-risks"), code("1")))["cells"]
    assert [cell["source"] for cell in kept] == ["", "1"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            [
                markdown("# Highways"),
                code('report = open_report("kent-2011-12-Q1")'),
                markdown("## HW01 Routine repairs"),
                code('report.card("HW01")'),
                markdown("### Commentary\n\nWell."),
                markdown("### Accepted findings\n\n- `a-b`: so (Manager, 5 September 2011)"),
                markdown("## HW02: Potholes"),
                markdown("### Actions"),
                code('report.check("Highways")'),
            ],
            "title set-up hw01 hw01-card hw01-commentary hw01-accepted-findings hw02 hw02-actions check",
        ),
        ([markdown("## Data quality"), markdown("### Children's Social Care")],
         "data-quality data-quality-childrens-social-care"),
        ([markdown("## HW01 A", "hw01"), markdown("## HW01 A", "0a1b2c3d")], "hw01 0a1b2c3d"),
        ([markdown("## HW01 A", "mine")], "mine"),
        ([markdown("## HW01 A", "8c6d1fb2-0d4b-4b6e-9f3a-1c2d3e4f5a6b")], "hw01"),
        ([markdown("more words")], "0a1b2c3d"),
    ],
)  # fmt: skip
def test_cells_whose_part_is_known_get_its_id(cells: list[dict[str, Any]], expected: str) -> None:
    assert ids(tidied(notebook(*cells))["cells"]) == expected.split()


def test_ids_that_are_missing_or_double_are_made_the_same_way_everywhere() -> None:
    cells = [markdown("one", "same"), markdown("two", "same"), {**markdown("three"), "id": None}]
    first, second = (ids(tidied(notebook(*copy.deepcopy(cells)))["cells"]) for _ in range(2))
    assert first == second
    assert first[0] == "same"
    assert len(set(first)) == 3


# --- properties -----------------------------------------------------------------------------------------

TEXT = st.text(max_size=60) | st.sampled_from(["## HW01 Repairs\n", "### Actions\n\n- One\u2028two\x0bthree\r\n", "#"])
LINES = TEXT | TEXT.map(lambda text: text.splitlines(keepends=True))
METADATA = st.dictionaries(st.sampled_from(["tags", "collapsed", "jupyter", "editable"]), st.just(["x"]), max_size=3)
IDS = st.sampled_from(["title", "hw01", "hw01-actions", "0a1b2c3d", "deadbeef", "", "not an id", "x" * 65])
OUTPUTS = st.lists(st.sampled_from([STREAM, RICH]), max_size=2)
CELLS = st.fixed_dictionaries(
    {"cell_type": st.sampled_from(["markdown", "raw"]), "id": IDS, "metadata": METADATA, "source": LINES}
) | st.fixed_dictionaries(
    {
        "cell_type": st.just("code"),
        "id": IDS,
        "metadata": METADATA,
        "source": LINES,
        "outputs": OUTPUTS,
        "execution_count": st.none() | st.integers(1, 99),
    }
)


def sources(text: str) -> list[tuple[str, str]]:
    """Kind and source of every cell that says something."""
    cells = [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(text)["cells"]]
    return [(kind, source) for kind, source in cells if source.strip()]


@given(st.lists(CELLS, max_size=6), st.booleans())
def test_tidying_changes_no_text_and_is_done_after_once(cells: list[dict[str, Any]], page: bool) -> None:
    text = json.dumps(notebook(*cells, widgets={}))
    once = tidied_text(text, "a.ipynb", page)
    assert sources(once) == sources(text)
    assert tidied_text(once, "a.ipynb", page) == once
    opened = nbformat.reads(once, as_version=4)
    nbformat.validate(opened)
    # The form in which JupyterLab writes: it finds nothing to change when it saves.
    assert nbformat.writes(opened) + "\n" == once


def test_the_form_of_commentary_notebooks_is_tidy_and_valid() -> None:
    one = IndicatorCells("HW01", "Repairs", {"Actions": carried_over("- One", KENT)})
    for made in (
        section_notebook(KENT, 'Roads "A"', [one, IndicatorCells("HW02", "Potholes")], ["HW03 is gone."]),
        report_notebook(KENT, {"Foreword": {"": "Hello."}, "Highlights": {"Roads": "", "x" * 90: "y"}}),
    ):
        text = written(made)
        nbformat.validate(nbformat.reads(text, as_version=4))
        assert tidied_text(text, "a.ipynb") == text
        for cell in made["cells"]:
            if cell["cell_type"] == "code":
                compile(cell["source"], "cell", "exec")


def test_every_notebook_of_the_project_is_tidy() -> None:
    assert tidy_files(Project(REPOSITORY), check=True).untidy == ()


# --- files ----------------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Project:
    shutil.copytree(REPOSITORY / "params", tmp_path / "params")
    shutil.copy(REPOSITORY / "_quarto.yml", tmp_path)
    commentary = Path("notebooks/commentary") / KENT
    (tmp_path / commentary).mkdir(parents=True)
    for name in (commentary / "highways.ipynb", commentary / "skills.ipynb", Path("notebooks/methods.ipynb")):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    return Project(tmp_path)


def run_all(path: Path) -> None:
    """Leave in a notebook what running it leaves."""
    content = json.loads(path.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [RICH], "execution_count": 5}
    path.write_text(json.dumps(content), encoding="utf-8")


def test_the_command_tidies_all_and_then_finds_nothing(project: Project) -> None:
    before = contents(project.root)
    highways = project.commentary(KENT) / "highways.ipynb"
    run_all(highways)
    run_all(project.notebooks / "methods.ipynb")
    done = qpr(project.root, "tidy")
    assert done.returncode == 0, done.stderr
    assert f"tidied notebooks/commentary/{KENT}/highways.ipynb" in done.stdout
    assert "3 notebooks, 2 had to be tidied." in done.stdout
    assert highways.read_bytes() == before[f"notebooks/commentary/{KENT}/highways.ipynb"]
    assert "3 notebooks, none had to be tidied." in qpr(project.root, "tidy").stdout


def test_check_names_what_is_not_tidy_and_changes_nothing(project: Project) -> None:
    run_all(project.commentary(KENT) / "highways.ipynb")
    before = contents(project.root)
    done = qpr(project.root, "tidy", "--check", "notebooks/commentary")
    assert done.returncode == 3
    assert f"notebooks/commentary/{KENT}/highways.ipynb: the notebook holds outputs" in done.stderr
    assert "skills" not in done.stderr
    assert "highways.ipynb'" in done.stderr
    assert contents(project.root) == before


def test_check_is_content_with_tidy_notebooks(project: Project) -> None:
    done = qpr(project.root, "tidy", "--check")
    assert (done.returncode, done.stdout) == (0, "3 notebooks, all tidy.\n")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "row 1: the notebook is not valid JSON"),
        (b'{\n<<<<<<< HEAD\n "cells": []}', "row 2: an unfinished merge"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[1]", "JSON but not a notebook"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code"}]}', "cell 1 lacks its type or source"),
        (b'{"nbformat": 3, "worksheets": []}', "saved in format 3"),
    ],
)
def test_a_broken_notebook_is_told_and_the_others_are_tidied(project: Project, content: bytes, told: str) -> None:
    folder = project.commentary(KENT)
    (folder / "highways.ipynb").write_bytes(content)
    run_all(folder / "skills.ipynb")
    done = qpr(project.root, "tidy")
    assert done.returncode == 3
    assert told in done.stderr
    assert "tidied notebooks/commentary/kent-2011-12-Q1/skills.ipynb" in done.stdout
    assert (folder / "highways.ipynb").read_bytes() == content


def test_paths_that_are_no_notebooks_are_refused_together(project: Project) -> None:
    folder = project.commentary(KENT)
    with pytest.raises(CommandError) as caught:
        tidy_files(project, [folder / "highway.ipynb", project.params_file(KENT)])
    first, second = caught.value.problems
    assert first.nearest == "highways.ipynb"
    assert "this is not a notebook" in second.found


def test_checkpoints_are_left_alone(project: Project) -> None:
    checkpoint = project.commentary(KENT) / ".ipynb_checkpoints" / "highways-checkpoint.ipynb"
    checkpoint.parent.mkdir()
    checkpoint.write_text("{", encoding="utf-8")
    assert tidy_files(project).problems == ()


# --- marks of texts that were carried over --------------------------------------------------------------

NEXT = "kent-2011-12-Q2"


@pytest.fixture
def rolled(project: Project) -> Path:
    """A section of the next quarter with one text carried over and one edited since, both marked."""
    text = project.params_file(KENT).read_text(encoding="utf-8").replace(KENT, NEXT)
    text = text.replace("2011-12-Q1", "2011-12-Q2").replace(
        "as_of: 2011-08-31", f"as_of: 2011-11-30\nrolled_from: {KENT}"
    )
    project.params_file(NEXT).write_text(text, encoding="utf-8")
    old = json.loads((project.commentary(KENT) / "highways.ipynb").read_text(encoding="utf-8"))
    texts = {cell["id"]: "".join(cell["source"]).partition("\n\n")[2] for cell in old["cells"]}
    one = IndicatorCells(
        "HW01",
        "Routine repairs",
        {
            "Commentary": carried_over(texts["hw01-commentary"], KENT),
            "Actions": carried_over("- Something new.\n\n> Carried over from the depot: a quotation.", KENT),
            "Risks": "> Carried over from kent-2011-12-Q1 without a mark that counts.\n>\n> No.",
        },
    )
    path = project.commentary(NEXT) / "highways.ipynb"
    path.parent.mkdir()
    path.write_text(written(section_notebook(NEXT, "Highways", [one])), encoding="utf-8")
    return path


def test_a_mark_goes_when_its_text_was_edited(project: Project, rolled: Path) -> None:
    before = {cell["id"]: cell["source"] for cell in read_notebook(rolled.read_text(encoding="utf-8"), "")["cells"]}
    assert tidy_files(project).untidy == (rolled,)
    after = {cell["id"]: cell["source"] for cell in read_notebook(rolled.read_text(encoding="utf-8"), "")["cells"]}
    assert after["hw01-actions"] == ("### Actions\n\n- Something new.\n\n> Carried over from the depot: a quotation.")
    assert after["hw01-commentary"] == before["hw01-commentary"]
    assert tidy_files(project).untidy == ()


def test_a_mark_stays_where_there_is_nothing_to_compare_with(project: Project, rolled: Path) -> None:
    shutil.rmtree(project.commentary(KENT))
    assert tidy_files(project).untidy == ()


# --- on the way to the disk and into git ----------------------------------------------------------------


def test_jupyterlab_saves_tidy_notebooks() -> None:
    model = {"type": "notebook", "content": notebook(code(["a = 1\n", "a"], "hw01-card", (RICH,)))}  # type: ignore[arg-type]
    before_saving(model=model, path=f"notebooks/commentary/{KENT}/highways.ipynb", contents_manager=None)
    (cell,) = model["content"]["cells"]  # type: ignore[index]
    assert (cell["source"], cell["outputs"], cell["execution_count"]) == ("a = 1\na", [], None)


@pytest.mark.parametrize(
    ("kind", "path", "content"),
    [
        ("file", "notebooks/a.txt", "text"),
        ("notebook", "elsewhere/a.ipynb", notebook(code("1", outputs=(RICH,)))),
        ("notebook", "notebooks/a.ipynb", None),
        ("notebook", "notebooks/a.ipynb", {"nbformat": 3, "worksheets": []}),
    ],
)
def test_jupyterlab_saves_all_else_as_it_is(kind: str, path: str, content: Any) -> None:
    model = {"type": kind, "content": copy.deepcopy(content)}
    before_saving(model=model, path=path, contents_manager=None)
    assert model["content"] == content


def test_git_needs_nothing_but_a_python() -> None:
    program = "import sys; sys.path.insert(0, sys.argv[1]); import qprlib.texts.tidying"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, str(REPOSITORY)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_notebook_without_a_number_of_its_format_is_refused() -> None:
    with pytest.raises(InputError):
        read_notebook('{"cells": []}', "a.ipynb")
