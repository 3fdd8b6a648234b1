"""The same cell looks the same in JupyterLab as on the site, and what is not published is told there at once."""

from __future__ import annotations

import base64
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.desk import CHROMIUM, LAB, Hand, chromium, jupyterlab
from helpers.projects import SMALL, miniature, qpr
from playwright.sync_api import BrowserContext, Locator, Page, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}; Debian's package is called chromium"),
    pytest.mark.skipif(not LAB.exists(), reason="JupyterLab is not installed: run 'make lab'"),
]

START = """
import pandas as pd
import seaborn as sns
spend = pd.DataFrame({"area": ["North", "North", "South"], "ward": ["Ash", "Birch", "Oak"], "spent": [1234.5, 980, 12]})
"""
CELLS = {
    "start": START,
    "table": "report.table(spend.style.format({'spent': '£{:,.0f}'}).hide(axis='index'), caption='Spending by ward')",
    "frame": "spend.attrs['caption'] = 'By area and ward'\nspend.set_index(['area', 'ward'])",
    "rated": "report.table(report.scorecard, ['short_name', 'actual', 'rating', 'direction'], caption='Ratings')",
    "chart": "report.chart(sns.barplot(spend, x='ward', y='spent'), finding='Ash costs most', alt='Ash £1,235.')",
    "text": "report.text('In time: **{{ HW01.actual }}**. See [highways](page:highways).')",
}
REFUSED = [
    (
        "table",
        "spend",
        "A table without a caption: whoever hears a page finds a table by its caption. Write report.table(",
    ),
    ("chart", "sns.barplot(spend, x='ward', y='spent')", "A chart without a finding and a text alternative. Write"),
    ("printed", "print('total', 5)", "Printed text, total 5: what is printed has no form on a page. Write"),
    ("number", "5", "A bare number, 5: nobody would know what it counts. Put it into a sentence"),
]
#: What is compared of each element of a table or text: what a reader sees of it.
LOOK = """element => [...element.querySelectorAll('caption, th, td, span.status, span.direction')].map(one => {
  const style = getComputedStyle(one)
  return [one.tagName, one.innerText.trim(), one.getAttribute('scope'), style.fontFamily, style.fontSize,
    style.fontWeight, style.color, style.textAlign.replace('start', 'left'), style.borderBottomWidth,
    style.borderBottomColor, style.paddingTop, style.paddingRight, style.captionSide, style.backgroundColor].join(' | ')
})"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with an analyst's cells in the summary, rendered."""
    project = miniature(tmp_path_factory.mktemp("shown") / "project")
    with_cells(project / "notebooks" / "summary.ipynb", CELLS)
    done = qpr(project, "render", SMALL, "--formats", "html")
    assert done.returncode == 0, done.stderr
    return project


def with_cells(summary: Path, cells: dict[str, str]) -> None:
    """Put cells behind the set-up of a page notebook, and leave its own out."""
    notebook = json.loads(summary.read_text(encoding="utf-8"))
    kept = [cell for cell in notebook["cells"] if cell["id"] in ("parameters", "set-up")]
    kept[0]["source"] = f'edition = "{SMALL}"'
    own = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"] = [*kept, *({**own, "id": name, "source": source} for name, source in cells.items())]
    summary.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture(scope="module")
def lab(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[BrowserContext, str]]:
    """A browser, and JupyterLab's address of the project's page notebooks."""
    log = tmp_path_factory.mktemp("lab") / "lab.txt"
    with jupyterlab(project, log, SMALL, "highways") as address, chromium() as browser:
        context = browser.new_context(viewport={"width": 1280, "height": 2400})
        yield context, re.sub(r"/lab/[^?]*", "/lab/tree/notebooks/{}", address)
        context.close()


@pytest.fixture(scope="module")
def pages(project: Path, lab: tuple[BrowserContext, str]) -> tuple[Hand, Page]:
    """The notebook in JupyterLab, run from top to bottom, and the page that was made of it."""
    context, address = lab
    notebook = project / "notebooks" / "summary.ipynb"
    hand = Hand(context.new_page(), address.format(notebook.name), notebook)
    hand.run_all_afresh()
    site = context.new_page()
    site.goto((project / "outputs" / SMALL / "site" / "summary.html").as_uri())
    hand.page.bring_to_front()
    return hand, site


def looks(part: Locator) -> Any:
    return part.evaluate(LOOK)


@pytest.mark.parametrize(
    ("cell", "caption"), [("table", "Spending by ward"), ("frame", "By area and ward"), ("rated", "Ratings")]
)
def test_a_table_looks_the_same_in_jupyterlab_as_on_the_site(pages: tuple[Hand, Page], cell: str, caption: str) -> None:
    hand, site = pages
    published = looks(site.get_by_role("table", name=caption))
    assert len(published) > 6
    assert looks(hand.output(cell).get_by_role("table", name=caption)) == published


def test_a_text_looks_the_same_in_jupyterlab_as_on_the_site(pages: tuple[Hand, Page]) -> None:
    hand, site = pages
    words = "In time: 87%. See highways."
    shown, published = hand.output("text").locator("p"), site.locator("main p", has_text="In time:")
    assert shown.inner_text() == published.inner_text() == words
    for style in ("font-family", "font-size", "color", "line-height"):
        look = f"one => getComputedStyle(one).getPropertyValue('{style}')"
        assert shown.evaluate(look) == published.evaluate(look), style


def test_a_chart_is_the_same_picture_in_jupyterlab_as_on_the_site(pages: tuple[Hand, Page], project: Path) -> None:
    hand, site = pages
    shown, published = hand.output("chart").locator("figure.chart"), site.locator("figure.chart")
    expect(published).to_have_count(1)
    assert shown.inner_text().strip() == published.inner_text().strip() == "Ash costs most"
    alternative = shown.locator("img").get_attribute("alt")
    assert alternative == published.locator("img").get_attribute("alt") == "Ash costs most. Ash £1,235."
    inline = str(shown.locator("img").get_attribute("src")).partition("base64,")[2]
    named = project / "outputs" / SMALL / "site" / str(published.locator("img").get_attribute("src"))
    assert base64.b64decode(inline) == named.read_bytes()
    assert hand.output("chart").count() == 1  # and not once more by matplotlib


def test_what_is_not_published_is_told_in_a_box_at_once(project: Path, lab: tuple[BrowserContext, str]) -> None:
    context, address = lab
    notebook = project / "notebooks" / "explore.ipynb"
    shutil.copy(project / "notebooks" / "summary.ipynb", notebook)
    with_cells(notebook, {"start": START, **{name: source for name, source, _ in REFUSED}})
    hand = Hand(context.new_page(), address.format(notebook.name), notebook)
    hand.run_all_afresh()
    for name, _, words in REFUSED:
        box = hand.cell(name).locator(".qpr-preview .warning")
        expect(box).to_have_count(1)
        expect(box).to_contain_text(f"Not published: {words}")
    expect(hand.cell("table").get_by_role("row")).to_have_count(4)  # what it is about is seen all the same
    expect(hand.cell("chart").locator("img")).to_have_count(1)
