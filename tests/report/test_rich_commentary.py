"""All that an analyst may write is published in every format, and nothing that would do harm: with both publishers."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import page as page_validation
import pypdf
import pytest
from bs4 import BeautifulSoup, Tag
from helpers.projects import SMALL, miniature, qpr, qpr_with_quarto

from qprlib.ground.edition import Page, load_edition
from qprlib.ground.errors import PublishError
from qprlib.ground.project import Project
from qprlib.publishing.make.publisher import Format, Publisher, PublisherName, choose_publisher
from qprlib.publishing.run.book import Book, make_book
from qprlib.report.document import Content, Prose
from qprlib.report.markdown_writer import to_markdown

RICH = """\
Repairs are *quicker* than in **any** spring since the [contract](https://example.org/a?b=1&c=2) began.[^why] See
[Education](page:education#ed01). The code is `N < 3`.

#### What helped

- A second crew
    - in Ashford
    - in Dover
        1. from May
        2. from June
- Fewer calls[^1]

1. Order parts
2. Train the crew

| District | Repairs | On time |
|:--|--:|--:|
| Ashford | 1,204 | 91% |
| Dover | 310 | 64% |

> The crews did well.
>
> Ask again in July.

```
if days > 28:
    late = True
```

[^why]: It began in *2009*.

[^1]: Calls to the contact centre.
"""
OTHER = "Potholes are fewer.[^1]\n\n[^1]: Counted by the *Works* system.\n"

#: What pandoc or Quarto would act upon, and the words that must stand on the page instead.
HOSTILE = {
    "raw HTML block": ("<script>alert(1)</script>\n", "alert(1)"),
    "raw HTML": ("Text <b onclick=alert(2)>bold</b> <iframe src=x></iframe> end", "alert(2)"),
    "raw HTML in a list": ("- <img src=x onerror=alert(3)>\n- two", "two"),
    "raw attribute": ("`<script>alert(4)</script>`{=html}", "<script>alert(4)</script>"),
    "raw block": ("```{=html}\n<script>alert(5)</script>\n```", "<script>alert(5)</script>"),
    "raw typst": ('```{=typst}\n#panic("no")\n```', "#panic"),
    "raw Word": ("```{=openxml}\n<w:p/>\n```", "<w:p/>"),
    "division": ("::: {.hidden #evil onclick='alert(6)'}\n\ninside\n\n:::", "inside"),
    "callout": ("::: {.callout-note title='x'}\ncalled\n:::", "called"),
    "hidden": ("::: {.content-hidden}\nkept\n:::", "kept"),
    "nested division": ("> ::: evil\n> quoted\n> :::", "quoted"),
    "span": ("[Green]{.status .green .circle #evil onclick='alert(7)'}", "Green"),
    "attributes of a link": ("[link](https://example.org){.evil onclick='alert(8)'}", "onclick"),
    "attributes of code": ("`code`{.evil onclick='alert(9)'}", "alert(9)"),
    "attributes of a heading": ("#### Heading {#main .evil onclick='alert(10)'}", "alert(10)"),
    "attributes of a block": ("```{.evil #evil onclick='alert(11)'}\nin a block\n```", "in a block"),
    "code to run": ("```{python}\nopen('/etc/passwd').read()\n```", "open('/etc/passwd')"),
    "code to run, quoted": ("````\n```{python}\n#| label: evil\nprint(12)\n```\n````", "print(12)"),
    "code in a line": ("`r 6*7` and `{python} 6*7`", "r 6*7"),
    "shortcodes": ("{{< include /etc/passwd >}} {{< video https://example.org/v >}} {{< meta title >}}", "include"),
    "escaped shortcodes": ("{{{< include /etc/passwd >}}} \\{{< env HOME >}}", "env HOME"),
    "citation": ("As @evil2020 and [@evil2020, p. 3] say", "@evil2020"),
    "cross-reference": ("See @fig-evil, @sec-evil and [-@tbl-evil]", "@fig-evil"),
    "mathematics": ("It costs $5 and $x^2$ and $$y_1$$ and \\(z\\)", "$5 and $x^2$"),
    "TeX": ("\\newcommand{\\evil}{x} \\input{/etc/passwd} \\evil", "\\input{/etc/passwd}"),
    "metadata": ("words\n\n---\ntitle: Evil\nformat: html\n---\n\nmore", "title: Evil"),
    "title block": ("% Evil title\n% Author", "% Evil title"),
    "definition": ("Term\n:   defined", "defined"),
    "line block": ("| The limerick\n| packs laughs", "packs laughs"),
    "example list": ("(@evil) An example\n\nSee (@evil)", "(@evil) An example"),
    "sub and superscript": ("H~2~O and x^2^ and ~~struck~~ and [x]{.underline}", "H~2~O"),
    "emoji and marks": (":smile: ==marked== ++inserted++", ":smile:"),
    "entities": ("&lt;script&gt;alert(13)&lt;/script&gt; &#60;b&#62;", "<script>alert(13)</script>"),
    "dangerous links": ("[run](javascript:alert(14)) [data](data:text/html,x) <javascript:alert(15)>", "run"),
    "picture": ("![alt words](https://example.org/spy.png){.evil}", "alt words"),
    "reference link": ("[words][evil]\n\n[evil]: javascript:alert(16)", "words"),
    "attributes of a caption": (
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n: Caption {#tbl-evil .evil}",
        "Caption {#tbl-evil .evil}",
    ),
    "a caption above": ("Table: Above {.evil}\n\n| a | b |\n|---|---|\n| 1 | 2 |", "Table: Above {.evil}"),
    "grid table": ("+---+---+\n| g | h |\n+===+===+\n| 1 | 2 |\n+---+---+", "+---+---+"),
    "comment": ("<!-- for colleagues -->", "colleagues"),
    "tabset": ("::: {.panel-tabset}\n#### One\ntab\n:::", "tab"),
    "conditional span": ("[shown]{.content-visible when-format='pdf'}", "shown"),
}


def _quarto() -> str:
    """Why Quarto cannot be tried here, "" if it can."""
    try:
        chosen = choose_publisher("auto")
    except PublishError as error:
        return str(error)
    return "" if chosen.name is PublisherName.QUARTO else chosen.reason


LACKING = _quarto()
PUBLISHERS = [
    "embedded",
    pytest.param(
        "quarto",
        marks=[
            pytest.mark.quarto,
            pytest.mark.xdist_group("quarto"),
            pytest.mark.skipif(bool(LACKING), reason=LACKING or "-"),
        ],
    ),
]


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def words(text: str) -> str:
    """Text on one line, with a keyboard's quotation marks, dashes and dots."""
    for fancy, plain in {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2026": "..."}.items():
        text = text.replace(fancy, plain)
    text = text.replace("\N{EM DASH}", "---").replace("\N{EN DASH}", "--").replace("\N{NO-BREAK SPACE}", " ")
    return " ".join(text.split())


# --- what may be written is published -------------------------------------------------------------------------


@pytest.fixture(scope="module", params=PUBLISHERS)
def rich(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition with a rich text and with a footnote of the same label under two indicators."""
    project = miniature(tmp_path_factory.mktemp("rich") / "project", signed=False)
    notebook = project / "notebooks" / "commentary" / SMALL / "highways.ipynb"
    content = json.loads(notebook.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        text = "".join(cell["source"])
        text = text.replace("Fewer repairs waited for parts.", RICH)
        text = text.replace("A mild spring left fewer potholes.", OTHER)
        cell["source"] = text.splitlines(keepends=True)
    notebook.write_text(json.dumps(content), encoding="utf-8")
    run = qpr_with_quarto if request.param == "quarto" else qpr
    done = run(project, "render", SMALL, "--publisher", request.param)
    assert done.returncode == 0, done.stderr
    return project / "outputs" / f"{SMALL}-draft"


def between(page: BeautifulSoup, first: str, then: str) -> BeautifulSoup:
    """What stands on a page between the headings with these ids."""
    html = str(page.find("main"))
    start, stop = html.index(f'id="{first}"'), html.index(f'id="{then}"')
    return BeautifulSoup(html[html.rindex("<", 0, start) : html.rindex("<", 0, stop)], "html.parser")


def test_a_rich_text_on_the_site(rich: Path) -> None:
    page = soup(rich / "site" / "highways.html")
    part = between(page, "hw01-commentary", "hw01-actions")
    assert [one.get_text() for one in part.find_all("em")][:1] == ["quicker"]
    assert "any" in [one.get_text() for one in part.find_all("strong")]
    targets = [link["href"] for link in part.find_all("a") if "footnote-ref" not in link.get("class", [])]
    assert "https://example.org/a?b=1&c=2" in targets
    assert "education.html#ed01" in [target.removeprefix("./") for target in targets]
    assert "N < 3" in [one.get_text() for one in part.find_all("code")]
    assert [words(one.get_text()) for one in part.find_all("h4")] == ["What helped"]
    outer = part.find("ul")
    assert isinstance(outer, Tag)
    assert [one.get_text(strip=True) for one in outer.select("li li")][:2] == [
        "in Ashford",
        "in Doverfrom Mayfrom June",
    ]
    assert [one.get_text(strip=True) for one in outer.select("li li ol li")] == ["from May", "from June"]
    assert ["Order parts", "Train the crew"] in [
        [item.get_text(strip=True) for item in one.find_all("li", recursive=False)] for one in part.find_all("ol")
    ]
    table = part.find("table")
    assert isinstance(table, Tag)
    assert [cell.get_text(strip=True) for cell in table.select("thead th")] == ["District", "Repairs", "On time"]
    assert [cell.get_text(strip=True) for cell in table.select("tbody tr:last-child > *")] == ["Dover", "310", "64%"]
    quote = part.find("blockquote")
    assert isinstance(quote, Tag)
    assert [one.get_text() for one in quote.find_all("p")] == ["The crews did well.", "Ask again in July."]
    block = part.find("pre")
    assert isinstance(block, Tag)
    assert block.get_text().splitlines() == ["if days > 28:", "    late = True"]


def test_footnotes_of_two_indicators_do_not_meet(rich: Path) -> None:
    page = soup(rich / "site" / "highways.html")
    ids = [one["id"] for one in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    references = page.select("main a.footnote-ref")
    said = []
    for reference in references:
        note = page.find(id=reference["href"].removeprefix("#"))
        assert isinstance(note, Tag)
        said.append(words(note.get_text()).removesuffix("↩︎").strip())
        back = note.select_one("a.footnote-back")
        assert back is not None
        assert page.find(id=back["href"].removeprefix("#")) is not None
    assert said == ["It began in 2009.", "Calls to the contact centre.", "Counted by the Works system."]


def test_a_rich_text_in_the_pdf(rich: Path) -> None:
    path = rich / "report-draft.pdf"
    result = page_validation.validate_pdf(str(path), profile="ua1")
    assert result.is_compliant, result.failures
    pdf = pypdf.PdfReader(path)
    text = words(" ".join(sheet.extract_text() for sheet in pdf.pages))
    for said in ("N < 3", "What helped", "in Ashford", "1. from May", "2. Train the crew", "Dover 310 64%"):
        assert said in text, said
    for said in ("The crews did well. Ask again in July.", "if days > 28:", "It began in 2009."):
        assert said in text, said
    assert "Calls to the contact centre." in text
    assert "Counted by the Works system." in text
    kinds = structure(pdf)
    assert kinds.count("/Note") == 3
    assert {"/L", "/LI", "/Table", "/TH", "/Link", "/BlockQuote", "/Code", "/H4"} <= set(kinds)
    links = {
        str(note["/A"]["/URI"])
        for sheet in pdf.pages
        for note in (one.get_object() for one in sheet.get("/Annots", []))
        if note.get("/A", {}).get("/URI")
    }
    assert links - {"https://www.equalityadvisoryservice.com/"} == {"https://example.org/a?b=1&c=2"}


def structure(pdf: pypdf.PdfReader) -> list[str]:
    """The kinds of all elements of a tagged PDF, in order."""

    def walk(element: Any) -> Iterator[str]:
        element = element.get_object()
        if isinstance(element, list):
            for child in element:
                yield from walk(child)
        elif isinstance(element, dict):
            if "/S" in element:
                yield str(element["/S"])
            if "/K" in element:
                yield from walk(element["/K"])

    return list(walk(pdf.trailer["/Root"]["/StructTreeRoot"]))


def test_a_rich_text_in_word(rich: Path) -> None:
    path = rich / "report-draft.docx"
    document = docx.Document(str(path))
    paragraphs = {words(one.text): one for one in document.paragraphs}
    for said in ("A second crew", "in Ashford", "from May", "Order parts"):
        assert paragraphs[said]._p.pPr.numPr is not None, said
    levels = [paragraphs[said]._p.pPr.numPr.ilvl.val for said in ("A second crew", "in Ashford", "from May")]
    assert levels == [0, 1, 2]
    style = paragraphs["The crews did well."].style
    assert style is not None
    assert style.name == "Block Text"
    heading = paragraphs["What helped"].style
    assert heading is not None
    assert heading.name == "Heading 4"
    assert ["Dover", "310", "64%"] in [[cell.text for cell in row.cells] for t in document.tables for row in t.rows]
    with zipfile.ZipFile(path) as archive:
        notes = archive.read("word/footnotes.xml").decode("utf-8")
        links = archive.read("word/_rels/document.xml.rels").decode("utf-8")
    plain = words(re.sub(r"<[^>]+>", "", notes))
    assert "It began in 2009." in plain
    assert "Calls to the contact centre." in plain
    assert "Counted by the Works system." in plain
    assert "https://example.org/a?b=1&amp;c=2" in links
    assert re.search(r"if days > 28:\s+late = True", document.element.xpath("string(//w:body)")) or any(
        "late = True" in one.text for one in document.paragraphs
    )


# --- what would do harm is text -------------------------------------------------------------------------------


def chosen(name: str) -> Publisher:
    return choose_publisher(name)


@pytest.fixture(scope="module", params=PUBLISHERS)
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Book]:
    """A book whose one text tries everything, past the checks that refuse some of it."""
    base = tmp_path_factory.mktemp("hostile")
    project = Project(miniature(base / "project", signed=False))
    edition = load_edition(project, SMALL)
    written = ((number, Content((Prose(text, f"case-{number}", 2),))) for number, (text, _) in cases())
    texts = [f"## Case {number}\n\n{to_markdown(text)}" for number, text in written]
    executed = base / "executed"
    executed.mkdir()
    pages = [Page("index", "Home", "", "index", {}), Page("hostile", "Hostile", "", "hostile", {})]
    for page, text in zip(pages, ("Home.", "\n\n".join(texts)), strict=True):
        output = {"output_type": "display_data", "metadata": {}, "data": {"text/markdown": text}}
        cell = {"cell_type": "code", "id": "c", "metadata": {}, "source": "", "outputs": [output]}
        cell["execution_count"] = 1
        kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
        notebook = {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
        (executed / f"{page.slug}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    book = make_book(project, edition, pages=pages, indicators=[], executed=executed, folder=base / "book")
    made = base / "made"
    made.mkdir()
    publisher = chosen(request.param)
    if publisher.name is PublisherName.QUARTO:
        from qprlib.publishing.make.quarto import publish_quarto

        publish_quarto(book, publisher, tuple(Format), made)
    else:
        from qprlib.publishing.make.embedded import publish_embedded

        publish_embedded(book, publisher, tuple(Format), made)
    return made, book


def cases() -> list[tuple[int, tuple[str, str]]]:
    return list(enumerate(HOSTILE.values(), start=1))


def own(page: BeautifulSoup) -> Tag:
    """What is a text's own on a page: Quarto's title, navigation and marks beside headings are not."""
    main = page.find("main")
    assert isinstance(main, Tag)
    for frame in main.select("header, .page-head, nav, a.anchorjs-link, .quarto-title-block"):
        frame.decompose()
    return main


def test_hostile_texts_become_no_elements(hostile: tuple[Path, Book]) -> None:
    made, _ = hostile
    main = own(soup(made / "site" / "hostile.html"))
    forbidden = "script, iframe, img, video, object, embed, style, form, input, b, .evil, #evil, .hidden, .callout"
    assert [str(one) for one in main.select(forbidden)] == []
    assert [
        str(one) for one in main.select(".status, .content-hidden, .content-visible, .underline, .math, .citation")
    ] == []
    handlers = [str(one) for one in main.find_all(True) if any(name.startswith("on") for name in one.attrs)]
    assert handlers == []
    targets = {link["href"] for link in main.find_all("a") if not str(link["href"]).startswith("#")}
    assert targets == {"https://example.org"}
    ids = {str(one["id"]) for one in main.find_all(id=True)}
    assert not {name for name in ids if not re.match(r"(case|page)-|fn|footnotes$|main$|quarto-", name)}, ids


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_shown_as_text(hostile: tuple[Path, Book], name: str) -> None:
    made, _ = hostile
    number = list(HOSTILE).index(name) + 1
    _, expected = HOSTILE[name]
    page = soup(made / "site" / "hostile.html")
    heading = next(one for one in page.find_all("h2") if one.get_text(strip=True) == f"Case {number}")
    section = heading.find_parent("section")
    parts = section.find_all(True, recursive=False) if section else []
    if not parts:
        for sibling in heading.find_next_siblings():
            if sibling.name == "h2":
                break
            parts.append(sibling)
    assert words(expected) in words(" ".join(part.get_text() for part in parts))


def test_hostile_texts_do_nothing_in_the_documents(hostile: tuple[Path, Book]) -> None:
    made, _ = hostile
    pdf = pypdf.PdfReader(made / "report.pdf")
    text = words(" ".join(sheet.extract_text() for sheet in pdf.pages))
    assert '#panic("no")' in text
    assert "root:" not in text
    document = docx.Document(str(made / "report.docx"))
    said = words(" ".join(one.text for one in document.paragraphs))
    for expected in ("<w:p/>", "<script>alert(5)</script>", "$5 and $x^2$", "\\input{/etc/passwd}"):
        assert expected in said, expected
    assert "root:" not in said
    assert pdf.metadata is not None
    assert pdf.metadata.title == document.core_properties.title == "Quarterly Performance Report"
