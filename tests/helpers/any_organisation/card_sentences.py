"""What sentences on an indicator's card assert, and when that is true.

A table: each pattern stands above the check of what it says. A new wording gets its pattern here.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import takewhile

from helpers.any_organisation.calendar import ends, month_end
from helpers.any_organisation.facts import STATES, Facts, Value, rounded
from helpers.any_organisation.patterns import PARTS, Patterns, Said, compiled, spoken

CARD = Patterns()
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December")  # fmt: skip
#: Rules whose direction is the change that is told.
_CHANGES = ("previous-period", "same-period-last-year", "short-and-long", "small-change")


def _known(facts: Facts) -> list[Value]:
    return [one for one in facts.values if one.actual is not None]


def _since_break(facts: Facts) -> list[Value]:
    """The results since the last break."""
    found: list[Value] = []
    for one in facts.values:
        if one.told.get("break_before") == "yes":
            found = []
        if one.actual is not None:
            found.append(one)
    return found


def _judged(facts: Facts) -> list[Value]:
    """Those of which the range says how good they are, where one is best."""
    ranged = facts.row["polarity"] == "range"
    return [one for one in _since_break(facts) if not ranged or facts.short(one) is not None]


def _printed(facts: Facts, value: Value) -> Decimal:
    assert value.actual is not None
    return rounded(value.actual, facts.decimals)


def _due(facts: Facts) -> bool:
    """Whether the latest result is that of the last period that had ended by the quarter's end."""
    return facts.latest is not None and facts.latest.end >= ends(facts.row["frequency"], facts.due, 1)[0]


# The status -------------------------------------------------------------------------------------------------

_STATUS = (
    r"(?P<rating>[A-Z][A-Za-z -]*?)(?: set by hand; the rule gives (?P<rule>[A-Z][A-Za-z -]*?))? "
    r"(?:<way:way>|Short: <way:short> Long: <way:long>) "
)
_RESULT = (
    r"<n:now>(?: \(<n:part> of <n:whole>\))?(?P<when> (?:on|in|from) .*?)"
    r"(?:, against an? (?P<what>target|target range|expected range) of <n:aim>(?: to <n:to>)?)?"
)


def _result(said: Said) -> bool:
    value = said.now
    ended = f"{_MONTHS[value.end.month - 1]} {value.end.year}"
    years = f"{value.end.year - 1}/{value.end.year % 100:02d}"
    in_time = ended in said["when"] or years in said["when"]
    aimed = True
    if said["what"] == "target":
        aimed = said.is_aim("aim", "target", value)
    elif said["what"]:
        aimed = said.is_aim("aim", "lower", value) and said.is_aim("to", "upper", value)
    counted = [Decimal(value.told.get(one) or 0) for one in ("numerator", "denominator")]
    of_few = not said["part"] or [said.number("part"), said.number("whole")] == counted
    return said.is_result("now", value) and in_time and aimed and of_few


@CARD.says(_STATUS + _RESULT + r"\.")
def status(said: Said) -> bool:
    said.status.update(said.words)
    by_hand = said.facts.overrides.get(said.now.end)
    return _result(said) and bool(said["rule"]) == bool(by_hand) and said["rating"] == said.facts.rating(said.now)


@CARD.says(_STATUS + r"No result is available for this quarter\.")
def no_result(said: Said) -> bool:
    said.status.update(said.words)
    last = said.facts.values[-1] if said.facts.values else None
    told = last is not None and last.state != "" and said["rating"] == STATES[last.state]
    return told or not _due(said.facts) or said.now.secret


# Why a rating -----------------------------------------------------------------------------------------------

_CLAUSES = [
    compiled(one)
    for one in (
        r"(?:,| and) (?P<how>more than|within|not less than|less than) the <n:limit>(?P<points> percentage points?)? "
        r"(?:allowed(?: for [A-Z][A-Za-z-]*| on either side)?|at which it is [A-Z][A-Za-z ]*?)(?=,| and|$)",
        r"(?:,| and) (?P<how>at least|more than) the <n:limit>(?: percentage points?)? needed for [A-Z][A-Za-z ]*",
        r" (?:and|but) (?P<floor>above|below|within|at|no better than) the (?:floor|ceiling|low target) of <n:limit>",
        r", (?:and|but) (?P<year>not better than|better than|not worse than|worse than) the <n:limit> of a year before",
        r", (?:and|but) (?P<none>there is no result of a year before to compare with)",
    )
]


@CARD.says(
    r"<n:now> is (?:(?P<gap>less than 0\.1%|<n>)(?P<points> percentage points?)? )?"
    r"(?P<side>above|below|equal to|within)(?P<both> both)? the (?:high )?target (?:range )?of <n:aim>(?: to <n:to>)?"
    r"(?P<more>.*)\."
)
def why(said: Said) -> bool:
    facts, value = said.facts, said.now
    now = _printed(facts, value)
    low, high = said.number("aim"), said.number("to") if said["to"] else said.number("aim")
    aims = (value.aims.get("lower"), value.aims.get("upper")) if said["to"] else (value.aims.get("target"),) * 2
    if facts.row["polarity"] == "range" and not said["to"]:
        aims = (low, high)  # both ends are one
    near = high if abs(now - high) <= abs(now - low) else low
    kept = now < high if facts.row["polarity"] == "lower" else low <= now <= high
    sides = {"above": now > high, "below": now < low, "equal to": now == near, "within": kept}
    gap = abs(now - near)
    so = said.is_result("now", value) and (low, high) == aims and sides[said["side"]] and _gap(said, gap, near)
    more = said["more"].replace(" and the ", f" and {said['side']} the ", 1) if said["both"] else said["more"]
    return so and bool(more or not said["both"]) and _clauses(said, more, gap, near)


def _gap(said: Said, gap: Decimal, near: Decimal) -> bool:
    if not said["gap"]:
        return True
    if said["gap"].startswith("less than"):
        return 1000 * gap < abs(near)
    if said["gap"].endswith("%"):
        return abs(said.number("gap") - 100 * gap / abs(near)) <= Decimal("0.05")
    return said.number("gap") == gap


def _clauses(said: Said, more: str, gap: Decimal, near: Decimal) -> bool:
    """Whether every further clause is true, and none is left that is not understood."""
    relative = said["gap"].endswith("%")
    while more:
        found = next(filter(None, (one.match(more) for one in _CLAUSES)), None)
        if found is None:
            return False
        more = more[found.end() :]
        part = Said(said.edition, said.facts, {k: v for k, v in found.groupdict().items() if v}, more)
        if not _clause(part, 100 * gap / abs(near) if relative else gap):
            return False
    return True


def _clause(said: Said, gap: Decimal) -> bool:
    facts, value = said.facts, said.now
    now = _printed(facts, value)
    last = facts.year_before(value)
    if said["none"]:
        return last is None or last.actual is None
    limit = said.number("limit")
    if said["how"]:
        return {"more than": gap > limit, "within": gap <= limit, "not less than": gap >= limit,
                "less than": gap < limit, "at least": gap >= limit}[said["how"]]  # fmt: skip
    if said["floor"]:
        floors = {value.aims.get(one) for one in ("floor", "floor_lower", "floor_upper")}
        sides = {"above": now > limit, "below": now < limit, "within": now < limit}
        return limit in floors and sides.get(said["floor"], now == limit)
    assert last is not None
    better = facts.better(now, _printed(facts, last), value)
    so = {"not better than": better <= 0, "better than": better > 0, "not worse than": better >= 0,
          "worse than": better < 0}[said["year"]]  # fmt: skip
    return so and limit == _printed(facts, last)


#: A state, and the sentence that says why.
_WHY = {
    "Data only": (
        r"The indicator is published for information and has no target by design\.",
        r"Neither higher nor lower is better for this indicator: it is shown but not rated\.",
        r"What is counted here is given for information and not rated\.",
    ),
    "New": (r"The indicator is new and has no target until there is something to base one on\.",),
    "Withdrawn": (r"The indicator is no longer reported\.",),
    "Not due": (r"The indicator has no result in this period: its next one is not due yet\.",),
    "Target to be confirmed": (r"The target has still to be confirmed\.",),
    "Suppressed": (
        r"There were too few cases for the result to be published\.",
        r"There were fewer than <n> cases, too few for the result to be published\.",
    ),
    "No cases": (r"There were no cases in the period, so that there is nothing to measure\.",),
    "Not available": (r"There is no result for the period\.",),
    "No target": (r"There is a result, but no target to rate it against\.",),
    "No floor": (r"The target was missed, and no floor says how far is too far\.",),
    "No tolerance": (
        r"The result cannot be rated without a tolerance, and none applies\.",
        r"The target of 0 was missed, and a percentage of 0 cannot say how far is too far\.",
    ),
}


def _of_state(state: str) -> None:
    @CARD.says(*_WHY[state])
    def state_is_so(said: Said) -> bool:
        return state in (said.status.get("rating"), said.status.get("rule"))


for _state in _WHY:
    _of_state(_state)


@CARD.says(
    r"Based on few cases, <n:part> of <n:whole>: one more or less changes the result by about <n:by> "
    r"percentage points?\."
)
def few_cases(said: Said) -> bool:
    told = said.now.told
    whole = Decimal(told["denominator"])
    so = (said.number("part"), said.number("whole")) == (Decimal(told["numerator"]), whole)
    return so and 0 < whole < 50 and said.number("by") == rounded(100 / whole, 0)


@CARD.says(r"The result is in arrears: a newer one was due\.")
def arrears(said: Said) -> bool:
    return not _due(said.facts)


@CARD.says(r"The result is provisional and may change\.")
def provisional(said: Said) -> bool:
    return said.now.told.get("flag") == "provisional"


#: Said of totals for the year so far, of which what each period added is compared.
_ALONE = r"(?:(?P<alone>Counting each (?:school )?\w+ alone, )t|T)"

# The direction of travel ------------------------------------------------------------------------------------


def _way(said: Said, before: Value) -> bool:
    """Whether the direction above the sentence goes the way of the change that is told."""
    way = said.status.get("way") or said.status.get("short", "")
    if said.edition.params["direction"] not in _CHANGES:
        return True
    better = said.facts.better(_printed(said.facts, said.now), _printed(said.facts, before), said.now)
    if said.facts.row["polarity"] == "neutral":
        return {"Increasing": better > 0, "Decreasing": better < 0, "No change": True}.get(way, False)
    return {"Improving": better > 0, "Worsening": better < 0, "No change": True}.get(way, False)


@CARD.says(
    r"(?P<side>Up|Down) by <n:by>(?: percentage points?)? since <period:since> \(<n:was>\)"
    r"(?P<across>, across a break in the series: the two do not compare directly)?\."
)
def by(said: Said) -> bool:
    before = said.at("since")
    since = [one for one in said.facts.values if before and before.end < one.end <= said.now.end]
    if said["across"] and not any(one.told.get("break_before") == "yes" for one in since):
        return False
    if said.facts.running:
        return before is not None  # what each period added
    if before is None or before.actual is None:
        return False
    change = _printed(said.facts, said.now) - _printed(said.facts, before)
    so = said.is_result("was", before) and abs(change) == said.number("by")
    return so and (change > 0) == (said["side"] == "Up") and _way(said, before)


@CARD.says(
    _ALONE + r"he result is (?:(?P<side>up|down) from <n:was> for <period:since> to <n:now>|<n:alike>, as for "
    r"<period:then>)(?:, (?:nearer to|further from|as far from) the range)?(?P<small>: a change smaller than <n>"
    r"(?: percentage points?)? is no change)?\."
)
def added(said: Said) -> bool:
    change = said.number("now") - said.number("was") if said["side"] else Decimal(0)
    if said["small"] and "No change" not in said.status.values():
        return False
    return said.facts.running and {"up": change > 0, "down": change < 0}.get(said["side"], True)


@CARD.says(
    r"(?P<side>Up|Down) from <n:was> for <period:since>: a change smaller than <n>(?: percentage "
    r"points?)? is no change\."
)
def small(said: Said) -> bool:
    before = said.at("since")
    if before is None or before.actual is None:
        return False
    up = _printed(said.facts, said.now) > _printed(said.facts, before)
    return said.is_result("was", before) and up == (said["side"] == "Up") and "No change" in said.status.values()


@CARD.says(r"The same as in <period:since> \(<n:was>\)\.")
def same(said: Said) -> bool:
    before = said.at("since")
    return said.facts.running or (said.is_result("was", before) and said.is_result("was", said.now))


@CARD.says(
    r"(?P<side>Up|Down|No change) from <n:was> for <period:since>, (?P<range>nearer to|further from|as far from) "
    r"the range(?:: a change smaller than <n>(?: percentage points?)? is no change)?\."
)
def range_change(said: Said) -> bool:
    before = said.at("since")
    if said.facts.running:
        return before is not None
    if before is None or before.actual is None:
        return False
    better = said.facts.better(_printed(said.facts, said.now), _printed(said.facts, before), said.now)
    so = {"nearer to": better > 0, "further from": better < 0, "as far from": True}[said["range"]]
    return so and said.is_result("was", before) and _way(said, before)


@CARD.says(
    r"Too few results(?P<ranged> with a range)? for a (?:trend|direction)(?P<since> since the break in the series)?: "
    r"<count:least> are needed, and there (?:is|are) <count:found>\."
)
def too_few(said: Said) -> bool:
    held = [_since_break(said.facts), *([] if said["since"] else [_known(said.facts)])]
    if said["ranged"]:
        held = [[one for one in some if said.facts.short(one) is not None] for some in held]
    found = said.count("found")
    return found < said.count("least") and (said.facts.running or found in map(len, held))


@CARD.says(
    r"It stood at <n:was> by <period:since>\.",
    r"This is the year so far; the <n:was> for <period:since> covered (?:the whole year|another part of the year)\.",
)
def unlike(said: Said) -> bool:
    return said.is_result("was", said.at("since"))


@CARD.says(r"Not compared with <n:was> for <period:since>: .*\.")
def not_compared(said: Said) -> bool:
    return said.is_result("was", said.at("since")) and "Not comparable" in said.status.values()


@CARD.says(
    r"No (?:direction|trend) is shown: this is a (?:total|share|rate or an average|share or a rate) for the year so far"
    r".*\."
)
def running(said: Said) -> bool:
    return said.facts.running and "Not comparable" in said.status.values()


@CARD.says(r"There is no earlier result to compare with\.")
def no_earlier(said: Said) -> bool:
    return len(_known(said.facts)) <= 1 or said.now.secret or "Too few points" in said.status.values()


@CARD.says(r"There is no result for the same period a year before to compare with\.")
def no_year_before(said: Said) -> bool:
    end = said.now.end
    before = month_end(end.year - 1, end.month)
    return not any(one.end == before and one.actual is not None for one in said.facts.values)


@CARD.says(
    r"A year earlier, (?P<when>(?:on|in|from) .*?), (?:it|the result) was <n:was>"
    r"(?: \((?P<was_rated>[A-Z][A-Za-z -]*)\))?\."
)
def year_before(said: Said) -> bool:
    words = re.findall(PARTS["period"], said["when"])[-1]
    before = said.facts.at(words)
    if before is None or not said.is_result("was", before):
        return False
    now = [said.now]
    if "rating" in said.status and not said.status.get("now"):
        # What is not told is set beside the year before all the same: the last that is suppressed, or the last of all.
        secret = [one for one in said.facts.values if one.secret or one.state == "suppressed"]
        now = [*secret[-1:], said.facts.values[-1]]
    in_a_year = [(one.end.year - before.end.year, one.end.month) == (1, before.end.month) for one in now]
    return any(in_a_year) and said["was_rated"] in ("", said.facts.rating(before))


@CARD.says(
    _ALONE + r"he latest three results (?:are (?P<to>improving|worsening|increasing|decreasing)|do not go one way), "
    r"from <n:first> for <period:since> to <n:last>\.",
)
def latest_three(said: Said) -> bool:
    if said["alone"]:
        return said.facts.running
    some = _judged(said.facts)[-3:]
    first, last = _printed(said.facts, some[0]), _printed(said.facts, some[-1])
    better = said.facts.better(last, first, some[-1])
    ways = {"improving": better > 0, "worsening": better < 0, "increasing": last > first, "decreasing": last < first}
    return ways.get(said["to"], True) and _ends(said, some) and said.at("since") == some[0]


@CARD.says(rf"{_ALONE}he latest three results are the same, <n:last>\.")
def three_alike(said: Said) -> bool:
    if said["alone"]:
        return said.facts.running
    some = _judged(said.facts)[-3:]
    return len(some) == 3 and all(said.is_result("last", one) for one in some)


@CARD.says(
    rf"{_ALONE}he latest three results are (?P<where>all within|equally far from) the range, from <n:first> for "
    r"<period:since> to <n:last>\."
)
def three_as_far(said: Said) -> bool:
    if said["alone"]:
        return said.facts.running
    some = _judged(said.facts)[-3:]
    away = {said.facts.away(_printed(said.facts, one), said.now) for one in some}
    far = away == {Decimal(0)} if said["where"] == "all within" else len(away) == 1
    return far and _ends(said, some) and said.at("since") == some[0]


_SIDE = r"(?P<side>upward|downward|towards the range|away from the range)"
_OVER = r"the last <count:number> (?:<units>|school years|results a (?:year|quarter) apart)"


@CARD.says(
    rf"{_ALONE}he trend over {_OVER} is {_SIDE}, from <n:first> to <n:last>"
    r"(?:, although the latest result is (?P<turned>up from|down from|further from the range than|"
    r"nearer to the range than) <n:step> for <period:step_at>)?\.",
    rf"{_ALONE}he trend over {_OVER} is {_SIDE}, although the "
    r"first result was <n:first> and the latest is <n:last>\.",
    rf"{_ALONE}here is no clear trend over {_OVER}, (?:from <n:first> to <n:last>|with both the first and the latest "
    r"result at <n:both>)\.",
)
def trend(said: Said) -> bool:
    if said.facts.running:
        return bool(said["alone"])
    names = ("both", "both") if said["both"] else ("first", "last")
    first = next((one for one in _judged(said.facts) if said.is_result(names[0], one)), None)
    some = _judged(said.facts)[-said.count("number") :]
    apart = " apart" in said.sentence
    ends = said.is_result(names[0], some[0])
    so = said.is_result(names[1], said.now) and (first is not None if apart else ends)
    ways = {said.status.get("way"), said.status.get("short")}
    lower = said.facts.row["polarity"] == "lower"
    good = {"upward": not lower, "downward": lower, "towards the range": True}.get(said["side"], False)
    wanted = {"Improving", "Increasing"} if good else {"Worsening", "Decreasing"}
    if said.facts.row["polarity"] == "neutral":
        wanted = {"Increasing", "Decreasing"}
    return so and bool(ways & (wanted if said["side"] else {"No clear trend"}))


@CARD.says(
    rf"{_ALONE}he result was <n:now> in each of {_OVER}\.",
    rf"(?:Counting each \w+ alone, e|E)very result over {_OVER} is (?:within the range|equally far from the range)\.",
)
def level(said: Said) -> bool:
    return said.facts.running or not said["now"] or said.is_result("now", said.now)


@CARD.says(
    r"The latest result, <n:now>, is (?:within the usual variation|(?P<side>better|worse|higher|lower) than usual, "
    r"judged by the control limits) of the \d+ results since <period:since>\."
)
def limits(said: Said) -> bool:
    wanted = {"better": "Improving", "worse": "Worsening", "higher": "Increasing", "lower": "Decreasing"}
    so = said.facts.running or said.is_result("now", said.now)
    return so and wanted.get(said["side"], "No clear trend") in said.status.values()


@CARD.says(
    r"The target was (?P<met>met|missed) in (?P<often>each|<count>) of the last <count:number> "
    r"(?:<units>|school years)\."
)
def how_often(said: Said) -> bool:
    some = [one for one in _known(said.facts) if said.facts.short(one) is not None][-said.count("number") :]
    met = sum(((said.facts.short(one) or 0) <= 0) is (said["met"] == "met") for one in some)
    return met == (len(some) if said["often"] == "each" else spoken(said["often"]))


@CARD.says(r"As each result covers 12 months, it is slow to show a recent change\.")
def lag(said: Said) -> bool:
    return said.facts.row["basis"] == "rolling_12_months"


def _ends(said: Said, some: list[Value]) -> bool:
    return said.is_result("first", some[0]) and said.is_result("last", some[-1])


# How long, how high -----------------------------------------------------------------------------------------


@CARD.says(
    r"(?P<rating>[A-Z][A-Za-z -]*) for <count:number> <units> running, since <period:since>\.",
    r"(?P<rating>[A-Z][A-Za-z -]*) in (?:each|any) of the <count:number> <units> since (?:our records begin|the series "
    r"began anew) \(<period:since>\)(?:, (?P<but>but|and) now at its (?P<at>best|worst))?\.",
    r"(?P<rating>[A-Z][A-Za-z -]*) in (?:each|any) of the last <count:number> <units>\.",
)
def run(said: Said) -> bool:
    facts, number = said.facts, said.count("number")
    same = list(takewhile(lambda one: facts.rating(one) == said["rating"], _known(facts)[::-1]))
    whole = "records begin" not in said.sentence or len(same) == len(_known(facts))
    values = [_printed(facts, one) * (1 if facts.row["polarity"] == "higher" else -1) for one in _known(facts)]
    at = {"best": max(values), "worst": min(values)}.get(said["at"], values[-1])
    so = number <= len(same) and whole and at == values[-1]
    return so and (not said["since"] or same[number - 1] == said.at("since"))


@CARD.says(r"(?P<rating>[A-Z][A-Za-z -]*) for the second \w+ running\.")
def second(said: Said) -> bool:
    return [said.facts.rating(one) for one in _known(said.facts)[-2:]] == [said["rating"]] * 2


@CARD.says(
    r"The (?P<side>best|worst|highest|lowest) result(?P<part> for this part of the year)? since (?:<period:since>, "
    r"when it was <n:was>|our records begin \(<period:first>\)|the series began anew \(<period:first_anew>\)|at least "
    r"<period:at_least>)\."
)
def extreme(said: Said) -> bool:
    facts, now = said.facts, _printed(said.facts, said.now)
    since = said.at("since")
    if said["since"] and not said.is_result("was", since):
        return False
    first = since or said.at("first") or said.at("first_anew") or said.at("at_least")
    if first is None:
        return False
    some = [one for one in _known(facts)[:-1] if one.end >= first.end and one is not since]
    if said["part"]:
        some = [one for one in some if one.end.month == said.now.end.month]
    value = [_printed(facts, one) for one in some]
    most = said["side"] == "highest" or (said["side"] in ("best", "worst") and (said["side"] == "best") == (
        facts.row["polarity"] == "higher"))  # fmt: skip
    begins = "records begin" not in said.sentence or _known(facts)[0] == first
    return begins and all(now >= one if most else now <= one for one in value)


# Others -----------------------------------------------------------------------------------------------------

_FIGURE = compiled(r"the (?:figure for <text>|.*? average) of <n:value> \((?P<period>[^)]*)\)")
_STANDS = {"better than": 1, "worse than": -1, "the same as": 0}


@CARD.says(r"The result is (?P<groups>(?:better than|worse than|the same as|above|below) .*)\.")
def benchmark(said: Said) -> bool:
    parts = re.split(r"(better than|worse than|the same as|above|below)", said["groups"])
    now = _printed(said.facts, said.now)
    values = {
        (Decimal(row["value"]), row["period_label"])
        for row in said.edition.table("benchmarks")
        if row["indicator"] == said.facts.id
    }
    for way, some in zip(parts[1::2], parts[2::2], strict=True):
        for found in _FIGURE.finditer(some):
            value = Said(said.edition, said.facts, found.groupdict()).number("value")
            if way in ("above", "below"):
                so = now > value if way == "above" else now < value
            else:
                better = said.facts.better(now, value, said.now)
                so = (better > 0) - (better < 0) == _STANDS[way]
            if not so or (value, found["period"]) not in values:
                return False
    return True


@CARD.says(
    r"The (?:figure for <text>|.*? average) of <n>.* (?:is|are) for a whole year: this year's total is compared when "
    r"the year has ended\.",
    r"The (?:figure for <text>|.*? average) of <n>.* (?:is|are) the latest to compare with\.",
)
def other_year(said: Said) -> bool:
    if "rating" in said.status and not said.status.get("now"):
        return True  # no result is told
    return said.facts.running or said.facts.latest is None or not _due(said.facts) or said.facts.latest.secret


@CARD.says(
    r"The forecast for the year end is <n:forecast>(?: against an annual target of <n:annual>)?"
    r"(?:: [A-Z][A-Za-z -]*)?\."
)
def forecast(said: Said) -> bool:
    return said.number("forecast") == rounded(Decimal(said.now.told["forecast"]), said.facts.decimals)


@CARD.says(r"Result for <period:when> revised from (?:<n:old>|none) to <n:new> on <day>\.(?: <text>\.?)*")
def revised(said: Said) -> bool:
    return said.is_result("new", said.at("when"))


@CARD.says(
    r"(?P<what>Target|Floor|Ceiling) for <period:when> restated from (?:<n:old>|none) to <n:new> \(<text>\)\."
    r"(?: <text>\.?)*",
)
def restated(said: Said) -> bool:
    value = said.at("when")
    return value is not None and said.is_aim("new", "target" if said["what"] == "Target" else "floor", value)


# The headline of a chart ------------------------------------------------------------------------------------

HEADLINE = Patterns()
_TAIL = r"(?:, (?P<side>above|below|within|equal to) the target of <n:aim>)?"


def _against(said: Said) -> bool:
    if not said["side"]:
        return True
    now, aim = _printed(said.facts, said.now), said.now.aims.get("target")
    so = {"above": now > said.number("aim"), "below": now < said.number("aim"), "equal to": now == said.number("aim"),
          "within": now < said.number("aim")}[said["side"]]  # fmt: skip
    return so and aim == said.number("aim")


@HEADLINE.says(r"(?P<way>Up|Down) from <n:was> to <n:now> since <period:since>" + _TAIL)
def moved(said: Said) -> bool:
    before = said.at("since")
    if before is None or before.actual is None:
        return False
    up = _printed(said.facts, said.now) > _printed(said.facts, before)
    so = said.is_result("was", before) and said.is_result("now", said.now)
    return so and up == (said["way"] == "Up") and _against(said)


@HEADLINE.says(r"Unchanged at <n:now> since <period:since>" + _TAIL)
def unchanged(said: Said) -> bool:
    return said.is_result("now", said.now) and said.is_result("now", said.at("since")) and _against(said)


@HEADLINE.says(r"<n:now>(?: (?:on|in|from) .*?)?" + _TAIL)
def alone(said: Said) -> bool:
    return said.is_result("now", said.now) and _against(said)


@HEADLINE.says(r"No result for this quarter yet")
def none_yet(said: Said) -> bool:
    last = said.facts.values[-1] if said.facts.values else None
    return not _due(said.facts) or said.now.secret or (last is not None and last.state != "")


@CARD.says(r"(?:Term ending )?<period:of>(?P<broken>, after a break)?: <text>")
def noted(said: Said) -> bool:
    value = said.at("of")
    if value is None or not value.told.get("note"):
        return False
    return bool(said["broken"]) == (value.told.get("break_before") == "yes")


#: What asserts nothing about figures, or is said of how pages are made.
CARD.rows += [
    (re.compile(one), lambda said: True)
    for one in (
        r"No commentary was written for \S+\.", r"Download: .*", r"All periods \(CSV\).*",
        r".* older results?, back to .*",
        r"(?:Rated|Left unrated) .* by decision of the .*", r"The latest result is .*", r"The process .*",
        r"Limits are trial limits: .*", r"A control chart was asked for .*", r"The rule gives .*",
        r".*⟦⟧ The rule gives .*",
    )
]  # fmt: skip
