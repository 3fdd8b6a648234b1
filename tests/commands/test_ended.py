"""Commands that are stopped, ended or killed in the midst of writing: nothing is lost, and nothing stays behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.projects import LIMIT, QPR, SMALL, clean_environment, contents, miniature
from helpers.thorough import THOROUGH

from qprlib.cli.main import main
from qprlib.ground import files
from qprlib.ground.files import put, scratch

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="sends signals to a process that was forked")

NEXT = "small-2011-12-Q2"
SAID = "Stopped. The last good edition is as it was."
#: What each command makes anew, and how many files it puts in place.
COMMANDS = {
    "new": (["new", NEXT, "--yes"], 3),
    "sign-off": (["sign-off", SMALL, "highways", "--role", "Head of Highways", "--date", "2011-09-09"], 1),
    "tidy": (["tidy"], 1),
    "score": (["score", "table.csv", "--scheme", "small", "--out", "scored.csv"], 1),
}
#: Rated in one line.
TABLE = "indicator,period_end,polarity,actual,target\nA1,2025-06-30,higher,5,4\n"


def unfinished(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob(".*qpr-*"))


def run(project: Path, words: list[str], number: int = 0, step: int = 0) -> tuple[int, str]:
    """Run a command in a process that signals itself before it puts its file of that number in place."""
    said = project.parent / "said.txt"

    def child() -> None:
        os.environ.clear()
        os.environ.update(clean_environment(os.environ.get("PATH", ""), {}))
        stream = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for one in (1, 2):
            os.dup2(stream, one)
        sys.stdout, sys.stderr = (os.fdopen(one, "w", encoding="utf-8", closefd=False) for one in (1, 2))
        os.chdir(project)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        files._clear.cache_clear()
        real, done = Path.replace, 0

        def replace(self: Path, target: Path) -> Path:
            nonlocal done
            done += 1
            if number and done == step:
                os.kill(os.getpid(), number)
            return real(self, target)

        Path.replace = replace  # type: ignore[method-assign]
        sys.argv = ["qpr", *words]
        main()

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode, said.read_text(encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = miniature(tmp_path / "small", signed=False)
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    notebook = folder / "notebooks" / "commentary" / SMALL / "education.ipynb"
    notebook.write_text(f"{notebook.read_text(encoding='utf-8')}\n\n", encoding="utf-8")  # not tidy
    return folder


@pytest.mark.parametrize(
    ("command", "number"),
    [("sign-off", signal.SIGINT), *((one, by) for one in COMMANDS for by in (signal.SIGTERM, signal.SIGKILL))],
)
def test_what_was_ended_leaves_nothing_and_can_be_run_again(
    project: Path, command: str, number: signal.Signals
) -> None:
    words, puts = COMMANDS[command]
    before = contents(project)
    code, said = run(project, words)
    assert code == 0, said
    whole = contents(project)
    assert whole != before
    for step in sorted({1, puts}):
        restore(project, before)
        code, said = run(project, words, number, step)
        if number is signal.SIGKILL:
            assert code == -number
            assert unfinished(project), "it was killed in the midst"
        else:
            assert (code, SAID in said, "Traceback" in said) == (128 + number, True, False), said
            assert contents(project) == before
        code, said = run(project, words)
        assert code == 0, said
        assert contents(project) == whole


def restore(project: Path, before: dict[str, bytes]) -> None:
    for name in contents(project).keys() - before.keys():
        (project / name).unlink()
    for name, content in before.items():
        (project / name).write_bytes(content)
    for folder in sorted((path for path in project.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def test_notebooks_of_a_new_edition_that_have_been_edited_since_are_nobodys_to_take(project: Path) -> None:
    code, _ = run(project, ["new", NEXT, "--yes"])
    assert code == 0
    (project / "params" / f"{NEXT}.yml").unlink()
    notebook = project / "notebooks" / "commentary" / NEXT / "highways.ipynb"
    notebook.write_text(notebook.read_text(encoding="utf-8") + " ", encoding="utf-8")
    code, said = run(project, ["new", NEXT, "--yes"])
    assert code == 2
    assert f"nothing is overwritten: notebooks/commentary/{NEXT}/highways.ipynb [edition-exists]" in said


#: A render that signals itself in the midst of asking for its second page's process, when the first has been forked.
HALF_ASKED = """
import os, sys
from itertools import count
from multiprocessing import reduction
from qprlib.cli.main import main

def send(*request, real=reduction.sendfds, asked=count(1)):
    if next(asked) == 2:
        os.kill(os.getpid(), number)
    return real(*request)

number, reduction.sendfds, sys.argv = int(sys.argv[1]), send, ["qpr", *sys.argv[2:]]
main()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=THOROUGH)])
def test_a_render_that_is_ended_while_it_asks_for_a_process_ends_in_order(
    tmp_path: Path, number: signal.Signals
) -> None:
    project = miniature(tmp_path / "small")
    render = subprocess.run(
        [sys.executable, "-c", HALF_ASKED, str(int(number)), "render", SMALL, "--formats", "html"],
        cwd=project,
        check=False,
        env=clean_environment("", {}),
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
    assert (render.returncode, render.stderr.splitlines()[-1]) == (128 + number, SAID)
    assert "Traceback" not in render.stderr
    assert unfinished(project) == []


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_render_that_is_ended_leaves_the_last_good_edition_and_nothing_temporary(
    tmp_path: Path, number: signal.Signals
) -> None:
    # Too long a name for a socket within, as folders for temporary files have where many share a machine.
    project, temporary = miniature(tmp_path / "small"), tmp_path / ("temporary-" * 10)
    if number is signal.SIGKILL:  # what it leaves is to be found there
        temporary = Path(tempfile.mkdtemp(prefix="k", dir="/tmp"))
    last = project / "outputs" / SMALL / "index.html"
    for folder in (temporary, last.parent):
        folder.mkdir(parents=True, exist_ok=True)
    last.write_text("last good", encoding="utf-8")
    command = [str(QPR), "render", SMALL, "--formats", "html", "--verbose"]
    environment = clean_environment("", {"TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1"})
    render = subprocess.Popen(
        command,
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert render.stdout
    while "Page 1 of" not in (line := render.stdout.readline()):
        assert line, "it ended by itself"
    render.send_signal(number)
    said, _ = render.communicate(timeout=LIMIT)
    assert contents(last.parent) == {"index.html": b"last good"}
    if number is signal.SIGKILL:
        assert any(temporary.iterdir())
        again = subprocess.run(command, cwd=project, env=environment, check=False, capture_output=True, timeout=LIMIT)
        assert again.returncode == 0
    else:
        assert (render.returncode, said.splitlines()[-1]) == (128 + number, SAID)
        assert "Traceback" not in said
    assert list(temporary.iterdir()) == []
    temporary.rmdir()
    assert unfinished(project) == []


# --- one file at a time -----------------------------------------------------------------------------------


def left(folder: Path, machine: str, process: int, age: float = 0.0) -> list[Path]:
    """A file and a folder as such a process would leave them."""
    file = folder / f".table.csv.qpr-{machine}-{process}-"
    inside = folder / f".qpr-{machine}-{process}-abc"
    file.write_text("half", encoding="utf-8")
    inside.mkdir()
    for path in (file, inside):
        at = path.stat().st_mtime - age
        os.utime(path, (at, at))
    return [file, inside]


def ended_process() -> int:
    process = multiprocessing.get_context("fork").Process(target=int)
    process.start()
    process.join()
    assert process.pid is not None
    return process.pid


@pytest.mark.parametrize(
    "write", [lambda folder: put(folder / "other.txt", "x"), lambda folder: scratch(folder).__enter__()]
)
def test_only_what_is_certainly_left_is_removed(tmp_path: Path, write: Callable[[Path], object]) -> None:
    here, day = files._machine(), 24 * 60 * 60.0
    gone = left(tmp_path, here, ended_process()) + left(tmp_path, "00000000", 1, 2 * day)
    stays = left(tmp_path, here, os.getppid()) + left(tmp_path, "00000000", 2, day / 2)
    own = tmp_path / ".mine"
    own.touch()
    write(tmp_path)
    assert [path for path in gone if path.exists()] == []
    assert [path for path in [*stays, own] if not path.exists()] == []


def test_a_link_is_followed_and_what_is_the_same_is_not_written(tmp_path: Path) -> None:
    real, link = tmp_path / "real" / "file", tmp_path / "link"
    put(real, "one")
    link.symlink_to(real)
    put(link, b"two")
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "two"
    at = real.stat()
    put(real, "two")
    assert real.stat() == at


#: A process that holds a folder, forks one that ends in the ordinary way, and says whether the folder is there.
HOLDS = """
import os, sys
from qprlib.ground.files import scratch

held = scratch()
folder = held.__enter__()
child = os.fork()
if not child:
    sys.exit()
os.waitpid(child, 0)
print(folder.is_dir())
"""


def test_a_folder_for_a_while_outlives_a_process_that_was_forked_meanwhile() -> None:
    said = subprocess.run([sys.executable, "-c", HOLDS], check=True, capture_output=True, text=True, timeout=LIMIT)
    assert said.stdout == "True\n"
