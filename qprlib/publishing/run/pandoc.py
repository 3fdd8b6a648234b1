"""Calling pandoc, the one of the ``pypandoc_binary`` wheel."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from qprlib.ground.errors import PublishError
from qprlib.publishing.run.jobs import WORDINGS


@cache
def pandoc_path() -> str:
    """Where the wheel keeps pandoc."""
    import pypandoc

    return str(pypandoc.get_pandoc_path())


def run_pandoc(arguments: Sequence[str], text: str, folder: Path, timestamp: int) -> str:
    """What pandoc writes to its standard output for semantic Markdown; its ``arguments`` name files below ``folder``.

    ``timestamp`` is in seconds since 1970. Raises PublishError also for a warning, since one means that something is
    missing from the report; OSError if there was no room left for what it wrote.
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
        raise PublishError(WORDINGS.problem("pandoc-failed", printed=printed))
    return done.stdout.decode("utf-8")
