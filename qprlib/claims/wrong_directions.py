"""Words of direction against the change of the result and its direction of travel."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum, auto
from itertools import pairwise
from typing import Final

from qprlib.claims.claimed import ANY_READING, is_own, speaks
from qprlib.claims.clauses import Clause, head_of
from qprlib.claims.faults import Fault
from qprlib.claims.periods_in_text import Named, When
from qprlib.claims.quantities import count_of
from qprlib.claims.quotable import Known
from qprlib.claims.topic import Speaks, Topic, tokens
from qprlib.data.running import CUMULATIVE
from qprlib.ground.numbers import is_percentage, round_half_up
from qprlib.scoring.states import Direction


class Way(Enum):
    """What a word of direction claims."""

    UP = auto()
    DOWN = auto()
    BETTER = auto()
    WORSE = auto()
    SAME = auto()
    STEADY = auto()  #: about the same
    NOT_BETTER = auto()


_OPPOSITE: Final = {Way.UP: "risen", Way.DOWN: "fallen", Way.BETTER: "improved", Way.WORSE: "worsened"}
_NOUN_AFTER: Final = (
    r"(?=\s*(?:$|[,.;:)]|(?:in|of|on|from|since|to|compared|this|again|over|by|for|was|is|has"
    r"|continued|continues|and|during|against|at|between|with)\b))"
)
_MOVES: Final = (
    (Way.NOT_BETTER, r"\b(?:(?:has|have|did|does)\s(?:not|yet\sto)|(?:has|have|did|does)n't|fail(?:s|ed)\sto"
                     r"|yet\sto|no\ssign\sof|no)\s(?:yet\s)?improv\w+"),
    (Way.SAME, r"\bunchanged\b|\bno\schange\b|\b(?:has|have|did)\snot\schanged?\b|\b(?:stay\w*|remain\w*|is"
               r"|was)\s(?:exactly\s)?(?:the\ssame|at\sthe\ssame\slevel|level\swith)\b"),
    (Way.STEADY, r"\b(?:remain\w*|stay\w*|held|has\sbeen|is|was)\s(?:\w+ly\s|very\s)?(?:stable|steady|static|flat"
                 r"|constant|consistent)\b|\bstabili[sz]ed\b|\bplateaued\b|\blevelled\s(?:off|out)\b"),
    (Way.BETTER, r"\b(?:improv(?:ed|es|ing|e)|recovered|recovering|recovers|strengthened|strengthening|rallied"
                 r"|rebounded|bounced\sback|picked\sup|turned\saround|turned\sit\saround|moved\sforward"
                 r"|moving\sforward|back\son\strack|gone\sfrom"
                 r"\sstrength\sto\sstrength|upward\scurve|looking\sup|sped\sup|speeding\sup|quickened|gained\sground"
                 r"|made\sup"
                 r"\sground|stepped\sup|got(?:ten)?\sbetter|getting\sbetter)\b"),
    (Way.BETTER, r"\bin\sthe\sright\sdirection\b|\b(?:made|making)\s(?:\w+\s)?progress\b|\bturned\s(?:the"
                 r"|a)\scorner\b"),
    (Way.WORSE, r"\b(?:taken|took|takes)\sa\s(?:turn\sfor\sthe\sworse|(?:\w+\s)?(?:step\sback(?:wards)?|knock))\b"
                r"|\b(?:gone|went|going|slid|slipped|slipping)\sbackwards?\b|\ba\s(?:\w+\s)?(?:setback"
                r"|step\sback(?:wards)?)\b"
                r"|\bdownhill\b"),
    (Way.BETTER, r"\ba\s(?:\w+\s)?(?:step|move)\s(?:forwards?|in\sthe\sright\sdirection)\b|\bgetting\sthere\b"),
    (Way.NOT_BETTER, r"\bstalled\b|\b(?:reached|hit)\sa\splateau\b|\bground\sto\sa\shalt\b|\bflatlined\b|\bstuck\b"),
    (Way.WORSE, r"\bin\sthe\swrong\sdirection\b|\b(?:lost|losing)\sground\b|\bset\sback\b"),
    (Way.SAME, r"\bno\smovement\b"),
    (Way.STEADY, r"\b(?:little|barely|hardly|scarcely)\s(?:changed?|different|moved|movement)\b"),
    (Way.BETTER, r"\b(?:improvements?|recovery)\b" + _NOUN_AFTER),
    (Way.WORSE, r"\b(?:worsen(?:ed|s|ing)?|deteriorat(?:ed|es|ing|e)|weaken(?:ed|s|ing)?|got(?:ten)?\sworse"
                r"|getting\sworse|slump(?:ed|s|ing)?|suffered|regressed)\b"),
    (Way.WORSE, r"\b(?:deterioration|worsening)\b" + _NOUN_AFTER),
    (Way.UP, r"\b(?:rose|risen|rises?|rising|increas(?:ed|es|ing|e)|grew|grown|growing|grows|climb(?:ed|s|ing)?"
             r"|jump(?:ed|s|ing)?|surg(?:ed|ing)|leapt|soar(?:ed|ing)|rocketed|spiked|swelled|swollen|mushroomed"
             r"|mounted|lengthen(?:ed|s|ing)|(?:upward|rising|increasing|growing)\s(?:trend|trajectory|path"
             r"|movement)|cre[ep]+(?:t|ing)\s(?:up|higher|upwards?)|build(?:s|ing)?\sup|built\sup|pil(?:ed|ing)\sup"
             r"|escalat(?:ed|es|ing)|mounting"
             r"|picking\sup|shot\sup|inch(?:ed|ing)\s(?:up|higher|upwards?)|swelling|expand(?:ed|ing)|widen(?:ed|ing)"
             r"|accelerat(?:ed|ing)|(?:got|gotten|gets|getting|became|become|becoming)\s(?:higher"
             r"|larger|bigger|longer|slower)|(?:went|gone|going|goes|edged|edging|moved|moving|moves|nudged|ticked"
             r"|ticking|pushed|trending|heading|headed|drift(?:ed|ing)"
             r"|continuing)\s(?:up|upwards?|higher))\b"),
    (Way.UP, r"\b(?:tak(?:ing|es?|en)|took|wait(?:ing|s|ed)?)\s(?:us\s|them\s|people\s"
             r"|residents\s)?(?:\w+ly\s)?longer\b(?!\sthan)"),
    (Way.DOWN, r"\b(?:tak(?:ing|es?|en)|took|wait(?:ing|s|ed)?)\s(?:us\s|them\s|people\s|residents\s)?(?:less\stime"
               r"|less\slong)\b"),
    (Way.UP, r"\b(?:increase|rise|growth|upturn|jump|uplift)\b" + _NOUN_AFTER),
    (Way.DOWN, r"\b(?:fell|fallen|falls?|falling|decreas(?:ed|es|ing|e)|declin(?:ed|es|ing|e)|drop(?:ped|s|ping)?"
               r"|reduc(?:ed|es|ing|e)|dip(?:ped|s|ping)?|slip(?:ped|s|ping)?|slipping|easing|cre(?:pt"
               r"|eping)\s(?:down|downwards?)|inched\s(?:down|lower)|shrinking|tumbling|plunging|fad(?:ed|ing)"
               r"|tail(?:ed|ing)\soff|com(?:e|es|ing)\sback\sdown|narrow(?:ed|ing)|softened|cut|slid|sliding|shrank"
               r"|shrunk|tumbled"
               r"|plunged|plummeted|eased|lessened|dwindl(?:ed|ing)|sank|sunk|collapsed|ebbed|shorten(?:ed|s|ing)"
               r"|(?:downward|falling|declining|decreasing)\s(?:trend|trajectory|path|movement)|(?:got|gotten"
               r"|gets|getting|became|become|becoming)\s(?:lower|smaller|shorter|faster|quicker)|(?:went|gone|going"
               r"|goes|edging|moving|moves|heading|headed|ticking|ticked|drift(?:ed|ing)|bringing|brings|driven|tracked"
               r"|edged|moved|came|come|coming|brought|nudged|trending)\s(?:down|downwards?|lower))\b"),
    (Way.DOWN, r"\b(?:decrease|fall|drop|decline|reduction|dip|downturn|slide)\b" + _NOUN_AFTER),
    (Way.UP, r"(?:^\s*|\b(?:is|are|was|were|been|now|also|just|slightly|sharply|again|well|steadily|and"
             r"|performance|result|rate|figures?|points?)\s)up\b(?=\s(?:on|from|by|since|again|slightly|sharply"
             r"|\d|just|this|last|compared|quarter|in|to|a)\b|\s*(?:$|[,.;]))"),
    (Way.DOWN, r"(?:^\s*|\b(?:is|are|was|were|been|now|also|just|slightly|sharply|again|well|steadily|and"
               r"|performance|result|rate|figures?|points?)\s)down\b(?=\s(?:on|from|by|since|again|slightly"
               r"|sharply|\d|just|this|last|compared|quarter|in|to|a)\b|\s*(?:$|[,.;]))"),
)  # fmt: skip
_COMPARED: Final = (
    (Way.BETTER, r"\bahead\sof\s|\bcompare[sd]?\sfavourably\s(?:with|to)\s"),
    (Way.WORSE, r"\bbehind\s"),
    (Way.BETTER, r"\b(?:better|stronger|healthier)\s(?:\w+\s){0,3}?(?:than|compared\s(?:with|to))\s"),
    (Way.WORSE, r"\b(?:worse|poorer|weaker)\s(?:\w+\s){0,3}?(?:than|compared\s(?:with|to))\s"),
    (Way.UP, r"\b(?:higher|more|greater|above|longer|slower|more\sslowly)\s(?:(?:to|for)\s(?:an?\s"
             r"|the\s)?\w+\s)?(?:than\s"
             r"|compared\s(?:with|to)\s)?"),
    (Way.DOWN, r"\b(?:lower|fewer|less|below|shorter|quicker|faster|more\squickly)\s(?:(?:to|for)\s(?:an?\s"
               r"|the\s)?\w+\s)?(?:than\s"
               r"|compared\s(?:with"
               r"|to)\s)?"),
    (Way.SAME, r"\b(?:the\ssame\sas|equal\sto|level\swith|identical\sto)\s"),
)  # fmt: skip
_MOVING: Final = tuple((way, re.compile(pattern, re.IGNORECASE)) for way, pattern in _MOVES)
_COMPARING: Final = tuple((way, re.compile(pattern, re.IGNORECASE)) for way, pattern in _COMPARED)
_THAN: Final = re.compile(
    r"\b(?P<way>more|fewer|less|higher|lower|larger|smaller|greater|bigger)\s(?P<what>(?!than\b)[^;]{3,80}?)\sthan\s",
    re.IGNORECASE,
)
_FREE: Final = re.compile(
    r"^\s*(?:$|[,.;:)\d\u00a3]|(?:to|from|by|in|on|since|for|again|\w+ly|over|during|at|between|this|last"
    r"|compared|quarter|and|as|with|when|while|still|further"
    r"|a\slittle|somewhat|year|month|every|each|until|after|before|because|due|through|throughout|back|even|more"
    r"|than|once|per|against|despite|significantly|of|but|or|off|out|for|until"
    r"|a\sgreat\sdeal|a\slot|quite|very|too|now|every|is|was|has|continue[ds]?|across|within|overall|a|an"
    r"|the\s(?:most|least)|about|around|nearly|almost|just|only|some|two|three|four|five|six|seven|eight|nine|ten"
    r"|under|so|short|markedly|once)\b)",
    re.IGNORECASE,
)
_NEGATED: Final = re.compile(
    r"\b(?:not|never|no|without|stop(?:ped)?|ceased|nor|neither|hardly|instead\sof|rather\sthan|slow(?:ed|er"
    r"|ing)?|halt\w*|revers\w*|prevent\w*|avoid\w*|stem(?:med)?|offset|had|having|used|(?<!looked\s)after|following"
    r"|despite|before"
    r"|no\slonger|were\s(?:\w+ing)?|fewer|less|cannot|longer|recover\w*\sfrom)\b[^,;]{0,28}$|n't\s[^,;]{0,20}$",
    re.IGNORECASE,
)
_LONG: Final = re.compile(
    r"\b(?:trend|overall|general(?:ly)?|tend\w*|usually|typically|often|normally|seasonal\w*|broadly)\b", re.IGNORECASE
)


def wrong_directions(clause: Clause, known: Known, topic: Topic) -> Iterator[Fault]:
    """Words of direction against the change of the result and against its direction of travel."""
    row = known.row
    if not clause.claimed or not row.known:
        return
    for way, place, end, compared in _ways(clause, topic):
        ends = _compared_with(clause, compared, known)
        if ends is None:
            continue
        both = row.polarity == "lower" and bool(ANY_READING.search(clause.text[:place]))
        ways = {way, *_RE_READ.get(way, ())} if both else {way}
        if all(_denied(one, ends, known, usual=compared is None) or _broken(one, clause, known) for one in ways):
            yield _against(clause.quote(place, end), ends, known)
            return


_RE_READ: Final = {Way.UP: (Way.BETTER,), Way.DOWN: (Way.WORSE,)}


#: So many periods in a row.
_RUN: Final = re.compile(
    r"\b(?P<count>\d+(?:st|nd|rd|th)?|two|three|four|five|six|seven|eight|second|third|fourth|fifth|sixth|seventh"
    r"|eighth)\s"
    r"(?:(?:consecutive|successive)\s(?:quarter|month|year|term|period)s?|(?:quarter|month|year|term"
    r"|period)s?\s(?:running|in\sa\srow|in\ssuccession))\b",
    re.IGNORECASE,
)


def _broken(way: Way, clause: Clause, known: Known) -> bool:
    """Whether a movement said to have lasted several periods in a row has not."""
    run = _RUN.search(clause.text)
    if run is None or known.row.basis in CUMULATIVE or way not in _OPPOSITE:
        return False
    count = count_of(run["count"])
    values = [known.actual(end) for end in known.ends[: count + 1]]
    return any(_unlike(way, now, then, known) for now, then in pairwise(values))


def _ways(clause: Clause, topic: Topic) -> Iterator[tuple[Way, int, int, Named | None]]:
    """The words of direction that a clause claims of the result: which, from where to where, and compared with what."""
    compared = list(_compared(clause, topic))
    yield from compared
    taken = [(first, last) for _, first, last, _ in compared]
    yield from _moved(clause, topic, taken)


def _compared(clause: Clause, topic: Topic) -> Iterator[tuple[Way, int, int, Named | None]]:
    """Comparisons with a period that is named: "higher than in June", "fewer complaints than last year"."""
    text = clause.text
    for way, pattern in _COMPARING:
        for match in pattern.finditer(text):
            before = text[: match.start()]
            period = _next_period(clause, match.end(), 40)
            if period is None or match.start() >= clause.own_until or _NEGATED.search(before):
                continue
            own = (
                is_own(clause, before, topic) or _slower(match[0], before, topic) or _fares(way, clause, before, topic)
            )
            if own and _ONLY_LINKS.fullmatch(text[match.end() : period.start]):
                yield way, match.start(), period.end, period
    for match in _THAN.finditer(text):
        before = text[: match.start()]
        period = _next_period(clause, match.end(), 40)
        if (
            period is None
            or not _ONLY_LINKS.fullmatch(text[match.end() : period.start])
            or match.start() >= clause.own_until
            or _NEGATED.search(before)
        ):
            continue
        if topic.of_phrase(match["what"]) is Speaks.OWN:
            way = Way.DOWN if match["way"].lower() in ("fewer", "less", "lower", "smaller") else Way.UP
            yield way, match.start(), period.end, period


_ONLY_LINKS: Final = re.compile(
    r"(?:than\s|compared\s(?:with|to)\s)?(?:(?:there|in|for|at|on|during|the|that|they|it|we|where|what|was|were|is"
    r"|did|had|been|a|case|over"
    r"|end|of|result|results|figure|level|number|those|seen|stood|recorded|reported|achieved|managed|outturn"
    r"|position)\s)*"
)


def _next_period(clause: Clause, place: int, within: int) -> Named | None:
    """The period that is named just after a place."""
    return next((one for one in clause.periods if 0 <= one.start - place <= within), None)


def _moved(clause: Clause, topic: Topic, taken: list[tuple[int, int]]) -> Iterator[tuple[Way, int, int, Named | None]]:
    """Movements without a period of their own to compare with: "rose", "continues to improve"."""
    text = clause.text
    for way, pattern in _MOVING:
        for match in pattern.finditer(text):
            if match.start() >= clause.own_until or any(a < match.end() and match.start() < b for a, b in taken):
                continue
            before, after = text[: match.start()], text[match.end() :]
            none = way in (Way.SAME, Way.STEADY) and re.search(r"\bno\s*$", before)
            if way is not Way.NOT_BETTER and not none and _NEGATED.search(before):
                continue
            if _SPEED.search(match[0]) and topic.unit not in ("days", "weeks", "hours", "minutes"):
                continue
            taken.append(match.span())
            if _is_own(clause, before, after, topic) or _slower(match[0], before, topic):
                yield way, match.start(), match.end(), None


#: Words of time, which say which way a result went where it is a time itself.
_SPEED: Final = re.compile(r"\b(?:longer|shorter|quicker|faster|slower|slowly|quickly)\b", re.IGNORECASE)


def _fares(way: Way, clause: Clause, before: str, topic: Topic) -> bool:
    """Whether what is counted is said to be better or worse: "our roads are in a poorer state"."""
    head = head_of(before)
    counted = topic.of_phrase(head) is Speaks.COUNTED and any(topic.knows(word) for word in tokens(head))
    return counted and way in (Way.BETTER, Way.WORSE) and speaks(clause, before, topic) is not Speaks.ELSE


def _slower(words: str, before: str, topic: Topic) -> bool:
    """Whether what is counted takes longer or less long, where the result is a time."""
    timed = topic.unit in ("days", "weeks", "hours", "minutes")
    return (
        timed
        and bool(re.search(r"longer|shorter|quick|faster|slow", words))
        and topic.of_phrase(before) is Speaks.COUNTED
    )


def _is_own(clause: Clause, before: str, after: str, topic: Topic) -> bool:
    of = re.match(
        r"\s+(?:in|of)\s+(?P<what>[^,;.]*?)(?=\s(?:to|from|since|by|on|compared|this|last|over|between|at|of|for"
        r"|was|is|has|during)\b|[,;.]|$)",
        after,
    )
    if of and re.search(r"[a-z]", of["what"]):
        spoken = topic.of_phrase(of["what"])
        if spoken in (Speaks.ELSE, Speaks.COUNTED):
            return False
        if spoken is Speaks.OWN:
            return topic.of_phrase(before) is not Speaks.ELSE
    if _FREE.match(after) or not _TRANSITIVE.search(text_of(clause, before, after)):
        we = _WE.search(before) and re.match(r"\s(?:on|since|from|against|compared)\b", after)
        return bool(we) or is_own(clause, before, topic) or _led_by_own(clause, before, topic)
    done_to = re.match(
        r"\s+(?P<what>[^,;.\d]*?)(?=\s(?:to|from|since|by|on|compared|this|last|over|between|at|for|was|is|has|in"
        r"|during)\b|[,;.\d]|$)",
        after,
    )
    return (
        bool(done_to)
        and topic.of_phrase(done_to["what"] if done_to else "") is Speaks.OWN
        and topic.of_phrase(before) is not Speaks.ELSE
    )


#: Movements that may be done to something: "reduced demand" says nothing of the result.
_TRANSITIVE: Final = re.compile(
    r"^(?:improv|increas|decreas|reduc|drop|cut|lower|rais|strengthen|weaken|worsen|widen|narrow|shorten|lengthen"
    r"|expand|grow|grew"
    r"|slow|speed|sped|built|build|driv|brought|bring|suffer|recover)",
    re.IGNORECASE,
)
#: A period told of again and again takes in the latest one.
_EACH: Final = re.compile(r"(?:each|every|quarter\sby\squarter|month\sby\smonth)\b", re.IGNORECASE)
_FIRST_TIME: Final = re.compile(r"\bfirst\stime\s(?:\w+\s){0,4}$", re.IGNORECASE)


def _passing(clause: Clause, period: Named) -> bool:
    """Whether a period says how long or how often, not of when: "each quarter", "for the first time in two years"."""
    return bool(_EACH.match(period.quote) or _FIRST_TIME.search(clause.text[: period.start]))


_TURNS_AWAY: Final = re.compile(
    r"\b(?:as|with|when|after|because|that|which|and|by|of|while|if|but|who|for|saw"
    r"|seen)\b",
    re.IGNORECASE,
)


def text_of(clause: Clause, before: str, after: str) -> str:
    """The words of a clause between what stands before and what stands after them."""
    return clause.text[len(before) : len(clause.text) - len(after)]


def _led_by_own(clause: Clause, before: str, topic: Topic) -> bool:
    """Whether the subject is the result and nothing turns away from it before the word of direction."""
    head = head_of(before)
    if not head.strip() or _TURNS_AWAY.search(before[len(head) :]):
        return False
    return is_own(clause, head, topic)


#: "We are up on last year": whoever answers for the result stands for it.
_WE: Final = re.compile(
    r"\bwe(?:'re|'ve|\sare|\swere|\shave|\sremain|\sstand)(?:\s\w+ly|\snow|\sagain|\salso|\sstill"
    r"|\sa\slittle)*\s*$",
    re.I,
)


def _compared_with(clause: Clause, compared: Named | None, known: Known) -> tuple[date, ...] | None:
    """The periods that a claim of direction compares the latest result with, None where that cannot be told."""
    row = known.row
    if compared is not None:
        good = compared.when is When.KNOWN and compared.period_end is not None
        others = [one for one in clause.periods if one is not compared and one.when is not When.CURRENT]
        return (compared.period_end,) if good and not others and compared.period_end else None
    if any(one.when in (When.OTHER, When.LATER) and not _passing(clause, one) for one in clause.periods):
        return None
    named = tuple(one.period_end for one in clause.periods if one.when is When.KNOWN and one.period_end)
    if named:
        first = next(one for one in clause.periods if one.when is When.KNOWN)
        # "In June it rose" speaks of June, not of the change since.
        leading = re.match(r"^\s*(?:in|during|for|over)\s+(?:the\s)?$", clause.text[: first.start], re.IGNORECASE)
        return None if leading else named
    if row.direction in (Direction.NOT_COMPARABLE, Direction.TOO_FEW):
        return None
    if {period.when for period in clause.context} & {When.OTHER, When.LATER, When.KNOWN}:
        return known.ends if _LONG.search(clause.text) else known.before
    usual = (row.previous_end, row.base_end) if row.basis not in CUMULATIVE else (row.base_end,)
    long = (row.last_year_end, *(known.ends[-1:])) if _LONG.search(clause.text) else ()
    return tuple(dict.fromkeys(end for end in (*usual, *long) if end is not None and end != row.period_end))


def _denied(way: Way, ends: Sequence[date], known: Known, *, usual: bool) -> bool:
    """Whether the data deny a word of direction: every change it can mean, and the direction of travel."""
    row = known.row
    changes = [(row.actual, then) for end in ends if not math.isnan(then := known.actual(end))]
    if not changes:
        return False
    if usual and set(ends) <= set(known.before) and _agrees(way, row.direction, row.polarity):
        return False
    return all(_unlike(way, now, then, known) for now, then in changes)


def _agrees(way: Way, direction: str, polarity: str) -> bool:
    if way in (Way.SAME, Way.STEADY):
        return direction in (Direction.NO_CHANGE, Direction.NO_TREND)
    if way is Way.NOT_BETTER:
        return direction != Direction.IMPROVING
    if way in (Way.BETTER, Way.WORSE):
        return direction == (Direction.IMPROVING if way is Way.BETTER else Direction.WORSENING)
    rising = Direction.INCREASING, Direction.IMPROVING if polarity == "higher" else Direction.WORSENING
    falling = Direction.DECREASING, Direction.WORSENING if polarity == "higher" else Direction.IMPROVING
    return polarity != "range" and direction in (rising if way is Way.UP else falling)


def _unlike(way: Way, now: float, then: float, known: Known) -> bool:
    row = known.row
    printed = round_half_up(now, row.decimals) - round_half_up(then, row.decimals)
    change = now - then
    if way is Way.SAME:
        return abs(printed) > 1e-9
    if way is Way.STEADY:
        return abs(printed) > max(0.04 * abs(then), 2.0 if is_percentage(row.unit) and abs(then) >= 20 else 0.0)
    if way in (Way.UP, Way.DOWN):
        return change <= 1e-12 if way is Way.UP else change >= -1e-12
    good = _gain(now, then, row.polarity, row.lower, row.upper)
    if math.isnan(good):
        return False
    return good <= 1e-12 if way is Way.BETTER else good >= -1e-12 if way is Way.WORSE else good > 1e-12


def _gain(now: float, then: float, polarity: str, lower: float, upper: float) -> float:
    """How much better a result is than another, NaN where neither way is better."""
    if polarity == "range":
        outside = [max(lower - one, one - upper, 0.0) for one in (now, then)]
        return outside[1] - outside[0]
    return {"higher": now - then, "lower": then - now}.get(polarity, math.nan)


def _against(quote: str, ends: Sequence[date], known: Known) -> Fault:
    row = known.row
    then = known.result(ends[0])
    better = _gain(row.actual, then.number, row.polarity, row.lower, row.upper)
    printed = round_half_up(row.actual, row.decimals) - round_half_up(then.number, row.decimals)
    words = "has risen" if printed > 0 else "has fallen" if printed < 0 else "is the same"
    if better and not math.isnan(better) and printed:
        words += ", which is better" if better > 0 else ", which is worse"
    found = f'The text says "{quote}"; {row.id} was {known.latest.words} and {then.words}: it {words}.'
    return Fault("wrong-direction", quote, found, f"{then.words}, then {known.latest.words}")
