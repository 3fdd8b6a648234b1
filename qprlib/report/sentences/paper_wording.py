"""Sentences that only the papers for a meeting say, and what the papers are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qprlib.ground.calendar import day_in_words, month_of
from qprlib.ground.edition import Edition
from qprlib.ground.numbers import capital, in_words, opening_number, plural, with_article
from qprlib.ground.settings import PaperSetting
from qprlib.scoring.bands import Band
from qprlib.scoring.comparison import Comparison
from qprlib.scoring.counts import Movement
from qprlib.scoring.scheme import Scheme


def setting(edition: Edition) -> PaperSetting:
    """What the params say of the edition's papers; LookupError if they have no block ``paper``."""
    if edition.paper is None:
        raise LookupError(f"params/{edition.edition}.yml has no block 'paper'")
    return edition.paper


def subject(edition: Edition) -> str:
    """What the paper is about: "Quarterly Performance Report, Quarter 3, 2024/25"."""
    return setting(edition).subject or f"{edition.title}, {edition.quarter.label}"


def meeting_day(edition: Edition) -> str:
    """The day of the meeting in words, also where it has not been set."""
    day = setting(edition).date
    return day_in_words(day) if day else "Not yet set"


def purpose_sentence(edition: Edition) -> str:
    """What the paper is for, and up to when its results go."""
    end, body = edition.quarter.end, with_article(setting(edition).recipient)
    return (
        f"This paper tells {body} how {edition.organisation.name} performed up to the end of "
        f"{month_of(end)} ({edition.quarter.label})."
    )


def period_sentence(edition: Edition) -> str:
    """Of what quarter the report is, and up to when its data go."""
    end = edition.quarter.end
    return f"The report for {edition.quarter.in_words} goes up to the end of {month_of(end)}."


def report_sentence(edition: Edition) -> str:
    """What the paper introduces: the report that lies behind it, and the day up to which its data were taken."""
    return (
        f"The report for {edition.quarter.label} is Appendix 1. Both the report and this paper use data known on "
        f"{day_in_words(edition.as_of)}."
    )


def counted_sentence(kpis: int, indicators: int, sections: str) -> str:
    """How many indicators of which kind the report has.

    Such as "It covers 38 key performance indicators in eight services. Twelve more are shown for information and not
    rated." ``sections`` are those with their noun.
    """
    said = f"It covers {in_words(kpis)} key performance {plural(kpis, 'indicator')} in {sections}"
    others = indicators - kpis
    if not others:
        return f"{said}."
    return (
        f"{said}. {opening_number(others)} more {'is' if others == 1 else 'are'} shown for information and not rated."
    )


def recommendation(edition: Edition, worst: int, band: Band) -> str:
    """What the meeting is asked to do: to note the results and what is done about the worst, unless params say else."""
    paper = setting(edition)
    if paper.recommendation:
        return paper.recommendation
    body = with_article(paper.recipient)
    several = body == paper.recipient and body.endswith("s")
    said = f"{body[0].upper()}{body[1:]} {'are' if several else 'is'} asked to NOTE the results for "
    said += edition.quarter.in_words
    if not worst:
        return f"{said}."
    number = "indicator" if worst == 1 else f"{in_words(worst)} indicators"
    return f"{said} and what is being done about the {number} rated {band.label}."


def scheme_sentence(scheme: Scheme) -> str:
    """How results are judged: "Each result is compared with its target and rated Green, Amber or Red."."""
    *others, last = [band.label for band in scheme.bands]
    return f"Each result is compared with its target and rated {', '.join(others)} or {last}."


def moved_sentences(moves: Sequence[Movement], names: Mapping[str, str], since: str) -> list[str]:
    """Which indicators changed rating, better ones first.

    Such as "Two indicators have moved to a better rating since the previous quarter: Potholes (from Red to Amber);
    Calls (from Amber to Green)."
    """
    said = []
    for better, word in ((True, "better"), (False, "worse")):
        some = [move for move in moves if (move.steps > 0) is better]
        if some:
            named = [f"{names[one.indicator]} (from {one.before.label} to {one.after.label})" for one in some]
            verb = "has" if len(some) == 1 else "have"
            indicators = plural(len(some), "indicator")
            said.append(
                f"{opening_number(len(some))} {indicators} {verb} moved to a {word} rating since {since}: "
                f"{'; '.join(named)}."
            )
    return said or [f"No indicator has moved to a better or worse rating since {since}."]


def moved_in_short(moves: Sequence[Movement], names: Mapping[str, str]) -> str:
    """The same in one sentence, without from where to where.

    Such as "Two indicators moved to a better rating (Potholes; Calls) and one to a worse one (Forms)."
    """
    parts: list[str] = []
    for better, word in ((True, "a better"), (False, "a worse")):
        some = [names[move.indicator] for move in moves if (move.steps > 0) is better]
        if some:
            said = f"to {word} one" if parts else f"{plural(len(some), 'indicator')} moved to {word} rating"
            parts.append(f"{in_words(len(some))} {said} ({'; '.join(some)})")
    return f"{capital(' and '.join(parts))}." if parts else "No indicator moved to a better or worse rating."


def set_in_short(comparison: Comparison, names: Mapping[str, str]) -> str:
    """Which indicators came and went since the earlier edition, nothing where none did.

    Such as "Two indicators were removed (Schools; Early years)."
    """
    parts: list[str] = []
    for some, verb in ((comparison.removed, "removed"), (comparison.added, "added")):
        if some:
            noun = "" if parts else f" {plural(len(some), 'indicator')}"
            named = "; ".join(names.get(one.id, one.name) for one in some)
            parts.append(f"{in_words(len(some))}{noun} {'was' if len(some) == 1 else 'were'} {verb} ({named})")
    return f"{capital(' and '.join(parts))}." if parts else ""


def best_sentence(names: Sequence[str]) -> str:
    """Which indicators have their best result for long, nothing where none has."""
    if not names:
        return ""
    number = len(names)
    have = "has its best result" if number == 1 else "have their best results"
    listed = "; ".join(names)
    return f"{opening_number(number)} {plural(number, 'indicator')} {have} for two years or more: {listed}."
