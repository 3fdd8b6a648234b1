"""Published sentences of two councils, as facts: their counts in, and every fact they state must come out in our words.

S0: Kent, Cabinet minutes, quarter 1 of 2023/24, paragraph 1. S1: Kent, Cabinet minutes, quarter 3 of 2024/25,
paragraph 1. S2: Kent, cover report, quarter 2 of 2023/24, paragraphs 2.2 to 2.4. S4: Rutland, performance report,
quarter 2 of 2023/24, paragraphs 3.1 and 3.4.
"""

from __future__ import annotations

import pytest
from helpers.published import counted, edition
from helpers.scoring import AMBER, GREEN, RED, scheme

from qprlib.ground.reported import Reported
from qprlib.report.sentences import briefing, travel_counts
from qprlib.report.sentences.sets import set_sentence
from qprlib.scoring.comparison import Comparison, Publication, Published, Sets, compare, pair
from qprlib.scoring.counts import Counts, shares

KENT = scheme(
    {**GREEN, "meaning": "The target was achieved or exceeded."},
    {**AMBER, "meaning": "The floor was achieved, the target was not."},
    {**RED, "meaning": "The floor was not achieved."},
)

# S0 ---------------------------------------------------------------------------------------------------------

Q1_2023 = counted("2023-24-Q1", (16, 11, 11), (4, 24, 10))


def test_s0_ratings() -> None:
    assert briefing.rating_sentence(Q1_2023, KENT) == (
        "Of 38 key performance indicators, 16 are rated Green, 11 Amber and 11 Red."
    )


def test_s0_directions() -> None:
    # Two more, the same and one fewer than before make 37 indicators then and 38 now. The minutes do not say so; a
    # pair of quarters cannot leave it out. How the 37 were rated is not published there.
    before = counted("2022-23-Q4", (16, 11, 10), (2, 24, 11))
    with pytest.raises(ValueError, match="38 indicators cannot be the same set as 37"):
        pair(Q1_2023, before)
    assert travel_counts.travel_sentence(pair(Q1_2023, before, Sets.AS_PUBLISHED)) == (
        "Performance is improving on four indicators (two more than in the previous quarter, when 37 were reported), "
        "without a clear trend on 24 (the same) and worsening on 10 (one fewer)."
    )


# S2 ---------------------------------------------------------------------------------------------------------

Q2_2023 = counted("2023-24-Q2", (15, 15, 8), (7, 19, 12))


def test_s2_ratings_2_2() -> None:
    assert briefing.rating_lines(pair(Q2_2023, Q1_2023), KENT) == [
        "Fifteen are rated Green (one fewer than in the previous quarter): the target was achieved or exceeded.",
        "Fifteen are rated Amber (four more than in the previous quarter): the floor was achieved, the target was not.",
        "Eight are rated Red (three fewer than in the previous quarter): the floor was not achieved.",
    ]
    assert briefing.rating_sentence(Q2_2023, KENT) == (
        "Of 38 key performance indicators, 15 are rated Green, 15 Amber and eight Red."
    )


def test_s2_directions_2_4() -> None:
    assert travel_counts.travel_sentence(pair(Q2_2023, Q1_2023)) == (
        "Performance is improving on seven indicators (three more than in the previous quarter), without a clear "
        "trend on 19 (five fewer) and worsening on 12 (two more)."
    )


def test_s2_the_reds_by_section_2_3() -> None:
    sections = {
        "Customer Services": ["Complaints responded to in time"],
        "Governance and Law": ["Information requests in 20 working days", "Subject access requests in time"],
        "Children, Young People and Education": [
            "Plans issued within 20 weeks", "Annual reviews waiting over 12 months",
            "Pupils placed in independent schools", "Posts filled by permanent social workers",
        ],
        "Adult Social Care": ["New assessments within 28 days"],
    }  # fmt: skip
    reds = [(section, name) for section, names in sections.items() for name in names]
    others = [("Customer Services", f"Other {place}") for place in range(30)]
    published = Publication(
        Q2_2023.quarter,
        tuple(
            Published(f"K{place}", name, section, "red" if place < len(reds) else "green", "no-trend")
            for place, (section, name) in enumerate(reds + others)
        ),
    )
    assert briefing.rated_by_section(published, KENT.worst) == sections
    assert briefing.rated_sentence(published, KENT.worst) == (
        "Of the eight indicators rated Red, four are in Children, Young People and Education; two in Governance and "
        "Law; one in Customer Services; and one in Adult Social Care."
    )


# S1 ---------------------------------------------------------------------------------------------------------

Q3_2024 = edition("2024-25-Q3", (17, 12, 9), (10, 22, 6))


def q2_2024() -> Publication:
    """The quarter before: 11, 22 and 6, which is 39 indicators; two were removed since, so that one was added."""
    kept = Q3_2024.indicators[:-1]
    gone = tuple(
        Published(f"S{place}", f"Inspections {place}", "Education & Skills", "green", way)
        for place, way in enumerate(("improving", "worsening"))
    )
    # Of the 37 in both, ten were improving, 22 stable and five worsening, as today.
    return Publication(Reported.parse("2024-25-Q2"), (*kept, *gone))


def s1() -> Comparison:
    return compare(Q3_2024, q2_2024(), KENT)


def test_s1_ratings() -> None:
    assert briefing.rating_sentence(s1().as_published.now, KENT) == (
        "Of 38 key performance indicators, 17 are rated Green, 12 Amber and nine Red."
    )


def test_s1_directions_as_published_name_the_other_set() -> None:
    found = s1().as_published
    assert found.sets is Sets.AS_PUBLISHED
    assert travel_counts.travel_sentence(found) == (
        "Performance is improving on 10 indicators (one fewer than in the previous quarter, when 39 were reported), "
        "without a clear trend on 22 (the same) and worsening on six (the same)."
    )


def test_s1_directions_like_for_like() -> None:
    assert travel_counts.travel_sentence(s1().like_for_like) == (
        "Performance is improving on 10 indicators (the same as in the previous quarter, on the 37 indicators in "
        "both reports), without a clear trend on 22 (the same) and worsening on six (the same)."
    )


def test_s1_two_indicators_removed() -> None:
    assert set_sentence(s1()) == (
        "Since the previous quarter two indicators have been removed (Inspections 0, last rated Green; Inspections 1, "
        "last rated Green) and one has been added (Indicator 38, now rated Red). Thirty-seven are in both reports."
    )


def test_s1_quarter_three_last_year() -> None:
    # Only the differences are published; that 20 were stable, 38 in all, is assumed.
    last_year = counted("2023-24-Q3", (17, 12, 9), (7, 20, 11))
    now = s1().as_published.now
    assert travel_counts.then_sentence(pair(now, last_year, Sets.AS_PUBLISHED)) == (
        "Three more indicators are improving than a year ago and five fewer are worsening (38 were reported then)."
    )


# S4: Rutland's band table -----------------------------------------------------------------------------------

RUTLAND = scheme(
    {**GREEN, "label": "On target"},
    {**AMBER, "label": "Within 5%"},
    {**RED, "label": "Off target"},
)
# How the 13 divide is not published, only their reasons: in arrears, or new without a baseline.
QUARTERS = (
    counted("2023-24-Q1", {"green": 82, "amber": 15, "red": 22, "not-available": 13, "new": 4}),
    counted("2023-24-Q2", {"green": 82, "amber": 19, "red": 22, "not-available": 9, "new": 4}),
)


def test_s4_the_band_table() -> None:
    assert briefing.share_rows([each.ratings for each in QUARTERS], RUTLAND) == [
        ["On target", "69% (82)", "67% (82)"],
        ["Within 5%", "13% (15)", "15% (19)"],
        ["Off target", "18% (22)", "18% (22)"],
        ["Total rated", "119 of 136", "123 of 136"],
    ]


def test_s4_the_percentages_add_up() -> None:
    assert [list(shares(each.ratings).values()) for each in QUARTERS] == [[69, 13, 18], [67, 15, 18]]
    assert briefing.share_note(*(each.ratings for each in QUARTERS)) == ""


def test_s4_who_is_left_out() -> None:
    assert briefing.availability_sentence(QUARTERS[1].ratings, QUARTERS[0].ratings) == (
        "123 of the 136 indicators are rated, four more than in the previous quarter. "
        "Thirteen are not rated: four are new and have no target yet, and nine have no result."
    )


@pytest.mark.parametrize("counts", [each.ratings for each in QUARTERS], ids=["quarter 1", "quarter 2"])
def test_s4_nobody_is_lost(counts: Counts) -> None:
    assert counts.total == 136
