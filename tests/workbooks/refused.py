"""Files that cannot be read, and say so in plain words."""

from __future__ import annotations

from workbooks.drawing import Drawing
from workbooks.truth import Entry

_TABLE = """
Ref | Indicator              | Unit | Target | Q1 2024/25 | Q2 2024/25
A1  | Calls answered         | %    | 80     | 71.5       | 74
A2  | Letters answered       | %    | 90     | 92         | 91
"""

REFUSED = (
    Entry(
        Drawing("semicolons.csv")
        .sheet(
            "semicolons",
            """
Ref;Indicator;Unit;Target;Q1 2024/25;Q2 2024/25
A1;Calls answered;%;80;71,5;74
A2;Letters answered;%;90;92;91
""",
        )
        .book,
        shape="CSV with semicolons, as Excel writes it where the comma is the decimal sign",
        refused=("semicolon",),
    ),
    Entry(
        Drawing("export.xls").sheet("Export", _TABLE).book,
        shape="HTML saved as .xls, as many systems export it",
        refused=("HTML", ".xlsx"),
    ),
    Entry(
        Drawing("formulas.xlsx")
        .sheet(
            "KPIs",
            """
Ref | Indicator              | Unit | Target | Q1 2024/25 | Q2 2024/25
A1  | Calls answered         | %    | 80     | 71.5       | =E2+2.5 {formula}
A2  | Letters answered       | %    | 90     | 92         | 91
""",
        )
        .book,
        shape="a formula whose value was never worked out",
        refused=("F2", "formula"),
    ),
    Entry(
        Drawing("minutes.xlsx")
        .sheet(
            "Minutes",
            """
Minutes of the performance board
Present: five members
The board noted the report and asked for another in March.
""",
        )
        .book,
        shape="a workbook without any table",
        refused=("Minutes",),
    ),
    Entry(
        Drawing("twice.xlsx")
        .sheet(
            "KPIs",
            """
Ref | Indicator              | Unit | Target | Q1 2024/25 | Q2 2024/25 | Q2 2024/25
A1  | Calls answered         | %    | 80     | 71.5       | 74         | 75
A2  | Letters answered       | %    | 90     | 92         | 91         | 90
""",
        )
        .book,
        shape="two columns of one quarter",
        refused=("Q2 2024/25", "F", "G"),
    ),
)
