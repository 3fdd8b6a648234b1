"""Long texts, long words and long addresses in every text of every table: all of it is on paper, within its page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from unittest import mock

import pikepdf
import pytest
from helpers import any_organisation
from helpers.any_organisation import AnyOrganisation, organisation, side_tables, write
from helpers.any_organisation.choices import Choices, FromSeed
from helpers.any_organisation.figures import Clock
from helpers.any_organisation.words import Words
from helpers.pdf_places import sheets
from helpers.thorough import THOROUGH
from helpers.undrawn import Undrawn, build_undrawn

from qprlib.ground.errors import QprError

#: A word of a long text: no two texts have the same, and none begins another.
WORD = re.compile(r"Q[a-z]{4}x[a-z]{2}")
#: A word or address that is longer than most columns are wide; it ends as it begins.
LONG = re.compile(r"(Q[a-z]{4})(?:yy[A-Za-z]{40,}?|\.example\.org/[a-z/?=&_-]{60,})\1")


class LongWords(Words):
    """Texts of up to two pages, and names with a word too long for any column."""

    def __init__(self, choices: Choices) -> None:
        super().__init__(choices)
        self._chance = choices

    def name(self, signs: bool = True) -> str:
        kind = self._chance.number(0, 9)
        if not kind:
            return f"{super().name(signs)} {self._address()}"
        return f"{super().name(signs)} {self._word()}" if kind == 1 else super().name(signs)

    def text(self) -> str:
        mark = self.mark()
        letters = "abcdefghijklmnopqrstuvwxyz"
        length = self._chance.one_of((8, 40, 200, 650))
        said = [f"{mark}x{letters[place // 26]}{letters[place % 26]}" for place in range(length)]
        return " ".join([*said[:4], self._word(), *said[4:8], self._address(), *said[8:]])

    def _word(self) -> str:
        mark = self.mark()
        return f"{mark}yy{'DampfschifffahrtMMWWil' * self._chance.number(2, 7)}{mark}"

    def _address(self) -> str:
        mark, path = self.mark(), "a-long/address_with/no-blank?in=it&" * self._chance.number(2, 5)
        return f"https://www.{mark}.example.org/{path}{mark}"


def everything(seed: int) -> AnyOrganisation:
    """The organisation of a seed with every table and page there is, its texts long."""
    choices = FromSeed(seed)
    words = LongWords(choices)
    with mock.patch.object(any_organisation, "Words", return_value=words):
        made = organisation(seed)
    clock = Clock(tuple(date.fromisoformat(str(said["as_of"])) for said in made.params.values()))
    tables: dict[str, Any] = dict(made.tables)
    listed = {page["page"] for page in made.params[made.edition]["pages"]}
    for page, makers in side_tables.PAGES.items():
        for make in makers if page not in listed else ():
            tables |= make(choices, words, clock)
    tables["benchmarks"] = side_tables.benchmarks(choices, words, clock, tables["indicators"])
    more = [{"page": page} for page in (*side_tables.PAGES, "changes") if page not in listed]
    params = {name: {**said, "pages": [*said["pages"], *more]} for name, said in made.params.items()}
    return replace(made, tables={name: rows for name, rows in tables.items() if rows}, params=params)


@cache
def built(seed: int) -> Undrawn:
    """Site, PDF and Word file of that organisation."""
    folder = Path(mkdtemp(prefix="long-texts-"))
    made = everything(seed)
    try:
        return build_undrawn(made.edition, folder / "made", write(made, folder / "project"))
    except QprError as error:
        raise AssertionError(f"seed {seed}: {error}") from error


def lost(words: set[str], pages: Sequence[str]) -> list[str]:
    """Words that none of the pages has, wherever they were cut: at an edge, or even between two pages."""
    whole = ["".join(page.split()) for page in pages]
    there = {word for page in whole for word in WORD.findall(page)}
    return sorted(word for word in words - there if not (any(word in page for page in whole) or cut(word, whole)))


def cut(word: str, pages: Sequence[str]) -> bool:
    return any(
        word[:place] in page and word[place:] in below
        for page, below in pairwise(pages)
        for place in range(5, len(word))
    )


SEEDS = [0, *(pytest.param(seed, marks=THOROUGH) for seed in (1, 2, 4, 5, 7, 10))]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_word_of_the_site_is_in_the_pdf_and_in_the_word_file(seed: int) -> None:
    made = built(seed)
    site = "\n".join(made.site_text().values())
    words, long = set(WORD.findall(site)), {one[0] for one in LONG.finditer(site)}
    assert len(words) > 1000
    assert len(long) > 20
    pages = [page.text for page in sheets(made.folder / "report.pdf")]
    assert not lost(words | long, pages)
    assert not lost(words | long, [made.word_text()])


# Where it stands --------------------------------------------------------------------------------------------------


#: Points from a page's foot above which whatever is no header or footer stands.
FOOT = 54


@pytest.mark.parametrize("seed", SEEDS)
def test_everything_stands_within_its_page_and_nothing_on_top_of_another(seed: int) -> None:
    for page in sheets(built(seed).folder / "report.pdf"):
        for one in page.placed:
            assert page.has(one, FOOT if one.said else 0), f"page {page.number}: {one}"
        letters = [one for one in page.placed if one.text]
        lines = sorted(letters, key=lambda one: (round(one.bottom), one.left))
        for one, other in pairwise(lines):
            if round(one.bottom) == round(other.bottom):
                assert one.right <= other.left + 1, f"page {page.number}: {one} runs into {other}"


def last_kinds(path: Path) -> Iterator[tuple[int, str]]:
    """Of each page of a tagged PDF what its last text is part of: ``/P``, ``/Caption``, ``/H2`` ..."""
    with pikepdf.open(path) as document:
        root = document.Root.StructTreeRoot
        parents = pikepdf.NumberTree(root.ParentTree)
        for number, page in enumerate(document.pages, start=1):
            marked = [
                operands[1].MCID
                for operands, operator in pikepdf.parse_content_stream(page)
                if str(operator) == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]
            ]
            if not marked:
                continue
            element, kinds = parents[int(page.StructParents)][int(marked[-1])], []
            while element.get("/P") is not None:
                kinds.append(str(element.S))
                element = element.P
            yield number, next((kind for kind in kinds if re.fullmatch(r"/H\d|/Caption|/TD|/TH|/P|/LI", kind)), "")


@pytest.mark.parametrize("seed", SEEDS)
def test_no_page_ends_with_a_heading_or_a_caption(seed: int) -> None:
    ends = dict(last_kinds(built(seed).folder / "report.pdf"))
    assert len(ends) > 10
    bad = {number: kind for number, kind in ends.items() if re.fullmatch(r"/H\d|/Caption", kind)}
    assert not bad
