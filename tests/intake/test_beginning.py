"""An organisation begun from its workbook: data, params and notebooks that a draft can be made of at once."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from helpers.projects import bare_project
from helpers.undrawn import build_undrawn
from typer.testing import CliRunner
from workbooks.drawing import save
from workbooks.gallery import READ
from workbooks.truth import Entry

from qprlib.cli.main import app
from qprlib.downloads.offered import make_tables
from qprlib.editions.beginning import as_text, newest
from qprlib.ground.calendar import Years
from qprlib.ground.errors import CommandError, EditionError, InputError, QprError
from qprlib.ground.project import Project
from qprlib.intake import read_workbooks
from qprlib.intake.layout import Layout, TableLayout, year_form
from qprlib.report.context import open_context

RUNNER = CliRunner()
ENTRIES = {entry.name: entry for entry in READ}
#: Workbooks unlike one another, and the edition that each begins.
BEGUN = {
    "Performance scorecard.xlsx": "body-2024-25-Q2",
    "Council plan performance.xlsx": "body-2024-25-Q2",
    "Dashboard.xlsx": "body-2024-25-Q3",
    "IPR M9.xlsx": "body-2024-12",
    "Landlord performance.xlsx": "body-2024-25-Q3",
    "City performance measures FY25.xlsx": "body-2024-25-Q2",
    "Corporate indicators.xlsx": "body-2025-H1",
    "LGBF 2023-24.xlsx": "body-2023-24-Y",
    "Data mart export.xlsx": "body-2024-25-Q2",
    "returns.csv": "body-2024-25-Q2",
    "warehouse.parquet": "body-2024-25-Q2",
}


def begin(entry: Entry, folder: Path, monkeypatch: pytest.MonkeyPatch, *more: str) -> tuple[Path, str]:
    """A project with the organisation of a workbook, and what the command said."""
    root = folder / "project"
    if not root.exists():
        bare_project(root)
    monkeypatch.chdir(root)
    path = save(entry.book, folder)
    years = ["--year-starts", entry.year_starts] if entry.year_starts else []
    done = RUNNER.invoke(app, ["init", "body", "--from", str(path), "--yes", *years, *more])
    if isinstance(done.exception, QprError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return root, done.output


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", BEGUN)
def test_the_newest_period_can_be_opened_at_once(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, said = begin(ENTRIES[name], tmp_path, monkeypatch)
    context = open_context(BEGUN[name], Project(root.resolve()))
    assert context.scored.results
    assert f"qpr render {BEGUN[name]}" in said.replace("\n", " ") or "render" in said


@pytest.mark.parametrize("name", BEGUN)
def test_every_figure_that_was_taken_stands_in_the_data_with_its_cell(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = ENTRIES[name]
    root, said = begin(entry, tmp_path, monkeypatch)
    folder = root / "data" / "body"
    ids = {row.get("reference") or row["id"]: row["id"] for row in rows(folder / "indicators.csv")}
    ids |= {row["name"]: row["id"] for row in rows(folder / "indicators.csv")}
    actuals = {(row["indicator"], row["period_end"]): row for row in rows(folder / "actuals.csv")}
    for fact in entry.facts():
        if fact.role != "actual" or fact.value is None:
            continue
        row = actuals.get((ids[fact.indicator], fact.period_end))
        if row is None:  # a yearly result of a quarterly series is told, not taken
            assert f"'{fact.text}'" in said.replace("\n", " ")
            continue
        assert float(row["actual"]) == pytest.approx(fact.value, rel=1e-9)
        assert entry.name in row["origin"]


@pytest.mark.parametrize("name", ["Performance scorecard.xlsx", "IPR M9.xlsx"])
def test_a_draft_is_whole_in_all_formats(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, _ = begin(ENTRIES[name], tmp_path, monkeypatch)
    made = build_undrawn(BEGUN[name], tmp_path / "made", root, ("html", "pdf", "docx"), check=False)
    pages, pdf, word = made.site_text(whole=True), made.pdf_text(), made.word_text()
    for row in made.context.scored.results:
        assert any(row.short_name in text for text in pages.values())
        assert row.short_name.replace(" ", "") in pdf.replace("\n", "").replace(" ", "")
        assert row.short_name in word
    if name.startswith("Performance"):
        assert any("Two vacancies were filled in August" in text for text in pages.values()), "comments come along"
        taken = "Figures were taken from workbooks: 10 results from Performance scorecard.xlsx."
        assert taken in " ".join(pages["methods"].split())
        tables = make_tables(made.context.data, made.context.scored, made.context.scheme, made.context.edition.as_of)
        series = next(table.frame for table in tables if table.spec.name == "series")
        assert "Performance scorecard.xlsx, Scorecard!E6" in set(series["origin"])


def test_nothing_is_overwritten_and_again_keeps_params_and_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = ENTRIES["Performance scorecard.xlsx"]
    root, _ = begin(entry, tmp_path, monkeypatch)
    with pytest.raises(CommandError) as raised:
        begin(entry, tmp_path, monkeypatch)
    assert "--again" in str(raised.value)
    params = root / "params" / "body-2024-25-Q2.yml"
    notebook = root / "notebooks" / "commentary" / "body-2024-25-Q2" / "performance-indicators.ipynb"
    kept = {
        params: params.read_text().replace("Body", "Borough"),
        notebook: notebook.read_text().replace("dipped", "fell"),
    }
    for path, text in kept.items():
        path.write_text(text)
    layout = root / "data" / "body" / "intake.yml"
    layout.write_text(layout.read_text().replace("Comments: comment", "Comments: skip"))
    (root / "data" / "body" / "actuals.csv").unlink()
    _, said = begin(entry, tmp_path, monkeypatch, "--again")
    assert "Collection dipped" in said, "a column that is skipped is told"
    assert {path: path.read_text() for path in kept} == kept
    assert rows(root / "data" / "body" / "actuals.csv")


def test_a_layout_that_does_not_fit_any_more_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, _ = begin(ENTRIES["Performance scorecard.xlsx"], tmp_path, monkeypatch)
    before = {path: path.read_bytes() for path in sorted((root / "data").rglob("*.*"))}
    with pytest.raises(InputError) as raised:
        begin(ENTRIES["Dashboard.xlsx"], tmp_path, monkeypatch, "--again")
    assert "Scorecard" in str(raised.value)
    assert {path: path.read_bytes() for path in sorted((root / "data").rglob("*.*"))} == before


def test_without_a_workbook_a_small_template_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = bare_project(tmp_path / "project")
    monkeypatch.chdir(root)
    done = RUNNER.invoke(app, ["init", "fresh", "--yes"])
    assert done.exit_code == 0, done.output
    context = open_context("fresh-2025-26-Q2", Project(root.resolve()))
    assert [row.kind for row in context.scored.results] == ["kpi", "kpi", "data_only"]
    assert "small template" in done.output


def test_where_nothing_has_a_target_no_scheme_is_proposed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, said = begin(ENTRIES["LGBF 2023-24.xlsx"], tmp_path, monkeypatch)
    assert "nothing is rated until targets.csv has some" in " ".join(said.split())
    assert "5 indicators for information, of which none has a target." in " ".join(said.split())
    assert "rating scheme" not in said


@pytest.mark.parametrize(
    ("given", "near"),
    [
        (["Bracknell Forest"], "bracknell-forest"),
        (["2nd-org"], "nd-org"),
        (["body", "--year-starts", "Apil"], "April"),
        (["body", "--scheme", "within-5-per-cent"], "within-5-percent"),
        (["body", "--direction", "previous"], "previous-period"),
    ],
)
def test_a_slip_is_told_with_what_was_meant(
    given: list[str], near: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(bare_project(tmp_path / "project"))
    path = save(ENTRIES["Performance scorecard.xlsx"].book, tmp_path)
    done = RUNNER.invoke(app, ["init", *given, "--from", str(path), "--yes"])
    assert isinstance(done.exception, (CommandError, EditionError))
    assert done.exception.problems[0].nearest == near
    assert not list((tmp_path / "project" / "data").iterdir())


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Plain words, 12% more.", "Plain words, 12% more."),
        ("5 * 3 = {{ actual }} <b>", r"5 \* 3 = \{\{ actual \}\} \<b\>"),
        ("- first\n- second", r"\- first - second"),
        ("1. done", r"1\. done"),
        ("# heading [link](x) `code` £5", r"\# heading \[link\](x) \`code\` £5"),
    ],
)
def test_what_stands_in_a_cell_is_no_markup(cell: str, text: str) -> None:
    assert as_text(cell) == text


def test_the_newest_period_is_as_long_as_its_results_are(tmp_path: Path) -> None:
    for name, edition in BEGUN.items():
        entry = ENTRIES[name]
        years = Years.named(entry.year_starts)
        taken = read_workbooks([save(entry.book, tmp_path)], years=years)
        assert f"body-{newest(taken, years)}" == edition
        assert newest(taken, years).start <= date(2025, 6, 30)


@pytest.mark.parametrize(
    ("header", "sheet", "form"),
    [
        ("Q1 2024/25", "KPIs", None),
        ("Q1 2024-25", "KPIs", "2024-25"),
        ("Q1", "2024-25", "2024-25"),
        ("FY25 Q1", "Measures", "FY25"),
        ("FY2025 Actual", "Measures", "FY2025"),
        ("2024-06-30", "KPIs", None),
        ("Apr-24", "KPIs", None),
    ],
)
def test_a_year_is_written_as_the_workbook_writes_it(header: str, sheet: str, form: str | None) -> None:
    table = TableLayout(sheet=sheet, columns={"Ref": "reference", header: "actual"})
    assert year_form(Layout(tables=(table,))) == form


def test_the_pages_of_a_city_have_its_fiscal_years(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, _ = begin(ENTRIES["City performance measures FY25.xlsx"], tmp_path, monkeypatch)
    assert open_context("body-2024-25-Q2", Project(root)).edition.quarter.label == "Quarter 2, FY25"
