"""Drawings as small as they can be: what matplotlib writes at length for a printer's accuracy, said shortly.

A page of ten charts has to be light. Nothing that can be seen is lost: places are rounded to a hundredth of a point, on
a screen a seventieth of a pixel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree

_SVG = "http://www.w3.org/2000/svg"
_LINK = "{http://www.w3.org/1999/xlink}href"
_DIGITS = 2
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?|-?\d+e-?\d+")
_PIECE = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
#: How many numbers each command of matplotlib's paths takes.
_TAKES = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}
_MOVED = re.compile(r"translate\(\s*(-?[\d.e-]+)[ ,]+(-?[\d.e-]+)\s*\)")
_POINT = re.compile(r"url\(#([^)]+)\)")


def small_svg(drawing: bytes) -> bytes:
    """A drawing of matplotlib's in fewer bytes; anything else comes out meaning the same.

    Paths are relative and rounded, names short, halos of letters drawn with the letters, and notes on how it was made
    gone.
    """
    for prefix, address in (("", _SVG), ("xlink", "http://www.w3.org/1999/xlink")):
        ElementTree.register_namespace(prefix, address)
    root = ElementTree.fromstring(drawing)
    _drop_notes(root)
    _join_halos(root)
    _name_shortly(root)
    for element in root.iter():
        _say_shortly(element)
    _unwrap(root)
    said = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{said}'.encode()


def _drop_notes(root: ElementTree.Element) -> None:
    for parent in root.iter():
        for child in list(parent):
            if child.tag == f"{{{_SVG}}}metadata":
                parent.remove(child)
        if parent.tag != f"{{{_SVG}}}style":
            parent.text = None
        parent.tail = None


def _styles(element: ElementTree.Element) -> dict[str, str]:
    pairs = (one.partition(":") for one in element.get("style", "").split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if value}


def _join_halos(root: ElementTree.Element) -> None:
    """One path for letters and the white line around them, which matplotlib draws as two of the same outline."""
    for parent in root.iter():
        children = list(parent)
        for halo, letters in pairwise(children):
            around, inside = _styles(halo), _styles(letters)
            same = halo.get("d") and halo.get("d") == letters.get("d") and halo.keys() == letters.keys()
            if same and "stroke" in around and set(inside) == {"fill"} and inside["fill"] == around.get("fill"):
                letters.set("style", f"{halo.get('style')}; paint-order: stroke")
                parent.remove(halo)


def _name_shortly(root: ElementTree.Element) -> None:
    """Names of a letter or two for what is drawn more than once; none for the rest."""
    used = {element.get(_LINK, "").removeprefix("#") for element in root.iter()}
    for element in root.iter():
        for value in element.attrib.values():
            used.update(_POINT.findall(value))
    names: dict[str, str] = {}
    for element in root.iter():
        name = element.get("id")
        if name in used and name:
            element.set("id", names.setdefault(name, _short(len(names))))
        elif name:
            del element.attrib["id"]
    for element in root.iter():
        link = element.get(_LINK)
        if link:
            element.set(_LINK, f"#{names[link[1:]]}")
        for key, value in element.attrib.items():
            if "url(#" in value:
                element.set(key, _POINT.sub(lambda found: f"url(#{names[found[1]]})", value))


def _short(number: int) -> str:
    name = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("a") + letter) + name
    return name


def _say_shortly(element: ElementTree.Element) -> None:
    if path := element.get("d"):
        element.set("d", short_path(path))
    if element.get("style"):
        element.set("style", ";".join(f"{name}:{_rounded(value)}" for name, value in _styles(element).items()))
    moved = _MOVED.fullmatch(element.get("transform", ""))
    if moved and element.tag == f"{{{_SVG}}}use" and not element.get("x") and not element.get("y"):
        del element.attrib["transform"]
        for name, value in zip("xy", moved.groups(), strict=True):
            if float(value):
                element.set(name, _number(round(float(value), _DIGITS)))
    elif transform := element.get("transform"):
        # Scales are small numbers by which large ones are multiplied: they keep all their digits.
        element.set("transform", re.sub(r"translate\([^)]*\)", lambda found: _rounded(found[0]), transform))
    for name in ("x", "y"):
        if value := element.get(name):
            element.set(name, _rounded(value))


def _rounded(text: str) -> str:
    return _NUMBER.sub(lambda found: _number(round(float(found[0]), _DIGITS)), text)


def _number(value: float) -> str:
    text = f"{value:.{_DIGITS}f}".rstrip("0").rstrip(".")
    text = "0" if text in ("-0", "") else text
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def short_path(path: str) -> str:
    """A path with relative places, each counted from a rounded one, so that no rounding adds up.

    Of the commands M, L, Q, C and z alone, as matplotlib writes them; a path with another comes back as it was.
    """
    written: list[str] = []
    at = start = (0, 0)
    last = ""
    for command, numbers in _commands(path):
        if command not in _TAKES or len(numbers) != _TAKES[command]:
            return path
        if command == "Z":
            written.append("z")
            at, last = start, "z"
            continue
        places = [round(number * 10**_DIGITS) for number in numbers]
        said = "".join(
            _joined([(place - at[index % 2]) / 10**_DIGITS for index, place in enumerate(places)], command == last)
        )
        written.append(said if command == last else f"{command.lower()}{said}")
        at = (places[-2], places[-1])
        if command == "M":
            start = at
        last = "" if command == "M" else command
    # At the beginning a relative move is counted from the corner.
    return "".join(written)


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    command, numbers = "", list[float]()
    for piece in _PIECE.findall(path):
        if piece.isalpha():
            if command:
                yield command, numbers
            command, numbers = (piece.upper() if piece in "zZ" else piece), []
        else:
            numbers.append(float(piece))
    if command:
        yield command, numbers


def _joined(numbers: list[float], goes_on: bool) -> Iterator[str]:
    """Numbers one after another, with a space only where the next has no sign of its own."""
    for place, number in enumerate(numbers):
        text = _number(number)
        yield f" {text}" if (place or goes_on) and not text.startswith("-") else text


def _unwrap(root: ElementTree.Element) -> None:
    """Take away groups that say nothing, now that they have no names."""
    for parent in list(root.iter()):
        index = 0
        while index < len(parent):
            child = parent[index]
            if child.tag == f"{{{_SVG}}}g" and not child.attrib:
                parent[index : index + 1] = list(child)
            elif child.tag == f"{{{_SVG}}}defs" and not len(child):
                del parent[index]
            else:
                index += 1
