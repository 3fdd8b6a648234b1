"""The command ``qpr``: reads the command line, shows progress, and turns every outcome into an exit code.

Nothing heavy is imported until a command needs it, so that ``qpr --help`` answers at once.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from qprlib import __version__
from qprlib.errors import CommandError, EditionError, Place, Problem, QprError, Severity, listing, nearest
from qprlib.project import Project, find_project

if TYPE_CHECKING:
    from qprlib.publishing.jobs import PageRun
    from qprlib.publishing.render import Rendered
    from qprlib.scoring.scheme import Scheme

app = typer.Typer(
    name="qpr",
    help="Quarterly performance reports: from data and notebooks to an accessible site, PDF and Word document.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)

#: What ``qpr score --out`` can write.
OUTPUTS = (".csv", ".xlsx", ".parquet")

EditionArgument = Annotated[
    str,
    typer.Argument(metavar="EDITION", help="The edition, such as kent-2011-12-Q1; 'qpr list' shows them."),
]


class TerminalProgress:
    """Progress on a terminal: one line that changes, or with ``--verbose`` a line for each step and page.

    Where the output is no terminal it says nothing.
    """

    def __init__(self, verbose: bool) -> None:
        self._verbose = verbose
        self._status = _err.status("Starting") if _err.is_terminal and not verbose else None
        self._total = self._done = 0

    def __enter__(self) -> TerminalProgress:
        if self._status:
            self._status.start()
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
            _err.print(escape(run.log.strip()))

    def _say(self, words: str) -> None:
        if self._status:
            self._status.update(escape(words))
        elif self._verbose:
            _err.print(escape(words))


@app.callback(invoke_without_command=True)
def _main(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        _out.print(f"qpr {__version__}")
        raise typer.Exit


@app.command()
def render(
    edition: EditionArgument,
    publisher: Annotated[
        str,
        typer.Option(
            help="Who makes site, PDF and Word: quarto, embedded, or auto: Quarto 1.9 or newer where there is one."
        ),
    ] = "auto",
    formats: Annotated[
        str, typer.Option(help="What to make, separated by commas; the edition then has these formats alone.")
    ] = "html,pdf,docx",
    workers: Annotated[int | None, typer.Option(min=1, help="Pages to run at once; all cores by default.")] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print every step and what the engines say.")
    ] = False,
) -> None:
    """Make an edition's site, PDF and Word document in outputs/EDITION/."""
    from qprlib.publishing.render import render as render_edition

    wanted = _formats(formats)
    with TerminalProgress(verbose) as progress:
        rendered = render_edition(
            find_project(),
            edition,
            progress,
            publisher=publisher,
            formats=wanted,
            workers=workers,
            verbose=verbose,
        )
    _show_rendered(rendered)


@app.command()
def check(edition: EditionArgument) -> None:
    """Check an edition's params, data, commentary and pages, without running anything."""
    from qprlib.pages.executive import headline_words
    from qprlib.publishing.render import check_edition

    context = check_edition(find_project(), edition)
    _show_problems(context.warnings)
    _out.print(f"{edition} can be rendered. {headline_words(context)}")
    _out.print(f"Next: {_command()} render {edition}")


@app.command()
def verify(edition: EditionArgument) -> None:
    """Check a rendered edition against its manifest: every file there, none changed, none added."""
    from qprlib.publishing.manifest import verify as verify_folder

    folder = _rendered_folder(edition)
    differences = verify_folder(Path(_shown(folder)))
    if differences:
        raise EditionError(
            Problem(
                code="edition-changed",
                found=str(difference),
                place=Place(_shown(folder)),
                todo=f"render it again with 'qpr render {edition}'",
            )
            for difference in differences
        )
    _out.print(f"{edition} is as its manifest says.")


@app.command()
def score(
    table: Annotated[Path, typer.Argument(help="A CSV file or Excel workbook: one row per indicator and period.")],
    scheme: Annotated[str, typer.Option(help="A scheme by name ('qpr schemes' lists them), or a scheme's file.")],
    direction: Annotated[str, typer.Option(help="The rule for the direction of travel.")] = "",
    out: Annotated[Path | None, typer.Option(help="A .csv, .xlsx or .parquet file; else CSV is printed.")] = None,
) -> None:
    """Rate every row of a table, say why, and tell its direction of travel."""
    from qprlib.publishing.staging import storage_errors
    from qprlib.scoring.rules import default_rule
    from qprlib.scoring.table import read_score_table, score_table, write_table

    if out is not None and out.suffix.lower() not in OUTPUTS:
        raise CommandError(
            Problem(
                code="unknown-output",
                found=f"a table cannot be written as '{out.name}'",
                allowed=f"a file that ends in {', '.join(OUTPUTS)}",
                nearest=nearest(out.suffix.lower(), OUTPUTS),
                todo="give the file another ending",
            )
        )
    if out is not None and not out.resolve().parent.is_dir():
        raise CommandError(
            Problem(
                "no-folder", f"there is no folder '{out.parent}'", todo="make it, or write the table somewhere else"
            )
        )
    if out is not None and out.resolve() == table.resolve():
        raise CommandError(
            Problem("same-file", f"'{out}' is the table itself, which would be lost", todo="give --out another name")
        )
    chosen = _scheme(scheme)
    if direction:
        declared = {one.rule: one for one in chosen.directions}
        rule = declared[direction] if direction in declared else default_rule(direction)
    else:
        rule = chosen.directions[0] if chosen.directions else default_rule("previous-period")
    read = read_score_table(table, Path.cwd(), chosen)
    _show_problems(read.warnings)
    with storage_errors("writing the scored table", out):
        text = write_table(score_table(read, chosen, rule), out)
    if out is None:
        sys.stdout.write(text)
    else:
        _out.print(f"{len(read.cases)} rows rated by {chosen.scheme}, direction by {rule.rule}: {_shown(out)}")


schemes_app = typer.Typer(help="List the rating schemes with their wording, or check one.", no_args_is_help=False)
app.add_typer(schemes_app, name="schemes")


@schemes_app.callback(invoke_without_command=True)
def schemes_command(context: typer.Context) -> None:
    """List the rating schemes with their wording, or check one."""
    if context.invoked_subcommand is not None:
        return
    from qprlib.scoring.scheme import list_schemes

    for scheme in list_schemes(_schemes_project()):
        _show_scheme(scheme)
        _out.print("")


@schemes_app.command("check")
def check_scheme(file: Annotated[Path, typer.Argument(help="A scheme's YAML file.")]) -> None:
    """Check a scheme: its bands leave no gap, do not overlap, and rate the target itself as achieved."""
    from qprlib.scoring.scheme import read_scheme

    scheme = read_scheme(file, _shown(file))
    _show_scheme(scheme)
    _out.print("The scheme can be used.")


def _scheme(named: str) -> Scheme:
    """A scheme by its name or by its file."""
    from qprlib.scoring.scheme import load_scheme, read_scheme

    if named.endswith((".yml", ".yaml")) or "/" in named or "\\" in named:
        return read_scheme(Path(named), named)
    return load_scheme(_schemes_project(), named, Place())


def _schemes_project() -> Project:
    """The project around the user, else the one that this package is part of: schemes have names everywhere."""
    try:
        return find_project()
    except CommandError:
        shipped = Project(Path(__file__).resolve().parents[1])
        if shipped.schemes.is_dir():
            return shipped
        raise


def _show_scheme(scheme: Scheme) -> None:
    """A scheme in words, as its key prints it."""
    from qprlib.scoring.key import method_notes, scheme_key

    _out.print(f"[bold]{escape(scheme.scheme)}[/bold]  {escape(scheme.name)}")
    for line in scheme_key(scheme):
        _out.print(escape(f"  {line.symbol} {line.id}: {line.label}. {line.meaning} {line.rule}".rstrip()))
    for note in method_notes(scheme):
        _out.print(escape(f"  {note}"))
    for rule in scheme.directions:
        _out.print(escape(f"  Direction {rule.rule}: {rule.words()}"))
    _out.print(escape(f"  Source: {scheme.source}"))


@app.command("list")
def list_command() -> None:
    """List the editions, and which of them have been rendered."""
    from qprlib.edition import list_editions

    project = find_project()
    for edition in list_editions(project):
        rendered = (project.output(edition) / "manifest.json").is_file()
        where = _shown(project.output(edition)) if rendered else "not rendered yet"
        _out.print(f"{edition}  {where}")


@app.command("open")
def open_command(edition: EditionArgument) -> None:
    """Open an edition's site in the browser."""
    import webbrowser

    page = _rendered_folder(edition) / "site" / "index.html"
    if not page.is_file():
        raise CommandError(
            Problem(
                "no-site", f"{edition} was rendered without a site", todo=f"run 'qpr render {edition} --formats html'"
            )
        )
    _out.print(_shown(page))
    webbrowser.open(page.as_uri())


def _rendered_folder(edition: str) -> Path:
    """The folder of an edition that has been rendered.

    Raises
    ------
    CommandError
        If there is no such edition (the nearest is named), or it has not been rendered yet.
    """
    from qprlib.edition import list_editions

    project = find_project()
    known = list_editions(project)
    folder = project.output(edition)
    if (folder / "manifest.json").is_file():
        return folder
    if edition in known:
        raise CommandError(
            Problem("not-rendered", f"{edition} has not been rendered", todo=f"run 'qpr render {edition}' first")
        )
    raise CommandError(
        Problem(
            code="unknown-edition",
            found=f"there is no edition '{edition}'",
            allowed=listing(known),
            nearest=nearest(edition, known),
            todo="run 'qpr list' to see the editions",
        )
    )


def main() -> None:
    """Run the command; a user's mistake ends with its message and its exit code, without a traceback."""
    try:
        with _plain_ends():
            app()
    except QprError as error:
        _show_problems(error.problems)
        sys.exit(error.exit_code)


@contextmanager
def _plain_ends() -> Iterator[None]:
    """Ctrl-C ends quietly with the shell's code for it."""
    try:
        yield
    except KeyboardInterrupt:
        _err.print("Stopped. The last good edition is as it was.")
        sys.exit(130)


def _formats(named: str) -> list[Any]:
    from qprlib.publishing.publisher import Format

    allowed = [str(one) for one in Format]
    given = [word.strip().lower() for word in named.split(",") if word.strip()]
    problems = [
        Problem(
            code="unknown-format",
            found=f"'{word}' is not a format",
            allowed=listing(allowed),
            nearest=nearest(word, allowed),
            todo="name formats separated by commas, as in --formats html,pdf",
        )
        for word in given
        if word not in allowed
    ]
    if problems:
        raise CommandError(problems)
    return [Format(word) for word in given]


def _show_rendered(rendered: Rendered) -> None:
    _show_problems(rendered.warnings)
    _out.print(rendered.headline)
    for words, path in rendered.files.items():
        _out.print(f"  {words:<5} {_shown(path)}")
    _out.print(f"Published with {rendered.publisher.words}: {rendered.publisher.reason}.")
    whole = "site" in rendered.files
    _out.print(f"Next: {_command()} {'open' if whole else 'verify'} {rendered.edition}")


def _show_problems(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        colour = "red" if problem.severity is Severity.ERROR else "yellow"
        first, *rest = problem.lines()
        _err.print(f"[{colour}]{escape(first)}[/{colour}]")
        for line in rest:
            _err.print(escape(line))


def _command() -> str:
    """What the user types for this program: ``qpr`` if it is on PATH, else where it lies."""
    here = Path(sys.argv[0])
    on_path = shutil.which("qpr")
    if here.stem != "qpr" or (on_path and Path(on_path).resolve() == here.resolve()):
        return "qpr"
    return _shown(here.absolute())


def _shown(path: Path) -> str:
    """A path as it is shortest from where the user stands."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
