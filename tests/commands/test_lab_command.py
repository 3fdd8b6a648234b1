"""`qpr lab` opens JupyterLab at an edition's commentary, asks nothing of the network, and saves tidy notebooks."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.projects import KENT, LIMIT, QPR, REPOSITORY, clean_environment, qpr

from qprlib.cli import jupyterlab as lab
from qprlib.cli.jupyterlab import plan_lab
from qprlib.ground.errors import CommandError
from qprlib.ground.project import Project

HIGHWAYS = f"notebooks/commentary/{KENT}/highways.ipynb"
LAB = REPOSITORY / ".venv-lab" / "bin" / "jupyter-lab"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project without any environment."""
    for name in ("params", "data", "notebooks"):
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    for other in (tmp_path / "params").glob("*.yml"):
        if other.stem != KENT:
            other.unlink()
    shutil.copy(REPOSITORY / "_quarto.yml", tmp_path)
    return Project(tmp_path)


@pytest.fixture
def with_lab(project: Project, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program called jupyter-lab in the project's environment for writing."""
    monkeypatch.setattr(sys, "executable", str(project.root / "elsewhere" / "python"))
    name = "Scripts/jupyter-lab.exe" if os.name == "nt" else "bin/jupyter-lab"
    program = project.root / ".venv-lab" / name
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\nprintf \'%s\\n\' "$QPR_PROJECT" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return program


def url(command: tuple[str, ...]) -> str:
    (found,) = (word for word in command if word.startswith("--LabApp.default_url="))
    return found.partition("=")[2]


@pytest.mark.parametrize(
    ("section", "opened"),
    [
        ("", "childrens-social-care"),
        ("highways", "highways"),
        ("Children's Social Care", "childrens-social-care"),
        ("report", "report"),
    ],
)
def test_the_notebook_of_the_section_is_opened(project: Project, with_lab: Path, section: str, opened: str) -> None:
    start = plan_lab(project, KENT, section, ["--no-browser"])
    assert start.command[0] == str(with_lab)
    assert url(start.command) == f"/lab/tree/notebooks/commentary/{KENT}/{opened}.ipynb"
    assert f"--ServerApp.root_dir={project.root}" in start.command
    assert start.command[-1] == "--no-browser"
    assert start.environment["QPR_PROJECT"] == str(project.root)
    assert start.environment["PATH"].split(os.pathsep)[0] == str(with_lab.parent)


@pytest.mark.usefixtures("with_lab")
def test_the_latest_edition_is_opened(project: Project) -> None:
    text = project.params_file(KENT).read_text(encoding="utf-8")
    later = text.replace("2011-12-Q1", "2011-12-Q2").replace("as_of: 2011-08-31", "as_of: 2011-11-30")
    project.params_file("kent-2011-12-Q2").write_text(later, encoding="utf-8")
    start = plan_lab(project)
    assert (start.edition, start.notebook, url(start.command)) == ("kent-2011-12-Q2", None, "/lab")


@pytest.mark.usefixtures("with_lab")
@pytest.mark.parametrize(
    ("edition", "section", "code", "meant"),
    [("kent-2011-12-Q9", "", "unknown-edition", KENT), (KENT, "Highway", "unknown-section", "highways")],
)
def test_what_is_not_there_is_told(project: Project, edition: str, section: str, code: str, meant: str) -> None:
    with pytest.raises(CommandError) as caught:
        plan_lab(project, edition, section)
    assert f"[{code}]" in str(caught.value)
    assert f"did you mean: {meant}?" in str(caught.value)


def test_without_jupyterlab_the_way_to_it_is_told(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(project.root / "python"))
    monkeypatch.setattr(lab, "__file__", str(project.root / "qprlib" / "commentary" / "lab.py"))
    with pytest.raises(CommandError, match=r"run 'make lab'.* \[no-lab\]|\[no-lab\][\s\S]*run 'make lab'"):
        plan_lab(project, KENT)


def test_nothing_is_asked_of_the_network(project: Project, with_lab: Path) -> None:
    command = plan_lab(project, KENT).command
    assert str(with_lab) == command[0]
    for quiet in (
        "news_url=None",
        "check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "extension_manager=readonly",
    ):
        assert f"--LabApp.{quiet}" in command


@pytest.mark.usefixtures("with_lab")
def test_nobody_is_asked_whether_to_be_told_news(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/their/own")
    first, *others = plan_lab(project, KENT).environment["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert others == ["/their/own"]
    settings = json.loads((Path(first) / "labconfig" / "page_config.json").read_text(encoding="utf-8"))
    assert settings["disabledExtensions"] == {"@jupyterlab/apputils-extension:announcements": True}


@pytest.mark.skipif(os.name == "nt" or LAB.with_name("python").parent == Path(sys.executable).parent, reason="needs sh")
@pytest.mark.parametrize(
    ("words", "opened", "further"),
    [
        ([], "childrens-social-care", []),
        ([KENT], "childrens-social-care", []),
        ([KENT, "highways", "--", "--no-browser", "--port=1"], "highways", ["--no-browser", "--port=1"]),
        (["--", "--port", "1"], "childrens-social-care", ["--port", "1"]),
        ([KENT, "--", "--no-browser"], "childrens-social-care", ["--no-browser"]),
        ([KENT, "Adult", "Social", "Care", "--no-browser"], "adult-social-care", ["--no-browser"]),
    ],
)
def test_the_command_hands_further_words_on(
    project: Project, with_lab: Path, words: list[str], opened: str, further: list[str]
) -> None:
    done = qpr(project.root, "lab", *words)
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    assert said[0] == f"JupyterLab opens notebooks/commentary/{KENT}/{opened}.ipynb; Ctrl-C here ends it."
    assert said[1] == str(project.root)
    assert url(tuple(said)).endswith(f"{opened}.ipynb")
    assert said[len(said) - len(further) :] == further
    assert with_lab.exists()


# --- JupyterLab itself ----------------------------------------------------------------------------------


@pytest.fixture
def server(project: Project, tmp_path: Path) -> Iterator[str]:
    """JupyterLab, started by the command on a copy of the project; its address."""
    if not LAB.exists():
        pytest.skip("JupyterLab is not installed: run 'make lab'")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = clean_environment(os.environ["PATH"], {"HOME": str(tmp_path / "home"), "JUPYTER_TOKEN": "secret"})
    words = ["--no-browser", f"--port={port}", "--ServerApp.port_retries=0", "--allow-root"]
    process = subprocess.Popen(
        [str(QPR), "lab", KENT, "--", *words],
        cwd=project.root,
        env=settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + LIMIT
        while not answers(address):
            assert process.poll() is None, process.stderr and process.stderr.read().decode()
            assert time.monotonic() < deadline, "JupyterLab did not start"
            time.sleep(0.1)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=LIMIT)


def answers(address: str) -> bool:
    try:
        return bool(ask(f"{address}/api/status"))
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def ask(address: str, method: str = "GET", content: object = None) -> Any:
    request = urllib.request.Request(
        address,
        method=method,
        data=None if content is None else json.dumps(content).encode(),
        headers={"Authorization": "token secret", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=LIMIT) as answer:
        text = answer.read().decode()
    return json.loads(text) if answer.headers.get_content_type() == "application/json" else text


@pytest.mark.slow
def test_jupyterlab_saves_without_outputs_and_asks_for_no_news(server: str, project: Project) -> None:
    page = ask(f"{server}/lab")
    assert '"news": {"disabled": true}' in page
    file = project.root / HIGHWAYS
    before = file.read_bytes()
    model = ask(f"{server}/api/contents/{HIGHWAYS}")
    for cell in model["content"]["cells"]:
        cell["metadata"]["trusted"] = True
        if cell["cell_type"] == "code":
            cell |= {"execution_count": 3, "outputs": [{"output_type": "stream", "name": "stdout", "text": "87%"}]}
    body = {"type": "notebook", "format": "json", "content": model["content"]}
    ask(f"{server}/api/contents/{HIGHWAYS}", "PUT", body)
    assert file.read_bytes() == before


@pytest.mark.slow
def test_all_cells_run_in_a_fresh_kernel_of_the_lab(project: Project) -> None:
    python = LAB.with_name("python")
    if not python.exists():
        pytest.skip("JupyterLab is not installed: run 'make lab'")
    done = subprocess.run(
        [str(python), "-m", "jupyter", "execute", "--inplace", HIGHWAYS],
        cwd=project.root,
        env=clean_environment(os.environ["PATH"], {"QPR_PROJECT": str(project.root)}),
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )
    assert done.returncode == 0, done.stderr
    cells = json.loads((project.root / HIGHWAYS).read_text(encoding="utf-8"))["cells"]
    shown = {cell["id"]: cell["outputs"] for cell in cells if cell["cell_type"] == "code"}
    for name in ("hw01-card", "hw02-card", "hw03-card", "check"):
        assert any("text/html" in output.get("data", {}) for output in shown[name]), name
