"""What a summary table tells the site's script: written by pages, kept by pandoc, without a trace in PDF and Word."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from helpers.projects import REPOSITORY
from test_filter import convert, word

from qprlib.ground.project import Project
from qprlib.report.context import Context, open_context
from qprlib.report.document import Column, Content, Filters, Span, Table, content
from qprlib.report.markdown_writer import to_markdown
from qprlib.report.parts import executive, overview, services, since

PLAIN = Table("All", "summary", (Column("Name"), Column("Rating now"), Column("Number")), ((("A",), ("B",), ("1",)),))
SORTED = Table(
    PLAIN.caption,
    PLAIN.kind,
    (
        Column("Name", sort="text"),
        Column("Rating now", sort="order", order=("Green", "Amber", "At risk"), filter="status"),
        Column("Number"),
    ),
    PLAIN.rows,
    Filters("indicators", "Service", "the previous quarter"),
)


@pytest.fixture(scope="module")
def example() -> Context:
    return open_context("exampleshire-2024-25-Q3", Project(REPOSITORY), for_writing=True)


def table_of(found: Content) -> Table:
    return next(block for block in found.blocks if isinstance(block, Table))


def moved_by(table: Table) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"moved-better": [], "moved-worse": []}
    for row in table.rows:
        for cell in row:
            for inline in cell:
                for name in found.keys() & set(inline.classes if isinstance(inline, Span) else ()):
                    first: Any = row[0][0]
                    found[name].append(first.text.split()[0])
    return found


def test_a_table_that_is_not_sorted_says_nothing_of_it() -> None:
    assert "sort" not in to_markdown(content(PLAIN))
    assert "filter" not in to_markdown(content(PLAIN))


def test_html_header_cells_say_what_to_sort_and_filter_by(tmp_path: Path) -> None:
    html = convert(tmp_path, to_markdown(content(SORTED)), "html")
    assert '<th scope="col" data-sort="text">Name</th>' in html
    assert (
        '<th scope="col" data-sort="order" data-order="Green|Amber|At risk" data-filter="status">Rating now</th>'
    ) in html
    assert '<th scope="col">Number</th>' in html
    assert 'data-many="indicators" data-groups="Service" data-since="the previous quarter"' in html
    assert "style=" not in html
    assert html == convert(tmp_path, to_markdown(content(SORTED)), "html"), "in the same order on every run"


def test_pdf_and_word_show_the_same_table_with_and_without(tmp_path: Path) -> None:
    plain, sortable = (to_markdown(content(table)) for table in (PLAIN, SORTED))
    assert convert(tmp_path, plain, "typst") == convert(tmp_path, sortable, "typst")
    assert "".join(word(tmp_path, plain).itertext()) == "".join(word(tmp_path, sortable).itertext())


def test_ratings_are_ordered_as_their_scheme_orders_them(example: Context) -> None:
    now = next(column for column in table_of(overview.summary_table(example)).columns if column.filter == "status")
    assert now.order == tuple(band.label for band in example.scheme.bands)
    assert now.order[-1] == example.scheme.worst.label


def test_the_rows_marked_as_moved_are_those_that_the_executive_summary_lists(example: Context) -> None:
    assert example.history.previous is not None
    found = moved_by(table_of(overview.summary_table(example)))
    moves = since.moved(example).values()
    assert sorted(found["moved-better"]) == sorted(move.indicator for move in moves if move.steps > 0)
    assert sorted(found["moved-worse"]) == sorted(move.indicator for move in moves if move.steps < 0)
    assert all(found.values())
    said = to_markdown(since.changes(example))
    better, worse = said.split("Moved to a better rating")[1].split("Moved to a worse rating")
    assert sorted(re.findall(r" \[(\w+) [^]]+\]\(page:", better)) == sorted(found["moved-better"])
    assert sorted(re.findall(r" \[(\w+) [^]]+\]\(page:", worse)) == sorted(found["moved-worse"])


@pytest.mark.parametrize(
    ("edition", "since_then"), [("example", "the previous quarter"), ("kent", "the previous quarter")]
)
def test_a_change_is_told_against_the_last_edition_or_without_one_the_last_period(
    edition: str, since_then: str, request: pytest.FixtureRequest
) -> None:
    table = table_of(overview.summary_table(request.getfixturevalue(edition)))
    assert table.filters == Filters("indicators", "Service", since_then)


def test_units_that_differ_are_no_order_and_counts_are(kent: Context) -> None:
    every = table_of(overview.summary_table(kent))
    assert {column.title for column in every.columns if not column.sort} == {"Last results", "Latest result", "Target"}
    glance = table_of(services.opening(kent, kent.sections[0]))
    assert [column.title for column in glance.columns if column.sort] == ["Indicator", "Rating", "Direction"]
    counts = table_of(executive.section_table(kent))
    assert {column.sort for column in counts.columns[1:]} == {"number"}
