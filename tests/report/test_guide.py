"""docs/guide.md tells what the program does: its screens are there, its examples are what the commands print."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers.projects import KENT, REPOSITORY, copy_of_project, qpr

from qprlib.ground.project import Project
from qprlib.report.context import open_context

GUIDE = REPOSITORY / "docs" / "guide.md"
UNTRUE = "Performance fell to 82%."
LIVE = "Crews completed {{ actual }} in time, {{ change | words }} than in {{ previous_period }}."
FILLED = "Crews completed 87% in time, eight percentage points higher than in the quarter to March 2011."


@pytest.fixture(scope="module")
def guide() -> str:
    return GUIDE.read_text(encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project where the sentence of the guide was written under HW01."""
    folder = copy_of_project(tmp_path / "project")
    write_after(folder, UNTRUE)
    return Project(folder.resolve())


def write_after(project: Path, sentence: str) -> None:
    notebook = project / "notebooks" / "commentary" / KENT / "highways.ipynb"
    text = notebook.read_text(encoding="utf-8")
    before = "from about 70% in February to 90% in June."
    assert before in text
    notebook.write_text(text.replace(before, f"{before} {sentence}", 1), encoding="utf-8")


def blocks(guide: str) -> list[list[str]]:
    """The blocks of the guide, as their lines."""
    return [found.strip("\n").splitlines() for found in re.findall(r"```\n(.*?)```", guide, re.DOTALL)]


def block(guide: str, words: str) -> list[str]:
    (found,) = (lines for lines in blocks(guide) if any(words in line for line in lines))
    return found


def test_the_guide_is_read_in_about_four_minutes(guide: str) -> None:
    prose = re.sub(r"```.*?```|!?\[|\]\([^)]*\)", " ", re.sub(r"!\[.*?\]\(.*?\)", " ", guide), flags=re.DOTALL)
    assert 600 < len(prose.split()) < 960


def test_every_picture_and_page_that_is_named_is_there(guide: str) -> None:
    pictures = re.findall(r"!\[([^]]*)\]\(([^)]*)\)", guide)
    assert len(pictures) == 5
    for words, path in pictures:
        assert len(words) > 60, path
        assert (GUIDE.parent / path).stat().st_size < 150_000, path
    for path in re.findall(r"(?<!!)\[[^]]*\]\(([^)#]*)[^)]*\)", guide):
        assert (GUIDE.parent / path).exists(), path


def test_the_findings_are_those_that_are_printed(guide: str, project: Project) -> None:
    done = qpr(project.root, "check", KENT)
    assert done.returncode == 9, done.stderr
    assert "\n".join(block(guide, "[wrong-direction]")) in done.stdout


def test_the_table_of_sections_is_the_one_that_is_printed(guide: str, project: Project) -> None:
    done = qpr(project.root, "status", KENT, COLUMNS="100")
    printed = [line.rstrip() for line in done.stdout.splitlines()]
    shown = block(guide, "Section, writer")
    place = printed.index(shown[0])
    assert printed[place : place + len(shown)] == shown


def test_the_live_figures_print_what_the_guide_says(guide: str, tmp_path: Path) -> None:
    assert LIVE in guide
    assert FILLED in guide
    project = copy_of_project(tmp_path / "project")
    write_after(project, LIVE)
    context = open_context(KENT, Project(project.resolve()))
    assert FILLED in context.scene.commentary.indicators["HW01"]["Commentary"].markdown


def test_the_line_of_a_carried_over_text_is_the_one_that_is_written(guide: str) -> None:
    from qprlib.texts.notebook_form import carried_over

    (line,) = block(guide, "> Carried over")
    assert carried_over("Text.", KENT).splitlines()[0] == line
