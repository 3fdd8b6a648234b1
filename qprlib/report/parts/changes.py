"""What differs from earlier editions: the set of indicators, what was restated, and how the counts reconcile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pandas as pd

from qprlib.ground.calendar import day_in_words
from qprlib.ground.names import slugify
from qprlib.ground.numbers import capital, in_words, join_words, opening_number, plural
from qprlib.ground.reported import Reported
from qprlib.report import document as doc
from qprlib.report.context import Context
from qprlib.report.parts.restatements import Restatement, restatements, year_before
from qprlib.report.pieces import direction, heading, indicator_link, lede, source, status
from qprlib.report.sentences.card_wording import replaced_periods, replaced_value, replaced_word
from qprlib.report.sentences.differences import quarter_words
from qprlib.report.sentences.sets import set_sentence
from qprlib.scoring.comparison import Comparison
from qprlib.scoring.counts import status_label
from qprlib.scoring.scorecard import Result
from qprlib.scoring.states import Direction

#: Columns of the reconciliation with their titles, as :attr:`Comparison.ratings` names them.
_STEPS = {
    "published": "As reported",
    "removed": "Less removed",
    "restated": "Restated",
    "before": "In both reports",
    "changed": "Changed since",
    "added": "Plus added",
    "now": "Now",
}
_SIGNED = ("restated", "changed")
_FIELDS = {
    "name": "full name",
    "short_name": "short name",
    "owner_role": "owner",
}


def opening(context: Context) -> doc.Content:
    """How much changed since the previous edition, in a sentence or two."""
    previous = context.history.previous
    replaced = restatements(context, _since(context))
    results = [one for one in replaced if one.of_result]
    aims = [one for one in replaced if not one.of_result]
    numbers = [
        (len(results), "result was revised", "results were revised"),
        (len({(one.indicator, one.recorded) for one in aims}), "target was restated", "targets were restated"),
    ]
    if previous is None:
        said = f"There is no edition for the {context.edition.quarter.noun} before. In the year up to {_day(context)}"
        parts = []
    else:
        said = f"Since {quarter_words(context.edition.quarter, previous.before.quarter)}"
        parts = [
            (len(previous.removed), "indicator was withdrawn", "indicators were withdrawn"),
            (len(previous.added), "indicator was added", "indicators were added"),
        ]
    told = [
        f"{in_words(number)} {plural(number, one, several)}" if number else f"no {one}"
        for number, one, several in (*parts, *numbers)
    ]
    return lede("changes", f"{said}, {join_words(told)}.")


def reconciliation(context: Context) -> doc.Content:
    """How the earlier counts as they were reported become those that this edition compares with."""
    history, noun = context.history, context.edition.quarter.noun
    parts: list[doc.Block] = [heading("How the counts reconcile")]
    found = [one for one in (history.previous, history.last_year) if one is not None]
    if not found:
        parts.append(
            doc.paragraph(
                f"This report has no edition for the previous {noun} or for the same {noun} last year: there are no "
                "earlier counts to reconcile."
            )
        )
    else:
        parts.append(
            doc.paragraph(
                "Indicators come and go, and results are revised after they were reported. Each table begins with the "
                "counts as they were reported, takes off the indicators removed since and moves those restated since. "
                "What is left: the earlier counts on the indicators in both reports, which today's are compared with."
            )
        )
    for comparison in found:
        name = quarter_words(comparison.now.quarter, comparison.before.quarter)
        parts += [
            heading(f"Since {name}", 3, f"changes-{slugify(name)}"),
            doc.paragraph(set_sentence(comparison)),
            doc.paragraph(balance_sentence(comparison)),
            _steps(context, comparison, "rating", f"Ratings: from {comparison.before.quarter.label} to now"),
            _steps(context, comparison, "direction", f"Directions: from {comparison.before.quarter.label} to now"),
        ]
    return doc.content(*parts)


def balance_sentence(comparison: Comparison) -> str:
    """The reconciliation of the whole set.

    Such as "Of the 40 indicators reported then, two were removed, which leaves 38 in both reports; none was added,
    which makes 38 now."
    """
    if comparison.same_set and not comparison.restated:
        return "Nothing of what it said of them has been restated to another rating or direction."
    published, removed = len(comparison.before.indicators), len(comparison.removed)
    both, added, now = len(comparison.now_in_both), len(comparison.added), len(comparison.now.indicators)
    restated = len(comparison.restated)
    moved = (
        f" {opening_number(restated)} of them {'counts' if restated == 1 else 'count'} as restated since."
        if restated
        else " None of them was restated to another rating or direction."
    )
    gone, come = (in_words(number) if number else "none" for number in (removed, added))
    return (
        f"Of the {in_words(published)} {plural(published, 'indicator')} reported then, {gone} "
        f"{'was' if removed < 2 else 'were'} removed, which leaves {in_words(both) if both else 'none'} in both "
        f"reports; {come} {'was' if added < 2 else 'were'} added, which makes {in_words(now)} now.{moved}"
    )


def _steps(context: Context, comparison: Comparison, column: str, caption: str) -> doc.Table:
    """The reconciliation as a table: a row for every status, a column for every step that was taken.

    In every row the published count, less removed, with restated, is that in both; with changed and added, today's.
    """
    frame = comparison.ratings if column == "rating" else comparison.directions
    moved = _moved(comparison, column)
    needed = {"removed": bool(comparison.removed), "added": bool(comparison.added), "restated": bool(moved)}
    steps = [name for name in _STEPS if needed.get(name, True)]
    rows: list[tuple[doc.Inlines, ...]] = []
    for name, row in frame.iterrows():
        first: doc.Inline = status(str(name), context.scheme) if column == "rating" else direction(str(name))
        cells = [moved.get(str(name), "0") if step == "restated" else _count(step, int(row[step])) for step in steps]
        rows.append(((first,), *((cell,) for cell in cells)))
    sums = frame[steps].sum()
    rows.append(((doc.Strong("All"),), *((_count(step, int(sums[step])),) for step in steps)))
    width = 76 // len(steps)
    columns = (
        doc.Column("Rating" if column == "rating" else "Direction", width=100 - width * len(steps)),
        *(doc.Column(_STEPS[step], "right", width) for step in steps),
    )
    return doc.Table(caption, "checks steps", columns, tuple(rows))


def _moved(comparison: Comparison, column: str) -> dict[str, str]:
    """What each status gained and lost by restatement: "+1", "+1 -1"; nothing where no status did."""
    gained: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for one in comparison.restated:
        then, now = getattr(one.published, column), getattr(one.restated, column)
        if then != now:
            lost[then or "not-available"] += 1
            gained[now or "not-available"] += 1
    return {
        name: " ".join(_count("restated", number) for number in (gained[name], -lost[name]) if number)
        for name in {*gained, *lost}
    }


def _count(step: str, number: int) -> str:
    if step in _SIGNED and number:
        return f"+{number}" if number > 0 else f"\N{MINUS SIGN}{-number}"
    return str(number)


# The set of indicators --------------------------------------------------------------------------------------


def indicators(context: Context) -> doc.Content:
    """The indicators added, withdrawn and redefined in the last year, each with its decision and status."""
    parts: list[doc.Block] = [heading("Indicators added, withdrawn and redefined")]
    start = year_before(context)
    found = context.data.side.get("changes")
    known = None if found is None else found[found["recorded"] > pd.Timestamp(start)]
    undecided = _undecided(context, known)
    if (known is None or known.empty) and not undecided:
        parts.append(doc.paragraph(f"No indicator was added, withdrawn or redefined since {day_in_words(start)}."))
        return doc.content(*parts)
    rows: list[tuple[doc.Inlines, ...]] = []
    if known is not None:
        latest_first = known.sort_values("recorded", ascending=False, kind="stable")
        rows += [_change_row(context, change) for change in latest_first.itertuples(index=False)]
    columns = (
        doc.Column("Indicator", width=25),
        doc.Column("Change", width=22),
        doc.Column("Decided", width=18),
        doc.Column("Reason", width=35),
    )
    if rows:
        caption = f"Changes of the set of indicators since {day_in_words(start)}"
        parts.append(doc.Table(caption, "floors changed", columns, tuple(rows)))
    if undecided:
        parts.append(
            doc.Box("warning", (doc.paragraph("No decision is recorded for these changes:"), doc.Bullets(undecided)))
        )
    return doc.content(*parts)


def _change_row(context: Context, change: object) -> tuple[doc.Inlines, ...]:
    indicator, kind = str(change.indicator), str(change.change)  # type: ignore[attr-defined]
    if kind == "redefined":
        field, was = str(change.field), str(change.was)  # type: ignore[attr-defined]
        said: doc.Inlines = (f"Redefined: {_FIELDS.get(field, field)} was '{was}'",) if field else ("Redefined",)
    elif kind == "withdrawn":
        said = ("Withdrawn, last ", *_last_status(context, indicator))
    else:
        now = next((row for row in context.scored.results if row.id == indicator), None)
        said = ("Added, now ", status(now.rating, context.scheme)) if now else ("Added",)
    return (
        (_name(context, indicator),),
        said,
        (str(change.authority),),  # type: ignore[attr-defined]
        (str(change.reason),),  # type: ignore[attr-defined]
    )


def _last_status(context: Context, indicator: str) -> doc.Inlines:
    """The rating, direction and quarter with which an indicator was last reported."""
    for quarter, earlier in reversed(list(context.history.editions.items())):
        card = earlier.scored.scorecard
        if indicator in card.index:
            rating, way = map(str, card.loc[indicator, ["rating", "direction"]])
            return (status(rating, context.scheme), f" and {Direction(way).label.lower()} ({quarter.short})")
    return ("reported before the first edition held",)


def _undecided(context: Context, known: pd.DataFrame | None) -> tuple[doc.Inlines, ...]:
    """Indicators that came or went since the previous edition without a row in changes.csv."""
    previous = context.history.previous
    if previous is None:
        return ()
    decided = set() if known is None else set(zip(known["indicator"], known["change"], strict=True))
    items: list[doc.Inlines] = [
        (_name(context, one.id), f": withdrawn, last {status_label(one.rating or 'not-available', context.scheme)}")
        for one in previous.removed
        if (one.id, "withdrawn") not in decided
    ]
    items += [(_name(context, one.id), ": added") for one in previous.added if (one.id, "added") not in decided]
    return tuple(items)


def _name(context: Context, indicator: str) -> doc.Inline:
    row = next((one for one in context.scored.results if one.id == indicator), None)
    if row is not None:
        return indicator_link(context, row, with_id=True)
    register = context.data.indicators.set_index("id")
    numbers = register["aim_number"] if context.edition.arranged_by == "aim" else pd.Series(dtype=str)
    called = numbers.get(indicator) or register["reference"].get(indicator) or indicator
    return f"{called} {register['short_name'].get(indicator, '')}".strip()


# What was restated ------------------------------------------------------------------------------------------


def targets(context: Context) -> doc.Content:
    """The targets, floors and ranges restated in the last year, with authority and reason."""
    found = [one for one in restatements(context, year_before(context)) if not one.of_result]
    title = heading("Targets restated")
    if not found:
        return doc.content(title, doc.paragraph(f"No target was restated since {day_in_words(year_before(context))}."))
    rows = [
        (
            (_name(context, one.indicator),),
            (f"{capital(replaced_word(row, one.column))}, {replaced_periods(row, one)}",),
            (replaced_value(row, one, one.old),),
            (replaced_value(row, one, one.new),),
            (f"{one.authority or day_in_words(one.recorded)}: {one.reason}",),
        )
        for one, row in _with_rows(context, found)
    ]
    columns = (
        doc.Column("Indicator", width=23),
        doc.Column("What", width=20),
        doc.Column("Was", "right", 9),
        doc.Column("Is", "right", 9),
        doc.Column("Decided by, and why", width=39),
    )
    caption = f"Targets restated since {day_in_words(year_before(context))}"
    return doc.content(
        title, *_since_sentence(context, found, "target was restated", "targets were restated"),
        doc.Table(caption, "floors changed", columns, tuple(rows)),
    )  # fmt: skip


def results(context: Context) -> doc.Content:
    """The results revised in the last year, with old, new, day, reason, and what became of the rating."""
    found = [one for one in restatements(context, year_before(context)) if one.of_result]
    title = heading("Results revised")
    if not found:
        return doc.content(title, doc.paragraph(f"No result was revised since {day_in_words(year_before(context))}."))
    latest_first = sorted(_with_rows(context, found), key=lambda pair: -pair[0].recorded.toordinal())
    rows: list[tuple[doc.Inlines, ...]] = [
        (
            (_name(context, one.indicator),),
            (replaced_periods(row, one),),
            (replaced_value(row, one, one.old),),
            (replaced_value(row, one, one.new),),
            _rating_effect(context, one),
            (f"{day_in_words(one.recorded)}: {one.reason or 'no reason was given'}",),
        )
        for one, row in latest_first
    ]
    columns = (
        doc.Column("Indicator", width=22),
        doc.Column("Period", width=10),
        doc.Column("Was", "right", 9),
        doc.Column("Is", "right", 9),
        doc.Column("Rating", width=18),
        doc.Column("Known from, and why", width=32),
    )
    caption = f"Results revised since {day_in_words(year_before(context))}, the latest first"
    return doc.content(
        title,
        *_since_sentence(context, found, "result was revised", "results were revised"),
        doc.Table(caption, "floors changed", columns, tuple(rows)),
        source(
            "A provisional result that was confirmed unchanged is not listed. The earlier rating is the one that was "
            "reported."
        ),
    )


def _since_sentence(context: Context, found: Sequence[Restatement], one: str, several: str) -> list[doc.Block]:
    """How many of the listed changes are new since the previous edition."""
    previous = context.history.previous
    if previous is None:
        return []
    number = len({(each.indicator, each.ends, each.recorded) for each in found if each.recorded > _since(context)})
    name = quarter_words(context.edition.quarter, previous.before.quarter)
    said = f"{in_words(number)} {plural(number, one, several)}" if number else f"no {one}"
    return [doc.paragraph(f"{capital(said)} since the report for {name}; the table goes back a year.")]


def _rating_effect(context: Context, one: Restatement) -> doc.Inlines:
    """What the rating of the revised period was when it was published, and what it is: "Red, now Amber"."""
    then = now = ""
    end = one.ends[-1]
    for point in context.scored.points[one.indicator]:
        if point.period_end == end:
            now = point.rating
    for earlier in context.history.editions.values():
        if earlier.edition.known_on < one.recorded:
            for point in earlier.scored.points.get(one.indicator, ()):
                if point.period_end == end and point.known:
                    then = point.rating
    if not now:
        return ("Not rated",)
    if not then:
        return (status(now, context.scheme),)
    if then == now:
        return ("Still ", status(now, context.scheme))
    return ("Was ", status(then, context.scheme), ", now ", status(now, context.scheme))


def _with_rows(context: Context, found: Sequence[Restatement]) -> list[tuple[Restatement, Result]]:
    rows = {row.id: row for row in context.scored.results}
    return [(one, rows[one.indicator]) for one in found]


def _since(context: Context) -> date:
    """The day up to which the previous edition knew everything; a year ago where there was none."""
    quarter: Reported = context.edition.quarter.previous()
    earlier = context.history.editions.get(quarter)
    return earlier.edition.known_on if earlier else year_before(context)


def _day(context: Context) -> str:
    return day_in_words(context.edition.known_on)
