"""The Kent edition against what Kent published, typed by hand in tests/golden: never ours against ours."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from qprlib.ground.calendar import MONTHS, month_end
from qprlib.ground.numbers import opening_number
from qprlib.report.context import Context
from qprlib.report.document import Box, Bullets, Content, Inline, Inlines, Paragraph, Table
from qprlib.report.markdown_writer import to_markdown
from qprlib.report.parts import complaints, executive, improvement, methods, workforce
from qprlib.scoring.counts import count_by_section, count_directions, count_ratings, movements

PUBLISHED = Path(__file__).parents[1] / "golden" / "kent-2011-12-q1"

#: Published order to our id; the ids are ours, the order is the publication's.
IDS = (
    *("CS01", "CS02", "CS03", "CS04", "CS05", "ED01", "ED02", "SK01", "SK02", "YP01", "YP02", "YP03", "ES01"),
    *("AS01", "AS02", "AS03", "AS04", "AS05", "HW01", "HW02", "HW03", "WM01", "WM02", "WM03", "CU01", "CU02"),
)
#: Its targets are phased: a full year's and a quarter's values can only be compared as shares of their targets.
PHASED = "ES01"
BANDS = ("Green", "Amber", "Red")


def read(name: str) -> list[dict[str, str]]:
    with (PUBLISHED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


INDICATORS = read("indicators.csv")
VALUES = read("values.csv")
RATED = [row for row in VALUES if row["status_as_published"]]
COMPLAINTS = read("complaints.csv")
NOTICE = read("improvement-notice.csv")
STAFFING = read("staffing.csv")
STAFFING_TREND = read("staffing-trend.csv")


def indicator_of(row: Mapping[str, str]) -> str:
    return IDS[int(row["order"]) - 1]


def period_end(label: str) -> date:
    """The last day of a printed period: "Jun 11", or "2011" for a school year."""
    if re.fullmatch(r"[0-9]{4}", label):
        return date(int(label), 8, 31)
    month, year = label.split()
    return month_end(2000 + int(year), [name[:3] for name in MONTHS].index(month) + 1)


def figure(text: str) -> float:
    return float(text.rstrip("%")) if text else math.nan


def same(ours: float, printed: str) -> bool:
    return math.isnan(ours) if not printed else ours == figure(printed)


def words(inlines: Inlines | tuple[Inline, ...]) -> str:
    return "".join(inline if isinstance(inline, str) else inline.text for inline in inlines)


def tables(content: Content) -> Iterator[Table]:
    return (block for block in content.blocks if isinstance(block, Table))


def cells(table: Table) -> list[list[str]]:
    return [[words(cell).replace("−", "-") for cell in row] for row in table.rows]


def bullets(content: Content) -> list[str]:
    return [words(item) for block in content.blocks if isinstance(block, Bullets) for item in block.items]


def first_paragraph(content: Content) -> str:
    return next(words(block.content) for block in content.blocks if isinstance(block, Paragraph))


# The transcription itself -----------------------------------------------------------------------------------


def test_the_transcription_is_whole() -> None:
    assert len(INDICATORS) == len(IDS) == 26
    assert [row["order"] for row in INDICATORS] == [str(number) for number in range(1, 27)]
    assert len(RATED) == 56
    assert len(VALUES) == 128
    assert Counter(row["status_as_published"] for row in INDICATORS) == {"Green": 11, "Amber": 8, "Red": 7}


# Ratings and directions -------------------------------------------------------------------------------------


def test_the_register_holds_the_published_indicators_in_their_order(kent: Context) -> None:
    assert list(kent.scored.scorecard.index) == list(IDS)
    assert [row.name for row in kent.scored.results] == [row["indicator"] for row in INDICATORS]
    assert [row.section for row in kent.scored.results] == [row["service_area"] for row in INDICATORS]
    assert [row.polarity for row in kent.scored.results] == [row["polarity"] for row in INDICATORS]


@pytest.mark.parametrize("published", INDICATORS, ids=indicator_of)
def test_status_now_and_before_and_direction(published: dict[str, str], kent: Context) -> None:
    ours = kent.scored.scorecard.loc[indicator_of(published)]
    label = {band.id: band.label for band in kent.scheme.bands}
    assert label[ours["rating"]] == published["status_as_published"]
    assert label[ours["before_rating"]] == published["previous_status_as_published"]
    assert ours["direction"] == published["direction_as_published"]


@pytest.mark.parametrize("row", VALUES, ids=lambda row: f"{indicator_of(row)} {row['period_label']}")
def test_every_period(row: dict[str, str], kent: Context) -> None:
    points = {point.period_end: point for point in kent.scored.points[indicator_of(row)]}
    ours = points.get(period_end(row["period_label"]))
    if ours is None:  # a period that was printed with neither a value nor a target
        assert (row["actual"], row["target"], row["status_as_published"]) == ("", "", "")
        return
    assert same(ours.actual, row["actual"])
    assert same(ours.target, row["target"])
    band = kent.scheme.band(ours.rating)
    assert (band.label if band else "") == row["status_as_published"]


def test_no_period_is_ours_alone(kent: Context) -> None:
    printed = {(indicator_of(row), period_end(row["period_label"])) for row in VALUES}
    ours = {(name, point.period_end) for name, points in kent.scored.points.items() for point in points}
    assert ours <= printed


def test_values_are_printed_with_the_published_decimals(kent: Context) -> None:
    decimals: dict[str, int] = {}
    for row in RATED:
        found = -int(Decimal(row["actual"]).as_tuple().exponent)
        decimals[indicator_of(row)] = max(decimals.get(indicator_of(row), 0), found)
    assert {row.id: row.decimals for row in kent.scored.results} == decimals


# Counts -----------------------------------------------------------------------------------------------------


def test_the_headline(kent: Context) -> None:
    expected = "26 KPIs: 11 Green, 8 Amber, 7 Red; 14 improving, 12 worsening"
    assert kent.headline == expected


def test_totals_and_shares(kent: Context) -> None:
    kpis = kent.scored.kpis
    now, before = (count_ratings(kpis[column], kent.scheme) for column in ("rating", "before_rating"))
    assert (now.bands["red"], now.bands["amber"], now.bands["green"]) == (7, 8, 11)
    earlier = Counter(row["previous_status_as_published"].lower() for row in INDICATORS)
    assert before.bands == {band.lower(): earlier[band.lower()] for band in BANDS}
    ways = Counter(row["direction_as_published"] for row in INDICATORS)
    assert {str(way): number for way, number in count_directions(kpis["direction"]).items()} == ways

    shown = {row[0]: row for row in cells(next(tables(executive.counts_table(kent))))}
    assert [shown[band][2] for band in ("Red", "Amber", "Green")] == ["27%", "31%", "42%"]
    assert [int(shown[band][1]) for band in BANDS] == [11, 8, 7]
    assert [int(shown[band][3]) for band in BANDS] == [earlier[band.lower()] for band in BANDS]
    assert shown["All indicators"][1] == "26"


def test_the_table_by_service_area(kent: Context) -> None:
    published: dict[str, Counter[str]] = {}
    for row in INDICATORS:
        published.setdefault(row["service_area"], Counter())[row["status_as_published"]] += 1
    expected = [
        [area, *(str(found[band]) for band in ("Green", "Amber", "Red")), str(found.total())]
        for area, found in published.items()
    ]
    assert len(expected) == 9
    *services, total = cells(next(tables(executive.section_table(kent))))
    assert services == expected
    assert total == ["All services", "11", "8", "7", "26"]
    ours = count_by_section(kent.scored.kpis, kent.scheme)
    assert {area: [found.bands[band.lower()] for band in BANDS] for area, found in ours.items()} == {
        area: [found[band] for band in BANDS] for area, found in published.items()
    }


def test_movements(kent: Context) -> None:
    place = {band: rank for rank, band in enumerate(reversed(BANDS))}
    steps = {
        indicator_of(row): place[row["status_as_published"]] - place[row["previous_status_as_published"]]
        for row in INDICATORS
    }
    moved = movements(kent.scored.kpis, kent.scheme)
    assert {move.indicator: move.steps for move in moved} == {name: by for name, by in steps.items() if by}
    assert [move.steps for move in moved] == sorted((by for by in steps.values() if by), reverse=True)


def test_reds_are_listed_by_service(kent: Context) -> None:
    listed = bullets(executive.worst_by_section(kent))
    reds = [indicator_of(row) for row in INDICATORS if row["status_as_published"] == "Red"]
    assert [item.split(" ")[0] for item in listed] == reds


# Floors -----------------------------------------------------------------------------------------------------


def _share(name: str, value: float, target: float) -> float:
    return value / target if name == PHASED else value


@pytest.mark.parametrize("published", INDICATORS, ids=indicator_of)
def test_floor_lies_between_the_worst_amber_and_the_best_red(published: dict[str, str], kent: Context) -> None:
    name = indicator_of(published)
    sign = -1 if published["polarity"] == "lower" else 1
    targets = {figure(row["actual"]): figure(row["target"]) for row in RATED if indicator_of(row) == name}
    ours = kent.scored.scorecard.loc[name]
    floor = sign * _share(name, ours["floor"], ours["target"])
    amber, red = figure(published["worst_value_rated_amber"]), figure(published["best_value_rated_red"])
    if not math.isnan(amber):
        assert floor <= sign * _share(name, amber, targets[amber])
    if not math.isnan(red):
        assert floor > sign * _share(name, red, targets[red])
    assert sign * (ours["target"] - ours["floor"]) > 0


def test_every_floor_is_said_to_be_derived(kent: Context) -> None:
    targets = kent.data.targets
    assert targets.loc[targets["floor"].notna(), "note"].str.startswith("Floor derived, not published: ").all()
    shown = cells(next(tables(methods.floors(kent))))
    assert [row[0].split()[0] for row in shown] == list(IDS)
    assert all(row[-1].startswith("Floor derived, not published: ") for row in shown)
    assert "derived from the ratings" in to_markdown(methods.key(kent))


# The Improvement Notice -------------------------------------------------------------------------------------

#: The printed headers, and how the data spells them out.
READABLE = {
    "Mar Data": "March 2011",
    "Aug Data": "August 2011",
    "Aug Target": "August 2011 target",
    "Apr - Jun": "April to June 2011",
    "Annual Target": "Annual target",
}


def test_improvement_notice(kent: Context) -> None:
    expected = [
        [
            row["indicator"],
            *(figure(row[key]) for key in ("base_value", "latest_value", "target")),
            # What is due at the year's end is neither met nor missed in June: the published colour stands for more.
            {"Green": "On track", "Red": "Behind"}.get(row["published_rag"])
            if row["target_label"] == "Annual Target"
            else row["published_rag"],
        ]
        for row in NOTICE
    ]
    shown: list[list[object]] = []
    headers: list[tuple[str, ...]] = []
    for table in tables(improvement.tables(kent)):
        for row in cells(table):
            shown.append([row[0], *(figure(cell.replace(",", "")) for cell in row[1:4]), row[4]])
            headers.append(tuple(column.title for column in table.columns[1:4]))
    assert shown == expected
    assert headers == [
        tuple(READABLE[row[key]] for key in ("base_label", "latest_label", "target_label")) for row in NOTICE
    ]
    assert "agrees with the one published" in to_markdown(improvement.tables(kent))
    said = to_markdown(improvement.opening(kent))
    assert "All three targets" in said
    assert "One of the two targets that are due later is on track and the other is behind." in said


# Complaints -------------------------------------------------------------------------------------------------

QUARTERS = [name for name in COMPLAINTS[0] if name not in ("service_area", "12 month Totals")]
#: Services that took over from an old one in April 2011, as the publication's footnote says.
REGROUPED = {
    "Children's services *": ("Education services", "Children's social care"),
    "Environment *": ("Waste management", "Countryside access"),
}


def whole(text: str) -> int:
    return int(text) if text else 0


def test_complaints_are_as_published(kent: Context) -> None:
    shown = cells(next(tables(complaints.table(kent))))
    assert [[row[0], *row[1:]] for row in shown] == [
        [
            row["service_area"].removesuffix(" *"),
            *(f"{int(row[key]):,}" if row[key] else "no figure" for key in (*QUARTERS, "12 month Totals")),
        ]
        for row in COMPLAINTS
    ]
    titles = [column.title for column in next(tables(complaints.table(kent))).columns]
    assert titles == ["Service", *QUARTERS, "12 months"]


def wrong_complaint_totals() -> tuple[int, list[tuple[str, int, int]]]:
    """How many totals were printed, and those that are not the sum of their parts: name, printed, sum."""
    areas = {row["service_area"]: row for row in COMPLAINTS}
    total = areas.pop("Total")
    checked = [
        (f"Total for {quarter}", int(total[quarter]), sum(whole(row[quarter]) for row in areas.values()))
        for quarter in QUARTERS
    ]
    year = QUARTERS[1:]
    for name, row in [*areas.items(), ("Total", total)]:
        if row["12 month Totals"]:
            parts = [row, *(areas[new] for new in REGROUPED.get(name, ()))]
            added = sum(whole(part[quarter]) for part in parts for quarter in year)
            checked.append((f"12 months, {name.removesuffix(' *')}", int(row["12 month Totals"]), added))
    return len(checked), [one for one in checked if one[1] != one[2]]


def test_complaint_totals_that_do_not_add_up_are_exactly_those_reported(kent: Context) -> None:
    number, wrong = wrong_complaint_totals()
    assert wrong == [("Total for Apr to Jun 2011", 870, 861)]
    said = complaints.checks(kent)
    assert first_paragraph(said).startswith(f"{opening_number(number - len(wrong))} of the {number} published totals")
    reported = [line for line in bullets(said) if " published, " in line]
    assert reported == ["Total for Apr to Jun 2011: 870 published, 9 more than the sum of its parts (861)."]


def test_printed_labels_that_look_like_slips_are_shown_and_said(kent: Context) -> None:
    beneath = [one for box in complaints.table(kent).blocks if isinstance(box, Box) for one in box.blocks]
    said = [str(one.content[0]) for one in beneath if isinstance(one, Paragraph)]
    doubted = [line.split(":")[0] for line in said if "looks like a slip" in line]
    assert doubted == ["Jul to Aug 2010", "Sep to Dec 2010"]


# Staffing ---------------------------------------------------------------------------------------------------

#: Printed column to the measure's name in the data.
MEASURES = {
    "individual_employment_contracts": "Individual employment contracts",
    "headcount_inc_crss": "Headcount including casual relief, sessional and supply staff",
    "headcount_exc_crss": "Headcount excluding casual relief, sessional and supply staff",
    "fte": "Full-time equivalent",
}
#: Printed row to the group's name in the data, where they differ.
GROUPS = {
    "Non Schools": "Non-schools",
    "KCC Total": "KCC total",
    "Non Schools Workforce reductions compared with Mar 11": "Non-schools, change since March 2011",
    "Enterprise & Environment*": "Enterprise & Environment",
    "Non-schools Total": "Non-schools total",
    "* includes Commercial Services": "of which Commercial Services",
}
#: Printed total to the printed rows that are its parts.
PARTS = {
    "KCC Total": ("Schools", "Non Schools"),
    "Non-schools Total": (
        "Business Strategy & Support",
        "Education Learning & Skills",
        "Families & Social Care",
        "Customer & Communities",
        "Enterprise & Environment*",
    ),
}


def test_staffing_levels_are_as_published(kent: Context) -> None:
    table = next(tables(workforce.levels(kent)))
    assert [column.title for column in table.columns] == ["Group", *MEASURES.values()]
    assert cells(table) == [
        [GROUPS.get(row["row"], row["row"]), *(f"{Decimal(row[column]):,}" for column in MEASURES)] for row in STAFFING
    ]


def test_staffing_totals_that_do_not_add_up_are_exactly_those_reported(kent: Context) -> None:
    printed = {row["row"]: row for row in STAFFING}
    wrong = []
    for column, measure in MEASURES.items():
        for total, parts in PARTS.items():
            published = Decimal(printed[total][column])
            added = sum(Decimal(printed[part][column]) for part in parts)
            if published != added:
                wrong.append(f"{measure}, {GROUPS[total]}: {published:,} published, the parts add up to {added:,}.")
    assert len(wrong) == 6
    said = workforce.checks(kent)
    assert first_paragraph(said).startswith("Two of the eight published totals")
    reported = bullets(said)
    assert [line[: len(start)] for line, start in zip(reported, wrong, strict=True)] == wrong


def test_staffing_trend_sickness_and_turnover_are_as_published(kent: Context) -> None:
    names = {"Full time": workforce.TREND, "Staff sickness": "Sickness", "Staff turnover": "Turnover"}
    printed = {
        (start, row["period"]): figure(row["value"])
        for row in STAFFING_TREND
        for start in names
        if row["measure"].startswith(start) and row["value"]
    }
    assert len(printed) == 9
    frame = kent.data.side["workforce"]
    ours = {
        (start, label): value
        for start, name in names.items()
        for measure, label, value in frame[["measure", "period_label", "value"]].itertuples(index=False)
        if measure.startswith(name)
    }
    assert ours == printed
