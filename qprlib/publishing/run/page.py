"""One page, in a process of its own: papermill runs the notebook, and what fails is told in plain words."""

from __future__ import annotations

import logging
import os
import re
import signal
import sys
import tempfile
import threading
from dataclasses import dataclass, field, replace
from multiprocessing import parent_process
from multiprocessing.connection import wait
from pathlib import Path
from types import FrameType
from typing import Any, Final

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import remove_error_markers

from qprlib.ground.errors import PageError, Place, Problem, QprError, StorageError
from qprlib.ground.incoming import read_text
from qprlib.publishing.run.executed import all_refused, require_executed, scrub
from qprlib.publishing.run.jobs import WORDINGS, PageJob, PageRun
from qprlib.publishing.run.notebooks import INJECTED_TAG, first_line, shown_path
from qprlib.publishing.run.page_kernel import KERNEL_NAME, ForkedKernel, PageKernelManager, can_fork
from qprlib.publishing.run.raised import RAISED
from qprlib.publishing.run.staging import FULL_DISK, storage_errors, storage_problem
from qprlib.shown.refusals import from_stored
from qprlib.texts.notebook_file import Notebook, tags, written

ENGINE: Final = "qpr"

_START_TIMEOUT: Final = 60  # seconds in which a kernel must answer
_OUTPUT_TIMEOUT: Final = 60  # seconds in which a finished cell's outputs must arrive, on a busy machine
_LINES_MOST: Final = 12  # of an exception's message
_COLOURS: Final = re.compile(r"\x1b\[[0-9;]*m")
_CELL_NAME: Final = re.compile(r"\((?:\d+\.py|<cell>|<ipython-input[^>]*>), ")  # what a syntax error calls the cell
_NOT_FOUND: Final = (
    'put a table into the organisation\'s folder and read it with `report.source("name")`, which finds it wherever '
    "the notebook runs and records it as an input; a page runs in the project's folder, JupyterLab in the notebook's"
)


@dataclass
class Watch:
    """What the engine tells while a notebook runs."""

    manager: PageKernelManager
    notebook: Notebook | None = None
    cell: int = field(default=0)  # index in the executed notebook

    def at_cell(self, cell: Any, cell_index: int) -> None:
        """Note which cell has begun."""
        self.cell = cell_index


class PageEngine(Engine):  # type: ignore[misc]
    """Papermill's client with our kernel; its own engine's saving and waiting cost half a second a page."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, *, watch: Watch, cell_timeout: int, **_: Any
    ) -> None:
        """Execute the notebook that ``nb_man`` manages (papermill's hook for engines)."""
        watch.notebook = nb_man.nb
        PapermillNotebookClient(
            nb_man,
            km=watch.manager,
            kernel_name=kernel_name,
            timeout=cell_timeout,
            startup_timeout=_START_TIMEOUT,
            iopub_timeout=_OUTPUT_TIMEOUT,
            record_timing=False,
            shutdown_kernel="immediate",
            on_cell_execute=watch.at_cell,
            log=logging.getLogger("papermill"),
        ).execute(cleanup_kc=True)


papermill_engines.register(ENGINE, PageEngine)


def run_page(job: PageJob, folder: Path) -> PageRun:
    """Run one page notebook and write it, scrubbed, to the job's output.

    To be called first thing in a process that runs nothing else: it may fork it. ``folder`` is its own, for the
    kernel's sockets. Raises PageError if a cell failed, the kernel died, or a cell showed nothing that should have,
    StorageError if the disk is full or the output cannot be written.
    """
    waiting = ForkedKernel.fork() if can_fork() else None
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    manager = PageKernelManager(folder, waiting)
    _end_with_the_asker(manager)
    watch = Watch(manager)
    kind = "standard" if waiting is None else "forked"
    name = shown_path(job.notebook, job.root)
    source = nbformat.reads(read_text(job.notebook, name), as_version=4)
    for place, cell in enumerate(source.cells):
        if job.cells is not None and cell.cell_type == "code" and place + 1 not in job.cells:
            source.cells[place] = nbformat.v4.new_raw_cell(cell.source, id=cell.id)
    try:
        executed = papermill.execute_notebook(
            source,
            None,  # written here, once, when it has been scrubbed
            parameters=dict(job.parameters),
            engine_name=ENGINE,
            kernel_name=KERNEL_NAME,
            language="python",
            progress_bar=False,
            cwd=job.root,
            watch=watch,
            cell_timeout=job.cell_timeout,
        )
    except Exception as error:
        if watch.notebook is not None:
            remove_error_markers(watch.notebook)  # papermill's cells would shift the count
        failed = _failure(job, watch, name, error)
        if failed is None:
            raise
        ran = _write(watch.notebook, job)
        if isinstance(failed, PageError):  # what its earlier cells have shown is wrong all the same
            failed = PageError([*(_owned(one, job) for one in all_refused(ran, name)), *failed.problems])
        raise failed from None
    written = _write(executed, job)
    try:
        require_executed(written, name)
    except PageError as error:
        raise PageError(_owned(problem, job) for problem in error.problems) from None
    return PageRun(job=job, kernel=kind)


def _owned(problem: Problem, job: PageJob) -> Problem:
    """A problem of a cell, with the indicator whose evidence it is."""
    whose = (job.cells or {}).get(problem.place.cell or 0, "")
    return replace(problem, place=replace(problem.place, indicator=whose)) if whose else problem


def _write(notebook: Notebook | None, job: PageJob) -> Notebook:
    assert notebook is not None
    clean = scrub(
        notebook,
        {
            str(Path.home()): "~",
            tempfile.gettempdir(): "<temporary>",
            sys.prefix: "<python>",
            sys.base_prefix: "<python>",
            str(job.root): ".",
            str(job.root.resolve()): ".",
        },
    )
    with storage_errors("writing the executed notebook", job.output):
        job.output.parent.mkdir(parents=True, exist_ok=True)
        job.output.write_text(written(clean), encoding="utf-8", newline="\n")
    return clean


def _failure(job: PageJob, watch: Watch, name: str, error: Exception) -> QprError | None:
    """The error as a user should see it; None for one that is no fault of the page."""
    about = job.words
    shown = shown_path(job.output, job.root)
    if watch.notebook is None:
        return None

    def at(index: int, indicator: str = "") -> tuple[Place, str]:
        assert watch.notebook is not None
        cells = watch.notebook["cells"]
        # The number in the page notebook, into which papermill has put a cell of its own.
        number = sum(INJECTED_TAG not in tags(cell) for cell in cells[: index + 1])
        whose = indicator or (job.cells or {}).get(number, "")
        return Place(notebook=name, cell=number, indicator=whose), first_line(cells[index]["source"])

    if isinstance(error, PapermillExecutionError):
        raised = _raised(watch.notebook["cells"][error.cell_index], error)
        place, line = at(error.cell_index, raised["indicator"])
        if refused := from_stored(raised["problems"], place):
            return PageError(replace(one, found=f"{about}: the cell `{line}`: {one.found}") for one in refused)
        if raised["errno"] in FULL_DISK:
            return StorageError(storage_problem(OSError(raised["errno"], ""), f"running {about}", place))
        mend = f"mend the notebook or its data and render again; the full traceback is in {shown}"
        if job.cells:
            mend = "mend the cell or its data; run in JupyterLab it shows the full traceback"
        return PageError(
            WORDINGS.problem(
                "cell-failed",
                place,
                about=about,
                line=line,
                words=_message(raised["words"]),
                todo=_NOT_FOUND if error.ename == FileNotFoundError.__name__ else mend,
            )
        )
    place, line = at(watch.cell)
    if isinstance(error, DeadKernelError):
        return PageError(WORDINGS.problem("kernel-died", place, about=about, line=line))
    if isinstance(error, CellTimeoutError):
        return PageError(
            WORDINGS.problem("cell-timeout", place, about=about, line=line, cell_timeout=job.cell_timeout, shown=shown)
        )
    if isinstance(error, RuntimeError) and "kernel" in str(error).lower():
        return PageError(WORDINGS.problem("kernel-did-not-start", Place(notebook=name), about=about, error=error))
    return None


def _raised(cell: Any, error: PapermillExecutionError) -> dict[str, Any]:
    """What the kernel told of an error, taken out of the cell's outputs; nothing is told of what is no Python."""
    words = f"{error.ename}: {error.evalue.strip()}"
    untold: dict[str, Any] = {"words": words, "indicator": "", "errno": None, "problems": []}
    told = [output for output in cell["outputs"] if RAISED in output.get("data", {})]
    cell["outputs"] = [output for output in cell["outputs"] if output not in told]
    return told[0]["data"][RAISED] if told else untold


def _message(text: str) -> str:
    lines = _CELL_NAME.sub("(", _COLOURS.sub("", text)).strip(": \n").splitlines()
    return "\n  ".join([*lines[:_LINES_MOST], *(["..."] if len(lines) > _LINES_MOST else [])])


def _end_with_the_asker(manager: PageKernelManager) -> None:
    """See that nothing is left when the process that asked for the page ends us, or is itself ended."""

    def end(_signum: int, _frame: FrameType | None) -> None:
        manager.kill_now()
        os._exit(1)

    signal.signal(signal.SIGTERM, end)
    parent = parent_process()
    if parent is None:
        return

    def watch_parent() -> None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch_parent, daemon=True).start()
