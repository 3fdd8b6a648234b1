"""What stands out of the executive summary: what goes well, and what is off target but gets better.

On and off target are told by the plain comparison of result and target, whatever bands a scheme has.
"""

from __future__ import annotations

from collections.abc import Sequence

from qprlib.data.running import CUMULATIVE
from qprlib.ground.numbers import (
    capital,
    format_value,
    in_words,
    join_words,
    opening_number,
    plural,
    round_half_up,
    short_unit,
    so_many_of,
)
from qprlib.report.context import Context
from qprlib.report.document import Bullets, Content, Inlines, content, paragraph
from qprlib.report.paper_facts import off_target_improving
from qprlib.report.parts.benchmarks import benchmarks_of, comparable
from qprlib.report.pieces import heading, indicator_link, reference
from qprlib.report.sentences.about_indicators import finding, narrow_sentence
from qprlib.report.sentences.card_wording import comparator_words
from qprlib.report.sentences.lasting import extreme_sentence
from qprlib.report.sentences.travel import travel_reason
from qprlib.scoring.direction_words import without_last_step
from qprlib.scoring.runs import Extreme
from qprlib.scoring.scorecard import Result
from qprlib.scoring.states import Direction

#: A summary is read in ten minutes: of more than these it says how many there are.
MOST = 5


def going_well(context: Context) -> Content:
    """Indicators on target that newly are, stand at their best for a year or more, or get better; in that order."""
    on_target = [row for row in _kpis(context) if row.on_target]
    chosen = [row for row in on_target if _stands_out(context, row)]
    chosen.sort(key=lambda row: (not row.newly_on_target, not _at_best(context, row)))
    return _listed(context, "What is going well", well_sentence(len(on_target), len(chosen)), chosen)


def well_sentence(on_target: int, chosen: int, most: int = MOST) -> str:
    """How many are on target, and of how many of them more is said."""
    verb = "is" if on_target == 1 else "are"
    said = f"{opening_number(on_target)} {plural(on_target, 'indicator')} {verb} on target."
    if chosen == 0 or on_target == 1:
        return said
    number, are, at = ("One", "is", "its") if chosen == 1 else (opening_number(chosen), "are", "their")
    said += f" {number} {are} newly there, improving or at {at} best for a year or more"
    return f"{said}." if chosen <= most else f"{said}; {in_words(most)} of them are listed."


def improving(context: Context) -> Content:
    """Indicators that miss their target and get better; those in the worst band stand in its list already."""
    scheme = context.scheme
    off_target = [row for row in _kpis(context) if row.off_target]
    chosen = off_target_improving(context)
    worst = [row for row in chosen if row.rating == scheme.worst.id]
    said = [improving_sentence(len(off_target), chosen)] if chosen else []
    if worst:
        listed = join_words([reference(context, row) for row in worst])
        said.append(f"{listed} {'is' if len(worst) == 1 else 'are'} rated {scheme.worst.label} and listed above.")
    said += filter(None, [narrowly(context)])
    others = [row for row in chosen if row not in worst]
    return _listed(context, "Off target but improving", " ".join(said), others, bool(said))


def narrowly(context: Context) -> str:
    """Which targets were narrowly missed; nothing where params declare no margin for it."""
    return narrow_sentence(_kpis(context), context.edition.narrow_miss)


def improving_sentence(off_target: int, chosen: Sequence[Result]) -> str:
    """How many of those off target get better: "Eight of the 20 indicators off target are improving ..."."""
    ahead = sum(row.direction == Direction.IMPROVING for row in chosen)
    are, have = ("is", "has") if len(chosen) < 2 else ("are", "have")
    moved = f"{have} moved to a better rating"
    if not chosen:
        return f"No indicator off target is improving or {moved}."
    how = {0: moved, len(chosen): f"{are} improving"}.get(ahead, f"{are} improving or {moved}")
    return f"{so_many_of(len(chosen), off_target, 'indicator')} off target {how}."


def _kpis(context: Context) -> list[Result]:
    return [row for row in context.scored.results if row.kind == "kpi" and row.known]


def _at_best(context: Context, row: Result) -> Extreme | None:
    found = context.scored.extremes.get(row.id)
    if found is None or row.polarity not in ("higher", "lower"):
        return None
    return found if found.highest == (row.polarity == "higher") else None


def _stands_out(context: Context, row: Result) -> bool:
    return row.newly_on_target or bool(_at_best(context, row)) or row.direction == Direction.IMPROVING


def _said(context: Context, row: Result) -> str:
    """From where to where, against what others reached, and since when it is the best."""
    shown = finding(row)
    said = [f"{shown[:1].lower()}{shown[1:]}."]
    if row.direction == Direction.IMPROVING and not _better_step(row):
        said.append(without_last_step(travel_reason(row)))
    others = benchmarks_of(context.data, row.id) if comparable(row) else ()
    if others:
        value = format_value(others[0].value, short_unit(row.unit), row.decimals)
        said.append(f"{capital(comparator_words(others[0].comparator))} was {value} ({others[0].period}).")
    extreme = _at_best(context, row)
    return " ".join([*said, extreme_sentence(row, extreme)] if extreme else said)


def _better_step(row: Result) -> bool:
    """Whether the step since the result before, as the finding tells it, is for the better."""
    if row.polarity not in ("higher", "lower") or row.basis in CUMULATIVE or row.break_since_previous:
        return False
    then, now = (round_half_up(value, row.decimals) for value in (row.previous.actual, row.actual))
    return now > then if row.polarity == "higher" else now < then


def _listed(context: Context, title: str, opening: str, chosen: Sequence[Result], always: bool = False) -> Content:
    if not chosen and not always:
        return Content()
    items: tuple[Inlines, ...] = tuple(
        (indicator_link(context, row, with_id=True), f": {_said(context, row)}") for row in chosen[:MOST]
    )
    return content(heading(title), paragraph(opening), Bullets(items) if items else None)
