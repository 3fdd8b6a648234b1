"""The table of the seed documents' parts: every place it names is there, and no part goes without an answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import typer.main
from helpers import html_pages as pages
from helpers.projects import KENT, REPOSITORY

from qprlib.cli import app

Sites = Callable[[str], Path]

TEXT = (REPOSITORY / "docs" / "seed-parts.md").read_text(encoding="utf-8")
EDITIONS = {"K": KENT, "E": "exampleshire-2024-25-Q3", "A": "exampleshire-aims-2024-25-Q3"}
PLACES = sorted(set(re.findall(r"\b([KEA]) `([a-z0-9-]+)#([a-z0-9-]+)`", TEXT)))
PARTS = re.findall(r"^\| (?!part |S\d|:-| \|)(.+?) \| (.+) \|$", TEXT, re.MULTILINE)


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


def test_every_command_and_document_is_there() -> None:
    known = typer.main.get_group(app).commands.keys()
    assert set(re.findall(r"`qpr (\w+)`", TEXT)) <= known
    for name in re.findall(r"\]\(([\w-]+\.md)\)", TEXT):
        assert (REPOSITORY / "docs" / name).is_file()
    for name in re.findall(r"`(tests/[\w./]+)`", TEXT):
        assert (REPOSITORY / name).is_file()
