"""Whatever a page keeps in one piece may be of any height: what has no room on it goes on to the next; none is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
import typst
from helpers.pdf_places import Placed, Sheet, sheets
from helpers.thorough import THOROUGH
from test_filter import PNG, THEME, WP, pandoc, word

#: How many words are in a text: a line, about half a page, several pages.
LENGTHS = (4, 300, 1500)
#: How many rows a table has: few, about half a page and more than one, where each row is one line.
ROWS = (3, 26, 90)


#: Above this, in points, stands whatever is no header or footer.
FOOT = 54
#: In Word's measure of pictures.
MILLIMETRE = 36000


class Words:
    """Words of which no two are the same and none is in another."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def __call__(self, count: int) -> str:
        start = len(self.made)
        self.made += [f"Q{_letters(place)}" for place in range(start, start + count)]
        return " ".join(self.made[start:])


Text = Callable[[Words], str]


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + number // 26**place % 26) for place in (3, 2, 1, 0))


def table(
    kind: str, words: Words, rows: Sequence[Sequence[int]], *, caption: int = 3, header: Sequence[int] = ()
) -> str:
    """A table of a kind whose cells have so many words each."""
    heads = [words(count) for count in header or [1] * len(rows[0])]
    lines = [heads, [":--"] * len(heads), *([words(count) for count in row] for row in rows)]
    written = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"::: {{.table .{kind}}}\n{written}\n\n: {words(caption)}\n:::\n\n"


def source(words: Words, length: int) -> str:
    return f"::: {{.source}}\n{words(length)}\n:::\n\n"


def block(name: str, words: Words, length: int) -> str:
    """Text of a kind between a heading and a chart, which it may be held to."""
    return f"## {words(2)}\n\n::: {{.{name}}}\n{words(length)}\n:::\n\n{chart(words, 4)}"


def introduced(words: Words, length: int) -> str:
    return f"## {words(length)}\n\n{words(4)}\n\n{chart(words, 4)}"


def chart(words: Words, length: int) -> str:
    return f'![{words(length)}](figures/highways/HW01){{.chart fig-alt="A chart."}}\n\n{source(words, 3)}'


def tiles(words: Words, length: int) -> str:
    return "::: {.tiles}\n" + f"- [11]{{.figure}} {words(length)}\n" * 1 + f"- [2]{{.figure}} {words(3)}\n:::\n\n"


def paired(words: Words, rows: int, note: int, fact: int) -> str:
    """Results by period with a note beneath them, and the facts about an indicator."""
    trend = table("trend", words, [[1, 1, 1]] * rows)
    return f"## {words(2)}\n\n{trend}{source(words, note)}{table('identity', words, [[1, fact]] * 4)}"


def _cells(kind: str) -> Iterator[tuple[str, Text]]:
    for length in LENGTHS:
        yield f"a cell of {length} words", partial(table, kind, rows=[[1, length, 1], [1, 1, 1]])
        yield f"a caption of {length} words", partial(table, kind, rows=[[1, 1]] * 4, caption=length)
        yield f"a header of {length} words", partial(table, kind, rows=[[1, 1, 1]] * 3, header=[1, length, 1])


def _rows(kind: str) -> Iterator[tuple[str, Text]]:
    for rows in ROWS:
        yield f"{rows} rows", partial(table, kind, rows=[[1, 1, 1]] * rows)
        yield f"{rows} rows of three lines", partial(table, kind, rows=[[1, 14, 1]] * rows)


def _pairs() -> Iterator[tuple[str, Text]]:
    for length in LENGTHS:
        for rows in (3, 13, 30):
            yield f"{rows} rows with {length} words beneath", partial(paired, rows=rows, note=length, fact=2)
        yield f"facts of {length} words", partial(paired, rows=4, note=3, fact=length)


def _blocks(make: Callable[..., str]) -> Iterator[tuple[str, Text]]:
    return ((f"{length} words", partial(make, length=length)) for length in LENGTHS)


KINDS = ("trend", "identity", "summary", "register", "heat")
NAMES = ("standfirst", "lede", "note", "warning", "source", "indicator-status")
#: What a page can hold, each kind with its sizes.
SIZES: dict[str, list[tuple[str, Text]]] = {
    **{f"cells of {kind}": list(_cells(kind)) for kind in KINDS},
    **{f"rows of {kind}": list(_rows(kind)) for kind in KINDS},
    **{name: list(_blocks(partial(block, name))) for name in NAMES},
    "pair": list(_pairs()),
    "chart": list(_blocks(chart)),
    "heading": list(_blocks(introduced)),
    "tiles": list(_blocks(tiles)),
}
QUICK = ("cells of trend", "rows of trend", "rows of register", "lede", "indicator-status", "pair", "chart", "tiles")


def pdf(folder: Path, markdown: str, **titles: str) -> list[Sheet]:
    """The pages of the report with this text, compiled as the embedded publisher does."""
    (folder / "theme").symlink_to(THEME)
    template = f"--template={THEME / 'embedded.typ.template'}"
    said = [f"--metadata={name}={value}" for name, value in ({"title": "Report", "lang": "en-GB"} | titles).items()]
    pandoc(folder, markdown, "--to=typst", "--standalone", template, *said, "--output=report.typ")
    typst.compile(
        folder / "report.typ", output=folder / "report.pdf", root=folder, font_paths=[THEME / "fonts"],
        ignore_system_fonts=True, timestamp=0,
    )  # fmt: skip
    return sheets(folder / "report.pdf")


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=[] if kind in QUICK else [THOROUGH]) for kind in SIZES])
def test_a_block_of_any_height_is_on_paper_whole(tmp_path: Path, kind: str) -> None:
    words, said, chapters = Words(), {}, []
    for size, make in SIZES[kind]:
        start = len(words.made)
        # Some of a page is taken already where the block begins.
        chapters.append(f"# {words(1)}\n\n{words(60)}\n\n{make(words)}\n\n{words(5)}\n\n")
        said[size] = words.made[start:]
    pages = pdf(tmp_path, "".join(chapters))
    text = "".join(page.text for page in pages)
    lost = {size: sum(one not in text for one in its) for size, its in said.items()}
    assert not {size: count for size, count in lost.items() if count}, "how many words are lost of each"
    assert not _outside(pages)


@pytest.mark.parametrize("length", [pytest.param(300, marks=THOROUGH), 1500])
@pytest.mark.parametrize("name", ["title", "subtitle", "organisation", "provisional", "notice", "draft-words"])
def test_a_cover_of_any_height_is_on_paper_whole(tmp_path: Path, name: str, length: int) -> None:
    words = Words()
    pages = pdf(tmp_path, "# Chapter\n\nText.\n", **{name: words(length)})
    text = "".join(page.text for page in pages)
    assert not [one for one in words.made if one not in text]
    assert not _outside(pages)


def test_a_chart_that_is_higher_than_a_page_is_drawn_smaller(tmp_path: Path) -> None:
    figures = tmp_path / "figures" / "risks"
    figures.mkdir(parents=True)
    size, mark = 'width="320pt" height="2400pt"', '<rect width="320" height="2400"/>'
    (figures / "all.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{mark}</svg>')
    (figures / "all.png").write_bytes(PNG)
    risks = '![Forty risks](figures/risks/all){.chart fig-alt="A chart."}\n'
    pages = pdf(tmp_path, f"# Chapter\n\n{risks}")
    (drawn,) = (one for one in pages[-1].placed if not one.text and one.top - one.bottom > 100)
    assert not _outside(pages)
    assert (drawn.top - drawn.bottom) / (drawn.right - drawn.left) == pytest.approx(7.5, rel=0.01)
    width = next(word(tmp_path, risks).iter(f"{WP}extent")).get("cx")
    assert int(width) * 7.5 < 240 * MILLIMETRE


def _outside(pages: Sequence[Sheet]) -> list[tuple[int, Placed]]:
    return [(page.number, one) for page in pages for one in page.placed if not page.has(one, FOOT if one.said else 0)]
