"""What changed: counts beside those of earlier quarters, ratings by quarter, and indicators that changed rating."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from qprlib.ground.names import slugify
from qprlib.ground.numbers import capital
from qprlib.ground.reported import Reported
from qprlib.report import document as doc
from qprlib.report.charts.drawing import keep_chart
from qprlib.report.charts.quarterly import draw_quarters
from qprlib.report.context import Context
from qprlib.report.pieces import heading, indicator_link, rating_of, source
from qprlib.report.sentences.about_indicators import crossing_sentences, movement_sentence
from qprlib.report.sentences.briefing import quarters_finding, rated_changes_sentence, share_rows, year_end_sentence
from qprlib.report.sentences.differences import change, quarter_words
from qprlib.report.sentences.sets import set_in_short, set_sentence
from qprlib.report.sentences.travel_counts import then_sentence, travel_sentence
from qprlib.scoring.comparison import Comparison, pair
from qprlib.scoring.counts import NEW, NOT_RATED, REMOVED, Counts, Movement, count_ratings, movement_matrix, movements
from qprlib.scoring.states import Direction


def compared(context: Context) -> doc.Content:
    """Counts with their changes since the last quarter and since the same quarter last year, where reported."""
    found = context.history
    if (found.previous is None and found.last_year is None) or context.scored.kpis.empty:
        return doc.Content()
    parts: list[doc.Block] = [heading(f"Compared with earlier {context.edition.quarter.noun}s")]
    if found.previous is not None:
        like = found.previous.like_for_like
        said = f"{rated_changes_sentence(like, context.scheme)} {travel_sentence(like, basis=False)}"
        said = f"{said} {year_end_words(context)}".rstrip()
        parts.append(_since(context, since(context), said, found.previous))
    if found.last_year is not None:
        like = found.last_year.like_for_like
        then = then_sentence(pair(like.compared, like.before), basis=False)
        name = quarter_words(like.now.quarter, like.before.quarter)
        parts.append(_since(context, name, f"{rated_changes_sentence(like, context.scheme)} {then}", found.last_year))
    return doc.content(*parts)


def year_end_words(context: Context) -> str:
    """What fell short now and at the last year's end, by the edition of that quarter; nothing without one."""
    ended = [(quarter, one) for quarter, one in context.history.editions.items() if quarter.ends_year]
    if not ended:
        return ""
    quarter, edition = ended[-1]
    now = count_ratings(context.scored.kpis["rating"], context.scheme)
    return year_end_sentence(now, edition.counts(context.scheme), quarter, context.scheme)


def _since(context: Context, name: str, said: str, comparison: Comparison) -> doc.Box:
    """What changed since an earlier quarter, and which indicators came, went or were restated."""
    inlines: list[doc.Inline] = [doc.Strong(f"Since {name}."), f" {said}"]
    if not comparison.same_set or comparison.restated:
        if any(page.slug == "changes" for page in context.pages):
            said = set_in_short(comparison).removesuffix(".")
            inlines += [f" {said} (see ", doc.Link("changes", page="changes"), ")."]
        else:
            inlines.append(f" {set_sentence(comparison)}")
    return doc.Box("compared", (doc.paragraph(*inlines),), slugify(f"since {name}"))


# Ratings by quarter -----------------------------------------------------------------------------------------


def quarterly_counts(context: Context) -> list[tuple[Reported, Counts]]:
    """The counts by rating of each edition as its own report has them, this one last."""
    earlier = [(quarter, one.counts(context.scheme)) for quarter, one in context.history.editions.items()]
    return [*earlier, (context.edition.quarter, count_ratings(context.scored.kpis["rating"], context.scheme))]


def by_quarter(context: Context) -> doc.Content | None:
    """The ratings of every edition so far as a chart and a table; None for the first edition."""
    quarters, scheme, noun = quarterly_counts(context), context.scheme, context.edition.quarter.noun
    if len(quarters) == 1:
        return None
    labels = [quarter.short for quarter, _ in quarters]
    stacks = [[counts.bands[band.id] for band in scheme.bands] for _, counts in quarters]
    chart = keep_chart(
        partial(draw_quarters, context.project.theme, labels, stacks, scheme),
        "ratings-by-quarter",
        quarters_finding(quarters, scheme),
        f"Stacked bars of the indicators by rating, {noun} by {noun}.",
        [{noun: quarter.label, **counts.bands} for quarter, counts in quarters],
    )
    told = list(zip(*share_rows([counts for _, counts in quarters], scheme), strict=True))[1:]
    rows = tuple(
        ((quarter.label,), *((cell,) for cell in cells), (str(counts.left_out),))
        for (quarter, counts), cells in zip(reversed(quarters), reversed(told), strict=True)
    )
    columns = (
        doc.Column(capital(noun), width=28),
        *(doc.Column(band.label, "right", 48 // len(scheme.bands)) for band in scheme.bands),
        doc.Column("Rated", "right", 12),
        doc.Column("Not rated", "right", 12),
    )
    return doc.content(
        heading(f"Ratings by {noun}"),
        chart,
        doc.Table(f"Share and number of indicators by rating, {as_reported(context)}", "counts", columns, rows),
        source(
            f"Shares are of the indicators that were rated, and may not add up to 100 because of rounding. Each {noun} "
            "is shown as its own report has it: on the indicators and the data of that time."
        ),
    )


# Indicators that changed rating -----------------------------------------------------------------------------


def as_reported(context: Context) -> str:
    """What counts of earlier quarters are: they may never have been published."""
    return f"each {context.edition.quarter.noun} as its own report has it"


def since(context: Context) -> str:
    """What every change of rating is told against."""
    return f"the previous {context.edition.quarter.noun}"


def moved(context: Context) -> dict[str, Movement]:
    """The indicators that changed rating since then, by id."""
    return {move.indicator: move for move in movements(context.scored.kpis, context.scheme)}


def changes(context: Context) -> doc.Content:
    """Which indicators moved band since the previous quarter; nothing without KPIs."""
    if context.scored.kpis.empty:
        return doc.Content()
    moves = movements(context.scored.kpis, context.scheme)
    better, worse = ([one for one in moves if (one.steps > 0) is up] for up in (True, False))
    said, crossed = movement_sentence(moves, since(context)), crossing_sentences(context, since(context))
    if better and worse:
        told = [
            doc.paragraph(said),
            *(
                doc.paragraph(doc.Strong(f"Moved to a {word} rating:"), " ", *_moved(context, some))
                for word, some in (("better", better), ("worse", worse))
            ),
        ]
    else:
        told = [doc.paragraph(f"{said.removesuffix('.')}: ", *_moved(context, moves)) if moves else doc.paragraph(said)]
    return doc.content(heading("What changed"), *told, doc.paragraph(crossed) if crossed else None)


def _moved(context: Context, moves: Sequence[Movement]) -> doc.Inlines:
    """Which moved, each from where to where."""
    rows = {row.id: row for row in context.scored.results}
    items: list[doc.Inline] = []
    for move in moves:
        row = rows[move.indicator]
        name, before = indicator_link(context, row, with_id=True), rating_of(row.before, context.scheme)
        items += ["; ", name, " (from ", *before, " to ", *rating_of(row, context.scheme), ")"]
    return (*items[1:], ".")


def flows(context: Context) -> doc.Content:
    """From which rating to which since the previous quarter, with the indicators that its edition had or had not."""
    previous, kpis = context.history.previous, context.scored.kpis
    if kpis.empty:
        return doc.Content()
    matrix = (
        movement_matrix(kpis["before_rating"], kpis["rating"], context.scheme) if previous is None else previous.matrix
    )
    names = {band.id: band.label for band in context.scheme.bands}
    names |= {NOT_RATED: "not rated", NEW: "not reported", REMOVED: "not reported"}
    before = [one for one in matrix.index if one not in (NOT_RATED, NEW) or matrix.loc[one].any()]
    now = [one for one in matrix.columns if one not in (NOT_RATED, REMOVED) or matrix[one].any()]
    rows: list[tuple[doc.Inlines, ...]] = [
        (
            (capital(names[one]),),
            *((str(matrix.loc[one, other]),) for other in now),
            (str(matrix.loc[one].sum()),),
        )
        for one in before
    ]
    sums = matrix[now].sum()
    rows.append(((doc.Strong("Now"),), *((str(number),) for number in sums), (str(sums.sum()),)))
    columns = (
        doc.Column(f"In {since(context)}"),
        *(doc.Column(f"Now {names[one]}", "right") for one in now),
        doc.Column("Before", "right"),
    )
    table = doc.Table(f"Indicators by rating in {since(context)} and now", "counts folded", columns, tuple(rows))
    return doc.content(heading("Ratings before and now"), table)


def way_change(context: Context, ways: Sequence[Direction]) -> str:
    """How many more or fewer go these ways than in the previous quarter, for their tile; "" without one."""
    previous = context.history.previous
    if previous is None:
        return ""
    like = previous.like_for_like
    now, before = (sum(one.directions.get(way, 0) for way in ways) for one in (like.compared, like.before))
    return change(now, before)


def tile_change(context: Context, band: str) -> str:
    """How a band's count changed since the previous quarter, for its tile: "four more"; "" without one."""
    previous = context.history.previous
    if previous is None:
        return ""
    like = previous.like_for_like
    return change(like.compared.ratings.bands[band], like.before.ratings.bands[band])
