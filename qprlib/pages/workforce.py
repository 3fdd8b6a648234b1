"""The workforce: contracts, headcount, full-time equivalents, sickness and turnover."""

from __future__ import annotations

import pandas as pd

from qprlib.numbers import format_number, format_value
from qprlib.pages.charts import draw_bars
from qprlib.pages.context import Context
from qprlib.pages.document import Bullets, Column, Content, Inlines, Strong, Table, content, paragraph
from qprlib.pages.drawing import keep_chart
from qprlib.pages.parts import heading, lede, report_text, source

#: The measure whose quarters are drawn.
TREND = "Full-time equivalent, trend"


def _frame(context: Context) -> pd.DataFrame:
    if context.data.workforce is None:
        raise LookupError(f"data/{context.edition.organisation.id}/workforce.csv is not there")
    return context.data.workforce


def _trend(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["measure"] == TREND].sort_values("period_end")


def opening(context: Context) -> Content:
    """How many staff, and the change over the periods shown."""
    trend = _trend(_frame(context))
    first, last = trend.iloc[0], trend.iloc[-1]
    change = 100 * (last["value"] - first["value"]) / first["value"]
    way = "fewer" if change < 0 else "more"
    return lede(
        "workforce",
        f"{format_number(last['value'], 0)} full-time equivalent staff outside schools in {last['period_label']}, "
        f"{format_number(abs(change), 1)}% {way} than in {first['period_label']}.",
    )


def chart(context: Context) -> Content:
    """Full-time equivalents by quarter, bars from zero."""
    trend = _trend(_frame(context))
    labels, values = list(trend["period_label"]), [float(value) for value in trend["value"]]
    caption = f"Full-time equivalents {'fell' if values[-1] < values[0] else 'rose'} from {format_number(values[0], 0)}"
    caption += f" to {format_number(values[-1], 0)} in a year"
    alt = "Bar chart of full-time equivalent staff outside schools. " + "; ".join(
        f"{label} {format_number(value, 0)}" for label, value in zip(labels, values, strict=True)
    )
    drawing = draw_bars(context.project.theme, labels, values, 0)
    return content(
        heading("Full-time equivalent staff"),
        keep_chart(drawing, "fte", caption, alt + "."),
        source("Count at the end of each quarter, schools left out."),
    )


def levels(context: Context) -> Content:
    """Staffing by group and measure on the latest day, as published."""
    frame = _frame(context)
    rows = frame[(frame["measure"] != TREND) & frame["measure"].isin(_measures_of_parts(frame))]
    measures = list(dict.fromkeys(rows["measure"]))
    groups = list(dict.fromkeys(rows["group"]))
    kinds = dict(zip(rows["group"], rows["row_kind"], strict=True))
    cells = rows.set_index(["group", "measure"])
    table_rows: list[tuple[Inlines, ...]] = []
    for group in groups:
        name: Inlines = (Strong(group),) if kinds[group] == "published_total" else (group,)
        figures = [cells.loc[(group, measure)] for measure in measures]
        table_rows.append((name, *((format_value(one["value"], one["unit"], int(one["decimals"])),) for one in figures)))
    columns = (Column("Group", width=32), *(Column(measure, "right", width=17) for measure in measures))
    day = rows["period_end"].max()
    return content(
        heading("Staffing levels"),
        Table(f"Staff on {day.day} {day:%B %Y}, as published", "workforce", columns, tuple(table_rows)),
    )


def _measures_of_parts(frame: pd.DataFrame) -> set[str]:
    """Measures that have a published total: they are broken down by group."""
    return set(frame[frame["row_kind"] == "published_total"]["measure"])


def rates(context: Context) -> Content:
    """Sickness and turnover by rolling year."""
    frame = _frame(context)
    rows = frame[(frame["measure"] != TREND) & ~frame["measure"].isin(_measures_of_parts(frame))]
    labels = list(dict.fromkeys(rows.sort_values("period_end")["period_label"]))
    cells = rows.set_index(["measure", "period_label"])
    table_rows: list[tuple[Inlines, ...]] = []
    for measure in dict.fromkeys(rows["measure"]):
        figures = [cells.loc[(measure, label)] for label in labels]
        table_rows.append(
            ((measure,), *((format_value(one["value"], one["unit"], int(one["decimals"])),) for one in figures))
        )
    columns = (Column("Measure", width=52), *(Column(label, "right", width=24) for label in labels))
    return content(
        heading("Sickness and turnover"),
        Table("Sickness and turnover outside schools, rolling 12 months", "workforce", columns, tuple(table_rows)),
    )


def checks(context: Context) -> Content:
    """Which published totals are the sum of the groups listed above them, and which are not.

    A total closes the parts that stand above it in the data file, back to the total before.
    """
    frame = _frame(context)
    findings: list[Inlines] = []
    agreed = 0
    for measure, rows in frame[frame["measure"] != TREND].groupby("measure", sort=False):
        parts: list[float] = []
        for row in rows.itertuples():
            if row.row_kind == "part":
                parts.append(row.value)
            elif row.row_kind == "published_total":
                decimals = int(row.decimals)
                published, found = format_number(row.value, decimals), format_number(sum(parts), decimals)
                agreed += published == found
                if published != found:
                    why = f" {row.note}." if isinstance(row.note, str) and row.note else ""
                    findings.append((f"{measure}, {row.group}: {published} published, the parts add up to {found}.{why}",))
                parts = []
    said = f"{agreed} of {agreed + len(findings)} published totals are the sum of their parts."
    return content(
        heading("Totals checked"),
        paragraph(said + (" The others are shown as published:" if findings else "")),
        Bullets(tuple(findings)) if findings else None,
    )


def commentary(context: Context) -> Content:
    """What the personnel service wrote."""
    text = report_text(context, "Workforce")
    return content(heading("Commentary"), *text) if text else Content()
