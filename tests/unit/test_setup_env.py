"""Set-up does what is needed once, goes on where it stopped, and falls back to pip."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


class World:
    """A miniature project and a record of the commands set-up would have run in it."""

    def __init__(self, setup: ModuleType, root: Path) -> None:
        self.setup = setup
        self.root = root
        self.commands: list[str] = []
        self.failing = ""

    def run(self, command: list[str | Path]) -> None:
        words = " ".join(str(word).replace(f"{self.root}{os.sep}", "") for word in command)
        self.commands.append(words)
        if self.failing and self.failing in words:
            raise self.setup.SetupError("first line\nlast line")

    def create(self, folder: Path, **_: object) -> None:
        self.commands.append(f"venv {folder.name}")
        programs = folder / ("Scripts" if os.name == "nt" else "bin")
        programs.mkdir(parents=True, exist_ok=True)
        (programs / "python").touch()

    def set_up(self, purpose: str = "runtime") -> list[str]:
        """Run set-up; return the programs it called, shortened to a word each."""
        self.commands.clear()
        self.setup.set_up(purpose)
        return [self.shortened(command) for command in self.commands]

    @staticmethod
    def shortened(command: str) -> str:
        if command.startswith("venv"):
            return command
        if " -c " in command:
            return "warm-up"
        program = "uv" if "uv pip" in command.replace("uv.exe", "uv") else "pip"
        return f"{program} {'project' if ' -e ' in command else Path(command.rsplit(maxsplit=1)[-1]).stem}"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    spec = importlib.util.spec_from_file_location("setup_env", ROOT / "tools" / "setup_env.py")
    assert spec is not None
    assert spec.loader is not None
    setup = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "setup_env", setup)
    monkeypatch.syspath_prepend(ROOT / "tools")  # where it finds its neighbour, as it does when it is run
    spec.loader.exec_module(setup)

    (tmp_path / "locks").mkdir()
    for name in ("installer", "runtime", "test", "lab"):
        (tmp_path / "locks" / f"{name}.txt").write_text(f"{name} 1\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("version 1\n", encoding="utf-8")
    world = World(setup, tmp_path)
    monkeypatch.delenv("QPR_INSTALLER", raising=False)
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "run", world.run)
    monkeypatch.setattr(setup.venv, "create", world.create)
    return world


def test_first_set_up_does_everything_and_the_second_nothing(world: World) -> None:
    assert world.set_up() == ["venv .venv", "pip installer", "uv runtime", "pip project"]
    assert world.set_up() == []


def test_tests_add_their_lock_to_the_same_environment_and_cover_the_runtime(world: World) -> None:
    world.set_up()
    assert world.set_up("test") == ["uv test"]
    assert world.set_up("runtime") == []


def test_lab_has_an_environment_of_its_own(world: World) -> None:
    world.set_up()
    assert world.set_up("lab") == ["venv .venv-lab", "pip installer", "uv lab", "pip project", "warm-up"]
    assert world.set_up("lab") == []


def test_a_fault_in_the_project_does_not_keep_the_lab_from_being_made(world: World) -> None:
    world.failing = "import ipykernel"
    assert world.set_up("lab")[-1] == "warm-up"
    assert world.set_up("lab") == []


@pytest.mark.parametrize(
    ("file", "steps"),
    [
        ("locks/installer.txt", ["pip installer"]),
        ("locks/runtime.txt", ["uv runtime"]),
        ("pyproject.toml", ["pip project"]),
        ("locks/lab.txt", []),
    ],
)
def test_a_changed_file_repeats_its_own_step_only(world: World, file: str, steps: list[str]) -> None:
    world.set_up()
    (world.root / file).write_text("2\n", encoding="utf-8")
    assert world.set_up() == steps


def test_a_touched_file_repeats_nothing(world: World) -> None:
    world.set_up()
    os.utime(world.root / "locks" / "runtime.txt", (1, 1))
    assert world.set_up() == []


def test_pip_installs_the_same_lock_where_uv_cannot(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.failing = "uv pip"
    assert world.set_up() == ["venv .venv", "pip installer", "uv runtime", "pip runtime", "pip project"]
    assert "uv said: last line" in capsys.readouterr().out
    assert all("--require-hashes" in command for command in world.commands[1:4])


def test_pip_at_once_if_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QPR_INSTALLER", "pip")
    assert "uv runtime" not in world.set_up()


def test_set_up_goes_on_where_it_stopped(world: World) -> None:
    world.failing = "runtime.txt"
    with pytest.raises(world.setup.SetupError):
        world.set_up()
    world.failing = ""
    assert world.set_up() == ["uv runtime", "pip project"]


def test_a_moved_environment_is_made_again(world: World) -> None:
    world.set_up()
    state = world.root / ".venv" / "qpr-setup.json"
    state.write_text(state.read_text(encoding="utf-8").replace(".venv", "elsewhere"), encoding="utf-8")
    assert world.set_up()[0] == "venv .venv"


def test_an_environment_of_somebody_else_is_left_alone(world: World) -> None:
    theirs = world.root / ".venv" / "pyvenv.cfg"
    theirs.parent.mkdir()
    theirs.touch()
    with pytest.raises(world.setup.SetupError, match="not made by set-up"):
        world.set_up()
    assert theirs.exists()
    assert world.commands == []


@pytest.mark.skipif(os.name == "nt", reason="the search for Python is a shell script")
def test_a_machine_without_a_suitable_python_is_told_what_to_do(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.18 && exit\nexit 1\n', encoding="utf-8")
    old.chmod(0o755)
    found = subprocess.run(
        ["/bin/sh", ROOT / "tools" / "find-python.sh"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 1
    assert "needs Python 3.11 or newer" in found.stderr
    assert "python3 is Python 3.9.18" in found.stderr
