"""Notes beneath tables: each told once, with the rows and periods it was written of, and nothing of it lost."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qprlib.report.document import Paragraph, paragraph
from qprlib.report.row_notes import Place, notes

LINES, COLUMNS = ("Libraries", "Parks", "Waste"), ("Mar 11", "Jun 11", "Sep 11")
SLIP, OLD = "The label is a slip.", "No figure after April"


def told(rows: list[tuple[Place, str]]) -> list[str]:
    box = notes(rows)
    assert box is None or box.kind == "source"
    return [str(block.content[0]) for block in (box.blocks if box else ()) if isinstance(block, Paragraph)]


def grid(written: dict[Place, str]) -> list[tuple[Place, str]]:
    """Every cell of a table with its note."""
    return [(place, written.get(place, "")) for place in product(LINES, COLUMNS)]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({("Parks", "Jun 11"): "Recounted"}, ["Parks (Jun 11): Recounted."], id="a cell"),
        pytest.param({(one, "Jun 11"): SLIP for one in LINES}, [f"Jun 11: {SLIP}"], id="a column"),
        pytest.param({("Parks", one): OLD for one in COLUMNS}, [f"Parks: {OLD}."], id="a line"),
        pytest.param(dict.fromkeys(product(LINES, COLUMNS), OLD), [f"{OLD}."], id="all"),
        pytest.param(
            dict.fromkeys(product(LINES[1:], COLUMNS[:2]), "Late"),
            ["Parks and Waste (Mar 11 and Jun 11): Late."],
            id="some of both",
        ),
        pytest.param(
            {(one, "Jun 11"): SLIP for one in LINES[:2]} | {("Waste", one): OLD for one in COLUMNS}
            | {("Waste", "Jun 11"): f"{SLIP} {OLD}"},
            [f"Jun 11: {SLIP}", f"Waste: {OLD}."],
            id="two of one cell",
        ),
        pytest.param({("Parks", "Jun 11"): "Is it so? (See e.g. Waste.)"},
                     ["Parks (Jun 11): Is it so? (See e.g. Waste.)"], id="ended by its writer"),
    ],
)  # fmt: skip
def test_a_note_is_told_once_with_its_places(written: dict[Place, str], said: list[str]) -> None:
    assert told(grid(written)) == said


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ([("", "Jun 11")], "Jun 11: Late."),
        ([("National", "")], "National: Late."),
        ([("Parks", "Jun 11")], "Parks: Late."),
        ([("", "Mar 11"), ("", "Jun 11")], "Late."),
    ],
)
def test_tables_of_one_line_or_one_column_name_the_other(places: list[Place], said: str) -> None:
    assert told([(place, "Late") for place in places]) == [said]


def test_what_else_stands_beneath_a_table_follows_its_notes() -> None:
    box = notes([(("", "Jun 11"), "Late")], paragraph("Source: the register."))
    assert box is not None
    assert [one.content for one in box.blocks if isinstance(one, Paragraph)] == [
        ("Jun 11: Late.",),
        ("Source: the register.",),
    ]
    alone = notes([(("", "Jun 11"), "")], paragraph("Source: the register."))
    assert alone is not None
    assert len(alone.blocks) == 1


SENTENCES = st.lists(st.sampled_from(("Counted anew.", "Late", "Was it so?", "1. First", "e.g. More")), max_size=3)


@given(st.lists(SENTENCES, min_size=9, max_size=9))
def test_every_sentence_is_there_with_every_row_it_was_written_of(written: list[list[str]]) -> None:
    """Read back plainly: who reads the names finds for each cell what was written of it."""
    rows = grid({place: " ".join(some) for place, some in zip(product(LINES, COLUMNS), written, strict=True)})
    said = told(rows)
    assert len(said) == len(set(said))
    for (line, column), note in rows:
        mine = " ".join(one for one in said if _is_of(one, line, column))
        assert all((word in mine) == (word in note) for word in ("Counted", "Late", "Was it", "1. First", "e.g. More"))


def _is_of(said: str, line: str, column: str) -> bool:
    if not said.startswith((*LINES, *COLUMNS)):
        return True
    for part in said.partition(": ")[0].split("; "):
        names, _, of = part.partition(" (")
        if (line in names and (not of or column in of)) or column in names:
            return True
    return False
