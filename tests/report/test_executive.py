"""The executive summary: what changed since when, what stands out, every indicator at a glance and by quarter."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from helpers import naive_reader
from helpers.projects import REPOSITORY

from qprlib.ground.project import Project
from qprlib.ground.reported import Reported
from qprlib.report.context import Context, open_context
from qprlib.report.document import Block, Box, Chart, Content, Link, Picture, Span, Table
from qprlib.report.markdown_writer import to_markdown
from qprlib.report.parts import cover, executive, heat, minutes, overview, since, standouts
from qprlib.report.parts.minutes import plain
from qprlib.scoring.states import Direction

FIRST, SECOND, LAST = (f"exampleshire-{one}" for one in ("2023-24-Q3", "2023-24-Q4", "2024-25-Q3"))
AIMS = "exampleshire-aims-2024-25-Q3"
KENT = "kent-2011-12-Q1"
QUARTERS = ["2023-24-Q3", "2023-24-Q4", "2024-25-Q1", "2024-25-Q2", "2024-25-Q3"]


@cache
def opened(edition: str) -> Context:
    return open_context(edition, Project(REPOSITORY), for_writing=True)


def blocks(found: Content) -> list[Block]:
    return list(found.blocks)


def table(found: Content) -> Table:
    return next(block for block in blocks(found) if isinstance(block, Table))


def text(row: tuple[object, ...]) -> list[str]:
    """A table's row as words."""
    return ["".join(one if isinstance(one, str) else getattr(one, "text", "") for one in cell) for cell in row]  # type: ignore[attr-defined]


# Earlier editions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edition", "earlier"),
    [(FIRST, []), (SECOND, QUARTERS[:1]), (LAST, QUARTERS[:4]), (AIMS, []), (KENT, [])],
)
def test_an_edition_knows_those_of_its_own_series_before_it(edition: str, earlier: list[str]) -> None:
    assert [str(quarter) for quarter in opened(edition).history.editions] == earlier


def test_each_quarter_is_counted_as_it_was_published() -> None:
    for quarter, counts in since.quarterly_counts(opened(LAST)):
        naive, _ = naive_reader.counts(naive_reader.edition(REPOSITORY, f"exampleshire-{quarter}"))
        assert {band: number for band, number in counts.bands.items() if number} == {
            band: naive[band] for band in counts.bands if naive[band]
        }


def test_an_edition_depends_on_the_params_of_those_it_is_compared_with() -> None:
    names = {path.stem for path in opened(LAST).input_files}
    assert {f"exampleshire-{quarter}" for quarter in QUARTERS} <= names


def test_no_earlier_edition_is_compared_under_another_scheme() -> None:
    assert opened(AIMS).history.previous is None


# What changed -------------------------------------------------------------------------------------------------


def test_counts_have_their_changes_since_last_quarter_and_last_year_on_the_indicators_of_both() -> None:
    said = to_markdown(since.compared(opened(LAST)))
    assert (
        "**Since the previous quarter.** Of the 38 indicators in both reports, four more are rated Green, six fewer "
        "Amber and two more Red. Performance is improving on "
    ) in said
    assert "Two indicators have been removed since then and two restated (see " in said
    assert (
        "**Since quarter three last year.** Of the 37 indicators in both reports, nine more are rated Green, 10 fewer "
        "Amber and one more Red. "
    ) in said
    assert re.search(r"more indicators are improving than a year ago and \S+ fewer are worsening\. Two ind", said)


@pytest.mark.parametrize("edition", [FIRST, AIMS, KENT])
def test_the_first_edition_compares_with_how_things_stood_in_the_previous_quarter(edition: str) -> None:
    context = opened(edition)
    assert not blocks(since.compared(context))
    assert since.by_quarter(context) is None
    assert "the previous quarter" in to_markdown(executive.standfirst(context))


def test_the_second_edition_has_no_last_year() -> None:
    said = to_markdown(since.compared(opened(SECOND)))
    assert "Since the previous quarter" in said
    assert "last year" not in said


def test_the_ratings_by_quarter_are_a_chart_and_the_same_figures_in_a_table() -> None:
    found = since.by_quarter(opened(LAST))
    assert found is not None
    chart = next(block for block in blocks(found) if isinstance(block, Chart))
    assert chart.caption.startswith("Rated Green: 17 of 37 now, 14 of 39 in the previous quarter")
    rows = [text(row) for row in table(found).rows]
    assert [row[0] for row in rows] == [Reported.parse(one).label for one in reversed(QUARTERS)]


def test_movements_are_told_since_the_previous_edition_as_restated() -> None:
    said = to_markdown(since.changes(opened(LAST)))
    assert (
        "Eleven indicators have changed rating since the previous quarter: seven for the better and four for the worse."
    ) in said
    # Published as Red in September, restated to Amber since, and Amber now.
    assert "AS04" not in said


def test_a_flow_table_adds_up_to_the_indicators_of_both_editions() -> None:
    rows = [text(row) for row in table(since.flows(opened(LAST))).rows]
    body = [[int(cell) for cell in row[1:]] for row in rows]
    for row in body:
        assert sum(row[:-1]) == row[-1]
    assert [sum(column) for column in zip(*body[:-1], strict=True)] == body[-1]


# What stands out ----------------------------------------------------------------------------------------------


def test_every_red_is_listed_by_section() -> None:
    context = opened(LAST)
    said = to_markdown(executive.worst_by_section(context))
    reds = [row.id for row in context.scored.results if row.rating == "red"]
    assert reds
    assert all(f"[{one} " in said for one in reds)


def test_what_is_being_done_is_the_first_of_the_actions() -> None:
    said = to_markdown(executive.worst_by_section(opened(KENT)))
    assert said.count("**Action\\:**") + said.count("**Actions\\:**") == 7


def test_on_target_and_off_target_are_never_mixed_up() -> None:
    context = opened(LAST)
    rows = {row.id: row for row in context.scored.results}
    well = re.findall(r"^- \[(\w+) ", to_markdown(standouts.going_well(context)), re.MULTILINE)
    better = re.findall(r"^- \[(\w+) ", to_markdown(standouts.improving(context)), re.MULTILINE)
    assert well
    assert better
    assert all(rows[one].rating == "green" for one in well)
    assert all(rows[one].rating == "amber" for one in better)
    assert "CU04, GL01 and ED04 are rated Red and listed above." in to_markdown(standouts.improving(context))
    assert (
        ": up from 94.3% to 95.8% since September 2024, above the target of 95.0%. The national average was 91.0% "
        "(2023/24). The best result since our records begin (June 2021)."
    ) in to_markdown(standouts.going_well(context))


@pytest.mark.parametrize(
    ("on_target", "chosen", "said"),
    [
        (0, 0, "No indicators are on target."),
        (1, 1, "One indicator is on target."),
        (2, 0, "Two indicators are on target."),
        (2, 1, "Two indicators are on target. One is newly there, improving or at its best for a year or more."),
        (17, 4, "Seventeen indicators are on target. Four are newly there, improving or at their best for a year or "
                "more."),
        (17, 11, "Seventeen indicators are on target. Eleven are newly there, improving or at their best for a year or "
                 "more; five of them are listed."),
    ],
)  # fmt: skip
def test_how_many_go_well(on_target: int, chosen: int, said: str) -> None:
    assert standouts.well_sentence(on_target, chosen, 5) == said


@pytest.mark.parametrize(
    ("off_target", "improving", "moved", "said"),
    [
        (3, 0, 0, "No indicator off target is improving or has moved to a better rating."),
        (1, 1, 0, "The only indicator off target is improving."),
        (2, 0, 1, "One of the two indicators off target has moved to a better rating."),
        (2, 1, 1, "Both indicators off target are improving or have moved to a better rating."),
        (20, 7, 1, "Eight of the 20 indicators off target are improving or have moved to a better rating."),
        (12, 12, 0, "All 12 indicators off target are improving."),
        (12, 0, 3, "Three of the 12 indicators off target have moved to a better rating."),
    ],
)
def test_how_many_get_better(off_target: int, improving: int, moved: int, said: str) -> None:
    ways = [Direction.IMPROVING] * improving + [Direction.NO_TREND] * moved
    chosen: Any = [SimpleNamespace(direction=way) for way in ways]
    assert standouts.improving_sentence(off_target, chosen) == said


def rated(context: Context, **changes: tuple[str, str]) -> Context:
    """The edition with other ratings before and now of some indicators, and of all others those of now."""
    card = context.scored.scorecard.assign(before_rating=context.scored.scorecard["rating"])
    for name, both in changes.items():
        card.loc[name, ["before_rating", "rating"]] = both
    return replace(context, scored=replace(context.scored, scorecard=card))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({},
         ["No indicator has moved to a better or worse rating since the previous quarter."]),
        ({"HW01": ("red", "amber")},
         ["One indicator has moved to a better rating since the previous quarter: HW01 Routine repairs completed "
          "within 28 days (from Red to Amber)."]),
        ({"CU01": ("amber", "red"), "CU02": ("amber", "red")},
         ["Two indicators have changed rating since the previous quarter, both for the worse: CU01 "]),
        ({"HW01": ("red", "amber"), "CU01": ("amber", "red")},
         ["Two indicators have changed rating since the previous quarter: one for the better and one for the worse.",
          "Moved to a better rating: HW01 ", "Moved to a worse rating: CU01 "]),
        ({"CU01": ("not-available", "red"), "HW02": ("green", "not-available")},
         ["No indicator has moved to a better or worse rating since the previous quarter.",
          "One indicator that was not rated in the previous quarter is rated now: Visits to the council's website "
          "(Red). One indicator that was rated in the previous quarter is not rated now: Average days to repair "
          "potholes (then Green)."]),
    ],
    ids=["none", "one", "one way", "both ways", "not rated before or now"],
)  # fmt: skip
def test_what_changed_is_told_once_and_whole(changes: dict[str, tuple[str, str]], expected: list[str]) -> None:
    context = rated(opened(KENT), **changes)
    said = plain(since.changes(context)).split("\n\n")[1:]
    assert len(said) == len(expected)
    assert all(one.startswith(start) for one, start in zip(said, expected, strict=True)), said
    if any("not-available" in pair for pair in changes.values()):
        assert expected[-1] in plain(cover.results(context))
        assert expected[-1] in plain(minutes.brief(context))


def test_of_nothing_rated_there_are_no_tiles_of_ratings() -> None:
    context = opened(KENT)
    said = to_markdown(executive.standfirst(rated(context, **dict.fromkeys(context.scored.points, ("new", "new")))))
    assert "of 0 rated" not in said
    assert "not available" not in said
    assert "[Improving]" in said


# At a glance and by quarter -----------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", [FIRST, LAST, AIMS, KENT])
def test_the_strip_has_one_linked_cell_for_every_indicator_in_order_of_sections(edition: str) -> None:
    context = opened(edition)
    links = [cell for row in table(heat.strip(context)).rows for cell in row[1] if isinstance(cell, Link)]
    kpis = [row for row in context.scored.results if row.kind == "kpi"]
    assert [link.anchor for link in links] == [row.id.lower() for row in kpis]
    assert all("status" in link.classes and link.text.split(" ", 1)[1] for link in links)


def test_the_map_has_every_kpi_and_eight_quarters_by_word() -> None:
    context = opened(LAST)
    found = table(heat.heat_map(context))
    assert [column.title for column in found.columns[1:]] == [
        "Mar 23", "Jun 23", "Sep 23", "Dec 23", "Mar 24", "Jun 24", "Sep 24", "Dec 24"
    ]  # fmt: skip
    rows = {text(row)[0].split(" ")[0]: text(row)[1:] for row in found.rows if not isinstance(row[0][0], Span)}
    assert set(rows) == {row.id for row in context.scored.results if row.kind == "kpi"}
    assert rows["CU01"][-5:] == ["Red", "Amber", "Amber", "Amber", "Green"]
    assert rows["ET04"][-1] == ""  # in arrears
    assert rows["CH05"][5] == "Suppressed"
    assert len([row for row in found.rows if isinstance(row[0][0], Span)]) == len(context.sections)


def test_no_map_where_few_quarters_have_ratings() -> None:
    assert not blocks(heat.heat_map(opened(KENT)))


# The table of all indicators ----------------------------------------------------------------------------------


def pictures(context: Context) -> dict[str, Picture]:
    found = {}
    for row in table(overview.summary_table(context)).rows:
        if isinstance(row[1][0], Picture):
            found[text(row)[0].split(" ")[0]] = row[1][0]
    return found


def test_each_indicator_has_its_last_results_as_a_drawing_with_words() -> None:
    drawn = pictures(opened(LAST))
    assert len(drawn) > 45
    assert drawn["GL01"].alt == "70.6% in Mar 23, lowest 68.9% in Sep 23, 84.6% in Dec 24"
    assert all(picture.svg.startswith(b"<?xml") for picture in drawn.values())


def test_a_drawing_begins_anew_where_the_series_broke() -> None:
    assert pictures(opened(LAST))["CU05"].alt.startswith("71.5% in Jun 24")


def test_values_that_add_up_through_a_year_have_no_highest_or_lowest() -> None:
    assert "est " not in pictures(opened(LAST))["GE01"].alt


# A report by aims ---------------------------------------------------------------------------------------------


def test_a_report_by_aims_calls_indicators_by_their_numbers() -> None:
    context = opened(AIMS)
    numbers = {row.number for row in context.scored.results}
    for part in (heat.strip, heat.heat_map, executive.worst_by_section, standouts.improving, overview.summary_table):
        said = to_markdown(part(context))
        assert not re.search(r"\[[A-Z]{2}\d\d ", said), part
        assert re.search(r"\[\d+\.\d+ ", said), part
        assert set(re.findall(r"(?<!!)\[(\d+\.\d+) ", said)) <= numbers
    assert "Strategic aim" in to_markdown(executive.section_table(context))


def test_tiles_are_ratings_with_their_change_and_directions() -> None:
    tiles = next(
        one for one in blocks(executive.standfirst(opened(LAST))) if isinstance(one, Box) and one.kind == "tiles"
    )
    said = to_markdown(Content((tiles,)))
    assert "[46% of 37 rated, four more]{.caption}" in said
    assert said.count("{.figure}") == 6
