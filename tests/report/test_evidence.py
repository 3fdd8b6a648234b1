"""Evidence in commentary: cells under an indicator are run, published, checked, agreed to and carried over."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from helpers.desk import Command, free_port
from helpers.projects import SMALL, miniature

from qprlib.agreeing.sections import State
from qprlib.agreeing.signoffs import sign, write_sign_off
from qprlib.editions.rolling import plan_edition
from qprlib.ground.errors import InputError, PageError, Problem
from qprlib.ground.project import Project
from qprlib.publishing.render import page_job
from qprlib.publishing.run.evidence_runs import FOLDER, run_evidence
from qprlib.publishing.run.execute import run_pages
from qprlib.report.context import Context, open_context
from qprlib.texts.evidence import Shown, evidence_cells, evidence_code

HIGHWAYS = f"notebooks/commentary/{SMALL}/highways.ipynb"
SET_UP = f'import seaborn as sns\n\nimport qprlib as qpr\n\nreport = qpr.open_report("{SMALL}")'
CAUSES = 'causes = report.source("causes")'
TABLE = 'report.table(causes, caption="Causes of late repairs")'
CHART = """\
drawn = sns.barplot(data=causes, x="number", y="cause")
report.chart(drawn, finding="Most wait for parts", alt="Late repairs by cause: parts 12, weather 5.")"""


def cell(kind: str, source: str, name: str) -> dict[str, object]:
    code = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "id": name, "metadata": {}, "source": source, **code}


def write(project: Project, evidence: Sequence[str], *, above: str = "", set_up: str = SET_UP) -> None:
    """The notebook of Highways, with evidence under HW01."""
    texts = "## HW01 Repairs in 28 days\n\n### Commentary\n\nFewer repairs waited for parts."
    cells = [
        cell("code", set_up, "set-up"),
        cell("markdown", texts, "hw01"),
        cell("code", 'report.card("HW01")', "card"),
        cell("markdown", f"### Evidence\n\n{above}".strip(), "hw01-evidence"),
        *(cell("code", source, f"made-{place}") for place, source in enumerate(evidence)),
        cell("markdown", "### Actions\n\nA second crew starts in July.", "hw01-actions"),
        cell("code", "1 / 0", "scratch"),
        cell("markdown", "## HW02 Days to repair\n\n### Commentary\n\nA mild spring left fewer potholes.", "hw02"),
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (project.root / HIGHWAYS).write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(miniature(tmp_path / "project"))
    (made.data("small") / "causes.csv").write_text("cause,number\nparts,12\nweather,5\n", encoding="utf-8")
    return made


def run(project: Project) -> Context:
    return run_evidence(open_context(SMALL, project))


def highways(context: Context) -> tuple[State, tuple[str, ...]]:
    return next((one.state, one.since) for one in context.sections_status if one.slug == "highways")


def published(context: Context, folder: Path) -> str:
    """The page of Highways as Markdown, rendered into a folder."""
    page = next(page for page in context.pages if page.slug == "highways")
    run_pages([page_job(context, page, folder / "notebooks")])
    cells = json.loads((folder / "notebooks" / "highways.ipynb").read_text(encoding="utf-8"))["cells"]
    outputs = [output for one in cells if one["cell_type"] == "code" for output in one["outputs"]]
    return "\n".join("".join(output["data"]["text/markdown"]) for output in outputs)


def test_cells_under_the_heading_and_above_all_indicators_are_run_and_no_others(project: Project) -> None:
    write(project, [CAUSES, TABLE])
    notebook = (project.root / HIGHWAYS).read_text(encoding="utf-8")
    assert evidence_cells(notebook) == {1: "", 5: "HW01", 6: "HW01"}
    code = evidence_code(notebook, HIGHWAYS)["HW01"]
    assert (code.notebook, code.cell) == (HIGHWAYS, 5)
    write(project, [])
    assert evidence_cells((project.root / HIGHWAYS).read_text(encoding="utf-8")) == {}


def test_evidence_is_published_agreed_to_and_reopened_by_its_data(project: Project, tmp_path: Path) -> None:
    write(project, [CAUSES, CHART, TABLE], above="Counted by the crews.")
    context = run(project)
    shown = context.evidence["HW01"]
    assert "Late repairs by cause: parts 12, weather 5." in shown.words
    assert "| parts | 12 |" in shown.words
    assert "Causes of late repairs" in shown.words

    page = published(context, tmp_path / "render")
    lines = [line for line in page.splitlines() if line.startswith("### ") and "hw01" in line]
    assert lines == [
        "### Commentary {#hw01-commentary}",
        "### Evidence {#hw01-evidence}",
        "### Actions {#hw01-actions}",
    ]
    after = page.partition("### Evidence {#hw01-evidence}")[2]
    assert after.index("Counted by the crews.") < after.index("Most wait for parts") < after.index("| parts | 12 |")
    drawn = tmp_path / "render" / "notebooks" / "figures" / "highways"
    named = after.partition("](figures/highways/")[2].partition(")")[0]
    assert named.startswith("evidence-")
    assert all((drawn / f"{named}.{ending}").is_file() for ending in ("svg", "png"))
    assert "causes.csv" in (tmp_path / "render" / "notes" / "highways").read_text(encoding="utf-8")  # an input

    assert highways(context)[1] == ("HW01 Evidence added",)
    record = context.record(draft=True)
    write_sign_off(project, SMALL, sign(record, "highways", "Highways", "Head of Highways", context.edition.as_of))
    assert highways(run(project))[0] is State.SIGNED_OFF
    assert highways(open_context(SMALL, project))[0] is State.SIGNED_OFF  # where nothing is run

    table = project.data("small") / "causes.csv"
    table.write_text("cause,number\nparts,12\nweather,6\n", encoding="utf-8")
    assert highways(run(project)) == (State.CHECKED, ("HW01 Evidence changed",))
    table.write_text("cause,number\nparts,12\nweather,5\n", encoding="utf-8")
    assert highways(run(project))[0] is State.SIGNED_OFF
    write(project, [CAUSES, CHART.replace("barplot", "lineplot"), TABLE], above="Counted by the crews.")
    since = ("the evidence of HW01: its code or what it draws",)
    assert highways(open_context(SMALL, project))[1] == since
    assert highways(run(project))[1] == since


def test_what_has_run_on_the_same_code_and_data_is_not_run_again(project: Project) -> None:
    write(project, [CAUSES, TABLE])
    folder = run(project).evidence["HW01"].folder
    made = (folder / "evidence.ipynb").stat().st_mtime_ns
    write(project, [CAUSES, TABLE], above="Other words.")
    again = run(project).evidence["HW01"].folder
    assert again == folder
    assert (folder / "evidence.ipynb").stat().st_mtime_ns == made
    assert folder.is_relative_to(project.outputs / FOLDER)


def test_the_checks_read_the_words_that_evidence_shows(project: Project) -> None:
    write(project, ['report.text("HW01 rose to 12%. The figure for XX% is to follow.")'])
    found = [one for one in run(project).findings if one.heading == "Evidence"]
    assert [(one.check, one.owner, one.cell) for one in found] == [
        ("placeholder", "HW01", 5),
        ("unexplained-abbreviation", "HW01", 5),
    ]


@pytest.mark.parametrize(
    ("evidence", "code", "message", "number"),
    [
        (["1 / 0"], "cell-failed", "the cell `1 / 0` raised ZeroDivisionError", 5),
        (["x = 1", "x + y"], "cell-failed", "NameError: name 'y' is not defined", 6),
        (["x = 1"], "evidence-shows-nothing", "the evidence of HW01 shows nothing to publish", 5),
        ([CAUSES, "causes"], "", "caption", 6),
        (["print('so')"], "", "so", 5),
    ],
)
def test_what_is_wrong_names_notebook_cell_and_indicator(
    project: Project, evidence: list[str], code: str, message: str, number: int
) -> None:
    write(project, evidence)
    with pytest.raises(PageError) as failed:
        run(project)
    problem: Problem = failed.value.problems[0]
    assert problem.code == code or not code
    assert message in str(problem)
    assert (problem.place.notebook, problem.place.cell, problem.place.indicator) == (HIGHWAYS, number, "HW01")
    assert not list((project.outputs / FOLDER).rglob("evidence.ipynb"))


def test_evidence_of_another_edition_is_refused(project: Project) -> None:
    write(project, [TABLE], set_up='import qprlib as qpr\nreport = qpr.open_report("kent-2011-12-Q1")')
    with pytest.raises(InputError, match=f"the evidence of {SMALL} opens 'kent-2011-12-Q1'"):
        run(project)


@pytest.mark.parametrize("above", ["", "Counted by the crews."])
def test_evidence_is_carried_over_and_counts_as_unwritten(project: Project, above: str) -> None:
    write(project, [CAUSES, TABLE], above=above)
    rolled = plan_edition(project, "small-2011-12-Q2")
    path, text = next((path, text) for path, text in rolled.files.items() if path.stem == "highways")
    cells = {one["id"]: "".join(one["source"]) for one in json.loads(text)["cells"]}
    assert cells["set-up"] == SET_UP.replace(SMALL, "small-2011-12-Q2")
    assert [cells[name] for name in cells if name.startswith("hw01-evidence-")] == [CAUSES, TABLE]
    assert cells["hw01-evidence"].startswith(f"### Evidence\n\n> Carried over from {SMALL}: edit this ")
    assert cells["hw01-evidence"].endswith(above or "delete this line.")
    assert "hw02-evidence" not in cells
    for made, content in rolled.files.items():
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(content, encoding="utf-8")
    found = open_context("small-2011-12-Q2", project, for_writing=True).findings
    carried = [one for one in found if one.check == "carried-over" and one.heading == "Evidence"]
    assert [(one.owner, one.notebook) for one in carried] == [("HW01", project.relative(path))]


def test_headings_stand_below_that_of_the_evidence_and_have_addresses_of_their_own(project: Project) -> None:
    write(project, ["report.counts_by_service()"])
    shown = run(project).evidence["HW01"]
    assert shown.markdown.startswith("#### Results by service {#hw01-evidence-results-by-service}")
    assert shown.words.startswith("Results by service")


def test_words_of_semantic_markdown() -> None:
    chart = '![It rose](figures/evidence/a){.chart fig-alt="It rose. \\"Most\\" &amp; more."}'
    table = (
        "::: {.table .own}\n| A | B |\n|:--|:--|\n| [Amber]{.status .amber} | [x](page:y#z){.small} |\n\n: Of A\n:::"
    )
    shown = Shown("A1", f"#### Head {{#a1-evidence-head}}\n\n{chart}\n\n{table}", Path("nowhere"))
    assert shown.words == 'Head\n\nIt rose. "Most" & more.\n\n| A | B |\n|:--|:--|\n| Amber | x |\n\nOf A'


def test_the_preview_follows_code_and_data_of_evidence(project: Project, tmp_path: Path) -> None:
    write(project, [CAUSES, TABLE])
    page = project.outputs / ".preview" / SMALL / "site" / "highways.html"
    table = project.data("small") / "causes.csv"

    def shows(*words: str) -> bool:
        text = page.read_text(encoding="utf-8") if page.is_file() else ""
        return all(one in text for one in words)

    preview = Command(project.root, tmp_path / "log.txt", "preview", SMALL, "--no-open", "--port", str(free_port()))
    try:
        preview.until(lambda: "ready" in preview.said, "the preview")
        assert shows("Causes of late repairs", "12")
        write(project, [CAUSES, TABLE.replace("late repairs", "delays")])
        preview.until(lambda: shows("Causes of delays"), "other code")
        write(project, [CAUSES, "1 / 0"])
        preview.until(lambda: "ZeroDivisionError" in preview.said, "the error")
        assert f"{HIGHWAYS}, cell 6, indicator HW01" in preview.said
        assert shows("Causes of delays")
        write(project, [CAUSES, TABLE])
        table.write_text("cause,number\nparts,17\nweather,5\n", encoding="utf-8")
        preview.until(lambda: shows("Causes of late repairs", "17"), "other data")
    finally:
        preview.end()
