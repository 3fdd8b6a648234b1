"""The indicators in the worst band, one after another, as summary, cover report and minutes say them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from qprlib.report.context import Context
from qprlib.report.document import Block, Bullets, Inline, Inlines, Strong, paragraph
from qprlib.report.paper_facts import BETTER
from qprlib.report.sentences.about_indicators import result_sentence
from qprlib.report.sentences.lasting import lasting_sentences
from qprlib.scoring.scorecard import Result
from qprlib.texts.sentences import sentences

#: So long may the actions beside an indicator be together; the rest stands on its own page.
_LONGEST = 160
_NO_ACTION: Final[Inlines] = (Strong("Action:"), " none has been written yet.")


def worst_results(context: Context) -> list[Result]:
    """The indicators in the worst band, in the edition's order."""
    return [row for row in context.scored.results if row.rating == context.scheme.worst.id]


def worst_list(context: Context, name: Callable[[Result], Inline], *, facts: bool = True) -> list[Block]:
    """All of them, each with its service, its result against the target, for how long, and what is being done.

    Such as "HW01 Repairs (Highways): 71% in the quarter to June 2011, against a target of 90%. Red for three quarters
    running, since December 2010. Action: Hire two crews by May." Without ``facts`` only its name and what is done.
    That no action has been written for any of several is said once.
    """
    rows = worst_results(context)
    told = [(row, action(context, row)) for row in rows]
    none = len(rows) > 1 and all(done == _NO_ACTION for _, done in told)
    items: list[Inlines] = []
    for row, done in told:
        said = f" ({row.section}): {result_sentence(row)}. {worst_facts(context, row)}" if facts else ". "
        items.append((name(row), said.rstrip()) if none else (name(row), said, *done))
    if not items:
        return [paragraph(f"No indicator is rated {context.scheme.worst.label}.")]
    return [Bullets(tuple(items)), *([paragraph("No action has been written yet for any of them.")] if none else [])]


def worst_facts(context: Context, row: Result) -> str:
    """For how long it has been in the band, who set the rating, since when it has not been as good; with a blank."""
    run, extreme = context.scored.runs.get(row.id), context.scored.extremes.get(row.id)
    best = extreme if extreme and extreme.highest is BETTER.get(row.polarity) else None
    said = lasting_sentences(row, run, best, context.scheme)
    said.insert(1, row.rating_reason if row.overridden else "")
    return "".join(f"{one} " for one in said if one)


def action(context: Context, row: Result) -> Inlines:
    """What the service says it is doing: its first actions; of a text that was carried over unread, nothing."""
    text = context.commentary.indicators.get(row.id, {}).get("Actions")
    told = actions_told("" if text is None or text.carried_over else text.markdown)
    if not told:
        return _NO_ACTION
    return (Strong("Action:" if len(told) == 1 else "Actions:"), f" {' '.join(told)}")


def actions_told(markdown: str) -> list[str]:
    """The first sentence or point of a service's actions, and as many more as are short enough."""
    said = [one.text for one in sentences(markdown) if not one.heading]
    told: list[str] = []
    for one in said:
        if told and len(" ".join([*told, one])) > _LONGEST:
            break
        told.append(one if one.endswith((".", "!", "?")) else f"{one}.")
    return told
