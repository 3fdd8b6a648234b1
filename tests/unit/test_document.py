"""The document tree as Markdown and as HTML: what is text stays text, and every block has both renderings."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args

import pypandoc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qprlib.report.display import FIGURES_VARIABLE, bundle
from qprlib.report.document import (
    Block,
    Box,
    Bullets,
    Chart,
    Code,
    Column,
    Content,
    Heading,
    Inline,
    Link,
    Paragraph,
    Picture,
    Prose,
    Ready,
    Span,
    Strong,
    Table,
    content,
    paragraph,
)
from qprlib.report.html_writer import to_html
from qprlib.report.markdown_writer import attribute, escape, to_markdown
from qprlib.report.prose import read_prose

NBSP = "\N{NO-BREAK SPACE}"


def pandoc(text: str, reader: str = "markdown") -> list[dict[str, Any]]:
    """The blocks that pandoc reads in a text; a warning of pandoc's is a failure."""
    done = subprocess.run(
        [str(pypandoc.get_pandoc_path()), f"--from={reader}", "--to=json", "--fail-if-warnings"],
        input=text.encode("utf-8"),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8")
    blocks: list[dict[str, Any]] = json.loads(done.stdout)["blocks"]
    return blocks


def plain(part: Any) -> str:
    """The text in a part of pandoc's tree."""
    if isinstance(part, list):
        return "".join(map(plain, part))
    match part.get("t"), part.get("c"):
        case "Str", text:
            return str(text)
        case (("Space" | "SoftBreak"), _):
            return " "
        case (("Code" | "Math"), inner):
            return str(inner[1])
        case (("Span" | "Link" | "Image" | "Div"), inner):
            return plain(inner[1])
        case "Header", inner:
            return plain(inner[2])
        case "Quoted", inner:
            return plain(inner[1])
        case _, inner if isinstance(inner, list):
            return plain(inner)
        case kind, _:
            raise AssertionError(f"pandoc read {kind} in plain text")


def one_line(text: str) -> str:
    """Text as a page shows it: blanks of any kind make one space, but for no-break ones."""
    return " ".join(part for part in text.replace(NBSP, "\0").split()).replace("\0", NBSP)


# Text stays text --------------------------------------------------------------------------------------------

HOSTILE = [
    ("bars", "a | b || c"),
    ("asterisks", "5 * 3 * 2 **bold** *"),
    ("underscores", "snake_case_name _x_ __y__"),
    ("brackets", "see [1] and [text](http://x.y) [^2] [@doe]"),
    ("a script", "<script>alert(1)</script>"),
    ("a comment", "<!-- hidden -->"),
    ("an address", "<http://x.y>"),
    ("backslashes", "C:\\data\\new \\* \\"),
    ("backticks", "`code` and ``more``"),
    ("dollars", "$5 and $6, $x$"),
    ("carets and tildes", "x^2^ H~2~O ~~gone~~"),
    ("braces", "{.status .red} {{ name }}"),
    ("an entity", "AT&amp;T &copy; &#60; R&D"),
    ("a heading", "# One"),
    ("a heading in the middle", "one\n## Two"),
    ("a line block", "| one"),
    ("a quotation", "> one"),
    ("a bullet", "- 5% less"),
    ("a plus", "+ 5%"),
    ("an asterisk bullet", "* one"),
    ("a year that looks like a list", "2011. A good year"),
    ("a bracketed number", "1) one"),
    ("two brackets", "(1) one"),
    ("a bracketed letter", "(a) one"),
    ("a letter", "i. one"),
    ("a long roman number", "XIV. Fourteen"),
    ("a capital letter", "A.  one"),
    ("a numbered hash", "#. one"),
    ("an example list", "(@) one"),
    ("an initial alone", "B."),
    ("a rule", "---"),
    ("a spaced rule", "- - -"),
    ("a fenced box", "::: {.warning}"),
    ("a definition", ": what it means"),
    ("a table's caption", "Table: one"),
    ("a title block", "% A title"),
    ("a fence", "```"),
    ("a task", "is it done? [ ] no [x] yes"),
    ("a picture", "![x](y.png)"),
    ("a newline", "one\ntwo\n\nthree"),
    ("tabs and spaces", "one\t two   three"),
    ("a no-break space", f"Jun{NBSP}11"),
    ("another language", "Cyngor Sir Gâr – 50 % „ja“ £5"),
    ("emphasis at the end", "really!"),
    ("an email", "someone@example.org"),
]


@pytest.mark.parametrize("text", [case[1] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
@pytest.mark.parametrize(
    "block",
    [
        paragraph,
        lambda text: Bullets(((text,), (text,))),
        lambda text: Heading(2, text, "x"),
        lambda text: Table(text, "plain", (Column(text), Column("B")), (((text,), (text,)),)),
    ],
    ids=["paragraph", "bullet", "heading", "table"],
)
def test_hostile_text_is_read_back_as_it_was(text: str, block: Callable[[str], Block]) -> None:
    made = block(text)
    before, *read = pandoc(to_markdown(content(paragraph("Before."), made)), "markdown-smart")
    assert before["t"] == "Para"
    expected = one_line(text)
    match made:
        case Paragraph():
            assert [one["t"] for one in read] == ["Para"]
            assert plain(read) == expected
        case Bullets():
            assert [one["t"] for one in read] == ["BulletList"]
            assert [plain(item) for item in read[0]["c"]] == [expected, expected]
            assert {one["t"] for item in read[0]["c"] for one in item} == {"Plain"}
        case Heading():
            assert [one["t"] for one in read] == ["Header"]
            assert plain(read) == expected
        case Table():
            (table,) = read[0]["c"][1]
            assert table["t"] == "Table"
            _, caption, columns, head, bodies, _ = table["c"]
            assert plain(caption[1]) == expected
            assert len(columns) == 2
            assert [plain(cell[4]) for cell in head[1][0][1]] == [expected, "B"]
            assert [[plain(cell[4]) for cell in row[1]] for row in bodies[0][3]] == [[expected, expected]]


def texts(size: int = 40) -> st.SearchStrategy[str]:
    """Text with much of what Markdown takes for markup."""
    signs = "\\`*_{}[]<>()#+-.!|$^~@&:;%=\"'/ \n\t1aiX"
    marks = st.sampled_from([*signs, "&amp;", "::: ", "2. ", NBSP, "---"])
    other = st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Cn", "Co", "Zs", "Zl", "Zp", "Mn"])
    return st.lists(marks | other, min_size=1, max_size=size).map(
        lambda parts: unicodedata.normalize("NFC", "".join(parts))
    )


@settings(max_examples=25)
@given(st.lists(texts(), min_size=20, max_size=20))
def test_pandoc_reads_any_text_back(some: list[str]) -> None:
    # Twenty at a time: starting pandoc takes longer than the reading.
    # An item that begins with a box to tick is one to pandoc, escaped or not; ours begin with words.
    shown = [text for text in map(one_line, some) if text.strip(NBSP) and not re.match(r"\[[ xX]\]", text)]
    blocks = [part for text in shown for part in (paragraph(text), Bullets(((text,),)))]
    read = pandoc(to_markdown(content(*blocks)), "markdown-smart")
    assert [plain(one) for one in read] == [text for text in shown for _ in range(2)]


@settings(max_examples=15)
@given(st.lists(texts(20), min_size=12, max_size=12))
def test_pandoc_reads_any_table_back(some: list[str]) -> None:
    rows = tuple(((some[place],), (some[place + 1],)) for place in range(0, 12, 2))
    table = Table("Any", "plain", (Column("A"), Column("B", "right")), rows)
    (box,) = pandoc(to_markdown(content(table)), "markdown-smart")
    (read,) = box["c"][1]
    body = read["c"][4][0][3]
    assert [[plain(cell[4]) for cell in row[1]] for row in body] == [
        [one_line(cell[0]) for cell in row] for row in rows
    ]


@settings(max_examples=15)
@given(st.lists(texts(), min_size=10, max_size=10))
def test_pandoc_reads_any_text_alternative_back(some: list[str]) -> None:
    charts = [Chart(f"figures/{place}", "A chart", text) for place, text in enumerate(some)]
    read = pandoc(to_markdown(content(*charts)), "markdown-smart")
    found = [dict(figure["c"][2][0]["c"][0]["c"][0][2])["fig-alt"] for figure in read]
    assert found == [one_line(f"A chart. {text}").strip() for text in some]


@pytest.mark.parametrize(
    ("inlines", "expected"),
    [
        (("Well!", Link("here", page="methods")), "Well!here"),
        (("a", Strong("b"), "c"), "abc"),
        (("one ", Strong(" two "), " three"), "one two three"),
        (("one\n", Strong("two"), "\tthree"), "one two three"),
        ((Code("a`b``c"),), "a`b``c"),
        ((Code("data/kent/*.csv_x"),), "data/kent/*.csv_x"),
        ((Span("[Red]", ("status", "red")), " ", Span("1. x", ("caption",))), "[Red] 1. x"),
        ((f"a{NBSP}", Strong("b")), f"a{NBSP}b"),
    ],
    ids=["a link after !", "inside a word", "spaces", "newlines", "backticks", "code", "spans", "no-break"],
)
def test_inlines_side_by_side(inlines: tuple[Inline, ...], expected: str) -> None:
    read = pandoc(to_markdown(content(Paragraph(inlines))), "markdown-smart")
    assert plain(read) == expected
    kinds = {type(inline).__name__ for inline in inlines} - {"str"}
    assert kinds <= {one["t"] for one in read[0]["c"]}


def test_quotation_marks_become_typographic_as_publishers_print_them() -> None:
    (read,) = pandoc(to_markdown(content(paragraph("children's"))))
    assert plain(read) == "children\N{RIGHT SINGLE QUOTATION MARK}s"


def test_escape_and_attribute_stay_on_one_line() -> None:
    assert escape("a\n\nb") == "a b"
    assert attribute('say "a\\b"\n& go') == '"say \\"a\\\\b\\" &amp; go"'


# Every block, both renderings -------------------------------------------------------------------------------

RED = Span("Red", ("status", "red", "square"))
COLUMNS = (Column("Period", width=40), Column("Result", "right", 60))
ROWS: tuple[tuple[tuple[Inline, ...], ...], ...] = ((("Mar 11",), ("79%",)), ((Strong("All"),), (RED,)))

#: Everything that a text may contain.
TEXT = (
    "> One[^a]\\\n> [two](page:highways)\n\n3. x\n\n---\n\n    y\n\n| A |\n|--:|\n| **1** |\n\n: Calls\n\n[^a]: Note."
)
BLOCKS: list[tuple[Block, str, str]] = [
    (
        Heading(2, "HW01 Repairs", "hw01", ("indicator",)),
        "## HW01 Repairs {#hw01 .indicator}",
        '<h2 id="hw01" class="indicator">HW01 Repairs</h2>',
    ),
    (
        paragraph(
            *(RED, " now, see ", Link("the key", page="methods", anchor="key"), Code("a_b")),
            Link("HW01 Red", page="highways", anchor="hw01", classes=("status", "red")),
            Picture("figures/summary/spark-HW01", "79%; 87%", ("spark",), b"<svg/>"),
        ),
        "[Red]{.status .red .square} now, see [the key](page:methods#key)`a_b`"
        "[HW01 Red](page:highways#hw01){.status .red}![79%; 87%](figures/summary/spark-HW01){.spark}",
        '<p><span class="status red square">Red</span> now, see <a href="#key">the key</a><code>a_b</code>'
        '<a href="#hw01" class="status red">HW01 Red</a>'
        '<img src="data:image/svg+xml;base64,PHN2Zy8+" alt="79%; 87%" class="spark"></p>',
    ),
    (
        Bullets((("One",), (Strong("Two"),))),
        "- One\n- **Two**",
        "<ul><li>One</li><li><strong>Two</strong></li></ul>",
    ),
    (
        Table("Trend of HW01", "trend", COLUMNS, ROWS),
        '::: {.table .trend widths="40 60"}\n| Period | Result |\n|:--|--:|\n| Mar 11 | 79% |\n'
        "| **All** | [Red]{.status .red .square} |\n\n: Trend of HW01\n:::",
        '<div class="table-scroll trend"><table class="trend"><caption>Trend of HW01</caption><thead><tr>'
        '<th scope="col" style="text-align: left">Period</th><th scope="col" style="text-align: right">Result</th>'
        '</tr></thead><tbody><tr><th scope="row" style="text-align: left">Mar 11</th>'
        '<td style="text-align: right">79%</td></tr><tr class="total"><th scope="row" style="text-align: left">'
        '<strong>All</strong></th><td style="text-align: right"><span class="status red square">Red</span></td>'
        "</tr></tbody></table></div>",
    ),
    (
        Chart("figures/highways/HW01", "Up", "79%; 87%", b"<svg/>"),
        '![Up](figures/highways/HW01){.chart fig-alt="Up. 79%; 87%"}',
        '<figure class="chart"><figcaption>Up</figcaption>'
        '<img src="data:image/svg+xml;base64,PHN2Zy8+" alt="Up. 79%; 87%"></figure>',
    ),
    (
        Box("note small", (paragraph("One."), paragraph("Two.")), anchor="here"),
        "::: {#here .note .small}\nOne.\n\nTwo.\n:::",
        '<div id="here" class="note small"><p>One.</p>\n<p>Two.</p></div>',
    ),
    (
        Prose("\n- one\n- *two*\n"),
        "-   one\n-   *two*",
        "<ul><li>one</li><li><em>two</em></li></ul>",
    ),
    (
        Prose(TEXT, "risks"),
        "> One[^risks-1]\\\n> [two](page:highways)\n\n3.  x\n\n* * *\n\n```\ny\n```\n\n| A |\n|--:|\n| **1** |"
        "\n\n: Calls\n\n[^risks-1]: Note.",
        '<blockquote><p>One<sup class="footnote-ref"><a href="#fn-risks-1">[1]</a></sup><br>'
        '<a href="page:highways">two</a></p></blockquote>\n<ol start="3"><li>x</li></ol>\n<hr>\n'
        "<pre><code>y\n</code></pre>\n<table><caption>Calls</caption><thead><tr>"
        '<th style="text-align: right">A</th></tr></thead><tbody><tr><td style="text-align: right">'
        "<strong>1</strong></td></tr></tbody></table>\n"
        '<section class="footnotes"><ol><li id="fn-risks-1"><p>Note.</p></li></ol></section>',
    ),
    (
        Ready("[Red]{.status .red}", '<span class="status red">Red</span>'),
        "[Red]{.status .red}",
        '<span class="status red">Red</span>',
    ),
]


#: What a stylesheet needs around a preview.
OPENED, CLOSED = to_html(content(Prose("@"))).split("<p>@</p>")


@pytest.mark.parametrize(("block", "markdown", "html"), BLOCKS, ids=[type(case[0]).__name__ for case in BLOCKS])
def test_block(block: Block, markdown: str, html: str) -> None:
    assert to_markdown(content(block)) == f"{markdown}\n"
    assert to_html(content(block)) == f"{OPENED}{html}{CLOSED}"


def test_every_kind_of_block_and_inline_is_shown_above() -> None:
    text = read_prose(Prose(TEXT))
    assert {type(block) for block in (*text, *(block for block, _, _ in BLOCKS))} == set(get_args(Block))
    (quoted,), strong = text[0].blocks, text[4].rows[0][0]
    shown = {type(inline) for inline in (*BLOCKS[1][0].content, *ROWS[1][0], *quoted.content, *strong)}
    assert shown == set(get_args(Inline))


def test_a_plain_table_has_no_row_headers() -> None:
    assert '<th scope="row"' not in to_html(content(Table("A", "plain", COLUMNS, ROWS)))


def test_boxes_in_boxes_have_longer_fences_outside() -> None:
    table = Table("A", "plain", COLUMNS, ROWS)
    inner = Box("note", (table, paragraph("Below.")))
    text = to_markdown(content(Box("warning", (Box("tiles", (inner,)), paragraph("Between."))), paragraph("After.")))
    outer, after = pandoc(text)
    assert (outer["c"][0][1], plain(after)) == (["warning"], "After.")
    middle, between = outer["c"][1]
    assert (middle["c"][0][1], plain(between)) == (["tiles"], "Between.")
    (note,) = middle["c"][1]
    held, below = note["c"][1]
    assert (held["c"][0][1], plain(below)) == (["table", "plain"], "Below.")
    assert held["c"][1][0]["t"] == "Table"


# HTML -------------------------------------------------------------------------------------------------------

EVIL = "</p><script>alert('x')</script>\" onload=\"x"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert "onload" not in dict(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    "block",
    [
        paragraph(EVIL),
        paragraph(Span(EVIL, ("status",)), Strong(EVIL), Code(EVIL), Link(EVIL, address=EVIL)),
        Heading(2, EVIL, "x"),
        Bullets(((EVIL,),)),
        Table(EVIL, "plain", (Column(EVIL),), (((EVIL,),),)),
        Chart("x", EVIL, EVIL),
        Box("note", (paragraph(EVIL),)),
        Prose(f"{EVIL}\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1))"),
    ],
    ids=["paragraph", "inlines", "heading", "bullets", "table", "chart", "box", "prose"],
)
def test_html_in_text_is_shown_and_never_run(block: Block) -> None:
    found = _Tags()
    html = to_html(content(block))
    found.feed(html)
    assert "script" not in found.tags
    assert "alert('x')" in found.text
    assert 'href="javascript' not in html


@given(texts())
def test_html_shows_any_text_as_it_is(text: str) -> None:
    found = _Tags()
    found.feed(to_html(content(paragraph(text))))
    assert found.text == text
    assert found.tags.count("p") == 1
    assert set(found.tags) <= {"div", "main", "p"}


# What a cell of a notebook shows ----------------------------------------------------------------------------


def test_contents_are_added_and_what_is_none_left_out() -> None:
    one, two = content(paragraph("One."), None), content(None)
    assert content(one, paragraph("Two."), two).blocks == (paragraph("One."), paragraph("Two."))
    assert (one + one).blocks == (paragraph("One."),) * 2
    assert Content() + one == one


def test_a_render_gets_markdown_alone_and_jupyterlab_html(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown = content(paragraph("One."))
    monkeypatch.delenv(FIGURES_VARIABLE, raising=False)
    assert set(bundle(shown)) == {"text/html", "text/plain"}
    monkeypatch.setenv(FIGURES_VARIABLE, str(tmp_path))
    assert bundle(shown) == {"text/markdown": "One.\n"} == shown._repr_mimebundle_()
