"""The lines of ``tables.csv``, and which page shows which tables: for whoever must not wait for pandas."""

from __future__ import annotations

from collections.abc import Mapping

from qprlib.ground.packaged import packaged_rows

#: What a table's own line is instead of the kind of a column.
TABLE = "table"

ROWS = packaged_rows(__file__, "tables.csv")
_OWN = [row for row in ROWS if row["kind"] == TABLE]

SHOWN_BY: Mapping[str, tuple[str, ...]] = {
    page: tuple(row["table"] for row in _OWN if row["page"] == page)
    for page in dict.fromkeys(row["page"] for row in _OWN if row["page"])
}
"""Each page that needs tables, with those tables."""
