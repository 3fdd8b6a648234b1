"""Pages that show side tables: whether those hold anything that the edition may show."""

from __future__ import annotations

import pandas as pd

from qprlib.data.declarations import SHOWN_BY
from qprlib.data.schema import IndicatorKind
from qprlib.ground.errors import Place, Problem
from qprlib.publishing.published import WORDINGS
from qprlib.report.context import Context


def pages_without_rows(context: Context, params: str) -> list[Problem]:
    """Pages whose table is there but holds nothing that the edition may show."""
    quarter, folder = context.edition.quarter, f"data/{context.edition.organisation.id}"
    found: list[Problem] = []
    for page in context.pages:
        if page.notebook == "activity":
            empty = not any(row.kind == IndicatorKind.ACTIVITY for row in context.scored.results)
            file, lacks = "indicators.csv", "an indicator of the kind 'activity' that is in force"
        elif page.notebook in SHOWN_BY:
            *others, table = SHOWN_BY[page.notebook]
            rows = context.data.side.get(table)
            # Beside a list of things, how each of them stood at the end of a quarter.
            if rows is not None and others:
                rows = rows[rows["period_end"] <= pd.Timestamp(quarter.end)]
            empty = rows is not None and rows.empty
            file, lacks = f"{table}.csv", f"a row that was known at the cut-off for {quarter.label} or before"
        else:
            continue
        if empty:
            found.append(
                WORDINGS.problem("no-rows", Place(f"{folder}/{file}"), slug=page.slug, lacks=lacks, params=params)
            )
    return found
