"""Every text that reaches a document arrives as it was written, whatever signs it is made of.

Params, the register, every side table, a scheme's wording and a commentary are filled with texts that Markdown, HTML,
Typst, Word or a template would take for something else. Each has a number of its own, and is looked for in the text of
the site, the PDF and the Word file, and of the papers where it belongs there.
"""

from __future__ import annotations

import csv
import io
import json
import re
import string
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from helpers.smallest import EDITION, write_params, write_smallest
from helpers.undrawn import Undrawn, build_undrawn, page_text
from ruamel.yaml import YAML

from qprlib.data.columns import Kind
from qprlib.data.schema import FILES
from qprlib.ground.names import slugify
from qprlib.ground.yamlfiles import yaml_text
from qprlib.publishing.make.publisher import Format, Publisher, PublisherName
from qprlib.publishing.make.quarto import project_settings
from qprlib.publishing.run.pandoc import run_pandoc

#: What formats and tools take for markup, calls, entities, links, mathematics, emoji, fields or typography.
SIGNS = (
    "*a* **b** _c_ [d](e) ![f](g) $h$ <b>i</b> <script>j()</script> &amp; &#42; `k` #l @m ~n~ ^o^ | p {{ q }} {r} :s: "
    "\\t \\u{v} #w[x] //y https://z.example -- ... ' \" %1 = + - <!-- no --> {{< no >}} ::: [^1] "
).strip()

#: Columns whose texts stand in the downloads alone.
DOWNLOADS_ALONE = {
    "actuals.note", "benchmarks.note", "complaints.note", "delivery.directorate", "delivery.note",
    "information_requests.note", "risk_scores.note", "risks.directorate", "risks.note", "targets.origin",
}  # fmt: skip


class Texts:
    """Hostile texts, each with a number of its own that says which field holds it."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}

    def of(self, field: str) -> str:
        """The text of a field, the same each time."""
        return self.fields.setdefault(field, f"Q{len(self.fields):03d}Z {SIGNS}")


def squeezed(text: str) -> str:
    """A text without blanks, typographic marks and ligatures: line ends differ from format to format."""
    plain = unicodedata.normalize("NFKC", text.replace("\N{SOFT HYPHEN}", "").replace("\N{ZERO WIDTH SPACE}", ""))
    plain = plain.translate(str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "--"}))
    return re.sub(r"\s+", "", plain)


def tables(texts: Texts) -> dict[str, list[dict[str, object]]]:
    """One row or two in every data file, every column that holds text filled."""
    given: Mapping[str, list[dict[str, object]]] = {
        "indicators": [{"id": "A1", "kind": "kpi", "decimals": 0, "polarity": "lower", "basis": "quarter",
                        "frequency": "quarterly", "aim": "", "aim_number": ""},
                       {"id": "B1", "kind": "activity", "decimals": 0, "polarity": "neutral", "basis": "quarter",
                        "frequency": "quarterly", "aim": "", "aim_number": "", "name": "B", "unit": "number",
                        "reference": ""}],
        "actuals": [{"indicator": "A1", "period_end": "2024-03-31", "actual": 40, "note": "", "reason": ""},
                    {"indicator": "A1", "period_end": "2024-06-30", "actual": 46, "note": "", "reason": ""},
                    {"indicator": "A1", "period_end": "2024-06-30", "actual": 44, "recorded": "2024-08-01"}],
        "targets": [{"indicator": "A1", "period_end": "2024-03-31", "target": 50, "floor": 60, "note": "",
                     "reason": "", "authority": ""},
                    {"indicator": "A1", "period_end": "2024-06-30", "target": 40, "floor": 43, "note": "",
                     "reason": "", "authority": ""},
                    {"indicator": "A1", "period_end": "2024-06-30", "target": 42, "floor": 43,
                     "recorded": "2024-08-01"}],
        "benchmarks": [{"indicator": "A1", "period_end": "2024-06-30", "value": 41}],
        "changes": [{"indicator": "A1", "change": "redefined", "field": "name", "recorded": "2024-06-01"}],
        "complaints": [{"period_start": "2024-04-01", "period_end": "2024-06-30", "complaints": 3,
                        "row_kind": "area", "part_of": ""}],
        "delivery": [{"action": "1.1"}],
        "delivery_progress": [{"action": "1.1", "period_end": "2024-03-31", "status": "on-track", "reason": "",
                               "progress": ""},
                              {"action": "1.1", "period_end": "2024-06-30", "status": "at-risk"}],
        "improvement": [{"decimals": 0, "polarity": "higher", "base_value": 40, "latest_value": 50, "target": 60,
                         "published_rating": ""}],
        "information_requests": [{"kind": "foi", "period_start": "2024-04-01", "period_end": "2024-06-30",
                                  "received": 2, "answered": 2, "in_time": 1, "overdue": 0}],
        "overrides": [{"indicator": "A1", "period_end": "2024-06-30", "rating": "red", "date": "2024-07-01"}],
        "risks": [{"risk": "R1", "target_score": 4}],
        "risk_scores": [{"risk": "R1", "period_end": "2024-06-30", "likelihood": 2, "impact": 3}],
        "workforce": [{"period_end": "2024-06-30", "value": 12, "decimals": 0, "row_kind": "published_total"},
                      {"measure": "Turnover", "period_end": "2024-06-30", "value": 9, "decimals": 0,
                       "row_kind": "memo"}],
    }  # fmt: skip
    filled: dict[str, list[dict[str, object]]] = {}
    for name, rows in given.items():
        (declared,) = (file for file in FILES if file.name == f"{name}.csv")
        columns = [one.name for one in declared.columns if one.kind is Kind.TEXT]
        own = {one: texts.of(f"{name}.{one}") for one in columns if not all(one in row for row in rows)}
        filled[name] = [{**own, **row} for row in rows]
    return filled


def params(texts: Texts) -> dict[str, object]:
    """Params with every text filled."""
    of = texts.of
    paper = {name: of(f"paper.{name}") for name in ("recipient", "decision", "subject", "classification",
                                                    "recommendation", "contact", "contact_at")}  # fmt: skip
    kinds = ("financial", "legal", "data_protection", "equality", "community_safety", "health")
    pages = ("index", "summary", "activity", "delivery", "complaints", "workforce", "risks", "improvement", "changes",
             "methods", "accessibility")  # fmt: skip
    listed = [{"page": name, "title": of(f"pages.{name}"), "group": "Pages"} for name in pages]
    return {
        "organisation": {"id": "tiny", "name": of("organisation.name")},
        "title": of("title"),
        "presented_to": of("presented_to"),
        "provisional": of("provisional"),
        "notice": of("notice"),
        "scheme": "hostile",
        "accessibility": {name: of(f"accessibility.{name}") for name in ("law", "appeal", "contact", "contact_at")},
        "plan": {"name": of("plan.name"), "priorities": [{"title": of("plan.priority")}]},
        "paper": {
            **paper,
            "sender": [of("paper.sender")],
            "background": [of("paper.background")],
            "implications": {kind: of(f"paper.{kind}") for kind in kinds},
        },
        "pages": [*listed[:2], {"page": "service", "each": "section", "group": "Pages"}, *listed[2:]],
    }


def scheme(texts: Texts) -> dict[str, Any]:
    """A scheme with every text filled; what is for whoever keeps it is printed nowhere."""
    bands = (("green", "circle", "met"), ("amber", "triangle", "floor"), ("red", "square", "otherwise"))
    return {
        "scheme": "hostile",
        "name": texts.of("scheme.name"),
        "source": "Nobody",
        "rate_on": "published",
        "target_name": texts.of("scheme.target_name"),
        "floor_name": texts.of("scheme.floor_name"),
        "bands": [
            {"id": tone, "label": texts.of(f"{tone}.label"), "meaning": texts.of(f"{tone}.meaning"), "tone": tone,
             "shape": shape, "measure": measure}
            for tone, shape, measure in bands
        ],
        "method": texts.of("scheme.method"),
        "directions": [{"rule": "previous-period", "meaning": texts.of("rule.meaning"), "note": texts.of("rule.note")}],
    }  # fmt: skip


def commentary(texts: Texts) -> dict[str, Any]:
    """A notebook in which each sign is escaped, as CommonMark has it."""
    written = re.sub(f"([{re.escape(string.punctuation)}])", r"\\\1", texts.of("commentary"))
    source = f"## A1\n\n### Commentary\n\n{written}\n"
    cell = {"cell_type": "markdown", "id": "a1", "metadata": {}, "source": source}
    return {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts()


@pytest.fixture(scope="module")
def made(texts: Texts, tmp_path_factory: pytest.TempPathFactory) -> Undrawn:
    root = tmp_path_factory.mktemp("hostile") / "project"
    write_smallest(root, tables(texts))
    write_params(root, **params(texts))
    (root / "params" / "schemes" / "hostile.yml").write_text(yaml_text(scheme(texts)), encoding="utf-8")
    folder = root / "notebooks" / "commentary" / EDITION
    folder.mkdir(parents=True)
    section = slugify(texts.of("indicators.section"))
    (folder / f"{section}.ipynb").write_text(json.dumps(commentary(texts)), encoding="utf-8")
    return build_undrawn(EDITION, root.parent / "made", root)


def lost(texts: Texts, text: str, wanted: Iterator[str]) -> list[str]:
    """The fields whose text is not there as it was written."""
    read = squeezed(text)
    return [field for field in wanted if squeezed(texts.fields[field]) not in read]


def of_report(texts: Texts) -> Iterator[str]:
    """The fields that belong into the report itself."""
    return (field for field in texts.fields if not field.startswith("paper.") and field not in DOWNLOADS_ALONE)


def test_every_text_is_on_the_site_as_it_was_written(texts: Texts, made: Undrawn) -> None:
    whole = "\n".join(page_text(path, whole=True) for path in made.site.glob("*.html"))
    assert lost(texts, whole, of_report(texts)) == []


def test_every_text_is_in_the_pdf_as_it_was_written(texts: Texts, made: Undrawn) -> None:
    assert lost(texts, made.pdf_text(), of_report(texts)) == []


def test_every_text_is_in_the_word_file_as_it_was_written(texts: Texts, made: Undrawn) -> None:
    assert lost(texts, made.word_text(), of_report(texts)) == []


def test_every_text_of_the_paper_is_in_it_as_it_was_written(texts: Texts, made: Undrawn) -> None:
    own = [field for field in texts.fields if field.startswith("paper.")]
    assert lost(texts, made.pdf_text("cover-report"), iter(own)) == []
    assert lost(texts, made.word_text("cover-report"), iter(own)) == []


def test_texts_that_are_in_no_document_are_in_the_downloads_as_they_were_written(texts: Texts, made: Undrawn) -> None:
    files = [contents.decode("utf-8-sig") for name, contents in made.book.files.items() if name.endswith(".csv")]
    cells = "\n".join(cell for file in files for row in csv.reader(io.StringIO(file)) for cell in row)
    assert lost(texts, cells, iter(sorted(DOWNLOADS_ALONE))) == []
    assert any(name.endswith(".xlsx") for name in made.book.files)


def test_quarto_is_told_every_text_as_it_was_written(texts: Texts, made: Undrawn) -> None:
    """It reads the titles of chapters, the footer and the facts of the cover as Markdown."""
    settings = project_settings(made.book, Publisher(PublisherName.QUARTO, "", {"quarto": "1.9.38"}), [Format.PDF])
    told = [settings["book"]["title"], settings["book"]["page-footer"]["left"]]
    told += [str(settings[name]) for name in ("organisation", "provisional", "notice")]
    for page in made.book.pages:
        (front, *_) = json.loads((made.book.folder / f"{page.slug}.ipynb").read_text(encoding="utf-8"))["cells"]
        told.append(str(YAML(typ="safe").load("".join(front["source"]).strip("-\n"))["title"]))
    read = run_pandoc(["--to=plain", "--wrap=none"], "\n\n".join(told), made.folder, 0)
    titles = [field for field in texts.fields if field.startswith("pages.")]
    wanted = ["title", "organisation.name", "provisional", "notice", "indicators.section", *titles]
    assert lost(texts, read, iter(wanted)) == []
