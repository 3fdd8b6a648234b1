"""Running the page notebooks of an edition, several at once, each in a process of its own.

This module starts the processes and gathers what they report; it stays cheap to import. What happens inside
one of them is :mod:`qprlib.publishing.run.page`.

``concurrent.futures`` is not used: with one task for each process its pool can wait for ever on
Python 3.11 to 3.13 (python/cpython#115634), and it cannot end a page that runs when the user presses Ctrl-C.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any, Final

from qprlib.ground.ending import ENDING
from qprlib.ground.errors import InputError, PageError, Place, QprError, StorageError
from qprlib.ground.files import SOCKET_PATH_MOST, scratch
from qprlib.publishing.run.jobs import WORDINGS, PageJob, PageRun
from qprlib.publishing.run.notebooks import check_page, shown_path
from qprlib.publishing.run.staging import storage_errors

FIXED_ENVIRONMENT: Final[Mapping[str, str]] = {
    "PYTHONHASHSEED": "0",  # the order of sets, nearly: that of a literal depends on what ran before
    "PYTHONUTF8": "1",  # what open() reads and writes
    "OPENBLAS_NUM_THREADS": "1",  # the order of sums; and a process with threads cannot be forked
    "OMP_NUM_THREADS": "1",
    "MPLBACKEND": "agg",  # draws to files alone, whatever screen there is
    "TZ": "UTC",
}
"""What every page runs with, so that equal inputs give equal bytes; a job cannot change it."""

_GRACE: Final = 3.0  # seconds in which a process that was asked to end must have ended


def default_workers() -> int:
    """The number of processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def warm_up() -> None:
    """Begin to load what pages need, in a process of its own: it overlaps with the reading of an edition's data."""
    _context()


class RunStoppedError(Exception):
    """Pages were ended before they were done, because whoever asked for them no longer wants them."""


def run_pages(
    jobs: Iterable[PageJob],
    workers: int | None = None,
    on_done: Callable[[PageRun], None] | None = None,
    stop: Connection | None = None,
) -> list[PageRun]:
    """Run page notebooks with papermill in parallel processes; what came of each, in the order of the jobs.

    Every job's notebook and parameters are checked before any kernel starts (InputError). A page that fails does not
    stop the others: all failures are reported together as PageError, or StorageError if the disk is full or cannot be
    written, and a failed page's notebook is left at its output with everything up to the failure. ``on_done`` is called
    with each run as it ends, failed or not; when something can be read from ``stop`` the pages are ended at once
    (RunStoppedError).
    """
    todo = list(jobs)
    _refuse_shared_outputs(todo)
    pages = [job for job in todo if job.cells is None]
    problems = [problem for job in pages for problem in check_page(job.notebook, job.parameters, job.root, job.page)]
    if problems:
        raise InputError(dict.fromkeys(problems))  # a notebook run for nine sections is wrong once
    if not todo:
        return []
    limit = max(1, min(workers or default_workers(), len(todo)))
    with storage_errors("running the pages"), scratch() as folder:
        runs = _run_all(todo, limit, folder, on_done, stop)
    errors = [run.error for run in runs if run.error is not None]
    if errors:
        kind = StorageError if any(isinstance(error, StorageError) for error in errors) else PageError
        raise kind([problem for error in errors for problem in error.problems])
    return runs


def page_environment(folder: Path, extra: Mapping[str, str]) -> dict[str, str]:
    """The environment a page and its kernel run in, with the job's own variables.

    ``folder`` is the page's own for IPython's files, so that no start-up file of the user's runs.
    """
    # JPY_* and MPLBACKEND are set inside a notebook's kernel, from which a render may well be started.
    inherited = {
        name: value for name, value in os.environ.items() if name != "PYTHONSTARTUP" and not name.startswith("JPY_")
    }
    return {**inherited, **extra, **FIXED_ENVIRONMENT, "IPYTHONDIR": str(folder / "ipython")}


# --- in the process that asks ---------------------------------------------------------------------------


@dataclass
class _Running:
    """A page's process, seen from outside."""

    number: int
    job: PageJob
    folder: Path
    process: Any
    receiver: Connection
    sender: Connection
    started: float

    @classmethod
    def made(cls, context: BaseContext, number: int, job: PageJob, folder: Path) -> _Running:
        """A page that is still to be started, so that whoever is ended in the midst of it knows the process."""
        folder.mkdir()
        receiver, sender = context.Pipe(duplex=False)
        environment = page_environment(folder, job.env)
        process = context.Process(target=_work, args=(job, folder, environment, sender), name=job.page)  # type: ignore[attr-defined]
        return cls(number, job, folder, process, receiver, sender, started=time.monotonic())

    def start(self) -> None:
        with _not_ended():
            self.process.start()  # the first waits until what is preloaded is there
        self.sender.close()

    def result(self) -> PageRun:
        """What the process reported; that it died, if it reported nothing."""
        run = None
        with contextlib.suppress(EOFError, OSError):
            if self.receiver.poll():
                run = self.receiver.recv()
        self.receiver.close()
        self.process.join(_GRACE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        if run is None:
            how = _ending(self.process.exitcode)
            problem = WORDINGS.problem(
                "page-process-died",
                Place(notebook=shown_path(self.job.notebook, self.job.root)),
                page=self.job.page,
                how=how,
            )
            run = PageRun(job=self.job, error=PageError(problem))
        log = self.folder / "log.txt"
        text = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
        shutil.rmtree(self.folder, ignore_errors=True)
        return replace(run, log=text, seconds=time.monotonic() - self.started)


def _run_all(
    jobs: Sequence[PageJob],
    limit: int,
    folder: Path,
    on_done: Callable[[PageRun], None] | None,
    stop: Connection | None,
) -> list[PageRun]:
    context = _context()
    waiting = deque(enumerate(jobs))
    running: list[_Running] = []
    runs: dict[int, PageRun] = {}
    try:
        while waiting or running:
            while waiting and len(running) < limit:
                number, job = waiting.popleft()
                running.append(_Running.made(context, number, job, folder / str(number)))
                running[-1].start()
            # A kernel inherits its page's end of the pipe, so only the process itself tells that it has died.
            asked = [] if stop is None else [stop]
            ready = wait([*asked, *(item for page in running for item in (page.receiver, page.process.sentinel))])
            if stop in ready:
                raise RunStoppedError
            ended = [page for page in running if page.receiver in ready or page.process.sentinel in ready]
            for page in ended:
                run = runs[page.number] = page.result()
                running.remove(page)
                if on_done is not None:
                    on_done(run)
    finally:
        _end(running)  # none is left unless we were interrupted
    return [runs[number] for number in range(len(jobs))]


def _end(running: Sequence[_Running]) -> None:
    """End pages and their kernels, those that had been started."""
    started = [page for page in running if page.process.pid is not None]
    for page in started:
        page.process.terminate()
    for page in started:
        page.process.join(_GRACE)
        if page.process.is_alive():
            page.process.kill()
            page.process.join()
        page.receiver.close()


def _context() -> BaseContext:
    """How processes are started: forked from a preloaded one on Linux, fresh elsewhere."""
    if not sys.platform.startswith("linux"):
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver

    context = multiprocessing.get_context("forkserver")
    # Loading the main module there too saves every page from loading it again.
    context.set_forkserver_preload(["__main__", "qprlib.publishing.run.preload"])
    # The hash seed is read once, when that process starts.
    with _set(FIXED_ENVIRONMENT), _socket_of_ours():
        forkserver.ensure_running()
    return context


@contextlib.contextmanager
def _socket_of_ours() -> Iterator[None]:
    """Have that process's socket made in a folder of ours, which a later run removes if this one is killed.

    In /tmp if the folder for temporary files has too long a name for a socket, as Python does by itself from 3.14 on.
    """
    before = tempfile.tempdir
    where = Path(tempfile.gettempdir())
    longest = where / ".qpr-12345678-1234567-12345678" / "pymp-12345678" / "listener-12345678"
    if len(os.fsencode(longest)) > SOCKET_PATH_MOST:
        where = Path("/tmp")
    tempfile.tempdir = str(_lasting_folder(where))
    try:
        yield
    finally:
        tempfile.tempdir = before


@cache
def _lasting_folder(where: Path) -> Path:
    """A temporary folder that is there until this process ends."""
    kept = contextlib.ExitStack()
    folder = kept.enter_context(scratch(where))
    Finalize(None, kept.close, exitpriority=-101)  # after what multiprocessing removes itself
    return folder


@contextlib.contextmanager
def _not_ended() -> Iterator[None]:
    """Hold back what would end us while a process is asked for: half a request is an error to whoever forks it.

    By handlers and not by a mask: any thread may be given the signal, and the main one then acts on it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main one is interrupted
        return
    held: list[int] = []
    before = {one: signal.signal(one, lambda number, _: held.append(number)) for one in ENDING}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler if handler is not None else signal.SIG_DFL)
        if held:
            signal.raise_signal(held[0])


@contextlib.contextmanager
def _set(variables: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _refuse_shared_outputs(jobs: Sequence[PageJob]) -> None:
    outputs = [job.output for job in jobs]
    shared = {str(output) for output in outputs if outputs.count(output) > 1}
    if shared:
        raise ValueError(f"several pages would write {', '.join(sorted(shared))}")


def _ending(code: int | None) -> str:
    if code is None:
        return "no exit code"
    if code >= 0:
        return f"exit code {code}"
    with contextlib.suppress(ValueError):
        return f"ended by signal {signal.Signals(-code).name}"
    return f"ended by signal {-code}"


# --- in the page's own process --------------------------------------------------------------------------


def _work(job: PageJob, folder: Path, environment: Mapping[str, str], sender: Connection) -> None:
    """Run one page and send what came of it. The first thing a page's process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked; it ends us
    try:
        log = os.open(folder / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except FileNotFoundError:
        return  # whoever asked was ended while starting us, and has gone with the folder
    for stream in (1, 2):
        os.dup2(log, stream)
    os.close(log)
    os.environ.clear()
    os.environ.update(environment)
    if hasattr(time, "tzset"):
        time.tzset()
    try:
        from qprlib.publishing.run.page import run_page

        run = run_page(job, folder)
    except QprError as error:
        run = PageRun(job=job, error=error)
    except Exception as error:  # whatever it is must reach the user, and our own output is a log
        traceback.print_exc()
        problem = WORDINGS.problem(
            "page-broke-off",
            Place(notebook=shown_path(job.notebook, job.root)),
            page=job.page,
            kind=type(error).__name__,
            error=error,
        )
        run = PageRun(job=job, error=PageError(problem))
    sys.stdout.flush()
    sys.stderr.flush()
    sender.send(run)
    sender.close()
