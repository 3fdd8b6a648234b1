"""What a card asserts of a status and why it is so, and when that is true."""

from __future__ import annotations

from decimal import Decimal

from helpers.any_organisation.card_words import CARD, due, printed
from helpers.any_organisation.facts import STATES, rounded
from helpers.any_organisation.patterns import Said, compiled

# The status -------------------------------------------------------------------------------------------------

_STATUS = (
    r"(?P<rating>[A-Z][A-Za-z -]*?)(?: set by hand; the rule gives (?P<rule>[A-Z][A-Za-z -]*?))? "
    r"(?:<way:way>|Short: <way:short> Long: <way:long>) "
)
RESULT = (
    r"<n:now>(?: \(<n:part> of <n:whole>\))?(?P<when> (?:on|in|from) .*?)"
    r"(?:, against an? (?P<what>target|target range|expected range) of <n:aim>(?: to <n:to>)?)?"
)


def result_so(said: Said) -> bool:
    """Whether a result is told with its period, its target and what it was counted from."""
    value = said.now
    in_time = said["when"].strip() == said.facts.turns.in_words(said.facts.row["basis"], value.end)
    aimed = True
    if said["what"] == "target":
        aimed = said.is_aim("aim", "target", value)
    elif said["what"]:
        aimed = said.is_aim("aim", "lower", value) and said.is_aim("to", "upper", value)
    counted = [Decimal(value.told.get(one) or 0) for one in ("numerator", "denominator")]
    of_few = not said["part"] or [said.number("part"), said.number("whole")] == counted
    return said.is_result("now", value) and in_time and aimed and of_few


@CARD.says(_STATUS + RESULT + r"\.")
def status(said: Said) -> bool:
    said.status.update(said.words)
    by_hand = said.facts.overrides.get(said.now.end)
    return result_so(said) and bool(said["rule"]) == bool(by_hand) and said["rating"] == said.facts.rating(said.now)


@CARD.says(_STATUS + r"No result is available for this <noun>\.")
def no_result(said: Said) -> bool:
    said.status.update(said.words)
    last = said.facts.values[-1] if said.facts.values else None
    told = last is not None and last.state != "" and said["rating"] == STATES[last.state]
    return told or not due(said.facts) or said.now.secret


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
    now = printed(facts, value)
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
        part = Said(said.edition, said.facts, words={k: v for k, v in found.groupdict().items() if v}, sentence=more)
        if not _clause(part, 100 * gap / abs(near) if relative else gap):
            return False
    return True


def _clause(said: Said, gap: Decimal) -> bool:
    facts, value = said.facts, said.now
    now = printed(facts, value)
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
    better = facts.better(now, printed(facts, last), value)
    so = {"not better than": better <= 0, "better than": better > 0, "not worse than": better >= 0,
          "worse than": better < 0}[said["year"]]  # fmt: skip
    return so and limit == printed(facts, last)


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
    return not due(said.facts)


@CARD.says(r"The target was narrowly missed\.")
def narrowly_missed(said: Said) -> bool:
    short, aim = said.facts.short(said.now), said.now.aims.get("target")
    margin = Decimal(str(said.edition.params.get("narrow_miss") or 0))
    return short is not None and aim is not None and 0 < short <= abs(aim) * margin / 100


@CARD.says(r"The result is provisional and may change\.")
def provisional(said: Said) -> bool:
    return said.now.told.get("flag") == "provisional"


# Set by hand -------------------------------------------------------------------------------------------------


@CARD.says(
    r"(?:Rated <band:to>|Left unrated \((?P<state>[A-Z][a-z ]+)\)) by decision of the <text:who> on <day:when>: "
    r"<texts> "
    r"The rule gives (?P<rule>[A-Z][A-Za-z -]*|no rating): (?P<why>.*)"
)
def by_hand(said: Said) -> bool:
    facts = said.facts
    ruled = facts.ruling(said.now)
    rule = ruled if said["to"] or said["state"] else ""
    bands = [str(band["label"]) for band in said.edition.scheme["bands"]]
    so = facts.rating(said.now) == (said["to"] or said["state"]) and said.now.end in facts.overrides
    told = said["rule"] == (rule if rule in bands else "no rating")
    reason = Said(said.edition, facts, status={"rating": ruled, "rule": ruled})
    days = [one["date"] for one in said.edition.table("overrides") if one["indicator"] == facts.id]
    day = said["when"].split()
    dated = any(int(one[8:]) == int(day[0]) and one[:4] == day[2] for one in days)
    return so and told and dated and CARD.judge(said["why"], reason) == ""
