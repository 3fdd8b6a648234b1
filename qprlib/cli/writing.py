"""Commands for writing commentary: a new edition, JupyterLab on its notebooks, a site that follows, tidy notebooks."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from qprlib.cli.given import WORDINGS, agreed, day_given, declared
from qprlib.cli.starting import offer_notebooks
from qprlib.ground.errors import CommandError, InputError, Place
from qprlib.ground.numbers import plural
from qprlib.ground.project import find_project
from qprlib.ground.terminal import EditionArgument, command_word, screen, show_problems, shown

if TYPE_CHECKING:
    from qprlib.editions.rolling import EditionPlan, RollForward


def new(
    edition: Annotated[str, declared("new edition")],
    source: Annotated[str, declared("new from")] = "",
    as_of: Annotated[str, declared("new as-of")] = "",
    correction: Annotated[str | None, declared("new correction")] = None,
    yes: Annotated[bool, declared("new yes")] = False,
) -> None:
    """Make an edition: the next quarter's from the last, or a correction; its files are shown before they are made."""
    from qprlib.editions.correcting import plan_correction
    from qprlib.editions.rolling import make_edition, plan_edition
    from qprlib.publishing.run.staging import storage_errors

    project = find_project()
    day = day_given(as_of, "--as-of", "2011-11-30") if as_of else None
    plan: EditionPlan
    if correction is None:
        plan = rolled = plan_edition(project, edition, source, day)
        _show_plan(rolled)
    elif source:
        raise CommandError(WORDINGS.problem("options-together.from"))
    else:
        plan = plan_correction(project, edition, correction, day or date.today())
        _show_diff(plan.diff)
        for path in list(plan.files)[1:]:
            screen.print(f"  {shown(path)}")
        screen.print(f"{plan.edition.edition} begins as a copy of {plan.source}, which stays as it is.")
        screen.print(
            "Its sections are to be signed off again. Correct figures by adding rows to the data, with 'recorded' and"
            " 'reason'."
        )
    again = " ".join([command_word(), *sys.argv[1:], "--yes"])
    if not yes and not agreed("Make these files?", "has been made", f"'{again}'"):
        return
    name = plan.edition.edition
    with storage_errors(f"making the files of {name}"):
        make_edition(project, plan)
    screen.print(f"{len(plan.files)} files made.")
    screen.print(f"Next: {command_word()} lab {name}")


def page(
    name: Annotated[str, declared("page name")],
    edition: Annotated[str, declared("page edition")],
    title: Annotated[str, declared("page title")] = "",
) -> None:
    """Make a page of your own: a notebook with a text, a table and a chart to start from, listed in the params."""
    from qprlib.editions.new_page import make_page, plan_page
    from qprlib.publishing.run.staging import storage_errors

    project = find_project()
    made = plan_page(project, name, edition, title)
    with storage_errors(f"making the page {name}"):
        make_page(made)
    notebook, params = (shown(path) for path in made.files)
    screen.print(f"{notebook} is made, and {params} lists it after '{made.after}'.")
    screen.print(f"Next: {command_word()} lab {edition} {name}, with {command_word()} preview {edition} beside it.")


def lab(
    words: Annotated[list[str] | None, declared("lab words")] = None,
) -> None:
    """Open JupyterLab at an edition's commentary; what follows -- is handed to JupyterLab."""
    from qprlib.cli.jupyterlab import plan_lab

    given = words or []
    named = list(takewhile(lambda word: not word.startswith("-"), given))
    edition, section = named[0] if named else "", " ".join(named[1:])
    project = find_project()
    start = plan_lab(project, edition, section, given[len(named) :])
    offer_notebooks(start.edition, project, asking=True)
    start = plan_lab(project, start.edition, section, given[len(named) :])
    where = shown(start.notebook) if start.notebook else f"{start.edition} has no commentary notebook yet"
    screen.print(f"JupyterLab opens {where}; Ctrl-C here ends it.")
    # It runs in this program's place, so that Ctrl-C reaches it alone.
    if os.name == "nt":
        sys.exit(subprocess.run(start.command, env=dict(start.environment), check=False).returncode)
    sys.stdout.flush()
    os.execve(start.command[0], start.command, start.environment)


def tidy(
    paths: Annotated[list[Path] | None, declared("tidy paths")] = None,
    check: Annotated[bool, declared("tidy check")] = False,
) -> None:
    """Take outputs, counts and machine's notes out of notebooks, as git does by itself after 'make lab'."""
    from qprlib.publishing.run.staging import storage_errors
    from qprlib.texts.tidying import tidy_files

    project = find_project()
    with storage_errors("tidying notebooks"):
        done = tidy_files(project, [path.absolute() for path in paths or []], check)
    notebooks = f"{done.looked_at} {plural(done.looked_at, 'notebook')}"
    if check:
        untidy = [
            WORDINGS.problem(
                "notebook-untidy", Place(project.relative(path)), again=f"{command_word()} tidy {shown(path)}"
            )
            for path in done.untidy
        ]
        if untidy or done.problems:
            raise InputError([*untidy, *done.problems])
        screen.print(f"{notebooks}, all tidy.")
        return
    for path in done.untidy:
        screen.print(f"tidied {shown(path)}")
    if done.problems:
        raise InputError(done.problems)
    screen.print(f"{notebooks}, {len(done.untidy) or 'none'} had to be tidied.")


def preview(
    edition: EditionArgument,
    port: Annotated[int, declared("preview port", min=1, max=65535)] = 8440,
    browser: Annotated[bool, declared("preview browser")] = True,
    poll: Annotated[bool, declared("preview poll", envvar="QPR_POLL")] = False,
) -> None:
    """Serve an edition's site on this machine; its pages follow what you save, until Ctrl-C."""
    from qprlib.preview.session import preview as serve

    serve(find_project(), edition, port=port, browser=browser, poll=poll)


def _show_plan(plan: RollForward) -> None:
    """What would be made: the params as a diff, then indicators and notebooks."""
    name = plan.edition.edition
    _show_diff(plan.diff)
    for words, lines in (
        ("Look at these lines of the new file, which name the old quarter:", plan.look_at),
        ("Added since, to be written about:", plan.added),
        ("Removed since:", plan.removed),
        ("Redefined since:", plan.redefined),
        (f"Notebooks in notebooks/commentary/{name}:", plan.notebooks),
    ):
        if lines:
            screen.print(words)
            for line in lines:
                screen.print(f"  {line}")
    if not (plan.added or plan.removed or plan.redefined):
        screen.print(f"The same {plan.indicators} indicators are in force as in {plan.source}.")
    screen.print(
        f"{plan.results} of {plan.indicators} indicators have a result for {plan.edition.quarter.label} already."
    )
    show_problems(plan.warnings)


def _show_diff(lines: Sequence[str]) -> None:
    colours = {"+": "green", "-": "red", "@": "cyan"}
    for line in lines:
        screen.print(line, style=colours.get(line[:1]))
    screen.print("")
