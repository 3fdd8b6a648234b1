"""Indicators that lack something a page could count on: every page is made, and says what is not there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from helpers.projects import REPOSITORY
from helpers.scoring import RULE, edition, organisation, scheme

from qprlib.ground.errors import Place, Problem, Severity
from qprlib.report.context import Context
from qprlib.report.display import FIGURES_VARIABLE
from qprlib.report.document import Content, Table, plain_words
from qprlib.report.html_writer import to_html
from qprlib.report.markdown_writer import to_markdown
from qprlib.report.parts import changes, executive, methods, overview, services, since
from qprlib.scoring.scheme import read_scheme
from qprlib.scoring.scorecard import score
from qprlib.texts.commentary import Commentary

MAR, JUN = "2011-03-31", "2011-06-30"
BOTH = [(MAR, 79.0), (JUN, 87.0)]

# title, the indicator, its values, its targets and floors, what its part of the page must say
ODD: list[tuple[str, dict[str, Any], list[tuple[str, float]], list[tuple[str, float, float]], str]] = [
    ("no value", {}, [], [(JUN, 90, 83)], "No result is available for this quarter."),
    ("neither value nor target", {}, [], [], "There is no result for the period."),
    ("a first value", {}, [(JUN, 87)], [(JUN, 90, 83)], "There is no earlier result to compare with."),
    ("an old value", {}, [(MAR, 79)], [(MAR, 90, 83), (JUN, 90, 83)], "79% in the quarter to March 2011"),
    ("no target", {}, BOTH, [], "There is a result, but no target to rate it against."),
    ("no target before", {}, BOTH, [(JUN, 90, 83)], "No target"),
    ("no floor", {}, BOTH, [(JUN, 90, float("nan"))], "no floor says how far is too far"),
    ("data only", {"kind": "data_only"}, BOTH, [], "published for information"),
    ("activity", {"kind": "activity"}, BOTH, [], "published for information"),
    ("neutral", {"polarity": "neutral"}, BOTH, [], "Neither higher nor lower is better"),
    ("a range", {"polarity": "range"}, BOTH, [], "Values inside a range are best"),
    ("hostile words", {"name": "A | *B* <script>", "short_name": "A | *B* <script>"}, BOTH, [],
     "A \\| \\*B\\* \\<script\\>"),
]  # fmt: skip


def context(kent: Context, *numbers: int) -> Context:
    """Kent's edition with some of the odd indicators instead of its own, each the only one of its section."""
    indicators, actuals, targets = [], [], []
    for number in numbers:
        title, indicator, values, aims, _ = ODD[number]
        name = f"A{number}"
        usual = {"id": name, "name": title, "short_name": title.capitalize(), "section": f"Section {number}"}
        indicators.append({**usual, **indicator})
        actuals += [(name, end, value) for end, value in values]
        targets += [(name, end, target, floor) for end, target, floor in aims]
    data = organisation(indicators, actuals, targets)
    scored = score(data, edition(), scheme(), RULE)
    return replace(kent, scheme=scheme(), data=data, scored=scored, commentary=Commentary())


def pages(of: Context) -> list[Content]:
    return [
        executive.standfirst(of),
        executive.counts_table(of),
        executive.section_table(of),
        since.changes(of),
        executive.worst_by_section(of),
        overview.summary_table(of),
        methods.key(of),
        methods.floors(of),
        methods.register(of),
        methods.data_quality(of),
        methods.sources(of),
        methods.checks(of),
        changes.opening(of),
        changes.reconciliation(of),
        changes.indicators(of),
        changes.targets(of),
        changes.results(of),
        *(services.opening(of, section) for section in of.sections),
        *(services.indicator_part(of, row.id) for row in of.scored.results),
    ]


@pytest.fixture(autouse=True)
def in_jupyterlab(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FIGURES_VARIABLE, raising=False)


@pytest.mark.parametrize("number", range(len(ODD)), ids=[case[0] for case in ODD])
def test_every_page_of_one_odd_indicator(number: int, kent: Context) -> None:
    shown = pages(context(kent, number))
    said = to_markdown(shown[-1])
    assert ODD[number][-1] in said
    for part in shown:
        assert "nan" not in to_markdown(part).replace("financial", "").lower().split()
        assert "NaT" not in to_markdown(part)
        assert to_html(part)


@pytest.mark.parametrize("number", range(len(ODD)), ids=[case[0] for case in ODD])
def test_what_nobody_keeps_has_neither_column_nor_line(number: int, kent: Context) -> None:
    of = context(kent, number)
    [row] = of.scored.results
    shown = methods.register(of) + services.opening(of, row.section) + services.indicator_part(of, row.id)
    for table in (block for block in shown.blocks if isinstance(block, Table)):
        for place in range(1, len(table.columns)):
            said = {plain_words(line[place]) for line in table.rows}
            assert not said & {"None", "Not stated"} if len(said) == 1 or table.kind == "identity" else said, (
                table.caption
            )
        assert sum(column.width for column in table.columns) == pytest.approx(100, abs=2)


def test_a_note_on_a_target_is_told_beneath_the_results_or_with_the_floors(kent: Context) -> None:
    for place, told in ((10, True), (2, False)):  # a range without a floor, and a target with one
        of = context(kent, place)
        [row] = of.scored.results
        ends = [end.date() for end in of.data.actuals["period_end"]]
        aims = pd.DataFrame({**{name: [value] for name, value in (("indicator", row.id), ("note", "Set by Cabinet"))},
                             "period_end": [pd.Timestamp(ends[-1])]})  # fmt: skip
        noted = replace(of, data=replace(of.data, targets=aims))
        assert ("Set by Cabinet." in to_markdown(services.card(noted, row.id))) == told
        assert ("Set by Cabinet" in to_markdown(methods.floors(noted))) != told


def test_every_page_of_all_together(kent: Context) -> None:
    of = context(kent, *range(len(ODD)))
    pages(of)
    assert executive.headline_words(of) == (
        "10 KPIs: 0 Green, 2 Amber, 1 Red, 1 data only, 2 not available, 3 no target, 1 no floor; "
        "4 improving, 1 increasing, 1 not comparable, 4 too few points; 1 result older than the quarter"
    )


def test_doubts_about_the_data_are_said_once_each(kent: Context) -> None:
    place = Place("data/a/delivery_progress.csv")
    doubts = [Problem("x", "A1 is far out.", replace(place, row=row), severity=Severity.WARNING) for row in (2, 3, 5)]
    silent = [
        Problem("no-commentary", f"{one} has no commentary", Place("notebooks/b.ipynb", indicator=one),
                severity=Severity.WARNING)
        for one in ("HW01", "HW02")
    ]  # fmt: skip
    said = to_markdown(methods.data_quality(replace(kent, warnings=(*doubts, *silent))))
    assert "- Delivery progress: A1 is far out; 3 rows are like this: 2 to 3 and 5.\n" in said
    assert said.count("no commentary") == 1
    assert "Two indicators have no commentary:" in said
    assert ".csv" not in said
    assert ".ipynb" not in said


@pytest.mark.parametrize("path", sorted((REPOSITORY / "params" / "schemes").glob("*.yml")), ids=lambda path: path.stem)
def test_checks_are_told_in_the_words_of_the_scheme(path: Path, kent: Context) -> None:
    of = read_scheme(path, path.name)
    worst, middle = (" or ".join(band.label for band in of.bands if band.tone == tone) for tone in ("red", "amber"))
    shown = [block for block in methods.checks(replace(kent, scheme=of)).blocks if isinstance(block, Table)]
    said = {plain_words(row[0]) for table in shown for row in table.rows}
    about = [f"{worst}, and nothing under Actions"] if worst else []
    about += [f"{middle} for the second time, and nothing under Actions"] if middle else []
    assert {one for one in said if one.endswith("nothing under Actions")} == set(about)
