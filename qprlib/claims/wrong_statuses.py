"""Words of status against the status.

A band's word is a status wherever nothing says that it is a colour, a name, a wish or another's, and it is told of now
unless the words before it speak of an earlier time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from qprlib.claims.claimed import speaks
from qprlib.claims.clauses import Clause, head_of
from qprlib.claims.periods_in_text import When
from qprlib.claims.quantities import count_of
from qprlib.claims.quotable import Fault, Known
from qprlib.claims.topic import Speaks, Topic
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.scorecard import Result
from qprlib.texts.vocabulary import Vocabulary

_WORDS: Final = Vocabulary(__file__)


def wrong_statuses(clause: Clause, known: Known, topic: Topic, scheme: Scheme) -> Iterator[Fault]:
    """Words of status against the status; one fault at most."""
    run = _WORDS.lasted.search(clause.text)
    others = [
        period
        for period in clause.periods
        if period.start < clause.own_until and not (run and run.start() <= period.start < run.end())
    ]
    unsure = any(one.when in (When.OTHER, When.LATER) for one in others)
    if unsure or not clause.claimed or _WORDS.any.match(clause.text):
        return
    labels = {band.label.lower(): band.id for band in scheme.bands}
    any_label = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))
    end = next((one.period_end for one in others if one.when is When.KNOWN), None)
    moved = _WORDS.given(label=any_label).moved.search(clause.text)
    if moved and moved.start() < clause.own_until:
        old, new = (labels[(moved[name] or moved[f"{name}2"]).lower()] for name in ("old", "new"))
        earlier = _ratings_before(known.row)
        so = new in _ratings_now(known) and (not earlier or old in earlier | _ratings_at(known, end))
        if _own_status(clause, clause.text[: moved.start()], topic) and not so:
            yield _status(clause, moved.span(), known, scheme)
        return
    match = _stated(clause, topic, any_label)
    if match is None:
        return
    said, before = labels[match[0].lower()], clause.text[: match.start()]
    if _WORDS.left.search(before):
        fits = said != known.row.rating
    elif run and not _lasted(run, said, known):
        fits = False
    else:
        fits = _status_fits(said, before, clause, end, known)
    if not fits:
        yield _status(clause, (_words_before(before), match.end()), known, scheme)


def _words_before(before: str) -> int:
    """Where to begin the quotation: at the verb or trigger just before the band's word."""
    told = list(_WORDS.tense.finditer(before))
    near = [match.start() for match in told if len(before) - match.start() < 30]
    strong = _WORDS.strong.search(before)
    if near:
        return near[-1]
    return strong.start() if strong else len(before)


def _stated(clause: Clause, topic: Topic, any_label: str) -> re.Match[str] | None:
    """The first place at which a clause states a status of the indicator."""
    for match, before, _ in clause.said(re.compile(rf"\b(?:{any_label})\b", re.IGNORECASE)):
        after = clause.sentence[clause.start + match.end() :]
        denied = _WORDS.not_so.search(before) and not _WORDS.left.search(before)
        if denied or not _WORDS.status_after.match(after):
            continue
        strong = _WORDS.strong.search(before) or re.match(r"\s?-?rated\b|\s(?:status|rating)\b", after)
        if (strong or match[0][0].isupper()) and _own_status(clause, before, topic):
            return match
    return None


def _lasted(run: re.Match[str], said: str, known: Known) -> bool:
    """Whether a status has lasted as many periods as a text says."""
    if not known.row.frequency.startswith(run["unit"].lower()):
        return True
    count = count_of(run["count"])
    ratings = [point.rating for point in known.points][-count:]
    return len(ratings) < count or all(rating == said for rating in ratings)


def _own_status(clause: Clause, before: str, topic: Topic) -> bool:
    """Whether the status is this indicator's: nothing else is named, or the measure is named just before it."""
    named = _WORDS.measure.search(before[-48:])
    if named and topic.of_phrase(clause.plain(0, len(head_of(before)))) is not Speaks.ELSE:
        return True
    if re.search(r"\b(?:status|rating|rag)\b[^,;]{0,30}$", before, re.IGNORECASE):
        return not re.search(r"\b(?:project|programme|risk)\b", before, re.IGNORECASE)
    spoken = speaks(clause, head_of(before), topic)
    return spoken in (Speaks.OWN, Speaks.COUNTED) or (not before.strip() and clause.subject is not Speaks.ELSE)


def _ratings_now(known: Known) -> set[str]:
    row = known.row
    return {row.rating, row.computed_rating} if row.overridden else {row.rating}


def _ratings_before(row: Result) -> set[str]:
    """What a text may mean by the rating before: that of the previous quarter, or of the indicator's own period."""
    told = {row.before.rating, row.before.computed_rating, row.previous.rating, row.previous.computed_rating}
    return told - {""}


def _ratings_at(known: Known, end: date | None) -> set[str]:
    return {point.rating for point in known.points if point.period_end == end} | (
        {known.row.year_before.rating} if end is not None and end == known.row.year_before.period_end else set()
    )


def _status_fits(said: str, before: str, clause: Clause, end: date | None, known: Known) -> bool:
    """Whether a status is the one of the time that the words before it tell."""
    row = known.row
    told = list(_WORDS.tense.finditer(before))
    time = (told[-1].lastgroup or "") if told else ""
    now, earlier = _ratings_now(known), _ratings_before(row)
    if end is not None:
        then = _ratings_at(known, end)
        if re.search(r"\bsince\s", clause.text):
            return said in (now | then if time == "had" else now)
        # "Green, compared with Amber in June": either may be meant.
        return not then - {""} or said in then | (now if time != "had" else set())
    if time == "had":
        return said in {point.rating for point in known.points[:-1]} | earlier
    if time == "was" and said in earlier:
        return True
    if said not in now:
        return False
    if not earlier or row.in_arrears:
        return True
    stays = any(match.lastgroup == "stays" and not re.match("again|once", match[0], re.IGNORECASE) for match in told)
    return not (stays and said not in earlier) and not (time == "turns" and earlier == {said} and not stays)


def _status(clause: Clause, span: tuple[int, int], known: Known, scheme: Scheme) -> Fault:
    row = known.row
    band, before = scheme.band(row.rating), scheme.band(row.before.rating)
    now = f"{row.printed_id} is {band.label}" if band else f"{row.printed_id} is not rated"
    if before and band:
        now += f"; it was {before.label} before"
    quote = clause.quote(*span)
    return Fault("wrong-status", quote, f'The text says "{quote}"; {now}.', band.label if band else "not rated")
