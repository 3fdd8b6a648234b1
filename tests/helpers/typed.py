"""The command in this very process: as quick as a function, with the same messages and exit codes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from qprlib.cli.main import main


@dataclass(frozen=True)
class Typed:
    """What a command printed, and how it ended."""

    returncode: int
    stdout: str
    stderr: str


def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], project: Path, *arguments: str) -> Typed:
    """Run ``qpr`` in a project without a process of its own."""
    monkeypatch.chdir(project)
    monkeypatch.delenv("QPR_PROJECT", raising=False)
    monkeypatch.setattr("sys.argv", ["qpr", *arguments])
    code = 0
    try:
        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    said = capsys.readouterr()
    return Typed(code, said.out, said.err)
