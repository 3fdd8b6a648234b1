"""The page of a service: for each of its indicators the status, the chart, the figures and what the service says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from qprlib.data.schema import Flag, IndicatorKind
from qprlib.ground.cycles import Frequency, cycle_of
from qprlib.ground.errors import InputError, Place, Problem, listing, nearest
from qprlib.ground.numbers import capital, format_value, in_words, plural, short_unit, unit_name
from qprlib.ground.periods import basis_words
from qprlib.report import document as doc
from qprlib.report import pieces
from qprlib.report.charts.control import draw_control
from qprlib.report.charts.control import shown as drawn_points
from qprlib.report.charts.drawing import keep_chart
from qprlib.report.charts.of_results import draw_trend, forecast_place
from qprlib.report.context import Context
from qprlib.report.display import figures_folder
from qprlib.report.noted import note_again
from qprlib.report.parts.activity import standing_of
from qprlib.report.parts.benchmarks import Benchmark, benchmarks_of, comparable
from qprlib.report.parts.restatements import recent
from qprlib.report.row_notes import notes, period_notes
from qprlib.report.sentences import about_indicators as about
from qprlib.report.sentences import card_wording as card_words
from qprlib.report.sentences import control_wording as control
from qprlib.report.sentences.alternatives import trend_alt
from qprlib.report.sentences.briefing import section_sentence
from qprlib.report.sentences.lasting import lasting_sentences
from qprlib.report.sentences.travel import lag_sentence, travel_reason, trend_table
from qprlib.scoring.counts import count_ratings
from qprlib.scoring.scorecard import Point, Result
from qprlib.texts.commentary import EVIDENCE, PUBLISHED
from qprlib.texts.evidence import NOTED, taken_in

#: So many periods a chart and its table show: three years of quarters and the one they are compared with.
PERIODS = 13
#: Of those still to come so many: the rest of a year.
TO_COME = 3


class IndicatorError(Exception):
    """A page failed at one indicator; its id stands in the message for whoever reads only that."""

    def __init__(self, indicator: str, cause: Exception) -> None:
        self.indicator, self.__cause__ = indicator, cause
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
    """The scorecard's row of an indicator, by its id or its reference.

    Raises
    ------
    InputError
        If it is not in force; the nearest is named.
    """
    results = {row.printed_id: row for row in context.scored.results} | {row.id: row for row in context.scored.results}
    if indicator not in results:
        raise InputError(
            Problem(
                code="unknown-indicator",
                found=f"no indicator in force has the id '{indicator}'",
                place=Place(f"data/{context.edition.organisation.id}/indicators.csv", column="id"),
                allowed=listing([row.printed_id for row in context.scored.results], 40),
                nearest=nearest(indicator, results),
                todo="correct the id",
            )
        )
    return results[indicator]


def opening(context: Context, section: str) -> doc.Content:
    """How the service stands, in one sentence and one table."""
    section = find_section(context, section)
    kpis = context.scored.kpis
    counts = count_ratings(kpis.loc[kpis["section"] == section, "rating"], context.scheme)
    said = section_sentence(counts, context.scheme) or "What is counted here is given for information and not rated."
    table_rows: list[tuple[doc.Inlines, ...]] = [
        (
            (pieces.indicator_link(context, row, with_id=True),),
            (pieces.latest_result(context, row),),
            (pieces.aim_cell(row),),
            pieces.rating_of(row, context.scheme),
            pieces.direction_of(row),
        )
        for row in context.scored.results
        if row.section == section
    ]
    columns = (
        doc.Column("Indicator", width=38, sort="text"),
        doc.Column("Latest result", width=20),
        doc.Column("Target", width=16),
        doc.Column("Rating", width=12, sort="order", order=pieces.rating_order(context)),
        doc.Column("Direction", width=14, sort="order", order=pieces.DIRECTION_ORDER),
    )
    slug = context.page_of(section)
    return doc.content(
        pieces.lede(slug, said), pieces.kept_table(f"{section} at a glance", "glance", columns, table_rows)
    )


def service(context: Context, section: str) -> doc.Content:
    """Every indicator of a service, one after another."""
    section = find_section(context, section)
    return sum(
        (indicator_part(context, row.id) for row in context.scored.results if row.section == section), doc.Content()
    )


def indicator_part(context: Context, indicator: str) -> doc.Content:
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
        return doc.content(
            doc.Heading(2, pieces.named(context, row), pieces.anchor(row.id), ("indicator",)),
            card(context, indicator),
            *_texts(context, row),
        )
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise IndicatorError(row.id, error) from error


def card(context: Context, indicator: str) -> doc.Content:
    """Everything that is published of one indicator but its texts.

    Status, reasons, what others reached, the forecast, what was revised, chart, figures, and the control chart where
    the edition asks for one.
    """
    row = find_indicator(context, indicator)
    points = shown_points(row, context.scored.points[row.id])
    benchmarks = benchmarks_of(context.data, row.id)
    return doc.content(
        doc.Box(
            "indicator-status",
            (
                doc.paragraph(
                    *pieces.rating_of(row, context.scheme),
                    " ",
                    *pieces.direction_of(row),
                    " ",
                    doc.Span(f"{about.result_sentence(row)}.", ("result",)),
                ),
            ),
        ),
        *(doc.paragraph(" ".join(said)) for said in _said(context, row) if said),
        _beside(context, row, benchmarks),
        _forecast(context, row),
        _replaced(context, row, points),
        _chart(context, row, points, benchmarks),
        _trend_table(context, row, points),
        notes(period_notes(context, row, points), *_older(context, row, points)),
        trend_table(row, pieces.reference(context, row), context.rule, context.scored.points[row.id]),
        _benchmark_table(context, row, benchmarks),
        notes(((one.comparator, ""), one.note) for one in benchmarks),
        *_control(context, row),
        _identity(context, row),
    )


def shown_points(row: Result, points: Sequence[Point]) -> tuple[Point, ...]:
    """The periods that chart and table show: at most 13, what is still to come of the year among them.

    What is to come begins after the last period that has a result, be it one that is too small to publish.
    """
    last = max((place for place, point in enumerate(points) if point.known or point.suppressed), default=-1)
    to_come = 1 if row.frequency == Frequency.MONTHLY else TO_COME
    return tuple(points[: last + 1 + to_come][-PERIODS:])


def _said(context: Context, row: Result) -> tuple[list[str], list[str]]:
    """Why the rating and what changed since when; then how long it has lasted, and how it varies."""
    run, extreme = context.scored.runs.get(row.id), context.scored.extremes.get(row.id)
    first = [
        row.rating_reason,
        about.narrow_miss_sentence(row, context.edition.narrow_miss),
        card_words.few_cases_sentence(row),
        travel_reason(row) if row.known else "",
        lag_sentence(row),
        "The result is in arrears: a newer one was due." if row.in_arrears else "",
        _provisional(context, row),
        about.last_year_sentence(row, context.scheme),
    ]
    second = [*lasting_sentences(row, run, extreme, context.scheme), control.variation_on_card(context, row)]
    return [said for said in first if said], [said for said in second if said]


def _provisional(context: Context, row: Result) -> str:
    """That the result is provisional; nothing where all are, which the edition says once."""
    marked = row.known and row.flag == Flag.PROVISIONAL
    if not marked or all(one.flag == Flag.PROVISIONAL for one in context.scored.results if one.known):
        return ""
    return "The result is provisional and may change."


def _beside(context: Context, row: Result, benchmarks: Sequence[Benchmark]) -> doc.Paragraph | None:
    said = card_words.benchmark_sentence(row, benchmarks)
    return doc.paragraph(said) if said else None


def _forecast(context: Context, row: Result) -> doc.Paragraph | None:
    """The year-end forecast with its own rating."""
    said = about.forecast_sentence(row)
    if not said:
        return None
    band = context.scheme.band(row.forecast_rating)
    return doc.paragraph(f"{said}: ", pieces.band_span(band), ".") if band else doc.paragraph(f"{said}.")


def _replaced(context: Context, row: Result, points: Sequence[Point]) -> doc.Box | None:
    """What was revised or restated of the periods shown, within the last year: old, new, day and reason."""
    found = recent(context, row.id, points)
    if not found:
        return None
    said = [card_words.restatement_sentence(row, one) for one in found]
    return pieces.note(said[0]) if len(said) == 1 else doc.Box("note", (doc.Bullets(tuple((one,) for one in said)),))


def _chart(context: Context, row: Result, points: Sequence[Point], benchmarks: Sequence[Benchmark]) -> doc.Chart | None:
    if not any(point.known for point in points):
        return None
    drawn = benchmarks if comparable(row) else ()
    figure = partial(draw_trend, context.project.theme, row, points, context.scheme, drawn)
    return keep_chart(figure, row.id, about.finding(row), trend_alt(row, points), points)


def _trend_table(context: Context, row: Result, points: Sequence[Point]) -> doc.Table | None:
    limit = "Ceiling" if row.polarity == "lower" else "Floor"
    ranged = any(not math.isnan(bound) for point in points for bound in (point.lower, point.upper))
    forecast = forecast_place(row, points)
    rows: list[tuple[doc.Inlines, ...]] = []
    for place, point in enumerate(points):
        aims = (
            (pieces.range_cell(row, point.lower, point.upper),)
            if ranged
            else (pieces.target_cell(row, point.target), pieces.target_cell(row, point.floor))
        )
        rating: doc.Inlines = pieces.rating_of(point, context.scheme) if point.known else ("Not rated",)
        if row.kind == IndicatorKind.ACTIVITY:
            rating = standing_of(point, row.decimals) if point.known else ("Not known",)
        if place == forecast:
            band = context.scheme.band(row.forecast_rating)
            rating = (pieces.band_span(band), " (forecast)") if band else rating
        cells = (_result_cell(context, row, point, place == forecast), *aims)
        rows.append(((pieces.period_cell(row.period(point.period_end)),), *((cell,) for cell in cells), rating))
    if not rows:
        return None
    aimed = (
        (doc.Column("Expected range" if row.kind == IndicatorKind.ACTIVITY else "Target range", "right", width=32),)
        if ranged
        else (doc.Column("Target", "right", width=19), doc.Column(limit, "right", width=19))
    )
    columns = (
        doc.Column("Period", width=18),
        doc.Column("Result", "right", width=33 if ranged else 27),
        *aimed,
        doc.Column("Standing" if row.kind == IndicatorKind.ACTIVITY else "Rating", width=17),
    )
    unit = "" if short_unit(row.unit) == row.unit else f", {row.unit}"
    return pieces.kept_table(f"{pieces.reference(context, row)} by period{unit}", "trend", columns, rows)


def _result_cell(context: Context, row: Result, point: Point, forecast: bool) -> str:
    """A result with what is to be said of it: "56% (5 of 9)", "268 (revised, was 281)", "Forecast 552"."""
    unit = short_unit(row.unit)
    if forecast:
        return f"Forecast {format_value(row.forecast, unit, row.decimals)}"
    if not point.known:
        return pieces.absent(point)
    marks = [mark for mark in (about.counted(row, point), _flag(row, point)) if mark]
    value = format_value(point.actual, unit, row.decimals)
    return f"{value} ({', '.join(marks)})" if marks else value


def _flag(row: Result, point: Point) -> str:
    if not point.revised:
        return point.flag
    return f"revised, was {format_value(point.revised_from, short_unit(row.unit), row.decimals)}"


def _older(context: Context, row: Result, points: Sequence[Point]) -> list[doc.Paragraph]:
    """That older results are not shown, and where they are."""
    known = [point for point in context.scored.points[row.id] if point.known]
    older = [point for point in known if points and point.period_end < points[0].period_end]
    if not older:
        return []
    since = row.period(older[0].period_end).short
    number = in_words(len(older))
    said = (
        f"{capital(number)} older {plural(len(older), 'result')}, back to {since}, {'is' if number == 'one' else 'are'}"
    )
    return [
        doc.paragraph(f"{said} in the web site's download ", doc.Link("Series (CSV)", address="file:series.csv"), ".")
    ]


def _benchmark_table(context: Context, row: Result, benchmarks: Sequence[Benchmark]) -> doc.Table | None:
    if not benchmarks:
        return None
    rows: list[tuple[doc.Inlines, ...]] = [
        (
            (one.comparator,),
            (one.period,),
            (format_value(one.value, short_unit(row.unit), row.decimals),),
            (card_words.standing_word(row, one),),
            (one.source or pieces.NOTHING,),
        )
        for one in benchmarks
    ]
    columns = (
        doc.Column("Compared with", width=27),
        doc.Column("Period", width=13),
        doc.Column("Figure", "right", width=14),
        doc.Column("Our result is", width=18),
        doc.Column("Source", width=28),
    )
    ours = row.period(row.period_end).short if row.known else "not known"
    caption = f"{pieces.reference(context, row)} beside others (our result: {ours})"
    return pieces.kept_table(caption, "trend benchmarks", columns, rows)


def _control(context: Context, row: Result) -> list[doc.Block]:
    """The control chart, where the edition asks for one; else why it cannot be drawn."""
    setting = context.edition.control_of(row.id, row.reference)
    if setting is None:
        return []
    known = control.known_points(context.scored.points[row.id])
    title = doc.Heading(3, "Control chart", f"{pieces.anchor(row.id)}-control-chart")
    refused = control.control_refusal(row, known, setting)
    if refused:
        return [title, pieces.source(refused)]
    chart = control.control_chart(row, known, setting)
    points = drawn_points(chart)
    drawing = keep_chart(
        partial(draw_control, context.project.theme, row, chart),
        f"{row.id}-control",
        control.control_finding(row, chart),
        control.control_alt(row, chart),
        chart.frame,
    )
    unit = short_unit(row.unit)
    rows: list[tuple[doc.Inlines, ...]] = [
        (
            (pieces.period_cell(row.period(one.end)),),
            (format_value(one.value, unit, row.decimals),),
            (control.signal_words(one),),
        )
        for one in points
    ]
    columns = (
        doc.Column("Period", width=20),
        doc.Column("Result", "right", width=20),
        doc.Column("Variation", width=60),
    )
    of_unit = "" if unit == row.unit else f", {row.unit}"
    return [
        title,
        doc.paragraph(control.limits_sentence(row, chart, setting)),
        drawing,
        doc.Table(f"{pieces.reference(context, row)} on its control chart{of_unit}", "trend", columns, tuple(rows)),
        pieces.source(
            f"XmR chart of {len(chart.points)} results after NHS Making Data Count; the latest {len(points)} are drawn."
        ),
    ]


def _identity(context: Context, row: Result) -> doc.Table:
    cycle = cycle_of(row)
    basis = f"{basis_words(row.basis, cycle).capitalize()}, reported {cycle.comes}"
    if row.year_starts != context.edition.organisation.year_starts:
        basis += f"; its year begins in {row.year_starts}"
    # Under its number a reader would not find it in the downloads.
    named_in_data = {} if pieces.reference(context, row) == row.id else {"Identifier in the data": row.id}
    facts = {
        "Full name": row.name,
        **named_in_data,
        "Priority": row.priority,
        "Strategic aim": row.aim,
        "Directorate": row.directorate,
        "Division": row.division,
        "Unit": unit_name(row.unit),
        "Better": about.polarity_words(row.polarity),
        "Basis": basis,
        "Source": row.source,
        "Note": row.note,
    }
    rows = tuple(((item,), (detail,)) for item, detail in facts.items() if detail)
    return doc.Table(
        f"About {pieces.reference(context, row)}",
        "identity",
        (doc.Column("Item", width=22), doc.Column("Detail", width=78)),
        rows,
    )


def _texts(context: Context, row: Result) -> list[doc.Block]:
    texts = context.commentary.indicators.get(row.id, {})
    blocks: list[doc.Block] = []
    for title in PUBLISHED:
        made = _evidence(context, row) if title == EVIDENCE else []
        if title in texts or made:
            address = f"{pieces.anchor(row.id)}-{title.lower()}"
            written = pieces.prose(context, texts[title], address) if title in texts else ()
            blocks += [doc.Heading(3, title, address), *written, *made]
    if blocks or row.kind != IndicatorKind.KPI:
        return blocks
    return [pieces.source(f"No commentary was written for {pieces.reference(context, row)}.")]


def _evidence(context: Context, row: Result) -> list[doc.Block]:
    """What the indicator's evidence has shown; where it was not run, that it will stand here."""
    shown = context.evidence.get(row.id)
    if shown is not None:
        note_again(shown.folder / NOTED)
        return [doc.Ready(taken_in(shown, figures_folder()), shown.html)]
    waiting = "What its evidence shows stands here once the page is rendered."
    return [pieces.source(waiting)] if row.id in context.commentary.evidence else []
