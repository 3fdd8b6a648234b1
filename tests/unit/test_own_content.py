"""An analyst's own table, chart and text, in the lines that the docs teach: wherever they stand, in every format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import docx
import page as page_validation
import pikepdf
import pytest
from helpers.documents import html_charts, pdf_alternatives, pdf_table_faults
from helpers.projects import SMALL, miniature, qpr
from helpers.undrawn import page_text, pdf_text, word_text
from lxml import html

from qprlib.editions.new_page import make_page, plan_page
from qprlib.ground.project import Project

#: The cells as somebody types them, one after another.
CELLS = {
    "red": "red = report.scorecard.query(\"rating == 'red'\")\n"
    'report.table(red, columns={"short_name": "Indicator", "actual": "Result", "target": "Target"}, '
    'caption="Rated Red")',
    "spend": 'spend = report.source("finance")\n'
    'report.chart(sns.lineplot(data=spend, x="month", y="spent"), finding="Spending is 2% over budget", '
    'alt="From £1.2m in April to £1.9m in June 2011.")',
    "spending": 'report.text("Spending is {{ FI01.actual }}.")',
}
SET_UP = f'import seaborn as sns\n\nimport qprlib as qpr\n\nreport = qpr.open_report("{SMALL}")'
#: Where they are typed, by the page that publishes them.
PLACES = ("summary", "money", "highways")
ALTERNATIVE = "Spending is 2% over budget. From £1.2m in April to £1.9m in June 2011."


def code(name: str, source: str) -> dict[str, Any]:
    return {"cell_type": "code", "id": name, "metadata": {}, "outputs": [], "execution_count": None, "source": source}


def markdown(name: str, source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def own_cells() -> list[dict[str, Any]]:
    return [code(f"own-{name}", source) for name, source in CELLS.items()]


def with_own_content(project: Path) -> None:
    """Put the cells into the summary, a page of one's own and under an indicator, and their data into the folder."""
    data = project / "data" / "small"
    for name, row in {
        "indicators": {"id": "FI01", "name": "Spending", "short_name": "Spending", "unit": "£m", "decimals": "1",
                       "polarity": "lower", "like": "HW02"},
        "actuals": {"indicator": "FI01", "period_end": "2011-06-30", "actual": "1.9"},
        "targets": {"indicator": "FI01", "period_end": "2011-06-30", "target": "1.5", "floor": "1.6"},
    }.items():  # fmt: skip
        path = data / f"{name}.csv"
        lines = path.read_text(encoding="utf-8").rstrip("\n").splitlines()
        columns = lines[0].split(",")
        like = row.pop("like", "nobody")
        usual = next((line.split(",") for line in lines if line.startswith(like)), [""] * len(columns))
        lines.append(",".join(row.get(*one) for one in zip(columns, usual, strict=True)))
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    finance = "month,spent\n2011-04-30,1.2\n2011-05-31,1.5\n2011-06-30,1.9\n"
    (data / "finance.csv").write_text(finance, encoding="utf-8")
    make_page(plan_page(Project(project.resolve()), "money", SMALL, "Money"))
    for page in ("summary", "money"):
        path = project / "notebooks" / f"{page}.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        start = [cell for cell in notebook["cells"] if cell["id"] in ("about", "parameters", "set-up")]
        start[-1]["source"] = SET_UP.replace(f'"{SMALL}"', "edition")
        notebook["cells"] = [*start, *own_cells()]
        path.write_text(json.dumps(notebook), encoding="utf-8")
    path = project / "notebooks" / "commentary" / SMALL / "highways.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] = [
        code("set-up", SET_UP),
        markdown("hw01", "## HW01 Repairs in 28 days\n\n### Commentary\n\nFewer repairs waited for parts."),
        markdown("hw01-evidence", "### Evidence"),
        *own_cells(),
        markdown("hw02", "## HW02 Days to repair\n\n### Commentary\n\nA mild spring left fewer potholes."),
        markdown("fi01", "## FI01 Spending\n\n### Commentary\n\nPrices rose.\n\n### Actions\n\nTenders are let anew."),
    ]
    path.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = miniature(tmp_path_factory.mktemp("own") / "project", signed=False)
    with_own_content(project)
    done = qpr(project, "render", SMALL)
    assert done.returncode == 0, done.stderr
    return project / "outputs" / f"{SMALL}-draft"


@pytest.mark.parametrize("page", PLACES)
def test_it_is_on_the_site(published: Path, page: str) -> None:
    path = published / "site" / f"{page}.html"
    (table,) = html.fromstring(path.read_bytes()).xpath("//main//table[normalize-space(caption)='Rated Red']")
    said = [" ".join(cell.text_content().split()) for cell in table.xpath(".//th | .//td")]
    assert said == ["Indicator", "Result", "Target", "Expected level", "66%", "73%", "Spending", "£1.9m", "£1.5m"]
    links = [link.rpartition("/")[2] for link in table.xpath(".//tbody//th//a/@href")]
    assert [link.partition("#")[2] for link in links] == ["ed01", "fi01"]
    charts = [chart for chart in html_charts(path) if chart.finding == "Spending is 2% over budget"]
    assert [chart.alt for chart in charts] == [ALTERNATIVE]
    assert "Spending is £1.9m." in page_text(path)


def test_it_is_in_the_pdf_which_keeps_the_rules_of_pdf_ua(published: Path) -> None:
    (path,) = published.glob("report*.pdf")
    result = page_validation.validate_pdf(str(path), profile="ua1")
    assert result.failures == []
    with pikepdf.open(path) as document:
        assert pdf_table_faults(document) == []
        assert pdf_alternatives(document).count(ALTERNATIVE) == len(PLACES)
    text = " ".join(pdf_text(path).split())
    for words in ("Rated Red", "Spending is 2% over budget", "Spending is £1.9m."):
        assert text.count(words) >= len(PLACES), words


def test_it_is_in_the_word_document(published: Path) -> None:
    (path,) = published.glob("report*.docx")
    captions = [caption for table in docx.Document(str(path)).tables
                for caption in table._tbl.tblPr.xpath("./w:tblCaption/@w:val")]  # fmt: skip
    assert captions.count("Rated Red") == len(PLACES)
    text = word_text(path)
    for words in ("Spending is 2% over budget", "Spending is £1.9m."):
        assert text.count(words) >= len(PLACES), words


def test_what_it_read_is_an_input_of_the_render(published: Path) -> None:
    manifest = json.loads((published / "manifest.json").read_text(encoding="utf-8"))
    assert "data/small/finance.csv" in [one["path"] for one in manifest["inputs"]]
