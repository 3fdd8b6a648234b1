"""What was known on a day: the last row that was recorded by then, and what it replaced."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from qprlib.data.distinct import column_values
from qprlib.data.known import REVISION_COLUMNS, as_known, decided_by, without_denied
from qprlib.data.store import OrganisationData, read_organisation
from qprlib.ground.errors import Severity

GOOD = Path(__file__).parents[1] / "bad_input" / "data" / "_good"

ACTUALS = """indicator,period_end,actual,flag,recorded,reason
HW01,2011-03-31,79,provisional,2011-04-20,
HW01,2011-03-31,78,revised,2011-07-20,Late returns
HW01,2011-03-31,77,revised,2011-10-20,An audit
HW01,2011-06-30,87,,2011-07-20,
HW02,2011-03-31,29.5,,,
HW02,2011-06-30,24.4,provisional,2011-07-20,
HW02,2011-06-30,24.4,,2011-10-20,Confirmed
"""
TARGETS = """indicator,period_end,target,floor,recorded,authority,reason
HW01,2011-03-31,90,80,,,
HW01,2011-06-30,90,80,2011-03-01,,
HW01,2011-06-30,85,75,2011-09-19,"Cabinet, 19 September 2011",A new contract
HW02,2011-06-30,28,30,,,
"""
CHANGES = """indicator,change,field,was,recorded,authority,reason
HW02,redefined,name,Days to repair a pothole,2011-08-01,Cabinet,Plainer words
HW02,redefined,short_name,Repair time,2011-10-01,Cabinet,Plainer words
"""


@pytest.fixture
def data(tmp_path: Path) -> OrganisationData:
    folder = tmp_path / "data" / "small"
    shutil.copytree(GOOD, folder)
    for name, text in (("actuals", ACTUALS), ("targets", TARGETS), ("changes", CHANGES)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return read_organisation(folder, tmp_path)


@pytest.mark.parametrize(("day", "number"), [(date(2011, 8, 3), 0), (date(2011, 8, 4), 1), (None, 1)])
def test_a_decision_counts_from_its_day_on(data: OrganisationData, day: date | None, number: int) -> None:
    made = pd.DataFrame({"indicator": ["HW01"], "date": [pd.Timestamp(2011, 8, 4)]})
    found = decided_by(replace(data, side={"overrides": made}), day)
    assert len(found.side["overrides"]) == number
    assert decided_by(data, day) is data


def actual(data: OrganisationData, indicator: str, end: str) -> list[float]:
    rows = data.actuals[(data.actuals["indicator"] == indicator) & (data.actuals["period_end"] == pd.Timestamp(end))]
    return list(rows["actual"])


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2011, 4, 19), []),
        (date(2011, 4, 20), [79]),
        (date(2011, 7, 19), [79]),
        (date(2011, 7, 20), [78]),
        (date(2011, 12, 31), [77]),
    ],
)
def test_the_last_value_recorded_by_a_day_counts(data: OrganisationData, on: date, expected: list[float]) -> None:
    assert actual(as_known(data, on), "HW01", "2011-03-31") == expected


def test_a_value_without_a_day_is_known_when_its_period_ends(data: OrganisationData) -> None:
    assert actual(as_known(data, date(2011, 3, 30)), "HW02", "2011-03-31") == []
    assert actual(as_known(data, date(2011, 3, 31)), "HW02", "2011-03-31") == [29.5]


def said(frame: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    return list(frame[list(columns)].itertuples(index=False, name=None))


def test_each_replacement_is_kept_with_its_reason(data: OrganisationData) -> None:
    known = as_known(data, date(2011, 12, 31))
    assert known.revisions is not None
    assert list(known.revisions.columns) == list(REVISION_COLUMNS)
    found = known.revisions[known.revisions["column"] == "actual"]
    assert said(found, "old", "new", "reason") == [(79, 78, "Late returns"), (78, 77, "An audit")]
    days = found.iloc[0][["old_recorded", "recorded"]]
    assert [day.date() for day in days] == [date(2011, 4, 20), date(2011, 7, 20)]


def test_a_value_that_is_only_confirmed_is_no_revision(data: OrganisationData) -> None:
    known = as_known(data, date(2011, 12, 31))
    assert known.revisions is not None
    assert "HW02" not in set(known.revisions["indicator"])
    row = known.actuals[known.actuals["indicator"] == "HW02"].iloc[-1]
    assert (row["actual"], row["flag"]) == (24.4, "")


def test_a_restated_target_has_its_authority(data: OrganisationData) -> None:
    before, after = as_known(data, date(2011, 9, 18)), as_known(data, date(2011, 9, 19))
    own = {True: before.targets, False: after.targets}
    assert [list(frame.loc[frame["indicator"] == "HW01", "target"]) for frame in own.values()] == [[90, 90], [90, 85]]
    assert after.revisions is not None
    found = after.revisions[after.revisions["column"].isin(("target", "floor"))]
    assert said(found, "column", "old", "new", "authority") == [
        ("target", 90, 85, "Cabinet, 19 September 2011"),
        ("floor", 80, 75, "Cabinet, 19 September 2011"),
    ]


def test_an_earlier_edition_restated_has_later_values_of_its_own_periods_alone(data: OrganisationData) -> None:
    again = as_known(data, date(2011, 12, 31), told_by=date(2011, 7, 19))
    assert actual(again, "HW01", "2011-03-31") == [77]
    assert actual(again, "HW01", "2011-06-30") == []


def test_words_are_those_of_the_day(data: OrganisationData) -> None:
    def words(on: date) -> tuple[str, str]:
        register = as_known(data, on).indicators.set_index("id")
        return str(register.at["HW02", "name"]), str(register.at["HW02", "short_name"])

    assert words(date(2011, 7, 31)) == ("Days to repair a pothole", "Repair time")
    assert words(date(2011, 8, 1)) == ("Average days to repair a pothole", "Repair time")
    assert words(date(2011, 10, 1)) == ("Average days to repair a pothole", "Days to repair")


def test_asking_twice_changes_nothing_but_the_revisions(data: OrganisationData) -> None:
    once = as_known(data, date(2011, 9, 30))
    twice = as_known(once, date(2011, 9, 30))
    pd.testing.assert_frame_equal(once.actuals, twice.actuals)
    pd.testing.assert_frame_equal(once.targets, twice.targets)


def test_data_without_days_of_record_are_as_they_were() -> None:
    root = Path(__file__).parents[2]
    data = read_organisation(root / "data" / "kent", root)
    known = as_known(data, date(2011, 8, 31))
    assert known.revisions is not None
    assert known.revisions.empty
    pd.testing.assert_frame_equal(data.side["workforce"], known.side["workforce"])
    pd.testing.assert_frame_equal(data.targets, known.targets)


@pytest.mark.parametrize("state", ["new", "target-tbc", "no-target"])
def test_a_target_is_not_used_of_a_period_that_has_none_by_its_state(data: OrganisationData, state: str) -> None:
    of_june = (data.actuals["indicator"] == "HW01") & (data.actuals["period_end"] == pd.Timestamp(2011, 6, 30))
    said = replace(data, actuals=data.actuals.assign(state=data.actuals["state"].mask(of_june, state)))
    known, (warning,) = without_denied(as_known(said, date(2011, 12, 31)), "actuals.csv")
    left = known.targets[["indicator", "period_end"]].itertuples(index=False)
    assert [(row.indicator, str(row.period_end.date())) for row in left] == [
        ("HW01", "2011-03-31"), ("HW02", "2011-06-30"),
    ]  # fmt: skip
    assert known.revisions is not None
    assert set(known.revisions["column"]) == {"actual"}, "nor is told how that target was restated"
    assert warning.code == "target-denied"
    assert (warning.place.file, warning.place.row, warning.severity) == ("actuals.csv", 5, Severity.WARNING)
    assert "HW01" in warning.found
    assert without_denied(as_known(data, date(2011, 12, 31)), "actuals.csv")[1] == []


def test_a_table_of_ones_own_has_no_rows_of_a_later_day_for_pages_either(data: OrganisationData) -> None:
    rows = "directorate,recorded\nRoads,\nSchools,2011-08-31\nHousing,2011-09-01\n"
    (data.folder / "finance.csv").write_text(rows, encoding="utf-8")
    known = as_known(data, date(2011, 8, 31))
    frame, _, _ = known.table("finance", data.folder.parent)
    assert list(frame["directorate"]) == ["Roads", "Schools"]
    for one, values in ((known, ["Roads", "Schools"]), (data, ["Roads", "Schools", "Housing"])):
        read = partial(lambda name, of: of.table(name, data.folder.parent)[0], of=one)
        assert column_values(data.indicators, read, "finance.directorate") == values
