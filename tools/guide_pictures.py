"""Make the pictures of ``docs/guide.md`` again: the real screens, in a copy of the project with Kent's edition.

JupyterLab and the preview are started by their commands and used in Chromium as the guide tells it, by the same hand
that tests them. Pictures depend on the machine's fonts: look at each before it is committed.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
sys.path.insert(0, str(ROOT / "tests"))
from helpers.desk import Hand, chromium, jupyterlab, preview  # type: ignore[import-not-found]  # noqa: E402
from helpers.projects import KENT, copy_of_project  # type: ignore[import-not-found]  # noqa: E402
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect  # noqa: E402

SENTENCE = " Crews completed {{ actual }} in time, {{ change | words }} than in {{ previous_period }}."
FILLED = "Crews completed 87% in time, eight percentage points higher"
MISTYPED = " The target was {{ tarrget }}."
UNTRUE = " Performance fell to 82%."
BESIDE = ViewportSize(width=800, height=760)


def main() -> None:
    """Make all pictures."""
    expect.set_options(timeout=60_000)
    with tempfile.TemporaryDirectory() as folder:
        logs = Path(folder)
        project = copy_of_project(logs / "project")
        notebook = project / "notebooks" / "commentary" / KENT / "highways.ipynb"
        with (
            preview(project, logs / "preview.txt", KENT) as (site, previewing),
            jupyterlab(project, logs / "lab.txt", KENT, "highways") as lab,
            chromium() as browser,
        ):
            previewing.until(lambda: "The preview is ready" in previewing.said, "the preview")
            _walk(browser, lab, f"{site}/highways.html", notebook)


def _walk(browser: Browser, lab: str, address: str, notebook: Path) -> None:
    desk = browser.new_context(viewport={"width": 1180, "height": 900})
    hand = Hand(desk.new_page(), lab, notebook)
    _save("guide-open", hand.page.screenshot(clip={"x": 0, "y": 0, "width": 1180, "height": 640}))

    _without_files(hand.page)
    hand.run("set-up", 1)
    hand.run("hw01-card", 2)
    _to_top(hand.cell("hw01-card"))
    _save("guide-card", hand.page.screenshot(clip=_panel(hand.page, 780)))

    page = desk.new_page()
    page.goto(address)
    hand.page.bring_to_front()
    hand.write("hw01-commentary", SENTENCE)
    hand.save()
    expect(page.get_by_text(FILLED)).to_have_count(1)
    _save("guide-beside", _beside(browser, lab, address, notebook))

    hand.write("hw01-commentary", MISTYPED)
    hand.save()
    page.bring_to_front()
    expect(page.get_by_role("alert")).to_contain_text("did you mean")
    page.evaluate("() => document.querySelector('#hw01').scrollIntoView({behavior: 'instant'})")
    _save("guide-error", page.screenshot(clip={"x": 0, "y": 0, "width": 1180, "height": 640}))

    hand.page.bring_to_front()
    hand.rub_out("hw01-commentary", MISTYPED)
    hand.write("hw01-commentary", UNTRUE)
    hand.save()
    expect(hand.page.locator(".jp-mod-dirty")).to_have_count(0)
    hand.run("check", 3)
    _to_top(hand.cell("check"))
    _save("guide-check", hand.page.screenshot(clip=_panel(hand.page, 650)))
    desk.close()


def _beside(browser: Browser, lab: str, address: str, notebook: Path) -> bytes:
    """Two windows side by side: the notebook, and the page that follows it."""
    window = browser.new_context(viewport=BESIDE, device_scale_factor=0.8)
    hand = Hand(window.new_page(), lab, notebook)
    _without_files(hand.page)
    _to_top(hand.cell("hw01-commentary"))
    editor = hand.edit("hw01-commentary")
    expect(editor).to_be_focused()
    left = hand.page.screenshot()
    page = window.new_page()
    page.goto(address)
    words = page.get_by_text(FILLED)
    words.evaluate("element => scrollTo({top: element.getBoundingClientRect().top - 330, behavior: 'instant'})")
    right = page.screenshot()
    window.close()
    one, other = (Image.open(io.BytesIO(part)).convert("RGB") for part in (left, right))
    both = Image.new("RGB", (one.width + other.width, one.height), "#767676")
    both.paste(one.crop((0, 0, one.width - 1, one.height)), (0, 0))
    both.paste(other, (one.width, 0))
    stream = io.BytesIO()
    both.save(stream, "PNG")
    return stream.getvalue()


def _without_files(page: Page) -> None:
    """Close the list of files, if it is open."""
    files = page.locator(".jp-FileBrowser")
    if files.is_visible():
        page.keyboard.press("Control+b")
    expect(files).to_be_hidden()


def _to_top(cell: Locator) -> None:
    cell.evaluate("element => element.scrollIntoView({block: 'start', behavior: 'instant'})")


def _panel(page: Page, height: int) -> dict[str, float]:
    """The place of the notebook on the screen."""
    box = page.locator(".jp-NotebookPanel-notebook").bounding_box()
    assert box is not None
    return {"x": box["x"], "y": box["y"], "width": box["width"], "height": min(height, box["height"])}


def _save(name: str, picture: bytes) -> None:
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    path = PICTURES / f"{name}.png"
    # Chosen by how far apart they are, not by how often they occur: a small mark in amber has to stay amber.
    image.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {image.width} by {image.height}, {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
