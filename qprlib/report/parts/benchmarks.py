"""What others reached: the latest figure of each comparator, and how a result stands against it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from qprlib.data.running import CUMULATIVE
from qprlib.data.store import OrganisationData
from qprlib.ground.numbers import is_percentage, round_half_up
from qprlib.scoring.scorecard import Result


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The latest figure of one comparator, with its own period.

    Parameters
    ----------
    comparator
        Whose figure it is, as the file names it: ``National``.
    period_end, period
        Last day of its period, and the period as printed.
    value
        The figure, in the indicator's unit.
    source
        Where it was published.
    note
        What else is to be known of it.
    """

    comparator: str
    period_end: date
    period: str
    value: float
    source: str
    note: str = ""


def benchmarks_of(data: OrganisationData, indicator: str) -> tuple[Benchmark, ...]:
    """The latest known figure of each comparator of an indicator, in the order in which the file names them."""
    given = data.side.get("benchmarks")
    if given is None:
        return ()
    own = given[(given["indicator"] == indicator) & given["value"].notna()]
    order = {name: place for place, name in enumerate(dict.fromkeys(own["comparator"]))}
    latest = own.sort_values("period_end", kind="stable").drop_duplicates("comparator", keep="last")
    found = [
        Benchmark(str(name), end.date(), str(label), float(value), str(origin), str(note))
        for name, end, label, value, origin, note in latest[
            ["comparator", "period_end", "period_label", "value", "source", "note"]
        ].itertuples(index=False, name=None)
    ]
    return tuple(sorted(found, key=lambda one: order[one.comparator]))


def benchmark_values(data: OrganisationData) -> Mapping[str, tuple[float, ...]]:
    """Every benchmark of every indicator that was known, which a text may quote."""
    given = data.side.get("benchmarks")
    if given is None:
        return {}
    known = given[given["value"].notna()]
    return {str(name): tuple(map(float, rows["value"])) for name, rows in known.groupby("indicator", sort=False)}


def comparable(row: Result) -> bool:
    """Whether a result may stand beside figures of a whole year: a count that still adds up may not."""
    if not row.known:
        return False
    if row.basis not in CUMULATIVE or is_percentage(row.unit):
        return True
    period = row.period(row.period_end)
    return (period.end - period.start).days > 360


def standing(row: Result, benchmark: Benchmark) -> str:
    """How a result stands against a benchmark as both are printed.

    Returns
    -------
    str
        ``better``, ``worse`` or ``same``; where neither way is better ``above`` or ``below``; "" where they must not be
        compared.
    """
    if not comparable(row) or math.isnan(benchmark.value):
        return ""
    ours, theirs = round_half_up(row.actual, row.decimals), round_half_up(benchmark.value, row.decimals)
    if ours == theirs:
        return "same"
    if row.polarity not in ("higher", "lower"):
        return "above" if ours > theirs else "below"
    return "better" if (ours > theirs) == (row.polarity == "higher") else "worse"
