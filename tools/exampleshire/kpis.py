"""The 40 key performance indicators: what each is, what it aims at, and what happens to it.

``last`` holds the five values that the five editions show, from 2023-24-Q3 to 2024-25-Q3; ``early`` the level at the
start of the history and just before those five, between which the series drifts and wobbles. Where that is too coarse
the whole series is written down (``values``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

AIMS = {
    1: "A thriving and connected county",
    2: "Good schools and a good start",
    3: "Safe and supported families",
    4: "Living well at every age",
    5: "A council people can rely on",
}


@dataclass(frozen=True)
class Service:
    """A section of the report, and who answers for it."""

    section: str
    directorate: str
    division: str
    owner_role: str
    priority: str


SERVICES = {
    "CU": Service(
        "Customer services", "Resources", "Customer contact", "Head of Customer Contact", "Easy to deal with"
    ),
    "GL": Service(
        "Governance and information", "Resources", "Law and democracy", "Monitoring Officer", "Open and accountable"
    ),
    "GE": Service(
        "Growth and economy", "Growth and Environment", "Economy", "Head of Economy", "Prosperity in every district"
    ),
    "ET": Service(
        "Environment and transport",
        "Growth and Environment",
        "Highways and waste",
        "Director of Highways and Waste",
        "Roads and places that work",
    ),
    "ED": Service(
        "Education and skills",
        "Children and Learning",
        "Education",
        "Director of Education",
        "Learning that opens doors",
    ),
    "CH": Service(
        "Children's social care and early help",
        "Children and Learning",
        "Children's social care",
        "Director of Children's Social Care",
        "Children safe at home",
    ),
    "AS": Service(
        "Adult social care",
        "Adults and Health",
        "Adult social care",
        "Director of Adult Social Care",
        "Independence for longer",
    ),
    "PH": Service(
        "Public health", "Adults and Health", "Public health", "Director of Public Health", "Good health in every place"
    ),
}
"""By the first two letters of an indicator's id, in the order of the report."""

Aim = tuple[float, float]
"""Target and floor."""


@dataclass(frozen=True)
class Kpi:
    """One indicator.

    Parameters
    ----------
    number
        Its number under an aim: ``1.19`` is under aim 1. Numbers of measures no longer reported are not used again.
    aims
        Target and floor: the same throughout, or one for each financial year from 2021/22.
    season
        What each quarter of the financial year adds to the level before the five editions.
    by_quarter
        Targets and floors by quarter of the financial year, where the season is in them too.
    values
        The whole series in order, None for a missing one; instead of ``early`` and ``last``.
    cases
        About how many cases a percentage is counted from.
    lag
        Quarters by which its figures come later than others.
    first_told
        What was published first for a period, where it was revised later.
    revised_after
        Quarters until a provisional figure is final; 0 where figures are final at once.
    """

    id: str
    number: str
    name: str
    short: str
    story: str
    unit: str = "%"
    decimals: int = 0
    polarity: str = "higher"
    basis: str = "quarter"
    frequency: str = "quarterly"
    aims: tuple[Aim, ...] = ()
    early: tuple[float, float] = (0, 0)
    last: tuple[float | None, ...] = ()
    wobble: float = 1.0
    season: tuple[float, float, float, float] = (0, 0, 0, 0)
    by_quarter: tuple[Aim, ...] = ()
    values: tuple[float | None, ...] = ()
    counts: tuple[tuple[int, int], ...] = ()
    cases: int = 0
    lag: int = 0
    revised_after: int = 0
    first_told: dict[date, float] = field(default_factory=dict)
    why_revised: str = "Late returns were added."
    missing: dict[date, str] = field(default_factory=dict)
    levels: tuple[tuple[date, float], ...] = ()
    range: tuple[float, float, float, float] | None = None
    profile: str = ""
    forecasts: dict[date, float] = field(default_factory=dict)
    break_before: dict[date, str] = field(default_factory=dict)
    state: str = ""
    suppress_below: int | None = None
    first_period: date | None = None
    last_period: date | None = None
    note: str = ""
    source: str = "Service records"
    owner_role: str = ""


_Q = {name: date(*day) for name, day in {
    "2023-Q1": (2023, 6, 30), "2023-Q2": (2023, 9, 30), "2023-Q3": (2023, 12, 31), "2023-Q4": (2024, 3, 31),
    "2024-Q1": (2024, 6, 30), "2024-Q2": (2024, 9, 30), "2024-Q3": (2024, 12, 31),
}.items()}  # fmt: skip

KPIS: tuple[Kpi, ...] = (
    # Customer services ------------------------------------------------------------------------------------------
    Kpi(
        "CU01", "5.1", "Percentage of calls to the contact centre that were answered", "Calls answered",
        "Red at first, Amber for three quarters and Green at last, after a new telephone system.",
        decimals=1, aims=((95, 90),), early=(94.6, 88.3), last=(89.4, 91.6, 93.2, 94.3, 95.8), wobble=0.8, cases=118000,
        source="Telephone system",
    ),
    Kpi(
        "CU02", "5.2", "Average time until a call is answered, in the last month of the quarter",
        "Waiting time of calls",
        "Monthly. A shift on the control chart: from October 2023 every month is below the earlier average.",
        unit="seconds", polarity="lower", basis="month", frequency="monthly", aims=((90, 120),),
        levels=(
            (date(2021, 4, 30), 112), (date(2022, 10, 31), 126), (date(2023, 10, 31), 100), (date(2024, 4, 30), 85),
        ),
        wobble=5, source="Telephone system",
    ),
    Kpi(
        "CU03", "5.3", "Percentage of callers who were satisfied with the advice they got", "Callers satisfied",
        "Green throughout. No survey in April to June 2024, so that edition shows the quarter before, in arrears.",
        decimals=1, aims=((97, 94),), early=(96.8, 97.2), last=(97.4, 97.1, None, 97.2, 97.5), wobble=0.3, cases=2900,
        missing={_Q["2024-Q1"]: "No survey was held while the telephone system was changed"}, source="Callers' survey",
    ),
    Kpi(
        "CU04", "5.5", "Percentage of complaints answered within the agreed time", "Complaints answered in time",
        "Red in all five editions, but better each time: off target and improving.",
        aims=((85, 80),), early=(74, 62), last=(66, 69, 72, 74, 78), wobble=1.5, cases=1850, source="Complaints system",
    ),
    Kpi(
        "CU05", "5.6", "Percentage of applications made online, without blue badges", "Applications made online",
        "Redefined in April 2024: blue badge applications are left out. The series breaks; Amber before, Green since.",
        decimals=1, basis="year_to_date", aims=((70, 65),), early=(58.2, 66.1), last=(66.8, 67.2, 71.5, 71.9, 72.4),
        wobble=0.6, cases=64000, break_before={_Q["2024-Q1"]: "Blue badge applications are left out from April 2024"},
        source="Web forms",
    ),
    # Governance and information ---------------------------------------------------------------------------------
    Kpi(
        "GL01", "5.9", "Percentage of Freedom of Information requests answered within 20 working days",
        "Freedom of Information in time",
        "Red throughout, yet the last result is the best of the whole history.",
        decimals=1, aims=((92, 90),), early=(80, 70.5), last=(71.8, 73.4, 76.9, 79.5, 84.6), wobble=1.2, cases=560,
        source="Requests system",
    ),
    Kpi(
        "GL02", "5.10", "Percentage of subject access requests answered within the statutory time",
        "Subject access in time",
        "A run of Reds that first worsens and then recovers.",
        aims=((90, 85),), early=(73, 66), last=(66, 61, 63, 68, 74), wobble=2, cases=148, source="Requests system",
    ),
    Kpi(
        "GL03", "5.12", "Percentage of committee papers published five clear working days before the meeting",
        "Papers published in time",
        "A target of 100%: one late paper makes it Amber, so the rating hops between Green and Amber.",
        decimals=1, aims=((100, 96),), counts=(
            (150, 151), (148, 148), (161, 163), (142, 146), (155, 155), (149, 150), (158, 160), (147, 151), (152, 152),
            (150, 153), (152, 155), (149, 149), (150, 154), (157, 157), (160, 160),
        ),
        source="Committee system",
    ),
    # Growth and economy -----------------------------------------------------------------------------------------
    Kpi(
        "GE01", "1.3", "Long-term empty homes brought back into use with the council's help", "Empty homes back in use",
        "Cumulative, with a straight profile. Behind it in 2023/24, ahead of it in 2024/25.",
        unit="number", basis="year_to_date", aims=((400, 340), (410, 350), (420, 360), (420, 360)), profile="linear",
        values=(96, 203, 301, 418, 101, 209, 322, 431, 92, 188, 283, 402, 108, 219, 331),
        forecasts={_Q["2023-Q3"]: 385, _Q["2024-Q1"]: 430, _Q["2024-Q2"]: 435, _Q["2024-Q3"]: 440},
        source="Loans register",
    ),
    Kpi(
        "GE02", "1.5", "Percentage of premises that can get gigabit broadband", "Gigabit broadband",
        "Always better, but the target rises faster: Green until June 2024, Amber since.",
        decimals=1, basis="snapshot", early=(61, 77.4), last=(79.1, 80.6, 82.0, 83.1, 84.9), wobble=0.15,
        aims=((66, 60), (72, 66), (79, 74), (85, 80)),
        by_quarter=((82, 78), (84, 80), (86, 82), (88, 84)),
        source="Regulator's coverage data",
    ),
    Kpi(
        "GE03", "1.6", "Jobs made or kept with the county's business loans", "Jobs from business loans",
        "Cumulative, with most jobs late in the year. Twice revised after audit; Red at the end of 2024.",
        unit="number", basis="year_to_date", aims=((600, 500), (620, 520), (640, 540), (660, 560)),
        profile="20%; 45%; 70%; 100%",
        values=(124, 268, 421, 611, 130, 281, 440, 634, 118, 276, 431, 655, 121, 268, 386),
        revised_after=1, first_told={_Q["2023-Q4"]: 668, _Q["2024-Q2"]: 281},
        why_revised="Jobs that could not be shown to the auditors were taken out.",
        forecasts={_Q["2023-Q3"]: 650, _Q["2024-Q1"]: 640, _Q["2024-Q2"]: 610, _Q["2024-Q3"]: 552},
        source="Loans register",
    ),
    Kpi(
        "GE04", "1.8", "Developer contributions secured, as a percentage of those asked for", "Developer contributions",
        "Jumps with single large sites: Green, Amber, Green, Red, Amber. No trend.",
        aims=((98, 85),), early=(95, 96), last=(100, 94, 99, 82, 97), wobble=3, source="Planning obligations register",
    ),
    # Environment and transport ----------------------------------------------------------------------------------
    Kpi(
        "ET01", "1.11", "Percentage of potholes repaired within 28 days", "Potholes repaired in 28 days",
        "Seasonal: worst after winter, when it is Red, and Green in summer.",
        aims=((90, 80),), early=(89, 87), last=(84, 77, 88, 92, 85), season=(1, 4, -2, -7), wobble=1.2, cases=6400,
        source="Highways works system",
    ),
    Kpi(
        "ET02", "1.12", "Percentage of other faults that residents report repaired within 28 days",
        "Other faults repaired in 28 days",
        "From Red to Amber, and better each quarter.",
        aims=((90, 80),), early=(88, 78), last=(79, 81, 84, 87, 89), wobble=1, cases=11200,
        missing={date(2022, 3, 31): "Not counted while the works system was replaced"}, source="Highways works system",
    ),
    Kpi(
        "ET03", "1.13", "Percentage of road emergencies attended within two hours, in the last month of the quarter",
        "Road emergencies in two hours",
        "Monthly, steady and nearly always Green.",
        decimals=1, basis="month", frequency="monthly", aims=((98, 95),), levels=((date(2021, 4, 30), 98.6),),
        wobble=0.5,
        cases=420, source="Highways works system",
    ),
    Kpi(
        "ET04", "1.19", "Percentage of household waste recycled or composted", "Household waste recycled",
        "A quarter in arrears. Slides slowly; a revision turns one Amber into Red after it was published.",
        decimals=1, basis="rolling_12_months", aims=((50, 45.5),), early=(48.6, 46.7),
        last=(46.4, 46.1, 45.9, 45.4, 45.2),
        wobble=0.15, lag=1, revised_after=1, first_told={_Q["2024-Q1"]: 45.6},
        why_revised="Contaminated loads turned away by the sorting plant were taken out.",
        note="Comes a quarter after the period it covers.", source="Waste data returns",
    ),
    Kpi(
        "ET05", "1.20", "Percentage of municipal waste kept out of landfill", "Waste kept out of landfill",
        "A quarter in arrears; Green throughout.",
        decimals=1, basis="rolling_12_months", aims=((99, 95),), early=(99.0, 99.3),
        last=(99.4, 99.5, 99.3, 99.6, 99.5),
        wobble=0.1, lag=1, note="Comes a quarter after the period it covers.", source="Waste data returns",
    ),
    Kpi(
        "ET06", "1.22", "Greenhouse gases from the council's own buildings, lights and vehicles",
        "Council's own greenhouse gases",
        "Lower is better. Always falling, but since summer 2024 more slowly than the path of its target.",
        unit="tonnes", polarity="lower", basis="rolling_12_months", lag=1, early=(22400, 17980),
        last=(17640, 17210, 16980, 16790, 16540), wobble=120,
        aims=((22000, 23500), (20200, 21600), (17800, 18900), (16200, 17200)),
        by_quarter=((16600, 17600), (16200, 17200), (15900, 16900), (15500, 16500)),
        note="Comes a quarter after the period it covers.", source="Energy and fuel accounts",
    ),
    # Education and skills ---------------------------------------------------------------------------------------
    Kpi(
        "ED01", "2.1", "Percentage of schools judged good or better for overall effectiveness",
        "Schools good or better",
        "Green, and withdrawn after September 2024 because inspectors no longer give the judgement.",
        decimals=1, basis="snapshot", aims=((91, 88),), early=(89.4, 91.2), last=(91.4, 91.6, 91.9, 91.7), wobble=0.2,
        cases=560, last_period=_Q["2024-Q2"], source="Inspectorate's published judgements",
    ),
    Kpi(
        "ED02", "2.2", "Percentage of early years settings judged good or better for overall effectiveness",
        "Early years settings good or better",
        "From Green to Amber, then withdrawn like the schools' indicator.",
        decimals=1, basis="snapshot", aims=((97, 95),), early=(97.9, 97.8), last=(97.6, 97.1, 96.4, 96.0), wobble=0.2,
        cases=610, last_period=_Q["2024-Q2"], source="Inspectorate's published judgements",
    ),
    Kpi(
        "ED03", "2.4", "Percentage of eligible two-year-olds who take up a funded place", "Two-year-olds with a place",
        "Termly. From Amber to Green in summer 2024, and the best term so far at the end.",
        decimals=1, basis="snapshot", frequency="termly", aims=((75, 68),),
        values=(64.0, 66.2, 69.8, 70.4, 67.1, 71.0, 72.3, 70.9, 73.6, 75.8, 76.4), cases=3150,
        source="Headcount of the term",
    ),
    Kpi(
        "ED04", "2.6", "Percentage of education, health and care plans issued within 20 weeks", "Plans within 20 weeks",
        "Rolling 12 months: Red in all five editions although the backlog was cleared in spring; the lag shows.",
        decimals=1, basis="rolling_12_months", aims=((65, 58),), early=(57.5, 35.2),
        last=(34.8, 36.1, 41.6, 48.7, 55.3),
        wobble=0.7, cases=2450, source="Special needs case system",
    ),
    Kpi(
        "ED05", "2.9", "Percentage of pupils who reach the expected standard in reading, writing and mathematics at 11",
        "Expected standard at 11",
        "Once a school year: provisional in October, revised in February. No tests in 2020 and 2021.",
        basis="academic_year", frequency="school_year", aims=((62, 58),), values=(54, 61, 63, 64, 57, 59, 61),
        cases=17200,
        first_told={date(2023, 8, 31): 58, date(2024, 8, 31): 60},
        why_revised="Results of marking reviews and late pupils were added.",
        break_before={date(2022, 8, 31): "No tests were held in 2020 and 2021"}, source="National results",
    ),
    Kpi(
        "ED06", "2.12", "Pupils permanently excluded from school, as a percentage of all pupils",
        "Permanent exclusions",
        "Lower is better. Amber, then just at the ceiling, then Red: worsening.",
        decimals=2, polarity="lower", basis="rolling_12_months", aims=((0.06, 0.09),), early=(0.04, 0.066),
        last=(0.07, 0.08, 0.08, 0.09, 0.10), wobble=0.002, cases=218000, source="Schools' returns",
    ),
    Kpi(
        "ED07", "2.15", "Percentage of 16 and 17 year olds not known to be in education, employment or training",
        "Not in education, employment or training",
        "Lower is better, and seasonal: high each summer until destinations are known. The target follows the season.",
        decimals=1, polarity="lower", basis="mean_of_months", aims=((3.4, 4.2),), early=(3.7, 3.6),
        last=(3.6, 2.9, 3.1, 5.9, 3.3), season=(-0.3, 2.4, 0, -0.6), wobble=0.08,
        by_quarter=((3.0, 3.8), (5.5, 6.5), (3.4, 4.2), (2.8, 3.6)), cases=35500, source="Careers records",
    ),
    Kpi(
        "ED08", "2.18", "Apprenticeships started by residents under 19, college year so far", "Apprenticeships started",
        "Cumulative through a year that begins in August. Amber all year, Green at the start of the next.",
        unit="number", basis="academic_year_to_date", frequency="academic_quarterly",
        values=(610, 890, 1180, 1490, 640, 920, 1210, 1540, 655, 930, 1205, 1535, 690),
        source="Funding agency's returns",
    ),
    # Children's social care and early help ----------------------------------------------------------------------
    Kpi(
        "CH01", "3.1", "Percentage of early help cases closed with a good outcome that come back within three months",
        "Early help cases that come back",
        "Lower is better; Green throughout.",
        decimals=1, polarity="lower", aims=((15, 20),), early=(14.8, 13.4), last=(13.1, 12.8, 13.4, 12.9, 12.6),
        wobble=0.5,
        cases=1340, source="Early help case system",
    ),
    Kpi(
        "CH02", "3.4", "Percentage of case-holding posts filled by permanent qualified social workers",
        "Permanent social workers",
        "Red to Amber in June 2024; improving; also a measure of the Improvement Notice.",
        decimals=1, basis="snapshot", aims=((85, 75),), early=(80.5, 73.0), last=(73.8, 74.4, 76.1, 77.9, 79.6),
        wobble=0.6,
        cases=612, source="Establishment list",
    ),
    Kpi(
        "CH03", "3.6", "Percentage of children in care placed with in-house foster carers or with family",
        "In-house foster care or family",
        "A long run of Reds, and worsening: the worst result of the history at the end.",
        decimals=1, basis="snapshot", aims=((80, 75),), early=(79.0, 71.9), last=(71.2, 70.4, 70.1, 69.3, 68.4),
        wobble=0.4,
        cases=1420, source="Children's case system",
    ),
    Kpi(
        "CH04", "3.8", "Percentage of care leavers aged 19 to 21 in education, employment or training",
        "Care leavers in education or work",
        "Amber, and Green in the last quarter.",
        basis="snapshot", aims=((65, 58),), early=(56, 59), last=(59, 62, 61, 64, 66), wobble=1.1, cases=540,
        source="Children's case system",
    ),
    Kpi(
        "CH05", "3.11", "Percentage of adopted children placed within four months of the court's decision",
        "Placed for adoption in four months",
        "Small numbers: a few children decide. Suppressed where fewer than five were placed (April to June 2024).",
        aims=((75, 60),), counts=(
            (6, 8), (7, 9), (5, 8), (8, 10), (6, 7), (5, 9), (7, 10), (6, 8), (4, 7), (7, 9), (5, 8), (7, 9), (2, 4),
            (8, 9),
            (5, 9),
        ),
        suppress_below=5, note="Counted from few children: one more or less can change the rating.",
        source="Adoption register",
    ),
    Kpi(
        "CH06", "3.14", "Percentage of children on a protection plan for a second or later time",
        "Repeat protection plans",
        "Best within a range: above it for four editions, once above its ceiling, inside it at last.",
        decimals=1, polarity="range", basis="rolling_12_months", range=(17.5, 22.5, 15.0, 25.0), early=(20.4, 23.5),
        last=(23.9, 24.6, 25.3, 23.1, 21.8), wobble=0.4, cases=980,
        note="Too few can mean plans that are not made, too many plans that ended too soon.",
        source="Children's case system",
    ),
    # Adult social care ------------------------------------------------------------------------------------------
    Kpi(
        "AS01", "4.1", "Percentage of new care needs assessments completed within 28 days", "Assessments in 28 days",
        "Target restated in September 2024 for all of 2024/25: June 2024 was published as Red and became Amber.",
        aims=((85, 80),), early=(82, 73), last=(72, 71, 76, 77, 79), wobble=1, cases=2750, source="Adults' case system",
    ),
    Kpi(
        "AS02", "4.2", "Percentage of people with community support who get a direct payment", "Direct payments",
        "From Amber to Red, and worsening steadily.",
        decimals=1, basis="snapshot", aims=((30, 24),), early=(27.6, 25.5), last=(25.1, 24.6, 24.2, 23.8, 23.5),
        wobble=0.2,
        cases=11800, source="Adults' case system",
    ),
    Kpi(
        "AS03", "4.4", "Percentage of older people still at home 91 days after they left hospital into reablement",
        "At home 91 days after hospital",
        "A quarter in arrears, since 91 days must pass. Green at the end, and the best so far.",
        decimals=1, aims=((85, 80),), early=(81.5, 84.6), last=(86.1, 84.7, 85.9, 87.2, 88.0), wobble=0.9, cases=640,
        lag=1,
        note="Comes a quarter after the period it covers.", source="Adults' case system",
    ),
    Kpi(
        "AS04", "4.5", "People aged 65 or over who moved into residential care for good, per 100,000",
        "Moves into residential care",
        "Lower is better. Provisional, then revised: September 2024 was published as Red and became Amber.",
        unit="per 100,000", polarity="lower", basis="rolling_12_months", aims=((560, 620),), early=(541, 583),
        last=(588, 596, 604, 612, 598), wobble=4, revised_after=1,
        first_told={_Q["2023-Q3"]: 575, _Q["2023-Q4"]: 601, _Q["2024-Q2"]: 622, _Q["2024-Q3"]: 598},
        why_revised="Moves reported late by hospitals, and stays that turned out short, were put right.",
        source="Adults' case system",
    ),
    Kpi(
        "AS05", "4.8", "Percentage of people with care who find it easy to get information", "Information easy to get",
        "Once a year from a survey: provisional in July, final in December. Not held in 2021.",
        decimals=1, basis="annual", frequency="annual", aims=((68, 64),),
        values=(72.1, 71.5, 70.8, 68.9, None, 65.2, 66.1, 67.2), first_told={date(2024, 3, 31): 67.8},
        why_revised="Final weights of the survey.", missing={date(2021, 3, 31): "The survey was not held"}, cases=720,
        source="Survey of people with care",
    ),
    # Public health ----------------------------------------------------------------------------------------------
    Kpi(
        "PH01", "4.11", "NHS Health Checks completed", "Health checks",
        "Cumulative, with a straight profile. The year 2023/24 was published as Amber; late returns made it Green.",
        unit="number", basis="year_to_date", aims=((18000, 15000), (21000, 18000), (24000, 20000), (25000, 21000)),
        profile="linear",
        values=(2900, 6700, 10900, 15400, 4600, 9800, 15300, 21250, 5210, 10980, 17250, 24310, 6480, 12890, 19020),
        revised_after=1, first_told={_Q["2023-Q4"]: 23870, _Q["2024-Q1"]: 6390},
        forecasts={_Q["2023-Q3"]: 23600, _Q["2024-Q1"]: 25400, _Q["2024-Q2"]: 25600, _Q["2024-Q3"]: 25500},
        source="Providers' returns",
    ),
    Kpi(
        "PH02", "4.13",
        "Percentage of people in alcohol treatment who complete it and do not come back within six months",
        "Alcohol treatment completed",
        "Amber to Green in June 2024; improving.",
        decimals=1, basis="rolling_12_months", aims=((26, 22),), early=(23.1, 24.5),
        last=(24.8, 25.4, 26.2, 26.9, 27.3),
        wobble=0.3, cases=1130, source="Treatment monitoring",
    ),
    Kpi(
        "PH03", "4.15", "Percentage of people with support who have not smoked four weeks after they stopped",
        "Not smoking after four weeks",
        "New in April 2024: no target until a year's baseline is known.",
        decimals=1, values=(*[None] * 12, 54.2, 56.0, 55.1), cases=870, state="new", first_period=_Q["2024-Q1"],
        source="Providers' returns",
    ),
)  # fmt: skip

COLLEGE_TARGETS: dict[int, tuple[Aim, Aim, Aim, Aim]] = {
    2021: ((600, 540), (880, 790), (1170, 1050), (1480, 1330)),
    2022: ((620, 560), (900, 810), (1200, 1080), (1500, 1350)),
    2023: ((660, 600), (950, 860), (1250, 1130), (1580, 1420)),
    2024: ((680, 610), (970, 870), (1270, 1140), (1600, 1440)),
}
"""Targets and floors of ED08 for the college year that begins in August: October, January, April, July."""

RESTATED = {
    "indicator": "AS01",
    "from": _Q["2024-Q1"],
    "aim": (80.0, 75.0),
    "recorded": date(2024, 9, 19),
    "authority": "Cabinet, 19 September 2024",
    "reason": "The national standard for first assessments was changed, and the old target asked for more than it.",
}
"""The one target restated in year."""

CHANGES: tuple[tuple[str, str, str, str, date, str, str], ...] = (
    (
        "PH03", "added", "", "", date(2024, 6, 20), "Cabinet, 20 June 2024",
        "Smoking causes more early deaths than anything else that can be avoided, and no indicator showed the service.",
    ),
    (
        "CU05", "redefined", "name", "Percentage of applications made online", date(2024, 6, 20),
        "Cabinet, 20 June 2024",
        "Blue badge applications moved to a national web site and are no longer in the council's hands.",
    ),
    (
        "ED01", "withdrawn", "", "", date(2024, 12, 12), "Cabinet, 12 December 2024",
        "The inspectorate no longer gives schools one judgement of overall effectiveness.",
    ),
    (
        "ED02", "withdrawn", "", "", date(2024, 12, 12), "Cabinet, 12 December 2024",
        "The inspectorate no longer gives early years settings one judgement that can be counted in the same way.",
    ),
)  # fmt: skip
"""Indicator, change, field, earlier words, day, authority, reason."""

BENCHMARKS: dict[str, tuple[float, float, float, float]] = {
    "CU01": (90.1, 91.4, 91.0, 92.2),
    "GL01": (88.2, 86.9, 87.5, 86.1),
    "ET01": (84.0, 85.2, 83.1, 84.4),
    "ET04": (43.4, 46.0, 43.1, 45.7),
    "ET05": (92.9, 95.8, 93.7, 96.2),
    "ED01": (88.7, 90.2, 89.9, 91.1),
    "ED02": (96.8, 97.0, 97.1, 97.3),
    "ED03": (73.9, 74.5, 74.8, 76.0),
    "ED04": (49.2, 51.0, 50.3, 48.8),
    "ED05": (60.0, 59.3, 61.0, 60.4),
    "ED06": (0.08, 0.07, 0.11, 0.10),
    "ED07": (5.2, 4.6, 5.4, 4.5),
    "CH01": (15.9, 14.8, 15.5, 14.9),
    "CH02": (82.7, 83.5, 83.1, 83.9),
    "CH03": (67.0, 70.8, 66.2, 69.9),
    "CH04": (55.0, 57.0, 56.0, 58.0),
    "CH06": (23.6, 22.8, 24.7, 23.5),
    "AS02": (26.2, 27.0, 25.5, 26.4),
    "AS03": (82.3, 82.9, 83.8, 84.0),
    "AS04": (560.8, 571.4, 566.0, 574.2),
    "AS05": (67.2, 66.9, 67.9, 67.3),
    "PH02": (24.1, 24.6, 24.9, 25.2),
}
"""National and statistical neighbours' averages: 2022/23 of each, then 2023/24 of each."""
