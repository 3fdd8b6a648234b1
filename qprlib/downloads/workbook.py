"""All tables of an edition as one accessible workbook.

Written with gptables, the Analysis Function's own package, to *Releasing statistics in spreadsheets* and *Making
spreadsheets accessible: checklist of the basics* (https://analysisfunction.civilservice.gov.uk/policy-store/
releasing-statistics-in-spreadsheets/ and .../making-spreadsheets-accessible-a-brief-checklist-of-the-basics/):

- a cover, a table of contents with links, a worksheet of notes and one that explains every column; then one table a
  worksheet, from the left edge, with nothing below it;
- every table is marked up as one, with a name and a single row of headings, without merged or hidden cells, blank rows
  or columns; no cell is empty: one without data says why in shorthand (:mod:`qprlib.downloads.shorthand`), which is
  explained above the table;
- what is to be said of a value stands in a column of its own, notes are signposted by "[note 1]" in headings;
- text is wrapped and at least 12 points, nothing is told by colour or fill, and the cursor is in A1 of the cover;
- panes are **not** frozen and no filters are set, since the checklist advises against both: enlarged on a small
  screen, frozen panes leave no room for what moves.

The same edition gives the same bytes: the creation date is the data cut-off, and XlsxWriter, which gptables writes
with, gives all parts of the file one fixed time.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from qprlib.downloads.fields import DownloadTable, Field, Type
from qprlib.downloads.shorthand import MARKS_PATTERN, Shorthand, legend, used_in
from qprlib.ground.calendar import day_in_words
from qprlib.ground.edition import Edition
from qprlib.scoring.rules import DirectionRule
from qprlib.scoring.scheme import Scheme

#: Longer texts are wrapped at so many characters.
_WIDEST = 60
_NARROWEST = 9
_DATE_FORMAT = "d mmmm yyyy"
_DATE_WIDTH = 20

#: gptables would make a link of such a text, a note of two dollar signs.
_LIKE_A_LINK = re.compile(r"\](?=\()")
_SIGNS_IN_WORDS = {"%": "per cent", "£": "pounds", "€": "euros"}
_TYPES = {
    Type.STRING: "text",
    Type.INTEGER: "whole number",
    Type.NUMBER: "number",
    Type.DATE: "date",
    Type.BOOLEAN: "yes or no",
}
#: In a column of marks, beside a value of which nothing is to be said.
_NO_MARK = "none"
#: Why a cell is empty, among the marks of another column.
_REASONS = (Shorthand.CONFIDENTIAL, Shorthand.NOT_APPLICABLE, Shorthand.NOT_AVAILABLE)

_CONTENTS, _NOTES, _COLUMNS = "Contents", "Notes", "Columns"


def workbook_bytes(edition: Edition, scheme: Scheme, rule: DirectionRule, tables: Sequence[DownloadTable]) -> bytes:
    """The workbook, with a worksheet for each table."""
    # Imported here: it brings XlsxWriter, which nobody needs who only reads a report.
    from gptables import Cover, GPTable, produce_workbook

    shown = {table.spec.name: _shown(table) for table in tables}
    there = {field.name for table in tables for field in table.spec.fields if field.title in shown[table.spec.name]}
    notes = {column: text for column, text in _notes(edition, scheme, rule).items() if column in there}
    sheets: dict[str, tuple[pd.DataFrame, GPTable]] = {}

    def add(label: str, frame: pd.DataFrame, said: str = "", **more: Any) -> None:
        more["instructions"] = f"This worksheet contains one table. {said}".strip()
        # gptables renames columns of what it is given.
        sheets[label] = (frame, GPTable(table=frame.copy(), index_columns={2: 0}, **more))

    add(
        _CONTENTS,
        _contents(tables, bool(notes)),
        "Each name leads to its worksheet.",
        table_name="contents_table",
        title="Contents",
    )
    if notes:
        numbered = [f"[note {number}]" for number in range(1, len(notes) + 1)]
        said = pd.DataFrame({"Note": numbered, "Text": list(notes.values())})
        add(_NOTES, said, table_name="notes_table", title="Notes")
    add(
        _COLUMNS,
        _columns(tables, shown),
        "The CSV files have the same columns under the names given.",
        table_name="columns_table",
        title="What every column holds",
    )
    places = {key: f"[note {number}]" for number, key in enumerate(notes, start=1)}
    for table in tables:
        frame = shown[table.spec.name]
        marks = used_in(text for column in frame for text in frame[column])
        fields = [field for field in table.spec.fields if field.title in frame]
        add(
            table.spec.title,
            frame,
            "What every column holds is on the worksheet 'Columns'; notes are on the worksheet 'Notes'.",
            table_name=f"{table.spec.name}_table",
            title=_readable(f"{table.spec.title}: {edition.organisation.name}, {edition.quarter.label}"),
            subtitles=[table.spec.description],
            legend=[legend(marks)] if marks else [],
            table_notes={field.title: places[field.name] for field in fields if field.name in places},
            additional_formatting=_date_formats(fields),
        )
    contents = io.BytesIO()
    with warnings.catch_warnings():
        # The notes are a table like any other here, so that the contents can list them.
        warnings.filterwarnings("ignore", "No note text provided")
        # gptables 2.0 does what pandas 4 will no longer let it do.
        warnings.filterwarnings("ignore", category=FutureWarning, module="gptables")
        warnings.filterwarnings("ignore", category=DeprecationWarning, module="gptables")
        workbook = produce_workbook(
            contents,
            {label: table for label, (_, table) in sheets.items()},
            cover=Cover(**_cover(edition)),
            contentsheet_label=None,
            auto_width=False,
            # Texts of many hands: none becomes a formula or a link.
            workbook_options={"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
    for label, (frame, _) in sheets.items():
        for place, title in enumerate(frame):
            width = _width(str(title), list(frame[title]))
            workbook.get_worksheet_by_name(label).set_column(place, place, width)
    day = edition.as_of
    workbook.set_properties(
        {
            "title": f"{edition.title}, {edition.quarter.label}: tables",
            "subject": f"{edition.organisation.name}, {edition.edition}",
            "author": edition.organisation.name,
            "company": edition.organisation.name,
            "keywords": "performance, indicators",
            "comments": edition.notice or edition.provisional,
            "created": datetime(day.year, day.month, day.day),
        }
    )
    workbook.close()
    return contents.getvalue()


def _cover(edition: Edition) -> dict[str, Any]:
    facts = [
        f"{edition.organisation.name}, {edition.quarter.label}.",
        f"Edition {edition.edition}, with data known on {day_in_words(edition.as_of)}.",
        f"Presented to: {edition.presented_to}." if edition.presented_to else "",
        edition.notice,
        edition.provisional,
    ]
    about = [
        "The worksheet 'Contents' lists the tables and leads to them. Each table has a worksheet of its own.",
        "No cell is left empty. Where there is no value, shorthand in square brackets says why; it is explained above "
        "each table that uses it.",
        "Figures are not rounded. The column 'Decimals' says how many decimals of a result are published.",
        "The same tables are published as CSV files, described in datapackage.json. Those keep columns in which this "
        "edition has nothing; here they are left out.",
        f"Licence: {edition.licence.title or edition.licence.name}." if edition.licence else "",
    ]
    return {
        "title": _readable(f"{edition.title}: tables"),
        "intro": [_readable(fact) for fact in facts if fact],
        "about": [_readable(fact) for fact in about if fact],
    }


def _notes(edition: Edition, scheme: Scheme, rule: DirectionRule) -> dict[str, str]:
    """The notes by the name of the column that refers to them, in the order of those columns."""
    bands = "; ".join(f"{band.label}: {band.meaning.rstrip('.')}" for band in scheme.bands)
    notes = {
        "actual_mark": edition.provisional,
        "in_arrears": "A result in arrears is older than the indicator's frequency allows; its own period is rated.",
        "rating": f"Ratings follow the scheme '{scheme.name}'. {bands}.",
        "direction": f"Direction of travel: {rule.words()}",
        "benchmark": "A benchmark has a period of its own, which need not be that of the result beside it.",
    }
    return {key: _readable(text) for key, text in notes.items() if text}


def _contents(tables: Sequence[DownloadTable], with_notes: bool) -> pd.DataFrame:
    rows = [
        *([(_NOTES, "Notes that headings of columns refer to")] if with_notes else []),
        (_COLUMNS, "What every column holds, and its name in the CSV files"),
        *((table.spec.title, table.spec.description) for table in tables),
    ]
    return pd.DataFrame(
        {
            "Worksheet": [f"[{label}](internal:'{label}'!A1)" for label, _ in rows],
            "What it holds": [words for _, words in rows],
        }
    )


def _columns(tables: Sequence[DownloadTable], shown: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    rows = [
        (table.spec.title, field.title, field.name, _TYPES[field.type], field.description)
        for table in tables
        for field in table.spec.fields
        if field.title in shown[table.spec.name]
    ]
    return pd.DataFrame(rows, columns=["Worksheet", "Column", "Name in the CSV file", "Type", "Meaning"])


def _shown(table: DownloadTable) -> pd.DataFrame:
    """A table with its titles, without columns that hold nothing; a cell that holds nothing gets shorthand."""
    marks = {field.mark: list(table.frame[field.mark]) for field in table.spec.fields if field.mark}
    columns: dict[str, list[Any]] = {}
    for field in table.spec.fields:
        column = table.frame[field.name]
        # What identifies a row stays in any case.
        if (column.isna() | column.eq("")).all() and not field.required:
            continue
        said = marks.get(field.mark, [""] * len(table.frame))
        columns[field.title] = [_cell(field, value, mark) for value, mark in zip(column, said, strict=True)]
    return pd.DataFrame(columns, dtype=object)


def _cell(field: Field, value: Any, said: str) -> Any:
    if field.pattern == MARKS_PATTERN and not value:
        return _NO_MARK
    if pd.isna(value) or value == "":
        return next((one.mark for one in _REASONS if one.mark in said), field.empty.mark)
    match field.type:
        case Type.STRING:
            return _readable(str(value))
        case Type.BOOLEAN:
            return "yes" if value else "no"
        case Type.INTEGER:
            return int(value)
        case Type.DATE:
            return value.to_pydatetime()
        case Type.NUMBER:
            return float(value)


def _readable(text: str) -> str:
    """A text as a cell holds it: not taken for a link or a note, and not of signs alone, which are not read aloud."""
    text = _LIKE_A_LINK.sub("] ", text.replace("$$", "$ $"))
    if any(character.isascii() and character.isalnum() for character in text):
        return text
    return _SIGNS_IN_WORDS.get(text, f"the sign {text}")


def _date_formats(fields: Sequence[Field]) -> list[Mapping[str, Any]]:
    places = [place for place, field in enumerate(fields) if field.type is Type.DATE]
    return [{"column": {"columns": places, "format": {"num_format": _DATE_FORMAT}}}] if places else []


def _width(title: str, cells: Sequence[Any]) -> int:
    """A width that the longest word of a column fits, and short texts as a whole."""
    longest = max((len(word) for word in title.split()), default=0) + 2
    for cell in cells:
        if isinstance(cell, datetime):
            longest = max(longest, _DATE_WIDTH)
        elif isinstance(cell, float):
            longest = max(longest, len(f"{cell:.10g}") + 2)
        else:
            # Of a link only the words before its address are shown.
            longest = max(longest, len(str(cell).split("](")[0]) + 2)
    return min(max(longest, _NARROWEST), _WIDEST)
