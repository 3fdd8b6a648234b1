"""The face: few names, each with an example that runs; frames with declared columns; parts with their figures."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from helpers.projects import REPOSITORY
from helpers.tools import run_tool

import qprlib as qpr
from qprlib.downloads import declared
from qprlib.face.report import Report
from qprlib.report.context import Context, open_context
from qprlib.report.document import Box, Bullets, Chart, Column, Content, Link, Span, Table
from qprlib.report.registry import PARTS, Part
from qprlib.scoring.states import NotRated


@pytest.fixture(scope="module")
def report(kent: Context) -> Report:
    return Report(kent)


def test_the_face_is_small() -> None:
    assert len(qpr.__all__) <= 12
    assert set(qpr.__all__) <= set(dir(qpr))
    with pytest.raises(AttributeError, match="open_reprot"):
        qpr.open_reprot  # noqa: B018


@pytest.mark.parametrize("name", [name for name in qpr.__all__ if name != "QprError"])
def test_an_example_runs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    value = getattr(qpr, name)
    (found,) = doctest.DocTestFinder(recurse=False).find(value, name, globs={})
    assert found.examples, f"{name} has no example"
    told: list[str] = []
    doctest.DocTestRunner(verbose=False).run(found, out=told.append)
    assert not told, "".join(told)


def test_the_examples_of_a_reports_methods_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    told: list[str] = []
    for found in doctest.DocTestFinder().find(Report, "Report", globs={}):
        doctest.DocTestRunner(verbose=False).run(found, out=told.append)
    assert not told, "".join(told)


def test_whoever_opens_an_edition_is_told_what_is_read(report: Report) -> None:
    assert (
        "Read: data/kent (6 tables, as known on 31 August 2011), params/kent-2011-12-Q1.yml, "
        "params/schemes/kent-2011.yml and 10 notebooks of commentary."
    ) in report._repr_mimebundle_()["text/plain"]


def test_importing_it_loads_neither_pandas_nor_charts() -> None:
    code = "import sys, qprlib; dir(qprlib); sys.exit(sum(name in sys.modules for name in ('pandas', 'matplotlib')))"
    assert subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=False).returncode == 0


def test_tables_wait_for_no_charts() -> None:
    code = (
        "import sys, qprlib as qpr; report = qpr.open_report('kent-2011-12-Q1'); dir(report), report.scorecard, "
        "report.series; sys.exit(sum(name in sys.modules for name in ('matplotlib', 'seaborn', 'IPython')))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=False).returncode == 0


def test_the_page_is_current() -> None:
    assert run_tool("face_page.py", "--check") == (0, "")


# --- the frames ----------------------------------------------------------------------------------------------


def test_the_scorecard_is_as_declared(report: Report, kent: Context) -> None:
    card = report.scorecard
    words = declared.TableWords(("green", "amber", "red", *map(str, NotRated)), coded=True)
    assert list(card.columns) == [field.name for field in declared.scored_table("scorecard", words).fields]
    assert list(report.series.columns) == [field.name for field in declared.scored_table("series", words).fields]
    assert list(card["rating"].cat.categories) == list(words.ratings)
    assert card["rating"].value_counts()[["green", "amber", "red"]].tolist() == [11, 8, 7]
    assert card["actual"].dtype == "float64"
    assert card["decimals"].dtype == "Int64"
    for frame in (card, report.series):
        days = frame.filter(regex="_end$|_start$|_on$|_date$")
        assert set(days.dtypes.map(str)) == {"datetime64[ns]"}
    assert card["short_name"].tolist() == [row.short_name for row in kent.scored.results]


def test_the_worst_come_last(report: Report) -> None:
    ordered = report.scorecard.sort_values("rating")["rating"]
    assert list(dict.fromkeys(ordered)) == ["green", "amber", "red"]


def test_what_a_cell_does_to_a_frame_changes_nothing_for_the_next(report: Report) -> None:
    card = report.scorecard
    card["actual"] = 0
    assert report.scorecard["actual"].ne(0).any()


def test_the_series_has_what_is_told_of_the_whole_year() -> None:
    report = Report(open_context("exampleshire-2024-25-Q3"))
    series, card = report.series, report.scorecard
    latest = series.merge(card[["indicator", "period_end", "forecast", "annual_target", "forecast_rating"]],
                          on=["indicator", "period_end"], suffixes=("", "_of_card"))  # fmt: skip
    assert latest["forecast"].notna().sum() > 1
    for name in ("forecast", "annual_target"):
        pd.testing.assert_series_equal(latest[name], latest[f"{name}_of_card"], check_names=False)
    assert latest["forecast_rating"].astype(str).tolist() == latest["forecast_rating_of_card"].astype(str).tolist()


def test_a_report_shows_itself_in_a_line_where_nothing_else_shows_it(report: Report) -> None:
    assert repr(report) == f"<Report kent-2011-12-Q1: {report.headline}>"


def test_the_series_says_what_the_scorecard_says(report: Report) -> None:
    last = report.series.merge(report.scorecard, on=["indicator", "period_end"], suffixes=("", "_card"))
    assert len(last) == len(report.scorecard)
    for name in ("actual", "target", "rating", "direction", "base_value"):
        pd.testing.assert_series_equal(last[name], last[f"{name}_card"], check_names=False)


# --- the parts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_a_part_says_what_it_shows_and_takes_what_it_says(part: Part) -> None:
    assert part.meaning.endswith("."), part.made_by
    assert set(part.signature.parameters) <= {"section", "indicator", "names"}


def test_no_part_hides_what_a_report_has() -> None:
    assert not set(PARTS) & set(vars(Report))


def test_an_unknown_part_names_the_nearest(report: Report) -> None:
    with pytest.raises(AttributeError, match="no part 'heatmap'; did you mean 'heat_map'") as told:
        report.heatmap()
    assert "docs/face.md" in str(told.value)
    with pytest.raises(AttributeError, match="no part 'zzz'"):
        report.zzz()
    assert {"worst", "scorecard", "series", "card"} <= set(dir(report))
    assert report.card.__doc__
    assert not hasattr(report, "_repr_html_")


def test_a_part_gives_its_figures(report: Report) -> None:
    worst = report.worst().frame
    assert worst is not None
    card = report.scorecard
    assert worst["indicator"].tolist() == card[card["rating"] == "red"]["indicator"].tolist()
    by_service = report.counts_by_service().frame
    assert by_service is not None
    *services, total = by_service["All"].tolist()
    assert sum(services) == total == len(card)
    trend = next(iter(report.card("HW01").frames.values()))
    assert {"period_end", "actual", "target"} <= set(trend.columns)
    assert report.foreword().frame is None


def test_a_part_becomes_frames() -> None:
    link = Link("HW01 Repairs", page="highways", anchor="hw01", indicator="HW01")
    numbers = (
        ((Span("Highways", ("group",)),), ("",), ("",)),
        ((link,), ("1,234",), ("87%",)),
        (("Other",), ("None",), ("n",)),
    )
    columns = (Column("Indicator"), Column("Number"), Column("Share"))
    table = Table("Repairs", "plain", columns, numbers)
    chart = Chart("figures/x", "Up", "alt", data={"period": ["Jun 11"], "value": [1.0]})
    shown = Content((Box("note", (Bullets(((link, ": up"),)),)), chart, table, replace(table, caption="Up")))
    assert list(shown.frames) == ["list", "Up", "Repairs", "Up (2)"]
    assert shown.frame is not None
    assert shown.frame.to_dict("list") == {
        "indicator": ["HW01", ""],
        "Group": ["Highways", "Highways"],
        "Indicator": ["HW01 Repairs", "Other"],
        "Number": [1234, pytest.approx(float("nan"), nan_ok=True)],
        "Share": ["87%", "n"],
    }
    assert shown.frames["list"].to_dict("list") == {"indicator": ["HW01"], "text": ["HW01 Repairs: up"]}
    assert Content((chart,)).frame is not None
    assert Content().frame is None


def test_every_module_but_the_face_says_nothing_of_being_kept() -> None:
    """The package says that all else is internal; docs/face.md lists every name that is kept."""
    assert "internal" in (qpr.__doc__ or "")
    page = (REPOSITORY / "docs" / "face.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^### qpr\.(\w+)$", page, re.MULTILINE)) | {"QprError", "Report"} == set(qpr.__all__)
    assert all(f"`report.{name}(" in page for name in PARTS)
    assert Path(REPOSITORY / "docs" / "face.md").is_file()
