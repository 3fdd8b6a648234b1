"""Sentences are read out of Markdown as a reader sees them."""

import pytest

from qprlib.texts.sentences import sentences, split


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("It rose. It fell.", ("It rose.", "It fell.")),
        ("It rose to 83.5% in June. It fell.", ("It rose to 83.5% in June.", "It fell.")),
        ("Some, e.g. Ashford, rose. Others fell.", ("Some, e.g. Ashford, rose.", "Others fell.")),
        ("See No. 5 of the list.", ("See No. 5 of the list.",)),
        ("The answer is no. 5 came later.", ("The answer is no. 5 came later.",)),
        ("The answer is no. They came later.", ("The answer is no.", "They came later.")),
        ("Dr. Jones and J. R. Brown spoke.", ("Dr. Jones and J. R. Brown spoke.",)),
        ("It fell... and rose again. Then no more.", ("It fell... and rose again.", "Then no more.")),
        ("It fell\N{HORIZONTAL ELLIPSIS} Then it rose.", ("It fell\N{HORIZONTAL ELLIPSIS}", "Then it rose.")),
        ("Has it risen? It has!", ("Has it risen?", "It has!")),
        ('He said "It rose." Then he left.', ('He said "It rose."', "Then he left.")),
        ('The board asked "Why?" and got an answer.', ('The board asked "Why?" and got an answer.',)),
        ("(It rose.) It fell.", ("(It rose.)", "It fell.")),
        ("The U.K. average was 5.", ("The U.K. average was 5.",)),
        ("Bins, skips etc. were late. Then not.", ("Bins, skips etc. were late.", "Then not.")),
        ("It was 90 in 2011. In 2012 it fell.", ("It was 90 in 2011.", "In 2012 it fell.")),
        ("The report was due on 3 Jan. 2012 at noon.", ("The report was due on 3 Jan. 2012 at noon.",)),
        ("no full stop", ("no full stop",)),
        ("  ", ()),
    ],
)
def test_a_sentence_ends_where_a_reader_would_end_it(prose: str, expected: tuple[str, ...]) -> None:
    assert split(prose) == expected


def test_each_list_item_heading_and_paragraph_is_a_block_of_its_own() -> None:
    found = sentences("### Why\n\nIt rose. It fell.\n\n- one\n- two. three\n\n> quoted\n")

    assert [(one.text, one.block, one.heading) for one in found] == [
        ("Why", 0, True),
        ("It rose.", 1, False),
        ("It fell.", 1, False),
        ("one", 2, False),
        ("two. three", 3, False),
        ("quoted", 4, False),
    ]


def test_marks_are_taken_off_and_lines_are_joined() -> None:
    (found,) = sentences("It **rose** to\n*85%*, says [the report](https://example.org/85.html)[^1].")

    assert found.text == "It rose to 85%, says the report."


def test_tables_code_images_and_raw_html_say_nothing() -> None:
    markdown = (
        "| a | b |\n|---|---|\n| 85% | fell |\n\n```\n99%\n```\n\n![98%](x.png)\n\n<div>97%</div>\n\nIt "
        "was `96%` there."
    )

    text = " ".join(one.text for one in sentences(markdown))

    assert not any(figure in text for figure in ("85%", "99%", "98%", "97%", "96%"))
    assert text.endswith("there.")


def test_sentences_are_the_same_each_time() -> None:
    markdown = "It rose, e.g. in No. 5. It fell. " * 50

    assert sentences(markdown) == sentences(markdown)
    assert len(sentences(markdown)) == 100
