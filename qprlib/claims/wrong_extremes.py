"""The highest ever, the best since 2009, never so few: claims that an earlier result denies.

A claim has a word of degree (highest, so few, lower than), which says which way it goes, and a span (ever, since 2009,
for two years), which says how far back. Both are read wherever they stand in the clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from qprlib.claims.clauses import Clause, head_of
from qprlib.claims.periods_in_text import Named, When, month_number
from qprlib.claims.quantities import count_of
from qprlib.claims.quotable import Fault, Known
from qprlib.claims.topic import TIMES, Speaks, Topic
from qprlib.data.running import CUMULATIVE
from qprlib.ground.calendar import last_month_end, month_end, months_between, months_later, same_time_of_year
from qprlib.ground.cycles import cycle_of
from qprlib.ground.numbers import round_half_up
from qprlib.texts.vocabulary import Vocabulary

_DEGREES: Final = Vocabulary(__file__)
#: Words of degree and the way they go; "better" and "worse" depend on the indicator's polarity.
_WAYS: Final = {word: way for way in ("up", "down", "better", "worse", "quick") for word in _DEGREES.listed(way)}
_WORDS: Final = _DEGREES.given(
    degree="|".join(_WAYS),
    superlative="|".join(word for word in _WAYS if word.endswith("est") or word in ("most", "best", "worst", "least")),
    comparative="|".join(
        word for word in _WAYS if word.endswith("er") or word in ("more", "less", "worse", "better", "fewer")
    ),
)
_CLAIMS: Final = _WORDS.patterns("claims")


@dataclass(frozen=True, slots=True)
class _Claim:
    """A claim of an extreme: where it stands, which way it goes, whether a tie denies it or it is denied itself."""

    start: int
    end: int
    sign: int
    strict: bool
    denied: bool
    ends: tuple[date, ...]


def wrong_extremes(clause: Clause, known: Known, topic: Topic) -> Iterator[Fault]:
    """Claims of an extreme ("highest ever", "best since 2009") where an earlier result went further."""
    row = known.row
    if not clause.claimed or not row.known or row.period_end is None:
        return
    for claim in _claims(clause, known, topic):
        beyond = [end for end in claim.ends if _further(known, end, claim)]
        if bool(beyond) is claim.denied or not claim.ends:
            continue
        rivals = beyond or claim.ends
        furthest = max(rivals, key=lambda end: (claim.sign * known.actual(end), end))
        quote = clause.quote(claim.start, claim.end)
        found = (
            f'The text says "{quote}"; {row.printed_id} was {known.latest.words}, and {known.result(furthest).words}.'
        )
        yield Fault("wrong-extreme", quote, found, known.result(furthest).words)
        return


def _further(known: Known, end: date, claim: _Claim) -> bool:
    """Whether the result of a period lies beyond the latest one, or beside it where the claim allows no tie."""
    decimals = known.row.decimals
    gap = claim.sign * (round_half_up(known.actual(end), decimals) - round_half_up(known.row.actual, decimals))
    return gap > 1e-9 or (claim.strict and gap > -1e-9)


def _claims(clause: Clause, known: Known, topic: Topic) -> Iterator[_Claim]:
    """The extremes that a clause claims of the result."""
    for kind, pattern in _CLAIMS:
        for match, before, _ in clause.said(pattern):
            given = match.groupdict()
            if _WORDS.placed.search(before) and not _WORDS.at_its.search(before):
                continue
            if any(one.when is not When.CURRENT and one.start < match.start() for one in clause.periods):
                continue
            sign = _sign(given, known)
            ends, last = _stretch(kind, match, clause.text, known, clause.periods)
            if not sign or ends is None or not _is_own(kind, clause, match, last, topic):
                continue
            # A comparison's "never" belongs to it; a superlative's turns it round.
            denied = kind in ("most", "record", "span") and bool(_WORDS.not_the.search(before))
            yield _Claim(match.start(), max(match.end(), last), sign, bool(given.get("strict")), denied, tuple(ends))
            return


def _is_own(kind: str, clause: Clause, match: re.Match[str], last: int, topic: Topic) -> bool:
    """Whether an extreme is claimed of the result: nothing before it and nothing within it is of something else."""
    before, inside = clause.plain(0, match.start()), clause.plain(match.start(), max(match.end(), last))
    if kind in ("record", "span"):
        inside = ""
    elif kind == "most":
        inside = _WORDS.span_words.sub(" ", clause.plain(match.end(), max(match.end(), last)))
    else:
        inside = _WORDS.span_words.sub(" ", inside)
    within = topic.of_phrase(inside)
    if within is Speaks.ELSE:
        return False
    following = re.match(r"\s(?:for|in|of|among|at)\s(?P<what>[^,;.]+)", clause.plain(max(match.end(), last)))
    if kind == "most" and following and topic.of_phrase(following["what"]) is Speaks.ELSE:
        return bool(re.search(r"\b(?:district|county|borough|area)\b", following["what"]))
    spoken = topic.of_phrase(head_of(before))
    if spoken in (Speaks.NOTHING, Speaks.POINTING):
        return within is Speaks.OWN or clause.subject is not Speaks.ELSE
    # "Claims are decided faster than ever": how those who are counted fared.
    we = re.search(r"\b(?:we|the\s(?:team|service|council))\b", before, re.IGNORECASE)
    fared = spoken is Speaks.COUNTED and bool(topic.is_time or we)
    return spoken is Speaks.OWN or within is Speaks.OWN or fared


def _sign(given: dict[str, str | None], known: Known) -> int:
    """1 where the text claims that none was higher, -1 that none was lower, 0 where that cannot be told."""
    row = known.row
    better = {"higher": 1, "lower": -1}.get(row.polarity, 0)
    word = (given.get("so") or given.get("word") or "").lower()
    if given.get("what"):
        what = str(given["what"]).lower()
        return better if re.match("result|performance|quarter|month|year", what) else 1
    way = _WAYS.get(word, "")
    if way == "quick":
        return -1 if row.unit in TIMES else better
    return {"up": 1, "down": -1, "better": better, "worse": -better}.get(way, 0)


def _stretch(
    kind: str, match: re.Match[str], text: str, known: Known, periods: Sequence[Named]
) -> tuple[Sequence[date] | None, int]:
    """The earlier periods that a claim takes in, None where it says nothing of that, and where its span ends."""
    latest = known.row.period_end
    assert latest is not None
    ends = [end for end in known.ends if end < latest]
    if known.row.basis in CUMULATIVE:
        ends = [end for end in ends if same_time_of_year(end, latest)]
    if kind == "span":
        return _within(ends, match["count"], match["unit"], known), match.end()
    place = match.start()
    told = (_WORDS.since, _WORDS.since_month, _WORDS.ever)
    named_since = any(one.period_end and re.search(r"\bsince\s$", text[: one.start]) for one in periods)
    if not named_since and re.search(r"\bsince\b", text[place:]) and not any(one.search(text, place) for one in told):
        # "Since last autumn" and the like: a span that cannot be told.
        return None, match.end()
    if since := _WORDS.since.search(text, place):
        year = int(since["year"]) + (1 if since["second"] else 0)
        number = month_number(since["month"] or "") or (cycle_of(known.row).years.last_month if since["second"] else 12)
        return [end for end in ends if end > month_end(year, number)], since.end()
    for named in periods:
        if named.period_end and named.start > place and re.search(r"\bsince\s$", text[: named.start]):
            return [end for end in ends if end > named.period_end], named.end
    if since := _WORDS.since_month.search(text, place):
        # Of the latest month itself that of the year before is meant.
        begun = last_month_end(month_number(since["month"]), months_later(latest, -1))
        return [end for end in ends if months_between(begun, end) > 0], since.end()
    if length := _WORDS.length.search(text, place):
        return _within(ends, length["number"] or "one", length["unit"], known), length.end()
    if _WORDS.this_year.search(text, place):
        years = cycle_of(known.row).years
        return [end for end in ends if years.first_year(end) == years.first_year(latest)], match.end()
    if ever := _WORDS.ever.search(text, place):
        return ends, ever.end()
    plain = kind in ("none", "than", "record") or match[0].lower().startswith("never")
    return (ends if plain else None), match.end()


def _within(ends: Sequence[date], number: str, unit: str, known: Known) -> Sequence[date]:
    """The earlier periods within so many quarters, months or years."""
    latest = known.row.period_end
    assert latest is not None
    count = count_of(number) or 1
    if unit.lower().startswith("quarter") and known.row.frequency == "quarterly":
        return ends[: max(count - 1, 0)]
    months = count * (12 if unit.lower().startswith("year") else 3 if unit.lower().startswith("quarter") else 1)
    return [end for end in ends if months_between(end, latest) < months]
