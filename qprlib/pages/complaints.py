"""Complaints by service area and period, with every published total checked and none repaired."""

from __future__ import annotations

import pandas as pd

from qprlib.numbers import format_change, format_number, percentage
from qprlib.pages.charts import draw_bars
from qprlib.pages.context import Context
from qprlib.pages.document import Bullets, Column, Content, Inlines, Strong, Table, content, paragraph
from qprlib.pages.drawing import keep_chart
from qprlib.pages.parts import heading, lede, report_text, source

#: What a table shows where the source has no figure.
NO_FIGURE = "no figure"


def _frame(context: Context) -> pd.DataFrame:
    if context.data.complaints is None:
        raise LookupError(f"data/{context.edition.organisation.id}/complaints.csv is not there")
    return context.data.complaints


def opening(context: Context) -> Content:
    """How many complaints, against the quarter before and a year before, in one sentence."""
    periods, totals = _published_totals(_frame(context))
    now, before, year_ago = totals[-1], totals[-2], totals[0]
    return lede(
        "complaints",
        f"{format_number(now, 0)} complaints in {_spoken(periods[-1])}: {_change(now, before)} than in the quarter "
        f"before and {_change(now, year_ago)} than in {_spoken(periods[0])}.",
    )


def _spoken(label: str) -> str:
    months = {"Apr": "April", "Jun": "June", "Jul": "July", "Aug": "August", "Sep": "September", "Dec": "December"}
    months |= {"Jan": "January", "Mar": "March", "Oct": "October"}
    return " ".join(months.get(word, word) for word in label.split())


def _change(now: float, before: float) -> str:
    """Such as "7% fewer"."""
    share = percentage(round(abs(now - before)), round(before))
    return f"{share} {'fewer' if now < before else 'more'}"


def _quarters(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of single quarters, without the totals over twelve months."""
    days = (frame["period_end"] - frame["period_start"]).dt.days
    return frame[days < 120]


def _published_totals(frame: pd.DataFrame) -> tuple[list[str], list[float]]:
    rows = _quarters(frame)
    rows = rows[rows["row_kind"] == "published_total"].sort_values("period_end")
    return list(rows["period_label"]), [float(value) for value in rows["complaints"]]


def chart(context: Context) -> Content:
    """Complaints in each quarter as published."""
    periods, totals = _published_totals(_frame(context))
    alt = "Bar chart of complaints received. " + "; ".join(
        f"{period} {format_number(total, 0)}" for period, total in zip(periods, totals, strict=True)
    )
    caption = f"Complaints {'fell' if totals[-1] < totals[0] else 'rose'} from {format_number(totals[0], 0)} to "
    caption += f"{format_number(totals[-1], 0)} in a year"
    drawing = draw_bars(context.project.theme, [period.replace(" to ", "–") for period in periods], totals, 0)
    return content(keep_chart(drawing, "complaints", caption, alt + "."), source("Number of complaints, all services."))


def table(context: Context) -> Content:
    """Every figure of the source, period by period, with its published totals."""
    frame = _frame(context)
    quarters = _quarters(frame).sort_values("period_end")
    labels = list(dict.fromkeys(quarters["period_label"]))
    year = frame.drop(quarters.index)
    areas = list(dict.fromkeys(frame["service_area"]))
    by_quarter = quarters.set_index(["service_area", "period_label"])["complaints"]
    by_year = year.set_index("service_area")["complaints"]
    rows: list[tuple[Inlines, ...]] = []
    for area in areas:
        figures = [by_quarter.get((area, label), float("nan")) for label in labels]
        figures.append(by_year.get(area, float("nan")))
        name: Inlines = (Strong(area),) if area == "Total" else (area,)
        rows.append((name, *((_figure(value),) for value in figures)))
    columns = (
        Column("Service", width=28),
        *(Column(label, "right", width=12) for label in labels),
        Column("12 months", "right", width=12),
    )
    return content(
        heading("Complaints by service"),
        Table("Complaints by service and period, as published", "complaints", columns, tuple(rows)),
        source("Period labels are as published. Where services were regrouped in April 2011 the source has no figure."),
    )


def _figure(value: float) -> str:
    return NO_FIGURE if pd.isna(value) else format_number(value, 0)


def checks(context: Context) -> Content:
    """Which published totals are the sum of their parts, and which are not."""
    frame = _frame(context)
    quarters = _quarters(frame)
    parts = quarters[quarters["row_kind"] == "area"]
    findings: list[Inlines] = []
    agreed = 0
    totals = quarters[quarters["row_kind"] == "published_total"].sort_values("period_end")
    for total in totals.itertuples():
        found = parts[parts["period_end"] == total.period_end]["complaints"].sum()
        wrong = _difference(f"Total for {total.period_label}", total.complaints, found)
        agreed += not wrong
        findings += [(wrong,)] if wrong else []
    years = frame.drop(quarters.index)
    for total in years.itertuples():
        if total.service_area == "Total":
            some = totals
        else:
            some = parts[parts["service_area"].isin(_areas_of(total.service_area, parts))]
        inside = (some["period_start"] >= total.period_start) & (some["period_end"] <= total.period_end)
        wrong = _difference(f"12 months, {total.service_area}", total.complaints, some[inside]["complaints"].sum())
        agreed += not wrong
        findings += [(wrong,)] if wrong else []
    said = f"{agreed} of {agreed + len(findings)} published totals are the sum of their parts."
    return content(
        heading("Totals checked"),
        paragraph(said + (" The others are shown as published:" if findings else "")),
        Bullets(tuple(findings)) if findings else None,
        *_label_notes(quarters),
    )


def _areas_of(area: str, parts: pd.DataFrame) -> list[str]:
    """An area and, where services were regrouped, the ones that their notes say it became."""
    notes = parts["note"].fillna("")
    became = parts[notes.str.contains(f"part of {area}", case=False, regex=False)]["service_area"]
    return [area, *dict.fromkeys(became)]


def _difference(name: str, published: float, found: float) -> str:
    if published == found:
        return ""
    gap = format_change(published - found, "number", 0)
    more = "more" if published > found else "fewer"
    return f"{name}: {format_number(published, 0)} published, {gap} {more} than the sum of its parts ({format_number(found, 0)})."


def _label_notes(quarters: pd.DataFrame) -> list[Bullets]:
    """Periods whose printed label the data doubts."""
    doubted = quarters[quarters["note"].fillna("").str.contains("label looks like a slip")]
    notes = [
        f"{row.period_label}: {str(row.note).split('.')[0][:1].lower()}{str(row.note).split('.')[0][1:]}."
        for row in doubted.drop_duplicates("period_label").itertuples()
    ]
    return [Bullets(tuple((text,) for text in notes))] if notes else []


def commentary(context: Context) -> Content:
    """What the customer service wrote."""
    text = report_text(context, "Complaints")
    return content(heading("Commentary"), *text) if text else Content()
