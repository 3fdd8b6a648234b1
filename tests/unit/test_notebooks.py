"""Notebook files before and after they run; no kernel here."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from making_notebooks import code, markdown, notebook, write

from qprlib.ground.errors import InputError, PageError
from qprlib.publishing.run.executed import check_executed, require_executed, scrub
from qprlib.publishing.run.notebooks import (
    Parameter,
    check_page,
    check_parameters,
    declared_parameters,
    page_notebook,
)
from qprlib.texts.notebook_file import Notebook, written

# --- reading --------------------------------------------------------------------------------------------


def refused(path: Path, root: Path) -> str:
    with pytest.raises(InputError) as caught:
        page_notebook(path, root)
    return str(caught.value)


def test_texts_kept_as_lines_are_joined(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", {**code(""), "source": ["a = 1\n", "b = 2"]})
    assert page_notebook(path)["cells"][0]["source"] == "a = 1\nb = 2"


def test_a_missing_notebook_names_the_nearest(tmp_path: Path) -> None:
    write(tmp_path / "notebooks" / "summary.ipynb", code("1"))
    said = refused(tmp_path / "notebooks" / "sumary.ipynb", tmp_path)
    assert "notebooks/sumary.ipynb" in said
    assert "[missing-file]" in said
    assert "did you mean: summary.ipynb?" in said


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{"cells": [\n  oops', "row 2: the notebook is not valid JSON"),
        (b"", "row 1: the notebook is not valid JSON"),
        (b'{\n<<<<<<< HEAD\n"cells": []', "row 2: an unfinished merge"),
        (b"[]", "JSON but not a notebook"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "no list of cells"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{}]}', "cell 1 lacks its type"),
        (
            b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": ['
            b'{"cell_type": "raw", "metadata": {}, "source": [["x"]]}]}',
            "cell 1 lacks its type",
        ),
        (
            b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": ['
            b'{"cell_type": "code", "metadata": {}, "source": "", "outputs": [1]}]}',
            "cell 1 has outputs that are none",
        ),
    ],
)
def test_a_broken_notebook_is_refused_plainly(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "page.ipynb"
    path.write_bytes(content)
    said = refused(path, tmp_path)
    assert told in said
    assert ("[unfinished-merge]" if b"<<<<" in content else "[notebook-broken]") in said
    assert "next: restore the file" in said or "next: put one version back" in said


def test_an_old_format_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "page.ipynb", code("1"))
    old = json.loads(path.read_text(encoding="utf-8")) | {"nbformat_minor": 4}
    path.write_text(json.dumps(old), encoding="utf-8")
    assert "saved in format 4.4 [notebook-format]" in refused(path, tmp_path)


@pytest.mark.parametrize(("ids", "told"), [(("a", "a"), "cells 1 and 2 have the same id"), (("a", ""), "no id")])
def test_cells_need_ids_of_their_own(tmp_path: Path, ids: tuple[str, str], told: str) -> None:
    path = write(tmp_path / "page.ipynb", *({**code("1"), "id": each} for each in ids))
    assert told in refused(path, tmp_path)


# --- parameters -----------------------------------------------------------------------------------------


def declare(*lines: str) -> tuple[Parameter, ...]:
    return declared_parameters(notebook(code("\n".join(lines), "parameters")), "page.ipynb")


def test_parameters_are_read_with_type_and_default() -> None:
    declared = declare(
        "# what the page is about",
        "edition: str",
        'section = "highways"',
        "limit: float = 1",
        "theme: str | None = None",
        "ids: list[str] = ['HW01']",
        "anything = None",
    )
    assert [(each.name, each.required, each.default) for each in declared] == [
        ("edition", True, None),
        ("section", False, "highways"),
        ("limit", False, 1),
        ("theme", False, None),
        ("ids", False, ["HW01"]),
        ("anything", False, None),
    ]
    assert declared[3].kinds == (str, type(None))
    assert declared[5].kinds == ()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("import os", "`import os` does not declare a parameter"),
        ("a = b = 1", "`a = b = 1` does not declare"),
        ("a, b = 1, 2", "`(a, b)` is not a plain name"),
        ("a = date.today()", "the value of `a` is not written out: `date.today()`"),
        ("a = {1, 2}", "the value of `a` is not text, a number"),
        ("a = 1e999", "the value of `a` is not text, a number"),
        ("a: Path = 'x'", "the type `Path` is not one of str, int"),
        ("a: int = 'x'", "the default of `a` is not a whole number"),
        ("a = 1\na = 2", "line 2: `a` is declared twice"),
        ("%matplotlib inline", "line 1 is not Python"),
    ],
)
def test_a_parameters_cell_holds_parameters_alone(line: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        declare(line)
    assert told in str(caught.value)
    assert "notebook page.ipynb, cell 1" in str(caught.value)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([code("a = 1")], "no cell is tagged `parameters`"),
        ([code("a = 1", "parameters"), code("b = 1", "parameters")], "2 cells are tagged"),
        ([{**markdown("a = 1"), "metadata": {"tags": ["parameters"]}}], "not a code cell"),
    ],
)
def test_exactly_one_code_cell_is_tagged(cells: list[dict[str, Any]], told: str) -> None:
    with pytest.raises(InputError, match=told):
        declared_parameters(notebook(*cells), "page.ipynb")


def test_given_parameters_are_held_to_the_declared() -> None:
    declared = declare("edition: str", 'section = "highways"', "limit: float = 1.0", "many = 3", "on = True")
    problems = check_parameters(
        declared,
        {"sektion": "bins", "limit": 2, "many": True, "on": 1, "section": dt.date(2011, 6, 30)},
        "notebooks/service.ipynb",
        "highways",
    )
    assert [(problem.code, problem.nearest) for problem in problems] == [
        ("unknown-parameter", "section"),
        ("missing-parameter", ""),
        ("parameter-type", ""),
        ("parameter-type", ""),
        ("parameter-type", ""),
    ]
    assert "has no parameter `sektion` for page `highways`" in problems[0].found
    assert "allowed: edition, limit, many, on, section" in str(problems[0])
    assert problems[2].todo == "put the date in quotes"
    assert problems[3].allowed == "a whole number"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {"a": float("nan")}, [dt.date.today()], {1: 2}])
def test_what_cannot_be_written_into_a_cell_is_refused(value: object) -> None:
    (problem,) = check_parameters(declare("a = None"), {"a": value}, "page.ipynb")
    assert problem.code == "parameter-type"


def test_check_page_tells_all_before_a_run(tmp_path: Path) -> None:
    path = write(tmp_path / "page.ipynb", code("section: str", "parameters"))
    assert check_page(path, {"section": "bins"}, tmp_path) == []
    assert len(check_page(path, {"other": 1}, tmp_path)) == 2
    assert check_page(tmp_path / "none.ipynb", {}, tmp_path)[0].code == "missing-file"


# --- executed notebooks ---------------------------------------------------------------------------------


def ran(cell: dict[str, Any], count: int | None, *outputs: dict[str, Any]) -> dict[str, Any]:
    return {**cell, "execution_count": count, "outputs": list(outputs)}


def shown(**data: str) -> dict[str, Any]:
    kinds = {kind.replace("_", "/"): text for kind, text in data.items()}
    return {"output_type": "display_data", "data": kinds, "metadata": {}}


def stream(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def test_a_page_that_ran_whole_has_no_problems() -> None:
    done = notebook(
        ran(code("a = 1", "parameters"), 1),
        ran(code("a = 2", "injected-parameters"), 2),
        ran(code("  "), None),
        ran(code("table()", "shows-output"), 3, shown(text_markdown="| a |")),
    )
    assert check_executed(done, "page.ipynb") == []
    require_executed(done, "page.ipynb")


@pytest.mark.parametrize(
    ("outputs", "code_"),
    [
        ([], "page-shows-nothing"),
        ([shown(text_markdown=" \n", text_plain="x")], "page-shows-nothing"),
        ([stream("stdout", "a table")], "text-printed"),
        ([shown(text_plain="<Axes: >")], "value-shown"),
    ],
)
def test_a_page_that_lost_its_table_is_an_error(outputs: list[dict[str, Any]], code_: str) -> None:
    done = notebook(ran(code("a = 1", "injected-parameters"), 1), ran(code("table()", "shows-output"), 2, *outputs))
    with pytest.raises(PageError) as caught:
        require_executed(done, "page.ipynb")
    (problem,) = caught.value.problems
    assert problem.code == code_
    assert problem.place.cell == 1  # as counted in the page notebook


@pytest.mark.parametrize("counts", [(1, None), (2, 1), (1, 1)])
def test_a_cell_that_did_not_run_in_its_turn_is_an_error(counts: tuple[int, int | None]) -> None:
    done = notebook(*(ran(code("step()"), count) for count in counts))
    assert [problem.code for problem in check_executed(done, "page.ipynb")] == ["cell-not-run"]


def executed(identity: str, pieces: list[str], at: str, pid: int, root: str) -> Notebook:
    done = notebook(
        ran(code("section = 'a'", "parameters"), 1),
        ran(code(f"section = 'b'\nfolder = '{root}/data'", "injected-parameters"), 2),
        ran(
            code("show()"),
            3,
            stream("stderr", f"/tmp/ipykernel_{pid}/{pid}77.py:1: UserWarning: {root}/data/a.csv\n"),
            *(stream("stdout", piece) for piece in pieces),
            shown(text_html=f"<p>object at {at}</p>", text_plain=f"<object at {at}>", image_png="iVBO"),
            shown(text_plain=f"<object at {at}> file://{root}/x {root}-other"),
        ),
    )
    done["cells"][1]["id"] = identity
    done["cells"][2]["metadata"] |= {"papermill": {"duration": pid}, "execution": {"idle": pid}, "tags": []}
    done["metadata"] |= {"papermill": {"output_path": root}, "language_info": {"version": f"3.11.{pid}"}}
    return done


def test_equal_runs_are_equal_when_scrubbed(tmp_path: Path) -> None:
    first = executed("a1b2", ["one\n", "two\n"], "0x7f00deadbeef", 41, "/home/ann/qpr")
    second = executed("c3d4", ["one\ntwo\n"], "0x7fffcafecafe", 5, "/srv/jobs/7")
    clean = scrub(first, {"/home/ann/qpr": ".", "/home/ann": "~"})
    again = scrub(second, {"/srv/jobs/7": "."})

    (tmp_path / "first.ipynb").write_text(written(clean), encoding="utf-8")
    (tmp_path / "second.ipynb").write_text(written(again), encoding="utf-8")
    text = (tmp_path / "first.ipynb").read_text(encoding="utf-8")
    expected = text.replace("~/qpr-other", "/srv/jobs/7-other")  # another folder is not the project
    assert expected == (tmp_path / "second.ipynb").read_text(encoding="utf-8")
    for gone in ("papermill", "execution_", "0x7f", "/home", "ipykernel_", '"version"'):
        assert gone not in text.replace("execution_count", "")
    assert clean["cells"][1]["source"] == "section = 'b'\nfolder = './data'"
    outputs = clean["cells"][2]["outputs"]
    assert [output.get("text") for output in outputs[:2]] == [
        "one\ntwo\n",
        "<cell>:1: UserWarning: ./data/a.csv\n",
    ]
    assert outputs[2]["data"] == {"text/html": "<p>object at 0x0</p>", "image/png": "iVBO"}
    assert outputs[3]["data"] == {"text/plain": "<object at 0x0> file://./x ~/qpr-other"}
    assert first["cells"][1]["id"] == "a1b2"


def test_written_as_jupyter_writes_it(tmp_path: Path) -> None:
    nbformat = pytest.importorskip("nbformat")
    clean = scrub(notebook(markdown("é\nb"), ran(code("x"), 1, shown(text_markdown="a\nb"))))
    (tmp_path / "a.ipynb").write_text(written(clean), encoding="utf-8")
    text = (tmp_path / "a.ipynb").read_bytes().decode("utf-8")
    node = nbformat.reads(text, as_version=4)
    nbformat.validate(node)
    assert nbformat.writes(node) + "\n" == text
    assert page_notebook(tmp_path / "a.ipynb") == clean
