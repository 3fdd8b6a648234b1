"""What a writer sees in JupyterLab: cards with what is missing, checks at the foot, and errors that stop nobody."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from helpers.projects import SMALL, miniature
from making_notebooks import code, markdown, write

from qprlib.face.report import Report
from qprlib.ground.errors import InputError, Problem, Severity
from qprlib.ground.project import Project
from qprlib.report.charts.drawn import DRAWN_VARIABLE
from qprlib.report.context import Context, open_context
from qprlib.report.display import FIGURES_VARIABLE
from qprlib.report.document import Content
from qprlib.report.html_writer import to_html
from qprlib.report.markdown_writer import to_markdown
from qprlib.report.parts import reminders, services
from qprlib.report.pieces import let_pass

GOOD = ["## HW01 Repairs\n### Commentary\nAt {{ actual }}, repairs are {{ change | words }}.\n\n### Actions\nA crew."]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(miniature(tmp_path / "project", signed=False))


def written(project: Project, *sources: str, notebook: str = "highways") -> Project:
    write(project.commentary(SMALL) / f"{notebook}.ipynb", *map(markdown, sources))
    return project


def opened(project: Project) -> Context:
    return open_context(SMALL, project, for_writing=True)


def said(content: Content) -> str:
    """What is shown, without what Markdown needs."""
    assert to_html(content)
    return to_markdown(content).replace("\\", "").replace("&#91;", "[")


def missing(context: Context, indicator: str = "HW01") -> str:
    return said(Content((reminders.still_missing(context, services.find_indicator(context, indicator)),)))


# Under a card -----------------------------------------------------------------------------------------------


def test_a_card_says_that_nothing_is_missing(project: Project) -> None:
    shown = missing(opened(written(project, *GOOD)))
    assert "Nothing is missing" in shown
    assert "Without a text: Risks and Discussion" in shown
    assert ".note" in shown


def test_a_card_says_what_is_missing(project: Project) -> None:
    shown = missing(opened(written(project, "## HW01\n### Risks\nRain.")))
    assert "Still missing" in shown
    assert "HW01 has no commentary" in shown
    assert ".warning" in shown


def test_a_card_says_where_a_text_contradicts_the_data(project: Project) -> None:
    shown = missing(opened(written(project, "## HW01\n### Commentary\nThe result rose to 85% this quarter.")))
    assert "85%" in shown
    assert "Still missing" in shown


def test_a_card_shows_what_was_saved_since_it_was_opened(project: Project) -> None:
    context = opened(written(project, "## HW01\n### Risks\nRain."))
    assert "HW01 has no commentary" in missing(context)
    written(project, *GOOD)
    assert "Nothing is missing" in missing(context)
    written(project, "## HW01\n### Commentary\nAt {{ actaul }}.")
    assert "Did you mean actual?" in missing(context)


def test_a_card_is_silent_about_other_indicators(project: Project) -> None:
    context = opened(written(project, *GOOD, "## HW02\n### Commentary\nAt {{ actaul }}, or 99 days."))
    assert "Nothing is missing" in missing(context)
    assert "actaul" in missing(context, "HW02")


def test_a_card_is_what_is_published_and_what_is_missing(project: Project) -> None:
    context = opened(written(project, *GOOD))
    shown = Report(context).card("HW01")
    published = services.card(context, "HW01")
    assert to_markdown(shown).startswith(to_markdown(published).strip())
    assert "Nothing is missing" in to_markdown(shown)


# At the foot of a notebook ----------------------------------------------------------------------------------


def test_checks_that_find_nothing_say_so(project: Project) -> None:
    written(project, *GOOD, "## HW02\n### Commentary\nA mild spring left fewer potholes.")
    shown = said(Report(opened(project)).check("Highways"))
    assert "Nothing found." in shown


def test_checks_are_grouped_by_indicator_with_sentence_reason_and_what_to_do(project: Project) -> None:
    written(project, "## HW01\n### Commentary\nThe result rose to 85% this quarter.", "## HW02\n### Risks\nRain.")
    shown = said(Report(opened(project)).check("Highways"))
    assert shown.index("### HW01 Repairs in 28 days") < shown.index("### HW02 Days to repair")
    assert "The result rose to 85% this quarter." in shown
    assert "HW02 has no commentary" in shown
    for column in ("Grade", "Where", "Found", "Why it matters", "What to do"):
        assert column in shown
    assert "ED01" not in shown


def test_checks_show_what_stops_a_render_first(project: Project) -> None:
    written(project, "## HW01\n### Commentary\nAt {{ actaul }} <b>now</b>.\n### Notes\nx")
    shown = said(Report(opened(project)).check("highways"))
    assert "Three things stop this section from being published" in shown
    for words in ("{{ actaul }}", "HTML is not let through", "the heading 'Notes'"):
        assert words.lower() in shown.lower()


def test_accepted_findings_are_counted(project: Project) -> None:
    line = '- `wrong-figure` "85%": it is so (Head of Performance, 5 September 2011)'
    text = (
        "## HW01\n### Commentary\nThe result rose to 85% this quarter.\n### Actions\nA crew.\n### Accepted findings\n"
    )
    written(project, text + line, "## HW02\n### Commentary\nA mild spring.")
    shown = said(Report(opened(project)).check("Highways"))
    assert "One finding is accepted." in shown
    assert "rose to 85%" not in shown


def test_an_unknown_section_names_the_nearest(project: Project) -> None:
    with pytest.raises(InputError) as raised:
        Report(opened(project)).check("Highway")
    (problem,) = raised.value.problems
    assert (problem.code, problem.nearest) == ("unknown-section", "Highways")


def test_texts_of_the_report_are_checked_too(project: Project) -> None:
    written(project, "## Foreword\nWelcome. {{ kpi }}", notebook="report")
    assert "Did you mean kpis?" in said(Report(opened(project)).check("report"))


def test_every_live_figure_is_shown_with_what_it_prints(project: Project) -> None:
    shown = said(Report(opened(project)).figures("HW01"))
    assert "| `{{ actual }}` | 87% |" in shown
    assert "| `{{ kpis }}` | 3 |" in shown
    assert "last_year" not in shown


# Errors in the commentary -----------------------------------------------------------------------------------


def test_errors_in_a_text_stop_a_render_and_nobody_who_writes(project: Project) -> None:
    written(project, "## HW01\n### Commentary\nAt {{ actaul }}.")
    with pytest.raises(InputError) as raised:
        open_context(SMALL, project)
    (problem,) = (one for one in raised.value.problems if one.severity is Severity.ERROR)
    assert (problem.code, problem.nearest, problem.place.cell) == ("live-figure-unknown", "actual", 1)
    context = opened(project)
    assert context.let_pass == (problem,)
    box = let_pass(context)
    assert box is not None
    assert "Did you mean actual?" in said(Content((box,)))
    assert "Did you mean actual?" in Report(context)._repr_mimebundle_()["text/html"]


def test_nothing_is_said_where_nothing_is_wrong(project: Project) -> None:
    assert let_pass(opened(project)) is None


def test_errors_elsewhere_stop_whoever_writes(project: Project) -> None:
    table = project.root / "data" / "small" / "targets.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("2011-06-30,90", "2011-06-30,ninety"), encoding="utf-8")
    with pytest.raises(InputError):
        opened(project)


def test_markup_is_refused_when_an_edition_is_opened(project: Project) -> None:
    written(project, "## HW01\n### Commentary\n<script>alert(1)</script>")
    with pytest.raises(InputError) as raised:
        open_context(SMALL, project)
    assert [one.code for one in raised.value.problems] == ["html-refused"]


# On the page ------------------------------------------------------------------------------------------------


def test_texts_are_published_with_their_figures(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FIGURES_VARIABLE, str(tmp_path / "figures"))
    context = open_context(SMALL, written(project, *GOOD))
    shown = to_markdown(services.indicator_part(context, "HW01"))
    assert "At 87%, repairs are eight percentage points higher." in shown
    assert "missing" not in shown


MARK = "> Carried over from small-2010-11-Q4: edit this text, then delete this line."
ACCEPTED = "### Accepted findings\n- `carried-over`{}: it still holds (Head of Highways, 5 September 2011)"


@pytest.mark.parametrize(
    ("cells", "noted"),
    [
        ([f"{MARK}\n\nRain."], True),
        (["Rain."], False),
        ([f"{MARK}\n\nRain.", ACCEPTED.format("")], False),
        ([f"{MARK}\n\nRain.", ACCEPTED.format(' "Rain"')], False),
        ([f"{MARK}\n\nRain.", ACCEPTED.format(' "Snow"')], True),
    ],
    ids=["carried over", "own", "accepted", "accepted by its words", "another accepted"],
)
def test_a_text_that_was_carried_over_is_marked_as_such(
    cells: list[str], noted: bool, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FIGURES_VARIABLE, str(tmp_path / "figures"))
    text, *others = cells
    context = open_context(SMALL, written(project, f"## HW01\n### Commentary\n{text}", *others))
    shown = to_markdown(services.indicator_part(context, "HW01"))
    assert ("Carried over from January to March 2011 and not yet edited." in shown) == noted
    assert "edit this text" not in shown
    assert "Accepted findings" not in shown
    assert "Rain." in shown


def test_the_edition_before_is_an_input_of_one_that_was_rolled_forward(project: Project) -> None:
    params = project.params_file(SMALL)
    params.write_text(params.read_text(encoding="utf-8") + "\nrolled_from: small-2010-11-Q4\n", encoding="utf-8")
    earlier = write(project.commentary("small-2010-11-Q4") / "highways.ipynb", markdown("## HW01\n### Risks\nRain."))
    assert earlier in opened(project).input_files


# In a kernel ------------------------------------------------------------------------------------------------


def test_all_cells_of_a_notebook_run_in_a_fresh_kernel(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from nbclient import NotebookClient

    for name in (FIGURES_VARIABLE, DRAWN_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    path = project.commentary(SMALL) / "highways.ipynb"
    write(
        path,
        code(f'import qprlib as qpr\nreport = qpr.open_report("{SMALL}")'),
        markdown(GOOD[0]),
        code('report.card("HW01")'),
        code('report.check("Highways")'),
    )
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}).execute()
    shown = [output["data"]["text/html"] for cell in notebook.cells for output in cell.get("outputs", ())]
    assert len(shown) == 3
    assert "<style>" in shown[0]
    assert "data:image/svg+xml" in shown[1]
    assert "Nothing is missing" in shown[1]
    assert "HW02 has no commentary" in shown[2]
    # What was drawn is kept for the next time.
    assert len(list((project.outputs / ".drawn").glob("*/*.svg"))) == 1


def test_a_problem_is_a_sentence() -> None:
    from qprlib.report.pieces import problem_line

    assert problem_line(Problem("x", "it is wrong")) == ("It is wrong.",)
