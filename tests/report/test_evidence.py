"""Evidence in commentary: cells under an indicator are run, published, checked, agreed to and carried over."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from helpers.desk import Command, free_port
from helpers.projects import SMALL, miniature

from qprlib.agreeing.sections import SectionState
from qprlib.agreeing.signoffs import sign, write_sign_off
from qprlib.editions.rolling import plan_edition
from qprlib.face.report import Report
from qprlib.ground.errors import PageError, Problem
from qprlib.ground.project import Project
from qprlib.publishing.render import page_job
from qprlib.publishing.run.evidence_runs import FOLDER, run_evidence
from qprlib.publishing.run.execute import run_pages
from qprlib.report.context import Context, open_context
from qprlib.texts.evidence import EvidenceShown, evidence_cells, evidence_code

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


def highways(context: Context) -> tuple[SectionState, tuple[str, ...]]:
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
    assert highways(run(project))[0] is SectionState.SIGNED_OFF
    assert highways(open_context(SMALL, project))[0] is SectionState.SIGNED_OFF  # where nothing is run

    table = project.data("small") / "causes.csv"
    table.write_text("cause,number\nparts,12\nweather,6\n", encoding="utf-8")
    assert highways(run(project)) == (SectionState.CHECKED, ("HW01 Evidence changed",))
    table.write_text("cause,number\nparts,12\nweather,5\n", encoding="utf-8")
    assert highways(run(project))[0] is SectionState.SIGNED_OFF
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
        (["open('causes.csv')"], "cell-failed", 'read it with `report.source("name")`', 5),
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
    with pytest.raises(PageError, match=f"what {SMALL} publishes opens 'kent-2011-12-Q1'") as told:
        run(project)
    (problem,) = told.value.problems
    assert (problem.code, problem.place.notebook, problem.place.cell) == ("other-edition", HIGHWAYS, 1)


def test_a_page_that_opens_another_edition_is_refused(project: Project, tmp_path: Path) -> None:
    page = project.notebooks / "summary.ipynb"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("open_report(edition)", "open_report(edition + '-correction-1')"), encoding="utf-8")
    context = open_context(SMALL, project)
    summary = next(page for page in context.pages if page.slug == "summary")
    with pytest.raises(PageError, match=f"what {SMALL} publishes opens '{SMALL}-correction-1'") as told:
        run_pages([page_job(context, summary, tmp_path / "notebooks")])
    (problem,) = told.value.problems
    assert problem.code == "other-edition"
    assert SMALL in problem.allowed


#: What evidence shows, and what of it contradicts HW01, which is Amber at 87%.
CLAIMS = [
    ('report.table(causes, caption="Rated Red")', []),
    ('report.table(causes, caption="HW01 fell to 12%")', []),
    (CHART.replace("Most wait for parts", "The status is Red"), []),
    (CHART.replace("parts 12, weather 5", "Performance fell to 12%"), []),
    ('report.text("The status is Red.")', ["wrong-status"]),
    ('report.text("The status is Amber.")', []),
    ('report.text("Performance fell to 12%.")', ["wrong-direction", "wrong-figure"]),
    ('report.text("Performance rose to 87%.")', []),
]


@pytest.mark.parametrize(("shown", "found"), CLAIMS)
def test_only_texts_speak_of_the_indicator(project: Project, shown: str, found: list[str]) -> None:
    """A caption, a finding and a text alternative speak of their own table or chart."""
    write(project, [CAUSES, shown])
    told = [one.check for one in run(project).findings if one.heading == "Evidence" and one.check.startswith("wrong-")]
    assert told == found


def test_what_shows_texts_is_run_again_when_a_text_changes(project: Project) -> None:
    write(project, ['report.indicator("HW02")'])
    before = run(project).evidence["HW01"]
    assert "A mild spring" in before.markdown
    notebook = project.root / HIGHWAYS
    text = notebook.read_text(encoding="utf-8")
    notebook.write_text(text.replace("A mild spring", "A dry spring"), encoding="utf-8")
    after = run(project).evidence["HW01"]
    assert after.folder != before.folder
    assert "A dry spring" in after.markdown


@pytest.mark.parametrize("shown", [TABLE, 'report.text("So.")', CHART])
def test_what_is_shown_under_another_heading_is_told(project: Project, shown: str) -> None:
    write(project, [])
    path = project.root / HIGHWAYS
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"].insert(6, cell("code", shown, "misplaced"))
    path.write_text(json.dumps(notebook), encoding="utf-8")
    told = [one for one in open_context(SMALL, project).warnings if one.code == "cell-not-published"]
    assert [(one.place.notebook, one.place.cell, one.place.indicator) for one in told] == [(HIGHWAYS, 7, "HW01")]
    assert "under 'Actions'" in told[0].found
    assert "### Evidence" in told[0].todo


def test_it_is_told_that_evidence_is_run(project: Project) -> None:
    write(project, [CAUSES, TABLE])
    said: list[str] = []
    run_evidence(open_context(SMALL, project), tell=said.append)
    assert said == ["Running the evidence of highways"]
    run_evidence(open_context(SMALL, project), tell=said.append)
    assert len(said) == 1  # nothing is run again


def test_a_card_shows_evidence_as_the_page_does(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """In JupyterLab as HTML, with the table's headers and the drawing itself."""
    write(project, [CAUSES, CHART, TABLE, "report.counts_by_service()"])
    monkeypatch.delenv("QPR_FIGURES", raising=False)
    shown = Report(run(project)).indicator("HW01")._repr_mimebundle_()["text/html"]
    assert '<figure class="chart"><figcaption>Most wait for parts</figcaption><img src="data:image/svg+xml' in shown
    assert "<caption>Causes of late repairs</caption>" in shown
    assert '<th scope="row" style="text-align: left">parts</th>' in shown
    assert '<h4 id="hw01-evidence-results-by-service"' in shown
    assert "<pre>" not in shown
    assert ":::" not in shown


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
    shown = EvidenceShown("A1", f"#### Head {{#a1-evidence-head}}\n\n{chart}\n\n{table}", Path("nowhere"))
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
