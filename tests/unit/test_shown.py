"""What an analyst shows in a cell becomes the report's own table, chart or text, or is refused in plain words."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import great_tables as gt
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import seaborn as sns
import seaborn.objects as so
from helpers.projects import REPOSITORY
from helpers.thorough import THOROUGH
from IPython.display import Markdown

from qprlib.ground.numbers import format_value
from qprlib.report.context import Context
from qprlib.report.display import FIGURES_VARIABLE
from qprlib.report.document import Chart, Content, Table
from qprlib.report.markdown_writer import to_markdown
from qprlib.report.pieces import NOTHING
from qprlib.scoring.signals import Signal, Variation, variation_of
from qprlib.shown.cell_words import column_words, value_words
from qprlib.shown.refusals import MIME, Refused, refusals
from qprlib.shown.showing import Showing, left_open

SPEND = pd.DataFrame(
    {
        "service": ["Housing", "Waste"],
        "spent": [1_234.5, 980.25],
        "staff": [1_200, 35],
        "checked": [True, False],
        "day": pd.to_datetime(["2024-04-01", "2024-05-31"]),
    }
)


@pytest.fixture
def showing(kent: Context) -> Iterator[Showing]:
    with mpl.rc_context():
        yield Showing(kent)
    plt.close("all")


def lines(content: Content | None) -> list[str]:
    """The rows of the one table that is shown, without rules and division."""
    assert content is not None
    assert not isinstance(content, Refused), content
    return [line for line in to_markdown(content).splitlines() if line.startswith(("| ", ": "))]


def codes(content: Content | None) -> list[str]:
    assert isinstance(content, Refused)
    return [problem.code for problem in content.problems]


# Tables ------------------------------------------------------------------------------------------------------


def test_a_frame_is_printed_as_the_report_prints(showing: Showing) -> None:
    assert lines(showing.table(SPEND, caption="Spending")) == [
        "| Service | Spent | Staff | Checked | Day |",
        "| Housing | 1,234.50 | 1,200 | Yes | 1 April 2024 |",
        "| Waste | 980.25 | 35 | No | 31 May 2024 |",
        ": Spending",
    ]


def test_columns_are_chosen_ordered_and_renamed(showing: Showing) -> None:
    chosen = showing.table(
        SPEND.set_index("service"), columns={"staff": "Staff (FTE)", "service": "Of"}, caption="Staff"
    )
    assert lines(chosen) == ["| Staff (FTE) | Of |", "| 1,200 | Housing |", "| 35 | Waste |", ": Staff"]
    assert lines(showing.table(SPEND, columns=["staff"], caption="S"))[0] == "| Staff |"
    unknown = showing.table(SPEND, columns={"spend": "Spent"}, caption="S")
    assert codes(unknown) == ["column-unknown"]
    assert unknown.problems[0].nearest == "spent"  # type: ignore[attr-defined]


def test_a_frame_of_indicators_has_their_units_decimals_and_statuses(showing: Showing, kent: Context) -> None:
    red = kent.scored.scorecard.query("rating == 'red'")
    columns = {
        "short_name": "Indicator",
        "actual": "Result",
        "target": "Target",
        "rating": "Rating",
        "direction": "Way",
    }
    shown = lines(showing.table(red, columns=columns, caption="Rated Red"))
    for row in kent.scored.results:
        link = f"| [{row.short_name}](page:{kent.page_of(row.section)}#{row.id.lower()}) |"
        told = [line for line in shown if line.startswith(link)]
        assert len(told) == (row.rating == "red")
        if told and row.unit == "%":
            assert f"| {row.actual:.{row.decimals}f}% |" in told[0]
            assert "[Red]{.status .red .square}" in told[0]
            assert f".direction .{row.direction}}}" in told[0]
    assert shown[-1] == ": Rated Red"


@pytest.mark.parametrize("name", ["indicator", "id", "short_name", "name"])
def test_rows_are_about_the_indicator_that_any_column_names(showing: Showing, kent: Context, name: str) -> None:
    alone = kent.scored.scorecard.reset_index(drop=True)
    alone = alone[~alone[name].duplicated(keep=False)].query("actual == actual")[[name, "actual"]]
    assert len(alone) > 20
    results = {getattr(row, {"indicator": "id"}.get(name, name)): row for row in kent.scored.results}
    told = [line.strip("| ").split(" | ")[1] for line in lines(showing.table(alone, caption="Results"))[1:-1]]
    rows = [results[one] for one in alone[name]]
    assert told == [format_value(row.actual, row.unit, row.decimals) for row in rows]
    other = alone.assign(**{name: "Somebody else"})
    assert not any("%" in line for line in lines(showing.table(other, caption="Results")))


def test_a_frame_with_a_column_an_indicator_is_headed_and_printed_as_theirs(showing: Showing) -> None:
    months = pd.PeriodIndex(["2011-05", "2011-06"], freq="M", name="month")
    wide = pd.DataFrame({"HW01": [79.4, 87.2], "HW02": [23.55, np.nan]}, index=months)
    shown = lines(showing.table(wide, caption="Highways"))
    assert re.fullmatch(r"\| Month \| HW01 .+ \| HW02 .+ \|", shown[0])
    assert shown[1:] == ["| May 2011 | 79% | 23.6 days |", "| June 2011 | 87% | Not available |", ": Highways"]


def test_a_range_stands_where_there_is_no_single_target(showing: Showing, kent: Context) -> None:
    row = next(row for row in kent.scored.results if row.unit == "%" and row.kind == "kpi")
    frame = pd.DataFrame({"indicator": [row.id] * 3, "target": [np.nan, np.nan, 90.5], "lower": [17.5, np.nan, np.nan],
                          "upper": [22.5, 22.5, np.nan]})  # fmt: skip
    shown = lines(showing.table(frame, columns=["indicator", "target"], caption="Targets"))[1:-1]
    assert [line.split(" | ")[-1] for line in shown] == ["17.5% to 22.5% |", "up to 22.5% |", "90.5% |"]
    without = lines(showing.table(frame[["indicator", "target"]], caption="Targets"))[1]
    assert without.endswith(f"| {NOTHING} |")


def test_a_minus_is_no_hyphen(showing: Showing, kent: Context) -> None:
    row = next(row for row in kent.scored.results if row.unit == "%")
    frame = pd.DataFrame({"indicator": [row.id], "over": [-1234.5], "actual": [-3.0], "target": [-2.5], "day": ["a-b"]})
    (shown,) = lines(showing.table(frame, columns=["over", "actual", "target", "day"], caption="Below"))[1:-1]
    said = shown.replace("\N{MINUS SIGN}", "~")
    assert re.sub(r"\.0(?=%)", "", said) == "| ~1,234.5 | ~3% | ~2.5% | a-b |"
    made = showing.table(frame, columns=["day", "over"], caption="Below").frame
    assert made is not None
    assert made["Over"].tolist() == [-1234.5]


@pytest.mark.parametrize("name", ["indicator", "short_name", "name"])
def test_names_in_the_first_column_lead_to_the_cards(showing: Showing, kent: Context, name: str) -> None:
    card = kent.scored.scorecard.reset_index(drop=True).assign(indicator=lambda frame: frame["id"])
    (row, *_) = kent.scored.results
    own = card[card["id"] == row.id]
    link = f"[{own[name].item()}](page:{kent.page_of(row.section)}#{row.id.lower()})"
    columns = [name, "actual"] if name == "indicator" else [name, "indicator", "actual"]
    assert lines(showing.table(own, columns=columns, caption="One"))[1].startswith(f"| {link} | ")
    by_index = own.set_index("indicator")[["actual"]]
    assert "](page:" in lines(showing.table(by_index, caption="One"))[1]
    turned = lines(showing.table(own, columns=["actual", name], caption="One"))[1]
    assert "](page:" not in turned
    other = showing.table(own.assign(**{name: "Another"}, id=own["id"]), columns=[name, "id"], caption="One")
    assert "](page:" not in lines(other)[1]


def test_levels_of_columns_are_said_in_each_heading_and_levels_of_rows_are_groups(showing: Showing) -> None:
    rows = pd.MultiIndex.from_product([["North", "South"], ["Ash", "Birch"]], names=["area", "ward"])
    both = pd.MultiIndex.from_product([["2024"], ["Spent", "Due"]])
    shown = lines(showing.table(pd.DataFrame(np.arange(8).reshape(4, 2), rows, both), caption="Wards"))
    assert shown == [
        *("| Ward | 2024: Spent | 2024: Due |", "| [North]{.group} |  |  |", "| Ash | 0 | 1 |", "| Birch | 2 | 3 |"),
        *("| [South]{.group} |  |  |", "| Ash | 4 | 5 |", "| Birch | 6 | 7 |", ": Wards"),
    ]


def test_a_styler_keeps_its_formats_caption_and_what_it_hides(showing: Showing) -> None:
    style = (
        SPEND.style.format({"spent": "£{:,.0f}"}, na_rep="none").hide(axis="index").hide(["checked", "staff"], axis=1)
    )
    assert lines(showing.value(style.set_caption("Spending").background_gradient(subset=["spent"]))) == [
        *("| Service | Spent | Day |", "| Housing | £1,234 | 1 April 2024 |", "| Waste | £980 | 31 May 2024 |"),
        ": Spending",
    ]


def test_a_great_table_keeps_labels_spanners_groups_title_and_notes(showing: Showing) -> None:
    frame = SPEND.assign(area=["Homes", "Streets"], rating=["green", "red"])[
        ["area", "service", "spent", "staff", "rating"]
    ]
    table = (
        gt.GT(frame, rowname_col="service", groupname_col="area")
        .tab_header("Spending", "April to June")
        .tab_spanner("Resources", ["spent", "staff"])
        .tab_stubhead("Service")
        .cols_label(staff="Staff (FTE)")
        .fmt_currency("spent", currency="GBP", decimals=0)
        .tab_source_note("Ledger, <5 left out")
        .tab_footnote("Estimated.", gt.loc.body("staff", [1]))
    )
    content = showing.value(table)
    assert lines(content) == [
        "| Service | Resources: Spent | Resources: Staff (FTE) | Rating |",
        "| [Homes]{.group} |  |  |  |",
        "| Housing | £1,234 | 1200 | [Green]{.status .green .circle} |",
        "| [Streets]{.group} |  |  |  |",
        "| Waste | £980 | 35 (note 1) | [Red]{.status .red .square} |",
        ": Spending: April to June",
    ]
    assert "Ledger, \\<5 left out" in to_markdown(content or Content())
    assert "Note 1: Estimated." in to_markdown(content or Content())


def test_a_control_charts_frame_is_shown_in_words(showing: Showing) -> None:
    frame = pd.DataFrame({"signal": [str(one) for one in Signal]})
    frame["variation"] = [str(variation_of(one, "higher")) for one in Signal]
    told = lines(showing.table(frame, caption="Calls"))[1:-1]
    assert told[0] == "| Above the upper control limit | Better than usual |"
    assert told[-2:] == [
        "| The last of seven in a row below the mean | Worse than usual |", f"| {NOTHING} | As usual |"
    ]  # fmt: skip
    assert not [one for one in (*Signal, *Variation) if "-" in one and one in "".join(told)]


def test_a_frame_without_rows_says_what_was_written_for_that_case(showing: Showing) -> None:
    refused = showing.table(SPEND.head(0), caption="Red")
    assert codes(refused) == ["table-without-rows"]
    assert isinstance(refused, Refused)
    (said,) = [problem.todo for problem in refused.problems]
    assert 0 < said.index("not `Red`") < said.index("empty=")
    assert (
        to_markdown(showing.table(SPEND.head(0), caption="Red", empty="None is rated Red.")) == "None is rated Red.\n"
    )


WORDS: list[tuple[str, list[Any], list[str]]] = [
    ("whole", [1, 20_000, None], ["1", "20,000", "Not available"]),
    ("year", [2023, 2024], ["2023", "2024"]),
    ("one decimal", [1.5, 2.0], ["1.5", "2.0"]),
    ("thirds", [1 / 3, 2 / 3], ["0.33", "0.67"]),
    ("a rare rate", [0.00012345, 0.5], ["0.00012", "0.50000"]),
    ("halves", [0.125, 0.385], ["0.13", "0.39"]),
    ("words", ["a", None, ""], ["a", "None", "None"]),
    ("truth", [True, np.False_, pd.NA], ["Yes", "No", "Not available"]),
    ("moments", [pd.Timestamp("2024-04-01 09:30"), pd.NaT], ["1 April 2024, 09:30", "Not available"]),
    (
        "lengths",
        [pd.Timedelta("3D 2h 5min"), pd.Timedelta("-90s")],
        ["3 days and 2 hours", "minus 1 minute and 30 seconds"],
    ),
    ("bins", list(pd.cut([5, 15], [0, 10, 20])), ["over 0, up to 10", "over 10, up to 20"]),
    ("lists", [["b", "a"], {"d", "c"}], ["b, a", "c, d"]),
]


@pytest.mark.parametrize(("name", "values", "expected"), WORDS, ids=[name for name, _, _ in WORDS])
def test_a_cell_says(name: str, values: list[Any], expected: list[str]) -> None:
    assert column_words(name, values) == expected


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (pd.Period("2024-04", "M"), "April 2024"),
        (pd.Period("2024-04-01", "Q-MAR"), "April to June 2024"),
        (pd.Period("2024", "Y"), "2024"),
        (pd.Period("2025-03", "Y-MAR"), "April 2024 to March 2025"),
        (pd.Period("2024-04-01", "D"), "1 April 2024"),
        (pd.Period("2024-04-01", "W"), "1 April 2024 to 7 April 2024"),
    ],
)
def test_a_period_is_said_in_words(period: Any, expected: str) -> None:
    assert value_words(period) == expected


# Charts ------------------------------------------------------------------------------------------------------


def drawn(kind: str) -> Any:
    match kind:
        case "axes":
            return sns.lineplot(SPEND, x="day", y="spent")
        case "figure":
            figure, axes = plt.subplots(figsize=(12, 5))
            axes.bar(SPEND["service"], SPEND["spent"])
            return figure
        case "grid":
            return sns.relplot(SPEND, x="day", y="spent", col="service")
        case "objects":
            return so.Plot(SPEND, x="day", y="spent").add(so.Line())
        case "pandas, several":
            return SPEND.plot(x="day", y=["spent", "staff"], subplots=True)
        case "bars":
            return plt.bar([1, 2], [3, 4])
        case "lines":
            return plt.plot([1, 2], [3, 4])
    raise AssertionError(kind)


KINDS = ["axes", "figure", "grid", "objects", "pandas, several", "bars", "lines"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_drawn_is_a_chart_with_the_same_bytes_every_time(
    kind: str, showing: Showing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = []
    for folder in ("one", "two"):
        monkeypatch.setenv(FIGURES_VARIABLE, str(tmp_path / folder / "page"))
        showing.style()
        content = showing.chart(drawn(kind), finding="Housing costs most", alt="Housing £1,234, Waste £980.")
        (chart,) = content.blocks
        assert isinstance(chart, Chart)
        assert chart.alternative == "Housing costs most. Housing £1,234, Waste £980."
        files.append({path.name: path.read_bytes() for path in (tmp_path / folder / "page").iterdir()})
        assert plt.get_fignums() == []  # JupyterLab would show it once more
    assert files[0] == files[1]
    assert sorted(name.rpartition(".")[2] for name in files[0]) == ["png", "svg"]


def test_the_house_style_is_the_reports_and_built_in_charts_keep_theirs(showing: Showing, kent: Context) -> None:
    from qprlib.face.report import Report

    report = Report(kent)
    before = to_pictures(report.indicator("HW01"))
    report.style()
    assert mpl.rcParams["font.family"] == ["Source Sans 3"]
    sns.set_theme(style="darkgrid", palette="husl", font_scale=3)
    assert to_pictures(report.indicator("HW01")) == before
    assert mpl.rcParams["axes.facecolor"] == "#EAEAF2"  # nor does drawing them undo what an analyst has set


def to_pictures(content: Content) -> list[bytes]:
    return [block.svg for block in content.blocks if isinstance(block, Chart)]


def test_a_chart_without_words_is_shown_in_jupyterlab_and_not_published(
    showing: Showing, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    refused = showing.chart(drawn("axes"), finding="Up")
    assert codes(refused) == ["chart-without-alt"]
    assert codes(showing.chart(drawn("axes"), alt="Up")) == ["chart-without-finding"]
    assert codes(showing.value(drawn("axes"))) == ["chart-without-words"]
    html = refused._repr_mimebundle_()["text/html"]
    assert "<strong>Not published:</strong>" in html
    (picture,) = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', html)
    assert base64.b64decode(picture).startswith(b"<?xml")
    monkeypatch.setenv(FIGURES_VARIABLE, str(tmp_path))
    assert set(refused._repr_mimebundle_()) == {MIME, "text/plain"}


def test_a_drawing_that_nobody_showed_is_found_and_put_away(showing: Showing) -> None:
    drawn("lines")
    (figure,) = left_open()
    assert codes(showing.value(figure)) == ["chart-without-words"]
    assert left_open() == []
    assert codes(showing.value(plt.figure())) == ["chart-empty"]


MONTH_ENDS = pd.date_range("2024-04-30", periods=20, freq="ME")


def charted(showing: Showing, drawn: Any) -> Any:
    figure = drawn.figure if hasattr(drawn, "figure") else drawn
    assert not isinstance(showing.chart(drawn, finding="It rose", alt="From 1 to 3."), Refused)
    return figure


@pytest.mark.parametrize(
    ("draw", "expected"),
    [
        (lambda frame: sns.lineplot(frame, x="month_end", y="spent"), ["Month end", "Spent"]),
        (lambda frame: sns.scatterplot(frame, x="spent", y="budget_to_date"), ["Spent", "Budget to date"]),
        (lambda frame: frame.plot.scatter(x="spent", y="budget_to_date"), ["Spent", "Budget to date"]),
        (lambda frame: frame.plot(x="spent", y="budget_to_date", ylabel="£m over"), ["Spent", "£m over"]),
        (lambda frame: sns.barplot(frame, x="ward", y="spent"), ["Ward", "Spent"]),
    ],
)  # fmt: skip
def test_names_of_columns_are_said_at_the_axes(showing: Showing, draw: Any, expected: list[str]) -> None:
    frame = pd.DataFrame({"month_end": MONTH_ENDS[:3], "spent": [1, 2, 3], "budget_to_date": 2, "ward": list("abc")})
    axes = charted(showing, draw(frame)).axes[0]
    assert [axes.get_xlabel(), axes.get_ylabel()] == expected


def test_names_of_columns_are_said_in_legends_and_grids_and_values_stay(showing: Showing) -> None:
    frame = pd.DataFrame({"spent": [1, 2], "on_time": [2, 1], "area": ["north_end", "south"]})
    legend = charted(showing, frame.plot(y=["spent", "on_time"])).axes[0].get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["Spent", "On time"]
    legend = charted(showing, sns.scatterplot(frame, x="spent", y="on_time", hue="area")).axes[0].get_legend()
    assert legend.get_title().get_text() == "Area"
    assert [text.get_text() for text in legend.get_texts()] == ["north_end", "south"]
    grid = charted(showing, sns.relplot(frame, x="spent", y="on_time", col="area"))
    assert [axes.get_title() for axes in grid.axes] == ["Area: north_end", "Area: south"]


WAYS_TO_DRAW: dict[str, Callable[[Any, Any], Any]] = {
    "line": lambda days, values: sns.lineplot(x=days, y=values),
    "points": lambda days, values: sns.scatterplot(x=days, y=values),
    "bars": lambda days, values: plt.bar(days, values, width=20)[0],
    "line with a target": lambda days, values: (plt.plot(days, values), plt.axhline(2))[0][0],
}
#: A line of any length, and the other ways once with few results and once with many; the rest in a thorough run.
LENGTHS = [1, 2, 3, 6, 12, 13, 20]
DRAWN = [
    pytest.param(draw, number, id=f"{name}-{number}", marks=[] if name == "line" or number in (1, 13) else [THOROUGH])
    for name, draw in WAYS_TO_DRAW.items()
    for number in LENGTHS
]


@pytest.mark.parametrize(("draw", "number"), DRAWN)
def test_results_of_month_ends_are_marked_where_they_stand(showing: Showing, draw: Any, number: int) -> None:
    """Matplotlib marks the first of May beside the result of April, which is a month late for whoever reads it."""
    days = MONTH_ENDS[:number]
    figure = charted(showing, draw(days, list(range(number))))
    axis = figure.axes[0].xaxis
    places = axis.get_majorticklocs()
    texts = axis.get_major_formatter().format_ticks(places)
    marks = [(mpl.dates.num2date(place).date(), text) for place, text in zip(places, texts, strict=True)]
    assert marks[-1] == (days[-1].date(), f"{days[-1]:%b %y}")
    assert all(day in set(days.date) and text == f"{day:%b %y}" for day, text in marks)
    assert len(marks) <= 12


def test_other_days_and_an_analysts_own_marks_are_left_alone(showing: Showing) -> None:
    axes = sns.lineplot(x=pd.to_datetime(["2024-04-01", "2024-05-01"]), y=[1, 2])
    before = axes.xaxis.get_major_locator()
    charted(showing, axes)
    assert axes.xaxis.get_major_locator() is before
    axes = sns.lineplot(x=MONTH_ENDS[:3], y=[1, 2, 3])
    axes.set_xticks(MONTH_ENDS[:1])
    charted(showing, axes)
    assert len(axes.get_xticks()) == 1


def test_a_part_shows_itself_in_a_line_where_nothing_else_shows_it(showing: Showing) -> None:
    both = showing.table(SPEND, caption="Spending") + showing.text("So.")
    assert repr(both) == "<Content: table 'Spending' (2 rows), prose>"
    assert repr(Content()) == "<Content: nothing>"
    assert repr(showing.table(SPEND)) == "<Refused: table 'Table' (2 rows)>"


# Texts -------------------------------------------------------------------------------------------------------


def test_a_text_has_live_figures_and_is_held_to_what_a_text_may_contain(showing: Showing) -> None:
    assert to_markdown(showing.text("Repairs in time: **{{ HW01.actual }}**.")) == "Repairs in time: **87%**.\n"
    assert showing.value(Markdown("Now {{ HW01.actual }}.")) == showing.text("Now {{ HW01.actual }}.")
    assert codes(showing.text("{{ HW99.actual }} <b>now</b>")) == ["live-figure-unknown", "html-refused"]
    assert codes(showing.text(12)) == ["not-a-text"]


def test_a_string_is_published_as_it_is_written(showing: Showing) -> None:
    shown = showing.value("5 * 3 {{ x }} <b>\n\nSecond")
    assert to_markdown(shown or Content()) == "5 \\* 3 \\{\\{ x \\}\\} \\<b\\>\n\nSecond\n"
    assert codes(showing.value("a\u202eb")) == ["cell-hidden-character"]


def test_what_is_neither_table_nor_chart_nor_text_is_left_to_the_kernel(showing: Showing) -> None:
    assert [showing.value(value) for value in (5, 2.5, [1, 2], {"a": 1}, object(), np.array([1]))] == [None] * 6
    assert codes(showing.chart(5, finding="x", alt="y")) == ["not-a-chart"]
    assert codes(showing.table(5, caption="x")) == ["not-a-table"]


def test_a_refused_part_keeps_the_others_from_being_published(showing: Showing) -> None:
    good = showing.table(SPEND, caption="Spending")
    for both in (good + showing.table(SPEND), showing.table(SPEND) + good):
        assert codes(both) == ["table-without-caption"]
        assert sum(isinstance(block, Table) for block in both.blocks) == 2


def test_every_refusal_says_what_to_write_instead() -> None:
    assert all(one["todo"] and not one["todo"].endswith(".") for one in refusals().values())
    used = "".join(path.read_text(encoding="utf-8") for path in (REPOSITORY / "qprlib" / "shown").glob("*.py"))
    assert [code for code in refusals() if f'"{code}"' not in used and "chart-without" not in code] == []
