"""One preview from its first page to Ctrl-C: the builder, the watch, the server, and what the terminal says."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from qprlib.ground.edition import list_editions, load_edition
from qprlib.ground.ending import ENDING
from qprlib.ground.errors import BusyError, Place
from qprlib.ground.project import Project
from qprlib.ground.terminal import screen, shown
from qprlib.preview.announcing import PreviewTerminal
from qprlib.preview.builder import Builder
from qprlib.preview.serving import ADDRESS, PORT, WORDINGS, Server, bind
from qprlib.preview.touched import Snapshot
from qprlib.preview.watching import watch
from qprlib.publishing.run.staging import storage_errors
from qprlib.report.charts.drawn import drawing_tools
from qprlib.report.kept_context import KEPT_VARIABLE

FOLDER = ".preview"
"""In ``outputs/``: what previews make."""


def preview(project: Project, edition: str, *, port: int = PORT, browser: bool = True, poll: bool = False) -> None:
    """Serve an edition's site on this machine and keep it up to date, until Ctrl-C; with ``poll`` by the clock."""
    if edition not in list_editions(project):
        load_edition(project, edition)  # says which there are
    with _folder(project, edition) as folder:
        asyncio.run(_serve(project, edition, folder, port=port, browser=browser, poll=poll))


async def _serve(project: Project, edition: str, folder: Path, *, port: int, browser: bool, poll: bool) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:  # else somebody wants it to go on, as nohup does
            with suppress(NotImplementedError):  # on Windows Ctrl-C cancels this function instead
                loop.add_signal_handler(number, stop.set)
    listening, taken = bind(port)
    server = Server(folder / "site", listening, edition)
    address = f"http://{ADDRESS}:{taken}/"
    if port not in (taken, 0):
        screen.print(f"Port {port} is taken: using {taken}.")
    screen.print(f"Preview of {edition}: {address}")
    screen.print("Pages follow what you save. Ctrl-C ends it.")
    builder = Builder(project, edition, folder, PreviewTerminal(project, loop, server), server.looked_at)
    try:
        builder.start()
        if browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        await watch(project.root, Snapshot.FOLDERS, builder.notice, poll=poll, stop=stop)
    finally:
        builder.close()
        await server.close()
        screen.print("The preview has ended.")


@contextmanager
def _folder(project: Project, edition: str) -> Iterator[Path]:
    """The preview's own folder while it is at work (BusyError if another uses it); drawings of charts stay."""
    parent = project.outputs / FOLDER
    folder = parent / edition
    with storage_errors("preparing the folder of the preview", folder):
        parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(parent / f"{edition}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            place = Place(shown(Path(lock.lock_file)))
            raise BusyError(WORDINGS.problem("preview-running", place, edition=edition)) from None
    try:
        with storage_errors("preparing the folder of the preview", folder):
            _clear(folder)
            folder.mkdir(exist_ok=True)
            os.environ[KEPT_VARIABLE] = str(folder.resolve() / "kept")  # for this process and for its pages
            keep = drawing_tools(project.theme)
            for drawings in (folder / "drawn").glob("*"):
                if drawings.name != keep:
                    shutil.rmtree(drawings)
        yield folder
    finally:
        with suppress(OSError):
            _clear(folder)
        lock.release()


def _clear(folder: Path) -> None:
    for path in folder.glob("*"):
        if path.name != "drawn":
            shutil.rmtree(path)
