"""A ``qpr`` that has been loaded already: each command is a process of its own, forked from one that has it all.

A command loads Python and pandas for a second or two, and tests give some hundreds of commands. Run as a program, this
module reads a command a line, as JSON, from its standard input, and answers with the exit code. Pages of all renders
are forked from one process, too, as those of a single render are.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import pkgutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing import forkserver
from pathlib import Path

#: Commands that start programs or serve for long, which want a process as users have it.
NOT_FORKED = frozenset({"lab", "open", "preview"})


def may_fork(arguments: Sequence[str]) -> bool:
    """Whether a command can be run by :func:`run`."""
    return hasattr(os, "fork") and not NOT_FORKED.intersection(arguments)


def run(
    program: Path, project: Path, arguments: Sequence[str], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a command in a project, as :func:`subprocess.run` would."""
    server = _server()
    assert server.stdin
    assert server.stdout
    with tempfile.TemporaryDirectory() as folder:
        said = [Path(folder, name) for name in ("out", "err")]
        asked = {
            "folder": str(project),
            "arguments": [str(program), *arguments],
            "environment": dict(environment),
            "streams": [str(path) for path in said],
        }
        server.stdin.write(json.dumps(asked) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        out, err = (path.read_text(encoding="utf-8") for path in said)
    return subprocess.CompletedProcess([str(program), *arguments], code, out, err)


@cache
def _server() -> subprocess.Popen[str]:
    started = subprocess.Popen(
        [sys.executable, __file__],
        env={**os.environ, "NO_COLOR": "1", "OPENBLAS_NUM_THREADS": "1"},  # a process with threads cannot be forked
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    atexit.register(started.terminate)
    return started


def _load_all() -> None:
    import qprlib

    for module in pkgutil.walk_packages(qprlib.__path__, "qprlib."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def _become(folder: str, arguments: Sequence[str], environment: Mapping[str, str], streams: Sequence[str]) -> None:
    """Make of a forked process one that was started with this command."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for number, path in enumerate(streams, 1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), number)
    sys.argv = list(arguments)
    # The process that pages are forked from is the server's child, and not ours: it runs as long as the server does.
    forkserver._forkserver.ensure_running = forkserver.ensure_running = lambda: None  # type: ignore[method-assign]


def _serve() -> None:
    _load_all()
    from qprlib.cli.main import main
    from qprlib.publishing.run.execute import warm_up

    warm_up()

    while line := sys.stdin.readline():
        asked = json.loads(line)
        child = os.fork()
        if not child:
            _become(asked["folder"], asked["arguments"], asked["environment"], asked["streams"])
            main()  # ends the process as it ends a command
            sys.exit()
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
