"""The page of changes: how counts reconcile, which indicators came and went, what was restated and revised."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from helpers.projects import REPOSITORY

from qprlib.ground.project import Project
from qprlib.ground.reported import Reported
from qprlib.report.context import Context, open_context
from qprlib.report.document import Content, Table
from qprlib.report.earlier import History
from qprlib.report.markdown_writer import to_markdown
from qprlib.report.parts import changes, methods
from qprlib.scoring.comparison import Publication

DATA = REPOSITORY / "data" / "exampleshire"
YEAR = (date(2024, 2, 5), date(2025, 2, 5))


@pytest.fixture(scope="module")
def county() -> Context:
    return open_context("exampleshire-2024-25-Q3", Project(REPOSITORY))


def read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def tables(of: Content) -> list[Table]:
    return [block for block in of.blocks if isinstance(block, Table)]


def texts(table: Table) -> list[list[str]]:
    return [
        ["".join(one if isinstance(one, str) else str(getattr(one, "text", "")) for one in cell) for cell in row]
        for row in table.rows
    ]


def within(day: str) -> bool:
    return bool(day) and YEAR[0] < date.fromisoformat(day) <= YEAR[1]


# The page holds what the files hold, read naively -----------------------------------------------------------


def test_every_revised_result_of_the_year_is_listed(county: Context) -> None:
    before: dict[tuple[str, str], str] = {}
    expected = []
    for row in sorted(read("actuals.csv"), key=lambda row: row["recorded"]):
        key = (row["indicator"], row["period_end"])
        if key in before and before[key] != row["actual"] and within(row["recorded"]):
            expected.append((row["indicator"], float(before[key]), float(row["actual"]), row["reason"]))
        before[key] = row["actual"] or before.get(key, "")
    shown = texts(tables(changes.results(county))[0])
    found = [
        (name.split()[0], float(was.replace(",", "").rstrip("%")), float(now.replace(",", "").rstrip("%")),
         why.partition(": ")[2])
        for name, _, was, now, _, why in shown
    ]  # fmt: skip
    assert len(found) > 5
    assert sorted(found) == sorted(expected)


def test_every_restated_target_of_the_year_is_listed_with_its_authority(county: Context) -> None:
    restated = {row["indicator"] for row in read("targets.csv") if row["authority"] and within(row["recorded"])}
    shown = texts(tables(changes.targets(county))[0])
    assert {row[0].split()[0] for row in shown} == restated == {"AS01"}
    assert [row[1:4] for row in shown] == [
        ["Target, Jun 24 to Mar 25", "85%", "80%"], ["Floor, Jun 24 to Mar 25", "80%", "75%"],
    ]  # fmt: skip
    assert all(row[4].startswith("Cabinet, 19 September 2024: ") for row in shown)


def test_every_decided_change_of_the_set_is_listed_with_status_and_reason(county: Context) -> None:
    decided = [row for row in read("changes.csv") if within(row["recorded"])]
    shown = texts(tables(changes.indicators(county))[0])
    assert sorted(row[0].split()[0] for row in shown) == sorted(row["indicator"] for row in decided)
    assert {row[3] for row in shown} == {row["reason"] for row in decided}
    said = {row[0].split()[0]: row[1] for row in shown}
    assert said["ED01"] == "Withdrawn, last Green and improving (Q2 2024/25)"
    assert said["ED02"] == "Withdrawn, last Amber and worsening (Q2 2024/25)"
    assert said["PH03"] == "Added, now New"
    assert said["CU05"] == "Redefined: full name was 'Percentage of applications made online'"


# The reconciliation -----------------------------------------------------------------------------------------


def test_the_columns_of_the_reconciliation_add_up(county: Context) -> None:
    shown = tables(changes.reconciliation(county))
    assert len(shown) == 4
    for table in shown:
        titles = [column.title for column in table.columns]
        assert titles[1] == "As reported"
        assert titles[-1] == "Now"
        for row in texts(table):
            cells = dict(zip(titles, row, strict=True))

            def number(title: str, cells: dict[str, str] = cells) -> int:
                words = cells.get(title, "0").replace("\N{MINUS SIGN}", "-").split()
                return sum(int(word) for word in words)

            both = number("As reported") - number("Less removed") + number("Restated")
            assert both == number("In both reports"), row
            assert both + number("Changed since") + number("Plus added") == number("Now"), row


def test_what_cancels_out_is_told_all_the_same(county: Context) -> None:
    first = tables(changes.reconciliation(county))[0]
    place = [column.title for column in first.columns].index("Restated")
    assert [row[place] for row in texts(first)][:3] == ["0", "+1 \N{MINUS SIGN}1", "+1 \N{MINUS SIGN}1"]


def test_the_reconciliation_in_words(county: Context) -> None:
    assert county.history.previous is not None
    assert changes.balance_sentence(county.history.previous) == (
        "Of the 40 indicators reported then, two were removed, which leaves 38 in both reports; none was added, which "
        "makes 38 now. "
        "Two of them count as restated since."
    )
    said = to_markdown(changes.reconciliation(county))
    assert "Moves into residential care, reported as Red and worsening, now Amber and worsening" in said


def test_the_rating_that_was_published_stands_beside_the_one_that_is(county: Context) -> None:
    shown = {(row[0].split()[0], row[1]): row[4] for row in texts(tables(changes.results(county))[0])}
    assert shown["ET04", "Jun 24"] == "Was Amber, now Red"
    assert shown["AS04", "Sep 24"] == "Was Red, now Amber"
    assert shown["PH01", "Mar 24"] == "Was Amber, now Green"
    assert shown["GE03", "Sep 24"] == "Still Amber"


# Where there is little to say -------------------------------------------------------------------------------


def test_a_first_edition_says_that_nothing_can_be_reconciled(kent: Context) -> None:
    assert "no earlier counts to reconcile" in to_markdown(changes.reconciliation(kent))
    assert "There is no edition for the quarter before." in to_markdown(changes.opening(kent))
    assert "No target was restated since" in to_markdown(changes.targets(kent))
    assert "No result was revised since" in to_markdown(changes.results(kent))
    assert "No indicator was added, withdrawn or redefined" in to_markdown(changes.indicators(kent))


def test_a_change_without_a_decision_is_told(county: Context) -> None:
    without = replace(
        county,
        data=replace(county.data, side={name: one for name, one in county.data.side.items() if name != "changes"}),
    )
    said = to_markdown(changes.indicators(without))
    assert "No decision is recorded for these changes" in said
    assert "ED01 Schools good or better: withdrawn, last Green" in said


# Methods ----------------------------------------------------------------------------------------------------


def test_every_check_is_explained_once_by_family(county: Context) -> None:
    from qprlib.checks.all_checks import CHECKS

    shown = [row for table in tables(methods.checks(county)) for row in texts(table)]
    assert sorted(row[0] for row in shown) == sorted(check.title for check in CHECKS)
    assert all(row[2] for row in shown)
    assert len(tables(methods.checks(county))) == 4


def test_a_check_that_is_switched_off_is_named(county: Context) -> None:
    off = county.edition.commentary.model_copy(update={"off": ("long-sentence",)})
    quiet = replace(county, edition=county.edition.model_copy(update={"commentary": off}))
    assert "Switched off for this edition:" in to_markdown(methods.checks(quiet))


def test_every_source_stands_with_its_indicators_and_their_state(county: Context) -> None:
    shown = {row[0]: row for row in texts(tables(methods.sources(county))[0])}
    assert set(shown) == {row.source or "Not stated" for row in county.scored.results}
    assert shown["Loans register"][1:] == ["GE01, GE03", "One provisional and revised twice in the last year"]
    assert sum(len(row[1].split(", ")) for row in shown.values()) == len(county.scored.results)


def test_how_to_make_the_edition_again(county: Context) -> None:
    said = to_markdown(methods.provenance(county))
    for command in ("make setup", "qpr check exampleshire-2024-25-Q3", "qpr render exampleshire-2024-25-Q3"):
        assert f"`{command}`" in said


def test_the_editions_before_are_made_from_what_was_read_already(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QPR_KEPT", raising=False)
    context = open_context("exampleshire-2024-25-Q3", Project(REPOSITORY))

    def read(path: Path, *_: object, **__: object) -> None:
        raise AssertionError(f"{path} is read a second time")

    monkeypatch.setattr("qprlib.data.store.read_table", read)
    assert len(context.history.editions) == 4


@pytest.mark.parametrize(("reported", "twice"), [("2025", False), ("2025-H1", True), ("2025-06", True)])
def test_a_report_by_years_is_compared_with_the_year_before_once(county: Context, reported: str, twice: bool) -> None:
    now = Reported.parse(reported)
    found: Any = {one: str(one) for one in (now.previous(), now.year_before())}
    history = History(Publication(now, ()), county.scheme, {}, found)
    assert history.previous == str(now.previous())
    assert history.last_year == (str(now.year_before()) if twice else None)
