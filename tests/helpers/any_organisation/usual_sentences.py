"""What cards say of the usual variation, and what the control charts that an edition asks for say and show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from helpers.any_organisation.card_sentences import HEADLINE
from helpers.any_organisation.card_words import CARD, compared
from helpers.any_organisation.facts import EditionFacts, Facts, Value
from helpers.any_organisation.patterns import Said
from helpers.any_organisation.shown import Block
from helpers.any_organisation.usual import (
    LEAST,
    UNSUITED,
    WORDS,
    Signal,
    assured,
    mean_and_reach,
    meant,
    only_one_way,
    signals,
)

_USUAL = r"is (?:within the usual variation|(?P<what>better|worse|higher|lower) than usual"
#: So many results a control chart shows.
_SHOWN = 24


def asked(edition: EditionFacts, facts: Facts) -> Mapping[str, Any] | None:
    """How the params ask for an indicator's control chart; None where they do not."""
    said = edition.params.get("spc") or {}
    found: Mapping[str, Any] = {one: {} for one in said} if isinstance(said, list) else said
    return None if facts.id not in found else found[facts.id] or {}


def stretches(edition: EditionFacts, facts: Facts) -> list[list[Value]]:
    """The results between breaks and the day from which limits begin anew."""
    anew: date | None = (asked(edition, facts) or {}).get("rebase")
    found: list[list[Value]] = [[]]
    last = date.min
    broken = False
    for one in facts.values:
        broken |= one.told.get("break_before") == "yes"
        if one.actual is None:
            continue
        if (broken or (anew and last < anew <= one.end)) and found[-1]:
            found.append([])
        found[-1].append(one)
        broken, last = False, one.end
    return found


def _full(some: Sequence[Value]) -> list[Decimal]:
    return [Decimal(one.told.get("full") or one.told["actual"]) for one in some]


def _latest(said: Said) -> list[Decimal]:
    return _full(stretches(said.edition, said.facts)[-1])


def _signal(said: Said) -> Signal:
    return signals(_latest(said))[-1]


def _told(said: Said) -> bool:
    """Whether anything may be told of the variation: enough results that neither overlap nor only rise or fall."""
    some = _latest(said)
    return len(some) >= LEAST and said.facts.row["basis"] not in UNSUITED and not only_one_way(some)


@CARD.says(rf"The latest result {_USUAL}: (?P<rule>.*))\.")
def variation(said: Said) -> bool:
    signal = _signal(said)
    rule = WORDS[signal][0] if signal else ""
    return _told(said) and said["what"] == meant(signal, said.facts.row["polarity"]) and said["rule"] == rule


@CARD.says(*(re.escape(f"{rule[:1].upper()}{rule[1:]}.") for rule in (
    words[0].replace("it is", "the latest result is", 1) for words in WORDS.values())))  # fmt: skip
def rule_alone(said: Said) -> bool:
    signal = _signal(said)
    words = WORDS[signal][0].replace("it is", "the latest result is", 1) if signal else ""
    return _told(said) and said.sentence.lower() == f"{words}."


@CARD.says(r"The process (?P<what>consistently (?:meets|misses)) the target\.")
def process(said: Said) -> bool:
    some = stretches(said.edition, said.facts)[-1]
    so = assured(_full(some), [one.aims.get("target") for one in some], said.facts.row["polarity"])
    met = {(said.facts.short(one) or 0) <= 0 for one in some}
    return _told(said) and said["what"] == so and met == {"meets" in so}


@CARD.says(
    r"(?P<whose>The latest result|What the latest period added), <n:now>, is (?:within the usual variation|"
    r"(?P<side>better|worse|higher|lower) than usual, judged by the control limits) of the (?P<of>\d+) results since "
    r"<period:since>\."
)
def limits(said: Said) -> bool:
    facts = said.facts
    some = facts.added if "added" in said["whose"] else compared(said)
    # Of results that overlap only those a year apart are judged.
    apart = [one for one in some if one.end.month == some[-1].end.month]
    held = next((one for one in (some, apart) if len(one) == int(said["of"])), [])
    if not held or held[0] is not said.at_of("since", held) or held[-1].end != said.now.end:
        return False
    values, polarity = _full(held), facts.row["polarity"]
    if polarity == "range":
        values, polarity = [-facts.away(one, said.now) for one in values], "higher"
    return said.is_result("now", held[-1]) and said["side"] == meant(signals(values)[-1], polarity)


# The chart that an edition asks for -------------------------------------------------------------------------


@HEADLINE.says(rf".*<text>.*: the latest result {_USUAL})", r".*<text>.*: the limits begin anew")
def charted(said: Said) -> bool:
    if "begin anew" in said.sentence:
        return len(_latest(said)) == 1
    return said["what"] == meant(_signal(said), said.facts.row["polarity"])


@CARD.says(r"The mean is <n:mean>(?:; results are expected between <n:low> and <n:high> as long as nothing changes)?\.")
def mean(said: Said) -> bool:
    some = _latest(said)
    if len(some) == 1:
        return not said["low"] and _near(said.number("mean"), Fraction(some[0]), said.facts)
    middle, reach = mean_and_reach(some)
    low, high = said.number("low"), said.number("high")
    cut = (low == 0 and middle - reach <= 0, high == 100 and said.facts.row["unit"] == "%" and middle + reach >= 100)
    so = _near(said.number("mean"), middle, said.facts)
    lower, upper = _near(low, middle - reach, said.facts), _near(high, middle + reach, said.facts)
    return so and (lower or cut[0]) and (upper or cut[1])


def _near(shown: Decimal, so: Fraction, facts: Facts) -> bool:
    """Whether a number is another as it is printed, with one decimal more than results have."""
    return abs(Fraction(shown) - so) <= Fraction(1, 2 * 10 ** (facts.decimals + 1)) + Fraction(1, 10**9)


_TRIAL = (
    r"Limits are trial limits: they rest on (?P<number>\d+) results?, 12 are needed, and every further one moves them\."
)


@CARD.says(r"The limits rest on (?P<number>\d+) results?\.", _TRIAL)
def rest_on(said: Said) -> bool:
    number = len(_latest(said))
    return int(said["number"]) == number and (number < LEAST or "trial" not in said.sentence)


@CARD.says(rf"They begin anew on (?P<day>\d{{1,2}} \w+ \d{{4}}): <text>\.?(?: {_TRIAL})?")
def anew(said: Said) -> bool:
    day: date | None = (asked(said.edition, said.facts) or {}).get("rebase")
    return day is not None and said["day"] == f"{day.day} {day:%B %Y}" and (not said["number"] or rest_on(said))


@CARD.says(
    r"A control chart was asked for and cannot be drawn: (?:rolling 12-month results overlap|results add up through "
    r"the (?:academic )?year), so that limits would misjudge them\.",
    r"A control chart was asked for and cannot be drawn: results only (?P<way>rise|fall), so that there is no usual "
    r"level\.",
    r"A control chart was asked for and cannot be drawn yet: it needs 12 results, and there (?:is|are) (?P<few>\d+)\.",
)
def undrawn(said: Said) -> bool:
    if said["few"]:
        return sum(map(len, stretches(said.edition, said.facts))) == int(said["few"]) < LEAST
    unsuited = said.facts.row["basis"] in UNSUITED
    return only_one_way(_latest(said)) == said["way"] if said["way"] else unsuited


@CARD.says(r"XmR chart of (?P<of>\d+) results after NHS Making Data Count; the latest (?P<shown>\d+) are drawn\.")
def drawn(said: Said) -> bool:
    number = sum(map(len, stretches(said.edition, said.facts)))
    return (int(said["of"]), int(said["shown"])) == (number, min(number, _SHOWN))


def wrong_signals(row: Sequence[Block], facts: Facts, edition: EditionFacts) -> Iterator[str]:
    """What a row of a control chart's table says and is not so."""
    for some in stretches(edition, facts):
        met = signals(_full(some)) if len(some) > 1 else [None] * len(some)
        for value, signal in zip(some, met, strict=True):
            if value is facts.at(row[0].text):
                what = meant(signal, facts.row["polarity"])
                so = f"{what.capitalize()} than usual: {WORDS[signal][1]}" if signal else "As usual"
                if row[2].text != so:
                    yield f"{row[0].page}, {row[0].table}, {row[0].text}: {row[2].text}, by the rules {so}"
