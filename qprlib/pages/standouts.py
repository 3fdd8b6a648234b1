"""What stands out of the executive summary: what goes well, and what is off target but gets better.

On and off target are told by the plain comparison of result and target, whatever bands a scheme has.
"""

from __future__ import annotations

from collections.abc import Sequence

from qprlib.numbers import capital, in_words, plural
from qprlib.pages.briefing import extreme_sentence
from qprlib.pages.context import Context
from qprlib.pages.document import Bullets, Content, Inlines, content, paragraph
from qprlib.pages.parts import heading, indicator_link, rating_of
from qprlib.pages.travel import travel_reason
from qprlib.pages.wording import result_sentence
from qprlib.scoring.runs import Extreme
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.scorecard import Result
from qprlib.scoring.states import Direction
from qprlib.scoring.words import status_label

#: A summary is read in ten minutes: of more than these it says how many there are.
MOST = 8


def going_well(context: Context) -> Content:
    """Indicators on target that newly are, stand at their best for a year or more, or get better; in that order."""
    on_target = [row for row in _kpis(context) if row.on_target]
    chosen = [
        row
        for row in on_target
        if row.newly_on_target or _at_best(context, row) or row.direction == Direction.IMPROVING
    ]
    chosen.sort(key=lambda row: (not row.newly_on_target, not _at_best(context, row)))
    opening = (
        f"{_count(len(on_target))} on target. Listed are those that were not before, that stand at their best result "
        "for a year or more, or that are improving."
    )
    return _listed(context, "What is going well", opening, chosen)


def improving(context: Context) -> Content:
    """Indicators that miss their target and get better."""
    scheme = context.scheme
    off_target = [row for row in _kpis(context) if row.off_target]
    chosen = [row for row in off_target if row.direction == Direction.IMPROVING or _gained(context, row)]
    # The worst rated first: there it matters most that things get better.
    chosen.sort(key=lambda row: -(scheme.rank(row.rating) or 0))
    verb = "is" if len(chosen) == 1 else "are"
    opening = f"Of {in_words(len(off_target))} off target, {in_words(len(chosen))} {verb} improving or rated better."
    return _listed(context, "Off target but improving", opening, chosen, rated=True)


def _kpis(context: Context) -> list[Result]:
    return [row for row in context.scored.results if row.kind == "kpi" and row.known]


def _count(number: int) -> str:
    return f"{capital(in_words(number))} {plural(number, 'indicator')} {'is' if number == 1 else 'are'}"


def _gained(context: Context, row: Result) -> bool:
    now, before = context.scheme.rank(row.rating), context.scheme.rank(row.before_rating)
    return now is not None and before is not None and now < before


def _at_best(context: Context, row: Result) -> Extreme | None:
    found = context.scored.extremes.get(row.id)
    if found is None or row.polarity not in ("higher", "lower"):
        return None
    return found if found.highest == (row.polarity == "higher") else None


def _reason(context: Context, row: Result) -> str:
    """Why an indicator stands out, in a sentence or two; nothing if it does not."""
    said = []
    if _gained(context, row):
        said.append(f"Rated {_label(row.before_rating, context.scheme)} in the previous quarter.")
    elif row.newly_on_target:
        said.append("It was off target in the previous quarter.")
    extreme = _at_best(context, row)
    if extreme:
        said.append(extreme_sentence(row, extreme))
    elif row.direction == Direction.IMPROVING:
        said.append(travel_reason(row))
    return " ".join(said)


def _label(rating: str, scheme: Scheme) -> str:
    return status_label(rating, scheme)


def _listed(context: Context, title: str, opening: str, chosen: Sequence[Result], *, rated: bool = False) -> Content:
    if not chosen:
        return Content()
    shown = chosen[:MOST]
    if len(shown) < len(chosen):
        opening += f" {capital(in_words(len(shown)))} of {in_words(len(chosen))} are shown."
    items: list[Inlines] = []
    for row in shown:
        rating: Inlines = (" (", *rating_of(row, context.scheme), ")") if rated else ()
        items.append(
            (
                indicator_link(context, row, with_id=True),
                *rating,
                f": {result_sentence(row)}. {_reason(context, row)}".rstrip(),
            )
        )
    return content(heading(title), paragraph(opening), Bullets(tuple(items)))
