"""Commentary is plain Markdown: it is published as CommonMark means it, and nothing else is let through."""

from __future__ import annotations

import json
import re
import subprocess
from typing import Any

import pytest

from qprlib.ground.errors import Problem, Severity
from qprlib.publishing.run.pandoc import pandoc_path
from qprlib.report.document import Content, Prose
from qprlib.report.html_writer import blocks_html
from qprlib.report.markdown_writer import to_markdown
from qprlib.texts.allowed_markdown import check_text
from qprlib.texts.commentary import Text
from qprlib.texts.markdown_tree import plain_text

NOTEBOOK = "notebooks/commentary/small-2011-12-Q1/highways.ipynb"

#: What the embedded publisher reads, and all that Quarto's reader could add to it.
EMBEDDED = "markdown-raw_html-raw_tex-raw_attribute"
ALL = "markdown+emoji+tex_math_single_backslash+tex_math_double_backslash+mark+autolink_bare_uris+raw_html+raw_tex"
COMMONMARK = "commonmark+pipe_tables+footnotes+smart"


def to_pandoc(source: str, prefix: str = "note", below: int = 3) -> str:
    return to_markdown(Content((Prose(source, prefix, below),))).removesuffix("\n")


def to_html(source: str, prefix: str = "note") -> str:
    return blocks_html(Content((Prose(source, prefix),)))


def problems(source: str) -> list[Problem]:
    return check_text(Text("HW01", "Commentary", source, source, NOTEBOOK, 5))


def tree(source: str, reader: str) -> Any:
    """What pandoc reads, without what makes no difference on a page."""
    done = subprocess.run(
        [pandoc_path(), f"--from={reader}", "--to=json"], input=source.encode(), capture_output=True, check=True
    )
    return _plain(json.loads(done.stdout)["blocks"])


def _plain(part: Any) -> Any:
    if isinstance(part, list):
        return [_plain(one) for one in part]
    if not isinstance(part, dict):
        return part
    kind, inside = part.get("t"), part.get("c")
    match kind:
        case "SoftBreak":
            return {"t": "Space"}
        case "Header":
            return [kind, inside[0], _plain(inside[2])]
        case "Link":
            return [kind, _plain(inside[1]), re.sub("%2([89])", lambda found: "()"[int(found[1]) - 8], inside[2][0])]
        case "CodeBlock":
            return [kind, inside[1].rstrip("\n")]
        case "OrderedList":
            return [kind, inside[0][0], _plain(inside[1])]
        case "Table":
            return [kind, _plain(inside[3:5]), [column[0] for column in inside[2]]]
        case _:
            return {name: _plain(value) for name, value in part.items()}


# What is published ------------------------------------------------------------------------------------------

# title, source: pandoc must read what is written out just as CommonMark reads the source
MARKDOWN = [
    ("emphasis", "Plain *em*, _em_, **strong**, __strong__, f*g*h, **a *b*** and *a **b** c*."),
    ("code", "Call `a_b`, ``a ` b`` and `{.status}`."),
    ("links", "[A](https://example.org/a_b_(c)?x=1&y=2) [b](page:highways#hw01) <https://a.b/c_d_> [m](mailto:a@b.c)"),
    ("a link by reference", "See [the paper][1].\n\n[1]: https://example.org/paper"),
    ("a bulleted list", "- one\n- two\n- three"),
    ("a numbered list", "3. three\n4. four"),
    ("a list in a list", "- one\n  - two\n    - three\n- four\n  1. five\n  2. six"),
    ("a list with paragraphs", "1. one\n\n   more\n\n2. two"),
    ("a long numbered list", "".join(f"{number}. item\n" for number in range(1, 102)) + "\n     more"),
    ("a list with a quotation and code", "- a\n\n  > quoted\n\n  ```\n  code\n  ```"),
    ("a quotation", "> quoted\n>\n> - item\n>\n> > deeper"),
    ("line breaks", "one\\\ntwo  \nthree\nfour"),
    ("a table", "| A | B | C |\n|:--|--:|:-:|\n| 1 | **2** | `x` |\n| a\\|b | [c](https://d.e) | |"),
    ("a table without outer bars", "A | B\n--|--\n1 | 2"),
    ("footnotes", "One[^1] and two[^two], one again[^1].\n\n[^1]: First.\n[^two]: Second,\n\n    in two paragraphs."),
    ("code blocks", "```python\nx = `1`\n```\n\n    indented\n\n~~~\n```\n~~~"),
    ("a heading", "#### A *detail*\n\nText.\n\n##### A smaller one"),
    ("a rule", "one\n\n---\n\ntwo"),
    ("characters", "&copy; AT&T 5 < 6 > 4 &#123; \"quoted\" it's -- ... \\* \\\\ \\alpha"),
    ("a year that begins no list", "2011\\. A year"),
]  # fmt: skip

#: Markup that pandoc or Quarto know and CommonMark does not: it is shown as it was written.
TEXT = [
    ("a span", "[Amber]{.status .red}"),
    ("a division", "::: {.status}\ntext\n:::"),
    ("a division with a class alone", ":::note\ntext\n:::"),
    ("raw inline", "`x`{=html}"),
    ("an attribute of a link", "[a](https://b.c){.status}"),
    ("an attribute of a heading", "#### A {#hw01 .indicator}"),
    ("mathematics", "$x^2$ and $$y$$ and \\\\(z\\\\) and \\\\[z\\\\]"),
    ("TeX", "\\\\begin{x} \\\\input{/etc/passwd} \\\\alpha"),
    ("sub and superscript", "H~2~O, a^b^, ~~gone~~, ==marked=="),
    ("citations", "@doe and [@doe] and (@eg)"),
    ("a title block", "% title\n% author"),
    ("a line block", "| one\n| two"),
    ("a definition", "Term\n: meaning"),
    ("a definition apart", "Term\n\n: meaning"),
    ("an example list", "(@) one"),
    ("a lettered list", "a. one\n\nii) two\n\n(3) three\n\n#. four"),
    ("an emoji", "well :smile: done at 10:30, so: yes"),
    ("a shortcode", "{{< include /etc/passwd >}} {{% x %}}"),
    ("an inline note's look-alike", "a ^b"),
    ("a bare address", "see example.org"),
    ("an abbreviation", "*[HTML]: x"),
]


@pytest.mark.parametrize("source", [case[1] for case in MARKDOWN + TEXT], ids=[case[0] for case in MARKDOWN + TEXT])
def test_both_publishers_read_what_commonmark_means(source: str) -> None:
    written = to_pandoc(source, "hw01-commentary")
    meant = tree(source, COMMONMARK)
    assert tree(written, EMBEDDED) == meant
    assert tree(written, ALL) == meant


def test_metadata_is_text() -> None:
    source = "---\n\ntitle: mine\n\n---\n"
    for reader in (EMBEDDED, ALL):
        done = subprocess.run(
            [pandoc_path(), f"--from={reader}", "--to=json"],
            input=to_pandoc(source).encode(), capture_output=True, check=True,
        )  # fmt: skip
        assert json.loads(done.stdout)["meta"] == {}


def test_footnotes_of_two_texts_do_not_collide() -> None:
    both = "\n\n".join(to_pandoc("A[^1].\n\n[^1]: Note of " + name, name) for name in ("hw01-actions", "hw02-actions"))
    assert "[^hw01-actions-1]: Note of" in both
    assert "[^hw02-actions-1]: Note of" in both
    notes = json.dumps(tree(both, EMBEDDED))
    assert notes.count('"Note"') == 2 + 2  # the nodes, and the word in each


def test_headings_stand_directly_below_the_one_above_with_an_address_of_their_own() -> None:
    assert to_pandoc("#### A\n\n##### B", "hw01-risks") == "#### A {#hw01-risks-line-1}\n\n##### B {#hw01-risks-line-3}"
    assert to_pandoc("#### A", "foreword", below=2) == "### A {#foreword-line-1}"


@pytest.mark.parametrize("source", ["> ## A", "- ## A", "One[^1].\n\n[^1]: # A"])
def test_a_heading_in_a_quotation_list_or_note_is_none_of_the_page(source: str) -> None:
    written = to_pandoc(source)
    assert "#" not in written
    assert "**A**" in written


def test_a_table_may_have_a_caption() -> None:
    written = to_pandoc("| A |\n|---|\n| 1 |\n\n: Calls *by* month\n\nMore.")
    assert written == "| A |\n|---|\n| 1 |\n\n: Calls *by* month\n\nMore."


def test_two_tables_and_a_definition_elsewhere() -> None:
    assert to_pandoc("One.\n\n: two") == "One.\n\n\\: two"


# What is refused --------------------------------------------------------------------------------------------

# title, source, code, line
REFUSED = [
    ("a script", "Text.\n\n<script>alert(1)</script>", "html-refused", 3),
    ("a block", "<div class='status'>\n\ntext\n\n</div>", "html-refused", 1),
    ("inline", "It is <b>bold</b>.", "html-refused", 1),
    ("a picture of HTML", "<img src=x onerror=alert(1)>", "html-refused", 1),
    ("a comment", "Text <!-- ask Jim --> more", "html-refused", 1),
    ("a comment as a block", "<!--\n## HW02\n-->", "html-refused", 1),
    ("a processing instruction", "<?php echo 1 ?>", "html-refused", 1),
    ("HTML in a list", "- a\n- <i>b</i>", "html-refused", 2),
    ("HTML in a table", "| A |\n|---|\n| <br> |", "html-refused", 3),
    ("HTML in a note", "A[^1].\n\n[^1]: <i>b</i>", "html-refused", 3),
    ("javascript", "[a](javascript:alert(1))", "link-refused", 1),
    ("javascript in capitals", "[a](JavaScript:alert(1))", "link-refused", 1),
    ("javascript in disguise", "[a](javascript&#58;alert(1))", "link-refused", 1),
    ("javascript with a blank", "[a](<java\tscript:alert(1)>)", "link-refused", 1),
    ("javascript by reference", "[a][1]\n\n[1]: javascript:alert(1)", "link-refused", 1),
    ("javascript between angles", "<javascript:alert(1)>", "link-refused", 1),
    ("data", "[a](data:text/html;base64,PHNjcmlwdD4=)", "link-refused", 1),
    ("vbscript", "[a](vbscript:x)", "link-refused", 1),
    ("a file", "[a](file:///etc/passwd)", "link-refused", 1),
    ("a path", "[a](../../etc/passwd)", "link-refused", 1),
    ("another site's page", "[a](//example.org)", "link-refused", 1),
    ("a place of unknown page", "[a](#hw01)", "link-refused", 1),
    ("a link without words", "[](https://example.org)", "link-refused", 1),
    ("a picture", "![a chart](https://example.org/a.png)", "picture-refused", 1),
    ("a picture in a link", "[![a](https://b.c/d.png)](https://b.c)", "picture-refused", 1),
    ("a picture by reference", "![a][1]\n\n[1]: https://b.c/d.png", "picture-refused", 1),
    ("a title", "# Highways", "heading-refused", 1),
    ("an indicator's heading", "Text.\n\n## HW02", "heading-refused", 3),
    ("a heading that leaves out a level", "##### A", "heading-refused", 1),
    ("a heading that leaves out a level below", "#### A\n\n###### B", "heading-refused", 3),
    ("an underlined title", "Highways\n========", "heading-refused", 2),
    ("a code block that never ends", "Text.\n\n```\ncode", "code-not-closed", 3),
    ("a code block that ends otherwise", "~~~\ncode\n```", "code-not-closed", 1),
    ("a code block in a list that never ends", "- ```\n  code", "code-not-closed", 1),
    ("a command in code", "`{{< env HOME >}}`", "code-refused", 1),
    ("a command in a code block", "```\n{{< include x >}}\n```", "code-refused", 1),
    ("a footnote without text", "One[^1].", "footnote-broken", 1),
    ("a footnote without a mark", "One.\n\n[^1]: Text.", "footnote-broken", 3),
    ("a footnote in a footnote", "One[^1].\n\n[^1]: Two[^2].\n[^2]: Three.", "footnote-broken", 3),
]  # fmt: skip


@pytest.mark.parametrize(("source", "code", "line"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_refused_with_place_and_reason(source: str, code: str, line: int) -> None:
    found = [problem for problem in problems(source) if problem.code == code]
    assert found
    first = found[0]
    assert first.severity is Severity.ERROR
    assert (first.place.file, first.place.cell, first.place.indicator) == (NOTEBOOK, 5, "HW01")
    assert first.found.startswith(f"under 'Commentary', line {line}: ")
    assert first.todo


@pytest.mark.parametrize(
    "source", [case[1] for case in MARKDOWN + TEXT if "{{<" not in case[1]], ids=lambda source: source[:30]
)
def test_plain_markdown_is_not_refused(source: str) -> None:
    assert problems(source) == []


@pytest.mark.parametrize(
    "source",
    ["a < b and c > d", "<5 days", "I <3 roads", "1 <2 > 1", "`<b>`", "```\n<script>\n```", "    <b>", "\\<b>",
     "&lt;b&gt;", "`[^1]`", "\\[^1]", "> ## quoted", "~~~\n```\n~~~", "> ```\n> x\n> ```", "x[^1]\n\n[^1]: `[^2]`"],
)  # fmt: skip
def test_what_only_looks_like_it_is_let_through(source: str) -> None:
    assert problems(source) == []


def test_everything_is_told_at_once_in_order() -> None:
    found = problems("# A\n\n<b>x</b>\n\n[a](file:x)\n\n![b](c)")
    assert [problem.code for problem in found] == [
        "heading-refused", "html-refused", "link-refused", "picture-refused",
    ]  # fmt: skip


#: Even unchecked, nothing of the kind gets through.
HOSTILE = [case[1] for case in REFUSED if case[2] in ("html-refused", "link-refused", "picture-refused")]


@pytest.mark.parametrize("source", HOSTILE)
def test_what_is_refused_is_harmless_even_if_nobody_checked(source: str) -> None:
    for reader in (EMBEDDED, ALL):
        found = json.dumps(tree(to_pandoc(source), reader))
        assert '"RawInline"' not in found
        assert '"RawBlock"' not in found
        assert '"Image"' not in found
        assert '"Header"' not in found
        assert "javascript:" not in re.sub(r'"Str", "c": "[^"]*"', "", found).lower()
    shown = to_html(source)
    assert not re.search(r"<(?:script|div|b|i|img|br)\b|<!--|<\?", shown)
    assert not re.search(r'(?:href|src)="(?!https://|#fn)', shown)


def test_deep_nesting_takes_no_time() -> None:
    for source in (">" * 5000, "- " * 2000, "[" * 5000, "*" * 5000, "[^" * 2000, "`" * 5001, "<" * 5000):
        problems(source)
        to_pandoc(source)


# Words ------------------------------------------------------------------------------------------------------


def test_the_words_of_a_text() -> None:
    assert plain_text("**87%** of\n[repairs](https://a.b) &amp; \\*more\\*") == "87% of repairs & *more*"
    assert plain_text("#### So\n\n- one\n- `two`\n\n| A |\n|---|\n| b |") == "So one two A b"


def test_a_preview_shows_footnotes_and_tables() -> None:
    shown = to_html("A[^1].\n\n| B |\n|---|\n| c |\n\n[^1]: D.", "hw01-risks")
    assert "<table>" in shown
    assert 'id="fn-hw01-risks-1"' in shown
