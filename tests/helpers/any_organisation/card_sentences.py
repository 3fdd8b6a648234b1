"""What sentences on an indicator's card assert, and when that is true.

A table: each pattern stands above the check of what it says. A new wording gets its pattern in the module of its kind;
those of all kinds are in the one table, in this order, behind them what asserts nothing.
"""

from __future__ import annotations

from helpers.any_organisation import card_lasting, card_status, card_travel  # noqa: F401 their patterns enter the table
from helpers.any_organisation.card_words import CARD, due, printed
from helpers.any_organisation.patterns import Patterns, Said

# The headline of a chart ------------------------------------------------------------------------------------

HEADLINE = Patterns()
_TAIL = r"(?:, (?P<side>above|below|within|equal to) the target of <n:aim>)?"


def _against(said: Said) -> bool:
    if not said["side"]:
        return True
    now, aim = printed(said.facts, said.now), said.now.aims.get("target")
    so = {"above": now > said.number("aim"), "below": now < said.number("aim"), "equal to": now == said.number("aim"),
          "within": now < said.number("aim")}[said["side"]]  # fmt: skip
    return so and aim == said.number("aim")


@HEADLINE.says(r"(?P<way>Up|Down) from <n:was> to <n:now> since <period:since>" + _TAIL)
def moved(said: Said) -> bool:
    before = said.at("since")
    if before is None or before.actual is None:
        return False
    up = printed(said.facts, said.now) > printed(said.facts, before)
    so = said.is_result("was", before) and said.is_result("now", said.now)
    return so and up == (said["way"] == "Up") and _against(said)


@HEADLINE.says(r"Unchanged at <n:now> since <period:since>" + _TAIL)
def unchanged(said: Said) -> bool:
    return said.is_result("now", said.now) and said.is_result("now", said.at("since")) and _against(said)


@HEADLINE.says(r"<n:now>(?: (?:on|in|from) .*?)?" + _TAIL)
def alone(said: Said) -> bool:
    return said.is_result("now", said.now) and _against(said)


@HEADLINE.says(r"No result for this <noun> yet")
def none_yet(said: Said) -> bool:
    last = said.facts.values[-1] if said.facts.values else None
    return not due(said.facts) or said.now.secret or (last is not None and last.state != "")


@CARD.says(r"(?:Term ending |Week to )?<period:of>(?P<broken>, after a break)?: <text>")
def noted(said: Said) -> bool:
    value = said.at("of")
    if value is None or not value.told.get("note"):
        return False
    return bool(said["broken"]) == (value.told.get("break_before") == "yes")


#: What asserts nothing about figures, or is said of how pages are made.
CARD.rows += [
    (one, lambda said: True)
    for one in (
        r"No commentary was written for \S+\.", r"Download: .*", r"All periods \(CSV\).*",
        r".* older results?, back to .*",
    )
]  # fmt: skip
