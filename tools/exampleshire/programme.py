"""The delivery programme 2023 to 2025: 105 actions under five aims, and how each went by quarter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

STARTS = date(2023, 4, 1)

QUARTERS = (
    date(2023, 6, 30),
    date(2023, 9, 30),
    date(2023, 12, 31),
    date(2024, 3, 31),
    date(2024, 6, 30),
    date(2024, 9, 30),
    date(2024, 12, 31),
)

STATUSES = {"N": "not-started", "T": "on-track", "R": "at-risk", "X": "off-target", "C": "completed"}

STEPS: dict[str, tuple[str, ...]] = {
    "plan": (
        "Evidence gathered and gaps listed.",
        "First draft discussed with partners and members.",
        "Public consultation opened.",
        "Consultation closed and answers read.",
        "Final text agreed by Cabinet.",
        "Adopted and published; the first steps are under way.",
        "First review of progress held.",
    ),
    "build": (
        "Site surveyed and design begun.",
        "Design finished and planning consent applied for.",
        "Planning consent given; tenders invited.",
        "Contract let.",
        "Work on site began.",
        "Work on site is half done.",
        "Work on site is three quarters done.",
    ),
    "service": (
        "Project team in place and baseline measured.",
        "New way of working designed with staff and users.",
        "Trial began in one district.",
        "Trial reviewed; two changes made.",
        "Taken up in half of the districts.",
        "Taken up in every district.",
        "First results are better than the baseline.",
    ),
    "partner": (
        "Partners met and agreed what each brings.",
        "Joint plan signed.",
        "Shared money agreed for two years.",
        "First joint activities held.",
        "Second round of activities held.",
        "Partners reviewed the first year.",
        "Plan for the second year agreed.",
    ),
    "digital": (
        "Needs of users written down.",
        "Supplier chosen.",
        "First version shown to users.",
        "Tested for accessibility and security.",
        "In use by the first service.",
        "In use by half of the services.",
        "In use by all services but two.",
    ),
}
"""What is done in each quarter of an action of a kind, from the first to the seventh."""

COMPLETED_NOW = "The action was completed in this quarter."
COMPLETED_BEFORE = "Completed in an earlier quarter; nothing more is due."
NOT_STARTED = "Not due to begin yet."


@dataclass(frozen=True)
class Trouble:
    """Why an action was at risk or off target, and what was done about it in those quarters."""

    reason: str
    progress: str
    moved_to: date | None = None


@dataclass(frozen=True)
class Action:
    """One action: its kind, its status by quarter as letters (see ``STATUSES``), and its trouble, if any."""

    title: str
    kind: str
    codes: str = "TTTTTTT"
    trouble: Trouble | None = None


_T = Trouble

PROGRAMME: dict[int, tuple[str, tuple[Action, ...]]] = {
    1: (
        "Director of Growth and Environment",
        (
            Action("Adopt a new local transport plan", "plan", "TTTTTCC"),
            Action("Resurface 180 miles of country roads", "build"),
            Action("Open the northern bypass to traffic", "build", "TTRRXXX", _T(
                "A utility main lies where no map showed it, and its owner cannot move it before summer.",
                "A new order of works was agreed with the contractor.", date(2025, 12, 31))),
            Action("Build cycle routes between three market towns", "build"),
            Action("Put charging points for electric cars in every district", "build", "TTTTTTC"),
            Action("Replace 21,000 street lights with LED lights", "build", "TTTTCCC"),
            Action("Bring back two rural bus routes", "service", "TTTTTTT"),
            Action("Introduce one bus ticket for the whole county", "digital", "TTTRRTT", _T(
                "One operator could not change its ticket machines in time.",
                "The county lent the operator machines.")),
            Action("Adopt a nature recovery strategy", "plan"),
            Action("Plant 120,000 trees on council land", "partner", "TTTTTTT"),
            Action("Finish flood defences at four villages", "build", "TTTTTRR", _T(
                "Ground water has stood too high to dig since October.", "Temporary barriers were bought.")),
            Action("Collect food waste from every household", "service", "NNTTTTT"),
            Action("Rebuild the recycling centre in the east", "build", "TTTTTTT"),
            Action("Cut energy use in the council's 40 largest buildings", "build", "TTTTTTC"),
            Action("Buy electric vans for highways crews", "service", "TTTTCCC"),
            Action("Lend money to bring 400 empty homes back into use a year", "partner"),
            Action("Help 250 small firms to cut their energy bills", "partner", "TTTTTTT"),
            Action("Bring gigabit broadband to 60 hard places", "partner", "TTTTTTT"),
            Action("Open a skills and enterprise centre at the port", "build", "TTXXRTT", _T(
                "The first tender drew no bid within the budget.", "The plan was cut in two stages and tendered again.",
                date(2025, 9, 30))),
            Action("Adopt a visitor economy plan", "plan", "TTTTCCC"),
            Action("Renew the libraries in five towns", "build", "TTTTTTT"),
            Action("Set up a county record of historic places", "digital", "TTTTTTT"),
            Action("Agree a minerals and waste plan", "plan", "TTTTTTT"),
            Action("Review all speed limits near schools", "service", "TTTTTCC"),
        ),
    ),
    2: (
        "Director of Education",
        (
            Action("Open 240 special school places", "build", "TTTRRRT", _T(
                "The builder of one of the three sites went out of business.", "A new builder was chosen.",
                date(2025, 9, 1))),
            Action("Clear the backlog of education, health and care plans", "service", "TTTTCCC"),
            Action("Train 300 teachers in speech and language support", "service", "TTTTTTC"),
            Action("Open a family hub in every district", "build", "TTTTTTT"),
            Action("Offer wraparound care at every primary school", "partner", "NTTTTTT"),
            Action("Expand places for two-year-olds in four towns", "partner", "TTTTTTT"),
            Action("Adopt a school places plan to 2030", "plan", "TTTTTCC"),
            Action("Build two primary schools with new housing", "build", "TTTTTTT"),
            Action("Cut the travel time of pupils with special needs", "service", "TTTTTTT"),
            Action("Give every care leaver a mentor for work", "partner", "TTTTTTT"),
            Action("Start a scheme of 100 council apprenticeships", "service", "TTTTTTC"),
            Action("Reopen the outdoor learning centre", "build", "TTRXXRC", _T(
                "Fire doors had to be replaced throughout.", "The doors were ordered and half of them fitted.")),
            Action("Help 60 schools to cut absence", "partner", "TTTTTTT"),
            Action("Pilot a reading scheme in 40 schools", "service", "TTTTCCC"),
            Action("Set up a register of children who miss school", "digital", "TTTTTTT"),
            Action("Agree an inclusion charter with all schools", "plan", "TTTTTRX", _T(
                "A third of schools have not signed, and talks with them have stopped.",
                "A mediator was asked to bring both sides together.", date(2025, 7, 31))),
            Action("Renew school kitchens in 25 schools", "build", "TTTTTTT"),
            Action("Open an adult learning centre in the north", "build", "TTTTTTT"),
            Action("Adopt a youth offer with the districts", "plan", "TTTTTTT"),
            Action("Put defibrillators in every maintained school", "service", "TCCCCCC"),
        ),
    ),
    3: (
        "Director of Children's Social Care",
        (
            Action("Recruit 60 in-house foster households", "partner", "TTRRRRR", _T(
                "Thirty-one households joined, but 24 left in the same time.",
                "A fee for experienced carers was agreed, and a second campaign began.")),
            Action("Open four small children's homes", "build", "TTTTTTT"),
            Action("Convert 90 agency posts to permanent ones", "service", "TTTTTTT"),
            Action("Start an academy for newly qualified social workers", "service", "TTTTCCC"),
            Action("Replace the children's case system", "digital", "TTTTTTT"),
            Action("Set up one front door with police and health", "partner", "TTTTTCC"),
            Action("Adopt a strategy against domestic abuse", "plan", "TTTTTCC"),
            Action("Offer parenting courses in every family hub", "service", "TTTTTTT"),
            Action("Bring early help teams into schools", "service", "TTTTTTT"),
            Action("Halve the use of unregistered placements", "service", "TTTTTTT"),
            Action("Give every child in care a health check on time", "partner", "TTTTTTT"),
            Action("Build supported flats for care leavers", "build", "TTTTTTT"),
            Action("Audit 400 case files a year", "service", "TTTTTTT"),
            Action("Train all front-line staff to spot exploitation", "service", "TTTTTTC"),
            Action("Agree a protocol for families without a right to public funds", "plan", "TTTTTTT"),
            Action("Set up a board of young people in care", "partner", "TCCCCCC"),
            Action("Finish the actions of the Improvement Notice", "service", "TTTTTTT"),
        ),
    ),
    4: (
        "Director of Adults and Health",
        (
            Action("Open three extra-care housing schemes", "build", "TTTTTTT"),
            Action("Double the number of reablement places", "service", "TTTTTTT"),
            Action("Offer technology at home to 2,000 people", "digital", "TTTTTTT"),
            Action("Adopt an all-age carers' strategy", "plan", "TTTTTCC"),
            Action("Review every direct payment", "service", "TTTTRRR", _T(
                "Two of the six reviewing posts are empty.", "Reviews of the largest payments were done first.")),
            Action("Set up one team for hospital discharge", "partner", "TTTTTTT"),
            Action("Cut the waiting list for occupational therapy", "service", "TTTTTTT"),
            Action("Replace the adults' case system", "digital", "TTTTTTT"),
            Action("Renew contracts for care at home", "service", "TTTTTCC"),
            Action("Open a recovery house for people in treatment", "build", "TTTTTTT"),
            Action("Offer health checks at work in 120 firms", "partner", "TTTTTTT"),
            Action("Start a service to help people stop smoking", "service", "NNNTTTT"),
            Action("Adopt a healthy weight plan", "plan", "TTTTTTT"),
            Action("Train 1,000 people in suicide prevention", "partner", "TTTTTTC"),
            Action("Build changing places toilets at eight sites", "build", "TTTTTTT"),
            Action("Set up a register of unpaid carers", "digital", "TTTTTTT"),
            Action("Prepare for the regulator's inspection of adult social care", "service", "TTTTCCC"),
            Action("Adopt a dementia strategy with the health service", "plan", "TTTTTTT"),
            Action("Open warm spaces in every library", "service", "TTCCCCC"),
            Action("Make 30 parks easier for wheelchairs", "build", "TTTTTTT"),
            Action("Recruit a public health nurse for every district", "service", "TTXXXXX", _T(
                "Four of the eleven posts drew no applicant at the pay that is offered.",
                "Districts without a nurse share one, and pay is being reviewed.")),
            Action("Agree a fair price for residential care", "plan", "TTTTTTT"),
            Action("Bring volunteers to 500 people who live alone", "partner", "TTTTTTT"),
        ),
    ),
    5: (
        "Director of Resources",
        (
            Action("Balance the budget of 2024/25", "plan", "TTTCCCC"),
            Action("Balance the budget of 2025/26", "plan", "NNTTTTT"),
            Action("Adopt a plan for the council's land and buildings", "plan", "TTTTTTT"),
            Action("Move out of the old county hall", "build", "TTTTTTT"),
            Action("Replace the telephone system of the contact centre", "digital", "TTCCCCC"),
            Action("Put the 50 most used forms online", "digital", "TTTTTTT"),
            Action("Publish every committee paper in an accessible form", "service", "TTTTTTT"),
            Action("Clear the backlog of subject access requests", "service", "TTRRXRT", _T(
                "Old files of children's services must be read page by page, and two readers left.",
                "Three readers were hired for a year.", date(2025, 3, 31))),
            Action("Answer complaints at the first contact", "service", "TTTTTTT"),
            Action("Set up a data platform for all services", "digital", "TTTTTTT"),
            Action("Replace the finance system", "digital", "TTTTRRT", _T(
                "Balances did not match in the first rehearsal.", "A second rehearsal was held, and balances match.",
                date(2025, 10, 1))),
            Action("Adopt a workforce strategy", "plan", "TTTTTCC"),
            Action("Cut sickness absence by a day a head", "service", "TTTTTTT"),
            Action("Pay suppliers within 20 days", "service", "TTTTTTT"),
            Action("Bring three shared services back in house", "service", "TTTTTTT"),
            Action("Renew the constitution of the council", "plan", "TTTTTTT"),
            Action("Train all members in the use of evidence", "service", "TTTTTTC"),
            Action("Test the plan for a cyber attack", "service", "TTTTTTT"),
            Action("Agree a charter with town and parish councils", "partner", "TTTTTTT"),
            Action("Publish all open data sets under one licence", "digital", "TTTTTTT"),
            Action("Set up a residents' panel", "partner", "TTTCCCC"),
        ),
    ),
}  # fmt: skip
"""By aim: the role that answers for its actions, and the actions in order."""
