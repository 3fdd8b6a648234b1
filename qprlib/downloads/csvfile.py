r"""A table as a CSV file that a program reads without surprises and Excel opens with a double click.

**UTF-8 with a byte order mark.** A council's reader double-clicks the file. Without the mark Excel on Windows takes
it for the machine's old code page, and "£" or "Ynys Môn" become rubbish. Programs lose nothing: pandas, R's readr
and Frictionless skip the mark, and it is UTF-8 by any definition, which is what the data package says.

**Comma, quotes where needed, CRLF**: RFC 4180, which is also the dialect that a data package means if it names none.

**No text becomes a formula.** A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@`` (OWASP, *CSV
injection*), and texts come from many hands. Such a text gets an apostrophe before it, which a spreadsheet takes for
"this is text"; the data package's description says so. Numbers are left alone: ``-0.5`` of a column of numbers can do
nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pandas as pd

from qprlib.downloads.fields import DownloadTable, Field, Type

#: What a spreadsheet takes for the beginning of a formula, in its wide forms too.
_FORMULA = tuple(
    "=+-@\t\r\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def csv_bytes(table: DownloadTable) -> bytes:
    """The file: a header row, then the rows; dates as 2011-06-30, an empty cell where there is nothing."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([field.name for field in table.spec.fields])
    writer.writerows(zip(*(_cells(table, field) for field in table.spec.fields), strict=True))
    return BYTE_ORDER_MARK + text.getvalue().encode("utf-8")


def _cells(table: DownloadTable, field: Field) -> Iterator[str]:
    column = table.frame[field.name]
    for value in column:
        if pd.isna(value):
            yield ""
            continue
        match field.type:
            case Type.NUMBER:
                yield number_text(float(value))
            case Type.DATE:
                yield value.date().isoformat()
            case Type.BOOLEAN:
                yield "yes" if value else "no"
            case Type.INTEGER:
                yield str(int(value))
            case Type.STRING:
                yield inert(str(value))


def number_text(value: float) -> str:
    """A number in plain digits, as short as it can be: ``87``, ``24.4``, never ``8.2e+05``."""
    text = f"{value:.10f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
