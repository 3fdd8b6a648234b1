"""In a report that is arranged by aims an indicator is called by its number, wherever it is named."""

from __future__ import annotations

import re
from functools import cache

import pytest
from helpers.projects import REPOSITORY

from qprlib.ground.project import Project
from qprlib.publishing.render import indicators_of
from qprlib.report.context import Context, open_context
from qprlib.report.document import Heading, Table
from qprlib.report.markdown_writer import to_markdown
from qprlib.report.parts import activity, changes, services

AIMS = "exampleshire-aims-2024-25-Q3"
BY_SECTION = "exampleshire-2024-25-Q3"
ID = re.compile(r"\b(?:CU|GL|GE|ET|ED|CH|AS|PH)\d\d\b")


@cache
def opened(edition: str) -> Context:
    return open_context(edition, Project(REPOSITORY))


@pytest.fixture(autouse=True)
def no_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QPR_FIGURES", raising=False)


def test_navigation_names_them() -> None:
    named = {one.anchor: (one.id, one.title) for one in indicators_of(opened(AIMS))}
    assert named["et04"] == ("1.19", "Household waste recycled")
    assert not any(ID.search(id_) for id_, _ in named.values())
    assert {one.anchor: one.id for one in indicators_of(opened(BY_SECTION))}["et04"] == "ET04"


def test_heading_tables_and_identity_of_an_indicator_name_it() -> None:
    part = services.indicator_part(opened(AIMS), "ET04")
    headings = [one.text for one in part.blocks if isinstance(one, Heading)]
    assert headings[0] == "1.19 Household waste recycled"
    captions = [one.caption for one in part.blocks if isinstance(one, Table)]
    assert captions
    assert all("1.19" in caption and not ID.search(caption) for caption in captions)
    assert "| Identifier in the data | ET04 |" in to_markdown(part)
    assert "Identifier in the data" not in to_markdown(services.indicator_part(opened(BY_SECTION), "ET04"))


def test_a_page_of_an_aim_and_that_of_activity_name_them() -> None:
    context = opened(AIMS)
    for part in (services.opening(context, context.sections[0]), activity.table(context), activity.details(context)):
        said = to_markdown(part)
        assert not re.search(rf"(?:\[|^#+ |: ){ID.pattern} ", said, re.MULTILINE)
        assert re.search(r"\[?[1-5]\.\d+ ", said)


def test_withdrawn_indicators_are_named_by_the_numbers_they_had() -> None:
    said = to_markdown(changes.indicators(opened(AIMS)))
    assert "2.1 Schools good or better" in said
    assert "ED01" not in said


def test_what_is_not_rated_and_has_no_text_is_not_said_to_lack_one() -> None:
    context = opened(BY_SECTION)
    rows = [row for row in context.scored.results if row.kind == "activity"]
    silent = [row.id for row in rows if not context.commentary.indicators.get(row.id)]
    assert silent
    for indicator in silent:
        assert "No commentary" not in to_markdown(services.indicator_part(context, indicator))
