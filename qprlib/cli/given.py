"""What several commands are given, ask for or show: options, a yes, a day, how far they are, an edition now."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer
from rich.text import Text

from qprlib.ground.errors import CommandError, Place, nearest
from qprlib.ground.packaged import packaged_rows
from qprlib.ground.terminal import messages, screen
from qprlib.ground.wordings import Wordings

if TYPE_CHECKING:
    from qprlib.ground.project import Project
    from qprlib.publishing.run.jobs import PageRun
    from qprlib.report.context import Context

WORDINGS: Final = Wordings(__file__)
_DECLARED: Final = {row["option"]: row for row in packaged_rows(__file__, "options.csv")}


def declared(name: str, **more: Any) -> Any:
    """An option or argument of a command, as ``options.csv`` declares it by the command's name and its own."""
    row = _DECLARED[name]
    kind = typer.Argument if row["kind"] == "argument" else typer.Option
    return kind(*row["flags"].split(), metavar=row["metavar"] or None, help=row["help"], **more)


def agreed(question: str, done: str, again: str) -> bool:
    """Whether somebody at the terminal says yes; ``done`` completes "Nothing was ...".

    Raises CommandError if nobody can be asked, which names what to run ``again``.
    """
    if not sys.stdin.isatty():
        raise CommandError(WORDINGS.problem("nobody-to-ask", done=done.rpartition(" ")[2], again=again))
    if input(f"{question} [y/N] ").strip().casefold() in {"y", "yes"}:
        return True
    screen.print(f"Nothing {done}.")
    return False


def day_given(text: str, option: str, example: str) -> date:
    """The day that an option gives; raises CommandError if it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        problem = WORDINGS.problem("not-a-date", given=text, example=example, option=option)
        raise CommandError(problem) from None


def require_folder(file: Path, what: str, where: str) -> None:
    """Refuse (CommandError) to write a file into a folder that is not there."""
    if not file.resolve().parent.is_dir():
        raise CommandError(WORDINGS.problem("no-folder", folder=file.parent, what=what, where=where))


def unknown_section(
    found: str, asked: str, known: Mapping[str, str], allowed: str, *, place: Place | None = None, of: str = "them"
) -> CommandError:
    """There is no such section; what is ``known`` leads from what a user may have meant to what is to be typed."""
    near = known.get(nearest(asked, known), "")
    return CommandError(
        WORDINGS.problem(
            "unknown-section", place or Place(), near=near, found=found, known=allowed, todo=f"name one of {of}"
        )
    )


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


def context_now(edition: str, project: Project) -> Context:
    """An edition as its data and texts are now, its evidence run anew; progress is shown."""
    from qprlib.publishing.run.evidence_runs import open_with_evidence

    with TerminalProgress() as progress:
        return open_with_evidence(edition, project, progress.step)
