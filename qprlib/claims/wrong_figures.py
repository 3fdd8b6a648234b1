"""Figures that the data deny: a result, an earlier result, a change, a distance, a target or a floor, and the period of
a result.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from qprlib.claims.claimed import Claim, Role, qualified, speaks
from qprlib.claims.clauses import Clause, head_of
from qprlib.claims.periods_in_text import Named, When, part_month
from qprlib.claims.quantities import Hedge, Unit
from qprlib.claims.quotable import Fault, Known, Value, closest, fits
from qprlib.claims.topic import Speaks, Topic
from qprlib.ground.cycles import cycle_of
from qprlib.ground.numbers import format_value, is_percentage
from qprlib.texts.vocabulary import Vocabulary

_WORDS: Final = Vocabulary(__file__)
_MULTIPLES: Final = _WORDS.patterns("multiples")


def wrong_figures(claims: Sequence[Claim], known: Known) -> Iterator[Fault]:
    """The figures of a sentence that are none of the indicator's known values."""
    for claim in claims:
        match claim.role:
            case Role.RESULT:
                yield from _result(claim, known, claims)
            case Role.EARLIER:
                yield from _earlier(claim, known)
            case Role.CHANGE:
                yield from _change(claim, known)
            case Role.DISTANCE | Role.FLOOR_DISTANCE:
                if known.row.known and all(period.when is When.CURRENT for period in claim.periods):
                    floor = claim.role is Role.FLOOR_DISTANCE
                    values = list(known.distances(claim.figure.kind, floor=floor))
                    if values and not fits(claim.figure, values):
                        yield _fault(claim, known, values[0])
            case Role.LIKE:
                yield from _like(claim, known)
            case Role.CASES:
                yield from _cases(claim, known)
            case Role.TARGET | Role.FLOOR:
                yield from _bound(claim, known)


def _result(claim: Claim, known: Known, claims: Sequence[Claim]) -> Iterator[Fault]:
    if not known.row.known:
        return
    periods = [_sure(period, claim, known, claims) for period in claim.periods]
    if any(when in (When.OTHER, None) for when in periods):
        return
    named = [period.period_end for period in claim.periods]
    figure, latest = claim.figure, known.latest
    if named and When.CURRENT not in periods:
        if fits(figure, [latest]) and figure.hedge is Hedge.EXACT and not fits(figure, known.results(named)):
            yield _other_time(claim, known)
            return
        if When.LATER in periods:
            return
        values = known.results(named)
    elif named:
        values = known.results(named)
    else:
        around = {period.when for period in claim.clause.context}
        if around & {When.OTHER, When.LATER} and not _WORDS.now.search(claim.clause.text[: figure.start]):
            values = known.results(known.ends) if figure.hedge is Hedge.EXACT else ()
        elif When.KNOWN in around or _WORDS.earlier.search(claim.clause.sentence):
            values = known.results(known.ends)
        else:
            # Where no other period is in sight, the reader is told of the latest one.
            values = (latest,)
    if values and not fits(figure, [*values, *known.others]) and not _behind(claim, known) and _plausible(claim, known):
        # Without a period the latest result is what the reader is told.
        nearest = closest(figure, values) if named else latest
        yield _fault(claim, known, nearest)


def _like(claim: Claim, known: Known) -> Iterator[Fault]:
    """A figure that looks like the result: at fault where it is nothing known, or the result of another time."""
    if not known.row.known:
        return
    whens = {period.when for period in claim.periods}
    named = [period.period_end for period in claim.periods]
    told = fits(claim.figure, [known.latest]) and claim.figure.hedge is Hedge.EXACT
    # Surely not the latest: a period with a result of its own, or a later quarter.
    elsewhere = all(one.when is When.KNOWN or (one.when is When.LATER and one.whole) for one in claim.periods)
    if told and named and When.CURRENT not in whens and elsewhere:
        if not fits(claim.figure, known.results(named)):
            yield _other_time(claim, known)
        return
    if whens & {When.OTHER, When.LATER}:
        return
    exact = claim.figure.hedge is Hedge.EXACT
    bounds = [*known.others]
    if exact:
        bounds += [*known.bounds("target"), *known.bounds("floor"), *known.range_ends()]
    around = {period.when for period in claim.clause.context}
    if When.CURRENT in whens:
        values = [known.latest]
    elif named or around - {When.CURRENT} or _WORDS.earlier.search(claim.clause.sentence):
        values = [*known.results(known.ends), *bounds]
    else:
        values = [known.latest, *bounds]
    if not fits(claim.figure, values) and not _behind(claim, known):
        yield _fault(claim, known, known.latest)


def _plausible(claim: Claim, known: Known) -> bool:
    """Whether a share may be meant for the result at all: 96% is no slip of 3.4%."""
    now, value = known.row.actual, claim.figure.value
    return not is_percentage(known.row.unit) or now <= 0 or value <= 0 or 0.1 < value / now < 10


def _behind(claim: Claim, known: Known) -> bool:
    """Whether a figure is the number behind a rate or share."""
    return claim.figure.value in (known.row.numerator, known.row.denominator)


def _other_time(claim: Claim, known: Known) -> Fault:
    quote = claim.periods[0].quote
    found = f"The text names {quote} for {claim.quote}; {known.row.printed_id} was {known.latest.words}."
    return Fault("wrong-period", quote, found, known.period(known.row.period_end))


def _cases(claim: Claim, known: Known) -> Iterator[Fault]:
    """The number behind a share, which is known for the latest period alone."""
    row = known.row
    periods = (*claim.periods, *claim.clause.context)
    if any(period.when is not When.CURRENT for period in periods) or len(claim.clause.figures) > 1:
        return
    values = [
        Value(number, 0, format_value(number, "number", 0))
        for number in (row.numerator, row.denominator)
        if not math.isnan(number)
    ]
    if not fits(claim.figure, values):
        right = " of ".join(value.words for value in values)
        yield Fault(
            "wrong-figure", claim.quote, f"The text says {claim.quote}; {row.printed_id} rests on {right}.", right
        )


def _sure(period: Named, claim: Claim, known: Known, claims: Sequence[Claim]) -> When | None:
    """How a period stands to the latest; None where a month may be meant alone."""
    longer = re.search(r"quarter|period|term|year|time|month|spring|summer", period.quote, re.IGNORECASE)
    if period.when is When.CURRENT and part_month(period, known.row) and not longer:
        others = [one for other in claims if other is not claim for one in other.periods if one.when is When.KNOWN]
        ended = period.quote.lower().startswith(("at ", "by ", "end", "the end", "on "))
        return period.when if others or ended else None
    return period.when


def _earlier(claim: Claim, known: Known) -> Iterator[Fault]:
    if not known.row.known:
        return
    whens = {period.when for period in claim.periods}
    if whens & {When.OTHER, When.LATER}:
        return
    named = [period.period_end for period in claim.periods if period.when is When.KNOWN]
    values = known.results(named) if named else known.results(known.ends)
    others = [*known.others, *known.bounds("target"), *known.bounds("floor")]
    if not values or fits(claim.figure, [*values, *others]):
        return
    nearest = values[0] if named else next(iter(known.results(known.before)), None)
    yield _fault(claim, known, nearest)


def _change(claim: Claim, known: Known) -> Iterator[Fault]:
    row = known.row
    if not row.known or (row.direction == "not-comparable" and row.year_before.period_end is None):
        return
    periods = (*claim.periods, *(claim.clause.periods if not claim.periods else ()))
    whens = {period.when for period in periods}
    if whens & {When.OTHER, When.LATER}:
        return
    named = [period.period_end for period in periods if period.when is When.KNOWN and period.period_end]
    ends: Iterable[date] = named or known.before
    if not named and {period.when for period in claim.clause.context} & {When.KNOWN, When.OTHER}:
        ends = known.ends
    values = list(known.changes(ends, claim.figure.kind))
    kind = Unit.POINTS if is_percentage(row.unit) else Unit.NUMBER
    plain = claim.figure.kind is not Unit.PERCENT or is_percentage(row.unit)
    told = next(known.changes(ends, kind), None) if plain else None
    if values and not fits(claim.figure, values):
        yield _fault(claim, known, told or closest(claim.figure, values))


def wrong_multiples(clause: Clause, known: Known, topic: Topic) -> Iterator[Fault]:
    """Doubled, trebled and halved, where the result has not."""
    row = known.row
    if not clause.claimed or not row.known or row.direction == "not-comparable":
        return
    found = ((ratios, match, before) for ratios, one in _MULTIPLES for match, before, _ in clause.said(one))
    for ratios, match, before in found:
        if speaks(clause, head_of(before), topic) is not Speaks.OWN:
            return
        if any(period.when in (When.OTHER, When.LATER) for period in clause.periods):
            return
        named = [period.period_end for period in clause.periods if period.when is When.KNOWN]
        thens = known.results(named or known.before)
        least, most = map(float, ratios.split())
        if thens and not any(least <= row.actual / then.number <= most for then in thens if then.number):
            quote = clause.quote(*match.span())
            both = f"{thens[0].words}, then {known.latest.words}"
            yield Fault("wrong-figure", quote, f'The text says "{quote}"; {row.printed_id} was {both}.', both)
        return


def _bound(claim: Claim, known: Known) -> Iterator[Fault]:
    figure, every = claim.figure, known.bounds(claim.role)
    if not every or qualified(claim) or claim.figure.hedge is not Hedge.EXACT:
        return
    # The year that the period lies in is no other period: "the target for 2023/24 is 80%".
    near = claim.periods if any(one.when is When.CURRENT for one in claim.periods) else claim.clause.periods
    other = [period for period in near if not _this_year(period, known)]
    whens = {period.when for period in other}
    if whens & {When.OTHER, When.LATER}:
        return
    row, text = known.row, claim.clause.text
    now = known.bounds(claim.role, [row.period_end])
    # The words close to a target tell whether and how it changed.
    place = [match.start() for match in re.finditer(r"\b(?:target|floor|ceiling)", text[: figure.start])]
    around = text[place[-1] : figure.start] if place else text[figure.end : figure.end + 30]
    moving = _WORDS.moving.search(around) and When.CURRENT not in whens
    strict = now and not whens - {When.CURRENT} and not moving
    values = now if strict else every
    if fits(claim.figure, values):
        return
    right = (now or every)[0]
    name = "target" if claim.role is Role.TARGET else "ceiling" if row.polarity == "lower" else "floor"
    found = f"The text gives a {name} of {claim.quote}; the {name} of {row.printed_id} was {right.words}."
    yield Fault("wrong-target", claim.quote, found, right.words)


def _this_year(period: Named, known: Known) -> bool:
    end = known.row.period_end
    if end is None:
        return False
    year = cycle_of(known.row).years.first_year(end)
    named = rf"\bthis\s(?:financial\s)?year\b|\b{year}\s?[/-]\s?(?:20)?{(year + 1) % 100:02d}\b"
    return bool(re.search(named, period.quote))


def _fault(claim: Claim, known: Known, right: Value | None) -> Fault:
    row = known.row
    words = right.words if right else ""
    told = f"{row.printed_id} is" if claim.role in (Role.DISTANCE, Role.FLOOR_DISTANCE) else f"{row.printed_id} was"
    if claim.role is Role.CHANGE:
        told = f"the change of {row.printed_id} is"
    right_words = f"; {told} {words}" if words else ""
    return Fault("wrong-figure", claim.quote, f"The text says {claim.quote}{right_words}.", words)


def wrong_periods(clauses: Sequence[Clause], known: Known) -> Iterator[Fault]:
    """Periods that are called this one and are not, and results told of a period that has none yet."""
    latest = known.row.period_end
    if latest is None:
        return
    right = known.period(latest)
    named = [(clause, period) for clause in clauses for period in clause.periods]
    for (clause, first), (following, second) in pairwise(named):
        between = clause.sentence[clause.start + first.end : following.start + second.start]
        this = _WORDS.this.match(first.quote)
        if this and not between.strip(" ,(:-\N{EN DASH}") and second.whole and second.when in (When.KNOWN, When.LATER):
            yield _not_this(second, right, known)
    for clause, period in named:
        told = period.when in (When.KNOWN, When.LATER) and period.whole
        if (told and _WORDS.latest.search(clause.text[: period.start])) or _not_yet(period, clause):
            yield _not_this(period, right, known)


def _not_yet(period: Named, clause: Clause) -> bool:
    """Whether something is told as done in a period that has no result yet."""
    later = period.when is When.LATER and period.whole and period.dated and re.search(r"[A-Za-z]", period.quote)
    told = clause.claimed and clause.own_until > period.start and bool(_WORDS.past_tense.search(clause.text))
    return bool(later) and told and not re.search(r"\btargets?\b", clause.text)


def _not_this(period: Named, right: str, known: Known) -> Fault:
    latest = f"the latest result of {known.row.printed_id} is that {right}"
    found = f"The text speaks of {period.quote} as the latest period; {latest}."
    return Fault("wrong-period", period.quote, found, right)
