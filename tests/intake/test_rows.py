"""What was taken becomes rows of register, results and targets: nothing is lost, and what is assumed is told."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from workbooks.drawing import save
from workbooks.gallery import READ
from workbooks.truth import Entry

from qprlib.data.columns import IDENTIFIER_FORM
from qprlib.ground.calendar import Years
from qprlib.intake import read_workbooks
from qprlib.intake.layout import Layout, TableLayout
from qprlib.intake.roles import lower_is_better
from qprlib.intake.rows import RowsTaken, rows_taken
from qprlib.intake.taken import Taken, TakenFigure, TakenIndicator

LAYOUT = Layout(tables=(TableLayout(sheet="Q1", columns={"Ref": "reference"}),))


def rows_of_entry(entry: Entry, folder: Path) -> tuple[Taken, RowsTaken]:
    taken = read_workbooks([save(entry.book, folder)], years=Years.named(entry.year_starts))
    return taken, rows_taken(taken, {})


@pytest.mark.parametrize("entry", READ, ids=lambda entry: entry.name)
def test_every_figure_of_a_workbook_is_in_a_row_or_told(entry: Entry, tmp_path: Path) -> None:
    _, rows = rows_of_entry(entry, tmp_path)
    left = {one.origin for one in rows.unplaced}
    data_only = {row["id"] for row in rows.indicators if row["kind"] == "data_only"}
    columns = {"actual": rows.actuals, "numerator": rows.actuals, "denominator": rows.actuals}
    columns |= dict.fromkeys(("target", "floor", "lower", "upper"), rows.targets)
    for fact in entry.facts():
        if fact.role not in columns or fact.value is None:
            continue
        own = rows.ids[fact.indicator]
        if own in data_only and columns[fact.role] is rows.targets:
            continue
        found = [row for row in columns[fact.role] if (row["indicator"], row["period_end"]) == (own, fact.period_end)]
        # A target of the whole year stands once, at its end.
        if not found and fact.role == "target":
            found = [row for row in rows.targets if row["indicator"] == own and row["target"] == f"{fact.value:g}"]
        if not found:
            assert any(origin.endswith(_cell(entry, fact.mark)) for origin in left), fact
            continue
        (row,) = found
        assert float(row[fact.role]) == pytest.approx(fact.value)


def _cell(entry: Entry, mark: int) -> str:
    from workbooks.drawing import named

    return next(named(place) for _, place, drawn in entry.book.marked() if drawn.mark == mark)


@pytest.mark.parametrize("entry", READ, ids=lambda entry: entry.name)
def test_each_indicator_has_an_id_of_its_own_and_its_reference_as_printed(entry: Entry, tmp_path: Path) -> None:
    taken, rows = rows_of_entry(entry, tmp_path)
    ids = [row["id"] for row in rows.indicators]
    assert len({one.casefold() for one in ids}) == len(ids) == len(taken.indicators)
    assert all(re.fullmatch(IDENTIFIER_FORM, one) for one in ids)
    assert {row["reference"] or row["id"] for row in rows.indicators} >= {
        one.reference for one in taken.indicators if one.reference
    }


def figure(role: str, value: float | None = None, **more: object) -> TakenFigure:
    known = {"period_end": date(2024, 6, 30), "text": "", "origin": "k.xlsx, Q1!F2", "length": "quarter", **more}
    return TakenFigure("K1", role, value=value, **known)  # type: ignore[arg-type]


def made(*figures: TakenFigure, **about: str) -> RowsTaken:
    one = TakenIndicator(**{"key": "K1", "reference": "K1", "name": "Calls answered", "origin": "", **about})
    return rows_taken(Taken((one,), figures, (), (), LAYOUT), {})


@pytest.mark.parametrize(
    ("figures", "about", "column", "expected"),
    [
        ([figure("actual", 1), figure("target", 2)], {}, "kind", "kpi"),
        ([figure("actual", 1)], {}, "kind", "data_only"),
        ([figure("actual", 1), figure("target", None, state="target-tbc")], {}, "kind", "kpi"),
        ([figure("actual", 1), figure("target", None, state="data-only")], {}, "kind", "data_only"),
        ([figure("actual", 72.4), figure("actual", 71, period_end=date(2024, 9, 30))], {}, "decimals", "1"),
        ([figure("actual", 72.4567)], {}, "decimals", "2"),
        ([figure("actual", 72.4567)], {"decimals": "0"}, "decimals", "0"),
        ([figure("actual", 72, text="72%")], {}, "unit", "%"),
        ([figure("actual", 72, text="£72")], {}, "unit", "£"),
        ([figure("actual", 72)], {"name": "Percentage of calls answered"}, "unit", "%"),
        ([figure("actual", 72)], {"unit": "per cent"}, "unit", "%"),
        ([figure("actual", 72)], {}, "unit", "number"),
        ([figure("actual", 72, length="month")], {}, "frequency", "monthly"),
        ([figure("actual", 72, length="year")], {}, "basis", "annual"),
        ([figure("actual", 72, to_date=True)], {}, "basis", "year_to_date"),
        ([figure("lower", 5), figure("upper", 9), figure("actual", 7)], {}, "polarity", "range"),
        ([figure("actual", 72)], {"polarity": "lower"}, "polarity", "lower"),
        ([figure("actual", 72)], {"directorate": "Place"}, "section", "Place"),
        ([figure("actual", 72)], {}, "section", "Performance indicators"),
        ([figure("actual", 72)], {"reference": "1.1.2.PI", "key": "K1"}, "id", "I1_1_2_PI"),
        ([figure("actual", 72)], {"reference": "", "section": "Street care"}, "id", "SC01"),
    ],
)
def test_the_register_says_what_the_workbook_says(
    figures: list[TakenFigure], about: dict[str, str], column: str, expected: str
) -> None:
    (row,) = made(*figures, **about).indicators
    assert row[column] == expected


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ([figure("actual", 72.4)], ("72.4", "", "")),
        ([figure("actual", None, state="suppressed")], ("", "suppressed", "")),
        ([figure("actual", 72, flag="provisional")], ("72", "", "provisional")),
        ([figure("actual", 72), figure("target", None, state="target-tbc")], ("72", "target-tbc", "")),
        ([figure("actual", 72), figure("target", None, state="no-target")], ("72", "", "")),
    ],
)
def test_a_result_or_why_there_is_none(figures: list[TakenFigure], expected: tuple[str, str, str]) -> None:
    (row,) = made(*figures).actuals
    assert (row["actual"], row["state"], row["flag"]) == expected
    assert row["origin"] == "k.xlsx, Q1!F2"


def test_results_of_other_lengths_are_told_and_not_mixed_in() -> None:
    ends = [date(2024, 6, 30), date(2024, 9, 30)]
    rows = made(
        *(figure("actual", 5, period_end=end) for end in ends),
        figure("actual", 20, period_end=date(2024, 3, 31), length="year", text="20", origin="k.xlsx, Q1!C2"),
    )
    assert [row["period_end"] for row in rows.actuals] == ["2024-06-30", "2024-09-30"]
    assert [(one.origin, one.text) for one in rows.unplaced] == [("k.xlsx, Q1!C2", "20")]
    assert "year" in rows.unplaced[0].why
    assert "quarter" in rows.unplaced[0].why


def test_a_target_for_all_of_a_row_stands_for_no_result_of_another_length() -> None:
    ends = [(date(2024, 6, 30), "quarter"), (date(2024, 9, 30), "quarter"), (date(2024, 3, 31), "year")]
    figures = [figure("actual", 80, period_end=end, length=length, origin=f"k.xlsx, Q1!{end}") for end, length in ends]
    figures += [figure("target", 90, period_end=end, length=length, origin="k.xlsx, Q1!D2") for end, length in ends]
    assert [row["period_end"] for row in made(*figures, unit="%").targets] == ["2024-06-30", "2024-09-30"]


def test_what_the_workbook_does_not_say_is_told_once() -> None:
    told = [f"{one.what} {one.why}" for one in made(figure("actual", 5), figure("target", 6)).assumed]
    assert any("Higher is better: K1." in one for one in told)
    assert any("No unit is named" in one for one in told)
    assert any("No section is named" in one for one in told)
    assert not made(figure("actual", 5, length="year"), unit="days", section="Roads").assumed


QUARTERS = [date(2024, 6, 30), date(2024, 9, 30), date(2024, 12, 31), date(2025, 3, 31)]


def quarters(
    actuals: list[float], targets: list[float] | float, unit: str = "number", years: Years | None = None
) -> tuple[RowsTaken, str]:
    """Results of the first quarters of a year with a target each, or one in a cell for all; and what was assumed."""
    figures = [figure("actual", value, period_end=end) for end, value in zip(QUARTERS, actuals, strict=False)]
    for place, end in enumerate(QUARTERS[: len(actuals)]):
        value = targets[place] if isinstance(targets, list) else targets
        origin = f"k.xlsx, Q1!{'HIJK'[place] if isinstance(targets, list) else 'G'}2"
        figures.append(figure("target", value, period_end=end, origin=origin))
    one = TakenIndicator("K1", "K1", "Inspections", "", unit=unit)
    rows = rows_taken(Taken((one,), tuple(figures), (), (), LAYOUT), {}, years or Years())
    return rows, " ".join(one.what for one in rows.assumed)


@pytest.mark.parametrize(
    ("actuals", "target", "unit", "ends", "basis"),
    [
        # A count of which each quarter has about a quarter of the year's target, alone or added up.
        ([1015, 1180], 4400, "number", ["2025-03-31"], "quarter"),
        ([48, 101, 188], 250, "number", ["2025-03-31"], "year_to_date"),
        # What is as large as its target, or a share, has it in each period.
        ([148210, 155004], 150000, "number", ["2024-06-30", "2024-09-30"], "quarter"),
        ([22, 27], 90, "%", ["2024-06-30", "2024-09-30"], "quarter"),
        ([82.4, 84, 86], 85, "%", ["2024-06-30", "2024-09-30", "2024-12-31"], "quarter"),
        # Tax is collected through the year.
        ([29.1, 56.8, 83.25], 98.5, "%", ["2025-03-31"], "year_to_date"),
        ([5, 6, 1], 10, "number", ["2024-06-30", "2024-09-30", "2024-12-31"], "quarter"),
        # One result tells nothing.
        ([1015], 4400, "number", ["2024-06-30"], "quarter"),
    ],
)
def test_a_target_of_the_whole_year_is_not_held_against_a_part_of_it(
    actuals: list[float], target: float, unit: str, ends: list[str], basis: str
) -> None:
    rows, told = quarters(actuals, target, unit)
    assert [row["period_end"] for row in rows.targets] == ends
    assert rows.indicators[0]["basis"] == basis
    assert ("of the whole year" in told) == (ends == ["2025-03-31"])
    assert ("adds up from the start of the year" in told) == (basis == "year_to_date")


@pytest.mark.parametrize(
    ("targets", "basis"),
    [
        ([28.5, 57], "year_to_date"),
        ([775, 1550, 2325, 3100], "year_to_date"),
        ([57, 57], "quarter"),
        ([80, 82, 84], "quarter"),
        ([20, 19], "quarter"),
    ],
)
def test_targets_that_rise_through_the_year_tell_a_total_of_the_year_so_far(targets: list[float], basis: str) -> None:
    rows, told = quarters([value + 1 for value in targets], targets, "%")
    assert rows.indicators[0]["basis"] == basis
    assert ("adds up from the start of the year" in told) == (basis == "year_to_date")
    assert [row["target"] for row in rows.targets] == [str(value) for value in targets]


@pytest.mark.parametrize(
    ("name", "lower"),
    [
        ("Days to process a new benefit claim", True),
        ("Average days to let an empty home", True),
        ("Average relet time", True),
        ("Mean length of stay", True),
        ("Time to answer a call", True),
        ("Sickness absence (%)", True),
        ("Sickness days per FTE, twelve months", True),
        ("Days lost to sickness for each FTE", True),
        ("Never events", True),
        ("Falls with harm per 1,000 bed days", True),
        ("Homeless households in bed and breakfast", True),
        ("Current tenant arrears", True),
        ("Staff turnover", True),
        ("Calls abandoned (%)", True),
        ("Referral to treatment in 18 weeks (%)", False),
        ("Four-hour standard: A&E (%)", False),
        ("Response within six minutes (% of calls)", False),
        ("Potholes repaired within 28 days", False),
        ("Emergency repairs completed in 24 hours", False),
        ("Complaints answered in time", False),
        ("Smokers who quit after four weeks", False),
        ("Fly-tips cleared within two days", False),
        ("Graffiti removed within a day", False),
        ("Initial contacts decided in a day", False),
        ("Homelessness prevented", False),
        ("Hours of volunteering", False),
        ("Household waste recycled or composted", False),
        ("Library visits", False),
        ("Council tax collected", False),
        ("Tonnes of carbon saved", False),
    ],
)
def test_a_name_may_tell_which_way_is_better(name: str, lower: bool) -> None:
    assert lower_is_better(name) == lower
