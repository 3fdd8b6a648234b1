"""Notebooks that an edition lacks are offered and made; the shipped editions can be put aside and brought back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers.bodies import bodies
from helpers.projects import REPOSITORY, bare_project
from typer.testing import CliRunner

from qprlib.cli.main import app
from qprlib.ground.edition import list_editions
from qprlib.ground.project import Project

RUNNER = CliRunner()
EDITION = "housing-2024-25-Q4"


def run(*words: str) -> str:
    return RUNNER.invoke(app, list(words)).output.replace("\n", " ")


def test_what_is_missing_is_told_and_made_and_what_is_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = bodies(tmp_path / "project")
    monkeypatch.chdir(root)
    folder = root / "notebooks" / "commentary" / EDITION
    before = {path: path.read_bytes() for path in folder.glob("*.ipynb")}
    missing = 4 - len(before)
    assert f"{missing} notebook" in run("check", EDITION)
    assert f"qpr notebooks {EDITION}" in run("status", EDITION)
    assert f"{missing + 1} notebooks made." in run("notebooks", EDITION)
    assert sorted(path.stem for path in folder.glob("*.ipynb")) == ["income", "repairs", "report", "safety", "tenants"]
    assert {path: path.read_bytes() for path in before} == before
    made = json.loads((folder / "safety.ipynb").read_text(encoding="utf-8"))
    assert any("H1 Homes with a gas safety certificate" in "".join(cell["source"]) for cell in made["cells"])
    assert "All notebooks are there." in run("notebooks", EDITION)
    assert "not there yet" not in run("check", EDITION)


def test_the_shipped_editions_are_put_aside_and_brought_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = bare_project(tmp_path / "project")
    for path in (REPOSITORY / "params").glob("*.yml"):
        (root / "params" / path.name).write_bytes(path.read_bytes())
    (root / "params" / "own-2024-25-Q1.yml").write_text("edition: own-2024-25-Q1\n")
    rendered = root / "outputs" / "kent-2011-12-Q1"
    rendered.mkdir(parents=True)
    monkeypatch.chdir(root)
    project = Project(root.resolve())
    shipped = list_editions(project)
    assert "put aside" in run("examples", "--remove")
    assert list_editions(project) == ["own-2024-25-Q1"]
    assert not rendered.exists()
    assert "Nothing is to be moved." in run("examples", "--remove")
    assert "brought back" in run("examples", "--restore")
    assert list_editions(project) == shipped
    assert not (root / "params" / "examples").exists()
