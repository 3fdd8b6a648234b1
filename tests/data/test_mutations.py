"""Inputs that were changed at random: no traceback, no command that hangs, and exit codes as documented."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from helpers.projects import REPOSITORY, clean_environment
from helpers.thorough import THOROUGH

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="each case runs in a process that was forked")

#: Cases of a thorough run, ``QPR_MUTATIONS=400 make test-thorough`` takes fewer; so many are one test.
WHOLE, PART = int(os.environ.get("QPR_MUTATIONS", "2000")), 100
#: Cases of every run, which are others, and from where they are counted.
SAMPLE, BEYOND = 40, 2_000


@pytest.mark.parametrize(
    ("first", "cases"),
    [
        (BEYOND, SAMPLE),
        *(pytest.param(one, min(PART, WHOLE - one), marks=THOROUGH) for one in range(0, WHOLE, PART)),
    ],
)
def test_every_command_ends_as_it_should_whatever_it_reads(first: int, cases: int) -> None:
    done = subprocess.run(
        [sys.executable, "tools/mutate.py", "--first", str(first), "--cases", str(cases)],
        cwd=REPOSITORY, env=clean_environment(os.environ["PATH"], {}), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
