"""What a saved file changes, held to what Kent's pages really show, and what is kept of earlier runs."""

from __future__ import annotations

import ast
import dataclasses
import json
import shutil
from functools import partial
from pathlib import Path

import pytest
from helpers.projects import KENT, REPOSITORY, SMALL, miniature

from qprlib.face.reads import page_reads
from qprlib.face.report import Report
from qprlib.ground.project import Project
from qprlib.preview.touched import Followed, Snapshot, Source, SourceChange, Use, affected_pages
from qprlib.report.charts.drawing import _svg
from qprlib.report.charts.drawn import DRAWN_VARIABLE, drawing_of, key_of
from qprlib.report.charts.of_results import draw_bars, draw_trend
from qprlib.report.context import Context, open_context
from qprlib.report.document import Content
from qprlib.report.kept_context import kept
from qprlib.report.markdown_writer import to_markdown


def shown(context: Context) -> dict[str, str]:
    """What each page of an edition shows, without charts."""
    texts = {}
    for page in context.pages:
        cells = json.loads((context.project.notebooks / f"{page.notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
        names = {"report": Report(context), "section": page.section}
        parts = []
        for cell in cells:
            code = "".join(cell["source"])
            if cell["cell_type"] != "code" or "open_report" in code or "parameters" in cell["metadata"].get("tags", []):
                continue
            value = eval(compile(ast.parse(code.strip(), mode="eval"), page.notebook, "eval"), names)
            parts.append(to_markdown(value) if isinstance(value, Content) else str(value))
        texts[page.slug] = "\n".join(parts)
    return texts


@pytest.fixture
def kent_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    for name in ("params", "data", "notebooks", "theme"):
        shutil.copytree(REPOSITORY / name, tmp_path / "kent" / name)
    shutil.copy(REPOSITORY / "_quarto.yml", tmp_path / "kent")
    monkeypatch.setenv("QPR_FIGURES", str(tmp_path / "figures"))
    monkeypatch.setenv("QPR_DRAWN", str(tmp_path / "drawn"))
    return Project((tmp_path / "kent").resolve())


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("section", ["highways", "report"])
def test_a_saved_text_changes_no_page_of_kents_that_was_not_told_to_run(kent_copy: Project, section: str) -> None:
    before = open_context(KENT, kent_copy)
    pages_before = shown(before)
    notebook = kent_copy.commentary(KENT) / f"{section}.ipynb"
    content = json.loads(notebook.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        if cell["cell_type"] == "markdown" and "\n\n" in "".join(cell["source"]).strip():
            cell["source"] = f"{''.join(cell['source']).rstrip()}\n\nThis was added by hand."
    notebook.write_text(json.dumps(content), encoding="utf-8")
    pages_after = shown(open_context(KENT, kent_copy))
    differ = {slug for slug, text in pages_after.items() if text != pages_before[slug]}
    change = SourceChange(Source(notebook.as_posix(), Use.TEXT, section))
    waited_for, others = affected_pages(
        [change], before.pages, lambda page: page_reads(kent_copy.notebooks / f"{page.notebook}.ipynb", page.section)
    )
    assert differ
    assert differ <= {*waited_for, *others}
    assert set(waited_for) <= differ
    assert len(waited_for) + len(others) < len(before.pages)


# --- what has changed -------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Project:
    return Project(miniature(tmp_path / "small").resolve())


def test_changes_are_told_by_contents_however_they_are_saved(small: Project) -> None:
    followed = Followed(SMALL, "small")
    snapshot = Snapshot(small)
    assert len(snapshot.look(followed)) > 10
    notebook = small.commentary(SMALL) / "highways.ipynb"
    text = notebook.read_text(encoding="utf-8")

    def look() -> list[tuple[str, bool]]:
        return [(change.source.name, change.meant) for change in snapshot.look(followed)]

    assert look() == []
    notebook.touch()
    (notebook.parent / ".~highways.ipynb").write_text("half", encoding="utf-8")
    assert look() == []
    other = notebook.with_name("other.tmp")
    other.write_text(text.replace("### Commentary", "### Commentary\\n\\nNew.", 1), encoding="utf-8")
    other.replace(notebook)
    assert look() == [("highways", True)]
    content = json.loads(notebook.read_text(encoding="utf-8"))
    content["metadata"]["kernelspec"] = {"name": "other"}
    notebook.write_text(json.dumps(content), encoding="utf-8")
    assert look() == [("highways", False)]
    notebook.write_text("{", encoding="utf-8")
    assert look() == [("highways", True)]
    notebook.unlink()
    assert look() == [("highways", True)]


# --- what is kept -----------------------------------------------------------------------------------------


def test_kept_drawings_are_those_that_would_be_drawn(
    kent: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order of the report, which is that of a render, and alone."""
    calls = [
        partial(draw_trend, kent.project.theme, row, kent.scored.points[row.id], kent.scheme)
        for row in kent.scored.results[:4]
    ]
    monkeypatch.setenv(DRAWN_VARIABLE, str(tmp_path))
    made = [drawing_of(call, lambda call=call: _svg(call())) for call in calls]
    kept = [drawing_of(call, lambda: pytest.fail("drawn again")) for call in reversed(calls)]
    assert kept == made[::-1]
    assert [_svg(call()) for call in calls[::-1]] == made[::-1]


def test_a_drawing_is_named_by_all_it_is_drawn_from(kent: Context) -> None:
    row, theme = kent.scored.results[0], kent.project.theme
    points = kent.scored.points[row.id]
    key = key_of(partial(draw_trend, theme, row, points, kent.scheme))
    other = dataclasses.replace(points[0], actual=points[0].actual + 1e-9)
    again = open_context(kent.edition.edition, kent.project)
    assert key == key_of(partial(draw_trend, theme, again.scored.results[0], again.scored.points[row.id], again.scheme))
    assert key != key_of(partial(draw_trend, theme, row, (other, *points[1:]), kent.scheme))
    assert key != key_of(partial(draw_bars, theme, row, points, kent.scheme))
    assert key_of(draw_trend) == key_of(partial(draw_trend, object())) == ""


def test_what_is_kept_holds_until_a_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, made = tmp_path / "data", iter(range(10))
    folder.mkdir()
    (folder / "a.csv").write_text("1", encoding="utf-8")
    monkeypatch.delenv("QPR_KEPT", raising=False)
    assert [kept("it", [folder], lambda: next(made)) for _ in range(2)] == [0, 1], "nothing is kept outside a run"
    monkeypatch.setenv("QPR_KEPT", str(tmp_path / "kept"))
    assert [kept("it", [folder], lambda: next(made)) for _ in range(2)] == [2, 2]
    (folder / "b.csv").write_text("", encoding="utf-8")
    assert kept("it", [folder], lambda: next(made)) == 3
    (folder / "a.csv").write_text("2", encoding="utf-8")
    assert kept("it", [folder], lambda: next(made)) == 4
    assert kept("another", [folder], lambda: next(made)) == 5
