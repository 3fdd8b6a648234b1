"""What the pages of complaints, requests and staff assert of their figures, and when that is true."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from helpers.any_organisation.facts import digits, rounded
from helpers.any_organisation.line import LONG_MONTHS, PAGES, Line
from helpers.any_organisation.patterns import spoken
from helpers.any_organisation.side_facts import (
    KINDS,
    Complaints,
    Requests,
    Workforce,
    before,
    day,
    percent,
    period_of,
    plain,
    year_before,
)
from helpers.any_organisation.side_sentences import MANY, so_many

_KIND = "|".join(f"{one}s?" for one in KINDS.values())
_MONTHS = r"(?:[A-Z]\w+(?: \d{4})? to )?[A-Z]\w+ \d{4}"
_THAN = rf"(?:[\d,]+% (?:fewer|more) than|as many as|against none) in (?:the <noun> before|{_MONTHS})"


# Complaints -------------------------------------------------------------------------------------------------


@PAGES.says(
    rf"There (?:was|were) <n:now> complaints? in (?P<when>{_MONTHS})(?:, (?P<parts>{_THAN}(?: and {_THAN})?))?\.",
    r"There is no total of complaints\.",
)
def complaints(line: Line) -> bool:
    found = Complaints(line.edition)
    last = found.totals.get(max(found.totals), None) if found.totals else None
    if not line["now"]:
        return last is None or not last["complaints"]
    if last is None or line.number("now") != int(last["complaints"]) or line["when"] != period_of(last["period_label"]):
        return False
    end = date.fromisoformat(last["period_end"])
    wanted = []
    for then, words in (
        (before(end, line.edition.span.length), f"the {line.edition.span.length} before"),
        (year_before(end), ""),
    ):
        one = found.totals.get(str(then))
        if one and one["complaints"]:
            wanted.append(f"{_change(int(last['complaints']), int(one['complaints']))} in "
                          f"{words or period_of(one['period_label'])}")  # fmt: skip
    return line["parts"] == " and ".join(wanted)


def _change(now: int, then: int) -> str:
    if now == then or not then:
        return "as many as" if now == then else "against none"
    return f"{percent(abs(now - then), then)} {'fewer' if now < then else 'more'} than"


@PAGES.says(
    rf"<n:alone> complaints in (?P<when>{_MONTHS})",
    r"Complaints are the same as a year before, <n:same>",
    r"Complaints (?P<way>fell|rose) from <n:was> to <n:now> in a year",
)
def complaints_chart(line: Line) -> bool:
    found = Complaints(line.edition)
    last = found.totals[max(found.totals)]
    then = found.totals.get(str(year_before(date.fromisoformat(last["period_end"]))))
    number = int(last["complaints"])
    if line["alone"]:
        return then is None and line.number("alone") == number and line["when"] == period_of(last["period_label"])
    if then is None:
        return False
    was = int(then["complaints"])
    if line["same"]:
        return line.number("same") == number == was
    return (line.number("was"), line.number("now"), line["way"]) == (was, number, "fell" if number < was else "rose")


@PAGES.says(
    rf"Total for (?P<label>{_MONTHS}): (?:no figure|<n:published> published(?:, <n:gap> (?P<way>more|fewer) "
    r"than the sum of its parts \(<n:sum>\)|; those of its parts that are known add up to <n:known>, and there is "
    r"no figure "
    r"for (?P<unknown>.*)))\."
)
def total_of_complaints(line: Line) -> bool:
    found = Complaints(line.edition)
    total = next(row for row in found.totals.values() if row["period_label"] == line["label"])
    if not line["published"]:
        return not total["complaints"]
    parts = found.parts(total["period_end"])
    known = sum(int(row["complaints"]) for row in parts if row["complaints"])
    unknown = {plain(row["service_area"]) for row in parts if not row["complaints"]}
    published = int(total["complaints"])
    if line.number("published") != published:
        return False
    if line["unknown"]:
        named = {line.report.written.plain(one) for one in re.split(r", | and ", line["unknown"])}
        return line.number("known") == known and named == unknown
    change = line.number("gap") * (1 if line["way"] == "more" else -1)
    return not unknown and (line.number("sum"), change) == (known, published - known)


@PAGES.says(
    rf"{MANY} published totals? (?:is|are)(?P<not> not)? the sum of (?:its|their) parts"
    r"(?:\.|, and is shown as published:)"
)
def totals_right(line: Line) -> bool:
    if line.page == "complaints":
        found = Complaints(line.edition)
        sums = [(row["complaints"], [one["complaints"] for one in found.parts(end)])
                for end, row in found.totals.items()]  # fmt: skip
    else:
        staff = Workforce(line.edition)
        at = [row for row in staff.rows if row["period_end"] == staff.last]
        published = [row for row in at if row["row_kind"] == "published_total"]
        parts = [(row["measure"], row["value"]) for row in at if row["row_kind"] == "part"]
        sums = [(row["value"], [value for measure, value in parts if measure == row["measure"]]) for row in published]
    right = sum(all([total, *parts]) and Decimal(total) == sum(map(Decimal, parts)) for total, parts in sums)
    return so_many(line, right, len(sums)) and (len(sums) > 1 or bool(line["not"]) == (right == 0))


# Requests ---------------------------------------------------------------------------------------------------


def _kind(words: str) -> str:
    return next(kind for kind, one in KINDS.items() if words.startswith(one))


@PAGES.says(rf"(?P<parts>\d+% of (?:{_KIND}) .*) were answered in time\.")
def answered(line: Line) -> bool:
    found = Requests(line.edition)
    wanted = []
    for kind in found.kinds:
        end = found.ends[-1]
        share = found.share(kind, end)
        if share is not None:
            in_time, of = found.total(kind, end, "in_time"), found.total(kind, end, "answered")
            wanted.append(f"{share}% of {KINDS[kind]}s ({in_time} of {of})")
    said = re.split(r", (?=\d+% of)| and (?=\d+% of)", line["parts"])
    return said == wanted


@PAGES.says(
    rf"Of (?P<of>\d+) (?P<kind>{_KIND}) answered, (?P<in>\d+) \((?P<share>\d+)%\) (?:was|were) answered in time"
    r"(?:, (?P<way>up from|down from|the same as the) (?P<was>\d+)% a year before)?"
    r"(?:; (?P<overdue>none|\d+) (?:was|were) overdue at the end)?\."
)
def in_time(line: Line) -> bool:
    found = Requests(line.edition)
    kind, end = _kind(line["kind"]), date.fromisoformat(found.ends[-1])
    share, overdue = found.share(kind, end), found.total(kind, end, "overdue")
    now = (found.total(kind, end, "answered"), found.total(kind, end, "in_time"), share)
    if (int(line["of"]), int(line["in"]), int(line["share"])) != now or share is None:
        return False
    then = found.share(kind, year_before(end))
    told = "" if then is None else "up from" if share > then else "down from" if share < then else "the same as the"
    late = None if not line["overdue"] else 0 if line["overdue"] == "none" else int(line["overdue"])
    return (line["way"], line["was"]) == (told, "" if then is None else str(then)) and late == overdue


@PAGES.says(rf"No share of (?P<kind>{_KIND}) in time can be told for (?P<when>{_MONTHS})\.")
def no_share(line: Line) -> bool:
    found = Requests(line.edition)
    return found.share(_kind(line["kind"]), found.ends[-1]) is None


_SHORT = {"FOI": "foi", "EIR": "eir", "Subject access": "sar", "subject access": "sar"}


@PAGES.says(r"Answered in time: (?P<parts>.*)", r"No request was answered")
def answered_chart(line: Line) -> bool:
    found = Requests(line.edition)
    wanted = {}
    for kind in found.kinds:
        ends = [end for end in found.ends if any((row["kind"], row["period_end"]) == (kind, end) for row in found.rows)]
        shown = ends[-9:] if len(ends) >= 9 else ends[-5:]
        known = [share for share in (found.share(kind, end) for end in shown) if share is not None]
        if not known:
            continue
        where = "the highest" if known[-1] == max(known) else "the lowest" if known[-1] == min(known) else ""
        told = where and len(known) > 2 and max(known) > min(known)
        wanted[kind] = (known[-1], where if told else "", len(known))
    said = {}
    for one in line["parts"].split("; ") if line["parts"] else []:
        noun = line.edition.span.length
        taken = re.fullmatch(rf"(\w+(?: \w+)?) (\d+)%(?:, (the highest|the lowest) of (\w+) {noun}s)?", one)
        if not taken:
            return False
        kind = _SHORT[taken[1]]
        said[kind] = (int(taken[2]), taken[3] or "", spoken(taken[4]) if taken[4] else wanted[kind][2])
    return said == wanted


@PAGES.says(r"Overdue: open and late on (?P<day>\d+ \w+ \d{4})\.")
def overdue_on(line: Line) -> bool:
    return line["day"] == day(date.fromisoformat(Requests(line.edition).ends[-1]))


# Staff ------------------------------------------------------------------------------------------------------

_TREND = "Full-time equivalent, trend"


@PAGES.says(
    r"There were <n:now> full-time equivalent staff on (?P<day>\d+ \w+ \d{4})(?:, (?P<change>[\d.,]+)% "
    r"(?P<way>fewer|more) than "
    r"on (?P<then>\d+ \w+ \d{4}))?\.",
    r"<n:now> staff on (?P<day>\d+ \w+ \d{4})",
    r"Staff numbers (?P<moved>fell|rose) from <n:was> to <n:now> in a year",
    r"Staff numbers are the same as a year before, <n:now>",
)
def staff(line: Line) -> bool:
    found = Workforce(line.edition)
    end = date.fromisoformat(found.last)
    now, then = (found.value(_TREND, "All staff", one) for one in (end, year_before(end)))
    if now is None or line.number("now") != rounded(now, 0) or line["day"] not in ("", day(end)):
        return False
    if then is None:
        return not line["change"] and not line["was"] and "same" not in line.sentence
    if line["change"]:
        change = 100 * (now - then) / then
        way = "fewer" if change < 0 else "more"
        return (line["change"], line["way"], line["then"]) == (digits(abs(change), 1), way, day(year_before(end)))
    if line["was"]:
        return line.number("was") == then and (line["moved"] == "fell") == (now < then)
    return now == then


@PAGES.says(
    r"Over the year sickness (?:(?P<moved>fell|rose) from <n:was> to <n:now>|stayed at <n:same>) days\.",
)
def sickness(line: Line) -> bool:
    found = Workforce(line.edition)
    end = date.fromisoformat(found.last)
    now, then = (found.value("Sickness, rolling year", "All staff", one) for one in (end, year_before(end)))
    if now is None or then is None:
        return False
    if line["same"]:
        return line.number("same") == now == then
    return (line.number("was"), line.number("now"), line["moved"] == "fell") == (then, now, now < then)


__all__ = ["LONG_MONTHS"]
