"""A ``qpr`` that has been loaded already: each command is a process of its own, forked from one that has it all.

A command loads Python and pandas for a second or two, and tests give some hundreds of commands. Run as a program, this
module listens at a socket for commands, as JSON in a line, and answers each with the exit code. One serves all workers
of a run of the tests, and ends with it. Pages of all renders are forked from one process, too, as those of a single
render are.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing import forkserver
from pathlib import Path

from filelock import FileLock

#: Environment variable with the folder of the socket, which all workers share, and the process that owns it.
SHARED = "QPR_TESTS_WARM"
#: Commands that start programs or serve for long, which want a process as users have it.
NOT_FORKED = frozenset({"lab", "open", "preview"})


def may_fork(arguments: Sequence[str]) -> bool:
    """Whether a command can be run by :func:`run`."""
    return hasattr(os, "fork") and not NOT_FORKED.intersection(arguments)


@contextlib.contextmanager
def shared() -> Iterator[None]:
    """Let this process and those it starts have one server, started by the first command."""
    with tempfile.TemporaryDirectory(prefix="qpr-tests-warm-") as folder:
        os.environ[SHARED] = f"{folder}:{os.getpid()}"
        yield


def run(
    program: Path, project: Path, arguments: Sequence[str], environment: Mapping[str, str], typed: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command in a project, as :func:`subprocess.run` would; ``typed`` is what waits at its terminal."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as server:
        said = [Path(folder, name) for name in ("out", "err")]
        asked = {
            "folder": str(project),
            "arguments": [str(program), *arguments],
            "environment": dict(environment),
            "streams": [str(path) for path in said],
            "typed": typed,
        }
        server.connect(_address())
        with server.makefile("rw", encoding="utf-8") as line:
            line.write(json.dumps(asked) + "\n")
            line.flush()
            code = int(line.readline())
        out, err = (path.read_text(encoding="utf-8") for path in said)
    return subprocess.CompletedProcess([str(program), *arguments], code, out, err)


def _address() -> str:
    """Where the server listens, which is started if nobody has done so."""
    if SHARED not in os.environ:
        alone = shared()
        alone.__enter__()
        atexit.register(alone.__exit__, None, None, None)
    folder, _, owner = os.environ[SHARED].rpartition(":")
    address = Path(folder, "socket")
    with FileLock(Path(folder, "lock")):
        if not address.exists():
            started = subprocess.Popen(
                [sys.executable, __file__, str(address), owner],
                env={**os.environ, "NO_COLOR": "1", "OPENBLAS_NUM_THREADS": "1"},  # with threads none can be forked
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                start_new_session=True,  # it outlives the worker that needed it first
            )
            assert started.stdout
            assert started.stdout.readline(), "it listens from then on, and loads"
    return str(address)


def _load_all() -> None:
    import qprlib

    for module in pkgutil.walk_packages(qprlib.__path__, "qprlib."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def _become(
    folder: str, arguments: Sequence[str], environment: Mapping[str, str], streams: Sequence[str], typed: str | None
) -> None:
    """Make of a forked process one that was started with this command."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(os.open(os.devnull, os.O_RDONLY) if typed is None else _terminal(typed), 0)
    for number, path in enumerate(streams, 1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), number)
    sys.argv = list(arguments)
    # The process that pages are forked from is the server's child, and not ours: it runs as long as the server does.
    forkserver._forkserver.ensure_running = forkserver.ensure_running = lambda: None  # type: ignore[method-assign]


def _end(code: object) -> None:
    """End a forked process as the interpreter would, but for taking apart all that was loaded."""
    if isinstance(code, str):
        sys.stderr.write(f"{code}\n")
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(int(code or 0))  # type: ignore[call-overload]


def _answer(connection: socket.socket) -> None:
    """Run the command that a connection asks for, and say how it ended."""
    with connection.makefile("rw", encoding="utf-8") as line:
        asked = json.loads(line.readline())
        child = os.fork()
        if not child:
            _become(asked["folder"], asked["arguments"], asked["environment"], asked["streams"], asked["typed"])
            try:
                main()  # ends the process as it ends a command
            except SystemExit as ended:
                _end(ended.code)
            except BaseException:
                traceback.print_exc()
                _end(1)
            _end(0)
        _, status = os.waitpid(child, 0)
        line.write(f"{os.waitstatus_to_exitcode(status)}\n")


def _terminal(typed: str) -> int:
    """A terminal at which something has been typed already."""
    keyboard, terminal = os.openpty()
    os.write(keyboard, typed.encode())
    return terminal


def _serve(address: str, owner: int) -> None:
    """Serve commands until the owner of the tests is gone."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        listening.settimeout(1)
        sys.stdout.write("listening\n")
        sys.stdout.flush()
        _load_all()
        warm_up()
        gc.collect()
        gc.set_threshold(50_000, 20, 20)
        gc.freeze()  # nothing of it will be freed: it stays shared with every command
        while _runs(owner):
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            with contextlib.suppress(TimeoutError):
                connection, _ = listening.accept()
                connection.setblocking(True)
                if not os.fork():
                    _answer(connection)
                    os._exit(0)
                connection.close()


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    from qprlib.cli.main import main
    from qprlib.publishing.run.execute import warm_up

    _serve(sys.argv[1], int(sys.argv[2]))
