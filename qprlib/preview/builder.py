"""The preview at work: each change is turned into the pages it touches, the one that is waited for first.

All of it happens in one thread of its own, so that the server answers at any time. A change that arrives while pages
run ends them: what they would show is out of date, and they run again with what has changed since.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import queue
import shutil
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from qprlib.face.reads import page_reads
from qprlib.ground.edition import Page, load_edition
from qprlib.ground.errors import PageError, Problem, QprError, StorageError
from qprlib.ground.project import Project
from qprlib.preview.announcing import PreviewTerminal
from qprlib.preview.previewed import PreviewSite
from qprlib.preview.serving import WORDINGS, PreviewState
from qprlib.preview.touched import Followed, Snapshot, SourceChange, Use, affected_pages
from qprlib.publishing.render import check_edition, draft_of
from qprlib.publishing.run.draft import Draft
from qprlib.publishing.run.edition_pages import page_job
from qprlib.publishing.run.execute import RunStoppedError, run_pages, warm_up
from qprlib.publishing.run.jobs import PageRun
from qprlib.report.charts.drawn import DRAWN_VARIABLE, drawing_tools
from qprlib.report.context import Context
from qprlib.report.registry import Reads

#: A file's own time is believed if it is not older than this: a moved file keeps the time of long ago.
_FRESH = 5.0


class Builder:
    """Keeps the site of a preview up to date in a folder of its own, which must be there, until it is closed.

    ``looked_at`` gives the pages that are open in a browser, the one looked at last first.
    """

    def __init__(
        self,
        project: Project,
        edition: str,
        folder: Path,
        terminal: PreviewTerminal,
        looked_at: Callable[[], Sequence[str]],
    ) -> None:
        self.site = PreviewSite(project, folder)
        self.state = PreviewState()
        self._project, self._edition, self._folder = project, edition, folder
        self._terminal, self._looked_at = terminal, looked_at
        self._followed = Followed(edition)
        self._snapshot = Snapshot(project)
        self._context: Context | None = None
        self._draft: Draft | None = None
        self._dirty: dict[str, None] = {}  # pages to run, in the order in which they came to be so
        self._failed: dict[str, tuple[Problem, ...]] = {}
        self._told: tuple[Problem, ...] = ()
        self._round = 0
        self._changes: list[SourceChange] = []  # noticed
        self._todo: list[SourceChange] = []  # taken up, and their pages are not known yet
        self._unread: dict[str, None] = {}  # sections of which the findings are still to be told
        self._read_by: dict[str, frozenset[Reads]] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._closing = False
        self._running = False
        self._heard, self._stop = multiprocessing.Pipe(duplex=False)
        self._thread = threading.Thread(target=self._work, name="preview", daemon=True)

    def start(self) -> None:
        """Begin with everything."""
        warm_up()
        self._thread.start()

    def notice(self) -> None:
        """Look at the files; if something has changed, what runs is out of date and ends."""
        with self._lock:
            changes = self._snapshot.look(self._followed)
            if not changes:
                return
            self._changes += changes
            self._wake.set()
            if self._running:
                self._end_pages()

    def close(self, seconds: float = 10.0) -> None:
        """End pages that run and the thread, and wait for it."""
        with self._lock:
            self._closing = True
            self._wake.set()
            self._end_pages()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _end_pages(self) -> None:
        if not self._heard.poll():
            self._stop.send(None)

    # In the thread

    def _work(self) -> None:
        with self._lock:
            self._snapshot.look(self._followed)  # all that is there is new to the first round anyway
        self._wake.set()  # to the first round everything is new
        while True:
            self._wake.wait()
            with self._lock:
                self._wake.clear()
                self._todo += self._changes
                self._changes = []
                while self._heard.poll():
                    self._heard.recv()
                if self._closing:
                    return
                self._running = True
            try:
                self._turn()
            except RunStoppedError:
                pass
            except QprError as error:
                self._show(error.problems)
            except Exception as error:  # whatever it is, the preview goes on with the next save
                traceback.print_exc()
                self._show([WORDINGS.problem("preview-broke-off", kind=type(error).__name__, error=error)])
            with self._lock:
                self._running = False
                self._tell(busy=self._wake.is_set())

    def _turn(self) -> None:
        """One round: from what changed to pages that show it."""
        self._round += 1
        self._read_by.clear()
        self._tell(busy=True)
        changes, saved = self._todo, _moment(self._todo)
        self._follow()
        known, context = self._context, check_edition(self._project, self._edition, stop=self._heard)
        everything = known is None or any(change.source.kind is Use.EVERYTHING for change in changes)
        if everything:
            self._draft = draft_of(context)
        self._adopt(context, everything=known is None or everything or context.pages != known.pages)
        first, then = affected_pages(changes, context.pages, self._reads, self._looked_at())
        self._dirty |= dict.fromkeys((*first, *then))
        texts = [change.source.name for change in changes if change.source.kind is Use.TEXT and change.meant]
        self._unread |= dict.fromkeys(texts)
        self._todo = []  # what is still to be run is known by name
        # Those that somebody waits for, then those looked at, then the rest.
        turn = dict.fromkeys((*first, *self._looked_at(), *self._dirty))
        shown = self._run_and_publish(context, [slug for slug in turn if slug in self._dirty], saved)
        # What the checks find is not waited for; if it makes a draft of the edition or the contrary, all pages say so.
        self._terminal.read(context, list(self._unread))
        self._unread.clear()
        self._draft, before = draft_of(context), self._draft
        if self._draft != before:
            shown += self._publish(context, {}, saved)
        self._terminal.done(len(set(shown)), time.time() - saved)

    def _follow(self) -> None:
        """Follow the files that the edition's params name, as they are now."""
        edition = load_edition(self._project, self._edition)
        followed = Followed(self._edition, edition.organisation.id, edition.rolled_from)
        with self._lock:
            if followed != self._followed:
                self._changes += self._snapshot.look(self._followed)
                if self._changes:
                    self._wake.set()
                self._followed = followed
                self._snapshot.look(followed)  # what is followed from now on is not new

    def _adopt(self, context: Context, *, everything: bool) -> None:
        """Go on with an edition that was read again; its plan of pages may be another one."""
        self._context = context
        slugs = [page.slug for page in context.pages]
        if everything:
            self._dirty = dict.fromkeys(slugs)
        self._dirty = {slug: None for slug in self._dirty if slug in slugs}
        self._failed = {slug: found for slug, found in self._failed.items() if slug in slugs}

    def _reads(self, page: Page) -> frozenset[Reads]:
        if page.slug not in self._read_by:
            notebook = self._project.notebooks / f"{page.notebook}.ipynb"
            self._read_by[page.slug] = page_reads(notebook, page.section)
        return self._read_by[page.slug]

    def _run(self, context: Context, slugs: Sequence[str], on_done: Callable[[PageRun], None]) -> None:
        """Run pages in this order; InputError if a notebook is wrong, RunStoppedError if something changed since."""
        executed = self._folder / "runs" / str(self._round)
        drawn = self._folder / "drawn" / drawing_tools(self._project.theme)
        pages = {page.slug: page for page in context.pages}
        jobs = [page_job(context, pages[slug], executed) for slug in slugs]
        jobs = [replace(job, env={**job.env, DRAWN_VARIABLE: str(drawn.resolve())}) for job in jobs]
        with contextlib.suppress(PageError, StorageError):  # each run carries its own error
            run_pages(jobs, None, on_done, self._heard)

    def _run_and_publish(self, context: Context, slugs: Sequence[str], saved: float) -> list[str]:
        """Run pages, and publish them as they end while others run; those that now look different."""
        shown: list[str] = []
        ended: queue.SimpleQueue[PageRun] = queue.SimpleQueue()

        def publish() -> None:
            runs: dict[str, PageRun] = {}
            while not ended.empty():
                run = ended.get()
                runs[run.job.page] = run
            if runs or not slugs:
                shown.extend(self._publish(context, runs, saved))

        with ThreadPoolExecutor(1) as pool:
            publishing: list[Future[None]] = []

            def done(run: PageRun) -> None:
                ended.put(run)
                publishing.append(pool.submit(publish))

            self._run(context, slugs, done)
        for one in publishing:
            one.result()
        if not publishing:  # what dresses the pages may have changed
            publish()
        return shown

    def _publish(self, context: Context, runs: Mapping[str, PageRun], saved: float) -> list[str]:
        """Publish pages that have run, unless something has changed since (RunStoppedError); those that now look
        different.
        """
        self.notice()
        if self._wake.is_set():
            raise RunStoppedError
        well = {slug: run.job.output for slug, run in runs.items() if run.error is None}
        failed = {slug: run.error.problems for slug, run in runs.items() if run.error is not None}
        before = self.site.versions
        refused, dead_links = self.site.publish(context, well, self._draft)
        for slug in runs:
            self._failed.pop(slug, None)
        self._failed |= {**failed, **refused}
        # A page that failed stays to be run: whatever is mended next may be what it needs.
        self._dirty = {slug: None for slug in self._dirty if slug not in well or slug in self._failed}
        changed = [slug for slug, version in self.site.versions.items() if before.get(slug) != version]
        if changed:
            self._terminal.published(changed, time.time() - saved)
        self._show([*dead_links, *(problem for found in self._failed.values() for problem in found)])
        self._clear_runs()
        return changed

    def _clear_runs(self) -> None:
        """Remove what earlier rounds left, but for the notebooks that the site was made from."""
        used = {path.parent for path in self.site.executed}
        for folder in (self._folder / "runs").glob("*"):
            if folder not in used and folder.name != str(self._round):
                shutil.rmtree(folder, ignore_errors=True)

    def _show(self, problems: Iterable[Problem]) -> None:
        """Tell the problems of this moment, in the terminal if they differ from those told before."""
        found = tuple(dict.fromkeys(problems))
        if found != self._told:
            self._terminal.problems(found)
        self._told = found
        self._tell(busy=self._running and bool(self._dirty))

    def _tell(self, *, busy: bool) -> None:
        state = PreviewState(self.site.versions, self._told, busy)
        if state != self.state:
            self.state = state
            self._terminal.state(state)


def _moment(changes: Iterable[SourceChange]) -> float:
    """When the last of the changes was saved; now if nobody knows."""
    now = time.time()
    saved = max((change.saved for change in changes), default=0.0)
    return saved if now - _FRESH < saved <= now else now
