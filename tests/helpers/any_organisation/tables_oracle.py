"""Figures and words of every other table: what each cell has to say, worked out from the data.

A table is known by its caption. One that no check knows is a fault, so that no new table slips by unread.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from helpers.any_organisation.calendar import LENGTHS
from helpers.any_organisation.facts import Facts, Row, Value, digits, in_full, rounded
from helpers.any_organisation.figures_oracle import number, rows_of
from helpers.any_organisation.line import LONG_MONTHS, Beside, Report
from helpers.any_organisation.patterns import NOT_THERE, compiled
from helpers.any_organisation.shown import Block
from helpers.any_organisation.side_facts import (
    ASTRAY,
    KINDS,
    STATUS,
    Action,
    Complaints,
    Programme,
    Requests,
    Risk,
    Risks,
    Workforce,
    before,
    level,
    percent,
    plain,
    year_before,
)
from helpers.any_organisation.side_sentences import met, place
from helpers.any_organisation.standing import Standings

#: Before what only the digits of a cell have to say.
DIGITS = "\0"
#: What the cells of a row have to say; None of what is not judged here.
Cells = Sequence[str | None]
Check = Callable[[Any, Report], Cells]
TABLES: list[tuple[str, Check, Callable[[Report], int] | None]] = []


@dataclass(frozen=True)
class Line:
    """A row of a table."""

    page: str
    caption: str
    heads: list[str]
    cells: list[str]


#: Tables that others judge, or of which nothing has to be judged, each with who does or why not.
ELSEWHERE = {
    r"All indicators, .*|.* at a glance": "figures and counts",
    r"\S+(?: \S+)? by period.*|\S+(?: \S+)? on its control chart.*": "figures",
    r"Every indicator's rating, .*|Indicators by .* and rating": "counts",
    r"Files .*": "names of files",
    r"Ratings of the scheme .*|Directions of travel|Checks of .*": "explains the scheme, the rule and the checks",
    r"What automatic tests show": "explains how pages were tested",
    r"Changes of the set of indicators since .*": "words that somebody wrote",
}


def table(caption: str, rows: Callable[[Report], int] | None = None) -> Callable[[Check], Check]:
    """Add the check of a table, and how many rows it has."""

    def keep(check: Check) -> Check:
        TABLES.append((caption, check, rows))
        return check

    return keep


def wrong_tables(found: Sequence[Block], report: Report) -> Iterator[str]:
    """What stands in the tables of an edition and is not so."""
    counted: Counter[tuple[str, str]] = Counter()
    noun = report.edition.span.length
    for row in rows_of(found):
        caption = row[0].table
        known = next((one for one in TABLES if compiled(one[0], noun).fullmatch(caption)), None)
        if known is None:
            if not any(re.fullmatch(one, caption) for one in ELSEWHERE):
                yield f"{row[0].page}, {caption}: no check knows this table"
            continue
        counted[row[0].page, caption] += 1
        line = Line(row[0].page, caption, [one.column for one in row], [one.text for one in row])
        try:
            wanted = known[1](line, report)
        except NOT_THERE as error:
            yield f"{line.page}, {caption}, {line.cells[0]}: the data do not have this ({error!r})"
            continue
        for head, cell, so in zip(line.heads, line.cells, wanted, strict=False):
            if so is not None and (number(cell) if so.startswith(DIGITS) else cell) != so.removeprefix(DIGITS):
                yield f"{line.page}, {caption}, {line.cells[0]}: {head} {cell!r}, by the data {so!r}"
    for (page, caption), rows in counted.items():
        wanted_rows = next(one[2] for one in TABLES if compiled(one[0], noun).fullmatch(caption))
        if wanted_rows and rows != wanted_rows(report):
            yield f"{page}, {caption}: {rows} rows, by the data {wanted_rows(report)}"


def _more(change: int) -> str:
    return "no change" if not change else f"{abs(change):,} {'more' if change > 0 else 'fewer'}"


# The delivery programme -------------------------------------------------------------------------------------


@table("Actions of the delivery programme by status")
def _by_status(line: Line, report: Report) -> Cells:
    found = Programme(report.edition)
    every = line.cells[0] == "All actions"
    now, then = (sum(some.values()) if every else some[line.cells[0]] for some in (found.counts, found.were))
    return [line.cells[0], str(now), percent(now, len(found.actions)), str(then), _more(now - then)]


@table("Actions of each aim by status")
def _by_aim(line: Line, report: Report) -> Cells:
    actions = Programme(report.edition).actions
    some = [one for one in actions if line.cells[0] in ("All actions", plain(one.row["aim"]) or "No aim")]
    statuses = Counter(one.status for one in some)
    return [line.cells[0], str(len(some)), *(str(statuses[head]) for head in line.heads[2:])]


def _action(report: Report, cell: str) -> tuple[Action, Programme]:
    found = Programme(report.edition)
    action = found.action(cell.split(maxsplit=1)[0])
    assert action is not None, cell
    return action, found


@table(
    "Actions off target and at risk, with reasons",
    lambda report: sum(one.status in ASTRAY for one in Programme(report.edition).actions),
)
def _astray(line: Line, report: Report) -> Cells:
    one, found = _action(report, line.cells[0])
    now = one.now or {}
    reason, done = plain(now.get("reason", "")), plain(now.get("progress", ""))
    said = reason or "No reason was given.", done or "Nothing was reported."
    return [f"{one.row['action']} {plain(one.row['title'])}", one.status, one.due(found.end), *said]


@table(
    "Actions that moved since last <noun>",
    lambda report: sum(
        one.moved or one.redated or bool(one.now and not one.then) for one in Programme(report.edition).actions
    ),
)
def _moved(line: Line, report: Report) -> Cells:
    one, found = _action(report, line.cells[0])
    return [None, one.was or "Not in the programme", one.status, one.due(found.end)]


@table(
    "Actions neither off target nor at risk, and what was done",
    lambda report: sum(one.status not in ASTRAY for one in Programme(report.edition).actions),
)
def _as_planned(line: Line, report: Report) -> Cells:
    one, found = _action(report, line.cells[0])
    done = plain((one.now or {}).get("progress", ""))
    return [None, one.status, one.due(found.end), done or "Nothing was reported."]


# Risks ------------------------------------------------------------------------------------------------------


@table(r"Corporate risks on .*", lambda report: len(Risks(report.edition).all))
def _risk(line: Line, report: Report) -> Cells:
    one = next(one for one in Risks(report.edition).all if line.cells[0].startswith(f"{one.row['risk']} "))
    mitigation = plain(one.now.get("mitigation", "")) if one.now else ""
    return [None, *_scores(one, report.edition.span.length), mitigation or "None given"]


def _scores(one: Risk, length: str) -> Cells:
    aimed = str(one.target) if one.target else "None set"
    if one.now is None:
        return ["Not scored", "Not scored", aimed]
    change = one.score - one.was
    trend = "Unchanged" if not change else f"{'Up' if change > 0 else 'Down'} from {one.was}"
    gap = one.score - one.target
    reached = f", {gap} to go" if gap > 0 else ", reached"
    return [f"{level(one.score).capitalize()} {one.score}", trend if one.then else f"New this {length}",
            aimed + (reached if one.target else "")]  # fmt: skip


@table(r"Number of risks by likelihood and impact, with their ids")
def _grid(line: Line, report: Report) -> Cells:
    likelihood, said = int(line.cells[0][0]), []
    for impact in range(1, 6):
        some = [one.row["risk"] for one in Risks(report.edition).scored if place(one) == (likelihood, impact)]
        said.append(f"{len(some)} {', '.join(some)}".strip())
    return [None, *said]


# Complaints and requests ------------------------------------------------------------------------------------


@table("Complaints received, all services")
def _received(line: Line, report: Report) -> Cells:
    found = Complaints(report.edition)
    return [line.cells[0], f"{int(found.number('Total', line.cells[0]) or -1):,}"]


@table("Complaints by service and period, as published")
def _by_service(line: Line, report: Report) -> Cells:
    found = Complaints(report.edition)
    held = [found.number(line.cells[0], head) for head in line.heads[1:-1]]
    over_year = found.year(line.cells[0])
    told = [f"{int(one):,}" if one else "no figure" for one in held]
    return [line.cells[0], *told, "no figure" if over_year is None else f"{over_year:,}"]


def _in_time(answered: int | None, in_time: int | None) -> str:
    if answered is None or in_time is None:
        return "Not available"
    return f"{percent(in_time, answered)} ({in_time:,} of {answered:,})" if answered else "None answered"


def _or_none(value: int | None) -> str:
    return "not available" if value is None else f"{value:,}"


@table(r"(?:Freedom of Information|Environmental information|Subject access) requests by <noun>")
def _requests(line: Line, report: Report) -> Cells:
    found = Requests(report.edition)
    kind = next(kind for kind, words in KINDS.items() if line.caption.lower().startswith(words.lower()))
    end = next(one for one in found.ends if found.labels[one] == line.cells[0])
    received, answered, in_time, overdue = (
        found.total(kind, end, name) for name in ("received", "answered", "in_time", "overdue")
    )
    return [line.cells[0], _or_none(received), _in_time(answered, in_time), _or_none(overdue)]


@table(r"Answers in time by service, .*")
def _answers(line: Line, report: Report) -> Cells:
    found = Requests(report.edition)
    end = found.ends[-1]
    short = {"FOI": "foi", "EIR": "eir", "Subject access": "sar"}
    said: list[str | None] = [line.cells[0]]
    for head in line.heads[1:]:
        kind = short[head.removesuffix(" in time").removesuffix(" overdue")]
        if line.cells[0] == "All services":
            row: dict[str, int | None] = {
                one: found.total(kind, end, one) for one in ("answered", "in_time", "overdue")
            }
        else:
            own = next((one for one in found.rows if (one["kind"], one["period_end"], plain(one["service_area"])) ==
                        (kind, end, line.cells[0])), None)  # fmt: skip
            row = {one: int(own[one]) if own and own[one] else None for one in ("answered", "in_time", "overdue")}
        said.append(_in_time(row["answered"], row["in_time"]) if head.endswith("in time") else _or_none(row["overdue"]))
    return said


# Staff ------------------------------------------------------------------------------------------------------


@table("Full-time equivalent staff")
def _staff(line: Line, report: Report) -> Cells:
    found = Workforce(report.edition)
    row = next(row for row in found.rows if row["period_label"] == line.cells[0] and "trend" in row["measure"])
    return [line.cells[0], f"{rounded(Decimal(row['value']), 0):,}"]


@table(r"Staff on .*, as published")
def _levels(line: Line, report: Report) -> Cells:
    found = Workforce(report.edition)
    said: list[str | None] = [line.cells[0]]
    for head in line.heads[1:]:
        measure, change = head.removesuffix(", change in a year"), head.endswith("in a year")
        now = found.value(measure, line.cells[0], found.last)
        then = found.value(measure, line.cells[0], year_before(date.fromisoformat(found.last)))
        if change:
            said.append("no figure" if then is None or now is None else _more(int(now - then)))
        else:
            said.append("no figure" if now is None else f"{rounded(now, 0):,}")
    return said


@table(r"Sickness")
def _rates(line: Line, report: Report) -> Cells:
    rows = {(row["measure"], row["period_label"]): row for row in Workforce(report.edition).rows}
    told = [rows.get((line.cells[0], head)) for head in line.heads[1:]]
    return [
        line.cells[0],
        *(f"{DIGITS}{digits(Decimal(row['value']), int(row['decimals']))}" if row else None for row in told),
    ]


# An improvement notice --------------------------------------------------------------------------------------


@table(r"Improvement Notice: .*")
def _notice(line: Line, report: Report) -> Cells:
    row = next(row for row in report.edition.table("improvement") if plain(row["indicator"]) == line.cells[0])
    later = bool(row["due"]) and row["due"] > str(report.edition.end)
    stands = ("On track" if met(row) else "Behind") if later else report.bands[0 if met(row) else -1]
    return [line.cells[0], *(f"{DIGITS}{digits(Decimal(row[name]), int(row['decimals']))}"
                        for name in ("base_value", "latest_value", "target")), stands]  # fmt: skip


# Indicators -------------------------------------------------------------------------------------------------


def _facts(report: Report, cell: str) -> Facts:
    found = report.by_name.get(cell)
    assert found is not None, cell
    return report.edition.indicators.get(found.id, found)


def _standing(value: Value, facts: Facts) -> str:
    low, high = value.aims.get("lower"), value.aims.get("upper")
    if value.actual is None or (low is None and high is None):
        return "Not told"
    now = rounded(value.actual, facts.decimals)
    return "Below" if low is not None and now < low else "Above" if high is not None and now > high else "Within"


@table("Activity against its expected range")
def _activity(line: Line, report: Report) -> Cells:
    facts = _facts(report, line.cells[0])
    one = report.now.all[facts.id]
    value = one.value
    if value is None or value.actual is None:
        return [None, None, None, "Not told"]
    known = [each for each in facts.values if each.actual is not None and each.end < value.end]
    last = facts.year_before(value)
    earlier = [f"{DIGITS}{facts.printed(each)}" if each and each.actual is not None else "None"
               for each in (known[-1] if known else None, last)]  # fmt: skip
    low, high = value.aims.get("lower"), value.aims.get("upper")
    range_begins = f"{DIGITS}{in_full(low, facts.decimals)}" if low is not None and high is not None else None
    return [None, f"{DIGITS}{facts.printed(value)}", range_begins, _standing(value, facts), *earlier]


@table(r"\S+(?: \S+)? beside others \(our result: .*\)")
def _benchmarks(line: Line, report: Report) -> Cells:
    called = line.caption.partition(" beside ")[0]
    facts = next(one for one in report.edition.indicators.values() if report.called(one) == called)
    rows = [row for row in report.edition.table("benchmarks")
            if (row["indicator"], plain(row["comparator"])) == (facts.id, line.cells[0])]  # fmt: skip
    last = max(rows, key=lambda row: row["period_end"])
    value = rounded(Decimal(last["value"]), facts.decimals)
    said = f"{DIGITS}{digits(value, facts.decimals)}"
    return [line.cells[0], last["period_label"], said, _against(facts, value, report), plain(last["source"]) or "None"]


def _against(facts: Facts, value: Decimal, report: Report) -> str:
    one = report.now.all[facts.id]
    months = 12
    if one.value is None or one.value.actual is None:
        return "Not compared"
    if facts.running and facts.row["unit"] != "%":
        months = (one.value.end.month - facts.turns.running(facts.row["basis"]).starts) % 12 + 1
    if months < 12:
        return "Not compared"
    now = rounded(one.value.actual, facts.decimals)
    if now == value:
        return "Same"
    polarity = facts.row["polarity"]
    if polarity not in ("higher", "lower"):
        return "Above" if now > value else "Below"
    return "Better" if (now > value) == (polarity == "higher") else "Worse"


@table("Floors of the latest period")
def _floors(line: Line, report: Report) -> Cells:
    facts = _facts(report, line.cells[0])
    value = report.now.all[facts.id].value
    assert value is not None
    aims = {name: in_full(one, facts.decimals) for name, one in value.aims.items()}
    aim, floor = aims.get("target", aims.get("lower")), aims.get("floor", aims.get("floor_lower"))
    return [
        None,
        facts.turns.short(value.end),
        aim and f"{DIGITS}{aim}",
        f"{DIGITS}{floor}",
    ]


# Ratings by quarter and changes -----------------------------------------------------------------------------


def _rated(standings: Standings) -> Counter[str]:
    return Counter(one.rating for one in standings.kpis.values())


def _shares(rated: Counter[str], band: str, bands: Sequence[str]) -> str:
    whole = sum(rated[one] for one in bands)
    return f"{percent(rated[band], whole)} ({rated[band]})" if whole else "none rated"


@table("Share and number of indicators by rating, each <noun> as its own report has it",
       lambda report: 1 + len(report.edition.earlier))  # fmt: skip
def _quarters(line: Line, report: Report) -> Cells:
    editions = {one.span.label: one for one in (*report.edition.earlier.values(), report.edition)}
    rated = _rated(Standings(editions[line.cells[0]]))
    whole, every = sum(rated[one] for one in report.bands), sum(rated.values())
    shares = [_shares(rated, band, report.bands) for band in report.bands]
    return [line.cells[0], *shares, f"{whole} of {every}", str(every - whole)]


@table("Indicators by rating, each <noun> as its own report has it")
def _shares_beside(line: Line, report: Report) -> Cells:
    columns = [report.now, *(one.published for one in (report.previous, report.last_year) if one)]
    said = []
    for standings in columns:
        rated = _rated(standings)
        whole = sum(rated[one] for one in report.bands)
        said.append(f"{whole} of {sum(rated.values())}" if line.cells[0] == "Total rated" else
                    _shares(rated, line.cells[0], report.bands))  # fmt: skip
    return [line.cells[0], *said]


@table(r"Indicators by rating in the previous <noun> and now")
def _flows(line: Line, report: Report) -> Cells:
    beside = report.previous
    if beside is None:
        return [None]
    pairs: Counter[tuple[str, str]] = Counter()
    for name in {*report.now.kpis, *beside.published.kpis}:
        now = report.now.kpis[name].rating if name in report.now.kpis else "Not reported"
        then = "Not reported"
        if name in beside.both:
            then = beside.restated.kpis[name].rating
        elif name in beside.removed:
            then = beside.published.kpis[name].rating
        known = (*report.bands, "Not reported")
        pairs[then if then in known else "Not rated", now if now in known else "Not rated"] += 1
    columns = [head.removeprefix("Now ") for head in line.heads[1:-1]]
    columns = [one if one in report.bands else one.capitalize() for one in columns]
    rows = list({then for then, _ in pairs}) if line.cells[0] == "Now" else [line.cells[0]]
    said = [sum(pairs[row, column] for row in rows) for column in columns]
    whole = sum(number for (then, _), number in pairs.items() if then in rows)
    return [line.cells[0], *map(str, said), str(whole)]


@table(r"(?:Ratings|Directions): from .* to now")
def _steps(line: Line, report: Report) -> Cells:
    column = "rating" if line.heads[0] == "Rating" else "way"
    named = {one.edition.span.label: one for one in (report.previous, report.last_year) if one}
    beside = next(one for name, one in named.items() if name in line.caption)
    return _reconciled(beside, column, line.cells[0], line.heads)


def _reconciled(beside: Beside, column: str, status: str, heads: list[str]) -> Cells:
    def count(standings: Standings, names: Sequence[str]) -> int:
        return sum(status in ("All", getattr(standings.kpis[name], column)) for name in names)

    published = count(beside.published, list(beside.published.kpis))
    then, now = count(beside.restated, beside.both), count(beside.now, beside.both)
    gone, came = count(beside.published, beside.removed), count(beside.now, beside.added)
    gained = lost = 0
    for name in beside.changed:
        was, became = (getattr(some.kpis[name], column) for some in (beside.published, beside.restated))
        gained += was != became == status
        lost += was == status != became
    moved = " ".join(f"{sign}{number}" for sign, number in (("+", gained), ("−", lost)) if number) or "0"
    steps = {"As reported": published, "Less removed": gone, "Restated": moved, "In both reports": then,
             "Changed since": _signed(now - then), "Plus added": came, "Now": now + came}  # fmt: skip
    return [status, *(str(steps[head]) for head in heads[1:])]


def _signed(change: int) -> str:
    return "0" if not change else f"+{change}" if change > 0 else f"−{-change}"


#: States that say something of a quarter without a result.
_TOLD = ("Suppressed", "New", "No cases", "Withdrawn")


@table(r"Rating of each indicator in the \w+ <noun>s from .* to .*")
def _heat(line: Line, report: Report) -> Cells:
    facts = report.by_name.get(line.cells[0])
    if facts is None:
        return [None]
    facts = report.edition.indicators[facts.id]
    months = LENGTHS[report.edition.span.length]
    said: list[str | None] = [None]
    for head in line.heads[1:]:
        month, year = head.split()
        at = 12 * (2000 + int(year)) + [one[:3] for one in LONG_MONTHS].index(month)
        some = [one for one in facts.values if 0 <= at - (12 * one.end.year + one.end.month - 1) < months]
        rated = [(one.actual is not None, facts.rating(one)) for one in some]
        told = [rating for known, rating in rated if known or rating in _TOLD]
        said.append(told[-1] if told else "")
    return said


@table(r"(?:Targets restated|Results revised) since .*")
def _replaced(line: Line, report: Report) -> Cells:
    facts = _facts(report, line.cells[0])
    column = 1 if "What" not in line.heads else 2
    of_result = column == 1
    pairs = []
    for name in ("actuals",) if of_result else ("targets", "profiles"):
        told = [row for row in report.edition.table(name) if row["indicator"] == facts.id]
        pairs += _pairs(told, facts, of_result)
    was, now = (number(line.cells[line.heads.index(head)]) for head in ("Was", "Is"))
    fits = (was, now) in pairs
    return [*([None] * line.heads.index("Was")), None if fits else f"one of {pairs}"]


def _pairs(rows: Sequence[Row], facts: Facts, of_result: bool) -> list[tuple[str, str]]:
    found = []
    names = (
        ("actual",)
        if of_result
        else ("target", "floor", "lower", "upper", "floor_lower", "floor_upper", "annual_target")
    )
    form = digits if of_result else in_full
    for one in rows:
        for other in rows:
            if (one["period_end"], one.get("recorded", "")) < (other["period_end"], other.get("recorded", "")):
                for name in names:
                    if one["period_end"] == other["period_end"] and one.get(name) and other.get(name):
                        found.append(
                            (form(Decimal(one[name]), facts.decimals), form(Decimal(other[name]), facts.decimals))
                        )
    return found


__all__ = ["ELSEWHERE", "KINDS", "STATUS", "TABLES", "before", "wrong_tables"]
