"""Words of status against the status, and how long it is said to have lasted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from qprlib.commentary.claims import speaks
from qprlib.commentary.clauses import Clause, head_of
from qprlib.commentary.faults import Fault
from qprlib.commentary.known import Known
from qprlib.commentary.periods_in_text import When
from qprlib.commentary.quantities import count_of
from qprlib.commentary.topic import Speaks, Topic
from qprlib.scoring.scheme import Scheme

_STRONG: Final = (
    r"(?:rated|graded|rating|status|rating\s(?:is|was|of|remains|stays|remained|at)|status\s(?:is|was|of|remains"
    r"|stays|remained|at)|remain(?:s|ed|ing)?|stay(?:s|ed)|turn(?:s|ed)|RAG(?:\s(?:status|rating|is|rated))*"
    r"|(?:moved|moves|improved|slipped|fell|fallen|dropped|returned|risen|rose|gone|went|downgraded|upgraded"
    r"|deteriorated|recovered|changed|shifted|promoted)(?:\s(?:back|down|up))?\s(?:in)?to|still|assessed\sas"
    r"|achiev(?:ed|es)|secured|earned|retain(?:s|ed)?|maintain(?:s|ed)|keeps|kept|holds|held|shown\sas"
    r"|reported\sas|judged)"
)
_WEAK: Final = (
    r"(?:is|are|now|at|as|was|became|become|becomes|goes|went|a|an|keeps?(?:\s(?:it|this"
    r"|us))?(?:\sat)?|puts?(?:\s(?:it|this|us))?(?:\s(?:at|in|on))?|makes?\s(?:it|this)|been|=|into|to|on)"
)
_FILL: Final = (
    r"(?:\s(?:no\slonger|now|still|at|as|therefore|again|rated|an?|also|firmly|currently|RAG|status|in|the|its|our))*"
)
_STATUS_AFTER: Final = re.compile(
    r"^\s*(?:$|[,.;:)]|-rated|(?:ratings?|status|rated|band|zone|range|this|for|in|at|because|as|since|and|but"
    r"|again|after|last|with|on|overall|now|so|until|while|when|rather|despite|against|by|indicator|from|category"
    r"|territory|quarter|or)\b)",
    re.IGNORECASE,
)


def wrong_statuses(clause: Clause, known: Known, topic: Topic, scheme: Scheme) -> Iterator[Fault]:
    """Words of status against the status."""
    row = known.row
    run = _LASTED.search(clause.text)
    others = [period for period in clause.periods if not (run and run.start() <= period.start < run.end())]
    if not clause.claimed or any(period.when in (When.OTHER, When.LATER) for period in others):
        return
    labels = {band.label.lower(): band.id for band in scheme.bands}
    any_label = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))
    end = next((one.period_end for one in clause.periods if one.when is When.KNOWN), None)
    moved = re.search(_MOVED.format(label=any_label), clause.text, re.IGNORECASE)
    if moved and moved.start() < clause.own_until:
        old, new = (labels[(moved[name] or moved[f"{name}2"]).lower()] for name in ("old", "new"))
        own = _own_status(clause, clause.text[: moved.start()], topic)
        if own and not _moved_so(old, new, end, known):
            yield _status(clause, moved.span(), known, scheme)
        return
    again = re.match(rf"\s*(?P<label>(?i:{any_label}))\s(?:again|once\smore|still|for\sthe|this)\b", clause.text)
    if again and clause.subject is Speaks.OWN and labels[again["label"].lower()] not in _ratings_now(known):
        yield _status(clause, again.span(), known, scheme)
        return
    match = _stated(clause, topic, any_label)
    if match is None:
        return
    said = labels[match["label"].lower()]
    if re.search(r"\bno\slonger\b", clause.text[: match.end()], re.IGNORECASE):
        fits, last = said != row.rating, match.end()
    elif run and not _lasted(run, said, known):
        fits, last = False, max(match.end(), run.end())
    else:
        fits, last = _status_fits(said, match["trigger"].lower(), clause, end, known), match.end()
    if not fits:
        yield _status(clause, (match.start(), last), known, scheme)


_MOVED: Final = (
    r"\bfrom\s(?:an?\s)?(?P<old>{label})(?:[\s-](?:status|rating|rated))?(?:\s[\w\s]{{0,20}}?)?\s(?:in)?to\s(?:an?\s)?"
    r"(?P<new>{label})\b|\b(?P<new2>{label})[\s,(]+(?:up|down|moving|moved|changed)?\s?from\s(?:an?\s)?(?P<old2>{label})\b"
)
_NOT_SO: Final = re.compile(r"\b(?:not|never|nor|neither|had|than|almost|nearly|close)\b|n't", re.IGNORECASE)


def _moved_so(old: str, new: str, end: date | None, known: Known) -> bool:
    """Whether the rating has moved from one to the other."""
    row = known.row
    before = {row.previous_rating, row.previous_computed_rating, *_ratings_at(known, end)}
    return new in _ratings_now(known) and (not row.previous_rating or old in before)


def _stated(clause: Clause, topic: Topic, any_label: str) -> re.Match[str] | None:
    """The first place at which a clause states a status of the indicator."""
    for strong, trigger in ((True, _STRONG), (False, _WEAK)):
        pattern = rf"\b(?P<trigger>{trigger}){_FILL}\s+(?P<label>{any_label})\b"
        for match in re.finditer(pattern, clause.text, re.IGNORECASE):
            whole = match.start() < clause.own_until and bool(_STATUS_AFTER.match(clause.text[match.end() :]))
            if not whole or not (strong or match["label"][0].isupper()) or _NOT_SO.search(clause.text[: match.end()]):
                continue
            if _own_status(clause, clause.text[: match.start()], topic, match["trigger"]):
                return match
    return None


#: For how many periods a status has lasted.
_LASTED: Final = re.compile(
    r"\bfor\s(?:the\s)?(?:last\s|past\s)?(?P<count>\d+(?:st|nd|rd|th)?|two|three|four|five|six|seven|eight|second"
    r"|third|fourth|fifth|sixth|seventh|eighth)"
    r"\s(?:consecutive\s|successive\s)?(?P<unit>quarter|month)s?(?:\s(?:running|in\sa\srow|in\ssuccession))?\b",
    re.IGNORECASE,
)


def _lasted(run: re.Match[str], said: str, known: Known) -> bool:
    """Whether a status has lasted as many periods as a text says."""
    if not known.row.frequency.startswith(run["unit"].lower()):
        return True
    count = count_of(run["count"])
    ratings = [point.rating for point in known.points][-count:]
    return len(ratings) < count or all(rating == said for rating in ratings)


def _own_status(clause: Clause, before: str, topic: Topic, trigger: str = "") -> bool:
    if re.match(r"rating|status|rag", trigger, re.IGNORECASE):
        return topic.of_phrase(clause.plain(0, len(head_of(before)))) is not Speaks.ELSE
    return speaks(clause, head_of(before), topic) in (Speaks.OWN, Speaks.COUNTED)


def _ratings_now(known: Known) -> set[str]:
    row = known.row
    return {row.rating, row.computed_rating} if row.overridden else {row.rating}


def _ratings_at(known: Known, end: date | None) -> set[str]:
    return {point.rating for point in known.points if point.period_end == end} | (
        {known.row.last_year_rating} if end is not None and end == known.row.last_year_end else set()
    )


def _status_fits(said: str, trigger: str, clause: Clause, end: date | None, known: Known) -> bool:
    row = known.row
    if end is not None:
        then = _ratings_at(known, end)
        if re.search(r"\bsince\s", clause.text):
            return said in _ratings_now(known)
        # "Green, compared with Amber in June": either may be meant.
        return not then - {""} or said in then | _ratings_now(known)
    if said not in _ratings_now(known):
        return bool(re.search(r"\b(?:was|had\sbeen|previously)\b", trigger)) and said == row.previous_rating
    stays = re.match(r"remain|stay|still|continu|keep", trigger)
    earlier = {row.previous_rating, row.previous_computed_rating} - {""}
    return not (stays and earlier and said not in earlier and not row.in_arrears)


def _status(clause: Clause, span: tuple[int, int], known: Known, scheme: Scheme) -> Fault:
    row = known.row
    band, before = scheme.band(row.rating), scheme.band(row.previous_rating)
    now = f"{row.id} is {band.label}" if band else f"{row.id} is not rated"
    if before and band:
        now += f"; it was {before.label} before"
    quote = clause.quote(*span)
    return Fault("wrong-status", quote, f'The text says "{quote}"; {now}.', band.label if band else "not rated")
