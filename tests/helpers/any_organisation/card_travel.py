"""What a card asserts of the direction of travel, and when that is true."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from helpers.any_organisation.card_words import CARD, compared, known, printed, since_break
from helpers.any_organisation.facts import Value
from helpers.any_organisation.patterns import PARTS, Said, spoken
from helpers.any_organisation.standing import stands

#: Rules whose direction is the change that is told.
_CHANGES = ("previous-period", "same-period-last-year", "short-and-long", "small-change")


#: Said of totals for the year so far, of which what each period added is compared.
_ALONE = r"(?:(?P<alone>Counting each (?:school )?[\w-]+ alone, )t|T)"


def _way(said: Said, before: Value) -> bool:
    """Whether the direction above the sentence goes the way of the change that is told."""
    way = said.status.get("way") or said.status.get("short", "")
    if said.edition.params["direction"] not in _CHANGES:
        return True
    better = said.facts.better(printed(said.facts, said.now), printed(said.facts, before), said.now)
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
    if before is None or before.actual is None:
        return False
    change = printed(said.facts, said.now) - printed(said.facts, before)
    so = said.is_result("was", before) and abs(change) == said.number("by")
    return so and (change > 0) == (said["side"] == "Up") and _way(said, before)


@CARD.says(
    _ALONE + r"he result is (?:(?P<side>up|down) from <n:was> for <period:since> to <n:now>|<n:alike>, as for "
    r"<period:then>)(?:, (?:nearer to|further from|as far from) the range)?(?P<small>: a change smaller than <n>"
    r"(?: percentage points?)? is no change)?\."
)
def added(said: Said) -> bool:
    some = said.facts.added
    before = said.at_of("since", some) or said.at_of("then", some)
    if before is None or some[-1].end != said.now.end:
        return False
    if said["alike"]:
        return said.is_result("alike", before) and said.is_result("alike", some[-1])
    change = printed(said.facts, some[-1]) - printed(said.facts, before)
    so = said.is_result("was", before) and said.is_result("now", some[-1])
    small = not said["small"] or "No change" in said.status.values()
    return so and small and {"up": change > 0, "down": change < 0}[said["side"]]


@CARD.says(
    r"(?P<side>Up|Down) from <n:was> for <period:since>: a change smaller than <n>(?: percentage "
    r"points?)? is no change\."
)
def small(said: Said) -> bool:
    before = said.at("since")
    if before is None or before.actual is None:
        return False
    up = printed(said.facts, said.now) > printed(said.facts, before)
    return said.is_result("was", before) and up == (said["side"] == "Up") and "No change" in said.status.values()


@CARD.says(r"The same as in <period:since> \(<n:was>\)\.")
def same(said: Said) -> bool:
    before = said.at("since")
    return said.is_result("was", before) and said.is_result("was", said.now)


@CARD.says(
    r"(?P<side>Up|Down|No change) from <n:was> for <period:since>, (?P<range>nearer to|further from|as far from) "
    r"the range(?:: a change smaller than <n>(?: percentage points?)? is no change)?\."
)
def range_change(said: Said) -> bool:
    before = said.at("since")
    if before is None or before.actual is None:
        return False
    better = said.facts.better(printed(said.facts, said.now), printed(said.facts, before), said.now)
    so = {"nearer to": better > 0, "further from": better < 0, "as far from": True}[said["range"]]
    return so and said.is_result("was", before) and _way(said, before)


@CARD.says(
    r"Too few results(?P<ranged> with a range)? for a (?:trend|direction)(?P<since> since the break in the series)?: "
    r"<count:least> are needed, and there (?:is|are) <count:found>\."
)
def too_few(said: Said) -> bool:
    held = [since_break(said.facts), *([] if said["since"] else [known(said.facts)])]
    if said.facts.running:
        held.append(said.facts.added)
    if said["ranged"]:
        held = [[one for one in some if said.facts.short(one) is not None] for some in held]
    held += [apart(some, 12) for some in held]
    found = said.count("found")
    return found < said.count("least") and found in map(len, held)


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
    return len(known(said.facts)) <= 1 or said.now.secret or "Too few points" in said.status.values()


@CARD.says(r"There is no result for the same period a year before to compare with\.")
def no_year_before(said: Said) -> bool:
    before = said.facts.turns.year_before(said.now.end)
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
    if said["when"] != said.facts.turns.in_words(said.facts.row["basis"], before.end):
        return False
    # What is not told is set beside the year before all the same: a result that is suppressed, or a state.
    now = stands(said.facts, str(said.edition.params["direction"]), said.edition.end, said.edition.as_of).value
    in_a_year = now is not None and said.facts.turns.year_before(now.end) == before.end
    return in_a_year and said["was_rated"] in ("", said.facts.rating(before))


@CARD.says(
    _ALONE + r"he latest three results (?:are (?P<to>improving|worsening|increasing|decreasing)|do not go one way), "
    r"from <n:first> for <period:since> to <n:last>\.",
)
def latest_three(said: Said) -> bool:
    some = compared(said)[-3:]
    if len(some) < 3 or some[-1].end != said.now.end:
        return False
    first, last = printed(said.facts, some[0]), printed(said.facts, some[-1])
    better = said.facts.better(last, first, some[-1])
    ways = {"improving": better > 0, "worsening": better < 0, "increasing": last > first, "decreasing": last < first}
    return ways.get(said["to"], True) and _ends(said, some) and said.at_of("since", some) is some[0]


@CARD.says(rf"{_ALONE}he latest three results are the same, <n:last>\.")
def three_alike(said: Said) -> bool:
    some = compared(said)[-3:]
    if len(some) < 3 or some[-1].end != said.now.end:
        return False
    return all(said.is_result("last", one) for one in some)


@CARD.says(
    rf"{_ALONE}he latest three results are (?P<where>all within|equally far from) the range, from <n:first> for "
    r"<period:since> to <n:last>\."
)
def three_as_far(said: Said) -> bool:
    some = compared(said)[-3:]
    if len(some) < 3 or some[-1].end != said.now.end:
        return False
    away = {said.facts.away(printed(said.facts, one), said.now) for one in some}
    far = away == {Decimal(0)} if said["where"] == "all within" else len(away) == 1
    return far and _ends(said, some) and said.at_of("since", some) is some[0]


#: How far apart results lie that share no time, in months.
STRETCHES = {"a quarter": 3, "a half-year": 6, "a year": 12, "two years": 24, "three years": 36, "four years": 48}
_SIDE = r"(?P<side>upward|downward|towards the range|away from the range)"
_OVER = rf"the last <count:number> (?:<units>|school years|results (?:{'|'.join(STRETCHES)}) apart)"


@CARD.says(
    rf"{_ALONE}he trend over {_OVER} is {_SIDE}, from <n:first> to <n:last>"
    r"(?:, although the latest result is (?P<turned>up from|down from|further from the range than|"
    r"nearer to the range than) <n:step> for <period:step_at>)?\.",
    rf"{_ALONE}he trend over {_OVER} is {_SIDE}, although the "
    r"first result (?:was <n:first> and the latest is <n:last>|and the latest are both <n:both>)\.",
    rf"{_ALONE}here is no clear trend over {_OVER}, (?:from <n:first> to <n:last>|with both the first and the latest "
    r"result at <n:both>)\.",
)
def trend(said: Said) -> bool:
    names = ("both", "both") if said["both"] else ("first", "last")
    some = _over(said)
    if not some or len(some) < said.count("number"):
        return False
    ends = said.is_result(names[0], some[0])
    so = said.is_result(names[1], some[-1]) and some[-1].end == said.now.end and ends
    ways = {said.status.get("way"), said.status.get("short")}
    lower = said.facts.row["polarity"] == "lower"
    good = {"upward": not lower, "downward": lower, "towards the range": True}.get(said["side"], False)
    wanted = {"Improving", "Increasing"} if good else {"Worsening", "Decreasing"}
    if said.facts.row["polarity"] == "neutral":
        wanted = {"Increasing", "Decreasing"}
    return so and bool(ways & (wanted if said["side"] else {"No clear trend"}))


@CARD.says(
    rf"{_ALONE}he result was <n:now> in each of {_OVER}\.",
    r"(?:(?P<alone>Counting each [\w-]+ alone, )e|E)very result over "
    rf"{_OVER} is (?:within the range|equally far from the range)\.",
)
def level(said: Said) -> bool:
    some = _over(said)
    if not some or len(some) < said.count("number") or some[-1].end != said.now.end:
        return False
    if said["now"]:
        return all(said.is_result("now", one) for one in some)
    away = {said.facts.away(printed(said.facts, one), said.now) for one in some}
    return len(away) == 1 and ((away == {Decimal(0)}) == ("within" in said.sentence))


@CARD.says(
    r"The target was (?P<met>met|missed) in (?P<often>each|<count>) of the last <count:number> "
    r"(?:<units>|school years)\."
)
def how_often(said: Said) -> bool:
    some = [one for one in known(said.facts) if said.facts.short(one) is not None][-said.count("number") :]
    met = sum(((said.facts.short(one) or 0) <= 0) is (said["met"] == "met") for one in some)
    return met == (len(some) if said["often"] == "each" else spoken(said["often"]))


@CARD.says(r"As each result covers 12 months, it is slow to show a recent change\.")
def lag(said: Said) -> bool:
    return said.facts.row["basis"] == "rolling_12_months"


def _over(said: Said) -> list[Value]:
    """The results of the window that a sentence names: so many of the latest, or of those a stretch apart."""
    some = compared(said)
    stretch = re.search(r"results (.*?) apart", said.sentence)
    months = said.facts.turns.lies_apart(said.facts.row["basis"])
    if stretch and STRETCHES[stretch[1]] != months:
        return []
    some = apart(some, months) if stretch else some
    return some[-said.count("number") :]


def apart(some: Sequence[Value], months: int) -> list[Value]:
    """Of some results the latest and those so many months before it, and again."""
    return [
        one
        for one in some
        if (12 * (some[-1].end.year - one.end.year) + some[-1].end.month - one.end.month) % months == 0
    ]


def _ends(said: Said, some: list[Value]) -> bool:
    return said.is_result("first", some[0]) and said.is_result("last", some[-1])
