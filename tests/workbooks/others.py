"""Workbooks as trusts, housing associations, agencies, Scottish councils and cities of the United States keep them."""

from __future__ import annotations

from workbooks.drawing import Drawing
from workbooks.truth import Entry

Q1, Q2, Q3, Q4 = "2024-06-30", "2024-09-30", "2024-12-31", "2025-03-31"

TRUST_MONTHS = Entry(
    Drawing("IPR M9.xlsx")
    .sheet(
        "Performance",
        """
Eastvale NHS Foundation Trust: integrated performance report, month 9
|
Domain     | Metric                                    | Standard | Apr-24 | May-24 | Jun-24 | Jul-24 | Aug-24 | Sep-24 | Oct-24 | Nov-24 | Dec-24
Responsive | Four-hour standard: A&E (%)               | 78       | 74.2   | 75.1   | 76     | 75.8   | 77.3   | 76.1   | 73.9   | 72     | 70.4
Responsive | Referral to treatment in 18 weeks (%)     | 92       | 58.1   | 58.4   | 58.9   | 59.3   | 59.1   | 58.8   | 59.5   | 60     | 59.7
Safe       | Falls with harm per 1,000 bed days        | 0.2      | 0.14   | 0.19   | 0.11   | 0.22   | 0.18   | 0.16   | 0.2    | 0.25   | 0.21
Safe       | Never events                              | 0        | 0      | 0      | 1      | 0      | 0      | 0      | 0      | 0      | 0
Well led   | Sickness absence (%)                      | 5        | 4.8    | 4.7    | 4.9    | 5.1    | 5      | 5.3    | 5.6    | 5.8    |
""",
    )
    .book,
    shape="a trust by months written Apr-24, domains for sections, no references",
    indicators="""
key | name                                  | section
a   | Four-hour standard: A&E (%)           | Responsive
b   | Referral to treatment in 18 weeks (%) | Responsive
c   | Falls with harm per 1,000 bed days    | Safe
d   | Never events                          | Safe
e   | Sickness absence (%)                  | Well led
""",
    figures="""
Performance | 4-8 a b c d e | D actual 2024-04-30, E actual 2024-05-31, F actual 2024-06-30, G actual 2024-07-31
Performance | 4-8 a b c d e | H actual 2024-08-31, I actual 2024-09-30, J actual 2024-10-31, K actual 2024-11-30
Performance | 4-8 a b c d e | L actual 2024-12-31
Performance | 4-8 a b c d e | C target 2024-04-30+2024-05-31+2024-06-30+2024-07-31+2024-08-31+2024-09-30+2024-10-31+2024-11-30+2024-12-31
""",
)

DATES_FOR_MONTHS = Entry(
    Drawing("Board scorecard.xlsx")
    .sheet(
        "Scorecard",
        """
ID  | Measure                      | Unit | Plan | 2024-04-01 {mmm-yy} | 2024-05-01 {mmm-yy} | 2024-06-01 {mmm-yy} | 2024-07-01 {mmm-yy}
B1  | Beds occupied                | %    | 92   | 93.4                | 94.1                | 93.9                | 92.8
B2  | Mean length of stay          | days | 7    | 7.4                 | 7.2                 | 7.3                 | 7.1
B3  | Theatre sessions used        | %    | 0.85 {0%} | 0.81 {0%}      | 0.82 {0%}           | 0.845 {0%}          | 0.83 {0%}
B4  | Complaints answered in time  | %    | 90   | 88                  | 91                  | N/A                 | 86
""",
    )
    .book,
    shape="a trust by months, each header the first day of a month shown as Apr-24",
    indicators="""
key | reference | name                        | unit
B1  | B1        | Beds occupied               | %
B2  | B2        | Mean length of stay         | days
B3  | B3        | Theatre sessions used       | %
B4  | B4        | Complaints answered in time | %
""",
    figures="""
Scorecard | 2-5 B1 B2 B3 B4 | E actual 2024-04-30, F actual 2024-05-31, G actual 2024-06-30, H actual 2024-07-31
Scorecard | 2-5 B1 B2 B3 B4 | D target 2024-04-30+2024-05-31+2024-06-30+2024-07-31
""",
)

HOUSING_ASSOCIATION = Entry(
    Drawing("Landlord performance.xlsx")
    .sheet(
        "Board KPIs",
        """
Riverbank Homes {bold}
Board performance indicators
|
Performance indicator                    | Measured as | Target | 30/06/2024 | 30/09/2024 | 31/12/2024 | RAG   | Sector median | Comments
Current tenant arrears                   | %           | 3.5    | 3.9        | 3.8        | 3.4        | Green | 3.6           |
Emergency repairs completed in 24 hours  | %           | 99     | 98.1       | 97.9       | 98.6       | Amber | 96.2          | Two storms in December
Homes with a valid gas safety record     | %           | 100    | 100        | 99.97      | 100        | Green | 100           |
Average relet time                       | days        | 30     | 41         | 38         | 36         | Red   | 37            | Major works in 14 homes
Tenants satisfied with repairs           | %           | 80     | 77.2       | 78.9       | 80.1       | Green | 72.3          |
Overall {bold}                           |             |        |            |            |            | Amber |               |
""",
    )
    .book,
    shape="a housing association: dates for headers, names alone, a sector median and an overall row",
    indicators="""
key | name                                    | unit
a   | Current tenant arrears                  | %
b   | Emergency repairs completed in 24 hours | %
c   | Homes with a valid gas safety record    | %
d   | Average relet time                      | days
e   | Tenants satisfied with repairs          | %
""",
    figures=f"""
Board KPIs | 5-9 a b c d e | C target {Q1}+{Q2}+{Q3}, D actual {Q1}, E actual {Q2}, F actual {Q3}
Board KPIs | 5-9 a b c d e | G status {Q3}, I comment {Q3}
""",
    unplaced="""
3.6
96.2
Overall
""",
)

US_CITY = Entry(
    Drawing("City performance measures FY25.xlsx")
    .sheet(
        "Measures",
        """
City of Fairmont: performance measures
Department   | Performance measure                       | Type   | FY23 Actual | FY24 Actual | FY25 Target | FY25 Q1 | FY25 Q2
Fire         | Response within six minutes (% of calls)  | %      | 84.1        | 86          | 90          | 85.7    | 88.2
Fire         | Inspections completed                     | count  | 4120        | 4312        | 4400        | 1015    | 1180
Public Works | Potholes filled within three days (%)     | %      | 71          | 79.5        | 85          | 81      | 83.4
Public Works | Cost per lane mile resurfaced ($)         | $      | $210,500    | $224,900    | $220,000    |         |
Library      | Items checked out                         | count  | 611204      | 640118      | 650000      | 160772  | 158990
""",
    )
    .book,
    shape="a city of the United States: fiscal years from July, dollars, departments for sections",
    indicators="""
key | name                                     | section
a   | Response within six minutes (% of calls) | Fire
b   | Inspections completed                    | Fire
c   | Potholes filled within three days (%)    | Public Works
d   | Cost per lane mile resurfaced ($)        | Public Works
e   | Items checked out                        | Library
""",
    figures="""
Measures | 3-7 a b c d e | D actual 2023-06-30, E actual 2024-06-30, F target 2024-09-30+2024-12-31
Measures | 3-7 a b c d e | G actual 2024-09-30, H actual 2024-12-31
""",
    reads={"$210,500": 210500, "$224,900": 224900, "$220,000": 220000},
    year_starts="July",
)

SCOTTISH = Entry(
    Drawing("LGBF 2023-24.xlsx")
    .sheet(
        "LGBF",
        """
Local Government Benchmarking Framework: Glenmore Council {bold}
Code   | Indicator title                              | 2021-22 | 2022-23 | 2023-24 | Rank 2023-24 | Scotland 2023-24 | Family group median
CHN14a | Literacy attainment gap (percentage points)  | 24.7    | 20.5    | 21      | 18           | 20.2             | 20.9
CORP06 | Sickness absence days per employee           | 11.9    | 12.8    | 13.4    | 20           | 13.9             | 13.1
ENV06  | Household waste that is recycled (%)         | 42.7    | 43.3    | 45.2    | 14           | 43.5             | 46
HSN03  | Homes that meet the quality standard (%)     | 69.4    | 70.9    | 77.4    | 17           | 77.6             | 74.5
ECON5  | Business gateway start-ups per 10,000 people | 14.3    | 14.1    | 13.2    | 21           | 14.5             | 14.9
""",
    )
    .book,
    shape="a Scottish council: annual values with rank and averages of others",
    indicators="""
key | reference | name
a   | CHN14a    | Literacy attainment gap (percentage points)
b   | CORP06    | Sickness absence days per employee
c   | ENV06     | Household waste that is recycled (%)
d   | HSN03     | Homes that meet the quality standard (%)
e   | ECON5     | Business gateway start-ups per 10,000 people
""",
    figures="""
LGBF | 3-7 a b c d e | C actual 2022-03-31, D actual 2023-03-31, E actual 2024-03-31
""",
    unplaced="""
18
20.2
20.9
""",
)

AGENCY_HALVES = Entry(
    Drawing("Corporate indicators.xlsx")
    .sheet(
        "Indicators",
        """
Ref | Indicator                            | Unit   | Desired trend | H1 2024 | H2 2024 | H1 2025 | Target H1 2025
W1  | Permits decided within 13 weeks      | %      | Increase      | 81      | 84.5    | 88      | 90
W2  | Serious pollution incidents          | number | Decrease      | 31      | 28      | 22      | 25
W3  | Rivers monitored                     | number | Increase      | 402     | 410     | 415     | 400
W4  | Staff engagement score               | score  | Increase      | 62      |         | 65      | 64
""",
    )
    .book,
    shape="an agency by half-years of calendar years",
    indicators="""
key | reference | name                            | unit   | polarity
W1  | W1        | Permits decided within 13 weeks | %      | higher
W2  | W2        | Serious pollution incidents     | number | lower
W3  | W3        | Rivers monitored                | number | higher
W4  | W4        | Staff engagement score          | score  | higher
""",
    figures="""
Indicators | 2-5 W1 W2 W3 W4 | E actual 2024-06-30, F actual 2024-12-31, G actual 2025-06-30, H target 2025-06-30
""",
    year_starts="January",
)

PARTS_AND_WHOLES = Entry(
    Drawing("returns.csv")
    .sheet(
        "returns",
        """
indicator | period_end | actual | numerator | denominator | target | floor
RT1       | 2024-06-30 | 62.5   | 50        | 80          | 70     | 60
RT1       | 2024-09-30 | 71.25  | 57        | 80          | 70     | 60
RT2       | 2024-06-30 | 12     |           |             | 10     | 14
RT2       | 2024-09-30 | 9      |           |             | 10     | 14
""",
    )
    .book,
    shape="a tidy table in our own words: period ends, numerators and denominators, floors",
    indicators="""
key | reference
RT1 | RT1
RT2 | RT2
""",
    figures=f"""
returns | 2 RT1 {Q1}, 3 RT1 {Q2}, 4 RT2 {Q1}, 5 RT2 {Q2} | C actual, D numerator, E denominator, F target, G floor
""",
)

PARQUET = Entry(
    Drawing("warehouse.parquet")
    .sheet(
        "warehouse",
        """
measure_id | measure_name             | service   | measure_unit | period_end | result | target
Q10        | Planning portal visits   | Planning  | number       | 2024-06-30 | 5120.5 | 5000
Q10        | Planning portal visits   | Planning  | number       | 2024-09-30 | 4980.0 | 5000
Q20        | Building control surplus | Building  | number       | 2024-06-30 | -12.25 | 0
Q20        | Building control surplus | Building  | number       | 2024-09-30 | 3.5    | 0
""",
    )
    .book,
    shape="a tidy Parquet file of a data warehouse",
    indicators="""
key | reference | name                     | section  | unit
Q10 | Q10       | Planning portal visits   | Planning | number
Q20 | Q20       | Building control surplus | Building | number
""",
    figures=f"""
warehouse | 2 Q10 {Q1}, 3 Q10 {Q2}, 4 Q20 {Q1}, 5 Q20 {Q2} | F actual, G target
""",
)

TIDY_ROLES = Entry(
    Drawing("Data mart export.xlsx")
    .sheet(
        "Export",
        """
Indicator ID | Indicator name               | Financial year | Quarter | Type   | Value
X1           | Tests of smoke alarms        | 2024/25        | Q1      | Actual | 310
X1           | Tests of smoke alarms        | 2024/25        | Q1      | Target | 300
X1           | Tests of smoke alarms        | 2024/25        | Q2      | Actual | 288
X1           | Tests of smoke alarms        | 2024/25        | Q2      | Target | 300
X2           | Fires in the home            | 2024/25        | Q1      | Actual | 21
X2           | Fires in the home            | 2024/25        | Q1      | Target | 25
X2           | Fires in the home            | 2024/25        | Q2      | Actual | 19
X2           | Fires in the home            | 2024/25        | Q2      | Target | 25
""",
    )
    .book,
    shape="the tidiest table: year and quarter in columns, actual and target in rows",
    indicators="""
key | reference | name
X1  | X1        | Tests of smoke alarms
X2  | X2        | Fires in the home
""",
    figures=f"""
Export | 2 X1 actual {Q1}, 3 X1 target {Q1}, 4 X1 actual {Q2}, 5 X1 target {Q2} | F
Export | 6 X2 actual {Q1}, 7 X2 target {Q1}, 8 X2 actual {Q2}, 9 X2 target {Q2} | F
""",
)

SMALL_NUMBERS = Entry(
    Drawing("Youth justice.xlsx")
    .sheet(
        "Youth justice",
        """
Ref | Indicator                           | Unit   | Target | Q1 2024/25 | Q2 2024/25 | Q3 2024/25 | Notes
Y1  | First-time entrants                 | number | 10     | 7          | suppressed | 9          | Numbers below 5 are not published
Y2  | Reoffending within a year           | %      | 30     | 33.3       | 28         | n/a        |
Y3  | Young people in education or work   | %      | 75     | 71         | 70 (provisional) | 74   |
Y4  | Custodial sentences                 | number | data only | 2       | 0          | 1          |
""",
    )
    .book,
    shape="words for what is kept back or only for information, a provisional result",
    indicators="""
key | reference | name                              | unit
Y1  | Y1        | First-time entrants               | number
Y2  | Y2        | Reoffending within a year         | %
Y3  | Y3        | Young people in education or work | %
Y4  | Y4        | Custodial sentences               | number
""",
    figures=f"""
Youth justice | 2-5 Y1 Y2 Y3 Y4 | D target {Q1}+{Q2}+{Q3}, E actual {Q1}, F actual {Q2}, G actual {Q3}
""",
    reads={"70 (provisional)": 70},
)

YEAR_TO_DATE = Entry(
    Drawing("Budget and savings.xlsx")
    .sheet(
        "Monitoring",
        """
Ref | Measure                       | Unit | YTD Q1 2024/25 | YTD Q2 2024/25 | YTD Q3 2024/25 | Target YTD Q3 2024/25
S1  | Savings delivered             | £000 | 310            | 745            | 1120           | 1200
S2  | Capital spent                 | £000 | 1250           | 3300           | 6100           | 7000
S3  | Invoices paid early           | %    | 41             | 44.5           | 47             | 45
""",
    )
    .book,
    shape="totals for the year so far",
    indicators="""
key | reference | name                | unit
S1  | S1        | Savings delivered   | £000
S2  | S2        | Capital spent       | £000
S3  | S3        | Invoices paid early | %
""",
    figures=f"""
Monitoring | 2-4 S1 S2 S3 | D actual {Q1}, E actual {Q2}, F actual {Q3}, G target {Q3}
""",
)

OWN_DOWNLOAD = Entry(
    Drawing("kent-2011-12-q1.xlsx")
    .sheet(
        "Cover",
        """
Quarterly Performance Report: tables
Kent County Council, Quarter 1 2011/12.
Edition kent-2011-12-Q1, with data known on 19 September 2011.
""",
    )
    .sheet(
        "Contents",
        """
Contents
This worksheet contains one table.
Worksheet   | What it holds
All periods | One row for each indicator and period
""",
    )
    .sheet(
        "All periods",
        """
All periods: Kent County Council, Quarter 1 2011/12
This worksheet contains one table. Notes are on the worksheet 'Notes'.
Some cells refer to notes.
[p] is provisional, [z] is not applicable.
Indicator | Name                      | Unit   | Decimals | Period end                | Period | Actual [note 1] | Mark of the actual | Target | Floor | Rating
CS01      | Children looked after     | number | 0        | 2011-03-31 {d mmmm yyyy}  | Mar 11 | 55              | none               | 47     | 51    | Red
CS01      | Children looked after     | number | 0        | 2011-06-30 {d mmmm yyyy}  | Jun 11 | 56              | [p]                | 47     | 51    | Red
CS02      | Children who are adopted  | %      | 1        | 2011-03-31 {d mmmm yyyy}  | Mar 11 | 9.6             | none               | 13     | 10    | Red
CS02      | Children who are adopted  | %      | 1        | 2011-06-30 {d mmmm yyyy}  | Jun 11 | 15.1            | [p]                | 13     | [z]   | Green
""",
    )
    .book,
    shape="our own download workbook: every period a row, shorthand in square brackets",
    indicators="""
key  | reference | name                     | unit   | decimals
CS01 | CS01      | Children looked after    | number | 0
CS02 | CS02      | Children who are adopted | %      | 1
""",
    figures="""
All periods | 6 CS01 2011-03-31, 7 CS01 2011-06-30, 8 CS02 2011-03-31, 9 CS02 2011-06-30 | G actual, I target, J floor, K status
""",
    reads={"[z]": "no-target"},
)

ONE_QUARTER = Entry(
    Drawing("Quarter 3 return.xlsx")
    .sheet(
        "Return",
        """
Return for Q3 2024/25
Section              | PI    | Description                     | Units  | Target | Result | Comment
Community safety     | CS-1  | Anti-social behaviour reports   | number | 400    | 388    | Down since the summer
                     | CS-2  | Cases reviewed within a month   | %      | 95     | 96.3   |
Licensing            | LI-1  | Taxi plates issued in ten days  | %      | 98     | 97     | Two staff were away
                     | LI-2  | Premises visited                | number | 60     | 64     |
""",
    )
    .book,
    shape="the return of one quarter: the period in the title alone, a section told once for its rows",
    indicators="""
key  | reference | name                           | section          | unit
CS-1 | CS-1      | Anti-social behaviour reports  | Community safety | number
CS-2 | CS-2      | Cases reviewed within a month  | Community safety | %
LI-1 | LI-1      | Taxi plates issued in ten days | Licensing        | %
LI-2 | LI-2      | Premises visited               | Licensing        | number
""",
    figures=f"""
Return | 3-6 CS-1 CS-2 LI-1 LI-2 | E target {Q3}, F actual {Q3}, G comment {Q3}
""",
)

OTHERS = (
    *(TRUST_MONTHS, DATES_FOR_MONTHS, HOUSING_ASSOCIATION, US_CITY, SCOTTISH, AGENCY_HALVES, PARTS_AND_WHOLES, PARQUET),
    *(TIDY_ROLES, SMALL_NUMBERS, YEAR_TO_DATE, OWN_DOWNLOAD, ONE_QUARTER),
)
