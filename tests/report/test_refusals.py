"""What a cell shows that cannot be published is told in the cell, by a render and by ``qpr check``, with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from helpers.projects import SMALL, miniature, qpr
from making_notebooks import code, texts, write

from qprlib.ground.errors import PageError
from qprlib.publishing.run.execute import run_pages
from qprlib.publishing.run.executed import stored_refusals
from qprlib.publishing.run.jobs import PageJob
from qprlib.shown.refusals import MIME

PARAMETERS = code("edition = 'small'", "parameters")
SET_UP = f"""
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from IPython.display import HTML, Image, Javascript, Latex, Markdown, display
import qprlib as qpr

report = qpr.open_report("{SMALL}")
spend = pd.DataFrame({{"ward": ["Ash", "Birch"], "spent": [1.5, 2.5]}})

class Widget:
    def _repr_mimebundle_(self, **_):
        return {{"application/vnd.jupyter.widget-view+json": {{"model_id": "1"}}, "text/plain": "IntSlider(value=3)"}}

class Figure:
    __module__ = "plotly.graph_objs"
    def _ipython_display_(self):
        display({{"application/vnd.plotly.v1+json": {{}}}}, raw=True)
"""
#: A cell, and the codes of its refusals.
SHOWN = [
    ("spend", "table-without-caption"),
    ("display(spend)", "table-without-caption"),
    ("report.table(spend.style)", "table-without-caption"),
    ("report.table(spend.head(0), caption='None')", "table-without-rows"),
    ("sns.barplot(spend, x='ward', y='spent')", "chart-without-words"),
    ("sns.barplot(spend, x='ward', y='spent');", "chart-without-words"),
    ("plt.plot([1, 2]); None", "chart-without-words"),
    ("report.chart(sns.barplot(spend, x='ward', y='spent'), finding='Birch costs most')", "chart-without-alt"),
    ("report.chart(spend.plot(), alt='Ash 1.5, Birch 2.5')", "chart-without-finding"),
    ("print('spent', 4)", "text-printed"),
    ("spend['spent'].sum()", "number-shown"),
    ("len(spend)", "number-shown"),
    ("[1, 2]", "value-shown"),
    ("spend.groupby('ward')", "value-shown"),
    ("HTML('<b>spent</b>')", "html-shown"),
    ("Javascript('alert(1)')", "script-shown"),
    ("Image(b'GIF89a', format='gif', url=None)", "picture-shown"),
    ("Latex('$x$')", "formula-shown"),
    ("Widget()", "widget-shown"),
    ("Figure()", "chart-not-matplotlib"),
    ("Markdown('<table></table>')", "html-refused"),
    ("report.text('{{ HW99.actual }}')", "live-figure-unknown"),
    ("report.table(5, caption='Five')", "not-a-table"),
]
FINE = [
    "report.table(spend, caption='Spending')",
    "spend.attrs['caption'] = 'Spending'; spend",
    "report.chart(sns.barplot(spend, x='ward', y='spent'), finding='Birch costs most', alt='Ash 1.5, Birch 2.5')",
    "report.text('In time: {{ HW01.actual }}.')",
    "display('Words as they are'); None",
    "Markdown('**Words**')",
    "report",
    "import warnings; warnings.warn('for whoever works on it')",
    "total = spend['spent'].sum()",
]


def page(root: Path, cells: list[dict[str, Any]], **environment: str) -> PageJob:
    notebook = write(root / "notebooks" / "own.ipynb", PARAMETERS, code(SET_UP), *cells)
    return PageJob(page="own", notebook=notebook, output=root / "executed" / "own.ipynb", root=root, env=environment)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return miniature(tmp_path_factory.mktemp("refusals") / "project")


def test_a_render_names_each_with_its_cell_and_lets_the_rest_through(project: Path) -> None:
    cells = [*(code(source) for source, _ in SHOWN), *map(code, FINE), code("print(5)", "remove-cell")]
    with pytest.raises(PageError) as caught:
        run_pages([page(project, cells, QPR_FIGURES=str(project / "executed" / "figures" / "own"))])
    told = [(problem.place.cell, problem.code) for problem in caught.value.problems]
    assert told == [(number, expected) for number, (_, expected) in enumerate(SHOWN, start=3)]
    for problem, (source, _) in zip(caught.value.problems, SHOWN, strict=True):
        assert f"notebook notebooks/own.ipynb, cell {problem.place.cell}: the cell `{source[:70]}" in str(problem)
        assert problem.todo
        assert "0x" not in problem.found
    assert not any("text/html" in output.get("data", {}) for _, output in outputs(project / "executed" / "own.ipynb"))


def outputs(notebook: Path) -> list[tuple[int, dict[str, Any]]]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [(number, one) for number, cell in enumerate(cells, start=1) for one in cell.get("outputs", [])]


def test_jupyterlab_tells_it_in_the_cell_and_qpr_check_finds_it_in_the_file(project: Path) -> None:
    cells = [code(source) for source, _ in SHOWN]
    with pytest.raises(PageError):  # as JupyterLab runs it: without a folder for figures
        run_pages([page(project, cells)])
    executed = project / "executed" / "own.ipynb"
    boxes = {}
    for number, output in outputs(executed):
        if MIME in output.get("data", {}):
            assert number not in boxes, "told once"
            boxes[number] = "".join(output["data"]["text/html"])
    assert list(boxes) == list(range(3, len(SHOWN) + 3))
    assert all("<p><strong>Not published:" in box for box in boxes.values())
    assert '<table class="own">' in boxes[3]
    assert "<figure" in boxes[7]
    found = stored_refusals(executed)
    assert [(problem.place.cell, problem.code) for problem in found] == [
        (number, expected) for number, (_, expected) in enumerate(SHOWN, start=3)
    ]


def test_what_is_shown_before_the_report_is_opened_is_refused_too(project: Path) -> None:
    sources = [
        "import pandas as pd; pd.DataFrame({'a': [1]})",
        "5",
        "print('x')",
        "from IPython.display import HTML; HTML('x')",
    ]
    notebook = write(project / "notebooks" / "early.ipynb", PARAMETERS, *map(code, sources))
    job = PageJob(page="early", notebook=notebook, output=project / "executed" / "early.ipynb", root=project)
    with pytest.raises(PageError) as caught:
        run_pages([job])
    assert [problem.code for problem in caught.value.problems] == [
        *("table-not-opened", "number-shown", "text-printed", "html-shown"),
    ]


def test_qpr_check_and_qpr_render_name_notebook_and_cell(tmp_path: Path) -> None:
    project = miniature(tmp_path / "project")
    summary = project / "notebooks" / "summary.ipynb"
    notebook = json.loads(summary.read_text(encoding="utf-8"))
    stored = {"output_type": "stream", "name": "stdout", "text": "total 5\n"}
    own = {"cell_type": "code", "id": "own", "metadata": {}, "source": "print('total', 5)", "execution_count": 1}
    notebook["cells"].append({**own, "outputs": [stored]})
    summary.write_text(json.dumps(notebook), encoding="utf-8")
    number = len(notebook["cells"])
    checked = qpr(project, "check", SMALL)
    rendered = qpr(project, "render", SMALL)
    for done, code_ in ((checked, 3), (rendered, 4)):
        assert done.returncode == code_, texts([done.stdout, done.stderr])
        assert f"notebooks/summary.ipynb, cell {number}" in " ".join(done.stderr.split())
        assert "shows printed text, `total 5`" in " ".join(done.stderr.split())
