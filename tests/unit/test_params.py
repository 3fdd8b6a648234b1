"""What params may say: nothing blank, no day that no report is about or that is still to come, no script as address."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.smallest import EDITION, PAPER, write_params
from pydantic import BaseModel

from qprlib.ground.edition import Edition, load_edition
from qprlib.ground.errors import InputError
from qprlib.ground.names import slugify
from qprlib.ground.project import Project
from qprlib.ground.settings import Strict
from qprlib.scoring.bands import Band
from qprlib.scoring.scheme import Scheme

BLANK = "it is blank, and a text is needed here"
YEARS = "no report is about that year; allowed are 1900 to 2199"

#: Params, and what is said of them.
REFUSED: list[tuple[dict[str, object], str]] = [
    ({"title": ""}, f"key title: '' cannot be used: {BLANK}"),
    ({"title": " \t "}, f"key title: ' \t ' cannot be used: {BLANK}"),
    ({"title": "\N{NO-BREAK SPACE}"}, BLANK),
    ({"notice": "  "}, f"key notice: '  ' cannot be used: {BLANK}"),
    ({"organisation": {"id": "tiny", "name": " "}}, f"key organisation.name: ' ' cannot be used: {BLANK}"),
    ({"paper": {**PAPER, "contact": " "}}, f"key paper.contact: ' ' cannot be used: {BLANK}"),
    ({"paper": {**PAPER, "sender": ["Leader", " "]}}, f"key paper.sender: {BLANK}"),
    ({"paper": {**PAPER, "implications": {"legal": " "}}}, f"paper.implications.legal: ' ' cannot be used: {BLANK}"),
    ({"pages": [{"page": "index", "title": " "}]}, f"key pages.1.title: ' ' cannot be used: {BLANK}"),
    ({"as_of": "2999-01-01"}, f"key as_of: '2999-01-01' cannot be used: {YEARS}"),
    ({"published": "2999-01-01"}, f"key published: '2999-01-01' cannot be used: {YEARS}"),
    ({"published": "2199-12-31"}, "key published: '2199-12-31' cannot be used: that day is still to come: today is"),
    ({"published": "2024-08-04"}, "it was published on 2024-08-04, before what it says was known (2024-08-05)"),
    ({"paper": {**PAPER, "date": "0999-01-01"}}, f"key paper.date: '0999-01-01' cannot be used: {YEARS}"),
    ({"commentary": {"due": "2999-01-01"}}, f"key commentary.due: '2999-01-01' cannot be used: {YEARS}"),
    ({"licence": {"name": "OGL", "path": "javascript:alert(1)"}}, "it is no web address, which begins with https://"),
    ({"licence": {"name": "OGL", "path": "data:text/html,x"}}, "it is no web address, which begins with https://"),
    ({"licence": {"name": "OGL", "path": "https://a b"}}, "it is no web address, which begins with https://"),
    ({"licence": {"name": "OGL", "path": "//a.example"}}, "it is no web address, which begins with https://"),
    ({"language": "de-DE"}, "key language: 'de-DE' is not a value of 'language'"),
    ({"language": "en"}, "allowed: en-GB"),
    ({"accessibility": {"jurisdiction": "bavaria"}}, "allowed: england, scotland, wales, northern-ireland"),
]  # fmt: skip

ACCEPTED: list[dict[str, object]] = [
    {"notice": "", "presented_to": ""},
    {"published": "2024-09-20"},
    {"published": "2024-08-05"},
    {"licence": {"name": "OGL-UK-3.0", "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/"}},
    {"licence": {"name": "OGL", "path": "http://tiny.example"}},
    {"licence": {"name": "OGL", "path": ""}},
    {"language": "en-GB"},
]


def load(folder: Path, **params: object) -> Edition:
    (folder / "params").mkdir()
    write_params(folder, **params)
    return load_edition(Project(folder), EDITION)


@pytest.mark.parametrize(("params", "said"), REFUSED, ids=[str(one) for one, _ in REFUSED])
def test_params_that_would_print_nothing_or_nonsense_are_refused(
    params: dict[str, object], said: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as refused:
        load(tmp_path, **params)
    assert said in str(refused.value)


@pytest.mark.parametrize("params", ACCEPTED, ids=str)
def test_other_params_are_taken(params: dict[str, object], tmp_path: Path) -> None:
    load(tmp_path, **params)


def models(of: type[BaseModel]) -> set[type[BaseModel]]:
    return {of} | {below for one in of.__subclasses__() for below in models(one)}


def test_every_part_of_params_and_schemes_refuses_blank_texts() -> None:
    """Each is a Strict, and none declares its own base beside it."""
    assert {Edition, Scheme, Band} <= models(Strict)
    tried = 0
    for model in models(Strict):
        for name, field in model.model_fields.items():
            if field.annotation is str and not field.metadata:
                tried += 1
                with pytest.raises(ValueError, match=BLANK):
                    model.__pydantic_validator__.validate_assignment(model.model_construct(), name, " ")
    assert tried > 20


@pytest.mark.parametrize(
    ("text", "slug"),
    [("Children's Social Care", "childrens-social-care"), ("Straße 7", "strae-7"), ("", ""), (" ", "")],
)
def test_a_name_is_an_address(text: str, slug: str) -> None:
    assert slugify(text) == slug


def test_names_of_other_letters_have_addresses_of_their_own() -> None:
    names = ("Υγεία", "Здоровье", "★", "健康", "***")
    found = [slugify(name) for name in names]
    assert len(set(found)) == len(names)
    assert all(one.isascii() and one.isalnum() for one in found)
