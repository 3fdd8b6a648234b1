"""Inputs that were changed at random: no traceback, no command that hangs, and exit codes as documented."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from helpers.projects import REPOSITORY, clean_environment
from helpers.thorough import THOROUGH

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="each case runs in a process that was forked")

WHOLE, PART = 2_000, 250
SAMPLE = 40


@pytest.mark.parametrize(
    ("first", "cases"),
    [(WHOLE, SAMPLE), *(pytest.param(first, PART, marks=THOROUGH) for first in range(0, WHOLE, PART))],
)
def test_every_command_ends_as_it_should_whatever_it_reads(first: int, cases: int) -> None:
    done = subprocess.run(
        [sys.executable, "tools/mutate.py", "--first", str(first), "--cases", str(cases)],
        cwd=REPOSITORY, env=clean_environment(os.environ["PATH"], {}), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
