"""What the pages of changes and of activity assert, and when that is true."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise

from helpers.any_organisation.calendar import month_end
from helpers.any_organisation.card_words import printed
from helpers.any_organisation.facts import Facts, Row, Value, digits, in_full, rounded
from helpers.any_organisation.line import PAGES, Line, items_of
from helpers.any_organisation.patterns import spoken
from helpers.any_organisation.side_facts import day

_DAY = r"\d+ \w+ \d{4}"

# Revised and restated ---------------------------------------------------------------------------------------


def _a_year_ago(line: Line) -> date:
    """From when on changes are told: the cut-off of last year's edition, or the day a year before this one's."""
    then = line.edition.earlier.get(line.edition.span.year_before().end)
    if then:
        return then.as_of
    now = line.edition.as_of
    last = month_end(now.year - 1, now.month)
    return last.replace(day=min(now.day, last.day))


def _replaced(line: Line, after: date, *, result: bool) -> set[tuple[str, str, str]]:
    """What was revised or restated after a day: indicator, period and day of each; a target's once a day."""
    found = set()
    for name, facts in line.edition.indicators.items():
        secret = {str(one.end) for one in facts.values if one.secret or one.state == "suppressed"}
        for table, column in (
            (("actuals", "period_end"),) if result else (("targets", "period_end"), ("profiles", "year_end"))
        ):
            rows = [row for row in line.edition.table(table) if row["indicator"] == name]
            for first, row in _again(rows, column):
                recorded = row.get("recorded") or ""
                if not str(after) < recorded <= str(line.edition.as_of) or (result and row[column] in secret):
                    continue
                if _differ(first, row, result=result) and not _denied(facts, row.get("period_end", ""), result):
                    found.add((name, row[column] if result else "", recorded))
    return found


def _denied(facts: Facts, end: str, result: bool) -> bool:
    """Whether the target of a period is not used, as its state says that there is none."""
    values = [one for one in facts.values if str(one.end) == end]
    return not result and any(one.state in ("new", "target-tbc", "no-target") for one in values) and facts.kpi


def _again(rows: list[Row], column: str) -> list[tuple[Row, Row]]:
    """Each row about a period with the one before it."""
    found = []
    for end in {row[column] for row in rows}:
        some = sorted((row for row in rows if row[column] == end), key=lambda row: row.get("recorded", ""))
        found += pairwise(some)
    return found


def _differ(first: Row, row: Row, *, result: bool) -> bool:
    aims = ("target", "floor", "lower", "upper", "floor_lower", "floor_upper", "annual_target", "annual_floor")
    names = ("actual",) if result else aims
    return any(first.get(name) and first.get(name) != row.get(name) for name in names)


@PAGES.says(
    r"Since the previous <noun>, <count:withdrawn> indicators? (?:was|were) withdrawn, <count:added> indicators? "
    r"(?:was|were) "
    r"added, <count:revised> results? (?:was|were) revised and <count:restated> targets? (?:was|were) restated\."
)
def opening(line: Line) -> bool:
    beside = line.report.previous
    if beside is None:
        return False
    since = beside.edition.as_of
    numbers = [len(some) for some in (beside.removed, beside.added, _replaced(line, since, result=True),
                                      _replaced(line, since, result=False))]  # fmt: skip
    return [line.count(name) for name in ("withdrawn", "added", "revised", "restated")] == numbers


@PAGES.says(
    r"<count:count> (?P<what>results?|targets?) (?:was|were) (?:revised|restated) since the report for the "
    r"previous <noun>; the "
    r"table goes back a year\.",
    rf"No (?P<none>result|target) was (?:revised|restated) since (?P<day>{_DAY})\.",
)
def replaced(line: Line) -> bool:
    result = (line["what"] or line["none"]).startswith("result")
    if line["none"]:
        after = _a_year_ago(line)
        return not _replaced(line, after, result=result) and line["day"] == day(after)
    beside = line.report.previous
    return beside is not None and line.count("count") == len(_replaced(line, beside.edition.as_of, result=result))


@PAGES.says(rf"No indicator was added, withdrawn or redefined since (?P<day>{_DAY})\.")
def set_unchanged(line: Line) -> bool:
    after = _a_year_ago(line)
    rows = [row for row in line.edition.table("changes") if str(after) < row["recorded"] <= str(line.edition.as_of)]
    return not rows and line["day"] == day(after)


@PAGES.says(
    r"Of the <count:then> indicators? reported then, <count:removed> (?:was|were) removed, which leaves "
    r"<count:both> in both "
    r"reports; <count:added> (?:was|were) added, which makes <count:now> now\.",
    r"<count:restated> of them counts? as restated since\.",
    r"(?P<none>None of them was restated to another rating or direction)\.",
    r"(?P<none>Nothing of what it said of them has been restated to another rating or direction)\.",
)
def balance(line: Line) -> bool:
    beside = line.beside
    if beside is None:
        return False
    if line["none"]:
        return not beside.changed
    if line["restated"]:
        return line.count("restated") == len(beside.changed)
    so = [
        len(some) for some in (beside.published.kpis, beside.removed, beside.both, beside.added, line.report.now.kpis)
    ]
    return [line.count(name) for name in ("then", "removed", "both", "added", "now")] == so


# Activity ---------------------------------------------------------------------------------------------------


def stands(facts: Facts, value: Value | None) -> str:
    """Where a result stands against its expected range; "" where it cannot be told."""
    if value is None or value.actual is None:
        return ""
    low, high, now = value.aims.get("lower"), value.aims.get("upper"), rounded(value.actual, facts.decimals)
    if low is None and high is None:
        return ""
    return "below" if low is not None and now < low else "above" if high is not None and now > high else "within"


def _activities(line: Line) -> dict[str, str]:
    """Where each activity stands."""
    every = line.report.now.all
    return {name: stands(one.facts, one.value) for name, one in every.items() if one.facts.row["kind"] == "activity"}


@PAGES.says(
    r"Of <count:all> activities, (?P<parts>.*) their expected range\.",
    r"(?:Both|All <count:every>) activities are within their expected range\.",
    r"None of the <count:none> activities can be set against a range\.",
    r"<count:unknown> cannot be set against a range\.",
    r"The only activity (?:is (?P<only>above|below|within) its|cannot be set against an) expected range\.",
)
def activities(line: Line) -> bool:
    found = list(_activities(line).values())
    if line["unknown"]:
        return line.count("unknown") == found.count("")
    if "only" in line.sentence:
        return found == [line["only"]]
    if line["none"]:
        return line.count("none") == found.count("") == len(found)
    if not line["parts"]:
        number = line.count("every") if line["every"] else 2
        return found == ["within"] * number
    parts = items_of(r"<count:count> (?:is|are) (?P<where>above|below|within)", line["parts"])
    told = {one["where"]: spoken(one["count"]) for one in parts or []}
    return line.count("all") == len(found) and told == {one: found.count(one) for one in set(found) if one}


@PAGES.says(r"(?P<where>Above|Below): (?P<list>.*)\.")
def outside(line: Line) -> bool:
    named = [line.report.named(one) for one in re.split(r", | and ", line["list"])]
    wanted = {name for name, where in _activities(line).items() if where == line["where"].lower()}
    return None not in named and {one.id for one in named if one} == wanted


_UNIT = r"(?: [^\d,.:;]*?(?:\d,000 people|out of \d)?[^\d,.:;]*?)?"


@PAGES.says(
    rf"(?P<where>Above|Below|Within) the expected range of <n:low>{_UNIT} to <n:high>{_UNIT}: <n:now>(?P<when>.*?)"
    r"(?:, <n:share>% (?:above its upper|below its lower) end)?\."
)
def activity(line: Line) -> bool:
    facts = line.about.get("facts")
    one = line.report.now.all.get(facts.id) if isinstance(facts, Facts) else None
    if one is None or one.value is None or one.value.actual is None:
        return False
    value, decimals = one.value, one.facts.decimals
    low, high, now = value.aims["lower"], value.aims["upper"], printed(one.facts, value)
    told = [line[name].replace("£", "").replace("%", "").replace("−", "-") for name in ("low", "high", "now")]
    so = told == [in_full(low, decimals), in_full(high, decimals), digits(now, decimals)]
    where = stands(one.facts, value)
    end = high if where == "above" else low
    share = "" if where == "within" or not end else digits(100 * abs(now - end) / abs(end), 1)
    return so and line["where"].lower() == where and line["share"] == share


@PAGES.says(r"There is no figure for this <noun>\.", r"(?P<text>.*); no range was set for it\.")
def no_figure(line: Line) -> bool:
    facts = line.about.get("facts")
    one = line.report.now.all.get(facts.id) if isinstance(facts, Facts) else None
    if one is None:
        return False
    return one.known and not stands(one.facts, one.value) if line["text"] else not one.known


@PAGES.says(
    r"<text:name>: (?:no range to compare with|(?P<where>above|below|within) the expected range(?: in all <count:all> "
    r"(?:period|quarter)s shown| for <count:run> (?:period|quarter)s in a row|, after a (?:period|quarter) "
    r"(?P<before>above|below|within) it)?)"
)
def activity_chart(line: Line) -> bool:
    facts = line.report.named(line["name"])
    if facts is None:
        return False
    one = line.report.now.all[facts.id]
    where = stands(facts, one.value)
    if not line["where"]:
        return where == ""
    shown = [each for each in facts.values if each.end <= line.edition.as_of][-9:]
    known = [stands(facts, each) for each in shown if each.actual is not None]
    run = next((place for place, each in enumerate(reversed(known)) if each != where), len(known))
    if line["where"] != where:
        return False
    if line["all"]:
        return line.count("all") == run == len(known)
    if line["run"]:
        return line.count("run") == run < len(known)
    return run == 1 and line["before"] == (known[-2] if len(known) > 1 else "")


__all__ = ["Decimal"]
