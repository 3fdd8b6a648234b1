"""Where letters and pictures stand on the pages of a PDF, read from what draws them.

Reads what Typst writes: fonts of two bytes a glyph with their widths and their letters, pictures as XObjects.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

_Matrix = pikepdf.Matrix
#: Points that a line at the edge may be wide.
_EDGE = 1.0
#: Glyph codes and what they mean: ``<0001> <0041>``, or a range ``<0001> <0003> <0041>``.
_PAIR = re.compile(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>")
_RANGE = re.compile(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>")


@dataclass(frozen=True)
class Placed:
    """A run of letters, or a picture, line or area (its text is ""), in points from the lower left corner of its page.

    ``bottom`` is the line on which letters stand. ``said`` is false of what a screen reader leaves out, such as headers
    and footers.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    said: bool


@dataclass(frozen=True)
class Sheet:
    """A page: its size in points and what stands on it, in the order in which it is drawn."""

    number: int
    width: float
    height: float
    placed: tuple[Placed, ...]

    @property
    def text(self) -> str:
        """The letters that stand within the page, without blanks."""
        return "".join("".join(one.text.split()) for one in self.placed if self.has(one))

    def has(self, one: Placed, foot: float = 0.0) -> bool:
        """Whether something stands within the page, and not lower than its foot."""
        beside, above = one.left >= -_EDGE and one.right <= self.width + _EDGE, one.bottom >= foot - _EDGE
        return beside and above and one.top <= self.height + _EDGE


def sheets(path: Path) -> list[Sheet]:
    """Every page of a PDF with what stands on it."""
    with pikepdf.open(path) as document:
        fonts: dict[tuple[int, int], _Font] = {}
        return [_sheet(number, page, fonts) for number, page in enumerate(document.pages, start=1)]


@dataclass(frozen=True)
class _Font:
    letters: dict[int, str]
    widths: dict[int, float]
    usual: float

    def read(self, glyphs: bytes) -> tuple[str, float]:
        """The letters of glyphs and how wide they are, in thousandths of the size of type."""
        codes = [int.from_bytes(glyphs[at : at + 2]) for at in range(0, len(glyphs), 2)]
        text = "".join(self.letters.get(code, "\ufffd") for code in codes)
        return text, sum(self.widths.get(code, self.usual) for code in codes)


def _font(font: Any) -> _Font:
    letters: dict[int, str] = {}
    table = font.ToUnicode.read_bytes().decode("latin-1") if "/ToUnicode" in font else ""
    for part in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        letters |= {int(code, 16): bytes.fromhex(said).decode("utf-16-be") for code, said in _PAIR.findall(part)}
    for part in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, said in _RANGE.findall(part):
            start = int(said, 16)
            letters |= {code: chr(start + code - int(first, 16)) for code in range(int(first, 16), int(last, 16) + 1)}
    inner, widths = font.DescendantFonts[0], {}
    listed = list(inner.get("/W", []))
    while listed:
        first, then = int(listed.pop(0)), listed.pop(0)
        if isinstance(then, pikepdf.Array):
            widths |= {first + place: float(width) for place, width in enumerate(then)}
        else:
            width = float(listed.pop(0))
            widths |= dict.fromkeys(range(first, int(then) + 1), width)
    return _Font(letters, widths, float(inner.get("/DW", 1000)))


def _sheet(number: int, page: Any, fonts: dict[tuple[int, int], _Font]) -> Sheet:
    left, bottom, right, top = (float(side) for side in page.mediabox)
    pen = _Pen(page.resources, _Matrix(1, 0, 0, 1, -left, -bottom), fonts)
    for operands, operator in pikepdf.parse_content_stream(page):
        draw = _OPERATORS.get(str(operator))
        if draw:
            draw(pen, str(operator), operands)
    return Sheet(number, right - left, top - bottom, tuple(pen.placed))


class _Pen:
    """What operators have set, and what they have placed so far."""

    def __init__(self, resources: Any, start: Any, fonts: dict[tuple[int, int], _Font]) -> None:
        self.placed: list[Placed] = []
        self._resources, self._fonts = resources, fonts
        self._where, self._font, self._size = start, _Font({}, {}, 0.0), 0.0
        self._kept: list[tuple[Any, _Font, float]] = []
        self._at = _Matrix()
        self._artifacts: list[bool] = []
        self._path: list[tuple[float, float]] = []

    def keep(self, operator: str, _: Any) -> None:
        if operator == "q":
            self._kept.append((self._where, self._font, self._size))
        else:
            self._where, self._font, self._size = self._kept.pop()

    def move(self, _: str, operands: Any) -> None:
        self._where = _matrix(operands) @ self._where

    def mark(self, operator: str, operands: Any) -> None:
        if operator == "EMC":
            self._artifacts.pop()
        else:
            self._artifacts.append(str(operands[0]) == "/Artifact")

    def start_text(self, operator: str, operands: Any) -> None:
        self._at = _matrix(operands) if operator == "Tm" else _Matrix()

    def take_font(self, _: str, operands: Any) -> None:
        found = self._resources.Font[str(operands[0])]
        if found.objgen not in self._fonts:
            self._fonts[found.objgen] = _font(found)
        self._font, self._size = self._fonts[found.objgen], float(operands[1])

    def write(self, operator: str, operands: Any) -> None:
        text, wide = "", 0.0
        for piece in operands[0] if operator == "TJ" else operands:
            if isinstance(piece, pikepdf.String):
                letters, width = self._font.read(bytes(piece))
                text, wide = text + letters, wide + width
            else:
                wide -= float(piece)
        across = wide * self._size / 1000
        if text.strip():
            self._place(text, self._at @ self._where, [(0.0, 0.0), (across, 0.7 * self._size)])
        self._at = _Matrix(1, 0, 0, 1, across, 0) @ self._at

    def trace(self, operator: str, operands: Any) -> None:
        numbers = [float(one) for one in operands]
        if operator == "re":
            left, bottom, width, height = numbers
            numbers = [left, bottom, left + width, bottom + height]
        self._path += zip(numbers[::2], numbers[1::2], strict=True)

    def fill(self, operator: str, _: Any) -> None:
        if self._path and operator != "n":
            self._place("", self._where, self._path)
        self._path = []

    def insert(self, _: str, operands: Any) -> None:
        drawn = self._resources.XObject[str(operands[0])]
        if str(drawn.Subtype) == "/Image":
            self._place("", self._where, [(0.0, 0.0), (1.0, 1.0)])
        else:
            box = [float(one) for one in drawn.BBox]
            self._place("", _matrix(drawn.get("/Matrix", (1, 0, 0, 1, 0, 0))) @ self._where, [box[:2], box[2:]])

    def _place(self, text: str, where: Any, points: Any) -> None:
        """Something in the smallest upright box around its points."""
        across, up = zip(*points, strict=True)
        corners = [where.transform((x, y)) for x in (min(across), max(across)) for y in (min(up), max(up))]
        x, y = [float(one[0]) for one in corners], [float(one[1]) for one in corners]
        self.placed.append(Placed(text, min(x), max(x), min(y), max(y), not any(self._artifacts)))


def _matrix(operands: Any) -> Any:
    return _Matrix(*(float(one) for one in operands))


_OPERATORS: dict[str, Callable[[_Pen, str, Any], None]] = {
    **dict.fromkeys(("q", "Q"), _Pen.keep),
    "cm": _Pen.move,
    **dict.fromkeys(("BDC", "BMC", "EMC"), _Pen.mark),
    **dict.fromkeys(("BT", "Tm"), _Pen.start_text),
    "Tf": _Pen.take_font,
    **dict.fromkeys(("Tj", "TJ"), _Pen.write),
    **dict.fromkeys(("m", "l", "c", "re"), _Pen.trace),
    **dict.fromkeys(("f", "f*", "S", "s", "B", "B*", "b", "b*", "n"), _Pen.fill),
    "Do": _Pen.insert,
}
