"""Walk through every page of every edition in the sites of both publishers: ``make accessibility``.

Renders what is not rendered yet in a folder of its own, asks of each page all that the tests ask of one page of a kind,
and keeps the result for the accessibility statement (``qprlib/report/walked.json``) if there was no fault. Without
Quarto on PATH it walks through what there is, and keeps nothing.

    python tools/walk.py [--in FOLDER] [--only embedded] [--as-rendered]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import UTC, datetime
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY / "tests"))

from helpers.desk import chromium  # type: ignore[import-not-found]  # noqa: E402
from helpers.first_load import served  # type: ignore[import-not-found]  # noqa: E402
from helpers.projects import copy_of_project, lacking_quarto, qpr  # type: ignore[import-not-found]  # noqa: E402
from helpers.walking import (  # type: ignore[import-not-found]  # noqa: E402
    AT_EACH_WIDTH,
    CONTRAST,
    REFRESH,
    asked,
    by_all_keys,
    by_axe,
    go,
    rules_kept,
    sound,
    staying,
    titles_twice,
    walker,
)

from qprlib.publishing.make.publisher import choose_publisher  # noqa: E402
from qprlib.report.tested import Walked, keep_walk  # noqa: E402

#: Processes at once, and pages that each takes with one browser.
WORKERS = os.cpu_count() or 2
SHARE = 12
#: How the statement names the publisher that needs no other program.
WITHOUT = "the publisher without Quarto"


def rendered(folder: Path, publisher: str) -> Path:
    """Every edition by a publisher; what is there and would come out the same is left as it is."""
    project = folder / publisher
    if not project.exists():
        copy_of_project(project)
    done = qpr(
        project, "render", "--all", "--publisher", publisher, path=os.environ["PATH"], HOME=os.environ.get("HOME", "")
    )
    if done.returncode:
        sys.exit(done.stderr)
    return project / "outputs"


def walk_share(outputs: Path, names: list[str], base: str) -> list[str]:
    """The faults of some pages, opened from the folder and from the server at ``base``."""
    faults: list[str] = []
    with chromium() as browser, walker(browser) as page:
        for name in names:
            path = outputs / name
            if REFRESH in path.read_text(encoding="utf-8"):
                with staying(page):
                    go(page, f"{base}{name}")
                    found = sound(page) + rules_kept(page, whole=True)
            else:
                go(page, path.as_uri())
                found = sound(page) + rules_kept(page, whole=True) + by_all_keys(page, path.as_uri())
                go(page, f"{base}{name}")
                found += [
                    f"http: {one}" for one in asked(page, "page", *AT_EACH_WIDTH) + by_axe(page, CONTRAST)["faults"]
                ]
            faults += [f"{name}: {one}" for one in found]
    return faults


def pages_of(outputs: Path, *, around: bool) -> list[str]:
    """The pages of all editions, and those around them, by their addresses below ``outputs``."""
    found = [path.relative_to(outputs).as_posix() for path in sorted(outputs.rglob("*.html"))]
    return [name for name in found if not name.startswith(".") and (around or "/site/" in name)]


def walk_all(outputs: Path, names: list[str], told: str) -> list[str]:
    """The faults of many pages, several at once."""
    faults: list[str] = titles_twice(outputs, [outputs / name for name in names])
    shares = [names[start :: -(-len(names) // SHARE)] for start in range(-(-len(names) // SHARE))]
    with served(outputs) as base, ProcessPoolExecutor(WORKERS) as pool:
        waiting = [pool.submit(walk_share, outputs, share, base) for share in shares]
        for number, done in enumerate(as_completed(waiting), 1):
            faults += done.result()
            print(f"{told}: {number} of {len(shares)} shares, {len(faults)} faults", flush=True)
    return faults


def main() -> None:
    """Render, walk, tell, and keep the result."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--in", dest="folder", type=Path, help="folder of the rendered projects, kept for the next time")
    words.add_argument("--only", choices=("embedded", "quarto"), help="one publisher alone; nothing is kept")
    words.add_argument("--as-rendered", action="store_true", help="take what is rendered in the folder as it is")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as fresh:
        folder = (asked.folder or Path(fresh)).resolve()
        lacking = lacking_quarto()
        publishers = [asked.only] if asked.only else ["embedded", *([] if lacking else ["quarto"])]
        faults: list[str] = []
        pages: dict[str, int] = {}
        for publisher in publishers:
            outputs = folder / publisher / "outputs" if asked.as_rendered else rendered(folder, publisher)
            names = pages_of(outputs, around=publisher == "embedded")  # around the editions they are the same
            pages[publisher] = len(names)
            faults += [f"{publisher}: {one}" for one in walk_all(outputs, names, publisher)]
        editions = len(list((folder / publishers[0] / "outputs").glob("*/manifest.json")))
    print("\n".join([*faults, f"{sum(pages.values())} pages of {editions} editions: {len(faults)} faults"]))
    if faults:
        sys.exit(1)
    if len(publishers) < 2:
        sys.exit(f"nothing was kept: {lacking or 'it was one publisher alone'}" if not asked.only else 0)
    version = choose_publisher("auto").versions["quarto"]
    with chromium() as browser, walker(browser) as page:
        page.goto("about:blank")
        found = by_axe(page)
        keep_walk(
            Walked(
                day=datetime.now(UTC).date(),
                axe=found["version"],
                rules=found["rules"],
                chromium=browser.version,
                editions=editions,
                pages={WITHOUT: pages["embedded"], f"Quarto {version}": pages["quarto"]},
            )
        )


if __name__ == "__main__":
    main()
