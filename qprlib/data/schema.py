"""The data files of an organisation, declared once: reader, checks and ``docs/data.md`` follow from here.

``python -m qprlib.data.schema`` writes ``docs/data.md``; a test holds the page current.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from qprlib.data.columns import Column, Kind, Need
from qprlib.ground.calendar import Basis, Frequency


class IndicatorKind(StrEnum):
    """What an indicator is for."""

    KPI = "kpi"
    ACTIVITY = "activity"
    DATA_ONLY = "data_only"


class Polarity(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    RANGE = "range"
    NEUTRAL = "neutral"


class Flag(StrEnum):
    """What is not final about an actual."""

    PROVISIONAL = "provisional"
    REVISED = "revised"
    ESTIMATE = "estimate"
    FORECAST = "forecast"


class GivenState(StrEnum):
    """Why there is no rating, where the data must say so."""

    WITHDRAWN = "withdrawn"
    NEW = "new"
    NOT_DUE = "not-due"
    TARGET_TBC = "target-tbc"
    SUPPRESSED = "suppressed"
    NO_CASES = "no-cases"
    NOT_AVAILABLE = "not-available"
    NO_TARGET = "no-target"


class YesNo(StrEnum):
    """An answer."""

    YES = "yes"
    NO = "no"


class ComplaintsRow(StrEnum):
    """What a row of ``complaints.csv`` is."""

    AREA = "area"
    PUBLISHED_TOTAL = "published_total"


class WorkforceRow(StrEnum):
    """What a row of ``workforce.csv`` is."""

    PART = "part"
    PUBLISHED_TOTAL = "published_total"
    MEMO = "memo"


class RequestKind(StrEnum):
    """What a row of ``information_requests.csv`` counts."""

    FOI = "foi"
    EIR = "eir"
    SAR = "sar"


class DeliveryStatus(StrEnum):
    """How an action of the delivery programme stands."""

    NOT_STARTED = "not-started"
    ON_TRACK = "on-track"
    AT_RISK = "at-risk"
    OFF_TARGET = "off-target"
    COMPLETED = "completed"


class RegisterChange(StrEnum):
    """What was changed of the set of indicators."""

    ADDED = "added"
    WITHDRAWN = "withdrawn"
    REDEFINED = "redefined"


REDEFINABLE = ("name", "short_name", "section", "directorate", "division", "owner_role", "priority", "source", "note")
"""Columns of the register whose earlier words ``changes.csv`` can keep."""

LEAST_SCORE, MOST_SCORE = 1, 5
"""Bounds of the likelihood and of the impact of a risk."""

MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class DataFile:
    """One kind of data file.

    Parameters
    ----------
    name
        Name of the file in ``data/<organisation>/``.
    meaning
        One or two sentences for the data page.
    columns
        In the order in which they are best written; any order is read.
    required
        Whether an organisation must have it.
    needs_rows
        Whether it must have at least one row.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    required: bool = False
    needs_rows: bool = False

    @property
    def stem(self) -> str:
        """Name without its ending: ``actuals``."""
        return self.name.removesuffix(".csv")


def _words(choices: Iterable[StrEnum]) -> tuple[str, ...]:
    return tuple(choice.value for choice in choices)


def _decimals() -> Column:
    return Column(
        "decimals",
        Kind.WHOLE,
        "How many decimals are published; a rating may work on the value as published.",
        Need.FILLED,
        least=0,
        most=MOST_DECIMALS,
    )


def _unit() -> Column:
    return Column(
        "unit",
        Kind.TEXT,
        "`%` is printed attached (87%), `number` not at all (1,366), else after a space (24.4 days).",
        Need.FILLED,
    )


def _recorded(otherwise: str) -> Column:
    return Column(
        "recorded",
        Kind.DATE,
        f"Day on which it became known: editions with an earlier data cut-off do not see it. If empty: {otherwise}.",
    )


def _score(name: str, meaning: str) -> Column:
    return Column(name, Kind.WHOLE, meaning, Need.FILLED, least=LEAST_SCORE, most=MOST_SCORE)


def _indicator() -> Column:
    return Column("indicator", Kind.TEXT, "Its id in `indicators.csv`.", Need.FILLED)


def _note(meaning: str = "Anything a reader should know about this row.") -> Column:
    return Column("note", Kind.TEXT, meaning)


def _restated() -> tuple[Column, Column]:
    return (
        Column(
            "authority", Kind.TEXT, "Who decided that it replaces the target recorded before; needed where it does."
        ),
        Column("reason", Kind.TEXT, "Why it replaces that target; needed where it does."),
    )


INDICATORS = DataFile(
    "indicators.csv",
    "The register: one row for each indicator. The order of the rows is the order in the report.",
    (
        Column("id", Kind.IDENTIFIER, "Short name that never changes and is used everywhere else.", Need.FILLED),
        Column("name", Kind.TEXT, "Full name, as it heads the indicator's page.", Need.FILLED),
        Column("short_name", Kind.TEXT, "Name for charts and narrow tables; the full name if empty."),
        Column(
            "kind",
            Kind.CHOICE,
            "`kpi` is rated; `activity` is context with an expected range; `data_only` has no target.",
            Need.FILLED,
            _words(IndicatorKind),
        ),
        Column("section", Kind.TEXT, "Service area; one page of the report each.", Need.FILLED),
        _unit(),
        _decimals(),
        Column(
            "polarity",
            Kind.CHOICE,
            "Which way is better: `range` is best between two limits, `neutral` is neither.",
            Need.FILLED,
            _words(Polarity),
        ),
        Column(
            "basis",
            Kind.CHOICE,
            "What one value adds up; decides what it may be compared with.",
            Need.FILLED,
            _words(Basis),
        ),
        Column(
            "frequency",
            Kind.CHOICE,
            "How often there is a value, and on which days a period can end (see below).",
            Need.FILLED,
            _words(Frequency),
        ),
        Column("directorate", Kind.TEXT, "Directorate that answers for it."),
        Column("division", Kind.TEXT, "Division that answers for it."),
        Column("owner_role", Kind.TEXT, "Role (not the name) of who answers for it."),
        Column("priority", Kind.TEXT, "Priority of the council that it serves."),
        Column("aim", Kind.TEXT, "Strategic aim that it serves; one page each in a report arranged by aim."),
        Column(
            "aim_number",
            Kind.TEXT,
            "Its number under that aim, such as 1.19, by which such a report is ordered; all have one or none.",
        ),
        Column("source", Kind.TEXT, "Where the figures come from."),
        _note("Anything a reader should know about the indicator."),
        Column("first_period", Kind.DATE, "First period end at which it is in force; empty if always."),
        Column("last_period", Kind.DATE, "Last period end at which it is in force; empty if still."),
        Column(
            "suppress_below",
            Kind.WHOLE,
            "A result counted from fewer cases (its denominator) is suppressed; empty if the rating scheme decides.",
            least=1,
        ),
        Column(
            "arrears",
            Kind.WHOLE,
            "For how many periods an older result may stand in, in arrears, for one that is missing; 1 if empty.",
            least=0,
            most=12,
        ),
    ),
    required=True,
    needs_rows=True,
)

ACTUALS = DataFile(
    "actuals.csv",
    "What was measured: one row for each indicator and period. Missing is an empty cell, never 0. A value that was "
    "published and then revised keeps its row; the revised one gets another, with the day on which it was recorded.",
    (
        _indicator(),
        Column(
            "period_end",
            Kind.DATE,
            "Last day of the period, as the indicator's frequency allows.",
            Need.FILLED,
        ),
        Column("actual", Kind.NUMBER, "The value.", Need.COLUMN, state_in="the column state"),
        Column("numerator", Kind.NUMBER, "What a share or rate was counted from: the part.", in_unit=False),
        Column("denominator", Kind.NUMBER, "What a share or rate was counted from: the whole.", in_unit=False),
        Column("forecast", Kind.NUMBER, "What the year is expected to end at, as it was told with this value."),
        Column("flag", Kind.CHOICE, "What is not final about the value.", choices=_words(Flag)),
        Column(
            "state",
            Kind.CHOICE,
            "Why there is no rating, where neither the figures nor the register say so; printed in its own words. Of a "
            "period that is `new`, `target-tbc` or `no-target` no target is used, whatever targets.csv has.",
            choices=_words(GivenState),
        ),
        Column(
            "break_before",
            Kind.CHOICE,
            "`yes` where the series breaks before this value: nothing earlier is compared with it; the note says why.",
            choices=_words(YesNo),
        ),
        _recorded("with the end of its period"),
        Column("reason", Kind.TEXT, "Why it replaces the value recorded before; needed where it does."),
        _note(),
    ),
    required=True,
    needs_rows=True,
)

TARGETS = DataFile(
    "targets.csv",
    "What was aimed at: one row for each indicator and period. A restated target gets another row, with its day.",
    (
        _indicator(),
        Column(
            "period_end",
            Kind.DATE,
            "Last day of the period, as the indicator's frequency allows.",
            Need.FILLED,
        ),
        Column(
            "target",
            Kind.NUMBER,
            "The target of that period.",
            Need.COLUMN,
            state_in="the column state of actuals.csv",
        ),
        Column(
            "floor",
            Kind.NUMBER,
            "The least acceptable value; where lower is better a ceiling, above the target.",
        ),
        Column("lower", Kind.NUMBER, "Lower end of a target range, or of the expected range of an activity."),
        Column("upper", Kind.NUMBER, "Upper end of that range."),
        Column("floor_lower", Kind.NUMBER, "Below this end a value breaches the floor of a target range."),
        Column("floor_upper", Kind.NUMBER, "Above this end it does so, too."),
        Column(
            "tolerance",
            Kind.NUMBER,
            "How far from the target is still acceptable, for a rating scheme that uses each indicator's own "
            "tolerance, in the unit that the scheme says; and where the target is 0, for one that allows a percentage "
            "of it, in the indicator's unit.",
            in_unit=False,
        ),
        _recorded("always known"),
        *_restated(),
        _note(),
    ),
    required=True,
)

COMPLAINTS = DataFile(
    "complaints.csv",
    "Complaints received, by service area and period; totals as published, if any, in rows of their own.",
    (
        Column("service_area", Kind.TEXT, "Service area, or `Total`.", Need.FILLED),
        Column("period_start", Kind.DATE, "First day of the period.", Need.FILLED),
        Column("period_end", Kind.PERIOD_END, "Last day of the period.", Need.FILLED),
        Column("period_label", Kind.TEXT, "The period as printed.", Need.FILLED),
        Column("complaints", Kind.WHOLE, "How many were received.", Need.COLUMN),
        Column(
            "row_kind",
            Kind.CHOICE,
            "`area` is a figure of one service area and period; `published_total` a sum the source prints.",
            Need.FILLED,
            _words(ComplaintsRow),
        ),
        Column(
            "part_of",
            Kind.TEXT,
            "The area that this one was part of before services were regrouped; its published totals include this one.",
        ),
        _recorded("with the end of its period"),
        _note(),
    ),
)

WORKFORCE = DataFile(
    "workforce.csv",
    "Staff numbers, sickness, turnover: one row for each measure, group and period.",
    (
        Column("measure", Kind.TEXT, "What is counted.", Need.FILLED),
        Column("group", Kind.TEXT, "Whom it is counted for.", Need.FILLED),
        Column("period_end", Kind.PERIOD_END, "Last day of the period.", Need.FILLED),
        Column("period_label", Kind.TEXT, "The period as printed.", Need.FILLED),
        Column("value", Kind.NUMBER, "The value.", Need.COLUMN),
        _unit(),
        _decimals(),
        Column(
            "row_kind",
            Kind.CHOICE,
            "`part` adds up with its like; `published_total` is a sum printed by the source; "
            "`memo` adds to nothing (an `of which`, a change).",
            Need.FILLED,
            _words(WorkforceRow),
        ),
        _recorded("with the end of its period"),
        _note(),
    ),
)

IMPROVEMENT = DataFile(
    "improvement.csv",
    "Targets set by an Improvement Notice: base, latest value, target and the rating that was published.",
    (
        Column("table", Kind.TEXT, "Table in which it is printed.", Need.FILLED),
        Column("indicator", Kind.TEXT, "What is measured.", Need.FILLED),
        _unit(),
        _decimals(),
        Column("polarity", Kind.CHOICE, "Which way is better.", Need.FILLED, _words(Polarity)),
        Column("base_label", Kind.TEXT, "What the base is, as printed.", Need.COLUMN),
        Column("base_value", Kind.NUMBER, "The value at the start.", Need.COLUMN),
        Column("latest_label", Kind.TEXT, "What the latest value is, as printed.", Need.COLUMN),
        Column("latest_value", Kind.NUMBER, "The latest value.", Need.COLUMN),
        Column("target_label", Kind.TEXT, "What the target is, as printed.", Need.COLUMN),
        Column("target", Kind.NUMBER, "The target.", Need.COLUMN),
        Column("published_rating", Kind.TEXT, "The rating that was published, if any."),
        Column("due", Kind.DATE, "Day by which the target is to be met."),
        _recorded("always known; of several rows about one measure the latest counts"),
        _note(),
    ),
)

OVERRIDES = DataFile(
    "overrides.csv",
    "Ratings set by hand: each is printed with who decided, when and why, beside the rating that the rule gives.",
    (
        _indicator(),
        Column("period_end", Kind.PERIOD_END, "Last day of the period whose rating is set.", Need.FILLED),
        Column(
            "rating", Kind.TEXT, "The id of a band of the rating scheme, or of a state such as `not-due`.", Need.FILLED
        ),
        Column("role", Kind.TEXT, "Role (not the name) of who decided.", Need.FILLED),
        Column("date", Kind.DATE, "Day of the decision.", Need.FILLED),
        Column("reason", Kind.TEXT, "The reason, as it is printed.", Need.FILLED),
    ),
)

PROFILES = DataFile(
    "profiles.csv",
    "Targets set for a whole year, with the path that leads to them; a period that `targets.csv` names goes before.",
    (
        _indicator(),
        Column("year_end", Kind.PERIOD_END, "Last day of the year, such as 2012-03-31.", Need.FILLED),
        Column("annual_target", Kind.NUMBER, "The target of the whole year.", Need.FILLED),
        Column(
            "profile",
            Kind.TEXT,
            "`linear`, `flat`, the targets of the periods (`775; 1550; 2325; 3100`) or their shares "
            "(`20%; 45%; 70%; 100%`).",
            Need.FILLED,
        ),
        Column("annual_floor", Kind.NUMBER, "The least acceptable result of the whole year, reached on the same path."),
        _recorded("always known"),
        *_restated(),
    ),
)

BENCHMARKS = DataFile(
    "benchmarks.csv",
    "What others reached: one row for each indicator, comparator and period, in the indicator's unit.",
    (
        _indicator(),
        Column("comparator", Kind.TEXT, "Whose figure it is: `National`, `Statistical neighbours` ...", Need.FILLED),
        Column(
            "period_end", Kind.PERIOD_END, "Last day of its period, which need not be the indicator's.", Need.FILLED
        ),
        Column("period_label", Kind.TEXT, "Its period as printed.", Need.FILLED),
        Column("value", Kind.NUMBER, "The value.", Need.COLUMN),
        Column("source", Kind.TEXT, "Where it was published."),
        _recorded("with the end of its period"),
        _note(),
    ),
)

INFORMATION_REQUESTS = DataFile(
    "information_requests.csv",
    "Requests for information: one row for each kind, service area and period.",
    (
        Column(
            "kind",
            Kind.CHOICE,
            "`foi`: freedom of information; `eir`: environmental information; `sar`: subject access.",
            Need.FILLED,
            _words(RequestKind),
        ),
        Column("service_area", Kind.TEXT, "Service area that answers.", Need.FILLED),
        Column("period_start", Kind.DATE, "First day of the period.", Need.FILLED),
        Column("period_end", Kind.PERIOD_END, "Last day of the period.", Need.FILLED),
        Column("received", Kind.WHOLE, "How many came in.", Need.COLUMN),
        Column("answered", Kind.WHOLE, "How many were answered.", Need.COLUMN),
        Column("in_time", Kind.WHOLE, "How many of those were answered in time.", Need.COLUMN),
        Column("overdue", Kind.WHOLE, "How many were open and late at the end of the period."),
        _recorded("with the end of its period"),
        _note(),
    ),
)

DELIVERY = DataFile(
    "delivery.csv",
    "The delivery programme: one row for each action. The order of the rows is the order in the report.",
    (
        Column("action", Kind.TEXT, "Its number, such as 4.21.", Need.FILLED),
        Column("title", Kind.TEXT, "What is to be done.", Need.FILLED),
        Column("aim", Kind.TEXT, "Strategic aim that it serves.", Need.FILLED),
        Column("directorate", Kind.TEXT, "Directorate that answers for it."),
        Column("owner_role", Kind.TEXT, "Role (not the name) of who answers for it.", Need.FILLED),
        Column("start", Kind.DATE, "Day on which it begins."),
        _note(),
    ),
)

DELIVERY_PROGRESS = DataFile(
    "delivery_progress.csv",
    "How each action stood: one row for each action and quarter.",
    (
        Column("action", Kind.TEXT, "Its number in `delivery.csv`.", Need.FILLED),
        Column("period_end", Kind.PERIOD_END, "Last day of the quarter.", Need.FILLED),
        Column("status", Kind.CHOICE, "How it stands.", Need.FILLED, _words(DeliveryStatus)),
        Column("due", Kind.DATE, "Day by which it is to be done, as it stood then."),
        Column("reason", Kind.TEXT, "Why it is at risk or off target; needed where it is."),
        Column("progress", Kind.TEXT, "What has been done since the quarter before.", Need.COLUMN),
        _recorded("with the end of its quarter"),
    ),
)

RISKS = DataFile(
    "risks.csv",
    "The corporate risk register: one row for each risk. The order of the rows is the order in the report.",
    (
        Column("risk", Kind.IDENTIFIER, "Short name that never changes, such as CR01.", Need.FILLED),
        Column("title", Kind.TEXT, "What might happen, in a few words.", Need.FILLED),
        Column("description", Kind.TEXT, "What might happen, why, and what would follow."),
        Column("directorate", Kind.TEXT, "Directorate that answers for it."),
        Column("owner_role", Kind.TEXT, "Role (not the name) of who answers for it.", Need.FILLED),
        Column(
            "target_score",
            Kind.WHOLE,
            "Likelihood times impact that is to be reached.",
            least=LEAST_SCORE,
            most=MOST_SCORE**2,
        ),
        _note(),
    ),
)

RISK_SCORES = DataFile(
    "risk_scores.csv",
    "How each risk was scored: one row for each risk and quarter. The score is likelihood times impact.",
    (
        Column("risk", Kind.TEXT, "Its id in `risks.csv`.", Need.FILLED),
        Column("period_end", Kind.PERIOD_END, "Last day of the quarter.", Need.FILLED),
        _score("likelihood", "How likely it is: 1 very unlikely, 5 very likely."),
        _score("impact", "How much it would harm: 1 hardly, 5 very much."),
        Column("mitigation", Kind.TEXT, "What is being done about it.", Need.COLUMN),
        _recorded("with the end of its quarter"),
        _note(),
    ),
)

CHANGES = DataFile(
    "changes.csv",
    "Changes of the set of indicators, each with who decided and why. "
    "From when and until when an indicator is in force stands in the register.",
    (
        _indicator(),
        Column("change", Kind.CHOICE, "What was changed.", Need.FILLED, _words(RegisterChange)),
        Column(
            "field",
            Kind.CHOICE,
            "Of a redefined indicator: which words of the register were changed.",
            choices=REDEFINABLE,
        ),
        Column("was", Kind.TEXT, "Those words as they were; editions with an earlier cut-off print them."),
        Column("recorded", Kind.DATE, "Day of the decision.", Need.FILLED),
        Column("authority", Kind.TEXT, "Who decided.", Need.FILLED),
        Column("reason", Kind.TEXT, "Why, as it is printed.", Need.FILLED),
    ),
)

FILES: tuple[DataFile, ...] = (
    INDICATORS,
    ACTUALS,
    TARGETS,
    PROFILES,
    BENCHMARKS,
    CHANGES,
    DELIVERY,
    DELIVERY_PROGRESS,
    RISKS,
    RISK_SCORES,
    COMPLAINTS,
    INFORMATION_REQUESTS,
    WORKFORCE,
    IMPROVEMENT,
    OVERRIDES,
)

_INTRODUCTION = """# The data files

<!-- Made from qprlib/data/schema.py by `python -m qprlib.data.schema`. Change it there. -->

An organisation's figures lie in `data/<organisation>/` as CSV: commas between columns, column names in the
first row, UTF-8 (in Excel: *CSV UTF-8 (Comma delimited)*). Columns may stand in any order. Dates are written
year-month-day: `2011-06-30`. Numbers are best written plain: `1234.5`. What can mean only one thing is read as well:
thousands commas (`1,234.5`), the unit of the row beside the number (`87%`, `£5`, `12 days`), amounts of money such as
`£1.2m` and `(12.30)`. Anything else is refused, with the number that was probably meant; no number is larger than a
million million.

**An empty cell means that there is no value.** Zero means zero. Say in the note why a value is missing.

`qpr check EDITION` reads everything and lists every problem at once, with file, row and column. Other files
in the folder are left alone.

**What was known when.** Rows are added and never changed. A row with a day in `recorded` is seen by every edition
whose data cut-off (`as_of`) is that day or later; of several rows about the same thing an edition takes the last that
it sees, and knows what that replaced. So an old edition shows what was known in its time, and a new one shows what was
revised, from what, when and why.
"""


def schema_page() -> str:
    """The page ``docs/data.md``, in Markdown."""
    parts = [_INTRODUCTION]
    for data_file in FILES:
        must = "" if data_file.required else " May be left out."
        parts += [f"## {data_file.name}\n", f"{data_file.meaning}{must}\n", _column_table(data_file)]
    parts += [
        "## Frequencies and period ends\n",
        _frequency_table(),
        "## What a value adds up\n",
        _basis_table(),
    ]
    return "\n".join(parts)


def _column_table(data_file: DataFile) -> str:
    lines = ["| Column | Holds | Must be there | Meaning |", "|:--|:--|:--|:--|"]
    for column in data_file.columns:
        holds = column.kind.value
        if column.choices:
            holds = "one of " + ", ".join(f"`{choice}`" for choice in column.choices)
        lines.append(f"| `{column.name}` | {holds} | {column.need.value} | {column.meaning} |")
    return "\n".join(lines) + "\n"


def _frequency_table() -> str:
    lines = ["| Frequency | Periods a year | A period ends on |", "|:--|--:|:--|"]
    lines += [f"| `{each.value}` | {each.periods_per_year} | {each.ends_in_words} |" for each in Frequency]
    return "\n".join(lines) + "\n"


def _basis_table() -> str:
    lines = ["| Basis | Meaning |", "|:--|:--|"]
    lines += [f"| `{each.value}` | {each.words} |" for each in Basis]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write ``docs/data.md`` of this source tree."""
    page = Path(__file__).parents[2] / "docs" / "data.md"
    page.write_text(schema_page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
