"""How far a render is, on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from qprlib.ground.terminal import messages

if TYPE_CHECKING:
    from qprlib.publishing.run.jobs import PageRun


class TerminalProgress:
    """Progress on a terminal: one line that changes, or if ``verbose`` a line for each step and page.

    Where the output is no terminal it says nothing. ``before`` stands before every word of it.
    """

    def __init__(self, verbose: bool = False, before: str = "") -> None:
        self._verbose, self._before = verbose, before
        self._status = messages.status("Starting") if messages.is_terminal and not verbose else None
        self._total = self._done = 0

    def __enter__(self) -> TerminalProgress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._status:
            self._status.stop()

    def step(self, words: str) -> None:
        """A new step begins."""
        self._say(words)

    def pages(self, total: int) -> None:
        """So many pages are about to run."""
        self._total = total
        self._say(f"Running {total} pages")

    def page_done(self, run: PageRun) -> None:
        """A page has ended."""
        self._done += 1
        outcome = "failed" if run.error else "done"
        self._say(f"Page {self._done} of {self._total} {outcome}: {run.job.page} ({run.seconds:.1f} s)")
        if self._verbose and run.log.strip():
            messages.print(run.log.strip())

    def _say(self, words: str) -> None:
        words = self._before + words
        if self._status:
            self._status.start()  # not before there is something to say: somebody may be asked for a yes first
            self._status.update(Text(words))
        elif self._verbose:
            messages.print(words)
