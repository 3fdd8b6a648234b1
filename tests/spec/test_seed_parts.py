"""The table of the seed documents' parts: every place it names is there, and no part goes without an answer.

What stands at each place is held by ``tests/spec/seed-parts.csv``: ``words`` are those of the part's facts that must be
there, with a bar between them. A place is one of a page or a whole paper, ``E qpr cover``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer.main
from bs4 import Tag
from helpers import html_pages as pages
from helpers.papers import whole
from helpers.projects import KENT, REPOSITORY

from qprlib.cli.main import app
from qprlib.ground.project import Project
from qprlib.report.context import open_context
from qprlib.report.parts.minutes import brief, plain

Sites = Callable[[str], Path]

TEXT = (REPOSITORY / "docs" / "seed-parts.md").read_text(encoding="utf-8")
EDITIONS = {"K": KENT, "E": "exampleshire-2024-25-Q3", "A": "exampleshire-aims-2024-25-Q3"}
PLACES = sorted(set(re.findall(r"\b([KEA]) `([a-z0-9-]+)#([a-z0-9-]+)`", TEXT)))
PARTS = re.findall(r"^\| (?!part |S\d|:-| \|)(.+?) \| (.+) \|$", TEXT, re.MULTILINE)
#: Of which edition a paper carries the parts of a seed.
PAPERS_OF = {"S0": "E", "S1": "E", "S2": "E", "S3": "K", "S4": "A"}
SPEC = list(csv.DictReader((REPOSITORY / "tests/spec/seed-parts.csv").read_text(encoding="utf-8").splitlines()))


def test_every_part_has_an_answer() -> None:
    assert len(PARTS) > 100
    for part, carried in PARTS:
        answered = re.search(r"`[a-z0-9-]+#|`qpr |not carried|the site's menu", carried)
        assert answered, part
        for told in re.findall(r"not carried[^:|]*(?:(.)|$)", carried):
            assert told == ":", f"does not say why: {part}"


def test_every_place_names_its_edition() -> None:
    told = " ".join(carried for _, carried in PARTS)
    assert len(re.findall(r"`[a-z0-9-]+#[a-z0-9-]+`", told)) == len(re.findall(r"\b[KEA] `[a-z0-9-]+#", told))


@pytest.mark.parametrize("letter", EDITIONS)
def test_every_place_is_there(letter: str, sites: Sites) -> None:
    site = sites(EDITIONS[letter])
    lost = []
    for edition, name, anchor in PLACES:
        path = site / f"{name}.html"
        if edition == letter and not (path.is_file() and pages.page(path).find(id=anchor)):
            lost.append(f"{name}#{anchor}")
    assert lost == []


def claimed() -> Iterator[tuple[str, str, str]]:
    """Each seed with each of its parts and each place and paper that is said to carry it."""
    for seed, letter in PAPERS_OF.items():
        for part, carried in re.findall(
            r"^\| (.+?) \| (.+) \|$", TEXT.partition(f"## {seed}")[2].partition("\n## ")[0], re.M
        ):
            for of, place in re.findall(r"\b([KEA]) `([a-z0-9-]+#[a-z0-9-]+)`", carried):
                yield seed, part, f"{of} {place}"
            for paper in re.findall(r"`qpr (cover|minutes)`", carried):
                yield seed, part, f"{letter} qpr {paper}"


def test_every_place_and_paper_has_its_words() -> None:
    assert set(claimed()) == {(row["seed"], row["part"], row["place"]) for row in SPEC}


@pytest.mark.parametrize("letter", EDITIONS)
def test_what_is_claimed_is_said(letter: str, sites: Sites) -> None:
    site, papers = sites(EDITIONS[letter]), _papers(letter)
    lost = []
    for row in SPEC:
        of, _, place = row["place"].partition(" ")
        if of == letter:
            name, _, anchor = place.partition("#")
            said = _said(pages.page(site / f"{name}.html"), anchor) if anchor else papers[place]
            lost += [f"{row['seed']} {place}: {words}" for words in row["words"].split(" | ") if words not in said]
    assert lost == []


def _papers(letter: str) -> dict[str, str]:
    """What the papers of an edition say, each on one line."""
    context = open_context(EDITIONS[letter], Project(REPOSITORY))
    return {
        "qpr cover": " ".join(whole(context).split()),
        "qpr minutes": " ".join(plain(brief(context)).split()),
    }


def _said(main: Tag, anchor: str) -> str:
    """What stands below a heading, or in what has the address; on the whole page where that is the page's."""
    there = main.find(id=anchor)
    if anchor.startswith("page-"):
        said = pages.words(main)
    elif isinstance(there, Tag) and there.name not in ("h1", "h2", "h3", "h4"):
        said = pages.words(there)
    else:
        said = " ".join(map(pages.words, pages.below(main, anchor)))
    return said.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("\N{LEFT SINGLE QUOTATION MARK}", "'")


def test_every_command_and_document_is_there() -> None:
    known = typer.main.get_group(app).commands.keys()
    assert set(re.findall(r"`qpr (\w+)`", TEXT)) <= known
    for name in re.findall(r"\]\(([\w-]+\.md)\)", TEXT):
        assert (REPOSITORY / "docs" / name).is_file()
    for name in re.findall(r"`(tests/[\w./]+)`", TEXT):
        assert (REPOSITORY / name).is_file()
