"""In a page's kernel: what a cell raised is told as data, beside the words and traceback that Jupyter keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from IPython.display import display

from qprlib.ground.errors import CommandError, InputError, Severity
from qprlib.shown.refusals import as_stored

RAISED: Final = "application/vnd.qpr.raised+json"


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Tell from now on what cells raise; the kernel of every page loads this module as an extension."""
    shell.events.register("post_run_cell", _tell)


def _tell(result: ExecutionResult) -> None:
    if isinstance(result.error_in_exec, Exception):
        display({RAISED: _told(result.error_in_exec)}, raw=True)  # type: ignore[no-untyped-call]


def _told(error: Exception) -> dict[str, Any]:
    """What is known of an error: its words, the indicator at which it arose, the system's number, its problems."""
    chain = list(_chain(error))
    meant = error.__cause__ if hasattr(error, "indicator") and error.__cause__ else error
    problems = error.problems if isinstance(error, CommandError | InputError) else ()
    told = [
        replace(one, found=f"{one.place}: {one.found}" if str(one.place) else one.found)
        for one in problems
        if one.severity is Severity.ERROR
    ]
    return {
        "words": f"{type(meant).__name__}: {str(meant).strip()}",
        "indicator": next((str(one.indicator) for one in chain if hasattr(one, "indicator")), ""),
        "errno": next((one.errno for one in chain if isinstance(one, OSError)), None),
        "problems": as_stored(told),
    }


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that it arose from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
