"""The 12 activity indicators: demand and context, each with the range in which it is expected."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Activity:
    """One activity indicator.

    Parameters
    ----------
    expected
        Lower and upper end of the range for each quarter of 2021/22, and by how much both grow in a year.
    early, last, season, wobble
        As for a KPI.
    note
        Why it matters: what follows when it is above or below its range.
    """

    id: str
    number: str
    name: str
    short: str
    story: str
    expected: tuple[tuple[float, float], ...]
    growth: float
    early: tuple[float, float]
    last: tuple[float, ...]
    season: tuple[float, float, float, float] = (0, 0, 0, 0)
    wobble: float = 0
    unit: str = "number"
    basis: str = "quarter"
    source: str = "Service records"
    note: str = ""


ACTIVITY: tuple[Activity, ...] = (
    Activity(
        "CU51", "5.21", "Calls to the contact centre", "Calls to the contact centre",
        "Within its range, falling slowly.",
        ((112000, 132000), (108000, 128000), (104000, 124000), (110000, 130000)), -1500, (123500, 117400),
        (110200, 114900, 112800, 109100, 105600), (2000, -1000, -6000, 1000), 1500, source="Telephone system",
        note="More calls than expected lengthen waiting times and need more staff; fewer show that people "
        "find answers online.",
    ),
    Activity(
        "CU52", "5.22", "Visits to the council's web site", "Visits to the web site",
        "Above its range since autumn 2024.",
        ((900, 1150), (880, 1120), (900, 1150), (950, 1200)), 40, (1010, 1120), (1135, 1198, 1166, 1242, 1301),
        (0, -20, 0, 40), 15, unit="thousand", source="Web statistics",
        note="What people do online costs the council less than a call. Far more visits than expected can "
        "also mean that pages are hard to use.",
    ),
    Activity(
        "GL51", "5.23", "Freedom of Information requests received", "Freedom of Information requests",
        "Near the top of its range and above it at the end.",
        ((480, 600), (470, 590), (470, 590), (500, 620)), 10, (515, 566), (572, 604, 588, 611, 642), (0, -8, 0, 14), 9,
        source="Requests system",
        note="Each request takes about a day of work. More than expected make answers late and take staff "
        "from other work.",
    ),
    Activity(
        "ET51", "1.25", "Faults on roads and pavements that residents reported", "Road faults reported",
        "Seasonal; above its range after the wet winter of 2024.",
        ((15000, 19000), (14000, 18000), (17000, 22000), (22000, 28000)), 200, (18000, 18900),
        (21800, 29600, 18200, 17100, 21400), (-1400, -2600, 1600, 6400), 500, source="Highways works system",
        note="More faults than expected mean more repairs to pay for, and crews who reach the next fault later.",
    ),
    Activity(
        "ET52", "1.26", "Waste brought to household recycling centres", "Waste at recycling centres",
        "Within its range.",
        ((160, 185), (160, 185), (160, 185), (160, 185)), -2, (172, 166), (165.1, 164.2, 163.0, 162.4, 161.9),
        wobble=0.8,
        unit="thousand tonnes", basis="rolling_12_months", source="Waste data returns",
        note="The council pays for each tonne that is treated. More than expected costs more than the budget allows.",
    ),
    Activity(
        "ED51", "2.21", "Requests for an education, health and care needs assessment", "Needs assessment requests",
        "Within its range until it rose above it in autumn 2024.",
        ((620, 820), (520, 700), (640, 840), (700, 900)), 40, (700, 820), (805, 868, 843, 791, 998),
        (20, -110, 10, 70), 18,
        source="Special needs case system",
        note="Each request must be decided within six weeks. More than expected lead to late plans and to "
        "higher spending in later years.",
    ),
    Activity(
        "ED52", "2.22", "Children and young people with an education, health and care plan", "Children with a plan",
        "Above its range in all five editions.",
        ((14800, 15900), (15100, 16200), (15400, 16500), (15700, 16800)), 900, (15600, 19050),
        (19380, 19760, 20110, 20390, 20740), wobble=40, basis="snapshot", source="Special needs case system",
        note="Plans are paid for from a grant that grows more slowly than their number. Above the range the "
        "deficit of that grant rises.",
    ),
    Activity(
        "CH51", "3.21", "Children in care, without those who seek asylum alone", "Children in care",
        "Within its range.",
        ((1340, 1460), (1340, 1460), (1340, 1460), (1340, 1460)), 5, (1392, 1418), (1424, 1431, 1427, 1419, 1412),
        wobble=7, basis="snapshot", source="Children's case system",
        note="Care is the dearest service for a child. A number above the range costs more; one far below it "
        "may mean that children are missed.",
    ),
    Activity(
        "CH52", "3.22", "Children in care who seek asylum alone", "Children who seek asylum alone",
        "Above its range in autumn, within it otherwise.",
        ((180, 260), (180, 260), (180, 260), (180, 260)), 25, (226, 301), (318, 297, 322, 351, 329), wobble=9,
        basis="snapshot", source="Children's case system",
        note="The council is paid a fixed rate for each child. More children than expected need homes and "
        "social workers that must be found fast.",
    ),
    Activity(
        "CH53", "3.23", "Contacts about a child's welfare at the front door", "Contacts about a child",
        "Below its range in summer, as every year, and once above it.",
        ((6800, 7800), (5900, 6800), (6700, 7700), (6700, 7700)), 120, (7150, 7480), (7610, 8210, 7690, 6140, 7720),
        (100, -950, 0, 60), 110, source="Children's case system",
        note="More contacts than expected fill the time of the front door. Fewer than expected outside the "
        "holidays may mean that worries are not passed on.",
    ),
    Activity(
        "AS51", "4.21", "New people who asked for adult social care", "New people who asked for care",
        "Above its range in the winter quarters.",
        ((9400, 10600), (9400, 10600), (9600, 10900), (9900, 11200)), 150, (9900, 10600),
        (11480, 11320, 10420, 10610, 11690),
        (-100, -50, 100, 250), 130, source="Adults' case system",
        note="More requests than expected make assessments late and raise spending on care in the months after.",
    ),
    Activity(
        "AS52", "4.22", "Adults with long-term support in the community", "Adults with long-term support",
        "Within its range, below it at the end.",
        ((11400, 12400), (11400, 12400), (11400, 12400), (11400, 12400)), 60, (11820, 11880),
        (11860, 11790, 11740, 11650, 11540), wobble=35, basis="snapshot", source="Adults' case system",
        note="Support at home is the larger part of the care budget. Below the range people may be waiting, "
        "or be in homes instead.",
    ),
)  # fmt: skip
