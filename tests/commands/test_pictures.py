"""Pictures of an edition: what is taken, what they are called, and what is said where a program is missing."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from helpers.projects import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "tools"))
import pictures  # type: ignore[import-not-found]

EXAMPLE = "exampleshire-2024-25-Q3"


def write(*files: Path) -> None:
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("<p>Words</p>", encoding="utf-8")


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    folder = tmp_path / "outputs"
    for edition in ("exampleshire-2024-25-Q2", EXAMPLE, "exampleshire-aims-2024-25-Q3", "kent-2011-12-Q1"):
        write(folder / edition / "manifest.json")
    write(folder / "index.html", folder / EXAMPLE / "site" / "index.html", folder / EXAMPLE / "site" / "risks.html")
    write(folder / "exampleshire" / "risks.html", folder / "exampleshire-aims" / "risks.html")
    write(folder / EXAMPLE / "report.pdf", folder / EXAMPLE / "minutes.docx")
    return folder


def test_the_latest_edition_of_the_example_is_taken_by_default(outputs: Path) -> None:
    assert pictures.latest(outputs) == EXAMPLE


def test_without_the_example_the_last_edition_is_taken_and_without_any_none(tmp_path: Path) -> None:
    assert pictures.latest(tmp_path) is None
    write(tmp_path / "kent-2011-12-Q1" / "manifest.json")
    assert pictures.latest(tmp_path) == "kent-2011-12-Q1"


@pytest.mark.parametrize(
    ("edition", "series"),
    [
        (EXAMPLE, "exampleshire"),
        ("exampleshire-aims-2024-25-Q3", "exampleshire-aims"),
        ("kent-2011-12-Q1-correction-1", "kent"),
        ("kent-2011-12-Q1-draft", "kent"),
    ],
)
def test_the_pages_between_editions_are_those_of_the_series(edition: str, series: str) -> None:
    assert pictures.series_of(edition) == series


def test_every_page_of_the_web_is_taken_at_both_widths(outputs: Path) -> None:
    named = [shot.name for shot in pictures.shots(outputs, EXAMPLE)]
    pages = ("front-index", "site-index", "site-risks", "between-risks")
    assert named == [f"{page}-{size}" for page in pages for size in ("desk", "phone")]


@pytest.mark.parametrize(
    ("height", "number"), [(1, 1), (pictures.TALLEST, 1), (pictures.TALLEST + 1, 2), (44_258, 12), (0, 0)]
)
def test_tall_pages_are_cut_into_pieces_without_a_gap_or_a_sliver(height: int, number: int) -> None:
    cuts = pictures.pieces(height)
    assert len(cuts) == number
    assert sum(tall for _, tall in cuts) == height
    assert [top for top, _ in cuts] == [sum(tall for _, tall in cuts[:place]) for place in range(number)]
    assert all(pictures.TALLEST >= tall > height / number - number for _, tall in cuts)


def test_missing_programs_are_named_and_the_sheet_is_made_all_the_same(
    outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: None)
    said = pictures.take(outputs, EXAMPLE, tmp_path / "taken", EXAMPLE)
    assert said[0].startswith("0 pictures")
    assert [word for word in ("Chromium", "pdftoppm") if any(word in line for line in said[1:])] == [
        "Chromium",
        "pdftoppm",
    ]
    assert "there is no Chromium" in (tmp_path / "taken" / "index.html").read_text(encoding="utf-8")


def test_the_contact_sheet_shows_every_picture_under_its_group(tmp_path: Path) -> None:
    sheet = pictures.contact_sheet("An edition", [("Site, desk", tmp_path / "site-index-desk.png")], ["no <Quarto>"])
    assert "<h2>Site, desk</h2>" in sheet
    assert 'href="site-index-desk.png"' in sheet
    assert "no &lt;Quarto&gt;" in sheet


def test_an_edition_that_is_not_rendered_is_named_with_the_command(
    outputs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pictures, "ROOT", outputs.parent)
    assert pictures.main(["kent-2012-13-Q1"]) == 1
    assert "make report EDITION=kent-2012-13-Q1" in capsys.readouterr().out
