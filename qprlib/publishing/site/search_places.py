"""What search knows of a finished page: its places, with the words that stand there.

Pages are read as both publishers leave them, so that search finds what a reader sees, and an edition that was published
without search can still be found from the front page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

_VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
#: Elements that no reader reads as the page's own words.
_PASSED_OVER: Final = frozenset({"nav", "script", "style", "noscript", "template", "svg", "button"})
#: Parts of a page that repeat what other places say, or say nothing but numbers: they would answer every search.
_REPEATS: Final = frozenset(
    {"trend", "glance", "heat", "strip", "counts", "register", "provenance", "other-editions", "page-downloads",
     "indicator-status", "notice-banner", "draft-banner", "eyebrow", "quarto-title-meta", "source", "download"}
)  # fmt: skip
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS: Final = _HEADINGS | {"p", "li", "div", "section", "dt", "dd", "caption", "figcaption", "blockquote", "br"}
_SENTENCES: Final = frozenset({"caption", "figcaption", "li"})  # a full stop is set where they have none
_NAMED: Final = 2  # cells of a row that is a name and what it is
_TONES: Final = ("green", "amber", "red", "blue", "standing", "none")
_SHAPES: Final = ("circle", "triangle", "square", "diamond", "star", "octagon")


#: The heading of what an indicator is: its full name, unit, source ...
ABOUT: Final = "About this indicator"


@dataclass(frozen=True, slots=True)
class PagePart:
    """Words under one heading."""

    anchor: str  #: where they stand on the page, "" for its top
    heading: str  #: ``Commentary``, ``Actions`` ...; "" for what stands right below the name of the place
    text: str  #: on one line


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that a search can find: an indicator, or a section of a page."""

    page: str  #: its slug
    anchor: str  #: where it begins, "" for the top of the page
    id: str  #: the indicator's, "" for any other place
    title: str  #: the indicator's name, or the heading
    section: str  #: title of the page
    status: str = ""  #: as a word; tone and shape draw it
    tone: str = ""
    shape: str = ""
    parts: tuple[PagePart, ...] = ()


def read_page(slug: str, html: str, title: str = "") -> list[Spot]:
    """The places of a finished page, in its order; what stands outside ``main`` is left out.

    Without a title the page is called by its first heading, which on Quarto's home page is the report's title.
    """
    reader = _PageReader(slug, title)
    reader.feed(html)
    reader.close()
    return reader.spots()


@dataclass
class _Draft:
    """A place that is being read."""

    anchor: str
    title: str
    indicator: bool = False
    status: tuple[str, str, str] = ("", "", "")
    parts: list[tuple[str, str, list[str]]] = field(default_factory=list)
    about: list[str] = field(default_factory=list)  # what the indicator is, which its table says between the texts


@dataclass
class _Open:
    """An element that has begun and not ended."""

    tag: str
    skips: bool = False
    closes: str = ""  # what ends with it: main, heading, status-box, status, row, about


class _PageReader(HTMLParser):
    def __init__(self, slug: str, title: str) -> None:
        super().__init__(convert_charrefs=True)
        self._slug = slug
        self._stack: list[_Open] = []
        self._main = False
        self._skips = 0
        self._section_id = ""  # Quarto gives the id of a heading to the section around it
        self._title = title
        self._drafts: list[_Draft] = [_Draft("", "", parts=[("", "", [])])]
        self._heading: tuple[str, str, bool, list[str]] | None = None
        self._status: tuple[str, str, list[str]] | None = None
        self._cells: list[str] | None = None
        self._about = False

    def spots(self) -> list[Spot]:
        return [spot for draft in self._drafts if (spot := self._spot(draft))]

    def _spot(self, draft: _Draft) -> Spot | None:
        title = draft.title or self._title
        parts = [PagePart(anchor, heading, _line("".join(text))) for anchor, heading, text in draft.parts]
        parts.append(
            PagePart(draft.anchor, ABOUT, _line("".join(draft.about))) if draft.about else PagePart("", "", "")
        )
        parts = [part for part in parts if part.text or part.heading]
        if not title:
            return None
        id_, _, name = title.partition(" ") if draft.indicator else ("", "", title)
        return Spot(self._slug, draft.anchor, id_, name or title, self._title, *draft.status, tuple(parts))

    # --- what the parser tells ------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        classes = attributes.get("class", "").split()
        if tag in _VOID:
            if tag == "br":
                self._add(" ")
            return
        opened = _Open(tag)
        if not self._main:
            if tag == "main":
                self._main, opened.closes = True, "main"
        elif self._skips or tag in _PASSED_OVER or self._is_repeat(classes) or (self._about and tag == "caption"):
            opened.skips = True
            self._skips += 1
            if "indicator-status" in classes:
                opened.closes = "status-box"
        else:
            opened.closes = self._begin(tag, classes, attributes)
        if self._main and "status" in classes and any(one.closes == "status-box" for one in self._stack):
            opened.closes = "status"
            self._status = (_first(_TONES, classes), _first(_SHAPES, classes), [])
        self._stack.append(opened)

    def handle_endtag(self, tag: str) -> None:
        if not any(one.tag == tag for one in self._stack):
            return
        while self._stack:
            closed = self._stack.pop()
            self._end(closed)
            if closed.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._status is not None:
            self._status[2].append(data)
        elif self._main and not self._skips:
            self._add(data)

    # --- parts of a page ------------------------------------------------------------------------------------

    def _is_repeat(self, classes: Sequence[str]) -> bool:
        overview = self._slug == "summary" and "summary" in classes
        return overview or not _REPEATS.isdisjoint(classes)

    def _begin(self, tag: str, classes: Sequence[str], attributes: dict[str, str]) -> str:
        if tag == "section" and any(one.startswith("level") for one in classes):
            self._section_id = attributes.get("id", "")
        if "identity" in classes and not self._about:
            self._about = True
            return "about"
        if tag in _HEADINGS:
            self._heading = (tag, attributes.get("id") or self._section_id, "indicator" in classes, [])
            self._section_id = ""
            return "heading"
        if tag == "tr":
            self._cells = []
            return "row"
        if tag in ("td", "th") and self._cells is not None:
            self._cells.append("")
        elif tag in _BLOCKS:
            self._add(" ")
        return ""

    def _end(self, closed: _Open) -> None:
        if closed.skips:
            self._skips -= 1
            if closed.closes != "status":
                return
        if closed.closes == "main":
            self._main = False
        elif closed.closes == "heading" and self._heading is not None:
            self._end_heading(*self._heading)
        elif closed.closes == "status" and self._status is not None:
            tone, shape, said = self._status
            self._status = None
            if not self._drafts[-1].status[0]:
                self._drafts[-1].status = (_line("".join(said)), tone, shape)
        elif closed.closes == "row" and self._cells is not None:
            cells = [text for cell in self._cells if (text := _line(cell))]
            head = any(one.tag == "thead" for one in self._stack)
            self._cells = None
            if cells and not head:
                joint = ": " if len(cells) == _NAMED else "; "
                self._add(_sentence(joint.join(cells)) + " ")
        elif closed.closes == "about":
            self._about = False
        elif closed.tag in _BLOCKS and self._main and not self._skips:
            self._add(". " if closed.tag in _SENTENCES else " ")

    def _end_heading(self, tag: str, id_: str, indicator: bool, said: Sequence[str]) -> None:
        title = _line("".join(said))
        self._heading = None
        if tag == "h1":
            self._title = self._title or title
        elif tag == "h2":
            self._drafts.append(_Draft(id_, title, indicator, parts=[(id_, "", [])]))
        else:
            self._drafts[-1].parts.append((id_ or self._drafts[-1].anchor, title, []))

    def _add(self, text: str) -> None:
        if self._heading is not None:
            self._heading[3].append(text)
        elif self._cells:
            self._cells[-1] += text
        elif self._main:
            draft = self._drafts[-1]
            (draft.about if self._about else draft.parts[-1][2]).append(text)


def _first(names: Sequence[str], classes: Sequence[str]) -> str:
    return next((name for name in names if name in classes), "")


def _line(text: str) -> str:
    """Text on one line; a full stop that was added after another mark goes."""
    text = " ".join(text.split())
    return re.sub(r"([.!?:;])\s*\.(?=\s|$)", r"\1", re.sub(r"\s+\.(?=\s|$)", ".", text))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."
