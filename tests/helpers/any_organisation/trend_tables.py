"""How a trend was found, and how final the figures of a source are: two tables with figures worked out once more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations
from statistics import linear_regression, median

from helpers.any_organisation.card_travel import apart
from helpers.any_organisation.card_words import judged, ranged
from helpers.any_organisation.facts import Facts, Value
from helpers.any_organisation.line import Report
from helpers.any_organisation.patterns import spoken
from helpers.any_organisation.side_facts import plain
from helpers.any_organisation.standing import Stands
from helpers.any_organisation.tables_oracle import Cells, Line, table

_DAYS_IN_A_YEAR = 365.25
_RESULTS = re.compile(
    r"(?P<number>\w+), (?P<first>.*) to (?P<last>.*?)(?P<apart>, each as far from the next as it is long)?"
)


@table(r"\S+: how the trend was found")
def _trend(line: Line, report: Report) -> Cells:
    called = line.caption.partition(":")[0]
    facts = next(one for one in report.edition.indicators.values() if report.called(one) == called)
    taken = _RESULTS.fullmatch(line.cells[0])
    assert taken is not None
    some = ranged(facts, facts.added) if facts.running else judged(facts)
    one = report.now.all[facts.id]
    assert one.value is not None
    some = [each for each in some if each.end <= one.value.end]
    if taken["apart"]:
        some = apart(some, facts.turns.lies_apart(facts.row["basis"]))
    number = spoken(taken["number"])
    window = some[-number:]
    named = [facts.turns.short(each.end) for each in (window[0], window[-1])]
    counted = [taken["first"], taken["last"]] == named and len(window) == number
    passed = one.way not in ("No clear trend", "No change")
    verdict = "passed" if passed else "not passed"
    told = line.cells[2]
    right = told.endswith(f": {verdict}") or "no significance is claimed" in told
    return [
        None if counted else f"{number} results, {named[0]} to {named[1]}",
        None if _slope_is(line.cells[1], window, facts, report.now.rule) else "another slope",
        None if right else verdict,
    ]


def _slope_is(said: str, window: Sequence[Value], facts: Facts, rule: str) -> bool:
    if said == "That of the distance from the range":
        return facts.row["polarity"] == "range"
    points = [(one.end.toordinal(), float(one.told.get("full") or one.told["actual"])) for one in window]
    if rule == "regression":
        slope = linear_regression([day for day, _ in points], [value for _, value in points]).slope
    else:
        slope = median((later[1] - first[1]) / (later[0] - first[0]) for first, later in combinations(points, 2))
    slope *= _DAYS_IN_A_YEAR
    step = float(Decimal(1).scaleb(-facts.decimals - 1))
    found = re.search(r"[\d,]+(?:\.\d+)?", said)
    assert found is not None
    size = float(found[0].replace(",", ""))
    if said.startswith("Less than"):
        return abs(slope) <= step / 2 + 1e-9 and abs(size - step) < 1e-9
    return abs(abs(slope) - size) <= step / 2 + 1e-9 and said.startswith("+" if slope > 0 else "\u2212")


@table("Sources of figures")
def _sources(line: Line, report: Report) -> Cells:
    some = [
        one
        for one in report.now.all.values()
        if (plain(one.facts.row.get("source") or "") or "Not stated") == line.cells[0]
    ]
    known = [one for one in some if one.known]
    so = {flag: sum(_flag(one) == flag for one in known) for flag in ("provisional", "estimate", "revised")}
    so |= {
        "in arrears": sum(one.arrears for one in known),
        "based on few cases": sum(map(_few, known)),
        "without a result": len(some) - len(known),
    }
    # How often results were revised is judged where the page of changes lists them.
    parts = [one for one in re.split(r", | and ", line.cells[2]) if not one.lower().startswith("revised ")]
    told = {}
    for part in parts if line.cells[2] != "Nothing to note" else []:
        number, _, what = part.partition(" ")
        told[what] = spoken(number)
    right = told == {what: number for what, number in so.items() if number}
    listed = ", ".join(report.called(one.facts) for one in some)
    return [None, listed, None if right else str(so)]


def _flag(one: Stands) -> str:
    return (one.value.told.get("flag") or "") if one.value else ""


def _few(one: Stands) -> bool:
    told = one.value.told if one.value else {}
    whole = Decimal(told.get("denominator") or 0)
    return one.facts.row["unit"] == "%" and bool(told.get("numerator")) and 0 < whole < 50
