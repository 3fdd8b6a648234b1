"""Reads what a rendered edition shows in HTML, PDF and Word, and says what is wrong with it for those who listen.

Each reader is independent of the publisher: notebooks say what was drawn; lxml, pikepdf and python-docx what arrived.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import docx
import pikepdf
from docx.oxml.ns import qn
from lxml import html

from qprlib.publishing.make.tagging import children, elements

#: What programs write where nobody wrote a text alternative.
FILLER: Final = re.compile(
    r"^\W*(an? )?(image|chart|graph|picture|figure|photo|diagram|plot|drawing|untitled|alt( text)?)?\W*\d*\W*$"
    r"|\.(png|svg|jpe?g)\W*$|no description has been provided",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")


def numbers(text: str) -> list[str]:
    """The numbers in a text as printed."""
    return [found.rstrip(",") for found in _NUMBER.findall(text)]


def one_line(text: str) -> str:
    """A text with plain blanks and quotation marks, as every format has it."""
    return " ".join(text.translate(str.maketrans("\u2018\u2019\u201c\u201d\xa0", "''\"\" ")).split())


@dataclass(frozen=True)
class Shown:
    """A chart as a format shows it: its text alternative, the finding above it, and what stands beside it."""

    where: str
    alt: str
    finding: str = ""
    beside: str = ""
    parts: int = 0


@dataclass(frozen=True)
class Grid:
    """A table as a format has it: how many columns and body rows, and whether its first column names the rows."""

    columns: int
    rows: int
    row_headers: bool


# What the notebooks drew --------------------------------------------------------------------------------------


def drawn(notebooks: Path, slugs: Sequence[str]) -> tuple[list[str], list[str]]:
    """The text alternatives of all charts and of all small drawings of the pages, in order."""
    charts: list[str] = []
    sparks: list[str] = []
    for slug in slugs:
        cells = json.loads((notebooks / f"{slug}.ipynb").read_text(encoding="utf-8"))["cells"]
        text = "\n".join(
            "".join(output.get("data", {}).get("text/markdown", ""))
            for cell in cells
            for output in cell.get("outputs", [])
        )
        for alt in re.findall(r'\]\(figures/[^)]+\)\{\.chart fig-alt="((?:[^"\\]|\\.)*)"\}', text):
            charts.append(one_line(re.sub(r"\\(.)", r"\1", alt).replace("&amp;", "&")))
        for alt in re.findall(r"!\[((?:[^\]\\]|\\.)*)\]\(figures/[^)]+\)\{\.spark\}", text):
            sparks.append(one_line(re.sub(r"\\(.)", r"\1", alt)))
    return charts, sparks


def chart_faults(shown: Sequence[Shown], expected: Sequence[str]) -> list[str]:
    """What is wrong with the charts of a format."""
    faults = []
    if sorted(one.alt for one in shown) != sorted(expected):
        lost = sorted(set(expected) - {one.alt for one in shown})
        faults.append(f"{len(shown)} of {len(expected)} charts with their text alternative; lost: {lost[:2]}")
    for one in shown:
        if FILLER.search(one.alt) or len(one.alt) < 40 or not numbers(one.alt):
            faults.append(f"{one.where}: says nothing: {one.alt!r}")
        if one.finding and not one.alt.startswith(one.finding.rstrip(".")):
            faults.append(f"{one.where}: the finding {one.finding!r} is not in {one.alt[:80]!r}")
        missing = sorted(set(numbers(one.alt)) - set(numbers(one.beside)))
        if missing or not one.parts:
            faults.append(f"{one.where}: no table or list beside it says {missing[:5]}: {one.alt[:80]!r}")
    return faults


# HTML ---------------------------------------------------------------------------------------------------------


def html_charts(page: Path) -> list[Shown]:
    """The charts of a page, each with what the part of the page under the same heading of level 2 says beside it.

    A chart above the first such heading has the whole page beside it.
    """
    (main,) = html.fromstring(page.read_text(encoding="utf-8")).xpath("//main")
    return _beside(page.name, list(_html_parts(main)))


def _html_parts(main: Any) -> Iterator[tuple[str, str, str]]:
    """What a page is made of, in order: kind, text and finding."""
    for element in main.iter("h1", "h2", "figure", "table", "ul", "p"):
        if element.tag in ("h1", "h2"):
            yield element.tag, element.text_content(), ""
        elif element.tag == "figure":
            (image,) = element.xpath(".//img")
            yield "chart", image.get("alt", ""), element.xpath("string(figcaption)")
        else:
            yield "p" if element.tag == "p" else "part", _told(element), ""


def _told(element: Any) -> str:
    return " ".join([element.text_content(), *element.xpath(".//img/@alt")])


def _beside(where: str, parts: Sequence[tuple[str, str, str]]) -> list[Shown]:
    found = []
    for place, (kind, text, finding) in enumerate(parts):
        if kind != "chart":
            continue
        heads = [at for at, (other, _, _) in enumerate(parts) if other in ("h1", "h2")]
        start = max((at for at in heads if at < place), default=0)
        own = parts[start][0] == "h2"
        end = min((at for at in heads if at > place and (own or parts[at][0] == "h1")), default=len(parts))
        near = [part for part in parts[start:end] if part[0] != "chart"]
        said = " ".join(text for _, text, _ in near)
        told = sum(kind == "part" for kind, _, _ in near)
        found.append(Shown(f"{where}, {parts[start][1].strip()}", one_line(text), one_line(finding), said, told))
    return found


def html_grids(page: Path) -> list[Grid]:
    """The tables of a page in order."""
    tables = html.fromstring(page.read_text(encoding="utf-8")).xpath("//main//table")
    return [
        Grid(
            len(table.xpath("./thead/tr[last()]/th")),
            len(table.xpath("./tbody/tr")),
            bool(table.xpath("./tbody/tr/th[@scope='row']")),
        )
        for table in tables
    ]


# PDF ----------------------------------------------------------------------------------------------------------


def pdf_alternatives(document: pikepdf.Pdf) -> list[str]:
    """The text alternatives of all figures of a PDF."""
    return [one_line(str(one.get("/Alt", ""))) for one in elements(document.Root.StructTreeRoot, "/Figure")]


def attribute(element: Any, name: str) -> Any:
    """An attribute of a structure element that a table gave it; None without one."""
    have = element.get("/A")
    for one in have if isinstance(have, pikepdf.Array) else [have]:
        if isinstance(one, pikepdf.Dictionary) and one.get("/O") == "/Table" and name in one:
            return one[name]
    return None


def pdf_rows(table: Any) -> list[list[Any]]:
    """The cells of a table's body, row by row."""
    rows = [row for body in elements(table, "/TBody") for row in children(body) if row.S == "/TR"]
    return [[cell for cell in children(row) if cell.S in ("/TH", "/TD")] for row in rows]


def pdf_grids(document: pikepdf.Pdf) -> list[Grid]:
    """The tables of a PDF in order."""
    found = []
    for table in elements(document.Root.StructTreeRoot, "/Table"):
        rows = pdf_rows(table)
        named = any(attribute(cell, "/Scope") == "/Row" for row in rows for cell in row)
        found.append(Grid(len(list(elements(next(elements(table, "/THead")), "/TH"))), len(rows), named))
    return found


def pdf_table_faults(document: pikepdf.Pdf) -> list[str]:
    """Cells whose headers are not named, or are not to be found; header cells without a direction."""
    root = document.Root.StructTreeRoot
    known = {str(name): one.ID for name, one in pikepdf.NameTree(root.IDTree).items()} if "/IDTree" in root else {}
    faults = [f"id {name} leads to {own}" for name, own in known.items() if str(own) != name]
    for number, table in enumerate(elements(root, "/Table"), start=1):
        for cell in elements(table, "/TH"):
            if attribute(cell, "/Scope") not in ("/Row", "/Column"):
                faults.append(f"table {number}: a header without a scope")
        for cell in [*elements(table, "/TH"), *elements(table, "/TD")]:
            lost = [str(name) for name in attribute(cell, "/Headers") or [] if str(name) not in known]
            faults += [f"table {number}: no header {name}" for name in lost]
        for row in pdf_rows(table):
            if row and attribute(row[0], "/Scope") == "/Row":
                for place, cell in enumerate(row[1:], start=2):
                    names = [str(name) for name in attribute(cell, "/Headers") or []]
                    if cell.S != "/TD" or str(row[0].ID) not in names or len(names) < 2:
                        faults.append(f"table {number}: cell {place} does not name its headers: {names}")
    return faults


def pdf_document_faults(document: pikepdf.Pdf) -> list[str]:
    """What a PDF lacks as a whole: language, title, bookmarks, order, words for its links, furniture set apart."""
    root = document.Root
    wanted = [
        ("language en-GB", str(root.get("/Lang", "")) == "en-GB"),
        ("title", bool(str(document.docinfo.get("/Title", "")).strip())),
        ("title in the window", root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") is True),
        ("tags", root.get("/MarkInfo", {}).get("/Marked") is True),
        ("bookmarks", "/Outlines" in root and int(root.Outlines.get("/Count", 0)) != 0),
    ]
    faults = [f"no {name}" for name, there in wanted if not there]
    headings = [int(kind[2:]) for kind in _kinds(root.StructTreeRoot) if re.fullmatch(r"/H[1-6]", kind)]
    faults += [f"level {now} after {was}" for was, now in zip([0, *headings], headings, strict=False) if now > was + 1]
    faults += ["a figure without a text alternative" for alt in pdf_alternatives(document) if not alt]
    for number, sheet in enumerate(document.pages, start=1):
        if "/Annots" in sheet and sheet.get("/Tabs") != "/S":
            faults.append(f"page {number}: the tab key does not follow the structure")
        if number > 1 and b"/Artifact" not in sheet.Contents.read_bytes():
            faults.append(f"page {number}: header and footer are not set apart")
        for link in sheet.get("/Annots", []):
            said = str(link.get("/Contents", "")).strip()
            if not said or said.startswith(("Section,", "page ")):
                faults.append(f"page {number}: a link that says {said!r}")
    return faults


def _kinds(element: Any) -> Iterator[str]:
    for one in children(element):
        yield str(one.S)
        yield from _kinds(one)


# Word ---------------------------------------------------------------------------------------------------------


def _style(paragraph: Any) -> str:
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if found is None else str(found.get(qn("w:val")))


def word_charts(path: Path) -> list[Shown]:
    """The charts of a Word document, each with what its part says beside it."""
    parts: list[tuple[str, str, str]] = []
    finding = ""
    for element in docx.Document(str(path)).element.body:
        style = _style(element) if element.tag == qn("w:p") else ""
        text = " ".join([*element.itertext(qn("w:t")), *(one.get("descr", "") for one in element.iter(qn("wp:docPr")))])
        if element.tag == qn("w:tbl"):
            parts.append(("part", text, ""))
        elif style == "Chart":
            (picture,) = element.iter(qn("wp:docPr"))
            parts.append(("chart", picture.get("descr", ""), finding))
        elif style in ("Heading1", "Heading2"):
            parts.append((f"h{style[-1]}", text, ""))
        elif style == "ChartCaption":
            finding = "".join(element.itertext(qn("w:t")))
        else:
            parts.append(("part" if element.find(f".//{qn('w:numPr')}") is not None else "p", text, ""))
    return _beside(path.name, parts)


def word_grids(path: Path) -> list[Grid]:
    """The tables of a Word document in order."""
    found = []
    for table in docx.Document(str(path)).element.body.iter(qn("w:tbl")):
        rows = list(table.iter(qn("w:tr")))
        heads = [row for row in rows if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
        look = table.find(f"{qn('w:tblPr')}/{qn('w:tblLook')}")
        (mark,) = [one.get(qn("w:name")) for one in rows[0].iter(qn("w:bookmarkStart"))]
        named = look.get(qn("w:firstColumn")) == "1"
        assert look.get(qn("w:firstRow")) == "1"
        assert mark.startswith("Title_" if named else "ColumnTitle_")
        found.append(Grid(len(list(heads[0].iter(qn("w:tc")))), len(rows) - len(heads), named))
    return found


def word_document_faults(path: Path) -> list[str]:
    """What a Word document lacks as a whole: title, language, heading styles in order, words for its pictures."""
    document = docx.Document(str(path))
    body = document.element.body
    language = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}")
    wanted = [
        ("title", bool(document.core_properties.title.strip())),
        ("language of the text", language is not None and language.get(qn("w:val")) == "en-GB"),
        ("language in its properties", document.core_properties.language == "en-GB"),
    ]
    faults = [f"no {name}" for name, there in wanted if not there]
    levels = [int(found[1]) for one in body.iter(qn("w:p")) if (found := re.fullmatch(r"Heading([1-6])", _style(one)))]
    faults += ["no headings"] * (not levels)
    faults += [f"level {now} after {was}" for was, now in zip([0, *levels], levels, strict=False) if now > was + 1]
    faults += [
        f"a picture that says {one.get('descr')!r}"
        for one in body.iter(qn("wp:docPr"))
        if FILLER.search(one.get("descr", ""))
    ]
    empty = [
        one
        for one in body.iterchildren(qn("w:p"))
        if not "".join(one.itertext(qn("w:t"))).strip() and one.find(f".//{qn('w:drawing')}") is None
    ]
    return faults + ["an empty paragraph"] * len(empty)


def word_contents(path: Path) -> list[str]:
    """The entries of the table of contents as they stand in the file, without a program that works them out."""
    return [
        "".join(one.itertext(qn("w:t"))).strip()
        for one in docx.Document(str(path)).element.body.iter(qn("w:p"))
        if re.fullmatch(r"TOC\d", _style(one))
    ]
