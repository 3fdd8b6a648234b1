"""How soon a search is answered in Chromium, on the editions in ``outputs/``; the result goes to ``bench/search.md``.

The front page's search is opened by double-click and asked, letter by letter as a reader types. Measured are the time
from a letter to its results on the page, and what comes before the first letter: the time in which library and indexes
are loaded and made ready once somebody goes to the field. ``make bench`` runs it; ``--editions`` says how many editions
are searched, the newest of one report.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from qprlib.ground.project import Project
from qprlib.publishing.site.front_page import write_front

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "bench" / "search.md"
CHROMIUM = "/usr/bin/chromium"
SERIES = "exampleshire"
QUESTIONS = ("potholes", "et01", "children in care", "recycling", "apprenticeships", "sickness absence", "pothols")
ROUNDS = 5

#: From the event of a letter to the frame in which its results stand; every beginning of the question is asked.
ASK = """async question => {
  const field = document.querySelector('#search-field'), box = document.querySelector('#search-results');
  const took = [];
  for (let end = 1; end <= question.length; end++) {
    const shown = new Promise(done => {
      const watch = new MutationObserver(() => { watch.disconnect(); done(); });
      watch.observe(box, {childList: true});
    });
    field.value = question.slice(0, end);
    const start = performance.now();
    field.dispatchEvent(new Event('input', {bubbles: true}));
    await shown;
    box.getBoundingClientRect();  // laid out, and not only in the tree
    took.push(performance.now() - start);
    await new Promise(done => setTimeout(done, 30));
  }
  return {took, results: box.querySelectorAll('.search-list li').length, said: box.querySelector('h2').textContent};
}"""
#: From nothing but the page to an index that is ready to be asked.
WAKE = """async () => {
  const form = document.querySelector('form[data-library]'), search = window.qprSearch;
  const start = performance.now();
  for (const name of ['minisearch.js', 'engine.js', 'results.js']) await search.bring(form.dataset.library + name);
  await search.bring(form.dataset.all + 'search/editions.js');
  await Promise.all(search.listed().map(one => search.bring(form.dataset.all + one.script)));
  const loaded = performance.now();
  search.ready();
  return {loaded: loaded - start, ready: performance.now() - loaded};
}"""


def measure(page: Page, folder: Path) -> tuple[list[dict[str, float]], dict[str, list[float]], dict[str, str]]:
    """Times to wake up, times of each letter by question, and what was found."""
    woken: list[dict[str, float]] = []
    letters: dict[str, list[float]] = {question: [] for question in QUESTIONS}
    found: dict[str, str] = {}
    for _ in range(ROUNDS):
        page.goto((folder / "index.html").as_uri())
        woken.append(page.evaluate(WAKE))
        page.goto((folder / "search.html").as_uri())
        page.wait_for_function("() => window.qprSearch.begin && window.qprSearch.listed()")
        for question in QUESTIONS:
            told: dict[str, Any] = page.evaluate(ASK, question)
            letters[question] += told["took"]
            found[question] = told["said"]
    return woken, letters, found


def copied(folder: Path, editions: int) -> list[str]:
    """The newest editions of the report, with a front page of their own, in a folder."""
    names = sorted(path.parent.name for path in (ROOT / "outputs").glob(f"{SERIES}-20*/manifest.json"))
    names = [name for name in names if not name.endswith("-draft")][-editions:]
    for name in names:
        shutil.copytree(ROOT / "outputs" / name, folder / "outputs" / name)
    shutil.copytree(ROOT / "theme", folder / "theme")
    write_front(Project(folder))
    return names


def main() -> None:
    """Measure and write it down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--editions", type=int, default=5, help="how many editions are searched")
    wanted = parser.parse_args().editions
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        names = copied(folder, wanted)
        outputs = folder / "outputs"
        scripts = sum(path.stat().st_size for path in (outputs / "search").glob("*.js"))
        scripts += sum(path.stat().st_size for path in outputs.glob("*/site/search/index.js"))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        woken, letters, found = measure(browser.new_page(), outputs)
        version = browser.version
        browser.close()
    every = sorted(time for times in letters.values() for time in times)
    rows = [
        f"| {question} | {found[question].split(' for ')[0].split('. ')[-1]} | {min(times):.1f} "
        f"| {statistics.median(times):.1f} | {max(times):.1f} |"
        for question, times in letters.items()
    ]
    loaded, ready = ([one[name] for one in woken] for name in ("loaded", "ready"))
    slow = sum(time >= 50 for time in every)
    text = f"""# How soon a search is answered

Measured by `python bench/search.py` (part of `make bench`): the front page's search over {len(names)} editions, {names[0]} to {names[-1]}, opened from a folder in Chromium {version.split(".")[0]}; Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores. Each question is typed letter by letter, {ROUNDS} times: milliseconds from a letter to its results, laid out on the page.

| question | in full | least | median | most |
|:--|:--|--:|--:|--:|
{chr(10).join(rows)}

Of {len(every)} letters {len(every) - slow} were answered in less than 50 ms; median {statistics.median(every):.1f} ms, 95th percentile {every[int(len(every) * 0.95)]:.1f} ms. "pothols" is a slip: it is answered by similar words.

Before the first letter, once, when somebody goes to the field: library and indexes ({scripts / 1000:,.0f} kB) are loaded in {statistics.median(loaded):.0f} ms (median; most {max(loaded):.0f}), and made ready in {statistics.median(ready):.0f} ms (most {max(ready):.0f}). A page that is not searched loads none of it.
"""  # noqa: E501 - a paragraph is a line
    TARGET.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
