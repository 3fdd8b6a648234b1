"""What bad params, schemes, commentary, notebooks and commands get: every folder in tests/bad_input/editions.

Each is laid over the miniature project, and the real command is run in it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from helpers.projects import LIMIT, QPR, SMALL, clean_environment, contents, miniature, qpr

FOLDER = Path(__file__).parents[1] / "bad_input" / "editions"
MISTAKES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
UPDATE = "UPDATE_EXPECTED" in os.environ
NOT_LAID_OVER = shutil.ignore_patterns("expected.txt", "command.txt", "without.txt")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The miniature project, with something in the place of its last good edition."""
    root = miniature(tmp_path / "project")
    last_good = root / "outputs" / SMALL
    (last_good / "site").mkdir(parents=True)
    (last_good / "site" / "index.html").write_text("<h1>The last good edition</h1>\n", encoding="utf-8")
    (last_good / "manifest.json").write_text("{}\n", encoding="utf-8")
    return root


def listed(overlay: Path, name: str) -> list[str]:
    path = overlay / name
    return path.read_text(encoding="utf-8").split() if path.is_file() else []


def said(done: subprocess.CompletedProcess[str]) -> str:
    """All that a user reads of what went wrong, and the exit code."""
    text = re.sub(r"\(process \d+\)", "(process 4321)", done.stderr.strip())
    return f"{text}\nexit code {done.returncode}\n"


def compare(text: str, expected: Path) -> None:
    if UPDATE:
        expected.write_text(text, encoding="utf-8", newline="\n")
    assert text == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("mistake", MISTAKES)
def test_message_for(mistake: str, project: Path) -> None:
    overlay = FOLDER / mistake
    shutil.copytree(overlay, project, dirs_exist_ok=True, ignore=NOT_LAID_OVER)
    for name in listed(overlay, "without.txt"):
        gone = project / name
        if gone.is_dir():
            shutil.rmtree(gone)
        else:
            gone.unlink()
    # The only programs on PATH are those that the mistake is about.
    programs = project / "bin"
    for program in programs.glob("*"):
        program.chmod(0o755)
    outputs = project / "outputs" / SMALL
    before = contents(outputs)

    done = qpr(project, *(listed(overlay, "command.txt") or ["check", SMALL]), path=str(programs))

    compare(said(done), overlay / "expected.txt")
    assert contents(outputs) == before


def test_a_disk_that_is_full(project: Path) -> None:
    """No file may grow beyond what a page needs."""
    resource = pytest.importorskip("resource", reason="the system knows no limit on the size of files")
    before = contents(project / "outputs" / SMALL)
    done = subprocess.run(
        [str(QPR), "render", SMALL, "--formats", "html"],
        cwd=project, env=clean_environment("", {}), capture_output=True, text=True, check=False, timeout=LIMIT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )  # fmt: skip
    *told, last = said(done).splitlines()
    todo = "  next: free some space on that disk and render again; the last good edition is untouched"
    # A page runs out of room when it draws a chart, or when what it shows is written.
    room = re.compile(
        r"error: .*there was no room left while (running page|writing the executed notebook).*\[disk-full\]"
    )
    assert told
    assert all(room.fullmatch(line) for line in told[::2])
    assert set(told[1::2]) == {todo}
    assert last == "exit code 7"
    assert contents(project / "outputs" / SMALL) == before


def test_a_second_render_at_the_same_time(project: Path) -> None:
    staging = project / "outputs" / ".staging"
    staging.mkdir()
    (staging / f"{SMALL}.pid").write_text("17\n", encoding="ascii")
    before = contents(project / "outputs" / SMALL)
    with FileLock(staging / f"{SMALL}.lock"):
        done = qpr(project, "render", SMALL, "--formats", "html")
    assert said(done) == (
        f"error: outputs/.staging/{SMALL}.lock: another run (process 4321) is at work on edition {SMALL}"
        " [edition-busy]\n"
        "  next: wait until it has ended, or end it, and render again\n"
        "exit code 6\n"
    )
    assert contents(project / "outputs" / SMALL) == before


def test_outside_a_project(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    assert said(qpr(tmp_path / "elsewhere", "list")) == (
        "error: no project found in 'elsewhere' or any folder above it [no-project]\n"
        "  allowed: a folder that holds _quarto.yml and params/\n"
        "  next: change to the folder of your project and run the command again\n"
        "exit code 2\n"
    )


def test_every_message_says_what_to_do_and_shows_no_traceback() -> None:
    for mistake in MISTAKES:
        text = (FOLDER / mistake / "expected.txt").read_text(encoding="utf-8")
        starts = re.findall(r"^(?:error|warning): ", text, re.MULTILINE)
        assert len(starts) == text.count("\n  next: ") or text.startswith("Usage: "), mistake
        assert "Traceback" not in text, mistake
        assert sys.prefix not in text, mistake
        assert str(Path.home()) not in text, mistake
        assert "\\" not in text, mistake


def test_good_input_gets_no_message(project: Path) -> None:
    done = qpr(project, "check", SMALL)
    assert said(done) == "\nexit code 0\n"
    assert done.stdout.replace(f"{QPR.parent}{os.sep}", "") == (
        "The checks of the commentary find nothing.\n"
        f"{SMALL} can be rendered. 3 KPIs: 1 Green, 1 Amber, 1 Red; 2 improving, 1 worsening; "
        "1 result older than the quarter\n"
        f"Next: qpr render {SMALL}\n"
    )
