"""Calling pandoc, the one of the ``pypandoc_binary`` wheel."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from qprlib.ground.errors import Problem, PublishError


@cache
def pandoc_path() -> str:
    """Where the wheel keeps pandoc."""
    import pypandoc

    return str(pypandoc.get_pandoc_path())


def run_pandoc(arguments: Sequence[str], text: str, folder: Path, timestamp: int) -> str:
    """Run pandoc on a text.

    Parameters
    ----------
    arguments
        Command-line arguments; file names are relative to ``folder``.
    text
        What is read, as semantic Markdown.
    folder
        The working directory, where figures and theme lie.
    timestamp
        Seconds since 1970 that a file bears instead of the clock.

    Returns
    -------
    str
        What pandoc wrote to its standard output.

    Raises
    ------
    PublishError
        With what pandoc printed; also for a warning, since one means that something is missing from the report.
    OSError
        If there was no room left for what it wrote.
    """
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(timestamp)}
    done = subprocess.run(
        [pandoc_path(), "--from=markdown-raw_html-raw_tex-raw_attribute", "--fail-if-warnings", *arguments],
        input=text.encode("utf-8"),
        cwd=folder,
        env=environment,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        printed = done.stderr.decode("utf-8", "replace").strip()
        if os.strerror(errno.ENOSPC) in printed:
            raise OSError(errno.ENOSPC, printed)
        raise PublishError(
            Problem(
                code="pandoc-failed",
                found=f"pandoc stopped: {printed}",
                todo="correct the text it names; if it names none, run again with --verbose and report the fault",
            )
        )
    return done.stdout.decode("utf-8")
