"""Characters that nobody sees are refused with their names and places; what writing needs is let through."""

from __future__ import annotations

from pathlib import Path

import pytest
from making_notebooks import markdown, write

from qprlib.data.columns import DeclaredColumn, Kind
from qprlib.data.tables import read_table
from qprlib.ground.errors import InputError, Severity
from qprlib.ground.hidden import hidden_characters
from qprlib.ground.project import Project
from qprlib.ground.settings import Organisation
from qprlib.ground.yamlfiles import read_yaml
from qprlib.texts.allowed_markdown import check_text
from qprlib.texts.commentary import Text
from qprlib.texts.reading import read_commentary

COLUMNS = (DeclaredColumn("name", Kind.TEXT, "A name."), DeclaredColumn("value", Kind.TEXT, "A value."))
NOTEBOOK = "notebooks/commentary/small-2011-12-Q1/highways.ipynb"

# title, the character, how it is named
REFUSED = [
    ("nothing", "\x00", "U+0000 (NULL)"),
    ("a command to the terminal", "\x1b[31m", "U+001B (ESCAPE)"),
    ("a bell", "\x07", "U+0007 (BELL)"),
    ("a page break", "\x0c", "U+000C (FORM FEED)"),
    ("Windows' second half", "\x85", "U+0085 (NEXT LINE)"),
    ("a control character without a name", "\x9f", "U+009F (a control character)"),
    *((f"direction {ord(sign):04X}", sign, f"U+{ord(sign):04X} (") for sign in "\u202a\u202b\u202c\u202d\u202e"),
    *((f"isolate {ord(sign):04X}", sign, f"U+{ord(sign):04X} (") for sign in "\u2066\u2067\u2068\u2069"),
    ("a mark of direction among Latin letters", "\u200f", "U+200F (RIGHT-TO-LEFT MARK)"),
    ("no width", "\u200b", "U+200B (ZERO WIDTH SPACE)"),
    ("a joiner among Latin letters", "\u200d", "U+200D (ZERO WIDTH JOINER)"),
    ("a non-joiner among Latin letters", "\u200c", "U+200C (ZERO WIDTH NON-JOINER)"),
    ("a word joiner", "\u2060", "U+2060 (WORD JOINER)"),
    ("a byte order mark", "\ufeff", "U+FEFF (ZERO WIDTH NO-BREAK SPACE)"),
    ("a line of its own kind", "\u2028", "U+2028 (LINE SEPARATOR)"),
    ("a letter without ink", "\u3164", "U+3164 (HANGUL FILLER)"),
    ("a tag", "\U000e0041", "U+E0041 (TAG LATIN CAPITAL LETTER A)"),
    ("a choice of form from the hidden ones", "\U000e0100", "U+E0100 (VARIATION SELECTOR-17)"),
    ("Word's own bullet", "\uf0b7", "U+F0B7 (a character for private use)"),
    ("half a character", "\ud800", "U+D800 (half a character)"),
]  # fmt: skip

LET_THROUGH = [
    ("tabs and line ends", "a\tb\r\nc\n"),
    ("a soft hyphen", "in\u00adcreased"),
    ("spaces of other widths", "9\u00a0% 1\u202f000 a\u2009b"),
    ("accents, dashes, quotation marks", "caf\u00e9 cafe\u0301 \u2013 \u2018a\u2019 \u201cb\u201d \u00a3 \u2026"),
    ("Welsh", "t\u0177 \u0175"),
    ("Persian with a non-joiner", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
    ("Hindi with a joiner", "\u0915\u094d\u200d\u0937"),
    ("Hebrew with a mark of direction", "\u05e9\u05dc\u05d5\u05dd\u200f (1)"),
    ("a family of pictures", "\U0001f468\u200d\U0001f469\u200d\U0001f467"),
    ("a sign in colour", "\u2714\ufe0f"),
    ("the flag of England", "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"),
]  # fmt: skip


@pytest.mark.parametrize(("sign", "name"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_hidden_character_in_a_text_is_refused(sign: str, name: str) -> None:
    source = f"First.\n\nInvoices were pa{sign}id late."
    problems = check_text(Text("HW01", "Commentary", source, source, NOTEBOOK, 5))
    assert [problem.code for problem in problems] == ["hidden-character"]
    (problem,) = problems
    assert problem.severity is Severity.ERROR
    assert (problem.place.file, problem.place.cell, problem.place.indicator) == (NOTEBOOK, 5, "HW01")
    assert problem.found.startswith(f"under 'Commentary', line 3: the hidden character {name}")
    assert problem.found.endswith("stands after 'First. Invoices were pa'")
    assert sign[0] not in str(problem)


@pytest.mark.parametrize("text", [case[1] for case in LET_THROUGH], ids=[case[0] for case in LET_THROUGH])
def test_what_writing_needs_is_let_through(text: str) -> None:
    assert hidden_characters(text) == []


def test_a_row_of_forms_hides_a_text() -> None:
    assert [one.times for one in hidden_characters("a\ufe00\ufe00\ufe01")] == [1, 1]


def test_each_kind_is_told_once_and_counted() -> None:
    source = "a\u200bb\u200bc\u202ed\u200b"
    found = [problem.found for problem in check_text(Text("HW01", "Risks", source, source, NOTEBOOK, 5))]
    assert found == [
        "under 'Risks', line 1: the hidden character U+200B (ZERO WIDTH SPACE) stands after 'a' and in two more places",
        "under 'Risks', line 1: the hidden character U+202E (RIGHT-TO-LEFT OVERRIDE) stands after 'abc'",
    ]


def test_a_line_break_that_markdown_does_not_know_moves_no_text_elsewhere(tmp_path: Path) -> None:
    project = Project(tmp_path)
    source = "## HW01\n### Commentary\nOne\x0ctwo\u2028three.\n### Actions\n- Hire"
    write(project.commentary("small-2011-12-Q1") / "highways.ipynb", markdown(source))
    found, problems = read_commentary(project, "small-2011-12-Q1", {"HW01": "Highways"}, ["Highways"])
    assert problems == []
    assert found.indicators["HW01"]["Commentary"].source == "One\x0ctwo\u2028three."
    assert found.indicators["HW01"]["Actions"].source == "- Hire"


def test_a_reason_for_accepting_has_none_either(tmp_path: Path) -> None:
    project = Project(tmp_path)
    line = "- `in-arrears`: told\x1b[8m elsewhere (Head of Highways, 1 May 2011)"
    write(
        project.commentary("small-2011-12-Q1") / "highways.ipynb",
        markdown(f"## HW01\n### Commentary\nOne.\n### Accepted findings\n{line}"),
    )
    _, problems = read_commentary(project, "small-2011-12-Q1", {"HW01": "Highways"}, ["Highways"])
    assert [(one.code, one.place.cell, one.place.indicator) for one in problems] == [("hidden-character", 1, "HW01")]


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\ufeff", "\U000e0041"])
def test_a_hidden_character_in_a_table_is_told_with_row_and_column(sign: str, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(f"name,value\nA,1\nRoad re{sign}pairs,2\n", encoding="utf-8")
    table = read_table(tmp_path / "table.csv", tmp_path, COLUMNS)
    assert [(one.code, one.place.row, one.place.column) for one in table.problems] == [("hidden-character", 3, "name")]
    assert "after 'Road re'" in table.problems[0].found


@pytest.mark.parametrize("written", ["Kent\u202e", '"Kent\\u202e"', '"Ke\\x1bnt"'])
def test_a_hidden_character_in_params_is_told_however_it_is_written(written: str, tmp_path: Path) -> None:
    path = tmp_path / "edition.yml"
    path.write_text(f"id: kent\nname: {written}\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_yaml(path, "params/edition.yml", Organisation)
    (problem,) = raised.value.problems
    assert (problem.code, problem.place.row) == ("hidden-character", 2)
