"""What opening a page costs a reader: bytes, requests, and nothing that jumps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers.desk import CHROMIUM
from helpers.first_load import FirstLoad, first_load, served
from helpers.projects import RenderedEdition
from helpers.thorough import THOROUGH
from playwright.sync_api import Browser

MOST = 300_000  # bytes of a first load

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("aims"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}; Debian's package is called chromium"),
]


def charts_of(page: Path) -> int:
    return len(re.findall(r'<figure class="chart">', page.read_text(encoding="utf-8")))


def heaviest(site: Path) -> Path:
    """The page whose text and charts together are the largest."""
    pages = [page for page in site.glob("*.html") if charts_of(page) >= 10]
    return max(pages, key=lambda page: page.stat().st_size + sum(map(size_of, figures_of(site, page))))


def figures_of(site: Path, page: Path) -> list[Path]:
    return sorted((site / "figures" / page.stem).glob("*.svg"))


def size_of(path: Path) -> int:
    return path.stat().st_size


def loads(browser: Browser, site: Path, page: str) -> dict[str, FirstLoad]:
    with served(site) as address:
        over_http = first_load(browser, address, page)
    return {"http": over_http, "file": first_load(browser, f"{site.as_uri()}/", page)}


def test_the_heaviest_page_of_ten_charts_is_light(aims_edition: RenderedEdition, browser: Browser) -> None:
    site = aims_edition.site
    page = heaviest(site)
    for way, load in loads(browser, site, page.name).items():
        told = "\n".join(f"{size:>8} {name}" for name, size in sorted(load.sizes.items(), key=lambda one: -one[1]))
        assert load.total < MOST, f"{page.name} over {way}:\n{told}"
        charts = [name for name in load.sizes if name.startswith("figures/")]
        assert len(charts) < charts_of(page) / 2, f"over {way} charts far below the fold were fetched at once"
        assert not [name for name in load.sizes if "index.js" in name], "the search index is fetched by a search alone"


@THOROUGH
def test_nothing_jumps_while_a_page_loads(aims_edition: RenderedEdition, browser: Browser) -> None:
    for page in ("index.html", "summary.html", heaviest(aims_edition.site).name, "methods.html"):
        for way, load in loads(browser, aims_edition.site, page).items():
            assert load.shift == 0, f"{page} over {way} shifts by {load.shift}"


def test_every_picture_says_how_much_room_it_needs(aims_edition: RenderedEdition) -> None:
    for page in sorted(aims_edition.site.glob("*.html")):
        for picture in re.findall(r"<img\b[^>]*>", page.read_text(encoding="utf-8")):
            assert re.search(r' width="\d+" height="\d+"', picture), f"{page.name}: {picture[:120]}"


def test_a_chart_is_no_heavier_than_a_photograph_of_a_stamp(aims_edition: RenderedEdition) -> None:
    sizes = {path.name: size_of(path) for path in (aims_edition.site / "figures").rglob("*.svg")}
    assert len(sizes) > 60
    assert {name: size for name, size in sizes.items() if size > 60_000} == {}
    assert sum(sizes.values()) / len(sizes) < 20_000
