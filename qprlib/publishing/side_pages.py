"""Pages that show side tables: which they need, and whether those hold anything that the edition may show."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from qprlib.data.schema import FILES, IndicatorKind
from qprlib.ground.errors import Place, Problem
from qprlib.publishing.published import WORDINGS
from qprlib.report.context import Context

#: Pages that show side tables, which must be there.
SIDE_TABLES: Mapping[str, tuple[str, ...]] = {
    page: tuple(one.stem for one in FILES if one.page == page) for page in {one.page for one in FILES if one.page}
}


def pages_without_rows(context: Context, params: str) -> list[Problem]:
    """Pages whose table is there but holds nothing that the edition may show."""
    quarter, folder = context.edition.quarter, f"data/{context.edition.organisation.id}"
    found: list[Problem] = []
    for page in context.pages:
        if page.notebook == "activity":
            empty = not any(row.kind == IndicatorKind.ACTIVITY for row in context.scored.results)
            file, lacks = "indicators.csv", "an indicator of the kind 'activity' that is in force"
        elif page.notebook in SIDE_TABLES:
            table = SIDE_TABLES[page.notebook][-1]
            rows = context.data.side.get(table)
            if rows is not None and page.notebook in ("delivery", "risks"):
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
