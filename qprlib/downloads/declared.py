"""Every column of every table for download, described once.

Columns of a side table take their meaning from the data file's own declaration (:mod:`qprlib.data.schema`), so that
``docs/data.md`` and a download never say two things about one column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qprlib.data import schema
from qprlib.data.columns import IDENTIFIER_FORM, Column, Kind, Need
from qprlib.data.schema import DataFile, Flag, IndicatorKind, Polarity
from qprlib.downloads.fields import Field, Reference, TableSpec, Type
from qprlib.downloads.shorthand import MARKS_PATTERN, Shorthand
from qprlib.ground.calendar import Basis, Frequency
from qprlib.scoring.states import Direction

#: Where an activity stands against its expected range.
BELOW, WITHIN, ABOVE = "Below", "Within", "Above"
RANGE_POSITIONS = (BELOW, WITHIN, ABOVE)

_ID_PATTERN = f"^{IDENTIFIER_FORM}$"
_ITS_UNIT = "In the unit of the row."


def _number(name: str, title: str, description: str, **more: object) -> Field:
    return Field(name, title, f"{description} {_ITS_UNIT}", Type.NUMBER, **more)  # type: ignore[arg-type]


def _date(name: str, title: str, description: str, **more: object) -> Field:
    return Field(name, title, description, Type.DATE, **more)  # type: ignore[arg-type]


_INDICATOR = Field(
    "indicator", "Indicator", "Id of the indicator, which never changes.", required=True, pattern=_ID_PATTERN
)
_NAME = Field("name", "Name", "Full name of the indicator.", required=True)
_SECTION = Field("section", "Section", "Part of the report in which the indicator stands.", required=True)
_UNIT = (
    Field("unit", "Unit", "What the figures of the row count; 'number' where it has no name.", required=True),
    Field(
        "decimals",
        "Decimals",
        "How many decimals of a result are published; the figures of this table are not rounded.",
        Type.INTEGER,
        required=True,
    ),
)
_KIND = Field(
    "kind",
    "Kind",
    "Whether it is rated (kpi), is context with an expected range (activity) or has no target (data_only).",
    choices=tuple(IndicatorKind),
    required=True,
)
_MEASURED = (
    Field("polarity", "Polarity", "Which way is better.", choices=tuple(Polarity), required=True),
    Field("basis", "Basis", "What one value adds up.", choices=tuple(Basis), required=True),
    Field("frequency", "Frequency", "How often there is a value.", choices=tuple(Frequency), required=True),
)
_PERIOD = (
    _date("period_start", "Period start", "First day of the period; the last day again for a snapshot."),
    _date("period_end", "Period end", "Last day of the period."),
    Field("period", "Period", "The period in words."),
)
_RESULT = (
    _number("actual", "Actual", "The result.", empty=Shorthand.NOT_AVAILABLE, mark="actual_mark"),
    Field(
        "actual_mark",
        "Mark of the actual",
        "Shorthand for what is to be said of the result: why there is none, or what is not final about it.",
        pattern=MARKS_PATTERN,
    ),
)
_COUNTED = tuple(
    Field(name, title, f"What a share or rate was counted from: {what}.", Type.NUMBER, mark="actual_mark")
    for name, title, what in (("numerator", "Numerator", "the part"), ("denominator", "Denominator", "the whole"))
)
_TARGETS = (
    _number("target", "Target", "The target of the period."),
    _number("floor", "Floor", "The least acceptable value; where lower is better a ceiling, above the target."),
    _number("lower", "Lower end", "Lower end of a target range, or of the expected range of an activity."),
    _number("upper", "Upper end", "Upper end of that range."),
    _number("floor_lower", "Floor below", "Below this end a value breaches the floor of a target range."),
    _number("floor_upper", "Floor above", "Above this end it does so, too."),
)
#: What else a result is rated and directed by, so that a frame can be scored again as it was.
_SCORED_BY = (
    Field("tolerance", "Tolerance", "The indicator's own tolerance, in the unit of the scheme's band.", Type.NUMBER),
    Field("flag", "Flag", "What is not final about the result.", choices=tuple(Flag)),
    Field("break_before", "Break before", "Whether the series breaks before this result.", Type.BOOLEAN),
    Field("suppress_below", "Suppressed below", "A result of fewer cases than this is suppressed.", Type.NUMBER),
    _number("last_year", "Last year", "The result of the same period a year before, by which a scheme may rate."),
    _number("annual_floor", "Floor of the year", "The floor of the whole year."),
)
_OVERRIDE = (
    Field(
        "rating_by_rule", "Rating by the rule", "The rating that the scheme gives, where the rating was set by hand."
    ),
    Field("override_role", "Set by", "Role of who set the rating by hand; empty where nobody did."),
    _date("override_date", "Set on", "Day on which the rating was set by hand."),
    Field("override_reason", "Set because", "Why the rating was set by hand."),
)
_COMPARED = (
    _date("base_end", "Compared with the period to", "End of the period with which the result is compared."),
    _number("base_value", "Compared with", "The result with which it is compared."),
)
_REPLACED = (
    _number("revised_from", "Revised from", "The result as it was published before it was last revised."),
    _date("revised_on", "Revised on", "Day on which the revised result was recorded."),
    Field("revision_reason", "Reason of the revision", "Why the result was revised."),
    _number("target_from", "Target restated from", "The target as it was before it was last restated."),
    _date("target_changed_on", "Target restated on", "Day on which the restated target was recorded."),
    Field("target_authority", "Target restated by", "Who decided that the target is restated."),
    Field("target_reason", "Reason of the restatement", "Why the target was restated."),
)
_SOURCE = (
    Field("source", "Source", "Where the figures come from."),
    Field("note", "Note", "What else a reader should know of the row."),
)
_SHORT_NAME = Field("short_name", "Short name", "The name that fits into a table or chart.", required=True)


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in the columns of ratings and directions of a table.

    Parameters
    ----------
    ratings
        The ratings in the scheme's order, and why there may be none.
    coded
        Whether they are the ids of scheme and rule, for whoever computes on, and not the words of the report.
    """

    ratings: tuple[str, ...]
    coded: bool = False

    def rating(self, name: str, title: str, description: str) -> Field:
        """A column of ratings."""
        told = "As the scheme's id of the band" if self.coded else "In the words of the report"
        return Field(name, title, f"{description} {told}; the methods page says what each means.", choices=self.ratings)

    def direction(self, name: str, title: str, description: str) -> Field:
        """A column of directions."""
        choices = tuple(str(one) if self.coded else one.label for one in Direction)
        return Field(name, title, description, choices=choices)

    def only_coded(self, *fields: Field) -> tuple[Field, ...]:
        """Columns that are no part of a download."""
        return fields if self.coded else ()


def scorecard(words: Words) -> TableSpec:
    """The scorecard: one row for each indicator."""
    return TableSpec(
        "scorecard",
        "Scorecard",
        "One row for each indicator of the edition: its latest result, target, rating and direction of travel, "
        "with the result before and that of a year before.",
        (
            _INDICATOR,
            _NAME,
            *words.only_coded(_SHORT_NAME),
            _SECTION,
            _KIND,
            Field("aim_number", "Aim number", "Its number under a strategic aim."),
            Field("aim", "Aim", "Strategic aim that it serves."),
            Field("directorate", "Directorate", "Directorate that answers for it."),
            *words.only_coded(
                Field("division", "Division", "Division of the directorate."),
                Field("priority", "Priority", "Priority of the organisation's plan that it serves."),
            ),
            Field("owner_role", "Owner", "Role of who answers for it."),
            *_UNIT,
            *_MEASURED,
            *_PERIOD,
            *_RESULT,
            Field(
                "in_arrears",
                "In arrears",
                "Whether the result is older than the indicator's frequency allows.",
                Type.BOOLEAN,
                required=True,
            ),
            *_COUNTED,
            *_TARGETS,
            *words.only_coded(*_SCORED_BY),
            Field(
                "range_position",
                "Against the range",
                "Where the result of an activity stands against its expected range.",
                choices=RANGE_POSITIONS,
            ),
            words.rating("rating", "Rating", "Rating of the latest result."),
            Field("rating_reason", "Reason of the rating", "Why it has this rating, in a sentence."),
            *_OVERRIDE,
            words.direction("direction", "Direction of travel", "Whether performance gets better."),
            Field("direction_reason", "Reason of the direction", "Why it has this direction, in a sentence."),
            words.direction(
                "long_direction", "Long direction", "The direction over a longer time, where the rule gives both."
            ),
            *_COMPARED,
            *words.only_coded(
                _date("previous_end", "Previous period", "End of the indicator's own period before."),
                _number("previous_actual", "Previous result", "The result of that period."),
                words.rating("previous_rating", "Previous rating", "Rating of that result."),
            ),
            _date("before_end", "Period before", "End of the period whose result stood at the end of last quarter."),
            _number("before_actual", "Result before", "The result that stood at the end of the previous quarter."),
            words.rating("before_rating", "Rating before", "The rating at the end of the previous quarter."),
            _date("last_year_end", "Period a year before", "End of the same period a year before."),
            _number("last_year_actual", "Result a year before", "The result of that period."),
            words.rating("last_year_rating", "Rating a year before", "Rating of that result."),
            _number("forecast", "Year-end forecast", "What the year is expected to end at."),
            _number("annual_target", "Target of the year", "The target of the whole year."),
            words.rating("forecast_rating", "Rating of the forecast", "Rating of the forecast."),
            Field(
                "benchmark_comparator",
                "Benchmark of",
                "Whose result is given for comparison; the table of benchmarks has those of others, too.",
            ),
            Field("benchmark_period", "Period of the benchmark", "Period of that result, which may be another."),
            _number("benchmark", "Benchmark", "That result."),
            *_REPLACED,
            *_SOURCE,
        ),
        ("indicator",),
    )


def series(words: Words) -> TableSpec:
    """Every period of every indicator."""
    return TableSpec(
        "series",
        "All periods",
        "One row for each indicator and period: the result, what it was rated against and its rating. "
        "Targets that are already set for later periods are given, too.",
        (
            _INDICATOR,
            _NAME,
            *words.only_coded(_SHORT_NAME, _SECTION, _KIND),
            *_UNIT,
            *words.only_coded(*_MEASURED),
            *(_required(field) for field in _PERIOD),
            *_RESULT,
            *_COUNTED,
            *_TARGETS,
            *words.only_coded(*_SCORED_BY),
            words.rating("rating", "Rating", "Rating of the result; empty for a period that is still to come."),
            *_OVERRIDE,
            words.direction("direction", "Direction of travel", "Whether performance got better."),
            *words.only_coded(*_COMPARED),
            *_REPLACED,
            Field("note", "Note", "What else a reader should know of the result."),
            Field("target_note", "Note on the target", "What else a reader should know of the target."),
        ),
        ("indicator", "period_end"),
        (_TO_SCORECARD,),
    )


def activity() -> TableSpec:
    """The indicators that are context, with their expected ranges."""
    return TableSpec(
        "activity",
        "Activity",
        "One row for each activity indicator: its latest figure and the range in which it was expected.",
        (
            _INDICATOR,
            _NAME,
            _SECTION,
            *_UNIT,
            *_PERIOD,
            *_RESULT,
            _number("lower", "Lower end", "Lower end of the expected range."),
            _number("upper", "Upper end", "Upper end of the expected range."),
            Field(
                "range_position",
                "Against the range",
                "Where the figure stands against its expected range.",
                choices=RANGE_POSITIONS,
            ),
            *_SOURCE,
        ),
        ("indicator",),
        (_TO_SCORECARD,),
    )


def _required(field: Field) -> Field:
    return Field(field.name, field.title, field.description, field.type, required=True)


_TO_SCORECARD = Reference(("indicator",), "scorecard", ("indicator",))

_TYPES = {
    Kind.TEXT: Type.STRING,
    Kind.CHOICE: Type.STRING,
    Kind.IDENTIFIER: Type.STRING,
    Kind.WHOLE: Type.INTEGER,
    Kind.NUMBER: Type.NUMBER,
    Kind.DATE: Type.DATE,
    Kind.PERIOD_END: Type.DATE,
}

#: What an empty figure of these columns means: there should be one.
_FIGURES = {"complaints", "value", "base_value", "latest_value", "received", "answered", "in_time"}

#: Meanings that a reader of the download must get otherwise than who writes the data file.
_MEANINGS = {
    "benchmarks.indicator": "Id of the indicator in the scorecard.",
    "changes.indicator": "Id of the indicator, which the scorecard has if it is in force.",
    "delivery_progress.action": "Its number in the table of the delivery programme.",
    "risk_scores.risk": "Its id in the risk register.",
    "recorded": "Day on which it became known; empty if with the end of its period.",
}

_TITLES = {
    "delivery": "Delivery programme",
    "delivery_progress": "Delivery progress",
    "risks": "Risk register",
    "risk_scores": "Risk scores",
    "changes": "Changes of indicators",
    "improvement": "Improvement Notice",
    "information_requests": "Requests for information",
}


def side_table(data_file: DataFile, key: Sequence[str], references: Sequence[Reference] = ()) -> TableSpec:
    """A side table as its data file declares it, what identifies a row first."""
    named = {column.name: _side_field(data_file, column) for column in data_file.columns}
    fields = [named[name] for name in key] + [field for name, field in named.items() if name not in key]
    return TableSpec(
        data_file.stem,
        _TITLES.get(data_file.stem, _sentence(data_file.stem)),
        data_file.meaning.replace("`", ""),
        tuple(fields),
        tuple(key),
        tuple(references),
    )


def _side_field(data_file: DataFile, column: Column) -> Field:
    meaning = _MEANINGS.get(f"{data_file.stem}.{column.name}") or _MEANINGS.get(column.name) or column.meaning
    return Field(
        column.name,
        _sentence(column.name),
        meaning.replace("`", "'"),
        _TYPES[column.kind],
        choices=column.choices,
        required=column.need is Need.FILLED,
        empty=Shorthand.NOT_AVAILABLE if column.name in _FIGURES else Shorthand.NOT_APPLICABLE,
    )


def _sentence(name: str) -> str:
    return name.replace("_", " ").capitalize()


#: The side tables that can be downloaded, in the order of the report.
SIDE_TABLES: tuple[TableSpec, ...] = (
    side_table(schema.BENCHMARKS, ("indicator", "comparator", "period_end"), (_TO_SCORECARD,)),
    side_table(schema.CHANGES, ()),
    side_table(schema.DELIVERY, ("action",)),
    side_table(schema.DELIVERY_PROGRESS, ("action", "period_end"), (Reference(("action",), "delivery", ("action",)),)),
    side_table(schema.RISKS, ("risk",)),
    side_table(schema.RISK_SCORES, ("risk", "period_end"), (Reference(("risk",), "risks", ("risk",)),)),
    side_table(schema.COMPLAINTS, ("service_area", "period_start", "period_end", "row_kind")),
    side_table(schema.INFORMATION_REQUESTS, ("kind", "service_area", "period_start", "period_end")),
    side_table(schema.WORKFORCE, ("measure", "group", "period_end", "row_kind")),
    side_table(schema.IMPROVEMENT, ("table", "indicator")),
)
