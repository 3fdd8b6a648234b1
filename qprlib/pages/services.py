"""The page of a service: for each of its indicators the status, the chart, the figures and what the service says."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from qprlib.commentary.texts import HEADINGS
from qprlib.errors import InputError, Place, Problem, listing, nearest
from qprlib.numbers import format_value, in_words, join_words, plural, short_unit
from qprlib.pages.briefing import extreme_sentence, run_sentence
from qprlib.pages.charts import draw_trend
from qprlib.pages.context import Context
from qprlib.pages.document import (
    Block,
    Box,
    Chart,
    Column,
    Content,
    Heading,
    Inlines,
    Span,
    Table,
    content,
    paragraph,
)
from qprlib.pages.drawing import keep_chart
from qprlib.pages.parts import (
    NOTHING,
    absent,
    anchor,
    direction_of,
    indicator_link,
    latest_result,
    lede,
    prose,
    rating_of,
    source,
    target_cell,
    unbroken,
)
from qprlib.pages.wording import (
    finding,
    forecast_sentence,
    last_year_sentence,
    polarity_words,
    result_sentence,
    travel_reason,
    trend_alt,
    variation_sentence,
)
from qprlib.periods import Basis, Frequency
from qprlib.scoring.counts import count_ratings
from qprlib.scoring.scorecard import Point, Result
from qprlib.scoring.words import status_label


class IndicatorError(Exception):
    """A page failed at one indicator; its id stands in the message for whoever reads only that."""

    def __init__(self, indicator: str, cause: Exception) -> None:
        self.indicator = indicator
        super().__init__(f"[indicator {indicator}] {type(cause).__name__}: {cause}")


def find_section(context: Context, section: str) -> str:
    """The section of that name.

    Raises
    ------
    InputError
        If the register has no such section; the nearest is named.
    """
    if section in context.sections:
        return section
    raise InputError(
        Problem(
            code="unknown-section",
            found=f"no section of the register is called '{section}'",
            place=Place(f"data/{context.edition.organisation.id}/indicators.csv", column="section"),
            allowed=listing(context.sections),
            nearest=nearest(section, context.sections),
            todo="correct the parameter 'section'",
        )
    )


def find_indicator(context: Context, indicator: str) -> Result:
    """The scorecard's row of an indicator.

    Raises
    ------
    InputError
        If it is not in force; the nearest is named.
    """
    results = {row.id: row for row in context.scored.results}
    if indicator not in results:
        raise InputError(
            Problem(
                code="unknown-indicator",
                found=f"no indicator in force has the id '{indicator}'",
                place=Place(f"data/{context.edition.organisation.id}/indicators.csv", column="id"),
                allowed=listing(list(results), 40),
                nearest=nearest(indicator, results),
                todo="correct the id",
            )
        )
    return results[indicator]


def opening(context: Context, section: str) -> Content:
    """How the service stands, in one sentence and one table."""
    section = find_section(context, section)
    kpis = context.scored.kpis
    counts = count_ratings(kpis[kpis["section"] == section]["rating"], context.scheme)
    found = [
        f"{in_words(counts.bands[band.id])} {band.label}" for band in context.scheme.bands if counts.bands[band.id]
    ]
    found += [f"{in_words(number)} {state.label.lower()}" for state, number in counts.not_rated.items()]
    said = f"{in_words(counts.total).capitalize()} {plural(counts.total, 'indicator')}: {join_words(found)}."
    table_rows: list[tuple[Inlines, ...]] = [
        (
            (indicator_link(context, row, with_id=True),),
            (latest_result(context, row),),
            (target_cell(row, row.target),),
            rating_of(row, context.scheme),
            direction_of(row),
        )
        for row in context.scored.results
        if row.section == section
    ]
    columns = (
        Column("Indicator", width=38),
        Column("Latest result", width=20),
        Column("Target", width=16),
        Column("Rating", width=12),
        Column("Direction", width=14),
    )
    slug = context.page_of(section)
    return content(lede(slug, said), Table(f"{section} at a glance", "glance", columns, tuple(table_rows)))


def indicator_part(context: Context, indicator: str) -> Content:
    """Everything about one indicator.

    Raises
    ------
    InputError
        If it is not in force.
    IndicatorError
        If something goes wrong while it is drawn.
    """
    row = find_indicator(context, indicator)
    try:
        return content(
            Heading(2, f"{row.id} {row.short_name}", anchor(row.id), ("indicator",)),
            card(context, indicator),
            *_texts(context, row),
        )
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise IndicatorError(indicator, error) from error


def card(context: Context, indicator: str) -> Content:
    """Status, reason, identity, chart and trend table of one indicator, as they are published."""
    row = find_indicator(context, indicator)
    points = context.scored.points[indicator]
    return content(
        Box(
            "indicator-status",
            (
                paragraph(
                    *rating_of(row, context.scheme),
                    " ",
                    *direction_of(row),
                    " ",
                    Span(f"{result_sentence(row)}.", ("result",)),
                ),
            ),
        ),
        paragraph(" ".join(_said(context, row))),
        _chart(context, row, points),
        _trend_table(context, row, points),
        _identity(row),
    )


def _said(context: Context, row: Result) -> list[str]:
    """Why the rating, what changed since when, and how long it has lasted."""
    run, extreme = context.scored.runs.get(row.id), context.scored.extremes.get(row.id)
    said = [
        row.rating_reason,
        travel_reason(row),
        forecast_sentence(row, context.scheme),
        "The result is in arrears: a newer one was due." if row.in_arrears else "",
        last_year_sentence(row, context.scheme),
        run_sentence(row, run, context.scheme) if run else "",
        extreme_sentence(row, extreme) if extreme else "",
        variation_sentence(row, context.scored.points[row.id]),
    ]
    return [sentence for sentence in said if sentence]


def _chart(context: Context, row: Result, points: Sequence[Point]) -> Chart | None:
    known = [point for point in points if point.known]
    if not known:
        return None
    figure = partial(draw_trend, context.project.theme, row, points, context.scheme)
    return keep_chart(figure, row.id, finding(row), trend_alt(row, known, context.scheme))


def _trend_table(context: Context, row: Result, points: Sequence[Point]) -> Table:
    limit = "Ceiling" if row.polarity == "lower" else "Floor"
    unit = short_unit(row.unit)
    rows: list[tuple[Inlines, ...]] = []
    for point in points:
        marks = f" ({point.flag})" if point.flag else ""
        nothing = "Not yet due" if point.period_end > context.edition.as_of else absent(point)
        rows.append(
            (
                (unbroken(row.period(point.period_end).label),),
                (format_value(point.actual, unit, row.decimals) + marks if point.known else nothing,),
                (target_cell(row, point.target),),
                (target_cell(row, point.floor),),
                rating_of(point, context.scheme) if point.known else ("Not rated",),
            )
        )
    columns = (
        Column("Period", width=18),
        Column("Result", "right", width=27),
        Column("Target", "right", width=19),
        Column(limit, "right", width=19),
        Column("Rating", width=17),
    )
    named = "" if unit == row.unit else f", {row.unit}"
    return Table(f"{row.id} by period{named}", "trend", columns, tuple(rows))


def _identity(row: Result) -> Table:
    basis = f"{Basis(row.basis).words.capitalize()}, reported {Frequency(row.frequency).words}"
    unit = {"%": "Percentage", "number": "Number"}.get(row.unit, row.unit.capitalize())
    facts = {
        "Full name": row.name,
        "Priority": row.priority or NOTHING,
        "Directorate": row.directorate or NOTHING,
        "Division": row.division or NOTHING,
        "Unit": unit,
        "Better": polarity_words(row.polarity),
        "Basis": basis,
        "Source": row.source or NOTHING,
    }
    if row.note:
        facts["Note"] = row.note
    rows = tuple(((item,), (detail,)) for item, detail in facts.items())
    return Table(f"About {row.id}", "identity", (Column("Item", width=22), Column("Detail", width=78)), rows)


def _texts(context: Context, row: Result) -> list[Block]:
    texts = context.commentary.indicators.get(row.id, {})
    blocks: list[Block] = []
    for title in HEADINGS:
        if title in texts:
            address = f"{anchor(row.id)}-{title.lower()}"
            blocks += [Heading(3, title, address), *prose(context, texts[title], address)]
    return blocks or [source(f"No commentary was written for {row.id}: {status_label(row.rating, context.scheme)}.")]
