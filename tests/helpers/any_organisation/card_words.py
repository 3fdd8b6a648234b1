"""The table of patterns of an indicator's card, and what they all ask of its results."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from helpers.any_organisation.facts import Facts, Value, rounded
from helpers.any_organisation.patterns import Patterns, Said

CARD = Patterns()


def known(facts: Facts) -> list[Value]:
    return [one for one in facts.values if one.actual is not None]


def since_break(facts: Facts) -> list[Value]:
    """The results since the last break."""
    found: list[Value] = []
    broken = False
    for one in facts.values:
        broken |= one.told.get("break_before") == "yes"
        if one.actual is not None:
            found = [one] if broken else [*found, one]
            broken = False
    return found


def judged(facts: Facts) -> list[Value]:
    """Those of which the range says how good they are, where one is best."""
    return ranged(facts, since_break(facts))


def ranged(facts: Facts, some: list[Value]) -> list[Value]:
    """Of some results those that a range judges, where one is best."""
    return [one for one in some if facts.row["polarity"] != "range" or facts.short(one) is not None]


def compared(said: Said) -> list[Value]:
    """What the rule compares: the results, or of totals for the year so far what each period alone added."""
    return ranged(said.facts, said.facts.added) if said["alone"] else judged(said.facts)


def printed(facts: Facts, value: Value) -> Decimal:
    assert value.actual is not None
    return rounded(value.actual, facts.decimals)


def due_end(facts: Facts) -> date:
    """The end of the last period that had ended by the quarter's end."""
    return facts.turns.ends(facts.due, 1)[0]


def due(facts: Facts) -> bool:
    """Whether the latest result is that of that period, or later."""
    return facts.latest is not None and facts.latest.end >= due_end(facts)
