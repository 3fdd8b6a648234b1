"""A rendered page as a reader has it: its headings, tables, charts and files in order, and its tables as words."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup, Tag


@cache
def page(path: Path) -> Tag:
    """The main part of a page. It stays to the end, so that no collection of garbage needs to go through it again."""
    main = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml").main
    assert main is not None, path.name
    main.extract()
    gc.collect()
    gc.freeze()
    return main


def words(tag: Tag) -> str:
    """What a tag says, on one line."""
    return " ".join(tag.get_text().replace("\N{NO-BREAK SPACE}", " ").split())


def outline(main: Tag) -> list[tuple[str, str]]:
    """Headings by their ids, tables by their captions, charts and files by their names, as they follow one another."""
    found = []
    for tag in main.find_all(["h2", "h3", "table", "figure", "a"]):
        match tag.name:
            case "table":
                found.append(("table", words(tag.caption) if tag.caption else "without a caption"))
            case "figure":
                found.append(("chart", Path(str(tag.img["src"])).stem if tag.img else "without a picture"))
            case "a" if str(tag.get("href")).startswith("data/"):
                found.append(("file", str(tag["href"]).removeprefix("data/")))
            case "h2" | "h3":
                section = tag.find_parent("section") or tag  # which has the id under Quarto
                found.append(("heading", str(tag.get("id") or section.get("id") or "without an id")))
    return found


_CAPTIONS: dict[int, list[tuple[str, Tag]]] = {}  # by main part, which is kept: a tag's own hash reads all of it


def _table(main: Tag, caption: str) -> Tag:
    """The one table whose caption is of this form."""
    if id(main) not in _CAPTIONS:
        _CAPTIONS[id(main)] = [(words(one.caption), one) for one in main.find_all("table") if one.caption]
    [found] = [one for said, one in _CAPTIONS[id(main)] if fnmatchcase(said, caption)]
    return found


def table(main: Tag, caption: str) -> list[list[str]]:
    """The rows of the one table whose caption is of this form, as words; headers over a group are left out."""
    found = _table(main, caption)
    rows = [[words(cell) for cell in row.find_all(["th", "td"])] for row in found.select("tbody tr:not(.group)")]
    assert rows, caption
    assert all(row[0] for row in rows), caption
    return rows


def columns(main: Tag, caption: str) -> list[str]:
    """The titles of that table's columns."""
    return [words(cell) for cell in _table(main, caption).select("thead th")]


def below(main: Tag, anchor: str) -> Iterator[Tag]:
    """What stands below a heading, up to the next of its level or above."""
    head = main.find(id=anchor)
    assert isinstance(head, Tag), anchor
    for tag in head.find_next_siblings():
        if tag.name in ("h2", "h3") and tag.name <= head.name:
            return
        yield tag


def bullets(main: Tag, anchor: str) -> list[str]:
    """The points listed below a heading."""
    return [words(item) for tag in below(main, anchor) for item in tag.select("li")]


def said(main: Tag, anchor: str) -> str:
    """Everything below a heading on one line."""
    return " ".join(words(tag) for tag in below(main, anchor))
