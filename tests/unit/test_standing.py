"""What stands, what stood before, and how old a result is: one answer on every page, download and paper."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest
from helpers.projects import REPOSITORY
from helpers.thorough import THOROUGH

from qprlib.downloads.offered import make_tables
from qprlib.ground.project import Project
from qprlib.report.context import Context, open_context
from qprlib.report.document import Content, Inlines, Table
from qprlib.report.markdown_writer import to_markdown
from qprlib.report.paper_facts import facts
from qprlib.report.parts import cover, executive, minutes, overview, services, since

KENT, FIRST, LAST = "kent-2011-12-Q1", "exampleshire-2023-24-Q3", "exampleshire-2024-25-Q3"
pytestmark = pytest.mark.usefixtures("undrawn")
# The first has no edition before it, and the one of April to June the last of another year: each is a kind of its own.
each_edition = pytest.mark.parametrize("edition", [KENT, FIRST, LAST, "exampleshire-aims-2024-25-Q3"])


@cache
def opened(edition: str) -> Context:
    return open_context(edition, Project(REPOSITORY))


@cache
def download(edition: str, name: str) -> list[dict[str, object]]:
    context = opened(edition)
    made = make_tables(context.data, context.scored, context.scheme, context.edition.as_of)
    (table,) = (one for one in made if one.spec.name == name)
    return [{str(key): value for key, value in row.items()} for row in table.frame.to_dict("records")]


def words(inlines: Inlines) -> str:
    return "".join(one if isinstance(one, str) else getattr(one, "text", "") for one in inlines)


def tables(content: Content) -> Iterator[Table]:
    return (block for block in content.blocks if isinstance(block, Table))


@each_edition
def test_before_has_one_meaning(edition: str) -> None:
    context = opened(edition)
    label = {band.id: band.label for band in context.scheme.bands}
    rows = [row for row in context.scored.results if row.kind == "kpi"]
    before = {row.id: label.get(row.before.rating, "") for row in rows}
    in_both = Counter(before[row.id] for row in rows if before[row.id])

    (summary,) = tables(overview.summary_table(context))
    place = [column.title for column in summary.columns].index("Rating before")
    shown = [words(row[place]) for row in summary.rows if words(row[place])]
    assert Counter(one for one in shown if one in label.values()) == in_both

    held = {str(row["indicator"]): row["before_rating"] for row in download(edition, "scorecard")}
    assert {name: held[name] if held[name] in label.values() else "" for name in before} == before

    assert {label[band]: number for band, number in facts(context).ratings.before.ratings.bands.items() if number} == (
        dict(in_both)
    )
    changed = to_markdown(since.changes(context))
    moves = re.findall(r"from \[(\w+)\]\{[^}]*\}(?: set by hand; the rule gives \w+)? to \[(\w+)\]", changed)
    expected = [(before[row.id], label.get(row.rating, "")) for row in rows]
    assert Counter(moves) == Counter(one for one in expected if all(one) and one[0] != one[1])


@pytest.mark.parametrize(
    "edition", [LAST, pytest.param("exampleshire-2024-25-Q2", marks=THOROUGH), "exampleshire-2024-25-Q1"]
)
def test_before_is_what_the_previous_edition_has_as_restated_since(edition: str) -> None:
    context = opened(edition)
    assert context.history.previous
    stood = {row.id: row.before.rating for row in context.scored.results}
    restated = {one.id: one.rating for one in context.history.previous.before_in_both}
    assert {name: stood[name] for name in restated} == restated
    assert not any(stood[one.id] for one in context.history.previous.added)


@each_edition
def test_how_many_results_are_older_than_the_quarter_is_said(edition: str) -> None:
    context = opened(edition)
    older = [
        row.id
        for row in context.scored.results
        if row.kind == "kpi" and row.period_end and row.known and row.period_end < context.edition.quarter.start
    ]
    assert set(context.scored.kpis.query("older").index) == set(older)
    texts = [executive.standfirst(context), cover.summary(context)]
    texts += [minutes.brief(context)] if context.edition.paper else []
    for text in map(to_markdown, texts):
        assert ("older than the quarter" in text) is bool(older)
    assert context.headline.endswith(f"{len(older)} results older than the quarter") or not older


def test_the_worst_of_few_cases_say_so_wherever_they_are_listed() -> None:
    context = opened(LAST)
    few = [
        row
        for row in context.scored.results
        if row.rating == context.scheme.worst.id and row.unit == "%" and 0 < row.denominator < 50
    ]
    assert [row.id for row in few] == ["CH05"]
    (summary,) = tables(overview.summary_table(context))
    assert any("5 of 9" in words(row[2]) for row in summary.rows if few[0].short_name in words(row[0]))
    for text in (executive.worst_by_section(context), cover.worst(context), minutes.brief(context)):
        lines = [line for line in to_markdown(text).splitlines() if few[0].short_name in line and "Action" in line]
        assert lines
        assert all("5 of 9" in line for line in lines)


def test_a_period_after_the_quarter_without_a_result_is_not_due_everywhere() -> None:
    """Kent's apprenticeships: July had ended by the cut-off, but belongs to the next quarter."""
    (july,) = (
        row
        for row in download(KENT, "series")
        if row["indicator"] == "SK02" and str(row["period_end"]).startswith("2011-07-31")
    )
    assert (july["actual_mark"], july["rating"]) == ("[z]", "Not due")
    page = to_markdown(services.card(opened(KENT), "SK02"))
    (line,) = (line for line in page.splitlines() if line.startswith("| Jul"))
    assert "Not due" in line
    assert "ot available" not in page


@pytest.mark.parametrize("edition", [FIRST, LAST])
def test_nothing_is_said_to_have_been_published_that_never_was(edition: str) -> None:
    context = opened(edition)
    assert not any(one.edition.published for one in context.history.editions.values())
    parts = [since.by_quarter(context), since.compared(context), cover.results(context)]
    said = "".join(to_markdown(part) for part in parts if part)
    assert "published" not in said
