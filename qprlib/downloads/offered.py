"""The tables that an edition offers for download, made from what was read and scored and from nothing else.

Figures come from the scorecard and its history, where what is suppressed is gone already; the files of the
organisation are not looked at again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from qprlib.data.schema import Flag, IndicatorKind
from qprlib.data.store import OrganisationData
from qprlib.downloads import declared
from qprlib.downloads.declared import TableWords
from qprlib.downloads.fields import DownloadTable, TableSpec, Type
from qprlib.downloads.shorthand import Shorthand
from qprlib.ground.cycles import cycle_of
from qprlib.ground.durations import counted_unit
from qprlib.ground.numbers import capital, round_half_up
from qprlib.ground.periods import Basis, Period
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.scorecard import Scored
from qprlib.scoring.states import Direction, NotRated

#: Binary floats such as 0.1 + 0.2 are written without the dust of their last digits.
DECIMALS_KEPT = 10

_FLAG_MARKS = {
    Flag.PROVISIONAL: Shorthand.PROVISIONAL,
    Flag.REVISED: Shorthand.REVISED,
    Flag.ESTIMATE: Shorthand.ESTIMATED,
    Flag.FORECAST: Shorthand.FORECAST,
}
#: States in which there can be no result.
_WITHOUT_RESULT = (NotRated.WITHDRAWN, NotRated.NOT_DUE, NotRated.NO_CASES)


def offered(data: OrganisationData, scored: Scored) -> tuple[str, ...]:
    """The names of the tables that an edition offers, in order; cheap, for pages that link to them.

    A table is offered that has a row about an indicator of the edition, or about none.
    """
    kinds = scored.scorecard["kind"]
    there = {"scorecard": True, "series": len(scored.history) > 0, "activity": kinds.eq(IndicatorKind.ACTIVITY).any()}
    for spec in declared.SIDE_TABLES:
        rows = data.side.get(spec.name)
        there[spec.name] = rows is not None and len(_side_rows(spec, rows, set(kinds.index))) > 0
    return tuple(name for name, found in there.items() if found)


def about(name: str) -> TableSpec:
    """How a table that is offered is declared; the words that ratings may have are left out."""
    nothing = TableWords(())
    side = {spec.name: spec for spec in declared.SIDE_TABLES}
    return side[name] if name in side else declared.scored_table(name, nothing)


def make_tables(data: OrganisationData, scored: Scored, scheme: Scheme, as_of: date) -> tuple[DownloadTable, ...]:
    """Every table of an edition that :func:`offered` names, from its tables as they were known then.

    A period that ends after ``as_of``, its data cut-off, is still to come.
    """
    parts = _figures(data, scored, scheme, as_of)
    card = parts["scorecard"][1]
    parts["activity"] = (about("activity"), card[card["kind"] == IndicatorKind.ACTIVITY])
    for spec in declared.SIDE_TABLES:
        rows = data.side.get(spec.name)
        if rows is not None:
            parts[spec.name] = (spec, _side_rows(spec, rows, set(card["indicator"])))
    return tuple(_typed(*parts[name]) for name in offered(data, scored))


def coded_tables(data: OrganisationData, scored: Scored, scheme: Scheme, as_of: date) -> dict[str, DownloadTable]:
    """Scorecard and series for whoever computes on, with ids for ratings and directions; arguments as above.

    Columns with a choice are categories, in the order of the declaration: that of ratings is the scheme's, then the
    states without one.
    """
    made = {}
    for name, (spec, rows) in _figures(data, scored, scheme, as_of, coded=True).items():
        table = _typed(spec, rows)
        choices = {field.name: pd.CategoricalDtype(list(field.choices)) for field in spec.fields if field.choices}
        empty = {name: table.frame[name].replace("", None) for name in choices}
        made[name] = DownloadTable(spec, table.frame.assign(**empty).astype(choices))
    return made


def _figures(
    data: OrganisationData, scored: Scored, scheme: Scheme, as_of: date, *, coded: bool = False
) -> dict[str, tuple[TableSpec, pd.DataFrame]]:
    """Scorecard and series with their declarations, not yet typed."""
    labels = {**{band.id: band.label for band in scheme.bands}, **{str(one): one.label for one in NotRated}}
    ratings = {one: one if coded else label for one, label in labels.items()}
    ways = {str(one): str(one) if coded else one.label for one in Direction}
    words = TableWords(tuple(ratings.values()), coded)
    printed = _Printed(ratings, ways)
    rows = {
        "scorecard": _scorecard_rows(data, scored, printed, as_of),
        "series": _series_rows(scored, printed, as_of),
    }
    return {name: (declared.scored_table(name, words), frame) for name, frame in rows.items()}


class _Printed(NamedTuple):
    """What stands for the id of every band and state, and of every direction."""

    ratings: Mapping[str, str]
    directions: Mapping[str, str]

    def rated(self, column: pd.Series[Any]) -> pd.Series[Any]:
        return column.map(self.ratings).fillna("")

    def directed(self, column: pd.Series[Any]) -> pd.Series[Any]:
        return column.map(self.directions).fillna("")


def _scorecard_rows(data: OrganisationData, scored: Scored, words: _Printed, as_of: date) -> pd.DataFrame:
    card = scored.scorecard.reset_index(drop=True)
    card = card.assign(
        indicator=card["id"],
        # The register's own number is kept even where the report is arranged by section.
        aim_number=card["number"].where(card["number"] != "", card["aim_number"]),
        long_direction=words.directed(card["long_direction"]),
        range_position=[_position(row) for row in card.itertuples()],
        **{
            f"{when}_rating": words.rated(card[f"{when}_rating"])
            for when in ("previous", "before", "last_year", "forecast")
        },
    )
    return _with_marks(card, words, as_of).join(_benchmarks(data, card["id"]), on="indicator")


def _series_rows(scored: Scored, words: _Printed, as_of: date) -> pd.DataFrame:
    history = scored.history
    named = {
        name: history["indicator"].map(scored.scorecard[name])
        for name in ("reference", "name", "short_name", "section")
    }
    forecast_rating = words.rated(history["forecast_rating"])
    history = history.assign(
        **named,
        target_note=history["note_target"],
        target_origin=history["origin_target"],
        forecast_rating=forecast_rating,
    )
    return _with_marks(history, words, as_of)


def _with_marks(rows: pd.DataFrame, words: _Printed, as_of: date) -> pd.DataFrame:
    """Rows of the scorecard or of the history with periods, marks and printed words."""
    later = rows["period_end"] > pd.Timestamp(as_of)
    by_hand = rows["override_role"].fillna("") != ""
    periods = [_period(row) for row in rows.itertuples()]
    return rows.assign(
        unit=rows["unit"].map(counted_unit),
        period_start=pd.to_datetime(pd.Series([period and period.start for period in periods], rows.index)),
        period=[capital(period.long_label) if period else "" for period in periods],
        actual_mark=[_mark(row, as_of) for row in rows.itertuples()],
        rating_by_rule=words.rated(rows["computed_rating"]).where(by_hand, ""),
        # Nobody asks for the rating of a period that is still to come.
        rating=words.rated(rows["rating"]).mask(later, ""),
        direction=words.directed(rows["direction"]).mask(rows["actual"].isna(), ""),
    )


def _period(row: Any) -> Period | None:
    if pd.isna(row.period_end):
        return None
    return Period.of(cycle_of(row), Basis(row.basis), row.period_end.date())


def _mark(row: Any, as_of: date) -> str:
    """The shorthand that stands beside a result, or says why there is none."""
    if pd.isna(row.actual):
        if row.suppressed is True:
            return Shorthand.CONFIDENTIAL.mark
        never = row.state in _WITHOUT_RESULT or row.denominator == 0
        later = pd.notna(row.period_end) and row.period_end.date() > as_of
        return (Shorthand.NOT_APPLICABLE if never or later else Shorthand.NOT_AVAILABLE).mark
    marks = {_FLAG_MARKS[Flag(row.flag)]} if row.flag else set()
    if pd.notna(row.revised_from):
        marks.add(Shorthand.REVISED)
    if row.break_before is True:
        marks.add(Shorthand.BREAK)
    if row.actual != 0 and round_half_up(row.actual, int(row.decimals)) == 0:
        marks.add(Shorthand.LOW)
    return "".join(one.mark for one in Shorthand if one in marks)


def _position(row: Any) -> str:
    """Where the published figure of an activity stands against its expected range."""
    if row.kind != IndicatorKind.ACTIVITY or pd.isna(row.actual):
        return ""
    figure = round_half_up(row.actual, int(row.decimals))
    if figure < row.lower:
        return declared.BELOW
    if figure > row.upper:
        return declared.ABOVE
    return "" if pd.isna(row.lower) and pd.isna(row.upper) else declared.WITHIN


def _benchmarks(data: OrganisationData, indicators: pd.Series[Any]) -> pd.DataFrame:
    """The latest figure of the comparator that the file names first, for each indicator."""
    columns = {"comparator": "benchmark_comparator", "period_label": "benchmark_period", "value": "benchmark"}
    given = data.side.get("benchmarks")
    if given is None:
        nothing = {"benchmark_comparator": "", "benchmark_period": "", "benchmark": np.nan}
        return pd.DataFrame(nothing, index=pd.Index(indicators, name="indicator"))
    known = given[given["value"].notna()]
    first = known["indicator"].map(known.drop_duplicates("indicator").set_index("indicator")["comparator"])
    own = known[known["comparator"] == first].sort_values("period_end", kind="stable")
    latest = own.drop_duplicates("indicator", keep="last").set_index("indicator")
    found = latest[list(columns)].rename(columns=columns).reindex(indicators)
    texts = ["benchmark_comparator", "benchmark_period"]
    return found.assign(**{name: found[name].fillna("") for name in texts})


def _side_rows(spec: TableSpec, rows: pd.DataFrame, indicators: set[str]) -> pd.DataFrame:
    """The rows of a side table; those about indicators that the edition does not have are left out."""
    if any(reference.table == "scorecard" for reference in spec.references):
        return rows[rows["indicator"].isin(indicators)]
    return rows


def _typed(spec: TableSpec, rows: pd.DataFrame) -> DownloadTable:
    columns: dict[str, Any] = {}
    for field in spec.fields:
        column = rows[field.name].reset_index(drop=True)
        match field.type:
            case Type.NUMBER:
                columns[field.name] = column.astype("float64").round(DECIMALS_KEPT)
            case Type.INTEGER:
                columns[field.name] = column.astype("Int64")
            case Type.DATE:
                columns[field.name] = pd.to_datetime(column).astype("datetime64[ns]")
            case Type.BOOLEAN:
                columns[field.name] = column.eq(True)
            case Type.STRING:
                columns[field.name] = pd.Series(list(_one_line(column)), dtype="str")
    return DownloadTable(spec, pd.DataFrame(columns))


def _one_line(column: Iterable[object]) -> Sequence[str]:
    """Texts without the line breaks that spread a row over several lines of a CSV file."""
    return ["" if pd.isna(text) else " ".join(str(text).split()) for text in column]  # type: ignore[call-overload]
