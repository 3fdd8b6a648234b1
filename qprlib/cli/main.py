"""The command ``qpr``: reads the command line, shows progress, and turns every outcome into an exit code.

Nothing heavy is imported until a command needs it, so that ``qpr --help`` answers at once.
"""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from qprlib import __version__
from qprlib.cli import agreement, checking, meeting, publish, starting, writing
from qprlib.cli.given import WORDINGS, TerminalProgress, declared, require_folder
from qprlib.ground.ending import ENDING
from qprlib.ground.errors import CommandError, EditionError, Place, QprError, nearest
from qprlib.ground.project import find_project
from qprlib.ground.terminal import (
    EditionArgument,
    command_word,
    edition_words,
    messages,
    named_formats,
    rendered_folder,
    screen,
    show_problems,
    shown,
)

if TYPE_CHECKING:
    from qprlib.publishing.render import Rendered
    from qprlib.scoring.scheme import Scheme


class _Ended(KeyboardInterrupt):
    """Somebody ended the command from outside, by the signal of this number."""


class _Commands(TyperGroup):
    """The commands; one that is stopped or ended puts away what it was making and says how things stand."""

    def invoke(self, context: Any) -> Any:
        """Run the command that was given."""
        for number in ENDING:
            if signal.getsignal(number) is signal.SIG_DFL:  # else somebody wants it to go on, as nohup does
                signal.signal(number, _end)
        try:
            return super().invoke(context)
        except KeyboardInterrupt as stop:
            looks = context.invoked_subcommand in LOOKING
            messages.print("Stopped." if looks else "Stopped. The last good edition is as it was.")
            number = stop.args[0] if isinstance(stop, _Ended) else signal.SIGINT
            raise typer.Exit(128 + number) from None


def _end(number: int, _: object) -> None:
    signal.signal(number, signal.SIG_IGN)  # what it does to put things away is not ended in its midst
    raise _Ended(number)


app = typer.Typer(
    name="qpr",
    cls=_Commands,
    help="Quarterly performance reports: from data and notebooks to an accessible site, PDF and Word document.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
#: Commands that make nothing, so that nothing has to be said of what is there when one is stopped.
LOOKING = frozenset({"check", "status", "list", "open", "verify", "schemes", "published"})
#: What ``qpr score --out`` can write.
OUTPUTS = (".csv", ".xlsx", ".parquet")


@app.callback(invoke_without_command=True)
def _main(
    version: Annotated[bool, declared("version")] = False,
) -> None:
    if version:
        screen.print(f"qpr {__version__}")
        raise typer.Exit


@app.command()
def render(
    edition: Annotated[str, declared("render edition")] = "",
    publisher: Annotated[str, declared("render publisher")] = "auto",
    formats: Annotated[str, declared("render formats")] = "html,pdf,docx",
    workers: Annotated[int | None, declared("render workers", min=1)] = None,
    verbose: Annotated[bool, declared("render verbose")] = False,
    *,
    final: Annotated[bool | None, declared("render final")] = None,
    every: Annotated[bool, declared("render all")] = False,
    organisation: Annotated[str, declared("render organisation")] = "",
) -> None:
    """Make an edition's site, PDF and Word document in outputs/EDITION/, or a draft in outputs/EDITION-draft/."""
    from qprlib.publishing.make.publisher import Format
    from qprlib.publishing.render import render as render_edition

    wanted = [Format(word) for word in named_formats(formats, [str(one) for one in Format])]
    if not edition and not every:
        raise CommandError(WORDINGS.problem("no-edition"))
    if edition and every:
        raise CommandError(WORDINGS.problem("options-together.all", edition=edition))
    if organisation and not every:
        raise CommandError(WORDINGS.problem("options-together.organisation"))

    def render_one(name: str) -> Rendered:
        with TerminalProgress(verbose, f"{name}: " if every else "") as progress:
            return render_edition(
                find_project(),
                name,
                progress,
                publisher=publisher,
                formats=wanted,
                workers=workers,
                verbose=verbose,
                draft=None if final is None else not final,
                keep_unchanged=every,
            )

    if every:
        _render_all(render_one, organisation)
    else:
        _show_rendered(render_one(edition))


@app.command()
def verify(edition: EditionArgument) -> None:
    """Check a rendered edition against its manifest: every file there, none changed, none added."""
    from qprlib.publishing.run.manifest import verify as verify_folder

    folder = rendered_folder(edition)
    differences = verify_folder(Path(shown(folder)))
    if differences:
        again = f"qpr render {edition}{'' if folder.name == edition else ' --draft'}"
        place = Place(shown(folder))
        raise EditionError(
            WORDINGS.problem("edition-changed", place, difference=one, again=again) for one in differences
        )
    screen.print(f"{edition_words(edition, folder)} is as its manifest says.")


@app.command()
def score(
    table: Annotated[Path, declared("score table")],
    scheme: Annotated[str, declared("score scheme")],
    direction: Annotated[str, declared("score direction")] = "",
    out: Annotated[Path | None, declared("score out")] = None,
) -> None:
    """Rate every row of a table, say why, and tell its direction of travel."""
    from qprlib.publishing.run.staging import storage_errors
    from qprlib.scoring.scheme import scheme_named
    from qprlib.scoring.table import read_score_table, score_table, write_table

    if out is not None and out.suffix.lower() not in OUTPUTS:
        near = nearest(out.suffix.lower(), OUTPUTS)
        raise CommandError(WORDINGS.problem("unknown-output", near=near, name=out.name, endings=", ".join(OUTPUTS)))
    if out is not None:
        require_folder(out, "table", "somewhere else")
    if out is not None and out.resolve() == table.resolve():
        raise CommandError(WORDINGS.problem("same-file", out=out))
    chosen = scheme_named(scheme)
    rule = chosen.rule(direction)
    read = read_score_table(table, Path.cwd(), chosen)
    show_problems(read.warnings)
    with storage_errors("writing the scored table", out):
        text = write_table(score_table(read, chosen, rule), out)
    if out is None:
        sys.stdout.write(text)
    else:
        screen.print(f"{len(read.cases)} rows rated by {chosen.scheme}, direction by {rule.rule}: {shown(out)}")


schemes_app = typer.Typer(help="List the rating schemes with their wording, or check one.", no_args_is_help=False)
app.add_typer(schemes_app, name="schemes")


@schemes_app.callback(invoke_without_command=True)
def schemes_command(context: typer.Context) -> None:
    """List the rating schemes with their wording, or check one."""
    if context.invoked_subcommand is not None:
        return
    from qprlib.scoring.scheme import list_schemes, schemes_project

    for scheme in list_schemes(schemes_project()):
        _show_scheme(scheme)
        screen.print("")


@schemes_app.command("check")
def check_scheme(
    file: Annotated[Path, declared("schemes file")],
) -> None:
    """Check a scheme: its bands leave no gap, do not overlap, and rate the target itself as achieved."""
    from qprlib.scoring.scheme import read_scheme

    scheme = read_scheme(file, shown(file))
    _show_scheme(scheme)
    screen.print("The scheme can be used.")


def _show_scheme(scheme: Scheme) -> None:
    """A scheme in words, as its key prints it."""
    from rich.text import Text

    from qprlib.scoring.key import method_notes, scheme_key

    screen.print(Text.assemble((scheme.scheme, "bold"), f"  {scheme.name}"))
    for line in scheme_key(scheme):
        screen.print(f"  {line.symbol} {line.id}: {line.label}. {line.meaning} {line.rule}".rstrip())
    for note in method_notes(scheme):
        screen.print(f"  {note}")
    for rule in scheme.directions:
        screen.print(f"  Direction {rule.rule}: {rule.words()}")
    if scheme.method:
        screen.print(f"  {scheme.method}")
    screen.print(f"  For whoever keeps the scheme: {scheme.source}. {scheme.not_published}".rstrip())


@app.command("list")
def list_command() -> None:
    """List the editions: where they are rendered, and which were published, corrected or superseded."""
    from qprlib.editions.listing import listed

    for edition, said in listed(find_project()):
        screen.print(f"{edition}  {said}")


@app.command("open")
def open_command(edition: EditionArgument) -> None:
    """Open an edition's site in the browser: its draft where there is one, which is newer than its final render."""
    import webbrowser

    folder = rendered_folder(edition)
    page = folder / "site" / "index.html"
    if not page.is_file():
        raise CommandError(WORDINGS.problem("no-site", edition=edition_words(edition, folder), name=edition))
    if folder.name != edition:
        screen.print(f"{edition_words(edition, folder)}, not for publication:")
    screen.print(shown(page))
    webbrowser.open(page.as_uri())


#: The commands of the other modules, which are called as their functions are.
_OTHERS: tuple[tuple[Callable[..., None], ...], ...] = (
    (starting.init, starting.take, starting.notebooks, starting.examples),
    (checking.check, writing.new, writing.page, writing.lab, writing.tidy, writing.preview),
    (agreement.status, agreement.sign_off, agreement.compare, meeting.cover, meeting.minutes),
    (publish.publish, publish.unpublish, publish.published),
)
for _command in chain.from_iterable(_OTHERS):
    # What follows -- is for JupyterLab.
    app.command(context_settings={"ignore_unknown_options": _command is writing.lab})(_command)


def main() -> None:
    """Run the command; a user's mistake ends with its message and its exit code, without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal without UTF-8 shows what it has no sign for as \\u2019, and nothing is lost.
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except QprError as error:
        show_problems(error.problems)
        sys.exit(error.exit_code)


def _render_all(render_one: Callable[[str], Rendered], organisation: str) -> None:
    """Render every edition and tell at the end how each came out; ends with the worst exit code."""
    from qprlib.publishing.render_all import Outcome, editions_of, render_each, worst

    def tell(outcome: Outcome) -> None:
        show_problems(outcome.problems)
        screen.print(f"{outcome.edition}: {outcome.words} ({outcome.seconds:.0f} s)")

    outcomes = render_each(editions_of(find_project(), organisation), render_one, tell)
    screen.print("")
    width = max(len(outcome.edition) for outcome in outcomes)
    for outcome in outcomes:
        screen.print(f"{outcome.edition:<{width}}  {outcome.state:<12}  {outcome.headline}".rstrip())
    screen.print(f"Front page: {shown(find_project().outputs / 'index.html')}")
    if code := worst(outcomes):
        raise typer.Exit(code)


def _show_rendered(rendered: Rendered) -> None:
    show_problems(rendered.warnings)
    screen.print(rendered.headline)
    if rendered.left:
        screen.print(rendered.left)
    if rendered.draft:
        screen.print(rendered.draft.words)
        for section in rendered.draft.unsigned:
            screen.print(f"  {section.title}: {section.why}")
    for words, path in rendered.files.items():
        screen.print(f"  {words:<5} {shown(path)}")
    screen.print(f"Published with {rendered.publisher.words}: {rendered.publisher.reason}.")
    whole = "site" in rendered.files
    screen.print(f"Next: {command_word()} {'open' if whole else 'verify'} {rendered.edition}")
