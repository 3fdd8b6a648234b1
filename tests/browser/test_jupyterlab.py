"""An analyst's quarter of an hour: JupyterLab in a browser, the preview beside it, and each save on the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from helpers.desk import CHROMIUM, LAB, Command, Hand, chromium, jupyterlab, preview, shown_after
from helpers.projects import KENT, copy_of_project
from playwright.sync_api import Page, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}; Debian's package is called chromium"),
    pytest.mark.skipif(not LAB.exists(), reason="JupyterLab is not installed: run 'make lab'"),
]

SENTENCE = " Crews completed {{ actual }} in time, {{ change | words }} than in {{ previous_period }}."
FILLED = "Crews completed 87% in time, eight percentage points higher than in the quarter to March 2011."
BROKEN = " The target was {{ tarrget }}."


class Desk(NamedTuple):
    """JupyterLab with a notebook open, and the previewed page of its section, each in a page of the browser."""

    hand: Hand
    page: Page
    preview: Command
    notebook: Path
    outside: list[str]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    project = copy_of_project(tmp_path / "project")
    notebook = project / "notebooks" / "commentary" / KENT / "highways.ipynb"
    outside: list[str] = []
    with (
        preview(project, tmp_path / "preview.txt", KENT) as (site, previewing),
        jupyterlab(project, tmp_path / "lab.txt", KENT, "highways") as address,
        chromium() as browser,
    ):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.on("request", lambda request: outside.append(request.url) if is_outside(request.url) else None)
        hand = Hand(context.new_page(), address, notebook)
        previewing.until(lambda: "The preview is ready" in previewing.said, "the preview")
        page = context.new_page()
        page.goto(f"{site}/highways.html")
        hand.page.bring_to_front()
        yield Desk(hand, page, previewing, notebook, outside)
        context.close()


def is_outside(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "data:", "blob:"))


def test_a_sentence_with_a_live_figure_goes_from_jupyterlab_to_the_page(
    desk: Desk, record_property: pytest.RecordProperty
) -> None:
    hand, page = desk.hand, desk.page

    hand.run("set-up", 1)
    expect(hand.output("set-up")).to_contain_text("26 KPIs: 11 Green, 8 Amber, 7 Red")
    hand.run("hw01-card", 2)
    card = hand.output("hw01-card")
    expect(card.locator(".indicator-status .status")).to_have_text("Amber")
    expect(card.locator(".indicator-status .direction")).to_have_text("Improving")
    expect(card.get_by_role("table", name="HW01 by period")).to_contain_text("79%")
    chart = card.locator("figure.chart img")
    chart.scroll_into_view_if_needed()
    assert chart.evaluate("image => image.naturalWidth") > 300
    expect(card).to_contain_text("Nothing is missing")

    hand.write("hw01-commentary", SENTENCE)
    seconds = shown_after(page, FILLED, hand.save())
    record_property("seconds from save to page", round(seconds, 2))
    print(f"From Ctrl+S in JupyterLab to the sentence on the page: {seconds:.2f} s")  # noqa: T201 - what is measured is to be seen
    assert SENTENCE.strip() in desk.notebook.read_text(encoding="utf-8")

    hand.run_all_afresh()
    assert hand.page.locator('[data-mime-type*="stderr"], [data-mime-type*="error"]').count() == 0
    assert hand.page.locator(".jp-Notebook .indicator-status .status").all_text_contents() == [
        "Amber",
        "Green",
        "Green",
    ]
    expect(hand.output("check")).to_contain_text("Nothing found")

    hand.write("hw01-commentary", BROKEN)
    hand.save()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("tarrget")
    expect(alert).to_contain_text("did you mean: target?")
    expect(alert).to_contain_text("highways.ipynb")
    expect(page.get_by_text(FILLED)).to_have_count(1)  # the last good page stays
    hand.rub_out("hw01-commentary", BROKEN)
    hand.save()
    expect(alert).to_be_empty()
    expect(page.get_by_text(FILLED)).to_have_count(1)

    assert '"outputs": []' in desk.notebook.read_text(encoding="utf-8")
    assert '"image/png"' not in desk.notebook.read_text(encoding="utf-8")
    assert desk.outside == []
    assert hand.page.get_by_text("Jupyter news").count() == 0
