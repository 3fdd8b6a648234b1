"""The corporate risk register: 12 risks, each with its scores by quarter from June 2023."""

from __future__ import annotations

from dataclasses import dataclass

Scores = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Risk:
    """One risk: likelihood and impact of seven quarters, and what was being done from when on.

    ``mitigations`` gives the number of the quarter from which each holds.
    """

    id: str
    title: str
    description: str
    directorate: str
    owner_role: str
    target: int
    scores: Scores
    mitigations: tuple[tuple[int, str], ...]


def _flat(likelihood: int, impact: int) -> Scores:
    return ((likelihood, impact),) * 7


RISKS: tuple[Risk, ...] = (
    Risk(
        "CR01", "The budget cannot be balanced",
        "Demand for care and transport grows faster than income, and reserves are used up.",
        "Resources", "Director of Resources", 10,
        ((4, 5), (4, 5), (5, 5), (4, 5), (4, 5), (4, 5), (5, 5)),
        ((0, "Spending is reviewed each month, and new posts need consent."),
         (4, "Savings boards of each directorate report each month; prices of care are being negotiated.")),
    ),
    Risk(
        "CR02", "A child comes to harm who is known to the council",
        "Caseloads, gaps in staffing or in sharing what is known let a danger go unseen.",
        "Children and Learning", "Director of Children's Social Care", 10,
        ((4, 5), (4, 5), (4, 5), (3, 5), (3, 5), (3, 5), (2, 5)),
        ((0, "The Improvement Board meets each month, and case files are audited."),
         (3, "One front door with police and health decides on the day.")),
    ),
    Risk(
        "CR03", "An adult comes to harm who waits for an assessment",
        "Assessments are late while the number of people who ask for care grows.",
        "Adults and Health", "Director of Adult Social Care", 8,
        ((3, 4), (4, 4), (4, 4), (4, 4), (3, 4), (3, 4), (3, 4)),
        ((0, "Those who wait are called each fortnight, the most urgent first."),),
    ),
    Risk(
        "CR04", "Not enough school places for children with special needs",
        "The number of plans grows faster than places, so that children travel far or are placed at great cost.",
        "Children and Learning", "Director of Education", 9,
        ((4, 4), (4, 4), (4, 4), (5, 4), (5, 4), (5, 4), (4, 4)),
        ((0, "Three special school sites are being built."), (5, "Mainstream schools get money for resourced units.")),
    ),
    Risk(
        "CR05", "A cyber attack stops services", "Data are stolen or locked, and services fall back on paper.",
        "Resources", "Head of Information Technology", 10,
        ((3, 5), (3, 5), (3, 5), (3, 5), (4, 5), (3, 5), (3, 5)),
        ((0, "Systems are patched within 14 days, and back-ups kept apart are tested."),
         (4, "After an attempt in May every account needs a second proof of identity.")),
    ),
    Risk(
        "CR06", "A care provider fails", "A large provider closes at short notice.",
        "Adults and Health", "Head of Commissioning", 8, _flat(3, 4),
        ((0, "Accounts of the largest providers are watched, and plans for moving people are rehearsed."),),
    ),
    Risk(
        "CR07", "Social workers cannot be recruited or kept", "Posts stay empty or are filled by agencies.",
        "Children and Learning", "Head of Human Resources", 6,
        ((5, 4), (5, 4), (4, 4), (4, 4), (4, 4), (3, 4), (3, 4)),
        ((0, "Pay has been reviewed, and an academy trains those who are newly qualified."),),
    ),
    Risk(
        "CR08", "Severe weather damages roads and homes", "Floods, heat or storms overwhelm drains and crews.",
        "Growth and Environment", "Director of Highways and Waste", 9,
        ((3, 3), (3, 3), (4, 3), (4, 4), (3, 4), (3, 4), (4, 4)),
        ((0, "Drains in places that flood are cleaned twice a year; crews stand by at weekends."),),
    ),
    Risk(
        "CR09", "A large building project runs over its cost", "Prices, ground or builders make a project dearer.",
        "Growth and Environment", "Head of Capital Projects", 6,
        ((3, 3), (3, 3), (3, 4), (3, 4), (4, 4), (4, 4), (4, 4)),
        ((0, "Every project above five million has a contingency and a monthly review."),),
    ),
    Risk(
        "CR10", "Personal data are lost or shown to the wrong people", "Letters or files go astray.",
        "Resources", "Monitoring Officer", 6, ((3, 3), (3, 3), (3, 3), (3, 3), (3, 3), (2, 3), (2, 3)),
        ((0, "All staff are trained each year; letters to families are checked by two."),),
    ),
    Risk(
        "CR11", "A statutory inspection finds services inadequate", "Preparations fall behind.",
        "Adults and Health", "Director of Adults and Health", 6,
        ((3, 4), (3, 4), (3, 4), (3, 4), (2, 4), (2, 4), (2, 4)),
        ((0, "A self-assessment is kept up to date and was tested by another council."),),
    ),
    Risk(
        "CR12", "Partners in health change their plans", "Reorganised health bodies stop what is paid for jointly.",
        "Adults and Health", "Director of Public Health", 6,
        ((2, 3), (2, 3), (2, 3), (3, 3), (3, 3), (3, 3), (3, 4)),
        ((0, "Joint money is fixed by agreements of two years."),),
    ),
)  # fmt: skip
