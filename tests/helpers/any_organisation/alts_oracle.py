"""Texts in place of charts: each begins with the finding, which is judged as such, and its figures are the data's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from helpers.any_organisation.card_words import CARD, printed
from helpers.any_organisation.facts import Facts, Value, in_full, rounded
from helpers.any_organisation.item_sentences import without_unit
from helpers.any_organisation.line import Report
from helpers.any_organisation.patterns import NOT_THERE, Said
from helpers.any_organisation.shown import Block
from helpers.any_organisation.side_facts import Complaints, Programme, Requests, Risks, Workforce, plain

_POINT = re.compile(r"(?:(?P<turn>highest|lowest) )?(?P<value>\S+) in (?P<period>[^,]+)")
_PATH = r"(?P<path>.*?)\."
_CARD = re.compile(
    rf".*?(?:Line chart(?: on a band)?: {_PATH})(?: (?:Expected range|Target range|Expected then:) (?P<low>\S+) to "
    r"(?P<high>\S+)\.)?"
)
_CONTROL = re.compile(
    r"Control chart: .*?\. (?P<limits>The mean .*) The latest result, (?P<period>[^,]+), is (?P<value>.+)\."
)
_LIMITS = re.compile(r"(?<=\.) (?=The limits|They begin|Limits are)")
_SHORT = {"FOI": "foi", "EIR": "eir", "Subject access": "sar"}


def wrong_alternatives(found: Sequence[Block], report: Report) -> Iterator[str]:
    """What is said in place of a chart and is not so."""
    anchors = {re.sub(r"[^a-z0-9]+", "-", name.lower()): facts for name, facts in report.edition.indicators.items()}
    captions = {(block.page, block.text.rstrip(".")) for block in found if block.kind == "figcaption"}
    under = ""
    for block in found:
        under = block.text if block.kind in ("h1", "h2", "h3") else under
        if block.kind != "alt":
            continue
        rest = next((block.text.removeprefix(f"{text}. ") for page, text in captions
                     if page == block.page and block.text.startswith(f"{text}. ")), None)  # fmt: skip
        facts = anchors.get(block.indicator) or report.by_name.get(under)
        try:
            wrong = rest is None or not _so(rest, facts, report)
        except NOT_THERE:
            wrong = True
        if wrong:
            yield f"{block.page}: in place of a chart {block.text!r}: it is false"


def _so(text: str, facts: Facts | None, report: Report) -> bool:
    edition = report.edition
    if text.startswith("Stacked bars"):
        return True  # the finding has told the figures
    kind, _, said = text.rstrip(".").partition(": ")
    match kind:
        case "Line chart" | "Line chart on a band":
            return facts is not None and _line(text, facts, report)
        case "Control chart":
            return facts is not None and _control(text, facts, report)
        case "Bar chart of actions by status":
            counts = Programme(edition).counts
            return all(int(one.split()[0]) == counts[one.split(" ", 1)[1].capitalize()] for one in said.split(", "))
        case "Chart of risk scores, the highest":
            scored = Risks(edition).scored
            return said == "; ".join(f"{one.row['risk']} {plain(one.row['title'])} {one.score}" for one in scored[:3])
        case "Line chart of answers in time":
            return bool(said) and all(_share(one, report) for one in said.split("; "))
        case "Bar chart":
            bars = _bars(report, complaints=not re.search(r" in \d", said))
            return all(bars[one["period"]] == Decimal(one["value"].replace(",", "")) for one in _POINT.finditer(said))
    return False


def _bars(report: Report, *, complaints: bool) -> dict[str, Decimal]:
    if complaints:
        totals = Complaints(report.edition).totals.values()
        return {row["period_label"]: Decimal(row["complaints"]) for row in totals}
    rows = [row for row in Workforce(report.edition).rows if "trend" in row["measure"]]
    return {row["period_label"]: rounded(Decimal(row["value"]), 0) for row in rows}


def _share(said: str, report: Report) -> bool:
    found = Requests(report.edition)
    name = next(one for one in _SHORT if said.startswith(one))
    for one in _POINT.finditer(said.removeprefix(f"{name} ")):
        ended = next(end for end in found.ends if found.labels[end] == one["period"])
        if one["value"] != f"{found.share(_SHORT[name], ended)}%":
            return False
    return True


def _line(text: str, facts: Facts, report: Report) -> bool:
    taken = _CARD.fullmatch(text.replace(" thousand", ""))
    if taken is None:
        return False
    points = [(one["turn"], _plain(one["value"]), facts.at(one["period"])) for one in _POINT.finditer(taken["path"])]
    known = [one for one in facts.values if one.actual is not None and one.end <= report.edition.as_of]
    for _, value, at in points:
        if at is None or value != facts.printed(at):
            return False
    first, last = points[0][2], points[-1][2]
    assert first is not None
    between = [printed(facts, one) for one in known if one.end >= first.end]
    for turn, _, at in points:
        assert at is not None
        if turn and printed(facts, at) != (max(between) if turn == "highest" else min(between)):
            return False
    return last is known[-1] and _range(taken["low"], taken["high"], facts, report, known[-1])


def _control(text: str, facts: Facts, report: Report) -> bool:
    taken = _CONTROL.fullmatch(without_unit(text, facts))
    if taken is None:
        return False
    known = [one for one in facts.values if one.actual is not None and one.end <= report.edition.as_of]
    if facts.at(taken["period"]) is not known[-1] or _plain(taken["value"]) != facts.printed(known[-1]):
        return False
    said = Said(report.edition, facts)
    return not any(CARD.judge(one, said) for one in _LIMITS.split(taken["limits"]))


def _range(low: str | None, high: str | None, facts: Facts, report: Report, last: Value) -> bool:
    if low is None:
        return True
    of = report.now.all[facts.id].value or last
    told = [_plain(low), _plain(high or "")]
    return any(
        told == [in_full(value.aims[name], facts.decimals) for name in ("lower", "upper")]
        for value in (of, last)
        if "lower" in value.aims and "upper" in value.aims
    )


def _plain(text: str) -> str:
    return re.sub(r"[£%]|(?<=\d)m$", "", text).replace("−", "-")
