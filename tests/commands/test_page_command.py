"""`qpr page` makes a page of one's own: its notebook and its place in the params, or nothing at all."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from helpers.projects import QPR, REPOSITORY, SMALL, contents, miniature, qpr
from hypothesis import given
from hypothesis import strategies as st

from qprlib.cli.jupyterlab import plan_lab
from qprlib.editions import new_page
from qprlib.editions.new_page import make_page, plan_page
from qprlib.editions.next_params import with_page
from qprlib.editions.rolling import plan_edition
from qprlib.ground.errors import CommandError, EditionError, InputError, QprError
from qprlib.ground.project import Project
from qprlib.publishing.render import check_edition, page_job
from qprlib.publishing.run.execute import run_pages
from qprlib.report.context import open_context
from qprlib.texts.tidying import tidied_text

PARAMS = f"params/{SMALL}.yml"
NOTEBOOK = "notebooks/housing-repairs.ipynb"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(miniature(tmp_path / "project"))


def test_the_command_writes_a_notebook_and_lists_it(project: Project) -> None:
    before = contents(project.root)
    done = qpr(project.root, "page", "housing-repairs", "--title", "Housing repairs", "--edition", SMALL)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        f"{NOTEBOOK} is made, and {PARAMS} lists it after 'service'.",
        f"Next: {QPR} lab {SMALL} housing-repairs, with {QPR} preview {SMALL} beside it.",
    ]
    after = contents(project.root)
    assert {path for path in after if after[path] != before.get(path)} == {NOTEBOOK, PARAMS}
    was, now = (files[PARAMS].decode().splitlines() for files in (before, after))
    added = ["  - page: housing-repairs", "    title: Housing repairs", "    group: Services"]
    assert now == [*was, *added]  # every other line as it was, comments and all
    notebook = after[NOTEBOOK].decode()
    assert tidied_text(notebook, NOTEBOOK, page=True) == notebook
    context = check_edition(project, SMALL)
    assert [(page.slug, page.title) for page in context.pages if page.notebook == "housing-repairs"] == [
        ("housing-repairs", "Housing repairs")
    ]


def test_jupyterlab_opens_at_it(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    make_page(plan_page(project, "housing-repairs", SMALL))
    monkeypatch.setattr("qprlib.cli.jupyterlab.find_lab", lambda _: Path("/bin/jupyter-lab"))
    assert plan_lab(project, SMALL, "housing-repairs").notebook == project.root / NOTEBOOK
    assert plan_lab(project, SMALL, "Highways").notebook == project.commentary(SMALL) / "highways.ipynb"
    with pytest.raises(CommandError, match="no commentary notebook for 'housing'"):
        plan_lab(project, SMALL, "housing")


def test_the_next_edition_has_the_page_too(project: Project) -> None:
    make_page(plan_page(project, "housing-repairs", SMALL))
    rolled = plan_edition(project, "small-2011-12-Q2")
    assert "housing-repairs" in [page.page for page in rolled.edition.pages]


@pytest.mark.parametrize(
    "name",
    [
        "Housing",
        "housing repairs",
        "housing_repairs",
        "-a",
        "a-",
        "a--b",
        "",
        "../x",
        "x.ipynb",
        "häuser",
        "1st",
        "a" * 61,
    ],
)
def test_a_name_that_is_no_file_name_is_refused(project: Project, name: str) -> None:
    before = contents(project.root)
    with pytest.raises(CommandError, match="cannot be the name of a page"):
        plan_page(project, name, SMALL)
    assert contents(project.root) == before


def test_the_nearest_name_is_given(project: Project) -> None:
    with pytest.raises(CommandError) as refused:
        plan_page(project, "Housing Repairs (2024)", SMALL)
    assert refused.value.problems[0].nearest == "housing-repairs-2024"


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        ("summary", CommandError, "has a page 'summary' already"),
        ("methods", CommandError, "the page notebook is there already, and nothing is overwritten"),
        ("highways", InputError, "two pages have the address 'highways'"),
        ("search", InputError, "two pages have the address 'search'"),
    ],
)
def test_a_page_that_is_there_is_refused(project: Project, name: str, kind: type[QprError], message: str) -> None:
    (project.notebooks / "methods.ipynb").write_text("{}", encoding="utf-8")
    before = contents(project.root)
    with pytest.raises(kind, match=message):
        plan_page(project, name, SMALL)
    assert contents(project.root) == before


def test_an_unknown_and_a_published_edition_are_refused(project: Project) -> None:
    with pytest.raises(CommandError, match="there is no edition 'small-2011-12-Q3'"):
        plan_page(project, "repairs", "small-2011-12-Q3")
    path = project.root / PARAMS
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\nscheme:", "\npublished: 2011-09-20\nscheme:"), encoding="utf-8")
    with pytest.raises(EditionError, match="was published on 2011-09-20, and its pages stay as they are"):
        plan_page(project, "repairs", SMALL)


def test_nothing_stays_where_the_params_cannot_be_written(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    page = plan_page(project, "housing-repairs", SMALL)
    before = contents(project.root)
    replace = Path.replace

    def full(path: Path, target: Path) -> Path:
        if Path(target).suffix == ".yml":
            raise OSError(28, "No space left on device")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        make_page(page)
    assert contents(project.root) == before


def test_what_a_run_left_that_was_ended_is_taken_up(project: Project) -> None:
    page = plan_page(project, "housing-repairs", SMALL)
    (project.root / NOTEBOOK).write_text(page.files[project.root / NOTEBOOK], encoding="utf-8")
    make_page(plan_page(project, "housing-repairs", SMALL))
    assert "housing-repairs" in (project.root / PARAMS).read_text(encoding="utf-8")


_ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(["a", "b-c", "'d'", "x # y"]),
        st.sampled_from(
            ["", "\n{i}title: T", "\n{i}title: >-\n{i}  two\n\n{i}  parts", "\n{i}parameters:\n{i}  a: [1,\n{i}   2]"]
        ),
        st.sampled_from(["", "\n", "{o}# a comment\n", "\n{i}# of its own\n", "# at the margin\n\n"]),
    ),
    min_size=1,
    max_size=4,
)


@given(_ENTRIES, st.sampled_from([0, 2, 3]), st.data(), st.sampled_from(["", "end: 1\n", "# the end\n"]), st.booleans())
def test_one_page_more_leaves_every_other_line_as_it_was(
    entries: list[tuple[str, str, str]], outer: int, data: st.DataObject, rest: str, windows: bool
) -> None:
    spaces = {"o": " " * outer, "i": " " * (outer + 2)}
    text = "first: 1  # kept\npages:   # in order\n"
    text += "".join(
        f"{spaces['o']}- page: {page}{(more + chr(10) + gap).format(**spaces)}" for page, more, gap in entries
    )
    text = (text + rest).replace("\n", "\r\n" if windows else "\n")
    place = data.draw(st.integers(1, len(entries)))
    entry = {"page": "mine", "title": "Mine: of all"}
    made = with_page(text, entry, place)
    wanted = yaml.safe_load(text)
    wanted["pages"].insert(place, entry)
    assert yaml.safe_load(made) == wanted
    before, after = text.splitlines(keepends=True), made.splitlines(keepends=True)
    own = [row for row in range(len(after)) if "mine" in after[row]]
    assert len(own) == 1
    assert after[: own[0]] + after[own[0] + 2 :] == before


@pytest.mark.parametrize("edition", ["exampleshire-2024-25-Q3", "kent-2011-12-Q1", "exampleshire-aims-2024-25-Q3"])
def test_the_page_stands_before_what_is_about_the_report(edition: str) -> None:
    repository = Project(REPOSITORY)
    page = plan_page(repository, "housing-repairs", edition)
    text = page.files[repository.params_file(edition)]
    listed = [one["page"] for one in yaml.safe_load(text)["pages"]]
    assert set(listed[listed.index("housing-repairs") + 1 :]) <= {"changes", "methods", "accessibility"}


def test_the_notebook_begins_with_a_text_a_table_and_a_chart(project: Project) -> None:
    cells = json.loads(plan_page(project, "repairs", SMALL).files[project.notebooks / "repairs.ipynb"])["cells"]
    assert [cell["id"] for cell in cells] == ["about", "parameters", "set-up", "text", "table", "chart"]
    live = re.search(r"\{\{ (\w+)\.actual \}\}", "".join(cells[3]["source"]))
    assert live
    assert live[1] in [row.id for row in open_context(SMALL, project).scored.results]
    assert new_page.PARAMETERS_TAG in cells[1]["metadata"]["tags"]


def test_what_the_notebook_begins_with_is_shown_as_it_is(project: Project, tmp_path: Path) -> None:
    make_page(plan_page(project, "housing-repairs", SMALL, "Housing repairs"))
    context = check_edition(project, SMALL)
    page = next(page for page in context.pages if page.notebook == "housing-repairs")
    run_pages([page_job(context, page, tmp_path / "made")])
    cells = json.loads((tmp_path / "made" / "housing-repairs.ipynb").read_text(encoding="utf-8"))["cells"]
    shown = {cell["id"]: "".join(cell["outputs"][0]["data"]["text/markdown"]) for cell in cells if cell.get("outputs")}
    first = next(row for row in context.scored.results if row.known)
    assert list(shown) == ["text", "table", "chart"]
    assert shown["text"].startswith(first.short_name)
    assert all(row.short_name in shown["table"] for row in context.scored.kpis.itertuples())
    assert "No service has more indicators than Highways" in shown["chart"]
    assert "Highways 2, Education 1" in shown["chart"]
