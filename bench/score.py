"""How fast scoring is: one million indicator-periods rated and directed; the result goes to ``bench/score.md``.

Each measurement is a process of its own, so that its memory can be told. Beside the frames stands a plain Python loop
over the same rows by the same two rules (floor standard, previous period), on every hundredth indicator, scaled up.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "bench" / "score.md"
INDICATORS, PERIODS = 20_000, 50
RUNS = 3
#: What is measured: scheme and direction rule.
PAIRS = (
    ("floor-standard", "previous-period"),
    ("floor-standard", "regression"),
    ("within-10-percent-or-improving", "same-period-last-year"),
)
#: The loop takes this share of the indicators.
SHARE = 100


def measure(scheme_name: str, rule_name: str) -> dict[str, float]:
    """Rate and direct a million cases once; seconds and the peak of this process in MiB."""
    from qprlib.ground.errors import Place
    from qprlib.ground.project import Project
    from qprlib.scoring.cases import at_last_year, complete_cases
    from qprlib.scoring.direction import direct
    from qprlib.scoring.rating import rate
    from qprlib.scoring.rules import default_rule
    from qprlib.scoring.scheme import load_scheme

    cases = complete_cases(_table())
    scheme = load_scheme(Project(ROOT), scheme_name, Place())
    rule = default_rule(rule_name)
    start = time.perf_counter()
    if scheme.uses_history:
        cases["last_year"] = at_last_year(cases)
    rated = rate(cases, scheme)
    between = time.perf_counter()
    directed = direct(cases, rule)
    end = time.perf_counter()
    if len(rated) != len(cases) or len(directed) != len(cases):
        raise AssertionError("rows were lost")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"rate": between - start, "direct": end - between, "peak": peak}


def _table() -> pd.DataFrame:
    random = np.random.default_rng(1)
    ends = pd.date_range("2000-03-31", periods=PERIODS, freq="QE")
    actual = np.round(80 + random.normal(0, 6, (INDICATORS, 1)) + random.normal(0, 3, (INDICATORS, PERIODS)), 1)
    actual[random.random(actual.shape) < 0.02] = np.nan
    rows = INDICATORS * PERIODS
    return pd.DataFrame(
        {
            "indicator": np.repeat([f"I{number:05d}" for number in range(INDICATORS)], PERIODS),
            "period_end": np.tile(ends.to_numpy(), INDICATORS),
            "actual": actual.ravel(),
            "target": np.full(rows, 82.0),
            "floor": np.full(rows, 76.0),
            "decimals": np.ones(rows, dtype=np.int64),
            "basis": np.full(rows, "quarter", dtype=object),
            "frequency": np.full(rows, "quarterly", dtype=object),
        }
    )


def oracle() -> dict[str, float]:
    """The whole rules, written plainly for one row at a time, as the tests hold the frames to them."""
    sys.path.insert(0, str(ROOT / "tests"))
    from helpers.direction_oracle import Indicator, Value
    from helpers.direction_oracle import oracle as direct_one
    from helpers.rating_oracle import rate_one

    from qprlib.ground.errors import Place
    from qprlib.ground.project import Project
    from qprlib.scoring.cases import complete_cases
    from qprlib.scoring.rules import default_rule
    from qprlib.scoring.scheme import load_scheme

    table = complete_cases(_table().iloc[: INDICATORS // SHARE * PERIODS])
    scheme, rule = load_scheme(Project(ROOT), PAIRS[0][0], Place()), default_rule(PAIRS[0][1])
    rows = table.to_dict("records")
    start = time.perf_counter()
    for row in rows:
        rate_one(row, scheme)
    for first in range(0, len(rows), PERIODS):
        some = rows[first : first + PERIODS]
        values = [Value(row["period_end"].date(), row["actual"]) for row in some]
        direct_one(values, Indicator(decimals=1, basis="quarter", frequency="quarterly"), rule)
    return {"loop": (time.perf_counter() - start) * SHARE}


def bare() -> dict[str, float]:
    """A loop that knows two comparisons and nothing else."""
    table = _table().iloc[: INDICATORS // SHARE * PERIODS]
    rows = list(table[["indicator", "actual", "target", "floor"]].itertuples(index=False))
    ratings, ways = [], []
    before: tuple[str, float] | None = None
    start = time.perf_counter()
    for indicator, actual, target, floor in rows:
        ratings.append("green" if actual >= target else "amber" if actual >= floor else "red")
        if before is None or before[0] != indicator:
            ways.append("too-few")
        else:
            ways.append("improving" if actual > before[1] else "worsening" if actual < before[1] else "no-change")
        before = (indicator, actual)
    return {"loop": (time.perf_counter() - start) * SHARE}


def main() -> None:
    """Measure in turn and write the result."""
    if len(sys.argv) > 1:
        loops = {"oracle": oracle, "bare": bare}
        found = loops[sys.argv[1]]() if sys.argv[1] in loops else measure(sys.argv[1], sys.argv[2])
        print(json.dumps(found))
        return
    runs: dict[tuple[str, ...], list[dict[str, float]]] = {}
    for _ in range(RUNS):
        for job in (*PAIRS, ("oracle",), ("bare",)):
            done = subprocess.run(
                [sys.executable, __file__, *job], check=True, capture_output=True, text=True, cwd=ROOT
            )
            runs.setdefault(job, []).append(json.loads(done.stdout.splitlines()[-1]))
    TARGET.write_text(report(runs), encoding="utf-8")
    print(TARGET.read_text(encoding="utf-8"))


def report(runs: dict[tuple[str, ...], list[dict[str, float]]]) -> str:
    """The result as Markdown."""
    slow, least = (statistics.median(run["loop"] for run in runs[name,]) for name in ("oracle", "bare"))
    lines = [
        "# How fast scoring is",
        "",
        f"Measured by `make bench`: {INDICATORS * PERIODS:,} indicator-periods ({INDICATORS:,} indicators of {PERIODS} "
        f"quarters), Python {platform.python_version()}, {len(os.sched_getaffinity(0))} cores, medians of {RUNS} runs,",
        "each a process of its own. Seconds; peak is the largest resident set of the process in MiB, table included.",
        "",
        "| scheme | direction | rated | directed | both | peak |",
        "|:--|:--|--:|--:|--:|--:|",
    ]
    for scheme, rule in PAIRS:
        some = runs[scheme, rule]
        rate, direct = (statistics.median(run[name] for run in some) for name in ("rate", "direct"))
        peak = max(run["peak"] for run in some)
        lines.append(f"| `{scheme}` | `{rule}` | {rate:.2f} | {direct:.2f} | {rate + direct:.2f} | {peak:.0f} |")
    fast = statistics.median(run["rate"] + run["direct"] for run in runs[PAIRS[0]])
    lines += [
        "",
        "A plain Python loop over the same rows by the first pair of rules, whole and exact (the one that the tests "
        f"hold the frames to), takes {slow:.0f} s: {slow / fast:.0f} times as long.",
        "A loop that makes the two comparisons and knows no states, rounding, polarity, basis or breaks takes "
        f"{least:.2f} s.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
