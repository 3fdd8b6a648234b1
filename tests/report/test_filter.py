"""The Lua filter and the Word and Typst styles: what one semantic Markdown becomes in each format."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

import pypandoc
import pytest
from helpers.pdf_places import sheets

THEME = Path(__file__).parents[2] / "theme"
Format = Literal["html", "typst"]

TABLE = """
::: {.table .trend widths="20 30 50"}
| Period | Actual | Rating |
|:--|--:|:--|
| Mar 11 | 79% | [Amber]{.status .amber .triangle} |
| **All** | 80% | [Not rated]{.status .none} |

: Trend of HW01
:::
"""

LONG_TABLE = """
| Name | What it says at some length so that pandoc would give relative widths to the columns |
|:-----|:------------------------------------------------------------------------------------------|
| One | A long cell that makes the pipe table wider than the seventy-two characters of a line of text |
"""

CHART = '![Repairs are faster.](figures/highways/HW01){.chart fig-alt="87% < the target of 90% & rising."}\n'

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="300pt" height="150pt"><rect width="9" height="9"/></svg>'
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=")

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


def pandoc(folder: Path, markdown: str, *arguments: str) -> str:
    """Run pandoc with the filter in `folder` and return what it prints."""
    figures = folder / "figures" / "highways"
    figures.mkdir(parents=True, exist_ok=True)
    (figures / "HW01.svg").write_text(SVG)
    (figures / "HW01.png").write_bytes(PNG)
    command = [pypandoc.get_pandoc_path(), "--wrap=none", f"--lua-filter={THEME / 'report.lua'}", *arguments]
    run = subprocess.run(command, input=markdown, cwd=folder, check=True, capture_output=True, encoding="utf-8")
    assert run.stderr == ""
    return run.stdout


def convert(folder: Path, markdown: str, to: Format) -> str:
    return pandoc(folder, markdown, f"--to={to}")


def word(folder: Path, markdown: str) -> ElementTree.Element:
    """Return the document part of a Word file made with the reference document."""
    pandoc(folder, markdown, "--to=docx", f"--reference-doc={THEME / 'reference.docx'}", "--output=report.docx")
    with zipfile.ZipFile(folder / "report.docx") as archive:
        return ElementTree.fromstring(archive.read("word/document.xml"))


def styled_text(document: ElementTree.Element, style: str) -> list[str]:
    """Return the texts of the paragraphs and runs that carry a style."""
    found = []
    for tag, properties, name in (("p", "pPr", "pStyle"), ("r", "rPr", "rStyle")):
        for element in document.iter(W + tag):
            mark = element.find(f"{W}{properties}/{W}{name}")
            if mark is not None and mark.get(W + "val") == style:
                found.append("".join(element.itertext()))
    return found


# HTML


def test_html_table_has_headers_for_rows_and_columns(tmp_path: Path) -> None:
    html = convert(tmp_path, TABLE, "html")
    assert '<th class="w-20" scope="col">Period</th>' in html
    assert '<th class="right w-30" scope="col">Actual</th>' in html
    assert '<th scope="row" data-label="Period">Mar 11</th>' in html
    assert '<td class="right" data-label="Actual">79%</td>' in html
    assert "<caption>Trend of HW01</caption>" in html


def test_html_table_scrolls_in_a_region_with_its_caption_as_name(tmp_path: Path) -> None:
    html = convert(tmp_path, TABLE + TABLE, "html")
    opening = '<div class="table-scroll trend" role="region" aria-label="{}" tabindex="0">\n<table'
    assert opening.format("Trend of HW01") in html
    assert opening.format("Trend of HW01 (2)") in html, "two regions of one name confuse a screen reader"


def test_html_total_row_is_marked(tmp_path: Path) -> None:
    html = convert(tmp_path, TABLE, "html")
    assert html.count('<tr class="total">') == 1
    assert '<tr class="total">\n<th scope="row" data-label="Period"><strong>All</strong></th>' in html


def test_html_plain_table_has_no_row_headers(tmp_path: Path) -> None:
    html = convert(tmp_path, TABLE.replace(".trend", ".checks .plain"), "html")
    assert 'scope="row"' not in html
    assert 'scope="col"' in html


def test_html_table_of_an_analyst_keeps_no_widths_and_has_a_name(tmp_path: Path) -> None:
    html = convert(tmp_path, LONG_TABLE, "html")
    assert 'aria-label="Table"' in html
    assert "<col" not in html
    assert "style=" not in html
    assert 'scope="row"' not in html


def test_html_has_no_inline_styles(tmp_path: Path) -> None:
    assert "style=" not in convert(tmp_path, TABLE + LONG_TABLE + CHART, "html")


def test_html_widths_that_do_not_fit_the_columns_are_ignored(tmp_path: Path) -> None:
    html = convert(tmp_path, TABLE.replace("20 30 50", "20 80"), "html")
    assert "w-20" not in html


def test_html_chart_has_headline_above_alt_text_and_size(tmp_path: Path) -> None:
    html = convert(tmp_path, CHART, "html")
    assert html.index("Repairs are faster.") < html.index("<img")
    assert (
        '<img src="figures/highways/HW01.svg" alt="87% &lt; the target of 90% &amp; rising." '
        'width="400" height="200" loading="lazy">'
    ) in html
    assert html.count("<figure") == html.count("<figcaption>") == 1


def test_a_file_extension_added_by_the_reader_is_replaced(tmp_path: Path) -> None:
    html = pandoc(tmp_path, CHART, "--to=html", "--default-image-extension=png")
    assert "figures/highways/HW01.svg" in html
    typst = pandoc(tmp_path, CHART, "--to=typst", "--default-image-extension=png")
    assert "figures/highways/HW01.svg" in typst


@pytest.mark.parametrize(
    ("link", "html", "anchor"),
    [
        ("page:highways#hw01", 'href="highways.html#hw01"', "hw01"),
        ("page:highways", 'href="highways.html"', "page-highways"),
        ("page:index", 'href="index.html"', "page-index"),
        ("page:childrens-social-care#cs01", 'href="childrens-social-care.html#cs01"', "cs01"),
    ],
)
def test_links_between_pages(tmp_path: Path, link: str, html: str, anchor: str) -> None:
    markdown = f"::: {{#{anchor} .lede}}\nThere.\n:::\n\n[text]({link})"
    assert html in convert(tmp_path, markdown, "html")
    assert f"#link(<{anchor}>)[text]" in convert(tmp_path, markdown, "typst")
    anchors = [link.get(W + "anchor") for link in word(tmp_path, markdown).iter(W + "hyperlink")]
    assert anchors == [anchor]


def test_other_links_and_text_are_left_alone(tmp_path: Path) -> None:
    markdown = "See [the plan](https://example.org/page:x) and [below](#below).\n\n## Below {#below}\n"
    plain = subprocess.run(
        [pypandoc.get_pandoc_path(), "--to=html", "--wrap=none"],
        input=markdown,
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout
    assert convert(tmp_path, markdown, "html") == plain


def test_html_is_the_same_on_every_run(tmp_path: Path) -> None:
    assert len({convert(tmp_path, TABLE + CHART, "html") for _ in range(6)}) == 1


# Typst


def test_typst_status_and_direction_call_the_library(tmp_path: Path) -> None:
    typst = convert(tmp_path, "[Red]{.status .red .square} [No change]{.direction .no-change}", "typst")
    assert '#qpr-status("red", "square")[Red];' in typst
    assert '#qpr-direction("no-change")[No change];' in typst
    assert '#qpr-status("none", "")[New];' in convert(tmp_path, "[New]{.status .none}", "typst")


@pytest.mark.parametrize("start", ["= equals", "== two", "1. first", "- dash", "+ plus", "/ term: said"])
def test_typst_reads_no_mark_at_the_start_of_a_text(tmp_path: Path, start: str) -> None:
    typst = pytest.importorskip("typst")
    (tmp_path / "theme").symlink_to(THEME)
    written = start.replace("1.", "1\\.") if start.startswith("1") else f"\\{start}"
    spans = f"[{written}]{{.status .red .square}} [{written}](page:a#hw01) [{written}]{{.figure}} **{written}**"
    markdown = f"# A {{#hw01}}\n\n{spans}\n\n## {written}\n\n::: {{.tiles}}\n- {spans}\n:::\n"
    markdown += TABLE.replace("79%", spans).replace("Trend of", f"{written} of").replace("Actual", written)
    template = f"--template={THEME / 'embedded.typ.template'}"
    titles = [f"--metadata={name}={start}" for name in ("title", "organisation", "subtitle", "notice", "provisional")]
    pandoc(tmp_path, markdown, "--to=typst", "--standalone", template, *titles, "--output=report.typ")
    typst.compile(
        tmp_path / "report.typ", output=tmp_path / "report.pdf", root=tmp_path, font_paths=[THEME / "fonts"],
        ignore_system_fonts=True, pdf_standards=["ua-1"], timestamp=0,
    )  # fmt: skip
    text = "".join(page.text for page in sheets(tmp_path / "report.pdf"))
    whole = start.replace(" ", "")
    assert text.count(whole) >= 18, text


def test_typst_table_has_caption_header_widths_and_total(tmp_path: Path) -> None:
    typst = convert(tmp_path, TABLE, "typst").replace("\n", " ")
    assert '#qpr-table(kind: "trend", layout: "whole", columns: (20.000fr, 30.000fr, 50.000fr,), ' in typst
    assert "align: (left, right, left,), hold: true," in typst
    assert "caption: [ Trend of HW01 ]," in typst
    assert "header: ( qpr-head[ Period ], qpr-head[ Actual ], qpr-head[ Rating ], )," in typst
    assert typst.count("qpr-cell[") == typst.count("qpr-total[") == 3


def test_typst_long_table_may_run_over_pages(tmp_path: Path) -> None:
    rows = "".join(f"| Row {i} | {i} | Text |\n" for i in range(30))
    typst = convert(tmp_path, TABLE.replace("| **All**", rows + "| **All**"), "typst")
    assert "hold: false," in typst


def test_columns_without_widths_keep_their_longest_word_whole(tmp_path: Path) -> None:
    name = "A name of some length that takes more than one line in its column of the table"
    cells = " | ".join(["CS01", "higher", *[name] * 6])
    markdown = "::: {.table .register}\n" + "| x " * 8 + "|\n" + "|--" * 8 + f"|\n| {cells} |\n:::\n"
    (table,) = word(tmp_path, markdown).iter(W + "tbl")
    widths = [int(column.get(W + "w", "0")) for column in table.iter(W + "gridCol")]
    # 7 point Arial is about 70 twips a character, and the cell's margins take 140
    assert widths[0] >= 4 * 70 + 140
    assert widths[1] >= 6 * 70 + 140
    assert widths[2] > widths[1]


def test_typst_chart_carries_its_alt_text(tmp_path: Path) -> None:
    markdown = CHART.replace("& rising", 'of \\"Bold Steps\\"')
    typst = convert(tmp_path, markdown, "typst")
    alt = '"87% < the target of 90% of \\"Bold Steps\\"."'
    assert f'#qpr-chart(image("figures/highways/HW01.svg", alt: {alt}, width: qpr-chart-width)' in typst


def test_typst_chart_is_held_to_its_source_line(tmp_path: Path) -> None:
    with_source = CHART + "\n::: {.source}\nSource: register.\n:::\n"
    assert "hold: true" in convert(tmp_path, with_source, "typst")
    assert "hold: true" not in convert(tmp_path, CHART + "\nText.\n", "typst")


def test_status_line_is_held_to_its_chart_across_a_sentence(tmp_path: Path) -> None:
    status = "::: {.indicator-status}\n[Red]{.status .red .square}\n:::\n\nOne sentence.\n\n"
    typst = convert(tmp_path, status + CHART, "typst").replace("\n", "")
    assert "#qpr-hold[One sentence.]#qpr-chart(" in typst
    assert "qpr-hold" not in convert(tmp_path, status, "typst")
    assert styled_text(word(tmp_path, status + CHART), "HeldText") == ["One sentence."]


FACTS = """
::: {.table .identity widths="22 78"}
| Item | Detail |
|:--|:--|
| Unit | Percentage |

: About HW01
:::
"""


def test_typst_results_and_facts_of_an_indicator_stand_side_by_side(tmp_path: Path) -> None:
    card = "## HW01\n" + TABLE + "\n::: {.source}\nOlder results.\n:::\n\n### Control chart\n\nThe mean.\n"
    card += TABLE.replace("Trend of", "Control of") + FACTS + "\n### Commentary\n\nText.\n\n"
    typst = convert(tmp_path, card * 2, "typst")
    for half in typst.split("== HW01")[1:]:
        words = (
            "qpr-pair([",
            "Trend of HW01",
            "Older results",
            "], [",
            "About HW01",
            "Control chart",
            "Control of HW01",
        )
        places = [half.index(word) for word in words]
        assert places == sorted(places)
        assert half.count("qpr-pair") == half.count("About HW01") == half.count("Control of HW01") == 1
        assert half.count('layout: "paired"') == 2


def test_typst_results_stay_whole_where_the_facts_are_another_indicators(tmp_path: Path) -> None:
    assert "qpr-pair" not in convert(tmp_path, TABLE + "\n## HW02\n" + FACTS, "typst")


@pytest.mark.parametrize(
    ("rows", "said", "layout"),
    [(6, "In seven above the mean", "whole"), (24, "In seven above the mean", "split"), (24, "Above " * 12, "whole")],
    ids=["few rows", "many narrow rows", "many wide rows"],
)
def test_typst_many_periods_in_narrow_columns_stand_in_two_halves(
    tmp_path: Path, rows: int, said: str, layout: str
) -> None:
    many = "".join(f"| Mar {i} | {i}% | {said} |\n" for i in range(rows))
    table = TABLE.replace("| Mar 11 | 79% | [Amber]{.status .amber .triangle} |\n", many)
    assert f'layout: "{layout}"' in convert(tmp_path, table, "typst")


def test_pages_give_a_table_other_widths_only_where_its_cells_would_wrap(tmp_path: Path) -> None:
    narrow = TABLE.replace('widths="20 30 50"', 'widths="5 10 85"')
    assert "columns: (20.000fr, 30.000fr, 50.000fr,)" in convert(tmp_path, TABLE, "typst")
    assert "5.000fr" not in convert(tmp_path, narrow, "typst")
    assert 'class="w-5"' in convert(tmp_path, narrow, "html")


@pytest.mark.parametrize(
    ("said", "column"),
    [("[Not on target]{.status .red .square}", 2), ("£4,200 thousands of pounds", 1), ("incomprehensibly", 1)],
)
def test_no_column_is_narrower_than_its_longest_word_or_status(tmp_path: Path, said: str, column: int) -> None:
    cells = ["A name that takes more than one line of what it has, so that cells wrap", "79%", "None"]
    cells[column] = said
    table = TABLE.replace("| Mar 11 | 79% | [Amber]{.status .amber .triangle} |", f"| {' | '.join(cells)} |")
    typst = convert(tmp_path, table.replace('widths="20 30 50"', 'widths="82 9 9"'), "typst")
    found = re.search(r"columns: \(([\d.]+)fr, ([\d.]+)fr, ([\d.]+)fr,\)", typst)
    assert found
    widths = [float(one) for one in found.groups()]
    letters = len("Not on target") + 3 if column == 2 else max(map(len, said.split())) + 1
    assert 0.9 * widths[column] >= letters - 0.01, "of 90 letters of the line"
    assert widths[0] >= 25
    assert sum(widths) == pytest.approx(100, abs=0.1)


def test_an_introduction_is_held_to_what_it_introduces(tmp_path: Path) -> None:
    said = "Eleven indicators changed."
    assert f"#qpr-hold[{said}]" in convert(tmp_path, f"## What changed\n\n{said}\n\n{CHART}", "typst").replace("\n", "")
    assert f"#qpr-hold[{said}]" in convert(tmp_path, f"## What changed\n\n{said}\n{TABLE}", "typst").replace("\n", "")
    assert "#qpr-hold" not in convert(tmp_path, f"## What changed\n\n{said}\n\nMore.\n\n{CHART}", "typst")


def test_typst_register_turns_the_page_from_its_heading_on(tmp_path: Path) -> None:
    markdown = "# Methods\n\n## Key\n\nText.\n\n## Register\n\nIntroduction.\n"
    markdown += TABLE.replace(".trend", ".register")
    typst = convert(tmp_path, markdown, "typst")
    turn, heading, table = (typst.index(part) for part in ("#qpr-landscape[", "== Register", "#qpr-table("))
    assert typst.index("== Key") < turn < heading < table


# Word


def test_word_table_has_header_row_first_column_and_named_styles(tmp_path: Path) -> None:
    document = word(tmp_path, TABLE)
    (table,) = document.iter(W + "tbl")
    look = table.find(f"{W}tblPr/{W}tblLook")
    assert look is not None
    assert (look.get(W + "firstRow"), look.get(W + "firstColumn")) == ("1", "1")
    rows = list(table.iter(W + "tr"))
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    widths = [int(column.get(W + "w", "0")) for column in table.iter(W + "gridCol")]
    assert [round(100 * width / sum(widths)) for width in widths] == [20, 30, 50]
    assert styled_text(document, "TableCaption") == ["Trend of HW01"]
    assert styled_text(document, "TableHeadingDense") == ["Period", "Rating"]
    assert styled_text(document, "TableTextRightDense") == ["79%"]
    assert styled_text(document, "TableTotalRightDense") == ["80%"]


def test_word_plain_table_has_no_first_column(tmp_path: Path) -> None:
    document = word(tmp_path, TABLE.replace(".trend", ".trend .plain"))
    assert [look.get(W + "firstColumn") for look in document.iter(W + "tblLook")] == ["0"]


def test_word_chart_has_alt_text_and_headline_before_it(tmp_path: Path) -> None:
    document = word(tmp_path, CHART)
    (picture,) = document.iter(WP + "docPr")
    assert picture.get("descr") == "87% < the target of 90% & rising."
    assert styled_text(document, "ChartCaption") == ["Repairs are faster."]
    everything = list(document.iter())
    headline = next(element for element in everything if element.text == "Repairs are faster.")
    assert everything.index(headline) < everything.index(picture)


def test_word_status_and_direction_have_word_shape_and_style(tmp_path: Path) -> None:
    spans = "[Amber]{.status .amber .triangle} [Worsening]{.direction .worsening} [New]{.status .none}"
    document = word(tmp_path, spans)
    assert styled_text(document, "StatusAmber") == ["▲\u00a0Amber"]
    assert styled_text(document, "Direction") == ["↓\u00a0Worsening"]
    assert styled_text(document, "StatusNone") == ["New"]


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("standfirst", "Standfirst"),
        ("lede", "Lede"),
        ("note", "Note"),
        ("warning", "Warning"),
        ("source", "Source"),
    ],
)
def test_word_blocks_have_their_style(tmp_path: Path, name: str, style: str) -> None:
    assert styled_text(word(tmp_path, f"::: {{.{name}}}\nSome words.\n:::\n"), style) == ["Some words."]


def test_word_uses_only_styles_of_the_reference_document(tmp_path: Path) -> None:
    tiles = "::: {.tiles}\n- [11]{.figure} [Green]{.status .green .circle} [42%]{.caption}\n:::\n"
    status = "::: {.indicator-status}\n[Red]{.status .red .square} [Improving]{.direction .improving}\n:::\n"
    used = {
        element.get(W + "val")
        for element in word(tmp_path, "# A\n\n## B\n\n" + tiles + status + TABLE + CHART).iter()
        if element.tag in {W + "pStyle", W + "rStyle", W + "tblStyle"}
    }
    with zipfile.ZipFile(THEME / "reference.docx") as archive:
        styles = ElementTree.fromstring(archive.read("word/styles.xml"))
    assert used <= {style.get(W + "styleId") for style in styles.iter(W + "style")}
    assert {"Tile", "TileFigure", "TileCaption", "IndicatorStatus", "TOC1", "TOC2", "Chart", "Table"} <= used


def test_word_contents_lead_to_the_headings(tmp_path: Path) -> None:
    document = word(tmp_path, "# First chapter\n\nText.\n\n## Its part {#part}\n\n### Not listed\n\nText.\n")
    assert styled_text(document, "TOCHeading") == ["Contents"]
    names = {mark.get(W + "name") for mark in document.iter(W + "bookmarkStart")}
    anchors = [link.get(W + "anchor") for link in document.iter(W + "hyperlink")]
    assert anchors == ["first-chapter", "part"]
    assert set(anchors) <= names


def test_word_has_one_table_of_contents_even_where_pandoc_adds_its_own(tmp_path: Path) -> None:
    reference = f"--reference-doc={THEME / 'reference.docx'}"
    pandoc(tmp_path, "# One\n\n# Two\n", "--to=docx", "--toc", reference, "--output=report.docx")
    with zipfile.ZipFile(tmp_path / "report.docx") as archive:
        document = ElementTree.fromstring(archive.read("word/document.xml"))
    assert len(styled_text(document, "TOCHeading")) == 1


def test_word_contents_find_long_identifiers(tmp_path: Path) -> None:
    long = "a-heading-whose-identifier-is-much-longer-than-word-allows-for-a-bookmark"
    document = word(tmp_path, f"# One\n\n# Two {{#{long}}}\n")
    names = {mark.get(W + "name") for mark in document.iter(W + "bookmarkStart")}
    assert {link.get(W + "anchor") for link in document.iter(W + "hyperlink")} <= names


# The styles


def test_reference_document_is_what_its_script_makes() -> None:
    pytest.importorskip("docx", reason="python-docx is a development dependency")
    sys.path.insert(0, str(THEME))
    try:
        import make_reference_docx
    finally:
        sys.path.remove(str(THEME))
    made = make_reference_docx.make()
    assert made == make_reference_docx.make()
    assert made == (THEME / "reference.docx").read_bytes(), "run python theme/make_reference_docx.py"


def test_pdf_of_everything_is_accessible_and_repeats(tmp_path: Path) -> None:
    typst = pytest.importorskip("typst")
    validation = pytest.importorskip("page", reason="page-validation is a development dependency")
    (tmp_path / "theme").symlink_to(THEME)
    shapes = " ".join(
        f"[Word]{{.status .green .{shape}}}" for shape in ("circle", "triangle", "square", "diamond", "star", "octagon")
    )
    ways = " ".join(f"[Words]{{.direction .{way}}}" for way in ("improving", "worsening", "no-change", "too-few"))
    blocks = "\n".join(
        f"::: {{.{name}}}\n{shapes} {ways}\n:::\n"
        for name in ("lede", "standfirst", "note", "warning", "source", "indicator-status")
    )
    tiles = "::: {.tiles}\n- [11]{.figure} [Green]{.status .green} [42%]{.caption}\n- [8]{.figure} x\n:::\n"
    register = "## Register\n\n" + TABLE.replace(".trend", ".register")
    many = "".join(f"| Mar {i} | {i}% | [Red]{{.status .red .square}} |\n" for i in range(13))
    long = TABLE.replace("| Mar 11 | 79% | [Amber]{.status .amber .triangle} |\n", many)
    register += "\n# Cards\n\n## HW01\n" + long + FACTS + long
    markdown = "# Chapter\n\n" + blocks + tiles + "## Part {#hw01}\n\n" + TABLE + CHART + LONG_TABLE + register
    markdown += "\n# Next\n\nBack to [the part](page:chapter#hw01), ≥ – ’ →.\n"
    pandoc(
        tmp_path,
        markdown,
        "--to=typst",
        "--standalone",
        f"--template={THEME / 'embedded.typ.template'}",
        "--metadata=title:Report",
        "--metadata=organisation:Kent",
        "--metadata=lang:en-GB",
        "--output=report.typ",
    )

    def compiled() -> bytes:
        content, warnings = typst.compile_with_warnings(
            str(tmp_path / "report.typ"),
            root=str(tmp_path),
            font_paths=[str(THEME / "fonts")],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=0,
        )
        assert warnings == []
        return bytes(content)

    pdf = compiled()
    assert pdf == compiled()
    (tmp_path / "report.pdf").write_bytes(pdf)
    result = validation.validate_pdf(str(tmp_path / "report.pdf"), profile="ua1")
    assert result.is_compliant, result.failures


# Groups of rows, linked statuses, small drawings ------------------------------------------------------------

GROUPED = """
::: {.table .heat widths="40 30 30"}
| Indicator | Mar 11 | Jun 11 |
|:--|:-:|:-:|
| [Highways]{.group} |  |  |
| HW01 Repairs |  | [Amber]{.status .amber .triangle} |

: Ratings
:::
"""
CHIP = "[HW01 Red](page:highways#hw01){.status .red .square}\n"
SPARK = "Text ![79%; 87%](figures/highways/HW01){.spark}\n"


def test_html_a_group_of_rows_has_one_header_over_the_whole_width(tmp_path: Path) -> None:
    found = convert(tmp_path, GROUPED, "html")
    assert re.search(r'<th[^>]*colspan="3"[^>]*scope="rowgroup"[^>]*><span\s+class="group">Highways</span></th>', found)
    assert found.count("<tbody>") == 1


def test_typst_a_group_spans_the_columns_and_a_rated_cell_is_tinted(tmp_path: Path) -> None:
    found = convert(tmp_path, GROUPED, "typst")
    assert "qpr-group(3)[" in found
    assert 'qpr-heat("amber")[' in found


def test_word_every_cell_has_a_paragraph_and_a_rated_one_its_tint(tmp_path: Path) -> None:
    body = word(tmp_path, GROUPED)
    assert [span.get(f"{W}val") for span in body.iter(f"{W}gridSpan")] == ["3"]
    cells = body.findall(f".//{W}tc")
    assert all(cell.find(f"{W}p") is not None for cell in cells)
    assert [tint.get(f"{W}fill") for cell in cells for tint in cell.iter(f"{W}shd")] == ["FDF3E4"]


def test_a_linked_status_keeps_its_word_and_shape(tmp_path: Path) -> None:
    assert '<a href="highways.html#hw01" class="status red square">HW01 Red</a>' in convert(tmp_path, CHIP, "html")
    assert '#qpr-chip("red", "square")[#link(<hw01>)[HW01 Red]' in convert(tmp_path, CHIP + "\n# A {#hw01}\n", "typst")


def test_a_small_drawing_has_its_words_in_every_format(tmp_path: Path) -> None:
    web = convert(tmp_path, SPARK, "html")
    assert '<img class="spark" src="figures/highways/HW01.svg" alt="79%; 87%"' in web
    assert "style=" not in web
    assert '#qpr-spark(image("figures/highways/HW01.svg", alt: "79%; 87%", width: 100%));' in convert(
        tmp_path, SPARK, "typst"
    )
    assert [drawn.get("descr") for drawn in word(tmp_path, SPARK).iter(f"{WP}docPr")] == ["79%; 87%"]
