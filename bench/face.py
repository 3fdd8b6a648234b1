"""How soon an edition is open in a fresh notebook, against `import pandas` alone; the result goes to ``bench/face.md``.

Each measurement is a Python of its own. Beside it stands what a page of a render waits for: opening the edition when
the render has kept what it read and scored.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "bench" / "face.md"
EDITIONS = ("kent-2011-12-Q1", "exampleshire-2024-25-Q3")
RUNS = 7
_TIMED = "import time; begun = time.perf_counter(); {}; print(time.perf_counter() - begun)"
PANDAS = "import pandas"
FACE = "import qprlib as qpr; qpr.open_report({!r}).scorecard"
#: What a page does: it is forked from a process in which everything is loaded.
PAGE = "from qprlib.report.context import open_context as o; begun = time.perf_counter(); o({!r}).history"


def seconds(code: str, **environment: str) -> float:
    """How long some code takes in a fresh Python, which has run it before."""
    done = subprocess.run(
        [sys.executable, "-c", _TIMED.format(code)],
        cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(done.stdout)


def main() -> None:
    """Measure in turns, so that whatever else the machine does falls on all alike, and write the table."""
    lines = []
    for edition in EDITIONS:
        with tempfile.TemporaryDirectory() as folder:
            codes = {"pandas": (PANDAS, ""), "face": (FACE, ""), "page": (PAGE, ""), "kept": (PAGE, folder)}
            taken: dict[str, list[float]] = {name: [] for name in codes}
            for run in range(RUNS + 1):
                for name, (code, kept) in codes.items():
                    spent = seconds(code.format(edition), QPR_KEPT=kept)
                    taken[name] += [spent] if run else []  # the first fills the caches of files
        pandas, face, page, kept_page = (statistics.median(taken[name]) for name in codes)
        lines.append(
            f"| `{edition}` | {pandas:.2f} | {face:.2f} | {face / pandas:.1f} | {page:.2f} | {kept_page:.2f} |"
        )
    TARGET.write_text(
        "# How soon an edition is open\n\n"
        f"Measured by `make bench`: the median of {RUNS} runs, each a Python of its own; Python "
        f"{platform.python_version()}, {platform.system()}, {os.cpu_count()} cores. Seconds.\n\n"
        "| edition | `import pandas` | `open_report(...).scorecard` | times pandas "
        "| a page opens it afresh | and from what the render has read |\n"
        "|:--|--:|--:|--:|--:|--:|\n" + "\n".join(lines) + "\n\n"
        "The third column counts everything from `import qprlib` on, that of pandas too. The last two count what a\n"
        "page waits for when pandas is there: the edition, read, checked and scored, and those before it.\n",
        encoding="utf-8",
    )
    print(TARGET.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
