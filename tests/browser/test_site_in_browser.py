"""Kent's site as a reader has it, opened from a folder on a phone: links, pictures, charts, and each page sound.

What is asked of a page alone is in ``helpers/walking.py``; ``test_walk.py`` asks more of each kind of page.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from helpers.desk import CHROMIUM
from helpers.projects import RenderedEdition
from helpers.walking import AT_EACH_WIDTH, AXE, CHECKS, CONTRAST, asked, by_axe
from playwright.sync_api import Browser, BrowserContext, Page

PHONE = {"width": 390, "height": 844}
FILLER = ("No description has been provided", "image", "chart", "figure")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}; Debian's package is called chromium"),
]

IMAGES = """async () => {
  const images = [...document.images];
  await Promise.all(images.map(async image => {
    image.loading = 'eager';
    try { await image.decode(); } catch (error) { /* told by its width */ }
  }));
  return images.map(image => ({src: image.getAttribute('src'), alt: image.getAttribute('alt'),
                               width: image.naturalWidth}));
}"""
UNFOLD = "() => document.querySelectorAll('main details').forEach(fold => { fold.open = true; })"
LINKS = "() => [...document.querySelectorAll('a[href]')].map(link => link.href)"
IDS = "() => [...document.querySelectorAll('[id]')].map(element => element.id)"
CHARTS = """() => [...document.querySelectorAll('figure.chart img')].map(image => image.alt)"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport=PHONE)
    yield opened
    opened.close()


class Walk:
    """A walk through a site, page by page, that notes every fault."""

    def __init__(self, context: BrowserContext, site: Path) -> None:
        self.site = site.resolve()
        self.outputs = self.site.parents[1]
        self.faults: list[str] = []
        self.charts = 0
        context.add_init_script(path=AXE)
        context.add_init_script(path=CHECKS)
        self.page = context.new_page()
        self._at = ""
        self.page.on("request", self._request)
        self.page.on("requestfailed", self._failed)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self._note(f"error of a script: {error}"))
        self._ids: dict[Path, set[str]] = {}

    def __call__(self) -> list[str]:
        files = sorted(self.site.glob("*.html"))
        for file in files:
            self._at = file.name
            self.page.goto(file.as_uri())
            self._ids[file] = set(self.page.evaluate(IDS))
            self.page.evaluate(UNFOLD)
            self._images()
            self._charts()
            # Contrasts, other widths and keys: test_walk.py.
            for fault in by_axe(self.page, CONTRAST)["faults"] + asked(self.page, "page", *AT_EACH_WIDTH):
                self._note(fault)
        for file in files:
            self._at = file.name
            self.page.goto(file.as_uri())
            self._links()
        return self.faults

    def _note(self, fault: str) -> None:
        self.faults.append(f"{self._at}: {fault}")

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.site.as_uri() + "/", "data:")):
            self._note(f"outside request for {request.url}")

    def _failed(self, request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # by our going on to the next page
            self._note(f"failed request for {request.url}")

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self._note(f"console: {message.text}")

    def _images(self) -> None:
        for image in self.page.evaluate(IMAGES):
            if not image["width"]:
                self._note(f"no picture at {image['src']}")
            if image["alt"] is None or image["alt"].strip().rstrip(".").lower() in FILLER:
                self._note(f"no alternative for {image['src']}")

    def _charts(self) -> None:
        for said in self.page.evaluate(CHARTS):
            self.charts += 1
            if len(said) < 40 or not re.search(r"\d", said):
                self._note(f"no figures in the alternative '{said}'")

    def _links(self) -> None:
        for href in dict.fromkeys(self.page.evaluate(LINKS)):
            parts = urlsplit(href)
            if parts.scheme in ("https", "mailto"):
                continue
            target = Path(unquote(parts.path))
            if parts.scheme != "file" or not target.is_relative_to(self.outputs) or not target.is_file():
                self._note(f"dead link to {href}")
            elif parts.fragment and unquote(parts.fragment) not in self._ids_of(target):
                self._note(f"dead link to {href}: no such place on the page")

    def _ids_of(self, target: Path) -> set[str]:
        """Places on a page; those between editions are read and not opened."""
        if target not in self._ids:
            self._ids[target] = {
                tag["id"] for tag in BeautifulSoup(target.read_text(encoding="utf-8"), "html.parser").find_all(id=True)
            }
        return self._ids[target]


def plain(text: str) -> str:
    return " ".join(text.split())


def test_a_walk_through_the_site_finds_no_fault(kent_edition: RenderedEdition, context: BrowserContext) -> None:
    walk = Walk(context, kent_edition.site)
    assert walk() == []
    assert walk.charts >= 26


def test_a_walk_through_a_broken_site_finds_its_faults(
    kent_edition: RenderedEdition, browser: Browser, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    shutil.copytree(kent_edition.site / "assets", site / "assets")
    text = (kent_edition.site / "highways.html").read_text(encoding="utf-8")
    broken = '<p><a href="#nowhere">x</a><a href="gone.html">y</a><img src="https://example.org/a.png"></p>'
    text = text.replace('http-equiv="Content-Security-Policy"', 'name="no-policy"')
    text = re.sub(r'(HW01\.svg" alt=")[^"]*', r"\1A line that goes up and stays below another line", text)
    wide = '<div style="width: 3000px; height: 1px"></div>'
    (site / "highways.html").write_text(text.replace("</main>", f"{broken}{wide}</main>"), encoding="utf-8")
    opened = browser.new_context(viewport=PHONE, offline=True)
    faults = "\n".join(Walk(opened, site)())
    opened.close()
    for expected in (
        "outside request for https://example.org/a.png",
        "failed request for https://example.org/a.png",
        "no picture at figures/highways/HW02.svg",
        "no alternative for https://example.org/a.png",
        "no figures in the alternative 'A line that goes up and stays below another line'",
        "the page scrolls sideways",
        "axe: image-alt",
        "gone.html",
        "#nowhere: no such place on the page",
    ):
        assert expected in faults


def test_a_phone_opens_the_menu_and_follows_it(kent_edition: RenderedEdition, browser: Browser) -> None:
    page: Page = browser.new_page(viewport=PHONE)
    page.goto((kent_edition.site / "index.html").as_uri())
    menu = page.locator("details.menu > summary")
    assert menu.is_visible()
    assert not page.locator("details.menu nav").is_visible()
    menu.click()
    page.locator("details.menu nav").get_by_role("link", name="Highways", exact=True).click()
    assert page.url.endswith(f"{os.sep}highways.html")
    assert page.locator("h1").inner_text() == "Highways"
    page.close()
