"""What every command says and how: the two consoles, problems, and paths as the user can type them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from qprlib.ground.errors import CommandError, Place, Problem, Severity
from qprlib.ground.project import find_project
from qprlib.ground.wordings import PROBLEMS

# What is printed quotes data: nothing in it is markup, and ":x:" is no picture. Colours are given as styles.
screen = Console(markup=False, emoji=False, highlight=False, soft_wrap=True)
messages = Console(stderr=True, markup=False, emoji=False, highlight=False, soft_wrap=True)

EditionArgument = Annotated[
    str,
    typer.Argument(metavar="EDITION", help="The edition, such as kent-2011-12-Q1; 'qpr list' shows them."),
]


def named_formats(named: str, allowed: Sequence[str], of: str = "") -> list[str]:
    """The formats of a list that a user typed, such as ``html,pdf``; ``of`` says of what they are.

    CommandError if one of them is not allowed, with the nearest that is.
    """
    given = [word.strip().lower() for word in named.split(",") if word.strip()]
    problems = [
        PROBLEMS.unknown("unknown-format", word, allowed, of=of, example=",".join(allowed[:2]))
        for word in given
        if word not in allowed
    ]
    if problems:
        raise CommandError(problems)
    return given


def rendered_folder(edition: str) -> Path:
    """The folder of an edition that has been rendered: that of its draft where there is one, which is the newer.

    CommandError if there is no such edition (the nearest is named), or it has not been rendered yet.
    """
    from qprlib.ground.edition import list_editions

    project = find_project()
    known = list_editions(project)
    for folder in (project.draft(edition), project.output(edition)):
        if (folder / "manifest.json").is_file():
            return folder
    if edition in known:
        raise CommandError(PROBLEMS.problem("not-rendered", Place(), edition=edition))
    raise CommandError(PROBLEMS.unknown("unknown-edition", edition, known))


def edition_words(edition: str, folder: Path) -> str:
    """An edition in a message about one of its folders, which says of a draft that it is one."""
    return edition if folder.name == edition else f"The draft of {edition}"


def show_problems(problems: tuple[Problem, ...]) -> None:
    """Print problems, errors in red and warnings in yellow, each with what to do next."""
    for problem in problems:
        colour = "red" if problem.severity is Severity.ERROR else "yellow"
        first, *rest = problem.lines()
        messages.print(first, style=colour)
        for line in rest:
            messages.print(line)


def command_word() -> str:
    """What the user types for this program: ``qpr`` if it is on PATH, else where it lies."""
    here = Path(sys.argv[0])
    on_path = shutil.which("qpr")
    if here.stem != "qpr" or (on_path and Path(on_path).resolve() == here.resolve()):
        return "qpr"
    return shown(here.absolute())


def shown(path: Path) -> str:
    """A path as it is shortest from where the user stands."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
