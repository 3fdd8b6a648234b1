"""What readers can take away: CSV files, the workbook and the data package, held to what they promise."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import re
import time
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pandas as pd
import pytest
from frictionless import Package
from helpers.projects import KENT, REPOSITORY, RenderedEdition
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from qprlib.downloads import declared
from qprlib.downloads.csvfile import BYTE_ORDER_MARK, csv_bytes, inert, number_text
from qprlib.downloads.fields import DownloadTable, TableSpec
from qprlib.downloads.offered import about, make_tables, offered
from qprlib.downloads.package import DATA_PACKAGE, descriptor
from qprlib.downloads.shorthand import Shorthand, legend, used_in
from qprlib.downloads.workbook import workbook_bytes
from qprlib.downloads.write import download_files, workbook_name, write_files
from qprlib.ground.errors import InputError
from qprlib.ground.numbers import size_words
from qprlib.ground.project import Project
from qprlib.ground.settings import Licence
from qprlib.publishing.run.book import Book, check_links
from qprlib.report.context import Context, open_context
from qprlib.report.document import Content
from qprlib.report.markdown_writer import to_markdown
from qprlib.report.parts import take_away

EXAMPLE = "exampleshire-2024-25-Q3"
EDITIONS = (KENT, EXAMPLE)
META = ("Cover", "Contents", "Notes", "Columns")


@pytest.fixture(scope="module", params=EDITIONS)
def context(request: pytest.FixtureRequest) -> Context:
    return open_context(request.param, Project(REPOSITORY))


@pytest.fixture(scope="module")
def example() -> Context:
    return open_context(EXAMPLE, Project(REPOSITORY))


@pytest.fixture(scope="module")
def files(context: Context) -> dict[str, bytes]:
    return files_of(context)


@pytest.fixture(scope="module")
def workbook(context: Context, files: Mapping[str, bytes]) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(files[workbook_name(context.edition.edition)]))


def files_of(context: Context) -> dict[str, bytes]:
    return download_files(context.data, context.scored, context.edition, context.scheme, context.rule)


def tables_of(context: Context) -> dict[str, DownloadTable]:
    made = make_tables(context.data, context.scored, context.scheme, context.edition.as_of)
    return {table.spec.name: table for table in made}


def rows_of(contents: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(contents.decode("utf-8-sig"), newline="")))


def small_table(*texts: str) -> DownloadTable:
    spec = TableSpec(
        "risks",
        "Risk register",
        "What might happen.",
        tuple(field for field in declared.SIDE_TABLES[4].fields if field.name in ("risk", "title")),
        ("risk",),
    )
    ids = [f"R{place}" for place in range(len(texts))]
    return DownloadTable(spec, pd.DataFrame({"risk": ids, "title": list(texts)}))


# Which tables there are


def test_an_edition_offers_the_tables_that_it_has_data_for(kent: Context, example: Context) -> None:
    assert offered(kent.data, kent.scored) == ("scorecard", "series", "complaints", "workforce", "improvement")
    assert set(offered(example.data, example.scored)) == {
        *("scorecard", "series", "activity", "benchmarks", "changes", "delivery", "delivery_progress"),
        *("risks", "risk_scores", "complaints", "information_requests", "workforce", "improvement"),
    }


def test_nothing_is_offered_that_is_about_indicators_no_more_in_force(example: Context) -> None:
    scored, data = example.scored, example.data
    kept = scored.scorecard[
        (scored.scorecard["kind"] == "kpi") & ~scored.scorecard["id"].isin(data.side["benchmarks"]["indicator"])
    ]
    left = replace(scored, scorecard=kept, history=scored.history.iloc[:0])
    names = offered(data, left)
    assert not {"series", "activity", "benchmarks"} & set(names)
    assert [table.spec.name for table in make_tables(data, left, example.scheme, example.edition.as_of)] == list(names)


def test_what_is_offered_is_made_and_has_a_title(context: Context, files: Mapping[str, bytes]) -> None:
    names = offered(context.data, context.scored)
    expected = [f"{name}.csv" for name in names] + [workbook_name(context.edition.edition), DATA_PACKAGE]
    assert list(files) == expected
    assert [about(name).file for name in names] == expected[: len(names)]


def test_every_column_is_described_once_for_all_formats(context: Context) -> None:
    for table in tables_of(context).values():
        fields = table.spec.fields
        assert list(table.frame) == [field.name for field in fields]
        assert len({field.title for field in fields}) == len(fields)
        assert all(field.description.endswith(".") for field in fields), table.spec.name
        # Ids come before names, and what tells the rows apart before all else.
        assert tuple(field.name for field in fields[: len(table.spec.key)]) == table.spec.key or "period_end" in (
            table.spec.key
        )


# CSV


def test_the_scorecard_as_csv_has_the_scorecards_values(context: Context, files: Mapping[str, bytes]) -> None:
    rows = rows_of(files["scorecard.csv"])
    results = context.scored.results
    assert [row["indicator"] for row in rows] == [result.id for result in results]
    labels = {band.id: band.label for band in context.scheme.bands}
    for row, result in zip(rows, results, strict=True):
        assert row["name"] == result.name
        own = {name: getattr(result, name) for name in ("actual", "target", "floor", "lower", "upper", "numerator")}
        beside = {"before_actual": result.before.actual, "last_year_actual": result.year_before.actual}
        for name, value in {**own, **beside}.items():
            assert (row[name] == "") == math.isnan(value), (result.id, name)
            if row[name]:
                assert float(row[name]) == pytest.approx(value, abs=1e-10), (result.id, name)
        assert row["period_end"] == (result.period_end.isoformat() if result.period_end else "")
        assert row["rating"] == labels.get(result.rating, row["rating"])
        assert row["rating_reason"] == " ".join(result.rating_reason.split())
        assert (row["in_arrears"] == "yes") is bool(result.in_arrears)


def test_the_series_as_csv_has_every_period_of_every_indicator(context: Context, files: Mapping[str, bytes]) -> None:
    rows = rows_of(files["series.csv"])
    history = context.scored.history
    assert [(row["indicator"], row["period_end"]) for row in rows] == [
        (str(one), end.date().isoformat()) for one, end in zip(history["indicator"], history["period_end"], strict=True)
    ]
    for row, actual in zip(rows, history["actual"], strict=True):
        assert (float(row["actual"]) if row["actual"] else math.nan) == pytest.approx(actual, abs=1e-10, nan_ok=True)


def test_the_side_tables_as_csv_have_the_rows_that_were_known(context: Context, files: Mapping[str, bytes]) -> None:
    for name in offered(context.data, context.scored):
        known = context.data.side.get(name)
        if known is not None and name != "benchmarks":
            assert len(rows_of(files[f"{name}.csv"])) == len(known), name


def test_a_missing_result_is_empty_and_says_why(context: Context, files: Mapping[str, bytes]) -> None:
    rows = rows_of(files["series.csv"])
    why = {"[x]", "[c]", "[z]"}
    for row in rows:
        assert (row["actual"] == "") is (row["actual_mark"] in why), row
    later = [row for row in rows if date.fromisoformat(row["period_end"]) > context.edition.as_of]
    assert later
    assert {(row["actual_mark"], row["rating"]) for row in later} == {("[z]", "")}


def test_what_is_suppressed_stands_in_no_file(example: Context) -> None:
    secret = example.scored.history[example.scored.history["suppressed"]]
    assert len(secret)
    files = files_of(example)
    for indicator, end in zip(secret["indicator"], secret["period_end"], strict=True):
        (row,) = [
            row
            for row in rows_of(files["series.csv"])
            if (row["indicator"], row["period_end"]) == (indicator, end.date().isoformat())
        ]
        assert row["actual_mark"] == "[c]"
        assert {row[name] for name in ("actual", "numerator", "denominator", "revised_from")} == {""}


def test_marks_of_known_results(example: Context) -> None:
    rows = {(row["indicator"], row["period_end"]): row for row in rows_of(files_of(example)["series.csv"])}
    history = example.scored.history
    for row in history.itertuples():
        if pd.isna(row.actual):
            continue
        mark = rows[row.indicator, row.period_end.date().isoformat()]["actual_mark"]
        assert ("[p]" in mark) is (row.flag == "provisional")
        assert ("[r]" in mark) is (row.flag == "revised" or not pd.isna(row.revised_from))
        assert ("[b]" in mark) is bool(row.break_before)
    assert {"[p]", "[r]", "[b]"} <= {
        mark for row in rows.values() for mark in re.findall(r"\[\w+\]", row["actual_mark"])
    }


def test_a_csv_file_is_utf_8_with_a_mark_for_excel_and_crlf(files: Mapping[str, bytes]) -> None:
    for name, contents in files.items():
        if name.endswith(".csv"):
            assert contents.startswith(BYTE_ORDER_MARK)
            text = contents.decode("utf-8-sig")
            assert not text.startswith("\N{BYTE ORDER MARK}")
            assert text.count("\r\n") == text.count("\n") == len(rows_of(contents)) + 1
            # pandas, as analysts use it, needs not be told of the mark.
            assert next(iter(pd.read_csv(io.BytesIO(contents)))) == next(csv.reader([text.split("\r\n")[0]]))[0]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ('=HYPERLINK("http://bad","Click")', '\'=HYPERLINK("http://bad","Click")'),
        ("+44 20", "'+44 20"),
        ("-5 points", "'-5 points"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("  =1", "'  =1"),
        ("＝1+1", "'＝1+1"),
        ("1-1=0", "1-1=0"),
        ("a@b.c", "a@b.c"),
        ("'quoted'", "'quoted'"),
        ("", ""),
    ],
)
def test_no_text_becomes_a_formula_in_a_csv_file(text: str, written: str) -> None:
    assert inert(text) == written


def test_negative_numbers_stay_numbers(example: Context) -> None:
    table = tables_of(example)["series"]
    frame = table.frame.head(1).assign(actual=-0.5)
    assert rows_of(csv_bytes(replace(table, frame=frame)))[0]["actual"] == "-0.5"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (87.0, "87"),
        (24.4, "24.4"),
        (0.1 + 0.2, "0.3"),
        (815704.0, "815704"),
        (1e15, "1000000000000000"),
        (-0.0, "0"),
        (-12.5, "-12.5"),
        (100.0, "100"),
    ],
)
def test_numbers_are_plain(value: float, text: str) -> None:
    assert number_text(value) == text


# Data package


def package(files: Mapping[str, bytes], folder: Path) -> Package:
    write_files(files, folder)
    return Package(folder / DATA_PACKAGE)


def test_the_data_package_is_valid_and_so_is_every_file(files: Mapping[str, bytes], tmp_path: Path) -> None:
    report = package(files, tmp_path).validate()
    assert report.valid, report.flatten(["type", "message"])
    assert len(report.tasks) == sum(name.endswith(".csv") for name in files)
    assert all(task.stats["rows"] for task in report.tasks)


BREAKAGES: dict[str, tuple[str, bytes, bytes, str]] = {
    "a rating that the scheme does not know": ("scorecard.csv", b",Green,", b",Greenish,", "constraint-error"),
    "a cell too many": ("series.csv", b"\r\nHW01,", b"\r\nHW01,,", "extra-cell"),
    "an indicator that the scorecard does not have": ("series.csv", b"\r\nHW01,", b"\r\nHX99,", "foreign-key"),
    "a date in British order": ("series.csv", b",2011-06-30,", b",30/06/2011,", "type-error"),
    "another heading": ("scorecard.csv", b"indicator,reference", b"code,reference", "incorrect-label"),
}


@pytest.mark.parametrize("named", BREAKAGES)
def test_a_file_that_is_not_as_described_is_found_out(kent: Context, named: str, tmp_path: Path) -> None:
    name, old, new, kind = BREAKAGES[named]
    files = files_of(kent)
    assert old in files[name]
    report = package({**files, name: files[name].replace(old, new, 1)}, tmp_path).validate()
    assert not report.valid
    assert kind in {error for task in report.tasks for (error,) in task.flatten(["type"])}


def test_a_package_that_describes_no_file_is_found_out(kent: Context, tmp_path: Path) -> None:
    files = files_of(kent)
    del files["complaints.csv"]
    assert not package(files, tmp_path).validate().valid


def test_the_package_says_what_the_edition_is(context: Context, files: Mapping[str, bytes]) -> None:
    said = json.loads(files[DATA_PACKAGE])
    edition = context.edition
    assert said["name"] == edition.edition.lower()
    assert said["created"] == f"{edition.as_of.isoformat()}T00:00:00Z"
    assert edition.organisation.name in said["title"]
    assert edition.notice in said["description"]
    assert "licenses" not in said
    resources = {resource["name"]: resource for resource in said["resources"]}
    assert resources["scorecard"]["schema"]["primaryKey"] == ["indicator"]
    assert resources["series"]["schema"]["foreignKeys"] == [
        {"fields": ["indicator"], "reference": {"resource": "scorecard", "fields": ["indicator"]}}
    ]
    for resource in said["resources"]:
        assert resource["bytes"] == len(files[resource["path"]])
        assert all(field["description"] for field in resource["schema"]["fields"])


def test_a_licence_that_the_edition_names_is_in_the_package(kent: Context) -> None:
    licence = Licence(name="OGL-UK-3.0", title="Open Government Licence 3.0", path="https://example.org/ogl")
    edition = kent.edition.model_copy(update={"licence": licence})
    tables = make_tables(kent.data, kent.scored, kent.scheme, kent.edition.as_of)
    said = descriptor(edition, tables, files_of(kent))
    assert said["licenses"] == [{"name": licence.name, "title": licence.title, "path": licence.path}]


# The workbook against the guidance


def data_sheets(workbook: Workbook) -> list[Worksheet]:
    return [sheet for sheet in workbook.worksheets if sheet.title != "Cover"]


def cells_of(sheet: Worksheet) -> list[list[Any]]:
    """The marked-up table of a sheet, its headings first."""
    (table,) = sheet.tables.values()
    return [[cell.value for cell in row] for row in sheet[table.ref]]


def test_the_workbook_opens_with_cover_contents_notes_and_then_the_tables(context: Context, workbook: Workbook) -> None:
    tables = tables_of(context)
    assert workbook.sheetnames == [*META, *(table.spec.title for table in tables.values())]
    assert workbook.active.title == "Cover"
    cover = [row[0].value for row in workbook["Cover"].iter_rows()]
    assert context.edition.title in cover[0]
    assert any(context.edition.organisation.name in line for line in cover)
    assert context.edition.notice in cover or not context.edition.notice


def test_the_contents_lead_to_every_worksheet(workbook: Workbook) -> None:
    sheet = workbook["Contents"]
    links = {cell.value: cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert links == {name: f"'{name}'!A1" for name in workbook.sheetnames if name not in ("Cover", "Contents")}


def test_one_marked_up_table_a_worksheet_at_the_left_edge_with_nothing_below(workbook: Workbook) -> None:
    names = []
    for sheet in data_sheets(workbook):
        (table,) = sheet.tables.values()
        names.append(table.name)
        assert table.headerRowCount == 1
        assert table.autoFilter is None
        first, last = table.ref.split(":")
        assert re.fullmatch(r"A\d+", first)
        assert sheet.dimensions.split(":")[1] == last, "nothing stands below or beside the table"
    assert len(set(names)) == len(names)


def test_no_merged_or_hidden_cells_no_frozen_panes_no_empty_cells(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes is None
        assert sheet.sheet_state == "visible"
        assert not any(one.hidden for one in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values()))
    for sheet in data_sheets(workbook):
        for row in cells_of(sheet):
            assert all(value not in (None, "") for value in row), (sheet.title, row)


def test_every_worksheet_has_a_title_and_explains_its_shorthand_above_the_table(workbook: Workbook) -> None:
    for sheet in data_sheets(workbook):
        (table,) = sheet.tables.values()
        above = [sheet.cell(row, 1).value for row in range(1, int(re.search(r"\d+", table.ref)[0]))]
        assert above[0]
        assert sheet["A1"].font.bold
        assert any("contains one table" in line for line in above)
        headings, *rows = cells_of(sheet)
        del headings
        if sheet.title in META:
            continue
        used = set(re.findall(r"\[(\w+)\]", " ".join(str(value) for row in rows for value in row)))
        said = set(re.findall(r"\[(\w+)\]", " ".join(above)))
        assert used & {str(one) for one in Shorthand} == said


def test_notes_that_headings_refer_to_are_there_and_no_others(workbook: Workbook) -> None:
    headings = [value for sheet in data_sheets(workbook) for value in cells_of(sheet)[0]]
    referred = set(re.findall(r"\[note \d+\]", " ".join(headings)))
    assert referred == {row[0] for row in cells_of(workbook["Notes"])[1:]}


def test_nothing_is_told_by_colour_and_text_is_large_and_wrapped(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        assert not sheet.conditional_formatting
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.fill.fill_type is None
                if cell.value is None:
                    continue
                assert cell.font.sz >= 12
                assert cell.font.name == "Arial"
                colour = cell.font.color
                assert cell.hyperlink or colour is None or colour.rgb in (None, "FF000000") or colour.type != "rgb"
        if sheet.tables:
            (table,) = sheet.tables.values()
            assert all(cell.alignment.wrap_text for row in sheet[table.ref] for cell in row if not cell.hyperlink)


def test_columns_are_wide_enough_for_their_longest_word(workbook: Workbook) -> None:
    for sheet in data_sheets(workbook):
        for place, column in enumerate(zip(*cells_of(sheet), strict=True), start=1):
            letter = openpyxl.utils.get_column_letter(place)
            words = [word for value in column if isinstance(value, str) for word in value.split()]
            longest = min(max(map(len, words), default=0), 60)
            assert sheet.column_dimensions[letter].width >= longest, (sheet.title, column[0])


def test_values_of_the_workbook_are_those_of_the_csv_files(
    context: Context, files: Mapping[str, bytes], workbook: Workbook
) -> None:
    for table in tables_of(context).values():
        headings, *rows = cells_of(workbook[table.spec.title])
        names = {field.title: field for field in table.spec.fields}
        written = rows_of(files[table.spec.file])
        assert len(rows) == len(written)
        for heading, values in zip(headings, zip(*rows, strict=True), strict=True):
            field = names[heading.split("\n")[0]]
            for value, line in zip(values, written, strict=True):
                text = line[field.name]
                if text == "":
                    assert value == "none" or re.fullmatch(r"\[[xcz]\]", value), (table.spec.name, field.name, value)
                elif isinstance(value, datetime):
                    assert value.date().isoformat() == text
                elif isinstance(value, int | float):
                    assert float(text) == pytest.approx(value)
                elif field.name != "unit":
                    assert value == text or inert(value) == text


def test_every_column_is_explained(context: Context, workbook: Workbook) -> None:
    explained = {(row[0], row[1]) for row in cells_of(workbook["Columns"])[1:]}
    for table in tables_of(context).values():
        for heading in cells_of(workbook[table.spec.title])[0]:
            assert (table.spec.title, heading.split("\n")[0]) in explained


def test_units_are_read_aloud_as_words(workbook: Workbook) -> None:
    headings, *rows = cells_of(workbook["Scorecard"])
    units = {row[headings.index("Unit")] for row in rows}
    assert "per cent" in units
    assert "%" not in units


@pytest.mark.parametrize("text", ["=1+1", "http://example.org", "[a](b) and [c](d)", "cost $$5$$", "-", "…", "+44"])
def test_no_text_becomes_a_formula_a_link_or_a_note_in_the_workbook(kent: Context, text: str) -> None:
    made = workbook_bytes(kent.edition, kent.scheme, kent.rule, [small_table(text, "Plain words")])
    sheet = openpyxl.load_workbook(io.BytesIO(made))["Risk register"]
    (cell,) = [row[1] for row in sheet.iter_rows() if row[0].value == "R0"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert cell.value.replace(" ", "").endswith(text.replace(" ", ""))


def test_the_document_says_what_it_is(context: Context, workbook: Workbook) -> None:
    said = workbook.properties
    assert context.edition.title in said.title
    assert said.creator == context.edition.organisation.name
    assert said.created.date() == said.modified.date() == context.edition.as_of


def test_the_same_bytes_twice_whatever_the_clock_says(kent: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    once = files_of(kent)
    later = time.time() + 400 * 24 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(later))
    assert files_of(kent) == once
    parts = zipfile.ZipFile(io.BytesIO(once[workbook_name(KENT)])).infolist()
    assert {part.date_time for part in parts} == {(1980, 1, 1, 0, 0, 0)}


# Shorthand


def test_shorthand_that_is_used_is_explained_and_no_other() -> None:
    assert used_in(["[p][r]", "text", 3.0, "[note 1]", "[z]"]) == (
        Shorthand.NOT_APPLICABLE,
        Shorthand.PROVISIONAL,
        Shorthand.REVISED,
    )
    assert legend([Shorthand.PROVISIONAL]) == "Some shorthand is used in this table: [p] provisional."
    assert legend([]) == ""


# In the report


def test_a_table_has_its_download_below_it(kent: Context) -> None:
    assert to_markdown(take_away.links(kent, "complaints")) == (
        "::: {.source .download}\n"
        "Download: [Complaints (CSV)](file:complaints.csv) or [All tables (Excel)](file:kent-2011-12-Q1.xlsx).\n"
        ":::\n"
    )


def test_a_table_that_the_edition_does_not_have_has_no_link(kent: Context) -> None:
    assert take_away.links(kent, "risks") == Content()
    assert "risks.csv" not in to_markdown(take_away.links(kent, "series", "risks"))


def test_home_and_methods_pages_list_every_file(context: Context, files: Mapping[str, bytes]) -> None:
    for listed in (take_away.listing(context), take_away.register(context)):
        assert set(re.findall(r"\(file:([\w.-]+)\)", to_markdown(listed))) == set(files)


PAGES = {
    "index": None,
    "methods": None,
    "summary": {"scorecard.csv", "series.csv"},
    "highways": {"series.csv"},
    "complaints": {"complaints.csv"},
    "workforce": {"workforce.csv"},
    "improvement": {"improvement.csv"},
}


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_the_site_links_to_its_files_and_says_how_large_they_are(kent_edition: RenderedEdition, page: str) -> None:
    text = (kent_edition.site / f"{page}.html").read_text(encoding="utf-8")
    links = dict(re.findall(r'<a href="data/([\w.-]+)">([^<]+)</a>', text))
    every = {path.name for path in (kent_edition.site / "data").iterdir()}
    assert set(links) == (every if PAGES[page] is None else {*(PAGES[page] or ()), workbook_name(KENT)})
    for name, words in links.items():
        size = size_words((kent_edition.site / "data" / name).stat().st_size)
        assert words.replace("\N{NO-BREAK SPACE}", " ").endswith(f", {size})")
    assert 'href="file:' not in text


@pytest.mark.slow
def test_the_rendered_files_are_those_of_the_edition_and_in_its_manifest(
    kent: Context, kent_edition: RenderedEdition
) -> None:
    manifest = json.loads((kent_edition.folder / "manifest.json").read_text(encoding="utf-8"))
    recorded = {entry["path"]: entry["sha256"] for entry in manifest["outputs"]}
    for name, contents in files_of(kent).items():
        assert (kent_edition.site / "data" / name).read_bytes() == contents
        assert recorded[f"site/data/{name}"] == hashlib.sha256(contents).hexdigest()


@pytest.mark.slow
def test_pdf_and_word_have_no_links_to_files_that_are_not_beside_them(kent_edition: RenderedEdition) -> None:
    word = docx.Document(str(kent_edition.folder / "report.docx"))
    targets = [part.target_ref for part in word.part.rels.values() if part.is_external]
    pdf = PdfReader(kent_edition.folder / "report.pdf")
    text = "".join(page.extract_text() for page in pdf.pages)
    for said in ("\n".join(line.text for line in word.paragraphs), text):
        assert "Download: " not in said
        assert "Take the figures away" not in said
    assert not [target for target in targets if "data/" in target or target.startswith("file:")]
    assert "scorecard.csv" in text, "the methods page names the files"


def test_a_link_to_a_file_that_the_site_does_not_offer_is_found_before_publishing(kent: Context) -> None:
    book = Book(
        kent.edition, (), (), Path(), {"complaints": "[Risks (CSV)](file:risk.csv)"}, {}, files={"risks.csv": b""}
    )
    with pytest.raises(InputError) as raised:
        check_links(book)
    (problem,) = raised.value.problems
    assert (problem.code, problem.nearest) == ("dead-link", "file:risks.csv")
