"""How soon a page is there, and how much it asks for; the result goes to ``bench/pages.md``.

Editions are rendered afresh in a copy of the project, by the embedded publisher and, where it is on PATH, one by
Quarto. Chromium opens each kind of page with nothing kept from before, over http (without compression) and as a file:
its bytes and requests, when it was loaded, when its largest part was painted, and by how much anything shifted.
``make bench`` runs it.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from helpers.desk import chromium  # noqa: E402
from helpers.first_load import FirstLoad, first_load, served  # noqa: E402
from helpers.projects import copy_of_project  # noqa: E402
from playwright.sync_api import Browser  # noqa: E402

TARGET = ROOT / "bench" / "pages.md"
QPR = Path(sys.executable).with_name("qpr")
EDITIONS = ("kent-2011-12-Q1", "exampleshire-2024-25-Q3", "exampleshire-aims-2024-25-Q3")
LIMIT = 300_000


@dataclass(frozen=True)
class Row:
    """The loads of one page in one way."""

    publisher: str
    edition: str
    page: str
    charts: int
    way: str
    loads: tuple[FirstLoad, ...]

    def median(self, name: str) -> float:
        """The median of a figure over all loads."""
        return float(statistics.median(getattr(load, name) for load in self.loads))


def rendered(project: Path, edition: str, publisher: str) -> Path:
    """The site of an edition, rendered by a publisher."""
    command = [str(QPR), "render", edition, "--publisher", publisher, "--formats", "html"]
    subprocess.run(command, cwd=project, check=True, capture_output=True, env={**os.environ, "QPR_PROJECT": ""})
    kept = project / "sites" / publisher / edition
    shutil.copytree(project / "outputs" / edition / "site", kept)
    return kept


def charts_of(page: Path) -> int:
    """How many charts a page has."""
    return len(re.findall(r'<figure class="chart\b', page.read_text(encoding="utf-8")))


def pages_of(site: Path) -> list[Path]:
    """One page of each kind: the executive summary, all indicators, the page with most charts, the methods."""
    most = max(sorted(site.glob("*.html")), key=charts_of)
    return [site / "index.html", site / "summary.html", most, site / "methods.html"]


def rows(browser: Browser, publisher: str, site: Path, runs: int) -> Iterator[Row]:
    """Open each kind of page of a site, over http and as a file."""
    with served(site) as address:
        for page in pages_of(site):
            for way, base in (("http", address), ("file", f"{site.as_uri()}/")):
                loads = tuple(first_load(browser, base, page.name) for _ in range(runs))
                yield Row(publisher, site.name, page.stem, charts_of(page), way, loads)


def report(found: Sequence[Row], version: str, runs: int) -> str:
    """The result as Markdown."""
    lines = [
        "# What opening a page costs",
        "",
        f"Measured by `make bench` (`python bench/pages.py`): Chromium {version}, a window of 1280 by 900, "
        f"{platform.system()}, {os.cpu_count()} cores, medians of {runs} first loads, nothing kept from before. kB are "
        "1,000 bytes of all answers together, not compressed; times in ms since the page was asked for. Shift is the "
        "cumulative layout shift: 0 is still, up to 0.1 counts as good.",
        "",
        "| publisher | edition | page | charts | opened | kB | requests | loaded | largest paint | shift |",
        "|:--|:--|:--|--:|:--|--:|--:|--:|--:|--:|",
    ]
    for row in found:
        requests = statistics.median(len(load.sizes) for load in row.loads)
        lines.append(
            f"| {row.publisher} | {row.edition} | {row.page} | {row.charts} | {row.way} "
            f"| {row.median('total') / 1000:.0f} | {requests:.0f} | {row.median('loaded'):.0f} "
            f"| {row.median('largest'):.0f} | {row.median('shift'):.3f} |"
        )
    own = [row for row in found if row.publisher == "embedded"]
    most = max(own, key=lambda row: row.median("total"))
    over = [row for row in own if row.median("total") >= LIMIT]
    lines += [
        "",
        f"The heaviest page of the embedded publisher is `{most.page}` of `{most.edition}` with {most.charts} charts: "
        f"{most.median('total') / 1000:.0f} kB. "
        + (f"{len(over)} rows are over" if over else "No page is over")
        + f" {LIMIT / 1000:.0f} kB.",
    ]
    if len(own) < len(found):
        frame = next(row for row in found if row.publisher != "embedded")
        parts = sorted(frame.loads[0].sizes.items(), key=lambda one: -one[1])[:4]
        said = ", ".join(f"`{name.rpartition('/')[2].partition('?')[0]}` {size / 1000:.0f} kB" for name, size in parts)
        lines.append(f"Quarto's pages carry its own frame: on `{frame.page}` {said}.")
    return "\n".join([*lines, ""])


def main() -> None:
    """Measure and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--editions", nargs="+", default=EDITIONS)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        project = copy_of_project(Path(folder) / "project")
        wanted = [("embedded", edition) for edition in given.editions]
        if shutil.which("quarto"):
            wanted.append(("quarto", given.editions[-1]))
        found: list[Row] = []
        for publisher, edition in wanted:
            site = rendered(project, edition, publisher)
            found += rows(browser, publisher, site, given.runs)
        TARGET.write_text(report(found, browser.version, given.runs), encoding="utf-8")
    print(TARGET.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
