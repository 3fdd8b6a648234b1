"""The accessibility statement: it says what tests show, names limits and a role, and every edition has it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from helpers.projects import REPOSITORY
from pydantic import ValidationError

from qprlib.ground.calendar import day_in_words
from qprlib.ground.planning import ACCESSIBILITY, plan_pages
from qprlib.ground.project import Project
from qprlib.ground.settings import AccessibilitySetting, PageSetting
from qprlib.report.context import Context, open_context
from qprlib.report.markdown_writer import to_markdown
from qprlib.report.parts import accessibility
from qprlib.report.tested import (
    PDF_RULES,
    SHAPE_CONTRAST,
    TARGET,
    TEXT_CONTRAST,
    WIDTHS,
    Evidence,
    Walked,
    evidence,
    keep_walk,
    last_walk,
)

TESTS = REPOSITORY / "tests"


@pytest.fixture(scope="module")
def county() -> Context:
    return open_context("exampleshire-2024-25-Q3", Project(REPOSITORY))


def found(name: str) -> Path:
    """The one file of tests of a name, in whatever folder it stands."""
    (path,) = TESTS.rglob(name)
    return path


def said(context: Context) -> str:
    return " ".join(to_markdown(accessibility.statement(context)).replace("\\", "").split())


@pytest.mark.parametrize("shown", evidence(), ids=lambda one: one.what)
def test_what_the_statement_says_is_shown_by_tests_that_are_there(shown: Evidence) -> None:
    for proof in shown.proofs:
        module, _, name = proof.partition("::")
        path = found(f"{module}.py") if name else REPOSITORY / module
        assert f"def {name or 'walk_all'}(" in path.read_text(encoding="utf-8"), proof
    assert shown.proofs


def test_the_numbers_of_the_statement_are_those_that_tests_use() -> None:
    def text(path: str) -> str:
        return found(path).read_text(encoding="utf-8")

    assert f"result.rules.total) == ([], {PDF_RULES})" in text("test_document_accessibility.py")
    assert re.search(rf"\b{TEXT_CONTRAST}\b", text("test_colours.py"))
    assert re.search(rf">= {SHAPE_CONTRAST}\b", text("helpers/walk.js"))
    assert f"< {TARGET - 0.05}" in text("helpers/walk.js")
    assert "from qprlib.report.tested import WIDTHS" in text("helpers/walking.py")


def test_the_statement_names_how_far_what_when_limits_and_whom_to_ask(county: Context, kent: Context) -> None:
    words = said(county)
    walked = last_walk()
    for part in (
        "partially compliant", "not on an audit", "## Known limits", "Equality and Human Rights Commission",
        "Head of Performance and Analysis (performance@exampleshire.example)", day_in_words(walked.day),
        f"axe-core {walked.axe}, {walked.rules} rules", *(f"{width:,}" for width in WIDTHS),
    ):  # fmt: skip
        assert part in words, part
    bare = replace(kent, edition=kent.edition.model_copy(update={"paper": None}))
    assert "the performance team of Kent County Council" in said(bare)


LAW = "Under the Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018"
COMMISSION = "Equality and Human Rights Commission"
#: What params say, what the statement then says, and what it does not.
JURISDICTIONS: list[tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]] = [
    ({}, ("They are held against the Web Content",), ("Regulations", "Commission", "not content with the answer")),
    ({"jurisdiction": "england"}, (LAW, COMMISSION, "Equality Advisory and Support Service"), ("Northern Ireland",)),
    ({"jurisdiction": "wales"}, (LAW, COMMISSION), ("Northern Ireland",)),
    ({"jurisdiction": "scotland"}, (LAW, COMMISSION), ("Northern Ireland",)),
    ({"jurisdiction": "northern-ireland"}, (LAW, "Equality Commission for Northern Ireland"), (COMMISSION,)),
    (
        {"law": "the Disability Act 2005", "appeal": "The National Disability Authority watches over it."},
        ("Under the Disability Act 2005 they have to meet", "The National Disability Authority watches over it."),
        ("Public Sector Bodies", COMMISSION),
    ),
    ({"contact": "web editor", "contact_at": "web@tiny.example"}, ("ask the web editor (web@tiny.example)",), ()),
    ({"contact": "web editor"}, ("ask the web editor. Please",), ("Head of Performance",)),
]


@pytest.mark.parametrize(("given", "there", "absent"), JURISDICTIONS, ids=str)
def test_law_and_contact_of_the_statement_are_data(
    given: dict[str, str], there: tuple[str, ...], absent: tuple[str, ...], county: Context
) -> None:
    edition = county.edition.model_copy(update={"accessibility": AccessibilitySetting(**given)})
    words = said(replace(county, edition=edition))
    assert [part for part in there if part not in words] == []
    assert [part for part in absent if part in words] == []


@pytest.mark.parametrize("given", [{"law": "the Act"}, {"appeal": "Write to the board."}], ids=str)
def test_a_jurisdiction_is_not_given_another_law(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="a jurisdiction says law and appeal itself"):
        AccessibilitySetting(jurisdiction="england", **given)


PUBLISHERS = {"the publisher without Quarto": 1210, "Quarto 1.9.38": 98}


@pytest.mark.parametrize(
    ("pages", "told"),
    [
        ({}, "went through each kind of page of a report like this one, opened from a folder and from a server,"),
        (
            PUBLISHERS,
            "went through every page of the seven editions that come with the program that made this report, 1,210 "
            "made by the publisher without Quarto and 98 made by Quarto 1.9.38, opened from a folder",
        ),
    ],
    ids=["each kind", "all of them"],
)
def test_a_walk_is_told_as_it_was_kept(
    pages: dict[str, int], told: str, county: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked = Walked(date(2026, 11, 2), "4.99.1", 97, "156.0.1", 7, pages)
    keep_walk(walked, tmp_path / "walked.json")
    assert last_walk(tmp_path / "walked.json") == walked
    monkeypatch.setattr(accessibility, "last_walk", lambda: walked)
    assert f"On 2 November 2026 a browser {told}" in said(county)


def test_every_edition_has_the_statement_once(kent: Context) -> None:
    pages = plan_pages(kent.edition, lambda each: ["Highways"])
    assert [(page.slug, page.group) for page in pages if page.notebook == ACCESSIBILITY] == [("accessibility", "About")]
    assert pages[-1].slug == "accessibility"
    own = PageSetting(page=ACCESSIBILITY, title="Can you use this?", group="Help")
    listed = kent.edition.model_copy(update={"pages": (*kent.edition.pages[:1], own, *kent.edition.pages[1:])})
    placed = [page.title for page in plan_pages(listed, lambda each: ["Highways"])]
    assert placed.index("Can you use this?") == 1
    assert "Accessibility statement" not in placed
    ungrouped = kent.edition.model_copy(update={"pages": (PageSetting(page="index"),)})
    assert [page.group for page in plan_pages(ungrouped, lambda each: [])] == ["", ""]
