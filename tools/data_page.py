"""Write ``docs/data.md``: every data file with its columns, as they are declared.

`make docs` runs it; a test keeps the page current.
"""

from __future__ import annotations

import sys

from spec_pages import ROOT, keep

from qprlib.data.schema import FILES, DataFile
from qprlib.ground.cycles import Cycle, Frequency
from qprlib.ground.periods import Basis

PAGE = ROOT / "docs" / "data.md"

_INTRODUCTION = """# The data files

<!-- Made by tools/data_page.py from qprlib/data/tables.csv. Change that and run `make docs`. -->

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


def page() -> str:
    """The page ``docs/data.md``, in Markdown."""
    parts = [_INTRODUCTION]
    for data_file in FILES:
        must = "" if data_file.required else " May be left out."
        parts += [f"## {data_file.name}\n", f"{data_file.meaning}{must}\n", _column_table(data_file)]
    cycles = map(Cycle, Frequency)
    frequencies = [f"| `{one.frequency.value}` | {one.a_year or 'less than 1'} | {one.in_words} |" for one in cycles]
    bases = [f"| `{each.value}` | {each.words} |" for each in Basis]
    parts += [
        "## Frequencies and period ends\n",
        "\n".join(["| Frequency | Periods a year | A period ends on |", "|:--|--:|:--|", *frequencies, ""]),
        "## What a value adds up\n",
        "\n".join(["| Basis | Meaning |", "|:--|:--|", *bases, ""]),
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


if __name__ == "__main__":
    sys.exit(keep(PAGE, page(), sys.argv[1:]))
