"""What is printed quotes data as it is: nothing in it is a colour, a picture or a link."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.projects import SMALL, miniature, qpr

from qprlib.ground import terminal
from qprlib.ground.errors import Place, Problem, Severity

#: What rich takes for emoji, colours, links and an escaped bracket.
QUOTED = (":x:", ":warning: :smiley:", "[bold]all[/bold]", "[link=https://a.example]b[/link]", "[/]", "\\[red]")


@pytest.mark.parametrize("quoted", QUOTED)
@pytest.mark.parametrize("severity", list(Severity))
def test_a_problem_quotes_what_was_found(quoted: str, severity: Severity, capsys: pytest.CaptureFixture[str]) -> None:
    place = Place(f"data/{quoted}/actuals.csv", row=2, column="actual")
    problem = Problem("not-a-number", f"'{quoted}' is not a number", place, quoted, quoted, quoted, severity)
    terminal.show_problems((problem,))
    assert capsys.readouterr().err == "".join(f"{line}\n" for line in problem.lines())


@pytest.mark.parametrize("quoted", QUOTED)
def test_whatever_a_command_prints_is_printed_as_it_is(quoted: str, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.screen.print(f"Headline: {quoted}")
    terminal.messages.print(f"Trouble: {quoted}")
    told = capsys.readouterr()
    assert (told.out, told.err) == (f"Headline: {quoted}\n", f"Trouble: {quoted}\n")


def test_a_command_quotes_what_stands_in_a_file(tmp_path: Path) -> None:
    project = miniature(tmp_path / "project")
    actuals = project / "data" / "small" / "actuals.csv"
    text = actuals.read_text(encoding="utf-8")
    actuals.write_text(text.replace("HW01,2010-12-31,81", "HW01,2010-12-31,:x: [bold]"), encoding="utf-8")
    done = qpr(project, "check", SMALL)
    assert "':x: [bold]' is not a number" in done.stderr


def test_a_headline_quotes_the_words_of_its_scheme(tmp_path: Path) -> None:
    project = miniature(tmp_path / "project")
    scheme = project / "params" / "schemes" / "small.yml"
    text = scheme.read_text(encoding="utf-8")
    scheme.write_text(text.replace("label: Green", 'label: "[bold] :x:"'), encoding="utf-8")
    assert "[bold] :x:" in qpr(project, "check", SMALL).stdout
