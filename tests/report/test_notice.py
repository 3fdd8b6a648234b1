"""An edition's notice stands on every page, in every format."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from helpers.projects import REPOSITORY
from lxml import etree

from qprlib.publishing.run.notice import with_notice

NOTICE = "Exampleshire & its people are invented <all of them>."
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def headers(document: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(document)) as packed:
        return {
            name: "".join(one.text or "" for one in etree.fromstring(packed.read(name)).iter(f"{W}t"))
            for name in packed.namelist()
            if name.startswith("word/header")
        }


@pytest.mark.parametrize("name", ["reference.docx", "reference-draft.docx"])
def test_every_header_of_the_word_document_begins_with_it(name: str) -> None:
    reference = (REPOSITORY / "theme" / name).read_bytes()
    found = headers(with_notice(reference, NOTICE))
    assert found
    assert all(said.startswith(NOTICE) for said in found.values())
    before = headers(reference)
    assert {part: said.removeprefix(NOTICE) for part, said in found.items()} == before


def test_the_same_bytes_come_out_and_all_else_is_kept() -> None:
    reference = (REPOSITORY / "theme" / "reference.docx").read_bytes()
    made = with_notice(reference, NOTICE)
    assert made == with_notice(reference, NOTICE)
    with zipfile.ZipFile(io.BytesIO(reference)) as old, zipfile.ZipFile(io.BytesIO(made)) as new:
        assert old.namelist() == new.namelist()
        for part in old.namelist():
            assert part.startswith("word/header") or old.read(part) == new.read(part)


@pytest.mark.parametrize("template", ["embedded.typ.template", "quarto/typst-show.typ"])
def test_both_publishers_hand_it_to_the_pdf(template: str) -> None:
    assert "notice: [$notice$]" in (Path(REPOSITORY) / "theme" / template).read_text(encoding="utf-8")
