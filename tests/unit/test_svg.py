"""Drawings made small: the same to look at, in fewer bytes."""

from __future__ import annotations

import io
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from matplotlib.patheffects import withStroke

from qprlib.report.charts.drawing import new_figure
from qprlib.report.charts.svg import short_path, small_svg

THEME = Path(__file__).parents[2] / "theme"
SVG = "{http://www.w3.org/2000/svg}"
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9pt" height="9pt">'

PATHS = {
    "a line": ("M 1 2 \nL 3 4 \n", "m1 2l2 2"),
    "lines that go on": ("M 0 0 L 1.5 0 L 1.5 -2", "m0 0l1.5 0 0-2"),
    "places are rounded to a hundredth": ("M 1.004 1.006 L 2.001 1", "m1 1.01l1-.01"),
    "no rounding adds up": ("M 0 0 L 0.004 0 L 0.008 0 L 0.012 0", "m0 0l0 0 .01 0 0 0"),
    "a curve": ("M 0 0 C 1 1 2 1 3 0", "m0 0c1 1 2 1 3 0"),
    "a quadratic curve": ("M 5 5 Q 6 7 8 5", "m5 5q1 2 3 0"),
    "after a closed part the next is counted from its start": (
        "M 1 1 L 4 1 L 4 4 z M 10 10 L 11 10",
        "m1 1l3 0 0 3zm9 9l1 0",
    ),
    "small numbers in matplotlib's other way of writing": ("M 1e-05 0 L 1 -1e-05", "m0 0l1 0"),
    "what matplotlib does not write stays": ("M 0 0 A 1 1 0 0 1 2 2", "M 0 0 A 1 1 0 0 1 2 2"),
}


@pytest.mark.parametrize(("path", "expected"), PATHS.values(), ids=PATHS)
def test_a_path_is_said_shortly(path: str, expected: str) -> None:
    assert short_path(path) == expected


def places(path: str) -> list[tuple[float, float]]:
    """Every place of a path, counted from the corner."""
    found: list[tuple[float, float]] = []
    at = start = (0.0, 0.0)
    for command, said in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", re.sub(r"e-\d+", "", path)):
        numbers = [float(one) for one in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", said)]
        if command in "zZ":
            at = start
            continue
        step = {"m": 2, "l": 2, "q": 4, "c": 6}[command.lower()]
        assert len(numbers) % step == 0, (command, said)
        for first in range(0, len(numbers), step):
            base = at if command.islower() else (0.0, 0.0)
            for place in range(first, first + step, 2):
                at = (base[0] + numbers[place], base[1] + numbers[place + 1])
                found.append(at)
            if command in "mM":
                start = at
    return found


def drawing() -> bytes:
    figure, axes = new_figure(THEME, 3)
    axes.plot([0.1234567, 1.7654321, 2.5, 3.1], [3.3333, 1.1111, 2.2222, -0.7777], marker="o")
    axes.set_title("Repairs, 87%")
    axes.fill_between([0, 1, 2], [0, 1, 0.5])
    for text in ("87%", "79%"):
        axes.text(1, 1, text).set_path_effects([withStroke(linewidth=3, foreground="white")])
    out = io.BytesIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def test_a_chart_keeps_every_place_to_a_hundredth_of_a_point() -> None:
    before = ElementTree.fromstring(drawing())
    after = ElementTree.fromstring(small_svg(drawing()))

    def outlines(root: ElementTree.Element) -> list[list[tuple[float, float]]]:
        return [places(str(one.get("d"))) for one in root.iter(f"{SVG}path") if one.get("d")]

    old, new = outlines(before), outlines(after)
    halos = [one for one in before.iter(f"{SVG}path") if "stroke-width: 3" in one.get("style", "")]
    assert len(halos) == 2
    assert len(new) == len(old) - len(halos)
    told = iter(old)
    for outline in new:
        same = next(one for one in told if len(one) == len(outline) and _near(one, outline))
        assert same
    assert before.get("width") == after.get("width")
    assert before.get("viewBox") == after.get("viewBox")


def _near(one: list[tuple[float, float]], other: list[tuple[float, float]]) -> bool:
    return all(abs(a - b) < 0.0051 for pair in zip(one, other, strict=True) for a, b in zip(*pair, strict=True))


def test_a_chart_loses_more_than_half_of_its_bytes_and_is_the_same_each_time() -> None:
    long = drawing()
    short = small_svg(long)
    assert len(short) < len(long) / 2
    assert small_svg(long) == short
    assert small_svg(short) == short, "what is small already stays"
    for gone in (b"metadata", b"<!--", b"SourceSans", b"DOCTYPE", b"matplotlib"):
        assert gone not in short


def test_every_name_that_is_used_is_there_once() -> None:
    short = small_svg(drawing()).decode()
    names = re.findall(r'\bid="([^"]+)"', short)
    used = set(re.findall(r'href="#([^"]+)"', short)) | set(re.findall(r"url\(#([^)]+)\)", short))
    assert used == set(names)
    assert len(names) == len(set(names)) > 10


def test_letters_and_their_halo_are_one_path() -> None:
    letters = '<path d="M 0 0 L 1 1" style="fill: #12436d"/>'
    halo = '<path d="M 0 0 L 1 1" style="fill: #12436d; stroke: #ffffff; stroke-width: 3"/>'
    other = '<path d="M 0 0 L 1 2" style="fill: #12436d"/>'
    joined = small_svg(f"{HEAD}{halo}{letters}</svg>".encode()).decode()
    assert joined.count("<path") == 1
    assert "paint-order:stroke" in joined
    assert "stroke:#ffffff;stroke-width:3" in joined
    for apart in (halo + other, letters + halo, letters + letters):
        assert small_svg(f"{HEAD}{apart}</svg>".encode()).decode().count("<path") == 2


def test_a_glyph_is_moved_by_its_place_and_keeps_its_scale() -> None:
    text = (
        f'{HEAD}<defs><path id="Font-1" d="M 0 0 L 64 0" transform="scale(0.015625)"/></defs>'
        '<g id="text_1" transform="translate(4.123456 5) scale(0.105 -0.105)">'
        '<use xlink:href="#Font-1" transform="translate(72.703125 0)"/></g></svg>'
    )
    short = small_svg(text.encode()).decode()
    assert 'transform="scale(0.015625)"' in short
    assert 'transform="translate(4.12 5) scale(0.105 -0.105)"' in short
    assert '<use xlink:href="#a" x="72.7"' in short
    assert "text_1" not in short
