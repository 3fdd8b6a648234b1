"""docs/your-organisation.md word for word: every command of it, in order, on workbooks as it describes them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from helpers.projects import REPOSITORY, bare_project
from typer.testing import CliRunner
from workbooks.drawing import Drawing, save

from qprlib.cli.main import app
from qprlib.intake.layout import TableLayout

PAGE = (REPOSITORY / "docs" / "your-organisation.md").read_text(encoding="utf-8")
COMMANDS = [
    line for block in re.findall(r"^```\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL) for line in block.splitlines()
]
Q2 = """
Westmere: performance scorecard 2024/25
|
Ref | Measure                    | Unit | Polarity | Target | Q1 2024/25 | Q2 2024/25 | RAG   | Comments
1.1 | Council tax collected      | %    | High     | 57     | 29.1       | 56.8       | Amber | On course
2.1 | Days to process new claims | days | Low      | 20     | 24.4       | 21         | Amber | Two posts were filled
"""
Q3 = Q2.replace("Q2 2024/25 | RAG", "Q2 2024/25 | Q3 2024/25 | RAG").replace("56.8       |", "56.8 | 83.2 |").replace(
    "21         |", "21 | 19.5 |"
)  # fmt: skip


def test_every_command_of_the_page_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = bare_project(tmp_path / "project")
    monkeypatch.chdir(root)
    save(Drawing("Performance scorecard.xlsx").sheet("Scorecard", Q2).book, root)
    save(Drawing("Performance scorecard Q3.xlsx").sheet("Scorecard", Q3).book, root)
    runner = CliRunner()
    said = {}
    for command in COMMANDS:
        program, *words = shlex.split(command)
        assert program == "qpr"
        if words[0] == "render":
            words += ["--formats", "html"]
        done = runner.invoke(app, [*words, *(["--yes"] if words[0] == "init" and "--yes" not in words else [])])
        said[command] = done.output
        # A check of a first edition finds texts that are not written yet.
        assert done.exit_code == 0 or words[0] == "check", (command, done.output, done.exception)
    for name in ("indicators.csv", "actuals.csv", "targets.csv", "intake.yml"):
        assert (root / "data" / "westmere" / name).is_file()
    assert (root / "outputs" / "westmere-2024-25-Q2-draft" / "site" / "index.html").is_file()
    assert (root / "params" / "westmere-2024-25-Q3.yml").is_file()
    assert "2 actuals of 2024-12-31 to be added" in said[COMMANDS[5]]


def test_the_page_lists_every_word_of_the_layout() -> None:
    known = TableLayout.model_json_schema()["properties"]["columns"]["additionalProperties"]
    words = set(re.findall(r"'([a-z]+)'", str(known)))
    section = PAGE[PAGE.index("## The words that are known") :]
    assert {word for word in words if f"`{word}`" not in section} - {"const", "enum", "type", "string"} == set()
