r"""Make the project's environment from its lock files; do nothing when it is up to date.

Run by the Makefile's recipes, and by hand where there is no make (Windows)::

    py tools\setup_env.py            # what a render needs, into .venv
    py tools\setup_env.py test       # and what the tests and checks need
    py tools\setup_env.py lab        # JupyterLab, into .venv-lab
    py tools\setup_env.py test lab   # both

Needs nothing but Python's own library. uv does the installing, since it takes seconds where pip takes a
minute; pip does it with the same lock where uv cannot (for example where only pip knows the way to the
organisation's package index). ``QPR_INSTALLER=pip`` asks for pip at once.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from setup_git import set_up_git

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
#: The newest Python for which every locked package has a ready-made wheel.
NEWEST_LOCKED = (3, 14)
#: Which environment and lock each purpose uses. JupyterLab has an environment of its own, as what it brings
#: slows every import of the runtime.
PURPOSES = {
    "runtime": (".venv", "runtime"),
    "test": (".venv", "test"),
    "lab": (".venv-lab", "lab"),
}
#: Who is set up for one of these commits notebooks, and has git told what to leave out of them.
WRITERS = {"test", "lab"}
STATE_FILE = "qpr-setup.json"
INSTALLER = "installer"
PROJECT = "project"


class SetupError(Exception):
    """Set-up cannot go on; the message says why and what to do."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment and the record of what set-up has put into it."""

    folder: Path

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.program("python")

    def program(self, name: str) -> Path:
        """Path of a program installed in the environment, on this system."""
        return self.folder / ("Scripts" if os.name == "nt" else "bin") / name

    def read_state(self) -> dict[str, str]:
        """Fingerprints of what was installed; empty if nothing was, or the folder has been moved since."""
        try:
            state = json.loads((self.folder / STATE_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        # Programs in an environment hold its path, so a moved one has to be made again.
        return state if isinstance(state, dict) and state.get("folder") == str(self.folder) else {}

    def write_state(self, state: dict[str, str]) -> None:
        """Record `state`, so that the next set-up can skip what is done."""
        text = json.dumps({**state, "folder": str(self.folder)}, indent=2, sort_keys=True)
        (self.folder / STATE_FILE).write_text(text + "\n", encoding="utf-8")


def fingerprint(*files: Path) -> str:
    """Fingerprint of the files' content, whatever their dates."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def run(command: Sequence[str | Path]) -> None:
    """Run a command without its output; a failure carries that output.

    Raises
    ------
    SetupError
        If the command cannot be started or fails.
    """
    settings = {
        k: v
        for k, v in os.environ.items()
        if k not in {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE"}
    }
    settings |= {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words, env=settings, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False
        )
    except OSError as error:
        raise SetupError(f"{words[0]}: {error.strerror}") from error
    if done.returncode != 0:
        said = (done.stdout + done.stderr).strip()
        raise SetupError(said or f"{words[0]} failed with code {done.returncode}")


def step(what: str, action: Callable[[], None]) -> None:
    """Do one step of set-up, and say so on one line with the seconds it took."""
    print(f"set-up: {what} ...", end=" ", flush=True)
    start = time.monotonic()
    try:
        action()
    except SetupError:
        print("failed", flush=True)
        raise
    print(f"{time.monotonic() - start:.1f} s", flush=True)


def lock_path(name: str) -> Path:
    """Path of a lock file."""
    return ROOT / "locks" / f"{name}.txt"


def pip_install(env: Environment, *arguments: str | Path) -> None:
    """Install with pip."""
    run([env.python, "-m", "pip", "install", "--quiet", *arguments])


def uv_install(env: Environment, *arguments: str | Path) -> None:
    """Install with uv."""
    run([env.program("uv"), "pip", "install", "--quiet", "--python", env.python, *arguments])


def install_lock(env: Environment, name: str) -> None:
    """Install a lock with uv, or with pip if uv fails or ``QPR_INSTALLER=pip`` asks for it."""
    arguments = ("--require-hashes", "-r", lock_path(name))
    what = f"installing locks/{name}.txt"
    if os.environ.get("QPR_INSTALLER") != "pip":
        try:
            step(f"{what} with uv", lambda: uv_install(env, *arguments))
        except SetupError as error:
            print(f"set-up: uv said: {str(error).splitlines()[-1].strip()}")
        else:
            return
    step(f"{what} with pip (takes about a minute)", lambda: pip_install(env, *arguments))


def make_environment(env: Environment) -> None:
    """Make the virtual environment, over one that set-up made before and that no longer works.

    Raises
    ------
    SetupError
        If the folder is there and somebody else made it.
    """
    if env.folder.is_symlink():
        raise SetupError(
            f"{env.folder.name} is a link to a folder elsewhere, and making it anew would empty that one."
            " Remove the link, then run the same command again."
        )
    if env.folder.exists() and not (env.folder / STATE_FILE).exists():
        raise SetupError(
            f"{env.folder.name} is there already and was not made by set-up, or set-up was stopped early."
            " Move it away or remove it, then run the same command again."
        )
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info[:2] > NEWEST_LOCKED:
        print(
            f"set-up: note: Python {version} is newer than the locked packages, some of which may have to be"
            " compiled; Python 3.11 to 3.14 needs no compiler"
        )
    step(
        f"making {env.folder.name} with Python {version}",
        lambda: venv.create(env.folder, clear=True, with_pip=True, symlinks=os.name != "nt"),
    )


def warm_up(env: Environment) -> None:
    """Import what a notebook imports, which compiles it; a fault in it is told when a notebook runs, not here."""
    with contextlib.suppress(SetupError):
        run([env.python, "-c", "import ipykernel.kernelapp, qprlib.pages"])


def set_up(purpose: str) -> None:
    """Bring the environment for a purpose up to date; silent if it is.

    Parameters
    ----------
    purpose
        A key of `PURPOSES`.

    Raises
    ------
    SetupError
        If a step fails.
    """
    folder, lock = PURPOSES[purpose]
    env = Environment(ROOT / folder)
    # The test lock contains the runtime lock (a test holds them to it), so one serves both.
    covered = {"test": ("runtime", "test")}.get(lock, (lock,))
    wanted = {INSTALLER: fingerprint(lock_path(INSTALLER))}
    wanted |= {name: fingerprint(lock_path(name)) for name in covered}
    wanted[PROJECT] = fingerprint(ROOT / "pyproject.toml")

    state = env.read_state() if env.python.exists() else {}
    if all(state.get(name) == value for name, value in wanted.items()):
        return
    if not state:
        make_environment(env)
        env.write_state(state)
    if state.get(INSTALLER) != wanted[INSTALLER]:
        step(
            "installing the installer (uv)",
            lambda: pip_install(env, "--require-hashes", "-r", lock_path(INSTALLER)),
        )
        state[INSTALLER] = wanted[INSTALLER]
        env.write_state(state)
    if state.get(lock) != wanted[lock]:
        install_lock(env, lock)
        state |= {name: wanted[name] for name in covered}
        env.write_state(state)
    if state.get(PROJECT) != wanted[PROJECT]:
        step(
            "installing qprlib itself",
            lambda: pip_install(env, "--no-deps", "--no-build-isolation", "-e", ROOT),
        )
        state[PROJECT] = wanted[PROJECT]
        env.write_state(state)
    if purpose == "lab":
        step("compiling what notebooks import, so that the first one starts at once", lambda: warm_up(env))


def main() -> int:
    """Command line of set-up."""
    parser = argparse.ArgumentParser(description="Make the project's environment from its lock files.")
    parser.add_argument("purposes", nargs="*", metavar="purpose", help=f"any of {', '.join(PURPOSES)}")
    purposes: list[str] = parser.parse_args().purposes or ["runtime"]
    unknown = [purpose for purpose in purposes if purpose not in PURPOSES]
    if unknown:
        parser.error(f"unknown purpose '{unknown[0]}': choose from {', '.join(PURPOSES)}")
    if sys.version_info[:2] < OLDEST:
        print(f"Set-up needs Python 3.11 or newer; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 1
    try:
        for purpose in purposes:
            set_up(purpose)
    except SetupError as error:
        print(f"\nSet-up stopped.\n\n{error}\n", file=sys.stderr)
        print(
            "If this is the network: pip takes the address of your organisation's package index from"
            " PIP_INDEX_URL or its own configuration.\n"
            "Then run the same command again: it goes on where it stopped.",
            file=sys.stderr,
        )
        return 1
    if WRITERS & set(purposes):
        for said in set_up_git():
            print(f"set-up: {said}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
