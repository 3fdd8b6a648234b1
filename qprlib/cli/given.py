"""What several commands ask for or are given: a yes, a day, a place to write to, an edition as it stands now."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from qprlib.cli.page_progress import TerminalProgress
from qprlib.ground.errors import CommandError, Place, nearest
from qprlib.ground.packaged import packaged_rows
from qprlib.ground.terminal import screen
from qprlib.ground.wordings import Wordings

if TYPE_CHECKING:
    from qprlib.ground.project import Project
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


def context_now(edition: str, project: Project) -> Context:
    """An edition as its data and texts are now, its evidence run anew; progress is shown."""
    from qprlib.publishing.run.evidence_runs import open_with_evidence

    with TerminalProgress() as progress:
        return open_with_evidence(edition, project, progress.step)
