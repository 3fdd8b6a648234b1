"""The commentary of Exampleshire: complete, without names or repeats, checked and signed off."""

from __future__ import annotations

import re
from calendar import month_name
from datetime import date
from functools import cache

import pytest
from helpers.projects import REPOSITORY

from qprlib.agreeing.sections import SectionState
from qprlib.checks.all_checks import BY_ID
from qprlib.ground.project import Project
from qprlib.report.context import Context, open_context
from qprlib.texts.commentary import REPORT_TEXTS
from qprlib.texts.findings import Grade

PROJECT = Project(REPOSITORY)
MONTHS = tuple(month_name)
QUARTERS = ("2023-24-Q3", "2023-24-Q4", "2024-25-Q1", "2024-25-Q2", "2024-25-Q3")
AIMS = "aims-2024-25-Q3"
EDITIONS = [f"exampleshire-{key}" for key in (*QUARTERS, AIMS)]
each_edition = pytest.mark.parametrize("edition", EDITIONS)


@cache
def opened(edition: str) -> Context:
    return open_context(edition, PROJECT)


@cache
def written() -> dict[tuple[str, str], dict[str, str]]:
    """What stands of each indicator and for the report in each edition, by its heading, live figures unfilled."""
    found = {}
    for key, edition in zip((*QUARTERS, AIMS), EDITIONS, strict=True):
        commentary = opened(edition).commentary
        for owner, texts in {**commentary.indicators, **commentary.report}.items():
            found[owner, key] = {heading: text.source for heading, text in texts.items()}
    return found


def actions(context: Context, indicator: str) -> str:
    text = context.commentary.indicators.get(indicator, {}).get("Actions")
    return text.markdown if text else ""


# --- what is written ------------------------------------------------------------------------------------


@each_edition
def test_every_kpi_has_a_commentary(edition: str) -> None:
    context = opened(edition)
    kpis = [row.id for row in context.scored.results if row.kind == "kpi"]
    assert len(kpis) == {"2023-24-Q3": 39, "2023-24-Q4": 39, "2024-25-Q1": 40, "2024-25-Q2": 40}.get(edition[-10:], 38)
    assert not [one for one in kpis if not context.commentary.indicators.get(one, {}).get("Commentary")]


@each_edition
def test_every_activity_outside_its_range_is_explained(edition: str) -> None:
    context = opened(edition)
    outside = {
        row.id
        for row in context.scored.results
        if row.kind != "kpi" and (row.actual < row.lower or row.actual > row.upper)
    }
    assert outside, "every quarter has some"
    assert outside <= set(context.commentary.indicators)


@each_edition
def test_every_red_says_what_is_done_by_whom_and_by_when(edition: str) -> None:
    context = opened(edition)
    reds = [row.id for row in context.scored.results if row.rating == "red"]
    assert reds
    for indicator in reds:
        lines = actions(context, indicator).splitlines()
        assert lines, indicator
        for line in lines:
            assert re.search(r"\([A-Za-z',; 0-9]+\)\.$", line), f"{indicator}: no role in {line}"
            assert re.search(r"20\d\d|every Friday", line), f"{indicator}: no date in {line}"


@each_edition
def test_no_action_is_dated_before_its_quarter_ended(edition: str) -> None:
    context = opened(edition)
    end = context.edition.quarter.end
    for row in context.scored.results:
        for line in actions(context, row.id).splitlines():
            days = [
                date(int(year), MONTHS.index(month), int(day))
                for day, month, year in re.findall(rf"(\d+) ({'|'.join(MONTHS[1:])}) (20\d\d)", line)
            ]
            assert not days or max(days) >= end, f"{row.id}: {line}"


def test_no_text_is_used_twice_in_a_row() -> None:
    for (owner, key), block in written().items():
        if key in QUARTERS[1:]:
            before = written().get((owner, QUARTERS[QUARTERS.index(key) - 1]), {})
            for heading, text in block.items():
                assert text != before.get(heading), f"{owner}, {key}: {heading}"


def test_openings_differ() -> None:
    """No two commentaries of one indicator begin with the same six words."""
    seen: dict[str, set[str]] = {}
    for (owner, key), block in written().items():
        if key == AIMS or owner in REPORT_TEXTS or not block.get("Commentary"):
            continue
        opening = " ".join(block["Commentary"].split()[:6])
        assert opening not in seen.setdefault(owner, set()), f"{owner}, {key}: {opening}"
        seen[owner].add(opening)


def test_sentences_are_not_repeated() -> None:
    """No sentence of more than six words stands in two places."""
    seen: dict[str, tuple[str, str]] = {}
    for where, block in written().items():
        if where[1] == AIMS:
            continue
        for text in block.values():
            for sentence in re.split(r"(?<=[.:])\s+|\n+", text):
                said = sentence.strip("- ")
                if len(said.split()) > 6 and "recorded by {{ as_of }}" not in said:
                    assert said not in seen, f"{where} and {seen[said]}: {said}"
                    seen[said] = where


def test_nobody_is_named() -> None:
    for where, block in written().items():
        for text in block.values():
            assert not re.search(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor|Sir)\.? [A-Z]", text), where


@each_edition
def test_every_text_of_the_report_is_there(edition: str) -> None:
    report = opened(edition).commentary.report
    assert [title for title in REPORT_TEXTS if report.get(title)] == list(REPORT_TEXTS)
    assert {sub for sub in report["Highlights"] if sub} <= set(opened(edition).sections)


# --- checked and signed off -----------------------------------------------------------------------------


@each_edition
def test_nothing_is_left_open_and_every_section_is_signed_off(edition: str) -> None:
    context = opened(edition)
    left = [one for one in context.findings if one.accepted is None and BY_ID[one.check].grade is not Grade.NOTE]
    assert not left, [one.found for one in left]
    assert {
        status.title: status.state for status in context.sections_status if status.state is not SectionState.SIGNED_OFF
    } == {}


@each_edition
def test_sign_offs_lie_between_the_cut_off_and_the_meeting(edition: str) -> None:
    context = opened(edition)
    assert context.sign_offs[0]
    met = date.fromisoformat({"2023-24-Q3": "2024-03-14", "2023-24-Q4": "2024-06-20", "2024-25-Q1": "2024-09-19",
                              "2024-25-Q2": "2024-12-12"}.get(edition[-10:], "2025-03-13"))  # fmt: skip
    for sign_off in context.sign_offs[0].values():
        assert context.edition.as_of < sign_off.day < met


def test_a_few_findings_are_accepted_with_role_and_reason() -> None:
    accepted = [one for name in EDITIONS for one in opened(name).commentary.acceptances]
    assert {(one.owner, one.check) for one in accepted} == {
        ("AS05", "amber-again-without-actions"),
        ("PH01", "restated-value"),
    }
    assert all(one.role and one.reason for one in accepted)
