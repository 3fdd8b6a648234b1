"""What a card asserts of how long something has lasted, of others, and of what was revised, and when that is true."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import takewhile

from helpers.any_organisation.calendar import month_end
from helpers.any_organisation.card_words import CARD, due, known, printed
from helpers.any_organisation.facts import EditionFacts, Facts, Value, digits, rounded
from helpers.any_organisation.patterns import Said, compiled

# How long, how high -----------------------------------------------------------------------------------------


#: A rating by its label; what is said of the target is no rating.
_RATED = r"(?!The )(?P<rating>[A-Z][A-Za-z -]*)"


@CARD.says(
    _RATED + r" for <count:number> <units> running, since <period:since>\.",
    _RATED + r" in (?:each|any) of the <count:number> <units> since (?:our records begin|the series "
    r"began anew) \(<period:since>\)(?:, (?P<but>but|and) now at its (?P<at>best|worst))?\.",
    _RATED + r" in (?:each|any) of the last <count:number> <units>\.",
)
def run(said: Said) -> bool:
    facts, number = said.facts, said.count("number")
    same = list(takewhile(lambda one: facts.rating(one) == said["rating"], known(facts)[::-1]))
    whole = "records begin" not in said.sentence or len(same) == len(known(facts))
    values = [printed(facts, one) * (1 if facts.row["polarity"] == "higher" else -1) for one in known(facts)]
    at = {"best": max(values), "worst": min(values)}.get(said["at"], values[-1])
    so = number <= len(same) and whole and at == values[-1]
    return so and (not said["since"] or same[number - 1] == said.at("since"))


@CARD.says(_RATED + r" for the second (?:school )?[\w-]+ running\.")
def second(said: Said) -> bool:
    return [said.facts.rating(one) for one in known(said.facts)[-2:]] == [said["rating"]] * 2


@CARD.says(
    r"The (?P<side>best|worst|highest|lowest) result(?P<part> for this part of the year)? since (?:<period:since>, "
    r"when it was <n:was>|our records begin \(<period:first>\)|the series began anew \(<period:first_anew>\)|at least "
    r"<period:at_least>)\."
)
def extreme(said: Said) -> bool:
    facts, now = said.facts, printed(said.facts, said.now)
    since = said.at("since")
    if said["since"] and not said.is_result("was", since):
        return False
    first = since or said.at("first") or said.at("first_anew") or said.at("at_least")
    if first is None:
        return False
    some = [one for one in known(facts)[:-1] if one.end >= first.end and one is not since]
    if said["part"]:
        some = [one for one in some if one.end.month == said.now.end.month]
    value = [printed(facts, one) for one in some]
    most = said["side"] == "highest" or (said["side"] in ("best", "worst") and (said["side"] == "best") == (
        facts.row["polarity"] == "higher"))  # fmt: skip
    begins = "records begin" not in said.sentence or known(facts)[0] == first
    return begins and all(now >= one if most else now <= one for one in value)


# Others -----------------------------------------------------------------------------------------------------

_FIGURE = compiled(r"the (?:figure for <text>|.*? average) of <n:value> \((?P<period>[^)]*)\)")
_STANDS = {"better than": 1, "worse than": -1, "the same as": 0}


def benchmarks_of(edition: EditionFacts, facts: Facts) -> set[tuple[Decimal, str]]:
    """What others reached, as it is printed, and when."""
    rows = [row for row in edition.table("benchmarks") if row["indicator"] == facts.id]
    return {(rounded(Decimal(row["value"]), facts.decimals), row["period_label"]) for row in rows}


@CARD.says(r"The result is (?P<groups>(?:better than|worse than|the same as|above|below) .*)\.")
def benchmark(said: Said) -> bool:
    parts = re.split(r"(better than|worse than|the same as|above|below)", said["groups"])
    now = printed(said.facts, said.now)
    values = benchmarks_of(said.edition, said.facts)
    for way, some in zip(parts[1::2], parts[2::2], strict=True):
        for found in _FIGURE.finditer(some):
            value = Said(said.edition, said.facts, words=found.groupdict()).number("value")
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
    return said.facts.running or said.facts.latest is None or not due(said.facts) or said.facts.latest.secret


#: States that hold for a whole year.
_OF_THE_YEAR = ("withdrawn", "target-tbc")


@CARD.says(
    r"The forecast for the year end is <n:forecast>(?: against an annual target of <n:annual>)?(?:: <band:rated>)?\."
)
def forecast(said: Said) -> bool:
    facts, value = said.facts, said.now
    whole = said.edition.annual(facts, value.end)
    aims = {name: value.aims[name] for name in ("lower", "upper", "tolerance") if name in value.aims} | whole
    if value.state in ("new", "target-tbc", "no-target"):
        aims, whole = {}, {}
    told = {"actual": value.told["forecast"], "state": value.state if value.state in _OF_THE_YEAR else ""}
    # Nothing of a year before says anything of a forecast.
    rated = facts.ruling(Value(month_end(value.end.year + 99, 3), told, aims, secret=False))
    annual = said.number("annual") if said["annual"] else None
    bands = [str(band["label"]) for band in said.edition.scheme["bands"]]
    so = said.number("forecast") == rounded(Decimal(value.told["forecast"]), facts.decimals)
    return so and annual == whole.get("target") and said["rated"] == (rated if rated in bands else "")


@CARD.says(r"Result for <period:when> revised from (?:<n:old>|none) to <n:new> on <day>\.(?: <text>\.?)*")
def revised(said: Said) -> bool:
    value = said.at("when")
    rows = said.edition.told("actuals", said.facts.id)
    was = [row["actual"] for _, row in rows if value and row["period_end"] == str(value.end)][:-1]
    old = digits(Decimal(was[-1]), said.facts.decimals) if was and was[-1] else ""
    said_old = said["old"].replace("£", "").replace("%", "").replace("−", "-")
    return said.is_result("new", value) and said_old == old


@CARD.says(
    r"(?P<what>Target|Floor|Ceiling) for <period:when> restated from (?:<n:old>|none) to <n:new> \(<text>\)\."
    r"(?: <text>\.?)*",
)
def restated(said: Said) -> bool:
    value = said.at("when")
    name = "target" if said["what"] == "Target" else "floor"
    rows = said.edition.told("targets", said.facts.id)
    was = [row.get(name) for _, row in rows if value and row["period_end"] == str(value.end)][:-1]
    old = Decimal(was[-1]) if was and was[-1] else None
    return (
        value is not None and said.is_aim("new", name, value) and old == (said.number("old") if said["old"] else None)
    )
