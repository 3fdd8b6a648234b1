"""Workbooks as councils of England keep them."""

from __future__ import annotations

from workbooks.drawing import Drawing
from workbooks.truth import Entry

Q1, Q2, Q3, Q4 = "2024-06-30", "2024-09-30", "2024-12-31", "2025-03-31"
YEAR = f"{Q1}+{Q2}+{Q3}+{Q4}"

WIDE = Entry(
    Drawing("Corporate KPIs 2024-25.xlsx")
    .sheet(
        "KPIs",
        """
Anyshire Council: key performance indicators 2024/25 {bold}
|
KPI ref {bold} | Indicator {bold}                        | Service {bold} | Unit {bold} | Good is {bold} | Target {bold} | Q1 2024/25 {bold} | Q2 2024/25 {bold} | Q3 2024/25 {bold} | Q4 2024/25 {bold}
HW01           | Potholes repaired within 28 days        | Highways       | %           | High           | 90            | 88.4              | 91.2              | 92                |
HW02           | Streetlights repaired within seven days | Highways       | %           | High           | 95            | 97.1              | 96.4              | 94.8              |
WM01           | Household waste recycled or composted   | Waste          | %           | High           | 46.5          | 45.1              | 46.9              | 47                |
WM02           | Missed collections per 100,000          | Waste          | number      | Low            | 50            | 61                | 48                | 44                |
CS01           | Calls answered within 60 seconds        | Contact centre | %           | High           | 80            | 71.5              | 74                | 79.9              |
""",
    )
    .book,
    shape="title row, one header row, a column a quarter, one target for the year",
    indicators="""
key  | reference | name                                    | section        | unit   | polarity
HW01 | HW01      | Potholes repaired within 28 days        | Highways       | %      | higher
HW02 | HW02      | Streetlights repaired within seven days | Highways       | %      | higher
WM01 | WM01      | Household waste recycled or composted   | Waste          | %      | higher
WM02 | WM02      | Missed collections per 100,000          | Waste          | number | lower
CS01 | CS01      | Calls answered within 60 seconds        | Contact centre | %      | higher
""",
    figures=f"""
KPIs | 4-8 HW01 HW02 WM01 WM02 CS01 | F target {YEAR}, G actual {Q1}, H actual {Q2}, I actual {Q3}, J actual {Q4}
""",
)

TWO_HEADER_ROWS = Entry(
    Drawing("Performance scorecard.xlsx")
    .sheet(
        "Scorecard",
        """
Borough of Westmere {bold}
Performance scorecard 2024-25 {bold}
|
Ref {v1} | Measure {v1}                              | Unit {v1} | Polarity {v1}    | Q1 2024-25 {+2} | | | Q2 2024-25 {+2} | | | Comments {v1}
         |                                           |           |                  | Actual | Target | RAG   | Actual | Target | RAG   |
1.1      | Council tax collected                     | %         | Higher is better | 29.1   | 28.5   | Green | 56.8   | 57     | Amber | Collection dipped in September
1.2      | Business rates collected                  | %         | Higher is better | 31.4   | 30     | Green | 58.2   | 58     | Green |
2.1      | Days to process a new benefit claim       | days      | Lower is better  | 24.4   | 20     | Red   | 21     | 20     | Amber | Two vacancies were filled in August
2.2      | Days to process a change of circumstances | days      | Lower is better  | 6      | 7      | Green | 5.5    | 7      | Green |
3.1      | Homeless households in bed and breakfast  | number    | Lower is better  | 42     | 35     | Red   | 39     | 35     | Red   | A second hostel opens in November
|
Notes {bold}
Figures are provisional until the audit of accounts.
""",
    )
    .book,
    shape="two header rows with merged quarters above actual, target and RAG; notes under the table",
    indicators="""
key | reference | name                                      | unit   | polarity
a   | 1.1       | Council tax collected                     | %      | higher
b   | 1.2       | Business rates collected                  | %      | higher
c   | 2.1       | Days to process a new benefit claim       | days   | lower
d   | 2.2       | Days to process a change of circumstances | days   | lower
e   | 3.1       | Homeless households in bed and breakfast  | number | lower
""",
    figures=f"""
Scorecard | 6-10 a b c d e | E actual {Q1}, F target {Q1}, G status {Q1}, H actual {Q2}, I target {Q2}, J status {Q2}
Scorecard | 6-10 a b c d e | K comment {Q2}
""",
    unplaced="""
Figures are provisional until the audit of accounts.
""",
)

SHEET_A_SERVICE = Entry(
    Drawing("Directorate returns Q2.xlsx")
    .sheet(
        "Cover",
        """
Northdale District Council {bold}
Performance returns by service, 2024/25
Prepared by the Performance Team
""",
    )
    .sheet(
        "Housing",
        """
Ref  | Indicator                              | Unit   | Target | Q1 2024/25 | Q2 2024/25
H1   | Average days to let an empty home      | days   | 28     | 31.2       | 29.4
H2   | Repairs completed on the first visit   | %      | 92     | 90.5       | 93.1
H3   | Homes that meet the decent standard    | %      | 99     | 98.7       | 98.9
""",
    )
    .sheet(
        "Planning",
        """
Ref  | Indicator                              | Unit   | Target | Q1 2024/25 | Q2 2024/25
P1   | Major applications decided in time     | %      | 70     | 83.3       | 66.7
P2   | Minor applications decided in time     | %      | 75     | 81         | 84.2
""",
    )
    .sheet(
        "Leisure",
        """
Ref  | Indicator                              | Unit   | Target | Q1 2024/25 | Q2 2024/25
L1   | Visits to leisure centres              | number | 150000 | 148210     | 155004
L2   | Members of the gym                     | number | 6000   | 6120       | 6087
""",
    )
    .book,
    shape="a cover sheet and a sheet a service, all of one shape",
    indicators="""
key | reference | name                                 | section  | unit
H1  | H1        | Average days to let an empty home    | Housing  | days
H2  | H2        | Repairs completed on the first visit | Housing  | %
H3  | H3        | Homes that meet the decent standard  | Housing  | %
P1  | P1        | Major applications decided in time   | Planning | %
P2  | P2        | Minor applications decided in time   | Planning | %
L1  | L1        | Visits to leisure centres            | Leisure  | number
L2  | L2        | Members of the gym                   | Leisure  | number
""",
    figures=f"""
Housing  | 2-4 H1 H2 H3 | D target {Q1}+{Q2}, E actual {Q1}, F actual {Q2}
Planning | 2-3 P1 P2    | D target {Q1}+{Q2}, E actual {Q1}, F actual {Q2}
Leisure  | 2-3 L1 L2    | D target {Q1}+{Q2}, E actual {Q1}, F actual {Q2}
""",
    assumed="Cover",
)

SHEET_A_QUARTER = Entry(
    Drawing("KPI monitoring 2024-25.xlsx")
    .sheet(
        "Q1",
        """
KPI monitoring 2024/25: quarter 1
Ref | KPI                                | Unit | Target | Actual | Status     | Commentary
A1  | Children in care with a plan       | %    | 100    | 98.2   | At risk    | Three plans await a signature
A2  | Care leavers in suitable housing   | %    | 90     | 91.4   | On track   |
A3  | Initial contacts decided in a day  | %    | 95     | 82     | Off track  | Referrals rose by a fifth
""",
    )
    .sheet(
        "Q2",
        """
KPI monitoring 2024/25: quarter 2
Ref | KPI                                | Unit | Target | Actual | Status     | Commentary
A1  | Children in care with a plan       | %    | 100    | 100    | On track   |
A2  | Care leavers in suitable housing   | %    | 90     | 88.9   | At risk    | One tenancy ended
A3  | Initial contacts decided in a day  | %    | 95     | 89.5   | Off track  | The new rota began in September
""",
    )
    .sheet(
        "Q3",
        """
KPI monitoring 2024/25: quarter 3
Ref | KPI                                | Unit | Target | Actual | Status     | Commentary
A1  | Children in care with a plan       | %    | 100    | 100    | On track   |
A2  | Care leavers in suitable housing   | %    | 92     | n/a    |            | The survey is late
A3  | Initial contacts decided in a day  | %    | 95     | 95     | On track   |
""",
    )
    .book,
    shape="a sheet a quarter, the year in each title",
    indicators="""
key | reference | name                              | unit
A1  | A1        | Children in care with a plan      | %
A2  | A2        | Care leavers in suitable housing  | %
A3  | A3        | Initial contacts decided in a day | %
""",
    figures=f"""
Q1 | 3-5 A1 A2 A3 | D target {Q1}, E actual {Q1}, F status {Q1}, G comment {Q1}
Q2 | 3-5 A1 A2 A3 | D target {Q2}, E actual {Q2}, F status {Q2}, G comment {Q2}
Q3 | 3-5 A1 A2 A3 | D target {Q3}, E actual {Q3}, F status {Q3}, G comment {Q3}
""",
)

COLOURS = Entry(
    Drawing("Dashboard.xlsx")
    .sheet(
        "Dashboard 2024-25",
        """
Performance dashboard 2024/25 {bold}
PI Code | Description                             | Measured in | Target | Quarter 1    | Quarter 2    | Quarter 3
E01     | Fly-tips cleared within two days        | %           | 95     | 96.1 {green} | 93.2 {amber} | 88 {red}
E02     | Parks with a Green Flag                 | number      | 8      | 8 {green}    | 8 {green}    | 8 {green}
E03     | Graffiti removed within a day           | %           | 90     | 71.4 {red}   | 86 {amber}   | 90.5 {green}
E04     | Food businesses rated 3 or more         | %           | 97     | 97.2 {green} | 96.9 {amber} | 96.9 {amber}
E05     | Penalty notices served                  | number      |        | 114          | 97           | 131
|
Key | Green {green} | on or above target
    | Amber {amber} | within 10% of it
    | Red {red}     | further off
""",
    )
    .book,
    shape="the colour of a result is its status; a key of colours under the table; quarters without a year",
    indicators="""
key | reference | name                             | unit
E01 | E01       | Fly-tips cleared within two days | %
E02 | E02       | Parks with a Green Flag          | number
E03 | E03       | Graffiti removed within a day    | %
E04 | E04       | Food businesses rated 3 or more  | %
E05 | E05       | Penalty notices served           | number
""",
    figures=f"""
Dashboard 2024-25 | 3-7 E01 E02 E03 E04 E05 | D target {Q1}+{Q2}+{Q3}, E actual {Q1}, F actual {Q2}, G actual {Q3}
Dashboard 2024-25 | 3-7 E01 E02 E03 E04 E05 | E status {Q1}, F status {Q2}, G status {Q3}
""",
    unplaced="""
on or above target
within 10% of it
further off
""",
)

YEARS_ACROSS = Entry(
    Drawing("Trend data.xlsx")
    .sheet(
        "Trends",
        """
Ref {v1} | Indicator {v1}                      | Unit {v1} | 2023/24 {+3} | | | | 2024/25 {+3} | | |
         |                                     |           | Q1   | Q2   | Q3   | Q4   | Q1   | Q2   | Q3 | Q4
T1       | Library visits                      | number    | 8120 | 9004 | 8777 | 9120 | 8450 | 9211 |    |
T2       | Loans of electronic books           | number    | 2100 | 2244 | 2310 | 2502 | 2488 | 2601 |    |
T3       | Library users satisfied             | %         | 91   | 92.5 | 92   | 93   | 94.1 | 94   |    |
T4       | Sickness days per FTE, twelve months | days     | 9.1  | 9.4  | 9.8  | 10.2 | 10.1 | 9.7  |    |
""",
    )
    .book,
    shape="years across in merged cells with quarters below, the last ones empty",
    indicators="""
key | reference | name                                 | unit
T1  | T1        | Library visits                       | number
T2  | T2        | Loans of electronic books            | number
T3  | T3        | Library users satisfied              | %
T4  | T4        | Sickness days per FTE, twelve months | days
""",
    figures=f"""
Trends | 3-6 T1 T2 T3 T4 | D actual 2023-06-30, E actual 2023-09-30, F actual 2023-12-31, G actual 2024-03-31
Trends | 3-6 T1 T2 T3 T4 | H actual {Q1}, I actual {Q2}
""",
)

TARGETS_IN_ROWS = Entry(
    Drawing("Service plan measures.xlsx")
    .sheet(
        "Measures",
        """
Service plan measures
Ref {bold} | Measure {bold}                      | Type {bold} | Q1 2024/25 {bold} | Q2 2024/25 {bold} | Q3 2024/25 {bold}
SP1 {v2}   | Invoices paid within 30 days (%) {v2} | Actual    | 94.2  | 95.5  | 96
           |                                     | Target      | 95    | 95    | 96
           |                                     | RAG         | Amber | Green | Green
SP2 {v2}   | Freedom of information requests answered in time (%) {v2} | Actual | 88 | 85.1 | 90
           |                                     | Target      | 90    | 90    | 90
           |                                     | RAG         | Amber | Red   | Green
SP3 {v2}   | Complaints upheld by the Ombudsman {v2} | Actual  | 1     | 0     | 2
           |                                     | Target      | 1     | 1     | 1
           |                                     | RAG         | Green | Green | Red
""",
    )
    .book,
    shape="three rows an indicator: actual, target and RAG, reference and name merged down",
    indicators="""
key | reference | name
SP1 | SP1       | Invoices paid within 30 days (%)
SP2 | SP2       | Freedom of information requests answered in time (%)
SP3 | SP3       | Complaints upheld by the Ombudsman
""",
    figures=f"""
Measures | 3 SP1 actual, 4 SP1 target, 5 SP1 status | D {Q1}, E {Q2}, F {Q3}
Measures | 6 SP2 actual, 7 SP2 target, 8 SP2 status | D {Q1}, E {Q2}, F {Q3}
Measures | 9 SP3 actual, 10 SP3 target, 11 SP3 status | D {Q1}, E {Q2}, F {Q3}
""",
)

SECTIONS = Entry(
    Drawing("Council plan performance.xlsx")
    .sheet(
        "Council plan",
        """
Council plan performance report
Code | Performance indicator                  | Unit   | Good performance | Q1 24/25 | Q2 24/25 | Target Q2 | Owner
A thriving economy {bold} {+7}
EC1  | Business start-ups supported           | number | Bigger           | 42       | 51       | 45        | Head of Growth
EC2  | Town centre units that are empty       | %      | Smaller          | 9.8      | 9.1      | 9         | Head of Growth
     | Total for A thriving economy {bold}    |        |                  | 2 measures | 2 measures |     |
A greener borough {bold} {+7}
GR1  | Trees planted                          | number | Bigger           | 0        | 120      | 100       | Head of Parks
GR2  | Council fleet that is electric         | %      | Bigger           | 11       | 14.5     | 15        | Head of Fleet
GR3  | Tonnes of carbon saved                 | tonnes | Bigger           | 310.5    | 402.25   | 400       | Head of Climate
     | Total for A greener borough {bold}     |        |                  | 3 measures | 3 measures |     |
|
Source: service returns, October 2024
""",
    )
    .book,
    shape="section rows merged across and totals among the indicators, a source under the table",
    indicators="""
key | reference | name                             | section            | unit   | polarity | owner_role
EC1 | EC1       | Business start-ups supported     | A thriving economy | number | higher   | Head of Growth
EC2 | EC2       | Town centre units that are empty | A thriving economy | %      | lower    | Head of Growth
GR1 | GR1       | Trees planted                    | A greener borough  | number | higher   | Head of Parks
GR2 | GR2       | Council fleet that is electric   | A greener borough  | %      | higher   | Head of Fleet
GR3 | GR3       | Tonnes of carbon saved           | A greener borough  | tonnes | higher   | Head of Climate
""",
    figures=f"""
Council plan | 4-5 EC1 EC2 | E actual {Q1}, F actual {Q2}, G target {Q2}
Council plan | 8-10 GR1 GR2 GR3 | E actual {Q1}, F actual {Q2}, G target {Q2}
""",
    unplaced="""
Total for A thriving economy
Total for A greener borough
Source: service returns, October 2024
""",
)

HIDDEN = Entry(
    Drawing("Quarterly KPIs (working).xlsx")
    .sheet(
        "Data",
        """
Ref  | Indicator                          | Unit   | Old target | Target | Q1 2024/25 | Q2 2024/25 | Q3 2024/25
R1   | Rent collected                     | %      | 97         | 98     | 97.4       | 97.9       | 98.2
R2   | Garden waste subscribers           | number | 20000      | 22000  | 21750      | 22104      | 22390
R3   | Indicator no longer reported       | number | 5          | 5      | 4          |            |
R4   | Bins delivered within ten days     | %      | 90         | 90     | 84         | 91         | 93.5
""",
        hidden="D 4",
    )
    .sheet("Lists", "High\nLow\nQuarterly\nAnnual", state="hidden")
    .book,
    shape="a hidden column of old targets, a hidden row, and a hidden sheet of lists",
    indicators="""
key | reference | name                           | unit
R1  | R1        | Rent collected                 | %
R2  | R2        | Garden waste subscribers       | number
R4  | R4        | Bins delivered within ten days | %
""",
    figures=f"""
Data | 2-3 R1 R2, 5 R4 | E target {Q1}+{Q2}+{Q3}, F actual {Q1}, G actual {Q2}, H actual {Q3}
""",
    unplaced="""
97
20000
Indicator no longer reported
""",
)

AS_PEOPLE_WRITE = Entry(
    Drawing("Finance and customer KPIs.xlsx")
    .sheet(
        "KPIs",
        """
Ref | Indicator                            | Unit   | Target       | Q1 2024/25   | Q2 2024/25   | Q3 2024/25
F1  | Council tax collected                | %      | 0.985 {0.0%} | 0.291 {0.0%} | 0.568 {0.0%} | 0.8325 {0.00%}
F2  | Visits to the website                | number | '20,000      | '19,625      | '21,044      | 22310 {#,##0}
F3  | Savings delivered                    | £m     | £4.5m        | £1.2m        | £2.4m        | £3.1m
F4  | Customers satisfied                  | %      | 85%          | 82.4%*       | 84% (p)      | 86%
F5  | Stage 2 complaints                   | number | n/a          | 12           | 9            | 15
F6  | Digital take-up                      | %      | TBC          | n/a          | 61           | 63.5
F7  | Staff turnover                       | %      | 12           | not available | 11.8        | awaiting data
* Survey of 210 customers only
""",
    )
    .book,
    shape="values as people write them: fractions with a per cent format, 19,625, £1.2m, n/a, TBC, marks for footnotes",
    indicators="""
key | reference | name                  | unit
F1  | F1        | Council tax collected | %
F2  | F2        | Visits to the website | number
F3  | F3        | Savings delivered     | £m
F4  | F4        | Customers satisfied   | %
F5  | F5        | Stage 2 complaints    | number
F6  | F6        | Digital take-up       | %
F7  | F7        | Staff turnover        | %
""",
    figures=f"""
KPIs | 2-8 F1 F2 F3 F4 F5 F6 F7 | D target {Q1}+{Q2}+{Q3}, E actual {Q1}, F actual {Q2}, G actual {Q3}
""",
    reads={
        "20,000": 20000,
        "19,625": 19625,
        "21,044": 21044,
        "£4.5m": 4.5,
        "£1.2m": 1.2,
        "£2.4m": 2.4,
        "£3.1m": 3.1,
        "85%": 85,
        "82.4%*": 82.4,
        "84% (p)": 84,
        "86%": 86,
    },
    unplaced="* Survey of 210 customers only",
)

LONG_NAMES = Entry(
    Drawing("Scrutiny pack appendix A.xlsx")
    .sheet(
        "Appendix A",
        """
Appendix A: performance at the end of quarter 3 {bold}
Overview and Scrutiny Committee
|
Indicator reference | Title of the indicator         | Higher or lower is better | Target range: lower | Target range: upper | Quarter 2 (Jul - Sep 2024) | Quarter 3 (Oct - Dec 2024) | Direction of travel | RAG rating | Explanation of performance
AC01                | Occupied beds in extra care    | Range                     | 88                  | 96                  | 90                         | 97.5                       | ↑                   | Amber      | Occupancy rose with the new block\\nLettings are paused
AC02                | Carers assessed within 28 days | Higher                    |                     |                     | 71                         | 75.4                       | ↑                   | Green      |
AC03                | Delayed discharges             | Lower                     |                     |                     | 14                         | 14                         | →                   | Amber      | No change
AC04                | Safeguarding enquiries closed  | Higher                    |                     |                     | 64                         | 58                         | ↓                   | Red        | Two teams were merged
""",
    )
    .book,
    shape="long headers, a range of targets, arrows, lines broken within a cell",
    indicators="""
key  | reference | name                           | polarity
AC01 | AC01      | Occupied beds in extra care    | range
AC02 | AC02      | Carers assessed within 28 days | higher
AC03 | AC03      | Delayed discharges             | lower
AC04 | AC04      | Safeguarding enquiries closed  | higher
""",
    figures=f"""
Appendix A | 5-8 AC01 AC02 AC03 AC04 | D lower {Q2}+{Q3}, E upper {Q2}+{Q3}, F actual {Q2}, G actual {Q3}
Appendix A | 5-8 AC01 AC02 AC03 AC04 | H direction {Q3}, I status {Q3}, J comment {Q3}
""",
)

OUTTURNS = Entry(
    Drawing("Annual and quarterly.xlsx")
    .sheet(
        "2024-25",
        """
Performance measures 2024/25
Ref | Measure                             | Unit   | 2022/23 outturn | 2023/24 outturn | Target 2024/25 | Q1   | Q2   | Q3
M1  | Affordable homes completed          | number | 212             | 240             | 250            | 48   | 101  | 188
M2  | Residents who feel safe             | %      | 81              | 79.5            | 82             | n/a  | n/a  | 80
M3  | Apprentices employed                | number | 31              | 34              | 40             | 36   | 37   | 41
""",
    )
    .book,
    shape="outturns of two years before the quarters of this one, whose year stands in the title",
    indicators="""
key | reference | name                       | unit
M1  | M1        | Affordable homes completed | number
M2  | M2        | Residents who feel safe    | %
M3  | M3        | Apprentices employed       | number
""",
    figures=f"""
2024-25 | 3-5 M1 M2 M3 | G actual {Q1}, H actual {Q2}, I actual {Q3}, F target {Q1}+{Q2}+{Q3}
2024-25 | 3-5 M1 M2 M3 | D actual 2023-03-31, E actual 2024-03-31
""",
)

TOLERANCES = Entry(
    Drawing("Targets and tolerances.xlsx")
    .sheet(
        "Register",
        """
KPI No. | KPI name                             | Directorate | Frequency | Green threshold | Amber threshold | Jun-24 | Sep-24 | Dec-24 | Lead officer role
1       | Planning appeals dismissed           | Place       | Quarterly | 70              | 60              | 66.7   | 72     | 75     | Head of Planning
2       | Food hygiene inspections done        | Place       | Quarterly | 95              | 85              | 80     | 91     | 96.5   | Head of Regulation
3       | Licences issued within five days     | Place       | Quarterly | 90              | 80              | 92     | 93     | 88     | Head of Regulation
4       | Webcast views of meetings            | Corporate   | Quarterly | 1500            | 1000            | 1210   | 1655   | 1480   | Head of Democracy
""",
    )
    .book,
    shape="thresholds of green and amber, a number for a reference, months that end quarters",
    indicators="""
key | reference | name                             | directorate | frequency | owner_role
1   | 1         | Planning appeals dismissed       | Place       | quarterly | Head of Planning
2   | 2         | Food hygiene inspections done    | Place       | quarterly | Head of Regulation
3   | 3         | Licences issued within five days | Place       | quarterly | Head of Regulation
4   | 4         | Webcast views of meetings        | Corporate   | quarterly | Head of Democracy
""",
    figures=f"""
Register | 2-5 1 2 3 4 | E target {Q1}+{Q2}+{Q3}, F floor {Q1}+{Q2}+{Q3}, G actual {Q1}, H actual {Q2}, I actual {Q3}
""",
)

REPEATED_HEADERS = Entry(
    Drawing("Quarterly report tables.xlsx")
    .sheet(
        "Tables",
        """
Quarterly report 2024/25
Revenues {bold}
Ref | Indicator                         | Unit | Target | Q1 2024/25 | Q2 2024/25
RV1 | Council tax collected             | %    | 57     | 29.1       | 56.8
RV2 | Non-domestic rates collected      | %    | 58     | 31.4       | 58.2
|
Benefits {bold}
Ref | Indicator                         | Unit | Target | Q1 2024/25 | Q2 2024/25
BN1 | Days to process new claims        | days | 20     | 24.4       | 21
BN2 | Days to process changes           | days | 7      | 6          | 5.5
""",
    )
    .book,
    shape="a small table a service under one another, each with its title and the same header",
    indicators="""
key | reference | name                         | section  | unit
RV1 | RV1       | Council tax collected        | Revenues | %
RV2 | RV2       | Non-domestic rates collected | Revenues | %
BN1 | BN1       | Days to process new claims   | Benefits | days
BN2 | BN2       | Days to process changes      | Benefits | days
""",
    figures=f"""
Tables | 4-5 RV1 RV2, 9-10 BN1 BN2 | D target {Q1}+{Q2}, E actual {Q1}, F actual {Q2}
""",
)

TIDY_CSV = Entry(
    Drawing("performance-extract.csv")
    .sheet(
        "performance-extract",
        """
PI Code | PI Name                      | Unit   | Period     | Value   | Target | Status | Note
D01     | Dog fouling reports          | number | Q1 2024/25 | 112     | 120    | Green  |
D01     | Dog fouling reports          | number | Q2 2024/25 | 131     | 120    | Amber  | A dry summer
D01     | Dog fouling reports          | number | Q3 2024/25 | 98      | 120    | Green  |
D02     | Noise complaints closed      | %      | Q1 2024/25 | 91.5%   | 90%    | Green  |
D02     | Noise complaints closed      | %      | Q2 2024/25 | 88.2%   | 90%    | Amber  |
D02     | Noise complaints closed      | %      | Q3 2024/25 | n/a     | 90%    |        | The system was replaced
D03     | Visits to the recycling site | number | Q1 2024/25 | '12,450 |        |        |
D03     | Visits to the recycling site | number | Q2 2024/25 | '13,008 |        |        |
D03     | Visits to the recycling site | number | Q3 2024/25 | '11,760 |        |        |
""",
    )
    .book,
    shape="a tidy export as CSV: one row for an indicator and period, thousands with commas",
    indicators="""
key | reference | name                         | unit
D01 | D01       | Dog fouling reports          | number
D02 | D02       | Noise complaints closed      | %
D03 | D03       | Visits to the recycling site | number
""",
    figures=f"""
performance-extract | 2 D01 {Q1}, 3 D01 {Q2}, 4 D01 {Q3} | E actual, F target, G status, H comment
performance-extract | 5 D02 {Q1}, 6 D02 {Q2}, 7 D02 {Q3} | E actual, F target, G status, H comment
performance-extract | 8 D03 {Q1}, 9 D03 {Q2}, 10 D03 {Q3} | E actual, F target, G status, H comment
""",
    reads={"12,450": 12450, "13,008": 13008, "11,760": 11760, "91.5%": 91.5, "88.2%": 88.2, "90%": 90},
)

PAIRS = Entry(
    Drawing("Cabinet scorecard.xlsx")
    .sheet(
        "Cabinet scorecard",
        """
Cabinet scorecard
PI\\nRef | PI\\nDescription                 | Unit\\nof measure | Q1 2024/25\\nTarget | Q1 2024/25\\nActual | Q1 2024/25\\nRAG | Q2 2024/25\\nTarget | Q2 2024/25\\nActual | Q2 2024/25\\nRAG
CE1     | Candidates who accept an offer     | %             | 80                 | 78.5               | A               | 80                 | 84                 | G
CE2     | Days lost to sickness for each FTE | days          | 2                  | 2.4                | R               | 2                  | 2.1                | A
CE3     | Spend with local suppliers         | %             | 45                 | 46.2               | G               | 46                 | 46                 | G
""",
    )
    .book,
    shape="one header row that says period and role, with broken lines; letters for statuses",
    indicators="""
key | reference | name                               | unit
CE1 | CE1       | Candidates who accept an offer     | %
CE2 | CE2       | Days lost to sickness for each FTE | days
CE3 | CE3       | Spend with local suppliers         | %
""",
    figures=f"""
Cabinet scorecard | 3-5 CE1 CE2 CE3 | D target {Q1}, E actual {Q1}, F status {Q1}, G target {Q2}, H actual {Q2}, I status {Q2}
""",
)

COMPARED = Entry(
    Drawing("Exceptions report.xlsx")
    .sheet(
        "Exceptions",
        """
Exceptions against last year
Ref | Description                          | Q3 2023/24 | Q3 2024/25 | Change | Target | Owner            | What we are doing
Z1  | Adults in drug treatment             | 610        | 588        | -22    | 620    | Public Health    | Outreach began in May
Z2  | Health checks offered                | 4120       | 4390       | 270    | 4300   | Public Health    |
Z3  | Smokers who quit after four weeks    | 148        | 131        | -17    | 150    | Public Health    | Clinics in libraries
""",
    )
    .book,
    shape="the same quarter of two years side by side with the change between them",
    indicators="""
key | reference | name                              | owner_role
Z1  | Z1        | Adults in drug treatment          | Public Health
Z2  | Z2        | Health checks offered             | Public Health
Z3  | Z3        | Smokers who quit after four weeks | Public Health
""",
    figures=f"""
Exceptions | 3-5 Z1 Z2 Z3 | C actual 2023-12-31, D actual {Q3}, F target 2023-12-31+{Q3}, H comment {Q3}
""",
    unplaced="""
-22
270
""",
)

ODD_VALUES = Entry(
    Drawing("Returns as received.xlsx")
    .sheet(
        "Returns",
        """
Ref | Indicator                    | Unit    | Target | Q1 2024/25 | Q2 2024/25
V1  | Time to answer a call        | minutes | 5      | 4:30       | 6
V2  | Panels that met              | number  | 12     | 11 of 12   | 12
V3  | Roads in poor condition      | %       | 4      | about 4    | 3.9
V4  | Days to assess               | days    | 20 days | 18.5 days | 19 days
V5  | Surplus of the trading arm   | £       | 0      | -1200      | (350)
""",
    )
    .book,
    shape="values that nobody can be sure of beside others that say their unit",
    indicators="""
key | reference | name                       | unit
V1  | V1        | Time to answer a call      | minutes
V2  | V2        | Panels that met            | number
V3  | V3        | Roads in poor condition    | %
V4  | V4        | Days to assess             | days
V5  | V5        | Surplus of the trading arm | £
""",
    figures=f"""
Returns | 2 V1, 3 V2, 4 V3 | D target {Q1}+{Q2}, F actual {Q2}
Returns | 5 V4, 6 V5 | D target {Q1}+{Q2}, E actual {Q1}, F actual {Q2}
""",
    reads={"20 days": 20, "18.5 days": 18.5, "19 days": 19, "(350)": -350},
    unplaced="""
4:30
11 of 12
about 4
""",
)

MONTH_SHEETS = Entry(
    Drawing("Contact centre 2024-25.xlsx")
    .sheet(
        "Apr 24",
        """
Contact centre: April 2024
Ref | Measure                 | Unit    | Target | Result | RAG
K1  | Calls offered           | number  |        | 10412  |
K2  | Calls abandoned         | %       | 5      | 6.2    | Red
K3  | Average wait            | minutes | 4      | 3.7    | Green
""",
    )
    .sheet(
        "May 24",
        """
Contact centre: May 2024
Ref | Measure                 | Unit    | Target | Result | RAG
K1  | Calls offered           | number  |        | 9877   |
K2  | Calls abandoned         | %       | 5      | 5.4    | Amber
K3  | Average wait            | minutes | 4      | 3.2    | Green
""",
    )
    .book,
    shape="a sheet a month, the month in the name of each",
    indicators="""
key | reference | name            | unit
K1  | K1        | Calls offered   | number
K2  | K2        | Calls abandoned | %
K3  | K3        | Average wait    | minutes
""",
    figures="""
Apr 24 | 3-5 K1 K2 K3 | D target 2024-04-30, E actual 2024-04-30, F status 2024-04-30
May 24 | 3-5 K1 K2 K3 | D target 2024-05-31, E actual 2024-05-31, F status 2024-05-31
""",
)

YEARS_ABOVE = Entry(
    Drawing("Corporate dashboard.xlsx")
    .sheet(
        "Dashboard",
        """
     |                                 |      | 2023/24 | | 2024/25 | | | |
PI   | Performance indicator           | Unit | Q3   | Q4   | Q1   | Q2   | Q2 Target | Q2 RAG | Comments
D1   | Streets free of litter          | %    | 91   | 92.5 | 90   | 93   | 92        | G      | More crews since July
D2   | Parks inspected each month      | number | 31 | 30   | 33   | 29   | 32        | A      |
D3   | Trees that were watered         | number | 310 | 300 | 410  | 520  | 500       | G      |
""",
    )
    .book,
    shape="years written once above their quarters, nothing above the names, one comment for all",
    indicators="""
key | reference | name                       | unit
D1  | D1        | Streets free of litter     | %
D2  | D2        | Parks inspected each month | number
D3  | D3        | Trees that were watered    | number
""",
    figures=f"""
Dashboard | 3-5 D1 D2 D3 | D actual 2023-12-31, E actual 2024-03-31, F actual {Q1}, G actual {Q2}
Dashboard | 3-5 D1 D2 D3 | H target {Q2}, I status {Q2}, J comment {Q2}
""",
)

MONTHS_ALONE = Entry(
    Drawing("Customer services.xlsx")
    .sheet(
        "Monthly",
        """
Customer services 2024/25
Ref | Measure                 | Unit   | Target | Oct  | Nov  | Dec  | Jan  | Feb  | Mar
M1  | Calls answered          | %      | 90     | 84   | 86.5 | 88   | 91   | 92   | 90.5
M2  | Letters answered        | number | 400    | 377  | 412  | 298  | 431  | 405  | 398
M3  | Visitors to the office  | number |        | 1204 | 1187 | 902  | 1310 | 1166 | 1251
""",
    )
    .book,
    shape="months without a year, of which the last are of the next calendar year",
    indicators="""
key | reference | name                   | unit
M1  | M1        | Calls answered         | %
M2  | M2        | Letters answered       | number
M3  | M3        | Visitors to the office | number
""",
    figures="""
Monthly | 3-5 M1 M2 M3 | E actual 2024-10-31, F actual 2024-11-30, G actual 2024-12-31
Monthly | 3-5 M1 M2 M3 | H actual 2025-01-31, I actual 2025-02-28, J actual 2025-03-31
Monthly | 3-5 M1 M2 M3 | D target 2024-10-31+2024-11-30+2024-12-31+2025-01-31+2025-02-28+2025-03-31
""",
)

FORECASTS = Entry(
    Drawing("Year-end position.xlsx")
    .sheet(
        "Position",
        """
Ref | Measure              | Unit | Target | Q3 2024/25 Actual | Variance from target | % of target | Year end forecast | Year end
F1  | Rent collected       | %    | 98     | 97.1              | -0.9                 | 99.1        | 98                | 96.2
F2  | Homes let            | number | 120  | 118               | -2                   | 98.3        | 470               | 455
F3  | Tenants who complain | number | 15   | 17                | 2                    | 113.3       | 60                | 66
""",
    )
    .book,
    shape="variances, shares of the target and forecasts beside the results",
    indicators="""
key | reference | name                 | unit
F1  | F1        | Rent collected       | %
F2  | F2        | Homes let            | number
F3  | F3        | Tenants who complain | number
""",
    figures=f"""
Position | 2-4 F1 F2 F3 | D target {Q3}, E actual {Q3}
""",
    unplaced="""
-0.9
113.3
470
455
""",
)

ALTERNATING = Entry(
    Drawing("Directorate scorecard.xlsx")
    .sheet(
        "Scorecard",
        """
Ref | Measure                 | Unit | Q1 2024/25 | Target | RAG   | Q2 2024/25 | Target | RAG   | Comments
S1  | Lettings within 20 days | %    | 71         | 75     | Amber | 76         | 75     | Green | Two new officers
S2  | Rent lost to empty homes | %   | 1.4        | 1.2    | Red   | 1.2        | 1.2    | Green |
S3  | Tenancies that lasted   | %    | 93         | 95     | Amber | n/a        | 95     |       | The survey is late
""",
    )
    .book,
    shape="each quarter with a target and a status to its right, all headed alike in one row",
    indicators="""
key | reference | name                     | unit
S1  | S1        | Lettings within 20 days  | %
S2  | S2        | Rent lost to empty homes | %
S3  | S3        | Tenancies that lasted    | %
""",
    figures=f"""
Scorecard | 2-4 S1 S2 S3 | D actual {Q1}, E target {Q1}, F status {Q1}, G actual {Q2}, H target {Q2}, I status {Q2}
Scorecard | 2-4 S1 S2 S3 | J comment {Q2}
""",
)

COUNCILS = (
    *(WIDE, TWO_HEADER_ROWS, SHEET_A_SERVICE, SHEET_A_QUARTER, COLOURS, YEARS_ACROSS, TARGETS_IN_ROWS, SECTIONS),
    *(HIDDEN, AS_PEOPLE_WRITE, LONG_NAMES, OUTTURNS, TOLERANCES, REPEATED_HEADERS, TIDY_CSV),
    *(PAIRS, COMPARED, ODD_VALUES, MONTH_SHEETS, YEARS_ABOVE, MONTHS_ALONE, FORECASTS, ALTERNATING),
)
