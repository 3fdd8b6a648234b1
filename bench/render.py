"""How fast a render is, measured against its two baselines in one run; the result goes to ``bench/render.md``.

- the render: ``qpr render``, cold, as a process of its own: checks, pages, site, PDF, Word, manifest;
- papermill: the same page notebooks with the same parameters, one after another, then ``nbconvert --to html`` of each;
- the floor: a plain script, one process, that draws the same charts to the same files and makes nothing else.

The three run in turn, several times; medians and the ratio pair by pair are printed. ``make bench`` runs it.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
TARGET = ROOT / "bench" / "render.md"


class Run(NamedTuple):
    """One timed process: seconds of wall time, and the largest resident set of any of its processes in MiB."""

    seconds: float
    peak: float


def timed(command: Sequence[str], **options: object) -> Run:
    """Run a command to its end.

    Raises
    ------
    subprocess.CalledProcessError
        If it fails.
    """
    # A child of its own does the waiting, so that its accounting holds this command alone.
    code = (
        "import resource, subprocess, sys, time; start = time.perf_counter(); "
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); "
        "used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss; "
        "print(time.perf_counter() - start, used / 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command], check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT, **options
    )
    seconds, peak = done.stdout.split()
    return Run(float(seconds), float(peak))


def render(edition: str) -> Run:
    """The product: one cold render with the embedded publisher."""
    return timed([str(BIN / "qpr"), "render", edition, "--publisher", "embedded"])


def page_list(edition: str) -> list[tuple[str, str, str]]:
    """Slug, notebook and section of each page of the edition."""
    from qprlib.ground.project import Project
    from qprlib.report.context import open_context

    return [(page.slug, page.notebook, page.section) for page in open_context(edition, Project(ROOT)).pages]


def papermill(edition: str) -> Run:
    """The first baseline: the same pages with the ordinary tools, one after another."""
    with tempfile.TemporaryDirectory() as folder:
        start, peak = time.perf_counter(), 0.0
        outputs = []
        for slug, notebook, section in page_list(edition):
            output = f"{folder}/{slug}.ipynb"
            outputs.append(output)
            parameters = ["-p", "edition", edition, *(["-p", "section", section] if section else [])]
            command = [str(BIN / "papermill"), f"notebooks/{notebook}.ipynb", output, *parameters]
            peak = max(peak, timed([*command, "--no-progress-bar", "-k", "python3"], stderr=subprocess.DEVNULL).peak)
        command = [str(BIN / "jupyter"), "nbconvert", "--to", "html", *outputs]
        peak = max(peak, timed(command, stderr=subprocess.DEVNULL).peak)
        return Run(time.perf_counter() - start, peak)


FLOOR = """
import os, sys
os.environ["QPR_FIGURES"] = sys.argv[2]
from pathlib import Path
import qprlib as qpr
report = qpr.open_report(sys.argv[1])
for result in report.results:
    report.card(result.id)
report.changes(); report.complaints_chart(); report.workforce_chart()
"""


def floor(edition: str) -> Run:
    """The second baseline: only the charts."""
    with tempfile.TemporaryDirectory() as folder:
        return timed([sys.executable, "-c", FLOOR, edition, folder])


def start_up() -> float:
    """Seconds that ``qpr --help`` takes."""
    return timed([str(BIN / "qpr"), "--help"]).seconds


def median(runs: Sequence[float]) -> float:
    """The median."""
    return statistics.median(runs)


def main() -> None:
    """Measure in turn and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edition", default="kent-2011-12-Q1")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()

    kinds: dict[str, Callable[[str], Run]] = {"render": render, "papermill": papermill, "floor": floor}
    render(given.edition)  # once unmeasured: byte code, file cache
    runs: dict[str, list[Run]] = {name: [] for name in kinds}
    for _ in range(given.runs):
        for name, measure in kinds.items():
            runs[name].append(measure(given.edition))
    help_seconds = [start_up() for _ in range(5)]
    TARGET.write_text(report(given.edition, runs, help_seconds), encoding="utf-8")
    print(TARGET.read_text(encoding="utf-8"))
    shutil.rmtree(ROOT / "outputs" / ".staging", ignore_errors=True)


def report(edition: str, runs: dict[str, list[Run]], help_seconds: Sequence[float]) -> str:
    """The result as Markdown."""
    names = {
        "render": "`qpr render` (checks, pages, site, PDF, Word, manifest)",
        "papermill": "papermill one page after another, then `nbconvert --to html`",
        "floor": "a plain script that draws the same charts",
    }
    pairs = {
        name: [base.seconds / own.seconds for own, base in zip(runs["render"], runs[name], strict=True)]
        for name in ("papermill", "floor")
    }
    lines = [
        "# How fast a render is",
        "",
        f"Measured by `make bench` on `{edition}`: Python {platform.python_version()}, "
        f"{platform.system()}, {len(__import__('os').sched_getaffinity(0))} cores, {len(runs['render'])} runs in turn.",
        "Wall time in seconds; peak is the largest resident set of any one process, in MiB.",
        "",
        "| what | median | least | most | peak |",
        "|:--|--:|--:|--:|--:|",
    ]
    for name, words in names.items():
        seconds = [run.seconds for run in runs[name]]
        peak = max(run.peak for run in runs[name])
        lines.append(f"| {words} | {median(seconds):.1f} | {min(seconds):.1f} | {max(seconds):.1f} | {peak:.0f} |")
    lines += [
        "",
        f"Papermill with nbconvert takes {median(pairs['papermill']):.1f} times as long as the render "
        f"(pair by pair {min(pairs['papermill']):.1f} to {max(pairs['papermill']):.1f}), though it makes neither the "
        "PDF nor the Word file nor one connected site.",
        f"The charts alone take {100 * median(pairs['floor']):.0f}% of the render's time in one process.",
        f"`qpr --help` answers in {median(help_seconds):.2f} s (least {min(help_seconds):.2f} s).",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
