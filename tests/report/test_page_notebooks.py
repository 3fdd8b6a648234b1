"""What is stored in the page notebooks, and that a changed figure does not pass `make test-notebooks`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from helpers.projects import LIMIT, REPOSITORY, copy_of_project

from qprlib.editions.rolling import plan_edition
from qprlib.ground.project import Project

NOTEBOOKS = [
    path for folder in ("", "examples") for path in sorted((REPOSITORY / "notebooks" / folder).glob("*.ipynb"))
]


def cells(path: Path) -> list[tuple[list[str], dict[str, Any]]]:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [(cell["metadata"].get("tags", []), cell) for cell in notebook["cells"]]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_only_the_text_of_checked_cells_is_stored(path: Path) -> None:
    checked = 0
    for tags, cell in cells(path):
        outputs = cell.get("outputs", [])
        if "nbval-check-output" in tags:
            checked += 1
            assert [list(output["data"]) for output in outputs] == [["text/plain"]]
            assert "".join(outputs[0]["data"]["text/plain"]).strip()
        else:
            assert outputs == []
            assert cell.get("execution_count") is None
        assert list(cell["metadata"]) in ([], ["tags"])
    assert checked >= 1


def test_a_notebook_takes_the_face_and_nothing_else_of_the_package() -> None:
    """Whatever a notebook calls is explained in docs/face.md; so in those that are written for an analyst, too."""
    found = {path: path.read_text(encoding="utf-8") for path in (REPOSITORY / "notebooks").rglob("*.ipynb")}
    found |= {Path(name): text for name, text in plan_edition(Project(REPOSITORY), "kent-2011-12-Q2").files.items()}
    opened = 0
    for path, text in found.items():
        if path.suffix != ".ipynb":
            continue
        code = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code")
        imported = [line for line in code.splitlines() if re.match(r"(import|from)\b.*\bqprlib\b", line)]
        assert imported == ["import qprlib as qpr"], path
        opened += "report = qpr.open_report(" in code
    assert opened > len(found) - 5


@pytest.mark.slow
def test_a_changed_figure_is_noticed(tmp_path: Path) -> None:
    project = copy_of_project(tmp_path / "project")
    actuals = project / "data" / "kent" / "actuals.csv"
    text = actuals.read_text(encoding="utf-8")
    assert "HW01,2011-06-30,87," in text
    actuals.write_text(text.replace("HW01,2011-06-30,87,", "HW01,2011-06-30,86,"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "--color=no", "-vv",
         "--nbval-lax", "--nbval-current-env", "notebooks/service.ipynb"],
        cwd=project, capture_output=True, text=True, check=False, timeout=LIMIT,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 failed, 4 passed" in done.stdout
    assert "87%" in done.stdout
    assert "86%" in done.stdout
