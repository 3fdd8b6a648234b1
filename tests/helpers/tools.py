"""The programs in ``tools/`` that write pages of the docs, run in this process, which has loaded what they need."""

from __future__ import annotations

import io
import runpy
import sys
from contextlib import redirect_stdout
from unittest import mock

from helpers.projects import REPOSITORY

TOOLS = REPOSITORY / "tools"


def run_tool(name: str, *arguments: str) -> tuple[object, str]:
    """The exit code of a program in ``tools/``, by its name, and what it printed."""
    printed = io.StringIO()
    with (
        mock.patch.object(sys, "argv", [name, *arguments]),
        mock.patch.object(sys, "path", [str(TOOLS), *sys.path]),
        redirect_stdout(printed),
    ):
        try:
            runpy.run_path(str(TOOLS / name), run_name="__main__")
        except SystemExit as ended:
            return ended.code or 0, printed.getvalue()
    return 0, printed.getvalue()
