"""Projects for tests: a copy of this one, and a miniature that renders in seconds."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from helpers.warm_qpr import may_fork, run
from qprlib.agreeing.sections import section_titles
from qprlib.agreeing.signoffs import sign, write_sign_off
from qprlib.ground.errors import PublishError
from qprlib.ground.project import Project
from qprlib.publishing.make.publisher import PublisherName, choose_publisher
from qprlib.report.context import open_context

REPOSITORY = Path(__file__).parents[2]
MINIATURE = Path(__file__).parent / "miniature"
SMALL = "small-2011-12-Q1"
KENT = "kent-2011-12-Q1"
AIMS = "exampleshire-aims-2024-25-Q3"
QPR = Path(sys.executable).with_name("qpr")

LIMIT = 300
"""Seconds in which anything that is waited for must happen: only what hangs takes longer, on however busy a machine."""

#: How the names of variables begin that Python and its libraries read as they start.
_READ_AT_START = ("PYTHON", "TZ", "LC_", "LANG", "COLUMNS", "LINES", "TERM", "NO_COLOR")
_PAGES = ("index", "summary", "service", "accessibility")
_NO_CACHES = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")


@dataclass(frozen=True)
class RenderedEdition:
    """An edition rendered by the command, and what the command printed."""

    project: str
    stdout: str
    stderr: str
    exit_code: int
    edition: str = KENT

    @property
    def folder(self) -> Path:
        return Path(self.project) / "outputs" / self.edition

    @property
    def site(self) -> Path:
        return self.folder / "site"


def miniature(folder: Path, *, signed: bool = True) -> Path:
    """A miniature project in a new folder: its own params, data and commentary, this project's pages and theme.

    Its sections are signed off, so that it is rendered as a final edition, unless it is asked for otherwise.
    """
    return Path(shutil.copytree(_miniature(signed), folder))


@cache
def _miniature(signed: bool) -> Path:
    """The miniature to copy: signing it off anew for each test would take as long as the test."""
    kept = Path(tempfile.mkdtemp(prefix="miniature-"))
    atexit.register(shutil.rmtree, kept, ignore_errors=True)
    folder = Path(shutil.copytree(MINIATURE, kept / "project"))
    shutil.copytree(REPOSITORY / "theme", folder / "theme", ignore=_NO_CACHES)
    shutil.copy(REPOSITORY / "_quarto.yml", folder)
    for page in _PAGES:
        shutil.copy(REPOSITORY / "notebooks" / f"{page}.ipynb", folder / "notebooks")
    if signed:
        sign_off(folder, SMALL)
    return folder


def bare_project(folder: Path) -> Path:
    """A project in a new folder that has everything of this one but editions, data and commentary."""
    (folder / "params").mkdir(parents=True)
    (folder / "data").mkdir()
    (folder / "notebooks").mkdir()
    shutil.copytree(REPOSITORY / "params" / "schemes", folder / "params" / "schemes")
    for notebook in (REPOSITORY / "notebooks").glob("*.ipynb"):
        shutil.copy(notebook, folder / "notebooks")
    shutil.copytree(REPOSITORY / "theme", folder / "theme", ignore=_NO_CACHES)
    shutil.copy(REPOSITORY / "_quarto.yml", folder)
    return folder


def sign_off(folder: Path, edition: str, *sections: str) -> None:
    """Sign off sections of an edition by their slugs, all by default, whatever the checks say."""
    project = Project(folder.resolve())
    context = open_context(edition, project)
    for slug, title in section_titles(context.scene).items():
        if not sections or slug in sections:
            signed = sign(context.record(draft=False), slug, title, "Head of Performance", date(2011, 9, 5))
            write_sign_off(project, edition, signed)


def copy_of_project(folder: Path, source: Path = REPOSITORY) -> Path:
    """A copy of what a render of this project reads, in a new folder."""
    for name in ("params", "data", "notebooks", "theme", "qprlib"):
        shutil.copytree(source / name, folder / name, ignore=_NO_CACHES)
    shutil.copy(source / "_quarto.yml", folder)
    return folder


def qpr(
    project: Path, *arguments: str, path: str = "", fresh: bool = False, typed: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command ``qpr`` in a project, as a user would.

    ``path`` is the whole PATH: nothing of the machine's own is on it, Quarto least of all. Unless it is to be ``fresh``
    or its environment is read as Python starts, the command is forked from a process that has loaded everything, see
    :mod:`helpers.warm_qpr`; then ``typed`` may be what its user types at a terminal.
    """
    fresh = fresh or any(name.startswith(_READ_AT_START) for name in environment)
    if not fresh and may_fork(arguments):
        return run(QPR, project, arguments, clean_environment(path, environment), typed)
    return subprocess.run(
        [str(QPR), *arguments],
        cwd=project,
        env=clean_environment(path, environment),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=900,  # only for what hangs: a machine that is busy elsewhere takes its time
    )


def qpr_with_quarto(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command where it finds Quarto, which wants a home of its user's."""
    return qpr(project, *arguments, path=os.environ["PATH"], HOME=os.environ.get("HOME", ""))


def lacking_quarto() -> str:
    """Why Quarto cannot be used here, "" if it can."""
    try:
        chosen = choose_publisher("auto")
    except PublishError as error:
        return str(error)
    return "" if chosen.name is PublisherName.QUARTO else chosen.reason


def clean_environment(path: str, more: Mapping[str, str]) -> dict[str, str]:
    """The machine's environment without what would point a render elsewhere or colour its words."""
    leave = ("QPR_", "FORCE_COLOR", "CLICOLOR", "PYTEST_", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(leave)}
    return {**kept, "NO_COLOR": "1", "PATH": path, **more}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
