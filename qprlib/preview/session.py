"""One preview from its first page to Ctrl-C: the builder, the watch, the server, and what the terminal says."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import threading
import webbrowser
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from qprlib.ground.edition import list_editions, load_edition
from qprlib.ground.ending import ENDING
from qprlib.ground.errors import BusyError, Place, Problem
from qprlib.ground.numbers import plural
from qprlib.ground.project import Project
from qprlib.ground.terminal import screen, show_problems, shown
from qprlib.preview.builder import Builder, PreviewState
from qprlib.preview.serving import ADDRESS, PORT, Server, bind
from qprlib.preview.touched import Snapshot
from qprlib.preview.watching import watch
from qprlib.publishing.run.staging import storage_errors
from qprlib.report.charts.drawn import drawing_tools
from qprlib.report.context import Context
from qprlib.report.kept_context import KEPT_VARIABLE
from qprlib.texts.findings import Finding, Grade

FOLDER = ".preview"
"""In ``outputs/``: what previews make."""

#: Findings that the terminal shows after a save, and pages that it names.
_FINDINGS_MOST, _PAGES_MOST = 3, 4


def preview(project: Project, edition: str, *, port: int = PORT, browser: bool = True, poll: bool = False) -> None:
    """Serve an edition's site on this machine and keep it up to date, until Ctrl-C or SIGTERM.

    The next free port is used if ``port`` is taken. With ``poll`` the clock tells when to look at the files, where the
    system does not tell of changes. Raises CommandError if there is no such edition or no port is free, BusyError if
    another preview of it is at work, StorageError if its folder cannot be written.
    """
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
    builder = Builder(project, edition, folder, _Terminal(project, loop, server), looked_at=server.looked_at)
    try:
        builder.start()
        if browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        await watch(project.root, Snapshot.FOLDERS, builder.notice, poll=poll, stop=stop)
    finally:
        builder.close()
        await server.close()
        screen.print("The preview has ended.")


class _Terminal:
    """What the preview says in the terminal, and to the server."""

    def __init__(self, project: Project, loop: asyncio.AbstractEventLoop, server: Server) -> None:
        self._project, self._loop, self._server = project, loop, server
        self._ready = False
        self._wrong: tuple[Problem, ...] = ()

    def published(self, slugs: Sequence[str], seconds: float) -> None:
        """Pages differ from what they were."""
        if self._ready:
            more = f" and {len(slugs) - _PAGES_MOST} more" if len(slugs) > _PAGES_MOST else ""
            pages = ", ".join(f"{slug}.html" for slug in slugs[:_PAGES_MOST])
            screen.print(f"{pages}{more} in {seconds:.1f} s")

    def done(self, pages: int, seconds: float) -> None:
        """A round has ended."""
        if not self._ready and pages:
            screen.print(f"The preview is ready: {pages} {plural(pages, 'page')} in {seconds:.1f} s")
            self._ready = True
        elif self._ready and not pages and not self._wrong:
            screen.print("Saved; no page changed.")

    def problems(self, problems: Sequence[Problem]) -> None:
        """What is wrong now."""
        new = tuple(problem for problem in problems if problem not in self._wrong)
        show_problems(new)
        if new:
            screen.print("Mend it and save; until then the last good page stays.")
        elif self._wrong and not problems:
            screen.print("Mended.")
        self._wrong = tuple(problems)

    def read(self, context: Context, saved: Sequence[str]) -> None:
        """The findings of the checks for the sections just saved."""
        for slug in saved:
            found = [one for one in context.findings if one.section == slug and one.open]
            for line in findings_lines(context.scene.sections.get(slug, slug.capitalize()), found):
                screen.print(line)

    def state(self, state: PreviewState) -> None:
        """Hand on to the server what open pages are to be told."""
        with suppress(RuntimeError):  # it has ended
            self._loop.call_soon_threadsafe(self._server.tell, state)


def findings_lines(section: str, findings: Sequence[Finding]) -> list[str]:
    """The open findings of a section in a few lines: how many of each grade, and the first of them."""
    if not findings:
        return [f"  {section}: the checks find nothing."]
    number = Counter(one.grade for one in findings)
    counts = ", ".join(f"{number[grade]} {plural(number[grade], str(grade))}" for grade in Grade if number[grade])
    order = list(Grade)
    first = sorted(findings, key=lambda one: order.index(one.grade))[:_FINDINGS_MOST]
    lines = [f"  {section}: {counts}."]
    for one in first:
        lines.append(f"    {one.grade}: {one.owner} {one.heading}".rstrip() + f": {one.found} [{one.check}]")
    if len(findings) > len(first):
        lines.append(f"    and {len(findings) - len(first)} more: 'qpr check' shows them all.")
    return lines


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
            raise BusyError(
                Problem(
                    code="preview-running",
                    found=f"another preview of {edition} is at work",
                    place=Place(shown(Path(lock.lock_file))),
                    todo="use that one, or end it with Ctrl-C where it was started",
                )
            ) from None
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
